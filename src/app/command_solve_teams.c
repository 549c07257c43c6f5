/* pilotis solve teams INSTANCE.json: without a store. */
#include "app/app.h"
#include "app/cli.h"
#include "jobs/solver.h"
#include "solve/teams_json.h"
#include <stdlib.h>

enum { ANSWER_MAX = 64 << 20 };

static int
answer(struct arena *a, const struct team_instance *in, double seconds)
{
	struct team_answer r;
	enum err e = team_solve(a, &in->problem, seconds, solver_run_bounded, &r);
	if (e != OK)
		return cli_failed(a, e);
	struct buf out = buf_new(a, ANSWER_MAX);
	struct jw j = jw_to(&out, true);
	team_answer_write(&j, a, in, &r);
	int status = cli_print(&out);
	if (status == EXIT_DONE && r.status == TEAM_INFEASIBLE) {
		cli_say(N_("Aucune composition d’équipes ne respecte ces règles : vérifiez les tailles, les exclusions, les paires et les accompagnateurs."), NULL);
		return EXIT_REFUSED;
	}
	if (status == EXIT_DONE && r.status == TEAM_UNKNOWN) {
		cli_say(N_("Aucune composition n’a été trouvée dans le temps donné : --time en donne davantage."), NULL);
		return EXIT_REFUSED;
	}
	return status;
}

static int
solve(struct arena *a, const void *bytes, size_t n, double seconds)
{
	struct team_instance in;
	struct problems why = { 0 };
	enum err e = team_instance_read(a, bytes, n, &in, &why);
	return e == OK ? answer(a, &in, seconds) : why.n > 0 ? cli_problems(a, &why) : cli_failed(a, e);
}

int
command_solve_teams(const char *store_url, int argc, char **argv)
{
	(void)store_url;
	return cli_solve(argc, argv, MIB(8192), TEAMS_BYTES, solve);
}
