#include "privacy/privacy_sql.h"
#include <string.h>

struct sql
sql_begin(struct arena *a, const struct subject *s)
{
	struct sql q = { .text = buf_new(a, KIB(256)), .s = s };
	return q;
}

void
sql_put(struct sql *q, const char *fmt, ...)
{
	char *s;
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	s = arena_alloc(q->text.a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_puts(&q->text, s);
}

const char *
sql_arg(struct sql *q, struct val v)
{
	BUG_ON(q->n == SQL_ARGS);
	q->args[q->n++] = v;
	return arena_printf(q->text.a, "$%zu", q->n);
}

/* The same value is bound once, however often it is compared with. */
static void
put_person(struct sql *q, size_t i)
{
	if (q->person[i] == 0) {
		sql_arg(q, v_int(q->s->persons.items[i]));
		q->person[i] = q->n;
	}
	sql_put(q, "%s$%zu", i == 0 ? "" : ", ", q->person[i]);
}

static void
put_spelling(struct sql *q, size_t i)
{
	if (q->spelling[i] == 0) {
		sql_arg(q, v_text(q->s->spellings.items[i]));
		q->spelling[i] = q->n;
	}
	sql_put(q, "%s$%zu", i == 0 ? "" : ", ", q->spelling[i]);
}

static void
ways(struct sql *q, const struct personal *p, bool about)
{
	bool any = false;
	sql_put(q, "(");
	for (const struct belongs *b = personal_belongs(q->text.a, p); b->how != 0; b++) {
		if (about && b->label != NULL)
			continue;
		sql_put(q, "%s", any ? " OR " : "");
		sql_way(q, p, b);
		any = true;
	}
	sql_put(q, "%s)", any ? "" : "1 = 0");
	if (p->where != NULL)
		sql_put(q, " AND (%s)", p->where);
}

static void
rows_of_parent(struct sql *q, const char *table)
{
	bool any = false;
	sql_put(q, "(SELECT %s.id FROM %s WHERE ", table, table);
	EACH_PERSONAL(p) {
		if (strcmp(p->table, table) != 0)
			continue;
		sql_put(q, "%s", any ? " OR " : "");
		ways(q, p, true);
		any = true;
	}
	sql_put(q, ")");
}

void
sql_way(struct sql *q, const struct personal *p, const struct belongs *b)
{
	size_t n = b->how == OF_PERSON ? q->s->persons.n : b->how == OF_EMAIL ? q->s->spellings.n : 1;
	if (n == 0) {
		sql_put(q, "1 = 0");
		return;
	}
	sql_put(q, "(%s.%s IN ", p->table, b->column);
	if (b->how == OF_ROW)
		rows_of_parent(q, b->table);
	else
		sql_put(q, "(");
	for (size_t i = 0; b->how != OF_ROW && i < n; i++) {
		if (b->how == OF_PERSON)
			put_person(q, i);
		else
			put_spelling(q, i);
	}
	sql_put(q, "%s%s%s%s)", b->how == OF_ROW ? "" : ")", b->when == NULL ? "" : " AND (", b->when == NULL ? "" : b->when, b->when == NULL ? "" : ")");
}

void
sql_about(struct sql *q, const struct personal *p)
{
	ways(q, p, true);
}

void
sql_any(struct sql *q, const struct personal *p)
{
	ways(q, p, false);
}

enum err
sql_exec(struct db *db, struct sql *q, int64_t *changed)
{
	struct query query = { "privacy", buf_str(&q->text) };
	return db_exec(db, &query, (struct args){ q->n, q->args }, changed);
}

enum err
sql_rows(struct db *db, struct sql *q, struct rows **out)
{
	struct query query = { "privacy", buf_str(&q->text) };
	return db_query(db, &query, (struct args){ q->n, q->args }, out);
}

enum err
sql_number(struct db *db, struct sql *q, int64_t *out)
{
	struct rows *r;
	struct query query = { "privacy", buf_str(&q->text) };
	enum err e = db_one(db, &query, (struct args){ q->n, q->args }, &r);
	if (e == OK)
		*out = col_int(r, 0);
	return e;
}

bool
is_journal(const struct personal *p)
{
	return strcmp(p->table, "history") == 0;
}
