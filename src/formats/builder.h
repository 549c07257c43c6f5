/* builder.h: how every reader builds its `struct document`: lines with emphasis, tables with merges, limits. Private
 * to src/formats. Errors stick: after the first one every call does nothing, so a reader checks `b->err` in its loops
 * only. */
#ifndef BUILDER_H
#define BUILDER_H
#include "formats/document.h"

/* Marks inside raw text, before a line is cleaned. Bold is told apart from italics because a line that is bold from
 * end to end is a heading's look, not emphasis. */
#define RAW_BOLD_ON '\x10'
#define RAW_BOLD_OFF '\x11'
enum { STYLE_ITALIC = 1, STYLE_BOLD = 2 };

struct grid_row { struct doc_cell *items; size_t n, cap; bool header; int number; };
struct line_frame { struct buf raw; enum line_kind kind; int level; unsigned style; };
enum { LINE_FRAMES = 12 };

struct builder {
	struct arena *a;
	struct document *d;
	struct problems *why;
	enum err err;
	int number, page;            /* of the next block */
	size_t cells, lines;
	int tables;

	struct line_frame frame[LINE_FRAMES];
	int frames;
	struct buf scratch[3];       /* of clean_line() */
	size_t merged;               /* cells that merges went over */

	/* the outermost table; what lies deeper is flattened into its cells */
	int nest;
	bool in_row, in_cell, covers_are_written;
	const char *table_name;
	int table_number, table_page;
	struct { struct grid_row *items; size_t n, cap; } rows;
	size_t ncols, col, cell_col;
	int below[DOC_MAX_COLS];     /* rows that a merge from above still covers */
};

void builder_start(struct builder *b, struct arena *a, enum doc_format f, struct problems *why);
/* Records one problem (the first wins) and the error. Always returns e. */
enum err builder_refuse(struct builder *b, enum err e, const char *msgid, const char *arg);
/* The document, when nothing went wrong. */
enum err builder_end(struct builder *b, struct document **out) MUST_USE;
void builder_note(struct builder *b, const char *msgid, const char *arg); /* the same note is kept once */

/* A line: begin, text in pieces, end. Nests (a text box inside a paragraph): the inner lines come first. LF in the
 * text is a line break. An empty line leaves nothing. */
void line_begin(struct builder *b, enum line_kind kind, int level);
void line_style(struct builder *b, unsigned style);
void line_text(struct builder *b, const char *s, size_t n);
void line_break(struct builder *b);
void line_end(struct builder *b);
/* One call for a whole text; LF separates lines. */
void line_put(struct builder *b, enum line_kind kind, int level, const char *raw);
void page_put(struct builder *b, int page); /* a BLOCK_PAGE */

/* covers_are_written: the format writes a place for every covered cell (ODF); else cells slide past merges (HTML). */
void table_begin(struct builder *b, const char *name, bool covers_are_written);
void row_begin(struct builder *b, bool header, int number);
void row_drop(struct builder *b);                      /* the row being built never was */
void cell_skip(struct builder *b, int n);              /* n empty places */
void cell_begin(struct builder *b, int colspan, int rowspan);
void cell_end(struct builder *b);
void cell_covered(struct builder *b);                  /* ODF: a written covered cell */
void cell_continues_above(struct builder *b, int colspan); /* DOCX: vMerge without restart; use instead of begin/end */
void cell_at(struct builder *b, size_t col);           /* spreadsheets: the next cell_begin() goes there */
void cell_repeat(struct builder *b, int times); /* the cell just ended, again */
void row_repeat(struct builder *b, int times);  /* the row just ended, again; their numbers follow */
bool row_blank(const struct builder *b);        /* nothing in the row being built */
void row_end(struct builder *b);
/* Spreadsheets: rows are found by their number; rows that hold nothing were never begun. */
void table_merge(struct builder *b, int row1, size_t col1, int row2, size_t col2);
void table_end(struct builder *b);
bool in_table(const struct builder *b);

/* Text of any encoding (UTF-8, UTF-16 with its mark, Windows-1252) as clean UTF-8. */
char *bytes_to_utf8(struct arena *a, const char *s, size_t n) MUST_USE;
/* clean.c: one raw line (marks, spaces, literal markup) → the doc_lines it makes. */
struct line_list { struct doc_line *items; size_t n, cap; };
void clean_line(struct builder *b, const char *raw, size_t n, enum line_kind kind, int level, struct line_list *out);
/* *…*, **…**, _…_ and __…__ of Markdown become raw marks; \* and the like lose their backslash. */
char *markdown_marks(struct arena *a, const char *s) MUST_USE;

/* 3 as "3", "c", "C", "iii" or "III"; kind: '1' 'a' 'A' 'i' 'I'. */
void put_number(struct buf *o, char kind, int n);
/* "heading 3", "Titre 3", "Überschrift 3", "Kop 3" … → 3; 0 when the name is no heading's. */
int heading_level_of_name(struct arena *a, const char *name);

/* The readers. */
void read_docx(struct builder *b, const void *bytes, size_t n);
void read_odt(struct builder *b, const void *bytes, size_t n);
void read_xlsx(struct builder *b, const void *bytes, size_t n);
void read_ods(struct builder *b, const void *bytes, size_t n);
void read_csv(struct builder *b, const void *bytes, size_t n);
void read_html(struct builder *b, const void *bytes, size_t n);
void read_text(struct builder *b, const void *bytes, size_t n);
void read_pdf_words(struct builder *b, const char *tsv, size_t n);
#endif
