/* Migrations: files embedded in the binary, run once each, in the order of their names. */
#include "base/date.h"
#include "base/embed.h"
#include "store/store_private.h"
#include <ctype.h>
#include <string.h>

enum { BUSY_TURNS = 24 };
static const struct query q_known = { "schema_known", "SELECT name, sha256 FROM schema_migration ORDER BY name" };
static const struct query q_record = { "schema_record", "INSERT INTO schema_migration(name, sha256, applied_at) VALUES ($1, $2, $3)" };
static const char create[] =
    "CREATE TABLE IF NOT EXISTS schema_migration(name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) $STRICT";

static const char only_mark[] = "\n--only ", end_mark[] = "\n--end\n", searched_mark[] = "\n--searched ";

/* The length of the word, token, text, comment or sign that begins here. */
static size_t
piece(const char *p, size_t n)
{
	size_t len = 1;
	if (*p == '\'') {
		const char *end = memchr(p + 1, '\'', n - 1);
		return end == NULL ? n : (size_t)(end - p) + 1;
	}
	if (n > 1 && p[0] == '-' && p[1] == '-') {
		const char *end = memchr(p, '\n', n); /* which may begin a mark */
		return end == NULL ? n : (size_t)(end - p);
	}
	if (*p == '$' || isalnum((unsigned char)*p) || *p == '_')
		while (len < n && (isalnum((unsigned char)p[len]) || p[len] == '_'))
			len++;
	return len;
}

/* "--only ENGINE" … "--end", each alone on its line: as it is for that engine, nothing for the others. *len: of all. */
static enum err
only_text(const struct engine *e, struct arena *a, const char *name, const char *p, size_t n, size_t *len, struct buf *b)
{
	const char *engine = p + sizeof only_mark - 1, *eol = memchr(engine, '\n', n - (size_t)(engine - p));
	const char *end = eol == NULL ? NULL : memmem(eol, n - (size_t)(eol - p), end_mark, sizeof end_mark - 1);
	if (end == NULL)
		return fail(a, E_DB, "migration %s: --only without --end", name);
	if (strlen(e->scheme) == (size_t)(eol - engine) && memcmp(e->scheme, engine, (size_t)(eol - engine)) == 0)
		buf_add(b, eol, (size_t)(end - eol) + 1);
	*len = (size_t)(end - p) + sizeof end_mark - 2; /* the last line break may begin another mark */
	return OK;
}

/* ITEM of a row, as a SELECT: each word ROW is the trigger's name of it. */
static void
put_item(struct buf *b, const char *item, size_t n, const char *row)
{
	bool whole = n > 7 && memcmp(item, "SELECT ", 7) == 0;
	buf_puts(b, whole ? "" : "SELECT ");
	for (size_t i = 0, len; i < n; i += len) {
		len = piece(item + i, n - i);
		if (len == 3 && memcmp(item + i, "ROW", 3) == 0)
			buf_puts(b, row);
		else
			buf_add(b, item + i, len);
	}
	buf_puts(b, whole ? "" : " AS i");
}

/* "--searched TABLE KIND ITEM", alone on its line: the triggers that mark what search knows of a row. */
static enum err
searched_text(const struct engine *e, struct arena *a, const char *name, const char *p, size_t n, size_t *len, struct buf *b)
{
	const char *table = p + sizeof searched_mark - 1, *end = memchr(table, '\n', n - (size_t)(table - p));
	size_t line = end == NULL ? 0 : (size_t)(end - table), t = 0, k;
	while (t < line && table[t] != ' ')
		t++;
	for (k = t + (t < line); k < line && isdigit((unsigned char)table[k]); k++)
		;
	if (t == 0 || k <= t + 1 || k + 1 >= line || table[k] != ' ')
		return fail(a, E_DB, "migration %s: --searched TABLE KIND ITEM", name);
	buf_putc(b, '\n');
	for (const char *s = e->search->triggers; *s != '\0'; s++) {
		if (*s != '@') {
			buf_putc(b, *s);
			continue;
		}
		switch (*++s) {
		case 'T': buf_add(b, table, t); break;
		case 'K': buf_add(b, table + t + 1, k - t - 1); break;
		default: put_item(b, table + k + 1, line - k - 1, *s == 'N' ? "NEW" : "OLD"); break;
		}
	}
	*len = sizeof searched_mark - 1 + line; /* the line break may begin another mark */
	return OK;
}

static const struct engine_token *
token_of(const struct engine *e, const char *p, size_t len)
{
	for (const struct engine_token *t = e->tokens; t->token != NULL; t++)
		if (strlen(t->token) == len && memcmp(t->token, p, len) == 0)
			return t;
	return NULL;
}

enum err
migration_text(const struct engine *e, struct arena *a, const char *name, const char *text, size_t n, const char **out)
{
	struct buf b = buf_new(a, MIB(4));
	bool cast = false; /* the word before is AS: TEXT is then the type of an expression */
	for (size_t i = 0, len = 0; i < n; i += len) {
		const char *p = text + i, *sql = NULL;
		if (n - i >= sizeof only_mark && memcmp(p, only_mark, sizeof only_mark - 1) == 0) {
			enum err r = only_text(e, a, name, p, n - i, &len, &b);
			if (r != OK)
				return r;
			continue;
		}
		if (n - i >= sizeof searched_mark && memcmp(p, searched_mark, sizeof searched_mark - 1) == 0) {
			enum err r = searched_text(e, a, name, p, n - i, &len, &b);
			if (r != OK)
				return r;
			continue;
		}
		len = piece(p, n - i);
		const struct engine_token *t = *p == '$' ? token_of(e, p + 1, len - 1) : NULL;
		if (*p == '$' && t == NULL)
			return fail(a, E_DB, "migration %s: unknown token %.*s", name, (int)(len > 40 ? 40 : len), p);
		if (t != NULL)
			sql = t->sql;
		else if (len == 4 && memcmp(p, "TEXT", 4) == 0 && !cast)
			sql = e->text_type;
		if (!isspace((unsigned char)*p))
			cast = len == 2 && memcmp(p, "AS", 2) == 0;
		if (sql != NULL)
			buf_puts(&b, sql);
		else
			buf_add(&b, p, len);
	}
	if (b.full || memchr(buf_str(&b), 0, b.len) != NULL)
		return fail(a, E_DB, "migration %s: too long, or holds a NUL", name);
	*out = buf_str(&b);
	return OK;
}

/* Marks what the database has; E_CONFLICT when it has something we don't. */
static enum err
compare(struct db *db, const struct embedded *table, bool *have, size_t *missing)
{
	size_t n = 0, known = 0;
	while (table[n].name != NULL)
		n++;
	struct rows *r;
	enum err e = db_query(db, &q_known, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		const char *name = col_text(r, 0), *sha = col_text(r, 1);
		size_t i = 0;
		while (i < n && strcmp(table[i].name, name) != 0)
			i++;
		if (i == n)
			return fail(db->a, E_CONFLICT, "the database is newer than this program: it has %s", name);
		if (strcmp(table[i].sha256, sha) != 0)
			return fail(db->a, E_CONFLICT, "the database was made by another text of %s", name);
		have[i] = true;
		known++;
	}
	*missing = n - known;
	return rows_end(r);
}

enum err
migrations_of(struct db *db, const struct embedded *table, struct embedded **out)
{
	size_t n = 0, k = 0, missing;
	while (table[n].name != NULL)
		n++;
	bool *have = ARENA_ARRAY(db->a, bool, n);
	*out = ARENA_ARRAY(db->a, struct embedded, n + 1);
	enum err e = compare(db, table, have, &missing);
	for (size_t i = 0; i < n; i++)
		if (have[i])
			(*out)[k++] = table[i];
	return e;
}

static enum err
apply(struct db *db, const struct embedded *m)
{
	const char *sql;
	enum err e = migration_text(db->link->engine, db->a, m->name, (const char *)m->bytes, m->n, &sql);
	if (e == OK)
		e = db->link->engine->script(db->link->conn, db->a, sql);
	return e != OK ? e : db_exec(db, &q_record, ARGS(V(m->name), V(m->sha256), V(now_utc().s)), NULL);
}

/* What is missing is looked up again under the lock, since another process may be migrating too. */
enum err
migrate_step(struct db *db, const struct embedded *table, bool *more)
{
	size_t n = 0, missing = 0;
	while (table[n].name != NULL)
		n++;
	bool *have = ARENA_ARRAY(db->a, bool, n);
	const char *sql;
	const struct engine *en = db->link->engine;
	enum err e = en->make_place == NULL ? OK : en->make_place(db->link->conn, db->a);
	if (e == OK)
		e = migration_text(en, db->a, "schema", create, sizeof create - 1, &sql);
	if (e == OK)
		e = en->script(db->link->conn, db->a, sql);
	if (e == OK)
		e = compare(db, table, have, &missing);
	*more = missing > 1;
	for (size_t i = 0; e == OK && missing > 0 && i < n; i++)
		if (!have[i])
			return apply(db, &table[i]);
	return e;
}

enum err
db_schema_newest(struct db *db, bool *newest)
{
	size_t n = 0, missing = 0;
	while (migration_table[n].name != NULL)
		n++;
	bool *have = ARENA_ARRAY(db->a, bool, n);
	enum err e = compare(db, migration_table, have, &missing);
	*newest = e == OK && missing == 0;
	if (e == E_CONFLICT)
		fail_clear(db->a);
	return e == E_CONFLICT ? OK : e;
}

/* Whether there is nothing to do: the usual start, which must not wait for a writer. */
static bool
up_to_date(struct db *db, const struct embedded *table, enum err *e)
{
	static const struct query any = { "schema_any", "SELECT 1 FROM schema_migration LIMIT 1" };
	size_t n = 0, missing = 1;
	while (table[n].name != NULL)
		n++;
	if (db_check(db, &any) != OK) { /* no table yet: a new database */
		fail_clear(db->a);
		return false;
	}
	*e = compare(db, table, ARENA_ARRAY(db->a, bool, n), &missing);
	return *e != OK || missing == 0;
}

enum err
store_migrate(const struct engine *en, struct engine_conn *c, struct arena *a, const struct embedded *table)
{
	struct link l = { .engine = en, .conn = c };
	enum err e = OK;
	struct db look = { .link = &l, .a = a, .person = NONE };
	bool more = !up_to_date(&look, table, &e);
	db_close_rows(&look);
	for (int busy = 0; e == OK && more;) {
		struct db db = { .link = &l, .a = a, .write = true, .person = NONE };
		e = en->control(c, a, CONTROL_BEGIN_WRITE);
		if (e == OK) {
			e = migrate_step(&db, table, &more);
			db_close_rows(&db);
		}
		if (e == OK)
			e = en->control(c, a, CONTROL_COMMIT);
		if (e != OK)
			en->control(c, a, CONTROL_ROLLBACK);
		if (e == E_BUSY && busy++ < BUSY_TURNS) { /* another server is at a long migration */
			fail_clear(a);
			e = OK;
		}
	}
	link_forget(&l); /* its statements; the connection goes on */
	return e;
}
