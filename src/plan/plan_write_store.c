/* plan_write_store.c: a whole plan becomes a revision; drafts are adopted or set aside. */
#include "plan/plan_store_private.h"

#include <string.h>

enum { Q_NUMBER, Q_SUPERSEDE, Q_REVISION, Q_ACRONYM, Q_ACTOR_FOLDED, Q_ACTOR_ADD, Q_REVISION_ACTOR, Q_OBJECTIVE, Q_SPECIFIC, Q_ACTION, Q_LINE,
	Q_RESPONSIBILITY, Q_INDICATOR, Q_INDICATOR_LINE, Q_RECOMMENDATION, Q_CARRY_REPLIES, Q_CARRY_READINGS, Q_ADOPT, Q_UNREASONED, Q_STATUS };
const struct query plan_write_queries[] = {
	[Q_NUMBER] = { "revision_number", "SELECT COALESCE(max(number), 0) + 1 FROM revision" },
	[Q_SUPERSEDE] = { "revision_supersede", "UPDATE revision SET status = 2, rev = rev + 1 WHERE status = 1 RETURNING id" },
	[Q_REVISION] = { "revision_add",
		"INSERT INTO revision (number, status, title, first_year, last_year, adopted_on, meeting, reason, source_sha, source_name, created_at, created_by, rev)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1) RETURNING id" },
	[Q_ACRONYM] = { "acronym_add", "INSERT INTO acronym (revision, position, acronym, name) VALUES ($1, $2, $3, $4)" },
	[Q_ACTOR_FOLDED] = { "actor_folded", "SELECT id, folded, position FROM actor WHERE deleted_at IS NULL ORDER BY id" },
	[Q_ACTOR_ADD] = { "actor_add",
		"INSERT INTO actor (kind, name, long_name, folded, position, rev) VALUES ($1, $2, $3, $4, $5, 1) RETURNING id" },
	[Q_REVISION_ACTOR] = { "revision_actor_add", "INSERT INTO revision_actor (revision, position, actor) VALUES ($1, $2, $3)" },
	[Q_OBJECTIVE] = { "objective_add", "INSERT INTO objective (revision, position, code, title, rich) VALUES ($1, $2, $3, $4, $5) RETURNING id" },
	[Q_SPECIFIC] = { "specific_add",
		"INSERT INTO specific (objective, position, code, title, rich, phase) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id" },
	[Q_ACTION] = { "action_add", "INSERT INTO action (first_revision) VALUES ($1) RETURNING id" },
	[Q_LINE] = { "plan_line_add",
		"INSERT INTO plan_line (revision, specific, position, action, code, title, rich, due_kind, due_year, due_term, due_date, due_text,"
		" before_kind, before_year, before_term, before_date, before_text, priority, priority_reason, conditions, source, disposition,"
		" disposition_reason, declared_done, declared_by, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
		" $18, $19, $20, $21, $22, $23, $24, $25, 1) RETURNING id" },
	[Q_RESPONSIBILITY] = { "responsibility_add",
		"INSERT INTO responsibility (revision, line, position, actor, lead, confirmed) VALUES ($1, $2, $3, $4, $5, $6)" },
	[Q_INDICATOR] = { "indicator_add", "INSERT INTO indicator (first_revision) VALUES ($1) RETURNING id" },
	[Q_INDICATOR_LINE] = { "indicator_line_add",
		"INSERT INTO indicator_line (revision, line, position, indicator, text, rich, kind, count, optional, cadence, body, qualification, confirmed)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" },
	[Q_RECOMMENDATION] = { "recommendation_add", "INSERT INTO recommendation (revision, line, position, text) VALUES ($1, $2, $3, $4)" },
	[Q_CARRY_REPLIES] = { "recommendation_carry",
		"UPDATE recommendation SET reply = known.reply, why = known.why FROM (SELECT n.id AS id, o.reply AS reply, o.why AS why FROM recommendation n"
		" JOIN plan_line nl ON nl.id = n.line JOIN plan_line ol ON ol.action = nl.action AND ol.revision = $2"
		" JOIN recommendation o ON o.revision = $2 AND o.line = ol.id AND o.text = n.text WHERE n.revision = $1) AS known"
		" WHERE recommendation.id = known.id" },
	[Q_CARRY_READINGS] = { "indicator_carry",
		"UPDATE indicator_line SET kind = known.kind, count = known.count, optional = known.optional, cadence = known.cadence, body = known.body,"
		" qualification = known.qualification, confirmed = 1 FROM (SELECT * FROM indicator_line WHERE revision = $2 AND confirmed = 1) AS known"
		" WHERE indicator_line.revision = $1 AND indicator_line.confirmed = 0 AND indicator_line.indicator = known.indicator"
		" AND indicator_line.text IS NOT DISTINCT FROM known.text" },
	[Q_ADOPT] = { "revision_adopt",
		"UPDATE revision SET status = 1, adopted_on = $1, meeting = $2, reason = COALESCE($3, reason), rev = rev + 1"
		" WHERE id = $4 AND rev = $5 AND status = 0" },
	[Q_UNREASONED] = { "revision_unreasoned",
		"SELECT count(*) FROM plan_line WHERE revision = $1 AND disposition <> 0 AND (disposition_reason IS NULL OR disposition_reason = '')" },
	[Q_STATUS] = { "revision_status", "UPDATE revision SET status = $1, rev = rev + 1 WHERE id = $2 AND status = $3" },
	{ 0 },
};

static enum err
insert(struct db *db, int q, struct args args, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &plan_write_queries[q], args, &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return rows_end(r);
}

/* ---- actors ------------------------------------------------------------------------------------------------- */

struct known { int64_t id; const char *folded; };
struct knowns { struct known *items; size_t n, cap; int64_t last; };

static enum err
actors_known(struct db *db, struct knowns *out)
{
	struct rows *r;
	*out = (struct knowns){ 0 };
	enum err e = db_query(db, &plan_write_queries[Q_ACTOR_FOLDED], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		PUSH(db_arena(db), out, ((struct known){ col_int(r, 0), col_text(r, 1) }));
		if (col_int(r, 2) > out->last)
			out->last = col_int(r, 2);
	}
	return rows_end(r);
}

static int64_t
actor_known(const struct knowns *k, const char *folded)
{
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->items[i].folded, folded) == 0)
			return k->items[i].id;
	return NONE;
}

/* Each actor of the plan finds its row, or gets one; the revision keeps their order. */
static enum err
write_actors(struct db *db, int64_t revision, const struct plan *p, int64_t *ids)
{
	struct arena *a = db_arena(db);
	struct knowns known;
	enum err e = actors_known(db, &known);
	for (size_t i = 0; e == OK && i < p->actors.n; i++) {
		const struct actor *ac = &p->actors.items[i];
		const char *folded = text_fold(a, ac->name);
		ids[i] = ac->id > 0 ? ac->id : actor_known(&known, folded);
		if (ids[i] == NONE) {
			e = insert(db, Q_ACTOR_ADD, ARGS(V((int)ac->kind), V(ac->name), V(ac->long_name), V(folded), V(++known.last)), &ids[i]);
			if (e == OK)
				e = history_add(db, "actor", ids[i], "created", NULL, NULL, ac->name);
			PUSH(a, &known, ((struct known){ ids[i], folded }));
		}
		bool twice = false;
		for (size_t k = 0; k < i; k++)
			twice = twice || ids[k] == ids[i];
		if (e == OK && !twice)
			e = db_exec(db, &plan_write_queries[Q_REVISION_ACTOR], ARGS(V(revision), V((int64_t)i), V(ids[i])), NULL);
	}
	for (size_t i = 0; e == OK && i < p->acronyms.n; i++)
		e = db_exec(db, &plan_write_queries[Q_ACRONYM], ARGS(V(revision), V((int64_t)i), V(p->acronyms.items[i].acronym), V(p->acronyms.items[i].name)), NULL);
	return e;
}

/* ---- lines -------------------------------------------------------------------------------------------------- */

enum err
plan_write_responsibilities(struct db *db, int64_t revision, int64_t line, const struct action *ac, const int64_t *actor_ids)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < ac->actors.n; i++) {
		const struct responsibility *r = &ac->actors.items[i];
		e = db_exec(db, &plan_write_queries[Q_RESPONSIBILITY], ARGS(V(revision), V(line), V((int64_t)i), V(actor_ids[r->actor]), V(r->lead), V(r->confirmed)), NULL);
	}
	return e;
}

enum err
plan_write_indicators(struct db *db, int64_t revision, int64_t line, const struct action *ac)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < ac->indicators.n; i++) {
		const struct indicator *in = &ac->indicators.items[i];
		int64_t id = in->id;
		if (id <= 0)
			e = insert(db, Q_INDICATOR, ARGS(V(revision)), &id);
		if (e == OK)
			e = db_exec(db, &plan_write_queries[Q_INDICATOR_LINE], ARGS(V(revision), V(line), V((int64_t)i), V(id), V(in->text), V(in->rich),
			    V((int)in->kind), V(in->count < 1 ? 1 : in->count), V(in->optional), V(in->cadence < 1 ? 1 : in->cadence), V(in->body),
			    V((int)in->qualification), V(in->confirmed)), NULL);
	}
	return e;
}

static enum err
write_action(struct db *db, int64_t revision, int64_t specific, size_t position, const struct action *ac, const int64_t *actor_ids)
{
	int64_t id = ac->id, line;
	struct isodate due, before;
	const struct due *d = &ac->due, *b = &ac->due_before;
	if (d->kind == DUE_DATE)
		due = date_iso(d->date);
	if (b->kind == DUE_DATE)
		before = date_iso(b->date);
	enum err e = id > 0 ? OK : insert(db, Q_ACTION, ARGS(V(revision)), &id);
	if (e == OK)
		e = insert(db, Q_LINE, ARGS(V(revision), V(specific), V((int64_t)position), V(id), V(ac->code), V(ac->title), V(ac->rich),
		    V((int)d->kind), V(d->year), V(d->term), V(d->kind == DUE_DATE ? (const char *)due.s : NULL), V(d->text),
		    V((int)b->kind), V(b->year), V(b->term), V(b->kind == DUE_DATE ? (const char *)before.s : NULL), V(b->text),
		    V(ac->priority), V(ac->priority_reason), V(ac->conditions), V(ac->source), V((int)ac->disposition), V(ac->disposition_reason),
		    V(ac->declared_done), V(ac->declared_by)), &line);
	if (e == OK)
		e = plan_write_responsibilities(db, revision, line, ac, actor_ids);
	if (e == OK)
		e = plan_write_indicators(db, revision, line, ac);
	for (size_t i = 0; e == OK && i < ac->recommendations.n; i++)
		e = db_exec(db, &plan_write_queries[Q_RECOMMENDATION], ARGS(V(revision), V(line), V((int64_t)i), V(ac->recommendations.items[i])), NULL);
	return e;
}

static enum err
write_tree(struct db *db, int64_t revision, const struct plan *p, const int64_t *actor_ids)
{
	enum err e = OK;
	for (size_t o = 0; e == OK && o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		int64_t objective;
		e = insert(db, Q_OBJECTIVE, ARGS(V(revision), V((int64_t)o), V(ob->code), V(ob->title), V(ob->rich)), &objective);
		for (size_t s = 0; e == OK && s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			int64_t specific;
			e = insert(db, Q_SPECIFIC, ARGS(V(objective), V((int64_t)s), V(sp->code), V(sp->title), V(sp->rich), V(sp->phase)), &specific);
			for (size_t i = 0; e == OK && i < sp->actions.n; i++)
				e = write_action(db, revision, specific, i, &sp->actions.items[i], actor_ids);
		}
	}
	return e;
}

/* ---- revisions ---------------------------------------------------------------------------------------------- */

/* What an adoption needs; first: nothing is in force yet. */
static enum err
check_adoption(struct db *db, const struct plan_adoption *how, bool first)
{
	struct date d;
	if (how->adopted_on == NULL || !date_parse(how->adopted_on, &d))
		return fail(db_arena(db), E_INVALID, "an adoption needs its date");
	if (!first && text_blank(how->meeting))
		return fail(db_arena(db), E_INVALID, "a later revision is adopted in a meeting");
	return OK;
}

static enum err
check_plan(struct db *db, const struct plan *p, bool adopted)
{
	struct arena *a = db_arena(db);
	size_t n = 0;
	for (struct plan_walk w = { .plan = p }; plan_next(&w); n++) {
		for (size_t i = 0; i < w.action->actors.n; i++)
			if (w.action->actors.items[i].actor < 0 || (size_t)w.action->actors.items[i].actor >= p->actors.n)
				return fail(a, E_INVALID, "action %s: no such actor", w.action->code);
		if (adopted && w.action->disposition != DISP_ACTIVE && text_blank(w.action->disposition_reason))
			return fail(a, E_INVALID, "action %s: a disposition needs a reason", w.action->code);
	}
	return n == 0 ? fail(a, E_INVALID, "a plan without action") : OK;
}

static enum err
supersede(struct db *db)
{
	struct rows *r;
	int64_t old = NONE;
	enum err e = db_query(db, &plan_write_queries[Q_SUPERSEDE], NO_ARGS, &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		old = col_int(r, 0);
	e = rows_end(r);
	return e != OK || old == NONE ? e : history_add(db, "revision", old, "superseded", NULL, NULL, NULL);
}

enum err
plan_adopt_draft(struct db *db, const struct user *u, const struct plan *p, const struct plan_adoption *how, int64_t *revision)
{
	struct arena *a = db_arena(db);
	int64_t number, base;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = check_plan(db, p, how->adopted)) != OK || (e = plan_in_force_id(db, &base)) != OK)
		return e;
	if (how->adopted && ((e = check_adoption(db, how, base == NONE)) != OK || (e = supersede(db)) != OK))
		return e;
	struct isotime now = now_utc();
	if ((e = insert(db, Q_NUMBER, NO_ARGS, &number)) != OK)
		return e;
	e = insert(db, Q_REVISION, ARGS(V(number), V(how->adopted ? 1 : 0), V(p->title == NULL ? "" : p->title), V(p->first_year), V(p->last_year),
	    V(how->adopted ? how->adopted_on : NULL), V(how->meeting), V(how->reason), V(how->source_sha), V(how->source_name), V(now.s), V(u->person)), revision);
	int64_t *actor_ids = ARENA_ARRAY(a, int64_t, p->actors.n);
	if (e == OK)
		e = write_actors(db, *revision, p, actor_ids);
	if (e == OK)
		e = write_tree(db, *revision, p, actor_ids);
	if (e == OK && base != NONE)
		e = db_exec(db, &plan_write_queries[Q_CARRY_REPLIES], ARGS(V(*revision), V(base)), NULL);
	if (e == OK && base != NONE)
		e = db_exec(db, &plan_write_queries[Q_CARRY_READINGS], ARGS(V(*revision), V(base)), NULL);
	if (e == OK)
		e = history_add(db, "revision", *revision, how->adopted ? "adopted" : "created", NULL, NULL, p->title);
	return e != OK ? e : plan_touch(db);
}

enum err
plan_draft_start(struct db *db, const struct user *u, int64_t *revision)
{
	struct plan *p;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = plan_load(db, u, NONE, &p)) != OK)
		return e;
	/* A due date postponed once stays visible: dispositions are kept. */
	struct plan_adoption how = { .adopted = false };
	return plan_adopt_draft(db, u, p, &how, revision);
}

enum err
plan_draft_adopt(struct db *db, const struct user *u, int64_t revision, int64_t rev, const struct plan_adoption *how)
{
	struct arena *a = db_arena(db);
	struct revision_info info;
	int64_t base, unreasoned, changed;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = plan_revision_get(db, revision, &info)) != OK)
		return e;
	if (info.status != REVISION_DRAFT || info.rev != rev)
		return fail(a, E_CONFLICT, "revision %lld is not the draft that was read", (long long)revision);
	if ((e = plan_in_force_id(db, &base)) != OK || (e = check_adoption(db, how, base == NONE)) != OK ||
	    (e = insert(db, Q_UNREASONED, ARGS(V(revision)), &unreasoned)) != OK)
		return e;
	if (unreasoned > 0)
		return fail(a, E_INVALID, "%lld dispositions without a reason", (long long)unreasoned);
	if ((e = supersede(db)) != OK ||
	    (e = db_exec(db, &plan_write_queries[Q_ADOPT], ARGS(V(how->adopted_on), V(how->meeting), V(how->reason), V(revision), V(rev)), &changed)) != OK)
		return e;
	BUG_ON(changed != 1); /* one writer at a time, and the row was read above */
	if ((e = history_add(db, "revision", revision, "adopted", NULL, NULL, how->meeting)) != OK)
		return e;
	return plan_touch(db);
}

enum err
plan_draft_discard(struct db *db, const struct user *u, int64_t revision, bool discard)
{
	int64_t changed;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK)
		return e;
	int from = discard ? REVISION_DRAFT : REVISION_DISCARDED, to = discard ? REVISION_DISCARDED : REVISION_DRAFT;
	if ((e = db_exec(db, &plan_write_queries[Q_STATUS], ARGS(V(to), V(revision), V(from)), &changed)) != OK)
		return e;
	if (changed == 0)
		return fail(db_arena(db), E_CONFLICT, "revision %lld is not so any more", (long long)revision);
	if ((e = history_add(db, "revision", revision, discard ? "deleted" : "restored", NULL, NULL, NULL)) != OK)
		return e;
	return plan_touch(db);
}
