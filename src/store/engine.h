/* engine.h: what a database engine must do; one struct of functions an engine, one file an engine. Only the store
 * includes this: everyone else speaks db.h.
 *
 * The store above does the rest once for all engines: threads, group commit, cache of prepared statements, rows,
 * migrations. A connection is used by one thread at a time. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H
#include "store/db.h"
#include "store/search_index.h"

struct engine_conn;
struct engine_stmt;

enum conn_kind { CONN_WRITER, CONN_READER };
enum step { STEP_ROW, STEP_DONE, STEP_FAILED };
/* What control() does. Savepoints do not nest: one name is enough. */
enum control { CONTROL_BEGIN_READ, CONTROL_BEGIN_WRITE, CONTROL_COMMIT, CONTROL_ROLLBACK, CONTROL_SAVE, CONTROL_RELEASE, CONTROL_BACK };

struct engine_token { const char *token, *sql; }; /* of migrations/README.md */

struct new_place { const char *where, *final; bool replace; int held; };

struct engine {
	const char *scheme;                    /* "sqlite": the part of the URL before ':' */
	const struct engine_token *tokens;     /* ends with { 0 } */
	/* What the word TEXT of a migration becomes, so that texts sort by their bytes whatever the database's own order
	 * is; NULL: it stays. */
	const char *text_type;
	/* Columns of table $1, in order: name, 'int', 'text', 'real' or 'blob', not null (0/1), has a default (0/1). */
	const char *columns_sql;
	/* Tables and indexes: name, is it an index (0/1), by name. */
	const char *schema_sql;
	const char *size_sql;                  /* one number: the bytes that the database takes */
	/* True when every use of this place must share one connection (a database in memory). */
	bool (*alone)(const char *where);
	/* Whether a store is there; nothing is made. */
	enum err (*exists)(struct arena *a, const char *where, bool *there);
	enum err (*open)(struct arena *a, const char *where, enum conn_kind kind, struct engine_conn **out);
	void (*close)(struct engine_conn *c);
	/* May be put off until the next statement, whose failure then is that of this too. COMMIT is not: once it is OK the
	 * transaction is durable. E_UNSURE: nobody knows whether it was done. */
	enum err (*control)(struct engine_conn *c, struct arena *a, enum control what);
	/* Whether a transaction is open: false after an error that made the engine give it up whole. */
	bool (*in_transaction)(struct engine_conn *c);
	/* Several statements without parameters (a migration), in the open transaction. */
	enum err (*script)(struct engine_conn *c, struct arena *a, const char *sql);

	/* May put off looking at the text until start() or check(). */
	enum err (*prepare)(struct engine_conn *c, struct arena *a, const char *sql, struct engine_stmt **out);
	/* That the statement fits the schema, without running it. The transaction may go on when it does not. */
	enum err (*check)(struct engine_stmt *s, struct arena *a);
	void (*finalize)(struct engine_stmt *s);
	const char *(*text)(const struct engine_stmt *s); /* as given to prepare() */
	/* Highest $n of the statement. */
	size_t (*parameters)(const struct engine_stmt *s);
	/* True when the statement changes nothing. */
	bool (*readonly)(const struct engine_stmt *s);
	/* Binds by the digits of $n. Texts are checked by the caller (UTF-8, no NUL inside, one after them) and their n is
	 * set. keep: the values must be copied, since steps follow after the caller's return. May run the statement: an
	 * error is like one of step(). */
	enum err (*start)(struct engine_stmt *s, struct arena *a, struct args args, bool keep);
	/* STEP_FAILED: *e is set and the detail recorded. After a constraint that broke (E_CONFLICT) the statement alone
	 * is undone and the transaction is as before it. */
	enum step (*step)(struct engine_stmt *s, struct arena *a, enum err *e);
	void (*stop)(struct engine_stmt *s);   /* ready for the next start(); may be called at any time */
	int64_t (*changed)(struct engine_stmt *s);
	int (*columns)(const struct engine_stmt *s);
	/* Of the row just stepped to; p is valid until the next step() or stop(). Text is followed by a NUL. */
	struct val (*column)(struct engine_stmt *s, int i);

	/* How often this connection waited for a server so far; NULL: it never does. */
	int64_t (*trips)(const struct engine_conn *c);

	/* What was deleted or overwritten leaves the disk, as far as this engine can, outside any transaction; deep: also what
	 * was left by older versions of this program, which takes longer. NULL: nothing to do. E_BUSY: later. */
	enum err (*scrub)(struct engine_conn *c, struct arena *a, bool deep);
	/* Like start() without parameters, but rows come a few at a time; NULL: those of start() do. */
	enum err (*stream)(struct engine_stmt *s, struct arena *a);

	/* Makes the place itself, in the write transaction of the first migration; NULL: open() did. */
	enum err (*make_place)(struct engine_conn *c, struct arena *a);
	/* A consistent copy of a store at rest or in use, as `from` sees it in the read transaction that it is in, to a place of
	 * the same engine; see store_copy(). NULL: copies go row by row. */
	enum err (*copy)(struct arena *a, struct engine_conn *from, const char *to, bool replace);
	/* Where a copy row by row is made, so that it is complete or not there: what to open(), and after close() the end of
	 * it, good or not. */
	enum err (*new_place)(struct arena *a, const char *where, bool replace, struct new_place *out);
	enum err (*end_place)(struct arena *a, const struct new_place *p, bool good);
	/* Run before and inside the transaction of such a copy; may be NULL. */
	const char *fill_before, *fill_inside;
	/* Pairs of tables: one, and one that its rows name and that is filled before; NULL: the order does not matter. */
	const char *references_sql;
	/* Rows into an empty table, each as next() gives it, as quickly as the engine can. */
	enum err (*fill)(struct engine_conn *c, struct arena *a, const char *table, const struct columns *cols,
	    enum step (*next)(void *arg, const struct val **row, enum err *e), void *arg);
	/* After rows that came with their ids: the next id is one that no row has. NULL: it always is. */
	enum err (*settle)(struct engine_conn *c, struct arena *a);
	/* Statements that return a row for each fault of the database ("ok" alone is none); ends with a NULL name. */
	const struct query *checks;
	const struct search_engine *search;    /* store/search_index.h */
};
enum err sqlite_copy(struct arena *a, struct engine_conn *from, const char *to, bool replace) MUST_USE;
enum err sqlite_new_place(struct arena *a, const char *where, bool replace, struct new_place *out) MUST_USE;
enum err sqlite_end_place(struct arena *a, const struct new_place *p, bool good) MUST_USE;
struct sqlite3;
struct sqlite3 *sqlite_handle(const struct engine_conn *c);

extern const struct engine sqlite_engine, postgres_engine;

/* migrate.c: brings the schema to the newest of `table` (ends with a NULL name). E_CONFLICT, and nothing done, when
 * the database has a migration that is not in the table or whose text changed since. */
struct embedded;
enum err store_migrate(const struct engine *e, struct engine_conn *c, struct arena *a, const struct embedded *table) MUST_USE;
/* The text of a migration for this engine: its tokens, and what stands between --only and --end. E_DB on an unknown token. */
enum err migration_text(const struct engine *e, struct arena *a, const char *name, const char *text, size_t n, const char **out) MUST_USE;
/* store_open() with other migrations: for tests. */
enum err store_open_with(struct arena *a, const char *url, const struct embedded *table, struct store **out) MUST_USE;
#endif
