/* Flow first (exact for preferences alone, a bound of them otherwise), then a walk for what crosses, then an outside solver
 * for what is not proved yet, stage by stage. */
#include "solve/teams_private.h"
#include <math.h>
#include <string.h>

enum { SECONDS = 60, MIP_SIZE_MAX = 40000, MIP_CELLS_MAX = 4000000 };

/* A flow and what it says of the stages; holds: the stages looked at so far are as it has them. forced: slack of its attribute
 * that those who are kept together have among themselves. */
struct relaxed { struct team_net *net; struct team_vector worth; int known; bool found, holds; long forced; };
struct work {
	struct arena *a;
	struct team_model *m;
	const struct team_problem *p;
	double begun, until;
	solver_run *run;
	int *at;                    /* the best placement */
	bool have;
	struct team_vector worth;
	struct relaxed *relaxed;    /* [attributes + 1] the first without attribute */
	int flows;                  /* of these that were had */
	struct team_project *narrow; /* sizes for placements better than the best */
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
			if (!m->barred[(size_t)s * (size_t)p->projects + (size_t)st->ranking[r]] && size[st->ranking[r]] < p->project[st->ranking[r]].max)
				best = st->ranking[r];
		for (int j = 0; j < p->projects; j++)
			if (best < 0 || (m->rank[(size_t)s * (size_t)p->projects + (size_t)best] == 0 && size[j] < size[best]))
				best = m->barred[(size_t)s * (size_t)p->projects + (size_t)j] ? best : j;
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
			any = any || !m->barred[(size_t)s * (size_t)p->projects + (size_t)j];
		if (!any)
			return true;
	}
	return p->supervisors > 0 && !m->closing && !m->supervised;
}

/* What no placement better than the best known uses, by the flow: a smaller space to walk in and to prove. When slack comes
 * first, only once it is proved that it cannot be less. */
static void
prune(struct work *w)
{
	if (!w->have || w->flows == 0)
		return;
	size_t cells = (size_t)w->p->students * (size_t)w->p->projects;
	if (w->m->useless == NULL) {
		w->m->useless = ARENA_ARRAY(w->a, bool, cells);
		w->narrow = ARENA_ARRAY(w->a, struct team_project, (size_t)w->p->projects);
		memcpy(w->narrow, w->p->project, (size_t)w->p->projects * sizeof *w->narrow);
		w->m->narrow = w->narrow;
	}
	(void)team_net_prune(w->relaxed[0].net, &w->worth, w->m->useless, w->narrow);
}

static bool
first_is_slack(const struct work *w)
{
	return w->m->slack_at >= 0 && w->p->objective == TEAM_BALANCE;
}

static bool
at_bounds(const struct work *w)
{
	long slack = 0;
	for (int i = 1; i <= w->p->attributes; i++)
		slack += i < w->flows ? w->relaxed[i].worth.v[w->m->slack_at] : 0; /* forced may be more */
	for (int k = 0; w->have && k < w->m->stages; k++)
		if (w->worth.v[k] > (k == w->m->slack_at ? slack : w->relaxed[0].worth.v[k]))
			return false;
	return w->have && w->flows > 0;
}

/* Walks, from what the flow has or from the best. Steps are counted, so that the same instance gives the same answer; the
 * clock only ends what takes too long. With an outside solver that can close the rest, fewer. */
static void
walks(struct work *w, const int *start)
{
	static const struct { double steps, share, strict, heat; bool few, lost; } kinds[] = { { 0.3, 0.3, 4, 0, false, false }, { 0.5, 0.5, 4, 0.02, false, false },
		{ 1, 0.5, 1.5, 0.7, true, false }, { 1, 0.7, 20, 0.7, false, true } };
	double n = w->p->students, base = n <= 12 ? 20000 : n <= 100 ? 5000 * n : n <= 1000 ? 8000 * n : 5000 * n;
	if (w->run != NULL && n > 12 && n <= 1000)
		base /= 3;
	int *at = ARENA_ARRAY(w->a, int, (size_t)w->p->students);
	for (size_t k = 0; k < LEN(kinds); k++) {
		double now = team_clock(), until = now + (w->until - now) * kinds[k].share;
		if ((kinds[k].lost && w->have) || (kinds[k].few && w->have && n > 1000) || at_bounds(w))
			continue;
		memcpy(at, w->have ? w->at : start, (size_t)w->p->students * sizeof *at);
		struct team_walk how = { .steps = (uint64_t)(base * kinds[k].steps), .seed = k, .until = until, .strict = kinds[k].strict,
			.heat = kinds[k].heat };
		if (team_anneal(w->m, at, how) && offer(w, at, "annealing") && !first_is_slack(w))
			prune(w);
	}
}

/* The least that a stage may have while those before it are as the best has them, by the flows. */
static long
relaxed_bound(struct work *w, int stage)
{
	long bound = 0, sum = 0;
	bool all = w->flows == w->p->attributes + 1;
	for (int i = 0; i < w->flows; i++) {
		const struct relaxed *r = &w->relaxed[i];
		if (stage == w->m->slack_at && i > 0) {
			long flow = r->holds ? r->worth.v[stage] : 0;
			sum += flow > r->forced ? flow : r->forced;
			all = all && r->holds && flow >= r->forced;
		} else if (stage != w->m->slack_at && r->holds && r->worth.v[stage] > bound)
			bound = r->worth.v[stage];
	}
	if (stage == w->m->slack_at)
		bound = sum;
	/* Slack at its sum: that of each attribute is at its least. */
	for (int i = 0; i < w->flows; i++) {
		struct relaxed *r = &w->relaxed[i];
		if (stage != w->m->slack_at)
			r->holds = r->holds && w->have && w->worth.v[stage] == r->worth.v[stage];
		else if (i > 0)
			r->holds = r->holds && all && w->have && w->worth.v[stage] == sum;
		r->holds = r->holds && r->known > stage + 1;
	}
	return bound;
}

/* How far it is; bound: of the stage under way. */
static void
tell(struct work *w, const struct team_answer *out, int at, long bound)
{
	struct team_stage stage[TEAM_STAGES_MAX] = { { .rank = 0 } };
	if (w->p->watch == NULL)
		return;
	for (int k = 0; k < w->m->stages; k++) {
		stage[k] = w->m->stage[k];
		stage[k].value = w->have ? w->worth.v[k] : 0;
		stage[k].bound = k < at ? out->stage[k].bound : k == at ? bound : 0;
	}
	w->p->watch->told(w->p->watch->arg, &(struct team_progress){ stage, w->m->stages, at, w->have });
}

/* One stage by the outside solver, until it is met or time is over; false: it is not there. */
static bool
ask(struct work *w, const struct team_answer *out, int stage, long *bound, bool *infeasible)
{
	bool met = w->have && w->worth.v[stage] <= *bound;
	while (!met) {
		enum mip_end end = MIP_STOPPED;
		int *at = ARENA_ARRAY(w->a, int, (size_t)w->p->students);
		long mip_bound = 0;
		const char *name = "";
		double left = w->until - team_clock();
		if (left < 0.5)
			break;
		fail_clear(w->a);
		enum err e = team_mip(w->a, w->m, stage, &w->worth, w->have, at, left * 0.7, w->run, &end, &mip_bound, &name);
		if (e != OK)
			return e != E_NOTFOUND; /* what it says stays in the arena's detail */
		*bound = mip_bound > *bound ? mip_bound : *bound;
		*infeasible = end == MIP_INFEASIBLE;
		if (end == MIP_BETTER && offer(w, at, name) && !first_is_slack(w))
			prune(w);
		else if (end == MIP_PROVED)
			by(w, name);
		met = w->have && w->worth.v[stage] <= *bound;
		tell(w, out, stage, *bound);
		if (end == MIP_STOPPED || end == MIP_INFEASIBLE || (end == MIP_BETTER && !met))
			break; /* its time is over */
	}
	return true;
}

/* The stages, one after the other; the bound of each. */
static void
prove(struct work *w, struct team_answer *out)
{
	bool exact_so_far = true, outside = w->run != NULL && (long)w->p->students * w->p->projects <= MIP_CELLS_MAX, infeasible = false;
	for (int k = 0; k < w->m->stages && !infeasible; k++) {
		double begun = team_clock();
		struct team_stage *st = &out->stage[k];
		*st = w->m->stage[k];
		struct relaxed before[TEAM_FLOWS_MAX];
		memcpy(before, w->relaxed, (size_t)w->flows * sizeof *before);
		long bound = relaxed_bound(w, k);
		if (w->have && w->flows > 0 && k > 0 && w->worth.v[k] > bound) {
			double now = team_clock(), most = now + (w->until - now) / (2 * (w->m->stages - k));
			long priced = team_bound(w->m, k, &w->worth, most);
			bound = priced > bound ? priced : bound;
		}
		tell(w, out, k, bound);
		if (exact_so_far && outside && team_mip_size(w->m) <= MIP_SIZE_MAX) {
			outside = ask(w, out, k, &bound, &infeasible);
			memcpy(w->relaxed, before, (size_t)w->flows * sizeof *before);
			(void)relaxed_bound(w, k); /* with what was found */
		}
		bool met = w->have && w->worth.v[k] <= bound;
		st->bound = bound;
		st->seconds = team_clock() - begun;
		exact_so_far = exact_so_far && met;
		if (exact_so_far && k == w->m->slack_at && first_is_slack(w))
			prune(w);
	}
	tell(w, out, w->m->stages, 0);
	out->status = infeasible ? TEAM_INFEASIBLE : !w->have ? TEAM_UNKNOWN : exact_so_far ? TEAM_OPTIMAL : TEAM_BOUNDED;
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
	bool can = team_supervise(w->p, open, w->p->supervisor_before, out->supervisor_of);
	BUG_ON(!can); /* team_feasible() said so */
}

/* However a group is placed, those of one value in it are in one project. */
static long
forced_slack(const struct team_model *m, int attribute)
{
	const int *of = m->p->attribute[attribute].of;
	long sum = 0;
	for (int g = 0; g < m->groups; g++)
		for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++) {
			int v = of[m->member[i]], same = 0;
			bool first = v >= 0;
			for (int k = m->group_first[g]; k < m->group_first[g + 1] && first; k++) {
				first = k >= i || of[m->member[k]] != v;
				same += of[m->member[k]] == v;
			}
			if (first && same > m->high[m->value_of[attribute] + v])
				sum += same - m->high[m->value_of[attribute] + v];
		}
	return sum;
}

/* Where others have come already. */
static void
offer_known(struct work *w)
{
	for (int i = 0; i < w->p->knowns; i++) {
		const int *at = w->p->known[i].project_of;
		bool whole = at != NULL;
		for (int s = 0; whole && s < w->p->students; s++)
			whole = at[s] >= 0 && at[s] < w->p->projects;
		if (whole)
			offer(w, at, "known");
	}
}

/* The flows: the first may say that there is nothing, and is all when nothing crosses; false: no placement. */
static bool
flows(struct work *w, int *at, bool *exact)
{
	double share = w->until - w->begun;
	*exact = false;
	w->relaxed = ARENA_ARRAY(w->a, struct relaxed, TEAM_FLOWS_MAX);
	for (int i = 0; i <= w->p->attributes; i++) {
		struct relaxed *r = &w->relaxed[i];
		fail_clear(w->a);
		if (team_net_solve(w->a, w->m, i - 1, w->begun + share * (i == 0 ? 0.5 : 0.6), &r->net, &r->worth, &r->known, &r->found) != OK)
			break; /* not done in time, or too many ranks: fewer bounds */
		if (!r->found) { /* impossible even without pairs, balance and least sizes of what may close */
			by(w, "flow");
			return false;
		}
		r->holds = r->known > 0;
		r->forced = i > 0 ? forced_slack(w->m, i - 1) : 0;
		w->flows = i + 1;
		if (i == 0 || w->p->attributes == 1) {
			int *mine = ARENA_ARRAY(w->a, int, (size_t)w->p->students);
			team_net_read(r->net, mine);
			offer(w, mine, "flow");
			memcpy(at, mine, (size_t)w->p->students * sizeof *at);
		}
		*exact = w->p->attributes <= 1 && i == w->p->attributes && w->have && team_compare(w->m, &w->worth, &r->worth) == 0;
	}
	fail_clear(w->a);
	if (w->flows == 0)
		greedy(w->m, at);
	else if (!*exact && (w->p->together > 0 || w->p->apart > 0 || w->m->closing) && team_dive(w->m, w->begun + share * 0.7, at))
		offer(w, at, "flow");
	return true;
}

enum err
team_solve(struct arena *a, const struct team_problem *p, double seconds, solver_run *run, struct team_answer *out)
{
	struct team_model *model = team_model_of(a, p);
	p = model->p;
	struct work w = { .a = a, .p = p, .m = model, .begun = team_clock(), .run = run, .method = buf_new(a, 200) };
	int *at = ARENA_ARRAY(a, int, (size_t)p->students);
	bool exact = false;
	w.until = w.begun + (seconds > 0 ? seconds : SECONDS);
	w.at = ARENA_ARRAY(a, int, (size_t)p->students);
	*out = (struct team_answer){ .status = TEAM_INFEASIBLE };
	if (!plainly_impossible(w.m) && flows(&w, at, &exact)) {
		if (!exact) {
			offer_known(&w);
			walks(&w, at);
		}
		if (!first_is_slack(&w))
			prune(&w);
		prove(&w, out);
	}
	report(&w, out);
	return OK;
}
