/* oidc_http.c: requests to the provider. Each ends within seconds, is read up to a limit, follows nowhere; few run at a time,
 * so that a provider that hangs takes no more than that of our threads. */
#include "people/oidc.h"
#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* The description is asked for again so soon because it also tells that the provider is there: who is sent to a dead machine sees
 * the browser's error instead of our page. */
enum { AT_ONCE = 4, CONNECT_SECONDS = 4, SECONDS_MOST = 8, DISCOVERY_MS = 2000, KEYS_MS = 600000, AGAIN_MS = 2000, FAILED_MS = 2000 };

/* An answer that may be used for a while. */
struct kept { struct arena *a; const char *url, *body; int64_t at; };
struct oidc {
	pthread_mutex_t lock;
	int running;
	struct kept discovery, keys;
	struct kept failed;        /* of the discovery: nobody waits for a dead machine right after somebody else did */
	enum oidc_why failed_why;
};

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct oidc *
oidc_new(struct arena *process)
{
	struct oidc *o = ARENA_NEW(process, struct oidc);
	pthread_mutex_init(&o->lock, NULL);
	return o;
}

static void
drop(struct kept *k)
{
	if (k->a != NULL)
		arena_free(k->a);
	*k = (struct kept){ 0 };
}

void
oidc_free(struct oidc *o)
{
	if (o == NULL)
		return;
	drop(&o->discovery);
	drop(&o->keys);
	drop(&o->failed);
	pthread_mutex_destroy(&o->lock);
}

static void
keep(struct oidc *o, struct kept *k, const char *url, const char *body)
{
	struct arena *a = arena_new(MIB(1)), *old;
	struct kept now = { a, arena_strdup(a, url), arena_strdup(a, body), milliseconds() };
	pthread_mutex_lock(&o->lock);
	old = k->a;
	*k = now;
	pthread_mutex_unlock(&o->lock);
	if (old != NULL)
		arena_free(old);
}

static const char *
find(struct oidc *o, struct arena *a, const struct kept *k, const char *url, int64_t age)
{
	const char *body = NULL;
	pthread_mutex_lock(&o->lock);
	if (k->a != NULL && strcmp(k->url, url) == 0 && milliseconds() - k->at < age)
		body = arena_strdup(a, k->body);
	pthread_mutex_unlock(&o->lock);
	return body;
}

/* ---- one request -------------------------------------------------------------------------------------------- */

struct exchanged { long status; struct buf body; };

static size_t
receive(char *p, size_t size, size_t count, void *arg)
{
	struct exchanged *x = arg;
	buf_add(&x->body, p, size * count);
	return x->body.full ? 0 : size * count;
}

static void
release(void *c)
{
	curl_easy_cleanup(c);
	curl_global_cleanup();
}

static void
release_list(void *l)
{
	curl_slist_free_all(l);
}

struct asking { const char *url, *form, *user, *password, *bearer; };

static CURLcode
ask(struct arena *a, const struct asking *q, struct exchanged *x)
{
	BUG_ON(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
	CURL *c = curl_easy_init();
	BUG_ON(c == NULL);
	arena_on_reset(a, release, c);
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	if (q->bearer != NULL)
		headers = curl_slist_append(headers, arena_printf(a, "Authorization: Bearer %s", q->bearer));
	arena_on_reset(a, release_list, headers);
	*x = (struct exchanged){ .body = buf_new(a, OIDC_ANSWER_MAX) };
	curl_easy_setopt(c, CURLOPT_URL, q->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "Pilotis");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	if (q->form != NULL)
		curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, q->form);
	if (q->user != NULL) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_USERNAME, q->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, q->password);
	}
	CURLcode done = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &x->status);
	return done;
}

static enum oidc_why
why_of(CURLcode done, const struct exchanged *x)
{
	if (x->body.full)
		return OIDC_NOT_OPENID;
	switch ((int)done) {
	case CURLE_OK: return OIDC_FINE;
	case CURLE_OPERATION_TIMEDOUT: return OIDC_TOO_SLOW;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT: return OIDC_UNREACHABLE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR: return OIDC_TLS;
	}
	return OIDC_NO_ANSWER;
}

static enum oidc_why
request(struct oidc *o, struct arena *a, const struct asking *q, struct exchanged *x)
{
	if (!oidc_url_safe(q->url))
		return OIDC_UNSAFE_URL;
	pthread_mutex_lock(&o->lock);
	bool go = o->running < AT_ONCE;
	o->running += go;
	pthread_mutex_unlock(&o->lock);
	if (!go)
		return OIDC_BUSY;
	enum oidc_why w = why_of(ask(a, q, x), x);
	pthread_mutex_lock(&o->lock);
	o->running--;
	pthread_mutex_unlock(&o->lock);
	return w;
}

static enum oidc_why
get(struct oidc *o, struct arena *a, const char *url, struct exchanged *x)
{
	enum oidc_why w = request(o, a, &(struct asking){ .url = url }, x);
	return w == OIDC_FINE && x->status != 200 ? OIDC_NO_ANSWER : w;
}

/* ---- what it says of itself, its keys ------------------------------------------------------------------------ */

enum oidc_why
oidc_discover(struct oidc *o, struct arena *a, const struct oidc_settings *s, bool fresh, struct oidc_discovery *out)
{
	size_t n = strlen(s->issuer);
	const char *url = arena_printf(a, "%.*s/.well-known/openid-configuration", (int)(n - (n > 0 && s->issuer[n - 1] == '/')), s->issuer);
	const char *body = fresh ? NULL : find(o, a, &o->discovery, url, DISCOVERY_MS);
	struct exchanged x;
	if (body != NULL)
		return oidc_discovery_read(a, body, strlen(body), s->issuer, out);
	if (!fresh && find(o, a, &o->failed, url, FAILED_MS) != NULL) {
		pthread_mutex_lock(&o->lock);
		enum oidc_why failed = o->failed_why;
		pthread_mutex_unlock(&o->lock);
		return failed;
	}
	enum oidc_why w = get(o, a, url, &x);
	if (w == OIDC_FINE)
		w = oidc_discovery_read(a, buf_str(&x.body), x.body.len, s->issuer, out);
	if (w == OIDC_FINE) {
		keep(o, &o->discovery, url, buf_str(&x.body));
	} else if (w != OIDC_BUSY) {
		keep(o, &o->failed, url, "");
		pthread_mutex_lock(&o->lock);
		o->failed_why = w;
		pthread_mutex_unlock(&o->lock);
	}
	return w;
}

enum oidc_why
oidc_keys(struct oidc *o, struct arena *a, const struct oidc_discovery *d, bool fresh, const char **jwks)
{
	struct exchanged x;
	*jwks = find(o, a, &o->keys, d->jwks, fresh ? AGAIN_MS : KEYS_MS);
	if (*jwks != NULL)
		return OIDC_FINE;
	enum oidc_why w = get(o, a, d->jwks, &x);
	if (w == OIDC_FINE)
		w = oidc_jwks_read(a, buf_str(&x.body), x.body.len);
	if (w != OIDC_FINE)
		return w;
	*jwks = buf_str(&x.body);
	keep(o, &o->keys, d->jwks, *jwks);
	return OIDC_FINE;
}

/* ---- a code for tokens ---------------------------------------------------------------------------------------- */

static const char *
encoded(struct arena *a, const char *s)
{
	struct buf b = buf_new(a, KIB(64));
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
		buf_printf(&b, plain ? "%c" : "%%%02X", c);
	}
	return buf_str(&b);
}

/* How a client says who it is. The standard wants the name and the secret escaped before they are put together (RFC 6749
 * §2.3.1); some providers read them as they are; some take them in the form only. Who is refused one way tries the next. */
enum way { BY_HEADER, BY_PLAIN_HEADER, BY_FORM, WAYS };

static bool
way_fits(enum way way, const struct oidc_settings *s, const struct oidc_discovery *d, const char *escaped)
{
	if (s->secret == NULL)
		return way == BY_FORM;
	if (way == BY_PLAIN_HEADER)
		return !d->secret_post && strcmp(escaped, s->secret) != 0 && strchr(s->client_id, ':') == NULL;
	return way == BY_FORM ? d->secret_form : !d->secret_post;
}

static enum oidc_why
tokens(struct oidc *o, struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *code, const char *verifier,
    const char *redirect, struct oidc_tokens *out)
{
	const char *escaped = s->secret == NULL ? NULL : encoded(a, s->secret);
	const char *form = arena_printf(a, "grant_type=authorization_code&code=%s&redirect_uri=%s&client_id=%s&code_verifier=%s", encoded(a, code),
	    encoded(a, redirect), encoded(a, s->client_id), verifier);
	enum oidc_why w = OIDC_CLIENT_REFUSED;
	struct exchanged x;
	for (enum way way = BY_HEADER; way < WAYS && w == OIDC_CLIENT_REFUSED; way++) {
		if (!way_fits(way, s, d, escaped))
			continue;
		struct asking q = { .url = d->token, .form = form };
		if (way == BY_HEADER)
			q.user = encoded(a, s->client_id), q.password = escaped;
		else if (way == BY_PLAIN_HEADER)
			q.user = s->client_id, q.password = s->secret;
		else if (s->secret != NULL)
			q.form = arena_printf(a, "%s&client_secret=%s", form, escaped);
		w = request(o, a, &q, &x);
		if (w == OIDC_FINE)
			w = oidc_answer_read(a, (int)x.status, buf_str(&x.body), x.body.len, out);
	}
	return w;
}

enum oidc_why
oidc_try_client(struct oidc *o, struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *redirect)
{
	struct oidc_tokens t;
	/* Whoever knows us says that the code is wrong. */
	enum oidc_why w = tokens(o, a, s, d, "pilotis-tries-the-connection", digest_str("nobody").s, redirect, &t);
	return w == OIDC_CODE_REFUSED ? OIDC_FINE : w == OIDC_FINE ? OIDC_BAD_TOKEN : w;
}

/* By the keys that were kept; when those do not do, by the newest: the provider changes them when it likes. */
static enum oidc_why
verified(struct oidc *o, struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *nonce,
    const struct oidc_tokens *t, struct oidc_claims *out)
{
	enum oidc_why w = OIDC_BAD_TOKEN;
	const char *jwks;
	for (int fresh = 0; w == OIDC_BAD_TOKEN && fresh < 2; fresh++) {
		struct oidc_discovery again;
		enum oidc_why got = fresh == 0 ? OIDC_FINE : oidc_discover(o, a, s, false, &again);
		if (got == OIDC_FINE && fresh == 1)
			d = &again; /* keys of another kind come with another description */
		if (got == OIDC_FINE)
			got = oidc_keys(o, a, d, fresh == 1, &jwks);
		/* The provider's clock is the world's, whatever day this programme plays. */
		w = got == OIDC_FINE ? oidc_token_verify(a, s, d, jwks, nonce, (int64_t)time(NULL), t, out) : got;
	}
	return w;
}

/* What /userinfo adds; it speaks of the same subject or not at all (Core §5.3.2). */
static void
complete(struct oidc *o, struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *bearer, struct oidc_claims *c)
{
	struct exchanged x;
	struct oidc_claims more;
	bool lacks = c->email == NULL || c->name == NULL || (!text_blank(s->claim_groups) && c->groups.n == 0);
	if (!lacks || d->userinfo == NULL || bearer == NULL || strpbrk(bearer, "\r\n") != NULL)
		return;
	if (request(o, a, &(struct asking){ .url = d->userinfo, .bearer = bearer }, &x) != OIDC_FINE || x.status != 200 ||
	    oidc_claims_of_json(a, buf_str(&x.body), x.body.len, s, &more) != OIDC_FINE || !text_eq(more.subject, c->subject))
		return;
	if (c->email == NULL) {
		c->email = more.email;
		c->verified = more.verified;
	}
	if (c->name == NULL)
		c->name = more.name;
	if (c->groups.n == 0)
		c->groups = more.groups;
}

enum oidc_why
oidc_redeem(struct oidc *o, struct arena *a, const struct oidc_settings *s, const char *code, const struct oidc_secrets *k, const char *redirect,
    struct oidc_claims *out)
{
	struct oidc_discovery d;
	struct oidc_tokens t;
	enum oidc_why w = oidc_discover(o, a, s, false, &d);
	if (w == OIDC_FINE)
		w = tokens(o, a, s, &d, code, k->verifier.s, redirect, &t);
	if (w == OIDC_FINE)
		w = verified(o, a, s, &d, k->nonce.s, &t, out);
	if (w == OIDC_FINE)
		complete(o, a, s, &d, t.access_token, out);
	return w;
}
