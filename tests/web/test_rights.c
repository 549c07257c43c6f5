/* Every route of the real table, as every role: who may not come is refused and changes nothing; who may is not. */
#include "webtest.h"
#include "web/typed.h"

enum who { PUBLIC, EVALUATOR, EXPIRED_EVALUATOR, MEMBER, SECRETARY, CHAIR, OTHER_CHAIR, COORDINATION, ADMIN, JURY, SUPERVISOR, STUDENT, FORMER_STUDENT, WHO };

static const char *const who_name[WHO] = { "public", "evaluator", "expired evaluator", "member", "secretary", "chair", "chair of another body",
	"coordination", "admin", "jury", "supervisor", "student", "former student" };

/* The table of rights, said a second time and apart from people_rules.c. */
static const bool opens[RIGHT_COUNT][WHO] = {
	[RIGHT_NONE] = { false },
	[RIGHT_ANYONE] = { true, true, true, true, true, true, true, true, true, true, true, true, true },
	[RIGHT_SIGNED_IN] = { [EVALUATOR] = true, [EXPIRED_EVALUATOR] = true, [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true,
	    [OTHER_CHAIR] = true, [COORDINATION] = true, [ADMIN] = true, [JURY] = true, [SUPERVISOR] = true, [STUDENT] = true, [FORMER_STUDENT] = true },
	[RIGHT_PLAN_READ] = { [EVALUATOR] = true, [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_PLAN_EDIT] = { [COORDINATION] = true },
	[RIGHT_EVIDENCE_FILE] = { [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_EVIDENCE_VALIDATE] = { [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_PEOPLE_MANAGE] = { [COORDINATION] = true, [ADMIN] = true },
	[RIGHT_ADMIN] = { [ADMIN] = true },
	[RIGHT_CALL_MANAGE] = { [COORDINATION] = true },
	[RIGHT_TEAM_RANK] = { [STUDENT] = true },
	[RIGHT_TEAM_FOLLOW] = { [SUPERVISOR] = true, [COORDINATION] = true },
	[RIGHT_TEAM_SPACE] = { [STUDENT] = true, [SUPERVISOR] = true, [COORDINATION] = true },
	[RIGHT_CALL_REVIEW] = { [JURY] = true },
	[RIGHT_MANDATE_READ] = { [EVALUATOR] = true, [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true, [SUPERVISOR] = true,
	    [STUDENT] = true },
	[RIGHT_MANDATE_EDIT] = { [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_CHARTER_READ] = { [EVALUATOR] = true, [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true, [SUPERVISOR] = true,
	    [STUDENT] = true },
	[RIGHT_CHARTER_AMEND] = { [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true, [SUPERVISOR] = true },
	[RIGHT_CHARTER_WRITE] = { [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_CHARTER_LEAD] = { [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_CHARTER_ACK] = { [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true, [JURY] = true, [SUPERVISOR] = true, [STUDENT] = true },
	[RIGHT_PRIVACY] = { [COORDINATION] = true },
	[RIGHT_MEETING_READ] = { [EVALUATOR] = true, [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true, [JURY] = true,
	    [SUPERVISOR] = true, [STUDENT] = true },
	[RIGHT_MEETING_DRAFT] = { [MEMBER] = true, [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_MEETING_MANAGE] = { [SECRETARY] = true, [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_MEETING_APPROVE] = { [CHAIR] = true, [OTHER_CHAIR] = true, [COORDINATION] = true },
	[RIGHT_REGISTER] = { [EVALUATOR] = true, [COORDINATION] = true, [ADMIN] = true },
};

static void
become(struct webtest *w, enum who who)
{
	static const enum role role[WHO] = { ROLE_PUBLIC, ROLE_EVALUATOR, ROLE_EVALUATOR, ROLE_MEMBER, ROLE_SECRETARY, ROLE_CHAIR, ROLE_CHAIR,
		ROLE_COORDINATION, ROLE_ADMIN, ROLE_JURY, ROLE_SUPERVISOR, ROLE_STUDENT, ROLE_STUDENT };
	if (who == FORMER_STUDENT)
		webtest_as_of(w, ROLE_STUDENT, NONE, date_iso(date_of_days(date_days(today_brussels()) - 1)).s);
	else if (who == EXPIRED_EVALUATOR)
		webtest_as_of(w, ROLE_EVALUATOR, NONE, date_iso(date_of_days(date_days(today_brussels()) - 1)).s);
	else if (who == OTHER_CHAIR)
		webtest_as_of(w, ROLE_CHAIR, WEBTEST_OTHER_BODY, NULL);
	else
		webtest_as(w, role[who]);
}

/* A path that fits the pattern and names nothing that is there. */
static const char *
path_of(struct arena *a, const char *pattern)
{
	struct buf b = buf_new(a, 1000);
	while (*pattern != '\0') {
		if (*pattern != '{') {
			buf_putc(&b, *pattern++);
			continue;
		}
		const char *end = strchr(pattern, '}');
		const char *kind = memchr(pattern, ':', (size_t)(end - pattern));
		kind = kind == NULL ? pattern + 1 : kind + 1;
		buf_puts(&b, *kind == 'i' ? "987654" : *kind == 't' ? "zzzzzzzzzzzzzzzzzzzzzzzzzz" : "inconnu");
		pattern = end + 1;
	}
	return buf_str(&b);
}

static void
every_route_as_every_role(void **state)
{
	struct webtest *w = webtest_open(*state);
	int refused = 0, opened = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		const char *path = path_of(w->a, r->pattern);
		for (enum who who = PUBLIC; who < WHO; who++) {
			become(w, who);
			int64_t before = store_counts(w->app.store).changes;
			int status = r->method == M_GET ? webtest_get(w, path) : webtest_post(w, path, "");
			const char *to = w->an.location == NULL ? "" : w->an.location;
			if (status >= 500)
				fail_msg("%s as %s: status %d: %s", r->pattern, who_name[who], status, fail_detail(w->a));
			bool reads_on = who == FORMER_STUDENT && r->method == M_GET && (r->flags & ROUTE_READ_ON) != 0 && opens[r->right][STUDENT];
			if (opens[r->right][who] || reads_on) {
				opened++;
				if (status == 403 || (status == 303 && text_starts(to, PATH_SIGN_IN "?back=")))
					fail_msg("%s %s is refused to %s", r->method == M_GET ? "GET" : "POST", r->pattern, who_name[who]);
				continue;
			}
			refused++;
			bool to_sign_in = who == PUBLIC && r->method == M_GET && status == 303 && text_starts(to, PATH_SIGN_IN "?back=");
			if (status != 403 && !to_sign_in)
				fail_msg("%s %s is open to %s: status %d", r->method == M_GET ? "GET" : "POST", r->pattern, who_name[who], status);
			if (store_counts(w->app.store).changes != before)
				fail_msg("%s changes the store although %s may not", r->pattern, who_name[who]);
		}
	}
	print_message("# %zu routes, %d openings, %d refusals\n", route_table_n, opened, refused);
	webtest_close(w);
}

/* A form without its token, or from elsewhere, is refused on every route that changes something. */
static void
every_form_needs_its_token(void **state)
{
	struct webtest *w = webtest_open(*state);
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		if (r->method != M_POST)
			continue;
		for (int elsewhere = 0; elsewhere < 2; elsewhere++) {
			if (!elsewhere && (r->flags & ROUTE_RAW_CSRF_EXEMPT))
				continue;
			become(w, r->right == RIGHT_ADMIN ? ADMIN : COORDINATION);
			int64_t before = store_counts(w->app.store).changes;
			webtest_begin(w, M_POST, path_of(w->a, r->pattern));
			webtest_pair(w, &w->rq.headers, "sec-fetch-site", elsewhere ? "cross-site" : "same-origin");
			if (elsewhere)
				webtest_pair(w, &w->rq.form, "csrf", webtest_csrf(w));
			if (webtest_send(w) != 403)
				fail_msg("%s takes a form %s: status %d", r->pattern, elsewhere ? "from another site" : "without its token", w->an.status);
			assert_int_equal(store_counts(w->app.store).changes, before);
		}
	}
	webtest_close(w);
}

/* Nothing is both GET and changing, nothing has no right, no two routes are the same. */
static void
the_table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		assert_true(r->method == M_GET || r->method == M_POST);
		assert_int_equal(r->pattern[0], '/');
		assert_true(r->right > RIGHT_NONE && r->right < RIGHT_COUNT);
		assert_non_null(r->handler);
		assert_true(r->method == M_GET || (r->flags & ROUTE_READ_ON) == 0);
		for (size_t k = 0; k < i; k++)
			if (route_table[k].method == r->method && strcmp(route_table[k].pattern, r->pattern) == 0)
				fail_msg("twice in the table: %s", r->pattern);
		for (const struct param *d = r->params; d != NULL && d->name != NULL; d++)
			if (d->kind == P_FILE && (r->flags & ROUTE_UPLOAD) == 0)
				fail_msg("%s takes a file, and is no ROUTE_UPLOAD", r->pattern);
	}
	for (const struct nav *n = nav_table; n->place != 0; n++)
		assert_true(n->path == NULL ? n->right == RIGHT_NONE : n->right > RIGHT_NONE && n->right < RIGHT_COUNT);
}

/* A text field of a form is given back under words, not under the name that programs know it by. */
static void
every_field_has_words(void **state)
{
	(void)state;
	size_t missing = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		for (const struct param *d = r->method == M_POST ? r->params : NULL; d != NULL && d->name != NULL; d++) {
			bool text = d->kind == P_TEXT || d->kind == P_LINE || d->kind == P_MANY || d->kind == P_DATE;
			if (!text || field_name(d->name) != NULL)
				continue;
			print_error("ERROR: %s has a field \"%s\": say what it is called in src/web/field_names.c\n", r->pattern, d->name);
			missing++;
		}
	}
	assert_int_equal(missing, 0);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(every_route_as_every_role), T(every_form_needs_its_token), T(the_table_is_sound), T(every_field_has_words) };
	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
