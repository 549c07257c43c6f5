#include "test.h"
#include "jobs/sandbox.h"

/* The same small plan in every format (written by LibreOffice) gives the same blocks; the real plan, when it lies
 * beside the project, gives its 52 actions whatever the format. */

static struct document *
read_file(struct arena *a, const char *path)
{
	size_t n;
	char *s = slurp(a, path, &n);
	struct document *d = NULL;
	struct problems why = { 0 };
	if (s == NULL)
		return NULL;
	enum err e = document_read_sandboxed(a, s, n, path, 60, &d, &why);
	if (e != OK)
		print_error("%s: %s\n", path, why.n > 0 ? why.items[0].msgid : fail_detail(a));
	assert_int_equal(e, OK);
	return d;
}

/* The blocks and tables without the numbers that differ between formats. */
static char *
shape(struct arena *a, const struct document *d)
{
	struct buf b = buf_new(a, MIB(4));
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_block *k = &d->items[i];
		if (k->kind == BLOCK_LINE)
			buf_printf(&b, "%d.%d %s\n", k->line.kind, k->line.level, k->line.text);
		for (size_t r = 0; k->kind == BLOCK_TABLE && r < k->table->n; r++) {
			const struct doc_row *row = &k->table->items[r];
			buf_puts(&b, row->header ? "H" : "R");
			for (size_t c = 0; c < k->table->ncols; c++) {
				const struct doc_cell *x = &row->cells[c];
				buf_printf(&b, "|%d.%d.%d ", x->covered, x->colspan, x->rowspan);
				for (size_t l = 0; l < x->n; l++)
					buf_printf(&b, "%d:%s/", x->items[l].kind, x->items[l].text);
			}
			buf_putc(&b, '\n');
		}
	}
	return arena_strdup(a, buf_str(&b));
}

static const char small_plan[] = "1.1 Axe 1 : Soigner le verger\n0.0 Introduction au plan.\n"
	"H|0.1.1 0:Objectif/|0.1.1 0:Action/|0.1.1 0:Porteur/|0.1.1 0:Délai/|0.1.1 0:Résultats attendus/\n"
	"R|0.1.2 0:1.1. Tailler les arbres/|0.1.1 0:1.1.1. Former les \x0e" "jardiniers\x0f à la taille/|0.1.1 0:Équipe Nord/0:Équipe Sud/"
	"|0.1.1 0:26-27/|0.1.1 2:Programme de la formation/2:Liste des présences/\n"
	"R|1.1.1 |0.1.1 0:1.1.2. Acheter des sécateurs/|0.1.1 0:Intendance/|0.1.1 0:27-28/|0.1.1 0:Facture/\n"
	"R|0.5.1 0:Temps 2 : après la récolte/|2.1.1 |2.1.1 |2.1.1 |2.1.1 \n"
	"R|0.1.1 0:1.2. Partager les fruits/|0.1.1 0:1.2.1. Organiser un marché/|0.1.1 0:Équipe Sud/|0.1.1 0:En continu/|0.1.1 0:Affiche/\n"
	"1.2 Annexe\n0.0 Fin du plan.\n";

static void
one_plan_four_formats(void **state)
{
	struct arena *a = *state;
	static const char *const names[] = { "plan.docx", "plan.odt", "plan.html", "plan-libreoffice.html" };
	for (size_t i = 0; i < LEN(names); i++) {
		struct document *d = read_file(a, src_path(a, arena_printf(a, "tests/data/formats/%s", names[i])));
		assert_non_null(d);
		assert_string_equal(shape(a, d), small_plan);
		assert_string_equal(d->title, "Plan du verger");
	}
}

static void
one_register_three_formats(void **state)
{
	struct arena *a = *state;
	static const char *const names[] = { "register.xlsx", "register.ods" };
	for (size_t i = 0; i < LEN(names); i++) {
		struct document *d = read_file(a, src_path(a, arena_printf(a, "tests/data/formats/%s", names[i])));
		assert_non_null(d);
		assert_string_equal(shape(a, d), "R|0.1.1 0:Code/|0.1.1 0:Intitulé/|0.1.1 0:Début/|0.1.1 0:Part/|0.1.1 0:Fait/\n"
			"R|0.1.1 0:1.1/|0.1.1 0:Former/0:les jardiniers/|0.1.1 0:2027-03-01/|0.1.1 0:0.35/|0.1.1 0:VRAI/\n"
			"R|0.1.1 0:1.2/|0.1.1 0:Acheter/|0.1.1 0:2027-06-30/|0.1.1 0:1.5/|0.1.1 0:FAUX/\n");
		assert_string_equal(d->items[0].table->name, "register");
	}
	struct document *d = read_file(a, src_path(a, "tests/data/formats/register.csv"));
	assert_non_null(d);
	assert_int_equal(d->format, DOC_CSV);
	assert_string_equal(d->items[0].table->items[1].cells[1].items[1].text, "les jardiniers");
	assert_int_equal(d->items[0].table->items[2].number, 4); /* its line in the file */
}

/* A cell that begins with three numbers: an action of the real plan. */
static bool
is_action(const char *s)
{
	int x, y, z;
	return sscanf(s, "%d.%d.%d.", &x, &y, &z) == 3;
}

struct found { size_t n; char *code[100]; char *title[100]; char *due[100]; };

static struct found
actions_of(struct arena *a, const struct document *d, size_t due_column_from_action)
{
	struct found f = { 0 };
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_table *t = d->items[i].kind == BLOCK_TABLE ? d->items[i].table : NULL;
		for (size_t r = 0; t != NULL && r < t->n; r++)
			for (size_t c = 0; c + due_column_from_action < t->ncols; c++) {
				char *s = doc_plain(a, doc_cell_text(a, &t->items[r].cells[c], " "));
				if (!is_action(s) || f.n == LEN(f.title))
					continue;
				f.code[f.n] = arena_strndup(a, s, strcspn(s, " "));
				f.title[f.n] = s;
				f.due[f.n++] = doc_cell_text(a, &t->items[r].cells[c + due_column_from_action], " ");
			}
	}
	return f;
}

static void
the_real_plan(void **state)
{
	struct arena *a = *state;
	static const char *const kinds[] = { "odt", "xlsx", "txt", "pdf" };
	struct document *d = read_file(a, src_path(a, "../shared/data/plan-2024-2029.docx"));
	if (d == NULL)
		skip();
	struct found docx = actions_of(a, d, 2);
	assert_int_equal(docx.n, 52);
	for (size_t k = 0; k < LEN(kinds); k++) {
		d = read_file(a, src_path(a, arena_printf(a, "../shared/data/plan-2024-2029.%s", kinds[k])));
		assert_non_null(d);
		struct found f = actions_of(a, d, 2);
		assert_int_equal(f.n, 52);
		size_t same = 0;
		for (size_t i = 0; i < f.n; i++) {
			assert_string_equal(f.code[i], docx.code[i]);
			assert_string_equal(f.due[i], docx.due[i]);
			same += strcmp(f.title[i], docx.title[i]) == 0;
		}
		assert_true(same >= 50);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(one_plan_four_formats), T(one_register_three_formats), T(the_real_plan) };
	return cmocka_run_group_tests_name("formats_real", tests, NULL, NULL);
}
