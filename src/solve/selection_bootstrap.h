/* selection_bootstrap.h: how much a selection hangs on who happened to be in the jury: reviewers are drawn again with
 * replacement, scores calibrated anew, the optimum found anew. */
#ifndef SELECTION_BOOTSTRAP_H
#define SELECTION_BOOTSTRAP_H
#include "solve/calibrate.h"
#include "solve/selection.h"

struct sel_bootstrap { int rounds; double *frequency; /* [n] in how many of them each file was chosen, 0 to 1 */ };
/* o: what is asked, NULL: the optimum. given[i] not NAN: this score instead of the calibrated one. The draws are the same at each call. Fewer rounds when
 * `seconds` is over (0: no limit). */
enum err sel_bootstrap(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const struct cal_input *reviews,
    const double *given, int rounds, double seconds, struct sel_bootstrap *out) MUST_USE;
/* Between these two frequencies the reviews do not decide. */
#define SEL_UNDECIDED_FROM 0.1
#define SEL_UNDECIDED_TILL 0.9
#endif
