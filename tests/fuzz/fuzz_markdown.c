/* Markdown that someone typed: nothing but the elements of a text, links that lead well, and everything closed. */
#include "html/html.h"
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What stands between < and >. */
static void
judge_tag(const char *s, size_t n)
{
	static const char *const names[] = { "p", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6", "hr", "br" };
	static const char link[] = "a href=\"";
	BUG_ON(memchr(s, '<', n) != NULL);
	if (strncmp(s, link, sizeof link - 1) == 0) {
		const char *to = s + sizeof link - 1;
		BUG_ON(strncasecmp(to, "http://", 7) != 0 && strncasecmp(to, "https://", 8) != 0 && strncasecmp(to, "mailto:", 7) != 0 && *to != '/' && *to != '#');
		BUG_ON(to[0] == '/' && to[1] == '/');
		return;
	}
	const char *name = *s == '/' ? s + 1 : s, *rest = name + strcspn(name, " >");
	size_t len = (size_t)(rest - name);
	bool known = len == 1 && *name == 'a';
	for (size_t i = 0; i < LEN(names); i++)
		known = known || (strlen(names[i]) == len && strncmp(names[i], name, len) == 0);
	BUG_ON(!known);
	BUG_ON(*rest == ' ' && strncmp(rest, " class=\"language-", 17) != 0 && strncmp(rest, " start=\"", 8) != 0 && strncmp(rest, " />", 3) != 0);
}

static void
judge(const char *html)
{
	bool in_link = false;
	for (const char *s = html; (s = strchr(s, '<')) != NULL; s++) {
		if (strncmp(s, "<!-- raw HTML omitted -->", 25) == 0)
			continue;
		/* attributes end where no quote is open */
		bool quote = false;
		size_t n = 1;
		while (s[n] != '\0' && (quote || s[n] != '>')) {
			quote ^= s[n] == '"';
			n++;
		}
		BUG_ON(s[n] == '\0');
		judge_tag(s + 1, n - 1);
		if (strncmp(s, "<a ", 3) == 0) {
			BUG_ON(in_link);
			in_link = true;
		}
		in_link = in_link && strncmp(s, "</a>", 4) != 0;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(256));
	const char *s = arena_strndup(a, (const char *)data, n);
	judge(html_markdown(a, s).html);
	judge(html_title(a, s).html);
	const char *out = url_outside(a, s).href;
	BUG_ON(strcmp(out, "#") != 0 && strncasecmp(out, "http://", 7) != 0 && strncasecmp(out, "https://", 8) != 0 && strncasecmp(out, "mailto:", 7) != 0);
	arena_free(a);
	return 0;
}
