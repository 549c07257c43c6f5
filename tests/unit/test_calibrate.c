/* Calibration against another way to the same minimum, and against figures worked out by hand with fractions. */
#include "test.h"
#include "gen_selection.h"
#include "solve/calibrate.h"
#include <math.h>

/* Each unknown in turn at its own best, until nothing moves: Gauss and Seidel on the function itself. */
static void
descend(struct arena *a, const struct cal_input *in, double *mean, double *q, double *b)
{
	double *top = ARENA_ARRAY(a, double, (size_t)(in->files + in->reviewers)), *n = ARENA_ARRAY(a, double, (size_t)(in->files + in->reviewers));
	*mean = 0;
	for (size_t r = 0; r < in->reviews; r++)
		*mean += in->review[r].y / (double)in->reviews;
	for (int round = 0; round < 20000; round++) {
		double moved = 0;
		for (int side = 0; side < 2; side++) {
			int many = side == 0 ? in->files : in->reviewers;
			double *x = side == 0 ? q : b, *other = side == 0 ? b : q, ridge = side == 0 ? in->alpha : in->beta;
			for (int i = 0; i < many; i++)
				top[i] = n[i] = 0;
			for (size_t r = 0; r < in->reviews; r++) {
				int me = side == 0 ? in->review[r].file : in->review[r].reviewer, them = side == 0 ? in->review[r].reviewer : in->review[r].file;
				top[me] += in->review[r].y - *mean - other[them];
				n[me]++;
			}
			for (int i = 0; i < many; i++) {
				double next = n[i] > 0 ? top[i] / (n[i] + ridge) : 0;
				moved = fmax(moved, fabs(next - x[i]));
				x[i] = next;
			}
		}
		if (moved < 1e-14)
			return;
	}
}

static struct cal_input
random_reviews(struct arena *a, struct gen *g, int files, int reviewers, int each)
{
	struct cal_input in = { .files = files, .reviewers = reviewers, .alpha = 0.25, .beta = 1 };
	struct cal_review *r = ARENA_ARRAY(a, struct cal_review, (size_t)(files * each));
	for (int i = 0; i < files; i++)
		for (int k = 0; k < each; k++)
			r[in.reviews++] = (struct cal_review){ i, (i + k * 7 + gen_int(g, 2)) % reviewers, 3.5 + gen_normal(g) };
	in.review = r;
	return in;
}

static void
the_same_minimum_another_way(void **state)
{
	struct arena *a = *state;
	struct gen g = { 11 };
	for (int round = 0; round < 40; round++) {
		int files = 2 + gen_int(&g, 60), reviewers = 1 + gen_int(&g, 70);
		struct cal_input in = random_reviews(a, &g, files, reviewers, 1 + gen_int(&g, 4));
		in.alpha = 0.05 + gen_unit(&g);
		in.beta = 0.05 + 2 * gen_unit(&g);
		struct cal_result c;
		assert_int_equal(calibrate(a, &in, &c), OK);
		double mean, *q = ARENA_ARRAY(a, double, (size_t)files), *b = ARENA_ARRAY(a, double, (size_t)reviewers);
		descend(a, &in, &mean, q, b);
		assert_true(fabs(mean - c.mean) < 1e-12);
		for (int i = 0; i < files; i++)
			assert_true(fabs(mean + q[i] - c.calibrated[i]) < 1e-9);
		for (int r = 0; r < reviewers; r++)
			assert_true(fabs(b[r] - c.severity[r]) < 1e-9);
	}
}

/* Three files, two reviewers, α = 1/4, β = 1; y = 4 2 · 5 3 · 3 (the last by the first reviewer only). The normal
 * equations solved with fractions by hand: μ = 17/5. */
static void
figures_by_hand(void **state)
{
	struct arena *a = *state;
	static const struct cal_review y[] = { { 0, 0, 4 }, { 0, 1, 2 }, { 1, 0, 5 }, { 1, 1, 3 }, { 2, 0, 3 } };
	struct cal_input in = { .files = 3, .reviewers = 2, .reviews = LEN(y), .review = y, .alpha = 0.25, .beta = 1 };
	struct cal_result c;
	assert_int_equal(calibrate(a, &in, &c), OK);
	assert_true(fabs(c.mean - 3.4) < 1e-12);
	assert_true(fabs(c.calibrated[0] - (17.0 / 5 + -623.0 / 2070)) < 1e-12);
	assert_true(fabs(c.calibrated[1] - (17.0 / 5 + 1217.0 / 2070)) < 1e-12);
	assert_true(fabs(c.calibrated[2] - (17.0 / 5 + -179.0 / 230)) < 1e-12);
	assert_true(fabs(c.severity[0] - 527.0 / 920) < 1e-12);
	assert_true(fabs(c.severity[1] - -16.0 / 23) < 1e-12);
	assert_true(fabs(c.raw[0] - 3) < 1e-12 && fabs(c.raw[2] - 3) < 1e-12);
	assert_int_equal(c.reviews[2], 1);
	assert_int_equal(c.components, 1);
}

static void
severe_and_lenient(void **state)
{
	/* Two files as good as each other, one before the severe, one before the lenient; a third seen by both. */
	struct arena *a = *state;
	static const struct cal_review y[] = { { 0, 0, 2 }, { 1, 1, 4 }, { 2, 0, 2 }, { 2, 1, 4 }, { 3, 0, 2 }, { 3, 1, 4 }, { 4, 0, 2 }, { 4, 1, 4 } };
	struct cal_input in = { .files = 5, .reviewers = 2, .reviews = LEN(y), .review = y, .alpha = 0.25, .beta = 0.01 };
	struct cal_result c;
	assert_int_equal(calibrate(a, &in, &c), OK);
	assert_true(c.severity[0] < -0.9 && c.severity[1] > 0.9);
	assert_true(fabs(c.calibrated[0] - c.calibrated[1]) < 0.05);
	assert_true(c.raw[1] - c.raw[0] == 2);
}

static void
what_is_not_connected_is_said(void **state)
{
	struct arena *a = *state;
	static const struct cal_review y[] = { { 0, 0, 2 }, { 1, 1, 4 }, { 3, 1, 3 } };
	struct cal_input in = { .files = 4, .reviewers = 3, .reviews = LEN(y), .review = y, .alpha = 0.25, .beta = 1 };
	struct cal_result c;
	assert_int_equal(calibrate(a, &in, &c), OK);
	assert_int_equal(c.components, 2);
	assert_int_equal(c.component[0], 0);
	assert_int_equal(c.component[1], 1);
	assert_int_equal(c.component[3], 1);
	assert_int_equal(c.component[2], -1);
	assert_int_equal(c.component_of_reviewer[2], -1);
	assert_true(isnan(c.raw[2]));
	assert_true(c.calibrated[2] == c.mean); /* nothing is known of it: the mean */
}

/* A reviewer drawn twice is two reviewers alike. */
static void
times_are_copies(void **state)
{
	struct arena *a = *state;
	struct gen g = { 5 };
	struct cal_input in = random_reviews(a, &g, 12, 4, 3);
	static const int times[] = { 2, 1, 0, 1 };
	in.times = times;
	struct cal_review *copies = ARENA_ARRAY(a, struct cal_review, in.reviews * 2);
	struct cal_input other = { .files = 12, .reviewers = 5, .review = copies, .alpha = in.alpha, .beta = in.beta };
	for (size_t r = 0; r < in.reviews; r++) {
		if (in.review[r].reviewer == 2)
			continue;
		copies[other.reviews++] = in.review[r];
		if (in.review[r].reviewer == 0) {
			copies[other.reviews] = in.review[r];
			copies[other.reviews++].reviewer = 4;
		}
	}
	struct cal_result c, d;
	assert_int_equal(calibrate(a, &in, &c), OK);
	assert_int_equal(calibrate(a, &other, &d), OK);
	for (int i = 0; i < 12; i++)
		assert_true(fabs(c.calibrated[i] - d.calibrated[i]) < 1e-9);
	assert_true(fabs(c.severity[0] - d.severity[0]) < 1e-9 && fabs(d.severity[0] - d.severity[4]) < 1e-9);
}

static void
no_single_answer(void **state)
{
	struct arena *a = *state;
	static const struct cal_review y[] = { { 0, 0, 2 }, { 1, 0, 4 } };
	struct cal_input in = { .files = 2, .reviewers = 1, .reviews = LEN(y), .review = y, .alpha = 0, .beta = 0 };
	struct cal_result c;
	assert_int_equal(calibrate(a, &in, &c), E_INVALID);
	in.beta = 1;
	assert_int_equal(calibrate(a, &in, &c), OK);
	in.reviews = 0;
	assert_int_equal(calibrate(a, &in, &c), E_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_same_minimum_another_way), T(figures_by_hand), T(severe_and_lenient),
		T(what_is_not_connected_is_said), T(times_are_copies), T(no_single_answer) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
