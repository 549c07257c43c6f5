/* plan_edit_store.c: changes in a revision: an action of a draft; readings, leads and replies in any. */
#include "plan/plan_store_private.h"

#include <string.h>

enum { Q_DUE_IN_FORCE, Q_LINE_SAVE, Q_REVISION_REV, Q_RESP_CLEAR, Q_IND_CLEAR, Q_IND_GET, Q_IND_ACTORS, Q_IND_SAVE, Q_LINE_GET, Q_LEAD,
	Q_RECO_GET, Q_RECO_REPLY, Q_ACTOR_GET, Q_ACTOR_SAVE, Q_ACTOR_NEW };
const struct query plan_edit_queries[] = {
	[Q_DUE_IN_FORCE] = { "due_in_force",
		"SELECT l.due_kind, l.due_year, l.due_term, l.due_date, l.due_text FROM plan_line l JOIN revision r ON r.id = l.revision"
		" WHERE r.status = 1 AND l.action = $1" },
	[Q_LINE_SAVE] = { "plan_line_save",
		"UPDATE plan_line SET code = $1, title = $2, rich = $3, due_kind = $4, due_year = $5, due_term = $6, due_date = $7, due_text = $8,"
		" before_kind = $9, before_year = $10, before_term = $11, before_date = $12, before_text = $13, priority = $14, priority_reason = $15,"
		" conditions = $16, disposition = $17, disposition_reason = $18, rev = rev + 1 WHERE id = $19 AND rev = $20" },
	[Q_REVISION_REV] = { "revision_changed", "UPDATE revision SET rev = rev + 1 WHERE id = $1" },
	[Q_RESP_CLEAR] = { "responsibility_clear", "DELETE FROM responsibility WHERE revision = $1 AND line = $2" },
	[Q_IND_CLEAR] = { "indicator_line_clear", "DELETE FROM indicator_line WHERE revision = $1 AND line = $2" },
	[Q_IND_GET] = { "indicator_reading",
		"SELECT kind, count, cadence, optional, body, qualification, confirmed FROM indicator_line WHERE revision = $1 AND indicator = $2" },
	[Q_IND_ACTORS] = { "indicator_actors",
		"SELECT s.actor FROM responsibility s JOIN indicator_line i ON i.revision = s.revision AND i.line = s.line"
		" WHERE i.revision = $1 AND i.indicator = $2" },
	[Q_IND_SAVE] = { "indicator_save",
		"UPDATE indicator_line SET kind = $1, count = $2, cadence = $3, optional = $4, body = $5, qualification = $6, confirmed = 1"
		" WHERE revision = $7 AND indicator = $8" },
	[Q_LINE_GET] = { "plan_line_get", "SELECT revision, action FROM plan_line WHERE id = $1" },
	[Q_LEAD] = { "responsibility_lead",
		"UPDATE responsibility SET lead = CASE WHEN actor = $1 THEN 1 ELSE 0 END, confirmed = 1 WHERE revision = $2 AND line = $3" },
	[Q_RECO_GET] = { "recommendation_get",
		"SELECT m.reply, m.why, l.action FROM recommendation m JOIN plan_line l ON l.id = m.line WHERE m.id = $1" },
	[Q_RECO_REPLY] = { "recommendation_reply", "UPDATE recommendation SET reply = $1, why = $2 WHERE id = $3" },
	[Q_ACTOR_GET] = { "actor_get", "SELECT kind, name, long_name, rev FROM actor WHERE id = $1 AND deleted_at IS NULL" },
	[Q_ACTOR_SAVE] = { "actor_save",
		"UPDATE actor SET kind = $1, name = $2, long_name = $3, folded = $4, rev = rev + 1 WHERE id = $5 AND rev = $6 AND deleted_at IS NULL" },
	[Q_ACTOR_NEW] = { "actor_new",
		"INSERT INTO actor (kind, name, long_name, folded, position, rev) SELECT CAST($1 AS bigint), $2, $3, $4, COALESCE(max(position), 0) + 1, 1 FROM actor RETURNING id" },
	{ 0 },
};

/* ---- history of a row, field by field ----------------------------------------------------------------------- */

struct change { struct db *db; const char *entity; int64_t id; enum err e; bool any; };

static void
changed(struct change *c, const char *field, const char *before, const char *after)
{
	if (c->e != OK || text_eq(before, after))
		return;
	c->any = true;
	c->e = history_add(c->db, c->entity, c->id, "changed", field, before, after);
}

static const char *
number(struct arena *a, int n)
{
	return arena_printf(a, "%d", n);
}

/* ---- an action of a draft ----------------------------------------------------------------------------------- */

static const char *
actors_text(struct arena *a, const struct plan *p, const struct action *ac)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < ac->actors.n; i++) {
		const struct responsibility *r = &ac->actors.items[i];
		buf_printf(&b, "%s%s%s%s", i == 0 ? "" : " · ", p->actors.items[r->actor].name, r->lead ? " (*)" : "", r->confirmed ? "" : " (?)");
	}
	return buf_str(&b);
}

static const char *
indicators_text(struct arena *a, const struct action *ac)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < ac->indicators.n; i++) {
		const struct indicator *in = &ac->indicators.items[i];
		buf_printf(&b, "%s%s [%s, %d × %d%s%s%s]", i == 0 ? "" : " · ", in->text, indicator_kind_word(in->kind), in->count, in->cadence,
		    in->optional ? ", optional" : "", in->body == NULL ? "" : ", ", in->body == NULL ? "" : in->body);
	}
	return buf_str(&b);
}

static bool
due_same(const struct due *x, const struct due *y)
{
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case DUE_YEAR:
		return x->year == y->year;
	case DUE_TERM:
		return x->year == y->year && x->term == y->term;
	case DUE_DATE:
		return date_cmp(x->date, y->date) == 0;
	case DUE_NONE:
	case DUE_CONTINUOUS:
	case DUE_DONE:
		break;
	}
	return true;
}

static enum err
due_in_force(struct db *db, int64_t action, struct due *out)
{
	struct rows *r;
	*out = (struct due){ .kind = DUE_NONE };
	enum err e = db_query(db, &plan_edit_queries[Q_DUE_IN_FORCE], ARGS(V(action)), &r);
	if (e != OK)
		return e;
	if (rows_next(r)) {
		*out = (struct due){ .kind = (enum due_kind)col_int(r, 0), .year = (int)col_int(r, 1), .term = (int)col_int(r, 2), .text = col_text(r, 4) };
		if (!col_null(r, 3) && !date_parse(col_text(r, 3), &out->date))
			out->kind = DUE_NONE;
	}
	return rows_end(r);
}

/* Moved to later than in force: postponed, and the date in force (or the one before it) stays visible. */
static void
postpone(const struct due *in_force, struct year_bounds b, struct action *ac)
{
	struct date then, now;
	bool later = due_last_day(in_force, b, &then) && due_last_day(&ac->due, b, &now) && date_cmp(now, then) > 0;
	if (!later || ac->disposition == DISP_MERGED || ac->disposition == DISP_ABANDONED)
		return;
	ac->disposition = DISP_POSTPONED;
	if (ac->due_before.kind == DUE_NONE)
		ac->due_before = *in_force;
}

static void
check_action(struct arena *a, const struct plan *p, const struct action *ac, const struct action *old, struct problems *out)
{
	if (text_blank(ac->title))
		problem_add(a, out, "title", N_("L’intitulé est vide."), NULL);
	else if (text_length(ac->title) > TITLE_MAX)
		problem_add(a, out, "title", N_("L’intitulé est trop long."), NULL);
	if ((ac->due.kind == DUE_YEAR || ac->due.kind == DUE_TERM) && (ac->due.year < 1990 || ac->due.year > 2100))
		problem_add(a, out, "due", N_("Cette année d’échéance n’est pas possible."), NULL);
	if (ac->due.kind == DUE_TERM && ac->due.term != 1 && ac->due.term != 2)
		problem_add(a, out, "due", N_("Un quadrimestre est le premier ou le second."), NULL);
	if (ac->due.kind == DUE_DATE && !date_valid(ac->due.date))
		problem_add(a, out, "due", N_("Cette date n’existe pas."), NULL);
	if (ac->disposition == DISP_POSTPONED && text_blank(ac->disposition_reason))
		problem_add(a, out, "disposition_reason", N_("Dites pourquoi l’action est reportée."), NULL);
	else if (ac->disposition != DISP_ACTIVE && text_blank(ac->disposition_reason))
		problem_add(a, out, "disposition_reason", N_("Dites pourquoi l’action est abandonnée ou fusionnée, et avec laquelle."), NULL);
	if (!text_blank(ac->priority) && !text_eq(ac->priority, old->priority) && text_blank(ac->priority_reason))
		problem_add(a, out, "priority_reason", N_("Dites pourquoi cette priorité."), NULL);
	for (size_t i = 0; i < ac->actors.n; i++)
		BUG_ON(ac->actors.items[i].actor < 0 || (size_t)ac->actors.items[i].actor >= p->actors.n);
	for (size_t i = 0; i < ac->indicators.n; i++) {
		const struct indicator *in = &ac->indicators.items[i];
		if (text_blank(in->text))
			problem_add(a, out, "indicators", N_("Une ligne de suivi est vide."), NULL);
		if (in->count < 1 || in->count > 10000 || in->cadence < 1 || in->cadence > 366)
			problem_add(a, out, "indicators", N_("Le nombre de preuves ou la cadence n’est pas possible."), NULL);
	}
}

static enum err
write_line(struct db *db, const struct plan *p, const struct action *ac, bool actors, bool indicators)
{
	struct arena *a = db_arena(db);
	const struct due *d = &ac->due, *b = &ac->due_before;
	const char *due = d->kind == DUE_DATE ? arena_strdup(a, date_iso(d->date).s) : NULL;
	const char *before = b->kind == DUE_DATE ? arena_strdup(a, date_iso(b->date).s) : NULL;
	int64_t n;
	enum err e = db_exec(db, &plan_edit_queries[Q_LINE_SAVE], ARGS(V(ac->code), V(ac->title), V(ac->rich), V((int)d->kind), V(d->year), V(d->term), V(due),
	    V(d->text), V((int)b->kind), V(b->year), V(b->term), V(before), V(b->text), V(ac->priority), V(ac->priority_reason), V(ac->conditions),
	    V((int)ac->disposition), V(ac->disposition_reason), V(ac->line), V(ac->rev)), &n);
	if (e == OK && n == 0)
		e = fail(a, E_CONFLICT, "action %s: changed meanwhile", ac->code);
	if (e == OK && actors) {
		int64_t *ids = ARENA_ARRAY(a, int64_t, p->actors.n);
		for (size_t i = 0; i < p->actors.n; i++)
			ids[i] = p->actors.items[i].id;
		e = db_exec(db, &plan_edit_queries[Q_RESP_CLEAR], ARGS(V(p->revision_id), V(ac->line)), NULL);
		if (e == OK)
			e = plan_write_responsibilities(db, p->revision_id, ac->line, ac, ids);
	}
	if (e == OK && indicators) {
		e = db_exec(db, &plan_edit_queries[Q_IND_CLEAR], ARGS(V(p->revision_id), V(ac->line)), NULL);
		if (e == OK)
			e = plan_write_indicators(db, p->revision_id, ac->line, ac);
	}
	return e == OK ? db_exec(db, &plan_edit_queries[Q_REVISION_REV], ARGS(V(p->revision_id)), NULL) : e;
}

static const char *const disposition_words[] = { "active", "postponed", "merged", "abandoned" };

static enum err
save_changes(struct db *db, const struct plan *p, const struct action *old, const struct action *ac)
{
	struct arena *a = db_arena(db);
	struct change c = { .db = db, .entity = "action", .id = old->id };
	changed(&c, "code", old->code, ac->code);
	changed(&c, "title", old->title, ac->title);
	changed(&c, "rich", old->rich, ac->rich);
	if (!due_same(&old->due, &ac->due))
		changed(&c, "due", due_text(a, &old->due), due_text(a, &ac->due));
	changed(&c, "priority", old->priority, ac->priority);
	changed(&c, "priority_reason", old->priority_reason, ac->priority_reason);
	changed(&c, "conditions", old->conditions, ac->conditions);
	changed(&c, "disposition", disposition_words[old->disposition], disposition_words[ac->disposition]);
	changed(&c, "disposition_reason", old->disposition_reason, ac->disposition_reason);
	bool any = c.any;
	c.any = false;
	changed(&c, "actors", actors_text(a, p, old), actors_text(a, p, ac));
	bool actors = c.any;
	c.any = false;
	changed(&c, "indicators", indicators_text(a, old), indicators_text(a, ac));
	if (c.e != OK || !(any || actors || c.any))
		return c.e;
	enum err e = write_line(db, p, ac, actors, c.any);
	return e == OK ? plan_touch(db) : e;
}

enum err
plan_action_save(struct db *db, const struct user *u, const struct plan *p, const struct action *given, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct revision_info info;
	struct plan *stored;
	struct programme g;
	struct due in_force;
	const struct action *old = NULL;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = plan_revision_get(db, p->revision_id, &info)) != OK || (e = plan_load(db, u, p->revision_id, &stored)) != OK)
		return e;
	for (struct plan_walk w = { .plan = stored }; plan_next(&w);)
		if (w.action->line == given->line)
			old = w.action;
	if (old == NULL)
		return fail(a, E_NOTFOUND, "no such line in revision %lld", (long long)p->revision_id);
	if (info.status != REVISION_DRAFT || old->rev != given->rev)
		return fail(a, E_CONFLICT, "action %s: changed meanwhile, or frozen", old->code);
	if ((e = programme_load(db, &g)) != OK || (e = due_in_force(db, old->id, &in_force)) != OK)
		return e;
	struct action ac = *given;
	postpone(&in_force, g.bounds, &ac);
	check_action(a, p, &ac, old, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "action %s", old->code);
	/* Actors were chosen in the plan that the caller read: the same rows, in the order of the stored one. */
	if (stored->actors.n != p->actors.n)
		return fail(a, E_CONFLICT, "the actors changed meanwhile");
	return save_changes(db, stored, old, &ac);
}

/* ---- readings ----------------------------------------------------------------------------------------------- */

/* Coordination, or whoever files evidence for one of the actors that the query names. */
static enum err
need_of_actors(struct db *db, const struct user *u, int q, struct args args)
{
	struct rows *r;
	bool may = false;
	enum err e = plan_need(db, u, RIGHT_EVIDENCE_FILE);
	if (e != OK || user_may(u, RIGHT_PLAN_EDIT))
		return e;
	if ((e = db_query(db, &plan_edit_queries[q], args, &r)) != OK)
		return e;
	while (rows_next(r))
		may = may || user_may_for(u, RIGHT_EVIDENCE_FILE, col_int(r, 0));
	if ((e = rows_end(r)) != OK)
		return e;
	return may ? OK : fail(db_arena(db), E_FORBIDDEN, "not a responsible body of this user");
}

static void
check_reading(struct arena *a, const struct indicator_reading *r, struct problems *out)
{
	if (r->kind >= IND_KINDS)
		problem_add(a, out, "kind", N_("Choisissez une sorte de preuve."), NULL);
	if (r->count < 1 || r->count > 10000)
		problem_add(a, out, "count", N_("Indiquez un nombre de 1 à 10 000."), NULL);
	if (r->cadence < 1 || r->cadence > 366)
		problem_add(a, out, "cadence", N_("Indiquez de 1 à 366 fois par an."), NULL);
	if (r->qualification > QUAL_ADOPTED)
		problem_add(a, out, "qualification", N_("Choisissez ce qui est demandé : déposé, validé ou adopté."), NULL);
}

enum err
indicator_confirm(struct db *db, const struct user *u, int64_t revision, int64_t indicator, const struct indicator_reading *n, struct problems *problems)
{
	static const char *const qualifications[] = { "filed", "validated", "adopted" };
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = need_of_actors(db, u, Q_IND_ACTORS, ARGS(V(revision), V(indicator)));
	if (e != OK || (e = db_one(db, &plan_edit_queries[Q_IND_GET], ARGS(V(revision), V(indicator)), &r)) != OK)
		return e;
	struct indicator_reading o = { (enum indicator_kind)col_int(r, 0), (int)col_int(r, 1), (int)col_int(r, 2), col_int(r, 3) == 1, col_text(r, 4),
		(enum qualification)col_int(r, 5) };
	bool confirmed = col_int(r, 6) == 1;
	if ((e = rows_end(r)) != OK)
		return e;
	check_reading(a, n, problems);
	if (problems->n > 0)
		return fail(a, E_INVALID, "reading of an indicator");
	const char *body = text_blank(n->body) ? NULL : text_trim(a, n->body);
	struct change c = { .db = db, .entity = "indicator", .id = indicator };
	changed(&c, "kind", indicator_kind_word(o.kind), indicator_kind_word(n->kind));
	changed(&c, "count", number(a, o.count), number(a, n->count));
	changed(&c, "cadence", number(a, o.cadence), number(a, n->cadence));
	changed(&c, "optional", number(a, o.optional), number(a, n->optional));
	changed(&c, "body", o.body, body);
	changed(&c, "qualification", qualifications[o.qualification], qualifications[n->qualification]);
	changed(&c, "confirmed", number(a, confirmed), "1");
	if (c.e != OK || !c.any)
		return c.e;
	e = db_exec(db, &plan_edit_queries[Q_IND_SAVE], ARGS(V((int)n->kind), V(n->count), V(n->cadence), V(n->optional), V(body), V((int)n->qualification),
	    V(revision), V(indicator)), NULL);
	return e == OK ? plan_touch(db) : e;
}

enum err
responsibility_confirm(struct db *db, const struct user *u, int64_t line, int64_t lead_actor)
{
	struct rows *r;
	int64_t n;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = db_one(db, &plan_edit_queries[Q_LINE_GET], ARGS(V(line)), &r)) != OK)
		return e;
	int64_t revision = col_int(r, 0), action = col_int(r, 1);
	if ((e = rows_end(r)) != OK || (e = db_exec(db, &plan_edit_queries[Q_LEAD], ARGS(V(lead_actor), V(revision), V(line)), &n)) != OK)
		return e;
	if (n == 0)
		return fail(db_arena(db), E_NOTFOUND, "line %lld has no actor", (long long)line);
	if ((e = history_add(db, "action", action, "changed", "lead", NULL, arena_printf(db_arena(db), "%lld", (long long)lead_actor))) != OK)
		return e;
	return plan_touch(db);
}

enum err
recommendation_reply(struct db *db, const struct user *u, int64_t id, const char *reply, const char *why, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = db_one(db, &plan_edit_queries[Q_RECO_GET], ARGS(V(id)), &r)) != OK)
		return e;
	const char *old_reply = col_text(r, 0), *old_why = col_text(r, 1);
	int64_t action = col_int(r, 2);
	if ((e = rows_end(r)) != OK)
		return e;
	reply = text_blank(reply) ? NULL : reply;
	why = reply == NULL || text_blank(why) ? NULL : why;
	if (reply != NULL && strcmp(reply, "followed") != 0 && strcmp(reply, "partly") != 0 && strcmp(reply, "not") != 0)
		problem_add(a, problems, "reply", N_("Choisissez une réponse : suivie, suivie en partie ou non suivie."), NULL);
	else if (reply != NULL && strcmp(reply, "followed") != 0 && why == NULL)
		problem_add(a, problems, "why", N_("Dites pourquoi la recommandation n’est pas suivie entièrement."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "reply to a recommendation");
	struct change c = { .db = db, .entity = "action", .id = action };
	changed(&c, "reply", old_reply, reply);
	changed(&c, "reply_why", old_why, why);
	if (c.e != OK || !c.any)
		return c.e;
	e = db_exec(db, &plan_edit_queries[Q_RECO_REPLY], ARGS(V(reply), V(why), V(id)), NULL);
	return e == OK ? plan_touch(db) : e;
}

/* ---- actors ------------------------------------------------------------------------------------------------- */

static enum err
actor_new(struct db *db, struct actor_row *row, const char *folded)
{
	struct rows *r;
	enum err e = db_one(db, &plan_edit_queries[Q_ACTOR_NEW], ARGS(V((int)row->kind), V(row->name), V(row->long_name), V(folded)), &r);
	if (e != OK)
		return e;
	row->id = col_int(r, 0);
	row->rev = 1;
	if ((e = rows_end(r)) != OK || (e = history_add(db, "actor", row->id, "created", NULL, NULL, row->name)) != OK)
		return e;
	return plan_touch(db);
}

enum err
actor_save(struct db *db, const struct user *u, struct actor_row *row, struct problems *problems)
{
	static const char *const kinds[] = { "body", "unit", "office", "direction" };
	struct arena *a = db_arena(db);
	struct rows *r;
	int64_t n;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK)
		return e;
	row->name = text_trim(a, row->name == NULL ? "" : row->name);
	row->long_name = text_blank(row->long_name) ? NULL : text_trim(a, row->long_name);
	if (text_blank(row->name) || text_length(row->name) > 200)
		problem_add(a, problems, "name", N_("Indiquez un nom, de 200 caractères au plus."), NULL);
	if (row->kind > ACTOR_DIRECTION)
		problem_add(a, problems, "kind", N_("Choisissez : instance, unité, fonction ou direction."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "actor");
	const char *folded = text_fold(a, row->name);
	if (row->id == NONE)
		return actor_new(db, row, folded);
	if ((e = db_one(db, &plan_edit_queries[Q_ACTOR_GET], ARGS(V(row->id)), &r)) != OK)
		return e;
	struct actor_row old = { row->id, (enum actor_kind)col_int(r, 0), col_text(r, 1), col_text(r, 2), col_int(r, 3) };
	if ((e = rows_end(r)) != OK)
		return e;
	struct change c = { .db = db, .entity = "actor", .id = row->id };
	changed(&c, "kind", kinds[old.kind], kinds[row->kind]);
	changed(&c, "name", old.name, row->name);
	changed(&c, "long_name", old.long_name, row->long_name);
	if (c.e != OK)
		return c.e;
	if ((e = db_exec(db, &plan_edit_queries[Q_ACTOR_SAVE], ARGS(V((int)row->kind), V(row->name), V(row->long_name), V(folded), V(row->id), V(row->rev)), &n)) != OK)
		return e;
	if (n == 0)
		return fail(a, E_CONFLICT, "actor %lld: changed meanwhile", (long long)row->id);
	row->rev++;
	return plan_touch(db);
}
