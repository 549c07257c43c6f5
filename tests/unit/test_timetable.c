/* Timetables: small instances against every timetable there is, larger ones against CBC; what is proved, what is impossible;
 * and how answers move when an instance does. */
#include "test.h"
#include "gen_timetable.h"
#include "jobs/solver.h"

static struct gtt_shape
shape_of(uint64_t seed, int sessions)
{
	struct gtt g = { seed * 31 + 5 };
	for (int k = 0; k < 8; k++)
		(void)gtt_below(&g, 3);
	enum tt_kind kind = (enum tt_kind)gtt_below(&g, 3);
	struct gtt_shape h = { .kind = kind, .sessions = sessions, .days = kind == TT_ORALS ? 2 : 1 + (gtt_below(&g, 4) == 0), .starts = 3 + gtt_below(&g, 3),
		.step = kind == TT_VISITS ? 30 : kind == TT_EVENING ? 20 : 60, .duration = kind == TT_VISITS ? 90 : kind == TT_EVENING ? 20 : 60,
		.people = 1 + gtt_below(&g, sessions), .places = 1 + gtt_below(&g, 4), .groups = kind == TT_EVENING || gtt_below(&g, 5) == 0 ? gtt_below(&g, 4) : 0,
		.open_percent = 40 + gtt_below(&g, 60), .day_cost = gtt_below(&g, 3) * 3 * (int64_t)TT_UNIT, .published_percent = gtt_below(&g, 3) * 40,
		.change_cost = gtt_below(&g, 3) * (int64_t)TT_UNIT, .one_per_slot = kind == TT_EVENING || gtt_below(&g, 6) == 0, .cost_max = gtt_below(&g, 6) };
	if (gtt_below(&g, 8) == 0)
		h.step = 10; /* an evening where a person may be too close */
	return h;
}

struct best { bool any; int missing; int64_t cost; };

/* Every timetable there is; missing only in visits. */
static void
brute(struct arena *a, const struct tt_problem *p, const bool *only, int i, int *at, struct best *best)
{
	if (i == p->sessions) {
		struct arena *tmp = arena_new(MIB(1));
		struct tt_figures f;
		int missing = 0;
		tt_figures(tmp, p, at, &f);
		for (int k = 0; k < p->sessions; k++)
			missing += at[k] == TT_NONE;
		if (!best->any || missing < best->missing || (missing == best->missing && f.cost < best->cost))
			*best = (struct best){ true, missing, f.cost };
		arena_free(tmp);
		return;
	}
	if (only != NULL && !only[i]) {
		at[i] = TT_NONE;
		brute(a, p, only, i + 1, at, best);
		return;
	}
	for (int k = 0; k < p->session[i].slots; k++) {
		at[i] = TT_NONE;
		bool clash = false;
		for (int j = 0; j < i && !clash; j++)
			clash = at[j] != TT_NONE && !gtt_together(p, i, p->session[i].slot[k], j, at[j]);
		if (clash)
			continue;
		at[i] = p->session[i].slot[k];
		brute(a, p, only, i + 1, at, best);
	}
	at[i] = TT_NONE;
	if (p->kind == TT_VISITS)
		brute(a, p, only, i + 1, at, best);
}

static struct best
best_of(struct arena *a, const struct tt_problem *p, const bool *only)
{
	struct best best = { false, 0, 0 };
	int *at = ARENA_ARRAY(a, int, (size_t)p->sessions + 1);
	for (int i = 0; i < p->sessions; i++)
		at[i] = TT_NONE;
	brute(a, p, only, 0, at, &best);
	return best;
}

/* Whether these alone can be held, in any way. */
static bool
hold(struct arena *a, const struct tt_problem *p, const int *set, int n, int without)
{
	bool *only = ARENA_ARRAY(a, bool, (size_t)p->sessions + 1);
	for (int k = 0; k < n; k++)
		only[set[k]] = k != without;
	return best_of(a, p, only).any;
}

static void
check_conflict(struct arena *a, const struct tt_problem *p, const struct tt_answer *r, uint64_t seed)
{
	if (r->nconflict < 1 || hold(a, p, r->conflict, r->nconflict, -1))
		fail_msg("seed %llu: the conflict of %d is none", (unsigned long long)seed, r->nconflict);
	for (int k = 0; k < r->nconflict; k++)
		if (!hold(a, p, r->conflict, r->nconflict, k))
			fail_msg("seed %llu: session %d is not needed for the conflict", (unsigned long long)seed, r->conflict[k]);
	for (unsigned set = 1; r->smallest && set < 1u << p->sessions; set++) {
		int list[16], n = 0;
		for (int i = 0; i < p->sessions; i++)
			if (set >> i & 1)
				list[n++] = i;
		if (n < r->nconflict && !hold(a, p, list, n, -1))
			fail_msg("seed %llu: %d sessions are in conflict, and %d were said to be the fewest", (unsigned long long)seed, n, r->nconflict);
	}
}

static void
check_answer(struct arena *a, const struct tt_problem *p, const struct tt_answer *r, uint64_t seed)
{
	struct tt_figures f;
	int missing = 0;
	tt_figures(a, p, r->slot_of, &f);
	if (f.violations.n > 0)
		fail_msg("seed %llu: %s", (unsigned long long)seed, f.violations.items[0]);
	for (int i = 0; i < p->sessions; i++)
		missing += r->slot_of[i] == TT_NONE;
	if (f.cost != r->cost || f.changes != r->changes || missing != r->nmissing)
		fail_msg("seed %llu: says %lld, %d changes, %d missing; counted %lld, %d, %d", (unsigned long long)seed, (long long)r->cost, r->changes, r->nmissing,
		    (long long)f.cost, f.changes, missing);
	if (r->nmissing == r->missing_bound && r->bound > r->cost)
		fail_msg("seed %llu: the bound is over the cost", (unsigned long long)seed);
}

static void
against_all(void **state)
{
	(void)state;
	int kinds[3] = { 0 }, none = 0, missing = 0;
	for (uint64_t seed = 1; seed <= 900; seed++) {
		struct arena *a = arena_new(MIB(256));
		struct tt_problem p = gtt_make(a, seed, shape_of(seed, 3 + (int)(seed % 3)));
		struct tt_answer r;
		struct best best = best_of(a, &p, NULL);
		assert_int_equal(tt_solve(a, &p, 20, &r), OK);
		kinds[p.kind]++;
		if (!best.any) {
			none++;
			if (r.status != TT_INFEASIBLE)
				fail_msg("seed %llu: a timetable where there is none (%d, %s)", (unsigned long long)seed, r.status, r.method);
			check_conflict(a, &p, &r, seed);
		} else {
			if (r.status != TT_OPTIMAL)
				fail_msg("seed %llu: not proved (%d, %s)", (unsigned long long)seed, r.status, r.method);
			check_answer(a, &p, &r, seed);
			missing += r.nmissing > 0;
			if (r.nmissing != best.missing || r.cost != best.cost || r.bound != r.cost)
				fail_msg("seed %llu (%s): %d missing at %lld, the best is %d at %lld", (unsigned long long)seed, r.method, r.nmissing, (long long)r.cost,
				    best.missing, (long long)best.cost);
		}
		arena_free(a);
	}
	assert_true(kinds[0] > 100 && kinds[1] > 100 && kinds[2] > 100 && none > 50 && missing > 20);
}

static bool
no_cbc(struct arena *a)
{
	const char *said;
	size_t n;
	return solver_run_bounded(a, "cbc", (const char *const[]){ "-quit", NULL }, "", 0, 5, &said, &n) == E_NOTFOUND;
}

/* Where brute force does not reach. */
static void
against_cbc(void **state)
{
	if (no_cbc(*state))
		skip();
	static const struct gtt_shape shapes[] = {
		{ TT_EVENING, 10, 1, 10, 20, 20, 0, 1, 4, 90, 0, 0, 0, true, 5 }, { TT_EVENING, 12, 1, 14, 20, 20, 0, 1, 4, 70, 0, 50, 2 * TT_UNIT, true, 5 },
		{ TT_ORALS, 10, 2, 9, 60, 60, 5, 4, 0, 60, 3 * TT_UNIT, 50, TT_UNIT, false, 4 }, { TT_ORALS, 16, 2, 9, 60, 60, 6, 5, 0, 60, 3 * TT_UNIT, 0, 0, false, 6 },
		{ TT_VISITS, 10, 1, 6, 30, 90, 5, 4, 0, 80, 0, 0, 0, false, 3 }, { TT_VISITS, 12, 1, 8, 30, 90, 5, 4, 0, 70, 0, 60, TT_UNIT, false, 2 } };
	for (size_t k = 0; k < LEN(shapes); k++)
		for (uint64_t seed = 1; seed <= 4; seed++) {
			struct arena *a = arena_new(MIB(1024));
			struct tt_problem p = gtt_make(a, seed + k * 100, shapes[k]);
			struct tt_answer r;
			struct gtt_cbc c;
			int64_t miss = p.kind == TT_VISITS ? 1000 * (int64_t)TT_UNIT : 0;
			assert_int_equal(tt_solve(a, &p, 30, &r), OK);
			assert_true(gtt_cbc(a, &p, miss, 60, solver_run_bounded, &c));
			if (c.infeasible != (r.status == TT_INFEASIBLE))
				fail_msg("shape %zu seed %llu: one says impossible (%d, %s)", k, (unsigned long long)seed, r.status, r.method);
			if (r.status != TT_INFEASIBLE) {
				assert_int_equal(r.status, TT_OPTIMAL);
				check_answer(a, &p, &r, seed);
				double mine = (double)(r.cost + miss * r.nmissing) / TT_UNIT;
				if (!c.optimal || fabs(c.value - mine) > 1e-4)
					fail_msg("shape %zu seed %llu (%s): %f, CBC %f (%d)", k, (unsigned long long)seed, r.method, mine, c.value, c.optimal);
			}
			arena_free(a);
		}
}

/* What must not move, or must move so. */
static void
metamorphic(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct arena *a = arena_new(MIB(256));
		struct tt_problem p = gtt_make(a, seed, shape_of(seed, 8)), q = p;
		struct tt_answer r, t;
		assert_int_equal(tt_solve(a, &p, 20, &r), OK);
		/* Sessions and slots in the reverse order. */
		struct tt_session *s = ARENA_ARRAY(a, struct tt_session, 8);
		struct tt_slot *slot = ARENA_ARRAY(a, struct tt_slot, (size_t)p.slots);
		for (int k = 0; k < p.slots; k++)
			slot[p.slots - 1 - k] = p.slot[k];
		for (int i = 0; i < 8; i++) {
			int *can = ARENA_ARRAY(a, int, (size_t)p.slots);
			s[7 - i] = p.session[i];
			for (int k = 0; k < p.session[i].slots; k++)
				can[k] = p.slots - 1 - p.session[i].slot[k];
			s[7 - i].slot = can;
			s[7 - i].published = p.session[i].published < 0 ? p.session[i].published : p.slots - 1 - p.session[i].published;
		}
		q.session = s;
		q.slot = slot;
		assert_int_equal(tt_solve(a, &q, 20, &t), OK);
		if (r.status != t.status || r.cost != t.cost || r.nmissing != t.nmissing || (r.smallest && t.smallest && r.nconflict != t.nconflict))
			fail_msg("seed %llu: another order, another answer (%d %lld, %d %lld)", (unsigned long long)seed, r.status, (long long)r.cost, t.status, (long long)t.cost);
		if (r.status == TT_OPTIMAL && r.nmissing == 0) {
			/* Published as it is: nothing changes, at any price of a change, and what it costs to change is no longer paid. */
			struct tt_session *same = ARENA_ARRAY(a, struct tt_session, 8);
			for (int i = 0; i < 8; i++) {
				same[i] = p.session[i];
				same[i].published = r.slot_of[i];
			}
			q = p;
			q.session = same;
			q.change_cost = 1000 * (int64_t)TT_UNIT;
			assert_int_equal(tt_solve(a, &q, 20, &t), OK);
			assert_int_equal(t.status, TT_OPTIMAL);
			assert_int_equal(t.changes, 0);
			/* Without one of them it is no dearer. */
			q = p;
			q.sessions = 7;
			assert_int_equal(tt_solve(a, &q, 20, &t), OK);
			assert_int_equal(t.status, TT_OPTIMAL);
			assert_true(t.cost <= r.cost);
		}
		arena_free(a);
	}
}

/* The year as it is: ten orals, eight supervisors, two days; sixty beyond what is proved, with a bound that holds. */
static void
sizes(void **state)
{
	(void)state;
	static const int sizes[] = { 10, 20, 60 };
	for (size_t k = 0; k < LEN(sizes); k++) {
		struct arena *a = arena_new(MIB(1024));
		int n = sizes[k];
		struct tt_problem p = gtt_make(a, 7 + k, (struct gtt_shape){ TT_ORALS, n, 2, 18, 30, 60, n * 8 / 10, 6, 0, 60, 3 * TT_UNIT, 0, 0, false, 9 });
		struct tt_answer r;
		assert_int_equal(tt_solve(a, &p, n == 60 ? 3 : 30, &r), OK);
		assert_non_null(r.slot_of);
		check_answer(a, &p, &r, k);
		if (n < 60)
			assert_int_equal(r.status, TT_OPTIMAL);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(against_all), T(against_cbc), T(metamorphic), T(sizes) };
	return cmocka_run_group_tests_name("timetable", tests, NULL, NULL);
}
