/* account_pages.c: one's own name, language, password and sessions. */
#include "people/people_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/oidc.h"
#include "people/people_field.h"
#include "store/history.h"
#include <string.h>

const struct param account_params[] = { { "name", P_LINE, 200 }, { "lang", P_WORD, 5 }, { "rev", P_INT, 19 }, { 0 } };
const struct param account_password_params[] = { { "password", P_SECRET, 1024 }, { 0 } };

/* typed: what the form held, when it comes back with mistakes; NULL: as stored. */
struct showing { struct request *rq; struct answer *an; const struct person *typed; };

static enum err
show(struct db *db, void *arg)
{
	struct showing *s = arg;
	struct request *rq = s->rq;
	struct person k;
	struct session_rows sessions;
	struct grant_rows grants;
	struct actor_refs refs;
	struct bounces bounce;
	enum err e = person_get(db, rq->user->person, &k);
	if (e == OK)
		e = bounce_at(db, k.email, &bounce);
	if (e == OK)
		e = session_list(db, rq->user, &sessions);
	if (e == OK)
		e = grants_of(db, k.id, &grants);
	struct oidc_settings provider;
	struct oidc_link link;
	bool linked = false;
	if (e == OK)
		e = actor_refs(db, &refs);
	if (e == OK)
		e = oidc_settings_load(db, &provider);
	if (e == OK)
		e = oidc_link_of(db, k.id, &link, &linked);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, s->an, tr(rq->lang, N_("Mon compte")), "account");
	page_account(p, rq, &s->an->problems, s->typed == NULL ? &k : s->typed, roles_text(p, &grants, k.id, &refs, rq->today), &bounce);
	if (linked || (provider.enabled && rq->app->oidc != NULL))
		page_account_provider(p, rq, &provider, linked ? &link : NULL);
	if (!provider.local_off)
		page_account_password(p, rq, &s->an->problems, &k);
	page_account_sessions(p, rq, &sessions);
	layout_end(rq, s->an);
	return OK;
}

enum err
account_page(struct request *rq, struct answer *an)
{
	struct showing s = { rq, an, NULL };
	return show(rq->db, &s);
}

static enum err
back_to_account(struct request *rq, struct answer *an, const char *notice)
{
	answer_notice(rq, an, notice, NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/account"));
}

enum err
account_save(struct request *rq, struct answer *an)
{
	struct person k;
	const char *name = param_text(rq, "name"), *lang = param_text(rq, "lang");
	enum err e = person_get(rq->db, rq->user->person, &k);
	if (e != OK)
		return e;
	int64_t now = k.rev;
	if (text_blank(name))
		problem_add(rq->a, &an->problems, "name", N_("Votre nom est nécessaire : les autres vous reconnaissent par lui."), NULL);
	if (!text_eq(lang, "fr") && !text_eq(lang, "en"))
		problem_add(rq->a, &an->problems, "lang", N_("Choisissez une langue."), NULL);
	k.name = name;
	k.lang = text_eq(lang, "en") ? "en" : "fr";
	k.rev = param_int(rq, "rev");
	if (an->problems.n > 0) {
		struct showing s = { rq, an, &k };
		return show(rq->db, &s);
	}
	e = person_save(rq->db, &k);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "person", k.id, now, url_path(rq->a, "/account"));
	return e != OK ? e : back_to_account(rq, an, N_("Votre compte est à jour."));
}

/* ---- the password ---------------------------------------------------------------------------------------- */

struct setting_password { struct request *rq; struct answer *an; const char *hash; };

/* Whoever changed it from a machine left open is undone by the true owner: other sessions end, and a mail tells. */
static enum err
set_password(struct db *db, void *arg)
{
	struct setting_password *s = arg;
	const struct user *u = s->rq->user;
	struct arena *a = db_arena(db);
	const char *lang = lang_tag(s->rq->lang);
	enum err e = person_password_set(db, u->person, s->hash);
	if (e == OK)
		e = session_end_all(db, u->person, u->session);
	if (e != OK)
		return e;
	struct mail m = { .to = u->email, .person = u->person,
		.subject = mail_text(a, lang, s->hash == NULL ? N_("Votre mot de passe Pilotis a été retiré") : N_("Votre mot de passe Pilotis a changé")),
		.text = mail_text(a, lang, N_("Bonjour %s,\n\nVotre mot de passe vient d’être changé ou retiré, et vos autres sessions ont été fermées.\n\n"
		    "Si ce n’est pas vous, demandez un lien pour entrer, puis « Se déconnecter partout » dans « Mon compte ».\n"), u->name) };
	e = mail_queue(db, MAIL_SECURITY, &m);
	return e != OK ? e : back_to_account(s->rq, s->an, s->hash == NULL ? N_("Vous n’avez plus de mot de passe : entrez par un lien.") :
	    N_("Votre mot de passe est enregistré ; vos autres sessions sont fermées."));
}

enum err
account_password(struct request *rq, struct answer *an)
{
	const struct user *u = rq->user;
	const char *password = param_text(rq, "password"), *wrong = password_problem(rq->a, password, u->name, u->email);
	struct setting_password s = { rq, an, NULL };
	char *hash;
	if (wrong != NULL)
		problem_add(rq->a, &an->problems, "password", wrong, NULL);
	if (an->problems.n > 0) {
		struct showing again = { rq, an, NULL };
		return store_read(rq->app->store, rq->a, show, &again);
	}
	enum err e = password_hash(rq->a, password, &hash);
	if (e != OK)
		return e;
	s.hash = hash;
	return request_write(rq, an, set_password, &s);
}

enum err
account_password_remove(struct request *rq, struct answer *an)
{
	struct setting_password s = { rq, an, NULL };
	return set_password(rq->db, &s);
}

/* ---- sessions -------------------------------------------------------------------------------------------- */

enum err
account_session_end(struct request *rq, struct answer *an)
{
	enum err e = session_end(rq->db, rq->user->person, param_int(rq, "id"));
	return e != OK ? e : back_to_account(rq, an, N_("Cette session est fermée."));
}

enum err
account_sessions_end(struct request *rq, struct answer *an)
{
	enum err e = session_end_all(rq->db, rq->user->person, rq->user->session);
	return e != OK ? e : back_to_account(rq, an, N_("Vos autres sessions sont fermées."));
}

enum err
account_everywhere_end(struct request *rq, struct answer *an)
{
	enum err e = session_end_all(rq->db, rq->user->person, NONE);
	if (e != OK)
		return e;
	answer_session(rq, an, NULL, false);
	answer_notice(rq, an, N_("Vous êtes déconnecté partout."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/signin"));
}
