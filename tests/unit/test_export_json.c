/* The plan as JSON: nothing is lost, nonsense is refused. */
#include "test.h"
#include "gen_plan.h"
#include "import/import.h"
#include "plan_same.h"
#include "plan/plan_export.h"

static const char *
json_of(struct arena *a, const struct plan *p, size_t *n)
{
	struct buf b = buf_new(a, MIB(16));
	plan_to_json(a, p, &b);
	assert_false(b.full);
	*n = b.len;
	return buf_str(&b);
}

/* Everything that JSON alone can carry is put in. */
static void
enrich(struct arena *a, struct plan *p)
{
	p->id = 3;
	p->revision_id = 9;
	p->revision = 2;
	p->status = REV_ADOPTED;
	int64_t id = 100;
	for (size_t i = 0; i < p->actors.n; i++)
		p->actors.items[i].id = id++;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		w.action->id = id++;
		w.action->line = id++;
		w.action->rev = id % 4;
		if (id % 5 == 0) {
			w.action->disposition = DISP_POSTPONED;
			w.action->disposition_reason = "Réunion du CS du 12/03/2026";
			w.action->due_before = (struct due){ .kind = DUE_YEAR, .year = 2025, .text = "25-26" };
		}
		if (id % 7 == 0) {
			w.action->declared_done = true;
			w.action->declared_by = "Awa Diallo";
		}
		for (size_t i = 0; i < w.action->indicators.n; i++) {
			struct indicator *in = &w.action->indicators.items[i];
			in->id = id++;
			in->kind = (enum indicator_kind)(id % IND_KINDS);
			in->count = 1 + (int)(id % 3);
			in->cadence = 1 + (int)(id % 4);
			in->qualification = (enum qualification)(id % 3);
			in->confirmed = id % 2 == 0;
			in->rich = id % 3 == 0 ? "une *note*" : NULL;
		}
		for (size_t i = 0; i < w.action->actors.n; i++) {
			w.action->actors.items[i].lead = i == w.action->actors.n - 1;
			w.action->actors.items[i].confirmed = true;
		}
	}
	(void)a;
}

static void
test_lossless(void **state)
{
	struct arena *a = *state;
	for (unsigned seed = 0; seed < 20; seed++) {
		struct plan p = gen_plan(a, seed), q;
		size_t n, m;
		enrich(a, &p);
		const char *x = json_of(a, &p, &n);
		if (plan_from_json(a, x, n, &q) != OK)
			fail_msg("%s", fail_detail(a));
		const char *y = json_of(a, &q, &m);
		assert_string_equal(x, y);
		assert_int_equal(n, m);
		assert_int_equal(q.revision, 2);
		assert_int_equal(plan_count(&p).responsibilities, plan_count(&q).responsibilities);
	}
}

static void
test_contract_form(void **state)
{
	struct arena *a = *state;
	static const char text[] =
		"{\"title\": \"T\", \"acronyms\": [], \"objectives\": [{\"code\": \"1\", \"title\": \"O\", \"specific\": [{\"code\": \"1.1\", \"title\": \"S\","
		"\"phase\": null, \"actions\": [{\"code\": \"1.1.1\", \"title\": \"A\", \"actors\": [\"CP\", \"Resp. X\"], \"due\": {\"kind\": \"year\", \"year\": \"26-27\"},"
		"\"indicators\": [{\"text\": \"Rapport\", \"kind\": \"report\", \"count\": 1, \"optional\": false}], \"recommendations\": [\"R1\"],"
		"\"priority\": null, \"conditions\": null, \"source\": null}]}]}]}";
	struct plan p;
	assert_int_equal(plan_from_json(a, text, sizeof text - 1, &p), OK);
	struct plan_counts c = plan_count(&p);
	assert_int_equal(c.actions, 1);
	assert_int_equal(c.actors, 2);
	assert_int_equal(p.first_year, 2026);
	assert_int_equal(p.last_year, 2026);
	struct action *x = plan_action_by_code(&p, "1.1.1");
	assert_non_null(x);
	assert_true(x->actors.items[0].lead);
	assert_false(x->actors.items[1].lead);
	assert_int_equal(x->indicators.items[0].kind, IND_REPORT);
	assert_int_equal(x->indicators.items[0].qualification, indicator_default_qualification(IND_REPORT));
}

static void
test_refused(void **state)
{
	struct arena *a = *state;
	static const char *const bad[] = { "", "[]", "{}", "{\"objectives\": 3}", "{\"objectives\": [{\"code\": 1}]}",
		"{\"objectives\": [{\"code\": \"1\", \"title\": \"O\", \"specific\": [{\"code\": \"\", \"title\": \"\", \"actions\": [{\"code\": \"1\", \"title\": \"A\","
		"\"due\": {\"kind\": \"someday\"}}]}]}]}",
		"{\"actors\": [], \"objectives\": [{\"code\": \"1\", \"title\": \"O\", \"specific\": [{\"code\": \"\", \"title\": \"\", \"actions\": [{\"code\": \"1\","
		"\"title\": \"A\", \"responsibilities\": [{\"actor\": 0}]}]}]}]}",
		"{\"objectives\": [{\"code\": \"1\", \"title\": \"O\", \"specific\": [{\"code\": \"\", \"title\": \"\", \"actions\": [{\"code\": \"1\", \"title\": \"A\","
		"\"due\": {\"kind\": \"year\", \"year\": \"26-28\"}}]}]}]}" };
	for (size_t i = 0; i < LEN(bad); i++) {
		struct plan p;
		fail_clear(a);
		assert_int_equal(plan_from_json(a, bad[i], strlen(bad[i]), &p), E_INVALID);
		assert_string_not_equal(fail_detail(a), "");
	}
}

static void
test_as_document(void **state)
{
	struct arena *a = *state;
	struct plan p = gen_plan(a, 3);
	size_t n;
	const char *x = json_of(a, &p, &n);
	assert_true(plan_json_looks(x, n));
	assert_true(plan_json_looks("\xef\xbb\xbf \n{", 6));
	assert_false(plan_json_looks("PK\x03", 3));
	assert_false(plan_json_looks("", 0));
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(plan_json_document(a, x, n, &d, &why), OK);
	assert_int_equal(d->notes.n, 1);
	struct plan_draft draft;
	assert_int_equal(plan_read(a, d, NULL, &draft), OK);
	assert_string_equal(plan_differences(a, &p, &draft.plan), "");
	assert_int_equal(plan_json_document(a, "{}", 2, &d, &why), E_INVALID);
	assert_int_equal(why.n, 1);
	enrich(a, &p);
	plan_forget(&p);
	for (struct plan_walk w = { .plan = &p }; plan_next(&w);)
		assert_true(w.action->id == NONE && w.action->line == NONE && w.action->indicators.items[0].id == NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(test_lossless), T(test_contract_form), T(test_refused), T(test_as_document) };
	return cmocka_run_group_tests_name("plan as JSON", tests, NULL, NULL);
}
