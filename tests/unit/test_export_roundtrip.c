/* Export → import → export: the same plan, the same bytes. On generated plans and on the real one. */
#include "test.h"
#include "gen_plan.h"
#include "plan_same.h"
#include "import/import.h"
#include "plan/plan_export.h"

static const enum plan_format formats[] = { PLAN_DOCX, PLAN_ODT, PLAN_XLSX, PLAN_CSV };
static const struct plan_export_options plain = { .lang = LANG_FR };

static const struct plan *
read_bytes(struct arena *a, const void *bytes, size_t n, const char *name)
{
	struct document *d;
	struct problems why = { 0 };
	if (document_read(a, bytes, n, name, &d, &why) != OK)
		fail_msg("%s: %s %s", name, fail_detail(a), why.n > 0 ? why.items[0].msgid : "");
	struct plan_draft *draft = ARENA_NEW(a, struct plan_draft);
	if (plan_read(a, d, NULL, draft) != OK || !draft->readable)
		fail_msg("%s: not read: %s", name, fail_detail(a));
	return &draft->plan;
}

static const char *
file_name(struct arena *a, enum plan_format f)
{
	return arena_printf(a, "plan.%s", plan_format_extension(f));
}

/* One plan through one format: what is read says the same, and gives the same bytes again. */
static void
round_trip(struct arena *a, const struct plan *p, enum plan_format f, const struct plan_status *s, const struct plan_export_options *o, const char *what)
{
	const void *x, *y;
	size_t n, m;
	assert_int_equal(plan_export(a, p, s, o, f, &x, &n), OK);
	const struct plan *q = read_bytes(a, x, n, file_name(a, f));
	const char *differences = plan_differences(a, p, q);
	if (*differences != '\0')
		fail_msg("%s, %s:\n%s", what, plan_format_word(f), differences);
	assert_int_equal(plan_export(a, q, NULL, &plain, f, &y, &m), OK);
	if (s == NULL) {
		if (n != m || memcmp(x, y, n) != 0)
			fail_msg("%s, %s: other bytes (%zu, %zu)", what, plan_format_word(f), n, m);
	}
}

static void
test_generated(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 40; seed++) {
		struct arena *a = arena_new(MIB(256));
		struct plan p = gen_plan(a, seed);
		for (size_t i = 0; i < LEN(formats); i++)
			round_trip(a, &p, formats[i], NULL, &plain, arena_printf(a, "seed %u", seed));
		arena_free(a);
	}
}

static void
test_axes(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 12; seed++) {
		struct arena *a = arena_new(MIB(256));
		struct plan p = gen_axes(a, seed);
		for (size_t i = 0; i < LEN(formats); i++)
			round_trip(a, &p, formats[i], NULL, &plain, arena_printf(a, "axes, seed %u", seed));
		arena_free(a);
	}
}

/* The added columns and sheets do not disturb what is read back. */
static void
test_with_state(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 12; seed++) {
		struct arena *a = arena_new(MIB(256));
		struct plan p = gen_plan(a, seed);
		struct evidence_base base = { 0 };
		struct plan_status s;
		plan_status(a, &p, &base, YEAR_BOUNDS_DEFAULT, (struct date){ 2026, 11, 22 }, (struct date){ 2026, 11, 22 }, &s);
		const char **changes = ARENA_ARRAY(a, const char *, s.n);
		changes[0] = "Reportée de 25-26 à 26-27 : décision du CS";
		struct plan_export_options o = { .lang = seed % 2 == 0 ? LANG_FR : LANG_EN, .with_state = true, .evidence = &base, .changes = changes, .changes_since = 1 };
		for (size_t i = 0; i < LEN(formats); i++)
			round_trip(a, &p, formats[i], &s, &o, arena_printf(a, "seed %u with its state", seed));
		arena_free(a);
	}
}

static const struct plan *
real_plan(struct arena *a, const char *name)
{
	size_t n;
	const char *path = src_path(a, arena_printf(a, "../shared/data/%s", name));
	const char *bytes = slurp(a, path, &n);
	return bytes == NULL ? NULL : read_bytes(a, bytes, n, name);
}

static void
test_real(void **state)
{
	struct arena *a = *state;
	static const char *const names[] = { "plan-2024-2029.docx", "plan-2024-2029.odt", "plan-2024-2029.xlsx", "plan-2024-2029.txt" };
	for (size_t k = 0; k < LEN(names); k++) {
		const struct plan *p = real_plan(a, names[k]);
		if (p == NULL)
			skip();
		for (size_t i = 0; i < LEN(formats); i++)
			round_trip(a, p, formats[i], NULL, &plain, names[k]);
	}
}

static void
test_example(void **state)
{
	struct arena *a = *state;
	size_t n;
	const char *bytes = slurp(a, src_path(a, "examples/plan.docx"), &n);
	assert_non_null(bytes);
	const struct plan *p = read_bytes(a, bytes, n, "plan.docx");
	struct plan_counts c = plan_count(p);
	assert_int_equal(c.objectives, 5);
	assert_int_equal(c.specifics, 18);
	assert_int_equal(c.actions, 54);
	assert_int_equal(c.phases, 2);
	assert_int_equal(p->acronyms.n, 5);
	int copil = plan_actor_find(a, p, "CoPil");
	assert_true(copil >= 0 && p->actors.items[copil].kind == ACTOR_BODY);
	assert_string_equal(p->actors.items[copil].long_name, "Comité de pilotage");
	assert_int_equal(p->first_year, 2024);
	assert_int_equal(p->last_year, 2029);
	for (size_t i = 0; i < LEN(formats); i++)
		round_trip(a, p, formats[i], NULL, &plain, "the example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(test_generated), T(test_axes), T(test_with_state), T(test_real), T(test_example) };
	return cmocka_run_group_tests_name("export, import, export", tests, NULL, NULL);
}
