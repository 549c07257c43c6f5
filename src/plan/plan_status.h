/* plan_status.h: where the plan stands: a pure function of (revision, evidence, date). plan.md §3. No database. */
#ifndef PLAN_STATUS_H
#define PLAN_STATUS_H
#include "plan/plan.h"

/* One piece of evidence as the rules see it. Dates are civil; `known` is when the programme knew of it. */
struct evidence_fact {
	int64_t id;
	const char *title;
	struct date effective;     /* when it happened, not when it was filed */
	struct date filed;         /* date of knowledge */
	bool validated;  struct date validated_on; const char *validated_by;
	bool adopted;    struct date adopted_on;   /* by a responsible body (or its minutes approved) */
	bool disputed;   struct date disputed_on;  const char *dispute;
	bool withdrawn;  struct date withdrawn_on;
	int64_t number;            /* NONE unless a number */
};
/* A piece of evidence put in a slot: it may fill many. */
struct slot_fill { int64_t indicator; size_t fact; /* index */ struct date linked, unlinked; bool is_unlinked; int count; /* how many it counts for, ≥ 1 */ };
/* "Not applicable", with reason and author; year NONE-like 0 for a dated action. */
struct slot_waiver { int64_t indicator; int year; const char *reason, *author; struct date on; };
struct evidence_base {
	const struct evidence_fact *facts; size_t nfacts;
	const struct slot_fill *fills; size_t nfills;
	const struct slot_waiver *waivers; size_t nwaivers;
};

enum slot_state { SLOT_EMPTY, SLOT_FILED, SLOT_PARTIAL, SLOT_SATISFIED, SLOT_RECORDED, SLOT_DISPUTED, SLOT_WAIVED };
enum action_state { ST_ACHIEVED, ST_LATE, ST_DUE, ST_STARTED, ST_AHEAD, ST_CONTINUOUS, ST_DECLARED, ST_ABANDONED, ST_STATES };
enum cell_state { CELL_KEPT, CELL_PARTIAL, CELL_TO_FEED, CELL_INTERRUPTED, CELL_FUTURE };

struct slot { const struct indicator *indicator; int year; /* 0 for a dated action */ enum slot_state state; int have, need; struct date last; bool has_last; const size_t *facts; size_t nfacts; };
struct cell { int year; enum cell_state state; };
/* A line of "why?": French msgid with at most four %s. */
struct reason { const char *msgid; const char *arg[4]; };
struct action_status {
	const struct action *action;
	enum action_state state;
	int years_late;             /* late: full or begun academic years after the due year; achieved late: likewise */
	bool started;               /* due this year, and some slot is not empty */
	bool in_time;               /* achieved */
	struct date achieved_on;
	struct slot *slots; size_t nslots;
	struct cell *cells; size_t ncells;  /* continuous: one per academic year of the plan */
	struct reason *why; size_t nwhy;
	int proven, lines;          /* mandatory and optional lines with a satisfied slot / all lines */
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
const char *cell_state_word(enum cell_state s);
const char *cell_state_name(enum cell_state s);

/* Reminders: plan.md §3 (15/11, 15/02, 15/05; soft alert 30/06): pure. */
enum reminder_kind { REMIND_TERM, REMIND_YEAR_END };
struct reminder { enum reminder_kind kind; int actor; /* index in plan->actors */ const size_t *actions; size_t n; /* indexes in status */ bool to_chair; /* second round: the chair too */ };
struct reminders { struct reminder *items; size_t n, cap; };
/* What is to be said on `today` to each actor; nothing on other days. 15/11 to the secretary, 15/02 and 15/05 also the chair. */
void due_reminders(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct date today, struct reminders *out);
#endif
