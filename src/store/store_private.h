/* store_private.h: what store.c (threads, transactions) and db.c (statements, rows) share. */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H
#include "store/engine.h"
#include "store/history.h"
#include <pthread.h>

/* Prepared statements of a connection, found by their text: so also those whose text was generated, and a query's
 * address may be used again. Bounded; the one unused longest goes first. */
enum { CACHE_SLOTS = 64 };
struct cached {
	struct engine_stmt *stmt;
	uint64_t used;      /* tick of the last use */
	bool busy;          /* rows are being read from it */
};
struct link {               /* a connection and its cache */
	const struct engine *engine;
	struct engine_conn *conn;
	uint64_t hash[CACHE_SLOTS]; /* apart from the rest: looking one up reads 512 bytes in a row */
	struct cached cache[CACHE_SLOTS];
	uint64_t tick;
	bool changed;           /* rows, in the writer's transaction */
	struct chain { bool known; struct history_head head; } chain; /* the journal's end, of the writer's transaction */
};

struct rows {
	struct db *db;
	struct engine_stmt *stmt;  /* NULL when over, or when the row was copied by db_one() */
	struct cached *slot;       /* NULL: a statement of its own, finalised at the end */
	const struct val *copied;  /* of db_one() */
	int ncols;
	bool on_row;
	enum err e;
	struct rows *next;         /* open rows of the transaction */
};

struct db {
	struct store *store;
	struct link *link;
	struct arena *a;
	bool write;
	int statements;
	int64_t changes;           /* rows, as far as the engine tells */
	enum err broken;           /* an error after which nothing more may run in this transaction */
	struct rows *open;
	int64_t person;
	const char *who, *via;
	struct token who_seal;     /* of the author in the journal, "" when nobody */
	struct digest who_digest;  /* "" until the first row */
};

/* The engine of a URL, and the place that follows its ':'. E_INVALID. */
enum err engine_of(struct arena *a, const char *url, const struct engine **out, const char **where) MUST_USE;
/* A work in the transaction that is open on the link; s may be NULL. */
enum err link_run(struct store *s, struct link *l, struct arena *a, bool write, enum err (*work)(struct db *, void *), void *arg) MUST_USE;
/* migrate.c: the first of the table that the database misses; *more: there are others. In the write transaction of db. */
struct embedded;
enum err migrate_step(struct db *db, const struct embedded *table, bool *more) MUST_USE;
/* Those that the database has, in order; E_CONFLICT when it has others too. */
enum err migrations_of(struct db *db, const struct embedded *table, struct embedded **out) MUST_USE;
void db_close_rows(struct db *db);  /* every open one: before the transaction ends */
void link_forget(struct link *l);   /* its prepared statements */
void link_close(struct link *l);    /* statements, then the connection */
#endif
