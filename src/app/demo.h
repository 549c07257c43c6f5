/* demo.h: the example programme, as data (demo_data.c) and what makes it (demo.c). Days are said from the day it is made,
 * so that there is always something late, due, begun and done. */
#ifndef DEMO_H
#define DEMO_H
#include "plan/evidence_store.h"

/* A day: in the academic year `year` years from the present one, or `ago` days ago but not before the present academic
 * year when it has begun less long ago. */
struct demo_day { int year, month, day; int ago; };
#define IN_YEAR(y, m, d) { .year = (y), .month = (m), .day = (d), .ago = -1 }
#define DAYS_AGO(n) { .ago = (n) }
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

/* The minutes of a meeting, as a text file. */
const char *demo_minutes(struct arena *a, const char *body, struct date on, const char *secretary, const char *chair, const char *points);
#endif
