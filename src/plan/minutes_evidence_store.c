/* minutes_evidence_store.c: what bodies make by themselves: approved minutes as evidence, documents adopted by decisions. */
#include "plan/plan_minutes.h"
#include "plan/evidence_store_private.h"
#include <string.h>

enum { Q_LINES, Q_BODY, Q_ADD, Q_LINK, Q_WITHDRAW, Q_ADOPT, Q_UNADOPT, Q_STATE };
const struct query minutes_evidence_queries[] = {
	[Q_LINES] = { "minutes_lines", "SELECT i.indicator, i.body, i.text, l.action, (SELECT min(r.actor) FROM responsibility r WHERE r.revision = v.id AND r.line = l.id"
	    " AND r.actor = CAST($3 AS bigint)), (SELECT min(b.actor) FROM responsibility r JOIN meeting_body b ON b.actor = r.actor AND b.meeting = $1 WHERE r.revision = v.id"
	    " AND r.line = l.id) FROM indicator_line i JOIN revision v ON v.id = i.revision AND v.status = 1 JOIN plan_line l ON l.id = i.line"
	    " WHERE i.kind = 0 AND NOT EXISTS (SELECT 1 FROM evidence_slot s JOIN evidence e ON e.id = s.evidence WHERE s.indicator = i.indicator AND s.unlinked_at IS NULL"
	    " AND e.withdrawn_at IS NULL AND e.deleted_at IS NULL AND (e.meeting = $1 OR (e.effective_on = $2 AND e.body = CAST($3 AS bigint)))) ORDER BY l.id, i.position" },
	[Q_BODY] = { "minutes_body", "SELECT name, long_name FROM actor WHERE id = $1" },
	[Q_ADD] = { "minutes_evidence_add", "INSERT INTO evidence (kind, title, effective_on, visibility, blob_sha, filename, type, body, filed_at, filed_by, validated_at, validated_by,"
	    " adopted_on, adopted_by, adopted_text, adopted_at, meeting, rev) VALUES (0, $1, $2, 1, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11, $12, $13, $14, 1) RETURNING id" },
	[Q_LINK] = { "minutes_evidence_link", "INSERT INTO evidence_slot (evidence, indicator, count, linked_at, linked_by) VALUES ($1, $2, 1, $3, $4)" },
	[Q_WITHDRAW] = { "minutes_evidence_withdraw", "UPDATE evidence SET withdrawn_at = $2, withdrawn_by = $3, rev = rev + 1 WHERE id = $1 AND withdrawn_at IS NULL AND deleted_at IS NULL" },
	[Q_ADOPT] = { "decision_evidence_adopt", "UPDATE evidence SET adopted_on = $2, adopted_by = $3, adopted_text = $4, adopted_at = $5, validated_by = CASE WHEN validated_at IS NULL"
	    " AND (filed_by IS NULL OR filed_by <> $6) THEN CAST($6 AS bigint) ELSE validated_by END, validated_at = COALESCE(validated_at, $5), rev = rev + 1"
	    " WHERE id = $1 AND adopted_at IS NULL AND withdrawn_at IS NULL AND deleted_at IS NULL" },
	[Q_UNADOPT] = { "decision_evidence_unadopt", "UPDATE evidence SET adopted_on = NULL, adopted_by = NULL, adopted_text = NULL, adopted_at = NULL, rev = rev + 1"
	    " WHERE id = $1 AND adopted_on = $2 AND adopted_text = $3" },
	[Q_STATE] = { "decision_evidence_state", "SELECT effective_on FROM evidence WHERE id = $1" },
	{ 0 },
};

struct lines { struct indicator *items; size_t n, cap; };

static bool
among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The lines that these minutes are good for. */
static enum err
find_lines(struct db *db, const struct minutes_filing *f, int body_rank, const int64_t *actions, size_t n, struct lines *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	struct body_names names = { 0 };
	enum err e = OK;
	if (f->body != NONE) {
		if ((e = db_one(db, &minutes_evidence_queries[Q_BODY], ARGS(V(f->body)), &r)) != OK)
			return e;
		names = (struct body_names){ col_text(r, 0), col_text(r, 1) };
	}
	if ((e = db_query(db, &minutes_evidence_queries[Q_LINES], ARGS(V(f->meeting), V(f->held_on), V(f->body)), &r)) != OK)
		return e;
	struct evidence_form form = { .kind = EV_FILE, .title = f->title, .effective = f->held_on, .blob = f->blob, .body = f->body, .number = NONE };
	while (rows_next(r)) {
		struct indicator line = { .id = col_int(r, 0), .kind = IND_MINUTES, .body = col_text(r, 1), .text = col_text(r, 2) };
		struct problems wrong = { 0 };
		bool ours = col_int(r, 4) != NONE || (body_rank == 0 && col_int(r, 5) == NONE);
		if (!among(actions, n, col_int(r, 3)) || (line.body == NULL && !ours))
			continue;
		evidence_slot_check(a, &form, f->body == NONE ? NULL : &names, &line, &wrong);
		if (wrong.n == 0)
			PUSH(a, out, line);
	}
	return rows_end(r);
}

enum err
plan_minutes_file(struct db *db, const struct minutes_filing *f, int body_rank, const int64_t *actions, size_t n, int64_t *evidence)
{
	struct lines lines = { 0 };
	struct rows *r;
	struct isotime now = now_utc();
	bool adopted = f->body != NONE;
	int64_t filed_by = f->prepared_by == f->approved_by ? NONE : f->prepared_by;
	*evidence = NONE;
	enum err e = find_lines(db, f, body_rank, actions, n, &lines);
	if (e != OK || lines.n == 0)
		return e;
	e = db_one(db, &minutes_evidence_queries[Q_ADD], ARGS(V(f->title), V(f->held_on), V(f->blob), V(f->filename), V(f->type), V(f->body), V(now.s), V(filed_by), V(f->approved_by),
	    V(adopted ? f->approved_on : NULL), V(adopted ? f->body : NONE), V(adopted ? f->approved_text : NULL), V(adopted ? (const char *)now.s : NULL), V(f->meeting)), &r);
	if (e != OK)
		return e;
	*evidence = col_int(r, 0);
	e = history_add(db, "evidence", *evidence, "created", NULL, NULL, f->title);
	for (size_t i = 0; e == OK && i < lines.n; i++) {
		e = db_exec(db, &minutes_evidence_queries[Q_LINK], ARGS(V(*evidence), V(lines.items[i].id), V(now.s), V(f->approved_by)), NULL);
		if (e == OK)
			e = history_add(db, "evidence", *evidence, "linked", "slot", NULL, lines.items[i].text);
	}
	return e == OK ? plan_touch(db) : e;
}

enum err
plan_minutes_withdraw(struct db *db, int64_t evidence, int64_t person, const char *reason)
{
	int64_t n;
	enum err e = db_exec(db, &minutes_evidence_queries[Q_WITHDRAW], ARGS(V(evidence), V(now_utc().s), V(person)), &n);
	if (e != OK || n == 0)
		return e;
	e = history_add(db, "evidence", evidence, "withdrawn", NULL, NULL, reason);
	return e == OK ? plan_touch(db) : e;
}

enum err
plan_decision_adopts(struct db *db, int64_t evidence, const struct decided *how)
{
	struct rows *r;
	int64_t n;
	enum err e = db_one(db, &minutes_evidence_queries[Q_STATE], ARGS(V(evidence)), &r);
	if (e != OK)
		return e;
	const char *effective = col_text(r, 0);
	const char *on = strcmp(how->on, effective) < 0 ? effective : how->on; /* a document is not adopted before its own date */
	e = db_exec(db, &minutes_evidence_queries[Q_ADOPT], ARGS(V(evidence), V(on), V(how->body), V(how->text), V(now_utc().s), V(how->person)), &n);
	if (e != OK || n == 0)
		return e;
	e = history_add(db, "evidence", evidence, "adopted", NULL, NULL, how->on);
	return e == OK ? plan_touch(db) : e;
}

enum err
plan_decision_unadopts(struct db *db, int64_t evidence, const struct decided *how)
{
	struct rows *r;
	int64_t n;
	enum err e = db_one(db, &minutes_evidence_queries[Q_STATE], ARGS(V(evidence)), &r);
	if (e != OK)
		return e;
	const char *effective = col_text(r, 0);
	const char *on = strcmp(how->on, effective) < 0 ? effective : how->on;
	e = db_exec(db, &minutes_evidence_queries[Q_UNADOPT], ARGS(V(evidence), V(on), V(how->text)), &n);
	if (e != OK || n == 0)
		return e;
	e = history_add(db, "evidence", evidence, "changed", "adopted", how->on, NULL);
	return e == OK ? plan_touch(db) : e;
}
