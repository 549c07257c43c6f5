/* Threads and transactions: a reader connection per thread, one writer connection with group commit. */
#include "base/embed.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store_private.h"
#include <stdatomic.h>
#include <string.h>

enum { BATCH_MAX = 64 }; /* works committed together: bounds what one failing disk costs and how long the last waits */

/* A request to write: on the stack of its thread, which waits for it. */
struct waiter {
	struct arena *a;
	enum err (*work)(struct db *, void *);
	void *arg;
	enum err e;
	bool done, lead;
	pthread_cond_t wake;
	struct waiter *next;
};

/* What a thread has of a store. */
struct local {
	struct store *store;
	struct arena *a;           /* its own: may not hang on a request */
	struct link reader;        /* conn NULL until the first read */
	bool inside;               /* in a transaction: another would be nested */
	struct local *next, **at;  /* of the store's list */
};

struct store {
	const struct engine *engine;
	const char *where;
	bool alone;
	bool searched;             /* its schema is the program's own: search follows what is written */
	struct link writer;
	pthread_key_t key;
	pthread_mutex_t lock;      /* queue, leading, locals */
	pthread_mutex_t one;       /* alone: held during every transaction */
	struct waiter *head, **tail;
	bool leading;
	struct local *locals;
	atomic_llong reads, writes, changes, trips, commits, lost, batch[LEN(((struct store_counts *)0)->batch)];
};

static const struct { const char *scheme; const struct engine *engine; } engines[] = { { "sqlite", &sqlite_engine },
	{ "postgres", &postgres_engine }, { "postgresql", &postgres_engine } };

/* ---- what a thread has ---------------------------------------------------------------------------------- */

static void
local_free(struct local *l)
{
	if (l->reader.conn != NULL)
		link_close(&l->reader);
	arena_free(l->a);
}

static void
thread_ends(void *p)
{
	struct local *l = p;
	pthread_mutex_lock(&l->store->lock);
	*l->at = l->next;
	if (l->next != NULL)
		l->next->at = l->at;
	pthread_mutex_unlock(&l->store->lock);
	local_free(l);
}

static struct local *
local_of(struct store *s)
{
	struct local *l = pthread_getspecific(s->key);
	if (l != NULL)
		return l;
	struct arena *a = arena_new(MIB(1));
	l = ARENA_NEW(a, struct local);
	*l = (struct local){ .store = s, .a = a, .reader = { .engine = s->engine } };
	pthread_mutex_lock(&s->lock);
	l->next = s->locals;
	l->at = &s->locals;
	if (l->next != NULL)
		l->next->at = &l->next;
	s->locals = l;
	pthread_mutex_unlock(&s->lock);
	BUG_ON(pthread_setspecific(s->key, l) != 0);
	return l;
}

/* ---- opening -------------------------------------------------------------------------------------------- */

enum err
engine_of(struct arena *a, const char *url, const struct engine **out, const char **where)
{
	const char *colon = strchr(url, ':');
	for (size_t i = 0; colon != NULL && colon[1] != '\0' && i < LEN(engines); i++) {
		const char *scheme = engines[i].scheme;
		if (strlen(scheme) != (size_t)(colon - url) || strncmp(url, scheme, (size_t)(colon - url)) != 0)
			continue;
		*out = engines[i].engine;
		*where = arena_strdup(a, colon + 1);
		return OK;
	}
	return fail(a, E_INVALID, "store: unknown kind of store: %.*s", (int)strcspn(url, ":"), url);
}

/* user:PASSWORD@ and password=…: both are libpq's. */
const char *
store_shown(struct arena *a, const char *url)
{
	if (text_starts(url, "sqlite:"))
		return url + strlen("sqlite:");
	const char *host = strstr(url, "//"), *at = host == NULL ? NULL : strchr(host + 2, '@');
	const char *colon = at == NULL ? NULL : memchr(host + 2, ':', (size_t)(at - host - 2));
	char *shown = colon == NULL ? arena_strdup(a, url) : arena_printf(a, "%.*s%s", (int)(colon - url), url, at);
	for (char *p = shown; (p = strstr(p, "password=")) != NULL;) {
		p += strlen("password=");
		size_t n = strcspn(p, "&");
		memmove(p, p + n, strlen(p + n) + 1);
	}
	return shown;
}

enum err
store_exists(struct arena *a, const char *url, bool *there)
{
	const struct engine *engine;
	const char *where;
	enum err e = engine_of(a, url, &engine, &where);
	return e != OK ? e : engine->exists(a, where, there);
}

enum err
store_open_with(struct arena *a, const char *url, const struct embedded *table, struct store **out)
{
	const struct engine *e;
	const char *where;
	enum err known = engine_of(a, url, &e, &where);
	if (known != OK)
		return known;
	struct store *s = ARENA_NEW(a, struct store);
	*s = (struct store){ .engine = e, .where = where, .writer = { .engine = e } };
	s->alone = e->alone(s->where);
	s->tail = &s->head;
	enum err r = e->open(a, s->where, CONN_WRITER, &s->writer.conn);
	if (r != OK)
		return r;
	r = store_migrate(e, s->writer.conn, a, table);
	if (r != OK) {
		link_close(&s->writer);
		return r;
	}
	BUG_ON(pthread_key_create(&s->key, thread_ends) != 0);
	BUG_ON(pthread_mutex_init(&s->lock, NULL) != 0 || pthread_mutex_init(&s->one, NULL) != 0);
	*out = s;
	return OK;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	BUG_ON(s->leading || s->head != NULL);
	pthread_key_delete(s->key);
	for (struct local *l = s->locals, *next; l != NULL; l = next) {
		next = l->next;
		BUG_ON(l->inside);
		local_free(l);
	}
	s->locals = NULL;
	link_close(&s->writer); /* last: it tidies the journal */
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->one);
}

enum err
store_scrub(struct store *s, struct arena *a, bool deep)
{
	struct engine_conn *c;
	if (s->alone || s->engine->scrub == NULL)
		return OK;
	enum err e = s->engine->open(a, s->where, CONN_WRITER, &c); /* its own: the writer's is in use */
	if (e != OK)
		return e;
	e = s->engine->scrub(c, a, deep);
	s->engine->close(c);
	return e;
}

/* ---- one work ------------------------------------------------------------------------------------------- */

enum err
link_run(struct store *s, struct link *l, struct arena *a, bool write, enum err (*work)(struct db *, void *), void *arg)
{
	struct db db = { .store = s, .link = l, .a = a, .write = write, .person = NONE };
	int64_t trips = l->engine->trips == NULL ? 0 : l->engine->trips(l->conn);
	enum err e = work(&db, arg);
	db_close_rows(&db);
	if (s != NULL && l->engine->trips != NULL)
		atomic_fetch_add(&s->trips, l->engine->trips(l->conn) - trips);
	if (s != NULL && write)
		atomic_fetch_add(&s->changes, db.changes);
	l->changed = l->changed || db.changes > 0;
	return e == OK ? db.broken : e; /* a failure that the work overlooked is a failure */
}

enum err
store_read(struct store *s, struct arena *a, enum err (*work)(struct db *, void *), void *arg)
{
	struct local *mine = local_of(s);
	BUG_ON(mine->inside);
	struct link *l = s->alone ? &s->writer : &mine->reader;
	enum err e = OK;
	if (l->conn == NULL && (e = s->engine->open(a, s->where, CONN_READER, &l->conn)) != OK)
		return e;
	if (s->alone)
		pthread_mutex_lock(&s->one);
	mine->inside = true;
	e = s->engine->control(l->conn, a, CONTROL_BEGIN_READ);
	if (e == OK) {
		e = link_run(s, l, a, false, work, arg);
		enum err end = s->engine->control(l->conn, a, CONTROL_ROLLBACK);
		e = e == OK ? end : e;
	}
	mine->inside = false;
	if (s->alone)
		pthread_mutex_unlock(&s->one);
	atomic_fetch_add(&s->reads, 1);
	return e;
}

struct store_counts
store_counts(struct store *s)
{
	struct store_counts c = { atomic_load(&s->reads), atomic_load(&s->writes), atomic_load(&s->changes), atomic_load(&s->trips),
		atomic_load(&s->commits), atomic_load(&s->lost), { 0 } };
	for (size_t i = 0; i < LEN(c.batch); i++)
		c.batch[i] = atomic_load(&s->batch[i]);
	return c;
}

enum err
db_faults(struct db *db, void *arg)
{
	struct strings *faults = arg;
	for (const struct query *q = db->link->engine->checks; q->name != NULL; q++) {
		struct rows *r;
		enum err e = db_query(db, q, NO_ARGS, &r);
		if (e != OK)
			return e;
		while (rows_next(r)) {
			const char *said = col_text(r, 0);
			if (said != NULL && strcmp(said, "ok") == 0)
				continue;
			struct buf line = buf_new(db->a, KIB(2));
			for (int i = 0; i < r->ncols; i++) {
				buf_puts(&line, i == 0 ? "" : " ");
				buf_puts(&line, col_text(r, i));
			}
			PUSH(db->a, faults, arena_printf(db->a, "%s: %s", q->name, buf_str(&line)));
		}
		if ((e = rows_end(r)) != OK)
			return e;
	}
	return OK;
}

enum err
store_check(struct store *s, struct arena *a, struct strings *faults)
{
	return store_read(s, a, db_faults, faults);
}

/* ---- group commit --------------------------------------------------------------------------------------- */

/* The works before `end` that were thought done are not: nothing of this transaction stays. */
static void
undo(struct waiter *list, const struct waiter *end, enum err e, const char *why)
{
	for (struct waiter *w = list; w != end; w = w->next)
		if (w->e == OK)
			w->e = fail(w->a, e, "%s", why);
}

/* One work in its savepoint. False when the transaction as a whole is over. */
static bool
run_saved(struct store *s, struct waiter *w, bool save)
{
	const struct engine *en = s->engine;
	struct engine_conn *c = s->writer.conn;
	struct chain chain = s->writer.chain;
	w->e = save ? en->control(c, w->a, CONTROL_SAVE) : OK;
	if (w->e != OK)
		return false;
	w->e = link_run(s, &s->writer, w->a, true, w->work, w->arg);
	if (!en->in_transaction(c))
		return false;
	if (!save)
		return true;
	if (w->e != OK)
		s->writer.chain = chain; /* what it added is undone */
	enum err e = en->control(c, w->a, w->e == OK ? CONTROL_RELEASE : CONTROL_BACK);
	if (e == OK)
		return true;
	w->e = w->e == OK ? e : w->e;
	return false;
}

/* A transaction that ended with n works. */
static void
count_batch(struct store *s, const struct waiter *list, enum err e)
{
	size_t n = 0, bucket = 0;
	for (const struct waiter *w = list; w != NULL; w = w->next) {
		atomic_fetch_add(&s->writes, w->e == OK);
		n++;
	}
	while (bucket + 1 < LEN(s->batch) && (size_t)1 << bucket < n)
		bucket++;
	atomic_fetch_add(e == OK ? &s->commits : &s->lost, 1);
	if (e == OK)
		atomic_fetch_add(&s->batch[bucket], 1);
}

static enum err
search_work(struct db *db, void *arg)
{
	(void)arg;
	return search_settle(db);
}

static enum err
left_due(struct db *db, void *due)
{
	static const struct query q = { "search_left_due", "SELECT 1 FROM search_due LIMIT 1" };
	struct rows *r;
	enum err e = db_query(db, &q, NO_ARGS, &r);
	if (e != OK)
		return e;
	*(bool *)due = rows_next(r);
	return rows_end(r);
}

/* What a migration, or a commit that could not, left to do for search is done before anyone asks; should that fail, the next commit
 * tries again. */
enum err
store_open(struct arena *a, const char *url, struct store **out)
{
	bool due = false;
	enum err e = store_open_with(a, url, migration_table, out);
	if (e != OK)
		return e;
	(*out)->searched = true;
	if (store_read(*out, a, left_due, &due) == OK && due)
		e = store_write(*out, a, search_work, NULL);
	fail_clear(a);
	return OK;
}

/* What the works changed is found by search from this commit on. Should that fail where the works did not, they are kept and
 * it is tried again with the next commit: what is due stays written in search_due. False: the transaction is over. */
static bool
settle(struct store *s, struct arena *a)
{
	const struct engine *en = s->engine;
	struct engine_conn *c = s->writer.conn;
	struct chain chain = s->writer.chain;
	if (!s->searched || !s->writer.changed)
		return true;
	enum err e = en->control(c, a, CONTROL_SAVE);
	if (e != OK)
		return false;
	e = link_run(s, &s->writer, a, true, search_work, NULL);
	if (!en->in_transaction(c))
		return false;
	if (e != OK) {
		s->writer.chain = chain;
		struct log_line l = log_begin("search_behind");
		log_text(&l, "error", err_name(e));
		log_text(&l, "detail", fail_detail(a));
		log_end(&l);
		fail_clear(a);
	}
	return en->control(c, a, e == OK ? CONTROL_RELEASE : CONTROL_BACK) == OK;
}

/* Runs works in one transaction, from `list` on; returns the first that was not run (the transaction was lost
 * before it), or NULL. */
static struct waiter *
run_batch(struct store *s, struct waiter *list)
{
	const struct engine *en = s->engine;
	struct engine_conn *c = s->writer.conn;
	enum err e = en->control(c, list->a, CONTROL_BEGIN_WRITE);
	s->writer.chain.known = s->writer.changed = false;
	if (e != OK) {
		undo(list, NULL, e, fail_detail(list->a));
		list->e = e;
		atomic_fetch_add(&s->lost, 1);
		return NULL;
	}
	bool good = false, save = list->next != NULL; /* a work alone is undone with its transaction */
	for (struct waiter *w = list; w != NULL; w = w->next) {
		if (!run_saved(s, w, save)) {
			en->control(c, w->a, CONTROL_ROLLBACK);
			atomic_fetch_add(&s->lost, 1);
			bool passes = w->e == E_FULL || w->e == E_AWAY || w->e == E_BUSY;
			undo(list, w->next, passes ? w->e : E_IO, "the transaction was lost with others");
			if (w->e != E_BUSY && w->e != E_AWAY)
				return w->next;
			undo(w->next, NULL, w->e, fail_detail(w->a)); /* they would wait as long for the same */
			return NULL;
		}
		good = good || w->e == OK;
	}
	struct waiter *first = list;
	while (first->e != OK && first->next != NULL)
		first = first->next;
	if (good && !settle(s, first->a)) {
		en->control(c, first->a, CONTROL_ROLLBACK);
		atomic_fetch_add(&s->lost, 1);
		undo(list, NULL, E_IO, fail_detail(first->a));
		return NULL;
	}
	int64_t trips = en->trips == NULL ? 0 : en->trips(c);
	e = en->control(c, first->a, good ? CONTROL_COMMIT : CONTROL_ROLLBACK);
	if (en->trips != NULL)
		atomic_fetch_add(&s->trips, en->trips(c) - trips);
	if (e != OK) {
		undo(list, NULL, e, fail_detail(first->a));
		en->control(c, first->a, CONTROL_ROLLBACK);
	}
	if (good)
		count_batch(s, list, e);
	return NULL;
}

/* Takes what waits, runs it, wakes the others; then whoever came meanwhile leads. Called and left with the lock. */
static void
lead(struct store *s, struct waiter *self)
{
	struct waiter *list = s->head, **end = &s->head;
	for (size_t n = 0; n < BATCH_MAX && *end != NULL; n++)
		end = &(*end)->next;
	s->head = *end;
	*end = NULL;
	if (s->head == NULL)
		s->tail = &s->head;
	pthread_mutex_unlock(&s->lock);
	if (s->alone)
		pthread_mutex_lock(&s->one);
	for (struct waiter *rest = list; rest != NULL;)
		rest = run_batch(s, rest);
	if (s->alone)
		pthread_mutex_unlock(&s->one);
	pthread_mutex_lock(&s->lock);
	for (struct waiter *w = list, *next; w != NULL; w = next) {
		next = w->next; /* w is gone as soon as its thread sees done */
		w->done = true;
		if (w != self)
			pthread_cond_signal(&w->wake);
	}
	s->leading = s->head != NULL;
	if (s->leading) {
		s->head->lead = true;
		pthread_cond_signal(&s->head->wake);
	}
}

enum err
store_write(struct store *s, struct arena *a, enum err (*work)(struct db *, void *), void *arg)
{
	struct local *mine = local_of(s);
	BUG_ON(mine->inside);
	struct waiter w = { .a = a, .work = work, .arg = arg, .wake = PTHREAD_COND_INITIALIZER };
	mine->inside = true;
	pthread_mutex_lock(&s->lock);
	*s->tail = &w;
	s->tail = &w.next;
	if (!s->leading)
		s->leading = w.lead = true;
	while (!w.done && !w.lead)
		pthread_cond_wait(&w.wake, &s->lock);
	if (!w.done)
		lead(s, &w);
	BUG_ON(!w.done);
	pthread_mutex_unlock(&s->lock);
	pthread_cond_destroy(&w.wake);
	mine->inside = false;
	return w.e;
}
