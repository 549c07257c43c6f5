/* Every form of every page is carried out once: sent twice in a row, and twice at the same time on two servers of one database. The
 * example is a file that is copied for each form: it is SQLite's, whatever the engine of the other tests. */
#include "forms.h"
#include <pthread.h>

struct twin { struct app app; struct arena *a; const struct site *s; const struct sending *x; struct reader who; struct reply y; pthread_barrier_t *start; };

static void *
send_at_once(void *arg)
{
	struct twin *t = arg;
	pthread_barrier_wait(t->start);
	t->y = site_ask(&t->app, t->a, t->s, &t->who, M_POST, t->x->action, &t->x->fields, t->x->file);
	return NULL;
}

static bool
carried_out(const struct reply *y)
{
	return y->status < 400;
}

static void
same_answer(struct site *s, const struct sending *x, const struct reply *one, const struct reply *two, const char *how)
{
	const char *session = session_cookie_name(false), *c1 = site_cookie(s->a, one, session), *c2 = site_cookie(s->a, two, session);
	if (one->status != two->status || !text_eq(one->location, two->location) || !text_eq(c1, c2) ||
	    (one->location != NULL && !text_eq(site_cookie(s->a, one, "notice"), site_cookie(s->a, two, "notice"))))
		fail_msg("%s as %s, %s: first %d %s, then %d %s %s", site_kind(s->a, x), s->readers[x->reader].name, how, one->status, one->location, two->status,
		    two->location, two->detail);
}

/* Once, twice in a row, and twice at the same time: the same is there afterwards. Whether it was carried out at all. */
static bool
try_form(struct site *s, const struct sending *x, struct sendings *more)
{
	struct arena *a = arena_new(MIB(512));
	struct app app = s->app;
	app.store = site_fresh(s, "work");
	struct reply y = site_send(&app, a, s, x);
	if (y.status >= 500)
		fail_msg("%s: status %d: %s", site_kind(a, x), y.status, y.detail);
	const char *once = site_tally(a, app.store, NULL);
	if (!carried_out(&y)) {
		const char *why = strstr(y.body, "id=\"problems\"");
		print_message("# refused: %d %s: %.300s\n", y.status, site_kind(a, x), why == NULL ? y.detail : why);
		store_close(app.store);
		arena_free(a);
		return false;
	}
	struct reply again = site_ask(&app, a, s, &s->readers[x->reader], M_POST, x->action, &x->fields, x->file);
	same_answer(s, x, &y, &again, "sent twice");
	const char *twice = site_tally(a, app.store, NULL);
	if (strcmp(once, twice) != 0)
		fail_msg("%s as %s, sent twice: %s", site_kind(a, x), s->readers[x->reader].name, site_difference(a, once, twice));
	if (more != NULL && y.location != NULL) { /* what its page offers now: an undo, a draft to work on */
		s->app.store = app.store;
		struct sending *first = ARENA_NEW(s->a, struct sending);
		*first = *x;
		struct reader next = site_after(s->a, &s->readers[x->reader], &y);
		struct site_walk w = { .s = s, .reader = x->reader, .who = next, .first = first, .out = more, .per_route = 1,
			.hops = next.session == s->readers[x->reader].session ? 2 : 0 }; /* somebody else now: all of theirs */
		site_crawl(&w, arena_strdup(s->a, y.location));
		s->app.store = NULL;
	}
	store_close(app.store);

	struct twin t[2];
	pthread_barrier_t start;
	pthread_t thread[2];
	struct arena *own[2] = { arena_new(MIB(512)), arena_new(MIB(512)) };
	app.store = site_fresh(s, "both");
	struct reader who = s->readers[x->reader];
	const char *wanted = once;
	if (x->first != NULL) {
		struct reply before = site_send(&app, a, s, x->first);
		who = site_after(a, &who, &before);
		wanted = site_tally(a, app.store, NULL);
	}
	pthread_barrier_init(&start, NULL, 2);
	for (int i = 0; i < 2; i++) {
		t[i] = (struct twin){ app, own[i], s, x, who, { 0 }, &start };
		if (i == 1)
			site_ok(a, store_open(a, arena_printf(a, "sqlite:%s", site_path(s, "both")), &t[i].app.store));
		assert_int_equal(pthread_create(&thread[i], NULL, send_at_once, &t[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	same_answer(s, x, &t[0].y, &t[1].y, "at the same time");
	/* A form behind another may be refused here: what comes out of a computation that has so much time is not always as long (the
	 * curve of teams). Then nothing is done. */
	if (x->first == NULL || carried_out(&t[0].y))
		wanted = once;
	const char *both = site_tally(a, app.store, NULL);
	if (strcmp(wanted, both) != 0)
		fail_msg("%s as %s, twice at the same time: %s", site_kind(a, x), s->readers[x->reader].name, site_difference(a, wanted, both));
	for (int i = 0; i < 2; i++) {
		store_close(t[i].app.store);
		arena_free(own[i]);
	}
	pthread_barrier_destroy(&start);
	arena_free(a);
	return true;
}

static void
every_form(void **state)
{
	(void)state;
	struct arena *house = arena_new(MIB(4096)); /* every page of every role is in it */
	struct site *s = site_open(house);
	struct sendings all = { 0 };
	struct strings kinds = { 0 }, done = { 0 };
	size_t sent = 0;
	site_forms(s, &all);
	size_t found = all.n;
	for (size_t i = 0; i < found; i++) /* what each is, once: there are many */
		PUSH(s->a, &kinds, site_kind(s->a, &all.items[i]));
	for (size_t i = 0; i < all.n; i++) {
		struct sendings more = { 0 };
		struct sending x = all.items[i];
		if (try_form(s, &x, x.first == NULL ? &more : NULL)) {
			sent++;
			if (!site_known(&done, x.route->pattern, 1))
				PUSH(s->a, &done, x.route->pattern);
		}
		for (size_t k = 0; k < more.n; k++) {
			const char *kind = site_kind(s->a, &more.items[k]);
			if (site_known(&kinds, kind, 1))
				continue;
			PUSH(s->a, &kinds, kind);
			PUSH(s->a, &all, more.items[k]);
		}
	}
	size_t routes = 0;
	for (size_t i = 0; i < route_table_n; i++) {
		const struct route *r = &route_table[i];
		routes += r->method == M_POST;
		if (r->method == M_POST && !site_known(&done, r->pattern, 1))
			print_message("# not carried out here: %s\n", r->pattern);
	}
	print_message("# %zu forms (%zu behind another), %zu carried out, of %zu routes of %zu\n", all.n, all.n - found, sent, done.n, routes);
	assert_true(done.n >= 48);
	site_close(s);
	arena_free(house);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(every_form) };
	return cmocka_run_group_tests_name("once, every form", tests, NULL, NULL);
}
