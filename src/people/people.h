/* people.h: who may do what. A person holds grants; a user is the person of a request with what they may do. */
#ifndef PEOPLE_H
#define PEOPLE_H
#include "base/base.h"
#include "base/date.h"
#include "base/secret.h"
#include "base/tr.h"
#include "store/db.h"

/* Roles of privacy.md. A person may hold several; chair, secretary and member hold for one actor (body, unit,
 * office). The evaluator's grant has an end. */
enum role { ROLE_PUBLIC = 1, ROLE_EVALUATOR = 2, ROLE_MEMBER = 4, ROLE_SECRETARY = 8, ROLE_CHAIR = 16, ROLE_COORDINATION = 32, ROLE_ADMIN = 64,
	ROLE_JURY = 128, ROLE_SUPERVISOR = 256, ROLE_STUDENT = 512 };
enum { ROLE_KINDS = 10, ROLE_LAST = ROLE_STUDENT, ROLES_OF_BODY = ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR }; /* all are 1 << 0 … 1 << 9 */

/* What a route asks for. The table right → roles is in people_rules.c; default refused. */
enum right {
	RIGHT_NONE,           /* refused to everyone: the default of a forgotten field */
	RIGHT_ANYONE,         /* public pages: sign-in, static files, published plan */
	RIGHT_SIGNED_IN,      /* any person */
	RIGHT_PLAN_READ,      /* evaluator, member, secretary, chair, coordination */
	RIGHT_PLAN_EDIT,      /* coordination: structure, import, adoption, publication */
	RIGHT_EVIDENCE_FILE,  /* secretary, chair (own body), coordination; a member reads (privacy.md §3, "Action evidence") */
	RIGHT_EVIDENCE_VALIDATE, /* chair (own body), coordination; never the one who filed it */
	RIGHT_PEOPLE_MANAGE,  /* coordination, admin */
	RIGHT_ADMIN,          /* admin: settings, security page, journal; no content by role */
	RIGHT_CALL_MANAGE,    /* coordination: editions, commissions, institutions, import, jury, selection */
	RIGHT_TEAM_RANK,      /* student: own rankings and wishes, own peer evaluation */
	RIGHT_TEAM_FOLLOW,    /* supervisor (own teams), coordination: the staff's part of a team */
	RIGHT_TEAM_SPACE,     /* student and supervisor (own teams), coordination: what a team shares */
	RIGHT_CALL_REVIEW,    /* jury: the files of its editions that no conflict of interest hides, its own scores */
	RIGHT_PRIVACY,        /* coordination: anybody's data, their erasure, how long things are kept */
	RIGHT_REGISTER,       /* evaluator, coordination, admin: the register of processing */
	RIGHT_MEETING_READ,   /* every signed-in role of content: which meetings, the store says (own bodies, invited, approved) */
	RIGHT_MEETING_DRAFT,  /* member, secretary, chair (own body), coordination: agenda and live minutes */
	RIGHT_MEETING_MANAGE, /* secretary, chair (own body), coordination: convene, note who came, prepare the minutes */
	RIGHT_MEETING_APPROVE,/* chair (own body), coordination: minutes approved, or not any more */
	RIGHT_MANDATE_READ,   /* evaluator, member, secretary, chair, coordination, supervisor, student: who sits where */
	RIGHT_MANDATE_EDIT,   /* chair (own body), coordination */
	RIGHT_CHARTER_READ,   /* every signed-in role of content but the jury: which documents, the store says */
	RIGHT_CHARTER_AMEND,  /* member, secretary, chair, coordination, supervisor: remarks on a draft in consultation */
	RIGHT_CHARTER_WRITE,  /* member, secretary, chair (own body), coordination: the draft's text */
	RIGHT_CHARTER_LEAD,   /* chair (own body), coordination: settle, freeze, ask to read, spread */
	RIGHT_CHARTER_ACK,    /* member, secretary, chair, coordination, jury (of what is public), supervisor, student: "I have read it" */
	RIGHT_COUNT
};

struct grant { enum role role; int64_t actor; const char *from, *until; }; /* actor NONE: whole programme; ISO dates or NULL */
struct user {
	int64_t person;       /* NONE for the public */
	const char *name, *email;
	unsigned roles;       /* union of the roles in force today, ROLE_PUBLIC always */
	const struct grant *grants; /* in force today */
	size_t ngrants;
	unsigned over;        /* roles of an edition that ended less than READ_ON_MONTHS ago: user_may_read_on() */
	const char *lang;     /* preferred language tag, NULL when none */
	int64_t session;      /* NONE when not signed in */
	bool session_short;   /* on a shared computer: nothing is left in its browser */
	bool session_stale;   /* not yet marked as seen today: the dispatcher calls session_touch() in a write of its own */
};
extern const struct user user_public;
/* Pure: whether any role of the user opens the right (route level). */
bool user_may(const struct user *u, enum right r);
/* A student and a supervisor keep reading what is theirs for some time after the year: peer results and reports come late. Only a GET
 * whose route says so (ROUTE_READ_ON) asks this; nothing is written, and the store says of which team. */
enum { READ_ON_MONTHS = 12, ROLES_OF_EDITION = ROLE_SUPERVISOR | ROLE_STUDENT };
bool user_may_read_on(const struct user *u, enum right r);
/* Row level: the right over things of this actor (body). Coordination: always; chair/secretary/member: own only. */
bool user_may_for(const struct user *u, enum right r, int64_t actor);
bool user_has(const struct user *u, enum role r);
bool user_holds(const struct user *u, enum role r, int64_t actor);
const char *role_name(enum role r); /* French msgid */
/* The roles that open a right, as a mask: the table itself, for the rights matrix. RIGHT_SIGNED_IN needs a person, not
 * a role: 0. */
unsigned right_roles(enum right r);
/* What right_roles() says in one place more: the right is a thing of a body, so that holders need the body. */
bool right_is_of_body(enum right r);
/* Whether u may give (or take back) this role: coordination gives the roles of the plan, admin gives admin; each may
 * name the other, nobody adds a content role to themselves through administration. */
bool user_may_grant(const struct user *u, enum role r, int64_t to_person);
/* The form's mistakes, in French: a body where one is needed, none where there is none, dates in order, an end for
 * an evaluator. Dates are ISO or NULL. */
void grant_check(struct arena *a, enum role r, int64_t actor, const char *from, const char *until, struct problems *out);
/* Whether the grant is in force on that day: from and until are inclusive. */
bool grant_in_force(const struct grant *g, struct date today);
/* NULL when the password will do, else why not (French msgid): at least 12 characters, none of the well-known, not
 * the name or the address; no rule of composition. */
const char *password_problem(struct arena *a, const char *password, const char *name, const char *email);
/* An address that we write to: one @, plain ASCII, nothing that could break out of a header. */
bool email_valid(const char *s);
/* "Firefox · Windows" from a User-Agent: enough to recognise one's own session, no more. */
char *agent_summary(struct arena *a, const char *user_agent) MUST_USE;

/* ---- the programme -------------------------------------------------------------------------------------- */

struct programme { const char *name, *short_name; struct year_bounds bounds; bool plan_public; const char *lang; int64_t rev; };
/* E_NOTFOUND before programme_create(). One query. */
enum err programme_load(struct db *db, struct programme *out) MUST_USE;
/* Also makes the key of keyed digests, and the first person, who is coordination and admin (admin_email NULL: nobody). */
enum err programme_create(struct db *db, const char *name, const char *admin_email) MUST_USE;
/* Everything but the key; E_CONFLICT when p->rev is no longer the stored one. */
enum err programme_save(struct db *db, const struct programme *p) MUST_USE;

/* Like store/setting.h for what must not stand in the history ("smtp_url", which holds a password). *value is NULL when
 * not set; setting NULL removes. */
enum err secret_get(struct db *db, const char *name, const char **value) MUST_USE;
enum err secret_set(struct db *db, const char *name, const char *value) MUST_USE;
/* The 32 bytes behind CSRF tokens and signed links; E_NOTFOUND before programme_create(). app->key, read at start. */
enum { APP_KEY_SIZE = 32 };
enum err app_key_load(struct db *db, unsigned char key[APP_KEY_SIZE]) MUST_USE;

/* ---- persons --------------------------------------------------------------------------------------------- */

struct person { int64_t id; const char *name, *email, *lang; int64_t rev; bool has_password, active; };
struct persons { struct person *items; size_t n, cap; };
enum err person_add(struct db *db, const char *name, const char *email, int64_t *id) MUST_USE; /* E_CONFLICT: the address is known */
enum err person_by_email(struct db *db, const char *email, struct person *out) MUST_USE; /* folded; not the deleted ones */
enum err person_get(struct db *db, int64_t id, struct person *out) MUST_USE;
enum err person_list(struct db *db, struct persons *out) MUST_USE; /* by name; not the deleted ones */
enum err person_save(struct db *db, const struct person *p) MUST_USE; /* name, email, lang, active; E_CONFLICT: rev or address */

enum err person_grant(struct db *db, int64_t person, enum role role, int64_t actor, const char *from, const char *until) MUST_USE;
/* What the person holds of that role for that actor ends on that day, what would begin later never begins; with history. */
enum err person_grants_until(struct db *db, int64_t person, enum role role, int64_t actor, const char *until) MUST_USE;
/* Active persons who hold the role for this actor (NONE: for the whole programme) on that day: secretaries, chairs, … */
enum err role_holders(struct db *db, enum role role, int64_t actor, struct date today, struct persons *out) MUST_USE;
/* The user that a person is today, as session_user() gives, without a session: for commands, jobs and tests. */
enum err user_of_person(struct db *db, int64_t person, struct date today, const struct user **out) MUST_USE;
/* A one-time sign-in link's token (only its digest is stored), valid `minutes`. The link is /signin/{token}. */
enum err person_link(struct db *db, int64_t person, int minutes, const char **token) MUST_USE;

/* ---- sessions -------------------------------------------------------------------------------------------- */

/* Two cookies, both HttpOnly, SameSite=Lax, Path=/: the session's token; and, for forms shown before sign-in, a random
 * token that only serves CSRF. Over https the names carry the __Host- prefix. */
enum { SESSION_DAYS = 30, SESSION_IDLE_HOURS = 12, SIGNIN_MINUTES = 20 };
const char *session_cookie_name(bool secure);
const char *presession_cookie_name(bool secure);
/* The form token that goes with a cookie's token (session or pre-session), compared with secret_eq(). Pure. */
struct digest csrf_of(const unsigned char key[APP_KEY_SIZE], const char *cookie_token);

/* Who the cookie's token stands for: one query. Unknown, expired, signed out, deactivated person or NULL token:
 * &user_public and OK. Works in a read-only transaction. */
enum err session_user(struct db *db, const char *cookie_token, struct date today, const struct user **out) MUST_USE;
/* Slides the expiry and marks the session as seen; for user->session_stale. */
enum err session_touch(struct db *db, int64_t session) MUST_USE;
/* A new session; *token goes into the cookie (only its digest is stored). short_lived: ends after SESSION_IDLE_HOURS
 * (a shared computer), and the cookie has no Max-Age. */
enum err session_start(struct db *db, int64_t person, const char *user_agent, bool short_lived, const char **token) MUST_USE;
enum err session_end(struct db *db, int64_t person, int64_t session) MUST_USE; /* E_NOTFOUND when it is not theirs */
/* Signs out everywhere, also the unused sign-in links; `but` NONE or the session to keep. */
enum err session_end_all(struct db *db, int64_t person, int64_t but) MUST_USE;
struct session_row { int64_t id; const char *created, *seen, *expires, *agent; bool current; };
struct session_rows { struct session_row *items; size_t n, cap; };
enum err session_list(struct db *db, const struct user *u, struct session_rows *out) MUST_USE;
#endif
