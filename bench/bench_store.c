/* bench_store [DIR]: audited durable writes (an update and its history row, synchronous FULL) through the store, beside
 * SQLite alone with the same two statements on the same disk, in the same run, in turns; with PILOTIS_TEST_PG (a server
 * with fsync on: tools/pg-temp.sh --durable) the same beside PostgreSQL alone. Ratios are what to look at: figures of two
 * runs do not compare. */
#include "base/date.h"
#include "bench_pg.h"
#include "store/db.h"
#include "store/history.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5, THREADS = 16, ROWS = 200 };
static const double SPAN = 0.4; /* seconds of one measure */

static const char init_sql[] = "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT, n INTEGER, rev INTEGER) STRICT; WITH RECURSIVE k(i) AS "
    "(VALUES (1) UNION ALL SELECT i + 1 FROM k WHERE i < 200) INSERT INTO thing SELECT i, 'A title of some length, number ' || i, 0, 1 FROM k";
static const struct query q_update = { "update", "UPDATE thing SET n = n + 1, rev = rev + 1 WHERE id = $1" };
static const struct query q_read = { "read", "SELECT id, name, n FROM thing ORDER BY id LIMIT 60" };
static const char history_sql[] = "INSERT INTO history(at, person, who, via, entity, entity_id, what, field, before, after) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}
static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

/* ---- SQLite alone --------------------------------------------------------------------------------------- */

struct raw { sqlite3 *h; sqlite3_stmt *begin, *commit, *update, *history, *read; };

static sqlite3_stmt *
prepared(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *s;
	BUG_ON(sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK);
	return s;
}
static struct raw
raw_open(const char *path)
{
	struct raw r = { 0 };
	BUG_ON(sqlite3_open_v2(path, &r.h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK);
	sqlite3_busy_timeout(r.h, 10000);
	BUG_ON(sqlite3_exec(r.h, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", NULL, NULL, NULL) != SQLITE_OK);
	r.begin = prepared(r.h, "BEGIN IMMEDIATE");
	r.commit = prepared(r.h, "COMMIT");
	r.update = prepared(r.h, q_update.sql);
	r.history = prepared(r.h, history_sql);
	r.read = prepared(r.h, q_read.sql);
	return r;
}
static void
raw_close(struct raw *r)
{
	sqlite3_stmt *all[] = { r->begin, r->commit, r->update, r->history, r->read };
	for (size_t i = 0; i < LEN(all); i++)
		sqlite3_finalize(all[i]);
	BUG_ON(sqlite3_close(r->h) != SQLITE_OK);
}
static bool
raw_step(sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE;
}
static void
raw_work(struct raw *r, int64_t id)
{
	struct isotime at = now_utc();
	sqlite3_bind_int64(r->update, 1, id);
	BUG_ON(!raw_step(r->update));
	const char *text[] = { at.s, NULL, "Ada", "web", "thing", NULL, "changed", "n", "1", "2" };
	for (int i = 0; i < 10; i++)
		if (text[i] != NULL)
			sqlite3_bind_text(r->history, i + 1, text[i], -1, SQLITE_STATIC);
	sqlite3_bind_int64(r->history, 2, 7);
	sqlite3_bind_int64(r->history, 6, id);
	BUG_ON(!raw_step(r->history));
}
/* Works a second, `group` of them in a commit. */
static double
raw_writes(struct raw *r, int group)
{
	double from = now(), end = from + SPAN;
	long n = 0;
	while (now() < end) {
		BUG_ON(!raw_step(r->begin));
		for (int i = 0; i < group; i++)
			raw_work(r, n++ % ROWS + 1);
		BUG_ON(!raw_step(r->commit));
	}
	return (double)n / (now() - from);
}
static double
raw_reads(struct raw *r)
{
	double from = now(), end = from + SPAN;
	long n = 0;
	for (; now() < end; n++) {
		sqlite3_exec(r->h, "BEGIN", NULL, NULL, NULL);
		while (sqlite3_step(r->read) == SQLITE_ROW)
			BUG_ON(sqlite3_column_int64(r->read, 0) == 0 || sqlite3_column_text(r->read, 1)[0] == '\0' || sqlite3_column_int64(r->read, 2) < 0);
		sqlite3_reset(r->read);
		sqlite3_exec(r->h, "COMMIT", NULL, NULL, NULL);
	}
	return (double)n / (now() - from);
}

/* ---- threads: the store, or connections of SQLite that wait for each other -------------------------------- */

struct runner {
	struct store *store;       /* NULL: a raw connection of its own */
	const char *path;
	double end;
	long done, failed;
	double longest;            /* wait of one work, seconds */
};

static enum err
store_work(struct db *db, void *arg)
{
	int64_t id = *(const int64_t *)arg;
	db_author(db, 7, "Ada", "web");
	enum err e = db_exec(db, &q_update, ARGS(V(id)), NULL);
	return e != OK ? e : history_add(db, "thing", id, "changed", "n", "1", "2");
}
static bool
one_write(struct runner *r, struct raw *raw, struct arena *a, int64_t id)
{
	if (r->store != NULL) {
		bool ok = store_write(r->store, a, store_work, &id) == OK;
		arena_reset(a);
		return ok;
	}
	if (!raw_step(raw->begin))
		return false;
	raw_work(raw, id);
	return raw_step(raw->commit);
}
static void *
run(void *arg)
{
	struct runner *r = arg;
	struct arena *a = arena_new(MIB(4));
	struct raw raw = { 0 };
	if (r->store == NULL)
		raw = raw_open(r->path);
	for (double t = now(), u; t < r->end; t = u) {
		bool ok = one_write(r, &raw, a, (r->done + r->failed) % ROWS + 1);
		u = now();
		r->longest = u - t > r->longest ? u - t : r->longest;
		*(ok ? &r->done : &r->failed) += 1;
	}
	if (r->store == NULL)
		raw_close(&raw);
	arena_free(a);
	return NULL;
}
static double
threads(struct store *s, const char *path, int n, long *failed, double *longest)
{
	pthread_t t[THREADS];
	struct runner r[THREADS];
	double from = now();
	long done = 0;
	for (int i = 0; i < n; i++) {
		r[i] = (struct runner){ .store = s, .path = path, .end = from + SPAN };
		BUG_ON(pthread_create(&t[i], NULL, run, &r[i]) != 0);
	}
	for (int i = 0; i < n; i++) {
		pthread_join(t[i], NULL);
		done += r[i].done;
		*failed += r[i].failed;
		*longest = r[i].longest > *longest ? r[i].longest : *longest;
	}
	return (double)done / (now() - from);
}

static enum err
read_work(struct db *db, void *arg)
{
	struct rows *r;
	(void)arg;
	enum err e = db_query(db, &q_read, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		BUG_ON(col_int(r, 0) == 0 || col_text(r, 1)[0] == '\0' || col_int(r, 2) < 0);
	return rows_end(r);
}
static double
store_reads(struct store *s, struct arena *a)
{
	double from = now(), end = from + SPAN;
	long n = 0;
	for (; now() < end; n++) {
		BUG_ON(store_read(s, a, read_work, NULL) != OK);
		arena_reset(a);
	}
	return (double)n / (now() - from);
}

static void
line(const char *what, double *ours, double *limit, const char *against)
{
	double o = median(ours, ROUNDS), l = median(limit, ROUNDS);
	printf("%-34s %9.0f/s  %9.0f/s  %5.2f of %s\n", what, o, l, o / l, against);
}

/* ---- PostgreSQL alone ----------------------------------------------------------------------------------- */

/* what: 0 one row a commit, else so many works a commit. */
static double
pg_writes(PGconn *c, int group, long *rows)
{
	double from = now(), end = from + SPAN;
	long n = 0;
	while (now() < end) {
		struct isotime at = now_utc();
		if (group == 0)
			pg_one_row(c, at.s, n);
		else
			pg_group(c, at.s, *rows, group, ROWS);
		*rows += group;
		n += group == 0 ? 1 : group;
	}
	return (double)n / (now() - from);
}
static double
pg_reads(PGconn *c)
{
	double from = now(), end = from + SPAN;
	long n = 0;
	for (; now() < end; n++)
		pg_read(c);
	return (double)n / (now() - from);
}

static int
on_postgres(struct arena *a, const char *url)
{
	struct arena *b = arena_new(MIB(4));
	char schemas[2][40];
	struct store *s, *made;
	const char *sep = strchr(url, '?') == NULL ? "?" : "&";
	for (int i = 0; i < 2; i++)
		snprintf(schemas[i], sizeof schemas[i], "bench_%d_%s", (int)getpid(), i == 0 ? "store" : "raw");
	BUG_ON(store_open(a, arena_printf(a, "%s%sschema=%s", url, sep, schemas[1]), &made) != OK);
	store_close(made);
	BUG_ON(store_open(a, arena_printf(a, "%s%sschema=%s", url, sep, schemas[0]), &s) != OK);
	PGconn *mine = pg_raw_open(a, url, schemas[0]), *raw = pg_raw_open(a, url, schemas[1]);
	pg_run(mine, "VACUUM ANALYZE thing");
	pg_raw_prepare(raw);
	double row[ROUNDS], one[ROUNDS], raw1[ROUNDS], many[ROUNDS], raw16[ROUNDS], reads[ROUNDS], rawr[ROUNDS];
	long failed = 0, rows = 0;
	double longest = 0, unused = 0;
	for (int i = 0; i < ROUNDS; i++) {
		row[i] = pg_writes(raw, 0, &rows);
		raw1[i] = pg_writes(raw, 1, &rows);
		one[i] = threads(s, NULL, 1, &failed, &unused);
		raw16[i] = pg_writes(raw, THREADS, &rows);
		many[i] = threads(s, NULL, THREADS, &failed, &longest);
		rawr[i] = pg_reads(raw);
		reads[i] = store_reads(s, b);
	}
	printf("%-34s %11s  %11s\n", "", "store", "PostgreSQL");
	line("durable audited writes, 1 thread", one, row, "one prepared row inserted a commit");
	line("the same", one, raw1, "the same two statements, a commit and a round trip each");
	line("the same, 16 threads", many, raw16, "one connection, 16 works a commit and round trip (the limit)");
	printf("%-34s %9.1f ms  refused %ld\n", "longest wait, 16 threads", longest * 1e3, failed);
	line("transactions reading 60 rows", reads, rawr, "one connection, no transaction around");
	store_close(s);
	PQfinish(raw);
	for (int i = 0; i < 2; i++)
		pg_run(mine, arena_printf(a, "SET client_min_messages = error; DROP SCHEMA \"%s\" CASCADE", schemas[i]));
	PQfinish(mine);
	arena_free(b);
	return failed == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(MIB(16)), *b = arena_new(MIB(4));
	char *dir = arena_printf(a, "%s/pilotis-bench-XXXXXX", argc > 1 ? argv[1] : ".");
	BUG_ON(mkdtemp(dir) == NULL);
	char *path = arena_printf(a, "%s/b.db", dir), *peer = arena_printf(a, "%s/raw.db", dir);
	struct store *s, *made;
	BUG_ON(store_open(a, arena_printf(a, "sqlite:%s", path), &s) != OK);
	BUG_ON(store_open(a, arena_printf(a, "sqlite:%s", peer), &made) != OK); /* the same schema */
	store_close(made);
	for (int i = 0; i < 2; i++) {
		struct raw r = { 0 };
		BUG_ON(sqlite3_open(i == 0 ? path : peer, &r.h) != SQLITE_OK || sqlite3_exec(r.h, init_sql, NULL, NULL, NULL) != SQLITE_OK);
		sqlite3_close(r.h);
	}
	struct raw raw = raw_open(peer);
	double one[ROUNDS], raw1[ROUNDS], many[ROUNDS], raw16[ROUNDS], waiting[ROUNDS], reads[ROUNDS], rawr[ROUNDS];
	long failed = 0, raw_failed = 0;
	double longest = 0, raw_longest = 0, unused = 0;
	for (int i = 0; i < ROUNDS; i++) {
		raw1[i] = raw_writes(&raw, 1);
		one[i] = threads(s, path, 1, &failed, &unused);
		raw16[i] = raw_writes(&raw, THREADS);
		many[i] = threads(s, path, THREADS, &failed, &longest);
		waiting[i] = threads(NULL, peer, THREADS, &raw_failed, &raw_longest);
		rawr[i] = raw_reads(&raw);
		reads[i] = store_reads(s, b);
	}
	printf("%-34s %11s  %11s\n", "", "store", "SQLite");
	line("durable audited writes, 1 thread", one, raw1, "one connection, a commit each");
	line("the same, 16 threads", many, raw16, "one connection, 16 works a commit (the limit)");
	line("the same, 16 threads", many, waiting, "16 connections on busy_timeout");
	printf("%-34s %9.1f ms %9.1f ms  refused %ld, %ld\n", "longest wait, 16 threads", longest * 1e3, raw_longest * 1e3, failed, raw_failed);
	line("transactions reading 60 rows", reads, rawr, "one connection");
	raw_close(&raw);
	store_close(s);
	const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < LEN(ends); i++) {
		unlink(arena_printf(a, "%s%s", path, ends[i]));
		unlink(arena_printf(a, "%s%s", peer, ends[i]));
	}
	rmdir(dir);
	arena_free(b);
	const char *url = getenv("PILOTIS_TEST_PG");
	int pg = url == NULL || *url == '\0' ? 0 : on_postgres(a, url);
	arena_free(a);
	return failed == 0 ? pg : 1;
}
