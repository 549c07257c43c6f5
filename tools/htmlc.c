/* htmlc: compiles .html templates into C functions. Build-time tool.
 *
 *   htmlc FILE.html              the C of its pages on stdout
 *   htmlc --header FILE.html…    one header with the prototypes of all pages
 *
 *   {# page action_show(const struct action *a) #}   begins void page_action_show(struct page *p, const struct action *a);
 *                                                    several pages a file are allowed
 *   {# include "plan/plan.h" #}                      what the arguments need
 *   {# anything else #}                              a comment, dropped
 *   {{ expression }}   escaped by its type; in a url attribute it must be a struct url (after a '#': any text)
 *   {% C code %}       statements; a block opened and closed by braces must end where it began: in the text, in a tag,
 *                      in a value. `<option{% if (x) { %} selected{% } %}>` is right.
 *
 * Refused, with file:line: unquoted attributes, on…=, style=, srcdoc=, srcset=, http-equiv=, <style>, <script> with a
 * content, HTML comments, a '<' that begins no tag, {{ }} in a name, urls glued from pieces, javascript: and data: urls.
 *
 * Indentation and blank lines are dropped from the page (but not in <pre> and <textarea>): a newline stays, and the page leaves it
 * out behind another. */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ctx { TEXT, LT, TAG, IN_TAG, NAME, EQ, VALUE, AFTER_VALUE, SCRIPT };
static const char *const ctx_name[] = { "text", "a tag", "a tag", "a tag", "a tag", "a tag", "a value", "a tag", "<script>" };
/* How far the value of a url attribute is: what may follow depends on it. */
enum url_part { URL_EMPTY, URL_LITERAL, URL_PUT, URL_FRAGMENT };

/* Where the writer stands in the HTML: enough to know what a value lands in. */
struct state {
	enum ctx ctx;
	char tag[24], attr[40], quote;
	size_t ntag, nattr;
	enum url_part url;
	bool must_part;            /* a block ended inside a tag: a space or '>' has to follow */
	int verbatim;              /* inside <pre> or <textarea> */
};
/* An open brace of {% %}. */
struct block { struct state start; bool dirty; enum url_part url; int line; };

static struct state st;
static struct block blocks[64];
static size_t nblocks;
static char src[1 << 20], lit[1 << 20], value[64];
static size_t nlit, nvalue;
static const char *file;
static int line = 1;
static bool page_open;
static bool lit_breaks;            /* what is gathered begins with a newline that means no more than a space */
static bool line_start = true;     /* only spaces since the last newline, and those are dropped */

static _Noreturn void __attribute__((format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;
	fprintf(stderr, "%s:%d: error: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* ---- the C that comes out --------------------------------------------------------------------------------- */

/* String literals of at most 2000 bytes: the standard promises no more than 4095. */
static void
lit_flush(void)
{
	for (size_t at = 0; at < nlit;) {
		size_t n = nlit - at > 2000 ? 2000 : nlit - at;
		printf("\t%s(p, \"", at == 0 && lit_breaks ? "html_lit_line" : "html_lit");
		for (size_t i = at; i < at + n; i++) {
			unsigned char c = (unsigned char)lit[i];
			if (c == '\n')
				printf("\\n%s", i + 1 < at + n ? "\"\n\t    \"" : "");
			else if (c == '"' || c == '\\' || c == '?')
				printf("\\%c", c);
			else if (c < 0x20)
				printf("\\%03o", c);
			else
				putchar(c);
		}
		printf("\", %zu);\n", n);
		at += n;
	}
	nlit = 0;
}

static void
lit_add(char c)
{
	bool collapse = st.ctx != VALUE && !st.verbatim;
	if (collapse && line_start && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
		return;
	line_start = collapse && c == '\n';
	if (nlit == 0)
		lit_breaks = line_start;
	lit[nlit++] = c; /* never more than src holds */
}

static void
code(const char *before, const char *c, const char *after)
{
	lit_flush();
	printf("#line %d \"%s\"\n\t%s%s%s\n", line, file, before, c, after);
}

/* ---- the HTML machine ------------------------------------------------------------------------------------- */

static bool
in_list(const char *s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

static bool
is_url_attr(void)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "cite", "data", "poster", "xlink:href", "manifest",
		"background", "ping", "longdesc", NULL };
	return in_list(st.attr, urls);
}

static void
check_attr(void)
{
	static const char *const never[] = { "style", "srcdoc", "srcset", "http-equiv", NULL };
	if (strncmp(st.attr, "on", 2) == 0)
		die("no event handler here (%s=): write it in a script file", st.attr);
	if (in_list(st.attr, never))
		die("no %s= here", st.attr);
}

/* A url written out in the template. */
static void
check_url(void)
{
	static const char *const begins[] = { "/", "#", "https://", "http://", "mailto:", NULL };
	if (st.ctx != VALUE || st.url != URL_LITERAL || !is_url_attr())
		return;
	value[nvalue] = '\0';
	for (const char *const *b = begins; *b != NULL; b++)
		if (strncmp(value, *b, strlen(*b)) == 0 && strncmp(value, "//", 2) != 0)
			return;
	die("%s=\"%s\": a url begins with / # https:// http:// or mailto:", st.attr, value);
}

static void
tag_end(void)
{
	static const char *const verbatim[] = { "pre", "textarea", NULL };
	st.ctx = TEXT;
	if (strcmp(st.tag, "style") == 0)
		die("no <style> here: write it in a style sheet");
	if (strcmp(st.tag, "script") == 0)
		st.ctx = SCRIPT;
	if (in_list(st.tag, verbatim))
		st.verbatim++;
	if (st.tag[0] == '/' && in_list(st.tag + 1, verbatim) && st.verbatim > 0)
		st.verbatim--;
}

static void
feed_in_tag(char c)
{
	bool space = isspace((unsigned char)c) != 0;
	if (st.must_part && !space && c != '>' && c != '/')
		die("a space or '>' must follow {%% } %%} inside a tag");
	st.must_part = false;
	if (c == '>') {
		if (st.ctx == NAME)
			check_attr();
		tag_end();
		return;
	}
	switch ((int)st.ctx) {
	case TAG:
		if (space || c == '/')
			st.ctx = IN_TAG;
		else if (st.ntag + 1 < sizeof st.tag)
			st.tag[st.ntag++] = (char)tolower((unsigned char)c);
		st.tag[st.ntag] = '\0';
		break;
	case AFTER_VALUE:
		if (!space && c != '/')
			die("a space must stand between two attributes");
		st.ctx = IN_TAG;
		break;
	case NAME:
		if (c == '=') {
			check_attr();
			st.ctx = EQ;
		} else if (space || c == '/') {
			check_attr();
			st.ctx = IN_TAG;
		} else if (st.nattr + 1 < sizeof st.attr) {
			st.attr[st.nattr++] = (char)tolower((unsigned char)c);
			st.attr[st.nattr] = '\0';
		}
		break;
	default: /* IN_TAG */
		if (space || c == '/')
			break;
		if (c == '"' || c == '\'' || c == '=' || c == '<')
			die("misplaced %c in a tag", c);
		st.attr[0] = (char)tolower((unsigned char)c);
		st.attr[1] = '\0';
		st.nattr = 1;
		st.ctx = NAME;
	}
}

static void
feed(char c)
{
	switch (st.ctx) {
	case TEXT:
		if (c == '<')
			st.ctx = LT;
		break;
	case LT:
		if (!isalpha((unsigned char)c) && c != '/' && c != '!')
			die("'<' begins no tag: write &lt;");
		if (c != '/' && strcmp(st.tag, "script") == 0)
			die("no inline script: write it in a script file");
		st.ctx = TAG;
		st.tag[0] = (char)tolower((unsigned char)c);
		st.tag[1] = '\0';
		st.ntag = 1;
		break;
	case TAG: case IN_TAG: case NAME: case AFTER_VALUE:
		feed_in_tag(c);
		if (st.ctx == TAG && strcmp(st.tag, "!-") == 0)
			die("HTML comment: write {# … #}, it costs the reader nothing");
		break;
	case EQ:
		if (c != '"' && c != '\'')
			die("quote the value of %s=", st.attr);
		st.quote = c;
		st.ctx = VALUE;
		st.url = URL_EMPTY;
		nvalue = 0;
		break;
	case VALUE:
		if (c == st.quote) {
			check_url();
			st.ctx = AFTER_VALUE;
			break;
		}
		if (st.url == URL_PUT && c != '#' && is_url_attr())
			die("only a #fragment may follow {{ }} in %s=", st.attr);
		if (nvalue + 1 < sizeof value)
			value[nvalue++] = c;
		if (st.url == URL_EMPTY)
			st.url = URL_LITERAL;
		if (c == '#') {
			check_url();
			st.url = URL_FRAGMENT;
		}
		break;
	case SCRIPT:
		if (c == '<')
			st.ctx = LT;
		else if (!isspace((unsigned char)c))
			die("no inline script: write it in a script file");
	}
}

static void
expr(const char *e)
{
	const char *put = "HTML_PUT(p, ";
	if (*e == '\0')
		die("empty {{ }}");
	switch ((int)st.ctx) {
	case TEXT:
		line_start = false;
		break;
	case VALUE:
		if (!is_url_attr() || st.url == URL_FRAGMENT)
			break;
		if (st.url != URL_EMPTY)
			die("%s= holds one {{ url }}, not pieces of one", st.attr);
		put = "HTML_PUT_URL(p, ";
		st.url = URL_PUT;
		break;
	case EQ: die("quote the value of %s=", st.attr);
	case SCRIPT: die("no {{ }} inside <script>");
	default: die("no {{ }} in a tag or attribute name");
	}
	code(put, e, ");");
}

/* ---- blocks: the HTML of a branch must end where it began -------------------------------------------------- */

static bool
in_tag(enum ctx c)
{
	return c == TAG || c == IN_TAG || c == NAME || c == AFTER_VALUE;
}

static void
block_open(const struct block *of_else)
{
	if (nblocks == sizeof blocks / sizeof *blocks)
		die("blocks nested too deep");
	struct block *b = &blocks[nblocks++];
	if (of_else != NULL) {
		*b = *of_else;
		st = b->start;
		nvalue = 0;
	} else {
		st.must_part = in_tag(st.ctx) && st.ctx != IN_TAG;
		*b = (struct block){ st, false, st.url, line };
	}
	b->line = line;
}

static struct block
block_close(void)
{
	if (nblocks == 0)
		die("{%% } %%} closes nothing");
	struct block b = blocks[--nblocks];
	bool same = in_tag(b.start.ctx) ? in_tag(st.ctx) && strcmp(st.tag, b.start.tag) == 0
	    : st.ctx == b.start.ctx && (st.ctx != VALUE || strcmp(st.attr, b.start.attr) == 0);
	if (!same || st.verbatim != b.start.verbatim)
		die("the block begun on line %d in %s ends in %s", b.line, ctx_name[b.start.ctx], ctx_name[st.ctx]);
	b.dirty |= in_tag(st.ctx) && (st.ctx != IN_TAG || b.start.ctx != IN_TAG);
	check_url();
	if (st.url > b.url)
		b.url = st.url;
	if (st.ctx == NAME)
		check_attr();
	st = b.start;
	st.must_part = b.dirty;
	st.url = b.url;
	return b;
}

/* Past a C string, character or comment that begins at s; s itself otherwise. */
static const char *
skip_quoted(const char *s)
{
	if (*s == '"') {
		for (s++; *s != '\0' && *s != '"'; s++)
			if (*s == '\\' && s[1] != '\0')
				s++;
		return *s == '\0' ? s : s + 1;
	}
	if (s[0] == '\'' && s[1] == '\\' && s[2] != '\0' && s[3] == '\'')
		return s + 4;
	if (s[0] == '\'' && s[1] != '\0' && s[2] == '\'')
		return s + 3;
	if (s[0] == '/' && s[1] == '*') {
		const char *e = strstr(s + 2, "*/");
		return e == NULL ? s + strlen(s) : e + 2;
	}
	return s;
}

static void
statement(const char *c)
{
	struct block closed;
	bool can_else = false;
	if (st.ctx == LT || st.ctx == EQ || st.ctx == SCRIPT)
		die("no {%% %%} here");
	code("", c, "");
	for (const char *s = c; *s != '\0';) {
		const char *q = skip_quoted(s);
		if (q != s) {
			s = q;
			continue;
		}
		if (*s == '}') {
			closed = block_close();
			can_else = true;
		} else if (*s == '{') {
			block_open(can_else ? &closed : NULL);
			can_else = false;
		} else if (*s == ';') {
			can_else = false; /* `} int x[] = {` is no else */
		}
		s++;
	}
}

/* ---- the file --------------------------------------------------------------------------------------------- */

static void
page_close(void)
{
	if (!page_open)
		return;
	if (nblocks > 0)
		die("the block of line %d is not closed", blocks[nblocks - 1].line);
	if (st.ctx != TEXT || st.verbatim)
		die("the page ends inside %s", st.verbatim ? "<pre> or <textarea>" : ctx_name[st.ctx]);
	lit_flush();
	printf("}\n");
	page_open = false;
}

/* Splits "page name(args)" in place; args: "" when there are none. */
static void
page_line(char *body, char **name, char **args)
{
	char *open = strchr(body, '('), *close = strrchr(body, ')');
	if (open == NULL || close == NULL || close < open)
		die("write {# page name(arguments) #}");
	*open = *close = '\0';
	*name = body + 5 + strspn(body + 5, " \t");
	size_t n = strspn(*name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (n == 0 || (*name)[n] != '\0')
		die("a page is named in lower case letters, digits and _");
	*args = open + 1 + strspn(open + 1, " \t\n");
	if (strcmp(*args, "void") == 0)
		*args = *args + 4;
}

static void
page_begin(char *body)
{
	char *name, *args;
	page_close();
	page_line(body, &name, &args);
	st = (struct state){ 0 };
	page_open = line_start = true;
	printf("\n#line %d \"%s\"\nvoid\npage_%s(struct page *p%s%s)\n{\n\t(void)p;\n", line, file, name, *args == '\0' ? "" : ", ", args);
}

/* The next {{ … }}, {% … %} or {# … #} at s: its inside, trimmed and ended by NUL; *end is what follows. */
static char *
inside(char *s, char **end)
{
	char kind = s[1], mark = kind == '{' ? '}' : kind;
	char *e = s + 2;
	while (*e != '\0' && !(e[0] == mark && e[1] == '}')) {
		const char *q = kind == '#' ? e : skip_quoted(e);
		e = q == e ? e + 1 : src + (q - src);
	}
	if (*e == '\0')
		die("{%c is never closed", kind);
	*end = e + 2;
	char *b = s + 2;
	while (isspace((unsigned char)*b))
		b++;
	while (e > b && isspace((unsigned char)e[-1]))
		e--;
	*e = '\0';
	return b;
}

static void
read_file(const char *name)
{
	file = name;
	line = 1;
	FILE *f = fopen(file, "rb");
	if (f == NULL) {
		perror(file);
		exit(1);
	}
	size_t n = fread(src, 1, sizeof src - 1, f);
	fclose(f);
	if (n == sizeof src - 1)
		die("longer than a page should ever be");
	if (memchr(src, '\0', n) != NULL)
		die("a NUL byte");
	src[n] = '\0';
}

static bool
is_mark(const char *s)
{
	return s[0] == '{' && (s[1] == '{' || s[1] == '%' || s[1] == '#');
}

/* The whole file; header: prototypes and includes only. */
static void
compile(bool header)
{
	for (char *s = src, *end; *s != '\0';) {
		if (!is_mark(s)) {
			if (!header && !page_open && !isspace((unsigned char)*s))
				die("text before {# page … #}");
			if (!header && page_open) {
				lit_add(*s);
				feed(*s);
			}
			line += *s++ == '\n';
			continue;
		}
		char kind = s[1], *before = s;
		while (before > src && (before[-1] == ' ' || before[-1] == '\t'))
			before--;
		bool alone = before == src || before[-1] == '\n'; /* … on its line: leaves no blank line */
		char *body = inside(s, &end);
		int newlines = 0;
		for (const char *q = s; q < end; q++)
			newlines += *q == '\n';
		if (kind == '#' && strncmp(body, "include ", 8) == 0) {
			if (header)
				printf("#%s\n", body);
		} else if (kind == '#' && strncmp(body, "page ", 5) == 0) {
			char *name, *args;
			if (header) {
				page_line(body, &name, &args);
				printf("void page_%s(struct page *p%s%s);\n", name, *args == '\0' ? "" : ", ", args);
			} else {
				page_begin(body);
			}
		} else if (kind != '#' && !header) {
			if (!page_open)
				die("no {# page … #} line before");
			if (kind == '{')
				expr(body);
			else
				statement(body);
		}
		line += newlines;
		s = end;
		if (kind != '{' && alone && *s == '\n') {
			s++;
			line++;
		}
	}
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--header") == 0) {
		printf("/* generated by tools/htmlc: do not edit */\n#ifndef PAGES_H\n#define PAGES_H\n#include \"html/html.h\"\n");
		for (int i = 2; i < argc; i++) {
			read_file(argv[i]);
			compile(true);
		}
		printf("#endif\n");
		return 0;
	}
	if (argc != 2) {
		fprintf(stderr, "usage: htmlc FILE.html | htmlc --header FILE.html…\n");
		return 2;
	}
	read_file(argv[1]);
	printf("/* generated from %s by tools/htmlc: do not edit */\n#include \"html/html.h\"\n#include \"pages.h\"\n", file);
	compile(false);
	page_close();
	return 0;
}
