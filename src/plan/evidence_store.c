/* evidence_store.c: reading evidence: as facts for the status, as pieces for the pages. */
#include "plan/evidence_store_private.h"

#include <stdlib.h>
#include <string.h>

#define FACT "SELECT e.id, e.title, e.effective_on, e.filed_at, e.validated_at, v.name, e.adopted_on, e.adopted_at, e.disputed_at, e.dispute," \
	" e.resolved_at, e.withdrawn_at, e.deleted_at, e.number, e.visibility, e.meeting FROM evidence e LEFT JOIN person v ON v.id = e.validated_by"
#define PIECE "SELECT e.id, e.rev, e.kind, e.title, e.effective_on, e.blob_sha, e.filename, e.type, e.url, e.number, e.register_text, e.partner," \
	" e.expires_on, e.direction, e.audience, e.body, e.access_level, e.note, e.visibility, e.copy_sha, e.fetched_at, b.name, e.filed_by, f.name," \
	" e.filed_at, e.validated_at, v.name, e.adopted_on, ad.name, e.adopted_text, e.adopted_at, e.disputed_at, d.name, e.dispute, e.resolved_at," \
	" rs.name, e.withdrawn_at, w.name, e.deleted_at, e.access_checked_on, ac.name, e.disputed_by, e.deleted_by, e.access_checked_by, e.meeting" \
	" FROM evidence e LEFT JOIN actor b ON b.id = e.body LEFT JOIN actor ad ON ad.id = e.adopted_by LEFT JOIN person f ON f.id = e.filed_by" \
	" LEFT JOIN person v ON v.id = e.validated_by LEFT JOIN person d ON d.id = e.disputed_by LEFT JOIN person rs ON rs.id = e.resolved_by" \
	" LEFT JOIN person w ON w.id = e.withdrawn_by LEFT JOIN person ac ON ac.id = e.access_checked_by"
#define LINK "SELECT s.id, s.evidence, s.indicator, (SELECT l.action FROM indicator_line i JOIN plan_line l ON l.id = i.line WHERE i.indicator = s.indicator" \
	" ORDER BY l.revision DESC LIMIT 1), s.count, s.linked_at, p.name FROM evidence_slot s LEFT JOIN person p ON p.id = s.linked_by WHERE s.unlinked_at IS NULL"
/* Who answers for a piece: the actors of its lines in the revision in force. */
#define OWNERS "SELECT DISTINCT s.evidence, r.actor FROM evidence_slot s JOIN indicator_line i ON i.indicator = s.indicator" \
	" JOIN revision v ON v.id = i.revision AND v.status = 1 JOIN responsibility r ON r.revision = i.revision AND r.line = i.line" \
	" WHERE s.unlinked_at IS NULL"
#define OF_ACTION " IN (SELECT s2.evidence FROM evidence_slot s2 JOIN indicator_line i2 ON i2.indicator = s2.indicator JOIN plan_line l2 ON l2.id = i2.line" \
	" WHERE s2.unlinked_at IS NULL AND l2.action = $1)"
#define NEWEST " ORDER BY e.effective_on DESC, e.id DESC"

enum { Q_FACTS, Q_FILLS, Q_WAIVERS, Q_OF_ACTION, Q_LINKS_OF_ACTION, Q_OWNERS_OF_ACTION, Q_ALL, Q_LINKS_ALL, Q_OWNERS_ALL, Q_ONE, Q_LINKS_ONE,
	Q_OWNERS_ONE, Q_WAIVERS_OF_ACTION };
const struct query evidence_queries[] = {
	[Q_FACTS] = { "evidence_facts", FACT " ORDER BY e.id" },
	[Q_FILLS] = { "evidence_fills", "SELECT indicator, evidence, count, linked_at, unlinked_at FROM evidence_slot ORDER BY indicator, evidence" },
	[Q_WAIVERS] = { "evidence_waivers",
		"SELECT w.indicator, w.year, w.reason, p.name, w.waived_at, w.ended_at FROM slot_waiver w LEFT JOIN person p ON p.id = w.waived_by ORDER BY w.id" },
	[Q_OF_ACTION] = { "evidence_of_action", PIECE " WHERE e.id" OF_ACTION " AND e.visibility <= $2 AND e.deleted_at IS NULL" NEWEST },
	[Q_LINKS_OF_ACTION] = { "evidence_links_of_action", LINK " AND s.evidence" OF_ACTION " ORDER BY s.evidence, s.id" },
	[Q_OWNERS_OF_ACTION] = { "evidence_owners_of_action", OWNERS " AND s.evidence" OF_ACTION },
	[Q_ALL] = { "evidence_all", PIECE " WHERE e.visibility <= $1 AND e.deleted_at IS NULL" NEWEST },
	[Q_LINKS_ALL] = { "evidence_links_all", LINK " ORDER BY s.evidence, s.id" },
	[Q_OWNERS_ALL] = { "evidence_owners_all", OWNERS },
	[Q_ONE] = { "evidence_get", PIECE " WHERE e.id = $1 AND e.visibility <= $2" },
	[Q_LINKS_ONE] = { "evidence_links_one", LINK " AND s.evidence = $1 ORDER BY s.id" },
	[Q_OWNERS_ONE] = { "evidence_owners_one", OWNERS " AND s.evidence = $1" },
	[Q_WAIVERS_OF_ACTION] = { "waivers_of_action",
		"SELECT w.id, w.indicator, w.year, w.reason, p.name, w.waived_at FROM slot_waiver w LEFT JOIN person p ON p.id = w.waived_by"
		" WHERE w.ended_at IS NULL AND w.indicator IN (SELECT i.indicator FROM indicator_line i JOIN plan_line l ON l.id = i.line WHERE l.action = $1)"
		" ORDER BY w.id" },
	{ 0 },
};

enum visibility
user_sees(const struct user *u)
{
	if ((u->roles & (ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION)) != 0)
		return VIS_INTERNAL;
	return user_has(u, ROLE_EVALUATOR) ? VIS_EVALUATORS : VIS_PUBLIC;
}

/* ---- facts -------------------------------------------------------------------------------------------------- */

static struct date
day_of(const char *isotime)
{
	int64_t t;
	return isotime_parse(isotime, &t) ? brussels_date(t) : (struct date){ 1, 1, 1 };
}

static struct date
day_in(const char *isodate)
{
	struct date d;
	return date_parse(isodate, &d) ? d : (struct date){ 1, 1, 1 };
}

/* A deleted piece counted until its deletion: seen from an earlier day it still does. */
static void
read_end(struct rows *r, struct evidence_fact *f)
{
	for (int i = 11; i <= 12; i++) {
		if (col_null(r, i))
			continue;
		struct date d = day_of(col_text(r, i));
		if (!f->withdrawn || date_cmp(d, f->withdrawn_on) < 0)
			f->withdrawn_on = d;
		f->withdrawn = true;
	}
}

static struct evidence_fact
fact_of(struct rows *r, bool masked)
{
	struct evidence_fact f = { .id = masked ? NONE : col_int(r, 0), .title = masked ? NULL : col_text(r, 1), .effective = day_in(col_text(r, 2)),
		.filed = day_of(col_text(r, 3)), .validated = !col_null(r, 4), .adopted = !col_null(r, 6), .disputed = !col_null(r, 8),
		.number = col_int(r, 13), .masked = masked, .by_meeting = !col_null(r, 15) };
	if (f.validated) {
		f.validated_on = day_of(col_text(r, 4));
		f.validated_by = masked ? NULL : col_text(r, 5);
	}
	if (f.adopted) {
		f.adopted_on = day_in(col_text(r, 6));
		f.adopted_known = day_of(col_text(r, 7));
	}
	if (f.disputed) {
		f.disputed_on = day_of(col_text(r, 8));
		f.dispute = masked ? NULL : col_text(r, 9);
		if (!col_null(r, 10))
			f.resolved_on = day_of(col_text(r, 10));
	}
	read_end(r, &f);
	return f;
}

struct fact_ids { int64_t *items; size_t n, cap; };
struct fact_list { struct evidence_fact *items; size_t n, cap; };
struct fill_list { struct slot_fill *items; size_t n, cap; };
struct slot_waivers { struct slot_waiver *items; size_t n, cap; };

static int
id_cmp(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return a[0] < b[0] ? -1 : a[0] > b[0];
}

static enum err
load_facts(struct db *db, enum visibility level, bool mask, struct fact_list *facts, struct fact_ids *ids)
{
	struct rows *r;
	enum err e = db_query(db, &evidence_queries[Q_FACTS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		bool hidden = col_int(r, 14) > (int64_t)level;
		if (hidden && !mask)
			continue;
		PUSH(db_arena(db), facts, fact_of(r, hidden));
		PUSH(db_arena(db), ids, col_int(r, 0));
	}
	return rows_end(r);
}

static enum err
load_fills(struct db *db, const struct fact_ids *ids, struct fill_list *fills)
{
	struct rows *r;
	enum err e = db_query(db, &evidence_queries[Q_FILLS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		int64_t id = col_int(r, 1);
		const int64_t *at = ids->n == 0 ? NULL : bsearch(&id, ids->items, ids->n, sizeof id, id_cmp);
		if (at == NULL)
			continue;
		struct slot_fill f = { .indicator = col_int(r, 0), .fact = (size_t)(at - ids->items), .linked = day_of(col_text(r, 3)), .is_unlinked = !col_null(r, 4),
			.count = (int)col_int(r, 2) };
		if (f.is_unlinked)
			f.unlinked = day_of(col_text(r, 4));
		PUSH(db_arena(db), fills, f);
	}
	return rows_end(r);
}

static enum err
load_waivers(struct db *db, bool mask, struct slot_waivers *out)
{
	struct rows *r;
	enum err e = db_query(db, &evidence_queries[Q_WAIVERS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct slot_waiver w = { .indicator = col_int(r, 0), .year = (int)col_int(r, 1), .on = day_of(col_text(r, 4)) };
		if (!mask) {
			w.reason = col_text(r, 2);
			w.author = col_null(r, 3) ? user_command.name : col_text(r, 3);
		}
		if (!col_null(r, 5))
			w.ended = day_of(col_text(r, 5));
		PUSH(db_arena(db), out, w);
	}
	return rows_end(r);
}

static enum err
load_base(struct db *db, const struct user *u, enum visibility level, bool mask, struct evidence_base **out)
{
	struct fact_list facts = { 0 };
	struct fact_ids ids = { 0 };
	struct fill_list fills = { 0 };
	struct slot_waivers waivers = { 0 };
	enum err e = OK;
	if (!user_may(u, RIGHT_PLAN_READ)) {
		struct programme g;
		if ((e = programme_load(db, &g)) != OK)
			return e;
		if (!g.plan_public)
			return fail(db_arena(db), E_NOTFOUND, "the plan is not public");
	}
	if ((e = load_facts(db, level, mask, &facts, &ids)) != OK || (e = load_fills(db, &ids, &fills)) != OK ||
	    (e = load_waivers(db, !user_may(u, RIGHT_PLAN_READ) || level == VIS_PUBLIC, &waivers)) != OK)
		return e;
	*out = ARENA_NEW(db_arena(db), struct evidence_base);
	**out = (struct evidence_base){ facts.items, facts.n, fills.items, fills.n, waivers.items, waivers.n };
	return OK;
}

enum err
plan_evidence_load(struct db *db, const struct user *u, const struct plan *p, struct evidence_base **out)
{
	(void)p;
	return load_base(db, u, user_sees(u), true, out);
}

enum err
plan_evidence_load_seen(struct db *db, const struct user *u, enum visibility level, struct evidence_base **out)
{
	enum visibility most = user_sees(u);
	return load_base(db, u, level < most ? level : most, false, out);
}

/* ---- pieces ------------------------------------------------------------------------------------------------- */

static struct evidence
piece_of(struct rows *r)
{
	return (struct evidence){ .id = col_int(r, 0), .rev = col_int(r, 1),
		.f = { .kind = (enum evidence_kind)col_int(r, 2), .title = col_text(r, 3), .effective = col_text(r, 4), .blob = col_text(r, 5),
		    .filename = col_text(r, 6), .type = col_text(r, 7), .url = col_text(r, 8), .number = col_int(r, 9), .register_text = col_text(r, 10),
		    .partner = col_text(r, 11), .expires_on = col_text(r, 12), .direction = col_text(r, 13), .audience = col_text(r, 14),
		    .body = col_int(r, 15), .access_level = col_text(r, 16), .note = col_text(r, 17), .visibility = (enum visibility)col_int(r, 18) },
		.copy_sha = col_text(r, 19), .fetched_at = col_text(r, 20), .body_name = col_text(r, 21), .filed_by = col_int(r, 22),
		.filed_by_name = col_text(r, 23), .filed_at = col_text(r, 24), .validated_at = col_text(r, 25), .validated_by = col_text(r, 26),
		.adopted_on = col_text(r, 27), .adopted_by = col_text(r, 28), .adopted_text = col_text(r, 29), .adopted_at = col_text(r, 30),
		.disputed_at = col_text(r, 31), .disputed_by = col_text(r, 32), .dispute = col_text(r, 33), .resolved_at = col_text(r, 34),
		.resolved_by = col_text(r, 35), .withdrawn_at = col_text(r, 36), .withdrawn_by = col_text(r, 37), .deleted_at = col_text(r, 38),
		.access_checked_on = col_text(r, 39), .access_checked_by = col_text(r, 40), .disputer = col_int(r, 41), .deleter = col_int(r, 42), .access_checker = col_int(r, 43),
		.meeting = col_int(r, 44) };
}

struct piece_index { int64_t id; size_t at; };
static int
piece_cmp(const void *x, const void *y)
{
	const struct piece_index *a = x, *b = y;
	return a->id < b->id ? -1 : a->id > b->id;
}

static bool
filed_by_user(const struct user *u, const struct evidence *e)
{
	return e->filed_by == u->person; /* NONE is the command: what it filed it does not validate either */
}

/* The user's rights over each piece, from the actors that answer for it. */
static enum err
load_rights(struct db *db, const struct user *u, int query, struct args args, struct evidence_list *out)
{
	struct rows *r;
	bool all = user_may(u, RIGHT_PLAN_EDIT);
	size_t n = out->pieces.n;
	for (size_t i = 0; i < n; i++)
		out->pieces.items[i].may_edit = out->pieces.items[i].may_validate = all;
	if (!all && n > 0 && user_may(u, RIGHT_EVIDENCE_FILE)) {
		struct piece_index *index = ARENA_ARRAY(db_arena(db), struct piece_index, n);
		for (size_t i = 0; i < n; i++)
			index[i] = (struct piece_index){ out->pieces.items[i].id, i };
		qsort(index, n, sizeof *index, piece_cmp);
		enum err e = db_query(db, &evidence_queries[query], args, &r);
		if (e != OK)
			return e;
		while (rows_next(r)) {
			struct piece_index key = { col_int(r, 0), 0 };
			const struct piece_index *at = bsearch(&key, index, n, sizeof *index, piece_cmp);
			if (at == NULL)
				continue;
			struct evidence *p = &out->pieces.items[at->at];
			p->may_edit = p->may_edit || user_may_for(u, RIGHT_EVIDENCE_FILE, col_int(r, 1));
			p->may_validate = p->may_validate || user_may_for(u, RIGHT_EVIDENCE_VALIDATE, col_int(r, 1));
		}
		if ((e = rows_end(r)) != OK)
			return e;
	}
	for (size_t i = 0; i < n; i++)
		out->pieces.items[i].may_validate = out->pieces.items[i].may_validate && !filed_by_user(u, &out->pieces.items[i]);
	return OK;
}

static enum err
load_list(struct db *db, const struct user *u, int q, struct args args, int links, int owners, struct args of, struct evidence_list *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct evidence_list){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_query(db, &evidence_queries[q], args, &r)) != OK)
		return e;
	while (rows_next(r))
		PUSH(a, &out->pieces, piece_of(r));
	if ((e = rows_end(r)) != OK || (e = db_query(db, &evidence_queries[links], of, &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct evidence_link l = { col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), (int)col_int(r, 4), col_text(r, 5), col_text(r, 6) };
		PUSH(a, &out->links, l);
	}
	if ((e = rows_end(r)) != OK)
		return e;
	/* Links of pieces that are not shown are not shown either. */
	int64_t *ids = ARENA_ARRAY(a, int64_t, out->pieces.n);
	for (size_t i = 0; i < out->pieces.n; i++)
		ids[i] = out->pieces.items[i].id;
	qsort(ids, out->pieces.n, sizeof *ids, id_cmp);
	size_t kept = 0;
	for (size_t i = 0; i < out->links.n; i++)
		if (out->pieces.n > 0 && bsearch(&out->links.items[i].evidence, ids, out->pieces.n, sizeof *ids, id_cmp) != NULL)
			out->links.items[kept++] = out->links.items[i];
	out->links.n = kept;
	return load_rights(db, u, owners, of, out);
}

enum err
evidence_of_action(struct db *db, const struct user *u, int64_t action, struct evidence_list *out)
{
	return load_list(db, u, Q_OF_ACTION, ARGS(V(action), V((int)user_sees(u))), Q_LINKS_OF_ACTION, Q_OWNERS_OF_ACTION, ARGS(V(action)), out);
}

enum err
evidence_all(struct db *db, const struct user *u, struct evidence_list *out)
{
	return load_list(db, u, Q_ALL, ARGS(V((int)user_sees(u))), Q_LINKS_ALL, Q_OWNERS_ALL, NO_ARGS, out);
}

enum err
evidence_get(struct db *db, const struct user *u, int64_t id, struct evidence_list *out)
{
	enum err e = load_list(db, u, Q_ONE, ARGS(V(id), V((int)user_sees(u))), Q_LINKS_ONE, Q_OWNERS_ONE, ARGS(V(id)), out);
	return e == OK && out->pieces.n == 0 ? fail(db_arena(db), E_NOTFOUND, "evidence %lld", (long long)id) : e;
}

enum err
evidence_file(struct db *db, const struct user *u, int64_t id, bool copy, const char **sha, const char **filename, const char **type)
{
	struct evidence_list l;
	enum err e = evidence_get(db, u, id, &l);
	if (e != OK)
		return e;
	const struct evidence *p = &l.pieces.items[0];
	*sha = copy ? p->copy_sha : p->f.blob;
	*filename = copy ? "copie.txt" : p->f.filename;
	*type = copy ? "text/plain" : p->f.type;
	return *sha == NULL || p->deleted_at != NULL ? fail(db_arena(db), E_NOTFOUND, "evidence %lld has no such file", (long long)id) : OK;
}

enum err
waiver_list(struct db *db, const struct user *u, int64_t action, struct waivers *out)
{
	struct rows *r;
	*out = (struct waivers){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e != OK || (e = db_query(db, &evidence_queries[Q_WAIVERS_OF_ACTION], ARGS(V(action)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		struct waiver w = { col_int(r, 0), col_int(r, 1), (int)col_int(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5) };
		PUSH(db_arena(db), out, w);
	}
	return rows_end(r);
}
