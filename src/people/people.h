/* people.h: who may do what. A person holds grants; a user is the person of a request with what they may do. */
#ifndef PEOPLE_H
#define PEOPLE_H
#include "base/base.h"
#include "base/date.h"
#include "base/tr.h"
#include "store/db.h"

/* Roles of privacy.md. A person may hold several; chair, secretary and member hold for one actor (body, unit,
 * office). The evaluator's grant has an end. */
enum role { ROLE_PUBLIC = 1, ROLE_EVALUATOR = 2, ROLE_MEMBER = 4, ROLE_SECRETARY = 8, ROLE_CHAIR = 16, ROLE_COORDINATION = 32, ROLE_ADMIN = 64 };

/* What a route asks for. The table right → roles is in people_rules.c; default refused. */
enum right {
	RIGHT_NONE,           /* refused to everyone: the default of a forgotten field */
	RIGHT_ANYONE,         /* public pages: sign-in, static files, published plan */
	RIGHT_SIGNED_IN,      /* any person */
	RIGHT_PLAN_READ,      /* evaluator, member, secretary, chair, coordination */
	RIGHT_PLAN_EDIT,      /* coordination: structure, import, adoption, publication */
	RIGHT_EVIDENCE_FILE,  /* member (as draft), secretary, chair (own body), coordination */
	RIGHT_EVIDENCE_VALIDATE, /* chair (own body), coordination; never the one who filed it */
	RIGHT_PEOPLE_MANAGE,  /* coordination, admin */
	RIGHT_ADMIN,          /* admin: settings, security page, journal; no content by role */
	RIGHT_COUNT
};

struct grant { enum role role; int64_t actor; const char *from, *until; }; /* actor NONE: whole programme; ISO dates or NULL */
struct user {
	int64_t person;       /* NONE for the public */
	const char *name, *email;
	unsigned roles;       /* union of the roles in force today, ROLE_PUBLIC always */
	const struct grant *grants; /* in force today */
	size_t ngrants;
	int64_t session;      /* NONE when not signed in */
};
extern const struct user user_public;
/* Pure: whether any role of the user opens the right (route level). */
bool user_may(const struct user *u, enum right r);
/* Row level: the right over things of this actor (body). Coordination: always; chair/secretary/member: own only. */
bool user_may_for(const struct user *u, enum right r, int64_t actor);
bool user_has(const struct user *u, enum role r);
bool user_holds(const struct user *u, enum role r, int64_t actor);
const char *role_name(enum role r); /* French msgid */

struct programme { const char *name, *short_name; struct year_bounds bounds; bool plan_public; const char *lang; int64_t rev; };
enum err programme_load(struct db *db, struct programme *out) MUST_USE;
enum err programme_create(struct db *db, const char *name, const char *admin_email) MUST_USE;

struct person { int64_t id; const char *name, *email, *lang; int64_t rev; bool has_password, active; };
enum err person_add(struct db *db, const char *name, const char *email, int64_t *id) MUST_USE; /* E_CONFLICT: the address is known */
enum err person_by_email(struct db *db, const char *email, struct person *out) MUST_USE;
enum err person_grant(struct db *db, int64_t person, enum role role, int64_t actor, const char *from, const char *until) MUST_USE;
/* A one-time sign-in link's token (only its digest is stored), valid `minutes`. */
enum err person_link(struct db *db, int64_t person, int minutes, const char **token) MUST_USE;
#endif
