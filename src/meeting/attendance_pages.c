#include "meeting/meeting_pages.h"
#include "pages.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>

const struct param attendance_params[] = { { "presence", P_MANY, 40 }, { "all", P_BOOL, 4 }, { "vote", P_LINE, 40 }, { 0 } };
const struct param attendance_add_params[] = { { "person", P_INT, 20 }, { "contact", P_INT, 20 }, { "name", P_LINE, 800 }, { "email", P_LINE, 300 }, { 0 } };
const struct param attendance_do_params[] = { { "vote", P_WORD, 4 }, { 0 } };
const struct param meeting_answer_params[] = { { "comes", P_WORD, 4 }, { "answer_note", P_LINE, 1200 }, { "read", P_BOOL, 4 }, { 0 } };

static const char *
names(struct arena *a, const struct attendees *all, bool reachable)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < all->n; i++) {
		const struct attendee *w = &all->items[i];
		if (w->name != NULL && attendee_reachable(w) == reachable && (!reachable || w->invited_at == NULL))
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", w->name);
	}
	return buf_str(&b);
}

const char *
attendees_unreached(struct arena *a, const struct attendees *all)
{
	return names(a, all, false);
}

const char *
attendees_uninvited(struct arena *a, const struct attendees *all)
{
	return names(a, all, true);
}

enum err
changes_load(struct request *rq, struct meeting_view *v)
{
	bool may = (v->m.seat & MEET_MANAGE) != 0 && v->m.stage < MT_PREPARED && v->m.cancelled_at == NULL;
	return may ? attendee_differs(rq->db, &v->m, &v->changes) : OK;
}

static enum err
show(struct request *rq, struct answer *an, int64_t id)
{
	struct meeting_view v = { .problems = &an->problems };
	enum err e = meeting_get(rq->db, rq->user, id, &v.m);
	if (e == OK)
		e = attendee_list(rq->db, id, &v.people);
	if (e == OK)
		e = attendance_count(rq->db, &v.m, &v.people, &v.count);
	if (e == OK)
		e = changes_load(rq, &v);
	if (e == OK && (v.m.seat & MEET_MANAGE) != 0 && (e = person_list(rq->db, &v.persons)) == OK && (e = meeting_contacts(rq->db, &v.contacts)) == OK && (e = bounce_list(rq->db, &v.bounces)) == OK)
		e = mail_refusers(rq->db, MAIL_MEETING, &v.refusers);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s · %s", tr(rq->lang, N_("Personnes")), meeting_heading(rq, &v.m)), "meetings");
	page_meeting_head(p, rq, &v.m, "people");
	page_attendance(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
attendance_page(struct request *rq, struct answer *an)
{
	return show(rq, an, param_int(rq, "id"));
}

enum err
attendance_again(struct request *rq, struct answer *an, int64_t id)
{
	fail_clear(rq->a);
	an->status = 422;
	return show(rq, an, id);
}

struct sets { struct presence_set *items; size_t n, cap; };

enum err
attendance_save(struct request *rq, struct answer *an)
{
	struct strings typed = { 0 };
	struct sets sets = { 0 };
	struct attendees all;
	int64_t id = param_int(rq, "id");
	struct meeting m;
	enum err e = meeting_need(rq->db, rq->user, id, MEET_MANAGE, &m);
	if (e == OK)
		e = attendee_list(rq->db, id, &all);
	if (e != OK)
		return e;
	param_many(rq, "presence", &typed);
	for (size_t i = 0; i < typed.n; i++) { /* "12:excused" */
		const char *colon = strchr(typed.items[i], ':');
		if (colon == NULL)
			continue;
		struct presence_set one = { strtoll(typed.items[i], NULL, 10), presence_of(colon + 1) };
		PUSH(rq->a, &sets, one);
	}
	for (size_t i = 0; param_bool(rq, "all") && i < all.n; i++)
		if (text_eq(all.items[i].answer, "yes") || text_eq(all.items[i].answer, "no"))
			for (size_t k = 0; k < sets.n; k++)
				if (sets.items[k].attendee == all.items[i].id && sets.items[k].presence == PRES_NONE)
					sets.items[k].presence = text_eq(all.items[i].answer, "no") ? PRES_EXCUSED : all.items[i].voting || all.items[i].called || m.bodies.n == 0 ? PRES_PRESENT : PRES_INVITED;
	e = attendee_presences(rq->db, rq->user, id, sets.items, sets.n);
	const char *vote = param_text(rq, "vote"), *colon = vote == NULL ? NULL : strchr(vote, ':'); /* "12:yes": the button of a line */
	bool votes = colon != NULL && text_eq(colon + 1, "yes");
	if (e == OK && colon != NULL)
		e = attendee_vote(rq->db, rq->user, id, strtoll(vote, NULL, 10), votes);
	if (e != OK)
		return e;
	answer_notice(rq, an, colon == NULL ? N_("Présences enregistrées.") : votes ? N_("Le vote est donné, les présences enregistrées.") : N_("Le vote est retiré, les présences enregistrées."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, "/people"));
}

enum err
attendance_add(struct request *rq, struct answer *an)
{
	struct attendee who = { .person = param_int(rq, "person"), .contact = param_int(rq, "contact"), .name = param_text(rq, "name"), .email = param_text(rq, "email") };
	int64_t id = param_int(rq, "id");
	enum err e = attendee_add(rq->db, rq->user, id, &who, &an->problems);
	if (e == E_INVALID)
		return attendance_again(rq, an, id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Ajouté à la liste. La convocation partira avec le prochain envoi."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, "/people"));
}

enum err
attendance_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), who = param_int(rq, "who");
	const char *vote = param_text(rq, "vote");
	enum err e = vote != NULL ? attendee_vote(rq->db, rq->user, id, who, text_eq(vote, "yes")) : attendee_remove(rq->db, rq->user, id, who, true);
	if (e == OK && vote != NULL) {
		answer_notice(rq, an, text_eq(vote, "yes") ? N_("Le vote est donné.") : N_("Le vote est retiré."), NULL, NULL);
		return answer_redirect(rq, an, meeting_url(rq, id, "/people"));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Retiré de la liste."), NULL, arena_printf(rq->a, "/meetings/%lld/people/%lld/restore", (long long)id, (long long)who));
	return answer_redirect(rq, an, meeting_url(rq, id, "/people"));
}

enum err
attendance_restore(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = attendee_remove(rq->db, rq->user, id, param_int(rq, "who"), false);
	return e == OK ? answer_redirect(rq, an, meeting_url(rq, id, "/people")) : e;
}

/* ---- answers ------------------------------------------------------------------------------------------------------ */

static const char came_too_late[] = N_("Il n’est plus temps de répondre : la réunion s’est tenue ou est annulée.");

static bool
may_answer(const struct meeting *m)
{
	return m->stage <= MT_CONVENED && m->cancelled_at == NULL;
}

static enum err
answered(struct request *rq, const struct meeting *m, int64_t who, bool comes)
{
	struct convening how = convening_of(rq);
	enum err e = attendee_answer(rq->db, m->id, who, comes, param_text(rq, "answer_note"));
	return e == OK && !comes ? substitutes_tell(rq->db, &how, m, who) : e;
}

enum err
meeting_answer(struct request *rq, struct answer *an)
{
	struct meeting m;
	int64_t id = param_int(rq, "id");
	const char *comes = param_text(rq, "comes");
	enum err e = meeting_get(rq->db, rq->user, id, &m);
	if (e != OK)
		return e;
	if (m.me == NONE)
		return fail(rq->a, E_FORBIDDEN, "meeting %lld: not on its list", (long long)id);
	if (!may_answer(&m))
		problem_add(rq->a, &an->problems, NULL, came_too_late, NULL);
	else if (!text_eq(comes, "yes") && !text_eq(comes, "no"))
		problem_add(rq->a, &an->problems, "comes", N_("Dites si vous venez."), NULL);
	if (an->problems.n > 0)
		return meeting_again(rq, an, id);
	if ((e = answered(rq, &m, m.me, text_eq(comes, "yes"))) != OK)
		return e;
	answer_notice(rq, an, text_eq(comes, "yes") ? N_("Noté : vous venez.") : N_("Noté : vous ne venez pas."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, id, ""));
}

/* What the link opens, for a year after the meeting. */
static enum err
open_link(struct request *rq, struct invitation_view *v)
{
	struct date held;
	struct attendees all;
	v->token = param_text(rq, "token");
	enum err e = attendee_by_token(rq->db, v->token, &v->who);
	if (e == OK)
		e = meeting_raw(rq->db, v->who.meeting, &v->m);
	if (e == OK)
		e = attendee_list(rq->db, v->m.id, &all);
	if (e != OK)
		return e;
	for (size_t i = 0; i < all.n; i++) /* with what depends on the others: whom they replace */
		if (all.items[i].id == v->who.id)
			v->who = all.items[i];
	if (!date_parse(v->m.held_on, &held) || date_days(rq->today) - date_days(held) > 365)
		return fail(rq->a, E_NOTFOUND, "an invitation of long ago");
	if ((e = agenda_load(rq->db, v->m.id, &v->agenda)) != OK)
		return e;
	agenda_in(rq->a, rq->lang, &v->agenda);
	e = minutes_by_link(rq->db, &v->who, &v->minutes);
	if (e == OK && v->m.stage != MT_APPROVED)
		agenda_in(rq->a, rq->lang, &v->minutes.agenda);
	v->has_minutes = e == OK;
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
show_invitation(struct request *rq, struct answer *an, const struct invitation_view *v)
{
	struct page *p = layout_begin(rq, an, meeting_name(rq->a, rq->lang, &v->m), NULL);
	form_problems(p, &an->problems);
	page_invitation(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
invitation_page(struct request *rq, struct answer *an)
{
	struct invitation_view v = { .problems = &an->problems };
	enum err e = open_link(rq, &v);
	return e == OK ? show_invitation(rq, an, &v) : e;
}

enum err
invitation_answer(struct request *rq, struct answer *an)
{
	struct invitation_view v = { .problems = &an->problems };
	const char *comes = param_text(rq, "comes");
	enum err e = open_link(rq, &v);
	if (e != OK)
		return e;
	if (param_bool(rq, "read")) {
		if ((e = attendee_read_by_link(rq->db, &v.who)) != OK)
			return e;
		answer_notice(rq, an, N_("Noté : vous l’avez lu."), NULL, NULL);
		return answer_redirect(rq, an, url_path(rq->a, "/invitation/%s", v.token));
	}
	if (!may_answer(&v.m))
		problem_add(rq->a, &an->problems, NULL, came_too_late, NULL);
	else if (!text_eq(comes, "yes") && !text_eq(comes, "no"))
		problem_add(rq->a, &an->problems, "comes", N_("Dites si vous venez."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_invitation(rq, an, &v);
	}
	if ((e = answered(rq, &v.m, v.who.id, text_eq(comes, "yes"))) != OK)
		return e;
	answer_notice(rq, an, text_eq(comes, "yes") ? N_("Noté : vous venez.") : N_("Noté : vous ne venez pas."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/invitation/%s", v.token));
}

enum err
invitation_paper(struct request *rq, struct answer *an)
{
	struct invitation_view v = { 0 };
	struct agenda_paper f;
	const void *bytes;
	size_t n;
	enum err e = open_link(rq, &v);
	if (e == OK)
		e = agenda_paper_get(rq->db, v.m.id, param_int(rq, "paper"), &f);
	if (e == OK)
		e = blob_get(rq->db, f.sha, &bytes, &n);
	return e == OK ? answer_bytes(an, f.type, bytes, n, f.filename) : e;
}
