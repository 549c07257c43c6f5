/* oidc_token.c: what the provider sends, read strictly before anything is believed. */
#include "people/oidc.h"
#include "base/json.h"
#include <jansson.h>
#include <string.h>

static const char *
string_of(const struct json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return text_blank(s) ? NULL : s;
}

static bool
lists(const struct json_t *l, const char *word)
{
	for (size_t i = 0; i < json_array_size(l); i++)
		if (text_eq(json_string_value(json_array_get(l, i)), word))
			return true;
	return false;
}

static struct json_t *
object_read(struct arena *a, const char *json, size_t n)
{
	struct json_t *o;
	if (n > OIDC_ANSWER_MAX || json_read(a, json, n, &o) != OK) {
		fail_clear(a); /* the reason that the caller gives says more */
		return NULL;
	}
	return json_is_object(o) ? o : NULL;
}

/* Signed by a key that only the provider has: neither "none" nor a secret that is known here too. */
static const struct { const char *alg, *kty; } algorithms[] = { { "RS256", "RSA" }, { "RS384", "RSA" }, { "RS512", "RSA" }, { "PS256", "RSA" },
	{ "PS384", "RSA" }, { "PS512", "RSA" }, { "ES256", "EC" }, { "ES384", "EC" }, { "ES512", "EC" }, { "EdDSA", "OKP" } };

/* ---- what the provider says of itself ---------------------------------------------------------------------- */

/* As a browser would write it: one provider's own description has "//" after its host, and answers there too. */
static const char *
address_of(const struct json_t *o, const char *name, bool *unsafe)
{
	const char *s = string_of(o, name);
	*unsafe = *unsafe || (s != NULL && !oidc_url_safe(s));
	return s;
}

static void
algorithms_of(struct arena *a, const struct json_t *said, struct strings *out)
{
	for (size_t i = 0; i < LEN(algorithms); i++)
		if (!json_is_array(said) || lists(said, algorithms[i].alg))
			PUSH(a, out, algorithms[i].alg);
}

enum oidc_why
oidc_discovery_read(struct arena *a, const char *json, size_t n, const char *issuer, struct oidc_discovery *out)
{
	struct json_t *o = object_read(a, json, n), *methods;
	bool unsafe = false;
	if (o == NULL || string_of(o, "issuer") == NULL)
		return OIDC_NOT_OPENID;
	*out = (struct oidc_discovery){ .issuer = string_of(o, "issuer"), .authorization = address_of(o, "authorization_endpoint", &unsafe),
		.token = address_of(o, "token_endpoint", &unsafe), .jwks = address_of(o, "jwks_uri", &unsafe),
		.userinfo = address_of(o, "userinfo_endpoint", &unsafe), .end_session = address_of(o, "end_session_endpoint", &unsafe) };
	if (out->authorization == NULL || out->token == NULL || out->jwks == NULL)
		return OIDC_NOT_OPENID;
	if (!oidc_issuer_same(out->issuer, issuer))
		return OIDC_OTHER_ISSUER;
	if (unsafe)
		return OIDC_UNSAFE_URL;
	if (!lists(json_object_get(o, "response_types_supported"), "code"))
		return OIDC_NO_CODE;
	/* Absent, it says nothing; present without S256, it says no. */
	methods = json_object_get(o, "code_challenge_methods_supported");
	if (json_is_array(methods) && !lists(methods, "S256"))
		return OIDC_NO_PKCE;
	methods = json_object_get(o, "token_endpoint_auth_methods_supported");
	algorithms_of(a, json_object_get(o, "id_token_signing_alg_values_supported"), &out->algorithms);
	out->secret_form = lists(methods, "client_secret_post");
	out->secret_post = out->secret_form && !lists(methods, "client_secret_basic");
	return out->algorithms.n > 0 ? OIDC_FINE : OIDC_NO_KEYS;
}

/* ---- keys --------------------------------------------------------------------------------------------------- */

static const char *
kty_of(const char *alg)
{
	for (size_t i = 0; alg != NULL && i < LEN(algorithms); i++)
		if (strcmp(algorithms[i].alg, alg) == 0)
			return algorithms[i].kty;
	return NULL;
}

static bool
signs(const struct json_t *key)
{
	const char *use = string_of(key, "use"), *kty = string_of(key, "kty");
	bool known = false;
	for (size_t i = 0; kty != NULL && i < LEN(algorithms); i++)
		known = known || strcmp(algorithms[i].kty, kty) == 0;
	return known && (use == NULL || strcmp(use, "sig") == 0);
}

enum oidc_why
oidc_jwks_read(struct arena *a, const char *json, size_t n)
{
	struct json_t *o = object_read(a, json, n), *keys = o == NULL ? NULL : json_object_get(o, "keys");
	for (size_t i = 0; i < json_array_size(keys); i++)
		if (signs(json_array_get(keys, i)))
			return OIDC_FINE;
	return OIDC_NO_KEYS;
}

bool
oidc_jwks_has(struct arena *a, const char *jwks, const struct oidc_head *h)
{
	struct json_t *o = object_read(a, jwks, strlen(jwks)), *keys = o == NULL ? NULL : json_object_get(o, "keys");
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const struct json_t *k = json_array_get(keys, i);
		if (signs(k) && text_eq(string_of(k, "kty"), kty_of(h->alg)) && (h->kid == NULL || text_eq(string_of(k, "kid"), h->kid)))
			return true;
	}
	return false;
}

/* ---- a token ------------------------------------------------------------------------------------------------ */

static int
digit64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* base64url without padding (RFC 7515); NULL: something else. */
static char *
decode(struct arena *a, const char *s, size_t n, size_t *out)
{
	char *to = arena_alloc(a, n + 1);
	unsigned hold = 0;
	int bits = 0;
	*out = 0;
	if (n == 0 || n % 4 == 1)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		int d = digit64(s[i]);
		if (d < 0)
			return NULL;
		hold = (hold << 6 | (unsigned)d) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			to[(*out)++] = (char)(hold >> bits & 0xff);
		}
	}
	return (hold & ((1U << bits) - 1)) == 0 ? to : NULL;
}

/* The JSON of part 0 (header) or 1 (claims) of header.claims.signature. */
static struct json_t *
part_of(struct arena *a, const char *token, int part)
{
	const char *at[3], *s = token;
	size_t len[3], n;
	if (token == NULL || strlen(token) > OIDC_TOKEN_MAX)
		return NULL;
	for (int i = 0; i < 3; i++) {
		at[i] = s;
		len[i] = strcspn(s, ".");
		s += len[i];
		if (*s++ != (i < 2 ? '.' : '\0'))
			return NULL;
	}
	char *sig = decode(a, at[2], len[2], &n), *json = decode(a, at[part], len[part], &n);
	return sig == NULL || json == NULL ? NULL : object_read(a, json, n);
}

enum oidc_why
oidc_head_read(struct arena *a, const char *token, struct oidc_head *out)
{
	/* What would let the token bring its own key, or mean something that we do not know. */
	static const char *const refused[] = { "jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc" };
	const struct json_t *o = part_of(a, token, 0);
	if (o == NULL)
		return OIDC_BAD_TOKEN;
	for (size_t i = 0; i < LEN(refused); i++)
		if (json_object_get(o, refused[i]) != NULL)
			return OIDC_BAD_TOKEN;
	*out = (struct oidc_head){ string_of(o, "alg"), string_of(o, "kid") };
	return kty_of(out->alg) == NULL ? OIDC_BAD_TOKEN : OIDC_FINE;
}

/* ---- claims ------------------------------------------------------------------------------------------------- */

enum { WORDS_MOST = 500 };

static void
words_of(struct arena *a, const struct json_t *v, struct strings *out)
{
	if (json_is_string(v) && !text_blank(json_string_value(v)))
		PUSH(a, out, json_string_value(v));
	for (size_t i = 0; i < json_array_size(v) && out->n < WORDS_MOST; i++)
		if (json_is_string(json_array_get(v, i)) && !text_blank(json_string_value(json_array_get(v, i))))
			PUSH(a, out, json_string_value(json_array_get(v, i)));
}

/* A number of seconds that a clock may show; some write it as a real number. */
static int64_t
seconds_of(const struct json_t *o, const char *name)
{
	const struct json_t *v = json_object_get(o, name);
	double x = json_is_number(v) ? json_number_value(v) : -1;
	return x >= 0 && x < 1e11 ? (int64_t)x : NONE;
}

/* A boolean, or the word for it, as some providers write. */
static enum said
said_of(const struct json_t *v)
{
	if (v == NULL || json_is_null(v))
		return SAID_NOTHING;
	return json_is_true(v) || text_eq(json_string_value(v), "true") ? SAID_YES : SAID_NO;
}

static void
claims_of(struct arena *a, const struct json_t *o, const struct oidc_settings *s, struct oidc_claims *c)
{
	*c = (struct oidc_claims){ .issuer = string_of(o, "iss"), .subject = string_of(o, "sub"), .azp = string_of(o, "azp"),
		.nonce = string_of(o, "nonce"), .expires = seconds_of(o, "exp"), .issued = seconds_of(o, "iat"), .email = string_of(o, s->claim_email),
		.name = string_of(o, s->claim_name) };
	/* email_verified speaks of `email`: of another claim that holds an address it says nothing. */
	if (c->email != NULL && text_eq(c->email, string_of(o, "email")))
		c->verified = said_of(json_object_get(o, "email_verified"));
	words_of(a, json_object_get(o, "aud"), &c->audience);
	if (!text_blank(s->claim_groups))
		words_of(a, json_object_get(o, s->claim_groups), &c->groups);
}

enum oidc_why
oidc_claims_of_token(struct arena *a, const char *token, const struct oidc_settings *s, struct oidc_claims *out)
{
	const struct json_t *o = part_of(a, token, 1);
	if (o == NULL)
		return OIDC_BAD_TOKEN;
	claims_of(a, o, s, out);
	return OIDC_FINE;
}

enum oidc_why
oidc_claims_of_json(struct arena *a, const char *json, size_t n, const struct oidc_settings *s, struct oidc_claims *out)
{
	const struct json_t *o = object_read(a, json, n);
	if (o == NULL)
		return OIDC_NOT_OPENID;
	claims_of(a, o, s, out);
	return OIDC_FINE;
}

enum oidc_why
oidc_answer_read(struct arena *a, int status, const char *json, size_t n, struct oidc_tokens *out)
{
	const struct json_t *o = object_read(a, json, n);
	*out = (struct oidc_tokens){ 0 };
	if (o != NULL)
		*out = (struct oidc_tokens){ string_of(o, "id_token"), string_of(o, "access_token"), string_of(o, "error") };
	if (status == 200)
		return out->id_token != NULL ? OIDC_FINE : o == NULL ? OIDC_NOT_OPENID : OIDC_BAD_TOKEN;
	/* RFC 6749 §5.2; not every provider keeps to its words. */
	if (status == 401 || text_eq(out->error, "invalid_client") || text_eq(out->error, "unauthorized_client"))
		return OIDC_CLIENT_REFUSED;
	return status == 400 || status == 403 ? OIDC_CODE_REFUSED : OIDC_NO_ANSWER;
}
