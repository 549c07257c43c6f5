/* Peer evaluation: the published scores, the correction for who did not answer, the cap, at least three raters, the flags. */
#include "test.h"
#include "mission/peer_rules.h"
#include <math.h>

static void
near(double x, double y, double by)
{
	if (isnan(x) || fabs(x - y) > by)
		fail_msg("%f is not %f", x, y);
}

/* The worked example of Loughborough University: five members who mark themselves too, Elaine did not answer. */
static void
the_published_example(void **state)
{
	static const double given[] = { 4, 4, 3, 2, 1, 3, 5, 3, 2, 0, 4, 4, 4, 4, 4, 3, 5, 4, 3, 1, 0, 0, 0, 0, 0 };
	static const bool answered[] = { true, true, true, true, false };
	static const double fractions[] = { 4. / 14 + 3. / 13 + 4. / 20 + 3. / 16, 4. / 14 + 5. / 13 + 4. / 20 + 5. / 16, 3. / 14 + 3. / 13 + 4. / 20 + 4. / 16,
		2. / 14 + 2. / 13 + 4. / 20 + 3. / 16, 1. / 14 + 0. / 13 + 4. / 20 + 1. / 16 };
	static const double rounded[] = { 1.13, 1.48, 1.12, 0.86, 0.42 };
	double score[5], sum = 0;
	(void)state;
	webpa_scores(given, answered, 5, true, score);
	for (int i = 0; i < 5; i++) {
		near(score[i], fractions[i] * 5 / 4, 1e-12);
		near(score[i], rounded[i], 0.005);
		sum += score[i];
	}
	near(sum, 5, 1e-12); /* marks are shared, never made */
}

/* A published objection to the common correction: whoever does not answer gains by it. Marks without oneself, by which student
 * E has 0.427 when all answered; not answering must not raise it. */
static void
silence_gains_nothing(void **state)
{
	static const double given[] = { 0, 4, 3, 2, 1, 3, 0, 3, 2, 0, 4, 4, 0, 4, 4, 3, 5, 4, 0, 1, 5, 0, 1, 4, 0 };
	bool answered[] = { true, true, true, true, true };
	double all[5], without[5];
	(void)state;
	webpa_scores(given, answered, 5, false, all);
	near(all[4], 0.427, 0.0005);
	near(all[0], 1.356, 0.0005);
	near(all[3], 1.100, 0.0005);
	answered[4] = false;
	webpa_scores(given, answered, 5, false, without);
	near(without[4], all[4], 1e-12);
	near(without[0], (3. / 8 + 4. / 16 + 3. / 13) * 4 / 3, 1e-12);
	/* nobody answered: nothing to say */
	static const bool nobody[5] = { false };
	webpa_scores(given, nobody, 5, false, without);
	for (int i = 0; i < 5; i++)
		assert_true(isnan(without[i]));
}

struct five { struct peer_mark mark[5][5]; bool answered[5]; struct peer_team team; };

/* Everybody gives the same to everybody, and 3 to every behaviour. */
static void
even(struct five *t)
{
	for (size_t r = 0; r < 5; r++) {
		t->answered[r] = true;
		for (size_t i = 0; i < 5; i++)
			t->mark[r][i] = (struct peer_mark){ r == i ? NONE : PEER_POINTS / 4, { 3, 3, 3 } };
	}
	t->team = (struct peer_team){ 5, t->mark[0], t->answered };
}

static void
results_and_cap(void **state)
{
	struct five t;
	struct peer_result r[5];
	struct peer_flags f;
	even(&t);
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	assert_int_equal(f.n, 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(r[i].raters, 4);
		near(r[i].factor, 1, 1e-12);
		near(r[i].behaviour[1], 3, 1e-12);
	}
	/* three of four prefer member 0 to member 1: factors beyond the bounds are held at them */
	for (size_t k = 2; k < 5; k++) {
		t.mark[k][0].points = 50;
		t.mark[k][1].points = 0;
	}
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	near(r[0].factor, 1.75, 1e-12);
	near(r[0].capped, 1.25, 1e-12);
	near(r[1].factor, 0.25, 1e-12);
	near(r[1].capped, 0.75, 1e-12);
	near(r[2].capped, r[2].factor, 1e-12);
	peer_judge(*state, &t.team, &(struct peer_settings){ .least = 0, .most = 2, .self_gap = 9, .rater_gap = 9, .spread = 9 }, r, &f);
	near(r[0].capped, 1.75, 1e-12);
	assert_int_equal(f.n, 0);
}

/* Averages of two could be undone by subtraction: nothing is said before three. */
static void
three_raters_at_least(void **state)
{
	struct five t;
	struct peer_result r[5];
	struct peer_flags f;
	even(&t);
	t.answered[3] = t.answered[4] = false;
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	assert_int_equal(r[0].raters, 2);
	assert_false(r[0].enough);
	assert_true(isnan(r[0].factor) && isnan(r[0].capped) && isnan(r[0].behaviour[0]));
	near(r[0].self[0], 3, 1e-12); /* what one said of oneself is one's own */
	assert_int_equal(r[3].raters, 3);
	assert_true(r[3].enough && isnan(r[3].self[0]));
	near(r[3].factor, 1, 1e-12);
}

static size_t
flags_of(const struct peer_flags *f, enum peer_flag_kind kind, size_t member)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->items[i].kind == kind && f->items[i].member == member;
	return n;
}

static void
flags_for_an_eye(void **state)
{
	struct five t;
	struct peer_result r[5];
	struct peer_flags f;
	even(&t);
	for (int b = 0; b < BEHAVIOURS; b++)
		t.mark[2][2].behaviour[b] = b == 0 ? 3 : 5; /* 4.33 for oneself, 3 by the others */
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	assert_int_equal(f.n, 1);
	assert_int_equal(flags_of(&f, FLAG_SELF_ABOVE, 2), 1);
	near(f.items[0].value, 4. / 3, 1e-12);
	near(r[2].factor, 1, 1e-12); /* a flag changes no figure */
	/* one gives all to one friend */
	t.mark[2][2].behaviour[1] = t.mark[2][2].behaviour[2] = 3;
	for (size_t i = 1; i < 5; i++)
		t.mark[0][i].points = i == 1 ? 100 : 0;
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	assert_int_equal(flags_of(&f, FLAG_RATER_FAR, 0), 1);
	for (size_t i = 1; i < 5; i++)
		assert_int_equal(flags_of(&f, FLAG_RATER_FAR, i), 0);
	/* two see member 4 at nothing, two at twice the share */
	even(&t);
	for (size_t k = 0; k < 4; k++)
		t.mark[k][4].points = k < 2 ? 0 : 50;
	peer_judge(*state, &t.team, &peer_defaults, r, &f);
	assert_int_equal(flags_of(&f, FLAG_DIVIDED, 4), 1);
	assert_int_equal(flags_of(&f, FLAG_DIVIDED, 0), 0);
	for (int k = FLAG_SELF_ABOVE; k <= FLAG_DIVIDED; k++)
		assert_non_null(peer_flag_name((enum peer_flag_kind)k));
}

static void
an_answer_is_whole(void **state)
{
	struct five t;
	struct problems pb = { 0 };
	struct peer_mark *mine = t.mark[1];
	even(&t);
	peer_check(*state, mine, 5, 1, &pb);
	assert_int_equal(pb.n, 0);
	assert_int_equal(peer_points_left(mine, 5, 1), 0);
	mine[1].points = 40; /* for oneself: counts for nothing */
	peer_check(*state, mine, 5, 1, &pb);
	assert_int_equal(pb.n, 0);
	mine[0].points = 15;
	peer_check(*state, mine, 5, 1, &pb);
	assert_true(pb.n == 1 && problem_of(&pb, "points") != NULL);
	assert_string_equal(pb.items[0].arg, "10");
	pb.n = 0;
	mine[0].points = 45;
	peer_check(*state, mine, 5, 1, &pb);
	assert_string_equal(problem_of(&pb, "points")->arg, "20");
	pb.n = 0;
	mine[0].points = -5;
	mine[2].points = NONE;
	mine[1].behaviour[2] = NONE;
	mine[3].behaviour[0] = 6;
	peer_check(*state, mine, 5, 1, &pb);
	assert_int_equal(pb.n, 4);
	assert_non_null(problem_of(&pb, "points-0"));
	assert_non_null(problem_of(&pb, "points-2"));
	assert_non_null(problem_of(&pb, "behaviour-1-2"));
	assert_non_null(problem_of(&pb, "behaviour-3-0"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_published_example), T(silence_gains_nothing), T(results_and_cap), T(three_raters_at_least), T(flags_for_an_eye),
		T(an_answer_is_whole) };
	return cmocka_run_group_tests_name("peer rules", tests, NULL, NULL);
}
