/* Writing rows: generated SQL, optimistic locking, history of each field, deletion and its undo; the schema check. */
#include "base/date.h"
#include "base/text.h"
#include "entity/entity_private.h"
#include <string.h>

enum { ARGS_MOST = 64 };
struct statement { struct buf sql; struct val args[ARGS_MOST]; size_t n; };

static struct val
bound(const struct field *f, const void *row)
{
	return kind_is_text(f->kind) ? v_text(member_text(f, row)) : v_int(member_int(f, row));
}

/* $n for a value. */
static size_t
put(struct statement *st, struct val v)
{
	BUG_ON(st->n == ARGS_MOST);
	st->args[st->n++] = v;
	return st->n;
}

/* For the history: what people read, in the language of the house (French msgids stay translatable). */
static enum err
kept_text(const struct entity_view *v, const struct field *f, const void *row, const char **out)
{
	struct entity_view french = { .a = v->a, .db = v->db, .lang = LANG_FR };
	*out = NULL;
	if (f->flags & F_QUIET)
		return OK;
	if (f->kind == K_DATE)
		*out = member_text(f, row);
	else if (f->kind != K_REF)
		*out = entity_shown(&french, f, row, NULL);
	else if (member_int(f, row) != NONE) {
		struct query q = { "entity_title", arena_printf(v->a, "SELECT %s FROM %s WHERE id = $1", f->ref->title, f->ref->table) };
		struct rows *r;
		enum err e = db_one(v->db, &q, ARGS(V(member_int(f, row))), &r);
		if (e == OK)
			*out = col_text(r, 0);
		return e == E_NOTFOUND ? OK : e;
	}
	return OK;
}

enum err
entity_insert(const struct entity_view *v, const struct entity *e, void *row)
{
	const struct field *id = field_of_kind(e, K_ID), *rev = field_of_kind(e, K_REV), *title = entity_field(e, e->title);
	if ((e->create & v->roles) == 0)
		return fail(v->a, E_FORBIDDEN, "%s: not created by these roles", e->name);
	struct statement st = { .sql = buf_new(v->a, MIB(1)) };
	struct buf values = buf_new(v->a, MIB(1));
	buf_printf(&st.sql, "INSERT INTO %s(", e->table);
	if (rev != NULL)
		member_set_int(rev, row, 1);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (f->kind == K_ID || f->kind == K_GONE)
			continue;
		const char *comma = st.n == 0 ? "" : ", ";
		buf_printf(&st.sql, "%s%s", comma, f->name);
		buf_printf(&values, "%s$%zu", comma, put(&st, bound(f, row)));
		if (f->key != NULL) {
			buf_printf(&st.sql, ", %s", f->key);
			buf_printf(&values, ", $%zu", put(&st, v_text(key_of(v->a, f, member_text(f, row)))));
		}
	}
	buf_printf(&st.sql, ") VALUES (%s) RETURNING id", buf_str(&values));
	struct query q = { e->name, buf_str(&st.sql) };
	struct rows *r;
	enum err err = db_one(v->db, &q, (struct args){ st.n, st.args }, &r);
	if (err != OK)
		return err;
	member_set_int(id, row, col_int(r, 0));
	const char *text = NULL;
	if (title != NULL && (err = kept_text(v, title, row, &text)) != OK)
		return err;
	return history_add(v->db, e->name, row_id(e, row), "created", NULL, NULL, text);
}

/* SET of what differs and the history of it. */
static enum err
changes(const struct entity_view *v, const struct entity *e, const void *row, const void *stored, struct statement *st, bool *any)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (f->kind == K_ID || f->kind == K_REV || f->kind == K_GONE || text_eq(entity_plain(v->a, f, row), entity_plain(v->a, f, stored)))
			continue;
		if (!(f->flags & F_FIXED) && !entity_may_write(e, f, v->roles, row_id(e, row)))
			return fail(v->a, E_FORBIDDEN, "%s.%s: not changed by these roles", e->name, f->name);
		buf_printf(&st->sql, "%s%s = $%zu", *any ? ", " : "", f->name, put(st, bound(f, row)));
		if (f->key != NULL)
			buf_printf(&st->sql, ", %s = $%zu", f->key, put(st, v_text(key_of(v->a, f, member_text(f, row)))));
		*any = true;
	}
	return OK;
}

static enum err
record(const struct entity_view *v, const struct entity *e, const void *row, const void *stored)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const char *before, *after;
		if (f->kind == K_ID || f->kind == K_REV || f->kind == K_GONE || text_eq(entity_plain(v->a, f, row), entity_plain(v->a, f, stored)))
			continue;
		enum err err = kept_text(v, f, stored, &before);
		if (err == OK)
			err = kept_text(v, f, row, &after);
		if (err == OK)
			err = history_add(v->db, e->name, row_id(e, row), "changed", f->name, before, after);
		if (err != OK)
			return err;
	}
	return OK;
}

enum err
entity_update(const struct entity_view *v, const struct entity *e, void *row, const void **other)
{
	const struct field *rev = field_of_kind(e, K_REV);
	struct entity_view all = { .a = v->a, .db = v->db, .roles = ~0u };
	struct entity_rows now;
	*other = NULL;
	enum err err = entity_get(&all, e, row_id(e, row), &now);
	if (err != OK)
		return err;
	const void *stored = now.rows;
	if (rev != NULL && member_int(rev, stored) != member_int(rev, row)) {
		*other = stored;
		return fail(v->a, E_CONFLICT, "%s %lld: changed meanwhile", e->name, (long long)row_id(e, row));
	}
	struct statement st = { .sql = buf_new(v->a, MIB(1)) };
	bool any = false;
	int64_t changed = 0;
	buf_printf(&st.sql, "UPDATE %s SET ", e->table);
	err = changes(v, e, row, stored, &st, &any);
	if (err != OK || !any)
		return err;
	if (rev != NULL)
		buf_printf(&st.sql, ", %s = %s + 1", rev->name, rev->name);
	buf_printf(&st.sql, " WHERE id = $%zu", put(&st, v_int(row_id(e, row))));
	if (rev != NULL)
		buf_printf(&st.sql, " AND %s = $%zu", rev->name, put(&st, v_int(member_int(rev, row))));
	struct query q = { e->name, buf_str(&st.sql) };
	err = db_exec(v->db, &q, (struct args){ st.n, st.args }, &changed);
	if (err == OK && changed == 0) { /* another process, between the reading and here */
		err = entity_get(&all, e, row_id(e, row), &now);
		*other = err == OK ? now.rows : NULL;
		return err == OK ? E_CONFLICT : err;
	}
	if (err == OK)
		err = record(v, e, row, stored);
	if (err == OK && rev != NULL)
		member_set_int(rev, row, member_int(rev, row) + 1);
	return err;
}

/* Sets or clears the mark; what: of the history. */
static enum err
mark(const struct entity_view *v, const struct entity *e, int64_t id, int64_t rev, const char *when, const char *what)
{
	const struct field *gone = field_of_kind(e, K_GONE), *revision = field_of_kind(e, K_REV), *title = entity_field(e, e->title);
	BUG_ON(gone == NULL);
	if ((e->erase & v->roles) == 0)
		return fail(v->a, E_FORBIDDEN, "%s: not deleted by these roles", e->name);
	struct statement st = { .sql = buf_new(v->a, MIB(1)) };
	int64_t changed = 0;
	buf_printf(&st.sql, "UPDATE %s SET %s = $%zu", e->table, gone->name, put(&st, v_text(when)));
	if (revision != NULL)
		buf_printf(&st.sql, ", %s = %s + 1", revision->name, revision->name);
	buf_printf(&st.sql, " WHERE id = $%zu AND %s IS %sNULL", put(&st, v_int(id)), gone->name, when == NULL ? "NOT " : "");
	if (revision != NULL && rev != NONE)
		buf_printf(&st.sql, " AND %s = $%zu", revision->name, put(&st, v_int(rev)));
	struct query q = { e->name, buf_str(&st.sql) };
	enum err err = db_exec(v->db, &q, (struct args){ st.n, st.args }, &changed);
	if (err != OK)
		return err;
	struct query live = { e->name, arena_printf(v->a, "SELECT %s, %s FROM %s WHERE id = $1", gone->name, title == NULL ? "id" : title->name, e->table) };
	struct rows *r;
	err = db_one(v->db, &live, ARGS(V(id)), &r);
	if (err != OK)
		return err;
	if (changed == 0)
		return col_null(r, 0) == (when != NULL) ? E_CONFLICT : E_NOTFOUND;
	const char *text = title != NULL && kind_is_text(title->kind) && !(title->flags & F_QUIET) ? col_text(r, 1) : NULL;
	return history_add(v->db, e->name, id, what, NULL, when == NULL ? NULL : text, when == NULL ? text : NULL);
}

enum err
entity_delete(const struct entity_view *v, const struct entity *e, int64_t id, int64_t rev)
{
	struct isotime now = now_utc();
	return mark(v, e, id, rev, now.s, "deleted");
}

enum err
entity_restore(const struct entity_view *v, const struct entity *e, int64_t id)
{
	return mark(v, e, id, NONE, NULL, "restored");
}

enum err
entity_taken(const struct entity_view *v, const struct entity *e, struct draft *d)
{
	const struct field *gone = field_of_kind(e, K_GONE);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (!(f->flags & F_UNIQUE) || entity_plain(v->a, f, d->row) == NULL)
			continue;
		bool folded = f->kind == K_EMAIL && f->key != NULL;
		struct query q = { "entity_taken", arena_printf(v->a, "SELECT 1 FROM %s WHERE %s = $1 AND id IS DISTINCT FROM $2%s%s%s", e->table,
		    folded ? f->key : f->name, gone == NULL ? "" : " AND ", gone == NULL ? "" : gone->name, gone == NULL ? "" : " IS NULL") };
		struct val value = folded ? v_text(key_of(v->a, f, member_text(f, d->row))) : bound(f, d->row);
		struct rows *r;
		enum err err = db_one(v->db, &q, ARGS(value, V(row_id(e, d->row))), &r);
		if (err == OK)
			problem_add(v->a, &d->problems, f->name, N_("%s : cette valeur est déjà prise."), tr(v->lang, f->label));
		else if (err != E_NOTFOUND)
			return err;
	}
	return OK;
}

/* ---- the schema ----------------------------------------------------------------------------------------- */

static const struct column *
column_of(const struct columns *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

static const char *
field_fits(struct arena *a, const struct entity *e, const struct field *f, const struct columns *list)
{
	const struct column *c = column_of(list, f->name), *k = f->key == NULL ? NULL : column_of(list, f->key);
	if (c == NULL)
		return arena_printf(a, "%s.%s: no such column", e->table, f->name);
	if (strcmp(c->type, kind_is_text(f->kind) ? "text" : "int") != 0)
		return arena_printf(a, "%s.%s: column of type %s", e->table, f->name, c->type);
	bool must = (f->flags & F_REQUIRED) || f->kind == K_ID || f->kind == K_REV || f->kind == K_BOOL;
	if (must != c->not_null && !(f->flags & F_FIXED))
		return arena_printf(a, "%s.%s: %s", e->table, f->name, must ? "required, but the column takes NULL" : "not required, but the column is NOT NULL");
	if (f->key != NULL && (k == NULL || strcmp(k->type, "text") != 0))
		return arena_printf(a, "%s.%s: no text column for the key", e->table, f->key);
	if ((f->kind == K_ENUM || f->kind == K_WORD) && f->choices == NULL)
		return arena_printf(a, "%s.%s: no choices", e->table, f->name);
	return f->kind == K_REF && f->ref == NULL ? arena_printf(a, "%s.%s: no ref", e->table, f->name) : NULL;
}

enum err
entity_check(struct db *db, const struct entity *e, const char **why)
{
	struct arena *a = db_arena(db);
	struct columns list;
	*why = NULL;
	enum err err = db_columns(db, e->table, &list);
	if (err != OK)
		return err;
	for (size_t i = 0; *why == NULL && i < e->nfields; i++)
		*why = field_fits(a, e, &e->fields[i], &list);
	for (size_t i = 0; *why == NULL && i < list.n; i++) {
		bool known = entity_field(e, list.items[i].name) != NULL;
		for (size_t k = 0; !known && k < e->nfields; k++)
			known = text_eq(e->fields[k].key, list.items[i].name);
		if (!known && list.items[i].not_null && !list.items[i].has_default)
			*why = arena_printf(a, "%s.%s: a column that must be given, but is not declared", e->table, list.items[i].name);
	}
	if (*why == NULL && field_of_kind(e, K_ID) == NULL)
		*why = arena_printf(a, "%s: no field of kind ID", e->name);
	if (*why == NULL && (e->title == NULL || entity_field(e, e->title) == NULL))
		*why = arena_printf(a, "%s: no title", e->name);
	if (*why == NULL && e->subject != NULL && entity_field(e, e->subject) == NULL)
		*why = arena_printf(a, "%s: no such subject", e->name);
	return OK;
}
