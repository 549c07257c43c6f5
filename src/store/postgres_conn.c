/* Where a PostgreSQL store is, connecting to it, and what its errors mean. */
#include "store/postgres_private.h"
#include "base/secret.h"
#include "base/text.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OLDEST = 130000, NAME_MAX_PG = 63, KEYS_MAX = 80 };

/* ---- the place ------------------------------------------------------------------------------------------ */

/* A name that needs no thought in any tool: letters without accents, digits, _ and -. */
static bool
good_schema(const char *s)
{
	size_t n = strlen(s);
	for (const char *p = s; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '_' && *p != '-')
			return false;
	return n > 0 && n <= NAME_MAX_PG && !text_starts(s, "pg_") && strcmp(s, "information_schema") != 0;
}

/* libpq's URI, without our own parameter, which it would refuse. */
static const char *
without_schema(struct arena *a, const char *where, const char **schema)
{
	struct buf b = buf_new(a, KIB(64));
	size_t head = strcspn(where, "?");
	buf_printf(&b, "postgresql:%.*s", (int)head, where);
	const char *p = where + head;
	for (char sep = '?'; *p != '\0'; ) {
		p++;
		size_t n = strcspn(p, "&");
		if (text_starts(p, "schema=")) {
			*schema = arena_strndup(a, p + 7, n - 7);
		} else {
			buf_printf(&b, "%c%.*s", sep, (int)n, p);
			sep = '&';
		}
		p += n;
	}
	return buf_str(&b);
}

/* What we ask of libpq when the URL says nothing of it: an end that vanished is noticed within a minute, and of several
 * hosts the one that takes writes is meant. */
static const struct { const char *key, *value; bool several; } usual[] = { { "fallback_application_name", "pilotis", false },
	{ "connect_timeout", "5", false }, { "keepalives_idle", "20", false }, { "keepalives_interval", "5", false },
	{ "keepalives_count", "4", false }, { "tcp_user_timeout", "30000", false }, { "target_session_attrs", "read-write", true } };

static enum err
read_uri(struct arena *a, struct engine_conn *c, const char *uri)
{
	char *why = NULL;
	PQconninfoOption *all = PQconninfoParse(uri, &why);
	if (all == NULL) {
		fail(a, E_INVALID, "store: %s", why == NULL ? "a URL that libpq does not read" : why);
		PQfreemem(why);
		return E_INVALID;
	}
	const char **keys = ARENA_ARRAY(c->a, const char *, KEYS_MAX), **values = ARENA_ARRAY(c->a, const char *, KEYS_MAX);
	size_t n = 0;
	bool several = false;
	for (const PQconninfoOption *o = all; o->keyword != NULL; o++) {
		if (o->val == NULL)
			continue;
		BUG_ON(n + LEN(usual) + 2 > KEYS_MAX);
		several = several || (text_starts(o->keyword, "host") && strchr(o->val, ',') != NULL);
		keys[n] = arena_strdup(c->a, o->keyword);
		values[n++] = arena_strdup(c->a, o->val);
	}
	PQconninfoFree(all);
	for (size_t i = 0; i < LEN(usual); i++) {
		bool given = usual[i].several && !several;
		for (size_t k = 0; k < n && !given; k++)
			given = strcmp(keys[k], usual[i].key) == 0;
		if (given)
			continue;
		keys[n] = usual[i].key;
		values[n++] = usual[i].value;
	}
	keys[n] = "client_encoding";
	values[n] = "UTF8";
	c->keys = keys;
	c->values = values;
	return OK;
}

enum err
pg_place(struct arena *a, struct engine_conn *c, const char *where)
{
	const char *schema = "pilotis";
	const char *uri = without_schema(c->a, where, &schema);
	if (!good_schema(schema))
		return fail(a, E_INVALID, "store: schema=%.80s: letters, digits, _ and - only, and no name of PostgreSQL's own", schema);
	c->schema = arena_strdup(c->a, schema);
	/* A statement that waits or runs for long is an error of its own, never a server that hangs; what the URL's options,
	 * the role or the database say of it counts first. */
	c->settings = arena_printf(c->a, "SELECT pg_catalog.set_config(name, value, false) FROM (VALUES ('statement_timeout', '60s'), ('lock_timeout', '5s'), "
	    "('idle_in_transaction_session_timeout', '60s')) AS usual(name, value) WHERE pg_catalog.current_setting(name) = '0'; "
	    "SET search_path TO \"%s\"; SET client_min_messages = error; SET jit = off", schema);
	return read_uri(a, c, uri);
}

/* ---- errors --------------------------------------------------------------------------------------------- */

/* Of appendix A of PostgreSQL's manual. */
static enum err
err_of(const char *state)
{
	static const struct { const char *prefix; enum err e; } map[] = { { "23", E_CONFLICT }, { "40001", E_BUSY }, { "40P01", E_BUSY },
		{ "55P03", E_BUSY }, { "57014", E_BUSY }, { "53300", E_BUSY }, { "54", E_LIMIT }, { "53100", E_FULL }, { "53", E_IO }, { "57P", E_AWAY },
		{ "58", E_IO }, { "08", E_AWAY }, { "XX", E_IO }, { "25P03", E_AWAY }, { "25P04", E_AWAY } };
	for (size_t i = 0; i < LEN(map); i++)
		if (text_starts(state, map[i].prefix))
			return map[i].e;
	return E_DB;
}

void
pg_lost(struct engine_conn *c)
{
	PQfinish(c->pg);
	c->pg = NULL;
	c->owed = 0;
}

enum err
pg_failed(struct engine_conn *c, struct arena *a, const PGresult *r, const char *doing)
{
	if (r != NULL && PQresultStatus(r) == PGRES_COMMAND_OK)
		return fail(a, E_IO, "postgres: the server undid the transaction instead of committing it");
	const char *state = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *said = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	enum err e = state == NULL ? E_IO : err_of(state);
	/* A writer that may only read: the server it was connected to became a standby. */
	bool demoted = state != NULL && strcmp(state, "25006") == 0 && c->kind == CONN_WRITER;
	bool gone = state == NULL || c->pg == NULL || PQstatus(c->pg) != CONNECTION_OK || text_starts(state, "57P") || text_starts(state, "25P") || demoted;
	if (said == NULL)
		said = c->pg == NULL ? "the connection is lost" : PQerrorMessage(c->pg);
	fail(a, gone ? E_AWAY : e, "postgres %s: %.*s [%.80s]", state == NULL ? "-" : state, (int)strcspn(said, "\n"), said, doing);
	if (gone)
		pg_lost(c);
	return gone ? E_AWAY : e;
}

/* ---- connecting ----------------------------------------------------------------------------------------- */

static void
no_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static enum err
check_server(struct engine_conn *c, struct arena *a)
{
	const char *encoding = PQparameterStatus(c->pg, "server_encoding");
	if (PQserverVersion(c->pg) < OLDEST)
		return fail(a, E_INVALID, "postgres: version %d of the server; 13 or later is needed", PQserverVersion(c->pg) / 10000);
	if (!text_eq(encoding, "UTF8"))
		return fail(a, E_INVALID, "postgres: a database in %s; UTF8 is needed", encoding == NULL ? "?" : encoding);
	return OK;
}

enum err
pg_connect(struct engine_conn *c, struct arena *a)
{
	pg_lost(c);
	memset(c->known, 0, sizeof c->known);
	memset(c->there, 0, sizeof c->there);
	c->generation++;
	c->pg = PQconnectdbParams(c->keys, c->values, 0);
	BUG_ON(c->pg == NULL);
	if (PQstatus(c->pg) != CONNECTION_OK)
		return pg_failed(c, a, NULL, "connect");
	PQsetNoticeProcessor(c->pg, no_notice, NULL);
	enum err e = check_server(c, a);
	if (e == OK) {
		PGresult *r = PQexec(c->pg, c->settings);
		e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_failed(c, a, r, "settings");
		PQclear(r);
	}
	if (e == OK)
		e = pg_enter_pipe(c, a);
	if (e != OK)
		pg_lost(c);
	return e;
}
