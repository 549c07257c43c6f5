/* mandate_proof_store.c: a mandate as evidence in the line of the plan that the programme chose for mandates of its kind. */
#include "mandate/mandate.h"
#include "base/text.h"
#include "plan/evidence_store.h"
#include <string.h>

enum { DAYS_BACK = 31 };
enum { Q_EVIDENCE, Q_BEGUN };
const struct query mandate_proof_queries[] = {
	[Q_EVIDENCE] = { "mandate_evidence", "UPDATE mandate SET evidence = $2 WHERE id = $1" },
	[Q_BEGUN] = { "mandate_begun", "SELECT id FROM mandate WHERE deleted_at IS NULL AND evidence IS NULL AND from_day BETWEEN $1 AND $2 ORDER BY id" },
	{ 0 },
};

static struct evidence_form
form_of(struct arena *a, const struct mandate_row *m)
{
	const char *where = m->actor != NONE ? m->actor_name : m->organisation != NULL ? arena_printf(a, "%s, %s", m->outside, m->organisation) : m->outside;
	return (struct evidence_form){ .kind = EV_REGISTER, .title = arena_printf(a, "Mandat : %s", where), .effective = m->from_day, .number = NONE, .body = NONE, .visibility = VIS_INTERNAL,
		.register_text = arena_printf(a, "%s, %s, depuis le %s", m->name, seat_name(m->seat), m->from_day) };
}

/* A mandate that was corrected: so is what it proves, unless someone vouched for it as it was. */
static enum err
correct(struct db *db, const struct mandate_row *m, const struct evidence_form *f, struct date today)
{
	struct evidence_list l;
	struct problems unsaid = { 0 };
	enum err e = evidence_get(db, &user_command, m->evidence, &l);
	const struct evidence *old = e == OK ? &l.pieces.items[0] : NULL;
	bool left = old == NULL || old->validated_at != NULL || old->adopted_at != NULL || old->withdrawn_at != NULL || old->deleted_at != NULL;
	if (!left && !(text_eq(old->f.title, f->title) && text_eq(old->f.register_text, f->register_text) && text_eq(old->f.effective, f->effective)))
		e = evidence_edit(db, &user_command, m->evidence, old->rev, f, today, &unsaid);
	return evidence_declined(db, e) ? OK : e;
}

enum err
mandate_prove(struct db *db, const struct user *u, int64_t id, struct date today)
{
	struct mandate_row m;
	int64_t indicator, evidence = NONE;
	enum err e = mandate_row(db, id, &m);
	if (e == OK)
		e = mandate_line_get(db, m.actor == NONE, &indicator);
	if (e != OK)
		return e;
	struct evidence_form f = form_of(db_arena(db), &m);
	if (m.evidence != NONE)
		return correct(db, &m, &f, today);
	if (indicator == NONE || strcmp(m.from_day, date_iso(today).s) > 0)
		return OK;
	/* A chair whose body does not answer for the line: the programme chose it, and files it. */
	e = evidence_offer(db, u, &f, (struct slot_target){ indicator, 1 }, today, &evidence);
	if (e == OK && evidence == NONE)
		e = evidence_offer(db, &user_command, &f, (struct slot_target){ indicator, 1 }, today, &evidence);
	return e == OK && evidence != NONE ? db_exec(db, &mandate_proof_queries[Q_EVIDENCE], ARGS(V(id), V(evidence)), NULL) : e;
}

enum err
mandate_proof_follows(struct db *db, int64_t evidence, bool back)
{
	struct evidence_list l;
	if (evidence == NONE)
		return OK;
	enum err e = evidence_get(db, &user_command, evidence, &l);
	if (e == OK && back)
		e = l.pieces.items[0].deleted_at != NULL ? evidence_undelete(db, &user_command, evidence) : OK;
	else if (e == OK && l.pieces.items[0].deleted_at == NULL)
		e = evidence_delete(db, &user_command, evidence, l.pieces.items[0].rev);
	return evidence_declined(db, e) ? OK : e;
}

enum err
mandate_prove_begun(struct db *db, struct date today)
{
	struct { int64_t *items; size_t n, cap; } all = { 0 };
	struct rows *r;
	struct isodate from = date_iso(date_of_days(date_days(today) - DAYS_BACK)), to = date_iso(today);
	enum err e = db_query(db, &mandate_proof_queries[Q_BEGUN], ARGS(V((const char *)from.s), V((const char *)to.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &all, col_int(r, 0));
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < all.n; i++) /* the few of a month */
		e = mandate_prove(db, &user_command, all.items[i], today);
	return e;
}
