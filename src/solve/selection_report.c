#include "solve/selection_report.h"
#include <math.h>
#include <time.h>

/* The own search has this part of the time; the outside solver what is left. */
#define OWN_PART 0.6

static double
gone(const struct timespec *begun)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) * 1e-9;
}

/* The better answer and the better bound of the two, when they agree on what is possible. */
static void
join(struct sel_answer *own, const struct sel_answer *other, const char *by, const char **who)
{
	if (other->status == SEL_INFEASIBLE && own->portfolios == 0) {
		own->status = SEL_INFEASIBLE;
		return;
	}
	if (other->portfolios > 0 && (own->portfolios == 0 || other->portfolio[0].value > own->portfolio[0].value)) {
		own->portfolio = other->portfolio;
		own->portfolios = 1;
		own->status = SEL_BOUNDED;
		*who = by;
	}
	if (other->status != SEL_UNKNOWN && other->status != SEL_INFEASIBLE)
		own->bound = fmin(own->bound, other->bound);
	if (own->portfolios > 0 && own->bound <= own->portfolio[0].value + 1e-6 * fmax(1, fabs(own->bound))) {
		own->status = SEL_OPTIMAL;
		own->bound = own->portfolio[0].value;
	}
}

/* Checked by the other code; a portfolio that fails is never shown. */
static enum err
checked(struct arena *a, const struct sel_problem *p, const struct sel_options *o, struct sel_report *r)
{
	struct sel_verdict v = sel_check(a, p, r->chosen, (size_t)p->choose);
	if (!v.whole || v.broken >= 0)
		return fail(a, E_INVALID, "selection: the answer breaks rule %d", v.broken);
	double value = o->has_floor ? v.merit : v.merit + v.variety, weighed = v.merit + (1 + o->variety_more) * v.variety;
	if (fabs(weighed - r->value) > 1e-6 * fmax(1, fabs(weighed)))
		return fail(a, E_INVALID, "selection: the answer is worth %.9f, not %.9f", weighed, r->value);
	if (o->has_floor && v.variety < o->floor - 1e-6)
		return fail(a, E_INVALID, "selection: the answer has variety %.9f, under %.9f", v.variety, o->floor);
	r->merit = v.merit;
	r->variety = v.variety;
	r->value = value;
	r->bound = r->status == SEL_OPTIMAL ? r->value : fmax(r->bound, r->value);
	return OK;
}

static void
explain_all(struct arena *a, const struct sel_problem *p, const struct sel_options *asked, double seconds, const struct timespec *begun,
    struct sel_report *out)
{
	struct sel_options o = *asked;
	o.best = SEL_ALTERNATIVES + 1;
	o.hint = out->chosen;
	o.seconds = fmax(seconds - gone(begun), 0.01);
	struct sel_answer near = sel_solve(a, p, &o);
	for (size_t k = 0; k < near.portfolios; k++)
		near.portfolio[k].value = sel_worth(p, asked, near.portfolio[k].chosen);
	if (near.portfolios > 1) {
		out->alternative = near.portfolio + 1;
		out->alternatives = near.portfolios - 1;
	}
	out->flips = sel_flips(a, p, asked, out->chosen, fmax(seconds - gone(begun), 0.01));
}

/* Why nothing is possible: the rules, or only the floor of variety. */
static void
why_not(struct arena *a, const struct sel_problem *p, const struct sel_options *asked, double seconds, struct sel_report *out)
{
	if (asked->has_floor) {
		struct sel_options o = { .variety_more = 1e6, .seconds = seconds }; /* as much variety as can be */
		struct sel_answer r = sel_solve(a, p, &o);
		out->floor_too_high = r.portfolios > 0;
		if (out->floor_too_high) {
			out->most_variety = sel_check(a, p, r.portfolio[0].chosen, (size_t)p->choose).variety;
			return;
		}
	}
	out->conflict = sel_conflict(a, p, seconds);
}

enum err
sel_report_make(struct arena *a, const struct sel_problem *p, const double *floor, double seconds, bool explain, solver_run *run,
    struct sel_report *out)
{
	struct timespec begun;
	struct sel_options asked = floor == NULL ? (struct sel_options){ 0 } : sel_with_floor(*floor), o = asked;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	*out = (struct sel_report){ .by = "own" };
	seconds = seconds > 0 ? seconds : SEL_SECONDS;
	o.seconds = run == NULL ? seconds : seconds * OWN_PART;
	struct sel_answer r = sel_solve(a, p, &o);
	out->nodes = r.nodes;
	if ((r.status == SEL_BOUNDED || r.status == SEL_UNKNOWN) && run != NULL) {
		struct sel_answer other;
		const char *by;
		o.seconds = fmax(seconds - gone(&begun), 1);
		if (sel_solve_mip(a, p, &o, run, &other, &by) == OK)
			join(&r, &other, by, &out->by);
		else
			fail_clear(a);
	}
	out->status = r.status;
	out->bound = r.bound;
	if (r.status == SEL_UNKNOWN)
		return fail(a, E_LIMIT, "selection: no portfolio found in %.1f s", seconds);
	if (r.status == SEL_INFEASIBLE) {
		why_not(a, p, &asked, fmax(seconds - gone(&begun), 1), out);
		return OK;
	}
	out->chosen = r.portfolio[0].chosen;
	out->value = r.portfolio[0].value;
	enum err e = checked(a, p, &asked, out);
	if (e != OK)
		return e;
	struct sel_answer plain = sel_solve(a, p, &(struct sel_options){ .merit_only = true, .hint = out->chosen, .seconds = fmax(seconds - gone(&begun), 0.1) });
	if (plain.portfolios > 0)
		out->price_of_variety = fmax(plain.portfolio[0].value - out->merit, 0);
	if (explain)
		explain_all(a, p, &asked, seconds, &begun, out);
	return OK;
}
