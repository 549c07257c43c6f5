#include "store_test.h"
#include "base/csv.h"
#include "base/text.h"
#include "entity/entity.h"
#include <jansson.h>

enum { MEMBER = 4, COORD = 32, ADMIN = 64 };

struct who { int64_t id, rev; const char *name, *email, *lang, *deleted_at; };
static const struct choice langs[] = { { 0, "fr", N_("français") }, { 0, "en", N_("anglais") }, { 0 } };
static const struct field who_fields[] = {
	FIELD(struct who, id,         ID,    N_("N°")),
	FIELD(struct who, name,       TEXT,  N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 40, .key = "sort_key"),
	FIELD(struct who, email,      EMAIL, N_("Adresse"), .flags = F_REQUIRED | F_UNIQUE | F_LIST, .key = "email_key"),
	FIELD(struct who, lang,       WORD,  N_("Langue"), .choices = langs),
	FIELD(struct who, rev,        REV,   NULL),
	FIELD(struct who, deleted_at, GONE,  NULL),
};
static const struct entity who_entity = { .name = "who", .table = "who", .one = N_("personne"), .many = N_("personnes"), .title = "name",
	.subject = "id", .size = sizeof(struct who), .fields = who_fields, .nfields = LEN(who_fields),
	.read = MEMBER | COORD, .create = COORD, .update = COORD, .erase = COORD };

struct thing { int64_t id, rev, state, owner, size; bool open; const char *name, *note, *due, *secret, *made_at, *deleted_at; };
static const struct choice states[] = { { 1, "planned", N_("Prévue") }, { 2, "done", N_("Faite") }, { 0 } };
static const char *
no_shouting(const char *s)
{
	return strchr(s, '!') != NULL ? N_("%s : sans crier.") : NULL;
}
static const struct field thing_fields[] = {
	FIELD(struct thing, id,         ID,   N_("N°")),
	FIELD(struct thing, name,       TEXT, N_("Intitulé"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 60, .key = "sort_key", .check = no_shouting),
	FIELD(struct thing, state,      ENUM, N_("État"), .flags = F_REQUIRED | F_LIST, .choices = states),
	FIELD(struct thing, owner,      REF,  N_("Responsable"), .flags = F_LIST | F_SEARCH | F_PERSONAL, .ref = &who_entity),
	FIELD(struct thing, size,       INT,  N_("Taille"), .flags = F_LIST, .min = 1, .max = 99),
	FIELD(struct thing, open,       BOOL, N_("Ouverte"), .flags = F_LIST),
	FIELD(struct thing, due,        DATE, N_("Échéance"), .flags = F_LIST, .help = N_("Vide : en continu.")),
	FIELD(struct thing, note,       LONG, N_("Remarque"), .max = 500),
	FIELD(struct thing, secret,     TEXT, N_("Réservé"), .flags = F_LIST | F_SEARCH, .read = COORD, .write = ADMIN | COORD),
	FIELD(struct thing, made_at,    TEXT, N_("Créée le"), .flags = F_FIXED),
	FIELD(struct thing, rev,        REV,  NULL),
	FIELD(struct thing, deleted_at, GONE, NULL),
};
static const struct entity thing_entity = { .name = "thing", .table = "thing", .one = N_("chose"), .many = N_("choses"), .title = "name",
	.size = sizeof(struct thing), .fields = thing_fields, .nfields = LEN(thing_fields),
	.read = MEMBER | COORD, .create = COORD, .update = MEMBER | COORD, .erase = COORD };

static const char schema[] =
    "CREATE TABLE who(id $ID, name TEXT NOT NULL, sort_key TEXT NOT NULL, email TEXT NOT NULL, email_key TEXT NOT NULL, lang TEXT, "
    "password TEXT, rev $INT NOT NULL, deleted_at TEXT) $STRICT;\n"
    "CREATE UNIQUE INDEX who_email ON who(email_key) WHERE deleted_at IS NULL;\n"
    "CREATE TABLE thing(id $ID, name TEXT NOT NULL, sort_key TEXT NOT NULL, state $INT NOT NULL CHECK (state IN (1, 2)), owner $INT REFERENCES who(id), "
    "size $INT, open $INT NOT NULL CHECK (open IN (0, 1)), due TEXT, note TEXT, secret TEXT, made_at TEXT, rev $INT NOT NULL, deleted_at TEXT) $STRICT;\n";

/* ---- a source of pairs ---------------------------------------------------------------------------------- */

struct pair { const char *name, *value; };
static const char *
pair_get(void *arg, const char *name)
{
	for (const struct pair *p = arg; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}
#define FORM(...) (&(struct entity_source){ .get = pair_get, .arg = (struct pair[]){ __VA_ARGS__, { 0 } }, .form = true })
#define PART(...) (&(struct entity_source){ .get = pair_get, .arg = (struct pair[]){ __VA_ARGS__, { 0 } } })

static struct entity_view
view(struct db *db, unsigned roles)
{
	return (struct entity_view){ .a = db_arena(db), .db = db, .lang = LANG_FR, .roles = roles };
}
static int64_t
add_who(struct db *db, const char *name, const char *email)
{
	struct entity_view v = view(db, COORD);
	struct who *w = entity_draft(v.a, &who_entity, NULL).row;
	w->name = name;
	w->email = email;
	w->lang = "fr";
	assert_ok(entity_insert(&v, &who_entity, w));
	assert_int_equal(w->rev, 1);
	return w->id;
}
static int64_t
add_thing(struct db *db, const char *name, int64_t state, int64_t owner)
{
	struct entity_view v = view(db, COORD);
	struct thing *t = entity_draft(v.a, &thing_entity, NULL).row;
	assert_true(t->owner == NONE && t->size == NONE && t->due == NULL && !t->open);
	t->name = name;
	t->state = state;
	t->owner = owner;
	assert_ok(entity_insert(&v, &thing_entity, t));
	return t->id;
}
static const struct thing *
get_thing(struct db *db, int64_t id)
{
	struct entity_view v = view(db, COORD);
	struct entity_rows one;
	assert_ok(entity_get(&v, &thing_entity, id, &one));
	return one.rows;
}
static const char *
problem_text(const struct problems *p, const char *field)
{
	const struct problem *pb = problem_of(p, field);
	return pb == NULL ? NULL : pb->msgid;
}
static bool
has(const struct page *p, const char *s)
{
	return strstr(buf_str(&p->out), s) != NULL;
}

/* Runs a test's work in a store of its own; the assertions are inside. */
static void
in_store(void **state, enum err (*work)(struct db *, void *))
{
	struct arena *a = *state;
	struct embedded m[] = { migration("0001_base.sql", "", "x"), migration("0002_test.sql", schema, "y"), { 0 } };
	m[0] = migration_table[0]; /* the real one: history */
	struct store *s;
	assert_ok(store_open_with(a, "sqlite::memory:", m, &s));
	assert_ok(store_write(s, a, work, NULL));
	store_close(s);
}

/* ---- schema --------------------------------------------------------------------------------------------- */

static enum err
schema_work(struct db *db, void *p)
{
	(void)p;
	const char *why;
	assert_ok(entity_check(db, &who_entity, &why));
	assert_null(why);
	assert_ok(entity_check(db, &thing_entity, &why));
	assert_null(why);
	struct field fewer[LEN(thing_fields)];
	struct entity e = thing_entity;
	e.fields = fewer;
	struct { size_t i; const char *name; unsigned flags; size_t n; const char *says; } wrong[] = {
		{ 1, "nome", F_REQUIRED, LEN(fewer), "thing.nome: no such column" },
		{ 3, "due", 0, LEN(fewer), "thing.due: column of type text" },
		{ 1, "name", 0, LEN(fewer), "not required, but" },
		{ 7, "note", F_REQUIRED, LEN(fewer), "takes NULL" },
		{ 1, "name", F_REQUIRED, 5, "must be given" },
	};
	for (size_t i = 0; i < LEN(wrong); i++) {
		memcpy(fewer, thing_fields, sizeof fewer);
		fewer[wrong[i].i].name = wrong[i].name;
		fewer[wrong[i].i].flags = wrong[i].flags;
		e.nfields = wrong[i].n;
		assert_ok(entity_check(db, &e, &why));
		assert_non_null(why);
		assert_non_null(strstr(why, wrong[i].says));
	}
	return OK;
}
static void
fits_the_schema(void **state)
{
	in_store(state, schema_work);
}

/* Every declared entity of the program against the real schema. */
static enum err
declared_work(struct db *db, void *p)
{
	(void)p;
	for (size_t i = 0; entity_table[i] != NULL; i++) {
		const char *why;
		assert_ok(entity_check(db, entity_table[i], &why));
		if (why != NULL)
			fail_msg("%s", why);
	}
	return OK;
}
static void
declared_entities(void **state)
{
	struct arena *a = *state;
	struct store *s;
	assert_ok(store_open(a, "sqlite::memory:", &s));
	assert_ok(store_read(s, a, declared_work, NULL));
	store_close(s);
}

/* ---- parsing -------------------------------------------------------------------------------------------- */

static enum err
parse_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada Lovelace", "ada@example.org"), e1 = add_who(db, "Même Nom", "a@example.org");
	add_who(db, "même  nom", "b@example.org");
	struct draft d = entity_draft(v.a, &thing_entity, NULL);
	assert_ok(entity_parse(&v, &thing_entity, FORM({ "name", "  Une   chose " }, { "state", "planned" }, { "owner", "ADA lovelace" },
	    { "size", " 12 " }, { "open", "1" }, { "due", "31/12/2026" }, { "note", "un\r\n  deux  \r\n\r\n" }, { "unknown", "x" }), NULL, &d));
	const struct thing *t = d.row;
	assert_int_equal(d.problems.n, 0);
	assert_string_equal(t->name, "Une chose");
	assert_int_equal(t->state, 1);
	assert_int_equal(t->owner, ada);
	assert_int_equal(t->size, 12);
	assert_true(t->open);
	assert_string_equal(t->due, "2026-12-31");
	assert_string_equal(t->note, "un\n  deux");
	assert_int_equal(t->id, NONE);
	/* the same draft, a form sent again: the box is not ticked, nothing else came */
	assert_ok(entity_parse(&v, &thing_entity, FORM({ "owner", "" }), NULL, &d));
	assert_false(t->open);
	assert_int_equal(t->owner, NONE);
	assert_string_equal(t->name, "Une chose");
	/* everything wrong: said beside each, and nothing lost */
	d = entity_draft(v.a, &thing_entity, NULL);
	assert_ok(entity_parse(&v, &thing_entity, FORM({ "name", "Oh !" }, { "state", "gone" }, { "owner", "meme nom" }, { "size", "100" }, { "due", "31/02/2026" },
	    { "made_at", "hier" }), NULL, &d));
	t = d.row;
	assert_int_equal(d.problems.n, 6);
	assert_string_equal(problem_text(&d.problems, "name"), "%s : sans crier.");
	assert_null(t->name);
	assert_string_equal(problem_of(&d.problems, "state")->arg, "État");
	assert_non_null(strstr(problem_text(&d.problems, "owner"), "plusieurs"));
	assert_string_equal(problem_of(&d.problems, "size")->arg, "Taille (1–99)");
	assert_non_null(strstr(problem_text(&d.problems, "due"), "31/12/2026"));
	assert_non_null(strstr(problem_text(&d.problems, "made_at"), "ne pouvez pas"));
	assert_string_equal(d.typed[6], "31/02/2026");
	assert_null(t->due);
	assert_null(t->made_at);
	/* missing, too long, no number, unknown number */
	d = entity_draft(v.a, &thing_entity, NULL);
	assert_ok(entity_parse(&v, &thing_entity, PART({ "name", "   " }, { "owner", "999" }, { "size", "douze" }, { "open", "peut-être" }), NULL, &d));
	assert_non_null(strstr(problem_text(&d.problems, "name"), "à compléter"));
	assert_non_null(strstr(problem_text(&d.problems, "state"), "à compléter"));
	assert_non_null(strstr(problem_text(&d.problems, "owner"), "introuvable"));
	assert_non_null(strstr(problem_text(&d.problems, "size"), "entier"));
	assert_non_null(strstr(problem_text(&d.problems, "open"), "oui"));
	assert_int_equal(d.problems.n, 5);
	d = entity_draft(v.a, &who_entity, NULL);
	assert_ok(entity_parse(&v, &who_entity, PART({ "name", "12345678901234567890123456789012345678é01" }, { "email", "ada@example" }, { "lang", "French" }), NULL, &d));
	assert_string_equal(problem_of(&d.problems, "name")->arg, "Nom (41 > 40)");
	assert_non_null(strstr(problem_text(&d.problems, "email"), "adresse"));
	assert_non_null(problem_of(&d.problems, "lang"));
	/* choices by label; a REF by number */
	d = entity_draft(v.a, &thing_entity, NULL);
	assert_ok(entity_parse(&v, &thing_entity, PART({ "name", "x" }, { "state", "FAITE" }, { "owner", arena_printf(v.a, "%lld", (long long)e1) }), NULL, &d));
	assert_int_equal(d.problems.n, 0);
	assert_int_equal(((struct thing *)d.row)->state, 2);
	assert_int_equal(((struct thing *)d.row)->owner, e1);
	return OK;
}
static void
parsing(void **state)
{
	in_store(state, parse_work);
}

static enum err
rights_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view coord = view(db, COORD), member = view(db, MEMBER), nobody = view(db, 1);
	int64_t id = add_thing(db, "Chose", 1, NONE);
	struct draft d = entity_draft(coord.a, &thing_entity, get_thing(db, id));
	assert_ok(entity_parse(&member, &thing_entity, FORM({ "name", "Autre" }, { "secret", "x" }), NULL, &d));
	assert_non_null(problem_of(&d.problems, "secret"));
	assert_null(((struct thing *)d.row)->secret);
	const char *only[] = { "size", NULL };
	d = entity_draft(coord.a, &thing_entity, get_thing(db, id));
	assert_ok(entity_parse(&member, &thing_entity, FORM({ "name", "Autre" }, { "size", "3" }, { "secret", "" }), only, &d));
	assert_int_equal(d.problems.n, 0);
	assert_string_equal(((struct thing *)d.row)->name, "Chose");
	assert_int_equal(((struct thing *)d.row)->size, 3);
	const void *other;
	struct thing t = *get_thing(db, id);
	t.secret = "forced";
	assert_int_equal(entity_update(&member, &thing_entity, &t, &other), E_FORBIDDEN);
	assert_int_equal(entity_insert(&member, &thing_entity, &t), E_FORBIDDEN);
	assert_int_equal(entity_delete(&member, &thing_entity, id, NONE), E_FORBIDDEN);
	struct entity_rows rows;
	assert_int_equal(entity_get(&nobody, &thing_entity, id, &rows), E_NOTFOUND);
	assert_int_equal(entity_load(&nobody, &thing_entity, &(struct entity_query){ 0 }, &rows), E_FORBIDDEN);
	fail_clear(coord.a);
	t = *get_thing(db, id);
	t.secret = "clef unique";
	assert_ok(entity_update(&coord, &thing_entity, &t, &other));
	/* what may not be read is not found by searching or filtering, nor shown */
	assert_ok(entity_load(&member, &thing_entity, &(struct entity_query){ .search = "clef" }, &rows));
	assert_int_equal(rows.n, 0);
	assert_ok(entity_load(&coord, &thing_entity, &(struct entity_query){ .search = "UNIQ clef" }, &rows));
	assert_int_equal(rows.n, 1);
	struct page pg = page_new(coord.a, LANG_FR);
	entity_detail(&pg, &member, &thing_entity, &rows);
	entity_list(&pg, &member, &thing_entity, &(struct entity_query){ 0 }, &rows, NULL);
	struct buf out = buf_new(coord.a, 100000);
	entity_csv(&out, &member, &thing_entity, &rows);
	struct jw j = jw_to(&out, false);
	entity_json(&j, NULL, &member, &thing_entity, &rows);
	assert_false(has(&pg, "clef unique") || has(&pg, "Réservé"));
	assert_null(strstr(buf_str(&out), "clef"));
	entity_detail(&pg, &coord, &thing_entity, &rows);
	assert_true(has(&pg, "clef unique"));
	return OK;
}
static void
rights(void **state)
{
	in_store(state, rights_work);
}

/* ---- writing -------------------------------------------------------------------------------------------- */

static enum err
write_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	db_author(db, 7, "Grace", "web");
	int64_t ada = add_who(db, "Ada", "ada@example.org"), bob = add_who(db, "Bob", "bob@example.org");
	int64_t id = add_thing(db, "Chose", 1, ada);
	struct thing mine = *get_thing(db, id), theirs = mine;
	const void *other;
	mine.state = 2;
	mine.owner = bob;
	mine.due = "2026-12-31";
	mine.open = true;
	assert_ok(entity_update(&v, &thing_entity, &mine, &other));
	assert_int_equal(mine.rev, 2);
	struct history h;
	assert_ok(history_of(db, "thing", id, 10, &h));
	assert_int_equal(h.n, 5);
	assert_string_equal(h.items[4].what, "created");
	assert_string_equal(h.items[4].after, "Chose");
	assert_string_equal(h.items[3].field, "state");
	assert_string_equal(h.items[3].before, "Prévue");
	assert_string_equal(h.items[3].after, "Faite");
	assert_string_equal(h.items[2].before, "Ada");
	assert_string_equal(h.items[2].after, "Bob");
	assert_string_equal(h.items[1].field, "open");
	assert_string_equal(h.items[1].before, "non");
	assert_string_equal(h.items[0].after, "2026-12-31");
	assert_null(h.items[0].before);
	assert_string_equal(h.items[0].who, "Grace");
	/* the other one meant the same row */
	theirs.name = "Autre nom";
	assert_int_equal(entity_update(&v, &thing_entity, &theirs, &other), E_CONFLICT);
	fail_clear(v.a);
	assert_non_null(other);
	assert_int_equal(((const struct thing *)other)->state, 2);
	assert_int_equal(((const struct thing *)other)->rev, 2);
	assert_string_equal(get_thing(db, id)->name, "Chose");
	/* nothing changes: nothing is written */
	int before = db_statements(db);
	assert_ok(entity_update(&v, &thing_entity, &mine, &other));
	assert_int_equal(db_statements(db), before + 1);
	assert_int_equal(mine.rev, 2);
	assert_ok(history_of(db, "thing", id, 10, &h));
	assert_int_equal(h.n, 5);
	/* a constraint */
	mine.state = 3;
	assert_int_equal(entity_update(&v, &thing_entity, &mine, &other), E_CONFLICT);
	assert_null(other);
	fail_clear(v.a);
	/* deletion and its undo */
	assert_int_equal(entity_delete(&v, &thing_entity, id, 1), E_CONFLICT);
	assert_ok(entity_delete(&v, &thing_entity, id, 2));
	assert_int_equal(entity_delete(&v, &thing_entity, id, NONE), E_NOTFOUND);
	struct entity_rows rows;
	assert_int_equal(entity_get(&v, &thing_entity, id, &rows), E_NOTFOUND);
	assert_int_equal(entity_update(&v, &thing_entity, &theirs, &other), E_NOTFOUND);
	assert_ok(entity_load(&v, &thing_entity, &(struct entity_query){ .which = ROWS_DELETED }, &rows));
	assert_int_equal(rows.n, 1);
	assert_ok(entity_restore(&v, &thing_entity, id));
	assert_int_equal(entity_restore(&v, &thing_entity, id), E_NOTFOUND);
	assert_int_equal(get_thing(db, id)->rev, 4);
	assert_string_equal(get_thing(db, id)->due, "2026-12-31");
	assert_ok(history_of(db, "thing", id, 2, &h));
	assert_string_equal(h.items[0].what, "restored");
	assert_string_equal(h.items[1].what, "deleted");
	assert_string_equal(h.items[1].before, "Chose");
	return OK;
}
static void
writing(void **state)
{
	in_store(state, write_work);
}

static enum err
taken_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada", "Ada@Example.org");
	struct draft d = entity_draft(v.a, &who_entity, NULL);
	assert_ok(entity_parse(&v, &who_entity, FORM({ "name", "Other" }, { "email", "ADA@example.ORG" }), NULL, &d));
	assert_int_equal(d.problems.n, 0);
	assert_ok(entity_taken(&v, &who_entity, &d));
	assert_non_null(problem_of(&d.problems, "email"));
	assert_int_equal(entity_insert(&v, &who_entity, d.row), E_CONFLICT);
	fail_clear(v.a);
	struct entity_rows one;
	assert_ok(entity_get(&v, &who_entity, ada, &one));
	d = entity_draft(v.a, &who_entity, one.rows); /* its own address is not taken */
	assert_ok(entity_taken(&v, &who_entity, &d));
	assert_int_equal(d.problems.n, 0);
	assert_ok(entity_delete(&v, &who_entity, ada, NONE));
	add_who(db, "Ada again", "ada@example.org");
	assert_int_equal(entity_restore(&v, &who_entity, ada), E_CONFLICT);
	return OK;
}
static void
taken(void **state)
{
	in_store(state, taken_work);
}

/* ---- lists ---------------------------------------------------------------------------------------------- */

static bool
keep_open(void *arg, const void *row)
{
	++*(int *)arg;
	return ((const struct thing *)row)->size != 5;
}
static enum err
list_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada", "ada@example.org"), zoe = add_who(db, "Zoé", "zoe@example.org");
	add_thing(db, "Élan", 1, zoe);
	add_thing(db, "zèbre", 2, ada);
	add_thing(db, "abeille", 1, NONE);
	struct entity_rows r;
	struct entity_query q = { 0 };
	int before = db_statements(db);
	assert_ok(entity_load(&v, &thing_entity, &q, &r));
	assert_int_equal(db_statements(db), before + 1); /* the names of the owners too */
	assert_int_equal(r.n, 3);
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 0))->name, "abeille");
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 1))->name, "Élan");
	assert_string_equal(r.ref_text[1 * thing_entity.nfields + 3], "Zoé");
	assert_null(r.ref_text[3]);
	q.sort = "-owner";
	assert_ok(entity_load(&v, &thing_entity, &q, &r));
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 0))->name, "Élan");
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 2))->name, "abeille"); /* without an owner: last both ways */
	q = (struct entity_query){ .sort = "nowhere; DROP TABLE thing" };
	assert_ok(entity_load(&v, &thing_entity, &q, &r)); /* no field: by title */
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 0))->name, "abeille");
	entity_query_read(&v, &thing_entity, PART({ "state", "planned" }, { "owner", "x" }, { "sort", "-name" }, { "q", "ela" }, { "note", "n" }), &q);
	assert_ok(entity_load(&v, &thing_entity, &q, &r));
	assert_int_equal(r.n, 1);
	assert_null(q.filter[3]); /* no number: no filter */
	struct page pg = page_new(v.a, LANG_FR);
	entity_list(&pg, &v, &thing_entity, &q, &r, NULL);
	assert_ok(entity_filters(&pg, &v, &thing_entity, &q));
	assert_true(has(&pg, "<th scope=\"col\" aria-sort=\"descending\"><a href=\"?state=planned&amp;q=ela&amp;sort=name\">Intitulé"));
	assert_true(has(&pg, "<th scope=\"col\"><a href=\"?state=planned&amp;q=ela&amp;sort=due\">Échéance</a></th>"));
	assert_true(has(&pg, "<th scope=\"row\">Élan</th>"));
	assert_true(has(&pg, "<option value=\"planned\" selected>Prévue</option>"));
	assert_true(has(&pg, "name=\"q\" value=\"ela\""));
	q = (struct entity_query){ .first = 1, .most = 1 };
	assert_ok(entity_load(&v, &thing_entity, &q, &r));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.found, 3);
	assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, 0))->name, "Élan");
	entity_where(v.a, &thing_entity, &q, "state", "2");
	q.first = 0;
	assert_ok(entity_load(&v, &thing_entity, &q, &r));
	assert_int_equal(r.found, 1);
	int seen = 0;
	assert_ok(entity_load(&v, &thing_entity, &(struct entity_query){ .keep = keep_open, .arg = &seen }, &r));
	assert_int_equal(seen, 3);
	assert_ok(entity_load(&v, &thing_entity, &(struct entity_query){ .search = "nulle part" }, &r));
	entity_list(&pg, &v, &thing_entity, &(struct entity_query){ .search = "nulle part" }, &r, NULL);
	assert_true(has(&pg, "Rien ne correspond"));
	return OK;
}
static void
lists(void **state)
{
	in_store(state, list_work);
}

/* ---- form ----------------------------------------------------------------------------------------------- */

static enum err
some_options(void *arg, struct db *db, const struct field *f, struct options *out)
{
	struct option o = { *(int64_t *)arg, "Proposée" };
	(void)f;
	PUSH(db_arena(db), out, o);
	return OK;
}
static enum err
form_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada <b>", "ada@example.org"), bob = add_who(db, "Bob", "bob@example.org");
	struct thing t = *get_thing(db, add_thing(db, "Une \"chose\"", 2, ada));
	struct draft d = entity_draft(v.a, &thing_entity, &t);
	struct page pg = page_new(v.a, LANG_FR);
	assert_ok(entity_form(&pg, &v, &thing_entity, &d, NULL));
	assert_true(has(&pg, "<input type=\"hidden\" name=\"rev\" value=\"1\">"));
	assert_true(has(&pg, "<label for=\"f-name\">Intitulé <span class=\"required\">requis</span></label>"));
	assert_true(has(&pg, "value=\"Une &quot;chose&quot;\" id=\"f-name\" name=\"name\" required>"));
	assert_true(has(&pg, "selected>Faite</option>"));
	assert_true(has(&pg, "selected>Ada &lt;b&gt;</option>"));
	assert_true(has(&pg, "<small class=\"help\" id=\"h-due\">Vide : en continu.</small>"));
	assert_true(has(&pg, "<input type=\"date\" value=\"\" id=\"f-due\" name=\"due\" aria-describedby=\"h-due\">"));
	assert_true(has(&pg, "<input type=\"checkbox\" value=\"1\" id=\"f-open\" name=\"open\">"));
	assert_false(has(&pg, "made_at") || has(&pg, "deleted_at"));
	assert_false(has(&pg, "aria-invalid"));
	/* what was typed wrong is there again, with its mistake */
	assert_ok(entity_parse(&v, &thing_entity, FORM({ "name", "Oh !" }, { "due", "<demain>" }, { "state", "bof" }, { "rev", "1" }), NULL, &d));
	pg = page_new(v.a, LANG_FR);
	assert_ok(entity_form(&pg, &v, &thing_entity, &d, NULL));
	assert_true(has(&pg, "<input type=\"text\" value=\"&lt;demain&gt;\" id=\"f-due\" name=\"due\" aria-describedby=\"h-due e-due\" aria-invalid=\"true\">"));
	assert_true(has(&pg, "<small class=\"mistake\" id=\"e-due\">▲ Échéance\u00a0: écrivez"));
	assert_true(has(&pg, "value=\"Oh !\" id=\"f-name\" name=\"name\" aria-describedby=\"e-name\" aria-invalid=\"true\" required"));
	assert_true(has(&pg, "<option value=\"bof\" selected>bof</option>"));
	/* options of the caller; the present one stays */
	v.options = some_options;
	v.arg = &bob;
	const char *only[] = { "owner", NULL };
	pg = page_new(v.a, LANG_FR);
	assert_ok(entity_form(&pg, &v, &thing_entity, &d, only));
	assert_true(has(&pg, ">Proposée</option>"));
	assert_true(has(&pg, "selected>Ada &lt;b&gt;</option>"));
	assert_false(has(&pg, ">Bob<") || has(&pg, "f-name"));
	return OK;
}
static void
forms(void **state)
{
	in_store(state, form_work);
}

/* ---- out and in again ----------------------------------------------------------------------------------- */

static enum err
round_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada", "ada@example.org");
	struct thing *t = entity_draft(v.a, &thing_entity, NULL).row;
	*t = (struct thing){ .id = NONE, .name = "=1+1; \"x\"", .state = 2, .owner = ada, .size = 7, .open = true, .due = "2027-03-01", .note = "a\nb", .rev = NONE };
	assert_ok(entity_insert(&v, &thing_entity, t));
	struct entity_rows r;
	assert_ok(entity_get(&v, &thing_entity, t->id, &r));
	struct buf csv = buf_new(v.a, 10000), json = buf_new(v.a, 10000);
	entity_csv(&csv, &v, &thing_entity, &r);
	struct jw j = jw_to(&json, false);
	entity_json(&j, NULL, &v, &thing_entity, &r);
	struct csv_table table;
	assert_ok(csv_read(v.a, buf_str(&csv), csv.len, 10, 1000, &table));
	assert_int_equal(table.n, 2);
	json_t *tree;
	assert_ok(json_read(v.a, buf_str(&json), json.len, &tree));
	assert_non_null(strstr(buf_str(&json), "\"state\":\"done\",\"owner\":{\"id\":1,\"text\":\"Ada\"},\"size\":7,\"open\":true,\"due\":\"2027-03-01\""));
	json_t *first = json_array_get(tree, 0);
	struct entity_source from[] = { entity_from_csv(v.a, &thing_entity, &table.items[0], &table.items[1]), entity_from_json(v.a, first) };
	for (size_t i = 0; i < LEN(from); i++) {
		struct draft d = entity_draft(v.a, &thing_entity, NULL);
		assert_ok(entity_parse(&v, &thing_entity, &from[i], NULL, &d));
		assert_int_equal(d.problems.n, 0);
		const struct thing *back = d.row;
		assert_string_equal(back->name, t->name);
		assert_int_equal(back->state, 2);
		assert_int_equal(back->owner, ada);
		assert_int_equal(back->size, 7);
		assert_true(back->open);
		assert_string_equal(back->due, "2027-03-01");
		assert_string_equal(back->note, "a\nb");
	}
	return OK;
}
static void
round_trips(void **state)
{
	in_store(state, round_work);
}

static enum err
personal_work(struct db *db, void *p)
{
	(void)p;
	struct entity_view v = view(db, COORD);
	int64_t ada = add_who(db, "Ada", "ada@example.org"), bob = add_who(db, "Bob", "bob@example.org");
	int64_t gone = add_thing(db, "Effacée", 1, ada);
	add_thing(db, "De Bob", 1, bob);
	assert_ok(entity_delete(&v, &thing_entity, gone, NONE));
	struct buf out = buf_new(v.a, 10000);
	struct jw j = jw_to(&out, false);
	jw_begin(&j, NULL, '{');
	assert_ok(entity_personal(&j, &v, &who_entity, ada));
	assert_ok(entity_personal(&j, &v, &thing_entity, ada));
	jw_end(&j, '}');
	const char *s = buf_str(&out);
	assert_non_null(strstr(s, "{\"who\":[{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@example.org\",\"lang\":\"fr\""));
	assert_non_null(strstr(s, "\"thing\":[{\"id\":1,\"name\":\"Effacée\",\"owner\":{\"id\":1,\"text\":\"Ada\"}}]"));
	assert_null(strstr(s, "Bob"));
	return OK;
}
static void
personal(void **state)
{
	in_store(state, personal_work);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(fits_the_schema), T(declared_entities), T(parsing), T(rights), T(writing), T(taken), T(lists), T(forms),
		T(round_trips), T(personal) };
	return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
