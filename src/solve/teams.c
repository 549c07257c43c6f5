/* Flow first (exact for preferences alone, a bound of them otherwise), then a walk for what crosses, then an outside solver
 * for what is not proved yet, stage by stage. */
#include "solve/teams_private.h"
#include <math.h>
#include <string.h>

enum { SECONDS = 60, MIP_CELLS_MAX = 120000 };

struct work {
	struct arena *a;
	struct team_model *m;
	const struct team_problem *p;
	double begun, until;
	solver_run *run;
	int *at;                    /* the best placement */
	bool have;
	struct team_vector worth;
	struct buf method;
};

static void
by(struct work *w, const char *name)
{
	if (strstr(buf_str(&w->method), name) != NULL)
		return;
	if (w->method.len > 0)
		buf_puts(&w->method, "+");
	buf_puts(&w->method, name);
}

/* Takes a placement when it is the first or better. */
static bool
offer(struct work *w, const int *at, const char *name)
{
	if (!team_feasible(w->m, at))
		return false;
	struct team_vector worth = team_measure_all(w->m, at);
	if (w->have && team_compare(w->m, &worth, &w->worth) >= 0)
		return false;
	memcpy(w->at, at, (size_t)w->p->students * sizeof *at);
	w->worth = worth;
	w->have = true;
	by(w, name);
	return true;
}

/* A place for each to start from, when the flow gives none: by ranking, while there is room. */
static void
greedy(const struct team_model *m, int *at)
{
	const struct team_problem *p = m->p;
	struct arena *tmp = arena_new(MIB(16));
	int *size = ARENA_ARRAY(tmp, int, (size_t)p->projects);
	for (int s = 0; s < p->students; s++) {
		const struct team_student *st = &p->student[s];
		int best = -1;
		for (int r = 0; r < st->ranks && best < 0; r++)
			if (!m->barred[s * p->projects + st->ranking[r]] && size[st->ranking[r]] < p->project[st->ranking[r]].max)
				best = st->ranking[r];
		for (int j = 0; j < p->projects; j++)
			if (best < 0 || (m->rank[s * p->projects + best] == 0 && size[j] < size[best]))
				best = m->barred[s * p->projects + j] ? best : j;
		at[s] = best < 0 ? 0 : best;
		size[at[s]]++;
	}
	arena_free(tmp);
}

/* Nobody may be anywhere, or more students than places: told without any search. */
static bool
plainly_impossible(const struct team_model *m)
{
	const struct team_problem *p = m->p;
	long most = 0, least = 0;
	for (int j = 0; j < p->projects; j++) {
		most += p->project[j].max;
		least += p->project[j].may_close ? 0 : p->project[j].min;
	}
	if (p->students > most || p->students < least)
		return true;
	for (int s = 0; s < p->students; s++) {
		bool any = false;
		for (int j = 0; j < p->projects; j++)
			any = any || !m->barred[s * p->projects + j];
		if (!any)
			return true;
	}
	if (p->supervisors > 0 && !m->closing) {
		struct arena *tmp = arena_new(MIB(64));
		bool *open = ARENA_ARRAY(tmp, bool, (size_t)p->projects);
		for (int j = 0; j < p->projects; j++)
			open[j] = true;
		bool can = team_supervise(tmp, p, open, NULL);
		arena_free(tmp);
		return !can;
	}
	return false;
}

/* Walks, until one of each kind was had: warm from the flow (where it is a start that keeps most of it), hot from it, and
 * hot with a stricter eye on the rules when nothing was found. Steps are counted, so that the same instance gives the same
 * answer; the clock only ends what takes too long. */
static void
walks(struct work *w, const int *start)
{
	uint64_t n = (uint64_t)w->p->students;
	uint64_t steps = n <= 12 ? 20000 : n <= 100 ? 800000 : n <= 600 ? 15000 * n : n <= 3000 ? 6000 * n : 3000 * n;
	double share = w->until - w->begun;
	struct team_walk kinds[] = { { steps, w->begun + share * 0.2, 4, true }, { steps, w->begun + share * 0.45, 1.5, false }, { steps, w->begun + share * 0.6, 20, false } };
	int *at = ARENA_ARRAY(w->a, int, (size_t)w->p->students);
	bool first_is_slack = w->m->slack_at == 0 || w->m->closing;
	for (size_t k = 0; k < LEN(kinds); k++) {
		if ((k == 0 && first_is_slack) || (k == 2 && w->have))
			continue;
		memcpy(at, start, (size_t)w->p->students * sizeof *at);
		if (team_anneal(w->a, w->m, at, kinds[k]))
			offer(w, at, "annealing");
	}
}

/* The stages, one after the other, by the outside solver; the bound of each. */
static enum err
prove(struct work *w, const struct team_vector *relaxed, struct team_answer *out)
{
	bool exact_so_far = true, as_flow = true, outside = w->run != NULL && (long)w->p->students * w->p->projects <= MIP_CELLS_MAX;
	for (int k = 0; k < w->m->stages; k++) {
		double begun = team_clock();
		struct team_stage *st = &out->stage[k];
		*st = w->m->stage[k];
		/* What the flow says of a stage holds while the stages before it are as the flow has them. */
		as_flow = as_flow && k != w->m->slack_at;
		long bound = as_flow ? relaxed->v[k] : 0;
		bool met = w->have && w->worth.v[k] <= bound;
		while (!met && exact_so_far && outside) {
			enum mip_end end = MIP_STOPPED;
			int *at = ARENA_ARRAY(w->a, int, (size_t)w->p->students);
			long mip_bound = 0;
			const char *name;
			double left = w->until - team_clock();
			if (left < 1)
				break;
			fail_clear(w->a);
			enum err e = team_mip(w->a, w->m, k, &w->worth, w->have, at, left, w->run, &end, &mip_bound, &name);
			if (e == E_NOTFOUND) {
				fail_clear(w->a);
				outside = false;
				break;
			}
			if (e != OK)
				break; /* what it says stays in the arena's detail */
			bound = mip_bound > bound ? mip_bound : bound;
			if (end == MIP_INFEASIBLE) {
				out->status = TEAM_INFEASIBLE;
				return OK;
			}
			if (end == MIP_BETTER)
				offer(w, at, name);
			else if (end == MIP_PROVED)
				by(w, name);
			met = w->have && w->worth.v[k] <= bound;
			if (end == MIP_STOPPED || (end == MIP_BETTER && !met))
				break; /* its time is over */
		}
		st->value = w->have ? w->worth.v[k] : 0;
		st->bound = bound < st->value ? bound : st->value;
		st->seconds = team_clock() - begun;
		exact_so_far = exact_so_far && met;
		as_flow = as_flow && w->have && w->worth.v[k] == relaxed->v[k];
	}
	out->status = !w->have ? TEAM_UNKNOWN : exact_so_far ? TEAM_OPTIMAL : TEAM_BOUNDED;
	return OK;
}

static void
report(struct work *w, struct team_answer *out)
{
	out->stages = w->m->stages;
	out->method = arena_strdup(w->a, buf_str(&w->method));
	if (!w->have || out->status == TEAM_INFEASIBLE)
		return;
	for (int k = 0; k < w->m->stages; k++) {
		out->stage[k].value = w->worth.v[k];
		if (out->stage[k].bound > w->worth.v[k])
			out->stage[k].bound = w->worth.v[k];
	}
	out->project_of = w->at;
	if (w->p->supervisors == 0)
		return;
	bool *open = ARENA_ARRAY(w->a, bool, (size_t)w->p->projects);
	for (int s = 0; s < w->p->students; s++)
		open[w->at[s]] = true;
	out->supervisor_of = ARENA_ARRAY(w->a, int, (size_t)w->p->projects);
	bool can = team_supervise(w->a, w->p, open, out->supervisor_of);
	BUG_ON(!can); /* team_feasible() said so */
}

enum err
team_solve(struct arena *a, const struct team_problem *p, double seconds, solver_run *run, struct team_answer *out)
{
	struct team_model *model = team_model_of(a, p);
	p = model->p;
	struct work w = { .a = a, .p = p, .m = model, .begun = team_clock(), .run = run, .method = buf_new(a, 200) };
	struct team_vector relaxed = { { 0 } };
	int *at = ARENA_ARRAY(a, int, (size_t)p->students);
	bool found = false;
	w.until = w.begun + (seconds > 0 ? seconds : SECONDS);
	w.at = ARENA_ARRAY(a, int, (size_t)p->students);
	*out = (struct team_answer){ .status = TEAM_INFEASIBLE };
	if (plainly_impossible(w.m)) {
		report(&w, out);
		return OK;
	}
	enum err e = team_flow(a, w.m, w.begun + (w.until - w.begun) * 0.4, at, &relaxed, &found);
	if (e != OK && e != E_LIMIT)
		return e;
	fail_clear(a);
	if (e == OK && !found) { /* impossible even without pairs, balance and least sizes of what may close */
		by(&w, "flow");
		report(&w, out);
		return OK;
	}
	if (e == OK)
		offer(&w, at, "flow");
	bool flow_is_all = e == OK && !w.m->crossing && w.have && team_compare(w.m, &w.worth, &relaxed) == 0;
	if (!flow_is_all) {
		if (e != OK)
			greedy(w.m, at);
		walks(&w, at);
	}
	e = prove(&w, &relaxed, out);
	if (e == OK)
		report(&w, out);
	return e;
}
