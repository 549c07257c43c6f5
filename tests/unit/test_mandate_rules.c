/* Who sits on a day, whose term ends, what a composition lacks, the order of a chart. */
#include "test.h"
#include "mandate/mandate_rules.h"

static struct mandate_row
row(int64_t id, int64_t actor, const char *name, enum mandate_seat seat, const char *from, const char *until)
{
	return (struct mandate_row){ .id = id, .actor = actor, .person = NONE, .profile = NONE, .replaces = NONE, .replaces_person = NONE, .name = name, .seat = seat, .from_day = from, .until_day = until };
}

static void
days_are_included(void **state)
{
	(void)state;
	struct mandate_row m = row(1, 1, "Ada", SEAT_MEMBER, "2025-09-14", "2026-09-13");
	assert_false(mandate_on(&m, "2025-09-13"));
	assert_true(mandate_on(&m, "2025-09-14"));
	assert_true(mandate_on(&m, "2026-09-13"));
	assert_false(mandate_on(&m, "2026-09-14"));
	m.until_day = NULL;
	assert_true(mandate_on(&m, "2099-01-01"));
}

static void
a_term_ends(void **state)
{
	(void)state;
	struct date day;
	assert_true(date_parse("2026-08-01", &day));
	struct mandate_row rows[] = { row(1, 1, "Ada", SEAT_CHAIR, "2025-09-14", "2026-09-13"), row(2, 1, "Bob", SEAT_MEMBER, "2025-09-14", "2026-09-13"),
		row(3, 1, "Ada", SEAT_CHAIR, "2026-09-14", NULL), row(4, 1, "Eve", SEAT_MEMBER, "2024-09-14", "2026-07-31"), row(5, 1, "Zoé", SEAT_MEMBER, "2024-09-14", "2027-12-31") };
	struct mandate_rows all = { rows, LEN(rows), LEN(rows) };
	assert_false(mandate_ends_soon(&all, &rows[0], day, 180)); /* renewed */
	assert_true(mandate_ends_soon(&all, &rows[1], day, 180));
	assert_false(mandate_ends_soon(&all, &rows[2], day, 180));
	assert_false(mandate_ends_soon(&all, &rows[3], day, 180)); /* it ended */
	assert_false(mandate_ends_soon(&all, &rows[4], day, 180));
	assert_true(mandate_ends_soon(&all, &rows[1], day, 43));   /* the very last day counts */
	assert_false(mandate_ends_soon(&all, &rows[1], day, 42));
}

/* By the mandate, or whoever held it under a newer one; nobody who has no vote, nobody of another body. */
static void
whom_a_substitute_replaces(void **state)
{
	(void)state;
	struct mandate_row rows[] = { row(1, 1, "Ada", SEAT_CHAIR, "2025-01-01", NULL), row(2, 1, "Bob", SEAT_MEMBER, "2026-01-01", NULL), row(3, 1, "Sue", SEAT_SUBSTITUTE, "2025-01-01", NULL),
		row(4, 2, "Cyd", SEAT_MEMBER, "2025-01-01", NULL) };
	struct mandate_rows now = { rows, LEN(rows), LEN(rows) };
	struct mandate_row *sue = &rows[2];
	assert_null(mandate_replaced(&now, sue));
	sue->replaces = 1;
	assert_ptr_equal(mandate_replaced(&now, sue), &rows[0]);
	sue->replaces = 9, sue->replaces_name = "Bob"; /* renewed since */
	assert_ptr_equal(mandate_replaced(&now, sue), &rows[1]);
	rows[1].person = 5, sue->replaces_person = 6;
	assert_null(mandate_replaced(&now, sue));
	sue->replaces_person = 5, sue->replaces_name = "Robert";
	assert_ptr_equal(mandate_replaced(&now, sue), &rows[1]);
	rows[1].seat = SEAT_GUEST;
	assert_null(mandate_replaced(&now, sue));
	sue->replaces = 4;
	assert_null(mandate_replaced(&now, sue));
}

/* One order of seats for every page and every convocation; who sits is asked in one place. */
static void
who_sits(void **state)
{
	struct mandate_row rows[] = { row(1, 1, "Ada", SEAT_GUEST, "2025-01-01", NULL), row(2, 1, "Bob", SEAT_CHAIR, "2025-01-01", "2025-12-31"), row(3, 1, "Cyd", SEAT_MEMBER, "2025-01-01", NULL),
		row(4, 1, "Dan", SEAT_CHAIR, "2026-01-01", NULL), row(5, 2, "Eve", SEAT_SECRETARY, "2025-01-01", NULL), row(6, NONE, "Fay", SEAT_DELEGATE, "2025-01-01", NULL) };
	struct mandate_rows all = { rows, LEN(rows), LEN(rows) }, now;
	mandate_order(&all);
	static const char *const order[] = { "Bob", "Dan", "Cyd", "Ada", "Eve", "Fay" };
	for (size_t i = 0; i < LEN(order); i++)
		assert_string_equal(all.items[i].name, order[i]);
	mandate_sitting(*state, &all, 1, "2026-06-01", &now);
	assert_int_equal(now.n, 3);
	assert_string_equal(now.items[0].name, "Dan");
	assert_string_equal(now.items[2].name, "Ada");
	mandate_sitting(*state, &all, NONE, "2026-06-01", &now);
	assert_int_equal(now.n, 1);
	assert_true(seat_decides(SEAT_CHAIR) && seat_decides(SEAT_HOLDER) && seat_decides(SEAT_MEMBER) && !seat_decides(SEAT_SUBSTITUTE) && !seat_decides(SEAT_GUEST));
	enum mandate_seat seat;
	for (int s = 0; s < SEATS; s++)
		assert_true(seat_of(seat_word((enum mandate_seat)s), &seat) && (int)seat == s);
}

static void
what_is_lacking(void **state)
{
	struct mandate_row rows[] = { row(1, 1, "Ada", SEAT_CHAIR, "2025-01-01", NULL), row(2, 1, "Bob", SEAT_SUBSTITUTE, "2025-01-01", NULL),
		row(3, 2, "Eve", SEAT_MEMBER, "2025-01-01", NULL), row(4, 1, "Zoé", SEAT_MEMBER, "2027-01-01", NULL) };
	rows[0].profile = rows[1].profile = 7;
	struct mandate_rows all = { rows, LEN(rows), LEN(rows) };
	struct mandate_want wants[] = { { 1, 1, NONE, SEAT_CHAIR, NULL, 1 }, { 2, 1, NONE, SEAT_SECRETARY, NULL, 1 }, { 3, 1, NONE, SEAT_MEMBER, NULL, 2 },
		{ 4, 1, 7, SEAT_CHAIR, "Étudiant", 2 }, { 5, 2, NONE, SEAT_CHAIR, NULL, 1 } };
	struct mandate_wants w = { wants, LEN(wants), LEN(wants) };
	struct mandate_gaps gaps;
	mandate_gaps(*state, &w, &all, 1, "2026-01-01", &gaps);
	assert_int_equal(gaps.n, 3);
	assert_true(gaps.items[0].want->seat == SEAT_SECRETARY && gaps.items[0].have == 0);
	assert_true(gaps.items[1].want->seat == SEAT_MEMBER && gaps.items[1].have == 1);  /* the chair is a member, a substitute is not */
	assert_true(gaps.items[2].want->profile == 7 && gaps.items[2].have == 1);
	mandate_gaps(*state, &w, &all, 1, "2027-06-01", &gaps);
	assert_int_equal(gaps.n, 2);
}

static void
the_chart(void **state)
{
	struct chart_node nodes[] = { { 1, NONE, "CEP", NULL, 0 }, { 2, 1, "CS", NULL, 0 }, { 3, 2, "GT", NULL, 0 }, { 4, NONE, "Direction", NULL, 3 }, { 5, 4, "CP", NULL, 0 },
		{ 6, 7, "X", NULL, 0 }, { 7, 6, "Y", NULL, 0 }, { 8, 99, "Z", NULL, 0 } };
	struct chart c;
	chart_order(*state, nodes, LEN(nodes), &c);
	assert_int_equal(c.n, LEN(nodes)); /* each once, even of a ring */
	static const int64_t order[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const int depth[] = { 0, 1, 2, 0, 1, 0, 0, 0 };
	for (size_t i = 0; i < c.n; i++) {
		assert_int_equal(c.items[i].node->actor, order[i]);
		assert_int_equal(c.items[i].depth, depth[i]);
	}
	assert_int_equal(c.items[2].parent, 1);
	assert_true(chart_ring(nodes, 5, 1, 3));
	assert_true(chart_ring(nodes, 5, 1, 1));
	assert_false(chart_ring(nodes, 5, 5, 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(days_are_included), T(a_term_ends), T(whom_a_substitute_replaces), T(who_sits), T(what_is_lacking), T(the_chart) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
