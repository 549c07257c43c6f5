/* privacy_erase.c: what goes, what stays without the name, and what is told of it. Children before their parents: the
 * declarations are walked from the last to the first. */
#include "privacy/privacy_sql.h"
#include "base/date.h"
#include "people/people_store.h"
#include "store/history.h"
#include <stdlib.h>
#include <string.h>

struct erasing {
	struct db *db;
	struct arena *a;
	const struct subject *s;
	bool look;
	struct erasure *out;
	struct strings blobs;      /* of rows that go */
	struct { const struct personal **items; size_t n, cap; } touched;
	struct { struct told { const struct personal *p; struct numbers ids; } *items; size_t n, cap; } told; /* rows that the journal speaks of */
};

const char *
becomes_name(enum becomes f)
{
	switch (f) {
	case BECOMES_GOES: return N_("effacé");
	case BECOMES_NAMELESS: return N_("reste, sans ce qui nomme la personne");
	case BECOMES_KEPT: return N_("reste ; l’auteur n’a plus de nom");
	case BECOMES_MASKED: return N_("texte où la personne est citée : la citation est effacée");
	case BECOMES_CITED: return N_("texte gardé où la personne est citée");
	case BECOMES_FILES: return N_("fichiers effacés");
	case BECOMES_JOURNAL: return N_("noms et valeurs retirés du journal ; les faits restent");
	case BECOMES_COUNT: break;
	}
	return "?";
}

const char *
becomes_word(enum becomes f)
{
	static const char *const words[BECOMES_COUNT] = { "goes", "nameless", "kept", "masked", "cited", "files", "journal" };
	return (unsigned)f < BECOMES_COUNT ? words[f] : "?";
}

static void
line(struct erasing *x, const struct personal *p, const char *capacities, enum becomes becomes, int64_t n)
{
	struct erase_line one = { p, capacities, becomes, n };
	if (n > 0)
		PUSH(x->a, &x->out->lines, one);
}

static void
touch(struct erasing *x, const struct personal *p)
{
	for (size_t i = 0; i < x->touched.n; i++)
		if (x->touched.items[i]->changed == p->changed)
			return;
	if (p->changed != NULL)
		PUSH(x->a, &x->touched, p);
}

/* ---- may it be done ------------------------------------------------------------------------------------------- */

/* The programme keeps at least one coordination and one administrator. */
static enum err
check_last(struct erasing *x, struct date today)
{
	static const enum role needed[] = { ROLE_COORDINATION, ROLE_ADMIN };
	for (size_t i = 0; i < x->s->persons.n; i++) {
		const struct user *u;
		enum err e = user_of_person(x->db, x->s->persons.items[i], today, &u);
		if (e == E_NOTFOUND) { /* not active: holds nothing up */
			fail_clear(x->a);
			continue;
		}
		for (size_t k = 0; e == OK && k < LEN(needed); k++) {
			bool last = false;
			if (user_has(u, needed[k]))
				e = role_is_last(x->db, needed[k], today, x->s->persons.items[i], NONE, &last);
			if (e == OK && last)
				problem_add(x->a, &x->out->refused, NULL, N_("Personne d’autre n’a le rôle « %s » : donnez-le d’abord à quelqu’un."), role_name(needed[k]));
		}
		if (e != OK)
			return e;
	}
	return OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static bool
goes_from(const struct personal_column *c)
{
	return c->erase == EMPTIED || c->erase == REPLACED;
}

static bool
loses_something(struct arena *a, const struct personal *p)
{
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
		if (goes_from(c))
			return true;
	return false;
}

static enum err
count(struct erasing *x, const struct personal *p, bool about, int64_t *n)
{
	struct sql q = sql_begin(x->a, x->s);
	sql_put(&q, "SELECT count(*) FROM %s WHERE ", p->table);
	if (about)
		sql_about(&q, p);
	else
		sql_any(&q, p);
	return sql_number(x->db, &q, n);
}

/* The files of rows that go, to be looked at when all is done. */
static enum err
note_blobs(struct erasing *x, const struct personal *p)
{
	for (const struct personal_column *c = personal_columns(x->a, p); c->name != NULL; c++) {
		struct sql q = sql_begin(x->a, x->s);
		struct rows *r;
		if ((c->flags & C_BLOB) == 0)
			continue;
		sql_put(&q, "SELECT DISTINCT %s.%s FROM %s WHERE %s.%s IS NOT NULL AND ", p->table, c->name, p->table, p->table, c->name);
		sql_about(&q, p);
		enum err e = sql_rows(x->db, &q, &r);
		while (e == OK && rows_next(r))
			PUSH(x->a, &x->blobs, col_text(r, 0));
		if (e != OK || (e = rows_end(r)) != OK)
			return e;
	}
	return OK;
}

/* The rows that the journal speaks of, before they can no longer be found. */
static enum err
note_told(struct erasing *x, const struct personal *p)
{
	struct sql q = sql_begin(x->a, x->s);
	struct told t = { .p = p };
	struct rows *r;
	sql_put(&q, "SELECT %s.id FROM %s WHERE ", p->table, p->table);
	sql_about(&q, p);
	sql_put(&q, " ORDER BY %s.id", p->table);
	enum err e = sql_rows(x->db, &q, &r);
	while (e == OK && rows_next(r))
		PUSH(x->a, &t.ids, col_int(r, 0));
	if (e == OK && t.ids.n > 0)
		PUSH(x->a, &x->told, t);
	return e == OK ? rows_end(r) : e;
}

static const struct column *
column_of(const struct columns *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

/* SET of a row about the person. What replaces a name carries the row's number, so that two erased persons stay two. */
static enum err
empty_rows(struct erasing *x, const struct personal *p)
{
	struct columns columns;
	struct sql q = sql_begin(x->a, x->s);
	struct isotime now = now_utc();
	int n = 0;
	enum err e = db_columns(x->db, p->table, &columns);
	if (e != OK)
		return e;
	bool numbered = column_of(&columns, "id") != NULL;
	sql_put(&q, "UPDATE %s SET ", p->table);
	for (const struct personal_column *c = personal_columns(x->a, p); c->name != NULL; c++) {
		const struct column *k = column_of(&columns, c->name);
		if (!goes_from(c) || k == NULL)
			continue;
		sql_put(&q, "%s%s = ", n++ == 0 ? "" : ", ", c->name);
		if (c->erase == REPLACED && strcmp(k->type, "text") == 0)
			sql_put(&q, "CAST(%s AS TEXT)%s", sql_arg(&q, v_text(c->to != NULL ? c->to : erased_text)), numbered ? " || ' ' || CAST(id AS TEXT)" : "");
		else
			sql_put(&q, "%s", c->to != NULL || k->not_null ? sql_arg(&q, v_text(c->to != NULL ? c->to : "")) : "NULL");
	}
	if (p->gone != NULL)
		sql_put(&q, ", %s = coalesce(%s, %s)", p->gone, p->gone, sql_arg(&q, v_text(now.s)));
	sql_put(&q, " WHERE ");
	sql_about(&q, p);
	return sql_exec(x->db, &q, NULL);
}

static enum err
erase_rows(struct erasing *x, const struct personal *p)
{
	int64_t about = 0, any = 0;
	bool loses = loses_something(x->a, p);
	enum err e = OK;
	if (personal_belongs(x->a, p)->how == 0 || is_journal(p))
		return OK;
	if ((e = count(x, p, true, &about)) != OK || (e = count(x, p, false, &any)) != OK)
		return e;
	if (about > 0 && p->history != NULL && (e = note_told(x, p)) != OK)
		return e;
	if (about > 0 && p->row == ROW_GOES && (e = note_blobs(x, p)) != OK)
		return e;
	line(x, p, NULL, p->row == ROW_GOES ? BECOMES_GOES : loses ? BECOMES_NAMELESS : BECOMES_KEPT, about);
	line(x, p, NULL, BECOMES_KEPT, any - about);
	if (any > 0)
		touch(x, p);
	if (x->look || about == 0)
		return OK;
	if (p->row == ROW_STAYS)
		return loses ? empty_rows(x, p) : OK;
	struct sql q = sql_begin(x->a, x->s);
	sql_put(&q, "DELETE FROM %s WHERE ", p->table);
	sql_about(&q, p);
	return sql_exec(x->db, &q, NULL);
}

/* ---- texts of others ------------------------------------------------------------------------------------------------ */

struct found_text { const char *before, *after; };
struct found_texts { struct found_text *items; size_t n, cap; };

/* Each different text is read once, and changed wherever it stands: those that name the person are few. */
static enum err
mask_column(struct erasing *x, const struct personal *p, const struct personal_column *c)
{
	struct found_texts found = { 0 };
	struct sql q = sql_begin(x->a, x->s);
	struct rows *r;
	int64_t n = 0;
	sql_put(&q, "SELECT %s.%s FROM %s WHERE %s.%s IS NOT NULL AND %s.%s <> ''%s%s%s", p->table, c->name, p->table, p->table, c->name, p->table, c->name,
	    p->where == NULL ? "" : " AND (", p->where == NULL ? "" : p->where, p->where == NULL ? "" : ")");
	enum err e = sql_rows(x->db, &q, &r);
	struct arena *one = arena_new(MIB(64));
	while (e == OK && rows_next(r)) {
		struct val v = col_val(r, 0);
		arena_reset(one);
		const char *text = arena_strndup(one, v.p, v.n), *after = mask_apply(one, &x->s->mask, text);
		if (after == NULL)
			continue;
		struct found_text t = { arena_strdup(x->a, text), arena_strdup(x->a, after) };
		PUSH(x->a, &found, t);
		n++;
	}
	arena_free(one);
	if (e != OK || (e = rows_end(r)) != OK)
		return e;
	line(x, p, c->label, c->erase == MASKED ? BECOMES_MASKED : BECOMES_CITED, n);
	if (n == 0 || x->look || c->erase != MASKED)
		return OK;
	touch(x, p);
	for (size_t i = 0; e == OK && i < found.n; i++) {
		struct sql u = sql_begin(x->a, x->s);
		sql_put(&u, "UPDATE %s SET %s = %s", p->table, c->name, sql_arg(&u, v_text(found.items[i].after)));
		sql_put(&u, " WHERE %s = %s", c->name, sql_arg(&u, v_text(found.items[i].before)));
		e = sql_exec(x->db, &u, NULL);
	}
	return e;
}

static enum err
mask_texts(struct erasing *x)
{
	enum err e = OK;
	EACH_PERSONAL(p)
		for (const struct personal_column *c = personal_columns(x->a, p); c->name != NULL; c++)
			if (e == OK && !is_journal(p) && (c->erase == MASKED || (c->flags & C_CITES) != 0))
				e = mask_column(x, p, c);
	return e;
}

/* ---- the journal --------------------------------------------------------------------------------------------------- */

static bool
has_number(const struct numbers *list, int64_t id)
{
	size_t lo = 0, hi = list->n;
	while (lo < hi) { /* in order */
		size_t mid = lo + (hi - lo) / 2;
		if (list->items[mid] == id)
			return true;
		if (list->items[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static bool
is_subject(const struct subject *s, int64_t person)
{
	for (size_t i = 0; i < s->persons.n; i++)
		if (s->persons.items[i] == person)
			return true;
	return false;
}

/* Whether the row tells what an erased row, or an erased column of a row, said. */
static bool
tells(struct erasing *x, const struct history_row *h)
{
	for (size_t i = 0; i < x->told.n; i++) {
		const struct told *t = &x->told.items[i];
		if (strcmp(t->p->history, h->entity) != 0 || !has_number(&t->ids, h->entity_id))
			continue;
		if (h->field == NULL || t->p->row == ROW_GOES)
			return true;
		for (const struct personal_column *c = personal_columns(x->a, t->p); c->name != NULL; c++)
			if (goes_from(c) && strcmp(c->name, h->field) == 0)
				return true;
	}
	return false;
}

static unsigned
choose(void *arg, const struct history_row *h)
{
	struct erasing *x = arg;
	struct arena *one = arena_new(MIB(8));
	bool theirs = is_subject(x->s, h->person), signin = strcmp(h->entity, "signin") == 0;
	unsigned of = 0;
	if (theirs && signin)
		of = HISTORY_WHO | HISTORY_PERSON | HISTORY_TEXT;
	else if (theirs || mask_finds(one, &x->s->mask, h->who))
		of = HISTORY_WHO;
	if (tells(x, h) || mask_finds(one, &x->s->mask, h->before) || mask_finds(one, &x->s->mask, h->after))
		of |= HISTORY_TEXT;
	arena_free(one);
	return of;
}

static enum err
erase_journal(struct erasing *x)
{
	struct history_erasure what = { .why = "person", .choose = choose, .arg = x, .look = x->look };
	int64_t n;
	enum err e = history_erase(x->db, &what, &n);
	EACH_PERSONAL(p)
		if (e == OK && is_journal(p))
			line(x, p, NULL, BECOMES_JOURNAL, n);
	return e;
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

/* A file that some row still refers to stays. */
static enum err
erase_blob(struct erasing *x, const char *sha, int64_t *gone)
{
	struct sql q = sql_begin(x->a, x->s);
	int64_t n = 0;
	const char *arg = sql_arg(&q, v_text(sha));
	sql_put(&q, "DELETE FROM blob WHERE sha256 = %s", arg);
	EACH_PERSONAL(p)
		for (const struct personal_column *c = personal_columns(x->a, p); c->name != NULL; c++)
			if (c->flags & C_BLOB)
				sql_put(&q, " AND NOT EXISTS (SELECT 1 FROM %s WHERE %s.%s = %s)", p->table, p->table, c->name, arg);
	enum err e = sql_exec(x->db, &q, &n);
	*gone += n;
	return e;
}

static enum err
erase_blobs(struct erasing *x)
{
	int64_t gone = 0;
	enum err e = OK;
	if (x->look)
		return OK; /* what goes is known once the rows are gone */
	for (size_t i = 0; e == OK && i < x->blobs.n; i++)
		e = erase_blob(x, x->blobs.items[i], &gone);
	line(x, NULL, NULL, BECOMES_FILES, gone);
	return e;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------- */

static enum err
erase_all_rows(struct erasing *x)
{
	struct { const struct personal **items; size_t n, cap; } all = { 0 };
	enum err e = OK;
	EACH_PERSONAL(p)
		PUSH(x->a, &all, p);
	for (size_t i = all.n; e == OK && i > 0; i--)
		e = erase_rows(x, all.items[i - 1]);
	for (size_t i = 0, k = x->out->lines.n; i + 1 < k; i++, k--) { /* told in the order of the declarations */
		struct erase_line t = x->out->lines.items[i];
		x->out->lines.items[i] = x->out->lines.items[k - 1];
		x->out->lines.items[k - 1] = t;
	}
	return e;
}

static enum err
note_erased(struct erasing *x)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < x->s->persons.n; i++)
		e = history_add(x->db, "person", x->s->persons.items[i], "erased", NULL, NULL, NULL);
	return e != OK || x->s->persons.n > 0 ? e : history_add(x->db, "person", 0, "erased", NULL, NULL, NULL);
}

enum err
erase_person(struct db *db, const struct subject *s, struct date today, bool look, struct erasure *out)
{
	struct erasing x = { .db = db, .a = db_arena(db), .s = s, .look = look, .out = out };
	*out = (struct erasure){ 0 };
	enum err e = check_last(&x, today);
	if (e == OK && !look && out->refused.n > 0)
		return fail(x.a, E_FORBIDDEN, "the last one of a role");
	if (e == OK)
		e = erase_all_rows(&x);
	if (e == OK)
		e = mask_texts(&x);
	if (e == OK)
		e = erase_journal(&x);
	if (e == OK)
		e = erase_blobs(&x);
	if (e == OK && !look)
		e = note_erased(&x);
	for (size_t i = 0; e == OK && !look && i < x.touched.n; i++)
		e = x.touched.items[i]->changed(db);
	return e;
}

void
erasure_json(struct jw *j, const struct erasure *x)
{
	jw_begin(j, "lines", '[');
	for (size_t i = 0; i < x->lines.n; i++) {
		const struct erase_line *l = &x->lines.items[i];
		jw_begin(j, NULL, '{');
		jw_str(j, "table", l->p == NULL ? "blob" : l->p->table);
		jw_str(j, "becomes", becomes_word(l->becomes));
		jw_int(j, "count", l->n);
		jw_str(j, "why", l->p == NULL || l->becomes == BECOMES_GOES || l->becomes == BECOMES_MASKED ? NULL : l->p->why);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "refused", '[');
	for (size_t i = 0; i < x->refused.n; i++) { /* the one reason there is, and the role */
		jw_begin(j, NULL, '{');
		jw_str(j, "reason", "last_of_role");
		jw_str(j, "role", x->refused.items[i].arg);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}
