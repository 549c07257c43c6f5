/* queue.c: jobs as rows with leases, and the worker's loop over them and over the mails. */
#include "jobs/jobs.h"
#include "base/text.h"
#include "mail/mail.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

enum { MARK_TRIES = 10 };
enum { Q_QUEUE, Q_DUE, Q_CLAIM, Q_DONE, Q_LATER, Q_FAILED, Q_COUNTS };
const struct query job_queries[] = {
	[Q_QUEUE] = { "job_queue",
		"INSERT INTO job (key, kind, payload, created_at, run_at, attempts, state) VALUES ($1, $2, $3, $4, $5, 0, 'waiting')"
		" ON CONFLICT (key) DO NOTHING" },
	[Q_DUE] = { "job_due",
		"SELECT id, kind FROM job WHERE state = 'waiting' AND run_at <= $1 AND (lease_until IS NULL OR lease_until < $1)"
		" ORDER BY run_at, id LIMIT 20" },
	/* A try that a crash cut off is not counted: it says nothing of the job. */
	[Q_CLAIM] = { "job_claim",
		"UPDATE job SET lease_until = $2 WHERE id = $3 AND state = 'waiting' AND run_at <= $1"
		" AND (lease_until IS NULL OR lease_until < $1) RETURNING payload, attempts" },
	/* What a done job was about is nobody's business any more. */
	[Q_DONE] = { "job_done", "UPDATE job SET state = 'done', payload = '', done_at = $1, lease_until = NULL, last_error = NULL WHERE id = $2" },
	[Q_LATER] = { "job_later", "UPDATE job SET run_at = $1, attempts = $2, last_error = $3, lease_until = NULL WHERE id = $4" },
	[Q_FAILED] = { "job_failed", "UPDATE job SET state = 'failed', done_at = $1, attempts = $2, last_error = $3, lease_until = NULL WHERE id = $4" },
	[Q_COUNTS] = { "work_counts",
		"SELECT (SELECT count(*) FROM job WHERE state = 'waiting'), (SELECT count(*) FROM job WHERE state = 'failed'),"
		" (SELECT count(*) FROM outbox WHERE state = 'waiting'), (SELECT count(*) FROM outbox WHERE state = 'failed'),"
		" (SELECT min(run_at) FROM job WHERE state = 'waiting' AND run_at <= $1 AND (lease_until IS NULL OR lease_until < $1))" },
	{ 0 },
};

static int64_t
seconds_now(void)
{
	int64_t t = 0;
	bool read = isotime_parse(now_utc().s, &t);
	BUG_ON(!read);
	return t;
}

enum err
job_queue(struct db *db, const char *kind, const char *payload, const char *key, int64_t delay_seconds)
{
	struct isotime now = now_utc(), at = isotime_of(seconds_now() + delay_seconds);
	return db_exec(db, &job_queries[Q_QUEUE], ARGS(V(key), V(kind), V(payload), V(now.s), V(at.s)), NULL);
}

enum err
work_counts(struct db *db, struct work_counts *out)
{
	struct isotime now = now_utc();
	struct rows *r;
	enum err e = db_one(db, &job_queries[Q_COUNTS], ARGS(V(now.s)), &r);
	if (e != OK)
		return e;
	*out = (struct work_counts){ col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_text(r, 4) };
	return rows_end(r);
}

/* ---- is it alive ------------------------------------------------------------------------------------------ */

enum { STEP_SECONDS = 120, MAILS_SECONDS = 3600 };

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
good_for(struct worker *w, int seconds)
{
	atomic_store(&w->good_until, milliseconds() + seconds * INT64_C(1000));
}

bool
worker_alive(const struct worker *w)
{
	return milliseconds() < atomic_load(&w->good_until);
}

/* ---- one job --------------------------------------------------------------------------------------------- */

struct turn { int64_t id; const struct job_kind *kind; const struct worker *w; const char *payload; int64_t attempts; bool found; enum err e; const char *why; };

static const struct job_kind *
kind_of(const struct job_kind *kinds, const char *name)
{
	for (const struct job_kind *k = kinds; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static enum err
look(struct db *db, void *arg)
{
	struct turn *t = arg;
	struct rows *r;
	struct isotime now = now_utc();
	enum err e = db_query(db, &job_queries[Q_DUE], ARGS(V(now.s)), &r);
	if (e != OK)
		return e;
	while (!t->found && rows_next(r)) {
		t->kind = kind_of(t->w->kinds, col_text(r, 1));
		t->found = !t->w->hold_daily || t->kind == NULL || !t->kind->daily;
		t->id = col_int(r, 0);
	}
	return rows_end(r);
}

/* Looks again: of workers that saw the same job, each takes another. Nobody else writes meanwhile. */
static enum err
claim(struct db *db, void *arg)
{
	struct turn *t = arg;
	struct rows *r;
	t->found = false;
	t->kind = NULL;
	enum err e = look(db, arg);
	if (e != OK || !t->found)
		return e;
	struct isotime now = now_utc(), until = isotime_of(seconds_now() + (t->kind == NULL ? 60 : t->kind->lease_seconds));
	e = db_query(db, &job_queries[Q_CLAIM], ARGS(V(now.s), V(until.s), V(t->id)), &r);
	if (e != OK)
		return e;
	t->found = rows_next(r);
	if (t->found) {
		t->payload = col_text(r, 0);
		t->attempts = col_int(r, 1);
	}
	return rows_end(r);
}

static enum err
mark(struct db *db, void *arg)
{
	const struct turn *t = arg;
	/* A full disk or a database that is away is no fault of the job: it does not use up its tries. */
	bool passes = t->e == E_BUSY || t->e == E_FULL || t->e == E_AWAY || t->e == E_UNSURE;
	int64_t tries = t->attempts + !passes;
	struct isotime now = now_utc(), later = isotime_of(seconds_now() + (passes ? 60 : 60 * tries * tries));
	if (t->e == OK)
		return db_exec(db, &job_queries[Q_DONE], ARGS(V(now.s), V(t->id)), NULL);
	if (t->kind == NULL || tries >= t->kind->tries)
		return db_exec(db, &job_queries[Q_FAILED], ARGS(V(now.s), V(tries), V(t->why), V(t->id)), NULL);
	return db_exec(db, &job_queries[Q_LATER], ARGS(V(later.s), V(tries), V(t->why), V(t->id)), NULL);
}

static void
say(const struct worker *w, struct arena *a, const struct turn *t)
{
	if (w->log != NULL)
		w->log(arena_printf(a, "job %lld %s %s%s%s", (long long)t->id, t->kind == NULL ? "?" : t->kind->name, err_name(t->e),
		    t->e == OK ? "" : ": ", t->e == OK ? "" : t->why));
}

static enum err
one_job(struct worker *w, struct arena *a, struct date today, bool *found)
{
	struct turn t = { .w = w };
	enum err e = store_read(w->store, a, look, &t);
	*found = t.found;
	if (e != OK || !t.found || (e = store_write(w->store, a, claim, &t)) != OK || !t.found)
		return e;
	/* An arena of its own: what a failed job recorded is its error, not the worker's. */
	struct arena *own = arena_new(MIB(256));
	if (t.kind == NULL) {
		t.e = fail(own, E_INVALID, "no such kind of job");
	} else {
		good_for(w, t.kind->lease_seconds + STEP_SECONDS);
		struct job j = { .store = w->store, .a = own, .today = today, .base_url = w->base_url, .payload = t.payload, .worker = w };
		t.e = t.kind->run(&j);
	}
	t.why = arena_strdup(a, t.e == OK ? "" : fail_detail(own)[0] == '\0' ? err_name(t.e) : fail_detail(own));
	arena_free(own);
	say(w, a, &t);
	/* What was done is done: others that write for long do not make it be done again. */
	for (int i = 0; (e = store_write(w->store, a, mark, &t)) == E_BUSY && i < MARK_TRIES && !atomic_load(&w->stop); i++)
		fail_clear(a);
	return e;
}

enum err
jobs_run_due(struct worker *w, struct date today, int *ran)
{
	*ran = 0;
	for (bool found = true; found && !atomic_load(&w->stop);) {
		struct arena *a = arena_new(MIB(16));
		enum err e = one_job(w, a, today, &found);
		if (e != OK && w->log != NULL)
			w->log(arena_printf(a, "worker: %s: %s", err_name(e), fail_detail(a)));
		arena_free(a);
		if (e != OK)
			return e;
		*ran += found;
	}
	return OK;
}

/* ---- every day ------------------------------------------------------------------------------------------- */

struct daily { struct worker *w; struct isodate day; };

static enum err
queue_daily(struct db *db, void *arg)
{
	struct daily *d = arg;
	enum err e = OK;
	for (const struct job_kind *k = d->w->kinds; e == OK && k->name != NULL; k++)
		if (k->daily)
			e = job_queue(db, k->name, "{}", arena_printf(db_arena(db), "daily:%s:%s", k->name, d->day.s), 0);
	return e;
}

enum err
jobs_queue_daily(struct worker *w, struct date today)
{
	struct daily d = { w, date_iso(today) };
	struct arena *a = arena_new(MIB(1));
	enum err e = store_write(w->store, a, queue_daily, &d);
	if (e != OK && w->log != NULL)
		w->log(arena_printf(a, "worker: %s: %s", err_name(e), fail_detail(a)));
	arena_free(a);
	return e;
}

/* ---- the loop -------------------------------------------------------------------------------------------- */

static void
pause_seconds(const struct worker *w, int seconds)
{
	struct timespec t = { .tv_nsec = 100 * 1000 * 1000 };
	for (int i = 0; i < 10 * seconds && !atomic_load(&w->stop); i++)
		nanosleep(&t, NULL);
}

static enum err
mails(struct worker *w)
{
	struct arena *a = arena_new(MIB(1));
	int sent, left;
	good_for(w, MAILS_SECONDS); /* a slow server and many mails: each is bounded, all of them are many */
	enum err e = mail_send_due(w->store, a, w->base_url, &w->stop, &sent, &left);
	if (w->log != NULL && e != OK)
		w->log(arena_printf(a, "mail: %s: %s", err_name(e), fail_detail(a)));
	else if (w->log != NULL && sent > 0)
		w->log(arena_printf(a, "mail: %d sent, %d waiting", sent, left));
	arena_free(a);
	return e;
}

static int64_t
boot_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec;
}

struct last_daily { const struct job_kind *kinds; int64_t at; };
static enum err
look_last(struct db *db, void *arg)
{
	struct last_daily *l = arg;
	for (const struct job_kind *k = l->kinds; k->name != NULL; k++)
		if (k->daily)
			return jobs_last(db, k->name, &l->at);
	return OK;
}

/* By what is daily: other work is also done while the clock is in doubt. --on and PILOTIS_ON: someone wants it to be another
 * day. */
static void
doubt_at_start(struct worker *w, struct jobs_clock *c)
{
	struct arena *a = arena_new(MIB(1));
	struct last_daily last = { w->kinds, NONE };
	if (getenv("PILOTIS_ON") == NULL && store_read(w->store, a, look_last, &last) == OK && jobs_clock_odd(seconds_now(), last.at)) {
		jobs_clock_doubt(c, boot_seconds());
		if (w->log != NULL)
			w->log("worker: the last work was done long ago, or in the future: what is daily waits for an hour");
	}
	arena_free(a);
}

static enum err
mend(struct db *db, void *n)
{
	return jobs_mend(db, n);
}

/* True when what a clock that ran ahead left in the store was put right. */
static bool
mended(struct worker *w)
{
	struct arena *a = arena_new(MIB(1));
	int64_t n = 0;
	enum err e = store_write(w->store, a, mend, &n);
	if (w->log != NULL && e == OK && n > 0)
		w->log(arena_printf(a, "worker: %lld jobs and mails of another time are due now", (long long)n));
	arena_free(a);
	return e == OK;
}

void
worker_loop(struct worker *w)
{
	enum { PATIENCE = 30, MEND_SECONDS = 3600 };
	struct jobs_clock clock = { 0 };
	int64_t mend_at = 0;
	struct date queued = { 0, 0, 0 };
	int pause = 1;
	sigset_t pipe_gone;
	/* A server that hangs up on curl is an error of that mail, not the end of the process. */
	sigemptyset(&pipe_gone);
	sigaddset(&pipe_gone, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe_gone, NULL);
	doubt_at_start(w, &clock);
	while (!atomic_load(&w->stop)) {
		struct date today = today_brussels();
		int64_t boot = boot_seconds(), jump = jobs_clock_tick(&clock, (int64_t)time(NULL), boot);
		int ran;
		good_for(w, STEP_SECONDS);
		if (jump != 0) {
			char line[120];
			snprintf(line, sizeof line, "worker: the clock was set by %lld s: what is daily waits for an hour", (long long)jump);
			if (w->log != NULL)
				w->log(line);
			mend_at = 0;
		}
		if (boot >= mend_at && mended(w))
			mend_at = boot + MEND_SECONDS;
		w->hold_daily = !jobs_clock_steady(&clock, boot);
		if (!w->hold_daily && date_cmp(queued, today) != 0 && jobs_queue_daily(w, today) == OK)
			queued = today;
		bool good = jobs_run_due(w, today, &ran) == OK && mails(w) == OK;
		/* A store that is full or away is asked again and again, less and less often, until it answers. */
		pause = good ? 1 : pause * 2 > PATIENCE ? PATIENCE : pause * 2;
		good_for(w, STEP_SECONDS);
		pause_seconds(w, pause);
	}
}
