/* Slots of a day, what a sponsor ticked, journeys. */
#include "test.h"
#include "timetable/schedule_rules.h"
#include <math.h>

static void
slots(void **state)
{
	struct arena *a = *state;
	struct sched_slots s;
	struct sched_days evening = { .day = "2024-10-03", .from = "16:00", .until = "20:00" }, orals = { .first = "2025-04-17", .second = "2025-04-18" };
	assert_int_equal(sched_step(SCHED_EVENING, &evening, 10), 20);
	assert_int_equal(sched_step(SCHED_EVENING, &evening, 15), 15);
	assert_int_equal(sched_step(SCHED_EVENING, &evening, 30), 15);
	assert_int_equal(sched_step(SCHED_VISITS, &evening, 10), 30);
	sched_slots(a, SCHED_EVENING, &evening, 20, 20, &s);
	assert_int_equal(s.n, 12);
	assert_string_equal(sched_slot_word(a, s.items[11].day, s.items[11].start), "2024-10-03 19:40");
	struct sched_days visits = { .day = "2024-10-11", .from = "09:00", .until = "13:00" };
	sched_slots(a, SCHED_VISITS, &visits, 30, 90, &s);
	assert_int_equal(s.n, 6); /* the last begins at 11:30 */
	sched_slots(a, SCHED_ORALS, &orals, 30, 60, &s);
	assert_int_equal(s.n, 2 * (5 + 7));
	assert_string_equal(s.items[0].half, "1am");
	assert_string_equal(s.items[23].half, "2pm");
	orals.second = NULL;
	sched_slots(a, SCHED_ORALS, &orals, 30, 60, &s);
	assert_int_equal(s.n, 12);
	visits.from = NULL;
	sched_slots(a, SCHED_VISITS, &visits, 30, 90, &s);
	assert_int_equal(s.n, 0);
	const char *day;
	int start;
	assert_true(sched_slot_parse(a, "2024-10-03 16:20", &day, &start) && start == 980);
	assert_false(sched_slot_parse(a, "2024-10-33 16:20", &day, &start));
	assert_false(sched_slot_parse(a, "2024-10-03 25:20", &day, &start));
	assert_false(sched_slot_parse(a, NULL, &day, &start));
}

static void
ticked(void **state)
{
	struct arena *a = *state;
	struct strings none = { 0 }, some = { 0 }, half = { 0 };
	PUSH(a, &some, (const char *)"17:30");
	PUSH(a, &half, (const char *)"2am");
	struct sched_slot at = { "2024-10-03", 17 * 60 + 40, NULL }, before = { "2024-10-03", 17 * 60 + 20, NULL }, later = { "2024-10-03", 19 * 60, NULL };
	assert_true(sched_can(SCHED_EVENING, &at, &none) && sched_can(SCHED_EVENING, &at, &some) && sched_likes(SCHED_EVENING, &at, &some));
	assert_false(sched_can(SCHED_EVENING, &before, &some));
	assert_true(sched_can(SCHED_EVENING, &later, &some)); /* asked as "from what hour" */
	assert_false(sched_likes(SCHED_EVENING, &later, &some));
	assert_false(sched_can(SCHED_VISITS, &later, &some)); /* asked as a start */
	struct sched_slot oral = { "2025-04-18", 600, "2am" };
	assert_true(sched_can(SCHED_ORALS, &oral, &half));
	oral.half = "1am";
	assert_false(sched_can(SCHED_ORALS, &oral, &half));
}

static void
journeys(void **state)
{
	struct arena *a = *state;
	struct travel t = { .unknown = 60, .local = 15 };
	enum journey_by by;
	PUSH(a, &t.towns, ((struct town){ 1, "Namur", "namur", 50.467, 4.867 }));
	PUSH(a, &t.towns, ((struct town){ 2, "Huy", "huy", 50.519, 5.239 }));
	PUSH(a, &t.towns, ((struct town){ 3, "Floreffe", "floreffe", NAN, NAN }));
	/* Namur and Huy are 27 km apart as the crow flies (geographical tables), Brussels and Liège 90. */
	assert_true(fabs(travel_km(&t.towns.items[0], &t.towns.items[1]) - 27) < 1);
	struct town brussels = { 4, "", "", 50.847, 4.353 }, liege = { 5, "", "", 50.633, 5.580 };
	assert_true(fabs(travel_km(&brussels, &liege) - 90) < 2);
	assert_int_equal(travel_minutes(a, &t, "NAMUR", "namur ", &by), 15);
	assert_int_equal(by, JOURNEY_LOCAL);
	int estimate = travel_minutes(a, &t, "Namur", "Huy", &by);
	assert_int_equal(by, JOURNEY_ESTIMATED);
	assert_true(estimate % 5 == 0 && estimate >= 35 && estimate <= 45);
	assert_int_equal(travel_minutes(a, &t, "Huy", "Namur", &by), estimate);
	PUSH(a, &t.journeys, ((struct journey){ 1, 2, 33 }));
	assert_int_equal(travel_minutes(a, &t, "Huy", "Namur", &by), 33);
	assert_int_equal(by, JOURNEY_MEASURED);
	assert_int_equal(travel_minutes(a, &t, "Huy", "Floreffe", &by), 60);
	assert_int_equal(by, JOURNEY_UNKNOWN);
	assert_int_equal(travel_minutes(a, &t, NULL, "Huy", &by), 60);
	assert_int_equal(travel_minutes(a, &t, NULL, NULL, &by), 60);
	assert_int_equal(travel_minutes(a, &t, "Trou-perdu", "trou perdu", &by), 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(slots), T(ticked), T(journeys) };
	return cmocka_run_group_tests_name("schedule rules", tests, NULL, NULL);
}
