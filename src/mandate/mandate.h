/* mandate.h: who sits where and since when, for the other rooms. A mandate says a fact; a role (people.h) opens doors: the
 * pages offer to give and close the role with the mandate, but neither follows from the other. */
#ifndef MANDATE_H
#define MANDATE_H
#include "entity/entity.h"
#include "mandate/mandate_rules.h"
#include "people/people.h"

/* As it is declared (mandate_entity.c). */
struct mandate { int64_t id, actor, person, replaces, profile, evidence, rev; const char *outside, *organisation, *name, *seat, *from_day, *until_day, *why, *note, *email, *deleted_at; };
struct mandate_profile { int64_t id, rev; const char *name, *folded, *deleted_at; };
extern const struct entity mandate_entity, mandate_profile_entity, mandate_actor_entity, mandate_person_entity, mandate_holder_entity;
extern const struct query mandate_queries[], mandate_proof_queries[];

/* All of them, past and coming too: by place (bodies in the plan's order, then outside ones), then seat, then name. */
enum err mandate_list(struct db *db, struct mandate_rows *out) MUST_USE;
enum err mandate_row(struct db *db, int64_t id, struct mandate_row *out) MUST_USE; /* E_NOTFOUND */
/* Who sits in these bodies on that day (ISO): by a mandate, with an account or without; and who holds a role there on that day and
 * never had a mandate in that body (id NONE, the seat that the role calls for), so that programmes that enter no mandates have a
 * composition too. One row a person and body, body by body in the order given, by seat. person: an open account, else NONE. */
enum err mandate_composition(struct db *db, const int64_t *actors, size_t n, const char *day, struct mandate_rows *out) MUST_USE;
enum { MANDATE_ENDING_DAYS = 60 }; /* what a first page and a weekly letter call soon */
/* Those that end within so many days, the first to end first, that nobody follows, and that the user may renew or replace. */
enum err mandate_ending(struct db *db, const struct user *u, struct date today, struct mandate_rows *out) MUST_USE;
/* Whether the user may write it: the coordination, or the chair of that body. */
bool mandate_may_edit(const struct user *u, int64_t actor);

/* Mistakes across fields, after parsing: one place only, an order of days, a name, whom a substitute replaces. Takes the person's name when none is given.
 * E_INVALID: see d->problems. */
enum err mandate_check(struct db *db, struct draft *d) MUST_USE;
/* Inserts or updates, files the evidence of a new one where the plan has a line for it. access: gives the role that goes with
 * the seat, for the same days, to who has an account; needs the right to give it. *other: as entity_update(). */
struct mandate_saving { const struct user *user; struct entity_view view; struct date today; bool access; };
enum err mandate_save(struct db *db, const struct mandate_saving *s, struct mandate *m, const void **other) MUST_USE;
/* Ends it on that day (included). close: the role of that seat ends then too. E_CONFLICT: rev. */
enum err mandate_end(struct db *db, const struct mandate_saving *s, int64_t id, int64_t rev, const char *until, const char *why, bool close) MUST_USE;
/* Removed: it was a mistake. Its evidence is withdrawn. */
enum err mandate_remove(struct db *db, const struct mandate_saving *s, int64_t id) MUST_USE;
enum err mandate_restore(struct db *db, const struct mandate_saving *s, int64_t id) MUST_USE;
/* The role that a seat of a body calls for; 0: none. */
unsigned seat_role(enum mandate_seat s);

enum err mandate_wants(struct db *db, struct mandate_wants *out) MUST_USE;
/* least 0 removes it. */
enum err mandate_want_set(struct db *db, const struct mandate_want *w) MUST_USE;
enum err mandate_chart(struct db *db, struct chart_node **nodes, size_t *n) MUST_USE;
/* above NONE: at the top. E_INVALID: a ring. */
enum err mandate_place(struct db *db, int64_t actor, int64_t above) MUST_USE;
/* The plan's line for inward or outward mandates; NONE: none. */
enum err mandate_line_get(struct db *db, bool outward, int64_t *indicator) MUST_USE;
/* Addresses of mandates that ended before that time (personal.h). */
enum err mandate_addresses_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
enum err mandate_line_set(struct db *db, bool outward, int64_t indicator) MUST_USE;
/* Files the evidence of a mandate that has begun, in the plan's line; of one that has it, its words and day are made right, unless
 * someone vouched for them. */
enum err mandate_prove(struct db *db, const struct user *u, int64_t id, struct date today) MUST_USE;
/* Deleted, or counted again, with the mandate that it tells, whoever takes the mandate away. */
enum err mandate_proof_follows(struct db *db, int64_t evidence, bool back) MUST_USE;
/* Those noted ahead that began these last weeks. */
enum err mandate_prove_begun(struct db *db, struct date today) MUST_USE;
#endif
