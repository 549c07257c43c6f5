/* A new edition, with the dates of the reference year moved by weekday. */
#include "call/call_store.h"

/* The laboratory's reference year, 2024-25: a Thursday evening in October, visits on a Friday morning, a report in March,
 * orals on a Thursday and a Friday of April. */
enum { REFERENCE = 2024 };
static const struct date opens = { 2024, 3, 1 }, closes = { 2024, 6, 30 }, evening = { 2024, 10, 3 }, ranking = { 2024, 10, 6 }, teams = { 2024, 10, 7 },
	visits = { 2024, 10, 11 }, report = { 2025, 3, 13 }, oral_first = { 2025, 4, 17 }, oral_second = { 2025, 4, 18 }, ends = { 2025, 5, 16 };

static const char *
moved_to(struct arena *a, struct date d, int years)
{
	return arena_strdup(a, date_iso(years == 0 ? d : day_moved(d, years)).s);
}

enum err
edition_create(struct db *db, int year, struct edition *out)
{
	struct arena *a = db_arena(db);
	int years = year - REFERENCE;
	struct entity_view v = call_view(db, LANG_FR);
	/* The call closes on the same date each year, whatever the weekday. */
	struct date close = { closes.y + years, closes.m, closes.d }, open = { opens.y + years, opens.m, opens.d };
	*out = (struct edition){ .id = NONE, .year = year, .choose = 10, .grace_minutes = 15, .copied_from = NONE, .rev = 1,
		.label = arena_printf(a, "%d-%02d", year, (year + 1) % 100), .state = "preparing", .opens_on = arena_strdup(a, date_iso(open).s),
		.closes_on = arena_strdup(a, date_iso(close).s), .closes_time = "23:59", .evening_on = moved_to(a, evening, years), .evening_from = "16:00",
		.evening_until = "20:00", .ranking_until = moved_to(a, ranking, years), .teams_on = moved_to(a, teams, years),
		.visits_on = moved_to(a, visits, years), .visits_from = "09:00", .visits_until = "13:00", .report_on = moved_to(a, report, years),
		.oral_first_on = moved_to(a, oral_first, years), .oral_second_on = moved_to(a, oral_second, years), .ends_on = moved_to(a, ends, years),
		.created_at = arena_strdup(a, now_utc().s) };
	return entity_insert(&v, &edition_entity, out);
}
