/* reader_store.c: who is asked to read an adopted document, who has, and the letters that ask. */
#include "charter/charter.h"
#include "base/text.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

#define TODAY " AND g.deleted_at IS NULL AND coalesce(g.from_day, $2) <= $2 AND coalesce(g.until_day, $2) >= $2"
/* The latest other version that a person had read. */
#define BEFORE(who) "(SELECT z.id FROM charter_ack y JOIN charter_version z ON z.id = y.version WHERE z.charter = $1 AND y.person = " who " AND z.id <> $5" \
	" ORDER BY z.major DESC, z.minor DESC LIMIT 1)"
enum { Q_ASKS, Q_ASK_ROLE, Q_ASK_ACTOR, Q_ASK_END_ROLE, Q_ASK_END_ACTOR, Q_READERS, Q_ACK, Q_ACKED, Q_BEFORE, Q_LETTER, Q_REMINDED, Q_REMINDERS, Q_ASKED };
const struct query reader_queries[] = {
	[Q_ASKS] = { "charter_asks", "SELECT k.id, k.role, k.actor, a.name FROM charter_ask k LEFT JOIN actor a ON a.id = k.actor WHERE k.charter = $1 ORDER BY k.id" },
	[Q_ASK_ROLE] = { "charter_ask_role", "INSERT INTO charter_ask (charter, role) VALUES ($1, $2) ON CONFLICT (charter, role) DO NOTHING" },
	[Q_ASK_ACTOR] = { "charter_ask_actor", "INSERT INTO charter_ask (charter, actor) VALUES ($1, $2) ON CONFLICT (charter, actor) DO NOTHING" },
	[Q_ASK_END_ROLE] = { "charter_ask_end_role", "DELETE FROM charter_ask WHERE charter = $1 AND role = $2" },
	[Q_ASK_END_ACTOR] = { "charter_ask_end_actor", "DELETE FROM charter_ask WHERE charter = $1 AND actor = $2" },
	/* $3, $4: number in force, $5: its id */
	[Q_READERS] = { "charter_readers", "SELECT DISTINCT k.id, k.role, k.actor, a.name, p.id, p.name, p.email, p.lang, p.sort_key, (SELECT min(y.at) FROM charter_ack y"
	    " JOIN charter_version w ON w.id = y.version WHERE w.charter = k.charter AND w.major = $3 AND w.minor <= $4 AND y.person = p.id), l.times, l.last_on, b.id, b.major, b.minor"
	    " FROM charter_ask k LEFT JOIN actor a ON a.id = k.actor JOIN role_grant g ON (g.role = k.role AND k.actor IS NULL) OR (g.actor = k.actor AND g.role IN (4, 8, 16))"
	    " JOIN person p ON p.id = g.person AND p.active = 1 AND p.deleted_at IS NULL LEFT JOIN charter_letter l ON l.charter = k.charter AND l.major = $3 AND l.person = p.id"
	    " LEFT JOIN charter_version b ON b.id = " BEFORE("p.id") " WHERE k.charter = $1" TODAY " ORDER BY k.id, p.sort_key, p.id" },
	[Q_ACK] = { "charter_ack_add", "INSERT INTO charter_ack (version, person, at) VALUES ($1, $2, $3) ON CONFLICT (version, person) DO NOTHING" },
	[Q_ACKED] = { "charter_acked", "SELECT min(y.at) FROM charter_ack y JOIN charter_version w ON w.id = y.version WHERE w.charter = $1 AND w.major = $2 AND w.minor <= $3 AND y.person = $4" },
	[Q_BEFORE] = { "charter_read_before", "SELECT b.id, b.major, b.minor, y.at FROM charter_version b JOIN charter_ack y ON y.version = b.id AND y.person = $2 WHERE b.charter = $1 AND b.id <> $3"
	    " AND b.withdrawn_at IS NULL ORDER BY b.major DESC, b.minor DESC LIMIT 1" },
	[Q_LETTER] = { "charter_letter", "INSERT INTO charter_letter (charter, major, person, times, last_on) VALUES ($1, $2, $3, 1, $4) ON CONFLICT (charter, major, person) DO UPDATE SET"
	    " times = charter_letter.times + 1, last_on = excluded.last_on" },
	[Q_REMINDED] = { "charter_reminded", "INSERT INTO charter_reminder (version, at, person, sent) VALUES ($1, $2, $3, $4)" },
	[Q_REMINDERS] = { "charter_reminders", "SELECT r.at, p.name, r.sent FROM charter_reminder r JOIN charter_version v ON v.id = r.version LEFT JOIN person p ON p.id = r.person"
	    " WHERE v.charter = $1 ORDER BY r.id DESC LIMIT 50" },
	[Q_ASKED] = { "charter_asked", "SELECT DISTINCT k.charter, w.major, w.minor FROM charter_ask k JOIN role_grant g ON (g.role = k.role AND k.actor IS NULL) OR (g.actor = k.actor AND g.role IN (4, 8, 16))"
	    " LEFT JOIN (SELECT v.charter, v.major, v.minor FROM charter_ack y JOIN charter_version v ON v.id = y.version WHERE y.person = $1) w ON w.charter = k.charter"
	    " WHERE g.person = $1" TODAY " ORDER BY k.charter, w.major NULLS FIRST, w.minor NULLS FIRST" },
	{ 0 },
};

/* ---- who is asked ----------------------------------------------------------------------------------------------- */

enum err
ask_list(struct db *db, int64_t charter, struct asks *out)
{
	struct rows *r;
	*out = (struct asks){ 0 };
	enum err e = db_query(db, &reader_queries[Q_ASKS], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct ask k = { .id = col_int(r, 0), .role = col_null(r, 1) ? 0 : (unsigned)col_int(r, 1), .actor = col_int(r, 2), .actor_name = col_text(r, 3) };
		PUSH(db_arena(db), out, k);
	}
	return rows_end(r);
}

bool
ask_sees(const struct charter *c, unsigned role, int64_t actor)
{
	if (role == 0)
		return c->audience != AUDIENCE_BODY || actor == c->actor;
	static const enum right opens[AUDIENCES] = { [AUDIENCE_PUBLIC] = RIGHT_CHARTER_ACK, [AUDIENCE_PROGRAMME] = RIGHT_CHARTER_READ, [AUDIENCE_STAFF] = RIGHT_CHARTER_AMEND };
	return (right_roles(opens[c->audience]) & role) != 0 || role == ROLE_COORDINATION; /* of a body's own: who coordinates sees it */
}

enum err
ask_set(struct db *db, const struct user *u, int64_t charter, unsigned role, int64_t actor, bool on, struct problems *problems)
{
	struct charter c;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e != OK)
		return e;
	if ((role != 0) == (actor != NONE) || (role != 0 && ((role & right_roles(RIGHT_CHARTER_ACK)) == 0 || (role & (role - 1)) != 0)))
		return fail(db_arena(db), E_NOTFOUND, "nobody is called so");
	if (on && !ask_sees(&c, role, actor)) {
		problem_add(db_arena(db), problems, "who", N_("Ce groupe ne verrait pas ce document une fois adopté : changez d’abord qui le lira, dans les réglages."), NULL);
		return fail(db_arena(db), E_INVALID, "a group that may not see the document");
	}
	if (role != 0)
		return db_exec(db, &reader_queries[on ? Q_ASK_ROLE : Q_ASK_END_ROLE], ARGS(V(charter), V((int64_t)role)), NULL);
	e = db_exec(db, &reader_queries[on ? Q_ASK_ACTOR : Q_ASK_END_ACTOR], ARGS(V(charter), V(actor)), NULL);
	return e == E_CONFLICT ? fail(db_arena(db), E_NOTFOUND, "no such body") : e;
}

enum err
reader_list(struct db *db, const struct charter *c, struct date today, struct readers *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	struct isodate t = date_iso(today);
	struct mail_persons refusers;
	*out = (struct readers){ 0 };
	enum err e = mail_refusers(db, MAIL_READING, &refusers);
	if (e != OK)
		return e;
	e = db_query(db, &reader_queries[Q_READERS], ARGS(V(c->id), V(t.s), V(c->major), V(c->minor), V(c->version)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct reader x = { .ask = col_int(r, 0), .role = col_null(r, 1) ? 0 : (unsigned)col_int(r, 1), .actor = col_int(r, 2), .actor_name = col_text(r, 3), .person = col_int(r, 4),
			.name = col_text(r, 5), .email = col_text(r, 6), .lang = col_text(r, 7), .mail = !mail_refused_by(&refusers, col_int(r, 4)), .read_at = col_text(r, 9),
			.letters = col_null(r, 10) ? 0 : (int)col_int(r, 10), .last_on = col_text(r, 11), .before_id = col_int(r, 12) };
		if (x.before_id != NONE)
			x.before = arena_printf(a, "%d.%d", (int)col_int(r, 13), (int)col_int(r, 14));
		if (ask_sees(c, x.role, x.actor))
			PUSH(a, out, x);
	}
	return rows_end(r);
}

/* ---- who has read ------------------------------------------------------------------------------------------------- */

enum err
version_ack(struct db *db, const struct user *u, const struct charter *c)
{
	if (c->version == NONE || u->person == NONE)
		return fail(db_arena(db), E_NOTFOUND, "document %lld: nothing adopted to acknowledge", (long long)c->id);
	return db_exec(db, &reader_queries[Q_ACK], ARGS(V(c->version), V(u->person), V(now_utc().s)), NULL);
}

enum err
version_acked(struct db *db, const struct user *u, const struct charter *c, const char **at)
{
	struct rows *r;
	*at = NULL;
	if (c->version == NONE || u->person == NONE)
		return OK;
	enum err e = db_one(db, &reader_queries[Q_ACKED], ARGS(V(c->id), V(c->major), V(c->minor), V(u->person)), &r);
	if (e == OK)
		*at = col_text(r, 0);
	return e;
}

enum err
version_before(struct db *db, const struct user *u, const struct charter *c, struct version_before *out)
{
	struct rows *r;
	*out = (struct version_before){ .id = NONE };
	if (c->version == NONE || u->person == NONE)
		return OK;
	enum err e = db_query(db, &reader_queries[Q_BEFORE], ARGS(V(c->id), V(u->person), V(c->version)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		*out = (struct version_before){ col_int(r, 0), (int)col_int(r, 1), (int)col_int(r, 2), col_text(r, 3) };
	return rows_end(r);
}

struct asked { int64_t charter; int major, minor; /* a version read of it; major -1: none */ };
struct askeds { struct asked *items; size_t n, cap; };

/* Asked for, and not read: a version of the same major number, no later than the one in force. */
static bool
is_unread(const struct charter *c, const struct askeds *l)
{
	bool asked = false, read = false;
	for (size_t i = 0; i < l->n; i++) {
		const struct asked *x = &l->items[i];
		if (x->charter != c->id)
			continue;
		asked = true;
		read = read || (x->major == c->major && x->minor <= c->minor);
	}
	return asked && !read && c->version != NONE;
}

enum err
charter_unread(struct db *db, const struct user *u, struct date today, struct charters *out)
{
	struct charters all;
	struct rows *r;
	struct askeds asked = { 0 };
	struct isodate t = date_iso(today);
	*out = (struct charters){ 0 };
	if (u->person == NONE)
		return OK;
	enum err e = db_query(db, &reader_queries[Q_ASKED], ARGS(V(u->person), V(t.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct asked x = { col_int(r, 0), col_null(r, 1) ? -1 : (int)col_int(r, 1), (int)col_int(r, 2) };
		PUSH(db_arena(db), &asked, x);
	}
	if ((e = rows_end(r)) != OK || asked.n == 0)
		return e;
	e = charter_list(db, u, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (is_unread(&all.items[i], &asked))
			PUSH(db_arena(db), out, all.items[i]);
	return e;
}

/* ---- letters -------------------------------------------------------------------------------------------------------- */

enum err
reminder_list(struct db *db, int64_t charter, struct charter_reminders *out)
{
	struct rows *r;
	*out = (struct charter_reminders){ 0 };
	enum err e = db_query(db, &reader_queries[Q_REMINDERS], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter_reminder x = { col_text(r, 0), col_text(r, 1), col_int(r, 2) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

static enum err
write_one(struct db *db, const struct charter *c, const struct reminding *how, const struct reader *x)
{
	struct arena *a = db_arena(db);
	struct isodate today = date_iso(how->today);
	const char *lang = x->lang != NULL ? x->lang : how->lang, *read = arena_printf(a, "%s/documents/%lld/read", how->base_url, (long long)c->id);
	struct mail m = { .to = x->email, .person = x->person, .key = arena_printf(a, "charter %lld %s %lld", (long long)c->version, today.s, (long long)x->person),
		.subject = mail_text(a, lang, x->letters == 0 ? N_("À lire : %s") : N_("Rappel, à lire : %s"), c->title) };
	if (x->before != NULL)
		m.text = mail_text(a, lang, N_("Bonjour %s,\n\nVous aviez lu la version %s de ce document : %s. Une autre est adoptée, et il vous est demandé de la lire aussi.\n\n%s"), x->name, x->before, c->title,
		    mail_text(a, lang, N_("Ce qui a changé :\n\n%s\n\nLisez-la, puis dites que vous l’avez lue :\n\n%s\n"),
		        arena_printf(a, "%s/documents/%lld/versions/%lld?with=%lld", how->base_url, (long long)c->id, (long long)c->version, (long long)x->before_id), read));
	else
		m.text = mail_text(a, lang, N_("Bonjour %s,\n\nCe document est adopté, et il vous est demandé de le lire : %s.\nLisez-le, puis dites que vous l’avez lu :\n\n%s\n"), x->name, c->title, read);
	enum err e = mail_queue(db, MAIL_READING, &m);
	return e == OK ? db_exec(db, &reader_queries[Q_LETTER], ARGS(V(c->id), V(c->major), V(x->person), V(today.s)), NULL) : e;
}

static bool
written_today(const struct reader *x, struct date today)
{
	return text_eq(x->last_on, date_iso(today).s);
}

enum err
reader_write(struct db *db, const struct charter *c, const struct reminding *how, int64_t *sent)
{
	struct readers all;
	enum err e = reader_list(db, c, how->today, &all);
	*sent = 0;
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct reader *x = &all.items[i];
		bool before = false; /* one letter a person, however many groups they stand in */
		for (size_t k = 0; k < i; k++)
			before = before || all.items[k].person == x->person;
		if (before || x->read_at != NULL || !x->mail || written_today(x, how->today) || (how->by == NONE && !charter_letter_due(x->letters, x->last_on, how->today)))
			continue;
		if ((e = write_one(db, c, how, x)) == E_INVALID) { /* an address that nobody can be written at */
			fail_clear(db_arena(db));
			e = OK;
			continue;
		}
		*sent += e == OK;
	}
	if (e != OK || (*sent == 0 && how->by == NONE))
		return e;
	e = db_exec(db, &reader_queries[Q_REMINDED], ARGS(V(c->version), V(now_utc().s), V(how->by), V(*sent)), NULL);
	return e == OK ? history_add(db, "charter", c->id, "reminded", NULL, NULL, arena_printf(db_arena(db), "%lld", (long long)*sent)) : e;
}

enum err
reader_remind(struct db *db, const struct user *u, int64_t charter, const struct reminding *how, int64_t *sent)
{
	struct charter c;
	struct reminding pressed = *how;
	*sent = 0;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK && c.version == NONE)
		return fail(db_arena(db), E_NOTFOUND, "document %lld: nothing adopted to acknowledge", (long long)charter);
	pressed.by = u->person;
	return e == OK ? reader_write(db, &c, &pressed, sent) : e;
}
