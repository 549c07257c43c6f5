/* What a timetable costs and breaks, counted from the raw rows; written apart from the solver on purpose. */
#include "solve/timetable.h"
#include <string.h>

static void
broken(struct arena *a, struct tt_figures *f, const char *what, int x, int y)
{
	if (f->violations.n < 1000)
		PUSH(a, &f->violations, (const char *)arena_printf(a, "sessions %d and %d: %s", x, y, what));
}

static int
person_of_both(const struct tt_session *x, const struct tt_session *y)
{
	for (int i = 0; i < x->persons; i++)
		for (int j = 0; j < y->persons; j++)
			if (x->person[i] == y->person[j])
				return x->person[i];
	return TT_NONE;
}

/* Minutes on the road from the place of x to that of y. */
static int
road(const struct tt_problem *p, const struct tt_session *x, const struct tt_session *y)
{
	if (p->kind == TT_EVENING || x->place < 0 || y->place < 0 || x->place == y->place)
		return 0;
	return p->travel[x->place * p->places + y->place];
}

/* No start of another time of that day between two different ones. */
static bool
neighbours(const struct tt_problem *p, int s, int t)
{
	const struct tt_slot *x = &p->slot[s], *y = &p->slot[t];
	int low = x->start < y->start ? x->start : y->start, high = x->start < y->start ? y->start : x->start;
	if (x->day != y->day || low == high)
		return false;
	for (int k = 0; k < p->slots; k++)
		if (p->slot[k].day == x->day && p->slot[k].start > low && p->slot[k].start < high)
			return false;
	return true;
}

/* Why x at slot s and y at slot t cannot both be; NULL when they can. */
static const char *
against(const struct tt_problem *p, int x, int s, int y, int t, int *who)
{
	const struct tt_session *a = &p->session[x], *b = &p->session[y];
	*who = TT_NONE;
	if (p->one_per_slot && s == t)
		return "one slot for two";
	int both = person_of_both(a, b);
	if (both != TT_NONE && p->slot[s].day == p->slot[t].day) {
		int from = p->slot[s].start, to = p->slot[t].start;
		bool first = to >= from && to - from < p->duration + road(p, a, b), second = from >= to && from - to < p->duration + road(p, b, a);
		if (first || second) {
			*who = both;
			return "one person at both, too close";
		}
	}
	if (p->apart && a->group != TT_NONE && a->group == b->group && neighbours(p, s, t))
		return "neighbours of one group";
	return NULL;
}

int
tt_clash(const struct tt_problem *p, const int *slot_of, int session, int slot, int *who)
{
	for (int y = 0; y < p->sessions; y++)
		if (y != session && slot_of[y] >= 0 && against(p, session, slot, y, slot_of[y], who) != NULL)
			return y;
	*who = TT_NONE;
	return TT_NONE;
}

void
tt_figures(struct arena *a, const struct tt_problem *p, const int *slot_of, struct tt_figures *f)
{
	*f = (struct tt_figures){ .cost = 0 };
	for (int x = 0; x < p->sessions; x++) {
		const struct tt_session *s = &p->session[x];
		bool may = false;
		if (s->published != TT_NONE && s->published != slot_of[x])
			f->changes++;
		if (slot_of[x] < 0) {
			if (p->kind != TT_VISITS)
				broken(a, f, "held nowhere", x, x);
			continue;
		}
		f->held++;
		for (int k = 0; k < s->slots; k++)
			if (s->slot[k] == slot_of[x]) {
				may = true;
				f->cost += s->cost != NULL ? s->cost[k] : 0;
			}
		if (!may)
			broken(a, f, "not in a slot of its own", x, x);
		int who;
		for (int y = 0; y < x; y++)
			if (slot_of[y] >= 0) {
				const char *what = against(p, x, slot_of[x], y, slot_of[y], &who);
				if (what != NULL)
					broken(a, f, what, x, y);
			}
		bool first = true;
		for (int y = 0; y < x; y++)
			first = first && !(slot_of[y] >= 0 && p->slot[slot_of[y]].day == p->slot[slot_of[x]].day);
		f->days += first;
	}
	f->cost += f->changes * p->change_cost + f->days * p->day_cost;
}
