/* resolution_store.c: decisions, who does them until when, what became of them, and what they adopt. */
#include "meeting/meeting_store.h"
#include "base/tr.h"
#include "plan/plan_minutes.h"
#include <string.h>

enum { TEXT_MOST = 8000, PROOF_MOST = 2000 };
#define DECISION "SELECT d.id, d.meeting, d.item, d.number, d.votes_for, d.votes_against, d.votes_abstain, d.owner, d.owner_actor, d.rev, d.text, d.manner, o.name, oa.name, d.due_on," \
	" d.done_on, b.name, d.proof, d.proof_sha, d.proof_name, d.proof_type, m.held_on, i.title, d.status, m.stage FROM meeting_decision d JOIN meeting m ON m.id = d.meeting" \
	" LEFT JOIN meeting_item i ON i.id = d.item LEFT JOIN person o ON o.id = d.owner LEFT JOIN actor oa ON oa.id = d.owner_actor LEFT JOIN person b ON b.id = d.done_by" \
	" WHERE d.deleted_at IS NULL"
#define ACTIONS "SELECT x.decision, x.action, l.code, l.title FROM meeting_decision_action x JOIN meeting_decision d ON d.id = x.decision LEFT JOIN plan_line l ON l.action = x.action" \
	" AND l.revision = (SELECT id FROM revision WHERE status = 1) WHERE d.deleted_at IS NULL"
enum { Q_OF, Q_ONE, Q_FOLLOW, Q_ACTIONS_OF, Q_ACTIONS_ALL, Q_NUMBER, Q_ADD, Q_SET, Q_REMOVE, Q_RESTORE, Q_ACTIONS_DROP, Q_ACTION_ADD, Q_SETTLE, Q_ADOPTS, Q_ADOPTS_ADD, Q_ADOPTED, Q_ACTOR, Q_PERSON, Q_EVIDENCE };
const struct query resolution_queries[] = {
	[Q_OF] = { "resolutions", DECISION " AND d.meeting = $1 ORDER BY d.number, d.id" },
	[Q_ONE] = { "resolution", DECISION " AND d.id = $1" },
	[Q_FOLLOW] = { "resolutions_followed", DECISION " AND m.cancelled_at IS NULL ORDER BY d.due_on NULLS LAST, m.held_on, d.id" },
	[Q_ACTIONS_OF] = { "resolution_actions", ACTIONS " AND d.meeting = $1 ORDER BY x.decision, l.id NULLS LAST, x.action" },
	[Q_ACTIONS_ALL] = { "resolution_actions_all", ACTIONS " ORDER BY x.decision, l.id NULLS LAST, x.action" },
	[Q_NUMBER] = { "resolution_number", "SELECT COALESCE(max(number), 0) + 1 FROM meeting_decision WHERE meeting = $1" },
	[Q_ADD] = { "resolution_add", "INSERT INTO meeting_decision (meeting, item, number, text, manner, votes_for, votes_against, votes_abstain, owner, owner_actor, due_on, status, created_at,"
	    " created_by, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) RETURNING id" },
	[Q_SET] = { "resolution_set", "UPDATE meeting_decision SET item = $3, text = $4, manner = $5, votes_for = $6, votes_against = $7, votes_abstain = $8, owner = $9, owner_actor = $10,"
	    " due_on = $11, status = $12, rev = rev + 1 WHERE id = $1 AND rev = $2 AND deleted_at IS NULL" },
	[Q_REMOVE] = { "resolution_remove", "UPDATE meeting_decision SET deleted_at = $3, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "resolution_restore", "UPDATE meeting_decision SET deleted_at = NULL, rev = rev + 1 WHERE meeting = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_ACTIONS_DROP] = { "resolution_actions_drop", "DELETE FROM meeting_decision_action WHERE decision = $1" },
	[Q_ACTION_ADD] = { "resolution_action_add", "INSERT INTO meeting_decision_action (decision, action) SELECT $1, id FROM action WHERE id = $2 ON CONFLICT (decision, action) DO NOTHING" },
	[Q_SETTLE] = { "resolution_settle", "UPDATE meeting_decision SET status = $3, done_on = $4, done_by = $5, done_at = $6, proof = $7, proof_sha = $8, proof_name = $9, proof_type = $10,"
	    " rev = rev + 1 WHERE id = $1 AND rev = $2 AND deleted_at IS NULL" },
	[Q_ADOPTS] = { "resolution_adopts", "SELECT x.decision, x.evidence, e.title, x.adopted_at FROM meeting_decision_adopts x JOIN meeting_decision d ON d.id = x.decision"
	    " JOIN evidence e ON e.id = x.evidence WHERE d.meeting = $1 AND d.deleted_at IS NULL ORDER BY x.decision, x.evidence" },
	[Q_ADOPTS_ADD] = { "resolution_adopts_add", "INSERT INTO meeting_decision_adopts (decision, evidence) VALUES ($1, $2) ON CONFLICT (decision, evidence) DO NOTHING" },
	[Q_ADOPTED] = { "resolution_adopted", "UPDATE meeting_decision_adopts SET adopted_at = $3 WHERE decision = $1 AND evidence = $2" },
	[Q_ACTOR] = { "resolution_actor", "SELECT id FROM actor WHERE id = $1 AND deleted_at IS NULL" },
	[Q_PERSON] = { "resolution_person", "SELECT id FROM person WHERE id = $1 AND deleted_at IS NULL" },
	[Q_EVIDENCE] = { "resolution_evidence", "SELECT id FROM evidence WHERE id = $1 AND deleted_at IS NULL" },
	{ 0 },
};

/* ---- reading ------------------------------------------------------------------------------------------------ */

static struct resolution
row(struct rows *r, const char *today)
{
	struct resolution d = { .id = col_int(r, 0), .meeting = col_int(r, 1), .item = col_int(r, 2), .number = col_int(r, 3), .votes_for = col_int(r, 4), .votes_against = col_int(r, 5),
		.votes_abstain = col_int(r, 6), .owner = col_int(r, 7), .owner_actor = col_int(r, 8), .rev = col_int(r, 9), .text = col_text(r, 10), .manner = col_text(r, 11),
		.owner_name = col_text(r, 12), .owner_actor_name = col_text(r, 13), .due_on = col_text(r, 14), .done_on = col_text(r, 15), .done_by = col_text(r, 16), .proof = col_text(r, 17),
		.proof_sha = col_text(r, 18), .proof_name = col_text(r, 19), .proof_type = col_text(r, 20), .held_on = col_text(r, 21), .item_title = col_text(r, 22) };
	bool known = follow_of(col_text(r, 23), &d.status) && stage_of(col_text(r, 24), &d.stage);
	BUG_ON(!known);
	d.late = d.status == FOLLOW_OPEN && d.due_on != NULL && strcmp(d.due_on, today) < 0;
	return d;
}

static enum err
read_rows(struct db *db, int query, struct args args, struct date today, struct resolutions *out)
{
	struct rows *r;
	const char *day = arena_strdup(db_arena(db), date_iso(today).s);
	*out = (struct resolutions){ 0 };
	enum err e = db_query(db, &resolution_queries[query], args, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, row(r, day));
	return rows_end(r);
}

static enum err
read_actions(struct db *db, int query, struct args args, struct resolution_actions *out)
{
	struct rows *r;
	*out = (struct resolution_actions){ 0 };
	enum err e = db_query(db, &resolution_queries[query], args, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct resolution_action x = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

enum err
resolution_list(struct db *db, const struct user *u, int64_t meeting, struct date today, struct resolutions *out, struct resolution_actions *actions)
{
	struct meeting m;
	enum err e = meeting_need(db, u, meeting, MEET_READ, &m);
	if (e == OK)
		e = read_rows(db, Q_OF, ARGS(V(meeting)), today, out);
	return e == OK ? read_actions(db, Q_ACTIONS_OF, ARGS(V(meeting)), actions) : e;
}

enum err
resolution_all(struct db *db, int64_t meeting, struct resolutions *out)
{
	return read_rows(db, Q_OF, ARGS(V(meeting)), (struct date){ 1, 1, 1 }, out);
}

enum err
resolution_follow(struct db *db, const struct user *u, int64_t body, enum follow status, struct date today, struct resolutions *out, struct resolution_actions *actions)
{
	struct meetings seen[2];
	struct meeting_filter f = { .body = body, .upcoming = true, .most = 100000, .today = today };
	enum err e = meeting_list(db, u, &f, &seen[0]);
	f.upcoming = false;
	if (e == OK)
		e = meeting_list(db, u, &f, &seen[1]);
	if (e == OK)
		e = read_rows(db, Q_FOLLOW, NO_ARGS, today, out);
	if (e != OK)
		return e;
	size_t kept = 0;
	for (size_t i = 0; i < out->n; i++) {
		bool reads = out->items[i].owner != NONE && out->items[i].owner == u->person && body == NONE;
		for (size_t k = 0; k < 2 && !reads; k++)
			for (size_t j = 0; j < seen[k].n && !reads; j++)
				reads = seen[k].items[j].id == out->items[i].meeting && (seen[k].items[j].seat & MEET_READ) != 0;
		if (reads && (status == FOLLOW_NONE || (status == FOLLOWS ? out->items[i].status != FOLLOW_NONE : out->items[i].status == status)))
			out->items[kept++] = out->items[i];
	}
	out->n = kept;
	return read_actions(db, Q_ACTIONS_ALL, NO_ARGS, actions);
}

/* Who owes it reads it, whatever else they see. */
static enum err
one(struct db *db, const struct user *u, int64_t id, struct date today, struct resolution *out, struct meeting *m)
{
	struct rows *r;
	enum err e = db_one(db, &resolution_queries[Q_ONE], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	*out = row(r, arena_strdup(db_arena(db), date_iso(today).s));
	e = meeting_get(db, u, out->meeting, m);
	bool owner = u->person != NONE && out->owner == u->person;
	if (e == E_NOTFOUND && owner) {
		fail_clear(db_arena(db));
		e = meeting_raw(db, out->meeting, m);
		m->seat = 0;
	}
	if (e == OK && !owner && (m->seat & MEET_READ) == 0)
		return fail(db_arena(db), E_NOTFOUND, "decision %lld is not for this user", (long long)id);
	return e;
}

enum err
resolution_get(struct db *db, const struct user *u, int64_t id, struct date today, struct resolution *out, struct resolution_actions *actions)
{
	struct meeting m;
	enum err e = one(db, u, id, today, out, &m);
	if (e == OK)
		e = read_actions(db, Q_ACTIONS_OF, ARGS(V(out->meeting)), actions);
	size_t kept = 0;
	for (size_t i = 0; e == OK && i < actions->n; i++)
		if (actions->items[i].decision == id)
			actions->items[kept++] = actions->items[i];
	actions->n = e == OK ? kept : 0;
	return e;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static void
check(struct arena *a, const struct resolution_form *f, const struct meeting *m, struct problems *out)
{
	struct date due;
	bool vote = text_eq(f->manner, "vote");
	if (text_blank(f->text))
		problem_add(a, out, "decision", N_("Écrivez ce qui est décidé."), NULL);
	else if (strlen(f->text) > TEXT_MOST)
		problem_add(a, out, "decision", N_("Ce texte est trop long."), NULL);
	if (!vote && !text_eq(f->manner, "consensus"))
		problem_add(a, out, "manner", N_("Par consensus ou par vote ?"), NULL);
	if (vote && (f->votes_for == NONE || f->votes_against == NONE || f->votes_abstain == NONE || f->votes_for < 0 || f->votes_against < 0 || f->votes_abstain < 0 ||
	        f->votes_for > 10000 || f->votes_against > 10000 || f->votes_abstain > 10000))
		problem_add(a, out, "votes_for", N_("Un vote compte les pour, les contre et les abstentions, même à 0."), NULL);
	if (f->due_on != NULL && (!date_parse(f->due_on, &due) || strcmp(f->due_on, m->held_on) < 0))
		problem_add(a, out, "due_on", N_("L’échéance vient après la réunion."), NULL);
}

static enum err
exists(struct db *db, int query, int64_t id)
{
	struct rows *r;
	return id == NONE ? OK : db_one(db, &resolution_queries[query], ARGS(V(id)), &r);
}

static enum err
write_actions(struct db *db, int64_t id, const struct resolution_form *f)
{
	enum err e = db_exec(db, &resolution_queries[Q_ACTIONS_DROP], ARGS(V(id)), NULL);
	for (size_t i = 0; e == OK && i < f->nactions; i++)
		e = db_exec(db, &resolution_queries[Q_ACTION_ADD], ARGS(V(id), V(f->actions[i])), NULL);
	return e;
}

static enum err
writable(struct db *db, const struct user *u, int64_t meeting, struct meeting *m)
{
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, m);
	if (e == OK && m->stage != MT_LIVE && m->stage != MT_PREPARED)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld: no minutes are open", (long long)meeting);
	return e;
}

enum err
resolution_save(struct db *db, const struct user *u, int64_t meeting, int64_t id, int64_t rev, const struct resolution_form *f, int64_t *out, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda_item i;
	struct resolution old;
	struct rows *r;
	enum follow status = f->followed ? FOLLOW_OPEN : FOLLOW_NONE;
	int64_t number = NONE, n;
	bool vote = text_eq(f->manner, "vote");
	enum err e = writable(db, u, meeting, &m);
	if (e == OK && f->item != NONE)
		e = agenda_item_get(db, meeting, f->item, &i);
	if (e == OK)
		e = exists(db, Q_PERSON, f->owner);
	if (e == OK)
		e = exists(db, Q_ACTOR, f->owner_actor);
	if (e != OK)
		return e;
	check(a, f, &m, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "decision");
	if (id != NONE) {
		if ((e = one(db, u, id, (struct date){ 1, 1, 1 }, &old, &m)) != OK)
			return e;
		if (old.meeting != meeting)
			return fail(a, E_NOTFOUND, "decision %lld is of another meeting", (long long)id);
		status = f->followed && old.status != FOLLOW_NONE ? old.status : status; /* what was done stays done */
		e = db_exec(db, &resolution_queries[Q_SET], ARGS(V(id), V(rev), V(f->item), V(f->text), V(f->manner), V(vote ? f->votes_for : NONE), V(vote ? f->votes_against : NONE),
		    V(vote ? f->votes_abstain : NONE), V(f->owner), V(f->owner_actor), V(f->due_on), V(follow_word(status))), &n);
		if (e == OK && n == 0)
			return fail(a, E_CONFLICT, "decision %lld: changed meanwhile", (long long)id);
	} else {
		if ((e = db_one(db, &resolution_queries[Q_NUMBER], ARGS(V(meeting)), &r)) != OK)
			return e;
		number = col_int(r, 0);
		if ((e = db_one(db, &resolution_queries[Q_ADD], ARGS(V(meeting), V(f->item), V(number), V(f->text), V(f->manner), V(vote ? f->votes_for : NONE), V(vote ? f->votes_against : NONE),
		         V(vote ? f->votes_abstain : NONE), V(f->owner), V(f->owner_actor), V(f->due_on), V(follow_word(status)), V(now_utc().s), V(u->person)), &r)) != OK)
			return e;
		id = col_int(r, 0);
	}
	*out = id;
	e = write_actions(db, id, f);
	return e == OK ? history_add(db, "meeting_decision", id, number == NONE ? "changed" : "created", NULL, NULL, f->text) : e;
}

enum err
resolution_remove(struct db *db, const struct user *u, int64_t meeting, int64_t id, bool removed)
{
	struct meeting m;
	int64_t n;
	enum err e = writable(db, u, meeting, &m);
	if (e != OK)
		return e;
	e = removed ? db_exec(db, &resolution_queries[Q_REMOVE], ARGS(V(meeting), V(id), V(now_utc().s)), &n) : db_exec(db, &resolution_queries[Q_RESTORE], ARGS(V(meeting), V(id)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "decision %lld", (long long)id);
	return e == OK ? history_add(db, "meeting_decision", id, removed ? "deleted" : "restored", NULL, NULL, NULL) : e;
}

enum err
resolution_settle(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct resolution_done *d, struct date today, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct resolution x;
	struct meeting m;
	struct date on;
	int64_t n;
	enum err e = one(db, u, id, today, &x, &m);
	if (e != OK)
		return e;
	bool owner = u->person != NONE && x.owner == u->person;
	if (!owner && (m.seat & MEET_MANAGE) == 0)
		return fail(a, E_FORBIDDEN, "decision %lld is followed by others", (long long)id);
	if (d->status == FOLLOW_DONE && (d->done_on == NULL || !date_parse(d->done_on, &on)))
		problem_add(a, problems, "done_on", N_("Quel jour est-ce fait ?"), NULL);
	else if (d->status == FOLLOW_DONE && (date_cmp(on, today) > 0 || strcmp(d->done_on, x.held_on) < 0))
		problem_add(a, problems, "done_on", N_("Ce jour est entre la réunion et aujourd’hui."), NULL);
	if (d->status != FOLLOW_OPEN && text_blank(d->proof) && d->proof_sha == NULL)
		problem_add(a, problems, "proof", d->status == FOLLOW_DONE ? N_("Une décision faite a sa preuve : quelques mots, un lien ou un fichier.") : N_("Dites pourquoi elle est abandonnée."), NULL);
	if (d->proof != NULL && text_length(d->proof) > PROOF_MOST)
		problem_add(a, problems, "proof", N_("Ce texte est trop long."), NULL);
	if (d->status == FOLLOW_NONE)
		problem_add(a, problems, "status", N_("Choisissez ce qu’elle devient."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "follow-up of a decision");
	bool open = d->status == FOLLOW_OPEN;
	e = db_exec(db, &resolution_queries[Q_SETTLE], ARGS(V(id), V(rev), V(follow_word(d->status)), V(d->status == FOLLOW_DONE ? d->done_on : NULL), V(open ? NONE : u->person),
	    V(open ? NULL : (const char *)now_utc().s), V(open || text_blank(d->proof) ? NULL : d->proof), V(open ? NULL : d->proof_sha), V(open ? NULL : d->proof_name),
	    V(open ? NULL : d->proof_type)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "decision %lld: changed meanwhile", (long long)id);
	return e == OK ? history_add(db, "meeting_decision", id, "changed", "status", follow_word(x.status), follow_word(d->status)) : e;
}

/* ---- what they adopt --------------------------------------------------------------------------------------------- */

enum err
resolution_adopted(struct db *db, int64_t meeting, struct adopteds *out)
{
	struct rows *r;
	*out = (struct adopteds){ 0 };
	enum err e = db_query(db, &resolution_queries[Q_ADOPTS], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct adopted x = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

static enum err
set_adopted(struct db *db, const struct meeting *m, int64_t decision, int64_t evidence, bool adopted)
{
	struct resolution d;
	struct rows *r;
	enum err e = db_one(db, &resolution_queries[Q_ONE], ARGS(V(decision)), &r);
	if (e != OK)
		return e;
	d = row(r, "");
	struct decided how = { .body = m->bodies.n == 0 ? NONE : m->bodies.items[0].actor, .on = m->held_on, .text = d.text, .person = db_author_person(db) };
	e = adopted ? plan_decision_adopts(db, evidence, &how) : plan_decision_unadopts(db, evidence, &how);
	return e == OK ? db_exec(db, &resolution_queries[Q_ADOPTED], ARGS(V(decision), V(evidence), V(adopted ? (const char *)now_utc().s : NULL)), NULL) : e;
}

enum err
resolution_adopt_all(struct db *db, const struct meeting *m)
{
	struct adopteds all;
	enum err e = resolution_adopted(db, m->id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (all.items[i].adopted_at == NULL)
			e = set_adopted(db, m, all.items[i].decision, all.items[i].evidence, true);
	return e;
}

enum err
resolution_unadopt_all(struct db *db, const struct meeting *m)
{
	struct adopteds all;
	enum err e = resolution_adopted(db, m->id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (all.items[i].adopted_at != NULL)
			e = set_adopted(db, m, all.items[i].decision, all.items[i].evidence, false);
	return e;
}

enum err
decision_adopts(struct db *db, const struct user *u, int64_t decision, int64_t evidence)
{
	struct resolution d;
	struct meeting m;
	struct adopteds all;
	enum err e = one(db, u, decision, (struct date){ 1, 1, 1 }, &d, &m);
	if (e == OK)
		e = exists(db, Q_EVIDENCE, evidence);
	if (e != OK)
		return e;
	if ((m.seat & MEET_MANAGE) == 0)
		return fail(db_arena(db), E_FORBIDDEN, "decision %lld is of a meeting that the user does not manage", (long long)decision);
	if ((e = db_exec(db, &resolution_queries[Q_ADOPTS_ADD], ARGS(V(decision), V(evidence)), NULL)) != OK || m.stage != MT_APPROVED)
		return e;
	if ((e = resolution_adopted(db, m.id, &all)) != OK)
		return e;
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].decision == decision && all.items[i].evidence == evidence && all.items[i].adopted_at == NULL)
			return set_adopted(db, &m, decision, evidence, true);
	return OK;
}
