/* bench_plan.h: the plan that is measured: n actions made from a number, with evidence for a line in three. */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H
#include "../tests/unit/gen_plan.h"

enum { ACTIONS_OF_A_SPECIFIC = 4, SPECIFICS_OF_AN_OBJECTIVE = 5 };

static inline struct plan
bench_plan(struct arena *a, int n)
{
	struct gen g = { a, 0x9E3779B97F4A7C15ULL };
	struct plan p = { .id = NONE, .revision_id = NONE, .title = "Plan d’action 2024-2029", .first_year = 2024, .last_year = 2028 };
	struct objective *o = NULL;
	for (size_t i = 0; i < LEN(gen_acronyms); i++)
		PUSH(a, &p.acronyms, gen_acronyms[i]);
	for (int i = 0; i < n;) {
		if (o == NULL || o->specifics.n == SPECIFICS_OF_AN_OBJECTIVE) {
			struct objective next = { .code = arena_printf(a, "%zu", p.objectives.n + 1) };
			next.title = gen_title(&g, &next.rich);
			PUSH(a, &p.objectives, next);
			o = &p.objectives.items[p.objectives.n - 1];
		}
		struct specific s = { .code = arena_printf(a, "%s.%zu", o->code, o->specifics.n + 1) };
		s.title = gen_title(&g, &s.rich);
		for (int k = 1; k <= ACTIONS_OF_A_SPECIFIC && i < n; k++, i++) {
			struct action x = gen_action(&g, &p, arena_printf(a, "%s.%d", s.code, k), true);
			PUSH(a, &s.actions, x);
		}
		PUSH(a, &o->specifics, s);
	}
	return p;
}
#endif
