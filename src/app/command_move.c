/* pilotis migrate-store: a programme from one store to another, of either engine. */
#include "app/app.h"
#include "app/cli.h"
#include <unistd.h>

static void
progress(struct copy_watch *w, int64_t done, int64_t of)
{
	(void)w;
	int percent = of == 0 ? 100 : (int)(100 * done / of), filled = percent / 4;
	fprintf(stderr, "\r%s [%.*s%.*s] %d %%", tr(cli_lang(), N_("Copie et relecture")), filled, "#########################", 25 - filled,
	    ".........................", percent);
	if (done == of)
		fputs("\r\033[K", stderr);
}

static int
move(struct arena *a, const char *from, const char *to)
{
	struct copy_watch w = { .progress = isatty(STDERR_FILENO) ? progress : NULL };
	bool there;
	enum err e = store_exists(a, from, &there);
	if (e == OK && !there) {
		cli_say(N_("Il n’y a pas de base à « %s »."), store_shown(a, from));
		return EXIT_REFUSED;
	}
	if (e == OK)
		e = store_copy_watched(a, from, to, &w);
	if (e == E_CONFLICT) {
		cli_say(N_("Il y a déjà quelque chose à « %s » (%s) : choisissez un autre endroit, ou videz-le d’abord."), store_shown(a, to), fail_detail(a));
		return EXIT_REFUSED;
	}
	if (e != OK)
		return cli_failed(a, e);
	struct store *s = cli_store(a, to, false); /* to the newest schema */
	if (s == NULL)
		return EXIT_REFUSED;
	store_close(s);
	if (w.rows > 0)
		cli_say(N_("Programme copié de « %s » vers « %s » : %s tables, %s lignes, relues et comparées une à une."), store_shown(a, from), store_shown(a, to),
		    arena_printf(a, "%lld", (long long)w.tables), arena_printf(a, "%lld", (long long)w.rows));
	else
		cli_say(N_("Programme copié de « %s » vers « %s », et vérifié."), store_shown(a, from), store_shown(a, to));
	cli_say(N_("L’ancienne base n’a pas changé. Ce qu’un serveur y écrirait encore ne serait pas dans la nouvelle : servez désormais la nouvelle."), NULL);
	return EXIT_DONE;
}

int
command_migrate_store(const char *store_url, int argc, char **argv)
{
	const char *from = NULL, *to = NULL;
	const struct cli_option options[] = { { "--from", &from, NULL }, { "--to", &to, NULL }, { 0 } };
	(void)store_url;
	if (!cli_parse(argc, argv, options, NULL, 0, 0) || from == NULL || to == NULL)
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(256));
	int status = move(a, from, to);
	arena_free(a);
	return status;
}
