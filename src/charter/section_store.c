/* section_store.c: the draft of a document, section by section, and two writers at once. */
#include "charter/charter.h"
#include "base/diff.h"
#include "base/text.h"
#include "store/history.h"
#include <string.h>

enum { TITLE_MOST = 200, STATES_KEPT = 300, SECTIONS_MOST = 100 };
#define ROW "SELECT s.id, s.text_rev, s.title, s.text, p.name, s.text_at, (SELECT count(*) FROM charter_rival v WHERE v.section = s.id AND v.settled_at IS NULL)," \
	" (SELECT count(*) FROM charter_remark k WHERE k.section = s.id AND k.state = 'open') FROM charter_section s LEFT JOIN person p ON p.id = s.text_by WHERE s.charter = $1"
enum { Q_LIST, Q_ONE, Q_TITLE, Q_ADD, Q_RENAME, Q_PLACE, Q_REMOVE, Q_RESTORE, Q_SAVE, Q_STATE_ADD, Q_STATE, Q_STATES_DROP, Q_RIVALS, Q_RIVAL_ADD, Q_RIVAL_SET, Q_RIVAL_OWN, Q_RIVAL_END };
const struct query section_queries[] = {
	[Q_LIST] = { "charter_sections", ROW " AND s.deleted_at IS NULL ORDER BY s.position, s.id" },
	[Q_ONE] = { "charter_section", ROW " AND s.id = $2 AND s.deleted_at IS NULL" },
	[Q_TITLE] = { "charter_section_title", "SELECT title FROM charter_section WHERE id = $1" },
	[Q_ADD] = { "charter_section_add", "INSERT INTO charter_section (charter, position, title, text, text_rev) SELECT c.id, 1 + coalesce((SELECT max(s.position) FROM charter_section s"
	    " WHERE s.charter = c.id), 0), $2, '', 0 FROM charter c WHERE c.id = $1 RETURNING id" },
	[Q_RENAME] = { "charter_section_rename", "UPDATE charter_section SET title = $3 WHERE charter = $1 AND id = $2" },
	[Q_PLACE] = { "charter_section_place", "UPDATE charter_section SET position = $3 WHERE charter = $1 AND id = $2" },
	[Q_REMOVE] = { "charter_section_remove", "UPDATE charter_section SET deleted_at = $3 WHERE charter = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "charter_section_restore", "UPDATE charter_section SET deleted_at = NULL WHERE charter = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_SAVE] = { "charter_section_save", "UPDATE charter_section SET text = $3, text_rev = text_rev + 1, text_by = $4, text_at = $5 WHERE id = $1 AND text_rev = $2" },
	[Q_STATE_ADD] = { "charter_state_add", "INSERT INTO charter_section_text (section, rev, text) VALUES ($1, $2, $3) ON CONFLICT (section, rev) DO NOTHING" },
	[Q_STATE] = { "charter_state", "SELECT text FROM charter_section_text WHERE section = $1 AND rev = $2" },
	[Q_STATES_DROP] = { "charter_states_drop", "DELETE FROM charter_section_text WHERE section = $1 AND rev < $2" },
	[Q_RIVALS] = { "charter_rivals", "SELECT v.id, v.text, v.at, p.name FROM charter_rival v LEFT JOIN person p ON p.id = v.person WHERE v.section = $1 AND v.settled_at IS NULL ORDER BY v.id" },
	[Q_RIVAL_ADD] = { "charter_rival_add", "INSERT INTO charter_rival (section, person, base_rev, text, at) VALUES ($1, $2, $3, $4, $5)" },
	[Q_RIVAL_SET] = { "charter_rival_set", "UPDATE charter_rival SET text = $2, at = $3 WHERE id = $1" },
	[Q_RIVAL_OWN] = { "charter_rival_own", "SELECT id FROM charter_rival WHERE section = $1 AND person = $2 AND settled_at IS NULL" },
	[Q_RIVAL_END] = { "charter_rival_end", "UPDATE charter_rival SET settled_at = $3, settled_by = $4 WHERE section = $1 AND id = $2 AND settled_at IS NULL" },
	{ 0 },
};

static struct section
row_of(struct rows *r)
{
	return (struct section){ .id = col_int(r, 0), .rev = col_int(r, 1), .title = col_text(r, 2), .text = col_text(r, 3), .by = col_text(r, 4), .at = col_text(r, 5),
		.rivals = col_int(r, 6), .remarks = col_int(r, 7) };
}

enum err
section_list(struct db *db, int64_t charter, struct sections *out)
{
	struct rows *r;
	*out = (struct sections){ 0 };
	enum err e = db_query(db, &section_queries[Q_LIST], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, row_of(r));
	return rows_end(r);
}

enum err
section_get(struct db *db, int64_t charter, int64_t id, struct section *out)
{
	struct rows *r;
	enum err e = db_one(db, &section_queries[Q_ONE], ARGS(V(charter), V(id)), &r);
	if (e == OK)
		*out = row_of(r);
	return e;
}

static enum err
writable(struct db *db, const struct user *u, int64_t charter, int64_t id, struct section *s)
{
	struct charter c;
	enum err e = charter_need(db, u, charter, CHARTER_WRITE, &c);
	return e == OK ? section_get(db, charter, id, s) : e;
}

static bool
title_right(struct arena *a, const char *title, struct problems *problems)
{
	bool right = !text_blank(title) && text_length(title) <= TITLE_MOST;
	if (!right)
		problem_add(a, problems, "section_title", N_("Donnez à la section un titre, de 200 caractères au plus."), NULL);
	return right;
}

enum err
section_add(struct db *db, const struct user *u, int64_t charter, const char *title, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct sections all;
	struct rows *r;
	enum err e = charter_need(db, u, charter, CHARTER_WRITE, &c);
	if (e == OK)
		e = section_list(db, charter, &all);
	if (e != OK)
		return e;
	if (all.n >= SECTIONS_MOST)
		problem_add(a, problems, "section_title", N_("Un document a 100 sections au plus : réunissez-en."), NULL);
	if (!title_right(a, title, problems) || problems->n > 0)
		return fail(a, E_INVALID, "a section: see problems");
	if ((e = db_one(db, &section_queries[Q_ADD], ARGS(V(charter), V(title)), &r)) != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "charter", charter, "changed", "section", NULL, title);
}

enum err
section_rename(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *title, struct problems *problems)
{
	struct section s;
	enum err e = writable(db, u, charter, id, &s);
	if (e != OK)
		return e;
	if (!title_right(db_arena(db), title, problems))
		return fail(db_arena(db), E_INVALID, "a section without a title");
	if (strcmp(title, s.title) == 0)
		return OK;
	e = db_exec(db, &section_queries[Q_RENAME], ARGS(V(charter), V(id), V(title)), NULL);
	return e == OK ? history_add(db, "charter", charter, "changed", "section", s.title, title) : e;
}

enum err
section_move(struct db *db, const struct user *u, int64_t charter, int64_t id, int by)
{
	struct section s;
	struct sections all;
	size_t at = 0;
	enum err e = writable(db, u, charter, id, &s);
	if (e == OK)
		e = section_list(db, charter, &all);
	if (e != OK)
		return e;
	while (at < all.n && all.items[at].id != id)
		at++;
	size_t to = by < 0 ? (at == 0 ? 0 : at - 1) : at + 1 < all.n ? at + 1 : at;
	if (to == at)
		return OK;
	struct section other = all.items[to];
	all.items[to] = all.items[at];
	all.items[at] = other;
	for (size_t i = 0; e == OK && i < all.n; i++)
		e = db_exec(db, &section_queries[Q_PLACE], ARGS(V(charter), V(all.items[i].id), V((int64_t)i + 1)), NULL);
	return e == OK ? history_add(db, "charter", charter, "changed", "section moved", arena_printf(db_arena(db), "%zu. %s", at + 1, s.title), arena_printf(db_arena(db), "%zu. %s", to + 1, s.title)) : e;
}

enum err
section_remove(struct db *db, const struct user *u, int64_t charter, int64_t id, bool removed)
{
	struct charter c;
	struct rows *r;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_WRITE, &c);
	if (e != OK)
		return e;
	e = removed ? db_exec(db, &section_queries[Q_REMOVE], ARGS(V(charter), V(id), V(now_utc().s)), &n) : db_exec(db, &section_queries[Q_RESTORE], ARGS(V(charter), V(id)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "section %lld", (long long)id);
	if (e == OK)
		e = db_one(db, &section_queries[Q_TITLE], ARGS(V(id)), &r);
	return e == OK ? history_add(db, "charter", charter, "changed", removed ? "section removed" : "section restored", removed ? col_text(r, 0) : NULL, removed ? NULL : col_text(r, 0)) : e;
}

/* ---- two writers ------------------------------------------------------------------------------------------------- */

static enum err
put_text(struct db *db, const struct user *u, const struct section *s, const char *text)
{
	int64_t n;
	enum err e = db_exec(db, &section_queries[Q_STATE_ADD], ARGS(V(s->id), V(s->rev), V(s->text)), NULL);
	if (e == OK)
		e = db_exec(db, &section_queries[Q_SAVE], ARGS(V(s->id), V(s->rev), V(text), V(u->person), V(now_utc().s)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_CONFLICT, "section %lld: changed meanwhile", (long long)s->id);
	if (e == OK && s->rev % 100 == 0)
		e = db_exec(db, &section_queries[Q_STATES_DROP], ARGS(V(s->id), V(s->rev - STATES_KEPT)), NULL);
	return e;
}

static enum err
own_rival(struct db *db, const struct user *u, int64_t section, int64_t *id)
{
	struct rows *r;
	*id = NONE;
	enum err e = db_query(db, &section_queries[Q_RIVAL_OWN], ARGS(V(section), V(u->person)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*id = col_int(r, 0);
	return rows_end(r);
}

static enum err
end_rival(struct db *db, const struct user *u, int64_t section, int64_t rival)
{
	return rival == NONE ? OK : db_exec(db, &section_queries[Q_RIVAL_END], ARGS(V(section), V(rival), V(now_utc().s), V(u->person)), NULL);
}

/* What it was typed on: as the browser says, else the state of that number. NULL: nobody knows any more. */
static enum err
base_of(struct db *db, const struct section_text *t, const char **base)
{
	struct rows *r;
	*base = t->base;
	if (t->base != NULL)
		return OK;
	enum err e = db_query(db, &section_queries[Q_STATE], ARGS(V(t->section), V(t->base_rev)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*base = col_text(r, 0);
	else if (t->base_rev == 0)
		*base = "";
	return rows_end(r);
}

enum err
section_save(struct db *db, const struct user *u, int64_t charter, const struct section_text *t, struct text_typed *out)
{
	struct arena *a = db_arena(db);
	struct section s;
	const char *base;
	int64_t rival;
	enum err e = writable(db, u, charter, t->section, &s);
	if (e != OK)
		return e;
	if (strlen(t->text) > TEXT_TYPED_MOST)
		return fail(a, E_LIMIT, "a section is too long");
	if (t->base_rev == NONE || t->base_rev > s.rev)
		return fail(a, E_INVALID, "a section on a state that never was");
	*out = (struct text_typed){ TEXT_SAVED, s.rev, t->text, s.by };
	if ((e = own_rival(db, u, s.id, &rival)) != OK)
		return e;
	bool on_it = t->base_rev == s.rev && (t->base == NULL || strcmp(t->base, s.text) == 0);
	if (strcmp(s.text, t->text) == 0)
		return on_it ? OK : end_rival(db, u, s.id, rival);
	if (on_it) {
		out->rev++;
		return put_text(db, u, &s, t->text);
	}
	if ((e = base_of(db, t, &base)) != OK)
		return e;
	out->outcome = text_join(a, base, t->text, s.text, &out->text);
	if (out->outcome == TEXT_RIVAL) {
		struct isotime now = now_utc();
		return rival != NONE ? db_exec(db, &section_queries[Q_RIVAL_SET], ARGS(V(rival), V(t->text), V(now.s)), NULL)
		                     : db_exec(db, &section_queries[Q_RIVAL_ADD], ARGS(V(s.id), V(u->person), V(t->base_rev), V(t->text), V(now.s)), NULL);
	}
	if (out->text == s.text)
		return OK;
	out->rev++;
	e = put_text(db, u, &s, out->text);
	return e == OK ? end_rival(db, u, s.id, rival) : e;
}

enum err
section_state(struct db *db, const struct section *s, int64_t rev, const char **text)
{
	struct section_text t = { s->id, rev, NULL, NULL };
	*text = s->text;
	if (rev == s->rev || rev == NONE)
		return OK;
	const char *base;
	enum err e = base_of(db, &t, &base);
	if (e == OK && base != NULL)
		*text = base;
	return e;
}

enum err
section_rivals(struct db *db, int64_t section, struct section_rivals *out)
{
	struct rows *r;
	*out = (struct section_rivals){ 0 };
	enum err e = db_query(db, &section_queries[Q_RIVALS], ARGS(V(section)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct section_rival v = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3) };
		PUSH(db_arena(db), out, v);
	}
	return rows_end(r);
}

enum err
section_settle(struct db *db, const struct user *u, int64_t charter, int64_t section, int64_t base_rev, int64_t rival, const char *text)
{
	struct section s;
	enum err e = writable(db, u, charter, section, &s);
	if (e != OK)
		return e;
	if (strlen(text) > TEXT_TYPED_MOST)
		return fail(db_arena(db), E_LIMIT, "a section is too long");
	if (base_rev != s.rev)
		return fail(db_arena(db), E_CONFLICT, "section %lld: changed meanwhile", (long long)section);
	if (strcmp(text, s.text) != 0)
		e = put_text(db, u, &s, text);
	return e == OK ? end_rival(db, u, section, rival) : e;
}
