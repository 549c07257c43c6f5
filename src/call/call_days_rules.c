/* Deadlines in Brussels, holidays, days moved to another year. */
#include "call/call_rules.h"
#include "base/tr.h"
#include <string.h>

enum { DAY = 86400 };

int64_t
brussels_moment(struct date day, int minute)
{
	/* Winter time is one hour ahead of UTC, summer time two: the later moment is the one read with one hour. */
	int64_t wall = date_days(day) * DAY + (int64_t)minute * 60, later = wall - 3600, earlier = wall - 7200;
	if (brussels_offset(later) == 60)
		return later;
	/* Either it is summer, or the clock jumped over this minute: then `earlier` still has winter time. */
	return brussels_offset(earlier) == 120 ? earlier : later;
}

char *
clock_text(struct arena *a, int minute)
{
	return arena_printf(a, "%02d:%02d", minute / 60 % 24, minute % 60);
}

int64_t
call_end(struct date closes_on, int closes_minute)
{
	return brussels_moment(closes_on, closes_minute) + 60;
}

enum phase
call_phase(int64_t now, struct date opens_on, int64_t end, int grace_minutes)
{
	if (now < brussels_moment(opens_on, 0))
		return PHASE_BEFORE;
	if (now < end)
		return PHASE_OPEN;
	return now < end + (int64_t)grace_minutes * 60 ? PHASE_GRACE : PHASE_CLOSED;
}

const char *
call_moment(struct date today, const char *const until[MOMENTS - 1])
{
	static const char *const words[MOMENTS] = { "call", "selection", "teams", "year", "closing" };
	int last = MOMENTS - 1;
	for (int i = MOMENTS - 2; i >= 0; i--) {
		struct date day;
		if (until[i] == NULL || !date_parse(until[i], &day))
			continue;
		if (date_days(today) > date_days(day))
			break;
		last = i;
	}
	return words[last];
}

enum arrival
arrival_of(int64_t sent, int64_t begun, int64_t end, int grace_minutes)
{
	if (sent < end)
		return ARRIVED_IN_TIME;
	return begun < end && sent < end + (int64_t)grace_minutes * 60 ? ARRIVED_IN_GRACE : ARRIVED_LATE;
}

int
reminder_due(struct date today, struct date closes_on)
{
	static const int before[] = { 14, 3, 1 };
	int64_t left = date_days(closes_on) - date_days(today);
	for (size_t i = 0; i < LEN(before); i++)
		if (left == before[i])
			return before[i];
	return 0;
}

/* ---- holidays -------------------------------------------------------------------------------------------- */

struct date
easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;
	return (struct date){ year, n / 31, n % 31 + 1 };
}

/* The ten public holidays (royal decree of 18 April 1974), and 27 September, of the French Community. */
static const struct { int m, d; const char *name; } fixed[] = {
	{ 1, 1, N_("Nouvel An") }, { 5, 1, N_("fête du Travail") }, { 7, 21, N_("fête nationale") }, { 8, 15, N_("Assomption") },
	{ 9, 27, N_("fête de la Communauté française") }, { 11, 1, N_("Toussaint") }, { 11, 11, N_("Armistice") }, { 12, 25, N_("Noël") },
};
/* From Easter Sunday. Good Friday is not a public holiday, but schools and institutions often close. */
static const struct { int after; const char *name; } movable[] = {
	{ -3, N_("Jeudi saint") }, { -2, N_("Vendredi saint") }, { -1, N_("Samedi saint") }, { 0, N_("Pâques") }, { 1, N_("lundi de Pâques") },
	{ 39, N_("Ascension") }, { 40, N_("pont de l’Ascension") }, { 49, N_("Pentecôte") }, { 50, N_("lundi de Pentecôte") },
};

static int64_t
monday_on_or_before(struct date d)
{
	return date_days(d) - (date_weekday(d) - 1);
}

/* The school year of the French Community since 2022 (decree of 31 March 2022; Code de l’enseignement, book 1, title IX): it begins on the last
 * Monday of August and ends on the first Friday of July; two weeks that end with the week of All Saints' Day, two with Christmas and
 * New Year, two of rest (Carnival) and two in spring, with seven weeks of class in between. Of Carnival the government may move
 * the fortnight, and says so two years ahead: the years it has said are in the table (calendars published for 2022-23 to 2025-26). */
static const struct { int year; struct date from; } carnivals[] = {
	{ 2023, { 2023, 2, 20 } }, { 2024, { 2024, 2, 26 } }, { 2025, { 2025, 2, 24 } }, { 2026, { 2026, 2, 16 } },
};
enum { WEEK = 7, FORTNIGHT = 14, SINCE = 2022 };

/* Of the winter of that year and the next one: the week of 25 December, or the next one when Christmas is on a week-end. */
static int64_t
winter_from(int year)
{
	struct date christmas = { year, 12, 25 };
	return monday_on_or_before(christmas) + (date_weekday(christmas) >= 6 ? WEEK : 0);
}

static bool
within(int64_t day, int64_t from, int64_t days)
{
	return day >= from && day < from + days;
}

const char holiday_summer[] = N_("vacances d’été");

static bool
is_summer(struct date d)
{
	struct date first = { d.y, 7, 1 }, last = { d.y, 8, 31 };
	int64_t friday = date_days(first) + (5 - date_weekday(first) + WEEK) % WEEK, monday = monday_on_or_before(last), day = date_days(d);
	int64_t from = d.y > SINCE ? friday + 1 : date_days(first);
	return d.y >= SINCE && day >= from && day < monday;
}

static const char *
school_holiday(struct date d)
{
	int64_t day = date_days(d), rhythm = winter_from(d.y - 1) + FORTNIGHT + 7 * WEEK;
	if (within(day, winter_from(d.m == 1 ? d.y - 1 : d.y), FORTNIGHT))
		return N_("vacances d’hiver");
	/* The week of All Saints' Day and the one before. */
	if (within(day, monday_on_or_before((struct date){ d.y, 11, 1 }) - WEEK, FORTNIGHT))
		return N_("vacances d’automne");
	if (is_summer(d))
		return holiday_summer;
	if (d.y <= SINCE)
		return NULL;
	if (within(day, rhythm + FORTNIGHT + 7 * WEEK, FORTNIGHT))
		return N_("vacances de printemps");
	for (size_t i = 0; i < LEN(carnivals); i++)
		if (carnivals[i].year == d.y)
			return within(day, date_days(carnivals[i].from), FORTNIGHT) ? N_("vacances de détente (Carnaval)") : NULL;
	return within(day, rhythm, FORTNIGHT) ? N_("vacances de détente (Carnaval), d’après le rythme du décret : vérifiez-les au calendrier officiel") : NULL;
}

const char *
holiday_name(struct date d)
{
	for (size_t i = 0; i < LEN(fixed); i++)
		if (fixed[i].m == d.m && fixed[i].d == d.d)
			return fixed[i].name;
	int64_t from_easter = date_days(d) - date_days(easter(d.y));
	for (size_t i = 0; i < LEN(movable); i++)
		if (movable[i].after == from_easter)
			return movable[i].name;
	const char *school = school_holiday(d);
	if (school != NULL)
		return school;
	return date_weekday(d) == 7 ? N_("dimanche") : NULL;
}

/* ---- another year ---------------------------------------------------------------------------------------- */

struct date
day_moved(struct date d, int years)
{
	struct date same = { d.y + years, d.m, d.d };
	if (same.d > date_month_days(same.y, same.m))
		same.d = date_month_days(same.y, same.m);
	int shift = (date_weekday(d) - date_weekday(same) + 7) % 7;
	return date_of_days(date_days(same) + (shift > 3 ? shift - 7 : shift));
}
