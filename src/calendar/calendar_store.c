#include "base/text.h"
#include "calendar/calendar.h"
#include "store/history.h"

enum { Q_LIST, Q_NEW, Q_REVOKE, Q_FIND };
const struct query calendar_queries[] = {
	[Q_LIST] = { "feed_list", "SELECT f.id, f.person, f.actor, a.name, f.created_at FROM calendar_feed f LEFT JOIN actor a ON a.id = f.actor WHERE f.person = $1"
	    " AND f.revoked_at IS NULL ORDER BY f.id" },
	[Q_NEW] = { "feed_new", "INSERT INTO calendar_feed (person, actor, token_sha, created_at) VALUES ($1, $2, $3, $4)" },
	[Q_REVOKE] = { "feed_revoke", "UPDATE calendar_feed SET revoked_at = $3 WHERE id = $1 AND person = $2 AND revoked_at IS NULL" },
	[Q_FIND] = { "feed_find", "SELECT f.id, f.person, f.actor, a.name, f.created_at FROM calendar_feed f LEFT JOIN actor a ON a.id = f.actor WHERE f.token_sha = $1"
	    " AND f.revoked_at IS NULL" },
	{ 0 },
};

static struct feed
feed_row(struct rows *r)
{
	return (struct feed){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3), col_text(r, 4) };
}

enum err
feed_list(struct db *db, int64_t person, struct feeds *out)
{
	struct rows *r;
	*out = (struct feeds){ 0 };
	enum err e = db_query(db, &calendar_queries[Q_LIST], ARGS(V(person)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, feed_row(r));
	return rows_end(r);
}

enum err
feed_new(struct db *db, int64_t person, int64_t actor, const char **token)
{
	struct feeds all;
	struct token t = token_new();
	enum err e = feed_list(db, person, &all);
	if (e != OK)
		return e;
	if (all.n >= FEEDS_MOST)
		return fail(db_arena(db), E_LIMIT, "calendar: %d addresses already", FEEDS_MOST);
	*token = arena_strdup(db_arena(db), t.s);
	e = db_exec(db, &calendar_queries[Q_NEW], ARGS(V(person), V(actor), V((const char *)digest_str(t.s).s), V((const char *)now_utc().s)), NULL);
	return e != OK ? e : history_add(db, "person", person, "changed", "calendar", NULL, "1");
}

enum err
feed_revoke(struct db *db, int64_t person, int64_t id)
{
	int64_t changed;
	enum err e = db_exec(db, &calendar_queries[Q_REVOKE], ARGS(V(id), V(person), V((const char *)now_utc().s)), &changed);
	if (e == OK && changed == 0)
		return E_NOTFOUND;
	return e != OK ? e : history_add(db, "person", person, "changed", "calendar", "1", NULL);
}

enum err
feed_find(struct db *db, const char *token, struct feed *out)
{
	struct rows *r;
	enum err e = db_one(db, &calendar_queries[Q_FIND], ARGS(V((const char *)digest_str(token == NULL ? "" : token).s)), &r);
	if (e == OK)
		*out = feed_row(r);
	return e;
}
