/* teams_flow.h: flows of least cost whose costs are vectors compared digit by digit (teams_flow.c). */
#ifndef TEAMS_FLOW_H
#define TEAMS_FLOW_H
#include "base/base.h"

/* A vector of costs held as two integers of 128 bits, in which each digit is wide enough that no path overflows it: an
 * ordered group, which is all that shortest paths with potentials ask for. */
__extension__ typedef __int128 flow_wide;
struct flow_cost { flow_wide hi, lo; };
static inline struct flow_cost flow_add(struct flow_cost x, struct flow_cost y) { return (struct flow_cost){ x.hi + y.hi, x.lo + y.lo }; }
static inline struct flow_cost flow_sub(struct flow_cost x, struct flow_cost y) { return (struct flow_cost){ x.hi - y.hi, x.lo - y.lo }; }
static inline bool flow_less(struct flow_cost x, struct flow_cost y) { return x.hi != y.hi ? x.hi < y.hi : x.lo < y.lo; }
static inline struct flow_cost flow_times(struct flow_cost x, long n) { return (struct flow_cost){ x.hi * n, x.lo * n }; }
#define FLOW_ZERO ((struct flow_cost){ 0, 0 })

/* The unit of a digit, 0 the first to count, when no path has more than `most` of it; false: too many digits. */
bool flow_unit(long most, int digit, int digits, struct flow_cost *out) MUST_USE;

struct flow_arc { int to, room; struct flow_cost cost; };
struct flow_graph {
	struct arena *a;
	int nodes, arcs, cap;
	struct flow_arc *arc;       /* arc i ^ 1 is the way back of arc i; even ones were added */
	int *first, *out;           /* arcs that leave node v: out[first[v]] … out[first[v + 1] - 1]; made by flow_run() */
	struct flow_cost *potential, *dist; /* potential: to be set so that no arc with room has a reduced cost below zero */
	int *level, *next, *path, *heap, *place, *seen;
	int heaped, nseen;
};
struct flow_graph flow_new(struct arena *a, int nodes);
int flow_arc(struct flow_graph *g, int from, int to, int room, struct flow_cost c); /* its number */
static inline int flow_through(const struct flow_graph *g, int arc) { return g->arc[arc ^ 1].room; } /* of an arc added */
/* Cost of one unit more, from the final potentials; below zero for an arc that had better be full. */
static inline struct flow_cost
flow_reduced(const struct flow_graph *g, int arc)
{
	int from = g->arc[arc ^ 1].to, to = g->arc[arc].to;
	return flow_sub(flow_add(g->arc[arc].cost, g->potential[from]), g->potential[to]);
}
/* Sends up to `need` units from source to sink at least cost (primal-dual: Ford and Fulkerson, 1957; blocking flows: Dinic,
 * 1970); what was sent; −1: not done by `until` (team_clock()). */
int flow_run(struct flow_graph *g, int source, int sink, int need, double until) MUST_USE;
#endif
