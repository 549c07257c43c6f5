/* A spreadsheet of commissions: read, shown, done; again, it changes what changed and doubles nothing; what someone changed
 * here stays. */
#include "store_test.h"
#include "call/call_import.h"
#include "call/call_people.h"
#include "store/history.h"

struct scene { struct arena *a; struct document *first, *again, *students, *supervisors; };

static struct document *
read_csv_text(struct arena *a, const char *csv)
{
	struct document *d;
	struct problems why = { 0 };
	assert_ok(document_read(a, csv, strlen(csv), "x.csv", &d, &why));
	return d;
}

static const struct import_line *
line_of(const struct call_import *im, const char *key, enum fate f)
{
	for (size_t i = 0; i < im->lines.n; i++)
		if (strcmp(im->lines.items[i].key, key) == 0 && im->lines.items[i].fate == f)
			return &im->lines.items[i];
	fail_msg("no line %s that is %s", key, fate_word(f));
	return NULL;
}

static const struct submission *
by_number(struct db *db, const struct edition *ed, int64_t number)
{
	struct submissions all;
	assert_ok(submission_list(db, ed->id, &all));
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].number == number)
			return &all.items[i];
	fail_msg("no commission %lld", (long long)number);
	return NULL;
}

static void
counts(const struct call_import *im, size_t fresh, size_t changed, size_t same, size_t refused)
{
	if (im->counts[FATE_NEW] != fresh || im->counts[FATE_CHANGED] != changed || im->counts[FATE_SAME] != same || im->counts[FATE_REFUSED] != refused)
		fail_msg("%zu new, %zu changed, %zu same, %zu refused", im->counts[FATE_NEW], im->counts[FATE_CHANGED], im->counts[FATE_SAME], im->counts[FATE_REFUSED]);
}

static void
first_time(struct db *db, struct scene *s, const struct edition *ed)
{
	struct call_import im;
	struct problems why = { 0 };
	struct commitments c;
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, ed, s->first, NULL, 0, &im, &why));
	counts(&im, 3, 0, 0, 2);
	assert_int_equal(im.sheet.columns[18].field, SHEET_UNKNOWN); /* a question of the form that nobody asked us to keep */
	assert_int_equal(line_of(&im, "9", FATE_REFUSED)->remarks.n, 1);
	assert_int_equal(line_of(&im, "8", FATE_REFUSED)->number, 6); /* the same number twice; a cell of two lines before it */
	const struct import_line *odd = line_of(&im, "10", FATE_NEW);
	assert_int_equal(odd->remarks.n, 2); /* its address, its moment */
	assert_ok(call_import_apply(db, &im));
	const struct submission *seven = by_number(db, ed, 7);
	assert_string_equal(seven->sent_at, "2024-06-30T21:58:00Z"); /* in Brussels, summer */
	assert_string_equal(seven->background, "Deux lignes\nde contexte");
	assert_string_equal(seven->status, "submitted");
	assert_true(seven->institution != NONE);
	assert_ok(commitments_get(db, seven->id, &c));
	assert_string_equal(c.answer[0], "yes");
	assert_string_equal(c.answer[1], "unsure");
	assert_int_equal(c.slots[4].n, 2);
	assert_string_equal(c.slots[4].items[0], "1am");
	const struct submission *ten = by_number(db, ed, 10);
	assert_null(ten->email);
	assert_ok(commitments_get(db, ten->id, &c));
	assert_string_equal(c.answer[4], "unsure");
	assert_string_equal(c.note[4], "le jeudi matin");
	struct call_terms sectors;
	assert_ok(call_terms(db, "sector", &sectors));
	assert_string_equal(sectors.items[sectors.n - 1].name, "Économie du lien");
}

static void
second_time(struct db *db, struct scene *s, const struct edition *ed)
{
	struct call_import im;
	struct problems why = { 0 };
	struct submissions all;
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, ed, s->first, NULL, 0, &im, &why));
	counts(&im, 0, 0, 3, 2);
	/* Someone corrects the town here; the sheet then says another town, and a new question. */
	struct submission edited = *by_number(db, ed, 8);
	struct entity_view v = call_view(db, LANG_FR);
	const void *other;
	edited.town = "Wanze";
	db_author(db, NONE, "Claire", "web");
	assert_ok(entity_update(&v, &submission_entity, &edited, &other));
	db_author(db, NONE, "import", "import");
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, ed, s->again, NULL, 0, &im, &why));
	counts(&im, 1, 1, 0, 0);
	const struct import_line *l = line_of(&im, "8", FATE_CHANGED);
	assert_int_equal(l->changes.n, 2);
	bool kept = false;
	for (size_t i = 0; i < l->changes.n; i++)
		kept = kept || (l->changes.items[i].kept && strcmp(l->changes.items[i].after, "Liège") == 0);
	assert_true(kept);
	assert_ok(call_import_apply(db, &im));
	const struct submission *eight = by_number(db, ed, 8);
	assert_string_equal(eight->town, "Wanze");
	assert_string_equal(eight->question, "Faut-il ouvrir le dimanche ?");
	assert_string_equal(eight->contact_function, "coordinateur"); /* a column that is not there empties nothing */
	assert_ok(submission_list(db, ed->id, &all));
	assert_int_equal(all.n, 4);
}

static void
people(struct db *db, struct scene *s, const struct edition *ed)
{
	struct problems why = { 0 };
	for (int turn = 0; turn < 2; turn++) {
		struct call_import im;
		assert_ok(call_import_read(db, SHEET_STUDENTS, ed, s->students, NULL, 0, &im, &why));
		counts(&im, turn == 0 ? 2 : 0, 0, turn == 0 ? 0 : 2, 1);
		assert_ok(call_import_apply(db, &im));
		assert_ok(call_import_read(db, SHEET_SUPERVISORS, ed, s->supervisors, NULL, 0, &im, &why));
		counts(&im, turn == 0 ? 1 : 0, 0, turn == 0 ? 0 : 1, 0);
		assert_ok(call_import_apply(db, &im));
	}
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_query q = { .sort = "number" };
	struct entity_rows rows;
	assert_ok(entity_load(&v, &student_entity, &q, &rows));
	const struct student *one = entity_row(&student_entity, &rows, 0);
	assert_int_equal(one->experience, 8);
	assert_string_equal(one->employer_folded, "etincelle");
}

static enum err
play(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct edition ed;
	db_author(db, NONE, "import", "import");
	assert_ok(edition_create(db, 2024, &ed));
	first_time(db, s, &ed);
	second_time(db, s, &ed);
	people(db, s, &ed);
	return OK;
}

static void
an_edition(void **state)
{
	struct arena *a = *state;
	struct store *st;
	size_t n;
	const char *csv = slurp(a, src_path(a, "tests/data/call/commandes.csv"), &n);
	assert_non_null(csv);
	struct scene s = { a, read_csv_text(a, csv),
		read_csv_text(a, "ID;Institution;Commune;E-mail;Question\n8;Le Fil scrl;Liège;paul@lefil.example;Faut-il ouvrir le dimanche ?\n"
		    "11;Le Quai;Mons;x@quai.example;Une autre question\n"),
		read_csv_text(a, "Matricule;Nom;Prénom;E-mail;Années d'expérience;Employeur\nE1;Maes;Zoé;z@ex.example;8 ans;L'Étincelle asbl (Huy)\n"
		    "E2;Roba;Luc;l@ex.example;;\nE3;;Anonyme;a@ex.example;2;\n"),
		read_csv_text(a, "Code;Nom;Prénom;Équipes au plus;Secteur connu 1;Secteur connu 2\nA1;Gérard;Zoé;2;CPAS;Logement\n") };
	st = test_store(a);
	assert_ok(store_write(st, a, play, &s));
	store_close(st);
}

/* What is no such sheet says so. */
static enum err
strange(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	struct edition ed;
	struct call_import im;
	struct problems why = { 0 };
	(void)arg;
	db_author(db, NONE, "import", "import");
	assert_ok(edition_create(db, 2024, &ed));
	assert_int_equal(call_import_read(db, SHEET_STUDENTS, &ed, read_csv_text(a, "foo;bar\n1;2\n"), NULL, 0, &im, &why), E_INVALID);
	assert_int_equal(why.n, 1);
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, &ed, read_csv_text(a, "Institution;Sujet libre\nLa Halte;Pourquoi ?\n"), NULL, 0, &im, &why));
	assert_int_equal(im.sheet.missing.n, 1);
	counts(&im, 0, 0, 0, 1);
	const char *told[] = { NULL, "question" };
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, &ed, read_csv_text(a, "Institution;Sujet libre\nLa Halte;Pourquoi ?\n"), told, 2, &im, &why));
	counts(&im, 1, 0, 0, 0);
	return OK;
}
static void
no_such_sheet(void **state)
{
	struct arena *a = *state;
	struct store *st;
	st = test_store(a);
	assert_ok(store_write(st, a, strange, NULL));
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(an_edition), T(no_such_sheet) };
	return cmocka_run_group_tests_name("call_import", tests, NULL, NULL);
}
