#include "mandate/mandate.h"
#include "base/text.h"
#include "meeting/meeting.h"
#include "store/history.h"
#include <string.h>

#define OPEN_ACCOUNT "CASE WHEN p.active = 1 AND p.deleted_at IS NULL THEN 1 ELSE 0 END"
#define ROW "SELECT m.id, m.actor, m.person, m.profile, m.evidence, m.rev, a.name, a.long_name, m.outside, m.organisation, m.name, f.name, m.from_day, m.until_day, m.why," \
	" m.note, m.seat, " OPEN_ACCOUNT ", CASE WHEN p.deleted_at IS NULL THEN 0 ELSE 1 END, CASE WHEN m.email IS NULL OR " OPEN_ACCOUNT " = 1 THEN p.email" \
	" ELSE NULL END, m.email, t.id, t.person, t.name FROM mandate m LEFT JOIN actor a ON a.id = m.actor LEFT JOIN mandate t ON t.id = m.replaces AND t.deleted_at IS NULL" \
	" LEFT JOIN person p ON p.id = m.person LEFT JOIN mandate_profile f ON f.id = m.profile WHERE m.deleted_at IS NULL"
#define OLD_ADDRESSES " FROM mandate WHERE until_day < $1 AND email IS NOT NULL"
enum { Q_LIST, Q_ROW, Q_NAME, Q_WANTS, Q_WANT_SEAT, Q_WANT_PROFILE, Q_WANT_DROP_SEAT, Q_WANT_DROP_PROFILE, Q_NODES, Q_PLACE, Q_TOP, Q_LINE, Q_LINE_SET, Q_LINE_DROP,
	Q_ROLES, Q_ADDRESSES, Q_ADDRESSES_DROP };
const struct query mandate_queries[] = {
	[Q_LIST] = { "mandate_list", ROW " ORDER BY CASE WHEN m.actor IS NULL THEN 1 ELSE 0 END, a.position NULLS LAST, a.id NULLS LAST, m.organisation NULLS FIRST,"
	    " m.outside NULLS FIRST, m.sort_key NULLS LAST, m.from_day, m.id" },
	[Q_ROW] = { "mandate_row", ROW " AND m.id = $1" },
	[Q_NAME] = { "mandate_person_name", "SELECT name FROM person WHERE id = $1 AND deleted_at IS NULL" },
	[Q_WANTS] = { "mandate_wants", "SELECT w.id, w.actor, w.profile, w.seat, f.name, w.least FROM mandate_wanted w LEFT JOIN mandate_profile f ON f.id = w.profile"
	    " ORDER BY w.actor, w.id" },
	[Q_WANT_SEAT] = { "mandate_want_seat", "INSERT INTO mandate_wanted (actor, seat, least) VALUES ($1, $2, $3) ON CONFLICT (actor, seat) DO UPDATE SET least = excluded.least" },
	[Q_WANT_PROFILE] = { "mandate_want_profile", "INSERT INTO mandate_wanted (actor, profile, least) VALUES ($1, $2, $3) ON CONFLICT (actor, profile) DO UPDATE SET"
	    " least = excluded.least" },
	[Q_WANT_DROP_SEAT] = { "mandate_want_drop_seat", "DELETE FROM mandate_wanted WHERE actor = $1 AND seat = $2" },
	[Q_WANT_DROP_PROFILE] = { "mandate_want_drop_profile", "DELETE FROM mandate_wanted WHERE actor = $1 AND profile = $2" },
	[Q_NODES] = { "mandate_chart", "SELECT a.id, u.above, a.name, a.long_name, a.kind FROM actor a LEFT JOIN mandate_under u ON u.actor = a.id WHERE a.deleted_at IS NULL"
	    " ORDER BY a.position, a.id" },
	[Q_PLACE] = { "mandate_place", "INSERT INTO mandate_under (actor, above) VALUES ($1, $2) ON CONFLICT (actor) DO UPDATE SET above = excluded.above" },
	[Q_TOP] = { "mandate_top", "DELETE FROM mandate_under WHERE actor = $1" },
	[Q_LINE] = { "mandate_line", "SELECT indicator FROM mandate_line WHERE direction = $1" },
	[Q_LINE_SET] = { "mandate_line_set", "INSERT INTO mandate_line (direction, indicator) VALUES ($1, $2) ON CONFLICT (direction) DO UPDATE SET indicator = excluded.indicator" },
	[Q_LINE_DROP] = { "mandate_line_drop", "DELETE FROM mandate_line WHERE direction = $1" },
	[Q_ROLES] = { "mandate_roles", "SELECT g.actor, g.person, g.role, p.name, p.email, a.name, a.long_name FROM role_grant g JOIN person p ON p.id = g.person JOIN actor a ON a.id = g.actor"
	    " WHERE g.role IN (4, 8, 16) AND g.deleted_at IS NULL AND (g.from_day IS NULL OR g.from_day <= $1) AND (g.until_day IS NULL OR g.until_day >= $1) AND p.active = 1"
	    " AND p.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM mandate m WHERE m.actor = g.actor AND m.person = g.person AND m.deleted_at IS NULL)"
	    " ORDER BY g.actor NULLS LAST, p.sort_key NULLS LAST, g.person, g.role DESC" },
	[Q_ADDRESSES] = { "mandate_addresses_old", "SELECT count(*)" OLD_ADDRESSES },
	[Q_ADDRESSES_DROP] = { "mandate_addresses_drop", "UPDATE mandate SET email = NULL, email_key = NULL, rev = rev + 1 WHERE id IN (SELECT id" OLD_ADDRESSES ")" },
	{ 0 },
};

/* ---- reading ------------------------------------------------------------------------------------------------ */

static struct mandate_row
row_of(struct rows *r)
{
	struct mandate_row m = { .id = col_int(r, 0), .actor = col_int(r, 1), .person = col_int(r, 2), .profile = col_int(r, 3), .evidence = col_int(r, 4), .rev = col_int(r, 5),
		.actor_name = col_text(r, 6), .actor_long = col_text(r, 7), .outside = col_text(r, 8), .organisation = col_text(r, 9), .name = col_text(r, 10),
		.profile_name = col_text(r, 11), .from_day = col_text(r, 12), .until_day = col_text(r, 13), .why = col_text(r, 14), .note = col_text(r, 15),
		.account = col_int(r, 17) == 1, .gone = col_int(r, 18) == 1, .email = col_null(r, 19) ? col_text(r, 20) : col_text(r, 19),
		.replaces = col_int(r, 21), .replaces_person = col_int(r, 22), .replaces_name = col_text(r, 23) };
	bool known = seat_of(col_text(r, 16), &m.seat);
	BUG_ON(!known);
	return m;
}

/* Seats elsewhere, which come last, as French reads their names: one key after the other, the weightier one last. */
static void
order_outside(struct arena *a, struct mandate_rows *l, bool by_organisation)
{
	size_t from = 0;
	while (from < l->n && l->items[from].actor != NONE)
		from++;
	size_t n = l->n - from;
	const char **texts = ARENA_ARRAY(a, const char *, n + 1);
	struct mandate_row *sorted = ARENA_ARRAY(a, struct mandate_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *s = by_organisation ? l->items[from + i].organisation : l->items[from + i].outside;
		texts[i] = s == NULL ? "" : s;
		sorted[i] = l->items[from + i];
	}
	const size_t *order = text_order(a, texts, n, false);
	for (size_t i = 0; i < n; i++)
		l->items[from + i] = sorted[order[i]];
}

enum err
mandate_list(struct db *db, struct mandate_rows *out)
{
	struct rows *r;
	*out = (struct mandate_rows){ 0 };
	enum err e = db_query(db, &mandate_queries[Q_LIST], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, row_of(r));
	order_outside(db_arena(db), out, false);
	order_outside(db_arena(db), out, true);
	mandate_order(out);
	return rows_end(r);
}

/* The seat that a role in a body stands for, where nobody noted a mandate. */
static enum mandate_seat
seat_by_role(int64_t role)
{
	return role == ROLE_CHAIR ? SEAT_CHAIR : role == ROLE_SECRETARY ? SEAT_SECRETARY : SEAT_MEMBER;
}

static enum err
by_roles(struct db *db, const char *day, struct mandate_rows *out)
{
	struct rows *r;
	*out = (struct mandate_rows){ 0 };
	enum err e = db_query(db, &mandate_queries[Q_ROLES], ARGS(V(day)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct mandate_row m = { .id = NONE, .actor = col_int(r, 0), .person = col_int(r, 1), .profile = NONE, .evidence = NONE, .rev = NONE, .replaces = NONE, .replaces_person = NONE, .seat = seat_by_role(col_int(r, 2)),
			.name = col_text(r, 3), .email = col_text(r, 4), .actor_name = col_text(r, 5), .actor_long = col_text(r, 6), .from_day = day, .account = true };
		const struct mandate_row *last = out->n == 0 ? NULL : &out->items[out->n - 1];
		if (last == NULL || last->actor != m.actor || last->person != m.person) /* of several roles the first, which is the highest */
			PUSH(db_arena(db), out, m);
	}
	mandate_order(out);
	return rows_end(r);
}

/* Once a person: the first seat, which is the highest. Erased persons sit nowhere; of a closed account the name is left. */
static void
seated(struct arena *a, const struct mandate_rows *rows, size_t from, struct mandate_rows *out)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct mandate_row m = rows->items[i];
		bool known = m.gone;
		for (size_t k = from; k < out->n; k++)
			known = known || (m.person != NONE && out->items[k].person == m.person);
		if (known)
			continue;
		m.person = m.account ? m.person : NONE;
		PUSH(a, out, m);
	}
}

enum err
mandate_composition(struct db *db, const int64_t *actors, size_t n, const char *day, struct mandate_rows *out)
{
	struct arena *a = db_arena(db);
	struct mandate_rows all, roles, here;
	*out = (struct mandate_rows){ 0 };
	enum err e = mandate_list(db, &all);
	if (e == OK)
		e = by_roles(db, day, &roles);
	for (size_t i = 0; e == OK && i < n; i++) {
		size_t from = out->n;
		mandate_sitting(a, &all, actors[i], day, &here);
		seated(a, &here, from, out);
		mandate_sitting(a, &roles, actors[i], day, &here);
		seated(a, &here, from, out);
	}
	return e;
}

enum err
mandate_row(struct db *db, int64_t id, struct mandate_row *out)
{
	struct rows *r;
	enum err e = db_one(db, &mandate_queries[Q_ROW], ARGS(V(id)), &r);
	if (e == OK)
		*out = row_of(r);
	return e;
}

bool
mandate_may_edit(const struct user *u, int64_t actor)
{
	return user_may_for(u, RIGHT_MANDATE_EDIT, actor);
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

/* A substitute's only, and a mandate of the same body that has a vote. */
static enum err
check_replaced(struct db *db, struct draft *d)
{
	struct mandate *m = d->row;
	struct mandate_row of;
	if (m->replaces == NONE)
		return OK;
	if (!text_eq(m->seat, seat_word(SEAT_SUBSTITUTE))) {
		problem_add(db_arena(db), &d->problems, "replaces", N_("Seule une suppléance remplace quelqu’un : choisissez ce titre, ou personne."), NULL);
		return OK;
	}
	enum err e = mandate_row(db, m->replaces, &of);
	if (e == E_NOTFOUND) { /* removed since, as a mistake */
		fail_clear(db_arena(db));
		m->replaces = NONE;
		return OK;
	}
	if (e == OK && (of.id == m->id || of.actor != m->actor || !seat_decides(of.seat)))
		problem_add(db_arena(db), &d->problems, "replaces", N_("Une suppléance remplace une personne qui siège, avec une voix, dans la même instance."), NULL);
	return e;
}

enum err
mandate_check(struct db *db, struct draft *d)
{
	struct arena *a = db_arena(db);
	struct mandate *m = d->row;
	bool inside = m->actor != NONE, outside = !text_blank(m->outside);
	if (inside == outside)
		problem_add(a, &d->problems, inside ? "outside" : "actor", inside ? N_("Une seule des deux : une instance du programme, ou une instance extérieure.")
		    : N_("Dites où : une instance du programme, ou une instance extérieure."), NULL);
	if (m->until_day != NULL && m->from_day != NULL && strcmp(m->until_day, m->from_day) < 0)
		problem_add(a, &d->problems, "until_day", N_("La fin vient avant le début."), NULL);
	if (!outside)
		m->organisation = NULL;
	if (text_blank(m->name) && m->person != NONE) {
		struct rows *r;
		enum err e = db_one(db, &mandate_queries[Q_NAME], ARGS(V(m->person)), &r);
		if (e != OK)
			return e;
		m->name = col_text(r, 0);
	}
	if (text_blank(m->name))
		problem_add(a, &d->problems, "name", N_("Dites qui : une personne qui a un compte, ou un nom."), NULL);
	enum err e = check_replaced(db, d);
	return e != OK ? e : d->problems.n > 0 ? E_INVALID : OK;
}

unsigned
seat_role(enum mandate_seat s)
{
	return s == SEAT_CHAIR ? ROLE_CHAIR : s == SEAT_SECRETARY ? ROLE_SECRETARY : s == SEAT_HOLDER || s == SEAT_MEMBER || s == SEAT_SUBSTITUTE ? ROLE_MEMBER : 0;
}

static enum err
save(struct db *db, const struct mandate_saving *s, struct mandate *m, const void **other)
{
	enum mandate_seat seat;
	bool fresh = m->id == NONE, known = seat_of(m->seat, &seat);
	*other = NULL;
	if (!known || !mandate_may_edit(s->user, m->actor))
		return E_FORBIDDEN;
	enum err e = fresh ? entity_insert(&s->view, &mandate_entity, m) : entity_update(&s->view, &mandate_entity, m, other);
	if (e == OK)
		e = mandate_prove(db, s->user, m->id, s->today);
	unsigned role = m->actor == NONE ? 0 : seat_role(seat);
	if (e != OK || !s->access || m->person == NONE || role == 0)
		return e;
	if (!user_may_grant(s->user, (enum role)role, m->person))
		return E_FORBIDDEN;
	return person_grant(db, m->person, (enum role)role, m->actor, m->from_day, m->until_day);
}

enum err
mandate_save(struct db *db, const struct mandate_saving *s, struct mandate *m, const void **other)
{
	enum err e = save(db, s, m, other);
	return e == OK ? meetings_follow(db, s->today) : e;
}

static enum err
load(const struct mandate_saving *s, int64_t id, struct mandate *out)
{
	struct entity_rows rows;
	enum err e = entity_get(&s->view, &mandate_entity, id, &rows);
	if (e != OK)
		return e;
	*out = *(const struct mandate *)rows.rows;
	return mandate_may_edit(s->user, out->actor) ? OK : E_FORBIDDEN;
}

static enum err
end(struct db *db, const struct mandate_saving *s, int64_t id, int64_t rev, const char *until, const char *why, bool close)
{
	struct mandate m;
	const void *other;
	enum mandate_seat seat;
	enum err e = load(s, id, &m);
	if (e != OK)
		return e;
	if (strcmp(until, m.from_day) < 0 || !seat_of(m.seat, &seat))
		return E_INVALID;
	m.rev = rev;
	m.until_day = until;
	if (!text_blank(why))
		m.why = why;
	if ((e = entity_update(&s->view, &mandate_entity, &m, &other)) != OK)
		return e;
	unsigned role = m.actor == NONE ? 0 : seat_role(seat);
	if (!close || m.person == NONE || role == 0)
		return OK;
	if (!user_may_grant(s->user, (enum role)role, m.person))
		return E_FORBIDDEN;
	return person_grants_until(db, m.person, (enum role)role, m.actor, until);
}

enum err
mandate_end(struct db *db, const struct mandate_saving *s, int64_t id, int64_t rev, const char *until, const char *why, bool close)
{
	enum err e = end(db, s, id, rev, until, why, close);
	return e == OK ? meetings_follow(db, s->today) : e;
}

enum err
mandate_remove(struct db *db, const struct mandate_saving *s, int64_t id)
{
	struct mandate m;
	enum err e = load(s, id, &m);
	if (e == OK)
		e = entity_delete(&s->view, &mandate_entity, id, NONE);
	if (e == OK)
		e = meetings_follow(db, s->today);
	return e == OK ? mandate_proof_follows(db, m.evidence, false) : e;
}

enum err
mandate_restore(struct db *db, const struct mandate_saving *s, int64_t id)
{
	struct mandate m;
	enum err e = entity_restore(&s->view, &mandate_entity, id);
	if (e == OK)
		e = load(s, id, &m); /* not theirs: nothing of this is committed */
	if (e == OK)
		e = meetings_follow(db, s->today);
	return e == OK ? mandate_proof_follows(db, m.evidence, true) : e;
}

/* ---- what a composition ought to be -------------------------------------------------------------------------- */

enum err
mandate_wants(struct db *db, struct mandate_wants *out)
{
	struct rows *r;
	*out = (struct mandate_wants){ 0 };
	enum err e = db_query(db, &mandate_queries[Q_WANTS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct mandate_want w = { .id = col_int(r, 0), .actor = col_int(r, 1), .profile = col_int(r, 2), .profile_name = col_text(r, 4), .least = (int)col_int(r, 5) };
		if (w.profile == NONE && !seat_of(col_text(r, 3), &w.seat))
			continue;
		PUSH(db_arena(db), out, w);
	}
	return rows_end(r);
}

enum err
mandate_want_set(struct db *db, const struct mandate_want *w)
{
	bool of_seat = w->profile == NONE;
	struct val what = of_seat ? V(seat_word(w->seat)) : V(w->profile);
	enum err e = w->least <= 0 ? db_exec(db, &mandate_queries[of_seat ? Q_WANT_DROP_SEAT : Q_WANT_DROP_PROFILE], ARGS(V(w->actor), what), NULL)
	                           : db_exec(db, &mandate_queries[of_seat ? Q_WANT_SEAT : Q_WANT_PROFILE], ARGS(V(w->actor), what, V(w->least)), NULL);
	return e != OK ? e : history_add(db, "actor", w->actor, "changed", "composition", NULL,
	    arena_printf(db_arena(db), "%s : %d", of_seat ? seat_name(w->seat) : w->profile_name == NULL ? "?" : w->profile_name, w->least));
}

/* ---- the chart ------------------------------------------------------------------------------------------------ */

enum err
mandate_chart(struct db *db, struct chart_node **nodes, size_t *n)
{
	struct { struct chart_node *items; size_t n, cap; } l = { 0 };
	struct rows *r;
	enum err e = db_query(db, &mandate_queries[Q_NODES], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct chart_node x = { col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3), (int)col_int(r, 4) };
		PUSH(db_arena(db), &l, x);
	}
	*nodes = l.items;
	*n = l.n;
	return rows_end(r);
}

enum err
mandate_place(struct db *db, int64_t actor, int64_t above)
{
	struct chart_node *nodes;
	size_t n, there = 0;
	enum err e = mandate_chart(db, &nodes, &n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		there += nodes[i].actor == actor || nodes[i].actor == above;
	if (there != (above == NONE || above == actor ? 1 : 2))
		return E_NOTFOUND;
	if (above != NONE && chart_ring(nodes, n, actor, above))
		return E_INVALID;
	e = above == NONE ? db_exec(db, &mandate_queries[Q_TOP], ARGS(V(actor)), NULL) : db_exec(db, &mandate_queries[Q_PLACE], ARGS(V(actor), V(above)), NULL);
	return e != OK ? e : history_add(db, "actor", actor, "changed", "above", NULL, above == NONE ? NULL : arena_printf(db_arena(db), "%lld", (long long)above));
}

/* ---- the plan -------------------------------------------------------------------------------------------------- */

static const char *
direction(bool outward)
{
	return outward ? "outward" : "inward";
}

enum err
mandate_line_get(struct db *db, bool outward, int64_t *indicator)
{
	struct rows *r;
	enum err e = db_one(db, &mandate_queries[Q_LINE], ARGS(V(direction(outward))), &r);
	*indicator = e == OK ? col_int(r, 0) : NONE;
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		e = OK;
	}
	return e;
}

enum err
mandate_line_set(struct db *db, bool outward, int64_t indicator)
{
	return indicator == NONE ? db_exec(db, &mandate_queries[Q_LINE_DROP], ARGS(V(direction(outward))), NULL)
	                         : db_exec(db, &mandate_queries[Q_LINE_SET], ARGS(V(direction(outward)), V(indicator)), NULL);
}

enum err
mandate_addresses_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &mandate_queries[Q_ADDRESSES], ARGS(V(before)), &r);
	*n = e == OK ? col_int(r, 0) : 0;
	return e == OK && !look && *n > 0 ? db_exec(db, &mandate_queries[Q_ADDRESSES_DROP], ARGS(V(before)), NULL) : e;
}

enum err
mandate_ending(struct db *db, const struct user *u, struct date today, struct mandate_rows *out)
{
	struct mandate_rows all;
	*out = (struct mandate_rows){ 0 };
	if (!user_may(u, RIGHT_MANDATE_EDIT))
		return OK;
	enum err e = mandate_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct mandate_row *m = &all.items[i];
		if (!mandate_may_edit(u, m->actor) || !mandate_ends_soon(&all, m, today, MANDATE_ENDING_DAYS))
			continue;
		size_t at = out->n;
		PUSH(db_arena(db), out, *m);
		for (; at > 0 && strcmp(out->items[at - 1].until_day, m->until_day) > 0; at--)
			out->items[at] = out->items[at - 1];
		out->items[at] = *m;
	}
	return e;
}
