/* Which mails one gets: on one's account and by the link below each; which did not arrive, and where that is seen. */
#include "mission_test.h"
#include "calendar/calendar.h"
#include "jobs/jobs.h"
#include "mail/mail.h"

static void
change(struct webtest *w, const char *sql)
{
	struct webtest_sql q = { sql, NONE };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
}

static int64_t
off(struct webtest *w, int64_t person)
{
	return webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM mail_off WHERE person = %lld", (long long)person));
}

static void
chosen_on_the_account(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_MEMBER);
	int64_t me = w->person;
	assert_int_equal(webtest_get(w, "/account"), 200);
	webtest_has(w, "/account/mails");
	assert_int_equal(webtest_get(w, "/account/mails"), 200);
	webtest_has(w, "Convocations");
	webtest_has(w, "rien ne vous prévient d’une réunion");
	webtest_hasnt(w, "Rappels du plan d’action"); /* for whoever holds a body's desk */
	webtest_hasnt(w, "Missions que je suis");
	webtest_hasnt(w, "arrivent plus");
	assert_int_equal(webtest_post(w, "/account/mails", "shown=digest&shown=convocation&shown=minutes&kind=minutes"), 303);
	assert_int_equal(off(w, me), 2);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mail_off WHERE kind IN ('digest', 'convocation')"), 2);
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM history WHERE entity = 'person' AND entity_id = %lld AND field = 'mail_off'", (long long)me)), 2);
	/* What was not on the page stays; what may not be refused is no choice, nor what does not exist. */
	assert_int_equal(webtest_post(w, "/account/mails", "shown=convocation&kind=convocation"), 303);
	assert_int_equal(off(w, me), 1);
	assert_int_equal(webtest_post(w, "/account/mails", "shown=door"), 404);
	assert_int_equal(webtest_post(w, "/account/mails", "shown=nothing"), 404);
	assert_int_equal(off(w, me), 1);
	/* Each kind is offered to somebody, and each can be switched off by its box. */
	webtest_as(w, ROLE_SECRETARY);
	assert_int_equal(webtest_get(w, "/account/mails"), 200);
	webtest_has(w, "Rappels du plan d’action");
	struct buf form = buf_new(w->a, KIB(4));
	int kinds = 0;
	for (int k = 0; k < MAIL_KINDS; k++)
		if (mail_may_refuse((enum mail_kind)k)) {
			buf_printf(&form, "%sshown=%s", kinds == 0 ? "" : "&", mail_kinds[k].word);
			kinds++;
		}
	assert_int_equal(webtest_post(w, "/account/mails", buf_str(&form)), 303);
	assert_int_equal(off(w, w->person), kinds);
	assert_int_equal(webtest_get(w, "/account/mails"), 200); /* those that do not concern one, but are off, can be put back */
	webtest_has(w, "Missions que je suis");
	webtest_hasnt(w, " checked");
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, "/account/mails"), 303);
	webtest_close(w);
}

/* As a program of mail does it (RFC 8058): no cookie, no token of a form. */
static int
one_click(struct webtest *w, const char *link)
{
	w->token = NULL;
	webtest_begin(w, M_POST, link);
	w->rq.cookies.n = 0;
	webtest_pair(w, &w->rq.form, "List-Unsubscribe", "One-Click");
	return webtest_send(w);
}

static void
stopped_by_the_link(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_as(w, ROLE_CHAIR);
	int64_t who = w->person;
	const char *token = mail_off_token(w->a, w->key, who, MAIL_MEETING), *link = arena_printf(w->a, "/unsubscribe/%lld/%s", (long long)who, token);
	w->token = NULL;
	assert_int_equal(webtest_get(w, link), 200);
	webtest_has(w, "Convocations");
	assert_int_equal(off(w, who), 0); /* looking is no choice */
	assert_int_equal(one_click(w, link), 200);
	webtest_has(w, "C’est fait");
	assert_int_equal(webtest_number(w, arena_printf(w->a, "SELECT count(*) FROM mail_off WHERE person = %lld AND kind = 'convocation'", (long long)who)), 1);
	assert_int_equal(one_click(w, link), 200); /* twice is once */
	assert_int_equal(off(w, who), 1); /* that kind, and no other */
	/* Undone from the page that says it, with that page's token. */
	assert_int_equal(one_click(w, arena_printf(w->a, "%s/undo", link)), 403);
	assert_int_equal(off(w, who), 1);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/undo", link), ""), 200);
	webtest_has(w, "C’est annulé");
	assert_int_equal(off(w, who), 0);
	/* Letters that left before there were kinds. */
	assert_int_equal(one_click(w, arena_printf(w->a, "/unsubscribe/%lld/%s", (long long)who, mail_off_token(w->a, w->key, who, MAIL_WEEKLY))), 200);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM mail_off WHERE kind = 'digest'"), 1);

	/* Another's number, a kind that nobody refuses, half a token, none. */
	const char *const wrong[] = { arena_printf(w->a, "/unsubscribe/%lld/%s", (long long)who + 1, token),
		arena_printf(w->a, "/unsubscribe/%lld/%s", (long long)who, mail_off_token(w->a, w->key, who, MAIL_DOOR)), arena_printf(w->a, "/unsubscribe/%lld/%.25s", (long long)who, token),
		arena_printf(w->a, "/unsubscribe/%lld/aaaaaaaaaaaaaaaaaaaaaaaaaa", (long long)who) };
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_int_equal(webtest_get(w, wrong[i]), 404);
		assert_int_equal(one_click(w, wrong[i]), 404);
		assert_int_equal(webtest_post(w, arena_printf(w->a, "%s/undo", wrong[i]), ""), 404);
	}
	/* Nobody is there any more. */
	change(w, arena_printf(w->a, "UPDATE person SET deleted_at = '2026-01-01T00:00:00Z' WHERE id = %lld", (long long)who));
	assert_int_equal(one_click(w, link), 404);
	webtest_close(w);
}

static void
the_weekly_letter_says_what_waited(void **state)
{
	struct mission_world m = mission_world_open(*state);
	struct webtest *w = m.c.w;
	struct date monday = date_of_days(date_days(today_brussels()) + 8 - date_weekday(today_brussels()));
	struct job j = { .store = w->app.store, .a = w->a, .today = monday, .base_url = w->app.base_url };
	mission_sql(&m, MPATH(&m, "UPDATE team SET created_at = '%sT08:00:00Z' WHERE id = %lld RETURNING 1", day_from_today(w->a, -60), (long long)m.team[1]));
	webtest_ok(w, job_digest(&j));
	assert_int_equal(webtest_number(w, MPATH(&m, "SELECT count(*) FROM outbox WHERE kind = 'digest' AND person = %lld AND body LIKE '%%Missions que vous suivez%%Le Relais asbl%%rien n’est noté%%'",
	    (long long)m.guide[1])), 1);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM outbox WHERE kind = 'digest' AND body LIKE '%Missions que vous suivez%'"), 1);
	webtest_close(w);
}

static void
seen_where_one_can_act(void **state)
{
	struct webtest *w = webtest_open(*state);
	const char *never = "les courriels n’arrivent plus";
	webtest_as(w, ROLE_MEMBER);
	int64_t who = w->person;
	const char *member = w->token;
	webtest_as(w, ROLE_SECRETARY);
	const char *secretary = w->token;
	const char *on = arena_strdup(w->a, date_iso(date_of_days(date_days(today_brussels()) + 9)).s);
	assert_int_equal(webtest_post(w, "/meetings", arena_printf(w->a, "bodies=1&held_on=%s&starts=14:00&ends=16:00&title=Conseil", on)), 303);
	const char *people = arena_printf(w->a, "/meetings/%lld/people", (long long)webtest_number(w, "SELECT max(id) FROM meeting"));
	assert_int_equal(webtest_get(w, people), 200);
	webtest_hasnt(w, never);
	change(w, arena_printf(w->a, "INSERT INTO outbox (person, to_address, to_key, subject, body, kind, message_id, secret, created_at, state, attempts, next_at, unsure, last_error, failed_at)"
	    " SELECT id, email, email_key, 'Convocation perdue', 'x', 'convocation', 'lost', 0, '2026-03-02T10:00:00Z', 'failed', 1, '2026-03-02T10:00:00Z', 0, 'RCPT failed: 550 (SMTP 550)',"
	    " '2026-03-02T10:00:00Z' FROM person WHERE id = %lld", (long long)who));
	change(w, arena_printf(w->a, "INSERT INTO mail_off (person, kind, at) VALUES (%lld, 'convocation', '2026-01-01T00:00:00Z')", (long long)who));
	int64_t mail = webtest_number(w, "SELECT max(id) FROM outbox");

	/* Who convenes; not the members, whom it does not concern. */
	assert_int_equal(webtest_get(w, people), 200);
	webtest_has(w, never);
	webtest_has(w, "cette adresse n’existe pas");
	webtest_has(w, "ne veut pas de convocation");
	w->token = member;
	assert_int_equal(webtest_get(w, people), 200);
	webtest_hasnt(w, never);
	webtest_hasnt(w, "ne veut pas de convocation");
	/* The person. */
	assert_int_equal(webtest_get(w, "/account"), 200);
	webtest_has(w, never);
	assert_int_equal(webtest_get(w, "/account/mails"), 200);
	webtest_has(w, "Un courriel ne vous est pas parvenu");
	assert_int_equal(webtest_get(w, "/owe"), 200);
	webtest_hasnt(w, "/outbox");
	w->token = secretary;
	assert_int_equal(webtest_get(w, "/account"), 200);
	webtest_hasnt(w, never);
	assert_int_equal(webtest_get(w, "/outbox?only=lost"), 403);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/outbox/%lld/settle", (long long)mail), ""), 403);
	/* The coordination: at home, among the people, in the outbox. */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/owe"), 200);
	webtest_has(w, "1 courriel n’est pas arrivé.");
	webtest_has(w, "/outbox?only=lost");
	assert_int_equal(webtest_get(w, "/people"), 200);
	webtest_has(w, never);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/people/%lld", (long long)who)), 200);
	webtest_has(w, never);
	assert_int_equal(webtest_get(w, arena_printf(w->a, "/people/%lld", (long long)w->person)), 200);
	webtest_hasnt(w, never);
	assert_int_equal(webtest_get(w, "/outbox?only=lost"), 200);
	webtest_has(w, "Convocation perdue");
	webtest_has(w, "cette adresse n’existe pas");
	/* Sent again, it waits; lost again and settled, it is no longer asked about, but the outbox still shows it. */
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/outbox/%lld/retry", (long long)mail), "only=lost"), 303);
	assert_string_equal(w->an.location, "/outbox?only=lost");
	assert_int_equal(webtest_get(w, "/outbox?only=lost"), 200);
	webtest_hasnt(w, "Convocation perdue");
	change(w, "UPDATE outbox SET state = 'failed', failed_at = '2026-03-03T10:00:00Z' WHERE subject = 'Convocation perdue'");
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/outbox/%lld/settle", (long long)mail), ""), 303);
	assert_int_equal(webtest_post(w, arena_printf(w->a, "/outbox/%lld/settle", (long long)mail), ""), 404);
	assert_int_equal(webtest_get(w, "/owe"), 200);
	webtest_hasnt(w, "/outbox?only=lost");
	assert_int_equal(webtest_get(w, "/people"), 200);
	webtest_hasnt(w, never);
	assert_int_equal(webtest_get(w, "/outbox"), 200);
	webtest_has(w, "Convocation perdue");
	webtest_has(w, "réglé autrement");
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(chosen_on_the_account), T(stopped_by_the_link), T(the_weekly_letter_says_what_waited), T(seen_where_one_can_act) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
