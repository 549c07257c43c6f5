#include "test.h"
#include "import/import_rules.h"

static const struct { const char *text; enum label_rank rank; const char *code; int depth; const char *rest; } cases[] = {
	{ "1.1.1. Rédiger la note", RANK_NONE, "1.1.1", 3, "Rédiger la note" }, { "1.1.1 Rédiger", RANK_NONE, "1.1.1", 3, "Rédiger" },
	{ "1.1) Rédiger", RANK_NONE, "1.1", 2, "Rédiger" }, { "1. Rédiger", RANK_NONE, "1", 1, "Rédiger" }, { "2 - Rédiger", RANK_NONE, "2", 1, "Rédiger" },
	{ "2 UE revues", RANK_NONE, "", 0, "2 UE revues" }, { "26-27", RANK_NONE, "", 0, "26-27" }, { "2024 et 2025", RANK_NONE, "", 0, "2024 et 2025" },
	{ "12", RANK_NONE, "12", 1, "" }, { "A1 Rédiger", RANK_NONE, "A1", 1, "Rédiger" }, { "A1.2 : Rédiger", RANK_NONE, "A1.2", 2, "Rédiger" },
	{ "A.1.2. Rédiger", RANK_NONE, "A.1.2", 3, "Rédiger" }, { "UE15 : refonte", RANK_NONE, "", 0, "UE15 : refonte" }, { "II. Réseaux", RANK_NONE, "II", 1, "Réseaux" },
	{ "IV – Réseaux", RANK_NONE, "IV", 1, "Réseaux" }, { "B. Réseaux", RANK_NONE, "B", 1, "Réseaux" }, { "M. Dupont", RANK_NONE, "", 0, "M. Dupont" },
	{ "OS1 : Ancrer", RANK_STRATEGIC, "OS1", 1, "Ancrer" }, { "OO 1.2 Ancrer", RANK_SPECIFIC, "OO 1.2", 2, "Ancrer" },
	{ "Objectif stratégique de développement 1", RANK_STRATEGIC, "1", 1, "" }, { "Objectif stratégique de développement 2 :", RANK_STRATEGIC, "2", 1, "" },
	{ "Objectif stratégique 3 : Ancrer", RANK_STRATEGIC, "3", 1, "Ancrer" }, { "Objectif spécifique 1.1 - Ancrer", RANK_SPECIFIC, "1.1", 2, "Ancrer" },
	{ "Objectif opérationnel n° 3 : Ancrer", RANK_SPECIFIC, "3", 1, "Ancrer" }, { "Objectif 2. Ancrer", RANK_OBJECTIVE, "2", 1, "Ancrer" },
	{ "Axe 1 – Gouvernance", RANK_AXIS, "1", 1, "Gouvernance" }, { "AXE II : Gouvernance", RANK_AXIS, "II", 1, "Gouvernance" }, { "Axe A. Gouvernance", RANK_AXIS, "A", 1, "Gouvernance" },
	{ "Axe gouvernance", RANK_AXIS, "", 0, "Axe gouvernance" }, { "Goal 1: Quality", RANK_STRATEGIC, "1", 1, "Quality" }, { "Strategic goal 2: Quality", RANK_STRATEGIC, "2", 1, "Quality" },
	{ "Action 12 : Rédiger", RANK_ACTION, "12", 1, "Rédiger" }, { "Action 1.2.3", RANK_ACTION, "1.2.3", 3, "" }, { "Action: write", RANK_ACTION, "", 0, "write" },
	{ "Actions de formation", RANK_NONE, "", 0, "Actions de formation" }, { "Action sociale et santé", RANK_NONE, "", 0, "Action sociale et santé" },
	{ "Temps 1 : A l'entrée", RANK_PHASE, "1", 1, "A l'entrée" }, { "Temps plein", RANK_NONE, "", 0, "Temps plein" }, { "Phase 2", RANK_PHASE, "2", 1, "" },
	{ "Domaine 3 : Recherche", RANK_AXIS, "3", 1, "Recherche" }, { "Mesure n°4 – Revoir", RANK_ACTION, "4", 1, "Revoir" },
	{ "Obj. 1.2 Revoir", RANK_OBJECTIVE, "1.2", 2, "Revoir" }, { "31.12.2026", RANK_NONE, "", 0, "31.12.2026" }, { "1.1.a. Revoir", RANK_NONE, "1.1.a", 3, "Revoir" },
	{ "\x0e" "1.1.\x0f Revoir", RANK_NONE, "1.1", 2, "\x0f Revoir" },
};

static void
labels(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct label l;
		label_read(a, cases[i].text, &l);
		if (l.rank != cases[i].rank || strcmp(l.code, cases[i].code) != 0 || l.depth != cases[i].depth || strcmp(cases[i].text + l.used, cases[i].rest) != 0)
			fail_msg("« %s »: rank %d code %s depth %d rest « %s »", cases[i].text, (int)l.rank, l.code, l.depth, cases[i].text + l.used);
	}
	assert_true(code_under("3.5.1", "3.5"));
	assert_false(code_under("3.51", "3.5"));
	assert_string_equal(code_parent(a, "3.5.1"), "3.5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(labels) };
	return cmocka_run_group_tests_name("import_codes", tests, NULL, NULL);
}
