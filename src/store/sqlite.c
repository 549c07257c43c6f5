/* SQLite behind engine.h. A statement of the engine is an sqlite3_stmt under another name. */
#include "store/engine.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct engine_conn {
	sqlite3 *h;
	bool alone;
	sqlite3_stmt *control[CONTROL_BACK + 1];
};

static const struct engine_token tokens[] = {
	{ "ID", "INTEGER PRIMARY KEY" }, { "INT", "INTEGER" }, { "REAL", "REAL" }, { "BLOB", "BLOB" }, { "STRICT", "STRICT" }, { 0 },
};

sqlite3 *
sqlite_handle(const struct engine_conn *c)
{
	return c->h;
}

static sqlite3_stmt *
stmt_of(const struct engine_stmt *s)
{
	union { const struct engine_stmt *s; sqlite3_stmt *st; } u = { .s = s }; /* SQLite's own readers take it non-const */
	return u.st;
}

/* What the house calls the error, with the detail recorded. */
static enum err
failed(sqlite3 *h, struct arena *a, const char *doing)
{
	int code = sqlite3_extended_errcode(h);
	enum err e = E_DB;
	int sys = sqlite3_system_errno(h);
	switch (code & 0xff) {
	case SQLITE_CONSTRAINT: e = code == SQLITE_CONSTRAINT_DATATYPE ? E_DB : E_CONFLICT; break;
	case SQLITE_BUSY: case SQLITE_LOCKED: e = E_BUSY; break;
	case SQLITE_FULL: e = E_FULL; break;
	case SQLITE_IOERR: case SQLITE_CANTOPEN: e = sys == ENOSPC || sys == EDQUOT || sys == EFBIG ? E_FULL : E_IO; break;
	case SQLITE_CORRUPT: case SQLITE_NOTADB: e = E_IO; break;
	case SQLITE_TOOBIG: e = E_LIMIT; break;
	default: break;
	}
	return fail(a, e, "sqlite %d: %s [%.80s]", code, sqlite3_errmsg(h), doing);
}

static bool
in_memory(const char *where)
{
	return strcmp(where, ":memory:") == 0;
}

static enum err
exists(struct arena *a, const char *where, bool *there)
{
	*there = !in_memory(where) && access(where, F_OK) == 0;
	return *there || in_memory(where) || errno == ENOENT || errno == ENOTDIR ? OK : fail(a, E_IO, "%s: %s", where, strerror(errno));
}

/* The file readable by its owner only, with the folders above it. */
static enum err
make_file(struct arena *a, const char *path)
{
	for (const char *p = strchr(path + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		char *dir = arena_strndup(a, path, (size_t)(p - path));
		if (mkdir(dir, 0700) != 0 && errno != EEXIST)
			return fail(a, E_IO, "mkdir %s: %s", dir, strerror(errno));
	}
	/* Only what is not there yet is opened: closing any descriptor of a file takes back all the locks that this process has
	 * on it, those of its other connections too. Another process would then think itself alone, and remove the journal. */
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return fail(a, E_IO, "open %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return OK;
}

static enum err
script(struct engine_conn *c, struct arena *a, const char *sql)
{
	return sqlite3_exec(c->h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : failed(c->h, a, sql);
}

enum { BUSY_SECONDS = 5, NAP_US = 1000 };

/* Waits for another process's transaction. SQLite's own way sleeps longer and longer, so that of several processes that
 * write all the time one waits for seconds; naps of one to two milliseconds give each its turn. */
static int
nap(void *pid, int naps)
{
	struct timespec t = { .tv_nsec = (NAP_US + (naps * 379 + (int)(intptr_t)pid) % NAP_US) * 1000L };
	if (naps >= BUSY_SECONDS * 1000000 / (NAP_US * 3 / 2))
		return 0;
	nanosleep(&t, NULL);
	return 1;
}

/* A file that several servers open for the first time: each wants it alone to begin the journal, and SQLite then refuses
 * at once instead of asking nap(), for fear that two wait for each other. */
static enum err
begin_journal(struct engine_conn *c, struct arena *a)
{
	for (int tries = 0; sqlite3_exec(c->h, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK; tries++) {
		if ((sqlite3_errcode(c->h) & 0xff) != SQLITE_BUSY || !nap((void *)(intptr_t)getpid(), tries))
			return failed(c->h, a, "journal_mode");
	}
	return OK;
}

/* Settings of a connection. Readers map the file instead of copying pages: their own caches stay small, since there
 * are as many as threads. */
static enum err
settings(struct engine_conn *c, struct arena *a, enum conn_kind kind)
{
	sqlite3_busy_handler(c->h, nap, (void *)(intptr_t)getpid());
	sqlite3_limit(c->h, SQLITE_LIMIT_ATTACHED, 0);
	static const int off[] = { SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_TRUSTED_SCHEMA,
		SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION };
	static const int on[] = { SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_FKEY };
	for (size_t i = 0; i < LEN(off); i++)
		if (sqlite3_db_config(c->h, off[i], 0, NULL) != SQLITE_OK)
			return fail(a, E_DB, "sqlite: option %d", off[i]);
	for (size_t i = 0; i < LEN(on); i++)
		if (sqlite3_db_config(c->h, on[i], 1, NULL) != SQLITE_OK)
			return fail(a, E_DB, "sqlite: option %d", on[i]);
	if (sqlite_search_register(c->h) != SQLITE_OK)
		return failed(c->h, a, "search_rank");
	enum err e = kind == CONN_WRITER ? begin_journal(c, a) : OK;
	if (e != OK)
		return e;
	e = kind == CONN_WRITER
	    ? script(c, a, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -2048; "
	        "PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY")
	    : script(c, a, "PRAGMA query_only = ON; PRAGMA cache_size = -384; PRAGMA temp_store = MEMORY");
	return e != OK ? e : script(c, a, "PRAGMA mmap_size = 67108864; PRAGMA cell_size_check = ON");
}

static void
configure_once(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* a mutex less at every allocation */
}

static void sqlite_close(struct engine_conn *c);

static enum err
sqlite_open(struct arena *a, const char *where, enum conn_kind kind, struct engine_conn **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure_once);
	enum err e = in_memory(where) || kind == CONN_READER ? OK : make_file(a, where);
	if (e != OK)
		return e;
	if (kind == CONN_READER && !in_memory(where) && access(where, F_OK) != 0)
		return fail(a, E_NOTFOUND, "%s: %s", where, strerror(errno));
	struct engine_conn *c = sqlite3_malloc64(sizeof *c); /* lives as long as the connection, shorter than any arena here */
	BUG_ON(c == NULL);
	*c = (struct engine_conn){ .alone = in_memory(where) };
	int rc = sqlite3_open_v2(where, &c->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	BUG_ON(c->h == NULL);
	e = rc != SQLITE_OK ? failed(c->h, a, where) : settings(c, a, kind);
	if (e != OK) {
		sqlite_close(c);
		return e;
	}
	*out = c;
	return OK;
}

static void
sqlite_close(struct engine_conn *c)
{
	for (size_t i = 0; i < LEN(c->control); i++)
		sqlite3_finalize(c->control[i]);
	int rc = sqlite3_close(c->h);
	BUG_ON(rc != SQLITE_OK); /* a statement was left */
	sqlite3_free(c);
}

static enum err
run_control(struct engine_conn *c, struct arena *a, enum control what, const char *sql)
{
	sqlite3_stmt **s = &c->control[what];
	if (*s == NULL && sqlite3_prepare_v3(c->h, sql, -1, SQLITE_PREPARE_PERSISTENT, s, NULL) != SQLITE_OK)
		return failed(c->h, a, sql);
	enum err e = sqlite3_step(*s) == SQLITE_DONE ? OK : failed(c->h, a, sql);
	sqlite3_reset(*s);
	return e;
}

static enum err
control(struct engine_conn *c, struct arena *a, enum control what)
{
	static const char *const sql[] = { [CONTROL_BEGIN_READ] = "BEGIN", [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
		[CONTROL_COMMIT] = "COMMIT", [CONTROL_ROLLBACK] = "ROLLBACK", [CONTROL_SAVE] = "SAVEPOINT w",
		[CONTROL_RELEASE] = "RELEASE w", [CONTROL_BACK] = "ROLLBACK TO w" };
	if (c->alone && (what == CONTROL_BEGIN_READ || what == CONTROL_BEGIN_WRITE)) {
		enum err e = script(c, a, what == CONTROL_BEGIN_READ ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
		if (e != OK)
			return e;
	}
	if (what == CONTROL_ROLLBACK && sqlite3_get_autocommit(c->h))
		return OK; /* already given up */
	enum err e = run_control(c, a, what, sql[what]);
	return e == OK && what == CONTROL_BACK ? run_control(c, a, CONTROL_RELEASE, sql[CONTROL_RELEASE]) : e;
}

static bool
in_transaction(struct engine_conn *c)
{
	return !sqlite3_get_autocommit(c->h);
}

/* ---- statements ----------------------------------------------------------------------------------------- */

static enum err
prepare(struct engine_conn *c, struct arena *a, const char *sql, struct engine_stmt **out)
{
	sqlite3_stmt *st = NULL;
	const char *tail = "";
	if (sqlite3_prepare_v3(c->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, &tail) != SQLITE_OK)
		return failed(c->h, a, sql);
	if (st == NULL || tail[strspn(tail, " \t\n;")] != '\0') {
		sqlite3_finalize(st);
		return fail(a, E_DB, "not one statement [%.80s]", sql);
	}
	*out = (struct engine_stmt *)st;
	return OK;
}

static void
finalize(struct engine_stmt *s)
{
	sqlite3_finalize(stmt_of(s));
}

static const char *
text(const struct engine_stmt *s)
{
	return sqlite3_sql(stmt_of(s));
}

/* The n of $n, for SQLite's own number of the parameter (its order of appearance). */
static size_t
digits_of(sqlite3_stmt *st, int i)
{
	const char *name = sqlite3_bind_parameter_name(st, i);
	BUG_ON(name == NULL || name[0] != '$');
	char *end;
	unsigned long n = strtoul(name + 1, &end, 10);
	BUG_ON(*end != '\0' || n == 0 || n > 1000);
	return n;
}

static size_t
parameters(const struct engine_stmt *s)
{
	sqlite3_stmt *st = stmt_of(s);
	size_t most = 0;
	for (int i = sqlite3_bind_parameter_count(st); i > 0; i--) {
		size_t n = digits_of(st, i);
		most = n > most ? n : most;
	}
	return most;
}

static bool
readonly(const struct engine_stmt *s)
{
	return sqlite3_stmt_readonly(stmt_of(s));
}

static enum err
check(struct engine_stmt *s, struct arena *a)
{
	(void)s;
	(void)a; /* prepare() did */
	return OK;
}

static int
bind(sqlite3_stmt *st, int i, const struct val *v, sqlite3_destructor_type how)
{
	switch (v->t) {
	case V_NULL: return sqlite3_bind_null(st, i);
	case V_INT: return sqlite3_bind_int64(st, i, v->i);
	case V_REAL: return sqlite3_bind_double(st, i, v->x);
	case V_TEXT: return sqlite3_bind_text64(st, i, v->p, v->n, how, SQLITE_UTF8);
	case V_BLOB: return v->n == 0 ? sqlite3_bind_zeroblob(st, i, 0) : sqlite3_bind_blob64(st, i, v->p, v->n, how);
	}
	return SQLITE_MISUSE;
}

static enum err
start(struct engine_stmt *s, struct arena *a, struct args args, bool keep)
{
	sqlite3_stmt *st = stmt_of(s);
	int count = sqlite3_bind_parameter_count(st);
	for (int i = 1; i <= count; i++) {
		int rc = bind(st, i, &args.v[digits_of(st, i) - 1], keep ? SQLITE_TRANSIENT : SQLITE_STATIC);
		if (rc != SQLITE_OK)
			return failed(sqlite3_db_handle(st), a, sqlite3_sql(st));
	}
	return OK;
}

static enum step
step(struct engine_stmt *s, struct arena *a, enum err *e)
{
	sqlite3_stmt *st = stmt_of(s);
	switch (sqlite3_step(st)) {
	case SQLITE_ROW: return STEP_ROW;
	case SQLITE_DONE: return STEP_DONE;
	default: *e = failed(sqlite3_db_handle(st), a, sqlite3_sql(st)); return STEP_FAILED;
	}
}

static void
stop(struct engine_stmt *s)
{
	sqlite3_reset(stmt_of(s)); /* repeats the error of the last step: already told */
	sqlite3_clear_bindings(stmt_of(s));
}

static int64_t
changed(struct engine_stmt *s)
{
	return sqlite3_changes64(sqlite3_db_handle(stmt_of(s)));
}

static int
columns(const struct engine_stmt *s)
{
	return sqlite3_column_count(stmt_of(s));
}

static struct val
column(struct engine_stmt *s, int i)
{
	sqlite3_stmt *st = stmt_of(s);
	switch (sqlite3_column_type(st, i)) {
	case SQLITE_INTEGER: return (struct val){ .t = V_INT, .i = sqlite3_column_int64(st, i) };
	case SQLITE_FLOAT: return (struct val){ .t = V_REAL, .x = sqlite3_column_double(st, i) };
	case SQLITE_TEXT: {
		const void *p = sqlite3_column_text(st, i); /* before its length: SQLite may convert */
		BUG_ON(p == NULL);
		return (struct val){ .t = V_TEXT, .p = p, .n = (size_t)sqlite3_column_bytes(st, i) };
	}
	case SQLITE_BLOB: {
		const void *p = sqlite3_column_blob(st, i);
		return (struct val){ .t = V_BLOB, .p = p, .n = (size_t)sqlite3_column_bytes(st, i) };
	}
	default: return (struct val){ .t = V_NULL };
	}
}

/* secure_delete writes zeros over what goes; the journal still has the pages of before, until it is emptied. The full-text
 * index keeps the words of what went until its parts are made one. */
static enum err
scrub(struct engine_conn *c, struct arena *a, bool deep)
{
	sqlite3_stmt *st = NULL;
	bool searched = sqlite3_table_column_metadata(c->h, "main", "search_index", NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
	enum err e = searched ? script(c, a, "INSERT INTO search_index(search_index) VALUES ('optimize')") : OK;
	if (e == OK && deep) { /* works in a database of its own, which it attaches: on the disk, however large */
		sqlite3_limit(c->h, SQLITE_LIMIT_ATTACHED, 10);
		e = script(c, a, "PRAGMA temp_store = FILE; VACUUM");
		sqlite3_limit(c->h, SQLITE_LIMIT_ATTACHED, 0);
	}
	if (e != OK)
		return e;
	if (sqlite3_prepare_v2(c->h, "PRAGMA wal_checkpoint(TRUNCATE)", -1, &st, NULL) != SQLITE_OK)
		return failed(c->h, a, "checkpoint");
	if (sqlite3_step(st) != SQLITE_ROW)
		e = failed(c->h, a, "checkpoint");
	else if (sqlite3_column_int(st, 0) != 0)
		e = fail(a, E_BUSY, "checkpoint: others are reading");
	sqlite3_finalize(st);
	return e;
}

static enum err
fill(struct engine_conn *c, struct arena *a, const char *table, const struct columns *cols,
    enum step (*next)(void *arg, const struct val **row, enum err *e), void *arg)
{
	struct buf sql = buf_new(a, KIB(64)), marks = buf_new(a, KIB(16));
	for (size_t i = 0; i < cols->n; i++) {
		buf_printf(&sql, "%s%s", i == 0 ? "" : ", ", cols->items[i].name);
		buf_puts(&marks, i == 0 ? "?" : ", ?");
	}
	sqlite3_stmt *st = NULL;
	const char *insert = arena_printf(a, "INSERT INTO %s(%s) VALUES (%s)", table, buf_str(&sql), buf_str(&marks));
	if (sqlite3_prepare_v2(c->h, insert, -1, &st, NULL) != SQLITE_OK)
		return failed(c->h, a, insert);
	const struct val *row;
	enum err e = OK;
	while (e == OK && next(arg, &row, &e) == STEP_ROW) {
		for (size_t i = 0; i < cols->n; i++)
			if (bind(st, (int)i + 1, &row[i], SQLITE_STATIC) != SQLITE_OK)
				e = failed(c->h, a, insert);
		if (e == OK && sqlite3_step(st) != SQLITE_DONE)
			e = failed(c->h, a, insert);
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	return e;
}

static const struct query checks[] = { { "integrity", "PRAGMA integrity_check(20)" }, { "foreign_keys", "PRAGMA foreign_key_check" }, { 0 } };

const struct engine sqlite_engine = {
	.columns_sql = "SELECT name, CASE type WHEN 'INTEGER' THEN 'int' WHEN 'TEXT' THEN 'text' WHEN 'REAL' THEN 'real' ELSE 'blob' END, "
	    "[notnull] OR pk, dflt_value IS NOT NULL OR (pk AND type = 'INTEGER') FROM pragma_table_info($1) ORDER BY cid",
	/* The tables behind a full-text index are its own affair. */
	.schema_sql = "SELECT name, 0 FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
	    "UNION ALL SELECT name, 1 FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1",
	.size_sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
	.scheme = "sqlite", .tokens = tokens, .alone = in_memory, .exists = exists, .open = sqlite_open, .close = sqlite_close, .control = control,
	.in_transaction = in_transaction, .script = script, .prepare = prepare, .finalize = finalize, .text = text,
	.parameters = parameters, .readonly = readonly, .check = check, .start = start, .step = step, .stop = stop, .changed = changed,
	.columns = columns, .column = column, .copy = sqlite_copy, .scrub = scrub, .new_place = sqlite_new_place, .end_place = sqlite_end_place,
	/* Nothing is kept of a place that has no name yet: no journal, no waiting for the disk. */
	.fill_before = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", .fill_inside = "PRAGMA defer_foreign_keys = ON", .fill = fill,
	.checks = checks, .search = &sqlite_search,
};
