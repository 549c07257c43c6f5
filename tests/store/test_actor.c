/* Two names of one actor become one, in every revision, and nothing of it is lost or counted twice. */
#include "plan_store_test.h"
#include "people/people_store.h"

static int64_t
count(struct db *db, const char *sql)
{
	struct query q = { "count", sql };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	return col_int(r, 0);
}

/* Three actions: both names, the second leading; the second name alone; another body. */
static struct plan
with_variants(struct arena *a)
{
	static const char *const names[] = { "Responsable CERIAS", "Resp. CERIAS", "CP" };
	struct plan p = some_plan(a, 3);
	p.actors.items = NULL, p.actors.n = p.actors.cap = 0;
	for (size_t i = 0; i < LEN(names); i++)
		PUSH(a, &p.actors, ((struct actor){ .id = NONE, .kind = ACTOR_OFFICE, .name = names[i] }));
	struct action *x = p.objectives.items[0].specifics.items[0].actions.items;
	for (size_t i = 0; i < 3; i++)
		x[i].actors.items = NULL, x[i].actors.n = x[i].actors.cap = 0;
	PUSH(a, &x[0].actors, ((struct responsibility){ 1, true, true }));
	PUSH(a, &x[0].actors, ((struct responsibility){ 0, false, true }));
	PUSH(a, &x[1].actors, ((struct responsibility){ 1, true, false }));
	PUSH(a, &x[2].actors, ((struct responsibility){ 2, true, true }));
	return p;
}

static enum err
merge(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	struct user k = coordination(NONE), chair;
	struct plan p = with_variants(a), *loaded;
	struct plan_adoption how = { .adopted = true, .adopted_on = "2026-01-01" };
	struct actor_rows rows;
	struct actor_uses_rows uses;
	int64_t revision, draft, ana, before, after;
	(void)arg;
	assert_ok(plan_adopt_draft(db, &k, &p, &how, &revision));
	assert_ok(plan_draft_start(db, &k, &draft));
	assert_ok(actor_list(db, &k, &rows));
	assert_int_equal(rows.n, 3);
	int64_t kept = rows.items[0].id, gone = rows.items[1].id;
	assert_string_equal(rows.items[1].name, "Resp. CERIAS");
	assert_ok(person_add(db, "Ana", "ana@exemple.org", &ana));
	assert_ok(person_grant(db, ana, ROLE_CHAIR, gone, NULL, NULL));
	assert_ok(person_grant(db, ana, ROLE_CHAIR, kept, NULL, NULL)); /* the same role twice over */
	assert_ok(person_grant(db, ana, ROLE_MEMBER, gone, NULL, NULL));
	assert_ok(actor_uses_all(db, &k, &uses));
	assert_int_equal(uses.n, 3);
	assert_int_equal(uses.items[1].actor, gone);
	assert_int_equal(uses.items[1].in_force, 2);
	assert_int_equal(uses.items[1].lines, 4); /* the draft too */
	assert_int_equal(uses.items[1].roles, 2);

	chair = of_body(a, ana, ROLE_CHAIR, kept);
	assert_err(a, E_FORBIDDEN, actor_merge(db, &chair, gone, kept));
	assert_err(a, E_NOTFOUND, actor_merge(db, &user_public, gone, kept));
	assert_err(a, E_INVALID, actor_merge(db, &k, gone, gone));
	assert_err(a, E_NOTFOUND, actor_merge(db, &k, gone, 9999));
	assert_ok(plan_version(db, &before));
	assert_ok(actor_merge(db, &k, gone, kept));
	assert_ok(plan_version(db, &after));
	assert_true(after > before); /* cached pages are stale */
	assert_err(a, E_NOTFOUND, actor_merge(db, &k, gone, kept));

	for (int i = 0; i < 2; i++) {
		assert_ok(plan_load(db, &k, i == 0 ? revision : draft, &loaded));
		assert_int_equal(loaded->actors.n, 2);
		const struct action *x = loaded->objectives.items[0].specifics.items[0].actions.items;
		assert_int_equal(x[0].actors.n, 1); /* once, and it leads */
		assert_true(x[0].actors.items[0].lead);
		assert_string_equal(loaded->actors.items[x[0].actors.items[0].actor].name, "Responsable CERIAS");
		assert_int_equal(x[1].actors.n, 1);
		assert_string_equal(loaded->actors.items[x[1].actors.items[0].actor].name, "Responsable CERIAS");
		assert_string_equal(loaded->actors.items[x[2].actors.items[0].actor].name, "CP");
	}
	const struct user *u;
	assert_ok(user_of_person(db, ana, (struct date){ 2026, 11, 22 }, &u));
	assert_int_equal(u->ngrants, 2); /* chair once, member */
	assert_true(user_holds(u, ROLE_CHAIR, kept));
	assert_true(user_holds(u, ROLE_MEMBER, kept));
	assert_int_equal(count(db, "SELECT count(*) FROM history WHERE entity = 'actor' AND what = 'merged'"), 2);
	return OK;
}

static void merging(void **state) { WITH_STORE(*state, merge); }

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(merging) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
