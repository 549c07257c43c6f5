/* From what was typed, in a form, a CSV or a JSON document, to the members of a row. */
#include "base/date.h"
#include "base/text.h"
#include "entity/entity_private.h"
#include <string.h>

struct draft
entity_draft(struct arena *a, const struct entity *e, const void *row)
{
	struct draft d = { .row = arena_alloc(a, e->size), .typed = ARENA_ARRAY(a, const char *, e->nfields) };
	if (row != NULL)
		memcpy(d.row, row, e->size);
	for (size_t i = 0; row == NULL && i < e->nfields; i++)
		if (!kind_is_text(e->fields[i].kind) && e->fields[i].kind != K_BOOL)
			member_set_int(&e->fields[i], d.row, NONE);
	return d;
}

/* ---- what a REF may name -------------------------------------------------------------------------------- */

enum err
entity_options(struct db *db, const struct entity *e, struct options *out)
{
	struct arena *a = db_arena(db);
	const struct field *gone = field_of_kind(e, K_GONE), *title = entity_field(e, e->title);
	struct query q = { "entity_options", arena_printf(a, "SELECT id, %s FROM %s%s%s%s ORDER BY %s, id", e->title, e->table,
	    gone == NULL ? "" : " WHERE ", gone == NULL ? "" : gone->name, gone == NULL ? "" : " IS NULL",
	    title != NULL && title->key != NULL ? title->key : e->title) };
	struct rows *r;
	enum err err = db_query(db, &q, NO_ARGS, &r);
	if (err != OK)
		return err;
	struct options read = { 0 };
	while (rows_next(r)) {
		struct option o = { col_int(r, 0), col_text(r, 1) };
		PUSH(a, &read, o);
	}
	const char **texts = ARENA_ARRAY(a, const char *, read.n + 1);
	for (size_t i = 0; i < read.n; i++)
		texts[i] = read.items[i].text;
	const size_t *order = text_order(a, texts, read.n, false);
	for (size_t i = 0; i < read.n; i++)
		PUSH(a, out, read.items[order[i]]);
	return rows_end(r);
}

enum err
options_of(const struct entity_view *v, const struct field *f, int64_t now, struct options *out)
{
	BUG_ON(v->db == NULL);
	*out = (struct options){ 0 };
	enum err e = v->options != NULL ? v->options(v->arg, v->db, f, out) : entity_options(v->db, f->ref, out);
	for (size_t i = 0; e == OK && now != NONE && i < out->n; i++)
		if (out->items[i].id == now)
			return OK;
	if (e != OK || now == NONE)
		return e;
	struct query q = { "entity_title", arena_printf(v->a, "SELECT %s FROM %s WHERE id = $1", f->ref->title, f->ref->table) };
	struct rows *r;
	e = db_one(v->db, &q, ARGS(V(now)), &r);
	if (e == OK) {
		struct option o = { now, col_text(r, 0) };
		PUSH(v->a, out, o);
	}
	return e == E_NOTFOUND ? OK : e;
}

/* ---- one field ------------------------------------------------------------------------------------------ */

struct reading {
	const struct entity_view *v;
	const struct field *f;
	struct draft *d;
	const char *label;
};

static void
wrong(const struct reading *r, const char *msgid, const char *label)
{
	problem_add(r->v->a, &r->d->problems, r->f->name, msgid, label);
}

/* An address that a mail can be sent to, as far as its form tells. */
static bool
email_like(const char *s)
{
	const char *at = strchr(s, '@');
	if (at == NULL || at == s || strchr(at + 1, '@') != NULL || strchr(at + 1, '.') == NULL || at[1] == '.' || at[strlen(at) - 1] == '.')
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 127 || strchr("<>()[],;:\\\"", *s) != NULL)
			return false;
	return true;
}

static void
read_text(const struct reading *r, const char *s)
{
	struct arena *a = r->v->a;
	const struct field *f = r->f;
	size_t most = f->max > 0 ? (size_t)f->max : f->kind == K_LONG ? 20000 : 300, n = text_length(s);
	if (n > most) {
		wrong(r, N_("%s : texte trop long."), arena_printf(a, "%s (%zu > %zu)", r->label, n, most));
		return;
	}
	if (f->kind == K_EMAIL && !email_like(s)) {
		wrong(r, N_("%s : cette adresse n’est pas complète."), r->label);
		return;
	}
	member_set_text(f, r->d->row, s);
}

static void
read_number(const struct reading *r, const char *s)
{
	const struct field *f = r->f;
	int64_t n;
	if (!read_int(s, &n)) {
		wrong(r, N_("%s : un nombre entier est attendu."), r->label);
	} else if ((f->min != 0 || f->max != 0) && (n < f->min || (f->max != 0 && n > f->max))) {
		wrong(r, N_("%s : nombre hors des limites."), f->max != 0 ? arena_printf(r->v->a, "%s (%d–%d)", r->label, f->min, f->max)
		    : arena_printf(r->v->a, "%s (≥ %d)", r->label, f->min));
	} else {
		member_set_int(f, r->d->row, n);
	}
}

static void
read_choice(const struct reading *r, const char *s)
{
	const struct choice *c = choice_find(r->v->a, r->f, s);
	if (c == NULL)
		wrong(r, N_("%s : ce choix n’existe pas."), r->label);
	else if (r->f->kind == K_WORD)
		member_set_text(r->f, r->d->row, c->key);
	else
		member_set_int(r->f, r->d->row, c->value);
}

/* By number, else by the text of one option. */
static enum err
read_ref(const struct reading *r, const char *s)
{
	struct options o;
	enum err e = options_of(r->v, r->f, member_int(r->f, r->d->row), &o);
	if (e != OK)
		return e;
	const char *folded = text_fold(r->v->a, s);
	int64_t id, found = NONE;
	bool number = read_int(s, &id);
	size_t n = 0;
	for (size_t i = 0; number && i < o.n; i++)
		if (o.items[i].id == id) {
			member_set_int(r->f, r->d->row, id);
			return OK;
		}
	for (size_t i = 0; i < o.n; i++)
		if (o.items[i].text != NULL && strcmp(text_fold(r->v->a, o.items[i].text), folded) == 0) {
			found = o.items[i].id;
			n++;
		}
	if (n == 1)
		member_set_int(r->f, r->d->row, found);
	else
		wrong(r, n == 0 ? N_("%s : introuvable dans la liste.") : N_("%s : plusieurs portent ce nom, choisissez dans la liste."), r->label);
	return OK;
}

/* Trimmed; a text of several lines keeps them, without spaces at the ends. NULL when nothing is left. */
static const char *
tidy(struct arena *a, const struct field *f, const char *s)
{
	char *t = text_to_utf8(a, s, strlen(s));
	if (f->kind != K_LONG)
		t = text_trim(a, t);
	if (text_blank(t))
		return NULL;
	size_t n = strlen(t);
	while (n > 0 && strchr(" \t\n", t[n - 1]) != NULL)
		t[--n] = '\0';
	return t;
}

static enum err
read_value(const struct reading *r, const char *s)
{
	struct date d;
	bool b;
	switch (r->f->kind) {
	case K_TEXT: case K_LONG: case K_EMAIL: read_text(r, s); break;
	case K_INT: read_number(r, s); break;
	case K_ENUM: case K_WORD: read_choice(r, s); break;
	case K_REF: return read_ref(r, s);
	case K_BOOL:
		if (read_bool(r->v->a, s, &b))
			member_set_int(r->f, r->d->row, b);
		else
			wrong(r, N_("%s : répondez par oui ou par non."), r->label);
		break;
	case K_DATE:
		if (date_parse_human(r->v->a, s, &d))
			member_set_text(r->f, r->d->row, arena_strdup(r->v->a, date_iso(d).s));
		else
			wrong(r, N_("%s : écrivez la date comme 31/12/2026."), r->label);
		break;
	case K_ID: case K_REV: case K_GONE: BUG_ON(true);
	}
	return OK;
}

static enum err
read_field(const struct reading *r, const char *typed)
{
	const struct field *f = r->f;
	const char *s = tidy(r->v->a, f, typed);
	size_t before = r->d->problems.n;
	const char *old_text = kind_is_text(f->kind) ? member_text(f, r->d->row) : NULL;
	int64_t old_int = kind_is_text(f->kind) ? NONE : member_int(f, r->d->row);
	if (s == NULL && (f->flags & F_REQUIRED) && f->kind != K_BOOL) {
		wrong(r, N_("%s : à compléter."), r->label);
		return OK;
	}
	enum err e = OK;
	if (s != NULL)
		e = read_value(r, s);
	else if (kind_is_text(f->kind))
		member_set_text(f, r->d->row, NULL);
	else
		member_set_int(f, r->d->row, f->kind == K_BOOL ? 0 : NONE);
	const char *why = e == OK && s != NULL && f->check != NULL && r->d->problems.n == before ? f->check(entity_plain(r->v->a, f, r->d->row)) : NULL;
	if (why == NULL)
		return e;
	wrong(r, why, r->label);
	if (kind_is_text(f->kind))
		member_set_text(f, r->d->row, old_text);
	else
		member_set_int(f, r->d->row, old_int);
	return OK;
}

/* A value for a field that these roles do not set: harmless when it is the present one. */
static bool
same(struct arena *a, const struct field *f, const void *row, const char *typed)
{
	const char *now = entity_plain(a, f, row), *s = tidy(a, f, typed);
	bool b;
	if (f->kind == K_BOOL && read_bool(a, typed, &b))
		return b == (member_int(f, row) == 1);
	if ((f->kind == K_ENUM || f->kind == K_WORD) && s != NULL && choice_find(a, f, s) != NULL)
		s = choice_find(a, f, s)->key;
	return text_eq(now, s);
}

enum err
entity_parse(const struct entity_view *v, const struct entity *e, const struct entity_source *s, const char *const *only, struct draft *d)
{
	int64_t id = row_id(e, d->row), n;
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const char *typed = s->get(s->arg, f->name);
		struct reading r = { v, f, d, tr(v->lang, f->label == NULL ? f->name : f->label) };
		if (f->kind == K_REV && typed != NULL && id != NONE)
			member_set_int(f, d->row, read_int(typed, &n) ? n : 0); /* 0: of no row, so a conflict */
		if (f->kind == K_ID || f->kind == K_REV || f->kind == K_GONE)
			continue;
		bool mine = field_in_form(e, f, v->roles, id, only);
		if (typed == NULL && mine && s->form && f->kind == K_BOOL)
			typed = "";
		if (typed == NULL) {
			if (mine && id == NONE && (f->flags & F_REQUIRED) && entity_plain(v->a, f, d->row) == NULL)
				wrong(&r, N_("%s : à compléter."), r.label);
			continue;
		}
		if (!mine) {
			if (!entity_may_write(e, f, v->roles, id) && !same(v->a, f, d->row, typed))
				wrong(&r, N_("%s : vous ne pouvez pas changer ce champ."), r.label);
			continue;
		}
		d->typed[i] = arena_strdup(v->a, typed);
		enum err err = read_field(&r, typed);
		if (err != OK)
			return err;
	}
	return OK;
}
