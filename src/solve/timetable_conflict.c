/* A smallest set of sessions that cannot be held together: one by one, what is not needed for the impossibility is left out
 * (deletion filter: Chinneck and Dravnieks 1991), then every smaller set is tried while there is time. Who holds alone holds
 * in a smaller company: an empty slot breaks nothing. */
#include "solve/timetable_private.h"
#include <string.h>

enum { YES, NO, PERHAPS };
enum { NODES = 20000 };
struct clash { struct arena *a; const struct tt_model *m; uint64_t *dom; double until; };

static int
can_hold(struct clash *c, const bool *only)
{
	const struct tt_model *m = c->m;
	if (m->p->one_per_slot) {
		if (tt_assign(m, only, NULL) >= TT_NEVER)
			return NO;
		if (tt_subsets_fit(m, only))
			return tt_subsets(m, only, NULL) < TT_NEVER ? YES : NO;
	}
	struct arena *tmp = arena_new(MIB(512));
	struct tt_search s = { .m = m, .only = only, .any = true, .best = TT_NEVER, .until = c->until, .nodes_max = NODES, .dual = tt_dual_new(tmp, m, only, NULL) };
	tt_search_run(tmp, &s, c->dom);
	arena_free(tmp);
	return s.found ? YES : s.stopped ? PERHAPS : NO;
}

static bool
smaller(struct clash *c, bool *only, int first, int left, bool *unsure)
{
	if (left == 0) {
		int can = can_hold(c, only);
		*unsure = *unsure || can == PERHAPS;
		return can == NO;
	}
	for (int i = first; i < c->m->n && !*unsure; i++) {
		if (tt_clock() > c->until) {
			*unsure = true;
			return false;
		}
		only[i] = true;
		if (smaller(c, only, i + 1, left - 1, unsure))
			return true;
		only[i] = false;
	}
	return false;
}

static int
shared_by_all(const struct tt_model *m, const int *set, int n)
{
	const struct tt_session *s = m->p->session;
	for (int k = 0; k < s[set[0]].persons; k++) {
		bool all = true;
		for (int i = 1; i < n && all; i++) {
			all = false;
			for (int j = 0; j < s[set[i]].persons; j++)
				all = all || s[set[i]].person[j] == s[set[0]].person[k];
		}
		if (all)
			return s[set[0]].person[k];
	}
	return TT_NONE;
}

static void
explain(struct clash *c, const bool *only, struct tt_answer *out)
{
	const struct tt_model *m = c->m;
	out->who = TT_NONE;
	if (out->nconflict == 1) {
		out->why = TT_NO_SLOT;
		return;
	}
	if (m->p->one_per_slot && tt_assign(m, only, NULL) >= TT_NEVER) {
		out->why = TT_TOO_FEW_SLOTS;
		return;
	}
	out->who = shared_by_all(m, out->conflict, out->nconflict);
	out->why = out->who != TT_NONE ? TT_ONE_PERSON : TT_TOGETHER;
	if (out->who == TT_NONE && m->p->apart) {
		struct tt_problem without = *m->p;
		without.apart = false;
		struct clash free_of = { c->a, tt_model_of(c->a, &without), c->dom, c->until };
		if (can_hold(&free_of, only) == YES)
			out->why = TT_NEIGHBOURS;
	}
}

void
tt_conflict(struct arena *a, const struct tt_model *m, double until, struct tt_answer *out)
{
	struct clash c = { a, m, tt_domains(a, m, UINT64_MAX), until };
	bool *only = ARENA_ARRAY(a, bool, (size_t)m->n + 1), *fewer = ARENA_ARRAY(a, bool, (size_t)m->n + 1), unsure = false;
	int n = m->n;
	for (int i = 0; i < n; i++)
		only[i] = true;
	for (int i = 0; i < m->n; i++) {
		only[i] = false;
		if (tt_clock() < until && can_hold(&c, only) == NO)
			n--;
		else
			only[i] = true;
	}
	/* Each size from below: every set of fewer, of all sessions, can be held. */
	out->smallest = true;
	for (int k = 1; k < n && !unsure; k++)
		if (smaller(&c, fewer, 0, k, &unsure)) {
			memcpy(only, fewer, (size_t)m->n * sizeof *only);
			n = k;
		}
	out->smallest = !unsure;
	int *set = ARENA_ARRAY(a, int, (size_t)n + 1);
	for (int i = 0; i < m->n; i++)
		if (only[i])
			set[out->nconflict++] = i;
	out->conflict = set;
	explain(&c, only, out);
}
