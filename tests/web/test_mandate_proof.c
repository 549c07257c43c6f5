/* Mandates as evidence: filed with them or from the day they begin, made right with them, gone with them. */
#include "meeting_test.h"
#include "mandate/mandate_jobs.h"

static int64_t
counted(struct meeting_world *m, const char *more)
{
	return world_number(m, M(m->w, "SELECT count(*) FROM evidence x JOIN evidence_slot s ON s.evidence = x.id WHERE s.indicator = %lld AND x.withdrawn_at IS NULL AND x.deleted_at IS NULL%s",
	    (long long)m->report_line, more));
}

static void
every_day(struct webtest *w, int days)
{
	struct job j = { .store = w->app.store, .a = w->a, .today = date_of_days(date_days(today_brussels()) + days), .base_url = "" };
	webtest_ok(w, job_mandates(&j));
}

static int
change(struct meeting_world *m, int64_t id, const char *what)
{
	long long rev = (long long)world_number(m, M(m->w, "SELECT rev FROM mandate WHERE id = %lld", (long long)id));
	return webtest_post(m->w, M(m->w, "/mandates/%lld", (long long)id), M(m->w, "rev=%lld&actor=1&%s", rev, what));
}

static void
proves(void **state)
{
	struct meeting_world m = meeting_world(*state);
	struct webtest *w = m.w;
	static struct webtest_sql fact;
	fact = (struct webtest_sql){ M(w, "UPDATE indicator_line SET kind = %d WHERE indicator = %lld", (int)IND_FACT, (long long)m.report_line), 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &fact));
	webtest_as(w, ROLE_COORDINATION);
	const char *begun = arena_strdup(w->a, world_day(&m, -3));
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=Avant&seat=member&from_day=%s", begun)), 303); /* no line yet */
	assert_int_equal(webtest_post(w, "/mandates/lines", M(w, "direction=inward&indicator=%lld", (long long)m.report_line)), 303);
	assert_int_equal(counted(&m, ""), 0);
	/* a chair's too, although its body does not answer for that line */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=B%%C3%%A9a&seat=member&from_day=%s", begun)), 303);
	int64_t bea = world_number(&m, "SELECT max(id) FROM mandate");
	assert_int_equal(counted(&m, M(w, " AND x.effective_on = '%s' AND x.register_text LIKE 'Béa, Membre,%%'", begun)), 1);
	/* corrected: the evidence says the same */
	assert_int_equal(change(&m, bea, M(w, "name=Beatrix&seat=secretary&from_day=%s", world_day(&m, -2))), 303);
	assert_int_equal(counted(&m, M(w, " AND x.effective_on = '%s' AND x.register_text LIKE 'Beatrix, Secrétariat,%%'", world_day(&m, -2))), 1);
	/* vouched for: it stays as it was */
	static struct webtest_sql vouch = { "UPDATE evidence SET validated_at = '2024-01-01T00:00:00Z' WHERE register_text LIKE 'Beatrix%'", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &vouch));
	assert_int_equal(change(&m, bea, M(w, "name=Autre&seat=secretary&from_day=%s", world_day(&m, -2))), 303);
	assert_int_equal(counted(&m, " AND x.register_text LIKE 'Beatrix,%' AND x.validated_at IS NOT NULL"), 1);
	/* taken away, and back */
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld/remove", (long long)bea), ""), 303);
	assert_int_equal(counted(&m, ""), 0);
	assert_int_equal(webtest_post(w, M(w, "/mandates/%lld/restore", (long long)bea), ""), 303);
	assert_int_equal(counted(&m, ""), 1);
	/* noted ahead: from the day it begins; and what was noted before there was a line is found these weeks */
	assert_int_equal(webtest_post(w, "/mandates", M(w, "actor=1&name=Demain&seat=member&from_day=%s", world_day(&m, 5))), 303);
	assert_int_equal(counted(&m, ""), 1);
	every_day(w, 4);
	assert_int_equal(counted(&m, " AND x.register_text LIKE 'Demain%'"), 0);
	assert_int_equal(counted(&m, " AND x.register_text LIKE 'Avant%'"), 1);
	every_day(w, 5);
	every_day(w, 6);
	assert_int_equal(counted(&m, " AND x.register_text LIKE 'Demain%'"), 1);
	webtest_close(w);
}

/* The spreadsheet of a date holds who sat there then; a body and the chart are shown at a date too. */
static void
at_a_date(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Ada&seat=chair&from_day=2024-09-14&until_day=2025-09-13&why=Fin+de+terme"), 303);
	assert_int_equal(webtest_post(w, "/mandates", "actor=1&name=Zoran&seat=chair&from_day=2025-09-14"), 303);
	assert_int_equal(webtest_get(w, "/mandates.csv?on=2025-01-01"), 200);
	webtest_has(w, "Ada");
	webtest_hasnt(w, "Zoran");
	assert_int_equal(webtest_get(w, "/mandates.csv?on=2025-09-14"), 200);
	webtest_has(w, "Zoran");
	webtest_has(w, "CEP");
	webtest_hasnt(w, "Ada");
	assert_int_equal(webtest_get(w, "/mandates.csv"), 200);
	webtest_has(w, "Ada");
	webtest_has(w, "Zoran");
	assert_int_equal(webtest_get(w, "/mandates/chart?on=2025-01-01"), 200);
	webtest_has(w, "Ada");
	webtest_hasnt(w, "Zoran");
	webtest_has(w, "1er janvier 2025");
	assert_int_equal(webtest_get(w, "/mandates/body/1?on=2025-01-01"), 200);
	webtest_has(w, "value=\"2025-01-01\"");
	/* the handover tells who is there from who was, and which documents the body answers for */
	assert_int_equal(webtest_post(w, "/documents", "kind=note&title=Note+du+CEP&actor=1&audience=staff"), 303);
	assert_int_equal(webtest_get(w, "/mandates/body/1/handover"), 200);
	webtest_has(w, "En charge aujourd’hui");
	webtest_has(w, "Avant");
	webtest_has(w, "Fin de terme");
	webtest_hasnt(w, "À venir");
	webtest_has(w, "Note du CEP");
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(proves), T(at_a_date) };
	return cmocka_run_group_tests_name("mandate proof", tests, NULL, NULL);
}
