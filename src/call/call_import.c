/* A spreadsheet beside what is stored: what each line would do. */
#include "call/call_import.h"
#include "base/tr.h"
#include "call/call_import_private.h"
#include "call/call_people.h"
#include "call/call_store.h"
#include <string.h>

enum { Q_TOUCHED, Q_ANSWERS, Q_SLOTS, Q_SECTORS };
const struct query call_import_queries[] = {
	[Q_TOUCHED] = { "import_touched", "SELECT DISTINCT h.entity_id, h.field FROM history h WHERE h.entity = $1 AND h.what = 'changed'"
	    " AND (h.via IS NULL OR h.via <> 'import') AND h.field IS NOT NULL AND h.field <> 'status'" },
	[Q_ANSWERS] = { "import_answers", "SELECT c.submission, c.what, c.answer, c.note FROM commitment c JOIN submission s ON s.id = c.submission"
	    " WHERE s.edition = $1" },
	[Q_SLOTS] = { "import_slots", "SELECT v.submission, v.what, v.slot FROM availability v JOIN submission s ON s.id = v.submission"
	    " WHERE s.edition = $1 ORDER BY v.slot" },
	[Q_SECTORS] = { "import_sectors", "SELECT x.supervisor, t.name FROM supervisor_sector x JOIN supervisor s ON s.id = x.supervisor"
	    " JOIN call_term t ON t.id = x.sector WHERE s.edition = $1 ORDER BY t.position, t.id" },
	{ 0 },
};

struct touched { int64_t id; const char *field; };
struct stored { struct entity_rows rows; struct commitments *commitments; struct strings *sectors; };
struct reader {
	struct db *db;
	struct arena *a;
	struct call_import *im;
	const struct entity *entity;
	struct entity_view view;
	struct stored stored;
	struct { struct touched *items; size_t n, cap; } touched;
	struct call_terms terms;
	struct strings announced;    /* new choices, each told once */
};

const struct entity *
import_entity(enum call_sheet k)
{
	return k == SHEET_STUDENTS ? &student_entity : k == SHEET_SUPERVISORS ? &supervisor_entity : &submission_entity;
}

/* The field that holds the key of a line. */
static const char *
key_field(enum call_sheet k)
{
	return k == SHEET_COMMISSIONS ? "import_key" : "number";
}

/* ---- what is stored -------------------------------------------------------------------------------------------- */

static int64_t
id_of(const void *row)
{
	int64_t id;
	memcpy(&id, row, sizeof id); /* the first member of each of the three */
	return id;
}

static size_t
place_of(const struct reader *r, int64_t id)
{
	for (size_t i = 0; i < r->stored.rows.n; i++)
		if (id_of(entity_row(r->entity, &r->stored.rows, i)) == id)
			return i;
	return r->stored.rows.n;
}

static int
commitment_index(const char *what)
{
	for (int i = 0; i < COMMITMENTS; i++)
		if (text_eq(commitment_words[i], what))
			return i;
	return -1;
}

static enum err
load_hanging(struct reader *r)
{
	struct rows *q;
	bool commissions = r->im->kind == SHEET_COMMISSIONS;
	r->stored.commitments = ARENA_ARRAY(r->a, struct commitments, r->stored.rows.n + 1);
	r->stored.sectors = ARENA_ARRAY(r->a, struct strings, r->stored.rows.n + 1);
	for (int which = commissions ? Q_ANSWERS : Q_SECTORS; which <= (commissions ? Q_SLOTS : Q_SECTORS); which++) {
		enum err e = db_query(r->db, &call_import_queries[which], ARGS(V(r->im->edition->id)), &q);
		if (e != OK)
			return e;
		while (rows_next(q)) {
			size_t at = place_of(r, col_int(q, 0));
			int what = commissions ? commitment_index(col_text(q, 1)) : 0;
			if (which == Q_SECTORS) {
				PUSH(r->a, &r->stored.sectors[at], col_text(q, 1));
			} else if (which == Q_ANSWERS && what >= 0) {
				r->stored.commitments[at].answer[what] = col_text(q, 2);
				r->stored.commitments[at].note[what] = col_text(q, 3);
			} else if (what >= 0) {
				PUSH(r->a, &r->stored.commitments[at].slots[what], col_text(q, 2));
			}
		}
		if ((e = rows_end(q)) != OK)
			return e;
	}
	return OK;
}

static enum err
load_stored(struct reader *r)
{
	struct entity_query q = { 0 };
	struct rows *t;
	entity_where(r->a, r->entity, &q, "edition", arena_printf(r->a, "%lld", (long long)r->im->edition->id));
	enum err e = call_load(r->db, r->entity, &q, &r->stored.rows);
	if (e == OK)
		e = call_terms(r->db, NULL, &r->terms);
	if (e == OK && r->im->kind != SHEET_STUDENTS)
		e = load_hanging(r);
	if (e == OK)
		e = db_query(r->db, &call_import_queries[Q_TOUCHED], ARGS(V(r->entity->name)), &t);
	if (e != OK)
		return e;
	while (rows_next(t))
		PUSH(r->a, &r->touched, ((struct touched){ col_int(t, 0), col_text(t, 1) }));
	return rows_end(t);
}

/* field NULL: any. */
static bool
is_touched(const struct reader *r, int64_t id, const char *field)
{
	for (size_t i = 0; i < r->touched.n; i++)
		if (r->touched.items[i].id == id && (field == NULL || text_eq(r->touched.items[i].field, field)))
			return true;
	return false;
}

/* ---- a line ------------------------------------------------------------------------------------------------------ */

struct cells { const struct reader *r; size_t row; };

/* A blank cell says nothing: it empties no field. */
static const char *
get_cell(void *arg, const char *name)
{
	const struct cells *c = arg;
	const struct sheet *s = &c->r->im->sheet;
	const char *text = sheet_text(c->r->a, s, c->row, name);
	int64_t n;
	if (text == NULL)
		return NULL;
	const struct field *f = entity_field(c->r->entity, name);
	return f != NULL && f->kind == K_INT && sheet_int(text, &n) ? arena_printf(c->r->a, "%lld", (long long)n) : text;
}

static const char *
key_of_line(struct reader *r, size_t row)
{
	const struct sheet *s = &r->im->sheet;
	const char *key = sheet_text(r->a, s, row, "key");
	if (key != NULL)
		return text_trim(r->a, key);
	const char *email = sheet_text(r->a, s, row, "email"), *first = sheet_text(r->a, s, row, "first_name");
	const char *name = sheet_text(r->a, s, row, r->im->kind == SHEET_COMMISSIONS ? "question" : "name");
	if (r->im->kind != SHEET_COMMISSIONS && email != NULL)
		return text_fold(r->a, email);
	const char *words = text_words(r->a, arena_printf(r->a, "%s %s %s", email == NULL ? "" : email, name == NULL ? "" : name, first == NULL ? "" : first));
	return text_ellipsis(r->a, words, 120);
}

static void
add_change(struct reader *r, struct import_line *l, const char *label, const char *before, const char *after, bool kept)
{
	PUSH(r->a, &l->changes, ((struct import_change){ label, before, after, kept }));
}

/* The fields as read against the stored row; what a person changed here stays. */
static void
compare_fields(struct reader *r, struct import_line *l, const void *stored)
{
	struct entity_view v = { .a = r->a, .lang = LANG_FR, .roles = r->view.roles };
	for (size_t i = 0; i < r->entity->nfields; i++) {
		const struct field *f = &r->entity->fields[i];
		if (f->kind == K_REF || f->kind == K_REV || f->kind == K_ID || f->kind == K_GONE || (f->flags & F_FIXED))
			continue;
		const char *before = entity_plain(r->a, f, stored), *after = entity_plain(r->a, f, l->row);
		if (text_eq(before, after))
			continue;
		bool kept = is_touched(r, l->id, f->name);
		add_change(r, l, f->label, entity_shown(&v, f, stored, NULL), entity_shown(&v, f, l->row, NULL), kept);
		if (kept)
			memcpy((char *)l->row + f->offset, (const char *)stored + f->offset, f->kind == K_BOOL ? sizeof(bool) : sizeof(const char *));
	}
}

static const struct call_term *
term_by_words(const struct reader *r, const char *list, const char *text)
{
	const char *words = text_words(r->a, text);
	for (size_t i = 0; i < r->terms.n; i++)
		if (strcmp(r->terms.items[i].list, list) == 0 && strcmp(r->terms.items[i].folded, words) == 0)
			return &r->terms.items[i];
	return NULL;
}

static void
announce(struct reader *r, struct import_line *l, const char *field, const char *text)
{
	const char *words = arena_printf(r->a, "%s %s", field, text_words(r->a, text));
	for (size_t i = 0; i < r->announced.n; i++)
		if (strcmp(r->announced.items[i], words) == 0)
			return;
	PUSH(r->a, &r->announced, words);
	problem_add(r->a, &l->remarks, field, N_("« %s » n’est pas encore dans la liste : ce choix y sera ajouté."), text);
}

/* Choices by their words: those of no list are added to it when it happens. */
static void
read_terms(struct reader *r, struct import_line *l, size_t row, size_t place)
{
	static const char *const lists[] = { "sector", "area", "context", "kind" };
	for (size_t i = 0; i < LEN(lists); i++) {
		const char *text = sheet_text(r->a, &r->im->sheet, row, lists[i]);
		if (text == NULL)
			continue;
		const struct field *f = entity_field(r->entity, lists[i]);
		const struct call_term *t = term_by_words(r, lists[i], text);
		int64_t now;
		memcpy(&now, (const char *)l->row + f->offset, sizeof now);
		if (t != NULL && t->id == now)
			continue;
		bool kept = l->id != NONE && is_touched(r, l->id, f->name);
		if (l->id != NONE)
			add_change(r, l, f->label, r->stored.rows.ref_text[place * r->entity->nfields + (size_t)(f - r->entity->fields)], t == NULL ? text : t->name, kept);
		if (!kept)
			l->terms[l->nterms++] = (struct import_term){ lists[i], lists[i], text_trim(r->a, text) };
		if (t == NULL && !kept)
			announce(r, l, lists[i], text);
	}
}

static bool
same_strings(const struct strings *x, const struct strings *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!text_eq(x->items[i], y->items[i]))
			return false;
	return true;
}

/* "17/04/2025", "les deux", "jeudi matin": the days of the edition that are meant. */
static void
read_oral(struct reader *r, const char *text, struct commitments *c)
{
	enum { ORAL = 4 };
	static const char *const slots[] = { "1am", "1pm", "2am", "2pm" };
	const struct edition *ed = r->im->edition;
	const char *words = text_words(r->a, text);
	enum sheet_answer answer = sheet_answer(r->a, text);
	struct sheet_moment m;
	bool first = false, second = false;
	if (sheet_moment(r->a, text, &m)) {
		first = text_eq(m.day, ed->oral_first_on);
		second = text_eq(m.day, ed->oral_second_on);
		answer = first || second ? SHEET_YES : SHEET_UNSURE;
	} else if (strstr(words, "deux") != NULL || strstr(words, "both") != NULL || strstr(words, "indifferent") != NULL || answer == SHEET_YES) {
		first = second = true;
		answer = SHEET_YES;
	}
	bool morning = strstr(words, "matin") != NULL, afternoon = strstr(words, "apres midi") != NULL;
	for (size_t k = 0; k < LEN(slots); k++)
		if ((k < 2 ? first : second) && (morning == afternoon || (k % 2 == 0 ? morning : afternoon)))
			PUSH(r->a, &c->slots[ORAL], slots[k]);
	c->answer[ORAL] = answer == SHEET_NO ? "no" : answer == SHEET_YES ? "yes" : "unsure";
	if (sheet_answer(r->a, text) == SHEET_NO_ANSWER && c->slots[ORAL].n == 0)
		c->note[ORAL] = text;
}

static void
read_commitments(struct reader *r, struct import_line *l, size_t row, size_t place)
{
	const struct commitments *now = &r->stored.commitments[place];
	if (l->id != NONE)
		l->commitments = *now;
	for (int i = 0; i < COMMITMENTS; i++) {
		const char *text = sheet_text(r->a, &r->im->sheet, row, commitment_words[i]);
		struct commitments one = { 0 };
		if (text == NULL)
			continue;
		if (text_eq(commitment_words[i], "oral")) {
			read_oral(r, text, &one);
		} else {
			enum sheet_answer a = sheet_answer(r->a, text);
			one.answer[i] = a == SHEET_YES ? "yes" : a == SHEET_NO ? "no" : "unsure";
			one.note[i] = a == SHEET_NO_ANSWER || text_length(text) > 14 ? text : NULL;
			one.slots[i] = l->commitments.slots[i]; /* the sheet knows of no hours */
		}
		bool same = l->id != NONE && text_eq(one.answer[i], now->answer[i]) && text_eq(one.note[i], now->note[i]) && same_strings(&one.slots[i], &now->slots[i]);
		if (same)
			continue;
		bool kept = l->id != NONE && is_touched(r, l->id, NULL);
		if (l->id != NONE) {
			const char *heading = sheet_heading(&r->im->sheet, commitment_words[i]);
			add_change(r, l, heading, now->answer[i], text, kept);
		}
		if (kept)
			continue;
		l->commitments_changed = true;
		l->commitments.answer[i] = one.answer[i];
		l->commitments.note[i] = one.note[i];
		l->commitments.slots[i] = one.slots[i];
	}
}

static void
read_sectors(struct reader *r, struct import_line *l, size_t row, size_t place)
{
	sheet_texts(r->a, &r->im->sheet, row, "sector", &l->sectors);
	struct strings *now = &r->stored.sectors[place];
	size_t known = 0;
	for (size_t i = 0; i < l->sectors.n; i++) {
		const struct call_term *t = term_by_words(r, "sector", l->sectors.items[i]);
		if (t == NULL)
			announce(r, l, "sector", l->sectors.items[i]);
		for (size_t k = 0; l->id != NONE && k < now->n; k++)
			known += t != NULL && text_eq(now->items[k], t->name) ? 1 : 0;
	}
	l->sectors_changed = l->sectors.n > 0 && (l->id == NONE || known != l->sectors.n || now->n != l->sectors.n);
	if (l->id != NONE && l->sectors_changed) {
		struct buf before = buf_new(r->a, KIB(8)), after = buf_new(r->a, KIB(8));
		for (size_t i = 0; i < now->n; i++)
			buf_printf(&before, "%s%s", i > 0 ? ", " : "", now->items[i]);
		for (size_t i = 0; i < l->sectors.n; i++)
			buf_printf(&after, "%s%s", i > 0 ? ", " : "", l->sectors.items[i]);
		add_change(r, l, N_("Secteurs connus"), before.len > 0 ? buf_str(&before) : NULL, buf_str(&after), false);
	}
}

/* What the sheet says of the row: l->row, l->remarks; E_… only when the store fails. */
static enum err
parse_line(struct reader *r, struct import_line *l, size_t row, const void *stored)
{
	struct cells c = { r, row };
	struct entity_source source = { .get = get_cell, .arg = &c };
	struct draft d = entity_draft(r->a, r->entity, stored);
	const char *only[32];
	size_t n = 0;
	for (size_t i = 0; i < r->im->sheet.fields.n; i++) {
		const struct field *f = entity_field(r->entity, r->im->sheet.fields.items[i].name);
		if (f != NULL && f->kind != K_REF && !(f->flags & F_FIXED))
			only[n++] = f->name;
	}
	BUG_ON(n >= LEN(only));
	only[n] = NULL;
	/* The number of a student is the key of its line. */
	if (r->im->kind == SHEET_STUDENTS)
		((struct student *)d.row)->number = l->key;
	else if (r->im->kind == SHEET_SUPERVISORS)
		((struct supervisor *)d.row)->number = l->key;
	if (r->im->kind == SHEET_SUPERVISORS && stored == NULL)
		((struct supervisor *)d.row)->teams_most = 1;
	enum err e = entity_parse(&r->view, r->entity, &source, only, &d);
	if (e != OK)
		return e;
	l->row = d.row;
	for (size_t i = 0; i < d.problems.n; i++)
		PUSH(r->a, &l->remarks, d.problems.items[i]);
	return OK;
}

/* Why a line cannot become a row at all; NULL when it can. */
static const char *
refusal(struct reader *r, const struct import_line *l, size_t row)
{
	for (size_t i = 0; i < r->im->sheet.fields.n; i++) {
		const struct sheet_field *f = &r->im->sheet.fields.items[i];
		if ((f->flags & SHEET_REQUIRED) && sheet_text(r->a, &r->im->sheet, row, f->name) == NULL)
			return f->label;
	}
	for (size_t i = 0; i < l->remarks.n; i++)
		for (size_t k = 0; k < r->im->sheet.fields.n; k++)
			if ((r->im->sheet.fields.items[k].flags & SHEET_REQUIRED) && text_eq(l->remarks.items[i].field, r->im->sheet.fields.items[k].name))
				return r->im->sheet.fields.items[k].label;
	return NULL;
}

static const char *
title_of(struct reader *r, size_t row)
{
	const struct sheet *s = &r->im->sheet;
	const char *name = sheet_text(r->a, s, row, r->im->kind == SHEET_COMMISSIONS ? "org_name" : "name"), *first = sheet_text(r->a, s, row, "first_name");
	if (name == NULL)
		name = sheet_text(r->a, s, row, "question");
	return name == NULL ? "?" : first == NULL ? name : arena_printf(r->a, "%s %s", name, first);
}

static const char *
moment_of(struct reader *r, struct import_line *l, size_t row)
{
	const char *text = sheet_text(r->a, &r->im->sheet, row, "sent");
	struct sheet_moment m;
	struct date d;
	int minute = 0;
	if (text == NULL)
		return NULL;
	if (!sheet_moment(r->a, text, &m) || !date_parse(m.day, &d) || (m.time != NULL && !clock_parse(m.time, &minute))) {
		problem_add(r->a, &l->remarks, "sent", N_("« %s » n’est pas un moment : celui de l’import est noté."), text);
		return NULL;
	}
	return arena_strdup(r->a, isotime_of(brussels_moment(d, m.time == NULL ? 12 * 60 : minute)).s);
}

static enum err
read_line(struct reader *r, size_t row, struct import_line *l)
{
	const char *key_name = key_field(r->im->kind);
	const struct field *key = entity_field(r->entity, key_name);
	size_t place = r->stored.rows.n;
	*l = (struct import_line){ .number = sheet_number(&r->im->sheet, row), .key = key_of_line(r, row), .title = title_of(r, row), .id = NONE };
	for (size_t i = 0; i < r->stored.rows.n && l->id == NONE; i++)
		if (text_eq(entity_plain(r->a, key, entity_row(r->entity, &r->stored.rows, i)), l->key)) {
			place = i;
			l->id = id_of(entity_row(r->entity, &r->stored.rows, i));
		}
	const void *stored = l->id == NONE ? NULL : entity_row(r->entity, &r->stored.rows, place);
	enum err e = parse_line(r, l, row, stored);
	if (e != OK)
		return e;
	const char *lacks = refusal(r, l, row);
	for (size_t i = 0; i < r->im->lines.n && lacks == NULL; i++)
		if (r->im->lines.items[i].fate != FATE_REFUSED && text_eq(r->im->lines.items[i].key, l->key)) {
			problem_add(r->a, &l->remarks, "key", N_("Même numéro que la ligne %s."), arena_printf(r->a, "%d", r->im->lines.items[i].number));
			l->fate = FATE_REFUSED;
			return OK;
		}
	if (lacks != NULL) {
		problem_add(r->a, &l->remarks, NULL, N_("Il manque : %s."), lacks);
		l->fate = FATE_REFUSED;
		return OK;
	}
	if (stored != NULL)
		compare_fields(r, l, stored);
	if (r->im->kind == SHEET_COMMISSIONS) {
		read_terms(r, l, row, place);
		read_commitments(r, l, row, place);
		l->sent = moment_of(r, l, row);
	} else if (r->im->kind == SHEET_SUPERVISORS) {
		read_sectors(r, l, row, place);
	}
	bool any = false;
	for (size_t i = 0; i < l->changes.n; i++)
		any = any || !l->changes.items[i].kept;
	l->fate = stored == NULL ? FATE_NEW : any ? FATE_CHANGED : FATE_SAME;
	return OK;
}

enum err
call_import_read(struct db *db, enum call_sheet kind, const struct edition *ed, const struct document *d, const char *const *told, size_t ntold,
    struct call_import *out, struct problems *why)
{
	struct arena *a = db_arena(db);
	struct reader r = { .db = db, .a = a, .im = out, .entity = import_entity(kind), .view = call_view(db, LANG_FR) };
	*out = (struct call_import){ .kind = kind, .edition = ed };
	enum err e = sheet_recognise(a, d, call_sheet_fields(kind), told, ntold, &out->sheet);
	if (e != OK) {
		problem_add(a, why, NULL, N_("Aucune colonne attendue n’a été reconnue dans ce fichier : la première ligne doit porter des titres, comme « Institution » ou « Nom »."), NULL);
		return fail(a, E_INVALID, "import: no column recognised");
	}
	if ((e = load_stored(&r)) != OK)
		return e;
	for (size_t row = 0; row < sheet_rows(&out->sheet); row++) {
		struct import_line l;
		if (sheet_blank(a, &out->sheet, row))
			continue;
		if ((e = read_line(&r, row, &l)) != OK)
			return e;
		PUSH(a, &out->lines, l);
		out->counts[l.fate]++;
	}
	return OK;
}
