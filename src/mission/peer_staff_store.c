/* Peer evaluation as the coordination answers for it: moderation, release, who opened the raw answers, and their end. */
#include "mission/peer.h"
#include "base/date.h"
#include "base/secret.h"
#include "base/text.h"
#include "store/history.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { Q_COMMENTS, Q_MODERATE, Q_WAITING, Q_ANSWERS, Q_MARKS, Q_RESULT_DROP, Q_COMMENT_DROP, Q_RESULT, Q_COMMENT, Q_RELEASE, Q_LOOK, Q_LOOKS, Q_OLD, Q_PURGE_MARKS, Q_PURGE_ANSWERS, Q_PURGED };
const struct query peer_staff_queries[] = {
	[Q_COMMENTS] = { "peer_comments", "SELECT a.team, a.id, m.member, p.name, p.first_name, m.comment, m.moderated, m.shown FROM peer_mark m JOIN peer_answer a ON a.id = m.answer"
	    " JOIN student p ON p.id = m.member WHERE a.round = $1 AND a.sent_at IS NOT NULL AND m.comment IS NOT NULL AND m.comment <> '' ORDER BY a.team, p.sort_key, p.id, a.id" },
	[Q_MODERATE] = { "peer_moderate", "UPDATE peer_mark SET moderated = $4, shown = $5, moderated_by = $6 WHERE answer = $2 AND member = $3"
	    " AND EXISTS (SELECT 1 FROM peer_answer a WHERE a.id = $2 AND a.round = $1)" },
	[Q_WAITING] = { "peer_waiting", "SELECT count(*) FROM peer_mark m JOIN peer_answer a ON a.id = m.answer WHERE a.round = $1 AND a.sent_at IS NOT NULL"
	    " AND m.comment IS NOT NULL AND m.comment <> '' AND m.moderated IS NULL" },
	[Q_ANSWERS] = { "peer_answers", "SELECT id, team, rater FROM peer_answer WHERE round = $1 AND sent_at IS NOT NULL ORDER BY team, id" },
	[Q_MARKS] = { "peer_all_marks", "SELECT m.answer, m.member, m.points, m.behaviour1, m.behaviour2, m.behaviour3, m.comment FROM peer_mark m JOIN peer_answer a ON a.id = m.answer"
	    " WHERE a.round = $1 AND a.sent_at IS NOT NULL ORDER BY m.answer, m.member" },
	[Q_RESULT_DROP] = { "peer_result_drop", "DELETE FROM peer_result WHERE round = $1" },
	[Q_COMMENT_DROP] = { "peer_comment_drop", "DELETE FROM peer_comment WHERE round = $1" },
	[Q_RESULT] = { "peer_result_add", "INSERT INTO peer_result (round, student, team, raters, factor, capped, behaviour1, behaviour2, behaviour3, self1, self2, self3)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" },
	[Q_COMMENT] = { "peer_comment_add", "INSERT INTO peer_comment (round, student, position, comment) VALUES ($1, $2, $3, $4)" },
	[Q_RELEASE] = { "peer_release", "UPDATE peer_round SET released_at = $2, closed_at = coalesce(closed_at, $2), rev = rev + 1 WHERE id = $1" },
	[Q_LOOK] = { "peer_look_add", "INSERT INTO peer_look (round, team, person, at, reason) VALUES ($1, $2, $3, $4, $5)" },
	[Q_LOOKS] = { "peer_looks", "SELECT l.at, p.name, l.reason, l.person FROM peer_look l LEFT JOIN person p ON p.id = l.person WHERE l.round = $1 AND l.team = $2 ORDER BY l.id DESC" },
	[Q_OLD] = { "peer_old", "SELECT r.id, (SELECT count(*) FROM peer_answer a WHERE a.round = r.id) FROM peer_round r WHERE r.purged_at IS NULL"
	    " AND coalesce(r.released_at, r.closed_at, r.closes_on) < $1 ORDER BY r.id" },
	[Q_PURGE_MARKS] = { "peer_purge_marks", "DELETE FROM peer_mark WHERE answer IN (SELECT id FROM peer_answer WHERE round = $1)" },
	[Q_PURGE_ANSWERS] = { "peer_purge_answers", "DELETE FROM peer_answer WHERE round = $1" },
	[Q_PURGED] = { "peer_purged", "UPDATE peer_round SET purged_at = $2, rev = rev + 1 WHERE id = $1" },
	{ 0 },
};

/* ---- comments --------------------------------------------------------------------------------------------------- */

/* By what they say, digested: an order that comes from no hand. */
static int
unordered(const void *x, const void *y)
{
	const struct peer_comment *a = x, *b = y;
	if (a->team != b->team)
		return a->team < b->team ? -1 : 1;
	if (a->member != b->member)
		return a->member < b->member ? -1 : 1;
	return strcmp(digest_str(a->comment).s, digest_str(b->comment).s);
}

enum err
peer_comments(struct db *db, int64_t round, struct peer_comments *out)
{
	struct rows *r;
	*out = (struct peer_comments){ 0 };
	enum err e = db_query(db, &peer_staff_queries[Q_COMMENTS], ARGS(V(round)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		const char *first = col_text(r, 4), *name = col_text(r, 3);
		struct peer_comment c = { col_int(r, 0), col_int(r, 1), col_int(r, 2), first == NULL ? name : arena_printf(db_arena(db), "%s %s", first, name), col_text(r, 5),
			col_text(r, 6), col_text(r, 7) };
		PUSH(db_arena(db), out, c);
	}
	if ((e = rows_end(r)) == OK && out->n > 0)
		qsort(out->items, out->n, sizeof *out->items, unordered);
	return e;
}

enum err
peer_moderate(struct db *db, int64_t round, int64_t answer, int64_t member, const char *verdict, const char *shown, int64_t person)
{
	int64_t n;
	enum err e = db_exec(db, &peer_staff_queries[Q_MODERATE], ARGS(V(round), V(answer), V(member), V(verdict), V(shown), V(person)), &n);
	return e == OK && n == 0 ? fail(db_arena(db), E_NOTFOUND, "peers: no such comment") : e;
}

/* ---- all that was answered ---------------------------------------------------------------------------------------- */

struct answer_row { int64_t id, team, rater; };
struct answers { struct answer_row *items; size_t n, cap; };
struct mark_row { int64_t answer, member; struct peer_mark mark; const char *comment; };
struct marks { struct mark_row *items; size_t n, cap; };
struct old_round { int64_t id, answers; };
struct old_rounds { struct old_round *items; size_t n, cap; };

static enum err
load(struct db *db, int64_t round, struct answers *answers, struct marks *marks)
{
	struct rows *r;
	enum err e = db_query(db, &peer_staff_queries[Q_ANSWERS], ARGS(V(round)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), answers, ((struct answer_row){ col_int(r, 0), col_int(r, 1), col_int(r, 2) }));
	if ((e = rows_end(r)) != OK || (e = db_query(db, &peer_staff_queries[Q_MARKS], ARGS(V(round)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct mark_row m = { .answer = col_int(r, 0), .member = col_int(r, 1),
			.mark = { col_int(r, 2), { col_int(r, 3), col_int(r, 4), col_int(r, 5) } }, .comment = col_text(r, 6) };
		PUSH(db_arena(db), marks, m);
	}
	return rows_end(r);
}

static size_t
seat_of(const struct team_seats *s, int64_t student)
{
	size_t i = 0;
	while (i < s->n && s->items[i].id != student)
		i++;
	return i;
}

/* An answer counts when it is whole for the team as it sits: a member who came since was not answered for. */
static void
fill(struct arena *a, struct peer_raw *raw, const struct answers *answers, const struct marks *marks)
{
	size_t n = raw->members.n;
	struct peer_mark *mark = ARENA_ARRAY(a, struct peer_mark, n * n + 1);
	bool *answered = ARENA_ARRAY(a, bool, n + 1);
	raw->comment = ARENA_ARRAY(a, const char *, n * n + 1);
	for (size_t k = 0; k < n * n; k++)
		mark[k] = (struct peer_mark){ NONE, { NONE, NONE, NONE } };
	for (size_t i = 0; i < answers->n; i++) {
		size_t rater = seat_of(&raw->members, answers->items[i].rater), said = 0;
		if (rater == n)
			continue;
		for (size_t k = 0; k < marks->n; k++) {
			size_t member = seat_of(&raw->members, marks->items[k].member);
			if (marks->items[k].answer != answers->items[i].id || member == n)
				continue;
			mark[rater * n + member] = marks->items[k].mark;
			raw->comment[rater * n + member] = marks->items[k].comment;
			said++;
		}
		answered[rater] = said == n;
	}
	raw->judged = (struct peer_team){ n, mark, answered };
}

enum err
peer_raw(struct db *db, const struct peer_round *r, const struct peer_settings *s, struct peer_raws *out)
{
	struct arena *a = db_arena(db);
	struct teams teams;
	struct team_seats seats;
	struct answers answers = { 0 };
	struct marks marks = { 0 };
	*out = (struct peer_raws){ 0 };
	enum err e = team_list(db, r->edition, &teams);
	if (e == OK)
		e = team_students_all(db, r->edition, &seats);
	if (e == OK)
		e = load(db, r->id, &answers, &marks);
	for (size_t t = 0; e == OK && t < teams.n; t++) {
		struct peer_raw raw = { .team = teams.items[t].id };
		for (size_t i = 0; i < seats.n && raw.members.n < PEER_MOST; i++)
			if (seats.items[i].team == raw.team)
				PUSH(a, &raw.members, seats.items[i]);
		fill(a, &raw, &answers, &marks);
		raw.results = ARENA_ARRAY(a, struct peer_result, raw.members.n + 1);
		peer_judge(a, &raw.judged, s, raw.results, &raw.flags);
		PUSH(a, out, raw);
	}
	return e;
}

/* ---- release --------------------------------------------------------------------------------------------------------- */

static struct val
v_real_or_null(double x)
{
	return isnan(x) ? v_int(NONE) : v_real(x);
}

static enum err
release_team(struct db *db, const struct peer_round *r, const struct peer_raw *raw)
{
	enum err e = OK;
	size_t answered = 0;
	for (size_t i = 0; i < raw->members.n; i++)
		answered += raw->judged.answered[i];
	for (size_t i = 0; e == OK && answered > 0 && i < raw->members.n; i++) { /* one row a student: results are written, not read */
		const struct peer_result *x = &raw->results[i];
		e = db_exec(db, &peer_staff_queries[Q_RESULT], ARGS(V(r->id), V(raw->members.items[i].id), V(raw->team), V((int64_t)x->raters), v_real_or_null(x->factor),
		    v_real_or_null(x->capped), v_real_or_null(x->behaviour[0]), v_real_or_null(x->behaviour[1]), v_real_or_null(x->behaviour[2]),
		    v_int(isnan(x->self[0]) ? NONE : (int64_t)x->self[0]), v_int(isnan(x->self[1]) ? NONE : (int64_t)x->self[1]), v_int(isnan(x->self[2]) ? NONE : (int64_t)x->self[2])), NULL);
	}
	return e;
}

/* A member with fewer raters than an average needs gets no comment either: two hands are soon told apart. */
static bool
may_read(const struct peer_raws *all, int64_t member)
{
	for (size_t t = 0; t < all->n; t++) {
		size_t i = seat_of(&all->items[t].members, member);
		if (i < all->items[t].members.n)
			return all->items[t].results[i].enough;
	}
	return false;
}

static enum err
release_comments(struct db *db, const struct peer_round *r, const struct peer_raws *all)
{
	struct peer_comments comments;
	enum err e = peer_comments(db, r->id, &comments);
	for (size_t i = 0; e == OK && i < comments.n; i++) {
		const struct peer_comment *c = &comments.items[i];
		const char *text = text_eq(c->verdict, "changed") ? c->shown : c->comment;
		if (text_eq(c->verdict, "hidden") || text_blank(text) || !may_read(all, c->member))
			continue;
		e = db_exec(db, &peer_staff_queries[Q_COMMENT], ARGS(V(r->id), V(c->member), V((int64_t)i), V(text)), NULL);
	}
	return e;
}

enum err
peer_release(struct db *db, const struct peer_round *r, const struct peer_settings *s)
{
	struct rows *rows;
	struct peer_raws all;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_one(db, &peer_staff_queries[Q_WAITING], ARGS(V(r->id)), &rows);
	if (e != OK)
		return e;
	if (col_int(rows, 0) > 0 || r->purged_at != NULL || peer_round_state(r, today_brussels()) < ROUND_CLOSED)
		return fail(db_arena(db), E_CONFLICT, "peers: not ready to be released");
	if ((e = peer_raw(db, r, s, &all)) != OK || (e = db_exec(db, &peer_staff_queries[Q_RESULT_DROP], ARGS(V(r->id)), NULL)) != OK
	    || (e = db_exec(db, &peer_staff_queries[Q_COMMENT_DROP], ARGS(V(r->id)), NULL)) != OK)
		return e;
	for (size_t t = 0; e == OK && t < all.n; t++)
		e = release_team(db, r, &all.items[t]);
	if (e == OK)
		e = release_comments(db, r, &all);
	if (e == OK)
		e = db_exec(db, &peer_staff_queries[Q_RELEASE], ARGS(V(r->id), V(now)), NULL);
	return e == OK ? history_add(db, "peer_round", r->id, "changed", "released_at", NULL, now) : e;
}

/* ---- who looked, and the end -------------------------------------------------------------------------------------------- */

enum err
peer_look_add(struct db *db, int64_t round, int64_t team, int64_t person, const char *reason)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_exec(db, &peer_staff_queries[Q_LOOK], ARGS(V(round), V(team), V(person), V(now), V(reason)), NULL);
	return e == OK ? history_add(db, "peer_round", round, "looked", "team", NULL, arena_printf(db_arena(db), "%lld", (long long)team)) : e;
}

enum err
peer_looks(struct db *db, int64_t round, int64_t team, struct peer_looks *out)
{
	struct rows *r;
	*out = (struct peer_looks){ 0 };
	enum err e = db_query(db, &peer_staff_queries[Q_LOOKS], ARGS(V(round), V(team)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct peer_look){ col_text(r, 0), col_text(r, 1), col_text(r, 2), col_int(r, 3) }));
	return rows_end(r);
}

enum err
peer_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	struct old_rounds old = { 0 };
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	struct rows *r;
	enum err e = db_query(db, &peer_staff_queries[Q_OLD], ARGS(V(before)), &r);
	if (e != OK)
		return e;
	*n = 0;
	while (rows_next(r)) {
		struct old_round o = { col_int(r, 0), col_int(r, 1) };
		PUSH(db_arena(db), &old, o);
		*n += o.answers;
	}
	e = rows_end(r);
	for (size_t i = 0; e == OK && !look && i < old.n; i++)
		if ((e = db_exec(db, &peer_staff_queries[Q_PURGE_MARKS], ARGS(V(old.items[i].id)), NULL)) == OK
		    && (e = db_exec(db, &peer_staff_queries[Q_PURGE_ANSWERS], ARGS(V(old.items[i].id)), NULL)) == OK)
			e = db_exec(db, &peer_staff_queries[Q_PURGED], ARGS(V(old.items[i].id), V(now)), NULL);
	return e;
}
