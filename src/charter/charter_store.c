/* charter_store.c: documents and who has a seat at them; who is asked to read. */
#include "charter/charter.h"
#include "base/text.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

enum { TITLE_MOST = 200, SUMMARY_MOST = 2000 };
/* The version in force: the highest that a decision of approved minutes adopts. */
#define IN_FORCE "(SELECT x.id FROM charter_version x JOIN meeting_decision d ON d.id = x.decision JOIN meeting m ON m.id = d.meeting WHERE x.charter = c.id" \
	" AND x.withdrawn_at IS NULL AND d.deleted_at IS NULL AND m.stage = 'approved' ORDER BY x.major DESC, x.minor DESC LIMIT 1)"
#define ROW "SELECT c.id, c.actor, c.indicator, c.rev, v.id, v.major, v.minor, c.kind, c.audience, c.title, c.summary, a.name, h.held_on, c.consulting, c.adherable, c.deleted_at," \
	" c.created_at FROM charter c JOIN actor a ON a.id = c.actor LEFT JOIN charter_version v ON v.id = " IN_FORCE \
	" LEFT JOIN meeting_decision e ON e.id = v.decision LEFT JOIN meeting h ON h.id = e.meeting"
#define TODAY " AND g.deleted_at IS NULL AND coalesce(g.from_day, $2) <= $2 AND coalesce(g.until_day, $2) >= $2"
enum { Q_LIST, Q_ONE, Q_ADD, Q_SAVE, Q_REMOVE, Q_RESTORE, Q_VERSIONS, Q_ACTORS, Q_ASKS, Q_ASK_ROLE, Q_ASK_ACTOR, Q_ASK_END_ROLE, Q_ASK_END_ACTOR, Q_READERS, Q_ACK, Q_ACKED, Q_REMINDED, Q_REMINDERS };
const struct query charter_queries[] = {
	[Q_LIST] = { "charters", ROW " WHERE c.deleted_at IS NULL ORDER BY c.title, c.id" },
	[Q_ONE] = { "charter", ROW " WHERE c.id = $1" },
	[Q_ADD] = { "charter_add", "INSERT INTO charter (kind, title, summary, actor, audience, consulting, adherable, indicator, created_at, created_by, rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) RETURNING id" },
	[Q_SAVE] = { "charter_save", "UPDATE charter SET kind = $3, title = $4, summary = $5, actor = $6, audience = $7, consulting = $8, adherable = $9, indicator = $10, rev = rev + 1"
	    " WHERE id = $1 AND rev = $2" },
	[Q_REMOVE] = { "charter_remove", "UPDATE charter SET deleted_at = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "charter_restore", "UPDATE charter SET deleted_at = NULL, rev = rev + 1 WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_VERSIONS] = { "charter_versions", "SELECT count(*) FROM charter_version WHERE charter = $1" },
	[Q_ACTORS] = { "charter_actors", "SELECT id, name FROM actor WHERE deleted_at IS NULL ORDER BY position, id" },
	[Q_ASKS] = { "charter_asks", "SELECT k.id, k.role, k.actor, a.name FROM charter_ask k LEFT JOIN actor a ON a.id = k.actor WHERE k.charter = $1 ORDER BY k.id" },
	[Q_ASK_ROLE] = { "charter_ask_role", "INSERT INTO charter_ask (charter, role) VALUES ($1, $2) ON CONFLICT (charter, role) DO NOTHING" },
	[Q_ASK_ACTOR] = { "charter_ask_actor", "INSERT INTO charter_ask (charter, actor) VALUES ($1, $2) ON CONFLICT (charter, actor) DO NOTHING" },
	[Q_ASK_END_ROLE] = { "charter_ask_end_role", "DELETE FROM charter_ask WHERE charter = $1 AND role = $2" },
	[Q_ASK_END_ACTOR] = { "charter_ask_end_actor", "DELETE FROM charter_ask WHERE charter = $1 AND actor = $2" },
	[Q_READERS] = { "charter_readers", "SELECT DISTINCT k.id, k.role, k.actor, a.name, p.id, p.name, p.email, p.lang, CASE WHEN EXISTS (SELECT 1 FROM mail_off f WHERE f.person = p.id AND f.kind = 'reading') THEN 0 ELSE 1 END, p.sort_key, (SELECT min(y.at) FROM charter_ack y"
	    " JOIN charter_version w ON w.id = y.version WHERE w.charter = k.charter AND w.major = $3 AND w.minor <= $4 AND y.person = p.id) FROM charter_ask k"
	    " LEFT JOIN actor a ON a.id = k.actor JOIN role_grant g ON (g.role = k.role AND k.actor IS NULL) OR (g.actor = k.actor AND g.role IN (4, 8, 16))"
	    " JOIN person p ON p.id = g.person AND p.active = 1 AND p.deleted_at IS NULL WHERE k.charter = $1" TODAY " ORDER BY k.id, p.sort_key, p.id" },
	[Q_ACK] = { "charter_ack_add", "INSERT INTO charter_ack (version, person, at) VALUES ($1, $2, $3) ON CONFLICT (version, person) DO NOTHING" },
	[Q_ACKED] = { "charter_acked", "SELECT min(y.at) FROM charter_ack y JOIN charter_version w ON w.id = y.version WHERE w.charter = $1 AND w.major = $2 AND w.minor <= $3 AND y.person = $4" },
	[Q_REMINDED] = { "charter_reminded", "INSERT INTO charter_reminder (version, at, person, sent) VALUES ($1, $2, $3, $4)" },
	[Q_REMINDERS] = { "charter_reminders", "SELECT r.at, p.name, r.sent FROM charter_reminder r JOIN charter_version v ON v.id = r.version LEFT JOIN person p ON p.id = r.person"
	    " WHERE v.charter = $1 ORDER BY r.id DESC" },
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
	c.major = c.version == NONE ? 0 : (int)col_int(r, 5);
	c.minor = c.version == NONE ? 0 : (int)col_int(r, 6);
	bool known = charter_kind_of(col_text(r, 7), &c.kind) && audience_of(col_text(r, 8), &c.audience);
	BUG_ON(!known);
	c.seat = seat_of(u, &c);
	return c;
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
	    V(f->adherable), V(f->indicator), V(now_utc().s), V(u->person)), &r);
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
	    V(f->adherable), V(f->indicator)), &n);
	if (e == OK && n == 0)
		return fail(db_arena(db), E_CONFLICT, "document %lld: changed meanwhile", (long long)id);
	if (e == OK)
		e = note(db, id, "title", c.title, f->title);
	if (e == OK)
		e = note(db, id, "audience", audience_word(c.audience), f->audience);
	if (e == OK)
		e = note(db, id, "consulting", c.consulting ? "1" : "0", f->consulting ? "1" : "0");
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

/* ---- who is asked to read, and has ---------------------------------------------------------------------------------- */

enum err
ask_list(struct db *db, int64_t charter, struct asks *out)
{
	struct rows *r;
	*out = (struct asks){ 0 };
	enum err e = db_query(db, &charter_queries[Q_ASKS], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct ask k = { .id = col_int(r, 0), .role = col_null(r, 1) ? 0 : (unsigned)col_int(r, 1), .actor = col_int(r, 2), .actor_name = col_text(r, 3) };
		PUSH(db_arena(db), out, k);
	}
	return rows_end(r);
}

enum err
ask_set(struct db *db, const struct user *u, int64_t charter, unsigned role, int64_t actor, bool on)
{
	static const unsigned may = ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR | ROLE_STUDENT;
	struct charter c;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e != OK)
		return e;
	if ((role != 0) == (actor != NONE) || (role != 0 && ((role & may) == 0 || (role & (role - 1)) != 0)))
		return fail(db_arena(db), E_INVALID, "nobody is called so");
	if (role != 0)
		return db_exec(db, &charter_queries[on ? Q_ASK_ROLE : Q_ASK_END_ROLE], ARGS(V(charter), V((int64_t)role)), NULL);
	e = db_exec(db, &charter_queries[on ? Q_ASK_ACTOR : Q_ASK_END_ACTOR], ARGS(V(charter), V(actor)), NULL);
	return e == E_CONFLICT ? fail(db_arena(db), E_NOTFOUND, "no such body") : e;
}

enum err
reader_list(struct db *db, const struct charter *c, struct date today, struct readers *out)
{
	struct rows *r;
	struct isodate t = date_iso(today);
	*out = (struct readers){ 0 };
	enum err e = db_query(db, &charter_queries[Q_READERS], ARGS(V(c->id), V(t.s), V(c->major), V(c->minor)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct reader x = { .ask = col_int(r, 0), .role = col_null(r, 1) ? 0 : (unsigned)col_int(r, 1), .actor = col_int(r, 2), .actor_name = col_text(r, 3), .person = col_int(r, 4),
			.name = col_text(r, 5), .email = col_text(r, 6), .lang = col_text(r, 7), .mail = col_int(r, 8) == 1, .read_at = col_text(r, 10) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

enum err
version_ack(struct db *db, const struct user *u, const struct charter *c)
{
	if (c->version == NONE || u->person == NONE)
		return fail(db_arena(db), E_NOTFOUND, "document %lld: nothing adopted to acknowledge", (long long)c->id);
	return db_exec(db, &charter_queries[Q_ACK], ARGS(V(c->version), V(u->person), V(now_utc().s)), NULL);
}

enum err
version_acked(struct db *db, const struct user *u, const struct charter *c, const char **at)
{
	struct rows *r;
	*at = NULL;
	if (c->version == NONE || u->person == NONE)
		return OK;
	enum err e = db_one(db, &charter_queries[Q_ACKED], ARGS(V(c->id), V(c->major), V(c->minor), V(u->person)), &r);
	if (e == OK)
		*at = col_text(r, 0);
	return e;
}

enum err
reminder_list(struct db *db, int64_t charter, struct charter_reminders *out)
{
	struct rows *r;
	*out = (struct charter_reminders){ 0 };
	enum err e = db_query(db, &charter_queries[Q_REMINDERS], ARGS(V(charter)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct charter_reminder x = { col_text(r, 0), col_text(r, 1), col_int(r, 2) };
		PUSH(db_arena(db), out, x);
	}
	return rows_end(r);
}

/* One letter a press and a person, however many groups they stand in. */
enum err
reader_remind(struct db *db, const struct user *u, int64_t charter, const struct reminding *how, int64_t *sent)
{
	struct arena *a = db_arena(db);
	struct charter c;
	struct readers all;
	struct isotime now = now_utc();
	*sent = 0;
	enum err e = charter_need(db, u, charter, CHARTER_LEAD, &c);
	if (e == OK && c.version == NONE)
		return fail(a, E_NOTFOUND, "document %lld: nothing adopted to acknowledge", (long long)charter);
	if (e == OK)
		e = reader_list(db, &c, how->today, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct reader *x = &all.items[i];
		bool before = false;
		for (size_t k = 0; k < i; k++)
			before = before || all.items[k].person == x->person;
		if (before || x->read_at != NULL)
			continue;
		const char *lang = x->lang != NULL ? x->lang : how->lang;
		struct mail m = { .to = x->email, .person = x->person, .count = sent, .key = arena_printf(a, "charter %lld %s %lld", (long long)c.version, now.s, (long long)x->person),
			.subject = mail_text(a, lang, N_("À lire : %s"), c.title),
			.text = mail_text(a, lang, N_("Bonjour %s,\n\nCe document est adopté, et il vous est demandé de le lire : %s.\nLisez-le, puis dites que vous l’avez lu :\n\n%s/documents/%s/read\n"), x->name, c.title,
			    how->base_url, arena_printf(a, "%lld", (long long)c.id)) };
		e = mail_queue(db, MAIL_READING, &m);
	}
	if (e == OK)
		e = db_exec(db, &charter_queries[Q_REMINDED], ARGS(V(c.version), V(now.s), V(u->person), V(*sent)), NULL);
	return e == OK ? history_add(db, "charter", charter, "reminded", NULL, NULL, arena_printf(a, "%lld", (long long)*sent)) : e;
}
