/* people_store.h: what the pages of persons need of the store, beyond people.h. */
#ifndef PEOPLE_STORE_H
#define PEOPLE_STORE_H
#include "people/people.h"

extern const struct query programme_queries[], people_queries[], signin_queries[]; /* each ends with a NULL name */

/* Grants with their rows' identity, for administration: also those of the past and of the future. */
/* SQL: the grants that a user is made of; `day` is today, `since` the day before which an ended role of an edition opens nothing more.
 * user_grant() puts each into `u`: those in force into its roles, the others into what is over. */
#define GRANT_COUNTS(day, since) "(g.from_day IS NULL OR g.from_day <= " day ") AND (g.until_day IS NULL OR g.until_day >= " day \
	" OR (g.role IN (256, 512) AND g.until_day >= " since "))"
_Static_assert(ROLES_OF_EDITION == (256 | 512), "the numbers in the query are these roles");
struct grants { struct grant *items; size_t n, cap; };
void user_grant(struct arena *a, struct user *u, struct grants *in_force, const struct grant *g, struct date today);
struct isodate read_on_since(struct date today);
struct grant_row { int64_t id, person; enum role role; int64_t actor; const char *from, *until; int64_t rev; };
struct grant_rows { struct grant_row *items; size_t n, cap; };
enum err grants_of(struct db *db, int64_t person, struct grant_rows *out) MUST_USE; /* NONE: of everybody, by person */
enum err grant_get(struct db *db, int64_t id, struct grant_row *out) MUST_USE;
enum err grant_end(struct db *db, int64_t id) MUST_USE;      /* taken back; grant_restore() undoes it */
enum err grant_restore(struct db *db, int64_t id) MUST_USE;
/* Whether nobody else would hold the role on that day without this person (or without this grant; NONE to ignore). */
enum err role_is_last(struct db *db, enum role role, struct date today, int64_t but_person, int64_t but_grant, bool *last) MUST_USE;

enum err person_delete(struct db *db, int64_t id) MUST_USE;  /* signs out everywhere; person_restore() undoes it */
enum err person_restore(struct db *db, int64_t id) MUST_USE; /* E_CONFLICT: the address was given to someone else */
enum err person_password_set(struct db *db, int64_t id, const char *hash) MUST_USE; /* NULL removes it */
enum err person_password_hash(struct db *db, int64_t id, const char **hash) MUST_USE;

/* The bodies, units and offices that roles are held in: rows of the plan's table `actor`. */
struct actor_ref { int64_t id; const char *name; };
struct actor_refs { struct actor_ref *items; size_t n, cap; };
enum err actor_refs(struct db *db, struct actor_refs *out) MUST_USE;

/* Into the journal: that the person came in, and how ("link", "password", "provider", "demo"). Entity "signin", which the retention
 * empties of its names after a year. */
enum err signin_noted(struct db *db, int64_t person, const char *how) MUST_USE;
/* One sign-in more that was refused today: a count of the day, of nobody. */
enum err signin_refused(struct db *db) MUST_USE;

/* The person of a link that can still be used; E_NOTFOUND otherwise. Consumes nothing. */
enum err link_peek(struct db *db, const char *token, struct person *out) MUST_USE;
/* Uses it: once only, whatever happens at the same time. */
enum err link_use(struct db *db, const char *token, struct person *out) MUST_USE;

/* Links made after `hour`, a time to come: a clock ran ahead, and they would be good until then. */
enum err signin_mend(struct db *db, const char *hour) MUST_USE;
#endif
