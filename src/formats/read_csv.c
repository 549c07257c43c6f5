#include "formats/builder.h"
#include "base/csv.h"
#include "base/text.h"
#include "base/tr.h"
#include <string.h>

static bool
blank_row(const struct csv_row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!text_blank(r->cells[i]))
			return false;
	return true;
}

void
read_csv(struct builder *b, const void *bytes, size_t n)
{
	struct csv_table t;
	const char *s = bytes_to_utf8(b->a, bytes, n);
	if (csv_read(b->a, s, strlen(s), DOC_MAX_ROWS * 2, DOC_MAX_CELLS * 2, &t) != OK) {
		builder_refuse(b, E_LIMIT, N_("Ce tableau compte trop de lignes (plus de 20 000) ou trop de cellules (plus de 400 000)."), NULL);
		return;
	}
	table_begin(b, NULL, false);
	for (size_t i = 0; i < t.n && b->err == OK; i++) {
		if (blank_row(&t.items[i]))
			continue;
		row_begin(b, false, (int)t.items[i].line);
		for (size_t c = 0; c < t.items[i].n && b->err == OK; c++) {
			if (text_blank(t.items[i].cells[c]))
				continue;
			cell_at(b, c);
			cell_begin(b, 1, 1);
			line_put(b, LINE_TEXT, 0, csv_unguarded(t.items[i].cells[c]));
			cell_end(b);
		}
		row_end(b);
	}
	table_end(b);
}
