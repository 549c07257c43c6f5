#include "import/import_rows.h"
#include <stdlib.h>
#include <string.h>

static const struct doc_table *
table_numbered(const struct document *d, long number)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->items[i].kind == BLOCK_TABLE && d->items[i].table->number == number)
			return d->items[i].table;
	return NULL;
}

struct import_cells
import_source_cells(struct arena *a, const struct document *d, const char *source)
{
	struct import_cells out = { 0 };
	if (source == NULL || strncmp(source, "table ", 6) != 0)
		return out;
	char *end;
	const struct doc_table *t = table_numbered(d, strtol(source + 6, &end, 10));
	if (t == NULL || strncmp(end, ", row ", 6) != 0)
		return out;
	long row = strtol(end + 6, NULL, 10);
	for (size_t r = 0; r < t->n; r++) {
		if (t->items[r].number != row)
			continue;
		for (size_t c = 0; c < t->ncols; c++) {
			const struct doc_cell *cell = &t->items[r].cells[c];
			if (cell->n > 0 && cell->covered == COVER_NO)
				PUSH(a, &out, cell);
		}
		break;
	}
	return out;
}

struct markup
import_cell_markup(struct arena *a, const struct doc_cell *c)
{
	struct page p = page_new(a, LANG_FR);
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			html(&p, "<br>");
		if (c->items[i].kind == LINE_ITEM)
			html(&p, "• ");
		html_markup(&p, html_title(a, doc_markdown(a, c->items[i].text)));
	}
	return (struct markup){ buf_str(&p.out) };
}

enum column_role
import_column_role(const struct plan_draft *d, int table, int column)
{
	for (size_t i = 0; i < d->columns.n; i++)
		if (d->columns.items[i].table == table && d->columns.items[i].column == column)
			return d->columns.items[i].role;
	return COL_IGNORE;
}
