/* amendment_pages.c: suggestions over prepared minutes; the restricted annex. */
#include "meeting/minutes_pages.h"
#include "pages.h"
#include "web/cowrite.h"
#include <string.h>

const struct param amendment_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "reason", P_LINE, 4000 }, { "rev", P_INT, 20 }, { 0 } };
const struct param amendment_do_params[] = { { "do", P_WORD, 10 }, { "why", P_LINE, 4000 }, { 0 } };
const struct param annex_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "rev", P_INT, 20 }, { 0 } };
const struct param annex_open_params[] = { { "reason", P_LINE, 4000 }, { 0 } };

static enum err
show_amendment(struct request *rq, struct answer *an)
{
	struct amendment_view v = { .problems = &an->problems };
	enum err e = meeting_need(rq->db, rq->user, param_int(rq, "id"), MEET_READ | MEET_ATTENDED, &v.m);
	if (e == OK)
		e = agenda_item_get(rq->db, v.m.id, param_int(rq, "item"), &v.item);
	if (e != OK)
		return e;
	if (v.m.stage != MT_PREPARED)
		return fail(rq->a, E_NOTFOUND, "meeting %lld: nothing to amend", (long long)v.m.id);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Proposer un amendement")), "meetings");
	page_amendment(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
amendment_page(struct request *rq, struct answer *an)
{
	return show_amendment(rq, an);
}

enum err
amendment_new(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	const char *text = param_text(rq, "text");
	enum err e = amendment_add(rq->db, rq->user, id, param_int(rq, "item"), param_int(rq, "rev"), text == NULL ? "" : text, param_text(rq, "reason"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_amendment);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Amendement proposé."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, "/minutes#t-amendments"));
}

enum err
amendment_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	bool accept = text_eq(param_text(rq, "do"), "accept");
	if (!accept && !text_eq(param_text(rq, "do"), "refuse"))
		return fail(rq->a, E_NOTFOUND, "nothing is called so");
	enum err e = amendment_settle(rq->db, rq->user, id, param_int(rq, "amendment"), accept, param_text(rq, "why"), &an->problems);
	if (e == E_INVALID)
		return minutes_again(rq, an, id);
	if (e != OK)
		return e;
	answer_notice(rq, an, accept ? N_("Amendement accepté : le texte est changé.") : N_("Amendement refusé."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, "/minutes#t-amendments"));
}

/* ---- the restricted annex ------------------------------------------------------------------------------------------ */

static enum err
show_annex(struct request *rq, struct answer *an)
{
	struct annex_view v = { .problems = &an->problems };
	enum err e = meeting_get(rq->db, rq->user, param_int(rq, "id"), &v.m);
	if (e == OK)
		e = annex_get(rq->db, rq->user, v.m.id, &v.annex);
	if (e == E_NOTFOUND && v.m.id != 0 && user_has(rq->user, ROLE_COORDINATION)) {
		fail_clear(rq->a);
		v.closed = true;
		e = OK;
	}
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s · %s", tr(rq->lang, N_("Annexe restreinte")), meeting_heading(rq, &v.m)), "meetings");
	page_meeting_head(p, rq, &v.m, "annex");
	page_annex(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
annex_page(struct request *rq, struct answer *an)
{
	return show_annex(rq, an);
}

enum err
annex_write(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	const char *text = param_text(rq, "text");
	enum err e = annex_save(rq->db, rq->user, id, param_int(rq, "rev"), text == NULL ? "" : text);
	if (e == E_CONFLICT) {
		struct annex now;
		fail_clear(rq->a);
		if ((e = annex_get(rq->db, rq->user, id, &now)) != OK)
			return e;
		return answer_conflict(rq, an, "meeting", id, now.rev, meeting_url(rq, id, "/annex"));
	}
	if (e != OK)
		return answer_too_long(rq, an, e);
	answer_notice(rq, an, N_("Annexe enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, "/annex"));
}

enum err
annex_unlock(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = annex_open(rq->db, rq->user, id, param_text(rq, "reason"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_annex);
	return e == OK ? answer_redirect(rq, an, meeting_url(rq, id, "/annex")) : e;
}
