/* import_rows.h: from a source ("table 1, row 3") back to the words of the document. */
#ifndef IMPORT_ROWS_H
#define IMPORT_ROWS_H
#include "html/html.h"
#include "import/import.h"

struct import_cells { const struct doc_cell **items; size_t n, cap; };
/* The non-empty cells of the row a source names; none when it names no row of a table. */
struct import_cells import_source_cells(struct arena *a, const struct document *d, const char *source);
struct markup import_cell_markup(struct arena *a, const struct doc_cell *c); /* one line a <br> */
enum column_role import_column_role(const struct plan_draft *d, int table, int column);
#endif
