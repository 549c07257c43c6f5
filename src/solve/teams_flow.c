/* Preferences as a flow of least cost. Costs are vectors compared by their stages, held as two integers of 128 bits in
 * which each stage has digits of its own, wide enough that no path overflows them: an ordered group, in which shortest
 * augmenting paths with potentials (Edmonds and Karp, 1972) are exact. */
#include "solve/teams_private.h"
#include <string.h>

__extension__ typedef __int128 wide;
struct cost { wide hi, lo; };
struct arc { int to, back, room; struct cost cost; };
struct graph {
	struct arena *a;
	int nodes;
	int *first, *next;          /* lists of arcs by node */
	struct arc *arc;
	int arcs, cap;
	struct cost *potential, *dist;
	int *via, *heap, *at;       /* at: place in the heap, −1 not in it, −2 done */
	int heaped;
	int *seen, nseen;           /* nodes touched by the search under way */
};

static struct cost add(struct cost x, struct cost y) { return (struct cost){ x.hi + y.hi, x.lo + y.lo }; }
static struct cost sub(struct cost x, struct cost y) { return (struct cost){ x.hi - y.hi, x.lo - y.lo }; }
static bool less(struct cost x, struct cost y) { return x.hi != y.hi ? x.hi < y.hi : x.lo < y.lo; }

static void
arc_add(struct graph *g, int from, int to, int room, struct cost c)
{
	if (g->arcs + 2 > g->cap) {
		int cap = g->cap == 0 ? 1024 : g->cap * 2;
		struct arc *arc = ARENA_ARRAY(g->a, struct arc, (size_t)cap);
		int *next = ARENA_ARRAY(g->a, int, (size_t)cap);
		if (g->arcs > 0) {
			memcpy(arc, g->arc, (size_t)g->arcs * sizeof *arc);
			memcpy(next, g->next, (size_t)g->arcs * sizeof *next);
		}
		g->arc = arc, g->next = next, g->cap = cap;
	}
	struct cost back = sub((struct cost){ 0, 0 }, c);
	for (int k = 0; k < 2; k++) {
		int i = g->arcs++, u = k == 0 ? from : to;
		g->arc[i] = (struct arc){ k == 0 ? to : from, k == 0 ? i + 1 : i - 1, k == 0 ? room : 0, k == 0 ? c : back };
		g->next[i] = g->first[u];
		g->first[u] = i;
	}
}

static struct graph
graph_new(struct arena *a, int nodes)
{
	size_t n = (size_t)nodes;
	struct graph g = { .a = a, .nodes = nodes, .first = ARENA_ARRAY(a, int, n), .potential = ARENA_ARRAY(a, struct cost, n),
		.dist = ARENA_ARRAY(a, struct cost, n), .via = ARENA_ARRAY(a, int, n), .heap = ARENA_ARRAY(a, int, n), .at = ARENA_ARRAY(a, int, n),
		.seen = ARENA_ARRAY(a, int, n) };
	for (int i = 0; i < nodes; i++) {
		g.first[i] = -1;
		g.at[i] = -1;
	}
	return g;
}

/* ---- the heap ---------------------------------------------------------------------------------------------------- */

static void
put(struct graph *g, int place, int node)
{
	g->heap[place] = node;
	g->at[node] = place;
}

static void
rise(struct graph *g, int place)
{
	int node = g->heap[place];
	while (place > 0 && less(g->dist[node], g->dist[g->heap[(place - 1) / 2]])) {
		put(g, place, g->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	put(g, place, node);
}

static int
take(struct graph *g)
{
	int top = g->heap[0], last = g->heap[--g->heaped], place = 0;
	g->at[top] = -2;
	if (g->heaped == 0)
		return top;
	for (;;) {
		int child = 2 * place + 1;
		if (child + 1 < g->heaped && less(g->dist[g->heap[child + 1]], g->dist[g->heap[child]]))
			child++;
		if (child >= g->heaped || !less(g->dist[g->heap[child]], g->dist[last]))
			break;
		put(g, place, g->heap[child]);
		place = child;
	}
	put(g, place, last);
	return top;
}

/* ---- one unit more ------------------------------------------------------------------------------------------------- */

static void
reach(struct graph *g, int node, struct cost d, int via)
{
	if (g->at[node] == -2 || (g->at[node] >= 0 && !less(d, g->dist[node])))
		return;
	g->dist[node] = d;
	g->via[node] = via;
	if (g->at[node] == -1) {
		g->seen[g->nseen++] = node;
		g->heap[g->heaped] = node;
		g->at[node] = g->heaped++;
	}
	rise(g, g->at[node]);
}

/* A cheapest path from source to sink, and one unit along it. */
static bool
augment(struct graph *g, int source, int sink)
{
	g->heaped = g->nseen = 0;
	reach(g, source, (struct cost){ 0, 0 }, -1);
	bool found = false;
	while (g->heaped > 0 && !found) {
		int u = take(g);
		found = u == sink;
		for (int i = found ? -1 : g->first[u]; i >= 0; i = g->next[i])
			if (g->arc[i].room > 0) {
				int v = g->arc[i].to;
				struct cost reduced = sub(add(g->arc[i].cost, g->potential[u]), g->potential[v]);
				reach(g, v, add(g->dist[u], reduced), i);
			}
	}
	if (found) {
		/* A node that the search did not settle is at least as far as the sink. */
		for (int k = 0; k < g->nseen; k++) {
			int v = g->seen[k];
			if (g->at[v] == -2)
				g->potential[v] = add(g->potential[v], sub(g->dist[v], g->dist[sink]));
		}
		for (int v = sink; v != source; v = g->arc[g->arc[g->via[v]].back].to) {
			g->arc[g->via[v]].room--;
			g->arc[g->arc[g->via[v]].back].room++;
		}
	}
	for (int k = 0; k < g->nseen; k++)
		g->at[g->seen[k]] = -1;
	return found;
}

/* ---- the network --------------------------------------------------------------------------------------------------- */

/* Nodes: source, sink, outside (not ranked), neutral (did not vote), students, projects. */
struct layout { int source, sink, outside, neutral, student, project; };
enum { WIDE_BITS = 124 };

/* Digits of the stages of preferences, the shortfall of sizes first: the unit of a digit. */
static bool
unit_of(int students, int digit, int digits, struct cost *out)
{
	int bits = 3;
	while ((1L << (bits - 3)) <= students + 2)
		bits++;
	int per = WIDE_BITS / bits, from_last = digits - 1 - digit;
	if (digits > 2 * per)
		return false;
	*out = (struct cost){ 0, 0 };
	if (from_last < per)
		out->lo = (wide)1 << (bits * from_last);
	else
		out->hi = (wide)1 << (bits * (from_last - per));
	return true;
}

struct prices { struct cost shortfall, stage[TEAM_STAGES_MAX]; };

static bool
prices_of(const struct team_model *m, struct prices *out)
{
	int digits = 1, digit = 1;
	for (int k = 0; k < m->stages; k++)
		digits += k != m->slack_at;
	if (!unit_of(m->p->students, 0, digits, &out->shortfall))
		return false;
	for (int k = 0; k < m->stages; k++)
		if (k != m->slack_at && !unit_of(m->p->students, digit++, digits, &out->stage[k]))
			return false;
	return true;
}

static struct cost
price(const struct team_model *m, const struct prices *pr, int s, int j)
{
	struct cost c = { 0, 0 };
	for (int k = 0; k < m->stages; k++)
		if (k != m->slack_at && team_cost(m, k, s, j) != 0)
			c = add(c, pr->stage[k]);
	return c;
}

static void
student_arcs(struct graph *g, const struct team_model *m, const struct layout *l, const struct prices *pr, int s)
{
	const struct team_problem *p = m->p;
	int node = l->student + s, barred = 0, plain = -1;
	for (int j = 0; j < p->projects; j++) {
		barred += m->barred[s * p->projects + j];
		if (m->rank[s * p->projects + j] == 0)
			plain = j;
	}
	bool each = barred > 0; /* who may not go everywhere has an arc to each place */
	for (int j = 0; j < p->projects; j++)
		if (!m->barred[s * p->projects + j] && (each || m->rank[s * p->projects + j] != 0))
			arc_add(g, node, l->project + j, 1, price(m, pr, s, j));
	if (!each && plain >= 0)
		arc_add(g, node, team_votes(p, s) ? l->outside : l->neutral, 1, price(m, pr, s, plain));
}

static void
read_back(const struct graph *g, const struct team_model *m, const struct layout *l, int *project_of)
{
	const struct team_problem *p = m->p;
	int *through[2], left[2] = { 0, 0 }; /* places taken through outside and neutral */
	for (int w = 0; w < 2; w++) {
		int hub = w == 0 ? l->outside : l->neutral;
		through[w] = ARENA_ARRAY(g->a, int, (size_t)p->students + 1);
		for (int i = g->first[hub]; i >= 0; i = g->next[i])
			if ((i & 1) == 0)
				for (int k = g->arc[i ^ 1].room; k > 0; k--)
					through[w][left[w]++] = g->arc[i].to - l->project;
	}
	for (int s = 0; s < p->students; s++)
		for (int i = g->first[l->student + s]; i >= 0; i = g->next[i])
			if ((i & 1) == 0 && g->arc[i].room == 0) {
				int to = g->arc[i].to;
				project_of[s] = to == l->outside ? through[0][--left[0]] : to == l->neutral ? through[1][--left[1]] : to - l->project;
			}
}

/* Potentials of the empty network, so that no reduced cost is negative: the least cost from a node to the sink, which is
 * −shortfall behind every project with a lower bound. */
static void
first_potentials(struct graph *g, const struct team_model *m, const struct layout *l, struct cost shortfall)
{
	struct cost down = sub((struct cost){ 0, 0 }, shortfall);
	bool any = false;
	for (int j = 0; j < m->p->projects; j++)
		any = any || (m->p->project[j].min > 0 && !m->p->project[j].may_close);
	if (any) /* one unit lower at the sink: every arc into it costs at least that */
		g->potential[l->sink] = down;
}

enum err
team_flow(struct arena *a, const struct team_model *m, double until, int *project_of, struct team_vector *bound, bool *found)
{
	const struct team_problem *p = m->p;
	struct arena *tmp = arena_new(MIB(8192));
	struct layout l = { 0, 1, 2, 3, 4, 4 + p->students };
	struct prices pr;
	*found = false;
	if (!prices_of(m, &pr)) {
		arena_free(tmp);
		return fail(a, E_LIMIT, "teams: %d ranks for %d students", m->ranks, p->students);
	}
	struct graph g = graph_new(tmp, 4 + p->students + p->projects);
	struct cost zero = { 0, 0 };
	for (int j = 0; j < p->projects; j++) { /* first: the hubs' arcs are found by their parity */
		int least = p->project[j].may_close ? 0 : p->project[j].min;
		arc_add(&g, l.outside, l.project + j, p->project[j].max, zero);
		arc_add(&g, l.neutral, l.project + j, p->project[j].max, zero);
		if (least > 0)
			arc_add(&g, l.project + j, l.sink, least, sub(zero, pr.shortfall));
		if (p->project[j].max > least)
			arc_add(&g, l.project + j, l.sink, p->project[j].max - least, zero);
	}
	for (int s = 0; s < p->students; s++) {
		arc_add(&g, l.source, l.student + s, 1, zero);
		student_arcs(&g, m, &l, &pr, s);
	}
	first_potentials(&g, m, &l, pr.shortfall);
	bool all = true;
	for (int s = 0; s < p->students && all; s++) {
		all = augment(&g, l.source, l.sink);
		if ((s & 63) == 63 && team_clock() > until) {
			arena_free(tmp);
			return fail(a, E_LIMIT, "teams: the flow of %d students takes too long", p->students);
		}
	}
	for (int j = 0; all && j < p->projects; j++)
		for (int i = g.first[l.project + j]; i >= 0; i = g.next[i])
			if ((i & 1) == 0 && g.arc[i].to == l.sink && g.arc[i].room > 0 && less(g.arc[i].cost, zero))
				all = false; /* a project below its least */
	if (all) {
		read_back(&g, m, &l, project_of);
		*bound = team_measure_all(m, project_of);
		*found = true;
	}
	arena_free(tmp);
	return OK;
}

/* ---- supervisors ----------------------------------------------------------------------------------------------------- */

bool
team_supervise(struct arena *a, const struct team_problem *p, const bool *open, int *supervisor_of)
{
	(void)a;
	struct arena *tmp = arena_new(MIB(512));
	struct cost zero = { 0, 0 }, one = { 0, 1 };
	int hub = 2 + p->projects + p->supervisors; /* before those who may follow any project */
	struct graph g = graph_new(tmp, hub + 1);
	int needed = 0, left = 0;
	for (int k = 0; k < p->supervisors; k++) {
		const struct team_supervisor *v = &p->supervisor[k];
		int node = 2 + p->projects + k;
		if (v->min > 0)
			arc_add(&g, node, 1, v->min, sub(zero, one));
		if (v->max > v->min)
			arc_add(&g, node, 1, v->max - v->min, zero);
		left += v->min;
		if (v->nforbidden == 0)
			arc_add(&g, hub, node, v->max, zero);
		for (int j = 0; j < p->projects && v->nforbidden > 0; j++) {
			bool no = !open[j];
			for (int f = 0; f < v->nforbidden && !no; f++)
				no = v->forbidden[f] == j;
			if (!no)
				arc_add(&g, 2 + j, node, 1, zero);
		}
	}
	for (int j = 0; j < p->projects; j++)
		if (open[j]) {
			arc_add(&g, 0, 2 + j, 1, zero);
			arc_add(&g, 2 + j, hub, 1, zero);
			needed++;
		}
	g.potential[1] = sub(zero, one);
	bool all = left <= needed;
	for (int k = 0; k < needed && all; k++)
		all = augment(&g, 0, 1);
	for (int k = 0; all && k < p->supervisors; k++)
		for (int i = g.first[2 + p->projects + k]; i >= 0; i = g.next[i])
			if ((i & 1) == 0 && g.arc[i].to == 1 && less(g.arc[i].cost, zero) && g.arc[i].room > 0)
				all = false;
	int *through = ARENA_ARRAY(tmp, int, (size_t)p->projects + 1), n = 0;
	for (int i = g.first[hub]; all && i >= 0; i = g.next[i])
		if ((i & 1) == 0)
			for (int k = g.arc[i ^ 1].room; k > 0; k--)
				through[n++] = g.arc[i].to;
	for (int j = 0; all && supervisor_of != NULL && j < p->projects; j++) {
		supervisor_of[j] = TEAM_NONE;
		for (int i = g.first[2 + j]; i >= 0; i = g.next[i])
			if ((i & 1) == 0 && g.arc[i].room == 0)
				supervisor_of[j] = (g.arc[i].to == hub ? through[--n] : g.arc[i].to) - 2 - p->projects;
	}
	arena_free(tmp);
	return all;
}
