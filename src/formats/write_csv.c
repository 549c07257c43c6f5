/* write_csv.c: the first table of a document, for French Excel (base/csv.h). */
#include "formats/writer.h"
#include "base/csv.h"

/* Emphasis as <i>…</i>: what the reader of cells takes for markup, unlike an asterisk. */
static void
put_runs(struct buf *b, const char *s)
{
	for (struct out_run r = out_runs(s); out_run_next(&r);) {
		buf_puts(b, r.emph ? "<i>" : "");
		buf_add(b, r.p, r.n);
		buf_puts(b, r.emph ? "</i>" : "");
	}
}

static void
row_of_one(struct buf *b, const char *text, size_t ncols)
{
	csv_text(b, text, true);
	for (size_t j = 1; j < ncols; j++)
		csv_text(b, NULL, false);
	csv_end_row(b);
}

enum err
write_csv(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	struct buf b = buf_new(a, OUT_MAX);
	const struct out_table *t = NULL;
	for (size_t i = 0; t == NULL && i < d->blocks.n; i++)
		t = d->blocks.items[i].table;
	size_t ncols = t == NULL ? 1 : t->ncols;
	csv_begin(&b);
	if (d->title != NULL)
		row_of_one(&b, d->title, ncols);
	for (size_t i = 0; i < d->blocks.n && d->blocks.items[i].kind != OUT_TABLE; i++) {
		struct buf line = buf_new(a, OUT_MAX);
		put_runs(&line, d->blocks.items[i].text);
		row_of_one(&b, buf_str(&line), ncols);
	}
	if (t != NULL) {
		for (size_t j = 0; j < ncols; j++)
			csv_text(&b, t->columns[j].heading, j == 0);
		csv_end_row(&b);
	}
	for (size_t i = 0; t != NULL && i < t->rows.n; i++) {
		for (size_t j = 0; j < ncols; j++) {
			const struct out_cell *c = &t->rows.items[i].cells[j];
			struct buf cell = buf_new(a, OUT_MAX);
			for (size_t k = 0; k < c->lines.n; k++) {
				if (k > 0)
					buf_putc(&cell, '\n');
				if (c->lines.items[k].kind == LINE_ITEM)
					buf_puts(&cell, "• "); /* a cell that begins with a hyphen would be taken for a formula */
				put_runs(&cell, c->lines.items[k].text);
			}
			if (c->is_number)
				csv_real(&b, c->number, c->number == (double)(long long)c->number ? 0 : 2, j == 0);
			else
				csv_text(&b, buf_str(&cell), j == 0);
		}
		csv_end_row(&b);
	}
	if (b.full)
		return fail(a, E_LIMIT, "csv: document too large");
	*bytes = buf_str(&b);
	*n = b.len;
	return OK;
}
