/* What goes into a store comes back the same; texts in the order of their bytes; history and settings. */
#include "store_test.h"
#include "store/history.h"
#include "store/setting.h"

static const char schema[] = "CREATE TABLE thing(id $ID, name TEXT NOT NULL UNIQUE, part $INT, weight $REAL, bytes $BLOB) $STRICT;\n"
    "CREATE TABLE pair(a $INT, b $INT) $STRICT;";

static void
in_things(struct arena *a, enum err (*work)(struct db *, void *))
{
	struct embedded m[] = { migration("0001_test.sql", schema, "s1"), { 0 } };
	struct store *s;
	assert_ok(store_open_with(a, test_url(a), m, &s));
	assert_ok(store_write(s, a, work, NULL));
	store_close(s);
}

/* Every kind of value there and back, exactly; sums; yes and no. */
static enum err
values_work(struct db *db, void *p)
{
	static const struct query add_all = { "add_all", "INSERT INTO thing(name, part, weight, bytes) VALUES ($1, $2, $3, $4) RETURNING id" };
	static const struct query get = { "get", "SELECT name, part, weight, bytes FROM thing WHERE id = $1" };
	static const struct query sums = { "sums", "SELECT sum(a), sum(b), count(*), max(a), avg(b), sum(a) > 0, sum(b) = 0 FROM pair WHERE a <> 0 OR b <> 0" };
	static const struct query pair = { "pair", "INSERT INTO pair(a, b) VALUES ($1, $2)" };
	static const char bytes[] = { 0, 1, '\'', '\\', (char)0xff, 0, 'x' };
	static const double reals[] = { 0.1, -1e300, 5e-324, 123456789.123456789 };
	struct rows *r;
	size_t n;
	(void)p;
	for (size_t i = 0; i < LEN(reals); i++) {
		size_t len = i == 0 ? 0 : sizeof bytes;
		assert_ok(db_one(db, &add_all, ARGS(v_text(arena_printf(db_arena(db), "%zu \\ ’ \U0001F389 $1 ''", i)), V(NONE), v_real(reals[i]), v_blob(bytes, len)), &r));
		assert_ok(db_one(db, &get, ARGS(V(col_int(r, 0))), &r));
		assert_string_equal(col_text(r, 0) + 1, " \\ ’ \U0001F389 $1 ''");
		assert_true(col_null(r, 1));
		assert_true(col_real(r, 2) == reals[i]);
		assert_memory_equal(col_blob(r, 3, &n), bytes, len);
		assert_int_equal(n, len);
	}
	assert_ok(db_exec(db, &pair, ARGS(V(INT64_MAX), V(INT64_C(-7))), NULL));
	assert_ok(db_exec(db, &pair, ARGS(V(INT64_C(-70000)), V(INT64_C(10000))), NULL));
	assert_ok(db_one(db, &sums, NO_ARGS, &r));
	assert_true(col_int(r, 0) == INT64_MAX - 70000);
	assert_int_equal(col_int(r, 1), 9993);
	assert_int_equal(col_int(r, 2), 2);
	assert_true(col_int(r, 3) == INT64_MAX);
	assert_true(col_real(r, 4) == 4996.5);
	assert_int_equal(col_int(r, 5), 1);
	assert_int_equal(col_int(r, 6), 0);
	static const struct query none = { "none", "SELECT sum(a), max(b), count(a) FROM pair WHERE a = 12345" };
	assert_ok(db_one(db, &none, NO_ARGS, &r));
	assert_true(col_null(r, 0) && col_null(r, 1) && col_int(r, 2) == 0);
	return OK;
}
static void
all_values(void **state)
{
	in_things(*state, values_work);
}

/* Texts sort by their bytes, whatever the database's language. */
static enum err
order_work(struct db *db, void *p)
{
	static const char *const words[] = { "Z", "a", "e", "É", "é", "ee", "E", "l'a", "la", "l’a", "œ", "z", "_", "10", "9", "" };
	static const struct query q_add = { "add", "INSERT INTO thing(name) VALUES ($1)" };
	static const struct query sorted = { "sorted", "SELECT name FROM thing ORDER BY name" };
	static const struct query between = { "between", "SELECT count(*), min(name), max(name) FROM thing WHERE name >= 'a' AND name < 'z'" };
	struct rows *r;
	const char *before = NULL;
	int n = 0;
	(void)p;
	for (size_t i = 0; i < LEN(words); i++)
		assert_ok(db_exec(db, &q_add, ARGS(V(words[i])), NULL));
	assert_ok(db_query(db, &sorted, NO_ARGS, &r));
	for (; rows_next(r); n++) {
		const char *name = col_text(r, 0);
		assert_true(before == NULL || strcmp(before, name) < 0);
		before = name;
	}
	assert_int_equal(n, LEN(words));
	assert_ok(rows_end(r));
	assert_ok(db_one(db, &between, NO_ARGS, &r));
	assert_int_equal(col_int(r, 0), 6);
	assert_string_equal(col_text(r, 1), "a");
	assert_string_equal(col_text(r, 2), "l’a");
	return OK;
}
static void
order_of_texts(void **state)
{
	in_things(*state, order_work);
}

/* ---- history and settings ------------------------------------------------------------------------------- */

static enum err
history_work(struct db *db, void *p)
{
	(void)p;
	const char *v;
	struct history h;
	db_author(db, 7, "Ada", "web");
	assert_int_equal(db_author_person(db), 7);
	assert_ok(setting_get(db, "plan.public", &v));
	assert_null(v);
	assert_ok(setting_set(db, "plan.public", "1"));
	assert_ok(setting_set(db, "plan.public", "1")); /* the same: no change, no history */
	assert_ok(setting_set(db, "plan.public", NULL));
	assert_ok(setting_set(db, "plan.public", "0"));
	assert_ok(setting_get(db, "plan.public", &v));
	assert_string_equal(v, "0");
	assert_ok(history_of(db, "setting", 0, 10, &h));
	assert_int_equal(h.n, 3);
	assert_null(h.items[0].before);
	assert_string_equal(h.items[0].after, "0");
	assert_null(h.items[1].after);
	assert_string_equal(h.items[2].who, "Ada");
	assert_string_equal(h.items[2].via, "web");
	assert_int_equal(strlen(h.items[2].at), 20);
	assert_ok(history_add(db, "thing", 3, "deleted", NULL, NULL, NULL));
	assert_ok(history_of(db, "setting", 0, 2, &h));
	assert_int_equal(h.n, 2);
	return OK;
}
static enum err
nobody_work(struct db *db, void *p)
{
	(void)p;
	assert_int_equal(db_author_person(db), NONE); /* an author is of one transaction */
	return OK;
}
static void
history(void **state)
{
	struct arena *a = *state;
	struct store *s;
	s = test_store(a);
	assert_ok(store_write(s, a, history_work, NULL));
	assert_ok(store_write(s, a, nobody_work, NULL));
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(all_values), T(order_of_texts), T(history) };
	return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
