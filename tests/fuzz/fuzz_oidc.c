/* What a provider sends, before anything is believed: its description, its keys, a token, an answer. */
#include "people/oidc.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct oidc_settings s = { .issuer = "https://e.be", .client_id = "c", .claim_email = "email", .claim_name = "name",
		.claim_groups = "groups", .domains = "e.be" };
	struct arena *a = arena_new(MIB(256));
	const char *text = arena_strndup(a, (const char *)data, n);
	struct oidc_discovery d;
	struct oidc_head h;
	struct oidc_claims c;
	struct oidc_tokens t;
	if (oidc_discovery_read(a, text, strlen(text), s.issuer, &d) == OIDC_FINE)
		BUG_ON(!oidc_url_safe(d.authorization) || !oidc_url_safe(d.token) || !oidc_url_safe(d.jwks) || d.algorithms.n == 0);
	if (oidc_head_read(a, text, &h) == OIDC_FINE) {
		BUG_ON(h.alg == NULL || strcmp(h.alg, "none") == 0 || h.alg[0] == 'H');
		oidc_jwks_has(a, text, &h);
	}
	if (oidc_jwks_read(a, text, strlen(text)) == OIDC_FINE)
		oidc_jwks_has(a, text, &(struct oidc_head){ "RS256", "1" });
	if (oidc_claims_of_token(a, text, &s, &c) == OIDC_FINE && oidc_claims_judge(&c, &s, "n", 1000) == OIDC_FINE)
		BUG_ON(c.subject == NULL || c.nonce == NULL || c.audience.n == 0);
	if (oidc_claims_of_json(a, text, strlen(text), &s, &c) == OIDC_FINE && oidc_email_judge(a, &c, &s) == OIDC_FINE)
		BUG_ON(!email_valid(c.email) || c.verified != SAID_YES);
	oidc_answer_read(a, 200, text, strlen(text), &t);
	BUG_ON(oidc_url_safe(text) && !text_starts(text, "https://") && !text_starts(text, "http://"));
	const char *domains = oidc_domains(a, text);
	BUG_ON(domains != NULL && strpbrk(domains, "@,;\n") != NULL);
	arena_free(a);
	return 0;
}
