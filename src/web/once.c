/* Which form it is, and its answer as bytes: for once.h. */
#include "web/once.h"
#include "web/life.h"
#include "web/parse.h"
#include "base/date.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct once { const char *key; struct digest held; };

/* ---- which form ---------------------------------------------------------------------------------------------- */

static void
add_text(struct sha256 *h, const char *s)
{
	sha256_add(h, s, strlen(s) + 1); /* with its end, so that "ab" "c" is not "a" "bc" */
}

/* Files by their bytes: another one of the same name and size is another form. */
static void
add_file(struct sha256 *h, const struct upload *u)
{
	char piece[64 << 10];
	off_t at = 0;
	add_text(h, u->field);
	add_text(h, u->filename);
	for (ssize_t k; u->fd >= 0 && (k = pread(u->fd, piece, sizeof piece, at)) > 0; at += k)
		sha256_add(h, piece, (size_t)k);
}

static bool
about_the_form(const char *name)
{
	return strcmp(name, "csrf") == 0 || strcmp(name, "once") == 0 || strcmp(name, "draft") == 0 || text_starts(name, "signin-");
}

void
once_begin(struct request *rq)
{
	const char *key = pair_of(&rq->form, "once");
	struct sha256 h;
	if (key == NULL)
		key = header_of(rq, "idempotency-key");
	size_t n = key == NULL ? 0 : strlen(key);
	if (rq->method != M_POST || n < ONCE_KEY_MIN || n > ONCE_KEY_MAX)
		return;
	sha256_init(&h);
	for (size_t i = 0; i < rq->form.n; i++) {
		if (about_the_form(rq->form.items[i].name))
			continue;
		add_text(&h, rq->form.items[i].name);
		add_text(&h, rq->form.items[i].value);
	}
	for (size_t i = 0; i < rq->files.n; i++)
		add_file(&h, &rq->files.items[i]);
	rq->once = ARENA_NEW(rq->a, struct once);
	*rq->once = (struct once){ key, sha256_end(&h) };
}

/* Whose it may be: the person, so that it stays theirs when they sign in again; the cookie of a session, though it has ended
 * (that may be what the form did); a visitor's cookie. */
enum whose { PERSON, SESSION, VISIT, WHOSE };

static const char *
who_of(const struct request *rq, enum whose whose)
{
	const char *session = pair_of(&rq->cookies, session_cookie_name(rq->app->secure));
	switch (whose) {
	case PERSON: return rq->user->person == NONE ? NULL : arena_printf(rq->a, "person %lld", (long long)rq->user->person);
	case SESSION: return session == NULL ? NULL : arena_printf(rq->a, "session %s", session);
	case VISIT: return rq->visit == NULL || rq->visit_new ? NULL : arena_printf(rq->a, "visit %s", rq->visit);
	case WHOSE: break;
	}
	return NULL;
}

/* What only the form knows: its answer is sealed with this. */
static const char *
secret_of(const struct request *rq)
{
	return arena_printf(rq->a, "%s\n%s\n%s", rq->target, rq->once->key, rq->once->held.s);
}

static const char *
id_of(const struct request *rq, enum whose whose)
{
	const char *who = who_of(rq, whose);
	return who == NULL ? NULL : arena_strdup(rq->a, digest_str(arena_printf(rq->a, "form once\n%s\n%s", who, secret_of(rq))).s);
}

/* The one under which it is carried out; NULL: nobody that could be told from another. */
static const char *
own_id(const struct request *rq)
{
	return rq->once == NULL ? NULL : id_of(rq, rq->user->person != NONE ? PERSON : VISIT);
}

int64_t
once_opened(const struct request *rq)
{
	char *end = NULL;
	int64_t t = rq->once == NULL ? 0 : strtoll(rq->once->key, &end, 16);
	return t > 0 && *end == '-' ? t : NONE;
}

const char *
once_key(struct request *rq)
{
	int64_t now = 0;
	if (rq->unsure && rq->once != NULL)
		return rq->once->key;
	if (rq->form_key == NULL && isotime_parse(now_utc().s, &now))
		rq->form_key = arena_printf(rq->a, "%llx-%s", (long long)now, token_new().s);
	return arena_printf(rq->a, "%s-%u", rq->form_key, ++rq->nforms);
}

/* ---- its answer ------------------------------------------------------------------------------------------------ */

static void
put(struct buf *b, const char *s, size_t n)
{
	if (s == NULL) {
		buf_puts(b, "-:");
		return;
	}
	buf_printf(b, "%zu:", n);
	buf_add(b, s, n);
}

static void
put_text(struct buf *b, const char *s)
{
	put(b, s, s == NULL ? 0 : strlen(s));
}

static void
put_pairs(struct buf *b, const struct pairs *p)
{
	buf_printf(b, "%zu:", p->n);
	for (size_t i = 0; i < p->n; i++) {
		put_text(b, p->items[i].name);
		put_text(b, p->items[i].value);
	}
}

struct reading { struct arena *a; const char *at; size_t left; bool broken; };

/* A number before ':'; -1 for "-:". */
static long
take_number(struct reading *r)
{
	const char *colon = r->broken ? NULL : memchr(r->at, ':', r->left);
	if (colon == NULL) {
		r->broken = true;
		return 0;
	}
	long n = *r->at == '-' ? -1 : strtol(r->at, NULL, 10);
	r->left -= (size_t)(colon + 1 - r->at);
	r->at = colon + 1;
	return n;
}

static const char *
take(struct reading *r, size_t *n)
{
	long k = take_number(r);
	*n = 0;
	if (k < 0 || r->broken || (size_t)k > r->left) {
		r->broken = r->broken || k >= 0;
		return NULL;
	}
	char *s = arena_alloc(r->a, (size_t)k + 1);
	if (k > 0)
		memcpy(s, r->at, (size_t)k);
	*n = (size_t)k;
	r->at += k;
	r->left -= (size_t)k;
	return s;
}

static const char *
take_text(struct reading *r)
{
	size_t n;
	return take(r, &n);
}

static void
take_pairs(struct reading *r, struct pairs *out)
{
	for (long n = take_number(r); n > 0 && !r->broken; n--) {
		const char *name = take_text(r);
		struct pair one = { name, take_text(r) };
		PUSH(r->a, out, one);
	}
}

static bool
changes_session(const struct request *rq, const struct answer *an)
{
	return pair_of(&an->cookies, session_cookie_name(rq->app->secure)) != NULL;
}

enum err
once_keep(struct db *db, struct request *rq, const struct answer *an)
{
	const char *own = own_id(rq);
	if (own == NULL)
		return OK;
	struct buf b = buf_new(rq->a, MIB(1));
	const void *body = an->kind == BODY_PAGE ? buf_str(&an->page.out) : an->bytes, *sealed;
	size_t n = an->kind == BODY_PAGE ? an->page.out.len : an->kind == BODY_BYTES ? an->n : 0;
	bool keep = an->kind != BODY_NONE && n <= ONCE_BODY_MAX, added;
	buf_printf(&b, "%d:%d:", an->status, (int)an->kind);
	put_text(&b, an->type);
	put_text(&b, an->location);
	put_text(&b, an->filename);
	put_pairs(&b, &an->headers);
	put_pairs(&b, &an->cookies);
	put(&b, keep ? body : NULL, n);
	secret_seal(rq->a, secret_of(rq), buf_str(&b), b.len, &sealed, &n);
	enum err e = once_answer_set(db, own, sealed, n);
	/* Whoever sends it again may be someone else by then, by what it did. */
	for (enum whose w = SESSION; e == OK && w < WHOSE && changes_session(rq, an); w++) {
		const char *id = id_of(rq, w);
		if (id == NULL || strcmp(id, own) == 0)
			continue;
		e = once_add(db, id, &added);
		if (e == OK && added)
			e = once_answer_set(db, id, sealed, n);
	}
	return e;
}

/* The answer of then; when it is not known any more (it was too long), that it was done. */
static void
answer_again(struct request *rq, struct answer *an, const void *sealed, size_t nsealed)
{
	const char *bytes = "";
	size_t n = 0;
	struct answer was = { 0 };
	bool open = sealed != NULL && secret_open(rq->a, secret_of(rq), sealed, nsealed, &bytes, &n);
	struct reading r = { rq->a, bytes, n, !open };
	was.status = (int)take_number(&r);
	long kind = take_number(&r);
	was.type = take_text(&r);
	was.location = take_text(&r);
	was.filename = take_text(&r);
	take_pairs(&r, &was.headers);
	take_pairs(&r, &was.cookies);
	was.bytes = take(&r, &was.n);
	rq->again = true;
	if (r.broken || (kind != BODY_NONE && was.bytes == NULL)) {
		*an = (struct answer){ .status = 200 };
		page_done_already(rq, an);
		return;
	}
	*an = was;
	an->kind = kind == BODY_PAGE ? BODY_PAGE : kind == BODY_BYTES ? BODY_BYTES : BODY_NONE;
	if (an->kind == BODY_PAGE) {
		an->page = page_new(rq->a, rq->lang);
		html_lit(&an->page, an->bytes, an->n);
	}
}

enum err
once_find(struct db *db, struct request *rq, struct answer *an, bool *done)
{
	const void *sealed;
	const char *id[WHOSE];
	size_t n;
	bool any = false;
	*done = false;
	for (enum whose w = PERSON; rq->once != NULL && w < WHOSE; w++) {
		id[w] = id_of(rq, w);
		any = any || id[w] != NULL;
	}
	if (!any)
		return OK;
	enum err e = once_get(db, id, &sealed, &n);
	if (e == E_NOTFOUND)
		return OK;
	if (e != OK)
		return e;
	*done = true;
	answer_again(rq, an, sealed, n);
	return OK;
}

enum err
once_claim(struct db *db, struct request *rq, struct answer *an, bool *done)
{
	const char *own = own_id(rq);
	bool added = true;
	*done = false;
	if (own == NULL)
		return OK;
	enum err e = once_add(db, own, &added);
	if (e != OK || added)
		return e;
	e = once_find(db, rq, an, done);
	/* Not there after all: the one who held it has just given up. */
	return e == OK && !*done ? fail(rq->a, E_BUSY, "the same form is being carried out") : e;
}
