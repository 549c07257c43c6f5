/* schedule_store.h: between the stores of this room. */
#ifndef SCHEDULE_STORE_H
#define SCHEDULE_STORE_H
#include "timetable/schedule_desk.h"

enum sched_query { SQ_OF, SQ_SESSIONS, SQ_FREE, SQ_REFUSES, SQ_READERS, SQ_SUPERVISORS, SQ_STUDENTS, SQ_ADD, SQ_SETTINGS, SQ_SOLVED, SQ_PUT, SQ_TOUCH, SQ_READER_SET,
	SQ_READER_DROP, SQ_VERSION_ADD, SQ_VERSION_SET, SQ_PUBLISH, SQ_WHEN, SQ_HELD, SQ_HELD_SUBMISSION, SQ_HELD_PERSON };
/* The draft's row of one session, as it stands in x. */
enum err sched_put(struct db *db, const struct sched *s, const struct sched_session *x) MUST_USE;
/* status, conflict, why, who, smallest, as they stand in s. */
enum err sched_solved(struct db *db, const struct sched *s) MUST_USE;
enum err sched_students(struct db *db, int64_t edition, struct team_seats *out) MUST_USE;
#endif
