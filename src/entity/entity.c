/* The table of fields itself: members, choices, rights, what is shown. */
#include "base/date.h"
#include "base/text.h"
#include "entity/entity_private.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
kind_is_text(enum kind k)
{
	switch (k) {
	case K_GONE: case K_TEXT: case K_LONG: case K_EMAIL: case K_WORD: case K_DATE: return true;
	case K_ID: case K_REV: case K_INT: case K_BOOL: case K_ENUM: case K_REF: break;
	}
	return false;
}

const char *
member_text(const struct field *f, const void *row)
{
	const char *s;
	BUG_ON(!kind_is_text(f->kind));
	memcpy(&s, (const char *)row + f->offset, sizeof s);
	return s == NULL || s[0] == '\0' ? NULL : s;
}

int64_t
member_int(const struct field *f, const void *row)
{
	const char *at = (const char *)row + f->offset;
	int64_t n;
	bool b;
	BUG_ON(kind_is_text(f->kind));
	if (f->kind == K_BOOL)
		return memcpy(&b, at, sizeof b), b;
	memcpy(&n, at, sizeof n);
	return n;
}

void
member_set_text(const struct field *f, void *row, const char *s)
{
	BUG_ON(!kind_is_text(f->kind));
	memcpy((char *)row + f->offset, &s, sizeof s);
}

void
member_set_int(const struct field *f, void *row, int64_t n)
{
	char *at = (char *)row + f->offset;
	bool b = n == 1;
	BUG_ON(kind_is_text(f->kind));
	if (f->kind == K_BOOL)
		memcpy(at, &b, sizeof b);
	else
		memcpy(at, &n, sizeof n);
}

const struct field *
field_of_kind(const struct entity *e, enum kind k)
{
	for (size_t i = 0; i < e->nfields; i++)
		if (e->fields[i].kind == k)
			return &e->fields[i];
	return NULL;
}

int64_t
row_id(const struct entity *e, const void *row)
{
	const struct field *f = field_of_kind(e, K_ID);
	BUG_ON(f == NULL);
	return member_int(f, row);
}

const struct field *
entity_field(const struct entity *e, const char *name)
{
	for (size_t i = 0; name != NULL && i < e->nfields; i++)
		if (strcmp(e->fields[i].name, name) == 0)
			return &e->fields[i];
	return NULL;
}

static bool
folds_to(struct arena *a, const char *s, const char *folded)
{
	return s != NULL && strcmp(text_fold(a, s), folded) == 0;
}

const struct field *
entity_field_by_heading(struct arena *a, const struct entity *e, const char *heading)
{
	const char *h = text_fold(a, heading == NULL ? "" : heading);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		if (strcmp(f->name, h) == 0)
			return f;
		if (f->label != NULL && (folds_to(a, f->label, h) || folds_to(a, tr(LANG_EN, f->label), h)))
			return f;
	}
	return NULL;
}

const char *
entity_label(const char *entity, const char *field)
{
	for (size_t i = 0; entity_table[i] != NULL; i++)
		if (strcmp(entity_table[i]->name, entity) == 0) {
			const struct field *f = entity_field(entity_table[i], field);
			if (f != NULL && f->label != NULL)
				return f->label;
		}
	return field;
}

/* ---- rights --------------------------------------------------------------------------------------------- */

bool
entity_may_read(const struct entity *e, const struct field *f, unsigned roles)
{
	return ((f->read != 0 ? f->read : e->read) & roles) != 0;
}

bool
entity_may_write(const struct entity *e, const struct field *f, unsigned roles, int64_t id)
{
	if (f->kind == K_ID || f->kind == K_REV || f->kind == K_GONE || (f->flags & F_FIXED))
		return false;
	return entity_may_read(e, f, roles) && ((f->write != 0 ? f->write : id == NONE ? e->create : e->update) & roles) != 0;
}

bool
field_in_form(const struct entity *e, const struct field *f, unsigned roles, int64_t id, const char *const *only)
{
	bool wanted = only == NULL;
	for (size_t i = 0; !wanted && only[i] != NULL; i++) {
		BUG_ON(entity_field(e, only[i]) == NULL);
		wanted = strcmp(only[i], f->name) == 0;
	}
	return wanted && entity_may_write(e, f, roles, id);
}

/* ---- values --------------------------------------------------------------------------------------------- */

bool
read_int(const char *s, int64_t *out)
{
	char *end;
	if (text_blank(s))
		return false;
	errno = 0;
	long long n = strtoll(s, &end, 10);
	if (errno != 0 || end == s || end[strspn(end, " ")] != '\0' || n == NONE)
		return false;
	*out = n;
	return true;
}

bool
read_bool(struct arena *a, const char *s, bool *out)
{
	static const char *const yes[] = { "1", "on", "oui", "yes", "true", "vrai", "x" }, *const no[] = { "", "0", "off", "non", "no", "false", "faux" };
	const char *w = text_fold(a, s);
	for (size_t i = 0; i < LEN(yes); i++) {
		if (strcmp(w, yes[i]) == 0 || strcmp(w, no[i]) == 0) {
			*out = strcmp(w, yes[i]) == 0;
			return true;
		}
	}
	return false;
}

const struct choice *
choice_find(struct arena *a, const struct field *f, const char *typed)
{
	const char *w = text_fold(a, typed == NULL ? "" : typed);
	int64_t n;
	bool number = f->kind == K_ENUM && read_int(typed, &n);
	for (const struct choice *c = f->choices; c->key != NULL; c++)
		if (strcmp(c->key, typed == NULL ? "" : typed) == 0)
			return c;
	for (const struct choice *c = f->choices; c->key != NULL; c++)
		if ((number && c->value == n) || folds_to(a, c->label, w) || folds_to(a, tr(LANG_EN, c->label), w))
			return c;
	return NULL;
}

static const struct choice *
choice_of(const struct field *f, const void *row)
{
	const char *key = f->kind == K_WORD ? member_text(f, row) : NULL;
	for (const struct choice *c = f->choices; c->key != NULL; c++)
		if (f->kind == K_WORD ? text_eq(c->key, key) : c->value == member_int(f, row))
			return c;
	return NULL;
}

const char *
entity_plain(struct arena *a, const struct field *f, const void *row)
{
	if (kind_is_text(f->kind))
		return member_text(f, row);
	int64_t n = member_int(f, row);
	const struct choice *c = f->kind == K_ENUM ? choice_of(f, row) : NULL;
	if (c != NULL)
		return c->key;
	return n == NONE ? NULL : arena_printf(a, "%lld", (long long)n);
}

const char *
entity_shown(const struct entity_view *v, const struct field *f, const void *row, const char *ref_text)
{
	struct date d;
	const char *s = entity_plain(v->a, f, row);
	if (s == NULL)
		return NULL;
	switch (f->kind) {
	case K_DATE: return date_parse(s, &d) ? date_short(v->a, d, lang_tag(v->lang)) : s;
	case K_BOOL: return member_int(f, row) == 1 ? tr(v->lang, N_("oui")) : tr(v->lang, N_("non"));
	case K_ENUM: case K_WORD: return choice_of(f, row) != NULL ? tr(v->lang, choice_of(f, row)->label) : s;
	case K_REF: return ref_text != NULL ? ref_text : s;
	case K_ID: case K_REV: case K_GONE: case K_TEXT: case K_LONG: case K_EMAIL: case K_INT: break;
	}
	return s;
}

const char *
key_of(struct arena *a, const struct field *f, const char *value)
{
	return value == NULL ? NULL : f->kind == K_EMAIL ? text_fold(a, value) : text_sort_key(a, value);
}

const void *
entity_row(const struct entity *e, const struct entity_rows *r, size_t i)
{
	BUG_ON(i >= r->n);
	return (const char *)r->rows + i * e->size;
}
