#include "formats/builder.h"
#include "base/text.h"
#include "base/tr.h"
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

/* The parser of libxml2 mends what browsers mend and calls us for every tag; no tree is built, so a page of a
 * million tags costs no memory. Our own stack says what each open element changed. */
struct element {
	char name[12];
	unsigned style;          /* emphasis inside */
	bool skip, pre;
	enum line_kind kind;
	int level;
	bool ordered;
	int count;               /* of the items of a list */
};
struct html {
	struct builder *b;
	struct element stack[DOC_MAX_DEPTH];
	int depth, lists;
	bool line_open, item_open, head_row, all_th, in_thead, in_title, in_caption, bullet_open;
	const char *item_number;
	int rows;
	struct buf title, caption, bullet;
};

static const char *
attribute(const xmlChar **atts, const char *name)
{
	for (; atts != NULL && *atts != NULL; atts += 2)
		if (strcmp((const char *)atts[0], name) == 0)
			return atts[1] == NULL ? "" : (const char *)atts[1];
	return NULL;
}

static bool
one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}
#define ONE_OF(name, ...) one_of(name, (const char *const[]){ __VA_ARGS__ }, LEN(((const char *const[]){ __VA_ARGS__ })))

static struct element *
top(struct html *h)
{
	return &h->stack[h->depth > 0 ? h->depth - 1 : 0];
}

/* ---- lines ---------------------------------------------------------------------------------------------- */

static void
close_line(struct html *h)
{
	if (!h->line_open)
		return;
	size_t before = h->b->d->n;
	line_end(h->b);
	h->line_open = false;
	if (h->b->d->n > before)
		h->b->number++;
}

static void
open_line(struct html *h)
{
	struct element *e = top(h);
	if (h->line_open)
		return;
	enum line_kind kind = e->kind;
	int level = e->level;
	if (h->item_open && kind != LINE_HEADING) {
		kind = LINE_ITEM;
		level = h->lists > 0 ? h->lists - 1 : level;
	} else if (kind == LINE_ITEM) {
		kind = LINE_TEXT; /* a later paragraph of the item */
	}
	line_begin(h->b, kind, level);
	if (h->item_number != NULL) {
		line_text(h->b, h->item_number, strlen(h->item_number));
		line_text(h->b, " ", 1);
	}
	h->item_number = NULL;
	h->item_open = false;
	h->line_open = true;
}

static void
characters(void *ctx, const xmlChar *text, int n)
{
	struct html *h = ctx;
	const char *s = (const char *)text;
	if (h->b->err != OK || n <= 0)
		return;
	if (h->in_title) {
		buf_add(&h->title, s, (size_t)n);
		return;
	}
	if (h->depth > 0 && top(h)->skip)
		return;
	if (h->in_caption) {
		buf_add(&h->caption, s, (size_t)n);
		return;
	}
	if (h->bullet_open) {
		buf_add(&h->bullet, s, (size_t)n);
		return;
	}
	if (in_table(h->b) && !h->b->in_cell)
		return;
	if (!h->line_open) {
		int i = 0;
		while (i < n && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r'))
			i++;
		if (i == n)
			return;
		open_line(h);
	}
	line_style(h->b, top(h)->style);
	bool pre = top(h)->pre;
	for (int i = 0; i < n;) {
		int from = i;
		while (i < n && s[i] != '\n')
			i++;
		line_text(h->b, s + from, (size_t)(i - from));
		if (i < n) {
			line_text(h->b, pre ? "\n" : " ", 1);
			i++;
		}
	}
}

/* ---- elements ------------------------------------------------------------------------------------------- */

static bool
is_block(const char *name)
{
	return ONE_OF(name, "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "address", "article", "section", "header",
	    "footer", "main", "nav", "aside", "figure", "figcaption", "form", "fieldset", "center", "hr", "table", "tr", "td", "th", "caption",
	    "thead", "tbody", "tfoot", "h1", "h2", "h3", "h4", "h5", "h6", "body", "details", "summary");
}

/* "font-style:italic" in the order browsers read it: an inline style beats the tag. */
static unsigned
emphasis(const char *name, const char *css, unsigned style)
{
	if (ONE_OF(name, "i", "em", "cite", "var", "dfn"))
		style |= STYLE_ITALIC;
	if (ONE_OF(name, "b", "strong"))
		style |= STYLE_BOLD;
	if (css == NULL)
		return style;
	const char *w = strstr(css, "font-weight"), *i = strstr(css, "font-style");
	if (w != NULL) {
		w += strcspn(w, ":");
		w += strspn(w, ": ");
		style = text_starts(w, "bold") || (*w >= '6' && *w <= '9') ? style | STYLE_BOLD : style & ~(unsigned)STYLE_BOLD;
	}
	if (i != NULL) {
		i += strcspn(i, ":");
		i += strspn(i, ": ");
		style = text_starts(i, "italic") || text_starts(i, "oblique") ? style | STYLE_ITALIC : style & ~(unsigned)STYLE_ITALIC;
	}
	return style;
}

static int
span_of(const xmlChar **atts, const char *name, int none)
{
	const char *s = attribute(atts, name);
	long v = s == NULL ? 1 : strtol(s, NULL, 10);
	return v == 0 && s != NULL && *s == '0' ? none : v < 1 ? 1 : v > DOC_MAX_ROWS ? DOC_MAX_ROWS : (int)v;
}

static void
begin_cell(struct html *h, const char *name, const xmlChar **atts)
{
	if (h->b->nest != 1) {
		return; /* a cell of a nested table is a line of the outer cell */
	}
	if (strcmp(name, "td") == 0)
		h->all_th = false;
	else
		h->head_row = true;
	cell_begin(h->b, span_of(atts, "colspan", 1), span_of(atts, "rowspan", DOC_MAX_ROWS));
}

static void
begin_table_part(struct html *h, const char *name, const xmlChar **atts)
{
	if (strcmp(name, "table") == 0) {
		if (!in_table(h->b)) {
			h->rows = 0;
			h->in_thead = false;
			h->caption.len = 0;
		}
		table_begin(h->b, NULL, false);
	} else if (strcmp(name, "thead") == 0) {
		h->in_thead = true;
	} else if (strcmp(name, "caption") == 0) {
		h->in_caption = h->b->nest == 1;
	} else if (strcmp(name, "tr") == 0 && h->b->nest == 1) {
		row_begin(h->b, h->in_thead, ++h->rows);
		h->all_th = true;
		h->head_row = false;
	} else if (ONE_OF(name, "td", "th")) {
		begin_cell(h, name, atts);
	}
}

/* Word's own lists: <p class=MsoListParagraph style="mso-list:l0 level2 lfo1">. */
static void
word_list(struct html *h, struct element *e, const char *css, const char *class)
{
	const char *list = css == NULL ? NULL : strstr(css, "mso-list:"), *level;
	if ((list == NULL || text_starts(list, "mso-list:none") || strstr(css, "mso-list:Ignore") == list) &&
	    !text_starts(class, "MsoListParagraph"))
		return;
	level = list == NULL ? NULL : strstr(list, "level");
	e->kind = LINE_ITEM;
	e->level = level != NULL && level[5] >= '1' && level[5] <= '9' ? level[5] - '1' : 0;
	h->item_open = true;
}

static void
begin_item(struct html *h, struct element *e)
{
	e->kind = LINE_ITEM;
	e->level = h->lists > 0 ? h->lists - 1 : 0;
	h->item_open = true;
	h->item_number = NULL;
	for (int i = h->depth - 2; i >= 0; i--) { /* the list it belongs to */
		struct element *l = &h->stack[i];
		if (strcmp(l->name, "ol") == 0)
			h->item_number = arena_printf(h->b->a, "%d.", ++l->count);
		if (strcmp(l->name, "ol") == 0 || strcmp(l->name, "ul") == 0)
			break;
	}
}

static void
start_element(void *ctx, const xmlChar *tag, const xmlChar **atts)
{
	struct html *h = ctx;
	const char *name = (const char *)tag, *css = attribute(atts, "style");
	if (h->b->err != OK)
		return;
	if (h->depth == DOC_MAX_DEPTH) {
		builder_refuse(h->b, E_INVALID, N_("Ce document est imbriqué trop profondément pour être lu."), NULL);
		return;
	}
	struct element e = h->depth > 0 ? *top(h) : (struct element){ .kind = LINE_TEXT };
	snprintf(e.name, sizeof e.name, "%s", name);
	e.count = 0;
	const char *display = css == NULL ? NULL : strstr(css, "display:");
	if (ONE_OF(name, "script", "style", "head", "template", "noscript", "svg", "object", "select", "textarea", "button", "iframe", "math") ||
	    attribute(atts, "hidden") != NULL || (display != NULL && text_starts(display + 8 + strspn(display + 8, " "), "none")))
		e.skip = true;
	if (is_block(name))
		close_line(h);
	if (strcmp(name, "title") == 0 && h->depth <= 3)
		h->in_title = true;
	e.style = emphasis(name, css, e.style);
	h->stack[h->depth++] = e;
	struct element *t = top(h);
	if (t->skip)
		return;
	if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0') {
		t->kind = LINE_HEADING;
		t->level = name[1] - '0';
	} else if (ONE_OF(name, "ul", "ol")) {
		h->lists++;
		const char *start = attribute(atts, "start");
		t->count = start == NULL ? 0 : (int)(strtol(start, NULL, 10) % 100000) - 1;
	} else if (strcmp(name, "li") == 0) {
		begin_item(h, t);
	} else if (strcmp(name, "pre") == 0) {
		t->pre = true;
	} else if (strcmp(name, "br") == 0) {
		if (h->line_open)
			line_break(h->b);
	} else if (strcmp(name, "p") == 0) {
		word_list(h, t, css, attribute(atts, "class"));
	} else if (strcmp(name, "span") == 0 && css != NULL && strstr(css, "mso-list:Ignore") != NULL) {
		h->bullet_open = true;
		h->bullet.len = 0;
	} else if (strcmp(name, "img") == 0) {
		builder_note(h->b, N_("Les images du document n’ont pas été lues."), NULL);
	}
	begin_table_part(h, name, atts);
}

static void
end_row(struct html *h)
{
	if (h->b->nest != 1 || h->b->err != OK)
		return;
	if (h->b->in_row && h->head_row && h->all_th)
		h->b->rows.items[h->b->rows.n - 1].header = true;
	row_end(h->b);
}

static void
end_table_part(struct html *h, const char *name)
{
	if (strcmp(name, "table") == 0) {
		char *caption = text_trim(h->b->a, h->caption.len > 0 ? buf_str(&h->caption) : "");
		if (h->b->nest == 1 && *caption != '\0')
			h->b->table_name = caption;
		table_end(h->b);
		if (!in_table(h->b))
			h->b->number++;
	} else if (strcmp(name, "thead") == 0) {
		h->in_thead = false;
	} else if (strcmp(name, "caption") == 0) {
		h->in_caption = false;
	} else if (strcmp(name, "tr") == 0) {
		end_row(h);
	} else if (ONE_OF(name, "td", "th") && h->b->nest == 1) {
		cell_end(h->b);
	}
}

/* The sign Word drew before a list paragraph: a number is text, a bullet is not. */
static void
end_bullet(struct html *h)
{
	char *sign = text_trim(h->b->a, h->bullet.len > 0 ? buf_str(&h->bullet) : "");
	h->bullet_open = false;
	for (const char *p = sign; *p != '\0'; p++)
		if (*p >= '0' && *p <= '9')
			h->item_number = sign;
}

static void
end_element(void *ctx, const xmlChar *tag)
{
	struct html *h = ctx;
	const char *name = (const char *)tag;
	if (h->b->err != OK || h->depth == 0)
		return;
	bool skip = top(h)->skip;
	if (is_block(name))
		close_line(h);
	h->depth--;
	if (strcmp(name, "title") == 0)
		h->in_title = false;
	if (skip)
		return;
	if (ONE_OF(name, "ul", "ol") && h->lists > 0)
		h->lists--;
	else if (ONE_OF(name, "li", "p"))
		h->item_open = h->item_open && strcmp(name, "p") == 0 && h->lists > 0;
	else if (strcmp(name, "span") == 0 && h->bullet_open && h->depth > 0 && strcmp(top(h)->name, "span") != 0)
		end_bullet(h);
	end_table_part(h, name);
}

void
read_html(struct builder *b, const void *bytes, size_t n)
{
	struct html *h = ARENA_NEW(b->a, struct html);
	char *text = bytes_to_utf8(b->a, bytes, n);
	h->b = b;
	h->title = buf_new(b->a, 2000);
	h->caption = buf_new(b->a, 2000);
	h->bullet = buf_new(b->a, 200);
	htmlParserCtxtPtr p = htmlNewParserCtxt();
	BUG_ON(p == NULL);
	memset(p->sax, 0, sizeof *p->sax);
	p->sax->startElement = start_element;
	p->sax->endElement = end_element;
	p->sax->characters = characters;
	p->sax->cdataBlock = NULL; /* scripts and styles */
	p->sax->ignorableWhitespace = characters;
	p->userData = h;
	htmlDocPtr doc = htmlCtxtReadMemory(p, text, (int)strlen(text), NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	if (doc != NULL)
		xmlFreeDoc(doc);
	htmlFreeParserCtxt(p);
	close_line(h);
	while (in_table(b) && b->err == OK)
		table_end(b);
	char *title = text_trim(b->a, h->title.len > 0 ? buf_str(&h->title) : "");
	if (*title != '\0')
		b->d->title = title;
}
