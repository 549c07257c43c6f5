/* The exact search: branch and bound over linear relaxations, best bound first with dives. Every cut of the tree rests on
 * lp_bound(), which is weak duality computed anew from the entries, or on a rule; never on the simplex having been right. */
#include "solve/selection_search.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_PIVOTS = 500, ROOT_PIVOTS = 4000, WALK_STEPS = 200, WALKS_LONGER = 6 };
#define GRAIN_SLACK 1e-6

double
search_dull(const struct search *s)
{
	if (isinf(s->cutoff))
		return -INFINITY;
	/* With a grain, what is worth more is worth a whole grain more: rounding is far below what is kept of it. */
	return s->cutoff + fmax(SEL_EQUAL * fmax(1, fabs(s->cutoff)), s->grain - GRAIN_SLACK * fmax(1, fabs(s->cutoff)));
}

static bool
late(struct search *s)
{
	if ((s->o->nodes > 0 && s->nodes >= s->o->nodes) || (s->o->any && s->found > 0))
		return true;
	if (s->o->seconds <= 0)
		return false;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > s->end.tv_sec || (now.tv_sec == s->end.tv_sec && now.tv_nsec >= s->end.tv_nsec);
}

/* ---- portfolios found ---------------------------------------------------------------------------------------- */

static void
keep(struct search *s, const int *chosen)
{
	double value;
	size_t k = (size_t)s->m->choose, at = s->found;
	if (!sel_model_value(s->m, chosen, &value))
		return;
	if (s->found == s->wanted && value <= s->best[s->found - 1].value)
		return;
	for (size_t i = 0; i < s->found; i++)
		if (memcmp(s->best[i].chosen, chosen, k * sizeof *chosen) == 0)
			return;
	int *room = s->found == s->wanted ? s->best[s->found - 1].chosen : ARENA_ARRAY(s->a, int, k);
	if (s->found == s->wanted)
		at--;
	else
		s->found++;
	for (; at > 0 && s->best[at - 1].value < value; at--)
		s->best[at] = s->best[at - 1];
	memcpy(room, chosen, k * sizeof *room);
	s->best[at] = (struct sel_portfolio){ room, value };
	if (s->found == s->wanted)
		s->cutoff = s->best[s->found - 1].value;
}

static void
improve(struct search *s, const int *start)
{
	struct arena *tmp = arena_new(MIB(64));
	int *chosen = ARENA_ARRAY(tmp, int, (size_t)s->m->choose);
	double value;
	if (sel_local(tmp, s->m, s->state, start, chosen, &value))
		keep(s, chosen);
	arena_free(tmp);
}

static bool
late_walk(void *arg)
{
	return late(arg);
}

/* What a walk costs, in the same measure as the simplex: the entries that are touched. */
static double
walk_work(const struct search *s)
{
	double tags = s->m->n == 0 ? 0 : (double)s->m->cat_of[s->m->n] / s->m->n + 1;
	return (double)(WALK_STEPS << (s->walks < WALKS_LONGER ? s->walks : WALKS_LONGER)) * s->m->choose * s->core * tags;
}

/* Where the tree is slow to end, perhaps the best one is not found yet. */
static void
wander(struct search *s)
{
	struct arena *tmp = arena_new(MIB(64));
	int *chosen = ARENA_ARRAY(tmp, int, (size_t)s->m->choose), steps = WALK_STEPS << (s->walks < WALKS_LONGER ? s->walks : WALKS_LONGER);
	double value;
	struct sel_walk how = { steps, 88172645463325252u + (uint64_t)s->walks, s->top, late_walk, s };
	if (sel_wander(tmp, s->m, s->state, s->best[0].chosen, &how, chosen, &value))
		keep(s, chosen);
	s->walks++;
	s->next_walk = 4 * walk_work(s);
	arena_free(tmp);
}

/* Near the best one, so that several wanted portfolios have a floor from the start: it without each of its files. */
static void
neighbours(struct search *s)
{
	size_t k = (size_t)s->m->choose;
	if (s->wanted < 2 || s->found == 0)
		return;
	int *from = ARENA_ARRAY(s->tmp, int, k);
	memcpy(from, s->best[0].chosen, k * sizeof *from);
	for (size_t i = 0; i < k; i++) {
		if (s->state[from[i]] != FILE_FREE)
			continue;
		s->state[from[i]] = FILE_OUT;
		improve(s, from);
		s->state[from[i]] = FILE_FREE;
	}
}

/* ---- the tree ------------------------------------------------------------------------------------------------------ */

static void
keep_whole(struct search *s)
{
	int *chosen = ARENA_ARRAY(s->tmp, int, (size_t)s->m->choose + 1), n = 0;
	for (int k = 0; k < s->core; k++)
		if (lp_value(s->lp, k) > 0.5) {
			if (n == s->m->choose)
				return;
			chosen[n++] = s->file[k];
		}
	if (n == s->m->choose)
		keep(s, chosen);
}

/* Files whose reduced cost says that moving them off their end falls under the cutoff. The bound is that of the very
 * multipliers that made these costs: a better one, of the parent, would not do. */
static bool
fix_by_cost(struct search *s)
{
	for (int k = 0; k < s->core; k++) {
		double d = s->lp->d[k];
		if (s->here[k] != FILE_FREE || s->lp->at[k] >= 0 || s->dual - fabs(d) > search_dull(s))
			continue;
		if (!search_fix(s, k, d > 0 ? FILE_IN : FILE_OUT))
			return false;
	}
	return search_propagate(s);
}

/* Solves the node at hand: its bound, or −INFINITY when nothing below is of interest. */
static double
bound_here(struct search *s, double parent, int pivots)
{
	double dull = search_dull(s);
	search_bounds(s);
	enum lp_end end = lp_solve(s->lp, dull, pivots);
	s->dual = end == LP_INFEASIBLE ? -INFINITY : lp_bound(s->lp);
	double bound = fmin(parent, s->dual);
	if (bound <= dull)
		return -INFINITY;
	if (end == LP_OPTIMAL)
		keep_whole(s);
	dull = search_dull(s);
	return bound <= dull ? -INFINITY : bound;
}

/* From the node at hand down, one child kept for later at each step, until it dies. */
static void
dive(struct search *s, double bound, int depth)
{
	for (;;) {
		s->nodes++;
		if (s->found > 0 && (double)s->lp->pivots * s->lp->m * s->lp->m >= s->next_walk)
			wander(s);
		if (late(s)) {
			s->stopped = true;
			search_push(s, search_save(s, bound, depth));
			return;
		}
		bound = bound_here(s, bound, NODE_PIVOTS);
		if (isinf(bound) || !fix_by_cost(s))
			return;
		struct branch b = { 0 };
		double low = bound, high = bound;
		bool again;
		if (search_branch(s, bound, &b, &low, &high, &again) == DEAD)
			return;
		if (again)
			continue;
		bool up = high > low || (high >= low && !b.count);
		/* the other side first, as it will be found */
		struct arena *tmp = arena_new(MIB(16));
		struct held k = search_hold(s, tmp);
		if (search_take(s, &b, !up))
			search_push(s, search_save(s, up ? low : high, depth + 1));
		search_back(s, &k);
		arena_free(tmp);
		if (!search_take(s, &b, up))
			return;
		bound = up ? high : low;
		depth++;
	}
}

static void
start_here(struct search *s)
{
	for (int k = 0; k < s->core; k++)
		s->here[k] = s->state[s->file[k]];
	for (int c = 0; c < s->m->categories; c++) {
		s->least[c] = s->m->category[c].least;
		s->most[c] = s->m->category[c].most;
	}
}

static void
set_core(struct search *s)
{
	s->core = 0;
	for (int i = 0; i < s->m->n; i++) {
		s->core_of[i] = s->state[i] == FILE_OUT ? -1 : s->core;
		if (s->state[i] != FILE_OUT)
			s->file[s->core++] = i;
	}
}

/* The root: relaxed until no group that is off is broken and few more files fall. Its bound, or −INFINITY. */
static double
root(struct search *s)
{
	double bound = INFINITY;
	for (int round = 0; round < 40; round++) {
		set_core(s);
		start_here(s);
		search_relax(s);
		search_bounds(s);
		lp_start(s->lp);
		if (!search_propagate(s))
			return -INFINITY;
		bound = bound_here(s, bound, ROOT_PIVOTS);
		if (isinf(bound) || !fix_by_cost(s))
			return -INFINITY;
		int fell = 0, broken = 0;
		for (int g = 0; g < s->m->groups; g++) {
			double v = 0;
			for (int x = 0; x < s->m->group[g].n && !s->group_on[g]; x++)
				v += s->core_of[s->m->group[g].file[x]] >= 0 ? lp_value(s->lp, s->core_of[s->m->group[g].file[x]]) : 0;
			if (v > s->m->group[g].most + SEL_FRACTION) {
				s->group_on[g] = true;
				broken++;
			}
		}
		for (int k = 0; k < s->core; k++)
			if (s->here[k] != s->state[s->file[k]]) {
				s->state[s->file[k]] = s->here[k];
				fell++;
			}
		s->pivots += s->lp->pivots;
		if (broken == 0 && fell * 10 <= s->core)
			break;
	}
	/* In the tree every group of two files or more of the core has its row. */
	set_core(s);
	for (int g = 0; g < s->m->groups; g++) {
		int open = 0;
		for (int x = 0; x < s->m->group[g].n; x++)
			open += s->core_of[s->m->group[g].file[x]] >= 0;
		s->group_on[g] = open > s->m->group[g].most;
	}
	start_here(s);
	search_relax(s);
	search_bounds(s);
	lp_start(s->lp);
	return search_propagate(s) ? bound : -INFINITY;
}

static void
search_start(struct search *s)
{
	const struct sel_model *m = s->m;
	size_t n = (size_t)m->n, c = (size_t)m->categories, z = 0;
	s->state = ARENA_ARRAY(s->tmp, signed char, n + 1);
	memcpy(s->state, m->state, n);
	s->file = ARENA_ARRAY(s->tmp, int, n + 1);
	s->core_of = ARENA_ARRAY(s->tmp, int, n + 1);
	s->group_on = ARENA_ARRAY(s->tmp, bool, (size_t)m->groups + 1);
	s->z_of = ARENA_ARRAY(s->tmp, int, c + 1);
	for (size_t k = 0; k < c; k++)
		z += (size_t)m->category[k].most;
	s->z_from = ARENA_ARRAY(s->tmp, int, z + 1);
	s->z_till = ARENA_ARRAY(s->tmp, int, z + 1);
	s->here = ARENA_ARRAY(s->tmp, signed char, n + 1);
	s->least = ARENA_ARRAY(s->tmp, int, c + 1);
	s->most = ARENA_ARRAY(s->tmp, int, c + 1);
	s->wanted = s->o->best == 0 ? 1 : s->o->best;
	s->best = ARENA_ARRAY(s->a, struct sel_portfolio, s->wanted);
	s->cutoff = -INFINITY;
	s->grain = sel_grain(m);
	clock_gettime(CLOCK_MONOTONIC, &s->end);
	s->end.tv_sec += (time_t)s->o->seconds;
	s->end.tv_nsec += (long)((s->o->seconds - floor(s->o->seconds)) * 1e9);
	if (s->end.tv_nsec >= 1000000000) {
		s->end.tv_sec++;
		s->end.tv_nsec -= 1000000000;
	}
}

static void
tree(struct search *s, double bound)
{
	size_t m = (size_t)s->lp->m, n = (size_t)s->lp->n;
	s->head = ARENA_ARRAY(s->tmp, int, m);
	s->at = ARENA_ARRAY(s->tmp, int, n);
	s->binv = ARENA_ARRAY(s->tmp, double, m * m);
	s->node_size = sizeof(struct node) + (size_t)s->core + (size_t)s->m->categories * 4 + m * sizeof(int) + n / 8 + 1;
	s->node_size = (s->node_size + 15) & ~(size_t)15;
	s->top = bound;
	s->next_walk = walk_work(s);
	dive(s, bound, 0);
	while (s->heap_n > 0 && !s->stopped) {
		struct node *next = search_pop(s);
		double b = next->bound;
		int depth = next->depth;
		if (b <= search_dull(s)) {
			s->heap_n = 0;
			return;
		}
		if (arena_used(s->tmp) > MIB(768)) {
			s->stopped = true;
			search_push(s, next);
			return;
		}
		search_restore(s, next);
		dive(s, b, depth);
	}
}

struct sel_answer
sel_solve(struct arena *a, const struct sel_problem *p, const struct sel_options *o)
{
	struct search s = { .a = a, .tmp = arena_new(MIB(1024)), .o = o };
	struct sel_answer out = { .status = SEL_INFEASIBLE, .bound = -INFINITY };
	s.m = sel_model_of(s.tmp, p, o, o->best < 2);
	if (!s.m->impossible) {
		search_start(&s);
		if (o->hint != NULL)
			improve(&s, o->hint);
		if (o->hint == NULL || s.found == 0)
			improve(&s, NULL);
		neighbours(&s);
		double bound = o->any && s.found > 0 ? -INFINITY : root(&s);
		if (!isinf(bound))
			tree(&s, bound);
		out.portfolio = s.best;
		out.portfolios = s.found;
		out.nodes = s.nodes;
		out.pivots = s.pivots + (s.lp == NULL ? 0 : s.lp->pivots);
		out.status = s.stopped ? (s.found > 0 ? SEL_BOUNDED : SEL_UNKNOWN) : s.found > 0 ? SEL_OPTIMAL : SEL_INFEASIBLE;
		out.bound = s.found > 0 ? s.best[0].value : -INFINITY;
		if (s.stopped)
			out.bound = fmax(out.bound, s.heap_n > 0 ? s.heap[0]->bound : -INFINITY);
	}
	arena_free(s.tmp);
	return out;
}
