#include "store_test.h"
#include "base/text.h"
#include "store/setting.h"
#include <sys/stat.h>

static enum err
write_one(struct db *db, void *arg)
{
	return setting_set(db, "mark", arg);
}
static enum err
read_one(struct db *db, void *arg)
{
	return setting_get(db, "mark", arg);
}

static void
copied_in_use(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	char *from = arena_printf(a, "sqlite:%s/a.db", dir), *to = arena_printf(a, "sqlite:%s/b.db", dir);
	struct store *s, *copy;
	const char *mark = NULL;
	assert_ok(store_open(a, from, &s));
	assert_ok(store_write(s, a, write_one, (char[]){ "one" }));
	assert_ok(store_copy(a, from, to, false)); /* while it is open, its last pages in the journal */
	assert_int_equal(store_copy(a, from, to, false), E_CONFLICT);
	fail_clear(a);
	assert_ok(store_write(s, a, write_one, (char[]){ "two" }));
	assert_ok(store_copy(a, from, to, true));
	store_close(s);
	struct stat st;
	assert_int_equal(stat(to + 7, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_not_equal(stat(arena_printf(a, "%s-wal", to + 7), &st), 0); /* one file to carry away */
	assert_ok(store_open(a, to, &copy));
	assert_ok(store_read(copy, a, read_one, &mark));
	assert_string_equal(mark, "two");
	struct strings faults = { 0 };
	assert_ok(store_check(copy, a, &faults));
	assert_int_equal(faults.n, 0);
	store_close(copy);
}

/* Leaves nothing behind, and says which kind of no it is. */
static void
refused(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	char *to = arena_printf(a, "sqlite:%s/b.db", dir), *other = arena_printf(a, "sqlite:%s/x.txt", dir);
	assert_int_equal(store_copy(a, arena_printf(a, "sqlite:%s/none.db", dir), to, false), E_NOTFOUND);
	fail_clear(a);
	FILE *f = fopen(other + 7, "w");
	assert_non_null(f);
	for (int i = 0; i < 5000; i++)
		fputs("no database\n", f);
	fclose(f);
	assert_int_equal(store_copy(a, other, to, false), E_INVALID);
	fail_clear(a);
	assert_int_equal(store_copy(a, "sqlite::memory:", to, false), E_INVALID);
	fail_clear(a);
	assert_int_equal(store_copy(a, "mysql:x", to, false), E_INVALID);
	fail_clear(a);
	assert_int_equal(system(arena_printf(a, "ls %s | grep -qv x.txt", dir)) == 0, 0);
}

/* A store whose bytes were damaged on the disk: the check says so, and it is not copied over a good backup. */
static void
damaged(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	char *from = arena_printf(a, "sqlite:%s/a.db", dir), *to = arena_printf(a, "sqlite:%s/b.db", dir);
	struct store *s;
	assert_ok(store_open(a, from, &s));
	assert_ok(store_write(s, a, write_one, arena_strndup(a, memset(arena_alloc(a, 200001), 'x', 200000), 200000)));
	store_close(s);
	assert_ok(store_copy(a, from, to, false));
	/* A page of the tree becomes nonsense, of one kind only. */
	FILE *f = fopen(from + 7, "r+b");
	assert_non_null(f);
	for (long page = 3; page < 9; page++) {
		fseek(f, page * 4096, SEEK_SET);
		for (int i = 0; i < 4096; i++)
			fputc(0xa5, f);
	}
	fclose(f);
	assert_int_not_equal(store_copy(a, from, to, true), OK);
	fail_clear(a);
	const char *mark = NULL;
	assert_ok(store_open(a, to, &s));
	assert_ok(store_read(s, a, read_one, &mark));
	assert_int_equal(strlen(mark), 200000);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(copied_in_use), T(refused), T(damaged) };
	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
