/* A new edition comes with the dates of the reference year, moved by weekday. */
#include "store_test.h"
#include "call/call.h"
#include "store/history.h"

static enum err
edition(struct db *db, void *arg)
{
	struct edition e, again;
	(void)arg;
	db_author(db, NONE, "test", "web");
	assert_ok(edition_create(db, 2024, &e));
	assert_string_equal(e.label, "2024-25");
	assert_string_equal(e.evening_on, "2024-10-03");
	assert_ok(edition_create(db, 2026, &e));
	assert_string_equal(e.closes_on, "2026-06-30");
	assert_string_equal(e.evening_on, "2026-10-01"); /* a Thursday too */
	assert_string_equal(e.oral_second_on, "2027-04-16");
	assert_ok(edition_by_label(db, "26-27", &again));
	assert_int_equal(again.id, e.id);
	assert_int_equal(edition_create(db, 2026, &again), E_CONFLICT);
	return OK;
}

static void
in_store(struct arena *a, enum err (*work)(struct db *, void *))
{
	struct store *s = test_store(a);
	assert_ok(store_write(s, a, work, NULL));
	store_close(s);
}
static void editions(void **state) { in_store(*state, edition); }

int
main(void)
{
	const struct CMUnitTest tests[] = { T(editions) };
	return cmocka_run_group_tests_name("call_edition", tests, NULL, NULL);
}
