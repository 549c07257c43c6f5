#include "formats/builder.h"
#include "base/text.h"
#include <string.h>

/* Plain text and Markdown. The lines are looked at one by one; what holds a TAB is a row of a pasted table, what is
 * cut by pipes a row of a Markdown table. Rows of dashes are separators and say nothing of the row before them: it
 * may be a heading or, in what people paste, a row like the others. */
struct text {
	struct builder *b;
	const char *p;
	int line;
};

static size_t
line_length(const char *p)
{
	return strcspn(p, "\n");
}

static void
advance(struct text *t, const char *to)
{
	for (; t->p < to; t->p++)
		t->line += *t->p == '\n';
}

/* The end of a quoted cell that begins at p: just after the closing quote; NULL when this is an ordinary quote. */
static const char *
quoted_end(const char *p)
{
	enum { FAR = 20000 };
	for (const char *q = p + 1; *q != '\0' && q - p < FAR; q++) {
		if (*q != '"')
			continue;
		if (q[1] == '"') {
			q++;
			continue;
		}
		return q[1] == '\t' || q[1] == '\n' || q[1] == '\0' ? q + 1 : NULL;
	}
	return NULL;
}

struct cells { struct strings list; const char *end; };

static char *
unquoted(struct arena *a, const char *p, const char *end)
{
	struct buf o = buf_new(a, (size_t)(end - p) + 1);
	for (const char *q = p + 1; q < end - 1; q++) {
		buf_putc(&o, *q);
		if (*q == '"' && q[1] == '"')
			q++;
	}
	return arena_strdup(a, buf_str(&o));
}

/* The cells of the row at p, cut by TAB; a quoted cell may span lines. */
static struct cells
tab_row(struct arena *a, const char *p)
{
	struct cells c = { .end = p };
	for (;;) {
		const char *end = *p == '"' ? quoted_end(p) : NULL;
		if (end != NULL && memchr(p, '\n', (size_t)(end - p)) != NULL && c.list.n == 0 && *end != '\t')
			end = NULL; /* several lines of prose between quotes are no row */
		if (end != NULL) {
			PUSH(a, &c.list, unquoted(a, p, end));
			p = end;
		} else {
			size_t k = strcspn(p, "\t\n");
			PUSH(a, &c.list, arena_strndup(a, p, k));
			p += k;
		}
		if (*p != '\t' || c.list.n > DOC_MAX_COLS) /* that many are refused anyway */
			break;
		p++;
	}
	c.end = p;
	return c;
}

/* ":---:", "--", "——": what a separator row is made of. */
static bool
dashes(const char *s)
{
	size_t n = 0;
	for (; *s != '\0'; s++) {
		if (*s == '-' || *s == '=' || *s == '_')
			n++;
		else if (text_starts(s, "–") || text_starts(s, "—") || text_starts(s, "─"))
			n += 1, s += 2;
		else if (*s != ':' && *s != ' ' && *s != '+' && *s != '\t')
			return false;
	}
	return n > 0;
}

static bool
separator_row(const struct strings *cells)
{
	size_t n = 0;
	for (size_t i = 0; i < cells->n; i++) {
		if (text_blank(cells->items[i]))
			continue;
		if (!dashes(cells->items[i]))
			return false;
		n += strspn(cells->items[i], "-:= _+") >= 2 || (unsigned char)*cells->items[i] >= 0x80;
	}
	return n > 0;
}

static void
put_row(struct text *t, const struct strings *cells)
{
	struct builder *b = t->b;
	if (separator_row(cells))
		return;
	row_begin(b, false, t->line);
	for (size_t i = 0; i < cells->n && b->err == OK; i++) {
		cell_at(b, i);
		cell_begin(b, 1, 1);
		if (!text_blank(cells->items[i]))
			line_put(b, LINE_TEXT, 0, markdown_marks(b->a, cells->items[i]));
		cell_end(b);
	}
	row_end(b);
}

/* Consecutive rows of a TAB table; false when the line at hand is none. */
static bool
tab_table(struct text *t)
{
	struct cells c = tab_row(t->b->a, t->p);
	if (c.list.n < 2)
		return false;
	size_t said = 0;
	for (size_t i = 0; i < c.list.n; i++)
		said += !text_blank(c.list.items[i]);
	if (said == 0 || (said == 1 && text_blank(c.list.items[0]) && c.list.n < 3))
		return false; /* an indented line */
	t->b->number = t->line;
	table_begin(t->b, NULL, false);
	while (c.list.n >= 2 && t->b->err == OK) {
		put_row(t, &c.list);
		advance(t, c.end);
		if (*t->p == '\n')
			advance(t, t->p + 1);
		if (*t->p == '\0')
			break;
		c = tab_row(t->b->a, t->p);
	}
	table_end(t->b);
	return true;
}

/* The cells of a Markdown row: cut by '|' that no backslash precedes; the outer pipes are no cells. */
static struct strings
pipe_row(struct arena *a, const char *p, size_t n)
{
	struct strings out = { 0 };
	while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	size_t i = strspn(p, " ");
	if (i < n && p[i] == '|')
		i++;
	if (n > i && p[n - 1] == '|' && (n < 2 || p[n - 2] != '\\'))
		n--;
	for (size_t from = i;; i++) {
		if (i < n && !(p[i] == '|' && (i == 0 || p[i - 1] != '\\')))
			continue;
		PUSH(a, &out, text_trim(a, arena_strndup(a, p + from, i - from)));
		from = i + 1;
		if (i >= n || out.n > DOC_MAX_COLS)
			return out;
	}
}

static bool
is_pipe_line(const char *p)
{
	size_t n = line_length(p), pipes = 0;
	for (size_t i = 0; i < n; i++)
		pipes += p[i] == '|' && (i == 0 || p[i - 1] != '\\');
	return p[strspn(p, " ")] == '|' ? pipes >= 2 : pipes >= 1 && memmem(p, n, " | ", 3) != NULL;
}

/* A table needs an outer pipe or a second line cut by pipes. */
static bool
pipe_table(struct text *t)
{
	const char *next = t->p + line_length(t->p);
	if (!is_pipe_line(t->p) || (t->p[strspn(t->p, " ")] != '|' && !(*next == '\n' && is_pipe_line(next + 1))))
		return false;
	t->b->number = t->line;
	table_begin(t->b, NULL, false);
	while (*t->p != '\0' && is_pipe_line(t->p) && t->b->err == OK) {
		size_t n = line_length(t->p);
		struct strings cells = pipe_row(t->b->a, t->p, n);
		put_row(t, &cells);
		advance(t, t->p + n + (t->p[n] == '\n'));
	}
	table_end(t->b);
	return true;
}

static size_t
bullet(const char *s)
{
	static const char *const signs[] = { "- ", "* ", "+ ", "• ", "– ", "— ", "▪ ", "◦ ", "‣ ", "· ", "o  ", "•\t", "-\t" };
	for (size_t i = 0; i < LEN(signs); i++)
		if (text_starts(s, signs[i]))
			return strlen(signs[i]);
	return 0;
}

static void
put_line(struct text *t, const char *s)
{
	struct builder *b = t->b;
	size_t indent = strspn(s, " \t"), k;
	const char *p = s + indent;
	b->number = t->line;
	for (k = 0; p[k] == '#'; k++)
		;
	if (k >= 1 && k <= 6 && (p[k] == ' ' || p[k] == '\t')) {
		char *title = text_trim(b->a, p + k);
		size_t n = strlen(title);
		while (n > 0 && title[n - 1] == '#')
			title[--n] = '\0';
		line_put(b, LINE_HEADING, (int)k, markdown_marks(b->a, title));
	} else if ((k = bullet(p)) > 0) {
		line_put(b, LINE_ITEM, (int)(indent / 2), markdown_marks(b->a, p + k));
	} else {
		line_put(b, LINE_TEXT, 0, markdown_marks(b->a, text_starts(p, "> ") ? p + 2 : p));
	}
}

/* "Title" over "=====" is a heading; a line of dashes alone draws a rule. */
static void
ordinary_line(struct text *t)
{
	struct arena *a = t->b->a;
	size_t n = line_length(t->p);
	const char *s = arena_strndup(a, t->p, n), *next = t->p + n + (t->p[n] == '\n');
	size_t m = line_length(next);
	bool ruled = n > 0 && m >= 3 && strspn(next, "=") == m;
	if (n >= 3 && dashes(s) && strspn(s, "-_= :+") == n) {
		/* nothing to read */
	} else if (ruled && !text_blank(s)) {
		t->b->number = t->line;
		line_put(t->b, LINE_HEADING, 1, markdown_marks(a, s));
	} else if (!text_blank(s)) {
		put_line(t, s);
	}
	advance(t, ruled ? next + m : t->p + n);
	if (*t->p == '\n')
		advance(t, t->p + 1);
}

void
read_text(struct builder *b, const void *bytes, size_t n)
{
	struct text t = { .b = b, .p = bytes_to_utf8(b->a, bytes, n), .line = 1 };
	while (*t.p != '\0' && b->err == OK)
		if (*t.p == '\n')
			advance(&t, t.p + 1);
		else if (!tab_table(&t) && !pipe_table(&t))
			ordinary_line(&t);
}
