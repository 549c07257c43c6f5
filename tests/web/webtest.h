/* webtest.h: requests without a socket. A store in memory with a programme; requests of a role with its session and the
 * right form token; what came back.
 *
 *   struct webtest *w = webtest_open(*state);
 *   webtest_as(w, ROLE_COORDINATION);             // a person of that role; ROLE_PUBLIC: nobody
 *   assert_int_equal(webtest_get(w, "/plan"), 200);
 *   assert_int_equal(webtest_post(w, "/plan/adopt", "revision=3"), 303);
 *   webtest_has(w, "…");  webtest_header(w, "Location");
 *   webtest_close(w);
 */
#ifndef WEBTEST_H
#define WEBTEST_H
#include "test_store.h"
#include "app/app.h"
#include "base/secret.h"
#include "people/oidc.h"
#include "plan/plan_store.h"
#include "web/life.h"
#include "web/parse.h"
#include <unistd.h>

enum { WEBTEST_BODY = 1, WEBTEST_OTHER_BODY = 2 }; /* ids of actors that body roles are held for */

struct webtest {
	struct arena *a;
	struct app app;
	unsigned char key[APP_KEY_SIZE];
	const char *token;         /* of the session; NULL: the public */
	int64_t person;
	const char *notice;        /* cookie of the last answer, sent with the next request */
	struct uploads files;      /* sent with the next POST */
	struct request rq;
	struct answer an;
};

static inline void
webtest_ok(struct webtest *w, enum err e)
{
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(w->a));
}

static inline enum err
webtest_setup(struct db *db, void *arg)
{
	struct webtest *w = arg;
	static const char *const bodies[] = { "CEP", "CPI" };
	enum err e = programme_create(db, "Master de démonstration", NULL);
	for (int i = 0; i < 2 && e == OK; i++) {
		struct actor_row row = { NONE, ACTOR_BODY, bodies[i], NULL, NONE };
		struct problems problems = { 0 };
		e = actor_save(db, &user_command, &row, &problems);
		BUG_ON(e == OK && row.id != i + 1);
	}
	return e != OK ? e : app_key_load(db, w->key);
}

static inline struct webtest *
webtest_open(struct arena *a)
{
	struct webtest *w = ARENA_NEW(a, struct webtest);
	w->a = a;
	w->app.store = test_store(a);
	webtest_ok(w, store_write(w->app.store, a, webtest_setup, w));
	w->app.routes = route_table;
	w->app.nroutes = route_table_n;
	w->app.nav = nav_table;
	w->app.assets = assets_prepare(a);
	w->app.base_url = "http://127.0.0.1:8080";
	w->app.oidc = oidc_new(a);
	w->app.key = w->key;
	w->person = NONE;
	w->app.quiet = getenv("WEBTEST_LOG") == NULL; /* its lines would stand between those of TAP */
	return w;
}

static inline void
webtest_close(struct webtest *w)
{
	oidc_free(w->app.oidc);
	store_close(w->app.store);
}

struct webtest_person { struct webtest *w; enum role role; int64_t actor; const char *from, *until; };

static inline enum err
webtest_add(struct db *db, void *arg)
{
	struct webtest_person *p = arg;
	struct webtest *w = p->w;
	const char *name = arena_printf(w->a, "Personne %s %lld %s", role_name(p->role), (long long)p->actor, p->until == NULL ? "" : p->until);
	const char *email = arena_printf(w->a, "p%d-%lld-%s@example.org", (int)p->role, p->actor == NONE ? 0LL : (long long)p->actor,
	    p->until == NULL ? "x" : p->until);
	struct person known;
	enum err e = person_by_email(db, email, &known);
	if (e == OK) {
		w->person = known.id;
	} else {
		fail_clear(db_arena(db));
		if ((e = person_add(db, name, email, &w->person)) != OK || (e = person_grant(db, w->person, p->role, p->actor, p->from, p->until)) != OK)
			return e;
	}
	return session_start(db, w->person, "webtest", false, &w->token);
}

/* A new session of a person who has this role (made the first time). actor: for member, secretary, chair. */
static inline void
webtest_as_of(struct webtest *w, enum role role, int64_t actor, const char *until)
{
	bool body = (role & ROLES_OF_BODY) != 0;
	struct webtest_person p = { w, role, body ? actor : NONE, NULL, until };
	w->token = NULL;
	w->person = NONE;
	w->notice = NULL;
	if (role != ROLE_PUBLIC)
		webtest_ok(w, store_write(w->app.store, w->a, webtest_add, &p));
}

static inline void
webtest_as(struct webtest *w, enum role role)
{
	struct date later = date_of_days(date_days(today_brussels()) + 100);
	const char *until = role == ROLE_EVALUATOR ? arena_strdup(w->a, date_iso(later).s) : NULL;
	webtest_as_of(w, role, WEBTEST_BODY, until);
}

static inline void
webtest_pair(struct webtest *w, struct pairs *to, const char *name, const char *value)
{
	struct pair one = { name, value };
	PUSH(w->a, to, one);
}

static inline void
webtest_begin(struct webtest *w, enum method m, const char *target)
{
	const char *query;
	w->rq = (struct request){ .a = w->a, .method = m, .target = target, .address = "127.0.0.1" };
	assert_true(parse_target(w->a, target, &w->rq.path, &query));
	assert_true(parse_form(w->a, query, strlen(query), &w->rq.query));
	webtest_pair(w, &w->rq.headers, "host", "127.0.0.1:8080");
	if (w->token != NULL)
		webtest_pair(w, &w->rq.cookies, session_cookie_name(false), w->token);
	else
		webtest_pair(w, &w->rq.cookies, presession_cookie_name(false), "aaaaaaaaaaaaaaaaaaaaaaaaaa");
	if (w->notice != NULL)
		webtest_pair(w, &w->rq.cookies, "notice", w->notice);
	fail_clear(w->a);
}

static inline int
webtest_send(struct webtest *w)
{
	web_dispatch(&w->app, &w->rq, &w->an);
	w->notice = NULL;
	for (size_t i = 0; i < w->an.cookies.n; i++) {
		const char *value = w->an.cookies.items[i].value;
		if (strcmp(w->an.cookies.items[i].name, "notice") == 0 && value[0] != ';')
			w->notice = arena_strndup(w->a, value, strcspn(value, ";"));
	}
	return w->an.status;
}

static inline int
webtest_get(struct webtest *w, const char *target)
{
	webtest_begin(w, M_GET, target);
	return webtest_send(w);
}

/* The token that a form of this reader's pages holds. */
static inline const char *
webtest_csrf(struct webtest *w)
{
	return arena_strdup(w->a, csrf_of(w->key, w->token != NULL ? w->token : "aaaaaaaaaaaaaaaaaaaaaaaaaa").s);
}

/* form: "title=Charte&due=27-28", urlencoded. With the form token and as browsers send it. */
static inline int
webtest_post(struct webtest *w, const char *target, const char *form)
{
	webtest_begin(w, M_POST, target);
	assert_true(parse_form(w->a, form, strlen(form), &w->rq.form));
	webtest_pair(w, &w->rq.headers, "sec-fetch-site", "same-origin");
	webtest_pair(w, &w->rq.headers, "origin", "http://127.0.0.1:8080");
	webtest_pair(w, &w->rq.form, "csrf", webtest_csrf(w));
	w->rq.files = w->files;
	w->files = (struct uploads){ 0 };
	return webtest_send(w);
}

/* A file for the next POST. */
static inline void
webtest_file(struct webtest *w, const char *field, const char *filename, const void *bytes, size_t n)
{
	char path[] = "/tmp/pilotis-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	unlink(path);
	assert_true(write(fd, bytes, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	struct upload one = { field, filename, fd, (int64_t)n };
	PUSH(w->a, &w->files, one);
}

static inline const char *
webtest_body(const struct webtest *w)
{
	if (w->an.kind == BODY_PAGE)
		return buf_str(&w->an.page.out);
	return w->an.kind == BODY_BYTES ? arena_strndup(w->a, w->an.bytes, w->an.n) : "";
}

static inline const char *
webtest_header(const struct webtest *w, const char *name)
{
	for (size_t i = 0; i < w->an.headers.n; i++)
		if (strcmp(w->an.headers.items[i].name, name) == 0)
			return w->an.headers.items[i].value;
	return NULL;
}

static inline void
webtest_has(const struct webtest *w, const char *text)
{
	if (strstr(webtest_body(w), text) == NULL)
		fail_msg("the page does not have: %s\n%s", text, webtest_body(w));
}

static inline void
webtest_hasnt(const struct webtest *w, const char *text)
{
	if (strstr(webtest_body(w), text) != NULL)
		fail_msg("the page has: %s", text);
}

struct webtest_sql { const char *sql; int64_t n; };
static inline enum err
webtest_number_work(struct db *db, void *arg)
{
	struct webtest_sql *q = arg;
	struct query query = { "number", q->sql };
	struct rows *r;
	enum err e = db_one(db, &query, NO_ARGS, &r);
	if (e == OK)
		q->n = col_int(r, 0);
	return e;
}
static inline enum err
webtest_exec_work(struct db *db, void *arg)
{
	struct webtest_sql *q = arg;
	struct query query = { "exec", q->sql };
	return db_exec(db, &query, NO_ARGS, NULL);
}
/* One number from the store, for what a page must (or must not) have changed. */
static inline int64_t
webtest_number(struct webtest *w, const char *sql)
{
	struct webtest_sql q = { sql, NONE };
	webtest_ok(w, store_read(w->app.store, w->a, webtest_number_work, &q));
	return q.n;
}
#endif
