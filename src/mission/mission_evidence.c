#include "mission/mission_evidence.h"
#include "base/tr.h"
#include "plan/evidence_store.h"
#include "store/history.h"

#define SECTORS "what = 'sectors'"
enum { Q_LIST, Q_ADD, Q_REMOVE, Q_SET, Q_SECTORS, Q_COPY };
const struct query mission_evidence_queries[] = {
	[Q_LIST] = { "mission_evidence", "SELECT indicator, evidence, said FROM mission_evidence WHERE edition = $1 AND " SECTORS " ORDER BY indicator" },
	[Q_ADD] = { "mission_evidence_add", "INSERT INTO mission_evidence (edition, what, indicator) VALUES ($1, 'sectors', $2) ON CONFLICT (edition, what, indicator) DO NOTHING" },
	[Q_REMOVE] = { "mission_evidence_remove", "DELETE FROM mission_evidence WHERE edition = $1 AND " SECTORS " AND indicator = $2" },
	[Q_SET] = { "mission_evidence_set", "UPDATE mission_evidence SET evidence = $3, said = $4 WHERE edition = $1 AND " SECTORS " AND indicator = $2" },
	[Q_SECTORS] = { "mission_sectors", "SELECT DISTINCT COALESCE(t.name, s.sector_other) FROM submission s LEFT JOIN call_term t ON t.id = s.sector"
	    " WHERE s.edition = $1 AND s.deleted_at IS NULL AND s.status NOT IN ('draft', 'pending') AND COALESCE(t.name, s.sector_other) IS NOT NULL ORDER BY 1" },
	[Q_COPY] = { "mission_evidence_copy", "INSERT INTO mission_evidence (edition, what, indicator) SELECT $2, what, indicator FROM mission_evidence WHERE edition = $1 AND " SECTORS
	    " ON CONFLICT (edition, what, indicator) DO NOTHING" },
	{ 0 },
};
enum err
mission_evidence_list(struct db *db, int64_t edition, struct mission_evidences *out)
{
	struct rows *r;
	*out = (struct mission_evidences){ 0 };
	enum err e = db_query(db, &mission_evidence_queries[Q_LIST], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct mission_evidence x = { .indicator = col_int(r, 0), .evidence = col_int(r, 1), .said = col_text(r, 2) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

enum err
mission_evidence_add(struct db *db, int64_t edition, int64_t indicator)
{
	int64_t n;
	enum err e = db_exec(db, &mission_evidence_queries[Q_ADD], ARGS(V(edition), V(indicator)), &n);
	return e == OK && n > 0 ? history_add(db, "edition", edition, "changed", "evidence", NULL, "sectors") : e;
}

enum err
mission_evidence_copy(struct db *db, int64_t from, int64_t to)
{
	int64_t n;
	enum err e = db_exec(db, &mission_evidence_queries[Q_COPY], ARGS(V(from), V(to)), &n);
	return e == OK && n > 0 ? history_add(db, "edition", to, "changed", "evidence", NULL, "sectors") : e;
}

/* ---- what is so ------------------------------------------------------------------------------------------------- */

struct fact { int count; const char *said; };

static enum err
fact_of(struct db *db, int64_t edition, struct fact *f)
{
	struct arena *a = db_arena(db);
	struct buf b = buf_new(a, KIB(64));
	struct rows *r;
	*f = (struct fact){ 0 };
	enum err e = db_query(db, &mission_evidence_queries[Q_SECTORS], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		const char *name = col_text(r, 0);
		buf_printf(&b, "%s%s", f->count++ == 0 ? "" : ", ", name == NULL ? "…" : name);
	}
	f->said = arena_printf(a, "%d : %s.", f->count, text_ellipsis(a, buf_str(&b), 1500));
	return rows_end(r);
}

struct filing { const struct user *u; const struct edition *e; struct date today; };

static struct evidence_form
form_of(struct arena *a, const struct filing *x, const struct fact *f)
{
	struct date closes;
	bool past = date_parse(x->e->closes_on, &closes) && date_cmp(closes, x->today) <= 0;
	return (struct evidence_form){ .kind = EV_REGISTER, .title = arena_printf(a, "Secteurs sollicités par l’appel, %s", x->e->label), .effective = past ? x->e->closes_on : arena_strdup(a, date_iso(x->today).s),
		.number = NONE, .body = NONE, .visibility = VIS_INTERNAL, .register_text = f->said };
}

static enum err
file_new(struct db *db, const struct filing *x, const struct mission_evidence *m, const struct fact *f, int64_t *id)
{
	struct problems why = { 0 };
	struct evidence_form form = form_of(db_arena(db), x, f);
	struct slot_target slot = { m->indicator, f->count };
	enum err e = evidence_add(db, x->u, &form, &slot, 1, x->today, id, &why);
	if (e == E_INVALID) { /* a line that counts something asks for a number */
		fail_clear(db_arena(db));
		why = (struct problems){ 0 };
		form.kind = EV_NUMBER, form.number = f->count, form.note = f->said, form.register_text = NULL;
		e = evidence_add(db, x->u, &form, &slot, 1, x->today, id, &why);
	}
	return e;
}

static enum err
correct(struct db *db, const struct filing *x, const struct mission_evidence *m, const struct fact *f, const struct evidence *piece)
{
	struct problems why = { 0 };
	struct evidence_form form = piece->f;
	if (form.kind == EV_NUMBER)
		form.number = f->count, form.note = f->said;
	else
		form.register_text = f->said;
	enum err e = evidence_unlink(db, x->u, m->evidence, m->indicator);
	if (e == OK)
		e = evidence_link(db, x->u, m->evidence, (struct slot_target){ m->indicator, f->count }, &why);
	struct evidence_list again;
	if (e == OK)
		e = evidence_get(db, x->u, m->evidence, &again);
	return e == OK ? evidence_edit(db, x->u, m->evidence, again.pieces.items[0].rev, &form, x->today, &why) : e;
}

static enum err
set(struct db *db, int64_t edition, const struct mission_evidence *m, int64_t evidence, const char *said)
{
	return db_exec(db, &mission_evidence_queries[Q_SET], ARGS(V(edition), V(m->indicator), V(evidence), V(said)), NULL);
}

static enum err
sync_one(struct db *db, const struct filing *x, const struct mission_evidence *m, const struct fact *f)
{
	struct evidence_list list;
	int64_t id;
	enum err e;
	if (m->evidence == NONE) {
		if (f->count == 0)
			return OK;
		e = file_new(db, x, m, f, &id);
		return e == OK ? set(db, x->e->id, m, id, f->said) : evidence_declined(db, e) ? OK : e;
	}
	if (f->count > 0 && text_eq(f->said, m->said))
		return OK;
	e = evidence_get(db, x->u, m->evidence, &list);
	if (e != OK)
		return evidence_declined(db, e) ? OK : e;
	const struct evidence *piece = &list.pieces.items[0];
	if (piece->withdrawn_at != NULL || piece->deleted_at != NULL) /* someone decided so */
		return OK;
	if (f->count == 0) {
		e = evidence_withdraw(db, x->u, m->evidence, piece->rev);
		return e == OK ? set(db, x->e->id, m, NONE, NULL) : evidence_declined(db, e) ? OK : e;
	}
	e = correct(db, x, m, f, piece);
	return e == OK ? set(db, x->e->id, m, m->evidence, f->said) : e;
}

enum err
mission_evidence_sync(struct db *db, const struct user *u, const struct edition *ed, struct date today)
{
	struct mission_evidences all;
	struct fact f;
	struct filing x = { u, ed, today };
	enum err e = mission_evidence_list(db, ed->id, &all);
	if (e == OK && all.n > 0)
		e = fact_of(db, ed->id, &f);
	for (size_t i = 0; e == OK && i < all.n; i++) /* a few lines of the plan, named one by one by the coordination */
		e = sync_one(db, &x, &all.items[i], &f);
	return e;
}

enum err
mission_evidence_remove(struct db *db, const struct user *u, int64_t edition, int64_t indicator)
{
	struct mission_evidences all;
	struct evidence_list list;
	enum err e = mission_evidence_list(db, edition, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct mission_evidence *m = &all.items[i];
		if (m->indicator != indicator || m->evidence == NONE)
			continue;
		if ((e = evidence_get(db, u, m->evidence, &list)) == OK && list.pieces.items[0].withdrawn_at == NULL && list.pieces.items[0].deleted_at == NULL)
			e = evidence_withdraw(db, u, m->evidence, list.pieces.items[0].rev);
		if (e != OK && evidence_declined(db, e))
			e = OK;
	}
	if (e == OK)
		e = db_exec(db, &mission_evidence_queries[Q_REMOVE], ARGS(V(edition), V(indicator)), NULL);
	return e == OK ? history_add(db, "edition", edition, "changed", "evidence", "sectors", NULL) : e;
}
