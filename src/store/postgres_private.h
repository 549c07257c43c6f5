/* postgres_private.h: what the files of the PostgreSQL engine share.
 *
 * Everything is sent in pipeline mode: what a transaction asks for without needing the answer (BEGIN, the lock of the
 * writers, savepoints, the end of a reading) waits in `pending` and goes with the next statement, so that a statement
 * costs one round trip whatever is around it. Only a statement and COMMIT wait for answers. */
#ifndef POSTGRES_PRIVATE_H
#define POSTGRES_PRIVATE_H
#include "store/engine.h"
#include <libpq-fe.h>

/* What is sent around statements; their SQL is in postgres.c. */
enum act { ACT_BEGIN_READ, ACT_BEGIN_WRITE, ACT_LOCK, ACT_COMMIT, ACT_ROLLBACK, ACT_SAVE_WORK, ACT_RELEASE_WORK, ACT_BACK_WORK,
	ACT_SAVE, ACT_RELEASE, ACT_BACK, ACTS };
enum { PENDING_MAX = 32, NAMES = 128, PG_ARGS_MAX = 64 };

/* The savepoint around the last statement that changed something: none, the statement went well, it must be undone
 * before anything else. It stays open until the next one, which then replaces it in the same round trip. */
enum saved { SAVED_NONE, SAVED_OPEN, SAVED_BROKEN };
/* ASKED: nothing was sent yet. DEAD: given up whole; only CONTROL_ROLLBACK makes sense. */
enum tx { TX_NONE, TX_ASKED, TX_OPEN, TX_DEAD };

struct engine_conn {
	struct arena *a;              /* its own */
	PGconn *pg;                   /* NULL: lost, or closed */
	enum conn_kind kind;
	const char *const *keys;      /* for PQconnectdbParams() */
	const char *const *values;
	const char *schema, *settings; /* settings: what is run after connecting */
	const char *sql[ACTS];
	bool known[ACTS];             /* prepared on this connection, under the name "a" and its number */
	enum tx tx;
	bool sent;                    /* the transaction's BEGIN was answered */
	enum saved saved;
	enum act pending[PENDING_MAX];
	size_t npending;
	size_t owed;                  /* answers, one a pipeline, to be read and dropped before anything else */
	bool taken[NAMES];            /* names "s1"… of live statements; 0, the nameless one, is always free */
	bool there[NAMES];            /* prepared on this connection under that name, by whatever statement */
	unsigned generation;          /* of the connection: a statement prepared on an earlier one is not */
	unsigned cursors;             /* named so far */
	int64_t trips;                /* times that we waited for the server */
};

struct engine_stmt {
	struct engine_conn *c;
	struct arena *a;              /* its own: it and its text */
	const char *sql;
	size_t nparams;
	bool readonly;
	unsigned name;                /* 0: prepared again each time */
	unsigned generation;          /* of the connection it was prepared on; 0: none */
	struct engine_stmt *cursor;   /* of stream(): what fetches the next rows; NULL: there are no others */
	PGresult *result;             /* of the last start(): all rows, so that other statements may run meanwhile */
	int row, rows;
};

/* postgres_conn.c */
/* Reads the URL's part after "scheme:"; what connecting needs is left in *c. E_INVALID. */
enum err pg_place(struct arena *a, struct engine_conn *c, const char *where) MUST_USE;
/* (Re)opens: nothing is known on the new connection. E_AWAY, E_INVALID (a server or a database that will not do). */
enum err pg_connect(struct engine_conn *c, struct arena *a) MUST_USE;
void pg_lost(struct engine_conn *c);
/* What the house calls a server's error; the detail recorded. Forgets the connection when the server left. */
enum err pg_failed(struct engine_conn *c, struct arena *a, const PGresult *r, const char *doing);
/* postgres_pipe.c */
/* Sends what is pending, then `s` (may be NULL), and waits. Check only: `s` is prepared, not run. */
enum err pg_exchange(struct engine_conn *c, struct arena *a, struct engine_stmt *s, const struct args *args, bool check) MUST_USE;
/* Sends what is pending and waits for nothing: the answers are dropped later. */
void pg_send(struct engine_conn *c);
/* Reads what is owed. False when the connection is lost. */
bool pg_settle(struct engine_conn *c) MUST_USE;
void pg_later(struct engine_conn *c, enum act what);
/* Out of the pipeline, for what it does not take, with all answers read; and back again. */
enum err pg_leave_pipe(struct engine_conn *c, struct arena *a) MUST_USE;
enum err pg_enter_pipe(struct engine_conn *c, struct arena *a) MUST_USE;
/* postgres_value.c */
struct val pg_value(const PGresult *r, int row, int i);
/* postgres_bulk.c */
enum err pg_fill(struct engine_conn *c, struct arena *a, const char *table, const struct columns *cols,
    enum step (*next)(void *arg, const struct val **row, enum err *e), void *arg) MUST_USE;
#endif
