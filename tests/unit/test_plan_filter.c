#include "test.h"
#include "plan/plan_filter.h"

/* Three actions of two actors: one due in 24-25, one in 27-28 with a recommendation, one continuous. */
static struct plan *
small_plan(struct arena *a)
{
	struct plan *p = ARENA_NEW(a, struct plan);
	static const struct { const char *code, *title; enum due_kind due; int year, actor; const char *reco; } rows[] = {
		{ "1.1.1", "Rédiger une charte d’accueil", DUE_YEAR, 2024, 0, NULL },
		{ "1.1.2", "Étudier les débouchés", DUE_YEAR, 2027, 1, "Experts" },
		{ "1.2.1", "Tenir une veille", DUE_CONTINUOUS, 0, 1, NULL },
	};
	struct objective o = { .code = "1", .title = "Objectif" };
	struct specific s = { .code = "1.1", .title = "Spécifique" };
	p->first_year = 2024;
	p->last_year = 2028;
	PUSH(a, &p->actors, ((struct actor){ .id = 1, .name = "CP", .long_name = "Commission Programme" }));
	PUSH(a, &p->actors, ((struct actor){ .id = 2, .name = "Équipe mémoire" }));
	PUSH(a, &p->actors, ((struct actor){ .id = 3, .name = "Personne" }));
	for (size_t i = 0; i < LEN(rows); i++) {
		struct action x = { .id = (int64_t)i + 1, .code = rows[i].code, .title = rows[i].title, .due = { .kind = rows[i].due, .year = rows[i].year } };
		PUSH(a, &x.actors, ((struct responsibility){ .actor = rows[i].actor, .lead = true }));
		PUSH(a, &x.indicators, ((struct indicator){ .id = (int64_t)i + 10, .text = "Note", .kind = IND_NOTE, .count = 1, .cadence = 1 }));
		if (rows[i].reco != NULL)
			PUSH(a, &x.recommendations, rows[i].reco);
		PUSH(a, &s.actions, x);
	}
	PUSH(a, &o.specifics, s);
	PUSH(a, &p->objectives, o);
	return p;
}

static size_t
kept(struct arena *a, struct plan_filter f, bool keep[3])
{
	struct plan *p = small_plan(a);
	struct plan_status s;
	struct evidence_base none = { 0 };
	plan_status(a, p, &none, YEAR_BOUNDS_DEFAULT, (struct date){ 2026, 11, 22 }, (struct date){ 2026, 11, 22 }, &s);
	return plan_filter_run(a, p, &s, YEAR_BOUNDS_DEFAULT, &f, keep);
}

static void
each_filter_keeps_its_own(void **state)
{
	struct arena *a = *state;
	bool k[3];
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1 }, k), 3);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = 1 }, k), 2);
	assert_false(k[0]);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .year = 2027 }, k), 1);
	assert_true(k[1]);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .year = -1 }, k), 1);
	assert_true(k[2]);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .recommendation = true }, k), 1);
	assert_true(k[1]);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .state = "late" }, k), 1);
	assert_true(k[0]);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .state = "to_feed" }, k), 1);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .state = "interrupted" }, k), 1);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = -1, .state = "unproven" }, k), 3);
	assert_int_equal(kept(a, (struct plan_filter){ .actor = 1, .state = "late" }, k), 0);
}

static void
words_are_folded_and_all_needed(void **state)
{
	struct arena *a = *state;
	bool k[3];
	struct plan_filter f = { .actor = -1 };
	plan_filter_words(a, &f, "  ACCUEIL chartE ");
	assert_int_equal(f.words.n, 2);
	assert_int_equal(kept(a, f, k), 1);
	plan_filter_words(a, &f, "commission programme");
	assert_int_equal(kept(a, f, k), 1);
	plan_filter_words(a, &f, "charte debouches");
	assert_int_equal(kept(a, f, k), 0);
	plan_filter_words(a, &f, "");
	assert_true(plan_filter_empty(&f));
}

static void
load_counts_each_actor_each_year(void **state)
{
	struct arena *a = *state;
	struct plan *p = small_plan(a);
	struct plan_status s;
	struct evidence_base none = { 0 };
	struct plan_load_table t;
	plan_status(a, p, &none, YEAR_BOUNDS_DEFAULT, (struct date){ 2026, 11, 22 }, (struct date){ 2026, 11, 22 }, &s);
	plan_load_count(a, p, &s, YEAR_BOUNDS_DEFAULT, &t);
	assert_int_equal(t.n, 2); /* who carries nothing is not listed */
	assert_int_equal(t.items[0].actor, 1);
	assert_int_equal(t.items[0].dated[3], 1);
	assert_int_equal(t.items[0].continuous, 1);
	assert_int_equal(t.items[1].late, 1);
	assert_int_equal(t.sum[0], 1);
	assert_int_equal(t.most, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(each_filter_keeps_its_own), T(words_are_folded_and_all_needed), T(load_counts_each_actor_each_year) };
	return cmocka_run_group_tests_name("plan_filter", tests, NULL, NULL);
}
