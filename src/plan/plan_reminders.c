/* plan_reminders.c: what is to be said on a day, to whom. plan.md §3. */
#include "plan/plan_status.h"

struct day { int m, d; enum reminder_kind kind; bool to_chair; };
static const struct day days[] = {
	{ 11, 15, REMIND_TERM, false },
	{ 2, 15, REMIND_TERM, true },
	{ 5, 15, REMIND_TERM, true },
	{ 6, 30, REMIND_YEAR_END, false },
};

static bool
owed(const struct action_status *st, enum reminder_kind kind, int year)
{
	if (st->state == ST_DUE)
		return true;
	if (kind == REMIND_TERM && st->state == ST_LATE)
		return true;
	if (st->state != ST_CONTINUOUS)
		return false;
	for (size_t c = 0; c < st->ncells; c++) {
		if (kind == REMIND_TERM && st->cells[c].state == CELL_INTERRUPTED)
			return true;
		if (st->cells[c].year == year && (st->cells[c].state == CELL_TO_FEED || st->cells[c].state == CELL_PARTIAL))
			return true;
	}
	return false;
}

struct heap { size_t *items; size_t n, cap; };

void
due_reminders(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct date today, struct reminders *out)
{
	*out = (struct reminders){ 0 };
	const struct day *day = NULL;
	for (size_t i = 0; i < LEN(days); i++)
		if (days[i].m == today.m && days[i].d == today.d)
			day = &days[i];
	if (day == NULL)
		return;
	struct heap *of = ARENA_ARRAY(a, struct heap, p->actors.n);
	for (size_t i = 0; i < s->n; i++) {
		if (!owed(&s->items[i], day->kind, year_of(today, b)))
			continue;
		const struct action *ac = s->items[i].action;
		for (size_t r = 0; r < ac->actors.n; r++) {
			size_t actor = (size_t)ac->actors.items[r].actor;
			BUG_ON(actor >= p->actors.n);
			/* An actor named twice by one action is told once. */
			if (of[actor].n == 0 || of[actor].items[of[actor].n - 1] != i)
				PUSH(a, &of[actor], i);
		}
	}
	for (size_t k = 0; k < p->actors.n; k++)
		if (of[k].n > 0)
			PUSH(a, out, ((struct reminder){ day->kind, (int)k, of[k].items, of[k].n, day->to_chair }));
}
