/* once.h: a form that comes twice is carried out once. form_open() puts a one-time key in each form; what was carried out
 * leaves a row in the same transaction (so also between two servers of one database), with the answer; the same form of
 * the same person, to the same address, with the same contents, then gets that answer again. A form that was refused
 * leaves nothing. The same key with other contents (someone went back, and wrote something else) is another form.
 *
 * The dispatcher does all this, and request_write() for ROUTE_OWN_TX. A program sends its key in "Idempotency-Key". */
#ifndef ONCE_H
#define ONCE_H
#include "base/secret.h"
#include "web/web.h"

enum { ONCE_KEY_MIN = 20, ONCE_KEY_MAX = 80, ONCE_BODY_MAX = 64 << 10 };
extern const struct query once_queries[];

/* once.c. Before parameters are dropped: the key and what came with it; nothing when it has none, or one too short to be
 * one-time. */
void once_begin(struct request *rq);
/* Who asks is known: whether this was carried out already; then `an` is the answer of then. */
enum err once_find(struct db *db, struct request *rq, struct answer *an, bool *done) MUST_USE;
/* In the transaction that carries it out. *done: another was quicker, `an` is its answer and nothing must be done. */
enum err once_claim(struct db *db, struct request *rq, struct answer *an, bool *done) MUST_USE;
enum err once_keep(struct db *db, struct request *rq, const struct answer *an) MUST_USE;
/* When this page was opened, in seconds since 1970, from the key of its form; NONE. Only the client says so. */
int64_t once_opened(const struct request *rq);
/* The key for one more form of this page. */
const char *once_key(struct request *rq);

/* once_store.c */
enum err once_add(struct db *db, const char *id, bool *added) MUST_USE;
enum err once_answer_set(struct db *db, const char *id, const void *answer, size_t n) MUST_USE;
/* One of three that is there (NULL: none of that kind); E_NOTFOUND. */
enum err once_get(struct db *db, const char *const id[3], const void **answer, size_t *n) MUST_USE;
#endif
