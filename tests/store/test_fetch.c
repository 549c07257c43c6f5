/* The text behind a link, from a real server on this machine; and the addresses that are refused. */
#include "store_test.h"
#include "base/secret.h"
#include "jobs/jobs.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

struct server { pid_t pid; int in, port; };

static void
server_stop(void *arg)
{
	struct server *s = arg;
	close(s->in);
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

static struct server *
server_start(struct arena *a)
{
	struct server *s = ARENA_NEW(a, struct server);
	int in[2], out[2];
	char line[32] = { 0 };
	const char *script = src_path(a, "tests/web/page_server.py");
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl("/usr/bin/python3", "python3", script, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->in = in[1];
	arena_on_reset(a, server_stop, s);
	/* The number and its end of line may come one by one. */
	for (size_t n = 0; strchr(line, '\n') == NULL && n < sizeof line - 1; n++)
		if (read(out[0], line + n, 1) != 1)
			skip(); /* no Python here */
	close(out[0]);
	s->port = atoi(line);
	return s;
}

static struct fetched
fetch(struct arena *a, const struct server *s, const char *path)
{
	struct fetched f;
	assert_ok(fetch_page(a, arena_printf(a, "http://127.0.0.1:%d%s", s->port, path), &f));
	return f;
}

static void
pages(void **state)
{
	struct arena *a = *state;
	struct server *s = server_start(a);
	setenv("PILOTIS_FETCH_PRIVATE", "1", 1);
	static const char *const read_ones[] = { "/page", "/moved", "/once" }; /* none, one and three redirects */
	for (size_t i = 0; i < LEN(read_ones); i++) {
		struct fetched f = fetch(a, s, read_ones[i]);
		assert_null(f.error);
		assert_int_equal(f.status, 200);
		assert_non_null(strstr(f.text, "Charte adoptée"));
		assert_non_null(strstr(f.text, "Le vélo d’abord."));
		assert_null(strstr(f.text, "no()"));
		assert_non_null(strstr(f.final_url, "/page"));
	}
	assert_non_null(strstr(fetch(a, s, "/loop").error, "renvoie trop"));
	assert_non_null(strstr(fetch(a, s, "/big").error, "2 Mo"));
	assert_non_null(strstr(fetch(a, s, "/file").error, "http"));
	struct fetched f = fetch(a, s, "/gone");
	assert_int_equal(f.status, 404);
	assert_non_null(f.error);
	assert_null(f.text);
}

static void
closed_doors(void **state)
{
	struct arena *a = *state;
	struct server *s = server_start(a);
	unsetenv("PILOTIS_FETCH_PRIVATE");
	const char *urls[] = { arena_printf(a, "http://127.0.0.1:%d/page", s->port), arena_printf(a, "http://localhost:%d/page", s->port),
		arena_printf(a, "http://0.0.0.0:%d/page", s->port), arena_printf(a, "http://[::ffff:127.0.0.1]:%d/page", s->port),
		arena_printf(a, "http://2130706433:%d/page", s->port), arena_printf(a, "http://0x7f.1:%d/page", s->port) };
	for (size_t i = 0; i < LEN(urls); i++) {
		struct fetched f;
		assert_ok(fetch_page(a, urls[i], &f));
		if (f.error == NULL || f.text != NULL)
			fail_msg("read: %s", urls[i]);
		assert_int_equal(f.status, 0); /* not even connected */
	}
	static const char *const others[] = { "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x", "javascript:1", "", "http://" };
	for (size_t i = 0; i < LEN(others); i++) {
		struct fetched f;
		assert_ok(fetch_page(a, others[i], &f));
		assert_non_null(f.error);
		assert_null(f.text);
	}
}

/* Through the queue, to the one who asked. */
static enum err
keep(struct db *db, int64_t id, const struct fetched *f)
{
	static const struct query q = { "keep", "INSERT INTO setting (name, value) VALUES ('kept', $1)" };
	return db_exec(db, &q, ARGS(V(arena_printf(db_arena(db), "%lld %s", (long long)id, f->error == NULL ? f->text : f->error))), NULL);
}
static enum err
queue(struct db *db, void *url)
{
	return fetch_queue(db, "evidence", 42, url);
}
static enum err
kept(struct db *db, void *arg)
{
	static const struct query q = { "kept", "SELECT value FROM setting WHERE name = 'kept'" };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	*(const char **)arg = col_text(r, 0);
	return OK;
}

static void
as_a_job(void **state)
{
	static const struct job_kind kinds[] = { { "fetch_link", job_fetch_link, 60, 3, false }, { 0 } };
	static const struct fetch_sink sinks[] = { { "evidence", keep }, { 0 } };
	struct arena *a = *state;
	struct server *s = server_start(a);
	struct worker w = { .kinds = kinds, .sinks = sinks };
	const char *text;
	int ran;
	setenv("PILOTIS_FETCH_PRIVATE", "1", 1);
	w.store = test_store(a);
	assert_ok(store_write(w.store, a, queue, arena_printf(a, "http://127.0.0.1:%d/page", s->port)));
	assert_ok(jobs_run_due(&w, (struct date){ 2026, 11, 22 }, &ran));
	assert_int_equal(ran, 1);
	assert_ok(store_read(w.store, a, kept, &text));
	assert_true(strncmp(text, "42 ", 3) == 0);
	assert_non_null(strstr(text, "Charte adoptée"));
	store_close(w.store);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest t[] = { T(pages), T(closed_doors), T(as_a_job) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
