#include "timetable/schedule_rules.h"
#include "base/tr.h"
#include <math.h>
#include <string.h>

static const struct { const char *word, *name; } kinds[SCHED_KINDS] = {
	[SCHED_EVENING] = { "evening", N_("Soirée de présentation") },
	[SCHED_VISITS] = { "visits", N_("Visites des institutions") },
	[SCHED_ORALS] = { "orals", N_("Présentations orales") },
};

const char *
sched_word(enum sched_kind k)
{
	return kinds[k].word;
}

const char *
sched_name(enum sched_kind k)
{
	return kinds[k].name;
}

bool
sched_named(const char *word, enum sched_kind *out)
{
	for (int k = 0; k < SCHED_KINDS; k++)
		if (text_eq(word, kinds[k].word)) {
			*out = (enum sched_kind)k;
			return true;
		}
	return false;
}

/* ---- slots ---------------------------------------------------------------------------------------------------------- */

int
sched_step(enum sched_kind k, const struct sched_days *d, size_t sessions)
{
	int from, until, step;
	if (k != SCHED_EVENING)
		return SCHED_HALF_HOUR;
	if (sessions == 0 || !clock_parse(d->from, &from) || !clock_parse(d->until, &until))
		return 20;
	step = (until - from) / (int)sessions / 5 * 5;
	return step < 15 ? 15 : step > 20 ? 20 : step;
}

static void
between(struct arena *a, const char *day, int from, int until, int step, int duration, const char *half, struct sched_slots *out)
{
	for (int t = from; t + duration <= until && out->n < 300; t += step)
		PUSH(a, out, ((struct sched_slot){ day, t, half }));
}

void
sched_slots(struct arena *a, enum sched_kind k, const struct sched_days *d, int step, int duration, struct sched_slots *out)
{
	int from, until;
	*out = (struct sched_slots){ 0 };
	if (k == SCHED_ORALS) {
		static const char *const halves[2][2] = { { "1am", "1pm" }, { "2am", "2pm" } };
		for (int day = 0; day < 2; day++) {
			const char *iso = day == 0 ? d->first : d->second;
			if (iso == NULL || (day == 1 && text_eq(iso, d->first)))
				continue;
			between(a, iso, 9 * 60, 12 * 60, step, duration, halves[day][0], out);
			between(a, iso, 13 * 60, 17 * 60, step, duration, halves[day][1], out);
		}
		return;
	}
	if (d->day != NULL && clock_parse(d->from, &from) && clock_parse(d->until, &until))
		between(a, d->day, from, until, step, duration, NULL, out);
}

static bool
ticked_here(enum sched_kind k, const struct sched_slot *s, const struct strings *ticked)
{
	int t;
	for (size_t i = 0; i < ticked->n; i++)
		if (k == SCHED_ORALS ? text_eq(ticked->items[i], s->half) : clock_parse(ticked->items[i], &t) && s->start >= t && s->start < t + SCHED_HALF_HOUR)
			return true;
	return false;
}

bool
sched_can(enum sched_kind k, const struct sched_slot *s, const struct strings *ticked)
{
	int t;
	for (size_t i = 0; k == SCHED_EVENING && i < ticked->n; i++)
		if (clock_parse(ticked->items[i], &t) && s->start >= t)
			return true;
	return ticked->n == 0 || ticked_here(k, s, ticked);
}

bool
sched_likes(enum sched_kind k, const struct sched_slot *s, const struct strings *ticked)
{
	return ticked->n == 0 || ticked_here(k, s, ticked);
}

char *
sched_clock(struct arena *a, int minute)
{
	return arena_printf(a, "%02d:%02d", minute / 60 % 24, minute % 60);
}

char *
sched_slot_word(struct arena *a, const char *day, int start)
{
	return arena_printf(a, "%s %02d:%02d", day, start / 60 % 24, start % 60);
}

bool
sched_slot_parse(struct arena *a, const char *word, const char **day, int *start)
{
	struct date d;
	if (word == NULL || strlen(word) != 16 || word[10] != ' ')
		return false;
	*day = arena_strndup(a, word, 10);
	return date_parse(*day, &d) && clock_parse(word + 11, start);
}

/* ---- journeys ----------------------------------------------------------------------------------------------------------- */

const struct town *
travel_town(struct arena *a, const struct travel *t, const char *name)
{
	const char *folded = name == NULL ? "" : text_words(a, name);
	for (size_t i = 0; *folded != '\0' && i < t->towns.n; i++)
		if (strcmp(t->towns.items[i].folded, folded) == 0)
			return &t->towns.items[i];
	return NULL;
}

double
travel_km(const struct town *x, const struct town *y)
{
	const double degree = acos(-1) / 180, radius = 6371;
	double lat = (y->lat - x->lat) * degree / 2, lon = (y->lon - x->lon) * degree / 2;
	double h = sin(lat) * sin(lat) + cos(x->lat * degree) * cos(y->lat * degree) * sin(lon) * sin(lon);
	return 2 * radius * asin(fmin(1, sqrt(h)));
}

int
travel_minutes(struct arena *a, const struct travel *t, const char *from, const char *to, enum journey_by *by)
{
	const struct town *x = travel_town(a, t, from), *y = travel_town(a, t, to);
	*by = JOURNEY_LOCAL;
	if (x != NULL ? x == y : from != NULL && to != NULL && *text_words(a, from) != '\0' && strcmp(text_words(a, from), text_words(a, to)) == 0)
		return t->local;
	*by = JOURNEY_MEASURED;
	for (size_t i = 0; x != NULL && y != NULL && i < t->journeys.n; i++) {
		const struct journey *j = &t->journeys.items[i];
		if ((j->a == x->id && j->b == y->id) || (j->a == y->id && j->b == x->id))
			return j->minutes;
	}
	*by = JOURNEY_ESTIMATED;
	if (x != NULL && y != NULL && isfinite(x->lat) && isfinite(y->lat))
		return (int)(ceil((10 + travel_km(x, y) * 1.3 / 75 * 60) / 5) * 5);
	*by = JOURNEY_UNKNOWN;
	return t->unknown;
}
