/* Quorum, times, the difference of two texts, two changes of one text. */
#include "test.h"
#include "meeting/meeting_rules.h"

static void
words(void **state)
{
	(void)state;
	for (int s = 0; s < MT_STAGES; s++) {
		enum stage back;
		assert_true(stage_of(stage_word((enum stage)s), &back) && back == (enum stage)s);
	}
	enum stage none;
	assert_false(stage_of("nothing", &none));
	assert_int_equal(presence_of("excused"), PRES_EXCUSED);
	assert_int_equal(presence_of(NULL), PRES_NONE);
	assert_int_equal(presence_of("?"), PRES_NONE);
	for (int f = 0; f < FOLLOWS; f++) {
		enum follow back;
		assert_true(follow_of(follow_word((enum follow)f), &back) && back == (enum follow)f);
	}
}

static void
quorum(void **state)
{
	(void)state;
	static const struct { enum quorum_rule rule; int64_t n, members, need; } cases[] = {
		{ QUORUM_NONE, 0, 10, 0 }, { QUORUM_HALF, 0, 10, 6 }, { QUORUM_HALF, 0, 11, 6 }, { QUORUM_HALF, 0, 1, 1 }, { QUORUM_HALF, 0, 0, 0 }, { QUORUM_SHARE, 50, 10, 5 },
		{ QUORUM_SHARE, 50, 11, 6 }, { QUORUM_SHARE, 67, 3, 3 }, { QUORUM_SHARE, 100, 7, 7 }, { QUORUM_NUMBER, 4, 10, 4 }, { QUORUM_NUMBER, 12, 10, 10 },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		assert_int_equal(quorum_needed((struct quorum){ cases[i].rule, cases[i].n }, cases[i].members), cases[i].need);
	assert_non_null(quorum_problem((struct quorum){ QUORUM_SHARE, 0 }));
	assert_non_null(quorum_problem((struct quorum){ QUORUM_SHARE, 101 }));
	assert_non_null(quorum_problem((struct quorum){ QUORUM_NUMBER, 0 }));
	assert_null(quorum_problem((struct quorum){ QUORUM_HALF, 0 }));
}

static void
times(void **state)
{
	struct arena *a = *state;
	static const struct { const char *typed, *read; } cases[] = { { "17:30", "17:30" }, { "17h30", "17:30" }, { "9h", "09:00" }, { " 9 h 05 ", "09:05" }, { "17.05", "17:05" }, { "8", "08:00" },
		{ "24:00", NULL }, { "12:60", NULL }, { "12:5", NULL }, { "midi", NULL }, { "", NULL }, { "17:300", NULL }, { "-1:00", NULL }, { "9h5x", NULL } };
	assert_null(time_parse(a, NULL));
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *t = time_parse(a, cases[i].typed);
		if (!text_eq(t, cases[i].read))
			fail_msg("« %s » is read as %s", cases[i].typed, t == NULL ? "nothing" : t);
	}
}

static uint32_t
dice(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % n;
}

/* A text of a few lines over a few words, so that things repeat. */
static const char *
some_text(struct arena *a, uint32_t *seed, uint32_t lines)
{
	static const char *const bits[] = { "oui", "non", "le CEP", "é", "", "- point", "  deux" };
	struct buf b = buf_new(a, KIB(64));
	for (uint32_t i = 0; i < lines; i++)
		buf_printf(&b, "%s %s\n", bits[dice(seed, LEN(bits))], bits[dice(seed, LEN(bits))]);
	return buf_str(&b);
}

static void
both(const struct diff_runs *runs, struct arena *a, const char *before, const char *after)
{
	struct buf x = buf_new(a, KIB(256)), y = buf_new(a, KIB(256));
	for (size_t i = 0; i < runs->n; i++) {
		if (runs->items[i].kind != DIFF_COME)
			buf_puts(&x, runs->items[i].text);
		if (runs->items[i].kind != DIFF_GONE)
			buf_puts(&y, runs->items[i].text);
		assert_true(i == 0 || runs->items[i].kind != runs->items[i - 1].kind);
	}
	assert_string_equal(buf_str(&x), before);
	assert_string_equal(buf_str(&y), after);
}

static void
differences(void **state)
{
	struct arena *a = *state;
	struct diff_runs runs;
	text_diff(a, "Le CEP décide.", "Le CEP décide demain.", &runs);
	both(&runs, a, "Le CEP décide.", "Le CEP décide demain.");
	assert_int_equal(runs.items[0].kind, DIFF_KEPT);
	assert_string_equal(runs.items[0].text, "Le CEP ");
	text_diff(a, "", "", &runs);
	assert_int_equal(runs.n, 0);
	text_diff(a, "", "x", &runs);
	both(&runs, a, "", "x");
	uint32_t seed = 7;
	for (int i = 0; i < 300; i++) {
		const char *x = some_text(a, &seed, dice(&seed, 8)), *y = some_text(a, &seed, dice(&seed, 8));
		text_diff(a, x, y, &runs);
		both(&runs, a, x, y);
	}
	struct buf big = buf_new(a, MIB(1)), other = buf_new(a, MIB(1)); /* past the words, by lines; past the lines, whole */
	for (int i = 0; i < 4000; i++) {
		buf_printf(&big, "mot %d\n", i);
		buf_printf(&other, "mot %d\n", i + 1);
	}
	text_diff(a, buf_str(&big), buf_str(&other), &runs);
	both(&runs, a, buf_str(&big), buf_str(&other));
}

static void
merged(void **state)
{
	struct arena *a = *state;
	const char *out;
	static const struct { const char *base, *mine, *theirs, *out; } cases[] = {
		{ "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n" },
		{ "a\nb\nc\n", "a\nb\nc\nd\n", "z\na\nb\nc\n", "z\na\nb\nc\nd\n" },
		{ "a\nb\nc", "a\nb\nc\nd", "A\nb\nc", NULL },          /* the last line had no end: mine changed it, theirs did not */
		{ "a\nb\n", "A\nb\n", "A\nb\n", "A\nb\n" },           /* the same change twice */
		{ "a\nb\n", "b\n", "a\nb\nc\n", "b\nc\n" },
		{ "a\n", "x\n", "y\n", NULL },
		{ "", "x", "y", NULL },
		{ "", "x", "", "x" },
		{ "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", "a\nB\nc\n" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		bool done = text_merge(a, cases[i].base, cases[i].mine, cases[i].theirs, &out);
		if (i == 2) {
			assert_true(done);
			assert_string_equal(out, "A\nb\nc\nd");
			continue;
		}
		if (done != (cases[i].out != NULL))
			fail_msg("case %zu: %s", i, done ? out : "not merged");
		if (done)
			assert_string_equal(out, cases[i].out);
	}
	/* One side alone changed: it is the text. Both did: whatever comes out holds every line that either side added. */
	uint32_t seed = 11;
	for (int i = 0; i < 400; i++) {
		const char *base = some_text(a, &seed, 1 + dice(&seed, 9)), *mine = some_text(a, &seed, dice(&seed, 9));
		assert_true(text_merge(a, base, mine, base, &out));
		assert_string_equal(out, mine);
		assert_true(text_merge(a, base, base, mine, &out));
		assert_string_equal(out, mine);
		const char *top = arena_printf(a, "le mien %d\n%s", i, base), *end = arena_printf(a, "%sle leur %d\n", base, i);
		assert_true(text_merge(a, base, top, end, &out));
		assert_non_null(strstr(out, arena_printf(a, "le mien %d\n", i)));
		assert_non_null(strstr(out, arena_printf(a, "le leur %d\n", i)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(words), T(quorum), T(times), T(differences), T(merged) };
	return cmocka_run_group_tests_name("meeting rules", tests, NULL, NULL);
}
