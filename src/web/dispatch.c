/* The life of a request, in the order that a reader would tell it: find the route, keep the declared parameters, know who
 * asks, refuse what comes from elsewhere or is not theirs, run the handler in a transaction, answer, write one line. */
#include "web/life.h"
#include "web/metrics.h"
#include "web/once.h"
#include "web/parse.h"
#include "web/throttle.h"
#include "web/typed.h"
#include "base/log.h"
#include "base/secret.h"
#include "people/people_pages.h"
#include "store/history.h"
#include <string.h>
#include <time.h>

struct work {
	struct request *rq;
	struct answer *an;
	const struct route *route;
	enum err e;   /* the handler's, apart from the store's */
	bool ran;     /* or needs not run, since the form was carried out before */
};

/* Who asks, and in which programme. */
static enum err
know(struct db *db, struct request *rq, const struct route *route)
{
	enum err e;
	rq->programme = ARENA_NEW(rq->a, struct programme);
	if ((e = programme_load(db, rq->programme)) != OK) {
		rq->programme = NULL;
		return e == E_NOTFOUND ? fail(rq->a, E_DB, "no programme in this store: pilotis init") : e;
	}
	if ((route->flags & ROUTE_NO_SESSION) == 0 && rq->session != NULL) {
		if ((e = session_user(db, rq->session, rq->today, &rq->user)) != OK)
			return e;
		if (rq->user->person == NONE)
			session_ended(rq);
	}
	session_language(rq);
	return OK;
}

/* A handler that found mistakes, or answers with an error of its own, has changed nothing. */
static bool
commits(const struct answer *an, enum err e)
{
	return e == OK && an->problems.n == 0 && an->status < 400;
}

static void
run_handler(struct db *db, struct work *w)
{
	w->rq->db = db;
	w->ran = true;
	w->e = w->route->handler(w->rq, w->an);
	w->rq->db = NULL;
}

static enum err
work_read(struct db *db, void *arg)
{
	struct work *w = arg;
	enum err e = know(db, w->rq, w->route);
	/* Before right and form token: both may have changed with what it did (someone signed in), and nothing is done now. */
	if (e == OK && w->rq->method == M_POST && origin_same(w->rq))
		e = once_find(db, w->rq, w->an, &w->ran);
	if (e == OK && w->ran)
		return OK;
	if (e == OK && !route_opens(w->route, w->rq->user))
		e = E_FORBIDDEN;
	if (e == OK && w->rq->method == M_GET && (w->route->flags & ROUTE_OWN_TX) == 0)
		run_handler(db, w);
	w->rq->nstatements += db_statements(db);
	return e;
}

static enum err
work_write(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct user *u = w->rq->user;
	bool done;
	db_author(db, u->person, u->person == NONE ? NULL : u->name, "web");
	enum err e = once_claim(db, w->rq, w->an, &done);
	if (e != OK || done)
		return e;
	run_handler(db, w);
	if (w->e == OK && commits(w->an, OK))
		e = once_keep(db, w->rq, w->an);
	w->rq->nstatements += db_statements(db);
	if (w->e != OK || e != OK)
		return w->e != OK ? w->e : e;
	return commits(w->an, OK) ? OK : E_INVALID; /* rolled back, but the handler's own page is the answer */
}

struct own_write { struct request *rq; struct answer *an; enum err (*work)(struct db *, void *); void *arg; };

static enum err
work_own(struct db *db, void *arg)
{
	struct own_write *w = arg;
	const struct user *u = w->rq->user;
	bool done;
	db_author(db, u->person, u->person == NONE ? NULL : u->name, "web");
	enum err e = OK;
	if (w->rq->method != M_GET && ((e = once_claim(db, w->rq, w->an, &done)) != OK || done))
		return e;
	w->rq->db = db; /* a conflict is told with what changed meanwhile */
	e = w->work(db, w->arg);
	w->rq->db = NULL;
	if (e != OK || w->rq->method == M_GET) /* no form: nothing that could come twice by its key */
		return e;
	BUG_ON(w->an->kind == BODY_NONE && w->an->location == NULL); /* the answer is part of what is kept */
	w->rq->nstatements += db_statements(db);
	return commits(w->an, OK) ? once_keep(db, w->rq, w->an) : E_INVALID;
}

enum err
request_write(struct request *rq, struct answer *an, enum err (*work)(struct db *, void *), void *arg)
{
	struct own_write w = { rq, an, work, arg };
	return store_write(rq->app->store, rq->a, work_own, &w);
}

static enum err
work_touch(struct db *db, void *arg)
{
	return session_touch(db, *(const int64_t *)arg);
}

static enum err
from_here(struct request *rq, const struct route *route, const char *token)
{
	if (rq->method == M_GET)
		return OK;
	if (!origin_same(rq))
		return fail(rq->a, E_FORBIDDEN, "the form came from another site");
	if ((route->flags & ROUTE_RAW_CSRF_EXEMPT) == 0 && !csrf_right(rq, token)) {
		rq->form_lost = true;
		return fail(rq->a, E_FORBIDDEN, "form token absent or stale");
	}
	return OK;
}

/* What is about the form, and of no handler's concern. */
static const char *
take_about(struct request *rq)
{
	const char *token = pair_of(&rq->form, "csrf"), *email = pair_of(&rq->form, "signin-email");
	rq->once_key = pair_of(&rq->form, "once");
	rq->signin.email = email == NULL ? NULL : text_to_utf8(rq->a, email, strlen(email));
	rq->signin.password = pair_of(&rq->form, "signin-password");
	rq->signin.shared = pair_of(&rq->form, "signin-shared") != NULL;
	rq->drafted = pair_of(&rq->form, "draft") != NULL && rq->once_key != NULL && strlen(rq->once_key) <= ONCE_KEY_MAX &&
	    strspn(rq->once_key, "0123456789abcdefghijklmnopqrstuvwxyz-") == strlen(rq->once_key);
	return token != NULL ? token : header_of(rq, "x-csrf");
}

/* The session had ended; the form came back with a password beside it. Signed in, the browser sends it once more, whole
 * (307): as whoever they are now, and with its files. */
static bool
signs_in(const struct request *rq)
{
	return rq->method == M_POST && rq->user->person == NONE && !text_blank(rq->signin.password);
}

static enum err
run(struct request *rq, struct answer *an, const struct route *route)
{
	const char *token = take_about(rq);
	struct work w = { rq, an, route, OK, false };
	enum err e;

	once_begin(rq);
	params_declared(rq, an);
	if (route->flags & ROUTE_NO_STORE) {
		if (route->right != RIGHT_ANYONE)
			return E_FORBIDDEN;
		if ((e = from_here(rq, route, token)) != OK)
			return e;
		run_handler(NULL, &w);
		return w.e;
	}
	notice_read(rq);
	e = store_read(rq->app->store, rq->a, work_read, &w);
	if (e == E_FORBIDDEN && signs_in(rq) && from_here(rq, route, token) == OK) {
		fail_clear(rq->a);
		return signin_resume(rq, an);
	}
	if (e != OK)
		return e;
	if (!w.ran) {
		if ((e = from_here(rq, route, token)) != OK)
			return e;
		if (rq->files_left && rq->files.n > 0)
			return fail(rq->a, E_BUSY, "the right to send files came after them");
		if (route->flags & ROUTE_OWN_TX) {
			run_handler(NULL, &w);
		} else {
			e = store_write(rq->app->store, rq->a, work_write, &w);
			if (e != OK && w.e == OK && commits(an, OK))
				return e; /* the store's own: busy, full, lost */
		}
	}
	if (rq->user->session_stale) {
		int64_t session = rq->user->session;
		if (store_write(rq->app->store, rq->a, work_touch, &session) != OK)
			fail_clear(rq->a); /* seen a little later, then */
	}
	return w.e;
}

/* For pages of error: who asks, so that the navigation is theirs. */
static enum err
work_know(struct db *db, void *arg)
{
	struct work *w = arg;
	return know(db, w->rq, w->route);
}

static void
unknown_path(struct request *rq, struct answer *an)
{
	static const struct route nowhere = { 0 };
	struct work w = { .rq = rq, .an = an, .route = &nowhere };
	size_t n = strlen(rq->path);
	unsigned there;
	if (rq->allowed == 0 && rq->method == M_GET && n > 1 && rq->path[n - 1] == '/') {
		struct request shorter = *rq;
		shorter.path = arena_strndup(rq->a, rq->path, n - 1);
		if (route_find(rq->app, &shorter, &there) != NULL) {
			size_t path = strcspn(rq->target, "?");
			an->status = 308;
			an->location = arena_printf(rq->a, "%.*s%s", (int)path - 1, rq->target, rq->target + path);
			return;
		}
	}
	if (rq->app->store != NULL && rq->session != NULL && store_read(rq->app->store, rq->a, work_know, &w) != OK)
		fail_clear(rq->a);
	rq->form = (struct pairs){ 0 };
	answer_error(rq, an, E_NOTFOUND, rq->allowed != 0 ? 405 : 404);
}

static int64_t
nanoseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Never the address, the query or anything typed: the route as the table writes it. */
static void
log_request(const struct request *rq, const struct answer *an, int64_t ns, enum err e)
{
	struct log_line l = log_begin("request");
	log_text(&l, "id", rq->id);
	log_text(&l, "method", rq->method == M_GET ? "GET" : rq->method == M_POST ? "POST" : "other");
	log_text(&l, "route", rq->route == NULL ? "none" : rq->route->pattern);
	log_number(&l, "status", an->status);
	log_thousandths(&l, "ms", ns / 1000);
	log_number(&l, "queries", rq->nstatements);
	log_number(&l, "bytes", an->kind == BODY_PAGE ? (int64_t)an->page.out.len : an->kind == BODY_BYTES ? (int64_t)an->n : 0);
	if (rq->again)
		log_number(&l, "again", 1);
	log_text(&l, "error", e == OK ? NULL : err_name(e));
	log_text(&l, "detail", fail_detail(rq->a));
	log_end(&l);
}

void
web_dispatch(const struct app *app, struct request *rq, struct answer *an)
{
	int64_t began = nanoseconds();
	enum err e = OK;

	rq->app = app;
	rq->user = &user_public;
	rq->today = today_brussels();
	rq->id = arena_strndup(rq->a, token_new().s, 10);
	*an = (struct answer){ .status = 200 };
	if (rq->route == NULL) /* the edge looks first, to know how to read the body */
		rq->route = route_find(app, rq, &rq->allowed);
	if (rq->route != NULL && (rq->route->flags & ROUTE_NO_STORE) && rq->method == M_GET)
		rq->csrf = "";
	else
		session_begin(rq);
	if (rq->refused != OK)
		answer_error(rq, an, e = rq->refused, 0);
	else if (rq->route == NULL)
		unknown_path(rq, an);
	else if ((e = run(rq, an, rq->route)) != OK)
		answer_error(rq, an, e, 0);
	else if (an->problems.n > 0 && (an->kind == BODY_NONE || (an->kind == BODY_PAGE && !typed_shown(rq, an))))
		answer_error(rq, an, E_INVALID, 422); /* no page of the handler's, or one that forgot what was typed */
	else if (an->problems.n > 0 && an->status == 200)
		an->status = 422;
	if (rq->failed != NULL && throttle_settle(rq) != OK)
		e = e == OK ? E_BUSY : e; /* for the log: a try that was not counted */
	if (rq->drafted && an->status < 307)
		cookie_sent(rq, an);
	answer_headers(rq, an);
	int64_t took = nanoseconds() - began;
	metrics_request(app->metrics, rq->route, rq->method, an->status, took);
	if (!app->quiet && (rq->route == NULL || (rq->route->flags & ROUTE_NO_LOG) == 0 || an->status >= 500))
		log_request(rq, an, took, e);
}
