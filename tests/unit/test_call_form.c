/* The sponsor's form without a database: what is wrong with an answer, what a document is, who fills forms in no time. */
#include "test.h"
#include "base/secret.h"
#include "call/call_form.h"

struct pair_of { const char *name, *value; };
static const char *
get(void *arg, const char *name)
{
	for (const struct pair_of *p = arg; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}
#define TYPED(...) (&(struct typed_source){ get, (struct pair_of[]){ __VA_ARGS__, { 0 } } })

static void
answers(void **state)
{
	struct arena *a = *state;
	static const struct { enum step step; const char *name, *value; bool right; } t[] = {
		{ STEP_CONTACT, "email", "ana@escale.be", true }, { STEP_CONTACT, "email", "ana", false }, { STEP_CONTACT, "email", "a b@c.be", false },
		{ STEP_CONTACT, "email", "a@b@c.be", false }, { STEP_CONTACT, "email", "", false }, { STEP_CONTACT, "email", "ana@escale.", false },
		{ STEP_CONTACT, "phone", "0470/12.34.56", true }, { STEP_CONTACT, "phone", "+32 (0)470 12 34 56", true }, { STEP_CONTACT, "phone", "12", false },
		{ STEP_CONTACT, "phone", "appelez-moi", false }, { STEP_CONTACT, "contact_name", "  ", false }, { STEP_CONTACT, "contact_name", "É", true },
		{ STEP_INSTITUTION, "org_number", "", true }, { STEP_INSTITUTION, "org_number", "0123.456.749", true }, { STEP_INSTITUTION, "org_number", "0123.456.740", false },
		{ STEP_INSTITUTION, "website", "www.escale.be", true }, { STEP_INSTITUTION, "website", "notre site", false },
		{ STEP_DOCUMENTS, "publication", "named", true }, { STEP_DOCUMENTS, "publication", "perhaps", false }, { STEP_DOCUMENTS, "publication", NULL, false },
	};
	struct call_terms terms = { 0 };
	for (size_t i = 0; i < LEN(t); i++) {
		struct submission s = { 0 };
		struct problems pb = { 0 };
		step_read(a, t[i].step, TYPED({ t[i].name, t[i].value }), &terms, &s, &pb);
		if ((problem_of(&pb, t[i].name) == NULL) != t[i].right)
			fail_msg("%s = %s is %s", t[i].name, t[i].value, t[i].right ? "refused" : "taken");
	}
	/* As long as it may be, and one more. */
	char *long_text = arena_alloc(a, 602);
	memset(long_text, 'x', 601);
	struct submission s = { 0 };
	struct problems pb = { 0 };
	step_read(a, STEP_QUESTION, TYPED({ "question", long_text }), &terms, &s, &pb);
	assert_non_null(problem_of(&pb, "question"));
	assert_null(s.question);
	long_text[600] = '\0';
	pb.n = 0;
	step_read(a, STEP_QUESTION, TYPED({ "question", long_text }), &terms, &s, &pb);
	assert_null(problem_of(&pb, "question"));
	assert_string_equal(s.question, long_text);
}

static void
terms_and_others(void **state)
{
	struct arena *a = *state;
	struct call_term list[] = { { .id = 4, .list = "sector", .name = "CPAS" }, { .id = 9, .list = "context", .name = "ASBL" } };
	struct call_terms terms = { list, 2, 2 };
	struct submission s = { .sector = NONE, .context = NONE };
	struct problems pb = { 0 };
	step_read(a, STEP_INSTITUTION, TYPED({ "org_name", "Le Nid" }, { "town", "Huy" }, { "sector", "4" }, { "context", "9" }), &terms, &s, &pb);
	assert_int_equal(pb.n, 0);
	assert_true(s.sector == 4 && s.context == 9 && s.sector_other == NULL);
	step_read(a, STEP_INSTITUTION, TYPED({ "org_name", "Le Nid" }, { "town", "Huy" }, { "sector", "other" }, { "sector_other", " Accueil " }, { "context", "9" }), &terms, &s, &pb);
	assert_int_equal(pb.n, 0);
	assert_int_equal(s.sector, NONE);
	assert_string_equal(s.sector_other, "Accueil");
	assert_string_equal(answer_of_row(a, &s, "sector"), "other");
	assert_string_equal(answer_of_row(a, &s, "sector_other"), "Accueil");
	assert_string_equal(answer_of_row(a, &s, "context"), "9");
	assert_null(answer_of_row(a, &s, "nothing"));
	/* A list where there is no other, a term of another list. */
	step_read(a, STEP_INSTITUTION, TYPED({ "org_name", "Le Nid" }, { "town", "Huy" }, { "sector", "9" }, { "context", "other" }), &terms, &s, &pb);
	assert_true(problem_of(&pb, "sector") != NULL && problem_of(&pb, "context") != NULL);
}

static void
commitments_and_hours(void **state)
{
	struct arena *a = *state;
	struct edition e = { .evening_on = "2024-10-03", .evening_from = "16:00", .evening_until = "18:00", .visits_on = "2024-10-11", .visits_from = "09:00",
		.visits_until = "13:00", .oral_first_on = "2025-04-17" };
	struct strings slots;
	struct commitments c;
	struct problems pb = { 0 };
	commitment_slots(a, &e, 0, &slots);
	assert_int_equal(slots.n, 4);
	assert_string_equal(slots.items[3], "17:30");
	commitment_slots(a, &e, 1, &slots); /* an hour and a half before the end */
	assert_int_equal(slots.n, 6);
	assert_string_equal(slots.items[5], "11:30");
	commitment_slots(a, &e, 4, &slots);
	assert_int_equal(slots.n, 2); /* no second day is set */
	commitment_slots(a, &(struct edition){ 0 }, 0, &slots);
	assert_int_equal(slots.n, 0);
	assert_string_equal(slot_text(a, LANG_FR, &e, "1pm"), "17 avril 2025, après-midi");
	assert_string_equal(slot_text(a, LANG_EN, &e, "16:30"), "16:30");
	commitments_read(a, TYPED({ "present", "yes" }, { "receive", "no" }, { "orient", "unsure" }, { "read", "yes" },
	    { "slot", "present 16:30\r\npresent 23:00\nreceive 09:00\noral 1am" }, { "oral_note", "Salle à réserver" }), &e, &c, &pb);
	assert_int_equal(pb.n, 1);
	assert_non_null(problem_of(&pb, "oral"));
	assert_int_equal(c.slots[0].n, 1);
	assert_int_equal(c.slots[1].n, 0); /* said no */
	assert_string_equal(c.note[4], "Salle à réserver");
}

static void
what_is_missing(void **state)
{
	struct arena *a = *state;
	struct call_term list[] = { { .id = 4, .list = "sector" }, { .id = 9, .list = "context" }, { .id = 5, .list = "kind" }, { .id = 6, .list = "area" } };
	struct call_terms terms = { list, 4, 4 };
	struct submission s = { .sector = NONE, .context = NONE, .kind = NONE, .area = NONE };
	struct commitments c = { 0 };
	assert_int_equal(steps_missing(a, &s, &c, &terms), (1U << STEP_CHECK) - 1);
	s.contact_name = "Ana", s.contact_function = "x", s.email = "a@b.be", s.phone = "0470123456";
	assert_int_equal(steps_missing(a, &s, &c, &terms), ((1U << STEP_CHECK) - 1) & ~(1U << STEP_CONTACT));
	s.org_name = "Nid", s.context = 9, s.sector = 4, s.town = "Huy", s.question = "Pourquoi ?", s.kind = 5, s.area_other = "Autre chose";
	s.background = "…", s.publication = "none";
	for (int i = 0; i < COMMITMENTS; i++)
		c.answer[i] = "no";
	assert_int_equal(steps_missing(a, &s, &c, &terms), 0);
	list[1].list = "kind"; /* the context was taken off the list meanwhile */
	assert_int_equal(steps_missing(a, &s, &c, &terms), 1U << STEP_INSTITUTION);
}

static const char *
type_of(struct arena *a, const char *path)
{
	size_t n;
	const char *b = slurp(a, src_path(a, path), &n);
	assert_non_null(b);
	return document_type(b, n);
}

static void
documents(void **state)
{
	struct arena *a = *state;
	assert_string_equal(document_type("%PDF-1.7\n", 9), "application/pdf");
	assert_string_equal(document_type("\xff\xd8\xff\xe0", 4), "image/jpeg");
	assert_string_equal(document_type("RIFF....WEBPVP8 ", 16), "image/webp");
	assert_non_null(strstr(type_of(a, "tests/data/formats/plan.docx"), "wordprocessingml"));
	assert_non_null(strstr(type_of(a, "tests/data/formats/plan.odt"), "opendocument.text"));
	assert_null(type_of(a, "tests/data/formats/register.xlsx"));
	assert_null(type_of(a, "tests/data/formats/register.ods"));
	assert_null(type_of(a, "tests/data/formats/plan.html"));
	static const char *const not[] = { "", "MZ\x90", "<svg xmlns=", "PK\3\4", "PK\3\4....PK\5\6", "%PD", "\x89PNG", "RIFF....AVI " };
	for (size_t i = 0; i < LEN(not); i++)
		assert_null(document_type(not[i], strlen(not[i])));
	/* Cut anywhere, a real document is none, and nothing is read past its end. */
	size_t n;
	const char *b = slurp(a, src_path(a, "tests/data/formats/plan.docx"), &n);
	for (size_t k = 0; k < n; k += 7) {
		char *copy = malloc(k + 1);
		memcpy(copy, b, k);
		assert_null(document_type(copy, k));
		free(copy);
	}
	/* Its macros make it none, whatever it is called. */
	char *macro = arena_alloc(a, n);
	memcpy(macro, b, n);
	char *name = memmem(macro + n / 2, n - n / 2, "word/styles.xml", 15);
	assert_non_null(name);
	memcpy(name, "word/vbaProject", 15);
	assert_null(document_type(macro, n));

	static const struct { const char *typed, *wanted; } names[] = { { "note.pdf", "note.pdf" }, { "C:\\Mes documents\\Étude.PDF", "Étude.pdf" },
		{ "../../etc/passwd", "passwd.pdf" }, { "", "document.pdf" }, { NULL, "document.pdf" }, { ".pdf", "pdf.pdf" }, { "a\r\nb\".exe", "a b_.pdf" }, { "v1.2 finale", "v1.2 finale.pdf" } };
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(document_filename(a, names[i].typed, "application/pdf"), names[i].wanted) != 0)
			fail_msg("%s becomes %s", names[i].typed, document_filename(a, names[i].typed, "application/pdf"));
}

static void
marks(void **state)
{
	struct arena *a = *state;
	const unsigned char key[32] = "a key of thirty-two bytes …", other[32] = "another";
	const char *m = fill_mark(a, key, 32, 1000000);
	assert_int_equal(fill_check(a, key, 32, m, 1000000), FILL_FAST);
	assert_int_equal(fill_check(a, key, 32, m, 1000000 + FILL_SECONDS), FILL_RIGHT);
	assert_int_equal(fill_check(a, key, 32, m, 1000000 + FILL_HOURS * 3600), FILL_RIGHT);
	assert_int_equal(fill_check(a, key, 32, m, 1000001 + FILL_HOURS * 3600), FILL_FORGED);
	assert_int_equal(fill_check(a, other, 32, m, 1000100), FILL_FORGED);
	assert_int_equal(fill_check(a, key, 32, NULL, 1000100), FILL_FORGED);
	assert_int_equal(fill_check(a, key, 32, "", 1000100), FILL_FORGED);
	assert_int_equal(fill_check(a, key, 32, "1000000.", 1000100), FILL_FORGED);
	assert_int_equal(fill_check(a, key, 32, arena_printf(a, "9%s", m + 1), 1000100), FILL_FORGED);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(answers), T(terms_and_others), T(commitments_and_hours), T(what_is_missing), T(documents), T(marks) };
	return cmocka_run_group_tests_name("call_form", tests, NULL, NULL);
}
