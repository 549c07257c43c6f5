/* What is PostgreSQL's own: its URL, its schemas, its connections that come and go. Needs PILOTIS_TEST_PG (make check-pg). */
#include "store_test.h"
#include "base/secret.h"
#include "base/text.h"
#include "people/people_store.h"
#include "store/queries.h"
#include "store/setting.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static const char schema[] = "CREATE TABLE thing(id $ID, name TEXT NOT NULL UNIQUE) $STRICT;";
static const struct query q_add = { "add", "INSERT INTO thing(name) VALUES ($1)" };
static const struct query q_count = { "count", "SELECT count(*) FROM thing" };
static const struct query q_kill = { "kill", "SELECT pg_terminate_backend(pg_backend_pid())" };

static struct store *
open_at(struct arena *a, const char *url)
{
	struct embedded m[] = { migration("0001_test.sql", schema, "s1"), { 0 } };
	struct store *s = NULL;
	if (store_open_with(a, url, m, &s) != OK)
		fail_msg("%s: %s", url, fail_detail(a));
	return s;
}
static enum err
refuses(struct arena *a, const char *url)
{
	struct embedded m[] = { migration("0001_test.sql", schema, "s1"), { 0 } };
	struct store *s;
	fail_clear(a);
	return store_open_with(a, url, m, &s);
}
static const char *
with(struct arena *a, const char *parameters)
{
	return arena_printf(a, "%s%c%s", test_pg(), strchr(test_pg(), '?') == NULL ? '?' : '&', parameters);
}

static enum err
add(struct db *db, void *name)
{
	return db_exec(db, &q_add, ARGS(V((const char *)name)), NULL);
}
static enum err
count_work(struct db *db, void *p)
{
	struct rows *r;
	enum err e = db_one(db, &q_count, NO_ARGS, &r);
	if (e == OK)
		*(int64_t *)p = col_int(r, 0);
	return e;
}
static int64_t
count(struct store *s, struct arena *a)
{
	int64_t n = NONE;
	enum err e = store_read(s, a, count_work, &n);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(a));
	return n;
}

/* ---- places --------------------------------------------------------------------------------------------- */

static void
urls(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a);
	bool there = true;
	assert_ok(store_exists(a, url, &there));
	assert_false(there);
	store_close(open_at(a, url));
	assert_ok(store_exists(a, url, &there));
	assert_true(there);
	store_close(open_at(a, arena_printf(a, "postgres:%s", strchr(url, ':') + 1))); /* the other name of the scheme */
	assert_int_equal(refuses(a, with(a, "schema=")), E_INVALID);
	assert_int_equal(refuses(a, with(a, "schema=a%20b")), E_INVALID);
	assert_int_equal(refuses(a, with(a, "schema=pg_mine")), E_INVALID);
	assert_int_equal(refuses(a, with(a, "schema=x\";DROP")), E_INVALID);
	assert_int_equal(refuses(a, with(a, "nonsense=1")), E_INVALID);
	assert_int_equal(refuses(a, "postgres://pilotis@/db?host=/nowhere/at/all"), E_AWAY);
	assert_int_equal(refuses(a, arena_printf(a, "%s&dbname=nosuchdb", url)), E_AWAY);
	assert_int_equal(store_exists(a, "postgres://pilotis@/db?host=/nowhere/at/all", &there), E_AWAY);
	fail_clear(a);
	assert_string_equal(store_shown(a, "postgres://u:se:cr%40et@h/d?schema=x&password=abc&sslmode=require"), "postgres://u@h/d?schema=x&password=&sslmode=require");
	assert_string_equal(store_shown(a, "sqlite:./var/x.db"), "./var/x.db");
}

/* The first of two hosts is not there: the next one serves. */
static void
several_hosts(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a), *host = strstr(url, "host=");
	assert_non_null(host);
	struct store *s = open_at(a, arena_printf(a, "%.*shost=/nowhere/at/all,%s", (int)(host - url), url, host + 5));
	assert_ok(store_write(s, a, add, (char[]){ "x" }));
	assert_int_equal(count(s, a), 1);
	store_close(s);
}

/* A database of another encoding would lose letters; a role without the right to make schemas uses what was made for it. */
static void
databases_and_roles(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a), *name = strstr(url, "schema=") + 7;
	assert_true(test_pg_run(arena_printf(a, "CREATE DATABASE \"%s\" TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'", name)));
	assert_int_equal(refuses(a, arena_printf(a, "%s&dbname=%s", url, name)), E_INVALID);
	assert_non_null(strstr(fail_detail(a), "UTF8"));
	assert_true(test_pg_run(arena_printf(a, "DROP DATABASE \"%s\"", name)));
	assert_true(test_pg_run(arena_printf(a, "CREATE ROLE \"r%s\" LOGIN", name)));
	const char *other = arena_printf(a, "%s&user=r%s", url, name);
	assert_int_not_equal(refuses(a, other), OK);
	fail_clear(a);
	assert_true(test_pg_run(arena_printf(a, "CREATE SCHEMA \"%s\" AUTHORIZATION \"r%s\"", name, name)));
	struct store *s = open_at(a, other);
	assert_ok(store_write(s, a, add, (char[]){ "x" }));
	store_close(s);
	test_drop_schema(arena_strdup(a, name));
	assert_true(test_pg_run(arena_printf(a, "DROP ROLE \"r%s\"", name)));
}

/* ---- one programme is one schema ------------------------------------------------------------------------ */

static enum err
programme_of(struct db *db, void *arg)
{
	int64_t id;
	enum err e = programme_create(db, arg, NULL);
	return e != OK ? e : person_add(db, arg, arena_printf(db_arena(db), "%s@example.org", (const char *)arg), &id);
}
static enum err
fail_in_it(struct db *db, void *arg)
{
	static const struct query wrong = { "wrong", "SELECT nowhere FROM programme" };
	struct rows *r;
	(void)arg;
	return db_one(db, &wrong, NO_ARGS, &r);
}
static enum err
all_names(struct db *db, void *arg)
{
	static const struct query q = { "names", "SELECT (SELECT name FROM programme), name FROM person ORDER BY id" };
	struct strings *out = arg;
	struct rows *r;
	enum err e = db_query(db, &q, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		PUSH(db_arena(db), out, col_text(r, 0));
		PUSH(db_arena(db), out, col_text(r, 1));
	}
	return rows_end(r);
}

/* Two programmes of one database, used in turns by the same thread, also after what went wrong in one of them. */
static void
neighbours(void **state)
{
	struct arena *a = *state;
	struct store *s[2];
	static char names[2][10] = { "velo", "bateau" };
	for (int i = 0; i < 2; i++) {
		assert_ok(store_open(a, test_pg_url(a), &s[i]));
		assert_ok(store_write(s[i], a, programme_of, names[i]));
	}
	for (int turn = 0; turn < 4; turn++)
		for (int i = 0; i < 2; i++) {
			struct strings seen = { 0 };
			assert_ok(store_read(s[i], a, all_names, &seen));
			assert_int_equal(seen.n, 2);
			assert_string_equal(seen.items[0], names[i]);
			assert_string_equal(seen.items[1], names[i]);
			if (turn == 1) {
				assert_int_equal(store_read(s[i], a, fail_in_it, NULL), E_DB);
				assert_int_equal(store_write(s[i], a, fail_in_it, NULL), E_DB);
			} else if (turn == 2) { /* a second programme in the same schema is refused, here and only here */
				assert_int_equal(store_write(s[i], a, programme_of, names[1 - i]), E_CONFLICT);
			}
			fail_clear(a);
		}
	store_close(s[0]);
	store_close(s[1]);
}

static enum err
collations(struct db *db, void *arg)
{
	static const struct query q = { "collations", "SELECT count(*), count(CASE WHEN collation_name = 'C' THEN 1 END) FROM information_schema.columns "
	    "WHERE table_schema = current_schema() AND data_type = 'text'" };
	struct rows *r;
	(void)arg;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	assert_true(col_int(r, 0) > 100);
	assert_int_equal(col_int(r, 0), col_int(r, 1));
	return OK;
}
static void
every_text_sorts_by_bytes(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	struct strings faults = { 0 };
	assert_ok(store_read(s, a, collations, NULL));
	assert_ok(store_check(s, a, &faults));
	assert_int_equal(faults.n, 0);
	store_close(s);
}

/* ---- round trips ---------------------------------------------------------------------------------------- */

static enum err
three_reads(struct db *db, void *arg)
{
	int64_t n;
	enum err e = OK;
	(void)arg;
	for (int i = 0; e == OK && i < 3; i++)
		e = count_work(db, &n);
	return e;
}
static enum err
three_writes(struct db *db, void *arg)
{
	int *n = arg;
	enum err e = OK;
	for (int i = 0; e == OK && i < 3; i++)
		e = add(db, arena_printf(db_arena(db), "%d", (*n)++));
	return e;
}
static enum err
nothing(struct db *db, void *arg)
{
	(void)db;
	(void)arg;
	return OK;
}
static int64_t
trips_of(struct store *s, struct arena *a, bool write, enum err (*work)(struct db *, void *), void *arg)
{
	int64_t before = store_counts(s).trips;
	assert_ok(write ? store_write(s, a, work, arg) : store_read(s, a, work, arg));
	return store_counts(s).trips - before;
}
/* A statement is a round trip, a commit is one; transactions, locks, savepoints and preparing cost none. */
static void
round_trips(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_pg_url(a));
	int n = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(trips_of(s, a, false, three_reads, NULL), 3);
		assert_int_equal(trips_of(s, a, true, three_writes, &n), 4);
		assert_int_equal(trips_of(s, a, true, three_reads, NULL), 4);
		assert_int_equal(trips_of(s, a, false, nothing, NULL), 0);
		assert_int_equal(trips_of(s, a, true, nothing, NULL), 0);
	}
	store_close(s);
}

/* ---- connections that end ------------------------------------------------------------------------------- */

/* Ends every other connection of this test's own. */
static void
end_idle(struct arena *a, const char *url)
{
	const char *name = strstr(url, "schema=") + 7;
	assert_true(test_pg_run(arena_printf(a, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s' AND pid <> pg_backend_pid()", name)));
}
static const char *
named(struct arena *a, const char *url)
{
	return arena_printf(a, "%s&application_name=%s", url, strstr(url, "schema=") + 7);
}

/* While nobody used it: nothing is lost, nobody notices. */
static void
ended_idle(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a);
	struct store *s = open_at(a, named(a, url));
	int n = 0;
	for (int i = 0; i < 3; i++) {
		assert_ok(store_write(s, a, three_writes, &n)); /* its statements are prepared */
		assert_int_equal(count(s, a), n);
		end_idle(a, url);
		if (i == 1)
			assert_ok(store_write(s, a, three_writes, &n));
		assert_int_equal(count(s, a), n);
	}
	store_close(s);
}

static enum err
ended_inside(struct db *db, void *arg)
{
	struct rows *r;
	assert_ok(add(db, arg));
	assert_int_equal(db_one(db, &q_kill, NO_ARGS, &r), E_AWAY);
	assert_int_equal(add(db, (char[]){ "after" }), E_AWAY);
	return OK; /* overlooked: the store does not */
}
static enum err
ended_reading(struct db *db, void *arg)
{
	struct rows *r;
	assert_ok(count_work(db, arg));
	assert_int_equal(db_one(db, &q_kill, NO_ARGS, &r), E_AWAY);
	return OK;
}
static void
ended_in_a_transaction(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_pg_url(a));
	int64_t n;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_write(s, a, ended_inside, (char[]){ "lost" }), E_AWAY);
		assert_int_equal(store_read(s, a, ended_reading, &n), E_AWAY);
		fail_clear(a);
		assert_ok(store_write(s, a, add, arena_printf(a, "kept %d", i)));
		assert_int_equal(count(s, a), i + 1);
	}
	store_close(s);
}

/* Lost between COMMIT and its answer: E_UNSURE, since nobody knows. (Here it was not done.) */
static void
ended_in_the_commit(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a), *name = strstr(url, "schema=") + 7;
	struct store *s = open_at(a, url);
	assert_true(test_pg_run(arena_printf(a, "CREATE FUNCTION \"%s\".gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.name = ''bad'' THEN "
	    "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END'; CREATE CONSTRAINT TRIGGER gone AFTER INSERT ON \"%s\".thing "
	    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION \"%s\".gone()", name, name, name)));
	assert_ok(store_write(s, a, add, (char[]){ "good" }));
	assert_int_equal(store_write(s, a, add, (char[]){ "bad" }), E_UNSURE);
	fail_clear(a);
	assert_int_equal(count(s, a), 1);
	assert_ok(store_write(s, a, add, (char[]){ "again" }));
	assert_int_equal(count(s, a), 2);
	store_close(s);
}

/* ---- many at once --------------------------------------------------------------------------------------- */

/* A work of the writers' queue: waits until all have come, so that they are committed together. */
struct crowd { struct store *s; atomic_int *there; int me, all; enum err e; };
static enum err
crowd_work(struct db *db, void *arg)
{
	struct crowd *c = arg;
	struct arena *a = db_arena(db);
	switch (c->me % 6) {
	case 0: return add(db, arena_printf(a, "n%d", c->me));
	case 1: return OK;                                          /* asks for nothing */
	case 2:                                                     /* a conflict that is handled */
		assert_ok(add(db, arena_printf(a, "n%d", c->me)));
		assert_int_equal(add(db, arena_printf(a, "n%d", c->me)), E_CONFLICT);
		return add(db, arena_printf(a, "m%d", c->me));
	case 3:                                                     /* undone by its own choice, after a conflict */
		assert_ok(add(db, arena_printf(a, "n%d", c->me)));
		assert_int_equal(add(db, arena_printf(a, "n%d", c->me)), E_CONFLICT);
		return E_FORBIDDEN;
	case 4: return fail_in_it(db, NULL);                        /* a wrong query */
	default: {
		int64_t n;
		return count_work(db, &n);                              /* reads only */
	}
	}
}
static enum err
wait_for_crowd(struct db *db, void *arg)
{
	struct crowd *c = arg;
	struct timespec t = { .tv_nsec = 1000000 };
	while (atomic_load(c->there) < c->all)
		nanosleep(&t, NULL);
	t.tv_nsec = 100000000; /* until they stand in the queue */
	nanosleep(&t, NULL);
	return add(db, (char[]){ "first" });
}
static void *
comes(void *arg)
{
	struct crowd *c = arg;
	struct arena *a = arena_new(MIB(8));
	if (c->me >= 0)
		atomic_fetch_add(c->there, 1);
	c->e = store_write(c->s, a, c->me < 0 ? wait_for_crowd : crowd_work, c);
	arena_free(a);
	return NULL;
}
static void
crowd(void **state)
{
	static const enum err expected[] = { OK, OK, OK, E_FORBIDDEN, E_DB, OK };
	enum { ALL = 60 };
	struct arena *a = *state;
	struct store *s = open_at(a, test_pg_url(a));
	pthread_t first, t[ALL];
	struct crowd c[ALL], leader;
	atomic_int there = 0;
	leader = (struct crowd){ s, &there, -1, ALL, OK };
	assert_int_equal(pthread_create(&first, NULL, comes, &leader), 0);
	for (int i = 0; i < ALL; i++) {
		c[i] = (struct crowd){ s, &there, i, ALL, OK };
		assert_int_equal(pthread_create(&t[i], NULL, comes, &c[i]), 0);
	}
	pthread_join(first, NULL);
	for (int i = 0; i < ALL; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(c[i].e, expected[i % 6]);
	}
	assert_int_equal(count(s, a), 1 + ALL / 6 + 2 * (ALL / 6));
	store_close(s);
}

/* Another server holds the writers' lock for longer than one waits: E_BUSY, and all is well after that. */
struct holder { struct store *s; atomic_int state; };
static enum err
hold(struct db *db, void *arg)
{
	struct holder *h = arg;
	struct timespec t = { .tv_nsec = 1000000 };
	enum err e = add(db, (char[]){ "holder" });
	atomic_store(&h->state, 1);
	while (atomic_load(&h->state) == 1)
		nanosleep(&t, NULL);
	return e;
}
static void *
holds(void *arg)
{
	struct holder *h = arg;
	struct arena *a = arena_new(MIB(8));
	assert_ok(store_write(h->s, a, hold, h));
	arena_free(a);
	return NULL;
}
static void
busy(void **state)
{
	struct arena *a = *state;
	const char *url = test_pg_url(a);
	struct store *s = open_at(a, arena_printf(a, "%s&options=-c%%20lock_timeout%%3D50", url));
	struct holder h = { .s = open_at(a, url) };
	struct timespec t = { .tv_nsec = 1000000 };
	pthread_t other;
	assert_int_equal(pthread_create(&other, NULL, holds, &h), 0);
	while (atomic_load(&h.state) == 0)
		nanosleep(&t, NULL);
	assert_int_equal(store_write(s, a, add, (char[]){ "x" }), E_BUSY);
	assert_int_equal(count(s, a), 0); /* readers wait for nobody */
	fail_clear(a);
	atomic_store(&h.state, 2);
	pthread_join(other, NULL);
	assert_ok(store_write(s, a, add, (char[]){ "x" }));
	assert_int_equal(count(s, a), 2);
	store_close(h.s);
	store_close(s);
}

int
main(void)
{
	secret_init();
	if (test_pg() == NULL) {
		print_error("PILOTIS_TEST_PG is not set: sh tools/pg-temp.sh …\n");
		return 1;
	}
	const struct CMUnitTest tests[] = { T(urls), T(several_hosts), T(databases_and_roles), T(neighbours), T(every_text_sorts_by_bytes),
		T(round_trips), T(ended_idle), T(ended_in_a_transaction), T(ended_in_the_commit), T(crowd), T(busy) };
	return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
