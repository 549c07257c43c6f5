/* lp.h: linear programs of few rows and many columns, each column in a box: max cost·v, A v = rhs, lo ≤ v ≤ hi.
 * A bounded dual simplex with long steps and a dense inverse of the basis. It is only ever asked for good multipliers:
 * what is proved is proved by lp_bound(), which is right for ANY multipliers (weak duality), so that no rounding inside
 * the simplex can lose an optimum. */
#ifndef LP_H
#define LP_H
#include "base/base.h"

struct lp {
	int m, n;                   /* rows; columns, of which the last m are the rows' own, fixed at 0 */
	int *start, *row;           /* the columns by their entries; start has n - m + 1 */
	double *coef;
	double *cost, *lo, *hi, *rhs;
	int *head;                  /* of a row: its basic column */
	int *at;                    /* of a column: its row when basic, else LP_LOW or LP_HIGH */
	double *binv;               /* m × m, by rows */
	double *xb;                 /* of a row: value of its basic column */
	double *y;                  /* multipliers */
	double *d;                  /* reduced costs cost − y·A, as lp_bound() last found them */
	double *price;              /* the same as the simplex sees them, with the noise */
	bool noisy;
	double *work, *alpha, *column;
	struct lp_candidate *candidate;
	int since;                  /* pivots since the inverse was made anew */
	uint64_t pivots;
};
enum { LP_LOW = -1, LP_HIGH = -2 };
enum lp_end { LP_OPTIMAL, LP_UNDER, LP_INFEASIBLE, LP_TIRED };

/* Room for m rows, n columns of their own and `entries` entries; the caller then writes start, row, coef, cost, lo, hi
 * and rhs, and calls lp_start(). */
struct lp *lp_new(struct arena *a, int m, int n, int entries) MUST_USE;
/* The basis of the rows' own columns. */
void lp_start(struct lp *p);
/* head and at were written by the caller (the other columns LP_LOW or LP_HIGH); false when they are no basis. */
bool lp_restart(struct lp *p) MUST_USE;
/* head, at and binv were written by the caller from a copy. */
void lp_reprice(struct lp *p);
/* After bounds were changed, or any of the above. LP_UNDER: no solution is worth more than `cutoff`; LP_TIRED: after
 * `pivots` pivots, or lost in rounding. In every case y holds the last multipliers; lp_value() the last v. */
enum lp_end lp_solve(struct lp *p, double cutoff, int pivots) MUST_USE;
/* No feasible v is worth more, whatever y holds; −INFINITY when no v can be feasible (as lp_solve() found).
 * Makes d anew from y. */
double lp_bound(struct lp *p);
double lp_value(const struct lp *p, int column);
#endif
