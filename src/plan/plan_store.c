/* plan_store.c: reading the plan: a revision in six queries, the list of revisions, actors, comments. */
#include "plan/plan_store_private.h"

#include <stdlib.h>
#include <string.h>

const struct user user_command = { .person = NONE, .name = "pilotis", .roles = ROLE_PUBLIC | ROLE_COORDINATION, .session = NONE };

#define REVISION "SELECT r.id, r.number, r.status, r.title, r.first_year, r.last_year, (SELECT g.plan_public FROM programme g WHERE g.id = 1) FROM revision r"
#define INFO "SELECT r.id, r.number, r.status, r.title, r.adopted_on, r.meeting, r.reason, r.source_sha, r.source_name, r.created_at, p.name," \
	" (SELECT count(*) FROM plan_line l WHERE l.revision = r.id), r.rev FROM revision r LEFT JOIN person p ON p.id = r.created_by"
#define ACTOR "SELECT id, kind, name, long_name, rev FROM actor"

enum { Q_VERSION, Q_TOUCH, Q_REVISION, Q_IN_FORCE, Q_ACTORS, Q_TREE, Q_RESPONSIBILITIES, Q_INDICATORS, Q_RECOMMENDATIONS, Q_REVISIONS,
	Q_INFO, Q_ACTOR_LIST, Q_COMMENTS, Q_COMMENT_ADD, Q_COMMENT_GET, Q_COMMENT_SET, Q_ACTION_KNOWN, Q_RECOMMENDATION_LIST };
const struct query plan_queries[] = {
	[Q_VERSION] = { "plan_version", "SELECT version FROM plan WHERE id = 1" },
	[Q_TOUCH] = { "plan_touch", "INSERT INTO plan (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = plan.version + 1" },
	[Q_REVISION] = { "plan_revision", REVISION " WHERE r.id = $1" },
	[Q_IN_FORCE] = { "plan_in_force", REVISION " WHERE r.status = 1" },
	[Q_ACTORS] = { "plan_actors",
		"SELECT 0, ra.position, a.id, a.kind, a.name, a.long_name FROM revision_actor ra JOIN actor a ON a.id = ra.actor WHERE ra.revision = $1"
		" UNION ALL SELECT 1, position, 0, 0, acronym, name FROM acronym WHERE revision = $1 ORDER BY 1, 2" },
	[Q_TREE] = { "plan_tree",
		"SELECT o.id, o.code, o.title, o.rich, s.id, s.code, s.title, s.rich, s.phase, l.id, l.action, l.code, l.title, l.rich,"
		" l.due_kind, l.due_year, l.due_term, l.due_date, l.due_text, l.before_kind, l.before_year, l.before_term, l.before_date, l.before_text,"
		" l.priority, l.priority_reason, l.conditions, l.source, l.disposition, l.disposition_reason, l.declared_done, l.declared_by, l.rev"
		" FROM objective o LEFT JOIN specific s ON s.objective = o.id LEFT JOIN plan_line l ON l.specific = s.id"
		" WHERE o.revision = $1 ORDER BY o.position, s.position NULLS FIRST, l.position NULLS FIRST" },
	[Q_RESPONSIBILITIES] = { "plan_responsibilities",
		"SELECT line, actor, lead, confirmed FROM responsibility WHERE revision = $1 ORDER BY line, position" },
	[Q_INDICATORS] = { "plan_indicators",
		"SELECT line, indicator, text, rich, kind, count, optional, cadence, body, qualification, confirmed FROM indicator_line"
		" WHERE revision = $1 ORDER BY line, position" },
	[Q_RECOMMENDATIONS] = { "plan_recommendations", "SELECT line, text FROM recommendation WHERE revision = $1 ORDER BY line, position" },
	[Q_REVISIONS] = { "plan_revisions", INFO " ORDER BY r.number DESC" },
	[Q_INFO] = { "plan_revision_info", INFO " WHERE r.id = $1" },
	[Q_ACTOR_LIST] = { "actor_list", ACTOR " WHERE deleted_at IS NULL ORDER BY position, id" },
	[Q_COMMENTS] = { "comment_list",
		"SELECT c.id, c.action, c.text, p.name, c.at, c.person FROM action_comment c LEFT JOIN person p ON p.id = c.person"
		" WHERE c.action = $1 AND c.deleted_at IS NULL ORDER BY c.id" },
	[Q_COMMENT_ADD] = { "comment_add",
		"INSERT INTO action_comment (action, text, person, at, rev) VALUES ($1, $2, $3, $4, 1) RETURNING id" },
	[Q_COMMENT_GET] = { "comment_get", "SELECT action, person, text FROM action_comment WHERE id = $1" },
	[Q_COMMENT_SET] = { "comment_set", "UPDATE action_comment SET deleted_at = $1, rev = rev + 1 WHERE id = $2" },
	[Q_ACTION_KNOWN] = { "action_known", "SELECT id FROM action WHERE id = $1" },
	[Q_RECOMMENDATION_LIST] = { "recommendation_list",
		"SELECT m.id, l.action, m.text, m.reply, m.why FROM recommendation m JOIN plan_line l ON l.id = m.line"
		" WHERE m.revision = $1 ORDER BY m.line, m.position" },
	{ 0 },
};

/* ---- rights, version ---------------------------------------------------------------------------------------- */

enum err
plan_need(struct db *db, const struct user *u, enum right right)
{
	if (!user_may(u, RIGHT_PLAN_READ))
		return fail(db_arena(db), E_NOTFOUND, "the plan is not for this user");
	if (!user_may(u, right))
		return fail(db_arena(db), E_FORBIDDEN, "a right is missing");
	return OK;
}

static bool
reads_drafts(const struct user *u)
{
	return (u->roles & (ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION)) != 0;
}

enum err
plan_version(struct db *db, int64_t *version)
{
	struct rows *r;
	*version = 0;
	enum err e = db_query(db, &plan_queries[Q_VERSION], NO_ARGS, &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*version = col_int(r, 0);
	return rows_end(r);
}

enum err
plan_touch(struct db *db)
{
	return db_exec(db, &plan_queries[Q_TOUCH], NO_ARGS, NULL);
}

/* ---- a revision --------------------------------------------------------------------------------------------- */

/* Lines of the revision by id, to hang on them what the other queries bring in that order. */
struct by_line { int64_t line; struct action *action; };
struct lines { struct by_line *items; size_t n, at; };

static int
by_line_cmp(const void *x, const void *y)
{
	const struct by_line *a = x, *b = y;
	return a->line < b->line ? -1 : a->line > b->line;
}

static struct lines
lines_of(struct arena *a, struct plan *p)
{
	struct lines l = { 0 };
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		l.n++;
	l.items = ARENA_ARRAY(a, struct by_line, l.n);
	size_t k = 0;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		l.items[k++] = (struct by_line){ w.action->line, w.action };
	if (l.n > 1)
		qsort(l.items, l.n, sizeof *l.items, by_line_cmp);
	return l;
}

/* Rows come by ascending line; NULL when the line is not of this revision. */
static struct action *
line_find(struct lines *l, int64_t line)
{
	while (l->at < l->n && l->items[l->at].line < line)
		l->at++;
	return l->at < l->n && l->items[l->at].line == line ? l->items[l->at].action : NULL;
}

static struct due
due_of(struct rows *r, int i)
{
	struct due d = { .kind = (enum due_kind)col_int(r, i), .year = (int)col_int(r, i + 1), .term = (int)col_int(r, i + 2),
		.text = col_text(r, i + 4) };
	if (!col_null(r, i + 3) && !date_parse(col_text(r, i + 3), &d.date))
		d.date = (struct date){ 0 };
	return d;
}

static struct action
action_of(struct rows *r)
{
	return (struct action){ .line = col_int(r, 9), .id = col_int(r, 10), .code = col_text(r, 11), .title = col_text(r, 12), .rich = col_text(r, 13),
		.due = due_of(r, 14), .due_before = due_of(r, 19), .priority = col_text(r, 24), .priority_reason = col_text(r, 25),
		.conditions = col_text(r, 26), .source = col_text(r, 27), .disposition = (enum disposition)col_int(r, 28),
		.disposition_reason = col_text(r, 29), .declared_done = col_int(r, 30) == 1, .declared_by = col_text(r, 31), .rev = col_int(r, 32) };
}

static enum err
load_actors(struct db *db, struct plan *p)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = db_query(db, &plan_queries[Q_ACTORS], ARGS(V(p->revision_id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (col_int(r, 0) == 0)
			PUSH(a, &p->actors, ((struct actor){ .id = col_int(r, 2), .kind = (enum actor_kind)col_int(r, 3), .name = col_text(r, 4), .long_name = col_text(r, 5) }));
		else
			PUSH(a, &p->acronyms, ((struct acronym){ .acronym = col_text(r, 4), .name = col_text(r, 5) }));
	}
	return rows_end(r);
}

static enum err
load_tree(struct db *db, struct plan *p)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = db_query(db, &plan_queries[Q_TREE], ARGS(V(p->revision_id)), &r);
	if (e != OK)
		return e;
	int64_t objective = NONE, specific = NONE;
	while (rows_next(r)) {
		if (col_int(r, 0) != objective) {
			objective = col_int(r, 0);
			PUSH(a, &p->objectives, ((struct objective){ .code = col_text(r, 1), .title = col_text(r, 2), .rich = col_text(r, 3) }));
		}
		struct objective *o = &p->objectives.items[p->objectives.n - 1];
		if (col_int(r, 4) != specific && !col_null(r, 4)) {
			specific = col_int(r, 4);
			PUSH(a, &o->specifics, ((struct specific){ .code = col_text(r, 5), .title = col_text(r, 6), .rich = col_text(r, 7), .phase = col_text(r, 8) }));
		}
		if (!col_null(r, 9)) {
			struct action ac = action_of(r);
			PUSH(a, &o->specifics.items[o->specifics.n - 1].actions, ac);
		}
	}
	return rows_end(r);
}

static int
actor_index(const struct plan *p, int64_t id)
{
	for (size_t i = 0; i < p->actors.n; i++)
		if (p->actors.items[i].id == id)
			return (int)i;
	BUG_ON(true); /* revision_actor holds every actor of the revision */
}

/* Small things of all lines go into one array, of which each action then has a run: thousands of small arrays would
 * waste their room. Runs are given out when the array has stopped moving. */
static enum err
load_responsibilities(struct db *db, struct plan *p, struct lines *l)
{
	struct rows *r;
	struct { struct responsibility *items; size_t n, cap; } all = { 0 };
	struct { int64_t *items; size_t n, cap; } of = { 0 };
	enum err e = db_query(db, &plan_queries[Q_RESPONSIBILITIES], ARGS(V(p->revision_id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		PUSH(db_arena(db), &of, col_int(r, 0));
		PUSH(db_arena(db), &all, ((struct responsibility){ actor_index(p, col_int(r, 1)), col_int(r, 2) == 1, col_int(r, 3) == 1 }));
	}
	l->at = 0;
	for (size_t i = 0, k; i < all.n; i = k) {
		struct action *ac = line_find(l, of.items[i]);
		for (k = i; k < all.n && of.items[k] == of.items[i];)
			k++;
		if (ac != NULL) {
			ac->actors.items = all.items + i;
			ac->actors.n = ac->actors.cap = k - i;
		}
	}
	return rows_end(r);
}

static enum err
load_indicators(struct db *db, struct plan *p, struct lines *l)
{
	struct rows *r;
	struct { struct indicator *items; size_t n, cap; } all = { 0 };
	struct { int64_t *items; size_t n, cap; } of = { 0 };
	enum err e = db_query(db, &plan_queries[Q_INDICATORS], ARGS(V(p->revision_id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct indicator in = { .id = col_int(r, 1), .text = col_text(r, 2), .rich = col_text(r, 3), .kind = (enum indicator_kind)col_int(r, 4),
			.count = (int)col_int(r, 5), .optional = col_int(r, 6) == 1, .cadence = (int)col_int(r, 7), .body = col_text(r, 8),
			.qualification = (enum qualification)col_int(r, 9), .confirmed = col_int(r, 10) == 1 };
		PUSH(db_arena(db), &of, col_int(r, 0));
		PUSH(db_arena(db), &all, in);
	}
	l->at = 0;
	for (size_t i = 0, k; i < all.n; i = k) {
		struct action *ac = line_find(l, of.items[i]);
		for (k = i; k < all.n && of.items[k] == of.items[i];)
			k++;
		if (ac != NULL) {
			ac->indicators.items = all.items + i;
			ac->indicators.n = ac->indicators.cap = k - i;
		}
	}
	return rows_end(r);
}

static enum err
load_recommendations(struct db *db, struct plan *p, struct lines *l)
{
	struct rows *r;
	enum err e = db_query(db, &plan_queries[Q_RECOMMENDATIONS], ARGS(V(p->revision_id)), &r);
	if (e != OK)
		return e;
	l->at = 0;
	while (rows_next(r)) {
		struct action *ac = line_find(l, col_int(r, 0));
		if (ac != NULL)
			PUSH(db_arena(db), &ac->recommendations, col_text(r, 1));
	}
	return rows_end(r);
}

enum err
plan_load(struct db *db, const struct user *u, int64_t revision, struct plan **out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = revision == NONE ? db_one(db, &plan_queries[Q_IN_FORCE], NO_ARGS, &r) : db_one(db, &plan_queries[Q_REVISION], ARGS(V(revision)), &r);
	if (e != OK)
		return e;
	int64_t status = col_int(r, 2);
	bool reader = user_may(u, RIGHT_PLAN_READ), draft = status == REVISION_DRAFT || status == REVISION_DISCARDED;
	if (draft ? !reads_drafts(u) : !reader && !(status == REVISION_ADOPTED && col_int(r, 6) == 1))
		return fail(a, E_NOTFOUND, "revision %lld is not for this user", (long long)col_int(r, 0));
	struct plan *p = ARENA_NEW(a, struct plan);
	*p = (struct plan){ .id = 1, .revision_id = col_int(r, 0), .revision = (int)col_int(r, 1), .title = col_text(r, 3),
		.first_year = (int)col_int(r, 4), .last_year = (int)col_int(r, 5),
		.status = draft ? REV_DRAFT : status == REVISION_ADOPTED ? REV_ADOPTED : REV_SUPERSEDED };
	if ((e = rows_end(r)) != OK || (e = load_actors(db, p)) != OK || (e = load_tree(db, p)) != OK)
		return e;
	struct lines l = lines_of(a, p);
	if ((e = load_responsibilities(db, p, &l)) != OK || (e = load_indicators(db, p, &l)) != OK || (e = load_recommendations(db, p, &l)) != OK)
		return e;
	*out = p;
	return OK;
}

/* ---- revisions ---------------------------------------------------------------------------------------------- */

static struct revision_info
info_of(struct rows *r)
{
	struct revision_info i = { .id = col_int(r, 0), .number = (int)col_int(r, 1), .title = col_text(r, 3), .adopted_on = col_text(r, 4),
		.meeting = col_text(r, 5), .reason = col_text(r, 6), .source_sha = col_text(r, 7), .source_name = col_text(r, 8),
		.created_at = col_text(r, 9), .created_by = col_text(r, 10), .actions = (int)col_int(r, 11), .rev = col_int(r, 12) };
	int64_t status = col_int(r, 2);
	i.status = status == 0 ? REVISION_DRAFT : status == 1 ? REVISION_ADOPTED : status == 2 ? REVISION_SUPERSEDED : REVISION_DISCARDED;
	return i;
}

enum err
plan_revision_get(struct db *db, int64_t revision, struct revision_info *out)
{
	struct rows *r;
	enum err e = db_one(db, &plan_queries[Q_INFO], ARGS(V(revision)), &r);
	if (e != OK)
		return e;
	*out = info_of(r);
	return rows_end(r);
}

enum err
plan_revision_info(struct db *db, const struct user *u, int64_t revision, struct revision_info *out)
{
	enum err e = plan_revision_get(db, revision, out);
	if (e != OK)
		return e;
	bool draft = out->status == REVISION_DRAFT || out->status == REVISION_DISCARDED;
	if (draft ? reads_drafts(u) : user_may(u, RIGHT_PLAN_READ))
		return OK;
	struct programme g;
	if (out->status != REVISION_ADOPTED || programme_load(db, &g) != OK || !g.plan_public)
		return fail(db_arena(db), E_NOTFOUND, "revision %lld is not for this user", (long long)revision);
	return OK;
}

enum err
plan_revisions(struct db *db, const struct user *u, struct revisions *out)
{
	struct rows *r;
	*out = (struct revisions){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_query(db, &plan_queries[Q_REVISIONS], NO_ARGS, &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct revision_info i = info_of(r);
		if (reads_drafts(u) || i.status == REVISION_ADOPTED || i.status == REVISION_SUPERSEDED)
			PUSH(db_arena(db), out, i);
	}
	return rows_end(r);
}

enum err
plan_in_force_id(struct db *db, int64_t *revision)
{
	struct rows *r;
	*revision = NONE;
	enum err e = db_query(db, &plan_queries[Q_IN_FORCE], NO_ARGS, &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*revision = col_int(r, 0);
	return rows_end(r);
}

enum err
plan_publish(struct db *db, const struct user *u, bool publish)
{
	struct programme g;
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK || (e = programme_load(db, &g)) != OK || g.plan_public == publish)
		return e;
	g.plan_public = publish;
	if ((e = programme_save(db, &g)) != OK)
		return e;
	return plan_touch(db);
}

/* ---- recommendations, actors, comments ---------------------------------------------------------------------- */

enum err
recommendation_list(struct db *db, const struct user *u, int64_t revision, struct recommendations *out)
{
	struct rows *r;
	struct revision_info info;
	*out = (struct recommendations){ 0 };
	enum err e = revision == NONE ? plan_in_force_id(db, &revision) : OK;
	if (e != OK)
		return e;
	if (revision == NONE)
		return fail(db_arena(db), E_NOTFOUND, "no plan in force");
	if ((e = plan_revision_info(db, u, revision, &info)) != OK || (e = db_query(db, &plan_queries[Q_RECOMMENDATION_LIST], ARGS(V(revision)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct recommendation m = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) };
		PUSH(db_arena(db), out, m);
	}
	return rows_end(r);
}

enum err
actor_list(struct db *db, const struct user *u, struct actor_rows *out)
{
	struct rows *r;
	*out = (struct actor_rows){ 0 };
	/* Those who manage people choose bodies for their roles, though the plan is not for the administrator. */
	if (!user_may(u, RIGHT_PLAN_READ) && !user_may(u, RIGHT_PEOPLE_MANAGE))
		return fail(db_arena(db), E_NOTFOUND, "actors are not for this user");
	enum err e = db_query(db, &plan_queries[Q_ACTOR_LIST], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct actor_row row = { col_int(r, 0), (enum actor_kind)col_int(r, 1), col_text(r, 2), col_text(r, 3), col_int(r, 4) };
		PUSH(db_arena(db), out, row);
	}
	return rows_end(r);
}

enum err
comment_add(struct db *db, const struct user *u, int64_t action, const char *text, int64_t *id, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_one(db, &plan_queries[Q_ACTION_KNOWN], ARGS(V(action)), &r)) != OK || (e = rows_end(r)) != OK)
		return e;
	if (!reads_drafts(u))
		return fail(a, E_FORBIDDEN, "evaluators read");
	if (text_blank(text))
		problem_add(a, problems, "text", N_("Le commentaire est vide."), NULL);
	else if (text_length(text) > COMMENT_MAX)
		problem_add(a, problems, "text", N_("Le commentaire est trop long."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "comment");
	struct isotime now = now_utc();
	if ((e = db_one(db, &plan_queries[Q_COMMENT_ADD], ARGS(V(action), V(text), V(u->person), V(now.s)), &r)) != OK)
		return e;
	*id = col_int(r, 0);
	if ((e = rows_end(r)) != OK || (e = history_add(db, "action", action, "commented", NULL, NULL, text)) != OK)
		return e;
	return plan_touch(db);
}

enum err
comment_delete(struct db *db, const struct user *u, int64_t id, bool deleted)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_one(db, &plan_queries[Q_COMMENT_GET], ARGS(V(id)), &r)) != OK)
		return e;
	int64_t action = col_int(r, 0), person = col_int(r, 1);
	const char *text = col_text(r, 2);
	bool own = u->person != NONE && person == u->person;
	if ((e = rows_end(r)) != OK)
		return e;
	if (!own && !user_may(u, RIGHT_PLAN_EDIT))
		return fail(a, E_FORBIDDEN, "another's comment");
	struct isotime now = now_utc();
	if ((e = db_exec(db, &plan_queries[Q_COMMENT_SET], ARGS(V(deleted ? (const char *)now.s : NULL), V(id)), NULL)) != OK ||
	    (e = history_add(db, "action", action, deleted ? "comment deleted" : "comment restored", NULL, deleted ? text : NULL, deleted ? NULL : text)) != OK)
		return e;
	return plan_touch(db);
}

enum err
comment_list(struct db *db, const struct user *u, int64_t action, struct comments *out)
{
	struct rows *r;
	*out = (struct comments){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	/* Comments are the programme's own talk, not for its evaluators. */
	if (e != OK || !reads_drafts(u) || (e = db_query(db, &plan_queries[Q_COMMENTS], ARGS(V(action)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct comment c = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), u->person != NONE && col_int(r, 5) == u->person };
		PUSH(db_arena(db), out, c);
	}
	return rows_end(r);
}
