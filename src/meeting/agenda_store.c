/* agenda_store.c: what a meeting speaks of: items, the actions they hold, papers; the draft that the plan gives. */
#include "meeting/meeting_store.h"
#include "base/tr.h"
#include "html/html.h"
#include "plan/plan_cache.h"
#include "plan/owe.h"
#include <string.h>

enum { TITLE_MOST = 300, NOTE_MOST = 8000 };
#define ITEM "SELECT i.id, i.meeting, i.position, i.approves, i.minutes_rev, i.rev, i.kind, i.title, i.note, i.minutes, w.name, i.minutes_at, p.name, i.deleted_at," \
	" o.held_on, o.stage, (SELECT count(*) FROM meeting_rival v WHERE v.item = i.id AND v.settled_at IS NULL) FROM meeting_item i" \
	" LEFT JOIN person w ON w.id = i.minutes_by LEFT JOIN person p ON p.id = i.proposed_by LEFT JOIN meeting o ON o.id = i.approves"
#define IN_FORCE "(SELECT id FROM revision WHERE status = 1)"
#define PAPER "SELECT p.id, p.meeting, p.item, p.size, p.blob_sha, p.filename, p.type, p.added_at, w.name FROM meeting_paper p LEFT JOIN person w ON w.id = p.added_by"
enum { Q_ITEMS, Q_ITEM, Q_ACTIONS, Q_PAPERS, Q_PAPER, Q_ADD, Q_SAVE, Q_PLACE, Q_REMOVE, Q_RESTORE, Q_ACTION_ADD, Q_ACTION_DROP, Q_PAPER_ADD, Q_PAPER_REMOVE, Q_PAPER_RESTORE,
	Q_UNAPPROVED, Q_OPEN };
const struct query agenda_queries[] = {
	[Q_ITEMS] = { "agenda_items", ITEM " WHERE i.meeting = $1 AND i.deleted_at IS NULL ORDER BY i.position, i.id" },
	[Q_ITEM] = { "agenda_item", ITEM " WHERE i.meeting = $1 AND i.id = $2" },
	[Q_ACTIONS] = { "agenda_actions", "SELECT x.item, x.action, x.why, x.discussed, l.code, l.title FROM meeting_item_action x JOIN meeting_item i ON i.id = x.item"
	    " LEFT JOIN plan_line l ON l.action = x.action AND l.revision = " IN_FORCE " WHERE i.meeting = $1 AND i.deleted_at IS NULL ORDER BY x.item, l.id NULLS LAST, x.action" },
	[Q_PAPERS] = { "agenda_papers", PAPER " WHERE p.meeting = $1 AND p.deleted_at IS NULL ORDER BY p.item NULLS FIRST, p.id" },
	[Q_PAPER] = { "agenda_paper", PAPER " WHERE p.meeting = $1 AND p.id = $2 AND p.deleted_at IS NULL" },
	[Q_ADD] = { "agenda_item_add", "INSERT INTO meeting_item (meeting, position, kind, title, note, approves, minutes_rev, proposed_by, rev) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 1)"
	    " RETURNING id" },
	[Q_SAVE] = { "agenda_item_save", "UPDATE meeting_item SET title = $3, note = $4, rev = rev + 1 WHERE id = $1 AND rev = $2 AND deleted_at IS NULL" },
	[Q_PLACE] = { "agenda_item_place", "UPDATE meeting_item SET position = $2 WHERE id = $1" },
	[Q_REMOVE] = { "agenda_item_remove", "UPDATE meeting_item SET deleted_at = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "agenda_item_restore", "UPDATE meeting_item SET deleted_at = NULL, rev = rev + 1 WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_ACTION_ADD] = { "agenda_action_add", "INSERT INTO meeting_item_action (item, action, why, discussed) VALUES ($1, $2, $3, 0) ON CONFLICT (item, action) DO NOTHING" },
	[Q_ACTION_DROP] = { "agenda_action_drop", "DELETE FROM meeting_item_action WHERE item = $1 AND action = $2" },
	[Q_PAPER_ADD] = { "agenda_paper_add", "INSERT INTO meeting_paper (meeting, item, blob_sha, filename, type, size, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[Q_PAPER_REMOVE] = { "agenda_paper_remove", "UPDATE meeting_paper SET deleted_at = $3 WHERE meeting = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_PAPER_RESTORE] = { "agenda_paper_restore", "UPDATE meeting_paper SET deleted_at = NULL WHERE meeting = $1 AND id = $2 AND deleted_at IS NOT NULL" },
	[Q_UNAPPROVED] = { "agenda_unapproved", "SELECT m.id, m.held_on FROM meeting m WHERE m.id <> $1 AND m.stage IN ('live', 'prepared') AND m.cancelled_at IS NULL AND m.held_on <= $2"
	    " AND EXISTS (SELECT 1 FROM meeting_body x JOIN meeting_body y ON y.actor = x.actor WHERE x.meeting = m.id AND y.meeting = $1)"
	    " AND NOT EXISTS (SELECT 1 FROM meeting_item i WHERE i.meeting = $1 AND i.approves = m.id AND i.deleted_at IS NULL) ORDER BY m.held_on, m.starts, m.id" },
	[Q_OPEN] = { "agenda_open_decisions", "SELECT count(*) FROM meeting_decision d WHERE d.status = 'open' AND d.deleted_at IS NULL AND d.meeting <> $1 AND EXISTS"
	    " (SELECT 1 FROM meeting_body x JOIN meeting_body y ON y.actor = x.actor WHERE x.meeting = d.meeting AND y.meeting = $1)" },
	{ 0 },
};

/* ---- reading ------------------------------------------------------------------------------------------------ */

static struct agenda_item
item_row(struct rows *r)
{
	struct agenda_item i = { .id = col_int(r, 0), .meeting = col_int(r, 1), .position = col_int(r, 2), .approves = col_int(r, 3), .minutes_rev = col_int(r, 4), .rev = col_int(r, 5),
		.title = col_text(r, 7), .note = col_text(r, 8), .minutes = col_text(r, 9), .minutes_by = col_text(r, 10), .minutes_at = col_text(r, 11), .proposed_by = col_text(r, 12),
		.deleted_at = col_text(r, 13), .approves_on = col_text(r, 14), .approved = text_eq(col_text(r, 15), "approved"), .rivals = col_int(r, 16) };
	bool known = item_kind_of(col_text(r, 6), &i.kind);
	BUG_ON(!known);
	return i;
}

static struct agenda_paper
paper_row(struct rows *r)
{
	return (struct agenda_paper){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7), col_text(r, 8) };
}

enum err
agenda_load(struct db *db, int64_t meeting, struct agenda *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct agenda){ 0 };
	enum err e = db_query(db, &agenda_queries[Q_ITEMS], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(a, &out->items, item_row(r));
	if ((e = rows_end(r)) != OK || (e = db_query(db, &agenda_queries[Q_ACTIONS], ARGS(V(meeting)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct agenda_action x = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 4), col_text(r, 5), col_int(r, 3) == 1 };
		PUSH(a, &out->actions, x);
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &agenda_queries[Q_PAPERS], ARGS(V(meeting)), &r)) != OK)
		return e;
	while (rows_next(r))
		PUSH(a, &out->papers, paper_row(r));
	return rows_end(r);
}

enum err
agenda_item_get(struct db *db, int64_t meeting, int64_t item, struct agenda_item *out)
{
	struct rows *r;
	enum err e = db_one(db, &agenda_queries[Q_ITEM], ARGS(V(meeting), V(item)), &r);
	if (e == OK)
		*out = item_row(r);
	return e;
}

enum err
agenda_paper_get(struct db *db, int64_t meeting, int64_t paper, struct agenda_paper *out)
{
	struct rows *r;
	enum err e = db_one(db, &agenda_queries[Q_PAPER], ARGS(V(meeting), V(paper)), &r);
	if (e == OK)
		*out = paper_row(r);
	return e;
}

/* ---- changing ------------------------------------------------------------------------------------------------- */

/* The agenda is open until the minutes are prepared. */
static enum err
open_agenda(struct db *db, const struct user *u, int64_t meeting, struct meeting *m)
{
	enum err e = meeting_need(db, u, meeting, MEET_DRAFT, m);
	if (e != OK)
		return e;
	if (m->stage >= MT_PREPARED || m->cancelled_at != NULL)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld: its agenda is closed", (long long)meeting);
	return OK;
}

static void
check(struct arena *a, const char *title, const char *note, struct problems *out)
{
	if (text_blank(title))
		problem_add(a, out, "title", N_("Donnez un titre au point."), NULL);
	else if (text_length(title) > TITLE_MOST)
		problem_add(a, out, "title", N_("Ce titre est trop long : détaillez dans la note."), NULL);
	if (note != NULL && text_length(note) > NOTE_MOST)
		problem_add(a, out, "note", N_("Ce texte est trop long."), NULL);
}

static enum err
insert(struct db *db, int64_t meeting, int64_t position, enum item_kind kind, const char *title, const char *note, int64_t approves, int64_t person, int64_t *id)
{
	struct rows *r;
	enum err e = db_one(db, &agenda_queries[Q_ADD], ARGS(V(meeting), V(position), V(item_kind_word(kind)), V(title), V(note), V(approves), V(person)), &r);
	if (e == OK)
		*id = col_int(r, 0);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "item", NULL, title) : e;
}

enum err
agenda_item_add(struct db *db, const struct user *u, int64_t meeting, const char *title, const char *note, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda g;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e != OK)
		return e;
	check(a, title, note, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "agenda item");
	if ((e = agenda_load(db, meeting, &g)) != OK)
		return e;
	int64_t last = g.items.n == 0 ? 0 : g.items.items[g.items.n - 1].position;
	return insert(db, meeting, last + 1, ITEM_POINT, text_trim(a, title), text_blank(note) ? NULL : note, NONE, u->person, id);
}

enum err
agenda_item_save(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t rev, const char *title, const char *note, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda_item i;
	int64_t n;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e == OK)
		e = agenda_item_get(db, meeting, item, &i);
	if (e != OK)
		return e;
	check(a, title, note, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "agenda item");
	title = text_trim(a, title);
	e = db_exec(db, &agenda_queries[Q_SAVE], ARGS(V(item), V(rev), V(title), V(text_blank(note) ? NULL : note)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "item %lld: changed meanwhile", (long long)item);
	return e == OK && !text_eq(title, i.title) ? history_add(db, "meeting", meeting, "changed", "item", i.title, title) : e;
}

enum err
agenda_item_move(struct db *db, const struct user *u, int64_t meeting, int64_t item, int by)
{
	struct meeting m;
	struct agenda g;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e == OK)
		e = agenda_load(db, meeting, &g);
	if (e != OK)
		return e;
	size_t at = 0, n = g.items.n;
	while (at < n && g.items.items[at].id != item)
		at++;
	if (at == n)
		return fail(db_arena(db), E_NOTFOUND, "item %lld", (long long)item);
	if ((by < 0 && at == 0) || (by > 0 && at + 1 == n))
		return OK;
	size_t other = by < 0 ? at - 1 : at + 1;
	struct agenda_item swap = g.items.items[at];
	g.items.items[at] = g.items.items[other];
	g.items.items[other] = swap;
	for (size_t k = 0; e == OK && k < n; k++) /* numbered anew: a few rows */
		if (g.items.items[k].position != (int64_t)k + 1)
			e = db_exec(db, &agenda_queries[Q_PLACE], ARGS(V(g.items.items[k].id), V((int64_t)k + 1)), NULL);
	return e;
}

enum err
agenda_item_remove(struct db *db, const struct user *u, int64_t meeting, int64_t item, bool removed)
{
	struct meeting m;
	struct agenda_item i;
	int64_t n;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e == OK)
		e = agenda_item_get(db, meeting, item, &i);
	if (e != OK)
		return e;
	e = removed ? db_exec(db, &agenda_queries[Q_REMOVE], ARGS(V(item), V(now_utc().s)), &n) : db_exec(db, &agenda_queries[Q_RESTORE], ARGS(V(item)), &n);
	return e == OK && n > 0 ? history_add(db, "meeting", meeting, "changed", "item", removed ? i.title : NULL, removed ? NULL : i.title) : e;
}

enum err
agenda_action_set(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t action, bool there)
{
	struct meeting m;
	struct agenda_item i;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e == OK)
		e = agenda_item_get(db, meeting, item, &i);
	if (e != OK)
		return e;
	if (!there)
		return db_exec(db, &agenda_queries[Q_ACTION_DROP], ARGS(V(item), V(action)), NULL);
	e = db_exec(db, &agenda_queries[Q_ACTION_ADD], ARGS(V(item), V(action), V((const char *)NULL)), NULL);
	return e == E_CONFLICT ? fail(db_arena(db), E_NOTFOUND, "action %lld", (long long)action) : e;
}

/* ---- papers ---------------------------------------------------------------------------------------------------- */

enum err
agenda_paper_add(struct db *db, const struct user *u, const struct agenda_paper *p)
{
	struct meeting m;
	struct agenda_item i;
	enum err e = open_agenda(db, u, p->meeting, &m);
	if (e == OK && p->item != NONE)
		e = agenda_item_get(db, p->meeting, p->item, &i);
	if (e == OK)
		e = db_exec(db, &agenda_queries[Q_PAPER_ADD], ARGS(V(p->meeting), V(p->item), V(p->sha), V(p->filename), V(p->type), V(p->size), V(now_utc().s), V(u->person)), NULL);
	return e == OK ? history_add(db, "meeting", p->meeting, "changed", "paper", NULL, p->filename) : e;
}

enum err
agenda_paper_remove(struct db *db, const struct user *u, int64_t meeting, int64_t paper, bool removed)
{
	struct meeting m;
	int64_t n;
	enum err e = open_agenda(db, u, meeting, &m);
	if (e != OK)
		return e;
	e = removed ? db_exec(db, &agenda_queries[Q_PAPER_REMOVE], ARGS(V(meeting), V(paper), V(now_utc().s)), &n)
	            : db_exec(db, &agenda_queries[Q_PAPER_RESTORE], ARGS(V(meeting), V(paper)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_NOTFOUND, "paper %lld", (long long)paper);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "paper", NULL, removed ? "removed" : "restored") : e;
}

/* ---- the draft ---------------------------------------------------------------------------------------------------- */

enum group { G_LATE, G_DUE, G_FEED, G_INTERRUPTED, G_VALIDATE, GROUPS };
static const struct { const char *why, *title; } groups[GROUPS] = {
	[G_LATE] = { "late", N_("Actions en retard") },
	[G_DUE] = { "due", N_("Actions dues cette année") },
	[G_FEED] = { "to_feed", N_("Actions continues à alimenter cette année") },
	[G_INTERRUPTED] = { "interrupted", N_("Actions continues interrompues") },
	[G_VALIDATE] = { "to_validate", N_("Preuves à valider ou à adopter") },
};

static const char drafted_approval[] = N_("Approbation du PV de la réunion du %s"), drafted_follow[] = N_("Suivi des décisions"), drafted_rest[] = N_("Divers");

/* What the program calls the item in that language; NULL: somebody named it. */
static const char *
drafted_title(struct arena *a, enum lang lang, const struct agenda_item *i)
{
	struct page voice = { .a = a, .lang = lang };
	struct date d;
	if (i->kind == ITEM_APPROVAL)
		return i->approves_on == NULL || !date_parse(i->approves_on, &d) ? NULL : fmt_(&voice, drafted_approval, date_long(a, d, lang_tag(lang)), NULL);
	if (i->kind == ITEM_DECISIONS)
		return tr(lang, drafted_follow);
	for (int g = 0; g < GROUPS; g++)
		if (strcmp(i->title, groups[g].title) == 0)
			return tr(lang, groups[g].title);
	return strcmp(i->title, drafted_rest) == 0 ? tr(lang, drafted_rest) : NULL;
}

const char *
agenda_title(struct arena *a, enum lang lang, const struct agenda_item *i)
{
	const char *drafted = lang == LANG_FR || i->proposed_by != NULL ? NULL : drafted_title(a, LANG_FR, i);
	return drafted != NULL && strcmp(i->title, drafted) == 0 ? drafted_title(a, lang, i) : i->title;
}

void
agenda_in(struct arena *a, enum lang lang, struct agenda *g)
{
	for (size_t i = 0; i < g->items.n; i++)
		g->items.items[i].title = agenda_title(a, lang, &g->items.items[i]);
}

struct ids { int64_t *items; size_t n, cap; };
struct filling { struct db *db; const struct user *u; struct meeting m; struct agenda g; int64_t first, last, added; };

static bool
has(const struct ids *list, int64_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i] == id)
			return true;
	return false;
}

static enum err
fill_approvals(struct filling *f)
{
	struct arena *a = db_arena(f->db);
	struct rows *r;
	struct ids ids = { 0 };
	struct strings days = { 0 };
	struct agenda_item drafted = { .kind = ITEM_APPROVAL };
	enum err e = db_query(f->db, &agenda_queries[Q_UNAPPROVED], ARGS(V(f->m.id), V(f->m.held_on)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		PUSH(a, &ids, col_int(r, 0));
		PUSH(a, &days, col_text(r, 1));
	}
	e = rows_end(r);
	for (size_t i = ids.n; e == OK && i-- > 0;) { /* each before what is there: the oldest comes first */
		int64_t id;
		drafted.approves_on = days.items[i];
		e = insert(f->db, f->m.id, --f->first, ITEM_APPROVAL, drafted_title(a, LANG_FR, &drafted), NULL, ids.items[i], NONE, &id);
		f->added++;
	}
	return e;
}

static enum err
fill_decisions(struct filling *f)
{
	struct rows *r;
	int64_t id, n;
	for (size_t i = 0; i < f->g.items.n; i++)
		if (f->g.items.items[i].kind == ITEM_DECISIONS)
			return OK;
	enum err e = db_one(f->db, &agenda_queries[Q_OPEN], ARGS(V(f->m.id)), &r);
	if (e != OK || (n = col_int(r, 0)) == 0)
		return e;
	f->added++;
	return insert(f->db, f->m.id, ++f->last, ITEM_DECISIONS, drafted_follow, NULL, NONE, NONE, &id);
}

/* The item that holds this group already, else a new one. */
static enum err
group_item(struct filling *f, enum group g, int64_t *item)
{
	for (size_t i = 0; i < f->g.actions.n; i++)
		if (text_eq(f->g.actions.items[i].why, groups[g].why)) {
			*item = f->g.actions.items[i].item;
			return OK;
		}
	f->added++;
	return insert(f->db, f->m.id, ++f->last, ITEM_POINT, groups[g].title, NULL, NONE, NONE, item);
}

static enum err
fill_group(struct filling *f, enum group g, const struct ids *actions, struct ids *held)
{
	int64_t item = NONE;
	enum err e = OK;
	for (size_t i = 0; e == OK && i < actions->n; i++) {
		if (has(held, actions->items[i]))
			continue;
		if (item == NONE && (e = group_item(f, g, &item)) != OK)
			return e;
		e = db_exec(f->db, &agenda_queries[Q_ACTION_ADD], ARGS(V(item), V(actions->items[i]), V(groups[g].why)), NULL);
		PUSH(db_arena(f->db), held, actions->items[i]);
		f->added++;
	}
	return e;
}

static enum err
fill_plan(struct filling *f, struct year_bounds b, struct date today)
{
	struct arena *a = db_arena(f->db);
	const struct plan_snapshot *s;
	struct owed_list owed = { 0 };
	struct ids lists[GROUPS] = { 0 }, held = { 0 };
	enum err e = plan_cache_get(NULL, f->db, f->u, false, b, today, &s);
	if (e == E_NOTFOUND) {
		fail_clear(a);
		return OK;
	}
	if (e != OK)
		return e;
	owe_of(a, f->u, s->plan, &s->status, b, &owed);
	for (size_t i = 0; i < owed.n; i++) {
		const struct owed *o = &owed.items[i];
		const struct { const size_t *items; size_t n; } from[GROUPS] = { [G_LATE] = { o->late.items, o->late.n }, [G_DUE] = { o->due.items, o->due.n },
			[G_FEED] = { o->to_feed.items, o->to_feed.n }, [G_INTERRUPTED] = { o->interrupted.items, o->interrupted.n }, [G_VALIDATE] = { o->to_validate.items, o->to_validate.n } };
		bool ours = false;
		for (size_t k = 0; k < f->m.bodies.n; k++)
			ours = ours || f->m.bodies.items[k].actor == s->plan->actors.items[o->actor].id;
		for (int g = 0; ours && g < GROUPS; g++)
			for (size_t k = 0; k < from[g].n; k++) {
				int64_t id = s->status.items[from[g].items[k]].action->id;
				if (!has(&lists[g], id))
					PUSH(a, &lists[g], id);
			}
	}
	for (size_t i = 0; i < f->g.actions.n; i++)
		PUSH(a, &held, f->g.actions.items[i].action);
	for (int g = 0; e == OK && g < GROUPS; g++)
		e = fill_group(f, (enum group)g, &lists[g], &held);
	return e;
}

enum err
agenda_fill(struct db *db, const struct user *u, int64_t meeting, struct year_bounds b, struct date today, int64_t *added)
{
	struct filling f = { .db = db, .u = u };
	int64_t id;
	*added = 0;
	enum err e = open_agenda(db, u, meeting, &f.m);
	if (e == OK)
		e = agenda_load(db, meeting, &f.g);
	if (e != OK)
		return e;
	bool empty = f.g.items.n == 0;
	f.first = empty ? 1 : f.g.items.items[0].position;
	f.last = empty ? 0 : f.g.items.items[f.g.items.n - 1].position;
	e = fill_approvals(&f);
	if (e == OK)
		e = fill_decisions(&f);
	if (e == OK)
		e = fill_plan(&f, b, today);
	if (e == OK && empty)
		e = insert(db, meeting, ++f.last, ITEM_POINT, drafted_rest, NULL, NONE, NONE, &id);
	*added = f.added;
	return e;
}
