/* selection_model.h: the problem as the search sees it: rules become bounds of categories, groups and files that are in
 * or out. Of this room only. */
#ifndef SELECTION_MODEL_H
#define SELECTION_MODEL_H
#include "solve/selection.h"

enum { FILE_FREE, FILE_IN, FILE_OUT };

/* A value of a dimension that counts: it adds to the worth, or a rule bounds it. */
struct sel_category {
	int least, most;            /* how many files, 0 … choose */
	int members;                /* files that are not out */
	double *gain;               /* [choose + 1]: worth of that many, as the options weigh it */
	double *variety;            /* [choose + 1]: variety of that many, with the weights of the problem */
};
/* Files of which at most so many. */
struct sel_group { int most; int n; int *file; bool institution; };

struct sel_model {
	int n, choose;
	double *worth;              /* of each file alone */
	signed char *state;         /* FILE_… of each file */
	int categories;
	struct sel_category *category;
	int *cat_of, *cat;          /* categories of file i: cat[cat_of[i]] … */
	int *member_of, *member;    /* and files of a category */
	int groups;
	struct sel_group *group;
	int *group_of, *in_group;   /* groups of file i */
	int *better;                /* [n] −1, or a file that is chosen whenever this one is (in some optimum) */
	bool has_floor;
	double floor;
	bool impossible;            /* seen without searching */
};

/* dominance: files that can only be chosen after another one are tied to it (`better`): right for an optimum, wrong when
 * the second best is wanted too. */
struct sel_model *sel_model_of(struct arena *a, const struct sel_problem *p, const struct sel_options *o, bool dominance) MUST_USE;
/* Worth of a portfolio as the model weighs it; false when a rule does not hold. */
bool sel_model_value(const struct sel_model *m, const int *chosen, double *value);
int sel_compare_ints(const void *x, const void *y);

/* A good portfolio by marginal gains, then by swaps, from `start` (may be NULL): chosen[choose], rising. False when no
 * portfolio that keeps the rules was found. `allowed`: FILE_… of each file, at least as narrow as the model's. */
bool sel_local(struct arena *tmp, const struct sel_model *m, const signed char *allowed, const int *start, int *chosen, double *value) MUST_USE;
/* late: NULL, or asked now and then whether to stop. */
struct sel_walk { int steps; uint64_t seed; double enough; bool (*late)(void *arg); void *arg; };
/* On from `start` by the best swap that is not a step back, better or not, at most so many steps, until something is worth enough:
 * for where many portfolios are worth the same, and no single swap helps. The best one on the way, as sel_local() gives it; another way with another
 * seed. */
bool sel_wander(struct arena *tmp, const struct sel_model *m, const signed char *allowed, const int *start, const struct sel_walk *how,
    int *chosen, double *value) MUST_USE;
/* Every portfolio is worth some number (the same for all) of these more or less than any other one; 0: no such grain was found. With
 * scores that are alike and increments that are fractions there is one, and nothing is worth a little more than the best. */
double sel_grain(const struct sel_model *m);
#endif
