/* Personal data on pages: one's own, those of a person, their erasure, how long things are kept, the register, the journal. */
#include "webtest.h"
#include "privacy/privacy.h"

static enum err
colleague_work(struct db *db, void *arg)
{
	int64_t id;
	(void)arg;
	db_author(db, NONE, "test", "web");
	enum err e = person_add(db, "Zoé Hondt", "zoe@hondt.example", &id);
	return e == OK ? person_grant(db, id, ROLE_MEMBER, WEBTEST_BODY, NULL, NULL) : e;
}
static struct webtest *
begin(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, colleague_work, NULL));
	return w;
}

static void
ones_own(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, "/account/data"), 200);
	webtest_has(w, "Tout télécharger");
	webtest_has(w, "p4-1-x@example.org");
	webtest_hasnt(w, "zoe@hondt.example");
	assert_int_equal(webtest_get(w, "/account/data/file/1"), 200);
	assert_string_equal(w->an.type, "application/zip");
	assert_true(w->an.n > 1000 && memcmp(w->an.bytes, "PK", 2) == 0);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM history WHERE what = 'exported'"), 1);
	assert_int_equal(webtest_get(w, "/account/data/file/7"), 404);
	webtest_as(w, ROLE_COORDINATION); /* somebody who answers */
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, "/account/data/leave", ""), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox"), 1);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM history WHERE what = 'erasure asked'"), 1);
	webtest_close(w);
}

static void
of_a_person(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/privacy/person"), 200);
	assert_int_equal(webtest_get(w, "/privacy/person?email=nobody@example.org"), 422);
	webtest_has(w, "Rien n’est tenu");
	assert_int_equal(webtest_get(w, "/privacy/person?email=ZOE@hondt.example"), 200);
	webtest_has(w, "Zoé Hondt");
	webtest_has(w, "Effacer pour toujours");
	webtest_has(w, "La suite des mandats est une archive");
	assert_int_equal(webtest_get(w, "/privacy/person/file?email=zoe@hondt.example"), 200);
	assert_string_equal(w->an.filename, "donnees.zip");
	assert_int_equal(webtest_get(w, "/privacy/person/file?email=nobody@example.org"), 404);

	assert_int_equal(webtest_post(w, "/privacy/person", "email=zoe@hondt.example&again=other@hondt.example"), 422);
	webtest_has(w, "Ce n’est pas la même adresse");
	webtest_has(w, "Effacer pour toujours");
	webtest_has(w, "value=\"other@hondt.example\"");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM person WHERE name = 'Zoé Hondt'"), 1);
	assert_int_equal(webtest_post(w, "/privacy/person", "email=zoe@hondt.example&again=zoe@hondt.example"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM person WHERE name = 'Zoé Hondt'"), 0);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM person WHERE name LIKE 'Personne effacée%'"), 1);
	assert_int_equal(webtest_get(w, "/people"), 200);
	webtest_hasnt(w, "Zoé Hondt");
	assert_int_equal(webtest_get(w, "/journal"), 200);
	webtest_hasnt(w, "Zoé Hondt");
	webtest_has(w, "effacement");

	/* Oneself, who is also the last one: neither. */
	assert_int_equal(webtest_get(w, "/privacy/person?email=p32-0-x@example.org"), 200);
	webtest_has(w, "Personne d’autre n’a le rôle");
	webtest_hasnt(w, "Effacer pour toujours");
	assert_int_equal(webtest_post(w, "/privacy/person", "email=p32-0-x@example.org&again=p32-0-x@example.org"), 422);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM person WHERE email = 'p32-0-x@example.org'"), 1);
	webtest_close(w);
}

static void
how_long(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/privacy/retention"), 200);
	webtest_has(w, "à valider");
	webtest_has(w, "Sessions finies");
	assert_int_equal(webtest_post(w, "/privacy/retention", "rule=sessions&days=99&settled=1"), 422);
	webtest_has(w, "value=\"99\"");
	webtest_has(w, "Chaque nuit");
	assert_int_equal(webtest_post(w, "/privacy/retention", "rule=journal&days=9"), 404);
	assert_int_equal(webtest_post(w, "/privacy/retention", "rule=sessions&days=7&settled=1"), 303);
	assert_int_equal(webtest_number(w, "SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'retention.sessions'"), 7);
	assert_int_equal(webtest_get(w, "/privacy/register"), 200);
	webtest_has(w, "7 jours");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/privacy"), 200);
	webtest_has(w, "Vos droits");
	webtest_close(w);
}

static void
the_journal(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/journal"), 200);
	webtest_has(w, "Zoé Hondt");
	webtest_has(w, "CEP"); /* a body was created */
	assert_int_equal(webtest_get(w, "/journal?thing=person"), 200);
	webtest_has(w, "Zoé Hondt");
	webtest_hasnt(w, "<td>CEP");
	assert_int_equal(webtest_get(w, "/journal?day=2001-01-01"), 200);
	webtest_has(w, "Aucun acte ne correspond");
	struct isodate today = date_iso(today_brussels());
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/journal?day=%s", today.s)), 200);
	webtest_has(w, "<td>création");
	/* The administration sees accounts and settings, no content of the programme. */
	webtest_as(w, ROLE_ADMIN);
	assert_int_equal(webtest_get(w, "/journal"), 200);
	webtest_has(w, "Zoé Hondt");
	webtest_hasnt(w, "<td>CEP");
	assert_int_equal(webtest_get(w, "/journal?thing=actor"), 200);
	webtest_hasnt(w, "<td>CEP");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(ones_own), T(of_a_person), T(how_long), T(the_journal) };
	return cmocka_run_group_tests_name("privacy pages", tests, NULL, NULL);
}
