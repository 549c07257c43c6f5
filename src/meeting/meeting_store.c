/* meeting_store.c: which meetings there are and who sees them; their days; their stages; the quorum of a body. */
#include "meeting/meeting_store.h"
#include "base/secret.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

enum { TITLE_MOST = 200, PLACE_MOST = 300, NOTE_MOST = 4000, REASON_MOST = 1000 };
#define MEETING "SELECT m.id, m.title, m.held_on, m.starts, m.ends, m.place, m.link, m.note, m.stage, m.uid, m.sequence, m.chair, c.name, m.secretary, s.name," \
	" m.convened_at, m.cancelled_at, m.cancel_reason, m.prepared_at, m.approved_on, m.approved_at, m.approved_in, m.approved_how, m.minutes_sha, m.annex_sha," \
	" m.created_by, m.rev, me.id, me.answer, me.presence, me.read_at, CASE WHEN " ATTENDEE_BELONGS("me") " THEN 1 ELSE 0 END FROM meeting m LEFT JOIN person c ON c.id = m.chair LEFT JOIN person s ON s.id = m.secretary" \
	" LEFT JOIN meeting_person me ON me.meeting = m.id AND me.person = $1 AND me.deleted_at IS NULL"
/* $1 person, $2 day, $3: reads what is approved, $4: sees all. The C below says the same of one meeting. */
#define VISIBLE " (CAST($4 AS bigint) = 1 OR me.id IS NOT NULL OR m.created_by = $1 OR (CAST($3 AS bigint) = 1 AND m.stage = 'approved') OR EXISTS (SELECT 1 FROM meeting_body b JOIN role_grant g ON g.actor = b.actor" \
	" WHERE b.meeting = m.id AND g.person = $1 AND g.role IN (4, 8, 16) AND g.deleted_at IS NULL AND (g.from_day IS NULL OR g.from_day <= $2)" \
	" AND (g.until_day IS NULL OR g.until_day >= $2)))"
#define OF_BODY " AND (CAST($5 AS bigint) IS NULL OR EXISTS (SELECT 1 FROM meeting_body b2 WHERE b2.meeting = m.id AND b2.actor = CAST($5 AS bigint)))"
enum { Q_COMING, Q_PAST, Q_GET, Q_BODIES, Q_BODIES_OF, Q_ADD, Q_ADD_BODY, Q_CHANGE, Q_TOUCH, Q_STAGE, Q_CANCEL, Q_MINE, Q_QUORUM, Q_QUORUM_ADD, Q_QUORUM_SET };
const struct query meeting_queries[] = {
	[Q_COMING] = { "meetings_coming", MEETING " WHERE" VISIBLE OF_BODY " AND m.held_on >= $2 ORDER BY m.held_on, m.starts, m.id LIMIT $6" },
	[Q_PAST] = { "meetings_past", MEETING " WHERE" VISIBLE OF_BODY " AND m.held_on < $2 ORDER BY m.held_on DESC, m.starts DESC, m.id DESC LIMIT $6" },
	[Q_GET] = { "meeting", MEETING " WHERE m.id = $2" },
	[Q_BODIES] = { "meeting_bodies", "SELECT b.meeting, b.actor, a.name, a.long_name FROM meeting_body b JOIN actor a ON a.id = b.actor ORDER BY b.meeting, b.position, b.actor" },
	[Q_BODIES_OF] = { "meeting_bodies_of", "SELECT b.meeting, b.actor, a.name, a.long_name FROM meeting_body b JOIN actor a ON a.id = b.actor WHERE b.meeting = $1"
	    " ORDER BY b.position, b.actor" },
	[Q_ADD] = { "meeting_add", "INSERT INTO meeting (title, held_on, starts, ends, place, link, note, stage, uid, sequence, chair, secretary, created_at, created_by, rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, 0, $9, $10, $11, $12, 1) RETURNING id" },
	[Q_ADD_BODY] = { "meeting_body_add", "INSERT INTO meeting_body (meeting, actor, position) VALUES ($1, $2, $3)" },
	[Q_CHANGE] = { "meeting_change", "UPDATE meeting SET title = $3, held_on = $4, starts = $5, ends = $6, place = $7, link = $8, note = $9, chair = $10, secretary = $11,"
	    " sequence = sequence + CAST($12 AS bigint), rev = rev + 1 WHERE id = $1 AND rev = $2" },
	[Q_TOUCH] = { "meeting_touch", "UPDATE meeting SET rev = rev + 1 WHERE id = $1 AND rev = $2" },
	[Q_STAGE] = { "meeting_stage", "UPDATE meeting SET stage = $3, rev = rev + 1 WHERE id = $1 AND rev = $2" },
	[Q_CANCEL] = { "meeting_cancel", "UPDATE meeting SET cancelled_at = $3, cancelled_by = $4, cancel_reason = $5, sequence = sequence + 1, rev = rev + 1"
	    " WHERE id = $1 AND rev = $2 AND cancelled_at IS NULL" },
	[Q_MINE] = { "meeting_actors", "SELECT id, name, long_name FROM actor WHERE deleted_at IS NULL AND kind <= 1 ORDER BY kind, position, id" },
	[Q_QUORUM] = { "meeting_quorum", "SELECT rule, n, rev FROM meeting_quorum WHERE actor = $1" },
	[Q_QUORUM_ADD] = { "meeting_quorum_add", "INSERT INTO meeting_quorum (actor, rule, n, rev) VALUES ($1, $2, $3, 1) ON CONFLICT (actor) DO NOTHING" },
	[Q_QUORUM_SET] = { "meeting_quorum_set", "UPDATE meeting_quorum SET rule = $2, n = $3, rev = rev + 1 WHERE actor = $1 AND rev = $4" },
	{ 0 },
};

/* ---- names and seats ------------------------------------------------------------------------------------------ */

const char *
meeting_name(struct arena *a, enum lang lang, const struct meeting *m)
{
	if (!text_blank(m->title))
		return m->title;
	if (m->bodies.n == 0)
		return tr(lang, N_("Rencontre"));
	struct buf b = buf_new(a, KIB(4));
	for (size_t i = 0; i < m->bodies.n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : i + 1 < m->bodies.n ? ", " : tr(lang, N_(" et ")), m->bodies.items[i].name);
	return buf_str(&b);
}

static unsigned
seat_of(const struct user *u, const struct meeting *m)
{
	bool known = u->person != NONE, there = m->my_presence == PRES_PRESENT;
	unsigned seat = m->me != NONE ? MEET_SEE | MEET_INVITED : 0;
	for (size_t i = 0; i < m->bodies.n; i++) {
		int64_t body = m->bodies.items[i].actor;
		seat |= user_may_for(u, RIGHT_MEETING_DRAFT, body) ? MEET_SEE | MEET_READ | MEET_DRAFT : 0;
		seat |= user_may_for(u, RIGHT_MEETING_MANAGE, body) ? MEET_MANAGE : 0;
		seat |= user_may_for(u, RIGHT_MEETING_APPROVE, body) ? MEET_APPROVE : 0;
	}
	bool own = known && m->created_by == u->person && user_may(u, RIGHT_MEETING_MANAGE);
	if (m->bodies.n == 0 && (own || user_has(u, ROLE_COORDINATION)))
		seat |= MEET_SEE | MEET_READ | MEET_DRAFT | MEET_MANAGE | MEET_APPROVE;
	if (m->me != NONE && there)
		seat |= MEET_ATTENDED;
	if (m->me != NONE && (there || m->mine) && m->stage >= MT_PREPARED)
		seat |= MEET_READ;
	if (m->stage == MT_APPROVED && (m->me != NONE || user_may(u, RIGHT_PLAN_READ)))
		seat |= MEET_SEE | MEET_READ;
	return seat;
}

static struct meeting
row(struct rows *r)
{
	struct meeting m = { .id = col_int(r, 0), .title = col_text(r, 1), .held_on = col_text(r, 2), .starts = col_text(r, 3), .ends = col_text(r, 4), .place = col_text(r, 5),
		.link = col_text(r, 6), .note = col_text(r, 7), .uid = col_text(r, 9), .sequence = col_int(r, 10), .chair = col_int(r, 11), .chair_name = col_text(r, 12),
		.secretary = col_int(r, 13), .secretary_name = col_text(r, 14), .convened_at = col_text(r, 15), .cancelled_at = col_text(r, 16),
		.cancel_reason = col_text(r, 17), .prepared_at = col_text(r, 18), .approved_on = col_text(r, 19), .approved_at = col_text(r, 20),
		.approved_in = col_int(r, 21), .approved_how = col_text(r, 22), .minutes_sha = col_text(r, 23), .annex_sha = col_text(r, 24),
		.created_by = col_int(r, 25), .rev = col_int(r, 26), .me = col_int(r, 27), .my_answer = col_text(r, 28), .my_presence = presence_of(col_text(r, 29)),
		.my_read_at = col_text(r, 30), .mine = col_int(r, 31) == 1 };
	bool known = stage_of(col_text(r, 8), &m.stage);
	BUG_ON(!known);
	return m;
}

static struct meeting_body
body_row(struct rows *r)
{
	return (struct meeting_body){ col_int(r, 0), col_int(r, 1), col_text(r, 2), col_text(r, 3) };
}

enum err
meeting_list(struct db *db, const struct user *u, const struct meeting_filter *f, struct meetings *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	const char *day = arena_strdup(a, date_iso(f->today).s);
	*out = (struct meetings){ 0 };
	enum err e = db_query(db, &meeting_queries[f->upcoming ? Q_COMING : Q_PAST], ARGS(V(u->person), V(day), V(user_may(u, RIGHT_PLAN_READ)), V(user_has(u, ROLE_COORDINATION)),
	    V(f->body), V(f->most)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(a, out, row(r));
	if ((e = rows_end(r)) != OK || out->n == 0 || (e = db_query(db, &meeting_queries[Q_BODIES], NO_ARGS, &r)) != OK)
		return e;
	struct meeting_bodies all = { 0 };
	while (rows_next(r))
		PUSH(a, &all, body_row(r));
	if ((e = rows_end(r)) != OK)
		return e;
	size_t kept = 0;
	for (size_t i = 0; i < out->n; i++) {
		struct meeting *m = &out->items[i];
		for (size_t k = 0; k < all.n; k++)
			if (all.items[k].meeting == m->id)
				PUSH(a, &m->bodies, all.items[k]);
		m->seat = seat_of(u, m);
		if ((m->seat & MEET_SEE) != 0)
			out->items[kept++] = *m;
	}
	out->n = kept;
	return OK;
}

static enum err
load(struct db *db, int64_t person, int64_t id, struct meeting *out)
{
	struct rows *r;
	enum err e = db_one(db, &meeting_queries[Q_GET], ARGS(V(person), V(id)), &r);
	if (e != OK)
		return e;
	*out = row(r);
	if ((e = db_query(db, &meeting_queries[Q_BODIES_OF], ARGS(V(id)), &r)) != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &out->bodies, body_row(r));
	return rows_end(r);
}

enum err
meeting_get(struct db *db, const struct user *u, int64_t id, struct meeting *out)
{
	enum err e = load(db, u->person, id, out);
	if (e != OK)
		return e;
	out->seat = seat_of(u, out);
	return (out->seat & MEET_SEE) != 0 ? OK : fail(db_arena(db), E_NOTFOUND, "meeting %lld is not for this user", (long long)id);
}

enum err
meeting_raw(struct db *db, int64_t id, struct meeting *out)
{
	return load(db, NONE, id, out);
}

enum err
meeting_need(struct db *db, const struct user *u, int64_t id, unsigned seat, struct meeting *out)
{
	enum err e = meeting_get(db, u, id, out);
	if (e != OK)
		return e;
	return (out->seat & seat) == seat ? OK : fail(db_arena(db), E_FORBIDDEN, "meeting %lld: a seat is missing", (long long)id);
}

enum err
meeting_bodies_mine(struct db *db, const struct user *u, struct meeting_bodies *out)
{
	struct rows *r;
	*out = (struct meeting_bodies){ 0 };
	enum err e = db_query(db, &meeting_queries[Q_MINE], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct meeting_body b = { NONE, col_int(r, 0), col_text(r, 1), col_text(r, 2) };
		if (user_may_for(u, RIGHT_MEETING_MANAGE, b.actor))
			PUSH(db_arena(db), out, b);
	}
	return rows_end(r);
}

/* ---- making and changing --------------------------------------------------------------------------------------- */

static const char *
given(struct arena *a, const char *s)
{
	return text_blank(s) ? NULL : text_trim(a, s);
}

static void
check(struct arena *a, const struct meeting_form *f, struct problems *out)
{
	struct date day;
	if (f->held_on == NULL || !date_parse(f->held_on, &day))
		problem_add(a, out, "held_on", N_("Quel jour la réunion se tient-elle ?"), NULL);
	if (f->starts == NULL)
		problem_add(a, out, "starts", N_("À quelle heure commence-t-elle ? Par exemple 17:30."), NULL);
	if (f->ends == NULL)
		problem_add(a, out, "ends", N_("À quelle heure finit-elle ? Par exemple 19:30."), NULL);
	if (f->starts != NULL && f->ends != NULL && strcmp(f->ends, f->starts) <= 0)
		problem_add(a, out, "ends", N_("La fin vient après le début, le même jour."), NULL);
	const struct { const char *name, *text; size_t most; } texts[] = { { "title", f->title, TITLE_MOST }, { "place", f->place, PLACE_MOST }, { "link", f->link, 1000 }, { "note", f->note, NOTE_MOST } };
	for (size_t i = 0; i < LEN(texts); i++)
		if (texts[i].text != NULL && text_length(texts[i].text) > texts[i].most)
			problem_add(a, out, texts[i].name, N_("Ce texte est trop long."), NULL);
	if (!text_blank(f->link) && !text_starts(f->link, "https://") && !text_starts(f->link, "http://"))
		problem_add(a, out, "link", N_("L’adresse de la visioconférence commence par https://."), NULL);
}

enum err
meeting_add(struct db *db, const struct user *u, const struct meeting_form *f, bool fill, struct year_bounds b, struct date today, int64_t *id,
    struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	struct offices offices;
	int64_t added, aligned;
	bool may = f->nbodies == 0 && user_may(u, RIGHT_MEETING_MANAGE);
	for (size_t i = 0; i < f->nbodies; i++)
		may = may || user_may_for(u, RIGHT_MEETING_MANAGE, f->bodies[i]);
	if (!may)
		return fail(a, E_FORBIDDEN, "a meeting of bodies that the user does not manage");
	check(a, f, problems);
	if (f->nbodies == 0 && text_blank(f->title))
		problem_add(a, problems, "title", N_("Une rencontre sans instance porte un titre : avec qui, à propos de quoi."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "meeting form");
	enum err e = meeting_offices(db, f->bodies, f->nbodies, f->held_on, &offices);
	if (e == OK)
		e = db_one(db, &meeting_queries[Q_ADD], ARGS(V(given(a, f->title)), V(f->held_on), V(f->starts), V(f->ends), V(given(a, f->place)), V(given(a, f->link)),
		    V(given(a, f->note)), V(token_new().s), V(f->chair != NONE ? f->chair : offices.chair), V(f->secretary != NONE ? f->secretary : offices.secretary),
		    V(now_utc().s), V(u->person)), &r);
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	for (size_t i = 0; e == OK && i < f->nbodies; i++)
		e = db_exec(db, &meeting_queries[Q_ADD_BODY], ARGS(V(*id), V(f->bodies[i]), V((int64_t)i)), NULL);
	if (e == OK)
		e = history_add(db, "meeting", *id, "created", NULL, NULL, f->held_on);
	struct meeting m;
	if (e == OK)
		e = meeting_raw(db, *id, &m);
	if (e == OK)
		e = attendee_align(db, &m, &aligned);
	if (e == OK && f->nbodies == 0 && u->person != NONE) /* who arranges to meet somebody is there */
		e = attendee_add(db, u, *id, &(struct attendee){ .person = u->person, .contact = NONE }, problems);
	return e == OK && fill ? agenda_fill(db, u, *id, b, today, &added) : e;
}

static enum err
told(struct db *db, int64_t id, const char *field, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "meeting", id, "changed", field, before, after);
}

enum err
meeting_change(struct db *db, const struct user *u, int64_t id, int64_t rev, const struct meeting_form *f, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	int64_t n, aligned;
	enum err e = meeting_need(db, u, id, MEET_MANAGE, &m);
	if (e != OK)
		return e;
	check(a, f, problems);
	if (m.cancelled_at != NULL)
		problem_add(a, problems, NULL, N_("Cette réunion est annulée : elle ne change plus."), NULL);
	if (m.stage == MT_APPROVED)
		problem_add(a, problems, NULL, N_("Le procès-verbal est approuvé : la réunion ne change plus."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "meeting form");
	const char *place = given(a, f->place), *link = given(a, f->link), *note = given(a, f->note), *title = given(a, f->title);
	bool moved = !text_eq(m.held_on, f->held_on) || !text_eq(m.starts, f->starts) || !text_eq(m.ends, f->ends) || !text_eq(m.place, place) || !text_eq(m.link, link);
	e = db_exec(db, &meeting_queries[Q_CHANGE], ARGS(V(id), V(rev), V(title), V(f->held_on), V(f->starts), V(f->ends), V(place), V(link), V(note), V(f->chair), V(f->secretary),
	    V(moved && m.convened_at != NULL)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "meeting %lld: changed meanwhile", (long long)id);
	const struct { const char *field, *before, *after; } rows[] = { { "title", m.title, title }, { "held_on", m.held_on, f->held_on }, { "starts", m.starts, f->starts },
		{ "ends", m.ends, f->ends }, { "place", m.place, place }, { "link", m.link, link }, { "note", m.note, note } };
	for (size_t i = 0; e == OK && i < LEN(rows); i++)
		e = told(db, id, rows[i].field, rows[i].before, rows[i].after);
	if (e == OK && !text_eq(m.held_on, f->held_on) && m.stage <= MT_CONVENED && (e = meeting_raw(db, id, &m)) == OK)
		e = attendee_align(db, &m, &aligned);
	return e;
}

static enum err
one_changed(struct db *db, const struct meeting *m, int query, struct args args)
{
	int64_t n;
	enum err e = db_exec(db, &meeting_queries[query], args, &n);
	return e == OK && n == 0 ? fail(db_arena(db), E_CONFLICT, "meeting %lld: changed meanwhile", (long long)m->id) : e;
}

enum err
meeting_touch(struct db *db, const struct meeting *m)
{
	return one_changed(db, m, Q_TOUCH, ARGS(V(m->id), V(m->rev)));
}

enum err
meeting_stage_set(struct db *db, const struct meeting *m, enum stage to)
{
	enum err e = one_changed(db, m, Q_STAGE, ARGS(V(m->id), V(m->rev), V(stage_word(to))));
	return e == OK ? history_add(db, "meeting", m->id, "changed", "stage", stage_word(m->stage), stage_word(to)) : e;
}

enum err
meeting_cancel(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *reason, struct meeting *out, struct problems *problems)
{
	struct arena *a = db_arena(db);
	enum err e = meeting_need(db, u, id, MEET_MANAGE, out);
	if (e != OK)
		return e;
	if (out->cancelled_at != NULL)
		problem_add(a, problems, NULL, N_("Cette réunion est déjà annulée."), NULL);
	if (out->stage >= MT_LIVE)
		problem_add(a, problems, NULL, N_("Des notes ont été prises : cette réunion s’est tenue, elle ne s’annule plus."), NULL);
	if (text_blank(reason) || text_length(reason) > REASON_MOST)
		problem_add(a, problems, "reason", N_("Dites pourquoi la réunion est annulée : le motif part avec le courrier."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "meeting cancelled");
	out->rev = rev;
	e = one_changed(db, out, Q_CANCEL, ARGS(V(id), V(rev), V(now_utc().s), V(u->person), V(text_trim(a, reason))));
	return e == OK ? history_add(db, "meeting", id, "cancelled", NULL, NULL, reason) : e;
}

/* ---- quorum ------------------------------------------------------------------------------------------------------ */

enum err
meeting_quorum(struct db *db, int64_t actor, struct quorum *out, int64_t *rev)
{
	struct rows *r;
	*out = (struct quorum){ QUORUM_NONE, 0 };
	*rev = 0;
	enum err e = db_query(db, &meeting_queries[Q_QUORUM], ARGS(V(actor)), &r);
	if (e != OK)
		return e;
	if (rows_next(r)) {
		bool known = quorum_of(col_text(r, 0), &out->rule);
		BUG_ON(!known);
		out->n = col_int(r, 1);
		*rev = col_int(r, 2);
	}
	return rows_end(r);
}

enum err
meeting_quorum_set(struct db *db, const struct user *u, int64_t actor, struct quorum q, int64_t rev, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct quorum before;
	int64_t n, now;
	if (!user_may_for(u, RIGHT_MEETING_MANAGE, actor))
		return fail(a, E_FORBIDDEN, "quorum of a body that the user does not manage");
	const char *why = quorum_problem(q);
	if (why != NULL) {
		problem_add(a, problems, "n", why, NULL);
		return fail(a, E_INVALID, "quorum");
	}
	if (q.rule == QUORUM_NONE || q.rule == QUORUM_HALF)
		q.n = 0;
	enum err e = meeting_quorum(db, actor, &before, &now);
	if (e == OK)
		e = now == 0 ? db_exec(db, &meeting_queries[Q_QUORUM_ADD], ARGS(V(actor), V(quorum_word(q.rule)), V(q.n)), &n)
		             : db_exec(db, &meeting_queries[Q_QUORUM_SET], ARGS(V(actor), V(quorum_word(q.rule)), V(q.n), V(rev)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "quorum of %lld: changed meanwhile", (long long)actor);
	return e == OK ? history_add(db, "actor", actor, "changed", "quorum", arena_printf(a, "%s %lld", quorum_word(before.rule), (long long)before.n),
	    arena_printf(a, "%s %lld", quorum_word(q.rule), (long long)q.n)) : e;
}
