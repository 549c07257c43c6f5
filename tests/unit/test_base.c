#include "test.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/text.h"

static void
folding(void **state)
{
	struct arena *a = *state;
	assert_string_equal(text_fold(a, "  L’Équipe\xc2\xa0 mémoire "), "l'equipe memoire");
	assert_string_equal(text_fold(a, "Œuvre æther ÉTÉ"), "oeuvre aether ete");
	assert_string_equal(text_words(a, "Com' (GT)–x"), "com gt x");
	assert_int_equal(text_over("été", 5), 0);
	assert_int_equal(text_over("été", 4), 1); /* of the last one a byte would be left */
	assert_int_equal(text_over("été", 3), 1);
	assert_int_equal(text_over("été", 0), 3);
	static const char *const names[] = { "zinc", NULL, "Écoles", "ecole", "abri" };
	static const size_t up[] = { 4, 3, 2, 0, 1 }, down[] = { 0, 2, 3, 4, 1 };
	const size_t *order = text_order(a, names, LEN(names), false), *back = text_order(a, names, LEN(names), true);
	for (size_t i = 0; i < LEN(names); i++) {
		assert_int_equal(order[i], up[i]);
		assert_int_equal(back[i], down[i]);
	}
	assert_string_equal(text_stems(a, "réunions"), text_stems(a, "Réunion"));
	assert_true(text_similarity(a, "abc", "ABC") == 1);
	assert_true(text_similarity(a, "Rédaction d'une note", "Rédaction de la note") > 0.6);
	assert_true(text_similarity(a, "Note", "Convention signée") < 0.3);
}

static void
dates(void **state)
{
	struct arena *a = *state;
	struct date d;
	assert_true(date_parse_human(a, "1er mars 2027", &d));
	assert_string_equal(date_iso(d).s, "2027-03-01");
	assert_true(date_parse_human(a, "31/12/2026", &d));
	assert_false(date_parse_human(a, "31/02/2026", &d));
	for (int64_t i = -200000; i < 200000; i += 7)
		assert_int_equal(date_days(date_of_days(i)), i);
	assert_int_equal(year_of((struct date){ 2026, 9, 13 }, YEAR_BOUNDS_DEFAULT), 2025);
	assert_int_equal(year_of((struct date){ 2026, 9, 14 }, YEAR_BOUNDS_DEFAULT), 2026);
	assert_string_equal(date_iso(year_last(2026, YEAR_BOUNDS_DEFAULT)).s, "2027-09-13");
	int y;
	assert_true(year_parse("26-27", &y) && y == 2026);
	assert_true(year_parse("2026–2027", &y) && y == 2026);
	assert_true(year_parse("2026-27", &y) && y == 2026);
	assert_false(year_parse("26-28", &y));
	assert_false(year_parse("12", &y));
}

static void
brussels(void **state)
{
	(void)state;
	int64_t t;
	assert_true(isotime_parse("2026-10-25T00:59:59Z", &t));
	assert_int_equal(brussels_offset(t), 120);
	assert_int_equal(brussels_offset(t + 1), 60);
	assert_true(isotime_parse("2026-06-30T21:59:59Z", &t));
	assert_string_equal(date_iso(brussels_date(t)).s, "2026-06-30");
	assert_string_equal(date_iso(brussels_date(t + 1)).s, "2026-07-01");
}

static void
separated_values(void **state)
{
	struct arena *a = *state;
	struct csv_table t;
	const char *s = "\xef\xbb\xbf" "a;b\r\n\"x;1\ny\";\"q\"\"q\"\r\n;\r\nlast;1,5";
	assert_int_equal(csv_read(a, s, strlen(s), 100, 100, &t), OK);
	assert_int_equal(t.n, 4);
	assert_string_equal(t.items[1].cells[0], "x;1\ny");
	assert_string_equal(t.items[1].cells[1], "q\"q");
	assert_int_equal(t.items[2].line, 4);
	assert_string_equal(t.items[3].cells[1], "1,5");
	assert_int_equal(csv_read(a, s, strlen(s), 2, 100, &t), E_LIMIT);
	struct buf b = buf_new(a, 1000);
	csv_text(&b, "=1+1", true);
	csv_text(&b, "l'été", false);
	assert_string_equal(buf_str(&b), "\"'=1+1\";\"l'été\"");
	/* nothing that a spreadsheet would run, and what is read back is what was written */
	static const char *const hostile[] = { "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "\n=1", "'=1", "''=1", "'", "'été", "\uff1d1+1", "'\uff20x",
		"\"=1", ";=1", "=\"a\"\"b\";x", "", " =1", "-", "=" };
	b = buf_new(a, 10000);
	for (size_t i = 0; i < LEN(hostile); i++)
		csv_text(&b, hostile[i], i == 0);
	csv_end_row(&b);
	assert_int_equal(csv_read(a, buf_str(&b), b.len, 10, 100, &t), OK);
	assert_int_equal(t.items[0].n, LEN(hostile));
	for (size_t i = 0; i < LEN(hostile); i++) {
		const char *cell = t.items[0].cells[i];
		assert_true(*cell == '\0' || (strchr("=+-@\t\r\n", *cell) == NULL && (unsigned char)*cell != 0xef));
		assert_string_equal(csv_unguarded(cell), hostile[i]);
	}
}

static void
windows_1252(void **state)
{
	struct arena *a = *state;
	assert_string_equal(text_to_utf8(a, "\xc9t\xe9 \x80\r\nx", 8), "Été €\nx");
	static const char turned[] = "a\u202egnp.\u2066b\u2069\u202c’\u200e";
	assert_string_equal(text_to_utf8(a, turned, sizeof turned - 1), "agnp.b’\u200e");
}

static void
json_both_ways(void **state)
{
	struct arena *a = *state;
	struct buf b = buf_new(a, 10000);
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "a", "x\"\n\x01");
	jw_int(&j, "n", NONE);
	jw_real(&j, "r", 1.5000, 4);
	jw_begin(&j, "l", '[');
	jw_end(&j, ']');
	jw_end(&j, '}');
	assert_string_equal(buf_str(&b), "{\"a\":\"x\\\"\\n\\u0001\",\"n\":null,\"r\":1.5,\"l\":[]}");
	struct json_t *t;
	assert_int_equal(json_read(a, buf_str(&b), b.len, &t), OK);
	assert_int_equal(json_read(a, "{\"a\":1,\"a\":2}", 13, &t), E_INVALID);
}

static void
tokens(void **state)
{
	(void)state;
	struct token x = token_new(), y = token_new();
	assert_int_equal(strlen(x.s), 26);
	assert_string_not_equal(x.s, y.s);
	assert_string_equal(digest_str("abc").s, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(folding), T(dates), T(brussels), T(separated_values), T(windows_1252), T(json_both_ways), T(tokens) };
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
