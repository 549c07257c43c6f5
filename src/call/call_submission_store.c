/* Commissions: rows, moves, commitments. */
#include "call/call_store.h"
#include "jobs/jobs.h"
#include "store/history.h"
#include <string.h>

enum { Q_MOVE, Q_MOVE_ADD, Q_TRIAGE_ADD, Q_TRIAGE, Q_TRIAGE_MOVES, Q_MOVES, Q_NUMBER, Q_COMMITMENTS, Q_SLOTS, Q_COMMITMENTS_DROP, Q_SLOTS_DROP, Q_COMMITMENT_ADD, Q_SLOT_ADD,
	Q_OLD_COUNT, Q_OLD_FILES, Q_OLD_MOVES, Q_OLD_MAILS, Q_OLD };
#define OLD_DRAFTS "FROM submission WHERE status IN ('draft', 'pending') AND updated_at < $1"
const struct query submission_queries[] = {
	[Q_MOVE] = { "submission_move", "UPDATE submission SET status = $1, status_at = $2, updated_at = $2, number = $3, rev = rev + 1"
	    " WHERE id = $4 AND status = $5 AND deleted_at IS NULL RETURNING rev" },
	[Q_MOVE_ADD] = { "submission_move_add", "INSERT INTO submission_move (submission, from_status, to_status, at, person, by_sponsor, reason, triage)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[Q_TRIAGE_ADD] = { "triage_add", "INSERT INTO triage (edition) VALUES ($1) RETURNING id" },
	[Q_TRIAGE] = { "triage", "SELECT (SELECT count(*) FROM submission_move m WHERE m.triage = t.id) FROM triage t WHERE t.id = $1 AND t.edition = $2" },
	[Q_TRIAGE_MOVES] = { "triage_moves", "SELECT m.submission, m.from_status FROM submission_move m WHERE m.triage = $1"
	    " AND NOT EXISTS (SELECT 1 FROM submission_move later WHERE later.submission = m.submission AND later.id > m.id) ORDER BY m.id" },
	[Q_MOVES] = { "submission_moves", "SELECT m.from_status, m.to_status, m.at, p.name, m.reason, m.by_sponsor FROM submission_move m"
	    " LEFT JOIN person p ON p.id = m.person WHERE m.submission = $1 ORDER BY m.id" },
	[Q_NUMBER] = { "submission_number", "SELECT coalesce(max(number), 0) + 1 FROM submission WHERE edition = $1" },
	[Q_COMMITMENTS] = { "commitments", "SELECT what, answer, note FROM commitment WHERE submission = $1" },
	[Q_SLOTS] = { "availability", "SELECT what, slot FROM availability WHERE submission = $1 ORDER BY slot" },
	[Q_COMMITMENTS_DROP] = { "commitments_drop", "DELETE FROM commitment WHERE submission = $1" },
	[Q_SLOTS_DROP] = { "availability_drop", "DELETE FROM availability WHERE submission = $1" },
	[Q_COMMITMENT_ADD] = { "commitment_add", "INSERT INTO commitment (submission, what, answer, note) VALUES ($1, $2, $3, $4)" },
	[Q_SLOT_ADD] = { "availability_add", "INSERT INTO availability (submission, what, slot) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING" },
	[Q_OLD_COUNT] = { "drafts_old_count", "SELECT count(*) " OLD_DRAFTS },
	[Q_OLD_FILES] = { "drafts_old_files", "DELETE FROM attachment WHERE submission IN (SELECT id " OLD_DRAFTS ")" },
	[Q_OLD_MOVES] = { "drafts_old_moves", "DELETE FROM submission_move WHERE submission IN (SELECT id " OLD_DRAFTS ")" },
	[Q_OLD_MAILS] = { "drafts_old_mails", "DELETE FROM submission_mail WHERE submission IN (SELECT id " OLD_DRAFTS ")" },
	[Q_OLD] = { "drafts_old", "DELETE " OLD_DRAFTS },
	{ 0 },
};

const char *const commitment_words[COMMITMENTS] = { "present", "receive", "orient", "read", "oral" };

static bool
seen(void *arg, const void *row)
{
	(void)arg;
	return status_is_seen(submission_status(row));
}

enum err
submission_list(struct db *db, int64_t edition, struct submissions *out)
{
	struct entity_rows rows;
	struct entity_query q = { .sort = "number", .keep = seen };
	entity_where(db_arena(db), &submission_entity, &q, "edition", arena_printf(db_arena(db), "%lld", (long long)edition));
	enum err e = call_load(db, &submission_entity, &q, &rows);
	*out = (struct submissions){ .items = rows.rows, .n = rows.n, .cap = rows.n };
	return e;
}

enum err
submission_get(struct db *db, int64_t id, struct submission *out)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_rows rows;
	enum err e = entity_get(&v, &submission_entity, id, &rows);
	if (e == OK)
		*out = *(const struct submission *)rows.rows;
	return e;
}

enum status
submission_status(const struct submission *s)
{
	enum status out = ST_DRAFT;
	bool known = status_named(s->status, &out);
	BUG_ON(!known);
	return out;
}

char *
submission_reference(struct arena *a, const struct edition *e, const struct submission *s)
{
	return s->number == NONE ? arena_strdup(a, "") : arena_printf(a, "%s/%03lld", e->label, (long long)s->number);
}

enum err
call_drafts_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	struct rows *r;
	if (look) {
		enum err e = db_one(db, &submission_queries[Q_OLD_COUNT], ARGS(V(before)), &r);
		*n = e == OK ? col_int(r, 0) : 0;
		return e;
	}
	enum err e = OK;
	for (int q = Q_OLD_FILES; e == OK && q <= Q_OLD; q++)
		e = db_exec(db, &submission_queries[q], ARGS(V(before)), n);
	return e;
}

/* ---- moves ----------------------------------------------------------------------------------------------- */

enum err
submission_move(struct db *db, struct submission *s, enum status to, const struct moved *how)
{
	struct arena *a = db_arena(db);
	enum status from = submission_status(s);
	const struct move *m = how->move;
	struct isotime now = now_utc();
	struct rows *r;
	enum err e = OK;
	if (m == NULL || m->from != from || m->to != to)
		return fail(a, E_FORBIDDEN, "commission %lld: no move from %s to %s", (long long)s->id, s->status, status_word(to));
	if (m->reason && text_blank(how->reason))
		return fail(a, E_INVALID, "commission %lld: a move to %s has a reason", (long long)s->id, status_word(to));
	int64_t number = s->number;
	if (number == NONE && to != ST_WITHDRAWN) {
		if ((e = db_one(db, &submission_queries[Q_NUMBER], ARGS(V(s->edition)), &r)) != OK)
			return e;
		number = col_int(r, 0);
	}
	e = db_one(db, &submission_queries[Q_MOVE], ARGS(V(status_word(to)), V(now.s), V(number), V(s->id), V(status_word(from))), &r);
	if (e == E_NOTFOUND)
		return fail(a, E_CONFLICT, "commission %lld: moved meanwhile", (long long)s->id);
	if (e == OK)
		s->rev = col_int(r, 0);
	if (e == OK)
		e = db_exec(db, &submission_queries[Q_MOVE_ADD], ARGS(V(s->id), V(status_word(from)), V(status_word(to)), V(now.s), V(how->person),
		    V(m->by == BY_SPONSOR), V(how->reason), V(how->triage == 0 ? NONE : how->triage)), NULL);
	if (e != OK)
		return e;
	if (status_is_chosen(from) && !status_is_chosen(to) && to != ST_ARCHIVED /* students may have ranked it */
	    && (e = job_queue(db, "ranking_again", arena_printf(a, "{\"edition\": %lld}", (long long)s->edition), NULL, 0)) != OK)
		return e;
	s->status = status_word(to);
	s->status_at = s->updated_at = arena_strdup(a, now.s);
	s->number = number;
	return history_add(db, "submission", s->id, "changed", "status", status_name(from), status_name(to));
}

enum err
submission_moves(struct db *db, int64_t submission, struct move_rows *out)
{
	struct rows *r;
	*out = (struct move_rows){ 0 };
	enum err e = db_query(db, &submission_queries[Q_MOVES], ARGS(V(submission)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct move_row m = { col_text(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_int(r, 5) == 1 };
		PUSH(db_arena(db), out, m);
	}
	return rows_end(r);
}

enum err
triage_begin(struct db *db, int64_t edition, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &submission_queries[Q_TRIAGE_ADD], ARGS(V(edition)), &r);
	if (e == OK)
		*id = col_int(r, 0);
	return e;
}

enum err
triage_standing(struct db *db, int64_t edition, int64_t id, struct triage_moves *out)
{
	struct rows *r;
	*out = (struct triage_moves){ 0 };
	enum err e = db_one(db, &submission_queries[Q_TRIAGE], ARGS(V(id), V(edition)), &r);
	if (e != OK)
		return e;
	out->all = col_int(r, 0);
	if ((e = db_query(db, &submission_queries[Q_TRIAGE_MOVES], ARGS(V(id)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct triage_move m = { col_int(r, 0), col_text(r, 1) };
		PUSH(db_arena(db), out, m);
	}
	return rows_end(r);
}

/* ---- commitments ----------------------------------------------------------------------------------------- */

static int
commitment_of(const char *what)
{
	for (int i = 0; i < COMMITMENTS; i++)
		if (text_eq(commitment_words[i], what))
			return i;
	return -1;
}

enum err
commitments_get(struct db *db, int64_t submission, struct commitments *out)
{
	struct rows *r;
	int i;
	*out = (struct commitments){ 0 };
	enum err e = db_query(db, &submission_queries[Q_COMMITMENTS], ARGS(V(submission)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		if ((i = commitment_of(col_text(r, 0))) >= 0) {
			out->answer[i] = col_text(r, 1);
			out->note[i] = col_text(r, 2);
		}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &submission_queries[Q_SLOTS], ARGS(V(submission)), &r)) != OK)
		return e;
	while (rows_next(r))
		if ((i = commitment_of(col_text(r, 0))) >= 0)
			PUSH(db_arena(db), &out->slots[i], col_text(r, 1));
	return rows_end(r);
}

/* For the history: "present yes 16:00 16:30; receive no". */
static const char *
commitments_line(struct arena *a, const struct commitments *c)
{
	struct buf b = buf_new(a, KIB(16));
	for (int i = 0; i < COMMITMENTS; i++) {
		if (c->answer[i] == NULL)
			continue;
		buf_printf(&b, "%s%s %s", b.len == 0 ? "" : "; ", commitment_words[i], c->answer[i]);
		for (size_t k = 0; k < c->slots[i].n; k++)
			buf_printf(&b, " %s", c->slots[i].items[k]);
		if (c->note[i] != NULL)
			buf_printf(&b, " (%s)", c->note[i]);
	}
	return b.len == 0 ? NULL : buf_str(&b);
}

enum err
commitments_set(struct db *db, int64_t submission, const struct commitments *c)
{
	struct commitments was;
	enum err e = commitments_get(db, submission, &was);
	if (e == OK)
		e = db_exec(db, &submission_queries[Q_SLOTS_DROP], ARGS(V(submission)), NULL);
	if (e == OK)
		e = db_exec(db, &submission_queries[Q_COMMITMENTS_DROP], ARGS(V(submission)), NULL);
	for (int i = 0; e == OK && i < COMMITMENTS; i++) {
		if (c->answer[i] != NULL)
			e = db_exec(db, &submission_queries[Q_COMMITMENT_ADD], ARGS(V(submission), V(commitment_words[i]), V(c->answer[i]), V(c->note[i])), NULL);
		for (size_t k = 0; e == OK && k < c->slots[i].n; k++)
			e = db_exec(db, &submission_queries[Q_SLOT_ADD], ARGS(V(submission), V(commitment_words[i]), V(c->slots[i].items[k])), NULL);
	}
	const char *before = commitments_line(db_arena(db), &was), *after = commitments_line(db_arena(db), c);
	return e != OK || text_eq(before, after) ? e : history_add(db, "submission", submission, "changed", "commitments", before, after);
}
