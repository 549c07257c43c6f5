/* An instance of `solve teams`: read; what is accepted is solved for a moment, counted again, and written as JSON; then the
 * questions around the answer are asked. */
#include "fuzz.h"
#include "solve/teams_json.h"

static void
around(struct arena *a, const struct team_problem *p, const struct team_answer *r)
{
	struct team_effort effort = { 0.02, NULL };
	struct team_move move;
	struct team_why why;
	struct team_curve curve;
	struct team_plan_b plan;
	team_move_cost(a, p, r->project_of, r->supervisor_of, 0, p->projects - 1, &move);
	if (move.before.violations.n > 0)
		abort();
	if (team_why_not(a, p, r->project_of, r->supervisor_of, p->students - 1, 0, effort, &why) != OK)
		abort();
	if (why.answer.project_of != NULL && why.answer.project_of[p->students - 1] != 0)
		abort();
	if (team_plan_b(a, p, r->project_of, r->supervisor_of, (struct team_loss){ r->project_of[0], TEAM_NONE }, effort, &plan) != OK)
		abort();
	if (plan.answer.project_of != NULL && (plan.figures.violations.n > 0 || plan.answer.project_of[0] == r->project_of[0]))
		abort();
	if (team_curve(a, p, effort, 3, &curve) != OK)
		abort();
	for (int i = 1; i < curve.n; i++)
		if (curve.point[i].figures.slack >= curve.point[i - 1].figures.slack)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(1900));
	struct team_instance in;
	struct problems why = { 0 };
	enum err e = team_instance_read(a, data, n, &in, &why);
	if (e != OK && why.n == 0)
		abort();
	if (e == OK && in.problem.projects <= 12 && in.problem.students <= 12) {
		struct team_answer r;
		struct team_figures f = { .ranks = 0 };
		struct json_t *again;
		struct buf out = buf_new(a, MIB(16));
		struct jw j = jw_to(&out, false);
		if (team_solve(a, &in.problem, 0.05, NULL, &r) != OK)
			abort();
		if (r.project_of != NULL)
			team_figures(a, &in.problem, r.project_of, r.supervisor_of, &f);
		if (f.violations.n > 0)
			abort();
		team_answer_write(&j, a, &in, &r);
		if (json_read(a, buf_str(&out), out.len, &again) != OK)
			abort();
		if (r.project_of != NULL)
			around(a, &in.problem, &r);
	}
	arena_free(a);
	return 0;
}
