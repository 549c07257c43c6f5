/* Drafts: begun, typed, saved, with their documents; what past commissions may be shown. */
#include "call/call_store.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>
#include <unistd.h>

enum { Q_TYPED_SET, Q_TYPED_DROP, Q_TYPED_GET, Q_TOUCH, Q_SENT, Q_CONFIRMED, Q_RECONFIRMED, Q_FILES, Q_FILE, Q_FILE_COUNT, Q_FILE_ADD, Q_FILE_REMOVE, Q_OF_EMAIL, Q_PAST };
const struct query form_queries[] = {
	[Q_TYPED_SET] = { "typed_set", "INSERT INTO submission_typed (submission, step, typed, at) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (submission, step) DO UPDATE SET typed = excluded.typed, at = excluded.at" },
	[Q_TYPED_DROP] = { "typed_drop", "DELETE FROM submission_typed WHERE submission = $1 AND step = $2" },
	[Q_TYPED_GET] = { "typed_get", "SELECT typed FROM submission_typed WHERE submission = $1 AND step = $2" },
	[Q_TOUCH] = { "submission_touch", "UPDATE submission SET updated_at = $1 WHERE id = $2" },
	[Q_SENT] = { "submission_sent", "UPDATE submission SET sent_at = $1, rev = rev + 1 WHERE id = $2 RETURNING rev" },
	[Q_CONFIRMED] = { "submission_confirmed", "UPDATE submission SET confirmed_at = $1, rev = rev + 1 WHERE id = $2 RETURNING rev" },
	[Q_RECONFIRMED] = { "submission_reconfirmed", "UPDATE submission SET reconfirmed_at = $1, rev = rev + 1 WHERE id = $2 RETURNING rev" },
	[Q_FILES] = { "attachment_list", "SELECT id, submission, size, blob_sha, filename, type, added_at FROM attachment"
	    " WHERE submission = $1 AND deleted_at IS NULL ORDER BY id" },
	[Q_FILE] = { "attachment_get", "SELECT id, submission, size, blob_sha, filename, type, added_at FROM attachment"
	    " WHERE submission = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_FILE_COUNT] = { "attachment_count", "SELECT count(*), count(*) FILTER (WHERE blob_sha = $2) FROM attachment WHERE submission = $1 AND deleted_at IS NULL" },
	[Q_FILE_ADD] = { "attachment_add", "INSERT INTO attachment (submission, blob_sha, filename, type, size, added_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" },
	[Q_FILE_REMOVE] = { "attachment_remove", "UPDATE attachment SET deleted_at = $3 WHERE submission = $1 AND id = $2 AND deleted_at IS NULL RETURNING filename" },
	[Q_OF_EMAIL] = { "submissions_of_email", "SELECT id FROM submission WHERE email_key = $1 AND deleted_at IS NULL"
	    " AND status NOT IN ('withdrawn', 'archived', 'ineligible') ORDER BY id DESC LIMIT 10" },
	[Q_PAST] = { "past_list", "SELECT s.id, e.year, e.label, s.question, coalesce(se.name, s.sector_other), coalesce(ar.name, s.area_other), co.name,"
	    " CASE WHEN s.publication = 'named' THEN s.org_name END, CASE WHEN s.publication = 'named' THEN s.town END"
	    " FROM submission s JOIN edition e ON e.id = s.edition LEFT JOIN call_term se ON se.id = s.sector LEFT JOIN call_term ar ON ar.id = s.area"
	    " LEFT JOIN call_term co ON co.id = s.context"
	    " WHERE s.deleted_at IS NULL AND e.deleted_at IS NULL AND s.publication IN ('named', 'anonymous')"
	    " AND (e.state = 'archived' OR (e.state = 'published' AND e.ends_on < $1))"
	    " AND s.status IN ('presented', 'clarified', 'exploration', 'report', 'feedback', 'oral', 'archived')"
	    " AND EXISTS (SELECT 1 FROM submission_move m WHERE m.submission = s.id AND m.to_status = 'selected')"
	    " ORDER BY e.year DESC, s.number NULLS LAST" },
	{ 0 },
};

enum err
submission_begin(struct db *db, const struct commission_new *n, struct submission *out)
{
	struct arena *a = db_arena(db);
	struct entity_view v = call_view(db, LANG_FR);
	struct submission *s = entity_draft(a, &submission_entity, NULL).row;
	const char *now = arena_strdup(a, now_utc().s);
	s->edition = n->edition, s->origin = n->origin, s->behalf_via = n->behalf_via, s->lang = n->lang;
	s->late_reason = n->late_reason, s->late_by = n->late_by;
	s->status = "draft", s->status_at = s->updated_at = now, s->created_at = n->begun != NULL ? n->begun : now;
	enum err e = entity_insert(&v, &submission_entity, s);
	*out = *s;
	return e;
}

/* ---- what is typed --------------------------------------------------------------------------------------- */

enum err
typed_set(struct db *db, int64_t submission, const char *step, const char *json)
{
	struct isotime now = now_utc();
	return json == NULL ? db_exec(db, &form_queries[Q_TYPED_DROP], ARGS(V(submission), V(step)), NULL)
	    : db_exec(db, &form_queries[Q_TYPED_SET], ARGS(V(submission), V(step), V(json), V(now.s)), NULL);
}

enum err
typed_get(struct db *db, int64_t submission, const char *step, const char **json)
{
	struct rows *r;
	*json = NULL;
	enum err e = db_one(db, &form_queries[Q_TYPED_GET], ARGS(V(submission), V(step)), &r);
	if (e == OK)
		*json = col_text(r, 0);
	return e == E_NOTFOUND ? OK : e;
}

enum err
submission_save(struct db *db, struct submission *s)
{
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	/* Not through the entity: each save would be a line of its history. */
	struct isotime now = now_utc();
	enum err e = entity_update(&v, &submission_entity, s, &other);
	return e != OK ? e : db_exec(db, &form_queries[Q_TOUCH], ARGS(V(now.s), V(s->id)), NULL);
}

enum err
submission_publish(struct db *db, struct submission *s, const char *publication)
{
	s->publication = publication;
	return submission_save(db, s);
}

enum err
submission_stamp(struct db *db, struct submission *s, const char *column)
{
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	int q = text_eq(column, "sent_at") ? Q_SENT : text_eq(column, "confirmed_at") ? Q_CONFIRMED : Q_RECONFIRMED;
	struct rows *r;
	enum err e = db_one(db, &form_queries[q], ARGS(V(now), V(s->id)), &r);
	if (e != OK)
		return e;
	*(q == Q_SENT ? &s->sent_at : q == Q_CONFIRMED ? &s->confirmed_at : &s->reconfirmed_at) = now;
	s->rev = col_int(r, 0);
	return OK;
}

/* ---- documents ------------------------------------------------------------------------------------------- */

static struct attachment
attachment_of(struct rows *r)
{
	return (struct attachment){ .id = col_int(r, 0), .submission = col_int(r, 1), .size = col_int(r, 2), .blob_sha = col_text(r, 3),
		.filename = col_text(r, 4), .type = col_text(r, 5), .added_at = col_text(r, 6) };
}

enum err
attachment_list(struct db *db, int64_t submission, struct attachments *out)
{
	struct rows *r;
	*out = (struct attachments){ 0 };
	enum err e = db_query(db, &form_queries[Q_FILES], ARGS(V(submission)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, attachment_of(r));
	return rows_end(r);
}

enum err
attachment_get(struct db *db, int64_t submission, int64_t id, struct attachment *out)
{
	struct rows *r;
	enum err e = db_one(db, &form_queries[Q_FILE], ARGS(V(submission), V(id)), &r);
	if (e != OK)
		return e;
	*out = attachment_of(r);
	return rows_end(r);
}

enum err
attachment_add(struct db *db, int64_t submission, int fd, const char *filename, const char *type, int64_t *id)
{
	struct digest sha;
	struct rows *r;
	int64_t size;
	struct isotime now = now_utc();
	if (lseek(fd, 0, SEEK_SET) != 0)
		return fail(db_arena(db), E_IO, "attachment: the upload cannot be read again");
	enum err e = blob_put_fd(db, fd, &sha, &size);
	if (e == OK)
		e = db_one(db, &form_queries[Q_FILE_COUNT], ARGS(V(submission), V(sha.s)), &r);
	if (e == OK && col_int(r, 1) > 0)
		return fail(db_arena(db), E_CONFLICT, "attachment: already there");
	if (e == OK && (col_int(r, 0) >= ATTACHMENTS_MAX || size > ATTACHMENT_MAX))
		return fail(db_arena(db), E_LIMIT, "attachment: %lld there, %lld bytes", (long long)col_int(r, 0), (long long)size);
	if (e == OK)
		e = db_one(db, &form_queries[Q_FILE_ADD], ARGS(V(submission), V(sha.s), V(filename), V(type), V(size), V(now.s)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "submission", submission, "changed", "attachment", NULL, filename);
}

enum err
attachment_remove(struct db *db, int64_t submission, int64_t id)
{
	struct isotime now = now_utc();
	struct rows *r;
	enum err e = db_one(db, &form_queries[Q_FILE_REMOVE], ARGS(V(submission), V(id), V(now.s)), &r);
	return e != OK ? e : history_add(db, "submission", submission, "changed", "attachment", col_text(r, 0), NULL);
}

/* ---- others ---------------------------------------------------------------------------------------------- */

enum err
submissions_of_email(struct db *db, const char *email, struct submissions *out)
{
	struct rows *r;
	int64_t ids[10];
	size_t n = 0;
	*out = (struct submissions){ 0 };
	enum err e = db_query(db, &form_queries[Q_OF_EMAIL], ARGS(V(text_fold(db_arena(db), email))), &r);
	if (e != OK)
		return e;
	while (rows_next(r) && n < LEN(ids))
		ids[n++] = col_int(r, 0);
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < n; i++) { /* ten at most */
		struct submission s;
		e = submission_get(db, ids[i], &s);
		if (e == OK)
			PUSH(db_arena(db), out, s);
	}
	return e;
}

enum err
past_list(struct db *db, const char *today, struct pasts *out)
{
	struct rows *r;
	*out = (struct pasts){ 0 };
	enum err e = db_query(db, &form_queries[Q_PAST], ARGS(V(today)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct past p = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6),
			col_text(r, 7), col_text(r, 8) };
		PUSH(db_arena(db), out, p);
	}
	return rows_end(r);
}
