/* solver.h: the outside solvers of mixed integer programs (CBC, GLPK), run within bounds of time, memory and output. */
#ifndef SOLVER_H
#define SOLVER_H
#include "solve/selection_mip.h"

/* A solver_run. E_NOTFOUND: not installed; E_LIMIT: too long or too much said; E_IO, E_INVALID: it failed. */
enum err solver_run_bounded(struct arena *a, const char *name, const char *const *args, const void *input, size_t n, double seconds,
    const char **said, size_t *nsaid) MUST_USE;
#endif
