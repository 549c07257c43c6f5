/* The table of the teams: what is there, what it is worth, what one move would cost. */
#include "team/compose_pages.h"
#include "pages.h"
#include <string.h>

const struct param compose_page_params[] = { { "draft", P_INT, 20 }, { 0 } };
const struct param compose_move_params[] = { { "rev", P_INT, 20 }, { "student", P_INT, 20 }, { "to", P_INT, 20 }, { 0 } };

void
compose_measure(struct arena *a, const struct compose *c, struct team_figures *f)
{
	team_figures(a, &c->problem, c->s.project_of, c->problem.supervisors > 0 ? c->s.lead_of : NULL, f);
}

static enum err
pick(struct request *rq, struct compose_view *v, int64_t edition, int64_t wanted, int64_t *id)
{
	enum err e = team_draft_list(rq->db, edition, &v->drafts);
	*id = NONE;
	for (size_t k = 0; e == OK && k < v->drafts.n; k++)
		if (wanted == NONE ? k == 0 : v->drafts.items[k].id == wanted)
			*id = v->drafts.items[k].id;
	return e == OK && wanted != NONE && *id == NONE ? E_NOTFOUND : e;
}

static enum err
load(struct request *rq, struct compose_view *v, int64_t draft)
{
	int64_t now = 0, since = 0;
	enum err e = compose_open(rq->db, draft, &v->c);
	if (e == OK)
		e = team_draft_log(rq->db, draft, &v->log);
	if (e != OK)
		return e;
	compose_measure(rq->a, &v->c, &v->f);
	v->placed = compose_placed(&v->c);
	for (size_t k = 0; k < v->c.w.students; k++)
		v->locked += v->c.s.locked[k];
	v->aside = v->c.s.proof.method != NULL && (v->c.problem.stay != NULL || v->c.s.objective == TEAM_RANK_MAXIMAL);
	for (int k = 0; k < v->c.notches; k++)
		v->aside = v->aside && !compose_at_notch(&v->c, k);
	if (v->c.d.exact_at != NULL && isotime_parse(v->c.d.exact_at, &since) && isotime_parse(now_utc().s, &now))
		v->exact_seconds = now - since;
	if (text_eq(v->c.d.exact_state, "running"))
		v->exact = compose_progress_read(rq->a, v->c.d.exact_said);
	return OK;
}

enum err
compose_show(struct request *rq, struct answer *an, int64_t edition, int64_t draft)
{
	struct compose_view v = { .problems = &an->problems, .last = { .id = NONE } };
	struct edition ed;
	int64_t id = NONE;
	enum err e = edition_get(rq->db, edition, &ed);
	if (e == OK)
		e = pick(rq, &v, edition, draft, &id);
	if (e == OK)
		e = id != NONE ? load(rq, &v, id) : ranking_load(rq->db, edition, &v.c.w);
	if (e == OK)
		e = publication_last(rq->db, edition, &v.last);
	if (e == E_NOTFOUND && v.c.w.edition.id != 0) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Équipes")), ed.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &ed, "teams", title);
	form_problems(p, &an->problems);
	if (id == NONE)
		page_compose_none(p, rq, &v);
	else
		page_compose(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
compose_page(struct request *rq, struct answer *an)
{
	return compose_show(rq, an, param_int(rq, "id"), param_int(rq, "draft"));
}

/* ---- one move, before it is made --------------------------------------------------------------------------------------- */

enum err
compose_move_page(struct request *rq, struct answer *an)
{
	struct move_view v = { .problems = &an->problems, .to = TEAM_NONE };
	enum err e = compose_open(rq->db, param_int(rq, "id"), &v.c);
	if (e != OK)
		return e;
	v.student = ranking_student(&v.c.w, param_int(rq, "student"));
	size_t to = ranking_offer(&v.c.w, param_int(rq, "to"));
	if (v.student == v.c.w.students || (param_int(rq, "to") != NONE && to == v.c.w.offers.n)) {
		answer_notice(rq, an, N_("Choisissez un étudiant et une équipe."), NULL, NULL);
		return answer_redirect(rq, an, draft_url(rq->a, &v.c.d));
	}
	v.to = param_int(rq, "to") == NONE ? TEAM_NONE : (int)to;
	team_move_cost(rq->a, &v.c.problem, v.c.s.project_of, v.c.problem.supervisors > 0 ? v.c.s.lead_of : NULL, (int)v.student, v.to, &v.m);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Déplacer un étudiant")), "commissions");
	page_compose_move(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
compose_losses_page(struct request *rq, struct answer *an)
{
	struct losses_view v = { 0 };
	enum err e = compose_open(rq->db, param_int(rq, "id"), &v.c);
	if (e != OK)
		return e;
	if (compose_placed(&v.c) < v.c.w.students || v.c.w.offers.n == 0) {
		answer_notice(rq, an, N_("Le plan B se calcule sur une composition entière : placez d’abord tous les étudiants."), NULL, NULL);
		return answer_redirect(rq, an, draft_url(rq->a, &v.c.d));
	}
	/* One team less: the others may have to grow. */
	int n = (int)v.c.w.students, left = (int)v.c.w.offers.n - 1;
	struct team_project *project = ARENA_ARRAY(rq->a, struct team_project, v.c.w.offers.n);
	v.most = left > 0 && (n + left - 1) / left > v.c.s.most ? (n + left - 1) / left : v.c.s.most;
	for (size_t k = 0; k < v.c.w.offers.n; k++)
		project[k] = (struct team_project){ .min = v.c.s.least, .max = v.most };
	v.c.problem.project = project;
	e = team_plans_b(rq->a, &v.c.problem, v.c.s.project_of, v.c.problem.supervisors > 0 ? v.c.s.lead_of : NULL, (struct team_effort){ 4, NULL }, &v.plan, &v.n);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Plan B")), "commissions");
	page_compose_losses(p, &v);
	layout_end(rq, an);
	return OK;
}
