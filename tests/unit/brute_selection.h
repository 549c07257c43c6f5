/* brute_selection.h: every portfolio of a small problem, one after the other, judged by sel_check(). */
#ifndef BRUTE_SELECTION_H
#define BRUTE_SELECTION_H
#include "solve/selection.h"

struct brute { const struct sel_problem *p; struct arena *a; void (*see)(void *arg, const int *chosen, const struct sel_verdict *v); void *arg; int chosen[32]; };
static inline void
brute_from(struct brute *b, int at, int from)
{
	if (at == b->p->choose) {
		struct arena *tmp = arena_new(MIB(1));
		struct sel_verdict v = sel_check(tmp, b->p, b->chosen, (size_t)at);
		if (v.whole && v.broken < 0)
			b->see(b->arg, b->chosen, &v);
		arena_free(tmp);
		return;
	}
	for (int i = from; i <= (int)b->p->n - (b->p->choose - at); i++) {
		b->chosen[at] = i;
		brute_from(b, at + 1, i + 1);
	}
}
static inline void
brute(const struct sel_problem *p, void (*see)(void *arg, const int *chosen, const struct sel_verdict *v), void *arg)
{
	struct brute b = { .p = p, .see = see, .arg = arg };
	brute_from(&b, 0, 0);
}
#endif
