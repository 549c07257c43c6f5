/* Entities: lists, forms, CSV and JSON both ways, what is held of a person. */
#include "thing.h"
#include "base/csv.h"
#include <jansson.h>

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
	/* a text without a key beside it: as French reads it, none last both ways */
	static const struct query secrets[] = { { "s", "UPDATE thing SET secret = 'École' WHERE name = 'abeille'" }, { "s", "UPDATE thing SET secret = 'zinc' WHERE name = 'zèbre'" } };
	for (size_t i = 0; i < LEN(secrets); i++)
		assert_ok(db_exec(db, &secrets[i], NO_ARGS, NULL));
	static const char *const orders[][4] = { { "secret", "abeille", "zèbre", "Élan" }, { "-secret", "zèbre", "abeille", "Élan" } };
	for (size_t i = 0; i < LEN(orders); i++) {
		q = (struct entity_query){ .sort = orders[i][0] };
		assert_ok(entity_load(&v, &thing_entity, &q, &r));
		for (size_t k = 0; k < 3; k++)
			assert_string_equal(((const struct thing *)entity_row(&thing_entity, &r, k))->name, orders[i][k + 1]);
		assert_string_equal(r.ref_text[(i == 0 ? 1 : 0) * thing_entity.nfields + 3], "Ada"); /* what a row names goes with it */
	}
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
	const struct CMUnitTest tests[] = { T(lists), T(forms), T(round_trips), T(personal) };
	return cmocka_run_group_tests_name("entity_show", tests, NULL, NULL);
}
