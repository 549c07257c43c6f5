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
#include "plan/plan.h"
#include "store/db.h"

/* A user's seat at one document. SEE: its adopted versions. DRAFT: its draft and remarks. AMEND: may remark. WRITE: its text.
 * LEAD: settles remarks, freezes, asks to read, spreads. */
enum { CHARTER_SEE = 1, CHARTER_DRAFT = 2, CHARTER_AMEND = 4, CHARTER_WRITE = 8, CHARTER_LEAD = 16 };
/* What a document proves in the plan besides its versions: who has read it, who adheres, where it went. */
enum charter_proof { PROOF_READ, PROOF_ADHERED, PROOF_SPREAD, CHARTER_PROOFS };
/* version: the one in force, NONE; adopted_on: day of the meeting that adopted it. indicator: the plan's line of its versions,
 * lines: of the rest; NONE. reminding: letters to who is asked to read leave by themselves. */
struct charter {
	int64_t id, actor, indicator, rev, version, lines[CHARTER_PROOFS];
	int major, minor;
	enum charter_kind kind;
	enum audience audience;
	const char *title, *summary, *actor_name, *adopted_on, *created_at, *deleted_at;
	bool consulting, adherable, reminding;
	unsigned seat;
};
struct charters { struct charter *items; size_t n, cap; };
enum err charter_list(struct db *db, const struct user *u, struct charters *out) MUST_USE; /* by title */
enum err charter_get(struct db *db, const struct user *u, int64_t id, struct charter *out) MUST_USE;
/* Whoever asks: for who came by a link. The seat is the public's. */
enum err charter_open(struct db *db, int64_t id, struct charter *out) MUST_USE;
/* E_NOTFOUND: no seat at all; E_FORBIDDEN: not this one. */
enum err charter_need(struct db *db, const struct user *u, int64_t id, unsigned seat, struct charter *out) MUST_USE;

/* What waits of documents: remarks to settle, diffusions whose day has passed, a frozen version (major 0: none) whose minutes are not
 * approved. Those where something does, by number; for who has a seat there, which the caller sees to. */
struct charter_wait { int64_t charter, remarks, late; int major, minor; };
struct charter_waits { struct charter_wait *items; size_t n, cap; };
enum err charter_waiting(struct db *db, struct date today, struct charter_waits *out) MUST_USE;
struct charter_wait charter_wait_of(const struct charter_waits *l, int64_t charter); /* all 0: nothing waits */

struct charter_form { const char *kind, *title, *summary, *audience; int64_t actor, indicator; bool consulting, adherable, reminding; int64_t lines[CHARTER_PROOFS]; };
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

/* contributor: who came by a link; NONE. */
struct remark { int64_t id, section, contributor; const char *section_title, *who, *organisation, *base, *proposal, *reason, *at, *state, *settled_by, *settled_why; };
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

/* Of one person: `before`, the number of an earlier version that they had read (NULL: none), its id; letters: how many left for
 * this major number, and the day of the last. */
struct reader { int64_t ask, person; unsigned role; int64_t actor, before_id; const char *actor_name, *name, *email, *lang, *read_at, *before, *last_on; bool mail; int letters; };
struct readers { struct reader *items; size_t n, cap; };
struct ask { int64_t id, actor; unsigned role; const char *actor_name; };
struct asks { struct ask *items; size_t n, cap; };
enum err ask_list(struct db *db, int64_t charter, struct asks *out) MUST_USE;
/* Whether that group may see the document once adopted: nobody is asked to read what is closed to them. */
bool ask_sees(const struct charter *c, unsigned role, int64_t actor);
/* role or actor; on false: not asked any more. E_INVALID: see problems. */
enum err ask_set(struct db *db, const struct user *u, int64_t charter, unsigned role, int64_t actor, bool on, struct problems *problems) MUST_USE;
/* Who is asked today and may see it, by ask; a person may stand under several. read_at: of this version, or of an earlier one of its
 * major number. */
enum err reader_list(struct db *db, const struct charter *c, struct date today, struct readers *out) MUST_USE;
enum err version_ack(struct db *db, const struct user *u, const struct charter *c) MUST_USE; /* of the one in force; twice is once */
enum err version_acked(struct db *db, const struct user *u, const struct charter *c, const char **at) MUST_USE; /* NULL: not read */
/* What is in force, was asked of the user and not read by them, by title. */
enum err charter_unread(struct db *db, const struct user *u, struct date today, struct charters *out) MUST_USE;
/* The latest other version that they had read. id NONE: none. */
struct version_before { int64_t id; int major, minor; const char *at; };
enum err version_before(struct db *db, const struct user *u, const struct charter *c, struct version_before *out) MUST_USE;
/* by: who pressed; NONE: the letters of the day (charter_letter_due()). One a day and a person, none to who has read or wants none. */
struct reminding { const char *base_url, *lang; struct date today; int64_t by; };
enum err reader_write(struct db *db, const struct charter *c, const struct reminding *how, int64_t *sent) MUST_USE;
enum err reader_remind(struct db *db, const struct user *u, int64_t charter, const struct reminding *how, int64_t *sent) MUST_USE;
struct charter_reminder { const char *at, *who; int64_t sent; }; /* who NULL: by themselves */
struct charter_reminders { struct charter_reminder *items; size_t n, cap; };
enum err reminder_list(struct db *db, int64_t charter, struct charter_reminders *out) MUST_USE;

/* ---- organisations ---------------------------------------------------------------------------------------------------- */

/* removed_why: who leads the document took it off the list, else its signatory did. stands: the version signed is adopted; one that
 * is no more has no adhesions to show, until its minutes are approved again. told: the major number of the newest version that its
 * signatory was written to about; 0. */
struct adherent {
	int64_t id, charter, institution, version;
	int major, minor, told;
	const char *organisation, *signatory, *quality, *email, *asked_at, *confirmed_at, *withdrawn_at, *title, *lang, *removed_by, *removed_why;
	bool stands;
};
struct adherents { struct adherent *items; size_t n, cap; };
enum err adherent_list(struct db *db, int64_t charter, struct adherents *out) MUST_USE; /* confirmed, not withdrawn, of a version that stands; by name */
enum err adherent_all(struct db *db, int64_t charter, struct adherents *out) MUST_USE; /* those that wait or are gone too; newest first */
/* Asks by mail to confirm; nothing is shown before. record: without the mail, for who carries the link otherwise. */
struct adhering { const char *organisation, *signatory, *quality, *email, *lang, *base_url; };
enum err adherent_ask(struct db *db, const struct charter *c, const struct adhering *x, struct problems *problems) MUST_USE;
enum err adherent_record(struct db *db, const struct charter *c, const struct adhering *x, const char **token, struct problems *problems) MUST_USE;
enum err adherent_by_token(struct db *db, const char *token, struct adherent *out) MUST_USE;
enum err adherent_confirm(struct db *db, const char *token) MUST_USE; /* recognises the institution of the call */
enum err adherent_withdraw(struct db *db, const char *token) MUST_USE;
/* A new link for each adhesion in force of that address, by mail; the older links die. Nothing tells whether there was one. */
enum err adherent_relink(struct db *db, const struct charter *c, const char *email, const char *lang, const char *base_url) MUST_USE;
/* Whether it is of an older major number than the version in force, which is for its signatory to know. */
bool adherent_behind(const struct charter *c, const struct adherent *x);
/* Writes to those that are behind and were not told, once a major number. */
enum err adherent_tell(struct db *db, const struct user *u, int64_t charter, const char *base_url, int64_t *sent) MUST_USE;
/* With a reason, that its signatory reads. */
enum err adherent_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *why, struct problems *problems) MUST_USE;

struct diffusion { int64_t id; const char *organisation, *channel, *planned_on, *done_on, *note, *who, *url; };
struct diffusions { struct diffusion *items; size_t n, cap; };
enum err diffusion_list(struct db *db, int64_t charter, struct diffusions *out) MUST_USE; /* planned first, then newest */
enum err diffusion_add(struct db *db, const struct user *u, int64_t charter, const struct diffusion *d, struct problems *problems) MUST_USE;
enum err diffusion_done(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *on, const char *url, struct problems *problems) MUST_USE; /* url NULL: as it was */
enum err diffusion_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, bool removed) MUST_USE;

/* ---- the plan ----------------------------------------------------------------------------------------------------------- */

/* Files what the document's life proves in the lines that it names, follows what changed, takes back what is not so any more: of
 * what is not adopted nothing is proved. A piece that someone validated keeps its words. Whoever acts: the act is theirs, the
 * evidence the programme's. */
enum err charter_prove(struct db *db, int64_t charter, struct date today) MUST_USE;
/* The minutes of that meeting were approved, or are no more: so it goes with what its decisions adopt, and with what it proves. */
enum err charter_minutes_follow(struct db *db, int64_t meeting, bool approved, struct date today) MUST_USE;
/* Someone said that they have read it: what it proves is counted again within a minute, once for all who did in that time. */
enum err charter_prove_soon(struct db *db, const struct charter *c) MUST_USE;
/* subject: of PROOF_READ a major number, else the id of what is proved; 0: all of them, counted. */
struct charter_proved { enum charter_proof what; int64_t subject, indicator, evidence; };
struct charter_proofs { struct charter_proved *items; size_t n, cap; };
enum err charter_proofs(struct db *db, int64_t charter, struct charter_proofs *out) MUST_USE;
/* Whether a line of that kind takes it. */
bool charter_proof_fits(enum charter_proof what, enum indicator_kind kind);

extern const struct query charter_queries[], section_queries[], remark_queries[], version_queries[], adherent_queries[], reader_queries[], charter_proof_queries[];
#endif
