/* oidc_rules.c: sign-in through a provider: what is decided from what is known. Pure. */
#include "people/oidc.h"
#include "base/tr.h"
#include <string.h>

/* ---- addresses -------------------------------------------------------------------------------------------- */

static bool
this_machine(const char *host, size_t n)
{
	static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
	for (size_t i = 0; i < LEN(names); i++)
		if (strlen(names[i]) == n && strncmp(host, names[i], n) == 0)
			return true;
	return false;
}

bool
oidc_url_safe(const char *url)
{
	if (url == NULL || strlen(url) > OIDC_URL_MAX)
		return false;
	for (const char *s = url; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f || strchr("\"<>\\^`{|}#", *s) != NULL)
			return false;
	bool plain = text_starts(url, "http://");
	if (!plain && !text_starts(url, "https://"))
		return false;
	const char *host = url + (plain ? 7 : 8);
	size_t all = strcspn(host, "/?"), n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?");
	if (n == 0 || n > all || memchr(host, '@', all) != NULL)
		return false;
	if (n < all && (host[n] != ':' || all - n < 2 || all - n > 6 || strspn(host + n + 1, "0123456789") != all - n - 1))
		return false;
	return !plain || this_machine(host, n);
}

bool
oidc_issuer_same(const char *said, const char *wanted)
{
	size_t n = strlen(said), m = strlen(wanted);
	n -= n > 0 && said[n - 1] == '/';
	m -= m > 0 && wanted[m - 1] == '/';
	return n == m && strncmp(said, wanted, n) == 0;
}

const char *
oidc_domains(struct arena *a, const char *typed)
{
	struct buf b = buf_new(a, KIB(4));
	char *save = NULL, *copy = arena_strdup(a, typed == NULL ? "" : typed);
	for (char *w = strtok_r(copy, " ,;\t\r\n", &save); w != NULL; w = strtok_r(NULL, " ,;\t\r\n", &save)) {
		w += *w == '@';
		for (char *c = w; *c != '\0'; c++)
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c - 'A' + 'a');
		if (!email_valid(arena_printf(a, "x@%s", w)))
			return NULL;
		buf_printf(&b, "%s%s", b.len > 0 ? " " : "", w);
	}
	return b.full ? NULL : buf_str(&b);
}

bool
oidc_domain_allowed(struct arena *a, const char *domains, const char *email)
{
	const char *at = email == NULL ? NULL : strrchr(email, '@');
	if (at == NULL)
		return false;
	if (text_blank(domains))
		return true;
	const char *mine = text_fold(a, at + 1);
	char *save = NULL, *copy = arena_strdup(a, domains);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		if (strcmp(w, mine) == 0)
			return true;
	return false;
}

/* ---- settings --------------------------------------------------------------------------------------------- */

/* A name of a claim: letters, digits and what URLs of claims are made of. */
static bool
claim_named(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f || strchr("\"'<>\\", *s) != NULL)
			return false;
	return true;
}

/* A value of the request or of a header: no control characters. */
static bool
printable(const char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static bool
scope_right(const char *s)
{
	bool openid = false;
	for (const char *w = s; *w != '\0'; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");
		openid = openid || (n == 6 && strncmp(w, "openid", 6) == 0);
		w += n;
	}
	return openid && printable(s);
}

void
oidc_settings_check(struct arena *a, const struct oidc_settings *s, struct problems *out)
{
	if (!oidc_url_safe(s->issuer) || strchr(s->issuer, '?') != NULL)
		problem_add(a, out, "issuer", N_("Écrivez l’adresse du fournisseur, en https et sans question (« ? ») : https://compte.ecole.be/realms/ecole."), NULL);
	if (text_blank(s->client_id) || !printable(s->client_id))
		problem_add(a, out, "client_id", N_("Écrivez l’identifiant que le fournisseur a donné à Pilotis."), NULL);
	if (!printable(s->secret))
		problem_add(a, out, "secret", N_("Ce secret contient des signes qui ne s’écrivent pas : copiez-le à nouveau."), NULL);
	if (text_blank(s->label))
		problem_add(a, out, "label", N_("Écrivez ce que le bouton annonce : le nom de l’école, par exemple."), NULL);
	if (!scope_right(s->scope))
		problem_add(a, out, "scope", N_("La portée contient toujours « openid » : « openid email profile » convient d’habitude."), NULL);
	if (text_blank(s->claim_email) || !claim_named(s->claim_email))
		problem_add(a, out, "claim_email", N_("Écrivez le nom de la donnée qui porte l’adresse : « email » d’habitude."), NULL);
	if (text_blank(s->claim_name) || !claim_named(s->claim_name))
		problem_add(a, out, "claim_name", N_("Écrivez le nom de la donnée qui porte le nom : « name » d’habitude."), NULL);
	if (!claim_named(s->claim_groups))
		problem_add(a, out, "claim_groups", N_("Un nom de donnée s’écrit sans espace ni accent."), NULL);
	if (s->domains == NULL)
		problem_add(a, out, "domains", N_("Écrivez des domaines, séparés par des espaces : ecole.be etu.ecole.be."), NULL);
	else if (s->trust_email && text_blank(s->domains))
		problem_add(a, out, "domains", N_("Pour croire un fournisseur qui ne vérifie pas les adresses, dites au moins de quels domaines."), NULL);
	if (s->registers && text_blank(s->claim_groups))
		problem_add(a, out, "claim_groups", N_("Pour inscrire les membres de groupes, dites quelle donnée porte les groupes."), NULL);
}

/* ---- claims ----------------------------------------------------------------------------------------------- */

static bool
among(const struct strings *l, const char *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i], s) == 0)
			return true;
	return false;
}

enum oidc_why
oidc_claims_judge(const struct oidc_claims *c, const struct oidc_settings *s, const char *nonce, int64_t now)
{
	if (!text_eq(c->issuer, s->issuer))
		return OIDC_TOKEN_ISSUER;
	if (!among(&c->audience, s->client_id) || (c->audience.n > 1 && c->azp == NULL) || (c->azp != NULL && !text_eq(c->azp, s->client_id)))
		return OIDC_TOKEN_AUDIENCE;
	if (c->expires == NONE || c->issued == NONE || c->expires + OIDC_CLOCKS < now || c->issued - OIDC_CLOCKS > now ||
	    c->issued + OIDC_AGE + OIDC_CLOCKS < now)
		return OIDC_TOKEN_TIME;
	if (c->nonce == NULL || strcmp(c->nonce, nonce) != 0)
		return OIDC_TOKEN_NONCE;
	if (text_blank(c->subject) || strlen(c->subject) > 255)
		return OIDC_TOKEN_SUBJECT;
	return OIDC_FINE;
}

enum oidc_why
oidc_email_judge(struct arena *a, const struct oidc_claims *c, const struct oidc_settings *s)
{
	if (!email_valid(c->email))
		return OIDC_NO_EMAIL;
	if (c->verified == SAID_NO)
		return OIDC_UNVERIFIED;
	if (!oidc_domain_allowed(a, s->domains, c->email))
		return OIDC_DOMAIN;
	/* Silence is no "yes", unless the administrator vouches for the provider, for named domains. */
	return c->verified == SAID_YES || (s->trust_email && !text_blank(s->domains)) ? OIDC_FINE : OIDC_UNVERIFIED;
}

/* ---- in words --------------------------------------------------------------------------------------------- */

#define LATER N_("Essayez à nouveau dans quelques minutes. Si cela dure, prévenez l’administration de Pilotis.")
#define TELL N_("Prévenez l’administration de Pilotis : la liaison avec le fournisseur est à revoir.")
#define AGAIN N_("Revenez à la page de connexion et recommencez.")

static const struct { int status; const char *word, *title, *next; } words[OIDC_WHY_COUNT] = {
	[OIDC_FINE] = { 200, "fine", N_("Tout va bien"), "" },
	[OIDC_OFF] = { 404, "off", N_("La connexion par un fournisseur n’est pas en service"), AGAIN },
	[OIDC_BUSY] = { 503, "busy", N_("Beaucoup de personnes se connectent en ce moment"), LATER },
	[OIDC_UNREACHABLE] = { 502, "unreachable", N_("Le fournisseur ne répond pas : sa machine n’est pas joignable"), LATER },
	[OIDC_TOO_SLOW] = { 504, "too slow", N_("Le fournisseur n’a pas répondu à temps"), LATER },
	[OIDC_TLS] = { 502, "certificate", N_("Le certificat du fournisseur n’est pas reconnu"), TELL },
	[OIDC_NO_ANSWER] = { 502, "no answer", N_("Le fournisseur répond par une erreur"), LATER },
	[OIDC_NOT_OPENID] = { 502, "not openid", N_("Cette adresse ne répond pas comme un fournisseur OpenID Connect"), TELL },
	[OIDC_OTHER_ISSUER] = { 502, "other issuer", N_("Le fournisseur se nomme autrement que dans les réglages"), TELL },
	[OIDC_UNSAFE_URL] = { 502, "unsafe url", N_("Une adresse du fournisseur n’est pas protégée (https)"), TELL },
	[OIDC_NO_CODE] = { 502, "no code flow", N_("Le fournisseur ne propose pas la connexion par code"), TELL },
	[OIDC_NO_PKCE] = { 502, "no pkce", N_("Le fournisseur n’accepte pas la protection PKCE (S256)"), TELL },
	[OIDC_NO_KEYS] = { 502, "no keys", N_("Le fournisseur ne montre aucune clé de signature"), TELL },
	[OIDC_CLIENT_REFUSED] = { 502, "client refused", N_("Le fournisseur ne reconnaît pas Pilotis : identifiant ou secret refusé"), TELL },
	[OIDC_CODE_REFUSED] = { 400, "code refused", N_("Cette connexion a déjà servi ou a trop attendu"), AGAIN },
	[OIDC_DENIED] = { 403, "denied", N_("La connexion a été refusée ou abandonnée chez le fournisseur"), AGAIN },
	[OIDC_BAD_STATE] = { 400, "state", N_("Cette connexion n’a pas été commencée dans ce navigateur, ou il y a trop longtemps"), AGAIN },
	[OIDC_REPLAYED] = { 400, "replayed", N_("Cette connexion a déjà servi"), AGAIN },
	[OIDC_BAD_TOKEN] = { 502, "token signature", N_("La réponse du fournisseur n’est pas signée comme il faut"), TELL },
	[OIDC_TOKEN_ISSUER] = { 502, "token issuer", N_("La réponse vient d’un autre fournisseur que celui des réglages"), TELL },
	[OIDC_TOKEN_AUDIENCE] = { 502, "token audience", N_("La réponse du fournisseur est destinée à une autre application"), TELL },
	[OIDC_TOKEN_TIME] = { 502, "token time", N_("La réponse du fournisseur n’est plus, ou pas encore, valable : une horloge n’est pas à l’heure"), TELL },
	[OIDC_TOKEN_NONCE] = { 400, "token nonce", N_("La réponse du fournisseur est celle d’une autre connexion"), AGAIN },
	[OIDC_TOKEN_SUBJECT] = { 502, "token subject", N_("Le fournisseur ne dit pas qui vous êtes"), TELL },
	[OIDC_NO_EMAIL] = { 403, "no address", N_("Le fournisseur ne donne pas votre adresse de courriel"),
		N_("C’est par elle que Pilotis vous reconnaît la première fois. Demandez au service informatique de la transmettre à Pilotis.") },
	[OIDC_UNVERIFIED] = { 403, "unverified address", N_("Le fournisseur n’a pas vérifié votre adresse de courriel"),
		N_("Sans vérification, n’importe qui pourrait prendre votre place. Faites vérifier votre adresse chez le fournisseur, puis recommencez.") },
	[OIDC_DOMAIN] = { 403, "domain", N_("Votre adresse n’est pas d’un domaine admis par ce programme"),
		N_("Connectez-vous avec votre compte de l’école, ou demandez à la coordination.") },
	[OIDC_UNKNOWN] = { 403, "unknown person", N_("Vous êtes bien connecté chez le fournisseur, mais ce programme ne vous connaît pas"),
		N_("Demandez à la coordination de vous inscrire avec cette adresse, puis recommencez.") },
	[OIDC_DISABLED] = { 403, "disabled person", N_("Votre compte dans ce programme est désactivé"), N_("Demandez à la coordination de le rouvrir.") },
	[OIDC_TAKEN] = { 409, "taken", N_("Cette adresse est déjà liée à un autre compte du fournisseur"),
		N_("Si c’est bien vous, demandez à la coordination de défaire l’ancien lien dans votre fiche, puis recommencez.") },
};

/* The same, said to who can mend it. */
const char *
oidc_test_advice(enum oidc_why w)
{
	switch ((int)w) {
	case OIDC_OFF: return N_("Enregistrez d’abord le fournisseur.");
	case OIDC_UNREACHABLE:
	case OIDC_TOO_SLOW: return N_("Vérifiez l’adresse, et que cette machine peut joindre celle du fournisseur : nom, pare-feu, port.");
	case OIDC_TLS: return N_("Vérifiez l’heure de cette machine, et que l’autorité qui a signé ce certificat y est connue (paquet ca-certificates).");
	case OIDC_NO_ANSWER:
	case OIDC_NOT_OPENID: return N_("Vérifiez l’adresse : il y manque peut-être une partie, comme « /realms/ecole » ou « /v2.0 ». Ouverte dans un navigateur et suivie de /.well-known/openid-configuration, elle montre une description.");
	case OIDC_OTHER_ISSUER: return N_("Écrivez l’adresse exactement comme il se nomme ci-dessous.");
	case OIDC_UNSAFE_URL: return N_("Toutes ses adresses doivent commencer par https. Demandez au fournisseur de corriger sa description.");
	case OIDC_NO_CODE: return N_("Activez chez le fournisseur le flux « authorization code » pour Pilotis.");
	case OIDC_NO_PKCE: return N_("Activez chez le fournisseur PKCE avec la méthode S256.");
	case OIDC_NO_KEYS: return N_("Le fournisseur doit signer avec une clé RSA, EC ou EdDSA, et la montrer à son adresse « jwks_uri ».");
	case OIDC_CLIENT_REFUSED: return N_("Copiez à nouveau l’identifiant et le secret ; vérifiez aussi que Pilotis est actif chez le fournisseur et s’y présente par un secret.");
	}
	return words[w].next;
}

const char *oidc_why_word(enum oidc_why w) { return words[w].word; }
const char *oidc_why_title(enum oidc_why w) { return words[w].title; }
const char *oidc_why_next(enum oidc_why w) { return words[w].next; }
int oidc_why_status(enum oidc_why w) { return words[w].status; }
