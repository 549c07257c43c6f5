/* Published teams: who sits where, what a new publication changes, whose seat gives what. */
#include "store_test.h"
#include "people/people.h"
#include "store/history.h"
#include "team/team.h"

struct scene { struct edition ed; int64_t submission[3], student[4], supervisor[2], person; };

static int64_t
of_text(struct db *db, const char *sql, struct args args)
{
	struct query q = { "test", sql };
	struct rows *r;
	assert_ok(db_one(db, &q, args, &r));
	return col_int(r, 0);
}

static void
furnish(struct db *db, struct scene *s)
{
	db_author(db, NONE, "test", "test");
	assert_ok(edition_create(db, 2024, &s->ed));
	for (int i = 0; i < 3; i++)
		s->submission[i] = of_text(db, "INSERT INTO submission (edition, number, status, status_at, origin, org_name, lang, created_at, updated_at, rev) VALUES"
		    " ($1, $2, 'selected', 'x', 'form', $3, 'fr', 'x', 'x', 1) RETURNING id", ARGS(V(s->ed.id), V(i + 1), V(i == 0 ? "La Rive" : "Le Relais")));
	s->person = of_text(db, "INSERT INTO person (name, sort_key, email, email_key, lang, active, mail_reminders, rev) VALUES ('Ada', 'ada', 'ada@x.be', 'ada@x.be', 'fr', 1, 0, 1) RETURNING id", NO_ARGS);
	for (int i = 0; i < 4; i++)
		s->student[i] = of_text(db, "INSERT INTO student (edition, person, number, name, sort_key, rev) VALUES ($1, $2, $3, $3, $3, 1) RETURNING id",
		    ARGS(V(s->ed.id), i == 0 ? V(s->person) : V(NONE), V(arena_printf(db_arena(db), "E%d", i))));
	for (int i = 0; i < 2; i++)
		s->supervisor[i] = of_text(db, "INSERT INTO supervisor (edition, number, name, sort_key, teams_most, rev) VALUES ($1, $2, $2, $2, 2, 1) RETURNING id",
		    ARGS(V(s->ed.id), V(arena_printf(db_arena(db), "A%d", i))));
}

static enum err
published_twice(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct teams all;
	struct team_seats seats;
	struct team_places out;
	struct history h;
	furnish(db, s);
	assert_ok(team_list(db, s->ed.id, &all));
	assert_int_equal(all.n, 0);

	struct team_place first[] = { { s->submission[0], s->student[0], NONE }, { s->submission[0], s->student[1], NONE }, { s->submission[1], s->student[2], NONE },
		{ s->submission[1], s->student[3], NONE }, { s->submission[0], NONE, s->supervisor[0] }, { s->submission[1], NONE, s->supervisor[0] } };
	assert_ok(team_publish(db, s->ed.id, &(struct team_places){ first, LEN(first), LEN(first) }));
	assert_ok(team_list(db, s->ed.id, &all));
	assert_int_equal(all.n, 2);
	assert_string_equal(all.items[0].org_name, "La Rive");
	int64_t river = all.items[0].id, relay = all.items[1].id;
	assert_ok(team_students(db, river, &seats));
	assert_int_equal(seats.n, 2);
	assert_string_equal(seats.items[1].number, "E1");
	assert_ok(team_supervisors_all(db, s->ed.id, &seats));
	assert_int_equal(seats.n, 2);
	assert_ok(team_published(db, s->ed.id, &out));
	assert_int_equal(out.n, LEN(first));

	/* E1 changes team, A1 takes the second, and the first commission is lost; then it comes back with E1. */
	struct team_place next[] = { { s->submission[1], s->student[1], NONE }, { s->submission[1], s->student[2], NONE }, { s->submission[1], NONE, s->supervisor[1] } };
	assert_ok(team_publish(db, s->ed.id, &(struct team_places){ next, LEN(next), LEN(next) }));
	assert_ok(team_list(db, s->ed.id, &all));
	assert_int_equal(all.n, 2);
	assert_non_null(all.items[0].ended_at);
	assert_null(all.items[1].ended_at);
	assert_ok(team_students(db, river, &seats));
	assert_int_equal(seats.n, 0);
	assert_ok(team_students(db, relay, &seats));
	assert_int_equal(seats.n, 2);
	assert_string_equal(seats.items[0].number, "E1");
	assert_ok(team_supervisors(db, relay, &seats));
	assert_true(seats.n == 1 && seats.items[0].id == s->supervisor[1]);
	struct team_place again[] = { { s->submission[0], s->student[1], NONE }, { s->submission[1], s->student[2], NONE }, { s->submission[1], NONE, s->supervisor[1] } };
	assert_ok(team_publish(db, s->ed.id, &(struct team_places){ again, LEN(again), LEN(again) }));
	struct team t;
	assert_ok(team_of_submission(db, s->submission[0], &t));
	assert_true(t.id == river && t.ended_at == NULL);
	assert_ok(history_of(db, "team", river, 50, &h));
	assert_int_equal(h.n, 1 + 3 + 3 + 1 + 1 + 1); /* created, three in, three out, ended, again, one in */

	/* The same once more changes nothing, and says nothing. */
	assert_ok(team_publish(db, s->ed.id, &(struct team_places){ again, LEN(again), LEN(again) }));
	assert_ok(history_of(db, "team", river, 50, &h));
	assert_int_equal(h.n, 10);
	return OK;
}

static enum err
seats_of_a_person(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct teams all, mine;
	unsigned seat, was;
	int64_t id;
	furnish(db, s);
	struct team_place places[] = { { s->submission[0], s->student[0], NONE }, { s->submission[1], s->student[2], NONE } };
	assert_ok(team_publish(db, s->ed.id, &(struct team_places){ places, LEN(places), LEN(places) }));
	assert_ok(team_list(db, s->ed.id, &all));
	assert_ok(team_of_person(db, s->person, &mine));
	assert_true(mine.n == 1 && mine.items[0].id == all.items[0].id);
	struct user student = { .person = s->person, .roles = ROLE_PUBLIC | ROLE_STUDENT, .session = NONE };
	assert_ok(team_seat(db, &student, all.items[0].id, &seat, &was));
	assert_int_equal(seat, SEAT_STUDENT);
	assert_ok(team_seat(db, &student, all.items[1].id, &seat, &was));
	assert_int_equal(seat, 0);
	/* The role ended: the row alone gives nothing. */
	struct user gone = { .person = s->person, .roles = ROLE_PUBLIC, .session = NONE };
	assert_ok(team_seat(db, &gone, all.items[0].id, &seat, &was));
	assert_int_equal(seat, 0);
	assert_int_equal(was, 0);
	gone.over = ROLE_STUDENT; /* not long ago: to read, no more */
	assert_ok(team_seat(db, &gone, all.items[0].id, &seat, &was));
	assert_true(seat == 0 && was == SEAT_STUDENT);
	assert_ok(team_seat(db, &user_public, all.items[0].id, &seat, &was));
	assert_int_equal(seat, 0);
	struct user staff = { .person = 999, .roles = ROLE_PUBLIC | ROLE_COORDINATION, .session = NONE };
	assert_ok(team_seat(db, &staff, all.items[1].id, &seat, &was));
	assert_int_equal(seat, SEAT_STAFF);
	assert_ok(team_student_of_person(db, s->ed.id, s->person, &id));
	assert_int_equal(id, s->student[0]);
	assert_int_equal(team_supervisor_of_person(db, s->ed.id, s->person, &id), E_NOTFOUND);
	return OK;
}

static void
written(struct arena *a, enum err (*work)(struct db *, void *))
{
	struct scene s = { 0 };
	struct store *st = test_store(a);
	assert_ok(store_write(st, a, work, &s));
	store_close(st);
}

static void
teams_are_published(void **state)
{
	written(*state, published_twice);
}

static void
a_seat_gives_what_it_gives(void **state)
{
	written(*state, seats_of_a_person);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(teams_are_published), T(a_seat_gives_what_it_gives) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
