/* pilotis solve …: instances in JSON, solved without a store. */
#include "app/app.h"
#include "app/cli.h"
#include "jobs/solver.h"
#include "solve/selection_json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 64 << 20, EXPLAINED = 200 };

static const char *
in_language(const char *msgid)
{
	return tr(cli_lang(), msgid);
}

/* What a person at the terminal must know beside the JSON. */
static int
say(struct arena *a, const struct sel_instance *in, const struct sel_report *r)
{
	if (in->reviews.reviews > 0 && in->calibrated.components > 1)
		cli_say(N_("Attention : les cotations forment %s groupes sans lien ; les notes calibrées ne se comparent pas d’un groupe à l’autre."),
		    arena_printf(a, "%d", in->calibrated.components));
	if (r->status == SEL_BOUNDED)
		cli_say(N_("Le temps est écoulé : il se peut qu’une sélection vaille jusqu’à %s de plus."), arena_printf(a, "%.4f", r->bound - r->value));
	if (r->status != SEL_INFEASIBLE)
		return EXIT_DONE;
	if (r->conflict.n == 0)
		cli_say(N_("Aucune sélection n’est possible : il y a %s commandes, il en faut %s."), arena_printf(a, "%zu", in->problem.n),
		    arena_printf(a, "%d", in->problem.choose));
	else
		cli_say(N_("Aucune sélection ne respecte ces règles. Celles-ci ne peuvent pas tenir ensemble :"), NULL);
	for (size_t k = 0; k < r->conflict.n; k++)
		fprintf(stderr, "  – %s\n", sel_rule_words(a, in, (size_t)r->conflict.rule[k], in_language));
	return EXIT_REFUSED;
}

int
command_solve_selection(const char *store_url, int argc, char **argv)
{
	const char *file[1], *time = NULL, *explain = NULL;
	const struct cli_option options[] = { { "--time", &time, NULL }, { "--explain", &explain, NULL }, { 0 } };
	(void)store_url;
	if (!cli_parse(argc, argv, options, file, 1, 1))
		return EXIT_USAGE;
	char *end = NULL;
	double seconds = time == NULL ? 0 : strtod(time, &end);
	if (time != NULL && (end == time || *end != '\0' || !(seconds > 0 && seconds <= 86400))) {
		cli_say(N_("--time demande un nombre de secondes, d’un jour au plus, pas « %s »."), time);
		return EXIT_USAGE;
	}
	if (explain != NULL && strcmp(explain, "all") != 0 && strcmp(explain, "none") != 0) {
		cli_say(N_("--explain demande « all » ou « none », pas « %s »."), explain);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(2048));
	const void *bytes;
	size_t n;
	struct sel_instance in;
	struct problems why = { 0 };
	struct sel_report r;
	int status = EXIT_REFUSED;
	if (cli_read_file(a, file[0], INSTANCE_BYTES, &bytes, &n)) {
		enum err e = sel_instance_read(a, bytes, n, &in, &why);
		if (e != OK) {
			status = why.n > 0 ? cli_problems(a, &why) : cli_failed(a, e);
		} else {
			bool all = explain != NULL ? strcmp(explain, "all") == 0 : in.problem.n <= EXPLAINED;
			e = sel_report_make(a, &in.problem, seconds, all, solver_run_bounded, &r);
			struct buf out = buf_new(a, ANSWER_MAX);
			struct jw j = jw_to(&out, true);
			if (e == OK) {
				sel_answer_write(&j, &in, &r);
				status = cli_print(&out);
				status = status == EXIT_DONE ? say(a, &in, &r) : status;
			} else {
				status = cli_failed(a, e);
			}
		}
	}
	arena_free(a);
	return status;
}
