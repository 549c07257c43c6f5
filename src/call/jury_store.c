/* Who sits in a jury, for whom they work or worked, what they may not see, what they read. */
#include "call/review.h"
#include "people/people.h"
#include "store/history.h"
#include <string.h>

enum { Q_ADD, Q_GONE, Q_BACK, Q_TIE, Q_EMPLOYERS, Q_EMPLOYERS_DROP, Q_EMPLOYER_ADD, Q_DECLARE, Q_LIFT, Q_UNLIFT, Q_TASKS_DROP, Q_TASK_ADD, Q_SEATS };
const struct query jury_queries[] = {
	[Q_ADD] = { "juror_add", "INSERT INTO juror (edition, person, name, sort_key, domain, import_key, rev) VALUES ($1, $2, $3, $4, NULL, $5, 1) RETURNING id" },
	[Q_GONE] = { "juror_gone", "UPDATE juror SET deleted_at = $3, rev = rev + 1 WHERE edition = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_BACK] = { "juror_back", "UPDATE juror SET deleted_at = NULL, rev = rev + 1 WHERE edition = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_TIE] = { "juror_tie", "UPDATE juror SET person = $3, name = $4, sort_key = $5, rev = rev + 1 WHERE edition = $1 AND id = $2 AND person IS NULL AND deleted_at IS NULL" },
	[Q_EMPLOYERS] = { "juror_employer_names", "SELECT name FROM juror_employer WHERE juror = $1 ORDER BY folded" },
	[Q_EMPLOYERS_DROP] = { "juror_employers_drop", "DELETE FROM juror_employer WHERE juror = $1" },
	[Q_EMPLOYER_ADD] = { "juror_employer_add", "INSERT INTO juror_employer (juror, folded, name, institution) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING" },
	[Q_DECLARE] = { "interest_declare", "INSERT INTO interest_conflict (submission, juror, why, detail, at, person) VALUES ($1, $2, 'declared', $3, $4, $5)"
	    " ON CONFLICT (submission, juror) DO UPDATE SET why = 'declared', detail = excluded.detail, at = excluded.at, person = excluded.person,"
	    " lifted_at = NULL, lifted_by = NULL, lifted_reason = NULL" },
	[Q_LIFT] = { "interest_lift", "INSERT INTO interest_conflict (submission, juror, why, at, person, lifted_at, lifted_by, lifted_reason) VALUES ($1, $2, $3, $4, $5, $4, $5, $6)"
	    " ON CONFLICT (submission, juror) DO UPDATE SET why = excluded.why, lifted_at = excluded.lifted_at, lifted_by = excluded.lifted_by, lifted_reason = excluded.lifted_reason" },
	[Q_UNLIFT] = { "interest_unlift", "UPDATE interest_conflict SET lifted_at = NULL, lifted_by = NULL, lifted_reason = NULL WHERE submission = $1 AND juror = $2 AND lifted_at IS NOT NULL" },
	[Q_TASKS_DROP] = { "review_tasks_drop", "DELETE FROM review_task WHERE juror IN (SELECT id FROM juror WHERE edition = $1)" },
	[Q_TASK_ADD] = { "review_task_add", "INSERT INTO review_task (juror, submission) VALUES ($1, $2)" },
	[Q_SEATS] = { "jury_seats", "SELECT e.id, j.id, e.label FROM juror j JOIN edition e ON e.id = j.edition WHERE j.person = $1 AND j.deleted_at IS NULL"
	    " AND e.deleted_at IS NULL ORDER BY e.year DESC" },
	{ 0 },
};

enum err
juror_add(struct db *db, int64_t edition, int64_t person, const char *name, const char *import_key, int64_t *id)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = db_one(db, &jury_queries[Q_ADD], ARGS(V(edition), V(person), V(name), V((const char *)text_sort_key(a, name)), V(import_key)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "juror", *id, "created", "name", NULL, name);
}

static enum err
changed_or(struct db *db, enum err e, int64_t changed, int64_t id, const char *what)
{
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "juror %lld: nothing to do", (long long)id);
	return e == OK ? history_add(db, "juror", id, what, NULL, NULL, NULL) : e;
}

enum err
juror_remove(struct db *db, int64_t edition, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &jury_queries[Q_GONE], ARGS(V(edition), V(id), V((const char *)now_utc().s)), &changed);
	return changed_or(db, e, changed, id, "deleted");
}

enum err
juror_restore(struct db *db, int64_t edition, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &jury_queries[Q_BACK], ARGS(V(edition), V(id)), &changed);
	return changed_or(db, e, changed, id, "restored");
}

enum err
juror_tie(struct db *db, int64_t edition, int64_t id, int64_t person)
{
	int64_t changed = 0;
	struct person p;
	enum err e = person_get(db, person, &p);
	if (e == OK)
		e = db_exec(db, &jury_queries[Q_TIE], ARGS(V(edition), V(id), V(person), V(p.name), V((const char *)text_sort_key(db_arena(db), p.name))), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "juror %lld: nothing to tie", (long long)id);
	return e == OK ? history_add(db, "juror", id, "changed", "person", NULL, p.name) : e;
}

/* ---- employers ------------------------------------------------------------------------------------------------------ */

static enum err
employer_names(struct db *db, int64_t juror, const char **out)
{
	struct rows *r;
	struct buf b = buf_new(db_arena(db), KIB(64));
	enum err e = db_query(db, &jury_queries[Q_EMPLOYERS], ARGS(V(juror)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		buf_printf(&b, "%s%s", b.len == 0 ? "" : "; ", col_text(r, 0));
	*out = b.len == 0 ? NULL : arena_strdup(db_arena(db), buf_str(&b));
	return rows_end(r);
}

enum err
employers_read(struct db *db, const char *lines, struct employers *out)
{
	struct arena *a = db_arena(db);
	*out = (struct employers){ 0 };
	for (int n = 0; *lines != '\0' && n < 40; n++) { /* forty at most: typed by hand */
		size_t k = strcspn(lines, "\r\n");
		const char *name = text_trim(a, arena_strndup(a, lines, k)), *folded = institution_whole(a, name);
		struct institution_said said = { .name = name, .context = NONE, .sector = NONE };
		struct institution_matches like = { 0 };
		bool there = *folded == '\0';
		for (size_t i = 0; i < out->n && !there; i++)
			there = strcmp(out->items[i].folded, folded) == 0;
		lines += k + strspn(lines + k, "\r\n");
		if (there)
			continue;
		enum err e = institution_recognise(db, &said, &like);
		if (e != OK)
			return e;
		PUSH(a, out, ((struct employer){ name, folded, like.n > 0 && like.items[0].like == SAME ? like.items[0].id : NONE }));
	}
	return OK;
}

enum err
juror_employers_set(struct db *db, int64_t juror, const char *lines)
{
	struct employers all;
	const char *before, *after;
	enum err e = employer_names(db, juror, &before);
	if (e == OK)
		e = db_exec(db, &jury_queries[Q_EMPLOYERS_DROP], ARGS(V(juror)), NULL);
	if (e == OK)
		e = employers_read(db, lines, &all);
	for (size_t n = 0; e == OK && n < all.n; n++)
		e = db_exec(db, &jury_queries[Q_EMPLOYER_ADD], ARGS(V(juror), V(all.items[n].folded), V(all.items[n].name), V(all.items[n].institution)), NULL);
	if (e == OK)
		e = employer_names(db, juror, &after);
	return e != OK || text_eq(before, after) ? e : history_add(db, "juror", juror, "changed", "employers", before, after);
}

/* ---- conflicts of interest --------------------------------------------------------------------------------------------- */

enum err
interest_declare(struct db *db, int64_t submission, int64_t juror, const char *detail, int64_t person)
{
	enum err e = db_exec(db, &jury_queries[Q_DECLARE], ARGS(V(submission), V(juror), V(detail), V((const char *)now_utc().s), V(person)), NULL);
	return e == OK ? history_add(db, "juror", juror, "changed", "conflict", NULL, arena_printf(db_arena(db), "%lld: %s", (long long)submission, detail == NULL ? "" : detail)) : e;
}

enum err
interest_lift(struct db *db, int64_t submission, int64_t juror, enum interest_why why, const char *reason, int64_t person)
{
	enum err e = db_exec(db, &jury_queries[Q_LIFT], ARGS(V(submission), V(juror), V(interest_word(why)), V((const char *)now_utc().s), V(person), V(reason)), NULL);
	return e == OK ? history_add(db, "juror", juror, "changed", "conflict lifted", arena_printf(db_arena(db), "%lld: %s", (long long)submission, interest_word(why)), reason) : e;
}

enum err
interest_restore(struct db *db, int64_t submission, int64_t juror)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &jury_queries[Q_UNLIFT], ARGS(V(submission), V(juror)), &changed);
	if (e == OK && changed == 0)
		return E_NOTFOUND;
	return e == OK ? history_add(db, "juror", juror, "changed", "conflict", NULL, arena_printf(db_arena(db), "%lld", (long long)submission)) : e;
}

/* ---- who reads what ------------------------------------------------------------------------------------------------------ */

enum err
tasks_set(struct db *db, const struct jury *j, const bool *task)
{
	enum err e = db_exec(db, &jury_queries[Q_TASKS_DROP], ARGS(V(j->edition.id)), NULL);
	size_t n = 0;
	for (size_t k = 0; k < j->jurors.n; k++)
		for (size_t f = 0; e == OK && f < j->files.n; f++)
			if (task[k * j->files.n + f]) {
				e = db_exec(db, &jury_queries[Q_TASK_ADD], ARGS(V(j->jurors.items[k].id), V(j->files.items[f].id)), NULL);
				n++;
			}
	return e == OK ? history_add(db, "edition", j->edition.id, "changed", "tasks", NULL, arena_printf(db_arena(db), "%zu", n)) : e;
}

enum err
jury_seats(struct db *db, int64_t person, struct jury_seats *out)
{
	struct rows *r;
	*out = (struct jury_seats){ 0 };
	enum err e = db_query(db, &jury_queries[Q_SEATS], ARGS(V(person)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct jury_seat){ col_int(r, 0), col_int(r, 1), col_text(r, 2) }));
	return rows_end(r);
}
