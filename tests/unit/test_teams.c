/* Teams: small instances against every placement there is; the figures against the independent count. */
#include "test.h"
#include "jobs/solver.h"
#include "small_teams.h"

/* What the solver says of a problem against the best of all; must_prove: nothing may be left open. */
static void
against_all(struct arena *a, int seed, const struct team_problem *p, solver_run *run, bool must_prove)
{
	struct team_answer r;
	struct small_worth best = { .n = 0 };
	bool any = small_brute(p, &best, NULL);
	assert_int_equal(team_solve(a, p, 20, run, &r), OK);
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

int
main(void)
{
	const struct CMUnitTest tests[] = { T(alone), T(with_cbc), T(flow_alone) };
	return cmocka_run_group_tests_name("teams", tests, NULL, NULL);
}
