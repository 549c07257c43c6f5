/* oidc_pages.c: out to the provider and back. While someone is away, all that waits is a sealed cookie in their browser. */
#include "people/oidc_pages.h"
#include "base/secret.h"
#include "pages.h"
#include "people/people_pages.h"
#include "store/history.h"
#include "web/throttle.h"
#include <stdlib.h>
#include <string.h>

enum { TRIES_OF_CLIENT = 60, TRY_SECONDS = 15 * 60, BACK_MAX = 2000 };

const struct param oidc_start_params[] = { { "back", P_LINE, BACK_MAX }, { "shared", P_BOOL, 4 }, { 0 } };
const struct param oidc_back_params[] = { { "code", P_LINE, 4096 }, { "state", P_LINE, 64 }, { "error", P_LINE, 200 }, { "iss", P_LINE, OIDC_URL_MAX },
	{ 0 } };

const char *
oidc_redirect_uri(struct arena *a, const struct app *app)
{
	size_t n = strlen(app->base_url);
	return arena_printf(a, "%.*s/signin/oidc/back", (int)(n - (n > 0 && app->base_url[n - 1] == '/')), app->base_url);
}

/* ---- what waits in the browser -------------------------------------------------------------------------------- */

struct waiting { const char *state, *back; bool shared; int64_t as; };

static const char *
cookie_name(const struct request *rq)
{
	return rq->app->secure ? "__Host-pilotis-oidc" : "pilotis-oidc";
}

static int64_t
seconds_now(void)
{
	int64_t t;
	return isotime_parse(now_utc().s, &t) ? t : 0;
}

static struct digest
seal_of(const struct request *rq, const char *payload)
{
	return digest_keyed(rq->app->key, APP_KEY_SIZE, arena_printf(rq->a, "sign-in under way %s", payload));
}

static void
waiting_keep(struct request *rq, struct answer *an, const struct waiting *w)
{
	struct buf hex = buf_new(rq->a, 2 * BACK_MAX + 2);
	for (const char *s = w->back; *s != '\0'; s++)
		buf_printf(&hex, "%02x", (unsigned char)*s);
	/* A cookie holds 4096 bytes; who came from a longer address lands at home. */
	const char *payload = arena_printf(rq->a, "%s.%lld.%d.%lld.%s", w->state, (long long)seconds_now() + OIDC_STATE_MINUTES * 60, w->shared,
	    w->as == NONE ? 0LL : (long long)w->as, hex.len > 3000 ? "" : buf_str(&hex));
	answer_cookie(rq, an, cookie_name(rq), arena_printf(rq->a, "%s.%.32s", payload, seal_of(rq, payload).s), OIDC_STATE_MINUTES * 60);
}

static const char *
from_hex(struct arena *a, const char *s)
{
	struct buf b = buf_new(a, BACK_MAX + 1);
	unsigned c;
	for (; s[0] != '\0' && s[1] != '\0' && sscanf(s, "%2x", &c) == 1; s += 2)
		buf_putc(&b, (char)c);
	return buf_str(&b);
}

/* Sealed by us, in this browser, not long ago, and what the provider gives back is its state. */
static bool
waiting_read(struct request *rq, struct waiting *out)
{
	const char *cookie = cookie_of(rq, cookie_name(rq)), *state = param_text(rq, "state");
	const char *dot = cookie == NULL ? NULL : strrchr(cookie, '.');
	char *part[5], *save = NULL;
	size_t n = 0;
	if (dot == NULL || state == NULL)
		return false;
	char *payload = arena_strndup(rq->a, cookie, (size_t)(dot - cookie));
	struct digest seal = seal_of(rq, payload);
	seal.s[32] = '\0';
	if (!secret_eq(seal.s, dot + 1))
		return false;
	for (char *s = strtok_r(payload, ".", &save); s != NULL && n < LEN(part); s = strtok_r(NULL, ".", &save))
		part[n++] = s;
	if (n < 4 || strtoll(part[1], NULL, 10) < seconds_now() || !secret_eq(part[0], state))
		return false;
	int64_t as = strtoll(part[3], NULL, 10);
	*out = (struct waiting){ arena_strdup(rq->a, part[0]), n == 5 ? from_hex(rq->a, part[4]) : "/", part[2][0] == '1', as == 0 ? NONE : as };
	return true;
}

/* ---- what goes wrong --------------------------------------------------------------------------------------------- */

static enum err
refuse(struct request *rq, struct answer *an, enum oidc_why why, const char *email)
{
	/* One line for who looks after the machine: why, and nobody's name. */
	(void)fail(rq->a, E_FORBIDDEN, "provider: %s", oidc_why_word(why));
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Vous n’êtes pas entré")), "signin");
	page_oidc_refused(p, why, why == OIDC_UNKNOWN ? email : NULL);
	layout_end(rq, an);
	an->status = oidc_why_status(why);
	if (an->status == 503 || an->status == 504)
		an->retry_after = 30;
	return OK;
}

static enum err
load_settings(struct db *db, void *arg)
{
	return oidc_settings_load(db, arg);
}

/* An administrator tries the provider before anyone else sees it. */
static bool
in_service(const struct request *rq, const struct oidc_settings *s)
{
	return rq->app->oidc != NULL && s->rev > 0 && (s->enabled || user_has(rq->user, ROLE_ADMIN));
}

/* ---- there ---------------------------------------------------------------------------------------------------------- */

static enum err
leave(struct request *rq, struct answer *an, const struct waiting *w)
{
	struct oidc_settings s;
	struct oidc_discovery d;
	const struct limit often = throttle_client(rq, "provider client", TRIES_OF_CLIENT, TRY_SECONDS);
	enum err e = throttle(rq, an, &often, 1);
	if (e == OK)
		e = store_read(rq->app->store, rq->a, load_settings, &s);
	if (e != OK)
		return e;
	if (!in_service(rq, &s))
		return refuse(rq, an, OIDC_OFF, NULL);
	enum oidc_why why = oidc_discover(rq->app->oidc, rq->a, &s, false, &d);
	if (why != OIDC_FINE)
		return refuse(rq, an, why, NULL);
	struct oidc_secrets k = oidc_secrets_of(rq->app->key, w->state);
	const char *to = oidc_auth_url(rq->a, &s, &d, w->state, &k, oidc_redirect_uri(rq->a, rq->app));
	if (to == NULL)
		return refuse(rq, an, OIDC_NOT_OPENID, NULL);
	waiting_keep(rq, an, w);
	return answer_redirect(rq, an, url_outside(rq->a, to));
}

enum err
oidc_start(struct request *rq, struct answer *an)
{
	const char *back = param_text(rq, "back");
	struct waiting w = { arena_strdup(rq->a, token_new().s), url_back(rq, back).href, param_bool(rq, "shared"), NONE };
	return leave(rq, an, &w);
}

enum err
account_oidc_link(struct request *rq, struct answer *an)
{
	struct waiting w = { arena_strdup(rq->a, token_new().s), "/account", false, rq->user->person };
	const char *site = header_of(rq, "sec-fetch-site");
	/* Not from a link that somebody else put before the reader. */
	if (site != NULL && strcmp(site, "same-origin") != 0)
		return refuse(rq, an, OIDC_BAD_STATE, NULL);
	return leave(rq, an, &w);
}

/* ---- and back ---------------------------------------------------------------------------------------------------------- */

struct entering { struct request *rq; struct answer *an; const struct oidc_settings *s; const struct oidc_claims *c; const struct waiting *w;
	bool first; enum oidc_why why; };

static enum err
use_state(struct db *db, void *arg)
{
	struct entering *in = arg;
	return oidc_state_use(db, in->w->state, &in->first);
}

static enum err
come_in(struct db *db, void *arg)
{
	struct entering *in = arg;
	struct person k;
	int64_t person;
	db_author(db, NONE, "provider", "web");
	enum err e = oidc_person(db, in->s, in->c, in->w->as, in->rq->today, &person, &in->why);
	if (e != OK || in->why != OIDC_FINE)
		return e;
	if ((e = person_get(db, person, &k)) != OK)
		return e;
	if (in->w->as == NONE)
		return signin_enter(in->rq, in->an, db, person, in->w->shared, in->w->back, "provider");
	answer_notice(in->rq, in->an, N_("Votre compte est lié : vous pouvez entrer par %s."), in->s->label, NULL);
	return answer_redirect(in->rq, in->an, url_path(in->rq->a, "/account"));
}

/* What the address of this very request already tells. */
static enum oidc_why
judge_return(struct request *rq, const struct oidc_settings *s, const struct waiting *w)
{
	const char *iss = param_text(rq, "iss");
	if (!in_service(rq, s))
		return OIDC_OFF;
	if (w->as != NONE && w->as != rq->user->person)
		return OIDC_BAD_STATE;
	if (!text_blank(iss) && !oidc_issuer_same(iss, s->issuer)) /* RFC 9207 */
		return OIDC_TOKEN_ISSUER;
	if (!text_blank(param_text(rq, "error")))
		return OIDC_DENIED;
	return text_blank(param_text(rq, "code")) ? OIDC_BAD_STATE : OIDC_FINE;
}

enum err
oidc_back(struct request *rq, struct answer *an)
{
	struct oidc_settings s;
	struct oidc_claims c;
	struct waiting w;
	struct entering in = { .rq = rq, .an = an, .s = &s, .c = &c, .w = &w };
	if (!waiting_read(rq, &w))
		return refuse(rq, an, OIDC_BAD_STATE, NULL);
	answer_cookie(rq, an, cookie_name(rq), "", 0);
	enum err e = store_read(rq->app->store, rq->a, load_settings, &s);
	if (e != OK)
		return e;
	enum oidc_why why = judge_return(rq, &s, &w);
	if (why != OIDC_FINE)
		return refuse(rq, an, why, NULL);
	if ((e = request_write(rq, an, use_state, &in)) != OK)
		return e;
	if (!in.first)
		return refuse(rq, an, OIDC_REPLAYED, NULL);
	struct oidc_secrets k = oidc_secrets_of(rq->app->key, w.state);
	why = oidc_redeem(rq->app->oidc, rq->a, &s, param_text(rq, "code"), &k, oidc_redirect_uri(rq->a, rq->app), &c);
	if (why != OIDC_FINE)
		return refuse(rq, an, why, NULL);
	if ((e = request_write(rq, an, come_in, &in)) != OK)
		return e;
	return in.why == OIDC_FINE ? OK : refuse(rq, an, in.why, c.email);
}

/* ---- out, and apart ------------------------------------------------------------------------------------------------------ */

/* Signed out here already: the provider is asked to end its own session. No token is kept, so none is sent along. */
enum err
oidc_out(struct request *rq, struct answer *an)
{
	struct oidc_settings s;
	struct oidc_discovery d;
	enum err e = store_read(rq->app->store, rq->a, load_settings, &s);
	if (e != OK)
		return e;
	if (!in_service(rq, &s))
		return refuse(rq, an, OIDC_OFF, NULL);
	enum oidc_why why = oidc_discover(rq->app->oidc, rq->a, &s, false, &d);
	if (why != OIDC_FINE)
		return refuse(rq, an, why, NULL);
	if (d.end_session == NULL) {
		answer_notice(rq, an, N_("Ce fournisseur ne permet pas de se déconnecter d’ici : fermez le navigateur."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/signin"));
	}
	const char *query = url_query(rq->a, (const char *const[][2]){ { "client_id", s.client_id },
	    { "post_logout_redirect_uri", arena_printf(rq->a, "%s/signin", rq->app->base_url) } }, 2).href;
	return answer_redirect(rq, an, url_outside(rq->a, arena_printf(rq->a, "%s%s", d.end_session,
	    strchr(d.end_session, '?') == NULL ? query : arena_printf(rq->a, "&%s", query + 1))));
}

static enum err
unlink_person(struct request *rq, struct answer *an, int64_t person, struct url to)
{
	enum err e = oidc_unlink(rq->db, person);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Le lien avec le fournisseur est défait."), NULL, NULL);
	return answer_redirect(rq, an, to);
}

enum err
account_oidc_unlink(struct request *rq, struct answer *an)
{
	return unlink_person(rq, an, rq->user->person, url_path(rq->a, "/account"));
}

enum err
people_oidc_unlink(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	return unlink_person(rq, an, id, url_path(rq->a, "/people/%lld", (long long)id));
}
