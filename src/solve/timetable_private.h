/* timetable_private.h: between the files of the timetable solver. Slots are numbered in their order of time here; slot m is
 * "missing". */
#ifndef TIMETABLE_PRIVATE_H
#define TIMETABLE_PRIVATE_H
#include "solve/timetable.h"

#define TT_NEVER (INT64_MAX / 4)
enum { TT_CHUNK = 9 };          /* sessions of one person that are timed together */

struct tt_class { int there, back; bool group; }; /* minutes from the one to the other, and back; 0: no person shared */
struct tt_model {
	const struct tt_problem *p;
	int n, m, words, days;
	int *original;              /* [m] the problem's number of a slot */
	int *number;                /* the other way */
	int *day, *start, *rank;    /* [m] rank: of its start among those of its day */
	int64_t *cost;              /* [n * (m + 1)] with the change; TT_NEVER: cannot be held there */
	int64_t miss;               /* what a missing session weighs: more than all else together; 0: none may be */
	int64_t grain;              /* every cost is a multiple of it */
	int classes;
	struct tt_class *class;     /* 0: nothing between the two */
	int *class_of;              /* [n * n] */
	uint64_t **block;           /* [class][m * words]: the slots that the other may not take */
	bool only_neighbours;       /* nothing keeps two sessions apart but `apart` and one_per_slot */
	bool distinct;              /* no two slots at one time */
};
struct tt_model *tt_model_of(struct arena *a, const struct tt_problem *p);

#define TT_BIT(set, k) ((set)[(k) >> 6] >> ((k) & 63) & 1)
static inline bool
tt_blocked(const struct tt_model *m, int i, int a, int j, int b)
{
	if (a == m->m || b == m->m)
		return false;
	if (m->p->one_per_slot && a == b)
		return true;
	int c = m->class_of[i * m->n + j];
	return c != 0 && TT_BIT(m->block[c] + (size_t)a * (size_t)m->words, b);
}
/* Of a whole timetable; days included. */
int64_t tt_worth(const struct tt_model *m, const int *at);
bool tt_holds(const struct tt_model *m, const int *at, const bool *only); /* only: these sessions; NULL: all */
double tt_clock(void);

/* The cheapest way to give each session a slot of its own, whatever else stands between them (Hungarian method). Without
 * one_per_slot, or a way: TT_NEVER. Days are left out. only: as above. */
int64_t tt_assign(const struct tt_model *m, const bool *only, int *at);
/* With one_per_slot, only_neighbours, distinct, one day or no cost of days, nobody missing, at most TT_SUBSETS sessions: exact, by
 * the sets already placed, in the order of time. TT_NEVER: there is none. */
enum { TT_SUBSETS = 20 };
bool tt_subsets_fit(const struct tt_model *m, const bool *only);
int64_t tt_subsets(const struct tt_model *m, const bool *only, int *at);

/* A bound from each person's own sessions, timed exactly, the costs of a session shared out between its people (Lagrangian
 * decomposition: Guignard and Kim 1987). */
struct tt_part { int k, session[TT_CHUNK]; int64_t *share; /* [k * (m + 1)] */ int *before; /* [k * k * m] last slot of the other, -1 */ };
struct tt_dual { const struct tt_model *m; struct arena *a; int parts; struct tt_part *part; int **parts_of; int *nparts_of; int64_t *work; };
/* work: of another of this model, not used at the same time; NULL: one of its own. */
struct tt_dual *tt_dual_new(struct arena *a, const struct tt_model *m, const bool *only, int64_t *work);
/* dom: [n * words] bits of the slots left, bit m: missing. choice: [k], may be NULL. */
int64_t tt_part_value(const struct tt_dual *d, const struct tt_part *part, const uint64_t *dom, int *choice);
/* Improves the shares; the bound over sessions (days left out), TT_NEVER when no timetable exists. */
int64_t tt_dual_improve(struct tt_dual *d, const uint64_t *dom, const bool *only, int64_t target, int rounds, double until);
/* [n * words]: the slots each may take on the days of `days` (a bit each, in order of time). */
uint64_t *tt_domains(struct arena *a, const struct tt_model *m, uint64_t days);

struct tt_search {
	const struct tt_model *m;
	struct tt_dual *dual;       /* NULL: by the cheapest slots alone */
	const bool *only;           /* NULL: all */
	bool any;                   /* the first that holds is enough */
	int64_t base;               /* of the days */
	int64_t best;               /* what must be beaten; TT_NEVER */
	int *at;                    /* the best found */
	bool found, stopped;
	uint64_t nodes, nodes_max;
	double until;
};
/* Branch and bound; `stopped` tells that it did not end. */
void tt_search_run(struct arena *a, struct tt_search *s, const uint64_t *dom);

/* Ejection chains under annealing: a session takes its slot, who stands in its way loses theirs. Improves `at` (TT_NONE: not
 * placed yet); true when it holds. Deterministic but for `until`. */
bool tt_anneal(const struct tt_model *m, int *at, uint64_t steps, uint64_t seed, int64_t stop_at, double until);

/* Fills conflict, smallest, why, who. */
void tt_conflict(struct arena *a, const struct tt_model *m, double until, struct tt_answer *out);
#endif
