/* privacy_held.c: what is held of a person, as people read it: rows, files, mentions. */
#include "privacy/privacy_sql.h"
#include "base/date.h"
#include <string.h>

/* Columns that are told: those with a label that open no door, and whose value is not that of other columns. */
static const struct personal_column *
told_columns(struct arena *a, const struct personal *p, size_t *n)
{
	struct { struct personal_column *items; size_t n, cap; } out = { 0 };
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
		if (c->label != NULL && (c->flags & (C_SECRET | C_BLOB)) == 0)
			PUSH(a, &out, *c);
	*n = out.n;
	PUSH(a, &out, (struct personal_column){ 0 });
	return out.items;
}

static const char *
meaning(const struct personal_column *c, enum lang lang, const struct val *v)
{
	for (const struct choice *k = c->choices; k != NULL && k->key != NULL; k++)
		if (v->t == V_INT ? k->value == v->i : v->t == V_TEXT && strlen(k->key) == v->n && memcmp(k->key, v->p, v->n) == 0)
			return tr(lang, k->label);
	return NULL;
}

static bool
is_subject(const struct subject *s, int64_t person)
{
	for (size_t i = 0; i < s->persons.n; i++)
		if (s->persons.items[i] == person)
			return true;
	return false;
}

/* theirs: whether the row's C_PERSON column, if it has one, is this person. */
static const char *
told_value(struct arena *a, const struct subject *s, const struct personal_column *c, enum lang lang, struct rows *r, int i, bool theirs)
{
	struct val v = col_val(r, i);
	if (v.t == V_NULL)
		return NULL;
	if (c->flags & C_PERSON)
		return v.t == V_INT && is_subject(s, v.i) ? s->name : tr(lang, N_("une autre personne"));
	if ((c->flags & C_AUTHOR) && !theirs)
		return tr(lang, N_("une autre personne"));
	const char *word = meaning(c, lang, &v);
	if (word != NULL)
		return word;
	switch (v.t) {
	case V_INT: return arena_printf(a, "%lld", (long long)v.i);
	case V_REAL: return arena_printf(a, "%.15g", v.x);
	case V_TEXT: return arena_strndup(a, v.p, v.n);
	case V_BLOB: return arena_printf(a, "(%zu)", v.n);
	case V_NULL: break;
	}
	return NULL;
}

/* After the columns, one number for each way: 1 when the row is theirs by it; then the files of the ways that hand one out. */
static void
select_rows(struct sql *q, const struct personal *p, const struct held_table *t, size_t most)
{
	sql_put(q, "SELECT ");
	for (size_t i = 0; i < t->ncolumns; i++)
		sql_put(q, "%s%s.%s", i == 0 ? "" : ", ", p->table, t->columns[i].name);
	for (const struct belongs *b = personal_belongs(q->text.a, p); b->how != 0; b++) {
		sql_put(q, "%sCASE WHEN ", t->ncolumns == 0 && b == personal_belongs(q->text.a, p) ? "" : ", ");
		sql_way(q, p, b);
		sql_put(q, " THEN 1 ELSE 0 END");
	}
	for (const struct belongs *b = personal_belongs(q->text.a, p); b->how != 0; b++)
		if (b->file != NULL)
			sql_put(q, ", %s.%s, %s.%s", p->table, b->file, p->table, b->filename);
	sql_put(q, " FROM %s WHERE ", p->table);
	sql_any(q, p);
	for (size_t i = 0; i < t->ncolumns; i++)
		sql_put(q, "%s %zu NULLS FIRST", i == 0 ? " ORDER BY" : ",", i + 1);
	if (most > 0)
		sql_put(q, " LIMIT %zu", most);
}

static void
add_file(struct arena *a, struct held *out, const char *sha, const char *name)
{
	if (sha == NULL)
		return;
	for (size_t i = 0; i < out->files.n; i++)
		if (strcmp(out->files.items[i].sha, sha) == 0)
			return;
	PUSH(a, &out->files, ((struct held_file){ sha, name == NULL ? "fichier" : name }));
}

static struct held_row
read_row(struct arena *a, const struct subject *s, const struct held_table *t, enum lang lang, struct rows *r, struct held *out)
{
	struct held_row row = { .values = ARENA_ARRAY(a, const char *, t->ncolumns + 1) };
	struct buf as = buf_new(a, KIB(4));
	bool theirs = false;
	int at = (int)t->ncolumns;
	for (size_t i = 0; i < t->ncolumns; i++)
		theirs = theirs || ((t->columns[i].flags & C_PERSON) && !col_null(r, (int)i) && is_subject(s, col_int(r, (int)i)));
	for (size_t i = 0; i < t->ncolumns; i++)
		row.values[i] = told_value(a, s, &t->columns[i], lang, r, (int)i, theirs);
	const struct belongs *ways = personal_belongs(a, t->p);
	for (const struct belongs *b = ways; b->how != 0; b++, at++)
		if (b->label != NULL && col_int(r, at) == 1)
			buf_printf(&as, "%s%s", as.len == 0 ? "" : ", ", tr(lang, b->label));
	for (const struct belongs *b = ways; b->how != 0; b++)
		if (b->file != NULL) {
			if (col_int(r, (int)t->ncolumns + (int)(b - ways)) == 1)
				add_file(a, out, col_text(r, at), col_text(r, at + 1));
			at += 2;
		}
	row.capacities = buf_str(&as);
	return row;
}

static enum err
rows_of(struct db *db, const struct subject *s, const struct personal *p, enum lang lang, size_t most, struct held *out)
{
	struct arena *a = db_arena(db);
	struct held_table t = { .p = p };
	struct sql q = sql_begin(a, s);
	struct rows *r;
	t.columns = told_columns(a, p, &t.ncolumns);
	if (personal_belongs(a, p)->how == 0)
		return OK;
	select_rows(&q, p, &t, most);
	enum err e = sql_rows(db, &q, &r);
	while (e == OK && rows_next(r))
		PUSH(a, &t.rows, read_row(a, s, &t, lang, r, out));
	if (e == OK && t.rows.n > 0)
		PUSH(a, &out->tables, t);
	return e == OK ? rows_end(r) : e;
}

/* ---- mentions --------------------------------------------------------------------------------------------------- */

/* Texts of others: those of rows that are not the person's. */
static enum err
mentions_in(struct db *db, const struct subject *s, const struct personal *p, const struct personal_column *c, struct held *out)
{
	struct arena *a = db_arena(db), *one = arena_new(MIB(64));
	struct sql q = sql_begin(a, s);
	struct rows *r;
	sql_put(&q, "SELECT DISTINCT %s.%s FROM %s WHERE %s.%s IS NOT NULL AND NOT (", p->table, c->name, p->table, p->table, c->name);
	sql_any(&q, p);
	sql_put(&q, ") ORDER BY 1");
	enum err e = sql_rows(db, &q, &r);
	while (e == OK && rows_next(r)) {
		struct val v = col_val(r, 0);
		arena_reset(one);
		const char *text = arena_strndup(one, v.p, v.n);
		if (mask_finds(one, &s->mask, text))
			PUSH(a, &out->mentions, ((struct held_mention){ p, c->label, arena_strdup(a, text) }));
	}
	arena_free(one);
	return e == OK ? rows_end(r) : e;
}

enum err
held_of(struct db *db, const struct subject *s, enum lang lang, size_t most, bool mentions, struct held *out)
{
	struct arena *a = db_arena(db);
	enum err e = OK;
	*out = (struct held){ 0 };
	EACH_PERSONAL(p)
		if (e == OK)
			e = rows_of(db, s, p, lang, most, out);
	if (!mentions)
		return e;
	EACH_PERSONAL(p)
		for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
			if (e == OK && c->label != NULL && (c->flags & C_SEALED) == 0 && (c->erase == MASKED || (c->flags & C_CITES) != 0))
				e = mentions_in(db, s, p, c, out);
	return e;
}
