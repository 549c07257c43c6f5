#include "test.h"
#include "charter/charter_rules.h"

/* The canonical text is what the digest holds: these bytes may never change for texts that are frozen. */
static void
canonical(void **state)
{
	struct arena *a = *state;
	struct section items[] = { { .title = " Un ", .text = "\n\nPremier.\n\n- a\n- b \n\n" }, { .title = "Vide", .text = " \n" }, { .title = "Trois", .text = "Fin." } };
	struct sections s = { items, LEN(items), LEN(items) };
	assert_string_equal(charter_canonical(a, "Charte", "CEP", 1, 2, &s),
	    "# Charte\n\nCEP, version 1.2\n\n## Un\n\nPremier.\n\n- a\n- b\n\n## Vide\n\n## Trois\n\nFin.\n");
	s.n = 0;
	assert_string_equal(charter_canonical(a, "Charte", "CEP", 1, 0, &s), "# Charte\n\nCEP, version 1.0\n");
	assert_string_equal(charter_body("# Charte\n\nCEP, version 1.0\n"), "CEP, version 1.0\n");
	assert_string_equal(charter_body("x"), "");
}

/* What is typed as a heading in a section is never taken for a section. */
static void
own_headings(void **state)
{
	struct arena *a = *state;
	struct section items[] = { { .title = "Un", .text = "# Haut\n\n## Intrus\nTexte.\n ##\n\n###### Bas\n##pas un titre\n    ## du code\n\n```\n## du code\n```\n## Encore" },
		{ .title = "Deux", .text = "## D’abord\n\nSouligné\n---\nLigne\n===\n\n---\n- a\n~~~\n```\n## x\n~~~\n## Fin" } };
	struct sections s = { items, LEN(items), LEN(items) };
	const char *text = charter_canonical(a, "Charte", "CEP", 1, 0, &s);
	assert_string_equal(text,
	    "# Charte\n\nCEP, version 1.0\n\n## Un\n\n### Haut\n\n#### Intrus\nTexte.\n ####\n\n###### Bas\n##pas un titre\n    ## du code\n\n```\n ## du code\n```\n#### Encore\n"
	    "\n## Deux\n\n#### D’abord\n\nSouligné\n\n---\nLigne\n\n===\n\n---\n- a\n~~~\n```\n ## x\n~~~\n#### Fin\n");
	struct charter_part p = { .rest = charter_body(text) };
	const char *titles[3] = { NULL };
	size_t n = 0;
	for (; charter_part_next(a, &p); n++) {
		assert_true(n < LEN(titles));
		titles[n] = p.title;
	}
	assert_int_equal(n, 3);
	assert_string_equal(titles[1], "Un");
	assert_string_equal(titles[2], "Deux");
}

static void
parts(void **state)
{
	struct arena *a = *state;
	struct charter_part p = { .rest = "CEP\n\n## Un\n\nPremier.\n\n## Vide\n\n## Trois\n\nFin ## pas un titre.\n" };
	static const struct { const char *title, *has; } wanted[] = { { NULL, "CEP" }, { "Un", "Premier." }, { "Vide", "" }, { "Trois", "Fin ## pas un titre." } };
	size_t n = 0;
	while (charter_part_next(a, &p)) {
		assert_true(n < LEN(wanted));
		if (wanted[n].title == NULL)
			assert_null(p.title);
		else
			assert_string_equal(p.title, wanted[n].title);
		assert_non_null(strstr(p.text, wanted[n].has));
		assert_null(strstr(p.text, "## Un"));
		n++;
	}
	assert_int_equal(n, LEN(wanted));
	struct charter_part none = { .rest = "" }, bare = { .rest = "## Seul" };
	assert_false(charter_part_next(a, &none));
	assert_true(charter_part_next(a, &bare));
	assert_string_equal(bare.title, "Seul");
	assert_string_equal(bare.text, "");
	assert_false(charter_part_next(a, &bare));
}

static void
around(void **state)
{
	struct arena *a = *state;
	assert_string_equal(charter_around(a, "court", 0, 3), "court");
	assert_string_equal(charter_around(a, "éé34567890123456789012345678901234567890éà", 2, 2), "éé … éà");
	assert_string_equal(charter_around(a, "éé34567890123456789012345678901234567890éà", 0, 2), "… éà");
	assert_string_equal(charter_around(a, "éé34567890123456789012345678901234567890éà", 2, 0), "éé …");
	assert_string_equal(charter_around(a, "", 0, 0), "");
}

static void
around_words(void **state)
{
	struct arena *a = *state;
	const char *text = "Un début assez long pour être coupé quelque part au milieu, et une fin.";
	assert_string_equal(charter_around(a, text, 11, 0), "Un début …");
	assert_string_equal(charter_around(a, text, 0, 10), "… une fin.");
	assert_string_equal(charter_around(a, text, 11, 10), "Un début … une fin.");
}

/* At once, then two weeks later, twice; then never. */
static void
letters(void **state)
{
	(void)state;
	struct date day = { 2026, 11, 27 };
	assert_true(charter_letter_due(0, NULL, day));
	assert_false(charter_letter_due(1, "2026-11-27", day));
	assert_false(charter_letter_due(1, "2026-11-14", day));
	assert_true(charter_letter_due(1, "2026-11-13", day));
	assert_true(charter_letter_due(2, "2026-10-01", day));
	assert_false(charter_letter_due(3, "2026-01-01", day));
}

static void
slugs(void **state)
{
	struct arena *a = *state;
	assert_string_equal(charter_slug(a, 12, "Charte « du » partenariat : été 2027"), "12-charte-du-partenariat-ete-2027");
	assert_string_equal(charter_slug(a, 3, " … "), "3");
	const char *most = charter_slug(a, 999999999999999999, "un titre qui n’en finit pas de dire tout ce que ce document contient, et bien plus encore que cela");
	assert_true(strlen(most) <= 80 && most[strlen(most) - 1] != '-');
	char word[201];
	memset(word, 'x', 200);
	word[200] = '\0';
	assert_string_equal(charter_slug(a, 3, word), "3"); /* a word that no address holds */
}

static void
numbers(void **state)
{
	(void)state;
	int x, y;
	charter_next(0, 0, true, &x, &y);
	assert_true(x == 1 && y == 0); /* nothing to revise yet */
	charter_next(1, 4, true, &x, &y);
	assert_true(x == 1 && y == 5);
	charter_next(1, 4, false, &x, &y);
	assert_true(x == 2 && y == 0);
}

static void
words(void **state)
{
	(void)state;
	enum charter_kind k;
	enum audience x;
	for (int i = 0; i < CHARTER_KINDS; i++)
		assert_true(charter_kind_of(charter_kind_word((enum charter_kind)i), &k) && (int)k == i);
	for (int i = 0; i < AUDIENCES; i++)
		assert_true(audience_of(audience_word((enum audience)i), &x) && (int)x == i);
	assert_false(charter_kind_of("x", &k) || charter_kind_of(NULL, &k) || audience_of("", &x) || audience_of(NULL, &x));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(canonical), T(own_headings), T(parts), T(around), T(around_words), T(letters), T(slugs), T(numbers), T(words) };
	return cmocka_run_group_tests_name("charter rules", tests, NULL, NULL);
}
