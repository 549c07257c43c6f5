/* What one looks for is found whatever the accents, the œ, the apostrophe and the capitals; the same on both engines. */
#include "webtest.h"
#include "web/throttle.h"

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

/* ---- everywhere ------------------------------------------------------------------------------------------------- */

static void
everywhere(void **state)
{
	struct webtest *w = webtest_open(*state);
	static const struct { const char *q, *hit, *miss; } asked[] = {
		{ "oeuvres", "Créer un réseau d’<mark>œuvres</mark>", "ÉVALUATION" }, { "%C5%93uvre", "<mark>Œuvre</mark> collective", "Enquête" },
		{ "%C3%A9valuations", "L&#39;<mark>ÉVALUATION</mark> des", "Œuvre" }, { "etudiant", "d’<mark>étudiant</mark>·es", "Œuvre" },
		{ "1.1.2", "<mark>1.1.2</mark> L&#39;ÉVALUATION", "1.1.1" }, { "%22r%C3%A9seau+d%E2%80%99%C5%93uvres%22", "Créer un <mark>réseau</mark>", "collective" },
		{ "partena*", "œuvres <mark>partenaires</mark>", "ÉVALUATION" }, { "oeuvre+-collective", "Créer un réseau", "collective</a>" },
		{ "lefevre", "Zoé <mark>Lefèvre</mark>", "Ørsted" }, { "orsted", "Ana <mark>Ørsted</mark>", "Lefèvre" }, { "zzz", "Rien de ce que vous pouvez voir", "<mark>" },
		{ "oeuvre+zzz", "Sans « zzz »", "<mark>" }, { "%3Cscript%3E", "&lt;script&gt;", "<script>" }, { "", "côte à côte", "<mark>" } };
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_as(w, ROLE_COORDINATION);
	for (size_t i = 0; i < LEN(asked); i++) {
		assert_int_equal(webtest_get(w, arena_printf(w->a, "/search?q=%s", asked[i].q)), 200);
		const char *main = strstr(webtest_body(w), "<main");
		if (strstr(main, asked[i].hit) == NULL)
			fail_msg("%s does not find %s", asked[i].q, asked[i].hit);
		if (strstr(main, asked[i].miss) != NULL)
			fail_msg("%s finds %s", asked[i].q, asked[i].miss);
	}
	/* Filters: a kind, a year. */
	webtest_get(w, "/search?q=oeuvre&kind=evidence");
	webtest_has(w, "collective");
	assert_null(strstr(strstr(webtest_body(w), "<ol class=\"found\""), "Créer un réseau"));
	webtest_get(w, "/search?q=oeuvre&year=25-26");
	assert_null(strstr(webtest_body(w), "Créer un réseau"));
	webtest_has(w, "collective");
	webtest_get(w, "/search?q=oeuvre&year=20-21");
	webtest_has(w, "Sans les filtres");
	/* What came back wrong is as if it had not come. */
	assert_int_equal(webtest_get(w, "/search?q=oeuvre&kind=nothing&year=x&body=999&page=9999"), 200);
	webtest_close(w);
}

static enum err
publish(struct db *db, void *arg)
{
	(void)arg;
	return plan_publish(db, &user_command, true);
}

/* Whether that question finds that text, as that role. */
static bool
finds(struct webtest *w, enum role role, const char *q, const char *text)
{
	webtest_as(w, role);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/search?q=%s", q)), 200);
	bool found = strstr(webtest_body(w), text) != NULL;
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/search/suggest?q=%s", q)), 200);
	assert_int_equal(strstr(webtest_body(w), "\"found\":0,") == NULL, found);
	return found;
}

static void
each_their_own(void **state)
{
	struct webtest *w = webtest_open(*state);
	static const enum role all[] = { ROLE_PUBLIC, ROLE_EVALUATOR, ROLE_MEMBER, ROLE_SECRETARY, ROLE_CHAIR, ROLE_COORDINATION, ROLE_ADMIN, ROLE_JURY,
		ROLE_SUPERVISOR, ROLE_STUDENT };
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	for (size_t i = 0; i < LEN(all); i++) {
		enum role r = all[i];
		bool plan = (r & (ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION)) != 0;
		assert_int_equal(finds(w, r, "apprentissage", "<mark>apprentissages</mark>"), plan);
		assert_int_equal(finds(w, r, "collective", "<mark>collective</mark>"), plan && r != ROLE_EVALUATOR); /* internal */
		assert_int_equal(finds(w, r, "lefevre", "<mark>Lefèvre</mark>"), r == ROLE_COORDINATION || r == ROLE_ADMIN);
	}
	/* The plan once published: its page for everyone, each action's for those who read the plan. */
	webtest_ok(w, store_write(w->app.store, w->a, publish, NULL));
	assert_true(finds(w, ROLE_PUBLIC, "apprentissage", "href=\"/public/plan?q=1%2E1%2E2"));
	assert_true(finds(w, ROLE_STUDENT, "apprentissage", "href=\"/public/plan?q=1%2E1%2E2"));
	assert_true(finds(w, ROLE_MEMBER, "apprentissage", "href=\"/plan/actions/2\""));
	assert_false(finds(w, ROLE_PUBLIC, "collective", "<mark>collective</mark>"));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/public/plan?q=1%2E1%2E2%20L%27%C3%89VALUATION%20des%20apprentissages"), 200);
	webtest_has(w, "ÉVALUATION des");
	webtest_close(w);
}

/* A word with a mistake: one that gives results is proposed, to those who may see it and to nobody else. */
static void
perhaps_meant(void **state)
{
	struct webtest *w = webtest_open(*state);
	static const struct { const char *q, *href; } asked[] = { { "evaluatoin", "q=%C3%89VALUATION" }, { "colectiv", "q=collective" }, { "enqutee", "q=Enqu%C3%AAte" },
		{ "apprentisages+-zzz", "q=apprentissages%20-zzz" }, { "orstef", "q=%C3%98rsted" }, { "oeuvre+colectiv", "q=oeuvre%20collective" } };
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_as(w, ROLE_COORDINATION);
	for (size_t i = 0; i < LEN(asked); i++) {
		assert_int_equal(webtest_get(w, arena_printf(w->a, "/search?q=%s", asked[i].q)), 200);
		const char *said = strstr(webtest_body(w), "Vouliez-vous chercher");
		if (said == NULL)
			fail_msg("%s: nothing is proposed", asked[i].q);
		if (strstr(webtest_body(w), arena_printf(w->a, "?%s\"", asked[i].href)) == NULL)
			fail_msg("%s: not %s: %s", asked[i].q, asked[i].href, strstr(webtest_body(w), "class=\"empty\""));
	}
	/* Another first letter, three mistakes, a short word, a number, a word that is there, nothing with the other word. */
	static const char *const none[] = { "zvaluation", "evvalluatttion", "etz", "1.1.9", "collective+zzz", "lefevre+evaluatoin" };
	for (size_t i = 0; i < LEN(none); i++) {
		webtest_get(w, arena_printf(w->a, "/search?q=%s", none[i]));
		webtest_has(w, "Rien de ce que vous pouvez voir");
		if (strstr(webtest_body(w), "Vouliez-vous chercher") != NULL)
			fail_msg("%s: something is proposed", none[i]);
	}
	/* With a filter: what gives results with it. */
	webtest_get(w, "/search?q=evaluatoin&kind=evidence");
	assert_null(strstr(webtest_body(w), "Vouliez-vous chercher"));
	webtest_get(w, "/search?q=evaluatoin&kind=action");
	webtest_has(w, "Vouliez-vous chercher");
	webtest_as(w, ROLE_EVALUATOR);
	webtest_get(w, "/search?q=evaluatoin");
	webtest_has(w, "Vouliez-vous chercher");
	static const char *const hidden[] = { "colectiv", "lefevrre" }; /* internal evidence, a person */
	for (size_t i = 0; i < LEN(hidden); i++) {
		webtest_get(w, arena_printf(w->a, "/search?q=%s", hidden[i]));
		assert_null(strstr(webtest_body(w), "Vouliez-vous chercher"));
	}
	static const enum role all[] = { ROLE_PUBLIC, ROLE_STUDENT, ROLE_JURY, ROLE_ADMIN };
	for (size_t i = 0; i < LEN(all); i++) {
		webtest_as(w, all[i]);
		webtest_get(w, "/search?q=evaluatoin");
		assert_null(strstr(webtest_body(w), "Vouliez-vous chercher"));
	}
	webtest_close(w);
}

/* Of thousands of things also the words of the oldest; and never a word that stands in hidden things alone, though others of its stem
 * are there to be seen. */
static enum err
fill_more(struct db *db, void *arg)
{
	static const struct { const char *title; int visibility; } pieces[] = { { "Vieille convention de jumelage", 0 }, { "Plan de formation", 2 }, { "La forme du rapport", 0 } };
	enum err e = OK;
	(void)arg;
	for (size_t i = 0; e == OK && i < LEN(pieces); i++)
		e = db_exec(db, &(struct query){ "t_more", "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, rev) VALUES (2, $1, '2001-01-15', $2, '2001-01-15T10:00:00Z', 1)" },
		    ARGS(V(pieces[i].title), V(pieces[i].visibility)), NULL);
	for (int i = 0; e == OK && i < 2100; i++)
		e = db_exec(db, &(struct query){ "t_many", "INSERT INTO evidence(kind, title, effective_on, visibility, filed_at, rev) VALUES (2, 'Liste des présences', '2026-01-15', 0,"
		    " '2026-01-15T10:00:00Z', 1)" }, NO_ARGS, NULL);
	return e;
}
static void
perhaps_meant_long_ago(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_ok(w, store_write(w->app.store, w->a, fill_more, NULL));
	webtest_as(w, ROLE_EVALUATOR);
	webtest_get(w, "/search?q=jumelaje");
	webtest_has(w, "?q=jumelage\"");
	webtest_get(w, "/search?q=presances"); /* of very many things too */
	webtest_has(w, "?q=pr%C3%A9sences\"");
	webtest_get(w, "/search?q=formtion");
	webtest_has(w, "Rien de ce que vous pouvez voir");
	assert_null(strstr(webtest_body(w), "Vouliez-vous chercher"));
	webtest_as(w, ROLE_MEMBER);
	webtest_get(w, "/search?q=formtion");
	webtest_has(w, "?q=formation\"");
	webtest_close(w);
}

static void
while_typing(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, fill, NULL));
	webtest_as(w, ROLE_COORDINATION);
	static const char *const typed[] = { "%C3%A9valuati", "evaluatio", "evalu", "l%27%C3%A9val", "1.1.2", "des+apprent" };
	for (size_t i = 0; i < LEN(typed); i++) {
		assert_int_equal(webtest_get(w, arena_printf(w->a, "/search/suggest?q=%s", typed[i])), 200);
		if (strstr(webtest_body(w), "\"url\":\"/plan/actions/2\"") == NULL)
			fail_msg("[%s] proposes %s", typed[i], webtest_body(w));
	}
	webtest_get(w, "/search/suggest?q=evaluati");
	webtest_has(w, "[\"1.1.2 L'\",\"ÉVALUATION\",\" des apprentissages\"]");
	/* Not without end. */
	webtest_as(w, ROLE_PUBLIC);
	int status = 200;
	for (int i = 0; i < 3000 && status == 200; i++)
		status = webtest_get(w, "/search/suggest?q=x");
	assert_int_equal(status, 429);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/search/suggest?q=x"), 200);
	throttle_clear();
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(found), T(in_order), T(everywhere), T(each_their_own), T(perhaps_meant), T(perhaps_meant_long_ago), T(while_typing) };
	return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
