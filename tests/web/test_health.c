/* How the server says that it is well, and what it counts of itself. */
#include "webtest.h"
#include "web/health.h"
#include "web/metrics.h"

static const char *
ills(struct arena *a, const struct health *h)
{
	struct strings s = { 0 };
	struct buf b = buf_new(a, KIB(2));
	health_ills(h, a, &s);
	for (size_t i = 0; i < s.n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : "|", s.items[i]);
	return buf_str(&b);
}

static void
reasons(void **state)
{
	struct arena *a = *state;
	const struct health well = { .reachable = true, .newest = true, .worker = YES, .disk_free = INT64_C(1) << 40, .backup_age = -1 };
	struct health h = well;
	assert_string_equal(ills(a, &h), "");
	h.disk_free = -1; /* the database is elsewhere */
	assert_string_equal(ills(a, &h), "");
	h.disk_free = HEALTH_DISK_LEAST - 1;
	assert_string_equal(ills(a, &h), "disk: 63 MB left");
	h = well;
	h.worker = NO;
	assert_string_equal(ills(a, &h), "worker: does not turn");
	h.worker = UNKNOWN;
	h.lag = HEALTH_LAG_MOST;
	assert_string_equal(ills(a, &h), "");
	h.lag = HEALTH_LAG_MOST + 60;
	assert_string_equal(ills(a, &h), "worker: a job has waited for 16 minutes");
	h = well;
	h.newest = false;
	assert_string_equal(ills(a, &h), "database: its schema is not the one of this program");
	h.reachable = false;
	assert_string_equal(ills(a, &h), "database: does not answer");
}

static enum err
another_migration(struct db *db, void *arg)
{
	static const struct query q = { "newer", "INSERT INTO schema_migration (name, sha256, applied_at) VALUES ('9999_x.sql', $1, '2030-01-01T00:00:00Z')" };
	(void)arg;
	return db_exec(db, &q, ARGS(V(digest_str("x").s)), NULL);
}

static void
the_page(void **state)
{
	struct webtest *w = webtest_open(*state);
	struct worker worker = { .store = w->app.store };
	int64_t before = store_counts(w->app.store).changes;
	assert_int_equal(webtest_get(w, "/healthz"), 200);
	assert_string_equal(webtest_body(w), "ok\n");
	assert_int_equal(webtest_get(w, "/livez"), 200);
	w->app.worker = &worker; /* it never began to turn */
	assert_int_equal(webtest_get(w, "/healthz"), 503);
	webtest_has(w, "worker: does not turn");
	w->app.worker = NULL;
	w->app.folder = "/";
	assert_int_equal(webtest_get(w, "/healthz"), 200);
	assert_int_equal(store_counts(w->app.store).changes, before);
	webtest_ok(w, store_write(w->app.store, w->a, another_migration, NULL));
	assert_int_equal(webtest_get(w, "/healthz"), 503);
	webtest_has(w, "its schema is not the one of this program");
	assert_int_equal(webtest_get(w, "/livez"), 200);
	webtest_close(w);
}

static int
metrics_from(struct webtest *w, const char *address, const char *host, const char *header, const char *value)
{
	webtest_begin(w, M_GET, "/metrics");
	w->rq.address = address;
	w->rq.headers = (struct pairs){ 0 };
	webtest_pair(w, &w->rq.headers, "host", host);
	if (header != NULL)
		webtest_pair(w, &w->rq.headers, header, value);
	return webtest_send(w);
}

static void
who_may_read_them(void **state)
{
	struct webtest *w = webtest_open(*state);
	w->app.metrics = metrics_new(w->a, w->app.routes, w->app.nroutes);
	assert_int_equal(metrics_from(w, "127.0.0.1", "127.0.0.1:8080", NULL, NULL), 200);
	assert_int_equal(metrics_from(w, "::1", "[::1]:8080", NULL, NULL), 200);
	assert_int_equal(metrics_from(w, "127.0.0.1", "localhost", NULL, NULL), 200);
	/* Through a proxy of this machine, or by its name. */
	assert_int_equal(metrics_from(w, "127.0.0.1", "127.0.0.1:8080", "x-forwarded-for", "127.0.0.1"), 404);
	assert_int_equal(metrics_from(w, "127.0.0.1", "127.0.0.1:8080", "via", "1.1 proxy"), 404);
	assert_int_equal(metrics_from(w, "127.0.0.1", "plan.ecole.be", NULL, NULL), 404);
	assert_int_equal(metrics_from(w, "127.0.0.1", "localhost.evil.org", NULL, NULL), 404);
	assert_int_equal(metrics_from(w, "192.0.2.7", "127.0.0.1:8080", NULL, NULL), 404);
	/* The token, when there is one. */
	assert_int_equal(metrics_from(w, "192.0.2.7", "plan.ecole.be", "authorization", "Bearer "), 404);
	w->app.metrics_token = "a token of some length";
	assert_int_equal(metrics_from(w, "192.0.2.7", "plan.ecole.be", "authorization", "Bearer another token as long"), 404);
	assert_int_equal(metrics_from(w, "192.0.2.7", "plan.ecole.be", "authorization", "a token of some length"), 404);
	assert_int_equal(metrics_from(w, "192.0.2.7", "plan.ecole.be", "authorization", "Bearer a token of some length"), 200);
	webtest_close(w);
}

static int64_t
metric(struct webtest *w, const char *name)
{
	assert_int_equal(metrics_from(w, "127.0.0.1", "127.0.0.1:8080", NULL, NULL), 200);
	const char *at = strstr(webtest_body(w), arena_printf(w->a, "\n%s ", name));
	return at == NULL ? -1 : strtoll(at + strlen(name) + 2, NULL, 10);
}

static void
what_is_counted(void **state)
{
	struct webtest *w = webtest_open(*state);
	w->app.metrics = metrics_new(w->a, w->app.routes, w->app.nroutes);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/plan"), 200);
	assert_int_equal(webtest_get(w, "/plan/actions/987654"), 404);
	assert_int_equal(webtest_get(w, "/nowhere/ana@exemple.org"), 404);
	assert_int_equal(webtest_post(w, "/people", "name=Ana&email=ana%40exemple.org&lang=fr&role="), 303);
	assert_int_equal(metric(w, "pilotis_requests_total{class=\"plan\",method=\"GET\",status=\"2xx\"}"), 1);
	assert_int_equal(metric(w, "pilotis_requests_total{class=\"plan\",method=\"GET\",status=\"4xx\"}"), 1);
	assert_int_equal(metric(w, "pilotis_requests_total{class=\"none\",method=\"GET\",status=\"4xx\"}"), 1);
	assert_int_equal(metric(w, "pilotis_requests_total{class=\"people\",method=\"POST\",status=\"3xx\"}"), 1);
	assert_int_equal(metric(w, "pilotis_request_seconds_count{method=\"POST\"}"), 1);
	assert_true(metric(w, "pilotis_request_seconds_bucket{method=\"GET\",le=\"+Inf\"}") >= 3);
	int64_t writes = metric(w, "pilotis_store_writes_total"), commits = metric(w, "pilotis_store_commit_works_count");
	assert_true(writes >= 2 && commits >= 2);
	assert_int_equal(metric(w, "pilotis_store_commit_works_sum"), writes);
	assert_int_equal(metric(w, "pilotis_store_commit_works_bucket{le=\"+Inf\"}"), commits);
	assert_int_equal(metric(w, "pilotis_up"), 1);
	assert_int_equal(metric(w, "pilotis_sessions"), 1);
	assert_int_equal(metric(w, "pilotis_jobs{state=\"waiting\"}"), 0);
	assert_true(metric(w, "pilotis_database_bytes") > 4096);
	assert_true(metric(w, "process_resident_memory_bytes") > 1 << 20);
	assert_true(metric(w, "process_open_fds") >= 3);
	assert_int_equal(metric(w, "pilotis_passwords{state=\"waiting\"}"), 0);
	assert_int_equal(metric(w, "pilotis_backup_age_seconds"), -1); /* never: it is left out */
	assert_null(strstr(webtest_body(w), "exemple.org"));
	/* Each name is described before its first value, once. */
	for (const char *s = webtest_body(w); *s != '\0';) {
		size_t line = strcspn(s, "\n"), name = strcspn(s, "{ ");
		if (*s != '#') {
			for (size_t suffix = 0; suffix < 4; suffix++) {
				static const char *const cut[] = { "", "_bucket", "_sum", "_count" };
				size_t k = strlen(cut[suffix]);
				if (name > k && strncmp(s + name - k, cut[suffix], k) == 0 &&
				    strstr(webtest_body(w), arena_printf(w->a, "# TYPE %.*s ", (int)(name - k), s)) != NULL)
					goto described;
			}
			fail_msg("not described: %.*s", (int)line, s);
		}
described:
		s += line + (s[line] == '\n');
	}
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(reasons), T(the_page), T(who_may_read_them), T(what_is_counted) };
	return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
