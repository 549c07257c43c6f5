/* minutes_store.c: the minutes while they are written: two writers at once, what was discussed, amendments, the annex. */
#include "meeting/meeting_store.h"
#include "base/tr.h"
#include <string.h>

enum { REASON_MOST = 1000, STATES_KEPT = 300 };
enum { Q_SAVE, Q_STATE_ADD, Q_STATE, Q_STATES_DROP, Q_STATES_PURGE, Q_RIVALS, Q_RIVAL_ADD, Q_RIVAL_SET, Q_RIVAL_OWN, Q_RIVAL_END, Q_RIVALS_LEFT, Q_DISCUSSED, Q_PREPARED, Q_AMENDMENTS,
	Q_AMENDMENT_ADD, Q_AMENDMENT_END, Q_ANNEX, Q_ANNEX_ADD, Q_ANNEX_SET, Q_READER, Q_READER_ADD };
const struct query minutes_queries[] = {
	[Q_SAVE] = { "minutes_save", "UPDATE meeting_item SET minutes = $3, minutes_rev = minutes_rev + 1, minutes_by = $4, minutes_at = $5 WHERE id = $1 AND minutes_rev = $2" },
	[Q_STATE_ADD] = { "minutes_state_add", "INSERT INTO meeting_item_text (item, rev, text) VALUES ($1, $2, $3) ON CONFLICT (item, rev) DO NOTHING" },
	[Q_STATE] = { "minutes_state", "SELECT text FROM meeting_item_text WHERE item = $1 AND rev = $2" },
	[Q_STATES_DROP] = { "minutes_states_drop", "DELETE FROM meeting_item_text WHERE item = $1 AND rev < $2" },
	[Q_STATES_PURGE] = { "minutes_states_purge", "DELETE FROM meeting_item_text WHERE item IN (SELECT id FROM meeting_item WHERE meeting = $1)" },
	[Q_RIVALS] = { "minutes_rivals", "SELECT v.id, v.item, v.person, v.base_rev, v.text, v.at, p.name, b.text FROM meeting_rival v LEFT JOIN person p ON p.id = v.person"
	    " LEFT JOIN meeting_item_text b ON b.item = v.item AND b.rev = v.base_rev WHERE v.item = $1 AND v.settled_at IS NULL ORDER BY v.id" },
	[Q_RIVAL_ADD] = { "minutes_rival_add", "INSERT INTO meeting_rival (item, person, base_rev, text, at) VALUES ($1, $2, $3, $4, $5)" },
	[Q_RIVAL_SET] = { "minutes_rival_set", "UPDATE meeting_rival SET text = $2, at = $3 WHERE id = $1" },
	[Q_RIVAL_OWN] = { "minutes_rival_own", "SELECT id FROM meeting_rival WHERE item = $1 AND person = $2 AND settled_at IS NULL" },
	[Q_RIVAL_END] = { "minutes_rival_end", "UPDATE meeting_rival SET settled_at = $3, settled_by = $4 WHERE item = $1 AND id = $2 AND settled_at IS NULL" },
	[Q_RIVALS_LEFT] = { "minutes_rivals_left", "SELECT count(*) FROM meeting_rival v JOIN meeting_item i ON i.id = v.item WHERE i.meeting = $1 AND i.deleted_at IS NULL AND v.settled_at IS NULL" },
	[Q_DISCUSSED] = { "minutes_discussed", "UPDATE meeting_item_action SET discussed = $3 WHERE item = $1 AND action = $2" },
	[Q_PREPARED] = { "minutes_prepared", "UPDATE meeting SET prepared_at = $2, prepared_by = $3 WHERE id = $1" },
	[Q_AMENDMENTS] = { "amendments", "SELECT x.id, x.meeting, x.item, x.person, x.base_rev, x.base, x.text, x.reason, x.at, p.name, x.state, s.name, x.settled_why, i.title FROM meeting_amendment x"
	    " JOIN meeting_item i ON i.id = x.item LEFT JOIN person p ON p.id = x.person LEFT JOIN person s ON s.id = x.settled_by WHERE x.meeting = $1 ORDER BY x.id" },
	[Q_AMENDMENT_ADD] = { "amendment_add", "INSERT INTO meeting_amendment (meeting, item, person, base, base_rev, text, reason, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')" },
	[Q_AMENDMENT_END] = { "amendment_end", "UPDATE meeting_amendment SET state = $3, settled_at = $4, settled_by = $5, settled_why = $6 WHERE meeting = $1 AND id = $2 AND state = 'open'" },
	[Q_ANNEX] = { "annex", "SELECT x.text, x.at, p.name, x.rev FROM meeting_annex x LEFT JOIN person p ON p.id = x.person WHERE x.meeting = $1" },
	[Q_ANNEX_ADD] = { "annex_add", "INSERT INTO meeting_annex (meeting, text, at, person, rev) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (meeting) DO NOTHING" },
	[Q_ANNEX_SET] = { "annex_set", "UPDATE meeting_annex SET text = $2, at = $3, person = $4, rev = rev + 1 WHERE meeting = $1 AND rev = $5" },
	[Q_READER] = { "annex_reader", "SELECT 1 FROM meeting_annex_reader WHERE meeting = $1 AND person = $2" },
	[Q_READER_ADD] = { "annex_reader_add", "INSERT INTO meeting_annex_reader (meeting, person, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT (meeting, person) DO NOTHING" },
	{ 0 },
};

static enum err
live(struct db *db, const struct user *u, int64_t meeting, int64_t item, struct agenda_item *i)
{
	struct meeting m;
	enum err e = meeting_need(db, u, meeting, MEET_DRAFT, &m);
	if (e == OK)
		e = agenda_item_get(db, meeting, item, i);
	if (e != OK)
		return e;
	if (i->deleted_at != NULL)
		return fail(db_arena(db), E_NOTFOUND, "item %lld is not on the agenda", (long long)item);
	return m.stage == MT_LIVE ? OK : fail(db_arena(db), E_FORBIDDEN, "meeting %lld: nobody takes minutes now", (long long)meeting);
}

/* ---- two writers ------------------------------------------------------------------------------------------------ */

static enum err
put_text(struct db *db, const struct user *u, const struct agenda_item *i, const char *text)
{
	int64_t n;
	enum err e = db_exec(db, &minutes_queries[Q_STATE_ADD], ARGS(V(i->id), V(i->minutes_rev), V(i->minutes == NULL ? "" : i->minutes)), NULL);
	if (e == OK)
		e = db_exec(db, &minutes_queries[Q_SAVE], ARGS(V(i->id), V(i->minutes_rev), V(text), V(u->person), V(now_utc().s)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_CONFLICT, "item %lld: changed meanwhile", (long long)i->id);
	if (e == OK && i->minutes_rev % 100 == 0)
		e = db_exec(db, &minutes_queries[Q_STATES_DROP], ARGS(V(i->id), V(i->minutes_rev - STATES_KEPT)), NULL);
	return e;
}

static enum err
own_rival(struct db *db, const struct user *u, int64_t item, int64_t *id)
{
	struct rows *r;
	*id = NONE;
	enum err e = db_query(db, &minutes_queries[Q_RIVAL_OWN], ARGS(V(item), V(u->person)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*id = col_int(r, 0);
	return rows_end(r);
}

static enum err
end_rival(struct db *db, const struct user *u, int64_t item, int64_t rival)
{
	return rival == NONE ? OK : db_exec(db, &minutes_queries[Q_RIVAL_END], ARGS(V(item), V(rival), V(now_utc().s), V(u->person)), NULL);
}

static enum err
keep_rival(struct db *db, const struct user *u, int64_t item, int64_t rival, int64_t base_rev, const char *text)
{
	struct isotime now = now_utc();
	if (rival != NONE)
		return db_exec(db, &minutes_queries[Q_RIVAL_SET], ARGS(V(rival), V(text), V(now.s)), NULL);
	return db_exec(db, &minutes_queries[Q_RIVAL_ADD], ARGS(V(item), V(u->person), V(base_rev), V(text), V(now.s)), NULL);
}

/* What it was typed on: as the browser says, else the state of that number. NULL: nobody knows any more. */
static enum err
base_of(struct db *db, const struct minutes_text *t, const char **base)
{
	struct rows *r;
	*base = t->base;
	if (t->base != NULL)
		return OK;
	if (t->base_rev == 0) {
		*base = "";
		return OK;
	}
	enum err e = db_query(db, &minutes_queries[Q_STATE], ARGS(V(t->item), V(t->base_rev)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*base = col_text(r, 0);
	return rows_end(r);
}

enum err
minutes_save(struct db *db, const struct user *u, int64_t meeting, const struct minutes_text *t, struct text_typed *out)
{
	struct arena *a = db_arena(db);
	struct agenda_item i;
	const char *base;
	int64_t rival;
	enum err e = live(db, u, meeting, t->item, &i);
	if (e != OK)
		return e;
	if (strlen(t->text) > TEXT_TYPED_MOST)
		return fail(a, E_LIMIT, "minutes of one item are too long");
	if (t->base_rev == NONE || t->base_rev > i.minutes_rev)
		return fail(a, E_INVALID, "minutes on a state that never was");
	const char *now = i.minutes == NULL ? "" : i.minutes;
	*out = (struct text_typed){ TEXT_SAVED, i.minutes_rev, t->text, i.minutes_by };
	if ((e = own_rival(db, u, t->item, &rival)) != OK)
		return e;
	bool on_it = t->base_rev == i.minutes_rev && (t->base == NULL || strcmp(t->base, now) == 0);
	if (strcmp(now, t->text) == 0)
		return on_it ? OK : end_rival(db, u, t->item, rival);
	if (on_it) {
		out->rev++;
		return put_text(db, u, &i, t->text);
	}
	if ((e = base_of(db, t, &base)) != OK)
		return e;
	out->outcome = text_join(a, base, t->text, now, &out->text);
	if (out->outcome == TEXT_RIVAL)
		return keep_rival(db, u, t->item, rival, t->base_rev, t->text);
	if (out->text == now)
		return OK;
	out->rev++;
	e = put_text(db, u, &i, out->text);
	return e == OK ? end_rival(db, u, t->item, rival) : e;
}

enum err
minutes_rivals(struct db *db, int64_t item, struct rivals *out)
{
	struct rows *r;
	*out = (struct rivals){ 0 };
	enum err e = db_query(db, &minutes_queries[Q_RIVALS], ARGS(V(item)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct rival v = { col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7) };
		PUSH(db_arena(db), out, v);
	}
	return rows_end(r);
}

enum err
minutes_settle(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t base_rev, int64_t rival, const char *text)
{
	struct agenda_item i;
	enum err e = live(db, u, meeting, item, &i);
	if (e != OK)
		return e;
	if (strlen(text) > TEXT_TYPED_MOST)
		return fail(db_arena(db), E_LIMIT, "minutes of one item are too long");
	if (base_rev != i.minutes_rev)
		return fail(db_arena(db), E_CONFLICT, "item %lld: changed meanwhile", (long long)item);
	e = put_text(db, u, &i, text);
	if (e == OK)
		e = end_rival(db, u, item, rival);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "minutes", NULL, i.title) : e;
}

enum err
minutes_discussed(struct db *db, const struct user *u, int64_t meeting, int64_t item, const int64_t *actions, size_t n)
{
	struct agenda g;
	struct agenda_item i;
	enum err e = live(db, u, meeting, item, &i);
	if (e == OK)
		e = agenda_load(db, meeting, &g);
	for (size_t k = 0; e == OK && k < g.actions.n; k++) {
		const struct agenda_action *x = &g.actions.items[k];
		bool on = false;
		for (size_t j = 0; j < n; j++)
			on = on || actions[j] == x->action;
		if (x->item == item && on != x->discussed)
			e = db_exec(db, &minutes_queries[Q_DISCUSSED], ARGS(V(item), V(x->action), V(on)), NULL);
	}
	return e;
}

/* ---- live, prepared ------------------------------------------------------------------------------------------------ */

enum err
minutes_begin(struct db *db, const struct user *u, int64_t meeting, int64_t rev)
{
	struct meeting m;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e != OK || m.stage == MT_LIVE)
		return e;
	if (m.stage > MT_LIVE || m.cancelled_at != NULL)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld is past its live minutes", (long long)meeting);
	m.rev = rev;
	return meeting_stage_set(db, &m, MT_LIVE);
}

enum err
minutes_prepare(struct db *db, const struct convening *how, int64_t meeting, int64_t rev, int64_t *sent, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct attendees all;
	struct attendance c;
	struct rows *r;
	*sent = 0;
	enum err e = meeting_need(db, how->user, meeting, MEET_MANAGE, &m);
	if (e == OK)
		e = attendee_list(db, meeting, &all);
	if (e == OK)
		e = attendance_count(db, &m, &all, &c);
	if (e != OK)
		return e;
	if (m.stage != MT_LIVE)
		problem_add(a, problems, NULL, N_("Personne ne prend note de cette réunion : son procès-verbal est déjà préparé, ou pas commencé."), NULL);
	if ((e = db_one(db, &minutes_queries[Q_RIVALS_LEFT], ARGS(V(meeting)), &r)) != OK)
		return e;
	if (col_int(r, 0) > 0)
		problem_add(a, problems, NULL, N_("Des textes écrits en même temps attendent d’être réunis : ouvrez les points signalés."), NULL);
	size_t there = 0;
	for (size_t i = 0; i < all.n; i++)
		there += all.items[i].presence == PRES_PRESENT || all.items[i].presence == PRES_INVITED;
	if (there == 0)
		problem_add(a, problems, NULL, N_("Notez d’abord qui était présent : le procès-verbal est envoyé à ces personnes."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "minutes are not ready");
	m.rev = rev;
	if ((e = meeting_stage_set(db, &m, MT_PREPARED)) != OK)
		return e;
	e = db_exec(db, &minutes_queries[Q_PREPARED], ARGS(V(meeting), V(now_utc().s), V(how->user->person)), NULL);
	if (e == OK)
		e = db_exec(db, &minutes_queries[Q_STATES_PURGE], ARGS(V(meeting)), NULL);
	return e == OK && !how->silent ? minutes_send(db, how, &m, &all, sent) : e;
}

enum err
minutes_reopen(struct db *db, const struct user *u, int64_t meeting, int64_t rev)
{
	struct meeting m;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e != OK || m.stage == MT_LIVE)
		return e;
	if (m.stage != MT_PREPARED)
		return fail(db_arena(db), E_FORBIDDEN, "meeting %lld: no prepared minutes", (long long)meeting);
	m.rev = rev;
	return meeting_stage_set(db, &m, MT_LIVE);
}

/* ---- amendments ------------------------------------------------------------------------------------------------------ */

enum err
amendment_list(struct db *db, int64_t meeting, struct amendments *out)
{
	struct rows *r;
	*out = (struct amendments){ 0 };
	enum err e = db_query(db, &minutes_queries[Q_AMENDMENTS], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct amendment x = { .id = col_int(r, 0), .meeting = col_int(r, 1), .item = col_int(r, 2), .person = col_int(r, 3), .base_rev = col_int(r, 4), .base = col_text(r, 5),
			.text = col_text(r, 6), .reason = col_text(r, 7), .at = col_text(r, 8), .who = col_text(r, 9), .state = col_text(r, 10), .settled_by = col_text(r, 11),
			.settled_why = col_text(r, 12), .item_title = col_text(r, 13) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

enum err
amendment_add(struct db *db, const struct user *u, int64_t meeting, int64_t item, int64_t base_rev, const char *text, const char *reason, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct agenda_item i;
	enum err e = meeting_need(db, u, meeting, MEET_READ | MEET_ATTENDED, &m);
	if (e == OK)
		e = agenda_item_get(db, meeting, item, &i);
	if (e != OK)
		return e;
	if (m.stage != MT_PREPARED || i.deleted_at != NULL)
		return fail(a, E_FORBIDDEN, "meeting %lld: nothing to amend", (long long)meeting);
	const char *now = i.minutes == NULL ? "" : i.minutes;
	if (text == NULL || strcmp(text, now) == 0)
		problem_add(a, problems, "text", N_("Changez le texte du point : la différence est votre amendement."), NULL);
	if (text != NULL && strlen(text) > TEXT_TYPED_MOST)
		problem_add(a, problems, "text", N_("Ce texte est trop long."), NULL);
	if (reason != NULL && text_length(reason) > REASON_MOST)
		problem_add(a, problems, "reason", N_("Ce motif est trop long."), NULL);
	if (base_rev != i.minutes_rev)
		problem_add(a, problems, "text", N_("Ce point a changé depuis que la page était ouverte : relisez-le, puis reprenez votre amendement."), NULL);
	if (problems->n > 0)
		return fail(a, E_INVALID, "amendment");
	e = db_exec(db, &minutes_queries[Q_AMENDMENT_ADD], ARGS(V(meeting), V(item), V(u->person), V(now), V(base_rev), V(text), V(text_blank(reason) ? NULL : reason), V(now_utc().s)), NULL);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "amendment", NULL, i.title) : e;
}

enum err
amendment_settle(struct db *db, const struct user *u, int64_t meeting, int64_t amendment, bool accepted, const char *why, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct meeting m;
	struct amendments all;
	struct agenda_item i;
	const struct amendment *x = NULL;
	const char *text;
	enum err e = meeting_need(db, u, meeting, MEET_MANAGE, &m);
	if (e == OK)
		e = amendment_list(db, meeting, &all);
	if (e != OK)
		return e;
	for (size_t k = 0; k < all.n; k++)
		x = all.items[k].id == amendment ? &all.items[k] : x;
	if (x == NULL)
		return fail(a, E_NOTFOUND, "amendment %lld", (long long)amendment);
	if (m.stage != MT_PREPARED || !text_eq(x->state, "open"))
		return fail(a, E_FORBIDDEN, "amendment %lld is settled", (long long)amendment);
	if (!accepted && (text_blank(why) || text_length(why) > REASON_MOST)) {
		problem_add(a, problems, arena_printf(a, "why-%lld", (long long)amendment), N_("Dites pourquoi l’amendement est refusé."), NULL);
		return fail(a, E_INVALID, "refused without a reason");
	}
	if (accepted) {
		if ((e = agenda_item_get(db, meeting, x->item, &i)) != OK)
			return e;
		if (!text_merge(a, x->base, x->text, i.minutes == NULL ? "" : i.minutes, &text)) {
			problem_add(a, problems, NULL, N_("Ce passage a changé depuis l’amendement : rouvrez la prise de notes pour l’y écrire, puis refusez-le en le disant repris."), NULL);
			return fail(a, E_INVALID, "amendment of a text that changed");
		}
		if ((e = put_text(db, u, &i, text)) != OK)
			return e;
	}
	e = db_exec(db, &minutes_queries[Q_AMENDMENT_END], ARGS(V(meeting), V(amendment), V(accepted ? "accepted" : "refused"), V(now_utc().s), V(u->person), V(text_blank(why) ? NULL : why)), NULL);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "amendment", x->item_title, accepted ? "accepted" : "refused") : e;
}

/* ---- the restricted annex ----------------------------------------------------------------------------------------------- */

static enum err
annex_row(struct db *db, int64_t meeting, struct annex *out)
{
	struct rows *r;
	*out = (struct annex){ .text = "" };
	enum err e = db_query(db, &minutes_queries[Q_ANNEX], ARGS(V(meeting)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*out = (struct annex){ col_text(r, 0), col_text(r, 1), col_text(r, 2), col_int(r, 3), false };
	return rows_end(r);
}

/* By no role alone: one was there, or is of the coordination and said why. */
static enum err
annex_may(struct db *db, const struct user *u, const struct meeting *m, bool *may)
{
	struct rows *r;
	*may = (m->seat & MEET_ATTENDED) != 0;
	if (*may || !user_has(u, ROLE_COORDINATION) || u->person == NONE)
		return OK;
	enum err e = db_query(db, &minutes_queries[Q_READER], ARGS(V(m->id), V(u->person)), &r);
	if (e != OK)
		return e;
	*may = rows_next(r);
	return rows_end(r);
}

enum err
annex_get(struct db *db, const struct user *u, int64_t meeting, struct annex *out)
{
	struct meeting m;
	bool may;
	enum err e = meeting_get(db, u, meeting, &m);
	if (e == OK)
		e = annex_may(db, u, &m, &may);
	if (e != OK)
		return e;
	if (!may)
		return fail(db_arena(db), E_NOTFOUND, "annex of %lld is not for this user", (long long)meeting);
	e = annex_row(db, meeting, out);
	out->may_write = (m.seat & MEET_MANAGE) != 0 && (m.seat & MEET_ATTENDED) != 0 && (m.stage == MT_LIVE || m.stage == MT_PREPARED);
	return e;
}

enum err
annex_save(struct db *db, const struct user *u, int64_t meeting, int64_t rev, const char *text)
{
	struct arena *a = db_arena(db);
	struct annex x;
	int64_t n;
	enum err e = annex_get(db, u, meeting, &x);
	if (e != OK)
		return e;
	if (!x.may_write)
		return fail(a, E_FORBIDDEN, "annex of %lld is not written by this user", (long long)meeting);
	if (strlen(text) > TEXT_TYPED_MOST)
		return fail(a, E_LIMIT, "an annex that is too long");
	e = x.rev == 0 ? db_exec(db, &minutes_queries[Q_ANNEX_ADD], ARGS(V(meeting), V(text), V(now_utc().s), V(u->person)), &n)
	               : db_exec(db, &minutes_queries[Q_ANNEX_SET], ARGS(V(meeting), V(text), V(now_utc().s), V(u->person), V(rev)), &n);
	if (e == OK && n == 0)
		return fail(a, E_CONFLICT, "annex of %lld: changed meanwhile", (long long)meeting);
	return e == OK ? history_add(db, "meeting", meeting, "changed", "annex", NULL, NULL) : e; /* that it changed: never its words */
}

enum err
annex_open(struct db *db, const struct user *u, int64_t meeting, const char *reason, struct problems *problems)
{
	struct meeting m;
	enum err e = meeting_get(db, u, meeting, &m);
	if (e != OK)
		return e;
	if (!user_has(u, ROLE_COORDINATION) || u->person == NONE)
		return fail(db_arena(db), E_NOTFOUND, "annex of %lld is not for this user", (long long)meeting);
	if (text_blank(reason) || text_length(reason) > REASON_MOST) {
		problem_add(db_arena(db), problems, "reason", N_("Dites pourquoi vous l’ouvrez : le motif reste au journal."), NULL);
		return fail(db_arena(db), E_INVALID, "annex opened without a reason");
	}
	e = db_exec(db, &minutes_queries[Q_READER_ADD], ARGS(V(meeting), V(u->person), V(reason), V(now_utc().s)), NULL);
	return e == OK ? history_add(db, "meeting", meeting, "annex opened", NULL, NULL, reason) : e;
}

/* What approval freezes of it: its digest, never its words. NULL: there is none. */
enum err
annex_digest(struct db *db, int64_t meeting, const char **sha)
{
	struct annex x;
	*sha = NULL;
	enum err e = annex_row(db, meeting, &x);
	if (e == OK && x.text[0] != '\0')
		*sha = arena_strdup(db_arena(db), digest_str(x.text).s);
	return e;
}
