/* writer.h: a plain description of a document (title, headings, paragraphs, tables) and its writers: DOCX, ODT,
 * XLSX, CSV, HTML. The counterpart of document.h; knows nothing of plans.
 *
 * Text is UTF-8; emphasis stands between EMPH_ON and EMPH_OFF (document.h). The same description always gives the same
 * bytes: no clock, no random identifier, members in a fixed order with a fixed time. Everything lives in the arena. */
#ifndef WRITER_H
#define WRITER_H
#include "base/date.h"
#include "formats/document.h"

/* The background of a cell; never the only carrier of a meaning: the cell's text says it too. */
enum out_tone { TONE_NONE, TONE_HEAD, TONE_GOOD, TONE_BAD, TONE_SOON, TONE_BEGUN, TONE_QUIET, TONES };

struct out_cell {
	struct { struct doc_line *items; size_t n, cap; } lines; /* LINE_ITEM is written « - text », one paragraph each (HTML: a list) */
	int colspan, rowspan;     /* 1, or more at the origin of a merge */
	bool covered;             /* under a merge: no lines */
	bool head;                /* heads its row (th scope=row) */
	enum out_tone tone;
	bool is_number;           /* XLSX writes `number`, the others the text */
	double number;
};
struct out_row { struct out_cell *cells; bool header; };
struct out_column { const char *heading; int width_mm; };
struct out_table {
	const char *name;         /* sheet name, caption; NULL: "Tableau n" for a sheet, nothing elsewhere */
	const struct out_column *columns;
	size_t ncols;
	bool filter;              /* XLSX: a filter on the headings */
	struct { struct out_row *items; size_t n, cap; } rows; /* without the headings, which the writers repeat on every page */
};
enum out_kind { OUT_PARAGRAPH, OUT_HEADING, OUT_ITEM, OUT_TABLE };
struct out_block {
	enum out_kind kind;
	int level;                /* OUT_HEADING: 1–3 */
	const char *text;
	struct out_table *table;
};
struct out_document {
	const char *title;        /* NULL: none is written */
	const char *lang;         /* "fr" (NULL too) or "en" */
	const char *footer;       /* text before the page number, NULL: the number alone */
	struct date created;      /* put in the file's properties; zero: 1 January 2000 */
	bool landscape;           /* A4 */
	struct { struct out_block *items; size_t n, cap; } blocks;
};

/* ---- describing ------------------------------------------------------------------------------------------- */

void out_heading(struct arena *a, struct out_document *d, int level, const char *text);
void out_paragraph(struct arena *a, struct out_document *d, const char *text);
/* Markdown as headings (of level `least` to 3), items and paragraphs; a line that was typed stays one. */
void out_markdown(struct arena *a, struct out_document *d, const char *md, int least);
struct out_table *out_table(struct arena *a, struct out_document *d, const char *name, const struct out_column *columns, size_t ncols) MUST_USE;
/* A new row of empty cells; the pointer is good until the next row. */
struct out_row *out_row(struct arena *a, struct out_table *t);
void out_line(struct arena *a, struct out_cell *c, enum line_kind kind, const char *text); /* NULL and blank text add nothing */
/* Cell (row, col) covers rows × cols cells; the others are emptied. */
void out_merge(struct out_table *t, size_t row, size_t col, int rows, int cols);
/* A row whose first cell spans the table. */
void out_row_spanning(struct arena *a, struct out_table *t, const char *text, enum out_tone tone);

/* ---- writing: E_LIMIT when the result would pass OUT_MAX, or a cell what the format can hold ---------------- */

enum { OUT_MAX = 64 << 20 };
enum err write_docx(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;
enum err write_odt(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;
/* A4, wrapped, with page numbers; tagged, its fonts (DejaVu Sans, of Debian's fonts-dejavu-core) in the program and in the file. */
enum err write_pdf(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;
/* A whole page, readable without anything else; header rows as th, the first table's name as its caption. */
enum err write_html(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;
/* One sheet a table; headings frozen and filtered; the paragraphs are left out. */
enum err write_xlsx(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;
/* The written formats a document may be asked in: "pdf", "docx", "odt", "html"; NULL: no such one. */
struct out_format { const char *word, *type; enum err (*write)(struct arena *, const struct out_document *, const void **, size_t *); };
const struct out_format *out_format(const char *word);
/* Rectangular: title and paragraphs (one a row), headings, rows of the FIRST table; lines of a cell separated by LF,
 * items begin with « • », emphasis as <i>…</i>. Merged cells are written at their origin only. */
enum err write_csv(struct arena *a, const struct out_document *d, const void **bytes, size_t *n) MUST_USE;

/* ---- for writers of other formats --------------------------------------------------------------------------- */

/* Pieces of a text with the same emphasis: for (struct out_run r = out_runs(s); out_run_next(&r);) … r.p, r.n, r.emph */
struct out_run { const char *rest, *p; size_t n; bool emph, on; };
struct out_run out_runs(const char *s) MUST_USE;
bool out_run_next(struct out_run *r);
/* Escaped for XML text and double-quoted attributes; what XML 1.0 cannot hold is dropped. */
void xml_text(struct buf *b, const char *s);
void xml_text_n(struct buf *b, const char *s, size_t n);
/* A ZIP in memory, members in the order given, every one dated 1980-01-01. */
struct zip_member { const char *name; const void *bytes; size_t n; bool stored; };
enum err zip_write(struct arena *a, const struct zip_member *m, size_t nm, const void **bytes, size_t *n) MUST_USE;
const char *out_tone_fill(enum out_tone t); /* "FBE1DD"; NULL for TONE_NONE */
#endif
