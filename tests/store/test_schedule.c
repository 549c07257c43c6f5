/* Timetables kept: the draft, versions with their sequences, what is cancelled, whose hours are whose; towns. */
#include "store_test.h"
#include "people/people.h"
#include "team/team.h"
#include "timetable/schedule_desk.h"
#include <math.h>
#include <stdlib.h>

enum { FILES = 4 };
struct scene { struct arena *a; struct edition ed; int64_t file[FILES], person, other, supervisor; unsigned char key[APP_KEY_SIZE]; };

static enum err
run(struct db *db, const char *sql)
{
	struct query q = { "run", sql };
	return db_exec(db, &q, NO_ARGS, NULL);
}

static void
begin(struct db *db, struct scene *s)
{
	static const struct query file = { "file", "INSERT INTO submission (edition, number, status, status_at, origin, org_name, town, email, email_key, lang, created_at, updated_at, rev)"
	    " VALUES ($1, $2, 'selected', '2024-08-28T10:00:00Z', 'form', $3, $4, $5, $5, 'fr', '2024-05-01T10:00:00Z', '2024-05-01T10:00:00Z', 1) RETURNING id" };
	static const char *const towns[] = { "Namur", "Huy" };
	struct rows *r;
	db_author(db, NONE, "test", "test");
	assert_ok(programme_create(db, "Essai", NULL));
	assert_ok(app_key_load(db, s->key));
	assert_ok(edition_create(db, 2024, &s->ed));
	assert_ok(run(db, "UPDATE edition SET evening_on = '2024-10-03', evening_from = '16:00', evening_until = '18:00', evening_place = 'Aula', visits_on = '2024-10-11',"
	    " visits_from = '09:00', visits_until = '13:00'"));
	for (int i = 0; i < FILES; i++) {
		const char *name = arena_printf(s->a, "maison %d", i);
		assert_ok(db_one(db, &file, ARGS(V(s->ed.id), V(i + 1), V(name), V(towns[i % 2]), V(arena_printf(s->a, "c%d@maison.be", i))), &r));
		s->file[i] = col_int(r, 0);
	}
}

static void
solve(struct db *db, struct scene *s, enum sched_kind k, struct sched *out)
{
	struct sched_problem q;
	struct tt_answer answer;
	assert_ok(sched_load(db, s->ed.id, k, out));
	sched_problem(s->a, out, true, &q);
	assert_ok(tt_solve(s->a, &q.p, 10, &answer));
	assert_ok(sched_keep(db, out));
	assert_ok(sched_found(db, out, &q, &answer));
	assert_ok(sched_load(db, s->ed.id, k, out));
}

static size_t
publish(struct db *db, struct scene *s, struct sched *x)
{
	size_t letters = 0;
	assert_ok(sched_publish(db, x, &(struct publishing){ .base_url = "https://labo.example", .key = s->key, .person = NONE, .version = x->version, .rev = x->rev }, &letters));
	return letters;
}

static enum err
versions_work(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct sched x;
	struct sched_helds all;
	size_t letters;
	begin(db, s);
	assert_ok(sched_load(db, s->ed.id, SCHED_EVENING, &x));
	assert_true(x.id == NONE && x.chosen == FILES && x.step == 20 && x.slots.n == 6);
	solve(db, s, SCHED_EVENING, &x);
	assert_int_equal(x.status, SCHED_OPTIMAL);
	assert_int_equal(publish(db, s, &x), FILES);
	assert_ok(sched_published(db, s->ed.id, SCHED_EVENING, &all));
	assert_int_equal(all.n, FILES);
	assert_string_equal(all.items[0].place, "Aula");
	assert_true(all.items[0].start == 960 && all.items[0].sequence == 0 && !all.items[0].gone && all.items[0].version == 1);
	/* one leaves: cancelled once, its sequence grows once; the others stay as they were, with the day of their own last change */
	assert_ok(run(db, arena_printf(s->a, "UPDATE submission SET status = 'withdrawn' WHERE id = %lld", (long long)s->file[0])));
	solve(db, s, SCHED_EVENING, &x);
	assert_int_equal(publish(db, s, &x), 0);
	assert_ok(sched_of_submission(db, s->file[0], &all));
	assert_true(all.n == 1 && all.items[0].gone && all.items[0].sequence == 1);
	assert_ok(sched_load(db, s->ed.id, SCHED_EVENING, &x));
	assert_ok(sched_move(db, &x, &x.sessions.items[x.sessions.n - 1], 5, NULL, true));
	assert_ok(sched_load(db, s->ed.id, SCHED_EVENING, &x));
	assert_int_equal(publish(db, s, &x), 1);
	assert_ok(sched_of_submission(db, s->file[0], &all));
	assert_true(all.n == 1 && all.items[0].gone && all.items[0].sequence == 1 && all.items[0].version == 3);
	assert_ok(sched_of_submission(db, s->file[FILES - 1], &all));
	assert_true(all.n == 1 && all.items[0].start == 1060 && all.items[0].sequence == 1);
	/* what was shown is what is published */
	x.version = 2;
	assert_int_equal(sched_publish(db, &x, &(struct publishing){ .base_url = "", .key = s->key, .person = NONE, .version = 2, .rev = x.rev }, &letters), E_CONFLICT);
	fail_clear(db_arena(db));
	/* as a calendar: what is cancelled is told */
	assert_ok(sched_published(db, s->ed.id, SCHED_EVENING, &all));
	struct ical c = ical_begin(s->a, "Essai", NULL);
	sched_events(&c, LANG_FR, "labo.example", &all, false);
	const char *text = ical_end(&c);
	assert_non_null(strstr(text, "STATUS:CANCELLED"));
	assert_int_equal(c.events, FILES);
	c = ical_begin(s->a, "Essai", NULL);
	sched_events(&c, LANG_FR, "labo.example", &all, true);
	assert_int_equal(c.events, 1); /* who listens has one evening */
	return OK;
}

static enum err
people_work(struct db *db, void *arg)
{
	struct scene *s = arg;
	static const struct query supervisor = { "supervisor", "INSERT INTO supervisor (edition, person, number, name, sort_key, email, email_key, teams_most, rev)"
	    " VALUES ($1, $2, 'A1', 'Alix', 'alix', 'a@labo.example', 'a@labo.example', 4, 1) RETURNING id" };
	struct rows *r;
	struct sched x;
	struct sched_helds mine;
	struct team_places places = { 0 };
	begin(db, s);
	assert_ok(person_add(db, "Alix", "a@labo.example", &s->person));
	assert_ok(person_add(db, "Autre", "b@labo.example", &s->other));
	assert_ok(db_one(db, &supervisor, ARGS(V(s->ed.id), V(s->person)), &r));
	s->supervisor = col_int(r, 0);
	for (int i = 0; i < 2; i++)
		PUSH(s->a, &places, ((struct team_place){ s->file[i], NONE, s->supervisor }));
	assert_ok(team_publish(db, s->ed.id, &places));
	solve(db, s, SCHED_VISITS, &x);
	assert_int_equal(x.teams, 2);
	(void)publish(db, s, &x);
	assert_ok(sched_of_person(db, s->person, &mine));
	assert_int_equal(mine.n, 2);
	/* Namur and Huy, an hour and a half each, and the road between them */
	assert_true(abs(mine.items[1].start - mine.items[0].start) >= 90 + 35);
	assert_ok(sched_of_person(db, s->other, &mine));
	assert_int_equal(mine.n, 0);
	/* the second reader of an oral has it, and nothing else of that team */
	assert_ok(sched_reader_set(db, s->file[3], s->supervisor));
	assert_ok(sched_load(db, s->ed.id, SCHED_ORALS, &x));
	assert_int_equal(x.sessions.items[3].people.n, 1);
	assert_true(x.sessions.items[3].people.items[0].reader);
	assert_ok(sched_reader_set(db, s->file[3], NONE));
	/* doors: of one commission, by a key */
	assert_int_equal(strlen(sched_token(s->a, s->key, s->file[0])), 26);
	assert_string_not_equal(sched_token(s->a, s->key, s->file[0]), sched_token(s->a, s->key, s->file[1]));
	return OK;
}

static enum err
towns_work(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct travel t;
	struct town fresh = { NONE, "Saint-Nulle-Part", NULL, NAN, NAN };
	enum journey_by by;
	db_author(db, NONE, "test", "test");
	assert_ok(travel_load(db, &t));
	assert_true(t.unknown == TRAVEL_UNKNOWN && t.local == TRAVEL_LOCAL && t.towns.n > 50);
	assert_ok(town_save(db, &fresh));
	assert_ok(journey_set(db, fresh.id, t.towns.items[0].id, 22));
	assert_ok(journey_set(db, t.towns.items[0].id, fresh.id, 23));
	assert_ok(travel_defaults(db, 40, 5));
	assert_ok(travel_load(db, &t));
	assert_int_equal(t.journeys.n, 1);
	assert_int_equal(travel_minutes(s->a, &t, "saint nulle part", t.towns.items[0].name, &by), 23);
	assert_int_equal(travel_minutes(s->a, &t, "saint nulle part", "ailleurs", &by), 40);
	assert_ok(journey_set(db, fresh.id, t.towns.items[0].id, -1));
	assert_ok(town_drop(db, fresh.id));
	assert_int_equal(town_drop(db, fresh.id), E_NOTFOUND);
	fail_clear(db_arena(db));
	return OK;
}

static void
in_store(struct arena *a, enum err (*work)(struct db *, void *))
{
	struct scene s = { .a = a };
	struct store *store = test_store(a);
	enum err e = store_write(store, a, work, &s);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(a));
	store_close(store);
}

static void
versions(void **state)
{
	in_store(*state, versions_work);
}

static void
people(void **state)
{
	in_store(*state, people_work);
}

static void
towns(void **state)
{
	in_store(*state, towns_work);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(versions), T(people), T(towns) };
	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
