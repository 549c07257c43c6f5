/* The pipeline: what is sent together, and the reading of its answers. */
#include "store/postgres_private.h"
#include <string.h>

/* One command of a pipeline, in the order of the answers. */
struct sent { enum { SENT_PREPARE_ACT, SENT_ACT, SENT_CLOSE, SENT_PREPARE, SENT_CHECK, SENT_RUN } kind; enum act act; };
struct pipe { struct sent items[2 * PENDING_MAX + 4]; size_t n; };
struct name { char s[16]; };

static struct name
name_of(char kind, unsigned n)
{
	struct name name = { "" };
	if (kind == 'a' || n != 0)
		snprintf(name.s, sizeof name.s, "%c%u", kind, n);
	return name;
}

void
pg_later(struct engine_conn *c, enum act what)
{
	BUG_ON(c->npending == PENDING_MAX);
	c->pending[c->npending++] = what;
}

/* ---- sending -------------------------------------------------------------------------------------------- */

static bool
add(struct pipe *p, int sent, int kind, enum act act)
{
	BUG_ON(p->n == LEN(p->items));
	p->items[p->n++] = (struct sent){ kind, act };
	return sent == 1;
}

static bool
send_acts(struct engine_conn *c, struct pipe *p)
{
	for (size_t i = 0; i < c->npending; i++) {
		enum act act = c->pending[i];
		struct name name = name_of('a', act);
		bool twice = false; /* the same act earlier in this pipeline: prepared by then */
		for (size_t k = 0; k < i && !twice; k++)
			twice = c->pending[k] == act;
		if (!c->known[act] && !twice && !add(p, PQsendPrepare(c->pg, name.s, c->sql[act], 0, NULL), SENT_PREPARE_ACT, act))
			return false;
		if (!add(p, PQsendQueryPrepared(c->pg, name.s, 0, NULL, NULL, NULL, 1), SENT_ACT, act))
			return false;
	}
	return true;
}

/* Values go as text, of the type that the server infers from the statement, as SQLite's affinity would; bytes as they
 * are. */
static bool
send_run(struct engine_conn *c, struct pipe *p, const char *name, const struct args *args)
{
	const char *value[PG_ARGS_MAX];
	int length[PG_ARGS_MAX], format[PG_ARGS_MAX];
	char number[PG_ARGS_MAX][32];
	BUG_ON(args->n > PG_ARGS_MAX);
	for (size_t i = 0; i < args->n; i++) {
		const struct val *v = &args->v[i];
		value[i] = number[i];
		length[i] = 0;
		format[i] = v->t == V_BLOB;
		switch (v->t) {
		case V_NULL: value[i] = NULL; break;
		case V_INT: snprintf(number[i], sizeof number[i], "%lld", (long long)v->i); break;
		case V_REAL: snprintf(number[i], sizeof number[i], "%.17g", v->x); break;
		case V_TEXT: value[i] = v->p; break;
		case V_BLOB:
			value[i] = v->n == 0 ? "" : v->p;
			length[i] = (int)v->n;
			break;
		}
	}
	return add(p, PQsendQueryPrepared(c->pg, name, (int)args->n, value, length, format, 1), SENT_RUN, ACTS);
}

static bool
send_statement(struct engine_conn *c, struct pipe *p, const struct engine_stmt *s, const struct args *args, bool check)
{
	struct name name = name_of('s', s->name);
	if (s->name == 0 || s->generation != c->generation) {
		char close[32];
		snprintf(close, sizeof close, "DEALLOCATE %s", name.s);
		if (c->there[s->name] && s->name != 0 && !add(p, PQsendQueryParams(c->pg, close, 0, NULL, NULL, NULL, NULL, 1), SENT_CLOSE, ACTS))
			return false;
		if (!add(p, PQsendPrepare(c->pg, name.s, s->sql, 0, NULL), SENT_PREPARE, ACTS))
			return false;
	}
	return check ? add(p, PQsendDescribePrepared(c->pg, name.s), SENT_CHECK, ACTS) : send_run(c, p, name.s, args);
}

void
pg_send(struct engine_conn *c)
{
	struct pipe p = { .n = 0 };
	if (c->pg != NULL && send_acts(c, &p) && PQpipelineSync(c->pg) == 1) {
		for (size_t i = 0; i < p.n; i++)
			if (p.items[i].kind == SENT_PREPARE_ACT)
				c->known[p.items[i].act] = true; /* of nothing but ROLLBACK: it cannot be refused */
		c->owed++;
	} else if (c->pg != NULL) {
		pg_lost(c);
	}
	c->npending = 0;
}

/* ---- reading -------------------------------------------------------------------------------------------- */

bool
pg_settle(struct engine_conn *c)
{
	for (bool nothing = false; c->owed > 0;) {
		PGresult *r = PQgetResult(c->pg);
		if (r == NULL && nothing)
			return false;
		nothing = r == NULL; /* once: the end of a command */
		if (r != NULL && PQresultStatus(r) == PGRES_PIPELINE_SYNC)
			c->owed--;
		PQclear(r);
		if (PQstatus(c->pg) != CONNECTION_OK)
			return false;
	}
	return true;
}

static bool
good(PGresult *r, const struct sent *x)
{
	ExecStatusType st = PQresultStatus(r);
	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
		return false;
	/* COMMIT of what failed is a ROLLBACK that went well. */
	return x->kind != SENT_ACT || x->act != ACT_COMMIT || strcmp(PQcmdStatus(r), "COMMIT") == 0;
}

static void
note(struct engine_conn *c, struct engine_stmt *s, const struct sent *x)
{
	switch (x->kind) {
	case SENT_PREPARE_ACT: c->known[x->act] = true; break;
	case SENT_CLOSE: c->there[s->name] = false; break;
	case SENT_PREPARE:
		c->there[s->name] = s->name != 0;
		s->generation = c->generation;
		break;
	case SENT_ACT: case SENT_CHECK: case SENT_RUN: break;
	}
}

/* The answers of a pipeline: *bad the one that failed, at *at, or NULL. False: the connection was lost meanwhile. */
static bool
receive(struct engine_conn *c, const struct pipe *p, struct engine_stmt *s, PGresult **bad, size_t *at)
{
	for (size_t i = 0; i < p->n; i++) {
		PGresult *r = PQgetResult(c->pg), *more;
		if (r == NULL)
			return false;
		bool fine = good(r, &p->items[i]), keep = false;
		if (fine) {
			note(c, s, &p->items[i]);
			if ((keep = p->items[i].kind == SENT_RUN))
				s->result = r;
		} else if (*bad == NULL && PQresultStatus(r) != PGRES_PIPELINE_ABORTED) {
			*bad = r;
			*at = i;
			keep = true;
		}
		if (!keep)
			PQclear(r);
		while ((more = PQgetResult(c->pg)) != NULL)
			PQclear(more);
		if (PQstatus(c->pg) != CONNECTION_OK)
			return false;
	}
	PGresult *r = PQgetResult(c->pg);
	bool sync = r != NULL && PQresultStatus(r) == PGRES_PIPELINE_SYNC;
	PQclear(r);
	return sync;
}

/* ---- both ----------------------------------------------------------------------------------------------- */

/* Every answer came. What a failed answer means for the transaction: that of a statement is undone by its savepoint, or
 * by that of the work; anything else ends it. */
static enum err
answered(struct engine_conn *c, struct arena *a, const struct engine_stmt *s, const struct pipe *p, const PGresult *bad, size_t at, bool check)
{
	bool in_tx = c->tx != TX_NONE;
	c->npending = 0;
	c->tx = in_tx ? TX_OPEN : TX_NONE;
	if (bad == NULL)
		return OK;
	const struct sent *x = &p->items[at];
	bool around = x->kind == SENT_ACT || x->kind == SENT_PREPARE_ACT;
	enum err e = pg_failed(c, a, bad, around ? c->sql[x->act] : s->sql);
	if (in_tx && (around || c->pg == NULL))
		c->tx = TX_DEAD;
	else if (c->saved == SAVED_OPEN && (check || !s->readonly))
		c->saved = SAVED_BROKEN;
	return e;
}

enum err
pg_exchange(struct engine_conn *c, struct arena *a, struct engine_stmt *s, const struct args *args, bool check)
{
	if (c->tx == TX_DEAD)
		return fail(a, E_AWAY, "postgres: the transaction is over");
	/* A connection that ended while nobody used it: nothing of this transaction was done, so it begins again on a new
	 * one. Later than that, what was done is lost with the connection. */
	for (bool again = c->tx == TX_ASKED;; again = false) {
		struct pipe p = { .n = 0 };
		PGresult *bad = NULL;
		size_t at = 0;
		bool whole = c->pg != NULL && send_acts(c, &p) && (s == NULL || send_statement(c, &p, s, args, check)) &&
		    PQpipelineSync(c->pg) == 1 && pg_settle(c) && receive(c, &p, s, &bad, &at);
		c->trips++;
		enum err e = OK;
		if (whole)
			e = answered(c, a, s, &p, bad, at, check);
		else if (!again)
			e = pg_failed(c, a, bad, s != NULL ? s->sql : "the end of a transaction");
		PQclear(bad);
		if (whole)
			return e;
		if (s != NULL) {
			PQclear(s->result);
			s->result = NULL;
		}
		if (again)
			e = pg_connect(c, a);
		if (e == OK)
			continue;
		pg_lost(c);
		c->tx = c->tx == TX_NONE ? TX_NONE : TX_DEAD;
		return e;
	}
}

enum err
pg_leave_pipe(struct engine_conn *c, struct arena *a)
{
	enum err e = c->npending > 0 ? pg_exchange(c, a, NULL, NULL, false) : OK;
	if (e == OK && (c->pg == NULL || !pg_settle(c) || PQexitPipelineMode(c->pg) != 1))
		e = pg_failed(c, a, NULL, "the end of a pipeline");
	return e;
}

enum err
pg_enter_pipe(struct engine_conn *c, struct arena *a)
{
	return c->pg == NULL || PQenterPipelineMode(c->pg) != 1 ? fail(a, E_AWAY, "postgres: no pipeline mode") : OK;
}
