/* team_test.h: an edition whose evening was yesterday: five commissions to rank, fifteen students, three supervisors. */
#ifndef TEAM_TEST_H
#define TEAM_TEST_H
#include "call_test.h"
#include "team/ranking.h"

enum { TEAM_OFFERS = 5, TEAM_STUDENTS = 15, TEAM_LEADERS = 3 };
static const char *const team_houses[TEAM_OFFERS] = { "Alouette", "Bouleau", "Cerisier", "Dahlia", "Olivier" };
struct team_world { struct call_world c; struct webtest *w; struct edition ed; int64_t offer[TEAM_OFFERS], student[TEAM_STUDENTS], leader[TEAM_LEADERS], person[TEAM_STUDENTS], lead_person; };

static inline enum err
team_number_of(struct db *db, const char *sql, struct args args, int64_t *out)
{
	struct query q = { "test", sql };
	struct rows *r;
	enum err e = db_one(db, &q, args, &r);
	if (e == OK)
		*out = col_int(r, 0);
	return e;
}

static inline enum err
team_seed(struct db *db, void *arg)
{
	struct team_world *t = arg;
	struct arena *a = t->w->a;
	static const char *const backgrounds[] = { "Droit", "Éducation", "Gestion" };
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	db_author(db, NONE, "seed", "test");
	enum err e = edition_create(db, 2024, &t->ed);
	t->ed.state = "published", t->ed.evening_on = day_from_today(a, -1), t->ed.ranking_until = day_from_today(a, 3), t->ed.teams_on = day_from_today(a, 4);
	t->ed.visits_on = day_from_today(a, 8), t->ed.report_on = day_from_today(a, 150), t->ed.oral_first_on = day_from_today(a, 180), t->ed.oral_second_on = day_from_today(a, 181);
	t->ed.ends_on = day_from_today(a, 200);
	if (e == OK)
		e = entity_update(&v, &edition_entity, &t->ed, &other);
	for (int i = 0; e == OK && i < TEAM_OFFERS; i++)
		e = team_number_of(db, "INSERT INTO submission (edition, number, status, status_at, origin, org_name, question, email, email_key, contact_name, lang, created_at, updated_at, rev) VALUES"
		    " ($1, $2, 'selected', 'x', 'form', $3, $4, $5, $5, 'Dominique', 'fr', 'x', 'x', 1) RETURNING id", ARGS(V(t->ed.id), V(i + 1), V(arena_printf(a, "Maison %s asbl", team_houses[i])),
		    V(arena_printf(a, "Comment faire %d ?", i)), V(arena_printf(a, "maison%d@maison.example", i))), &t->offer[i]);
	for (int i = 0; e == OK && i < TEAM_STUDENTS; i++) {
		const char *email = arena_printf(a, "e%02d@etu.example", i);
		e = person_add(db, arena_printf(a, "Prénom Étu%02d", i), email, &t->person[i]);
		if (e == OK)
			e = person_grant(db, t->person[i], ROLE_STUDENT, NONE, NULL, NULL);
		if (e == OK)
			e = team_number_of(db, "INSERT INTO student (edition, person, number, name, first_name, sort_key, email, email_key, background, experience, rev) VALUES"
			    " ($1, $2, $3, $4, 'Prénom', $4, $5, $5, $6, $7, 1) RETURNING id", ARGS(V(t->ed.id), V(t->person[i]), V(arena_printf(a, "E%03d", i)), V(arena_printf(a, "Étu%02d", i)), V(email),
			    V(backgrounds[i % 3]), V(i)), &t->student[i]);
	}
	for (int i = 0; e == OK && i < TEAM_LEADERS; i++)
		e = team_number_of(db, "INSERT INTO supervisor (edition, number, name, sort_key, email, email_key, teams_most, rev) VALUES ($1, $2, $3, $3, $4, $4, 2, 1) RETURNING id",
		    ARGS(V(t->ed.id), V(arena_printf(a, "A%d", i)), V(arena_printf(a, "Guide%d", i)), V(arena_printf(a, "a%d@ecole.example", i))), &t->leader[i]);
	return e;
}

static inline struct team_world
team_world_open(struct arena *a)
{
	struct team_world t = { .c = { .w = webtest_open(a) } };
	t.w = t.c.w;
	throttle_clear();
	webtest_ok(t.w, store_write(t.w->app.store, a, team_seed, &t));
	return t;
}

static inline enum err
team_session(struct db *db, void *arg)
{
	struct webtest *w = arg;
	return session_start(db, w->person, "webtest", false, &w->token);
}
/* A person is signed in. */
static inline void
team_as(struct team_world *t, int64_t person)
{
	t->w->person = person;
	t->w->notice = NULL;
	webtest_ok(t->w, store_write(t->w->app.store, t->w->a, team_session, t->w));
}

static inline void
team_exec(struct team_world *t, const char *sql)
{
	struct webtest_sql q = { sql, NONE };
	webtest_ok(t->w, store_write(t->w->app.store, t->w->a, webtest_exec_work, &q));
}
#define TP(t, ...) arena_printf((t)->w->a, __VA_ARGS__)
#define OFFER(t, i) ((long long)(t)->offer[i])
#define STUDENT(t, i) ((long long)(t)->student[i])
#define TED(t) ((long long)(t)->ed.id)

/* What a student would send: offers first, first+1, … as ranks 1 to 5. */
static inline const char *
team_ballot(struct team_world *t, int first, const char *more)
{
	struct buf b = buf_new(t->w->a, KIB(4));
	for (int k = 0; k < TEAM_OFFERS; k++)
		buf_printf(&b, "rank=%lld:%d&", OFFER(t, (first + k) % TEAM_OFFERS), k + 1);
	buf_printf(&b, "do=send%s", more);
	return buf_str(&b);
}

/* Everyone votes: student i begins with offer i % 5; then the rankings are closed. */
static inline void
team_vote_all(struct team_world *t)
{
	for (int i = 0; i < TEAM_STUDENTS; i++) {
		team_as(t, t->person[i]);
		assert_int_equal(webtest_post(t->w, "/ranking", team_ballot(t, i, "")), 303);
	}
	webtest_as(t->w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(t->w, TP(t, "/editions/%lld/rankings", TED(t)), "rev=0&wanted=5&do=close"), 303);
}
#endif
