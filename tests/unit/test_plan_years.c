/* The status rules: continuous actions, academic years, reminders. */
#include "plan_world.h"

static void
one_cell_per_academic_year_of_the_plan(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous());
	line(&w, i, IND_MINUTES, "PV");
	line(&w, i, IND_NOTE, "Note");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_CONTINUOUS);
	assert_int_equal(st->ncells, 5);
	assert_int_equal(st->nslots, 10);
	for (int c = 0; c < 5; c++) {
		assert_int_equal(st->cells[c].year, 2024 + c);
		assert_int_equal(st->slots[5 + c].year, 2024 + c);
		assert_string_equal(st->slots[5 + c].indicator->text, "Note");
	}
}

static void
kept_partial_to_feed_interrupted_future(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous());
	int64_t l = line(&w, i, IND_MINUTES, "PV"), m = line(&w, i, IND_PUBLICATION, "Site");
	valid(&w, l, "2024-10-01");
	valid(&w, m, "2025-09-13");
	valid(&w, l, "2025-09-14");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	static const enum cell_state expected[] = { CELL_KEPT, CELL_PARTIAL, CELL_TO_FEED, CELL_FUTURE, CELL_FUTURE };
	for (size_t c = 0; c < 5; c++)
		assert_int_equal(st->cells[c].state, expected[c]);
	assert_true(says(&w, st, "24-25\u00a0: tenue à jour, lignes remplies le 13/09/2025"));
	assert_true(says(&w, st, "25-26\u00a0: en partie, lignes obligatoires remplies\u00a0: 1 sur 2"));
	assert_true(says(&w, st, "26-27\u00a0: à alimenter avant le 13/09/2027"));
	assert_int_equal(status_of(&w, i, "2027-11-22")->cells[2].state, CELL_INTERRUPTED);
	assert_true(says(&w, &w.s.items[i], "26-27\u00a0: interrompue, année close le 13/09/2027"));
	filed(&w, l, "2026-10-01");
	assert_int_equal(status_of(&w, i, "2026-11-22")->cells[2].state, CELL_PARTIAL);
	/* What has not happened yet feeds nothing. */
	assert_int_equal(status_of(&w, i, "2026-09-20")->cells[2].state, CELL_TO_FEED);
}

static void
never_late_never_all_done(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous()), k = action(&w, continuous());
	line(&w, i, IND_MINUTES, "PV");
	int64_t l = line(&w, k, IND_MINUTES, "PV");
	static const char *const days[] = { "2024-10-01", "2025-10-01", "2026-10-01", "2027-10-01", "2028-10-01" };
	for (size_t d = 0; d < LEN(days); d++)
		valid(&w, l, days[d]);
	judged(&w, "2029-11-22", "2029-11-22");
	assert_int_equal(w.s.items[i].state, ST_CONTINUOUS);
	assert_int_equal(w.s.items[k].state, ST_CONTINUOUS);
	assert_int_equal(w.s.totals[ST_ACHIEVED] + w.s.totals[ST_LATE], 0);
	for (size_t c = 0; c < 5; c++) {
		assert_int_equal(w.s.items[i].cells[c].state, CELL_INTERRUPTED);
		assert_int_equal(w.s.items[k].cells[c].state, CELL_KEPT);
	}
}

static void
evidence_found_later_repairs_the_closed_year_and_says_when(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous());
	size_t f = valid(&w, line(&w, i, IND_MINUTES, "PV"), "2025-03-01");
	w.facts.items[f].filed = w.facts.items[f].validated_on = w.fills.items[0].linked = on("2026-02-10");
	w.facts.items[f].title = "PV du CP";
	assert_int_equal(status_of(&w, i, "2026-02-09")->cells[0].state, CELL_INTERRUPTED);
	const struct action_status *st = status_of(&w, i, "2026-02-10");
	assert_int_equal(st->cells[0].state, CELL_KEPT);
	assert_true(says(&w, st, "24-25\u00a0: tenue à jour, réparée le 10/02/2026 par «\u00a0PV du CP\u00a0», datée du 01/03/2025"));
}

static void
cadence_is_once_a_year_by_default_or_n(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous());
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	valid(&w, l, "2025-10-01");
	assert_int_equal(status_of(&w, i, "2026-11-22")->cells[1].state, CELL_KEPT);
	ind(&w, l)->cadence = 3;
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->cells[1].state, CELL_PARTIAL);
	assert_int_equal(st->slots[1].have, 1);
	assert_int_equal(st->slots[1].need, 3);
	valid(&w, l, "2026-01-01");
	valid(&w, l, "2026-09-13");
	assert_int_equal(status_of(&w, i, "2026-11-22")->cells[1].state, CELL_KEPT);
}

static void
a_year_may_be_not_applicable_and_a_number_keeps(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous()), k = action(&w, continuous());
	int64_t l = line(&w, i, IND_MINUTES, "PV"), m = line(&w, k, IND_COUNT, "Nombre");
	PUSH(w.a, &w.waivers, ((struct slot_waiver){ .indicator = l, .year = 2025, .reason = "r", .author = "a", .on = on("2026-01-01") }));
	fact(&w, valid(&w, m, "2025-10-01"))->number = 0;
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.items[i].cells[0].state, CELL_INTERRUPTED);
	assert_int_equal(w.s.items[i].cells[1].state, CELL_KEPT);
	assert_true(says(&w, &w.s.items[i], "25-26\u00a0: rien à alimenter"));
	assert_int_equal(w.s.items[k].cells[1].state, CELL_KEPT);
	assert_int_equal(w.s.items[k].slots[1].state, SLOT_RECORDED);
	assert_int_equal(w.s.proven, 0);
}

static void
an_optional_line_does_not_break_a_year(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, continuous()), k = action(&w, continuous());
	valid(&w, line(&w, i, IND_MINUTES, "PV"), "2025-10-01");
	ind(&w, line(&w, i, IND_NOTE, "Note"))->optional = true;
	int64_t only = line(&w, k, IND_MINUTES, "PV");
	ind(&w, only)->optional = true;
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.items[i].cells[1].state, CELL_KEPT);
	assert_int_equal(w.s.items[k].cells[1].state, CELL_INTERRUPTED);
	valid(&w, only, "2025-10-01");
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.items[k].cells[1].state, CELL_KEPT);
}

static void
a_plan_without_years_takes_those_of_its_dues(void **state)
{
	struct world w = world(*state);
	w.p.first_year = w.p.last_year = 0;
	action(&w, continuous());
	int first, last;
	plan_years(&w.p, YEAR_BOUNDS_DEFAULT, on("2026-11-22"), &first, &last);
	assert_int_equal(first, 2026);
	assert_int_equal(last, 2026);
	action(&w, year_due(2028));
	action(&w, year_due(2025));
	plan_years(&w.p, YEAR_BOUNDS_DEFAULT, on("2026-11-22"), &first, &last);
	assert_int_equal(first, 2025);
	assert_int_equal(last, 2028);
}

/* ---- reminders ---------------------------------------------------------------------------------------------- */

static struct world
owing(struct arena *a)
{
	struct world w = world(a);
	static const struct due dues[] = { { .kind = DUE_YEAR, .year = 2025 }, { .kind = DUE_YEAR, .year = 2026 }, { .kind = DUE_YEAR, .year = 2027 },
		{ .kind = DUE_CONTINUOUS }, { .kind = DUE_CONTINUOUS }, { .kind = DUE_YEAR, .year = 2026 } };
	for (size_t i = 0; i < LEN(dues); i++)
		line(&w, action(&w, dues[i]), IND_MINUTES, "PV");
	/* 3 was never fed; 4 was, each year; 5 is achieved; 1 belongs to two actors, one of them named twice. */
	static const char *const days[] = { "2024-10-01", "2025-10-01", "2026-10-01" };
	for (size_t d = 0; d < LEN(days); d++)
		valid(&w, act(&w, 4)->indicators.items[0].id, days[d]);
	valid(&w, act(&w, 5)->indicators.items[0].id, "2026-10-01");
	PUSH(w.a, &act(&w, 1)->actors, ((struct responsibility){ .actor = 1 }));
	PUSH(w.a, &act(&w, 1)->actors, ((struct responsibility){ .actor = 1 }));
	return w;
}

static struct reminders
reminded(struct world *w, const char *day)
{
	struct reminders r;
	judged(w, day, day);
	due_reminders(w->a, &w->p, &w->s, YEAR_BOUNDS_DEFAULT, on(day), &r);
	return r;
}

static void
reminders_on_15_11_15_02_15_05_secretary_then_chair(void **state)
{
	struct world w = owing(*state);
	static const struct { const char *day; bool chair; } rows[] = { { "2026-11-15", false }, { "2027-02-15", true }, { "2027-05-15", true } };
	for (size_t i = 0; i < LEN(rows); i++) {
		struct reminders r = reminded(&w, rows[i].day);
		assert_int_equal(r.n, 2); /* CP and CEP; CS owes nothing */
		assert_int_equal(r.items[0].actor, 0);
		assert_int_equal(r.items[0].kind, REMIND_TERM);
		assert_int_equal(r.items[0].to_chair, rows[i].chair);
		assert_int_equal(r.items[0].n, 3); /* late, due, to feed */
		assert_int_equal(r.items[0].actions[0], 0);
		assert_int_equal(r.items[0].actions[1], 1);
		assert_int_equal(r.items[0].actions[2], 3);
		assert_int_equal(r.items[1].actor, 1);
		assert_int_equal(r.items[1].n, 1);
	}
}

static void
soft_alert_on_30_06(void **state)
{
	struct world w = owing(*state);
	struct reminders r = reminded(&w, "2027-06-30");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.items[0].kind, REMIND_YEAR_END);
	assert_false(r.items[0].to_chair);
	assert_int_equal(r.items[0].n, 2); /* due and to feed: what this year's end changes */
	assert_int_equal(r.items[0].actions[0], 1);
	assert_int_equal(r.items[0].actions[1], 3);
}

static void
nothing_is_said_on_other_days(void **state)
{
	struct world w = owing(*state);
	judged(&w, "2026-11-22", "2026-11-22");
	int said = 0;
	for (int64_t d = date_days(on("2026-09-14")); d <= date_days(on("2027-09-13")); d++) {
		struct reminders r;
		due_reminders(w.a, &w.p, &w.s, YEAR_BOUNDS_DEFAULT, date_of_days(d), &r);
		said += r.n > 0;
	}
	assert_int_equal(said, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_cell_per_academic_year_of_the_plan), T(kept_partial_to_feed_interrupted_future), T(never_late_never_all_done),
		T(evidence_found_later_repairs_the_closed_year_and_says_when), T(cadence_is_once_a_year_by_default_or_n),
		T(a_year_may_be_not_applicable_and_a_number_keeps), T(an_optional_line_does_not_break_a_year),
		T(a_plan_without_years_takes_those_of_its_dues), T(reminders_on_15_11_15_02_15_05_secretary_then_chair),
		T(soft_alert_on_30_06), T(nothing_is_said_on_other_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
