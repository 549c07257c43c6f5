/* selection_report.h: a selection solved, checked and explained in one call: what `solve selection` and the page show. */
#ifndef SELECTION_REPORT_H
#define SELECTION_REPORT_H
#include "solve/selection_mip.h"

enum { SEL_ALTERNATIVES = 5 };
struct sel_report {
	enum sel_status status;     /* never SEL_UNKNOWN: then sel_report_make() fails with E_LIMIT */
	int *chosen;                /* [choose], rising; NULL when infeasible */
	double value, bound, merit, variety; /* value: merit + variety; with a floor, merit alone */
	double price_of_variety;    /* merit of the best by merit alone under the same rules, minus merit */
	struct sel_flip *flips;     /* [n] or NULL */
	struct sel_portfolio *alternative; /* the next best, best first */
	size_t alternatives;
	struct sel_conflict conflict; /* when infeasible */
	bool floor_too_high;        /* when infeasible: the rules can hold, the floor of variety cannot */
	double most_variety;        /* then: what can be had */
	const char *by;             /* "own", "cbc" or "glpsol": who found the answer */
	uint64_t nodes;
};
/* floor: NULL, or the variety that must be reached; the most merit is wanted then. run: NULL when there is no outside solver.
 * seconds: 0 takes SEL_SECONDS. E_LIMIT: no portfolio was found in time. */
enum { SEL_SECONDS = 60 };
enum err sel_report_make(struct arena *a, const struct sel_problem *p, const double *floor, double seconds, bool explain, solver_run *run,
    struct sel_report *out)
    MUST_USE;
#endif
