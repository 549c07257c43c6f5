/* owe.h: what each body and person owes to the plan on a day, for the plan's own pages and for the other rooms: first page,
 * weekly letter, calendars, handover of a charge. */
#ifndef OWE_H
#define OWE_H
#include "plan/evidence_rules.h"
#include "plan/plan_status.h"
#include "people/people.h"

/* For each actor of the plan: indexes in status->items, and the pieces that wait for a validation or an adoption. */
struct owed {
	int actor;                 /* index in plan->actors */
	bool mine;                 /* the user holds a role for it */
	struct { size_t *items; size_t n, cap; } late, due, to_feed, interrupted, to_validate;
};
struct owed_list { struct owed *items; size_t n, cap; };
/* Pure. The user's own actors first; actors that owe nothing are left out, unless they are the user's own. */
void owe_of(struct arena *a, const struct user *u, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct owed_list *out);
/* The plan in force, its status of `today` and what is owed: as kept (plan_cache.h; NULL: nothing is), else in a fixed number of
 * queries. To be read only. E_NOTFOUND: no plan. */
struct plan_cache;
struct owing { const struct plan *plan; const struct evidence_base *base; struct plan_status status; struct owed_list list; };
enum err owe_load(struct plan_cache *c, struct db *db, const struct user *u, struct year_bounds b, struct date today, struct owing *out) MUST_USE;
/* How far its evidence goes: "1 / 2 preuves"; of a continuous action, where evidence of an earlier year fills nothing of this
 * one, the years so far: "2 années tenues sur 3". */
struct page;
const char *plan_proofs_text(struct page *p, const struct action_status *s);
#endif
