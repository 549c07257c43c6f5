/* csv.h: separated values, read as found in the wild, written for French Excel. */
#ifndef CSV_H
#define CSV_H
#include "base/base.h"

struct csv_row { const char **cells; size_t n; size_t line; /* first line in the file, from 1 */ };
struct csv_table { struct csv_row *items; size_t n, cap; char separator; };
/* UTF-8 (BOM or not) or Windows-1252; separator ; , or TAB found from the first lines; quotes doubled inside
 * quotes; newlines inside quotes. E_LIMIT past max_rows or max_cells in all. An unclosed quote ends with the
 * file. A first line "sep=;" is obeyed and dropped. */
enum err csv_read(struct arena *a, const char *bytes, size_t n, size_t max_rows, size_t max_cells, struct csv_table *out) MUST_USE;

/* Writer for Excel in French: UTF-8 BOM, ';', CRLF. A text cell that a spreadsheet would take for a formula (it begins
 * with = + - @, the same in full width, TAB, CR or LF) gets an apostrophe before it, and so does one that looks guarded
 * already, so that csv_unguarded() gives back what was written. Numbers: decimal comma. */
void csv_begin(struct buf *out);
void csv_text(struct buf *out, const char *s, bool first);
void csv_int(struct buf *out, int64_t n, bool first); /* NONE: empty */
void csv_real(struct buf *out, double x, int decimals, bool first);
void csv_end_row(struct buf *out);
/* A cell as read, without the apostrophe of csv_text(). */
const char *csv_unguarded(const char *cell);
#endif
