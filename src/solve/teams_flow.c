/* Flows of least cost by phases: shortest distances with potentials, then as many units as shortest paths carry, until all
 * are sent. There are as many phases as distinct distances, far fewer than units when costs are ranks. */
#include "solve/teams_flow.h"
#include "solve/teams_private.h"
#include <string.h>

enum { WIDE_BITS = 124 };

bool
flow_unit(long most, int digit, int digits, struct flow_cost *out)
{
	int bits = 3;
	while ((1L << (bits - 3)) <= most + 2)
		bits++;
	int per = WIDE_BITS / bits, from_last = digits - 1 - digit;
	if (digits > 2 * per)
		return false;
	*out = FLOW_ZERO;
	if (from_last < per)
		out->lo = (flow_wide)1 << (bits * from_last);
	else
		out->hi = (flow_wide)1 << (bits * (from_last - per));
	return true;
}

struct flow_graph
flow_new(struct arena *a, int nodes)
{
	size_t n = (size_t)nodes;
	struct flow_graph g = { .a = a, .nodes = nodes, .potential = ARENA_ARRAY(a, struct flow_cost, n), .dist = ARENA_ARRAY(a, struct flow_cost, n),
		.level = ARENA_ARRAY(a, int, n), .next = ARENA_ARRAY(a, int, n), .path = ARENA_ARRAY(a, int, n), .heap = ARENA_ARRAY(a, int, n),
		.place = ARENA_ARRAY(a, int, n), .seen = ARENA_ARRAY(a, int, n) };
	for (int i = 0; i < nodes; i++)
		g.place[i] = -1;
	return g;
}

int
flow_arc(struct flow_graph *g, int from, int to, int room, struct flow_cost c)
{
	if (g->arcs + 2 > g->cap) {
		int cap = g->cap == 0 ? 1024 : g->cap * 2;
		struct flow_arc *arc = ARENA_ARRAY(g->a, struct flow_arc, (size_t)cap);
		if (g->arcs > 0)
			memcpy(arc, g->arc, (size_t)g->arcs * sizeof *arc);
		g->arc = arc, g->cap = cap;
	}
	g->arc[g->arcs] = (struct flow_arc){ to, room, c };
	g->arc[g->arcs + 1] = (struct flow_arc){ from, 0, flow_sub(FLOW_ZERO, c) };
	g->arcs += 2;
	return g->arcs - 2;
}

static void
lists(struct flow_graph *g)
{
	g->first = ARENA_ARRAY(g->a, int, (size_t)g->nodes + 2);
	g->out = ARENA_ARRAY(g->a, int, (size_t)g->arcs + 1);
	for (int i = 0; i < g->arcs; i++)
		g->first[g->arc[i ^ 1].to + 2]++;
	for (int v = 0; v < g->nodes; v++)
		g->first[v + 2] += g->first[v + 1];
	for (int i = 0; i < g->arcs; i++)
		g->out[g->first[g->arc[i ^ 1].to + 1]++] = i;
}

/* ---- the heap: place of a node, −1 not met, −2 settled -------------------------------------------------------------------- */

static void
put(struct flow_graph *g, int place, int node)
{
	g->heap[place] = node;
	g->place[node] = place;
}

static void
rise(struct flow_graph *g, int place)
{
	int node = g->heap[place];
	while (place > 0 && flow_less(g->dist[node], g->dist[g->heap[(place - 1) / 2]])) {
		put(g, place, g->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	put(g, place, node);
}

static int
take(struct flow_graph *g)
{
	int top = g->heap[0], last = g->heap[--g->heaped], place = 0;
	g->place[top] = -2;
	if (g->heaped == 0)
		return top;
	for (;;) {
		int child = 2 * place + 1;
		if (child + 1 < g->heaped && flow_less(g->dist[g->heap[child + 1]], g->dist[g->heap[child]]))
			child++;
		if (child >= g->heaped || !flow_less(g->dist[g->heap[child]], g->dist[last]))
			break;
		put(g, place, g->heap[child]);
		place = child;
	}
	put(g, place, last);
	return top;
}

static void
reach(struct flow_graph *g, int node, struct flow_cost d)
{
	if (g->place[node] == -2 || (g->place[node] >= 0 && !flow_less(d, g->dist[node])))
		return;
	g->dist[node] = d;
	if (g->place[node] == -1) {
		g->seen[g->nseen++] = node;
		g->heap[g->heaped] = node;
		g->place[node] = g->heaped++;
	}
	rise(g, g->place[node]);
}

/* Potentials by the distances from the source; false when the sink is out of reach. */
static bool
distances(struct flow_graph *g, int source, int sink)
{
	bool found = false;
	g->heaped = g->nseen = 0;
	reach(g, source, FLOW_ZERO);
	while (g->heaped > 0 && !found) {
		int u = take(g);
		found = u == sink;
		for (int k = g->first[u]; k < g->first[u + 1] && !found; k++) {
			int i = g->out[k], v = g->arc[i].to;
			if (g->arc[i].room > 0 && g->place[v] != -2)
				reach(g, v, flow_add(g->dist[u], flow_reduced(g, i)));
		}
	}
	for (int k = 0; k < g->nseen; k++) {
		int v = g->seen[k];
		/* A node that was not settled is at least as far as the sink. */
		if (found && g->place[v] == -2)
			g->potential[v] = flow_add(g->potential[v], flow_sub(g->dist[v], g->dist[sink]));
		g->place[v] = -1;
	}
	return found;
}

/* ---- along shortest paths --------------------------------------------------------------------------------------------------- */

static bool
tight(const struct flow_graph *g, int i)
{
	struct flow_cost c = flow_reduced(g, i);
	return g->arc[i].room > 0 && c.hi == 0 && c.lo == 0;
}

static bool
levels(struct flow_graph *g, int source, int sink)
{
	int *queue = g->heap, head = 0, tail = 0;
	for (int v = 0; v < g->nodes; v++)
		g->level[v] = -1;
	g->level[source] = 0;
	queue[tail++] = source;
	while (head < tail && g->level[sink] < 0) {
		int u = queue[head++];
		g->next[u] = g->first[u];
		for (int k = g->first[u]; k < g->first[u + 1]; k++) {
			int i = g->out[k], v = g->arc[i].to;
			if (g->level[v] < 0 && tight(g, i)) {
				g->level[v] = g->level[u] + 1;
				g->next[v] = g->first[v];
				queue[tail++] = v;
			}
		}
	}
	return g->level[sink] >= 0;
}

/* Units along paths of rising levels, until none is left. */
static int
block(struct flow_graph *g, int source, int sink, int need)
{
	int sent = 0, depth = 0, u = source;
	while (sent < need) {
		if (u == sink) {
			for (int d = 0; d < depth; d++) {
				g->arc[g->path[d]].room--;
				g->arc[g->path[d] ^ 1].room++;
			}
			sent++;
			depth = 0;
			u = source;
			continue;
		}
		int end = g->first[u + 1], i = -1;
		for (; g->next[u] < end; g->next[u]++) {
			i = g->out[g->next[u]];
			if (g->level[g->arc[i].to] == g->level[u] + 1 && tight(g, i))
				break;
		}
		if (g->next[u] < end) {
			g->path[depth++] = i;
			u = g->arc[i].to;
			continue;
		}
		if (depth == 0)
			break;
		u = g->arc[g->path[--depth] ^ 1].to;
		g->next[u]++;
	}
	return sent;
}

int
flow_run(struct flow_graph *g, int source, int sink, int need, double until)
{
	int sent = 0;
	lists(g);
	while (sent < need && distances(g, source, sink)) {
		while (sent < need && levels(g, source, sink)) {
			sent += block(g, source, sink, need - sent);
			if (team_clock() > until)
				return -1;
		}
		if (team_clock() > until)
			return -1;
	}
	return sent;
}
