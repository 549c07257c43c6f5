/* write_common.c: describing a document; what several writers share. */
#include "formats/writer.h"
#include "base/text.h"
#include <string.h>
#include <zip.h>

static void
add_block(struct arena *a, struct out_document *d, struct out_block b)
{
	PUSH(a, &d->blocks, b);
}

void
out_heading(struct arena *a, struct out_document *d, int level, const char *text)
{
	add_block(a, d, (struct out_block){ .kind = OUT_HEADING, .level = level, .text = text });
}

void
out_paragraph(struct arena *a, struct out_document *d, const char *text)
{
	if (!text_blank(text))
		add_block(a, d, (struct out_block){ .kind = OUT_PARAGRAPH, .text = text });
}

struct out_table *
out_table(struct arena *a, struct out_document *d, const char *name, const struct out_column *columns, size_t ncols)
{
	struct out_table *t = ARENA_NEW(a, struct out_table);
	*t = (struct out_table){ .name = name, .columns = columns, .ncols = ncols };
	add_block(a, d, (struct out_block){ .kind = OUT_TABLE, .table = t });
	return t;
}

struct out_row *
out_row(struct arena *a, struct out_table *t)
{
	struct out_row r = { .cells = ARENA_ARRAY(a, struct out_cell, t->ncols) };
	for (size_t i = 0; i < t->ncols; i++)
		r.cells[i].colspan = r.cells[i].rowspan = 1;
	PUSH(a, &t->rows, r);
	return &t->rows.items[t->rows.n - 1];
}

void
out_line(struct arena *a, struct out_cell *c, enum line_kind kind, const char *text)
{
	if (text_blank(text))
		return;
	struct doc_line l = { .text = text, .kind = kind };
	PUSH(a, &c->lines, l);
}

void
out_merge(struct out_table *t, size_t row, size_t col, int rows, int cols)
{
	BUG_ON(rows < 1 || cols < 1 || row + (size_t)rows > t->rows.n || col + (size_t)cols > t->ncols);
	for (size_t i = row; i < row + (size_t)rows; i++)
		for (size_t j = col; j < col + (size_t)cols; j++)
			if (i != row || j != col)
				t->rows.items[i].cells[j] = (struct out_cell){ .colspan = 1, .rowspan = 1, .covered = true };
	t->rows.items[row].cells[col].rowspan = rows;
	t->rows.items[row].cells[col].colspan = cols;
}

void
out_row_spanning(struct arena *a, struct out_table *t, const char *text, enum out_tone tone)
{
	struct out_row *r = out_row(a, t);
	out_line(a, &r->cells[0], LINE_TEXT, text);
	r->cells[0].tone = tone;
	out_merge(t, t->rows.n - 1, 0, 1, (int)t->ncols);
}

const char *
out_tone_fill(enum out_tone t)
{
	static const char *const fills[TONES] = { NULL, "E4E7EC", "DDF0E2", "FBE1DD", "FCEFD2", "E1ECF8", "F1F1EF" };
	return fills[t];
}

struct out_run
out_runs(const char *s)
{
	return (struct out_run){ .rest = s == NULL ? "" : s };
}

bool
out_run_next(struct out_run *r)
{
	static const char marks[] = { EMPH_ON, EMPH_OFF, '\0' };
	while (*r->rest == EMPH_ON || *r->rest == EMPH_OFF)
		r->on = *r->rest++ == EMPH_ON;
	if (*r->rest == '\0')
		return false;
	r->p = r->rest;
	r->n = strcspn(r->rest, marks);
	r->emph = r->on;
	r->rest += r->n;
	return true;
}

void
xml_text_n(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		switch (c) {
		case '&': buf_puts(b, "&amp;"); break;
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '"': buf_puts(b, "&quot;"); break;
		case '\t':
		case '\n': buf_putc(b, ' '); break;
		default:
			/* U+FFFE and U+FFFF, legal in UTF-8, are not in XML */
			if (c == 0xef && i + 2 < n && (unsigned char)s[i + 1] == 0xbf && (unsigned char)s[i + 2] >= 0xbe)
				i += 2;
			else if (c >= 0x20)
				buf_putc(b, (char)c);
		}
	}
}

void
xml_text(struct buf *b, const char *s)
{
	if (s != NULL)
		xml_text_n(b, s, strlen(s));
}

/* ---- ZIP -------------------------------------------------------------------------------------------------- */

static void
free_source(void *s)
{
	zip_source_free(s);
}

static enum err
add_member(struct arena *a, zip_t *z, const struct zip_member *m)
{
	zip_source_t *s = zip_source_buffer(z, m->bytes, m->n, 0);
	if (s == NULL)
		return fail(a, E_IO, "zip: %s", zip_strerror(z));
	zip_int64_t i = zip_file_add(z, m->name, s, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(s);
		return fail(a, E_IO, "zip: %s: %s", m->name, zip_strerror(z));
	}
	/* 1980-01-01 00:00, the first date a ZIP knows, given as DOS fields: no time zone comes in */
	if (zip_file_set_dostime(z, (zip_uint64_t)i, 0, (1 << 5) | 1, 0) != 0
	    || zip_set_file_compression(z, (zip_uint64_t)i, m->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 6) != 0)
		return fail(a, E_IO, "zip: %s: %s", m->name, zip_strerror(z));
	return OK;
}

static enum err
read_back(struct arena *a, zip_source_t *s, const void **bytes, size_t *n)
{
	zip_stat_t st;
	if (zip_source_stat(s, &st) != 0 || (st.valid & ZIP_STAT_SIZE) == 0)
		return fail(a, E_IO, "zip: no size");
	if (st.size > OUT_MAX)
		return fail(a, E_LIMIT, "zip: %llu bytes", (unsigned long long)st.size);
	char *p = arena_alloc(a, (size_t)st.size + 1);
	if (zip_source_open(s) != 0)
		return fail(a, E_IO, "zip: cannot read back");
	zip_int64_t got = zip_source_read(s, p, st.size);
	zip_source_close(s);
	if (got < 0 || (zip_uint64_t)got != st.size)
		return fail(a, E_IO, "zip: short read");
	*bytes = p;
	*n = (size_t)st.size;
	return OK;
}

enum err
zip_write(struct arena *a, const struct zip_member *m, size_t nm, const void **bytes, size_t *n)
{
	zip_error_t ze;
	zip_error_init(&ze);
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, &ze);
	if (s == NULL)
		return fail(a, E_IO, "zip: %s", zip_error_strerror(&ze));
	arena_on_reset(a, free_source, s);
	zip_t *z = zip_open_from_source(s, ZIP_TRUNCATE, &ze);
	if (z == NULL)
		return fail(a, E_IO, "zip: %s", zip_error_strerror(&ze));
	zip_source_keep(s); /* closing the archive gives its own reference back */
	for (size_t i = 0; i < nm; i++) {
		enum err e = add_member(a, z, &m[i]);
		if (e != OK) {
			zip_discard(z);
			return e;
		}
	}
	if (zip_close(z) != 0) {
		zip_discard(z);
		return fail(a, E_IO, "zip: cannot close");
	}
	return read_back(a, s, bytes, n);
}

const struct out_format *
out_format(const char *word)
{
	static const struct out_format formats[] = {
		{ "pdf", "application/pdf", write_pdf },
		{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx },
		{ "odt", "application/vnd.oasis.opendocument.text", write_odt },
		{ "html", "text/html; charset=utf-8", write_html },
	};
	for (size_t i = 0; i < LEN(formats); i++)
		if (text_eq(word, formats[i].word))
			return &formats[i];
	return NULL;
}
