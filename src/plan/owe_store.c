/* owe_store.c: what each body owes, from the status. */
#include "plan/evidence_store_private.h"
#include "plan/owe.h"
#include "plan/plan_cache.h"

static bool
of_user(const struct user *u, int64_t actor)
{
	for (size_t i = 0; i < u->ngrants; i++)
		if (u->grants[i].actor == actor && actor != NONE)
			return true;
	return false;
}

static void
owe_action(struct arena *a, const struct action_status *st, size_t i, int year, struct owed *o)
{
	bool to_feed = false, interrupted = false;
	for (size_t c = 0; st->state == ST_CONTINUOUS && c < st->ncells; c++) {
		to_feed = to_feed || (st->cells[c].year == year && (st->cells[c].state == CELL_TO_FEED || st->cells[c].state == CELL_PARTIAL));
		interrupted = interrupted || st->cells[c].state == CELL_INTERRUPTED;
	}
	if (st->state == ST_LATE)
		PUSH(a, &o->late, i);
	if (st->state == ST_DUE)
		PUSH(a, &o->due, i);
	if (to_feed)
		PUSH(a, &o->to_feed, i);
	if (interrupted)
		PUSH(a, &o->interrupted, i);
	if (st->to_validate > 0)
		PUSH(a, &o->to_validate, i);
}

void
owe_of(struct arena *a, const struct user *u, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct owed_list *out)
{
	int year = year_of(s->on, b);
	struct owed *all = ARENA_ARRAY(a, struct owed, p->actors.n);
	int64_t *last = ARENA_ARRAY(a, int64_t, p->actors.n); /* an actor named twice by an action owes it once */
	*out = (struct owed_list){ 0 };
	for (size_t k = 0; k < p->actors.n; k++) {
		all[k] = (struct owed){ .actor = (int)k, .mine = of_user(u, p->actors.items[k].id) };
		last[k] = -1;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct action *ac = s->items[i].action;
		for (size_t r = 0; r < ac->actors.n; r++) {
			int k = ac->actors.items[r].actor;
			if (last[k] != (int64_t)i)
				owe_action(a, &s->items[i], i, year, &all[k]);
			last[k] = (int64_t)i;
		}
	}
	for (int mine = 1; mine >= 0; mine--)
		for (size_t k = 0; k < p->actors.n; k++) {
			const struct owed *o = &all[k];
			bool owes = o->late.n + o->due.n + o->to_feed.n + o->interrupted.n + o->to_validate.n > 0;
			if (o->mine == (mine == 1) && (owes || o->mine))
				PUSH(a, out, *o);
		}
}

static enum err
fresh(struct db *db, const struct user *u, struct year_bounds b, struct date today, struct owing *out)
{
	struct plan *plan;
	struct evidence_base *base;
	enum err e = plan_load(db, u, NONE, &plan);
	if (e != OK || (e = plan_evidence_load(db, u, plan, &base)) != OK)
		return e;
	*out = (struct owing){ .plan = plan, .base = base };
	plan_status(db_arena(db), plan, base, b, today, today, &out->status);
	return OK;
}

static enum err
kept(struct plan_cache *c, struct db *db, const struct user *u, struct year_bounds b, struct date today, struct owing *out)
{
	const struct plan_snapshot *s;
	enum err e = plan_cache_get(c, db, u, false, b, today, &s);
	if (e == OK)
		*out = (struct owing){ .plan = s->plan, .base = s->base, .status = s->status };
	return e;
}

enum err
owe_load(struct plan_cache *c, struct db *db, const struct user *u, struct year_bounds b, struct date today, struct owing *out)
{
	*out = (struct owing){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e == OK)
		e = c == NULL ? fresh(db, u, b, today, out) : kept(c, db, u, b, today, out);
	if (e == OK)
		owe_of(db_arena(db), u, out->plan, &out->status, b, &out->list);
	return e;
}
