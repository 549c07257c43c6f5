/* A form that comes twice is carried out once: what is the same form, whose it is, what is kept of it; in a row and at the same time
 * on two servers of one database. Each form of the program: test_once_forms.c. */
#include "webtest.h"
#include "store/setting.h"
#include "privacy/privacy.h"
#include "web/once.h"
#include <pthread.h>

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
	const struct CMUnitTest tests[] = { T(the_same_form), T(whose_it_is), T(refused_keeps_its_key), T(programs), T(two_servers), T(what_is_kept) };
	return cmocka_run_group_tests_name("once", tests, NULL, NULL);
}
