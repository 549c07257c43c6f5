/* evidence_store.h: evidence and the slots it fills. User first, as in plan_store.h. What a user may see depends on the
 * visibility: public, evaluators, internal. */
#ifndef EVIDENCE_STORE_H
#define EVIDENCE_STORE_H
#include "plan/evidence_rules.h"
#include "plan/plan_store.h"

/* The innermost visibility this user sees: the body's people internal, evaluators theirs, others what is public (when
 * the programme publishes its plan). */
enum visibility user_sees(const struct user *u);

/* ---- for the status ------------------------------------------------------------------------------------- */

/* All that weighs on the plan, in three queries (four for the public). The state of the plan is one: pieces that the user
 * may not see count too, but are masked (no id, no title, no words of a dispute; their number is never shown). p may be
 * NULL. */
enum err plan_evidence_load(struct db *db, const struct user *u, const struct plan *p, struct evidence_base **out) MUST_USE;
/* Only what is visible at that level: for a file handed out, where a state must rest on what is in it. */
enum err plan_evidence_load_seen(struct db *db, const struct user *u, enum visibility level, struct evidence_base **out) MUST_USE;

/* ---- one piece ------------------------------------------------------------------------------------------ */

struct evidence {
	int64_t id, rev;
	struct evidence_form f;
	const char *copy_sha, *fetched_at;  /* the stored copy of a link's page */
	const char *body_name;
	int64_t filed_by;          /* person, NONE: a command */
	const char *filed_by_name, *filed_at;
	const char *validated_at, *validated_by;      /* names */
	const char *adopted_on, *adopted_by, *adopted_text, *adopted_at;
	const char *disputed_at, *disputed_by, *dispute, *resolved_at, *resolved_by;
	const char *withdrawn_at, *withdrawn_by, *deleted_at;
	const char *access_checked_on, *access_checked_by;
	int64_t access_checker, disputer, deleter; /* persons */
	int64_t meeting;           /* whose approved minutes it is; NONE */
	bool may_edit, may_validate; /* this user */
};
struct evidence_link { int64_t id, evidence, indicator, action; int count; const char *linked_at, *linked_by; };
struct evidence_list {
	struct { struct evidence *items; size_t n, cap; } pieces;     /* by effective date, newest first */
	struct { struct evidence_link *items; size_t n, cap; } links; /* by evidence */
};
/* Two queries and one for the rights, none a row. Deleted pieces are not listed; withdrawn ones are. */
enum err evidence_of_action(struct db *db, const struct user *u, int64_t action, struct evidence_list *out) MUST_USE;
enum err evidence_all(struct db *db, const struct user *u, struct evidence_list *out) MUST_USE;
/* One piece, also deleted, with its links. */
enum err evidence_get(struct db *db, const struct user *u, int64_t id, struct evidence_list *out) MUST_USE;
/* Whether the user sees some piece that this file belongs to (as its file or stored copy): for downloads. E_NOTFOUND. */
enum err evidence_file(struct db *db, const struct user *u, int64_t id, bool copy, const char **sha, const char **filename, const char **type) MUST_USE;

/* Into one or several lines at once. E_INVALID: see problems, nothing was stored. Who may: chair or secretary of a body
 * responsible for each action, or coordination. */
struct slot_target { int64_t indicator; int count; };
enum err evidence_add(struct db *db, const struct user *u, const struct evidence_form *f, const struct slot_target *slots, size_t nslots,
    struct date today, int64_t *id, struct problems *problems) MUST_USE;
/* A change of content takes the validation and the adoption away. */
enum err evidence_edit(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct evidence_form *f, struct date today,
    struct problems *problems) MUST_USE;
/* For a room whose acts are evidence by themselves: one line, and no mistake of the act's own when the plan or this user's rights
 * do not take it as it stands now: OK, *id NONE, and it is filed by hand. */
enum err evidence_offer(struct db *db, const struct user *u, const struct evidence_form *f, struct slot_target slot, struct date today, int64_t *id) MUST_USE;
/* Whether e says just that; then it is forgotten. */
bool evidence_declined(struct db *db, enum err e);
enum err evidence_link(struct db *db, const struct user *u, int64_t id, struct slot_target slot, struct problems *problems) MUST_USE;
enum err evidence_unlink(struct db *db, const struct user *u, int64_t id, int64_t indicator) MUST_USE;
/* The page behind the link as it was read: a blob. */
enum err evidence_copy(struct db *db, const struct user *u, int64_t id, const char *sha) MUST_USE;

/* Never by the person who filed it: E_FORBIDDEN with a problem. */
enum err evidence_validate(struct db *db, const struct user *u, int64_t id, int64_t rev, struct problems *problems) MUST_USE;
/* By a body, on a day, in the words of its decision. Also validates. */
enum err evidence_adopt(struct db *db, const struct user *u, int64_t id, int64_t rev, int64_t body, const char *adopted_on, const char *text,
    struct date today, struct problems *problems) MUST_USE;
enum err evidence_dispute(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *reason, struct problems *problems) MUST_USE;
enum err evidence_resolve(struct db *db, const struct user *u, int64_t id, int64_t rev, struct problems *problems) MUST_USE;
/* Withdrawn pieces stay listed and no longer count. Deleted ones disappear; undo brings them back. */
enum err evidence_withdraw(struct db *db, const struct user *u, int64_t id, int64_t rev) MUST_USE;
enum err evidence_delete(struct db *db, const struct user *u, int64_t id, int64_t rev) MUST_USE;
enum err evidence_undelete(struct db *db, const struct user *u, int64_t id) MUST_USE;

/* "Not applicable", with a reason: year 0 for a dated action or all years. Validators of a responsible body, coordination. */
enum err slot_waive(struct db *db, const struct user *u, int64_t indicator, int year, const char *reason, int64_t *id, struct problems *problems) MUST_USE;
enum err slot_waive_end(struct db *db, const struct user *u, int64_t waiver) MUST_USE;
struct waiver { int64_t id, indicator; int year; const char *reason, *author, *at; };
struct waivers { struct waiver *items; size_t n, cap; };
enum err waiver_list(struct db *db, const struct user *u, int64_t action, struct waivers *out) MUST_USE;

extern const struct query evidence_queries[], evidence_write_queries[];
#endif
