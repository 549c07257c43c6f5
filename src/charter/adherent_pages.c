/* adherent_pages.c: an organisation adheres, confirms by mail, takes it back; who leads the document sees all of them. */
#include "charter/charter_pages.h"
#include "base/text.h"
#include "call/call.h"
#include "call/call_form.h"
#include "pages.h"
#include "web/throttle.h"

const struct param adhere_params[] = { { "organisation", P_LINE, 1000 }, { "signatory", P_LINE, 1000 }, { "quality", P_LINE, 1000 }, { "email", P_LINE, 254 }, { "nickname", P_LINE, 1000 },
	{ "mark", P_LINE, 80 }, { 0 } };

const struct param adhesion_params[] = { { "do", P_WORD, 12 }, { 0 } };
const struct param adhere_link_params[] = { { "link_email", P_LINE, 254 }, { 0 } };
const struct param adherent_remove_params[] = { { "why", P_LINE, 10000 }, { 0 } };

enum err
adhere_do(struct request *rq, struct answer *an)
{
	struct charter c;
	enum err e = charter_get(rq->db, rq->user, param_int(rq, "id"), &c);
	if (e != OK)
		return e;
	if (!text_blank(param_text(rq, "nickname"))) /* a machine: told that all is well */
		return answer_redirect(rq, an, url_path(rq->a, "/documents/adhesion-sent"));
	const char *mark = param_text(rq, "mark");
	enum fill f = fill_check(rq->a, rq->app->key, APP_KEY_SIZE, mark, call_now());
	if (f == FILL_FAST)
		problem_add(rq->a, &an->problems, NULL, N_("Ce formulaire est revenu très vite. Relisez vos réponses, puis envoyez à nouveau."), NULL);
	else if (f == FILL_FORGED)
		problem_add(rq->a, &an->problems, NULL, N_("Cette page était ouverte depuis longtemps. Rien n’est perdu : envoyez à nouveau."), NULL);
	struct adhering x = { param_text(rq, "organisation"), param_text(rq, "signatory"), param_text(rq, "quality"), param_text(rq, "email"), lang_tag(rq->lang), rq->app->base_url };
	if (an->problems.n == 0 && x.email != NULL && email_valid(x.email) && (e = throttle_public(rq, an, "adhere", x.email)) != OK)
		return e;
	e = an->problems.n > 0 ? E_INVALID : adherent_ask(rq->db, &c, &x, &an->problems);
	if (e == E_INVALID) {
		fail_clear(rq->a);
		an->status = 422;
		e = charter_show(rq, an, c.id, f == FILL_FORGED ? NULL : mark);
		an->status = 422;
		return e;
	}
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/documents/adhesion-sent")) : e;
}

enum err
adhere_sent_page(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Regardez votre courrier")), "documents");
	page_adhere_sent(p);
	layout_end(rq, an);
	return OK;
}

enum err
adhesion_page(struct request *rq, struct answer *an)
{
	struct adherent x;
	struct charter c;
	enum err e = adherent_by_token(rq->db, param_text(rq, "token"), &x);
	if (e == OK)
		e = charter_open(rq->db, x.charter, &c);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Une adhésion")), "documents");
	page_adhesion(p, rq, &x, &c);
	layout_end(rq, an);
	return OK;
}

enum err
adhesion_do(struct request *rq, struct answer *an)
{
	struct adherent x;
	const char *token = param_text(rq, "token"), *what = param_text(rq, "do");
	bool leaves = text_eq(what, "withdraw");
	if (!leaves && !text_eq(what, "confirm"))
		return fail(rq->a, E_NOTFOUND, "nothing is called so");
	enum err e = leaves ? adherent_withdraw(rq->db, token) : adherent_confirm(rq->db, token);
	if (e == OK)
		e = adherent_by_token(rq->db, token, &x);
	if (e == OK)
		e = charter_prove(rq->db, x.charter, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, leaves ? N_("L’adhésion est retirée.") : N_("Merci : votre organisation est dans la liste publique."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/adhesion/%s", token));
}

/* Told alike whether the address signed or not. */
enum err
adhere_link_do(struct request *rq, struct answer *an)
{
	struct charter c;
	const char *email = param_text(rq, "link_email");
	enum err e = charter_get(rq->db, rq->user, param_int(rq, "id"), &c);
	if (e == OK && (!c.adherable || c.audience != AUDIENCE_PUBLIC || c.version == NONE))
		return fail(rq->a, E_NOTFOUND, "document %lld: nobody adheres to it", (long long)c.id);
	if (e != OK)
		return e;
	if (email == NULL || !email_valid(email)) {
		problem_add(rq->a, &an->problems, "link_email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
		an->status = 422;
		e = charter_show(rq, an, c.id, NULL);
		an->status = 422;
		return e;
	}
	if ((e = throttle_public(rq, an, "adhere", email)) == OK)
		e = adherent_relink(rq->db, &c, email, lang_tag(rq->lang), rq->app->base_url);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/documents/adhesion-link-sent")) : e;
}

enum err
adhere_link_sent_page(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Regardez votre courrier")), "documents");
	page_adhere_link_sent(p);
	layout_end(rq, an);
	return OK;
}

/* ---- for who leads the document ---------------------------------------------------------------------------------------- */

static enum err
show_adherents(struct request *rq, struct answer *an)
{
	struct adherents_view v = { .problems = &an->problems };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_LEAD, &v.c);
	if (e == OK)
		e = adherent_all(rq->db, v.c.id, &v.all);
	if (e == OK)
		e = charter_proofs(rq->db, v.c.id, &v.proofs);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "adherents");
	page_adherents(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
adherents_page(struct request *rq, struct answer *an)
{
	return show_adherents(rq, an);
}

enum err
adherent_remove_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = adherent_remove(rq->db, rq->user, id, param_int(rq, "who"), param_text(rq, "why"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_adherents);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("L’adhésion est retirée."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/adherents"));
}

enum err
adherents_tell_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), sent;
	enum err e = adherent_tell(rq->db, rq->user, id, rq->app->base_url, &sent);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Courriels envoyés : %s."), arena_printf(rq->a, "%lld", (long long)sent), NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/adherents"));
}
