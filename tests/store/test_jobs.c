/* The queue: once, again after a failure, in daily turns; and where links may lead. */
#include "store_test.h"
#include "base/secret.h"
#include "jobs/jobs.h"
#include "privacy/privacy_jobs.h"
#include "mail/mail.h"
#include <arpa/inet.h>
#include <sys/socket.h>

static const struct date today = { 2026, 11, 22 };

struct job_row { const char *state, *error; int64_t attempts; };
struct job_rows { struct job_row *items; size_t n, cap; };

static enum err
rows(struct db *db, void *arg)
{
	static const struct query q = { "jobs", "SELECT state, last_error, attempts FROM job ORDER BY id" };
	struct job_rows *out = arg;
	struct rows *r;
	*out = (struct job_rows){ 0 };
	assert_ok(db_query(db, &q, NO_ARGS, &r));
	while (rows_next(r)) {
		struct job_row j = { col_text(r, 0), col_text(r, 1), col_int(r, 2) };
		PUSH(db_arena(db), out, j);
	}
	return rows_end(r);
}
static enum err
run(struct db *db, void *sql)
{
	struct query q = { "run", sql };
	return db_exec(db, &q, NO_ARGS, NULL);
}
static void
change(struct store *s, struct arena *a, const char *sql)
{
	assert_ok(store_write(s, a, run, arena_strdup(a, sql)));
}

struct wanted { const char *kind, *payload, *key; int64_t delay; };
static enum err
queue(struct db *db, void *arg)
{
	struct wanted *w = arg;
	return job_queue(db, w->kind, w->payload, w->key, w->delay);
}
static void
add(struct store *s, struct arena *a, const char *kind, const char *payload, const char *key, int64_t delay)
{
	struct wanted w = { kind, payload, key, delay };
	assert_ok(store_write(s, a, queue, &w));
}

/* Jobs of the test leave a mark in the settings: what ran is read from the store, as everything else. */
static enum err
leave_mark(struct db *db, void *payload)
{
	static const struct query q = { "mark", "INSERT INTO setting (name, value) VALUES ($1, '1') ON CONFLICT (name) DO UPDATE SET value = setting.value || '1'" };
	return db_exec(db, &q, ARGS(V((const char *)payload)), NULL);
}
static enum err
run_mark(struct job *j)
{
	return store_write(j->store, j->a, leave_mark, arena_strdup(j->a, j->payload));
}
static enum err
run_fail(struct job *j)
{
	return fail(j->a, E_IO, "no luck with %s", j->payload);
}
static enum err
marks(struct db *db, void *arg)
{
	static const struct query q = { "marks", "SELECT sum(length(value)) FROM setting" };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	*(int64_t *)arg = col_null(r, 0) ? 0 : col_int(r, 0);
	return OK;
}
static int64_t
marks_in(struct store *s, struct arena *a)
{
	int64_t n;
	assert_ok(store_read(s, a, marks, &n));
	return n;
}

static const struct job_kind kinds[] = {
	{ "mark", run_mark, 60, 3, false }, { "fail", run_fail, 60, 2, false }, { "every_day", run_mark, 60, 3, true },
	{ "retention", job_retention, 60, 3, true }, { 0 },
};

static struct worker
worker_on(struct arena *a)
{
	struct worker w = { .kinds = kinds, .base_url = "http://127.0.0.1:9200" };
	w.store = test_store(a);
	return w;
}

static void
once_and_in_turn(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	struct job_rows j;
	int ran;
	add(w.store, a, "mark", "one", NULL, 0);
	add(w.store, a, "mark", "two", "k", 0);
	add(w.store, a, "mark", "three", "k", 0); /* same key: dropped */
	add(w.store, a, "mark", "four", NULL, 3600); /* in an hour */
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 2);
	assert_int_equal(marks_in(w.store, a), 2);
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 0);
	assert_ok(store_read(w.store, a, rows, &j));
	assert_int_equal(j.n, 3);
	assert_string_equal(j.items[0].state, "done");
	assert_string_equal(j.items[2].state, "waiting");
	store_close(w.store);
}

static void
again_after_a_failure(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	struct job_rows j;
	int ran;
	add(w.store, a, "fail", "x", NULL, 0);
	add(w.store, a, "unknown", "x", NULL, 0);
	add(w.store, a, "mark", "after", NULL, 0);
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 3); /* a job that fails holds nobody */
	assert_int_equal(marks_in(w.store, a), 1);
	assert_ok(store_read(w.store, a, rows, &j));
	assert_string_equal(j.items[0].state, "waiting");
	assert_string_equal(j.items[0].error, "no luck with x");
	assert_string_equal(j.items[1].state, "failed");
	change(w.store, a, "UPDATE job SET run_at = created_at");
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_ok(store_read(w.store, a, rows, &j));
	assert_string_equal(j.items[0].state, "failed"); /* its two tries are over */
	assert_int_equal(j.items[0].attempts, 2);
	store_close(w.store);
}

static void
leases(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	int ran;
	add(w.store, a, "mark", "x", NULL, 0);
	change(w.store, a, "UPDATE job SET lease_until = '2999-01-01T00:00:00Z'"); /* another worker is at it */
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 0);
	change(w.store, a, "UPDATE job SET lease_until = '2020-01-01T00:00:00Z'"); /* it died */
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 1);
	assert_int_equal(marks_in(w.store, a), 1);
	store_close(w.store);
}

static void
daily(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	int ran;
	for (int i = 0; i < 3; i++)
		assert_ok(jobs_queue_daily(&w, today));
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 2); /* every_day and retention, once */
	assert_ok(jobs_queue_daily(&w, today));
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 0);
	assert_ok(jobs_queue_daily(&w, (struct date){ 2026, 11, 23 }));
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 2);
	store_close(w.store);
}

static void
cleaning(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	struct job_rows j;
	int ran;
	add(w.store, a, "mark", "x", NULL, 0);
	add(w.store, a, "mark", "y", NULL, 0);
	assert_ok(jobs_run_due(&w, today, &ran));
	change(w.store, a, "UPDATE job SET done_at = '2020-01-01T00:00:00Z' WHERE id = 1");
	add(w.store, a, "retention", "{}", NULL, 0);
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_ok(store_read(w.store, a, rows, &j));
	assert_int_equal(j.n, 2); /* the second mark and the cleaning itself */
	store_close(w.store);
}

static void
addresses(void **state)
{
	(void)state;
	static const char *const closed[] = { "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"0.0.0.0", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
		"fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:db8::1", "2001::1", "fec0::1" };
	static const char *const open[] = { "8.8.8.8", "172.15.0.1", "172.32.0.1", "193.190.0.1", "100.128.0.1", "2a00:1450::1", "2001:4860:4860::8888",
		"::ffff:8.8.8.8" };
	unsigned char b[16];
	for (size_t i = 0; i < LEN(closed) + LEN(open); i++) {
		const char *s = i < LEN(closed) ? closed[i] : open[i - LEN(closed)];
		int family = strchr(s, ':') != NULL ? AF_INET6 : AF_INET;
		assert_int_equal(inet_pton(family, s, b), 1);
		if (address_is_public(family, b) != (i >= LEN(closed)))
			fail_msg("wrong: %s", s);
	}
	assert_false(address_is_public(AF_UNIX, b));
}

/* ---- a clock that is wrong ---------------------------------------------------------------------------------- */

static void
uneven_clock(void **state)
{
	(void)state;
	struct jobs_clock c = { 0 };
	enum { WALL = 1800000000 };
	assert_int_equal(jobs_clock_tick(&c, WALL, 1000), 0); /* the first look knows of nothing before */
	assert_true(jobs_clock_steady(&c, 1000));
	assert_int_equal(jobs_clock_tick(&c, WALL + 10, 1010), 0);
	assert_int_equal(jobs_clock_tick(&c, WALL + 100030, 101000), 0); /* asleep for a day, and slewed by forty seconds */
	assert_true(jobs_clock_steady(&c, 101000));
	assert_int_equal(jobs_clock_tick(&c, WALL + 101031 + 31536000, 102001), 31536000);
	assert_false(jobs_clock_steady(&c, 102001));
	assert_int_equal(jobs_clock_tick(&c, WALL + 101051 + 31536000, 102021), 0);
	assert_false(jobs_clock_steady(&c, 102001 + 3599));
	assert_true(jobs_clock_steady(&c, 102001 + 3600)); /* it seems that this is the time */
	assert_int_equal(jobs_clock_tick(&c, WALL + 200000, 102031) < -31000000, 1);
	assert_false(jobs_clock_steady(&c, 102031 + 3599));
	jobs_clock_doubt(&c, 200000);
	assert_false(jobs_clock_steady(&c, 200001));
	assert_false(jobs_clock_odd(WALL, NONE));
	assert_false(jobs_clock_odd(WALL, WALL - 30 * 86400));
	assert_true(jobs_clock_odd(WALL, WALL - 32 * 86400));
	assert_true(jobs_clock_odd(WALL, WALL + 2 * 86400));
}

/* While the clock is in doubt what is daily waits, and holds nobody. */
static void
held(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	int ran;
	add(w.store, a, "every_day", "x", NULL, 0);
	add(w.store, a, "mark", "y", NULL, 0);
	w.hold_daily = true;
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 1);
	w.hold_daily = false;
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 1);
	assert_int_equal(marks_in(w.store, a), 2);
	store_close(w.store);
}

static enum err
mend_all(struct db *db, void *n)
{
	return jobs_mend(db, n);
}

static enum err
read_last(struct db *db, void *last)
{
	return jobs_last(db, "mark", last);
}

static enum err
two_mails(struct db *db, void *arg)
{
	(void)arg;
	struct mail m = { .to = "ana@exemple.org", .subject = "x", .text = "x\n", .person = NONE };
	assert_ok(mail_queue(db, MAIL_ANSWER, &m));
	return mail_queue(db, MAIL_ANSWER, &m);
}

/* What was written while the clock ran a year ahead does not wait for that year; what is put off for a good reason does. */
static void
another_time(void **state)
{
	struct arena *a = *state;
	struct worker w = worker_on(a);
	struct store *s = w.store;
	int64_t n = -1, last;
	int ran;
	add(s, a, "mark", "created", NULL, 0);
	add(s, a, "mark", "delayed", NULL, 40 * 86400);
	add(s, a, "mark", "again", NULL, 0);
	add(s, a, "mark", "leased", NULL, 0);
	assert_ok(store_write(s, a, two_mails, NULL));
	change(s, a, "UPDATE job SET created_at = '2999-01-01T00:00:00Z', run_at = '2999-01-01T00:00:00Z' WHERE id = 1");
	change(s, a, "UPDATE job SET attempts = 2, run_at = '2999-01-01T00:00:00Z' WHERE id = 3");
	change(s, a, "UPDATE job SET lease_until = '2999-01-01T00:00:00Z' WHERE id = 4");
	change(s, a, "UPDATE outbox SET created_at = '2999-01-01T00:00:00Z', next_at = '2999-01-01T00:00:00Z' WHERE id = 1");
	change(s, a, "UPDATE outbox SET lease_until = '2999-01-01T00:00:00Z' WHERE id = 2");
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 0);
	assert_ok(store_write(s, a, mend_all, &n));
	assert_int_equal(n, 5);
	change(s, a, "UPDATE job SET lease_until = '2020-01-01T00:00:00Z' WHERE lease_until IS NOT NULL"); /* a second later */
	assert_ok(jobs_run_due(&w, today, &ran));
	assert_int_equal(ran, 3);
	assert_int_equal(marks_in(s, a), 3);
	assert_ok(store_write(s, a, mend_all, &n));
	assert_int_equal(n, 0);
	assert_ok(store_read(s, a, read_last, &last));
	assert_true(jobs_clock_odd(1800000000, last)); /* the newest is still dated 2999 */
	store_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(once_and_in_turn), T(again_after_a_failure), T(leases), T(daily), T(cleaning), T(uneven_clock), T(held), T(another_time), T(addresses) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
