/* pilotis solve …: instances in JSON, solved without a store; pilotis verify-selection: a signed decision checked again. */
#include "app/app.h"
#include "app/cli.h"
#include "jobs/solver.h"
#include "solve/selection_json.h"
#include "solve/selection_record.h"
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
	if (r->floor_too_high)
		cli_say(N_("Aucune sélection n’atteint cette variété : %s au plus."), arena_printf(a, "%.4f", r->most_variety));
	else if (r->conflict.n == 0)
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
	double seconds;
	if (!cli_seconds(time, &seconds))
		return EXIT_USAGE;
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
			e = sel_report_make(a, &in.problem, sel_instance_floor(&in), seconds, all, solver_run_bounded, &r);
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

/* ---- verify-selection ------------------------------------------------------------------------------------------- */

static int
say_checked(struct arena *a, const struct sel_record_check *c, const char *key)
{
	const struct { bool right; const char *yes, *no; } lines[] = {
		{ c->authentic, N_("La signature est celle de la clé du fichier."), N_("La signature ne correspond pas : le fichier a été changé.") },
		{ key == NULL || strcmp(key, c->key) == 0, key == NULL ? NULL : N_("La clé est bien celle qui était attendue."), N_("La clé n’est pas celle qui était attendue.") },
		{ c->readable, NULL, N_("Ce qui a été décidé n’est pas une sélection des commandes du fichier.") },
		{ c->holds, N_("Toutes les règles sont respectées."), N_("Une règle n’est pas respectée.") },
		{ c->optimum, N_("L’optimum est prouvé à nouveau."), c->whole ? N_("L’optimum du fichier n’est pas le vrai.") : N_("Le temps n’a pas suffi pour prouver l’optimum : donnez-en plus avec --time.") },
		{ c->worth, N_("La perte, le mérite et la variété sont exacts."), N_("La perte, le mérite ou la variété ne sont pas exacts.") },
		{ c->losses, N_("Ce que coûte chaque commande est exact."), N_("Ce que coûte une commande n’est pas exact.") },
	};
	int status = EXIT_DONE;
	cli_say(N_("Sélection %s, décidée le %s. Clé : %s"), c->edition == NULL ? "?" : c->edition, c->decided_on == NULL ? "?" : c->decided_on, c->key);
	for (size_t i = 0; i < LEN(lines); i++) {
		const char *text = lines[i].right ? lines[i].yes : lines[i].no;
		if (text != NULL)
			fprintf(stderr, "  %s %s\n", lines[i].right ? "✓" : "✗", tr(cli_lang(), text));
		status = lines[i].right ? status : EXIT_REFUSED;
	}
	(void)a;
	return status;
}

int
command_verify_selection(const char *store_url, int argc, char **argv)
{
	const char *file[1], *time = NULL, *key = NULL;
	const struct cli_option options[] = { { "--time", &time, NULL }, { "--key", &key, NULL }, { 0 } };
	double seconds;
	(void)store_url;
	if (!cli_parse(argc, argv, options, file, 1, 1) || !cli_seconds(time, &seconds))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(2048));
	const void *bytes;
	size_t n;
	struct sel_record_check c;
	struct problems why = { 0 };
	int status = EXIT_REFUSED;
	if (cli_read_file(a, file[0], INSTANCE_BYTES * 2, &bytes, &n)) {
		enum err e = sel_record_verify(a, bytes, n, seconds, solver_run_bounded, &c, &why);
		if (e != OK) {
			status = why.n > 0 ? cli_problems(a, &why) : cli_failed(a, e);
		} else {
			struct buf out = buf_new(a, ANSWER_MAX);
			struct jw j = jw_to(&out, true);
			status = say_checked(a, &c, key);
			jw_begin(&j, NULL, '{');
			jw_bool(&j, "right", status == EXIT_DONE);
			jw_bool(&j, "authentic", c.authentic);
			jw_str(&j, "key", c.key);
			jw_bool(&j, "holds", c.holds);
			jw_bool(&j, "optimum", c.optimum);
			jw_bool(&j, "worth", c.worth);
			jw_bool(&j, "losses", c.losses);
			jw_real(&j, "value", c.value, 9);
			jw_real(&j, "decided_value", c.decided_value, 9);
			jw_end(&j, '}');
			status = cli_print(&out) == EXIT_DONE ? status : EXIT_REFUSED;
		}
	}
	arena_free(a);
	return status;
}
