/* A walk made ready: units of students kept together, what each place costs them, who is where. */
#include "solve/teams_walk.h"
#include <math.h>
#include <string.h>

#define WEIGHTS_MAX 1e10 /* between the first and the last: what a double still tells apart */

static void
make_units(struct arena *a, struct walk *w)
{
	const struct team_model *m = w->m;
	w->units = m->groups;
	w->member = m->member;
	w->unit_of = m->group_of;
	w->unit = ARENA_ARRAY(a, struct unit, (size_t)m->groups);
	w->in_move = ARENA_ARRAY(a, int, (size_t)m->groups);
	for (int u = 0; u < m->groups; u++)
		w->unit[u] = (struct unit){ .first = m->group_first[u], .n = m->group_first[u + 1] - m->group_first[u] };
}

static void
make_apart(struct arena *a, struct walk *w)
{
	const struct team_problem *p = w->p;
	w->apart_first = ARENA_ARRAY(a, int, (size_t)p->students + 1);
	w->apart = ARENA_ARRAY(a, int, 2 * (size_t)p->apart + 1);
	for (int i = 0; i < p->apart; i++) {
		w->apart_first[p->pair_apart[i].a + 1]++;
		w->apart_first[p->pair_apart[i].b + 1]++;
	}
	for (int s = 0; s < p->students; s++)
		w->apart_first[s + 1] += w->apart_first[s];
	int *fill = ARENA_ARRAY(a, int, (size_t)p->students + 1);
	for (int i = 0; i < p->apart; i++) {
		int x = p->pair_apart[i].a, y = p->pair_apart[i].b;
		w->apart[w->apart_first[x] + fill[x]++] = y;
		w->apart[w->apart_first[y] + fill[y]++] = x;
	}
}

static double
price_at(const struct walk *w, const struct unit *u, int j)
{
	double sum = 0;
	for (int i = 0; i < u->n; i++)
		for (int k = 0; k < w->m->stages; k++)
			if (k != w->m->slack_at && team_cost(w->m, k, w->member[u->first + i], j) != 0)
				sum += w->weight[k];
	return sum;
}

/* Spots of a unit in order of projects: from the marks of its members' projects (special) and of where it may not be. */
static int
make_spots(struct walk *w, struct unit *u, const unsigned char *special, const bool *no, struct spot *out)
{
	int P = w->p->projects, barred = 0, n = 0;
	for (int j = 0; j < P; j++)
		barred += no[j];
	u->others = 2 * barred <= P;
	for (int j = 0; j < P; j++) {
		if (u->others ? !special[j] && !no[j] : no[j])
			continue;
		if (out != NULL)
			out[n] = (struct spot){ j, no[j], no[j] ? 0 : price_at(w, u, j) };
		n++;
	}
	for (int j = 0; j < P && u->others; j++)
		if (!special[j] && !no[j]) {
			u->plain = price_at(w, u, j);
			break;
		}
	return n;
}

static void
unit_marks(const struct walk *w, const struct unit *u, unsigned char *special, bool *no)
{
	const struct team_problem *p = w->p;
	size_t P = (size_t)p->projects;
	for (int i = 0; i < u->n; i++) {
		int s = w->member[u->first + i];
		const bool *barred = w->m->barred + (size_t)s * P, *useless = w->m->useless == NULL ? NULL : w->m->useless + (size_t)s * P;
		for (size_t j = 0; j < P; j++)
			no[j] = (i > 0 && no[j]) || barred[j] || (useless != NULL && useless[j]);
		for (int r = 0; r < p->student[s].ranks; r++)
			special[p->student[s].ranking[r]] = 1;
		if (p->stay != NULL && p->stay[s] != TEAM_NONE)
			special[p->stay[s]] = 1;
	}
}

static void
make_prices(struct arena *a, struct walk *w, double strict)
{
	const struct team_model *m = w->m;
	size_t P = (size_t)w->p->projects, total = 0;
	double x = 1, ratio = fmin(5, pow(WEIGHTS_MAX, 1.0 / (m->stages > 1 ? m->stages - 1 : 1)));
	for (int k = m->stages - 1; k >= 0; k--) {
		w->weight[k] = x;
		x *= ratio;
	}
	w->hard = w->weight[0] * strict;
	unsigned char *special = ARENA_ARRAY(a, unsigned char, P);
	bool *no = ARENA_ARRAY(a, bool, P);
	for (int turn = 0; turn < 2; turn++) {
		size_t at = 0;
		for (int u = 0; u < w->units; u++) {
			memset(special, 0, P);
			unit_marks(w, &w->unit[u], special, no);
			w->unit[u].spot = (int)at;
			w->unit[u].spots = make_spots(w, &w->unit[u], special, no, turn == 0 ? NULL : w->spot + at);
			at += (size_t)w->unit[u].spots;
		}
		if (turn == 0)
			w->spot = ARENA_ARRAY(a, struct spot, at + 1);
		total = at;
	}
	w->wants_first = ARENA_ARRAY(a, int, P + 2);
	w->wants = ARENA_ARRAY(a, int, total + 1);
	for (size_t i = 0; i < total; i++)
		w->wants_first[w->spot[i].project + 2] += !w->spot[i].no;
	for (size_t j = 0; j < P; j++)
		w->wants_first[j + 2] += w->wants_first[j + 1];
	for (int u = 0; u < w->units; u++)
		for (int i = 0; i < w->unit[u].spots; i++) {
			const struct spot *s = &w->spot[w->unit[u].spot + i];
			if (!s->no)
				w->wants[w->wants_first[s->project + 1]++] = u;
		}
}

static void
list_unit(struct walk *w, int u, int j)
{
	w->before[u] = -1;
	w->after[u] = w->head[j];
	if (w->head[j] >= 0)
		w->before[w->head[j]] = u;
	w->head[j] = u;
}

static void
unlist_unit(struct walk *w, int u, int j)
{
	if (w->before[u] >= 0)
		w->after[w->before[u]] = w->after[u];
	else
		w->head[j] = w->after[u];
	if (w->after[u] >= 0)
		w->before[w->after[u]] = w->before[u];
}

static void
count_student(struct walk *w, int s, int j, int sign)
{
	w->size[j] += sign;
	for (int k = 0; k < w->p->attributes; k++) {
		int v = w->p->attribute[k].of[s];
		if (v >= 0)
			w->count[(size_t)j * (size_t)w->m->values + (size_t)(w->m->value_of[k] + v)] += sign;
	}
}

void
walk_place(struct walk *w, int u, int j)
{
	unlist_unit(w, u, place_of(w, u));
	for (int i = 0; i < w->unit[u].n; i++) {
		int s = w->member[w->unit[u].first + i];
		count_student(w, s, w->at[s], -1);
		w->at[s] = j;
		count_student(w, s, j, 1);
	}
	list_unit(w, u, j);
}

/* The start, with every unit in one place that it may have (when there is one). */
static void
settle(struct arena *a, struct walk *w, const int *start)
{
	const struct team_problem *p = w->p;
	w->at = ARENA_ARRAY(a, int, (size_t)p->students);
	w->size = ARENA_ARRAY(a, int, (size_t)p->projects);
	w->head = ARENA_ARRAY(a, int, (size_t)p->projects);
	w->after = ARENA_ARRAY(a, int, (size_t)w->units);
	w->before = ARENA_ARRAY(a, int, (size_t)w->units);
	w->count = ARENA_ARRAY(a, long, (size_t)w->m->values * (size_t)p->projects + 1);
	for (int j = 0; j < p->projects; j++)
		w->head[j] = -1;
	for (int s = 0; s < p->students; s++) {
		w->at[s] = start[s];
		count_student(w, s, start[s], 1);
	}
	for (int u = 0; u < w->units; u++) {
		int best = place_of(w, u);
		/* Where a member is already, the cheapest. */
		for (int i = 0; i < w->unit[u].n; i++) {
			int j = start[w->member[w->unit[u].first + i]];
			if (!no_place(w, u, j) && (no_place(w, u, best) || price_of(w, u, j) < price_of(w, u, best)))
				best = j;
		}
		for (int t = 0; t < p->projects && no_place(w, u, best); t++)
			best = (best + 1) % p->projects;
		list_unit(w, u, place_of(w, u));
		walk_place(w, u, best);
	}
}

struct walk *
walk_new(struct arena *a, const struct team_model *m, const int *start, double strict, uint64_t seed)
{
	struct walk *w = ARENA_NEW(a, struct walk);
	*w = (struct walk){ .m = m, .p = m->p, .random = 0x9E3779B97F4A7C15u + seed };
	make_units(a, w);
	make_apart(a, w);
	make_prices(a, w, strict);
	w->open_most = m->p->projects;
	for (int k = 0; k < m->p->supervisors; k++) {
		w->open_most = k == 0 ? 0 : w->open_most;
		w->open_least += m->p->supervisor[k].min;
		w->open_most += m->p->supervisor[k].max;
	}
	settle(a, w, start);
	return w;
}
