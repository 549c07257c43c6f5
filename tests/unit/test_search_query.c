/* Words of a text with their places and stems; what is typed to search; what is marked. */
#include "../test.h"
#include "search/search_near.h"
#include "search/search_query.h"

/* "word:stem word:stem …" */
static const char *
words_dump(struct arena *a, const char *text)
{
	struct buf b = buf_new(a, KIB(64));
	struct stemmer *s = stemmer_new(a);
	struct words all = words_of(text);
	struct word w;
	while (words_next(&all, &w)) {
		size_t n;
		const char *stem = stemmer_stem(s, &w, &n);
		assert_true(w.from < w.to && w.to <= strlen(text) && w.n == strlen(w.folded) && w.n > 0);
		buf_printf(&b, "%s%s:%.*s", b.len == 0 ? "" : " ", w.folded, (int)n, stem);
	}
	return arena_strdup(a, buf_str(&b));
}

static void
words_of_a_text(void **state)
{
	struct arena *a = *state;
	static const char *const texts[][2] = { { "L’Équipe pédagogique", "l:l equipe:equip pedagogique:pedagog" }, { "étudiant·e·s", "etudiant:etudi e:e s:s" },
		{ "1.2.3. et 12,5 ; 2026", "1.2.3:1.2.3 et:et 12:12 5:5 2026:2026" }, { "ŒUVRE cœur", "oeuvre:oeuvr coeur:coeur" }, { "proc\xc2\xad""ès-verbal", "proces:proc verbal:verbal" },
		{ "e\xcc\x81valuation", "evaluation:evalu" }, { "a→b • c€", "a:a b:b c:c" }, { "…", "" }, { "", "" }, { "covid19 x2", "covid19:covid19 x2:x2" }, { "Δέλτα", "δελτα:δελτα" } };
	for (size_t i = 0; i < LEN(texts); i++)
		assert_string_equal(words_dump(a, texts[i][0]), texts[i][1]);
	/* A word without end is known by its beginning; half characters are no words. */
	struct buf b = buf_new(a, KIB(64));
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "é");
	struct words all = words_of(buf_str(&b));
	struct word w;
	assert_true(words_next(&all, &w) && w.n == WORD_MAX && w.to == 2000);
	assert_false(words_next(&all, &w));
	assert_string_equal(words_dump(a, "\xc3(\xff a"), "a:a");
}

/* What the comment of stemmer_stem() promises: search_mark() rests on it. The words of this project's own texts. */
static void
stems_begin_as_their_words(void **state)
{
	struct arena *a = *state;
	struct stemmer *s = stemmer_new(a);
	size_t n, count = 0;
	const char *const files[] = { "po/en.po", "docs/guide.md", "docs/administration.md" };
	for (size_t i = 0; i < LEN(files); i++) {
		const char *text = slurp(a, src_path(a, files[i]), &n);
		assert_non_null(text);
		struct words all = words_of(arena_strndup(a, text, n));
		struct word w;
		for (; words_next(&all, &w); count++) {
			size_t k;
			const char *stem = stemmer_stem(s, &w, &k);
			if (memcmp(stem, w.folded, k < 2 ? k : 2) != 0)
				fail_msg("%s: %.*s", w.folded, (int)k, stem);
		}
	}
	assert_true(count > 20000);
}

/* Groups: words by | , "…" a phrase, -without, * prefix. */
static const char *
question_dump(struct arena *a, const char *typed, bool typing)
{
	struct search_question q;
	struct buf b = buf_new(a, KIB(64));
	search_read(a, typed, typing, &q);
	for (size_t i = 0; i < q.groups.n; i++) {
		const struct search_group *g = &q.groups.items[i];
		buf_printf(&b, "%s%s%s", b.len == 0 ? "" : " ", g->without ? "-" : "", g->phrase ? "\"" : "");
		for (size_t k = 0; k < g->n; k++)
			buf_printf(&b, "%s%s%s", k == 0 ? "" : g->phrase ? " " : "|", g->items[k].text, g->items[k].prefix ? "*" : "");
		buf_puts(&b, g->phrase ? "\"" : "");
	}
	return arena_strdup(a, buf_str(&b));
}

static void
what_is_typed(void **state)
{
	struct arena *a = *state;
	static const struct { const char *typed; bool typing; const char *read; } asked[] = { { "Chartes de l’équipe", false, "chart equip" }, { "de la", false, "de la" },
		{ "\"plan de formation\"", false, "\"plan de format\"" }, { "« plan de formation » charte", false, "\"plan de format\" chart" }, { "charte -projets", false, "chart -projet" },
		{ "-charte", false, "-chart" }, { "a - b", false, "b" }, { "partenari*", false, "partenari*|partenar" }, { "partenaria", true, "partenaria*|partenari" }, { "charte pa", true, "chart" },
		{ "charte par ", true, "chart" }, { "charte cp ", true, "chart cp" }, { "\"seul", false, "seul" }, { "\"\"", false, "" }, { "1.2.3", false, "1.2.3" }, { "", false, "" },
		{ "procès-verbal", false, "proc verbal" }, { "\"a b\" \"c d\" \"e f\"", false, "\"a b\" \"c d\" e f" }, { "\xff\xfe", false, "" } };
	for (size_t i = 0; i < LEN(asked); i++)
		if (strcmp(question_dump(a, asked[i].typed, asked[i].typing), asked[i].read) != 0)
			fail_msg("[%s] is read %s, not %s", asked[i].typed, question_dump(a, asked[i].typed, asked[i].typing), asked[i].read);
	/* While a word is typed, the stem of what it will be is asked for from the first letters to the last. */
	static const char *const whole[] = { "évaluation", "communication", "partenariat", "accompagnement", "coordinatrice", "qualités", "financements", "pédagogique" };
	struct stemmer *s = stemmer_new(a);
	for (size_t i = 0; i < LEN(whole); i++) {
		const char *stem = stemmer_text(a, s, whole[i], 100), *fold = text_fold(a, whole[i]);
		for (size_t n = 4; n <= strlen(fold); n++) {
			struct search_question q;
			bool there = false;
			search_read(a, arena_strndup(a, fold, n), true, &q);
			for (size_t k = 0; k < q.groups.items[0].n; k++) {
				const struct search_word *w = &q.groups.items[0].items[k];
				there = there || (w->prefix ? text_starts(stem, w->text) : strcmp(stem, w->text) == 0);
			}
			if (!there)
				fail_msg("%.*s… does not ask for %s (%s)", (int)n, fold, whole[i], question_dump(a, arena_strndup(a, fold, n), true));
		}
	}
}

static const char *
pieces_dump(struct arena *a, const struct search_pieces *p)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < p->n; i++)
		buf_printf(&b, p->items[i].mark ? "[%s]" : "%s", p->items[i].text);
	return arena_strdup(a, buf_str(&b));
}

static void
what_is_marked(void **state)
{
	struct arena *a = *state;
	struct stemmer *s = stemmer_new(a);
	struct search_question q;
	struct search_pieces all = { 0 }, part = { 0 }, none = { 0 };
	search_read(a, "équipes chartes -projet", false, &q);
	search_mark(a, s, &q.groups, "L’équipe et sa CHARTE, un projet d’équipées", &all);
	assert_string_equal(pieces_dump(a, &all), "L’[équipe] et sa [CHARTE], un projet d’équipées");
	/* The part where both stand, not the first where one does; whole words at both ends. */
	struct buf b = buf_new(a, KIB(64));
	buf_puts(&b, "La charte. ");
	for (int i = 0; i < 60; i++)
		buf_puts(&b, "Rien à voir ici. ");
	buf_puts(&b, "La charte de l’équipe dit tout. ");
	for (int i = 0; i < 60; i++)
		buf_puts(&b, "Et encore après. ");
	search_snippet(a, s, &q.groups, buf_str(&b), &part);
	const char *shown = pieces_dump(a, &part);
	assert_non_null(strstr(shown, "La [charte] de l’[équipe] dit tout."));
	assert_true(strncmp(shown, "… ", strlen("… ")) == 0 && strcmp(shown + strlen(shown) - strlen(" …"), " …") == 0);
	assert_true(strlen(shown) < SEARCH_SNIPPET + 40);
	search_snippet(a, s, &q.groups, "Rien de tout cela", &none);
	assert_string_equal(pieces_dump(a, &none), "Rien de tout cela");
}

static void
mistakes(void **state)
{
	static const struct { const char *x, *y; int most, is; } of[] = { { "formation", "formation", 2, 0 }, { "formtion", "formation", 2, 1 }, { "formaation", "formation", 2, 1 },
		{ "fromation", "formation", 2, 1 }, { "formasion", "formation", 2, 1 }, { "frmtion", "formation", 2, 2 }, { "frmtion", "formation", 1, 2 }, { "frmtin", "formation", 2, 3 },
		{ "aormation", "formation", 2, 3 }, { "f", "formation", 2, 3 }, { "formation", "formatoin", 1, 1 }, { "abcd", "acbd", 1, 1 }, { "abcdef", "acbdfe", 2, 2 },
		{ "a", "", 2, 3 }, { "", "", 2, 0 } };
	(void)state;
	for (size_t i = 0; i < LEN(of); i++) {
		int is = near_mistakes(of[i].x, of[i].y, of[i].most), back = near_mistakes(of[i].y, of[i].x, of[i].most);
		if (is != of[i].is || back != is)
			fail_msg("%s, %s: %d and %d, and should be %d", of[i].x, of[i].y, is, back, of[i].is);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(words_of_a_text), T(stems_begin_as_their_words), T(what_is_typed), T(what_is_marked), T(mistakes) };
	return cmocka_run_group_tests_name("search query", tests, NULL, NULL);
}
