/* throttle.h: how often something may be tried. Counted in the store, so that several servers of a programme count together;
 * of whom, only keyed digests are kept, until they are of no use. A refused try costs a reading and is not counted, so that
 * who waits gets through. */
#ifndef THROTTLE_H
#define THROTTLE_H
#include "web/web.h"

extern const struct query throttle_queries[];

/* `most` times at once, and as many again each `seconds`. key: an address of mail, …; NULL: everybody together. */
struct limit { const char *kind, *key; int most, seconds; };
/* Who asks, for a limit: the client's address, of IPv6 its /64. */
struct limit throttle_client(const struct request *rq, const char *kind, int most, int seconds);

/* Whether this may be done once more within all these limits, and counts it in each: in the handler's transaction (what is
 * rolled back is not counted), or in one of its own for ROUTE_OWN_TX. E_BUSY: `return` it, the page says how long to wait. */
enum err throttle(struct request *rq, struct answer *an, const struct limit *limits, size_t n) MUST_USE;
/* In a transaction at hand: of request_write(), for example. */
enum err throttle_in(struct db *db, struct request *rq, struct answer *an, const struct limit *limits, size_t n) MUST_USE;
/* For a public form that was filled in rightly: a few an hour from one mail, more from one client. Call before doing it. */
enum err throttle_public(struct request *rq, struct answer *an, const char *kind, const char *mail) MUST_USE;
/* Only looks, for what counts when it fails. db may be read-only. */
enum err throttle_look(struct db *db, struct request *rq, struct answer *an, const struct limit *limits, size_t n) MUST_USE;
/* Counts this when the answer is made, in a transaction of its own, whatever became of the handler's: a wrong link. */
void throttle_after(struct request *rq, struct limit l);
/* It was no abuse after all: as if it had not been tried. */
enum err throttle_give_back(struct db *db, struct request *rq, const struct limit *l) MUST_USE;
/* For the dispatcher: what throttle_after() noted. */
enum err throttle_settle(struct request *rq) MUST_USE;
enum err throttle_clean(struct db *db, int64_t *n) MUST_USE;

/* In this process alone, in memory: for what costs little and comes often, like proposals while one types. Counts this time.
 * Keys are kept as hashes; when the table is full the oldest are forgotten. Thread-safe. */
bool throttle_here(const char *kind, const char *key, int most, int seconds);
void throttle_clear(void); /* of throttle_here(): for tests */
#endif
