/* How often something may be tried: counted in the store, by client and by mail; what that says to who is refused, and what is
 * kept of them. */
#include "webtest.h"
#include "people/people_store.h"
#include "web/throttle.h"

static const char address[] = "address";
static const struct limit three = { "test", address, 3, 60 }, two_each = { "each", address, 2, 60 };

static struct request
asking(struct webtest *w, struct db *db)
{
	return (struct request){ .a = w->a, .app = &w->app, .db = db, .address = "192.0.2.7" };
}

/* As if that long ago. */
static void
wait_seconds(struct webtest *w, int seconds)
{
	struct webtest_sql q = { arena_printf(w->a, "UPDATE throttle SET until = until - %d000", seconds), 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
}

static int
tries(struct webtest *w, const struct limit *l, size_t n, int times, int *retry_after)
{
	int allowed = 0;
	for (int i = 0; i < times; i++) {
		struct request rq = asking(w, NULL);
		struct answer an = { 0 };
		enum err e = throttle(&rq, &an, l, n);
		assert_true(e == OK || (e == E_BUSY && an.retry_after > 0));
		allowed += e == OK;
		*retry_after = an.retry_after;
		fail_clear(w->a);
	}
	return allowed;
}

static void
counting(void **state)
{
	struct webtest *w = webtest_open(*state);
	int retry;
	assert_int_equal(tries(w, &three, 1, 10, &retry), 3);
	assert_true(retry > 0 && retry <= 20); /* one more every twenty seconds; a refused one does not put that off */
	wait_seconds(w, 20);
	assert_int_equal(tries(w, &three, 1, 10, &retry), 1);
	wait_seconds(w, 1000);
	assert_int_equal(tries(w, &three, 1, 10, &retry), 3); /* never more at once than that */
	/* all of several limits, or none */
	const struct limit both[] = { two_each, { "test", "another", 9, 60 } };
	assert_int_equal(tries(w, both, 2, 10, &retry), 2);
	assert_int_equal(tries(w, &both[1], 1, 20, &retry), 7); /* the refused tries were counted in neither */
	/* a clock that went back a little blocks nobody for long, */
	struct webtest_sql q = { "UPDATE throttle SET until = until + 50000", 0 };
	assert_int_equal(tries(w, &three, 1, 10, &retry) <= 3, 1);
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &q));
	assert_int_equal(tries(w, &three, 1, 1, &retry), 0);
	assert_true(retry <= 60);
	wait_seconds(w, 75);
	assert_int_equal(tries(w, &three, 1, 1, &retry), 1);
	/* and one that went back a year does not block for a year */
	struct webtest_sql year = { "UPDATE throttle SET until = until + 31536000000", 0 };
	webtest_ok(w, store_write(w->app.store, w->a, webtest_exec_work, &year));
	assert_int_equal(tries(w, &three, 1, 10, &retry), 3);
	webtest_close(w);
}

struct inside { struct webtest *w; enum err e; enum err end; };
static enum err
in_a_transaction(struct db *db, void *arg)
{
	struct inside *in = arg;
	struct request rq = asking(in->w, db);
	struct answer an = { 0 };
	in->e = throttle_public(&rq, &an, "form", "Someone@Example.org");
	return in->e != OK ? in->e : in->end;
}

/* In the transaction of the form: what is refused for another reason is not counted. */
static void
with_the_form(void **state)
{
	struct webtest *w = webtest_open(*state);
	struct inside in = { w, OK, E_INVALID };
	int allowed = 0;
	for (int i = 0; i < 20; i++)
		assert_int_equal(store_write(w->app.store, w->a, in_a_transaction, &in), E_INVALID);
	in.end = OK;
	for (int i = 0; i < 20; i++)
		allowed += store_write(w->app.store, w->a, in_a_transaction, &in) == OK;
	assert_int_equal(allowed, 6);
	fail_clear(w->a);
	/* nothing of anybody is there to read, and it goes when it is of no use */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM throttle"), 2);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM throttle WHERE length(key) <> 32"), 0);
	webtest_close(w);
}

static enum err
clean_work(struct db *db, void *arg)
{
	return throttle_clean(db, arg);
}

static void
cleaning(void **state)
{
	struct webtest *w = webtest_open(*state);
	int retry;
	int64_t n = -1;
	tries(w, &three, 1, 2, &retry);
	webtest_ok(w, store_write(w->app.store, w->a, clean_work, &n));
	assert_int_equal(n, 0);
	wait_seconds(w, 120);
	webtest_ok(w, store_write(w->app.store, w->a, clean_work, &n));
	assert_int_equal(n, 1);
	webtest_close(w);
}

/* ---- the door ---------------------------------------------------------------------------------------------------- */

#define RIGHT_ONE "le chat dort encore"

static enum err
persons(struct db *db, void *arg)
{
	struct webtest *w = arg;
	char *hash;
	int64_t id;
	enum err e = password_hash(w->a, RIGHT_ONE, &hash);
	for (int i = 0; e == OK && i < 8; i++) {
		const char *mail = arena_printf(w->a, "p%d@example.org", i);
		if ((e = person_add(db, mail, mail, &id)) == OK)
			e = person_password_set(db, id, hash);
	}
	return e;
}

static struct webtest *
door(void **state)
{
	struct webtest *w = webtest_open(*state);
	webtest_ok(w, store_write(w->app.store, w->a, persons, w));
	return w;
}

static int
enter(struct webtest *w, const char *mail, const char *password, const char *from)
{
	const char *form = arena_printf(w->a, "email=%s&password=%s", mail, password);
	webtest_begin(w, M_POST, "/signin/password");
	w->rq.address = from;
	assert_true(parse_form(w->a, form, strlen(form), &w->rq.form));
	webtest_pair(w, &w->rq.headers, "sec-fetch-site", "same-origin");
	webtest_pair(w, &w->rq.form, "csrf", webtest_csrf(w));
	return webtest_send(w);
}

static void
of_one_address(void **state)
{
	struct webtest *w = door(state);
	for (int i = 0; i < 5; i++)
		assert_int_equal(enter(w, "p0@example.org", "wrong", arena_printf(w->a, "192.0.2.%d", i)), 422);
	assert_int_equal(enter(w, "P0@example.org", "le+chat+dort+encore", "192.0.2.77"), 429); /* from anywhere, however it is written */
	webtest_has(w, "Trop d’essais en peu de temps");
	webtest_has(w, "3 minutes");
	int64_t wait = strtol(webtest_header(w, "Retry-After"), NULL, 10);
	assert_true(wait > 0 && wait <= 180);
	assert_int_equal(enter(w, "p1@example.org", "le+chat+dort+encore", "192.0.2.77"), 303); /* nobody else is held up */
	wait_seconds(w, 181);
	assert_int_equal(enter(w, "p0@example.org", "le+chat+dort+encore", "192.0.2.77"), 303);
	/* who is right may come as often as they like */
	for (int i = 0; i < 12; i++)
		assert_int_equal(enter(w, "p2@example.org", "le+chat+dort+encore", "192.0.2.78"), 303);
	webtest_close(w);
}

static void
of_one_client(void **state)
{
	struct webtest *w = door(state);
	int status = 0, failed = 0;
	for (int i = 0; i < 80 && status != 429; i++, failed++) /* a link that is not there: as cheap as it gets */
		status = webtest_get(w, arena_printf(w->a, "/signin/aaaaaaaaaaaaaaaaaaaaaaaa%02d", i));
	assert_int_equal(status, 429);
	assert_int_equal(failed, 61);
	assert_int_equal(enter(w, "p3@example.org", "le+chat+dort+encore", "127.0.0.1"), 429);
	assert_int_equal(enter(w, "p3@example.org", "le+chat+dort+encore", "192.0.2.9"), 303);
	/* IPv6: a whole /64 is one client */
	for (int i = 0; i < 60; i++) {
		webtest_begin(w, M_GET, arena_printf(w->a, "/signin/bbbbbbbbbbbbbbbbbbbbbbbb%02d", i));
		w->rq.address = arena_printf(w->a, "2001:db8:1:2::%x", (unsigned)i);
		assert_int_equal(webtest_send(w), 410);
	}
	assert_int_equal(enter(w, "p3@example.org", "le+chat+dort+encore", "2001:db8:1:2:ffff::1"), 429);
	assert_int_equal(enter(w, "p3@example.org", "le+chat+dort+encore", "2001:db8:1:3::1"), 303);
	webtest_close(w);
}

static void
links_by_mail(void **state)
{
	struct webtest *w = door(state);
	int sent = 0;
	for (int i = 0; i < 9; i++)
		sent += webtest_post(w, "/signin/link", "email=p4@example.org") == 303;
	assert_int_equal(sent, 5);
	webtest_has(w, "p4@example.org"); /* what was typed is there again */
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM job WHERE kind = 'signin_mail'"), 5);
	assert_int_equal(webtest_post(w, "/signin/link", "email=p5@example.org"), 303);
	webtest_close(w);
}

/* Two servers of one store count together. */
static void
on_two_servers(void **state)
{
	struct webtest *w = webtest_open(*state), other;
	const char *url = test_shared_url(w->a);
	int retry, allowed = 0;
	store_close(w->app.store);
	webtest_ok(w, store_open(w->a, url, &w->app.store));
	webtest_ok(w, store_write(w->app.store, w->a, webtest_setup, w));
	other = *w;
	webtest_ok(w, store_open(w->a, url, &other.app.store));
	for (int i = 0; i < 10; i++)
		allowed += tries(i % 2 == 0 ? w : &other, &three, 1, 1, &retry);
	assert_int_equal(allowed, 3);
	store_close(other.app.store);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(counting), T(with_the_form), T(cleaning), T(of_one_address), T(of_one_client), T(links_by_mail),
		T(on_two_servers) };
	return cmocka_run_group_tests_name("throttle", tests, NULL, NULL);
}
