#include "import/import_store.h"
#include "base/date.h"
#include "base/json.h"
#include "base/text.h"
#include "store/blob.h"
#include "store/history.h"
#include <jansson.h>
#include <string.h>

enum { Q_ADD, Q_GET, Q_OPEN, Q_ANSWER, Q_STATE, Q_N };
#define COLUMNS "d.id, d.revision, d.rev, d.filename, d.format, d.source_sha, d.document_sha, d.answers, d.state, d.created_at, " \
	"d.updated_at, p.name, d.accepted"
const struct query import_queries[] = {
	[Q_ADD] = { "import_add", "INSERT INTO import_draft (person, filename, format, source_sha, document_sha, answers, state, created_at, "
	    "updated_at) VALUES ($1, $2, $3, $4, $5, '{}', 'open', $6, $6) RETURNING id" },
	[Q_GET] = { "import_get", "SELECT " COLUMNS " FROM import_draft d LEFT JOIN person p ON p.id = d.person WHERE d.id = $1" },
	[Q_OPEN] = { "import_open", "SELECT " COLUMNS " FROM import_draft d LEFT JOIN person p ON p.id = d.person "
	    "WHERE d.state = 'open' ORDER BY d.updated_at DESC, d.id DESC LIMIT 50" },
	[Q_ANSWER] = { "import_answer", "UPDATE import_draft SET answers = $3, accepted = $4, updated_at = $5, rev = rev + 1 "
	    "WHERE id = $1 AND rev = $2 AND state = 'open'" },
	[Q_STATE] = { "import_state", "UPDATE import_draft SET state = $2, revision = $3, updated_at = $4, rev = rev + 1 WHERE id = $1" },
	[Q_N] = { 0 },
};

static void
fill(struct rows *r, struct import_draft *d)
{
	d->id = col_int(r, 0);
	d->revision = col_int(r, 1);
	d->rev = col_int(r, 2);
	d->filename = col_text(r, 3);
	d->format = col_text(r, 4);
	d->source_sha = col_text(r, 5);
	d->document_sha = col_text(r, 6);
	d->answers = col_text(r, 7);
	d->state = col_text(r, 8);
	d->created_at = col_text(r, 9);
	d->updated_at = col_text(r, 10);
	d->who = col_text(r, 11);
	d->accepted = col_int(r, 12) == 1;
}

static const char *
format_word(enum doc_format f)
{
	static const char *const words[] = { "?", "docx", "odt", "xlsx", "ods", "csv", "html", "txt", "pdf" };
	return (size_t)f < LEN(words) ? words[f] : words[0];
}

enum err
import_add(struct db *db, const struct user *u, const char *filename, const void *bytes, size_t n, const struct document *d, int64_t *id)
{
	struct arena *a = db_arena(db);
	struct digest source, parsed;
	struct rows *r;
	if (!user_may(u, RIGHT_PLAN_EDIT))
		return E_NOTFOUND;
	struct buf json = buf_new(a, BLOB_MAX);
	document_to_json(d, &json);
	if (json.full)
		return fail(a, E_LIMIT, "import: the document read is over %d bytes", BLOB_MAX);
	enum err e = blob_put(db, bytes, n, &source);
	if (e == OK)
		e = blob_put(db, buf_str(&json), json.len, &parsed);
	struct isotime now = now_utc();
	if (e == OK)
		e = db_one(db, &import_queries[Q_ADD],
		    ARGS(V(u->person), V(filename), V(format_word(d->format)), V((const char *)source.s), V((const char *)parsed.s),
			V((const char *)now.s)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "import", *id, "created", "filename", NULL, filename);
}

enum err
import_get(struct db *db, const struct user *u, int64_t id, struct import_draft *out)
{
	struct rows *r;
	if (!user_may(u, RIGHT_PLAN_EDIT))
		return E_NOTFOUND;
	enum err e = db_one(db, &import_queries[Q_GET], ARGS(V(id)), &r);
	if (e == OK)
		fill(r, out);
	return e;
}

enum err
import_open(struct db *db, const struct user *u, struct import_drafts *out)
{
	struct rows *r;
	*out = (struct import_drafts){ 0 };
	if (!user_may(u, RIGHT_PLAN_EDIT))
		return OK;
	enum err e = db_query(db, &import_queries[Q_OPEN], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct import_draft d;
		fill(r, &d);
		PUSH(db_arena(db), out, d);
	}
	return rows_end(r);
}

enum err
import_document(struct db *db, const struct import_draft *d, struct document **out)
{
	const void *bytes;
	size_t n;
	enum err e = blob_get(db, d->document_sha, &bytes, &n);
	return e == OK ? document_from_json(db_arena(db), bytes, n, out) : e;
}

static const char *
plain_answer(struct arena *a, const json_t *j)
{
	return j == NULL || json_is_string(j) ? json_string_value(j) : json_write(a, j);
}

/* What was answered, question by question. */
static enum err
tell_answers(struct db *db, int64_t id, const char *before, const char *after)
{
	struct arena *a = db_arena(db);
	json_t *was, *now, *value;
	const char *key;
	enum err e = json_read(a, before, strlen(before), &was);
	if (e == OK)
		e = json_read(a, after, strlen(after), &now);
	if (e != OK)
		return e;
	json_object_foreach(now, key, value) {
		const char *from = plain_answer(a, json_object_get(was, key)), *to = plain_answer(a, value);
		if (!text_eq(from, to) && (e = history_add(db, "import", id, "changed", key, from, to)) != OK)
			return e;
	}
	return OK;
}

enum err
import_answer(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *answers, bool accepted)
{
	int64_t changed;
	struct isotime now = now_utc();
	struct import_draft was;
	enum err e = import_get(db, u, id, &was);
	if (e == OK)
		e = db_exec(db, &import_queries[Q_ANSWER], ARGS(V(id), V(rev), V(answers), V(accepted), V((const char *)now.s)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "import %lld: answered meanwhile", (long long)id);
	return e == OK ? tell_answers(db, id, was.answers, answers) : e;
}

enum err
import_set_state(struct db *db, const struct user *u, int64_t id, const char *state, int64_t revision)
{
	int64_t changed;
	struct isotime now = now_utc();
	if (!user_may(u, RIGHT_PLAN_EDIT))
		return E_NOTFOUND;
	enum err e = db_exec(db, &import_queries[Q_STATE], ARGS(V(id), V(state), V(revision), V((const char *)now.s)), &changed);
	if (e == OK && changed == 0)
		return E_NOTFOUND;
	return e == OK ? history_add(db, "import", id, state, NULL, NULL, NULL) : e;
}
