/* The rules of a problem as bounds: of categories, of groups, of files. */
#include "solve/selection_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int
sel_compare_ints(const void *x, const void *y)
{
	int a = *(const int *)x, b = *(const int *)y;
	return (a > b) - (a < b);
}

static bool
rule_on(const struct sel_options *o, size_t r)
{
	return o->rule_off == NULL || !o->rule_off[r];
}

/* ---- files in and out -------------------------------------------------------------------------------------- */

static void
pin(struct sel_model *m, int file, int state)
{
	if (m->state[file] != FILE_FREE && m->state[file] != state)
		m->impossible = true;
	m->state[file] = (signed char)state;
}

static void
pins(struct sel_model *m, const struct sel_problem *p, const struct sel_options *o)
{
	for (size_t r = 0; r < p->rules; r++) {
		const struct sel_rule *it = &p->rule[r];
		if (rule_on(o, r) && (it->kind == SEL_INCLUDE || it->kind == SEL_EXCLUDE))
			pin(m, it->file[0], it->kind == SEL_INCLUDE ? FILE_IN : FILE_OUT);
	}
	for (int i = 0; o->flip != NULL && i < m->n; i++)
		if (o->flip[i] != 0)
			pin(m, i, o->flip[i] > 0 ? FILE_IN : FILE_OUT);
	int in = 0, out = 0;
	for (int i = 0; i < m->n; i++) {
		in += m->state[i] == FILE_IN;
		out += m->state[i] == FILE_OUT;
	}
	if (in > m->choose || m->n - out < m->choose)
		m->impossible = true;
}

/* ---- categories -------------------------------------------------------------------------------------------- */

struct draft { int least, most, members, number; bool ruled; };

/* Each value of each dimension, with what the rules say of it. first[d]: where the values of a dimension begin. */
static struct draft *
drafts(struct arena *tmp, struct sel_model *m, const struct sel_problem *p, const struct sel_options *o, const size_t *first)
{
	struct draft *c = ARENA_ARRAY(tmp, struct draft, first[p->dims] + 1);
	for (size_t k = 0; k < first[p->dims]; k++)
		c[k].most = m->choose;
	for (int i = 0; i < m->n; i++)
		for (size_t t = p->tag_of[i]; m->state[i] != FILE_OUT && t < p->tag_of[i + 1]; t++)
			c[first[p->tag[t].dim] + (size_t)p->tag[t].value].members++;
	for (size_t r = 0; r < p->rules; r++) {
		const struct sel_rule *it = &p->rule[r];
		if (!rule_on(o, r) || it->kind > SEL_AT_LEAST)
			continue;
		size_t from = first[it->dim], till = first[it->dim + 1];
		if (it->kind != SEL_AT_MOST_EACH) {
			if (it->value < 0) {
				m->impossible = m->impossible || (it->kind == SEL_AT_LEAST && it->count > 0);
				continue;
			}
			from += (size_t)it->value;
			till = from + 1;
		}
		for (size_t k = from; k < till; k++) {
			c[k].ruled = true;
			if (it->kind == SEL_AT_LEAST)
				c[k].least = it->count > c[k].least ? it->count : c[k].least;
			else
				c[k].most = it->count < c[k].most ? it->count : c[k].most;
		}
	}
	return c;
}

static double
increment(const struct sel_dim *d, int k)
{
	return (size_t)k < d->increments ? d->weight * d->increment[k] : 0;
}

/* The draft as a category; false when it never matters, or matters so simply that its worth is that of its only file. */
static bool
category(struct arena *a, struct sel_model *m, const struct sel_options *o, const struct sel_dim *d, const struct draft *c, double factor,
    struct sel_category *out)
{
	int most = c->most < c->members ? c->most : c->members;
	if (c->least > most)
		m->impossible = true;
	bool bounded = c->least > 0 || c->most < c->members;
	if (!bounded && (c->members == 0 || increment(d, 0) * (o->has_floor ? 1 : factor) <= 0 || (c->members == 1 && !o->has_floor)))
		return false;
	out->least = c->least;
	out->most = most;
	out->members = c->members;
	out->gain = ARENA_ARRAY(a, double, (size_t)m->choose + 1);
	out->variety = ARENA_ARRAY(a, double, (size_t)m->choose + 1);
	for (int k = 1; k <= m->choose; k++) {
		out->variety[k] = out->variety[k - 1] + increment(d, k - 1);
		out->gain[k] = factor * out->variety[k];
	}
	return true;
}

static void
categories(struct arena *a, struct arena *tmp, struct sel_model *m, const struct sel_problem *p, const struct sel_options *o)
{
	size_t *first = ARENA_ARRAY(tmp, size_t, p->dims + 1), n = (size_t)m->n;
	for (size_t d = 0; d < p->dims; d++)
		first[d + 1] = first[d] + p->dim[d].values;
	struct draft *c = drafts(tmp, m, p, o, first);
	double factor = o->merit_only ? 0 : 1 + o->variety_more;
	m->category = ARENA_ARRAY(a, struct sel_category, first[p->dims] + 1);
	for (size_t d = 0; d < p->dims; d++)
		for (size_t k = first[d]; k < first[d + 1]; k++) {
			bool counts = category(a, m, o, &p->dim[d], &c[k], factor, &m->category[m->categories]);
			c[k].number = counts ? m->categories++ : -1;
		}
	m->cat_of = ARENA_ARRAY(a, int, n + 1);
	m->cat = ARENA_ARRAY(a, int, p->tag_of[n] + 1);
	m->member_of = ARENA_ARRAY(a, int, (size_t)m->categories + 2);
	m->member = ARENA_ARRAY(a, int, p->tag_of[n] + 1);
	int at = 0;
	for (int i = 0; i < m->n; i++) {
		m->worth[i] = p->score[i];
		for (size_t t = p->tag_of[i]; t < p->tag_of[i + 1]; t++) {
			const struct draft *it = &c[first[p->tag[t].dim] + (size_t)p->tag[t].value];
			if (it->number >= 0)
				m->cat[at++] = it->number;
			else if (it->members == 1 && m->state[i] != FILE_OUT)
				m->worth[i] += factor * increment(&p->dim[p->tag[t].dim], 0);
		}
		m->cat_of[i + 1] = at;
	}
	for (int t = 0; t < at; t++)
		m->member_of[m->cat[t] + 2]++;
	for (int k = 1; k <= m->categories; k++)
		m->member_of[k + 1] += m->member_of[k];
	for (int i = 0; i < m->n; i++)
		for (int t = m->cat_of[i]; t < m->cat_of[i + 1]; t++)
			m->member[m->member_of[m->cat[t] + 1]++] = i;
}

/* ---- groups ------------------------------------------------------------------------------------------------ */

static void
add_group(struct arena *a, struct sel_model *m, const int *file, int n, int most, bool institution)
{
	struct sel_group *g = &m->group[m->groups++];
	g->most = most;
	g->institution = institution;
	g->n = 0;
	g->file = ARENA_ARRAY(a, int, (size_t)n);
	for (int k = 0; k < n; k++)
		if (m->state[file[k]] != FILE_OUT)
			g->file[g->n++] = file[k];
	if (g->n <= most)
		m->groups--;
}

struct of_institution { int institution, file; };

static int
by_institution(const void *x, const void *y)
{
	const struct of_institution *a = x, *b = y;
	return a->institution != b->institution ? (a->institution > b->institution) - (a->institution < b->institution)
	                                        : (a->file > b->file) - (a->file < b->file);
}

static void
institutions(struct arena *a, struct arena *tmp, struct sel_model *m, const struct sel_problem *p)
{
	struct of_institution *list = ARENA_ARRAY(tmp, struct of_institution, (size_t)m->n + 1);
	int *file = ARENA_ARRAY(tmp, int, (size_t)m->n + 1), n = 0;
	for (int i = 0; p->institution != NULL && i < m->n; i++)
		if (p->institution[i] >= 0)
			list[n++] = (struct of_institution){ p->institution[i], i };
	qsort(list, (size_t)n, sizeof *list, by_institution);
	for (int from = 0, k; from < n; from += k) {
		for (k = 0; from + k < n && list[from + k].institution == list[from].institution; k++)
			file[k] = list[from + k].file;
		if (k > 1)
			add_group(a, m, file, k, 1, true);
	}
}

static void
groups(struct arena *a, struct arena *tmp, struct sel_model *m, const struct sel_problem *p, const struct sel_options *o)
{
	size_t n = (size_t)m->n, entries = 0;
	bool one_each = false;
	m->group = ARENA_ARRAY(a, struct sel_group, n + p->rules + 1);
	for (size_t r = 0; r < p->rules; r++) {
		const struct sel_rule *it = &p->rule[r];
		if (rule_on(o, r) && it->kind == SEL_NOT_TOGETHER) {
			m->impossible = m->impossible || it->files == 0;
			add_group(a, m, it->file, (int)it->files, (int)it->files - 1, false);
		}
		one_each = one_each || (rule_on(o, r) && it->kind == SEL_ONE_PER_INSTITUTION);
	}
	if (one_each)
		institutions(a, tmp, m, p);
	m->group_of = ARENA_ARRAY(a, int, n + 2);
	for (int g = 0; g < m->groups; g++)
		for (int k = 0; k < m->group[g].n; k++, entries++)
			m->group_of[m->group[g].file[k] + 2]++;
	m->in_group = ARENA_ARRAY(a, int, entries + 1);
	for (int i = 1; i <= m->n; i++)
		m->group_of[i + 1] += m->group_of[i];
	for (int g = 0; g < m->groups; g++)
		for (int k = 0; k < m->group[g].n; k++)
			m->in_group[m->group_of[m->group[g].file[k] + 1]++] = g;
}

/* ---- dominance --------------------------------------------------------------------------------------------- */

struct ranked { const struct sel_model *m; int file; };

static int
categories_compare(const struct sel_model *m, int i, int j)
{
	int n = m->cat_of[i + 1] - m->cat_of[i], k = m->cat_of[j + 1] - m->cat_of[j];
	if (n != k)
		return n < k ? -1 : 1;
	return n == 0 ? 0 : memcmp(&m->cat[m->cat_of[i]], &m->cat[m->cat_of[j]], (size_t)n * sizeof *m->cat);
}

static int
by_kind_then_worth(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	int c = categories_compare(a->m, a->file, b->file);
	if (c != 0)
		return c;
	double u = a->m->worth[a->file], v = b->m->worth[b->file];
	return u != v ? (u < v) - (u > v) : (a->file > b->file) - (a->file < b->file);
}

/* Free files of the same categories that no group binds differ only by their worth: the worse is not chosen before the
 * better. A file of a group may stand behind a free one, never before it. */
static void
dominance_chains(struct arena *tmp, struct sel_model *m)
{
	struct ranked *r = ARENA_ARRAY(tmp, struct ranked, (size_t)m->n + 1);
	int n = 0;
	for (int i = 0; i < m->n; i++)
		if (m->state[i] == FILE_FREE)
			r[n++] = (struct ranked){ m, i };
	qsort(r, (size_t)n, sizeof *r, by_kind_then_worth);
	for (int k = 0, last = -1; k < n; k++) {
		int i = r[k].file;
		if (last >= 0 && categories_compare(m, last, i) == 0)
			m->better[i] = last;
		else
			last = -1;
		if (m->group_of[i] == m->group_of[i + 1])
			last = i;
	}
}

struct sel_model *
sel_model_of(struct arena *a, const struct sel_problem *p, const struct sel_options *o, bool dominance)
{
	struct sel_model *m = ARENA_NEW(a, struct sel_model);
	struct arena *tmp = arena_new(MIB(512));
	size_t n = p->n;
	m->n = (int)n;
	m->choose = p->choose;
	m->has_floor = o->has_floor;
	m->floor = o->floor;
	m->worth = ARENA_ARRAY(a, double, n + 1);
	m->state = ARENA_ARRAY(a, signed char, n + 1);
	m->better = ARENA_ARRAY(a, int, n + 1);
	for (size_t i = 0; i < n; i++)
		m->better[i] = -1;
	pins(m, p, o);
	categories(a, tmp, m, p, o);
	groups(a, tmp, m, p, o);
	if (dominance && !m->impossible)
		dominance_chains(tmp, m);
	arena_free(tmp);
	return m;
}

bool
sel_model_value(const struct sel_model *m, const int *chosen, double *value)
{
	double sum = 0, variety = 0;
	bool holds = true;
	for (int k = 0; k < m->choose; k++) {
		sum += m->worth[chosen[k]];
		holds = holds && m->state[chosen[k]] != FILE_OUT;
	}
	for (int c = 0; c < m->categories; c++) {
		int count = 0;
		for (int t = m->member_of[c], k = 0; t < m->member_of[c + 1] && k < m->choose;) {
			if (m->member[t] == chosen[k]) {
				count++;
				t++;
				k++;
			} else if (m->member[t] < chosen[k]) {
				t++;
			} else {
				k++;
			}
		}
		sum += m->category[c].gain[count];
		variety += m->category[c].variety[count];
		holds = holds && count >= m->category[c].least && count <= m->category[c].most;
	}
	int in = 0, needed = 0;
	for (int i = 0, k = 0; i < m->n; i++) {
		needed += m->state[i] == FILE_IN;
		while (k < m->choose && chosen[k] < i)
			k++;
		in += m->state[i] == FILE_IN && k < m->choose && chosen[k] == i;
	}
	for (int g = 0; holds && g < m->groups; g++) {
		int count = 0;
		for (int t = 0; t < m->group[g].n; t++)
			count += bsearch(&m->group[g].file[t], chosen, (size_t)m->choose, sizeof *chosen, sel_compare_ints) != NULL;
		holds = count <= m->group[g].most;
	}
	*value = sum;
	return holds && in == needed && (!m->has_floor || variety >= m->floor - SEL_EQUAL);
}
