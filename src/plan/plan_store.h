/* plan_store.h: the plan's revisions in the store. Every function takes its user: what they may not read is E_NOTFOUND,
 * what they may read but not do is E_FORBIDDEN. Changes are written to the history and count in plan_version(). */
#ifndef PLAN_STORE_H
#define PLAN_STORE_H
#include "people/people.h"
#include "plan/plan.h"
#include "plan/plan_status.h"
#include "store/db.h"

/* A command run by whoever owns the database file: coordination, no person. */
extern const struct user user_command;

/* Grows with each transaction that changes the plan, its evidence or its comments: pages are cached by it. 0: no plan.
 * For every change made elsewhere that the plan's pages show, call plan_touch(). */
enum err plan_version(struct db *db, int64_t *version) MUST_USE;
enum err plan_touch(struct db *db) MUST_USE;

/* ---- revisions ------------------------------------------------------------------------------------------ */

struct plan_adoption {
	bool adopted;            /* else stored as a draft */
	const char *adopted_on;  /* ISO; needed when adopted */
	const char *meeting;     /* where it was adopted; needed but for the first revision */
	const char *reason;
	const char *source_sha, *source_name; /* the document it was read from, a blob; NULL */
};
/* Stores the plan as a new revision. Adopted: the one in force becomes superseded. Actions, indicators and actors with
 * an id (> 0) keep that identity, the others get one; an actor whose folded name is known is that actor. Replies to
 * recommendations are carried over from the revision in force. E_INVALID: no action, adopted without a date, a
 * disposition without a reason, a later revision without a meeting. */
enum err plan_adopt_draft(struct db *db, const struct user *u, const struct plan *p, const struct plan_adoption *how, int64_t *revision) MUST_USE;
/* The revision in force as a new draft: the workshop. */
enum err plan_draft_start(struct db *db, const struct user *u, int64_t *revision) MUST_USE;
/* Freezes a stored draft; rev of its revision_info. E_CONFLICT: not a draft any more, or changed meanwhile. */
enum err plan_draft_adopt(struct db *db, const struct user *u, int64_t revision, int64_t rev, const struct plan_adoption *how) MUST_USE;
/* Sets a draft aside, or takes it back. */
enum err plan_draft_discard(struct db *db, const struct user *u, int64_t revision, bool discard) MUST_USE;

/* A revision, NONE for the one in force, in six queries whatever its size. The public sees the one in force when the
 * programme publishes its plan; evaluators do not see drafts. */
enum err plan_load(struct db *db, const struct user *u, int64_t revision, struct plan **out) MUST_USE;

struct revision_info {
	int64_t id;
	int number;
	enum { REVISION_DRAFT, REVISION_ADOPTED, REVISION_SUPERSEDED, REVISION_DISCARDED } status;
	const char *title, *adopted_on, *meeting, *reason, *source_sha, *source_name, *created_at, *created_by;
	int actions;
	int64_t rev;
};
struct revisions { struct revision_info *items; size_t n, cap; };
enum err plan_revisions(struct db *db, const struct user *u, struct revisions *out) MUST_USE; /* newest first */
enum err plan_revision_info(struct db *db, const struct user *u, int64_t revision, struct revision_info *out) MUST_USE;
/* Whether the public may read the plan in force. */
enum err plan_publish(struct db *db, const struct user *u, bool publish) MUST_USE;

/* ---- changes in a revision ------------------------------------------------------------------------------ */

/* Saves an action of a draft as changed by the caller: p as loaded, ac one of its actions (or a copy) with line and rev
 * as read. Everything of it may change but its place, its recommendations and what was declared done. An action whose
 * due date moves after the one in force is postponed: it needs a reason, and keeps the old date in due_before. Problems
 * are for the form: then E_INVALID. E_CONFLICT: the revision is no draft, or someone changed the action meanwhile. */
enum err plan_action_save(struct db *db, const struct user *u, const struct plan *p, const struct action *ac, struct problems *problems) MUST_USE;

/* How a line is read (kind, body, cadence, …): interpretation, not text, so also in an adopted revision; confirmed by
 * the call. Coordination, or chair or secretary of a responsible body. Over all the revision's lines of this indicator. */
struct indicator_reading { enum indicator_kind kind; int count, cadence; bool optional; const char *body; enum qualification qualification; };
enum err indicator_confirm(struct db *db, const struct user *u, int64_t revision, int64_t indicator, const struct indicator_reading *r,
    struct problems *problems) MUST_USE;
/* The lead of an action and that its actors were rightly read: in any revision. */
enum err responsibility_confirm(struct db *db, const struct user *u, int64_t line, int64_t lead_actor) MUST_USE;
/* The reply to a recommendation: "followed", "partly", "not" and why. NULL takes it back. */
struct recommendation { int64_t id, action; const char *text, *reply, *why; };
struct recommendations { struct recommendation *items; size_t n, cap; };
enum err recommendation_list(struct db *db, const struct user *u, int64_t revision, struct recommendations *out) MUST_USE; /* NONE: in force */
enum err recommendation_reply(struct db *db, const struct user *u, int64_t recommendation, const char *reply, const char *why, struct problems *problems) MUST_USE;

/* ---- actors --------------------------------------------------------------------------------------------- */

struct actor_row { int64_t id; enum actor_kind kind; const char *name, *long_name; int64_t rev; };
struct actor_rows { struct actor_row *items; size_t n, cap; };
enum err actor_list(struct db *db, const struct user *u, struct actor_rows *out) MUST_USE; /* in the order they came */
/* id NONE: a new one (*id is set). E_CONFLICT: rev, or another actor has this name. */
enum err actor_save(struct db *db, const struct user *u, struct actor_row *row, struct problems *problems) MUST_USE;

/* What hangs on an actor, beyond its name: lines of the revision in force, all its lines, pieces of evidence, roles. */
struct actor_uses { int64_t actor; int in_force, lines, evidence, roles; };
struct actor_uses_rows { struct actor_uses *items; size_t n, cap; };
enum err actor_uses_all(struct db *db, const struct user *u, struct actor_uses_rows *out) MUST_USE; /* in the order of actor_list() */
/* Two names of one actor become one: everything of `gone` passes to `kept`, in every revision, and `gone` is no more. */
enum err actor_merge(struct db *db, const struct user *u, int64_t gone, int64_t kept) MUST_USE;

/* ---- comments ------------------------------------------------------------------------------------------- */

struct comment { int64_t id, action; const char *text, *author, *at; bool own; };
struct comments { struct comment *items; size_t n, cap; };
enum err comment_add(struct db *db, const struct user *u, int64_t action, const char *text, int64_t *id, struct problems *problems) MUST_USE;
enum err comment_delete(struct db *db, const struct user *u, int64_t id, bool deleted) MUST_USE; /* own, or coordination; false: undo */
enum err comment_list(struct db *db, const struct user *u, int64_t action, struct comments *out) MUST_USE;

extern const struct query plan_queries[], plan_write_queries[], plan_edit_queries[];
#endif
