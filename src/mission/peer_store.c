/* Rounds of peer evaluation, and each student's own answer. */
#include "mission/peer.h"
#include "base/date.h"
#include "store/history.h"
#include <math.h>
#include <string.h>

#define ROUND "SELECT id, edition, round, rev, opens_on, closes_on, opened_at, closed_at, released_at, purged_at FROM peer_round WHERE "
enum { Q_ROUNDS, Q_ROUND, Q_ROUND_ADD, Q_ROUND_DAYS, Q_OPEN, Q_CLOSE, Q_ANSWER, Q_MARKS, Q_ANSWER_ADD, Q_ANSWER_SET, Q_MARK_SET, Q_RESULT, Q_RELEASED, Q_COUNTS, Q_DUES };
const struct query peer_queries[] = {
	[Q_ROUNDS] = { "peer_rounds", ROUND "edition = $1 ORDER BY round" },
	[Q_ROUND] = { "peer_round", ROUND "id = $1" },
	[Q_ROUND_ADD] = { "peer_round_add", "INSERT INTO peer_round (edition, round, opens_on, closes_on, rev) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (edition, round) DO NOTHING RETURNING id" },
	[Q_ROUND_DAYS] = { "peer_round_days", "UPDATE peer_round SET opens_on = $3, closes_on = $4, rev = rev + 1 WHERE edition = $1 AND round = $2 AND rev = $5 RETURNING id" },
	[Q_OPEN] = { "peer_round_open", "UPDATE peer_round SET opened_at = $2, closed_at = NULL, closes_on = $3, rev = rev + 1 WHERE id = $1" },
	[Q_CLOSE] = { "peer_round_close", "UPDATE peer_round SET closed_at = $2, rev = rev + 1 WHERE id = $1" },
	[Q_ANSWER] = { "peer_answer", "SELECT id, rev, sent_at FROM peer_answer WHERE round = $1 AND rater = $2" },
	[Q_MARKS] = { "peer_marks", "SELECT member, points, behaviour1, behaviour2, behaviour3, comment FROM peer_mark WHERE answer = $1 ORDER BY member" },
	[Q_ANSWER_ADD] = { "peer_answer_add", "INSERT INTO peer_answer (round, team, rater, sent_at, rev) VALUES ($1, $2, $3, $4, 1) RETURNING id" },
	[Q_ANSWER_SET] = { "peer_answer_set", "UPDATE peer_answer SET team = $2, sent_at = coalesce(sent_at, $3), rev = rev + 1 WHERE id = $1" },
	/* A comment that changed is to be moderated anew. */
	[Q_MARK_SET] = { "peer_mark_set", "INSERT INTO peer_mark (answer, member, points, behaviour1, behaviour2, behaviour3, comment) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (answer, member) DO UPDATE SET points = excluded.points, behaviour1 = excluded.behaviour1, behaviour2 = excluded.behaviour2,"
	    " behaviour3 = excluded.behaviour3, comment = excluded.comment,"
	    " moderated = CASE WHEN coalesce(peer_mark.comment, '') = coalesce(excluded.comment, '') THEN peer_mark.moderated END,"
	    " shown = CASE WHEN coalesce(peer_mark.comment, '') = coalesce(excluded.comment, '') THEN peer_mark.shown END" },
	[Q_RESULT] = { "peer_result", "SELECT x.team, x.raters, x.factor, x.capped, x.behaviour1, x.behaviour2, x.behaviour3, x.self1, x.self2, x.self3 FROM peer_result x"
	    " JOIN peer_round r ON r.id = x.round WHERE x.round = $1 AND x.student = $2 AND r.released_at IS NOT NULL" },
	[Q_RELEASED] = { "peer_released", "SELECT comment FROM peer_comment WHERE round = $1 AND student = $2 ORDER BY position" },
	[Q_COUNTS] = { "peer_counts", "SELECT t.id, (SELECT count(*) FROM team_student x JOIN student p ON p.id = x.student AND p.deleted_at IS NULL WHERE x.team = t.id),"
	    " (SELECT count(*) FROM peer_answer a WHERE a.team = t.id AND a.round = $1 AND a.sent_at IS NOT NULL) FROM team t"
	    " JOIN submission s ON s.id = t.submission WHERE t.edition = $2 AND t.ended_at IS NULL ORDER BY s.number NULLS LAST, t.id" },
	[Q_DUES] = { "peer_dues", "SELECT x.team, p.id, p.person, p.email FROM team_student x JOIN team t ON t.id = x.team JOIN student p ON p.id = x.student"
	    " WHERE t.edition = $2 AND t.ended_at IS NULL AND p.deleted_at IS NULL AND p.email IS NOT NULL AND p.email <> ''"
	    " AND (SELECT count(*) FROM team_student y WHERE y.team = t.id) > 1"
	    " AND NOT EXISTS (SELECT 1 FROM peer_answer a WHERE a.round = $1 AND a.rater = p.id AND a.sent_at IS NOT NULL) ORDER BY x.team, p.id" },
	{ 0 },
};

/* ---- rounds ---------------------------------------------------------------------------------------------------- */

enum round_state
peer_round_state(const struct peer_round *r, struct date today)
{
	struct date on;
	if (r->released_at != NULL)
		return ROUND_RELEASED;
	if (r->closed_at != NULL || (r->closes_on != NULL && date_parse(r->closes_on, &on) && date_cmp(today, on) > 0))
		return ROUND_CLOSED;
	if (r->opened_at != NULL || (r->opens_on != NULL && date_parse(r->opens_on, &on) && date_cmp(today, on) >= 0))
		return ROUND_OPEN;
	return ROUND_AHEAD;
}

static struct peer_round
round_row(struct rows *r)
{
	return (struct peer_round){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7), col_text(r, 8), col_text(r, 9) };
}

enum err
peer_rounds(struct db *db, int64_t edition, struct peer_rounds *out)
{
	struct rows *r;
	*out = (struct peer_rounds){ 0 };
	enum err e = db_query(db, &peer_queries[Q_ROUNDS], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, round_row(r));
	return rows_end(r);
}

enum err
peer_round_get(struct db *db, int64_t id, struct peer_round *out)
{
	struct rows *r;
	enum err e = db_one(db, &peer_queries[Q_ROUND], ARGS(V(id)), &r);
	if (e == OK)
		*out = round_row(r);
	return e;
}

enum err
peer_round_days(struct db *db, int64_t edition, int64_t round, int64_t rev, const char *opens_on, const char *closes_on)
{
	struct rows *r;
	enum err e = rev == NONE || rev == 0 ? db_one(db, &peer_queries[Q_ROUND_ADD], ARGS(V(edition), V(round), V(opens_on), V(closes_on)), &r)
	    : db_one(db, &peer_queries[Q_ROUND_DAYS], ARGS(V(edition), V(round), V(opens_on), V(closes_on), V(rev)), &r);
	if (e == E_NOTFOUND)
		return fail(db_arena(db), E_CONFLICT, "peers: the round changed");
	if (e != OK)
		return e;
	int64_t id = col_int(r, 0);
	e = history_add(db, "peer_round", id, "changed", "opens_on", NULL, opens_on);
	return e == OK ? history_add(db, "peer_round", id, "changed", "closes_on", NULL, closes_on) : e;
}

enum err
peer_round_act(struct db *db, const struct peer_round *r, enum round_act act)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	struct date last;
	bool past = r->closes_on != NULL && date_parse(r->closes_on, &last) && date_cmp(today_brussels(), last) > 0;
	enum err e = act == ROUND_DO_OPEN ? db_exec(db, &peer_queries[Q_OPEN], ARGS(V(r->id), V(now), V(past ? NULL : r->closes_on)), NULL)
	    : db_exec(db, &peer_queries[Q_CLOSE], ARGS(V(r->id), V(now)), NULL);
	return e == OK ? history_add(db, "peer_round", r->id, "changed", act == ROUND_DO_OPEN ? "opened_at" : "closed_at", NULL, now) : e;
}

/* ---- one's own answer -------------------------------------------------------------------------------------------- */

static const struct peer_mark unsaid = { NONE, { NONE, NONE, NONE } };

static struct peer_mark
mark_of(struct rows *r, int at)
{
	return (struct peer_mark){ col_int(r, at), { col_int(r, at + 1), col_int(r, at + 2), col_int(r, at + 3) } };
}

enum err
peer_form_get(struct db *db, const struct peer_round *round, const struct team_seats *members, int64_t rater, struct peer_form *out)
{
	struct rows *r;
	*out = (struct peer_form){ .id = NONE, .me = SIZE_MAX };
	for (size_t i = 0; i < members->n && out->n < PEER_MOST; i++) {
		if (members->items[i].id == rater)
			out->me = out->n;
		out->member[out->n] = members->items[i].id;
		out->mark[out->n++] = unsaid;
	}
	if (out->me == SIZE_MAX)
		return fail(db_arena(db), E_NOTFOUND, "peers: no member of the team");
	enum err e = db_one(db, &peer_queries[Q_ANSWER], ARGS(V(round->id), V(rater)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e != OK)
		return e;
	out->id = col_int(r, 0), out->rev = col_int(r, 1), out->sent_at = col_text(r, 2);
	if ((e = db_query(db, &peer_queries[Q_MARKS], ARGS(V(out->id)), &r)) != OK)
		return e;
	while (rows_next(r))
		for (size_t k = 0; k < out->n; k++)
			if (out->member[k] == col_int(r, 0)) {
				out->mark[k] = mark_of(r, 1);
				out->comment[k] = col_text(r, 5);
			}
	return rows_end(r);
}

/* No row of the history: what one thinks of one's peers stands in one place alone. */
enum err
peer_form_set(struct db *db, const struct peer_round *round, int64_t team, struct peer_form *f, bool sent)
{
	struct rows *r;
	const char *now = sent ? arena_strdup(db_arena(db), now_utc().s) : NULL;
	enum err e;
	if (f->id == NONE) {
		if ((e = db_one(db, &peer_queries[Q_ANSWER_ADD], ARGS(V(round->id), V(team), V(f->member[f->me]), V(now)), &r)) != OK)
			return e;
		f->id = col_int(r, 0);
	} else if ((e = db_exec(db, &peer_queries[Q_ANSWER_SET], ARGS(V(f->id), V(team), V(now)), NULL)) != OK) {
		return e;
	}
	for (size_t k = 0; e == OK && k < f->n; k++) { /* as many as a team has members */
		const struct peer_mark *m = &f->mark[k];
		e = db_exec(db, &peer_queries[Q_MARK_SET], ARGS(V(f->id), V(f->member[k]), V(k == f->me ? NONE : m->points), V(m->behaviour[0]), V(m->behaviour[1]), V(m->behaviour[2]),
		    V(k == f->me ? NULL : f->comment[k])), NULL);
	}
	return e;
}

static double
real_or_nan(struct rows *r, int i)
{
	return col_null(r, i) ? NAN : col_real(r, i);
}

enum err
peer_shown_get(struct db *db, int64_t round, int64_t student, struct peer_shown *out)
{
	struct rows *r;
	enum err e = db_one(db, &peer_queries[Q_RESULT], ARGS(V(round), V(student)), &r);
	if (e != OK)
		return e;
	*out = (struct peer_shown){ .team = col_int(r, 0), .result = { .raters = (size_t)col_int(r, 1), .factor = real_or_nan(r, 2), .capped = real_or_nan(r, 3) } };
	for (int b = 0; b < BEHAVIOURS; b++) {
		out->result.behaviour[b] = real_or_nan(r, 4 + b);
		out->result.self[b] = col_null(r, 7 + b) ? NAN : (double)col_int(r, 7 + b);
	}
	out->result.enough = out->result.raters >= PEER_RATERS_LEAST;
	if ((e = db_query(db, &peer_queries[Q_RELEASED], ARGS(V(round), V(student)), &r)) != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &out->comments, col_text(r, 0));
	return rows_end(r);
}

enum err
peer_counts(struct db *db, const struct peer_round *round, struct peer_counts *out)
{
	struct rows *r;
	*out = (struct peer_counts){ 0 };
	enum err e = db_query(db, &peer_queries[Q_COUNTS], ARGS(V(round->id), V(round->edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct peer_count){ col_int(r, 0), col_int(r, 1), col_int(r, 2) }));
	return rows_end(r);
}

enum err
peer_dues(struct db *db, const struct peer_round *round, struct peer_dues *out)
{
	struct rows *r;
	*out = (struct peer_dues){ 0 };
	enum err e = db_query(db, &peer_queries[Q_DUES], ARGS(V(round->id), V(round->edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct peer_due){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3) }));
	return rows_end(r);
}
