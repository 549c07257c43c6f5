/* What is SQLite's own: its file, its disk. */
#include "store_test.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const char schema[] = "CREATE TABLE thing(id $ID, name TEXT NOT NULL UNIQUE) $STRICT;";
static const struct query q_add = { "add", "INSERT INTO thing(name) VALUES ($1)" };
static const struct query q_count = { "count", "SELECT count(*) FROM thing" };

static struct store *
open_at(struct arena *a)
{
	struct embedded m[] = { migration("0001_test.sql", schema, "s1"), { 0 } };
	struct store *s;
	assert_ok(store_open_with(a, arena_printf(a, "sqlite:%s/deep/er/x.db", folder(a)), m, &s));
	return s;
}
static enum err
count_work(struct db *db, void *p)
{
	struct rows *r;
	enum err e = db_one(db, &q_count, NO_ARGS, &r);
	if (e == OK)
		*(int64_t *)p = col_int(r, 0);
	return e;
}
static int64_t
count(struct store *s, struct arena *a)
{
	int64_t n = NONE;
	assert_ok(store_read(s, a, count_work, &n));
	return n;
}

static void
not_a_database(void **state)
{
	struct arena *a = *state;
	const char *path = arena_printf(a, "%s/x.db", folder(a));
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < 1000; i++)
		fputs("This is a letter, not a database.\n", f);
	fclose(f);
	struct store *s;
	assert_int_equal(store_open(a, arena_printf(a, "sqlite:%s", path), &s), E_IO);
	assert_int_equal(store_open(a, "sqlite:/proc/nowhere/x.db", &s), E_IO);
}

/* A disk that takes no more: an error of its own kind, nothing by half, and all is well when there is room again. */
static enum err
add_large(struct db *db, void *p)
{
	char *name = arena_printf(db_arena(db), "%s %0*d", (const char *)p, 60000, 7);
	for (int i = 0; i < 20; i++) {
		enum err e = db_exec(db, &q_add, ARGS(V(arena_printf(db_arena(db), "%d %s", i, name))), NULL);
		if (e != OK)
			return e;
	}
	return OK;
}
static void
full_disk(void **state)
{
	struct arena *a = *state;
	struct store *s = open_at(a);
	struct rlimit all, little;
	char first[] = "first", second[] = "second";
	signal(SIGXFSZ, SIG_IGN);
	assert_ok(store_write(s, a, add_large, first));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	little = (struct rlimit){ .rlim_cur = 1600000, .rlim_max = all.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	enum err e = store_write(s, a, add_large, second);
	int64_t n = count(s, a);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(e, E_FULL);
	assert_int_equal(n, 20);
	fail_clear(a);
	assert_ok(store_write(s, a, add_large, second));
	assert_int_equal(count(s, a), 40);
	store_close(s);
}

/* Whether another process sees a lock of ours on the file: without one it takes itself for the last, and removes the journal. */
static bool
seen_locked(const char *path)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		int fd = open(path, O_RDWR);
		_exit(fd < 0 || fcntl(fd, F_GETLK, &whole) != 0 ? 2 : whole.l_type == F_UNLCK ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 0;
}

/* A store that is tidied up by a second connection, or opened once more, in the same process keeps what its first connections
 * hold. */
static void
locks_outlive_other_connections(void **state)
{
	struct arena *a = *state;
	const char *path = arena_printf(a, "%s/x.db", folder(a)), *url = arena_printf(a, "sqlite:%s", path);
	struct embedded m[] = { migration("0001_test.sql", schema, "s1"), { 0 } };
	struct store *s, *again;
	assert_ok(store_open_with(a, url, m, &s));
	assert_int_equal(count(s, a), 0);
	assert_true(seen_locked(path));
	assert_ok(store_scrub(s, a, false));
	assert_true(seen_locked(path));
	assert_ok(store_open_with(a, url, m, &again));
	assert_true(seen_locked(path));
	store_close(again);
	assert_true(seen_locked(path));
	assert_int_equal(count(s, a), 0);
	store_close(s);
	assert_false(seen_locked(path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(not_a_database), T(full_disk), T(locks_outlive_other_connections) };
	return cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
}
