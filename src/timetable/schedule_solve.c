/* The draft as an instance of `solve timetable`, what was found as the draft, and what a draft breaks. */
#include "timetable/schedule_store.h"
#include <stdlib.h>
#include <string.h>

/* A change of what is published weighs more than everything else: the least of them first. */
#define CHANGE (100 * (int64_t)TT_UNIT)

static int
person_number(struct sched_problem *q, int64_t supervisor)
{
	for (int k = 0; k < q->p.people; k++)
		if (q->supervisor_of[k] == supervisor)
			return k;
	q->supervisor_of[q->p.people] = supervisor;
	return q->p.people++;
}

/* Each commission is a place of its own: two of one town are a local journey apart. */
static const int *
journeys(struct arena *a, const struct sched *s, const struct sched_problem *q)
{
	size_t n = (size_t)q->p.sessions;
	int *travel = ARENA_ARRAY(a, int, n * n + 1);
	enum journey_by by;
	for (size_t i = 0; i < n && s->kind != SCHED_EVENING; i++)
		for (size_t j = 0; j < i; j++) {
			const struct sched_session *x = &s->sessions.items[q->session_of[i]], *y = &s->sessions.items[q->session_of[j]];
			travel[i * n + j] = travel[j * n + i] = travel_minutes(a, &s->travel, x->town, y->town, &by);
		}
	return travel;
}

/* The hours that a sponsor ticked before those when they only can; and an evening has no holes: a later start costs a little. */
static void
slots_of(struct arena *a, const struct sched *s, const struct sched_session *x, bool fixed, struct tt_session *out)
{
	int *slot = ARENA_ARRAY(a, int, s->slots.n + 1);
	int64_t *cost = ARENA_ARRAY(a, int64_t, s->slots.n + 1);
	for (size_t k = 0; k < s->slots.n; k++) {
		bool held = fixed && x->fixed && x->slot >= 0;
		if (held ? x->slot != (int)k : x->refuses || !sched_can(s->kind, &s->slots.items[k], &x->ticked))
			continue;
		cost[out->slots] = s->kind == SCHED_EVENING ? (int64_t)k * (TT_UNIT / 1000) + (sched_likes(s->kind, &s->slots.items[k], &x->ticked) ? 0 : TT_UNIT) : 0;
		slot[out->slots++] = (int)k;
	}
	out->slot = slot;
	out->cost = cost;
}

void
sched_problem(struct arena *a, const struct sched *s, bool fixed, struct sched_problem *q)
{
	size_t n = s->sessions.n, people = 0;
	struct tt_session *session = ARENA_ARRAY(a, struct tt_session, n + 1);
	struct tt_slot *slot = ARENA_ARRAY(a, struct tt_slot, s->slots.n + 1);
	for (size_t i = 0; i < n; i++)
		people += s->sessions.items[i].people.n;
	*q = (struct sched_problem){ .p = { .kind = s->kind == SCHED_EVENING ? TT_EVENING : s->kind == SCHED_VISITS ? TT_VISITS : TT_ORALS, .duration = s->duration,
		.slots = (int)s->slots.n, .slot = slot, .session = session, .one_per_slot = s->kind == SCHED_EVENING, .apart = s->kind == SCHED_EVENING && s->apart,
		.day_cost = s->kind == SCHED_ORALS ? s->day_cost * (int64_t)TT_UNIT : 0, .change_cost = s->version > 0 ? CHANGE : 0 },
		.session_of = ARENA_ARRAY(a, int, n + 1), .supervisor_of = ARENA_ARRAY(a, int64_t, people + 1), .slot_of = ARENA_ARRAY(a, int, n + 1) };
	for (size_t k = 0; k < s->slots.n; k++) {
		struct date d;
		bool valid = date_parse(s->slots.items[k].day, &d);
		BUG_ON(!valid);
		slot[k] = (struct tt_slot){ (int)date_days(d), s->slots.items[k].start };
	}
	for (size_t i = 0; i < n; i++) {
		const struct sched_session *x = &s->sessions.items[i];
		if (x->left)
			continue;
		struct tt_session *out = &session[q->p.sessions];
		int *person = ARENA_ARRAY(a, int, x->people.n + 1);
		*out = (struct tt_session){ .place = q->p.sessions, .person = person, .group = x->sector == NONE ? TT_NONE : (int)x->sector, .published = TT_NONE };
		for (size_t k = 0; k < x->people.n; k++) {
			int who = person_number(q, x->people.items[k].supervisor);
			bool again = false;
			for (int j = 0; j < out->persons; j++)
				again = again || person[j] == who;
			if (!again)
				person[out->persons++] = who;
		}
		slots_of(a, s, x, fixed, out);
		if (x->was_day != NULL && !x->was_gone && !x->was_missing) {
			out->published = TT_GONE;
			for (size_t k = 0; k < s->slots.n; k++)
				if (s->slots.items[k].start == x->was_start && text_eq(s->slots.items[k].day, x->was_day))
					out->published = (int)k;
		}
		q->slot_of[q->p.sessions] = x->missing ? TT_NONE : x->slot;
		q->session_of[q->p.sessions++] = (int)i;
	}
	q->p.places = q->p.sessions;
	q->p.travel = journeys(a, s, q);
}

void
sched_tell(struct arena *a, struct sched *s, const struct sched_problem *q, const struct tt_answer *r)
{
	s->status = r->status == TT_OPTIMAL ? SCHED_OPTIMAL : r->status == TT_INFEASIBLE ? SCHED_INFEASIBLE : SCHED_BOUNDED;
	s->conflict = NULL;
	s->why = (int)r->why;
	s->who = NONE;
	s->smallest = r->smallest;
	if (r->status != TT_INFEASIBLE)
		return;
	struct buf b = buf_new(a, KIB(16));
	for (int k = 0; k < r->nconflict; k++)
		buf_printf(&b, "%s%lld", k == 0 ? "" : " ", (long long)s->sessions.items[q->session_of[r->conflict[k]]].submission);
	s->conflict = buf_str(&b);
	s->who = r->who == TT_NONE ? NONE : q->supervisor_of[r->who];
}

enum err
sched_found(struct db *db, struct sched *s, const struct sched_problem *q, const struct tt_answer *r)
{
	sched_tell(db_arena(db), s, q, r);
	enum err e = sched_solved(db, s);
	for (int k = 0; e == OK && r->slot_of != NULL && k < q->p.sessions; k++) {
		struct sched_session *x = &s->sessions.items[q->session_of[k]];
		x->slot = r->slot_of[k];
		x->missing = x->slot == TT_NONE;
		for (int i = 0; i < r->nmissing && x->missing; i++)
			if (r->missing[i].session == k)
				x->slot = r->missing[i].slot; /* where somebody else could accompany it */
		x->missing = x->missing && x->slot >= 0;
		x->on_day = x->slot < 0 ? NULL : s->slots.items[x->slot].day;
		x->start = x->slot < 0 ? -1 : s->slots.items[x->slot].start;
		x->fixed = x->fixed && x->slot >= 0;
		e = sched_put(db, s, x); /* a handful of rows, each with values of its own */
	}
	return e;
}

/* ---- what a draft breaks ------------------------------------------------------------------------------------------------------ */

static void
fault(struct arena *a, struct sched_faults *out, struct sched_fault f)
{
	PUSH(a, out, f);
}

static const char *
name_of(const struct sched *s, int64_t supervisor)
{
	for (size_t i = 0; i < s->sessions.n; i++)
		for (size_t k = 0; k < s->sessions.items[i].people.n; k++)
			if (s->sessions.items[i].people.items[k].supervisor == supervisor)
				return s->sessions.items[i].people.items[k].name;
	return "";
}

static void
between_two(struct arena *a, const struct sched *s, const struct sched_problem *q, int i, int j, int *only, struct sched_faults *out)
{
	int who;
	only[j] = q->slot_of[j];
	if (q->slot_of[i] >= 0 && q->slot_of[j] >= 0 && tt_clash(&q->p, only, i, q->slot_of[i], &who) == j) {
		struct sched_fault f = { FAULT_NEIGHBOUR, (size_t)q->session_of[i], (size_t)q->session_of[j], NULL, 0 };
		if (q->p.one_per_slot && q->slot_of[i] == q->slot_of[j])
			f.kind = FAULT_SAME_SLOT;
		else if (who != TT_NONE) {
			f.kind = FAULT_PERSON;
			f.who = name_of(s, q->supervisor_of[who]);
			f.need = s->duration + q->p.travel[i * q->p.places + j];
		}
		fault(a, out, f);
	}
	only[j] = TT_NONE;
}

void
sched_faults(struct arena *a, const struct sched *s, struct sched_faults *out)
{
	struct sched_problem q;
	sched_problem(a, s, false, &q);
	int *only = ARENA_ARRAY(a, int, (size_t)q.p.sessions + 1);
	*out = (struct sched_faults){ 0 };
	for (int i = 0; i < q.p.sessions; i++)
		only[i] = TT_NONE;
	for (int i = 0; i < q.p.sessions; i++) {
		size_t at = (size_t)q.session_of[i];
		const struct sched_session *x = &s->sessions.items[at];
		if (x->on_day == NULL)
			fault(a, out, (struct sched_fault){ FAULT_NOWHERE, at, at, NULL, 0 });
		else if (x->slot < 0)
			fault(a, out, (struct sched_fault){ FAULT_OFF_GRID, at, at, NULL, 0 });
		else if (x->refuses)
			fault(a, out, (struct sched_fault){ FAULT_REFUSES, at, at, NULL, 0 });
		else if (!sched_can(s->kind, &s->slots.items[x->slot], &x->ticked))
			fault(a, out, (struct sched_fault){ FAULT_NOT_FREE, at, at, NULL, 0 });
		for (int j = 0; j < i; j++)
			between_two(a, s, &q, i, j, only, out);
	}
}

enum sched_change_kind
sched_change(const struct sched_session *x)
{
	bool was = x->was_day != NULL && !x->was_gone, is = x->on_day != NULL && !x->left;
	if (!was && !is)
		return CHANGE_NOTHING;
	if (!was)
		return CHANGE_NEW;
	if (!is)
		return CHANGE_GONE;
	if (!text_eq(x->on_day, x->was_day) || x->start != x->was_start)
		return CHANGE_MOVED;
	return text_eq(x->place, x->was_place) && x->missing == x->was_missing ? CHANGE_SAME : CHANGE_PLACE;
}
