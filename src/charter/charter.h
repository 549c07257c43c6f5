/* charter.h: documents that the programme adopts, for the other rooms. Every function takes its user: what they may not see is
 * E_NOTFOUND, what they may see but not do is E_FORBIDDEN. A draft is edited by sections; a version is a frozen text, adopted
 * while the decision that adopts it stands in approved minutes: nobody types that. */
#ifndef CHARTER_H
#define CHARTER_H
#include "base/date.h"
#include "base/diff.h"
#include "base/text.h"
#include "charter/charter_rules.h"
#include "people/people.h"
#include "store/db.h"

/* A user's seat at one document. SEE: its adopted versions. DRAFT: its draft and remarks. AMEND: may remark. WRITE: its text.
 * LEAD: settles remarks, freezes, asks to read, spreads. */
enum { CHARTER_SEE = 1, CHARTER_DRAFT = 2, CHARTER_AMEND = 4, CHARTER_WRITE = 8, CHARTER_LEAD = 16 };
/* version: the one in force, NONE; adopted_on: day of the meeting that adopted it. */
struct charter {
	int64_t id, actor, indicator, rev, version;
	int major, minor;
	enum charter_kind kind;
	enum audience audience;
	const char *title, *summary, *actor_name, *adopted_on, *created_at, *deleted_at;
	bool consulting, adherable;
	unsigned seat;
};
struct charters { struct charter *items; size_t n, cap; };
enum err charter_list(struct db *db, const struct user *u, struct charters *out) MUST_USE; /* by title */
enum err charter_get(struct db *db, const struct user *u, int64_t id, struct charter *out) MUST_USE;
/* Whoever asks: for who came by a link. The seat is the public's. */
enum err charter_open(struct db *db, int64_t id, struct charter *out) MUST_USE;
/* E_NOTFOUND: no seat at all; E_FORBIDDEN: not this one. */
enum err charter_need(struct db *db, const struct user *u, int64_t id, unsigned seat, struct charter *out) MUST_USE;

struct charter_form { const char *kind, *title, *summary, *audience; int64_t actor, indicator; bool consulting, adherable; };
enum err charter_add(struct db *db, const struct user *u, const struct charter_form *f, int64_t *id, struct problems *problems) MUST_USE;
enum err charter_save(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct charter_form *f, struct problems *problems) MUST_USE;
enum err charter_remove(struct db *db, const struct user *u, int64_t id, bool removed) MUST_USE; /* E_FORBIDDEN: it has versions */
struct charter_actor { int64_t id; const char *name; };
struct charter_actors { struct charter_actor *items; size_t n, cap; };
enum err charter_actors(struct db *db, const struct user *u, struct charter_actors *out) MUST_USE; /* those that the user leads for */
enum err charter_actor_list(struct db *db, struct charter_actors *out) MUST_USE; /* all */

/* ---- the draft -------------------------------------------------------------------------------------------------- */

enum err section_list(struct db *db, int64_t charter, struct sections *out) MUST_USE;
enum err section_get(struct db *db, int64_t charter, int64_t id, struct section *out) MUST_USE;
enum err section_add(struct db *db, const struct user *u, int64_t charter, const char *title, int64_t *id, struct problems *problems) MUST_USE;
enum err section_rename(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *title, struct problems *problems) MUST_USE;
enum err section_move(struct db *db, const struct user *u, int64_t charter, int64_t id, int by) MUST_USE;
enum err section_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, bool removed) MUST_USE;
/* What was typed on state `base_rev` (base: its text, as the browser has it; NULL). Other lines than what came meanwhile: made one;
 * the same: both are kept, whole. */
struct section_text { int64_t section, base_rev; const char *base, *text; };
enum err section_save(struct db *db, const struct user *u, int64_t charter, const struct section_text *t, struct text_typed *out) MUST_USE;
struct section_rival { int64_t id; const char *text, *at, *who; };
struct section_rivals { struct section_rival *items; size_t n, cap; };
/* The text of that state; the present one when nobody knows that state any more. */
enum err section_state(struct db *db, const struct section *s, int64_t rev, const char **text) MUST_USE;
enum err section_rivals(struct db *db, int64_t section, struct section_rivals *out) MUST_USE;
enum err section_settle(struct db *db, const struct user *u, int64_t charter, int64_t section, int64_t base_rev, int64_t rival, const char *text) MUST_USE;

/* ---- remarks ------------------------------------------------------------------------------------------------------ */

struct remark { int64_t id, section; const char *section_title, *who, *organisation, *base, *proposal, *reason, *at, *state, *settled_by, *settled_why; };
struct remarks { struct remark *items; size_t n, cap; };
enum err remark_list(struct db *db, int64_t charter, struct remarks *out) MUST_USE; /* oldest first */
/* proposal NULL or as the text is: a comment, which has words. contributor NONE, or who came by a link (user is then nobody). */
enum err remark_add(struct db *db, const struct user *u, int64_t charter, int64_t contributor, int64_t section, int64_t base_rev, const char *proposal, const char *reason,
    struct problems *problems) MUST_USE;
/* An accepted amendment changes the text; when others changed the same lines meanwhile: a problem. A comment is answered. */
enum err remark_settle(struct db *db, const struct user *u, int64_t charter, int64_t id, bool accept, const char *why, struct problems *problems) MUST_USE;

struct contributor { int64_t id, charter; const char *name, *organisation, *email, *invited_at, *ended_at; };
struct contributors { struct contributor *items; size_t n, cap; };
enum err contributor_list(struct db *db, int64_t charter, struct contributors *out) MUST_USE;
enum err contributor_invite(struct db *db, const struct user *u, int64_t charter, const char *base_url, const char *lang, const struct contributor *c, struct problems *problems) MUST_USE;
enum err contributor_end(struct db *db, const struct user *u, int64_t charter, int64_t id) MUST_USE;
/* E_NOTFOUND: unknown, ended, or the consultation is over. */
enum err contributor_by_token(struct db *db, const char *token, struct contributor *who, struct charter *out) MUST_USE;

/* ---- versions ------------------------------------------------------------------------------------------------------- */

/* How it stands, from its decision: adopted; frozen until its minutes are approved; withdrawn. */
enum standing { STANDS_ADOPTED, STANDS_WAITS, STANDS_WITHDRAWN };
struct version {
	int64_t id, charter, decision, evidence, meeting, number;
	int major, minor;
	const char *title, *text, *sha, *what, *frozen_at, *frozen_by, *withdrawn_at, *withdrawn_by, *withdrawn_why, *decision_text, *held_on, *minutes;
	enum standing standing;
	bool sound;          /* its text is the one that was digested */
};
struct versions { struct version *items; size_t n, cap; };
enum err version_list(struct db *db, int64_t charter, bool drafts, struct versions *out) MUST_USE; /* newest first; drafts: those not adopted too */
enum err version_get(struct db *db, int64_t charter, int64_t id, struct version *out) MUST_USE;
struct charter_decision { int64_t id, number; const char *text, *held_on, *stage; };
struct charter_decisions { struct charter_decision *items; size_t n, cap; };
/* Of the body's prepared or approved minutes, newest first. */
enum err charter_decisions(struct db *db, int64_t actor, struct charter_decisions *out) MUST_USE;
/* Freezes the draft. Its evidence is filed in the plan's line, if there is one, and adopted with the decision. *filed: it was. */
struct freezing { int64_t decision; bool minor; const char *what; };
enum err version_freeze(struct db *db, const struct user *u, int64_t charter, int64_t rev, const struct freezing *f, struct date today, int64_t *id, bool *filed, struct problems *problems) MUST_USE;
/* Frozen versions against their digests. faults: in English, a line each. */
struct versions_audit { int64_t versions; struct strings faults; };
enum err versions_check(struct db *db, struct versions_audit *out) MUST_USE;
enum err version_withdraw(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *why, struct problems *problems) MUST_USE;

/* ---- who has read ------------------------------------------------------------------------------------------------- */

struct reader { int64_t ask, person; unsigned role; int64_t actor; const char *actor_name, *name, *email, *lang, *read_at; bool mail; };
struct readers { struct reader *items; size_t n, cap; };
struct ask { int64_t id, actor; unsigned role; const char *actor_name; };
struct asks { struct ask *items; size_t n, cap; };
enum err ask_list(struct db *db, int64_t charter, struct asks *out) MUST_USE;
/* role or actor; on false: not asked any more. */
enum err ask_set(struct db *db, const struct user *u, int64_t charter, unsigned role, int64_t actor, bool on) MUST_USE;
/* Who is asked today, by ask; a person may stand under several. read_at: of this version, or of an earlier one of its major number. */
enum err reader_list(struct db *db, const struct charter *c, struct date today, struct readers *out) MUST_USE;
enum err version_ack(struct db *db, const struct user *u, const struct charter *c) MUST_USE; /* of the one in force; twice is once */
enum err version_acked(struct db *db, const struct user *u, const struct charter *c, const char **at) MUST_USE; /* NULL: not read */
struct reminding { const char *base_url, *lang; struct date today; };
enum err reader_remind(struct db *db, const struct user *u, int64_t charter, const struct reminding *how, int64_t *sent) MUST_USE;
struct charter_reminder { const char *at, *who; int64_t sent; };
struct charter_reminders { struct charter_reminder *items; size_t n, cap; };
enum err reminder_list(struct db *db, int64_t charter, struct charter_reminders *out) MUST_USE;

/* ---- organisations ---------------------------------------------------------------------------------------------------- */

struct adherent { int64_t id, charter, institution; int major, minor; const char *organisation, *signatory, *quality, *email, *asked_at, *confirmed_at, *withdrawn_at, *title; };
struct adherents { struct adherent *items; size_t n, cap; };
enum err adherent_list(struct db *db, int64_t charter, struct adherents *out) MUST_USE; /* confirmed, not withdrawn; by name */
/* Asks by mail to confirm; nothing is shown before. record: without the mail, for who carries the link otherwise. */
struct adhering { const char *organisation, *signatory, *quality, *email, *lang, *base_url; };
enum err adherent_ask(struct db *db, const struct charter *c, const struct adhering *x, struct problems *problems) MUST_USE;
enum err adherent_record(struct db *db, const struct charter *c, const struct adhering *x, const char **token, struct problems *problems) MUST_USE;
enum err adherent_by_token(struct db *db, const char *token, struct adherent *out) MUST_USE;
enum err adherent_confirm(struct db *db, const char *token) MUST_USE; /* recognises the institution of the call */
enum err adherent_withdraw(struct db *db, const char *token) MUST_USE;
enum err adherent_remove(struct db *db, const struct user *u, int64_t charter, int64_t id) MUST_USE;

struct diffusion { int64_t id; const char *organisation, *channel, *planned_on, *done_on, *note, *who; };
struct diffusions { struct diffusion *items; size_t n, cap; };
enum err diffusion_list(struct db *db, int64_t charter, struct diffusions *out) MUST_USE; /* planned first, then newest */
enum err diffusion_add(struct db *db, const struct user *u, int64_t charter, const struct diffusion *d, struct problems *problems) MUST_USE;
enum err diffusion_done(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *on) MUST_USE;
enum err diffusion_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, bool removed) MUST_USE;

extern const struct query charter_queries[], section_queries[], remark_queries[], version_queries[], adherent_queries[];
#endif
