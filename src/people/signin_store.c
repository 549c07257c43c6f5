/* signin_store.c: sessions, one-time links. Of every token only the digest is kept. */
#include "people/people_store.h"
#include "base/text.h"
#include "store/history.h"
#include <string.h>

enum { Q_USER, Q_START, Q_TOUCH, Q_END, Q_END_ALL, Q_LIST, Q_LINK_ADD, Q_LINK_PEEK, Q_LINK_USE, Q_LINK_DROP, Q_REFUSED,
	Q_MEND_LINKS };
const struct query signin_queries[] = {
	[Q_USER] = { "session_user",
		"SELECT s.id, s.seen_day, s.short_lived, s.expires_at, p.id, p.name, p.email, p.lang, g.role, g.actor, g.from_day, g.until_day"
		" FROM signin_session s JOIN person p ON p.id = s.person"
		" LEFT JOIN role_grant g ON g.person = p.id AND g.deleted_at IS NULL AND " GRANT_COUNTS("$3", "$4")
		" WHERE s.token_sha = $1 AND s.expires_at > $2 AND p.active = 1 AND p.deleted_at IS NULL ORDER BY g.id NULLS FIRST" },
	[Q_START] = { "session_start",
		"INSERT INTO signin_session (token_sha, person, created_at, seen_day, expires_at, short_lived, agent)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[Q_TOUCH] = { "session_touch",
		"UPDATE signin_session SET seen_day = $1, expires_at = CASE WHEN short_lived = 1 THEN $2 ELSE $3 END WHERE id = $4 AND expires_at > $5" },
	[Q_END] = { "session_end", "DELETE FROM signin_session WHERE id = $1 AND person = $2" },
	[Q_END_ALL] = { "session_end_all", "DELETE FROM signin_session WHERE person = $1 AND id <> $2" },
	[Q_LIST] = { "session_list",
		"SELECT id, created_at, seen_day, expires_at, agent FROM signin_session WHERE person = $1 AND expires_at > $2"
		" ORDER BY seen_day DESC, id DESC" },
	[Q_LINK_ADD] = { "link_add", "INSERT INTO signin_link (token_sha, person, created_at, expires_at) VALUES ($1, $2, $3, $4)" },
	[Q_LINK_PEEK] = { "link_peek",
		"SELECT l.person FROM signin_link l JOIN person p ON p.id = l.person"
		" WHERE l.token_sha = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND p.active = 1 AND p.deleted_at IS NULL" },
	[Q_LINK_USE] = { "link_use",
		"UPDATE signin_link SET used_at = $2 WHERE token_sha = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person" },
	[Q_LINK_DROP] = { "link_drop", "DELETE FROM signin_link WHERE person = $1 AND used_at IS NULL" },
	[Q_REFUSED] = { "signin_refused",
		"INSERT INTO security_count (day, what, n) VALUES ($1, 'signin', 1) ON CONFLICT (day, what) DO UPDATE SET n = security_count.n + 1" },
	[Q_MEND_LINKS] = { "mend_links", "DELETE FROM signin_link WHERE created_at > $1" },
	{ 0 },
};

static int64_t
seconds_now(void)
{
	int64_t t;
	return isotime_parse(now_utc().s, &t) ? t : 0;
}

static struct isotime
in_seconds(int64_t s)
{
	return isotime_of(seconds_now() + s);
}

const char *
session_cookie_name(bool secure)
{
	return secure ? "__Host-pilotis" : "pilotis";
}

const char *
presession_cookie_name(bool secure)
{
	return secure ? "__Host-pilotis-form" : "pilotis-form";
}

struct digest
csrf_of(const unsigned char key[APP_KEY_SIZE], const char *cookie_token)
{
	char s[160];
	/* Named, so that no other digest made with this key is ever a form token. */
	snprintf(s, sizeof s, "form token of %s", cookie_token);
	return digest_keyed(key, APP_KEY_SIZE, s);
}

/* ---- sessions -------------------------------------------------------------------------------------------- */

/* A session kept for weeks is marked once a day; one of a few hours, once an hour. Also one that a clock which ran ahead
 * marked: it would last until then. */
static bool
is_stale(const char *seen_day, bool short_lived, const char *expires_at, struct date today)
{
	if (short_lived)
		return strcmp(expires_at, in_seconds((SESSION_IDLE_HOURS - 1) * 3600).s) < 0 ||
		    strcmp(expires_at, in_seconds((SESSION_IDLE_HOURS + 1) * 3600).s) > 0;
	return strcmp(seen_day, date_iso(today).s) != 0;
}

enum err
session_user(struct db *db, const char *token, struct date today, const struct user **out)
{
	struct arena *a = db_arena(db);
	struct grants grants = { 0 };
	struct user *u = NULL;
	struct rows *r;
	*out = &user_public;
	if (token == NULL || token[0] == '\0')
		return OK;
	struct digest sha = digest_str(token);
	struct isotime now = now_utc();
	struct isodate day = date_iso(today), since = read_on_since(today);
	enum err e = db_query(db, &signin_queries[Q_USER], ARGS(V(sha.s), V(now.s), V(day.s), V(since.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (u == NULL) {
			u = ARENA_NEW(a, struct user);
			*u = (struct user){ .session = col_int(r, 0), .person = col_int(r, 4), .name = col_text(r, 5), .email = col_text(r, 6),
				.lang = col_text(r, 7), .roles = ROLE_PUBLIC, .session_short = col_int(r, 2) == 1,
				.session_stale = is_stale(col_text(r, 1), col_int(r, 2) == 1, col_text(r, 3), today) };
		}
		if (!col_null(r, 8)) {
			struct grant g = { (enum role)col_int(r, 8), col_int(r, 9), col_text(r, 10), col_text(r, 11) };
			user_grant(a, u, &grants, &g, today);
		}
	}
	if ((e = rows_end(r)) != OK || u == NULL)
		return e;
	u->grants = grants.items;
	u->ngrants = grants.n;
	*out = u;
	return OK;
}

enum err
session_touch(struct db *db, int64_t session)
{
	struct isotime now = now_utc(), hours = in_seconds(SESSION_IDLE_HOURS * 3600), days = in_seconds(SESSION_DAYS * 86400);
	struct isodate day = date_iso(today_brussels());
	return db_exec(db, &signin_queries[Q_TOUCH], ARGS(V(day.s), V(hours.s), V(days.s), V(session), V(now.s)), NULL);
}

enum err
session_start(struct db *db, int64_t person, const char *user_agent, bool short_lived, const char **token)
{
	struct arena *a = db_arena(db);
	struct token t = token_new();
	struct digest sha = digest_str(t.s);
	struct isotime now = now_utc(), end = in_seconds(short_lived ? SESSION_IDLE_HOURS * 3600 : SESSION_DAYS * 86400);
	struct isodate day = date_iso(today_brussels());
	enum err e = db_exec(db, &signin_queries[Q_START], ARGS(V(sha.s), V(person), V(now.s), V(day.s), V(end.s), V(short_lived),
	    V(agent_summary(a, user_agent))), NULL);
	if (e == OK)
		*token = arena_strdup(a, t.s);
	return e;
}

enum err
session_end(struct db *db, int64_t person, int64_t session)
{
	int64_t n;
	enum err e = db_exec(db, &signin_queries[Q_END], ARGS(V(session), V(person)), &n);
	if (e != OK)
		return e;
	return n == 0 ? fail(db_arena(db), E_NOTFOUND, "session %lld of person %lld", (long long)session, (long long)person) : OK;
}

enum err
session_end_all(struct db *db, int64_t person, int64_t but)
{
	enum err e = db_exec(db, &signin_queries[Q_END_ALL], ARGS(V(person), V(but == NONE ? (int64_t)0 : but)), NULL);
	return e != OK ? e : db_exec(db, &signin_queries[Q_LINK_DROP], ARGS(V(person)), NULL);
}

enum err
session_list(struct db *db, const struct user *u, struct session_rows *out)
{
	struct rows *r;
	struct isotime now = now_utc();
	*out = (struct session_rows){ 0 };
	enum err e = db_query(db, &signin_queries[Q_LIST], ARGS(V(u->person), V(now.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct session_row s = { .id = col_int(r, 0), .created = col_text(r, 1), .seen = col_text(r, 2), .expires = col_text(r, 3),
			.agent = col_text(r, 4) };
		s.current = s.id == u->session;
		PUSH(db_arena(db), out, s);
	}
	return rows_end(r);
}

/* ---- one-time links -------------------------------------------------------------------------------------- */

enum err
person_link(struct db *db, int64_t person, int minutes, const char **token)
{
	struct token t = token_new();
	struct digest sha = digest_str(t.s);
	struct isotime now = now_utc(), end = in_seconds((int64_t)minutes * 60);
	enum err e = db_exec(db, &signin_queries[Q_LINK_ADD], ARGS(V(sha.s), V(person), V(now.s), V(end.s)), NULL);
	if (e == OK)
		*token = arena_strdup(db_arena(db), t.s);
	return e;
}

enum err
link_peek(struct db *db, const char *token, struct person *out)
{
	struct rows *r;
	struct digest sha = digest_str(token);
	struct isotime now = now_utc();
	enum err e = db_one(db, &signin_queries[Q_LINK_PEEK], ARGS(V(sha.s), V(now.s)), &r);
	if (e != OK)
		return e;
	int64_t person = col_int(r, 0);
	e = rows_end(r);
	return e != OK ? e : person_get(db, person, out);
}

enum err
link_use(struct db *db, const char *token, struct person *out)
{
	struct rows *r;
	struct digest sha = digest_str(token);
	struct isotime now = now_utc();
	enum err e = db_one(db, &signin_queries[Q_LINK_USE], ARGS(V(sha.s), V(now.s)), &r);
	if (e != OK)
		return e;
	int64_t person = col_int(r, 0);
	if ((e = rows_end(r)) != OK || (e = person_get(db, person, out)) != OK)
		return e;
	return out->active ? OK : fail(db_arena(db), E_NOTFOUND, "person %lld is not active", (long long)person);
}

/* ---- what is told of them --------------------------------------------------------------------------------- */

enum err
signin_noted(struct db *db, int64_t person, const char *how)
{
	struct person k;
	enum err e = person_get(db, person, &k);
	if (e != OK)
		return e;
	db_author(db, person, k.name, "web");
	return history_add(db, "signin", 0, "signed in", how, NULL, NULL);
}

enum err
signin_refused(struct db *db)
{
	struct isodate day = date_iso(today_brussels());
	return db_exec(db, &signin_queries[Q_REFUSED], ARGS(V(day.s)), NULL);
}

enum err
signin_mend(struct db *db, const char *hour)
{
	return db_exec(db, &signin_queries[Q_MEND_LINKS], ARGS(V(hour)), NULL);
}
