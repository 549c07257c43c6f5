/* composition_store.c: the list of a meeting follows who sits in its bodies on its day (mandate_composition()). */
#include "meeting/meeting_store.h"
#include "mandate/mandate.h"
#include <string.h>

enum { Q_ADD, Q_SET, Q_OFF, Q_REPLACES, Q_DRAFTS };
const struct query composition_queries[] = {
	[Q_ADD] = { "attendee_sits", "INSERT INTO meeting_person (meeting, person, name, email, email_key, seat, voting, answer, added, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, 'none', 'body', 1)" },
	[Q_SET] = { "attendee_sits_so", "UPDATE meeting_person SET seat = $3, voting = $4, person = $5, name = $6, email = $7, email_key = $8, deleted_at = NULL, removed = NULL, rev = rev + 1"
	    " WHERE meeting = $1 AND id = $2" },
	[Q_OFF] = { "attendee_sits_no_more", "UPDATE meeting_person SET deleted_at = $3, removed = 'body', token_sha = NULL, rev = rev + 1 WHERE meeting = $1 AND id = $2" },
	[Q_REPLACES] = { "attendee_replaces", "UPDATE meeting_person SET replaces = $3, rev = rev + 1 WHERE meeting = $1 AND id = $2" },
	[Q_DRAFTS] = { "meeting_drafts", "SELECT m.id FROM meeting m WHERE m.stage = 'draft' AND m.cancelled_at IS NULL AND m.held_on >= $1 AND EXISTS (SELECT 1 FROM meeting_body b"
	    " WHERE b.meeting = m.id) ORDER BY m.id" },
	{ 0 },
};

static enum err
composition(struct db *db, const struct meeting *m, struct mandate_rows *out)
{
	int64_t *bodies = ARENA_ARRAY(db_arena(db), int64_t, m->bodies.n + 1);
	for (size_t i = 0; i < m->bodies.n; i++)
		bodies[i] = m->bodies.items[i].actor;
	return mandate_composition(db, bodies, m->bodies.n, m->held_on, out);
}

static struct sitter
sitter_of(const struct mandate_row *x)
{
	return (struct sitter){ x->person, x->name, x->email, seat_word(x->seat), seat_decides(x->seat), NULL };
}

static enum err
sitters_of(struct db *db, const struct meeting *m, struct sitters *out)
{
	struct arena *a = db_arena(db);
	struct mandate_rows rows;
	*out = (struct sitters){ 0 };
	enum err e = composition(db, m, &rows);
	for (size_t i = 0; e == OK && i < rows.n; i++) {
		struct sitter s = sitter_of(&rows.items[i]);
		const struct mandate_row *of = mandate_replaced(&rows, &rows.items[i]);
		if (of != NULL) {
			struct sitter *holder = ARENA_ARRAY(a, struct sitter, 1);
			*holder = sitter_of(of);
			s.replaces = holder;
		}
		PUSH(a, out, s);
	}
	sitters_once(a, out);
	return e;
}

enum err
attendee_differs(struct db *db, const struct meeting *m, struct list_changes *out)
{
	struct attendees all;
	struct sitters sitters;
	*out = (struct list_changes){ 0 };
	if (m->bodies.n == 0)
		return OK;
	enum err e = sitters_of(db, m, &sitters);
	if (e == OK)
		e = attendee_list_all(db, m->id, &all);
	if (e == OK)
		list_changes(db_arena(db), &sitters, &all, out);
	return e;
}

/* Once everyone has a line. */
static enum err
align_replaced(struct db *db, const struct meeting *m)
{
	struct attendees all;
	struct sitters sitters;
	enum err e = sitters_of(db, m, &sitters);
	if (e == OK)
		e = attendee_list_all(db, m->id, &all);
	if (e != OK)
		return e;
	const int64_t *replaced = list_replaced(db_arena(db), &sitters, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (replaced[i] != all.items[i].replaces)
			e = db_exec(db, &composition_queries[Q_REPLACES], ARGS(V(m->id), V(all.items[i].id), V(replaced[i])), NULL);
	return e;
}

/* Names and addresses are kept in the line of who has no account; of an account or a contact they are read there. */
static enum err
apply(struct db *db, const struct meeting *m, const struct list_change *c)
{
	struct arena *a = db_arena(db);
	const struct sitter *s = c->sitter;
	const struct attendee *w = c->row;
	if (c->act == LIST_OFF)
		return db_exec(db, &composition_queries[Q_OFF], ARGS(V(m->id), V(w->id), V(now_utc().s)), NULL);
	int64_t person = w != NULL && (w->person != NONE || w->contact != NONE || s == NULL) ? w->person : s->person;
	bool linked = person != NONE || (w != NULL && w->contact != NONE);
	const char *name = linked ? NULL : s != NULL ? s->name : w->name, *email = linked ? NULL : s != NULL && !text_blank(s->email) ? s->email : w != NULL ? w->email : NULL;
	const char *key = email == NULL ? NULL : text_fold(a, email), *seat = s == NULL ? NULL : s->seat;
	if (c->act == LIST_ADD)
		return db_exec(db, &composition_queries[Q_ADD], ARGS(V(m->id), V(person), V(name), V(email), V(key), V(seat), V(c->voting)), NULL);
	return db_exec(db, &composition_queries[Q_SET], ARGS(V(m->id), V(w->id), V(seat), V(c->voting), V(person), V(name), V(email), V(key)), NULL);
}

enum err
attendee_align(struct db *db, const struct meeting *m, int64_t *told)
{
	struct list_changes changes;
	*told = 0;
	enum err e = attendee_differs(db, m, &changes);
	for (size_t i = 0; e == OK && i < changes.n; i++)
		e = apply(db, m, &changes.items[i]);
	if (e == OK && changes.n > 0)
		e = align_replaced(db, m);
	if (e != OK || (*told = (int64_t)list_changes_told(&changes)) == 0)
		return e;
	return history_add(db, "meeting", m->id, "changed", "attendees", NULL, arena_printf(db_arena(db), "%lld", (long long)*told));
}

enum err
attendee_align_by(struct db *db, const struct user *u, int64_t meeting, int64_t *told)
{
	struct meeting m;
	*told = 0;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e == OK && (m.stage >= MT_PREPARED || m.cancelled_at != NULL))
		return fail(db_arena(db), E_FORBIDDEN, "the list of meeting %lld follows nothing any more", (long long)meeting);
	return e == OK ? attendee_align(db, &m, told) : e;
}

enum err
meetings_follow(struct db *db, struct date today)
{
	struct { int64_t *items; size_t n, cap; } drafts = { 0 };
	struct rows *r;
	struct meeting m;
	int64_t told;
	enum err e = db_query(db, &composition_queries[Q_DRAFTS], ARGS(V(arena_strdup(db_arena(db), date_iso(today).s))), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &drafts, col_int(r, 0));
	e = rows_end(r);
	for (size_t i = 0; e == OK && i < drafts.n; i++)
		if ((e = meeting_raw(db, drafts.items[i], &m)) == OK)
			e = attendee_align(db, &m, &told);
	return e;
}

enum err
meeting_offices(struct db *db, const int64_t *bodies, size_t n, const char *day, struct offices *out)
{
	struct mandate_rows rows;
	*out = (struct offices){ NONE, NONE };
	enum err e = mandate_composition(db, bodies, n, day, &rows);
	for (size_t i = 0; e == OK && i < rows.n; i++) {
		const struct mandate_row *x = &rows.items[i];
		if (x->seat == SEAT_CHAIR && out->chair == NONE)
			out->chair = x->person;
		if (x->seat == SEAT_SECRETARY && out->secretary == NONE)
			out->secretary = x->person;
	}
	return e;
}
