/* plan_judge.h: what plan_status.c knows while it judges, for plan_why.c which says why. Inside the status rules only. */
#ifndef PLAN_JUDGE_H
#define PLAN_JUDGE_H
#include "plan/plan_status.h"

/* A fact as of `on`, as known on `known`. */
struct view {
	bool live, disputed;
	enum qualification level;
	int year;                 /* academic year of the effective date */
	int32_t day, reached;     /* days since 1970: effective; adopted when that is later */
};
/* A live fill, sorted by indicator then effective date: a line's evidence is one run, a year's a run of it. */
struct key { int64_t indicator; int32_t day; uint32_t fill; };

struct judge {
	struct arena *a;
	const struct plan *p;
	const struct evidence_base *e;
	struct year_bounds bounds;
	struct date on, known;
	int on_year, first, last; /* academic years: of `on`, of the plan */
	int32_t start;            /* first day that counts */
	struct view *views;
	struct key *keys; size_t nkeys;
	size_t *order;            /* facts in the order of keys: slots point into it */
	const struct slot_waiver **waivers; size_t nwaivers; /* known ones, by indicator */
	bool binding;             /* the revision was adopted: its dispositions hold */
};

/* What the rule needs to know of an action's slots. */
struct tally {
	int mandatory, satisfied, recorded, waived; /* mandatory lines (or slots of one year) and their states */
	int proven;               /* satisfied slots, optional ones too */
	bool held;                /* some slot holds evidence */
	bool early;               /* some evidence is older than the plan */
	struct date reached; bool has_reached;
};

const char *judge_iso(struct arena *a, struct date d);
void judge_why(const struct judge *j, struct action_status *st, const struct tally *t);
void judge_tally(const struct slot *slots, size_t n, size_t step, struct tally *t);
#endif
