/* The plan that was really written, read from each of its documents: where it stands on 22/11/2026 without evidence.
 * Skipped where the documents are not at hand. */
#include "test.h"
#include "formats/document.h"
#include "import/import.h"
#include "plan/plan_status.h"

static bool
read_plan(struct arena *a, const char *name, struct plan_draft *out)
{
	size_t n;
	struct document *d;
	struct problems why = { 0 };
	const char *bytes = slurp(a, src_path(a, arena_printf(a, "../shared/data/%s", name)), &n);
	if (bytes == NULL)
		return false;
	assert_int_equal(document_read(a, bytes, n, name, &d, &why), OK);
	assert_int_equal(plan_read(a, d, NULL, out), OK);
	return true;
}

static void
without_evidence_on_22_11_2026(void **state)
{
	struct arena *a = *state;
	static const char *const names[] = { "plan-2024-2029.docx", "plan-2024-2029.odt", "plan-2024-2029.xlsx", "plan-2024-2029.txt" };
	size_t seen = 0;
	for (size_t i = 0; i < LEN(names); i++) {
		struct plan_draft draft;
		struct plan_status s;
		if (!read_plan(a, names[i], &draft))
			continue;
		seen++;
		struct date on = { 2026, 11, 22 };
		plan_status(a, &draft.plan, &(struct evidence_base){ 0 }, YEAR_BOUNDS_DEFAULT, on, on, &s);
		assert_int_equal(s.n, 52);
		assert_int_equal(s.totals[ST_LATE], 9);
		assert_int_equal(s.totals[ST_DUE], 11);
		assert_int_equal(s.totals[ST_AHEAD], 17);
		assert_int_equal(s.totals[ST_CONTINUOUS], 15);
		assert_int_equal(s.totals[ST_ACHIEVED] + s.totals[ST_STARTED] + s.totals[ST_DECLARED] + s.totals[ST_ABANDONED], 0);
		assert_int_equal(s.proven, 0);
		assert_int_equal(s.lines, 75);
		int years[3] = { 0 };
		for (size_t k = 0; k < s.n; k++) {
			const struct action_status *st = &s.items[k];
			if (st->state == ST_LATE) {
				assert_in_range(st->years_late, 1, 2);
				years[st->years_late]++;
				assert_int_equal(st->years_late, 2026 - st->action->due.year);
			}
			assert_int_equal(st->ncells, st->state == ST_CONTINUOUS ? 5 : 0);
			assert_true(st->nwhy > 0);
		}
		assert_int_equal(years[2], 3); /* due 24-25 */
		assert_int_equal(years[1], 6); /* due 25-26 */
	}
	if (seen == 0)
		skip();
}

/* The whole way: each body's reminder of 15 November names what it answers for. */
static void
reminders_of_15_november_2026(void **state)
{
	struct arena *a = *state;
	struct plan_draft draft;
	struct plan_status s;
	struct reminders r;
	if (!read_plan(a, "plan-2024-2029.docx", &draft))
		skip();
	struct date on = { 2026, 11, 15 };
	plan_status(a, &draft.plan, &(struct evidence_base){ 0 }, YEAR_BOUNDS_DEFAULT, on, on, &s);
	due_reminders(a, &draft.plan, &s, YEAR_BOUNDS_DEFAULT, on, &r);
	assert_true(r.n > 0 && r.n <= draft.plan.actors.n);
	bool *told = ARENA_ARRAY(a, bool, s.n);
	for (size_t i = 0; i < r.n; i++)
		for (size_t k = 0; k < r.items[i].n; k++) {
			const struct action *ac = s.items[r.items[i].actions[k]].action;
			bool theirs = false;
			for (size_t m = 0; m < ac->actors.n; m++)
				theirs = theirs || ac->actors.items[m].actor == r.items[i].actor;
			assert_true(theirs);
			told[r.items[i].actions[k]] = true;
		}
	size_t n = 0, orphans = 0;
	for (size_t k = 0; k < s.n; k++) {
		enum action_state st = s.items[k].state;
		bool owed = st == ST_LATE || st == ST_DUE || st == ST_CONTINUOUS;
		orphans += owed && s.items[k].action->actors.n == 0;
		assert_int_equal(told[k], owed && s.items[k].action->actors.n > 0);
		n += told[k];
	}
	assert_int_equal(n + orphans, 9 + 11 + 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(without_evidence_on_22_11_2026), T(reminders_of_15_november_2026) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
