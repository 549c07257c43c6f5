/* The plan in memory: due dates, kinds, the walk. */
#include "test.h"
#include "plan/plan.h"

static void
due_texts(void **state)
{
	struct arena *a = *state;
	static const struct { struct due d; const char *text; } rows[] = {
		{ { .kind = DUE_NONE }, "" },
		{ { .kind = DUE_YEAR, .year = 2026 }, "26-27" },
		{ { .kind = DUE_CONTINUOUS }, "En continu" },
		{ { .kind = DUE_DATE, .date = { 2026, 12, 31 } }, "31/12/2026" },
		{ { .kind = DUE_TERM, .year = 2026, .term = 1 }, "Q1 26-27" },
		{ { .kind = DUE_TERM, .year = 1999, .term = 2 }, "Q2 99-00" },
		{ { .kind = DUE_DONE }, "Réalisé" },
	};
	for (size_t i = 0; i < LEN(rows); i++)
		assert_string_equal(due_text(a, &rows[i].d), rows[i].text);
}

static void
due_ends(void **state)
{
	(void)state;
	struct date d;
	int y;
	assert_true(due_last_day(&(struct due){ .kind = DUE_YEAR, .year = 2026 }, YEAR_BOUNDS_DEFAULT, &d));
	assert_string_equal(date_iso(d).s, "2027-09-13");
	assert_true(due_last_day(&(struct due){ .kind = DUE_TERM, .year = 2026, .term = 1 }, YEAR_BOUNDS_DEFAULT, &d));
	assert_string_equal(date_iso(d).s, "2027-01-31");
	assert_true(due_last_day(&(struct due){ .kind = DUE_TERM, .year = 2026, .term = 2 }, YEAR_BOUNDS_DEFAULT, &d));
	assert_string_equal(date_iso(d).s, "2027-09-13");
	assert_true(due_last_day(&(struct due){ .kind = DUE_DATE, .date = { 2026, 6, 30 } }, YEAR_BOUNDS_DEFAULT, &d));
	assert_string_equal(date_iso(d).s, "2026-06-30");
	assert_true(due_year(&(struct due){ .kind = DUE_DATE, .date = { 2026, 6, 30 } }, YEAR_BOUNDS_DEFAULT, &y));
	assert_int_equal(y, 2025);
	static const enum due_kind open[] = { DUE_NONE, DUE_CONTINUOUS, DUE_DONE };
	for (size_t i = 0; i < LEN(open); i++) {
		assert_false(due_last_day(&(struct due){ .kind = open[i] }, YEAR_BOUNDS_DEFAULT, &d));
		assert_false(due_year(&(struct due){ .kind = open[i] }, YEAR_BOUNDS_DEFAULT, &y));
	}
}

static void
kinds(void **state)
{
	(void)state;
	int modes[5] = { 0 };
	for (unsigned k = 0; k < IND_KINDS; k++) {
		enum indicator_kind back;
		assert_true(indicator_kind_of(indicator_kind_word((enum indicator_kind)k), &back));
		assert_int_equal(back, k);
		assert_false(text_blank(indicator_kind_name((enum indicator_kind)k)));
		modes[indicator_mode_of((enum indicator_kind)k)]++;
	}
	assert_int_equal(modes[MODE_MEETING], 1);
	assert_int_equal(modes[MODE_DOCUMENT], 4);
	assert_int_equal(modes[MODE_REGISTER], 6);
	assert_int_equal(modes[MODE_NUMBER], 1);
	assert_int_equal(modes[MODE_LINK], 2);
	enum indicator_kind k;
	assert_false(indicator_kind_of("toast", &k));
	assert_false(indicator_kind_of(NULL, &k));
	assert_int_equal(indicator_default_qualification(IND_FRAMEWORK), QUAL_ADOPTED);
	assert_int_equal(indicator_default_qualification(IND_NOTE), QUAL_ADOPTED);
	assert_int_equal(indicator_default_qualification(IND_MINUTES), QUAL_VALIDATED);
}

static void
walk_and_counts(void **state)
{
	struct arena *a = *state;
	struct plan p = { 0 };
	assert_false(plan_next(&(struct plan_walk){ .plan = &p }));
	/* Empty objectives and specific objectives lie between the full ones. */
	static const int shape[][3] = { { 0, 2, 0 }, { 0, 0, 0 }, { 1, 0, 3 } };
	static const char *const phases[][3] = { { "T1", "T1", "T2" }, { NULL, "T2", NULL }, { NULL, NULL, "T1" } };
	int code = 0;
	for (size_t o = 0; o < 3; o++) {
		struct objective ob = { .title = "o" };
		for (size_t s = 0; s < 3; s++) {
			struct specific sp = { .title = "s", .phase = phases[o][s] };
			for (int i = 0; i < shape[o][s]; i++) {
				struct action ac = { .id = 100 + code, .code = arena_printf(a, "%d", code), .title = "t" };
				PUSH(a, &ac.actors, ((struct responsibility){ 0, true, false }));
				PUSH(a, &ac.indicators, ((struct indicator){ .text = "PV" }));
				PUSH(a, &ac.indicators, ((struct indicator){ .text = "Note" }));
				PUSH(a, &sp.actions, ac);
				code++;
			}
			PUSH(a, &ob.specifics, sp);
		}
		PUSH(a, &p.objectives, ob);
	}
	PUSH(a, &p.actors, ((struct actor){ .name = "Chargée de com’" }));
	PUSH(a, &p.actors, ((struct actor){ .name = "Équipe mémoire" }));
	int n = 0;
	for (struct plan_walk w = { .plan = &p }; plan_next(&w); n++) {
		assert_string_equal(w.action->code, arena_printf(a, "%d", n));
		assert_ptr_equal(w.objective, &p.objectives.items[w.o]);
	}
	assert_int_equal(n, 6);
	struct plan_counts c = plan_count(&p);
	assert_int_equal(c.objectives, 3);
	assert_int_equal(c.specifics, 9);
	assert_int_equal(c.actions, 6);
	assert_int_equal(c.indicators, 12);
	assert_int_equal(c.responsibilities, 6);
	assert_int_equal(c.actors, 2);
	assert_int_equal(c.phases, 4);
	assert_string_equal(plan_action_by_code(&p, "4")->code, "4");
	assert_null(plan_action_by_code(&p, ""));
	assert_null(plan_action_by_code(&p, "9"));
	assert_int_equal(plan_action_by_id(&p, 103)->id, 103);
	assert_null(plan_action_by_id(&p, NONE));
	assert_int_equal(plan_actor_find(a, &p, "CHARGEE DE COM'"), 0);
	assert_int_equal(plan_actor_find(a, &p, "equipe  memoire"), 1);
	assert_int_equal(plan_actor_find(a, &p, "CP"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(due_texts), T(due_ends), T(kinds), T(walk_and_counts) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
