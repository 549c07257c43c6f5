/* The end of a mission without a store: lateness at midnight in Brussels, questions, months, what is missing, what is public. */
#include "test.h"
#include "mission/report_rules.h"

static void
late_from_midnight_in_brussels(void **state)
{
	(void)state;
	assert_false(report_late("2025-03-13", "2025-03-13T22:59:59Z")); /* 23:59:59 there, in winter */
	assert_true(report_late("2025-03-13", "2025-03-13T23:00:00Z"));
	assert_false(report_late("2025-04-17", "2025-04-17T21:59:59Z")); /* in summer */
	assert_true(report_late("2025-04-17", "2025-04-17T22:00:00Z"));
	assert_false(report_late(NULL, "2025-04-17T22:00:00Z"));
	assert_string_equal(report_moment(*state, "2025-03-13T22:59:59Z"), "13/03/2025 23:59:59");
	assert_string_equal(report_moment(*state, "2025-06-30T22:30:00Z"), "01/07/2025 00:30:00");
}

static void
months_and_their_ends(void **state)
{
	static const struct { struct date from; int months; struct date to; } t[] = { { { 2025, 5, 15 }, 6, { 2025, 11, 15 } }, { { 2025, 8, 31 }, 6, { 2026, 2, 28 } },
		{ { 2027, 8, 31 }, 6, { 2028, 2, 29 } }, { { 2025, 12, 1 }, 1, { 2026, 1, 1 } }, { { 2025, 5, 31 }, 36, { 2028, 5, 31 } } };
	(void)state;
	for (size_t i = 0; i < LEN(t); i++)
		assert_int_equal(date_cmp(months_after(t[i].from, t[i].months), t[i].to), 0);
}

static void
asked_once_and_reminded_once(void **state)
{
	struct later_facts f = { .ends_on = "2025-05-15", .months = 6, .over = true };
	(void)state;
	assert_int_equal(later_due(&f, (struct date){ 2025, 11, 14 }), LATER_NOTHING);
	assert_int_equal(later_due(&f, (struct date){ 2025, 11, 15 }), LATER_ASK);
	assert_int_equal(later_due(&f, (struct date){ 2026, 2, 1 }), LATER_ASK); /* the server was away */
	f.over = false;
	assert_int_equal(later_due(&f, (struct date){ 2025, 11, 15 }), LATER_NOTHING);
	f.over = true, f.asked_at = "2025-11-15T06:00:00Z";
	assert_int_equal(later_due(&f, (struct date){ 2025, 12, 5 }), LATER_NOTHING);
	assert_int_equal(later_due(&f, (struct date){ 2025, 12, 6 }), LATER_REMIND);
	f.answered = true;
	assert_int_equal(later_due(&f, (struct date){ 2025, 12, 6 }), LATER_NOTHING);
	f.answered = false, f.reminded_at = "2025-12-06T06:00:00Z";
	assert_int_equal(later_due(&f, (struct date){ 2026, 12, 6 }), LATER_NOTHING);
}

static void
questions_as_written(void **state)
{
	struct sponsor_questions q;
	sponsor_questions_read(*state, "  [1-5] Clair ?\r\n\n[1-5]\nPourquoi [1-5] ?\n", &q);
	assert_int_equal(q.n, 2);
	assert_true(q.items[0].scale);
	assert_string_equal(q.items[0].text, "Clair ?");
	assert_false(q.items[1].scale);
	assert_string_equal(q.items[1].text, "Pourquoi [1-5] ?");
	sponsor_questions_read(*state, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n", &q);
	assert_int_equal(q.n, QUESTIONS_MOST);
	sponsor_questions_read(*state, NULL, &q);
	assert_int_equal(q.n, 0);
}

static void
missing_and_public(void **state)
{
	(void)state;
	assert_int_equal(closing_missing(&(struct closing_facts){ 0 }), CLOSING_ALL);
	assert_int_equal(closing_missing(&(struct closing_facts){ true, true, true, true, true }), 0);
	assert_int_equal(closing_missing(&(struct closing_facts){ true, false, true, false, true }), CLOSING_FEEDBACK | CLOSING_PEERS);
	for (unsigned item = 1; item <= CLOSING_CHOICE; item <<= 1)
		assert_non_null(closing_item_name(item));
	for (int sponsor = -1; sponsor <= 1; sponsor++)
		for (int team = -1; team <= 1; team++) {
			int64_t s = sponsor < 0 ? NONE : sponsor, t = team < 0 ? NONE : team;
			assert_int_equal(archive_report_open("named", s, t), sponsor == 1 && team == 1);
			assert_int_equal(archive_report_open("anonymous", s, t), sponsor == 1 && team == 1);
			assert_false(archive_report_open("none", s, t));
			assert_false(archive_report_open(NULL, s, t));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(late_from_midnight_in_brussels), T(months_and_their_ends), T(asked_once_and_reminded_once), T(questions_as_written), T(missing_and_public) };
	return cmocka_run_group_tests_name("report rules", tests, NULL, NULL);
}
