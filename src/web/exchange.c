#include "web/exchange.h"
#include "web/address.h"
#include "web/assets.h"
#include "web/life.h"
#include "web/parse.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { GZIP_FROM = 2048, SLOW_AFTER_MS = 30000, SLOWEST_BYTES_A_SECOND = 1000, BODY_LONGEST_MS = 600000 };

struct exchange *
exchange_new(const char *target)
{
	struct arena *a = arena_new(EXCHANGE_MEMORY);
	struct exchange *x = ARENA_NEW(a, struct exchange);
	x->a = x->rq.a = a;
	x->rq.target = arena_strdup(a, target);
	return x;
}

void
exchange_free(struct exchange *x)
{
	arena_free(x->a);
}

/* Headers that may come once: of two, another reader (a proxy before us) may believe the other one. */
static bool
comes_once(const char *lower)
{
	static const char *const names[] = { "host", "content-length", "transfer-encoding", "content-type", "origin", "sec-fetch-site", "expect",
		"authorization", "x-csrf", "idempotency-key", "x-upload" };
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(lower, names[i]) == 0)
			return true;
	return false;
}

/* RFC 9110: a name is a token, a value has no controls but tabs. */
static bool
well_formed(const char *name, const char *value)
{
	for (const char *s = name; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && strchr("!#$%&'*+-.^_`|~", *s) == NULL)
			return false;
	for (const char *s = value; *s != '\0'; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
			return false;
	return *name != '\0';
}

void
exchange_header(struct exchange *x, const char *name, const char *value)
{
	struct arena *a = x->a;
	if (name == NULL || value == NULL)
		value = name = ""; /* which is none */
	if (x->rq.headers.n >= HEADERS_MAX_N || !well_formed(name, value)) {
		x->unsound = true; /* what is left out might be what counts */
		return;
	}
	char *lower = arena_strdup(a, name);
	bool ascii = true;
	for (char *s = lower; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
	for (const char *s = value; *s != '\0' && ascii; s++)
		ascii = (unsigned char)*s < 0x80;
	x->unsound = x->unsound || (comes_once(lower) && header_of(&x->rq, lower) != NULL);
	struct pair one = { lower, ascii ? arena_strdup(a, value) : text_to_utf8(a, value, strlen(value)) };
	PUSH(a, &x->rq.headers, one);
	if (strcmp(lower, "cookie") == 0)
		parse_cookies(a, one.value, &x->rq.cookies);
}

/* What proxies said of whom they speak for, line after line. */
static const char *
forwarded(const struct request *rq)
{
	const char *all = NULL;
	for (size_t i = 0; i < rq->headers.n; i++)
		if (strcmp(rq->headers.items[i].name, "x-forwarded-for") == 0)
			all = all == NULL ? rq->headers.items[i].value : arena_printf(rq->a, "%s,%s", all, rq->headers.items[i].value);
	return all;
}

struct admit { struct request *rq; const struct route *route; bool admitted; };
static enum err
work_admit(struct db *db, void *arg)
{
	struct admit *w = arg;
	const struct user *u = &user_public;
	enum err e = session_user(db, pair_of(&w->rq->cookies, session_cookie_name(w->rq->app->secure)), today_brussels(), &u);
	w->admitted = e == OK && user_may(u, w->route->right);
	return e;
}

/* A large body only where one is taken. Files only from those who may send them: of anyone else's (a session may have ended
 * while the form was filled) the texts are read, so that they can be given back, and the files left. */
static int64_t
body_most(const struct app *app, struct request *rq, const struct route *route)
{
	struct admit w = { .rq = rq, .route = route };
	if (w.route == NULL || (w.route->flags & ROUTE_UPLOAD) == 0)
		return BODY_MAX;
	rq->app = app;
	if (store_read(app->store, rq->a, work_admit, &w) != OK)
		fail_clear(rq->a);
	rq->files_left = !w.admitted;
	return UPLOAD_MAX;
}

static void
refuse(struct exchange *x, enum err e)
{
	if (x->rq.refused == OK)
		x->rq.refused = e;
}

/* The type itself, whatever its parameters. */
static bool
is_type(const char *header, const char *type)
{
	size_t n = strlen(type);
	return header != NULL && strncasecmp(header, type, n) == 0 && strchr("; \t", header[n]) != NULL; /* also its end */
}

/* One length, in digits, or chunks and nothing else. */
static bool
one_length(const struct request *rq, const char *version)
{
	const char *length = header_of(rq, "content-length"), *encoding = header_of(rq, "transfer-encoding");
	if (encoding != NULL)
		return length == NULL && strcasecmp(encoding, "chunked") == 0 && strcmp(version, "HTTP/1.1") == 0;
	return length == NULL || (*length != '\0' && strlen(length) <= 18 && strspn(length, "0123456789") == strlen(length));
}

static void
begin_body(struct exchange *x, const struct app *app)
{
	struct request *rq = &x->rq;
	const char *type = header_of(rq, "content-type");
	rq->route = route_find(app, rq, &rq->allowed);
	x->slow = rq->method == M_POST || (rq->route != NULL && (rq->route->flags & ROUTE_SLOW) != 0);
	if (rq->method != M_POST) {
		x->body = BODY_NOT;
		return;
	}
	x->most = body_most(app, rq, rq->route);
	if (is_type(type, "multipart/form-data")) {
		x->body = BODY_PARTS;
		x->parts = multipart_new(x->a, type, BODY_MAX, x->most, &rq->form, &rq->files);
		if (x->parts == NULL)
			refuse(x, E_INVALID);
		else if (rq->files_left)
			multipart_leave_files(x->parts);
	} else if (type == NULL || is_type(type, "application/x-www-form-urlencoded")) {
		x->body = BODY_FORM;
		x->most = BODY_MAX;
		x->form = buf_new(x->a, BODY_MAX);
	} else {
		refuse(x, E_INVALID);
	}
}

bool
exchange_begin(struct exchange *x, const struct app *app, const char *method, const char *version, const char *peer)
{
	struct request *rq = &x->rq;
	const char *length = header_of(rq, "content-length"), *query = "";
	int64_t said = length == NULL ? 0 : strtoll(length, NULL, 10);

	rq->method = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ? M_GET : strcmp(method, "POST") == 0 ? M_POST : 0;
	static const struct nets nobody = { 0 };
	rq->address = address_of_client(x->a, peer, forwarded(rq), app->proxies == NULL ? &nobody : app->proxies);
	if (!parse_target(x->a, rq->target, &rq->path, &query)) {
		rq->path = rq->target = "/";
		refuse(x, E_INVALID);
	} else if (!parse_form(x->a, query, strlen(query), &rq->query)) {
		refuse(x, E_LIMIT);
	}
	begin_body(x, app);
	if (x->unsound || !one_length(rq, version)) {
		refuse(x, E_INVALID);
		return false;
	}
	if (said > x->most && said > 0)
		refuse(x, E_LIMIT);
	/* Someone who asks first is told at once. Others are let to the end: a browser cut off in the middle shows its own
	 * error instead of our page. */
	return x->rq.refused == OK || (said <= DRAIN_MAX && header_of(rq, "expect") == NULL);
}

bool
exchange_body(struct exchange *x, const char *bytes, size_t n, int64_t now_ms)
{
	int64_t ms = now_ms - x->began_ms;
	enum err e = OK;
	x->got += (int64_t)n;
	if (ms > BODY_LONGEST_MS || x->got > DRAIN_MAX || (ms > SLOW_AFTER_MS && x->got * 1000 / ms < SLOWEST_BYTES_A_SECOND))
		return false;
	if (x->rq.refused != OK)
		return true;
	if (x->got > x->most)
		e = E_LIMIT;
	else if (x->body == BODY_PARTS)
		e = multipart_feed(x->parts, bytes, n);
	else
		buf_add(&x->form, bytes, n);
	if (e != OK)
		refuse(x, e);
	return true;
}

/* A page goes compressed when the reader takes it so and it saves packets; level 1, since more costs more than the page. */
static void
compress(struct exchange *x)
{
	struct answer *an = &x->an;
	struct buf small;
	if (an->kind != BODY_PAGE || an->page.out.len < GZIP_FROM || !accepts_gzip(&x->rq) || an->page.out.full)
		return;
	if (!gzip(x->a, an->page.out.base, an->page.out.len, 1, &small) || small.len > an->page.out.len * 9 / 10)
		return;
	struct pair encoding = { "Content-Encoding", "gzip" };
	PUSH(x->a, &an->headers, encoding);
	an->kind = BODY_BYTES;
	an->bytes = small.base;
	an->n = small.len;
}

void
exchange_run(struct exchange *x, const struct app *app)
{
	enum err e = OK;
	if (x->rq.refused == OK && x->body == BODY_PARTS)
		e = multipart_end(x->parts);
	else if (x->rq.refused == OK && x->body == BODY_FORM && !parse_form(x->a, buf_str(&x->form), x->form.len, &x->rq.form))
		e = E_LIMIT;
	if (e != OK)
		refuse(x, e);
	web_dispatch(app, &x->rq, &x->an);
	compress(x);
}
