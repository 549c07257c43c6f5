/* Every query of the program: it fits the schema, and it is written in what both engines understand. */
#include "store_test.h"
#include "entity/personal.h"
#include "store/queries.h"
#include <ctype.h>

/* The SQL in capitals, texts and comments blanked, spaces single: what the words are looked for in. */
static char *
bare(struct arena *a, const char *sql)
{
	struct buf b = buf_new(a, MIB(1));
	for (const char *p = sql; *p != '\0'; p++) {
		if (*p == '\'') {
			for (p++; *p != '\0' && *p != '\''; p++)
				;
			buf_puts(&b, "''");
			if (*p == '\0')
				break;
		} else if (p[0] == '-' && p[1] == '-') {
			while (p[1] != '\0' && p[1] != '\n')
				p++;
		} else if (isspace((unsigned char)*p)) {
			if (b.len > 0 && b.base[b.len - 1] != ' ')
				buf_putc(&b, ' ');
		} else {
			buf_putc(&b, (char)toupper((unsigned char)*p));
		}
	}
	buf_putc(&b, ' ');
	return b.base;
}

static bool
word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Finds the word (or the signs) as a whole. */
static bool
has(const char *s, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = s; (p = strstr(p, word)) != NULL; p++)
		if ((!word_char(word[0]) || p == s || !word_char(p[-1])) && (!word_char(word[n - 1]) || !word_char(p[n])))
			return true;
	return false;
}

/* max(a, b) of SQLite is greatest(a, b) elsewhere: with one argument only. */
static bool
two_arguments(const char *s, const char *function)
{
	for (const char *p = s; (p = strstr(p, function)) != NULL; p++) {
		if (p > s && word_char(p[-1]))
			continue;
		int depth = 0;
		for (const char *q = p + strlen(function) - 1; *q != '\0'; q++) {
			depth += *q == '(' ? 1 : *q == ')' ? -1 : 0;
			if (depth == 1 && *q == ',')
				return true;
			if (depth == 0)
				break;
		}
	}
	return false;
}

/* What is wrong with the dialect, NULL when nothing is. */
static const char *
lint(struct arena *a, const char *sql)
{
	static const char *const functions[] = { "LOWER", "UPPER", "STRING_AGG", "GROUP_CONCAT", "ARRAY_AGG", "NOW", "DATETIME", "DATE", "TIME",
		"STRFTIME", "JULIANDAY", "UNIXEPOCH", "IFNULL", "IIF", "INSTR", "PRINTF", "FORMAT", "TYPEOF", "TOTAL", "RANDOM", "CHANGES",
		"LAST_INSERT_ROWID" };
	static const char *const refused[] = { "LIKE", "ILIKE", "GLOB", "REGEXP", "->>", "->", "INTERVAL", "CURRENT_TIMESTAMP", "CURRENT_DATE",
		"CURRENT_TIME", "ISNULL", "NOTNULL", "ROWID", "AUTOINCREMENT", "NOCASE", "COLLATE", "TRUE", "FALSE", "INSERT OR", "UPDATE OR",
		"REPLACE INTO", "PRAGMA", "ATTACH", "VACUUM", "==", "::", "\"", "`", "[", "?", "@", "#", "AS INTEGER", "AS INT", "IS $", "IS NOT $",
		"LIMIT -1", "DEFERRABLE", "DEFERRED", "BEGIN", "COMMIT", "ROLLBACK" };
	static const char *const join[] = { "RIGHT JOIN", "FULL JOIN", "NATURAL", "LATERAL" };
	const char *s = bare(a, sql);
	for (size_t i = 0; i < LEN(refused); i++)
		if (has(s, refused[i]))
			return refused[i];
	for (size_t i = 0; i < LEN(functions); i++)
		if (has(s, arena_printf(a, "%s(", functions[i])) || has(s, arena_printf(a, "%s (", functions[i])))
			return functions[i];
	for (size_t i = 0; i < LEN(join); i++)
		if (has(s, join[i]))
			return join[i];
	for (const char *p = s; (p = strchr(p, '$')) != NULL; p++) {
		const char *after = p + 1;
		while (isdigit((unsigned char)*after))
			after++;
		if (strncmp(after, " IS ", 4) == 0 && (strncmp(after, " IS NULL", 8) == 0 || strncmp(after, " IS NOT NULL", 12) == 0))
			return "$n IS NULL without CAST";
		if (p > s && p[-1] == ',' && strncmp(after, " AS ", 4) == 0)
			return "$n AS … without CAST";
	}
	if (two_arguments(s, "MAX(") || two_arguments(s, "MIN("))
		return "MAX or MIN of two values";
	for (const char *p = s; (p = strstr(p, " LIMIT ")) != NULL; p++)
		for (const char *q = p + 7; *q != '\0' && *q != ')'; q++)
			if (*q == ',')
				return "LIMIT x, y";
	return NULL;
}

static void
the_lint_sees(void **state)
{
	struct arena *a = *state;
	static const char *const wrong[] = { "SELECT 1 FROM t WHERE x LIKE $1", "select lower(x) from t", "SELECT x->>'a'", "SELECT now()",
		"SELECT date(x, '+1 day')", "SELECT \"x\" FROM t", "SELECT 1 WHERE $1 IS NULL OR x = $1", "SELECT max(a, b) FROM t",
		"SELECT max((a), (b)) FROM t", "SELECT 1 FROM t LIMIT 1, 2", "INSERT OR IGNORE INTO t VALUES (1)", "SELECT x::text", "SELECT 1 WHERE a == b",
		"SELECT x FROM t WHERE y IS $1", "SELECT ?", "SELECT CAST(x AS INTEGER)", "SELECT true", "SELECT string_agg(x, ',') FROM t" };
	static const char *const right[] = { "SELECT 'LIKE now() \" it''s'", "SELECT max(coalesce(a, b)) FROM t", "SELECT unlike, lowered, nowhere FROM t",
		"SELECT 1 WHERE CAST($1 AS TEXT) IS NULL OR x = $1", "SELECT update_at FROM t -- LIKE\n", "SELECT x FROM t WHERE y IS NOT DISTINCT FROM $1",
		"SELECT CAST(x AS BIGINT), due_date, t.date, format FROM t LIMIT 3" };
	for (size_t i = 0; i < LEN(wrong); i++)
		if (lint(a, wrong[i]) == NULL)
			fail_msg("not seen: %s", wrong[i]);
	for (size_t i = 0; i < LEN(right); i++)
		if (lint(a, right[i]) != NULL)
			fail_msg("%s refused in: %s", lint(a, right[i]), right[i]);
}

static enum err
each(struct db *db, void *p)
{
	int *n = p;
	for (size_t t = 0; query_tables[t] != NULL; t++)
		for (const struct query *q = query_tables[t]; q->name != NULL; q++, ++*n) {
			const char *why = lint(db_arena(db), q->sql);
			if (why != NULL)
				fail_msg("%s: %s is not of both engines: %s", q->name, why, q->sql);
			if (db_check(db, q) != OK)
				fail_msg("%s: %s", q->name, fail_detail(db_arena(db)));
		}
	return OK;
}
static void
every_query(void **state)
{
	struct arena *a = *state;
	struct store *s;
	int n = 0;
	enum err e = store_open(a, "sqlite::memory:", &s);
	if (e != OK)
		fail_msg("%s", fail_detail(a));
	assert_ok(store_read(s, a, each, &n));
	assert_true(n >= 9);
	store_close(s);
}

static void
names_are_unique(void **state)
{
	(void)state;
	for (size_t t = 0; query_tables[t] != NULL; t++)
		for (const struct query *q = query_tables[t]; q->name != NULL; q++)
			for (size_t u = t; query_tables[u] != NULL; u++)
				for (const struct query *o = u == t ? q + 1 : query_tables[u]; o->name != NULL; o++)
					if (strcmp(q->name, o->name) == 0)
						fail_msg("two queries are called %s", q->name);
}

/* The migrations too: tokens for types, nothing that one engine alone understands. */
static void
every_migration(void **state)
{
	struct arena *a = *state;
	for (const struct embedded *m = migration_table; m->name != NULL; m++) {
		const char *sql;
		if (migration_text(&sqlite_engine, a, m->name, (const char *)m->bytes, m->n, &sql) != OK)
			fail_msg("%s", fail_detail(a));
		/* What is of both engines: its tokens stay, what stands between --only and --end is no engine's. */
		static const struct engine_token same[] = { { "ID", "$ID" }, { "INT", "$INT" }, { "REAL", "$REAL" }, { "BLOB", "$BLOB" }, { "STRICT", "$STRICT" }, { 0 } };
		static const struct engine neither = { .scheme = "neither", .tokens = same };
		const char *text;
		assert_int_equal(migration_text(&neither, a, m->name, (const char *)m->bytes, m->n, &text), OK);
		const char *why = lint(a, text);
		if (why != NULL)
			fail_msg("%s: %s is not of both engines", m->name, why);
		const char *words = bare(a, text);
		static const char *const types[] = { "INTEGER", "INT", "REAL", "BLOB", "BIGINT", "BYTEA", "STRICT", "BOOLEAN" };
		for (size_t i = 0; i < LEN(types); i++)
			for (const char *p = words; (p = strstr(p, types[i])) != NULL; p++)
				if ((p == words || (p[-1] != '$' && !word_char(p[-1]))) && !word_char(p[strlen(types[i])]) && strncmp(p, "BLOB(", 5) != 0)
					fail_msg("%s: %s without its $", m->name, types[i]);
		size_t tables = 0, strict = 0;
		for (const char *p = words; (p = strstr(p, "CREATE TABLE ")) != NULL; p++)
			tables++;
		for (const char *p = words; (p = strstr(p, "$STRICT")) != NULL; p++)
			strict++;
		assert_int_equal(tables, strict);
	}
}

/* ---- personal data: what entity/personal.h promises --------------------------------------------------------- */

/* A column that most likely holds something of a person: a reference to person, or a name that says so. */
static bool
looks_personal(const char *column, bool refers)
{
	static const char *const whole[] = { "person", "who", "name", "author", "agent", "user_agent", "ip", "address", "payload", "person_name",
		"contact", "contact_name", "first_name", "last_name", "birth_date", "signature", "phone", "mobile", "employer" };
	static const char *const part[] = { "mail", "phone", "_address", "first_name", "last_name", "surname" };
	size_t n = strlen(column);
	if (refers || (n > 3 && strcmp(column + n - 3, "_by") == 0))
		return true;
	for (size_t i = 0; i < LEN(whole); i++)
		if (strcmp(column, whole[i]) == 0)
			return true;
	for (size_t i = 0; i < LEN(part); i++)
		if (strstr(column, part[i]) != NULL)
			return true;
	return false;
}

static bool
lists_column(struct arena *a, const struct personal *p, const char *column)
{
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
		if (strcmp(c->name, column) == 0)
			return true;
	for (const struct belongs *b = personal_belongs(a, p); b->how != 0; b++)
		if (strcmp(b->column, column) == 0)
			return true;
	return false;
}

static const struct personal *
declared(struct arena *a, const char *table, const char *column)
{
	for (size_t t = 0; personal_tables[t] != NULL; t++)
		for (const struct personal *p = personal_tables[t]; p->table != NULL; p++)
			if (strcmp(p->table, table) == 0 && (column == NULL || lists_column(a, p, column)))
				return p;
	return NULL;
}

/* Table, column, type; 1 when the column refers to person; 1 when it refers to blob. */
static const struct query q_schema = { "schema",
	"SELECT m.name, c.name, c.type, EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f WHERE f.\"from\" = c.name AND f.\"table\" = 'person'),"
	" EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f WHERE f.\"from\" = c.name AND f.\"table\" = 'blob')"
	" FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid" };

static enum err
walk(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	int *bad = arg;
	assert_ok(db_query(db, &q_schema, NO_ARGS, &r));
	while (rows_next(r)) {
		const char *table = col_text(r, 0), *column = col_text(r, 1);
		bool person = col_int(r, 3) == 1, blob = col_int(r, 4) == 1;
		const struct personal *p = declared(a, table, NULL);
		if (p == NULL) {
			print_error("ERROR: table %s is declared in no x_personal.c (entity/personal.h)\n", table);
			++*bad;
		} else if (p->nobody != NULL ? person || strstr(column, "mail") != NULL : looks_personal(column, person) && declared(a, table, column) == NULL) {
			print_error("ERROR: %s.%s looks like a person's: it is not in the declaration of its table\n", table, column);
			++*bad;
		} else if (blob && p->nobody == NULL && declared(a, table, column) == NULL) {
			print_error("ERROR: %s.%s refers to a file: declare it with C_BLOB\n", table, column);
			++*bad;
		}
	}
	return rows_end(r);
}
/* Whoever adds a table says whose data is in it. */
static void
every_table_says_whose(void **state)
{
	struct arena *a = *state;
	struct store *s;
	int bad = 0;
	assert_ok(store_open(a, "sqlite::memory:", &s));
	assert_ok(store_read(s, a, walk, &bad));
	store_close(s);
	assert_int_equal(bad, 0);
}

static void
prepares(struct db *db, const char *what, const char *sql)
{
	struct query q = { what, sql };
	const char *why = lint(db_arena(db), sql);
	if (why != NULL)
		fail_msg("%s: %s is not of both engines", what, why);
	if (db_check(db, &q) != OK)
		fail_msg("%s: %s [%s]", what, fail_detail(db_arena(db)), sql);
}
static void
declaration_fits(struct db *db, const struct personal *p)
{
	struct arena *a = db_arena(db);
	assert_non_null(p->title);
	assert_non_null(p->processing);
	assert_true(p->row == ROW_GOES || (p->row == ROW_STAYS && p->why != NULL));
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++) {
		prepares(db, p->table, arena_printf(a, "SELECT %s.%s FROM %s WHERE %s", p->table, c->name, p->table, p->where == NULL ? "1 = 1" : p->where));
		if ((c->flags & C_CITES) && c->erase != STAYS)
			fail_msg("%s.%s: C_CITES is for what stays", p->table, c->name);
	}
	for (const struct belongs *b = personal_belongs(a, p); b->how != 0; b++) {
		prepares(db, p->table, arena_printf(a, "SELECT %s.%s FROM %s WHERE %s", p->table, b->column, p->table, b->when == NULL ? "1 = 1" : b->when));
		if (b->file != NULL)
			prepares(db, p->table, arena_printf(a, "SELECT %s, %s FROM %s", b->file, b->filename, p->table));
	}
}
static bool
before(const struct personal *end, const char *table)
{
	for (size_t t = 0; personal_tables[t] != NULL; t++)
		for (const struct personal *p = personal_tables[t]; p->table != NULL; p++) {
			if (p == end)
				return false;
			if (strcmp(p->table, table) == 0)
				return true;
		}
	return false;
}
static enum err
declarations(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	(void)arg;
	for (size_t t = 0; personal_tables[t] != NULL; t++)
		for (const struct personal *p = personal_tables[t]; p->table != NULL; p++) {
			if (p->nobody == NULL)
				declaration_fits(db, p);
			for (const struct belongs *b = p->nobody != NULL ? NULL : personal_belongs(a, p); b != NULL && b->how != 0; b++)
				if (b->how == OF_ROW && !before(p, b->table))
					fail_msg("%s.%s: %s is not declared before", p->table, b->column, b->table);
		}
	for (size_t t = 0; retention_tables[t] != NULL; t++)
		for (const struct retention *k = retention_tables[t]; k->name != NULL; k++) {
			assert_true(k->title != NULL && k->ground != NULL);
			if (k->days == RETAIN_FOREVER)
				continue;
			assert_true(k->least >= 1 && k->least <= k->days && k->days <= k->most);
			if (k->purge == NULL)
				prepares(db, k->name, arena_printf(a, "SELECT %s, %s FROM %s WHERE %s", k->since, k->empties == NULL ? "1" : k->empties, k->table,
				    k->when == NULL ? "1 = 1" : k->when));
			for (size_t u = t; retention_tables[u] != NULL; u++)
				for (const struct retention *o = u == t ? k + 1 : retention_tables[u]; o->name != NULL; o++)
					if (strcmp(o->name, k->name) == 0)
						fail_msg("two rules of retention are called %s", k->name);
		}
	return OK;
}
static void
what_is_declared_is_there(void **state)
{
	struct arena *a = *state;
	struct store *s;
	assert_ok(store_open(a, "sqlite::memory:", &s));
	assert_ok(store_read(s, a, declarations, NULL));
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_lint_sees), T(every_query), T(names_are_unique), T(every_migration), T(every_table_says_whose),
		T(what_is_declared_is_there) };
	return cmocka_run_group_tests_name("queries", tests, NULL, NULL);
}
