/* Personal data, in every table that is declared: two persons are written into each of them, in every column that may hold
 * something of them; what is exported is theirs; erasing one leaves nothing of that one, and the other whole. */
#include "store_test.h"
#include "entity/search.h"
#include "privacy/privacy.h"
#include "privacy/privacy_sql.h"
#include "people/people_store.h"
#include "store/blob.h"
#include "store/history.h"
#include "store/setting.h"

static const char *const names[] = { "", "Zoé d’Hondt-Lefèvre", "Łukasz Ñandú" };
static const char *const emails[] = { "", "Zoe.Hondt@ecole.be", "lukasz@nandu.example" };
static const char *const traces[] = { "", "hondt", "nandu" }; /* in both, folded */

static struct store *
open_at(struct arena *a, const char *url)
{
	struct store *s;
	if (store_open(a, url, &s) != OK)
		fail_msg("%s", fail_detail(a));
	return s;
}
static void
in(struct store *s, struct arena *a, enum err (*work)(struct db *, void *), void *arg)
{
	enum err e = store_write(s, a, work, arg);
	if (e != OK)
		fail_msg("%s: %s", err_name(e), fail_detail(a));
}

/* ---- two persons everywhere ------------------------------------------------------------------------------------ */

/* The house of a programme: a coordination that stays, and the two. */
static enum err
begin(struct db *db, void *arg)
{
	int64_t id;
	(void)arg;
	enum err e = programme_create(db, "Master", "coord@example.org");
	for (int k = 1; e == OK && k <= 2; k++) {
		db_author(db, k + 1, names[k], "web");
		if ((e = person_add(db, names[k], emails[k], &id)) == OK)
			e = history_add(db, "thing", k, "changed", "title", names[3 - k], arena_printf(db_arena(db), "lettre de %s (%s)", names[k], emails[k]));
		if (e == OK)
			e = history_add(db, "signin", 0, "signed in", "link", NULL, NULL);
	}
	return e;
}

static const struct belongs *
way_of(struct arena *a, const struct personal *p, const char *column)
{
	for (const struct belongs *b = personal_belongs(a, p); b->how != 0; b++)
		if (strcmp(b->column, column) == 0)
			return b;
	return NULL;
}
static const struct personal_column *
column_of(struct arena *a, const struct personal *p, const char *column)
{
	for (const struct personal_column *c = personal_columns(a, p); c->name != NULL; c++)
		if (strcmp(c->name, column) == 0)
			return c;
	return NULL;
}

static const char *
bytes_of(const char *hex)
{
	static char s[40];
	snprintf(s, sizeof s, test_pg() != NULL ? "'\\x%s'" : "x'%s'", hex);
	return s;
}

/* What stands in a column of the k-th row. */
static const char *
filling(struct arena *a, const struct personal *p, const char *column, const char *type, int k)
{
	const struct belongs *b = way_of(a, p, column);
	const struct personal_column *c = column_of(a, p, column);
	bool text = strcmp(type, "text") == 0;
	if (strcmp(column, "id") == 0)
		return arena_printf(a, "%d", k);
	if (b != NULL && b->how == OF_PERSON)
		return arena_printf(a, "%d", k + 1);
	if (b != NULL && b->how == OF_EMAIL)
		return arena_printf(a, "'%s'", strstr(column, "key") != NULL ? text_fold(a, emails[k]) : emails[k]);
	if (b != NULL)
		return arena_printf(a, "%d", k);
	if (c != NULL && (c->flags & C_PERSON))
		return arena_printf(a, "%d", k + 1);
	if (c != NULL && (c->flags & C_BLOB))
		return arena_printf(a, "'%s'", digest_str(emails[k]).s);
	if (c != NULL && (c->flags & C_NAME))
		return arena_printf(a, "'%s'", names[k]);
	if (c != NULL && text && (c->erase != STAYS || (c->flags & C_CITES)))
		return arena_printf(a, "'écrit par %s, %s'", names[k], emails[k]);
	if (strcmp(column, "state") == 0)
		return k == 1 ? "'dropped'" : "'open'";
	return text ? arena_printf(a, "'%s %d'", column, k) : strcmp(type, "blob") == 0 ? bytes_of("00") : arena_printf(a, "%d", k);
}

/* Past the program, with checks and references set aside: what is tried is the declarations, on any row. */
static void
raw(struct arena *a, const char *url, const char *sql)
{
	static const char *const aside[] = { "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA secure_delete = ON",
		"SET session_replication_role = replica" };
	test_raw(a, url, arena_printf(a, "%s; %s", aside[test_pg() != NULL], sql));
}
static const char drop_checks[] = "DO $do$ DECLARE r record; BEGIN FOR r IN SELECT c.conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
    " JOIN pg_namespace n ON n.oid = t.relnamespace WHERE c.contype IN ('c', 'f') AND n.nspname = current_schema() LOOP"
    " EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, r.conname); END LOOP; END $do$";

struct inserting { const struct personal *p; int k; const char *sql; };
static enum err
insert_of(struct db *db, void *arg)
{
	struct inserting *x = arg;
	struct arena *a = db_arena(db);
	struct buf columns = buf_new(a, KIB(16)), values = buf_new(a, KIB(64));
	struct columns all;
	assert_ok(db_columns(db, x->p->table, &all));
	for (size_t i = 0; i < all.n; i++) {
		buf_printf(&columns, "%s%s", i == 0 ? "" : ", ", all.items[i].name);
		buf_printf(&values, "%s%s", i == 0 ? "" : ", ", filling(a, x->p, all.items[i].name, all.items[i].type, x->k));
	}
	x->sql = arena_printf(a, "INSERT INTO %s (%s) VALUES (%s)", x->p->table, buf_str(&columns), buf_str(&values));
	return OK;
}

/* person and history were made above. */
static void
fill_tables(struct arena *a, struct store *s, const char *url)
{
	struct strings done = { 0 };
	if (test_pg() != NULL)
		raw(a, url, drop_checks);
	for (int k = 1; k <= 2; k++)
		raw(a, url, arena_printf(a, "INSERT INTO blob VALUES ('%s', 3); INSERT INTO blob_piece VALUES ('%s', 0, %s)", digest_str(emails[k]).s,
		    digest_str(emails[k]).s, bytes_of("414243")));
	EACH_PERSONAL(p) {
		bool again = strcmp(p->table, "person") == 0 || strcmp(p->table, "role_grant") == 0 || is_journal(p);
		for (size_t i = 0; i < done.n; i++)
			again = again || strcmp(done.items[i], p->table) == 0;
		if (again)
			continue;
		PUSH(a, &done, p->table);
		for (int k = 1; k <= 2; k++) {
			struct inserting x = { p, k, NULL };
			assert_ok(store_read(s, a, insert_of, &x));
			raw(a, url, x.sql);
		}
	}
	raw(a, url, "INSERT INTO role_grant (person, role, rev) VALUES (2, 32, 1), (3, 32, 1)");
}

/* Where the trace is, in any column of text: "table.column: text", without the columns that may cite. */
struct finding { const char *trace; struct strings out; };
static enum err
find_in_columns(struct db *db, void *arg)
{
	struct finding *x = arg;
	struct arena *a = db_arena(db);
	struct schema_things all;
	assert_ok(db_schema(db, &all));
	for (size_t t = 0; t < all.n; t++) {
		struct columns columns;
		if (all.items[t].index)
			continue;
		assert_ok(db_columns(db, all.items[t].name, &columns));
		for (size_t c = 0; c < columns.n; c++) {
			const char *table = all.items[t].name, *column = columns.items[c].name;
			bool cites = strcmp(columns.items[c].type, "text") != 0;
			struct rows *r;
			EACH_PERSONAL(p)
				if (strcmp(p->table, table) == 0 && column_of(a, p, column) != NULL)
					cites = cites || (column_of(a, p, column)->flags & C_CITES) != 0;
			struct query q = { "column", arena_printf(a, "SELECT %s FROM %s%s", column, table,
			    /* what search finds of plans, minutes and sources, which cite them; without those nothing is left either: see below */
			    strcmp(table, "search_doc") == 0 ? " WHERE kind NOT IN (1, 7, 8, 9, 11, 12)" : strcmp(table, "search_word") == 0 ?
			    " w WHERE NOT EXISTS (SELECT 1 FROM search_doc d WHERE ' ' || d.title_stems || ' ' || d.body_stems || ' ' LIKE '% ' || w.stem || ' %')" : "") };
			assert_ok(cites ? OK : db_query(db, &q, NO_ARGS, &r));
			while (!cites && rows_next(r)) {
				const char *text = col_text(r, 0);
				if (text != NULL && strstr(text_fold(a, text), x->trace) != NULL)
					PUSH(a, &x->out, arena_printf(a, "%s.%s: %s", table, column, text));
			}
		}
	}
	return OK;
}
static struct strings
found_in_columns(struct arena *a, struct store *s, const char *trace)
{
	struct finding x = { .trace = trace };
	assert_ok(store_read(s, a, find_in_columns, &x));
	return x.out;
}

/* In the bytes of the file, journals and free pages included. */
static bool
in_the_file(struct arena *a, const char *url, const char *bytes)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < LEN(ends); i++) {
		size_t n;
		const char *all = slurp(a, arena_printf(a, "%s%s", strchr(url, ':') + 1, ends[i]), &n);
		if (all != NULL && memmem(all, n, bytes, strlen(bytes)) != NULL)
			return true;
	}
	return false;
}

struct world { struct store *s; const char *url; };
static struct world
world(struct arena *a)
{
	struct world w = { .url = test_shared_url(a) };
	w.s = open_at(a, w.url);
	in(w.s, a, begin, NULL);
	fill_tables(a, w.s, w.url);
	return w;
}

/* ---- erasure ------------------------------------------------------------------------------------------------------- */

struct erasing { const char *email; bool look; struct erasure out; enum err e; };
static enum err
erase_work(struct db *db, void *arg)
{
	struct erasing *x = arg;
	struct subject s;
	db_author(db, 1, "Coordination", "web");
	enum err e = subject_of(db, x->email, &s);
	return e != OK ? e : erase_person(db, &s, today_brussels(), x->look, &x->out);
}
static int64_t
told(const struct erasure *x, const char *table, enum becomes becomes)
{
	int64_t n = 0;
	for (size_t i = 0; i < x->lines.n; i++)
		if (x->lines.items[i].becomes == becomes && (x->lines.items[i].p == NULL ? table == NULL : table != NULL && strcmp(x->lines.items[i].p->table, table) == 0))
			n += x->lines.items[i].n;
	return n;
}
static enum err
verify_work(struct db *db, void *arg)
{
	return history_verify(db, arg);
}
static enum err
count_work(struct db *db, void *arg)
{
	int64_t *n = arg;
	struct columns c;
	*n = 0;
	EACH_PERSONAL(p) {
		struct query q = { "n", arena_printf(db_arena(db), "SELECT count(*) FROM %s", p->table) };
		struct rows *r;
		assert_ok(db_columns(db, p->table, &c));
		assert_ok(db_one(db, &q, NO_ARGS, &r));
		*n += p->row == ROW_STAYS && !is_journal(p) && p->where == NULL ? col_int(r, 0) : 0;
	}
	return OK;
}

static enum err
rebuild_search(struct db *db, void *arg)
{
	return search_rebuild(db, arg);
}

static void
nothing_is_left(void **state)
{
	struct arena *a = *state;
	struct world w = world(a);
	struct erasing look = { .email = " zoe.hondt@ecole.be", .look = true }, x = { .email = emails[1] };
	struct history_check c;
	int64_t before, after;
	assert_true(found_in_columns(a, w.s, traces[1]).n > 40);
	assert_true(test_pg() != NULL || in_the_file(a, w.url, "Zoé d’Hondt"));
	assert_ok(store_read(w.s, a, count_work, &before));
	assert_ok(store_read(w.s, a, erase_work, &look));
	in(w.s, a, erase_work, &x);
	assert_ok(store_read(w.s, a, count_work, &after));
	assert_int_equal(before, after); /* what stays is counted as it was */

	/* What was foretold is what was done: the same lines. What goes with a row is no longer there to be masked. */
	for (size_t i = 0; i < look.out.lines.n; i++) {
		const struct erase_line *l = &look.out.lines.items[i];
		if (l->becomes != BECOMES_MASKED && told(&x.out, l->p->table, l->becomes) != told(&look.out, l->p->table, l->becomes))
			fail_msg("%s: %s foretold %lld, done %lld", l->p->table, becomes_word(l->becomes), (long long)told(&look.out, l->p->table, l->becomes),
			    (long long)told(&x.out, l->p->table, l->becomes));
	}
	assert_int_equal(told(&x.out, "person", BECOMES_NAMELESS), 1);
	assert_int_equal(told(&x.out, "signin_session", BECOMES_GOES), 1);
	assert_int_equal(told(&x.out, "import_draft", BECOMES_GOES), 1);
	assert_true(told(&x.out, "plan_line", BECOMES_CITED) > 0);

	struct strings left = found_in_columns(a, w.s, traces[1]);
	for (size_t i = 0; i < left.n; i++)
		print_error("ERROR: left: %s\n", left.items[i]);
	assert_int_equal(left.n, 0);
	assert_ok(store_read(w.s, a, verify_work, &c));
	if (c.broken != NONE)
		fail_msg("journal, row %lld: %s", (long long)c.broken, c.why);
	assert_int_equal(store_read(w.s, a, erase_work, &look), E_NOTFOUND); /* nobody there any more */
	fail_clear(a);

	/* Texts that may cite are told, and stay: out of the way, nothing is left in the bytes of the file either. */
	for (int deep = 0; deep < 2; deep++)
		if (store_scrub(w.s, a, deep == 1) != OK)
			fail_msg("scrub: %s", fail_detail(a));
	store_close(w.s);
	if (test_pg() != NULL)
		return;
	EACH_PERSONAL(p)
		for (const struct personal_column *k = personal_columns(a, p); k->name != NULL; k++)
			if (k->flags & C_CITES)
				raw(a, w.url, arena_printf(a, "UPDATE %s SET %s = 'x'", p->table, k->name));
	int64_t things; /* search cites what cites */
	w.s = open_at(a, w.url);
	in(w.s, a, rebuild_search, &things);
	assert_ok(store_scrub(w.s, a, true));
	store_close(w.s);
	static const char *const parts[] = { "Hondt", "hondt" };
	for (size_t i = 0; i < LEN(parts); i++)
		if (in_the_file(a, w.url, parts[i]))
			fail_msg("« %s » is still in the file", parts[i]);
}

/* The second after the first: no constraint stands in the way of two erased persons; the files go with the last row. */
static void
one_after_the_other(void **state)
{
	struct arena *a = *state;
	struct world w = world(a);
	struct history_check c;
	size_t others = found_in_columns(a, w.s, traces[2]).n;
	struct erasing x = { .email = emails[1] };
	in(w.s, a, erase_work, &x);
	struct strings left = found_in_columns(a, w.s, traces[2]);
	/* The journal gave up whole values that named both; nothing else of the other went. */
	for (size_t i = 0; i < left.n; i++)
		assert_true(strstr(left.items[i], "effac") == NULL || strncmp(left.items[i], "history", 7) == 0);
	assert_true(left.n + 3 >= others);
	x = (struct erasing){ .email = emails[2] };
	in(w.s, a, erase_work, &x);
	left = found_in_columns(a, w.s, traces[2]);
	for (size_t i = 0; i < left.n; i++)
		print_error("ERROR: left: %s\n", left.items[i]);
	assert_int_equal(left.n, 0);
	assert_ok(store_read(w.s, a, verify_work, &c));
	assert_int_equal(c.broken, NONE);
	store_close(w.s);
}

static enum err
find_work(struct db *db, void *arg)
{
	struct subject s;
	return subject_of(db, arg, &s);
}
static void
who_is_found(void **state)
{
	struct arena *a = *state;
	struct world w = world(a);
	static const char *const nobody[] = { "someone@else.example", "", "effacé", "@", "hondt", "e.hondt@ecole.be" };
	for (size_t i = 0; i < LEN(nobody); i++) {
		assert_int_equal(store_read(w.s, a, find_work, arena_strdup(a, nobody[i])), E_NOTFOUND);
		fail_clear(a);
	}
	assert_ok(store_read(w.s, a, find_work, arena_strdup(a, "ZOE.HONDT@ECOLE.BE")));
	store_close(w.s);
}

/* The last of the coordination stays: it is said, and nothing is done. */
static void
the_last_one_stays(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	in(s, a, begin, NULL);
	struct erasing x = { .email = "coord@example.org", .look = true };
	assert_ok(store_write(s, a, erase_work, &x));
	assert_int_equal(x.out.refused.n, 2);
	x.look = false;
	assert_int_equal(store_write(s, a, erase_work, &x), E_FORBIDDEN);
	fail_clear(a);
	assert_ok(store_read(s, a, find_work, arena_strdup(a, "coord@example.org")));
	store_close(s);
}

/* ---- export ---------------------------------------------------------------------------------------------------------- */

struct exporting { const char *email; enum lang lang; bool mentions; int part, parts; struct export_part out; struct held held; struct subject s; };
static enum err
export_work(struct db *db, void *arg)
{
	struct exporting *x = arg;
	enum err e = subject_of(db, x->email, &x->s);
	if (e == OK)
		e = held_of(db, &x->s, x->lang, 0, x->mentions, &x->held);
	return e != OK ? e : export_person(db, &x->s, x->lang, x->mentions, x->part, &x->out, &x->parts);
}
static void
everything_is_told(void **state)
{
	struct arena *a = *state;
	struct world w = world(a);
	struct exporting x = { .email = emails[1], .part = 1, .mentions = true }, again = x, english = x;
	english.lang = LANG_EN;
	enum err e = store_read(w.s, a, export_work, &x);
	if (e != OK)
		fail_msg("%s", fail_detail(a));
	assert_string_equal(x.s.name, names[1]);
	assert_ok(store_read(w.s, a, export_work, &again));
	assert_int_equal(x.out.n, again.out.n);
	assert_memory_equal(x.out.bytes, again.out.bytes, x.out.n);
	assert_ok(store_read(w.s, a, export_work, &english));
	assert_int_equal(x.parts, 1);
	/* Every table that has a way to the person is there, once for each declaration that applies. */
	EACH_PERSONAL(p) {
		bool there = personal_belongs(a, p)->how == 0 || (p->where != NULL && strstr(p->where, "<>") != NULL);
		for (size_t i = 0; i < x.held.tables.n && !there; i++)
			there = x.held.tables.items[i].p == p;
		if (!there)
			fail_msg("%s is not in the export", p->table);
	}
	/* Nothing of the other one. */
	for (size_t i = 0; i < x.held.tables.n; i++)
		for (size_t k = 0; k < x.held.tables.items[i].rows.n; k++)
			for (size_t c = 0; c < x.held.tables.items[i].ncolumns; c++) {
				const char *v = x.held.tables.items[i].rows.items[k].values[c];
				if (v != NULL && strstr(text_fold(a, v), traces[2]) != NULL && !is_journal(x.held.tables.items[i].p))
					fail_msg("%s tells of another: %s", x.held.tables.items[i].p->table, v);
			}
	assert_true(x.held.mentions.n > 5);
	assert_int_equal(x.held.files.n, 1);
	x.part = 2;
	assert_int_equal(store_read(w.s, a, export_work, &x), E_NOTFOUND);
	store_close(w.s);
}

/* ---- retention --------------------------------------------------------------------------------------------------------- */

static enum err
load_work(struct db *db, void *arg)
{
	return retention_load(db, (struct date){ 2040, 1, 1 }, true, arg);
}
static enum err
ages_work(struct db *db, void *arg)
{
	static const struct query sql[] = {
		{ "a", "UPDATE signin_session SET expires_at = '2020-01-01T00:00:00Z'" }, { "b", "UPDATE signin_link SET expires_at = '2020-01-01T00:00:00Z'" },
		{ "c", "UPDATE outbox SET created_at = '2038-01-01T00:00:00Z', state = 'sent'" },
		{ "d", "UPDATE job SET done_at = '2020-01-01T00:00:00Z', state = CASE WHEN id = 1 THEN 'done' ELSE 'failed' END" },
		{ "e", "UPDATE import_draft SET updated_at = '2020-01-01T00:00:00Z'" }, { "f", "UPDATE person SET deleted_at = '2020-01-01T00:00:00Z' WHERE id = 2" },
		{ "g", "UPDATE action_comment SET deleted_at = '2020-01-01T00:00:00Z' WHERE id = 1" },
		{ "h", "INSERT INTO form_once (id, at) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '2020-01-01T00:00:00Z')" },
		{ "i", "DELETE FROM submission_mail" }, { "j", "DELETE FROM access_link" },
	};
	(void)arg;
	for (size_t i = 0; i < LEN(sql); i++)
		assert_ok(db_exec(db, &sql[i], NO_ARGS, NULL));
	return OK;
}
static int64_t
due(const struct retained_rules *k, const char *name)
{
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->items[i].rule->name, name) == 0)
			return k->items[i].due;
	fail_msg("no rule %s", name);
	return NONE;
}
static enum err
set_work(struct db *db, void *arg)
{
	struct problems *pb = arg;
	assert_ok(retention_set(db, "jobs_done", "20", true, pb));
	assert_int_equal(pb->n, 0);
	assert_ok(retention_set(db, "jobs_done", "0", true, pb));
	assert_ok(retention_set(db, "jobs_done", "un mois", true, pb));
	assert_ok(retention_set(db, "jobs_done", NULL, true, pb));
	assert_ok(retention_set(db, "jobs_done", "9999", true, pb));
	assert_int_equal(pb->n, 4);
	assert_string_equal(pb->items[0].field, "jobs_done");
	assert_int_equal(retention_set(db, "journal", "30", true, pb), E_NOTFOUND);
	assert_int_equal(retention_set(db, "nothing", "30", true, pb), E_NOTFOUND);
	fail_clear(db_arena(db));
	return OK;
}
static enum err
log_work(struct db *db, void *arg)
{
	return retention_log(db, 100, arg);
}
static void
kept_so_long(void **state)
{
	struct arena *a = *state;
	struct world w = world(a);
	struct retained_rules rules;
	struct retention_log log;
	struct problems pb = { 0 };
	int64_t n;
	in(w.s, a, ages_work, NULL);
	in(w.s, a, set_work, &pb);
	assert_ok(store_read(w.s, a, load_work, &rules));
	static const struct { const char *name; int64_t n; } wanted[] = { { "sessions", 2 }, { "links", 2 }, { "mail_texts", 2 }, { "mail_lines", 2 },
		{ "jobs_done", 1 }, { "jobs_failed", 1 }, { "import_dropped", 1 }, { "import_open", 1 }, { "comments_deleted", 1 }, { "forms_once", 1 },
		{ "signins", 2 }, { "journal", NONE }, { "plan", NONE } };
	for (size_t i = 0; i < LEN(wanted); i++)
		if (due(&rules, wanted[i].name) != wanted[i].n)
			fail_msg("%s: %lld due, not %lld", wanted[i].name, (long long)due(&rules, wanted[i].name), (long long)wanted[i].n);
	int64_t all = 0;
	for (size_t i = 0; i < rules.n; i++) {
		all += rules.items[i].due == NONE ? 0 : rules.items[i].due;
		assert_int_equal(rules.items[i].settled, strcmp(rules.items[i].rule->name, "jobs_done") == 0);
		assert_int_equal(rules.items[i].days, strcmp(rules.items[i].rule->name, "jobs_done") == 0 ? 20 : rules.items[i].rule->days);
	}
	enum err e = retention_run(w.s, a, (struct date){ 2040, 1, 1 }, &n);
	if (e != OK)
		fail_msg("%s", fail_detail(a));
	assert_int_equal(n, all); /* what was due is what went */
	assert_ok(store_read(w.s, a, load_work, &rules));
	for (size_t i = 0; i < rules.n; i++)
		if (rules.items[i].due > 0)
			fail_msg("%s: %lld left", rules.items[i].rule->name, (long long)rules.items[i].due);
	assert_ok(store_read(w.s, a, log_work, &log));
	assert_true(log.n >= 11);
	assert_ok(retention_run(w.s, a, (struct date){ 2040, 1, 1 }, &n)); /* again: nothing is left to do, and nothing is noted */
	assert_int_equal(n, 0);
	size_t noted = log.n;
	assert_ok(store_read(w.s, a, log_work, &log));
	assert_int_equal(log.n, noted);
	struct history_check c;
	assert_ok(store_read(w.s, a, verify_work, &c));
	assert_int_equal(c.broken, NONE);
	store_close(w.s);
}

/* An account that was removed a year ago is erased by night, unless something lives on under the address. */
static enum err
removed_work(struct db *db, void *arg)
{
	int64_t id;
	assert_ok(person_add(db, "Ana Removed", "ana@removed.example", &id));
	assert_ok(person_delete(db, id));
	assert_ok(person_add(db, "Bob Removed", "bob@removed.example", &id));
	assert_ok(person_delete(db, id));
	assert_ok(person_add(db, "Bob Again", "bob@removed.example", &id));
	*(int64_t *)arg = id;
	return OK;
}
static void
removed_accounts(void **state)
{
	struct arena *a = *state;
	struct store *s = test_store(a);
	struct retained_rules rules;
	int64_t id = 0, n;
	in(s, a, begin, NULL);
	in(s, a, removed_work, &id);
	assert_ok(store_read(s, a, load_work, &rules));
	assert_int_equal(due(&rules, "accounts_removed"), 1);
	assert_ok(retention_run(s, a, (struct date){ 2040, 1, 1 }, &n));
	assert_int_equal(store_read(s, a, find_work, arena_strdup(a, "ana@removed.example")), E_NOTFOUND);
	fail_clear(a);
	assert_ok(store_read(s, a, find_work, arena_strdup(a, "bob@removed.example")));
	store_close(s);
}

/* ---- the register -------------------------------------------------------------------------------------------------------- */

static void
the_register(void **state)
{
	struct arena *a = *state;
	struct register_entries all;
	assert_ok(register_load(a, NULL, &all));
	assert_true(all.n >= 5);
	for (size_t i = 0; i < all.n; i++) {
		const struct processing *k = all.items[i].processing;
		if (k->title == NULL || k->purpose == NULL || k->persons == NULL || k->data == NULL || k->recipients == NULL)
			fail_msg("%s: the register lacks something", k->name);
		assert_true(k->basis < BASIS_COUNT && all.items[i].tables.n > 0);
		for (size_t o = 0; o < i; o++)
			assert_string_not_equal(all.items[o].processing->name, k->name);
	}
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(nothing_is_left), T(one_after_the_other), T(who_is_found), T(the_last_one_stays), T(everything_is_told),
		T(kept_so_long), T(removed_accounts), T(the_register) };
	return cmocka_run_group_tests_name("privacy", tests, NULL, NULL);
}
