/* mission_test.h: two teams of an edition under way: a student, a supervisor each. */
#ifndef MISSION_TEST_H
#define MISSION_TEST_H
#include "call_test.h"
#include "store/blob.h"
#include "team/team.h"

struct mission_world { struct call_world c; int64_t submission[2], team[2], student[2], supervisor[2], person[2], guide[2]; };
#define MPATH(m, ...) arena_printf((m)->c.w->a, __VA_ARGS__)

static inline int64_t
mission_row(struct db *db, const char *sql, struct args args)
{
	struct query q = { "test", sql };
	struct rows *r;
	enum err e = db_one(db, &q, args, &r);
	if (e != OK)
		fail_msg("%s: %s", sql, fail_detail(db_arena(db)));
	return col_int(r, 0);
}

static inline enum err
mission_seed(struct db *db, void *arg)
{
	struct mission_world *m = arg;
	struct arena *a = m->c.w->a;
	struct teams all;
	struct team_places places = { 0 };
	db_author(db, NONE, "seed", "test");
	for (int i = 0; i < 2; i++) {
		m->submission[i] = mission_row(db, "INSERT INTO submission (edition, number, status, status_at, origin, org_name, contact_name, email, email_key, question, background, town, lang,"
		    " created_at, updated_at, rev) VALUES ($1, $2, 'clarified', 'x', 'form', $3, $4, $5, $5, $6, 'Vingt personnes.', 'Huy', 'fr', 'x', 'x', 1) RETURNING id",
		    ARGS(V(m->c.edition.id), V(i + 1), V(i == 0 ? "La Rive asbl" : "Le Relais asbl"), V(i == 0 ? "Ana Noël" : "Bob Roi"), V(i == 0 ? "ana@rive.be" : "bob@relais.be"),
		        V(i == 0 ? "Comment accueillir mieux ?" : "Comment sortir du papier ?")));
		m->student[i] = mission_row(db, "INSERT INTO student (edition, person, number, name, sort_key, rev) VALUES ($1, $2, $3, $3, $3, 1) RETURNING id",
		    ARGS(V(m->c.edition.id), V(m->person[i]), V(i == 0 ? "Étudiante A" : "Étudiant B")));
		m->supervisor[i] = mission_row(db, "INSERT INTO supervisor (edition, person, number, name, sort_key, email, email_key, teams_most, rev) VALUES ($1, $2, $3, $3, $3, $4, $4, 2, 1) RETURNING id",
		    ARGS(V(m->c.edition.id), V(m->guide[i]), V(i == 0 ? "Guide A" : "Guide B"), V(i == 0 ? "guide.a@exemple.org" : "guide.b@exemple.org")));
		PUSH(a, &places, ((struct team_place){ m->submission[i], m->student[i], NONE }));
		PUSH(a, &places, ((struct team_place){ m->submission[i], NONE, m->supervisor[i] }));
	}
	enum err e = team_publish(db, m->c.edition.id, &places);
	if (e == OK)
		e = team_list(db, m->c.edition.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		m->team[i] = all.items[i].id;
	return e;
}

/* Who sits in team 0 or 1: two persons of one role are told by the end of their grant. */
static inline void
mission_as(struct mission_world *m, enum role role, int team)
{
	webtest_as_of(m->c.w, role, NONE, team == 0 ? NULL : "2199-12-31");
}

static inline struct mission_world
mission_world_open(struct arena *a)
{
	struct mission_world m = { .c = call_world_open(a) };
	for (int i = 0; i < 2; i++) {
		mission_as(&m, ROLE_STUDENT, i);
		m.person[i] = m.c.w->person;
		mission_as(&m, ROLE_SUPERVISOR, i);
		m.guide[i] = m.c.w->person;
	}
	webtest_ok(m.c.w, store_write(m.c.w->app.store, a, mission_seed, &m));
	return m;
}

/* A statement that writes and gives one number back. */
static inline enum err
mission_sql_work(struct db *db, void *arg)
{
	struct webtest_sql *q = arg;
	q->n = mission_row(db, q->sql, NO_ARGS);
	return OK;
}
static inline int64_t
mission_sql(struct mission_world *m, const char *sql)
{
	struct webtest_sql q = { sql, NONE };
	webtest_ok(m->c.w, store_write(m->c.w->app.store, m->c.w->a, mission_sql_work, &q));
	return q.n;
}
static inline enum err
mission_blob_work(struct db *db, void *arg)
{
	return blob_put(db, "abc", 3, arg);
}
static inline const char *
mission_blob(struct mission_world *m)
{
	struct digest sha;
	webtest_ok(m->c.w, store_write(m->c.w->app.store, m->c.w->a, mission_blob_work, &sha));
	return arena_strdup(m->c.w->a, sha.s);
}
#endif
