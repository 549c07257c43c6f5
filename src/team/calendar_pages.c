/* The days of an edition for anybody's calendar: what the public page of the call says too. */
#include "formats/ical.h"
#include "team/ranking_pages.h"
#include <string.h>

static struct ical_time
at(struct date d, const char *clock)
{
	int minute;
	return (struct ical_time){ d, clock != NULL && clock_parse(clock, &minute) ? minute : -1 };
}

/* A day without both its hours is a whole day; one without an end lasts as it begins. */
static void
add(struct ical *c, enum lang lang, const char *host, const struct edition *e, const char *key, const char *words, const char *day, const char *from, const char *until)
{
	struct date d;
	int64_t stamp = 0;
	if (day == NULL || !date_parse(day, &d) || (e->created_at != NULL && !isotime_parse(e->created_at, &stamp)))
		return;
	bool whole = from == NULL || until == NULL;
	struct ical_time start = at(d, whole ? NULL : from), end = at(d, whole ? NULL : until);
	if (start.minute < 0 || end.minute <= start.minute)
		start.minute = end.minute = -1;
	if (start.minute < 0)
		end.day = date_of_days(date_days(d) + 1);
	ical_add(c, &(struct ical_event){ .uid = arena_printf(c->out.a, "edition-%lld-%s@%s", (long long)e->id, key, host), .sequence = e->rev, .stamp = stamp,
	    .start = start, .end = end, .status = ICAL_CONFIRMED, .summary = tr(lang, words), .location = strcmp(key, "evening") == 0 ? e->evening_place : NULL, .free = start.minute < 0 });
}

void
team_edition_events(struct ical *c, enum lang lang, const char *host, const struct edition *e)
{
	add(c, lang, host, e, "evening", N_("Soirée de présentation des commandes"), e->evening_on, e->evening_from, e->evening_until);
	add(c, lang, host, e, "ranking", N_("Classement des commandes : dernier jour"), e->ranking_until, NULL, NULL);
	add(c, lang, host, e, "visits", N_("Visite de l’institution"), e->visits_on, e->visits_from, e->visits_until);
	add(c, lang, host, e, "report", N_("Rapport remis à l’institution"), e->report_on, NULL, NULL);
	add(c, lang, host, e, "oral1", N_("Présentation orale, premier jour"), e->oral_first_on, NULL, NULL);
	add(c, lang, host, e, "oral2", N_("Présentation orale, second jour"), e->oral_second_on, NULL, NULL);
}

enum err
edition_calendar(struct request *rq, struct answer *an)
{
	struct edition e;
	enum err err = edition_get(rq->db, param_int(rq, "id"), &e);
	if (err == OK && text_eq(e.state, "preparing"))
		return fail(rq->a, E_NOTFOUND, "edition %lld is not public", (long long)e.id);
	if (err != OK)
		return err;
	struct page words = page_new(rq->a, rq->lang);
	struct ical c = ical_begin(rq->a, fmt_(&words, N_("Laboratoire %s"), e.label, NULL), NULL);
	team_edition_events(&c, rq->lang, ical_host(rq->a, rq->app->base_url), &e);
	const char *text = ical_end(&c);
	if (text == NULL)
		return fail(rq->a, E_LIMIT, "calendar: more than %d bytes", ICAL_MAX);
	if ((err = answer_bytes(an, ICAL_TYPE, text, strlen(text), arena_printf(rq->a, "laboratoire-%s.ics", e.label))) == OK)
		answer_unless_had(rq, an);
	return err;
}
