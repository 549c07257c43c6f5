/* A filled-in spreadsheet: columns found by headings and contents, in any order, and told when they are not. */
#include "test.h"
#include "base/text.h"
#include "formats/sheet.h"

static const struct sheet_field fields[] = {
	{ "key", "Numéro", SHEET_KEY, 0, "id|matricule|code|numero" },
	{ "org", "Institution", SHEET_TEXT, SHEET_REQUIRED, "nom institution|institution|organisation|association" },
	{ "contact", "Personne de contact", SHEET_TEXT, 0, "nom commanditaire|personne contact|nom|contact name" },
	{ "email", "Adresse", SHEET_EMAIL, SHEET_REQUIRED, "adresse e mail|e mail|courriel|mail|email" },
	{ "present", "Présente", SHEET_ANSWER, 0, "presente commande|soiree" },
	{ "question", "Question", SHEET_LONG, 0, "question|commande" },
	{ "sector", "Secteur", SHEET_TEXT, SHEET_MANY, "secteur" },
	{ "when", "Quand", SHEET_MOMENT, 0, "heure fin|horodatage|date" },
};
static const struct sheet_fields all = { fields, LEN(fields) };

static struct document *
read_text(struct arena *a, const char *csv)
{
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, csv, strlen(csv), "x.csv", &d, &why), OK);
	return d;
}

static int
column_of(const struct sheet *s, const char *name)
{
	for (size_t c = 0; c < s->table->ncols; c++)
		if (s->columns[c].field >= 0 && strcmp(s->fields.items[s->columns[c].field].name, name) == 0)
			return (int)c;
	return -1;
}

static void
headings_and_contents(void **state)
{
	struct arena *a = *state;
	struct sheet s;
	struct document *d = read_text(a, "Export du formulaire;;;;;;\n"
	    "ID;Heure de fin;Nom de l’institution;Nom du commanditaire;Adresse e-mail;Votre question ou commande;Je présente ma commande le 3 octobre;Remarque\n"
	    "1;22/03/2024 03:12:00;La Rive asbl;Rita Collignon;rita@example.org;Pourquoi ?;Oui;rien\n"
	    "2;23/03/2024;Le Gué;Noël Maes;noel@example.org;Comment ?;À confirmer;\n");
	assert_int_equal(sheet_recognise(a, d, all, NULL, 0, &s), OK);
	assert_int_equal(s.header, 1);
	assert_int_equal(sheet_rows(&s), 2);
	static const struct { const char *name; int column; } expected[] = { { "key", 0 }, { "when", 1 }, { "org", 2 }, { "contact", 3 },
		{ "email", 4 }, { "question", 5 }, { "present", 6 }, { "sector", -1 } };
	for (size_t i = 0; i < LEN(expected); i++)
		if (column_of(&s, expected[i].name) != expected[i].column)
			fail_msg("%s is in column %d, not %d", expected[i].name, column_of(&s, expected[i].name), expected[i].column);
	assert_int_equal(s.columns[7].field, SHEET_UNKNOWN);
	assert_string_equal(s.columns[7].heading, "Remarque");
	assert_string_equal(s.columns[7].sample, "rien");
	assert_int_equal(s.missing.n, 0);
	assert_string_equal(sheet_text(a, &s, 1, "contact"), "Noël Maes");
	assert_null(sheet_text(a, &s, 1, "sector"));
	assert_int_equal(sheet_answer(a, sheet_text(a, &s, 1, "present")), SHEET_UNSURE);
	assert_int_equal(sheet_number(&s, 0), 3);
}

/* An address is recognised under any heading; what someone said wins over what was found; "-" leaves a column out. */
static void
told_and_unknown(void **state)
{
	struct arena *a = *state;
	struct sheet s;
	struct document *d = read_text(a, "Où vous écrire;Structure;Secteur 1;Secteur 2\na@example.org;La Rive;CPAS;Logement\nb@example.org;Le Gué;;Hôpital\n");
	assert_int_equal(sheet_recognise(a, d, all, NULL, 0, &s), OK);
	assert_int_equal(column_of(&s, "email"), 0);
	assert_int_equal(s.missing.n, 1);
	assert_string_equal(s.missing.items[0], "Institution");
	const char *told[] = { NULL, "org", NULL, "-" };
	assert_int_equal(sheet_recognise(a, d, all, told, LEN(told), &s), OK);
	assert_int_equal(s.missing.n, 0);
	assert_true(s.columns[1].told);
	assert_int_equal(s.columns[3].field, SHEET_IGNORED);
	assert_int_equal(sheet_recognise(a, d, all, (const char *[]){ NULL, "org" }, 2, &s), OK);
	struct strings sectors = { 0 };
	sheet_texts(a, &s, 0, "sector", &sectors);
	assert_int_equal(sectors.n, 2);
	assert_string_equal(sectors.items[1], "Logement");
	assert_string_equal(sheet_text(a, &s, 1, "sector"), "Hôpital");
	assert_int_equal(sheet_recognise(a, read_text(a, "foo;bar\n1;2\n"), all, NULL, 0, &s), E_NOTFOUND);
}

static void
cells_say(void **state)
{
	struct arena *a = *state;
	static const struct { const char *text; enum sheet_answer is; } answers[] = { { "OUI", SHEET_YES }, { "Oui, avec plaisir", SHEET_YES }, { "non", SHEET_NO },
		{ "À confirmer", SHEET_UNSURE }, { "peut-être", SHEET_UNSURE }, { "17/04/2025", SHEET_NO_ANSWER }, { "", SHEET_NO_ANSWER }, { NULL, SHEET_NO_ANSWER } };
	for (size_t i = 0; i < LEN(answers); i++)
		assert_int_equal(sheet_answer(a, answers[i].text), answers[i].is);
	static const struct { const char *text, *day, *time; } moments[] = { { "22/03/2024 03:12:00", "2024-03-22", "03:12" }, { "2024-03-22T23:59", "2024-03-22", "23:59" },
		{ " 1/4/2024 ", "2024-04-01", NULL }, { "31 décembre 2026", "2026-12-31", NULL }, { "22/03/2024 25:00", NULL, NULL }, { "hier", NULL, NULL },
		{ "", NULL, NULL } };
	for (size_t i = 0; i < LEN(moments); i++) {
		struct sheet_moment m = { 0 };
		bool good = sheet_moment(a, moments[i].text, &m);
		if (good != (moments[i].day != NULL) || !text_eq(m.day, moments[i].day) || !text_eq(m.time, moments[i].time))
			fail_msg("%s: %s %s", moments[i].text, m.day, m.time);
	}
	int64_t n;
	assert_true(sheet_int("8", &n) && n == 8);
	assert_true(sheet_int("12,0", &n) && n == 12);
	assert_true(sheet_int("15 ans", &n) && n == 15);
	assert_false(sheet_int("2,5", &n) || sheet_int("huit", &n) || sheet_int("", &n) || sheet_int(NULL, &n) || sheet_int("-3", &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(headings_and_contents), T(told_and_unknown), T(cells_say) };
	return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
