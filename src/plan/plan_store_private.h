/* plan_store_private.h: what the store files of the plan share. */
#ifndef PLAN_STORE_PRIVATE_H
#define PLAN_STORE_PRIVATE_H
#include "plan/plan_store.h"
#include "store/history.h"

enum { COMMENT_MAX = 4000, TITLE_MAX = 2000, REASON_MAX = 2000 };

/* E_NOTFOUND when the user does not read the plan, E_FORBIDDEN without the right. */
enum err plan_need(struct db *db, const struct user *u, enum right right) MUST_USE;
/* Without a look at rights. */
enum err plan_revision_get(struct db *db, int64_t revision, struct revision_info *out) MUST_USE;
enum err plan_in_force_id(struct db *db, int64_t *revision) MUST_USE; /* NONE when there is none */

/* Writes one action's responsibilities or indicators under its line; indicators without identity get one. actor_ids:
 * by index in plan->actors. */
enum err plan_write_responsibilities(struct db *db, int64_t revision, int64_t line, const struct action *ac, const int64_t *actor_ids) MUST_USE;
enum err plan_write_indicators(struct db *db, int64_t revision, int64_t line, const struct action *ac) MUST_USE;
#endif
