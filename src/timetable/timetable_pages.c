/* Published timetables as people read them: one's own, a sheet to print, a sponsor's by their link; and as calendars. */
#include "timetable/schedule_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include <string.h>

static enum err
answer_ical(struct request *rq, struct answer *an, const char *name, const struct sched_helds *list, bool whole, const char *filename)
{
	struct ical c = ical_begin(rq->a, name, "PT6H");
	sched_events(&c, rq->lang, ical_host(rq->a, rq->app->base_url), list, whole);
	const char *text = ical_end(&c);
	if (text == NULL)
		return fail(rq->a, E_LIMIT, "calendar: more than %d bytes", ICAL_MAX);
	enum err e = answer_bytes(an, ICAL_TYPE, text, strlen(text), filename);
	if (e == OK)
		answer_unless_had(rq, an);
	return e;
}

/* A team that the reader is not of has no link: its space is closed to them. */
static enum err
unlink_others(struct request *rq, struct sched_helds *list)
{
	struct teams mine;
	if (user_may(rq->user, RIGHT_CALL_MANAGE))
		return OK;
	enum err e = team_of_person(rq->db, rq->user->person, &mine);
	for (size_t i = 0; e == OK && i < list->n; i++) {
		bool in = false;
		for (size_t k = 0; k < mine.n; k++)
			in = in || mine.items[k].id == list->items[i].team;
		if (!in)
			list->items[i].team = NONE;
	}
	return e;
}

/* The coordination has no team: it sees what is published of the newest edition. */
static enum err
own_list(struct request *rq, struct sched_helds *out)
{
	struct editions all;
	enum err e = sched_of_person(rq->db, rq->user->person, out);
	if (e != OK || out->n > 0 || !user_may(rq->user, RIGHT_CALL_MANAGE))
		return e;
	e = edition_list(rq->db, &all);
	for (size_t i = 0; e == OK && i < all.n && out->n == 0; i++) /* until one has something: the newest, nearly always */
		for (int k = 0; e == OK && k < SCHED_KINDS; k++) {
			struct sched_helds some;
			e = sched_published(rq->db, all.items[i].id, (enum sched_kind)k, &some);
			for (size_t n = 0; e == OK && n < some.n; n++)
				PUSH(rq->a, out, some.items[n]);
		}
	return e;
}

enum err
timetable_page(struct request *rq, struct answer *an)
{
	struct sched_helds list;
	enum err e = own_list(rq, &list);
	if (e == OK)
		e = unlink_others(rq, &list);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Horaires")), "timetable");
	page_timetable(p, rq, &list);
	layout_end(rq, an);
	return OK;
}

enum err
timetable_calendar(struct request *rq, struct answer *an)
{
	struct sched_helds list;
	enum err e = own_list(rq, &list);
	return e == OK ? answer_ical(rq, an, arena_printf(rq->a, "%s – %s", rq->programme->name, tr(rq->lang, N_("Horaires"))), &list, true, "horaire.ics") : e;
}

/* The coordination sees all of it; others what is theirs, and nothing when none of it is. */
static enum err
open_sheet(struct request *rq, struct sched_sheet *v)
{
	struct sched_helds mine;
	*v = (struct sched_sheet){ .all = user_may(rq->user, RIGHT_CALL_MANAGE) };
	if (!sched_named(param_text(rq, "kind"), &v->kind))
		return E_NOTFOUND;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &v->edition);
	if (e == OK && v->all)
		e = sched_published(rq->db, v->edition.id, v->kind, &v->list);
	else if (e == OK && (e = sched_of_person(rq->db, rq->user->person, &mine)) == OK)
		for (size_t i = 0; i < mine.n; i++)
			if (mine.items[i].edition == v->edition.id && mine.items[i].kind == v->kind)
				PUSH(rq->a, &v->list, mine.items[i]);
	return e == OK && v->list.n == 0 ? E_NOTFOUND : e;
}

enum err
timetable_sheet(struct request *rq, struct answer *an)
{
	struct sched_sheet v;
	enum err e = open_sheet(rq, &v);
	if (e == OK)
		e = unlink_others(rq, &v.list);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", tr(rq->lang, sched_name(v.kind)), v.edition.label), "timetable");
	page_timetable_sheet(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
timetable_sheet_calendar(struct request *rq, struct answer *an)
{
	struct sched_sheet v;
	enum err e = open_sheet(rq, &v);
	return e == OK ? answer_ical(rq, an, arena_printf(rq->a, "%s %s", tr(rq->lang, sched_name(v.kind)), v.edition.label), &v.list, !v.all || v.kind == SCHED_EVENING,
	    arena_printf(rq->a, "%s-%s.ics", sched_word(v.kind), v.edition.label)) : e;
}

/* ---- by a link --------------------------------------------------------------------------------------------------------- */

static enum err
open_sponsor(struct request *rq, struct sponsor_hours *v)
{
	struct sched_helds all;
	*v = (struct sponsor_hours){ .token = param_text(rq, "token") };
	int64_t id = param_int(rq, "id");
	if (!secret_eq(v->token, sched_token(rq->a, rq->app->key, id)))
		return E_NOTFOUND;
	enum err e = submission_get(rq->db, id, &v->s);
	if (e == OK)
		e = edition_get(rq->db, v->s.edition, &v->edition);
	if (e == OK)
		e = sched_of_submission(rq->db, id, &v->own);
	if (e == OK)
		e = sched_published(rq->db, v->s.edition, SCHED_EVENING, &all);
	/* Who is no longer of the evening does not read who is. */
	bool here = false;
	for (size_t i = 0; e == OK && i < v->own.n; i++)
		here = here || (v->own.items[i].kind == SCHED_EVENING && !v->own.items[i].gone);
	if (e == OK && here)
		v->evening = all;
	return e;
}

enum err
timetable_sponsor(struct request *rq, struct answer *an)
{
	struct sponsor_hours v;
	enum err e = open_sponsor(rq, &v);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Votre horaire")), NULL);
	page_timetable_sponsor(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
timetable_sponsor_calendar(struct request *rq, struct answer *an)
{
	struct sponsor_hours v;
	enum err e = open_sponsor(rq, &v);
	return e == OK ? answer_ical(rq, an, v.s.org_name == NULL ? "Pilotis" : v.s.org_name, &v.own, false, "horaire.ics") : e;
}
