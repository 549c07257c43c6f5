/* Cookies of a request: the session, the token behind a visitor's forms, the language, the notice of the last change. */
#include "web/life.h"
#include "web/parse.h"
#include "base/secret.h"
#include <string.h>

enum { NOTICE_SECONDS = 120, LANG_SECONDS = 365 * 24 * 3600 };

static bool
token_shaped(const char *s)
{
	return s != NULL && strlen(s) == 26 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789") == 26;
}

void
cookie_set(struct request *rq, struct answer *an, const char *name, const char *value, int max_age)
{
	const char *age = max_age < 0 ? "" : arena_printf(rq->a, "; Max-Age=%d", max_age);
	struct pair one = { name, arena_printf(rq->a, "%s; Path=/; HttpOnly; SameSite=Lax%s%s", value, age, rq->app->secure ? "; Secure" : "") };
	PUSH(rq->a, &an->cookies, one);
}

/* The last few keys: tabs may send at the same time. Not HttpOnly: it is there to be read, and opens nothing. */
void
cookie_sent(struct request *rq, struct answer *an)
{
	enum { MOST = 160 };
	const char *before = pair_of(&rq->cookies, "sent");
	if (before != NULL && (strlen(before) > MOST || strspn(before, "0123456789abcdefghijklmnopqrstuvwxyz-.") != strlen(before)))
		before = NULL;
	struct pair one = { "sent", arena_printf(rq->a, "%s%s%s; Path=/; SameSite=Lax; Max-Age=86400%s", text_blank(before) ? "" : before,
	    text_blank(before) ? "" : ".", rq->once_key, rq->app->secure ? "; Secure" : "") };
	PUSH(rq->a, &an->cookies, one);
}

void
answer_cookie(struct request *rq, struct answer *an, const char *name, const char *value, int max_age)
{
	cookie_set(rq, an, name, value, max_age);
}

const char *
cookie_of(const struct request *rq, const char *name)
{
	return pair_of(&rq->cookies, name);
}

void
answer_session(struct request *rq, struct answer *an, const char *token, bool short_lived)
{
	int age = token == NULL ? 0 : short_lived ? -1 : SESSION_DAYS * 24 * 3600;
	cookie_set(rq, an, session_cookie_name(rq->app->secure), token == NULL ? "" : token, age);
	rq->session = token; /* a notice that follows is sealed for the next request */
}

/* ---- the form token --------------------------------------------------------------------------------------- */

void
session_begin(struct request *rq)
{
	const char *token = pair_of(&rq->cookies, session_cookie_name(rq->app->secure));
	rq->session = token_shaped(token) ? token : NULL;
	rq->visit = pair_of(&rq->cookies, presession_cookie_name(rq->app->secure));
	rq->visit_new = rq->session == NULL && !token_shaped(rq->visit);
	if (rq->visit_new)
		rq->visit = arena_strdup(rq->a, token_new().s);
	rq->csrf = arena_strdup(rq->a, csrf_of(rq->app->key, rq->session != NULL ? rq->session : rq->visit).s);
	session_language(rq);
}

void
session_ended(struct request *rq)
{
	rq->ended = rq->session;
	rq->session = NULL;
	rq->visit_new = !token_shaped(rq->visit);
	if (rq->visit_new)
		rq->visit = arena_strdup(rq->a, token_new().s);
	rq->csrf = arena_strdup(rq->a, csrf_of(rq->app->key, rq->visit).s);
}

/* It hangs on the visitor's cookie, which stays while they sign in in another tab: the form need not be shown twice. */
const char *
csrf_again(const struct request *rq, const char *once)
{
	return arena_printf(rq->a, "again-%s", digest_keyed(rq->app->key, APP_KEY_SIZE,
	    arena_printf(rq->a, "form again\n%s\n%s\n%s", rq->visit, rq->target, once)).s);
}

bool
csrf_right(const struct request *rq, const char *given)
{
	if (given == NULL)
		return false;
	if (rq->ended != NULL && secret_eq(given, csrf_of(rq->app->key, rq->ended).s))
		return true; /* opened before the session ended */
	if (rq->once_key != NULL && token_shaped(rq->visit) && !rq->visit_new && secret_eq(given, csrf_again(rq, rq->once_key)))
		return true;
	return !rq->visit_new && secret_eq(given, rq->csrf);
}

/* "https://host:port" of a header against where this site is: what the settings say, or the Host the browser asked. */
static bool
origin_is_ours(const struct request *rq, const char *origin)
{
	const char *base = rq->app->base_url, *host = header_of(rq, "host");
	size_t n = base == NULL ? 0 : strlen(base);
	if (n > 0 && base[n - 1] == '/')
		n--;
	if (n > 0 && strlen(origin) == n && strncmp(origin, base, n) == 0)
		return true;
	const char *sep = strstr(origin, "://");
	return host != NULL && sep != NULL && (text_starts(origin, "http:") || text_starts(origin, "https:")) && strcmp(sep + 3, host) == 0;
}

/* Every browser in use says where a form comes from. A program that says nothing has no browser's cookies to abuse; the
 * token still has to be right. */
bool
origin_same(const struct request *rq)
{
	const char *site = header_of(rq, "sec-fetch-site"), *origin = header_of(rq, "origin");
	if (site != NULL && strcmp(site, "same-origin") != 0)
		return false;
	return origin == NULL || origin_is_ours(rq, origin);
}

/* ---- language --------------------------------------------------------------------------------------------- */

static bool
lang_of(const char *tag, enum lang *out)
{
	for (enum lang l = LANG_FR; l <= LANG_EN; l++) {
		if (tag != NULL && strcmp(tag, lang_tag(l)) == 0) {
			*out = l;
			return true;
		}
	}
	return false;
}

void
session_language(struct request *rq)
{
	const char *accept = header_of(rq, "accept-language");
	if (lang_of(pair_of(&rq->cookies, "lang"), &rq->lang) || lang_of(rq->user->lang, &rq->lang))
		return;
	if (text_blank(accept) && rq->programme != NULL && lang_of(rq->programme->lang, &rq->lang))
		return;
	rq->lang = lang_best(accept);
}

/* A path of this site to go back to: never another host, never the answer to a form. */
static const char *
safe_back(const struct request *rq, const char *back)
{
	const char *path, *query;
	for (const char *s = back; s != NULL && *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f) /* as a browser writes an address: escaped */
			return "/";
	return back != NULL && parse_target(rq->a, back, &path, &query) ? back : "/";
}

struct url
url_back(const struct request *rq, const char *back)
{
	return (struct url){ safe_back(rq, back) };
}

enum err
page_language(struct request *rq, struct answer *an)
{
	enum lang l;
	if (lang_of(param_text(rq, "lang"), &l))
		cookie_set(rq, an, "lang", lang_tag(l), LANG_SECONDS);
	return answer_redirect(rq, an, url_back(rq, param_text(rq, "back")));
}

/* ---- the notice of the previous change ---------------------------------------------------------------------- */

static struct digest
notice_seal(const struct request *rq, const char *payload)
{
	const char *whose = rq->session != NULL ? rq->session : rq->visit;
	return digest_keyed(rq->app->key, APP_KEY_SIZE, arena_printf(rq->a, "notice %s %s", whose, payload));
}

static char *
to_hex(struct arena *a, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);
	char *out = arena_alloc(a, 2 * n + 1);
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", (unsigned char)s[i]);
	return out;
}

static const char *
from_hex(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n / 2 + 1);
	for (size_t i = 0; i + 1 < n; i += 2) {
		unsigned c = 0;
		if (sscanf(s + i, "%2x", &c) != 1)
			return NULL;
		out[i / 2] = (char)c;
	}
	return *out == '\0' ? NULL : out;
}

void
answer_notice(struct request *rq, struct answer *an, const char *msgid, const char *arg, const char *undo)
{
	if (arg != NULL)
		arg = text_ellipsis(rq->a, arg, 120);
	const char *payload = arena_printf(rq->a, "%s.%s.%s", to_hex(rq->a, msgid), to_hex(rq->a, arg), to_hex(rq->a, undo));
	if (strlen(payload) > 3000) /* a cookie holds 4096 bytes */
		return;
	/* Whoever has neither cookie gets the visitor's one now: the seal hangs on it. */
	rq->csrf_used = true;
	cookie_set(rq, an, "notice", arena_printf(rq->a, "%s.%.32s", payload, notice_seal(rq, payload).s), NOTICE_SECONDS);
}

/* Sealed, because it makes this site say something and offers a button. */
void
notice_read(struct request *rq)
{
	const char *s = pair_of(&rq->cookies, "notice"), *part[4];
	size_t len[4], k = 0;
	for (const char *p = s; p != NULL && k < 4; k++) {
		part[k] = p;
		len[k] = strcspn(p, ".");
		p = p[len[k]] == '.' ? p + len[k] + 1 : NULL;
	}
	if (k != 4 || len[3] != 32)
		return;
	const char *payload = arena_strndup(rq->a, s, (size_t)(part[3] - s) - 1);
	struct digest seal = notice_seal(rq, payload);
	seal.s[32] = '\0';
	if (!secret_eq(part[3], seal.s))
		return;
	struct notice *n = ARENA_NEW(rq->a, struct notice);
	n->msgid = from_hex(rq->a, part[0], len[0]);
	n->arg = from_hex(rq->a, part[1], len[1]);
	n->undo = from_hex(rq->a, part[2], len[2]);
	if (n->msgid != NULL)
		rq->notice = n;
}
