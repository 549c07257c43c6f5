/* A walk over placements that cools down (simulated annealing; Kirkpatrick, Gelatt and Vecchi, 1983): students kept
 * together move as one; a move is a shift, an exchange, a rotation, a chain of people who each take the place of the next, a
 * project closed or opened. Each stage has a weight several times that of the next, so that the cooling freezes them one
 * after the other; what is kept is the best by the stages themselves. */
#include "solve/teams_walk.h"
#include <math.h>
#include <string.h>

enum { MOVE_MAX = 12 };

static uint64_t
next(struct walk *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random;
}
static int below(struct walk *w, int n) { return (int)((next(w) >> 11) % (uint64_t)n); }
static double fraction(struct walk *w) { return (double)(next(w) >> 11) * 0x1p-53; }

/* ---- what a project costs, alone --------------------------------------------------------------------------------------- */

static double
size_fault(const struct walk *w, int j)
{
	const struct team_project *p = &w->p->project[j];
	int n = w->size[j];
	if (n > p->max)
		return n - p->max;
	if (n >= p->min || (n == 0 && p->may_close))
		return 0;
	return p->may_close && n < p->min - n ? n : p->min - n;
}

static long
slack_in(const struct walk *w, int j)
{
	long slack = 0;
	const long *count = w->count + (size_t)j * (size_t)w->m->values;
	if (w->size[j] == 0)
		return 0;
	for (int v = 0; v < w->m->values; v++)
		slack += count[v] < w->m->low[v] ? w->m->low[v] - count[v] : count[v] > w->m->high[v] ? count[v] - w->m->high[v] : 0;
	return slack;
}

static double
slack_price(const struct walk *w, long slack)
{
	return w->m->slack_at < 0 ? 0 : w->weight[w->m->slack_at] * (double)slack;
}

static double
slack_fault(const struct walk *w, long slack)
{
	return w->p->objective == TEAM_SLACK && slack > w->p->slack ? 0.25 * (double)(slack - w->p->slack) : 0;
}

/* Pairs of unit u that should be apart and are not; those with an earlier unit of the move are counted there. */
static int
apart_faults(const struct walk *w, int u)
{
	int n = 0;
	for (int i = 0; i < w->unit[u].n; i++) {
		int s = w->member[w->unit[u].first + i];
		for (int k = w->apart_first[s]; k < w->apart_first[s + 1]; k++) {
			int other = w->in_move[w->unit_of[w->apart[k]]];
			n += w->at[w->apart[k]] == w->at[s] && (other == 0 || other >= w->in_move[u]);
		}
	}
	return n;
}

/* ---- moves ----------------------------------------------------------------------------------------------------------------- */

struct move { int unit[MOVE_MAX], to[MOVE_MAX], n; };

struct share { double soft, fault; long slack; int open; };

/* What the projects of a move and its units cost. */
static struct share
around(const struct walk *w, const struct move *mv, const int *projects, int nprojects)
{
	struct share c = { 0 };
	for (int i = 0; i < nprojects; i++) {
		c.fault += size_fault(w, projects[i]);
		c.open += w->size[projects[i]] > 0;
		if (w->m->slack_at >= 0)
			c.slack += slack_in(w, projects[i]);
	}
	for (int i = 0; i < mv->n; i++) {
		const struct spot *s = spot_of(w, mv->unit[i], place_of(w, mv->unit[i]));
		c.soft += s != NULL ? s->price : w->unit[mv->unit[i]].plain;
		c.fault += s != NULL ? s->no : !w->unit[mv->unit[i]].others;
		if (w->p->apart > 0)
			c.fault += apart_faults(w, mv->unit[i]);
	}
	return c;
}

/* Somewhere for unit u: half of the time somewhere that it knows. −1: not this time. */
static int
somewhere(struct walk *w, int u)
{
	const struct unit *x = &w->unit[u];
	int to;
	if (x->spots > 0 && (!x->others || below(w, 4) != 0)) {
		const struct spot *s = &w->spot[x->spot + below(w, x->spots)];
		return s->no ? -1 : s->project;
	}
	to = below(w, w->p->projects);
	return no_place(w, u, to) ? -1 : to;
}

static int
someone(struct walk *w, int j)
{
	int u = w->head[j];
	for (int k = w->size[j] > 1 ? below(w, w->size[j]) : 0; k > 0 && u >= 0; k--)
		u = w->after[u] >= 0 ? w->after[u] : w->head[j];
	return u;
}

static bool
has_unit(const struct move *mv, int u)
{
	for (int i = 0; i < mv->n; i++)
		if (mv->unit[i] == u)
			return true;
	return false;
}

static bool
add_unit(struct move *mv, int u, int to)
{
	if (mv->n == MOVE_MAX || to < 0)
		return false;
	mv->unit[mv->n] = u;
	mv->to[mv->n++] = to;
	return true;
}

/* Each takes the place of the next; the last goes where there is room, or to the place of the first. */
static bool
pick_chain(struct walk *w, struct move *mv, int length)
{
	int u = below(w, w->units), home = place_of(w, u);
	for (int k = 0; k < length; k++) {
		int from = place_of(w, u), to = k == length - 1 && k > 0 && !no_place(w, u, home) ? home : somewhere(w, u);
		if (to < 0 || to == from || !add_unit(mv, u, to))
			return false;
		if (to == home || w->size[to] + w->unit[u].n <= w->p->project[to].max)
			return true;
		u = someone(w, to);
		if (u < 0 || has_unit(mv, u))
			return false;
	}
	return true;
}

/* An exchange, or a rotation of three, of anyone with anyone. */
static bool
pick_exchange(struct walk *w, struct move *mv, int n)
{
	int u[3], at[3];
	for (int k = 0; k < n; k++) {
		u[k] = k == 1 ? -1 : below(w, w->units);
		if (k == 1) {
			int to = somewhere(w, u[0]);
			u[k] = to < 0 ? -1 : someone(w, to);
		}
		if (u[k] < 0)
			return false;
		at[k] = place_of(w, u[k]);
		for (int i = 0; i < k; i++)
			if (at[i] == at[k])
				return false;
	}
	for (int k = 0; k < n; k++)
		if (no_place(w, u[k], at[(k + 1) % n]) || !add_unit(mv, u[k], at[(k + 1) % n]))
			return false;
	return true;
}

/* A project closed: everyone elsewhere, where there is room if they can. */
static bool
pick_closing(struct walk *w, struct move *mv)
{
	int j = place_of(w, below(w, w->units));
	if (!w->p->project[j].may_close)
		return false;
	for (int u = w->head[j]; u >= 0; u = w->after[u]) {
		int to = -1;
		for (int tries = 0; tries < 8; tries++) {
			int t = somewhere(w, u);
			if (t < 0 || t == j)
				continue;
			to = t;
			if (w->size[t] > 0 && w->size[t] < w->p->project[t].max)
				break;
		}
		if (!add_unit(mv, u, to))
			return false;
	}
	return mv->n > 0;
}

/* A closed project opened with people who know it. */
static bool
pick_opening(struct walk *w, struct move *mv)
{
	int j = below(w, w->p->projects), wish = w->wants_first[j + 1] - w->wants_first[j], taken = 0;
	if (w->size[j] > 0 || wish == 0)
		return false;
	for (int tries = 0; tries < 4 * MOVE_MAX && taken < w->p->project[j].min; tries++) {
		int u = w->wants[w->wants_first[j] + below(w, wish)];
		if (has_unit(mv, u) || taken + w->unit[u].n > w->p->project[j].max)
			continue;
		if (!add_unit(mv, u, j))
			return false;
		taken += w->unit[u].n;
	}
	return mv->n > 0;
}

static bool
pick(struct walk *w, struct move *mv)
{
	for (int tries = 0; tries < 20; tries++) {
		int kind = below(w, 16);
		bool found;
		mv->n = 0;
		if (w->m->closing && kind < 2)
			found = kind == 0 ? pick_closing(w, mv) : pick_opening(w, mv);
		else if (kind < 4 || w->units < 3)
			found = pick_chain(w, mv, 1);
		else if (kind < 7)
			found = pick_chain(w, mv, 2 + below(w, 4));
		else
			found = pick_exchange(w, mv, kind < 13 ? 2 : 3);
		if (found)
			return true;
	}
	return false;
}

static double
open_fault(const struct walk *w, int open)
{
	return open < w->open_least ? w->open_least - open : open > w->open_most ? open - w->open_most : 0;
}

static bool
try_move(struct walk *w, const struct move *mv, double heat)
{
	int projects[2 * MOVE_MAX], n = 0, from[MOVE_MAX];
	for (int i = 0; i < mv->n; i++) {
		from[i] = place_of(w, mv->unit[i]);
		w->in_move[mv->unit[i]] = i + 1;
		for (int k = 0; k < 2; k++) {
			int j = k == 0 ? from[i] : mv->to[i];
			bool known = false;
			for (int t = 0; t < n; t++)
				known = known || projects[t] == j;
			if (!known)
				projects[n++] = j;
		}
	}
	struct share before = around(w, mv, projects, n);
	for (int i = 0; i < mv->n; i++)
		walk_place(w, mv->unit[i], mv->to[i]);
	struct share after = around(w, mv, projects, n);
	for (int i = 0; i < mv->n; i++)
		w->in_move[mv->unit[i]] = 0;
	long slack = w->slack + after.slack - before.slack;
	double soft = after.soft - before.soft + slack_price(w, slack) - slack_price(w, w->slack);
	double fault = after.fault - before.fault + slack_fault(w, slack) - slack_fault(w, w->slack);
	int open = w->open + after.open - before.open;
	fault += open_fault(w, open) - open_fault(w, w->open);
	double delta = soft + w->hard * fault;
	if (delta <= 0 || fraction(w) < exp(-delta / heat)) {
		w->slack = slack;
		w->open = open;
		w->soft += soft;
		w->fault += fault;
		return true;
	}
	for (int i = 0; i < mv->n; i++)
		walk_place(w, mv->unit[i], from[i]);
	return false;
}

/* soft and fault of the whole, from nothing. */
static void
weigh(struct walk *w)
{
	w->slack = w->m->slack_at < 0 ? 0 : team_slack_of(w->m, w->at);
	w->soft = slack_price(w, w->slack);
	w->fault = slack_fault(w, w->slack);
	w->open = 0;
	for (int j = 0; j < w->p->projects; j++) {
		w->fault += size_fault(w, j);
		w->open += w->size[j] > 0;
	}
	w->fault += open_fault(w, w->open);
	for (int u = 0; u < w->units; u++) {
		int j = place_of(w, u);
		w->soft += price_of(w, u, j);
		w->fault += no_place(w, u, j) + 0.5 * apart_faults(w, u);
	}
}

struct best { int *at; struct team_vector worth; bool any; };

static void
remember(const struct walk *w, struct best *b)
{
	if (w->fault > 1e-6)
		return;
	struct team_vector worth = team_measure_all(w->m, w->at);
	if (b->any && team_compare(w->m, &worth, &b->worth) >= 0)
		return;
	if (!team_feasible(w->m, w->at))
		return;
	memcpy(b->at, w->at, (size_t)w->p->students * sizeof *b->at);
	b->worth = worth;
	b->any = true;
}

bool
team_anneal(const struct team_model *m, int *project_of, struct team_walk how)
{
	struct arena *tmp = arena_new(MIB(4096));
	struct walk *w = walk_new(tmp, m, project_of, how.strict, how.seed);
	weigh(w);
	struct best best = { .at = ARENA_ARRAY(tmp, int, (size_t)m->p->students) };
	remember(w, &best);
	double begun = team_clock(), cold = 0.12, lowest = INFINITY;
	double hot = how.heat > 0 ? how.heat * w->weight[0] : 1.5, heat = hot;
	uint64_t rest = 0; /* until when a better one is not looked at closely */
	for (uint64_t i = 0; i < how.steps; i++) {
		struct move mv;
		if ((i & 127) == 0) {
			/* What takes too long cools faster. */
			double now = team_clock(), steps = (double)i / (double)how.steps, time = (now - begun) / (how.until - begun);
			if (now > how.until)
				break;
			heat = hot * pow(cold / hot, steps > time ? steps : time);
		}
		if (!pick(w, &mv) || !try_move(w, &mv, heat) || w->fault > 1e-6 || w->soft >= lowest - 1e-6 || i < rest)
			continue;
		/* Until it has cooled, better ones follow at once: the last of them is remembered. */
		if (heat < 4 || m->p->students <= 200) {
			lowest = w->soft;
			rest = m->p->students <= 200 ? 0 : i + (uint64_t)m->p->students;
			remember(w, &best);
		}
	}
	weigh(w);
	remember(w, &best);
	if (best.any)
		memcpy(project_of, best.at, (size_t)m->p->students * sizeof *project_of);
	arena_free(tmp);
	return best.any;
}
