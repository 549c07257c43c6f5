#include "formats/odf_styles.h"
#include "base/text.h"
#include <string.h>

static void
read_style(struct odf_styles *s, struct xml *x, bool automatic)
{
	struct odf_style st = { .name = xml_attr(x, "name"), .family = xml_attr(x, "family"), .parent = xml_attr(x, "parent-style-name"),
		.italic = -1, .bold = -1, .outline = xml_attr_int(x, "default-outline-level", -1), .automatic = automatic };
	int depth = x->depth;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "text-properties")) {
			const char *i = xml_attr(x, "font-style"), *b = xml_attr(x, "font-weight");
			if (i != NULL)
				st.italic = strcmp(i, "italic") == 0 || strcmp(i, "oblique") == 0;
			if (b != NULL)
				st.bold = strcmp(b, "bold") == 0 || (*b >= '6' && *b <= '9');
		} else if (xml_is(x, "table-properties")) {
			const char *d = xml_attr(x, "display");
			st.hidden = d != NULL && strcmp(d, "false") == 0;
		}
	}
	if (st.name != NULL && st.family != NULL && s->styles.n < 20000)
		PUSH(s->a, &s->styles, st);
}

static void
read_list(struct odf_styles *s, struct xml *x, const char *name)
{
	struct odf_list l = { .name = name };
	int depth = x->depth;
	while (xml_inside(x, depth)) {
		bool outline = xml_is(x, "outline-level-style");
		if (!xml_is(x, "list-level-style-number") && !outline)
			continue;
		int level = xml_attr_int(x, "level", 0) - 1;
		const char *format = xml_attr(x, "num-format");
		if (level < 0 || level >= ODF_LEVELS)
			continue;
		l.level[level] = (struct odf_level){ .kind = format != NULL && *format != '\0' && strchr("1aAiI", *format) != NULL ? *format : 0,
			.prefix = xml_attr(x, "num-prefix"), .suffix = xml_attr(x, "num-suffix"), .format = xml_attr(x, "num-list-format"),
			.shown = xml_attr_int(x, "display-levels", 1), .start = xml_attr_int(x, "start-value", 1) };
	}
	if (l.name != NULL && s->lists.n < 5000)
		PUSH(s->a, &s->lists, l);
}

bool
odf_style_element(struct odf_styles *s, struct xml *x, bool automatic)
{
	if (xml_is(x, "style"))
		read_style(s, x, automatic);
	else if (xml_is(x, "list-style"))
		read_list(s, x, xml_attr(x, "name"));
	else if (xml_is(x, "outline-style"))
		read_list(s, x, "");
	else
		return false;
	return true;
}

const struct odf_style *
odf_style_of(const struct odf_styles *s, const char *family, const char *name)
{
	for (size_t i = s->styles.n; name != NULL && i > 0; i--) /* automatic styles come last and win */
		if (strcmp(s->styles.items[i - 1].name, name) == 0 && strcmp(s->styles.items[i - 1].family, family) == 0)
			return &s->styles.items[i - 1];
	return NULL;
}

static unsigned
with(unsigned base, int italic, int bold)
{
	if (italic >= 0)
		base = italic ? base | STYLE_ITALIC : base & ~(unsigned)STYLE_ITALIC;
	if (bold >= 0)
		base = bold ? base | STYLE_BOLD : base & ~(unsigned)STYLE_BOLD;
	return base;
}

unsigned
odf_span_style(const struct odf_styles *s, const char *name, unsigned base)
{
	int italic = -1, bold = -1;
	const struct odf_style *st = odf_style_of(s, "text", name);
	for (int hops = 0; st != NULL && hops < 20; hops++, st = odf_style_of(s, "text", st->parent)) {
		if (italic < 0)
			italic = st->italic;
		if (bold < 0)
			bold = st->bold;
	}
	return with(base, italic, bold);
}

unsigned
odf_paragraph_style(const struct odf_styles *s, const char *name)
{
	const struct odf_style *st = odf_style_of(s, "paragraph", name);
	return st == NULL || !st->automatic ? 0 : with(0, st->italic, st->bold);
}

/* "Heading_20_1" → "Heading 1" */
static char *
style_words(struct arena *a, const char *name)
{
	struct buf b = buf_new(a, 400);
	for (const char *p = name; p != NULL && *p != '\0'; p++) {
		if (text_starts(p, "_20_")) {
			buf_putc(&b, ' ');
			p += 3;
		} else {
			buf_putc(&b, *p);
		}
	}
	return arena_strdup(a, buf_str(&b));
}

int
odf_heading(const struct odf_styles *s, const char *name)
{
	const struct odf_style *st = odf_style_of(s, "paragraph", name);
	int h = heading_level_of_name(s->a, style_words(s->a, name));
	for (int hops = 0; st != NULL && h == 0 && hops < 20; hops++) {
		if (st->outline > 0)
			return st->outline;
		h = heading_level_of_name(s->a, style_words(s->a, st->parent));
		st = odf_style_of(s, "paragraph", st->parent);
	}
	return h;
}

bool
odf_is_title(const struct odf_styles *s, const char *name)
{
	for (int hops = 0; name != NULL && hops < 20; hops++) {
		if (strcmp(name, "Title") == 0 || strcmp(name, "Titre") == 0)
			return true;
		const struct odf_style *st = odf_style_of(s, "paragraph", name);
		name = st == NULL ? NULL : st->parent;
	}
	return false;
}

struct odf_list *
odf_list_of(struct odf_styles *s, const char *name)
{
	for (size_t i = s->lists.n; name != NULL && i > 0; i--)
		if (strcmp(s->lists.items[i - 1].name, name) == 0)
			return &s->lists.items[i - 1];
	return NULL;
}

char *
odf_number(struct odf_styles *s, struct odf_list *l, int level)
{
	if (l == NULL || level < 0 || level >= ODF_LEVELS)
		return NULL;
	struct odf_level *v = &l->level[level];
	l->count[level] = l->seen[level] ? (l->count[level] < 100000 ? l->count[level] + 1 : 100000) : v->start;
	l->seen[level] = true;
	for (int i = level + 1; i < ODF_LEVELS; i++)
		l->seen[i] = false;
	if (v->kind == 0)
		return NULL;
	struct buf o = buf_new(s->a, 400);
	if (v->format != NULL && strchr(v->format, '%') != NULL) { /* "%1%.%2%." */
		for (const char *p = v->format; *p != '\0'; p++) {
			if (*p != '%' || p[1] < '1' || p[1] > '9') {
				buf_putc(&o, *p);
				continue;
			}
			int k = p[1] - '1';
			put_number(&o, l->level[k].kind, l->seen[k] ? l->count[k] : l->level[k].start);
			p += p[2] == '%' ? 2 : 1;
		}
		return arena_strdup(s->a, buf_str(&o));
	}
	buf_puts(&o, v->prefix);
	for (int i = v->shown > level ? 0 : level + 1 - v->shown; i <= level && i >= 0; i++) {
		put_number(&o, l->level[i].kind, l->seen[i] ? l->count[i] : l->level[i].start);
		if (i < level)
			buf_putc(&o, '.');
	}
	buf_puts(&o, v->suffix);
	return arena_strdup(s->a, buf_str(&o));
}
