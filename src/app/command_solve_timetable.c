/* pilotis solve timetable INSTANCE.json: without a store. */
#include "app/app.h"
#include "app/cli.h"
#include "solve/timetable_json.h"

enum { ANSWER_MAX = 16 << 20 };

static const char *
in_language(const char *msgid)
{
	return tr(cli_lang(), msgid);
}

static int
answer(struct arena *a, const struct tt_instance *in, double seconds)
{
	struct tt_answer r;
	enum err e = tt_solve(a, &in->problem, seconds, &r);
	if (e != OK)
		return cli_failed(a, e);
	struct buf out = buf_new(a, ANSWER_MAX);
	struct jw j = jw_to(&out, true);
	tt_answer_write(&j, a, in, &r, in_language);
	int status = cli_print(&out);
	if (status != EXIT_DONE)
		return status;
	if (r.status == TT_INFEASIBLE) {
		cli_say(N_("Aucun horaire n’est possible : %s"), tt_conflict_words(a, in, &r, in_language));
		return EXIT_REFUSED;
	}
	if (r.status == TT_UNKNOWN) {
		cli_say(N_("Aucun horaire n’a été trouvé dans le temps donné : --time en donne davantage."), NULL);
		return EXIT_REFUSED;
	}
	if (r.nmissing > 0)
		cli_say(N_("Visites sans accompagnateur : %s."), arena_printf(a, "%d", r.nmissing));
	return status;
}

static int
solve(struct arena *a, const void *bytes, size_t n, double seconds)
{
	struct tt_instance in;
	struct problems why = { 0 };
	enum err e = tt_instance_read(a, bytes, n, &in, &why);
	return e == OK ? answer(a, &in, seconds) : why.n > 0 ? cli_problems(a, &why) : cli_failed(a, e);
}

int
command_solve_timetable(const char *store_url, int argc, char **argv)
{
	(void)store_url;
	return cli_solve(argc, argv, MIB(4096), TIMETABLE_BYTES, solve);
}
