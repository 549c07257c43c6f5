/* bench_pg.h: PostgreSQL alone, for bench_store: the same two statements on one connection of libpq, prepared, in one
 * pipeline a transaction; and what pgbench does, one prepared row inserted a commit. */
#ifndef BENCH_PG_H
#define BENCH_PG_H
#include "base/base.h"
#include <libpq-fe.h>

static inline void
pg_run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK) {
		fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
		BUG_ON(true);
	}
	PQclear(r);
}

/* The rows that both sides write to, in a schema. */
static inline PGconn *
pg_raw_open(struct arena *a, const char *url, const char *schema)
{
	PGconn *c = PQconnectdb(url);
	BUG_ON(PQstatus(c) != CONNECTION_OK);
	pg_run(c, arena_printf(a, "SET search_path TO \"%s\"", schema));
	pg_run(c, "CREATE TABLE IF NOT EXISTS thing(id bigint PRIMARY KEY, name text, n bigint, rev bigint)");
	pg_run(c, "INSERT INTO thing SELECT i, 'A title of some length, number ' || i, 0, 1 FROM generate_series(1, 200) AS i");
	return c;
}

static inline void
pg_raw_prepare(PGconn *c)
{
	pg_run(c, "CREATE TABLE one_row(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at text, who text, n bigint)");
	PQclear(PQprepare(c, "one", "INSERT INTO one_row(at, who, n) VALUES ($1, $2, $3)", 0, NULL));
	PQclear(PQprepare(c, "update", "UPDATE thing SET n = n + 1, rev = rev + 1 WHERE id = $1", 0, NULL));
	PQclear(PQprepare(c, "history", "INSERT INTO history(id, at, person, who, via, entity, entity_id, what, field, before, after) "
	    "VALUES ($1, $2, 7, 'Ada', 'web', 'thing', $3, 'changed', 'n', '1', '2')", 0, NULL));
	PQclear(PQprepare(c, "begin", "BEGIN", 0, NULL));
	PQclear(PQprepare(c, "commit", "COMMIT", 0, NULL));
	PQclear(PQprepare(c, "read", "SELECT id, name, n FROM thing ORDER BY id LIMIT 60", 0, NULL));
	pg_run(c, "VACUUM ANALYZE thing");
}

/* One row, one commit: what pgbench -M prepared would do with this statement. */
static inline void
pg_one_row(PGconn *c, const char *at, long n)
{
	char number[24];
	snprintf(number, sizeof number, "%ld", n);
	const char *v[] = { at, "Ada", number };
	PGresult *r = PQexecPrepared(c, "one", 3, v, NULL, NULL, 1);
	BUG_ON(PQresultStatus(r) != PGRES_COMMAND_OK);
	PQclear(r);
}

static inline void
pg_send(PGconn *c, const char *name, int n, const char *const *v)
{
	BUG_ON(PQsendQueryPrepared(c, name, n, v, NULL, NULL, 1) != 1);
}

/* `group` works in one transaction, all of it in one round trip. */
static inline void
pg_group(PGconn *c, const char *at, long first, int group, int rows)
{
	BUG_ON(PQenterPipelineMode(c) != 1);
	pg_send(c, "begin", 0, NULL);
	for (int i = 0; i < group; i++) {
		char id[24], row[24];
		snprintf(row, sizeof row, "%ld", first + i + 1);
		snprintf(id, sizeof id, "%ld", (first + i) % rows + 1);
		pg_send(c, "update", 1, (const char *const[]){ id });
		pg_send(c, "history", 3, (const char *const[]){ row, at, id });
	}
	pg_send(c, "commit", 0, NULL);
	BUG_ON(PQpipelineSync(c) != 1);
	for (int left = 2 * group + 2; left > 0; left--) {
		PGresult *r = PQgetResult(c);
		BUG_ON(PQresultStatus(r) != PGRES_COMMAND_OK);
		PQclear(r);
		BUG_ON(PQgetResult(c) != NULL);
	}
	PGresult *r = PQgetResult(c);
	BUG_ON(PQresultStatus(r) != PGRES_PIPELINE_SYNC);
	PQclear(r);
	BUG_ON(PQexitPipelineMode(c) != 1);
}

static inline void
pg_read(PGconn *c)
{
	PGresult *r = PQexecPrepared(c, "read", 0, NULL, NULL, NULL, 1);
	BUG_ON(PQntuples(r) != 60);
	PQclear(r);
}
#endif
