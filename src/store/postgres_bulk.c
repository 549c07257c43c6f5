/* Many rows into a table: COPY in its binary format, which is how PostgreSQL takes them fastest. */
#include "store/postgres_private.h"
#include <string.h>

enum { BULK = 64 << 10 };
struct bulk { struct engine_conn *c; char *p; size_t n; };

static bool
flush(struct bulk *b)
{
	bool good = b->n == 0 || PQputCopyData(b->c->pg, b->p, (int)b->n) == 1;
	b->n = 0;
	return good;
}

static bool
put(struct bulk *b, const void *p, size_t n)
{
	if (n > BULK - b->n && !flush(b))
		return false;
	if (n > BULK) /* as it is */
		return PQputCopyData(b->c->pg, p, (int)n) == 1;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	return true;
}

static bool
put_big_endian(struct bulk *b, uint64_t v, size_t bytes)
{
	unsigned char be[8];
	for (size_t i = 0; i < bytes; i++)
		be[i] = (unsigned char)(v >> 8 * (bytes - 1 - i));
	return put(b, be, bytes);
}

/* A value as its column's type has it; E_INVALID when it is of another. */
static enum err
put_value(struct bulk *b, struct arena *a, const char *table, const struct column *col, const struct val *v)
{
	uint64_t bits = (uint64_t)v->i;
	bool good = false, fits = true;
	switch (v->t) {
	case V_NULL: good = put_big_endian(b, UINT32_MAX, 4); break;
	case V_INT:
		fits = strcmp(col->type, "int") == 0;
		good = fits && put_big_endian(b, 8, 4) && put_big_endian(b, bits, 8);
		break;
	case V_REAL:
		fits = strcmp(col->type, "real") == 0;
		memcpy(&bits, &v->x, sizeof bits);
		good = fits && put_big_endian(b, 8, 4) && put_big_endian(b, bits, 8);
		break;
	case V_TEXT: case V_BLOB:
		fits = strcmp(col->type, v->t == V_TEXT ? "text" : "blob") == 0;
		good = fits && put_big_endian(b, v->n, 4) && (v->n == 0 || put(b, v->p, v->n));
		break;
	}
	if (!fits)
		return fail(a, E_INVALID, "%s.%s: a value of another type", table, col->name);
	return good ? OK : pg_failed(b->c, a, NULL, table);
}

static enum err
put_rows(struct bulk *b, struct arena *a, const char *table, const struct columns *cols,
    enum step (*next)(void *arg, const struct val **row, enum err *e), void *arg)
{
	static const char head[19] = "PGCOPY\n\377\r\n\0"; /* and four bytes of flags, four of nothing more */
	const struct val *row;
	enum err e = put(b, head, sizeof head) ? OK : pg_failed(b->c, a, NULL, table);
	while (e == OK && next(arg, &row, &e) == STEP_ROW) {
		if (!put_big_endian(b, cols->n, 2))
			e = pg_failed(b->c, a, NULL, table);
		for (size_t i = 0; e == OK && i < cols->n; i++)
			e = put_value(b, a, table, &cols->items[i], &row[i]);
	}
	if (e == OK && !(put_big_endian(b, UINT16_MAX, 2) && flush(b)))
		e = pg_failed(b->c, a, NULL, table);
	return e;
}

enum err
pg_fill(struct engine_conn *c, struct arena *a, const char *table, const struct columns *cols,
    enum step (*next)(void *arg, const struct val **row, enum err *e), void *arg)
{
	struct buf sql = buf_new(a, KIB(64));
	struct bulk b = { c, arena_alloc(a, BULK), 0 };
	enum err e = pg_leave_pipe(c, a);
	if (e != OK)
		return e;
	buf_printf(&sql, "COPY %s(", table);
	for (size_t i = 0; i < cols->n; i++)
		buf_printf(&sql, "%s%s", i == 0 ? "" : ", ", cols->items[i].name);
	buf_puts(&sql, ") FROM STDIN (FORMAT binary)");
	PGresult *r = PQexec(c->pg, buf_str(&sql)), *more;
	e = PQresultStatus(r) == PGRES_COPY_IN ? OK : pg_failed(c, a, r, buf_str(&sql));
	PQclear(r);
	if (e != OK)
		return e;
	e = put_rows(&b, a, table, cols, next, arg);
	if (c->pg == NULL)
		return e;
	if (PQputCopyEnd(c->pg, e == OK ? NULL : "given up") != 1)
		return pg_failed(c, a, NULL, table);
	while ((more = PQgetResult(c->pg)) != NULL) {
		if (e == OK && PQresultStatus(more) != PGRES_COMMAND_OK)
			e = pg_failed(c, a, more, table);
		PQclear(more);
		if (c->pg == NULL)
			return e;
	}
	enum err back = pg_enter_pipe(c, a);
	return e != OK ? e : back;
}
