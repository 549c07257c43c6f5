/* Drafts of teams and their steps. */
#include "team/compose.h"
#include "store/history.h"
#include <string.h>

#define DRAFT "d.id, d.edition, d.step, (SELECT max(s.step) FROM team_draft_step s WHERE s.draft = d.id), d.rev, d.exact_step, d.name, p.name, d.created_at, d.updated_at," \
	" d.exact_state, d.exact_at, d.curve, d.exact_said FROM team_draft d LEFT JOIN person p ON p.id = d.person"
enum { Q_LIST, Q_GET, Q_STATE, Q_ADD, Q_DROP_AFTER, Q_STEP_ADD, Q_MARK, Q_CURVE, Q_EXACT, Q_SAID, Q_NAME, Q_GONE, Q_BACK, Q_LOG, Q_STUDENT };
const struct query compose_queries[] = {
	[Q_LIST] = { "team_drafts", "SELECT " DRAFT " WHERE d.edition = $1 AND d.deleted_at IS NULL ORDER BY d.updated_at DESC, d.id DESC" },
	[Q_GET] = { "team_draft", "SELECT " DRAFT " WHERE d.id = $1 AND d.deleted_at IS NULL" },
	[Q_STATE] = { "team_draft_state", "SELECT state FROM team_draft_step WHERE draft = $1 AND step = $2" },
	[Q_ADD] = { "team_draft_add", "INSERT INTO team_draft (edition, name, step, person, created_at, updated_at, rev) VALUES ($1, $2, 0, $3, $4, $4, 1) RETURNING id" },
	[Q_DROP_AFTER] = { "team_draft_drop_after", "DELETE FROM team_draft_step WHERE draft = $1 AND step > $2" },
	[Q_STEP_ADD] = { "team_draft_step_add", "INSERT INTO team_draft_step (draft, step, what, student, state, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[Q_MARK] = { "team_draft_mark", "UPDATE team_draft SET step = $2, updated_at = $3, rev = rev + 1 WHERE id = $1 AND rev = $4 AND deleted_at IS NULL" },
	[Q_CURVE] = { "team_draft_curve", "UPDATE team_draft SET curve = $2 WHERE id = $1" },
	[Q_EXACT] = { "team_draft_exact", "UPDATE team_draft SET exact_state = $2, exact_step = $3, exact_at = $4,"
	    " exact_said = CASE WHEN $2 IN ('waiting', 'running') THEN NULL ELSE exact_said END WHERE id = $1" },
	[Q_SAID] = { "team_draft_exact_said", "UPDATE team_draft SET exact_said = $2 WHERE id = $1 AND exact_state = 'running'" },
	[Q_NAME] = { "team_draft_name", "UPDATE team_draft SET name = $2, updated_at = $3, rev = rev + 1 WHERE id = $1 AND rev = $4 AND deleted_at IS NULL" },
	[Q_GONE] = { "team_draft_gone", "UPDATE team_draft SET deleted_at = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_BACK] = { "team_draft_back", "UPDATE team_draft SET deleted_at = NULL, rev = rev + 1 WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_LOG] = { "team_draft_log", "SELECT s.step, s.what, t.name, p.name, s.at FROM team_draft_step s LEFT JOIN student t ON t.id = s.student LEFT JOIN person p ON p.id = s.person"
	    " WHERE s.draft = $1 ORDER BY s.step DESC LIMIT 40" },
	[Q_STUDENT] = { "team_draft_student", "SELECT s.id FROM student s JOIN team_draft d ON d.edition = s.edition WHERE d.id = $1 AND s.id = $2 AND d.deleted_at IS NULL"
	    " AND s.deleted_at IS NULL" },
	{ 0 },
};

static struct team_draft
draft_row(struct rows *r)
{
	return (struct team_draft){ .id = col_int(r, 0), .edition = col_int(r, 1), .step = col_int(r, 2), .last = col_int(r, 3), .rev = col_int(r, 4), .exact_step = col_int(r, 5),
		.name = col_text(r, 6), .who = col_text(r, 7), .created_at = col_text(r, 8), .updated_at = col_text(r, 9), .exact_state = col_text(r, 10), .exact_at = col_text(r, 11),
		.curve = col_text(r, 12), .exact_said = col_text(r, 13) };
}

enum err
team_draft_list(struct db *db, int64_t edition, struct team_drafts *out)
{
	struct rows *r;
	*out = (struct team_drafts){ 0 };
	enum err e = db_query(db, &compose_queries[Q_LIST], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, draft_row(r));
	return rows_end(r);
}

enum err
team_draft_get(struct db *db, int64_t id, struct team_draft *out)
{
	struct rows *r;
	enum err e = db_one(db, &compose_queries[Q_GET], ARGS(V(id)), &r);
	if (e == OK)
		*out = draft_row(r);
	return e;
}

static enum err
load_published(struct db *db, struct compose *c)
{
	struct arena *a = db_arena(db);
	struct team_places all;
	enum err e = team_published(db, c->d.edition, &all);
	c->published = ARENA_ARRAY(a, int, c->w.students + 1);
	c->lead_published = ARENA_ARRAY(a, int, c->w.offers.n + 1);
	for (size_t k = 0; k < c->w.students; k++)
		c->published[k] = TEAM_NONE;
	for (size_t p = 0; p < c->w.offers.n; p++)
		c->lead_published[p] = TEAM_NONE;
	for (size_t k = 0; e == OK && k < all.n; k++) {
		size_t where = ranking_offer(&c->w, all.items[k].submission), who = ranking_student(&c->w, all.items[k].student), lead = ranking_supervisor(&c->w, all.items[k].supervisor);
		if (where == c->w.offers.n)
			continue;
		if (who < c->w.students)
			c->published[who] = (int)where;
		if (lead < c->w.supervisors)
			c->lead_published[where] = (int)lead;
		c->any_published = true;
	}
	return e;
}

enum err
compose_open(struct db *db, int64_t id, struct compose *c)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*c = (struct compose){ 0 };
	enum err e = team_draft_get(db, id, &c->d);
	if (e == OK)
		e = ranking_load(db, c->d.edition, &c->w);
	if (e == OK)
		e = load_published(db, c);
	if (e == OK)
		e = db_one(db, &compose_queries[Q_STATE], ARGS(V(id), V(c->d.step)), &r);
	if (e == OK)
		e = compose_read(a, &c->w, col_text(r, 0), &c->s);
	if (e != OK)
		return e;
	compose_problem(a, c);
	compose_curve_read(a, c);
	return OK;
}

enum err
team_draft_has(struct db *db, int64_t draft, int64_t student)
{
	struct rows *r;
	return db_one(db, &compose_queries[Q_STUDENT], ARGS(V(draft), V(student)), &r);
}

/* ---- changes --------------------------------------------------------------------------------------------------------- */

enum err
team_draft_begin(struct db *db, int64_t edition, const char *name, const char *state, int64_t person, int64_t *id)
{
	struct rows *r;
	const char *now = arena_strdup(db_arena(db), now_utc().s);
	enum err e = db_one(db, &compose_queries[Q_ADD], ARGS(V(edition), V(name), V(person), V(now)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	e = db_exec(db, &compose_queries[Q_STEP_ADD], ARGS(V(*id), V(0), V("begin"), V(NONE), V(state), V(person), V(now)), NULL);
	return e == OK ? history_add(db, "team_draft", *id, "created", "name", NULL, name) : e;
}

static enum err
mark(struct db *db, struct team_draft *d, int64_t step)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &compose_queries[Q_MARK], ARGS(V(d->id), V(step), V((const char *)now_utc().s), V(d->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "draft %lld changed meanwhile", (long long)d->id);
	d->step = step;
	d->rev++;
	return e;
}

enum err
team_draft_step(struct db *db, struct team_draft *d, const struct compose_step *how, const char *state)
{
	int64_t before = d->step;
	if (before + 1 >= COMPOSE_STEPS_MAX)
		return fail(db_arena(db), E_LIMIT, "draft %lld: too many steps", (long long)d->id);
	enum err e = mark(db, d, before + 1);
	if (e == OK)
		e = db_exec(db, &compose_queries[Q_DROP_AFTER], ARGS(V(d->id), V(before)), NULL);
	if (e == OK)
		e = db_exec(db, &compose_queries[Q_STEP_ADD], ARGS(V(d->id), V(before + 1), V(how->what), V(how->student), V(state), V(how->person), V((const char *)now_utc().s)), NULL);
	d->last = before + 1;
	return e == OK ? history_add(db, "team_draft", d->id, "changed", "step", NULL, how->what) : e;
}

enum err
team_draft_go(struct db *db, struct team_draft *d, int by)
{
	int64_t to = d->step + by;
	if (to < 0 || to > d->last)
		return fail(db_arena(db), E_INVALID, "draft %lld: no step %lld", (long long)d->id, (long long)to);
	enum err e = mark(db, d, to);
	return e == OK ? history_add(db, "team_draft", d->id, "changed", "step", NULL, by < 0 ? "undo" : "redo") : e;
}

enum err
team_draft_curve(struct db *db, int64_t id, const char *curve)
{
	return db_exec(db, &compose_queries[Q_CURVE], ARGS(V(id), V(curve)), NULL);
}

enum err
team_draft_exact(struct db *db, int64_t id, const char *state, int64_t step)
{
	return db_exec(db, &compose_queries[Q_EXACT], ARGS(V(id), V(state), V(step), V((const char *)now_utc().s)), NULL);
}

enum err
team_draft_exact_said(struct db *db, int64_t id, const char *progress)
{
	return db_exec(db, &compose_queries[Q_SAID], ARGS(V(id), V(progress)), NULL);
}

enum err
team_draft_rename(struct db *db, struct team_draft *d, const char *name)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &compose_queries[Q_NAME], ARGS(V(d->id), V(name), V((const char *)now_utc().s), V(d->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "draft %lld changed meanwhile", (long long)d->id);
	return e == OK ? history_add(db, "team_draft", d->id, "changed", "name", d->name, name) : e;
}

enum err
team_draft_delete(struct db *db, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &compose_queries[Q_GONE], ARGS(V(id), V((const char *)now_utc().s)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "no draft %lld", (long long)id);
	return e == OK ? history_add(db, "team_draft", id, "deleted", NULL, NULL, NULL) : e;
}

enum err
team_draft_restore(struct db *db, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &compose_queries[Q_BACK], ARGS(V(id)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "no draft %lld", (long long)id);
	return e == OK ? history_add(db, "team_draft", id, "restored", NULL, NULL, NULL) : e;
}

enum err
team_draft_log(struct db *db, int64_t id, struct compose_log *out)
{
	struct rows *r;
	*out = (struct compose_log){ 0 };
	enum err e = db_query(db, &compose_queries[Q_LOG], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct compose_log_row x = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}
