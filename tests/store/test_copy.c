#include "store_test.h"
#include "base/text.h"
#include "store/blob.h"
#include "store/digest.h"
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
	assert_ok(store_copy(a, from, to, false, NULL, NULL)); /* while it is open, its last pages in the journal */
	assert_int_equal(store_copy(a, from, to, false, NULL, NULL), E_CONFLICT);
	fail_clear(a);
	assert_ok(store_write(s, a, write_one, (char[]){ "two" }));
	assert_ok(store_copy(a, from, to, true, NULL, NULL));
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
	assert_int_equal(store_copy(a, arena_printf(a, "sqlite:%s/none.db", dir), to, false, NULL, NULL), E_NOTFOUND);
	fail_clear(a);
	FILE *f = fopen(other + 7, "w");
	assert_non_null(f);
	for (int i = 0; i < 5000; i++)
		fputs("no database\n", f);
	fclose(f);
	assert_int_equal(store_copy(a, other, to, false, NULL, NULL), E_INVALID);
	fail_clear(a);
	assert_int_equal(store_copy(a, "sqlite::memory:", to, false, NULL, NULL), E_INVALID);
	fail_clear(a);
	assert_int_equal(store_copy(a, "mysql:x", to, false, NULL, NULL), E_INVALID);
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
	assert_ok(store_copy(a, from, to, false, NULL, NULL));
	/* A page of the tree becomes nonsense, of one kind only. */
	FILE *f = fopen(from + 7, "r+b");
	assert_non_null(f);
	for (long page = 3; page < 9; page++) {
		fseek(f, page * 4096, SEEK_SET);
		for (int i = 0; i < 4096; i++)
			fputc(0xa5, f);
	}
	fclose(f);
	assert_int_not_equal(store_copy(a, from, to, true, NULL, NULL), OK);
	fail_clear(a);
	const char *mark = NULL;
	assert_ok(store_open(a, to, &s));
	assert_ok(store_read(s, a, read_one, &mark));
	assert_int_equal(strlen(mark), 200000);
	store_close(s);
}

struct content { struct table_digests tables; struct blob_audit files; };
static enum err
take(struct db *db, void *arg)
{
	struct content *c = arg;
	*c = (struct content){ 0 };
	enum err e = digest_tables(db, &c->tables);
	return e == OK ? blob_audit(db, &c->files) : e;
}
static enum err
fill(struct db *db, void *arg)
{
	struct digest sha;
	(void)arg;
	char *big = arena_alloc(db_arena(db), 2 * BLOB_PIECE + 7);
	memset(big, 'b', 2 * BLOB_PIECE + 7);
	enum err e = blob_put(db, big, 2 * BLOB_PIECE + 7, &sha);
	if (e == OK)
		e = blob_put(db, "", 0, &sha);
	return e == OK ? blob_put(db, "small", 5, &sha) : e;
}
struct change { const char *sql; };
static enum err
change(struct db *db, void *arg)
{
	const struct change *c = arg;
	return db_exec(db, &(struct query){ "change", c->sql }, NO_ARGS, NULL);
}

/* What was copied is known as it was at that moment, whatever was written since. */
static void
digests(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	char *from = arena_printf(a, "sqlite:%s/a.db", dir), *to = arena_printf(a, "sqlite:%s/b.db", dir);
	struct store *s;
	struct content was, now, copy;
	assert_ok(store_open(a, from, &s));
	assert_ok(store_write(s, a, write_one, (char[]){ "one" }));
	assert_ok(store_write(s, a, fill, NULL));
	assert_ok(store_copy(a, from, to, false, take, &was));
	assert_ok(store_peek(a, to, take, &copy));
	assert_null(digest_difference(&was.tables, &copy.tables));
	assert_int_equal(copy.files.blobs, 3);
	assert_int_equal(copy.files.bytes, 2 * BLOB_PIECE + 12);
	assert_int_equal(copy.files.faults.n, 0);
	assert_ok(store_write(s, a, write_one, (char[]){ "two" }));
	assert_ok(store_peek(a, from, take, &now));
	assert_string_equal(digest_difference(&was.tables, &now.tables), "history");
	/* one value, and the same rows the other way round */
	assert_ok(store_write(s, a, change, &(struct change){ "UPDATE setting SET value = 'twp'" }));
	assert_ok(store_peek(a, from, take, &copy));
	assert_string_equal(digest_difference(&copy.tables, &now.tables), "setting");
	assert_ok(store_write(s, a, change, &(struct change){ "INSERT INTO setting(name, value) VALUES ('a', 'b')" }));
	assert_ok(store_peek(a, from, take, &now));
	assert_ok(store_write(s, a, change, &(struct change){ "DELETE FROM setting WHERE name = 'mark'" }));
	assert_ok(store_write(s, a, change, &(struct change){ "INSERT INTO setting(name, value) VALUES ('mark', 'twp')" }));
	assert_ok(store_peek(a, from, take, &copy));
	assert_null(digest_difference(&copy.tables, &now.tables));
	store_close(s);
	assert_int_equal(store_peek(a, arena_printf(a, "sqlite:%s/none.db", dir), take, &now), E_NOTFOUND);
}

static void
audited(void **state)
{
	struct arena *a = *state;
	static const struct change changes[] = { { "UPDATE blob_piece SET bytes = CAST('Small' AS BLOB) WHERE n = 0 AND length(bytes) = 5" },
		{ "DELETE FROM blob_piece WHERE n = 1" }, { "DELETE FROM blob_piece" }, { "UPDATE blob SET size = 1 WHERE size = 0" } };
	static const size_t faults[] = { 1, 1, 2, 1 };
	for (size_t i = 0; i < LEN(changes); i++) {
		struct store *s;
		struct content c;
		assert_ok(store_open(a, "sqlite::memory:", &s));
		assert_ok(store_write(s, a, fill, NULL));
		assert_ok(store_write(s, a, change, (void *)(uintptr_t)&changes[i]));
		assert_ok(store_read(s, a, take, &c));
		assert_int_equal(c.files.faults.n, faults[i]);
		store_close(s);
	}
}

/* Nothing that lies beside the name is taken for a part of the copy; the store is not copied over itself; what a copy that
 * was cut off left is cleared away by the next. */
static void
beside(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	char *from = arena_printf(a, "sqlite:%s/a.db", dir), *to = arena_printf(a, "sqlite:%s/b.db", dir);
	struct store *s;
	struct stat st;
	assert_ok(store_open(a, from, &s));
	assert_int_equal(store_copy(a, from, from, true, NULL, NULL), E_CONFLICT);
	fail_clear(a);
	static const char *const tails[] = { "-wal", "-journal" };
	for (size_t i = 0; i < LEN(tails); i++) {
		const char *path = arena_printf(a, "%s%s", to + 7, tails[i]);
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fputs("changes of another database", f);
		fclose(f);
		assert_int_equal(store_copy(a, from, to, true, NULL, NULL), E_CONFLICT);
		fail_clear(a);
		assert_int_equal(unlink(path), 0);
	}
	FILE *f = fopen(arena_printf(a, "%s.part", to + 7), "w");
	assert_non_null(f);
	fputs("half a copy", f);
	fclose(f);
	assert_ok(store_copy(a, from, to, false, NULL, NULL));
	assert_int_not_equal(stat(arena_printf(a, "%s.part", to + 7), &st), 0);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(copied_in_use), T(refused), T(damaged), T(digests), T(audited), T(beside) };
	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
