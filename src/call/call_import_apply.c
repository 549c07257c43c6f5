/* An import happens: rows, choices of the lists, commitments, institutions. */
#include "call/call_import_private.h"
#include "call/call_people.h"
#include "call/call_store.h"

enum { Q_NUMBERS, Q_SECTORS_DROP, Q_SECTOR_ADD };
const struct query call_import_apply_queries[] = {
	[Q_NUMBERS] = { "import_numbers", "SELECT number FROM submission WHERE edition = $1 AND number IS NOT NULL" },
	[Q_SECTORS_DROP] = { "import_sectors_drop", "DELETE FROM supervisor_sector WHERE supervisor = $1" },
	[Q_SECTOR_ADD] = { "import_sector_add", "INSERT INTO supervisor_sector (supervisor, sector) VALUES ($1, $2) ON CONFLICT DO NOTHING" },
	{ 0 },
};

struct numbers { int64_t *items; size_t n, cap; };

static bool
taken(const struct numbers *used, int64_t n)
{
	for (size_t i = 0; i < used->n; i++)
		if (used->items[i] == n)
			return true;
	return false;
}

/* The sheet's own number when it is one and is free: people know it; else the next. */
static int64_t
number_for(struct arena *a, struct numbers *used, const char *key)
{
	int64_t n;
	if (!sheet_int(key, &n) || n < 1 || n > 99999 || taken(used, n)) {
		n = 1;
		for (size_t i = 0; i < used->n; i++)
			n = used->items[i] >= n ? used->items[i] + 1 : n;
	}
	PUSH(a, used, n);
	return n;
}

static enum err
numbers_used(struct db *db, const struct edition *ed, struct numbers *out)
{
	struct rows *r;
	*out = (struct numbers){ 0 };
	enum err e = db_query(db, &call_import_apply_queries[Q_NUMBERS], ARGS(V(ed->id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, col_int(r, 0));
	return rows_end(r);
}

static enum err
set_terms(struct db *db, const struct import_line *l, struct submission *s)
{
	for (size_t i = 0; i < l->nterms; i++) {
		int64_t id;
		enum err e = call_term_find(db, l->terms[i].list, l->terms[i].text, true, &id);
		if (e != OK)
			return e;
		const struct field *f = entity_field(&submission_entity, l->terms[i].field);
		*(int64_t *)(void *)((char *)s + f->offset) = id;
	}
	return OK;
}

static enum err
apply_commission(struct db *db, const struct call_import *im, struct import_line *l, struct numbers *used)
{
	struct arena *a = db_arena(db);
	struct submission *s = l->row;
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	enum err e = set_terms(db, l, s);
	if (e != OK)
		return e;
	if (l->id != NONE) {
		s->updated_at = arena_strdup(a, now_utc().s);
		e = entity_update(&v, &submission_entity, s, &other);
	} else {
		const char *now = arena_strdup(a, now_utc().s), *sent = l->sent == NULL ? now : l->sent;
		s->edition = im->edition->id;
		s->number = number_for(a, used, l->key);
		s->status = status_word(ST_SUBMITTED);
		s->origin = "import";
		s->lang = "fr";
		s->import_key = l->key;
		s->created_at = s->updated_at = now;
		s->status_at = s->sent_at = s->confirmed_at = sent;
		s->institution = NONE;
		e = entity_insert(&v, &submission_entity, s);
		l->id = s->id;
	}
	if (e == OK && l->commitments_changed)
		e = commitments_set(db, s->id, &l->commitments);
	return e == OK ? submission_tie(db, s) : e;
}

static enum err
apply_student(struct db *db, const struct call_import *im, struct import_line *l)
{
	struct student *s = l->row;
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	s->employer_folded = text_blank(s->employer) ? NULL : institution_fold(db_arena(db), s->employer);
	if (l->id != NONE)
		return entity_update(&v, &student_entity, s, &other);
	s->edition = im->edition->id;
	enum err e = entity_insert(&v, &student_entity, s);
	l->id = s->id;
	return e;
}

static enum err
apply_supervisor(struct db *db, const struct call_import *im, struct import_line *l)
{
	struct supervisor *s = l->row;
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	enum err e;
	if (l->id != NONE) {
		e = entity_update(&v, &supervisor_entity, s, &other);
	} else {
		s->edition = im->edition->id;
		e = entity_insert(&v, &supervisor_entity, s);
		l->id = s->id;
	}
	if (e != OK || !l->sectors_changed)
		return e;
	e = db_exec(db, &call_import_apply_queries[Q_SECTORS_DROP], ARGS(V(l->id)), NULL);
	for (size_t i = 0; e == OK && i < l->sectors.n; i++) {
		int64_t term;
		e = call_term_find(db, "sector", l->sectors.items[i], true, &term);
		if (e == OK)
			e = db_exec(db, &call_import_apply_queries[Q_SECTOR_ADD], ARGS(V(l->id), V(term)), NULL);
	}
	return e;
}

enum err
call_import_apply(struct db *db, struct call_import *im)
{
	struct numbers used;
	enum err e = numbers_used(db, im->edition, &used);
	for (size_t i = 0; e == OK && i < im->lines.n; i++) {
		struct import_line *l = &im->lines.items[i];
		if (l->fate != FATE_NEW && l->fate != FATE_CHANGED)
			continue;
		e = im->kind == SHEET_COMMISSIONS ? apply_commission(db, im, l, &used)
		    : im->kind == SHEET_STUDENTS ? apply_student(db, im, l) : apply_supervisor(db, im, l);
	}
	return e;
}
