/* plan.h: the action plan in memory: what the importer makes, the store keeps, the status rules judge, the exports
 * write. A tree of plain structs in an arena. Vocabulary: plan.md §1. */
#ifndef PLAN_H
#define PLAN_H
#include "base/base.h"
#include "base/date.h"
#include "base/text.h"

enum due_kind { DUE_NONE, DUE_YEAR, DUE_CONTINUOUS, DUE_DATE, DUE_TERM, DUE_DONE };
struct due {
	enum due_kind kind;
	int year;          /* DUE_YEAR, DUE_TERM: academic year by the year it starts in */
	int term;          /* DUE_TERM: 1 or 2 */
	struct date date;  /* DUE_DATE */
	const char *text;  /* as written in the document; NULL when typed here */
};
/* Pure. "26-27", "En continu", "31/12/2026", "Q1 26-27", …: as exports and pages write it, in French. */
char *due_text(struct arena *a, const struct due *d) MUST_USE;
/* Last day on which the action is in time; DUE_TERM 1 ends on 31 January (settable later). False for continuous, done, none. */
bool due_last_day(const struct due *d, struct year_bounds b, struct date *out);
/* The academic year in which it is due. False as above. */
bool due_year(const struct due *d, struct year_bounds b, int *year);

enum indicator_kind { IND_MINUTES, IND_NOTE, IND_REPORT, IND_FRAMEWORK, IND_COURSE_SHEET, IND_AGREEMENT, IND_COUNT, IND_INVITATION,
	IND_PUBLICATION, IND_SPACE, IND_OFFER, IND_SCHOLARLY, IND_COOPERATION, IND_FACT, IND_KINDS };
const char *indicator_kind_word(enum indicator_kind k);  /* "minutes", "note", … of commands.md */
bool indicator_kind_of(const char *word, enum indicator_kind *out);
const char *indicator_kind_name(enum indicator_kind k);  /* French msgid: "procès-verbal" … */
enum indicator_mode { MODE_MEETING, MODE_DOCUMENT, MODE_REGISTER, MODE_NUMBER, MODE_LINK };
enum indicator_mode indicator_mode_of(enum indicator_kind k);
enum qualification { QUAL_FILED, QUAL_VALIDATED, QUAL_ADOPTED };
enum qualification indicator_default_qualification(enum indicator_kind k); /* note, report, framework: adopted; else validated */

enum actor_kind { ACTOR_BODY, ACTOR_UNIT, ACTOR_OFFICE, ACTOR_DIRECTION };
struct actor {
	int64_t id;              /* NONE until stored */
	enum actor_kind kind;
	const char *name;        /* "Responsable CERIAS Consultance", "CP" */
	const char *long_name;   /* "Commission Programme" from the acronyms, else NULL */
};

struct responsibility {
	int actor;               /* index in plan->actors */
	bool lead;               /* the first listed is proposed */
	bool confirmed;
};
struct indicator {
	int64_t id;              /* identity over revisions; NONE until stored */
	const char *text;        /* verbatim, plain */
	const char *rich;        /* with *…* when the source has emphasis, else NULL */
	enum indicator_kind kind;
	int count;               /* minimum, ≥ 1 */
	bool optional;           /* "le cas échéant" */
	int cadence;             /* continuous actions: times a year, default 1 */
	const char *body;        /* body whose minutes are expected ("CEP"), NULL: any */
	enum qualification qualification;
	bool confirmed;          /* the kind was confirmed by someone */
};
enum disposition { DISP_ACTIVE, DISP_POSTPONED, DISP_MERGED, DISP_ABANDONED }; /* only an adopted revision sets one */
struct action {
	int64_t id;              /* identity over revisions; NONE until stored */
	int64_t line;            /* row of this revision; NONE until stored */
	const char *code;        /* "3.5.1"; "" when the document has none */
	const char *title, *rich;
	struct due due;
	struct { struct responsibility *items; size_t n, cap; } actors;
	struct { struct indicator *items; size_t n, cap; } indicators;
	struct strings recommendations;
	const char *priority;    /* "P1"…, verbatim otherwise, NULL */
	const char *priority_reason; /* why that priority, NULL */
	const char *conditions;  /* "Conditions de réalisation", NULL */
	const char *source;      /* "table 1, row 3" */
	enum disposition disposition;
	const char *disposition_reason;
	struct due due_before;   /* postponed: the old one stays visible; kind DUE_NONE otherwise */
	bool declared_done;      /* said done ("Réalisé") without proof */
	const char *declared_by;
	int64_t rev;
};
struct specific {
	const char *code, *title, *rich, *phase; /* phase: "Temps 1 : A l'entrée…" or NULL */
	struct { struct action *items; size_t n, cap; } actions;
};
struct objective {
	const char *code, *title, *rich;
	struct { struct specific *items; size_t n, cap; } specifics;
};
struct acronym { const char *acronym, *name; };
struct plan {
	int64_t id, revision_id; /* NONE until stored */
	int revision;            /* number, 0 until stored */
	enum { REV_DRAFT, REV_ADOPTED, REV_SUPERSEDED } status;
	const char *title;
	int first_year, last_year; /* academic years of the plan ("2024-2029" → 2024, 2028), inclusive */
	struct { struct acronym *items; size_t n, cap; } acronyms;
	struct { struct actor *items; size_t n, cap; } actors;
	struct { struct objective *items; size_t n, cap; } objectives;
};
struct plan_counts { int objectives, specifics, actions, indicators, actors, responsibilities, phases; };
struct plan_counts plan_count(const struct plan *p);
bool action_has_actor(const struct action *x, int actor); /* index in plan->actors */
struct action *plan_action_by_code(const struct plan *p, const char *code); /* NULL */
struct action *plan_action_by_id(const struct plan *p, int64_t id);         /* NULL */
/* Walks every action in order: for (struct plan_walk w = { .plan = p }; plan_next(&w);) use w.objective, w.specific, w.action. */
struct plan_walk { const struct plan *plan; size_t o, s, i; struct objective *objective; struct specific *specific; struct action *action; bool begun; };
bool plan_next(struct plan_walk *w);
/* Index of the actor whose folded name is that of `name`; -1. */
int plan_actor_find(struct arena *a, const struct plan *p, const char *name);
#endif
