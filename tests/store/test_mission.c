/* What the year of the missions keeps: what was heard of a team, days in their order, versions, links, and what goes by itself. */
#include "test_store.h"
#include "mission/mission_problem_pages.h"
#include "mission/mission_request_pages.h"
#define assert_ok(e) assert_int_equal((e), OK)

struct scene { struct edition ed; int64_t submission[2], team[2]; };

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
	struct team_places places = { 0 };
	struct teams all;
	db_author(db, NONE, "test", "test");
	assert_ok(edition_create(db, 2024, &s->ed));
	for (int i = 0; i < 2; i++) {
		int64_t student = of_text(db, "INSERT INTO student (edition, number, name, sort_key, rev) VALUES ($1, $2, $2, $2, 1) RETURNING id", ARGS(V(s->ed.id), V(i == 0 ? "A" : "B")));
		s->submission[i] = of_text(db, "INSERT INTO submission (edition, number, status, status_at, origin, org_name, email, email_key, lang, created_at, updated_at, rev) VALUES"
		    " ($1, $2, 'exploration', 'x', 'form', 'La Rive', 'ana@rive.be', 'ana@rive.be', 'fr', 'x', 'x', 1) RETURNING id", ARGS(V(s->ed.id), V(i + 1)));
		PUSH(db_arena(db), &places, ((struct team_place){ s->submission[i], student, NONE }));
	}
	assert_ok(team_publish(db, s->ed.id, &places));
	assert_ok(team_list(db, s->ed.id, &all));
	s->team[0] = all.items[0].id, s->team[1] = all.items[1].id;
}

static int64_t
request(struct db *db, int64_t team, const char *due, const char *asked, const char *outcome)
{
	return of_text(db, "INSERT INTO data_request (team, what, due_on, asked_at, outcome, created_at, rev) VALUES ($1, 'x', $2, $3, $4, 'x', 1) RETURNING id",
	    ARGS(V(team), V(due), V(asked), V(outcome)));
}

static enum err
pulses(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct mission_pulses all;
	struct mission_pulse one;
	struct date today = { 2025, 1, 10 };
	furnish(db, s);
	request(db, s->team[0], "2025-01-09", "2024-12-01T00:00:00Z", "open");
	request(db, s->team[0], "2025-01-10", "2024-12-01T00:00:00Z", "open");     /* its day is today: not late */
	request(db, s->team[0], "2024-12-01", NULL, "open");                          /* never sent */
	request(db, s->team[0], "2024-12-01", "2024-11-01T00:00:00Z", "partial");
	request(db, s->team[0], "2024-12-01", "2024-11-01T00:00:00Z", "received");
	request(db, s->team[0], "2024-12-01", "2024-11-01T00:00:00Z", "refused");
	static const struct { const char *on, *audience, *next_on, *step; int alert; } notes[] = { { "2024-12-01", "team", "2025-01-20", "après", 0 },
		{ "2024-12-20", "staff", "2025-01-12", "caché", 1 }, { "2024-11-20", "team", "2025-01-15", "avant", 0 }, { "2024-11-21", "team", "2025-01-01", "passé", 0 } };
	for (size_t i = 0; i < LEN(notes); i++)
		of_text(db, "INSERT INTO follow_entry (team, met_on, kind, audience, decisions, next_step, next_on, alert, created_at, rev) VALUES ($1, $2, 'phone', $3, 'x', $4, $5, $6, 'x', 1) RETURNING id",
		    ARGS(V(s->team[0]), V(notes[i].on), V(notes[i].audience), V(notes[i].step), V(notes[i].next_on), V(notes[i].alert)));
	int before = db_statements(db);
	assert_ok(mission_pulses(db, s->ed.id, today, &all));
	assert_int_equal(db_statements(db) - before, 1);
	assert_int_equal(all.n, 2);
	assert_ok(mission_pulse(db, s->team[0], today, &one));
	assert_int_equal(one.asked, 5);
	assert_int_equal(one.overdue, 2);
	assert_int_equal(one.received, 1);
	assert_int_equal(one.alerts, 1);
	assert_string_equal(one.last_heard, "2024-12-20");
	assert_string_equal(one.next_step, "avant");
	assert_null(one.last_entry);
	assert_ok(mission_pulse(db, s->team[1], today, &one));
	assert_int_equal(one.asked, 0);
	assert_null(one.last_heard);
	assert_int_equal(mission_pulse(db, 999999, today, &one), E_NOTFOUND);
	return OK;
}

static enum err
days(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct mission m;
	struct mission_days d;
	struct mission_pulse p = { 0 };
	struct sched_helds held = { 0 };
	furnish(db, s);
	assert_ok(mission_load(db, s->team[0], &m));
	mission_days(db_arena(db), &m, &p, &held, (struct date){ 2025, 1, 10 }, &d);
	assert_int_equal(d.n, 6);
	for (size_t i = 1; i < d.n; i++)
		assert_true(strcmp(d.items[i - 1].on, d.items[i].on) <= 0);
	assert_true(d.items[0].done && d.items[1].done && !d.items[2].done);
	/* What was published of this team takes the place of the edition's days; a session that is gone does not. */
	PUSH(db_arena(db), &held, ((struct sched_held){ .kind = SCHED_ORALS, .on_day = "2025-04-17", .start = 570, .minutes = 60, .town = "Huy" }));
	PUSH(db_arena(db), &held, ((struct sched_held){ .kind = SCHED_VISITS, .on_day = "2020-01-01", .start = 0, .gone = true }));
	mission_days(db_arena(db), &m, &p, &held, (struct date){ 2025, 1, 10 }, &d);
	assert_int_equal(d.n, 5);
	assert_string_equal(d.items[3].on, "2025-04-17");
	assert_non_null(strstr(d.items[3].detail, "09:30–10:30, Huy"));
	p.oral_on = "2025-04-22", p.oral_time = "14:00", p.oral_place = "Salle 2"; /* what the team settled since */
	mission_days(db_arena(db), &m, &p, &held, (struct date){ 2025, 1, 10 }, &d);
	assert_string_equal(d.items[3].on, "2025-04-22");
	assert_string_equal(d.items[3].detail, "14:00, Salle 2");
	return OK;
}

static enum err
versions(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct problem_versions all;
	furnish(db, s);
	struct problem_new n = { s->team[0], 0, NONE, "un", NULL };
	assert_ok(problem_add_version(db, &n));
	assert_int_equal(problem_add_version(db, &n), E_CONFLICT); /* written over the same one */
	fail_clear(db_arena(db));
	n.after = 1, n.body = "deux", n.reason = "vu";
	assert_ok(problem_add_version(db, &n));
	assert_ok(problem_versions(db, s->team[0], &all));
	assert_true(all.n == 2 && all.items[0].number == 2 && strcmp(all.items[1].body, "un") == 0);
	assert_ok(problem_versions(db, s->team[1], &all));
	assert_int_equal(all.n, 0);
	return OK;
}

static enum err
links(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct data_request r, again;
	const char *one, *two;
	furnish(db, s);
	int64_t id = request(db, s->team[0], "2025-01-09", NULL, "open");
	assert_ok(request_link_new(db, id, "ana@rive.be", &one));
	assert_ok(request_link_new(db, id, "ana@rive.be", &two));
	assert_string_not_equal(one, two);
	assert_ok(request_of_link(db, one, &r));
	assert_ok(request_of_link(db, two, &again));
	assert_true(r.id == id && again.id == id);
	assert_int_equal(request_of_link(db, "zzzzzzzzzzzzzzzzzzzzzzzzzz", &again), E_NOTFOUND);
	assert_int_equal(request_of_link(db, NULL, &again), E_NOTFOUND);
	fail_clear(db_arena(db));
	assert_ok(request_answered(db, &r, "partial", "voici", (struct date){ 2025, 1, 8 }));
	assert_int_equal(request_answered(db, &r, "received", "autre", (struct date){ 2025, 1, 8 }), E_CONFLICT); /* over an older state */
	fail_clear(db_arena(db));
	assert_ok(request_get(db, id, &r));
	assert_true(strcmp(r.outcome, "partial") == 0 && strcmp(r.received_on, "2025-01-08") == 0 && r.rev == 2);
	assert_int_equal(request_state(&r, (struct date){ 2025, 1, 10 }), REQ_PARTIAL); /* never asked: never late */
	assert_ok(request_asked(db, id));
	assert_ok(request_get(db, id, &r));
	assert_int_equal(request_state(&r, (struct date){ 2025, 1, 10 }), REQ_LATE);
	assert_int_equal(request_state(&r, (struct date){ 2025, 1, 9 }), REQ_PARTIAL);
	for (int i = 0; i < REQUEST_FILES_MAX; i++)
		assert_ok(request_file_add(db, id, &(struct request_upload){ "abc", 3, "a.csv", "text/csv", true }));
	assert_int_equal(request_file_add(db, id, &(struct request_upload){ "abc", 3, "a.csv", "text/csv", true }), E_LIMIT);
	fail_clear(db_arena(db));
	of_text(db, "UPDATE submission SET status = 'archived' WHERE id = $1 RETURNING 1", ARGS(V(s->submission[0])));
	assert_int_equal(request_of_link(db, one, &r), E_NOTFOUND); /* the mission is over */
	return OK;
}

static enum err
what_goes_by_itself(struct db *db, void *arg)
{
	struct scene *s = arg;
	int64_t n;
	furnish(db, s);
	for (int i = 0; i < 2; i++)
		of_text(db, "INSERT INTO interview (team, met_on, alias, name, notes, consent, anonymised, created_at, rev) VALUES ($1, '2024-01-01', 'A', 'Zoé', 'dit', 'oral', 0, $2, 1) RETURNING id",
		    ARGS(V(s->team[0]), V(i == 0 ? "2024-01-01T00:00:00Z" : "2025-01-01T00:00:00Z")));
	assert_ok(interviews_purge(db, "2024-06-01T00:00:00Z", true, &n));
	assert_int_equal(n, 1);
	assert_ok(interviews_purge(db, "2024-06-01T00:00:00Z", false, &n));
	assert_int_equal(n, 1);
	assert_ok(interviews_purge(db, "2024-06-01T00:00:00Z", true, &n));
	assert_int_equal(n, 0);
	assert_int_equal(of_text(db, "SELECT count(*) FROM interview WHERE name IS NULL AND notes IS NULL AND alias = 'A'", NO_ARGS), 1);
	assert_int_equal(of_text(db, "SELECT count(*) FROM interview WHERE name = 'Zoé' AND notes = 'dit'", NO_ARGS), 1);
	return OK;
}

#define IN_STORE(name) static void name##_(void **state) { struct scene s; struct store *st = test_store(*state); assert_ok(store_write(st, *state, name, &s)); store_close(st); }
IN_STORE(pulses)
IN_STORE(days)
IN_STORE(versions)
IN_STORE(links)
IN_STORE(what_goes_by_itself)

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(pulses_), T(days_), T(versions_), T(links_), T(what_goes_by_itself_) };
	return cmocka_run_group_tests_name("mission store", tests, NULL, NULL);
}
