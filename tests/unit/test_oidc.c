/* Sign-in through a provider: what is decided, what is read, and signatures by keys made here. */
#include "test.h"
#include "base/secret.h"
#include "people/oidc.h"
#include <rhonabwy.h>
#include <jansson.h>

static const struct oidc_settings usual = { .issuer = "https://compte.ecole.be", .client_id = "pilotis", .scope = "openid email profile",
	.claim_email = "email", .claim_name = "name", .claim_groups = "groups", .domains = "", .label = "École" };

static void
addresses(void **state)
{
	(void)state;
	static const char *const safe[] = { "https://compte.ecole.be", "https://compte.ecole.be:8443/realms/x", "http://127.0.0.1:4593/api/oidc",
		"http://localhost/x", "http://[::1]:80/x", "https://[2001:db8::1]/x", "https://e.be//api/oidc/auth?x=1" };
	static const char *const unsafe[] = { "", "compte.ecole.be", "http://compte.ecole.be", "http://localhost.evil.org", "http://127.0.0.1.evil.org/",
		"https://user@ecole.be/", "http://localhost@evil.org/", "https://", "https:///x", "https://e.be/#x", "https://e.be:/x", "https://e.be:99999999/",
		"https://e.be/a b", "https://é.be/", "javascript:alert(1)", "ftp://e.be/", "https://e.be:80@x/", "file:///etc/passwd" };
	for (size_t i = 0; i < LEN(safe); i++)
		if (!oidc_url_safe(safe[i]))
			fail_msg("refused: %s", safe[i]);
	for (size_t i = 0; i < LEN(unsafe); i++)
		if (oidc_url_safe(unsafe[i]))
			fail_msg("taken: %s", unsafe[i]);
	assert_false(oidc_url_safe(NULL));
	assert_true(oidc_issuer_same("https://e.be/", "https://e.be"));
	assert_false(oidc_issuer_same("https://e.be/x", "https://e.be"));
	assert_false(oidc_issuer_same("https://E.be", "https://e.be"));
}

static void
domains(void **state)
{
	struct arena *a = *state;
	assert_string_equal(oidc_domains(a, " Ecole.BE, @etu.ecole.be;x.org\n"), "ecole.be etu.ecole.be x.org");
	assert_string_equal(oidc_domains(a, NULL), "");
	assert_null(oidc_domains(a, "ecole.be pas_un_domaine!"));
	assert_true(oidc_domain_allowed(a, "", "a@anything.org"));
	assert_true(oidc_domain_allowed(a, "ecole.be etu.ecole.be", "a@Etu.Ecole.BE"));
	assert_false(oidc_domain_allowed(a, "ecole.be", "a@fausse-ecole.be"));
	assert_false(oidc_domain_allowed(a, "ecole.be", "a@ecole.be.evil.org"));
	assert_false(oidc_domain_allowed(a, "ecole.be", "ecole.be"));
}

static void
settings(void **state)
{
	struct arena *a = *state;
	struct problems none = { 0 }, p = { 0 };
	oidc_settings_check(a, &usual, &none);
	assert_int_equal(none.n, 0);
	struct oidc_settings bad = { .issuer = "http://ecole.be", .client_id = " ", .secret = "a\nb", .scope = "email profile", .claim_email = "",
		.claim_name = "na me", .claim_groups = "gr oups", .domains = NULL, .label = "" };
	oidc_settings_check(a, &bad, &p);
	static const char *const fields[] = { "issuer", "client_id", "secret", "scope", "claim_email", "claim_name", "claim_groups", "domains", "label" };
	for (size_t i = 0; i < LEN(fields); i++)
		if (problem_of(&p, fields[i]) == NULL)
			fail_msg("nothing is said of %s", fields[i]);
	struct oidc_settings trusting = usual, inviting = usual;
	trusting.trust_email = true;
	p = (struct problems){ 0 };
	oidc_settings_check(a, &trusting, &p);
	assert_non_null(problem_of(&p, "domains"));
	inviting.registers = true;
	inviting.claim_groups = "";
	oidc_settings_check(a, &inviting, &p);
	assert_non_null(problem_of(&p, "claim_groups"));
}

static struct oidc_claims
claims(struct arena *a)
{
	struct oidc_claims c = { .issuer = usual.issuer, .subject = "248", .nonce = "n", .issued = 1000, .expires = 4600, .email = "ana@ecole.be",
		.verified = SAID_YES };
	PUSH(a, &c.audience, "pilotis");
	return c;
}

static void
judging_claims(void **state)
{
	struct arena *a = *state;
	struct oidc_claims c = claims(a);
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_FINE);
	assert_int_equal(oidc_claims_judge(&c, &usual, "m", 1000), OIDC_TOKEN_NONCE);
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000 - OIDC_CLOCKS), OIDC_FINE);
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 999 - OIDC_CLOCKS), OIDC_TOKEN_TIME);
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000 + OIDC_AGE + OIDC_CLOCKS), OIDC_FINE);
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1001 + OIDC_AGE + OIDC_CLOCKS), OIDC_TOKEN_TIME);
	c.expires = 1100;
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1101 + OIDC_CLOCKS), OIDC_TOKEN_TIME);
	c.expires = NONE;
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_TIME);
	c = claims(a);
	c.issued = NONE;
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_TIME);
	c = claims(a);
	c.nonce = NULL;
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_NONCE);
	c = claims(a);
	c.issuer = "https://compte.ecole.be/";
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_ISSUER);
	c = claims(a);
	c.audience.items[0] = "another";
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_AUDIENCE);
	PUSH(a, &c.audience, "pilotis");
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_AUDIENCE); /* two, and nobody says for whom */
	c.azp = "another";
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_AUDIENCE);
	c.azp = "pilotis";
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_FINE);
	c.subject = "";
	assert_int_equal(oidc_claims_judge(&c, &usual, "n", 1000), OIDC_TOKEN_SUBJECT);
}

static void
judging_addresses(void **state)
{
	struct arena *a = *state;
	struct oidc_settings s = usual;
	struct oidc_claims c = claims(a);
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_FINE);
	c.verified = SAID_NO;
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_UNVERIFIED);
	c.verified = SAID_NOTHING;
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_UNVERIFIED);
	s.trust_email = true; /* without a domain it is not believed */
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_UNVERIFIED);
	s.domains = "ecole.be";
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_FINE);
	c.verified = SAID_NO;
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_UNVERIFIED);
	c.verified = SAID_YES;
	c.email = "ana@gmail.com";
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_DOMAIN);
	c.email = NULL;
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_NO_EMAIL);
	c.email = "ana@ecole.be\r\nBcc: x@y.z";
	assert_int_equal(oidc_email_judge(a, &c, &s), OIDC_NO_EMAIL);
}

static enum oidc_why
discovery(struct arena *a, const char *json, struct oidc_discovery *d)
{
	return oidc_discovery_read(a, json, strlen(json), "https://compte.ecole.be", d);
}
#define DISCOVERY(issuer, token, rest) "{\"issuer\":\"" issuer "\",\"authorization_endpoint\":\"https://compte.ecole.be/auth\"," \
	"\"token_endpoint\":\"" token "\",\"jwks_uri\":\"https://compte.ecole.be/jwks\"" rest "}"
#define CODE ",\"response_types_supported\":[\"id_token\",\"code\"]"

static void
descriptions(void **state)
{
	struct arena *a = *state;
	struct oidc_discovery d = { 0 };
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be/", "https://compte.ecole.be/token", CODE), &d), OIDC_FINE);
	assert_string_equal(d.issuer, "https://compte.ecole.be/");
	assert_false(d.secret_post);
	assert_true(d.algorithms.n >= 8); /* it does not say: all that we accept */
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be", "https://compte.ecole.be/token", CODE
	    ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],\"code_challenge_methods_supported\":[\"plain\",\"S256\"]"), &d), OIDC_FINE);
	assert_true(d.secret_post && d.secret_form);
	assert_int_equal(discovery(a, DISCOVERY("https://other.be", "https://compte.ecole.be/token", CODE), &d), OIDC_OTHER_ISSUER);
	assert_string_equal(d.issuer, "https://other.be"); /* shown to who sets it up */
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be", "http://compte.ecole.be/token", CODE), &d), OIDC_UNSAFE_URL);
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be", "https://compte.ecole.be/token", ""), &d), OIDC_NO_CODE);
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be", "https://compte.ecole.be/token", CODE
	    ",\"code_challenge_methods_supported\":[\"plain\"]"), &d), OIDC_NO_PKCE);
	assert_int_equal(discovery(a, DISCOVERY("https://compte.ecole.be", "https://compte.ecole.be/token", CODE
	    ",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\"]"), &d), OIDC_NO_KEYS);
	static const char *const none[] = { "", "<html>", "[]", "{}", "{\"issuer\":3}", "{\"issuer\":\"https://compte.ecole.be\"}" };
	for (size_t i = 0; i < LEN(none); i++)
		assert_int_equal(discovery(a, none[i], &d), OIDC_NOT_OPENID);
	assert_int_equal(oidc_jwks_read(a, "{\"keys\":[{\"kty\":\"oct\"},{\"kty\":\"RSA\",\"use\":\"enc\"}]}", 50), OIDC_NO_KEYS);
	static const char keys[] = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\"}]}";
	assert_int_equal(oidc_jwks_read(a, keys, strlen(keys)), OIDC_FINE);
	assert_true(oidc_jwks_has(a, keys, &(struct oidc_head){ "RS256", "1" }));
	assert_true(oidc_jwks_has(a, keys, &(struct oidc_head){ "PS512", NULL }));
	assert_false(oidc_jwks_has(a, keys, &(struct oidc_head){ "RS256", "2" }));
	assert_false(oidc_jwks_has(a, keys, &(struct oidc_head){ "ES256", "1" }));
}

static void
answers(void **state)
{
	struct arena *a = *state;
	struct oidc_tokens t;
#define ANSWER(status, json) oidc_answer_read(a, (status), (json), strlen(json), &t)
	assert_int_equal(ANSWER(200, "{\"id_token\":\"x\",\"access_token\":\"y\"}"), OIDC_FINE);
	assert_string_equal(t.id_token, "x");
	assert_int_equal(ANSWER(200, "{\"access_token\":\"y\"}"), OIDC_BAD_TOKEN);
	assert_int_equal(ANSWER(200, "<html>"), OIDC_NOT_OPENID);
	assert_int_equal(ANSWER(400, "{\"error\":\"invalid_grant\"}"), OIDC_CODE_REFUSED);
	assert_int_equal(ANSWER(400, "{\"error\":\"invalid_client\"}"), OIDC_CLIENT_REFUSED);
	assert_int_equal(ANSWER(401, ""), OIDC_CLIENT_REFUSED);
	assert_int_equal(ANSWER(403, "{\"error\":\"invalid_code\"}"), OIDC_CODE_REFUSED);
	assert_int_equal(ANSWER(503, "busy"), OIDC_NO_ANSWER);
}

/* ---- tokens ---------------------------------------------------------------------------------------------- */

static void
make_key(jwk_t **private, jwk_t **public, int type, const char *kid)
{
	assert_int_equal(r_jwk_init(private), RHN_OK);
	assert_int_equal(r_jwk_init(public), RHN_OK);
	assert_int_equal(r_jwk_generate_key_pair(*private, *public, type, type == R_KEY_TYPE_RSA ? 2048 : 256, kid), RHN_OK);
}

static char *
set_of(jwk_t *public)
{
	jwks_t *set = NULL;
	assert_int_equal(r_jwks_init(&set), RHN_OK);
	assert_int_equal(r_jwks_append_jwk(set, public), RHN_OK);
	char *s = r_jwks_export_to_json_str(set, 0);
	r_jwks_free(set);
	return s;
}

static char *
sign_token(jwk_t *key, jwa_alg alg, const char *nonce, time_t issued, const char *audience)
{
	jwt_t *t = NULL;
	assert_int_equal(r_jwt_init(&t), RHN_OK);
	r_jwt_set_sign_alg(t, alg);
	json_t *c = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:b, s:s, s:[s,s]}", "iss", usual.issuer, "sub", "248289761001", "aud", audience,
	    "nonce", nonce, "iat", (json_int_t)issued, "exp", (json_int_t)issued + 3600, "email", "ana@ecole.be", "email_verified", 1, "name", "Ana",
	    "groups", "cep", "cpi");
	assert_int_equal(r_jwt_set_full_claims_json_t(t, c), RHN_OK);
	json_decref(c);
	char *s = r_jwt_serialize_signed(t, key, 0);
	assert_non_null(s);
	r_jwt_free(t);
	return s;
}

static const char *accepted[] = { "RS256", "ES256" };
static const struct oidc_discovery provider = { .issuer = "https://compte.ecole.be", .authorization = "https://compte.ecole.be/auth",
	.token = "https://compte.ecole.be/token", .jwks = "https://compte.ecole.be/jwks", .algorithms = { accepted, LEN(accepted), LEN(accepted) } };

static enum oidc_why
verify(struct arena *a, const char *token, const char *jwks, const char *nonce)
{
	struct oidc_tokens t = { token, "an-opaque-access-token", NULL };
	struct oidc_claims c;
	return oidc_token_verify(a, &usual, &provider, jwks, nonce, (int64_t)time(NULL), &t, &c);
}

static char *
kept(struct arena *a, char *s)
{
	arena_on_reset(a, r_free, s);
	return s;
}

static void
signatures(void **state)
{
	struct arena *a = *state;
	static const struct { int type; jwa_alg alg; } kinds[] = { { R_KEY_TYPE_RSA, R_JWA_ALG_RS256 }, { R_KEY_TYPE_EC, R_JWA_ALG_ES256 } };
	for (size_t i = 0; i < LEN(kinds); i++) {
		jwk_t *private, *public, *thief, *thief_public;
		make_key(&private, &public, kinds[i].type, "one");
		make_key(&thief, &thief_public, kinds[i].type, "one"); /* names itself alike */
		char *jwks = kept(a, set_of(public)), *theirs = kept(a, set_of(thief_public));
		char *token = kept(a, sign_token(private, kinds[i].alg, "n0nce", time(NULL), "pilotis"));
		struct oidc_claims c;
		assert_int_equal(verify(a, token, jwks, "n0nce"), OIDC_FINE);
		assert_int_equal(verify(a, token, jwks, "another"), OIDC_TOKEN_NONCE);
		assert_int_equal(verify(a, token, theirs, "n0nce"), OIDC_BAD_TOKEN);
		assert_int_equal(verify(a, token, "{\"keys\":[]}", "n0nce"), OIDC_BAD_TOKEN);
		assert_int_equal(oidc_claims_of_token(a, token, &usual, &c), OIDC_FINE);
		assert_string_equal(c.email, "ana@ecole.be");
		assert_int_equal(c.verified, SAID_YES);
		assert_int_equal(c.groups.n, 2);
		/* Claims of another, under this signature. */
		char *other = kept(a, sign_token(thief, kinds[i].alg, "n0nce", time(NULL) - 5, "pilotis"));
		char *head = arena_strndup(a, other, (size_t)(strrchr(other, '.') - other));
		assert_int_equal(verify(a, arena_printf(a, "%s%s", head, strrchr(token, '.')), jwks, "n0nce"), OIDC_BAD_TOKEN);
		/* The signature is gone. */
		assert_int_equal(verify(a, arena_printf(a, "%s.", head), jwks, "n0nce"), OIDC_BAD_TOKEN);
		/* For somebody else; of yesterday; of tomorrow. */
		assert_int_equal(verify(a, kept(a, sign_token(private, kinds[i].alg, "n0nce", time(NULL), "another")), jwks, "n0nce"), OIDC_TOKEN_AUDIENCE);
		assert_int_equal(verify(a, kept(a, sign_token(private, kinds[i].alg, "n0nce", time(NULL) - 86400, "pilotis")), jwks, "n0nce"), OIDC_TOKEN_TIME);
		assert_int_equal(verify(a, kept(a, sign_token(private, kinds[i].alg, "n0nce", time(NULL) + 86400, "pilotis")), jwks, "n0nce"), OIDC_TOKEN_TIME);
		/* Signed by an algorithm that the provider does not announce. */
		jwa_alg stronger = kinds[i].type == R_KEY_TYPE_RSA ? R_JWA_ALG_RS512 : R_JWA_ALG_NONE;
		if (stronger != R_JWA_ALG_NONE)
			assert_int_equal(verify(a, kept(a, sign_token(private, stronger, "n0nce", time(NULL), "pilotis")), jwks, "n0nce"), OIDC_BAD_TOKEN);
		r_jwk_free(private);
		r_jwk_free(public);
		r_jwk_free(thief);
		r_jwk_free(thief_public);
	}
}

/* base64url of a text, for tokens written by hand. */
static const char *
b64(struct arena *a, const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct buf b = buf_new(a, KIB(16));
	size_t n = strlen(s);
	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s[i] << 16 | (i + 1 < n ? (unsigned)(unsigned char)s[i + 1] << 8 : 0) | (i + 2 < n ? (unsigned char)s[i + 2] : 0);
		size_t k = n - i >= 3 ? 4 : n - i + 1;
		for (size_t j = 0; j < k; j++)
			buf_putc(&b, digits[v >> (18 - 6 * j) & 63]);
	}
	return buf_str(&b);
}

/* Heads that would let a token bring its own key, or none. */
static void
heads(void **state)
{
	struct arena *a = *state;
	static const char *const refused[] = { "{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"hs256\"}", "{}", "[]", "\"RS256\"", "{\"alg\":3}",
		"{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\"}}", "{\"alg\":\"RS256\",\"jku\":\"https://evil.org/jwks\"}", "{\"alg\":\"RS256\",\"x5c\":[]}",
		"{\"alg\":\"RS256\",\"x5u\":\"https://evil.org/\"}", "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}", "{\"alg\":\"RS256\",\"alg\":\"none\"}",
		"{\"alg\":\"dir\",\"enc\":\"A128GCM\"}" };
	struct oidc_head h;
	for (size_t i = 0; i < LEN(refused); i++)
		if (oidc_head_read(a, arena_printf(a, "%s.%s.AAAA", b64(a, refused[i]), b64(a, "{}")), &h) != OIDC_BAD_TOKEN)
			fail_msg("taken: %s", refused[i]);
	assert_int_equal(oidc_head_read(a, arena_printf(a, "%s.%s.AAAA", b64(a, "{\"alg\":\"RS256\",\"kid\":\"1\",\"typ\":\"JWT\"}"), b64(a, "{}")), &h), OIDC_FINE);
	assert_string_equal(h.kid, "1");
	static const char *const malformed[] = { "", ".", "..", "a.b", "a.b.c.d", "e30.e30", "e30.e30.", "e30=.e30.AAAA", "e3 0.e30.AAAA", "e31.e30.AAAA" };
	for (size_t i = 0; i < LEN(malformed); i++)
		assert_int_equal(oidc_head_read(a, malformed[i], &h), OIDC_BAD_TOKEN);
	/* A verified `email` says nothing of the claim that the settings name instead. */
	struct oidc_settings s = usual;
	struct oidc_claims c;
	const char *json = "{\"email\":\"a@ecole.be\",\"email_verified\":true,\"upn\":\"chef@ecole.be\"}";
	s.claim_email = "upn";
	assert_int_equal(oidc_claims_of_json(a, json, strlen(json), &s, &c), OIDC_FINE);
	assert_string_equal(c.email, "chef@ecole.be");
	assert_int_equal(c.verified, SAID_NOTHING);
	json = "{\"email\":\"a@ecole.be\",\"email_verified\":\"false\",\"aud\":[\"x\",\"y\"],\"exp\":1.5e9,\"iat\":-1}";
	assert_int_equal(oidc_claims_of_json(a, json, strlen(json), &usual, &c), OIDC_FINE);
	assert_int_equal(c.verified, SAID_NO);
	assert_int_equal(c.audience.n, 2);
	assert_int_equal(c.expires, 1500000000);
	assert_int_equal(c.issued, NONE);
}

static void
the_way_there(void **state)
{
	struct arena *a = *state;
	static const unsigned char key[APP_KEY_SIZE] = { 7 }, other[APP_KEY_SIZE] = { 8 };
	struct oidc_secrets k = oidc_secrets_of(key, "aaaaaaaaaaaaaaaaaaaaaaaaaa"), again = oidc_secrets_of(key, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_string_equal(k.verifier.s, again.verifier.s);
	assert_string_not_equal(k.verifier.s, k.nonce.s);
	assert_string_not_equal(k.verifier.s, oidc_secrets_of(other, "aaaaaaaaaaaaaaaaaaaaaaaaaa").verifier.s);
	assert_string_not_equal(k.verifier.s, oidc_secrets_of(key, "baaaaaaaaaaaaaaaaaaaaaaaaa").verifier.s);
	const char *url = oidc_auth_url(a, &usual, &provider, "aaaaaaaaaaaaaaaaaaaaaaaaaa", &k, "https://plan.ecole.be/signin/oidc/back");
	assert_non_null(url);
	static const char *const parts[] = { "https://compte.ecole.be/auth?", "response_type=code", "client_id=pilotis", "state=aaaaaaaaaaaaaaaaaaaaaaaaaa",
		"code_challenge_method=S256", "code_challenge=", "redirect_uri=https%3A%2F%2Fplan.ecole.be%2Fsignin%2Foidc%2Fback", "scope=openid" };
	for (size_t i = 0; i < LEN(parts); i++)
		if (strstr(url, parts[i]) == NULL)
			fail_msg("%s is not in %s", parts[i], url);
	assert_null(strstr(url, k.verifier.s)); /* only its digest travels */
	assert_non_null(strstr(url, k.nonce.s));
}

static void
every_reason_is_told(void **state)
{
	(void)state;
	for (enum oidc_why w = OIDC_FINE; w < OIDC_WHY_COUNT; w++) {
		assert_non_null(oidc_why_word(w));
		assert_non_null(oidc_why_title(w));
		assert_non_null(oidc_why_next(w));
		assert_non_null(oidc_test_advice(w));
		assert_true(w == OIDC_FINE || (oidc_why_status(w) >= 400 && oidc_why_status(w) < 600));
	}
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(addresses), T(domains), T(settings), T(judging_claims), T(judging_addresses), T(descriptions), T(answers),
		T(signatures), T(heads), T(the_way_there), T(every_reason_is_told) };
	return cmocka_run_group_tests_name("oidc", tests, NULL, NULL);
}
