/* A programme from one engine to the other and back, row by row. Needs PILOTIS_TEST_PG (make check-pg). */
#include "store_test.h"
#include "base/secret.h"
#include "base/text.h"
#include "people/people_store.h"
#include "store/blob.h"
#include "store/digest.h"
#include "store/history.h"
#include "store/setting.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

struct content { struct table_digests tables; struct blob_audit files; struct history_check journal; struct strings faults; };
static enum err
take(struct db *db, void *arg)
{
	struct content *c = arg;
	*c = (struct content){ 0 };
	enum err e = digest_tables(db, &c->tables);
	if (e == OK)
		e = blob_audit(db, &c->files);
	if (e == OK)
		e = history_verify(db, &c->journal);
	return e == OK ? db_faults(db, &c->faults) : e;
}
static void
same(const struct content *x, const struct content *y)
{
	const char *table = digest_difference(&x->tables, &y->tables);
	if (table != NULL)
		fail_msg("table %s differs", table);
	assert_true(x->tables.n > 20);
	assert_int_equal(x->files.blobs, y->files.blobs);
	assert_int_equal(x->files.bytes, y->files.bytes);
	assert_int_equal(y->files.faults.n, 0);
	assert_int_equal(y->faults.n, 0);
	assert_int_equal(y->journal.broken, NONE);
	assert_int_equal(x->journal.rows, y->journal.rows);
}

/* People, files of no piece, of one and of more than are fetched at a time, texts of every kind, many rows. */
static enum err
fill(struct db *db, void *arg)
{
	static const char *const words[] = { "", "été", "l’œuvre", "a\tb\\n\nc", "\U0001F389", "NULL", "\\N", "'", "\"" };
	struct arena *a = db_arena(db);
	struct digest sha;
	int64_t id;
	(void)arg;
	db_author(db, 1, "Ada", "test");
	enum err e = programme_create(db, "Master", "ada@example.org");
	for (int i = 0; e == OK && i < 300; i++)
		e = person_add(db, arena_printf(a, "Personne %d", i), arena_printf(a, "p%d@example.org", i), &id);
	for (size_t i = 0; e == OK && i < LEN(words); i++)
		e = setting_set(db, arena_printf(a, "word.%zu", i), words[i]);
	size_t n = 70 * BLOB_PIECE + 17;
	char *big = arena_alloc(a, n);
	for (size_t i = 0; i < n; i++)
		big[i] = (char)(i * 2654435761u >> 13);
	if (e == OK)
		e = blob_put(db, big, n, &sha);
	if (e == OK)
		e = blob_put(db, "", 0, &sha);
	return e == OK ? blob_put(db, "\0\1\2", 3, &sha) : e;
}
static enum err
one_more(struct db *db, void *arg)
{
	return person_add(db, "Nouvelle", "nouvelle@example.org", arg);
}
static const char *
file_url(struct arena *a)
{
	return arena_printf(a, "sqlite:%s/copy.db", folder(a));
}

static void
told(struct copy_watch *w, int64_t done, int64_t of)
{
	assert_true(done > 0 && done <= of);
	w->rows = done == of ? of : 0;
}

static void
both_ways(void **state)
{
	struct arena *a = *state;
	const char *url[] = { file_url(a), test_pg_url(a), test_pg_url(a), file_url(a) };
	struct content first, c;
	struct store *s;
	int64_t top = 0;
	assert_ok(store_open(a, url[0], &s));
	assert_ok(store_write(s, a, fill, NULL));
	assert_ok(store_read(s, a, take, &first));
	store_close(s);
	same(&first, &first);
	for (size_t i = 1; i < LEN(url); i++) {
		struct copy_watch w = { .progress = told };
		if (store_copy_watched(a, url[i - 1], url[i], &w) != OK)
			fail_msg("%s to %s: %s", url[i - 1], url[i], fail_detail(a));
		assert_int_equal(w.tables, first.tables.n + 1); /* the pieces of files too */
		assert_true(w.rows > 600);
		assert_ok(store_peek(a, url[i], take, &c));
		same(&first, &c);
	}
	for (size_t i = 1; i < LEN(url); i++) { /* ids go on after the highest */
		assert_ok(store_open(a, url[i], &s));
		assert_ok(store_write(s, a, one_more, &top));
		assert_int_equal(top, 302);
		store_close(s);
	}
	struct stat st;
	assert_int_equal(stat(strchr(url[3], ':') + 1, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* ---- a moment of a store in use ------------------------------------------------------------------------- */

struct writer { struct store *s; atomic_bool stop; int n; };
static enum err
write_one(struct db *db, void *arg)
{
	struct writer *w = arg;
	struct digest sha;
	const char *text = arena_printf(db_arena(db), "text %d", w->n);
	enum err e = setting_set(db, "now", text);
	return e == OK ? blob_put(db, text, strlen(text), &sha) : e;
}
static void *
writes(void *arg)
{
	struct writer *w = arg;
	while (!atomic_load(&w->stop)) {
		struct arena *a = arena_new(MIB(16));
		w->n++;
		BUG_ON(store_write(w->s, a, write_one, w) != OK);
		arena_free(a);
	}
	return NULL;
}
static void
while_written(void **state)
{
	struct arena *a = *state;
	const char *from[] = { test_pg_url(a), file_url(a) }, *to[] = { file_url(a), test_pg_url(a) };
	for (int i = 0; i < 2; i++) {
		struct writer w = { 0 };
		struct content was, copy, now;
		pthread_t t;
		assert_ok(store_open(a, from[i], &w.s));
		assert_ok(store_write(w.s, a, fill, NULL));
		assert_int_equal(pthread_create(&t, NULL, writes, &w), 0);
		if (store_copy(a, from[i], to[i], false, take, &was) != OK)
			fail_msg("%s", fail_detail(a));
		atomic_store(&w.stop, true);
		pthread_join(t, NULL);
		assert_ok(store_peek(a, to[i], take, &copy));
		same(&was, &copy);
		assert_ok(store_read(w.s, a, take, &now));
		assert_non_null(digest_difference(&was.tables, &now.tables)); /* it was written meanwhile */
		store_close(w.s);
	}
}

/* ---- refused -------------------------------------------------------------------------------------------- */

static void
nothing_there(struct arena *a, const char *url)
{
	bool there = true;
	struct stat st;
	assert_ok(store_exists(a, url, &there));
	assert_false(there);
	if (text_starts(url, "sqlite:")) {
		assert_int_not_equal(stat(url + 7, &st), 0);
		assert_int_not_equal(stat(arena_printf(a, "%s.part", url + 7), &st), 0);
	}
}
static void
raw_sqlite(const char *url, const char *sql)
{
	sqlite3 *h;
	assert_int_equal(sqlite3_open(strchr(url, ':') + 1, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}
static enum err
copies(struct arena *a, const char *from, const char *to)
{
	fail_clear(a);
	return store_copy(a, from, to, false, NULL, NULL);
}
static void
refused(void **state)
{
	struct arena *a = *state;
	const char *file = file_url(a), *pg = test_pg_url(a), *other = test_pg_url(a), *new_file = file_url(a);
	struct store *s;
	assert_int_equal(copies(a, pg, file), E_NOTFOUND);
	assert_int_equal(copies(a, file, pg), E_NOTFOUND);
	nothing_there(a, pg);
	assert_ok(store_open(a, file, &s));
	assert_ok(store_write(s, a, fill, NULL));
	store_close(s);
	assert_int_equal(copies(a, "sqlite::memory:", pg), E_INVALID);
	/* what is there stays */
	assert_true(test_pg_run(arena_printf(a, "CREATE SCHEMA \"%s\"; CREATE TABLE \"%s\".mine(x int)", strstr(pg, "schema=") + 7, strstr(pg, "schema=") + 7)));
	assert_int_equal(copies(a, file, pg), E_CONFLICT);
	assert_int_equal(store_copy(a, file, pg, true, NULL, NULL), E_CONFLICT);
	assert_true(test_pg_run(arena_printf(a, "DROP TABLE \"%s\".mine", strstr(pg, "schema=") + 7)));
	assert_ok(copies(a, file, pg)); /* an empty schema is free */
	assert_int_equal(copies(a, file, pg), E_CONFLICT);
	assert_int_equal(copies(a, pg, file), E_CONFLICT);
	/* newer than this program; a row that the schema refuses; a text that is none: nothing stays of the copy */
	static const char *const damage[] = { "INSERT INTO schema_migration VALUES ('9999_later.sql', 'x', 'y')",
		"DELETE FROM schema_migration WHERE name LIKE '9999%'; PRAGMA ignore_check_constraints = ON; UPDATE person SET active = 7 WHERE id = 3",
		"UPDATE person SET active = 1; UPDATE setting SET value = 'a' || char(0) || 'b' WHERE name = 'word.1'",
		"UPDATE setting SET value = CAST(x'C328' AS TEXT) WHERE name = 'word.1'",
		"UPDATE setting SET value = '' WHERE name = 'word.1'; PRAGMA foreign_keys = OFF; UPDATE role_grant SET person = 9999" };
	for (size_t i = 0; i < LEN(damage); i++) {
		raw_sqlite(file, damage[i]);
		enum err e = copies(a, file, other);
		if (e == OK)
			fail_msg("copied in spite of: %s", damage[i]);
		nothing_there(a, other);
	}
	assert_true(test_pg_run(arena_printf(a, "INSERT INTO \"%s\".schema_migration VALUES ('9999_later.sql', 'x', 'y')", strstr(pg, "schema=") + 7)));
	assert_int_equal(copies(a, pg, new_file), E_INVALID);
	nothing_there(a, new_file);
}

/* A store of before is copied as it is, and brought up to date where it is opened. */
static enum err
old_rows(struct db *db, void *arg)
{
	static const struct query q = { "old", "INSERT INTO setting(name, value) VALUES ('old', 'x')" };
	(void)arg;
	return db_exec(db, &q, NO_ARGS, NULL);
}
static enum err
read_old(struct db *db, void *arg)
{
	return setting_get(db, "old", arg);
}
static void
older(void **state)
{
	struct arena *a = *state;
	struct embedded before[8] = { 0 };
	const char *url[] = { file_url(a), test_pg_url(a), file_url(a) }, *v;
	struct store *s;
	for (size_t i = 0; i < 5; i++)
		before[i] = migration_table[i];
	assert_ok(store_open_with(a, url[0], before, &s));
	assert_ok(store_write(s, a, old_rows, NULL));
	store_close(s);
	for (size_t i = 1; i < LEN(url); i++) {
		assert_ok(copies(a, url[i - 1], url[i]));
		assert_ok(store_open_with(a, url[i], before, &s)); /* not newer than it was */
		store_close(s);
	}
	for (size_t i = 1; i < LEN(url); i++) {
		assert_ok(store_open(a, url[i], &s));
		assert_ok(store_read(s, a, read_old, &v));
		assert_string_equal(v, "x");
		store_close(s);
	}
}

/* ---- rows in bulk, of every type ------------------------------------------------------------------------ */

struct given { struct val rows[6][5]; size_t at; };
static enum step
give(void *arg, const struct val **row, enum err *e)
{
	struct given *g = arg;
	*e = OK;
	if (g->at == LEN(g->rows))
		return STEP_DONE;
	*row = g->rows[g->at++];
	return STEP_ROW;
}
static void
bulk(void **state)
{
	struct arena *a = *state;
	const struct engine *engines[] = { &postgres_engine, &sqlite_engine };
	const char *where[] = { strchr(test_pg_url(a), ':') + 1, ":memory:" };
	static const char large[200000] = { 'x', 0, 'y' };
	struct val text = { .t = V_TEXT, .p = "é\t\\.\n", .n = 6 }, null = { .t = V_NULL };
	struct given g = { .rows = { { v_int(1), v_int(INT64_MAX), v_real(0.1), text, v_blob(large, sizeof large) },
		{ v_int(2), v_int(INT64_MIN + 1), v_real(-1e300), text, v_blob("", 0) }, { v_int(3), null, null, null, null },
		{ v_int(4), v_int(0), v_real(5e-324), { .t = V_TEXT, .p = "", .n = 0 }, v_blob("\xff\0", 2) }, { v_int(5), v_int(-1), v_real(-0.0), text, null },
		{ v_int(6), v_int(1), v_real(1e15), { .t = V_TEXT, .p = large, .n = 1 }, v_blob(large, 70000) } } };
	static const struct column columns[] = { { "id", "int", true, true }, { "n", "int", false, false }, { "x", "real", false, false },
		{ "t", "text", false, false }, { "b", "blob", false, false } };
	struct column copy[LEN(columns)];
	memcpy(copy, columns, sizeof columns);
	struct columns cols = { copy, LEN(columns), LEN(columns) };
	for (size_t i = 0; i < LEN(engines); i++) {
		const struct engine *en = engines[i];
		struct engine_conn *c;
		struct engine_stmt *st;
		const char *sql;
		enum err e;
		g.at = 0;
		assert_ok(en->open(a, where[i], CONN_WRITER, &c));
		assert_ok(en->control(c, a, CONTROL_BEGIN_WRITE));
		if (en->make_place != NULL)
			assert_ok(en->make_place(c, a));
		static const char create[] = "CREATE TABLE t(id $ID, n $INT, x $REAL, t TEXT, b $BLOB) $STRICT";
		assert_ok(migration_text(en, a, "m", create, sizeof create - 1, &sql));
		assert_ok(en->script(c, a, sql));
		assert_ok(en->fill(c, a, "t", &cols, give, &g));
		assert_ok(en->prepare(c, a, "SELECT id, n, x, t, b FROM t ORDER BY id", &st));
		assert_ok(en->stream != NULL ? en->stream(st, a) : en->start(st, a, NO_ARGS, false));
		for (size_t k = 0; k < LEN(g.rows); k++) {
			assert_int_equal(en->step(st, a, &e), STEP_ROW);
			for (int j = 0; j < (int)LEN(columns); j++) {
				struct val v = en->column(st, j), w = g.rows[k][j];
				assert_int_equal(v.t, w.t);
				assert_true(v.t != V_INT || v.i == w.i);
				assert_true(v.t != V_REAL || v.x == w.x);
				assert_true((v.t != V_TEXT && v.t != V_BLOB) || (v.n == w.n && (v.n == 0 || memcmp(v.p, w.p, v.n) == 0)));
			}
		}
		assert_int_equal(en->step(st, a, &e), STEP_DONE);
		en->finalize(st);
		g.at = 0;
		assert_int_equal(en->fill(c, a, "t", &cols, give, &g), E_CONFLICT); /* the same ids */
		en->control(c, a, CONTROL_ROLLBACK);
		en->close(c);
	}
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(both_ways), T(while_written), T(refused), T(older), T(bulk) };
	return cmocka_run_group_tests_name("postgres_copy", tests, NULL, NULL);
}
