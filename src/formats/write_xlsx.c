/* write_xlsx.c: one sheet a table, through libxlsxwriter, which only writes to a file: a temporary one, removed at
 * once. */
#include "formats/writer.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

struct book { struct arena *a; lxw_workbook *w; lxw_format *head, *italic, *cell[TONES], *strong[TONES]; };

static lxw_format *
format(struct book *b, enum out_tone tone, bool bold)
{
	lxw_format *f = workbook_add_format(b->w);
	const char *fill = out_tone_fill(tone);
	format_set_text_wrap(f);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	format_set_border(f, LXW_BORDER_THIN);
	format_set_border_color(f, 0x9AA3AF);
	if (fill != NULL)
		format_set_bg_color(f, (lxw_color_t)strtoul(fill, NULL, 16));
	if (bold)
		format_set_bold(f);
	return f;
}

/* Adds n bytes to the pending piece of the same emphasis, or begins another. */
static void
piece(struct book *b, lxw_rich_string_tuple *pieces, size_t *n, const char *s, size_t len, bool emph)
{
	lxw_format *f = emph ? b->italic : NULL;
	if (*n > 0 && pieces[*n - 1].format == f) {
		pieces[*n - 1].string = arena_printf(b->a, "%s%.*s", pieces[*n - 1].string, (int)len, s);
		return;
	}
	pieces[*n].format = f;
	pieces[(*n)++].string = arena_strndup(b->a, s, len);
}

/* The lines of the cell as pieces of plain and italic text, joined by line ends. */
static size_t
pieces_of(struct book *b, const struct out_cell *c, lxw_rich_string_tuple **out)
{
	size_t most = 1, n = 0;
	for (size_t i = 0; i < c->lines.n; i++) {
		most += 2;
		for (struct out_run r = out_runs(c->lines.items[i].text); out_run_next(&r);)
			most++;
	}
	lxw_rich_string_tuple *p = ARENA_ARRAY(b->a, lxw_rich_string_tuple, most);
	for (size_t i = 0; i < c->lines.n; i++) {
		if (i > 0)
			piece(b, p, &n, "\n", 1, false);
		if (c->lines.items[i].kind == LINE_ITEM)
			piece(b, p, &n, "- ", 2, false);
		for (struct out_run r = out_runs(c->lines.items[i].text); out_run_next(&r);)
			piece(b, p, &n, r.p, r.n, r.emph);
	}
	*out = p;
	return n;
}

static lxw_error
write_cell(struct book *b, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, const struct out_cell *c)
{
	lxw_format *f = c->head ? b->strong[c->tone] : b->cell[c->tone];
	if (c->is_number)
		return worksheet_write_number(ws, row, col, c->number, f);
	lxw_rich_string_tuple *pieces;
	size_t n = pieces_of(b, c, &pieces);
	if (n == 0)
		return worksheet_write_blank(ws, row, col, f);
	if (n == 1 && pieces[0].format == NULL)
		return worksheet_write_string(ws, row, col, pieces[0].string, f);
	if (n == 1) { /* a rich string has two pieces at least: cut the only one after its first character */
		size_t first = 1;
		while (((unsigned char)pieces[0].string[first] & 0xc0) == 0x80)
			first++;
		if (pieces[0].string[first] == '\0')
			return worksheet_write_string(ws, row, col, pieces[0].string, f);
		lxw_rich_string_tuple *two = ARENA_ARRAY(b->a, lxw_rich_string_tuple, 2);
		two[0] = (lxw_rich_string_tuple){ b->italic, arena_strndup(b->a, pieces[0].string, first) };
		two[1] = (lxw_rich_string_tuple){ b->italic, pieces[0].string + first };
		pieces = two;
		n = 2;
	}
	lxw_rich_string_tuple **list = ARENA_ARRAY(b->a, lxw_rich_string_tuple *, n + 1);
	for (size_t i = 0; i < n; i++)
		list[i] = &pieces[i];
	return worksheet_write_rich_string(ws, row, col, list, f);
}

/* Excel fits the height of wrapped rows when it opens the file, LibreOffice does not: a height is estimated. */
static double
row_height(const struct out_table *t, const struct out_row *r)
{
	size_t most = 1;
	for (size_t j = 0; j < t->ncols; j++) {
		size_t width = (size_t)(t->columns[j].width_mm / 1.9), lines = 0;
		width = width < 4 ? 4 : width;
		for (size_t i = 0; i < r->cells[j].lines.n && r->cells[j].colspan == 1; i++)
			lines += 1 + (text_length(r->cells[j].lines.items[i].text) * 11 / 10) / width;
		most = lines > most ? lines : most;
	}
	return most > 27 ? 405 : (double)most * 15; /* Excel's tallest row is 409 points */
}

static const char *
sheet_name(struct arena *a, const char *name, int number)
{
	if (text_blank(name))
		return arena_printf(a, "Tableau %d", number);
	char *s = text_length(name) > 31 ? text_ellipsis(a, name, 30) : arena_strdup(a, name);
	for (char *p = s; *p != '\0'; p++)
		if (strchr("[]:*?/\\'", *p) != NULL)
			*p = ' ';
	return s;
}

static enum err
sheet(struct book *b, const struct out_document *d, const struct out_table *t, int number)
{
	lxw_worksheet *ws = workbook_add_worksheet(b->w, sheet_name(b->a, t->name, number));
	if (ws == NULL)
		return fail(b->a, E_INVALID, "xlsx: sheet name of table %d", number);
	if (d->landscape)
		worksheet_set_landscape(ws);
	worksheet_set_paper(ws, 9); /* A4 */
	worksheet_fit_to_pages(ws, 1, 0);
	worksheet_repeat_rows(ws, 0, 0);
	worksheet_freeze_panes(ws, 1, 0);
	worksheet_set_row(ws, 0, 30, NULL);
	for (size_t j = 0; j < t->ncols; j++) {
		worksheet_set_column(ws, (lxw_col_t)j, (lxw_col_t)j, t->columns[j].width_mm / 1.9, NULL);
		worksheet_write_string(ws, 0, (lxw_col_t)j, t->columns[j].heading, b->head);
	}
	for (size_t i = 0; i < t->rows.n; i++) {
		worksheet_set_row(ws, (lxw_row_t)(i + 1), row_height(t, &t->rows.items[i]), NULL);
		for (size_t j = 0; j < t->ncols; j++) {
			const struct out_cell *c = &t->rows.items[i].cells[j];
			lxw_row_t row = (lxw_row_t)(i + 1);
			lxw_col_t col = (lxw_col_t)j;
			if (c->covered)
				continue;
			if (c->colspan > 1 || c->rowspan > 1)
				worksheet_merge_range(ws, row, col, (lxw_row_t)(row + (lxw_row_t)c->rowspan - 1), (lxw_col_t)(col + c->colspan - 1), "",
				    b->cell[c->tone]);
			lxw_error e = write_cell(b, ws, row, col, c);
			if (e != LXW_NO_ERROR)
				return fail(b->a, E_LIMIT, "xlsx: sheet %d row %zu: %s", number, i + 2, lxw_strerror(e));
		}
	}
	if (t->filter && t->rows.n > 0)
		worksheet_autofilter(ws, 0, 0, (lxw_row_t)t->rows.n, (lxw_col_t)(t->ncols - 1));
	return OK;
}

static enum err
fill(struct book *b, const struct out_document *d)
{
	struct date day = d->created.y != 0 ? d->created : (struct date){ 2000, 1, 1 };
	lxw_doc_properties props = { .title = arena_strdup(b->a, d->title), .author = arena_strdup(b->a, "Pilotis"),
		.created = (time_t)(date_days(day) * 86400) };
	workbook_set_properties(b->w, &props);
	b->head = format(b, TONE_HEAD, true);
	b->italic = workbook_add_format(b->w);
	format_set_italic(b->italic);
	for (int t = 0; t < TONES; t++) {
		b->cell[t] = format(b, (enum out_tone)t, false);
		b->strong[t] = format(b, (enum out_tone)t, true);
	}
	int number = 0;
	for (size_t i = 0; i < d->blocks.n; i++)
		if (d->blocks.items[i].kind == OUT_TABLE) {
			enum err e = sheet(b, d, d->blocks.items[i].table, ++number);
			if (e != OK)
				return e;
		}
	return OK;
}

static enum err
read_file(struct arena *a, const char *path, const void **bytes, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return fail(a, E_IO, "xlsx: cannot read %s back", path);
	struct buf b = buf_new(a, OUT_MAX);
	char part[16384];
	for (size_t k; (k = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(&b, part, k);
	bool bad = ferror(f) != 0;
	fclose(f);
	if (bad || b.len == 0)
		return fail(a, E_IO, "xlsx: cannot read %s back", path);
	if (b.full)
		return fail(a, E_LIMIT, "xlsx: document too large");
	*bytes = buf_str(&b);
	*n = b.len;
	return OK;
}

enum err
write_xlsx(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	const char *dir = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/pilotis-xlsx-XXXXXX", dir == NULL || *dir == '\0' ? "/tmp" : dir);
	int fd = mkstemp(path);
	if (fd < 0)
		return fail(a, E_IO, "xlsx: cannot create %s", path);
	close(fd);
	struct book b = { .a = a, .w = workbook_new(path) };
	if (b.w == NULL) {
		unlink(path);
		return fail(a, E_IO, "xlsx: no workbook");
	}
	enum err e = fill(&b, d);
	lxw_error closed = workbook_close(b.w); /* writes, and frees the workbook whatever happens */
	if (e == OK && closed != LXW_NO_ERROR)
		e = fail(a, E_IO, "xlsx: %s", lxw_strerror(closed));
	if (e == OK)
		e = read_file(a, path, bytes, n);
	unlink(path);
	return e;
}
