/* year_test.h: the end of a mission: a team of five students of whom each may sign in, a plan with a line to feed. */
#ifndef YEAR_TEST_H
#define YEAR_TEST_H
#include "mission_test.h"
#include "jobs/jobs.h"
#include "mission/closing_jobs.h"
#include "mission/peer.h"
#include "mission/report.h"
#include "plan/plan_store.h"

enum { YEAR_STUDENTS = 5 };
struct year_world { struct mission_world m; int64_t member[YEAR_STUDENTS], person[YEAR_STUDENTS], indicator; const char *team; };
#define YPATH(y, ...) arena_printf((y)->m.c.w->a, __VA_ARGS__)

/* Member 0 is the student of team 0 in mission_test.h; each other is told by the end of the grant. */
static inline void
year_as_member(struct year_world *y, int k)
{
	if (k == 0)
		mission_as(&y->m, ROLE_STUDENT, 0);
	else
		webtest_as_of(y->m.c.w, ROLE_STUDENT, NONE, YPATH(y, "2198-12-%02d", k));
}

static inline enum err
year_plan_work(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	int64_t revision;
	struct plan plan = { .title = "Plan", .first_year = 2023, .last_year = 2040 };
	struct objective o = { .code = "2", .title = "Secteurs" };
	struct specific s = { .code = "2.4", .title = "Répondre" };
	struct action x = { .code = "2.4.2", .title = "Répondre aux demandes", .due = { .kind = DUE_YEAR, .year = 2030 } };
	struct plan *now;
	PUSH(a, &plan.actors, ((struct actor){ .name = "CEP" }));
	PUSH(a, &x.actors, ((struct responsibility){ .actor = 0, .lead = true }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "Demandes répondues", .kind = IND_FACT, .count = 1, .cadence = 1 }));
	PUSH(a, &s.actions, x);
	PUSH(a, &o.specifics, s);
	PUSH(a, &plan.objectives, o);
	enum err e = plan_adopt_draft(db, &user_command, &plan, &(struct plan_adoption){ .adopted = true, .adopted_on = "2023-01-01" }, &revision);
	if (e == OK)
		e = plan_load(db, &user_command, NONE, &now);
	if (e == OK)
		*(int64_t *)arg = now->objectives.items[0].specifics.items[0].actions.items[0].indicators.items[0].id;
	return e;
}

static inline struct year_world
year_world_open(struct arena *a)
{
	struct year_world y = { .m = mission_world_open(a) };
	struct webtest *w = y.m.c.w;
	y.member[0] = y.m.student[0], y.person[0] = y.m.person[0];
	for (int k = 1; k < YEAR_STUDENTS; k++) {
		year_as_member(&y, k);
		y.person[k] = w->person;
		y.member[k] = mission_sql(&y.m, YPATH(&y, "INSERT INTO student (edition, person, number, name, sort_key, email, email_key, rev) VALUES (%lld, %lld, 'M%d', 'Membre %d', 'm%d', 'm%d@exemple.org',"
		    " 'm%d@exemple.org', 1) RETURNING id", (long long)y.m.c.edition.id, (long long)y.person[k], k, k, k, k, k));
		mission_sql(&y.m, YPATH(&y, "INSERT INTO team_student (student, team, since) VALUES (%lld, %lld, 'x') RETURNING team", (long long)y.member[k], (long long)y.m.team[0]));
	}
	y.team = YPATH(&y, "/teams/%lld", (long long)y.m.team[0]);
	return y;
}

static inline int64_t
year_count(struct year_world *y, const char *what)
{
	return webtest_number(y->m.c.w, YPATH(y, "SELECT count(*) FROM %s", what));
}

static inline void
year_deposit(struct year_world *y, const char *bytes, int status)
{
	struct webtest *w = y->m.c.w;
	webtest_file(w, "file", "Rapport final.pdf", bytes, strlen(bytes));
	assert_int_equal(webtest_post(w, YPATH(y, "%s/report", y->team), "note=Annexes"), status);
}

static inline int64_t
year_version(struct year_world *y)
{
	return webtest_number(y->m.c.w, "SELECT max(id) FROM report");
}

/* Sent, as the supervisor does; the path of the sponsor's page. */
static inline const char *
year_sent(struct year_world *y)
{
	struct webtest *w = y->m.c.w;
	mission_as(&y->m, ROLE_STUDENT, 0);
	year_deposit(y, "%PDF-1.7 un rapport", 303);
	mission_as(&y->m, ROLE_SUPERVISOR, 0);
	assert_int_equal(webtest_post(w, YPATH(y, "%s/report/%lld/send", y->team, (long long)year_version(y)), ""), 303);
	return call_link(&y->m.c, call_mail(&y->m.c, "est prêt"));
}

static inline int64_t
year_closing_rev(struct year_world *y)
{
	return year_count(y, "closing") == 0 ? 0 : webtest_number(y->m.c.w, YPATH(y, "SELECT rev FROM closing WHERE team = %lld", (long long)y->m.team[0]));
}
#endif
