/* meeting_test.h: the CEP with its people and a plan: one continuous action that asks for its minutes each year, one late, one of
 * another body. */
#ifndef MEETING_TEST_H
#define MEETING_TEST_H
#include "webtest.h"
#include "mail/mail.h"
#include "meeting/meeting.h"
#include "plan/plan_cache.h"

#define M(w, ...) arena_printf((w)->a, __VA_ARGS__)

struct meeting_world { struct webtest *w; int64_t kept, late, other, kept_line, late_line, report_line; };

static inline void
world_action(struct arena *a, struct specific *s, const char *code, const char *title, struct due due, int actor, enum indicator_kind kind, const char *text, const char *body)
{
	struct action x = { .code = code, .title = title, .due = due };
	PUSH(a, &x.actors, ((struct responsibility){ .actor = actor, .lead = true }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = text, .kind = kind, .count = 1, .cadence = 1, .body = body, .qualification = indicator_default_qualification(kind) }));
	PUSH(a, &s->actions, x);
}

static inline enum err
world_plan(struct db *db, void *arg)
{
	struct meeting_world *m = arg;
	struct arena *a = db_arena(db);
	int64_t revision;
	int year = year_of(today_brussels(), YEAR_BOUNDS_DEFAULT);
	struct plan plan = { .title = "Plan", .first_year = year - 2, .last_year = year + 3 };
	struct objective o = { .code = "1", .title = "Faire" };
	struct specific s = { .code = "1.1", .title = "Bien" };
	PUSH(a, &plan.actors, ((struct actor){ .name = "CEP" }));
	PUSH(a, &plan.actors, ((struct actor){ .name = "CPI" }));
	world_action(a, &s, "1.1.1", "Tenir le partenariat à jour", (struct due){ .kind = DUE_CONTINUOUS }, 0, IND_MINUTES, "PV du CEP", "CEP");
	world_action(a, &s, "1.1.2", "Rédiger la note de cadrage", (struct due){ .kind = DUE_YEAR, .year = year - 1 }, 0, IND_MINUTES, "PV", NULL);
	world_action(a, &s, "1.1.3", "Étude du CPI", (struct due){ .kind = DUE_YEAR, .year = year }, 1, IND_REPORT, "Rapport", NULL);
	PUSH(a, &o.specifics, s);
	PUSH(a, &plan.objectives, o);
	enum err e = plan_adopt_draft(db, &user_command, &plan, &(struct plan_adoption){ .adopted = true, .adopted_on = M(m->w, "%d-10-01", year - 2) }, &revision);
	struct plan *now;
	if (e == OK)
		e = plan_load(db, &user_command, NONE, &now);
	if (e != OK)
		return e;
	const struct action *x = now->objectives.items[0].specifics.items[0].actions.items;
	m->kept = x[0].id, m->late = x[1].id, m->other = x[2].id;
	m->kept_line = x[0].indicators.items[0].id, m->late_line = x[1].indicators.items[0].id, m->report_line = x[2].indicators.items[0].id;
	return OK;
}

/* Everyone of the CEP has an account: chair, secretary, member. */
static inline struct meeting_world
meeting_world(struct arena *a)
{
	struct meeting_world m = { .w = webtest_open(a) };
	webtest_ok(m.w, store_write(m.w->app.store, a, world_plan, &m));
	webtest_as(m.w, ROLE_MEMBER);
	webtest_as(m.w, ROLE_CHAIR);
	webtest_as(m.w, ROLE_SECRETARY);
	return m;
}

static inline const char *
world_day(struct meeting_world *m, int days)
{
	return arena_strdup(m->w->a, date_iso(date_of_days(date_days(today_brussels()) + days)).s);
}

/* A meeting of the CEP so many days from today, its agenda drafted. As whoever the test is, who must convene the CEP. */
static inline long long
world_meeting(struct meeting_world *m, int days)
{
	assert_int_equal(webtest_post(m->w, "/meetings", M(m->w, "bodies=%d&held_on=%s&starts=17h30&ends=19:30&place=Salle+4&fill=1", WEBTEST_BODY, world_day(m, days))), 303);
	return (long long)webtest_number(m->w, "SELECT max(id) FROM meeting");
}

static inline int64_t
world_number(struct meeting_world *m, const char *sql)
{
	return webtest_number(m->w, sql);
}

static inline long long
world_rev(struct meeting_world *m, long long id)
{
	return (long long)world_number(m, M(m->w, "SELECT rev FROM meeting WHERE id = %lld", id));
}

/* The item of its agenda that holds this action. */
static inline long long
world_item(struct meeting_world *m, long long id, int64_t action)
{
	return (long long)world_number(m, M(m->w, "SELECT x.item FROM meeting_item_action x JOIN meeting_item i ON i.id = x.item WHERE i.meeting = %lld AND x.action = %lld", id, (long long)action));
}

static inline int
world_do(struct meeting_world *m, long long id, const char *what)
{
	return webtest_post(m->w, M(m->w, "/meetings/%lld/do", id), M(m->w, "rev=%lld&do=%s", world_rev(m, id), what));
}

struct outbox_find { struct outbox all; };
static inline enum err
outbox_work(struct db *db, void *arg)
{
	return outbox_list(db, 200, true, &((struct outbox_find *)arg)->all);
}
/* NULL is a test's to assert: inlined, the compiler would warn of it. */
__attribute__((noinline, unused)) static const struct outbox_row *
mail_to(struct webtest *w, const char *to, const char *subject)
{
	struct outbox_find f = { 0 };
	webtest_ok(w, store_read(w->app.store, w->a, outbox_work, &f));
	for (size_t i = 0; i < f.all.n; i++)
		if (strstr(f.all.items[i].to, to) != NULL && strstr(f.all.items[i].subject, subject) != NULL)
			return &f.all.items[i];
	return NULL;
}
#endif
