/* version_store.c: frozen versions, tied to the decision that adopts them and to their evidence. */
#include "charter/charter.h"
#include "base/text.h"
#include "meeting/meeting.h"
#include "plan/evidence_store.h"
#include "store/blob.h"
#include "store/history.h"
#include <string.h>

enum { WHAT_MOST = 2000 };
#define ROW "SELECT v.id, v.charter, v.decision, v.evidence, d.meeting, d.number, v.major, v.minor, v.title, v.text, v.sha, v.what, v.frozen_at, p.name, v.withdrawn_at, q.name," \
	" v.withdrawn_why, d.text, m.held_on, m.stage, CASE WHEN d.deleted_at IS NULL THEN 1 ELSE 0 END FROM charter_version v JOIN meeting_decision d ON d.id = v.decision" \
	" JOIN meeting m ON m.id = d.meeting LEFT JOIN person p ON p.id = v.frozen_by LEFT JOIN person q ON q.id = v.withdrawn_by WHERE v.charter = $1"
enum { Q_LIST, Q_ONE, Q_DECISIONS, Q_ADD, Q_EVIDENCE, Q_WITHDRAW, Q_RIVALS, Q_ALL };
const struct query version_queries[] = {
	[Q_LIST] = { "charter_version_list", ROW " ORDER BY v.major DESC, v.minor DESC" },
	[Q_ONE] = { "charter_version", ROW " AND v.id = $2" },
	[Q_DECISIONS] = { "charter_decisions", "SELECT d.id, d.number, d.text, m.held_on, m.stage FROM meeting_decision d JOIN meeting m ON m.id = d.meeting JOIN meeting_body b ON b.meeting = m.id"
	    " WHERE b.actor = $1 AND m.stage IN ('prepared', 'approved') AND m.cancelled_at IS NULL AND d.deleted_at IS NULL ORDER BY m.held_on DESC, m.id DESC, d.number LIMIT 100" },
	[Q_ADD] = { "charter_version_add", "INSERT INTO charter_version (charter, major, minor, title, text, sha, what, decision, frozen_at, frozen_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	    " RETURNING id" },
	[Q_EVIDENCE] = { "charter_version_evidence", "UPDATE charter_version SET evidence = $2 WHERE id = $1" },
	[Q_WITHDRAW] = { "charter_version_withdraw", "UPDATE charter_version SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5 WHERE charter = $1 AND id = $2 AND withdrawn_at IS NULL" },
	[Q_RIVALS] = { "charter_rivals_left", "SELECT count(*) FROM charter_rival v JOIN charter_section s ON s.id = v.section WHERE s.charter = $1 AND s.deleted_at IS NULL AND v.settled_at IS NULL" },
	[Q_ALL] = { "charter_versions_all", "SELECT charter, major, minor, text, sha FROM charter_version ORDER BY charter, major, minor" },
	{ 0 },
};

static struct version
row_of(struct rows *r)
{
	struct version v = { .id = col_int(r, 0), .charter = col_int(r, 1), .decision = col_int(r, 2), .evidence = col_int(r, 3), .meeting = col_int(r, 4), .number = col_int(r, 5),
		.major = (int)col_int(r, 6), .minor = (int)col_int(r, 7), .title = col_text(r, 8), .text = col_text(r, 9), .sha = col_text(r, 10), .what = col_text(r, 11),
		.frozen_at = col_text(r, 12), .frozen_by = col_text(r, 13), .withdrawn_at = col_text(r, 14), .withdrawn_by = col_text(r, 15), .withdrawn_why = col_text(r, 16),
		.decision_text = col_text(r, 17), .held_on = col_text(r, 18), .minutes = col_text(r, 19) };
	bool stands = col_int(r, 20) == 1 && strcmp(v.minutes, "approved") == 0;
	v.standing = v.withdrawn_at != NULL ? STANDS_WITHDRAWN : stands ? STANDS_ADOPTED : STANDS_WAITS;
	v.sound = secret_eq(digest_str(v.text).s, v.sha);
	return v;
}

enum err
version_list(struct db *db, int64_t charter, bool drafts, struct versions *out)
{
	struct rows *r;
	*out = (struct versions){ 0 };
	enum err e = db_query(db, &version_queries[Q_LIST], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct version v = row_of(r);
		if (drafts || v.standing == STANDS_ADOPTED)
			PUSH(db_arena(db), out, v);
	}
	return rows_end(r);
}

enum err
version_get(struct db *db, int64_t charter, int64_t id, struct version *out)
{
	struct rows *r;
	enum err e = db_one(db, &version_queries[Q_ONE], ARGS(V(charter), V(id)), &r);
	if (e == OK)
		*out = row_of(r);
	return e;
}

enum err
charter_decisions(struct db *db, int64_t actor, struct charter_decisions *out)
{
	struct rows *r;
	*out = (struct charter_decisions){ 0 };
	enum err e = db_query(db, &version_queries[Q_DECISIONS], ARGS(V(actor)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter_decision d = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) };
		PUSH(db_arena(db), out, d);
	}
	return rows_end(r);
}

/* A plan that takes it otherwise now does not refuse a version: it is then filed by hand. */
static enum err
file_evidence(struct db *db, const struct user *u, const struct charter *c, const struct version *v, struct date today, int64_t *evidence)
{
	struct arena *a = db_arena(db);
	struct digest sha;
	*evidence = NONE;
	if (c->indicator == NONE)
		return OK;
	enum err e = blob_put(db, v->text, strlen(v->text), &sha);
	if (e != OK)
		return e;
	struct evidence_form f = { .kind = EV_FILE, .title = arena_printf(a, "%s, version %d.%d", c->title, v->major, v->minor), .effective = v->held_on, .blob = sha.s, .type = "text/markdown",
		.filename = arena_printf(a, "document-%lld-v%d.%d.md", (long long)c->id, v->major, v->minor), .number = NONE, .body = NONE,
		.visibility = c->audience == AUDIENCE_PUBLIC ? VIS_PUBLIC : c->audience == AUDIENCE_BODY ? VIS_INTERNAL : VIS_EVALUATORS };
	return evidence_offer(db, u, &f, (struct slot_target){ c->indicator, 1 }, today, evidence);
}

static enum err
check(struct db *db, const struct user *u, const struct charter *c, const struct freezing *f, const struct sections *s, struct charter_decision *found, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter_decisions all;
	struct resolution d;
	struct resolution_actions actions;
	struct meeting m;
	struct rows *r;
	bool known = false;
	enum err e = charter_decisions(db, c->actor, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (all.items[i].id == f->decision) {
			*found = all.items[i];
			known = true;
		}
	if (e == OK)
		e = db_one(db, &version_queries[Q_RIVALS], ARGS(V(c->id)), &r);
	if (e != OK)
		return e;
	if (col_int(r, 0) > 0)
		problem_add(a, problems, NULL, N_("Des textes écrits en même temps attendent d’être réunis : ouvrez les sections signalées."), NULL);
	if (s->n == 0)
		problem_add(a, problems, NULL, N_("Ce document est vide : écrivez au moins une section."), NULL);
	if (!known)
		problem_add(a, problems, "decision", N_("Choisissez la décision qui l’adopte, dans un procès-verbal préparé ou approuvé de l’instance."), NULL);
	if (f->what != NULL && text_length(f->what) > WHAT_MOST)
		problem_add(a, problems, "what_changes", N_("Ce texte est trop long."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "a version: see problems");
	e = resolution_get(db, u, f->decision, (struct date){ 1, 1, 1 }, &d, &actions);
	if (e == OK)
		e = meeting_get(db, u, d.meeting, &m);
	if (e == OK && (m.seat & MEET_MANAGE) == 0)
		return fail(a, E_FORBIDDEN, "a decision of a meeting that the user does not manage");
	return e;
}

enum err
version_freeze(struct db *db, const struct user *u, int64_t charter, int64_t rev, const struct freezing *f, struct date today, int64_t *id, bool *filed, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct sections s;
	struct versions all;
	struct charter_decision d = { 0 };
	struct version v = { 0 };
	struct rows *r;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK && rev != c.rev)
		return fail(a, E_CONFLICT, "document %lld: changed meanwhile", (long long)charter);
	if (e == OK)
		e = section_list(db, charter, &s);
	if (e == OK)
		e = version_list(db, charter, true, &all);
	if (e == OK)
		e = check(db, u, &c, f, &s, &d, problems);
	if (e != OK)
		return e;
	charter_next(all.n == 0 ? 0 : all.items[0].major, all.n == 0 ? 0 : all.items[0].minor, f->minor, &v.major, &v.minor);
	v.text = charter_canonical(a, c.title, c.actor_name, v.major, v.minor, &s);
	v.held_on = d.held_on;
	struct digest sha = digest_str(v.text);
	e = db_one(db, &version_queries[Q_ADD], ARGS(V(charter), V(v.major), V(v.minor), V(c.title), V(v.text), V(sha.s), V(text_blank(f->what) ? NULL : f->what), V(f->decision), V(now_utc().s),
	    V(u->person)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	if ((e = file_evidence(db, u, &c, &v, today, &v.evidence)) != OK)
		return e;
	*filed = v.evidence != NONE;
	if (*filed)
		e = db_exec(db, &version_queries[Q_EVIDENCE], ARGS(V(*id), V(v.evidence)), NULL);
	if (e == OK && *filed)
		e = decision_adopts(db, u, f->decision, v.evidence);
	return e == OK ? history_add(db, "charter", charter, "changed", "version", NULL, arena_printf(a, "%d.%d, SHA-256 %s", v.major, v.minor, sha.s)) : e;
}

enum err
version_withdraw(struct db *db, const struct user *u, int64_t charter, int64_t id, const char *why, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct version v;
	struct evidence_list l;
	int64_t n;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK)
		e = version_get(db, charter, id, &v);
	if (e != OK)
		return e;
	if (text_blank(why) || text_length(why) > WHAT_MOST) {
		problem_add(a, problems, "withdraw_why", N_("Dites pourquoi cette version est retirée : le motif reste avec elle."), NULL);
		return fail(a, E_INVALID, "a version is withdrawn for a reason");
	}
	e = db_exec(db, &version_queries[Q_WITHDRAW], ARGS(V(charter), V(id), V(now_utc().s), V(u->person), V(why)), &n);
	if (e != OK || n == 0)
		return e;
	if (v.evidence != NONE) {
		e = evidence_get(db, u, v.evidence, &l);
		if (e == OK && l.pieces.items[0].withdrawn_at == NULL)
			e = evidence_withdraw(db, u, v.evidence, l.pieces.items[0].rev);
		if (e == E_NOTFOUND || e == E_FORBIDDEN) {
			fail_clear(a);
			e = OK;
		}
	}
	return e == OK ? history_add(db, "charter", charter, "changed", "version withdrawn", arena_printf(a, "%d.%d", v.major, v.minor), why) : e;
}

enum err
versions_check(struct db *db, struct versions_audit *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct versions_audit){ 0 };
	enum err e = db_query(db, &version_queries[Q_ALL], NO_ARGS, &r);
	if (e != OK)
		return e;
	for (; rows_next(r); out->versions++)
		if (!secret_eq(digest_str(col_text(r, 3)).s, col_text(r, 4)))
			PUSH(a, &out->faults, arena_printf(a, "document %lld, version %lld.%lld: its text is not that of its digest", (long long)col_int(r, 0), (long long)col_int(r, 1),
			    (long long)col_int(r, 2)));
	return rows_end(r);
}
