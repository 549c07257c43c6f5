/* The linear relaxation of what is still open, and what follows from what is fixed. */
#include "solve/selection_search.h"
#include <math.h>

/* Rows: all of them together; each category; each group that is on; the floor. */
struct shape { int rows, columns, entries, groups; };

static int
pieces(const struct sel_category *c, int *from, int *till)
{
	int n = 0;
	for (int k = 0; k < c->most; k++) {
		bool same = n > 0 && c->gain[k + 1] - c->gain[k] >= c->gain[k] - c->gain[k - 1] &&
		    c->variety[k + 1] - c->variety[k] >= c->variety[k] - c->variety[k - 1];
		if (same) {
			till[n - 1] = k + 1;
		} else {
			from[n] = k;
			till[n++] = k + 1;
		}
	}
	return n;
}

static struct shape
shape_of(struct search *s)
{
	const struct sel_model *m = s->m;
	struct shape sh = { .rows = 1 + m->categories + (m->has_floor ? 1 : 0), .columns = s->core };
	s->z = 0;
	for (int c = 0; c < m->categories; c++) {
		s->z_of[c] = s->z;
		s->z += pieces(&m->category[c], s->z_from + s->z, s->z_till + s->z);
	}
	s->z_of[m->categories] = s->z;
	sh.columns += s->z + (m->has_floor ? 1 : 0);
	sh.entries = s->z * 2 + 1;
	for (int k = 0; k < s->core; k++) {
		int i = s->file[k];
		sh.entries += 1 + m->cat_of[i + 1] - m->cat_of[i] + m->group_of[i + 1] - m->group_of[i];
	}
	for (int g = 0; g < m->groups; g++)
		sh.groups += s->group_on[g];
	sh.rows += sh.groups;
	sh.columns += sh.groups;
	sh.entries += sh.groups;
	return sh;
}

static void
entry(struct lp *p, int *at, int row, double coef)
{
	p->row[*at] = row;
	p->coef[(*at)++] = coef;
}

static void
columns_of_files(struct search *s, const int *row_of_group, int *at)
{
	const struct sel_model *m = s->m;
	struct lp *p = s->lp;
	for (int k = 0; k < s->core; k++) {
		int i = s->file[k];
		p->cost[k] = m->worth[i];
		entry(p, at, 0, 1);
		for (int t = m->cat_of[i]; t < m->cat_of[i + 1]; t++)
			entry(p, at, 1 + m->cat[t], 1);
		for (int t = m->group_of[i]; t < m->group_of[i + 1]; t++)
			if (row_of_group[m->in_group[t]] >= 0)
				entry(p, at, row_of_group[m->in_group[t]], 1);
		p->start[k + 1] = *at;
	}
}

void
search_relax(struct search *s)
{
	const struct sel_model *m = s->m;
	struct shape sh = shape_of(s);
	struct lp *p = s->lp = lp_new(s->tmp, sh.rows, sh.columns, sh.entries);
	int *row_of_group = ARENA_ARRAY(s->tmp, int, (size_t)m->groups + 1), at = 0, j = s->core, floor_row = 1 + m->categories;
	int row = floor_row + (m->has_floor ? 1 : 0);
	for (int g = 0; g < m->groups; g++)
		row_of_group[g] = s->group_on[g] ? row++ : -1;
	columns_of_files(s, row_of_group, &at);
	p->rhs[0] = m->choose;
	for (int c = 0; c < m->categories; c++)
		for (int z = s->z_of[c]; z < s->z_of[c + 1]; z++, j++) {
			const struct sel_category *it = &m->category[c];
			p->cost[j] = it->gain[s->z_from[z] + 1] - it->gain[s->z_from[z]];
			entry(p, &at, 1 + c, -1);
			if (m->has_floor)
				entry(p, &at, floor_row, it->variety[s->z_from[z] + 1] - it->variety[s->z_from[z]]);
			p->start[j + 1] = at;
		}
	if (m->has_floor) {
		double most = 0;
		for (int c = 0; c < m->categories; c++)
			most += m->category[c].variety[m->category[c].most];
		entry(p, &at, floor_row, -1);
		p->rhs[floor_row] = m->floor - SEL_EQUAL;
		p->hi[j] = fmax(0, most - m->floor) + 1;
		p->start[++j] = at;
	}
	for (int g = 0; g < m->groups; g++)
		if (row_of_group[g] >= 0) {
			entry(p, &at, row_of_group[g], 1);
			p->rhs[row_of_group[g]] = m->group[g].most;
			p->hi[j] = m->group[g].most;
			p->start[++j] = at;
		}
	BUG_ON(j != sh.columns || at > sh.entries);
}

static double
clamp(int v, int from, int till)
{
	return v < from ? 0 : v > till ? till - from : v - from;
}

void
search_bounds(struct search *s)
{
	struct lp *p = s->lp;
	for (int k = 0; k < s->core; k++) {
		p->lo[k] = s->here[k] == FILE_IN;
		p->hi[k] = s->here[k] != FILE_OUT;
	}
	for (int c = 0; c < s->m->categories; c++)
		for (int z = s->z_of[c]; z < s->z_of[c + 1]; z++) {
			p->lo[s->core + z] = clamp(s->least[c], s->z_from[z], s->z_till[z]);
			p->hi[s->core + z] = clamp(s->most[c], s->z_from[z], s->z_till[z]);
		}
}

/* ---- what follows from what is fixed ---------------------------------------------------------------------------- */

bool
search_fix(struct search *s, int k, int state)
{
	const struct sel_model *m = s->m;
	if (s->here[k] == state)
		return true;
	if (s->here[k] != FILE_FREE)
		return false;
	s->here[k] = (signed char)state;
	int i = s->file[k];
	if (state == FILE_OUT) {
		for (int j = 0; j < s->core; j++)
			if (m->better[s->file[j]] == i && !search_fix(s, j, FILE_OUT))
				return false;
		return true;
	}
	if (m->better[i] >= 0 && (s->core_of[m->better[i]] < 0 || !search_fix(s, s->core_of[m->better[i]], FILE_IN)))
		return false;
	for (int t = m->group_of[i]; t < m->group_of[i + 1]; t++) {
		const struct sel_group *g = &m->group[m->in_group[t]];
		int in = 0;
		for (int x = 0; x < g->n; x++)
			in += s->core_of[g->file[x]] >= 0 && s->here[s->core_of[g->file[x]]] == FILE_IN;
		if (in > g->most)
			return false;
		for (int x = 0; in == g->most && x < g->n; x++) {
			int j = s->core_of[g->file[x]];
			if (j >= 0 && s->here[j] == FILE_FREE && !search_fix(s, j, FILE_OUT))
				return false;
		}
	}
	return true;
}

bool
search_propagate(struct search *s)
{
	const struct sel_model *m = s->m;
	for (bool again = true; again;) {
		again = false;
		for (int c = -1; c < m->categories; c++) {
			int in = 0, open = 0, from = c < 0 ? 0 : m->member_of[c], till = c < 0 ? s->core : m->member_of[c + 1];
			for (int t = from; t < till; t++) {
				int k = c < 0 ? t : s->core_of[m->member[t]];
				in += k >= 0 && s->here[k] == FILE_IN;
				open += k >= 0 && s->here[k] == FILE_FREE;
			}
			int least = c < 0 ? m->choose : s->least[c], most = c < 0 ? m->choose : s->most[c];
			if (in > most || in + open < least)
				return false;
			if (c >= 0) {
				s->least[c] = in > least ? in : least;
				s->most[c] = in + open < most ? in + open : most;
			}
			if (open == 0 || (in < most && in + open > least))
				continue;
			for (int t = from; t < till; t++) {
				int k = c < 0 ? t : s->core_of[m->member[t]];
				if (k >= 0 && s->here[k] == FILE_FREE && !search_fix(s, k, in == most ? FILE_OUT : FILE_IN))
					return false;
			}
			again = true;
		}
	}
	return true;
}
