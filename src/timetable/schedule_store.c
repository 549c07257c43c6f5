/* The draft of a timetable, its settings, its versions. */
#include "timetable/schedule_store.h"
#include "store/history.h"
#include <stdlib.h>
#include <string.h>

#define HELD "SELECT c.edition, p.submission, t.id, s.number, p.sequence, v.number, c.kind, e.label, s.org_name, s.question, s.town, CASE WHEN c.kind = 'evening' THEN COALESCE(p.place, e.evening_place) ELSE p.place END, p.on_day, p.at, p.start, p.minutes," \
	" p.missing, p.gone FROM schedule c JOIN schedule_version v ON v.schedule = c.id AND v.number = c.version JOIN schedule_published p ON p.version = v.id" \
	" JOIN submission s ON s.id = p.submission JOIN edition e ON e.id = c.edition LEFT JOIN team t ON t.submission = s.id "
#define HELD_ORDER " ORDER BY p.on_day, p.start, s.number NULLS LAST"
const struct query schedule_queries[] = {
	[SQ_OF] = { "schedule_of", "SELECT id, rev, version, step, duration, apart, day_cost, status, conflict, conflict_why, conflict_who, smallest, solved_at FROM schedule"
	    " WHERE edition = $1 AND kind = $2" },
	[SQ_SESSIONS] = { "schedule_sessions", "SELECT s.id, s.number, t.id, s.sector, s.org_name, s.question, s.town, c.name, s.contact_name, s.email, s.lang, s.status, x.on_day, x.start,"
	    " x.missing, x.fixed, x.place, p.on_day, p.start, p.missing, p.gone, p.sequence, p.place FROM submission s LEFT JOIN call_term c ON c.id = s.sector"
	    " LEFT JOIN team t ON t.submission = s.id AND t.ended_at IS NULL LEFT JOIN schedule_session x ON x.schedule = $2 AND x.submission = s.id"
	    " LEFT JOIN schedule_version v ON v.schedule = $2 AND v.number = $3 LEFT JOIN schedule_published p ON p.version = v.id AND p.submission = s.id"
	    " WHERE s.edition = $1 AND s.deleted_at IS NULL ORDER BY s.number NULLS LAST, s.id" },
	[SQ_FREE] = { "schedule_free", "SELECT a.submission, a.slot FROM availability a JOIN submission s ON s.id = a.submission WHERE s.edition = $1 AND a.what = $2 ORDER BY a.submission, a.slot" },
	[SQ_REFUSES] = { "schedule_refuses", "SELECT c.submission FROM commitment c JOIN submission s ON s.id = c.submission WHERE s.edition = $1 AND c.what = $2 AND c.answer = 'no'" },
	[SQ_READERS] = { "schedule_readers", "SELECT r.submission, p.id, p.person, p.name, p.first_name, p.email FROM oral_reader r JOIN supervisor p ON p.id = r.supervisor"
	    " WHERE p.edition = $1 AND p.deleted_at IS NULL" },
	[SQ_SUPERVISORS] = { "schedule_supervisors", "SELECT id, person, number, name, first_name, email FROM supervisor WHERE edition = $1 AND deleted_at IS NULL ORDER BY sort_key, id" },
	[SQ_STUDENTS] = { "schedule_students", "SELECT id, person, number, name, first_name, email FROM student WHERE edition = $1 AND deleted_at IS NULL ORDER BY sort_key, id" },
	[SQ_ADD] = { "schedule_add", "INSERT INTO schedule (edition, kind, step, duration, apart, day_cost, status, smallest, version, rev) VALUES ($1, $2, $3, $4, $5, $6, 'none', 0, 0, 1)"
	    " RETURNING id" },
	[SQ_SETTINGS] = { "schedule_settings", "UPDATE schedule SET step = $2, duration = $3, apart = $4, day_cost = $5, rev = rev + 1 WHERE id = $1 AND rev = $6" },
	[SQ_SOLVED] = { "schedule_solved", "UPDATE schedule SET status = $2, conflict = $3, conflict_why = $4, conflict_who = $5, smallest = $6, solved_at = $7, rev = rev + 1 WHERE id = $1" },
	[SQ_PUT] = { "schedule_put", "INSERT INTO schedule_session (schedule, submission, on_day, start, missing, fixed, place) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (schedule, submission) DO UPDATE SET on_day = excluded.on_day, start = excluded.start, missing = excluded.missing, fixed = excluded.fixed, place = excluded.place" },
	[SQ_TOUCH] = { "schedule_touch", "UPDATE schedule SET rev = rev + 1 WHERE id = $1" },
	[SQ_READER_SET] = { "schedule_reader_set", "INSERT INTO oral_reader (submission, supervisor) VALUES ($1, $2) ON CONFLICT (submission) DO UPDATE SET supervisor = excluded.supervisor" },
	[SQ_READER_DROP] = { "schedule_reader_drop", "DELETE FROM oral_reader WHERE submission = $1" },
	[SQ_VERSION_ADD] = { "schedule_version_add", "INSERT INTO schedule_version (schedule, number, at, person) VALUES ($1, $2, $3, $4) RETURNING id" },
	[SQ_VERSION_SET] = { "schedule_version_set", "UPDATE schedule SET version = $2, rev = rev + 1 WHERE id = $1 AND version = CAST($2 AS bigint) - 1 AND rev = $3" },
	[SQ_PUBLISH] = { "schedule_publish", "INSERT INTO schedule_published (version, submission, on_day, start, minutes, place, missing, gone, sequence, at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[SQ_WHEN] = { "schedule_when", "SELECT p.submission, p.at, p.minutes FROM schedule_published p JOIN schedule_version v ON v.id = p.version WHERE v.schedule = $1 AND v.number = $2" },
	[SQ_HELD] = { "schedule_held", HELD "WHERE c.edition = $1 AND c.kind = $2" HELD_ORDER },
	[SQ_HELD_SUBMISSION] = { "schedule_held_submission", HELD "WHERE p.submission = $1" HELD_ORDER },
	[SQ_HELD_PERSON] = { "schedule_held_person", HELD "WHERE (c.kind = 'evening' AND (c.edition IN (SELECT edition FROM student WHERE person = $1 AND deleted_at IS NULL)"
	    " OR c.edition IN (SELECT edition FROM supervisor WHERE person = $1 AND deleted_at IS NULL))) OR (c.kind <> 'evening' AND (p.submission IN (SELECT y.submission FROM team y"
	    " JOIN team_student x ON x.team = y.id JOIN student q ON q.id = x.student WHERE q.person = $1 AND q.deleted_at IS NULL AND y.ended_at IS NULL) OR p.submission IN"
	    " (SELECT y.submission FROM team y JOIN team_supervisor x ON x.team = y.id JOIN supervisor q ON q.id = x.supervisor WHERE q.person = $1 AND q.deleted_at IS NULL"
	    " AND y.ended_at IS NULL)"
	    " OR (c.kind = 'orals' AND p.submission IN (SELECT o.submission FROM oral_reader o JOIN supervisor q ON q.id = o.supervisor WHERE q.person = $1 AND q.deleted_at IS NULL))))"
	    HELD_ORDER },
	{ 0 },
};

static const char *const statuses[] = { "none", "optimal", "bounded", "infeasible" };
static const char *const commitment_of[SCHED_KINDS] = { "present", "receive", "oral" };

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

static struct sched_days
days_of(enum sched_kind k, const struct edition *e)
{
	if (k == SCHED_EVENING)
		return (struct sched_days){ .day = e->evening_on, .from = e->evening_from, .until = e->evening_until };
	if (k == SCHED_VISITS)
		return (struct sched_days){ .day = e->visits_on, .from = e->visits_from, .until = e->visits_until };
	return (struct sched_days){ .first = e->oral_first_on, .second = e->oral_second_on };
}

static enum err
read_row(struct db *db, struct sched *s, bool *there)
{
	struct rows *r;
	enum err e = db_one(db, &schedule_queries[SQ_OF], ARGS(V(s->edition.id), V(sched_word(s->kind))), &r);
	*there = e == OK;
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	s->id = col_int(r, 0), s->rev = col_int(r, 1), s->version = col_int(r, 2), s->step = (int)col_int(r, 3), s->duration = (int)col_int(r, 4);
	s->apart = col_int(r, 5) == 1, s->day_cost = (int)col_int(r, 6), s->conflict = col_text(r, 8), s->why = col_null(r, 9) ? 0 : (int)col_int(r, 9);
	s->who = col_int(r, 10), s->smallest = col_int(r, 11) == 1, s->solved_at = col_text(r, 12);
	for (int k = 0; k < (int)LEN(statuses); k++)
		if (text_eq(col_text(r, 7), statuses[k]))
			s->status = (enum sched_status)k;
	return OK;
}

static bool
among(const int64_t *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

static enum err
read_sessions(struct db *db, struct sched *s, const int64_t *only, size_t nonly)
{
	struct rows *r;
	enum err e = db_query(db, &schedule_queries[SQ_SESSIONS], ARGS(V(s->edition.id), V(s->id), V(s->version)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		enum status status;
		struct sched_session x = { .submission = col_int(r, 0), .number = col_int(r, 1), .team = col_int(r, 2), .sector = col_int(r, 3), .org_name = col_text(r, 4),
			.question = col_text(r, 5), .town = col_text(r, 6), .sector_name = col_text(r, 7), .contact_name = col_text(r, 8), .email = col_text(r, 9), .lang = col_text(r, 10),
			.on_day = col_text(r, 12), .start = col_null(r, 13) ? -1 : (int)col_int(r, 13), .missing = col_int(r, 14) == 1, .fixed = col_int(r, 15) == 1, .place = col_text(r, 16),
			.was_day = col_text(r, 17), .was_start = col_null(r, 18) ? -1 : (int)col_int(r, 18), .was_missing = col_int(r, 19) == 1, .was_gone = col_int(r, 20) == 1,
			.sequence = col_null(r, 21) ? -1 : col_int(r, 21), .was_place = col_text(r, 22), .slot = -1 };
		x.left = !status_named(col_text(r, 11), &status) || (!status_is_chosen(status) && status != ST_ARCHIVED);
		if (only != NULL) {
			if (!among(only, nonly, x.submission))
				continue;
			x.left = false;
		}
		if (x.left && x.was_day == NULL)
			continue;
		s->chosen += !x.left;
		s->teams += !x.left && x.team != NONE;
		PUSH(db_arena(db), &s->sessions, x);
	}
	return rows_end(r);
}

static struct sched_session *
session_of(struct sched *s, int64_t submission)
{
	for (size_t i = 0; i < s->sessions.n; i++)
		if (s->sessions.items[i].submission == submission)
			return &s->sessions.items[i];
	return NULL;
}

static enum err
read_answers(struct db *db, struct sched *s)
{
	struct rows *r;
	struct sched_session *x;
	const char *what = commitment_of[s->kind];
	enum err e = db_query(db, &schedule_queries[SQ_FREE], ARGS(V(s->edition.id), V(what)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		if ((x = session_of(s, col_int(r, 0))) != NULL)
			PUSH(db_arena(db), &x->ticked, col_text(r, 1));
	if ((e = rows_end(r)) == OK)
		e = db_query(db, &schedule_queries[SQ_REFUSES], ARGS(V(s->edition.id), V(what)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		if ((x = session_of(s, col_int(r, 0))) != NULL)
			x->refuses = true;
	return rows_end(r);
}

static const char *
full_name(struct arena *a, const char *first, const char *name)
{
	return first == NULL ? name : arena_printf(a, "%s %s", first, name);
}

static enum err
seats_of(struct db *db, enum sched_query q, int64_t edition, struct team_seats *out)
{
	struct rows *r;
	*out = (struct team_seats){ 0 };
	enum err e = db_query(db, &schedule_queries[q], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct team_seat_row){ NONE, col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5) }));
	return rows_end(r);
}

enum err
sched_students(struct db *db, int64_t edition, struct team_seats *out)
{
	return seats_of(db, SQ_STUDENTS, edition, out);
}

/* Nobody has to be anywhere but their own team's people; an evening is everybody's. */
static enum err
read_people(struct db *db, struct sched *s)
{
	struct arena *a = db_arena(db);
	struct team_seats all;
	struct rows *r;
	enum err e = seats_of(db, SQ_SUPERVISORS, s->edition.id, &s->supervisors);
	if (e != OK || s->kind == SCHED_EVENING)
		return e;
	if ((e = team_supervisors_all(db, s->edition.id, &all)) != OK)
		return e;
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < s->sessions.n; k++)
			if (s->sessions.items[k].team == all.items[i].team)
				PUSH(a, &s->sessions.items[k].people, ((struct sched_person){ all.items[i].id, all.items[i].person,
				    full_name(a, all.items[i].first_name, all.items[i].name), all.items[i].email, false }));
	if (s->kind != SCHED_ORALS)
		return OK;
	if ((e = db_query(db, &schedule_queries[SQ_READERS], ARGS(V(s->edition.id)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct sched_session *x = session_of(s, col_int(r, 0));
		if (x != NULL)
			PUSH(a, &x->people, ((struct sched_person){ col_int(r, 1), col_int(r, 2), full_name(a, col_text(r, 4), col_text(r, 3)), col_text(r, 5), true }));
	}
	return rows_end(r);
}

enum err
sched_load(struct db *db, int64_t edition, enum sched_kind k, struct sched *s)
{
	return sched_load_for(db, edition, k, NULL, 0, s);
}

enum err
sched_load_for(struct db *db, int64_t edition, enum sched_kind k, const int64_t *only, size_t nonly, struct sched *s)
{
	static const int lengths[SCHED_KINDS] = { 20, SCHED_VISIT, SCHED_ORAL };
	bool there = false;
	*s = (struct sched){ .id = NONE, .kind = k, .duration = lengths[k], .apart = k == SCHED_EVENING, .day_cost = k == SCHED_ORALS ? 3 : 0, .who = NONE };
	enum err e = edition_get(db, edition, &s->edition);
	if (e == OK)
		e = read_row(db, s, &there);
	if (e == OK)
		e = read_sessions(db, s, only, nonly);
	if (e == OK)
		e = read_answers(db, s);
	if (e == OK)
		e = read_people(db, s);
	if (e == OK)
		e = travel_load(db, &s->travel);
	if (e != OK)
		return e;
	struct sched_days d = days_of(k, &s->edition);
	if (!there) {
		s->step = sched_step(k, &d, s->chosen);
		s->duration = k == SCHED_EVENING ? s->step : s->duration;
	}
	sched_slots(db_arena(db), k, &d, s->step, s->duration, &s->slots);
	for (size_t i = 0; i < s->sessions.n; i++)
		for (size_t t = 0; t < s->slots.n && s->sessions.items[i].on_day != NULL; t++)
			if (s->slots.items[t].start == s->sessions.items[i].start && text_eq(s->slots.items[t].day, s->sessions.items[i].on_day))
				s->sessions.items[i].slot = (int)t;
	return OK;
}

/* ---- writing -------------------------------------------------------------------------------------------------------------- */

enum err
sched_keep(struct db *db, struct sched *s)
{
	struct rows *r;
	if (s->id != NONE)
		return OK;
	enum err e = db_one(db, &schedule_queries[SQ_ADD], ARGS(V(s->edition.id), V(sched_word(s->kind)), V(s->step), V(s->duration), V(s->apart), V(s->day_cost)), &r);
	if (e == OK) {
		s->id = col_int(r, 0);
		s->rev = 1;
	}
	return e;
}

enum err
sched_settings(struct db *db, struct sched *s, int64_t rev)
{
	int64_t changed = 0;
	bool fresh = s->id == NONE;
	enum err e = sched_keep(db, s);
	if (e == OK)
		e = db_exec(db, &schedule_queries[SQ_SETTINGS], ARGS(V(s->id), V(s->step), V(s->duration), V(s->apart), V(s->day_cost), V(fresh ? 1 : rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "schedule: rev %lld is no longer", (long long)rev);
	return e == OK ? history_add(db, "edition", s->edition.id, "changed", arena_printf(db_arena(db), "schedule_%s", sched_word(s->kind)), NULL,
	    arena_printf(db_arena(db), "%d/%d", s->step, s->duration)) : e;
}

enum err
sched_put(struct db *db, const struct sched *s, const struct sched_session *x)
{
	struct val start = x->on_day == NULL ? (struct val){ .t = V_NULL } : V(x->start);
	return db_exec(db, &schedule_queries[SQ_PUT], ARGS(V(s->id), V(x->submission), V(x->on_day), start, V(x->missing), V(x->fixed), V(x->place)), NULL);
}

enum err
sched_move(struct db *db, const struct sched *s, const struct sched_session *x, int slot, const char *place, bool fixed)
{
	struct arena *a = db_arena(db);
	struct sched_session to = *x;
	to.on_day = slot < 0 ? NULL : s->slots.items[slot].day;
	to.start = slot < 0 ? -1 : s->slots.items[slot].start;
	to.fixed = fixed && slot >= 0;
	to.missing = x->missing && slot >= 0;
	to.place = text_blank(place) ? NULL : place;
	enum err e = sched_put(db, s, &to);
	if (e == OK)
		e = db_exec(db, &schedule_queries[SQ_TOUCH], ARGS(V(s->id)), NULL);
	return e == OK ? history_add(db, "submission", x->submission, "changed", arena_printf(a, "schedule_%s", sched_word(s->kind)),
	    x->on_day == NULL ? NULL : sched_slot_word(a, x->on_day, x->start), to.on_day == NULL ? NULL : sched_slot_word(a, to.on_day, to.start)) : e;
}

enum err
sched_reader_set(struct db *db, int64_t submission, int64_t supervisor)
{
	enum err e = supervisor == NONE ? db_exec(db, &schedule_queries[SQ_READER_DROP], ARGS(V(submission)), NULL)
	                                : db_exec(db, &schedule_queries[SQ_READER_SET], ARGS(V(submission), V(supervisor)), NULL);
	return e == OK ? history_add(db, "submission", submission, "changed", "oral_reader", NULL, supervisor == NONE ? NULL : arena_printf(db_arena(db), "%lld", (long long)supervisor)) : e;
}

enum err
sched_solved(struct db *db, const struct sched *s)
{
	struct val who = s->who == NONE ? (struct val){ .t = V_NULL } : V(s->who);
	enum err e = db_exec(db, &schedule_queries[SQ_SOLVED], ARGS(V(s->id), V(statuses[s->status]), V(s->conflict), V(s->why), who, V(s->smallest), V((const char *)now_utc().s)), NULL);
	return e == OK ? history_add(db, "edition", s->edition.id, "changed", arena_printf(db_arena(db), "schedule_%s", sched_word(s->kind)), NULL, statuses[s->status]) : e;
}

/* ---- what is published ---------------------------------------------------------------------------------------------------- */

static enum err
helds(struct db *db, enum sched_query q, struct args args, struct sched_helds *out)
{
	struct rows *r;
	*out = (struct sched_helds){ 0 };
	enum err e = db_query(db, &schedule_queries[q], args, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct sched_held h = { .edition = col_int(r, 0), .submission = col_int(r, 1), .team = col_int(r, 2), .number = col_int(r, 3), .sequence = col_int(r, 4),
			.version = col_int(r, 5), .edition_label = col_text(r, 7), .org_name = col_text(r, 8), .question = col_text(r, 9), .town = col_text(r, 10), .place = col_text(r, 11),
			.on_day = col_text(r, 12), .at = col_text(r, 13), .start = (int)col_int(r, 14), .minutes = (int)col_int(r, 15), .missing = col_int(r, 16) == 1,
			.gone = col_int(r, 17) == 1 };
		bool known = sched_named(col_text(r, 6), &h.kind);
		BUG_ON(!known);
		PUSH(db_arena(db), out, h);
	}
	return rows_end(r);
}

enum err
sched_published(struct db *db, int64_t edition, enum sched_kind k, struct sched_helds *out)
{
	return helds(db, SQ_HELD, ARGS(V(edition), V(sched_word(k))), out);
}

enum err
sched_of_submission(struct db *db, int64_t submission, struct sched_helds *out)
{
	return helds(db, SQ_HELD_SUBMISSION, ARGS(V(submission)), out);
}

enum err
sched_of_person(struct db *db, int64_t person, struct sched_helds *out)
{
	return helds(db, SQ_HELD_PERSON, ARGS(V(person)), out);
}
