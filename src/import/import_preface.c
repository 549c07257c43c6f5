/* import_preface.c: what a table holds that is not a plan: the title and the acronyms above its headings, as spreadsheets
 * have them, and the sheets of figures that our own exports add. */
#include "import/import_build.h"

/* The only text of the row when it stands in the first column alone; NULL. */
static const struct doc_cell *
alone(const struct doc_table *t, const struct doc_row *row)
{
	for (size_t c = 1; c < t->ncols; c++)
		if (row->cells[c].n > 0)
			return NULL;
	return t->ncols > 0 && row->cells[0].n == 1 ? &row->cells[0] : NULL;
}

struct document *
preface_lift(struct arena *a, const struct document *d, size_t *n)
{
	struct document *out = ARENA_NEW(a, struct document);
	*out = *d;
	*n = 0;
	if (d->n == 0 || d->items[0].kind != BLOCK_TABLE)
		return out;
	const struct doc_table *t = d->items[0].table;
	out->items = NULL;
	out->n = out->cap = 0;
	for (const struct doc_cell *c; *n < t->n && (c = alone(t, &t->items[*n])) != NULL; (*n)++) {
		struct doc_block b = { .kind = BLOCK_LINE, .line = c->items[0], .number = t->items[*n].number };
		PUSH(a, out, b);
	}
	for (size_t i = 0; i < d->n; i++)
		PUSH(a, out, d->items[i]);
	return out;
}

void
preface_drop(struct arena *a, struct document *d, size_t n, bool *used)
{
	if (n == 0)
		return;
	struct doc_table *t = ARENA_NEW(a, struct doc_table);
	*t = *d->items[n].table;
	t->items = NULL;
	t->n = t->cap = 0;
	for (size_t i = 0; i < d->items[n].table->n; i++)
		if (i >= n || !used[i])
			PUSH(a, t, d->items[n].table->items[i]);
	d->items[n].table = t;
	for (size_t i = 0; i < n; i++)
		used[i] = true; /* what was neither title nor acronym is still in the table */
}

bool
table_is_report(const struct doc_table *t)
{
	if (!text_eq(t->name, "État") && !text_eq(t->name, "Attendus"))
		return false;
	return t->n > 0 && t->ncols > 0 && t->items[0].cells[0].n == 1 && text_eq(t->items[0].cells[0].items[0].text, "Code");
}
