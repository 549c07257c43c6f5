#include "store_test.h"
#include "base/secret.h"
#include "store/blob.h"
#include <fcntl.h>

struct bytes { char *p; size_t n; };

/* Bytes that do not repeat from piece to piece. */
static struct bytes
some(struct arena *a, size_t n)
{
	struct bytes b = { arena_alloc(a, n + 1), n };
	uint32_t x = 12345;
	for (size_t i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		b.p[i] = (char)(x >> 24);
	}
	return b;
}
static int64_t
count(struct db *db, const char *sql)
{
	struct query q = { "count", sql };
	struct rows *r;
	assert_ok(db_one(db, &q, NO_ARGS, &r));
	return col_int(r, 0);
}
static int
file_of(struct arena *a, const char *dir, const void *p, size_t n)
{
	char *path = arena_printf(a, "%s/f", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	unlink(path);
	return fd;
}

static enum err
work(struct db *db, void *dir)
{
	struct arena *a = db_arena(db);
	static const size_t sizes[] = { 0, 1, BLOB_PIECE - 1, BLOB_PIECE, BLOB_PIECE + 1, 3 * BLOB_PIECE };
	for (size_t i = 0; i < LEN(sizes); i++) {
		struct bytes b = some(a, sizes[i]);
		struct digest sha, same;
		const void *back;
		size_t n = 99;
		int64_t size;
		assert_ok(blob_put(db, b.p, b.n, &sha));
		assert_string_equal(sha.s, digest_of(b.p, b.n).s);
		assert_ok(blob_get(db, sha.s, &back, &n));
		assert_int_equal(n, b.n);
		assert_memory_equal(back, b.p, n);
		int64_t pieces = count(db, "SELECT count(*) FROM blob_piece");
		int fd = file_of(a, dir, b.p, b.n);
		assert_ok(blob_put_fd(db, fd, &same, &size)); /* the same bytes: stored once */
		close(fd);
		assert_string_equal(same.s, sha.s);
		assert_int_equal(size, b.n);
		assert_int_equal(count(db, "SELECT count(*) FROM blob_piece"), pieces);
	}
	assert_int_equal(count(db, "SELECT count(*) FROM blob"), LEN(sizes));
	assert_int_equal(count(db, "SELECT count(*) FROM blob_piece"), 0 + 1 + 1 + 1 + 2 + 3);
	assert_int_equal(count(db, "SELECT max(length(bytes)) FROM blob_piece"), BLOB_PIECE);
	return OK;
}

/* A file is taken from its present offset, to its end. */
static enum err
from_offset(struct db *db, void *dir)
{
	struct arena *a = db_arena(db);
	struct bytes b = some(a, 2 * BLOB_PIECE + 100);
	b.p[5] ^= 1;
	int fd = file_of(a, dir, b.p, b.n);
	assert_int_equal(lseek(fd, 3, SEEK_SET), 3);
	struct digest sha;
	int64_t size;
	const void *back;
	size_t n;
	assert_ok(blob_put_fd(db, fd, &sha, &size));
	close(fd);
	assert_int_equal(size, b.n - 3);
	assert_ok(blob_get(db, sha.s, &back, &n));
	assert_int_equal(n, b.n - 3);
	assert_memory_equal(back, b.p + 3, n);
	return OK;
}

static enum err
refused(struct db *db, void *dir)
{
	struct arena *a = db_arena(db);
	struct digest sha;
	int64_t size;
	const void *back;
	size_t n;
	assert_int_equal(blob_get(db, digest_str("nowhere").s, &back, &n), E_NOTFOUND);
	assert_int_equal(blob_put(db, "", (size_t)BLOB_MAX + 1, &sha), E_LIMIT);
	int fd = file_of(a, dir, "x", 1);
	assert_int_equal(ftruncate(fd, (off_t)BLOB_MAX + 1), 0);
	assert_int_equal(blob_put_fd(db, fd, &sha, &size), E_LIMIT);
	close(fd);
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(blob_put_fd(db, ends[0], &sha, &size), E_IO);
	close(ends[0]);
	close(ends[1]);
	static const struct query lose = { "lose", "DELETE FROM blob_piece WHERE n = 1" };
	struct bytes b = some(a, 2 * BLOB_PIECE);
	assert_ok(blob_put(db, b.p, b.n, &sha));
	assert_ok(db_exec(db, &lose, NO_ARGS, NULL));
	assert_int_equal(blob_get(db, sha.s, &back, &n), E_IO);
	return OK;
}

static void
blobs(void **state)
{
	struct arena *a = *state;
	char *dir = folder(a);
	struct store *s;
	assert_ok(store_open(a, test_shared_url(a), &s));
	assert_ok(store_write(s, a, work, dir));
	assert_ok(store_write(s, a, from_offset, dir));
	assert_ok(store_write(s, a, refused, dir));
	store_close(s);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(blobs) };
	return cmocka_run_group_tests_name("blob", tests, NULL, NULL);
}
