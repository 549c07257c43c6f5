/* draft_pages.c: a draft written by several, its remarks, contributors from outside. */
#include "charter/charter_pages.h"
#include "pages.h"
#include "web/cowrite.h"
#include "web/throttle.h"
#include <string.h>

const struct param section_params[] = { { "do", P_WORD, 12 }, { "section_title", P_LINE, 1000 }, { 0 } };
const struct param section_text_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "base", P_TEXT, TEXT_TYPED_MOST }, { "rev", P_INT, 20 }, { 0 } };
const struct param section_merge_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "onto", P_INT, 20 }, { "rival", P_INT, 20 }, { "keep", P_WORD, 10 }, { 0 } };
const struct param remark_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "reason", P_TEXT, 10000 }, { "rev", P_INT, 20 }, { 0 } };
const struct param remark_do_params[] = { { "do", P_WORD, 12 }, { "why", P_LINE, 10000 }, { 0 } };
const struct param contributor_params[] = { { "name", P_LINE, 1000 }, { "organisation", P_LINE, 1000 }, { "email", P_LINE, 254 }, { 0 } };

static enum err
show(struct request *rq, struct answer *an)
{
	struct charter_view v = { .problems = &an->problems };
	int64_t id = param_int(rq, "id");
	enum err e = charter_need(rq->db, rq->user, id, CHARTER_DRAFT, &v.c);
	if (e == OK)
		e = section_list(rq->db, id, &v.sections);
	if (e == OK)
		e = remark_list(rq->db, id, &v.remarks);
	if (e == OK && (v.c.seat & CHARTER_LEAD) != 0)
		e = contributor_list(rq->db, id, &v.contributors);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "draft");
	page_draft(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

static enum err
back(struct request *rq, struct answer *an, enum err e, const char *anchor)
{
	if (e == E_INVALID)
		return answer_refused(rq, an, show);
	return e == OK ? answer_redirect(rq, an, charter_url(rq, param_int(rq, "id"), arena_printf(rq->a, "/draft%s", anchor))) : e;
}

static const char *
anchor_of(struct request *rq, int64_t section)
{
	return arena_printf(rq->a, "#s-%lld", (long long)section);
}

enum err
charter_draft_page(struct request *rq, struct answer *an)
{
	return show(rq, an);
}

enum err
section_new(struct request *rq, struct answer *an)
{
	int64_t section = NONE;
	enum err e = section_add(rq->db, rq->user, param_int(rq, "id"), param_text(rq, "section_title"), &section, &an->problems);
	return back(rq, an, e, anchor_of(rq, section));
}

enum err
section_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), section = param_int(rq, "section");
	const char *what = param_text(rq, "do"), *anchor = anchor_of(rq, section);
	enum err e;
	if (text_eq(what, "up") || text_eq(what, "down")) {
		e = section_move(rq->db, rq->user, id, section, text_eq(what, "up") ? -1 : 1);
	} else if (text_eq(what, "remove")) {
		e = section_remove(rq->db, rq->user, id, section, true);
		if (e == OK)
			answer_notice(rq, an, N_("Section retirée."), NULL, arena_printf(rq->a, "/documents/%lld/sections/%lld/restore", (long long)id, (long long)section));
		anchor = "";
	} else {
		e = section_rename(rq->db, rq->user, id, section, param_text(rq, "section_title"), &an->problems);
	}
	return back(rq, an, e, anchor);
}

enum err
section_restore(struct request *rq, struct answer *an)
{
	int64_t section = param_int(rq, "section");
	return back(rq, an, section_remove(rq->db, rq->user, param_int(rq, "id"), section, false), anchor_of(rq, section));
}

static enum err
save(struct request *rq, struct text_typed *typed)
{
	const char *text = param_text(rq, "text");
	struct section_text t = { param_int(rq, "section"), param_int(rq, "rev"), param_text(rq, "base"), text == NULL ? "" : text };
	return section_save(rq->db, rq->user, param_int(rq, "id"), &t, typed);
}

static const char *
merge_path(struct request *rq)
{
	return arena_printf(rq->a, "/documents/%lld/sections/%lld/merge", (long long)param_int(rq, "id"), (long long)param_int(rq, "section"));
}

enum err
section_write(struct request *rq, struct answer *an)
{
	struct text_typed typed;
	enum err e = save(rq, &typed);
	if (e != OK)
		return answer_too_long(rq, an, e);
	struct url section = charter_url(rq, param_int(rq, "id"), arena_printf(rq->a, "/draft%s", anchor_of(rq, param_int(rq, "section"))));
	return answer_written(rq, an, &typed, section, merge_path(rq));
}

enum err
section_type(struct request *rq, struct answer *an)
{
	struct text_typed typed;
	enum err e = save(rq, &typed);
	return e == OK ? answer_typed(rq, an, &typed, merge_path(rq)) : e;
}

/* ---- two texts -------------------------------------------------------------------------------------------------------- */

static enum err
show_merge(struct request *rq, struct answer *an)
{
	struct section_view v = { .problems = &an->problems };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_WRITE, &v.c);
	if (e == OK)
		e = section_get(rq->db, v.c.id, param_int(rq, "section"), &v.s);
	if (e == OK)
		e = section_rivals(rq->db, v.s.id, &v.rivals);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Réunir deux textes")), "documents");
	form_problems(p, &an->problems);
	page_section_merge(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
section_merge_page(struct request *rq, struct answer *an)
{
	return show_merge(rq, an);
}

enum err
section_merge(struct request *rq, struct answer *an)
{
	struct section s;
	struct section_rivals rivals;
	struct charter c;
	int64_t id = param_int(rq, "id"), rival = param_int(rq, "rival");
	const char *keep = param_text(rq, "keep"), *text = param_text(rq, "text");
	const struct section_rival *r = NULL;
	enum err e = charter_need(rq->db, rq->user, id, CHARTER_WRITE, &c);
	if (e == OK)
		e = section_get(rq->db, id, param_int(rq, "section"), &s);
	if (e == OK)
		e = section_rivals(rq->db, s.id, &rivals);
	if (e != OK)
		return e;
	for (size_t i = 0; i < rivals.n; i++)
		r = rivals.items[i].id == rival ? &rivals.items[i] : r;
	if (r == NULL) {
		answer_notice(rq, an, N_("Ces textes sont déjà réunis."), NULL, NULL);
		return back(rq, an, OK, anchor_of(rq, s.id));
	}
	if (text_eq(keep, "text"))
		text = s.text;
	else if (text_eq(keep, "rival"))
		text = r->text;
	e = section_settle(rq->db, rq->user, id, s.id, param_int(rq, "onto"), rival, text == NULL ? "" : text);
	if (e == E_CONFLICT) { /* a third text came: what was typed is in the form again, over the new state */
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("La section a encore changé pendant que vous réunissiez les textes : voici son état d’aujourd’hui, et ce que vous aviez écrit."), NULL);
		an->status = 422;
		e = show_merge(rq, an);
		an->status = 422;
		return e;
	}
	if (e == OK)
		answer_notice(rq, an, N_("Les deux textes n’en font plus qu’un."), NULL, NULL);
	return e == E_LIMIT ? answer_too_long(rq, an, e) : back(rq, an, e, anchor_of(rq, s.id));
}

/* ---- remarks ----------------------------------------------------------------------------------------------------------- */

static enum err
show_remark(struct request *rq, struct answer *an)
{
	struct section_view v = { .problems = &an->problems };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_AMEND, &v.c);
	if (e == OK)
		e = section_get(rq->db, v.c.id, param_int(rq, "section"), &v.s);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Commenter, proposer un texte")), "documents");
	form_problems(p, &an->problems);
	page_remark(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
remark_page(struct request *rq, struct answer *an)
{
	return show_remark(rq, an);
}

enum err
remark_new(struct request *rq, struct answer *an)
{
	int64_t section = param_int(rq, "section");
	enum err e = remark_add(rq->db, rq->user, param_int(rq, "id"), NONE, section, param_int(rq, "rev"), param_text(rq, "text"), param_text(rq, "reason"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_remark);
	if (e == OK)
		answer_notice(rq, an, N_("Votre proposition est enregistrée."), NULL, NULL);
	return back(rq, an, e, anchor_of(rq, section));
}

enum err
remark_do(struct request *rq, struct answer *an)
{
	bool accept = text_eq(param_text(rq, "do"), "accept");
	if (!accept && !text_eq(param_text(rq, "do"), "refuse"))
		return fail(rq->a, E_NOTFOUND, "nothing is called so");
	enum err e = remark_settle(rq->db, rq->user, param_int(rq, "id"), param_int(rq, "remark"), accept, param_text(rq, "why"), &an->problems);
	if (e == OK)
		answer_notice(rq, an, accept ? N_("Acceptée.") : N_("Refusée, avec votre réponse."), NULL, NULL);
	return back(rq, an, e, "#t-remarks");
}

/* ---- from outside --------------------------------------------------------------------------------------------------------- */

enum err
contributor_new(struct request *rq, struct answer *an)
{
	struct contributor w = { .name = param_text(rq, "name"), .organisation = param_text(rq, "organisation"), .email = param_text(rq, "email") };
	enum err e = contributor_invite(rq->db, rq->user, param_int(rq, "id"), rq->app->base_url, lang_tag(rq->lang), &w, &an->problems);
	if (e == OK)
		answer_notice(rq, an, N_("Un lien personnel est parti à %s."), w.email, NULL);
	return back(rq, an, e, "#t-outside");
}

enum err
contributor_do(struct request *rq, struct answer *an)
{
	enum err e = contributor_end(rq->db, rq->user, param_int(rq, "id"), param_int(rq, "who"));
	if (e == OK)
		answer_notice(rq, an, N_("Ce lien n’ouvre plus rien."), NULL, NULL);
	return back(rq, an, e, "#t-outside");
}

enum err
contribution_page(struct request *rq, struct answer *an)
{
	struct contributor who;
	struct charter c;
	struct sections s;
	struct remarks said;
	const char *token = param_text(rq, "token");
	enum err e = contributor_by_token(rq->db, token, &who, &c);
	if (e == OK)
		e = section_list(rq->db, c.id, &s);
	if (e == OK)
		e = remark_list(rq->db, c.id, &said);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, c.title, NULL);
	page_contribution(p, &who, &c, &s, &said, token);
	layout_end(rq, an);
	return OK;
}

static enum err
show_contribution(struct request *rq, struct answer *an)
{
	struct contributor who;
	struct section_view v = { .problems = &an->problems, .token = param_text(rq, "token"), .who = &who };
	enum err e = contributor_by_token(rq->db, v.token, &who, &v.c);
	if (e == OK)
		e = section_get(rq->db, v.c.id, param_int(rq, "section"), &v.s);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Commenter, proposer un texte")), NULL);
	form_problems(p, &an->problems);
	page_remark(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
contribution_section_page(struct request *rq, struct answer *an)
{
	return show_contribution(rq, an);
}

enum err
contribution_new(struct request *rq, struct answer *an)
{
	struct contributor who;
	struct charter c;
	const char *token = param_text(rq, "token");
	const struct limit limits[] = { throttle_client(rq, "contribution", 60, 3600) };
	enum err e = contributor_by_token(rq->db, token, &who, &c);
	if (e == OK)
		e = throttle(rq, an, limits, LEN(limits));
	if (e == OK)
		e = remark_add(rq->db, rq->user, c.id, who.id, param_int(rq, "section"), param_int(rq, "rev"), param_text(rq, "text"), param_text(rq, "reason"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_contribution);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Merci : votre proposition est enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/contribution/%s", token));
}
