/* people_store.c: persons and what they may do. */
#include "people/people_store.h"
#include "base/text.h"
#include "mail/mail.h"
#include "store/history.h"
#include <string.h>

#define PERSON "id, name, email, lang, rev, CASE WHEN password IS NULL THEN 0 ELSE 1 END, active"
/* $1 is the day: a grant in force. The evaluator's end is never missing, by the table's own check. */
#define IN_FORCE "g.deleted_at IS NULL AND (g.from_day IS NULL OR g.from_day <= $1) AND (g.until_day IS NULL OR g.until_day >= $1)"

enum { Q_ADD, Q_GET, Q_BY_EMAIL, Q_LIST, Q_SAVE, Q_PASSWORD_SET, Q_PASSWORD, Q_DELETE, Q_RESTORE, Q_USER,
	Q_GRANT_ADD, Q_GRANT_GET, Q_GRANTS, Q_GRANTS_ALL, Q_GRANT_DELETED, Q_HOLDERS, Q_HOLDERS_ALL, Q_LAST, Q_ACTOR, Q_ACTORS };
const struct query people_queries[] = {
	[Q_ADD] = { "person_add",
		"INSERT INTO person (name, sort_key, email, email_key, lang, active, mail_reminders, rev)"
		" VALUES ($1, $2, $3, $4, $5, 1, 1, 1) ON CONFLICT (email_key) WHERE deleted_at IS NULL DO NOTHING RETURNING id" },
	[Q_GET] = { "person_get", "SELECT " PERSON " FROM person WHERE id = $1 AND deleted_at IS NULL" },
	[Q_BY_EMAIL] = { "person_by_email", "SELECT " PERSON " FROM person WHERE email_key = $1 AND deleted_at IS NULL" },
	[Q_LIST] = { "person_list", "SELECT " PERSON " FROM person WHERE deleted_at IS NULL ORDER BY sort_key, id" },
	[Q_SAVE] = { "person_save",
		"UPDATE person SET name = $1, sort_key = $2, email = $3, email_key = $4, lang = $5, active = $6, rev = rev + 1"
		" WHERE id = $7 AND rev = $8 AND deleted_at IS NULL" },
	[Q_PASSWORD_SET] = { "person_password_set", "UPDATE person SET password = $1 WHERE id = $2 AND deleted_at IS NULL" },
	[Q_PASSWORD] = { "person_password", "SELECT password FROM person WHERE id = $1 AND deleted_at IS NULL" },
	[Q_DELETE] = { "person_delete", "UPDATE person SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL" },
	[Q_RESTORE] = { "person_restore", "UPDATE person SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_USER] = { "user_of_person",
		"SELECT p.id, p.name, p.email, p.lang, g.role, g.actor, g.from_day, g.until_day FROM person p"
		" LEFT JOIN role_grant g ON g.person = p.id AND g.deleted_at IS NULL AND " GRANT_COUNTS("$1", "$3")
		" WHERE p.id = $2 AND p.active = 1 AND p.deleted_at IS NULL ORDER BY g.id NULLS FIRST" },
	[Q_GRANT_ADD] = { "grant_add",
		"INSERT INTO role_grant (person, role, actor, from_day, until_day, rev) VALUES ($1, $2, $3, $4, $5, 1) RETURNING id" },
	[Q_GRANT_GET] = { "grant_get",
		"SELECT id, person, role, actor, from_day, until_day, rev FROM role_grant WHERE id = $1 AND deleted_at IS NULL" },
	[Q_GRANTS] = { "grants_of",
		"SELECT id, person, role, actor, from_day, until_day, rev FROM role_grant WHERE person = $1 AND deleted_at IS NULL ORDER BY role DESC, id" },
	[Q_GRANTS_ALL] = { "grants_all",
		"SELECT id, person, role, actor, from_day, until_day, rev FROM role_grant WHERE deleted_at IS NULL ORDER BY person, role DESC, id" },
	[Q_GRANT_DELETED] = { "grant_deleted",
		"UPDATE role_grant SET deleted_at = $1, rev = rev + 1 WHERE id = $2 AND (deleted_at IS NULL) = (CAST($1 AS TEXT) IS NOT NULL)"
		" RETURNING id, person, role, actor, from_day, until_day, rev" },
	[Q_HOLDERS] = { "role_holders",
		"SELECT DISTINCT p.sort_key, p.id, p.name, p.email, p.lang, p.rev, CASE WHEN p.password IS NULL THEN 0 ELSE 1 END, p.active"
		" FROM role_grant g JOIN person p ON p.id = g.person"
		" WHERE g.role = $2 AND g.actor = $3 AND " IN_FORCE " AND p.active = 1 AND p.deleted_at IS NULL ORDER BY p.sort_key, p.id" },
	[Q_HOLDERS_ALL] = { "role_holders_all",
		"SELECT DISTINCT p.sort_key, p.id, p.name, p.email, p.lang, p.rev, CASE WHEN p.password IS NULL THEN 0 ELSE 1 END, p.active"
		" FROM role_grant g JOIN person p ON p.id = g.person"
		" WHERE g.role = $2 AND g.actor IS NULL AND " IN_FORCE " AND p.active = 1 AND p.deleted_at IS NULL ORDER BY p.sort_key, p.id" },
	[Q_LAST] = { "role_is_last",
		"SELECT count(*) FROM role_grant g JOIN person p ON p.id = g.person"
		" WHERE g.role = $2 AND g.person <> $3 AND g.id <> $4 AND " IN_FORCE " AND p.active = 1 AND p.deleted_at IS NULL" },
	[Q_ACTOR] = { "actor_ref", "SELECT name FROM actor WHERE id = $1" },
	[Q_ACTORS] = { "actor_refs", "SELECT id, name FROM actor WHERE deleted_at IS NULL ORDER BY position, id" },
	{ 0 },
};

/* From column i on, the columns of PERSON. */
static struct person
person_of(struct rows *r, int i)
{
	return (struct person){ .id = col_int(r, i), .name = col_text(r, i + 1), .email = col_text(r, i + 2), .lang = col_text(r, i + 3),
		.rev = col_int(r, i + 4), .has_password = col_int(r, i + 5) == 1, .active = col_int(r, i + 6) == 1 };
}

static enum err
person_one(struct db *db, int q, struct args args, struct person *out)
{
	struct rows *r;
	enum err e = db_one(db, &people_queries[q], args, &r);
	if (e != OK)
		return e;
	*out = person_of(r, 0);
	return rows_end(r);
}

enum err
person_add(struct db *db, const char *name, const char *email, int64_t *id)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	const char *n = text_trim(a, name), *m = text_trim(a, email);
	if (!email_valid(m))
		return fail(a, E_INVALID, "not an address that can be written to");
	enum err e = db_one(db, &people_queries[Q_ADD], ARGS(V(n), V(text_sort_key(a, n)), V(m), V(text_fold(a, m)), V("fr")), &r);
	if (e == E_NOTFOUND)
		return fail(a, E_CONFLICT, "a person with this address exists");
	if (e != OK)
		return e;
	*id = col_int(r, 0);
	e = rows_end(r);
	return e != OK ? e : history_add(db, "person", *id, "created", NULL, NULL, n);
}

enum err
person_by_email(struct db *db, const char *email, struct person *out)
{
	return person_one(db, Q_BY_EMAIL, ARGS(V(text_fold(db_arena(db), email == NULL ? "" : email))), out);
}

enum err
person_get(struct db *db, int64_t id, struct person *out)
{
	return person_one(db, Q_GET, ARGS(V(id)), out);
}

static enum err
persons(struct db *db, int q, struct args args, int first, struct persons *out)
{
	struct rows *r;
	*out = (struct persons){ 0 };
	enum err e = db_query(db, &people_queries[q], args, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, person_of(r, first));
	return rows_end(r);
}

enum err
person_list(struct db *db, struct persons *out)
{
	return persons(db, Q_LIST, NO_ARGS, 0, out);
}

enum err
role_holders(struct db *db, enum role role, int64_t actor, struct date today, struct persons *out)
{
	struct isodate t = date_iso(today);
	if (actor == NONE)
		return persons(db, Q_HOLDERS_ALL, ARGS(V(t.s), V((int64_t)role)), 1, out);
	return persons(db, Q_HOLDERS, ARGS(V(t.s), V((int64_t)role), V(actor)), 1, out);
}

static enum err
note(struct db *db, int64_t id, const char *field, const char *before, const char *after)
{
	return text_eq(before, after) ? OK : history_add(db, "person", id, "changed", field, before, after);
}

enum err
person_save(struct db *db, const struct person *p)
{
	struct arena *a = db_arena(db);
	struct person was;
	const char *n = text_trim(a, p->name), *m = text_trim(a, p->email);
	int64_t changed;
	if (!email_valid(m))
		return fail(a, E_INVALID, "not an address that can be written to");
	enum err e = person_get(db, p->id, &was);
	if (e == OK)
		e = db_exec(db, &people_queries[Q_SAVE], ARGS(V(n), V(text_sort_key(a, n)), V(m), V(text_fold(a, m)), V(p->lang), V(p->active),
		    V(p->id), V(p->rev)), &changed);
	if (e != OK)
		return e;
	if (changed == 0)
		return fail(a, E_CONFLICT, "person %lld: rev %lld is not the stored one", (long long)p->id, (long long)p->rev);
	if ((e = note(db, p->id, "name", was.name, n)) != OK || (e = note(db, p->id, "email", was.email, m)) != OK ||
	    (e = note(db, p->id, "lang", was.lang, p->lang)) != OK ||
	    (e = note(db, p->id, "active", was.active ? "1" : "0", p->active ? "1" : "0")) != OK)
		return e;
	if (!text_eq(text_fold(a, was.email), text_fold(a, m)) && (e = bounce_left(db, was.email)) != OK)
		return e;
	return was.active && !p->active ? session_end_all(db, p->id, NONE) : OK;
}

enum err
person_delete(struct db *db, int64_t id)
{
	int64_t n;
	struct isotime now = now_utc();
	enum err e = db_exec(db, &people_queries[Q_DELETE], ARGS(V(now.s), V(id)), &n);
	if (e != OK)
		return e;
	if (n == 0)
		return fail(db_arena(db), E_NOTFOUND, "person %lld", (long long)id);
	e = session_end_all(db, id, NONE);
	return e != OK ? e : history_add(db, "person", id, "deleted", NULL, NULL, NULL);
}

enum err
person_restore(struct db *db, int64_t id)
{
	int64_t n;
	enum err e = db_exec(db, &people_queries[Q_RESTORE], ARGS(V(id)), &n);
	if (e != OK)
		return e;
	if (n == 0)
		return fail(db_arena(db), E_NOTFOUND, "deleted person %lld", (long long)id);
	return history_add(db, "person", id, "restored", NULL, NULL, NULL);
}

enum err
person_password_set(struct db *db, int64_t id, const char *hash)
{
	int64_t n;
	enum err e = db_exec(db, &people_queries[Q_PASSWORD_SET], ARGS(V(hash), V(id)), &n);
	if (e != OK)
		return e;
	if (n == 0)
		return fail(db_arena(db), E_NOTFOUND, "person %lld", (long long)id);
	/* That it changed is history; what it was or is, never. */
	return history_add(db, "person", id, "changed", "password", NULL, hash == NULL ? "removed" : "set");
}

enum err
person_password_hash(struct db *db, int64_t id, const char **hash)
{
	struct rows *r;
	enum err e = db_one(db, &people_queries[Q_PASSWORD], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	*hash = col_text(r, 0);
	return rows_end(r);
}

enum err
actor_refs(struct db *db, struct actor_refs *out)
{
	struct rows *r;
	*out = (struct actor_refs){ 0 };
	enum err e = db_query(db, &people_queries[Q_ACTORS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct actor_ref one = { col_int(r, 0), col_text(r, 1) };
		PUSH(db_arena(db), out, one);
	}
	return rows_end(r);
}

/* ---- grants ---------------------------------------------------------------------------------------------- */

/* "Présidence (CEP), 2026-01-01 – 2027-01-01": as the journal says it, whatever bodies are called later. */
static enum err
grant_words(struct db *db, const struct grant_row *g, const char **out)
{
	struct buf b = buf_new(db_arena(db), KIB(4));
	buf_puts(&b, role_name(g->role));
	if (g->actor != NONE) {
		struct rows *r;
		enum err e = db_one(db, &people_queries[Q_ACTOR], ARGS(V(g->actor)), &r);
		if (e != OK)
			return e;
		buf_printf(&b, " (%s)", col_text(r, 0));
		if ((e = rows_end(r)) != OK)
			return e;
	}
	if (g->from != NULL || g->until != NULL)
		buf_printf(&b, ", %s – %s", g->from == NULL ? "…" : g->from, g->until == NULL ? "…" : g->until);
	*out = buf_str(&b);
	return OK;
}

enum err
person_grant(struct db *db, int64_t person, enum role role, int64_t actor, const char *from, const char *until)
{
	struct arena *a = db_arena(db);
	struct problems why = { 0 };
	struct rows *r;
	grant_check(a, role, actor, from, until, &why);
	if (why.n > 0)
		return fail(a, E_INVALID, "grant: %s is not right", why.items[0].field);
	const char *words;
	struct grant_row g = { .person = person, .role = role, .actor = actor, .from = from, .until = until };
	enum err e = grant_words(db, &g, &words); /* E_NOTFOUND: no such body */
	if (e == OK)
		e = db_one(db, &people_queries[Q_GRANT_ADD], ARGS(V(person), V((int64_t)role), V(actor), V(from), V(until)), &r);
	if (e == OK)
		e = rows_end(r);
	return e != OK ? e : history_add(db, "person", person, "granted", "role", NULL, words);
}

static struct grant_row
grant_of(struct rows *r)
{
	return (struct grant_row){ .id = col_int(r, 0), .person = col_int(r, 1), .role = (enum role)col_int(r, 2), .actor = col_int(r, 3),
		.from = col_text(r, 4), .until = col_text(r, 5), .rev = col_int(r, 6) };
}

enum err
grant_get(struct db *db, int64_t id, struct grant_row *out)
{
	struct rows *r;
	enum err e = db_one(db, &people_queries[Q_GRANT_GET], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	*out = grant_of(r);
	return rows_end(r);
}

enum err
grants_of(struct db *db, int64_t person, struct grant_rows *out)
{
	struct rows *r;
	*out = (struct grant_rows){ 0 };
	enum err e = person == NONE ? db_query(db, &people_queries[Q_GRANTS_ALL], NO_ARGS, &r) :
	    db_query(db, &people_queries[Q_GRANTS], ARGS(V(person)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, grant_of(r));
	return rows_end(r);
}

static enum err
grant_mark(struct db *db, int64_t id, const char *deleted_at, const char *what)
{
	struct rows *r;
	const char *words;
	enum err e = db_one(db, &people_queries[Q_GRANT_DELETED], ARGS(V(deleted_at), V(id)), &r);
	if (e != OK)
		return e;
	struct grant_row g = grant_of(r);
	if ((e = rows_end(r)) != OK || (e = grant_words(db, &g, &words)) != OK)
		return e;
	return history_add(db, "person", g.person, what, "role", deleted_at == NULL ? NULL : words, deleted_at == NULL ? words : NULL);
}

enum err
grant_end(struct db *db, int64_t id)
{
	return grant_mark(db, id, now_utc().s, "revoked");
}

enum err
grant_restore(struct db *db, int64_t id)
{
	return grant_mark(db, id, NULL, "granted");
}

enum err
person_grants_until(struct db *db, int64_t person, enum role role, int64_t actor, const char *until)
{
	struct grant_rows all;
	enum err e = grants_of(db, person, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct grant_row *g = &all.items[i];
		if (g->role != role || g->actor != actor || (g->until != NULL && strcmp(g->until, until) <= 0))
			continue;
		e = grant_end(db, g->id);
		if (e == OK && (g->from == NULL || strcmp(g->from, until) <= 0))
			e = person_grant(db, person, role, actor, g->from, until);
	}
	return e;
}

enum err
role_is_last(struct db *db, enum role role, struct date today, int64_t but_person, int64_t but_grant, bool *last)
{
	struct rows *r;
	struct isodate t = date_iso(today);
	/* 0 is nobody's id. */
	enum err e = db_one(db, &people_queries[Q_LAST], ARGS(V(t.s), V((int64_t)role), V(but_person == NONE ? (int64_t)0 : but_person),
	    V(but_grant == NONE ? (int64_t)0 : but_grant)), &r);
	if (e != OK)
		return e;
	*last = col_int(r, 0) == 0;
	return rows_end(r);
}

/* ---- the user of a person -------------------------------------------------------------------------------- */

struct isodate
read_on_since(struct date today)
{
	return date_iso(months_after(today, -READ_ON_MONTHS));
}

void
user_grant(struct arena *a, struct user *u, struct grants *in_force, const struct grant *g, struct date today)
{
	if (!grant_in_force(g, today)) {
		u->over |= (unsigned)g->role & ROLES_OF_EDITION;
		return;
	}
	PUSH(a, in_force, *g);
	u->roles |= (unsigned)g->role;
}

enum err
user_of_person(struct db *db, int64_t person, struct date today, const struct user **out)
{
	struct arena *a = db_arena(db);
	struct grants grants = { 0 };
	struct isodate t = date_iso(today), since = read_on_since(today);
	struct rows *r;
	struct user *u = NULL;
	enum err e = db_query(db, &people_queries[Q_USER], ARGS(V(t.s), V(person), V(since.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (u == NULL) {
			u = ARENA_NEW(a, struct user);
			*u = (struct user){ .person = col_int(r, 0), .name = col_text(r, 1), .email = col_text(r, 2), .lang = col_text(r, 3),
				.roles = ROLE_PUBLIC, .session = NONE };
		}
		if (!col_null(r, 4)) {
			struct grant g = { (enum role)col_int(r, 4), col_int(r, 5), col_text(r, 6), col_text(r, 7) };
			user_grant(a, u, &grants, &g, today);
		}
	}
	if ((e = rows_end(r)) != OK)
		return e;
	if (u == NULL)
		return fail(a, E_NOTFOUND, "no active person %lld", (long long)person);
	u->grants = grants.items;
	u->ngrants = grants.n;
	*out = u;
	return OK;
}
