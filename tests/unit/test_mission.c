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

/* The pieces give both texts back, whatever the texts. */
static void
both_texts_come_back(struct arena *a, const char *before, const char *after, struct diff_pieces *d)
{
	struct buf x = buf_new(a, MIB(4)), y = buf_new(a, MIB(4));
	text_diff(a, before, after, d);
	for (size_t i = 0; i < d->n; i++) {
		if (d->items[i].kind != DIFF_NEW)
			buf_puts(&x, d->items[i].text);
		if (d->items[i].kind != DIFF_GONE)
			buf_puts(&y, d->items[i].text);
		assert_true(*d->items[i].text != '\0' && (i == 0 || d->items[i].kind != d->items[i - 1].kind));
	}
	assert_string_equal(buf_str(&x), before);
	assert_string_equal(buf_str(&y), after);
}

static void
differences(void **state)
{
	struct arena *a = *state;
	struct diff_pieces d;
	both_texts_come_back(a, "L’accueil est trop long.", "L’accueil du soir est trop cher.", &d);
	assert_int_equal(d.n, 5);
	assert_string_equal(d.items[1].text, "du soir ");
	assert_int_equal(d.items[1].kind, DIFF_NEW);
	assert_string_equal(d.items[3].text, "long.");
	assert_int_equal(d.items[3].kind, DIFF_GONE);
	assert_string_equal(d.items[4].text, "cher.");
	both_texts_come_back(a, "", "", &d);
	assert_int_equal(d.n, 0);
	both_texts_come_back(a, "", "neuf", &d);
	both_texts_come_back(a, "vieux\n\n", "", &d);
	both_texts_come_back(a, "a b a b", "a b a b a b", &d);
	unsigned seed = 7;
	for (int t = 0; t < 200; t++) { /* few words, so that much is alike */
		struct buf x = buf_new(a, KIB(64)), y = buf_new(a, KIB(64));
		for (int k = 0; k < 30; k++) {
			seed = seed * 1103515245 + 12345;
			buf_printf(seed >> 16 & 1 ? &x : &y, "%c%s", 'a' + (int)(seed >> 20) % 4, seed >> 24 & 3 ? " " : "\n");
		}
		both_texts_come_back(a, buf_str(&x), buf_str(&y), &d);
	}
	struct buf x = buf_new(a, MIB(2)), y = buf_new(a, MIB(2)); /* too many words for a table: by lines, then as a whole */
	for (int k = 0; k < 3000; k++) {
		buf_printf(&x, "mot%d%s", k, k % 10 == 9 ? "\n" : " ");
		buf_printf(&y, "mot%d%s", k % 100 == 7 ? -k : k, k % 10 == 9 ? "\n" : " ");
	}
	both_texts_come_back(a, buf_str(&x), buf_str(&y), &d);
	assert_true(d.n > 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(silence), T(deliverables), T(differences) };
	return cmocka_run_group_tests_name("mission", tests, NULL, NULL);
}
