/* schedule_rules.h: what timetables decide without a database: the slots of a day, what a sponsor's half-hours mean, how long
 * a journey takes. Pure. */
#ifndef SCHEDULE_RULES_H
#define SCHEDULE_RULES_H
#include "base/base.h"
#include "base/date.h"
#include "base/text.h"

enum sched_kind { SCHED_EVENING, SCHED_VISITS, SCHED_ORALS, SCHED_KINDS };
const char *sched_word(enum sched_kind k);        /* as stored and in addresses: "evening" */
const char *sched_name(enum sched_kind k);        /* French msgid: "Soirée de présentation" */
bool sched_named(const char *word, enum sched_kind *out) MUST_USE;
enum { SCHED_VISIT = 90, SCHED_ORAL = 60, SCHED_HALF_HOUR = 30 };

/* half: "1am" … "2pm" for an oral, NULL otherwise. */
struct sched_slot { const char *day; int start; const char *half; };
struct sched_slots { struct sched_slot *items; size_t n, cap; };
/* The days and hours of an edition; first and second are the orals' days. NULL: not set. */
struct sched_days { const char *day, *from, *until, *first, *second; };
/* From one start to the next: as many as the sessions need, 15 to 20 minutes for an evening (lab.md §1). */
int sched_step(enum sched_kind k, const struct sched_days *d, size_t sessions);
/* Starts at which a session ends in time; orals in the morning (9–12) and the afternoon (13–17). None: a day or an hour is not set. */
void sched_slots(struct arena *a, enum sched_kind k, const struct sched_days *d, int step, int duration, struct sched_slots *out);
/* Whether a sponsor who ticked these can be there; nothing ticked: at any time. An evening's half-hours are asked as "from what
 * hour": from the first ticked one on. A visit's is a start, and those until the next half-hour; an oral's is a half day. */
bool sched_can(enum sched_kind k, const struct sched_slot *s, const struct strings *ticked);
/* Whether it is an hour that they ticked, not only one when they can. */
bool sched_likes(enum sched_kind k, const struct sched_slot *s, const struct strings *ticked);
char *sched_clock(struct arena *a, int minute) MUST_USE;              /* "16:20" */
char *sched_slot_word(struct arena *a, const char *day, int start) MUST_USE; /* "2025-04-17 09:30" */
bool sched_slot_parse(struct arena *a, const char *word, const char **day, int *start) MUST_USE;

/* ---- journeys --------------------------------------------------------------------------------------------------- */

struct town { int64_t id; const char *name, *folded; double lat, lon; }; /* NAN: not known */
struct towns { struct town *items; size_t n, cap; };
struct journey { int64_t a, b; int minutes; };                         /* both ways */
struct journeys { struct journey *items; size_t n, cap; };
/* unknown: of a journey of which nothing is known; local: within one town. */
struct travel { struct towns towns; struct journeys journeys; int unknown, local; };
enum { TRAVEL_UNKNOWN = 60, TRAVEL_LOCAL = 15 };
enum journey_by { JOURNEY_LOCAL, JOURNEY_MEASURED, JOURNEY_ESTIMATED, JOURNEY_UNKNOWN };
/* Minutes from one place to another, and how they are known. Estimated: 10 minutes, and the distance as the crow flies × 1.3
 * at 75 km/h, up to the next 5. Names as typed; NULL: not known. */
int travel_minutes(struct arena *a, const struct travel *t, const char *from, const char *to, enum journey_by *by);
const struct town *travel_town(struct arena *a, const struct travel *t, const char *name); /* NULL: not in the table */
double travel_km(const struct town *x, const struct town *y); /* great circle */
#endif
