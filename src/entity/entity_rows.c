/* Reading rows: the SELECT made from the table of fields, filters, sorting, search. */
#include "base/text.h"
#include "entity/entity_private.h"
#include <string.h>

/* SELECT t.a, …, the titles of what the REFs name, and `more`; FROM with the joins. */
void
select_columns(struct buf *sql, const struct entity *e, const char *more)
{
	buf_puts(sql, "SELECT ");
	for (size_t i = 0; i < e->nfields; i++)
		buf_printf(sql, "%st.%s", i == 0 ? "" : ", ", e->fields[i].name);
	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].kind == K_REF)
			buf_printf(sql, ", r%zu.%s", i, e->fields[i].ref->title);
	buf_printf(sql, "%s FROM %s t", more, e->table);
	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].kind == K_REF)
			buf_printf(sql, " LEFT JOIN %s r%zu ON r%zu.id = t.%s", e->fields[i].ref->table, i, i, e->fields[i].name);
}

static void
read_row(struct rows *r, const struct entity *e, void *row, const char **ref_text)
{
	int extra = (int)e->nfields;
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (kind_is_text(f->kind))
			member_set_text(f, row, col_text(r, (int)i));
		else
			member_set_int(f, row, col_int(r, (int)i));
		if (f->kind == K_REF)
			ref_text[i] = col_text(r, extra++);
	}
}

enum err
read_rows(struct rows *r, const struct entity *e, struct arena *a, struct entity_rows *out)
{
	size_t cap = 0, text_cap = 0;
	*out = (struct entity_rows){ 0 };
	while (rows_next(r)) {
		if (out->n == cap) {
			out->rows = arena_grow(a, out->rows, e->size, out->n, &cap);
			text_cap = cap / 2;
			out->ref_text = arena_grow(a, out->ref_text, sizeof *out->ref_text * e->nfields, out->n, &text_cap);
		}
		read_row(r, e, (char *)out->rows + out->n * e->size, out->ref_text + out->n * e->nfields);
		out->n++;
	}
	out->found = out->n;
	return rows_end(r);
}

/* ---- what is asked -------------------------------------------------------------------------------------- */

void
entity_where(struct arena *a, const struct entity *e, struct entity_query *q, const char *field, const char *value)
{
	const struct field *f = entity_field(e, field);
	BUG_ON(f == NULL);
	if (q->filter == NULL)
		q->filter = ARENA_ARRAY(a, const char *, e->nfields);
	q->filter[f - e->fields] = arena_strdup(a, value);
}

/* What a filter compares with; false when the text is no value of the field. */
static bool
filter_value(struct arena *a, const struct field *f, const char *s, struct val *out)
{
	const struct choice *c;
	int64_t n;
	bool b;
	if (f->kind == K_ENUM || f->kind == K_WORD) {
		if ((c = choice_find(a, f, s)) == NULL)
			return false;
		*out = f->kind == K_WORD ? v_text(c->key) : v_int(c->value);
	} else if (f->kind == K_BOOL) {
		if (text_blank(s) || !read_bool(a, s, &b))
			return false;
		*out = v_int(b);
	} else if (kind_is_text(f->kind)) {
		*out = v_text(s);
	} else {
		if (!read_int(s, &n))
			return false;
		*out = v_int(n);
	}
	return true;
}

bool
field_filters(const struct entity_view *v, const struct entity *e, const struct field *f)
{
	return (f->flags & F_LIST) && (f->kind == K_ENUM || f->kind == K_WORD || f->kind == K_BOOL || f->kind == K_REF) &&
	    entity_may_read(e, f, v->roles);
}

void
entity_query_read(const struct entity_view *v, const struct entity *e, const struct entity_source *s, struct entity_query *q)
{
	q->sort = s->get(s->arg, "sort");
	q->search = s->get(s->arg, "q");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const char *value = field_filters(v, e, f) ? s->get(s->arg, f->name) : NULL;
		struct val unused;
		if (value != NULL && filter_value(v->a, f, value, &unused))
			entity_where(v->a, e, q, f->name, value);
	}
}

static const struct field *
sorted_by(const struct entity_view *v, const struct entity *e, const char *sort, bool *down)
{
	*down = sort != NULL && sort[0] == '-';
	const struct field *f = entity_field(e, *down ? sort + 1 : sort);
	if (f == NULL || !entity_may_read(e, f, v->roles)) {
		f = entity_field(e, e->title);
		*down = false;
	}
	BUG_ON(f == NULL);
	return f;
}

static void
order_by(struct buf *sql, const struct entity *e, const struct field *f, bool down)
{
	if (f->kind == K_REF) {
		const struct field *t = entity_field(f->ref, f->ref->title);
		buf_printf(sql, " ORDER BY r%zu.%s", (size_t)(f - e->fields), t != NULL && t->key != NULL ? t->key : f->ref->title);
	} else {
		buf_printf(sql, " ORDER BY t.%s", f->key != NULL ? f->key : f->name);
	}
	buf_printf(sql, "%s NULLS LAST, t.id", down ? " DESC" : "");
}

/* Texts without a key beside them come by bytes: "École" after "Zinneke". Here they are put as French reads them. */
static void
order_texts(struct arena *a, const struct entity *e, const struct field *f, bool down, struct entity_rows *rows)
{
	const struct field *said = f->kind == K_REF ? entity_field(f->ref, f->ref->title) : f;
	size_t at = (size_t)(f - e->fields), n = rows->n;
	if (n < 2 || (f->kind != K_REF && f->kind != K_TEXT) || (said != NULL && (said->key != NULL || said->kind != K_TEXT)))
		return;
	const char **texts = ARENA_ARRAY(a, const char *, n), **ref_text = ARENA_ARRAY(a, const char *, n * e->nfields);
	char *sorted = arena_array(a, e->size, n);
	for (size_t i = 0; i < n; i++)
		texts[i] = f->kind == K_REF ? rows->ref_text[i * e->nfields + at] : member_text(f, (char *)rows->rows + i * e->size);
	const size_t *order = text_order(a, texts, n, down);
	for (size_t i = 0; i < n; i++) {
		memcpy(sorted + i * e->size, (char *)rows->rows + order[i] * e->size, e->size);
		memcpy(ref_text + i * e->nfields, rows->ref_text + order[i] * e->nfields, e->nfields * sizeof *ref_text);
	}
	rows->rows = sorted;
	rows->ref_text = ref_text;
}

/* Whether every word asked for begins a word of the row. */
static bool
holds(struct arena *a, const struct entity_view *v, const struct entity *e, const void *row, const char *const *ref_text, const char *words)
{
	struct buf all = buf_new(a, MIB(1));
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (!(f->flags & F_SEARCH) || !entity_may_read(e, f, v->roles))
			continue;
		buf_putc(&all, ' ');
		buf_puts(&all, text_words(a, entity_shown(v, f, row, ref_text[i]) == NULL ? "" : entity_shown(v, f, row, ref_text[i])));
	}
	for (const char *w = words; *w != '\0';) {
		size_t n = strcspn(w, " ");
		if (strstr(buf_str(&all), arena_printf(a, " %.*s", (int)n, w)) == NULL)
			return false;
		w += n;
		w += strspn(w, " ");
	}
	return true;
}

/* Keeps the rows that the search and the caller keep, then those from `first` on, at most `most`. */
static void
sift(const struct entity_view *v, const struct entity *e, const struct entity_query *q, struct entity_rows *rows)
{
	const char *words = text_words(v->a, q->search == NULL ? "" : q->search);
	size_t kept = 0, found = 0, most = q->most == 0 ? ENTITY_ROWS_MAX : q->most;
	for (size_t i = 0; i < rows->n; i++) {
		char *row = (char *)rows->rows + i * e->size;
		const char **texts = rows->ref_text + i * e->nfields;
		if ((q->keep != NULL && !q->keep(q->arg, row)) || !holds(v->a, v, e, row, texts, words))
			continue;
		if (found++ < q->first || kept == most)
			continue;
		memmove((char *)rows->rows + kept * e->size, row, e->size);
		memmove(rows->ref_text + kept * e->nfields, texts, e->nfields * sizeof *texts);
		kept++;
	}
	rows->n = kept;
	rows->found = found;
}

enum err
entity_load(const struct entity_view *v, const struct entity *e, const struct entity_query *q, struct entity_rows *out)
{
	struct val args[64];
	size_t n = 0;
	struct buf sql = buf_new(v->a, MIB(1));
	const struct field *gone = field_of_kind(e, K_GONE);
	*out = (struct entity_rows){ 0 };
	if ((e->read & v->roles) == 0)
		return fail(v->a, E_FORBIDDEN, "%s: not readable by these roles", e->name);
	select_columns(&sql, e, "");
	buf_puts(&sql, " WHERE 1 = 1");
	if (gone != NULL && q->which != ROWS_ALL)
		buf_printf(&sql, " AND t.%s IS %sNULL", gone->name, q->which == ROWS_DELETED ? "NOT " : "");
	for (size_t i = 0; q->filter != NULL && i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (q->filter[i] == NULL || !entity_may_read(e, f, v->roles))
			continue;
		BUG_ON(n == LEN(args));
		if (!filter_value(v->a, f, q->filter[i], &args[n]))
			return OK; /* no row has what is no value */
		buf_printf(&sql, " AND t.%s = $%zu", f->name, ++n);
	}
	bool down;
	const struct field *by = sorted_by(v, e, q->sort, &down);
	order_by(&sql, e, by, down);
	buf_printf(&sql, " LIMIT %d", ENTITY_ROWS_MAX);
	struct query query = { e->name, buf_str(&sql) };
	struct rows *r;
	enum err err = db_query(v->db, &query, (struct args){ n, args }, &r);
	if (err == OK)
		err = read_rows(r, e, v->a, out);
	if (err == OK) {
		order_texts(v->a, e, by, down, out);
		sift(v, e, q, out);
	}
	return err;
}

enum err
entity_get(const struct entity_view *v, const struct entity *e, int64_t id, struct entity_rows *out)
{
	const struct field *gone = field_of_kind(e, K_GONE);
	struct buf sql = buf_new(v->a, MIB(1));
	if ((e->read & v->roles) == 0)
		return E_NOTFOUND;
	select_columns(&sql, e, "");
	buf_puts(&sql, " WHERE t.id = $1");
	if (gone != NULL)
		buf_printf(&sql, " AND t.%s IS NULL", gone->name);
	struct query query = { e->name, buf_str(&sql) };
	struct rows *r;
	enum err err = db_query(v->db, &query, ARGS(V(id)), &r);
	if (err == OK)
		err = read_rows(r, e, v->a, out);
	return err == OK && out->n == 0 ? E_NOTFOUND : err;
}
