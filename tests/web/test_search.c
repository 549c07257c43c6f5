/* What one looks for is found whatever the accents, the œ, the apostrophe and the capitals; the same on both engines. */
#include "webtest.h"

static enum err
fill(struct db *db, void *arg)
{
	static const struct query add = { "add", "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, rev) VALUES (2, $1, '2026-01-15', 2, "
	    "'2026-01-15T10:00:00Z', 1)" };
	static const char *const titles[] = { "Œuvre collective de l’été", "PROCÈS-VERBAL de l'équipe", "Enquête auprès d’étudiant·es", "Note % de 50_ lignes" };
	static const char *const people[] = { "Zoé Lefèvre", "Noël D’Hœdt", "Ana Ørsted" };
	struct plan p = { .title = "Plan", .first_year = 2024, .last_year = 2028 };
	struct plan_adoption how = { .adopted = true, .adopted_on = "2024-10-01" };
	struct arena *a = db_arena(db);
	int64_t id;
	enum err e = OK;
	(void)arg;
	for (size_t i = 0; e == OK && i < LEN(titles); i++)
		e = db_exec(db, &add, ARGS(V(titles[i])), NULL);
	for (size_t i = 0; e == OK && i < LEN(people); i++)
		e = person_add(db, people[i], arena_printf(a, "x%zu@example.org", i), &id);
	if (e != OK)
		return e;
	PUSH(a, &p.objectives, ((struct objective){ .code = "1", .title = "Objectif" }));
	PUSH(a, &p.objectives.items[0].specifics, ((struct specific){ .code = "1.1", .title = "Spécifique" }));
	static const char *const actions[] = { "Créer un réseau d’œuvres partenaires", "L'ÉVALUATION des apprentissages" };
	for (size_t i = 0; i < LEN(actions); i++)
		PUSH(a, &p.objectives.items[0].specifics.items[0].actions, ((struct action){ .id = NONE, .line = NONE, .code = arena_printf(a, "1.1.%zu", i + 1),
		    .title = actions[i], .due = { .kind = DUE_CONTINUOUS } }));
	return plan_adopt_draft(db, &user_command, &p, &how, &id);
}

static void
found(void **state)
{
	struct webtest *w = webtest_open(*state);
	/* hit, miss: titles that are and are not there; NULL: nothing is found. */
	static const struct { const char *path, *hit, *miss; } asked[] = {
		{ "/evidence?q=oeuvre", "Œuvre collective", "PROCÈS" }, { "/evidence?q=%C5%93UVRE", "Œuvre collective", "PROCÈS" },
		{ "/evidence?q=l%27%C3%A9t%C3%A9", "Œuvre collective", "PROCÈS" }, { "/evidence?q=ete", "Œuvre collective", "PROCÈS" },
		{ "/evidence?q=l%E2%80%99equipe", "PROCÈS-VERBAL", "Œuvre" }, { "/evidence?q=proces-verbal", "PROCÈS-VERBAL", "Œuvre" },
		{ "/evidence?q=d%27etudiant", "Enquête", "Œuvre" }, { "/evidence?q=%25", "Note % de 50_ lignes", "Œuvre" },
		{ "/evidence?q=50_", "Note % de 50_ lignes", "Œuvre" }, { "/evidence?q=zzz", NULL, "Œuvre" },
		{ "/plan?q=oeuvres", "Créer un réseau", "ÉVALUATION des" }, { "/plan?q=l%E2%80%99evaluation", "ÉVALUATION des", "Créer un réseau" } };
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_as(w, ROLE_COORDINATION);
	for (size_t i = 0; i < LEN(asked); i++) {
		assert_int_equal(webtest_get(w, asked[i].path), 200);
		if (asked[i].hit != NULL && strstr(webtest_body(w), asked[i].hit) == NULL)
			fail_msg("%s does not find %s", asked[i].path, asked[i].hit);
		if (strstr(webtest_body(w), asked[i].miss) != NULL)
			fail_msg("%s finds %s", asked[i].path, asked[i].miss);
	}
	webtest_close(w);
}

/* Names in the order of a French list, whatever the engine and the language of the database. */
static void
in_order(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/people"), 200);
	const char *ana = strstr(webtest_body(w), "Ana Ørsted"), *noel = strstr(webtest_body(w), "Noël D"), *zoe = strstr(webtest_body(w), "Zoé Lef");
	assert_true(ana != NULL && noel != NULL && zoe != NULL && ana < noel && noel < zoe);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(found), T(in_order) };
	return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
