#include "plan/plan_cache.h"
#include <pthread.h>

/* One entry a visibility: readers of the same visibility see the same plan. */
struct entry {
	struct plan_snapshot snapshot;
	struct plan_cache *cache;
	struct arena *a;
	int64_t version, day;
	struct year_bounds bounds;
	int users;                         /* requests that read it, and the cache itself; under the lock */
};
struct plan_cache {
	pthread_mutex_t lock;
	struct entry *kept[VIS_INTERNAL + 1];
};

struct plan_cache *
plan_cache_new(struct arena *process)
{
	struct plan_cache *c = ARENA_NEW(process, struct plan_cache);
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

static void
let_go(struct entry *e) /* under the lock */
{
	if (--e->users == 0)
		arena_free(e->a); /* the entry lives in it */
}

static void
release(void *arg)
{
	struct entry *e = arg;
	struct plan_cache *c = e->cache;
	pthread_mutex_lock(&c->lock);
	let_go(e);
	pthread_mutex_unlock(&c->lock);
}

void
plan_cache_clear(struct plan_cache *c)
{
	for (size_t i = 0; i < LEN(c->kept); i++)
		if (c->kept[i] != NULL)
			let_go(c->kept[i]);
	pthread_mutex_destroy(&c->lock);
}

static enum err
load(struct db *db, const struct user *u, struct year_bounds b, struct date today, struct plan_snapshot *out)
{
	struct revision_info *info = ARENA_NEW(db_arena(db), struct revision_info);
	enum err e = plan_load(db, u, NONE, &out->plan);
	if (e == OK)
		e = plan_revision_info(db, u, out->plan->revision_id, info);
	if (e == OK)
		e = plan_evidence_load(db, u, out->plan, &out->base);
	if (e == OK)
		plan_status(db_arena(db), out->plan, out->base, b, today, today, &out->status);
	out->info = info;
	return e;
}

static bool
still_true(const struct entry *e, int64_t version, struct year_bounds b, int64_t day)
{
	return e != NULL && e->version == version && e->day == day && e->bounds.start_month == b.start_month && e->bounds.start_day == b.start_day;
}

static struct entry *
find(struct plan_cache *c, enum visibility level, int64_t version, struct year_bounds b, int64_t day)
{
	pthread_mutex_lock(&c->lock);
	struct entry *e = still_true(c->kept[level], version, b, day) ? c->kept[level] : NULL;
	if (e != NULL)
		e->users++;
	pthread_mutex_unlock(&c->lock);
	return e;
}

static void
keep(struct plan_cache *c, enum visibility level, struct entry *e)
{
	pthread_mutex_lock(&c->lock);
	if (c->kept[level] != NULL)
		let_go(c->kept[level]);
	c->kept[level] = e;
	e->users = 2; /* the cache, and the request that made it */
	pthread_mutex_unlock(&c->lock);
}

enum err
plan_cache_get(struct plan_cache *c, struct db *db, const struct user *u, bool published, struct year_bounds b, struct date today,
    const struct plan_snapshot **out)
{
	struct arena *request = db_arena(db);
	enum visibility level = user_sees(u);
	int64_t version, day = date_days(today);
	bool reads = user_may(u, RIGHT_PLAN_READ) || published;
	if (c == NULL || !reads) { /* nothing kept, or the store refuses in its own words */
		struct plan_snapshot *s = ARENA_NEW(request, struct plan_snapshot);
		*out = s;
		return load(db, u, b, today, s);
	}
	enum err e = plan_version(db, &version);
	if (e != OK)
		return e;
	struct entry *x = find(c, level, version, b, day);
	if (x == NULL) {
		struct arena *a = arena_new(MIB(512));
		x = ARENA_NEW(a, struct entry);
		*x = (struct entry){ .cache = c, .a = a, .version = version, .day = day, .bounds = b };
		db_lend_arena(db, a);
		e = load(db, u, b, today, &x->snapshot);
		db_lend_arena(db, request);
		if (e != OK) {
			fail(request, e, "%s", fail_detail(a));
			arena_free(a);
			return e;
		}
		keep(c, level, x);
	}
	arena_on_reset(request, release, x);
	*out = &x->snapshot;
	return OK;
}
