/* timetable.h: sessions into slots: the evening where sponsors present, the visits, the orals. Plain arrays: no database, no
 * names. Everything lives in the arena given.
 *
 * Each session takes one of its slots. Two sessions that share a person, on the same day, start at least duration + travel
 * from the one to the other apart; in an evening everybody is in one place, so that nobody travels. With one_per_slot a slot
 * takes one session. With `apart`, two sessions of one group do not take neighbouring slots: two starts of the same day with
 * no start of another slot between them; an empty slot between two is enough to part them.
 *
 * Least cost: what each session's slot costs, day_cost for every day on which anything is held (once for the whole
 * programme, not for each person: it is the price of mobilising the house for another day), change_cost for every published
 * session that is not held where it was published.
 *
 * Visits always have an answer: a session that its people cannot attend is `missing` (somebody else must accompany it), the
 * fewest of them first, then the least cost. */
#ifndef TIMETABLE_H
#define TIMETABLE_H
#include "base/base.h"

enum { TT_NONE = -1, TT_GONE = -2, TT_UNIT = 1000000 /* costs are whole numbers of millionths */ };
enum tt_kind { TT_EVENING, TT_VISITS, TT_ORALS };
struct tt_slot { int day, start; }; /* day: any number that orders them; start: minutes after midnight */
struct tt_session {
	int place;                  /* TT_NONE: not said, no travel */
	const int *person;
	int persons;
	const int *slot;            /* where it can be held, each once */
	const int64_t *cost;        /* of each of these; NULL: none */
	int slots;
	int group;                  /* of `apart`; TT_NONE: of none */
	int published;              /* slot, TT_NONE: it was not, TT_GONE: at a slot that is no more */
};
struct tt_problem {
	enum tt_kind kind;
	int duration;               /* minutes, from 1 */
	int slots, sessions, people, places;
	const struct tt_slot *slot;
	const struct tt_session *session;
	const int *travel;          /* [from * places + to] minutes */
	int64_t day_cost, change_cost;
	bool one_per_slot, apart;
};

enum tt_status { TT_OPTIMAL, TT_BOUNDED, TT_INFEASIBLE, TT_UNKNOWN }; /* UNKNOWN: stopped before any was found */
enum tt_reason {
	TT_NO_SLOT,                 /* a session has no slot at all */
	TT_ONE_PERSON,              /* `who` must be at all of them */
	TT_TOO_FEW_SLOTS,           /* they have fewer slots than they are */
	TT_NEIGHBOURS,              /* without `apart` they could */
	TT_TOGETHER                 /* none of these alone */
};
struct tt_missing { int session; enum tt_reason why; int who; /* TT_ONE_PERSON */ int slot; /* where somebody else could accompany it, TT_NONE */ };
struct tt_answer {
	enum tt_status status;
	int *slot_of;               /* [sessions] TT_NONE: missing; NULL without a timetable */
	const struct tt_missing *missing;
	int nmissing, missing_bound; /* no timetable has fewer than missing_bound */
	int64_t cost, bound;        /* of those that are not missing; of TT_BOUNDED with nmissing = missing_bound, else of no use */
	int changes;
	const int *conflict;        /* of TT_INFEASIBLE: sessions that cannot be held together, while all but any one of them can */
	int nconflict;
	bool smallest;              /* no smaller set of sessions is in conflict */
	enum tt_reason why;         /* of the conflict */
	int who;                    /* the person of TT_ONE_PERSON, TT_NONE */
	const char *method;         /* "assignment", "subsets", "search", "annealing", or joined by "+" */
};
/* seconds: wall clock in all, 0: 60. */
enum err tt_solve(struct arena *a, const struct tt_problem *p, double seconds, struct tt_answer *out) MUST_USE;

/* ---- what a timetable is worth, from the raw rows (timetable_check.c): shares no code with the solver ------------------- */

struct tt_figures {
	int64_t cost;
	int changes, days, held;
	struct { const char **items; size_t n, cap; } violations; /* in English, by numbers */
};
/* slot_of: TT_NONE is a violation but for visits. */
void tt_figures(struct arena *a, const struct tt_problem *p, const int *slot_of, struct tt_figures *out);
/* What holding `session` at `slot` would break beside the others: the first session it clashes with, TT_NONE when none.
 * *who: the person, TT_NONE: the slot is taken, or its neighbour is of the same group. */
int tt_clash(const struct tt_problem *p, const int *slot_of, int session, int slot, int *who);
#endif
