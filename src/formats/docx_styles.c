#include "formats/docx_styles.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

int
heading_level_of_name(struct arena *a, const char *name)
{
	static const char *const words[] = { "heading", "titre", "uberschrift", "kop", "titulo", "titolo", "overskrift", "rubrik", "naglowek",
		"nadpis", "otsikko", "zaglavlje", "naslov" };
	const char *f = text_words(a, name);
	for (size_t i = 0; i < LEN(words); i++) {
		size_t k = strlen(words[i]);
		if (strncmp(f, words[i], k) != 0)
			continue;
		const char *p = f + k + (f[k] == ' ');
		if (*p >= '1' && *p <= '9' && (p[1] == '\0' || p[1] == ' '))
			return *p - '0';
	}
	return 0;
}

static const struct docx_style *
style_of(const struct docx_styles *s, const char *id)
{
	for (size_t i = 0; id != NULL && i < s->styles.n; i++)
		if (strcmp(s->styles.items[i].id, id) == 0)
			return &s->styles.items[i];
	return NULL;
}

static void
read_style(struct docx_styles *s, struct xml *x)
{
	struct docx_style st = { .id = xml_attr(x, "styleId"), .outline = -1, .num = -1, .num_level = -1, .italic = -1, .bold = -1 };
	int depth = x->depth;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "name"))
			st.name = xml_attr(x, "val");
		else if (xml_is(x, "basedOn"))
			st.based = xml_attr(x, "val");
		else if (xml_is(x, "outlineLvl"))
			st.outline = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "numId"))
			st.num = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "ilvl"))
			st.num_level = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "i"))
			st.italic = xml_attr_on(x, "val");
		else if (xml_is(x, "b"))
			st.bold = xml_attr_on(x, "val");
	}
	if (st.id == NULL || s->styles.n > 5000)
		return;
	if (st.name != NULL && st.outline < 0) {
		int h = heading_level_of_name(s->a, st.name);
		if (h == 0)
			h = heading_level_of_name(s->a, st.id);
		if (h > 0)
			st.outline = h - 1;
	}
	const char *f = text_words(s->a, st.name);
	st.contents = text_starts(f, "toc ") && f[4] >= '1' && f[4] <= '9';
	st.title = strcmp(f, "title") == 0 || strcmp(f, "titre") == 0;
	PUSH(s->a, &s->styles, st);
}

static char
number_kind(const char *format)
{
	static const struct { const char *name; char kind; } kinds[] = { { "decimal", '1' }, { "decimalZero", '1' }, { "lowerLetter", 'a' },
		{ "upperLetter", 'A' }, { "lowerRoman", 'i' }, { "upperRoman", 'I' }, { "bullet", '*' }, { "none", 0 } };
	for (size_t i = 0; format != NULL && i < LEN(kinds); i++)
		if (strcmp(kinds[i].name, format) == 0)
			return kinds[i].kind;
	return '1';
}

static void
read_level(struct docx_styles *s, struct xml *x, struct num_level levels[NUM_LEVELS])
{
	int lvl = xml_attr_int(x, "ilvl", -1), depth = x->depth;
	struct num_level l = { .start = 1, .kind = '1' };
	const char *style = NULL;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "start"))
			l.start = xml_attr_int(x, "val", 1);
		else if (xml_is(x, "numFmt"))
			l.kind = number_kind(xml_attr(x, "val"));
		else if (xml_is(x, "lvlText"))
			l.text = xml_attr(x, "val");
		else if (xml_is(x, "pStyle"))
			style = xml_attr(x, "val");
	}
	if (lvl < 0 || lvl >= NUM_LEVELS)
		return;
	levels[lvl] = l;
	/* a style tied to a level takes its level from here */
	for (size_t i = 0; style != NULL && i < s->styles.n; i++)
		if (strcmp(s->styles.items[i].id, style) == 0 && s->styles.items[i].num_level < 0 && s->styles.items[i].num >= 0)
			s->styles.items[i].num_level = lvl;
}

static void
read_abstract(struct docx_styles *s, struct xml *x)
{
	struct num_abstract n = { .id = xml_attr_int(x, "abstractNumId", -1) };
	int depth = x->depth;
	while (xml_inside(x, depth))
		if (xml_is(x, "lvl"))
			read_level(s, x, n.level);
	if (s->abstracts.n < 5000)
		PUSH(s->a, &s->abstracts, n);
}

static void
read_instance(struct docx_styles *s, struct xml *x)
{
	struct num_instance n = { .id = xml_attr_int(x, "numId", -1), .abstract = -1 };
	int depth = x->depth, level = -1;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "abstractNumId"))
			n.abstract = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "lvlOverride"))
			level = xml_attr_int(x, "ilvl", -1);
		else if (xml_is(x, "startOverride") && level >= 0 && level < NUM_LEVELS)
			n.start[level] = xml_attr_int(x, "val", 1);
	}
	if (s->instances.n < 5000)
		PUSH(s->a, &s->instances, n);
}

void
docx_styles_read(struct docx_styles *s, struct builder *b, const char *styles, size_t n, const char *numbering, size_t m)
{
	struct xml x;
	*s = (struct docx_styles){ .a = b->a };
	xml_open(&x, b, styles, n);
	while (xml_next(&x))
		if (xml_is(&x, "style"))
			read_style(s, &x);
	xml_open(&x, b, numbering, m);
	while (xml_next(&x)) {
		if (xml_is(&x, "abstractNum"))
			read_abstract(s, &x);
		else if (xml_is(&x, "num"))
			read_instance(s, &x);
	}
}

struct para_look
docx_look(const struct docx_styles *s, const char *style, int outline, int num, int level)
{
	struct para_look look = { .num = num, .num_level = level };
	const struct docx_style *st = style_of(s, style);
	for (int hops = 0; st != NULL && hops < 20; hops++, st = style_of(s, st->based)) {
		if (outline < 0)
			outline = st->outline;
		if (look.num < 0)
			look.num = st->num;
		if (look.num_level < 0)
			look.num_level = st->num_level;
		look.title = look.title || st->title;
		look.contents = look.contents || st->contents;
	}
	if (style != NULL && s->styles.n == 0 && outline < 0) /* no styles.xml: the id is all there is */
		outline = heading_level_of_name(s->a, style) - 1;
	look.heading = outline >= 0 && outline <= 8 ? outline + 1 : 0;
	if (look.num_level < 0)
		look.num_level = 0;
	if (look.num == 0 || look.num_level >= NUM_LEVELS) /* 0 takes the paragraph out of its list */
		look.num = -1;
	return look;
}

unsigned
docx_run_style(const struct docx_styles *s, const char *style)
{
	int italic = -1, bold = -1;
	const struct docx_style *st = style_of(s, style);
	for (int hops = 0; st != NULL && hops < 20; hops++, st = style_of(s, st->based)) {
		if (italic < 0)
			italic = st->italic;
		if (bold < 0)
			bold = st->bold;
	}
	return (italic > 0 ? STYLE_ITALIC : 0) | (bold > 0 ? STYLE_BOLD : 0);
}

/* ---- numbers as Word draws them ------------------------------------------------------------------------- */

void
put_number(struct buf *o, char kind, int n)
{
	static const struct { int value; const char *text; } roman[] = { { 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" },
		{ 90, "xc" }, { 50, "l" }, { 40, "xl" }, { 10, "x" }, { 9, "ix" }, { 5, "v" }, { 4, "iv" }, { 1, "i" } };
	if (n <= 0 || n > 3999 || kind == '1' || kind == 0 || kind == '*') {
		buf_printf(o, "%d", n);
	} else if (kind == 'a' || kind == 'A') {
		for (int i = 0; i <= (n - 1) / 26 && i < 5; i++) /* a … z, aa, bb … */
			buf_putc(o, (char)(kind + (n - 1) % 26));
	} else {
		for (size_t i = 0; i < LEN(roman); i++)
			for (; n >= roman[i].value; n -= roman[i].value)
				for (const char *p = roman[i].text; *p != '\0'; p++)
					buf_putc(o, (char)(kind == 'I' ? *p - 32 : *p));
	}
}

char *
docx_number(struct docx_styles *s, int num, int level)
{
	struct num_instance *in = NULL;
	struct num_abstract *ab = NULL;
	for (size_t i = 0; i < s->instances.n && in == NULL; i++)
		if (s->instances.items[i].id == num)
			in = &s->instances.items[i];
	for (size_t i = 0; in != NULL && i < s->abstracts.n && ab == NULL; i++)
		if (s->abstracts.items[i].id == in->abstract)
			ab = &s->abstracts.items[i];
	if (ab == NULL || level < 0 || level >= NUM_LEVELS)
		return NULL;
	struct num_level *l = &ab->level[level];
	if (in->start[level] > 0) { /* a restart counts once, for the first paragraph of the instance */
		ab->count[level] = in->start[level] - 1;
		ab->seen[level] = true;
		in->start[level] = 0;
	}
	ab->count[level] = ab->seen[level] ? (ab->count[level] < 100000 ? ab->count[level] + 1 : 100000) : l->start;
	ab->seen[level] = true;
	for (int i = level + 1; i < NUM_LEVELS; i++)
		ab->seen[i] = false;
	if (l->kind == '*' || l->kind == 0 || l->text == NULL || strchr(l->text, '%') == NULL)
		return NULL;
	struct buf o = buf_new(s->a, 200);
	for (const char *p = l->text; *p != '\0'; p++) {
		if (*p != '%' || p[1] < '1' || p[1] > '9') {
			buf_putc(&o, *p);
			continue;
		}
		int k = *++p - '1';
		put_number(&o, ab->level[k].kind, ab->seen[k] ? ab->count[k] : ab->level[k].start);
	}
	return arena_strdup(s->a, buf_str(&o));
}
