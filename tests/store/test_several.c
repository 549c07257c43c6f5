/* Several processes on one store, as several servers of a programme are: they start together, and share the work. */
#include "store_test.h"
#include "base/secret.h"
#include "jobs/jobs.h"
#include "store/history.h"
#include "store/setting.h"
#include <signal.h>
#include <sys/wait.h>

enum { PROCESSES = 8 };

/* Each process runs work() at the same moment; how they ended is looked at. */
static void
together(struct arena *a, const char *url, int (*work)(struct arena *a, const char *url, int me, void *arg), void *arg)
{
	pid_t child[PROCESSES];
	int gate[2], status;
	char c;
	(void)a;
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < PROCESSES; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] == 0) {
			struct arena *own = arena_new(MIB(256));
			close(gate[1]);
			while (read(gate[0], &c, 1) > 0) /* until the parent opens it for all */
				;
			int rc = work(own, url, i, arg);
			if (rc != 0)
				print_error("process %d: %s\n", i, fail_detail(own));
			_exit(rc);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
}

/* ---- starting ------------------------------------------------------------------------------------------- */

static int
start(struct arena *a, const char *url, int me, void *arg)
{
	struct store *s;
	(void)me;
	(void)arg;
	if (store_open(a, url, &s) != OK)
		return 1;
	store_close(s);
	return 0;
}
struct schema { int64_t migrations, things; };
static enum err
read_schema(struct db *db, void *arg)
{
	static const struct query q = { "migrations", "SELECT count(*) FROM schema_migration" };
	struct schema *out = arg;
	struct schema_things things;
	struct rows *r;
	enum err e = db_schema(db, &things);
	if (e == OK)
		e = db_one(db, &q, NO_ARGS, &r);
	if (e == OK)
		*out = (struct schema){ col_int(r, 0), (int64_t)things.n };
	return e;
}
/* The schema is made once and whole. */
static void
started_together(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct schema one, many;
	struct store *s;
	together(a, url, start, NULL);
	assert_ok(store_open(a, url, &s));
	assert_ok(store_read(s, a, read_schema, &many));
	store_close(s);
	s = test_store(a);
	assert_ok(store_read(s, a, read_schema, &one));
	store_close(s);
	assert_int_equal(many.migrations, one.migrations);
	assert_int_equal(many.things, one.things);
}

/* ---- sharing the work ----------------------------------------------------------------------------------- */

enum { JOBS = 2000 };
struct ran { int job, process; };
struct sharing { int out; };

static enum err
queue_all(struct db *db, void *arg)
{
	enum err e = OK;
	(void)arg;
	for (int i = 0; e == OK && i < JOBS; i++)
		e = job_queue(db, "mark", arena_printf(db_arena(db), "%d", i), NULL, 0);
	return e;
}

/* What ran is told past the store: a pipe takes so few bytes whole. */
static enum err
mark(struct job *j)
{
	const char *to = getenv("PILOTIS_TEST_TELL");
	struct ran r = { (int)strtol(j->payload, NULL, 10), (int)getpid() };
	return write((int)strtol(to, NULL, 10), &r, sizeof r) == sizeof r ? OK : E_IO;
}
static int
share(struct arena *a, const char *url, int me, void *arg)
{
	static const struct job_kind kinds[] = { { "mark", mark, 600, 3, false }, { 0 } };
	const struct sharing *sh = arg;
	struct worker w = { .kinds = kinds, .base_url = "http://127.0.0.1" };
	char fd[16];
	(void)me;
	snprintf(fd, sizeof fd, "%d", sh->out);
	setenv("PILOTIS_TEST_TELL", fd, 1);
	if (store_open(a, url, &w.store) != OK)
		return 1;
	for (int ran = 1; ran > 0;) {
		enum err e = jobs_run_due(&w, (struct date){ 2026, 11, 22 }, &ran);
		if (e == E_BUSY)
			ran = 1; /* the worker's loop comes back too */
		else if (e != OK)
			return 2;
	}
	store_close(w.store);
	return 0;
}
static enum err
count_done(struct db *db, void *arg)
{
	static const struct query q = { "done", "SELECT count(CASE WHEN state = 'done' AND attempts = 0 THEN 1 END) FROM job" };
	struct rows *r;
	enum err e = db_one(db, &q, NO_ARGS, &r);
	if (e == OK)
		*(int64_t *)arg = col_int(r, 0);
	return e;
}
static void
shared_once(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a);
	struct store *s;
	int told[2], times[JOBS] = { 0 }, processes = 0;
	pid_t seen[PROCESSES] = { 0 };
	struct ran r;
	int64_t done = 0;
	assert_ok(store_open(a, url, &s));
	assert_ok(store_write(s, a, queue_all, NULL));
	store_close(s); /* no connection of ours lives on in the children */
	assert_int_equal(pipe(told), 0);
	pid_t reader = fork(); /* a pipe holds less than all is told: someone reads meanwhile */
	if (reader == 0) {
		close(told[1]);
		while (read(told[0], &r, sizeof r) == sizeof r) {
			if (r.job < 0 || r.job >= JOBS || ++times[r.job] > 1)
				_exit(1);
			int k = 0;
			while (k < processes && seen[k] != r.process)
				k++;
			if (k == processes)
				seen[processes++] = r.process;
		}
		for (int i = 0; i < JOBS; i++)
			if (times[i] != 1)
				_exit(2);
		_exit(processes > 1 ? 0 : 3);
	}
	close(told[0]);
	together(a, url, share, &(struct sharing){ told[1] });
	close(told[1]);
	int status;
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0); /* else: 256 twice or unknown, 512 lost, 768 one process did it all */
	assert_ok(store_open(a, url, &s));
	assert_ok(store_read(s, a, count_done, &done));
	assert_int_equal(done, JOBS);
	store_close(s);
}

/* ---- counting together ---------------------------------------------------------------------------------- */

enum { TURNS = 50 };
static enum err
one_more(struct db *db, void *arg)
{
	const char *v;
	(void)arg;
	enum err e = setting_get(db, "count", &v);
	if (e != OK)
		return e;
	return setting_set(db, "count", arena_printf(db_arena(db), "%ld", v == NULL ? 1 : strtol(v, NULL, 10) + 1));
}
static int
count_on(struct arena *a, const char *url, int me, void *arg)
{
	struct store *s;
	(void)me;
	(void)arg;
	if (store_open(a, url, &s) != OK)
		return 1;
	for (int i = 0; i < TURNS; i++) {
		struct arena *turn = arena_new(MIB(8));
		enum err e = store_write(s, turn, one_more, NULL);
		if (e == E_BUSY)
			i--; /* said so, and nothing was done */
		else if (e != OK)
			return 2;
		arena_free(turn);
	}
	store_close(s);
	return 0;
}
static enum err
read_count(struct db *db, void *arg)
{
	struct history h;
	enum err e = setting_get(db, "count", arg);
	return e != OK ? e : history_of(db, "setting", 0, 1000, &h);
}
static enum err
verify(struct db *db, void *arg)
{
	return history_verify(db, arg);
}
/* What one reads and then writes, nobody changes in between: no count is lost, and the journal is one chain. */
static void
counted_together(void **state)
{
	struct arena *a = *state;
	const char *url = test_shared_url(a), *v;
	struct history_check c;
	struct store *s;
	together(a, url, count_on, NULL);
	assert_ok(store_open(a, url, &s));
	assert_ok(store_read(s, a, read_count, &v));
	assert_string_equal(v, arena_printf(a, "%d", PROCESSES * TURNS));
	assert_ok(store_read(s, a, verify, &c));
	assert_int_equal(c.broken, NONE);
	assert_int_equal(c.rows, PROCESSES * TURNS);
	store_close(s);
}

int
main(void)
{
	secret_init();
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = { T(started_together), T(counted_together), T(shared_once) };
	return cmocka_run_group_tests_name("several", tests, NULL, NULL);
}
