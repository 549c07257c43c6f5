/* demo.h: the example programme, as data (demo_data.c) and what makes it (demo.c). Days are said from the day it is made,
 * so that there is always something late, due, begun and done. */
#ifndef DEMO_H
#define DEMO_H
#include "base/embed.h"
#include "formats/document.h"
#include "plan/evidence_store.h"

/* A day: in the academic year `year` years from the present one, or `ago` days ago but not before the present academic
 * year when it has begun less long ago. */
struct demo_day { int year, month, day; int ago; };
#define IN_YEAR(y, m, d) { .year = (y), .month = (m), .day = (d), .ago = -1 }
#define DAYS_AGO(n) { .ago = (n) }
struct demo;
struct date demo_day_of(struct demo_day d, struct date today, struct year_bounds b);

/* Persons are named by what stands before @example.org. */
struct demo_person { const char *key, *name; };
struct demo_grant { const char *who; enum role role; const char *actor; /* NULL: whole programme */ };

struct demo_piece {
	const char *slots;         /* "1.1.2/1 1.1.2/2": action and line, from 1; "/1x2": counts for two */
	enum evidence_kind kind;
	const char *title;
	struct demo_day on;        /* effective */
	int filed_after;           /* days */
	const char *by;
	const char *validated_by;  /* NULL: waits for it */
	int validated_after;       /* days after filing */
	const char *adopted_by, *adopting; /* who notes it, which body; days as above */
	const char *disputed_by, *dispute;
	const char *file;          /* of examples/; NULL for minutes, which are written here */
	const char *body;          /* whose meeting */
	const char *points;        /* of the minutes: one a line */
	const char *url;
	int64_t number;            /* EV_NUMBER */
	const char *text, *partner;
	int expires_after;         /* years; 0: no end */
	const char *direction, *audience, *access;
	enum visibility visibility;
	bool withdrawn;
};
struct demo_comment { const char *action, *who, *text; struct demo_day on; };
struct demo_waiver { const char *slot; int year; /* from the present one; 99: all */ const char *who, *reason; struct demo_day on; };
struct demo_reply { const char *action, *who, *reply, *why; struct demo_day on; };

extern const struct demo_person demo_persons[];
extern const size_t demo_npersons;
extern const struct demo_grant demo_grants[];
extern const size_t demo_ngrants;
extern const struct demo_piece demo_pieces[];
extern const size_t demo_npieces;
extern const struct demo_comment demo_comments[];
extern const size_t demo_ncomments;
extern const struct demo_waiver demo_waivers[];
extern const size_t demo_nwaivers;
extern const struct demo_reply demo_replies[];
extern const size_t demo_nreplies;

/* Its meeting as it was held: agenda, who was there, minutes, approval, and the evidence that came of it. *held false: the one
 * who files does not convene that body, or no line asks for its minutes; nothing was done. */
enum err demo_hold(struct demo *d, size_t i, const int64_t *actions, size_t n, bool *held) MUST_USE;
/* Two meetings of the steering committee: one whose minutes wait for approval, one that is convened. */
enum err demo_meetings(struct demo *d) MUST_USE;
/* A meeting of the body, so many days ago, whose approved minutes hold this decision of its first point. */
enum err demo_decide(struct demo *d, const char *body, int ago, const char *points, const char *text, int64_t *decision) MUST_USE;
/* The minutes of a meeting, as a text file. */
const char *demo_minutes(struct arena *a, const char *body, struct date on, const char *secretary, const char *chair, const char *points);

/* ---- being made ------------------------------------------------------------------------------------------------ */

/* A day's work: index in the table of its kind, in the order of days. */
enum happening { HAPPENS_FILED, HAPPENS_WAIVED, HAPPENS_SETTLED, HAPPENS_WITHDRAWN, HAPPENS_REPLY, HAPPENS_COMMENT, HAPPENS_REVISION, HAPPENS_WORKSHOP };
struct event { struct date on; enum happening what; size_t i; };

struct demo {
	struct arena *a;
	struct db *db;
	struct date today;
	struct year_bounds bounds;
	int year;                  /* the present academic year */
	struct plan *draft, *plan; /* as read; in force */
	int64_t *persons;          /* of demo_persons */
	int64_t *pieces;           /* of demo_pieces: the evidence they became */
	struct { struct event *items; size_t n, cap; } events;
	struct problems problems;
	struct document *again;    /* the document of the import in progress */
	const void *again_bytes;
	size_t again_n;
};

const struct embedded *demo_example(const char *name); /* a file of examples/ */
size_t demo_person_index(const char *key);
/* The person as a user on the day that is being lived; their changes carry their name. */
enum err demo_as(struct demo *d, const char *key, const struct user **u) MUST_USE;
enum err demo_actor(struct demo *d, const char *name, int64_t *id) MUST_USE;
/* What a step could not do: the store's problems are told, since a table of ours is wrong. Returns e. */
enum err demo_explain(struct demo *d, enum err e, const char *what) MUST_USE;
/* demo_work.c: what one person does on one day; i counts in the table of its kind. */
enum err demo_file(struct demo *d, size_t i) MUST_USE;
enum err demo_settle(struct demo *d, size_t i) MUST_USE;   /* validation, adoption or dispute, never by who filed it */
enum err demo_withdraw(struct demo *d, size_t i) MUST_USE;
enum err demo_waive(struct demo *d, const struct demo_waiver *w) MUST_USE;
enum err demo_reply(struct demo *d, const struct demo_reply *r) MUST_USE;
enum err demo_comment(struct demo *d, const struct demo_comment *c) MUST_USE;
/* demo_mandate.c: who sits where. */
enum err demo_mandate(struct demo *d) MUST_USE;
/* demo_charter.c: documents, adopted and in consultation. After demo_meetings() and demo_call(). */
enum err demo_charter(struct demo *d) MUST_USE;
/* demo_call.c: editions of the call, their commissions, their institutions. */
enum err demo_call(struct demo *d) MUST_USE;
/* demo_team.c: students, supervisors, rankings and teams of the editions whose teams are known by now. After demo_call(). */
enum err demo_team(struct demo *d) MUST_USE;
/* demo_mission.c: what those teams and those who follow them wrote, as far as the days have come. After demo_team(). */
enum err demo_mission(struct demo *d) MUST_USE;
/* demo_year.c: how the year of the teams of the past edition ended. After demo_team(). */
enum err demo_year(struct demo *d) MUST_USE;
/* demo_schedule.c: the evenings, visits and orals that are known by now, placed and published. After the teams. */
enum err demo_schedule(struct demo *d) MUST_USE;
#endif
