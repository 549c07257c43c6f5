/* pilotis backup, restore, drill: the database as a whole. */
#include "app/app.h"
#include "app/cli.h"
#include "store/blob.h"
#include "store/digest.h"
#include "store/history.h"
#include "store/setting.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A backup is one file, of SQLite, whatever the engine of the store: it can be restored to either. */
static const char *
url_of_file(struct arena *a, const char *file)
{
	return arena_printf(a, "sqlite:%s", file);
}

/* ---- backup and restore -------------------------------------------------------------------------------------- */

/* journal: "N:HASH", the end of the journal in the copy: whoever rewrites the journal later cannot have kept it. */
struct note { const char *at, *place, *journal; };
static enum err
note_backup(struct db *db, void *arg)
{
	const struct note *n = arg;
	db_author(db, NONE, "pilotis backup", "command");
	enum err e = setting_set(db, "backup_at", n->at);
	if (e == OK)
		e = setting_set(db, "backup_place", n->place);
	return e != OK || n->journal == NULL ? e : setting_set(db, "backup_journal", n->journal);
}

static enum err
journal_end(struct db *db, void *arg)
{
	struct history_head h;
	enum err e = history_head(db, &h);
	if (e == OK && h.id > 0 && h.hash[0] != '\0')
		*(const char **)arg = arena_printf(db_arena(db), "%lld:%s", (long long)h.id, h.hash);
	return e;
}

static enum err
audit(struct db *db, void *arg)
{
	return blob_audit(db, arg);
}

/* A good backup is not replaced by one of a store that has lost something since. */
static enum err
backup(struct arena *a, struct store *s, const char *store_url, const char *file)
{
	struct blob_audit files = { 0 };
	struct stat st;
	enum err e = store_read(s, a, audit, &files);
	if (e == OK && files.faults.n > 0 && lstat(file, &st) == 0) {
		cli_say(N_("Un fichier de la base est abîmé (« pilotis check » dit lequel) : « %s » n’est pas remplacé. Écrivez cette sauvegarde sous un autre nom."), file);
		return E_CONFLICT;
	}
	return e != OK ? e : store_copy(a, store_url, url_of_file(a, file), true, NULL, NULL);
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
		struct isotime began = now_utc(); /* what is written after this may not be in it */
		const char *journal = NULL;
		enum err e = store_read(s, a, journal_end, &journal);
		if (e == OK)
			e = backup(a, s, store_url, file[0]);
		if (e == OK) {
			char whole[4096];
			struct note n = { began.s, realpath(file[0], whole) == NULL ? file[0] : whole, journal };
			cli_say(N_("Sauvegarde écrite et vérifiée : %s"), file[0]);
			if (journal != NULL)
				cli_say(N_("Fin du journal dans cette sauvegarde, à noter ailleurs (« pilotis check --journal » la retrouve) : %s"), journal);
			status = EXIT_DONE;
			if (store_write(s, a, note_backup, &n) != OK)
				cli_say(N_("Sa date n’a pas pu être notée dans la base (%s) : « pilotis check » parlera de la précédente."), fail_detail(a));
		} else if (*fail_detail(a) != '\0') {
			cli_failed(a, e);
		}
		store_close(s);
	}
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
	enum err e = store_copy(a, url_of_file(a, file[0]), store_url, false, NULL, NULL);
	int status = EXIT_REFUSED;
	struct store *s;
	if (e == E_CONFLICT)
		cli_say(N_("Il y a déjà une base à « %s », ou un reste d’une autre (%s) : déplacez-les d’abord."), store_shown(a, store_url), fail_detail(a));
	else if (e != OK)
		cli_failed(a, e);
	else if ((s = cli_store(a, store_url, false)) != NULL) { /* brings an older one to the newest schema */
		store_close(s);
		cli_say(N_("Base restaurée : %s"), store_shown(a, store_url));
		status = EXIT_DONE;
	}
	arena_free(a);
	return status;
}

/* ---- the drill ----------------------------------------------------------------------------------------------- */

/* What a store holds, and whether it is sound. */
struct content { struct table_digests tables; struct blob_audit files; struct strings faults; };

static enum err
take_content(struct db *db, void *arg)
{
	struct content *c = arg;
	enum err e = digest_tables(db, &c->tables);
	if (e == OK)
		e = blob_audit(db, &c->files);
	return e == OK ? db_faults(db, &c->faults) : e;
}

static int64_t
rows_of(const struct content *c)
{
	int64_t n = 0;
	for (size_t i = 0; i < c->tables.n; i++)
		n += c->tables.items[i].rows;
	return n;
}

static bool
sound(const struct content *c, const char *msgid)
{
	for (size_t i = 0; i < c->faults.n; i++)
		cli_say(msgid, c->faults.items[i]);
	for (size_t i = 0; i < c->files.faults.n; i++)
		cli_say(msgid, c->files.faults.items[i]);
	return c->faults.n + c->files.faults.n == 0;
}

static bool
equal(const struct content *x, const struct content *y, const char *msgid)
{
	const char *table = digest_difference(&x->tables, &y->tables);
	if (table == NULL && (x->files.blobs != y->files.blobs || x->files.bytes != y->files.bytes))
		table = "blob_piece";
	if (table != NULL)
		cli_say(msgid, table);
	return table == NULL;
}

/* From what is kept (the store, or a backup of it) to a backup, to a restored store: three times the same content. */
static enum err
drill(struct arena *a, const char *from_url, const char *copy_url, const char *back_url, bool *good)
{
	struct content was = { 0 }, copy = { 0 }, back = { 0 };
	enum err e = store_copy(a, from_url, copy_url, false, take_content, &was);
	if (e == OK)
		e = store_peek(a, copy_url, take_content, &copy);
	if (e == OK)
		e = store_copy(a, copy_url, back_url, false, NULL, NULL);
	if (e == OK)
		e = store_peek(a, back_url, take_content, &back);
	if (e != OK)
		return e;
	*good = sound(&back, N_("La base restaurée est abîmée : %s"));
	*good = equal(&was, &copy, N_("La sauvegarde diffère de la base, dans la table %s.")) && *good;
	*good = equal(&copy, &back, N_("La base restaurée diffère de la sauvegarde, dans la table %s.")) && *good;
	struct store *s;
	if (*good && (e = store_open(a, back_url, &s)) == OK) /* as the server does, to the newest schema */
		store_close(s);
	if (e == OK && *good)
		cli_say(N_("Exercice réussi : la base restaurée est la même, %s tables, %s lignes, %s fichiers (%s octets)."),
		    arena_printf(a, "%zu", was.tables.n), arena_printf(a, "%lld", (long long)rows_of(&was)),
		    arena_printf(a, "%lld", (long long)was.files.blobs), arena_printf(a, "%lld", (long long)was.files.bytes));
	for (size_t i = 0; e == OK && *good && i < was.tables.n; i++)
		printf("%s %lld %s\n", was.tables.items[i].name, (long long)was.tables.items[i].rows, was.tables.items[i].sum.s);
	return e;
}

static void
remove_beginning(struct arena *a, const char *path)
{
	static const char *const tails[] = { "", "-wal", "-shm", "-journal", ".part" };
	for (size_t i = 0; i < LEN(tails); i++)
		unlink(arena_printf(a, "%s%s", path, tails[i]));
}

int
command_drill(const char *store_url, int argc, char **argv)
{
	const char *file[1] = { NULL };
	const struct cli_option options[] = { { 0 } };
	if (!cli_parse(argc, argv, options, file, 0, 1))
		return EXIT_USAGE;
	struct arena *a = arena_new(MIB(256));
	const char *tmp = getenv("TMPDIR");
	char *dir = arena_printf(a, "%s/pilotis-drill-XXXXXX", tmp == NULL || *tmp != '/' ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL) {
		cli_say(N_("« %s » ne peut pas être écrit : %s."), dir, strerror(errno));
		arena_free(a);
		return EXIT_REFUSED;
	}
	const char *copy = arena_printf(a, "%s/backup", dir), *back = arena_printf(a, "%s/restored", dir);
	bool good = false;
	enum err e = drill(a, file[0] == NULL ? store_url : url_of_file(a, file[0]), url_of_file(a, copy),
	    url_of_file(a, back), &good);
	if (e != OK)
		cli_failed(a, e);
	remove_beginning(a, copy);
	remove_beginning(a, back);
	rmdir(dir);
	arena_free(a);
	return e == OK && good ? EXIT_DONE : EXIT_REFUSED;
}
