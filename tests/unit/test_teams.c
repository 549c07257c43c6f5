/* Teams: small instances against every placement there is; the figures against the independent count. */
#include "test.h"
#include "jobs/solver.h"
#include "solve/teams_private.h"

struct made { struct team_problem p; struct team_project project[3]; struct team_student student[6]; int ranking[6][3], forbidden[6][1], of[2][6];
	struct team_attribute attribute[2]; struct team_pair together[1], apart[2]; struct team_supervisor supervisor[3]; };

static uint64_t seed_now;
static int
random_below(int n)
{
	seed_now ^= seed_now << 13;
	seed_now ^= seed_now >> 7;
	seed_now ^= seed_now << 17;
	return (int)(seed_now % (uint64_t)n);
}

static void
make(struct made *m, int seed)
{
	seed_now = (uint64_t)seed * 0x9E3779B97F4A7C15u + 1;
	*m = (struct made){ .p = { .projects = 3, .students = 5 + random_below(2) } };
	for (int j = 0; j < 3; j++) {
		int min = random_below(3);
		m->project[j] = (struct team_project){ min, min + 1 + random_below(3), random_below(4) == 0 };
	}
	for (int s = 0; s < m->p.students; s++) {
		int ranks = random_below(4), order[3] = { 0, 1, 2 };
		for (int r = 0; r < 3; r++) {
			int k = r + random_below(3 - r), was = order[r];
			order[r] = order[k];
			order[k] = was;
			m->ranking[s][r] = order[r];
		}
		m->forbidden[s][0] = random_below(3);
		m->student[s] = (struct team_student){ m->ranking[s], ranks, m->forbidden[s], random_below(5) == 0, random_below(8) == 0 ? random_below(3) : TEAM_NONE };
		m->of[0][s] = random_below(3);
		m->of[1][s] = random_below(4) - 1;
	}
	m->attribute[0] = (struct team_attribute){ 3, m->of[0] };
	m->attribute[1] = (struct team_attribute){ 3, m->of[1] };
	m->together[0] = (struct team_pair){ 0, 1 };
	m->apart[0] = (struct team_pair){ 2, 3 };
	m->apart[1] = (struct team_pair){ 1, 4 };
	for (int k = 0; k < 3; k++)
		m->supervisor[k] = (struct team_supervisor){ random_below(2), 1 + random_below(2), &m->ranking[0][k], random_below(3) == 0 };
	m->p.project = m->project, m->p.student = m->student, m->p.attribute = m->attribute, m->p.pair_together = m->together, m->p.pair_apart = m->apart;
	m->p.supervisor = m->supervisor;
	m->p.attributes = random_below(3);
	m->p.together = random_below(2);
	m->p.apart = random_below(3);
	m->p.supervisors = random_below(2) * 3;
	m->p.objective = (enum team_objective)random_below(4);
	m->p.slack = 2 + random_below(6);
}

/* The best of all placements, by the stages; false when there is none. */
static bool
brute(struct arena *a, const struct team_model *m, struct team_vector *best)
{
	int at[6], n = 1;
	bool any = false;
	for (int s = 0; s < m->p->students; s++)
		n *= 3;
	for (int code = 0; code < n; code++) {
		for (int s = 0, c = code; s < m->p->students; s++, c /= 3)
			at[s] = c % 3;
		if (!team_feasible(m, at))
			continue;
		struct team_vector v = team_measure_all(m, at);
		if (!any || team_compare(m, &v, best) < 0)
			*best = v;
		any = true;
	}
	(void)a;
	return any;
}

static void
against_all(struct arena *a, int seed, solver_run *run, bool must_prove)
{
	struct made *made = ARENA_NEW(a, struct made);
	struct team_answer r;
	struct team_vector best = { { 0 } };
	make(made, seed);
	struct team_model *m = team_model_of(a, &made->p);
	bool any = brute(a, m, &best);
	assert_int_equal(team_solve(a, &made->p, 20, run, &r), OK);
	if (!any) {
		if (r.project_of != NULL || (must_prove && r.status != TEAM_INFEASIBLE))
			fail_msg("seed %d: a placement where there is none (status %d)", seed, r.status);
		return;
	}
	if (r.project_of == NULL)
		fail_msg("seed %d: nothing found (status %d, %s)", seed, r.status, r.method);
	struct team_vector got = team_measure_all(m, r.project_of);
	struct team_figures f;
	team_figures(a, &made->p, r.project_of, r.supervisor_of, &f);
	if (f.violations.n > 0)
		fail_msg("seed %d: %s", seed, f.violations.items[0]);
	for (int k = 0; k < r.stages; k++) {
		long counted = m->stage[k].measure == TEAM_UNRANKED ? f.unranked : m->stage[k].measure == TEAM_OF_SLACK ? f.slack
		    : m->stage[k].measure == TEAM_AT_RANK ? f.profile[m->stage[k].rank - 1] : r.stage[k].value;
		if (counted != r.stage[k].value)
			fail_msg("seed %d: stage %d says %ld, counted %ld", seed, k, r.stage[k].value, counted);
	}
	if (r.status == TEAM_OPTIMAL && team_compare(m, &got, &best) != 0)
		fail_msg("seed %d: called optimal by %s, and something is better", seed, r.method);
	if (must_prove && r.status != TEAM_OPTIMAL)
		fail_msg("seed %d: not proved (%d, %s): %s", seed, r.status, r.method, fail_detail(a));
	if (team_compare(m, &got, &best) != 0)
		fail_msg("seed %d: something is better", seed);
	for (int k = 0; k < r.stages; k++)
		if (r.stage[k].bound > best.v[k])
			fail_msg("seed %d: stage %d has the bound %ld over %ld", seed, k, r.stage[k].bound, best.v[k]);
}

static void
alone(void **state)
{
	for (int seed = 1; seed <= 200; seed++)
		against_all(*state, seed, NULL, false);
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
		against_all(a, seed, solver_run_bounded, true);
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
