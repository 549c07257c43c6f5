/* The exact selection: the same optimum as CBC and as trying everything; and what must hold of any optimum. */
#include "test.h"
#include "brute_selection.h"
#include "gen_selection.h"
#include "jobs/solver.h"
#include "solve/lp.h"
#include <math.h>

static struct gen_shape
any_shape(struct gen *g, int most)
{
	struct gen_shape sh = { .n = 10 + gen_int(g, most - 9), .dims = 2 + gen_int(g, 2), .values = { 3 + gen_int(g, 8), 3 + gen_int(g, 8), 2 + gen_int(g, 5) } };
	sh.choose = 3 + gen_int(g, 13);
	if (sh.choose > sh.n - 2)
		sh.choose = sh.n - 2;
	sh.weight = 0.1 + 2 * gen_unit(g);
	sh.increments = 1 + gen_int(g, 6);
	sh.several = gen_int(g, 2) == 0;
	sh.institutions = gen_int(g, 2) == 0;
	sh.rules = gen_int(g, 4) > 0;
	return sh;
}

static bool
same(double x, double y)
{
	return fabs(x - y) <= 1e-6 * fmax(1, fabs(x));
}

/* What sel_solve() gave holds in the eyes of the checker, and is worth what it says. */
static void
assert_checked(struct arena *a, const struct sel_problem *p, const struct sel_answer *r)
{
	assert_true(r->portfolios > 0);
	struct sel_verdict v = sel_check(a, p, r->portfolio[0].chosen, (size_t)p->choose);
	assert_true(v.whole);
	assert_int_equal(v.broken, -1);
	assert_true(same(v.merit + v.variety, r->portfolio[0].value));
}

static struct sel_answer
optimum(struct arena *a, const struct sel_problem *p)
{
	struct sel_options o = { 0 };
	struct sel_answer r = sel_solve(a, p, &o);
	assert_int_equal(r.status, SEL_OPTIMAL);
	assert_checked(a, p, &r);
	assert_true(same(r.bound, r.portfolio[0].value));
	return r;
}

static void
against_solver(struct arena *a, solver_run *run, const char *name, int rounds, uint64_t seed, int *infeasible)
{
	for (int round = 0; round < rounds; round++) {
		struct gen g = { seed + (uint64_t)round * 77 };
		struct sel_problem p = gen_selection(a, &g, any_shape(&g, 60));
		struct sel_options o = { .seconds = 120 };
		struct sel_answer mine = sel_solve(a, &p, &o), other;
		const char *by = NULL;
		assert_int_equal(sel_solve_mip(a, &p, &o, run, &other, &by), OK);
		assert_int_equal(mine.status, other.status);
		*infeasible += mine.status == SEL_INFEASIBLE;
		if (mine.status != SEL_OPTIMAL)
			continue;
		assert_string_equal(by, name);
		assert_checked(a, &p, &mine);
		assert_checked(a, &p, &other);
		assert_true(same(mine.portfolio[0].value, other.portfolio[0].value));
	}
}

static void
the_same_optimum_as_cbc(void **state)
{
	int infeasible = 0;
	against_solver(*state, solver_run_bounded, "cbc", 120, 1000, &infeasible);
	assert_true(infeasible > 0 && infeasible < 60); /* both answers were met */
}

static enum err
without_cbc(struct arena *a, const char *name, const char *const *args, const void *input, size_t n, double seconds, const char **said, size_t *nsaid)
{
	return strcmp(name, "cbc") == 0 ? E_NOTFOUND : solver_run_bounded(a, name, args, input, n, seconds, said, nsaid);
}

static void
the_same_optimum_as_glpk(void **state)
{
	int infeasible = 0;
	against_solver(*state, without_cbc, "glpsol", 12, 5000, &infeasible);
}

/* A jury that gives everyone the same: nothing but variety counts, in four dimensions, and very many portfolios are worth the same.
 * Closed here in few nodes, and equal to CBC. */
static void
scores_all_alike(void **state)
{
	struct arena *a = *state;
	static const struct { int n, choose, values[4], increments; } shapes[] = { { 40, 10, { 10, 10, 5, 4 }, 3 }, { 60, 15, { 9, 9, 9, 9 }, 2 }, { 80, 15, { 12, 12, 8, 8 }, 3 },
		{ 120, 24, { 12, 12, 12, 12 }, 2 }, { 200, 20, { 9, 9, 9, 9 }, 2 }, { 200, 20, { 9, 9, 9, 9 }, 3 }, { 200, 20, { 16, 12, 6, 8 }, 2 } };
	for (size_t k = 0; k < LEN(shapes); k++)
		for (uint64_t round = 0; round < 3; round++) {
			struct gen g = { 7000 + 100 * k + round };
			struct gen_shape sh = { shapes[k].n, shapes[k].choose, 4, { 0 }, 0.5, shapes[k].increments, round == 1, true, round == 2 };
			memcpy(sh.values, shapes[k].values, sizeof sh.values);
			struct sel_problem p = gen_selection(a, &g, sh);
			double *flat = ARENA_ARRAY(a, double, p.n);
			for (size_t i = 0; i < p.n; i++)
				flat[i] = 3;
			p.score = flat;
			struct sel_options few = { .nodes = 400 }, long_ = { .seconds = 120 };
			struct sel_answer mine = sel_solve(a, &p, &few), other;
			const char *by = NULL;
			if (mine.status != SEL_OPTIMAL)
				fail_msg("shape %zu round %d: %.6f, at most %.6f after %d nodes", k, (int)round, mine.portfolio[0].value, mine.bound, (int)mine.nodes);
			assert_checked(a, &p, &mine);
			assert_int_equal(sel_solve_mip(a, &p, &long_, solver_run_bounded, &other, &by), OK);
			assert_string_equal(by, "cbc");
			assert_true(same(mine.portfolio[0].value, other.portfolio[0].value));
		}
}

struct best { double value; bool any; };

static void
see_best(void *arg, const int *chosen, const struct sel_verdict *v)
{
	struct best *b = arg;
	(void)chosen;
	if (!b->any || v->merit + v->variety > b->value)
		b->value = v->merit + v->variety;
	b->any = true;
}

static void
the_same_optimum_as_trying_everything(void **state)
{
	struct arena *a = *state;
	int infeasible = 0;
	for (int round = 0; round < 100; round++) {
		struct gen g = { 40000 + (uint64_t)round };
		struct gen_shape sh = any_shape(&g, 14);
		if (sh.choose > 6)
			sh.choose = 3 + gen_int(&g, 4);
		struct sel_problem p = gen_selection(a, &g, sh);
		struct best b = { 0 };
		struct sel_options o = { 0 };
		brute(&p, see_best, &b);
		struct sel_answer r = sel_solve(a, &p, &o);
		assert_int_equal(r.status, b.any ? SEL_OPTIMAL : SEL_INFEASIBLE);
		infeasible += !b.any;
		if (b.any) {
			assert_checked(a, &p, &r);
			assert_true(same(r.portfolio[0].value, b.value));
		}
	}
	assert_true(infeasible > 0 && infeasible < 50);
}

/* Scores and weights that are all multiples of one grain, or nearly: what the search cuts by it is never the best. */
static void
a_grain_loses_nothing(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 120; round++) {
		struct gen g = { 61000 + (uint64_t)round };
		struct gen_shape sh = { 11 + gen_int(&g, 4), 3 + gen_int(&g, 3), 4, { 5, 4, 3, 3 }, gen_int(&g, 2) == 0 ? 0.5 : 0.3, 1 + gen_int(&g, 4), gen_int(&g, 2) == 0, true, gen_int(&g, 2) == 0 };
		struct sel_problem p = gen_selection(a, &g, sh);
		static const double grains[] = { 0.5, 0.25, 1.0 / 3, 0.1, 0 };
		double *score = ARENA_ARRAY(a, double, p.n), grain = grains[round % 5];
		for (size_t i = 0; i < p.n; i++)
			score[i] = 3 + grain * gen_int(&g, 4) + (round % 3 == 0 && gen_int(&g, 6) == 0 ? 1e-7 : 0); /* 1e-7: then there is none */
		p.score = score;
		struct best b = { 0 };
		struct sel_options o = { .best = 1 + (size_t)(round % 2) };
		brute(&p, see_best, &b);
		struct sel_answer r = sel_solve(a, &p, &o);
		assert_int_equal(r.status, b.any ? SEL_OPTIMAL : SEL_INFEASIBLE);
		if (b.any)
			assert_true(fabs(r.portfolio[0].value - b.value) < 1e-9);
	}
}

/* ---- what must hold of any optimum ----------------------------------------------------------------------------- */

static struct sel_problem
feasible(struct arena *a, struct gen *g)
{
	for (;;) {
		struct sel_problem p = gen_selection(a, g, any_shape(g, 60));
		struct sel_options o = { 0 };
		if (sel_solve(a, &p, &o).status == SEL_OPTIMAL)
			return p;
	}
}

/* File i of the new problem is file from[i] of the old one; −1 is a copy of file `model` with `score`. */
static struct sel_problem
rearranged(struct arena *a, const struct sel_problem *p, const int *from, size_t n, int model, double score)
{
	struct sel_problem q = *p;
	double *s = ARENA_ARRAY(a, double, n);
	int *inst = ARENA_ARRAY(a, int, n), *to = ARENA_ARRAY(a, int, p->n);
	size_t *of = ARENA_ARRAY(a, size_t, n + 1), at = 0;
	struct sel_tag *tag = ARENA_ARRAY(a, struct sel_tag, p->tag_of[p->n] * 2 + 1);
	struct sel_rule *rule = ARENA_ARRAY(a, struct sel_rule, p->rules + 1);
	for (size_t i = 0; i < n; i++) {
		int old = from[i] < 0 ? model : from[i];
		if (from[i] >= 0)
			to[from[i]] = (int)i;
		s[i] = from[i] < 0 ? score : p->score[old];
		inst[i] = from[i] < 0 ? -1 : p->institution[old];
		of[i] = at;
		for (size_t t = p->tag_of[old]; t < p->tag_of[old + 1]; t++)
			tag[at++] = p->tag[t];
		of[i + 1] = at;
	}
	for (size_t r = 0; r < p->rules; r++) {
		int *file = ARENA_ARRAY(a, int, p->rule[r].files + 1);
		rule[r] = p->rule[r];
		for (size_t k = 0; k < p->rule[r].files; k++)
			file[k] = to[p->rule[r].file[k]];
		rule[r].file = file;
	}
	q.n = n;
	q.score = s;
	q.institution = inst;
	q.tag_of = of;
	q.tag = tag;
	q.rule = rule;
	return q;
}

static void
the_order_of_files_changes_nothing(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 25; round++) {
		struct gen g = { 300 + (uint64_t)round };
		struct sel_problem p = feasible(a, &g);
		int *from = ARENA_ARRAY(a, int, p.n);
		for (size_t i = 0; i < p.n; i++)
			from[i] = (int)i;
		for (size_t i = p.n - 1; i > 0; i--) {
			size_t j = (size_t)gen_int(&g, (int)i + 1);
			int t = from[i];
			from[i] = from[j];
			from[j] = t;
		}
		struct sel_problem q = rearranged(a, &p, from, p.n, 0, 0);
		struct sel_answer x = optimum(a, &p), y = optimum(a, &q);
		assert_true(same(x.portfolio[0].value, y.portfolio[0].value));
		for (int k = 0; k < p.choose; k++) { /* scores have no ties: the very same files */
			bool there = false;
			for (int l = 0; l < p.choose; l++)
				there = there || from[y.portfolio[0].chosen[l]] == x.portfolio[0].chosen[k];
			assert_true(there);
		}
	}
}

static void
a_dominated_file_changes_nothing(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 25; round++) {
		struct gen g = { 700 + (uint64_t)round };
		struct sel_problem p = feasible(a, &g);
		struct sel_answer x = optimum(a, &p);
		/* A copy of a file that was not chosen though nothing but its score kept it out, and of no institution. */
		int model = -1;
		for (int i = 0; i < (int)p.n && model < 0; i++) {
			bool bound = p.institution[i] >= 0;
			for (int k = 0; k < p.choose; k++)
				bound = bound || x.portfolio[0].chosen[k] == i;
			for (size_t r = 0; r < p.rules; r++)
				for (size_t k = 0; k < p.rule[r].files; k++)
					bound = bound || p.rule[r].file[k] == i;
			model = bound ? -1 : i;
		}
		if (model < 0)
			continue;
		int *from = ARENA_ARRAY(a, int, p.n + 1);
		for (size_t i = 0; i < p.n; i++)
			from[i] = (int)i;
		from[p.n] = -1;
		struct sel_problem q = rearranged(a, &p, from, p.n + 1, model, p.score[model] - 0.01);
		struct sel_answer y = optimum(a, &q);
		assert_memory_equal(x.portfolio[0].chosen, y.portfolio[0].chosen, (size_t)p.choose * sizeof(int));
	}
}

static void
forcing_the_optimum_costs_nothing(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 25; round++) {
		struct gen g = { 1100 + (uint64_t)round };
		struct sel_problem p = feasible(a, &g);
		struct sel_answer x = optimum(a, &p);
		signed char *flip = ARENA_ARRAY(a, signed char, p.n);
		for (size_t i = 0; i < p.n; i++)
			flip[i] = -1;
		for (int k = 0; k < p.choose; k++)
			flip[x.portfolio[0].chosen[k]] = 1;
		struct sel_options o = { .flip = flip };
		struct sel_answer y = sel_solve(a, &p, &o);
		assert_int_equal(y.status, SEL_OPTIMAL);
		assert_true(same(x.portfolio[0].value, y.portfolio[0].value));
		for (int k = 0; k < p.choose; k++) { /* one by one too */
			memset(flip, 0, p.n);
			flip[x.portfolio[0].chosen[k]] = 1;
			assert_true(same(x.portfolio[0].value, sel_solve(a, &p, &o).portfolio[0].value));
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
without_variety_the_best_scores(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 20; round++) {
		struct gen g = { 1500 + (uint64_t)round };
		struct gen_shape sh = any_shape(&g, 60);
		sh.weight = 0;
		sh.rules = sh.institutions = false;
		struct sel_problem p = gen_selection(a, &g, sh);
		struct sel_answer r = optimum(a, &p);
		double *s = ARENA_ARRAY(a, double, p.n), sum = 0;
		memcpy(s, p.score, p.n * sizeof *s);
		qsort(s, p.n, sizeof *s, down);
		for (int k = 0; k < p.choose; k++)
			sum += s[k];
		assert_true(same(r.portfolio[0].value, sum));
		/* merit_only says the same of a problem whose variety has a weight */
		sh.weight = 1.5;
		g.s = 1500 + (uint64_t)round;
		(void)any_shape(&g, 60);
		struct sel_problem q = gen_selection(a, &g, sh);
		struct sel_options o = { .merit_only = true };
		assert_true(same(sel_solve(a, &q, &o).portfolio[0].value, sum));
	}
}

/* Twice the scores and twice the weights: twice the value. A point more for every file: K points more. */
static void
units_do_not_matter(void **state)
{
	struct arena *a = *state;
	for (int round = 0; round < 20; round++) {
		struct gen g = { 1900 + (uint64_t)round };
		struct sel_problem p = feasible(a, &g), q = p, shifted = p;
		double *twice = ARENA_ARRAY(a, double, p.n), *more = ARENA_ARRAY(a, double, p.n);
		struct sel_dim *dim = ARENA_ARRAY(a, struct sel_dim, p.dims);
		for (size_t i = 0; i < p.n; i++) {
			twice[i] = 2 * p.score[i];
			more[i] = p.score[i] - 7;
		}
		for (size_t d = 0; d < p.dims; d++) {
			dim[d] = p.dim[d];
			dim[d].weight *= 2;
		}
		q.score = twice;
		q.dim = dim;
		shifted.score = more;
		struct sel_answer x = optimum(a, &p), y = optimum(a, &q), z = optimum(a, &shifted);
		assert_true(same(2 * x.portfolio[0].value, y.portfolio[0].value));
		assert_true(same(x.portfolio[0].value - 7 * p.choose, z.portfolio[0].value));
		assert_memory_equal(x.portfolio[0].chosen, y.portfolio[0].chosen, (size_t)p.choose * sizeof(int));
		assert_memory_equal(x.portfolio[0].chosen, z.portfolio[0].chosen, (size_t)p.choose * sizeof(int));
	}
}

/* ---- limits -------------------------------------------------------------------------------------------------------- */

/* Scores all alike and many kinds: where relaxations are weak. Stopped early, the bound is still one. */
static void
a_bound_is_true_when_time_is_short(void **state)
{
	struct arena *a = *state;
	int stopped = 0;
	for (int round = 0; round < 12; round++) {
		struct gen g = { 2300 + (uint64_t)round };
		struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ 60, 15, 3, { 9, 9, 9 }, 3, 2, true, true, true });
		double *flat = ARENA_ARRAY(a, double, p.n);
		for (size_t i = 0; i < p.n; i++)
			flat[i] = 3;
		p.score = flat;
		struct sel_options few = { .nodes = 1 }, all = { 0 };
		struct sel_answer early = sel_solve(a, &p, &few), late = sel_solve(a, &p, &all);
		if (late.status == SEL_INFEASIBLE)
			continue;
		stopped += early.status == SEL_BOUNDED;
		assert_checked(a, &p, &early);
		assert_true(early.bound >= late.portfolio[0].value - 1e-6);
		assert_true(early.portfolio[0].value <= late.portfolio[0].value + 1e-6);
	}
	assert_true(stopped > 0);
}

static void
a_large_one_closes(void **state)
{
	struct arena *a = *state;
	struct gen g = { 1 };
	struct sel_problem p = gen_selection(a, &g, (struct gen_shape){ 1000, 30, 3, { 10, 12, 6 }, 0.5, 5, true, true, true });
	optimum(a, &p);
}

/* Weak duality: whatever the multipliers, the bound is above what a feasible point is worth. */
static void
any_multipliers_bound(void **state)
{
	struct arena *a = *state;
	struct gen g = { 9 };
	for (int round = 0; round < 50; round++) {
		int m = 1 + gen_int(&g, 4), n = 3 + gen_int(&g, 8);
		struct lp *p = lp_new(a, m, n, m * n);
		double worth = 0;
		int at = 0;
		for (int j = 0; j < n; j++) {
			double v = gen_unit(&g);
			p->cost[j] = gen_normal(&g);
			p->lo[j] = v - gen_unit(&g);
			p->hi[j] = v + gen_unit(&g);
			worth += p->cost[j] * v;
			for (int i = 0; i < m; i++) {
				p->row[at] = i;
				p->coef[at] = gen_normal(&g);
				p->rhs[i] += p->coef[at++] * v;
			}
			p->start[j + 1] = at;
		}
		lp_start(p);
		assert_int_equal(lp_solve(p, -INFINITY, 1000), LP_OPTIMAL);
		double best = lp_bound(p), got = 0;
		assert_true(best >= worth - 1e-9);
		for (int j = 0; j < n; j++) {
			got += p->cost[j] * lp_value(p, j);
			assert_true(lp_value(p, j) >= p->lo[j] - 1e-7 && lp_value(p, j) <= p->hi[j] + 1e-7);
		}
		assert_true(fabs(got - best) < 1e-6); /* strong duality: it was the optimum */
		for (int i = 0; i < m; i++)
			p->y[i] += gen_normal(&g);
		assert_true(lp_bound(p) >= best - 1e-9);
	}
}

static void
the_checker_sees_what_is_wrong(void **state)
{
	struct arena *a = *state;
	static const double score[] = { 1, 2, 3, 4 }, inc[] = { 1, 0.5 };
	static const int institution[] = { 0, 0, 1, -1 }, f0[] = { 0 }, f3[] = { 3 }, both[] = { 1, 3 };
	static const size_t of[] = { 0, 1, 2, 3, 4 };
	static const struct sel_tag tag[] = { { 0, 0 }, { 0, 0 }, { 0, 1 }, { 0, 0 } };
	static const struct sel_dim dim[] = { { 2, 2, inc, 2 } };
	static const struct { struct sel_rule rule; int chosen[2]; bool holds; } cases[] = {
		{ { .kind = SEL_AT_MOST_EACH, .count = 1 }, { 0, 1 }, false }, { { .kind = SEL_AT_MOST_EACH, .count = 1 }, { 0, 2 }, true },
		{ { .kind = SEL_AT_MOST, .value = 0, .count = 1 }, { 0, 3 }, false }, { { .kind = SEL_AT_MOST, .value = 1, .count = 0 }, { 0, 3 }, true },
		{ { .kind = SEL_AT_LEAST, .value = 1, .count = 1 }, { 0, 3 }, false }, { { .kind = SEL_AT_LEAST, .value = -1, .count = 1 }, { 0, 3 }, false },
		{ { .kind = SEL_ONE_PER_INSTITUTION }, { 0, 1 }, false }, { { .kind = SEL_ONE_PER_INSTITUTION }, { 0, 3 }, true },
		{ { .kind = SEL_INCLUDE, .file = f0, .files = 1 }, { 1, 2 }, false }, { { .kind = SEL_EXCLUDE, .file = f3, .files = 1 }, { 1, 3 }, false },
		{ { .kind = SEL_NOT_TOGETHER, .file = both, .files = 2 }, { 1, 3 }, false }, { { .kind = SEL_NOT_TOGETHER, .file = both, .files = 2 }, { 0, 3 }, true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct sel_problem p = { 4, 2, score, institution, of, tag, 1, dim, 1, &cases[i].rule };
		struct sel_verdict v = sel_check(a, &p, cases[i].chosen, 2);
		assert_true(v.whole);
		assert_int_equal(v.broken, cases[i].holds ? -1 : 0);
	}
	struct sel_problem p = { 4, 2, score, institution, of, tag, 1, dim, 0, NULL };
	assert_true(sel_check(a, &p, (const int[]){ 0, 1 }, 2).variety == 3);
	assert_true(sel_check(a, &p, (const int[]){ 0, 2 }, 2).variety == 4);
	assert_false(sel_check(a, &p, (const int[]){ 1, 1 }, 2).whole);
	assert_false(sel_check(a, &p, (const int[]){ 1, 4 }, 2).whole);
	assert_false(sel_check(a, &p, (const int[]){ 1, 2, 3 }, 3).whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_same_optimum_as_cbc), T(the_same_optimum_as_glpk), T(the_same_optimum_as_trying_everything), T(scores_all_alike), T(a_grain_loses_nothing),
		T(the_order_of_files_changes_nothing), T(a_dominated_file_changes_nothing), T(forcing_the_optimum_costs_nothing),
		T(without_variety_the_best_scores), T(units_do_not_matter), T(a_bound_is_true_when_time_is_short), T(a_large_one_closes),
		T(any_multipliers_bound), T(the_checker_sees_what_is_wrong) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
