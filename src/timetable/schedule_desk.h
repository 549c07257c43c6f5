/* schedule_desk.h: the draft that the coordination works on; of this room only. */
#ifndef SCHEDULE_DESK_H
#define SCHEDULE_DESK_H
#include "call/call.h"
#include "solve/timetable.h"
#include "team/team.h"
#include "timetable/schedule.h"

enum sched_status { SCHED_NONE, SCHED_OPTIMAL, SCHED_BOUNDED, SCHED_INFEASIBLE };
struct sched_person { int64_t supervisor, person; const char *name, *email; bool reader; };
struct sched_people { struct sched_person *items; size_t n, cap; };
/* One commission of the edition in one timetable. slot: of the draft, its place in slots; −1: none, or at an hour that is no slot. */
struct sched_session {
	int64_t submission, number, team, sector, sequence;
	const char *org_name, *question, *town, *sector_name, *contact_name, *email, *lang, *place;
	const char *on_day, *was_day, *was_place; /* NULL: not placed, not published */
	int start, was_start, slot;
	bool missing, fixed, was_missing, was_gone, left; /* left: published, and no longer chosen */
	bool refuses;               /* the sponsor said no */
	struct strings ticked;
	struct sched_people people;
};
struct sched_sessions { struct sched_session *items; size_t n, cap; };
struct sched {
	int64_t id, rev, version;   /* id NONE: nothing is kept yet */
	enum sched_kind kind;
	struct edition edition;
	int step, duration, day_cost;
	bool apart, smallest;
	enum sched_status status;
	const char *conflict, *solved_at;
	int why;                    /* enum tt_reason of the conflict */
	int64_t who;
	struct sched_slots slots;
	struct sched_sessions sessions; /* by number */
	size_t chosen, teams;       /* sessions that are not left; of them with a team */
	struct team_seats supervisors; /* every supervisor of the edition, for choices; team unused */
	struct travel travel;
};
enum err sched_load(struct db *db, int64_t edition, enum sched_kind k, struct sched *out) MUST_USE;
/* The same for these commissions instead of the chosen ones: a selection that nobody has decided yet. */
enum err sched_load_for(struct db *db, int64_t edition, enum sched_kind k, const int64_t *only, size_t nonly, struct sched *out) MUST_USE;
/* Makes the row when there is none. */
enum err sched_keep(struct db *db, struct sched *s) MUST_USE;
/* step, duration, apart, day_cost; E_CONFLICT: rev. */
enum err sched_settings(struct db *db, struct sched *s, int64_t rev) MUST_USE;
/* slot −1: taken out. */
enum err sched_move(struct db *db, const struct sched *s, const struct sched_session *x, int slot, const char *place, bool fixed) MUST_USE;
enum err sched_reader_set(struct db *db, int64_t submission, int64_t supervisor) MUST_USE; /* NONE: nobody */

/* ---- solving (schedule_solve.c) ---------------------------------------------------------------------------------- */

/* The instance: sessions that are not left, in order; session_of: their places in s->sessions. fixed: sessions fixed by hand keep
 * their slot. */
struct sched_problem { struct tt_problem p; int *session_of; int64_t *supervisor_of; int *slot_of; };
void sched_problem(struct arena *a, const struct sched *s, bool fixed, struct sched_problem *out);
/* status, conflict, why, who, smallest of s: what the answer says of it. */
void sched_tell(struct arena *a, struct sched *s, const struct sched_problem *q, const struct tt_answer *r);
/* What was found, written as the draft. */
enum err sched_found(struct db *db, struct sched *s, const struct sched_problem *q, const struct tt_answer *r) MUST_USE;
/* What the draft breaks, session by session. */
enum sched_fault_kind { FAULT_REFUSES, FAULT_NOT_FREE, FAULT_OFF_GRID, FAULT_SAME_SLOT, FAULT_PERSON, FAULT_NEIGHBOUR, FAULT_NOWHERE };
struct sched_fault { enum sched_fault_kind kind; size_t session, other; const char *who; int need; }; /* need: minutes between the two */
struct sched_faults { struct sched_fault *items; size_t n, cap; };
void sched_faults(struct arena *a, const struct sched *s, struct sched_faults *out);
/* What publishing would tell. */
enum sched_change_kind { CHANGE_SAME, CHANGE_NEW, CHANGE_MOVED, CHANGE_PLACE, CHANGE_GONE, CHANGE_NOTHING };
enum sched_change_kind sched_change(const struct sched_session *x);

/* ---- publishing (schedule_publish.c) ------------------------------------------------------------------------------ */

struct sched_letter { const char *to, *name, *lang; int64_t person, submission; bool sponsor; struct { size_t *items; size_t n, cap; } sessions; };
struct sched_letters { struct sched_letter *items; size_t n, cap; };
/* Whom publishing writes to: each once. */
enum err sched_letters(struct db *db, const struct sched *s, struct sched_letters *out) MUST_USE;
/* A new version with its letters, and the journal. key, nkey: of the sponsors' links. E_CONFLICT: version or rev is no longer that
 * of the page. */
struct publishing { const char *base_url; const unsigned char *key; int64_t person, version, rev; bool quiet; /* nobody is written to */ };
enum err sched_publish(struct db *db, struct sched *s, const struct publishing *how, size_t *letters) MUST_USE;
/* The door of a sponsor to the hours of one commission: 26 signs, keyed. */
const char *sched_token(struct arena *a, const unsigned char *key, int64_t submission) MUST_USE;

/* ---- towns (travel_store.c) ---------------------------------------------------------------------------------------- */

enum err travel_load(struct db *db, struct travel *out) MUST_USE;      /* towns by name */
enum err travel_defaults(struct db *db, int unknown, int local) MUST_USE;
/* id NONE: a new one. E_CONFLICT: a town of that name is there. */
enum err town_save(struct db *db, struct town *t) MUST_USE;
enum err town_drop(struct db *db, int64_t id) MUST_USE;
enum err journey_set(struct db *db, int64_t a, int64_t b, int minutes) MUST_USE; /* minutes < 0: estimated again */
#endif
