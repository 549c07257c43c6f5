/* Documents: written by two at once, commented from inside and outside, adopted by a decision. */
#include "charter_test.h"

static void
written_by_two(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "Aucun document");
	assert_int_equal(webtest_post(w, "/documents", "kind=charter&title=&actor=1&audience=staff&adherable=1&summary=gard%C3%A9"), 422);
	webtest_has(w, "Donnez un titre");
	webtest_has(w, "qu’à un document public");
	webtest_has(w, "gardé");
	assert_int_equal(webtest_post(w, "/documents", "kind=charter&title=Autre&actor=2&audience=staff"), 403);
	/* the list is in the order of French */
	assert_int_equal(webtest_post(w, "/documents", "kind=note&title=Zones+grises&actor=1&audience=staff"), 303);
	assert_int_equal(webtest_post(w, "/documents", "kind=note&title=%C3%89valuation&actor=1&audience=staff"), 303);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "Zones grises");
	assert_true(strstr(webtest_body(w), "Évaluation") < strstr(webtest_body(w), "Zones grises"));
	long long id = charter(w, "audience=staff");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections", id), "section_title="), 422);
	assert_int_equal(type(w, id, 0, "Un.%0A%0ADeux.%0A%0ATrois."), 200);
	webtest_has(w, "saved");
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(type(w, id, 1, "Un+de+plus.%0A%0ADeux.%0A%0ATrois."), 200);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(type(w, id, 1, "Un.%0A%0ADeux.%0A%0ATrois+de+plus."), 200); /* elsewhere: one text */
	webtest_has(w, "merged");
	webtest_has(w, "Un de plus.");
	assert_int_equal(type(w, id, 1, "Un+contre.%0A%0ADeux.%0A%0ATrois."), 200); /* the same line: both are kept */
	webtest_has(w, "rival");
	webtest_has(w, "/merge");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_rival WHERE text LIKE 'Un contre.%' AND settled_at IS NULL"), 1);
	const char *merge = M(w, "/documents/%lld/sections/%lld/merge", id, section(w, id));
	assert_int_equal(webtest_get(w, merge), 200);
	webtest_has(w, "Un contre.");
	webtest_has(w, "Un de plus.");
	long long rival = (long long)webtest_number(w, "SELECT max(id) FROM charter_rival");
	assert_int_equal(webtest_post(w, merge, M(w, "onto=1&rival=%lld&text=Perdu%%3F", rival)), 422);
	webtest_has(w, "Perdu?");
	assert_int_equal(webtest_post(w, merge, M(w, "onto=%lld&rival=%lld&text=R%%C3%%A9uni.", (long long)text_rev(w, id), rival)), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_rival WHERE settled_at IS NULL"), 0);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_section WHERE text = 'Réuni.'"), 1);
	/* too long: told by how much, in characters and not in bytes, and given back */
	struct buf much = buf_new(w->a, MIB(1));
	buf_printf(&much, "rev=%lld&text=", (long long)text_rev(w, id));
	for (int i = 0; i < TEXT_TYPED_MOST / 2; i++)
		buf_puts(&much, "%C3%A9");
	buf_puts(&much, "%C3%A9%C3%A0%C3%A0");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld/text", id, section(w, id)), buf_str(&much)), 422);
	webtest_has(w, "Caractères en trop : 3.");
	webtest_has(w, "éàà");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld/typed", id, section(w, id)), buf_str(&much)), 413);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_section WHERE text = 'Réuni.'"), 1);
	/* sections: titles, places, taken away and back */
	long long first = section(w, id);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections", id), "section_title=Suite"), 303);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld", id, first), "do=down"), 303);
	assert_int_equal(webtest_number(w, M(w, "SELECT position FROM charter_section WHERE id = %lld", first)), 2);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld", id, first), "do=rename&section_title=Promesses"), 303);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld", id, first), "do=remove"), 303);
	assert_int_equal(webtest_get(w, M(w, "/documents/%lld/draft", id)), 200);
	webtest_hasnt(w, "<h2 id=\"h-1\">Promesses");
	webtest_has(w, M(w, "action=\"/documents/%lld/sections/%lld/restore\"", id, first));
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld/restore", id, first), ""), 303);
	/* settings: over a state that is gone, nothing is lost */
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld", id), "rev=1&kind=note&title=Note&actor=1&audience=staff"), 303);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld", id), "rev=1&kind=note&title=Note+autre&actor=1&audience=staff"), 409);
	webtest_has(w, "Note autre");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld", id), M(w, "rev=%lld&kind=note&title=Vol&actor=2&audience=staff", charter_rev(w, id))), 403);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/remove", id), ""), 303);
	assert_int_equal(webtest_get(w, M(w, "/documents/%lld/draft", id)), 404);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/restore", id), ""), 303);
	assert_int_equal(webtest_get(w, M(w, "/documents/%lld/draft", id)), 200);
	webtest_close(w);
}

static void
whose(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	long long id = charter(w, "audience=programme");
	assert_int_equal(type(w, id, 0, "Secret"), 200);
	const char *page = M(w, "/documents/%lld", id), *draft = M(w, "%s/draft", page), *remark = M(w, "%s/remarks/%lld", page, section(w, id));
	static const enum role blind[] = { ROLE_EVALUATOR, ROLE_SUPERVISOR, ROLE_STUDENT, ROLE_JURY, ROLE_ADMIN, ROLE_PUBLIC };
	for (size_t i = 0; i < LEN(blind); i++) {
		webtest_as(w, blind[i]);
		assert_int_equal(webtest_get(w, page), 404);
		assert_int_equal(webtest_get(w, M(w, "%s/versions", page)), 404);
		assert_int_equal(webtest_get(w, "/documents"), 200);
		webtest_hasnt(w, "Charte du partenariat");
	}
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, page), 404);
	assert_int_equal(webtest_get(w, draft), 404);
	assert_int_equal(type(w, id, 1, "Pirate"), 404);
	assert_int_equal(webtest_post(w, page, "rev=1&kind=note&title=Vol&actor=2&audience=staff"), 404);
	assert_int_equal(webtest_post(w, M(w, "%s/readers", page), "who=r512&on=1"), 404);
	/* in consultation: staff reads and remarks, and does not write; students wait for what is adopted */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&kind=charter&title=Charte+du+partenariat&actor=1&audience=programme&consulting=1", charter_rev(w, id))), 303);
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, page), 404);
	webtest_as(w, ROLE_SUPERVISOR);
	assert_int_equal(webtest_get(w, draft), 200);
	webtest_has(w, "Secret");
	webtest_hasnt(w, "data-minutes");
	assert_int_equal(webtest_post(w, remark, "rev=1&reason=Un+mot"), 303);
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(type(w, id, 1, "Pirate"), 403);
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/1/settle", page), "do=accept"), 403);
	assert_int_equal(webtest_post(w, M(w, "%s/contributors", page), "name=X&email=x%40exemple.org"), 403);
	assert_int_equal(webtest_post(w, M(w, "%s/diffusion", page), "organisation=X&channel=Y"), 403);
	webtest_as(w, ROLE_SECRETARY); /* writes, does not settle */
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/1/settle", page), "do=accept"), 403);
	assert_int_equal(type(w, id, 1, "Secret."), 200);
	/* a section of another document is none of this one */
	webtest_as(w, ROLE_CHAIR);
	long long other = charter(w, "audience=staff");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections/%lld/text", other, section(w, id)), "rev=2&text=x"), 404);
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/remarks/1/settle", other), "do=accept"), 404);
	webtest_close(w);
}

static void
commented_from_outside(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	long long id = charter(w, "audience=staff");
	const char *page = M(w, "/documents/%lld", id);
	assert_int_equal(type(w, id, 0, "Nous+partageons.%0A%0ANous+agissons."), 200);
	assert_int_equal(webtest_post(w, M(w, "%s/contributors", page), "name=Zo%C3%A9&email=zoe%40exemple.org"), 422);
	webtest_has(w, "Ouvrez d’abord la consultation");
	assert_int_equal(webtest_post(w, page, M(w, "rev=%lld&kind=charter&title=Charte&actor=1&audience=staff&consulting=1", charter_rev(w, id))), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/contributors", page), "name=Zo%C3%A9&email=zoe&organisation=Le+R%C3%A9seau"), 422);
	webtest_has(w, "Le Réseau");
	assert_int_equal(webtest_post(w, M(w, "%s/contributors", page), "name=Zo%C3%A9&email=zoe%40exemple.org&organisation=Le+R%C3%A9seau"), 303);
	const char *link = link_in(w, letter_to(w, "zoe@exemple.org", "Votre avis"), "/contribution/"), *token = link + strlen("/contribution/");
	assert_int_equal(strlen(token), 26);
	assert_int_equal(webtest_number(w, M(w, "SELECT count(*) FROM charter_contributor WHERE token_sha = '%s'", digest_str(token).s)), 1);
	webtest_as(w, ROLE_PUBLIC);
	int64_t before = store_counts(w->app.store).changes;
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(webtest_get(w, link), 200);
	assert_int_equal(store_counts(w->app.store).changes, before); /* looking consumes nothing */
	webtest_has(w, "Nous partageons.");
	assert_int_equal(webtest_get(w, "/contribution/zzzzzzzzzzzzzzzzzzzzzzzzzz"), 404);
	const char *at = M(w, "%s/%lld", link, section(w, id));
	assert_int_equal(webtest_get(w, at), 200);
	assert_int_equal(webtest_post(w, at, "rev=1&text=Nous+partageons.%0A%0ANous+agissons.&reason="), 422);
	webtest_has(w, "Changez le texte");
	assert_int_equal(webtest_post(w, at, "rev=1&text=Nous+partageons+tout.%0A%0ANous+agissons.&reason=Plus+clair"), 303);
	assert_int_equal(webtest_post(w, at, "rev=1&text=Nous+partageons+peu.%0A%0ANous+agissons."), 303);
	assert_int_equal(webtest_get(w, page), 404); /* the link opens the link's pages only */
	/* the chair sees the difference, accepts the one, must say why not to the other */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(type(w, id, 1, "Nous+partageons.%0A%0ANous+agissons+ensemble."), 200);
	assert_int_equal(webtest_get(w, M(w, "%s/draft", page)), 200);
	webtest_has(w, "Zoé");
	webtest_has(w, "Le Réseau");
	webtest_has(w, "<ins>partageons tout.</ins>");
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/1/settle", page), "do=accept"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_section WHERE text LIKE '%tout.%ensemble.'"), 1); /* what came meanwhile stays */
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/2/settle", page), "do=accept"), 422);
	webtest_has(w, "a changé depuis cette proposition");
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/2/settle", page), "do=refuse"), 422);
	webtest_has(w, "Dites pourquoi");
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/2/settle", page), "do=refuse&why=D%C3%A9j%C3%A0+dit"), 303);
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/2/settle", page), "do=accept"), 404);
	/* who proposed from outside reads what became of it, and of no other's */
	assert_int_equal(webtest_get(w, "/"), 200);
	webtest_hasnt(w, "attendent une réponse");
	assert_int_equal(webtest_post(w, M(w, "%s/remarks/%lld", page, section(w, id)), M(w, "rev=%lld&reason=Entre+nous", (long long)text_rev(w, id))), 303);
	static const char *const told[] = { "/", "/documents" };
	for (size_t i = 0; i < LEN(told); i++) {
		assert_int_equal(webtest_get(w, told[i]), 200);
		webtest_has(w, i == 0 ? "1 proposition sur un document attend une réponse" : "1 proposition attend une réponse");
		webtest_has(w, M(w, "href=\"%s/draft\"", page));
	}
	assert_int_equal(webtest_get(w, M(w, "%s/versions", page)), 200);
	webtest_has(w, "1 proposition attend encore une réponse");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "Déjà dit");
	webtest_has(w, "accepté");
	webtest_hasnt(w, "Entre nous");
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_hasnt(w, "1 proposition attend"); /* not theirs to settle */
	webtest_as(w, ROLE_CHAIR);
	/* the link ends */
	assert_int_equal(webtest_post(w, M(w, "%s/contributors/1/end", page), ""), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, link), 404);
	assert_int_equal(webtest_post(w, at, "rev=1&reason=Encore"), 404);
	webtest_close(w);
}

static void
adopted(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	long long meeting, by = decision(&m, &meeting);
	webtest_as(w, ROLE_COORDINATION);
	long long id = charter(w, M(w, "audience=programme&indicator=%lld", (long long)m.report_line));
	const char *page = M(w, "/documents/%lld", id);
	assert_int_equal(freeze(w, id, by, ""), 303); /* a heading without a text is a text */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_version WHERE major = 1 AND minor = 0"), 1);
	/* frozen, and not adopted before its minutes are */
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, page), 404);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/documents"), 200);
	webtest_has(w, "version 1.0 figée, attend l’approbation");
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "La version 1.0 est figée");
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence x JOIN charter_version v ON v.evidence = x.id WHERE x.adopted_on IS NULL"), 1);
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, meeting, M(w, "approve&on=%s&how=Par+courriel", world_day(&m, 0))), 303);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence x JOIN charter_version v ON v.evidence = x.id WHERE x.adopted_on = '%s' AND x.validated_at IS NOT NULL", world_day(&m, -2))), 1);
	assert_int_equal(world_number(&m, M(w, "SELECT count(*) FROM evidence_slot WHERE indicator = %lld", (long long)m.report_line)), 1);
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "version 1.0, adoptée le");
	webtest_has(w, "le texte est intact");
	assert_int_equal(webtest_get(w, M(w, "%s/versions/1/export/txt", page)), 200);
	struct digest d = digest_of(w->an.bytes, w->an.n);
	assert_int_equal(webtest_number(w, M(w, "SELECT count(*) FROM charter_version WHERE sha = '%s'", d.s)), 1); /* the bytes are those of the digest */
	static const char *const formats[] = { "pdf", "docx", "odt", "html" };
	for (size_t i = 0; i < LEN(formats); i++)
		assert_int_equal(webtest_get(w, M(w, "%s/versions/1/export/%s", page, formats[i])), 200);
	assert_int_equal(webtest_get(w, M(w, "%s/versions/1/export/exe", page)), 404);
	/* the draft goes on, the version stays */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(type(w, id, 0, "Un+engagement."), 200);
	assert_int_equal(freeze(w, id, by, "&revision_kind=minor&what_changes=Un+engagement"), 303);
	assert_int_equal(freeze(w, id, 777, ""), 422);
	webtest_has(w, "Choisissez la décision");
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_version WHERE major = 1 AND minor = 1 AND evidence IS NULL"), 1); /* not this chair's line: by hand */
	assert_int_equal(webtest_get(w, M(w, "%s/versions/2?with=1", page)), 200);
	webtest_has(w, "<ins>");
	webtest_has(w, "engagement.");
	assert_int_equal(freeze(w, id, by, "&revision_kind=major"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM charter_version WHERE major = 2 AND minor = 0"), 1);
	assert_int_equal(webtest_post(w, M(w, "%s/remove", page), ""), 403);
	/* a text that is no more the one that was digested is said to be so */
	static struct webtest_sql forge = { "UPDATE charter_version SET text = text || 'x' WHERE id = 2", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &forge));
	assert_int_equal(webtest_get(w, M(w, "%s/versions/2", page)), 200);
	webtest_has(w, "n’est plus celui qui a été figé");
	/* one version is taken back with a reason, its evidence with it; then the approval, and nothing is adopted any more */
	assert_int_equal(webtest_post(w, M(w, "%s/versions/3/withdraw", page), "withdraw_why="), 422);
	assert_int_equal(webtest_post(w, M(w, "%s/versions/3/withdraw", page), "withdraw_why=Trop+t%C3%B4t"), 303);
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, M(w, "%s/versions/3", page)), 404);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "version 1.1, adoptée le");
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(world_do(&m, meeting, "withdraw&reason=Erreur"), 303);
	assert_int_equal(world_number(&m, "SELECT count(*) FROM evidence x JOIN charter_version v ON v.evidence = x.id WHERE x.adopted_on IS NULL"), 1);
	webtest_as(w, ROLE_STUDENT);
	assert_int_equal(webtest_get(w, page), 404);
	/* another body's chair freezes nothing by this decision, nor by one of theirs */
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_post(w, "/documents", "kind=note&title=Note&actor=2&audience=staff"), 303);
	long long theirs = (long long)webtest_number(w, "SELECT max(id) FROM charter");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections", theirs), "section_title=A"), 303);
	assert_int_equal(freeze(w, theirs, by, ""), 422);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(written_by_two), T(whose), T(commented_from_outside), T(adopted) };
	return cmocka_run_group_tests_name("charter", tests, NULL, NULL);
}
