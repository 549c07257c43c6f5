/* plan_status.h: where the plan stands: a pure function of (revision, evidence, date). plan.md §3. No database.
 *
 * What counts. A piece of evidence counts when it was filed and linked by `as_known`, its effective date lies between
 * the first day of the plan and `on`, and it was not withdrawn by `as_known`. It is good for a slot when it reached the
 * qualification its line asks for (filed < validated by someone else < adopted by a responsible body; adoption implies
 * validation) and is not disputed. A line that asks for adoption is reached on the day of the adoption.
 *
 * Numbers. A count of 1 on a line of kind `count` means "no target": an explicit number, 0 too, is "recorded", never
 * proof. A count above 1 is the target: the latest number is compared with it.
 *
 * Achieved: every mandatory line satisfied, recorded or not applicable, and at least one line satisfied. So an action
 * with nothing but numbers without target, or with every line declared not applicable, is never achieved: it follows
 * its due date and says why. Optional lines never block, and prove alone when there is no mandatory line.
 *
 * Postponed, merged and abandoned weigh only in an adopted (or superseded) revision: a draft proposes. */
#ifndef PLAN_STATUS_H
#define PLAN_STATUS_H
#include "plan/plan.h"
#include "base/tr.h"

/* One piece of evidence as the rules see it. Dates are civil; `known` is when the programme knew of it. */
struct evidence_fact {
	int64_t id;
	const char *title;
	struct date effective;     /* when it happened, not when it was filed */
	struct date filed;         /* date of knowledge */
	bool validated;  struct date validated_on; const char *validated_by;
	bool adopted;    struct date adopted_on;   /* by a responsible body (or its minutes approved) */
	struct date adopted_known;                 /* when the adoption was recorded; zero: on adopted_on */
	bool disputed;   struct date disputed_on;  const char *dispute;
	struct date resolved_on;                   /* disputed once, settled that day; zero: still disputed */
	bool withdrawn;  struct date withdrawn_on;
	int64_t number;            /* NONE unless a number */
	bool masked;               /* the reader may not see it: it counts, its number is not shown */
	bool by_meeting;           /* the approved minutes of a meeting: "why?" names it */
};
/* A piece of evidence put in a slot: it may fill many. */
struct slot_fill { int64_t indicator; size_t fact; /* index */ struct date linked, unlinked; bool is_unlinked; int count; /* how many it counts for, ≥ 1 */ };
/* "Not applicable", with reason and author; year 0: the whole line, else one year of a continuous action. */
struct slot_waiver { int64_t indicator; int year; const char *reason, *author; struct date on; struct date ended; /* zero: still so */ };
struct evidence_base {
	const struct evidence_fact *facts; size_t nfacts;
	const struct slot_fill *fills; size_t nfills;
	const struct slot_waiver *waivers; size_t nwaivers;
};

enum slot_state { SLOT_EMPTY, SLOT_FILED, SLOT_PARTIAL, SLOT_SATISFIED, SLOT_RECORDED, SLOT_DISPUTED, SLOT_WAIVED };
enum action_state { ST_ACHIEVED, ST_LATE, ST_DUE, ST_STARTED, ST_AHEAD, ST_CONTINUOUS, ST_DECLARED, ST_ABANDONED, ST_STATES };
enum cell_state { CELL_KEPT, CELL_PARTIAL, CELL_TO_FEED, CELL_INTERRUPTED, CELL_FUTURE };

struct slot {
	const struct indicator *indicator;
	int year;                  /* 0 for a dated action */
	enum slot_state state;
	int have, need;            /* qualified pieces (or the number) and how many are asked */
	struct date last; bool has_last;       /* the last effective date of what counts */
	struct date reached; bool has_reached; /* satisfied, recorded: since when */
	const size_t *facts; size_t nfacts;    /* what counts, indexes in evidence_base, by effective date */
	const struct slot_waiver *waiver;      /* not applicable: NULL otherwise */
	bool optional;
	bool masked;               /* `have` would be a number that the reader may not see: 0 */
};
struct cell { int year; enum cell_state state; };
/* A line of "why?": French msgid with at most four %s. Arguments that are dates are ISO text. */
struct reason { const char *msgid; const char *arg[4]; };
/* The reason in the reader's language, its dates in the reader's manner. */
char *reason_text(struct arena *a, enum lang lang, const struct reason *r) MUST_USE;

struct action_status {
	const struct action *action;
	enum action_state state;
	int years_late;             /* late: full or begun academic years after the due year; achieved late: likewise */
	bool started;               /* not achieved, and some slot holds evidence */
	bool in_time;               /* achieved */
	struct date achieved_on;
	struct slot *slots; size_t nslots;  /* dated: one a line; continuous: line by line, slots[line * ncells + year] */
	struct cell *cells; size_t ncells;  /* continuous: one per academic year of the plan */
	struct reason *why; size_t nwhy;    /* the rule first, then slots or years */
	int proven, lines;          /* mandatory and optional lines with a satisfied slot / all lines */
	int to_validate;            /* slots that wait for a validation or an adoption */
};
struct plan_status {
	struct date on;
	struct action_status *items; size_t n; /* in the order of the plan */
	int totals[ST_STATES];
	int proven, lines;
};
/* as_known: what had been filed, validated, withdrawn by that day; pass `on` for "now". */
void plan_status(struct arena *a, const struct plan *p, const struct evidence_base *e, struct year_bounds b, struct date on,
    struct date as_known, struct plan_status *out);
const char *action_state_word(enum action_state s);  /* "achieved", "late", "due_this_year", "started", "ahead", "continuous", "declared", "abandoned" */
const char *action_state_name(enum action_state s);  /* French msgid: "Réalisée", "En retard", … */
const char *action_state_sign(enum action_state s);  /* "●" "▲" "◆" "◐" "○" "∞" "◇" "✕" */
const char *slot_state_word(enum slot_state s);      /* "empty" "filed" "partial" "satisfied" "recorded" "disputed" "not_applicable" */
const char *slot_state_name(enum slot_state s);
const char *cell_state_word(enum cell_state s);      /* "kept" "partial" "to_feed" "interrupted" "future" */
const char *cell_state_name(enum cell_state s);
const char *cell_state_sign(enum cell_state s);
/* The academic years a continuous action has cells for: those of the plan, else those of its due dates. */
void plan_years(const struct plan *p, struct year_bounds b, struct date on, int *first, int *last);

/* Reminders: plan.md §3 (15/11, 15/02, 15/05; soft alert 30/06): pure. */
enum reminder_kind { REMIND_TERM, REMIND_YEAR_END };
struct reminder { enum reminder_kind kind; int actor; /* index in plan->actors */ const size_t *actions; size_t n; /* indexes in status */ bool to_chair; /* second round: the chair too */ };
struct reminders { struct reminder *items; size_t n, cap; };
/* What is to be said on `today` to each actor; nothing on other days. 15/11 to the secretary, 15/02 and 15/05 also the
 * chair: what is late, due this year, to feed, in part fed or interrupted. 30/06, to the secretary: what this year's end
 * will make late or interrupted. */
void due_reminders(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct date today, struct reminders *out);
#endif
