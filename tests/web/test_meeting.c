/* Meetings: a list, an agenda that comes from the plan, who sees what. */
#include "webtest.h"
#include "meeting_test.h"

static void
created_with_its_agenda(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	assert_int_equal(webtest_get(w, "/meetings"), 200);
	webtest_has(w, "Aucune réunion");
	assert_int_equal(webtest_get(w, "/meetings/new"), 200);
	webtest_has(w, "CEP");
	webtest_hasnt(w, "CPI"); /* another body's secretary convenes it */
	/* what is wrong is said, what was typed stays */
	assert_int_equal(webtest_post(w, "/meetings", "bodies=1&held_on=&starts=19h30&ends=17h30&place=Salle+4&note=Bonjour"), 422);
	webtest_has(w, "Quel jour");
	webtest_has(w, "La fin vient après");
	webtest_has(w, "Bonjour");
	assert_int_equal(webtest_post(w, "/meetings", "held_on=2030-01-10&starts=9h&ends=10h"), 422);
	webtest_has(w, "porte un titre");
	assert_int_equal(webtest_post(w, "/meetings", "bodies=2&held_on=2030-01-10&starts=9h&ends=10h"), 403);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting"), 0);
	long long id = world_meeting(&m, 10);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "Actions en retard");
	webtest_has(w, "Rédiger la note de cadrage");
	webtest_has(w, "à alimenter cette année");
	webtest_has(w, "17:30–19:30");
	webtest_hasnt(w, M(w, "/plan/actions/%lld\"", (long long)m.other)); /* what another body owes */
	webtest_hasnt(w, "Approbation du PV");
	/* who holds a role in the body is asked to come */
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE meeting = %lld AND voting = 1", id)), 3);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting WHERE id = %lld AND chair IS NOT NULL AND secretary = %lld", id, (long long)w->person)), 1);
	/* once more adds nothing; an action taken off comes back */
	int64_t n = world_number(&m, "SELECT count(*) FROM meeting_item_action");
	assert_int_equal(world_do(&m, id, "fill"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_item_action"), n);
	long long item = world_item(&m, id, m.late);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/items/%lld", id, item), M(w, "rev=1&title=x&drop=%lld", (long long)m.late)), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_item_action"), n - 1);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/actions", id), M(w, "item=%lld&action=%lld", item, (long long)m.other)), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/actions", id), M(w, "item=%lld&action=999999", item)), 404);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/actions", id), "item=&action="), 422);
	webtest_close(w);
}

static void
agenda_changed(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 10);
	const char *items = M(w, "/meetings/%lld/items", id);
	webtest_as(w, ROLE_MEMBER); /* a member proposes */
	assert_int_equal(webtest_post(w, items, "title=&note=detail"), 422);
	webtest_has(w, "Donnez un titre");
	webtest_has(w, "detail");
	assert_int_equal(webtest_post(w, items, "title=Budget+2027&note=**Urgent**"), 303);
	long long item = (long long)world_number(&m, "SELECT max(id) FROM meeting_item"), before = (long long)world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE meeting = %lld", id));
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "<strong>Urgent</strong>");
	for (int k = 0; k < 12; k++)
		assert_int_equal(webtest_post(w, M(w, "%s/%lld", items, item), M(w, "do=up&k=%d", k)), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT position FROM meeting_item WHERE id = %lld", item)), 1);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", items, item), "do=down"), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT position FROM meeting_item WHERE id = %lld", item)), 2);
	assert_int_equal(world_number(&m, M(w, "SELECT count(DISTINCT position) FROM meeting_item WHERE meeting = %lld", id)), before);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", items, item), "do=save&rev=1&title=Budget+2028&note="), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", items, item), "do=save&rev=1&title=Autre&note=tap%C3%A9"), 409);
	webtest_has(w, "tapé");
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", items, item), "do=remove"), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, M(w, "action=\"/meetings/%lld/items/%lld/restore\"", id, item));
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/restore", items, item), ""), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_item WHERE id = %lld AND deleted_at IS NULL", item)), 1);
	/* papers */
	webtest_file(w, "file", "../budget.txt", "un document", strlen("un document"));
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/papers", id), M(w, "item=%lld", item)), 303);
	long long paper = (long long)world_number(&m, "SELECT max(id) FROM meeting_paper");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/papers/%lld", id, paper)), 200);
	webtest_has(w, "un document");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/papers", id), ""), 422);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/papers/%lld", id, paper), ""), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/papers/%lld", id, paper)), 404);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/papers/%lld/restore", id, paper), ""), 303);
	/* of another meeting, no paper of this one */
	webtest_as(w, ROLE_SECRETARY);
	long long second = world_meeting(&m, 20);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/papers/%lld", second, paper)), 404);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/items/%lld", second, item), "do=remove"), 404);
	webtest_close(w);
}

static void
moved_and_seen(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 10);
	const char *path = M(w, "/meetings/%lld", id);
	assert_int_equal(webtest_get(w, M(w, "%s/edit", path)), 200);
	assert_int_equal(webtest_post(w, path, M(w, "rev=%lld&held_on=%s&starts=18:00&ends=19:00&place=Salle+5", world_rev(&m, id), world_day(&m, 12))), 303);
	assert_int_equal(webtest_post(w, path, M(w, "rev=1&held_on=%s&starts=18:00&ends=19:00&place=Salle+6", world_day(&m, 12))), 409);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Salle 5");
	/* nobody else sees it: of another body, evaluator, admin, student; the coordination does */
	static const enum role blind[] = { ROLE_EVALUATOR, ROLE_STUDENT, ROLE_JURY, ROLE_SUPERVISOR };
	for (size_t i = 0; i < LEN(blind); i++) {
		webtest_as(w, blind[i]);
		assert_int_equal(webtest_get(w, path), 404);
		assert_int_equal(webtest_get(w, M(w, "%s/people", path)), 404);
		assert_int_equal(webtest_get(w, "/meetings"), 200);
		webtest_hasnt(w, "Salle 5");
	}
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, path), 404);
	assert_int_equal(webtest_post(w, path, "rev=2&held_on=2030-01-01&starts=9h&ends=10h"), 404);
	assert_int_equal(webtest_post(w, M(w, "%s/items", path), "title=Intrus"), 404);
	webtest_as(w, ROLE_ADMIN);
	assert_int_equal(webtest_get(w, path), 403);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	assert_int_equal(webtest_get(w, "/meetings"), 200);
	webtest_has(w, "Salle 5");
	/* a member sees it and proposes, and does not manage */
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, path), 200);
	assert_int_equal(webtest_post(w, path, "rev=2&held_on=2030-01-01&starts=9h&ends=10h"), 403);
	assert_int_equal(webtest_post(w, M(w, "%s/people", path), "name=Intrus"), 403);
	webtest_close(w);
}

static void
people_and_quorum(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 10);
	const char *people = M(w, "/meetings/%lld/people", id);
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=1&rule=share&n=200&rev=0"), 422);
	webtest_has(w, "de 1 à 100");
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=2&rule=half&n=&rev=0"), 422);
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=1&rule=half&n=&rev=0"), 303);
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=1&rule=number&n=3&rev=0"), 409);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "0 sur 2 nécessaires");
	assert_int_equal(webtest_post(w, people, "name=&email="), 422);
	assert_int_equal(webtest_post(w, people, "name=Ana&email=pas+une+adresse"), 422);
	webtest_has(w, "Ana");
	assert_int_equal(webtest_post(w, people, "name=Ana+No%C3%ABl&email=ana%40exemple.org"), 303);
	assert_int_equal(webtest_post(w, people, M(w, "person=%lld", (long long)w->person)), 422);
	webtest_has(w, "déjà invitée");
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "Ana Noël");
	long long ana = (long long)world_number(&m, "SELECT max(id) FROM meeting_person"), first = (long long)world_number(&m, "SELECT min(id) FROM meeting_person");
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:present&presence=%lld:invited&presence=99999:present", first, ana)), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE presence = 'present'"), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE id = %lld AND presence = 'invited'", ana)), 1);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", people, ana), ""), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE deleted_at IS NULL"), 3);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/restore", people, ana), ""), 303);
	webtest_close(w);
}

static enum err
reads_english(struct db *db, void *arg)
{
	static const struct query q = { "reads_english", "UPDATE person SET lang = 'en' WHERE id = $1" };
	return db_exec(db, &q, ARGS(V(((struct webtest *)arg)->person)), NULL);
}

/* Without a body nobody is a member: who arranges it is on the list, and everyone's answer and presence count. */
static void
with_people_from_outside(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	assert_int_equal(webtest_post(w, "/meetings", M(w, "title=Rencontre&held_on=%s&starts=9h&ends=10h", world_day(&m, 0))), 303);
	long long id = (long long)webtest_number(w, "SELECT max(id) FROM meeting");
	const char *people = M(w, "/meetings/%lld/people", id);
	long long me = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	assert_int_equal(webtest_post(w, people, "name=Ana&email=ana%40ex.org"), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/answer", id), "comes=yes"), 303);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "Invités\u00a0: 2. Viennent\u00a0: 1, ne viennent pas\u00a0: 0, sans réponse\u00a0: 1.");
	assert_int_equal(world_do(&m, id, "begin"), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:none&all=1", me)), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE id = %lld AND presence = 'present'", me)), 1);
	webtest_close(w);
}

/* What the draft called is read in the reader's language, in the minutes too, until it is changed; saved as it is shown, it is as it was. */
static void
in_the_readers_language(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long id = world_meeting(&m, 0), late = world_item(&m, id, m.late);
	const char *path = M(w, "/meetings/%lld", id);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Actions en retard");
	webtest_ok(w, store_write(w->app.store, w->a, reads_english, w));
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Late actions");
	webtest_hasnt(w, "Actions en retard");
	assert_int_equal(webtest_post(w, M(w, "%s/items/%lld", path, late), "rev=1&title=Late+actions&note=Two+of+them&do=save"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_item WHERE title = 'Actions en retard' AND note = 'Two of them'"), 1);
	assert_int_equal(webtest_post(w, M(w, "%s/items/%lld", path, late), "rev=2&title=What+is+late&do=save"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_item WHERE title = 'What is late'"), 1);
	assert_int_equal(world_do(&m, id, "begin"), 303);
	assert_int_equal(webtest_get(w, M(w, "%s/minutes", path)), 200);
	webtest_has(w, "What is late");
	webtest_has(w, "Any other business");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(created_with_its_agenda), T(agenda_changed), T(moved_and_seen), T(people_and_quorum), T(in_the_readers_language), T(with_people_from_outside) };
	return cmocka_run_group_tests_name("meeting", tests, NULL, NULL);
}
