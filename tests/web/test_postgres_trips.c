/* How often a page waits for the database server: a round trip costs more than making the page. Needs PILOTIS_TEST_PG. */
#include "webtest.h"
#include "../unit/gen_plan.h"
#include "plan/plan_cache.h"

static enum err
adopt(struct db *db, void *arg)
{
	struct plan p = gen_plan(db_arena(db), 60);
	struct plan_adoption how = { .adopted = true, .adopted_on = "2024-10-01" };
	int64_t revision;
	(void)arg;
	return plan_adopt_draft(db, &user_command, &p, &how, &revision);
}

static int64_t
trips(struct webtest *w, const char *path)
{
	int64_t before = store_counts(w->app.store).trips;
	assert_int_equal(webtest_get(w, path), 200);
	return store_counts(w->app.store).trips - before;
}

static void
plan_page(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, adopt, NULL));
	w->app.plan_cache = plan_cache_new(w->a);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/plan"), 200); /* prepared, and kept */
	int64_t n = trips(w, "/plan");
	print_message("# the plan page: %lld round trips\n", (long long)n);
	assert_true(n > 0 && n <= 3);
	/* A page costs its queries, never one more for each row. */
	int64_t action = trips(w, "/plan/actions/1");
	print_message("# the page of an action: %lld round trips\n", (long long)action);
	assert_true(action <= 16);
	plan_cache_clear(w->app.plan_cache);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(plan_page) };
	return cmocka_run_group_tests_name("trips", tests, NULL, NULL);
}
