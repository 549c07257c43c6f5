/* document.h: what every reader of a foreign document gives, whatever the format: a flat list of blocks, tables as
 * full grids. Knows nothing of plans.
 *
 * Text is valid UTF-8. Emphasis (italic or bold, whichever; <i>, <em>, <b>, *…*) is kept inside the text between
 * the two control characters EMPH_ON and EMPH_OFF, always balanced within one line; readers drop all other control
 * characters; LF never occurs inside a line. doc_plain() removes them. Markup found as literal text in a cell
 * ("<i>", unclosed "<ul>") is read as markup too: emphasis kept, list items split into lines, the rest dropped. */
#ifndef DOCUMENT_H
#define DOCUMENT_H
#include "base/base.h"

#define EMPH_ON '\x0e'
#define EMPH_OFF '\x0f'

enum doc_format { DOC_UNKNOWN, DOC_DOCX, DOC_ODT, DOC_XLSX, DOC_ODS, DOC_CSV, DOC_HTML, DOC_TEXT, DOC_PDF };

enum line_kind { LINE_TEXT, LINE_HEADING, LINE_ITEM };
struct doc_line {
	const char *text;      /* trimmed, never empty */
	enum line_kind kind;
	int level;             /* heading 1–9, item depth from 0 */
};
/* One cell of the grid. A cell covered by a merge keeps the place: `covered` set, no lines of its own; the reader
 * of the table looks up or left for the origin. */
struct doc_cell {
	struct doc_line *items;
	size_t n, cap;
	int colspan, rowspan;  /* 1 unless the origin of a merge */
	enum { COVER_NO, COVER_ABOVE, COVER_LEFT } covered;
};
struct doc_row {
	struct doc_cell *cells; /* exactly table->ncols of them */
	bool header;            /* the file says so (w:tblHeader, <th>, table:table-header-rows) */
	int number;             /* the row's number in the source, from 1: sheet row, table row, line of a text */
};
struct doc_table {
	const char *name;       /* sheet name or caption; NULL when there is none */
	int number;             /* from 1, in the order of the document */
	size_t ncols;
	struct doc_row *items;
	size_t n, cap;
};
enum block_kind { BLOCK_LINE, BLOCK_TABLE, BLOCK_PAGE };
struct doc_block {
	enum block_kind kind;
	struct doc_line line;    /* BLOCK_LINE */
	struct doc_table *table; /* BLOCK_TABLE */
	int number;              /* paragraph number in the document, line number of a text, page number of a PDF; from 1 */
	int page;                /* PDF only, else 0 */
};
/* What the reader could not read or had to guess; msgid French with one %s. */
struct doc_note { const char *msgid, *arg; };
struct document {
	enum doc_format format;
	const char *title;       /* from the file's properties, NULL when absent */
	struct doc_block *items;
	size_t n, cap;
	struct { struct doc_note *items; size_t n, cap; } notes;
};

/* Limits a user can reach; past them E_LIMIT with a problem that says which. */
enum { DOC_MAX_BYTES = 32 << 20, DOC_MAX_UNPACKED = 64 << 20, DOC_MAX_BLOCKS = 200000, DOC_MAX_ROWS = 20000, DOC_MAX_COLS = 256,
	DOC_MAX_CELLS = 400000, DOC_MAX_DEPTH = 128 };

/* The format by content first (ZIP members, %PDF, HTML tags), name second; DOC_UNKNOWN when neither tells. */
enum doc_format document_sniff(const void *bytes, size_t n, const char *filename);
bool document_is_pdf(const void *bytes, size_t n);
/* Reads the bytes. On E_INVALID or E_LIMIT `why` holds one problem for the user, in French (what is wrong, what to
 * do next). The result lives in the arena. Never runs in the server itself: see jobs/sandbox.h. */
enum err document_read(struct arena *a, const void *bytes, size_t n, const char *filename, struct document **out, struct problems *why) MUST_USE;

/* A PDF is no text: document_read() refuses it. document_read_sandboxed() has pdftotext -tsv list its words with their
 * places, and this makes pages, lines and tables of them. */
enum err document_read_pdf_words(struct arena *a, const char *tsv, size_t n, struct document **out, struct problems *why) MUST_USE;

/* A document as JSON, for the pipe out of the sandbox and for tests; document_from_json() is strict. */
void document_to_json(const struct document *d, struct buf *out);
enum err document_from_json(struct arena *a, const char *s, size_t n, struct document **out) MUST_USE;

/* A message that came from the child may be used as a format: one %s at most, no other conversion. */
bool document_message_safe(const char *msgid);

/* The text without emphasis marks; with them as Markdown *…*. */
char *doc_plain(struct arena *a, const char *s) MUST_USE;
char *doc_markdown(struct arena *a, const char *s) MUST_USE;
/* Every line of the cell joined by `sep`; the marks are kept. "" for an empty cell. */
char *doc_cell_text(struct arena *a, const struct doc_cell *c, const char *sep) MUST_USE;
#endif
