/* The command line. ONE table: what is not in it does not exist. */
#include "app/app.h"
#include "app/cli.h"
#include "base/log.h"
#include "base/secret.h"
#include "jobs/child.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct command {
	const char *name, *sub;     /* sub NULL: the command has one word */
	int (*run)(const char *store_url, int argc, char **argv);
	const char *arguments;      /* as typed, the same in every language */
	const char *help;           /* French msgid */
};

static const struct command commands[] = {
	{ "help", NULL, NULL, "", N_("cette liste") },
	{ "init", NULL, command_init, "--name NAME --admin EMAIL", N_("crée un programme et donne un lien pour y entrer") },
	{ "serve", NULL, command_serve, "[--listen HOST:PORT] [--base-url URL] [--trusted-proxy ADDRESSES|none] [--demo] [--no-worker] [--no-sandbox]", N_("le serveur web") },
	{ "work", NULL, command_work, "[--base-url URL] [--no-sandbox]", N_("le travail de fond seul : courriels, rappels, copies de pages") },
	{ "link", NULL, command_link, "EMAIL [--base-url URL]", N_("donne un lien pour entrer, une seule fois") },
	{ "demo", NULL, command_demo, "", N_("charge le programme d’exemple dans une base vide") },
	{ "plan", "import", command_plan_import, "FILE [--dry-run] [--json] [--answers FILE] [--adopt] [--meeting TEXT]", N_("lit un plan dans son document") },
	{ "plan", "status", command_plan_status, "[--as-known-on DATE] [--json]", N_("dit où en est chaque action, d’après les preuves") },
	{ "plan", "export", command_plan_export, "--format docx|odt|xlsx|csv|json|stratml|html --out FILE [--plain] [--revision N]", N_("écrit le plan dans un fichier") },
	{ "plan", "diff", command_plan_diff, "N N [--json]", N_("dit ce qui change d’une version à l’autre") },
	{ "solve", "selection", command_solve_selection, "INSTANCE.json [--time SECONDS] [--explain none|all]", N_("choisit les commandes, exactement, et explique") },
	{ "call", "import", command_call_import, "FILE [--edition 2024-25] [--dry-run] [--json]", N_("reprend des commandes d’un tableur (Microsoft Forms)") },
	{ "call", "import-reviews", command_call_import_reviews, "FILE [--edition 2024-25] [--dry-run] [--json]", N_("reprend les cotes d’un jury d’un tableur") },
	{ "call", "import-students", command_call_import_students, "FILE [--edition 2024-25] [--dry-run] [--json]", N_("reprend les étudiants d’un tableur") },
	{ "call", "import-supervisors", command_call_import_supervisors, "FILE [--edition 2024-25] [--dry-run] [--json]", N_("reprend les accompagnateurs d’un tableur") },
	{ "solve", "teams", command_solve_teams, "INSTANCE.json [--time SECONDS]", N_("compose les équipes, par étapes, et dit ce qui est prouvé") },
	{ "solve", "timetable", command_solve_timetable, "INSTANCE.json [--time SECONDS]", N_("place la soirée, les visites ou les oraux, et dit ce qui est prouvé") },
	{ "verify-selection", NULL, command_verify_selection, "FILE [--key KEY] [--time SECONDS]", N_("vérifie une décision signée : signature, règles, optimum") },
	{ "export-person", NULL, command_export_person, "EMAIL --out FILE.zip", N_("écrit tout ce qui est tenu d’une personne") },
	{ "erase-person", NULL, command_erase_person, "EMAIL [--yes] [--dry-run] [--json]", N_("efface une personne, après avoir dit ce qui part et ce qui reste") },
	{ "register", NULL, command_register, "", N_("le registre des traitements de données, en Markdown") },
	{ "search", NULL, command_search, "[--rebuild] [WORDS]", N_("cherche dans tout le programme, ou refait ce que la recherche sait") },
	{ "check", NULL, command_check, "[--json] [--journal N:HASH]", N_("vérifie la base, les fichiers, les droits et les sauvegardes") },
	{ "backup", NULL, command_backup, "FILE", N_("copie la base entière, même en service") },
	{ "restore", NULL, command_restore, "FILE", N_("crée la base à partir d’une sauvegarde") },
	{ "migrate-store", NULL, command_migrate_store, "--from URL --to URL", N_("copie un programme d’une base à une autre, d’un moteur à l’autre") },
	{ "drill", NULL, command_drill, "[FILE]", N_("exercice : sauvegarde, restaure à part et prouve que c’est la même base") },
};

static void
help(FILE *f)
{
	enum lang l = cli_lang();
	fprintf(f, "%s\n\n", tr(l, N_("Pilotis : le plan d’action d’un programme, et où il en est.")));
	fprintf(f, "%s\n\n", tr(l, N_("Usage : pilotis COMMANDE [OPTIONS]")));
	for (size_t i = 0; i < LEN(commands); i++) {
		const struct command *c = &commands[i];
		fprintf(f, "  pilotis %s%s%s%s%s\n      %s\n", c->name, c->sub == NULL ? "" : " ", c->sub == NULL ? "" : c->sub,
		    *c->arguments == '\0' ? "" : " ", c->arguments, tr(l, c->help));
	}
	fprintf(f, "\n%s\n", tr(l, N_("--store URL, ou PILOTIS_STORE : sqlite:CHEMIN (par défaut sqlite:./var/pilotis.db)\n"
	    "  ou postgres://UTILISATEUR@MACHINE/BASE?schema=PROGRAMME\n"
	    "--on AAAA-MM-JJ : fait comme si c’était ce jour-là")));
}

/* Takes --store and --on, known to every command, out of the words; false on a wrong one. */
static bool
common_options(int *argc, char **argv, const char **store_url)
{
	static const char *const names[] = { "--store", "--on" };
	int n = 0;
	bool words = false; /* after "--" */
	for (int i = 0; i < *argc; i++) {
		size_t k = words ? LEN(names) : 0, len = strcspn(argv[i], "=");
		words = words || strcmp(argv[i], "--") == 0;
		while (k < LEN(names) && (strlen(names[k]) != len || strncmp(names[k], argv[i], len) != 0))
			k++;
		if (k == LEN(names)) {
			argv[n++] = argv[i];
			continue;
		}
		const char *value = argv[i][len] == '=' ? argv[i] + len + 1 : ++i < *argc ? argv[i] : NULL;
		struct date d;
		if (value == NULL || *value == '\0') {
			cli_say(N_("%s demande une valeur."), names[k]);
			return false;
		}
		if (k == 0) {
			*store_url = value;
		} else if (!date_parse(value, &d) || setenv("PILOTIS_ON", value, 1) != 0) {
			cli_say(N_("--on demande une date comme 2026-11-22, pas « %s »."), value);
			return false;
		}
	}
	*argc = n;
	return true;
}

/* The command that these words begin; *used words name it. */
static const struct command *
find(int argc, char **argv, int *used)
{
	for (size_t i = 0; argc > 0 && i < LEN(commands); i++) {
		const struct command *c = &commands[i];
		if (strcmp(c->name, argv[0]) != 0 || (c->sub != NULL && (argc < 2 || strcmp(c->sub, argv[1]) != 0)))
			continue;
		*used = c->sub == NULL ? 1 : 2;
		return c;
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	if (child_command(argc, argv))
		return child_main(argc, argv); /* before anything is opened */
	secret_init();
	if (!log_start()) {
		cli_say(N_("PILOTIS_LOG est « logfmt » ou « json »."), NULL);
		return EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN); /* a reader that leaves is an error of write(), not our end */
	const char *store_url = getenv("PILOTIS_STORE");
	if (store_url == NULL || *store_url == '\0')
		store_url = "sqlite:./var/pilotis.db";
	argc--;
	argv++;
	if (!common_options(&argc, argv, &store_url))
		return EXIT_USAGE;
	if (argc > 0 && (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)) {
		help(stdout);
		return EXIT_DONE;
	}
	int used;
	const struct command *c = find(argc, argv, &used);
	if (c == NULL) {
		if (argc > 0)
			cli_say(N_("Commande inconnue : « %s ». « pilotis help » les montre toutes."), argv[0]);
		else
			help(stderr);
		return EXIT_USAGE;
	}
	int status = c->run(store_url, argc - used, argv + used);
	if (status == EXIT_USAGE)
		fprintf(stderr, "%s pilotis %s%s%s %s\n", tr(cli_lang(), N_("Usage :")), c->name, c->sub == NULL ? "" : " ",
		    c->sub == NULL ? "" : c->sub, c->arguments);
	return status;
}
