/* approval_store.c: minutes as one text, frozen by its digest; approved, they become evidence; taken back, they are withdrawn. */
#include "meeting/meeting_store.h"
#include "base/tr.h"
#include "charter/charter.h"
#include "plan/plan_minutes.h"
#include "store/blob.h"
#include <string.h>

enum { CANONICAL_MOST = 8 << 20, REASON_MOST = 1000 };
enum { Q_APPROVE, Q_UNAPPROVE, Q_EVIDENCE_ADD, Q_EVIDENCE_GONE, Q_EVIDENCE, Q_FILED, Q_PREPARED, Q_ALL };
const struct query approval_queries[] = {
	[Q_APPROVE] = { "minutes_approve", "UPDATE meeting SET stage = 'approved', approved_on = $3, approved_at = $4, approved_by = $5, approved_in = $6, approved_how = $7, minutes_sha = $8,"
	    " annex_sha = $9, rev = rev + 1 WHERE id = $1 AND rev = $2 AND stage = 'prepared'" },
	[Q_UNAPPROVE] = { "minutes_unapprove", "UPDATE meeting SET stage = 'prepared', approved_on = NULL, approved_at = NULL, approved_by = NULL, approved_in = NULL, approved_how = NULL,"
	    " minutes_sha = NULL, annex_sha = NULL, rev = rev + 1 WHERE id = $1 AND rev = $2 AND stage = 'approved'" },
	[Q_EVIDENCE_ADD] = { "minutes_evidence_kept", "INSERT INTO meeting_evidence (evidence, meeting, actor, filed_at) VALUES ($1, $2, $3, $4)" },
	[Q_EVIDENCE_GONE] = { "minutes_evidence_gone", "UPDATE meeting_evidence SET withdrawn_at = $2 WHERE evidence = $1" },
	[Q_EVIDENCE] = { "minutes_evidence_live", "SELECT evidence FROM meeting_evidence WHERE meeting = $1 AND withdrawn_at IS NULL ORDER BY evidence" },
	[Q_FILED] = { "minutes_filed", "SELECT x.evidence, l.action, e.title, l.code, x.withdrawn_at FROM meeting_evidence x JOIN evidence e ON e.id = x.evidence"
	    " LEFT JOIN evidence_slot s ON s.evidence = x.evidence AND s.unlinked_at IS NULL LEFT JOIN indicator_line i ON i.indicator = s.indicator AND i.revision ="
	    " (SELECT id FROM revision WHERE status = 1) LEFT JOIN plan_line l ON l.id = i.line WHERE x.meeting = $1 ORDER BY x.evidence, l.id NULLS LAST, s.id NULLS LAST" },
	[Q_PREPARED] = { "minutes_prepared_by", "SELECT prepared_by FROM meeting WHERE id = $1" },
	[Q_ALL] = { "minutes_frozen", "SELECT id, minutes_sha, annex_sha FROM meeting WHERE stage = 'approved' ORDER BY id" },
	{ 0 },
};

/* ---- one text ------------------------------------------------------------------------------------------------ */

static enum err
load_whole(struct db *db, int64_t meeting, struct minutes_whole *w)
{
	enum err e = agenda_load(db, meeting, &w->agenda);
	if (e == OK)
		e = attendee_list(db, meeting, &w->people);
	return e == OK ? attendance_count(db, &w->m, &w->people, &w->count) : e;
}

enum err
minutes_load(struct db *db, const struct user *u, int64_t meeting, struct date today, struct minutes_whole *out)
{
	*out = (struct minutes_whole){ 0 };
	enum err e = meeting_need(db, u, meeting, MEET_READ, &out->m);
	if (e == E_FORBIDDEN) { /* minutes that are not theirs yet are not there */
		fail_clear(db_arena(db));
		return fail(db_arena(db), E_NOTFOUND, "minutes of %lld are not for this user", (long long)meeting);
	}
	if (e == OK)
		e = load_whole(db, meeting, out);
	return e == OK ? resolution_list(db, u, meeting, today, &out->decisions, &out->decision_actions) : e;
}

enum err
minutes_by_link(struct db *db, const struct attendee *who, struct minutes_whole *out)
{
	*out = (struct minutes_whole){ 0 };
	bool theirs = who->presence == PRES_PRESENT || who->presence == PRES_INVITED || attendee_belongs(who);
	enum err e = meeting_raw(db, who->meeting, &out->m);
	if (e == OK && out->m.stage != MT_APPROVED && (out->m.stage != MT_PREPARED || !theirs))
		return fail(db_arena(db), E_NOTFOUND, "minutes of %lld are not for this link yet", (long long)who->meeting);
	if (e == OK)
		e = load_whole(db, who->meeting, out);
	return e == OK ? resolution_all(db, who->meeting, &out->decisions) : e;
}

static void
names(struct buf *b, const struct minutes_whole *w, const char *label, enum presence presence)
{
	bool any = false;
	for (size_t i = 0; i < w->people.n; i++) {
		const struct attendee *p = &w->people.items[i];
		if (p->presence != presence || p->name == NULL)
			continue;
		buf_printf(b, "%s%s", any ? ", " : label, p->name);
		if (p->function != NULL)
			buf_printf(b, " (%s)", p->function);
		if (attendee_replaced(p))
			buf_printf(b, " (à la place de %s)", p->replaces_name);
		any = true;
	}
	if (any)
		buf_puts(b, ".\n");
}

static void
one_decision(struct buf *b, const struct minutes_whole *w, const struct resolution *d)
{
	struct date due;
	if (text_eq(d->manner, "vote"))
		buf_printf(b, "Décision %lld (vote : %lld pour, %lld contre, abstentions : %lld) : ", (long long)d->number, (long long)d->votes_for, (long long)d->votes_against,
		    (long long)d->votes_abstain);
	else
		buf_printf(b, "Décision %lld (par consensus) : ", (long long)d->number);
	buf_puts(b, d->text);
	buf_putc(b, '\n');
	if (d->owner_name != NULL || d->owner_actor_name != NULL)
		buf_printf(b, "Responsable : %s%s%s.\n", d->owner_name == NULL ? "" : d->owner_name, d->owner_name != NULL && d->owner_actor_name != NULL ? ", " : "",
		    d->owner_actor_name == NULL ? "" : d->owner_actor_name);
	if (d->due_on != NULL && date_parse(d->due_on, &due))
		buf_printf(b, "Pour le %s.\n", date_long(b->a, due, "fr"));
	bool any = false;
	for (size_t i = 0; i < w->decision_actions.n; i++) {
		const struct resolution_action *x = &w->decision_actions.items[i];
		if (x->decision != d->id || x->title == NULL)
			continue;
		buf_printf(b, "%s%s %s", any ? " ; " : "Actions du plan : ", x->code == NULL ? "" : x->code, x->title);
		any = true;
	}
	if (any)
		buf_puts(b, ".\n");
}

static void
one_item(struct buf *b, const struct minutes_whole *w, size_t at)
{
	const struct agenda_item *i = &w->agenda.items.items[at];
	buf_printf(b, "\n%zu. %s\n", at + 1, i->title);
	if (i->minutes != NULL && !text_blank(i->minutes))
		buf_printf(b, "\n%s\n", i->minutes);
	bool any = false;
	for (size_t k = 0; k < w->agenda.actions.n; k++) {
		const struct agenda_action *x = &w->agenda.actions.items[k];
		if (x->item != i->id || !x->discussed || x->title == NULL)
			continue;
		buf_printf(b, "%s%s %s", any ? " ; " : "\nActions discutées : ", x->code == NULL ? "" : x->code, x->title);
		any = true;
	}
	if (any)
		buf_puts(b, ".\n");
	for (size_t k = 0; k < w->decisions.n; k++)
		if (w->decisions.items[k].item == i->id) {
			buf_putc(b, '\n');
			one_decision(b, w, &w->decisions.items[k]);
		}
}

const char *
minutes_canonical(struct arena *a, const struct minutes_whole *w)
{
	struct buf b = buf_new(a, CANONICAL_MOST);
	const struct meeting *m = &w->m;
	struct date d;
	buf_printf(&b, "PROCÈS-VERBAL\n%s\nRéunion du %s, de %s à %s%s%s\n\n", meeting_name(a, LANG_FR, m), date_parse(m->held_on, &d) ? date_long(a, d, "fr") : m->held_on, m->starts, m->ends,
	    m->place == NULL ? "" : ", ", m->place == NULL ? "" : m->place);
	if (m->chair_name != NULL)
		buf_printf(&b, "Présidence : %s.\n", m->chair_name);
	if (m->secretary_name != NULL)
		buf_printf(&b, "Secrétariat : %s.\n", m->secretary_name);
	names(&b, w, "Présents : ", PRES_PRESENT);
	names(&b, w, "Excusés : ", PRES_EXCUSED);
	names(&b, w, "Absents : ", PRES_ABSENT);
	names(&b, w, "Invités : ", PRES_INVITED);
	if (w->count.needed > 0)
		buf_printf(&b, "Quorum : %lld membres présents, %lld nécessaires.\n", (long long)w->count.present, (long long)w->count.needed);
	for (size_t i = 0; i < w->agenda.items.n; i++)
		one_item(&b, w, i);
	for (size_t k = 0; k < w->decisions.n; k++) {
		bool placed = false;
		for (size_t i = 0; i < w->agenda.items.n; i++)
			placed = placed || w->agenda.items.items[i].id == w->decisions.items[k].item;
		if (!placed) {
			buf_putc(&b, '\n');
			one_decision(&b, w, &w->decisions.items[k]);
		}
	}
	return buf_str(&b);
}

/* ---- evidence -------------------------------------------------------------------------------------------------- */

struct ids { int64_t *items; size_t n, cap; };

/* What was ticked, and what a decision is about. */
static void
actions_of(struct arena *a, const struct minutes_whole *w, struct ids *out)
{
	for (size_t i = 0; i < w->agenda.actions.n; i++)
		if (w->agenda.actions.items[i].discussed)
			PUSH(a, out, w->agenda.actions.items[i].action);
	for (size_t i = 0; i < w->decision_actions.n; i++)
		PUSH(a, out, w->decision_actions.items[i].action);
}

static enum err
file_body(struct db *db, const struct minutes_whole *w, struct minutes_filing *f, int rank, const struct ids *actions)
{
	int64_t evidence;
	enum err e = plan_minutes_file(db, f, rank, actions->items, actions->n, &evidence);
	return e == OK && evidence != NONE ? db_exec(db, &approval_queries[Q_EVIDENCE_ADD], ARGS(V(evidence), V(w->m.id), V(f->body), V(now_utc().s)), NULL) : e;
}

static enum err
file_evidence(struct db *db, const struct user *u, const struct minutes_whole *w, const struct approving *by, const char *sha)
{
	struct arena *a = db_arena(db);
	struct ids actions = { 0 };
	struct rows *r;
	struct date held;
	const struct meeting *m = &w->m;
	actions_of(a, w, &actions);
	enum err e = db_one(db, &approval_queries[Q_PREPARED], ARGS(V(m->id)), &r);
	if (e != OK || actions.n == 0)
		return e;
	const char *day = date_parse(m->held_on, &held) ? date_long(a, held, "fr") : m->held_on;
	struct minutes_filing f = { .meeting = m->id, .body = NONE, .held_on = m->held_on, .approved_on = by->on, .blob = sha, .type = "text/plain; charset=utf-8",
		.prepared_by = col_int(r, 0), .approved_by = u->person, .approved_text = by->how };
	f.title = arena_printf(a, "PV : %s, réunion du %s", meeting_name(a, LANG_FR, m), day);
	f.filename = arena_printf(a, "pv-%s.txt", m->held_on);
	if (m->bodies.n == 0)
		return file_body(db, w, &f, 0, &actions);
	for (size_t i = 0; e == OK && i < m->bodies.n; i++) {
		f.body = m->bodies.items[i].actor;
		f.title = arena_printf(a, "PV : %s, réunion du %s", m->bodies.items[i].name, day);
		char *name = arena_printf(a, "pv-%s-%s.txt", text_words(a, m->bodies.items[i].name), m->held_on);
		for (char *c = strchr(name, ' '); c != NULL; c = strchr(c, ' '))
			*c = '-';
		f.filename = name;
		e = file_body(db, w, &f, (int)i, &actions);
	}
	return e;
}

enum err
minutes_filed(struct db *db, int64_t meeting, struct fileds *out)
{
	struct rows *r;
	*out = (struct fileds){ 0 };
	enum err e = db_query(db, &approval_queries[Q_FILED], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct filed f = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) };
		PUSH(db_arena(db), out, f);
	}
	return rows_end(r);
}

/* ---- approved, taken back ------------------------------------------------------------------------------------------ */

/* The meeting that approves: one of a body of the other's, being held, with the item on its agenda. */
static enum err
check_in(struct db *db, const struct meeting *m, struct approving *by, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting in;
	struct agenda g;
	struct date d;
	if (by->in == NONE)
		return OK;
	enum err e = meeting_raw(db, by->in, &in);
	if (e == OK)
		e = agenda_load(db, by->in, &g);
	if (e != OK)
		return e;
	bool on_agenda = false;
	for (size_t i = 0; i < g.items.n; i++)
		on_agenda = on_agenda || g.items.items[i].approves == m->id;
	if (!on_agenda)
		return fail(a, E_NOTFOUND, "meeting %lld does not approve %lld", (long long)by->in, (long long)m->id);
	if (in.cancelled_at != NULL || in.stage < MT_LIVE)
		problem_add(a, problems, NULL, N_("Un procès-verbal s’approuve pendant la réunion : ouvrez d’abord sa prise de notes."), NULL);
	by->on = in.held_on;
	by->how = arena_printf(a, "Approuvé à la réunion du %s", date_parse(in.held_on, &d) ? date_long(a, d, "fr") : in.held_on);
	return OK;
}

static void
check_ready(struct db *db, const struct meeting *m, const struct amendments *all, const struct approving *by, struct date today, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct date on;
	size_t open = 0;
	for (size_t i = 0; i < all->n; i++)
		open += text_eq(all->items[i].state, "open");
	if (m->stage == MT_APPROVED)
		problem_add(a, problems, NULL, N_("Ce procès-verbal est déjà approuvé."), NULL);
	else if (m->stage != MT_PREPARED)
		problem_add(a, problems, NULL, N_("Ce procès-verbal n’est pas encore préparé : terminez la prise de notes de sa réunion."), NULL);
	if (open > 0)
		problem_add(a, problems, NULL, N_("Des amendements attendent une réponse : acceptez-les ou refusez-les d’abord."), NULL);
	if (by->on == NULL || !date_parse(by->on, &on))
		problem_add(a, problems, "on", N_("Quel jour est-il approuvé ?"), NULL);
	else if (date_cmp(on, today) > 0 || strcmp(by->on, m->held_on) < 0)
		problem_add(a, problems, "on", N_("L’approbation vient après la réunion, au plus tard aujourd’hui."), NULL);
	if (text_blank(by->how) || text_length(by->how) > REASON_MOST)
		problem_add(a, problems, "how", N_("Dites comment il est approuvé : par courriel, sans remarque avant telle date…"), NULL);
}

enum err
minutes_approve(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const struct approving *given, struct date today, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct minutes_whole w;
	struct amendments all;
	struct approving by = *given;
	struct digest sha;
	const char *annex;
	int64_t n;
	enum err e = minutes_load(db, u, meeting, today, &w);
	if (e == OK)
		e = amendment_list(db, meeting, &all);
	if (e == OK && (w.m.seat & MEET_APPROVE) == 0)
		return fail(a, E_FORBIDDEN, "meeting %lld: minutes are approved by its chair", (long long)meeting);
	if (e == OK)
		e = check_in(db, &w.m, &by, problems);
	if (e != OK)
		return e;
	check_ready(db, &w.m, &all, &by, today, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "minutes cannot be approved");
	const char *text = minutes_canonical(a, &w);
	if ((e = blob_put(db, text, strlen(text), &sha)) != OK || (e = annex_digest(db, meeting, &annex)) != OK)
		return e;
	e = db_exec(db, &approval_queries[Q_APPROVE], ARGS(V(meeting), V(rev == NONE ? w.m.rev : rev), V(by.on), V(now_utc().s), V(u->person), V(by.in), V(by.how), V(sha.s), V(annex)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "meeting %lld: changed meanwhile", (long long)meeting);
	if (e == OK)
		e = history_add(db, "meeting", meeting, "approved", "minutes", NULL, sha.s);
	if (e == OK)
		e = file_evidence(db, u, &w, &by, sha.s);
	if (e == OK)
		e = resolution_adopt_all(db, &w.m);
	return e == OK ? charter_minutes_follow(db, meeting, true, today) : e;
}

enum err
minutes_unapprove(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const char *reason, struct date today, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct rows *r;
	struct ids live = { 0 };
	int64_t n;
	enum err e = meeting_need(db, u, meeting, MEET_APPROVE, &m);
	if (e != OK)
		return e;
	if (m.stage != MT_APPROVED) {
		problem_add(a, problems, NULL, N_("Ce procès-verbal n’est pas approuvé."), NULL);
		return fail(a, E_INVALID, "meeting %lld: its minutes are not approved", (long long)meeting);
	}
	if (text_blank(reason) || text_length(reason) > REASON_MOST) {
		problem_add(a, problems, "reason", N_("Dites pourquoi l’approbation est retirée : les preuves qu’elle a données sont retirées avec elle."), NULL);
		return fail(a, E_INVALID, "an approval taken back without a reason");
	}
	e = db_exec(db, &approval_queries[Q_UNAPPROVE], ARGS(V(meeting), V(rev)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "meeting %lld: changed meanwhile", (long long)meeting);
	if (e == OK)
		e = history_add(db, "meeting", meeting, "approval withdrawn", "minutes", m.minutes_sha, reason);
	if (e == OK)
		e = db_query(db, &approval_queries[Q_EVIDENCE], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(a, &live, col_int(r, 0));
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < live.n; i++) {
		e = plan_minutes_withdraw(db, live.items[i], u->person, reason);
		if (e == OK)
			e = db_exec(db, &approval_queries[Q_EVIDENCE_GONE], ARGS(V(live.items[i]), V(now_utc().s)), NULL);
	}
	if (e == OK)
		e = resolution_unadopt_all(db, &m);
	return e == OK ? charter_minutes_follow(db, meeting, false, today) : e;
}

/* ---- held to their digest -------------------------------------------------------------------------------------------- */

struct frozen { int64_t id; const char *sha, *annex; };
struct frozens { struct frozen *items; size_t n, cap; };

static bool
holds(const char *text, const char *part)
{
	return part == NULL || text_blank(part) || strstr(text, part) != NULL;
}

static enum err
check_one(struct db *db, const struct frozen *f, struct minutes_audit *out)
{
	struct arena *a = db_arena(db);
	struct minutes_whole w = { 0 };
	const void *bytes;
	const char *annex;
	size_t n;
	enum err e = blob_get(db, f->sha, &bytes, &n);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		PUSH(a, &out->faults, arena_printf(a, "meeting %lld: its frozen text is gone", (long long)f->id));
		return OK;
	}
	if (e == OK)
		e = meeting_raw(db, f->id, &w.m);
	if (e == OK)
		e = agenda_load(db, f->id, &w.agenda);
	if (e == OK)
		e = resolution_all(db, f->id, &w.decisions);
	if (e == OK)
		e = annex_digest(db, f->id, &annex);
	if (e != OK)
		return e;
	const char *text = arena_strndup(a, bytes, n);
	if (strcmp(digest_of(bytes, n).s, f->sha) != 0)
		PUSH(a, &out->faults, arena_printf(a, "meeting %lld: its frozen text is not that of its digest", (long long)f->id));
	for (size_t i = 0; i < w.agenda.items.n; i++)
		if (!holds(text, w.agenda.items.items[i].minutes) || !holds(text, w.agenda.items.items[i].title))
			PUSH(a, &out->faults, arena_printf(a, "meeting %lld, item %zu: what is shown is not what was approved", (long long)f->id, i + 1));
	for (size_t i = 0; i < w.decisions.n; i++)
		if (!holds(text, w.decisions.items[i].text))
			PUSH(a, &out->faults, arena_printf(a, "meeting %lld, decision %lld: what is shown is not what was approved", (long long)f->id, (long long)w.decisions.items[i].number));
	if (!text_eq(annex, f->annex))
		PUSH(a, &out->faults, arena_printf(a, "meeting %lld: its restricted annex is not the one that was frozen", (long long)f->id));
	return OK;
}

enum err
minutes_check(struct db *db, struct minutes_audit *out)
{
	struct rows *r;
	struct frozens all = { 0 };
	*out = (struct minutes_audit){ 0 };
	enum err e = db_query(db, &approval_queries[Q_ALL], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct frozen f = { col_int(r, 0), col_text(r, 1), col_text(r, 2) };
		PUSH(db_arena(db), &all, f);
	}
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < all.n; i++)
		e = check_one(db, &all.items[i], out);
	out->minutes = (int64_t)all.n;
	return e;
}
