/* Plans of many schools: each document of tests/data/plans whose name begins with a number is read and compared with
 * what a reader checked by eye, warnings included; and no word of it may vanish. */
#include "test.h"
#include "formats/document.h"
#include "import/import.h"
#include "import/import_rules.h"
#include "plan_render.h"
#include <dirent.h>

static bool
read_plan(struct arena *a, const char *rel, struct document **d, struct plan_draft *out)
{
	size_t n;
	struct problems why = { 0 };
	char *bytes = slurp(a, src_path(a, rel), &n);
	if (bytes == NULL)
		return false;
	assert_int_equal(document_read(a, bytes, n, rel, d, &why), OK);
	assert_int_equal(plan_read(a, *d, NULL, out), OK);
	return true;
}

/* Everything that the draft keeps or says, as folded words between spaces. */
static const char *
everything(struct arena *a, const struct plan_draft *d)
{
	struct buf b = buf_new(a, MIB(16));
	buf_puts(&b, render_draft(a, d));
	for (struct plan_walk w = { .plan = &d->plan }; plan_next(&w);)
		buf_printf(&b, " %s", w.action->due.text == NULL ? "" : w.action->due.text);
	for (size_t i = 0; i < d->plan.acronyms.n; i++)
		buf_printf(&b, " %s %s", d->plan.acronyms.items[i].acronym, d->plan.acronyms.items[i].name);
	for (size_t i = 0; i < d->columns.n; i++)
		buf_printf(&b, " %s", d->columns.items[i].heading == NULL ? "" : d->columns.items[i].heading);
	return arena_printf(a, " %s ", text_words(a, buf_str(&b)));
}

/* The words that a reading may take in: labels, marks, what stands between names, abbreviations it writes out. */
static bool
structural(const char *w)
{
	return text_length(w) < 2 || words_are(w, "objectif*|strategique*|specifique*|operationnel*|developpement|axe|axes|theme|domaine|action|actions|mesure|temps|phase|objective|goal|et|and|de|du|des|la|le|les|"
		"avec|resp|responsable*|co|echeance*|indicateur*|livrable*|priorite|recommandation*|acronymes|en|deux|xx|fiche|responsible|plan|stage|calendrier");
}

static void
conserved_text(struct arena *a, const char *name, const char *all, const char *text)
{
	/* headings and labels say where a text goes: they need not be kept themselves */
	const char *plain = doc_plain(a, text), *colon = strchr(plain, ':');
	struct heading h;
	heading_read(a, plain, &h);
	if (h.score >= 0.85 && h.year == 0)
		return;
	if (colon != NULL) {
		heading_read(a, arena_strndup(a, plain, (size_t)(colon - plain)), &h);
		plain = h.score >= 0.85 ? colon + 1 : plain;
	}
	struct strings w = words_split(a, text_words(a, plain), ' ');
	for (size_t i = 0; i < w.n; i++) {
		size_t n = strlen(w.items[i]);
		/* plurals and abbreviations are written out: the beginning of the word is enough */
		const char *begin = arena_printf(a, " %.*s", (int)(n > 5 ? n - 1 : n), w.items[i]);
		if (!structural(w.items[i]) && strstr(all, begin) == NULL)
			fail_msg("%s: « %s » vanished from « %s »", name, w.items[i], text);
	}
}

static void
conserved(struct arena *a, const char *name, const struct document *doc, const struct plan_draft *d)
{
	const char *all = everything(a, d);
	for (size_t i = 0; i < doc->n; i++) {
		const struct doc_block *b = &doc->items[i];
		bool other = false;
		if (b->kind == BLOCK_LINE)
			conserved_text(a, name, all, b->line.text);
		if (b->kind != BLOCK_TABLE)
			continue;
		for (size_t k = 0; k < d->warnings.n; k++) /* said to be no part of the plan */
			other = other || (strcmp(d->warnings.items[k].kind, "other_table") == 0 &&
			    text_eq(d->warnings.items[k].source, arena_printf(a, "table %d", b->table->number)));
		for (size_t r = 0; r < b->table->n && !other; r++)
			for (size_t c = 0; c < b->table->ncols; c++)
				conserved_text(a, name, all, doc_cell_text(a, &b->table->items[r].cells[c], " "));
	}
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static struct strings
numbered_plans(struct arena *a)
{
	struct strings names = { 0 };
	DIR *dir = opendir(src_path(a, "tests/data/plans"));
	assert_non_null(dir);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;)
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9')
			PUSH(a, &names, arena_strdup(a, e->d_name));
	closedir(dir);
	qsort(names.items, names.n, sizeof *names.items, by_name);
	return names;
}

/* PILOTIS_GOLDEN=1 writes the expectations anew; they are then read by eye before they are kept. */
static void
layouts(void **state)
{
	struct arena *a = *state;
	struct strings names = numbered_plans(a);
	assert_true(names.n >= 30);
	for (size_t i = 0; i < names.n; i++) {
		struct document *doc;
		struct plan_draft d;
		size_t n;
		const char *golden = src_path(a, arena_printf(a, "tests/golden/plans/%s.txt", names.items[i]));
		assert_true(read_plan(a, arena_printf(a, "tests/data/plans/%s", names.items[i]), &doc, &d));
		const char *got = render_draft(a, &d);
		if (getenv("PILOTIS_GOLDEN") != NULL) {
			FILE *f = fopen(golden, "w");
			assert_non_null(f);
			fputs(got, f);
			fclose(f);
		}
		char *want = slurp(a, golden, &n);
		if (want == NULL || strcmp(got, arena_strndup(a, want, n)) != 0)
			fail_msg("%s reads otherwise:\n%s", names.items[i], got);
	}
}

static void
nothing_vanishes(void **state)
{
	struct arena *a = *state;
	struct strings names = numbered_plans(a);
	struct document *doc;
	struct plan_draft d;
	for (size_t i = 0; i < names.n; i++) {
		assert_true(read_plan(a, arena_printf(a, "tests/data/plans/%s", names.items[i]), &doc, &d));
		conserved(a, names.items[i], doc, &d);
	}
}

static void
nothing_of_the_real_plan_vanishes(void **state)
{
	struct arena *a = *state;
	static const char *const names[] = { "docx", "odt", "xlsx", "txt" };
	struct document *doc;
	struct plan_draft d;
	size_t seen = 0;
	for (size_t i = 0; i < LEN(names); i++) {
		const char *rel = arena_printf(a, "../shared/data/plan-2024-2029.%s", names[i]);
		size_t n;
		if (slurp(a, src_path(a, rel), &n) == NULL)
			continue;
		seen++;
		assert_true(read_plan(a, rel, &doc, &d));
		conserved(a, rel, doc, &d);
	}
	if (seen == 0)
		skip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(layouts), T(nothing_vanishes), T(nothing_of_the_real_plan_vanishes) };
	return cmocka_run_group_tests_name("import_layouts", tests, NULL, NULL);
}
