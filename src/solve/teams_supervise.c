/* Who supervises which project: a flow of its own, in which everyone has their least and as few as possible change. */
#include "solve/teams_flow.h"
#include "solve/teams_private.h"
#include <math.h>

static bool
allowed(const struct team_supervisor *v, int project)
{
	for (int f = 0; f < v->nforbidden; f++)
		if (v->forbidden[f] == project)
			return false;
	return true;
}

enum { DENSE = 100000, FEW = 24 };

struct supervision { const struct team_problem *p; struct flow_graph g; int hub, first; struct flow_cost lacks, changed; };

/* few: of those with conflicts each is offered to some projects only. */
static void
arcs_of(struct supervision *x, const bool *open, const int *before, bool few)
{
	const struct team_problem *p = x->p;
	int stride = few ? p->supervisors / FEW + 1 : 1;
	for (int k = 0; k < p->supervisors; k++) {
		const struct team_supervisor *v = &p->supervisor[k];
		int node = x->first + k;
		if (v->min > 0)
			flow_arc(&x->g, node, 1, v->min, flow_sub(FLOW_ZERO, x->lacks));
		if (v->max > v->min)
			flow_arc(&x->g, node, 1, v->max - v->min, FLOW_ZERO);
		if (v->nforbidden == 0)
			flow_arc(&x->g, x->hub, node, v->max, FLOW_ZERO);
		for (int j = 0; j < p->projects && v->nforbidden > 0; j++)
			if (open[j] && ((j + k) % stride == 0 || (before != NULL && before[j] == k)) && allowed(v, j))
				flow_arc(&x->g, 2 + j, node, 1, before != NULL && before[j] != k ? x->changed : FLOW_ZERO);
	}
	for (int j = 0; j < p->projects; j++)
		if (open[j]) {
			flow_arc(&x->g, 0, 2 + j, 1, FLOW_ZERO);
			flow_arc(&x->g, 2 + j, x->hub, 1, before != NULL ? x->changed : FLOW_ZERO);
			if (before != NULL && before[j] >= 0 && p->supervisor[before[j]].nforbidden == 0)
				flow_arc(&x->g, 2 + j, x->first + before[j], 1, FLOW_ZERO);
		}
	x->g.potential[1] = flow_sub(FLOW_ZERO, x->lacks);
}

/* The supervisor at the end of each project's arc; those of the hub take any that it sends on. */
static void
read_supervisors(const struct supervision *x, struct arena *tmp, int *supervisor_of)
{
	const struct flow_graph *g = &x->g;
	int *through = ARENA_ARRAY(tmp, int, (size_t)x->p->projects + 1), n = 0;
	for (int i = 0; i < g->arcs; i += 2)
		if (g->arc[i ^ 1].to == x->hub)
			for (int k = flow_through(g, i); k > 0; k--)
				through[n++] = g->arc[i].to;
	for (int j = 0; j < x->p->projects; j++)
		supervisor_of[j] = TEAM_NONE;
	for (int i = 0; i < g->arcs; i += 2) {
		int from = g->arc[i ^ 1].to;
		if (from >= 2 && from < x->first && flow_through(g, i) > 0)
			supervisor_of[from - 2] = (g->arc[i].to == x->hub ? through[--n] : g->arc[i].to) - x->first;
	}
}

static bool
supervise(const struct team_problem *p, const bool *open, const int *before, int needed, bool few, int *supervisor_of)
{
	struct arena *tmp = arena_new(MIB(4096));
	struct supervision x = { .p = p, .first = 2 + p->projects, .hub = 2 + p->projects + p->supervisors };
	bool right = flow_unit(p->projects, 0, 2, &x.lacks) && flow_unit(p->projects, 1, 2, &x.changed);
	x.g = flow_new(tmp, x.hub + 1);
	if (right) {
		arcs_of(&x, open, before, few);
		right = flow_run(&x.g, 0, 1, needed, INFINITY) == needed;
		for (int i = 0; right && i < x.g.arcs; i += 2)
			right = x.g.arc[i].to != 1 || x.g.arc[i].room == 0 || !flow_less(x.g.arc[i].cost, FLOW_ZERO);
	}
	if (right && supervisor_of != NULL)
		read_supervisors(&x, tmp, supervisor_of);
	arena_free(tmp);
	return right;
}

bool
team_supervise(const struct team_problem *p, const bool *open, const int *before, int *supervisor_of)
{
	long least = 0;
	int needed = 0;
	for (int k = 0; k < p->supervisors; k++)
		least += p->supervisor[k].min;
	for (int j = 0; j < p->projects; j++)
		needed += open[j];
	if (least > needed)
		return false;
	/* Many of many, nobody to keep: when some of the pairs are enough, the others are not needed. */
	bool many = before == NULL && (long)p->projects * p->supervisors > DENSE;
	return (many && supervise(p, open, before, needed, true, supervisor_of)) || supervise(p, open, before, needed, false, supervisor_of);
}
