/* htmlc: compiles one .html template into one C function.  Build-time tool.
 *   line 1:  {# page action_show(const struct action *a, const struct request *rq) #}
 *            {# include "plan/action.h" #}
 *   {{ expr }}   escaped output; in href= src= action= the expression must be a struct url
 *   {% C %}      one line of C (for, if, else, closing brace, call of another page)
 *   {# ... #}    comment, dropped
 * Refused: {{ }} inside <script>, <style>, on*=, an unquoted attribute, a tag name. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ctx { TEXT, TAG, ATTR_NAME, ATTR_EQ, ATTR_DQ, ATTR_SQ, ATTR_BARE, RAWTEXT, COMMENT };
static enum ctx ctx = TEXT;
static char tag[32], attr[32], rawend[40];
static size_t ntag, nattr;
static int line = 1, inlit;
static const char *file;

static _Noreturn void die(const char *why) { fprintf(stderr, "%s:%d: error: %s\n", file, line, why); exit(1); }

static void lit_end(void) { if (inlit) { printf("\"); \n"); inlit = 0; } }

static void lit(char c)
{
	if (!inlit) { printf("#line %d \"%s\"\n\tHTML_LIT(p, \"", line, file); inlit = 1; }
	switch (c) {
	case '\n': printf("\\n"); lit_end(); break;
	case '"': printf("\\\""); break;
	case '\\': printf("\\\\"); break;
	case '?': printf("\\?"); break;
	default: putchar(c);
	}
}

static void feed(char c)       /* the HTML state machine: enough to know where a value lands */
{
	switch (ctx) {
	case TEXT: if (c == '<') { ctx = TAG; ntag = 0; } break;
	case TAG:
		if (c == '>') goto close;
		if (isspace((unsigned char)c)) { ctx = ATTR_NAME; nattr = 0; }
		else if (ntag + 1 < sizeof tag) { tag[ntag++] = (char)tolower((unsigned char)c); tag[ntag] = 0;
			if (!strcmp(tag, "!--")) ctx = COMMENT; }
		break;
	case ATTR_NAME:
		if (c == '>') goto close;
		if (c == '=') ctx = ATTR_EQ;
		else if (isspace((unsigned char)c)) nattr = 0;
		else if (nattr + 1 < sizeof attr) { attr[nattr++] = (char)tolower((unsigned char)c); attr[nattr] = 0; }
		break;
	case ATTR_EQ: ctx = c == '"' ? ATTR_DQ : c == '\'' ? ATTR_SQ : ATTR_BARE; break;
	case ATTR_DQ: if (c == '"') { ctx = ATTR_NAME; nattr = 0; } break;
	case ATTR_SQ: if (c == '\'') { ctx = ATTR_NAME; nattr = 0; } break;
	case ATTR_BARE: if (c == '>') goto close; if (isspace((unsigned char)c)) { ctx = ATTR_NAME; nattr = 0; } break;
	case RAWTEXT: { static char tail[40]; size_t n = strlen(rawend);
		memmove(tail, tail + 1, n - 1); tail[n - 1] = (char)tolower((unsigned char)c); tail[n] = 0;
		if (!strcmp(tail, rawend)) ctx = TEXT; } break;
	case COMMENT: { static char t3[4]; t3[0] = t3[1]; t3[1] = t3[2]; t3[2] = c; if (!strcmp(t3, "-->")) ctx = TEXT; } break;
	}
	return;
close:
	ctx = TEXT;
	if (!strcmp(tag, "script") || !strcmp(tag, "style")) { ctx = RAWTEXT; snprintf(rawend, sizeof rawend, "</%s>", tag); }
}

static int is_url_attr(void)
{
	static const char *const a[] = { "href", "src", "action", "formaction", "cite", "data", "poster" };
	for (size_t i = 0; i < sizeof a / sizeof *a; i++) if (!strcmp(attr, a[i])) return 1;
	return 0;
}

static void expr(const char *e)
{
	lit_end();
	if (ctx == RAWTEXT) die("no {{ }} inside <script> or <style>");
	if (ctx == TAG || ctx == ATTR_NAME) die("no {{ }} in a tag or attribute name");
	if (ctx == ATTR_EQ || ctx == ATTR_BARE) die("quote the attribute around {{ }}");
	if ((ctx == ATTR_DQ || ctx == ATTR_SQ) && !strncmp(attr, "on", 2)) die("no {{ }} in an event handler");
	if ((ctx == ATTR_DQ || ctx == ATTR_SQ) && !strcmp(attr, "style")) die("no {{ }} in style=");
	int url = (ctx == ATTR_DQ || ctx == ATTR_SQ) && is_url_attr();
	printf("#line %d \"%s\"\n\tHTML_PUT%s(p, %s);\n", line, file, url ? "_URL" : "", e);
}

int main(int argc, char **argv)
{
	static char src[1 << 20];
	if (argc != 2) return 2;
	file = argv[1];
	FILE *f = fopen(file, "r");
	if (!f) { perror(file); return 1; }
	src[fread(src, 1, sizeof src - 1, f)] = 0;
	fclose(f);
	printf("/* generated from %s: do not edit */\n#include \"html/html.h\"\n#define HTML_LIT(p, s) html_lit((p), (s), sizeof(s) - 1)\n", file);
	int opened = 0;
	for (char *s = src; *s;) {
		if (s[0] == '{' && (s[1] == '{' || s[1] == '%' || s[1] == '#')) {
			char kind = s[1], endmark[3] = { kind == '{' ? '}' : kind, '}', 0 };
			char *e = strstr(s + 2, endmark);
			if (!e) die("unterminated {");
			*e = 0;
			char *body = s + 2;
			while (isspace((unsigned char)*body)) body++;
			if (kind == '{') { if (!opened) die("no page line"); expr(body); }
			else if (kind == '%') { lit_end(); printf("#line %d \"%s\"\n\t%s\n", line, file, body); }
			else if (!strncmp(body, "include ", 8)) printf("#%s\n", body);
			else if (!strncmp(body, "page ", 5)) {
				char *par = strchr(body, '('), *end = strrchr(body, ')');
				if (!par || !end) die("write: page name(args)");
				int nname = (int)(par - body - 5), nargs = (int)(end - par - 1);
				printf("#line %d \"%s\"\nvoid page_%.*s(struct page *p, %.*s);\nvoid page_%.*s(struct page *p, %.*s)\n{\n",
				    line, file, nname, body + 5, nargs, par + 1, nname, body + 5, nargs, par + 1);
				opened = 1;
			}
			for (char *q = s; q < e; q++) if (*q == '\n') line++;
			s = e + 2;
			if (kind != '{' && *s == '\n') { s++; line++; }   /* a line of its own leaves no blank line */
			continue;
		}
		if (opened) { lit(*s); feed(*s); }
		if (*s == '\n') line++;
		s++;
	}
	lit_end();
	if (ctx != TEXT) die("the page ends inside a tag");
	printf("}\n");
	return 0;
}
