/* Rankings by the students: drafts, sending, the deadline, employers, wishes; what a student never sees of another; invitations. */
#include "team_test.h"
#include "jobs/jobs.h"
#include "team/team_jobs.h"

static void
sent_and_changed(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	team_as(&t, t.person[0]);
	assert_int_equal(webtest_get(w, "/"), 200);
	webtest_has(w, "Votre classement des commandes est à envoyer");
	assert_int_equal(webtest_get(w, "/laboratory"), 200);
	webtest_has(w, "Classer les commandes");
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "Maison Alouette asbl");
	webtest_has(w, "Vos 5 choix");

	/* by the arrows alone, without a script: a draft, not yet sent */
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "do=up:%lld", OFFER(&t, 2))), 303);
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&do=up:%lld", OFFER(&t, 2), OFFER(&t, 0))), 303);
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&rank=%lld:2&do=up:%lld", OFFER(&t, 2), OFFER(&t, 0), OFFER(&t, 0))), 303);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, TP(&t, "<option value=\"%lld:1\" selected>", OFFER(&t, 0)));
	webtest_has(w, TP(&t, "<option value=\"%lld:2\" selected>", OFFER(&t, 2)));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM ranking_choice"), 0);
	/* as it is typed */
	assert_int_equal(webtest_post(w, "/ranking/typed", TP(&t, "rank=%lld:1&keep=%lld&keep_reason=covoiturage", OFFER(&t, 4), STUDENT(&t, 3))), 200);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "covoiturage");
	webtest_has(w, TP(&t, "<option value=\"%lld:1\" selected>", OFFER(&t, 4)));

	/* what is wrong is said, what was typed stays */
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&rank=%lld:1&do=send", OFFER(&t, 2), OFFER(&t, 0))), 422);
	webtest_has(w, "Deux commandes ont le rang 1");
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&do=send", OFFER(&t, 2))), 422);
	webtest_has(w, "Donnez un rang à 5 commandes");
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, TP(&t, "&avoid1=%lld&avoid1_reason=", STUDENT(&t, 4)))), 422);
	webtest_has(w, "Dites pourquoi");
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, TP(&t, "&keep=%lld&keep_reason=x", STUDENT(&t, 0)))), 422);
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, TP(&t, "&avoid1=%lld&avoid1_reason=x&avoid2=%lld&avoid2_reason=y", STUDENT(&t, 4), STUDENT(&t, 4)))), 422);
	webtest_has(w, "déjà nommée");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM ranking_choice"), 0);

	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 1, TP(&t, "&avoid1=%lld&avoid1_reason=brouille", STUDENT(&t, 4)))), 303);
	const struct outbox_row *receipt = call_mail(&t.c, "Reçu");
	assert_true(receipt != NULL && strstr(receipt->text, "1. Maison Bouleau asbl\n2. Maison Cerisier asbl") != NULL);
	assert_int_equal(webtest_number(w, TP(&t, "SELECT submission FROM ranking_choice WHERE place = 1 AND student = %lld", STUDENT(&t, 0))), t.offer[1]);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "Ce que vous avez envoyé");
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 3, "")), 303); /* changed: the wish too */
	assert_int_equal(webtest_number(w, TP(&t, "SELECT submission FROM ranking_choice WHERE place = 1 AND student = %lld", STUDENT(&t, 0))), t.offer[3]);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM student_wish"), 0);
	webtest_close(w);
}

/* The house of the same name in another town stays on offer until the student says that it is theirs. */
static void
employer_by_its_whole_name(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	team_exec(&t, "UPDATE submission SET org_name = 'La Rive (Huy)', institution = NULL WHERE number = 1");
	team_exec(&t, "UPDATE submission SET org_name = 'La Rive (Ottignies)', institution = NULL WHERE number = 2");
	team_as(&t, t.person[1]);
	assert_int_equal(webtest_post(w, "/ranking/employers", "employers=La+Rive+%28Huy%29"), 303);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "1 commande n’est pas proposée");
	webtest_hasnt(w, "Comment faire 0");
	webtest_has(w, "Comment faire 1");
	webtest_has(w, "name=\"also\" value=\"La Rive (Ottignies)\"");
	assert_int_equal(webtest_post(w, "/ranking/employers", "employers=La+Rive+%28Huy%29&also=La+Rive+%28Ottignies%29"), 303);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "2 commandes ne sont pas proposées");
	webtest_hasnt(w, "name=\"also\"");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM student_employer"), 2);
	webtest_close(w);
}

static void
never_of_another(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	team_as(&t, t.person[1]);
	assert_int_equal(webtest_post(w, "/ranking/employers", "employers=Maison+Alouette+asbl%0ASecret+Emploi+sprl"), 303);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_hasnt(w, "Comment faire 0");
	webtest_has(w, "1 commande n’est pas proposée");
	webtest_has(w, "Vos 4 choix");
	/* what they may not see cannot be ranked either, whatever the form says */
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, "")), 422);
	const char *four = TP(&t, "rank=%lld:1&rank=%lld:2&rank=%lld:3&rank=%lld:4&do=send&avoid1=%lld&avoid1_reason=raison+intime", OFFER(&t, 1), OFFER(&t, 2), OFFER(&t, 3), OFFER(&t, 4), STUDENT(&t, 2));
	assert_int_equal(webtest_post(w, "/ranking", four), 303);

	team_as(&t, t.person[2]); /* the one who is avoided */
	static const char *const pages[] = { "/ranking", "/laboratory", "/account", "/account/data" };
	for (size_t i = 0; i < LEN(pages); i++) {
		assert_int_equal(webtest_get(w, pages[i]), 200);
		webtest_hasnt(w, "Secret Emploi");
		webtest_hasnt(w, "raison intime");
	}
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "Comment faire 0");
	webtest_hasnt(w, "Demande pour chaque commande");
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/rankings", TED(&t))), 403);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/students", TED(&t))), 403);
	/* the journal holds neither */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM history WHERE after LIKE '%intime%' OR after LIKE '%Secret Emploi%' OR before LIKE '%Secret%'"), 0);

	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/rankings", TED(&t))), 200);
	webtest_has(w, "Secret Emploi");
	webtest_has(w, "raison intime");
	webtest_has(w, "Cachée jusqu’à la clôture");
	webtest_hasnt(w, "<th scope=\"col\" class=\"num\">Rang 1");
	/* a student of nothing */
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "dans aucune édition");
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, "")), 404);
	assert_int_equal(webtest_post(w, "/ranking/employers", "employers=x"), 404);
	webtest_close(w);
}

static void
the_window(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	/* not yet open */
	team_exec(&t, TP(&t, "UPDATE edition SET evening_on = '%s' WHERE id = %lld", day_from_today(w->a, 1), TED(&t)));
	team_as(&t, t.person[0]);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "s’ouvre pendant la soirée");
	webtest_hasnt(w, "Comment faire 0");
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, "")), 422);
	/* its last day is today: open until midnight; it was yesterday: closed */
	team_exec(&t, TP(&t, "UPDATE edition SET evening_on = '%s', ranking_until = '%s' WHERE id = %lld", day_from_today(w->a, -3), day_from_today(w->a, 0), TED(&t)));
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, "")), 303);
	team_exec(&t, TP(&t, "UPDATE edition SET ranking_until = '%s' WHERE id = %lld", day_from_today(w->a, -1), TED(&t)));
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 1, "")), 422);
	webtest_has(w, "Les classements sont clos");
	assert_int_equal(webtest_post(w, "/ranking/typed", team_ballot(&t, 1, "")), 409);
	assert_int_equal(webtest_post(w, "/ranking/employers", "employers=x"), 422);
	assert_int_equal(webtest_number(w, TP(&t, "SELECT submission FROM ranking_choice WHERE place = 1 AND student = %lld", STUDENT(&t, 0))), t.offer[0]);
	webtest_close(w);
}

static void
staff_follows(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	const char *path = TP(&t, "/editions/%lld/rankings", TED(&t));
	team_as(&t, t.person[0]);
	assert_int_equal(webtest_post(w, "/ranking", team_ballot(&t, 0, TP(&t, "&keep=%lld&keep_reason=voisins", STUDENT(&t, 1)))), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Rappeler 14 étudiants");
	webtest_has(w, "à sens unique");
	size_t mails = call_mails(&t.c);
	assert_int_equal(webtest_post(w, TP(&t, "%s/remind", path), ""), 303);
	assert_int_equal(call_mails(&t.c), mails + 14);
	assert_int_equal(webtest_post(w, path, "rev=0&wanted=0&do=keep"), 422);
	assert_int_equal(webtest_post(w, path, "rev=0&wanted=3&do=keep"), 303);
	assert_int_equal(webtest_post(w, path, "rev=0&wanted=4&do=keep"), 409);
	assert_int_equal(webtest_post(w, path, "rev=1&wanted=3&do=close"), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Rang 1");
	assert_int_equal(webtest_post(w, TP(&t, "%s/remind", path), ""), 422);
	assert_int_equal(webtest_post(w, path, "rev=2&wanted=3&do=open"), 303);
	/* wishes and rules, with their reasons */
	assert_int_equal(webtest_post(w, TP(&t, "%s/wishes", path), TP(&t, "student=%lld&other=%lld&do=ignore&reason=", STUDENT(&t, 0), STUDENT(&t, 1))), 422);
	assert_int_equal(webtest_post(w, TP(&t, "%s/wishes", path), TP(&t, "student=%lld&other=%lld&do=ignore&reason=non", STUDENT(&t, 0), STUDENT(&t, 1))), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM student_wish WHERE ignored = 'non'"), 1);
	assert_int_equal(webtest_post(w, TP(&t, "%s/wishes", path), TP(&t, "student=%lld&other=%lld&do=ignore&reason=non", STUDENT(&t, 3), STUDENT(&t, 1))), 404);
	const char *rules = TP(&t, "/editions/%lld/team-rules", TED(&t));
	assert_int_equal(webtest_post(w, rules, TP(&t, "kind=apart&student=%lld&other=%lld&reason=x", STUDENT(&t, 2), STUDENT(&t, 2))), 422);
	assert_int_equal(webtest_post(w, rules, TP(&t, "kind=apart&student=%lld&other=%lld&reason=", STUDENT(&t, 2), STUDENT(&t, 3))), 422);
	assert_int_equal(webtest_post(w, rules, TP(&t, "kind=apart&student=%lld&other=%lld&reason=m%%C3%%AAme+famille", STUDENT(&t, 2), STUDENT(&t, 3))), 303);
	assert_int_equal(webtest_post(w, rules, TP(&t, "kind=not_lead&supervisor=%lld&commission=%lld&reason=ancienne+employeuse", (long long)t.leader[0], OFFER(&t, 0))), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "même famille");
	webtest_has(w, "ancienne employeuse");
	int64_t rule = webtest_number(w, "SELECT min(id) FROM team_rule");
	assert_int_equal(webtest_post(w, TP(&t, "%s/%lld", rules, (long long)rule), "do=remove"), 303);
	assert_int_equal(webtest_post(w, TP(&t, "%s/%lld", rules, (long long)rule), "do=remove"), 404);
	assert_int_equal(webtest_post(w, TP(&t, "%s/%lld?do=restore", rules, (long long)rule), ""), 303);
	webtest_close(w);
}

/* ---- a commission that is gone ---------------------------------------------------------------------------------- */

static enum err
withdraw(struct db *db, void *arg)
{
	struct team_world *t = arg;
	struct submission s;
	db_author(db, NONE, "test", "test");
	enum err e = submission_get(db, t->offer[1], &s);
	return e == OK ? submission_move(db, &s, ST_WITHDRAWN, &(struct moved){ move_find(ST_SELECTED, ST_WITHDRAWN, BY_STAFF), NONE, "plus de direction", 0 }) : e;
}

static void
asked_again(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	static const struct job_kind kinds[] = { { "ranking_again", job_ranking_again, 60, 3, false }, { 0 } };
	struct worker worker = { .store = w->app.store, .kinds = kinds, .base_url = "http://127.0.0.1:8080" };
	int ran;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, TP(&t, "/editions/%lld/rankings", TED(&t)), "rev=0&wanted=3&do=keep"), 303);
	for (int i = 0; i < 2; i++) { /* the first ranks 0, 1, 2; the second 2, 3, 4 */
		team_as(&t, t.person[i]);
		assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&rank=%lld:2&rank=%lld:3&do=send", OFFER(&t, 2 * i), OFFER(&t, 2 * i + 1), OFFER(&t, 2 * i + 2))), 303);
	}
	webtest_ok(w, store_write(w->app.store, w->a, withdraw, &t));
	size_t mails = call_mails(&t.c);
	assert_int_equal(jobs_run_due(&worker, today_brussels(), &ran), OK);
	assert_int_equal(ran, 1);
	assert_int_equal(call_mails(&t.c), mails + 1);
	const struct outbox_row *again = call_mail(&t.c, "à compléter");
	assert_true(again != NULL && text_eq(again->to, "e00@etu.example"));
	team_as(&t, t.person[0]);
	assert_int_equal(webtest_get(w, "/ranking"), 200);
	webtest_has(w, "s’est retirée : complétez");
	webtest_has(w, TP(&t, "<option value=\"%lld:1\" selected>", OFFER(&t, 0))); /* what is kept, in order */
	webtest_has(w, TP(&t, "<option value=\"%lld:2\" selected>", OFFER(&t, 2)));
	webtest_hasnt(w, "Comment faire 1");
	assert_int_equal(webtest_post(w, "/ranking", TP(&t, "rank=%lld:1&rank=%lld:2&rank=%lld:3&do=send", OFFER(&t, 0), OFFER(&t, 2), OFFER(&t, 3))), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/rankings", TED(&t))), 200);
	webtest_has(w, "<b>2</b> ✓ ont voté");
	webtest_close(w);
}

/* ---- invitations --------------------------------------------------------------------------------------------------- */

static void
invited(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	const char *list = TP(&t, "/editions/%lld/students", TED(&t));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, list), 200);
	assert_int_equal(webtest_post(w, list, "number=E000&name=Double&email=d@etu.example"), 422);
	webtest_has(w, "déjà pris");
	webtest_has(w, "Double");
	assert_int_equal(webtest_post(w, list, "number=N1&name=Neuf&first_name=Ana&email=ana@etu.example&background=Droit&experience=3&employer=Maison+Alouette+asbl"), 303);
	assert_int_equal(webtest_post(w, list, "number=N2&name=Connue&email=E00@etu.example"), 303); /* an address that has an account */
	assert_int_equal(webtest_post(w, list, "number=N3&name=Sans"), 303);
	int64_t ana = webtest_number(w, "SELECT id FROM student WHERE number = 'N1'"), known = webtest_number(w, "SELECT id FROM student WHERE number = 'N2'");
	int64_t persons = webtest_number(w, "SELECT count(*) FROM person");
	size_t mails = call_mails(&t.c);
	assert_int_equal(webtest_post(w, TP(&t, "%s/invite", list), ""), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM person"), persons + 1);
	assert_int_equal(call_mails(&t.c), mails + 2);
	assert_int_equal(webtest_get(w, list), 200);
	webtest_has(w, "1 nouveaux comptes, 1 comptes déjà là, 1 sans adresse");
	assert_int_equal(webtest_number(w, TP(&t, "SELECT person FROM student WHERE id = %lld", (long long)known)), t.person[0]);
	assert_int_equal(webtest_number(w, TP(&t, "SELECT count(*) FROM person WHERE id = %lld AND name = 'Prénom Étu00'", (long long)t.person[0])), 1); /* not overwritten */
	/* the grant ends with the edition, and the link opens */
	assert_int_equal(webtest_number(w, TP(&t, "SELECT count(*) FROM role_grant g JOIN student s ON s.person = g.person WHERE s.id = %lld AND g.role = %d AND g.until_day = '%s'", (long long)ana, ROLE_STUDENT,
	    t.ed.ends_on)), 1);
	const struct outbox_row *letter = call_mail(&t.c, "Invitation : le laboratoire");
	assert_true(letter != NULL && strstr(letter->text, "/signin/") != NULL);
	/* one record: changed, met by someone else, removed, back */
	const char *one = TP(&t, "%s/%lld", list, (long long)ana);
	assert_int_equal(webtest_get(w, one), 200);
	int64_t rev = webtest_number(w, TP(&t, "SELECT rev FROM student WHERE id = %lld", (long long)ana));
	const char *form = TP(&t, "rev=%lld&number=N1&name=Neuve&email=ana@etu.example&employer=Maison+Bouleau+asbl", (long long)rev);
	assert_int_equal(webtest_post(w, one, form), 303);
	assert_int_equal(webtest_post(w, one, TP(&t, "%s&town=Huy", form)), 409);
	assert_int_equal(webtest_number(w, TP(&t, "SELECT count(*) FROM student WHERE id = %lld AND employer_folded = 'maison bouleau'", (long long)ana)), 1);
	assert_int_equal(webtest_post(w, TP(&t, "%s/remove", one), ""), 303);
	assert_int_equal(webtest_get(w, one), 404);
	assert_int_equal(webtest_post(w, TP(&t, "%s/restore", one), ""), 303);
	/* of another edition: not there */
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/students/%lld", TED(&t) + 1, (long long)ana)), 404);
	/* supervisors, the same way */
	list = TP(&t, "/editions/%lld/supervisors", TED(&t));
	assert_int_equal(webtest_post(w, list, "number=A9&name=Guide&email=guide@ecole.example&teams_most="), 422);
	assert_int_equal(webtest_post(w, list, "number=A9&name=Guide&email=guide@ecole.example&teams_most=2"), 303);
	assert_int_equal(webtest_post(w, TP(&t, "%s/invite", list), ""), 303);
	assert_int_equal(webtest_number(w, TP(&t, "SELECT count(*) FROM role_grant WHERE role = %d", ROLE_SUPERVISOR)), TEAM_LEADERS + 1);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(sent_and_changed), T(employer_by_its_whole_name), T(never_of_another), T(the_window), T(staff_follows), T(asked_again), T(invited) };
	return cmocka_run_group_tests_name("ranking", tests, NULL, NULL);
}
