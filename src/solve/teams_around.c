/* Around a placement: a move by hand, the curve of preferences against slack, "why not that project?", plans B. Each is a
 * problem of its own given to team_solve(); figures come from the independent count. */
#include "solve/teams_private.h"
#include <string.h>

static const int *
copy(struct arena *a, const int *from, int n)
{
	int *to = ARENA_ARRAY(a, int, (size_t)n + 1);
	if (from != NULL && n > 0)
		memcpy(to, from, (size_t)n * sizeof *to);
	return to;
}

/* ---- a move by hand ------------------------------------------------------------------------------------------------------------ */

static bool
has(const struct team_violations *in, struct team_violation v)
{
	for (size_t i = 0; i < in->n; i++) {
		/* A size or a load that is wrong already and changes is the same rule still broken. */
		bool count = v.rule == TEAM_TOO_FEW || v.rule == TEAM_TOO_MANY || v.rule == TEAM_SUPERVISOR_TOO_FEW || v.rule == TEAM_SUPERVISOR_TOO_MANY ||
		    v.rule == TEAM_SLACK_OVER;
		if (in->items[i].rule == v.rule && (v.rule == TEAM_SLACK_OVER || in->items[i].a == v.a) && (count || in->items[i].b == v.b))
			return true;
	}
	return false;
}

void
team_move_cost(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, int student, int to,
    struct team_move *out)
{
	int *at = ARENA_ARRAY(a, int, (size_t)p->students);
	BUG_ON(student < 0 || student >= p->students || to >= p->projects);
	memcpy(at, project_of, (size_t)p->students * sizeof *at);
	*out = (struct team_move){ .before = { .ranks = 0 } };
	team_figures(a, p, at, supervisor_of, &out->before);
	at[student] = to;
	team_figures(a, p, at, supervisor_of, &out->after);
	for (size_t i = 0; i < out->after.violations.n; i++)
		if (!has(&out->before.violations, out->after.violations.items[i]))
			PUSH(a, &out->broken, out->after.violations.items[i]);
	for (size_t i = 0; i < out->before.violations.n; i++)
		if (!has(&out->after.violations, out->before.violations.items[i]))
			PUSH(a, &out->mended, out->before.violations.items[i]);
}

/* ---- the curve ------------------------------------------------------------------------------------------------------------------- */

/* Better for fewest unranked, then fewest at the last rank, …; 0: the same. */
static int
profile_compare(const struct team_figures *x, const struct team_figures *y)
{
	if (x->unranked != y->unranked)
		return x->unranked < y->unranked ? -1 : 1;
	for (int r = x->ranks; r >= 2; r--)
		if (x->profile[r - 1] != y->profile[r - 1])
			return x->profile[r - 1] < y->profile[r - 1] ? -1 : 1;
	return 0;
}

/* Points by falling slack; one that another is as good as in both is left out, of two that are as good the older. */
static void
keep(struct arena *a, struct team_curve *c, struct team_point point)
{
	struct team_point *old = c->point;
	int n = 0, at = 0;
	for (int i = 0; i < c->n; i++) {
		long less = old[i].figures.slack - point.figures.slack;
		int worse = profile_compare(&old[i].figures, &point.figures);
		if (less == 0 && worse == 0) { /* what is proved of the one is of the other */
			if (old[i].answer.status == TEAM_OPTIMAL)
				point.answer.status = TEAM_OPTIMAL;
		} else if (less <= 0 && worse <= 0)
			return;
	}
	c->point = ARENA_ARRAY(a, struct team_point, (size_t)c->n + 1);
	for (int i = 0; i < c->n; i++)
		if (point.figures.slack > old[i].figures.slack || profile_compare(&point.figures, &old[i].figures) > 0)
			c->point[n++] = old[i];
	while (at < n && c->point[at].figures.slack > point.figures.slack)
		at++;
	memmove(c->point + at + 1, c->point + at, (size_t)(n - at) * sizeof *c->point);
	c->point[at] = point;
	c->n = n + 1;
}

void
team_curve_add(struct arena *a, const struct team_problem *raw, struct team_curve *c, const struct team_answer *answer)
{
	struct team_problem p = *raw;
	struct team_point point = { .answer = *answer };
	bool places = answer->project_of != NULL;
	for (int s = 0; places && s < p.students; s++)
		places = answer->project_of[s] >= 0 && answer->project_of[s] < p.projects;
	if (!places)
		return;
	p.objective = TEAM_PREFERENCES; /* without a limit of slack */
	team_figures(a, &p, answer->project_of, answer->supervisor_of, &point.figures);
	if (point.figures.violations.n > 0)
		return;
	/* The best of another order is not the best of this one. */
	if (answer->status == TEAM_OPTIMAL && (raw->objective == TEAM_RANK_MAXIMAL || (raw->stay != NULL && !raw->stay_last)))
		point.answer.status = TEAM_BOUNDED;
	keep(a, c, point);
}

/* A problem of the curve, from what is known of the others. */
static enum err
solve_point(struct arena *a, struct team_problem *p, double seconds, solver_run *run, struct team_curve *c, struct team_answer *out)
{
	struct team_answer *known = ARENA_ARRAY(a, struct team_answer, (size_t)c->n + 1);
	for (int i = 0; i < c->n; i++)
		known[i] = c->point[i].answer;
	p->known = known;
	p->knowns = c->n;
	enum err e = team_solve(a, p, seconds, run, out);
	if (e == OK)
		team_curve_add(a, p, c, out);
	return e;
}

static double
share_of(double until, int left)
{
	double rest = until - team_clock();
	return rest <= 0.02 * left ? 0.02 : left > 1 ? rest * 2 / (left + 1) : rest;
}

enum err
team_curve(struct arena *a, const struct team_problem *raw, struct team_effort effort, int most, struct team_curve *out)
{
	struct team_problem p = *raw;
	struct team_answer best, even, point;
	double until = team_clock() + (effort.seconds > 0 ? effort.seconds : 60);
	*out = (struct team_curve){ .whole = true };
	p.stay = NULL;
	p.objective = TEAM_PREFERENCES;
	for (int i = 0; i < raw->knowns; i++)
		team_curve_add(a, &p, out, &raw->known[i]);
	enum err e = solve_point(a, &p, p.attributes > 0 ? share_of(until, 4) : until - team_clock(), effort.run, out, &best);
	out->whole = best.status == TEAM_OPTIMAL || best.status == TEAM_INFEASIBLE;
	if (e != OK || best.project_of == NULL || p.attributes == 0 || out->point[out->n - 1].figures.slack == 0)
		return e;
	p.objective = TEAM_BALANCE;
	e = solve_point(a, &p, share_of(until, 4), effort.run, out, &even);
	if (e != OK || even.project_of == NULL)
		return e;
	long low = out->point[out->n - 1].figures.slack, high = out->point[0].figures.slack, step = most > 1 && high - low + 1 > most ? (high - low + most - 2) / (most - 1) : 1;
	out->whole = out->whole && even.status == TEAM_OPTIMAL && step == 1;
	p.objective = TEAM_SLACK;
	for (long sigma = high - step; sigma > low && e == OK;) {
		p.slack = (int)sigma;
		if (team_clock() >= until) {
			out->whole = false;
			break;
		}
		e = solve_point(a, &p, share_of(until, (int)((sigma - low + step - 1) / step)), effort.run, out, &point);
		out->whole = out->whole && point.status == TEAM_OPTIMAL;
		/* What was found with less slack is the best for all the slack between. */
		long reached = point.project_of != NULL && point.status == TEAM_OPTIMAL ? point.stage[point.stages - 1].value : sigma;
		sigma = (reached < sigma ? reached : sigma) - step;
	}
	return e;
}

/* ---- differences ------------------------------------------------------------------------------------------------------------------ */

static struct team_step *
steps_between(struct arena *a, const struct team_problem *p, const int *before, const int *after, int *n)
{
	struct team_step *step = ARENA_ARRAY(a, struct team_step, (size_t)p->students + 1);
	*n = 0;
	for (int s = 0; s < p->students; s++)
		if (before[s] != after[s])
			step[(*n)++] = (struct team_step){ s, before[s], after[s], team_rank(p, s, before[s]), team_rank(p, s, after[s]) };
	return step;
}

/* The chain that starts with `student` first: each leaves the project that the one before goes to. */
static int
chain_first(struct team_step *step, int n, int student)
{
	int done = 0;
	for (int i = 0; i < n; i++)
		if (step[i].student == student) {
			struct team_step s = step[i];
			step[i] = step[0];
			step[0] = s;
			done = 1;
		}
	for (bool more = done > 0; more;) {
		more = false;
		for (int i = done; i < n && !more; i++)
			if (step[i].from == step[done - 1].to) {
				struct team_step s = step[i];
				step[i] = step[done];
				step[done++] = s;
				more = true;
			}
	}
	return done;
}

/* ---- why not ----------------------------------------------------------------------------------------------------------------------- */

enum err
team_why_not(struct arena *a, const struct team_problem *raw, const int *project_of, const int *supervisor_of, int student, int wanted,
    struct team_effort effort, struct team_why *out)
{
	struct team_problem p = *raw;
	struct team_student *all = ARENA_ARRAY(a, struct team_student, (size_t)p.students);
	BUG_ON(student < 0 || student >= p.students || wanted < 0 || wanted >= p.projects);
	memcpy(all, raw->student, (size_t)p.students * sizeof *all);
	all[student].locked = wanted;
	p.student = all;
	p.stay = copy(a, project_of, p.students);
	p.stay_last = true;
	p.supervisor_before = supervisor_of;
	*out = (struct team_why){ .steps = 0 };
	team_move_cost(a, raw, project_of, supervisor_of, student, wanted, &out->direct);
	team_figures(a, raw, project_of, supervisor_of, &out->before);
	enum err e = team_solve(a, &p, effort.seconds, effort.run, &out->answer);
	if (e != OK || out->answer.project_of == NULL)
		return e;
	team_figures(a, raw, out->answer.project_of, out->answer.supervisor_of, &out->after);
	out->step = steps_between(a, raw, project_of, out->answer.project_of, &out->steps);
	out->chain = chain_first(out->step, out->steps, student);
	struct team_model *m = team_model_of(a, raw);
	bool placed = true;
	for (int s = 0; s < p.students; s++)
		placed = placed && project_of[s] >= 0;
	if (!placed)
		return OK;
	struct team_vector before = team_measure_all(m, project_of), after = team_measure_all(m, out->answer.project_of);
	for (int k = 0; k < m->stages && !out->differs; k++)
		if (before.v[k] != after.v[k]) {
			out->differs = true;
			out->first = (struct team_stage){ .measure = m->stage[k].measure, .rank = m->stage[k].rank, .value = after.v[k], .bound = before.v[k] };
		}
	return OK;
}

/* ---- plans B ------------------------------------------------------------------------------------------------------------------------ */

static void
lose_project(struct arena *a, struct team_problem *p, int lost, int *stay, struct team_plan_b *out)
{
	struct team_project *project = ARENA_ARRAY(a, struct team_project, (size_t)p->projects);
	struct team_student *student = ARENA_ARRAY(a, struct team_student, (size_t)p->students);
	memcpy(project, p->project, (size_t)p->projects * sizeof *project);
	memcpy(student, p->student, (size_t)p->students * sizeof *student);
	project[lost] = (struct team_project){ 0, 0, true };
	p->parts = (p->parts > 0 ? p->parts : p->projects) - 1;
	for (int s = 0; s < p->students; s++) {
		if (student[s].locked == lost)
			student[s].locked = TEAM_NONE;
		if (stay[s] == lost) {
			stay[s] = TEAM_NONE;
			out->displaced++;
		}
	}
	p->project = project;
	p->student = student;
}

static void
lose_supervisor(struct arena *a, struct team_problem *p, int lost)
{
	struct team_supervisor *v = ARENA_ARRAY(a, struct team_supervisor, (size_t)p->supervisors);
	memcpy(v, p->supervisor, (size_t)p->supervisors * sizeof *v);
	v[lost].min = v[lost].max = 0;
	p->supervisor = v;
}

enum err
team_plan_b(struct arena *a, const struct team_problem *raw, const int *project_of, const int *supervisor_of, struct team_loss lost,
    struct team_effort effort, struct team_plan_b *out)
{
	struct team_problem p = *raw;
	int *stay = ARENA_ARRAY(a, int, (size_t)p.students);
	long places = 0;
	memcpy(stay, project_of, (size_t)p.students * sizeof *stay);
	*out = (struct team_plan_b){ .lost = lost };
	if (lost.project != TEAM_NONE)
		lose_project(a, &p, lost.project, stay, out);
	if (lost.supervisor != TEAM_NONE)
		lose_supervisor(a, &p, lost.supervisor);
	p.stay = stay;
	p.stay_last = false;
	p.supervisor_before = supervisor_of;
	for (int j = 0; j < p.projects; j++)
		places += p.project[j].max;
	out->lacking = places < p.students ? (int)(p.students - places) : 0;
	if (p.parts == 0 && lost.project != TEAM_NONE) { /* it was the only one */
		out->answer.status = TEAM_INFEASIBLE;
		return OK;
	}
	enum err e = team_solve(a, &p, effort.seconds, effort.run, &out->answer);
	if (e != OK || out->answer.project_of == NULL)
		return e;
	team_figures(a, &p, out->answer.project_of, out->answer.supervisor_of, &out->figures);
	out->step = steps_between(a, raw, project_of, out->answer.project_of, &out->steps);
	for (int j = 0; j < p.projects && supervisor_of != NULL && out->answer.supervisor_of != NULL; j++)
		out->supervisors_changed += out->answer.supervisor_of[j] != TEAM_NONE && out->answer.supervisor_of[j] != supervisor_of[j];
	return OK;
}

enum err
team_plans_b(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, struct team_effort effort,
    struct team_plan_b **out, int *n)
{
	struct team_loss *lost = ARENA_ARRAY(a, struct team_loss, (size_t)p->projects + (size_t)p->supervisors);
	double until = team_clock() + (effort.seconds > 0 ? effort.seconds : 60);
	enum err e = OK;
	int losses = 0;
	for (int j = 0; j < p->projects; j++)
		for (int s = 0; s < p->students; s++)
			if (project_of[s] == j) {
				lost[losses++] = (struct team_loss){ j, TEAM_NONE };
				break;
			}
	for (int k = 0; k < p->supervisors && supervisor_of != NULL; k++)
		for (int j = 0; j < p->projects; j++)
			if (supervisor_of[j] == k) {
				lost[losses++] = (struct team_loss){ TEAM_NONE, k };
				break;
			}
	*out = ARENA_ARRAY(a, struct team_plan_b, (size_t)losses + 1);
	*n = 0;
	for (int i = 0; i < losses && e == OK; i++) {
		e = team_plan_b(a, p, project_of, supervisor_of, lost[i], (struct team_effort){ share_of(until, losses - i), effort.run }, &(*out)[i]);
		*n += e == OK;
	}
	return e;
}
