#include "test.h"
#include "import/import_rules.h"

static const struct acronym declared[] = { { "AIS", "Activités d'ingénierie sociale" }, { "CEP", "Commission Environnement professionnel" },
	{ "CP", "Commission Programme" }, { "CPI", "Commission Partenariats internationaux" }, { "CS", "Comité stratégique" } };

static struct lexicon *
lexicon(struct arena *a, struct plan *p, const char *const *cells, size_t n)
{
	*p = (struct plan){ .id = NONE };
	for (size_t i = 0; i < LEN(declared); i++)
		PUSH(a, &p->acronyms, declared[i]);
	struct lexicon *x = lexicon_new(a, p);
	for (size_t i = 0; i < n; i++)
		lexicon_learn(x, cells[i]);
	lexicon_settle(x);
	return x;
}

static const char *
shown(struct arena *a, struct lexicon *x, const char *cell, bool *doubtful)
{
	struct actor_split s;
	struct buf b = buf_new(a, 4096);
	actors_split(x, cell, &s);
	for (size_t i = 0; i < s.names.n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : " | ", s.names.items[i]);
	*doubtful = s.doubtful;
	return buf_str(&b);
}

static const struct { const char *cell, *want; bool doubtful; } cases[] = {
	{ "CP Resp. CERIAS Consultance", "CP | Responsable CERIAS Consultance", false },
	{ "Responsables CERIAS et équipe mémoire", "Responsable CERIAS Consultance | Responsable CERIAS Recherche | Équipe mémoire", true },
	{ "CEP CS CP", "CEP | CS | CP", false },
	{ "CEP CERIAS Recherche", "CEP | CERIAS Recherche", false },
	{ "Responsable Recherche Responsable des relations internationales CPI", "Responsable Recherche | Responsable des relations internationales | CPI", false },
	{ "Coordination AIS, recherche, mémoire", "Coordination AIS | Coordination recherche | Coordination mémoire", true },
	{ "Co-responsables Master 1 et 2", "Co-responsable Master 1 | Co-responsable Master 2", false },
	{ "GT Com' CS", "GT Com' | CS", false },
	{ "Chargée de com'", "Chargée de com'", false },
	{ "Direction adjointe et direction aux enseignements Direction de département de domaine",
		"Direction adjointe | Direction aux enseignements | Direction de département de domaine", false },
	{ "Responsable CERIAS Consultance CEP", "Responsable CERIAS Consultance | CEP", false },
	{ "Responsable recherche Responsable CERIAS Recherche", "Responsable recherche | Responsable CERIAS Recherche", false },
	{ "Equipe mémoire", "Équipe mémoire", false },
	{ "CP\nResp. CERIAS Consultance", "CP | Responsable CERIAS Consultance", false },
	{ "CP, CEP ; GT Com' / CS + CPI", "CP | CEP | GT Com' | CS | CPI", false },
	{ "la CP et l'équipe mémoire", "CP | Équipe mémoire", false },
	{ "Commission recherche et innovation", "Commission recherche et innovation", false },
	{ "Coordinateur/trice pédagogique", "Coordinateur/trice pédagogique", false },
	{ "Marie DUPONT Paul MARTIN", "Marie DUPONT | Paul MARTIN", false },
	{ "Mme Lambert M. Petit", "Mme Lambert | M. Petit", false },
	{ "CP (avec la bibliothèque)", "CP (avec la bibliothèque)", false },
	{ "CEP, CP (pilote)", "CP | CEP", false },
	{ "- CP\n- CS", "CP | CS", false },
	{ "CP & CS", "CP | CS", false },
	{ "Directeur·rice de catégorie", "Directeur·rice de catégorie", false },
	{ "CP en collaboration avec CEP", "CP | CEP", false },
	{ "Responsables Bloc 1, 2 et 3", "Responsable Bloc 1 | Responsable Bloc 2 | Responsable Bloc 3", false },
	{ "Responsables de la recherche et du mémoire", "Responsable de la recherche | Responsable du mémoire", true },
	{ "Équipe pédagogique Direction", "Équipe pédagogique | Direction", false },
	{ "", "", false }, { "-", "", false },
};

static void
splits(void **state)
{
	struct arena *a = *state;
	struct plan p;
	static const char *const cells[] = { "CP Resp. CERIAS Consultance", "Responsables CERIAS et équipe mémoire", "Equipe mémoire", "GT Com'", "CEP CERIAS Recherche",
		"Responsable CERIAS Consultance CEP", "Responsable recherche Responsable CERIAS Recherche", "Responsable recherche Responsable mémoire", "CP", "CEP", "CPI", "CS" };
	struct lexicon *x = lexicon(a, &p, cells, LEN(cells));
	for (size_t i = 0; i < LEN(cases); i++) {
		bool doubtful;
		const char *got = shown(a, x, cases[i].cell, &doubtful);
		if (strcmp(got, cases[i].want) != 0 || doubtful != cases[i].doubtful)
			fail_msg("« %s »: %s (%d) instead of %s (%d)", cases[i].cell, got, doubtful, cases[i].want, cases[i].doubtful);
	}
}

static void
undeclared_acronyms(void **state)
{
	struct arena *a = *state;
	struct plan p = { .id = NONE };
	struct lexicon *x = lexicon_new(a, &p);
	lexicon_learn(x, "COPIL");
	lexicon_learn(x, "CQ\nCA");
	lexicon_learn(x, "COPIL CQ");
	lexicon_settle(x);
	bool doubtful;
	assert_string_equal(shown(a, x, "COPIL CQ", &doubtful), "COPIL | CQ");
	assert_false(doubtful);
	assert_string_equal(shown(a, x, "CDR BEX", &doubtful), "CDR | BEX");
	assert_true(doubtful);
}

static void
variants(void **state)
{
	struct arena *a = *state;
	struct plan p;
	struct lexicon *x = lexicon(a, &p, NULL, 0);
	static const char *const same[][2] = { { "Responsable recherche", "Resp. Recherche" }, { "GT Com'", "GT com’" }, { "Équipe mémoire", "equipe mémoire" },
		{ "CS", "Comité stratégique" }, { "CP", "Commission Programme (CP)" }, { "Co-responsable programme master 1", "Co-responsable Master 1" },
		{ "Chargé de communication", "Chargée de communication" } };
	for (size_t i = 0; i < LEN(same); i++)
	{
		int first = actor_intern(x, same[i][0]);
		assert_int_equal(actor_intern(x, same[i][1]), first);
	}
	assert_int_not_equal(actor_intern(x, "GT Com'"), actor_intern(x, "Chargée de com'"));
	assert_int_not_equal(actor_intern(x, "Co-responsable Master 1"), actor_intern(x, "Co-responsable Master 2"));
	assert_int_not_equal(actor_intern(x, "CERIAS Recherche"), actor_intern(x, "Responsable CERIAS Recherche"));
	assert_string_equal(p.actors.items[actor_intern(x, "Co-responsable Master 1")].name, "Co-responsable Master 1");
	assert_string_equal(p.actors.items[actor_intern(x, "CS")].long_name, "Comité stratégique");
	assert_int_equal(p.actors.items[actor_intern(x, "CS")].kind, ACTOR_BODY);
	assert_int_equal(p.actors.items[actor_intern(x, "CERIAS Recherche")].kind, ACTOR_UNIT);
	assert_int_equal(p.actors.items[actor_intern(x, "Chargée de com'")].kind, ACTOR_OFFICE);
	assert_int_equal(p.actors.items[actor_intern(x, "Direction adjointe")].kind, ACTOR_DIRECTION);
	assert_string_equal(indicator_body(x, "PV du Comité stratégique"), "CS");
	assert_string_equal(indicator_body(x, "PV de la CEP"), "CEP");
	assert_string_equal(indicator_body(x, "PV du GT com'"), "GT Com'");
	assert_string_equal(indicator_body(x, "Procès-verbaux du Conseil de département"), "Conseil de département");
	assert_null(indicator_body(x, "PV des rencontres"));
	assert_null(indicator_body(x, "PV"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(splits), T(undeclared_acronyms), T(variants) };
	return cmocka_run_group_tests_name("import_actors", tests, NULL, NULL);
}
