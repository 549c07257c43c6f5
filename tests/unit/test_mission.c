/* What is late in a mission. */
#include "test.h"
#include "mission/mission_rules.h"

#define AT(y, m, d) ((struct date){ y, m, d })

static void
silence(void **state)
{
	(void)state;
	struct mission_facts f = { .began_on = "2024-10-14", .report_on = "2025-03-13", .ends_on = "2025-05-15", .at_work = true };
	assert_int_equal(mission_silence(&f, AT(2024, 10, 14)), 0);
	assert_int_equal(mission_late(&f, AT(2024, 11, 4)), 0);            /* three weeks to the day */
	assert_int_equal(mission_late(&f, AT(2024, 11, 5)), LATE_SILENT);
	f.last_heard = "2024-11-05";
	assert_int_equal(mission_late(&f, AT(2024, 11, 26)), 0);
	assert_int_equal(mission_late(&f, AT(2024, 11, 27)), LATE_SILENT);
	f.last_heard = "2024-09-01";                                        /* a note from before the team */
	assert_int_equal(mission_silence(&f, AT(2024, 10, 24)), 10);
	assert_int_equal(mission_silence(&f, AT(2024, 10, 1)), 0);
	f.last_heard = f.began_on = NULL;
	assert_int_equal(mission_silence(&f, AT(2024, 12, 1)), -1);
	assert_int_equal(mission_late(&f, AT(2024, 12, 1)), 0);
}

static void
deliverables(void **state)
{
	(void)state;
	struct mission_facts f = { .began_on = "2025-03-10", .last_heard = "2025-03-10", .report_on = "2025-03-13", .ends_on = "2025-03-20", .at_work = true };
	assert_int_equal(mission_late(&f, AT(2025, 3, 13)), 0);             /* the day itself is in time */
	assert_int_equal(mission_late(&f, AT(2025, 3, 14)), LATE_REPORT);
	f.overdue = 2;
	assert_int_equal(mission_late(&f, AT(2025, 3, 14)), LATE_REPORT | LATE_REQUESTS);
	f.reported = true;
	assert_int_equal(mission_late(&f, AT(2025, 3, 14)), LATE_REQUESTS);
	f.overdue = 0;
	assert_int_equal(mission_late(&f, AT(2025, 3, 21)), LATE_CLOSING);
	assert_int_equal(mission_late(&f, AT(2025, 6, 1)), LATE_CLOSING);   /* silence is not counted after the end */
	f.at_work = false;
	f.overdue = 5, f.reported = false;
	assert_int_equal(mission_late(&f, AT(2025, 6, 1)), 0);
	assert_false(day_is_past(NULL, AT(2025, 1, 1)));
	assert_false(day_is_past("bientôt", AT(2025, 1, 1)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(silence), T(deliverables) };
	return cmocka_run_group_tests_name("mission", tests, NULL, NULL);
}
