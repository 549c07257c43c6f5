/* Two programmes that are exact at once: slots of their own (assignment), and neighbours that differ (sets in the order of
 * time; Held and Karp 1962). */
#include "solve/timetable_private.h"
#include <string.h>

/* ---- assignment: the Hungarian method with potentials, rows are sessions ---------------------------------------------------- */

struct hungarian { int n, m; int64_t *u, *v, *least; int *row_of, *from; bool *seen; };

int64_t
tt_assign(const struct tt_model *m, const bool *only, int *at)
{
	struct arena *a = arena_new(MIB(64));
	int *row = ARENA_ARRAY(a, int, (size_t)m->n + 1), n = 0;
	for (int i = 0; i < m->n; i++)
		if (only == NULL || only[i])
			row[n++] = i;
	/* Who may be missing has a column of their own. */
	int columns = m->m + (m->miss > 0 ? n : 0);
	struct hungarian h = { n, columns, ARENA_ARRAY(a, int64_t, (size_t)n + 1), ARENA_ARRAY(a, int64_t, (size_t)columns + 1),
		ARENA_ARRAY(a, int64_t, (size_t)columns + 1), ARENA_ARRAY(a, int, (size_t)columns + 1), ARENA_ARRAY(a, int, (size_t)columns + 1),
		ARENA_ARRAY(a, bool, (size_t)columns + 1) };
	int64_t sum = 0;
	for (int r = 1; r <= n && sum < TT_NEVER; r++) {
		int column = 0;
		h.row_of[0] = r;
		for (int k = 0; k <= columns; k++) {
			h.least[k] = TT_NEVER;
			h.seen[k] = false;
		}
		do {
			int i = h.row_of[column], next = 0;
			int64_t delta = TT_NEVER;
			h.seen[column] = true;
			for (int k = 1; k <= columns; k++) {
				if (h.seen[k])
					continue;
				int slot = k <= m->m ? k - 1 : k - m->m == i ? m->m : -1;
				int64_t c = slot < 0 ? TT_NEVER : m->cost[(size_t)row[i - 1] * (size_t)(m->m + 1) + (size_t)slot];
				int64_t reduced = c >= TT_NEVER ? TT_NEVER : c - h.u[i] - h.v[k];
				if (reduced < h.least[k]) {
					h.least[k] = reduced;
					h.from[k] = column;
				}
				if (h.least[k] < delta) {
					delta = h.least[k];
					next = k;
				}
			}
			if (delta >= TT_NEVER) {
				sum = TT_NEVER; /* more sessions than slots for them */
				break;
			}
			for (int k = 0; k <= columns; k++)
				if (h.seen[k]) {
					h.u[h.row_of[k]] += delta;
					h.v[k] -= delta;
				} else if (h.least[k] < TT_NEVER) {
					h.least[k] -= delta;
				}
			column = next;
		} while (h.row_of[column] != 0);
		while (sum < TT_NEVER && column != 0) {
			h.row_of[column] = h.row_of[h.from[column]];
			column = h.from[column];
		}
	}
	for (int k = 1; k <= columns && sum < TT_NEVER; k++)
		if (h.row_of[k] != 0) {
			int i = row[h.row_of[k] - 1], slot = k <= m->m ? k - 1 : m->m;
			sum += m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)slot];
			if (at != NULL)
				at[i] = slot;
		}
	arena_free(a);
	return sum;
}

/* ---- sets in the order of time ------------------------------------------------------------------------------------------------- */

bool
tt_subsets_fit(const struct tt_model *m, const bool *only)
{
	int n = 0;
	for (int i = 0; i < m->n; i++)
		n += only == NULL || only[i];
	/* The room: sets × slots that stay empty. */
	return m->p->one_per_slot && m->only_neighbours && m->distinct && m->miss == 0 && (m->p->day_cost == 0 || m->days <= 1) && n <= TT_SUBSETS &&
	    (m->m <= n || ((int64_t)(m->m - n + 1) << n) <= (int64_t)8 << 20);
}

/* Of the sets reached with e empty slots: the least cost, the group of the last one placed, and the least with another
 * group. Only these two matter to who comes next. */
struct reached { int64_t cost[2]; int last[2]; };

static void
keep(struct reached *r, int64_t cost, int last)
{
	if (cost >= TT_NEVER)
		return;
	if (cost < r->cost[0]) {
		if (last != r->last[0]) {
			r->cost[1] = r->cost[0];
			r->last[1] = r->last[0];
		}
		r->cost[0] = cost;
		r->last[0] = last;
	} else if (last != r->last[0] && cost < r->cost[1]) {
		r->cost[1] = cost;
		r->last[1] = last;
	}
}

struct sets { const struct tt_model *m; int n, spare, session[TT_SUBSETS], group[TT_SUBSETS]; struct reached *at; };

/* The least cost before group g takes the next slot; g −1: an empty slot, or another day, follows. */
static int64_t
before(const struct reached *r, int g)
{
	return g < 0 || r->last[0] != g ? r->cost[0] : r->cost[1];
}

static void
reach(struct sets *s)
{
	const struct tt_model *m = s->m;
	size_t all = (size_t)1 << s->n;
	for (size_t k = 0; k < all * (size_t)(s->spare + 1); k++)
		s->at[k] = (struct reached){ { TT_NEVER, TT_NEVER }, { -1, -2 } };
	s->at[0].cost[0] = 0;
	for (size_t set = 0; set < all; set++)
		for (int e = 0; e <= s->spare; e++) {
			const struct reached *r = &s->at[set * (size_t)(s->spare + 1) + (size_t)e];
			int slot = __builtin_popcountll(set) + e;
			if (r->cost[0] >= TT_NEVER || slot >= m->m)
				continue;
			bool near = slot > 0 && m->day[slot] == m->day[slot - 1];
			for (int k = 0; k < s->n; k++) {
				if (set >> k & 1)
					continue;
				int64_t c = m->cost[(size_t)s->session[k] * (size_t)(m->m + 1) + (size_t)slot], was = before(r, near ? s->group[k] : -1);
				if (c < TT_NEVER && was < TT_NEVER)
					keep(&s->at[(set | (size_t)1 << k) * (size_t)(s->spare + 1) + (size_t)e], was + c, s->group[k]);
			}
			if (e < s->spare)
				keep(&s->at[set * (size_t)(s->spare + 1) + (size_t)e + 1], r->cost[0], -1);
		}
}

/* Back from the end: at each slot, who could have been there at that cost. */
static void
walk_back(const struct sets *s, size_t set, int e, int64_t cost, int *at)
{
	const struct tt_model *m = s->m;
	int avoid = -1; /* the group of the slot after, when it is a neighbour */
	while (set != 0 || e > 0) {
		int slot = __builtin_popcountll(set) + e - 1;
		bool found = false;
		int after = slot + 1 < m->m && m->day[slot + 1] == m->day[slot] ? avoid : -1;
		for (int k = 0; k < s->n && !found; k++) {
			if (!(set >> k & 1) || (after >= 0 && s->group[k] == after))
				continue;
			bool near = slot > 0 && m->day[slot] == m->day[slot - 1];
			const struct reached *r = &s->at[(set & ~((size_t)1 << k)) * (size_t)(s->spare + 1) + (size_t)e];
			int64_t c = m->cost[(size_t)s->session[k] * (size_t)(m->m + 1) + (size_t)slot], was = before(r, near ? s->group[k] : -1);
			if (c >= TT_NEVER || was >= TT_NEVER || was + c != cost)
				continue;
			at[s->session[k]] = slot;
			set &= ~((size_t)1 << k);
			cost = was;
			avoid = s->group[k];
			found = true;
		}
		if (!found) {
			BUG_ON(e == 0 || s->at[set * (size_t)(s->spare + 1) + (size_t)e - 1].cost[0] != cost);
			e--;
			avoid = -1;
		}
	}
}

int64_t
tt_subsets(const struct tt_model *m, const bool *only, int *at)
{
	struct arena *a = arena_new(MIB(1024));
	struct sets s = { .m = m };
	int64_t best = TT_NEVER;
	int least = 0;
	for (int i = 0; i < m->n; i++)
		if (only == NULL || only[i])
			s.session[s.n++] = i;
	for (int k = 0; k < s.n; k++) { /* who is of no group differs from all */
		int g = m->p->apart ? m->p->session[s.session[k]].group : TT_NONE;
		s.group[k] = g != TT_NONE ? g : (1 << 30) + k;
	}
	s.spare = m->m - s.n;
	if (s.spare >= 0) {
		size_t all = (size_t)1 << s.n;
		s.at = ARENA_ARRAY(a, struct reached, all * (size_t)(s.spare + 1));
		reach(&s);
		for (int e = 0; e <= s.spare; e++) {
			int64_t c = s.at[(all - 1) * (size_t)(s.spare + 1) + (size_t)e].cost[0];
			if (c < best) {
				best = c;
				least = e;
			}
		}
		if (best < TT_NEVER && at != NULL)
			walk_back(&s, all - 1, least, best, at);
	}
	arena_free(a);
	return best;
}
