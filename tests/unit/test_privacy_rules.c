/* A person found in texts that others wrote. */
#include "test.h"
#include "privacy/privacy_rules.h"

static const char *
masked(struct arena *a, const char *text)
{
	struct mask m = { 0 };
	mask_add_name(a, &m, "Zoé d’Hondt-Lefèvre");
	mask_add_name(a, &m, "Ada");
	mask_add_address(a, &m, " Zoe.Hondt@Ecole.be ");
	const char *out = mask_apply(a, &m, text);
	assert_int_equal(out != NULL, mask_finds(a, &m, text));
	return out;
}
static void
found(void **state)
{
	static const struct { const char *text, *out; } cases[] = {
		{ "Reçu de Zoé d’Hondt-Lefèvre.", "Reçu de [nom effacé]." },
		{ "reçu de ZOE D'HONDT LEFEVRE, hier", "reçu de [nom effacé], hier" },
		{ "Zoé d’Hondt-Lefèvre", "[nom effacé]" },
		{ "d’Hondt-Lefèvre Zoé", "[nom effacé]" },
		{ "d'Hondt-Lefèvre, Zoé (CP) et Ada", "[nom effacé] (CP) et Ada" },
		{ "CV_zoe_d_hondt_lefevre.pdf", "CV_[nom effacé].pdf" },
		{ "Zoé d’Hondt-Lefèvre et Zoé d’Hondt-Lefèvre", "[nom effacé] et [nom effacé]" },
		{ "écrire à zoe.hondt@ecole.be ; ZOE.HONDT@ECOLE.BE.", "écrire à [adresse effacée] ; [adresse effacée]." },
		{ "{\"email\":\"zoe.hondt@ecole.be\"}", "{\"email\":\"[adresse effacée]\"}" },
		{ "Zoé d’Hondt-Lefèvre <zoe.hondt@ecole.be>", "[nom effacé] <[adresse effacée]>" },
		/* others, and less than the whole name */
		{ "Zoé", NULL }, { "Hondt-Lefèvre", NULL }, { "Zoé d’Hondt", NULL }, { "Zoé de Hondt-Lefèvre", NULL }, { "Azoé d’Hondt-Lefèvre", NULL },
		{ "Zoé d’Hondt-Lefèvres", NULL }, { "Ada et Ada", NULL }, { "a.zoe.hondt@ecole.be", NULL }, { "zoe.hondt@ecole.be.example", NULL },
		{ "azoe.hondt@ecole.be", NULL }, { "", NULL }, { NULL, NULL }, { "« » — œuvre", NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *out = masked(*state, cases[i].text);
		if ((out == NULL) != (cases[i].out == NULL) || (out != NULL && strcmp(out, cases[i].out) != 0))
			fail_msg("%s: %s, not %s", cases[i].text, out == NULL ? "nobody" : out, cases[i].out == NULL ? "nobody" : cases[i].out);
	}
}
static void
nobody(void **state)
{
	struct mask m = { 0 };
	mask_add_name(*state, &m, NULL);
	mask_add_name(*state, &m, "  ");
	mask_add_address(*state, &m, NULL);
	mask_add_address(*state, &m, "no address");
	assert_int_equal(m.names.n + m.addresses.n, 0);
	assert_null(mask_apply(*state, &m, "no address, and nobody"));
}
int
main(void)
{
	const struct CMUnitTest tests[] = { T(found), T(nobody) };
	return cmocka_run_group_tests_name("privacy_rules", tests, NULL, NULL);
}
