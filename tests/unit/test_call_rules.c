/* What the call decides without a database. */
#include "test.h"
#include "call/call.h"

/* ---- moves ----------------------------------------------------------------------------------------------- */

/* The table, written a second time, by hand. S: the sponsor, C: the staff; !: with a reason. */
static const struct { const char *move; enum letter letter; } wanted[] = {
	{ "draft pending S", LETTER_CONFIRM }, { "pending submitted S", LETTER_RECEIVED }, { "draft submitted C", LETTER_RECEIVED },
	{ "draft withdrawn S", LETTER_WITHDRAWN }, { "pending withdrawn S", LETTER_WITHDRAWN },
	{ "submitted complement C!", LETTER_COMPLEMENT }, { "complement submitted S", LETTER_COMPLETED }, { "complement submitted C", LETTER_NONE },
	{ "submitted eligible C", LETTER_ELIGIBLE }, { "complement eligible C", LETTER_ELIGIBLE },
	{ "submitted ineligible C!", LETTER_INELIGIBLE }, { "complement ineligible C!", LETTER_INELIGIBLE },
	{ "eligible complement C!", LETTER_COMPLEMENT }, { "eligible submitted C!", LETTER_NONE }, { "eligible ineligible C!", LETTER_INELIGIBLE },
	{ "ineligible submitted C!", LETTER_REOPENED }, { "ineligible frozen C!", LETTER_NONE },
	{ "eligible selected C", LETTER_NONE }, { "eligible waiting C", LETTER_NONE }, { "eligible frozen C", LETTER_NONE }, { "eligible archived C", LETTER_NONE },
	{ "waiting selected C", LETTER_NONE }, { "waiting frozen C", LETTER_NONE }, { "waiting eligible C!", LETTER_NONE }, { "waiting archived C", LETTER_NONE },
	{ "selected waiting C!", LETTER_NONE }, { "selected eligible C!", LETTER_NONE }, { "selected frozen C!", LETTER_NONE },
	{ "frozen eligible C!", LETTER_NONE }, { "frozen archived C", LETTER_NONE }, { "ineligible archived C", LETTER_NONE },
	{ "selected presented C", LETTER_NONE }, { "presented clarified C", LETTER_NONE }, { "clarified exploration C", LETTER_NONE },
	{ "exploration report C", LETTER_NONE }, { "report feedback C", LETTER_NONE }, { "feedback oral C", LETTER_NONE }, { "oral archived C", LETTER_NONE },
	{ "presented selected C!", LETTER_NONE }, { "clarified presented C!", LETTER_NONE }, { "exploration clarified C!", LETTER_NONE },
	{ "report exploration C!", LETTER_NONE }, { "feedback report C!", LETTER_NONE }, { "oral feedback C!", LETTER_NONE },
	{ "submitted withdrawn S", LETTER_WITHDRAWN }, { "complement withdrawn S", LETTER_WITHDRAWN }, { "eligible withdrawn S", LETTER_WITHDRAWN },
	{ "waiting withdrawn S!", LETTER_WITHDRAWN }, { "frozen withdrawn S!", LETTER_WITHDRAWN }, { "selected withdrawn S!", LETTER_WITHDRAWN },
	{ "presented withdrawn S!", LETTER_WITHDRAWN }, { "clarified withdrawn S!", LETTER_WITHDRAWN }, { "exploration withdrawn S!", LETTER_WITHDRAWN },
	{ "submitted withdrawn C!", LETTER_WITHDRAWN }, { "complement withdrawn C!", LETTER_WITHDRAWN }, { "eligible withdrawn C!", LETTER_WITHDRAWN },
	{ "waiting withdrawn C!", LETTER_WITHDRAWN }, { "frozen withdrawn C!", LETTER_WITHDRAWN }, { "selected withdrawn C!", LETTER_WITHDRAWN },
	{ "presented withdrawn C!", LETTER_WITHDRAWN }, { "clarified withdrawn C!", LETTER_WITHDRAWN }, { "exploration withdrawn C!", LETTER_WITHDRAWN },
	{ "withdrawn submitted C!", LETTER_REOPENED }, { "withdrawn archived C", LETTER_NONE },
	{ "archived oral E!", LETTER_NONE }, /* by the page that closed it */
	/* a decision on many, undone */
	{ "eligible submitted U!", LETTER_NONE }, { "eligible complement U!", LETTER_NONE }, { "complement submitted U!", LETTER_NONE }, { "complement eligible U!", LETTER_NONE },
	{ "ineligible submitted U!", LETTER_REOPENED }, { "ineligible complement U!", LETTER_REOPENED }, { "ineligible eligible U!", LETTER_REOPENED },
};

static void
every_move(void **state)
{
	struct arena *a = *state;
	size_t found = 0, lines = 0;
	for (const struct move *m = move_table; m->from != m->to; m++)
		lines++;
	assert_int_equal(lines, LEN(wanted));
	for (int from = 0; from < STATUSES; from++)
		for (int to = 0; to < STATUSES; to++)
			for (int by = BY_SPONSOR; by <= BY_UNDO; by++) {
				const struct move *m = move_find((enum status)from, (enum status)to, (enum mover)by);
				size_t i = 0;
				const char *with = NULL;
				for (; i < LEN(wanted); i++) {
					const char *plain = arena_printf(a, "%s %s %s", status_word((enum status)from), status_word((enum status)to), by == BY_STAFF ? "C" : by == BY_SPONSOR ? "S" : by == BY_UNDO ? "U" : "E");
					with = arena_printf(a, "%s!", plain);
					if (strcmp(wanted[i].move, plain) == 0 || strcmp(wanted[i].move, with) == 0)
						break;
				}
				if ((m != NULL) != (i < LEN(wanted)))
					fail_msg("%s is %s", with, m != NULL ? "allowed" : "refused");
				if (m == NULL)
					continue;
				found++;
				assert_int_equal(m->reason, strcmp(wanted[i].move, with) == 0);
				assert_int_equal(m->letter, wanted[i].letter);
			}
	assert_int_equal(found, LEN(wanted));
}

static void
statuses_have_names(void **state)
{
	(void)state;
	const struct field *f = entity_field(&submission_entity, "status");
	for (int s = 0; s < STATUSES; s++) {
		enum status back;
		assert_true(status_named(status_word((enum status)s), &back) && back == (enum status)s);
		assert_true(status_sign((enum status)s)[0] != '\0' && status_class((enum status)s)[0] != '\0');
		assert_string_equal(f->choices[s].key, status_word((enum status)s));
		assert_string_equal(f->choices[s].label, status_name((enum status)s));
	}
	assert_null(f->choices[STATUSES].key);
	assert_false(status_is_seen(ST_DRAFT) || status_is_seen(ST_PENDING));
	assert_true(status_is_seen(ST_SUBMITTED) && status_is_seen(ST_WITHDRAWN));
	assert_true(status_is_chosen(ST_SELECTED) && status_is_chosen(ST_ORAL) && !status_is_chosen(ST_ARCHIVED) && !status_is_chosen(ST_WAITING));
	/* Nothing leads back into what the staff do not see. */
	for (const struct move *m = move_table; m->from != m->to; m++)
		assert_true(status_is_seen(m->to) || !status_is_seen(m->from));
}

/* ---- deadlines ------------------------------------------------------------------------------------------- */

static int64_t
utc(const char *iso)
{
	int64_t t;
	assert_true(isotime_parse(iso, &t));
	return t;
}

static void
moments_in_brussels(void **state)
{
	(void)state;
	static const struct { struct date d; int minute; const char *utc; } t[] = {
		{ { 2024, 6, 30 }, 23 * 60 + 59, "2024-06-30T21:59:00Z" }, /* summer */
		{ { 2024, 12, 31 }, 23 * 60 + 59, "2024-12-31T22:59:00Z" },
		{ { 2024, 7, 1 }, 0, "2024-06-30T22:00:00Z" },
		{ { 2025, 3, 30 }, 1 * 60 + 59, "2025-03-30T00:59:00Z" },  /* the clock goes forward at 2:00 */
		{ { 2025, 3, 30 }, 2 * 60 + 30, "2025-03-30T01:30:00Z" },  /* which never shows: an hour on, 3:30 */
		{ { 2025, 3, 30 }, 3 * 60, "2025-03-30T01:00:00Z" },
		{ { 2025, 10, 26 }, 1 * 60 + 59, "2025-10-25T23:59:00Z" }, /* back at 3:00 */
		{ { 2025, 10, 26 }, 2 * 60 + 30, "2025-10-26T01:30:00Z" }, /* twice: the later */
		{ { 2025, 10, 26 }, 3 * 60, "2025-10-26T02:00:00Z" },
	};
	for (size_t i = 0; i < LEN(t); i++)
		assert_string_equal(isotime_of(brussels_moment(t[i].d, t[i].minute)).s, t[i].utc);
}

static void
both_sides_of_midnight(void **state)
{
	(void)state;
	struct date opens = { 2024, 3, 1 }, closes = { 2024, 6, 30 };
	int64_t end = call_end(closes, 23 * 60 + 59);
	assert_int_equal(end, utc("2024-06-30T22:00:00Z"));
	assert_int_equal(call_phase(utc("2024-02-29T22:59:59Z"), opens, end, 15), PHASE_BEFORE);
	assert_int_equal(call_phase(utc("2024-02-29T23:00:00Z"), opens, end, 15), PHASE_OPEN);
	assert_int_equal(call_phase(utc("2024-06-30T21:59:59Z"), opens, end, 15), PHASE_OPEN); /* 23:59:59 */
	assert_int_equal(call_phase(utc("2024-06-30T22:00:00Z"), opens, end, 15), PHASE_GRACE);
	assert_int_equal(call_phase(utc("2024-06-30T22:14:59Z"), opens, end, 15), PHASE_GRACE);
	assert_int_equal(call_phase(utc("2024-06-30T22:15:00Z"), opens, end, 15), PHASE_CLOSED);
	assert_int_equal(call_phase(end, opens, end, 0), PHASE_CLOSED);
	/* On the nights when the clock changes. */
	int64_t spring = call_end((struct date){ 2025, 3, 29 }, 23 * 60 + 59), autumn = call_end((struct date){ 2025, 10, 26 }, 23 * 60 + 59);
	assert_int_equal(spring, utc("2025-03-29T23:00:00Z"));
	assert_int_equal(autumn, utc("2025-10-26T23:00:00Z"));
	assert_int_equal(call_end((struct date){ 2025, 10, 26 }, 2 * 60 + 30), utc("2025-10-26T01:31:00Z"));

	assert_int_equal(arrival_of(end - 1, end - 5000, end, 15), ARRIVED_IN_TIME);
	assert_int_equal(arrival_of(end, end - 1, end, 15), ARRIVED_IN_GRACE);
	assert_int_equal(arrival_of(end + 899, end - 1, end, 15), ARRIVED_IN_GRACE);
	assert_int_equal(arrival_of(end + 900, end - 1, end, 15), ARRIVED_LATE);
	assert_int_equal(arrival_of(end + 10, end, end, 15), ARRIVED_LATE); /* its form was not open */
}

static void
days_of_reminders(void **state)
{
	(void)state;
	struct date closes = { 2024, 6, 30 };
	int sum = 0;
	for (int64_t k = -40; k <= 40; k++) {
		int due = reminder_due(date_of_days(date_days(closes) - k), closes);
		assert_int_equal(due, k == 14 || k == 3 || k == 1 ? k : 0);
		sum += due;
	}
	assert_int_equal(sum, 18);
}

static void
clocks_as_typed(void **state)
{
	(void)state;
	static const struct { const char *s; int minute; } t[] = { { "23:59", 1439 }, { "16h", 960 }, { "16h30", 990 }, { "9:05", 545 }, { "0:00", 0 },
		{ " 9 ", 540 }, { "24:00", -1 }, { "12:60", -1 }, { "12:5", -1 }, { "", -1 }, { "midi", -1 }, { "123", -1 }, { "12:30x", -1 }, { NULL, -1 } };
	for (size_t i = 0; i < LEN(t); i++) {
		int m = -1;
		assert_int_equal(clock_parse(t[i].s, &m), t[i].minute >= 0);
		assert_int_equal(m, t[i].minute);
	}
	assert_string_equal(clock_text(*state, 545), "09:05");
}

/* ---- holidays -------------------------------------------------------------------------------------------- */

static void
easter_and_holidays(void **state)
{
	(void)state;
	static const struct date sundays[] = { { 1961, 4, 2 }, { 2000, 4, 23 }, { 2008, 3, 23 }, { 2019, 4, 21 }, { 2024, 3, 31 }, { 2025, 4, 20 },
		{ 2026, 4, 5 }, { 2027, 3, 28 }, { 2038, 4, 25 }, { 2285, 3, 22 } };
	for (size_t i = 0; i < LEN(sundays); i++)
		assert_int_equal(date_cmp(easter(sundays[i].y), sundays[i]), 0);
	static const struct { struct date d; const char *name; } t[] = {
		{ { 2025, 4, 18 }, "Vendredi saint" }, { { 2025, 4, 17 }, "Jeudi saint" }, { { 2025, 4, 21 }, "lundi de Pâques" },
		{ { 2025, 5, 29 }, "Ascension" }, { { 2025, 6, 9 }, "lundi de Pentecôte" }, { { 2026, 5, 1 }, "fête du Travail" },
		{ { 2026, 7, 21 }, "fête nationale" }, { { 2026, 8, 15 }, "Assomption" }, { { 2026, 11, 1 }, "Toussaint" },
		{ { 2026, 11, 11 }, "Armistice" }, { { 2026, 12, 25 }, "Noël" }, { { 2027, 1, 1 }, "Nouvel An" },
		{ { 2024, 10, 3 }, NULL }, { { 2024, 10, 11 }, NULL }, { { 2025, 3, 13 }, NULL }, { { 2024, 10, 6 }, "dimanche" },
		/* school holidays as published: the days at both ends, and those around them */
		{ { 2022, 10, 24 }, "vacances d’automne" }, { { 2022, 11, 4 }, "vacances d’automne" }, { { 2022, 11, 7 }, NULL },
		{ { 2023, 10, 23 }, "vacances d’automne" }, { { 2023, 10, 20 }, NULL }, { { 2024, 10, 21 }, "vacances d’automne" },
		{ { 2024, 10, 31 }, "vacances d’automne" }, { { 2025, 10, 20 }, "vacances d’automne" }, { { 2025, 10, 31 }, "vacances d’automne" },
		{ { 2025, 11, 3 }, NULL }, { { 2022, 12, 26 }, "vacances d’hiver" }, { { 2023, 1, 6 }, "vacances d’hiver" }, { { 2023, 1, 9 }, NULL },
		{ { 2024, 12, 23 }, "vacances d’hiver" }, { { 2025, 1, 3 }, "vacances d’hiver" }, { { 2025, 1, 6 }, NULL }, { { 2022, 12, 23 }, NULL },
		{ { 2025, 12, 22 }, "vacances d’hiver" }, { { 2026, 1, 2 }, "vacances d’hiver" },
		{ { 2023, 2, 17 }, NULL }, { { 2023, 2, 20 }, "vacances de détente (Carnaval)" }, { { 2023, 3, 3 }, "vacances de détente (Carnaval)" }, { { 2023, 3, 6 }, NULL },
		{ { 2024, 2, 23 }, NULL }, { { 2024, 2, 26 }, "vacances de détente (Carnaval)" }, { { 2024, 3, 8 }, "vacances de détente (Carnaval)" }, { { 2024, 3, 11 }, NULL },
		{ { 2025, 2, 24 }, "vacances de détente (Carnaval)" }, { { 2025, 3, 7 }, "vacances de détente (Carnaval)" }, { { 2025, 3, 10 }, NULL },
		{ { 2026, 2, 16 }, "vacances de détente (Carnaval)" }, { { 2026, 2, 27 }, "vacances de détente (Carnaval)" }, { { 2026, 3, 2 }, NULL },
		{ { 2023, 4, 28 }, NULL }, { { 2023, 5, 2 }, "vacances de printemps" }, { { 2023, 5, 12 }, "vacances de printemps" }, { { 2023, 5, 15 }, NULL },
		{ { 2024, 4, 29 }, "vacances de printemps" }, { { 2024, 5, 10 }, "pont de l’Ascension" }, { { 2024, 5, 8 }, "vacances de printemps" }, { { 2024, 5, 13 }, NULL },
		{ { 2025, 4, 28 }, "vacances de printemps" }, { { 2025, 5, 9 }, "vacances de printemps" }, { { 2025, 5, 12 }, NULL },
		{ { 2026, 4, 27 }, "vacances de printemps" }, { { 2026, 5, 8 }, "vacances de printemps" }, { { 2026, 4, 24 }, NULL },
		{ { 2023, 7, 7 }, NULL }, { { 2023, 7, 8 }, "vacances d’été" }, { { 2023, 8, 25 }, "vacances d’été" }, { { 2023, 8, 28 }, NULL }, { { 2022, 8, 26 }, "vacances d’été" },
		{ { 2022, 8, 29 }, NULL }, { { 2024, 7, 5 }, NULL }, { { 2024, 7, 8 }, "vacances d’été" }, { { 2024, 8, 23 }, "vacances d’été" }, { { 2024, 8, 26 }, NULL },
		{ { 2025, 7, 4 }, NULL }, { { 2025, 7, 7 }, "vacances d’été" }, { { 2025, 8, 25 }, NULL }, { { 2026, 7, 3 }, NULL },
		/* by the rhythm of the decree where no calendar is known here, and it says so */
		{ { 2027, 2, 22 }, "vacances de détente (Carnaval), d’après le rythme du décret : vérifiez-les au calendrier officiel" },
		{ { 2027, 3, 8 }, NULL }, { { 2027, 4, 26 }, "vacances de printemps" }, { { 2028, 5, 12 }, "vacances de printemps" }, { { 2028, 5, 15 }, NULL },
	};
	for (size_t i = 0; i < LEN(t); i++) {
		const char *name = holiday_name(t[i].d);
		if (!text_eq(name, t[i].name))
			fail_msg("%s: %s, wanted %s", date_iso(t[i].d).s, name, t[i].name);
	}
}

static void
days_move_by_weekday(void **state)
{
	(void)state;
	static const struct { struct date from, to; int years; } t[] = {
		{ { 2024, 10, 3 }, { 2025, 10, 2 }, 1 },  /* a Thursday stays one */
		{ { 2024, 10, 11 }, { 2025, 10, 10 }, 1 }, { { 2025, 3, 13 }, { 2026, 3, 12 }, 1 },
		{ { 2024, 6, 30 }, { 2025, 6, 29 }, 1 }, { { 2024, 2, 29 }, { 2025, 2, 27 }, 1 }, { { 2024, 10, 3 }, { 2027, 9, 30 }, 3 },
	};
	for (size_t i = 0; i < LEN(t); i++)
		assert_string_equal(date_iso(day_moved(t[i].from, t[i].years)).s, date_iso(t[i].to).s);
	for (int64_t k = 0; k < 800; k++) {
		struct date d = date_of_days(date_days((struct date){ 2024, 1, 1 }) + k), m = day_moved(d, 1);
		assert_int_equal(date_weekday(d), date_weekday(m));
		int64_t gap = date_days(m) - date_days(d);
		assert_true(gap >= 362 && gap <= 369);
	}
}

/* ---- institutions ---------------------------------------------------------------------------------------- */

static void
names_of_institutions(void **state)
{
	struct arena *a = *state;
	static const char *const same[][2] = { { "Solidarcité asbl (Jodoigne)", "SOLIDARCITÉ A.S.B.L." }, { "CPAS de Jodoigne", "Cpas Jodoigne" },
		{ "L’Escale asbl", "Escale" }, { "Le Gué", "ASBL Le Gue" }, { "CPAS d'Andenne", "CPAS de Andenne" } };
	for (size_t i = 0; i < LEN(same); i++) {
		const char *x = institution_fold(a, same[i][0]), *y = institution_fold(a, same[i][1]);
		if (strcmp(x, y) != 0)
			fail_msg("%s: %s and %s", same[i][0], x, y);
	}
	assert_string_equal(institution_fold(a, "Solidarcité asbl (Jodoigne)"), "solidarcite");
	assert_string_equal(institution_fold(a, "Le L’ (asbl)"), "le l asbl"); /* nothing else is left */
	assert_string_equal(institution_fold(a, NULL), "");

	static const struct { const char *typed, *digits; } t[] = { { "0123.456.749", "0123456749" }, { "BE 0123 456 749", "0123456749" },
		{ "123456749", "0123456749" }, { "BE0403019261", "0403019261" }, { "0123.456.748", NULL }, { "2123456749", NULL }, { "", NULL },
		{ "01234567490", NULL }, { "abc", NULL } };
	for (size_t i = 0; i < LEN(t); i++) {
		const char *n = enterprise_number(a, t[i].typed);
		if (!text_eq(n, t[i].digits))
			fail_msg("%s: %s", t[i].typed, n);
	}
	assert_string_equal(enterprise_text(a, "0123456749"), "0123.456.749");

	assert_string_equal(institution_domain(a, "Ana.Dupont@CPAS-Namur.be"), "cpas-namur.be");
	assert_string_equal(institution_domain(a, "https://www.escale.be/contact?x=1"), "escale.be");
	assert_string_equal(institution_domain(a, "escale.be"), "escale.be");
	assert_null(institution_domain(a, "ana@gmail.com"));
	assert_null(institution_domain(a, "ana@example.org"));
	assert_null(institution_domain(a, "ana"));
	assert_null(institution_domain(a, NULL));
}

static void
the_same_institution(void **state)
{
	struct arena *a = *state;
	static const struct { struct institution_key x, y; enum likeness like; } t[] = {
		{ { "escale", "0123456749", NULL, "Huy" }, { "refuge", "0123456749", NULL, NULL }, SAME },          /* its number says it */
		{ { "escale", "0123456749", NULL, "Huy" }, { "escale", "0403019261", NULL, "Huy" }, ALIKE },        /* two numbers, all else alike */
		{ { "escale", "0123456749", NULL, "Huy" }, { "escale", "0403019261", NULL, "Namur" }, OTHER_ONE },
		{ { "escale", NULL, NULL, "Huy" }, { "escale", NULL, NULL, "HUY" }, SAME },
		{ { "escale", NULL, NULL, "Huy" }, { "escale", NULL, NULL, "Namur" }, OTHER_ONE },
		{ { "escale", NULL, NULL, "Huy" }, { "escale", NULL, NULL, NULL }, ALIKE },
		{ { "escale", NULL, "escale.be", NULL }, { "escale", NULL, "escale.be", "Huy" }, SAME },
		{ { "reseau wallon", NULL, "reseau.be", "Huy" }, { "escale", NULL, "reseau.be", "Huy" }, ALIKE }, /* a network's domain */
		{ { "escale", NULL, NULL, "Huy" }, { "tremplin", NULL, NULL, "Huy" }, OTHER_ONE },
		{ { "maison medicale tilleuls", NULL, NULL, "Huy" }, { "maison medicale tilleul", NULL, NULL, "Huy" }, ALIKE },
		{ { "", NULL, NULL, "" }, { "", NULL, NULL, "" }, OTHER_ONE },
	};
	for (size_t i = 0; i < LEN(t); i++) {
		assert_int_equal(institution_compare(a, &t[i].x, &t[i].y), t[i].like);
		assert_int_equal(institution_compare(a, &t[i].y, &t[i].x), t[i].like);
	}
}

/* The last day of a moment is still of it; a day that is not fixed is passed over. */
static void
moments_of_an_edition(void **state)
{
	(void)state;
	static const char *const all[] = { "2026-06-30", "2026-07-05", "2026-09-20", "2027-05-15" }, *const few[] = { "2026-06-30", NULL, "?", "2027-05-15" };
	static const struct { const char *day, *moment, *of_few; } t[] = { { "2025-01-01", "call", "call" }, { "2026-06-30", "call", "call" }, { "2026-07-01", "selection", "year" },
		{ "2026-07-05", "selection", "year" }, { "2026-07-06", "teams", "year" }, { "2026-09-21", "year", "year" }, { "2027-05-15", "year", "year" },
		{ "2027-05-16", "closing", "closing" } };
	for (size_t i = 0; i < LEN(t); i++) {
		struct date d;
		assert_true(date_parse(t[i].day, &d));
		assert_string_equal(call_moment(d, all), t[i].moment);
		assert_string_equal(call_moment(d, few), t[i].of_few);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(every_move), T(statuses_have_names), T(moments_in_brussels), T(both_sides_of_midnight), T(days_of_reminders), T(moments_of_an_edition),
		T(clocks_as_typed), T(easter_and_holidays), T(days_move_by_weekday), T(names_of_institutions), T(the_same_institution) };
	return cmocka_run_group_tests_name("call_rules", tests, NULL, NULL);
}
