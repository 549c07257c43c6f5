#include "store_test.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>

static const struct query q_add = { "add", "INSERT INTO thing(name, size, part) VALUES ($1, $2, $3) RETURNING id" };
static const struct query q_swap = { "swap", "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)" };
static const struct query q_count = { "count", "SELECT count(*), sum(size) FROM thing" };
static const struct query q_all = { "all", "SELECT id, name, size, part, weight FROM thing ORDER BY id" };
static const struct query q_pairs = { "pairs", "SELECT count(*), sum(a), sum(b) FROM pair" };
static const struct query q_half_a = { "half_a", "UPDATE pair SET a = a + $1" };
static const struct query q_half_b = { "half_b", "UPDATE pair SET b = b + $1" };

static const char schema[] = "CREATE TABLE thing(id $ID, name TEXT NOT NULL UNIQUE, size $INT CHECK (size < 1000000), "
    "part $INT REFERENCES thing(id), weight $REAL, bytes $BLOB) $STRICT;\nCREATE TABLE pair(a $INT, b $INT) $STRICT;\n"
    "INSERT INTO pair VALUES (0, 0);";

static struct store *
open_at(struct arena *a, const char *url)
{
	struct embedded *m = ARENA_ARRAY(a, struct embedded, 2);
	m[0] = migration("0001_test.sql", schema, "s1");
	struct store *s;
	assert_ok(store_open_with(a, url, m, &s));
	return s;
}
static enum err
add(struct db *db, const char *name, int64_t size, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &q_add, ARGS(V(name), V(size), V(NONE)), &r);
	if (e == OK && id != NULL)
		*id = col_int(r, 0);
	return e;
}
struct totals { int64_t n, sum; };
static enum err
count_work(struct db *db, void *p)
{
	struct totals *t = p;
	struct rows *r;
	enum err e = db_one(db, &q_count, NO_ARGS, &r);
	if (e == OK)
		*t = (struct totals){ col_int(r, 0), col_int(r, 1) };
	return e;
}
static struct totals
totals(struct store *s, struct arena *a)
{
	struct totals t;
	assert_ok(store_read(s, a, count_work, &t));
	return t;
}

/* ---- statements and rows -------------------------------------------------------------------------------- */

static enum err
basics_work(struct db *db, void *p)
{
	(void)p;
	struct rows *r, *q;
	int64_t id = 0, n = 0;
	assert_ok(add(db, "un", 5, &id));
	assert_int_equal(id, 1);
	assert_ok(add(db, "deux", NONE, &id));
	assert_ok(db_one(db, &q_swap, ARGS(V("first"), V("second")), &r));
	assert_string_equal(col_text(r, 0), "second"); /* by the digits, not by order of appearance */
	assert_string_equal(col_text(r, 1), "first");
	assert_string_equal(col_text(r, 2), "second");
	assert_int_equal(db_statements(db), 3);
	assert_ok(db_query(db, &q_all, NO_ARGS, &r));
	for (; rows_next(r); n++) {
		int64_t inner = 0;
		assert_ok(db_query(db, &q_all, NO_ARGS, &q)); /* the same query while its rows are being read */
		while (rows_next(q))
			inner++;
		assert_ok(rows_end(q));
		assert_int_equal(inner, 2);
		assert_int_equal(col_int(r, 0), n + 1);
		assert_int_equal(col_int(r, 2), n == 0 ? 5 : NONE);
		assert_true(col_null(r, 3));
		assert_string_equal(col_text(r, 1), n == 0 ? "un" : "deux");
	}
	assert_ok(rows_end(r));
	assert_int_equal(n, 2);
	static const struct query update = { "update", "UPDATE thing SET weight = $1, name = $2 WHERE id > $3" };
	assert_ok(db_exec(db, &update, ARGS(V(2.5), V("été"), V(1)), &n));
	assert_int_equal(n, 1);
	static const struct query get = { "get", "SELECT name, weight, size FROM thing WHERE id = $1" };
	assert_ok(db_one(db, &get, ARGS(V(2)), &r));
	assert_string_equal(col_text(r, 0), "été");
	assert_true(col_real(r, 1) == 2.5);
	assert_int_equal(db_one(db, &get, ARGS(V(99)), &r), E_NOTFOUND);
	assert_ok(db_query(db, &q_all, NO_ARGS, &r)); /* left open: an early return */
	assert_true(rows_next(r));
	return OK;
}
static void
basics(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_shared_url(a));
	assert_ok(store_write(s, a, basics_work, NULL));
	assert_int_equal(totals(s, a).n, 2);
	store_close(s);
}

static enum err
errors_work(struct db *db, void *p)
{
	struct arena *a = db_arena(db);
	(void)p;
	int64_t id;
	assert_ok(add(db, "x", 1, &id));
	assert_int_equal(add(db, "x", 1, NULL), E_CONFLICT);       /* UNIQUE */
	assert_int_equal(add(db, "y", 1000000, NULL), E_CONFLICT); /* CHECK */
	assert_int_equal(add(db, NULL, 1, NULL), E_CONFLICT);      /* NOT NULL */
	assert_int_equal(db_exec(db, &q_add, ARGS(V("z"), V(1), V(77)), NULL), E_CONFLICT); /* foreign key */
	assert_true(fail_detail(a)[0] != '\0');
	assert_int_equal(db_exec(db, &q_add, ARGS(((struct val){ .t = V_TEXT, .p = "a\0b", .n = 3 }), V(1), V(NONE)), NULL), E_INVALID);
	assert_int_equal(add(db, "\xc3(", 1, NULL), E_INVALID);
	assert_ok(add(db, "w", 1, &id)); /* what failed was undone alone */
	return OK;
}
static enum err
wrong_work(struct db *db, void *p)
{
	static const struct query wrong = { "wrong", "SELECT nowhere FROM thing" };
	struct rows *r;
	int *seen = p;
	assert_ok(add(db, "lost", 1, NULL));
	assert_int_equal(db_one(db, &wrong, NO_ARGS, &r), E_DB);
	assert_int_equal(add(db, "refused", 1, NULL), E_DB);
	++*seen;
	return OK; /* overlooked: the store does not */
}
static enum err
mixed_type_work(struct db *db, void *p)
{
	(void)p;
	return db_exec(db, &q_add, ARGS(V("t"), V("not a number"), V(NONE)), NULL);
}
static enum err
write_in_read(struct db *db, void *p)
{
	(void)p;
	return add(db, "no", 1, NULL);
}
static void
errors(void **state)
{
	struct arena *a = *state;
	const char *urls[] = { test_shared_url(a), test_url(a) };
	for (size_t i = 0; i < LEN(urls); i++) {
		struct store *s = open_at(a, urls[i]);
		int seen = 0;
		assert_ok(store_write(s, a, errors_work, NULL));
		assert_int_equal(totals(s, a).n, 2);
		assert_int_equal(store_write(s, a, wrong_work, &seen), E_DB);
		assert_int_equal(seen, 1);
		assert_int_equal(store_write(s, a, mixed_type_work, NULL), E_DB); /* STRICT */
		assert_int_equal(store_read(s, a, write_in_read, NULL), E_DB);
		assert_int_equal(totals(s, a).n, 2);
		store_close(s);
	}
}

/* A row of a transaction that is over is dead; a second store, many statements: the cache gives way. */
static enum err
many_statements(struct db *db, void *p)
{
	(void)p;
	struct rows *keep, *r;
	assert_ok(db_query(db, &q_all, NO_ARGS, &keep));
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 200; i++) {
			struct query q = { "generated", arena_printf(db_arena(db), "SELECT %d + $1", i) };
			assert_ok(db_one(db, &q, ARGS(V(1000)), &r));
			assert_int_equal(col_int(r, 0), 1000 + i);
		}
	assert_true(rows_next(keep)); /* its statement was not evicted */
	assert_string_equal(col_text(keep, 1), "un");
	return rows_end(keep);
}
static enum err
add_one(struct db *db, void *p)
{
	return add(db, p, 1, NULL);
}
static void
cache(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_shared_url(a));
	char one[] = "un";
	assert_ok(store_write(s, a, add_one, one));
	assert_ok(store_read(s, a, many_statements, NULL));
	assert_ok(store_write(s, a, many_statements, NULL));
	store_close(s);
}

/* ---- reopening and migrations --------------------------------------------------------------------------- */

static void
reopened(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s = open_at(a, url);
	char one[] = "un", two[] = "deux";
	assert_ok(store_write(s, a, add_one, one));
	struct store *t = open_at(a, url); /* as another process would */
	assert_int_equal(totals(t, a).n, 1);
	assert_ok(store_write(t, a, add_one, two));
	assert_int_equal(totals(s, a).n, 2);
	store_close(t);
	store_close(s);
	s = open_at(a, url);
	assert_int_equal(totals(s, a).n, 2);
	store_close(s);
}

static enum err
migrated(struct db *db, void *p)
{
	static const struct query q = { "migrated", "SELECT (SELECT count(*) FROM t), name FROM schema_migration ORDER BY name" };
	struct rows *r;
	(void)p;
	assert_ok(db_query(db, &q, NO_ARGS, &r));
	for (int i = 1; i <= 2; i++) {
		assert_true(rows_next(r));
		assert_int_equal(col_int(r, 0), 1);
		assert_string_equal(col_text(r, 1), i == 1 ? "0001.sql" : "0002.sql");
	}
	assert_false(rows_next(r));
	assert_ok(rows_end(r));
	static const struct query next = { "next", "INSERT INTO t(n) VALUES (2) RETURNING id" };
	assert_ok(db_one(db, &next, NO_ARGS, &r));
	assert_true(col_int(r, 0) > 41); /* after the number that the migration gave */
	return OK;
}
static void
migrations(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct embedded one[] = { migration("0001.sql", "CREATE TABLE t(id $ID, n $INT) $STRICT;", "a1"), { 0 } };
	struct embedded two[] = { one[0], migration("0002.sql", "ALTER TABLE t ADD COLUMN x TEXT; INSERT INTO t(id, n, x) VALUES (41, 1, 'x');", "a2"), { 0 } };
	struct embedded bad[] = { one[0], two[1], migration("0003.sql", "INSERT INTO t(n) VALUES (2); SELECT broken;", "a3"), { 0 } };
	struct embedded edited[] = { migration("0001.sql", "CREATE TABLE t(id $ID) $STRICT;", "b1"), two[1], { 0 } };
	struct embedded token[] = { migration("0001.sql", "CREATE TABLE t(id $SERIAL)", "a1"), { 0 } };
	struct store *s;
	assert_ok(store_open_with(a, url, one, &s));
	store_close(s);
	assert_int_equal(store_open_with(a, url, bad, &s), E_DB); /* 0002 stays, 0003 is undone whole */
	fail_clear(a);
	for (int i = 0; i < 2; i++) { /* nothing runs twice */
		assert_ok(store_open_with(a, url, two, &s));
		store_close(s);
	}
	assert_int_equal(store_open_with(a, url, one, &s), E_CONFLICT);    /* newer than the program */
	assert_non_null(strstr(fail_detail(a), "0002.sql"));
	fail_clear(a);
	assert_int_equal(store_open_with(a, url, edited, &s), E_CONFLICT); /* a released text was edited */
	assert_non_null(strstr(fail_detail(a), "0001.sql"));
	fail_clear(a);
	assert_int_equal(store_open_with(a, test_url(a), token, &s), E_DB);
	assert_int_equal(store_open_with(a, "mysql:x", one, &s), E_INVALID);
	assert_int_equal(store_open_with(a, "nothing", one, &s), E_INVALID);
	fail_clear(a);
	assert_ok(store_open_with(a, url, two, &s));
	assert_ok(store_write(s, a, migrated, NULL));
	store_close(s);
}

/* ---- together ------------------------------------------------------------------------------------------- */

enum { THREADS = 8, WRITES = 200 };
struct worker { struct store *s; int me; int ok, refused; atomic_bool *stop; int reads; };
struct one { int me, i; };

static enum err
worker_work(struct db *db, void *p)
{
	const struct one *o = p;
	enum err e = add(db, arena_printf(db_arena(db), "%d/%d", o->me, o->i), 1, NULL);
	if (e == OK && o->i % 10 == 7)
		return E_INVALID; /* its row must go, the neighbours' stay */
	return e;
}
static void *
writer(void *p)
{
	struct worker *w = p;
	for (int i = 0; i < WRITES; i++) {
		struct arena *a = arena_new(MIB(8));
		enum err e = store_write(w->s, a, worker_work, &(struct one){ w->me, i });
		w->ok += e == OK;
		w->refused += e == E_INVALID;
		arena_free(a);
	}
	return NULL;
}
static void
group_commit(void **state)
{
	struct arena *a = *state;
	const char *urls[] = { test_shared_url(a), test_url(a) };
	for (size_t u = 0; u < LEN(urls); u++) {
		struct store *s = open_at(a, urls[u]);
		pthread_t t[THREADS];
		struct worker w[THREADS];
		for (int i = 0; i < THREADS; i++) {
			w[i] = (struct worker){ .s = s, .me = i };
			assert_int_equal(pthread_create(&t[i], NULL, writer, &w[i]), 0);
		}
		for (int i = 0; i < THREADS; i++) {
			pthread_join(t[i], NULL);
			assert_int_equal(w[i].ok, WRITES - WRITES / 10);
			assert_int_equal(w[i].refused, WRITES / 10);
		}
		assert_int_equal(totals(s, a).n, THREADS * (WRITES - WRITES / 10));
		store_close(s);
	}
}

static enum err
both_halves(struct db *db, void *p)
{
	(void)p;
	enum err e = db_exec(db, &q_half_a, ARGS(V(1)), NULL);
	return e != OK ? e : db_exec(db, &q_half_b, ARGS(V(1)), NULL);
}
static enum err
first_half(struct db *db, void *p)
{
	(void)p;
	assert_ok(db_exec(db, &q_half_a, ARGS(V(1)), NULL));
	return E_FORBIDDEN;
}
static enum err
see_halves(struct db *db, void *p)
{
	struct worker *w = p;
	struct rows *r;
	for (int i = 0; i < 2; i++) { /* the same in the whole transaction, whatever is committed meanwhile */
		static const struct query same = { "same", "SELECT a, b FROM pair LIMIT 1" };
		enum err e = db_one(db, i == 0 ? &q_pairs : &same, NO_ARGS, &r);
		if (e != OK)
			return e;
		w->refused += i == 0 ? col_int(r, 1) != col_int(r, 2) : col_int(r, 0) != col_int(r, 1);
	}
	w->reads++;
	return OK;
}
static void *
reader(void *p)
{
	struct worker *w = p;
	while (!atomic_load(w->stop)) {
		struct arena *a = arena_new(MIB(8));
		w->ok += store_read(w->s, a, see_halves, w) == OK;
		arena_free(a);
	}
	return NULL;
}
static void *
halves(void *p)
{
	struct worker *w = p;
	for (int i = 0; i < WRITES; i++) {
		struct arena *a = arena_new(MIB(8));
		w->ok += store_write(w->s, a, both_halves, NULL) == OK;
		w->refused += store_write(w->s, a, first_half, NULL) == E_FORBIDDEN;
		arena_free(a);
	}
	return NULL;
}
static void
never_half(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_shared_url(a));
	atomic_bool stop = false;
	pthread_t t[4];
	struct worker w[4];
	for (int i = 0; i < 4; i++) {
		w[i] = (struct worker){ .s = s, .stop = &stop };
		assert_int_equal(pthread_create(&t[i], NULL, i < 2 ? halves : reader, &w[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	atomic_store(&stop, true);
	for (int i = 2; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(w[i].refused, 0);
		assert_int_equal(w[i].ok, w[i].reads);
	}
	assert_int_equal(w[0].ok + w[1].ok, 2 * WRITES);
	assert_int_equal(w[0].refused + w[1].refused, 2 * WRITES);
	struct worker last = { .s = s };
	assert_ok(store_read(s, a, see_halves, &last));
	assert_int_equal(last.refused, 0);
	store_close(s);
}

/* ---- when things go wrong ------------------------------------------------------------------------------- */

/* A process killed in the middle of its writes: whatever it was told is durable is there, nothing is there by half. */
static void
killed(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	int told[2], last = -1, n;
	store_close(open_at(a, url));
	assert_int_equal(pipe(told), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store *s = open_at(a, url);
		for (int i = 0; i < 100000; i++) {
			char *name = arena_printf(a, "%d", i);
			if (store_write(s, a, add_one, name) != OK || store_write(s, a, both_halves, NULL) != OK ||
			    write(told[1], &i, sizeof i) != sizeof i)
				break;
		}
		_exit(1);
	}
	close(told[1]);
	for (int i = 0; i < 50 && read(told[0], &n, sizeof n) == sizeof n; i++)
		last = n;
	kill(child, SIGKILL);
	while (read(told[0], &n, sizeof n) == sizeof n)
		last = n;
	assert_int_equal(waitpid(child, &n, 0), child);
	assert_true(WIFSIGNALED(n));
	assert_true(last >= 49);
	struct store *s = open_at(a, url);
	int64_t there = totals(s, a).n;
	assert_true(there == last + 1 || there == last + 2); /* one more may have been committed and not told */
	struct worker w = { .s = s };
	assert_ok(store_read(s, a, see_halves, &w));
	assert_int_equal(w.refused, 0);
	store_close(s);
}

/* Another process holds the lock for a moment: the write waits for it. */
struct holder { struct store *s; atomic_bool inside; };
static enum err
hold(struct db *db, void *p)
{
	struct holder *h = p;
	struct timespec t = { .tv_nsec = 200000000 };
	enum err e = add(db, "first", 1, NULL);
	atomic_store(&h->inside, true);
	nanosleep(&t, NULL);
	return e;
}
static void *
holds(void *p)
{
	struct holder *h = p;
	struct arena *a = arena_new(MIB(8));
	assert_ok(store_write(h->s, a, hold, h));
	arena_free(a);
	return NULL;
}
static enum err
after_first(struct db *db, void *p)
{
	struct totals *t = p;
	enum err e = count_work(db, t); /* what the holder committed is seen: nobody writes between this and what follows */
	return e != OK ? e : add(db, "second", 1, NULL);
}
static void
waits_for_others(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s = open_at(a, url);
	struct holder h = { .s = open_at(a, url) };
	struct totals seen = { 0 };
	struct timespec pause = { .tv_nsec = 1000000 };
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, holds, &h), 0);
	while (!atomic_load(&h.inside))
		nanosleep(&pause, NULL);
	assert_ok(store_write(s, a, after_first, &seen));
	assert_int_equal(seen.n, 1);
	pthread_join(t, NULL);
	assert_int_equal(totals(s, a).n, 2);
	store_close(h.s);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(basics), T(errors), T(cache), T(reopened), T(migrations), T(group_commit),
		T(never_half), T(killed), T(waits_for_others) };
	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
