/* The status rules: one test for each sentence of the rules, named after it. Evidence, slots and dated actions here,
 * continuous actions and reminders in test_plan_years.c. */
#include "plan_world.h"

/* ---- "Slot: empty · filed (to validate) · partial k/n · satisfied · disputed · not applicable" ---------------- */

static void
slot_empty(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	line(&w, i, IND_MINUTES, "PV");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->nslots, 1);
	assert_int_equal(st->slots[0].state, SLOT_EMPTY);
	assert_int_equal(st->slots[0].year, 0);
	assert_false(st->slots[0].has_last);
	assert_true(says(&w, st, "«\u00a0PV\u00a0»\u00a0: aucune preuve"));
}

static void
slot_filed_to_validate(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	filed(&w, line(&w, i, IND_MINUTES, "PV"), "2026-10-01");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_FILED);
	assert_int_equal(st->to_validate, 1);
	assert_int_equal(st->proven, 0);
	assert_true(says(&w, st, "(daté du 01/10/2026), à valider par une autre personne"));
}

static void
slot_partial_k_of_n(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_COURSE_SHEET, "2 fiches UE");
	ind(&w, l)->count = 2;
	valid(&w, l, "2025-10-01");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_PARTIAL);
	assert_int_equal(st->slots[0].have, 1);
	assert_int_equal(st->slots[0].need, 2);
	assert_true(says(&w, st, "1 sur 2"));
	size_t second = filed(&w, l, "2026-10-01");
	st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_PARTIAL); /* not validated yet */
	assert_int_equal(st->to_validate, 1);
	w.facts.items[second].validated = true;
	w.facts.items[second].validated_on = on("2026-10-02");
	st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_SATISFIED);
	assert_string_equal(date_iso(st->slots[0].reached).s, "2026-10-01");
}

static void
one_piece_may_count_for_several_and_fill_many_slots(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026)), k = action(&w, year_due(2026));
	int64_t two = line(&w, i, IND_COURSE_SHEET, "2 UE"), one = line(&w, k, IND_MINUTES, "PV");
	ind(&w, two)->count = 2;
	size_t f = valid(&w, two, "2026-10-01");
	w.fills.items[0].count = 2;
	PUSH(w.a, &w.fills, ((struct slot_fill){ .indicator = one, .fact = f, .linked = on("2026-10-01"), .count = 1 }));
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.items[i].slots[0].state, SLOT_SATISFIED);
	assert_int_equal(w.s.items[k].slots[0].state, SLOT_SATISFIED);
}

static void
slot_satisfied(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	valid(&w, line(&w, i, IND_MINUTES, "PV"), "2026-10-01");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_SATISFIED);
	assert_true(says(&w, st, "prouvé le 01/10/2026"));
}

static void
slot_disputed(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	struct evidence_fact *f = fact(&w, valid(&w, l, "2026-10-01"));
	f->disputed = true;
	f->disputed_on = on("2026-10-15");
	f->dispute = "mauvaise année";
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_DISPUTED);
	assert_int_equal(st->state, ST_DUE);
	assert_true(says(&w, st, "contestée (datée du 01/10/2026)\u00a0: mauvaise année"));
	assert_int_equal(status_of(&w, i, "2026-10-10")->slots[0].state, SLOT_SATISFIED); /* before the dispute */
	w.facts.items[0].resolved_on = on("2026-11-01");
	assert_int_equal(status_of(&w, i, "2026-10-20")->slots[0].state, SLOT_DISPUTED);
	assert_int_equal(status_of(&w, i, "2026-11-22")->slots[0].state, SLOT_SATISFIED);
	w.facts.items[0].resolved_on = (struct date){ 0 };
	valid(&w, l, "2026-10-20"); /* another, good one */
	assert_int_equal(status_of(&w, i, "2026-11-22")->slots[0].state, SLOT_SATISFIED);
}

static void
slot_not_applicable_with_reason_and_author(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_MINUTES, "PV"), m = line(&w, i, IND_NOTE, "Note");
	PUSH(w.a, &w.waivers, ((struct slot_waiver){ .indicator = m, .reason = "fait ailleurs", .author = "A. Dupont", .on = on("2026-10-10") }));
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[1].state, SLOT_WAIVED);
	assert_true(says(&w, st, "sans objet, selon A. Dupont le 10/10/2026\u00a0: fait ailleurs"));
	assert_int_equal(status_of(&w, i, "2026-10-09")->slots[1].state, SLOT_EMPTY);
	valid(&w, l, "2026-10-01");
	assert_int_equal(status_of(&w, i, "2026-11-22")->state, ST_ACHIEVED);
	/* Nothing left to prove is not proof. */
	size_t k = action(&w, year_due(2024));
	int64_t n = line(&w, k, IND_NOTE, "Note");
	PUSH(w.a, &w.waivers, ((struct slot_waiver){ .indicator = n, .reason = "r", .author = "a", .on = on("2026-10-10") }));
	st = status_of(&w, k, "2026-11-22");
	assert_int_equal(st->state, ST_LATE);
	assert_true(says(&w, st, "seule une version adoptée peut abandonner"));
}

/* ---- kinds of evidence -------------------------------------------------------------------------------------- */

static void
framework_is_adopted_not_only_filed(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2025));
	size_t f = valid(&w, line(&w, i, IND_FRAMEWORK, "Charte"), "2026-05-01");
	const struct action_status *st = status_of(&w, i, "2026-06-01");
	assert_int_equal(st->slots[0].state, SLOT_FILED);
	assert_true(says(&w, st, "à adopter par une instance responsable"));
	w.facts.items[f].adopted = true;
	w.facts.items[f].adopted_on = on("2026-09-20");
	assert_int_equal(status_of(&w, i, "2026-09-19")->state, ST_LATE);
	st = status_of(&w, i, "2026-09-20");
	assert_int_equal(st->state, ST_ACHIEVED);
	assert_false(st->in_time); /* it was not there before the adoption */
	assert_int_equal(st->years_late, 1);
	assert_string_equal(date_iso(st->achieved_on).s, "2026-09-20");
	/* The adoption was recorded later than it was decided. */
	w.facts.items[f].adopted_known = on("2026-10-05");
	judged(&w, "2026-10-01", "2026-10-01");
	assert_int_equal(w.s.items[i].state, ST_LATE);
	judged(&w, "2026-10-01", "2026-10-05");
	assert_int_equal(w.s.items[i].state, ST_ACHIEVED);
}

static void
several_frameworks_are_reached_in_the_order_of_adoption(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2025));
	int64_t l = line(&w, i, IND_FRAMEWORK, "2 chartes");
	ind(&w, l)->count = 2;
	static const char *const dates[][2] = { { "2025-01-01", "2026-03-01" }, { "2025-02-01", "2025-04-01" }, { "2025-03-01", "2025-06-01" } };
	for (size_t k = 0; k < LEN(dates); k++) {
		size_t f = valid(&w, l, dates[k][0]);
		w.facts.items[f].adopted = true;
		w.facts.items[f].adopted_on = on(dates[k][1]);
	}
	assert_string_equal(date_iso(status_of(&w, i, "2026-06-01")->achieved_on).s, "2025-06-01");
	assert_int_equal(status_of(&w, i, "2025-05-01")->slots[0].state, SLOT_PARTIAL);
}

static void
a_count_is_recorded_never_achieved_zero_allowed(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2025));
	int64_t l = line(&w, i, IND_COUNT, "Nombre d’inscrits");
	size_t f = valid(&w, l, "2026-01-01");
	assert_int_equal(status_of(&w, i, "2026-02-01")->slots[0].state, SLOT_FILED); /* no number in it */
	w.facts.items[f].number = 0;
	const struct action_status *st = status_of(&w, i, "2026-02-01");
	assert_int_equal(st->slots[0].state, SLOT_RECORDED);
	assert_int_equal(st->slots[0].have, 0);
	assert_int_equal(st->state, ST_DUE);
	assert_int_equal(st->proven, 0);
	assert_true(says(&w, st, "ne suffisent pas"));
	assert_int_equal(status_of(&w, i, "2026-11-22")->state, ST_LATE);
	/* Beside a proven line it does not block. */
	valid(&w, line(&w, i, IND_MINUTES, "PV"), "2026-01-02");
	assert_int_equal(status_of(&w, i, "2026-02-01")->state, ST_ACHIEVED);
}

static void
a_count_with_a_target_is_compared_with_it(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2025));
	int64_t l = line(&w, i, IND_COUNT, "30 inscrits");
	ind(&w, l)->count = 30;
	static const struct { const char *day; int64_t n; } numbers[] = { { "2025-10-01", 31 }, { "2025-11-01", 12 }, { "2026-01-01", 30 }, { "2026-02-01", 40 } };
	for (size_t k = 0; k < LEN(numbers); k++)
		fact(&w, valid(&w, l, numbers[k].day))->number = numbers[k].n;
	assert_int_equal(status_of(&w, i, "2025-12-01")->slots[0].state, SLOT_PARTIAL);
	const struct action_status *st = status_of(&w, i, "2026-03-01");
	assert_int_equal(st->state, ST_ACHIEVED);
	assert_int_equal(st->slots[0].have, 40);
	assert_string_equal(date_iso(st->achieved_on).s, "2026-01-01");
}

static void
optional_lines_never_block(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026)), k = action(&w, year_due(2026));
	valid(&w, line(&w, i, IND_MINUTES, "PV"), "2026-10-01");
	ind(&w, line(&w, i, IND_NOTE, "Note, le cas échéant"))->optional = true;
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_ACHIEVED);
	assert_int_equal(st->proven, 1);
	assert_int_equal(st->lines, 2);
	assert_true(says(&w, st, "facultatif"));
	/* Only optional lines: nothing proves nothing, one proves. */
	int64_t l = line(&w, k, IND_MINUTES, "PV");
	ind(&w, l)->optional = true;
	assert_int_equal(status_of(&w, k, "2026-11-22")->state, ST_DUE);
	valid(&w, l, "2026-10-02");
	assert_int_equal(status_of(&w, k, "2026-11-22")->state, ST_ACHIEVED);
}

/* ---- dated actions ------------------------------------------------------------------------------------------ */

static void
window_begins_with_the_plan(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	valid(&w, l, "2024-09-13");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->slots[0].state, SLOT_EMPTY);
	assert_true(says(&w, st, "d’avant le 14/09/2024, début du plan, ne compte pas"));
	valid(&w, l, "2024-09-14");
	assert_int_equal(status_of(&w, i, "2026-11-22")->slots[0].state, SLOT_SATISFIED);
}

static void
achieved_when_every_mandatory_slot_is_satisfied_dated_by_the_last(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_MINUTES, "PV"), m = line(&w, i, IND_PUBLICATION, "Site");
	valid(&w, l, "2026-10-01");
	assert_int_equal(status_of(&w, i, "2026-11-22")->state, ST_DUE);
	valid(&w, m, "2026-10-20");
	valid(&w, l, "2026-11-02"); /* one more than asked moves nothing */
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_ACHIEVED);
	assert_string_equal(date_iso(st->achieved_on).s, "2026-10-20");
	assert_true(says(&w, st, "Réalisée dans les temps"));
	assert_true(says(&w, st, "le 20/10/2026\u00a0; échéance le 13/09/2027"));
	assert_int_equal(st->proven, 2);
	assert_int_equal(w.s.totals[ST_ACHIEVED], 1);
}

static void
achieved_in_time_or_n_years_late(void **state)
{
	struct world w = world(*state);
	static const struct { const char *day; bool in_time; int late; } rows[] = {
		{ "2025-09-13", true, 0 }, { "2025-09-14", false, 1 }, { "2026-09-13", false, 1 }, { "2026-09-14", false, 2 } };
	for (size_t k = 0; k < LEN(rows); k++) {
		size_t i = action(&w, year_due(2024));
		valid(&w, line(&w, i, IND_MINUTES, "PV"), rows[k].day);
		const struct action_status *st = status_of(&w, i, "2026-11-22");
		assert_int_equal(st->state, ST_ACHIEVED);
		assert_int_equal(st->in_time, rows[k].in_time);
		assert_int_equal(st->years_late, rows[k].late);
	}
	assert_true(says(&w, &w.s.items[1], "Réalisée avec un an de retard"));
	assert_true(says(&w, &w.s.items[3], "Réalisée avec 2 ans de retard"));
}

static void
late_n_years_when_today_is_after_the_end(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024)), k = action(&w, year_due(2025)), m = action(&w, (struct due){ .kind = DUE_DATE, .date = on("2026-10-31") });
	line(&w, i, IND_MINUTES, "PV");
	line(&w, k, IND_MINUTES, "PV");
	line(&w, m, IND_MINUTES, "PV");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_LATE);
	assert_int_equal(st->years_late, 2);
	assert_true(says(&w, st, "En retard de 2 ans\u00a0: l’échéance était le 13/09/2025"));
	assert_int_equal(w.s.items[k].years_late, 1);
	assert_true(says(&w, &w.s.items[k], "En retard d’un an"));
	assert_int_equal(w.s.items[m].state, ST_LATE); /* past its day, within its year */
	assert_int_equal(w.s.items[m].years_late, 0);
	assert_int_equal(status_of(&w, i, "2025-09-13")->state, ST_DUE);
	assert_int_equal(status_of(&w, i, "2025-09-14")->state, ST_LATE);
	assert_int_equal(status_of(&w, i, "2025-09-14")->years_late, 1);
}

static void
due_this_year_with_started_if_any_slot_is_not_empty(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2026));
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	line(&w, i, IND_NOTE, "Note");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_DUE);
	assert_false(st->started);
	assert_int_equal(status_of(&w, i, "2026-09-14")->state, ST_DUE);
	assert_int_equal(status_of(&w, i, "2027-09-13")->state, ST_DUE);
	filed(&w, l, "2026-10-01");
	st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_DUE);
	assert_true(st->started);
	assert_true(says(&w, st, "le 13/09/2027\u00a0; commencée"));
}

static void
else_started_if_any_slot_is_not_empty_else_ahead(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2027)), k = action(&w, (struct due){ .kind = DUE_NONE });
	int64_t l = line(&w, i, IND_MINUTES, "PV"), m = line(&w, k, IND_MINUTES, "PV");
	line(&w, i, IND_NOTE, "Note");
	line(&w, k, IND_NOTE, "Note");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_AHEAD);
	assert_true(says(&w, st, "27-28 commence le 14/09/2027"));
	assert_int_equal(w.s.items[k].state, ST_AHEAD);
	filed(&w, l, "2026-10-01");
	filed(&w, m, "2026-10-01");
	st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_STARTED);
	assert_int_equal(w.s.items[k].state, ST_STARTED);
}

static void
declared_done_without_proof_is_apart(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024)), k = action(&w, (struct due){ .kind = DUE_DONE });
	act(&w, i)->declared_done = true;
	act(&w, i)->declared_by = "le plan";
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	line(&w, k, IND_MINUTES, "PV");
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_DECLARED);
	assert_int_equal(w.s.items[k].state, ST_DECLARED);
	assert_int_equal(w.s.totals[ST_DECLARED], 2);
	assert_int_equal(w.s.totals[ST_ACHIEVED], 0);
	assert_true(says(&w, st, "Déclarée réalisée par le plan, sans preuve"));
	valid(&w, l, "2025-01-10");
	assert_int_equal(status_of(&w, i, "2026-11-22")->state, ST_ACHIEVED); /* the proof came */
}

static void
postponed_merged_abandoned_only_by_an_adopted_revision_old_due_visible(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024)), k = action(&w, year_due(2024)), m = action(&w, year_due(2027));
	for (size_t n = 0; n < 3; n++)
		line(&w, n, IND_MINUTES, "PV");
	act(&w, i)->disposition = DISP_ABANDONED;
	act(&w, i)->disposition_reason = "plus de partenaire";
	act(&w, k)->disposition = DISP_MERGED;
	act(&w, k)->disposition_reason = "avec 1.1.3";
	act(&w, m)->disposition = DISP_POSTPONED;
	act(&w, m)->disposition_reason = "charge";
	act(&w, m)->due_before = year_due(2025);
	w.p.revision = 3;
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.totals[ST_ABANDONED], 2);
	assert_true(says(&w, &w.s.items[i], "Abandonnée par la version adoptée 3\u00a0; l’échéance était 24-25. plus de partenaire"));
	assert_true(says(&w, &w.s.items[k], "Fusionnée par la version adoptée 3"));
	assert_int_equal(w.s.items[m].state, ST_AHEAD);
	assert_true(says(&w, &w.s.items[m], "de 25-26 à 27-28. charge"));
	w.p.status = REV_DRAFT;
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.totals[ST_ABANDONED], 0);
	assert_int_equal(w.s.items[i].state, ST_LATE);
	assert_true(says(&w, &w.s.items[i], "sans effet avant son adoption"));
}

static void
an_action_without_line_cannot_be_proven(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024));
	const struct action_status *st = status_of(&w, i, "2026-11-22");
	assert_int_equal(st->state, ST_LATE);
	assert_true(says(&w, st, "Aucun indicateur"));
}

/* ---- roll-up, why, time ------------------------------------------------------------------------------------- */

static void
roll_up_is_a_distribution_and_lines_proven(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024)), k = action(&w, year_due(2026)), m = action(&w, year_due(2028));
	valid(&w, line(&w, i, IND_MINUTES, "PV"), "2025-01-01");
	valid(&w, line(&w, k, IND_MINUTES, "PV"), "2026-10-01");
	line(&w, k, IND_NOTE, "Note");
	line(&w, m, IND_NOTE, "Note");
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.totals[ST_ACHIEVED], 1);
	assert_int_equal(w.s.totals[ST_DUE], 1);
	assert_int_equal(w.s.totals[ST_AHEAD], 1);
	assert_int_equal(w.s.proven, 2);
	assert_int_equal(w.s.lines, 4);
}

static void
every_state_answers_why(void **state)
{
	struct world w = world(*state);
	static const enum due_kind kinds[] = { DUE_NONE, DUE_YEAR, DUE_CONTINUOUS, DUE_DATE, DUE_TERM, DUE_DONE };
	for (size_t k = 0; k < LEN(kinds); k++)
		for (int y = 2024; y <= 2028; y++) {
			size_t i = action(&w, (struct due){ .kind = kinds[k], .year = y, .term = 1 + y % 2, .date = { y + 1, 3, 1 } });
			int64_t l = line(&w, i, IND_MINUTES, "PV");
			if (y % 3 == 0)
				valid(&w, l, "2026-02-01");
			line(&w, i, IND_NOTE, "Note");
		}
	judged(&w, "2026-11-22", "2026-11-22");
	for (size_t i = 0; i < w.s.n; i++) {
		assert_true(w.s.items[i].nwhy >= 2); /* the rule, and the slots or years */
		for (size_t r = 0; r < w.s.items[i].nwhy; r++) {
			for (int lang = 0; lang < 2; lang++) {
				const char *text = reason_text(w.a, (enum lang)lang, &w.s.items[i].why[r]);
				assert_null(strstr(text, "%s"));
				assert_null(strstr(text, "(null)"));
			}
		}
		assert_true(strlen(action_state_word(w.s.items[i].state)) > 0);
	}
	struct reason r = { "le %s", { "2026-11-22" } };
	assert_string_equal(reason_text(w.a, LANG_FR, &r), "le 22/11/2026");
}

static void
recomputed_as_of_a_past_date_with_what_was_known_then(void **state)
{
	struct world w = world(*state);
	size_t i = action(&w, year_due(2024));
	int64_t l = line(&w, i, IND_MINUTES, "PV");
	size_t f = valid(&w, l, "2025-06-01");
	w.facts.items[f].filed = w.facts.items[f].validated_on = w.fills.items[0].linked = on("2026-11-20");
	judged(&w, "2025-12-01", "2025-12-01"); /* as it stood, as it was known */
	assert_int_equal(w.s.items[i].state, ST_LATE);
	judged(&w, "2025-12-01", "2026-11-22"); /* as it stood, as known since */
	assert_int_equal(w.s.items[i].state, ST_ACHIEVED);
	assert_true(w.s.items[i].in_time);
	judged(&w, "2025-05-31", "2026-11-22"); /* before it happened */
	assert_int_equal(w.s.items[i].state, ST_DUE);
	w.facts.items[f].validated_on = on("2026-11-21");
	judged(&w, "2026-11-20", "2026-11-20");
	assert_int_equal(w.s.items[i].slots[0].state, SLOT_FILED);
	w.fills.items[0].linked = on("2026-11-22"); /* put in the line two days after it was filed */
	assert_int_equal(status_of(&w, i, "2026-11-21")->slots[0].state, SLOT_EMPTY);
	assert_int_equal(status_of(&w, i, "2026-11-22")->slots[0].state, SLOT_SATISFIED);
	w.facts.items[f].withdrawn = true;
	w.facts.items[f].withdrawn_on = on("2026-11-25");
	assert_int_equal(status_of(&w, i, "2026-11-24")->state, ST_ACHIEVED);
	assert_int_equal(status_of(&w, i, "2026-11-25")->state, ST_LATE);
	w.facts.items[f].withdrawn = false;
	w.fills.items[0].is_unlinked = true;
	w.fills.items[0].unlinked = on("2026-11-26");
	assert_int_equal(status_of(&w, i, "2026-11-25")->state, ST_ACHIEVED);
	assert_int_equal(status_of(&w, i, "2026-11-26")->state, ST_LATE);
}

static void
five_thousand_actions_and_shuffled_fills(void **state)
{
	struct world w = world(*state);
	int64_t *lines = ARENA_ARRAY(w.a, int64_t, 5000);
	for (size_t k = 0; k < 5000; k++)
		lines[k] = line(&w, action(&w, k % 3 == 0 ? continuous() : year_due(2024 + (int)(k % 5))), IND_MINUTES, "PV");
	static const char *const days[] = { "2026-10-01", "2024-10-01", "2025-10-01" };
	for (size_t k = 0; k < 20000; k++)
		valid(&w, lines[k * 7919 % 5000], days[k % 3]);
	judged(&w, "2026-11-22", "2026-11-22");
	assert_int_equal(w.s.n, 5000);
	assert_int_equal(w.s.totals[ST_CONTINUOUS], 1667);
	assert_int_equal(w.s.totals[ST_ACHIEVED], 3333);
	assert_int_equal(w.s.proven, 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(slot_empty), T(slot_filed_to_validate), T(slot_partial_k_of_n), T(one_piece_may_count_for_several_and_fill_many_slots),
		T(slot_satisfied), T(slot_disputed), T(slot_not_applicable_with_reason_and_author), T(framework_is_adopted_not_only_filed),
		T(several_frameworks_are_reached_in_the_order_of_adoption), T(a_count_is_recorded_never_achieved_zero_allowed),
		T(a_count_with_a_target_is_compared_with_it), T(optional_lines_never_block), T(window_begins_with_the_plan),
		T(achieved_when_every_mandatory_slot_is_satisfied_dated_by_the_last), T(achieved_in_time_or_n_years_late),
		T(late_n_years_when_today_is_after_the_end), T(due_this_year_with_started_if_any_slot_is_not_empty),
		T(else_started_if_any_slot_is_not_empty_else_ahead), T(declared_done_without_proof_is_apart),
		T(postponed_merged_abandoned_only_by_an_adopted_revision_old_due_visible), T(an_action_without_line_cannot_be_proven),
		T(roll_up_is_a_distribution_and_lines_proven), T(every_state_answers_why),
		T(recomputed_as_of_a_past_date_with_what_was_known_then), T(five_thousand_actions_and_shuffled_fills),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
