/* A jury: its rubric, members, conflicts and scores, kept; scores from a spreadsheet, and again. */
#include "store_test.h"
#include "call/review_import.h"
#include "people/people.h"
#include "store/history.h"

struct scene { struct arena *a; struct edition ed; struct document *files, *votes, *again; };

static struct document *
read_csv_text(struct arena *a, const char *csv)
{
	struct document *d;
	struct problems why = { 0 };
	assert_ok(document_read(a, csv, strlen(csv), "x.csv", &d, &why));
	return d;
}

static void
commissions(struct db *db, struct scene *s)
{
	struct call_import im;
	struct problems why = { 0 };
	assert_ok(edition_create(db, 2024, &s->ed));
	assert_ok(call_import_read(db, SHEET_COMMISSIONS, &s->ed, s->files, NULL, 0, &im, &why));
	assert_int_equal(im.counts[FATE_NEW], 4);
	assert_ok(call_import_apply(db, &im));
}

static struct jury
loaded(struct db *db, struct scene *s)
{
	struct jury j;
	assert_ok(jury_load(db, s->ed.id, &j));
	return j;
}

static const char files[] = "ID;Nom de l'institution;Secteur d'activité;Type d'institution;Adresse e-mail;Votre question ou commande;Thème principal\n"
	"11;La Rive asbl;CPAS;ASBL;a@larive.be;Comment ?;Évaluation\n12;Les Tilleuls;Handicap;ASBL;b@tilleuls.be;Pourquoi ?;Financement\n"
	"13;Le Relais;Handicap;ASBL;c@relais.be;Combien ?;Évaluation\n14;Trait d'Union;Hôpital;ASBL;d@union.be;Où ?;Numérique\n";
static const char votes[] = "ID commande;Membre du jury;Pertinence;Disponibilité et engagement;Remarque\n11;Anne D.;4;3;\n11;r2;2;2;bof\n12;Anne D.;5;5;\n12;r2;4;4;\n"
	"13;r2;3;;\n13;Anne D.;7;2;\n14;r2;;;\n99;r2;3;3;\n14;Anne D.;3;3;\n14;Anne D.;;;Conflit d'intérêts : ancien employeur\n11;r2;5;5;\n";

/* ---- the rubric and the jury ------------------------------------------------------------------------------------------ */

static enum err
kept_work(struct db *db, void *arg)
{
	struct scene *s = arg;
	int64_t one, two, other;
	db_author(db, NONE, "test", "test");
	commissions(db, s);
	struct jury j = loaded(db, s);
	assert_int_equal(j.files.n, 4);
	assert_string_equal(j.sector[0], "CPAS");
	assert_string_equal(j.area[3], "Numérique");
	assert_true(j.criteria.n == 0 && j.plan.rev == 0 && j.plan.per_file == 3 && j.plan.alpha == 0.25);
	assert_ok(criteria_begin(db, s->ed.id));
	assert_ok(juror_add(db, s->ed.id, NONE, "Zoé", "zoe", &one));
	assert_ok(juror_add(db, s->ed.id, NONE, "Anne", NULL, &two));
	assert_int_equal(juror_add(db, s->ed.id, NONE, "Zoé bis", "zoe", &other), E_CONFLICT);
	assert_ok(juror_employers_set(db, two, "La Rive (asbl)\n\n  Ailleurs \n"));
	j = loaded(db, s);
	assert_true(j.criteria.n == 2 && j.criteria.items[0].weight == 2);
	assert_true(jury_juror(&j, two) == 0); /* by name */
	assert_int_equal(j.jurors.items[0].employers.n, 2);
	assert_true(jury_conflict(&j, 0, 0) && !jury_conflict(&j, 0, 1) && !jury_conflict(&j, 1, 0));
	/* scores, with what someone else did meanwhile */
	struct review r = *jury_review(&j, 1, 0);
	r.score[0] = 4;
	r.comment = "Bien";
	assert_ok(review_save(db, &j, 1, 0, &r, false));
	assert_int_equal(review_save(db, &j, 1, 0, &r, true), E_CONFLICT); /* it was new once */
	j = loaded(db, s);
	r = *jury_review(&j, 1, 0);
	assert_true(r.done_at == NULL && r.score[0] == 4 && r.score[1] == NONE && r.rev == 1);
	r.score[1] = 2;
	r.confidence = 3;
	assert_ok(review_save(db, &j, 1, 0, &r, true));
	assert_int_equal(review_save(db, &j, 1, 0, &r, true), E_CONFLICT);
	j = loaded(db, s);
	r = *jury_review(&j, 1, 0);
	double y;
	assert_true(jury_counts(&j, 1, 0, &y) && y > 3.33 && y < 3.34);
	assert_true(r.rev == 2 && r.confidence == 3);
	struct history h;
	assert_ok(history_of(db, "review", r.id, 10, &h));
	assert_int_equal(h.n, 2);
	assert_string_equal(h.items[0].after, "4 2");
	/* declared, lifted, restored */
	assert_ok(interest_declare(db, j.files.items[1].id, one, "ma sœur", NONE));
	assert_ok(interest_lift(db, j.files.items[0].id, two, INTEREST_EMPLOYER, "il y a dix ans", NONE));
	j = loaded(db, s);
	assert_true(jury_conflict(&j, 1, 1) && !jury_conflict(&j, 0, 0));
	assert_string_equal(jury_interest(&j, 0, 0)->lifted_reason, "il y a dix ans");
	assert_ok(interest_restore(db, j.files.items[0].id, two));
	assert_int_equal(interest_restore(db, j.files.items[0].id, two), E_NOTFOUND);
	j = loaded(db, s);
	assert_true(jury_conflict(&j, 0, 0));
	/* a lifted conflict of one kind does not cover another that is found later */
	assert_ok(interest_lift(db, j.files.items[2].id, two, INTEREST_DOMAIN, "x", NONE));
	assert_ok(juror_employers_set(db, two, "Le Relais"));
	j = loaded(db, s);
	assert_true(jury_conflict(&j, 0, 2) && !jury_conflict(&j, 0, 0));
	/* who reads what; a juror who leaves takes their scores along, and brings them back */
	assert_ok(tasks_set(db, &j, jury_distribute(s->a, &j, 1)));
	j = loaded(db, s);
	assert_false(j.shared);
	assert_ok(juror_remove(db, s->ed.id, one));
	assert_int_equal(juror_remove(db, s->ed.id, one), E_NOTFOUND);
	j = loaded(db, s);
	assert_true(j.jurors.n == 1 && jury_reviews(s->a, &j).reviews == 0);
	assert_ok(juror_restore(db, s->ed.id, one));
	j = loaded(db, s);
	assert_int_equal(jury_reviews(s->a, &j).reviews, 1);
	/* settings */
	struct review_plan p = j.plan;
	p.per_file = 2;
	p.due_on = "2024-08-15";
	assert_ok(review_plan_save(db, &p));
	assert_int_equal(review_plan_save(db, &j.plan), E_CONFLICT);
	p.beta = 0.5;
	assert_ok(review_plan_save(db, &p));
	j = loaded(db, s);
	assert_true(j.plan.beta == 0.5 && j.plan.per_file == 2 && j.plan.rev == 2);
	struct criterion c = j.criteria.items[0];
	c.weight = 3;
	assert_ok(criterion_save(db, s->ed.id, &c));
	assert_int_equal(criterion_save(db, s->ed.id, &c), E_CONFLICT);
	assert_ok(criterion_delete(db, s->ed.id, j.criteria.items[1].id));
	j = loaded(db, s);
	assert_true(j.criteria.n == 1 && j.criteria.items[0].weight == 3);
	assert_true(jury_counts(&j, 1, 0, &y) && y == 4);
	return OK;
}

static void
kept(void **state)
{
	struct scene s = { .a = *state, .files = read_csv_text(*state, files) };
	struct store *st = test_store(s.a);
	assert_ok(store_write(st, s.a, kept_work, &s));
	store_close(st);
}

/* ---- from a spreadsheet -------------------------------------------------------------------------------------------------- */

static void
counts(const struct review_import *im, size_t fresh, size_t changed, size_t same, size_t refused)
{
	if (im->counts[FATE_NEW] != fresh || im->counts[FATE_CHANGED] != changed || im->counts[FATE_SAME] != same || im->counts[FATE_REFUSED] != refused)
		fail_msg("%zu new, %zu changed, %zu same, %zu refused", im->counts[FATE_NEW], im->counts[FATE_CHANGED], im->counts[FATE_SAME], im->counts[FATE_REFUSED]);
}

static enum err
import_work(struct db *db, void *arg)
{
	struct scene *s = arg;
	struct review_import im;
	struct problems why = { 0 };
	double y;
	db_author(db, NONE, "test", "import");
	commissions(db, s);
	assert_int_equal(review_import_read(db, &s->ed, s->files, NULL, 0, &im, &why), E_INVALID); /* no scores in there */
	assert_ok(review_import_read(db, &s->ed, s->votes, NULL, 0, &im, &why));
	/* left aside: the line without anything; refused: the 7, the unknown 99, the scores of a conflict, the second line of 11 and r2 */
	counts(&im, 6, 0, 1, 4);
	assert_int_equal(im.blanks, 1);
	assert_true(im.columns.n == 2 && im.new_jurors.n == 2 && im.conflicts == 1);
	assert_ok(review_import_apply(db, &im, NONE));
	struct jury j = loaded(db, s);
	assert_true(j.criteria.n == 2 && j.jurors.n == 2 && jury_reviews(s->a, &j).reviews == 5);
	assert_true(jury_conflict(&j, 0, 3) && !jury_counts(&j, 0, 3, &y));
	assert_true(jury_counts(&j, 1, 0, &y) && y == 2);
	assert_true(jury_counts(&j, 1, 2, &y) && y == 3); /* one criterion of two */
	assert_string_equal(jury_review(&j, 1, 0)->comment, "bof");
	assert_ok(review_import_read(db, &s->ed, s->votes, NULL, 0, &im, &why));
	counts(&im, 0, 0, 7, 4);
	assert_ok(review_import_apply(db, &im, NONE));
	j = loaded(db, s);
	assert_true(j.jurors.n == 2 && j.criteria.n == 2 && jury_reviews(s->a, &j).reviews == 5);
	/* other order, separator, names by reference and in capitals: one changed */
	assert_ok(review_import_read(db, &s->ed, s->again, NULL, 0, &im, &why));
	counts(&im, 0, 1, 1, 0);
	assert_ok(review_import_apply(db, &im, NONE));
	j = loaded(db, s);
	assert_true(jury_counts(&j, 0, 0, &y) && y == 4.5);
	return OK;
}

static void
from_a_spreadsheet(void **state)
{
	struct scene s = { .a = *state, .files = read_csv_text(*state, files), .votes = read_csv_text(*state, votes),
		.again = read_csv_text(*state, "\xEF\xBB\xBF" "Commentaire,Disponibilité et engagement,Pertinence,Évaluateur,Commande\n,5,4,ANNE D.,2024-25/011\n,4,4,R2,2024-25/012\n") };
	struct store *st = test_store(s.a);
	assert_ok(store_write(st, s.a, import_work, &s));
	store_close(st);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(kept), T(from_a_spreadsheet) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
