/* The end of a mission through its pages: report, sponsor, closing, archive, evidence; and who may see what. */
#include "year_test.h"

static void
given_in_and_sent(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *page = YPATH(&y, "%s/report", y.team);
	size_t mails = call_mails(&y.m.c);
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Rien n’est encore déposé");
	/* what is no report */
	assert_int_equal(webtest_post(w, page, ""), 422);
	webtest_has(w, "Choisissez le fichier");
	year_deposit(&y, "MZ\x90 un programme", 422);
	webtest_has(w, "PDF, un DOCX ou un ODT");
	year_deposit(&y, "\x89PNG\r\n\x1a\n image", 422);
	assert_int_equal(year_count(&y, "report"), 0);
	year_deposit(&y, "%PDF-1.7 un", 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'report'"), 1);
	/* the receipt: to the team's addresses and its guide's, with the digest */
	assert_int_equal(call_mails(&y.m.c), mails + 5);
	const struct outbox_row *m = call_mail(&y.m.c, "rapport de la mission 2030-31/001, version 1");
	struct digest sha = digest_of("%PDF-1.7 un", 11);
	assert_non_null(strstr(m->text, sha.s));
	assert_non_null(strstr(m->text, "heure de Bruxelles"));
	assert_null(strstr(m->text, "en retard"));
	/* the same file again is no version; another one is */
	year_deposit(&y, "%PDF-1.7 un", 422);
	webtest_has(w, "déjà la dernière version");
	year_deposit(&y, "%PDF-1.7 deux", 303);
	assert_int_equal(webtest_number(w, "SELECT max(version) FROM report"), 2);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Version 2");
	webtest_has(w, sha.s);
	webtest_has(w, "Rapport final.pdf");
	/* late, from the day after on */
	mission_sql(&y.m, "UPDATE edition SET report_on = '2020-03-13' RETURNING id");
	year_deposit(&y, "%PDF-1.7 trois", 303);
	assert_int_equal(year_count(&y, "report WHERE late = 1"), 1);
	assert_non_null(strstr(call_mail(&y.m.c, "version 3")->text, "en retard"));
	/* a student gives no go; the supervisor of another team sees nothing */
	const char *send = YPATH(&y, "%s/%lld/send", page, (long long)year_version(&y));
	assert_int_equal(webtest_post(w, send, ""), 403);
	mission_as(&y.m, ROLE_SUPERVISOR, 1);
	assert_int_equal(webtest_post(w, send, ""), 404);
	assert_int_equal(webtest_get(w, page), 404);
	mission_as(&y.m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, page), 404);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/%lld", page, (long long)year_version(&y))), 404);
	year_deposit(&y, "%PDF-1.7 d’une autre équipe", 404);
	/* one's own team does not open another team's version */
	assert_int_equal(webtest_get(w, YPATH(&y, "/teams/%lld/report/%lld", (long long)y.m.team[1], (long long)year_version(&y))), 404);
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	webtest_file(w, "file", "x.pdf", "%PDF-1.4 x", 10);
	assert_int_equal(webtest_post(w, page, ""), 403);
	assert_int_equal(year_count(&y, "report WHERE sent_at IS NOT NULL"), 0);
	assert_int_equal(webtest_post(w, send, ""), 303);
	assert_int_equal(webtest_post(w, send, "again=1"), 303);
	assert_int_equal(year_count(&y, "sponsor_link"), 1);
	assert_int_equal(year_count(&y, "report WHERE sent_at IS NOT NULL AND go_at IS NOT NULL AND version = 3"), 1);
	assert_string_equal(call_mail(&y.m.c, "est prêt")->to, "ana@rive.be");
	/* without an address nothing leaves, and it is said */
	year_as_member(&y, 1);
	year_deposit(&y, "%PDF-1.7 quatre", 303);
	mission_sql(&y.m, YPATH(&y, "UPDATE submission SET email = NULL WHERE id = %lld RETURNING id", (long long)y.m.submission[0]));
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/%lld/send", page, (long long)year_version(&y)), ""), 422);
	webtest_has(w, "n’a pas d’adresse");
	webtest_close(w);
}

/* As large as is said, and no byte more. */
static void
as_large_as_said(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	char *bytes = arena_alloc(w->a, REPORT_MAX + 1);
	memset(bytes, 'x', REPORT_MAX + 1);
	memcpy(bytes, "%PDF-1.7 ", 9);
	mission_as(&y.m, ROLE_STUDENT, 0);
	webtest_file(w, "file", "grand.pdf", bytes, REPORT_MAX + 1);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/report", y.team), ""), 422);
	webtest_has(w, "trop grand");
	webtest_file(w, "file", "grand.pdf", bytes, REPORT_MAX);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/report", y.team), "again=1"), 303);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report/%lld", y.team, (long long)year_version(&y))), 200);
	assert_int_equal(w->an.n, REPORT_MAX);
	webtest_close(w);
}

static void
go_not_asked(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	webtest_as(w, ROLE_COORDINATION);
	const char *year = YPATH(&y, "/editions/%lld/year", (long long)y.m.c.edition.id);
	assert_int_equal(webtest_get(w, year), 200);
	webtest_has(w, "Le rapport répond à la question posée");
	const char *form = "rev=0&later_months=4&questions_report=[1-5]+Bon&questions_oral=Q&questions_later=Q&behaviours=A%0AB%0AC&factor_least=0%2C8&factor_most=1.2&self_gap=1&rater_gap=1&spread=1";
	assert_int_equal(webtest_post(w, year, "rev=0&later_months=99&questions_report=&questions_oral=Q&questions_later=Q&behaviours=&factor_least=2&factor_most=x&self_gap=1&rater_gap=1&spread=1"), 422);
	webtest_has(w, "entre 1 et 36");
	assert_int_equal(webtest_post(w, year, form), 303);
	assert_int_equal(webtest_post(w, year, form), 409); /* it changed since */
	assert_int_equal(year_count(&y, "edition_year WHERE needs_go = 0 AND later_months = 4 AND factor_least = 0.8"), 1);
	mission_as(&y.m, ROLE_STUDENT, 0);
	year_deposit(&y, "%PDF-1.7 un", 303);
	assert_int_equal(year_count(&y, "report WHERE sent_at IS NOT NULL"), 1);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/answers/report", call_link(&y.m.c, call_mail(&y.m.c, "est prêt")))), 200);
	webtest_has(w, "Bon");
	webtest_hasnt(w, "répond à la question posée");
	webtest_close(w);
}

static void
the_sponsor_by_link(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *door = year_sent(&y), *form = YPATH(&y, "%s/answers/report", door);
	webtest_as(w, ROLE_PUBLIC);
	int64_t before = store_counts(w->app.store).changes;
	for (int i = 0; i < 3; i++) { /* what reads the links of mails uses nothing up and says nothing */
		assert_int_equal(webtest_get(w, door), 200);
		assert_int_equal(webtest_get(w, YPATH(&y, "%s/document", door)), 200);
		assert_int_equal(webtest_get(w, form), 200);
	}
	assert_int_equal(store_counts(w->app.store).changes, before);
	assert_int_equal(year_count(&y, "report WHERE received_at IS NOT NULL"), 0);
	assert_int_equal(year_count(&y, YPATH(&y, "sponsor_link WHERE token_sha = '%s'", door + strlen("/sponsor/"))), 0); /* its digest alone */
	/* it opens its own mission, nobody's else */
	assert_int_equal(webtest_get(w, door), 200);
	webtest_has(w, "Comment accueillir mieux");
	webtest_hasnt(w, "papier");
	assert_int_equal(webtest_get(w, "/sponsor/aaaaaaaaaaaaaaaaaaaaaaaaaa"), 410);
	assert_int_equal(webtest_post(w, "/sponsor/aaaaaaaaaaaaaaaaaaaaaaaaaa/received", ""), 410);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/answers/oral", door)), 303); /* not yet */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/oral", door), "answer-0=4"), 303);
	assert_int_equal(year_count(&y, "sponsor_form"), 0);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/answers/zut", door)), 303);
	/* received, once */
	size_t mails = call_mails(&y.m.c);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/received", door), ""), 303);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/received", door), "again=1"), 303);
	assert_int_equal(call_mails(&y.m.c), mails + 5);
	assert_int_equal(year_count(&y, "report WHERE received_at IS NOT NULL"), 1);
	/* typed, resumed, sent: the team reads nothing before */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/typed", form), "answer-0=4&answer-3=En+cours"), 204);
	assert_int_equal(webtest_get(w, form), 200);
	webtest_has(w, "En cours");
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", y.team)), 200);
	webtest_hasnt(w, "En cours");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, form, "answer-0=&quote="), 422);
	assert_int_equal(webtest_post(w, form, "answer-0=9&answer-3=Ligne+une%0ALigne+deux&quote=Un+travail+remarquable&quote_open=1"), 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'feedback'"), 1);
	assert_int_equal(year_count(&y, "sponsor_answer WHERE answer = '9'"), 0); /* no such point of the scale */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/typed", form), "answer-3=Plus+tard"), 409); /* what was sent changes by the button alone */
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", y.team)), 200);
	webtest_has(w, "Ligne une\nLigne deux");
	webtest_has(w, "publication acceptée");
	/* expired, or the mission gone: nothing opens */
	mission_sql(&y.m, "UPDATE sponsor_link SET expires_at = '2020-01-01T00:00:00Z' RETURNING team");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, door), 410);
	assert_int_equal(webtest_post(w, form, "answer-3=x"), 410);
	webtest_close(w);
}

static void
minutes_of_the_meeting(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *page = YPATH(&y, "%s/report/minutes", y.team);
	year_sent(&y);
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, page, "rev=0&held_on=2999-01-01&people=&decisions=&minutes_body=Gardé"), 422);
	webtest_has(w, "ce jour est à venir");
	webtest_has(w, "Qui était présent");
	webtest_has(w, "Gardé");
	assert_int_equal(webtest_post(w, page, "rev=0&held_on=2025-03-20&people=Ana%0ABob&decisions=Approfondir"), 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'feedback'"), 1);
	assert_int_equal(webtest_post(w, page, "rev=0&held_on=2025-03-20&people=Autre&decisions=Autre"), 409);
	assert_int_equal(webtest_post(w, page, "rev=1&held_on=2025-03-21&people=Ana&decisions=Approfondir"), 303);
	mission_as(&y.m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_post(w, page, "rev=2&held_on=2025-03-21&people=Intrus&decisions=x"), 404);
	assert_int_equal(year_count(&y, "feedback_minutes WHERE people = 'Ana' AND held_on = '2025-03-21'"), 1);
	webtest_close(w);
}

static void
peers_closed(struct year_world *y)
{
	mission_sql(&y->m, YPATH(y, "INSERT INTO peer_round (edition, round, opens_on, closes_on, rev) VALUES (%lld, 2, '2020-05-01', '2020-05-10', 1) RETURNING id", (long long)y->m.c.edition.id));
}

static void
closed_archived_and_evidence(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *closing = YPATH(&y, "%s/closing", y.team), *year = YPATH(&y, "/editions/%lld/year", (long long)y.m.c.edition.id), *past = YPATH(&y, "/call/past/%lld", (long long)y.m.submission[0]);
	webtest_ok(w, store_write(w->app.store, w->a, year_plan_work, &y.indicator));
	webtest_as(w, ROLE_COORDINATION);
	for (int k = 0; k < YEAR_KINDS; k++)
		assert_int_equal(webtest_post(w, YPATH(&y, "%s/lines", year), YPATH(&y, "kind=%s&indicator=%lld", year_kind_words[k], (long long)y.indicator)), 303);
	assert_int_equal(webtest_get(w, year), 200);
	webtest_has(w, "Demandes répondues");
	const char *door = year_sent(&y);
	/* what is missing is said; a supervisor cannot do without it */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/end", closing), ""), 422);
	webtest_has(w, "Il manque quelque chose");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/report", door), "answer-3=Bien&quote=Un+travail+remarquable&quote_open=1"), 303);
	assert_int_equal(year_count(&y, "evidence WHERE withdrawn_at IS NULL AND title LIKE 'Reconnaissance%'"), 1);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/report", door), "answer-3=Mieux&quote=Un+travail+remarquable&quote_open=1"), 303);
	assert_int_equal(year_count(&y, "evidence"), 1); /* never twice */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/report", door), "answer-3=Mieux&quote=Un+travail+remarquable"), 303);
	assert_int_equal(year_count(&y, "evidence WHERE withdrawn_at IS NULL"), 0); /* agreed to no more */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/report", door), "answer-3=Mieux&quote=Un+travail+remarquable&quote_open=1"), 303);
	/* the oral: notes for the staff alone */
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/oral", closing), YPATH(&y, "rev=%lld&oral_on=2999-04-17&oral_time=25h&oral_place=Huy&oral_done=1", (long long)year_closing_rev(&y))), 422);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/oral", closing), YPATH(&y, "rev=%lld&oral_on=2025-04-17&oral_time=14h30&oral_place=Huy&jury_notes=Quinze+sur+vingt&oral_done=1",
	    (long long)year_closing_rev(&y))), 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'oral'"), 1);
	call_mail(&y.m.c, "votre avis sur la présentation");
	assert_int_equal(webtest_get(w, closing), 200);
	webtest_has(w, "Quinze sur vingt");
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, closing), 200);
	webtest_has(w, "14:30");
	webtest_hasnt(w, "Quinze sur vingt");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/oral", closing), "rev=1&oral_place=Ailleurs"), 403);
	/* the team chooses; whoever follows it does not choose for it */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/choice", closing), "names_open=1"), 422);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/choice", closing), "names_open=1&report_open=1"), 303);
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/choice", closing), "names_open=0&report_open=0"), 403);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/end", closing), ""), 422);
	webtest_has(w, "Évaluation par les pairs de mai");
	peers_closed(&y);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/end", closing), "again=1"), 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'archived'"), 1);
	assert_int_equal(year_count(&y, "evidence WHERE withdrawn_at IS NULL"), 2);
	assert_int_equal(year_count(&y, "evidence WHERE title LIKE 'Demande répondue : %' AND kind = 3"), 1);
	/* nothing is written any more, but the choice may be taken back */
	mission_as(&y.m, ROLE_STUDENT, 0);
	year_deposit(&y, "%PDF-1.7 trop tard", 403);
	/* the archive: only what both agreed to, only once the edition is over */
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, past), 404);
	mission_sql(&y.m, YPATH(&y, "INSERT INTO submission_move (submission, from_status, to_status, at, by_sponsor) VALUES (%lld, 'eligible', 'selected', 'x', 0) RETURNING id", (long long)y.m.submission[0]));
	mission_sql(&y.m, YPATH(&y, "UPDATE edition SET state = 'archived' WHERE id = %lld RETURNING id", (long long)y.m.c.edition.id));
	assert_int_equal(webtest_get(w, past), 404); /* its sponsor has not said */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/publication", door), "publication=zut"), 422);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/publication", door), "publication=anonymous"), 303);
	assert_int_equal(webtest_get(w, past), 200);
	webtest_has(w, "Comment accueillir mieux");
	webtest_has(w, "Étudiante A");
	webtest_has(w, "Un travail remarquable");
	webtest_hasnt(w, "Rive");
	webtest_hasnt(w, "Télécharger");
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", past)), 404);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/publication", door), "publication=named&report_open=1"), 303);
	assert_int_equal(webtest_get(w, past), 200);
	webtest_has(w, "Rive");
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", past)), 200);
	assert_string_equal(webtest_body(w), "%PDF-1.7 un rapport");
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/choice", closing), "names_open=0&report_open=0"), 303);
	assert_int_equal(webtest_get(w, past), 200);
	webtest_hasnt(w, "Étudiante A");
	webtest_hasnt(w, "Télécharger");
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", past)), 404);
	/* open again, with a reason, by the coordination: what was proved then is no more */
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/reopen", closing), "reason=x"), 403);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, closing), 200);
	webtest_has(w, "2 preuves");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/reopen", closing), "reason="), 422);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/reopen", closing), "reason=Erreur"), 303);
	assert_int_equal(year_count(&y, "submission WHERE status = 'oral'"), 1);
	assert_int_equal(year_count(&y, "evidence WHERE title LIKE 'Demande répondue%' AND withdrawn_at IS NULL"), 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/end", closing), "reason="), 303);
	assert_int_equal(year_count(&y, "evidence WHERE title LIKE 'Demande répondue%' AND withdrawn_at IS NULL"), 1);
	/* the line is taken away, and its evidence with it */
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/lines", year), YPATH(&y, "kind=answered&indicator=%lld&off=1", (long long)y.indicator)), 303);
	assert_int_equal(year_count(&y, "evidence WHERE title LIKE 'Demande répondue%' AND withdrawn_at IS NULL"), 0);
	webtest_close(w);
}

/* Until someone writes it otherwise, the oral is where and when the timetable published it. */
static void
oral_of_the_timetable(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *closing = YPATH(&y, "%s/closing", y.team);
	int64_t schedule = mission_sql(&y.m, YPATH(&y, "INSERT INTO schedule (edition, kind, step, duration, apart, day_cost, status, smallest, version, rev) VALUES (%lld, 'orals', 30, 60, 0, 0, 'optimal', 0, 1, 1)"
	    " RETURNING id", (long long)y.m.c.edition.id));
	int64_t version = mission_sql(&y.m, YPATH(&y, "INSERT INTO schedule_version (schedule, number, at) VALUES (%lld, 1, 'x') RETURNING id", (long long)schedule));
	mission_sql(&y.m, YPATH(&y, "INSERT INTO schedule_published (version, submission, on_day, start, minutes, place, missing, gone, sequence, at) VALUES (%lld, %lld, '2031-04-17', 870, 60, 'Salle bleue', 0, 0, 0, 'x')"
	    " RETURNING submission", (long long)version, (long long)y.m.submission[0]));
	const char *door = year_sent(&y);
	mission_as(&y.m, ROLE_STUDENT, 0);
	assert_int_equal(webtest_get(w, closing), 200);
	webtest_has(w, "17 avril 2031, 14:30 · Salle bleue");
	mission_as(&y.m, ROLE_STUDENT, 1);
	assert_int_equal(webtest_get(w, YPATH(&y, "/teams/%lld/closing", (long long)y.m.team[1])), 200);
	webtest_hasnt(w, "Salle bleue");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, door), 200);
	webtest_has(w, "Salle bleue");
	mission_as(&y.m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/oral", closing), "rev=0&oral_on=2031-04-18&oral_time=10h&oral_place=Chez+nous"), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, door), 200);
	webtest_has(w, "18 avril 2031, 10:00 · Chez nous");
	mission_sql(&y.m, "UPDATE closing SET oral_on = NULL RETURNING team");
	mission_sql(&y.m, "UPDATE schedule_published SET gone = 1 RETURNING submission");
	assert_int_equal(webtest_get(w, door), 200);
	webtest_hasnt(w, "Salle bleue"); /* it is no longer held */
	webtest_close(w);
}

/* What the edition before settled goes on in its copy, until the copy settles something itself. */
static void
settings_of_the_copy(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	webtest_as(w, ROLE_COORDINATION);
	int64_t copy = mission_sql(&y.m, YPATH(&y, "INSERT INTO edition (label, year, state, choose, opens_on, closes_on, closes_time, grace_minutes, copied_from, created_at, rev) VALUES"
	    " ('2031-32', 2031, 'preparing', 10, '2031-01-01', '2031-06-30', '23:59', 15, %lld, 'x', 1) RETURNING id", (long long)y.m.c.edition.id));
	const char *first = YPATH(&y, "/editions/%lld/year", (long long)y.m.c.edition.id), *second = YPATH(&y, "/editions/%lld/year", (long long)copy);
	assert_int_equal(webtest_post(w, first, "rev=0&later_months=4&questions_report=Question+du+labo&questions_oral=Q&questions_later=Q&behaviours=A&factor_least=0.8&factor_most=1.2&self_gap=1&rater_gap=1&spread=1"), 303);
	assert_int_equal(webtest_get(w, second), 200);
	webtest_has(w, "Question du labo");
	assert_int_equal(webtest_post(w, second, "rev=0&later_months=4&questions_report=Autre&questions_oral=Q&questions_later=Q&behaviours=A&factor_least=0.8&factor_most=1.2&self_gap=1&rater_gap=1&spread=1"), 303);
	assert_int_equal(webtest_get(w, second), 200);
	webtest_hasnt(w, "Question du labo");
	assert_int_equal(year_count(&y, "edition_year"), 2);
	webtest_close(w);
}

/* What is missing does not stop the coordination, which says why. */
static void
closed_for_a_reason(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/closing/end", y.team), "reason="), 422);
	webtest_has(w, "dites pourquoi");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/closing/end", y.team), "reason=Institution+fermée"), 303);
	assert_int_equal(year_count(&y, "history WHERE field = 'closed_reason'"), 1);
	webtest_close(w);
}

static void
run_later(struct year_world *y, struct date on)
{
	struct webtest *w = y->m.c.w;
	struct worker worker = { .store = w->app.store, .base_url = w->app.base_url };
	struct job j = { .store = w->app.store, .a = w->a, .today = on, .base_url = w->app.base_url, .worker = &worker };
	webtest_ok(w, job_mission_later(&j));
}

static void
months_later(void **state)
{
	struct year_world y = year_world_open(*state);
	struct webtest *w = y.m.c.w;
	const char *door = year_sent(&y);
	mission_sql(&y.m, YPATH(&y, "UPDATE submission SET status = 'archived' WHERE id = %lld RETURNING id", (long long)y.m.submission[0]));
	struct date today = today_brussels();
	mission_sql(&y.m, YPATH(&y, "UPDATE edition SET ends_on = '%s' WHERE id = %lld RETURNING id", date_iso(today).s, (long long)y.m.c.edition.id));
	struct date due = months_after(today, 6);
	size_t mails = call_mails(&y.m.c);
	run_later(&y, date_of_days(date_days(due) - 1));
	assert_int_equal(call_mails(&y.m.c), mails);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/answers/later", door)), 303);
	run_later(&y, due);
	assert_int_equal(call_mails(&y.m.c), mails + 1); /* only the archived one */
	door = call_link(&y.m.c, call_mail(&y.m.c, "avez-vous fait du rapport"));
	mission_sql(&y.m, YPATH(&y, "UPDATE closing SET later_asked_at = '%sT08:00:00Z' RETURNING team", date_iso(due).s)); /* as if that day were today */
	run_later(&y, due);
	assert_int_equal(call_mails(&y.m.c), mails + 1);
	run_later(&y, date_of_days(date_days(due) + LATER_REMINDER_DAYS - 1));
	assert_int_equal(call_mails(&y.m.c), mails + 1);
	run_later(&y, date_of_days(date_days(due) + LATER_REMINDER_DAYS));
	run_later(&y, date_of_days(date_days(due) + 2 * LATER_REMINDER_DAYS));
	assert_int_equal(call_mails(&y.m.c), mails + 2);
	call_mail(&y.m.c, "Rappel");
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/answers/later", door)), 200);
	webtest_has(w, "Qu’avez-vous fait du rapport");
	assert_int_equal(webtest_post(w, YPATH(&y, "%s/answers/later", door), "answer-0=Tout+est+en+place"), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, YPATH(&y, "/editions/%lld/year", (long long)y.m.c.edition.id)), 200);
	webtest_has(w, "✓ reçu");
	assert_int_equal(webtest_get(w, YPATH(&y, "%s/report", y.team)), 200);
	webtest_has(w, "Tout est en place");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(given_in_and_sent), T(as_large_as_said), T(go_not_asked), T(the_sponsor_by_link), T(minutes_of_the_meeting), T(closed_archived_and_evidence), T(closed_for_a_reason), T(oral_of_the_timetable), T(settings_of_the_copy),
		T(months_later) };
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
