#include "solve/timetable_private.h"
#include <math.h>
#include <string.h>

struct walk {
	const struct tt_model *m;
	uint64_t random;
	int *at, *best, *held;      /* held: sessions of each day */
	int **slot, *slots;         /* of each session */
	int *taker;                 /* of each slot, with one_per_slot */
	int **near, *nnear;         /* who may stand in the way of each */
	int *open, nopen, *place;   /* not placed */
	int *out, nout;             /* who a move ejects */
	int64_t cost, least, price; /* price: of a session that is not placed */
	int fewest;
};

static uint64_t
draw(struct walk *w)
{
	w->random += 0x9E3779B97F4A7C15u; /* splitmix64 */
	uint64_t z = w->random;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static int
below(struct walk *w, int n)
{
	return (int)((draw(w) >> 32) * (uint64_t)n >> 32);
}

static int64_t
cost_at(const struct walk *w, int i, int k)
{
	return w->m->cost[(size_t)i * (size_t)(w->m->m + 1) + (size_t)k];
}

static void
unplace(struct walk *w, int i)
{
	int k = w->at[i];
	w->cost -= cost_at(w, i, k);
	if (--w->held[w->m->day[k]] == 0)
		w->cost -= w->m->p->day_cost;
	if (w->m->p->one_per_slot)
		w->taker[k] = TT_NONE;
	w->at[i] = TT_NONE;
	w->place[i] = w->nopen;
	w->open[w->nopen++] = i;
}

static void
put(struct walk *w, int i, int k)
{
	int last = w->open[--w->nopen];
	w->open[w->place[i]] = last;
	w->place[last] = w->place[i];
	w->at[i] = k;
	w->cost += cost_at(w, i, k);
	if (w->held[w->m->day[k]]++ == 0)
		w->cost += w->m->p->day_cost;
	if (w->m->p->one_per_slot)
		w->taker[k] = i;
}

/* Who must leave when i takes slot k. */
static void
in_the_way(struct walk *w, int i, int k)
{
	w->nout = 0;
	if (w->m->p->one_per_slot && w->taker[k] != TT_NONE && w->taker[k] != i)
		w->out[w->nout++] = w->taker[k];
	for (int x = 0; x < w->nnear[i]; x++) {
		int j = w->near[i][x];
		if (w->at[j] != TT_NONE && !(w->nout > 0 && w->out[0] == j) && tt_blocked(w->m, i, k, j, w->at[j]))
			w->out[w->nout++] = j;
	}
}

static bool
accepted(struct walk *w, int64_t delta, double heat)
{
	return delta <= 0 || (heat > 0 && (double)(draw(w) >> 11) * 0x1p-53 < exp(-(double)delta / heat));
}

static int64_t
level(const struct walk *w)
{
	return w->cost + w->price * w->nopen;
}

/* i takes slot k; those in the way leave; where one alone leaves, it takes i's old slot when it can. Undone when refused. */
static void
move(struct walk *w, int i, int k, double heat)
{
	int64_t was = level(w);
	int old = w->at[i], n, kept[64], where[64], swapped = TT_NONE;
	in_the_way(w, i, k);
	n = w->nout;
	if (n > 8)
		return;
	for (int x = 0; x < n; x++) {
		kept[x] = w->out[x];
		where[x] = w->at[kept[x]];
	}
	if (old != TT_NONE)
		unplace(w, i);
	for (int x = 0; x < n; x++)
		unplace(w, kept[x]);
	put(w, i, k);
	if (n == 1 && old != TT_NONE && cost_at(w, kept[0], old) < TT_NEVER) {
		in_the_way(w, kept[0], old);
		if (w->nout == 0) {
			put(w, kept[0], old);
			swapped = kept[0];
		}
	}
	if (accepted(w, level(w) - was, heat))
		return;
	if (swapped != TT_NONE)
		unplace(w, swapped);
	unplace(w, i);
	for (int x = 0; x < n; x++)
		put(w, kept[x], where[x]);
	if (old != TT_NONE)
		put(w, i, old);
}

static void
remember(struct walk *w)
{
	if (w->nopen > w->fewest || (w->nopen == w->fewest && w->cost >= w->least))
		return;
	w->fewest = w->nopen;
	w->least = w->cost;
	memcpy(w->best, w->at, (size_t)w->m->n * sizeof *w->best);
}

static void
prepare(struct arena *a, struct walk *w, const int *at)
{
	const struct tt_model *m = w->m;
	size_t n = (size_t)m->n;
	int64_t least = TT_NEVER, most = 0;
	w->at = ARENA_ARRAY(a, int, n + 1);
	w->best = ARENA_ARRAY(a, int, n + 1);
	w->held = ARENA_ARRAY(a, int, (size_t)m->days + 1);
	w->slot = ARENA_ARRAY(a, int *, n + 1);
	w->slots = ARENA_ARRAY(a, int, n + 1);
	w->taker = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	w->near = ARENA_ARRAY(a, int *, n + 1);
	w->nnear = ARENA_ARRAY(a, int, n + 1);
	w->open = ARENA_ARRAY(a, int, n + 1);
	w->place = ARENA_ARRAY(a, int, n + 1);
	w->out = ARENA_ARRAY(a, int, n + 1);
	for (int k = 0; k < m->m; k++)
		w->taker[k] = TT_NONE;
	for (int i = 0; i < m->n; i++) {
		w->slot[i] = ARENA_ARRAY(a, int, (size_t)m->m + 1);
		w->near[i] = ARENA_ARRAY(a, int, n + 1);
		for (int k = 0; k < m->m; k++)
			if (cost_at(w, i, k) < TT_NEVER) {
				w->slot[i][w->slots[i]++] = k;
				least = cost_at(w, i, k) < least ? cost_at(w, i, k) : least;
				most = cost_at(w, i, k) > most ? cost_at(w, i, k) : most;
			}
		for (int j = 0; j < m->n; j++)
			if (j != i && m->class_of[i * m->n + j] != 0)
				w->near[i][w->nnear[i]++] = j;
		w->at[i] = TT_NONE;
		w->place[i] = w->nopen;
		w->open[w->nopen++] = i;
	}
	/* Well under what a slot may cost: to stand outside for a while must be cheap, or nothing moves. Only what is wholly placed is
	 * kept before what is not. */
	w->price = ((least < most ? most - least : 0) + m->p->day_cost + m->p->change_cost) * 3 / 10 + m->grain;
	w->fewest = m->n + 1;
	for (int i = 0; i < m->n; i++)
		if (at[i] >= 0 && at[i] < m->m) {
			in_the_way(w, i, at[i]);
			if (w->nout == 0)
				put(w, i, at[i]);
		}
	remember(w);
}

bool
tt_anneal(const struct tt_model *m, int *at, uint64_t steps, uint64_t seed, int64_t stop_at, double until)
{
	struct arena *a = arena_new(MIB(256));
	struct walk w = { .m = m, .random = seed };
	prepare(a, &w, at);
	double hot = (double)w.price * 0.7, cold = (double)m->grain * 0.05;
	if (cold < hot * 1e-4)
		cold = hot * 1e-4;
	double heat = hot;
	for (uint64_t s = 0; s < steps; s++) {
		if ((s & 1023) == 0 && tt_clock() > until)
			break;
		if ((s & 63) == 0)
			heat = hot * pow(cold / hot, (double)s / (double)steps);
		int i = w.nopen > 0 && (draw(&w) & 3) != 0 ? w.open[below(&w, w.nopen)] : below(&w, m->n);
		if (w.slots[i] == 0)
			continue;
		int k = w.slot[i][below(&w, w.slots[i])];
		if (k == w.at[i])
			continue;
		move(&w, i, k, heat);
		if (w.nopen <= w.fewest)
			remember(&w);
		if (w.fewest == 0 && w.least <= stop_at)
			break;
	}
	bool all = true;
	for (int i = 0; i < m->n; i++) {
		at[i] = w.best[i];
		if (at[i] == TT_NONE) {
			all = all && m->miss > 0;
			at[i] = m->miss > 0 ? m->m : TT_NONE;
		}
	}
	arena_free(a);
	return all;
}
