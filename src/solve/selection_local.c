/* A good portfolio at once: by marginal gains, then by the best swap as long as one helps. Broken rules cost so much that
 * a swap which mends one is always taken. */
#include "solve/selection_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

bool
sel_local(struct arena *tmp, const struct sel_model *m, const signed char *allowed, const int *start, int *chosen, double *value)
{
	struct walk w = { .m = m, .allowed = allowed, .in = ARENA_ARRAY(tmp, bool, (size_t)m->n + 1),
		.count = ARENA_ARRAY(tmp, int, (size_t)m->categories + 1), .used = ARENA_ARRAY(tmp, int, (size_t)m->groups + 1) };
	int n = 0;
	double scale = 1;
	for (int i = 0; i < m->n; i++)
		scale += fabs(m->worth[i]) > scale ? fabs(m->worth[i]) : 0;
	for (int c = 0; c < m->categories; c++)
		scale += m->category[c].gain[m->choose];
	w.broken = 10 * scale;
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
	n = 0;
	for (int i = 0; i < m->n; i++)
		if (w.in[i] && n < m->choose)
			chosen[n++] = i;
	return sel_model_value(m, chosen, value);
}
