/* Explanations against trying everything: what each file costs, the next best, the curve, the smallest conflict. */
#include "test.h"
#include "brute_selection.h"
#include "gen_selection.h"
#include "solve/selection_bootstrap.h"
#include "solve/selection_json.h"
#include <math.h>

enum { KEPT = 40000 };
struct seen { int n, choose; double value[KEPT], merit[KEPT], variety[KEPT]; int chosen[KEPT][8]; };

static void
see(void *arg, const int *chosen, const struct sel_verdict *v)
{
	struct seen *s = arg;
	if (s->n == KEPT)
		fail_msg("too many portfolios for this test");
	s->value[s->n] = v->merit + v->variety;
	s->merit[s->n] = v->merit;
	s->variety[s->n] = v->variety;
	memcpy(s->chosen[s->n++], chosen, (size_t)s->choose * sizeof *chosen);
}

static struct seen *
everything(struct arena *a, const struct sel_problem *p)
{
	struct seen *s = ARENA_NEW(a, struct seen);
	s->choose = p->choose;
	brute(p, see, s);
	return s;
}

static bool
has(const struct seen *s, int k, int file)
{
	for (int i = 0; i < s->choose; i++)
		if (s->chosen[k][i] == file)
			return true;
	return false;
}

static struct sel_problem
small(struct arena *a, struct gen *g)
{
	struct gen_shape sh = { .n = 8 + gen_int(g, 5), .choose = 3 + gen_int(g, 3), .dims = 2, .values = { 4, 3 }, .weight = 0.2 + gen_unit(g),
		.increments = 1 + gen_int(g, 3), .several = gen_int(g, 2) == 0, .institutions = gen_int(g, 2) == 0, .rules = gen_int(g, 2) == 0 };
	return gen_selection(a, g, sh);
}

static bool
same(double x, double y)
{
	return fabs(x - y) < 1e-7;
}

static void
what_each_file_costs(void **state)
{
	(void)state;
	int none = 0;
	for (int round = 0; round < 40; round++) {
		struct arena *a = arena_new(MIB(256));
		struct gen g = { 100 + (uint64_t)round };
		struct sel_problem p = small(a, &g);
		struct seen *s = everything(a, &p);
		struct sel_options o = { 0 };
		struct sel_answer r = sel_solve(a, &p, &o);
		if (s->n > 0) {
			const int *chosen = r.portfolio[0].chosen;
			struct sel_flip *f = sel_flips(a, &p, NULL, chosen, 0);
			for (int i = 0; i < (int)p.n; i++) {
				bool in = false, any = false;
				double best = -INFINITY;
				for (int k = 0; k < p.choose; k++)
					in = in || chosen[k] == i;
				for (int k = 0; k < s->n; k++)
					if (has(s, k, i) != in) {
						any = true;
						best = fmax(best, s->value[k]);
					}
				none += !any;
				assert_true(f[i].proven);
				assert_int_equal(f[i].found, any);
				if (!any)
					continue;
				assert_true(same(f[i].value, best));
				assert_int_equal(f[i].outs, f[i].ins);
				assert_true(f[i].outs > 0);
				/* the portfolio that it tells of is worth that */
				int other[8], n = 0;
				for (int k = 0; k < p.choose; k++) {
					bool left = false;
					for (size_t x = 0; x < f[i].outs; x++)
						left = left || f[i].out[x] == chosen[k];
					if (!left)
						other[n++] = chosen[k];
				}
				for (size_t x = 0; x < f[i].ins; x++)
					other[n++] = f[i].in[x];
				struct sel_verdict v = sel_check(a, &p, other, (size_t)n);
				assert_true(v.whole && v.broken < 0 && same(v.merit + v.variety, best));
			}
		}
		arena_free(a);
	}
	assert_true(none > 0);
}

/* "The rise in score that would select it": a little less does not, a little more does. */
static void
the_rise_that_selects(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 10; round++) {
		struct gen g = { 900 + (uint64_t)round };
		struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ 30, 8, 3, { 6, 5, 4 }, 0.5, 3, true, true, false });
		struct sel_options o = { 0 };
		struct sel_answer r = sel_solve(a, &p, &o);
		struct sel_flip *f = sel_flips(a, &p, NULL, r.portfolio[0].chosen, 0);
		double *score = ARENA_ARRAY(a, double, p.n);
		for (int i = 0; i < (int)p.n; i++) {
			bool in = false;
			for (int k = 0; k < p.choose; k++)
				in = in || r.portfolio[0].chosen[k] == i;
			double step = r.portfolio[0].value - f[i].value;
			assert_true(step >= -1e-9);
			if (!f[i].found || step < 1e-6)
				continue;
			struct sel_problem q = p;
			q.score = score;
			for (int more = 0; more < 2; more++) {
				memcpy(score, p.score, p.n * sizeof *score);
				score[i] += (in ? -1 : 1) * step * (more ? 1.001 : 0.999);
				struct sel_answer x = sel_solve(a, &q, &o);
				bool now = false;
				for (int k = 0; k < p.choose; k++)
					now = now || x.portfolio[0].chosen[k] == i;
				assert_int_equal(now, more ? !in : in);
			}
		}
	}
}

static int
down(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a < b) - (a > b);
}

static void
the_next_best(void **state)
{
	(void)state;
	for (int round = 0; round < 40; round++) {
		struct arena *a = arena_new(MIB(256));
		struct gen g = { 2100 + (uint64_t)round };
		struct sel_problem p = small(a, &g);
		struct seen *s = everything(a, &p);
		struct sel_options o = { .best = 6 };
		struct sel_answer r = sel_solve(a, &p, &o);
		size_t most = s->n < 6 ? (size_t)s->n : 6;
		assert_int_equal(r.portfolios, most);
		qsort(s->value, (size_t)s->n, sizeof *s->value, down);
		for (size_t k = 0; k < most; k++) {
			assert_true(same(r.portfolio[k].value, s->value[k]));
			for (size_t l = 0; l < k; l++)
				assert_memory_not_equal(r.portfolio[k].chosen, r.portfolio[l].chosen, (size_t)p.choose * sizeof(int));
			struct sel_verdict v = sel_check(a, &p, r.portfolio[k].chosen, (size_t)p.choose);
			assert_true(v.whole && v.broken < 0);
		}
		arena_free(a);
	}
}

static void
the_whole_curve(void **state)
{
	(void)state;
	size_t longest = 0;
	for (int round = 0; round < 40; round++) {
		struct arena *a = arena_new(MIB(256));
		struct gen g = { 3100 + (uint64_t)round };
		struct sel_problem p = small(a, &g);
		struct seen *s = everything(a, &p);
		struct sel_curve c = sel_pareto(a, &p, 500, 0);
		assert_true(c.whole);
		longest = c.points > longest ? c.points : longest;
		/* each point of it is on no other's shadow… */
		for (size_t k = 0; k < c.points; k++) {
			for (int i = 0; i < s->n; i++)
				assert_false(s->merit[i] > c.point[k].merit + 1e-5 && s->variety[i] > c.point[k].variety - 1e-9);
			if (k > 0)
				assert_true(c.point[k].variety > c.point[k - 1].variety && c.point[k].merit <= c.point[k - 1].merit + 1e-5);
		}
		/* …and each portfolio is in the shadow of one of them */
		for (int i = 0; i < s->n; i++) {
			bool covered = false;
			for (size_t k = 0; k < c.points; k++)
				covered = covered || (c.point[k].merit >= s->merit[i] - 1e-5 && c.point[k].variety >= s->variety[i] - 1e-7);
			assert_true(covered);
		}
		arena_free(a);
	}
	assert_true(longest > 4);
}

/* With a floor of variety: the most merit that reaches it, and what each file costs then. */
static void
a_floor_of_variety(void **state)
{
	(void)state;
	int none = 0;
	for (int round = 0; round < 40; round++) {
		struct arena *a = arena_new(MIB(256));
		struct gen g = { 3700 + (uint64_t)round };
		struct sel_problem p = small(a, &g);
		struct seen *s = everything(a, &p);
		double most = 0, floor, best = -INFINITY;
		for (int i = 0; i < s->n; i++)
			most = fmax(most, s->variety[i]);
		floor = round % 4 == 0 ? most + 0.01 : most * (0.6 + 0.1 * (round % 4));
		for (int i = 0; i < s->n; i++)
			best = s->variety[i] >= floor ? fmax(best, s->merit[i]) : best;
		struct sel_report r;
		assert_int_equal(sel_report_make(a, &p, &floor, 60, true, NULL, &r), OK);
		if (isinf(best)) {
			assert_int_equal(r.status, SEL_INFEASIBLE);
			assert_int_equal(r.floor_too_high, s->n > 0);
			assert_true(s->n == 0 || fabs(r.most_variety - most) < 1e-6);
			none++;
		} else {
			assert_int_equal(r.status, SEL_OPTIMAL);
			assert_true(fabs(r.value - best) < 1e-5 && r.value == r.merit && r.variety >= floor - 1e-6);
			for (int i = 0; i < (int)p.n; i++) {
				bool in = false;
				double other = -INFINITY;
				for (int k = 0; k < p.choose; k++)
					in = in || r.chosen[k] == i;
				for (int k = 0; k < s->n; k++)
					other = has(s, k, i) != in && s->variety[k] >= floor ? fmax(other, s->merit[k]) : other;
				assert_int_equal(r.flips[i].found, !isinf(other));
				assert_true(isinf(other) || fabs(r.flips[i].value - other) < 1e-5);
			}
		}
		arena_free(a);
	}
	assert_true(none > 0 && none < 20);
}

/* ---- conflicts --------------------------------------------------------------------------------------------------- */

static void
see_one(void *arg, const int *chosen, const struct sel_verdict *v)
{
	(void)chosen;
	(void)v;
	*(bool *)arg = true;
}

static bool
holds_some(struct arena *a, const struct sel_problem *p, unsigned with)
{
	struct sel_problem q = *p;
	struct sel_rule *rule = ARENA_ARRAY(a, struct sel_rule, p->rules + 1);
	q.rules = 0;
	for (size_t r = 0; r < p->rules; r++)
		if (with >> r & 1)
			rule[q.rules++] = p->rule[r];
	q.rule = rule;
	bool any = false;
	brute(&q, see_one, &any);
	return any;
}

static void
the_smallest_conflict(void **state)
{
	(void)state;
	int met[6] = { 0 };
	for (int round = 0; round < 60; round++) {
		struct arena *a = arena_new(MIB(1024));
		struct gen g = { 4100 + (uint64_t)round };
		struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ 7, 3, 2, { 3, 3 }, 0.5, 2, true, true, false });
		struct sel_rule *rule = ARENA_ARRAY(a, struct sel_rule, 8);
		p.rules = 7;
		for (size_t r = 0; r < p.rules; r++) {
			static const enum sel_kind kinds[] = { SEL_INCLUDE, SEL_EXCLUDE, SEL_AT_LEAST, SEL_AT_MOST, SEL_AT_MOST_EACH, SEL_ONE_PER_INSTITUTION };
			int *f = ARENA_NEW(a, int);
			*f = gen_int(&g, 7);
			rule[r] = (struct sel_rule){ kinds[gen_int(&g, 6)], gen_int(&g, 2), gen_int(&g, 3), gen_int(&g, 3), f, 1 };
		}
		p.rule = rule;
		struct sel_conflict c = sel_conflict(a, &p, 0);
		size_t least = p.rules + 1;
		for (unsigned with = 0; with < 1u << p.rules; with++) {
			size_t size = (size_t)__builtin_popcount(with);
			if (size < least && !holds_some(a, &p, with))
				least = size;
		}
		assert_int_equal(c.possible, least > p.rules);
		assert_true(c.proven);
		if (!c.possible) {
			unsigned with = 0;
			assert_int_equal(c.n, least);
			for (size_t k = 0; k < c.n; k++)
				with |= 1u << c.rule[k];
			assert_false(holds_some(a, &p, with));
			met[c.n < 5 ? c.n : 5]++;
			struct sel_way *w = sel_ways_out(a, &p, &c, 0);
			for (size_t k = 0; k < c.n; k++)
				assert_int_equal(w[k].drop, holds_some(a, &p, (1u << p.rules) - 1 - (1u << c.rule[k])));
		}
		arena_free(a);
	}
	assert_true(met[1] > 0 && met[2] > 0 && met[3] > 0);
}

static void
too_few_files_need_no_rule(void **state)
{
	struct arena *a = *state;
	struct gen g = { 1 };
	struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ 5, 6, 2, { 3, 3 }, 0.5, 2, false, false, true });
	struct sel_conflict c = sel_conflict(a, &p, 0);
	assert_false(c.possible);
	assert_int_equal(c.n, 0);
}

static void
a_count_that_makes_it_possible(void **state)
{
	struct arena *a = *state;
	static const double score[] = { 1, 2, 3, 4, 5, 6 };
	static const size_t of[] = { 0, 1, 2, 3, 4, 5, 6 };
	static const struct sel_tag tag[] = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 1 }, { 0, 1 } };
	static const struct sel_dim dim[] = { { 2, 0, NULL, 0 } };
	static const struct sel_rule rule[] = { { .kind = SEL_AT_MOST_EACH, .count = 1 }, { .kind = SEL_AT_LEAST, .value = 0, .count = 1 } };
	struct sel_problem p = { 6, 4, score, NULL, of, tag, 1, dim, 2, rule };
	struct sel_conflict c = sel_conflict(a, &p, 0);
	assert_false(c.possible);
	assert_int_equal(c.n, 1);
	assert_int_equal(c.rule[0], 0);
	struct sel_way *w = sel_ways_out(a, &p, &c, 0);
	assert_true(w[0].drop);
	assert_int_equal(w[0].count, 2);
}

/* ---- bootstrap ------------------------------------------------------------------------------------------------------ */

static void
reviewers_drawn_again(void **state)
{
	struct arena *a = *state;
	static const size_t of[] = { 0, 0, 0, 0, 0 };
	static const double none[] = { NAN, NAN, NAN, NAN };
	struct cal_review y[16];
	/* File 0 pleases everyone, file 3 no one; 1 pleases half of them and 2 the other half. */
	static const double scores[4][4] = { { 5, 5, 5, 5 }, { 5, 1, 5, 1 }, { 1, 5, 1, 5 }, { 1, 1, 1, 1 } };
	for (int f = 0; f < 4; f++)
		for (int r = 0; r < 4; r++)
			y[f * 4 + r] = (struct cal_review){ f, r, scores[f][r] };
	struct cal_input in = { .files = 4, .reviewers = 4, .reviews = 16, .review = y, .alpha = 0.25, .beta = 1 };
	struct sel_problem p = { .n = 4, .choose = 2, .score = none, .tag_of = of };
	struct sel_bootstrap b, again;
	assert_int_equal(sel_bootstrap(a, &p, NULL, &in, none, 200, 0, &b), OK);
	assert_int_equal(b.rounds, 200);
	assert_true(b.frequency[0] == 1 && b.frequency[3] == 0);
	assert_true(b.frequency[1] > SEL_UNDECIDED_FROM && b.frequency[1] < SEL_UNDECIDED_TILL);
	assert_true(fabs(b.frequency[1] + b.frequency[2] - 1) < 1e-12);
	assert_int_equal(sel_bootstrap(a, &p, NULL, &in, none, 200, 0, &again), OK);
	assert_memory_equal(b.frequency, again.frequency, 4 * sizeof(double));
	/* a score that is given does not depend on the jury */
	static const double given[] = { NAN, NAN, NAN, 9 };
	assert_int_equal(sel_bootstrap(a, &p, NULL, &in, given, 100, 0, &b), OK);
	assert_true(b.frequency[3] == 1 && b.frequency[0] == 1 && b.frequency[1] == 0);
}

/* ---- instances ------------------------------------------------------------------------------------------------------- */

#define GOOD "{\"choose\":2,\"criteria\":[{\"id\":\"r\",\"weight\":2},{\"id\":\"c\",\"weight\":1}]," \
	"\"submissions\":[{\"id\":\"1\",\"institution\":\"i\",\"attributes\":{\"s\":[\"A\",\"B\",\"A\"]}}," \
	"{\"id\":\"2\",\"institution\":\"i\",\"attributes\":{\"s\":\"A\"},\"score\":null},{\"id\":\"3\",\"score\":4.5}]," \
	"\"reviews\":[{\"submission\":\"1\",\"reviewer\":\"x\",\"scores\":{\"r\":4,\"c\":1}},{\"submission\":\"2\",\"reviewer\":\"x\",\"scores\":{\"c\":5}}," \
	"{\"submission\":\"3\",\"reviewer\":\"y\",\"scores\":{}}],\"variety\":[{\"attribute\":\"s\",\"weight\":0.5,\"increments\":[1,0.5]}],"

static void
an_instance_is_read(void **state)
{
	struct arena *a = *state;
	struct sel_instance in;
	struct problems why = { 0 };
	static const char good[] = GOOD "\"rules\":[{\"kind\":\"one_per_institution\"},{\"kind\":\"at_most\",\"attribute\":\"s\",\"value\":\"Z\",\"count\":1}]}";
	assert_int_equal(sel_instance_read(a, good, sizeof good - 1, &in, &why), OK);
	assert_int_equal(in.problem.n, 3);
	assert_int_equal(in.problem.choose, 2);
	assert_int_equal(in.problem.tag_of[1], 2); /* A twice is A once */
	assert_int_equal(in.problem.institution[0], in.problem.institution[1]);
	assert_int_equal(in.problem.institution[2], -1);
	assert_int_equal(in.reviews.reviews, 2);   /* one without any score is none */
	assert_true(fabs(in.reviews.review[0].y - 3) < 1e-12 && fabs(in.reviews.review[1].y - 5) < 1e-12);
	assert_true(in.problem.score[2] == 4.5);
	assert_int_equal(in.problem.rule[1].value, -1);
	assert_true(in.reviews.alpha == 0.25 && in.reviews.beta == 1);
}

static void
what_is_wrong_is_said_with_its_place(void **state)
{
	struct arena *a = *state;
	static const struct { const char *text, *where; } cases[] = {
		{ "[]", "{}" }, { "{\"choose\":1}", "submissions" }, { "{\"choose\":0,\"submissions\":[]}", "choose, 1 … 500" },
		{ "{\"choose\":1.5,\"submissions\":[]}", "choose, 1 … 500" }, { "{\"chose\":1,\"submissions\":[]}", "chose" },
		{ "{\"choose\":1,\"submissions\":{}}", "submissions" }, { "{\"choose\":1,\"submissions\":[{\"id\":3}]}", "submissions[0].id" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\",\"score\":1},{\"id\":\"a\",\"score\":1}]}", "submissions[1].id « a »" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\"}]}", "reviews" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\",\"score\":\"4\"}]}", "submissions[0].score" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\",\"attributes\":{\"s\":[1]}}]}", "submissions[0].attributes.s" },
		{ GOOD "\"rules\":[{\"kind\":\"at_mots\"}]}", "rules[0].kind « at_mots »" },
		{ GOOD "\"rules\":[{\"kind\":\"at_most\",\"attribute\":\"s\",\"value\":\"A\"}]}", "rules[0].count, 0 … 100000" },
		{ GOOD "\"rules\":[{\"kind\":\"at_most\",\"attribute\":\"t\",\"value\":\"A\",\"count\":1}]}", "rules[0].attribute « t »" },
		{ GOOD "\"rules\":[{\"kind\":\"include\",\"submission\":\"9\"}]}", "rules[0]. « 9 »" },
		{ GOOD "\"rules\":[{\"kind\":\"include\",\"submission\":\"1\",\"count\":1}]}", "rules[0].count" },
		{ GOOD "\"rules\":[{\"kind\":\"not_together\",\"submissions\":[\"1\"]}]}", "rules[0].submissions" },
		{ GOOD "\"calibration\":{\"alpha\":-1}}", "calibration.alpha" }, { GOOD "\"calibration\":{\"gamma\":1}}", "calibration.gamma" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\",\"score\":1,\"attributes\":{\"s\":\"x\"}}],\"variety\":[{\"attribute\":\"s\",\"weight\":1,\"increments\":[1,2]}]}",
		  "variety[0].increments" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\"}],\"criteria\":[{\"id\":\"r\",\"weight\":0}]}", "criteria" },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\"}],\"criteria\":[{\"id\":\"r\",\"weight\":1}],\"reviews\":[{\"submission\":\"a\",\"reviewer\":\"x\",\"scores\":{\"q\":1}}]}",
		  "reviews[0].scores." },
		{ "{\"choose\":1,\"submissions\":[{\"id\":\"a\"}],\"criteria\":[{\"id\":\"r\",\"weight\":1}],\"reviews\":[{\"submission\":\"a\",\"reviewer\":\"x\",\"scores\":{\"r\":1}},"
		  "{\"submission\":\"a\",\"reviewer\":\"x\",\"scores\":{\"r\":2}}]}", "reviews « x » « a »" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct sel_instance in;
		struct problems why = { 0 };
		enum err e = sel_instance_read(a, cases[i].text, strlen(cases[i].text), &in, &why);
		if (e != E_INVALID || why.n == 0 || strcmp(why.items[0].arg, cases[i].where) != 0)
			fail_msg("%s: %s, %s", cases[i].text, err_name(e), why.n > 0 ? why.items[0].arg : "nothing said");
	}
	struct sel_instance in;
	struct problems why = { 0 };
	assert_int_equal(sel_instance_read(a, "{\"choose\":", 10, &in, &why), E_INVALID);
	assert_int_equal(why.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(what_each_file_costs), T(the_rise_that_selects), T(the_next_best), T(the_whole_curve), T(a_floor_of_variety),
		T(the_smallest_conflict), T(too_few_files_need_no_rule), T(a_count_that_makes_it_possible), T(reviewers_drawn_again),
		T(an_instance_is_read), T(what_is_wrong_is_said_with_its_place) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
