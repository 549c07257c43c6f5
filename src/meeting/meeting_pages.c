#include "meeting/meeting_pages.h"
#include "pages.h"
#include <string.h>

enum { LIST_MOST = 200 };
const struct param meetings_params[] = { { "body", P_INT, 20 }, { 0 } };
const struct param meeting_params[] = { { "title", P_LINE, 800 }, { "held_on", P_DATE, 40 }, { "starts", P_LINE, 20 }, { "ends", P_LINE, 20 }, { "place", P_LINE, 1000 },
	{ "link", P_LINE, 2000 }, { "note", P_TEXT, 16000 }, { "bodies", P_MANY, 20 }, { "fill", P_BOOL, 4 }, { "chair", P_INT, 20 }, { "secretary", P_INT, 20 }, { "rev", P_INT, 20 }, { 0 } };
const struct param meeting_do_params[] = { { "do", P_WORD, 20 }, { "rev", P_INT, 20 }, { "reason", P_LINE, 4000 }, { "on", P_DATE, 40 }, { "how", P_LINE, 1000 }, { 0 } };
const struct param quorum_params[] = { { "body", P_INT, 20 }, { "rule", P_WORD, 20 }, { "n", P_INT, 6 }, { "rev", P_INT, 20 }, { 0 } };

/* ---- what every page of a meeting has ------------------------------------------------------------------------ */

struct url
meeting_url(struct request *rq, int64_t id, const char *rest)
{
	return url_known(arena_printf(rq->a, "/meetings/%lld%s", (long long)id, rest));
}

const char *
meeting_heading(struct request *rq, const struct meeting *m)
{
	struct date d;
	const char *day = date_parse(m->held_on, &d) ? date_long(rq->a, d, lang_tag(rq->lang)) : m->held_on;
	return arena_printf(rq->a, "%s, %s", meeting_name(rq->a, rq->lang, m), day);
}

const char *
meeting_day(struct page *p, const struct meeting *m)
{
	static const char *const days[] = { N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"), N_("samedi"), N_("dimanche") };
	struct date d;
	if (!date_parse(m->held_on, &d))
		return m->held_on;
	return arena_printf(p->a, "%s %s, %s–%s", tr(p->lang, days[date_weekday(d) - 1]), date_long(p->a, d, lang_tag(p->lang)), m->starts, m->ends);
}

struct convening
convening_of(struct request *rq)
{
	return (struct convening){ .user = rq->user, .programme = rq->programme, .base_url = rq->app->base_url, .key = rq->app->key };
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

/* The bodies that stand in the lists, for the filter. */
static void
bodies_of(struct arena *a, const struct meetings *list, struct meeting_bodies *out)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < list->items[i].bodies.n; k++) {
			bool known = false;
			for (size_t j = 0; j < out->n; j++)
				known = known || out->items[j].actor == list->items[i].bodies.items[k].actor;
			if (!known)
				PUSH(a, out, list->items[i].bodies.items[k]);
		}
}

static void
keep_body(struct meetings *list, int64_t body)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->n; i++) {
		bool ours = body == NONE;
		for (size_t k = 0; k < list->items[i].bodies.n; k++)
			ours = ours || list->items[i].bodies.items[k].actor == body;
		if (ours)
			list->items[kept++] = list->items[i];
	}
	list->n = kept;
}

enum err
meetings_page(struct request *rq, struct answer *an)
{
	struct meetings_view v = { .body = param_int(rq, "body"), .may_add = user_may(rq->user, RIGHT_MEETING_MANAGE) };
	struct meeting_filter f = { .body = NONE, .upcoming = true, .most = LIST_MOST, .today = rq->today };
	enum err e = meeting_list(rq->db, rq->user, &f, &v.coming);
	f.upcoming = false;
	if (e == OK)
		e = meeting_list(rq->db, rq->user, &f, &v.past);
	if (e != OK)
		return e;
	bodies_of(rq->a, &v.coming, &v.bodies);
	bodies_of(rq->a, &v.past, &v.bodies);
	keep_body(&v.coming, v.body);
	keep_body(&v.past, v.body);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Réunions")), "meetings");
	page_meetings(p, &v);
	layout_end(rq, an);
	return OK;
}

/* ---- a new one, its day and place -------------------------------------------------------------------------------- */

struct ids { int64_t *items; size_t n, cap; };

/* Times are read here, so that a form that comes back shows what was typed. Bodies: those that the user manages. */
static enum err
read_form(struct request *rq, const struct meeting_bodies *mine, struct meeting_form *f)
{
	struct date d;
	struct strings typed = { 0 };
	struct ids bodies = { 0 };
	*f = (struct meeting_form){ .title = param_text(rq, "title"), .place = param_text(rq, "place"), .link = param_text(rq, "link"), .note = param_text(rq, "note"),
		.starts = time_parse(rq->a, param_text(rq, "starts")), .ends = time_parse(rq->a, param_text(rq, "ends")), .chair = param_int(rq, "chair"),
		.secretary = param_int(rq, "secretary") };
	if (param_date(rq, "held_on", &d))
		f->held_on = arena_strdup(rq->a, date_iso(d).s);
	param_many(rq, "bodies", &typed);
	for (size_t i = 0; i < mine->n; i++)
		for (size_t k = 0; k < typed.n; k++)
			if (text_eq(typed.items[k], arena_printf(rq->a, "%lld", (long long)mine->items[i].actor))) {
				PUSH(rq->a, &bodies, mine->items[i].actor);
				break;
			}
	f->bodies = bodies.items;
	f->nbodies = bodies.n;
	return typed.n > 0 && bodies.n == 0 ? fail(rq->a, E_FORBIDDEN, "bodies that the user does not manage") : OK;
}

static enum err
show_form(struct request *rq, struct answer *an, struct meeting_form_view *v)
{
	v->problems = &an->problems;
	enum err e = meeting_bodies_mine(rq->db, rq->user, &v->bodies);
	if (e == OK && v->exists)
		e = attendee_list(rq->db, v->m.id, &v->people);
	if (e != OK)
		return e;
	struct page *p = !v->exists ? layout_begin_under(rq, an, tr(rq->lang, N_("Nouvelle réunion")), "meetings", url_known("/meetings"), tr(rq->lang, N_("Réunions")))
	    : layout_begin_under(rq, an, tr(rq->lang, N_("Déplacer ou modifier la réunion")), "meetings", url_path(rq->a, "/meetings/%lld", (long long)v->m.id), meeting_heading(rq, &v->m));
	page_meeting_form(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
meeting_new_page(struct request *rq, struct answer *an)
{
	struct meeting_form_view v = { 0 };
	return show_form(rq, an, &v);
}

enum err
meeting_new(struct request *rq, struct answer *an)
{
	struct meeting_form f;
	struct meeting_bodies mine;
	struct meeting_form_view v = { 0 };
	int64_t id;
	enum err e = meeting_bodies_mine(rq->db, rq->user, &mine);
	if (e == OK)
		e = read_form(rq, &mine, &f);
	if (e == OK)
		e = meeting_add(rq->db, rq->user, &f, param_bool(rq, "fill"), rq->programme->bounds, rq->today, &id, &an->problems);
	if (e == E_INVALID) {
		fail_clear(rq->a);
		an->status = 422;
		return show_form(rq, an, &v);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Réunion créée. Rien n’est parti : relisez l’ordre du jour, puis convoquez."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, ""));
}

enum err
meeting_edit_page(struct request *rq, struct answer *an)
{
	struct meeting_form_view v = { .exists = true };
	enum err e = meeting_need(rq->db, rq->user, param_int(rq, "id"), MEET_MANAGE, &v.m);
	return e == OK ? show_form(rq, an, &v) : e;
}

enum err
meeting_save(struct request *rq, struct answer *an)
{
	struct meeting_form f;
	struct meeting_bodies none = { 0 };
	struct meeting_form_view v = { .exists = true };
	int64_t id = param_int(rq, "id");
	enum err e = meeting_need(rq->db, rq->user, id, MEET_MANAGE, &v.m);
	if (e == OK)
		e = read_form(rq, &none, &f);
	if (e == OK)
		e = meeting_change(rq->db, rq->user, id, param_int(rq, "rev"), &f, &an->problems);
	if (e == E_INVALID) {
		fail_clear(rq->a);
		an->status = 422;
		return show_form(rq, an, &v);
	}
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "meeting", id, v.m.rev, meeting_url(rq, id, "/edit"));
	if (e != OK)
		return e;
	if (v.m.convened_at != NULL)
		answer_notice(rq, an, N_("Enregistré. Les personnes convoquées n’en savent rien encore : envoyez la convocation corrigée."), NULL, NULL);
	else
		answer_notice(rq, an, N_("Enregistré."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, ""));
}

/* ---- one meeting: its agenda ------------------------------------------------------------------------------------ */

static enum err
load_view(struct request *rq, int64_t id, struct meeting_view *v)
{
	enum err e = meeting_get(rq->db, rq->user, id, &v->m);
	if (e == OK)
		e = agenda_load(rq->db, id, &v->agenda);
	agenda_in(rq->a, rq->lang, &v->agenda);
	if (e == OK)
		e = attendee_list(rq->db, id, &v->people);
	if (e == OK)
		e = attendance_count(rq->db, &v->m, &v->people, &v->count);
	if (e == OK)
		e = changes_load(rq, v);
	if (e == OK)
		e = follow_load(rq, &v->m, &v->agenda, &v->owed);
	v->open = e == OK && (v->m.seat & MEET_DRAFT) != 0 && v->m.stage < MT_PREPARED && v->m.cancelled_at == NULL;
	if (e != OK || !v->open || !user_may(rq->user, RIGHT_PLAN_READ))
		return e;
	struct plan *plan = NULL;
	e = plan_load(rq->db, rq->user, NONE, &plan);
	v->plan = plan;
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
show(struct request *rq, struct answer *an, int64_t id)
{
	struct meeting_view v = { .problems = &an->problems };
	enum err e = load_view(rq, id, &v);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", meeting_heading(rq, &v.m)), "meetings");
	page_meeting_head(p, rq, &v.m, "agenda");
	page_meeting(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
meeting_page(struct request *rq, struct answer *an)
{
	return show(rq, an, param_int(rq, "id"));
}

enum err
meeting_again(struct request *rq, struct answer *an, int64_t id)
{
	fail_clear(rq->a);
	an->status = 422;
	return show(rq, an, id);
}

/* ---- the quorum of a body ------------------------------------------------------------------------------------------ */

static enum err
show_quorum(struct request *rq, struct answer *an)
{
	struct quorum_view v = { .problems = &an->problems };
	struct meeting_bodies mine;
	enum err e = meeting_bodies_mine(rq->db, rq->user, &mine);
	for (size_t i = 0; e == OK && i < mine.n; i++) {
		struct quorum_row r = { .body = mine.items[i] };
		e = meeting_quorum(rq->db, r.body.actor, &r.q, &r.rev);
		PUSH(rq->a, &v.rows, r);
	}
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Quorum des instances")), "meetings", url_known("/meetings"), tr(rq->lang, N_("Réunions")));
	page_quorum(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
quorum_page(struct request *rq, struct answer *an)
{
	return show_quorum(rq, an);
}

enum err
quorum_save(struct request *rq, struct answer *an)
{
	struct quorum q = { .n = param_int(rq, "n") == NONE ? 0 : param_int(rq, "n") };
	struct meeting_bodies mine;
	int64_t body = param_int(rq, "body"), now;
	enum err e = meeting_bodies_mine(rq->db, rq->user, &mine);
	if (e != OK)
		return e;
	bool known = false;
	for (size_t i = 0; i < mine.n; i++)
		known = known || mine.items[i].actor == body;
	if (!quorum_of(param_text(rq, "rule"), &q.rule) || !known)
		problem_add(rq->a, &an->problems, "rule", N_("Choisissez une instance et une règle."), NULL);
	e = an->problems.n > 0 ? E_INVALID : meeting_quorum_set(rq->db, rq->user, body, q, param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_quorum);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		if ((e = meeting_quorum(rq->db, body, &q, &now)) != OK)
			return e;
		return answer_conflict(rq, an, "actor", body, now, url_known("/meetings/quorum"));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Quorum enregistré."), NULL, NULL);
	return answer_redirect(rq, an, url_known("/meetings/quorum"));
}
