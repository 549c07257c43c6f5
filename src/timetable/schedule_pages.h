/* schedule_pages.h: the timetables of an edition: worked on, published, read. */
#ifndef SCHEDULE_PAGES_H
#define SCHEDULE_PAGES_H
#include "call/committee.h"
#include "timetable/schedule_desk.h"
#include "web/web.h"

enum err schedules_page(struct request *rq, struct answer *an);        /* GET /editions/{id}/timetable */
enum err schedule_page(struct request *rq, struct answer *an);         /* GET /editions/{id}/timetable/{kind:word} */
enum err schedule_solve(struct request *rq, struct answer *an);        /* POST …/solve: ROUTE_OWN_TX */
enum err schedule_move(struct request *rq, struct answer *an);         /* POST …/move */
enum err schedule_settings_save(struct request *rq, struct answer *an); /* POST …/settings */
enum err schedule_readers_save(struct request *rq, struct answer *an); /* POST …/readers */
enum err schedule_cut(struct request *rq, struct answer *an);          /* POST …/cut */
enum err schedule_publish_page(struct request *rq, struct answer *an); /* GET …/publish */
enum err schedule_publish(struct request *rq, struct answer *an);      /* POST …/publish */
enum err schedule_check_page(struct request *rq, struct answer *an);   /* GET /editions/{id}/timetable/check?scenario= */
extern const struct param schedule_move_params[], schedule_settings_params[], schedule_readers_params[], schedule_cut_params[], schedule_publish_params[], schedule_check_params[];

enum err timetable_page(struct request *rq, struct answer *an);        /* GET /timetable: one's own */
enum err timetable_calendar(struct request *rq, struct answer *an);    /* GET /timetable/calendar.ics */
enum err timetable_sheet(struct request *rq, struct answer *an);       /* GET /timetable/{id}/{kind:word} */
enum err timetable_sheet_calendar(struct request *rq, struct answer *an); /* GET /timetable/{id}/{kind:word}/calendar.ics */
enum err timetable_sponsor(struct request *rq, struct answer *an);     /* GET /programme/{id}/{token} */
enum err timetable_sponsor_calendar(struct request *rq, struct answer *an); /* GET /programme/{id}/{token}/calendar.ics */

enum err travel_page(struct request *rq, struct answer *an);           /* GET /travel */
enum err travel_save(struct request *rq, struct answer *an);           /* POST /travel */
enum err travel_town_save(struct request *rq, struct answer *an);      /* POST /travel/towns */
enum err travel_csv(struct request *rq, struct answer *an);            /* GET /travel.csv */
enum err travel_import(struct request *rq, struct answer *an);         /* POST /travel/import */
extern const struct param travel_params[], travel_town_params[], travel_import_params[];

/* ---- between the pages and their templates ------------------------------------------------------------------ */

struct sched_view {
	struct sched s;
	struct sched_problem q;       /* without what is fixed by hand */
	struct sched_faults faults;
	size_t *order;                /* sessions by day and hour; those without one last */
	size_t placed, missing, refused, changes;
	struct scenarios scenarios;   /* to which a conflict can be given back */
	const struct problems *problems;
	struct sched_letters letters; /* of the publication page */
};
struct sched_card { enum sched_kind kind; struct sched s; size_t placed, missing, faults, changes; };
struct sched_sheet { struct edition edition; enum sched_kind kind; struct sched_helds list; bool all; };
struct sponsor_hours { struct edition edition; struct submission s; struct sched_helds own, evening; const char *token; };
struct travel_view { struct travel t; const struct problems *problems; };

/* Sentences (schedule_words.c), in the reader's language. */
const char *sched_session_name(struct arena *a, const struct sched_session *x);
const char *sched_fault_text(struct arena *a, enum lang lang, const struct sched *s, const struct sched_fault *f);
const char *sched_conflict_text(struct arena *a, enum lang lang, const struct sched *s);
/* What holding a session at a slot breaks, in short; NULL: nothing. i: its place in q. */
const char *sched_slot_breaks(struct arena *a, enum lang lang, const struct sched *s, struct sched_problem *q, int i, int slot);
size_t sched_conflict(struct arena *a, const struct sched *s, size_t **out); /* the sessions of the conflict that are still there */
#endif
