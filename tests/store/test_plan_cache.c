/* What is kept between two requests: shared while nothing changes, made anew at the first change, each visibility apart. */
#include "store_test.h"
#include "../unit/gen_plan.h"
#include "base/secret.h"
#include "people/people.h"
#include "plan/plan_cache.h"

static const struct date today = { 2026, 11, 22 };
struct visit { struct plan_cache *cache; const struct user *user; bool published; const struct plan *plan; int late, statements; int64_t indicator; enum err e; };

static enum err
look(struct db *db, void *arg)
{
	struct visit *v = arg;
	const struct plan_snapshot *s;
	v->e = plan_cache_get(v->cache, db, v->user, v->published, YEAR_BOUNDS_DEFAULT, today, &s);
	v->statements = db_statements(db);
	if (v->e != OK) {
		fail_clear(db_arena(db));
		return OK;
	}
	v->plan = s->plan;
	v->late = s->status.totals[ST_LATE];
	v->indicator = s->plan->objectives.items[0].specifics.items[0].actions.items[0].indicators.items[0].id;
	return OK;
}

static enum err
adopt(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	struct plan p = gen_plan(a, 7);
	struct plan_adoption how = { .adopted = true, .adopted_on = "2024-10-01" };
	int64_t revision;
	(void)arg;
	assert_int_equal(programme_create(db, "Essai", NULL), OK);
	return plan_adopt_draft(db, &user_command, &p, &how, &revision);
}

static enum err
comment(struct db *db, void *arg)
{
	(void)arg;
	return plan_touch(db);
}

static void
visit(struct store *s, struct visit *v)
{
	struct arena *a = arena_new(MIB(64)); /* a request's: what it was lent is given back with it */
	assert_int_equal(store_read(s, a, look, v), OK);
	arena_free(a);
}

static void
kept_while_nothing_changes(void **state)
{
	struct arena *a = *state;
	static const struct user evaluator = { .person = 1, .roles = ROLE_PUBLIC | ROLE_EVALUATOR };
	struct store *s = test_store(a);
	assert_int_equal(store_write(s, a, adopt, NULL), OK);
	struct plan_cache *c = plan_cache_new(a);
	struct visit one = { .cache = c, .user = &user_command }, two = one, other = { .cache = c, .user = &evaluator }, none = { .user = &user_command };
	visit(s, &one);
	visit(s, &two);
	assert_ptr_equal(one.plan, two.plan);
	assert_int_equal(two.statements, 1); /* its version, nothing else */
	visit(s, &other);
	assert_ptr_not_equal(one.plan, other.plan);
	visit(s, &none);
	assert_ptr_not_equal(one.plan, none.plan);
	assert_int_equal(one.late, none.late);
	assert_true(none.statements > 3);
	assert_int_equal(store_write(s, a, comment, NULL), OK);
	visit(s, &two);
	assert_true(two.statements > 3);
	assert_int_equal(two.late, one.late);
	plan_cache_clear(c);
	store_close(s);
}

/* What is kept for those who may read is not handed to those who may not. */
static void
refused_as_without(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	assert_int_equal(store_write(s, a, adopt, NULL), OK);
	struct plan_cache *c = plan_cache_new(a);
	struct visit in = { .cache = c, .user = &user_command }, out = { .cache = c, .user = &user_public };
	visit(s, &in);
	assert_int_equal(in.e, OK);
	visit(s, &out);
	assert_int_equal(out.e, E_NOTFOUND);
	plan_cache_clear(c);
	store_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(kept_while_nothing_changes), T(refused_as_without) };
	return cmocka_run_group_tests_name("plan_cache", tests, NULL, NULL);
}
