/* Substitutes: asked without a vote; the one of whom they replace passes to them, or a button gives it; they are told. */
#include "webtest.h"
#include "meeting_test.h"

/* A substitute is asked without a vote; the secretary gives it when a member is missing, and the quorum counts. */
static void
a_substitute_votes(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Sue&seat=substitute&from_day=2020-01-01&email=sue%40ex.org"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Gus&seat=guest&from_day=2020-01-01"), 303);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=1&rule=number&n=2&rev=0"), 303);
	long long id = world_meeting(&m, 0);
	const char *people = M(w, "/meetings/%lld/people", id), *save = M(w, "/meetings/%lld/attendance", id);
	long long sue = (long long)world_number(&m, "SELECT id FROM meeting_person WHERE name = 'Sue'"), me = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE person = %lld", (long long)w->person));
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "Suppléance");
	webtest_has(w, "Invité permanent");
	webtest_has(w, "Une suppléance est invitée sans vote");
	webtest_has(w, "à prévenir autrement"); /* Gus */
	webtest_has(w, "Membres\u00a0: 3.");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200); /* said before sending */
	webtest_has(w, "Aucun courriel n’atteint Gus");
	assert_int_equal(webtest_post(w, people, "name=gus&email=gus%40ex.org"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE name = 'Gus' AND seat = 'guest' AND email_key = 'gus@ex.org'"), 1);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person"), 5);
	assert_int_equal(webtest_post(w, people, "name=Un+autre&email=Gus%40ex.org"), 422);
	webtest_has(w, "déjà invitée");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_hasnt(w, "Aucun courriel");
	webtest_hasnt(w, "diffèrent");
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Hal&seat=guest&from_day=2020-01-01"), 303);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "À prévenir autrement, faute d’adresse\u00a0: Hal.");
	assert_int_equal(world_do(&m, id, "begin"), 303);
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:present&presence=%lld:present", sue, me)), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "1 sur 2 nécessaires");
	/* the button of the line keeps what was noted beside it */
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:excused&vote=%lld:yes", (long long)world_number(&m, "SELECT id FROM meeting_person WHERE seat = 'member' ORDER BY id LIMIT 1"), sue)), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE presence = 'excused'"), 1);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "avec vote");
	webtest_has(w, "Membres\u00a0: 3."); /* no seat more */
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "2 sur 2");
	assert_int_equal(world_do(&m, id, "align"), 303); /* by hand holds */
	assert_int_equal(world_number(&m, "SELECT voting FROM meeting_person WHERE name = 'Sue'"), 1);
	assert_int_equal(webtest_post(w, save, M(w, "vote=%lld:no", sue)), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM meeting_person WHERE name = 'Sue' AND voting = 0 AND vote IS NULL"), 1);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", people, me), "vote=no"), 303); /* any line's, for good */
	assert_int_equal(world_do(&m, id, "align"), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE id = %lld AND voting = 0 AND vote = 'no' AND deleted_at IS NULL", me)), 1);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, save, M(w, "vote=%lld:yes", sue)), 403);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld", people, sue), "vote=yes"), 403);
	webtest_close(w);
}

/* Tied by the mandate to whom they replace, the vote passes by itself and goes back; the button holds against it; the minutes say it. */
static void
a_vote_passes(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Bea&seat=member&from_day=2020-01-01&email=bea%40ex.org"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "actor=2&name=Cyd&seat=member&from_day=2020-01-01"), 303);
	long long bea = (long long)world_number(&m, "SELECT id FROM mandate WHERE name = 'Bea'"), cyd = (long long)world_number(&m, "SELECT id FROM mandate WHERE name = 'Cyd'");
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=Sue&seat=member&replaces=%lld&from_day=2020-01-01", bea)), 422);
	webtest_has(w, "Seule une suppléance");
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=Sue&seat=substitute&replaces=%lld&from_day=2020-01-01", cyd)), 422);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Sue&seat=substitute&from_day=2020-01-01&email=sue%40ex.org"), 303);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, "/meetings/quorum", "body=1&rule=number&n=2&rev=0"), 303);
	long long id = world_meeting(&m, 0), drafted = world_meeting(&m, 3);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	/* tied once convoked: a draft follows, the other shows it */
	webtest_as(w, ROLE_CHAIR);
	long long sue = (long long)world_number(&m, "SELECT id FROM mandate WHERE name = 'Sue'");
	assert_int_equal(webtest_get(w, M(w, "/mandates/%lld", sue)), 200);
	webtest_has(w, "Bea (CEP)");
	webtest_hasnt(w, "Cyd");
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld", sue), M(w, "rev=1&actor=1&name=Sue&seat=substitute&replaces=%lld&from_day=2020-01-01&email=sue%%40ex.org", bea)), 303);
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_has(w, "remplace Bea");
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person s JOIN meeting_person h ON h.id = s.replaces AND h.meeting = s.meeting WHERE s.meeting = %lld AND s.name = 'Sue' AND h.name = 'Bea'", drafted)), 1);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "diffèrent");
	assert_int_equal(world_do(&m, id, "align"), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_hasnt(w, "diffèrent");
	const char *people = M(w, "/meetings/%lld/people", id), *save = M(w, "/meetings/%lld/attendance", id);
	long long b = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND name = 'Bea'", id)), s = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND name = 'Sue'", id)),
	    me = (long long)world_number(&m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "remplace Bea");
	webtest_hasnt(w, "à sa place</span>");
	assert_int_equal(world_do(&m, id, "begin"), 303);
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:excused&presence=%lld:none&presence=%lld:present", b, s, me)), 303);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "votera à sa place");
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:present", s)), 303);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, "● vote à sa place");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld", id)), 200);
	webtest_has(w, "2 sur 2");
	webtest_hasnt(w, "diffèrent");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/minutes", id)), 200);
	webtest_has(w, "à la place de Bea");
	/* taken by hand, given back; nothing is left by hand then */
	assert_int_equal(webtest_post(w, save, M(w, "vote=%lld:no", s)), 303);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_hasnt(w, "● vote à sa place");
	webtest_has(w, "sans vote");
	assert_int_equal(webtest_post(w, save, M(w, "vote=%lld:yes", s)), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM meeting_person WHERE id = %lld AND vote IS NULL AND voting = 0", s)), 1);
	/* she comes after all */
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:present", b)), 303);
	assert_int_equal(webtest_get(w, people), 200);
	webtest_hasnt(w, "● vote à sa place");
	assert_int_equal(webtest_post(w, save, M(w, "presence=%lld:absent", b)), 303);
	assert_int_equal(world_do(&m, id, "prepare"), 303);
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/txt", id)), 200);
	webtest_has(w, "Sue (à la place de Bea)");
	assert_int_equal(webtest_get(w, M(w, "/meetings/%lld/export/docx", id)), 200);
	webtest_close(w);
}

/* The convocation says whom one stands in for; when that person says no, the substitute is written to, once. */
static void
a_substitute_is_told(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	webtest_as(w, ROLE_MEMBER);
	long long member = (long long)w->person;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&person=%lld&seat=member&from_day=2020-01-01", member)), 303);
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=Sue&seat=substitute&replaces=%lld&from_day=2020-01-01&email=sue%%40ex.org", (long long)world_number(&m, "SELECT max(id) FROM mandate"))), 303);
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(&m, 10);
	assert_int_equal(world_do(&m, id, "convene"), 303);
	const struct outbox_row *letter = mail_to(w, "sue@ex.org", "Convocation");
	assert_non_null(letter);
	assert_non_null(strstr(letter->text, "en suppléance de"));
	const char *link = arena_strndup(w->a, strstr(letter->text, "/invitation/"), strlen("/invitation/") + 26);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "si cette personne ne vient pas");
	assert_null(mail_to(w, "sue@ex.org", "On compte sur vous"));
	webtest_as(w, ROLE_MEMBER);
	static const char *const answers[] = { "yes", "no", "yes", "no" };
	for (size_t i = 0; i < LEN(answers); i++)
		assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/answer", id), M(w, "comes=%s", answers[i])), 303);
	letter = mail_to(w, "sue@ex.org", "On compte sur vous");
	assert_non_null(letter);
	assert_non_null(strstr(letter->text, link));
	assert_int_equal(world_number(&m, "SELECT count(*) FROM outbox WHERE subject LIKE 'On compte sur vous%'"), 1);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "qui ne vient pas");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(a_substitute_votes), T(a_vote_passes), T(a_substitute_is_told) };
	return cmocka_run_group_tests_name("substitutes", tests, NULL, NULL);
}
