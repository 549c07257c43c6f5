#include "test.h"
#include "html/html.h"

static const char *
text_of(struct arena *a, const char *s)
{
	struct page p = page_new(a, LANG_FR);
	html_text(&p, s);
	return buf_str(&p.out);
}

static void
escaping(void **state)
{
	struct arena *a = *state;
	assert_string_equal(text_of(a, "<a href=\"x\">R&D's</a>"), "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt;");
	assert_string_equal(text_of(a, NULL), "");
	assert_string_equal(text_of(a, ""), "");
	assert_string_equal(text_of(a, "L’équipe mémoire « d’ici »"), "L’équipe mémoire « d’ici »");
}

/* The bulk path against the definition, byte by byte, at every length and place around its block of sixteen. */
static void
escaping_in_bulk(void **state)
{
	struct arena *a = *state;
	static const char marks[] = "&<>\"'";
	for (size_t n = 1; n < 70; n++) {
		for (size_t at = 0; at < n; at++) {
			char s[80], want[128] = "";
			memset(s, 'x', n);
			s[n] = '\0';
			s[at] = marks[(n + at) % 5];
			static const char *const ent[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
			snprintf(want, sizeof want, "%.*s%s%s", (int)at, s, ent[(n + at) % 5], s + at + 1);
			assert_string_equal(text_of(a, s), want);
		}
	}
	char *big = arena_alloc(a, 100001);
	memset(big, '&', 100000);
	struct page p = page_new(a, LANG_FR);
	html_text(&p, big);
	assert_int_equal(p.out.len, 500000);
	assert_false(p.out.full);
}

static void
formats(void **state)
{
	struct arena *a = *state;
	struct page p = page_new(a, LANG_FR);
	html(&p, "<b>%s</b> %d %lld %zu 100 %%", "<x>", -3, (long long)INT64_MAX, (size_t)7);
	assert_string_equal(buf_str(&p.out), "<b>&lt;x&gt;</b> -3 9223372036854775807 7 100 %");
	p = page_new(a, LANG_FR);
	html_int(&p, NONE);
	html_int(&p, 0);
	assert_string_equal(buf_str(&p.out), "0");
}

static void
numbers_of_the_reader(void **state)
{
	struct arena *a = *state;
	struct page fr = page_new(a, LANG_FR), en = page_new(a, LANG_EN);
	assert_string_equal(num_(&fr, 1234567), "1\u202f234\u202f567");
	assert_string_equal(num_(&en, 1234567), "1,234,567");
	assert_string_equal(num_(&fr, 999), "999");
	assert_string_equal(num_(&fr, -1000), "\u22121\u202f000");
	assert_string_equal(num_(&fr, NONE), "");
	assert_string_equal(trnum(&fr, "%s ligne", "%s lignes", 0), "0 ligne");
	assert_string_equal(trnum(&fr, "%s ligne", "%s lignes", 1500), "1\u202f500 lignes");
	assert_string_equal(fmt_(&fr, "%s sur %s.", "a", "b"), "a sur b.");
	assert_string_equal(day_(&fr, "2026-11-22"), "22/11/2026");
	assert_string_equal(day_(&fr, NULL), "");
	assert_string_equal(day_(&fr, "bientôt"), "bientôt");
	assert_string_equal(day_long_(&en, "2026-11-22"), "22 November 2026");
	assert_string_equal(day_(&fr, "2026-06-30T22:30:00Z"), "01/07/2026"); /* the day in Brussels */
	assert_string_equal(moment_(&fr, "2026-06-30T22:30:00Z"), "01/07/2026, 00:30");
}

static void
urls(void **state)
{
	struct arena *a = *state;
	assert_string_equal(url_path(a, "/plan/actions/%lld?q=%s&n=%d", 12LL, "é &?/", 3).href,
	    "/plan/actions/12?q=%C3%A9%20%26%3F%2F&n=3");
	assert_string_equal(url_outside(a, "https://example.org/a?b=c").href, "https://example.org/a?b=c");
	assert_string_equal(url_outside(a, " HTTP://example.org").href, "HTTP://example.org");
	assert_string_equal(url_outside(a, "mailto:cp@example.org").href, "mailto:cp@example.org");
	static const char *const refused[] = { "javascript:alert(1)", " java\tscript:1", "data:text/html,x", "//example.org", "/plan",
	    "https://a b", "http://", "https:\\\\x", "vbscript:x", "https://x\nSet-Cookie: y", "" };
	for (size_t i = 0; i < LEN(refused); i++)
		assert_string_equal(url_outside(a, refused[i]).href, "#");
	assert_string_equal(url_outside(a, NULL).href, "#");
}

static void
markdown_is_tame(void **state)
{
	struct arena *a = *state;
	assert_string_equal(html_markdown(a, "Un *mot*.").html, "<p>Un <em>mot</em>.</p>\n");
	assert_string_equal(html_markdown(a, "# Titre").html, "<h3>Titre</h3>\n");
	assert_string_equal(html_markdown(a, "## Deux\n\n### Trois").html, "<h3>Deux</h3>\n<h4>Trois</h4>\n"); /* below the page’s own, no level left out */
	assert_string_equal(html_markdown(a, NULL).html, "");
	assert_null(strstr(html_markdown(a, "<script>alert(1)</script>").html, "<script"));
	assert_null(strstr(html_markdown(a, "[x](javascript:alert(1))").html, "javascript"));
	const char *img = html_markdown(a, "a ![le logo](https://example.org/x.png) b").html;
	assert_null(strstr(img, "<img"));
	assert_non_null(strstr(img, "<a href=\"https://example.org/x.png\">le logo</a>"));
	/* another site is named in full, and a link is not in a link */
	static const char *const outside[] = { "[x](//evil.example)", "![x](//evil.example)", "[x](/\\evil.example)", "<ftp://evil.example>", "[x](vbscript:1)",
		"[x](data:text/html,1)", "[x](&#106;avascript:1)", "[x](\tjavascript:1)", "[![x](javascript:1)](//evil.example)" };
	for (size_t i = 0; i < LEN(outside); i++)
		if (strstr(html_markdown(a, outside[i]).html, "<a") != NULL)
			fail_msg("%s: %s", outside[i], html_markdown(a, outside[i]).html);
	assert_string_equal(html_markdown(a, "[x](/plan)").html, "<p><a href=\"/plan\">x</a></p>\n");
	assert_string_equal(html_markdown(a, "[![x](https://a.be/1)](https://a.be/2)").html, "<p><a href=\"https://a.be/2\">x</a></p>\n");
	assert_string_equal(html_markdown(a, "[![<a@b.be>](/2)](https://a.be/3)").html, "<p><a href=\"https://a.be/3\">a@b.be</a></p>\n");
	assert_string_equal(html_markdown(a, "![[x](https://a.be/1)](https://a.be/2)").html, "<p><a href=\"https://a.be/1\">x</a></p>\n");
}

static void
titles(void **state)
{
	struct arena *a = *state;
	assert_string_equal(html_title(a, "Le *Vademecum* & <co>").html, "Le <em>Vademecum</em> &amp; &lt;co&gt;");
	assert_string_equal(html_title(a, "2 * 3 * 4").html, "2 * 3 * 4");
	assert_string_equal(html_title(a, "*a* et *b").html, "<em>a</em> et *b");
	assert_string_equal(html_title(a, "**").html, "**");
	assert_string_equal(html_title(a, NULL).html, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(escaping), T(escaping_in_bulk), T(formats), T(numbers_of_the_reader), T(urls),
	    T(markdown_is_tame), T(titles) };
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
