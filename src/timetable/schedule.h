/* schedule.h: when an edition's evening, visits and orals are held, for the other rooms: what is published, as rows and as
 * calendar events. Whoever asks for the events of a person or of a commission has seen to it that they may have them. */
#ifndef SCHEDULE_H
#define SCHEDULE_H
#include "base/tr.h"
#include "formats/ical.h"
#include "store/db.h"
#include "timetable/schedule_rules.h"

extern const struct query schedule_queries[], travel_queries[]; /* end with a NULL name */

/* One published session; gone: it was to be held and no longer is. start: minutes after midnight. */
struct sched_held {
	int64_t edition, submission, team, number, sequence, version;
	enum sched_kind kind;
	const char *edition_label, *org_name, *question, *town, *place, *on_day, *at; /* place NULL: not said; at: last change */
	int start, minutes;
	bool missing, gone;
};
struct sched_helds { struct sched_held *items; size_t n, cap; };
/* The last published version, by day and hour. */
enum err sched_published(struct db *db, int64_t edition, enum sched_kind k, struct sched_helds *out) MUST_USE;
/* Of one commission: at most one of each kind. */
enum err sched_of_submission(struct db *db, int64_t submission, struct sched_helds *out) MUST_USE;
/* Of a person: the visits and orals of their teams (as student, supervisor or second reader), and every session of the evenings of
 * the editions that they take part in. */
enum err sched_of_person(struct db *db, int64_t person, struct sched_helds *out) MUST_USE;
/* One event a session; `host` stands in the uid. An evening is one event for whoever listens (whole): from the first session to
 * the end of the last. */
void sched_events(struct ical *c, enum lang lang, const char *host, const struct sched_helds *list, bool whole);
#endif
