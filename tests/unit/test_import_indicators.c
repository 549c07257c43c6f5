#include "test.h"
#include "import/import_rules.h"

static const struct { const char *text, *kind; int count; bool optional; } cases[] = {
	{ "PV de la réunion", "minutes", 1, false }, { "3 PV de réunion", "minutes", 3, false }, { "Comptes rendus", "minutes", 1, false }, { "Meeting minutes", "minutes", 1, false },
	{ "Note de cadrage", "note", 1, false }, { "Deux notes de synthèse", "note", 2, false }, { "Rapport annuel", "report", 1, false },
	{ "Enquête auprès des diplômés", "report", 1, false }, { "Survey report", "report", 1, false }, { "Résultats de l’enquête", "report", 1, false },
	{ "Plan de communication", "framework", 1, false }, { "Charte graphique", "framework", 1, false }, { "Roadmap", "framework", 1, false },
	{ "Tableau de bord", "framework", 1, false }, { "Procédure validée", "framework", 1, false }, { "Dashboard", "framework", 1, false },
	{ "Fiches ECTS des 2 UE", "course_sheet", 2, false }, { "Fiches UE actualisées", "course_sheet", 1, false }, { "Course descriptions", "course_sheet", 1, false },
	{ "Le cas échéant, fiches ECTS des UE concernées", "course_sheet", 1, true }, { "Rapport, si nécessaire", "report", 1, true },
	{ "Convention signée", "agreement", 1, false }, { "At least 2 signed agreements", "agreement", 2, false }, { "2 conventions de partenariat", "agreement", 2, false },
	{ "Nombre d’étudiants inscrits", "count", 1, false }, { "Taux de réussite", "count", 1, false }, { "80 % de participation", "count", 1, false },
	{ "Number of participants", "count", 1, false }, { "Invitations aux journées", "invitation", 1, false }, { "Programme de la journée d’étude", "invitation", 1, false },
	{ "Page web dédiée", "publication", 1, false }, { "Newsletter", "publication", 1, false }, { "Vidéos de présentation", "publication", 1, false },
	{ "Documents de diffusion", "publication", 1, false }, { "Document de travail", "note", 1, false }, { "Espace Moodle", "space", 1, false },
	{ "SharePoint", "space", 1, false }, { "Offre de formation continue", "offer", 1, false }, { "Traces des interventions", "offer", 1, false },
	{ "Traces de participation aux réunions", "fact", 1, false }, { "Mémoires", "scholarly", 1, false }, { "Publications scientifiques", "scholarly", 1, false },
	{ "Communications scientifiques", "scholarly", 1, false }, { "Projets conjoints", "cooperation", 1, false }, { "Mobilités sortantes", "cooperation", 1, false },
	{ "Joint projects", "cooperation", 1, false }, { "Tenue des états généraux", "fact", 1, false }, { "Participation au réseau", "fact", 1, false },
	{ "Trois rencontres par an", "fact", 1, false }, { "Bloc 1 informé", "fact", 1, false }, { "Rapport 2026", "report", 1, false },
	{ "État des lieux des stages", "report", 1, false }, { "Grille d’évaluation", "framework", 1, false }, { "Guide du stagiaire", "framework", 1, false },
};

static void
kinds(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct indicator k;
		indicator_read(a, cases[i].text, &k);
		if (strcmp(indicator_kind_word(k.kind), cases[i].kind) != 0 || k.count != cases[i].count || k.optional != cases[i].optional)
			fail_msg("« %s »: %s × %d%s", cases[i].text, indicator_kind_word(k.kind), k.count, k.optional ? ", optional" : "");
	}
	struct indicator k;
	indicator_read(a, "Trois rencontres par an", &k);
	assert_int_equal(k.cadence, 3);
	indicator_read(a, "Note \x0eVision\x0f du programme", &k);
	assert_string_equal(k.text, "Note Vision du programme");
	assert_string_equal(k.rich, "Note *Vision* du programme");
}

static const struct { const char *cell, *want; } cells[] = {
	{ "- Rapport de capitalisation - Plan d'intégration UE15/CERIAS - Éléments transférables identifiés",
		"Rapport de capitalisation|Plan d'intégration UE15/CERIAS|Éléments transférables identifiés" },
	{ "- Rapport\n- Plan 26-27\n- Note", "Rapport|Plan 26-27|Note" },
	{ "• Rapport • Plan", "Rapport|Plan" },
	{ "Rapport ; plan ; note (a ; b)", "Rapport|plan|note (a ; b)" },
	{ "Rapport final - version publique", "Rapport final - version publique" },
	{ "Rapport final - Charte éthique", "Rapport final|Charte éthique" },
	{ "Rapport sur la\nsituation des stages", "Rapport sur la situation des stages" },
	{ "- Rapport sur la\n  situation des stages\n- Note", "Rapport sur la situation des stages|Note" },
	{ "Rapport\nNote", "Rapport|Note" },
	{ "1. Rapport\n2. Note", "Rapport|Note" },
	{ "1) Rapport\n2) Note", "Rapport|Note" },
	{ "Participation aux réseaux, recherches, colloques", "Participation aux réseaux, recherches, colloques" },
	{ "Invitations / programmes", "Invitations / programmes" },
	{ "-", "" }, { "", "" }, { "- ", "" },
	{ "- Co-responsables et mini-colloque du 26-27", "Co-responsables et mini-colloque du 26-27" },
	{ "\x0eRapport - Note\x0f - Plan", "\x0eRapport\x0f|Note|Plan" },
};

static void
items(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(cells); i++) {
		struct strings s = text_items(a, cells[i].cell);
		struct buf b = buf_new(a, 4096);
		for (size_t k = 0; k < s.n; k++)
			buf_printf(&b, "%s%s", k == 0 ? "" : "|", s.items[k]);
		assert_string_equal(buf_str(&b), cells[i].want);
	}
}

static void
vague(void **state)
{
	struct arena *a = *state;
	static const char *const yes[] = { "PV", "Notes", "Indicateurs", "Drive", "Rapport", "Note(s)", "À définir", "Les documents", "Report" };
	static const char *const no[] = { "PV de la CEP", "Note de synthèse", "Capsules vidéo", "Conventions signées", "Charte éthique" };
	for (size_t i = 0; i < LEN(yes); i++)
		assert_true(indicator_vague(a, yes[i]));
	for (size_t i = 0; i < LEN(no); i++)
		assert_false(indicator_vague(a, no[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(kinds), T(items), T(vague) };
	return cmocka_run_group_tests_name("import_indicators", tests, NULL, NULL);
}
