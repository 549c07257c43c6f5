/* mission.h: the year of a team, from the evening to the archive, for the other rooms. */
#ifndef MISSION_H
#define MISSION_H
#include "call/call.h"
#include "mission/mission_rules.h"
#include "team/team.h"
#include "timetable/schedule.h"

/* A team with its commission and its edition. Whose eyes it is for: the caller asks team_seat(), or mission_open(). */
struct mission {
	struct team team;
	struct edition edition;
	struct submission commission;
	enum status status;
	const char *reference;        /* "2024-25/017" */
	unsigned seat;                /* of the user that mission_open() let in; else 0 */
	bool open;                    /* its team is at work, and who reads still has the role: what it writes may change */
	const char *read_until;       /* the reader's year is over: the last day on which it may still be read; else NULL */
};
enum err mission_load(struct db *db, int64_t team, struct mission *out) MUST_USE; /* E_NOTFOUND */
/* Whether the mission goes on: chosen, not archived or withdrawn, its team not ended. */
bool mission_goes_on(const struct team *t);

/* A day of the mission, in the order of days. key: which of them, the same whatever its day: that of a session is sched_word();
 * what: French msgid; detail: hours, place; NULL. done: it is over. */
struct mission_day { const char *key, *on, *what, *detail; bool done; };
struct mission_days { struct mission_day *items; size_t n, cap; };
struct mission_pulse;
/* The edition's own days; instead of them, where it is known, the day and the hour of this team: held is what was published of its
 * commission (sched_of_submission()). */
void mission_days(struct arena *a, const struct mission *m, const struct mission_pulse *p, const struct sched_helds *held, struct date today, struct mission_days *out);

/* What has been heard of a team. Days are ISO; NULL: never. overdue: asked, past their day, not whole. next_on: of the log, to come. */
struct mission_pulse {
	int64_t team, asked, overdue, received, interviews, alerts;
	const char *last_entry, *last_heard, *next_on, *next_step;
	const char *report_at, *report_sent, *feedback_at;   /* newest version; went to the sponsor; who answered */
	const char *oral_on, *oral_time, *oral_place, *oral_done_at, *closed_at; /* the oral as the closing page says it */
};
struct mission_pulses { struct mission_pulse *items; size_t n, cap; };
enum err mission_pulses(struct db *db, int64_t edition, struct date today, struct mission_pulses *out) MUST_USE;
/* Of the teams that a person follows as a supervisor, in every edition. */
enum err mission_pulses_followed(struct db *db, int64_t person, struct date today, struct mission_pulses *out) MUST_USE;
enum err mission_pulse(struct db *db, int64_t team, struct date today, struct mission_pulse *out) MUST_USE;
/* What mission_late() asks, of a team as it stands. */
struct mission_facts mission_facts_of(struct arena *a, const struct team *t, const struct edition *e, const struct mission_pulse *p);
/* What is late of a team today, a line each: for the weekly letter of those who follow it, or for a mail of its own. */
void mission_late_lines(struct arena *a, enum lang lang, const struct team *t, const struct edition *e, const struct mission_pulse *p, struct date today, struct strings *out);
extern const struct query pulse_queries[];
#endif
