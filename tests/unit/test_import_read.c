/* Whole documents into plans: other schools' layouts, the real plan in five formats. */
#include "test.h"
#include "formats/document.h"
#include "import/import.h"

static void
read_bytes(struct arena *a, const void *bytes, size_t n, const char *name, struct plan_draft *out)
{
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, bytes, n, name, &d, &why), OK);
	assert_int_equal(plan_read(a, d, NULL, out), OK);
}

static bool
read_file(struct arena *a, const char *rel, struct plan_draft *out)
{
	size_t n;
	char *bytes = slurp(a, src_path(a, rel), &n);
	if (bytes == NULL)
		return false;
	read_bytes(a, bytes, n, rel, out);
	return true;
}

/* One line a level: what a reader would check by eye. */
static char *
shown(struct arena *a, const struct plan *p)
{
	struct buf b = buf_new(a, MIB(4));
	for (size_t o = 0; o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		buf_printf(&b, "O %s|%s\n", ob->code, ob->title);
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			buf_printf(&b, "S %s|%s|%s\n", sp->code, sp->title, sp->phase == NULL ? "" : sp->phase);
			for (size_t i = 0; i < sp->actions.n; i++) {
				const struct action *x = &sp->actions.items[i];
				buf_printf(&b, "A %s|%s|", x->code, x->title);
				for (size_t k = 0; k < x->actors.n; k++)
					buf_printf(&b, "%s%s", k > 0 ? " + " : "", p->actors.items[x->actors.items[k].actor].name);
				buf_printf(&b, "|%s|", due_text(a, &x->due));
				for (size_t k = 0; k < x->indicators.n; k++)
					buf_printf(&b, "%s%s (%s×%d)", k > 0 ? " + " : "", x->indicators.items[k].text, indicator_kind_word(x->indicators.items[k].kind), x->indicators.items[k].count);
				buf_printf(&b, "|%s|%s\n", x->priority == NULL ? "" : x->priority, x->conditions == NULL ? "" : x->conditions);
			}
		}
	}
	return arena_strdup(a, buf_str(&b));
}

/* PILOTIS_GOLDEN=1 writes the expectation anew; it is then read by eye before it is kept. */
static void
layout(struct arena *a, const char *name)
{
	struct plan_draft d;
	size_t n;
	const char *golden = arena_printf(a, "tests/golden/plans/%s.txt", name);
	assert_true(read_file(a, arena_printf(a, "tests/data/plans/%s", name), &d));
	char *got = shown(a, &d.plan);
	if (getenv("PILOTIS_GOLDEN") != NULL) {
		FILE *f = fopen(src_path(a, golden), "w");
		assert_non_null(f);
		fputs(got, f);
		fclose(f);
	}
	char *want = slurp(a, src_path(a, golden), &n);
	assert_non_null(want);
	assert_string_equal(got, arena_strndup(a, want, n));
}

#define LAYOUT(name, file) static void name(void **state) { layout(*state, file); }
LAYOUT(axes_then_rows, "axes.csv")
LAYOUT(english_pipe_table, "english.md")
LAYOUT(headings_and_labels_without_table, "headings.txt")
LAYOUT(marks_under_years, "gantt.csv")
LAYOUT(objectives_as_merged_rows, "merged.html")
LAYOUT(no_number_and_unusual_headings, "numberless.csv")
LAYOUT(several_actions_in_a_cell, "several.csv")

static void
real_plan(struct arena *a, const char *end, bool phases)
{
	struct plan_draft d;
	int kinds[IND_KINDS] = { 0 }, recommended = 0, alone = 0, shared = 0, due[6] = { 0 }, continuous = 0;
	if (!read_file(a, arena_printf(a, "../shared/data/plan-2024-2029.%s", end), &d))
		skip();
	struct plan_counts c = plan_count(&d.plan);
	assert_int_equal(c.objectives, 5);
	assert_int_equal(c.specifics, 20);
	assert_int_equal(c.actions, 52);
	assert_int_equal(c.indicators, 75);
	assert_int_equal(c.actors, 21);
	assert_int_equal(c.responsibilities, 69);
	assert_int_equal(c.phases, phases ? 2 : 0);
	for (struct plan_walk w = { .plan = &d.plan }; plan_next(&w);) {
		recommended += w.action->recommendations.n > 0;
		alone += w.action->actors.n == 1;
		shared += w.action->actors.n > 1;
		continuous += w.action->due.kind == DUE_CONTINUOUS;
		if (w.action->due.kind == DUE_YEAR)
			due[w.action->due.year - 2024]++;
		if (w.action->actors.n == 0)
			assert_string_equal(w.action->code, "3.5.2");
		for (size_t i = 0; i < w.action->indicators.n; i++) {
			kinds[w.action->indicators.items[i].kind]++;
		}
	}
	static const int want[IND_KINDS] = { [IND_MINUTES] = 14, [IND_NOTE] = 11, [IND_REPORT] = 5, [IND_FRAMEWORK] = 9, [IND_COURSE_SHEET] = 3, [IND_AGREEMENT] = 2,
		[IND_COUNT] = 3, [IND_INVITATION] = 3, [IND_PUBLICATION] = 7, [IND_SPACE] = 1, [IND_OFFER] = 3, [IND_SCHOLARLY] = 5, [IND_COOPERATION] = 4, [IND_FACT] = 5 };
	for (int k = 0; k < IND_KINDS; k++)
		assert_int_equal(kinds[k], want[k]);
	assert_int_equal(recommended, 6);
	assert_int_equal(alone, 38);
	assert_int_equal(shared, 13);
	assert_int_equal(continuous, 15);
	static const int years[] = { 3, 6, 11, 12, 5 };
	for (int y = 0; y < 5; y++)
		assert_int_equal(due[y], years[y]);
	assert_int_equal(d.plan.first_year, 2024);
	assert_int_equal(d.plan.last_year, 2028);
}
static void the_real_plan_in_docx(void **state) { real_plan(*state, "docx", true); }
static void the_real_plan_in_odt(void **state) { real_plan(*state, "odt", true); }
static void the_real_plan_in_xlsx(void **state) { real_plan(*state, "xlsx", false); }
static void the_real_plan_in_text(void **state) { real_plan(*state, "txt", true); }

/* Title by title, line by line: the text has emphasis where the others have none, the sheet has no phase. */
static void
the_real_plan_is_one(void **state)
{
	struct arena *a = *state;
	struct plan_draft docx, odt, txt, xlsx;
	if (!read_file(a, "../shared/data/plan-2024-2029.docx", &docx) || !read_file(a, "../shared/data/plan-2024-2029.odt", &odt) ||
	    !read_file(a, "../shared/data/plan-2024-2029.txt", &txt) || !read_file(a, "../shared/data/plan-2024-2029.xlsx", &xlsx))
		skip();
	assert_string_equal(shown(a, &docx.plan), shown(a, &odt.plan));
	assert_string_equal(shown(a, &docx.plan), shown(a, &txt.plan));
	for (struct plan_walk x = { .plan = &docx.plan }, y = { .plan = &xlsx.plan }; plan_next(&x) && plan_next(&y);)
		assert_string_equal(x.action->title, y.action->title);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(axes_then_rows), T(english_pipe_table), T(headings_and_labels_without_table), T(marks_under_years), T(objectives_as_merged_rows),
		T(no_number_and_unusual_headings), T(several_actions_in_a_cell), T(the_real_plan_in_docx), T(the_real_plan_in_odt), T(the_real_plan_in_xlsx),
		T(the_real_plan_in_text), T(the_real_plan_is_one) };
	return cmocka_run_group_tests_name("import_read", tests, NULL, NULL);
}
