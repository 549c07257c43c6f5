/* Teams: small instances against every placement there is; the figures against the independent count. */
#include "test.h"
#include "cbc_teams.h"
#include "gen_teams.h"
#include "small_teams.h"
#include <time.h>

/* What the solver says of a problem against the best of all; must_prove: nothing may be left open. */
static void
against_all(struct arena *a, int seed, const struct team_problem *p, solver_run *run, bool must_prove)
{
	struct team_answer r;
	struct small_worth best = { .n = 0 };
	bool any = small_brute(p, &best, NULL);
	assert_int_equal(team_solve(a, p, 120, run, &r), OK);
	if (!any) {
		if (r.project_of != NULL || (must_prove && r.status != TEAM_INFEASIBLE))
			fail_msg("seed %d: a placement where there is none (status %d)", seed, r.status);
		return;
	}
	if (r.project_of == NULL)
		fail_msg("seed %d: nothing found (status %d, %s)", seed, r.status, r.method);
	struct team_figures f;
	team_figures(a, p, r.project_of, r.supervisor_of, &f);
	if (f.violations.n > 0)
		fail_msg("seed %d: %s", seed, team_violation_text(a, f.violations.items[0]));
	struct small_worth got = small_worth(p, &f, r.project_of);
	assert_int_equal(got.n, r.stages);
	for (int k = 0; k < r.stages; k++) {
		if (got.v[k] != r.stage[k].value)
			fail_msg("seed %d: stage %d says %ld, counted %ld", seed, k, r.stage[k].value, got.v[k]);
		if (r.stage[k].bound > best.v[k])
			fail_msg("seed %d: stage %d has the bound %ld over %ld", seed, k, r.stage[k].bound, best.v[k]);
		if (r.status == TEAM_OPTIMAL && r.stage[k].bound != r.stage[k].value)
			fail_msg("seed %d: stage %d is called optimal at %ld, bound %ld", seed, k, r.stage[k].value, r.stage[k].bound);
	}
	if (r.status == TEAM_OPTIMAL && small_compare(&got, &best) != 0)
		fail_msg("seed %d: called optimal by %s, and something is better", seed, r.method);
	if (must_prove && r.status != TEAM_OPTIMAL)
		fail_msg("seed %d: not proved (%d, %s): %s", seed, r.status, r.method, fail_detail(a));
	if (small_compare(&got, &best) != 0)
		fail_msg("seed %d: something is better", seed);
}

/* Some with a placement to stay near, which may have holes; its stage first or last. */
static const struct team_problem *
problem(struct arena *a, int seed)
{
	struct small *m = ARENA_NEW(a, struct small);
	small_make(m, seed);
	if (seed % 3 == 0) {
		int *stay = ARENA_ARRAY(a, int, SMALL_STUDENTS);
		for (int s = 0; s < m->p.students; s++)
			stay[s] = small_below(m, 4) - 1;
		m->p.stay = stay;
		m->p.stay_last = seed % 2 == 0;
	}
	return &m->p;
}

static void
alone(void **state)
{
	for (int seed = 1; seed <= 300; seed++)
		against_all(*state, seed, problem(*state, seed), NULL, false);
}

static void
with_cbc(void **state)
{
	struct arena *a = *state;
	const char *said;
	size_t n;
	if (solver_run_bounded(a, "cbc", (const char *const[]){ "-quit", NULL }, "", 0, 5, &said, &n) == E_NOTFOUND)
		skip();
	for (int seed = 1; seed <= 60; seed++)
		against_all(a, seed, problem(a, seed), solver_run_bounded, true);
}

/* Preferences alone, at a size that brute force cannot reach: the flow proves itself, and no exchange of two is better. */
static void
flow_alone(void **state)
{
	struct arena *a = *state;
	enum { N = 200, M = 40 };
	struct team_project *project = ARENA_ARRAY(a, struct team_project, M);
	struct team_student *student = ARENA_ARRAY(a, struct team_student, N);
	struct team_answer r;
	struct team_figures f;
	for (int j = 0; j < M; j++)
		project[j] = (struct team_project){ 4, 6, false };
	for (int s = 0; s < N; s++) {
		int *ranking = ARENA_ARRAY(a, int, 5);
		for (int k = 0; k < 5; k++)
			ranking[k] = (s * 7 + k * k * (1 + s % 3) * 3 + k) % M;
		int ranks = 0;
		for (int k = 0; k < 5; k++) {
			bool again = false;
			for (int i = 0; i < ranks; i++)
				again = again || ranking[i] == ranking[k];
			if (!again)
				ranking[ranks++] = ranking[k];
		}
		student[s] = (struct team_student){ ranking, ranks, NULL, 0, TEAM_NONE };
	}
	struct team_problem p = { .projects = M, .students = N, .project = project, .student = student };
	assert_int_equal(team_solve(a, &p, 20, NULL, &r), OK);
	assert_int_equal(r.status, TEAM_OPTIMAL);
	assert_string_equal(r.method, "flow");
	team_figures(a, &p, r.project_of, r.supervisor_of, &f);
	assert_int_equal(f.violations.n, 0);
	assert_int_equal(f.envy_pairs, 0);
}

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A programme's size, some held where a hand put them: what is composed from the points of a curve is the best there is, says a
 * plain program, and no point of the curve is as good. By the walks alone, the seeds 8 and 28 gave a slack worse than the first
 * point of their own curve. */
static void
pinned(void **state)
{
	static const int seeds[] = { 3, 8, 28 };
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(seeds); i++) {
		struct gen g = { (uint64_t)seeds[i] };
		struct team_problem *p = gen_teams(a, &g, (struct gen_teams){ .students = 60, .projects = 10, .min = 6, .max = 6, .ranks = 5, .skew = 0.6, .pairs = true,
			.conflicts = true, .supervisors = true, .attributes = 2, .objective = TEAM_PREFERENCES });
		struct team_student *student = ARENA_ARRAY(a, struct team_student, (size_t)p->students);
		memcpy(student, p->student, (size_t)p->students * sizeof *student);
		for (int k = 0; k < 1 + seeds[i] % 4; k++) {
			int s = gen_int(&g, p->students);
			if (student[s].nforbidden == 0)
				student[s].locked = gen_int(&g, p->projects);
		}
		p->student = student;
		struct team_curve c;
		struct team_answer r, again, poor[2] = { { .project_of = ARENA_ARRAY(a, int, (size_t)p->students) } };
		long value[TEAM_STAGES_MAX];
		double bound;
		int stages, proved = cbc_solve(p, 60, now, value, &stages, &bound);
		assert_int_equal(team_curve(a, p, (struct team_effort){ 0.8, NULL }, 12, &c), OK);
		struct team_answer *known = ARENA_ARRAY(a, struct team_answer, (size_t)c.n + 1);
		for (int k = 0; k < c.n; k++)
			known[k] = c.point[k].answer;
		p->known = known, p->knowns = c.n;
		assert_int_equal(team_solve(a, p, 60, solver_run_bounded, &r), OK);
		assert_non_null(r.project_of);
		team_curve_add(a, p, &c, &r);
		assert_int_equal(c.point[0].answer.status, r.status); /* the best preferences are the first point */
		assert_ptr_equal(c.point[0].answer.project_of, r.project_of);
		for (int k = 0; k < r.stages && proved == stages; k++)
			if (r.status != TEAM_OPTIMAL || r.stage[k].value != value[k])
				fail_msg("seed %d: stage %d is %ld (status %d), %ld says cbc", seeds[i], k, r.stage[k].value, r.status, value[k]);
		/* What is known is kept however little time there is; what breaks a rule is not. */
		poor[1] = r;
		p->known = poor, p->knowns = 2;
		assert_int_equal(team_solve(a, p, 0.01, NULL, &again), OK);
		for (int k = 0; k < r.stages; k++)
			assert_int_equal(again.stage[k].value, r.stage[k].value);
		struct team_figures f;
		team_figures(a, p, again.project_of, again.supervisor_of, &f);
		assert_int_equal(f.violations.n, 0);
	}
}

struct watching { struct team_stage stage[TEAM_STAGES_MAX]; int stages, at, told; bool found; };

static void
watched(void *arg, const struct team_progress *p)
{
	struct watching *x = arg;
	assert_true(p->at >= x->at && p->found >= x->found);
	for (int k = 0; k < p->stages && x->told > 0 && x->found; k++) {
		if (p->stage[k].value != x->stage[k].value) { /* only better, and then all is said of another */
			assert_true(p->stage[k].value < x->stage[k].value);
			break;
		}
		assert_true(k > x->at || p->stage[k].bound >= x->stage[k].bound);
	}
	memcpy(x->stage, p->stage, (size_t)p->stages * sizeof *p->stage);
	x->stages = p->stages, x->at = p->at, x->found = p->found;
	x->told++;
}

/* What is told on the way only gets better, and ends as the answer. */
static void
told_how_far(void **state)
{
	struct arena *a = *state;
	for (int seed = 1; seed <= 6; seed++) {
		struct gen g = { (uint64_t)seed };
		struct watching x = { .stages = 0 };
		struct team_watch watch = { watched, &x };
		struct team_answer r;
		struct team_problem *p = gen_teams(a, &g, (struct gen_teams){ .students = 36, .projects = 7, .min = 4, .max = 6, .ranks = 4, .skew = 0.4, .pairs = true,
			.conflicts = true, .attributes = 2, .objective = (enum team_objective)(seed % 2) });
		p->watch = &watch;
		assert_int_equal(team_solve(a, p, 30, seed % 3 == 0 ? NULL : solver_run_bounded, &r), OK);
		if (r.project_of == NULL)
			continue;
		assert_int_equal(x.stages, r.stages);
		assert_int_equal(x.at, r.stages);
		for (int k = 0; k < r.stages; k++) {
			assert_int_equal(x.stage[k].value, r.stage[k].value);
			assert_int_equal(x.stage[k].measure, r.stage[k].measure);
		}
	}
}

static struct team_problem *
medium(struct arena *a, int seed)
{
	struct gen g = { (uint64_t)seed };
	bool close = seed % 3 == 0;
	struct team_problem *p = gen_teams(a, &g, (struct gen_teams){ .students = 30 + seed % 2 * 6, .projects = close ? 9 : 7, .min = close ? 3 : 4, .max = 6,
		.ranks = 4, .skew = 0.4, .may_close = close, .pairs = true, .conflicts = true, .supervisors = seed % 2 == 0, .attributes = seed % 5 == 0 ? 1 : 2,
		.objective = (enum team_objective)(seed % 4), .slack = 14 });
	struct team_student *student = ARENA_ARRAY(a, struct team_student, (size_t)p->students);
	memcpy(student, p->student, (size_t)p->students * sizeof *student);
	for (int s = 0; s < p->students; s++)
		if (gen_int(&g, 12) == 0 && student[s].nforbidden == 0)
			student[s].locked = gen_int(&g, p->projects);
	p->student = student;
	if (seed % 7 == 0) {
		int *stay = ARENA_ARRAY(a, int, (size_t)p->students);
		for (int s = 0; s < p->students; s++)
			stay[s] = gen_int(&g, p->projects + 1) - 1;
		p->stay = stay;
		p->stay_last = seed % 2 == 0;
	}
	return p;
}

/* Where brute force does not reach: every objective, projects that close, locks, pairs, supervisors, against plain programs. */
static void
as_cbc(void **state)
{
	struct arena *a = *state;
	const char *said;
	size_t n;
	int compared = 0;
	if (solver_run_bounded(a, "cbc", (const char *const[]){ "-quit", NULL }, "", 0, 5, &said, &n) == E_NOTFOUND)
		skip();
	for (int seed = 1; seed <= 16; seed++) {
		struct team_problem *p = medium(a, seed);
		struct team_answer r;
		struct team_figures f;
		long value[TEAM_STAGES_MAX];
		double bound;
		int stages, proved = cbc_solve(p, 60, now, value, &stages, &bound);
		assert_int_equal(team_solve(a, p, 60, solver_run_bounded, &r), OK);
		if (proved == -1) {
			if (r.status != TEAM_INFEASIBLE)
				fail_msg("seed %d: status %d, infeasible says cbc", seed, r.status);
			continue;
		}
		if (r.project_of == NULL)
			fail_msg("seed %d: nothing (status %d, %s)", seed, r.status, r.method);
		team_figures(a, p, r.project_of, r.supervisor_of, &f);
		if (f.violations.n > 0)
			fail_msg("seed %d: %s", seed, team_violation_text(a, f.violations.items[0]));
		if (proved < stages || r.status != TEAM_OPTIMAL)
			continue; /* a slow machine */
		compared++;
		assert_int_equal(stages, r.stages);
		for (int k = 0; k < stages; k++)
			if (r.stage[k].value != value[k])
				fail_msg("seed %d: stage %d is %ld, %ld says cbc", seed, k, r.stage[k].value, value[k]);
	}
	if (compared < 10)
		print_message("only %d of 16 compared\n", compared);
	assert_true(compared > 0);
}

static void
same_worth(struct arena *a, const struct team_problem *p, const struct team_problem *q, const char *what, int seed)
{
	struct team_answer x, y;
	assert_int_equal(team_solve(a, p, 30, solver_run_bounded, &x), OK);
	assert_int_equal(team_solve(a, q, 30, solver_run_bounded, &y), OK);
	if (x.status == TEAM_BOUNDED || y.status == TEAM_BOUNDED)
		return; /* not closed in time */
	if (x.status != y.status || x.stages != y.stages)
		fail_msg("seed %d: %s: status %d and %d", seed, what, x.status, y.status);
	for (int k = 0; k < x.stages && x.project_of != NULL; k++)
		if (x.stage[k].value != y.stage[k].value)
			fail_msg("seed %d: %s: stage %d is %ld and %ld", seed, what, k, x.stage[k].value, y.stage[k].value);
}

/* What must change nothing changes nothing; a rule more is never better. */
static void
metamorphic(void **state)
{
	struct arena *a = *state;
	for (int seed = 1; seed <= 8; seed++) {
		struct team_problem *p = medium(a, seed), q = *p;
		size_t n = (size_t)p->students;
		struct team_student *student = ARENA_ARRAY(a, struct team_student, n);
		int *of[2] = { ARENA_ARRAY(a, int, n), ARENA_ARRAY(a, int, n) }, *stay = ARENA_ARRAY(a, int, n);
		struct team_attribute attribute[2];
		struct team_pair *together = ARENA_ARRAY(a, struct team_pair, n), *apart = ARENA_ARRAY(a, struct team_pair, n);
		/* The students the other way round. */
		int last = p->students - 1;
		for (int s = 0; s <= last; s++) {
			student[s] = p->student[last - s];
			for (int k = 0; k < p->attributes; k++)
				of[k][s] = p->attribute[k].of[last - s];
			stay[s] = p->stay == NULL ? TEAM_NONE : p->stay[last - s];
		}
		for (int k = 0; k < p->attributes; k++)
			attribute[p->attributes - 1 - k] = (struct team_attribute){ p->attribute[k].values, of[k] };
		for (int i = 0; i < p->together; i++)
			together[i] = (struct team_pair){ last - p->pair_together[i].b, last - p->pair_together[i].a };
		for (int i = 0; i < p->apart; i++)
			apart[i] = (struct team_pair){ last - p->pair_apart[i].b, last - p->pair_apart[i].a };
		q.student = student, q.attribute = attribute, q.pair_together = together, q.pair_apart = apart, q.stay = p->stay == NULL ? NULL : stay;
		same_worth(a, p, &q, "students reversed", seed);
		/* Everyone locked where the answer has them: the same worth. */
		struct team_answer r, s;
		assert_int_equal(team_solve(a, p, 30, solver_run_bounded, &r), OK);
		if (r.project_of == NULL)
			continue;
		q = *p;
		memcpy(student, p->student, n * sizeof *student);
		for (size_t i = 0; i < n; i += 2)
			student[i].locked = r.project_of[i];
		q.student = student;
		if (r.status == TEAM_OPTIMAL)
			same_worth(a, p, &q, "half locked where they are", seed);
		/* One more pair apart: not better. */
		q = *p;
		memcpy(apart, p->pair_apart, (size_t)p->apart * sizeof *apart);
		apart[q.apart++] = (struct team_pair){ 0, 5 };
		q.pair_apart = apart;
		assert_int_equal(team_solve(a, &q, 30, solver_run_bounded, &s), OK);
		for (int k = 0; k < r.stages && s.project_of != NULL && r.status == TEAM_OPTIMAL; k++)
			if (s.stage[k].value != r.stage[k].value) {
				if (s.stage[k].value < r.stage[k].value)
					fail_msg("seed %d: a rule more makes stage %d better", seed, k);
				break;
			}
	}
}

/* A bound holds at any size: no answer of another search is under it. */
static void
bounds_hold(void **state)
{
	struct arena *a = *state;
	for (int seed = 1; seed <= 4; seed++) {
		struct gen g = { (uint64_t)seed };
		struct team_problem *p = gen_teams(a, &g, (struct gen_teams){ .students = 120, .projects = 24, .min = 4, .max = 6, .ranks = 5, .skew = 0.5,
			.may_close = seed % 2 == 0, .pairs = true, .conflicts = true, .attributes = 2, .objective = seed % 3 == 0 ? TEAM_BALANCE : TEAM_PREFERENCES });
		struct team_answer quick, slow;
		assert_int_equal(team_solve(a, p, 20, NULL, &quick), OK);
		assert_int_equal(team_solve(a, p, 20, solver_run_bounded, &slow), OK);
		for (int k = 0; k < quick.stages && quick.project_of != NULL && slow.project_of != NULL; k++) {
			if (slow.stage[k].value < quick.stage[k].bound)
				fail_msg("seed %d: stage %d has the bound %ld, and %ld is reached", seed, k, quick.stage[k].bound, slow.stage[k].value);
			if (slow.stage[k].value != quick.stage[k].value)
				break; /* later bounds are of another beginning */
		}
	}
}

/* An edition whose commissions are not chosen yet: nobody is placed, and nothing is to be balanced. */
static void
no_project(void **state)
{
	static const int value[] = { 0, 0 }, nowhere[] = { TEAM_NONE, TEAM_NONE };
	const struct team_student students[2] = { { .locked = TEAM_NONE }, { .locked = TEAM_NONE } };
	const struct team_attribute attribute = { .values = 1, .of = value };
	struct team_problem p = { .students = 2, .student = students, .attributes = 1, .attribute = &attribute };
	struct team_figures f;
	team_figures(*state, &p, nowhere, NULL, &f);
	assert_int_equal(f.slack, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(no_project), T(alone), T(with_cbc), T(flow_alone), T(pinned), T(told_how_far), T(as_cbc), T(metamorphic), T(bounds_hold) };
	return cmocka_run_group_tests_name("teams", tests, NULL, NULL);
}
