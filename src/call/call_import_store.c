#include "call/call_import_store.h"
#include "base/json.h"
#include "store/blob.h"
#include <jansson.h>

enum { Q_ADD, Q_GET, Q_OPEN, Q_TELL, Q_END };
#define FILE_COLUMNS "f.id, f.edition, f.rev, f.kind, f.filename, f.source_sha, f.document_sha, f.told, f.state, f.created_at, p.name"
const struct query call_import_draft_queries[] = {
	[Q_ADD] = { "call_import_add", "INSERT INTO call_import (edition, kind, person, filename, source_sha, document_sha, told, state, created_at, updated_at, rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, '[]', 'open', $7, $7, 1) RETURNING id" },
	[Q_GET] = { "call_import_get", "SELECT " FILE_COLUMNS " FROM call_import f LEFT JOIN person p ON p.id = f.person WHERE f.id = $1" },
	[Q_OPEN] = { "call_import_open", "SELECT " FILE_COLUMNS " FROM call_import f LEFT JOIN person p ON p.id = f.person WHERE f.state = 'open'"
	    " ORDER BY f.updated_at DESC, f.id DESC LIMIT 50" },
	[Q_TELL] = { "call_import_tell", "UPDATE call_import SET told = $3, updated_at = $4, rev = rev + 1 WHERE id = $1 AND rev = $2 AND state = 'open'" },
	[Q_END] = { "call_import_end", "UPDATE call_import SET state = $3, updated_at = $4, rev = rev + 1 WHERE id = $1 AND rev = $2 AND state = 'open'" },
	{ 0 },
};

static void
fill(struct rows *r, struct import_file *f)
{
	f->id = col_int(r, 0);
	f->edition = col_int(r, 1);
	f->rev = col_int(r, 2);
	bool known = call_sheet_of(col_text(r, 3), &f->kind);
	BUG_ON(!known);
	f->filename = col_text(r, 4);
	f->source_sha = col_text(r, 5);
	f->document_sha = col_text(r, 6);
	f->told = col_text(r, 7);
	f->state = col_text(r, 8);
	f->created_at = col_text(r, 9);
	f->who = col_text(r, 10);
}

enum err
import_file_add(struct db *db, int64_t person, const struct edition *ed, enum call_sheet kind, const char *filename, const void *bytes, size_t n,
    const struct document *d, int64_t *id)
{
	struct arena *a = db_arena(db);
	struct digest source, parsed;
	struct rows *r;
	struct buf json = buf_new(a, BLOB_MAX);
	document_to_json(d, &json);
	if (json.full)
		return fail(a, E_LIMIT, "import: the document read is over %d bytes", BLOB_MAX);
	enum err e = blob_put(db, bytes, n, &source);
	if (e == OK)
		e = blob_put(db, buf_str(&json), json.len, &parsed);
	if (e == OK)
		e = db_one(db, &call_import_draft_queries[Q_ADD], ARGS(V(ed->id), V(call_sheet_word(kind)), V(person), V(filename), V((const char *)source.s),
		    V((const char *)parsed.s), V((const char *)now_utc().s)), &r);
	if (e == OK)
		*id = col_int(r, 0);
	return e;
}

enum err
import_file_get(struct db *db, int64_t id, struct import_file *out)
{
	struct rows *r;
	enum err e = db_one(db, &call_import_draft_queries[Q_GET], ARGS(V(id)), &r);
	if (e == OK)
		fill(r, out);
	return e;
}

enum err
import_files_open(struct db *db, struct import_files *out)
{
	struct rows *r;
	*out = (struct import_files){ 0 };
	enum err e = db_query(db, &call_import_draft_queries[Q_OPEN], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct import_file f;
		fill(r, &f);
		PUSH(db_arena(db), out, f);
	}
	return rows_end(r);
}

enum err
import_file_document(struct db *db, const struct import_file *f, struct document **out)
{
	const void *bytes;
	size_t n;
	enum err e = blob_get(db, f->document_sha, &bytes, &n);
	return e == OK ? document_from_json(db_arena(db), bytes, n, out) : e;
}

enum err
import_file_tell(struct db *db, const struct import_file *f, int64_t rev, const struct strings *told)
{
	struct buf out = buf_new(db_arena(db), MIB(1));
	struct jw j = jw_to(&out, false);
	int64_t n = 0;
	jw_begin(&j, NULL, '[');
	for (size_t i = 0; i < told->n; i++)
		jw_str(&j, NULL, told->items[i]);
	jw_end(&j, ']');
	enum err e = db_exec(db, &call_import_draft_queries[Q_TELL], ARGS(V(f->id), V(rev), V(buf_str(&out)), V((const char *)now_utc().s)), &n);
	return e != OK ? e : n == 1 ? OK : E_CONFLICT;
}

enum err
import_file_told(struct arena *a, const struct import_file *f, struct strings *out)
{
	json_t *list;
	*out = (struct strings){ 0 };
	enum err e = json_read(a, f->told, strlen(f->told), &list);
	for (size_t i = 0; e == OK && i < json_array_size(list); i++)
		PUSH(a, out, json_string_value(json_array_get(list, i)));
	return e;
}

enum err
import_file_end(struct db *db, const struct import_file *f, int64_t rev, const char *state)
{
	int64_t n = 0;
	enum err e = db_exec(db, &call_import_draft_queries[Q_END], ARGS(V(f->id), V(rev), V(state), V((const char *)now_utc().s)), &n);
	return e != OK ? e : n == 1 ? OK : E_CONFLICT;
}
