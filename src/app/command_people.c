/* pilotis init, link, work: a programme's first person, a way in, the background work. */
#include "app/app.h"
#include "app/cli.h"
#include "base/log.h"
#include "people/people.h"
#include "store/history.h"
#include <signal.h>
#include <stdlib.h>
#include <pthread.h>
#include <string.h>

enum { LINK_MINUTES = 60, FIRST_LINK_MINUTES = 24 * 60 };

static const char default_base[] = "http://127.0.0.1:8080";

/* The address that links begin with: the option, else PILOTIS_BASE_URL, else this machine. */
static const char *
base_of(const char *option)
{
	const char *env = getenv("PILOTIS_BASE_URL");
	return option != NULL ? option : env != NULL && env[0] != '\0' ? env : default_base;
}

struct linking { const char *name, *email, *token; int minutes; };

static enum err
make_link(struct db *db, void *arg)
{
	struct linking *l = arg;
	struct person k;
	db_author(db, NONE, l->name == NULL ? "pilotis link" : "pilotis init", "command");
	enum err e = l->name == NULL ? OK : programme_create(db, l->name, l->email);
	if (e == OK)
		e = person_by_email(db, l->email, &k);
	if (e != OK)
		return e;
	return k.active ? person_link(db, k.id, l->minutes, &l->token) : E_NOTFOUND;
}

static void
print_link(const char *base, const char *token)
{
	size_t n = strlen(base);
	printf("%.*s/signin/%s\n", (int)(n > 0 && base[n - 1] == '/' ? n - 1 : n), base, token);
}

int
command_init(const char *store_url, int argc, char **argv)
{
	struct linking l = { .minutes = FIRST_LINK_MINUTES };
	const char *base = NULL;
	const struct cli_option options[] = { { "--name", &l.name, NULL }, { "--admin", &l.email, NULL }, { "--base-url", &base, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	if (l.name == NULL || text_blank(l.name) || l.email == NULL) {
		cli_say(N_("Il faut --name \"Nom du programme\" et --admin ADRESSE."), NULL);
		return EXIT_USAGE;
	}
	if (!email_valid(l.email) || !utf8_valid(l.name, strlen(l.name))) {
		cli_say(N_("« %s » n’est pas une adresse de courriel."), l.email, NULL);
		return EXIT_USAGE;
	}
	struct arena *a = arena_new(MIB(64));
	int status = EXIT_REFUSED;
	struct store *s = cli_store(a, store_url, true);
	if (s != NULL) {
		enum err e = store_write(s, a, make_link, &l);
		if (e == E_CONFLICT)
			cli_say(N_("Il y a déjà un programme dans « %s »."), store_url, NULL);
		else
			status = e == OK ? EXIT_DONE : cli_failed(a, e);
		store_close(s);
	}
	if (status == EXIT_DONE) {
		cli_say(N_("Programme créé. Ce lien fait entrer %s, une seule fois, pendant un jour :"), l.email, NULL);
		print_link(base_of(base), l.token);
	}
	arena_free(a);
	return status;
}

int
command_link(const char *store_url, int argc, char **argv)
{
	struct linking l = { .minutes = LINK_MINUTES };
	const char *base = NULL;
	const struct cli_option options[] = { { "--base-url", &base, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, &l.email, 1, 1))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(64));
	int status = EXIT_REFUSED;
	struct store *s = cli_store(a, store_url, false);
	if (s != NULL) {
		enum err e = store_write(s, a, make_link, &l);
		if (e == E_NOTFOUND)
			cli_say(N_("Personne d’actif n’a l’adresse « %s »."), l.email, NULL);
		else
			status = e == OK ? EXIT_DONE : cli_failed(a, e);
		store_close(s);
	}
	if (status == EXIT_DONE)
		print_link(base_of(base), l.token);
	arena_free(a);
	return status;
}

/* ---- work ------------------------------------------------------------------------------------------------- */

static void *
loop(void *arg)
{
	worker_loop(arg);
	return NULL;
}

void
worker_says(const char *line)
{
	struct log_line l = log_begin("worker");
	log_text(&l, "detail", line);
	log_end(&l);
}

int
command_work(const char *store_url, int argc, char **argv)
{
	const char *base = NULL;
	bool no_sandbox = false;
	struct fence_state fence;
	const struct cli_option options[] = { { "--base-url", &base, NULL }, { "--no-sandbox", NULL, &no_sandbox }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	fenced_begin(no_sandbox);
	struct arena *a = arena_new(MIB(64));
	struct store *s = cli_store(a, store_url, false);
	if (s == NULL || !fenced_enter(a, store_url, no_sandbox, &fence)) {
		if (s != NULL)
			store_close(s);
		arena_free(a);
		return EXIT_REFUSED;
	}
	/* Signals are waited for here, so that no handler touches what the loop uses. */
	sigset_t end;
	pthread_t thread;
	int got, status = EXIT_REFUSED;
	sigemptyset(&end);
	sigaddset(&end, SIGINT);
	sigaddset(&end, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &end, NULL);
	struct worker w = { .store = s, .kinds = job_table, .sinks = fetch_sink_table, .base_url = base_of(base), .log = worker_says };
	if (pthread_create(&thread, NULL, loop, &w) == 0) {
		sigwait(&end, &got);
		atomic_store(&w.stop, true);
		pthread_join(thread, NULL);
		status = EXIT_DONE;
	}
	store_close(s);
	arena_free(a);
	return status;
}
