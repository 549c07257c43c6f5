/* The decision: recorded, signed, frozen; letters read and sent once; a withdrawal and its best replacement. */
#include "jury_test.h"
#include "call/decision.h"
#include "plan/plan_store.h"
#include "solve/selection_record.h"

struct decided_world { struct jury_world j; int64_t scenario; const char *path; };

static enum err
four_work(struct db *db, void *arg)
{
	struct jury_world *j = arg;
	static const struct query four = { "four", "UPDATE edition SET choose = 4, evening_on = '2023-10-05' WHERE id = $1" };
	return db_exec(db, &four, ARGS(V(j->ed.id)), NULL);
}

static struct decided_world
world(struct arena *a)
{
	struct decided_world d = { .j = jury_world_open(a) };
	struct webtest *w = d.j.c.w;
	jury_scored(&d.j);
	webtest_ok(w, store_write(w->app.store, a, four_work, &d.j));
	webtest_as(w, ROLE_COORDINATION);
	d.path = PATH(&d.j, "/editions/%lld/decision", ED(&d.j));
	assert_int_equal(webtest_post(w, PATH(&d.j, "/editions/%lld/selection", ED(&d.j)), "name=D"), 303);
	d.scenario = webtest_number(w, "SELECT max(id) FROM scenario");
	return d;
}

static int64_t
count(struct decided_world *d, const char *what)
{
	return webtest_number(d->j.c.w, PATH(&d->j, "SELECT count(*) FROM %s", what));
}

/* What the form of the page holds. */
static const char *
seen(struct decided_world *d)
{
	struct webtest *w = d->j.c.w;
	assert_int_equal(webtest_get(w, d->path), 200);
	const char *at = strstr(webtest_body(w), "name=\"seen\" value=\"");
	assert_non_null(at);
	return arena_strndup(w->a, at + strlen("name=\"seen\" value=\""), 64);
}

static void
decide(struct decided_world *d, const char *more)
{
	const char *form = PATH(&d->j, "scenario=%lld&seen=%s&decided_on=2023-08-28&decided_by=Comit%%C3%%A9&minutes=PV+12%s", (long long)d->scenario, seen(d), more);
	assert_int_equal(webtest_post(d->j.c.w, d->path, form), 303);
}

static void
decided_and_frozen(void **state)
{
	struct decided_world d = world(*state);
	struct webtest *w = d.j.c.w;
	const char *was = seen(&d);
	webtest_has(w, "Décider et signer");
	/* what is missing is said, what was typed stays */
	assert_int_equal(webtest_post(w, d.path, PATH(&d.j, "scenario=%lld&seen=%s&decided_on=2999-01-01&decided_by=&minutes=&comment=Bonjour", (long long)d.scenario, was)), 422);
	webtest_has(w, "ne se prend pas demain");
	webtest_has(w, "Qui a décidé");
	webtest_has(w, "Bonjour");
	/* the table changed since the page was opened: nothing is decided unseen */
	int64_t some = d.j.file[0];
	assert_int_equal(webtest_post(w, PATH(&d.j, "/scenarios/%lld/pin", (long long)d.scenario), PATH(&d.j, "pin=in:%lld:0&reason=promise", (long long)some)), 303);
	assert_int_equal(webtest_post(w, d.path, PATH(&d.j, "scenario=%lld&seen=%s&decided_on=2023-08-28&decided_by=X&minutes=PV", (long long)d.scenario, was)), 422);
	webtest_has(w, "ont changé depuis");
	assert_int_equal(count(&d, "decision"), 0);
	decide(&d, "");
	assert_int_equal(count(&d, "submission WHERE status = 'selected'"), 4);
	assert_int_equal(count(&d, "submission WHERE status = 'waiting'"), 5);
	assert_int_equal(count(&d, "submission WHERE status = 'eligible'"), 3);
	assert_int_equal(count(&d, PATH(&d.j, "submission WHERE id = %lld AND status = 'selected'", (long long)some)), 1);
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_has(w, "PV 12");
	webtest_has(w, "verify-selection");
	/* once */
	assert_int_equal(webtest_post(w, d.path, PATH(&d.j, "scenario=%lld&seen=%s&decided_on=2023-08-28&decided_by=X&minutes=PV", (long long)d.scenario, was)), 303);
	assert_int_equal(count(&d, "decision"), 1);
	/* the signed record says what was decided, and why each other would have cost */
	struct sel_record_check c;
	struct problems why = { 0 };
	assert_int_equal(webtest_get(w, PATH(&d.j, "/decisions/%lld/record", (long long)webtest_number(w, "SELECT id FROM decision"))), 200);
	const char *record = arena_strdup(w->a, webtest_body(w));
	assert_int_equal(sel_record_verify(w->a, record, strlen(record), 20, NULL, &c, &why), OK);
	assert_true(c.readable && c.authentic && c.holds && c.optimum && c.worth && c.losses);
	assert_string_equal(c.minutes, "PV 12");
	webtest_has(w, "promise");
	webtest_hasnt(w, "Membre A");
	/* the key is in no history, and the next decision has the same */
	assert_int_equal(count(&d, "history WHERE after LIKE '%selection_key%' OR entity = 'secret'"), 0);
	webtest_close(w);
}

static void
outcomes_chosen(void **state)
{
	struct decided_world d = world(*state);
	struct webtest *w = d.j.c.w;
	struct buf more = buf_new(w->a, KIB(4));
	for (int i = 0; i < JURY_FILES; i++) /* of the chosen nothing is taken: pins decide */
		buf_printf(&more, "&outcome=%s:%lld", i == 3 ? "waiting" : "frozen", FILE_OF(&d.j, i));
	decide(&d, buf_str(&more));
	assert_int_equal(count(&d, "submission WHERE status = 'selected'"), 4);
	assert_int_equal(count(&d, "decision_file WHERE outcome = 'frozen'"), webtest_number(w, "SELECT count(*) FROM submission WHERE status = 'frozen'"));
	assert_int_equal(count(&d, "submission WHERE status IN ('frozen', 'waiting')"), 8);
	webtest_close(w);
}

static void
letters(void **state)
{
	struct decided_world d = world(*state);
	struct webtest *w = d.j.c.w;
	decide(&d, "");
	long long id = (long long)webtest_number(w, "SELECT id FROM decision"), one = (long long)webtest_number(w, "SELECT min(submission) FROM decision_file WHERE outcome = 'selected'");
	const char *path = PATH(&d.j, "/decisions/%lld/letters", id);
	size_t mails = call_mails(&d.j.c);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Envoyer 12 lettres");
	webtest_has(w, "5 octobre 2023"); /* the evening, in the letter */
	/* for all of an outcome, then for one */
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/texts/refused", path), "rev=0&subject=&letter=x"), 422);
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/texts/zut", path), "rev=0&subject=a&letter=x"), 404);
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/texts/refused", path), "rev=0&subject=Pas+cette+fois+{reference}&letter=Cher+{contact},+revenez+{inconnu}."), 303);
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/texts/refused", path), "rev=0&subject=Autre&letter=x"), 409);
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/%lld", path, one), "rev=0&subject=Bravo&letter=Rien+que+pour+vous"), 303);
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/%lld", path, one), "rev=0&subject=Bravo&letter=Autre"), 409);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Rien que pour vous");
	webtest_has(w, "revenez {inconnu}."); /* what is no word of ours is left to be seen */
	/* sent once */
	assert_int_equal(call_mails(&d.j.c), mails);
	assert_int_equal(webtest_post(w, PATH(&d.j, "/decisions/%lld/send", id), ""), 303);
	assert_int_equal(call_mails(&d.j.c), mails + 12);
	assert_int_equal(webtest_post(w, PATH(&d.j, "/decisions/%lld/send", id), "again=1"), 303);
	assert_int_equal(call_mails(&d.j.c), mails + 12);
	assert_non_null(strstr(call_mail(&d.j.c, "Bravo")->text, "Rien que pour vous"));
	assert_non_null(strstr(call_mail(&d.j.c, "Pas cette fois 2023-24/")->text, "Cher Dominique"));
	assert_int_equal(count(&d, "submission_mail WHERE kind = 'refused' AND subject LIKE 'Pas cette fois%'"), 3);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Toutes les lettres sont parties");
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/%lld", path, one), "rev=1&subject=Trop&letter=tard"), 422);
	webtest_close(w);
}

static void
a_withdrawal_and_its_replacement(void **state)
{
	struct decided_world d = world(*state);
	struct webtest *w = d.j.c.w;
	decide(&d, "");
	long long id = (long long)webtest_number(w, "SELECT id FROM decision"), gone = (long long)webtest_number(w, "SELECT min(submission) FROM decision_file WHERE outcome = 'selected'");
	const char *replace = PATH(&d.j, "/decisions/%lld/replace", id);
	long long waiting = (long long)webtest_number(w, "SELECT min(submission) FROM decision_file WHERE outcome = 'waiting'");
	assert_int_equal(webtest_post(w, PATH(&d.j, "/decisions/%lld/send", id), ""), 303);
	/* nobody left: nothing to replace */
	assert_int_equal(webtest_post(w, replace, PATH(&d.j, "gone=%lld&taken=%lld&reason=x", gone, waiting)), 422);
	assert_int_equal(webtest_post(w, PATH(&d.j, "/commissions/%lld/move", gone), "to=withdrawn&reason=plus+de+temps"), 303);
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_has(w, "Une place s’est libérée");
	webtest_has(w, "la meilleure");
	const char *at = strstr(webtest_body(w), "name=\"taken\" value=\"");
	assert_non_null(at);
	long long best = strtoll(at + strlen("name=\"taken\" value=\""), NULL, 10);
	assert_int_equal(webtest_post(w, replace, PATH(&d.j, "gone=%lld&taken=%lld&reason=", gone, best)), 422);
	assert_int_equal(webtest_post(w, replace, PATH(&d.j, "gone=%lld&taken=%lld&reason=Comit%%C3%%A9+par+courriel", gone, best)), 303);
	assert_int_equal(count(&d, PATH(&d.j, "submission WHERE id = %lld AND status = 'selected'", best)), 1);
	assert_int_equal(count(&d, "submission WHERE status = 'selected'"), 4);
	assert_int_equal(webtest_post(w, replace, PATH(&d.j, "gone=%lld&taken=%lld&reason=encore", gone, waiting)), 422);
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_hasnt(w, "Une place s’est libérée");
	webtest_has(w, "Comité par courriel");
	/* its letter is a new one, and leaves once; the others do not leave again */
	size_t mails = call_mails(&d.j.c);
	assert_int_equal(webtest_post(w, PATH(&d.j, "/decisions/%lld/send", id), "again=1"), 303);
	assert_int_equal(call_mails(&d.j.c), mails + 1);
	webtest_close(w);
}

static enum err
plan_work(struct db *db, void *arg)
{
	struct arena *a = db_arena(db);
	int64_t *indicator = arg, revision;
	struct plan plan = { .title = "Plan", .first_year = 2023, .last_year = 2027 };
	struct objective o = { .code = "2", .title = "Secteurs" };
	struct specific s = { .code = "2.1", .title = "Ouvrir" };
	struct action x = { .code = "2.1.4", .title = "Solliciter les secteurs", .due = { .kind = DUE_YEAR, .year = 2024 } };
	struct plan *now;
	PUSH(a, &plan.actors, ((struct actor){ .name = "CEP" }));
	PUSH(a, &x.actors, ((struct responsibility){ .actor = 0, .lead = true }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "Commandes retenues", .kind = IND_FACT, .count = 1, .cadence = 1 }));
	PUSH(a, &x.indicators, ((struct indicator){ .text = "Secteurs sollicités", .kind = IND_FACT, .count = 1, .cadence = 1 }));
	PUSH(a, &s.actions, x);
	PUSH(a, &o.specifics, s);
	PUSH(a, &plan.objectives, o);
	enum err e = plan_adopt_draft(db, &user_command, &plan, &(struct plan_adoption){ .adopted = true, .adopted_on = "2023-01-01" }, &revision);
	if (e == OK)
		e = plan_load(db, &user_command, NONE, &now);
	if (e == OK)
		*indicator = now->objectives.items[0].specifics.items[0].actions.items[0].indicators.items[0].id;
	return e;
}

static void
evidence_for_the_plan(void **state)
{
	struct decided_world d = world(*state);
	struct webtest *w = d.j.c.w;
	int64_t indicator;
	webtest_ok(w, store_write(w->app.store, w->a, plan_work, &indicator));
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_has(w, "Commandes retenues");
	int64_t second = webtest_number(w, "SELECT max(id) FROM indicator");
	assert_int_equal(webtest_post(w, PATH(&d.j, "%s/evidence", d.path), PATH(&d.j, "indicator=%lld&indicator=%lld&indicator=987654", (long long)indicator, (long long)second)), 303);
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_has(w, PATH(&d.j, "value=\"%lld\" checked", (long long)second));
	decide(&d, "");
	assert_int_equal(count(&d, PATH(&d.j, "evidence_slot WHERE indicator IN (%lld, %lld)", (long long)indicator, (long long)second)), 2);
	assert_int_equal(count(&d, "evidence WHERE kind = 3"), 1); /* one piece, in each line */
	assert_int_equal(count(&d, PATH(&d.j, "evidence e JOIN evidence_slot s ON s.evidence = e.id WHERE s.indicator = %lld AND e.kind = 3 AND e.effective_on = '2023-08-28'",
	    (long long)indicator)), 1);
	assert_int_equal(webtest_get(w, d.path), 200);
	webtest_has(w, "déposée dans le plan");
	webtest_has(w, "déposée dans 2 lignes du plan sur 3"); /* a line that is not in the plan refuses it, and that is said */
	webtest_close(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(decided_and_frozen), T(outcomes_chosen), T(letters), T(a_withdrawal_and_its_replacement), T(evidence_for_the_plan) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
