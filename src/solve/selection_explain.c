/* Explanations by solving again, from the optimum as a hint. */
#include "solve/selection.h"
#include "solve/selection_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Variety as a tie-break of merit, and the least step of variety that counts as one. */
#define TIE 1e-6
#define STEP 1e-7

static double
seconds_since(const struct timespec *begun)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) * 1e-9;
}

static bool
among(const int *chosen, int k, int file)
{
	return bsearch(&file, chosen, (size_t)k, sizeof *chosen, sel_compare_ints) != NULL;
}

static int *
minus(struct arena *a, const int *x, const int *y, int k, size_t *n)
{
	int *out = ARENA_ARRAY(a, int, (size_t)k);
	*n = 0;
	for (int i = 0; i < k; i++)
		if (!among(y, k, x[i]))
			out[(*n)++] = x[i];
	return out;
}

struct sel_options
sel_with_floor(double floor)
{
	return (struct sel_options){ .variety_more = TIE - 1, .has_floor = true, .floor = floor };
}

double
sel_worth(const struct sel_problem *p, const struct sel_options *o, const int *chosen)
{
	struct arena *tmp = arena_new(MIB(16));
	struct sel_verdict v = sel_check(tmp, p, chosen, (size_t)p->choose);
	arena_free(tmp);
	return o != NULL && o->has_floor ? v.merit : v.merit + v.variety;
}

static struct sel_flip
flip_one(struct arena *a, const struct sel_problem *p, const struct sel_options *asked, const int *chosen, int file, signed char *flip, double seconds)
{
	struct arena *tmp = arena_new(MIB(1536));
	struct sel_flip out = { 0 };
	struct sel_options o = asked == NULL ? (struct sel_options){ 0 } : *asked;
	o.flip = flip;
	o.hint = chosen;
	o.seconds = seconds;
	flip[file] = among(chosen, p->choose, file) ? -1 : 1;
	struct sel_answer r = sel_solve(tmp, p, &o);
	flip[file] = 0;
	out.proven = r.status == SEL_OPTIMAL || r.status == SEL_INFEASIBLE;
	out.found = r.portfolios > 0;
	if (out.found) {
		out.value = sel_worth(p, asked, r.portfolio[0].chosen);
		out.out = minus(a, chosen, r.portfolio[0].chosen, p->choose, &out.outs);
		out.in = minus(a, r.portfolio[0].chosen, chosen, p->choose, &out.ins);
	}
	arena_free(tmp);
	return out;
}

struct sel_flip
sel_flip(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const int *chosen, int file, double seconds)
{
	return flip_one(a, p, o, chosen, file, ARENA_ARRAY(a, signed char, p->n + 1), seconds);
}

struct sel_flip *
sel_flips(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const int *chosen, double seconds)
{
	struct sel_flip *out = ARENA_ARRAY(a, struct sel_flip, p->n + 1);
	signed char *flip = ARENA_ARRAY(a, signed char, p->n + 1);
	struct timespec begun;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (size_t i = 0; i < p->n; i++) {
		double left = seconds > 0 ? seconds - seconds_since(&begun) : 0;
		if (seconds > 0 && left <= 0)
			break;
		out[i] = flip_one(a, p, o, chosen, (int)i, flip, left);
	}
	return out;
}

struct sel_curve
sel_pareto(struct arena *a, const struct sel_problem *p, size_t most, double seconds)
{
	struct sel_curve c = { .point = ARENA_ARRAY(a, struct sel_point, most + 1) };
	struct sel_options o = { .variety_more = TIE - 1 };
	struct timespec begun;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	while (c.points < most) {
		struct arena *tmp = arena_new(MIB(1536));
		o.seconds = seconds > 0 ? seconds - seconds_since(&begun) : 0;
		if (seconds > 0 && o.seconds <= 0) {
			arena_free(tmp);
			return c;
		}
		struct sel_answer r = sel_solve(tmp, p, &o);
		if (r.status != SEL_OPTIMAL) {
			c.whole = r.status == SEL_INFEASIBLE;
			arena_free(tmp);
			return c;
		}
		struct sel_point *at = &c.point[c.points++];
		at->chosen = ARENA_ARRAY(a, int, (size_t)p->choose);
		memcpy(at->chosen, r.portfolio[0].chosen, (size_t)p->choose * sizeof *at->chosen);
		struct sel_verdict v = sel_check(tmp, p, at->chosen, (size_t)p->choose);
		at->merit = v.merit;
		at->variety = v.variety;
		o.has_floor = true;
		o.floor = v.variety + STEP;
		o.hint = at->chosen;
		arena_free(tmp);
	}
	return c;
}
