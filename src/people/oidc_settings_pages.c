/* oidc_settings_pages.c: which provider, who enters by it, and whether by it only. */
#include "people/oidc_pages.h"
#include "pages.h"
#include "people/people_admin.h"
#include "store/history.h"
#include <string.h>

const struct param oidc_settings_params[] = { { "label", P_LINE, 60 }, { "issuer", P_LINE, OIDC_URL_MAX }, { "client_id", P_LINE, OIDC_WORD_MAX },
	{ "secret", P_SECRET, 500 }, { "no_secret", P_BOOL, 4 }, { "who", P_WORD, 10 }, { "domains", P_LINE, 1000 }, { "trust_email", P_BOOL, 4 },
	{ "scope", P_LINE, OIDC_WORD_MAX }, { "claim_email", P_LINE, OIDC_WORD_MAX }, { "claim_name", P_LINE, OIDC_WORD_MAX },
	{ "claim_groups", P_LINE, OIDC_WORD_MAX }, { "enabled", P_BOOL, 4 }, { "rev", P_INT, 19 }, { 0 } };
const struct param oidc_group_params[] = { { "name", P_LINE, OIDC_WORD_MAX }, { "role", P_INT, 3 }, { "actor", P_INT, 19 }, { 0 } };
const struct param oidc_local_params[] = { { "off", P_BOOL, 4 }, { 0 } };

/* ---- the page ------------------------------------------------------------------------------------------------ */

/* typed: the form of the provider as it came back; test: what trying it gave. NULL: neither. */
struct tested { enum oidc_why why; struct oidc_discovery d; };
struct showing { struct request *rq; struct answer *an; const struct oidc_settings *typed; const struct tested *test; };

static enum err
show(struct db *db, void *arg)
{
	const struct showing *w = arg;
	struct request *rq = w->rq;
	struct oidc_settings s;
	struct oidc_groups groups;
	struct actor_refs refs;
	struct oidc_group_typed t = { param_text(rq, "name"), param_text(rq, "role"), param_text(rq, "actor") };
	enum err e = oidc_settings_load(db, &s);
	if (e != OK || (e = oidc_groups_list(db, &groups)) != OK || (e = actor_refs(db, &refs)) != OK)
		return e;
	struct problems *pb = &w->an->problems;
	struct page *p = layout_begin_under(rq, w->an, tr(rq->lang, N_("Connexion par l’école")), "settings", url_known("/settings"), tr(rq->lang, N_("Réglages")));
	page_oidc_intro(p, &s);
	form_problems(p, pb);
	if (w->test != NULL)
		page_oidc_tested(p, w->test->why, &w->test->d);
	if (user_may(rq->user, RIGHT_ADMIN)) {
		page_oidc_form(p, rq, pb, w->typed != NULL ? w->typed : &s, oidc_redirect_uri(rq->a, rq->app), s.secret != NULL);
		if (s.rev > 0)
			page_oidc_try(p, rq);
		if (s.rev > 0)
			page_oidc_local(p, rq, pb, &s);
	}
	if (s.rev > 0)
		page_oidc_groups(p, rq, pb, &s, &groups, &refs, &t);
	layout_end(rq, w->an);
	return OK;
}

enum err
oidc_settings_page(struct request *rq, struct answer *an)
{
	return show(rq->db, &(struct showing){ rq, an, NULL, NULL });
}

static enum err
back_to_page(struct request *rq, struct answer *an, const char *notice)
{
	answer_notice(rq, an, notice, NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/settings/signin"));
}

/* ---- the provider --------------------------------------------------------------------------------------------- */

/* What is copied from a provider's page is often the address of its description. */
static const char *
issuer_of(struct arena *a, const char *typed)
{
	static const char tail[] = "/.well-known/openid-configuration";
	const char *at = typed == NULL ? NULL : strstr(typed, tail);
	return typed == NULL ? "" : at != NULL && at[sizeof tail - 1] == '\0' ? arena_strndup(a, typed, (size_t)(at - typed)) : typed;
}

static const char *
word_of(const struct request *rq, const char *name)
{
	const char *s = param_text(rq, name);
	return s == NULL ? "" : s;
}

static struct oidc_settings
typed_of(const struct request *rq)
{
	const char *secret = param_text(rq, "secret");
	return (struct oidc_settings){ .enabled = param_bool(rq, "enabled"), .label = word_of(rq, "label"), .issuer = issuer_of(rq->a, param_text(rq, "issuer")),
		.client_id = word_of(rq, "client_id"), .secret = text_blank(secret) ? NULL : text_trim(rq->a, secret), .scope = word_of(rq, "scope"),
		.claim_email = word_of(rq, "claim_email"), .claim_name = word_of(rq, "claim_name"), .claim_groups = word_of(rq, "claim_groups"),
		.domains = oidc_domains(rq->a, param_text(rq, "domains")), .trust_email = param_bool(rq, "trust_email"),
		.registers = text_eq(param_text(rq, "who"), "groups"), .rev = param_int(rq, "rev") };
}

enum err
oidc_settings_update(struct request *rq, struct answer *an)
{
	struct oidc_settings was, s = typed_of(rq);
	enum err e = oidc_settings_load(rq->db, &was);
	if (e != OK)
		return e;
	oidc_settings_check(rq->a, &s, &an->problems);
	if (an->problems.n > 0) {
		s.domains = word_of(rq, "domains"); /* as it was typed */
		return show(rq->db, &(struct showing){ rq, an, &s, NULL });
	}
	e = oidc_settings_save(rq->db, &s);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "oidc", 1, was.rev, url_path(rq->a, "/settings/signin"));
	if (e == OK && s.secret == NULL && was.secret != NULL && param_bool(rq, "no_secret"))
		e = oidc_secret_forget(rq->db);
	struct oidc_settings now;
	if (e != OK || (e = oidc_settings_load(rq->db, &now)) != OK)
		return e;
	return back_to_page(rq, an, was.local_off && !now.local_off ?
	    N_("Le fournisseur est enregistré. Les liens et les mots de passe servent à nouveau, tant que vous n’êtes pas entré par lui.") :
	    N_("Le fournisseur est enregistré : essayez la liaison."));
}

static enum err
load(struct db *db, void *arg)
{
	return oidc_settings_load(db, arg);
}

enum err
oidc_settings_test(struct request *rq, struct answer *an)
{
	struct oidc_settings s;
	struct tested t = { OIDC_OFF, { 0 } };
	const char *jwks;
	enum err e = store_read(rq->app->store, rq->a, load, &s);
	if (e != OK)
		return e;
	if (s.rev > 0 && rq->app->oidc != NULL) {
		t.why = oidc_discover(rq->app->oidc, rq->a, &s, true, &t.d);
		if (t.why == OIDC_FINE)
			t.why = oidc_keys(rq->app->oidc, rq->a, &t.d, true, &jwks);
		if (t.why == OIDC_FINE)
			t.why = oidc_try_client(rq->app->oidc, rq->a, &s, &t.d, oidc_redirect_uri(rq->a, rq->app));
	}
	return store_read(rq->app->store, rq->a, show, &(struct showing){ rq, an, NULL, &t });
}

/* ---- by it only ------------------------------------------------------------------------------------------------- */

enum err
oidc_local_update(struct request *rq, struct answer *an)
{
	bool off = param_bool(rq, "off");
	enum err e = oidc_local_set(rq->db, off);
	if (e == E_INVALID) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "off",
		    N_("Personne de l’administration n’est encore entré par le fournisseur avec ces réglages-ci : entrez d’abord vous-même par lui."), NULL);
		return show(rq->db, &(struct showing){ rq, an, NULL, NULL });
	}
	if (e != OK)
		return e;
	return back_to_page(rq, an, off ? N_("On n’entre plus que par le fournisseur.") : N_("Les liens et les mots de passe servent à nouveau."));
}

/* ---- groups -------------------------------------------------------------------------------------------------------- */

enum err
oidc_group_create(struct request *rq, struct answer *an)
{
	const char *name = param_text(rq, "name");
	int64_t role = param_int(rq, "role"), actor = param_int(rq, "actor");
	struct actor_refs refs;
	enum err e = actor_refs(rq->db, &refs);
	if (e != OK)
		return e;
	if (text_blank(name))
		problem_add(rq->a, &an->problems, "name", N_("Écrivez le groupe comme le fournisseur l’écrit."), NULL);
	/* Coordination, administration and experts are named by someone, never by a list kept elsewhere. */
	if (role <= 0 || role > ROLE_CHAIR || ((unsigned)role & ROLES_OF_BODY) == 0 || ((unsigned)role & ((unsigned)role - 1)) != 0)
		problem_add(rq->a, &an->problems, "role", N_("Choisissez un rôle."), NULL);
	else if (!user_may_grant(rq->user, (enum role)role, NONE))
		problem_add(rq->a, &an->problems, "role", N_("Ce rôle n’est pas à vous de donner."), NULL);
	if (actor == NONE || actor_ref_name(&refs, actor) == NULL)
		problem_add(rq->a, &an->problems, "actor", N_("Ce rôle s’exerce dans une instance : choisissez laquelle."), NULL);
	if (an->problems.n == 0) {
		e = oidc_group_add(rq->db, name, (enum role)role, actor);
		if (e == OK)
			return back_to_page(rq, an, N_("Ce groupe donne ce rôle à qui entrera désormais."));
		if (e != E_CONFLICT)
			return e;
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "name", N_("Ce groupe donne déjà ce rôle."), NULL);
	}
	return show(rq->db, &(struct showing){ rq, an, NULL, NULL });
}

enum err
oidc_group_delete(struct request *rq, struct answer *an)
{
	struct oidc_groups groups;
	int64_t id = param_int(rq, "id");
	enum err e = oidc_groups_list(rq->db, &groups);
	if (e != OK)
		return e;
	for (size_t i = 0; i < groups.n; i++)
		if (groups.items[i].id == id && !user_may_grant(rq->user, groups.items[i].role, NONE))
			return E_FORBIDDEN;
	e = oidc_group_remove(rq->db, id);
	return e != OK ? e : back_to_page(rq, an, N_("Ce groupe ne donne plus ce rôle ; qui l’avait le perd en entrant."));
}
