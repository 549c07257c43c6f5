/* A good portfolio at once: by marginal gains, then by the best swap as long as one helps. Broken rules cost so much that
 * a swap which mends one is always taken. */
#include "solve/selection_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_EACH = 8 };

struct walk {
	const struct sel_model *m;
	const signed char *allowed;
	bool *in;
	int *count;                 /* of each category */
	int *used;                  /* of each group */
	double variety, broken;     /* what one broken rule costs */
};

static double
category_worth(const struct walk *w, int c, int count)
{
	const struct sel_category *k = &w->m->category[c];
	int off = count < k->least ? k->least - count : count > k->most ? count - k->most : 0;
	return k->gain[count < 0 ? 0 : count] - w->broken * off;
}

static void
put(struct walk *w, int i, int by)
{
	const struct sel_model *m = w->m;
	w->in[i] = by > 0;
	for (int t = m->cat_of[i]; t < m->cat_of[i + 1]; t++) {
		int c = m->cat[t];
		w->variety -= m->category[c].variety[w->count[c]];
		w->count[c] += by;
		w->variety += m->category[c].variety[w->count[c]];
	}
	for (int t = m->group_of[i]; t < m->group_of[i + 1]; t++)
		w->used[m->in_group[t]] += by;
}

/* What i adds when it comes in to the files that are in now. */
static double
gain_of(const struct walk *w, int i)
{
	const struct sel_model *m = w->m;
	double g = m->worth[i], v = 0;
	for (int t = m->cat_of[i]; t < m->cat_of[i + 1]; t++) {
		int c = m->cat[t], n = w->count[c];
		if (n >= m->choose)
			continue;
		g += category_worth(w, c, n + 1) - category_worth(w, c, n);
		v += m->category[c].variety[n + 1] - m->category[c].variety[n];
	}
	for (int t = m->group_of[i]; t < m->group_of[i + 1]; t++)
		if (w->used[m->in_group[t]] >= m->group[m->in_group[t]].most)
			g -= w->broken;
	if (m->has_floor) {
		double before = w->variety < m->floor ? m->floor - w->variety : 0, after = w->variety + v < m->floor ? m->floor - w->variety - v : 0;
		g += w->broken * (before - after);
	}
	return g;
}

/* Takes one file out and the best one in, while that helps. */
static void
swaps(struct walk *w)
{
	const struct sel_model *m = w->m;
	for (int round = 0; round < 4 * m->choose + 8; round++) {
		int out = -1, in = -1;
		double most = SEL_EQUAL;
		for (int i = 0; i < m->n; i++) {
			if (!w->in[i] || w->allowed[i] == FILE_IN)
				continue;
			put(w, i, -1);
			double here = gain_of(w, i) + most;
			for (int j = 0; j < m->n; j++) {
				if (w->in[j] || j == i || w->allowed[j] == FILE_OUT)
					continue;
				double g = gain_of(w, j);
				if (g > here) {
					most += g - here;
					here = g;
					out = i;
					in = j;
				}
			}
			put(w, i, 1);
		}
		if (out < 0)
			return;
		put(w, out, -1);
		put(w, in, 1);
	}
}

static double
scale_of(const struct sel_model *m)
{
	double scale = 1;
	for (int i = 0; i < m->n; i++)
		scale += fabs(m->worth[i]) > scale ? fabs(m->worth[i]) : 0;
	for (int c = 0; c < m->categories; c++)
		scale += m->category[c].gain[m->choose];
	return scale;
}

static struct walk
walk_new(struct arena *tmp, const struct sel_model *m, const signed char *allowed)
{
	return (struct walk){ .m = m, .allowed = allowed, .in = ARENA_ARRAY(tmp, bool, (size_t)m->n + 1), .count = ARENA_ARRAY(tmp, int, (size_t)m->categories + 1),
		.used = ARENA_ARRAY(tmp, int, (size_t)m->groups + 1), .broken = 10 * scale_of(m) };
}

static bool
walk_taken(const struct walk *w, int *chosen, double *value)
{
	int n = 0;
	for (int i = 0; i < w->m->n; i++)
		if (w->in[i] && n < w->m->choose)
			chosen[n++] = i;
	return sel_model_value(w->m, chosen, value);
}

bool
sel_local(struct arena *tmp, const struct sel_model *m, const signed char *allowed, const int *start, int *chosen, double *value)
{
	struct walk w = walk_new(tmp, m, allowed);
	int n = 0;
	for (int i = 0; i < m->n; i++)
		if (allowed[i] == FILE_IN && n < m->choose) {
			put(&w, i, 1);
			n++;
		}
	for (int k = 0; start != NULL && k < m->choose && n < m->choose; k++)
		if (start[k] >= 0 && !w.in[start[k]] && allowed[start[k]] != FILE_OUT) {
			put(&w, start[k], 1);
			n++;
		}
	while (n < m->choose) {
		int best = -1;
		double most = -INFINITY;
		for (int i = 0; i < m->n; i++) {
			double g = w.in[i] || allowed[i] == FILE_OUT ? -INFINITY : gain_of(&w, i);
			if (g > most) {
				most = g;
				best = i;
			}
		}
		if (best < 0)
			return false;
		put(&w, best, 1);
		n++;
	}
	swaps(&w);
	return walk_taken(&w, chosen, value);
}

/* The best swap of files that did not move lately; of what is worth the same, another one each time. */
static bool
best_step(struct walk *w, const int *until, int now, uint64_t *seed, int *out, int *in)
{
	const struct sel_model *m = w->m;
	double most = -INFINITY;
	uint64_t alike = 0;
	*out = *in = -1;
	for (int i = 0; i < m->n; i++) {
		if (!w->in[i] || w->allowed[i] == FILE_IN || until[i] > now)
			continue;
		put(w, i, -1);
		double lost = gain_of(w, i);
		for (int j = 0; j < m->n; j++) {
			if (w->in[j] || j == i || w->allowed[j] == FILE_OUT || until[j] > now)
				continue;
			double g = gain_of(w, j) - lost;
			if (g < most - SEL_EQUAL)
				continue;
			alike = g > most + SEL_EQUAL ? 1 : alike + 1;
			*seed = *seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's multiplier: the same walk each time */
			if (alike == 1 || (*seed >> 33) % alike == 0) {
				most = fmax(most, g);
				*out = i;
				*in = j;
			}
		}
		put(w, i, 1);
	}
	return *out >= 0;
}

bool
sel_wander(struct arena *tmp, const struct sel_model *m, const signed char *allowed, const int *start, const struct sel_walk *how,
    int *chosen, double *value)
{
	struct walk w = walk_new(tmp, m, allowed);
	int *until = ARENA_ARRAY(tmp, int, (size_t)m->n + 1), *here = ARENA_ARRAY(tmp, int, (size_t)m->choose + 1), in, out;
	uint64_t seed = how->seed;
	double x;
	bool any = false;
	for (int k = 0; k < m->choose; k++)
		put(&w, start[k], 1);
	for (int now = 0; now < how->steps && (!any || *value < how->enough - SEL_EQUAL); now++) {
		if (now % LOOK_EACH == 0 && how->late != NULL && how->late(how->arg))
			break;
		if (!best_step(&w, until, now, &seed, &out, &in))
			break;
		put(&w, out, -1);
		put(&w, in, 1);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		until[out] = now + 4 + (int)((seed >> 33) % 8); /* not back at once; what came in stays a little */
		until[in] = now + 2 + (int)((seed >> 40) % 4);
		if (walk_taken(&w, here, &x) && (!any || x > *value)) {
			memcpy(chosen, here, (size_t)m->choose * sizeof *chosen);
			*value = x;
			any = true;
		}
	}
	return any;
}

/* ---- the grain ---------------------------------------------------------------------------------------------------- */

#define GRAIN_LEAST 1e-3
#define GRAIN_EXACT 1e-11

static double
common(double a, double b)
{
	while (b > GRAIN_LEAST / 10) {
		double r = fmod(a, b);
		if (b - r < GRAIN_LEAST / 1000 || r < GRAIN_LEAST / 1000)
			r = 0;
		a = b;
		b = r;
	}
	return a;
}

/* Calls of f with every difference that a swap can make in one term of the worth. */
static void
each_step(const struct sel_model *m, void (*f)(void *arg, double x), void *arg)
{
	for (int i = 1; i < m->n; i++)
		f(arg, fabs(m->worth[i] - m->worth[0]));
	for (int c = 0; c < m->categories; c++)
		for (int k = 0; k < m->choose; k++)
			f(arg, fabs(m->category[c].gain[k + 1] - m->category[c].gain[k]));
}

struct grain { double size, most; bool exact; };

static void
grain_of(void *arg, double x)
{
	struct grain *g = arg;
	if (x < GRAIN_EXACT || (g->size > 0 && g->size < GRAIN_LEAST))
		return;
	g->size = g->size > 0 ? common(g->size > x ? g->size : x, g->size > x ? x : g->size) : x;
	g->most = fmax(g->most, x);
}

static void
grain_checks(void *arg, double x)
{
	struct grain *g = arg;
	g->exact = g->exact && fabs(x - round(x / g->size) * g->size) < GRAIN_EXACT;
}

double
sel_grain(const struct sel_model *m)
{
	struct grain g = { .exact = true };
	each_step(m, grain_of, &g);
	if (g.size < GRAIN_LEAST)
		return 0;
	g.size = g.most / round(g.most / g.size); /* its rounding no larger than that of the largest term */
	each_step(m, grain_checks, &g);
	return g.exact ? g.size : 0;
}
