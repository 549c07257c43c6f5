/* Every query of the program: it fits the schema, and it is written in what both engines understand. */
#include "store_test.h"
#include "entity/personal.h"
#include "entity/search.h"
#include "store/queries.h"
#include <ctype.h>
#include <strings.h>

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

/* ---- where NULLs go ------------------------------------------------------------------------------------- */

/* A table that a query reads, by which name; outer: of a LEFT JOIN, so that each of its columns may be NULL. */
struct source { const char *table, *alias; bool outer; };
struct sources { struct source *items; size_t n, cap; };

static const char *
word_at(struct arena *a, const char **p)
{
	size_t n = 0;
	*p += strspn(*p, " ,");
	while (word_char((*p)[n]))
		n++;
	const char *w = arena_strndup(a, *p, n);
	*p += n;
	return w;
}

static void
sources_of(struct arena *a, const char *s, struct sources *out)
{
	static const char *const after[] = { "ON", "WHERE", "JOIN", "LEFT", "ORDER", "GROUP", "SET", "UNION", "LIMIT", "SELECT", "RETURNING", "VALUES", "" };
	bool left = false;
	for (const char *p = s; *p != '\0';) {
		if (!word_char(*p)) {
			p++;
			continue;
		}
		const char *w = word_at(a, &p), *q = p;
		left = strcmp(w, "LEFT") == 0 || (left && (strcmp(w, "OUTER") == 0 || strcmp(w, "JOIN") == 0));
		if (strcmp(w, "FROM") != 0 && strcmp(w, "JOIN") != 0 && strcmp(w, "UPDATE") != 0 && strcmp(w, "INTO") != 0)
			continue;
		struct source one = { .table = word_at(a, &q), .outer = left };
		left = false;
		one.alias = one.table;
		const char *next = *q == ' ' ? word_at(a, &q) : "";
		if (strcmp(next, "AS") == 0)
			next = word_at(a, &q);
		bool keyword = false;
		for (size_t i = 0; i < LEN(after); i++)
			keyword = keyword || strcmp(after[i], next) == 0;
		if (!keyword)
			one.alias = next;
		if (one.table[0] != '\0')
			PUSH(a, out, one);
	}
}

/* Whether the column that is sorted by may be NULL: SQLite puts NULL first, PostgreSQL last. */
static bool
may_be_null(struct db *db, const struct sources *from, const char *qualifier, const char *name)
{
	for (size_t i = 0; i < from->n; i++) {
		struct columns list;
		if (qualifier != NULL && strcmp(from->items[i].alias, qualifier) != 0)
			continue;
		char *table = arena_strdup(db_arena(db), from->items[i].table);
		for (char *c = table; *c != '\0'; c++)
			*c = (char)tolower((unsigned char)*c);
		assert_ok(db_columns(db, table, &list));
		for (size_t k = 0; k < list.n; k++)
			if (strcasecmp(list.items[k].name, name) == 0 && (!list.items[k].not_null || from->items[i].outer))
				return true;
	}
	return false;
}

/* The term of an ORDER BY that the engines put in another order; NULL when there is none. */
static const char *
nulls_somewhere(struct db *db, const char *sql)
{
	struct arena *a = db_arena(db);
	const char *s = bare(a, sql);
	struct sources from = { 0 };
	sources_of(a, s, &from);
	for (const char *p = s; (p = strstr(p, " ORDER BY ")) != NULL;) {
		p += strlen(" ORDER BY ");
		for (bool more = true; more;) {
			const char *begin = p;
			for (int depth = 0; *p != '\0' && !(depth == 0 && (*p == ',' || *p == ')' || strncmp(p, " LIMIT ", 7) == 0)); p++)
				depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
			const char *term = arena_strndup(a, begin, (size_t)(p - begin)), *at = term;
			const char *first = word_at(a, &at), *second = NULL;
			if (*at == '.') {
				at++;
				second = word_at(a, &at);
			}
			if (*at != '(' && first[0] != '\0' && strstr(term, " NULLS ") == NULL && may_be_null(db, &from, second == NULL ? NULL : first, second == NULL ? first : second))
				return term;
			more = *p == ',';
			p += more;
		}
	}
	return NULL;
}

static enum err
the_lint_sees_nulls(struct db *db, void *p)
{
	(void)p;
	static const char *const wrong[] = { "SELECT id FROM person ORDER BY deleted_at", "SELECT id FROM person p ORDER BY p.deleted_at DESC, id",
		"SELECT r.id FROM revision r LEFT JOIN person p ON p.id = r.created_by ORDER BY p.sort_key, r.id",
		"SELECT (SELECT id FROM revision ORDER BY number, adopted_on LIMIT 1) FROM plan" };
	static const char *const right[] = { "SELECT id FROM person ORDER BY sort_key, id", "SELECT id FROM person ORDER BY deleted_at NULLS LAST, id",
		"SELECT p.id FROM revision r JOIN person p ON p.id = r.created_by ORDER BY p.sort_key DESC", "SELECT id FROM person ORDER BY coalesce(deleted_at, '')" };
	for (size_t i = 0; i < LEN(wrong); i++)
		if (nulls_somewhere(db, wrong[i]) == NULL)
			fail_msg("not seen: %s", wrong[i]);
	for (size_t i = 0; i < LEN(right); i++)
		if (nulls_somewhere(db, right[i]) != NULL)
			fail_msg("%s refused in: %s", nulls_somewhere(db, right[i]), right[i]);
	return OK;
}

/* ---- every query ---------------------------------------------------------------------------------------- */

/* The types that PostgreSQL infers for the $n of a statement it just prepared: those of our columns and nothing else. An
 * "integer" there is a bigint that does not fit one day: CAST($1 AS BIGINT). */
static const char *
parameters_fit(struct db *db, const struct query *q)
{
	static const struct query types = { "types", "SELECT array_to_string(parameter_types, ', ') FROM pg_prepared_statements WHERE statement = $1" };
	static const char *const ours[] = { "bigint", "text", "double precision", "bytea" };
	struct rows *r;
	assert_ok(db_one(db, &types, ARGS(V(q->sql)), &r));
	for (const char *p = col_text(r, 0); *p != '\0';) {
		size_t n = strcspn(p, ","), i = 0;
		while (i < LEN(ours) && (strlen(ours[i]) != n || strncmp(p, ours[i], n) != 0))
			i++;
		if (i == LEN(ours))
			return arena_printf(db_arena(db), "a parameter of type %.*s", (int)n, p);
		p += n;
		p += strspn(p, ", ");
	}
	return NULL;
}

/* What is wrong with a query, NULL when nothing is. */
static const char *
wrong_with(struct db *db, const struct query *q)
{
	struct arena *a = db_arena(db);
	const char *why = lint(a, q->sql);
	if (why != NULL)
		return arena_printf(a, "%s is not of both engines", why);
	if (db_check(db, q) != OK)
		return fail_detail(a);
	why = nulls_somewhere(db, q->sql);
	if (why != NULL)
		return arena_printf(a, "ORDER BY %s without NULLS FIRST or LAST", why);
	return test_pg() == NULL ? NULL : parameters_fit(db, q);
}

/* Those of what search finds, which stand in the declarations of the rooms: rows, texts, marks, and of whom. */
struct declared_queries { const struct query *items[200]; size_t n; };
static struct declared_queries
search_declared(void)
{
	struct declared_queries d = { 0 };
	for (size_t i = 0; search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++) {
			const struct query *const all[] = { &s->rows, &s->texts, &s->marks };
			for (size_t k = 0; k < LEN(all); k++)
				if (all[k]->sql != NULL)
					d.items[d.n++] = all[k];
		}
	for (size_t i = 0; search_scopes[i] != NULL; i++)
		for (const struct search_scope *s = search_scopes[i]; s->letter != '\0'; s++)
			if (s->of.sql != NULL)
				d.items[d.n++] = &s->of;
	return d;
}

struct checked { int n, wrong; };
static void
one(struct db *db, struct checked *c, const struct query *q)
{
	const char *why = wrong_with(db, q);
	c->n++;
	c->wrong += why != NULL;
	if (why != NULL)
		print_error("# %s: %s: %s\n", q->name, why, q->sql);
	fail_clear(db_arena(db));
}
static enum err
each(struct db *db, void *p)
{
	struct checked *c = p;
	struct declared_queries d = search_declared();
	for (size_t i = 0; i < d.n; i++)
		one(db, c, d.items[i]);
	for (size_t t = 0; query_tables[t] != NULL; t++)
		for (const struct query *q = query_tables[t]; q->name != NULL; q++)
			one(db, c, q);
	return OK;
}
static void
every_query(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	struct checked c = { 0 };
	assert_ok(store_read(s, a, the_lint_sees_nulls, NULL));
	assert_ok(store_read(s, a, each, &c));
	store_close(s);
	assert_true(c.n >= 9);
	assert_int_equal(c.wrong, 0);
}

/* Whatever a source of search reads is watched: a change there, by whoever, is found at once. */
static enum err
watched(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	const struct query q = { "triggers", test_pg() == NULL ? "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = $1 || '_changed'" :
	    "SELECT CAST(1 AS BIGINT) FROM pg_trigger WHERE tgname = CAST($1 AS TEXT)" };
	int *bad = arg, n = 0;
	for (size_t i = 0; search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++) {
			const struct query *const all[] = { &s->rows, &s->texts, &s->marks };
			struct sources from = { 0 };
			for (size_t k = 0; k < LEN(all); k++)
				if (all[k]->sql != NULL)
					sources_of(a, bare(a, all[k]->sql), &from);
			for (size_t k = 0; k < from.n; k++, n++) {
				char *table = arena_strdup(a, from.items[k].table);
				struct rows *r;
				for (char *c = table; *c != '\0'; c++)
					*c = (char)tolower((unsigned char)*c);
				enum err e = db_one(db, &q, ARGS(V(arena_printf(a, "search_%s_%d", table, s->kind))), &r);
				assert_true(e == OK || e == E_NOTFOUND);
				if (e == E_NOTFOUND) {
					print_error("ERROR: search reads %s for %s, and no migration says --searched %s %d\n", table, s->name, table, s->kind);
					++*bad;
				}
			}
		}
	assert_true(n >= 15);
	return OK;
}
static void
what_search_reads_is_watched(void **state)
{
	int bad = 0;
	struct store *s = test_store(*state);
	assert_ok(store_read(s, *state, watched, &bad));
	store_close(s);
	assert_int_equal(bad, 0);
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
	struct declared_queries d = search_declared();
	for (size_t i = 0; i < d.n; i++)
		for (size_t k = i + 1; k < d.n; k++)
			if (strcmp(d.items[i]->name, d.items[k]->name) == 0)
				fail_msg("two queries are called %s", d.items[i]->name);
}

/* The migrations too: tokens for types, nothing that one engine alone understands. */
static void
every_migration(void **state)
{
	struct arena *a = *state;
	for (const struct embedded *m = migration_table; m->name != NULL; m++) {
		const char *sql;
		if (migration_text(&sqlite_engine, a, m->name, (const char *)m->bytes, m->n, &sql) != OK ||
		    migration_text(&postgres_engine, a, m->name, (const char *)m->bytes, m->n, &sql) != OK)
			fail_msg("%s", fail_detail(a));
		/* What is of both engines: its tokens stay, what stands between --only and --end is no engine's. */
		static const struct engine_token same[] = { { "ID", "$ID" }, { "INT", "$INT" }, { "REAL", "$REAL" }, { "BLOB", "$BLOB" }, { "STRICT", "$STRICT" }, { 0 } };
		static const struct search_engine nothing = { .triggers = "" };
		static const struct engine neither = { .scheme = "neither", .tokens = same, .search = &nothing };
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

/* The words of a migration that become an engine's. */
static void
tokens(void **state)
{
	struct arena *a = *state;
	static const char text[] = "CREATE TABLE t(id $ID, text TEXT NOT NULL, -- TEXT, $INT\n b $BLOB) $STRICT; UPDATE t SET x = CAST(b AS TEXT), y = 'TEXT', contEXT = 1;";
	const char *sql;
	assert_ok(migration_text(&sqlite_engine, a, "m", text, sizeof text - 1, &sql));
	assert_string_equal(sql, "CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT NOT NULL, -- TEXT, $INT\n b BLOB) STRICT; "
	    "UPDATE t SET x = CAST(b AS TEXT), y = 'TEXT', contEXT = 1;");
	assert_ok(migration_text(&postgres_engine, a, "m", text, sizeof text - 1, &sql));
	assert_string_equal(sql, "CREATE TABLE t(id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, text TEXT COLLATE \"C\" NOT NULL, -- TEXT, $INT\n b bytea) ; "
	    "UPDATE t SET x = CAST(b AS TEXT), y = 'TEXT', contEXT = 1;");
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
	/* The full-text index and the tables behind it hold nothing but the words of search_doc. */
	" FROM pragma_table_list m, pragma_table_info(m.name) c WHERE m.schema = 'main' AND m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid" };

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
	struct store *s = test_store(a);
	assert_ok(store_read(s, a, declarations, NULL));
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(the_lint_sees), T(every_query), T(what_search_reads_is_watched), T(names_are_unique), T(every_migration), T(tokens), T(every_table_says_whose),
		T(what_is_declared_is_there) };
	return cmocka_run_group_tests_name("queries", tests, NULL, NULL);
}
