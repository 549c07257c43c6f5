/* plan_cache.h: the plan in force with its status of today, kept between two requests as long as nothing changed. What is
 * kept is never written to; plan_version() of the store tells, at each request, whether it is still true, so several
 * servers on one database are right too. */
#ifndef PLAN_CACHE_H
#define PLAN_CACHE_H
#include "plan/evidence_store.h"

struct plan_cache; /* process lifetime, shared by the threads */
struct plan_cache *plan_cache_new(struct arena *process) MUST_USE;
void plan_cache_clear(struct plan_cache *c); /* at the end: nobody holds anything any more */

struct plan_snapshot {
	const struct revision_info *info;
	struct plan *plan;                 /* to be read only */
	struct evidence_base *base;
	struct plan_status status;         /* on `today`, as known then */
};
/* What plan_load(), plan_evidence_load() and plan_status() give this user, in one query when it is kept. *out lives until
 * the arena of db is reset. c NULL: nothing is kept. */
enum err plan_cache_get(struct plan_cache *c, struct db *db, const struct user *u, bool published, struct year_bounds b, struct date today,
    const struct plan_snapshot **out) MUST_USE;
#endif
