/* Adopted documents: who is asked to read them and has, where they went, who signs them, what of it is evidence. */
#include "charter_test.h"
#include "calendar/calendar.h"

static const char *
weekly(struct webtest *w, const char *to)
{
	struct date today = today_brussels();
	struct job j = { .store = w->app.store, .a = w->a, .today = date_of_days(date_days(today) + 8 - date_weekday(today)), .base_url = "https://pilotis.example" };
	webtest_ok(w, job_digest(&j));
	return letter_to(w, to, "votre semaine");
}

static void
read_by_all(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long by, id = in_force(&m, &by);
	const char *page = M(w, "/documents/%lld", id), *readers = M(w, "%s/readers", page);
	assert_int_equal(webtest_post(w, readers, "who=a1&on=1"), 303);
	assert_int_equal(webtest_post(w, readers, "who=r4&on=1"), 303);
	assert_int_equal(webtest_post(w, readers, "who=r4&on=1&again=1"), 303);
	assert_int_equal(webtest_post(w, readers, "who=x4&on=1"), 404);
	assert_int_equal(webtest_post(w, readers, "who=a777&on=1"), 404);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "0 sur 3 l’ont lu");
	webtest_has(w, "0 sur 1 l’ont lu");
	webtest_has(w, "Envoyer un rappel à 3 personnes"); /* who stands in two groups is one */
	assert_non_null(link_in(w, weekly(w, "p4-1-x"), M(w, "https://pilotis.example%s/read", page)));
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "◇ à lire");
	assert_int_equal(webtest_get(w, readers), 403);
	assert_int_equal(webtest_get(w, M(w, "%s/read", page)), 200);
	webtest_has(w, "J’ai lu ce document");
	assert_int_equal(webtest_get(w, "/"), 200);
	webtest_has(w, M(w, "%s/read\"", page));
	assert_int_equal(webtest_post(w, M(w, "%s/read", page), "version=777"), 422); /* another one came while they were reading */
	webtest_has(w, "Une autre version vient d’être adoptée");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_ack"), 0);
	assert_int_equal(acknowledge(w, id), 303);
	assert_int_equal(acknowledge(w, id), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_ack"), 1);
	assert_int_equal(webtest_get(w, "/"), 200);
	webtest_hasnt(w, M(w, "%s/read\"", page));
	assert_int_equal(webtest_get(w, HOME(w, id)), 200);
	webtest_has(w, "Vous l’avez lu le");
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "1 sur 3 l’ont lu");
	webtest_has(w, "1 sur 1 l’ont lu");
	assert_int_equal(webtest_post(w, M(w, "%s/remind", readers), ""), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'charter %'"), 2);
	assert_null(mail_to(w, "p4-1-x", "À lire"));
	assert_non_null(link_in(w, letter_to(w, "p8-1-x", "À lire"), M(w, "%s/read", page)));
	assert_int_equal(webtest_number(w, "SELECT sent FROM charter_reminder"), 2);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "2 personnes ont déjà reçu une lettre aujourd’hui");
	webtest_has(w, "Personne à rappeler");
	assert_int_equal(webtest_post(w, M(w, "%s/remind", readers), "more=1"), 303); /* one a day */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'charter %'"), 2);
	/* a minor revision keeps what was read, a major one asks again */
	assert_int_equal(freeze(w, id, by, "&revision_kind=minor"), 303);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "1 sur 3 l’ont lu");
	assert_int_equal(freeze(w, id, by, "&revision_kind=major"), 303);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "0 sur 3 l’ont lu");
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, HOME(w, id)), 200);
	webtest_has(w, "J’ai lu ce document");
	webtest_has(w, "Vous aviez lu la version 1.0");
	webtest_has(w, "with=1\"");
	/* letters leave by themselves when the settings say so: at once, and no other before two weeks, nor after three */
	assert_int_equal(letters(w, 0), 0);
	static struct webtest_sql on = { "UPDATE charter SET reminding = 1", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &on));
	assert_int_equal(letters(w, 0), 3);
	assert_non_null(strstr(letter_to(w, "p4-1-x", "À lire"), "with=1")); /* who had read another one sees what changed */
	assert_int_equal(letters(w, 0), 3);
	assert_int_equal(letters(w, 13), 3);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(acknowledge(w, id), 303);
	assert_int_equal(letters(w, 14), 5); /* and no more to who has read */
	assert_int_equal(letters(w, 28), 7);
	assert_int_equal(letters(w, 60), 7);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, readers, "who=r4"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_ask"), 1);
	/* diffusion: planned, done, a mistake undone */
	const char *diffusion = M(w, "%s/diffusion", page);
	assert_int_equal(webtest_post(w, diffusion, "organisation=Les+%C3%A9coles&channel="), 422);
	webtest_has(w, "Les écoles");
	assert_int_equal(webtest_post(w, diffusion, "organisation=Les+%C3%A9coles&channel=Courriel&planned_on=2020-01-01"), 303);
	assert_int_equal(webtest_get(w, diffusion), 200);
	webtest_has(w, "▲ prévu le");
	assert_int_equal(webtest_get(w, "/"), 200);
	webtest_has(w, "1 diffusion prévue n’est pas faite");
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "1 diffusion prévue n’est pas faite");
	assert_int_equal(webtest_post(w, M(w, "%s/1", diffusion), "do=done"), 303);
	assert_int_equal(webtest_get(w, diffusion), 200);
	webtest_has(w, "● fait le");
	assert_int_equal(webtest_post(w, M(w, "%s/1", diffusion), "do=remove"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_diffusion WHERE deleted_at IS NULL"), 0);
	assert_int_equal(webtest_post(w, M(w, "%s/1/restore", diffusion), ""), 303);
	webtest_close(w);
}

static void
signed_by_organisations(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long by, id = in_force(&m, &by);
	const char *page = M(w, "/documents/%lld", id), *adhere = M(w, "%s/adhere", page), *relink = M(w, "%s/adhere-link", page), *all = M(w, "%s/adherents", page);
	static struct webtest_sql known = { "INSERT INTO institution (name, sort_key, folded, domain, created_at, rev) VALUES ('Maison Verte', 'maison verte', 'maison verte', 'verte.be', '2024-01-01T00:00:00Z', 1)", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &known));
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "Charte du partenariat");
	webtest_has(w, HOME(w, id));
	/* one address: the number alone, and another title, lead there */
	assert_int_equal(webtest_get(w, page), 303);
	assert_string_equal(w->an.location, HOME(w, id));
	assert_int_equal(webtest_get(w, M(w, "%s-charte-ancienne", page)), 303);
	assert_string_equal(w->an.location, HOME(w, id));
	static const char *const wrong[] = { "/documents/charte", "/documents/777-charte", "/documents/12345678901234567890-charte", "/documents/-charte" };
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_int_equal(webtest_get(w, wrong[i]), 404);
	page = HOME(w, id);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "<em>ensemble</em>");
	webtest_has(w, "Aucune organisation encore");
	webtest_hasnt(w, "J’ai lu ce document");
	/* too quick, or without the page: told what to do, and what was typed stays; the trap: told that all is well */
	assert_int_equal(webtest_post(w, adhere, "organisation=Maison+Verte&signatory=Ada+L.&email=ada%40verte.be"), 422);
	webtest_has(w, "Maison Verte");
	assert_int_equal(webtest_post(w, adhere, "organisation=Robot&signatory=R&email=r%40verte.be&nickname=x"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_adherent"), 0);
	int64_t now = 0;
	assert_true(isotime_parse(now_utc().s, &now));
	const char *mark = fill_mark(w->a, w->key, APP_KEY_SIZE, now - 60);
	assert_int_equal(webtest_post(w, adhere, M(w, "organisation=&signatory=Ada+L.&email=ada&mark=%s", mark)), 422);
	webtest_has(w, "nom de l’organisation");
	webtest_has(w, "adresse complète");
	assert_int_equal(webtest_post(w, adhere, M(w, "organisation=Maison+Verte&signatory=Ada+L.&quality=Directrice&email=ada%%40verte.be&mark=%s", mark)), 303);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "Ada L.");
	const char *letter = letter_to(w, "ada@verte.be", "Confirmez une adhésion");
	assert_null(strstr(letter, "Maison Verte")); /* nothing that was typed goes to a stranger */
	const char *link = link_in(w, letter, "/adhesion/");
	int64_t before = store_counts(w->app.store).changes;
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(store_counts(w->app.store).changes, before);
	assert_int_equal(webtest_post(w, link, "do=nothing"), 404);
	assert_int_equal(webtest_post(w, link, "do=confirm"), 303);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Maison Verte");
	webtest_has(w, "Ada L.");
	webtest_hasnt(w, "ada@verte.be");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_adherent WHERE institution = 1"), 1); /* recognised */
	/* signed again: once on the list */
	assert_int_equal(webtest_post(w, adhere, M(w, "organisation=maison+verte&signatory=Ada+L.&email=ada%%40verte.be&mark=%s", mark)), 303);
	const char *second = link_in(w, letter_to(w, "ada@verte.be", "Confirmez une adhésion"), "/adhesion/");
	assert_string_not_equal(second, link);
	assert_int_equal(webtest_post(w, second, "do=confirm"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_adherent WHERE confirmed_at IS NOT NULL AND withdrawn_at IS NULL"), 1);
	assert_int_equal(webtest_post(w, second, "do=withdraw"), 303);
	assert_int_equal(webtest_get(w, second), 200);
	webtest_has(w, "retirée depuis le");
	assert_int_equal(webtest_post(w, second, "do=confirm&again=1"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_adherent WHERE withdrawn_at IS NULL"), 0);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "Ada L.");
	assert_int_equal(webtest_post(w, M(w, "%s/1/remove", all), "why=x"), 403);
	assert_int_equal(webtest_get(w, all), 303); /* signed out */
	/* the link was lost: another takes its place, and nobody learns who signed */
	assert_int_equal(webtest_post(w, adhere, M(w, "organisation=Le+Pont&signatory=Bo+M.&email=bo%%40pont.be&mark=%s", mark)), 303);
	const char *lost = link_in(w, letter_to(w, "bo@pont.be", "Confirmez une adhésion"), "/adhesion/");
	assert_int_equal(webtest_post(w, relink, "link_email=bo%40pont.be"), 303);
	assert_null(mail_to(w, "bo@pont.be", "Votre adhésion")); /* never confirmed: nothing more is written there */
	assert_int_equal(webtest_post(w, lost, "do=confirm"), 303);
	assert_int_equal(webtest_post(w, relink, "link_email=bo"), 422);
	webtest_has(w, "adresse complète");
	assert_int_equal(webtest_post(w, relink, "link_email=personne%40pont.be"), 303);
	assert_null(mail_to(w, "personne@pont.be", "Votre adhésion"));
	assert_int_equal(webtest_post(w, relink, "link_email=Bo%40pont.be"), 303);
	const char *found = link_in(w, letter_to(w, "bo@pont.be", "Votre adhésion"), "/adhesion/");
	assert_int_equal(webtest_get(w, lost), 404);
	assert_int_equal(webtest_get(w, found), 200);
	webtest_has(w, "Le Pont");
	/* who leads takes it off with a reason, that the signatory reads and the journal keeps */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, all), 200);
	webtest_has(w, "bo@pont.be");
	webtest_has(w, "par qui l’avait signée");
	long long bo = (long long)webtest_number(w, "SELECT max(id) FROM charter_adherent");
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/remove", all, bo), "why="), 422);
	webtest_has(w, "Dites pourquoi");
	assert_int_equal(webtest_post(w, M(w, "%s/777/remove", all), "why=x"), 404);
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/remove", all, bo), "why=Association+dissoute"), 303);
	assert_non_null(strstr(letter_to(w, "bo@pont.be", "n’est plus publiée"), "Association dissoute"));
	assert_int_equal(webtest_post(w, M(w, "%s/%lld/remove", all, bo), "why=Encore"), 404);
	assert_int_equal(webtest_get(w, all), 200);
	webtest_has(w, "Association dissoute");
	assert_int_equal(webtest_get(w, M(w, "/documents/%lld/versions", id)), 200);
	webtest_has(w, "Adhésion de Le Pont retirée de la liste");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_hasnt(w, "Le Pont");
	webtest_close(w);
}

/* ---- the plan --------------------------------------------------------------------------------------------------------- */

static int64_t
counted(struct meeting_world *m, int64_t line, const char *more)
{
	return world_number(m, M(m->w, "SELECT count(*) FROM evidence x JOIN evidence_slot s ON s.evidence = x.id WHERE s.indicator = %lld AND x.withdrawn_at IS NULL AND x.deleted_at IS NULL%s", (long long)line, more));
}

static void
lines_as(struct webtest *w, int64_t line, enum indicator_kind kind)
{
	static struct webtest_sql set;
	set = (struct webtest_sql){ M(w, "UPDATE indicator_line SET kind = %d WHERE indicator = %lld", (int)kind, (long long)line), 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &set));
}

/* Readings, adhesions and diffusion are evidence of the lines that the document names, and no more when they are taken back. */
static void
proves(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long by, id = in_force(&m, &by), line = (long long)m.report_line;
	const char *page = M(w, "/documents/%lld", id), *readers = M(w, "%s/readers", page), *diffusion = M(w, "%s/diffusion", page);
	const char *settings = "kind=charter&title=Charte+du+partenariat&actor=1&audience=public&adherable=1";
	lines_as(w, line, IND_FACT);
	assert_int_equal(counted(&m, line, ""), 0);
	/* diffusion: what is done, and not what is planned */
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&%s&line_spread=%lld", charter_rev(w, id), settings, line)), 303);
	assert_int_equal(webtest_post(w, diffusion, M(w, "organisation=Les+%%C3%%A9coles&channel=Courriel&planned_on=%s", world_day(&m, 3))), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	assert_int_equal(webtest_post(w, M(w, "%s/1", diffusion), M(w, "do=done&done_on=%s&url=javascript:alert(1)", world_day(&m, -1))), 422);
	webtest_has(w, "doit commencer par");
	assert_int_equal(webtest_post(w, M(w, "%s/1", diffusion), M(w, "do=done&done_on=%s&url=https%%3A%%2F%%2Fecoles.be%%2Fcharte", world_day(&m, -1))), 303);
	assert_int_equal(counted(&m, line, M(w, " AND x.effective_on = '%s' AND x.url = 'https://ecoles.be/charte'", world_day(&m, -1))), 1);
	assert_int_equal(webtest_get(w, diffusion), 200);
	webtest_has(w, "preuve au plan");
	assert_int_equal(webtest_post(w, M(w, "%s/1", diffusion), "do=remove"), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	assert_int_equal(webtest_post(w, M(w, "%s/1/restore", diffusion), ""), 303);
	assert_int_equal(counted(&m, line, ""), 1);
	/* another line: the old one is left */
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&%s&line_adhered=%lld", charter_rev(w, id), settings, line)), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	/* adhesions: each from its confirmation to its end */
	int64_t now = 0;
	assert_true(isotime_parse(now_utc().s, &now));
	const char *mark = fill_mark(w->a, w->key, APP_KEY_SIZE, now - 60);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, M(w, "%s/adhere", page), M(w, "organisation=Le+Pont&signatory=Bo+M.&email=bo%%40pont.be&mark=%s", mark)), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	const char *link = link_in(w, letter_to(w, "bo@pont.be", "Confirmez une adhésion"), "/adhesion/");
	assert_int_equal(webtest_post(w, link, "do=confirm"), 303);
	assert_int_equal(counted(&m, line, " AND x.partner = 'Le Pont'"), 1);
	assert_int_equal(webtest_post(w, link, "do=withdraw"), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	/* readings: a number, that follows until someone vouches for it */
	webtest_as(w, ROLE_CHAIR);
	lines_as(w, line, IND_COUNT);
	assert_int_equal(webtest_post(w, readers, "who=a1&on=1"), 303);
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&%s&line_read=%lld", charter_rev(w, id), settings, line)), 303);
	assert_int_equal(counted(&m, line, ""), 0); /* nobody yet */
	assert_int_equal(acknowledge(w, id), 303);
	letters(w, 0);
	assert_int_equal(counted(&m, line, " AND x.number = 1"), 1);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(acknowledge(w, id), 303);
	letters(w, 0);
	assert_int_equal(counted(&m, line, " AND x.number = 2"), 1);
	static struct webtest_sql vouch;
	vouch = (struct webtest_sql){ "UPDATE evidence SET validated_at = '2024-01-01T00:00:00Z' WHERE number = 2", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &vouch));
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(acknowledge(w, id), 303);
	letters(w, 0);
	assert_int_equal(counted(&m, line, " AND x.number = 2 AND x.validated_at IS NOT NULL"), 1);
	/* the version goes, and what was said of it */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, M(w, "%s/versions/1/withdraw", page), "withdraw_why=Erreur"), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	webtest_close(w);
}

/* What a document proves goes with its adoption, and comes back with it; the journal tells both. */
static void
follows_adoption(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long by, id = in_force(&m, &by), line = (long long)m.report_line;
	long long meeting = (long long)world_number(&m, M(w, "SELECT meeting FROM meeting_decision WHERE id = %lld", by));
	const char *page = M(w, "/documents/%lld", id), *approve = M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0));
	int64_t now = 0;
	assert_true(isotime_parse(now_utc().s, &now));
	const char *mark = fill_mark(w->a, w->key, APP_KEY_SIZE, now - 60);
	lines_as(w, line, IND_FACT);
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&kind=charter&title=Charte+du+partenariat&actor=1&audience=public&adherable=1&line_adhered=%lld&line_spread=%lld&line_read=%lld",
	    charter_rev(w, id), line, line, line)), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/diffusion", page), M(w, "organisation=Les+%%C3%%A9coles&channel=Courriel&done_on=%s", world_day(&m, -1))), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/readers", page), "who=a1&on=1"), 303);
	assert_int_equal(acknowledge(w, id), 303);
	letters(w, 0);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, M(w, "%s/adhere", page), M(w, "organisation=Le+Pont&signatory=Bo+M.&email=bo%%40pont.be&mark=%s", mark)), 303);
	const char *link = link_in(w, letter_to(w, "bo@pont.be", "Confirmez une adhésion"), "/adhesion/");
	assert_int_equal(webtest_post(w, link, "do=confirm"), 303);
	assert_int_equal(counted(&m, line, ""), 3);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, meeting, "withdraw&reason=Erreur"), 303);
	assert_int_equal(counted(&m, line, ""), 0);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM charter_proof"), 0);
	assert_int_equal(webtest_get(w, M(w, "%s/adherents", page)), 200);
	webtest_has(w, "la version signée n’est pas adoptée");
	assert_int_equal(webtest_get(w, M(w, "%s/versions", page)), 200);
	webtest_has(w, "Version 1.0 n’est plus adoptée");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "l’adoption de cette version est retirée");
	assert_int_equal(webtest_get(w, page), 404);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, meeting, approve), 303);
	assert_int_equal(counted(&m, line, ""), 3);
	assert_int_equal(counted(&m, line, " AND x.partner = 'Le Pont'"), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence x JOIN evidence_slot s ON s.evidence = x.id WHERE s.indicator = %lld AND x.withdrawn_at IS NOT NULL", line)), 3); /* what was is still told */
	assert_int_equal(webtest_get(w, M(w, "%s/versions", page)), 200);
	webtest_has(w, "Version 1.0 adoptée");
	/* another version, whose adoption goes: who signed it is not on the list of the one before */
	long long other, second = decision(&m, &other);
	assert_int_equal(freeze(w, id, second, "&revision_kind=major"), 303);
	assert_int_equal(world_do(&m, other, approve), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_post(w, M(w, "%s/adhere", page), M(w, "organisation=La+Digue&signatory=Cy+N.&email=cy%%40digue.be&mark=%s", mark)), 303);
	assert_int_equal(webtest_post(w, link_in(w, letter_to(w, "cy@digue.be", "Confirmez une adhésion"), "/adhesion/"), "do=confirm"), 303);
	assert_int_equal(counted(&m, line, " AND x.partner IN ('Le Pont', 'La Digue')"), 2);
	/* who signed the one before learns of it, when it is asked for, once; and what to do */
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "La version 2.0 est adoptée depuis");
	webtest_has(w, "#adherer");
	assert_int_equal(webtest_post(w, M(w, "%s/adherents/tell", page), ""), 403); /* signed out */
	assert_null(mail_to(w, "bo@pont.be", "Une nouvelle version"));
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_post(w, M(w, "%s/adherents/tell", page), ""), 403);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, M(w, "%s/adherents", page)), 200);
	webtest_has(w, "1 organisation a signé une version plus ancienne");
	webtest_has(w, "Écrire à 1 signataire");
	assert_int_equal(webtest_post(w, M(w, "%s/adherents/tell", page), ""), 303);
	const char *told = letter_to(w, "bo@pont.be", "Une nouvelle version");
	assert_non_null(strstr(told, "/versions/2?with=1"));
	assert_non_null(strstr(told, HOME(w, id)));
	assert_null(mail_to(w, "cy@digue.be", "Une nouvelle version"));
	assert_int_equal(webtest_post(w, M(w, "%s/adherents/tell", page), "again=1"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE to_address = 'bo@pont.be'"), 2); /* to confirm, and this one */
	assert_int_equal(webtest_get(w, M(w, "%s/adherents", page)), 200);
	webtest_has(w, "Les signataires ont reçu le courriel");
	assert_int_equal(world_do(&m, other, "withdraw&reason=Erreur"), 303);
	assert_int_equal(counted(&m, line, " AND x.partner IN ('Le Pont', 'La Digue')"), 1);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, HOME(w, id)), 200);
	webtest_has(w, "Le Pont");
	webtest_hasnt(w, "La Digue");
	webtest_close(w);
}

/* A reading is counted within a minute, once for all of that minute. */
static void
counted_soon(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long by, id = in_force(&m, &by), line = (long long)m.report_line;
	const char *page = M(w, "/documents/%lld", id);
	lines_as(w, line, IND_COUNT);
	assert_int_equal(webtest_post(w, M(w, "%s/readers", page), "who=a1&on=1"), 303);
	assert_int_equal(acknowledge(w, id), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM job WHERE kind = 'readings'"), 0); /* no line asks for it */
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&kind=charter&title=Charte+du+partenariat&actor=1&audience=public&line_read=%lld", charter_rev(w, id), line)), 303);
	assert_int_equal(counted(&m, line, " AND x.number = 1"), 1);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(acknowledge(w, id), 303);
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(acknowledge(w, id), 303);
	int64_t jobs = webtest_number(w, "SELECT count(*) FROM job WHERE kind = 'readings'");
	assert_true(jobs >= 1 && jobs <= 2); /* two when the minute turned between them */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM job WHERE kind = 'readings' AND run_at <= created_at"), 0);
	static const struct worker nobody = { 0 };
	struct job j = { .store = w->app.store, .a = w->a, .today = today_brussels(), .payload = M(w, "{\"document\": %lld}", id), .worker = &nobody };
	webtest_ok(w, job_readings(&j));
	assert_int_equal(counted(&m, line, " AND x.number = 3"), 1);
	webtest_ok(w, job_readings(&j));
	assert_int_equal(counted(&m, line, ""), 1);
	webtest_close(w);
}

/* Nobody is asked to read what is closed to them. */
static void
asked_of_who_sees(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	long long id = charter(w, "audience=body");
	const char *readers = M(w, "/documents/%lld/readers", id);
	static const struct { const char *who; int body, staff, programme, everyone; } rows[] = { { "a1", 303, 303, 303, 303 }, { "a2", 422, 303, 303, 303 }, { "r32", 303, 303, 303, 303 },
		{ "r256", 422, 303, 303, 303 }, { "r512", 422, 422, 303, 303 }, { "r128", 422, 422, 422, 303 }, { "r64", 404, 404, 404, 404 }, { "r2", 404, 404, 404, 404 } };
	static const char *const audiences[] = { "body", "staff", "programme", "public" };
	for (size_t k = 0; k < LEN(audiences); k++) {
		assert_int_equal(webtest_post(w, M(w, "/documents/%lld", id), M(w, "rev=%lld&kind=charter&title=C&actor=1&audience=%s", charter_rev(w, id), audiences[k])), 303);
		for (size_t i = 0; i < LEN(rows); i++)
			assert_int_equal(webtest_post(w, readers, M(w, "who=%s&on=1&n=%d", rows[i].who, (int)k)), ((const int[]){ rows[i].body, rows[i].staff, rows[i].programme, rows[i].everyone })[k]);
	}
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld", id), M(w, "rev=%lld&kind=charter&title=C&actor=1&audience=staff", charter_rev(w, id))), 303);
	assert_int_equal(webtest_get(w, readers), 200);
	webtest_has(w, "Ce groupe ne voit pas ce document");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(read_by_all), T(signed_by_organisations), T(proves), T(follows_adoption), T(counted_soon), T(asked_of_who_sees) };
	return cmocka_run_group_tests_name("charter reach", tests, NULL, NULL);
}
