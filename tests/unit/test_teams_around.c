/* Around a placement of teams: a move by hand, the curve, "why not", plans B, each against every placement there is. */
#include "test.h"
#include "jobs/solver.h"
#include "small_teams.h"
#include <string.h>

static bool
cbc_there(struct arena *a)
{
	const char *said;
	size_t n;
	return solver_run_bounded(a, "cbc", (const char *const[]){ "-quit", NULL }, "", 0, 5, &said, &n) != E_NOTFOUND;
}

/* ---- a move ------------------------------------------------------------------------------------------------------------ */

static size_t
of_rule(const struct team_violations *v, enum team_rule rule)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n; i++)
		n += v->items[i].rule == rule;
	return n;
}

static void
move(void **state)
{
	struct arena *a = *state;
	int r0[] = { 0, 1 }, r1[] = { 1, 0 }, no[] = { 1 }, at[] = { 0, 0, 1, 1, TEAM_NONE }, by[] = { 0, 1 };
	struct team_project project[] = { { 2, 3, false }, { 2, 2, false } };
	struct team_student student[] = { { r0, 2, no, 1, TEAM_NONE }, { r0, 2, NULL, 0, TEAM_NONE }, { r0, 2, NULL, 0, 1 }, { r1, 2, NULL, 0, TEAM_NONE },
		{ r1, 1, NULL, 0, TEAM_NONE } };
	struct team_pair together[] = { { 0, 1 } }, apart[] = { { 1, 3 } };
	struct team_supervisor supervisor[] = { { 1, 1, NULL, 0 }, { 1, 1, NULL, 0 } };
	struct team_problem p = { .projects = 2, .students = 5, .project = project, .student = student, .pair_together = together, .together = 1,
		.pair_apart = apart, .apart = 1, .supervisor = supervisor, .supervisors = 2 };
	struct team_move m;
	team_move_cost(a, &p, at, by, 1, 1, &m); /* leaves 0 with one, 1 with three; from who should be with it, to who should not */
	assert_int_equal(m.broken.n, 4);
	assert_int_equal(of_rule(&m.broken, TEAM_TOO_FEW) + of_rule(&m.broken, TEAM_TOO_MANY), 2);
	assert_int_equal(of_rule(&m.broken, TEAM_NOT_TOGETHER) + of_rule(&m.broken, TEAM_NOT_APART), 2);
	assert_int_equal(m.mended.n, 0);
	assert_int_equal(m.before.profile[0], 3);
	assert_int_equal(m.after.profile[0], 2);
	assert_int_equal(m.after.profile[1], 2);
	team_move_cost(a, &p, at, by, 0, 1, &m);
	assert_int_equal(of_rule(&m.broken, TEAM_FORBIDDEN), 1);
	team_move_cost(a, &p, at, by, 2, 0, &m);
	assert_int_equal(of_rule(&m.broken, TEAM_LOCKED_ELSEWHERE), 1);
	assert_int_equal(m.after.worst_rank, 1);
	team_move_cost(a, &p, at, by, 4, 0, &m); /* nowhere yet: a place, though not one asked for */
	assert_int_equal(of_rule(&m.mended, TEAM_PLACELESS), 1);
	assert_int_equal(m.broken.n, 0);
	assert_int_equal(m.after.unranked, 1);
	team_move_cost(a, &p, at, NULL, 4, TEAM_NONE, &m);
	assert_int_equal(m.broken.n + m.mended.n, 0);
	assert_int_equal(of_rule(&m.before.violations, TEAM_UNSUPERVISED), 2);
}

/* ---- the curve ----------------------------------------------------------------------------------------------------------- */

/* For each slack the best preferences with at most that much: what none beats in both. */
static int
brute_curve(const struct team_problem *raw, struct small_worth *point, long *slack)
{
	struct team_problem p = *raw;
	int n = 0;
	p.stay = NULL;
	p.objective = TEAM_SLACK;
	for (p.slack = 40; p.slack >= 0; p.slack--) {
		struct small_worth best = { .n = 0 };
		if (!small_brute(&p, &best, NULL))
			break;
		if (p.attributes == 0) {
			point[0] = best;
			slack[0] = 0;
			return 1;
		}
		if (n > 0 && best.v[best.n - 1] == slack[n - 1])
			continue;
		point[n] = best;
		slack[n++] = best.v[best.n - 1];
	}
	return n;
}

static void
curve(void **state)
{
	struct arena *a = *state;
	bool cbc = cbc_there(a);
	int whole = 0;
	for (int seed = 1; seed <= 60; seed++) {
		struct small *m = ARENA_NEW(a, struct small);
		struct team_curve c;
		struct small_worth point[41];
		long slack[41];
		small_make(m, seed);
		int n = brute_curve(&m->p, point, slack);
		assert_int_equal(team_curve(a, &m->p, (struct team_effort){ 120, cbc && seed <= 25 ? solver_run_bounded : NULL }, 0, &c), OK);
		whole += c.whole;
		if (cbc && seed <= 25 && !c.whole)
			fail_msg("seed %d: not the whole curve", seed);
		if (c.n != n)
			fail_msg("seed %d: %d points, there are %d", seed, c.n, n);
		for (int i = 0; i < n; i++) {
			struct team_problem p = m->p;
			struct team_figures f;
			p.stay = NULL;
			p.objective = TEAM_PREFERENCES;
			team_figures(a, &p, c.point[i].answer.project_of, c.point[i].answer.supervisor_of, &f);
			assert_int_equal(f.violations.n, 0);
			assert_int_equal(f.slack, c.point[i].figures.slack);
			struct small_worth w = small_worth(&p, &f, c.point[i].answer.project_of);
			if (small_compare(&w, &point[i]) != 0)
				fail_msg("seed %d: point %d is not the best", seed, i);
		}
	}
	assert_true(whole > 0);
}

/* From placements that are known, right or not, of any objective: the same curve as without, and as all there is. */
static void
curve_from_known(void **state)
{
	struct arena *a = *state;
	for (int seed = 1; seed <= 60; seed++) {
		struct small *m = ARENA_NEW(a, struct small);
		struct team_answer known[4] = { { .project_of = NULL } };
		struct team_curve c;
		struct small_worth point[41];
		long slack[41];
		small_make(m, seed);
		int n = brute_curve(&m->p, point, slack);
		for (int k = 1; k < 4; k++) {
			known[k] = (struct team_answer){ .status = TEAM_BOUNDED, .project_of = ARENA_ARRAY(a, int, SMALL_STUDENTS), .supervisor_of = m->p.supervisors > 0 ? ARENA_ARRAY(a, int, 3) : NULL };
			for (int s = 0; s < m->p.students; s++)
				known[k].project_of[s] = small_below(m, 4) - (k == 1);
			for (int j = 0; j < 3 && m->p.supervisors > 0; j++)
				known[k].supervisor_of[j] = small_below(m, 3);
			for (int s = 0; s < m->p.students; s++)
				known[k].project_of[s] = known[k].project_of[s] > 2 ? 2 : known[k].project_of[s];
		}
		m->p.known = known, m->p.knowns = 4;
		assert_int_equal(team_curve(a, &m->p, (struct team_effort){ 120, NULL }, 0, &c), OK);
		if (c.n != n)
			fail_msg("seed %d: %d points, there are %d", seed, c.n, n);
		for (int i = 0; i < n; i++) {
			struct team_problem p = m->p;
			p.stay = NULL;
			p.objective = TEAM_PREFERENCES;
			struct small_worth w = small_worth(&p, &c.point[i].figures, c.point[i].answer.project_of);
			assert_int_equal(c.point[i].figures.violations.n, 0);
			if (small_compare(&w, &point[i]) != 0)
				fail_msg("seed %d: point %d is not the best", seed, i);
		}
		/* an answer of another order is a point as any other, and no proof of one */
		struct team_answer r;
		m->p.objective = TEAM_RANK_MAXIMAL;
		assert_int_equal(team_solve(a, &m->p, 5, NULL, &r), OK);
		c.n = 0;
		team_curve_add(a, &m->p, &c, &r);
		assert_int_equal(c.n, r.project_of != NULL);
		assert_true(c.n == 0 || c.point[0].answer.status != TEAM_OPTIMAL);
	}
}

/* ---- why not ------------------------------------------------------------------------------------------------------------- */

static void
why_not(void **state)
{
	struct arena *a = *state;
	int asked = 0, chains = 0;
	for (int seed = 1; seed <= 120; seed++) {
		struct small *m = ARENA_NEW(a, struct small);
		struct team_answer r;
		struct team_why why;
		struct small_worth best = { .n = 0 };
		small_make(m, seed);
		assert_int_equal(team_solve(a, &m->p, 5, NULL, &r), OK);
		if (r.project_of == NULL)
			continue;
		int s = small_below(m, m->p.students), wanted = small_below(m, 3);
		assert_int_equal(team_why_not(a, &m->p, r.project_of, r.supervisor_of, s, wanted, (struct team_effort){ 5, NULL }, &why), OK);
		struct team_problem p = m->p;
		struct team_student student[SMALL_STUDENTS];
		memcpy(student, m->student, sizeof student);
		student[s].locked = wanted;
		p.student = student;
		p.stay = r.project_of;
		p.stay_last = true;
		if (small_brute(&p, &best, NULL) != (why.answer.project_of != NULL))
			fail_msg("seed %d: student %d in %d", seed, s, wanted);
		if (why.answer.project_of == NULL)
			continue;
		asked++;
		struct team_figures f;
		team_figures(a, &p, why.answer.project_of, why.answer.supervisor_of, &f);
		assert_int_equal(f.violations.n, 0);
		struct small_worth w = small_worth(&p, &f, why.answer.project_of);
		if (small_compare(&w, &best) != 0)
			fail_msg("seed %d: something is better with student %d in %d", seed, s, wanted);
		assert_int_equal(why.steps, w.v[w.n - 1]);
		assert_int_equal(why.steps == 0, r.project_of[s] == wanted);
		if (why.steps > 0) {
			assert_int_equal(why.step[0].student, s);
			assert_int_equal(why.step[0].to, wanted);
			assert_int_equal(why.step[0].rank_after, team_rank(&p, s, wanted));
		}
		for (int i = 1; i < why.chain; i++)
			assert_int_equal(why.step[i].from, why.step[i - 1].to);
		for (int i = 0; i < why.steps; i++) {
			assert_int_equal(why.step[i].from, r.project_of[why.step[i].student]);
			assert_int_equal(why.step[i].to, why.answer.project_of[why.step[i].student]);
		}
		chains += why.chain > 1;
		/* The first stage that differs is worse, unless the student was locked: otherwise the placement was not the best. */
		if (r.status == TEAM_OPTIMAL && why.differs && m->student[s].locked == TEAM_NONE)
			assert_true(why.first.value > why.first.bound);
	}
	assert_true(asked > 30 && chains > 5);
}

/* ---- plans B ---------------------------------------------------------------------------------------------------------------- */

static void
plans_b(void **state)
{
	struct arena *a = *state;
	int found = 0, supervisors = 0;
	for (int seed = 1; seed <= 150; seed++) {
		struct small *m = ARENA_NEW(a, struct small);
		struct team_answer r;
		struct team_plan_b *plan;
		int n;
		small_make(m, seed);
		assert_int_equal(team_solve(a, &m->p, 5, NULL, &r), OK);
		if (r.project_of == NULL)
			continue;
		assert_int_equal(team_plans_b(a, &m->p, r.project_of, r.supervisor_of, (struct team_effort){ 30, NULL }, &plan, &n), OK);
		for (int i = 0; i < n; i++) {
			struct team_problem p = m->p;
			struct team_project project[3];
			struct team_student student[SMALL_STUDENTS];
			struct team_supervisor supervisor[3];
			int stay[SMALL_STUDENTS], displaced = 0;
			struct small_worth best = { .n = 0 };
			memcpy(project, m->project, sizeof project);
			memcpy(student, m->student, sizeof student);
			memcpy(supervisor, m->supervisor, sizeof supervisor);
			memcpy(stay, r.project_of, (size_t)p.students * sizeof *stay);
			for (int s = 0; s < p.students && plan[i].lost.project >= 0; s++) {
				student[s].locked = student[s].locked == plan[i].lost.project ? TEAM_NONE : student[s].locked;
				displaced += stay[s] == plan[i].lost.project;
				stay[s] = stay[s] == plan[i].lost.project ? TEAM_NONE : stay[s];
			}
			if (plan[i].lost.project >= 0) {
				project[plan[i].lost.project] = (struct team_project){ 0, 0, true };
				p.parts = 2;
			} else
				supervisor[plan[i].lost.supervisor].min = supervisor[plan[i].lost.supervisor].max = 0;
			p.project = project, p.student = student, p.supervisor = supervisor, p.stay = stay;
			bool any = small_brute(&p, &best, NULL);
			if (any != (plan[i].answer.project_of != NULL))
				fail_msg("seed %d: plan B %d is %s", seed, i, any ? "not found" : "impossible");
			if (!any)
				continue;
			found++;
			struct team_figures f;
			team_figures(a, &p, plan[i].answer.project_of, plan[i].answer.supervisor_of, &f);
			assert_int_equal(f.violations.n, 0);
			struct small_worth w = small_worth(&p, &f, plan[i].answer.project_of);
			if (small_compare(&w, &best) != 0)
				fail_msg("seed %d: plan B %d moves %ld, %ld are enough", seed, i, w.v[0], best.v[0]);
			assert_int_equal(plan[i].displaced, displaced);
			assert_int_equal(plan[i].steps, best.v[0] + displaced);
			assert_int_equal(plan[i].lacking, 0);
			if (p.supervisors == 0 || r.supervisor_of == NULL)
				continue;
			/* No supervision of the same teams keeps more. */
			int least = 99;
			for (int code = 0; code < 27; code++) {
				int by[3] = { code % 3, code / 3 % 3, code / 9 }, changed = 0;
				struct team_figures with;
				for (int j = 0; j < 3; j++)
					changed += plan[i].answer.supervisor_of[j] != TEAM_NONE && by[j] != r.supervisor_of[j];
				team_figures(a, &p, plan[i].answer.project_of, by, &with);
				if (with.violations.n == 0 && changed < least)
					least = changed;
			}
			assert_int_equal(plan[i].supervisors_changed, least);
			supervisors += least > 0;
		}
	}
	assert_true(found > 30 && supervisors > 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(move), T(curve), T(curve_from_known), T(why_not), T(plans_b) };
	return cmocka_run_group_tests_name("teams around a placement", tests, NULL, NULL);
}
