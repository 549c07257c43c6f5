#include "test.h"
#include "import/import_rules.h"

static const char *
shown(struct arena *a, const char *text, enum due_doubt *doubt)
{
	static const struct due_style style = { 2024, 2028, false, false };
	struct due_reading r;
	due_read(a, text, &style, &r);
	*doubt = r.doubt;
	switch (r.due.kind) {
	case DUE_NONE: return "none";
	case DUE_CONTINUOUS: return r.cadence > 1 ? arena_printf(a, "continuous %d", r.cadence) : "continuous";
	case DUE_DONE: return r.due.date.y == 0 ? "done" : arena_printf(a, "done %s", date_iso(r.due.date).s);
	case DUE_YEAR: return arena_printf(a, "%s", year_text(r.due.year).s);
	case DUE_TERM: return arena_printf(a, "%s.%d", year_text(r.due.year).s, r.due.term);
	case DUE_DATE: break;
	}
	return arena_printf(a, "%s", date_iso(r.due.date).s);
}

static const struct { const char *text, *want; enum due_doubt doubt; } cases[] = {
	{ "26-27", "26-27", DUE_SURE }, { "2026-2027", "26-27", DUE_SURE }, { "2026–27", "26-27", DUE_SURE }, { "26/27", "26-27", DUE_SURE },
	{ "2026/2027", "26-27", DUE_SURE }, { " 26 - 27 ", "26-27", DUE_SURE }, { "Année académique 2026-2027", "26-27", DUE_SURE },
	{ "A.A. 26-27", "26-27", DUE_SURE }, { "Fin 26-27", "26-27", DUE_SURE }, { "Fin de l'année académique 2026-2027", "26-27", DUE_SURE },
	{ "Courant 2026-2027", "26-27", DUE_SURE }, { "AY 2026/27", "26-27", DUE_SURE },
	{ "En continu", "continuous", DUE_SURE }, { "EN CONTINU", "continuous", DUE_SURE }, { "Permanent", "continuous", DUE_SURE },
	{ "Chaque année", "continuous", DUE_SURE }, { "Annuel", "continuous", DUE_SURE }, { "annuelle", "continuous", DUE_SURE },
	{ "Toute la durée du plan", "continuous", DUE_SURE }, { "Ongoing", "continuous", DUE_SURE }, { "Tous les ans", "continuous", DUE_SURE },
	{ "Semestriel", "continuous 2", DUE_SURE }, { "2 fois par an", "continuous 2", DUE_SURE }, { "En continu (2024-2029)", "continuous", DUE_SURE },
	{ "Trimestriel", "continuous 4", DUE_SURE },
	{ "Juin 2027", "2027-06-30", DUE_SURE }, { "juin 2027", "2027-06-30", DUE_SURE }, { "d'ici juin 2027", "2027-06-30", DUE_SURE },
	{ "Pour fin juin 2027", "2027-06-30", DUE_SURE }, { "sept. 2025", "2025-09-30", DUE_SURE }, { "Février 2028", "2028-02-29", DUE_SURE },
	{ "juin-27", "2027-06-30", DUE_SURE }, { "06/2027", "2027-06-30", DUE_SURE }, { "2027-06", "2027-06-30", DUE_SURE },
	{ "June 2027", "2027-06-30", DUE_SURE }, { "juin 26-27", "2027-06-30", DUE_SURE }, { "octobre 26-27", "2026-10-31", DUE_SURE },
	{ "Fin 2026", "2026-12-31", DUE_SURE }, { "fin d'année 2026", "2026-12-31", DUE_SURE }, { "2028", "2028-12-31", DUE_SURE },
	{ "2025", "2025-12-31", DUE_SURE }, { "End of 2026", "2026-12-31", DUE_SURE }, { "By December 2026", "2026-12-31", DUE_SURE },
	{ "31/12/2026", "2026-12-31", DUE_SURE }, { "31-12-2026", "2026-12-31", DUE_SURE }, { "31.12.26", "2026-12-31", DUE_SURE },
	{ "2026-12-31", "2026-12-31", DUE_SURE }, { "31 décembre 2026", "2026-12-31", DUE_SURE }, { "1er mars 2027", "2027-03-01", DUE_SURE },
	{ "December 31, 2026", "2026-12-31", DUE_SURE }, { "31st December 2026", "2026-12-31", DUE_SURE }, { "12/31/2026", "2026-12-31", DUE_SURE },
	{ "03/04/2027", "2027-04-03", DUE_AMBIGUOUS }, { "04/04/2027", "2027-04-04", DUE_SURE },
	{ "Q1 2026-27", "26-27.1", DUE_SURE }, { "Q2 26-27", "26-27.2", DUE_SURE }, { "26-27 Q1", "26-27.1", DUE_SURE },
	{ "2026-2027 (Q2)", "26-27.2", DUE_SURE }, { "1er quadrimestre 2026-2027", "26-27.1", DUE_SURE }, { "Quadrimestre 2 2026-2027", "26-27.2", DUE_SURE },
	{ "Second semestre 26-27", "26-27.2", DUE_SURE }, { "S1 26-27", "26-27.1", DUE_SURE }, { "Term 1 2026-27", "26-27.1", DUE_SURE },
	{ "1er semestre 2027", "2027-06-30", DUE_SURE }, { "2e semestre 2026", "2026-12-31", DUE_SURE }, { "S2 2026", "2026-12-31", DUE_SURE },
	{ "T3 2026", "2026-09-30", DUE_SURE }, { "3e trimestre 2026", "2026-09-30", DUE_SURE }, { "Q4 2026", "2026-12-31", DUE_SURE },
	{ "Q1 2026", "26-27.1", DUE_AMBIGUOUS },
	{ "Réalisé", "done", DUE_SURE }, { "Réalisée", "done", DUE_SURE }, { "Fait", "done", DUE_SURE }, { "Done", "done", DUE_SURE },
	{ "Réalisé le 12/05/2025", "done 2025-05-12", DUE_SURE }, { "✓", "done", DUE_SURE }, { "Non réalisé", "none", DUE_UNREAD },
	{ "À réaliser en 26-27", "26-27", DUE_SURE },
	{ "2024-2026", "2026-12-31", DUE_SPAN }, { "24-27", "26-27", DUE_SPAN }, { "2024-2029", "28-29", DUE_SPAN },
	{ "De 24-25 à 26-27", "26-27", DUE_SPAN }, { "25-26 et 26-27", "26-27", DUE_SEVERAL }, { "25-26, 26-27", "26-27", DUE_SEVERAL },
	{ "25-26\n27-28", "27-28", DUE_SEVERAL }, { "de septembre à décembre 2026", "2026-12-31", DUE_SPAN },
	{ "dès 2025", "continuous", DUE_START }, { "À partir de 25-26", "continuous", DUE_START },
	{ "26-27 puis en continu", "26-27", DUE_SEVERAL },
	{ "Court terme", "none", DUE_VAGUE }, { "Immédiat", "none", DUE_VAGUE }, { "En cours", "none", DUE_VAGUE }, { "À définir", "none", DUE_VAGUE },
	{ "", "none", DUE_EMPTY }, { "-", "none", DUE_EMPTY }, { "/", "none", DUE_EMPTY }, { "bla bla", "none", DUE_UNREAD },
	{ "Printemps 2027", "2027-06-20", DUE_APPROXIMATE }, { "Début 2027", "2027-03-31", DUE_APPROXIMATE }, { "mi-2027", "2027-06-30", DUE_APPROXIMATE },
	{ "mi-juin 2027", "2027-06-15", DUE_APPROXIMATE }, { "Rentrée 2026", "2026-09-30", DUE_APPROXIMATE },
	{ "Année 1", "24-25", DUE_SURE }, { "Year 3", "26-27", DUE_SURE }, { "Fin du plan", "28-29", DUE_SURE },
};

static void
families(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(cases); i++) {
		enum due_doubt doubt;
		const char *got = shown(a, cases[i].text, &doubt);
		if (strcmp(got, cases[i].want) != 0 || doubt != cases[i].doubt)
			fail_msg("« %s »: %s/%d instead of %s/%d", cases[i].text, got, doubt, cases[i].want, cases[i].doubt);
	}
}

static void
learned(void **state)
{
	struct arena *a = *state;
	struct due_style style = { 0 };
	struct due_reading r;
	due_learn(a, "03/04/2027", &style);
	assert_false(style.month_first);
	due_learn(a, "12/31/2026", &style);
	due_learn(a, "Q3 2026", &style);
	due_read(a, "03/04/2027", &style, &r);
	assert_string_equal(date_iso(r.due.date).s, "2027-03-04");
	due_read(a, "Q1 2027", &style, &r);
	assert_string_equal(date_iso(r.due.date).s, "2027-03-31");
	assert_int_equal(r.doubt, DUE_SURE);
}

static void
words(void **state)
{
	struct arena *a = *state;
	assert_int_equal(words_find("la note de synthese", "synth*"), 3);
	assert_int_equal(words_find("notes", "note"), -1);
	assert_true(words_are("proces verbaux", "pv|proces verba*"));
	assert_int_equal(bullet_length("- Note"), 2);
	assert_int_equal(bullet_length("26-27"), 0);
	assert_int_equal(bullet_length("• x"), 4);
	assert_int_equal(bullet_length("a) x"), 3);
	assert_int_equal(bullet_length("1. x"), 0);
	assert_string_equal(piece_of(a, "a \x0e" "b", 4), "a \x0e" "b\x0f");
	assert_int_equal(roman_value("XIV", 3), 14);
	assert_int_equal(roman_value("VV", 2), 0);
	assert_true(upper_initial("Écrire"));
	assert_false(upper_initial("écrire"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(words), T(families), T(learned) };
	return cmocka_run_group_tests_name("import_due", tests, NULL, NULL);
}
