/* oidc.c: alone with libiddawc: the address of the provider's door, and the signature of what it answers. The library never
 * reaches the network from here: it is given what oidc_http.c fetched. */
#include "people/oidc.h"
#include <iddawc.h>
#include <jansson.h>
#include <pthread.h>
#include <string.h>

/* The library keeps a name of the request in a buffer of its own: one thread at a time. Its work is short. */
static struct { pthread_mutex_t lock; bool ready; } library = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct oidc_secrets
oidc_secrets_of(const unsigned char key[APP_KEY_SIZE], const char *state)
{
	char nonce[100], verifier[100];
	/* Named, so that no other digest made with this key is ever one of these. 64 hexadecimal digits make a verifier (RFC 7636). */
	snprintf(nonce, sizeof nonce, "nonce of sign-in %s", state);
	snprintf(verifier, sizeof verifier, "verifier of sign-in %s", state);
	return (struct oidc_secrets){ digest_keyed(key, APP_KEY_SIZE, nonce), digest_keyed(key, APP_KEY_SIZE, verifier) };
}

/* Called with the lock. */
static bool
session_open(struct _i_session *i, const struct oidc_settings *s, const struct oidc_discovery *d, const char *nonce)
{
	if (!library.ready && i_global_init() != I_OK)
		return false;
	library.ready = true;
	if (i_init_session(i) != I_OK)
		return false;
	/* R_FLAG_IGNORE_REMOTE: a key that says where a certificate lies is not followed there. */
	return i_set_parameter_list(i, I_OPT_RESPONSE_TYPE, I_RESPONSE_TYPE_CODE, I_OPT_OPENID_CONFIG_STRICT, I_STRICT_YES, I_OPT_X5U_FLAGS,
	    R_FLAG_IGNORE_REMOTE, I_OPT_CLIENT_ID, s->client_id, I_OPT_SCOPE, s->scope, I_OPT_ISSUER, d->issuer, I_OPT_AUTH_ENDPOINT,
	    d->authorization, I_OPT_TOKEN_ENDPOINT, d->token, I_OPT_NONCE, nonce, I_OPT_NONE) == I_OK;
}

const char *
oidc_auth_url(struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *state, const struct oidc_secrets *k,
    const char *redirect)
{
	struct _i_session i = { 0 };
	const char *url = NULL;
	pthread_mutex_lock(&library.lock);
	if (session_open(&i, s, d, k->nonce.s) &&
	    i_set_parameter_list(&i, I_OPT_STATE, state, I_OPT_REDIRECT_URI, redirect, I_OPT_PKCE_CODE_VERIFIER, k->verifier.s, I_OPT_PKCE_METHOD,
	        I_PKCE_METHOD_S256, I_OPT_NONE) == I_OK &&
	    i_build_auth_url_get(&i) == I_OK)
		url = arena_strdup(a, i_get_str_parameter(&i, I_OPT_REDIRECT_TO));
	i_clean_session(&i);
	pthread_mutex_unlock(&library.lock);
	return url;
}

/* Of the provider's answer the library gets what belongs to the ID token: its digest of the access token is checked too. */
static bool
answer_taken(struct _i_session *i, const struct oidc_tokens *t)
{
	json_t *answer = json_pack("{s:s, s:s, s:s}", "token_type", "Bearer", "access_token", t->access_token == NULL ? "-" : t->access_token,
	    "id_token", t->id_token);
	bool taken = answer != NULL && i_parse_token_response(i, 200, answer) == I_OK;
	json_decref(answer);
	return taken;
}

/* What the library has to know of the provider, from what was read and accepted, not from the provider's own text. */
static json_t *
config_of(const struct oidc_discovery *d)
{
	json_t *algorithms = json_array();
	for (size_t i = 0; i < d->algorithms.n; i++)
		json_array_append_new(algorithms, json_string(d->algorithms.items[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:[s], s:[s], s:o}", "issuer", d->issuer, "authorization_endpoint", d->authorization, "token_endpoint",
	    d->token, "jwks_uri", d->jwks, "response_types_supported", "code", "subject_types_supported", "public",
	    "id_token_signing_alg_values_supported", algorithms);
}

static bool
signature_holds(const struct oidc_settings *s, const struct oidc_discovery *d, const char *jwks, const char *nonce, const struct oidc_tokens *t)
{
	struct _i_session i = { 0 };
	json_t *config = config_of(d), *keys = json_loads(jwks, JSON_REJECT_DUPLICATES, NULL);
	pthread_mutex_lock(&library.lock);
	bool holds = config != NULL && keys != NULL && session_open(&i, s, d, nonce) && i_set_server_configuration(&i, config) == I_OK &&
	    i_set_server_jwks(&i, keys) == I_OK && answer_taken(&i, t) && i_verify_id_token(&i) == I_OK;
	i_clean_session(&i);
	pthread_mutex_unlock(&library.lock);
	json_decref(config);
	json_decref(keys);
	return holds;
}

enum oidc_why
oidc_token_verify(struct arena *a, const struct oidc_settings *s, const struct oidc_discovery *d, const char *jwks, const char *nonce, int64_t now,
    const struct oidc_tokens *t, struct oidc_claims *out)
{
	struct oidc_settings mine = *s;
	struct oidc_head head;
	mine.issuer = d->issuer;
	/* A token that brings its own key would be believed by some versions of the library: it never gets there. */
	enum oidc_why w = oidc_head_read(a, t->id_token, &head);
	if (w == OIDC_FINE)
		w = oidc_claims_of_token(a, t->id_token, &mine, out);
	if (w == OIDC_FINE)
		w = oidc_claims_judge(out, &mine, nonce, now);
	if (w != OIDC_FINE)
		return w;
	return oidc_jwks_has(a, jwks, &head) && signature_holds(&mine, d, jwks, nonce, t) ? OIDC_FINE : OIDC_BAD_TOKEN;
}
