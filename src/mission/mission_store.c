#include "mission/mission.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

bool
mission_goes_on(const struct team *t)
{
	enum status s;
	return t->ended_at == NULL && status_named(t->status, &s) && status_is_chosen(s) && s != ST_ARCHIVED;
}

enum err
mission_load(struct db *db, int64_t team, struct mission *out)
{
	*out = (struct mission){ 0 };
	enum err e = team_get(db, team, &out->team);
	if (e == OK)
		e = edition_get(db, out->team.edition, &out->edition);
	if (e == OK)
		e = submission_get(db, out->team.submission, &out->commission);
	if (e != OK)
		return e;
	out->status = submission_status(&out->commission);
	out->reference = submission_reference(db_arena(db), &out->edition, &out->commission);
	out->open = mission_goes_on(&out->team);
	return OK;
}

/* ---- days --------------------------------------------------------------------------------------------------- */

static const char *
hours(struct arena *a, const char *from, const char *until, const char *place)
{
	const char *h = from == NULL ? NULL : until == NULL ? from : arena_printf(a, "%s–%s", from, until);
	return h == NULL ? place : place == NULL ? h : arena_printf(a, "%s, %s", h, place);
}

static void
add(struct arena *a, struct mission_days *out, struct date today, const char *key, const char *on, const char *what, const char *detail)
{
	if (on == NULL)
		return;
	struct mission_day d = { key, on, what, detail, day_is_past(on, today) };
	size_t at = out->n;
	PUSH(a, out, d);
	for (; at > 0 && strcmp(out->items[at - 1].on, on) > 0; at--) /* those of one day stay as they came */
		out->items[at] = out->items[at - 1];
	out->items[at] = d;
}

/* The session of that kind, as it was published; NULL: none. */
static const struct sched_held *
held_of(const struct sched_helds *all, enum sched_kind kind)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].kind == kind && !all->items[i].gone)
			return &all->items[i];
	return NULL;
}

static const char *
session(struct arena *a, const struct sched_held *h, const char *place)
{
	return hours(a, sched_clock(a, h->start), sched_clock(a, h->start + h->minutes), h->place != NULL ? h->place : place);
}

void
mission_days(struct arena *a, const struct mission *m, const struct mission_pulse *p, const struct sched_helds *held, struct date today, struct mission_days *out)
{
	static const char evening[] = N_("Soirée : l’institution présente sa question"), visit[] = N_("Visite de l’institution"), oral[] = N_("Présentation orale dans l’institution");
	const struct edition *e = &m->edition;
	const struct sched_held *at = held_of(held, SCHED_EVENING);
	*out = (struct mission_days){ 0 };
	if (at != NULL)
		add(a, out, today, sched_word(SCHED_EVENING), at->on_day, evening, session(a, at, e->evening_place));
	else
		add(a, out, today, sched_word(SCHED_EVENING), e->evening_on, evening, hours(a, e->evening_from, e->evening_until, e->evening_place));
	if ((at = held_of(held, SCHED_VISITS)) != NULL)
		add(a, out, today, sched_word(SCHED_VISITS), at->on_day, visit, session(a, at, at->town));
	else
		add(a, out, today, sched_word(SCHED_VISITS), e->visits_on, visit, hours(a, e->visits_from, e->visits_until, m->commission.town));
	add(a, out, today, "report", e->report_on, N_("Rapport à rendre"), NULL);
	if (p->oral_on != NULL) {
		add(a, out, today, sched_word(SCHED_ORALS), p->oral_on, oral, hours(a, p->oral_time, NULL, p->oral_place));
	} else if ((at = held_of(held, SCHED_ORALS)) != NULL) {
		add(a, out, today, sched_word(SCHED_ORALS), at->on_day, oral, session(a, at, at->town));
	} else {
		add(a, out, today, "oral1", e->oral_first_on, N_("Présentation orale : premier jour possible"), NULL);
		add(a, out, today, "oral2", e->oral_second_on, N_("Présentation orale : second jour possible"), NULL);
	}
	add(a, out, today, "ends", e->ends_on, N_("Fin de l’année de mission"), NULL);
}
