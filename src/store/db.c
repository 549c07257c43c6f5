/* Statements and rows: the cache, binding, reading. */
#include "base/text.h"
#include "store/store_private.h"
#include <string.h>

enum { ARGS_MAX = 64 };

static uint64_t
hash_of(const char *s, size_t n)
{
	uint64_t h = n * 0x9E3779B97F4A7C15u + 1;
	for (; n >= 8; s += 8, n -= 8) {
		uint64_t w;
		memcpy(&w, s, 8);
		h = (h ^ w) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	uint64_t w = 0;
	memcpy(&w, s, n);
	h = (h ^ w) * 0xff51afd7ed558ccdu;
	return h ^ h >> 29;
}

/* An error that is not of the statement alone ends the transaction's use. */
static enum err
note(struct db *db, enum err e)
{
	if (e == E_DB || e == E_IO || e == E_BUSY || e == E_FULL || e == E_AWAY)
		db->broken = e;
	return e;
}

/* A statement to run: the cached one, or one of its own (slot NULL) while rows are read from the cached one. */
static enum err
statement(struct db *db, const char *sql, struct engine_stmt **stmt, struct cached **slot)
{
	struct link *l = db->link;
	uint64_t h = hash_of(sql, strlen(sql));
	struct cached *room = NULL;
	for (size_t i = 0; i < CACHE_SLOTS; i++) {
		struct cached *c = &l->cache[i];
		if (l->hash[i] == h && c->stmt != NULL && strcmp(l->engine->text(c->stmt), sql) == 0) {
			*slot = c->busy ? NULL : c;
			*stmt = c->stmt;
			c->used = ++l->tick;
			return c->busy ? l->engine->prepare(l->conn, db->a, sql, stmt) : OK;
		}
		if (!c->busy && (room == NULL || c->used < room->used))
			room = c;
	}
	*slot = room;
	enum err e = l->engine->prepare(l->conn, db->a, sql, stmt);
	if (e != OK || room == NULL)
		return e;
	if (room->stmt != NULL)
		l->engine->finalize(room->stmt);
	*room = (struct cached){ .stmt = *stmt, .used = ++l->tick };
	l->hash[room - l->cache] = h;
	return OK;
}

static void
done_with(struct db *db, struct engine_stmt *stmt, struct cached *slot)
{
	db->link->engine->stop(stmt);
	if (slot == NULL)
		db->link->engine->finalize(stmt);
	else
		slot->busy = false;
}

void
link_forget(struct link *l)
{
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		if (l->cache[i].stmt != NULL)
			l->engine->finalize(l->cache[i].stmt);
	memset(l->cache, 0, sizeof l->cache);
}

void
link_close(struct link *l)
{
	link_forget(l);
	l->engine->close(l->conn);
	l->conn = NULL;
}

/* Prepared and bound. */
enum how { HOW_NOW, HOW_KEEP, HOW_STREAM };
static enum err
begin(struct db *db, const struct query *q, struct args args, enum how how, struct engine_stmt **stmt, struct cached **slot)
{
	if (db->broken != OK)
		return db->broken;
	struct val v[ARGS_MAX];
	BUG_ON(args.n > ARGS_MAX);
	for (size_t i = 0; i < args.n; i++) {
		v[i] = args.v[i];
		if (v[i].t == V_TEXT) {
			if (v[i].n != 0 && memchr(v[i].p, 0, v[i].n) != NULL)
				return fail(db->a, E_INVALID, "%s: $%zu holds a NUL", q->name, i + 1);
			if (v[i].n != 0)
				v[i].p = arena_strndup(db->a, v[i].p, v[i].n);
			else
				v[i].n = strlen(v[i].p);
			if (!utf8_valid(v[i].p, v[i].n))
				return fail(db->a, E_INVALID, "%s: $%zu is not UTF-8", q->name, i + 1);
		}
	}
	db->statements++;
	enum err e = statement(db, q->sql, stmt, slot);
	if (e != OK)
		return note(db, e);
	BUG_ON(db->link->engine->parameters(*stmt) != args.n);
	const struct engine *en = db->link->engine;
	if (how == HOW_STREAM && en->stream != NULL)
		e = en->stream(*stmt, db->a);
	else
		e = en->start(*stmt, db->a, (struct args){ args.n, v }, how != HOW_NOW);
	if (e != OK) {
		done_with(db, *stmt, *slot);
		return note(db, e);
	}
	if (*slot != NULL)
		(*slot)->busy = true;
	return OK;
}

enum err
db_check(struct db *db, const struct query *q)
{
	struct engine_stmt *stmt;
	struct cached *slot;
	enum err e = statement(db, q->sql, &stmt, &slot);
	if (e != OK)
		return e;
	e = db->link->engine->check(stmt, db->a);
	done_with(db, stmt, slot);
	return e;
}

enum err
db_exec(struct db *db, const struct query *q, struct args args, int64_t *changed)
{
	const struct engine *en = db->link->engine;
	struct engine_stmt *stmt;
	struct cached *slot;
	enum err e = begin(db, q, args, HOW_NOW, &stmt, &slot);
	if (e != OK)
		return e;
	enum step st;
	while ((st = en->step(stmt, db->a, &e)) == STEP_ROW)
		;
	int64_t n = st == STEP_DONE && (changed != NULL || !en->readonly(stmt)) ? en->changed(stmt) : 0;
	if (st == STEP_DONE && changed != NULL)
		*changed = n;
	db->changes += n;
	done_with(db, stmt, slot);
	return st == STEP_FAILED ? note(db, e) : OK;
}

static struct val
kept(struct arena *a, struct val v)
{
	if (v.t == V_TEXT || v.t == V_BLOB) {
		char *p = arena_alloc(a, v.n + 1);
		if (v.n > 0)
			memcpy(p, v.p, v.n);
		v.p = p;
	}
	return v;
}

enum err
db_one(struct db *db, const struct query *q, struct args args, struct rows **out)
{
	const struct engine *en = db->link->engine;
	struct engine_stmt *stmt;
	struct cached *slot;
	enum err e = begin(db, q, args, HOW_NOW, &stmt, &slot);
	if (e != OK)
		return e;
	enum step st = en->step(stmt, db->a, &e);
	if (st == STEP_ROW) {
		struct rows *r = ARENA_NEW(db->a, struct rows);
		*r = (struct rows){ .db = db, .ncols = en->columns(stmt), .on_row = true };
		struct val *v = ARENA_ARRAY(db->a, struct val, (size_t)r->ncols);
		for (int i = 0; i < r->ncols; i++)
			v[i] = kept(db->a, en->column(stmt, i));
		r->copied = v;
		*out = r;
		bool changes = !en->readonly(stmt);
		db->changes += changes;
		while (changes && st == STEP_ROW) /* a change is complete when its last row was read */
			st = en->step(stmt, db->a, &e);
	} else if (st == STEP_DONE) {
		e = E_NOTFOUND;
	}
	done_with(db, stmt, slot);
	return st == STEP_FAILED ? note(db, e) : e;
}

/* ---- rows ----------------------------------------------------------------------------------------------- */

static enum err
query(struct db *db, const struct query *q, struct args args, enum how how, struct rows **out)
{
	struct engine_stmt *stmt;
	struct cached *slot;
	enum err e = begin(db, q, args, how, &stmt, &slot);
	if (e != OK)
		return e;
	db->changes += !db->link->engine->readonly(stmt); /* at least */
	struct rows *r = ARENA_NEW(db->a, struct rows);
	*r = (struct rows){ .db = db, .stmt = stmt, .slot = slot, .ncols = db->link->engine->columns(stmt), .next = db->open };
	db->open = r;
	*out = r;
	return OK;
}

enum err
db_query(struct db *db, const struct query *q, struct args args, struct rows **out)
{
	return query(db, q, args, HOW_KEEP, out);
}

enum err
db_stream(struct db *db, const struct query *q, struct rows **out)
{
	return query(db, q, NO_ARGS, HOW_STREAM, out);
}

static void
close_rows(struct rows *r)
{
	r->on_row = false;
	if (r->stmt == NULL)
		return;
	done_with(r->db, r->stmt, r->slot);
	r->stmt = NULL;
	struct rows **at = &r->db->open;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
}

void
db_close_rows(struct db *db)
{
	while (db->open != NULL)
		close_rows(db->open);
}

bool
rows_next(struct rows *r)
{
	if (r->stmt == NULL)
		return r->on_row = false;
	enum err e;
	switch (r->db->link->engine->step(r->stmt, r->db->a, &e)) {
	case STEP_ROW: return r->on_row = true;
	case STEP_FAILED: r->e = note(r->db, e); break;
	case STEP_DONE: break;
	}
	close_rows(r);
	return false;
}

enum err
rows_end(struct rows *r)
{
	close_rows(r);
	return r->e;
}

static struct val
at(struct rows *r, int i)
{
	BUG_ON(!r->on_row || i < 0 || i >= r->ncols);
	return r->copied != NULL ? r->copied[i] : r->db->link->engine->column(r->stmt, i);
}

int64_t
col_int(struct rows *r, int i)
{
	struct val v = at(r, i);
	BUG_ON(v.t == V_TEXT || v.t == V_BLOB);
	return v.t == V_NULL ? NONE : v.t == V_REAL ? (int64_t)v.x : v.i;
}

double
col_real(struct rows *r, int i)
{
	struct val v = at(r, i);
	BUG_ON(v.t == V_TEXT || v.t == V_BLOB);
	return v.t == V_INT ? (double)v.i : v.x;
}

const char *
col_text(struct rows *r, int i)
{
	struct val v = at(r, i);
	BUG_ON(v.t == V_BLOB);
	switch (v.t) {
	case V_INT: return arena_printf(r->db->a, "%lld", (long long)v.i);
	case V_REAL: return arena_printf(r->db->a, "%.15g", v.x);
	case V_TEXT: return r->copied != NULL ? v.p : kept(r->db->a, v).p;
	case V_NULL: case V_BLOB: break;
	}
	return NULL;
}

const void *
col_blob(struct rows *r, int i, size_t *n)
{
	struct val v = at(r, i);
	BUG_ON(v.t != V_BLOB && v.t != V_NULL);
	*n = v.t == V_BLOB ? v.n : 0;
	return v.t == V_NULL ? NULL : r->copied != NULL ? v.p : kept(r->db->a, v).p;
}

size_t
col_blob_into(struct rows *r, int i, void *to, size_t room)
{
	struct val v = at(r, i);
	BUG_ON(v.t != V_BLOB);
	if (v.n <= room && v.n > 0)
		memcpy(to, v.p, v.n);
	return v.n;
}

struct val
col_val(struct rows *r, int i)
{
	return at(r, i);
}

bool
col_null(struct rows *r, int i)
{
	return at(r, i).t == V_NULL;
}

enum err
db_size(struct db *db, int64_t *bytes)
{
	struct query q = { "db_size", db->link->engine->size_sql };
	struct rows *r;
	enum err e = db_one(db, &q, NO_ARGS, &r);
	if (e == OK)
		*bytes = col_int(r, 0);
	return e;
}

enum err
db_schema(struct db *db, struct schema_things *out)
{
	struct query q = { "db_schema", db->link->engine->schema_sql };
	struct rows *r;
	*out = (struct schema_things){ 0 };
	enum err e = db_query(db, &q, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct schema_thing t = { col_text(r, 0), col_int(r, 1) == 1 };
		PUSH(db->a, out, t);
	}
	return rows_end(r);
}

enum err
db_columns(struct db *db, const char *table, struct columns *out)
{
	struct query q = { "db_columns", db->link->engine->columns_sql };
	struct rows *r;
	*out = (struct columns){ 0 };
	enum err e = db_query(db, &q, ARGS(V(table)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct column c = { col_text(r, 0), col_text(r, 1), col_int(r, 2) == 1, col_int(r, 3) == 1 };
		PUSH(db->a, out, c);
	}
	return rows_end(r);
}

void
db_lend_arena(struct db *db, struct arena *a)
{
	db_close_rows(db);
	db->a = a;
}

struct arena *
db_arena(struct db *db)
{
	return db->a;
}

int
db_statements(const struct db *db)
{
	return db->statements;
}
