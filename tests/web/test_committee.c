/* The committee's table: what it shows is the optimum and its reasons; pins, rules, notches and scenarios change it; two people
 * at once lose nothing. */
#include "jury_test.h"
#include "call/committee.h"
#include <math.h>

struct asked { struct jury_world *j; int64_t scenario; struct committee c; struct problems why; enum err e; };

static enum err
solve_work(struct db *db, void *arg)
{
	struct asked *q = arg;
	q->e = committee_load(db, q->scenario, &q->c, &q->why);
	if (q->e == OK)
		q->e = committee_solve(db_arena(db), &q->c, (struct committee_want){ true, true, true });
	return OK;
}

/* The scenario as the store has it, solved apart from the pages. */
static struct asked
solved(struct jury_world *j, int64_t scenario)
{
	struct asked q = { .j = j, .scenario = scenario };
	webtest_ok(j->c.w, store_read(j->c.w->app.store, j->c.w->a, solve_work, &q));
	return q;
}

static enum err
four_work(struct db *db, void *arg)
{
	struct jury_world *j = arg;
	static const struct query four = { "four", "UPDATE edition SET choose = 4 WHERE id = $1" };
	return db_exec(db, &four, ARGS(V(j->ed.id)), NULL);
}

/* Twelve commissions scored by three, four to choose; the coordination is signed in; a first scenario. */
static struct jury_world
committee_world(struct arena *a, int64_t *scenario)
{
	struct jury_world j = jury_world_open(a);
	jury_scored(&j);
	webtest_ok(j.c.w, store_write(j.c.w->app.store, a, four_work, &j));
	webtest_as(j.c.w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(j.c.w, PATH(&j, "/editions/%lld/selection", ED(&j)), "name=Départ"), 303);
	*scenario = webtest_number(j.c.w, "SELECT max(id) FROM scenario");
	return j;
}

static int64_t
count(struct jury_world *j, const char *what)
{
	return webtest_number(j->c.w, PATH(j, "SELECT count(*) FROM %s", what));
}

static void
nothing_to_choose_from(void **state)
{
	struct jury_world j = jury_world_open(*state);
	struct webtest *w = j.c.w;
	const char *path = PATH(&j, "/editions/%lld/selection", ED(&j));
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Commencer");
	assert_int_equal(webtest_post(w, path, "name="), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Aucune cote n’est encore donnée");
	webtest_has(w, "au plus 2 par secteur"); /* the rules can be worked on meanwhile */
	const char *other = PATH(&j, "/editions/%lld/selection", (long long)j.c.edition.id);
	assert_int_equal(webtest_post(w, other, ""), 303);
	assert_int_equal(webtest_get(w, other), 200);
	webtest_has(w, "Aucune commande n’est recevable");
	assert_int_equal(webtest_get(w, PATH(&j, "%s?scenario=999", path)), 404);
	webtest_close(w);
}

static void
the_table_tells_the_optimum(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	struct asked q = solved(&j, id);
	assert_int_equal(q.e, OK);
	assert_int_equal(q.c.report.status, SEL_OPTIMAL);
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/selection", ED(&j))), 200);
	webtest_has(w, "optimum prouvé");
	webtest_has(w, "Les 4 retenues");
	for (int k = 0; k < 4; k++)
		webtest_has(w, PATH(&j, "<span class=\"kept\">★ <a href=\"/scenarios/%lld/files/%lld\">", (long long)id, (long long)committee_file(&q.c, (size_t)q.c.report.chosen[k])->id));
	assert_int_equal(q.c.ranked, 8);
	for (size_t k = 1; k < q.c.ranked; k++) /* the waiting list: what costs least comes first */
		assert_true(!q.c.report.flips[q.c.rank[k]].found || q.c.report.flips[q.c.rank[k - 1]].value >= q.c.report.flips[q.c.rank[k]].value);
	assert_true(q.c.notches > 1 && q.c.curve_whole);
	size_t here = 0;
	for (size_t k = 0; k < q.c.notches; k++)
		here += q.c.notch[k].here;
	assert_int_equal(here, 1); /* the optimum of the weights is a notch of the curve */
	for (size_t k = 0; k < q.c.notches; k++) { /* each notch says which files it holds, for the slider */
		struct buf set = buf_new(w->a, 200);
		for (int i = 0; i < 4; i++)
			buf_printf(&set, "%s%03lld", i == 0 ? "" : ", ", (long long)committee_file(&q.c, (size_t)q.c.notch[k].point.chosen[i])->number);
		webtest_has(w, PATH(&j, "data-set=\"%s\"", buf_str(&set)));
	}
	assert_int_equal(q.c.bootstrap.rounds, 200);
	/* each candidate's page says why */
	for (size_t k = 0; k < q.c.n; k++) {
		assert_int_equal(webtest_get(w, PATH(&j, "/scenarios/%lld/files/%lld", (long long)id, (long long)committee_file(&q.c, k)->id)), 200);
		webtest_has(w, committee_chosen(&q.c, k) ? "Pourquoi elle est retenue" : "Pourquoi elle n’est pas retenue");
		webtest_has(w, "Quand le jury est retiré au sort");
	}
	assert_int_equal(webtest_get(w, PATH(&j, "/scenarios/%lld/files/%lld", (long long)id, 987654LL)), 404);
	/* the instance is what `solve selection` reads: the same answer */
	assert_int_equal(webtest_get(w, PATH(&j, "/scenarios/%lld/instance", (long long)id)), 200);
	struct sel_instance in;
	struct sel_report r;
	struct problems why = { 0 };
	const char *text = webtest_body(w);
	assert_int_equal(sel_instance_read(w->a, text, strlen(text), &in, &why), OK);
	assert_int_equal(sel_report_make(w->a, &in.problem, NULL, 10, false, NULL, &r), OK);
	assert_true(r.value == q.c.report.value);
	webtest_hasnt(w, "Membre A"); /* jurors stay in the programme */
	webtest_close(w);
}

static void
pins(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	struct asked q = solved(&j, id);
	long long in = (long long)committee_file(&q.c, (size_t)q.c.report.chosen[0])->id, out = (long long)committee_file(&q.c, (size_t)q.c.rank[3])->id;
	const char *path = PATH(&j, "/scenarios/%lld/pin", (long long)id);
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=out:%lld:0", in)), 422);
	webtest_has(w, "Écrivez d’abord le motif");
	assert_int_equal(webtest_post(w, path, "pin=zut&reason=x"), 422);
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=out:%lld:0&reason=hors+sujet", in)), 303);
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=in:%lld:0&reason=promise+en+2023", out)), 303);
	struct asked after = solved(&j, id);
	assert_false(committee_chosen(&after.c, committee_candidate(&after.c, in)));
	assert_true(committee_chosen(&after.c, committee_candidate(&after.c, out)));
	assert_true(after.c.report.value < q.c.report.value);
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/selection", ED(&j))), 200);
	webtest_has(w, "promise en 2023");
	webtest_has(w, "coûte 0,"); /* what each pin costs */
	/* someone else's table was older: they are told what changed, and may say it again */
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=in:%lld:0&reason=non", in)), 409);
	webtest_has(w, "hors sujet");
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=in:%lld:0&reason=non&rev=1", in)), 303);
	assert_int_equal(count(&j, "scenario_pin WHERE imposed = 1 AND rev = 2"), 1);
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=free:%lld:2", in)), 303);
	assert_int_equal(webtest_post(w, path, PATH(&j, "pin=free:%lld:1", out)), 303);
	after = solved(&j, id);
	assert_true(after.c.report.value == q.c.report.value);
	/* a commission of another edition is none of this one's */
	assert_int_equal(webtest_post(w, path, "pin=in:987654:0&reason=x"), 404);
	/* the journal knows who and why */
	assert_int_equal(count(&j, "history WHERE entity = 'scenario' AND field = 'pin'"), 5);
	webtest_close(w);
}

static void
rules_that_cannot_hold(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	const char *rules = PATH(&j, "/scenarios/%lld/rules", (long long)id), *table = PATH(&j, "/editions/%lld/selection", ED(&j));
	assert_int_equal(webtest_get(w, rules), 200); /* the form has a page of its own */
	webtest_has(w, "name=\"file\"");
	assert_int_equal(webtest_get(w, "/scenarios/999/rules"), 404);
	assert_int_equal(webtest_post(w, rules, "kind=zut"), 422);
	assert_int_equal(webtest_post(w, rules, "kind=at_least&count=x&value=sector%7CCPAS"), 422);
	assert_int_equal(webtest_post(w, rules, "kind=at_least&count=1"), 422);
	assert_int_equal(webtest_post(w, rules, "kind=at_most_each&count=1&dimension=zut"), 422);
	assert_int_equal(webtest_post(w, rules, PATH(&j, "kind=not_together&file=%lld", FILE_OF(&j, 0))), 422);
	assert_int_equal(webtest_post(w, rules, "kind=at_least&count=3&value=sector%7CCPAS&reason=ann%C3%A9e+CPAS"), 303);
	assert_int_equal(webtest_get(w, table), 200);
	webtest_has(w, "Ces règles ne peuvent pas tenir ensemble");
	webtest_has(w, "CPAS (secteur)");
	webtest_has(w, "au plus 2 par secteur");
	webtest_has(w, "Mettre 2"); /* three became two: a way out */
	webtest_has(w, "Mettre 3"); /* or two a sector became three */
	long long rule = (long long)webtest_number(w, "SELECT max(id) FROM scenario_rule");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", rules, rule), "do=count&count=2&rev=1"), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", rules, rule), "do=count&count=1&rev=1"), 409);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", rules, rule), "do=count&count=-1&rev=2"), 422);
	assert_int_equal(webtest_get(w, table), 200);
	webtest_has(w, "optimum prouvé");
	/* one alone that cannot hold */
	assert_int_equal(webtest_post(w, rules, "kind=at_least&count=9&value=area%7CFinancement"), 303);
	assert_int_equal(webtest_get(w, table), 200);
	webtest_has(w, "Cette règle ne peut pas tenir");
	long long nine = (long long)webtest_number(w, "SELECT max(id) FROM scenario_rule");
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", rules, nine), "do=drop"), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/%lld", rules, nine), "do=drop&x=1"), 404);
	/* not together, against pins: files of the chosen set */
	struct asked q = solved(&j, id);
	long long x = (long long)committee_file(&q.c, (size_t)q.c.report.chosen[0])->id, y = (long long)committee_file(&q.c, (size_t)q.c.report.chosen[1])->id;
	assert_int_equal(webtest_post(w, rules, PATH(&j, "kind=not_together&file=%lld&file=%lld&reason=m%%C3%%AAme+soir", x, y)), 303);
	struct asked after = solved(&j, id);
	assert_false(committee_chosen(&after.c, committee_candidate(&after.c, x)) && committee_chosen(&after.c, committee_candidate(&after.c, y)));
	assert_int_equal(webtest_get(w, table), 200);
	webtest_has(w, "pas ensemble");
	webtest_close(w);
}

static void
the_curve(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	struct asked q = solved(&j, id);
	const char *floor = PATH(&j, "/scenarios/%lld/floor", (long long)id);
	int64_t rev = 1;
	for (size_t k = 0; k < q.c.notches; k++, rev++) { /* each notch chosen is the one shown */
		assert_int_equal(webtest_post(w, floor, PATH(&j, "rev=%lld&floor=%.9g", (long long)rev, q.c.notch[k].point.variety - 1e-7)), 303);
		struct asked at = solved(&j, id);
		assert_int_equal(at.c.report.status, SEL_OPTIMAL);
		assert_true(fabs(at.c.report.merit - q.c.notch[k].point.merit) < 1e-5 && fabs(at.c.report.variety - q.c.notch[k].point.variety) < 1e-5);
		assert_true(at.c.notch[k].here);
	}
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/selection", ED(&j))), 200);
	webtest_has(w, "cran choisi sur la courbe");
	assert_int_equal(webtest_post(w, floor, "rev=1&floor=none"), 409);
	/* a pin makes the notch unreachable: it is said, with what can be had */
	assert_int_equal(webtest_post(w, floor, PATH(&j, "rev=%lld&floor=99", (long long)rev)), 303);
	assert_int_equal(webtest_get(w, PATH(&j, "/editions/%lld/selection", ED(&j))), 200);
	webtest_has(w, "Le cran choisi demande 99,00 de variété");
	assert_int_equal(webtest_post(w, floor, PATH(&j, "rev=%lld&floor=none", (long long)rev + 1)), 303);
	struct asked back = solved(&j, id);
	assert_true(back.c.report.value == q.c.report.value);
	webtest_close(w);
}

static void
scenarios(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	const char *table = PATH(&j, "/editions/%lld/selection", ED(&j)), *one = PATH(&j, "/scenarios/%lld", (long long)id);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/pin", one), PATH(&j, "pin=in:%lld:0&reason=x", FILE_OF(&j, 1))), 303);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/copy", one), "name="), 422);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/copy", one), "name=Plus+vari%C3%A9"), 303);
	long long copy = (long long)webtest_number(w, "SELECT max(id) FROM scenario");
	assert_int_equal(count(&j, PATH(&j, "scenario_pin WHERE scenario = %lld", copy)), 1);
	assert_int_equal(count(&j, PATH(&j, "scenario_rule WHERE scenario = %lld", copy)), 2);
	/* weights as people type them */
	const char *two = PATH(&j, "/scenarios/%lld", copy);
	assert_int_equal(webtest_post(w, two, "rev=1&name=Plus+vari%C3%A9&weight_sector=x&weight_area=1&weight_context=1&steps=1;2"), 422);
	webtest_has(w, "value=\"1;2\"");
	assert_int_equal(webtest_post(w, two, "rev=1&name=Plus+vari%C3%A9&weight_sector=2,5&weight_area=1&weight_context=0&steps=1+;+0,5+;+1/3"), 303);
	assert_int_equal(count(&j, "scenario WHERE weight_sector = 2.5 AND weight_context = 0 AND steps = '1 0.5 0.333333333333333'"), 1);
	assert_int_equal(webtest_post(w, two, "rev=1&name=Autre&weight_sector=1&weight_area=1&weight_context=0&steps=1"), 409);
	assert_int_equal(webtest_get(w, PATH(&j, "%s?scenario=%lld", table, copy)), 200);
	webtest_has(w, "value=\"2,5\""); /* and as people read them */
	webtest_has(w, "value=\"1 ; 0,5 ; 1/3\"");
	webtest_has(w, "Plus varié");
	webtest_has(w, "Départ");
	/* put away and brought back */
	assert_int_equal(webtest_post(w, PATH(&j, "%s/delete", two), ""), 303);
	assert_int_equal(webtest_get(w, PATH(&j, "%s?scenario=%lld", table, copy)), 404);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/delete", two), "x=1"), 404);
	assert_int_equal(webtest_post(w, PATH(&j, "%s/restore", two), ""), 303);
	assert_int_equal(webtest_get(w, PATH(&j, "%s?scenario=%lld", table, copy)), 200);
	webtest_close(w);
}

/* A coordinator who sits in the jury: no score before their own, nothing of a conflict. */
static void
a_juror_at_the_table(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct webtest *w = j.c.w;
	const char *table = PATH(&j, "/editions/%lld/selection", ED(&j));
	assert_int_equal(webtest_get(w, table), 200);
	webtest_hasnt(w, "cachée");
	assert_int_equal(webtest_post(w, PATH(&j, "/editions/%lld/jury", ED(&j)), PATH(&j, "person=%lld", (long long)w->person)), 303);
	assert_int_equal(webtest_get(w, table), 200);
	webtest_has(w, "cachée");
	assert_int_equal(webtest_get(w, PATH(&j, "/scenarios/%lld/files/%lld", (long long)id, FILE_OF(&j, 2))), 200);
	webtest_hasnt(w, "note calibrée est");
	webtest_close(w);
}

static void
replacements(void **state)
{
	int64_t id;
	struct jury_world j = committee_world(*state, &id);
	struct asked q = solved(&j, id);
	const struct committee *c = &q.c;
	struct replacement best[3];
	for (int gone = 0; gone < 4; gone++) {
		int others[3], n = 0;
		for (int k = 0; k < 4; k++)
			if (k != gone)
				others[n++] = c->report.chosen[k];
		size_t found = committee_replacements(j.c.w->a, c, others, 3, 3, best);
		assert_true(found > 0);
		/* as good as solving again with the three others imposed and the one gone ruled out */
		signed char *flip = ARENA_ARRAY(j.c.w->a, signed char, c->n);
		for (int k = 0; k < 3; k++)
			flip[others[k]] = 1;
		double top = best[0].candidate == (size_t)c->report.chosen[gone] ? best[1].value : best[0].value;
		flip[c->report.chosen[gone]] = -1;
		struct sel_answer r = sel_solve(j.c.w->a, &c->in.problem, &(struct sel_options){ .flip = flip });
		assert_int_equal(r.status, SEL_OPTIMAL);
		assert_true(fabs(r.portfolio[0].value - top) < 1e-9);
	}
	webtest_close(j.c.w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(nothing_to_choose_from), T(the_table_tells_the_optimum), T(pins), T(rules_that_cannot_hold), T(the_curve), T(scenarios),
		T(a_juror_at_the_table), T(replacements) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
