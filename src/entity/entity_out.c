/* CSV and JSON, out and in; what is held of a person. */
#include "base/text.h"
#include "entity/entity_private.h"
#include <jansson.h>
#include <string.h>

static bool
goes_out(const struct entity_view *v, const struct entity *e, const struct field *f)
{
	return f->kind != K_REV && f->kind != K_GONE && entity_may_read(e, f, v->roles);
}

void
entity_csv(struct buf *out, const struct entity_view *v, const struct entity *e, const struct entity_rows *r)
{
	csv_begin(out);
	bool first = true;
	for (size_t i = 0; i < e->nfields; i++)
		if (goes_out(v, e, &e->fields[i])) {
			csv_text(out, tr(v->lang, e->fields[i].label), first);
			first = false;
		}
	csv_end_row(out);
	for (size_t k = 0; k < r->n; k++) {
		const void *row = entity_row(e, r, k);
		first = true;
		for (size_t i = 0; i < e->nfields; i++) {
			const struct field *f = &e->fields[i];
			if (!goes_out(v, e, f))
				continue;
			if (f->kind == K_INT || f->kind == K_ID)
				csv_int(out, member_int(f, row), first);
			else
				csv_text(out, f->kind == K_DATE ? member_text(f, row) : entity_shown(v, f, row, r->ref_text[k * e->nfields + i]), first);
			first = false;
		}
		csv_end_row(out);
	}
}

/* ---- JSON ----------------------------------------------------------------------------------------------- */

static void
json_field(struct jw *j, const struct field *f, const void *row, const char *ref_text)
{
	int64_t n = kind_is_text(f->kind) ? NONE : member_int(f, row);
	switch (f->kind) {
	case K_BOOL: jw_bool(j, f->name, n == 1); break;
	case K_ID: case K_REV: case K_INT: jw_int(j, f->name, n); break;
	case K_REF:
		if (n == NONE) {
			jw_null(j, f->name);
			break;
		}
		jw_begin(j, f->name, '{');
		jw_int(j, "id", n);
		jw_str(j, "text", ref_text);
		jw_end(j, '}');
		break;
	case K_GONE: case K_TEXT: case K_LONG: case K_EMAIL: case K_WORD: case K_DATE: jw_str(j, f->name, member_text(f, row)); break;
	case K_ENUM: {
		const struct choice *c = f->choices;
		while (c->key != NULL && c->value != n)
			c++;
		jw_str(j, f->name, c->key);
		break;
	}
	}
}

void
entity_json(struct jw *j, const char *key, const struct entity_view *v, const struct entity *e, const struct entity_rows *r)
{
	jw_begin(j, key, '[');
	for (size_t k = 0; k < r->n; k++) {
		jw_begin(j, NULL, '{');
		for (size_t i = 0; i < e->nfields; i++)
			if (goes_out(v, e, &e->fields[i]) || e->fields[i].kind == K_REV)
				json_field(j, &e->fields[i], entity_row(e, r, k), r->ref_text[k * e->nfields + i]);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

/* ---- sources -------------------------------------------------------------------------------------------- */

struct cells { struct arena *a; const struct entity *e; const struct csv_row *head, *row; };

static const char *
cell_get(void *arg, const char *name)
{
	const struct cells *c = arg;
	for (size_t i = 0; i < c->head->n && i < c->row->n; i++) {
		const struct field *f = entity_field_by_heading(c->a, c->e, c->head->cells[i]);
		if (f == NULL || strcmp(f->name, name) != 0)
			continue;
		return csv_unguarded(c->row->cells[i]);
	}
	return NULL;
}

struct entity_source
entity_from_csv(struct arena *a, const struct entity *e, const struct csv_row *head, const struct csv_row *row)
{
	struct cells *c = ARENA_NEW(a, struct cells);
	*c = (struct cells){ a, e, head, row };
	return (struct entity_source){ .get = cell_get, .arg = c };
}

struct object { struct arena *a; const json_t *o; };

static const char *
object_get(void *arg, const char *name)
{
	const struct object *from = arg;
	const json_t *x = json_object_get(from->o, name);
	if (json_is_object(x))
		x = json_object_get(x, "id");
	if (x == NULL)
		return NULL;
	switch (json_typeof(x)) {
	case JSON_STRING: return json_string_value(x);
	case JSON_INTEGER: return arena_printf(from->a, "%lld", (long long)json_integer_value(x));
	case JSON_REAL: return arena_printf(from->a, "%.15g", json_real_value(x));
	case JSON_TRUE: return "1";
	case JSON_FALSE: return "0";
	case JSON_NULL: return "";
	case JSON_OBJECT: case JSON_ARRAY: break;
	}
	return "[…]"; /* no field is one: refused by its kind, except in a text, where it is seen */
}

struct entity_source
entity_from_json(struct arena *a, const struct json_t *object)
{
	struct object *o = ARENA_NEW(a, struct object);
	*o = (struct object){ a, object };
	return (struct entity_source){ .get = object_get, .arg = o };
}

/* ---- a person's data ------------------------------------------------------------------------------------ */

static bool
names_person(const struct field *f)
{
	return f->kind == K_REF && (f->flags & F_PERSONAL) && f->ref->subject != NULL && strcmp(f->ref->subject, "id") == 0;
}

static void
personal_row(struct jw *j, const struct entity *e, const void *row, const char *const *ref_text, int64_t person)
{
	const struct field *subject = e->subject == NULL ? NULL : entity_field(e, e->subject);
	bool own = subject != NULL && member_int(subject, row) == person;
	jw_begin(j, NULL, '{');
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		bool theirs = names_person(f) && member_int(f, row) == person;
		bool others = names_person(f) && !theirs;
		if (own ? !others : theirs || f->kind == K_ID || strcmp(f->name, e->title) == 0)
			json_field(j, f, row, ref_text[i]);
	}
	jw_end(j, '}');
}

enum err
entity_personal(struct jw *j, const struct entity_view *v, const struct entity *e, int64_t person)
{
	struct buf sql = buf_new(v->a, MIB(1));
	bool any = false;
	select_columns(&sql, e, "");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (!names_person(f) && (e->subject == NULL || strcmp(e->subject, f->name) != 0))
			continue;
		buf_printf(&sql, " %s t.%s = $1", any ? "OR" : "WHERE", f->name);
		any = true;
	}
	if (!any)
		return OK;
	buf_puts(&sql, " ORDER BY t.id");
	struct query q = { e->name, buf_str(&sql) };
	struct entity_rows rows;
	struct rows *r;
	enum err err = db_query(v->db, &q, ARGS(V(person)), &r);
	if (err == OK)
		err = read_rows(r, e, v->a, &rows);
	if (err != OK)
		return err;
	jw_begin(j, e->name, '[');
	for (size_t k = 0; k < rows.n; k++)
		personal_row(j, e, entity_row(e, &rows, k), rows.ref_text + k * e->nfields, person);
	jw_end(j, ']');
	return OK;
}
