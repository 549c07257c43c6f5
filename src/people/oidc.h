/* oidc.h: sign-in through the institution's provider: OpenID Connect, authorization code with PKCE (S256), state, nonce.
 *
 *   oidc_rules.c  what is decided from what is known: settings, addresses, claims. Pure.
 *   oidc_token.c  what is read of the provider's bytes before anything is believed: its description, a token's header and claims.
 *   oidc.c        alone with libiddawc: the address to go to, the signature of an ID token.
 *   oidc_http.c   requests to the provider: bounded in time, size and number; what may be kept of its answers is.
 *   oidc_store.c  settings, who is who, groups.
 *
 * No token is stored or logged. The verifier and the nonce are keyed digests of the state, so that nothing waits in the
 * store while someone is away at the provider; a state that came back is remembered, so that it comes back once. */
#ifndef OIDC_H
#define OIDC_H
#include "base/text.h"
#include "people/people.h"

enum { OIDC_URL_MAX = 500, OIDC_WORD_MAX = 200, OIDC_TOKEN_MAX = 64 << 10, OIDC_ANSWER_MAX = 256 << 10, OIDC_STATE_MINUTES = 10 };

struct oidc_settings {
	bool enabled;             /* the sign-in page offers it */
	const char *label;        /* "Université de …": what the button says */
	const char *issuer, *client_id, *secret; /* secret NULL: a public client */
	const char *scope;        /* "openid email profile" */
	const char *claim_email, *claim_name, *claim_groups; /* claim_groups "": no roles from groups */
	const char *domains;      /* "ecole.be etu.ecole.be"; "": any */
	bool trust_email;         /* the provider never says email_verified: believe its addresses of these domains */
	bool registers;           /* who is in a group that has a role here is registered; else known persons only */
	bool proven, local_off;
	int64_t rev;              /* 0: never saved */
};

/* Why somebody does not come in, or why the provider does not do. */
enum oidc_why {
	OIDC_FINE,
	OIDC_OFF,                 /* no provider is set up */
	OIDC_BUSY,                /* too many at the provider already */
	OIDC_UNREACHABLE, OIDC_TOO_SLOW, OIDC_TLS, OIDC_NO_ANSWER, /* its machine, its certificate, its answer (not 200) */
	OIDC_NOT_OPENID,          /* the answer is no description of a provider */
	OIDC_OTHER_ISSUER,        /* it calls itself otherwise than the settings do */
	OIDC_UNSAFE_URL,          /* one of its addresses is not https */
	OIDC_NO_CODE, OIDC_NO_PKCE, OIDC_NO_KEYS,
	OIDC_CLIENT_REFUSED,      /* client id or secret */
	OIDC_CODE_REFUSED,        /* the code was used, too old, or of someone else */
	OIDC_DENIED,              /* the person or the provider said no */
	OIDC_BAD_STATE,           /* not begun in this browser, or too long ago */
	OIDC_REPLAYED,
	OIDC_BAD_TOKEN,           /* malformed, unsigned, signed by somebody else, or by a key nobody knows */
	OIDC_TOKEN_ISSUER, OIDC_TOKEN_AUDIENCE, OIDC_TOKEN_TIME, OIDC_TOKEN_NONCE, OIDC_TOKEN_SUBJECT,
	OIDC_NO_EMAIL, OIDC_UNVERIFIED, OIDC_DOMAIN,
	OIDC_UNKNOWN, OIDC_DISABLED, OIDC_TAKEN,
	OIDC_WHY_COUNT
};
const char *oidc_why_word(enum oidc_why w);       /* for the log: "token nonce"; English, nothing personal */
const char *oidc_why_title(enum oidc_why w);      /* French msgid: what happened */
const char *oidc_why_next(enum oidc_why w);       /* French msgid: what to do */
const char *oidc_test_advice(enum oidc_why w);    /* French msgid: what to do, for who sets the connection up */
int oidc_why_status(enum oidc_why w);             /* of the page that says it */

/* ---- rules (pure) ---------------------------------------------------------------------------------------- */

/* The form's mistakes, in French. */
void oidc_settings_check(struct arena *a, const struct oidc_settings *s, struct problems *out);
/* https with a host; http towards this machine itself only (127.0.0.1, [::1], localhost). No user, no fragment. */
bool oidc_url_safe(const char *url);
/* "https://x/" and "https://x" are written for each other; the provider's own spelling is what its tokens hold. */
bool oidc_issuer_same(const char *said, const char *wanted);
/* "Ecole.BE, @etu.ecole.be" → "ecole.be etu.ecole.be"; NULL when a word is no domain. */
const char *oidc_domains(struct arena *a, const char *typed) MUST_USE;
bool oidc_domain_allowed(struct arena *a, const char *domains, const char *email);

enum said { SAID_NOTHING, SAID_NO, SAID_YES };
struct oidc_claims {
	const char *issuer, *subject, *azp, *nonce;
	struct strings audience;
	int64_t expires, issued;  /* seconds since 1970; NONE */
	const char *email, *name; /* by the settings' names; NULL */
	enum said verified;       /* email_verified */
	struct strings groups;
};
enum { OIDC_CLOCKS = 120, OIDC_AGE = 600 }; /* seconds by which clocks may differ; how old a new token may be */
/* OpenID Connect Core 1.0 §3.1.3.7, apart from the signature. */
enum oidc_why oidc_claims_judge(const struct oidc_claims *c, const struct oidc_settings *s, const char *nonce, int64_t now);
/* Whether the address may tell who this is: OIDC_FINE, OIDC_NO_EMAIL, OIDC_UNVERIFIED or OIDC_DOMAIN. */
enum oidc_why oidc_email_judge(struct arena *a, const struct oidc_claims *c, const struct oidc_settings *s);

/* ---- bytes of the provider (oidc_token.c) ------------------------------------------------------------------ */

struct oidc_discovery { const char *issuer, *authorization, *token, *jwks, *userinfo, *end_session;
	bool secret_form, secret_post; /* a client may name itself in the form; there only */
	struct strings algorithms; /* that it signs with and we accept */
};
enum oidc_why oidc_discovery_read(struct arena *a, const char *json, size_t n, const char *issuer, struct oidc_discovery *out);
/* A set with at least one key that a signature can be checked with. */
enum oidc_why oidc_jwks_read(struct arena *a, const char *json, size_t n);
struct oidc_head { const char *alg, *kid; };
/* Of a compact JWS. Refused: "none", keyed digests (HS…), a key or an address of one inside the token, extensions. */
enum oidc_why oidc_head_read(struct arena *a, const char *token, struct oidc_head *out);
bool oidc_jwks_has(struct arena *a, const char *jwks, const struct oidc_head *h);
/* The claims of a token whose signature holds, or of /userinfo (json). */
enum oidc_why oidc_claims_of_token(struct arena *a, const char *token, const struct oidc_settings *s, struct oidc_claims *out);
enum oidc_why oidc_claims_of_json(struct arena *a, const char *json, size_t n, const struct oidc_settings *s, struct oidc_claims *out);
struct oidc_tokens { const char *id_token, *access_token, *error; };
enum oidc_why oidc_answer_read(struct arena *a, int status, const char *json, size_t n, struct oidc_tokens *out);

/* ---- libiddawc (oidc.c) ------------------------------------------------------------------------------------- */

/* What hangs on a state: reproducible with the key, nobody else can make them. */
struct oidc_secrets { struct digest nonce, verifier; };
struct oidc_secrets oidc_secrets_of(const unsigned char key[APP_KEY_SIZE], const char *state);
/* Where the browser goes. NULL: the library refuses. */
const char *oidc_auth_url(struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *state,
    const struct oidc_secrets *k, const char *redirect);
/* The ID token, whole: its head, its claims by oidc_claims_judge() (the library does not look at the audience), its signature by one
 * of the keys. OIDC_BAD_TOKEN: perhaps the keys are not the newest. */
enum oidc_why oidc_token_verify(struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *jwks,
    const char *nonce, int64_t now, const struct oidc_tokens *t, struct oidc_claims *out);

/* ---- the provider, over the network (oidc_http.c) ------------------------------------------------------------ */

/* Lives as long as the process; thread-safe. Slow: never inside a transaction of the store. */
struct oidc;
struct oidc *oidc_new(struct arena *process) MUST_USE;
void oidc_free(struct oidc *o);
enum oidc_why oidc_discover(struct oidc *o, struct arena *a, const struct oidc_settings *s, bool fresh, struct oidc_discovery *out);
/* The provider's keys; fresh: asked for again, but not more often than every few seconds. */
enum oidc_why oidc_keys(struct oidc *o, struct arena *a, const struct oidc_discovery *d, bool fresh, const char **jwks);
/* Code for tokens, ID token verified whole, /userinfo when the address is not in it. */
enum oidc_why oidc_redeem(struct oidc *o, struct arena *a, const struct oidc_settings *s, const char *code, const struct oidc_secrets *k,
    const char *redirect, struct oidc_claims *out);
/* Tries the client's name and secret with a code that cannot be right. */
enum oidc_why oidc_try_client(struct oidc *o, struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *redirect);

/* ---- the store ------------------------------------------------------------------------------------------------ */

extern const struct query oidc_queries[];
/* Also when nothing was ever saved: then enabled is false, rev 0, and the usual values stand in the rest. */
enum err oidc_settings_load(struct db *db, struct oidc_settings *out) MUST_USE;
/* All but proven and local_off: these fall when another provider or client is named. secret NULL: as it was. E_CONFLICT: rev. */
enum err oidc_settings_save(struct db *db, const struct oidc_settings *s) MUST_USE;
enum err oidc_secret_forget(struct db *db) MUST_USE;
/* E_INVALID: off without an administrator who ever came in by the provider. Unused sign-in links end with it. */
enum err oidc_local_set(struct db *db, bool off) MUST_USE;
/* Whether links and passwords are of no use: false in doubt. */
enum err signin_local_off(struct db *db, bool *off) MUST_USE;

/* The state comes back for the first time; false: it already did. */
enum err oidc_state_use(struct db *db, const char *state, bool *first) MUST_USE;
/* Who comes in: known by the subject, else by a verified address; roles by groups are brought up to date. `as`: a person already
 * signed in who ties this identity to the own account; NONE. */
enum err oidc_person(struct db *db, const struct oidc_settings *s, const struct oidc_claims *c, int64_t as, struct date today,
    int64_t *person, enum oidc_why *why) MUST_USE;
struct oidc_link { const char *issuer, *linked_at, *seen_day; };
enum err oidc_link_of(struct db *db, int64_t person, struct oidc_link *out, bool *linked) MUST_USE;
enum err oidc_unlink(struct db *db, int64_t person) MUST_USE;

struct oidc_group { int64_t id; const char *name; enum role role; int64_t actor; };
struct oidc_groups { struct oidc_group *items; size_t n, cap; };
struct oidc_group_typed { const char *name, *role, *actor; };
enum err oidc_groups_list(struct db *db, struct oidc_groups *out) MUST_USE;
enum err oidc_group_add(struct db *db, const char *name, enum role role, int64_t actor) MUST_USE; /* E_CONFLICT: it is there */
enum err oidc_group_remove(struct db *db, int64_t id) MUST_USE;
#endif
