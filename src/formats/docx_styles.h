/* docx_styles.h: what styles.xml and numbering.xml say of a paragraph. Private to read_docx. */
#ifndef DOCX_STYLES_H
#define DOCX_STYLES_H
#include "formats/package.h"

enum { NUM_LEVELS = 9 };
struct docx_style {
	const char *id, *name, *based;
	int outline;               /* 0–8, 9 body text, -1 not said */
	int num, num_level;        /* numbering, -1 not said */
	int italic, bold;          /* -1 not said */
	bool title, contents;      /* contents: an entry of the table of contents */
};
struct num_level { const char *text; char kind; /* '1' 'a' 'A' 'i' 'I', '*' bullet, 0 none */ int start; };
struct num_abstract { int id; struct num_level level[NUM_LEVELS]; int count[NUM_LEVELS]; bool seen[NUM_LEVELS]; };
struct num_instance { int id, abstract; int start[NUM_LEVELS]; /* 0: as the abstract */ };
struct docx_styles {
	struct arena *a;
	struct { struct docx_style *items; size_t n, cap; } styles;
	struct { struct num_abstract *items; size_t n, cap; } abstracts;
	struct { struct num_instance *items; size_t n, cap; } instances;
};
struct para_look { int heading; /* 0 none, 1–9 */ bool title, contents; int num, num_level; /* -1: no list */ };

void docx_styles_read(struct docx_styles *s, struct builder *b, const char *styles, size_t n, const char *numbering, size_t m);
/* outline, num, level: what the paragraph says itself, -1 when it does not. */
struct para_look docx_look(const struct docx_styles *s, const char *style, int outline, int num, int level);
unsigned docx_run_style(const struct docx_styles *s, const char *style); /* STYLE_ITALIC | STYLE_BOLD of a character style */
/* Counts the paragraph in its list and gives its number as Word shows it ("1.2."); NULL for a bullet or no list. */
char *docx_number(struct docx_styles *s, int num, int level);
#endif
