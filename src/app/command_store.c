/* pilotis backup, restore, check: the database as a whole. */
#include "app/app.h"
#include "app/cli.h"
#include "base/json.h"
#include "people/people.h"
#include "store/history.h"
#include "store/setting.h"
#include <string.h>
#include <sys/stat.h>

enum { BACKUP_DAYS = 7 };

/* A file becomes a store's URL of the same kind as the store. */
static const char *
url_of_file(struct arena *a, const char *store_url, const char *file)
{
	size_t scheme = strcspn(store_url, ":");
	return arena_printf(a, "%.*s:%s", (int)scheme, store_url, file);
}

static enum err
note_backup(struct db *db, void *arg)
{
	(void)arg;
	db_author(db, NONE, "pilotis backup", "command");
	return setting_set(db, "backup_at", now_utc().s);
}

int
command_backup(const char *store_url, int argc, char **argv)
{
	const char *file[1];
	const struct cli_option options[] = { { 0 } };
	if (!cli_parse(argc, argv, options, file, 1, 1))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(64));
	int status = EXIT_REFUSED;
	struct store *s = cli_store(a, store_url, false);
	if (s != NULL) {
		/* The note is in the copy too: a restored store knows its own age. */
		enum err e = store_write(s, a, note_backup, NULL);
		if (e == OK)
			e = store_copy(a, store_url, url_of_file(a, store_url, file[0]), true);
		store_close(s);
		status = e == OK ? EXIT_DONE : cli_failed(a, e);
	}
	if (status == EXIT_DONE)
		cli_say(N_("Sauvegarde écrite et vérifiée : %s"), file[0]);
	arena_free(a);
	return status;
}

int
command_restore(const char *store_url, int argc, char **argv)
{
	const char *file[1];
	const struct cli_option options[] = { { 0 } };
	if (!cli_parse(argc, argv, options, file, 1, 1))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(64));
	enum err e = store_copy(a, url_of_file(a, store_url, file[0]), store_url, false);
	int status = EXIT_REFUSED;
	struct store *s;
	if (e == E_CONFLICT)
		cli_say(N_("Il y a déjà une base à « %s » : déplacez-la d’abord."), store_url);
	else if (e != OK)
		cli_failed(a, e);
	else if ((s = cli_store(a, store_url, false)) != NULL) { /* brings an older one to the newest schema */
		store_close(s);
		cli_say(N_("Base restaurée : %s"), store_url);
		status = EXIT_DONE;
	}
	arena_free(a);
	return status;
}

/* ---- check ----------------------------------------------------------------------------------------------- */

enum severity { SOUND, ADVICE, FAULT };
struct finding { enum severity severity; const char *what, *msgid, *arg; };
struct findings { struct finding *items; size_t n, cap; };
struct checking { struct findings out; struct strings faults; };

static void
found(struct arena *a, struct findings *f, enum severity s, const char *what, const char *msgid, const char *arg)
{
	PUSH(a, f, ((struct finding){ s, what, msgid, arg }));
}

static enum err
check_people(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct programme pr;
	struct persons holders = { 0 };
	enum err e = programme_load(db, &pr);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		found(a, f, ADVICE, "programme", N_("Aucun programme : « pilotis init » en crée un."), NULL);
		return OK;
	}
	if (e != OK)
		return e;
	found(a, f, SOUND, "programme", N_("Programme : %s"), pr.name);
	static const struct { enum role role; const char *msgid; } needed[] = {
		{ ROLE_COORDINATION, N_("Personne ne coordonne le programme.") }, { ROLE_ADMIN, N_("Personne n’administre le programme.") } };
	for (size_t i = 0; i < LEN(needed); i++) {
		holders.n = 0;
		if ((e = role_holders(db, needed[i].role, NONE, today_brussels(), &holders)) != OK)
			return e;
		if (holders.n == 0)
			found(a, f, FAULT, "people", needed[i].msgid, NULL);
	}
	return OK;
}

static enum err
check_backup(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	const char *at;
	int64_t then, now;
	enum err e = setting_get(db, "backup_at", &at);
	if (e != OK)
		return e;
	if (at == NULL || !isotime_parse(at, &then) || !isotime_parse(now_utc().s, &now)) {
		found(a, f, ADVICE, "backup", N_("Aucune sauvegarde : « pilotis backup FICHIER » en fait une."), NULL);
		return OK;
	}
	const char *days = arena_printf(a, "%lld", (long long)((now - then) / 86400));
	bool old = now - then > BACKUP_DAYS * INT64_C(86400);
	found(a, f, old ? ADVICE : SOUND, "backup", N_("Dernière sauvegarde il y a %s jour(s)."), days);
	return OK;
}

/* A route without a right would be refused to all; one that changes things must not be open to all by mistake. */
static void
check_routes(struct arena *a, struct findings *f)
{
	size_t n = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		if (r->right <= RIGHT_NONE || r->right >= RIGHT_COUNT)
			found(a, f, FAULT, "rights", N_("Le chemin %s n’a pas de droit."), r->pattern);
		n += r->right != RIGHT_ANYONE;
	}
	found(a, f, SOUND, "rights", N_("Chemins fermés au public : %s"), arena_printf(a, "%zu/%zu", n, route_table_n));
}

static void
check_file(struct arena *a, struct findings *f, const char *store_url)
{
	struct stat st;
	if (!text_starts(store_url, "sqlite:") || stat(store_url + 7, &st) != 0)
		return;
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		found(a, f, FAULT, "file", N_("D’autres comptes de cette machine peuvent lire %s : chmod 600."), store_url + 7);
	else
		found(a, f, SOUND, "file", N_("La base n’est lisible que par son propriétaire."), NULL);
}

static enum err
check_all(struct db *db, void *arg)
{
	struct checking *c = arg;
	enum err e = check_people(db, &c->out);
	return e != OK ? e : check_backup(db, &c->out);
}

/* The rights matrix, from the tables themselves: who may come to each path. */
static void
json_routes(struct jw *j)
{
	static const struct { enum role role; const char *word; } roles[] = { { ROLE_PUBLIC, "public" }, { ROLE_EVALUATOR, "evaluator" },
		{ ROLE_MEMBER, "member" }, { ROLE_SECRETARY, "secretary" }, { ROLE_CHAIR, "chair" }, { ROLE_COORDINATION, "coordination" },
		{ ROLE_ADMIN, "admin" }, { ROLE_JURY, "jury" }, { ROLE_SUPERVISOR, "supervisor" }, { ROLE_STUDENT, "student" } };
	jw_begin(j, "routes", '[');
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "method", r->method == M_GET ? "GET" : "POST");
		jw_str(j, "path", r->pattern);
		jw_begin(j, "roles", '[');
		for (size_t k = 0; k < LEN(roles); k++) {
			struct user u = { .person = roles[k].role == ROLE_PUBLIC ? NONE : 1, .roles = ROLE_PUBLIC | roles[k].role };
			if (user_may(&u, r->right))
				jw_str(j, NULL, roles[k].word);
		}
		jw_end(j, ']');
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

static int
report(struct arena *a, const struct findings *f, bool json)
{
	static const char *const sign[] = { "✓", "!", "✕" }, *const word[] = { "ok", "advice", "fault" };
	size_t faults = 0;
	struct buf out = buf_new(a, MIB(4));
	struct jw j = jw_to(&out, true);
	jw_begin(&j, NULL, '{');
	jw_begin(&j, "findings", '[');
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->items[i];
		faults += x->severity == FAULT;
		fprintf(stderr, "%s ", sign[x->severity]);
		cli_say(x->msgid, x->arg, NULL);
		jw_begin(&j, NULL, '{');
		jw_str(&j, "what", x->what);
		jw_str(&j, "severity", word[x->severity]);
		jw_str(&j, "detail", x->arg);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	json_routes(&j);
	jw_end(&j, '}');
	if (json)
		cli_print(&out);
	return faults == 0 ? EXIT_DONE : EXIT_REFUSED;
}

int
command_check(const char *store_url, int argc, char **argv)
{
	bool json = false;
	const struct cli_option options[] = { { "--json", NULL, &json }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(256));
	struct checking *c = ARENA_NEW(a, struct checking);
	int status = EXIT_REFUSED;
	struct store *s = cli_store(a, store_url, false); /* opening it also brings the schema up to date */
	if (s != NULL) {
		enum err e = store_check(s, a, &c->faults);
		if (e == OK)
			e = store_read(s, a, check_all, c);
		store_close(s);
		if (e == OK && c->faults.n == 0)
			found(a, &c->out, SOUND, "database", N_("La base est intègre."), NULL);
		for (size_t i = 0; e == OK && i < c->faults.n; i++)
			found(a, &c->out, FAULT, "database", N_("La base est abîmée : %s"), c->faults.items[i]);
		check_file(a, &c->out, store_url);
		check_routes(a, &c->out);
		status = e == OK ? report(a, &c->out, json) : cli_failed(a, e);
	}
	arena_free(a);
	return status;
}
