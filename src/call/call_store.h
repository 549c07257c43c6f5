/* call_store.h: what the pages of the call need of the store, beyond call.h. */
#ifndef CALL_STORE_H
#define CALL_STORE_H
#include "call/call.h"

extern const struct query call_queries[], institution_queries[], submission_queries[]; /* each ends with a NULL name */

/* The rows of one entity, whatever they are chosen by. */
enum err call_load(struct db *db, const struct entity *e, const struct entity_query *q, struct entity_rows *out) MUST_USE;
/* Of struct retention: drafts never sent, untouched since; with all that hangs on them. */
enum err call_drafts_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
/* The seconds of now, as --on has them. */
int64_t call_now(void);
#endif
