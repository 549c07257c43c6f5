/* charter_test.h: documents as tests make them. */
#ifndef CHARTER_TEST_H
#define CHARTER_TEST_H
#include "meeting_test.h"
#include "call/call_form.h"
#include "charter/charter_jobs.h"

/* The text of that letter, which there is. */
static inline const char *
letter_to(struct webtest *w, const char *to, const char *subject)
{
	const struct outbox_row *x = mail_to(w, to, subject);
	assert_non_null(x);
	return x == NULL ? "" : x->text;
}

/* The path of the link in a letter. */
static inline const char *
link_in(struct webtest *w, const char *text, const char *from)
{
	const char *s = strstr(text, from);
	assert_non_null(s);
	return arena_strndup(w->a, s, strcspn(s, " \n"));
}

#define HOME(w, id) M(w, "/documents/%lld-charte-du-partenariat", id)

/* What documents do by themselves, that many days from now; how many letters have left. */
static inline int64_t
letters(struct webtest *w, int days)
{
	static const struct worker nobody = { 0 };
	struct job j = { .store = w->app.store, .a = w->a, .today = date_of_days(date_days(today_brussels()) + days), .base_url = "https://pilotis.example.be", .worker = &nobody };
	webtest_ok(w, job_documents(&j));
	return webtest_number(w, "SELECT count(*) FROM outbox WHERE key LIKE 'charter 3 %'");
}

/* A charter with one section, as who the test is. */
static inline long long
charter(struct webtest *w, const char *more)
{
	assert_int_equal(webtest_post(w, "/documents", M(w, "kind=charter&title=Charte+du+partenariat&actor=1&%s", more)), 303);
	long long id = (long long)webtest_number(w, "SELECT max(id) FROM charter");
	assert_int_equal(webtest_post(w, M(w, "/documents/%lld/sections", id), "section_title=Engagements"), 303);
	return id;
}

static inline long long
section(struct webtest *w, long long id)
{
	return (long long)webtest_number(w, M(w, "SELECT min(id) FROM charter_section WHERE charter = %lld", id));
}

static inline int
type(struct webtest *w, long long id, int64_t rev, const char *text)
{
	return webtest_post(w, M(w, "/documents/%lld/sections/%lld/typed", id, section(w, id)), M(w, "rev=%lld&text=%s", (long long)rev, text));
}

static inline int64_t
text_rev(struct webtest *w, long long id)
{
	return webtest_number(w, M(w, "SELECT text_rev FROM charter_section WHERE id = %lld", section(w, id)));
}

static inline long long
charter_rev(struct webtest *w, long long id)
{
	return (long long)webtest_number(w, M(w, "SELECT rev FROM charter WHERE id = %lld", id));
}

/* Minutes of the CEP, prepared, with a decision; *meeting: whose. The test is then its chair. */
static inline long long
decision(struct meeting_world *m, long long *meeting)
{
	struct webtest *w = m->w;
	webtest_as(w, ROLE_SECRETARY);
	long long id = world_meeting(m, -2), item = world_item(m, id, m->kept);
	long long me = (long long)world_number(m, M(w, "SELECT id FROM meeting_person WHERE meeting = %lld AND person = %lld", id, (long long)w->person));
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/attendance", id), M(w, "presence=%lld:present", me)), 303);
	assert_int_equal(world_do(m, id, "begin"), 303);
	assert_int_equal(webtest_post(w, M(w, "/meetings/%lld/decisions", id), M(w, "item=%lld&decision=La+charte+est+adopt%%C3%%A9e&manner=consensus", item)), 303);
	assert_int_equal(world_do(m, id, "prepare"), 303);
	webtest_as(w, ROLE_CHAIR);
	*meeting = id;
	return (long long)world_number(m, "SELECT max(id) FROM meeting_decision");
}

static inline int
freeze(struct webtest *w, long long id, long long by, const char *more)
{
	return webtest_post(w, M(w, "/documents/%lld/versions", id), M(w, "rev=%lld&decision=%lld%s", charter_rev(w, id), by, more));
}

/* A public, adherable charter, adopted. */
static inline long long
in_force(struct meeting_world *m, long long *by)
{
	struct webtest *w = m->w;
	long long meeting;
	*by = decision(m, &meeting);
	long long id = charter(w, "audience=public&adherable=1");
	assert_int_equal(type(w, id, 0, "Nous+agissons+*ensemble*."), 200);
	assert_int_equal(freeze(w, id, *by, ""), 303);
	assert_int_equal(world_do(m, meeting, M(w, "approve&on=%s&how=Par+courriel", world_day(m, 0))), 303);
	return id;
}

static inline int
acknowledge(struct webtest *w, long long id)
{
	return webtest_post(w, M(w, "/documents/%lld/read", id), M(w, "version=%lld", (long long)webtest_number(w, M(w, "SELECT max(id) FROM charter_version WHERE charter = %lld", id))));
}
#endif
