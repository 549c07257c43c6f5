/* meeting.h: meetings, for the other rooms: who sees which, what is on an agenda, what was decided. Every function takes its
 * user: what they may not see is E_NOTFOUND, what they may see but not do is E_FORBIDDEN. Rights of routes say that one reads,
 * drafts, manages or approves somewhere; over which meeting is asked here, each time. */
#ifndef MEETING_H
#define MEETING_H
#include "base/date.h"
#include "formats/ical.h"
#include "meeting/meeting_rules.h"
#include "people/people.h"
#include "store/db.h"

/* A user's seat at one meeting: a mask.
 * SEE: its agenda and papers. READ: the public part of its minutes as they stand (everyone of its bodies; those who came or sit there by a mandate, once
 * prepared; readers of the plan, once approved). DRAFT: may propose items and write in the minutes (members of its bodies).
 * MANAGE: convenes, notes who came, prepares (chair, secretary). APPROVE: chair. ATTENDED: was there, so may amend and read
 * the restricted annex. INVITED: is on its list. The coordination has all of a body's, and neither of the last two by role. */
enum { MEET_SEE = 1, MEET_READ = 2, MEET_DRAFT = 4, MEET_MANAGE = 8, MEET_APPROVE = 16, MEET_ATTENDED = 32, MEET_INVITED = 64 };

struct meeting_body { int64_t meeting, actor; const char *name, *long_name; };
struct meeting_bodies { struct meeting_body *items; size_t n, cap; };
struct meeting {
	int64_t id, sequence, chair, secretary, created_by, approved_in, rev;
	const char *title;              /* NULL: named after its bodies */
	const char *held_on, *starts, *ends; /* ISO day, "HH:MM" in Brussels */
	const char *place, *link, *note;
	enum stage stage;
	const char *uid, *chair_name, *secretary_name, *convened_at, *cancelled_at, *cancel_reason, *prepared_at, *approved_on, *approved_at,
	    *approved_how, *minutes_sha, *annex_sha;
	struct meeting_bodies bodies;
	int64_t me;                     /* row of the user among those asked to come, NONE */
	const char *my_answer;          /* "none" "yes" "no", NULL */
	enum presence my_presence;
	const char *my_read_at;
	bool mine;                      /* the list says that the user belongs to one of its bodies */
	unsigned seat;
};
struct meetings { struct meeting *items; size_t n, cap; };
/* "CEP", "CEP et CPI", its own title, "Rencontre". */
const char *meeting_name(struct arena *a, enum lang lang, const struct meeting *m);
/* For a calendar: the same event, by its uid, in an invitation and in a calendar that is followed. Its stamp, its description and whom
 * it is for are the caller's. */
struct ical_event meeting_event(struct arena *a, enum lang lang, const struct meeting *m, const char *base_url);
/* What the user sees, in a fixed number of queries. body NONE: every one. upcoming: from today on, soonest first; else the past,
 * newest first. most: at most so many. */
struct meeting_filter { int64_t body; bool upcoming; int64_t most; struct date today; };
enum err meeting_list(struct db *db, const struct user *u, const struct meeting_filter *f, struct meetings *out) MUST_USE;
enum err meeting_get(struct db *db, const struct user *u, int64_t id, struct meeting *out) MUST_USE;

/* What a form says. Dates and times as typed were read before; NULL: not given. */
struct meeting_form { const char *title, *held_on, *starts, *ends, *place, *link, *note; int64_t chair, secretary; const int64_t *bodies; size_t nbodies; };
/* E_INVALID with problems. Whoever manages one of the bodies; without a body, whoever manages any. Those who sit in its bodies that
 * day (mandate_composition()) are asked to come. fill: drafts the agenda from the plan. */
enum err meeting_add(struct db *db, const struct user *u, const struct meeting_form *f, bool fill, struct year_bounds b, struct date today, int64_t *id,
    struct problems *problems) MUST_USE;
/* Day, hours, place: a convened meeting's sequence grows, so that calendars follow; sending is meeting_convene()'s. E_CONFLICT: rev. */
enum err meeting_change(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct meeting_form *f, struct problems *problems) MUST_USE;

/* For who changes compositions: the lists of meetings from today on that nobody was convoked to yet follow who sits in their bodies;
 * what was decided by hand is kept. Those that were convoked show the difference instead. */
enum err meetings_follow(struct db *db, struct date today) MUST_USE;

/* ---- decisions ----------------------------------------------------------------------------------------------- */

struct resolution {
	int64_t id, meeting, item, number, votes_for, votes_against, votes_abstain, owner, owner_actor, rev;
	const char *text, *manner, *owner_name, *owner_actor_name, *due_on, *done_on, *done_by, *proof, *proof_sha, *proof_name, *proof_type, *held_on, *item_title;
	enum follow status;
	enum stage stage;               /* of its meeting's minutes */
	bool late;                      /* open, and its day is past */
};
struct resolutions { struct resolution *items; size_t n, cap; };
struct resolution_action { int64_t decision, action; const char *code, *title; };
struct resolution_actions { struct resolution_action *items; size_t n, cap; };
/* Of one meeting, by number. */
enum err resolution_list(struct db *db, const struct user *u, int64_t meeting, struct date today, struct resolutions *out, struct resolution_actions *actions) MUST_USE;
/* Of every meeting whose minutes the user reads. body NONE: all. status FOLLOWS: all that are followed; FOLLOW_NONE: all of them. By due day, then oldest. */
enum err resolution_follow(struct db *db, const struct user *u, int64_t body, enum follow status, struct date today, struct resolutions *out,
    struct resolution_actions *actions) MUST_USE;
enum err resolution_get(struct db *db, const struct user *u, int64_t id, struct date today, struct resolution *out, struct resolution_actions *actions) MUST_USE;

/* For rooms whose documents a body adopts: the decision adopts this piece of evidence. At once when its minutes are approved, else
 * when they are: the evidence then says by which body, on the meeting's day, in the decision's words. Taking an approval back
 * takes the adoption back. Twice is once. E_NOTFOUND: no such decision or evidence. E_FORBIDDEN: not who manages the meeting. */
enum err decision_adopts(struct db *db, const struct user *u, int64_t decision, int64_t evidence) MUST_USE;

/* Approved minutes against what was frozen: the text's digest, that what is shown stands in it, the annex's digest. faults: in
 * English, a line each. */
struct minutes_audit { int64_t minutes; struct strings faults; };
enum err minutes_check(struct db *db, struct minutes_audit *out) MUST_USE;

extern const struct query meeting_queries[], agenda_queries[], attendance_queries[], composition_queries[], minutes_queries[], resolution_queries[], approval_queries[], convocation_queries[];
#endif
