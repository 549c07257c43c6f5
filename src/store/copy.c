/* Looking into a store as it lies, and copies of one: page by page where the engine can, else row by row. */
#include "base/embed.h"
#include "store/digest.h"
#include "store/store_private.h"
#include <string.h>

static enum err copy_work(struct db *from, void *arg);

/* One read transaction on a connection of its own. */
static enum err
visit(struct arena *a, const struct engine *en, const char *where, enum err (*work)(struct db *, void *), void *arg)
{
	struct link l = { .engine = en };
	enum err e = en->open(a, where, CONN_READER, &l.conn);
	if (e != OK)
		return e == E_IO && work == copy_work ? E_INVALID : e; /* it is there, and no store */
	e = en->control(l.conn, a, CONTROL_BEGIN_READ);
	if (e == OK)
		e = link_run(NULL, &l, a, false, work, arg);
	enum err end = en->control(l.conn, a, CONTROL_ROLLBACK);
	link_close(&l);
	return e == OK ? end : e;
}

enum err
store_peek(struct arena *a, const char *url, enum err (*work)(struct db *, void *), void *arg)
{
	const struct engine *en;
	const char *where;
	bool there = true;
	enum err e = engine_of(a, url, &en, &where);
	if (e == OK)
		e = en->exists(a, where, &there);
	if (e == OK && !there)
		e = fail(a, E_NOTFOUND, "%s: no store", store_shown(a, url));
	return e != OK ? e : visit(a, en, where, work, arg);
}

/* ---- row by row ----------------------------------------------------------------------------------------- */

struct copied_table { const char *name; struct columns cols; int64_t rows; struct table_sum sum; bool placed; };
struct copied_tables { struct copied_table *items; size_t n, cap; };
struct copying {
	const struct engine *to_engine;
	const char *to_where;
	bool replace;
	enum err (*seen)(struct db *, void *);
	void *arg;
	struct copy_watch *watch;
	struct copied_tables tables;
	bool searched;             /* the schema has what search finds */
	int64_t done, of;          /* rows, each counted when it is written and when it is read again */
};

static void
told(struct copying *c, int64_t rows)
{
	enum { EVERY = 500 };
	int64_t before = c->done;
	c->done += rows;
	if (c->watch != NULL && c->watch->progress != NULL && (before / EVERY != c->done / EVERY || c->done == c->of))
		c->watch->progress(c->watch, c->done, c->of);
}

/* The tables of the source with their columns, and how many rows there are in all. */
static enum err
list_tables(struct db *from, struct copying *c)
{
	struct schema_things things;
	enum err e = db_schema(from, &things);
	for (size_t i = 0; e == OK && i < things.n; i++) {
		struct copied_table t = { .name = things.items[i].name };
		struct rows *r;
		if (things.items[i].index)
			continue;
		e = db_columns(from, t.name, &t.cols);
		if (e == OK)
			e = db_one(from, &(struct query){ "copy_count", arena_printf(from->a, "SELECT count(*) FROM %s", t.name) }, NO_ARGS, &r);
		if (e != OK)
			return e;
		c->of += 2 * col_int(r, 0);
		PUSH(from->a, &c->tables, t);
	}
	return e;
}

static const char *
select_all(struct arena *a, const struct copied_table *t)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < t->cols.n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "SELECT " : ", ", t->cols.items[i].name);
	buf_printf(&b, " FROM %s", t->name);
	return buf_str(&b);
}

/* The same columns of the same types, or the two schemas are not one. */
static enum err
same_columns(struct db *to, const struct copied_table *t)
{
	struct columns cols;
	enum err e = db_columns(to, t->name, &cols);
	for (size_t i = 0; e == OK && i < t->cols.n; i++)
		if (cols.n != t->cols.n || strcmp(cols.items[i].name, t->cols.items[i].name) != 0 || strcmp(cols.items[i].type, t->cols.items[i].type) != 0)
			e = fail(to->a, E_INVALID, "copy: %s.%s is not of the schema", t->name, t->cols.items[i].name);
	return e;
}

struct pulling { struct copying *c; struct copied_table *t; struct rows *r; struct val *row; };

static enum step
pull(void *arg, const struct val **row, enum err *e)
{
	struct pulling *p = arg;
	if (!rows_next(p->r)) {
		*e = rows_end(p->r);
		return *e == OK ? STEP_DONE : STEP_FAILED;
	}
	for (size_t i = 0; i < p->t->cols.n; i++)
		p->row[i] = col_val(p->r, (int)i);
	table_sum_add(&p->t->sum, p->row, p->t->cols.n);
	p->t->rows++;
	told(p->c, 1);
	*row = p->row;
	return STEP_ROW;
}

static enum err
copy_table(struct db *from, struct db *to, struct copying *c, struct copied_table *t)
{
	struct pulling p = { c, t, NULL, ARENA_ARRAY(from->a, struct val, t->cols.n) };
	enum err e = same_columns(to, t);
	if (e == OK)
		e = db_stream(from, &(struct query){ "copy_rows", select_all(from->a, t) }, &p.r);
	if (e == OK)
		e = c->to_engine->fill(to->link->conn, to->a, t->name, &t->cols, pull, &p);
	return e == E_CONFLICT ? E_INVALID : e; /* a row that the schema refuses */
}

/* A table whose rows name another's comes after it. */
struct reference { const char *from, *to; };
struct reference_list { struct reference *items; size_t n, cap; };

static enum err
references(struct db *to, struct reference_list *out)
{
	struct rows *r;
	if (to->link->engine->references_sql == NULL)
		return OK;
	enum err e = db_query(to, &(struct query){ "references", to->link->engine->references_sql }, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(to->a, out, ((struct reference){ col_text(r, 0), col_text(r, 1) }));
	return rows_end(r);
}

/* What search has yet to do: triggers write there while other tables are filled. */
static const char due[] = "search_due";

static bool
waits(const struct copying *c, const struct copied_table *t, const struct reference_list *refs)
{
	if (strcmp(t->name, due) == 0) {
		for (size_t k = 0; k < c->tables.n; k++)
			if (!c->tables.items[k].placed && &c->tables.items[k] != t)
				return true;
		return false;
	}
	for (size_t i = 0; i < refs->n; i++)
		if (strcmp(refs->items[i].from, t->name) == 0)
			for (size_t k = 0; k < c->tables.n; k++)
				if (!c->tables.items[k].placed && strcmp(c->tables.items[k].name, refs->items[i].to) == 0)
					return true;
	return false;
}

/* The tables in an order in which they can be filled. */
static enum err
order_tables(struct db *to, struct copying *c, struct copied_table **order)
{
	struct reference_list refs = { 0 };
	enum err e = references(to, &refs);
	for (size_t n = 0; e == OK && n < c->tables.n;) {
		size_t before = n;
		for (size_t i = 0; i < c->tables.n; i++) {
			struct copied_table *t = &c->tables.items[i];
			if (t->placed || waits(c, t, &refs))
				continue;
			t->placed = true;
			order[n++] = t;
		}
		if (n == before)
			return fail(to->a, E_DB, "copy: tables that name each other in a circle");
	}
	return e;
}

static enum err
copy_tables(struct db *from, struct db *to, struct copying *c)
{
	struct copied_table **order = ARENA_ARRAY(to->a, struct copied_table *, c->tables.n);
	enum err e = order_tables(to, c, order);
	/* What migrations put there comes again with the source's rows. */
	for (size_t i = c->tables.n; e == OK && i-- > 0;)
		e = db_exec(to, &(struct query){ "copy_empty", arena_printf(to->a, "DELETE FROM %s", order[i]->name) }, NO_ARGS, NULL);
	for (size_t i = 0; e == OK && i < c->tables.n; i++) {
		c->searched = c->searched || strcmp(order[i]->name, due) == 0;
		if (strcmp(order[i]->name, due) == 0) /* the last; the rows of search came with their own table */
			e = db_exec(to, &(struct query){ "copy_due", "DELETE FROM search_due" }, NO_ARGS, NULL);
		if (e == OK)
			e = copy_table(from, to, c, order[i]);
	}
	return e;
}

/* Read again where it was written: the same rows, by the digest of each. */
static enum err
verify_table(struct db *to, struct copying *c, const struct copied_table *t)
{
	struct table_sum sum = { 0 };
	struct val *row = ARENA_ARRAY(to->a, struct val, t->cols.n);
	int64_t n = 0;
	struct rows *r;
	enum err e = db_stream(to, &(struct query){ "copy_verify", select_all(to->a, t) }, &r);
	if (e != OK)
		return e;
	for (; rows_next(r); n++) {
		for (size_t i = 0; i < t->cols.n; i++)
			row[i] = col_val(r, (int)i);
		table_sum_add(&sum, row, t->cols.n);
		told(c, 1);
	}
	e = rows_end(r);
	if (e == OK && (n != t->rows || memcmp(sum.b, t->sum.b, sizeof sum.b) != 0))
		e = fail(to->a, E_INVALID, "copy: table %s does not read as it was written", t->name);
	return e;
}

/* In the transaction of the new store: schema, rows, and the proof. */
static enum err
fill_new(struct db *from, struct db *to, struct copying *c)
{
	const struct engine *en = c->to_engine;
	struct schema_things things;
	struct embedded *table;
	bool more = true;
	enum err e = db_schema(to, &things);
	if (e == OK && things.n > 0)
		return fail(to->a, E_CONFLICT, "it is not empty: %s", things.items[0].name);
	if (e == OK)
		e = migrations_of(from, migration_table, &table) == OK ? OK : E_INVALID;
	if (e == OK && en->fill_inside != NULL)
		e = en->script(to->link->conn, to->a, en->fill_inside);
	while (e == OK && more)
		e = migrate_step(to, table, &more);
	if (e == OK)
		e = list_tables(from, c);
	if (e == OK)
		e = copy_tables(from, to, c);
	if (e == OK && c->searched)
		e = search_index_fill(to);
	if (e == OK && en->settle != NULL)
		e = en->settle(to->link->conn, to->a);
	for (size_t i = 0; e == OK && i < c->tables.n; i++)
		e = verify_table(to, c, &c->tables.items[i]);
	return e;
}

static enum err
new_store(struct db *from, struct copying *c, const char *where)
{
	const struct engine *en = c->to_engine;
	struct link l = { .engine = en };
	struct arena *a = from->a;
	enum err e = en->open(a, where, CONN_WRITER, &l.conn);
	if (e != OK)
		return e;
	struct db to = { .link = &l, .a = a, .write = true, .person = NONE };
	if (en->fill_before != NULL)
		e = en->script(l.conn, a, en->fill_before);
	if (e == OK)
		e = en->control(l.conn, a, CONTROL_BEGIN_WRITE);
	if (e == OK) {
		e = fill_new(from, &to, c);
		db_close_rows(&to);
	}
	if (e == OK)
		e = en->control(l.conn, a, CONTROL_COMMIT);
	else
		en->control(l.conn, a, CONTROL_ROLLBACK);
	link_close(&l);
	return e;
}

static enum err
by_rows(struct db *from, struct copying *c)
{
	static const struct query any = { "copy_any", "SELECT count(*) FROM schema_migration" };
	const struct engine *en = from->link->engine;
	struct new_place place;
	if (db_check(from, &any) != OK) {
		fail_clear(from->a);
		return fail(from->a, E_INVALID, "not a store of this program");
	}
	enum err e = en->fill_inside == NULL ? OK : en->script(from->link->conn, from->a, en->fill_inside);
	if (e == OK)
		e = c->to_engine->new_place(from->a, c->to_where, c->replace, &place);
	if (e != OK)
		return e;
	e = new_store(from, c, place.where);
	enum err end = c->to_engine->end_place(from->a, &place, e == OK);
	if (c->watch != NULL) {
		c->watch->tables = (int64_t)c->tables.n;
		c->watch->rows = c->of / 2;
	}
	return e == OK ? end : e;
}

static enum err
copy_work(struct db *from, void *arg)
{
	struct copying *c = arg;
	const struct engine *en = from->link->engine;
	bool pages = en == c->to_engine && en->copy != NULL;
	enum err e = pages ? en->copy(from->a, from->link->conn, c->to_where, c->replace) : by_rows(from, c);
	return e == OK && c->seen != NULL ? c->seen(from, c->arg) : e;
}

static enum err
copy_store(struct arena *a, const char *from_url, const char *to_url, struct copying *c)
{
	const struct engine *from;
	const char *where;
	bool there = false;
	enum err e = engine_of(a, from_url, &from, &where);
	if (e == OK)
		e = engine_of(a, to_url, &c->to_engine, &c->to_where);
	if (e != OK)
		return e;
	if (from->alone(where) || c->to_engine->alone(c->to_where))
		return fail(a, E_INVALID, "store: no copy from or to memory");
	if ((e = from->exists(a, where, &there)) != OK)
		return e;
	if (!there)
		return fail(a, E_NOTFOUND, "%s: no store", store_shown(a, from_url));
	return visit(a, from, where, copy_work, c);
}

enum err
store_copy(struct arena *a, const char *from_url, const char *to_url, bool replace, enum err (*seen)(struct db *, void *), void *arg)
{
	return copy_store(a, from_url, to_url, &(struct copying){ .replace = replace, .seen = seen, .arg = arg });
}

enum err
store_copy_watched(struct arena *a, const char *from_url, const char *to_url, struct copy_watch *w)
{
	w->tables = w->rows = 0;
	return copy_store(a, from_url, to_url, &(struct copying){ .watch = w });
}
