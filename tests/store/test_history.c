/* The journal: chained, append-only, and holding when what it says of a person is erased. */
#include "store_test.h"
#include "base/text.h"
#include "store/history.h"
#include "store/setting.h"
#include <pthread.h>

static struct store *
open_at(struct arena *a, const char *url)
{
	struct store *s;
	if (store_open(a, url, &s) != OK)
		fail_msg("%s", fail_detail(a));
	return s;
}

struct act { int64_t person; const char *who, *entity; int64_t id; const char *before, *after; enum err end; };
static enum err
act(struct db *db, void *p)
{
	const struct act *x = p;
	db_author(db, x->person, x->who, "web");
	enum err e = history_add(db, x->entity, x->id, "changed", "name", x->before, x->after);
	return e == OK ? x->end : e;
}
static void
add(struct store *s, struct arena *a, struct act x)
{
	assert_int_equal(store_write(s, a, act, &x), x.end);
}

static enum err
verify_work(struct db *db, void *p)
{
	return history_verify(db, p);
}
static struct history_check
verify(struct store *s, struct arena *a)
{
	struct history_check c;
	assert_ok(store_read(s, a, verify_work, &c));
	return c;
}
static void
whole(struct store *s, struct arena *a, int64_t rows)
{
	struct history_check c = verify(s, a);
	if (c.broken != NONE)
		fail_msg("row %lld: %s", (long long)c.broken, c.why);
	assert_int_equal(c.rows, rows);
	assert_int_equal(c.head.id, rows);
}

/* What someone does who has the database and knows SQL. */
static void
tamper(struct arena *a, const char *url, const char *sql)
{
	static const char *const triggers[] = { "DROP TRIGGER IF EXISTS history_stays; DROP TRIGGER IF EXISTS history_no_delete",
		"DROP TRIGGER IF EXISTS history_stays ON history" };
	test_raw(a, url, arena_printf(a, "%s; %s", triggers[test_pg() != NULL], sql));
}

/* ---- writing ----------------------------------------------------------------------------------------------- */

struct crowd { struct store *s; int me; };
static void *
crowd(void *p)
{
	struct crowd *c = p;
	for (int i = 0; i < 40; i++) {
		struct arena *a = arena_new(MIB(8));
		/* One of four gives up after it has written: its row must leave no trace in the chain. */
		struct act x = { c->me, arena_printf(a, "Personne %d", c->me), "thing", i, "a", "b", i % 4 == 3 ? E_FORBIDDEN : OK };
		BUG_ON(store_write(c->s, a, act, &x) != x.end);
		arena_free(a);
	}
	return NULL;
}
static void
chained_by_many(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_shared_url(a));
	pthread_t t[8];
	struct crowd c[8];
	whole(s, a, 0);
	for (int i = 0; i < 8; i++) {
		c[i] = (struct crowd){ s, i + 1 };
		assert_int_equal(pthread_create(&t[i], NULL, crowd, &c[i]), 0);
	}
	for (int i = 0; i < 8; i++)
		pthread_join(t[i], NULL);
	whole(s, a, 8 * 30);
	store_close(s);
}

/* Two processes' worth of connections on one file: each finds the end that the other left. */
static void
two_stores(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *one = open_at(a, url), *two = open_at(a, url);
	for (int i = 0; i < 6; i++)
		add(i % 2 == 0 ? one : two, a, (struct act){ 7, "Ada", "thing", i, NULL, "x", OK });
	whole(one, a, 6);
	whole(two, a, 6);
	store_close(one);
	store_close(two);
}

/* ---- tampering --------------------------------------------------------------------------------------------- */

static void
some_rows(struct store *s, struct arena *a)
{
	for (int i = 1; i <= 9; i++)
		add(s, a, (struct act){ i % 3, i % 3 == 1 ? "Ada Lovelace" : i % 3 == 2 ? "Zoé" : NULL, "person", i, i % 2 ? "avant" : NULL, "après", OK });
}
static void
tampering_is_seen(void **state)
{
	struct arena *a = *state;
	static const struct { const char *sql; int64_t first; } acts[] = {
		{ "UPDATE history SET after = 'autre' WHERE id = 4", 4 }, { "UPDATE history SET before = NULL WHERE id = 5", 5 },
		{ "UPDATE history SET who = 'Zoé' WHERE id = 4", 4 }, { "UPDATE history SET person = 2 WHERE id = 7", 7 },
		{ "UPDATE history SET at = '2020-01-01T00:00:00Z' WHERE id = 1", 1 }, { "UPDATE history SET via = NULL WHERE id = 9", 9 },
		{ "UPDATE history SET entity = 'thing' WHERE id = 2", 2 }, { "UPDATE history SET entity_id = 99 WHERE id = 3", 3 },
		{ "UPDATE history SET what = 'deleted' WHERE id = 3", 3 }, { "UPDATE history SET field = NULL WHERE id = 3", 3 },
		{ "UPDATE history SET hash = (SELECT hash FROM history WHERE id = 5) WHERE id = 6", 6 },
		{ "UPDATE history SET hash = NULL WHERE id = 1", 2 }, { "UPDATE history SET hash = NULL WHERE id = 8", 8 },
		{ "DELETE FROM history WHERE id = 6", 7 }, { "DELETE FROM history WHERE id = 1", 2 },
		{ "DELETE FROM history WHERE id = 6; UPDATE history SET id = id - 1 WHERE id > 6", 6 },
		{ "INSERT INTO history(id, at, entity, entity_id, what) VALUES (10, '2026-01-01T00:00:00Z', 'x', 1, 'y')", 10 },
		{ "UPDATE history SET who = 'effacé', who_erased = 9 WHERE id = 4", 4 },
		/* an erasure that nobody told of, its digest rightly made: the seal of row 3, which names nobody, is that of any such row */
		{ "UPDATE history SET text_erased = 9, before = 'effacé', text_seal = 'x' WHERE id = 4", 4 },
	};
	for (size_t i = 0; i < LEN(acts); i++) {
		const char *url = test_shared_url(a);
		struct store *s = open_at(a, url);
		some_rows(s, a);
		whole(s, a, 9);
		store_close(s);
		tamper(a, url, acts[i].sql);
		s = open_at(a, url);
		struct history_check c = verify(s, a);
		if (c.broken != acts[i].first)
			fail_msg("%s: row %lld said, not %lld", acts[i].sql, (long long)c.broken, (long long)acts[i].first);
		assert_non_null(c.why);
		store_close(s);
	}
}

static const struct query refused[] = {
	{ "r1", "UPDATE history SET after = 'autre' WHERE id = 4" },
	{ "r2", "UPDATE history SET who = NULL WHERE id = 4" },
	{ "r3", "UPDATE history SET hash = NULL WHERE id = 4" },
	{ "r4", "DELETE FROM history WHERE id = 9" },
	{ "r5", "DELETE FROM history" },
	{ "r6", "UPDATE history SET what = 'x', who_erased = 12 WHERE id = 4" },
	{ "r7", "UPDATE history SET who = 'x', who_erased = 2 WHERE id = 4" },
};
static enum err
append_only_work(struct db *db, void *p)
{
	(void)p;
	for (size_t i = 0; i < LEN(refused); i++) {
		enum err e = db_exec(db, &refused[i], NO_ARGS, NULL);
		if (e != E_CONFLICT)
			fail_msg("%s: %s", refused[i].sql, err_name(e));
		fail_clear(db_arena(db));
	}
	return OK;
}
static void
append_only(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a, test_url(a));
	some_rows(s, a);
	assert_ok(store_write(s, a, append_only_work, NULL));
	whole(s, a, 9);
	store_close(s);
}

/* ---- erasure ----------------------------------------------------------------------------------------------- */

static unsigned
ada(void *arg, const struct history_row *r)
{
	unsigned of = 0;
	(void)arg;
	if (r->person == 1)
		of |= HISTORY_WHO;
	if ((r->before != NULL && strstr(r->before, "Ada") != NULL) || (r->after != NULL && strstr(r->after, "Ada") != NULL))
		of |= HISTORY_TEXT;
	return of;
}
static unsigned
old_signins(void *arg, const struct history_row *r)
{
	++*(int *)arg;
	assert_string_equal(r->entity, "signin");
	return HISTORY_WHO | HISTORY_PERSON | HISTORY_TEXT;
}
struct erasing { struct history_erasure what; int64_t n; };
static enum err
erase_work(struct db *db, void *p)
{
	struct erasing *x = p;
	db_author(db, 2, "Zoé", "web");
	return history_erase(db, &x->what, &x->n);
}
static enum err
names_work(struct db *db, void *p)
{
	static const struct query q = { "names", "SELECT count(*) FROM history WHERE who = 'Ada Lovelace' OR before LIKE '%Ada%' OR after LIKE '%Ada%'" };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	*(int64_t *)p = col_int(r, 0);
	return OK;
}
static void
erasure_keeps_the_chain(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s = open_at(a, url);
	int64_t names = 0;
	int asked = 0;
	some_rows(s, a);
	add(s, a, (struct act){ 2, "Zoé", "person", 1, NULL, "Ada Lovelace", OK });
	add(s, a, (struct act){ 1, "Ada Lovelace", "signin", 0, NULL, "Firefox", OK });
	assert_ok(store_read(s, a, names_work, &names));
	assert_int_equal(names, 5);
	struct erasing x = { .what = { .why = "person", .choose = ada, .look = true } };
	assert_ok(store_write(s, a, erase_work, &x));
	assert_int_equal(x.n, 5); /* four names, one text */
	whole(s, a, 11);
	x.what.look = false;
	assert_ok(store_write(s, a, erase_work, &x));
	assert_int_equal(x.n, 5);
	assert_ok(store_read(s, a, names_work, &names));
	assert_int_equal(names, 0);
	whole(s, a, 12);
	assert_int_equal(verify(s, a).erased, 5);
	assert_ok(store_write(s, a, erase_work, &x)); /* again: nothing is left to erase, nothing is told */
	assert_int_equal(x.n, 0);
	whole(s, a, 12);
	add(s, a, (struct act){ 1, "Ada Byron", "thing", 1, "x", "y", OK }); /* came back: a second erasure stands beside the first */
	assert_ok(store_write(s, a, erase_work, &x));
	assert_int_equal(x.n, 1);
	struct erasing old = { .what = { .entity = "signin", .before = "9999", .why = "retention", .choose = old_signins, .arg = &asked } };
	assert_ok(store_write(s, a, erase_work, &old));
	assert_int_equal(asked, 1);
	assert_int_equal(old.n, 1); /* the name was gone: what is left is the browser */
	whole(s, a, 15);
	store_close(s);

	static const struct { const char *sql; int64_t first; } acts[] = {
		{ "UPDATE history SET who = 'Zoé' WHERE id = 4", 4 },                          /* a name comes back */
		{ "UPDATE history SET after = 'x' WHERE id = 10", 10 },
		{ "UPDATE history SET person = 2 WHERE id = 4", 12 },                          /* the act is given to another */
		{ "UPDATE history SET before = '4' WHERE id = 12", 12 },
		{ "UPDATE history SET who_erased = 14 WHERE id = 4", 12 },
	};
	for (size_t i = 0; i < LEN(acts); i++) {
		const char *copy = test_shared_url(a);
		assert_ok(store_copy(a, url, copy, false, NULL, NULL));
		tamper(a, copy, acts[i].sql);
		s = open_at(a, copy);
		struct history_check c = verify(s, a);
		if (c.broken != acts[i].first)
			fail_msg("%s: row %lld said, not %lld: %s", acts[i].sql, (long long)c.broken, (long long)acts[i].first, c.why);
		store_close(s);
	}
}

/* ---- a store older than the chain --------------------------------------------------------------------------- */

static enum err
old_rows(struct db *db, void *p)
{
	static const struct query q = { "old", "INSERT INTO history(at, person, who, via, entity, entity_id, what, after) VALUES "
	    "('2025-01-01T00:00:00Z', 1, 'Ada Lovelace', 'web', 'person', 1, 'created', 'Ada Lovelace'), ('2025-01-02T00:00:00Z', NULL, NULL, NULL, 'x', 1, 'y', NULL)" };
	(void)p;
	return db_exec(db, &q, NO_ARGS, NULL);
}
static void
older_than_the_chain(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct embedded before[64];
	struct store *s;
	size_t n = 0;
	for (const struct embedded *m = migration_table; m->name != NULL && strcmp(m->name, "0009") < 0 && n < 60; m++)
		before[n++] = *m;
	before[n] = (struct embedded){ 0 };
	assert_ok(store_open_with(a, url, before, &s));
	assert_ok(store_write(s, a, old_rows, NULL));
	store_close(s);
	s = open_at(a, url);
	struct history_check c = verify(s, a);
	assert_int_equal(c.broken, NONE);
	assert_int_equal(c.unchained, 2);
	add(s, a, (struct act){ 1, "Ada Lovelace", "thing", 1, NULL, "x", OK });
	c = verify(s, a);
	assert_int_equal(c.unchained, 0);
	whole(s, a, 3);
	struct erasing x = { .what = { .why = "person", .choose = ada } };
	assert_ok(store_write(s, a, erase_work, &x));
	assert_int_equal(x.n, 3);
	whole(s, a, 4);
	store_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(chained_by_many), T(two_stores), T(tampering_is_seen), T(append_only), T(erasure_keeps_the_chain),
		T(older_than_the_chain) };
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
