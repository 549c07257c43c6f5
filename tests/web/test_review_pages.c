/* The jury's pages and the coordination's: own scores before the others', conflicts that hide, progress, calibration. */
#include "jury_test.h"
#include "call/call_import_store.h"

static int64_t
count(struct jury_world *j, const char *what)
{
	return webtest_number(j->c.w, PATH(j, "SELECT count(*) FROM %s", what));
}

static void
a_juror_scores(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	jury_as(&j, 0);
	assert_int_equal(webtest_get(w, "/review"), 200);
	webtest_has(w, "0 commandes cotées sur 12");
	webtest_has(w, "2023-24/003");
	const char *path = PATH(&j, "/review/%lld", FILE_OF(&j, 2));
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Comment faire 2 ?");
	webtest_has(w, "Les cotes des autres apparaissent");
	webtest_hasnt(w, "c2@maison2.be"); /* the jury has no need of addresses */
	/* half of it is kept, and nobody sees it */
	assert_int_equal(webtest_post(w, path, "rev=0&score0=4&do=draft&comment=%C3%80+creuser"), 303);
	assert_int_equal(count(&j, "review WHERE done_at IS NULL AND rev = 1"), 1);
	/* to end, every criterion */
	assert_int_equal(webtest_post(w, path, "rev=1&score0=5&do=done&comment=Bien"), 422);
	webtest_has(w, "Donnez une cote");
	webtest_has(w, "name=\"score0\" value=\"5\" checked");
	webtest_has(w, "Bien");
	assert_int_equal(webtest_post(w, path, "rev=1&score0=5&score1=9&do=done"), 422);
	assert_int_equal(webtest_post(w, path, "rev=1&score0=5&score1=3&confidence=2&do=done&comment=Bien"), 303);
	assert_int_equal(count(&j, "review WHERE done_at IS NOT NULL AND rev = 2 AND confidence = 2"), 1);
	assert_int_equal(count(&j, "review_score"), 2);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Les cotes du jury");
	webtest_has(w, "(vous)");
	/* from two windows: the second is told */
	assert_int_equal(webtest_post(w, path, "rev=1&score0=1&score1=1&do=done"), 409);
	assert_int_equal(webtest_post(w, path, "rev=2&score0=4&score1=3&do=done"), 303);
	/* the next juror does not see it before their own; a big difference is shown after */
	jury_as(&j, 1);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_hasnt(w, "Membre A");
	assert_int_equal(webtest_post(w, path, "rev=0&score0=1&score1=1&do=done"), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Membre A");
	webtest_has(w, "Désaccord");
	webtest_close(w);
}

static void
conflicts_hide(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	const char *path = PATH(&j, "/review/%lld", FILE_OF(&j, 3));
	jury_as(&j, 0);
	assert_int_equal(webtest_post(w, path, "rev=0&score0=5&score1=5&do=done"), 303);
	/* employers: "Maison 4" asks twice, in files 4 and 5 */
	assert_int_equal(webtest_post(w, "/review/employers", PATH(&j, "edition=%lld&employers=Maison+4%%0AAilleurs", ED(&j))), 303);
	assert_int_equal(webtest_get(w, PATH(&j, "/review/%lld", FILE_OF(&j, 4))), 404);
	assert_int_equal(webtest_get(w, PATH(&j, "/review/%lld", FILE_OF(&j, 5))), 404);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 5)), "rev=0&score0=5&score1=5&do=done"), 404);
	assert_int_equal(webtest_get(w, "/review"), 200);
	webtest_has(w, "commandes cotées sur 10");
	webtest_has(w, "employeur déclaré");
	webtest_hasnt(w, "Comment faire 5");
	/* declared, with a reason; what was scored counts no more */
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflict", path), ""), 422);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflict", path), "reason=mon+fr%C3%A8re"), 303);
	assert_int_equal(webtest_get(w, path), 404);
	jury_as(&j, 1);
	assert_int_equal(webtest_post(w, path, "rev=0&score0=1&score1=1&do=done"), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_hasnt(w, "Membre A");
	/* the coordination sees why, and lifts it with a reason */
	webtest_as(w, ROLE_COORDINATION);
	const char *jury = PATH(&j, "/editions/%lld/jury", ED(&j)), *lift = PATH(&j, "juror=%lld&submission=%lld&do=lift", (long long)j.juror[0], FILE_OF(&j, 3));
	assert_int_equal(webtest_get(w, jury), 200);
	webtest_has(w, "mon frère");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflicts", jury), lift), 422);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflicts", jury), PATH(&j, "%s&reason=homonyme", lift)), 303);
	jury_as(&j, 0);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflicts", jury), PATH(&j, "juror=%lld&submission=%lld&do=restore", (long long)j.juror[0], FILE_OF(&j, 3))), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/conflicts", jury), PATH(&j, "juror=%lld&submission=%lld&do=declare&reason=vu", (long long)j.juror[1], FILE_OF(&j, 0))), 303);
	jury_as(&j, 1);
	assert_int_equal(webtest_get(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0))), 404);
	webtest_close(w);
}

/* Someone of the jury role without a seat, and files of another edition. */
static void
only_ones_own_jury(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	webtest_as(w, ROLE_JURY);
	assert_int_equal(webtest_get(w, "/review"), 200);
	webtest_has(w, "aucun jury");
	assert_int_equal(webtest_get(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0))), 404);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0)), "rev=0&score0=5&score1=5&do=done"), 404);
	assert_int_equal(webtest_get(w, PATH(&j, "/review?edition=%lld", ED(&j))), 404);
	assert_int_equal(webtest_post(w, "/review/employers", PATH(&j, "edition=%lld&employers=X", ED(&j))), 404);
	jury_as(&j, 0);
	assert_int_equal(webtest_get(w, PATH(&j, "/review?edition=%lld", (long long)j.c.edition.id)), 404);
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/scores", ED(&j))), 403);
	webtest_close(w);
}

static void
the_coordination_follows(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	const char *jury = PATH(&j, "/editions/%lld/jury", ED(&j));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, jury), 200);
	webtest_has(w, "0 cotes données sur 36 attendues");
	/* reminders: once a day */
	size_t mails = call_mails(&j.c);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/remind", jury), ""), 303);
	assert_int_equal(call_mails(&j.c), mails + 3);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/remind", jury), "x=1"), 303);
	assert_int_equal(call_mails(&j.c), mails + 3);
	assert_non_null(strstr(call_mail(&j.c, "12 commandes à coter")->text, "/review?edition="));
	/* members: a new person, a known one, twice, badly */
	assert_int_equal(webtest_post(w, jury, "name=Noor&email=noor"), 422);
	webtest_has(w, "value=\"Noor\"");
	assert_int_equal(webtest_post(w, jury, "name=Noor&email=noor@exemple.org"), 303);
	assert_int_equal(count(&j, "juror j JOIN person p ON p.id = j.person JOIN role_grant g ON g.person = p.id AND g.role = 128 WHERE p.email = 'noor@exemple.org'"), 1);
	assert_int_equal(webtest_post(w, jury, "name=Noor&email=noor@exemple.org"), 422);
	assert_int_equal(count(&j, "juror WHERE deleted_at IS NULL"), 4);
	const char *noor = PATH(&j, "%s/%lld", jury, (long long)webtest_number(w, "SELECT max(id) FROM juror"));
	assert_int_equal(webtest_post(w, noor, "do=remove"), 303);
	assert_int_equal(webtest_post(w, noor, "do=remove"), 404);
	assert_int_equal(webtest_post(w, noor, "do=restore"), 303);
	/* who reads what */
	assert_int_equal(webtest_post(w, PATH(&j, "%s/plan", jury), "rev=0&per_file=2&due_on=2024-08-15&alpha=0,3&beta=1"), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/plan", jury), "rev=0&per_file=3&alpha=1&beta=1"), 409);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/plan", jury), "rev=1&per_file=deux&alpha=0&beta=0"), 422);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/share", jury), "do=share"), 303);
	assert_int_equal(count(&j, "review_task"), 24);
	assert_int_equal(webtest_get(w, jury), 200);
	webtest_has(w, "sur 24 attendues");
	webtest_has(w, "15 août 2024");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/share", jury), "do=everyone"), 303);
	assert_int_equal(count(&j, "review_task"), 0);
	webtest_close(w);
}

static void
raw_and_calibrated(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	const char *path = PATH(&j, "/editions/%lld/scores", ED(&j));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Aucune cote");
	jury_as(&j, 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, i)), "rev=0&score0=4&score1=4&do=done"), 303);
	jury_as(&j, 1);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 7)), "rev=0&score0=2&score1=2&do=done"), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "2 groupes"); /* nothing read in common */
	webtest_has(w, "9 commandes");
	jury_as(&j, 1);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0)), "rev=0&score0=2&score1=2&do=done"), 303);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_hasnt(w, "groupes");
	webtest_has(w, "−0,"); /* the second is the severe one */
	webtest_has(w, "▲ 2,00");
	assert_int_equal(webtest_get(w, PATH(&j, "%s.csv", path)), 200);
	webtest_has(w, "Calibrée");
	webtest_has(w, "3,0000");
	webtest_close(w);
}

/* Who coordinates and sits in the jury too sees no scores of a file before their own. */
static void
a_coordinator_who_scores(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	jury_scored(&j);
	webtest_as(w, ROLE_COORDINATION);
	int64_t me = w->person;
	const char *jury = PATH(&j, "/editions/%lld/jury", ED(&j)), *scores = PATH(&j, "/editions/%lld/scores", ED(&j));
	assert_int_equal(webtest_get(w, scores), 200);
	webtest_hasnt(w, "cachée");
	assert_int_equal(webtest_post(w, jury, PATH(&j, "person=%lld", (long long)me)), 303);
	assert_int_equal(webtest_get(w, scores), 200);
	webtest_has(w, "12 commandes sont cachées");
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0)), "rev=0&score0=3&score1=3&do=done"), 303);
	assert_int_equal(webtest_get(w, scores), 200);
	webtest_has(w, "11 commandes sont cachées");
	webtest_close(w);
}

static void
the_rubric(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	const char *path = PATH(&j, "/editions/%lld/rubric", ED(&j)), *other = PATH(&j, "/editions/%lld/rubric", (long long)j.c.edition.id);
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, other), 200);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/begin", other), ""), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/begin", other), "again=1"), 303);
	assert_int_equal(count(&j, PATH(&j, "criterion WHERE edition = %lld", (long long)j.c.edition.id)), 2);
	assert_int_equal(webtest_post(w, path, "title=&weight=0"), 422);
	assert_int_equal(webtest_post(w, path, "title=Faisabilit%C3%A9&weight=1,5&level1=non&level5=oui"), 303);
	assert_int_equal(count(&j, "criterion WHERE title = 'Faisabilité' AND weight = 1.5 AND level_5 = 'oui' AND position = 3"), 1);
	assert_int_equal(webtest_post(w, path, "title=Faisabilit%C3%A9&weight=1"), 422);
	webtest_has(w, "porte déjà");
	long long id = (long long)webtest_number(w, "SELECT max(id) FROM criterion");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", path, id), "rev=1&title=Moyens&weight=2"), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", path, id), "rev=1&title=Autre&weight=2"), 409);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Moyens");
	jury_as(&j, 0);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0)), "rev=0&score0=4&score1=4&do=done"), 422); /* three to score now */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld/delete", path, id), ""), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld/delete", other, id), ""), 404);
	jury_as(&j, 0);
	assert_int_equal(webtest_post(w, PATH(&j, "/review/%lld", FILE_OF(&j, 0)), "rev=0&score0=4&score1=4&do=done&again=1"), 303);
	webtest_close(w);
}

/* ---- scores that come by a spreadsheet --------------------------------------------------------------------------------- */

struct sheet_sent { struct jury_world *j; const char *csv; int64_t id; };

static enum err
sheet_work(struct db *db, void *arg)
{
	struct sheet_sent *s = arg;
	struct document *d;
	struct problems why = { 0 };
	enum err e = document_read(s->j->c.w->a, s->csv, strlen(s->csv), "cotes.csv", &d, &why);
	return e == OK ? import_file_add(db, s->j->c.w->person, &s->j->ed, SHEET_SCORES, "cotes.csv", s->csv, strlen(s->csv), d, &s->id) : e;
}

/* The page of a sheet that was sent and read. */
static const char *
sent(struct jury_world *j, const char *csv)
{
	struct sheet_sent s = { .j = j, .csv = csv };
	webtest_ok(j->c.w, store_write(j->c.w->app.store, j->c.w->a, sheet_work, &s));
	return PATH(j, "/call/import/%lld", (long long)s.id);
}

static void
scores_by_a_sheet(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	struct arena *a = w->a;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, "/call/import?kind=scores&edition=2023-24"), 200);
	webtest_has(w, "value=\"scores\" selected");
	webtest_has(w, "value=\"2023-24\"");
	/* a juror takes a sheet along: only what is theirs to read, and nobody else's */
	const char *sheet = PATH(&j, "/editions/%lld/jury/%lld/sheet", ED(&j), (long long)j.juror[0]);
	assert_int_equal(webtest_post(w, PATH(&j, "/editions/%lld/jury/conflicts", ED(&j)), PATH(&j, "juror=%lld&submission=%lld&do=declare&reason=x", (long long)j.juror[0], FILE_OF(&j, 2))), 303);
	assert_int_equal(webtest_get(w, sheet), 200);
	assert_true(memcmp(webtest_body(w), "PK", 2) == 0); /* XLSX */
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/jury/987654/sheet", ED(&j))), 404);
	assert_int_equal(webtest_get(w, PATH(&j, "%s?format=csv", sheet)), 200);
	webtest_has(w, "2023-24/002");
	webtest_hasnt(w, "2023-24/003");
	const char *csv = arena_strdup(a, webtest_body(w));
	jury_as(&j, 0);
	assert_int_equal(webtest_get(w, "/review/sheet?format=csv"), 200);
	assert_string_equal(webtest_body(w), csv);
	assert_int_equal(webtest_get(w, PATH(&j, "/review/sheet?edition=%lld", (long long)j.c.edition.id)), 404);
	assert_int_equal(webtest_get(w, sheet), 403);
	/* it comes back with two lines filled in: the others are left aside */
	webtest_as(w, ROLE_COORDINATION);
	char *filled = arena_strdup(a, csv), sep = strchr(csv, ';') != NULL ? ';' : ',';
	struct buf b = buf_new(a, KIB(64));
	for (char *line = filled, *end; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		bool one = strstr(line, "2023-24/001") != NULL && strstr(line, "2023-24/001") < end, two = strstr(line, "2023-24/002") != NULL && strstr(line, "2023-24/002") < end;
		if (one || two) /* commission, juror, then what is filled in */
			buf_printf(&b, "%s%cMembre A%c%s%c%s\n", one ? "2023-24/001" : "2023-24/002", sep, sep, one ? "4" : "9", sep, one ? "5" : "2");
		else
			buf_add(&b, line, (size_t)(end - line));
	}
	const char *page = sent(&j, buf_str(&b));
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "n’est pas une cote de 1 à 5");
	webtest_has(w, "9 lignes ne sont pas encore remplies");
	webtest_hasnt(w, "ne sont pas dans ce jury");
	assert_int_equal(count(&j, "review"), 0);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/end", page), "rev=1&how=apply"), 303);
	assert_string_equal(w->an.location, PATH(&j, "/editions/%lld/jury", ED(&j)));
	assert_int_equal(count(&j, "review WHERE done_at IS NOT NULL"), 1);
	assert_int_equal(count(&j, "juror"), 3);
	/* who and what is not known is said; nothing is done before it is wanted */
	page = sent(&j, "Dossier;Lecteur;Pertinence ?;Remarque\n1;Inconnu X;4;\n99;Membre B;3;\n2;Membre B;5;\n3;Membre A;5;\n");
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "1 nom n’est pas dans ce jury");
	webtest_has(w, "Inconnu X");
	webtest_has(w, "Aucune commande « 99 »");
	webtest_has(w, "Conflit d’intérêts de Membre A");
	webtest_has(w, "nouveau critère");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/end", page), "rev=1&how=drop"), 303);
	assert_int_equal(count(&j, "juror"), 3);
	/* a column that is said by hand */
	page = sent(&j, "Dossier;Qui;Note\n1;Membre B;4\n2;Membre B;3\n");
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Dites laquelle la contient");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/end", page), "rev=1&how=apply"), 422);
	webtest_has(w, "Il manque encore une colonne");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/columns", page), "rev=1&role=1.juror"), 303);
	assert_int_equal(webtest_get(w, page), 200);
	webtest_has(w, "Reprendre ces lignes");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/end", page), "rev=2&how=apply"), 303);
	assert_int_equal(count(&j, PATH(&j, "review WHERE juror = %lld AND done_at IS NOT NULL", (long long)j.juror[1])), 2);
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(a_juror_scores), T(conflicts_hide), T(only_ones_own_jury), T(the_coordination_follows), T(raw_and_calibrated),
		T(a_coordinator_who_scores), T(the_rubric), T(scores_by_a_sheet) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
