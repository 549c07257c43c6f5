/* pdf_layout.h: words with their places → lines, columns, rows. Best effort: a PDF keeps no table. Private to
 * read_pdf. */
#ifndef PDF_LAYOUT_H
#define PDF_LAYOUT_H
#include "formats/builder.h"

enum { PDF_COLUMNS = 40, PDF_PAGES = 2000, PDF_WORDS = 300000 };
struct pdf_word { double x0, x1, y0, y1; const char *text; };
struct pdf_line { struct pdf_word *words; size_t n; double y, h; size_t segments; /* runs of words set close together */ };
struct pdf_page {
	int number;
	double width, height, pitch; /* pitch: usual distance of two lines */
	struct { struct pdf_word *items; size_t n, cap; } words;
	struct { struct pdf_line *items; size_t n, cap; } lines;
};
struct pdf_pages { struct pdf_page *items; size_t n, cap; };
/* Where each column begins and how far its text ever reaches. */
struct pdf_zones { size_t n; double left[PDF_COLUMNS], right[PDF_COLUMNS]; };

void pdf_make_lines(struct arena *a, struct pdf_page *p);
bool pdf_wide_gap(const struct pdf_word *l, const struct pdf_word *r);
/* Columns of lines [from, to): n < 2 when these lines are no table. */
struct pdf_zones pdf_find_zones(struct arena *a, const struct pdf_page *p, size_t from, size_t to);
size_t pdf_zone_of(const struct pdf_zones *z, const struct pdf_word *w);
/* Every column of `part` lies inside one of `whole`. */
bool pdf_zones_fit(const struct pdf_zones *part, const struct pdf_zones *whole);
/* The line runs over a column's edge without a gap there: it is no row of the table. */
bool pdf_line_spans(const struct pdf_zones *z, const struct pdf_line *l);

/* What one line brings to one cell. */
struct pdf_piece { const char *text; double x0, x1, first; /* width of its first word */ size_t words; };
struct pdf_pieces { struct pdf_piece *items; size_t n, cap; };
/* The paragraphs of a cell from its pieces: wrapped lines joined again. `right`: the column's right edge. */
void pdf_put_cell(struct builder *b, const struct pdf_pieces *p, double right);
bool pdf_is_bullet(const char *s); /* a word that is nothing but a bullet */
bool pdf_starts_with_code(const char *s); /* "3.2.", "3.2.1 …" */
#endif
