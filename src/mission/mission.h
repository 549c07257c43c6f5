/* mission.h: the year of a team, from the evening to the archive, for the other rooms. */
#ifndef MISSION_H
#define MISSION_H
#include "call/call.h"
#include "mission/mission_rules.h"
#include "team/team.h"

/* A team with its commission and its edition. Whose eyes it is for: the caller asks team_seat(), or mission_open(). */
struct mission {
	struct team team;
	struct edition edition;
	struct submission commission;
	enum status status;
	const char *reference;        /* "2024-25/017" */
	unsigned seat;                /* of the user that mission_open() let in; else 0 */
	bool open;                    /* its team is at work: what it writes may change */
};
enum err mission_load(struct db *db, int64_t team, struct mission *out) MUST_USE; /* E_NOTFOUND */
/* Whether the mission goes on: chosen, not archived or withdrawn, its team not ended. */
bool mission_goes_on(const struct team *t);

/* A day of the mission, in the order of days. what: French msgid; detail: hours, place; NULL. done: it is over. */
struct mission_day { const char *on, *what, *detail; bool done; };
struct mission_days { struct mission_day *items; size_t n, cap; };
/* The edition's own days, as they stand. */
void mission_days(struct arena *a, const struct mission *m, struct date today, struct mission_days *out);
#endif
