/* privacy_subject.c: who an address is: accounts, spellings, names, and whether anything is held at all. */
#include "privacy/privacy_sql.h"
#include <string.h>

enum { Q_PERSONS, Q_FORMER, Q_TAKEN };
const struct query privacy_subject_queries[] = {
	[Q_PERSONS] = { "privacy_persons", "SELECT id, name FROM person WHERE email_key = $1 ORDER BY CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END, id" },
	/* Names and addresses that an account had before. */
	[Q_FORMER] = { "privacy_former", "SELECT field, before, after FROM history WHERE entity = 'person' AND entity_id = $1 AND field IN ('name', 'email')" },
	[Q_TAKEN] = { "privacy_taken", "SELECT count(*) FROM person WHERE email_key = $1 AND deleted_at IS NULL AND id <> $2" },
	{ 0 },
};

static bool
has_text(const struct strings *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], s) == 0)
			return true;
	return false;
}

static enum err
find_persons(struct db *db, const char *key, struct subject *out)
{
	struct rows *r;
	enum err e = db_query(db, &privacy_subject_queries[Q_PERSONS], ARGS(V(key)), &r);
	while (e == OK && rows_next(r)) {
		const char *name = col_text(r, 1);
		if (out->persons.n < SUBJECT_MOST)
			PUSH(db_arena(db), &out->persons, col_int(r, 0));
		if (out->name == NULL)
			out->name = name;
		mask_add_name(db_arena(db), &out->mask, name);
	}
	return e == OK ? rows_end(r) : e;
}

/* Addresses are compared folded, which is done here and not by the engine: each distinct one is looked at. */
static enum err
find_spellings(struct db *db, const char *key, struct subject *out)
{
	struct arena *a = db_arena(db);
	EACH_PERSONAL(p)
		for (const struct belongs *b = personal_belongs(a, p); b->how != 0; b++) {
			struct sql q = sql_begin(a, out);
			struct rows *r;
			if (b->how != OF_EMAIL)
				continue;
			sql_put(&q, "SELECT DISTINCT %s FROM %s WHERE %s IS NOT NULL AND %s <> ''", b->column, p->table, b->column, b->column);
			enum err e = sql_rows(db, &q, &r);
			while (e == OK && rows_next(r)) {
				const char *s = col_text(r, 0);
				if (strcmp(text_fold(a, s), key) == 0 && !has_text(&out->spellings, s) && out->spellings.n < SUBJECT_MOST)
					PUSH(a, &out->spellings, s);
			}
			if (e != OK || (e = rows_end(r)) != OK)
				return e;
		}
	return OK;
}

/* A former address that is someone else's now is theirs: it was a mistake that was mended. */
static enum err
add_former_address(struct db *db, int64_t person, const char *address, struct subject *out)
{
	struct rows *r;
	if (address == NULL || strchr(address, '@') == NULL)
		return OK;
	enum err e = db_one(db, &privacy_subject_queries[Q_TAKEN], ARGS(V(text_fold(db_arena(db), address)), V(person)), &r);
	if (e == OK && col_int(r, 0) == 0)
		mask_add_address(db_arena(db), &out->mask, address);
	return e;
}

static enum err
find_former(struct db *db, struct subject *out)
{
	struct arena *a = db_arena(db);
	struct strings addresses = { 0 };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < out->persons.n; i++) {
		struct rows *r;
		e = db_query(db, &privacy_subject_queries[Q_FORMER], ARGS(V(out->persons.items[i])), &r);
		while (e == OK && rows_next(r)) {
			bool name = strcmp(col_text(r, 0), "name") == 0;
			for (int c = 1; c <= 2; c++) {
				const char *s = col_text(r, c);
				if (s != NULL && name)
					mask_add_name(a, &out->mask, s);
				else if (s != NULL && !has_text(&addresses, s))
					PUSH(a, &addresses, s);
			}
		}
		e = e == OK ? rows_end(r) : e;
		for (size_t k = 0; e == OK && k < addresses.n; k++)
			e = add_former_address(db, out->persons.items[i], addresses.items[k], out);
	}
	return e;
}

/* Names in rows about the person: a whole name in one column, or its parts in several. */
static enum err
names_of_table(struct db *db, const struct personal *p, struct subject *out)
{
	struct arena *a = db_arena(db);
	struct sql q = sql_begin(a, out);
	struct rows *r;
	int n = 0;
	sql_put(&q, "SELECT DISTINCT ");
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
		if (c->flags & C_NAME)
			sql_put(&q, "%s%s.%s", n++ == 0 ? "" : ", ", p->table, c->name);
	if (n == 0)
		return OK;
	sql_put(&q, " FROM %s WHERE ", p->table);
	sql_about(&q, p);
	enum err e = sql_rows(db, &q, &r);
	while (e == OK && rows_next(r)) {
		struct buf whole = buf_new(a, KIB(8));
		for (int i = 0; i < n; i++)
			buf_printf(&whole, "%s%s", i == 0 || whole.len == 0 ? "" : " ", col_text(r, i) == NULL ? "" : col_text(r, i));
		mask_add_name(a, &out->mask, buf_str(&whole));
		if (out->name == NULL && whole.len > 0)
			out->name = buf_str(&whole);
	}
	return e == OK ? rows_end(r) : e;
}

static enum err
anything(struct db *db, const struct subject *s, bool *held)
{
	struct arena *a = db_arena(db);
	*held = s->persons.n > 0;
	EACH_PERSONAL(p) {
		int64_t n = 0;
		if (*held || personal_belongs(a, p)->how == 0)
			continue;
		struct sql q = sql_begin(a, s);
		sql_put(&q, "SELECT count(*) FROM %s WHERE ", p->table);
		sql_any(&q, p);
		enum err e = sql_number(db, &q, &n);
		if (e != OK)
			return e;
		*held = n > 0;
	}
	return OK;
}

enum err
subject_of(struct db *db, const char *email, struct subject *out)
{
	struct arena *a = db_arena(db);
	bool held = false;
	*out = (struct subject){ .email = text_trim(a, email == NULL ? "" : email) };
	const char *key = text_fold(a, out->email);
	if (strchr(key, '@') == NULL) /* what was erased has no address, and must not be found by none */
		return fail(a, E_NOTFOUND, "no address");
	PUSH(a, &out->spellings, key);
	mask_add_address(a, &out->mask, out->email);
	enum err e = find_persons(db, key, out);
	if (e == OK)
		e = find_spellings(db, key, out);
	if (e == OK)
		e = find_former(db, out);
	EACH_PERSONAL(p)
		if (e == OK)
			e = names_of_table(db, p, out);
	if (e == OK)
		e = anything(db, out, &held);
	if (e == OK && !held)
		return fail(a, E_NOTFOUND, "nothing is held of this address");
	if (out->name == NULL)
		out->name = out->email;
	return e;
}
