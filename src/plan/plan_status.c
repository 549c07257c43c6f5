/* plan_status.c: judges every action of a plan at once. Linear but for one sort: facts are looked at once, fills sorted
 * once by line and date, each line then reads its own run. */
#include "plan/plan_judge.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- what was known ----------------------------------------------------------------------------------------- */

static bool
by(struct date d, struct date limit)
{
	return date_cmp(d, limit) <= 0;
}

static struct view
view_of(const struct judge *j, const struct evidence_fact *f)
{
	struct view v = { .level = QUAL_FILED };
	v.live = by(f->filed, j->known) && by(f->effective, j->on) && !(f->withdrawn && by(f->withdrawn_on, j->known));
	if (!v.live)
		return v;
	v.day = v.reached = (int32_t)date_days(f->effective);
	v.year = year_of(f->effective, j->bounds);
	v.disputed = f->disputed && by(f->disputed_on, j->known) && !(f->resolved_on.y != 0 && by(f->resolved_on, j->known));
	if (f->validated && by(f->validated_on, j->known))
		v.level = QUAL_VALIDATED;
	struct date told = f->adopted_known.y != 0 ? f->adopted_known : f->adopted_on;
	if (f->adopted && by(f->adopted_on, j->on) && by(told, j->known)) {
		v.level = QUAL_ADOPTED;
		int32_t day = (int32_t)date_days(f->adopted_on);
		v.reached = day > v.day ? day : v.day;
	}
	return v;
}

static int
key_cmp(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	if (a->indicator != b->indicator)
		return a->indicator < b->indicator ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->fill < b->fill ? -1 : a->fill > b->fill;
}

static int
waiver_cmp(const void *x, const void *y)
{
	const struct slot_waiver *a = *(const struct slot_waiver *const *)x, *b = *(const struct slot_waiver *const *)y;
	if (a->indicator != b->indicator)
		return a->indicator < b->indicator ? -1 : 1;
	return a->year < b->year ? -1 : a->year > b->year;
}

static void
index_evidence(struct judge *j)
{
	const struct evidence_base *e = j->e;
	j->views = ARENA_ARRAY(j->a, struct view, e->nfacts);
	for (size_t i = 0; i < e->nfacts; i++)
		j->views[i] = view_of(j, &e->facts[i]);
	j->keys = ARENA_ARRAY(j->a, struct key, e->nfills);
	bool sorted = true;
	for (size_t i = 0; i < e->nfills; i++) {
		const struct slot_fill *f = &e->fills[i];
		BUG_ON(f->fact >= e->nfacts);
		const struct view *v = &j->views[f->fact];
		if (!v->live || !by(f->linked, j->known) || (f->is_unlinked && by(f->unlinked, j->known)))
			continue;
		j->keys[j->nkeys] = (struct key){ f->indicator, v->day, (uint32_t)i };
		sorted = sorted && (j->nkeys == 0 || key_cmp(&j->keys[j->nkeys - 1], &j->keys[j->nkeys]) <= 0);
		j->nkeys++;
	}
	if (!sorted)
		qsort(j->keys, j->nkeys, sizeof *j->keys, key_cmp);
	j->order = ARENA_ARRAY(j->a, size_t, j->nkeys);
	for (size_t k = 0; k < j->nkeys; k++)
		j->order[k] = e->fills[j->keys[k].fill].fact;
	j->waivers = ARENA_ARRAY(j->a, const struct slot_waiver *, e->nwaivers);
	for (size_t i = 0; i < e->nwaivers; i++)
		if (by(e->waivers[i].on, j->known) && !(e->waivers[i].ended.y != 0 && by(e->waivers[i].ended, j->known)))
			j->waivers[j->nwaivers++] = &e->waivers[i];
	if (j->nwaivers > 1)
		qsort(j->waivers, j->nwaivers, sizeof(const struct slot_waiver *), waiver_cmp);
}

/* First key of the indicator; nkeys when none. */
static size_t
first_key(const struct judge *j, int64_t indicator)
{
	size_t lo = 0, hi = j->nkeys;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (j->keys[mid].indicator < indicator)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct slot_waiver *
waiver_of(const struct judge *j, int64_t indicator, int year)
{
	size_t lo = 0, hi = j->nwaivers;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (j->waivers[mid]->indicator < indicator)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < j->nwaivers && j->waivers[lo]->indicator == indicator; lo++)
		if (j->waivers[lo]->year == 0 || j->waivers[lo]->year == year)
			return j->waivers[lo];
	return NULL;
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static int
within(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

static void
reach(struct slot *s, int32_t day)
{
	s->reached = date_of_days(day);
	s->has_reached = true;
}

static int
day_cmp(const void *x, const void *y)
{
	const int32_t *a = x, *b = y;
	return a[0] < b[0] ? -1 : a[0] > b[0];
}

/* The day when adopted pieces came to `need`: they were adopted in another order than they were written. */
static int32_t
adoption_reached(const struct judge *j, const struct slot *s, size_t lo, size_t hi)
{
	int32_t(*days)[2] = arena_array(j->a, sizeof *days, hi - lo);
	size_t n = 0;
	for (size_t k = lo; k < hi; k++) {
		const struct view *v = &j->views[j->order[k]];
		if (v->disputed || v->level < QUAL_ADOPTED)
			continue;
		days[n][0] = v->reached;
		days[n++][1] = within(j->e->fills[j->keys[k].fill].count, 1, 10000);
	}
	qsort(days, n, sizeof *days, day_cmp);
	int have = 0;
	for (size_t i = 0; i < n; i++)
		if ((have += days[i][1]) >= s->need)
			return days[i][0];
	BUG_ON(true);
}

/* A number: the latest one speaks; with a target, satisfied since the numbers stayed at or above it. */
static void
judge_number(const struct judge *j, struct slot *s, size_t lo, size_t hi, bool *waiting, bool *disputed)
{
	bool target = s->indicator->count > 1, any = false, up = false, masked = false;
	int64_t number = 0;
	for (size_t k = lo; k < hi; k++) {
		const struct view *v = &j->views[j->order[k]];
		int64_t n = j->e->facts[j->order[k]].number;
		if (v->disputed) {
			*disputed = true;
		} else if (v->level < s->indicator->qualification || n == NONE) {
			*waiting = true;
		} else {
			any = true;
			number = n;
			masked = j->e->facts[j->order[k]].masked;
			bool now = n >= s->need;
			if (!target || (now && !up))
				reach(s, v->day);
			up = now;
		}
	}
	s->masked = masked;
	s->have = masked ? 0 : number > INT_MAX ? INT_MAX : number < 0 ? 0 : (int)number;
	s->state = !any ? SLOT_EMPTY : !target ? SLOT_RECORDED : up ? SLOT_SATISFIED : SLOT_PARTIAL;
	s->has_reached = s->state == SLOT_RECORDED || s->state == SLOT_SATISFIED;
}

static void
judge_pieces(const struct judge *j, struct slot *s, size_t lo, size_t hi, bool *waiting, bool *disputed)
{
	bool adoption = s->indicator->qualification == QUAL_ADOPTED;
	for (size_t k = lo; k < hi; k++) {
		const struct view *v = &j->views[j->order[k]];
		if (v->disputed) {
			*disputed = true;
		} else if (v->level < s->indicator->qualification) {
			*waiting = true;
		} else {
			int before = s->have, count = j->e->fills[j->keys[k].fill].count;
			s->have += within(count, 1, 10000);
			if (before < s->need && s->have >= s->need && !adoption)
				reach(s, v->day);
		}
	}
	if (s->have >= s->need) {
		s->state = SLOT_SATISFIED;
		if (adoption)
			reach(s, adoption_reached(j, s, lo, hi));
	} else if (s->have > 0) {
		s->state = SLOT_PARTIAL;
	}
}

/* Keys lo … hi-1 are what counts for this slot. True when something waits for a validation. */
static bool
judge_slot(const struct judge *j, const struct indicator *ind, int year, size_t lo, size_t hi, struct slot *s)
{
	int count = within(ind->count, 1, 10000), cadence = year == 0 ? 1 : within(ind->cadence, 1, 366);
	bool waiting = false, disputed = false;
	*s = (struct slot){ .indicator = ind, .year = year, .need = count, .optional = ind->optional, .facts = j->order + lo, .nfacts = hi - lo };
	if (hi > lo) {
		s->last = date_of_days(j->keys[hi - 1].day);
		s->has_last = true;
	}
	if (ind->kind == IND_COUNT) {
		judge_number(j, s, lo, hi, &waiting, &disputed);
	} else {
		s->need = count * cadence;
		judge_pieces(j, s, lo, hi, &waiting, &disputed);
	}
	bool done = s->state == SLOT_SATISFIED || s->state == SLOT_RECORDED;
	const struct slot_waiver *w = done ? NULL : waiver_of(j, ind->id, year);
	if (w != NULL) {
		s->state = SLOT_WAIVED;
		s->waiver = w;
	} else if (!done && disputed) {
		s->state = SLOT_DISPUTED;
	} else if (s->state == SLOT_EMPTY && waiting) {
		s->state = SLOT_FILED;
	}
	return waiting && !done && s->state != SLOT_WAIVED;
}

/* ---- actions ------------------------------------------------------------------------------------------------ */

void
judge_tally(const struct slot *slots, size_t n, size_t step, struct tally *t)
{
	struct date optional = { 0 };
	for (size_t i = 0; i < n; i++) {
		const struct slot *s = &slots[i * step];
		bool satisfied = s->state == SLOT_SATISFIED, recorded = s->state == SLOT_RECORDED;
		t->proven += satisfied;
		t->held = t->held || s->nfacts > 0;
		if (s->optional) {
			if (satisfied && (optional.y == 0 || date_cmp(s->reached, optional) < 0))
				optional = s->reached;
			continue;
		}
		t->mandatory++;
		t->satisfied += satisfied;
		t->recorded += recorded;
		t->waived += s->state == SLOT_WAIVED;
		if ((satisfied || recorded) && (!t->has_reached || date_cmp(s->reached, t->reached) > 0)) {
			t->reached = s->reached;
			t->has_reached = true;
		}
	}
	if (!t->has_reached && optional.y != 0) {
		t->reached = optional;
		t->has_reached = true;
	}
}

static bool
complete(const struct tally *t)
{
	return t->satisfied + t->recorded + t->waived == t->mandatory && t->proven > 0;
}

static void
judge_dated(const struct judge *j, struct action_status *st, const struct tally *t)
{
	const struct due *due = &st->action->due;
	struct date end;
	int year = 0;
	bool dated = due_last_day(due, j->bounds, &end) && due_year(due, j->bounds, &year);
	if (complete(t)) {
		st->state = ST_ACHIEVED;
		st->achieved_on = t->reached;
		st->in_time = !dated || date_cmp(t->reached, end) <= 0;
		if (!st->in_time)
			st->years_late = year_of(t->reached, j->bounds) - year;
		return;
	}
	st->started = t->held;
	if (st->action->declared_done || due->kind == DUE_DONE) {
		st->state = ST_DECLARED;
	} else if (dated && date_cmp(j->on, end) > 0) {
		st->state = ST_LATE;
		st->years_late = j->on_year - year;
	} else if (dated && j->on_year == year) {
		st->state = ST_DUE;
	} else {
		st->state = t->held ? ST_STARTED : ST_AHEAD;
	}
}

static enum cell_state
judge_cell(const struct judge *j, int year, const struct tally *t)
{
	if (year > j->on_year)
		return CELL_FUTURE;
	int done = t->satisfied + t->recorded + t->waived;
	if (done == t->mandatory && (t->mandatory > 0 || t->proven > 0))
		return CELL_KEPT;
	if (t->held || done > 0)
		return CELL_PARTIAL;
	return year == j->on_year ? CELL_TO_FEED : CELL_INTERRUPTED;
}

/* The line's slots: one, or one a year when ncells > 0. */
static void
judge_line(const struct judge *j, const struct indicator *ind, struct slot *slots, struct action_status *st, struct tally *t)
{
	size_t lo = ind->id == NONE ? j->nkeys : first_key(j, ind->id);
	bool proven = false;
	for (; lo < j->nkeys && j->keys[lo].indicator == ind->id && j->keys[lo].day < j->start; lo++)
		t->early = true;
	for (size_t c = 0; c < (st->ncells == 0 ? 1 : st->ncells); c++) {
		int year = st->ncells == 0 ? 0 : st->cells[c].year;
		for (; year != 0 && lo < j->nkeys && j->keys[lo].indicator == ind->id && j->views[j->order[lo]].year < year;)
			lo++;
		size_t hi = lo;
		while (hi < j->nkeys && j->keys[hi].indicator == ind->id && (year == 0 || j->views[j->order[hi]].year == year))
			hi++;
		st->to_validate += judge_slot(j, ind, year, lo, hi, &slots[c]);
		proven = proven || slots[c].state == SLOT_SATISFIED;
		lo = hi;
	}
	st->proven += proven;
}

static void
judge_action(const struct judge *j, const struct action *ac, struct action_status *st)
{
	*st = (struct action_status){ .action = ac, .lines = (int)ac->indicators.n };
	size_t n = ac->indicators.n;
	bool continuous = ac->due.kind == DUE_CONTINUOUS;
	if (continuous) {
		st->ncells = (size_t)(j->last - j->first + 1);
		st->cells = ARENA_ARRAY(j->a, struct cell, st->ncells);
		for (size_t c = 0; c < st->ncells; c++)
			st->cells[c].year = j->first + (int)c;
	}
	size_t per = continuous ? st->ncells : 1;
	st->nslots = n * per;
	st->slots = ARENA_ARRAY(j->a, struct slot, st->nslots);
	struct tally t = { 0 };
	for (size_t i = 0; i < n; i++)
		judge_line(j, &ac->indicators.items[i], st->slots + i * per, st, &t);
	judge_tally(st->slots, st->nslots, 1, &t);
	for (size_t c = 0; c < st->ncells; c++) {
		struct tally of = { 0 };
		judge_tally(st->slots + c, n, per, &of);
		st->cells[c].state = judge_cell(j, st->cells[c].year, &of);
	}
	if (j->binding && (ac->disposition == DISP_ABANDONED || ac->disposition == DISP_MERGED)) {
		st->state = ST_ABANDONED;
		st->started = t.held;
	} else if (continuous) {
		st->state = ST_CONTINUOUS;
		st->started = t.held;
	} else {
		judge_dated(j, st, &t);
	}
	judge_why(j, st, &t);
}

void
plan_years(const struct plan *p, struct year_bounds b, struct date on, int *first, int *last)
{
	*first = p->first_year;
	*last = p->last_year;
	if (*first > 0 && *last >= *first && *last - *first < 100)
		return;
	bool any = false;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		int y;
		if (!due_year(&w.action->due, b, &y))
			continue;
		*first = !any || y < *first ? y : *first;
		*last = !any || y > *last ? y : *last;
		any = true;
	}
	if (!any)
		*first = *last = year_of(on, b);
	if (*last - *first >= 100) /* one absurd date must not make thousands of cells */
		*last = *first + 99;
}

void
plan_status(struct arena *a, const struct plan *p, const struct evidence_base *e, struct year_bounds b, struct date on,
    struct date as_known, struct plan_status *out)
{
	struct judge j = { .a = a, .p = p, .e = e, .bounds = b, .on = on, .known = as_known, .on_year = year_of(on, b),
		.binding = p->status != REV_DRAFT };
	plan_years(p, b, on, &j.first, &j.last);
	j.start = p->first_year > 0 ? (int32_t)date_days(year_first(p->first_year, b)) : INT32_MIN;
	index_evidence(&j);
	*out = (struct plan_status){ .on = on };
	size_t n = 0;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		n++;
	out->items = ARENA_ARRAY(a, struct action_status, n);
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		struct action_status *st = &out->items[out->n++];
		judge_action(&j, w.action, st);
		out->totals[st->state]++;
		out->proven += st->proven;
		out->lines += st->lines;
	}
}
