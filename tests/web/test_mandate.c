/* Mandates through their pages: compositions at a date, who may write whose, access with a mandate, evidence, chart, handover. */
#include "webtest.h"
#include "mandate/mandate.h"
#include "plan/evidence_store.h"

struct purging { const char *before; int64_t *n; };
static enum err
purge(struct db *db, void *arg)
{
	struct purging *x = arg;
	return mandate_addresses_purge(db, x->before, false, x->n);
}

static void
composition(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/mandates"), 200);
	webtest_has(w, "Aucun mandat");
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Ada+Lovelace&seat=chair&from_day=2024-09-14&until_day=2025-09-13"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=B%C3%A9a&seat=chair&from_day=14/09/2025"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "outside=Conseil+p%C3%A9dagogique&organisation=HE+Nord&name=Zo%C3%A9&seat=delegate&from_day=2024-09-14"), 303);
	assert_int_equal(webtest_get(w, "/mandates?on=2025-01-01"), 200);
	webtest_has(w, "Ada Lovelace");
	webtest_hasnt(w, "Béa");
	webtest_has(w, "Conseil pédagogique, HE Nord");
	assert_int_equal(webtest_post(w, "/mandates", "outside=Conseil+acad%C3%A9mique&organisation=%C3%89cole+Sud&name=Ida&seat=delegate&from_day=2024-09-14"), 303);
	assert_int_equal(webtest_get(w, "/mandates?on=2025-01-01"), 200);
	webtest_has(w, "HE Nord");
	assert_true(strstr(webtest_body(w), "École Sud") < strstr(webtest_body(w), "HE Nord")); /* as French reads them */
	assert_int_equal(webtest_get(w, "/mandates?on=2026-01-01"), 200);
	webtest_hasnt(w, "Ada Lovelace");
	webtest_has(w, "Béa");
	assert_int_equal(webtest_get(w, "/mandates.csv"), 200);
	webtest_has(w, "Ada Lovelace");

	/* Two places, none, the wrong order, nobody: the form comes back with what was typed. */
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&outside=Conseil&name=Ben&seat=member&from_day=2024-09-14"), 422);
	webtest_has(w, "Ben");
	assert_int_equal(webtest_post(w, "/mandates", "name=Ben&seat=member&from_day=2024-09-14"), 422);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Ben&seat=member&from_day=2024-09-14&until_day=2023-01-01"), 422);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&seat=member&from_day=2024-09-14"), 422);

	/* What is wanted and lacking. */
	assert_int_equal(webtest_post(w, "/mandates/body/1/wanted", "what=secretary&least=1"), 303);
	assert_int_equal(webtest_post(w, "/mandates/body/1/wanted", "what=1&least=2"), 303);
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_has(w, "0 sur 1");
	webtest_has(w, "0 sur 2");
	assert_int_equal(webtest_post(w, "/mandates/body/1/wanted", "what=1&least=0"), 303);
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_hasnt(w, "0 sur 2");
	assert_int_equal(webtest_get(w, "/mandates/body/777"), 404);

	/* An end, a removal and its undo. */
	int64_t bea = webtest_number(w, "SELECT id FROM mandate WHERE name = 'Béa'");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/end", (long long)bea), "rev=1&end=2020-01-01"), 422);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/end", (long long)bea), "rev=1&end=2026-06-30&end_why=d%C3%A9mission"), 303);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/end", (long long)bea), "rev=1&end=2026-07-30"), 409);
	assert_int_equal(webtest_get(w, "/mandates?on=2026-07-01"), 200);
	webtest_hasnt(w, "Béa");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/remove", (long long)bea), ""), 303);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/mandates/%lld", (long long)bea)), 404);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/restore", (long long)bea), ""), 303);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/mandates/%lld", (long long)bea)), 200);
	webtest_close(w);
}

/* An address of who has no account: for who writes mandates of that body; it goes some time after the term. */
static void
addresses(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Lina&seat=member&from_day=2024-09-14&email=lina"), 422);
	webtest_has(w, "value=\"lina\"");
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Lina&seat=member&from_day=2024-09-14&email=Lina%40Ex.org&until_day=2025-06-30"), 303);
	const char *one = arena_printf(w->a, "/mandates/%lld", (long long)webtest_number(w, "SELECT id FROM mandate WHERE email_key = 'lina@ex.org'"));
	assert_int_equal(webtest_get(w, "/mandates.csv"), 200);
	webtest_has(w, "Lina@Ex.org");
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, one), 200);
	webtest_has(w, "Lina@Ex.org");
	static const enum role blind[] = { ROLE_STUDENT, ROLE_EVALUATOR, ROLE_MEMBER };
	for (size_t i = 0; i < LEN(blind); i++) {
		webtest_as(w, blind[i]);
		assert_int_equal(webtest_get(w, one), 200);
		webtest_has(w, "Lina");
		webtest_hasnt(w, "Lina@Ex.org");
	}
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	assert_int_equal(webtest_get(w, one), 200);
	webtest_hasnt(w, "Lina@Ex.org");
	assert_int_equal(webtest_get(w, "/mandates.csv"), 200);
	webtest_has(w, "Lina");
	webtest_hasnt(w, "Lina@Ex.org");
	int64_t n;
	webtest_ok(w, store_write(w->app.store, w->a, purge, &(struct purging){ "2025-06-29T23:00:00Z", &n }));
	assert_int_equal(n, 0);
	webtest_ok(w, store_write(w->app.store, w->a, purge, &(struct purging){ "2025-07-01T00:00:00Z", &n }));
	assert_int_equal(n, 1);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mandate WHERE email IS NULL AND email_key IS NULL AND name = 'Lina'"), 1);
	webtest_close(w);
}

static void
whose_body(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=2&name=Ada&seat=member&from_day=2024-09-14"), 303);
	int64_t other = webtest_number(w, "SELECT id FROM mandate WHERE name = 'Ada'");
	webtest_as(w, ROLE_CHAIR); /* of body 1 */
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Mine&seat=member&from_day=2024-09-14"), 303);
	assert_true(webtest_post(w, "/mandates", "actor=2&name=Not+mine&seat=member&from_day=2024-09-14") != 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mandate WHERE name = 'Not mine'"), 0);
	assert_int_equal(webtest_post(w, "/mandates", "outside=Ailleurs&name=Away&seat=delegate&from_day=2024-09-14"), 403);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld", (long long)other), "rev=1&actor=2&name=Taken&seat=member&from_day=2024-09-14"), 403);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/end", (long long)other), "rev=1&end=2026-01-01"), 403);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/remove", (long long)other), ""), 403);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/mandates/%lld", (long long)other)), 200); /* read, not written */
	webtest_hasnt(w, "<button type=\"submit\" class=\"primary\">");
	/* One's own mandate cannot be moved to another's body. */
	int64_t mine = webtest_number(w, "SELECT id FROM mandate WHERE name = 'Mine'");
	assert_true(webtest_post(w, arena_printf(w->a, "/mandates/%lld", (long long)mine), "rev=1&actor=2&name=Mine&seat=member&from_day=2024-09-14") != 303);
	assert_int_equal(webtest_number(w, "SELECT actor FROM mandate WHERE name = 'Mine'"), 1);
	webtest_as(w, ROLE_JURY);
	assert_int_equal(webtest_get(w, "/mandates"), 403);
	webtest_close(w);
}

static void
access_follows(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_JURY); /* makes a person without a role in a body */
	int64_t person = w->person;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", arena_printf(w->a, "actor=1&person=%lld&seat=secretary&from_day=2024-09-14&access=1", (long long)person)), 303);
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM role_grant WHERE person = %lld AND role = 8 AND actor = 1 AND until_day IS NULL AND deleted_at IS NULL", (long long)person)), 1);
	int64_t id = webtest_number(w, "SELECT max(id) FROM mandate");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/mandates/%lld/end", (long long)id), "rev=1&end=2026-01-31&close=1"), 303);
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM role_grant WHERE person = %lld AND role = 8 AND actor = 1 AND deleted_at IS NULL", (long long)person)), 1);
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM role_grant WHERE person = %lld AND role = 8 AND until_day = '2026-01-31' AND from_day = '2024-09-14' AND deleted_at IS NULL",
	    (long long)person)), 1);
	/* Without the box, no door opens. */
	assert_int_equal(webtest_post(w, "/mandates", arena_printf(w->a, "actor=2&person=%lld&seat=chair&from_day=2024-09-14", (long long)person)), 303);
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM role_grant WHERE person = %lld AND actor = 2", (long long)person)), 0);
	webtest_close(w);
}

/* Who sits by a role alone is named to who can note their mandate, one step away; a chair of one body has it filled in. */
static void
by_role_alone(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_MEMBER);
	long long member = (long long)w->person;
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_hasnt(w, "sans mandat noté");
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_has(w, "Par leur rôle, sans mandat noté");
	webtest_has(w, arena_printf(w->a, "/mandates/new?actor=1&amp;person=%lld&amp;seat=member", member));
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/mandates/new?actor=1&person=%lld&seat=member", member)), 200);
	assert_int_equal(webtest_get(w, "/mandates/new"), 200);
	webtest_has(w, "<option value=\"1\" selected>CEP</option>");
	assert_int_equal(webtest_post(w, "/mandates", arena_printf(w->a, "actor=1&person=%lld&seat=member&from_day=2020-01-01", member)), 303);
	assert_int_equal(webtest_get(w, "/mandates/body/1"), 200);
	webtest_hasnt(w, arena_printf(w->a, "person=%lld&amp;", member));
	webtest_close(w);
}

static void
chart_and_handover(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates/chart", "actor=2&above=1"), 303);
	assert_int_equal(webtest_post(w, "/mandates/chart", "actor=1&above=2"), 422);
	webtest_has(w, "tournerait en rond");
	assert_int_equal(webtest_post(w, "/mandates/chart", "actor=1&above=1"), 422);
	assert_int_equal(webtest_post(w, "/mandates/chart", "actor=1&above=555"), 404);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Ada&seat=chair&from_day=2024-09-14"), 303);
	assert_int_equal(webtest_get(w, "/mandates/chart"), 200);
	webtest_has(w, "<svg");
	webtest_has(w, "Ada");
	assert_int_equal(webtest_get(w, "/mandates/body/1/handover"), 200);
	webtest_has(w, "Ada");
	webtest_has(w, "Aucune décision ouverte");
	/* The public sees bodies once the plan is public, never who sits there. */
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/public/chart"), 404);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/settings", "name=Master&short_name=M&lang=fr&year_start=14%2F9&plan_public=1&rev=1"), 303);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/public/chart"), 200);
	webtest_has(w, "CEP");
	webtest_hasnt(w, "Ada");
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(composition), T(addresses), T(whose_body), T(access_follows), T(by_role_alone), T(chart_and_handover) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
