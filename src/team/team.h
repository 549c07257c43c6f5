/* team.h: the teams of an edition once they are published, for the other rooms: who sits in which, and what seat gives what.
 * Rights of routes say that one is a student, a supervisor or the coordination; whose team it is, is asked here, each time. */
#ifndef TEAM_H
#define TEAM_H
#include "call/call_people.h"
#include "formats/ical.h"
#include "people/people.h"

extern const struct query team_queries[]; /* ends with a NULL name */

/* number, org_name, question, status, town: of the commission. ended_at: its commission is gone; NULL while it works. */
struct team {
	int64_t id, edition, submission, number, rev;
	const char *created_at, *ended_at, *org_name, *question, *status, *town;
};
struct teams { struct team *items; size_t n, cap; };
enum err team_list(struct db *db, int64_t edition, struct teams *out) MUST_USE;       /* by the commission's number */
enum err team_get(struct db *db, int64_t id, struct team *out) MUST_USE;              /* E_NOTFOUND */
enum err team_of_submission(struct db *db, int64_t submission, struct team *out) MUST_USE;
/* Those in which a person sits, as student or supervisor, newest edition first. */
enum err team_of_person(struct db *db, int64_t person, struct teams *out) MUST_USE;

struct team_seat_row { int64_t team, id, person; const char *number, *name, *first_name, *email; };
struct team_seats { struct team_seat_row *items; size_t n, cap; };
/* By name. id: of the student, of the supervisor. Erased and deleted people are not listed. */
enum err team_students(struct db *db, int64_t team, struct team_seats *out) MUST_USE;
enum err team_supervisors(struct db *db, int64_t team, struct team_seats *out) MUST_USE;
/* Of every team of an edition, by team then name. */
enum err team_students_all(struct db *db, int64_t edition, struct team_seats *out) MUST_USE;
enum err team_supervisors_all(struct db *db, int64_t edition, struct team_seats *out) MUST_USE;

/* A user's seats in a team: a mask. The coordination has the staff's. Nothing: 0, and the page is refused as if it were
 * not there. *was: the seats that a role gives which ended with its edition, less than READ_ON_MONTHS ago; only to read, and only of an edition
 * that is over. Any other role that is no longer in force gives no seat. */
enum { SEAT_STUDENT = 1, SEAT_SUPERVISOR = 2, SEAT_STAFF = 4 };
enum err team_seat(struct db *db, const struct user *u, int64_t team, unsigned *out, unsigned *was) MUST_USE;
/* The row of the person among the edition's students, supervisors; E_NOTFOUND. */
enum err team_student_of_person(struct db *db, int64_t edition, int64_t person, int64_t *student) MUST_USE;
enum err team_supervisor_of_person(struct db *db, int64_t edition, int64_t person, int64_t *supervisor) MUST_USE;

/* The days of an edition that students, sponsors and supervisors live: evening, ranking, visits, report, orals. The same uids wherever
 * they are put. */
void team_edition_events(struct ical *c, enum lang lang, const char *host, const struct edition *e);

/* ---- what is published ------------------------------------------------------------------------------------- */

/* One line a place; a team is made for its commission when it has none. Whoever is not named has no place any more; a team
 * whose commission is not named is ended, and one that is named again begins again. In the caller's transaction; history
 * is written for each team that changed. */
struct team_place { int64_t submission, student, supervisor; }; /* one of student, supervisor; the other NONE */
struct team_places { struct team_place *items; size_t n, cap; };
enum err team_publish(struct db *db, int64_t edition, const struct team_places *places) MUST_USE;
/* What stands published, in the same shape. */
enum err team_published(struct db *db, int64_t edition, struct team_places *out) MUST_USE;
#endif
