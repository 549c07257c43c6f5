/* What a piece of evidence must say for each kind of line. */
#include "test.h"
#include "plan/evidence_rules.h"

static const struct date today = { 2026, 11, 22 };
static const struct body_names cep = { "CEP", "Commission d’évaluation" };

static struct evidence_form
bare(void)
{
	return (struct evidence_form){ .kind = EV_REGISTER, .title = "T", .effective = "2026-01-01", .register_text = "R", .number = NONE, .body = NONE };
}
static const char *
fields(struct arena *a, const struct problems *p)
{
	struct buf b = buf_new(a, KIB(4));
	for (size_t i = 0; i < p->n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : " ", p->items[i].field);
	return buf_str(&b);
}
static const char *
in_line(struct arena *a, const struct evidence_form *f, const struct body_names *body, enum indicator_kind k, const char *expected)
{
	struct problems p = { 0 };
	evidence_slot_check(a, f, body, &(struct indicator){ .kind = k, .text = "ligne", .body = expected, .count = 1 }, &p);
	return fields(a, &p);
}
static const char *
by_itself(struct arena *a, const struct evidence_form *f)
{
	struct problems p = { 0 };
	struct evidence_form c = evidence_form_clean(a, f);
	evidence_form_check(a, &c, today, &p);
	return fields(a, &p);
}

/* A bare row of a register: what each kind of line misses in it, and that it is content once it is there. */
static void
each_kind_asks_for_its_own(void **state)
{
	struct arena *a = *state;
	static const struct { enum indicator_kind kind; const char *missing; } rows[] = {
		{ IND_MINUTES, "blob" }, { IND_NOTE, "blob" }, { IND_REPORT, "blob" }, { IND_FRAMEWORK, "blob" }, { IND_COURSE_SHEET, "blob" },
		{ IND_AGREEMENT, "partner expires_on" }, { IND_COUNT, "number" }, { IND_INVITATION, "blob" }, { IND_PUBLICATION, "url" },
		{ IND_SPACE, "url access_level" }, { IND_OFFER, "partner" }, { IND_SCHOLARLY, "" }, { IND_COOPERATION, "" }, { IND_FACT, "" } };
	assert_int_equal(LEN(rows), IND_KINDS);
	struct evidence_form full = bare();
	full.url = "https://example.org/x";
	full.partner = "P";
	full.expires_on = "2030-01-01";
	full.number = 0;
	full.access_level = "équipe";
	for (size_t i = 0; i < LEN(rows); i++) {
		struct evidence_form f = bare();
		assert_string_equal(in_line(a, &f, NULL, rows[i].kind, NULL), rows[i].missing);
		assert_string_equal(in_line(a, &full, NULL, rows[i].kind, NULL), "");
	}
	struct evidence_form none = bare();
	none.register_text = NULL;
	assert_string_equal(in_line(a, &none, NULL, IND_SCHOLARLY, NULL), "register_text");
	assert_string_equal(in_line(a, &none, NULL, IND_COOPERATION, NULL), "register_text");
	assert_string_equal(in_line(a, &none, NULL, IND_FACT, NULL), "register_text");
	assert_string_equal(in_line(a, &none, NULL, IND_OFFER, NULL), "partner register_text");
}

static void
minutes_of_the_body_expected(void **state)
{
	struct arena *a = *state;
	struct evidence_form f = bare();
	f.blob = "00";
	assert_string_equal(in_line(a, &f, NULL, IND_MINUTES, NULL), ""); /* any meeting */
	assert_string_equal(in_line(a, &f, NULL, IND_MINUTES, "CEP"), "body");
	assert_string_equal(in_line(a, &f, &cep, IND_MINUTES, "cep"), "");
	assert_string_equal(in_line(a, &f, &cep, IND_MINUTES, "COMMISSION D'EVALUATION"), "");
	assert_string_equal(in_line(a, &f, &cep, IND_MINUTES, "CP"), "body");
}

static void
the_form_by_itself(void **state)
{
	struct arena *a = *state;
	static const struct { const char *effective, *wrong; } dates[] = { { "2026-11-22", "" }, { "2026-11-23", "effective" }, { "2025-02-29", "effective" },
		{ "22/11/2026", "effective" }, { "  ", "effective" }, { NULL, "effective" } };
	for (size_t i = 0; i < LEN(dates); i++) {
		struct evidence_form f = bare();
		f.effective = dates[i].effective;
		assert_string_equal(by_itself(a, &f), dates[i].wrong);
	}
	static const char *const bad_urls[] = { "ftp://x.org/", "javascript:alert(1)", "https://", "https:///x", "https://x.org/ y", "https://x.org/\"><b>", "//x.org" };
	for (size_t i = 0; i < LEN(bad_urls); i++) {
		struct evidence_form f = bare();
		f.url = bad_urls[i];
		assert_string_equal(by_itself(a, &f), "url");
	}
	static const enum evidence_kind kinds[] = { EV_FILE, EV_LINK, EV_NUMBER, EV_REGISTER };
	static const char *const missing[] = { "blob", "url", "number", "register_text" };
	for (size_t i = 0; i < LEN(kinds); i++) {
		struct evidence_form f = bare();
		f.kind = kinds[i];
		f.register_text = "  ";
		assert_string_equal(by_itself(a, &f), missing[i]);
	}
	struct evidence_form f = bare();
	f.number = -1;
	f.direction = "in"; /* and no audience */
	f.expires_on = "2025-12-31";
	f.title = " ";
	assert_string_equal(by_itself(a, &f), "title expires_on number audience");
	f = bare();
	f.direction = "sideways";
	assert_string_equal(by_itself(a, &f), "direction");
}

static void
a_note_or_a_visibility_is_no_content(void **state)
{
	(void)state;
	struct evidence_form x = bare(), y = bare();
	y.note = "relu";
	y.visibility = VIS_INTERNAL;
	y.filename = "autre nom";
	assert_true(evidence_content_same(&x, &y));
	y.number = 3;
	assert_false(evidence_content_same(&x, &y));
	y = bare();
	y.effective = "2026-01-02";
	assert_false(evidence_content_same(&x, &y));
}

/* What a room may offer is what the line then takes; a line that was chosen stays in the list, and is told. */
static void
lines_that_take_it(void **state)
{
	struct arena *a = *state;
	struct plan plan = { 0 };
	struct objective o = { 0 };
	struct specific s = { 0 };
	struct action x = { .code = "1.1.1" };
	for (int k = 0; k < IND_KINDS; k++)
		PUSH(a, &x.indicators, ((struct indicator){ .id = k + 1, .kind = (enum indicator_kind)k, .count = 1 }));
	PUSH(a, &x.indicators, ((struct indicator){ .id = 100, .kind = IND_MINUTES, .count = 1, .body = "CEP" }));
	PUSH(a, &s.actions, x);
	PUSH(a, &o.specifics, s);
	PUSH(a, &plan.objectives, o);
	static const struct { unsigned acts; enum indicator_kind takes[6]; size_t n; } cases[] = {
		{ ACT_ROW, { IND_SCHOLARLY, IND_COOPERATION, IND_FACT }, 3 },
		{ ACT_ROW | ACT_NUMBER, { IND_COUNT, IND_SCHOLARLY, IND_COOPERATION, IND_FACT }, 4 },
	};
	struct plan_lines l;
	for (size_t i = 0; i < LEN(cases); i++) {
		plan_lines_for(a, &plan, cases[i].acts, NULL, 0, &l);
		assert_int_equal(l.n, cases[i].n);
		assert_int_equal(l.other, IND_KINDS + 1 - cases[i].n);
		for (size_t k = 0; k < l.n; k++)
			assert_true(l.items[k].takes && l.items[k].line->kind == cases[i].takes[k]);
	}
	plan_lines_for(a, &plan, ACT_FILE, NULL, 0, &l);
	for (size_t k = 0; k < l.n; k++) /* the minutes of no body in particular, not those of one */
		assert_true(l.items[k].line->id != 100 && l.items[k].line->kind != IND_COUNT);
	assert_int_equal(l.items[0].line->kind, IND_MINUTES);
	plan_lines_for(a, &plan, ACT_ROW, (const int64_t[]){ NONE, 100 }, 2, &l);
	assert_int_equal(l.n, 4);
	assert_true(l.items[3].line->id == 100 && !l.items[3].takes);
	plan_lines_for(a, NULL, ACT_ROW, NULL, 0, &l);
	assert_true(l.n == 0 && l.other == 0);
}

static void
words(void **state)
{
	(void)state;
	for (unsigned i = 0; i <= VIS_INTERNAL; i++) {
		enum visibility v;
		assert_true(visibility_of(visibility_word((enum visibility)i), &v));
		assert_int_equal(v, i);
	}
	for (unsigned i = 0; i <= EV_REGISTER; i++) {
		enum evidence_kind k;
		assert_true(evidence_kind_of(evidence_kind_word((enum evidence_kind)i), &k));
		assert_int_equal(k, i);
	}
	enum visibility v;
	assert_false(visibility_of("everyone", &v));
	assert_false(visibility_of(NULL, &v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(each_kind_asks_for_its_own), T(minutes_of_the_body_expected), T(the_form_by_itself),
		T(a_note_or_a_visibility_is_no_content), T(lines_that_take_it), T(words) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
