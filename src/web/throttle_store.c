/* The limits in the store. Each key has one number: until when it weighs (the "theoretical arrival time" of the generic cell
 * rate algorithm, ITU-T I.371): one try adds seconds/most; more than `seconds` ahead of now is too much. */
#include "web/throttle.h"
#include "web/address.h"
#include "base/date.h"
#include "base/secret.h"
#include <string.h>

enum { LIMITS_MOST = 4 };
enum { GET, SET, CLEAN };
const struct query throttle_queries[] = {
	[GET] = { "throttle_get", "SELECT key, until FROM throttle WHERE key IN ($1, $2, $3, $4)" },
	[SET] = { "throttle_set", "INSERT INTO throttle (key, until) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET until = excluded.until" },
	[CLEAN] = { "throttle_clean", "DELETE FROM throttle WHERE until < $1" },
	{ 0 },
};

static int64_t
now_ms(void)
{
	int64_t t = 0;
	bool read = isotime_parse(now_utc().s, &t);
	BUG_ON(!read);
	return t * 1000;
}

static const char *
key_of(const struct request *rq, const struct limit *l)
{
	return arena_printf(rq->a, "%.32s", digest_keyed(rq->app->key, APP_KEY_SIZE, arena_printf(rq->a, "throttle\n%s\n%s", l->kind, l->key == NULL ? "" : l->key)).s);
}

struct limit
throttle_client(const struct request *rq, const char *kind, int most, int seconds)
{
	return (struct limit){ kind, address_whose(rq->a, rq->address == NULL ? "" : rq->address), most, seconds };
}

/* Where each stands, never before now. No clock but one that was set back leaves more than `seconds` ahead: a little more is
 * as full as it can be, and passes; much more would be refused until that time, and is forgotten. */
struct standing { const char *key; int64_t until, wait; };

static int64_t
until_of(int64_t kept, int64_t now, int64_t ms)
{
	return kept < now || kept > now + 2 * ms ? now : kept > now + ms ? now + ms : kept;
}

static enum err
stand(struct db *db, const struct request *rq, const struct limit *l, size_t n, int64_t now, struct standing out[LIMITS_MOST])
{
	struct rows *r;
	const char *keys[LIMITS_MOST] = { NULL };
	BUG_ON(n > LIMITS_MOST);
	for (size_t i = 0; i < n; i++) {
		keys[i] = key_of(rq, &l[i]);
		out[i] = (struct standing){ keys[i], now, 0 };
	}
	enum err e = db_query(db, &throttle_queries[GET], ARGS(V(keys[0]), V(keys[1]), V(keys[2]), V(keys[3])), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		for (size_t i = 0; i < n; i++)
			if (strcmp(col_text(r, 0), keys[i]) == 0)
				out[i].until = until_of(col_int(r, 1), now, l[i].seconds * (int64_t)1000);
	for (size_t i = 0; i < n; i++)
		out[i].wait = out[i].until + l[i].seconds * (int64_t)1000 / l[i].most - now - l[i].seconds * (int64_t)1000;
	return rows_end(r);
}

static enum err
judge(struct answer *an, const struct standing *at, size_t n)
{
	int64_t wait = 0;
	for (size_t i = 0; i < n; i++)
		wait = at[i].wait > wait ? at[i].wait : wait;
	return wait <= 0 ? OK : answer_throttled(an, (int)((wait + 999) / 1000));
}

enum err
throttle_look(struct db *db, struct request *rq, struct answer *an, const struct limit *l, size_t n)
{
	struct standing at[LIMITS_MOST];
	enum err e = stand(db, rq, l, n, now_ms(), at);
	return e == OK ? judge(an, at, n) : e;
}

enum err
throttle_in(struct db *db, struct request *rq, struct answer *an, const struct limit *l, size_t n)
{
	struct standing at[LIMITS_MOST];
	enum err e = stand(db, rq, l, n, now_ms(), at);
	if (e == OK)
		e = judge(an, at, n);
	for (size_t i = 0; e == OK && i < n; i++) /* four at most */
		e = db_exec(db, &throttle_queries[SET], ARGS(V(at[i].key), V(at[i].until + l[i].seconds * (int64_t)1000 / l[i].most)), NULL);
	return e;
}

struct own { struct request *rq; struct answer *an; const struct limit *l; size_t n; };

static enum err
work_look(struct db *db, void *arg)
{
	struct own *o = arg;
	return throttle_look(db, o->rq, o->an, o->l, o->n);
}

static enum err
work_count(struct db *db, void *arg)
{
	struct own *o = arg;
	return throttle_in(db, o->rq, o->an, o->l, o->n);
}

enum err
throttle(struct request *rq, struct answer *an, const struct limit *l, size_t n)
{
	struct own o = { rq, an, l, n };
	if (rq->db != NULL)
		return throttle_in(rq->db, rq, an, l, n);
	/* Who is refused takes no writer. */
	enum err e = store_read(rq->app->store, rq->a, work_look, &o);
	return e == OK ? store_write(rq->app->store, rq->a, work_count, &o) : e;
}

enum err
throttle_public(struct request *rq, struct answer *an, const char *kind, const char *mail)
{
	enum { OF_MAIL = 6, OF_CLIENT = 60, HOUR = 3600 };
	const struct limit l[] = { throttle_client(rq, arena_printf(rq->a, "%s client", kind), OF_CLIENT, HOUR),
		{ kind, text_fold(rq->a, mail == NULL ? "" : mail), OF_MAIL, HOUR } };
	return throttle(rq, an, l, text_blank(mail) ? 1 : 2);
}

enum err
throttle_give_back(struct db *db, struct request *rq, const struct limit *l)
{
	struct standing at[LIMITS_MOST];
	int64_t now = now_ms();
	enum err e = stand(db, rq, l, 1, now, at);
	return e != OK ? e : db_exec(db, &throttle_queries[SET], ARGS(V(at[0].key), V(at[0].until - l->seconds * (int64_t)1000 / l->most)), NULL);
}

void
throttle_after(struct request *rq, struct limit l)
{
	struct limit *kept = ARENA_NEW(rq->a, struct limit);
	*kept = l;
	rq->failed = kept;
}

enum err
throttle_settle(struct request *rq)
{
	struct answer unused = { 0 };
	struct own o = { rq, &unused, rq->failed, 1 };
	if (rq->failed == NULL)
		return OK;
	rq->failed = NULL;
	enum err e = store_write(rq->app->store, rq->a, work_count, &o);
	return e == E_BUSY && unused.retry_after > 0 ? OK : e; /* as full as it can be */
}

enum err
throttle_clean(struct db *db, int64_t *n)
{
	return db_exec(db, &throttle_queries[CLEAN], ARGS(v_int(now_ms())), n);
}
