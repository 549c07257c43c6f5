/* plan_store_test.h: a store with a programme, people and a plan of any size, for the plan's store tests. */
#ifndef PLAN_STORE_TEST_H
#define PLAN_STORE_TEST_H
#include "store_test.h"
#include "plan/evidence_store.h"
#include "plan/owe.h"
#include "store/history.h"

/* Every field of a plan as text: two plans are the same when their texts are. Identities and rows are not in it. */
static inline const char *s_(const char *s) { return s == NULL ? "∅" : s; }
static inline const char *
due_dump(struct arena *a, const struct due *d)
{
	return arena_printf(a, "%d/%d/%d/%d-%d-%d/%s", d->kind, d->year, d->term, d->date.y, d->date.m, d->date.d, s_(d->text));
}
static inline const char *
dump(struct arena *a, const struct plan *p)
{
	struct buf b = buf_new(a, MIB(64));
	buf_printf(&b, "%s %d-%d\n", s_(p->title), p->first_year, p->last_year);
	for (size_t i = 0; i < p->acronyms.n; i++)
		buf_printf(&b, "= %s %s\n", p->acronyms.items[i].acronym, p->acronyms.items[i].name);
	for (size_t i = 0; i < p->actors.n; i++)
		buf_printf(&b, "@ %d %s %s\n", p->actors.items[i].kind, p->actors.items[i].name, s_(p->actors.items[i].long_name));
	for (size_t o = 0; o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		buf_printf(&b, "%s|%s|%s\n", s_(ob->code), s_(ob->title), s_(ob->rich));
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			buf_printf(&b, "  %s|%s|%s|%s\n", s_(sp->code), s_(sp->title), s_(sp->rich), s_(sp->phase));
			for (size_t i = 0; i < sp->actions.n; i++) {
				const struct action *ac = &sp->actions.items[i];
				buf_printf(&b, "    %s|%s|%s|%s|%s|%s|%s|%s|%s|%d|%s|%d|%s\n", s_(ac->code), s_(ac->title), s_(ac->rich), due_dump(a, &ac->due),
				    due_dump(a, &ac->due_before), s_(ac->priority), s_(ac->priority_reason), s_(ac->conditions), s_(ac->source),
				    ac->disposition, s_(ac->disposition_reason), ac->declared_done, s_(ac->declared_by));
				for (size_t k = 0; k < ac->actors.n; k++)
					buf_printf(&b, "      @%d %d %d\n", ac->actors.items[k].actor, ac->actors.items[k].lead, ac->actors.items[k].confirmed);
				for (size_t k = 0; k < ac->indicators.n; k++) {
					const struct indicator *in = &ac->indicators.items[k];
					buf_printf(&b, "      - %s|%s|%d|%d|%d|%d|%s|%d|%d\n", s_(in->text), s_(in->rich), in->kind, in->count, in->optional,
					    in->cadence, s_(in->body), in->qualification, in->confirmed);
				}
				for (size_t k = 0; k < ac->recommendations.n; k++)
					buf_printf(&b, "      ! %s\n", ac->recommendations.items[k]);
			}
		}
	}
	return buf_str(&b);
}

static inline struct due
some_due(size_t n)
{
	switch (n % 6) {
	case 0: return (struct due){ .kind = DUE_YEAR, .year = 2024 + (int)(n / 6 % 5), .text = "24-25" };
	case 1: return (struct due){ .kind = DUE_CONTINUOUS, .text = "En continu" };
	case 2: return (struct due){ .kind = DUE_DATE, .date = { 2026, 12, 31 } };
	case 3: return (struct due){ .kind = DUE_TERM, .year = 2026, .term = 1 + (int)(n / 6 % 2) };
	case 4: return (struct due){ .kind = DUE_DONE };
	default: return (struct due){ .kind = DUE_NONE };
	}
}
/* n actions that use every field in turn; texts with everything a person types. */
static inline struct plan
some_plan(struct arena *a, size_t n)
{
	struct plan p = { .title = "Plan d’action 2024-2029", .first_year = 2024, .last_year = 2028 };
	PUSH(a, &p.acronyms, ((struct acronym){ "CEP", "Commission d’évaluation" }));
	PUSH(a, &p.acronyms, ((struct acronym){ "CP", "Commission Programme" }));
	static const char *const names[] = { "CP", "CEP", "Équipe mémoire", "Chargée de com’" };
	for (size_t i = 0; i < LEN(names); i++)
		PUSH(a, &p.actors, ((struct actor){ .id = NONE, .kind = (enum actor_kind)(i % 4), .name = names[i], .long_name = i < 2 ? "Commission" : NULL }));
	for (size_t i = 0; i < n; i++) {
		if (i % 20 == 0)
			PUSH(a, &p.objectives, ((struct objective){ .code = arena_printf(a, "%zu", i / 20 + 1), .title = "Objectif « élargi »", .rich = i == 0 ? "*Objectif*" : NULL }));
		struct objective *o = &p.objectives.items[p.objectives.n - 1];
		if (i % 5 == 0)
			PUSH(a, &o->specifics, ((struct specific){ .code = i == 5 ? "" : "1.1", .title = "Spécifique", .phase = i % 10 == 0 ? "Temps 1" : NULL }));
		struct specific *s = &o->specifics.items[o->specifics.n - 1];
		struct action ac = { .id = NONE, .line = NONE, .code = arena_printf(a, "1.1.%zu", i), .title = arena_printf(a, "Action %zu : l’été ; 50 %% <b>", i),
			.rich = i % 7 == 0 ? "*A*" : NULL, .due = some_due(i), .priority = i % 4 == 0 ? "P1" : NULL, .priority_reason = i % 8 == 0 ? "urgent" : NULL,
			.conditions = i % 9 == 0 ? "budget" : NULL, .source = "table 1, row 3", .declared_done = i % 11 == 0, .declared_by = i % 11 == 0 ? "le plan" : NULL };
		if (i % 13 == 12) {
			ac.disposition = DISP_POSTPONED;
			ac.disposition_reason = "charge";
			ac.due_before = some_due(i + 2);
		}
		for (size_t k = 0; k < i % 3; k++)
			PUSH(a, &ac.actors, ((struct responsibility){ (int)((i + k) % LEN(names)), k == 0, i % 2 == 0 }));
		for (size_t k = 0; k < 1 + i % 2; k++)
			PUSH(a, &ac.indicators, ((struct indicator){ .id = NONE, .text = k == 0 ? "PV" : "Note de synthèse", .rich = k == 0 ? NULL : "*Note*",
			    .kind = (enum indicator_kind)((i + k) % IND_KINDS), .count = 1 + (int)(i % 3), .optional = i % 6 == 0, .cadence = 1 + (int)(i % 2),
			    .body = i % 5 == 0 ? "CEP" : NULL, .qualification = (enum qualification)(i % 3), .confirmed = i % 10 == 0 }));
		if (i % 17 == 3)
			PUSH(a, &ac.recommendations, "Recommandation 4");
		PUSH(a, &s->actions, ac);
	}
	return p;
}

/* Runs fn in a write of a fresh store with a programme. */
typedef enum err work_fn(struct db *db, void *arg);
static inline struct store *
fresh(struct arena *a)
{
	return test_store(a);
}
static inline enum err
programme_work(struct db *db, void *arg)
{
	(void)arg;
	return programme_create(db, "Master AIS", NULL);
}
static inline void
in_store(struct arena *a, struct store *s, work_fn *fn, void *arg)
{
	enum err e = store_write(s, a, fn, arg);
	if (e != OK)
		fprintf(stderr, "%s: %s\n", err_name(e), fail_detail(a));
	assert_ok(e);
}
#define WITH_STORE(a, fn) do { \
	struct store *s_tore = fresh(a); \
	in_store(a, s_tore, programme_work, NULL); \
	in_store(a, s_tore, fn, NULL); \
	store_close(s_tore); \
} while (0)
/* A failure that was expected: the arena forgets it. */
#define assert_err(a, expected, call) do { assert_int_equal((call), (expected)); fail_clear(a); } while (0)

static inline struct user
coordination(int64_t person)
{
	return (struct user){ .person = person, .name = "Coordination", .roles = ROLE_PUBLIC | ROLE_COORDINATION, .session = NONE };
}
static inline struct user
of_body(struct arena *a, int64_t person, enum role role, int64_t actor)
{
	struct grant *g = ARENA_NEW(a, struct grant);
	*g = (struct grant){ .role = role, .actor = actor };
	return (struct user){ .person = person, .name = "Quelqu’un", .roles = ROLE_PUBLIC | (unsigned)role, .grants = g, .ngrants = 1, .session = NONE };
}
static inline struct user
with_role(int64_t person, enum role role)
{
	return (struct user){ .person = person, .name = "Quelqu’un", .roles = ROLE_PUBLIC | (unsigned)role, .session = NONE };
}
#endif
