/* test_store.h: the store of a test. In memory; or, when PILOTIS_TEST_PG is the URL of a PostgreSQL database, a schema of
 * its own there (make check-pg). The same test runs on both. */
#ifndef TEST_STORE_H
#define TEST_STORE_H
#include "test.h"
#include "store/db.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>

/* NULL: SQLite. */
static inline const char *
test_pg(void)
{
	const char *url = getenv("PILOTIS_TEST_PG");
	return url == NULL || *url == '\0' ? NULL : url;
}

/* Statements on the server, beside the store. False when it refuses. */
static inline bool
test_pg_run(const char *sql)
{
	PGconn *c = PQconnectdb(test_pg());
	PGresult *r = PQexec(c, sql);
	bool good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
	if (!good)
		print_error("%s: %s\n", sql, PQerrorMessage(c));
	PQclear(r);
	PQfinish(c);
	return good;
}

static inline void
test_drop_schema(void *name)
{
	char sql[200];
	snprintf(sql, sizeof sql, "SET client_min_messages = error; SET lock_timeout = '2s'; DROP SCHEMA IF EXISTS \"%s\" CASCADE", (const char *)name);
	test_pg_run(sql);
}

/* A schema that goes away with the arena: the store must be closed by then. */
static inline const char *
test_pg_url(struct arena *a)
{
	static atomic_int n;
	char *name = arena_printf(a, "t%d_%d", (int)getpid(), atomic_fetch_add(&n, 1));
	arena_on_reset(a, test_drop_schema, name);
	return arena_printf(a, "%s%cschema=%s", test_pg(), strchr(test_pg(), '?') == NULL ? '?' : '&', name);
}

static inline void
test_remove_folder(void *p)
{
	char cmd[300];
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", (const char *)p);
	if (system(cmd) != 0)
		print_error("%s\n", cmd);
}
/* A folder of its own for the test, emptied and removed with the arena. */
static inline char *
folder(struct arena *a)
{
	char *dir = arena_strdup(a, "/tmp/pilotis-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena_on_reset(a, test_remove_folder, dir);
	return dir;
}

/* For a store that is opened once; of one that is opened twice, or by another process too, see test_shared_url(). */
static inline const char *
test_url(struct arena *a)
{
	return test_pg() != NULL ? test_pg_url(a) : "sqlite::memory:";
}
static inline const char *
test_shared_url(struct arena *a)
{
	return test_pg() != NULL ? test_pg_url(a) : arena_printf(a, "sqlite:%s/x.db", folder(a));
}

/* What someone does who has the database and knows SQL: statements, past the program. */
static inline void
test_raw(struct arena *a, const char *url, const char *sql)
{
	if (test_pg() != NULL) {
		assert_true(test_pg_run(arena_printf(a, "SET search_path TO \"%s\"; %s", strstr(url, "schema=") + 7, sql)));
		return;
	}
	sqlite3 *h;
	char *why = NULL;
	assert_int_equal(sqlite3_open(url + strlen("sqlite:"), &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(h);
}

/* Open, at the newest schema. */
static inline struct store *
test_store(struct arena *a)
{
	struct store *s = NULL;
	enum err e = store_open(a, test_url(a), &s);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(a));
	return s;
}
#endif
