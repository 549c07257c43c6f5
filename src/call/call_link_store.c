/* Links for people without an account. */
#include "call/call_store.h"
#include "base/secret.h"

enum { Q_NEW, Q_FIND, Q_USE, Q_CLOSE };
const struct query link_queries[] = {
	[Q_NEW] = { "access_link_new", "INSERT INTO access_link (token_sha, purpose, edition, submission, email, reason, created_at, created_by, expires_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
	[Q_FIND] = { "access_link_find", "SELECT edition, submission, email, reason, expires_at, used_at, created_by FROM access_link"
	    " WHERE token_sha = $1 AND purpose = $2 AND expires_at > $3" },
	[Q_USE] = { "access_link_use", "UPDATE access_link SET used_at = $3 WHERE token_sha = $1 AND purpose = $2 AND used_at IS NULL" },
	[Q_CLOSE] = { "access_links_close", "UPDATE access_link SET expires_at = $2 WHERE submission = $1 AND expires_at > $2" },
	{ 0 },
};

enum err
access_link_new(struct db *db, const struct access_link *l, const char **token)
{
	struct token t = token_new();
	struct isotime now = now_utc();
	*token = arena_strdup(db_arena(db), t.s);
	return db_exec(db, &link_queries[Q_NEW], ARGS(V(digest_str(t.s).s), V(l->purpose), V(l->edition), V(l->submission), V(l->email), V(l->reason),
	    V(now.s), V(l->created_by), V(l->expires_at)), NULL);
}

enum err
access_link_find(struct db *db, const char *purpose, const char *token, struct access_link *out)
{
	struct isotime now = now_utc();
	struct digest d = digest_str(token == NULL ? "" : token);
	struct rows *r;
	enum err e = db_one(db, &link_queries[Q_FIND], ARGS(V(d.s), V(purpose), V(now.s)), &r);
	if (e != OK)
		return e;
	*out = (struct access_link){ .purpose = purpose, .edition = col_int(r, 0), .submission = col_int(r, 1), .email = col_text(r, 2),
		.reason = col_text(r, 3), .expires_at = col_text(r, 4), .used_at = col_text(r, 5), .created_by = col_int(r, 6) };
	return rows_end(r);
}

enum err
access_link_use(struct db *db, const char *purpose, const char *token)
{
	struct isotime now = now_utc();
	struct digest d = digest_str(token);
	int64_t n;
	enum err e = db_exec(db, &link_queries[Q_USE], ARGS(V(d.s), V(purpose), V(now.s)), &n);
	return e == OK && n == 0 ? E_CONFLICT : e;
}

enum err
access_links_close(struct db *db, int64_t submission)
{
	struct isotime now = now_utc();
	return db_exec(db, &link_queries[Q_CLOSE], ARGS(V(submission), V(now.s)), NULL);
}
