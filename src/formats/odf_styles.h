/* odf_styles.h: what styles.xml and the automatic styles of content.xml say. Private to read_odf. */
#ifndef ODF_STYLES_H
#define ODF_STYLES_H
#include "formats/package.h"

enum { ODF_LEVELS = 10 };
struct odf_style {
	const char *name, *family, *parent;
	int italic, bold;    /* -1 not said */
	int outline;         /* -1 not said */
	bool automatic, hidden;
};
struct odf_level { char kind; /* '1' 'a' 'A' 'i' 'I'; 0 a bullet or nothing */ const char *prefix, *suffix, *format; int shown, start; };
struct odf_list { const char *name; struct odf_level level[ODF_LEVELS]; int count[ODF_LEVELS]; bool seen[ODF_LEVELS]; };
struct odf_styles {
	struct arena *a;
	struct { struct odf_style *items; size_t n, cap; } styles;
	struct { struct odf_list *items; size_t n, cap; } lists;
};

/* Called on the START of style:style, text:list-style or text:outline-style; false for any other element. */
bool odf_style_element(struct odf_styles *s, struct xml *x, bool automatic);
const struct odf_style *odf_style_of(const struct odf_styles *s, const char *family, const char *name);
unsigned odf_span_style(const struct odf_styles *s, const char *name, unsigned base);
unsigned odf_paragraph_style(const struct odf_styles *s, const char *name); /* of an automatic style only */
int odf_heading(const struct odf_styles *s, const char *name);              /* 0 none */
bool odf_is_title(const struct odf_styles *s, const char *name);
struct odf_list *odf_list_of(struct odf_styles *s, const char *name);       /* "" is the outline's */
/* Counts one item at the level (from 0) and gives its number; NULL for a bullet. */
char *odf_number(struct odf_styles *s, struct odf_list *l, int level);
#endif
