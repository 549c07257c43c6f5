/* plan_filter.h: which actions a reader asked for. Pure. */
#ifndef PLAN_FILTER_H
#define PLAN_FILTER_H
#include "plan/plan_status.h"

struct plan_filter {
	int actor;               /* index in plan->actors, -1: all */
	int year;                /* academic year in which it is due, or has a cell to feed; 0: all; -1: continuous */
	const char *state;       /* word of a state, or "to_feed", "interrupted", "to_validate", "unproven"; NULL: all */
	bool recommendation;     /* only those that answer a recommendation */
	struct strings words;    /* folded; each must occur in the code, title, actors, indicators or recommendations */
};
bool plan_filter_empty(const struct plan_filter *f);
void plan_filter_words(struct arena *a, struct plan_filter *f, const char *typed);
/* keep[i] for the i-th action of the status, in its order; returns how many are kept. */
size_t plan_filter_run(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, const struct plan_filter *f,
    bool *keep);

/* Load: how many dated actions each actor carries in each academic year of the plan. */
struct load_row { int actor; int *dated; /* by year of the plan */ int total, continuous, late; };
struct plan_load_table { int first_year, years; struct load_row *items; size_t n, cap; int *sum; int most; };
void plan_load_count(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct plan_load_table *out);
#endif
