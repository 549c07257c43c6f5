/* A walk over placements that cools down (simulated annealing; Kirkpatrick, Gelatt and Vecchi, 1983): students kept
 * together move as one; a move is a shift, an exchange, or a rotation of three. Each stage has a weight several times that
 * of the next, so that the cooling freezes them one after the other; what is kept is the best by the stages themselves. */
#include "solve/teams_private.h"
#include <math.h>
#include <string.h>

struct unit { int first, n; };  /* members: walk->member[first …] */
struct walk {
	const struct team_model *m;
	const struct team_problem *p;
	int units, *member, *unit_of;
	struct unit *unit;
	int *apart_first, *apart;   /* of each student, those to be kept apart from; apart_first has students + 1 */
	double weight[TEAM_STAGES_MAX], hard;
	double *pref;               /* [unit * projects + project] */
	bool *no;                   /* [unit * projects + project] */
	int *at;                    /* project of each student */
	int *size;
	long *count;                /* [project * values + value] */
	uint64_t random;
	long slack;
	int open, open_least, open_most; /* projects with students; what the supervisors can follow */
	double soft, fault;         /* of the whole, kept as moves go: preferences and slack; sizes and pairs that are wrong */
};

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

/* ---- making ready ------------------------------------------------------------------------------------------------------ */

static int
root(int *parent, int s)
{
	while (parent[s] != s)
		s = parent[s] = parent[parent[s]];
	return s;
}

static void
make_units(struct arena *a, struct walk *w)
{
	const struct team_problem *p = w->p;
	int *parent = ARENA_ARRAY(a, int, (size_t)p->students), fill = 0;
	w->member = ARENA_ARRAY(a, int, (size_t)p->students);
	w->unit_of = ARENA_ARRAY(a, int, (size_t)p->students);
	w->unit = ARENA_ARRAY(a, struct unit, (size_t)p->students);
	for (int s = 0; s < p->students; s++)
		parent[s] = s;
	for (int i = 0; i < p->together; i++)
		parent[root(parent, p->pair_together[i].a)] = root(parent, p->pair_together[i].b);
	for (int s = 0; s < p->students; s++) {
		if (root(parent, s) != s)
			continue;
		w->unit[w->units] = (struct unit){ fill, 0 };
		for (int t = 0; t < p->students; t++)
			if (root(parent, t) == s) {
				w->member[fill++] = t;
				w->unit[w->units].n++;
				w->unit_of[t] = w->units;
			}
		w->units++;
	}
}

static void
make_apart(struct arena *a, struct walk *w)
{
	const struct team_problem *p = w->p;
	w->apart_first = ARENA_ARRAY(a, int, (size_t)p->students + 2);
	w->apart = ARENA_ARRAY(a, int, (size_t)p->apart * 2 + 1);
	for (int i = 0; i < p->apart; i++) {
		w->apart_first[p->pair_apart[i].a + 1]++;
		w->apart_first[p->pair_apart[i].b + 1]++;
	}
	for (int s = 0; s < p->students; s++)
		w->apart_first[s + 1] += w->apart_first[s];
	int *fill = ARENA_ARRAY(a, int, (size_t)p->students + 1);
	for (int i = 0; i < p->apart; i++) {
		int x = p->pair_apart[i].a, y = p->pair_apart[i].b;
		w->apart[w->apart_first[x] + fill[x]++] = y;
		w->apart[w->apart_first[y] + fill[y]++] = x;
	}
}

static void
make_prices(struct arena *a, struct walk *w, double strict)
{
	const struct team_model *m = w->m;
	size_t cells = (size_t)w->units * (size_t)w->p->projects;
	double x = 1;
	for (int k = m->stages - 1; k >= 0; k--) {
		w->weight[k] = x;
		x *= 5;
	}
	w->hard = w->weight[0] * strict;
	w->pref = ARENA_ARRAY(a, double, cells);
	w->no = ARENA_ARRAY(a, bool, cells);
	for (int u = 0; u < w->units; u++)
		for (int j = 0; j < w->p->projects; j++)
			for (int i = 0; i < w->unit[u].n; i++) {
				int s = w->member[w->unit[u].first + i];
				if (m->barred[s * w->p->projects + j])
					w->no[u * w->p->projects + j] = true;
				for (int k = 0; k < m->stages; k++)
					if (k != m->slack_at && team_cost(m, k, s, j) != 0)
						w->pref[u * w->p->projects + j] += w->weight[k];
			}
}

static void
place_unit(struct walk *w, int u, int j)
{
	for (int i = 0; i < w->unit[u].n; i++) {
		int s = w->member[w->unit[u].first + i], from = w->at[s];
		w->at[s] = j;
		w->size[from]--;
		w->size[j]++;
		for (int k = 0; k < w->p->attributes; k++) {
			int v = w->p->attribute[k].of[s];
			if (v >= 0) {
				w->count[from * w->m->values + w->m->value_of[k] + v]--;
				w->count[j * w->m->values + w->m->value_of[k] + v]++;
			}
		}
	}
}

/* The start, with every unit in one place that it may have (when there is one). */
static void
settle(struct arena *a, struct walk *w, const int *start)
{
	const struct team_problem *p = w->p;
	w->at = ARENA_ARRAY(a, int, (size_t)p->students);
	w->size = ARENA_ARRAY(a, int, (size_t)p->projects);
	w->count = ARENA_ARRAY(a, long, (size_t)w->m->values * (size_t)p->projects + 1);
	for (int s = 0; s < p->students; s++) {
		w->at[s] = start[s];
		w->size[start[s]]++;
		for (int k = 0; k < p->attributes; k++)
			if (p->attribute[k].of[s] >= 0)
				w->count[start[s] * w->m->values + w->m->value_of[k] + p->attribute[k].of[s]]++;
	}
	for (int u = 0; u < w->units; u++) {
		int j = w->at[w->member[w->unit[u].first]];
		for (int t = 0; t < p->projects && w->no[u * p->projects + j]; t++)
			j = (j + 1) % p->projects;
		place_unit(w, u, j);
	}
}

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
	if (w->size[j] == 0)
		return 0;
	for (int v = 0; v < w->m->values; v++) {
		long n = w->count[j * w->m->values + v];
		slack += n < w->m->low[v] ? w->m->low[v] - n : n > w->m->high[v] ? n - w->m->high[v] : 0;
	}
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

static int
apart_faults(const struct walk *w, int u)
{
	int n = 0;
	for (int i = 0; i < w->unit[u].n; i++) {
		int s = w->member[w->unit[u].first + i];
		for (int k = w->apart_first[s]; k < w->apart_first[s + 1]; k++)
			n += w->at[w->apart[k]] == w->at[s];
	}
	return n;
}

/* ---- moves ----------------------------------------------------------------------------------------------------------------- */

struct move { int unit[3], to[3], n; };

struct share { double soft, fault; long slack; int open; };

/* What the projects of a move and its units cost. No two of its units are ever in one project, so that a pair that is kept
 * apart counts once. */
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
		int u = mv->unit[i], j = w->at[w->member[w->unit[u].first]];
		c.soft += w->pref[u * w->p->projects + j];
		c.fault += w->no[u * w->p->projects + j];
		if (w->p->apart > 0)
			c.fault += apart_faults(w, u);
	}
	return c;
}

static bool
pick(struct walk *w, struct move *mv)
{
	int P = w->p->projects;
	for (int tries = 0; tries < 20; tries++) {
		int u = below(w, w->units), from = w->at[w->member[w->unit[u].first]], kind = below(w, 8);
		int to = below(w, P);
		/* Half of the time somewhere that the first member asked for. */
		const struct team_student *s = &w->p->student[w->member[w->unit[u].first]];
		if (s->ranks > 0 && below(w, 2) == 0)
			to = s->ranking[below(w, s->ranks)];
		if (to == from || w->no[u * P + to])
			continue;
		if (kind == 0 || w->units < 3) {
			*mv = (struct move){ { u }, { to }, 1 };
			return true;
		}
		int v = w->unit_of[below(w, w->p->students)];
		for (int k = 0; k < 12 && w->at[w->member[w->unit[v].first]] != to; k++)
			v = w->unit_of[below(w, w->p->students)];
		int there = w->at[w->member[w->unit[v].first]];
		if (there != to) {
			to = there;
			if (to == from || w->no[u * P + to])
				continue;
		}
		if (kind < 6) {
			if (w->no[v * P + from])
				continue;
			*mv = (struct move){ { u, v }, { to, from }, 2 };
			return true;
		}
		int x = below(w, w->units), third = w->at[w->member[w->unit[x].first]];
		if (third == from || third == to || w->no[v * P + third] || w->no[x * P + from])
			continue;
		*mv = (struct move){ { u, v, x }, { to, third, from }, 3 };
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
	int projects[6], n = 0, from[3];
	for (int i = 0; i < mv->n; i++) {
		from[i] = w->at[w->member[w->unit[mv->unit[i]].first]];
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
		place_unit(w, mv->unit[i], mv->to[i]);
	struct share after = around(w, mv, projects, n);
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
		place_unit(w, mv->unit[i], from[i]);
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
		int j = w->at[w->member[w->unit[u].first]];
		w->soft += w->pref[u * w->p->projects + j];
		w->fault += w->no[u * w->p->projects + j] + 0.5 * apart_faults(w, u);
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
team_anneal(struct arena *a, const struct team_model *m, int *project_of, struct team_walk how)
{
	(void)a;
	struct arena *tmp = arena_new(MIB(2048));
	struct walk *w = ARENA_NEW(tmp, struct walk);
	*w = (struct walk){ .m = m, .p = m->p, .random = 0x9E3779B97F4A7C15u };
	make_units(tmp, w);
	make_apart(tmp, w);
	make_prices(tmp, w, how.strict);
	w->open_most = m->p->projects;
	for (int k = 0; k < m->p->supervisors; k++) {
		w->open_most = k == 0 ? 0 : w->open_most;
		w->open_least += m->p->supervisor[k].min;
		w->open_most += m->p->supervisor[k].max;
	}
	settle(tmp, w, project_of);
	weigh(w);
	struct best best = { .at = ARENA_ARRAY(tmp, int, (size_t)m->p->students) };
	remember(w, &best);
	double begun = team_clock();
	double hot = how.warm ? 1.5 : w->weight[0] * 0.7, cold = 0.12, lowest = INFINITY, heat = hot;
	for (uint64_t i = 0; i < how.steps; i++) {
		struct move mv;
		if ((i & 127) == 0) {
			/* What takes too long cools faster. */
			double now = team_clock(), steps = (double)i / (double)how.steps, time = (now - begun) / (how.until - begun);
			if (now > how.until)
				break;
			heat = hot * pow(cold / hot, steps > time ? steps : time);
		}
		if (!pick(w, &mv) || !try_move(w, &mv, heat) || w->fault > 1e-6 || w->soft >= lowest - 1e-6)
			continue;
		/* Until it has cooled, better ones follow at once: the last of them is remembered. */
		lowest = w->soft;
		if (heat < 4 || m->p->students <= 200)
			remember(w, &best);
	}
	weigh(w);
	remember(w, &best);
	if (best.any)
		memcpy(project_of, best.at, (size_t)m->p->students * sizeof *project_of);
	arena_free(tmp);
	return best.any;
}
