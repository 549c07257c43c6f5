/* Guessing of identifiers: on every route with an id, as every role, what one may not see looks as if it were not there: the
 * same status, the same page, as much work; and what belongs to another programme is not there at all. */
#include "webtest.h"
#include "plan/plan_cache.h"

enum { NEVER = 987654, MORE_WORK = 3 };

static enum err
load_key(struct db *db, void *arg)
{
	return app_key_load(db, arg);
}

/* The example programme, which has things of every state and visibility. */
static struct webtest *
example_open(struct arena *a)
{
	struct webtest *w = webtest_open(a);
	const char *url = test_shared_url(a);
	assert_int_equal(command_demo(url, 0, NULL), 0);
	store_close(w->app.store);
	webtest_ok(w, store_open(a, url, &w->app.store));
	webtest_ok(w, store_read(w->app.store, a, load_key, w->key));
	return w;
}

/* A path of the pattern; NULL when it has no {id}, or words that cannot be guessed. */
static const char *
path_of(struct arena *a, const char *pattern, int64_t id)
{
	struct buf b = buf_new(a, 1000);
	bool any = false;
	for (const char *s = pattern; *s != '\0';) {
		if (*s != '{') {
			buf_putc(&b, *s++);
			continue;
		}
		const char *end = strchr(s, '}');
		if (strncmp(end - 2, "id", 2) == 0) {
			buf_printf(&b, "%lld", (long long)id);
			any = true;
		} else {
			buf_puts(&b, "csv");
			if (strncmp(end - 5, "token", 5) == 0)
				return NULL;
		}
		s = end + 1;
	}
	return any ? buf_str(&b) : NULL;
}

/* The page without what is new each time: numbers of requests, tokens and keys of forms, the address itself. */
static const char *
shape(struct webtest *w, const char *path)
{
	const char *s = webtest_body(w);
	struct buf b = buf_new(w->a, MIB(1));
	size_t n = strlen(path), id = strlen(w->rq.id);
	while (*s != '\0') {
		if (strncmp(s, path, n) == 0) {
			buf_puts(&b, "PATH");
			s += n;
		} else if (strncmp(s, w->rq.id, id) == 0) {
			s += id;
		} else if (strncmp(s, "value=\"", 7) == 0) {
			s += 7 + strcspn(s + 7, "\"");
		} else {
			buf_putc(&b, *s++);
		}
	}
	return buf_str(&b);
}

static int
ask(struct webtest *w, const struct route *r, const char *path)
{
	w->notice = NULL; /* of what was done before */
	return r->method == M_GET ? webtest_get(w, path) : webtest_post(w, path, "");
}

/* What a role may come to, and there is refused. A row that it does see and may not change may be refused in words: the ids
 * that are so are few and said here. */
static bool
sees_it_anyway(struct webtest *w, const struct route *r, int64_t id)
{
	static const struct { const char *post, *get; } seen[] = { { "/comments/{id}/", "" }, { "/plan/actions/{id}/", "/plan/actions/%lld" },
		{ "/plan/indicators/{id}", "" }, { "/plan/waivers/{id}", "" }, { "/evidence/{id}", "/evidence/%lld" }, { "/plan/recommendations/{id}", "" },
		{ "/people/", "" }, { "/mandates/", "" }, { "/meetings/decisions/{id}", "/meetings/decisions/%lld" }, { "/meetings/{id}", "/meetings/%lld" },
		{ "/teams/{id}", "/teams/%lld" }, { "/peers/{id}", "" }, { "/documents/{id}", "/documents/%lld" } };
	for (size_t i = 0; i < LEN(seen); i++) {
		if (!text_starts(r->pattern, seen[i].post))
			continue;
		if (seen[i].get[0] == '\0')
			return true; /* all that may come here see it: the plan, the persons */
		struct buf b = buf_new(w->a, 200);
		const char *pc = strchr(seen[i].get, '%');
		buf_printf(&b, "%.*s%lld", (int)(pc - seen[i].get), seen[i].get, (long long)id);
		int got = webtest_get(w, buf_str(&b));
		return got == 200 || (got == 303 && webtest_get(w, w->an.location) == 200); /* an address that has a name */
	}
	return false;
}

struct tally { int hidden, seen, refused; };

static void
guess(struct webtest *w, const struct route *r, const char *who, struct tally *t)
{
	const char *never = path_of(w->a, r->pattern, NEVER);
	int status = ask(w, r, never), work = w->rq.nstatements;
	if (status == 403 || status == 200 || status >= 500)
		fail_msg("%s %s as %s: an id that never was: %d", r->method == M_GET ? "GET" : "POST", never, who, status);
	const char *page = shape(w, never);
	for (int64_t id = 1; id <= 60; id += id < 20 ? 1 : 5) {
		const char *path = path_of(w->a, r->pattern, id);
		int got = ask(w, r, path), did = w->rq.nstatements;
		if (got >= 500)
			fail_msg("%s as %s: %d %s", path, who, got, fail_detail(w->a));
		if (got != status) {
			t->seen++;
			if (got != 403)
				continue;
			t->refused++;
			if (!sees_it_anyway(w, r, id))
				fail_msg("%s %s as %s: 403 says that it is there", r->method == M_GET ? "GET" : "POST", path, who);
			continue;
		}
		t->hidden++;
		if (got == 404 && strcmp(shape(w, path), page) != 0) {
			const char *this = shape(w, path);
			size_t same = 0;
			while (this[same] == page[same] && this[same] != '\0')
				same++;
			fail_msg("%s as %s: not the page of what is not there: …%.80s, but …%.80s", path, who, this + same, page + same);
		}
		/* The coordination sees that a thing is there, but for what is kept from it: what costs more hides nothing. */
		bool manages = user_may(w->rq.user, RIGHT_CALL_MANAGE) && strstr(r->pattern, "peers") == NULL && strstr(r->pattern, "annex") == NULL && strstr(r->pattern, "interviews") == NULL;
		if (got == 404 && !manages && (did > work + MORE_WORK || did < work - MORE_WORK))
			fail_msg("%s as %s: %d statements, and %d for what is not there", path, who, did, work);
	}
}

static void
guesses(struct webtest *w, enum method method, struct tally *t)
{
	static const struct { enum role role; const char *name; } roles[] = { { ROLE_EVALUATOR, "evaluator" }, { ROLE_MEMBER, "member" },
		{ ROLE_SECRETARY, "secretary" }, { ROLE_CHAIR, "chair" }, { ROLE_PUBLIC, "public" }, { ROLE_ADMIN, "admin" }, { ROLE_COORDINATION, "coordination" } };
	for (size_t k = 0; k < LEN(roles); k++) {
		webtest_as(w, roles[k].role);
		const struct user *u;
		for (size_t i = 0; i < route_table_n; i++) {
			const struct route *r = &route_table[i];
			if (r->method != method || path_of(w->a, r->pattern, 1) == NULL)
				continue;
			webtest_get(w, "/help"); /* who this is, anew: what was done may have changed it */
			u = w->rq.user;
			if (!user_may(u, r->right) || strstr(r->pattern, "/account/sessions/") != NULL)
				continue;
			/* Each route in an arena of its own: there are too many pages for one. */
			struct arena *own = w->a;
			w->a = arena_new(MIB(256));
			guess(w, r, roles[k].name, t);
			w->notice = NULL;
			arena_free(w->a);
			w->a = own;
		}
	}
}

static void
what_one_may_not_see_is_not_there(void **state)
{
	struct webtest *w = example_open(*state);
	struct tally t = { 0 };
	guesses(w, M_GET, &t);
	guesses(w, M_POST, &t);
	print_message("# %d as if they were not there, %d there, %d refused of what is seen\n", t.hidden, t.seen, t.refused);
	assert_true(t.hidden > 500 && t.seen > 100);
	webtest_close(w);
}

/* ---- another programme in the same process ------------------------------------------------------------------ */

static struct webtest *
other_programme(struct arena *a)
{
	struct webtest *w = webtest_open(a);
	w->app.plan_cache = plan_cache_new(a);
	return w;
}

static void
not_signed_in(struct webtest *w, const char *what)
{
	if (webtest_get(w, "/account") != 303 || !text_starts(w->an.location, PATH_SIGN_IN))
		fail_msg("%s opens the other programme", what);
}

static void
nothing_of_another_programme(void **state)
{
	struct webtest *one = example_open(*state), *two = other_programme(one->a);
	one->app.plan_cache = plan_cache_new(one->a);
	assert_memory_not_equal(one->key, two->key, APP_KEY_SIZE);
	webtest_as(one, ROLE_COORDINATION);
	assert_int_equal(webtest_get(one, "/plan"), 200);
	webtest_has(one, "Formation"); /* there is a plan, and it is kept */
	webtest_as(two, ROLE_COORDINATION);
	webtest_get(two, "/plan");
	webtest_hasnt(two, "Formation");
	for (int64_t id = 1; id < 20; id++) {
		assert_int_equal(webtest_get(two, arena_printf(two->a, "/plan/actions/%lld", (long long)id)), 404);
		assert_int_equal(webtest_get(two, arena_printf(two->a, "/evidence/%lld", (long long)id)), 404);
	}
	/* its session, its links, its form tokens, its notices */
	const char *own = two->token, *token_of_form = webtest_csrf(one);
	two->token = one->token;
	not_signed_in(two, "a session");
	two->token = own;
	webtest_begin(two, M_POST, "/account");
	webtest_pair(two, &two->rq.headers, "sec-fetch-site", "same-origin");
	webtest_pair(two, &two->rq.form, "csrf", token_of_form);
	webtest_pair(two, &two->rq.form, "name", "Autre");
	assert_int_equal(webtest_send(two), 403);
	assert_int_equal(webtest_post(one, "/account", "name=Nom&lang=fr&rev=1"), 303);
	assert_non_null(one->notice);
	two->notice = one->notice;
	two->token = one->token; /* the same browser, by a mistake of its cookies */
	webtest_get(two, "/help");
	assert_null(two->rq.notice);
	assert_int_equal(webtest_get(one, "/help"), 200);
	assert_non_null(one->rq.notice);
	plan_cache_clear(one->app.plan_cache);
	plan_cache_clear(two->app.plan_cache);
	webtest_close(two);
	webtest_close(one);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(what_one_may_not_see_is_not_there), T(nothing_of_another_programme) };
	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}
