#include "jobs/solver.h"
#include "jobs/program.h"
#include <math.h>
#include <string.h>

enum { SAID_MAX = 32 << 20 };
#define MEMORY ((size_t)2 << 30)

enum err
solver_run_bounded(struct arena *a, const char *name, const char *const *args, const void *input, size_t n, double seconds, const char **said,
    size_t *nsaid)
{
	/* CBC reads and answers by its standard streams, GLPK by files only. */
	bool files = strcmp(name, "glpsol") == 0;
	struct program_run what = { .name = name, .args = args, .input = input, .ninput = n, .input_name = files ? SOLVER_INPUT : NULL,
		.output_name = files ? SOLVER_OUTPUT : NULL, .cpu_seconds = (int)ceil(seconds) + 1, .wall_seconds = (int)ceil(seconds) + 5,
		.memory = MEMORY, .output_max = SAID_MAX };
	struct program_result out;
	if (!program_there(name))
		return E_NOTFOUND; /* no failure: another one may be there */
	enum err e = program_run(a, &what, &out);
	if (e == OK && files && out.output == NULL)
		e = fail(a, E_INVALID, "solver: %s wrote nothing", name);
	*said = files && e == OK ? arena_printf(a, "%s\n%s", out.said, out.output) : out.said;
	*nsaid = e == OK ? strlen(*said) : 0;
	return e;
}
