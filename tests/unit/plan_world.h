/* plan_world.h: a small plan and its evidence, built line by line in the tests of the status rules. */
#ifndef PLAN_WORLD_H
#define PLAN_WORLD_H
#include "test.h"
#include "plan/plan_status.h"

struct world {
	struct arena *a;
	struct plan p;
	struct { struct evidence_fact *items; size_t n, cap; } facts;
	struct { struct slot_fill *items; size_t n, cap; } fills;
	struct { struct slot_waiver *items; size_t n, cap; } waivers;
	int64_t ids;
	struct plan_status s;
};

static inline struct date
on(const char *iso)
{
	struct date d;
	assert_true(date_parse(iso, &d));
	return d;
}
static inline struct world
world(struct arena *a)
{
	struct world w = { .a = a, .p = { .status = REV_ADOPTED, .revision = 1, .title = "Plan", .first_year = 2024, .last_year = 2028 }, .ids = 100 };
	struct objective o = { .code = "1", .title = "Objectif" };
	struct specific s = { .code = "1.1", .title = "Spécifique" };
	PUSH(a, &o.specifics, s);
	PUSH(a, &w.p.objectives, o);
	PUSH(a, &w.p.actors, ((struct actor){ .id = 1, .name = "CP" }));
	PUSH(a, &w.p.actors, ((struct actor){ .id = 2, .name = "CEP" }));
	PUSH(a, &w.p.actors, ((struct actor){ .id = 3, .name = "CS" }));
	return w;
}
static inline struct due year_due(int year) { return (struct due){ .kind = DUE_YEAR, .year = year }; }
static inline struct due continuous(void) { return (struct due){ .kind = DUE_CONTINUOUS }; }
/* The index of a new action. */
static inline size_t
action(struct world *w, struct due due)
{
	struct specific *s = &w->p.objectives.items[0].specifics.items[0];
	struct action ac = { .id = ++w->ids, .line = NONE, .code = arena_printf(w->a, "1.1.%zu", s->actions.n + 1), .title = "Action", .due = due };
	PUSH(w->a, &ac.actors, ((struct responsibility){ .actor = 0, .lead = true }));
	PUSH(w->a, &s->actions, ac);
	return s->actions.n - 1;
}
static inline struct action *act(struct world *w, size_t i) { return &w->p.objectives.items[0].specifics.items[0].actions.items[i]; }
/* A line under an action; its identity. The caller may change the indicator through ind(). */
static inline int64_t
line(struct world *w, size_t i, enum indicator_kind kind, const char *text)
{
	struct indicator in = { .id = ++w->ids, .text = text, .kind = kind, .count = 1, .cadence = 1, .qualification = indicator_default_qualification(kind) };
	PUSH(w->a, &act(w, i)->indicators, in);
	return in.id;
}
static inline struct indicator *
ind(struct world *w, int64_t id)
{
	for (struct plan_walk k = { .plan = &w->p }; plan_next(&k);)
		for (size_t i = 0; i < k.action->indicators.n; i++)
			if (k.action->indicators.items[i].id == id)
				return &k.action->indicators.items[i];
	BUG_ON(true);
}
/* Evidence dated and filed that day, in the line; not validated. Its index. */
static inline size_t
filed(struct world *w, int64_t indicator, const char *effective)
{
	struct date d = on(effective);
	PUSH(w->a, &w->facts, ((struct evidence_fact){ .id = ++w->ids, .title = "Pièce", .effective = d, .filed = d, .number = NONE }));
	PUSH(w->a, &w->fills, ((struct slot_fill){ .indicator = indicator, .fact = w->facts.n - 1, .linked = d, .count = 1 }));
	return w->facts.n - 1;
}
static inline size_t
valid(struct world *w, int64_t indicator, const char *effective)
{
	size_t f = filed(w, indicator, effective);
	w->facts.items[f].validated = true;
	w->facts.items[f].validated_on = w->facts.items[f].effective;
	return f;
}
static inline struct evidence_fact *fact(struct world *w, size_t i) { return &w->facts.items[i]; }
static inline void
judged(struct world *w, const char *day, const char *known)
{
	struct evidence_base e = { w->facts.items, w->facts.n, w->fills.items, w->fills.n, w->waivers.items, w->waivers.n };
	plan_status(w->a, &w->p, &e, YEAR_BOUNDS_DEFAULT, on(day), on(known), &w->s);
}
static inline const struct action_status *
status_of(struct world *w, size_t i, const char *day)
{
	judged(w, day, day);
	return &w->s.items[i];
}
/* Whether some reason, in French, holds the text. */
static inline bool
says(struct world *w, const struct action_status *st, const char *text)
{
	for (size_t i = 0; i < st->nwhy; i++)
		if (strstr(reason_text(w->a, LANG_FR, &st->why[i]), text) != NULL)
			return true;
	return false;
}
#endif
