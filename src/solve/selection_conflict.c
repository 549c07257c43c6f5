/* A smallest set of rules that cannot hold together, by hitting sets: each set of rules that can hold shows rules of which
 * every conflict takes one; the smallest choice that takes one of each is a conflict of least size as soon as it is one at
 * all (Reiter 1987; Ignatiev et al. 2015, "Smallest MUS extraction with minimal hitting set dualization"). */
#include "solve/selection.h"
#include <string.h>
#include <time.h>

struct clash {
	struct arena *a;
	const struct sel_problem *p;
	struct timespec begun;
	double seconds;
	bool *off;                  /* [rules] */
	size_t n;                   /* sets to hit */
	bool **set;                 /* [n][rules] */
	size_t cap;
	bool late;
};

static double
left(struct clash *c)
{
	struct timespec now;
	if (c->seconds <= 0)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	double gone = (double)(now.tv_sec - c->begun.tv_sec) + (double)(now.tv_nsec - c->begun.tv_nsec) * 1e-9;
	return gone < c->seconds ? c->seconds - gone : 1e-3;
}

/* Whether the rules that are on in `with` can hold together. Not known in time counts as yes, and is remembered. */
static bool
can_hold(struct clash *c, const bool *with)
{
	for (size_t r = 0; r < c->p->rules; r++)
		c->off[r] = !with[r];
	struct arena *tmp = arena_new(MIB(1536));
	struct sel_options o = { .any = true, .rule_off = c->off, .seconds = left(c) };
	enum sel_status s = sel_solve(tmp, c->p, &o).status;
	arena_free(tmp);
	c->late = c->late || s == SEL_UNKNOWN;
	return s != SEL_INFEASIBLE;
}

/* A choice of at most `most` rules that takes one of every set, into `hit`. */
static bool
hits(struct clash *c, bool *hit, size_t most)
{
	size_t missed = 0;
	for (; missed < c->n; missed++) {
		bool taken = false;
		for (size_t r = 0; r < c->p->rules; r++)
			taken = taken || (hit[r] && c->set[missed][r]);
		if (!taken)
			break;
	}
	if (missed == c->n)
		return true;
	for (size_t r = 0; most > 0 && r < c->p->rules; r++) {
		if (!c->set[missed][r])
			continue;
		hit[r] = true;
		if (hits(c, hit, most - 1))
			return true;
		hit[r] = false;
	}
	return false;
}

/* Rules that can hold together are added to, one by one, as long as they still can; those left over are a set to hit. */
static void
add_set(struct clash *c, bool *with)
{
	bool *set = ARENA_ARRAY(c->a, bool, c->p->rules + 1);
	for (size_t r = 0; r < c->p->rules; r++) {
		if (with[r])
			continue;
		with[r] = true;
		if (!can_hold(c, with)) {
			with[r] = false;
			set[r] = true;
		}
	}
	struct { bool **items; size_t n, cap; } list = { c->set, c->n, c->cap };
	PUSH(c->a, &list, set);
	c->set = list.items;
	c->n = list.n;
	c->cap = list.cap;
}

static struct clash
clash_of(struct arena *a, const struct sel_problem *p, double seconds)
{
	struct clash c = { .a = a, .p = p, .seconds = seconds, .off = ARENA_ARRAY(a, bool, p->rules + 1) };
	clock_gettime(CLOCK_MONOTONIC, &c.begun);
	return c;
}

struct sel_conflict
sel_conflict(struct arena *a, const struct sel_problem *p, double seconds)
{
	struct clash c = clash_of(a, p, seconds);
	struct sel_conflict out = { .rule = ARENA_ARRAY(a, int, p->rules + 1) };
	bool *with = ARENA_ARRAY(a, bool, p->rules + 1);
	for (size_t r = 0; r < p->rules; r++)
		with[r] = true;
	out.possible = can_hold(&c, with);
	bool *hit = ARENA_ARRAY(a, bool, p->rules + 1);
	for (size_t size = 0; !out.possible;) {
		memset(hit, 0, p->rules * sizeof *hit);
		if (!hits(&c, hit, size)) {
			size++;
			continue;
		}
		memcpy(with, hit, p->rules * sizeof *with);
		if (!can_hold(&c, with))
			break;
		add_set(&c, with);
	}
	for (size_t r = 0; !out.possible && r < p->rules; r++)
		if (hit[r])
			out.rule[out.n++] = (int)r;
	out.proven = !c.late;
	return out;
}

struct sel_way *
sel_ways_out(struct arena *a, const struct sel_problem *p, const struct sel_conflict *found, double seconds)
{
	struct sel_way *out = ARENA_ARRAY(a, struct sel_way, found->n + 1);
	struct sel_rule *rule = ARENA_ARRAY(a, struct sel_rule, p->rules + 1);
	struct sel_problem other = *p;
	struct clash c = clash_of(a, &other, seconds);
	bool *with = ARENA_ARRAY(a, bool, p->rules + 1);
	memcpy(rule, p->rule, p->rules * sizeof *rule);
	memset(with, 1, p->rules * sizeof *with);
	other.rule = rule;
	for (size_t k = 0; k < found->n; k++) {
		struct sel_rule *r = &rule[found->rule[k]];
		struct sel_rule as_is = *r;
		with[found->rule[k]] = false;
		out[k] = (struct sel_way){ .drop = can_hold(&c, with) && !c.late, .count = -1 };
		with[found->rule[k]] = true;
		int step = r->kind == SEL_AT_LEAST ? -1 : r->kind == SEL_AT_MOST || r->kind == SEL_AT_MOST_EACH ? 1 : 0;
		for (r->count += step; out[k].drop && step != 0 && r->count > 0 && r->count <= p->choose; r->count += step)
			if (can_hold(&c, with) && !c.late) {
				out[k].count = r->count;
				break;
			}
		*r = as_is;
	}
	return out;
}
