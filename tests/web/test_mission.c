/* The year of a team: what each seat opens, and nothing of another team. */
#include "mission_test.h"
#include "mission/mission.h"
#include <string.h>

static void
the_space_of_a_team(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	const char *own = MPATH(&m, "/teams/%lld", (long long)m.team[0]), *other = MPATH(&m, "/teams/%lld", (long long)m.team[1]);
	static const enum role seats[] = { ROLE_STUDENT, ROLE_SUPERVISOR };
	for (size_t i = 0; i < LEN(seats); i++) {
		mission_as(&m, seats[i], 0);
		assert_int_equal(webtest_get(w, "/teams"), 303);
		assert_string_equal(w->an.location, own);
		assert_int_equal(webtest_get(w, own), 200);
		webtest_has(w, "La Rive asbl");
		webtest_has(w, "Comment accueillir mieux");
		webtest_has(w, "guide.a@exemple.org");
		webtest_has(w, "Rapport à rendre");
		webtest_has(w, "Ana Noël");
		webtest_hasnt(w, "Relais");
		webtest_hasnt(w, "/teams/{id}");
		assert_int_equal(webtest_get(w, other), 404);
		webtest_hasnt(w, "Relais");
	}
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/teams"), 303);
	assert_int_equal(webtest_get(w, MPATH(&m, "/editions/%lld/board", (long long)m.c.edition.id)), 200);
	webtest_has(w, "La Rive asbl");
	webtest_has(w, "Le Relais asbl");
	assert_int_equal(webtest_get(w, other), 200);
	assert_int_equal(webtest_get(w, "/teams/987654"), 404);
	/* Its documents, and those of nobody else. */
	int64_t file = mission_sql(&m, MPATH(&m, "INSERT INTO attachment (submission, blob_sha, filename, type, size, added_at) VALUES (%lld, '%s', 'a.pdf', 'application/pdf', 3, 'x') RETURNING id",
	    (long long)m.submission[1], mission_blob(&m)));
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", other, (long long)file)), 200);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", own, (long long)file)), 404);
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", other, (long long)file)), 404);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/documents/%lld", own, (long long)file)), 404);
	webtest_close(w);
}

#define OWN(m, more) MPATH(m, "/teams/%lld%s", (long long)(m)->team[0], more)
#define TODAY(m) day_from_today((m)->c.w->a, 0)

static int64_t
newest(struct mission_world *m, const char *table)
{
	return webtest_number(m->c.w, MPATH(m, "SELECT COALESCE(max(id), 0) FROM %s", table));
}

/* ---- journal ---------------------------------------------------------------------------------------------------- */

static void
the_journal_of_a_team(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, OWN(&m, "/journal")), 200);
	webtest_has(w, "Le journal est vide");
	webtest_has(w, "aria-current=\"page\">Journal");
	webtest_has(w, "aria-current=\"true\">L’équipe"); /* the part it is in; the others are one word each */
	webtest_has(w, ">L’enquête</a>");
	webtest_hasnt(w, ">Entretiens</a>");
	assert_int_equal(webtest_post(w, OWN(&m, "/journal"), MPATH(&m, "entry_on=%s&text=Visite+du+**foyer**+%%3Cscript%%3E", TODAY(&m))), 303);
	int64_t id = newest(&m, "mission_entry");
	const char *one = MPATH(&m, "/teams/%lld/journal/%lld", (long long)m.team[0], (long long)id);
	assert_int_equal(webtest_get(w, OWN(&m, "/journal")), 200);
	webtest_has(w, "<strong>foyer</strong>");
	webtest_hasnt(w, "<script>");
	webtest_has(w, "Personne Étudiant");
	/* Refused: what was typed comes back. */
	assert_int_equal(webtest_post(w, OWN(&m, "/journal"), MPATH(&m, "entry_on=%s&text=Demain+peut-être", day_from_today(w->a, 1))), 422);
	webtest_has(w, "Ce jour n’est pas encore venu");
	webtest_has(w, "Demain peut-être");
	assert_int_equal(webtest_post(w, OWN(&m, "/journal"), "entry_on=hier&text="), 422);
	/* Corrected by who wrote it, with its history; two windows: the second is told. */
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=1&entry_on=%s&text=Visite+du+centre", TODAY(&m))), 303);
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "<del>Visite du **foyer**");
	webtest_has(w, "<ins>Visite du centre");
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=1&entry_on=%s&text=Autre+fenêtre", TODAY(&m))), 409);
	webtest_has(w, "Autre fenêtre");
	webtest_has(w, "Visite du centre");
	/* The supervisor and the coordination read, and do not write. */
	static const enum role readers[] = { ROLE_SUPERVISOR, ROLE_COORDINATION };
	for (size_t i = 0; i < LEN(readers); i++) {
		mission_as(&m, readers[i], 0);
		assert_int_equal(webtest_get(w, OWN(&m, "/journal")), 200);
		webtest_has(w, "Visite du centre");
		webtest_hasnt(w, "Écrire dans le journal");
		assert_int_equal(webtest_get(w, one), 200);
		assert_int_equal(webtest_post(w, OWN(&m, "/journal"), MPATH(&m, "entry_on=%s&text=x", TODAY(&m))), 403);
		assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=2&entry_on=%s&text=x", TODAY(&m))), 403);
	}
	/* Another team reaches it by neither door. */
	mission_as(&m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, one), 404);
	assert_int_equal(webtest_get(w, OWN(&m, "/journal")), 404);
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld/journal/%lld", (long long)m.team[1], (long long)id)), 404);
	assert_int_equal(webtest_post(w, MPATH(&m, "/teams/%lld/journal/%lld", (long long)m.team[1], (long long)id), MPATH(&m, "rev=2&entry_on=%s&text=x", TODAY(&m))), 404);
	assert_int_equal(webtest_post(w, MPATH(&m, "/teams/%lld/journal/%lld/remove", (long long)m.team[1], (long long)id), ""), 404);
	/* A colleague of the team does not correct it; after two weeks nobody does. */
	mission_sql(&m, MPATH(&m, "UPDATE team_student SET team = %lld WHERE student = %lld RETURNING 1", (long long)m.team[0], (long long)m.student[1]));
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "Seule la personne qui l’a écrit");
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=2&entry_on=%s&text=x", TODAY(&m))), 403);
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/remove", one), ""), 303);
	assert_int_equal(webtest_get(w, one), 404);
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/restore", one), ""), 303);
	mission_sql(&m, MPATH(&m, "UPDATE mission_entry SET created_at = '%sT08:00:00Z' WHERE id = %lld RETURNING 1", day_from_today(w->a, -15), (long long)id));
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=4&entry_on=%s&text=x", TODAY(&m))), 403);
	/* Once the mission has stopped it is read only. */
	mission_sql(&m, MPATH(&m, "UPDATE team SET ended_at = '2024-01-01T00:00:00Z' WHERE id = %lld RETURNING 1", (long long)m.team[0]));
	assert_int_equal(webtest_get(w, OWN(&m, "/journal")), 200);
	webtest_hasnt(w, "Écrire dans le journal");
	assert_int_equal(webtest_post(w, OWN(&m, "/journal"), MPATH(&m, "entry_on=%s&text=x", TODAY(&m))), 403);
	webtest_close(w);
}

/* ---- requests ----------------------------------------------------------------------------------------------------- */

static void
data_asked_and_answered(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, OWN(&m, "/requests"), MPATH(&m, "what=Statistiques+2023&due_on=%s", day_from_today(w->a, -1))), 422);
	assert_int_equal(webtest_post(w, OWN(&m, "/requests"), MPATH(&m, "what=Statistiques+2023&detail=Par+mois&due_on=%s", day_from_today(w->a, 10))), 303);
	int64_t id = newest(&m, "data_request");
	const char *one = MPATH(&m, "/teams/%lld/requests/%lld", (long long)m.team[0], (long long)id);
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "À envoyer");
	size_t mails = call_mails(&m.c);
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/send", one), ""), 303);
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/send", one), ""), 303); /* one mail a day */
	assert_int_equal(call_mails(&m.c), mails + 1);
	const struct outbox_row *mail = call_mail(&m.c, "Action requise : des données pour la mission 2030-31/001");
	assert_string_equal(mail->to, "ana@rive.be");
	const char *link = call_link(&m.c, mail);
	assert_true(text_starts(link, "/data/"));
	assert_int_equal(webtest_number(w, MPATH(&m, "SELECT count(*) FROM data_request_link WHERE token_sha = '%s'", link + 6)), 0); /* only its digest is there */
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "Demandée");

	/* Without an account; looking consumes nothing. */
	webtest_as(w, ROLE_PUBLIC);
	for (int i = 0; i < 3; i++)
		assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "Statistiques 2023");
	webtest_has(w, "La Rive asbl");
	webtest_hasnt(w, "Relais");
	assert_int_equal(webtest_get(w, "/data/zzzzzzzzzzzzzzzzzzzzzzzzzz"), 410);
	assert_int_equal(webtest_get(w, one), 303);
	int64_t rev = webtest_number(w, MPATH(&m, "SELECT rev FROM data_request WHERE id = %lld", (long long)id));
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&answer=Un+mot", (long long)rev)), 422);
	webtest_has(w, "Un mot");
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&outcome=refused&answer=", (long long)rev)), 422);
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&outcome=dropped&answer=x", (long long)rev)), 422);
	webtest_file(w, "file", "stat.csv", "mois;n\n1;20\n", 12);
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&outcome=partial&answer=Voici+janvier+à+juin.", (long long)rev)), 303);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "stat.csv");
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/files/%lld", link, (long long)newest(&m, "data_request_file"))), 200);
	assert_int_equal(w->an.n, 12);
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&outcome=received&answer=x", (long long)rev)), 422); /* it changed meanwhile */
	webtest_has(w, "a changé depuis");
	/* A program is no document. */
	webtest_file(w, "file", "x.pdf", "\177ELF\2\1\1\0", 8);
	assert_int_equal(webtest_post(w, link, MPATH(&m, "rev=%lld&outcome=received", (long long)rev + 1)), 422);
	webtest_has(w, "ni un PDF");

	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "Voici janvier à juin.");
	webtest_has(w, "de l’institution");
	int64_t file = newest(&m, "data_request_file");
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/files/%lld", one, (long long)file)), 200);
	mission_as(&m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/files/%lld", one, (long long)file)), 404);
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld/requests/%lld/files/%lld", (long long)m.team[1], (long long)id, (long long)file)), 404);
	/* The link opens nothing once its mission is over, or it has expired. */
	mission_sql(&m, MPATH(&m, "UPDATE team SET ended_at = 'x' WHERE id = %lld RETURNING 1", (long long)m.team[0]));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 410);
	mission_sql(&m, MPATH(&m, "UPDATE team SET ended_at = NULL WHERE id = %lld RETURNING 1", (long long)m.team[0]));
	assert_int_equal(webtest_get(w, link), 200);
	mission_sql(&m, "UPDATE data_request_link SET expires_at = '2020-01-01T00:00:00Z' RETURNING 1");
	assert_int_equal(webtest_get(w, link), 410);
	webtest_close(w);
}

/* ---- interviews ------------------------------------------------------------------------------------------------------ */

static void
interviews_stay_with_the_team(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, OWN(&m, "/interviews"), MPATH(&m, "met_on=%s&alias=Éducatrice+A&name=Zénobie+Rare&consent=none&notes=Elle+dit", TODAY(&m))), 422);
	webtest_has(w, "Notez d’abord l’accord");
	webtest_has(w, "Elle dit");
	assert_int_equal(webtest_post(w, OWN(&m, "/interviews"), MPATH(&m, "met_on=%s&alias=Éducatrice+A&name=Zénobie+Rare&consent=oral&notes=Elle+dit+la+vérité", TODAY(&m))), 303);
	int64_t id = newest(&m, "interview");
	const char *one = MPATH(&m, "/teams/%lld/interviews/%lld", (long long)m.team[0], (long long)id);
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=1&met_on=%s&alias=Éducatrice+A&name=Zénobie+Rare&consent=oral&notes=Elle+dit+tout", TODAY(&m))), 303);
	webtest_file(w, "file", "accord.pdf", "%PDF-1.4 x", 10);
	assert_int_equal(webtest_post(w, MPATH(&m, "%s/consent", one), ""), 303);
	static const enum role readers[] = { ROLE_STUDENT, ROLE_SUPERVISOR };
	for (size_t i = 0; i < LEN(readers); i++) {
		mission_as(&m, readers[i], 0);
		assert_int_equal(webtest_get(w, one), 200);
		webtest_has(w, "Zénobie Rare");
		webtest_has(w, "Elle dit tout");
		assert_int_equal(webtest_get(w, MPATH(&m, "%s/consent", one)), 200);
	}
	/* The coordination knows that it took place; the history does not tell it either. */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, OWN(&m, "/interviews")), 200);
	webtest_has(w, "Éducatrice A");
	webtest_hasnt(w, "Zénobie");
	assert_int_equal(webtest_get(w, one), 200);
	webtest_hasnt(w, "Zénobie");
	webtest_hasnt(w, "Elle dit");
	webtest_hasnt(w, "accord.pdf");
	assert_int_equal(webtest_get(w, MPATH(&m, "%s/consent", one)), 404);
	assert_int_equal(webtest_get(w, OWN(&m, "/interviews.csv")), 200);
	assert_null(memmem(w->an.bytes, w->an.n, "Rare", 4));
	assert_null(memmem(w->an.bytes, w->an.n, "Elle dit", 8));
	assert_int_equal(webtest_get(w, "/journal"), 200);
	webtest_hasnt(w, "Elle dit");
	webtest_hasnt(w, "Rare");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM history WHERE entity = 'interview' AND field = 'notes' AND before IS NULL AND after IS NULL"), 1);
	/* What leaves: never a name; the notes once they tell nobody. */
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, OWN(&m, "/interviews.csv")), 200);
	assert_non_null(memmem(w->an.bytes, w->an.n, "Éducatrice A", strlen("Éducatrice A")));
	assert_null(memmem(w->an.bytes, w->an.n, "Rare", 4));
	assert_null(memmem(w->an.bytes, w->an.n, "Elle dit", 8));
	assert_int_equal(webtest_post(w, one, MPATH(&m, "rev=3&met_on=%s&alias=Éducatrice+A&name=Zénobie+Rare&consent=oral&notes=Elle+dit+tout&anonymised=1", TODAY(&m))), 303);
	assert_int_equal(webtest_get(w, OWN(&m, "/interviews.csv")), 200);
	assert_non_null(memmem(w->an.bytes, w->an.n, "Elle dit", 8));
	assert_null(memmem(w->an.bytes, w->an.n, "Rare", 4));
	mission_as(&m, ROLE_SUPERVISOR, 1);
	assert_int_equal(webtest_get(w, one), 404);
	assert_int_equal(webtest_get(w, OWN(&m, "/interviews.csv")), 404);
	webtest_close(w);
}

/* ---- sources, problem, recommendations --------------------------------------------------------------------------------- */

static void
the_work_of_a_team(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, OWN(&m, "/sources"), "kind=law&title=Décret+du+7+mai&link=javascript:alert(1)"), 422);
	assert_int_equal(webtest_post(w, OWN(&m, "/sources"), "kind=law&title=Décret+du+7+mai&link=https://exemple.org/d&note=Article+3"), 303);
	assert_int_equal(webtest_get(w, OWN(&m, "/sources")), 200);
	webtest_has(w, "<cite>Décret du 7 mai</cite>");
	webtest_has(w, "href=\"https://exemple.org/d\"");
	assert_int_equal(webtest_post(w, OWN(&m, "/recommendations"), "position=1&title=Un+accueil+du+soir&addressed=La+direction&resources=Deux+mi-temps&limits=Agrément"), 303);
	assert_int_equal(webtest_get(w, OWN(&m, "/recommendations")), 200);
	webtest_has(w, "Un accueil du soir");
	webtest_has(w, "Deux mi-temps");
	webtest_has(w, "value=\"2\" id=\"f-position\""); /* the next one's */

	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=0&problem="), 422);
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=0&problem=L’accueil+est+trop+long."), 303);
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=1&problem=L’accueil+est+trop+long.&reason=rien"), 422);
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=1&problem=L’accueil+est+trop+cher."), 422);
	webtest_has(w, "L’accueil est trop cher.");
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=1&problem=L’accueil+est+trop+cher.&reason=Les+comptes"), 303);
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=1&problem=L’accueil+est+trop+loin.&reason=Un+autre"), 422); /* version 2 came meanwhile */
	webtest_has(w, "L’accueil est trop loin.");
	assert_int_equal(webtest_get(w, OWN(&m, "/problem")), 200);
	webtest_has(w, "Version 2");
	webtest_has(w, "<del>long.</del><ins>cher.</ins>");
	assert_int_equal(webtest_get(w, OWN(&m, "/problem?version=1")), 200);
	webtest_has(w, "trop long.");
	assert_int_equal(webtest_get(w, OWN(&m, "/problem?version=9")), 404);
	mission_as(&m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_get(w, OWN(&m, "/problem")), 200);
	webtest_hasnt(w, "name=\"problem\"");
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=2&problem=x&reason=y"), 403);
	mission_as(&m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, OWN(&m, "/problem")), 404);
	assert_int_equal(webtest_post(w, OWN(&m, "/problem"), "after=2&problem=x&reason=y"), 404);
	webtest_close(w);
}

/* ---- the log --------------------------------------------------------------------------------------------------------------- */

static void
the_log_of_a_supervisor(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	mission_as(&m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, OWN(&m, "/log"), MPATH(&m, "met_on=%s&kind=meeting&minutes=60&audience=team&decisions=Plan+revu&next_on=%s", TODAY(&m), day_from_today(w->a, 7))), 422);
	assert_int_equal(webtest_post(w, OWN(&m, "/log"), MPATH(&m, "met_on=%s&kind=meeting&minutes=60&audience=team&decisions=Plan+revu&next_step=Relire&next_on=%s", TODAY(&m), day_from_today(w->a, 7))), 303);
	int64_t open = newest(&m, "follow_entry");
	assert_int_equal(webtest_post(w, OWN(&m, "/log"), MPATH(&m, "met_on=%s&kind=phone&audience=staff&decisions=Tension+entre+deux&alert=1", TODAY(&m))), 303);
	int64_t closed = newest(&m, "follow_entry");
	mission_as(&m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, OWN(&m, "/log")), 200);
	webtest_has(w, "Plan revu");
	webtest_hasnt(w, "Tension");
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld/log/%lld", (long long)m.team[0], (long long)open)), 200);
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld/log/%lld", (long long)m.team[0], (long long)closed)), 404);
	assert_int_equal(webtest_post(w, OWN(&m, "/log"), MPATH(&m, "met_on=%s&kind=phone&audience=team&decisions=x", TODAY(&m))), 403);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, OWN(&m, "/log")), 200);
	webtest_has(w, "Tension");
	/* Another's entry is read, not corrected. */
	assert_int_equal(webtest_post(w, MPATH(&m, "/teams/%lld/log/%lld", (long long)m.team[0], (long long)open), MPATH(&m, "rev=1&met_on=%s&kind=phone&audience=team&decisions=x", TODAY(&m))), 403);
	mission_as(&m, ROLE_SUPERVISOR, 1);
	assert_int_equal(webtest_get(w, OWN(&m, "/log")), 404);
	assert_int_equal(webtest_get(w, MPATH(&m, "/teams/%lld/log/%lld", (long long)m.team[1], (long long)open)), 404);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(the_space_of_a_team), T(the_journal_of_a_team), T(data_asked_and_answered), T(interviews_stay_with_the_team), T(the_work_of_a_team),
		T(the_log_of_a_supervisor) };
	return cmocka_run_group_tests_name("mission", tests, NULL, NULL);
}
