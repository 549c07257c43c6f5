/* formats.h: packages made in memory, for the tests of the readers. */
#ifndef TEST_FORMATS_H
#define TEST_FORMATS_H
#include "test.h"
#include "formats/document.h"
#include <zip.h>

struct member { const char *name; const void *bytes; size_t n; /* 0: a string */ };

/* A ZIP of these members (NULL name ends them), in the arena. */
static inline char *
make_zip(struct arena *a, const struct member *m, size_t *n)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &e);
	zip_t *z = zip_open_from_source(src, ZIP_TRUNCATE, &e);
	assert_non_null(z);
	zip_source_keep(src);
	for (; m->name != NULL; m++) {
		zip_source_t *s = zip_source_buffer(z, m->bytes, m->n > 0 ? m->n : strlen(m->bytes), 0);
		zip_int64_t i = zip_file_add(z, m->name, s, ZIP_FL_OVERWRITE);
		assert_true(i >= 0);
		zip_set_file_compression(z, (zip_uint64_t)i, strcmp(m->name, "mimetype") == 0 ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 1);
	}
	assert_int_equal(zip_close(z), 0);
	zip_stat_t st;
	assert_int_equal(zip_source_stat(src, &st), 0);
	char *out = arena_alloc(a, (size_t)st.size + 1);
	assert_int_equal(zip_source_open(src), 0);
	assert_int_equal(zip_source_read(src, out, st.size), (zip_int64_t)st.size);
	zip_source_close(src);
	zip_source_free(src);
	*n = (size_t)st.size;
	return out;
}

#define W_HEAD "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" " \
	"xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:v\" xmlns:wps=\"urn:wps\"><w:body>"
#define W_TAIL "</w:body></w:document>"

/* A DOCX around the body; styles and numbering may be NULL. */
static inline char *
make_docx(struct arena *a, const char *body, const char *styles, const char *numbering, size_t *n)
{
	struct member m[6] = { { "[Content_Types].xml", "<Types/>", 0 } };
	size_t k = 1;
	char *whole = arena_printf(a, W_HEAD "%s" W_TAIL, body);
	m[k++] = (struct member){ "word/document.xml", whole, 0 };
	if (styles != NULL)
		m[k++] = (struct member){ "word/styles.xml", styles, 0 };
	if (numbering != NULL)
		m[k++] = (struct member){ "word/numbering.xml", numbering, 0 };
	return make_zip(a, m, n);
}

/* An ODT or ODS around what stands inside <office:text> or <office:spreadsheet>. */
static inline char *
make_odf(struct arena *a, bool sheet, const char *automatic, const char *inside, size_t *n)
{
	const char *kind = sheet ? "spreadsheet" : "text";
	char *whole = arena_printf(a, "<office:document-content xmlns:office=\"urn:o\" xmlns:text=\"urn:t\" xmlns:table=\"urn:tb\" xmlns:style=\"urn:s\" "
		"xmlns:fo=\"urn:f\" xmlns:draw=\"urn:d\"><office:automatic-styles>%s</office:automatic-styles><office:body><office:%s>%s</office:%s>"
		"</office:body></office:document-content>", automatic, kind, inside, kind);
	struct member m[] = { { "mimetype", arena_printf(a, "application/vnd.oasis.opendocument.%s", kind), 0 }, { "content.xml", whole, 0 }, { 0 } };
	return make_zip(a, m, n);
}

/* An XLSX of one sheet; shared and styles may be NULL. */
static inline char *
make_xlsx(struct arena *a, const char *sheet, const char *shared, const char *styles, size_t *n)
{
	struct member m[8] = { { "xl/workbook.xml", "<workbook><sheets><sheet name=\"Feuille 1\" sheetId=\"1\" r:id=\"r1\" xmlns:r=\"urn:r\"/>"
		"<sheet name=\"Cachée\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\" xmlns:r=\"urn:r\"/></sheets></workbook>", 0 },
		{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
		"</Relationships>", 0 } };
	size_t k = 2;
	m[k++] = (struct member){ "xl/worksheets/sheet1.xml", arena_printf(a, "<worksheet>%s</worksheet>", sheet), 0 };
	if (shared != NULL)
		m[k++] = (struct member){ "xl/sharedStrings.xml", shared, 0 };
	if (styles != NULL)
		m[k++] = (struct member){ "xl/styles.xml", styles, 0 };
	return make_zip(a, m, n);
}

/* The document as one text: a line per block, a cell per '|', a line per '/'; emphasis as *…*. */
static inline char *
shown(struct arena *a, const struct document *d)
{
	static const char *const signs[] = { "", "#", "-" };
	struct buf b = buf_new(a, MIB(4));
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_block *k = &d->items[i];
		if (k->kind == BLOCK_LINE)
			buf_printf(&b, "%s%.0d%s\n", signs[k->line.kind], k->line.level, doc_markdown(a, k->line.text));
		for (size_t r = 0; k->kind == BLOCK_TABLE && r < k->table->n; r++) {
			for (size_t c = 0; c < k->table->ncols; c++) {
				const struct doc_cell *x = &k->table->items[r].cells[c];
				buf_puts(&b, c == 0 ? (k->table->items[r].header ? "H|" : "|") : "|");
				buf_puts(&b, x->covered == COVER_ABOVE ? "^" : x->covered == COVER_LEFT ? "<" : "");
				for (size_t l = 0; l < x->n; l++)
					buf_printf(&b, "%s%s%.0d%s", l > 0 ? "/" : "", signs[x->items[l].kind], x->items[l].level, doc_markdown(a, x->items[l].text));
			}
			buf_putc(&b, '\n');
		}
	}
	return arena_strdup(a, buf_str(&b));
}

static inline char *
shown_bytes(struct arena *a, const char *bytes, size_t n, const char *filename)
{
	struct document *d = NULL;
	struct problems why = { 0 };
	enum err e = document_read(a, bytes, n, filename, &d, &why);
	if (e != OK)
		return arena_printf(a, "%s: %s", err_name(e), why.n > 0 ? why.items[0].msgid : "no problem told");
	return shown(a, d);
}
#endif
