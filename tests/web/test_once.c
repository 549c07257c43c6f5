/* A form that comes twice is carried out once: every form of every page, twice in a row and twice at the same time on two
 * servers of one database. */
#include "forms.h"
#include "webtest.h"
#include "store/setting.h"
#include "privacy/privacy.h"
#include "web/once.h"
#include <pthread.h>

/* ---- every form ------------------------------------------------------------------------------------------------ */

struct twin { struct app app; struct arena *a; const struct site *s; const struct sending *x; struct reader who; struct reply y; pthread_barrier_t *start; };

static void *
send_at_once(void *arg)
{
	struct twin *t = arg;
	pthread_barrier_wait(t->start);
	t->y = site_ask(&t->app, t->a, t->s, &t->who, M_POST, t->x->action, &t->x->fields, t->x->file);
	return NULL;
}

static bool
carried_out(const struct reply *y)
{
	return y->status < 400;
}

static void
same_answer(struct site *s, const struct sending *x, const struct reply *one, const struct reply *two, const char *how)
{
	const char *session = session_cookie_name(false), *c1 = site_cookie(s->a, one, session), *c2 = site_cookie(s->a, two, session);
	if (one->status != two->status || !text_eq(one->location, two->location) || !text_eq(c1, c2) ||
	    (one->location != NULL && !text_eq(site_cookie(s->a, one, "notice"), site_cookie(s->a, two, "notice"))))
		fail_msg("%s as %s, %s: first %d %s, then %d %s %s", site_kind(s->a, x), s->readers[x->reader].name, how, one->status, one->location, two->status,
		    two->location, two->detail);
}

/* Once, twice in a row, and twice at the same time: the same is there afterwards. Whether it was carried out at all. */
static bool
try_form(struct site *s, const struct sending *x, struct sendings *more)
{
	struct arena *a = arena_new(MIB(512));
	struct app app = s->app;
	app.store = site_fresh(s, "work");
	struct reply y = site_send(&app, a, s, x);
	if (y.status >= 500)
		fail_msg("%s: status %d: %s", site_kind(a, x), y.status, y.detail);
	const char *once = site_tally(a, app.store, NULL);
	if (!carried_out(&y)) {
		const char *why = strstr(y.body, "id=\"problems\"");
		print_message("# refused: %d %s: %.300s\n", y.status, site_kind(a, x), why == NULL ? y.detail : why);
		store_close(app.store);
		arena_free(a);
		return false;
	}
	struct reply again = site_ask(&app, a, s, &s->readers[x->reader], M_POST, x->action, &x->fields, x->file);
	same_answer(s, x, &y, &again, "sent twice");
	const char *twice = site_tally(a, app.store, NULL);
	if (strcmp(once, twice) != 0)
		fail_msg("%s as %s, sent twice: %s", site_kind(a, x), s->readers[x->reader].name, site_difference(a, once, twice));
	if (more != NULL && y.location != NULL) { /* what its page offers now: an undo, a draft to work on */
		s->app.store = app.store;
		struct sending *first = ARENA_NEW(s->a, struct sending);
		*first = *x;
		struct reader next = site_after(s->a, &s->readers[x->reader], &y);
		struct site_walk w = { .s = s, .reader = x->reader, .who = next, .first = first, .out = more, .per_route = 1 };
		site_crawl(&w, arena_strdup(s->a, y.location));
		s->app.store = NULL;
	}
	store_close(app.store);

	struct twin t[2];
	pthread_barrier_t start;
	pthread_t thread[2];
	struct arena *own[2] = { arena_new(MIB(512)), arena_new(MIB(512)) };
	app.store = site_fresh(s, "both");
	struct reader who = s->readers[x->reader];
	const char *wanted = once;
	if (x->first != NULL) {
		struct reply before = site_send(&app, a, s, x->first);
		who = site_after(a, &who, &before);
		wanted = site_tally(a, app.store, NULL);
	}
	pthread_barrier_init(&start, NULL, 2);
	for (int i = 0; i < 2; i++) {
		t[i] = (struct twin){ app, own[i], s, x, who, { 0 }, &start };
		if (i == 1)
			site_ok(a, store_open(a, arena_printf(a, "sqlite:%s", site_path(s, "both")), &t[i].app.store));
		assert_int_equal(pthread_create(&thread[i], NULL, send_at_once, &t[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	same_answer(s, x, &t[0].y, &t[1].y, "at the same time");
	/* A form behind another may be refused here: what comes out of a computation that has so much time is not always as long (the
	 * curve of teams). Then nothing is done. */
	if (x->first == NULL || carried_out(&t[0].y))
		wanted = once;
	const char *both = site_tally(a, app.store, NULL);
	if (strcmp(wanted, both) != 0)
		fail_msg("%s as %s, twice at the same time: %s", site_kind(a, x), s->readers[x->reader].name, site_difference(a, wanted, both));
	for (int i = 0; i < 2; i++) {
		store_close(t[i].app.store);
		arena_free(own[i]);
	}
	pthread_barrier_destroy(&start);
	arena_free(a);
	return true;
}

static void
every_form(void **state)
{
	(void)state;
	struct arena *house = arena_new(MIB(4096)); /* every page of every role is in it */
	struct site *s = site_open(house);
	struct sendings all = { 0 };
	struct strings kinds = { 0 }, done = { 0 };
	size_t sent = 0;
	site_forms(s, &all);
	size_t found = all.n;
	for (size_t i = 0; i < found; i++) /* what each is, once: there are many */
		PUSH(s->a, &kinds, site_kind(s->a, &all.items[i]));
	for (size_t i = 0; i < all.n; i++) {
		struct sendings more = { 0 };
		struct sending x = all.items[i];
		if (try_form(s, &x, x.first == NULL ? &more : NULL)) {
			sent++;
			if (!site_known(&done, x.route->pattern, 1))
				PUSH(s->a, &done, x.route->pattern);
		}
		for (size_t k = 0; k < more.n; k++) {
			const char *kind = site_kind(s->a, &more.items[k]);
			if (site_known(&kinds, kind, 1))
				continue;
			PUSH(s->a, &kinds, kind);
			PUSH(s->a, &all, more.items[k]);
		}
	}
	size_t routes = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		routes += r->method == M_POST;
		if (r->method == M_POST && !site_known(&done, r->pattern, 1))
			print_message("# not carried out here: %s\n", r->pattern);
	}
	print_message("# %zu forms (%zu behind another), %zu carried out, of %zu routes of %zu\n", all.n, all.n - found, sent, done.n, routes);
	assert_true(done.n >= 48);
	site_close(s);
	arena_free(house);
}

/* ---- what is the same form --------------------------------------------------------------------------------------- */

#define KEY "abcdefghijklmnopqrstuvwxyz-1"
static const char long_body[] = "<p>une page</p>";

static enum err
count_one(struct db *db, const char *name)
{
	const char *was;
	enum err e = setting_get(db, name, &was);
	return e != OK ? e : setting_set(db, name, was == NULL ? "1" : "2");
}

static enum err
add_one(struct request *rq, struct answer *an)
{
	const char *was;
	if (text_eq(param_text(rq, "text"), "not yet")) {
		enum err e = setting_get(rq->db, "open", &was);
		if (e != OK)
			return e;
		if (was == NULL)
			problem_add(rq->a, &an->problems, "text", "Pas encore.", NULL);
	}
	enum err e = count_one(rq->db, "count");
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("C’est enregistré : %s."), param_text(rq, "text"), NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/things/%d", 7));
}

static enum err
open_work(struct db *db, void *arg)
{
	struct answer *an = arg;
	enum err e = count_one(db, "open");
	return e != OK ? e : answer_bytes(an, "text/plain", long_body, sizeof long_body - 1, "a.txt");
}

static enum err
open_door(struct request *rq, struct answer *an)
{
	return request_write(rq, an, open_work, an);
}

static const struct param text_params[] = { { "text", P_LINE, 100 }, { 0 } };
static const struct route routes[] = {
	{ M_POST, "/add", RIGHT_ANYONE, add_one, text_params, 0 },
	{ M_POST, "/other", RIGHT_ANYONE, add_one, text_params, 0 },
	{ M_POST, "/open", RIGHT_ANYONE, open_door, text_params, ROUTE_OWN_TX },
};

static struct webtest *
begin(void **state)
{
	struct webtest *w = webtest_open(*state);
	w->app.routes = routes;
	w->app.nroutes = LEN(routes);
	return w;
}

static int
counted(struct webtest *w)
{
	return (int)webtest_number(w, "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'count'), 0)");
}

static void
start_again(struct webtest *w)
{
	static const struct query forget = { "forget", "DELETE FROM setting WHERE name IN ('count', 'open')" };
	struct webtest_sql q = { forget.sql, 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
}

static void
the_same_form(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, "/add", "text=a&once=" KEY), 303);
	const char *notice = w->notice;
	assert_int_equal(webtest_post(w, "/add", "text=a&once=" KEY), 303);
	assert_string_equal(webtest_header(w, "Location"), "/things/7");
	assert_string_equal(w->notice, notice);
	assert_int_equal(counted(w), 1);
	/* something else was written in it; it goes elsewhere; it is another key, none, or no one-time key */
	static const struct { const char *path, *form; } others[] = { { "/add", "text=b&once=" KEY }, { "/other", "text=a&once=" KEY },
		{ "/add?text=a", "text=a&once=" KEY }, { "/add", "text=a&once=" KEY "2" }, { "/add", "text=a" } };
	for (size_t i = 0; i < LEN(others); i++) {
		start_again(w);
		assert_int_equal(webtest_post(w, others[i].path, others[i].form), 303);
		if (counted(w) != 1)
			fail_msg("%s %s is taken for another form", others[i].path, others[i].form);
	}
	start_again(w);
	webtest_post(w, "/add", "text=c&once=short");
	webtest_post(w, "/add", "text=c&once=short");
	assert_int_equal(counted(w), 2);
	webtest_close(w);
}

static void
whose_it_is(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	webtest_post(w, "/add", "text=a&once=" KEY);
	const char *token = w->token;
	webtest_as(w, ROLE_CHAIR); /* another person with the same key */
	start_again(w);
	webtest_post(w, "/add", "text=a&once=" KEY);
	assert_int_equal(counted(w), 1);
	webtest_as(w, ROLE_MEMBER); /* the same person, signed in again */
	assert_string_not_equal(token, w->token);
	start_again(w);
	assert_int_equal(webtest_post(w, "/add", "text=a&once=" KEY), 303);
	assert_int_equal(counted(w), 0);
	webtest_as(w, ROLE_PUBLIC); /* a visitor, by their cookie */
	webtest_post(w, "/add", "text=a&once=" KEY);
	webtest_post(w, "/add", "text=a&once=" KEY);
	assert_int_equal(counted(w), 1);
	webtest_close(w);
}

/* A refused form may be sent again as it is, and is then carried out. */
static void
refused_keeps_its_key(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(webtest_post(w, "/add", "text=not+yet&once=" KEY), 422);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM form_once"), 0);
	assert_int_equal(webtest_post(w, "/open", "once=" KEY), 200);
	assert_int_equal(webtest_post(w, "/add", "text=not+yet&once=" KEY), 303);
	assert_int_equal(counted(w), 1);
	webtest_close(w);
}

/* A program names its key in a header; its own transaction, and an answer with a body. */
static void
programs(void **state)
{
	struct webtest *w = begin(state);
	webtest_as(w, ROLE_MEMBER);
	for (int i = 0; i < 2; i++) {
		webtest_begin(w, M_POST, "/open");
		webtest_pair(w, &w->rq.headers, "idempotency-key", KEY);
		webtest_pair(w, &w->rq.headers, "x-csrf", webtest_csrf(w));
		assert_int_equal(webtest_send(w), 200);
		assert_string_equal(webtest_body(w), long_body);
		assert_string_equal(webtest_header(w, "Content-Type"), "text/plain");
		assert_non_null(strstr(webtest_header(w, "Content-Disposition"), "a.txt"));
		assert_int_equal(w->rq.again, i == 1);
	}
	assert_int_equal(webtest_number(w, "SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'open'"), 1);
	webtest_close(w);
}

/* At the same time on two servers of one database, several times over. */
struct racer { struct webtest w; pthread_barrier_t *start; const char *form; int status; const char *location; };

static void *
race(void *arg)
{
	struct racer *r = arg;
	pthread_barrier_wait(r->start);
	r->status = webtest_post(&r->w, "/add", r->form);
	r->location = webtest_header(&r->w, "Location");
	return NULL;
}

static void
two_servers(void **state)
{
	enum { TIMES = 20 };
	struct webtest *w = begin(state);
	const char *url = test_shared_url(w->a);
	struct store *one, *two;
	store_close(w->app.store);
	webtest_ok(w, store_open(w->a, url, &one));
	webtest_ok(w, store_open(w->a, url, &two));
	w->app.store = one;
	webtest_ok(w, store_write(one, w->a, webtest_setup, w));
	webtest_as(w, ROLE_MEMBER);
	for (int i = 0; i < TIMES; i++) {
		pthread_barrier_t start;
		pthread_t thread[2];
		struct racer r[2];
		start_again(w);
		pthread_barrier_init(&start, NULL, 2);
		for (int k = 0; k < 2; k++) {
			r[k] = (struct racer){ *w, &start, arena_printf(w->a, "text=a&once=%s%d", KEY, i), 0, NULL };
			r[k].w.a = arena_new(MIB(64));
			r[k].w.app.store = k == 0 ? one : two;
			r[k].w.app.key = w->key;
			assert_int_equal(pthread_create(&thread[k], NULL, race, &r[k]), 0);
		}
		for (int k = 0; k < 2; k++)
			pthread_join(thread[k], NULL);
		for (int k = 0; k < 2; k++) {
			assert_int_equal(r[k].status, 303);
			assert_string_equal(r[k].location, "/things/7");
			arena_free(r[k].w.a);
		}
		assert_int_equal(counted(w), 1);
		pthread_barrier_destroy(&start);
	}
	store_close(two);
	webtest_close(w);
}

/* What is kept says nothing without the form's own key, and goes after two days. */
static enum err
answer_is_sealed(struct db *db, void *arg)
{
	static const struct query q = { "answer", "SELECT answer FROM form_once WHERE answer IS NOT NULL" };
	struct rows *r;
	size_t n;
	(void)arg;
	enum err e = db_one(db, &q, NO_ARGS, &r);
	if (e != OK)
		return e;
	const void *p = col_blob(r, 0, &n);
	assert_true(n > 0 && memmem(p, n, "/things", 7) == NULL);
	return OK;
}
static void
what_is_kept(void **state)
{
	struct webtest *w = begin(state);
	int64_t n = -1;
	webtest_as(w, ROLE_MEMBER);
	webtest_post(w, "/add", "text=mon+secret&once=" KEY);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM form_once WHERE answer IS NOT NULL"), 1);
	webtest_ok(w, store_read(w->app.store, w->a, answer_is_sealed, NULL));
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM form_once WHERE replace(id, '" KEY "', '') <> id"), 0);
	webtest_ok(w, retention_run(w->app.store, w->a, today_brussels(), &n));
	assert_int_equal(n, 0);
	struct webtest_sql q = { "UPDATE form_once SET at = '2020-01-01T00:00:00Z'", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
	webtest_ok(w, retention_run(w->app.store, w->a, today_brussels(), &n));
	assert_int_equal(n, 1);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(the_same_form), T(whose_it_is), T(refused_keeps_its_key), T(programs), T(two_servers), T(what_is_kept), T(every_form) };
	return cmocka_run_group_tests_name("once", tests, NULL, NULL);
}
