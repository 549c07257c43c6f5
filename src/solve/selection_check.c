/* A portfolio judged from the raw rows of the problem, with nothing of the search: counts by going through the files, one
 * rule after the other. Slow and plain on purpose. */
#include "solve/selection.h"

static bool
has(const struct sel_problem *p, int file, int dim, int value)
{
	for (size_t t = p->tag_of[file]; t < p->tag_of[file + 1]; t++)
		if (p->tag[t].dim == dim && p->tag[t].value == value)
			return true;
	return false;
}

static int
count(const struct sel_problem *p, const int *chosen, size_t n, int dim, int value)
{
	int c = 0;
	for (size_t k = 0; k < n; k++)
		c += has(p, chosen[k], dim, value);
	return c;
}

static bool
holds(const struct sel_problem *p, const struct sel_rule *r, const bool *in, const int *chosen, size_t n)
{
	bool right = true, all = true;
	switch (r->kind) {
	case SEL_AT_MOST_EACH:
		for (int v = 0; v < (int)p->dim[r->dim].values; v++)
			right = right && count(p, chosen, n, r->dim, v) <= r->count;
		return right;
	case SEL_AT_MOST:
		return count(p, chosen, n, r->dim, r->value) <= r->count;
	case SEL_AT_LEAST:
		return count(p, chosen, n, r->dim, r->value) >= r->count;
	case SEL_ONE_PER_INSTITUTION:
		for (size_t i = 0; p->institution != NULL && i < n; i++)
			for (size_t j = 0; j < i; j++)
				right = right && (p->institution[chosen[i]] < 0 || p->institution[chosen[i]] != p->institution[chosen[j]]);
		return right;
	case SEL_INCLUDE:
		return in[r->file[0]];
	case SEL_EXCLUDE:
		return !in[r->file[0]];
	case SEL_NOT_TOGETHER:
		for (size_t k = 0; k < r->files; k++)
			all = all && in[r->file[k]];
		return !all;
	}
	return false;
}

struct sel_verdict
sel_check(struct arena *tmp, const struct sel_problem *p, const int *chosen, size_t n)
{
	struct sel_verdict v = { .whole = n == (size_t)p->choose, .broken = -1 };
	bool *in = ARENA_ARRAY(tmp, bool, p->n + 1);
	for (size_t k = 0; k < n; k++) {
		if (chosen[k] < 0 || (size_t)chosen[k] >= p->n || in[chosen[k]]) {
			v.whole = false;
			return v;
		}
		in[chosen[k]] = true;
		v.merit += p->score[chosen[k]];
	}
	for (size_t d = 0; d < p->dims; d++)
		for (int c = 0; c < (int)p->dim[d].values; c++) {
			int files = count(p, chosen, n, (int)d, c);
			for (int k = 0; k < files && (size_t)k < p->dim[d].increments; k++)
				v.variety += p->dim[d].weight * p->dim[d].increment[k];
		}
	for (size_t r = 0; r < p->rules && v.broken < 0; r++)
		if (!holds(p, &p->rule[r], in, chosen, n))
			v.broken = (int)r;
	return v;
}
