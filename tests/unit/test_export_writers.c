/* The writers of documents: well formed, deterministic, faithful to the last character. */
#include "test.h"
#include "formats/writer.h"
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <zip.h>

static const struct out_column columns[] = { { "Axe", 60 }, { "Action", 120 }, { "État", 40 } };

static struct out_document
sample(struct arena *a)
{
	struct out_document d = { .title = "Plan <d'action> & \"suite\"", .footer = "Pied", .landscape = true,
		.created = { 2026, 11, 22 } };
	out_heading(a, &d, 1, "Objectif 1");
	out_paragraph(a, &d, "Un texte \x0e" "souligné\x0f et la fin \x01\x02 sans contrôle");
	out_paragraph(a, &d, "   ");
	struct out_table *t = out_table(a, &d, "Feuille: [une]", columns, LEN(columns));
	t->filter = true;
	for (int i = 0; i < 3; i++) {
		struct out_row *r = out_row(a, t);
		if (i == 0)
			out_line(a, &r->cells[0], LINE_TEXT, "1.1. Axe");
		r->cells[0].head = true;
		out_line(a, &r->cells[1], i == 1 ? LINE_ITEM : LINE_TEXT, i == 2 ? "\x0e" "tout en italique\x0f" : "R&D ; « œuvre » 5 < 6");
		if (i == 1)
			out_line(a, &r->cells[1], LINE_ITEM, "deuxième \x0epoint\x0f");
		r->cells[2].is_number = true;
		r->cells[2].number = 2.5;
		out_line(a, &r->cells[2], LINE_TEXT, "2,5");
		r->cells[2].tone = TONE_BAD;
	}
	out_merge(t, 0, 0, 3, 1);
	out_row_spanning(a, t, "Temps 2 : à la sortie", TONE_QUIET);
	return d;
}

/* The text of a member, NULL when the archive does not hold it. */
static char *
member(struct arena *a, const void *bytes, size_t n, const char *name, size_t *len)
{
	zip_error_t e;
	zip_source_t *s = zip_source_buffer_create(bytes, n, 0, &e);
	zip_t *z = zip_open_from_source(s, ZIP_RDONLY | ZIP_CHECKCONS, &e);
	assert_non_null(z);
	zip_file_t *f = zip_fopen(z, name, 0);
	if (f == NULL) {
		zip_discard(z);
		return NULL;
	}
	struct buf b = buf_new(a, MIB(16));
	char part[4096];
	for (zip_int64_t k; (k = zip_fread(f, part, sizeof part)) > 0;)
		buf_add(&b, part, (size_t)k);
	zip_fclose(f);
	zip_discard(z);
	*len = b.len;
	return b.base == NULL ? arena_strdup(a, "") : b.base;
}

/* Well formed, and how many elements of each local name asked for. */
static int
count_elements(const xmlNode *x, const char *name)
{
	int n = 0;
	for (; x != NULL; x = x->next)
		if (x->type == XML_ELEMENT_NODE)
			n += (strcmp((const char *)x->name, name) == 0) + count_elements(x->children, name);
	return n;
}
static int
count_in(struct arena *a, const void *zip, size_t n, const char *part, const char *name)
{
	size_t len;
	char *s = member(a, zip, n, part, &len);
	assert_non_null(s);
	xmlDoc *doc = xmlReadMemory(s, (int)len, part, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	int count = count_elements(xmlDocGetRootElement(doc), name);
	xmlFreeDoc(doc);
	return count;
}
/* All the text of a member, without its tags. */
static const char *
text_of(struct arena *a, const void *zip, size_t n, const char *part)
{
	size_t len;
	char *s = member(a, zip, n, part, &len);
	assert_non_null(s);
	xmlDoc *doc = xmlReadMemory(s, (int)len, part, NULL, XML_PARSE_NONET);
	xmlChar *t = xmlNodeGetContent(xmlDocGetRootElement(doc));
	char *copy = arena_strdup(a, (const char *)t);
	xmlFree(t);
	xmlFreeDoc(doc);
	return copy;
}

typedef enum err writer_fn(struct arena *, const struct out_document *, const void **, size_t *);
static const struct { const char *name; writer_fn *write; } writers[] = { { "docx", write_docx }, { "odt", write_odt }, { "html", write_html },
	{ "xlsx", write_xlsx }, { "csv", write_csv } };

static void
test_same_bytes(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(writers); i++) {
		struct out_document d = sample(a), e = sample(a);
		const void *x, *y;
		size_t n, m;
		assert_int_equal(writers[i].write(a, &d, &x, &n), OK);
		setenv("TZ", i % 2 == 0 ? "Pacific/Kiritimati" : "America/Anchorage", 1); /* no local time comes in */
		assert_int_equal(writers[i].write(a, &e, &y, &m), OK);
		unsetenv("TZ");
		assert_int_equal(n, m);
		assert_memory_equal(x, y, n);
	}
}

static void
test_docx(void **state)
{
	struct arena *a = *state;
	struct out_document d = sample(a);
	const void *x;
	size_t n;
	assert_int_equal(write_docx(a, &d, &x, &n), OK);
	assert_int_equal(count_in(a, x, n, "word/document.xml", "tr"), 5);
	assert_int_equal(count_in(a, x, n, "word/document.xml", "tblHeader"), 1);
	assert_int_equal(count_in(a, x, n, "word/document.xml", "vMerge"), 3);
	assert_int_equal(count_in(a, x, n, "word/document.xml", "gridSpan"), 1);
	assert_int_equal(count_in(a, x, n, "word/document.xml", "i"), 3);
	const char *t = text_of(a, x, n, "word/document.xml");
	assert_non_null(strstr(t, "Plan <d'action> & \"suite\""));
	assert_non_null(strstr(t, "Un texte souligné et la fin  sans contrôle"));
	assert_non_null(strstr(t, "- R&D ; « œuvre » 5 < 6- deuxième point"));
	static const char *const parts[] = { "[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/settings.xml", "word/footer1.xml",
		"word/_rels/document.xml.rels", "docProps/core.xml" };
	for (size_t i = 0; i < LEN(parts); i++)
		assert_true(count_in(a, x, n, parts[i], "no-such-element") == 0);
}

static void
test_odt(void **state)
{
	struct arena *a = *state;
	struct out_document d = sample(a);
	const void *x;
	size_t n, len;
	assert_int_equal(write_odt(a, &d, &x, &n), OK);
	assert_string_equal(member(a, x, n, "mimetype", &len), "application/vnd.oasis.opendocument.text");
	/* stored and first: its bytes stand at a known place */
	assert_memory_equal((const char *)x + 30, "mimetypeapplication/vnd.oasis.opendocument.text", 47);
	assert_int_equal(count_in(a, x, n, "content.xml", "table-row"), 5);
	assert_int_equal(count_in(a, x, n, "content.xml", "table-header-rows"), 1);
	assert_int_equal(count_in(a, x, n, "content.xml", "covered-table-cell"), 4);
	assert_int_equal(count_in(a, x, n, "content.xml", "span"), 3);
	assert_non_null(strstr(text_of(a, x, n, "content.xml"), "Un texte souligné et la fin  sans contrôle"));
	assert_int_equal(count_in(a, x, n, "META-INF/manifest.xml", "file-entry"), 4);
}

static void
test_xlsx(void **state)
{
	struct arena *a = *state;
	struct out_document d = sample(a);
	const void *x;
	size_t n, len;
	assert_int_equal(write_xlsx(a, &d, &x, &n), OK);
	assert_int_equal(count_in(a, x, n, "xl/worksheets/sheet1.xml", "autoFilter"), 1);
	assert_int_equal(count_in(a, x, n, "xl/worksheets/sheet1.xml", "pane"), 1);
	assert_int_equal(count_in(a, x, n, "xl/worksheets/sheet1.xml", "mergeCell"), 2);
	assert_non_null(strstr(member(a, x, n, "xl/worksheets/sheet1.xml", &len), "<v>2.5</v>"));
	assert_non_null(strstr(text_of(a, x, n, "xl/sharedStrings.xml"), "- R&D ; « œuvre » 5 < 6\n- deuxième point"));
	assert_non_null(strstr(member(a, x, n, "docProps/core.xml", &len), "2026-11-22T00:00:00Z"));
	/* a cell holds 32,767 characters, not one more */
	char *big = arena_alloc(a, 32769);
	memset(big, 'x', 32768);
	struct out_table *t = out_table(a, &d, NULL, columns, LEN(columns));
	out_line(a, &out_row(a, t)->cells[0], LINE_TEXT, big);
	assert_int_equal(write_xlsx(a, &d, &x, &n), E_LIMIT);
}

static void
test_csv(void **state)
{
	struct arena *a = *state;
	struct out_document d = sample(a);
	const void *x;
	size_t n;
	assert_int_equal(write_csv(a, &d, &x, &n), OK);
	const char *s = x;
	assert_memory_equal(s, "\xef\xbb\xbf", 3);
	assert_non_null(strstr(s, "Un texte <i>souligné</i>"));
	assert_non_null(strstr(s, "Axe;Action;État\r\n"));
	assert_non_null(strstr(s, "\"• R&D ; « œuvre » 5 < 6\n• deuxième <i>point</i>\";2,50\r\n"));
	for (const char *p = s, *e; (e = strstr(p, "\r\n")) != NULL; p = e + 2) { /* rectangular */
		int separators = 0;
		bool quoted = false;
		for (const char *q = p; q < e; q++) {
			quoted ^= *q == '"';
			separators += !quoted && *q == ';';
		}
		if (!quoted)
			assert_int_equal(separators, 2);
	}
}

static void
test_html(void **state)
{
	struct arena *a = *state;
	struct out_document d = sample(a);
	const void *x;
	size_t n;
	assert_int_equal(write_html(a, &d, &x, &n), OK);
	const char *s = x;
	assert_non_null(strstr(s, "<h1>Plan &lt;d'action&gt; &amp; &quot;suite&quot;</h1>"));
	assert_non_null(strstr(s, "<th scope=\"rowgroup\" rowspan=\"3\">1.1. Axe</th>"));
	assert_non_null(strstr(s, "<ul><li>R&amp;D"));
	assert_non_null(strstr(s, "<em>point</em></li></ul>"));
	assert_non_null(strstr(s, "<html lang=\"fr\">"));
	assert_null(strstr(s, "<script"));
}

static void
test_zip_and_runs(void **state)
{
	struct arena *a = *state;
	const struct zip_member m[] = { { "a.txt", "bonjour", 7, true }, { "dossier/é.txt", "", 0, false } };
	const void *x;
	size_t n, len;
	assert_int_equal(zip_write(a, m, LEN(m), &x, &n), OK);
	assert_string_equal(member(a, x, n, "a.txt", &len), "bonjour");
	assert_non_null(member(a, x, n, "dossier/é.txt", &len));
	assert_null(member(a, x, n, "b.txt", &len));
	struct out_run r = out_runs("\x0e\x0f" "a\x0e" "b\x0f\x0e" "c");
	assert_true(out_run_next(&r) && r.n == 1 && *r.p == 'a' && !r.emph);
	assert_true(out_run_next(&r) && *r.p == 'b' && r.emph);
	assert_true(out_run_next(&r) && *r.p == 'c' && r.emph);
	assert_false(out_run_next(&r));
	struct buf b = buf_new(a, 100);
	xml_text(&b, "a\x01" "b\xef\xbf\xbf" "c\xef\xbf\xbd<");
	assert_string_equal(buf_str(&b), "abc\xef\xbf\xbd&lt;");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(test_same_bytes), T(test_docx), T(test_odt), T(test_xlsx), T(test_csv), T(test_html), T(test_zip_and_runs) };
	int failed = cmocka_run_group_tests_name("writers of documents", tests, NULL, NULL);
	xmlCleanupParser();
	return failed;
}
