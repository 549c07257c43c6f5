#include "store/blob.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { KNOWN, ADD, ADD_PIECE, PIECES, AUDIT_COUNT, AUDIT_SIZES, AUDIT_PIECES };
enum { AUDIT_BATCH = 16 }; /* pieces read at a time: an engine may hold a whole answer in memory */
const struct query blob_queries[] = {
	[KNOWN] = { "blob_known", "SELECT size FROM blob WHERE sha256 = $1" },
	[ADD] = { "blob_add", "INSERT INTO blob(sha256, size) VALUES ($1, $2)" },
	[ADD_PIECE] = { "blob_add_piece", "INSERT INTO blob_piece(sha256, n, bytes) VALUES ($1, $2, $3)" },
	[PIECES] = { "blob_pieces", "SELECT bytes FROM blob_piece WHERE sha256 = $1 ORDER BY n" },
	[AUDIT_COUNT] = { "blob_audit_count", "SELECT count(*) FROM blob" },
	[AUDIT_SIZES] = { "blob_audit_sizes",
		"SELECT b.sha256 FROM blob b LEFT JOIN (SELECT sha256, sum(length(bytes)) AS size, count(*) AS pieces, max(n) AS last FROM blob_piece"
		" GROUP BY sha256) p ON p.sha256 = b.sha256 WHERE b.size <> coalesce(p.size, 0) OR p.pieces <> p.last + 1 ORDER BY b.sha256" },
	[AUDIT_PIECES] = { "blob_audit_pieces",
		"SELECT sha256, n, bytes FROM blob_piece WHERE (sha256, n) > ($1, $2) ORDER BY sha256, n LIMIT $3" },
	{ 0 },
};

static enum err
known(struct db *db, const char *sha, int64_t *size)
{
	struct rows *r;
	enum err e = db_one(db, &blob_queries[KNOWN], ARGS(V(sha)), &r);
	if (e == OK)
		*size = col_int(r, 0);
	return e;
}

static enum err
add_piece(struct db *db, const char *sha, int64_t n, const void *p, size_t len)
{
	return db_exec(db, &blob_queries[ADD_PIECE], ARGS(V(sha), V(n), v_blob(p, len)), NULL);
}

enum err
blob_put(struct db *db, const void *bytes, size_t n, struct digest *sha)
{
	if (n > BLOB_MAX)
		return fail(db_arena(db), E_LIMIT, "blob of %zu bytes", n);
	*sha = digest_of(bytes, n);
	int64_t size;
	enum err e = known(db, sha->s, &size);
	if (e != E_NOTFOUND)
		return e;
	e = db_exec(db, &blob_queries[ADD], ARGS(V(sha->s), v_int((int64_t)n)), NULL);
	const char *p = bytes;
	int64_t i = 0;
	for (size_t at = 0; e == OK && at < n; at += BLOB_PIECE, i++)
		e = add_piece(db, sha->s, i, p + at, n - at < BLOB_PIECE ? n - at : BLOB_PIECE);
	return e;
}

/* Fills the piece as far as the file goes. */
static enum err
read_piece(struct arena *a, int fd, off_t at, char *piece, size_t *n)
{
	*n = 0;
	while (*n < BLOB_PIECE) {
		ssize_t k = pread(fd, piece + *n, BLOB_PIECE - *n, at + (off_t)*n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(a, E_IO, "blob: read: %s", strerror(errno));
		if (k == 0)
			break;
		*n += (size_t)k;
	}
	return OK;
}

/* The file is read twice, first for its name: bytes already known are then not written at all. */
static enum err
put_pieces(struct db *db, int fd, off_t from, const struct digest *sha, int64_t size, char *piece)
{
	enum err e = db_exec(db, &blob_queries[ADD], ARGS(V(sha->s), V(size)), NULL);
	struct sha256 again;
	sha256_init(&again);
	int64_t i = 0;
	for (int64_t at = 0; e == OK && at < size; i++) {
		size_t n;
		e = read_piece(db_arena(db), fd, from + (off_t)at, piece, &n);
		if (e == OK && n == 0)
			e = fail(db_arena(db), E_IO, "blob: the file became shorter");
		if (e == OK)
			e = add_piece(db, sha->s, i, piece, n);
		sha256_add(&again, piece, e == OK ? n : 0);
		at += (int64_t)n;
	}
	if (e == OK && strcmp(sha256_end(&again).s, sha->s) != 0)
		e = fail(db_arena(db), E_IO, "blob: the file changed while it was read");
	return e;
}

enum err
blob_put_fd(struct db *db, int fd, struct digest *sha, int64_t *size)
{
	struct arena *a = db_arena(db);
	off_t from = lseek(fd, 0, SEEK_CUR);
	if (from < 0)
		return fail(a, E_IO, "blob: not a file: %s", strerror(errno));
	char *piece = arena_alloc(a, BLOB_PIECE);
	struct sha256 h;
	sha256_init(&h);
	*size = 0;
	for (size_t n = BLOB_PIECE; n == BLOB_PIECE;) {
		enum err e = read_piece(a, fd, from + (off_t)*size, piece, &n);
		if (e != OK)
			return e;
		*size += (int64_t)n;
		if (*size > BLOB_MAX)
			return fail(a, E_LIMIT, "blob of more than %d bytes", BLOB_MAX);
		sha256_add(&h, piece, n);
	}
	*sha = sha256_end(&h);
	int64_t before;
	enum err e = known(db, sha->s, &before);
	return e != E_NOTFOUND ? e : put_pieces(db, fd, from, sha, *size, piece);
}

enum err
blob_get(struct db *db, const char *sha, const void **bytes, size_t *n)
{
	struct arena *a = db_arena(db);
	int64_t size;
	enum err e = known(db, sha, &size);
	if (e != OK)
		return e;
	char *p = arena_alloc(a, (size_t)size + 1);
	size_t at = 0;
	struct rows *r;
	e = db_query(db, &blob_queries[PIECES], ARGS(V(sha)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		size_t k = col_blob_into(r, 0, p + at, (size_t)size - at);
		if (k > (size_t)size - at)
			return fail(a, E_IO, "blob %.12s: longer than its size", sha);
		at += k;
	}
	e = rows_end(r);
	if (e == OK && at != (size_t)size)
		e = fail(a, E_IO, "blob %.12s: a piece is missing", sha);
	*bytes = p;
	*n = at;
	return e;
}

/* ---- all of them --------------------------------------------------------------------------------------------- */

struct auditing { struct blob_audit *x; struct sha256 h; char sha[65]; int64_t n, of; };

static void
one_audited(struct arena *a, struct auditing *d)
{
	if (d->sha[0] == '\0')
		return;
	if (strcmp(sha256_end(&d->h).s, d->sha) != 0)
		PUSH(a, &d->x->faults, arena_strdup(a, d->sha));
	if (d->x->progress != NULL)
		d->x->progress(++d->n, d->of);
}

static enum err
audit_batch(struct db *db, struct auditing *d, int64_t *piece, int *got)
{
	struct rows *r;
	char sha[65];
	enum err e = db_query(db, &blob_queries[AUDIT_PIECES], ARGS(V((const char *)d->sha), V(*piece), V((int)AUDIT_BATCH)), &r);
	*got = 0;
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct val name = col_val(r, 0), bytes = col_val(r, 2);
		snprintf(sha, sizeof sha, "%.*s", (int)name.n, (const char *)name.p);
		if (strcmp(sha, d->sha) != 0) {
			one_audited(db_arena(db), d);
			memcpy(d->sha, sha, sizeof sha);
			sha256_init(&d->h);
		}
		sha256_add(&d->h, bytes.p, bytes.n);
		d->x->bytes += (int64_t)bytes.n;
		*piece = col_int(r, 1);
		(*got)++;
	}
	return rows_end(r);
}

enum err
blob_audit(struct db *db, struct blob_audit *x)
{
	struct arena *a = db_arena(db);
	struct auditing d = { .x = x };
	struct rows *r;
	int64_t piece = -1;
	int got = AUDIT_BATCH;
	enum err e = db_one(db, &blob_queries[AUDIT_COUNT], NO_ARGS, &r);
	if (e != OK)
		return e;
	x->blobs = d.of = col_int(r, 0);
	if ((e = rows_end(r)) != OK)
		return e;
	while (e == OK && got == AUDIT_BATCH)
		e = audit_batch(db, &d, &piece, &got);
	if (e != OK)
		return e;
	one_audited(a, &d);
	size_t wrong = x->faults.n;
	if ((e = db_query(db, &blob_queries[AUDIT_SIZES], NO_ARGS, &r)) != OK)
		return e;
	while (rows_next(r)) {
		const char *sha = col_text(r, 0);
		bool told = false;
		for (size_t i = 0; i < wrong; i++)
			told = told || strcmp(x->faults.items[i], sha) == 0;
		if (!told)
			PUSH(a, &x->faults, sha);
	}
	return rows_end(r);
}
