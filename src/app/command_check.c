/* pilotis check: whether the programme is sound: its database, its files, its schema, its people, its backups, its rights.
 * Nothing is mended here; what is wrong is said, and what to do about it. */
#include "app/app.h"
#include "app/cli.h"
#include "app/security.h"
#include "base/json.h"
#include "charter/charter.h"
#include "entity/search.h"
#include "meeting/meeting.h"
#include "store/blob.h"
#include "store/history.h"
#include "store/queries.h"
#include "store/setting.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
check_database(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct strings faults = { 0 };
	enum err e = db_faults(db, &faults);
	if (e == OK && faults.n == 0)
		found(a, f, SOUND, "database", N_("La base est intègre."), NULL);
	for (size_t i = 0; e == OK && i < faults.n; i++)
		found(a, f, FAULT, "database", N_("La base est abîmée : %s"), faults.items[i]);
	return e;
}

/* ---- the schema, against a new store in memory ------------------------------------------------------------- */

static enum err
look_at_schema(struct db *db, void *arg)
{
	return db_schema(db, arg);
}

struct wanted { const char *table; struct columns columns; };
static enum err
look_at_columns(struct db *db, void *arg)
{
	struct wanted *w = arg;
	return db_columns(db, w->table, &w->columns);
}

static bool
there(const struct schema_things *all, const struct schema_thing *t)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].index == t->index && strcmp(all->items[i].name, t->name) == 0)
			return true;
	return false;
}

static const char *
differing_column(const struct columns *is, const struct columns *wanted)
{
	for (size_t i = 0; i < wanted->n; i++) {
		const struct column *w = &wanted->items[i], *c = NULL;
		for (size_t k = 0; k < is->n; k++)
			if (strcmp(is->items[k].name, w->name) == 0)
				c = &is->items[k];
		if (c == NULL || strcmp(c->type, w->type) != 0 || c->not_null != w->not_null)
			return w->name;
	}
	return NULL;
}

static enum err
compare_schema(struct db *db, struct store *fresh, struct strings *wrong)
{
	struct arena *a = db_arena(db);
	struct schema_things want, is;
	enum err e = store_read(fresh, a, look_at_schema, &want);
	if (e == OK)
		e = db_schema(db, &is);
	for (size_t i = 0; e == OK && i < want.n; i++) {
		const struct schema_thing *t = &want.items[i];
		struct wanted w = { .table = t->name };
		struct columns mine;
		if (!there(&is, t)) {
			PUSH(a, wrong, t->name);
			continue;
		}
		if (t->index)
			continue;
		if ((e = store_read(fresh, a, look_at_columns, &w)) != OK || (e = db_columns(db, t->name, &mine)) != OK)
			return e;
		const char *column = differing_column(&mine, &w.columns);
		if (column != NULL)
			PUSH(a, wrong, arena_printf(a, "%s.%s", t->name, column));
	}
	return e;
}

static enum err
check_schema(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct strings wrong = { 0 };
	struct store *fresh;
	enum err e = store_open(a, "sqlite::memory:", &fresh);
	if (e != OK)
		return e;
	e = compare_schema(db, fresh, &wrong);
	store_close(fresh);
	for (size_t i = 0; e == OK && wrong.n == 0 && query_tables[i] != NULL; i++)
		for (const struct query *q = query_tables[i]; q->name != NULL; q++)
			if (db_check(db, q) != OK) {
				PUSH(a, &wrong, q->name);
				fail_clear(a);
			}
	for (size_t i = 0; e == OK && i < wrong.n; i++)
		found(a, f, FAULT, "schema", N_("Le schéma de la base n’est pas celui de ce programme : %s"), wrong.items[i]);
	if (e == OK && wrong.n == 0)
		found(a, f, SOUND, "schema", N_("Le schéma de la base est celui de ce programme."), NULL);
	return e;
}

/* ---- files --------------------------------------------------------------------------------------------------- */

static void
progress(int64_t done, int64_t of)
{
	if (done % 16 != 0 && done != of)
		return;
	fprintf(stderr, "\r%s %lld/%lld%s", tr(cli_lang(), N_("Fichiers relus :")), (long long)done, (long long)of, done == of ? "\r\033[K" : "");
}

/* What is kept against its digest: each that is not it, or how many are. */
static void
digested(struct arena *a, struct findings *f, const char *key, const struct strings *faults, const char *fault, int64_t n, const char *sound)
{
	for (size_t i = 0; i < faults->n; i++)
		found(a, f, FAULT, key, fault, faults->items[i]);
	if (faults->n == 0)
		found(a, f, SOUND, key, sound, arena_printf(a, "%lld", (long long)n));
}

static enum err
check_blobs(struct db *db, struct findings *f)
{
	struct blob_audit x = { .progress = isatty(STDERR_FILENO) ? progress : NULL };
	enum err e = blob_audit(db, &x);
	if (e == OK)
		digested(db_arena(db), f, "files", &x.faults, N_("Un fichier n’est plus celui qui a été déposé (empreinte %s) : reprenez-le d’une sauvegarde."), x.blobs,
		    N_("Fichiers relus et conformes à leur empreinte : %s"));
	return e;
}

/* Approved minutes are what was approved: the frozen text by its digest, and what is shown by that text. */
static enum err
check_minutes(struct db *db, struct findings *f)
{
	struct minutes_audit x;
	enum err e = minutes_check(db, &x);
	if (e == OK)
		digested(db_arena(db), f, "minutes", &x.faults, N_("Un procès-verbal approuvé n’est plus ce qui a été approuvé (%s) : comparez-le à une sauvegarde."), x.minutes,
		    N_("Procès-verbaux approuvés, conformes à leur empreinte : %s"));
	return e;
}

/* What the programme adopted is what it adopted. */
static enum err
check_documents(struct db *db, struct findings *f)
{
	struct versions_audit x;
	enum err e = versions_check(db, &x);
	if (e == OK)
		digested(db_arena(db), f, "documents", &x.faults, N_("Un document figé n’est plus ce qui a été figé (%s) : comparez-le à une sauvegarde."), x.versions,
		    N_("Documents figés, conformes à leur empreinte : %s"));
	return e;
}

/* ---- the journal ----------------------------------------------------------------------------------------------- */

/* Whether "N:HASH" is still a row of the journal: NULL when it is not even written like one. */
static enum err
journal_holds(struct db *db, const char *end, bool *holds)
{
	char *colon;
	const char *hash;
	int64_t id = strtoll(end, &colon, 10);
	*holds = false;
	if (*colon != ':' || id <= 0)
		return OK;
	enum err e = history_hash(db, id, &hash);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	*holds = e == OK && hash != NULL && secret_eq(hash, colon + 1);
	return e;
}

static enum err
check_journal_end(struct db *db, struct findings *f, const char *end, const char *gone)
{
	bool holds;
	if (end == NULL)
		return OK;
	enum err e = journal_holds(db, end, &holds);
	if (e == OK && !holds)
		found(db_arena(db), f, FAULT, "journal", gone, end);
	return e;
}

static enum err
check_journal(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	struct history_check c;
	const char *backup;
	enum err e = history_verify(db, &c);
	if (e == OK)
		e = setting_get(db, "backup_journal", &backup);
	if (e != OK)
		return e;
	const char *n = arena_printf(a, "%lld", (long long)(c.broken == NONE ? c.rows : c.broken));
	if (c.broken == NONE)
		found(a, f, SOUND, "journal", N_("Le journal est entier : %s lignes, chacune liée à la précédente."), n);
	else
		PUSH(a, f, ((struct finding){ FAULT, "journal", N_("Le journal a été changé hors de Pilotis : la ligne %s est la première qui ne tient pas (%s)."),
			{ n, c.why, NULL }, NULL }));
	return check_journal_end(db, f, backup, N_("Le journal n’est plus celui de la dernière sauvegarde (%s) : il a été réécrit, ou sa fin a été coupée."));
}

/* What search knows, against what stands in the tables. */
static enum err
check_search(struct db *db, struct findings *f)
{
	struct arena *a = db_arena(db);
	int64_t things, wrong;
	enum err e = search_verify(db, &things, &wrong);
	if (e == OK && wrong == 0)
		found(a, f, SOUND, "search", N_("La recherche connaît tout ce qui est là : %s objets."), arena_printf(a, "%lld", (long long)things));
	else if (e == OK)
		found_todo(a, f, ADVICE, "search", N_("La recherche n’est pas à jour pour %s objets."), arena_printf(a, "%lld", (long long)wrong),
		    N_("Lancez pilotis search --rebuild."));
	return e;
}

/* Each looks by itself: what one cannot read does not hide what another can. */
static const struct step { const char *what; enum err (*look)(struct db *, struct findings *); } steps[] = {
	{ "database", check_database }, { "schema", check_schema }, { "files", check_blobs }, { "minutes", check_minutes }, { "documents", check_documents }, { "journal", check_journal }, { "search", check_search },
};

struct looking { const struct step *step; struct findings *out; const char *end; const struct security *security; };
static enum err
look_for_end(struct db *db, void *arg)
{
	struct looking *l = arg;
	return check_journal_end(db, l->out, l->end, N_("Le journal n’a pas cette ligne (%s) : il a été réécrit depuis, ou elle est d’un autre programme."));
}

static enum err
look_for_security(struct db *db, void *arg)
{
	struct looking *l = arg;
	security_of_store(db, l->security, l->out);
	return OK;
}

static enum err
look(struct db *db, void *arg)
{
	struct looking *l = arg;
	return l->step->look(db, l->out);
}

static bool
is_damage(const char *what)
{
	return strcmp(what, "database") == 0 || strcmp(what, "schema") == 0 || strcmp(what, "files") == 0;
}

static void
check_steps(struct arena *a, struct store *s, const char *end, const struct security *security, struct findings *out)
{
	bool damaged = false;
	for (size_t i = 0; i < LEN(steps); i++) {
		struct looking l = { &steps[i], out, NULL, NULL };
		enum err e = store_read(s, a, look, &l);
		if (e == OK)
			continue;
		const char *detail = arena_printf(a, "%s (%s)", err_name(e), fail_detail(a));
		found(a, out, FAULT, steps[i].what, N_("Cette partie de la base ne se lit pas : %s"), detail);
		fail_clear(a);
	}
	struct looking l = { NULL, out, end, security };
	enum err e = store_read(s, a, look_for_end, &l);
	if (e != OK)
		fail_clear(a); /* said above */
	e = store_read(s, a, look_for_security, &l);
	if (e != OK)
		fail_clear(a);
	for (size_t i = 0; i < out->n; i++)
		damaged = damaged || (out->items[i].severity == FAULT && is_damage(out->items[i].what));
	if (damaged)
		found(a, out, ADVICE, "database", N_("Arrêtez le service, mettez cette base de côté sans l’effacer, puis « pilotis restore FICHIER » "
		    "avec la dernière bonne sauvegarde."), NULL);
}

/* The rights matrix, from the tables themselves: who may come to each path. */
static void
json_routes(struct jw *j)
{
	static const char *const words[] = { "public", "evaluator", "member", "secretary", "chair", "coordination", "admin", "jury", "supervisor", "student" };
	BUG_ON(LEN(words) != roles_shown_n);
	jw_begin(j, "routes", '[');
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "method", r->method == M_GET ? "GET" : "POST");
		jw_str(j, "path", r->pattern);
		jw_begin(j, "roles", '[');
		for (size_t k = 0; k < LEN(words); k++)
			if (role_may(roles_shown[k], r->right))
				jw_str(j, NULL, words[k]);
		jw_end(j, ']');
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

/* The same for a reader: right by right, with the roles that it is open to. */
static void
say_rights(void)
{
	enum lang l = cli_lang();
	fprintf(stderr, "%s\n", tr(l, N_("Qui peut quoi :")));
	for (enum right r = RIGHT_ANYONE; r < RIGHT_COUNT; r++) {
		const char *sep = ": ";
		size_t n = 0;
		fprintf(stderr, "  %s", tr(l, right_name(r)));
		for (size_t k = 0; k < roles_shown_n; k++)
			n += role_may(roles_shown[k], r);
		if (n == roles_shown_n)
			fprintf(stderr, ": %s", tr(l, N_("tout le monde")));
		for (size_t k = 0; k < roles_shown_n && n < roles_shown_n; k++) {
			if (!role_may(roles_shown[k], r))
				continue;
			fprintf(stderr, "%s%s", sep, tr(l, role_name(roles_shown[k])));
			sep = ", ";
		}
		fputc('\n', stderr);
	}
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
		cli_say(x->msgid, x->arg[0], x->arg[1], x->arg[2], NULL);
		if (x->todo != NULL && x->severity != SOUND)
			fprintf(stderr, "  → %s\n", tr(cli_lang(), x->todo));
		jw_begin(&j, NULL, '{');
		jw_str(&j, "what", x->what);
		jw_str(&j, "severity", word[x->severity]);
		jw_str(&j, "detail", x->arg[0]);
		jw_str(&j, "place", x->arg[2]);
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
	const char *end = NULL;
	const struct cli_option options[] = { { "--json", NULL, &json }, { "--journal", &end, NULL }, { 0 } };
	if (!cli_parse(argc, argv, options, NULL, 0, 0))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(256));
	struct findings *out = ARENA_NEW(a, struct findings);
	int status = EXIT_REFUSED;
	struct store *s = cli_store(a, store_url, false); /* opening it also brings the schema up to date */
	if (s != NULL) {
		const struct security security = { NULL, store_url, today_brussels(), cli_lang() };
		check_steps(a, s, end, &security, out);
		store_close(s);
		security_of_server(a, &security, out);
		security_of_routes(a, out);
		status = report(a, out, json);
		say_rights();
	}
	arena_free(a);
	return status;
}
