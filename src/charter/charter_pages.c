/* charter_pages.c: the list, one document as it is read, its settings. */
#include "charter/charter_pages.h"
#include "call/call_form.h"
#include "call/call.h"
#include "pages.h"
#include "plan/plan_store.h"
#include "web/throttle.h"
#include <string.h>

const struct param charter_params[] = { { "kind", P_WORD, 20 }, { "title", P_LINE, 1000 }, { "summary", P_TEXT, 10000 }, { "audience", P_WORD, 20 }, { "actor", P_INT, 20 },
	{ "indicator", P_INT, 20 }, { "consulting", P_BOOL, 4 }, { "adherable", P_BOOL, 4 }, { "rev", P_INT, 20 }, { 0 } };

struct url
charter_url(struct request *rq, int64_t id, const char *rest)
{
	return url_known(arena_printf(rq->a, "/documents/%lld%s", (long long)id, rest));
}

struct page *
charter_layout(struct request *rq, struct answer *an, const struct charter *c, const char *tab)
{
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", c->title), "documents");
	page_charter_head(p, c, tab);
	form_problems(p, &an->problems);
	return p;
}

enum err
charters_page(struct request *rq, struct answer *an)
{
	struct charters all;
	struct charter_actors mine;
	enum err e = charter_list(rq->db, rq->user, &all);
	if (e == OK)
		e = charter_actors(rq->db, rq->user, &mine);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Documents")), "documents");
	page_charters(p, rq, &all, mine.n > 0);
	layout_end(rq, an);
	return OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static enum err
load(struct request *rq, int64_t id, struct charter_view *v)
{
	enum err e = charter_get(rq->db, rq->user, id, &v->c);
	if (e == OK && v->c.version != NONE)
		e = version_get(rq->db, id, v->c.version, &v->v);
	if (e == OK && v->c.version == NONE && (v->c.seat & CHARTER_DRAFT) != 0)
		e = section_list(rq->db, id, &v->sections);
	if (e == OK)
		e = version_acked(rq->db, rq->user, &v->c, &v->read_at);
	return e == OK ? adherent_list(rq->db, id, &v->adherents) : e;
}

static enum err
show(struct request *rq, struct answer *an, const char *mark)
{
	struct charter_view v = { .problems = &an->problems, .mark = mark };
	enum err e = load(rq, param_int(rq, "id"), &v);
	if (e != OK)
		return e;
	if (v.mark == NULL)
		v.mark = fill_mark(rq->a, rq->app->key, APP_KEY_SIZE, call_now());
	struct page *p = charter_layout(rq, an, &v.c, "text");
	page_charter(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
charter_page(struct request *rq, struct answer *an)
{
	return show(rq, an, NULL);
}

enum err
read_page(struct request *rq, struct answer *an)
{
	return show(rq, an, NULL);
}

enum err
read_do(struct request *rq, struct answer *an)
{
	struct charter c;
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_SEE, &c);
	if (e == OK)
		e = version_ack(rq->db, rq->user, &c);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Noté : vous l’avez lu."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, c.id, ""));
}

/* ---- adhering -------------------------------------------------------------------------------------------------------- */

const struct param adhere_params[] = { { "organisation", P_LINE, 1000 }, { "signatory", P_LINE, 1000 }, { "quality", P_LINE, 1000 }, { "email", P_LINE, 254 }, { "nickname", P_LINE, 1000 },
	{ "mark", P_LINE, 80 }, { 0 } };

const struct param adhesion_params[] = { { "do", P_WORD, 12 }, { 0 } };

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
		e = show(rq, an, f == FILL_FORGED ? NULL : mark);
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
	enum err e = adherent_by_token(rq->db, param_text(rq, "token"), &x);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Une adhésion")), "documents");
	page_adhesion(p, rq, &x);
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
	if (e != OK)
		return e;
	answer_notice(rq, an, leaves ? N_("L’adhésion est retirée.") : N_("Merci : votre organisation est dans la liste publique."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/adhesion/%s", token));
}

enum err
adherent_remove_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = adherent_remove(rq->db, rq->user, id, param_int(rq, "who"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("L’adhésion est retirée."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, ""));
}

/* ---- settings -------------------------------------------------------------------------------------------------------- */

static enum err
show_form(struct request *rq, struct answer *an, struct charter_form_view *v)
{
	struct plan *plan = NULL;
	enum err e = charter_actors(rq->db, rq->user, &v->actors);
	if (e == OK)
		e = plan_load(rq->db, rq->user, NONE, &plan);
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e != OK)
		return e;
	v->plan = plan;
	struct page *p;
	if (v->exists) {
		p = charter_layout(rq, an, &v->c, "edit");
	} else {
		p = layout_begin(rq, an, tr(rq->lang, N_("Nouveau document")), "documents");
		form_problems(p, &an->problems);
	}
	page_charter_form(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
charter_new_page(struct request *rq, struct answer *an)
{
	struct charter_form_view v = { .c = { .actor = NONE, .indicator = NONE, .audience = AUDIENCE_STAFF } };
	return show_form(rq, an, &v);
}

static struct charter_form
form_of(struct request *rq)
{
	return (struct charter_form){ param_text(rq, "kind"), param_text(rq, "title"), param_text(rq, "summary"), param_text(rq, "audience"), param_int(rq, "actor"), param_int(rq, "indicator"),
		param_bool(rq, "consulting"), param_bool(rq, "adherable") };
}

static enum err
again(struct request *rq, struct answer *an, struct charter_form_view *v)
{
	fail_clear(rq->a);
	an->status = 422;
	enum err e = show_form(rq, an, v);
	an->status = 422;
	return e;
}

enum err
charter_new(struct request *rq, struct answer *an)
{
	struct charter_form f = form_of(rq);
	struct charter_form_view v = { .c = { .actor = NONE, .indicator = NONE, .audience = AUDIENCE_STAFF } };
	int64_t id;
	enum err e = charter_add(rq->db, rq->user, &f, &id, &an->problems);
	if (e == E_INVALID)
		return again(rq, an, &v);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Document créé. Écrivez ses sections : elles s’enregistrent à mesure."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/draft"));
}

enum err
charter_edit_page(struct request *rq, struct answer *an)
{
	struct charter_form_view v = { .exists = true };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_LEAD, &v.c);
	return e == OK ? show_form(rq, an, &v) : e;
}

enum err
charter_change(struct request *rq, struct answer *an)
{
	struct charter_form f = form_of(rq);
	struct charter_form_view v = { .exists = true };
	int64_t id = param_int(rq, "id");
	enum err e = charter_need(rq->db, rq->user, id, CHARTER_LEAD, &v.c);
	if (e == OK)
		e = charter_save(rq->db, rq->user, id, param_int(rq, "rev"), &f, &an->problems);
	if (e == E_INVALID)
		return again(rq, an, &v);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "charter", id, v.c.rev, charter_url(rq, id, "/edit"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Enregistré."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/draft"));
}

enum err
charter_remove_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = charter_remove(rq->db, rq->user, id, true);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Document retiré."), NULL, arena_printf(rq->a, "/documents/%lld/restore", (long long)id));
	return answer_redirect(rq, an, url_path(rq->a, "/documents"));
}

enum err
charter_restore_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = charter_remove(rq->db, rq->user, id, false);
	return e == OK ? answer_redirect(rq, an, charter_url(rq, id, "/draft")) : e;
}
