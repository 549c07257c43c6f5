/* composition_pages.c: one body, what it ought to be, profiles, the lines of the plan; the handover of a charge. */
#include "base/text.h"
#include "mandate/mandate_pages.h"
#include "pages.h"
#include "plan/plan_store.h"
#include "web/entity_request.h"
#include <string.h>

const struct param mandate_want_params[] = { { "what", P_WORD, 20 }, { "least", P_INT, 3 }, { 0 } };
const struct param mandate_profile_params[] = { { "name", P_LINE, 400 }, { 0 } };
const struct param mandate_line_params[] = { { "direction", P_WORD, 10 }, { "indicator", P_INT, 19 }, { 0 } };

static const struct chart_node *
body_of(const struct composition *c, int64_t actor)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->nodes[i].actor == actor)
			return &c->nodes[i];
	return NULL;
}

static enum err
show_body(struct request *rq, struct answer *an)
{
	struct entity_view v = request_view(rq);
	struct entity_rows profiles;
	struct entity_query q = { 0 };
	struct composition c;
	enum err e = composition_load(rq, &c);
	if (e == OK)
		e = entity_load(&v, &mandate_profile_entity, &q, &profiles);
	if (e != OK)
		return e;
	const struct chart_node *b = body_of(&c, param_int(rq, "id"));
	if (b == NULL)
		return E_NOTFOUND;
	if (mandate_may_edit(rq->user, b->actor) && (e = mandate_composition(rq->db, &b->actor, 1, c.on, &c.by_role)) != OK)
		return e;
	size_t kept = 0;
	for (size_t i = 0; i < c.by_role.n; i++)
		if (c.by_role.items[i].id == NONE)
			c.by_role.items[kept++] = c.by_role.items[i];
	c.by_role.n = kept;
	struct page *p = layout_begin_under(rq, an, b->name, "mandates", url_known("/mandates"), tr(rq->lang, N_("Instances et mandats")));
	form_problems(p, &an->problems);
	page_mandate_body(p, rq, &c, b, &profiles);
	layout_end(rq, an);
	return OK;
}

enum err
mandate_body_page(struct request *rq, struct answer *an)
{
	return show_body(rq, an);
}

enum err
mandate_want_do(struct request *rq, struct answer *an)
{
	const char *what = param_text(rq, "what");
	struct mandate_want w = { .actor = param_int(rq, "id"), .profile = NONE, .least = (int)param_int(rq, "least") };
	struct composition c;
	enum err e = composition_load(rq, &c);
	if (e != OK)
		return e;
	if (body_of(&c, w.actor) == NULL)
		return E_NOTFOUND;
	if (param_int(rq, "least") == NONE || w.least < 0 || w.least > 99)
		problem_add(rq->a, &an->problems, "least", N_("Un nombre de 0 à 99."), NULL);
	if (!seat_of(what, &w.seat)) {
		struct entity_view v = request_view(rq);
		struct entity_rows profile;
		w.profile = what == NULL ? NONE : strtoll(what, NULL, 10);
		if ((e = entity_get(&v, &mandate_profile_entity, w.profile, &profile)) == E_NOTFOUND) {
			fail_clear(rq->a);
			problem_add(rq->a, &an->problems, "what", N_("Choisissez un titre ou un profil de la liste."), NULL);
		} else if (e != OK) {
			return e;
		} else {
			w.profile_name = ((const struct mandate_profile *)profile.rows)->name;
		}
	}
	if (an->problems.n > 0)
		return show_body(rq, an);
	if ((e = mandate_want_set(rq->db, &w)) != OK)
		return e;
	answer_notice(rq, an, N_("Composition voulue enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/mandates/body/%lld", (long long)w.actor));
}

/* ---- profiles, and lines of the plan --------------------------------------------------------------------------- */

static enum err
show_profiles(struct request *rq, struct answer *an)
{
	struct entity_view v = request_view(rq);
	struct entity_rows profiles;
	struct entity_query q = { 0 };
	struct plan *plan = NULL;
	int64_t lines[2];
	enum err e = entity_load(&v, &mandate_profile_entity, &q, &profiles);
	for (int d = 0; d < 2 && e == OK; d++)
		e = mandate_line_get(rq->db, d == 1, &lines[d]);
	if (e == OK && (e = plan_load(rq->db, rq->user, NONE, &plan)) == E_NOTFOUND) {
		fail_clear(rq->a);
		plan = NULL;
		e = OK;
	}
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Profils et lien au plan")), "mandates", url_known("/mandates"), tr(rq->lang, N_("Instances et mandats")));
	form_problems(p, &an->problems);
	page_mandate_profiles(p, rq, &profiles, plan, lines);
	layout_end(rq, an);
	return OK;
}

enum err
mandate_profiles_page(struct request *rq, struct answer *an)
{
	return show_profiles(rq, an);
}

enum err
mandate_profile_add(struct request *rq, struct answer *an)
{
	struct entity_view v = request_view(rq);
	struct mandate_profile x = { .id = NONE, .name = param_text(rq, "name") };
	if (text_blank(x.name)) {
		problem_add(rq->a, &an->problems, "name", N_("Donnez un nom au profil."), NULL);
		return show_profiles(rq, an);
	}
	x.folded = text_fold(rq->a, x.name);
	enum err e = entity_insert(&v, &mandate_profile_entity, &x);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "name", N_("Ce profil existe déjà."), NULL);
		return show_profiles(rq, an);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Profil ajouté : %s."), x.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/mandates/profiles"));
}

enum err
mandate_line_do(struct request *rq, struct answer *an)
{
	const char *direction = param_text(rq, "direction");
	bool outward = text_eq(direction, "outward"), known = false;
	int64_t indicator = param_int(rq, "indicator");
	struct plan *plan;
	enum err e = plan_load(rq->db, rq->user, NONE, &plan);
	if (e != OK)
		return e;
	for (struct plan_walk w = { .plan = plan }; plan_next(&w);)
		for (size_t i = 0; i < w.action->indicators.n; i++)
			known = known || w.action->indicators.items[i].id == indicator;
	if ((!outward && !text_eq(direction, "inward")) || (indicator != NONE && !known))
		return E_NOTFOUND;
	if ((e = mandate_line_set(rq->db, outward, indicator)) != OK)
		return e;
	answer_notice(rq, an, N_("C’est noté : les prochains mandats y comptent."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/mandates/profiles"));
}

/* ---- handing over ------------------------------------------------------------------------------------------------ */

static const char *
code_of(const struct plan *plan, int64_t actor, int64_t action)
{
	for (struct plan_walk w = { .plan = plan }; plan_next(&w);) {
		if (w.action->id != action)
			continue;
		for (size_t i = 0; i < w.action->actors.n; i++)
			if (plan->actors.items[w.action->actors.items[i].actor].id == actor)
				return w.action->code;
	}
	return NULL;
}

static enum err
find_proofs(struct request *rq, struct handover *h)
{
	struct evidence_list all;
	enum err e = evidence_all(rq->db, rq->user, &all);
	if (e != OK)
		return e;
	for (size_t i = 0; i < all.links.n; i++) {
		struct handover_piece x = { NULL, code_of(h->owing.plan, h->body->actor, all.links.items[i].action) };
		for (size_t k = 0; x.code != NULL && k < all.pieces.n; k++)
			if (all.pieces.items[k].id == all.links.items[i].evidence && all.pieces.items[k].withdrawn_at == NULL)
				x.piece = &all.pieces.items[k];
		if (x.piece != NULL)
			PUSH(rq->a, &h->proofs, x);
	}
	return OK;
}

static enum err
find_documents(struct request *rq, struct handover *h)
{
	struct charters all;
	enum err e = charter_list(rq->db, rq->user, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (all.items[i].actor == h->body->actor)
			PUSH(rq->a, &h->documents, all.items[i]);
	return e;
}

enum err
handover_page(struct request *rq, struct answer *an)
{
	struct composition c;
	struct handover h = { 0 };
	enum err e = composition_load(rq, &c);
	if (e != OK)
		return e;
	if ((h.body = body_of(&c, param_int(rq, "id"))) == NULL)
		return E_NOTFOUND;
	e = owe_load(rq->app->plan_cache, rq->db, rq->user, rq->programme->bounds, rq->today, &h.owing);
	h.plan = e == OK;
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		e = OK;
	}
	for (size_t i = 0; h.plan && i < h.owing.list.n; i++)
		if (h.owing.plan->actors.items[h.owing.list.items[i].actor].id == h.body->actor)
			h.owed = &h.owing.list.items[i];
	if (e == OK && h.plan)
		e = find_proofs(rq, &h);
	if (e == OK)
		e = resolution_follow(rq->db, rq->user, h.body->actor, FOLLOW_OPEN, rq->today, &h.decisions, &h.decision_actions);
	struct meeting_filter coming = { .body = h.body->actor, .upcoming = true, .most = 10, .today = rq->today };
	if (e == OK)
		e = meeting_list(rq->db, rq->user, &coming, &h.meetings);
	if (e == OK)
		e = find_documents(rq, &h);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, fmt_(&(struct page){ .a = rq->a, .lang = rq->lang }, N_("Dossier de passation : %s"), h.body->name, NULL), "mandates",
	    url_path(rq->a, "/mandates/body/%lld", (long long)h.body->actor), h.body->name);
	page_handover(p, &h, &c);
	layout_end(rq, an);
	return OK;
}
