/* Calendars by a secret address, as whoever they were made for may see; one letter a week. */
#include "webtest.h"
#include "calendar/calendar.h"
#include "jobs/jobs.h"

static void
change(struct webtest *w, const char *sql)
{
	struct webtest_sql q = { sql, NONE };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
}

static const char *
between(struct webtest *w, const char *from, const char *until)
{
	const char *at = strstr(webtest_body(w), from);
	assert_non_null(at);
	at += strlen(from);
	return arena_strndup(w->a, at, (size_t)(strstr(at, until) - at));
}

static int64_t
meeting_on(struct webtest *w, int days, const char *title)
{
	const char *on = arena_strdup(w->a, date_iso(date_of_days(date_days(today_brussels()) + days)).s);
	assert_int_equal(webtest_post(w, "/meetings", arena_printf(w->a, "bodies=1&held_on=%s&starts=14:00&ends=16:00&place=Salle+B&title=%s", on, title)), 303);
	int64_t id = webtest_number(w, "SELECT max(id) FROM meeting");
	change(w, arena_printf(w->a, "UPDATE meeting SET stage = 'convened', convened_at = '2026-01-01T10:00:00Z' WHERE id = %lld", (long long)id));
	return id;
}

static const char *
new_address(struct webtest *w, const char *form)
{
	assert_int_equal(webtest_post(w, "/account/calendar", form), 200);
	return arena_printf(w->a, "/calendar/%s/pilotis.ics", between(w, "/calendar/", "/pilotis.ics"));
}

static void
own_calendar(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	int64_t soon = meeting_on(w, 3, "Conseil");
	const char *mine = new_address(w, ""), *body = new_address(w, "actor=1");
	assert_int_equal(webtest_get(w, "/account/calendar"), 200);
	webtest_hasnt(w, strchr(mine + 1, '/') + 1); /* shown once */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM calendar_feed"), 2);
	const char *token = w->token;
	w->token = NULL; /* a calendar program has no session */
	assert_int_equal(webtest_get(w, mine), 200);
	assert_string_equal(w->an.type, ICAL_TYPE);
	webtest_has(w, "BEGIN:VEVENT");
	webtest_has(w, "SUMMARY:Conseil");
	webtest_has(w, "LOCATION:Salle B");
	webtest_has(w, "UID:meeting-"); /* the invitation's: one event, however it came */
	assert_int_equal(webtest_get(w, body), 200);
	webtest_has(w, "SUMMARY:Conseil");
	assert_int_equal(webtest_get(w, "/calendar/aaaaaaaaaaaaaaaaaaaaaaaaaa/pilotis.ics"), 404);

	/* Cancelled: it stays, as cancelled. */
	change(w, arena_printf(w->a, "UPDATE meeting SET cancelled_at = '2026-01-02T10:00:00Z', cancel_reason = 'grève', sequence = 1 WHERE id = %lld", (long long)soon));
	assert_int_equal(webtest_get(w, mine), 200);
	webtest_has(w, "STATUS:CANCELLED");
	webtest_has(w, "SEQUENCE:1");

	/* The account is closed, then the address. */
	change(w, "UPDATE person SET active = 0");
	assert_int_equal(webtest_get(w, mine), 404);
	change(w, "UPDATE person SET active = 1");
	w->token = token;
	int64_t id = webtest_number(w, "SELECT min(id) FROM calendar_feed");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/account/calendar/%lld/revoke", (long long)id), ""), 303);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/account/calendar/%lld/revoke", (long long)id), ""), 404);
	assert_int_equal(webtest_get(w, mine), 404);
	assert_int_equal(webtest_get(w, body), 200);
	webtest_close(w);
}

static void
only_what_one_may_see(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	meeting_on(w, 3, "Conseil");
	/* The chair of another body, who is not asked to come. */
	webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	const char *theirs = new_address(w, ""), *body = new_address(w, "actor=1");
	assert_int_equal(webtest_post(w, "/account/calendar", "actor=777"), 404);
	int64_t feed = webtest_number(w, "SELECT max(id) FROM calendar_feed");
	assert_int_equal(webtest_get(w, theirs), 200);
	webtest_hasnt(w, "SUMMARY:Conseil");
	assert_int_equal(webtest_get(w, body), 200);
	webtest_hasnt(w, "SUMMARY:Conseil");
	/* Nobody closes another's address; a role that ended shows nothing more. */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/account/calendar/%lld/revoke", (long long)feed), ""), 404);
	const char *mine = new_address(w, "");
	assert_int_equal(webtest_get(w, mine), 200);
	webtest_has(w, "SUMMARY:Conseil");
	change(w, arena_printf(w->a, "UPDATE role_grant SET until_day = '2020-01-01' WHERE person = %lld", (long long)w->person));
	change(w, arena_printf(w->a, "UPDATE meeting_person SET deleted_at = '2026-01-01T00:00:00Z' WHERE person = %lld", (long long)w->person));
	assert_int_equal(webtest_get(w, mine), 200);
	webtest_hasnt(w, "SUMMARY:Conseil");
	webtest_close(w);
}

static void
at_most_so_many(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_MEMBER);
	for (int i = 0; i < FEEDS_MOST; i++)
		assert_int_equal(webtest_post(w, "/account/calendar", ""), 200);
	assert_int_equal(webtest_post(w, "/account/calendar", ""), 422);
	webtest_has(w, "vingt adresses");
	webtest_close(w);
}

/* ---- the letter ------------------------------------------------------------------------------------------------ */

static enum err
run_digest(struct webtest *w, struct date on)
{
	struct job j = { .store = w->app.store, .a = w->a, .today = on, .base_url = "https://pilotis.example" };
	return job_digest(&j);
}

static void
one_letter_a_week(void **state)
{
	struct webtest *w = webtest_open(*state);
	struct date today = today_brussels(), monday = date_of_days(date_days(today) + 8 - date_weekday(today));
	webtest_as(w, ROLE_CHAIR);
	int64_t chair = w->person;
	meeting_on(w, (int)(date_days(monday) - date_days(today)) + 2, "Conseil");
	assert_int_equal(webtest_post(w, "/mandates", arena_printf(w->a, "actor=1&name=Ada+Lovelace&seat=member&from_day=2024-09-14&until_day=%s", date_iso(date_of_days(date_days(monday) + 40)).s)), 303);
	assert_int_equal(webtest_post(w, "/mandates", arena_printf(w->a, "actor=1&name=Grace+Hopper&seat=member&from_day=2024-09-14&until_day=%s", date_iso(date_of_days(date_days(monday) + 90)).s)), 303);
	webtest_as(w, ROLE_MEMBER); /* asked to come by the role, after the meeting was made: not on its list */
	webtest_ok(w, run_digest(w, date_of_days(date_days(monday) + 1))); /* a Tuesday */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 0);
	webtest_ok(w, run_digest(w, monday));
	webtest_ok(w, run_digest(w, monday));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 1); /* nothing to say to the others */
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%%' AND person = %lld AND body LIKE '%%Conseil%%Salle B%%' AND kind = 'digest'",
	    (long long)chair)), 1);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%' AND body LIKE '%Mandats%Ada Lovelace%' AND body NOT LIKE '%Grace%'"), 1); /* which end in the two months to come */
	/* Each part says where. */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%' AND body LIKE '%  https://pilotis.example/meetings/%  https://pilotis.example/mandates%'"), 1);
	webtest_ok(w, run_digest(w, date_of_days(date_days(monday) - 7)));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 2);

	change(w, arena_printf(w->a, "INSERT INTO mail_off (person, kind, at) VALUES (%lld, 'digest', '2026-01-01T00:00:00Z')", (long long)chair));
	webtest_ok(w, run_digest(w, date_of_days(date_days(monday) - 14)));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 2);

	/* Another day for all, or none; only who keeps the settings. */
	webtest_as(w, ROLE_CHAIR);
	assert_int_equal(webtest_post(w, "/settings/digest", "weekday=0"), 403);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, "/settings/digest", "weekday=9"), 422);
	change(w, "DELETE FROM mail_off");
	assert_int_equal(webtest_post(w, "/settings/digest", "weekday=0"), 303);
	webtest_ok(w, run_digest(w, date_of_days(date_days(monday) - 14)));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 2);
	assert_int_equal(webtest_post(w, "/settings/digest", "weekday=4"), 303);
	webtest_ok(w, run_digest(w, date_of_days(date_days(monday) - 11)));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'digest:%'"), 4); /* the chair's, and of who coordinates: the mandate that ends */
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(own_calendar), T(only_what_one_may_see), T(at_most_so_many), T(one_letter_a_week) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
