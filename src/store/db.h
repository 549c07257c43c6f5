/* db.h: one database interface, SQLite and PostgreSQL behind it. One dialect of SQL, $1 parameters bound by their
 * digits. Queries are const tables in x_store.c, end with { 0 } and are named in store/queries.c, so that the tests
 * prepare every one on every engine.
 *
 * A transaction is a function: store_read() and store_write() call it with a connection; OK commits, anything else
 * rolls back. Nested calls are a bug. All memory of results comes from the arena given there. A write may run on
 * another thread than the caller's, which waits meanwhile: nothing thread-local in a work.
 * store_close() when no thread uses the store any more (joined, or idle). */
#ifndef DB_H
#define DB_H
#include "base/base.h"

struct store; /* a programme's store: thread-safe, process lifetime */
struct db;    /* a connection inside a transaction: belongs to the calling function */

/* url: "sqlite:PATH" (created when absent, with its folder) or ":memory:" form "sqlite::memory:" for tests (one
 * connection, shared); "postgres://USER@HOST:PORT/DATABASE?schema=NAME" or any URI of libpq (the schema is created when
 * absent; by default it is "pilotis"; its owner may be another programme's neighbour in the same database). Opens and
 * migrates to the newest schema, also when several servers start together. Nothing is created for an existing newer
 * schema: E_CONFLICT. */
enum err store_open(struct arena *a, const char *url, struct store **out) MUST_USE;
void store_close(struct store *s);
/* Whether there is a store to open, without making one. E_IO, E_AWAY: nobody knows. */
enum err store_exists(struct arena *a, const char *url, bool *there) MUST_USE;
/* The URL as it may be shown: without its kind when it is a file, never with a password. */
const char *store_shown(struct arena *a, const char *url) MUST_USE;
/* A whole, checked copy of a store, which others may go on using: backup, restore, a move to the other engine. It is the
 * store of one moment, complete or not there. A file becomes a file page by page; any other way goes row by row, in one
 * transaction of the new store, which is then read again and compared by the digest of every row. E_CONFLICT: `to` exists
 * (a schema: holds anything) and shall not be replaced (a schema never is). E_INVALID: `from` is no store of ours, newer
 * than this program, or damaged. E_NOTFOUND. seen: NULL, or called at the end with what was copied,
 * as it was then. */
enum err store_copy(struct arena *a, const char *from_url, const char *to_url, bool replace, enum err (*seen)(struct db *, void *), void *arg) MUST_USE;
/* The same, told how far it is now and then (of a copy row by row: each row is written, then read again). */
struct copy_watch { void (*progress)(struct copy_watch *w, int64_t done, int64_t of); int64_t tables, rows; };
enum err store_copy_watched(struct arena *a, const char *from_url, const char *to_url, struct copy_watch *w) MUST_USE;
/* Reads a store as it lies: nothing is created, and its schema is left alone, however old. E_NOTFOUND. */
enum err store_peek(struct arena *a, const char *url, enum err (*work)(struct db *, void *), void *arg) MUST_USE;

/* What was deleted or overwritten leaves the disk: journals and free pages too. deep: rewrites the whole store (a
 * maintenance command). E_BUSY when others are in the way: the next one will do it. */
enum err store_scrub(struct store *s, struct arena *a, bool deep) MUST_USE;

enum err store_read(struct store *s, struct arena *a, enum err (*work)(struct db *, void *), void *arg) MUST_USE;
/* Writers of one process share one connection: requests that wait together are committed together, each in a
 * savepoint of its own (group commit); the call returns after the commit is durable. E_BUSY when another process
 * holds the lock too long. One process of a store writes at a time, whatever the engine: what a work read stays true
 * until it commits. Whatever the error, nothing was committed; but for E_UNSURE: a server was lost between a commit and
 * its answer, and what must not be done twice carries a key of its own. */
enum err store_write(struct store *s, struct arena *a, enum err (*work)(struct db *, void *), void *arg) MUST_USE;
struct arena *db_arena(struct db *db);
/* What is read from now on goes into `a`, for results that outlive the request; give the former arena back before
 * returning. No query may be open. */
void db_lend_arena(struct db *db, struct arena *a);
/* What the store did since it was opened: readings, works committed, rows changed (also those whose change was undone),
 * times that we waited for an answer of a database server (round trips; 0 for SQLite). For tests and measures. */
struct store_counts {
	int64_t reads, writes, changes, trips;
	int64_t commits, lost;                    /* transactions of writers: committed, given up as a whole */
	int64_t batch[7];                         /* of the committed: those of at most 1, 2, 4 … 64 works, each in one of them */
};
struct store_counts store_counts(struct store *s);
/* How much room the database takes, in bytes; whether its schema is the one of this program (another may have changed it
 * since it was opened). */
enum err db_size(struct db *db, int64_t *bytes) MUST_USE;
enum err db_schema_newest(struct db *db, bool *newest) MUST_USE;
/* Whether the database is sound: one line for each fault, in the engine's words. */
struct strings;
enum err store_check(struct store *s, struct arena *a, struct strings *faults) MUST_USE;
enum err db_faults(struct db *db, void *faults) MUST_USE; /* the same, inside a transaction */

struct query { const char *name, *sql; };
struct val { enum { V_NULL, V_INT, V_TEXT, V_REAL, V_BLOB } t; int64_t i; double x; const void *p; size_t n; };
static inline struct val v_int(int64_t i) { return i == NONE ? (struct val){ .t = V_NULL } : (struct val){ .t = V_INT, .i = i }; }
static inline struct val v_real(double x) { return (struct val){ .t = V_REAL, .x = x }; }
static inline struct val v_text(const char *s) { return s == NULL ? (struct val){ .t = V_NULL } : (struct val){ .t = V_TEXT, .p = s }; }
static inline struct val v_blob(const void *p, size_t n) { return (struct val){ .t = V_BLOB, .p = p, .n = n }; }
/* Text must live until the call returns. NONE and NULL bind SQL NULL. */
#define V(x) _Generic((x), bool: v_int, int: v_int, unsigned: v_int, long: v_int, long long: v_int, double: v_real, \
	char *: v_text, const char *: v_text)(x)
struct args { size_t n; const struct val *v; };
#define ARGS(...) ((struct args){ sizeof((struct val[]){ __VA_ARGS__ }) / sizeof(struct val), (struct val[]){ __VA_ARGS__ } })
#define NO_ARGS ((struct args){ 0, NULL })

/* Texts must be UTF-8 without NUL: E_INVALID. changed: rows changed, may be NULL. A broken constraint (UNIQUE, CHECK,
 * foreign key, NOT NULL) is E_CONFLICT: that statement alone is undone and the work may go on; it commits if it then
 * returns OK. E_BUSY, E_IO (disk), E_FULL (no room on it), E_AWAY (no database) and E_DB (a wrong query) end the use of the
 * transaction: every later statement gives the same error and nothing is committed, whatever the work returns. */
enum err db_exec(struct db *db, const struct query *q, struct args args, int64_t *changed) MUST_USE;
struct rows;
/* for (r = …; rows_next(r);) { … } then rows_end(r) tells whether the end was the end or an error. An early return
 * without rows_end() is right too: the transaction ends what is open. Rows do not outlive it. */
enum err db_query(struct db *db, const struct query *q, struct args args, struct rows **out) MUST_USE;
/* The same of a statement without parameters, for results that may be larger than memory: rows come a few at a time. */
enum err db_stream(struct db *db, const struct query *q, struct rows **out) MUST_USE;
bool rows_next(struct rows *r);
enum err rows_end(struct rows *r) MUST_USE;
/* The first row or E_NOTFOUND; then read its columns from *out, at any time of the transaction. (For SELECT … of one
 * row, and INSERT … RETURNING id.) */
enum err db_one(struct db *db, const struct query *q, struct args args, struct rows **out) MUST_USE;
int64_t col_int(struct rows *r, int i);          /* NONE when NULL */
double col_real(struct rows *r, int i);
const char *col_text(struct rows *r, int i);     /* copied into the arena; NULL when NULL */
const void *col_blob(struct rows *r, int i, size_t *n);
/* Copied to `to` when it fits in `room`; returns its length. */
size_t col_blob_into(struct rows *r, int i, void *to, size_t room);
bool col_null(struct rows *r, int i);
struct val col_val(struct rows *r, int i);       /* as the engine has it: p is valid until the next row */
/* Prepares without running: E_DB when the query does not fit the schema. For tests and `pilotis check`. */
enum err db_check(struct db *db, const struct query *q) MUST_USE;
/* The tables and indexes of the schema, by name; not those that an engine makes for itself. */
struct schema_thing { const char *name; bool index; };
struct schema_things { struct schema_thing *items; size_t n, cap; };
enum err db_schema(struct db *db, struct schema_things *out) MUST_USE;
/* The columns of a table, in order; none when there is no such table. type: "int", "text", "real" or "blob". */
struct column { const char *name, *type; bool not_null, has_default; };
struct columns { struct column *items; size_t n, cap; };
enum err db_columns(struct db *db, const char *table, struct columns *out) MUST_USE;
/* How many statements ran in this transaction so far: for the log line and for tests ("no query per row"). */
int db_statements(const struct db *db);
#endif
