/* Nodes of the tree: kept, come back to, and split. */
#include "solve/selection_search.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRONG = 8, STRONG_PIVOTS = 20 };

/* ---- nodes ------------------------------------------------------------------------------------------------------ */

void
search_push(struct search *s, struct node *n)
{
	if (s->heap_n == s->heap_cap)
		s->heap = arena_grow(s->tmp, s->heap, sizeof *s->heap, s->heap_n, &s->heap_cap);
	size_t at = s->heap_n++;
	for (; at > 0 && s->heap[(at - 1) / 2]->bound < n->bound; at = (at - 1) / 2)
		s->heap[at] = s->heap[(at - 1) / 2];
	s->heap[at] = n;
}

struct node *
search_pop(struct search *s)
{
	struct node *top = s->heap[0], *last = s->heap[--s->heap_n];
	size_t at = 0;
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= s->heap_n)
			break;
		if (child + 1 < s->heap_n && s->heap[child + 1]->bound > s->heap[child]->bound)
			child++;
		if (s->heap[child]->bound <= last->bound)
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = last;
	return top;
}

struct node *
search_save(struct search *s, double bound, int depth)
{
	const struct lp *p = s->lp;
	struct node *n = s->spare;
	size_t c = (size_t)s->m->categories, core = (size_t)s->core, own = (size_t)(p->n - p->m);
	if (n == NULL)
		n = arena_alloc(s->tmp, s->node_size);
	else
		s->spare = n->next;
	n->bound = bound;
	n->depth = depth;
	unsigned char *b = n->bytes;
	memcpy(b, s->here, core);
	b += core;
	for (size_t k = 0; k < c; k++) {
		uint16_t lm[2] = { (uint16_t)s->least[k], (uint16_t)s->most[k] };
		memcpy(b + k * sizeof lm, lm, sizeof lm);
	}
	b += c * 2 * sizeof(uint16_t);
	memcpy(b, p->head, (size_t)p->m * sizeof *p->head);
	b += (size_t)p->m * sizeof *p->head;
	memset(b, 0, own / 8 + 1);
	for (size_t j = 0; j < own; j++)
		if (p->at[j] == LP_HIGH)
			b[j / 8] = (unsigned char)(b[j / 8] | 1u << j % 8);
	return n;
}

void
search_restore(struct search *s, struct node *n)
{
	struct lp *p = s->lp;
	size_t c = (size_t)s->m->categories, core = (size_t)s->core, own = (size_t)(p->n - p->m);
	const unsigned char *b = n->bytes;
	memcpy(s->here, b, core);
	b += core;
	for (size_t k = 0; k < c; k++) {
		uint16_t lm[2];
		memcpy(lm, b + k * sizeof lm, sizeof lm);
		s->least[k] = lm[0];
		s->most[k] = lm[1];
	}
	b += c * 2 * sizeof(uint16_t);
	memcpy(p->head, b, (size_t)p->m * sizeof *p->head);
	b += (size_t)p->m * sizeof *p->head;
	for (size_t j = 0; j < own; j++)
		p->at[j] = b[j / 8] >> j % 8 & 1 ? LP_HIGH : LP_LOW;
	for (size_t j = own; j < (size_t)p->n; j++)
		p->at[j] = LP_LOW;
	n->next = s->spare;
	s->spare = n;
	search_bounds(s);
	if (!lp_restart(p))
		lp_start(p);
}

static void
basis_save(struct search *s)
{
	const struct lp *p = s->lp;
	size_t m = (size_t)p->m;
	memcpy(s->head, p->head, m * sizeof *s->head);
	memcpy(s->at, p->at, (size_t)p->n * sizeof *s->at);
	memcpy(s->binv, p->binv, m * m * sizeof *s->binv);
}

static void
basis_back(struct search *s)
{
	struct lp *p = s->lp;
	size_t m = (size_t)p->m;
	memcpy(p->head, s->head, m * sizeof *s->head);
	memcpy(p->at, s->at, (size_t)p->n * sizeof *s->at);
	memcpy(p->binv, s->binv, m * m * sizeof *s->binv);
	lp_reprice(p);
}

/* ---- branching --------------------------------------------------------------------------------------------------- */

static int
by_fraction(const void *x, const void *y)
{
	const struct branch *a = x, *b = y;
	return (a->fraction < b->fraction) - (a->fraction > b->fraction);
}

static int
fractions(struct search *s, struct branch *out)
{
	const struct sel_model *m = s->m;
	int n = 0;
	for (int k = 0; k < s->core; k++) {
		double v = lp_value(s->lp, k), f = fmin(v - floor(v), ceil(v) - v);
		if (s->here[k] == FILE_FREE && f > SEL_FRACTION)
			out[n++] = (struct branch){ false, k, 0, f };
	}
	for (int c = 0; c < m->categories; c++) {
		double v = 0;
		for (int t = m->member_of[c]; t < m->member_of[c + 1]; t++) {
			int k = s->core_of[m->member[t]];
			v += k >= 0 ? lp_value(s->lp, k) : 0;
		}
		double f = fmin(v - floor(v), ceil(v) - v);
		if (f > SEL_FRACTION && floor(v) >= s->least[c] && floor(v) < s->most[c])
			out[n++] = (struct branch){ true, c, (int)floor(v), f + 0.25 };
	}
	qsort(out, (size_t)n, sizeof *out, by_fraction);
	return n;
}

bool
search_take(struct search *s, const struct branch *b, bool up)
{
	if (!b->count)
		return search_fix(s, b->which, up ? FILE_IN : FILE_OUT) && search_propagate(s);
	if (up)
		s->least[b->which] = b->v + 1;
	else
		s->most[b->which] = b->v;
	return search_propagate(s);
}

struct held
search_hold(struct search *s, struct arena *tmp)
{
	size_t c = (size_t)s->m->categories;
	struct held k = { ARENA_ARRAY(tmp, signed char, (size_t)s->core + 1), ARENA_ARRAY(tmp, int, c + 1), ARENA_ARRAY(tmp, int, c + 1) };
	memcpy(k.here, s->here, (size_t)s->core);
	memcpy(k.least, s->least, c * sizeof *k.least);
	memcpy(k.most, s->most, c * sizeof *k.most);
	return k;
}

void
search_back(struct search *s, const struct held *k)
{
	memcpy(s->here, k->here, (size_t)s->core);
	memcpy(s->least, k->least, (size_t)s->m->categories * sizeof *k->least);
	memcpy(s->most, k->most, (size_t)s->m->categories * sizeof *k->most);
}

/* Bound below a branch, after a few pivots. */
static double
bound_below(struct search *s, const struct branch *b, bool up, double bound, const struct held *k)
{
	double got = -INFINITY;
	if (search_take(s, b, up)) {
		search_bounds(s);
		if (lp_solve(s->lp, search_dull(s), STRONG_PIVOTS) != LP_INFEASIBLE)
			got = fmin(bound, lp_bound(s->lp));
	}
	search_back(s, k);
	search_bounds(s);
	basis_back(s);
	return got;
}

enum verdict
search_branch(struct search *s, double bound, struct branch *out, double *low, double *high, bool *again)
{
	struct arena *tmp = arena_new(MIB(64));
	struct branch *b = ARENA_ARRAY(tmp, struct branch, (size_t)(s->core + s->m->categories) + 1);
	struct held k = search_hold(s, tmp);
	int n = fractions(s, b);
	double most = -1;
	*again = false;
	if (n == 0) { /* whole, and still another portfolio may hide below, or the simplex was tired */
		for (int j = 0; j < s->core; j++)
			if (s->here[j] == FILE_FREE && (n == 0 || fabs(s->lp->d[j]) < fabs(s->lp->d[out->which]))) {
				*out = (struct branch){ false, j, 0, 0 };
				n = 1;
			}
		*low = *high = bound;
		arena_free(tmp);
		return n > 0 ? GO_ON : DEAD;
	}
	basis_save(s);
	enum verdict v = GO_ON;
	double dull = search_dull(s);
	for (int i = 0; i < n && i < STRONG; i++) {
		double down = bound_below(s, &b[i], false, bound, &k), up = bound_below(s, &b[i], true, bound, &k);
		if (down <= dull && up <= dull) {
			v = DEAD;
			break;
		}
		if (down <= dull || up <= dull) {
			if (!search_take(s, &b[i], up > dull)) {
				v = DEAD;
				break;
			}
			*again = true;
			search_bounds(s);
			break;
		}
		double score = fmax(bound - down, 1e-7) * fmax(bound - up, 1e-7);
		if (score > most) {
			most = score;
			*out = b[i];
			*low = down;
			*high = up;
		}
	}
	arena_free(tmp);
	return v;
}
