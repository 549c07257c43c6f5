#include "formats/builder.h"
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

/* One raw line is walked once: every visible byte goes to `text` with its style to `flags`; a literal <br> or <li>
 * ends the line there. flush() then folds spaces and writes balanced marks. */
struct cleaner {
	struct arena *a;
	struct buf *text, *flags, *done; /* the builder's, used again for every line */
	enum line_kind kind, first_kind;
	int level, first_level, lists;
	unsigned raw, literal;
	bool html;
	struct line_list *out;
};

static void
flush(struct cleaner *c)
{
	size_t n = c->text->len;
	const char *t = buf_str(c->text), *f = buf_str(c->flags);
	bool all_bold = true, any = false;
	for (size_t i = 0; i < n; i++)
		if (t[i] != ' ') {
			any = true;
			all_bold = all_bold && (f[i] & STYLE_BOLD);
		}
	if (any) {
		unsigned counts = all_bold || c->kind == LINE_HEADING ? STYLE_ITALIC : STYLE_ITALIC | STYLE_BOLD;
		struct buf *o = c->done;
		o->len = 0;
		bool space = false, emph = false;
		for (size_t i = 0; i < n; i++) {
			if (t[i] == ' ') {
				space = true;
				continue;
			}
			bool now = ((unsigned char)f[i] & counts) != 0;
			if (emph && !now)
				buf_putc(o, EMPH_OFF);
			if (space && o->len > 0)
				buf_putc(o, ' ');
			if (!emph && now)
				buf_putc(o, EMPH_ON);
			emph = now;
			space = false;
			buf_putc(o, t[i]);
		}
		if (emph)
			buf_putc(o, EMPH_OFF);
		struct doc_line line = { arena_strdup(c->a, buf_str(o)), c->kind, c->level };
		PUSH(c->a, c->out, line);
	}
	c->text->len = c->flags->len = 0;
}

static void
put(struct cleaner *c, const char *s, size_t n)
{
	char style = (char)(c->raw | c->literal);
	for (size_t i = 0; i < n; i++) {
		buf_putc(c->text, s[i]);
		buf_putc(c->flags, style);
	}
}

/* ---- literal markup ------------------------------------------------------------------------------------- */

enum tag { TAG_NONE, TAG_DROP, TAG_ITALIC, TAG_BOLD, TAG_BREAK, TAG_LIST, TAG_ITEM };
static const struct { const char *name; enum tag tag; } tags[] = {
	{ "i", TAG_ITALIC }, { "em", TAG_ITALIC }, { "cite", TAG_ITALIC }, { "b", TAG_BOLD }, { "strong", TAG_BOLD },
	{ "br", TAG_BREAK }, { "p", TAG_BREAK }, { "div", TAG_BREAK }, { "hr", TAG_BREAK }, { "tr", TAG_BREAK }, { "td", TAG_BREAK },
	{ "th", TAG_BREAK }, { "h1", TAG_BREAK }, { "h2", TAG_BREAK }, { "h3", TAG_BREAK }, { "h4", TAG_BREAK }, { "h5", TAG_BREAK },
	{ "h6", TAG_BREAK }, { "ul", TAG_LIST }, { "ol", TAG_LIST }, { "li", TAG_ITEM },
	{ "u", TAG_DROP }, { "s", TAG_DROP }, { "strike", TAG_DROP }, { "del", TAG_DROP }, { "ins", TAG_DROP }, { "sub", TAG_DROP },
	{ "sup", TAG_DROP }, { "span", TAG_DROP }, { "font", TAG_DROP }, { "a", TAG_DROP }, { "small", TAG_DROP }, { "big", TAG_DROP },
	{ "mark", TAG_DROP }, { "table", TAG_DROP }, { "tbody", TAG_DROP }, { "thead", TAG_DROP }, { "center", TAG_DROP },
	{ "code", TAG_DROP }, { "pre", TAG_DROP }, { "blockquote", TAG_DROP }, { "o:p", TAG_DROP }, { "img", TAG_DROP },
	{ "script", TAG_DROP }, { "style", TAG_DROP },
};

/* The tag at s ('<'): its length, 0 when this is no HTML tag but a sign of the text. */
static size_t
tag_at(const char *s, size_t n, enum tag *tag, bool *closes)
{
	enum { LONGEST = 400 };
	size_t i = 1;
	*closes = i < n && s[i] == '/';
	i += *closes;
	size_t from = i;
	while (i < n && i - from < 12 && (((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == ':'))
		i++;
	size_t len = i - from;
	if (len == 0 || i >= n || strchr("> /\t", s[i]) == NULL)
		return 0;
	*tag = TAG_NONE;
	for (size_t k = 0; k < LEN(tags); k++)
		if (strlen(tags[k].name) == len && strncasecmp(tags[k].name, s + from, len) == 0)
			*tag = tags[k].tag;
	if (*tag == TAG_NONE)
		return 0;
	while (i < n && i < LONGEST && s[i] != '>' && s[i] != '<' && s[i] != '\n')
		i++;
	return i < n && s[i] == '>' ? i + 1 : 0;
}

static void
obey_tag(struct cleaner *c, enum tag tag, bool closes)
{
	switch (tag) {
	case TAG_ITALIC: c->literal = closes ? c->literal & ~(unsigned)STYLE_ITALIC : c->literal | STYLE_ITALIC; break;
	case TAG_BOLD: c->literal = closes ? c->literal & ~(unsigned)STYLE_BOLD : c->literal | STYLE_BOLD; break;
	case TAG_LIST:
		flush(c);
		c->lists += closes ? -1 : 1;
		if (c->lists < 0)
			c->lists = 0;
		break;
	case TAG_ITEM:
		flush(c);
		c->kind = closes ? c->first_kind : LINE_ITEM;
		c->level = closes ? c->first_level : c->lists > 9 ? 8 : c->lists > 0 ? c->lists - 1 : 0;
		break;
	case TAG_BREAK: flush(c); break;
	case TAG_DROP: case TAG_NONE: break;
	}
}

static bool
holds_markup(const char *s, size_t n)
{
	enum tag tag;
	bool closes;
	for (const char *p = s; (p = memchr(p, '<', n - (size_t)(p - s))) != NULL; p++)
		if (tag_at(p, n - (size_t)(p - s), &tag, &closes) > 0)
			return true;
	return false;
}

/* An HTML entity inside a text that holds HTML tags as literal text. */
static size_t
entity_at(const char *s, size_t n, const char **text)
{
	static const char *const known[][2] = { { "&nbsp;", " " }, { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
		{ "&apos;", "'" }, { "&#39;", "'" }, { "&#160;", " " }, { "&rsquo;", "’" }, { "&eacute;", "é" }, { "&egrave;", "è" },
		{ "&agrave;", "à" }, { "&ecirc;", "ê" }, { "&ccedil;", "ç" }, { "&laquo;", "«" }, { "&raquo;", "»" } };
	for (size_t i = 0; i < LEN(known); i++) {
		size_t k = strlen(known[i][0]);
		if (k <= n && memcmp(s, known[i][0], k) == 0) {
			*text = known[i][1];
			return k;
		}
	}
	return 0;
}

/* ---- characters ----------------------------------------------------------------------------------------- */

static bool
vanishes(utf8proc_int32_t cp)
{
	return cp == 0xAD || cp == 0x200B || cp == 0x200E || cp == 0x200F || cp == 0x2060 || cp == 0xFEFF || cp == 0xFFFE || cp == 0xFFFF ||
	    (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* What the symbol fonts of word processors draw at their private code points. */
static const char *
symbol(utf8proc_int32_t cp)
{
	switch (cp) {
	case 0xF0B7: case 0xF06C: case 0xF09F: return "•";
	case 0xF0A7: case 0xF06E: return "▪";
	case 0xF0D8: return "➢";
	case 0xF0E0: case 0xF0AE: case 0xF0E8: return "→";
	case 0xF0FC: case 0xF050: return "✓";
	case 0xF0FB: return "✗";
	case 0xF0FE: return "☑";
	case 0xF0FD: case 0xF078: return "☒";
	case 0xF0A8: case 0xF06F: case 0xF071: return "☐";
	case 0xF02D: return "-";
	default: return " ";
	}
}

static void
put_char(struct cleaner *c, const char *s, size_t k, utf8proc_int32_t cp)
{
	if (cp == 0x2028 || cp == 0x2029)
		flush(c);
	else if (cp == 0xA0 || cp == 0x202F || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A) || (cp >= 0x80 && cp < 0xA0))
		put(c, " ", 1);
	else if (cp >= 0xF000 && cp <= 0xF0FF)
		put(c, symbol(cp), strlen(symbol(cp)));
	else if (!vanishes(cp))
		put(c, s, k);
}

static void
put_ascii(struct cleaner *c, char ch)
{
	switch (ch) {
	case '\n': case '\v': flush(c); break;
	case EMPH_ON: c->raw |= STYLE_ITALIC; break;
	case EMPH_OFF: c->raw &= ~(unsigned)STYLE_ITALIC; break;
	case RAW_BOLD_ON: c->raw |= STYLE_BOLD; break;
	case RAW_BOLD_OFF: c->raw &= ~(unsigned)STYLE_BOLD; break;
	default: put(c, (unsigned char)ch < 0x20 || ch == 0x7f ? " " : &ch, 1);
	}
}

void
clean_line(struct builder *b, const char *raw, size_t n, enum line_kind kind, int level, struct line_list *out)
{
	if (kind == LINE_HEADING)
		level = level < 1 ? 1 : level > 9 ? 9 : level;
	else
		level = level < 0 || kind == LINE_TEXT ? 0 : level > 8 ? 8 : level;
	struct cleaner c = { .a = b->a, .text = &b->scratch[0], .flags = &b->scratch[1], .done = &b->scratch[2], .kind = kind,
		.first_kind = kind, .level = level, .first_level = level, .out = out };
	c.text->len = c.flags->len = 0;
	c.html = holds_markup(raw, n);
	for (size_t i = 0; i < n;) {
		enum tag tag;
		bool closes;
		const char *text;
		size_t k = 0;
		if (c.html && raw[i] == '<' && (k = tag_at(raw + i, n - i, &tag, &closes)) > 0) {
			obey_tag(&c, tag, closes);
		} else if (c.html && raw[i] == '&' && (k = entity_at(raw + i, n - i, &text)) > 0) {
			put(&c, text, strlen(text));
		} else if ((unsigned char)raw[i] < 0x80) {
			put_ascii(&c, raw[i]);
			k = 1;
		} else {
			utf8proc_int32_t cp;
			utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)raw + i, (utf8proc_ssize_t)(n - i), &cp);
			k = len > 0 ? (size_t)len : 1;
			if (len > 0)
				put_char(&c, raw + i, k, cp);
			else
				put(&c, "\xef\xbf\xbd", 3);
		}
		i += k;
	}
	flush(&c);
}

/* ---- Markdown emphasis ---------------------------------------------------------------------------------- */

static bool
letter(char ch)
{
	unsigned char u = (unsigned char)ch;
	return u >= 0x80 || (u >= '0' && u <= '9') || ((u | 32) >= 'a' && (u | 32) <= 'z');
}

static bool
blank(char ch)
{
	return ch == '\0' || ch == ' ' || ch == '\t' || ch == '\n';
}

static size_t
run_of(const char *s, size_t n, size_t i)
{
	size_t k = i;
	while (k < n && s[k] == s[i])
		k++;
	return k - i;
}

/* Where a run of `len` signs that can close the one before s[from] begins; 0 when none is left in the line. `none`
 * says up to where an earlier search for this sign and length found nothing, so that a line of a million openings is
 * walked once. */
static size_t
closing(const char *s, size_t n, size_t from, char sign, size_t len, size_t *none)
{
	size_t i = from + 1 > *none ? from + 1 : *none;
	for (; i < n && s[i] != '\n'; i++) {
		if (s[i] != sign || s[i - 1] == sign)
			continue;
		size_t run = run_of(s, n, i);
		if (run == len && !blank(s[i - 1]) && (i + run == n || !letter(s[i + run])))
			return i;
		i += run - 1;
	}
	*none = i;
	return 0;
}

static void
marks(struct buf *o, const char *s, size_t n, int depth)
{
	size_t none[2][4] = { 0 };
	for (size_t i = 0; i < n;) {
		if (s[i] == '\\' && i + 1 < n && strchr("*_|#\\`[]<>-+.", s[i + 1]) != NULL) {
			buf_putc(o, s[i + 1]);
			i += 2;
			continue;
		}
		size_t run = s[i] == '*' || s[i] == '_' ? run_of(s, n, i) : 0, end = 0;
		bool opens = run > 0 && run <= 3 && depth < 4 && (i == 0 || !letter(s[i - 1])) && i + run < n && !blank(s[i + run]);
		if (opens)
			end = closing(s, n, i + run, s[i], run, &none[s[i] == '_'][run]);
		if (end > 0) {
			if (run != 2)
				buf_putc(o, EMPH_ON);
			if (run >= 2)
				buf_putc(o, RAW_BOLD_ON);
			marks(o, s + i + run, end - i - run, depth + 1);
			if (run >= 2)
				buf_putc(o, RAW_BOLD_OFF);
			if (run != 2)
				buf_putc(o, EMPH_OFF);
			i = end + run;
		} else {
			buf_add(o, s + i, run > 0 ? run : 1);
			i += run > 0 ? run : 1;
		}
	}
}

char *
markdown_marks(struct arena *a, const char *s)
{
	size_t n = strlen(s);
	struct buf o = buf_new(a, n * 3 + 16);
	marks(&o, s, n, 0);
	return arena_strdup(a, buf_str(&o));
}
