/* The jury's work without a store: conflicts of interest, who reads what, what counts. */
#include "test.h"
#include "call/review.h"
#include <math.h>

/* n files of institutions "Org 0"…, k jurors, two criteria of weight 2 and 1. */
static struct jury
small(struct arena *a, size_t files, size_t jurors)
{
	struct jury j = { .shared = true };
	PUSH(a, &j.criteria, ((struct criterion){ .id = 1, .weight = 2, .key = "r", .title = "R" }));
	PUSH(a, &j.criteria, ((struct criterion){ .id = 2, .weight = 1, .key = "c", .title = "C" }));
	for (size_t f = 0; f < files; f++)
		PUSH(a, &j.files, ((struct submission){ .id = (int64_t)f + 100, .institution = NONE, .org_name = arena_printf(a, "Org %zu", f), .status = "eligible" }));
	for (size_t k = 0; k < jurors; k++)
		PUSH(a, &j.jurors, ((struct juror){ .id = (int64_t)k + 1, .person = (int64_t)k + 50, .name = arena_printf(a, "J%zu", k) }));
	j.interest = ARENA_ARRAY(a, struct interest, files * jurors + 1);
	j.task = ARENA_ARRAY(a, bool, files * jurors + 1);
	j.review = ARENA_ARRAY(a, struct review, files * jurors + 1);
	for (size_t i = 0; i < files * jurors; i++) {
		j.review[i].id = NONE;
		for (size_t c = 0; c < CRITERIA_MAX; c++)
			j.review[i].score[c] = NONE;
	}
	j.plan = (struct review_plan){ .per_file = 3, .alpha = 0.25, .beta = 1 };
	return j;
}

static void
score(struct jury *j, size_t juror, size_t file, int64_t r, int64_t c, bool done)
{
	struct review *v = jury_review(j, juror, file);
	v->id = 1;
	v->score[0] = r;
	v->score[1] = c;
	v->done_at = done ? "2024-08-01T10:00:00Z" : NULL;
}

static void
conflicts_found(void **state)
{
	struct arena *a = *state;
	struct juror who = { .domain = "cpas-namur.be" };
	const char *detail;
	PUSH(a, &who.employers, ((struct employer){ "La Rive asbl", institution_whole(a, "La Rive asbl"), NONE }));
	PUSH(a, &who.employers, ((struct employer){ "Ailleurs", institution_whole(a, "Ailleurs"), 7 }));
	static const struct { const char *org, *email, *website; int64_t institution; enum interest_why why; const char *detail; } cases[] = {
		{ "LA RIVE (ASBL)", "x@larive.be", NULL, NONE, INTEREST_EMPLOYER, "La Rive asbl" },
		{ "LA RIVE (Andenne)", "x@larive.be", NULL, NONE, INTEREST_NONE, NULL }, /* perhaps another one: asked */
		{ "Autre nom", "x@larive.be", NULL, 7, INTEREST_INSTITUTION, "Ailleurs" },
		{ "CPAS de Namur", "directrice@cpas-namur.be", NULL, NONE, INTEREST_DOMAIN, "cpas-namur.be" },
		{ "CPAS de Namur", "directrice@gmail.com", "https://www.cpas-namur.be/contact", NONE, INTEREST_DOMAIN, "cpas-namur.be" },
		{ "La Rivière", "x@riviere.be", NULL, 8, INTEREST_NONE, NULL },
		{ NULL, NULL, NULL, NONE, INTEREST_NONE, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct submission s = { .org_name = cases[i].org, .email = cases[i].email, .website = cases[i].website, .institution = cases[i].institution };
		assert_int_equal(interest_between(a, &who, &s, &detail), cases[i].why);
		if (cases[i].detail == NULL)
			assert_null(detail);
		else
			assert_string_equal(detail, cases[i].detail);
	}
	struct juror at_home = { .domain = institution_domain(a, "moi@gmail.com") };
	struct submission s = { .org_name = "X", .email = "vous@gmail.com", .institution = NONE };
	assert_int_equal(interest_between(a, &at_home, &s, &detail), INTEREST_NONE); /* a mail provider tells nothing */
}

/* The same name of two towns: only the whole name hides; the other is proposed, once, and no more when it was said. */
static void
likely_employers(void **state)
{
	struct arena *a = *state;
	struct juror who = { 0 };
	struct submissions files = { 0 };
	struct strings likely;
	static const char *const orgs[] = { "La Rive (Huy)", "La Rive (Ottignies)", "LA RIVE a.s.b.l. (Ottignies)", "Maison médicale Tilleuls", "Le Relais", NULL };
	for (size_t i = 0; i < LEN(orgs); i++)
		PUSH(a, &files, ((struct submission){ .org_name = orgs[i], .institution = NONE }));
	static const char *const said[] = { "la rive huy", "Maison médicale Tilleul" };
	for (size_t i = 0; i < LEN(said); i++)
		PUSH(a, &who.employers, ((struct employer){ said[i], institution_whole(a, said[i]), NONE }));
	const char *detail;
	assert_int_equal(interest_between(a, &who, &files.items[0], &detail), INTEREST_EMPLOYER);
	assert_int_equal(interest_between(a, &who, &files.items[1], &detail), INTEREST_NONE);
	interest_likely(a, &who, &files, &likely);
	assert_int_equal(likely.n, 1);
	assert_string_equal(likely.items[0], "Maison médicale Tilleuls");
	PUSH(a, &who.employers, ((struct employer){ "La Rive (Huy)", institution_whole(a, "La Rive (Huy)"), NONE }));
	interest_likely(a, &who, &files, &likely);
	assert_int_equal(likely.n, 3);
	assert_string_equal(likely.items[0], "La Rive (Ottignies)");
	PUSH(a, &who.employers, ((struct employer){ "La Rive (Ottignies)", institution_whole(a, "La Rive (Ottignies)"), NONE }));
	interest_likely(a, &who, &files, &likely);
	assert_int_equal(likely.n, 1); /* the third file is the same whole name */
	assert_int_equal(interest_between(a, &who, &files.items[2], &detail), INTEREST_EMPLOYER);
	assert_string_equal(employers_with(a, "A\nB", &likely), "A\nB\nMaison médicale Tilleuls");
}

static void
what_counts(void **state)
{
	struct arena *a = *state;
	struct jury j = small(a, 3, 3);
	double y;
	score(&j, 0, 0, 4, 1, true);
	score(&j, 1, 0, 5, NONE, true);
	score(&j, 2, 0, NONE, NONE, true);
	score(&j, 0, 1, 5, 5, false);
	score(&j, 1, 1, 2, 2, true);
	assert_true(jury_counts(&j, 0, 0, &y) && fabs(y - 3) < 1e-12);
	assert_true(jury_counts(&j, 1, 0, &y) && y == 5); /* the criterion that was scored */
	assert_false(jury_counts(&j, 2, 0, &y));
	assert_false(jury_counts(&j, 0, 1, &y)); /* not done */
	assert_false(jury_counts(&j, 0, 2, &y));
	assert_true(file_spread(&j, 0) == 2 && file_spread(&j, 1) == 0);
	assert_int_equal(jury_reviews(a, &j).reviews, 3);
	*jury_interest(&j, 1, 0) = (struct interest){ .why = INTEREST_EMPLOYER };
	assert_false(jury_counts(&j, 1, 0, &y));
	assert_int_equal(jury_reviews(a, &j).reviews, 2);
	jury_interest(&j, 1, 0)->lifted = true;
	assert_true(jury_counts(&j, 1, 0, &y));
}

static void
own_scores_before_others(void **state)
{
	struct jury j = small(*state, 2, 2);
	assert_false(jury_may_compare(&j, 0, 0));
	score(&j, 0, 0, 3, 3, false);
	assert_false(jury_may_compare(&j, 0, 0)); /* begun is not given */
	score(&j, 0, 0, 3, 3, true);
	assert_true(jury_may_compare(&j, 0, 0));
	*jury_interest(&j, 0, 0) = (struct interest){ .why = INTEREST_DECLARED };
	assert_false(jury_may_compare(&j, 0, 0)); /* a conflict hides it whatever was given */
	j.shared = false;
	j.task[1 * 2 + 1] = true;
	assert_true(jury_may_compare(&j, 0, 1)); /* not theirs to score */
	assert_false(jury_may_compare(&j, 1, 1));
}

static void
progress_of_each(void **state)
{
	struct jury j = small(*state, 4, 2);
	score(&j, 0, 0, 3, 3, true);
	score(&j, 0, 1, 3, 3, false);
	*jury_interest(&j, 0, 3) = (struct interest){ .why = INTEREST_DOMAIN };
	struct progress p = jury_progress(&j, 0);
	assert_true(p.asked == 3 && p.done == 1 && p.begun == 1);
	j.shared = false; /* only the second file is asked of them; what was given besides still counts as asked and done */
	j.task[1] = true;
	p = jury_progress(&j, 0);
	assert_true(p.asked == 2 && p.done == 1 && p.begun == 1);
	p = file_progress(&j, 3);
	assert_true(p.asked == 0);
}

static void
readers_are_shared_out(void **state)
{
	struct arena *a = *state;
	struct jury j = small(a, 40, 6);
	size_t load[6] = { 0 };
	*jury_interest(&j, 2, 5) = (struct interest){ .why = INTEREST_EMPLOYER };
	score(&j, 1, 7, 3, 3, true);
	bool *task = jury_distribute(a, &j, 3);
	for (size_t f = 0; f < 40; f++) {
		size_t n = 0;
		for (size_t k = 0; k < 6; k++) {
			n += task[k * 40 + f];
			load[k] += task[k * 40 + f];
		}
		assert_int_equal(n, 3);
	}
	assert_false(task[2 * 40 + 5]);
	assert_true(task[1 * 40 + 7]);
	for (size_t k = 0; k < 6; k++)
		assert_true(load[k] == 20);
	/* every two of them meet, so that all scores compare */
	for (size_t k = 0; k < 6; k++)
		for (size_t l = 0; l < k; l++) {
			size_t met = 0;
			for (size_t f = 0; f < 40; f++)
				met += task[k * 40 + f] && task[l * 40 + f];
			assert_true(met >= 3);
		}
	/* again, with what is there: nothing moves */
	j.shared = false;
	memcpy(j.task, task, 240 * sizeof *task);
	assert_memory_equal(jury_distribute(a, &j, 3), task, 240 * sizeof *task);
	/* more readers than jurors: everyone */
	struct jury few = small(a, 5, 2);
	task = jury_distribute(a, &few, 3);
	for (size_t i = 0; i < 10; i++)
		assert_true(task[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(conflicts_found), T(likely_employers), T(what_counts), T(own_scores_before_others), T(progress_of_each), T(readers_are_shared_out) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
