/* selection_mip.h: the same problem as a mixed integer program, solved by an outside program that is executed, never
 * linked: CBC, or GLPK when CBC is not there. */
#ifndef SELECTION_MIP_H
#define SELECTION_MIP_H
#include "solve/selection.h"

/* How an outside program is run: at most so many seconds, on its standard input, or (GLPK) on a file SOLVER_INPUT of its
 * folder; what it says comes back, followed by what it wrote to SOLVER_OUTPUT. E_NOTFOUND when it is not installed. This floor
 * starts no process itself. */
#define SOLVER_INPUT "in.lp"
#define SOLVER_OUTPUT "out.txt"
typedef enum err solver_run(struct arena *a, const char *name, const char *const *args, const void *input, size_t n, double seconds,
    const char **said, size_t *nsaid);

/* The problem in the LP format of CPLEX, which both read: x<i> a file, z<i> a piece of a count. */
void sel_write_lp(struct buf *out, const struct sel_problem *p, const struct sel_options *o);
/* Solves it so within o->seconds (60 when 0). Answers as sel_solve() does, with one portfolio at most; its value is
 * computed anew from the problem. The bound is the program's own, widened by what it rounds. */
enum err sel_solve_mip(struct arena *a, const struct sel_problem *p, const struct sel_options *o, solver_run *run, struct sel_answer *out,
    const char **by) MUST_USE;
#endif
