#include "team/team.h"
#include "base/date.h"
#include "store/history.h"

#define TEAM "SELECT t.id, t.edition, t.submission, t.rev, t.created_at, t.ended_at, s.number, s.org_name, s.question, s.status, s.town FROM team t" \
	" JOIN submission s ON s.id = t.submission"
#define SEAT(table, what) "SELECT x.team, p.id, p.person, p.number, p.name, p.first_name, p.email FROM " table " x JOIN " what " p ON p.id = x." what \
	" WHERE p.deleted_at IS NULL AND "
enum { Q_LIST, Q_GET, Q_OF, Q_MINE, Q_STUDENTS, Q_STUDENTS_ALL, Q_SUPERVISORS, Q_SUPERVISORS_ALL, Q_SEAT_STUDENT, Q_SEAT_SUPERVISOR, Q_STUDENT, Q_SUPERVISOR, Q_ADD, Q_END,
	Q_AGAIN, Q_STUDENT_SEAT, Q_STUDENT_OUT, Q_SUPERVISOR_SEAT, Q_SUPERVISOR_OUT, Q_PLACES };
const struct query team_queries[] = {
	[Q_LIST] = { "team_list", TEAM " WHERE t.edition = $1 ORDER BY s.number NULLS LAST, t.id" },
	[Q_GET] = { "team_get", TEAM " WHERE t.id = $1" },
	[Q_OF] = { "team_of_submission", TEAM " WHERE t.submission = $1" },
	[Q_MINE] = { "team_of_person", TEAM " JOIN edition e ON e.id = t.edition WHERE t.id IN (SELECT x.team FROM team_student x JOIN student p ON p.id = x.student"
	    " WHERE p.person = $1 AND p.deleted_at IS NULL UNION SELECT x.team FROM team_supervisor x JOIN supervisor p ON p.id = x.supervisor"
	    " WHERE p.person = $1 AND p.deleted_at IS NULL) ORDER BY e.year DESC, s.number NULLS LAST" },
	[Q_STUDENTS] = { "team_students", SEAT("team_student", "student") "x.team = $1 ORDER BY p.sort_key, p.id" },
	[Q_STUDENTS_ALL] = { "team_students_all", SEAT("team_student", "student") "p.edition = $1 ORDER BY x.team, p.sort_key, p.id" },
	[Q_SUPERVISORS] = { "team_supervisors", SEAT("team_supervisor", "supervisor") "x.team = $1 ORDER BY p.sort_key, p.id" },
	[Q_SUPERVISORS_ALL] = { "team_supervisors_all", SEAT("team_supervisor", "supervisor") "p.edition = $1 ORDER BY x.team, p.sort_key, p.id" },
	[Q_SEAT_STUDENT] = { "team_seat_student", "SELECT p.id FROM team_student x JOIN student p ON p.id = x.student WHERE x.team = $1 AND p.person = $2 AND p.deleted_at IS NULL" },
	[Q_SEAT_SUPERVISOR] = { "team_seat_supervisor", "SELECT p.id FROM team_supervisor x JOIN supervisor p ON p.id = x.supervisor WHERE x.team = $1 AND p.person = $2"
	    " AND p.deleted_at IS NULL" },
	[Q_STUDENT] = { "team_student_of_person", "SELECT id FROM student WHERE edition = $1 AND person = $2 AND deleted_at IS NULL ORDER BY id" },
	[Q_SUPERVISOR] = { "team_supervisor_of_person", "SELECT id FROM supervisor WHERE edition = $1 AND person = $2 AND deleted_at IS NULL ORDER BY id" },
	[Q_ADD] = { "team_add", "INSERT INTO team (edition, submission, created_at, rev) VALUES ($1, $2, $3, 1) RETURNING id" },
	[Q_END] = { "team_end", "UPDATE team SET ended_at = $2, rev = rev + 1 WHERE id = $1" },
	[Q_AGAIN] = { "team_again", "UPDATE team SET ended_at = NULL, rev = rev + 1 WHERE id = $1" },
	[Q_STUDENT_SEAT] = { "team_student_seat", "INSERT INTO team_student (student, team, since) VALUES ($1, $2, $3) ON CONFLICT (student) DO UPDATE SET team = excluded.team,"
	    " since = excluded.since" },
	[Q_STUDENT_OUT] = { "team_student_out", "DELETE FROM team_student WHERE student = $1" },
	[Q_SUPERVISOR_SEAT] = { "team_supervisor_seat", "INSERT INTO team_supervisor (team, supervisor, since) VALUES ($1, $2, $3)" },
	[Q_SUPERVISOR_OUT] = { "team_supervisor_out", "DELETE FROM team_supervisor WHERE team = $1 AND supervisor = $2" },
	[Q_PLACES] = { "team_published", "SELECT t.submission, x.student, NULL FROM team t JOIN team_student x ON x.team = t.id WHERE t.edition = $1"
	    " UNION ALL SELECT t.submission, NULL, x.supervisor FROM team t JOIN team_supervisor x ON x.team = t.id WHERE t.edition = $1 ORDER BY 1, 2 NULLS LAST, 3 NULLS LAST" },
	{ 0 },
};

/* ---- reading ------------------------------------------------------------------------------------------------ */

static struct team
team_row(struct rows *r)
{
	return (struct team){ .id = col_int(r, 0), .edition = col_int(r, 1), .submission = col_int(r, 2), .rev = col_int(r, 3), .created_at = col_text(r, 4), .ended_at = col_text(r, 5),
		.number = col_int(r, 6), .org_name = col_text(r, 7), .question = col_text(r, 8), .status = col_text(r, 9), .town = col_text(r, 10) };
}

static enum err
many(struct db *db, int query, int64_t by, struct teams *out)
{
	struct rows *r;
	*out = (struct teams){ 0 };
	enum err e = db_query(db, &team_queries[query], ARGS(V(by)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, team_row(r));
	return rows_end(r);
}

static enum err
one(struct db *db, int query, int64_t by, struct team *out)
{
	struct rows *r;
	enum err e = db_one(db, &team_queries[query], ARGS(V(by)), &r);
	if (e == OK)
		*out = team_row(r);
	return e;
}

static enum err
seats(struct db *db, int query, int64_t by, struct team_seats *out)
{
	struct rows *r;
	*out = (struct team_seats){ 0 };
	enum err e = db_query(db, &team_queries[query], ARGS(V(by)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct team_seat_row s = { col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6) };
		PUSH(db_arena(db), out, s);
	}
	return rows_end(r);
}

enum err
team_list(struct db *db, int64_t edition, struct teams *out)
{
	return many(db, Q_LIST, edition, out);
}

enum err
team_of_person(struct db *db, int64_t person, struct teams *out)
{
	return many(db, Q_MINE, person, out);
}

enum err
team_get(struct db *db, int64_t id, struct team *out)
{
	return one(db, Q_GET, id, out);
}

enum err
team_of_submission(struct db *db, int64_t submission, struct team *out)
{
	return one(db, Q_OF, submission, out);
}

enum err
team_students(struct db *db, int64_t team, struct team_seats *out)
{
	return seats(db, Q_STUDENTS, team, out);
}

enum err
team_supervisors(struct db *db, int64_t team, struct team_seats *out)
{
	return seats(db, Q_SUPERVISORS, team, out);
}

enum err
team_students_all(struct db *db, int64_t edition, struct team_seats *out)
{
	return seats(db, Q_STUDENTS_ALL, edition, out);
}

enum err
team_supervisors_all(struct db *db, int64_t edition, struct team_seats *out)
{
	return seats(db, Q_SUPERVISORS_ALL, edition, out);
}

/* ---- who sits there ------------------------------------------------------------------------------------------ */

static enum err
has_row(struct db *db, int query, int64_t one_key, int64_t person, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &team_queries[query], ARGS(V(one_key), V(person)), &r);
	if (e == OK)
		*id = col_int(r, 0);
	return e;
}

enum err
team_seat(struct db *db, const struct user *u, int64_t team, unsigned *out, unsigned *was)
{
	static const struct { enum role role; int query; unsigned seat; } seats[] = { { ROLE_STUDENT, Q_SEAT_STUDENT, SEAT_STUDENT },
		{ ROLE_SUPERVISOR, Q_SEAT_SUPERVISOR, SEAT_SUPERVISOR } };
	*out = user_may(u, RIGHT_CALL_MANAGE) ? SEAT_STAFF : 0;
	*was = 0;
	for (size_t i = 0; u->person != NONE && i < LEN(seats); i++) {
		int64_t id;
		if (((u->roles | u->over) & (unsigned)seats[i].role) == 0)
			continue;
		enum err e = has_row(db, seats[i].query, team, u->person, &id);
		if (e == OK)
			*(user_has(u, seats[i].role) ? out : was) |= seats[i].seat;
		else if (e != E_NOTFOUND)
			return e;
	}
	return OK;
}

enum err
team_student_of_person(struct db *db, int64_t edition, int64_t person, int64_t *student)
{
	return has_row(db, Q_STUDENT, edition, person, student);
}

enum err
team_supervisor_of_person(struct db *db, int64_t edition, int64_t person, int64_t *supervisor)
{
	return has_row(db, Q_SUPERVISOR, edition, person, supervisor);
}

/* ---- publishing ----------------------------------------------------------------------------------------------- */

enum err
team_published(struct db *db, int64_t edition, struct team_places *out)
{
	struct rows *r;
	*out = (struct team_places){ 0 };
	enum err e = db_query(db, &team_queries[Q_PLACES], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct team_place p = { col_int(r, 0), col_int(r, 1), col_int(r, 2) };
		PUSH(db_arena(db), out, p);
	}
	return rows_end(r);
}

static bool
has_place(const struct team_places *all, const struct team_place *p)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].submission == p->submission && all->items[i].student == p->student && all->items[i].supervisor == p->supervisor)
			return true;
	return false;
}

static bool
has_team(const struct team_places *all, int64_t submission)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].submission == submission)
			return true;
	return false;
}

static const struct team *
team_for(const struct teams *all, int64_t submission)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].submission == submission)
			return &all->items[i];
	return NULL;
}

/* The teams that the places name, there and at work. */
static enum err
stand_up(struct db *db, int64_t edition, const struct team_places *places, struct teams *all, const char *now)
{
	for (size_t i = 0; i < places->n; i++) {
		const struct team *t = team_for(all, places->items[i].submission);
		struct rows *r;
		enum err e;
		if (t != NULL && t->ended_at == NULL)
			continue;
		if (t != NULL) {
			if ((e = db_exec(db, &team_queries[Q_AGAIN], ARGS(V(t->id)), NULL)) != OK || (e = history_add(db, "team", t->id, "restored", NULL, NULL, NULL)) != OK)
				return e;
			all->items[t - all->items].ended_at = NULL;
			continue;
		}
		if ((e = db_one(db, &team_queries[Q_ADD], ARGS(V(edition), V(places->items[i].submission), V(now)), &r)) != OK)
			return e;
		struct team made = { .id = col_int(r, 0), .edition = edition, .submission = places->items[i].submission };
		PUSH(db_arena(db), all, made);
		if ((e = history_add(db, "team", made.id, "created", NULL, NULL, NULL)) != OK)
			return e;
	}
	return OK;
}

static enum err
place_changed(struct db *db, int64_t team, const struct team_place *p, bool in)
{
	const char *who = arena_printf(db_arena(db), "%lld", (long long)(p->student != NONE ? p->student : p->supervisor));
	return history_add(db, "team", team, "changed", p->student != NONE ? "student" : "supervisor", in ? NULL : who, in ? who : NULL);
}

static enum err
leave(struct db *db, const struct teams *all, const struct team_place *p)
{
	const struct team *t = team_for(all, p->submission);
	BUG_ON(t == NULL);
	enum err e = p->student != NONE ? db_exec(db, &team_queries[Q_STUDENT_OUT], ARGS(V(p->student)), NULL)
	    : db_exec(db, &team_queries[Q_SUPERVISOR_OUT], ARGS(V(t->id), V(p->supervisor)), NULL);
	return e != OK ? e : place_changed(db, t->id, p, false);
}

static enum err
enter(struct db *db, const struct teams *all, const struct team_place *p, const char *now)
{
	const struct team *t = team_for(all, p->submission);
	BUG_ON(t == NULL);
	enum err e = p->student != NONE ? db_exec(db, &team_queries[Q_STUDENT_SEAT], ARGS(V(p->student), V(t->id), V(now)), NULL)
	    : db_exec(db, &team_queries[Q_SUPERVISOR_SEAT], ARGS(V(t->id), V(p->supervisor), V(now)), NULL);
	return e != OK ? e : place_changed(db, t->id, p, true);
}

enum err
team_publish(struct db *db, int64_t edition, const struct team_places *places)
{
	struct teams all;
	struct team_places before;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e;
	if ((e = team_list(db, edition, &all)) != OK || (e = team_published(db, edition, &before)) != OK || (e = stand_up(db, edition, places, &all, now)) != OK)
		return e;
	for (size_t i = 0; i < before.n; i++)
		if (!has_place(places, &before.items[i]) && (e = leave(db, &all, &before.items[i])) != OK)
			return e;
	for (size_t i = 0; i < places->n; i++)
		if (!has_place(&before, &places->items[i]) && (e = enter(db, &all, &places->items[i], now)) != OK)
			return e;
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].ended_at == NULL && !has_team(places, all.items[i].submission)
		    && ((e = db_exec(db, &team_queries[Q_END], ARGS(V(all.items[i].id), V(now)), NULL)) != OK
		        || (e = history_add(db, "team", all.items[i].id, "changed", "ended_at", NULL, now)) != OK))
			return e;
	return OK;
}
