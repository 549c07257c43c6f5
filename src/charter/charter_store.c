/* charter_store.c: documents and who has a seat at them. */
#include "charter/charter.h"
#include "base/text.h"
#include "store/history.h"
#include <string.h>

enum { TITLE_MOST = 200, SUMMARY_MOST = 2000 };
#define ROW "SELECT c.id, c.actor, c.indicator, c.rev, v.id, v.major, v.minor, c.kind, c.audience, c.title, c.summary, a.name, h.held_on, c.consulting, c.adherable, c.deleted_at," \
	" c.created_at, c.reminding, c.line_read, c.line_adhered, c.line_spread FROM charter c JOIN actor a ON a.id = c.actor LEFT JOIN charter_version v ON v.id = " VERSION_IN_FORCE \
	" LEFT JOIN meeting_decision e ON e.id = v.decision LEFT JOIN meeting h ON h.id = e.meeting"
enum { Q_LIST, Q_ONE, Q_ADD, Q_SAVE, Q_REMOVE, Q_RESTORE, Q_VERSIONS, Q_ACTORS, Q_WAITING };
const struct query charter_queries[] = {
	[Q_LIST] = { "charters", ROW " WHERE c.deleted_at IS NULL ORDER BY c.id" },
	[Q_ONE] = { "charter", ROW " WHERE c.id = $1" },
	[Q_ADD] = { "charter_add", "INSERT INTO charter (kind, title, summary, actor, audience, consulting, adherable, indicator, created_at, created_by, reminding, line_read,"
	    " line_adhered, line_spread, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) RETURNING id" },
	[Q_SAVE] = { "charter_save", "UPDATE charter SET kind = $3, title = $4, summary = $5, actor = $6, audience = $7, consulting = $8, adherable = $9, indicator = $10, reminding = $11,"
	    " line_read = $12, line_adhered = $13, line_spread = $14, rev = rev + 1"
	    " WHERE id = $1 AND rev = $2" },
	[Q_REMOVE] = { "charter_remove", "UPDATE charter SET deleted_at = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "charter_restore", "UPDATE charter SET deleted_at = NULL, rev = rev + 1 WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_VERSIONS] = { "charter_versions", "SELECT count(*) FROM charter_version WHERE charter = $1" },
	[Q_ACTORS] = { "charter_actors", "SELECT id, name FROM actor WHERE deleted_at IS NULL ORDER BY position, id" },
	[Q_WAITING] = { "charter_waiting", "SELECT t.charter, t.what, t.n, t.minor FROM (SELECT k.charter AS charter, 1 AS what, count(*) AS n, 0 AS minor FROM charter_remark k"
	    " JOIN charter_section s ON s.id = k.section WHERE k.state = 'open' AND s.deleted_at IS NULL GROUP BY k.charter UNION ALL SELECT d.charter, 2, count(*), 0 FROM charter_diffusion d"
	    " WHERE d.deleted_at IS NULL AND d.done_on IS NULL AND d.planned_on < $1 GROUP BY d.charter UNION ALL SELECT v.charter, 3, v.major, v.minor FROM charter_version v"
	    " JOIN meeting_decision e ON e.id = v.decision JOIN meeting m ON m.id = e.meeting WHERE v.withdrawn_at IS NULL AND e.deleted_at IS NULL AND m.stage <> 'approved') t"
	    " ORDER BY t.charter, t.what, t.n, t.minor" },
	{ 0 },
};

/* ---- seats ------------------------------------------------------------------------------------------------------ */

static bool
reads_adopted(const struct user *u, const struct charter *c, bool own)
{
	return c->audience == AUDIENCE_PUBLIC || own || (c->audience == AUDIENCE_PROGRAMME && user_may(u, RIGHT_CHARTER_READ)) ||
	    (c->audience == AUDIENCE_STAFF && (user_may(u, RIGHT_CHARTER_AMEND) || user_has(u, ROLE_EVALUATOR)));
}

static unsigned
seat_of(const struct user *u, const struct charter *c)
{
	bool own = user_may_for(u, RIGHT_CHARTER_WRITE, c->actor), lead = user_may_for(u, RIGHT_CHARTER_LEAD, c->actor);
	if (c->deleted_at != NULL && !lead)
		return 0;
	unsigned seat = c->version != NONE && reads_adopted(u, c, own) ? CHARTER_SEE : 0;
	if (own)
		seat |= CHARTER_SEE | CHARTER_DRAFT | CHARTER_WRITE | (c->consulting ? CHARTER_AMEND : 0);
	if (lead)
		seat |= CHARTER_LEAD | CHARTER_SEE | CHARTER_DRAFT;
	if (c->consulting && c->audience != AUDIENCE_BODY && user_may(u, RIGHT_CHARTER_AMEND))
		seat |= CHARTER_SEE | CHARTER_DRAFT | CHARTER_AMEND;
	return seat;
}

static struct charter
row_of(const struct user *u, struct rows *r)
{
	struct charter c = { .id = col_int(r, 0), .actor = col_int(r, 1), .indicator = col_int(r, 2), .rev = col_int(r, 3), .version = col_int(r, 4),
		.title = col_text(r, 9), .summary = col_text(r, 10), .actor_name = col_text(r, 11), .adopted_on = col_text(r, 12), .consulting = col_int(r, 13) == 1,
		.adherable = col_int(r, 14) == 1, .deleted_at = col_text(r, 15), .created_at = col_text(r, 16) };
	c.reminding = col_int(r, 17) == 1;
	for (int i = 0; i < CHARTER_PROOFS; i++)
		c.lines[i] = col_int(r, 18 + i);
	c.major = c.version == NONE ? 0 : (int)col_int(r, 5);
	c.minor = c.version == NONE ? 0 : (int)col_int(r, 6);
	bool known = charter_kind_of(col_text(r, 7), &c.kind) && audience_of(col_text(r, 8), &c.audience);
	BUG_ON(!known);
	c.seat = seat_of(u, &c);
	return c;
}

/* There are some dozens: their order is made here, as French reads it. */
static void
sort_by_title(struct arena *a, struct charters *l)
{
	const char **titles = ARENA_ARRAY(a, const char *, l->n + 1);
	struct charter *sorted = ARENA_ARRAY(a, struct charter, l->n + 1);
	for (size_t i = 0; i < l->n; i++)
		titles[i] = l->items[i].title;
	const size_t *order = text_order(a, titles, l->n, false);
	for (size_t i = 0; i < l->n; i++)
		sorted[i] = l->items[order[i]];
	l->items = sorted;
	l->cap = l->n + 1;
}

enum err
charter_list(struct db *db, const struct user *u, struct charters *out)
{
	struct rows *r;
	*out = (struct charters){ 0 };
	enum err e = db_query(db, &charter_queries[Q_LIST], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter c = row_of(u, r);
		if (c.seat != 0)
			PUSH(db_arena(db), out, c);
	}
	sort_by_title(db_arena(db), out);
	return rows_end(r);
}

enum err
charter_open(struct db *db, int64_t id, struct charter *out)
{
	struct rows *r;
	enum err e = db_one(db, &charter_queries[Q_ONE], ARGS(V(id)), &r);
	if (e == OK)
		*out = row_of(&user_public, r);
	return e;
}

enum err
charter_get(struct db *db, const struct user *u, int64_t id, struct charter *out)
{
	struct rows *r;
	enum err e = db_one(db, &charter_queries[Q_ONE], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	*out = row_of(u, r);
	return out->seat == 0 ? fail(db_arena(db), E_NOTFOUND, "document %lld is not theirs to see", (long long)id) : OK;
}

enum err
charter_need(struct db *db, const struct user *u, int64_t id, unsigned seat, struct charter *out)
{
	enum err e = charter_get(db, u, id, out);
	if (e == OK && (out->seat & seat) == 0)
		return fail(db_arena(db), E_FORBIDDEN, "document %lld: not that seat", (long long)id);
	if (e == OK && out->deleted_at != NULL)
		return fail(db_arena(db), E_NOTFOUND, "document %lld was removed", (long long)id);
	return e;
}

enum err
charter_actor_list(struct db *db, struct charter_actors *out)
{
	struct rows *r;
	*out = (struct charter_actors){ 0 };
	enum err e = db_query(db, &charter_queries[Q_ACTORS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter_actor x = { col_int(r, 0), col_text(r, 1) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

enum err
charter_actors(struct db *db, const struct user *u, struct charter_actors *out)
{
	size_t kept = 0;
	enum err e = charter_actor_list(db, out);
	for (size_t i = 0; e == OK && i < out->n; i++)
		if (user_may_for(u, RIGHT_CHARTER_LEAD, out->items[i].id))
			out->items[kept++] = out->items[i];
	out->n = kept;
	return e;
}

enum err
charter_waiting(struct db *db, struct date today, struct charter_waits *out)
{
	struct isodate t = date_iso(today);
	struct rows *r;
	*out = (struct charter_waits){ 0 };
	enum err e = db_query(db, &charter_queries[Q_WAITING], ARGS(V(t.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (out->n == 0 || out->items[out->n - 1].charter != col_int(r, 0))
			PUSH(db_arena(db), out, ((struct charter_wait){ .charter = col_int(r, 0) }));
		struct charter_wait *x = &out->items[out->n - 1];
		int64_t what = col_int(r, 1), n = col_int(r, 2);
		if (what == 1) {
			x->remarks = n;
		} else if (what == 2) {
			x->late = n;
		} else { /* the highest comes last */
			x->major = (int)n;
			x->minor = (int)col_int(r, 3);
		}
	}
	return rows_end(r);
}

struct charter_wait
charter_wait_of(const struct charter_waits *l, int64_t charter)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].charter == charter)
			return l->items[i];
	return (struct charter_wait){ .charter = charter };
}

/* ---- writing ------------------------------------------------------------------------------------------------------ */

static enum err
check(struct db *db, const struct user *u, const struct charter_form *f, struct problems *problems)
{
	struct arena *a = db_arena(db);
	enum charter_kind kind;
	enum audience audience;
	if (!charter_kind_of(f->kind, &kind))
		problem_add(a, problems, "kind", N_("Choisissez de quel document il s’agit."), NULL);
	if (text_blank(f->title) || text_length(f->title) > TITLE_MOST)
		problem_add(a, problems, "title", N_("Donnez un titre, de 200 caractères au plus."), NULL);
	if (f->summary != NULL && text_length(f->summary) > SUMMARY_MOST)
		problem_add(a, problems, "summary", N_("Ce résumé est trop long."), NULL);
	if (!audience_of(f->audience, &audience))
		problem_add(a, problems, "audience", N_("Choisissez qui le lira une fois adopté."), NULL);
	else if (f->adherable && audience != AUDIENCE_PUBLIC)
		problem_add(a, problems, "adherable", N_("Des organisations n’adhèrent qu’à un document public : changez qui le lira."), NULL);
	if (f->actor == NONE)
		problem_add(a, problems, "actor", N_("Choisissez l’instance responsable."), NULL);
	else if (!user_may_for(u, RIGHT_CHARTER_LEAD, f->actor))
		return fail(a, E_FORBIDDEN, "a document of a body that the user does not lead for");
	return problems->n > 0 ? fail(a, E_INVALID, "document: see problems") : OK;
}

enum err
charter_add(struct db *db, const struct user *u, const struct charter_form *f, int64_t *id, struct problems *problems)
{
	struct rows *r;
	enum err e = check(db, u, f, problems);
	if (e != OK)
		return e;
	e = db_one(db, &charter_queries[Q_ADD], ARGS(V(f->kind), V(f->title), V(text_blank(f->summary) ? NULL : f->summary), V(f->actor), V(f->audience), V(f->consulting),
	    V(f->adherable), V(f->indicator), V(now_utc().s), V(u->person), V(f->reminding), V(f->lines[PROOF_READ]), V(f->lines[PROOF_ADHERED]), V(f->lines[PROOF_SPREAD])), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	return history_add(db, "charter", *id, "created", NULL, NULL, f->title);
}

static enum err
note(struct db *db, int64_t id, const char *field, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "charter", id, "changed", field, before, after);
}

enum err
charter_save(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct charter_form *f, struct problems *problems)
{
	struct charter c;
	int64_t n;
	enum err e = charter_need(db, u, id, CHARTER_LEAD, &c);
	if (e == OK)
		e = check(db, u, f, problems);
	if (e != OK)
		return e;
	e = db_exec(db, &charter_queries[Q_SAVE], ARGS(V(id), V(rev), V(f->kind), V(f->title), V(text_blank(f->summary) ? NULL : f->summary), V(f->actor), V(f->audience), V(f->consulting),
	    V(f->adherable), V(f->indicator), V(f->reminding), V(f->lines[PROOF_READ]), V(f->lines[PROOF_ADHERED]), V(f->lines[PROOF_SPREAD])), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_CONFLICT, "document %lld: changed meanwhile", (long long)id);
	if (e == OK)
		e = note(db, id, "title", c.title, f->title);
	if (e == OK)
		e = note(db, id, "audience", audience_word(c.audience), f->audience);
	if (e == OK)
		e = note(db, id, "consulting", c.consulting ? "1" : "0", f->consulting ? "1" : "0");
	if (e == OK)
		e = note(db, id, "reminding", c.reminding ? "1" : "0", f->reminding ? "1" : "0");
	if (e == OK)
		e = note(db, id, "adherable", c.adherable ? "1" : "0", f->adherable ? "1" : "0");
	return e == OK ? note(db, id, "summary", c.summary, text_blank(f->summary) ? NULL : f->summary) : e;
}

enum err
charter_remove(struct db *db, const struct user *u, int64_t id, bool removed)
{
	struct charter c;
	struct rows *r;
	enum err e = charter_get(db, u, id, &c);
	if (e == OK && (c.seat & CHARTER_LEAD) == 0)
		return fail(db_arena(db), E_FORBIDDEN, "document %lld: not who leads it", (long long)id);
	if (e == OK)
		e = db_one(db, &charter_queries[Q_VERSIONS], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	if (col_int(r, 0) > 0)
		return fail(db_arena(db), E_FORBIDDEN, "document %lld has versions", (long long)id);
	e = removed ? db_exec(db, &charter_queries[Q_REMOVE], ARGS(V(id), V(now_utc().s)), NULL) : db_exec(db, &charter_queries[Q_RESTORE], ARGS(V(id)), NULL);
	return e == OK ? history_add(db, "charter", id, removed ? "deleted" : "restored", NULL, NULL, NULL) : e;
}
