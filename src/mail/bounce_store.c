/* bounce_store.c: addresses at which mails no longer arrive. */
#include "mail/mail.h"
#include "base/text.h"
#include "mail/mail_store.h"
#include <stdlib.h>
#include <string.h>

enum { BOUNCES_MOST = 5000 };

/* Given up, not dealt with, and nothing has arrived at that address since. That an address was left is said at it too, where
 * nobody may be any more. */
#define LOST "f.state = 'failed' AND f.settled_at IS NULL AND f.to_key <> '' AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.to_key = f.to_key" \
	" AND s.state = 'sent' AND s.sent_at >= f.failed_at) AND NOT (f.kind = 'security' AND EXISTS (SELECT 1 FROM person k WHERE k.id = f.person AND k.email_key <> f.to_key))"
#define BOUNCE(where) "SELECT b.to_key, b.since, b.n, x.last_error FROM (SELECT f.to_key AS to_key, min(f.failed_at) AS since, count(*) AS n, max(f.id) AS newest" \
	" FROM outbox f WHERE " LOST where " GROUP BY f.to_key) b JOIN outbox x ON x.id = b.newest ORDER BY b.to_key LIMIT $1"

enum { Q_ALL, Q_AT, Q_COUNT, Q_LOST, Q_SETTLE, Q_LEFT };
const struct query bounce_queries[] = {
	[Q_ALL] = { "bounces", BOUNCE("") },
	[Q_AT] = { "bounce_at", BOUNCE(" AND f.to_key = $2") },
	[Q_COUNT] = { "mails_lost", "SELECT count(*) FROM outbox f WHERE " LOST },
	[Q_LOST] = { "outbox_lost", "SELECT " OUTBOX_COLUMNS " FROM outbox f WHERE " LOST " ORDER BY f.id DESC LIMIT $1" },
	[Q_SETTLE] = { "outbox_settle", "UPDATE outbox SET settled_at = $1 WHERE id = $2 AND state = 'failed' AND settled_at IS NULL" },
	[Q_LEFT] = { "bounce_left", "UPDATE outbox SET settled_at = $1 WHERE to_key = $2 AND state = 'failed' AND settled_at IS NULL" },
	{ 0 },
};

static enum err
read_all(struct db *db, int q, struct args args, struct bounces *out)
{
	struct rows *r;
	*out = (struct bounces){ 0 };
	enum err e = db_query(db, &bounce_queries[q], args, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct bounce b = { col_text(r, 0), col_text(r, 1), col_int(r, 2), mail_why(db_arena(db), col_text(r, 3)) };
		PUSH(db_arena(db), out, b);
	}
	return rows_end(r);
}

enum err
bounce_list(struct db *db, struct bounces *out)
{
	return read_all(db, Q_ALL, ARGS(V((int64_t)BOUNCES_MOST)), out);
}

enum err
bounce_at(struct db *db, const char *email, struct bounces *out)
{
	*out = (struct bounces){ 0 };
	return text_blank(email) ? OK : read_all(db, Q_AT, ARGS(V((int64_t)1), V(text_fold(db_arena(db), email))), out);
}

static int
by_key(const void *key, const void *b)
{
	return strcmp(key, ((const struct bounce *)b)->key);
}

const struct bounce *
bounce_of(struct arena *a, const struct bounces *l, const char *email)
{
	return l->n == 0 || text_blank(email) ? NULL : bsearch(text_fold(a, email), l->items, l->n, sizeof *l->items, by_key);
}

enum err
mails_lost(struct db *db, int64_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &bounce_queries[Q_COUNT], NO_ARGS, &r);
	*n = e == OK ? col_int(r, 0) : 0;
	return e == OK ? rows_end(r) : e;
}

enum err
outbox_lost(struct db *db, size_t most, bool with_secrets, struct outbox *out)
{
	return outbox_read(db, &bounce_queries[Q_LOST], most, with_secrets, out);
}

enum err
outbox_settle(struct db *db, int64_t id)
{
	int64_t n;
	enum err e = db_exec(db, &bounce_queries[Q_SETTLE], ARGS(V((const char *)now_utc().s), V(id)), &n);
	if (e != OK)
		return e;
	return n == 0 ? fail(db_arena(db), E_NOTFOUND, "mail %lld: not one that failed", (long long)id) : OK;
}

enum err
bounce_left(struct db *db, const char *email)
{
	return db_exec(db, &bounce_queries[Q_LEFT], ARGS(V((const char *)now_utc().s), V(text_fold(db_arena(db), email))), NULL);
}
