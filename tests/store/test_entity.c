/* Entities: schema, parsing, rights, writing. */
#include "thing.h"

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
	s = test_store(a);
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
	/* whatever the accents, the ligature, the apostrophe and the order of the words */
	static const char *const looked_for[] = { "oeuvre", "L'ŒUVRE", "été oeuvre", "ete l’œuvre" };
	add_thing(db, "L’Œuvre d’été", 1, NONE);
	for (size_t i = 0; i < LEN(looked_for); i++) {
		assert_ok(entity_load(&coord, &thing_entity, &(struct entity_query){ .search = looked_for[i] }, &rows));
		assert_int_equal(rows.n, 1);
		assert_string_equal(((const struct thing *)rows.rows)->name, "L’Œuvre d’été");
	}
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

int
main(void)
{
	const struct CMUnitTest tests[] = { T(fits_the_schema), T(declared_entities), T(parsing), T(rights), T(writing), T(taken) };
	return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
