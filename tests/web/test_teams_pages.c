/* The table of the teams: solved, moved by hand, locked, undone; why not; plan B; published once, and again for those whose place
 * changes. */
#include "team_test.h"
#include "jobs/jobs.h"
#include "jobs/program.h"
#include "team/compose.h"
#include "team/team_jobs.h"

static long long
draft(struct team_world *t)
{
	return (long long)webtest_number(t->w, "SELECT max(id) FROM team_draft");
}

static long long
rev(struct team_world *t)
{
	return (long long)webtest_number(t->w, TP(t, "SELECT rev FROM team_draft WHERE id = %lld", draft(t)));
}

static int
post(struct team_world *t, const char *what, const char *more)
{
	return webtest_post(t->w, TP(t, "/team-drafts/%lld%s", draft(t), what), TP(t, "rev=%lld%s", rev(t), more));
}

struct opening { int64_t id; struct compose c; };
static enum err
open_work(struct db *db, void *arg)
{
	struct opening *o = arg;
	return compose_open(db, o->id, &o->c);
}
static struct compose
shown(struct team_world *t)
{
	struct opening o = { .id = draft(t) };
	webtest_ok(t->w, store_read(t->w->app.store, t->w->a, open_work, &o));
	return o.c;
}

static struct team_world
voted(struct arena *a)
{
	struct team_world t = team_world_open(a);
	team_vote_all(&t);
	assert_int_equal(webtest_post(t.w, TP(&t, "/editions/%lld/teams", TED(&t)), "name=Essai"), 303);
	return t;
}

static void
solved(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "Essai");
	assert_int_equal(post(&t, "/solve", ""), 303);
	assert_int_equal(webtest_get(w, w->an.location), 200);
	webtest_has(w, "optimum prouvé");
	webtest_has(w, "<b>15</b> placés, sur 15");
	webtest_has(w, "<b>15</b> à leur premier choix"); /* three for each of five, by the rankings */
	struct compose c = shown(&t);
	for (int i = 0; i < TEAM_STUDENTS; i++)
		assert_int_equal(c.s.project_of[ranking_student(&c.w, t.student[i])], ranking_offer(&c.w, t.offer[i % TEAM_OFFERS]));
	int led[TEAM_LEADERS] = { 0 };
	for (size_t p = 0; p < c.w.offers.n; p++) {
		assert_int_not_equal(c.s.lead_of[p], TEAM_NONE);
		led[c.s.lead_of[p]]++;
	}
	for (int k = 0; k < TEAM_LEADERS; k++)
		assert_true(led[k] <= 2);
	/* a form opened on what was there before */
	assert_int_equal(webtest_post(w, TP(&t, "/team-drafts/%lld/solve", draft(&t)), "rev=1"), 409);
	assert_int_equal(webtest_post(w, TP(&t, "/team-drafts/%lld/step", draft(&t)), "rev=1&do=undo"), 409);
	webtest_close(w);
}

static void
not_before_the_close(void **state)
{
	struct team_world t = team_world_open(*state);
	struct webtest *w = t.w;
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_post(w, TP(&t, "/editions/%lld/teams", TED(&t)), "name="), 303);
	assert_int_equal(post(&t, "/solve", ""), 422);
	webtest_has(w, "ne sont pas clos");
	assert_int_equal(post(&t, "/exact", ""), 422);
	webtest_close(w);
}

static void
by_hand(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	assert_int_equal(webtest_post(w, TP(&t, "/editions/%lld/team-rules", TED(&t)), TP(&t, "kind=apart&student=%lld&other=%lld&reason=famille", STUDENT(&t, 0), STUDENT(&t, 1))), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	/* before it is made, a move says what it costs and breaks */
	assert_int_equal(webtest_get(w, TP(&t, "/team-drafts/%lld/move?student=%lld&to=%lld", draft(&t), STUDENT(&t, 0), OFFER(&t, 1))), 200);
	webtest_has(w, "ne doivent pas être ensemble");
	webtest_has(w, "a 4 étudiants, c’est trop");
	webtest_has(w, "Déplacer quand même");
	assert_int_equal(shown(&t).d.step, 1); /* and changes nothing */
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 0), OFFER(&t, 1))), 303);
	struct compose c = shown(&t);
	size_t who = ranking_student(&c.w, t.student[0]);
	assert_int_equal(c.s.project_of[who], ranking_offer(&c.w, t.offer[1]));
	assert_true(c.s.locked[who] && c.s.proof.method == NULL);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "changé à la main");
	webtest_has(w, "règles ne sont pas respectées");
	/* undone, done again, undone, another way */
	assert_int_equal(post(&t, "/step", "&do=undo"), 303);
	assert_int_equal(shown(&t).s.project_of[who], ranking_offer(&c.w, t.offer[0]));
	assert_int_equal(post(&t, "/step", "&do=redo"), 303);
	assert_int_equal(shown(&t).s.project_of[who], ranking_offer(&c.w, t.offer[1]));
	assert_int_equal(post(&t, "/step", "&do=redo"), 422);
	assert_int_equal(post(&t, "/step", "&do=undo"), 303);
	assert_int_equal(post(&t, "/lock", TP(&t, "&lock=%lld:1", STUDENT(&t, 3))), 303);
	assert_int_equal(post(&t, "/step", "&do=redo"), 422); /* what was undone is gone */
	assert_true(shown(&t).s.locked[ranking_student(&c.w, t.student[3])]);
	/* locked, and the rest composed again around it */
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 2), OFFER(&t, 0))), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	c = shown(&t);
	assert_int_equal(c.s.project_of[ranking_student(&c.w, t.student[2])], ranking_offer(&c.w, t.offer[0]));
	int n[TEAM_OFFERS] = { 0 };
	for (size_t k = 0; k < c.w.students; k++)
		n[c.s.project_of[k]]++;
	for (int p = 0; p < TEAM_OFFERS; p++)
		assert_int_equal(n[p], 3);
	assert_int_equal(post(&t, "/lock", "&lock=all"), 303);
	assert_int_equal(post(&t, "/lock", "&lock=none"), 303);
	assert_int_equal(post(&t, "/lock", "&lock=999999:1"), 404);
	/* a supervisor chosen by hand stays when the rest is composed again */
	assert_int_equal(post(&t, "/supervisors", TP(&t, "&lead=%lld:%lld", OFFER(&t, 0), (long long)t.leader[2])), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	c = shown(&t);
	assert_int_equal(c.s.lead_of[ranking_offer(&c.w, t.offer[0])], ranking_supervisor(&c.w, t.leader[2]));
	/* another draft, from this one; put away, back */
	assert_int_equal(post(&t, "/name", "&do=copy&name=Autre"), 303);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM team_draft"), 2);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams?draft=%lld", TED(&t), draft(&t))), 200);
	webtest_has(w, "Autre");
	assert_int_equal(post(&t, "/delete", ""), 303);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams?draft=%lld", TED(&t), draft(&t))), 404);
	assert_int_equal(post(&t, "/restore", ""), 303);
	webtest_close(w);
}

/* What is shown is worth what its own curve says: it is a notch, no notch is as good in both, and what is proved of the one is of
 * the other. */
static void
agrees(struct team_world *t)
{
	struct webtest *w = t->w;
	struct compose c = shown(t);
	struct team_figures f;
	int here = -1;
	team_figures(w->a, &c.problem, c.s.project_of, c.problem.supervisors > 0 ? c.s.lead_of : NULL, &f);
	assert_int_equal(f.violations.n, 0);
	assert_non_null(c.s.proof.method);
	for (int k = 0; k < c.notches; k++) {
		const struct notch_seats *n = &c.notch[k];
		long better = n->unranked - f.unranked;
		for (int r = f.ranks; r >= 2 && better == 0; r--)
			better = n->profile[r - 1] - f.profile[r - 1];
		here = compose_at_notch(&c, k) ? k : here;
		if (n->slack <= f.slack && better <= 0 && (n->slack < f.slack || better < 0))
			fail_msg("slack %ld is shown, notch %d has %ld", f.slack, k, n->slack);
	}
	assert_int_not_equal(here, -1);
	assert_int_equal(c.notch[here].slack, f.slack);
	assert_int_equal(c.notch[here].proved, c.s.proof.optimal);
	if (program_there("cbc"))
		assert_true(c.s.proof.optimal);
	int64_t worth = f.slack;
	assert_int_equal(post(t, "/notch", TP(t, "&slack=%d", here)), 303);
	c = shown(t);
	assert_int_equal(c.s.slack, worth);
	assert_int_equal(c.s.proof.optimal, c.notch[here].proved);
	assert_int_equal(post(t, "/step", "&do=undo"), 303);
}

/* Rankings that contradict each other and backgrounds that cross experience: more than a flow can prove. */
static void
around_pins(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	for (int i = 0; i < TEAM_STUDENTS; i++) {
		team_exec(&t, TP(&t, "DELETE FROM ranking_choice WHERE student = %lld", STUDENT(&t, i)));
		team_exec(&t, TP(&t, "UPDATE student SET experience = %d, background = '%s' WHERE id = %lld", i * 7 % 11, i % 5 < 2 ? "Droit" : i % 4 == 0 ? "Gestion" : "Éducation", STUDENT(&t, i)));
		for (int k = 0, first = i * i % 3; k < 3; k++)
			team_exec(&t, TP(&t, "INSERT INTO ranking_choice (student, place, submission) VALUES (%lld, %d, %lld)", STUDENT(&t, i), k + 1, OFFER(&t, (first + k * (1 + i % 2)) % TEAM_OFFERS)));
	}
	assert_int_equal(post(&t, "", "&least=2&most=4&objective=preferences&background=1&experience=1&bands=3+8"), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	agrees(&t);
	for (int i = 0; i < 3; i++) {
		struct compose c = shown(&t);
		size_t who = ranking_student(&c.w, t.student[4 * i]);
		assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 4 * i), OFFER(&t, (c.s.project_of[who] + 2) % TEAM_OFFERS))), 303);
		int there = shown(&t).s.project_of[who];
		assert_int_equal(post(&t, "/solve", ""), 303);
		assert_int_equal(shown(&t).s.project_of[who], there);
		agrees(&t);
	}
	/* again, and by balance: no notch that was had is lost to a worse one */
	struct compose before = shown(&t), after;
	assert_int_equal(post(&t, "", "&least=2&most=4&objective=balance&background=1&experience=1&bands=3+8"), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	agrees(&t);
	after = shown(&t);
	assert_string_equal(after.key, before.key);
	assert_true(after.notch[after.notches - 1].slack <= before.notch[before.notches - 1].slack);
	/* what comes before preferences and balance is said */
	assert_int_equal(post(&t, "", "&least=2&most=4&objective=rank_maximal&background=1&experience=1&bands=3+8"), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	after = shown(&t);
	bool notch = false;
	for (int k = 0; k < after.notches; k++)
		notch = notch || compose_at_notch(&after, k);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	if (notch)
		webtest_hasnt(w, "pas un cran");
	else
		webtest_has(w, "pas un cran");
	webtest_close(w);
}

static void
settings(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	assert_int_equal(post(&t, "", "&least=4&most=2&objective=preferences&bands=3"), 422);
	assert_int_equal(post(&t, "", "&least=1&most=2&objective=preferences&bands=3"), 422);
	webtest_has(w, "n’accueillent pas exactement les 15");
	assert_int_equal(post(&t, "", "&least=1&most=9&objective=preferences&bands=8+3"), 422);
	assert_int_equal(post(&t, "", "&least=3&most=3&objective=balance&background=1&bands=5+10"), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	struct compose c = shown(&t);
	assert_int_equal(c.s.objective, TEAM_BALANCE);
	struct team_figures f;
	team_figures(w->a, &c.problem, c.s.project_of, c.s.lead_of, &f);
	assert_int_equal(f.slack, 0); /* one of each background in each team: five of each there are */
	assert_int_equal(f.violations.n, 0);
	/* the curve: its notches can be taken */
	assert_true(c.notches >= 1);
	for (int k = 0; k < c.notches; k++) {
		assert_int_equal(post(&t, "/notch", TP(&t, "&slack=%d", k)), 303);
		struct compose n = shown(&t);
		team_figures(w->a, &n.problem, n.s.project_of, n.s.lead_of, &f);
		assert_int_equal(f.slack, n.notch[k].slack);
		assert_int_equal(f.profile[0], n.notch[k].profile[0]);
	}
	assert_int_equal(post(&t, "/notch", "&slack=99"), 422);
	/* what cannot be is said */
	team_exec(&t, "UPDATE supervisor SET teams_most = 0");
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "ne peuvent pas suivre autant");
	for (int i = 0; i < TEAM_OFFERS; i++)
		assert_int_equal(webtest_post(w, TP(&t, "/editions/%lld/team-rules", TED(&t)), TP(&t, "kind=not_there&student=%lld&commission=%lld&reason=x", STUDENT(&t, 0), OFFER(&t, i))), 303);
	assert_int_equal(post(&t, "/solve", ""), 422);
	webtest_has(w, "Aucune composition ne respecte");
	webtest_close(w);
}

static void
by_a_job(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	static const struct job_kind kinds[] = { { "team_exact", job_team_exact, 300, 2, false }, { 0 } };
	struct worker worker = { .store = w->app.store, .kinds = kinds, .base_url = "http://127.0.0.1:8080" };
	int ran;
	assert_int_equal(post(&t, "/exact", ""), 303);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "attend son tour");
	assert_int_equal(jobs_run_due(&worker, today_brussels(), &ran), OK);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "optimum prouvé");
	webtest_hasnt(w, "Étape par étape");
	struct compose_progress all = compose_progress_read(w->a, shown(&t).d.exact_said); /* as the job went */
	assert_true(all.stages > 0 && all.at == all.stages && all.found);
	assert_int_equal(shown(&t).notches, 0); /* no curve is kept yet */
	assert_int_equal(post(&t, "/solve", ""), 303);
	assert_int_equal(post(&t, "/exact", ""), 303);
	assert_int_equal(jobs_run_due(&worker, today_brussels(), &ran), OK);
	agrees(&t);
	assert_int_equal(compose_placed(&(struct compose){ .w = shown(&t).w, .s = shown(&t).s }), TEAM_STUDENTS);
	/* changed meanwhile: not taken */
	assert_int_equal(post(&t, "/exact", ""), 303);
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 0), OFFER(&t, 1))), 303);
	int64_t step = shown(&t).d.step;
	assert_int_equal(jobs_run_due(&worker, today_brussels(), &ran), OK);
	assert_int_equal(shown(&t).d.step, step);
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "son résultat n’a pas été pris");
	webtest_close(w);
}

struct watching { struct team_world *t; int told; };
struct saying { int64_t draft; const char *state, *said; };

static enum err
say_work(struct db *db, void *arg)
{
	struct saying *s = arg;
	enum err e = s->state == NULL ? OK : team_draft_exact(db, s->draft, s->state, 0);
	return e == OK ? team_draft_exact_said(db, s->draft, s->said) : e;
}

static void
watched(void *arg, const struct team_progress *p)
{
	struct watching *x = arg;
	struct webtest *w = x->t->w;
	struct saying s = { draft(x->t), NULL, compose_progress_write(w->a, p) };
	webtest_ok(w, store_write(w->app.store, w->a, say_work, &s));
	assert_int_equal(webtest_get(w, TP(x->t, "/editions/%lld/teams", TED(x->t))), 200);
	int proved = 0;
	while (proved < p->at && p->found && p->stage[proved].value <= p->stage[proved].bound)
		proved++;
	webtest_has(w, TP(x->t, "Étapes prouvées jusqu’ici : %d sur %d.", proved, p->stages));
	webtest_has(w, p->found ? "Étape par étape" : "Aucune composition n’est encore trouvée");
	if (p->found && p->at < p->stages)
		webtest_has(w, "◐ en cours");
	x->told++;
}

/* While the solver is at work, the page says what is found and what is proved, without a script. */
static void
how_far(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	struct watching x = { .t = &t };
	struct team_watch watch = { watched, &x };
	struct saying s = { draft(&t), "running", "{}" };
	struct team_answer r;
	webtest_ok(w, store_write(w->app.store, w->a, say_work, &s));
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "Le solveur cherche");
	webtest_hasnt(w, "Étapes prouvées");
	struct compose c = shown(&t);
	c.problem.watch = &watch;
	assert_int_equal(team_solve(w->a, &c.problem, 5, NULL, &r), OK);
	assert_int_equal(x.told, r.stages + 1);
	/* nothing found, and something left open */
	struct team_stage stage[] = { { .measure = TEAM_UNRANKED, .value = 4, .bound = 1 }, { .measure = TEAM_OF_SLACK, .value = 9 } };
	watched(&x, &(struct team_progress){ stage, 2, 0, false });
	watched(&x, &(struct team_progress){ stage, 2, 1, true });
	webtest_has(w, "▲ laissé ouvert");
	webtest_has(w, "data-label=\"Au mieux\">1<");
	webtest_has(w, "data-label=\"Reste à prouver\">3<");
	webtest_close(w);
}

static void
why_not(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	/* everybody now wants the first: some cannot have it */
	for (int i = 0; i < TEAM_STUDENTS; i++)
		team_exec(&t, TP(&t, "UPDATE ranking_choice SET place = place + 10 WHERE student = %lld", STUDENT(&t, i)));
	team_exec(&t, TP(&t, "UPDATE ranking_choice SET place = 1 WHERE submission = %lld", OFFER(&t, 0)));
	assert_int_equal(post(&t, "/solve", ""), 303);
	struct compose c = shown(&t);
	size_t out = 0;
	while (c.s.project_of[out] == 0)
		out++;
	const char *path = TP(&t, "/team-drafts/%lld/why/%lld", draft(&t), (long long)c.w.student[out].id);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "Pourquoi pas Maison Alouette asbl");
	webtest_has(w, "change ");
	const char *letter = strstr(webtest_body(w), "<textarea id=\"f-letter\"");
	assert_non_null(letter);
	letter = arena_strndup(w->a, letter, strcspn(letter, "\f") < 6000 ? strcspn(letter, "\f") : 6000);
	const char *end = strstr(letter, "</textarea>");
	assert_non_null(end);
	letter = arena_strndup(w->a, letter, (size_t)(end - letter));
	assert_non_null(strstr(letter, "choix n° 1"));
	for (int i = 0; i < TEAM_STUDENTS; i++) /* nobody else's name, no institution */
		if (t.student[i] != c.w.student[out].id)
			assert_null(strstr(letter, TP(&t, "Étu%02d", i)));
	assert_null(strstr(letter, "Maison"));
	size_t mails = call_mails(&t.c);
	assert_int_equal(webtest_post(w, path, "subject=&letter=x"), 422);
	assert_int_equal(webtest_post(w, path, "subject=Votre+%C3%A9quipe&letter=Bonjour,+relue"), 303);
	assert_int_equal(call_mails(&t.c), mails + 1);
	assert_int_equal(webtest_post(w, path, "subject=Encore&letter=Bonjour"), 422);
	webtest_has(w, "déjà partie");
	assert_int_equal(call_mails(&t.c), mails + 1);
	assert_int_equal(webtest_get(w, TP(&t, "/team-drafts/%lld/why/999999", draft(&t))), 404);
	webtest_close(w);
}

static void
plan_b(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	const char *path = TP(&t, "/team-drafts/%lld/losses", draft(&t));
	assert_int_equal(webtest_get(w, path), 303); /* nothing to lose yet */
	assert_int_equal(post(&t, "/solve", ""), 303); /* teams of three: one less, and the others grow to four */
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "vont jusqu’à 4 étudiants");
	webtest_has(w, "ne peuvent pas suivre une équipe de plus"); /* three supervisors of two teams for five: none may be lost */
	for (int i = 0; i < TEAM_OFFERS; i++)
		webtest_has(w, TP(&t, "<th scope=\"row\">Maison %s asbl</th>", team_houses[i]));
	webtest_has(w, "<th scope=\"row\">Guide0</th>");
	webtest_has(w, "data-label=\"Changent d’équipe\">3<"); /* those of the lost one, and nobody else */
	webtest_close(w);
}

static void
published(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	const char *path = TP(&t, "/team-drafts/%lld/publish", draft(&t));
	assert_int_equal(post(&t, "/solve", ""), 303);
	size_t mails = call_mails(&t.c);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "15 étudiants changent de place");
	webtest_has(w, "23 courriels partiront"); /* fifteen, three, five */
	const char *at = strstr(webtest_body(w), "name=\"seen\" value=\"");
	assert_non_null(at);
	const char *seen = arena_strndup(w->a, at + strlen("name=\"seen\" value=\""), 64);
	assert_int_equal(post(&t, "/publish", "&seen=autre"), 422);
	assert_int_equal(call_mails(&t.c), mails);
	assert_int_equal(post(&t, "/publish", TP(&t, "&seen=%s", seen)), 303);
	assert_int_equal(call_mails(&t.c), mails + 23);
	const struct outbox_row *m = call_mail(&t.c, "Votre équipe\u00a0: Maison Alouette");
	assert_true(m != NULL && strstr(m->text, "Étu05") != NULL);
	const char *calendar = m == NULL ? NULL : strstr(m->text, "/call/calendar/");
	assert_non_null(calendar);
	webtest_as(w, ROLE_PUBLIC);
	assert_int_equal(webtest_get(w, arena_strndup(w->a, calendar, strcspn(calendar, "\n"))), 200);
	webtest_has(w, "BEGIN:VEVENT");
	webtest_has(w, "Visite de l’institution");
	assert_int_equal(webtest_get(w, "/call/calendar/999999"), 404);
	webtest_as(w, ROLE_COORDINATION);
	m = call_mail(&t.c, "Les équipes que vous accompagnez");
	assert_true(m != NULL && strstr(m->text, "Maison") != NULL);
	m = call_mail(&t.c, "l’équipe qui travaille pour vous");
	assert_true(m != NULL && strstr(m->text, "Étu0") != NULL);
	assert_int_equal(webtest_number(w, "SELECT count(*) FROM team_student"), TEAM_STUDENTS);
	/* a student sees theirs */
	team_as(&t, t.person[0]);
	assert_int_equal(webtest_get(w, "/laboratory"), 200);
	webtest_has(w, "Maison Alouette");
	webtest_hasnt(w, "Maison Bouleau");
	/* the same again: nothing to say; two who change places: they, their teams' sponsors, nobody else */
	webtest_as(w, ROLE_COORDINATION);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "rien ne change");
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 0), OFFER(&t, 1))), 303);
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=%lld", STUDENT(&t, 1), OFFER(&t, 0))), 303);
	assert_int_equal(webtest_get(w, path), 200);
	webtest_has(w, "2 étudiants changent de place");
	at = strstr(webtest_body(w), "name=\"seen\" value=\"");
	assert_non_null(at);
	seen = arena_strndup(w->a, at + strlen("name=\"seen\" value=\""), 64);
	assert_int_equal(post(&t, "/publish", TP(&t, "&seen=%s", seen)), 303);
	assert_int_equal(call_mails(&t.c), mails + 23 + 4);
	m = call_mail(&t.c, "Votre équipe change");
	assert_true(m != NULL && text_starts(m->to, "e0"));
	/* who has no place stops it */
	assert_int_equal(post(&t, "/move", TP(&t, "&student=%lld&to=", STUDENT(&t, 1))), 303);
	assert_int_equal(webtest_get(w, path), 200);
	at = strstr(webtest_body(w), "name=\"seen\" value=\"");
	assert_non_null(at);
	assert_int_equal(post(&t, "/publish", TP(&t, "&seen=%s", arena_strndup(w->a, at + strlen("name=\"seen\" value=\""), 64))), 422);
	webtest_has(w, "n’ont pas de place");
	webtest_close(w);
}

/* ---- a commission is lost after the publication -------------------------------------------------------------------- */

static enum err
withdraw(struct db *db, void *arg)
{
	struct team_world *t = arg;
	struct submission s;
	db_author(db, NONE, "test", "test");
	enum err e = submission_get(db, t->offer[1], &s);
	return e == OK ? submission_move(db, &s, ST_WITHDRAWN, &(struct moved){ move_find(ST_SELECTED, ST_WITHDRAWN, BY_STAFF), NONE, "plus de direction", 0 }) : e;
}

static const char *
seen_of(struct team_world *t)
{
	assert_int_equal(webtest_get(t->w, TP(t, "/team-drafts/%lld/publish", draft(t))), 200);
	const char *at = strstr(webtest_body(t->w), "name=\"seen\" value=\"");
	assert_non_null(at);
	return arena_strndup(t->w->a, at + strlen("name=\"seen\" value=\""), 64);
}

static void
lost_and_mended(void **state)
{
	struct team_world t = voted(*state);
	struct webtest *w = t.w;
	assert_int_equal(post(&t, "/solve", ""), 303);
	assert_int_equal(post(&t, "/publish", TP(&t, "&seen=%s", seen_of(&t))), 303);
	team_exec(&t, TP(&t, "UPDATE person SET lang = 'en' WHERE id = %lld", (long long)t.person[1]));
	webtest_ok(w, store_write(w->app.store, w->a, withdraw, &t));
	assert_int_equal(webtest_get(w, TP(&t, "/editions/%lld/teams", TED(&t))), 200);
	webtest_has(w, "<b>12</b> placés, sur 15");
	/* as little as can be changes: the three of the lost commission, nobody else */
	assert_int_equal(post(&t, "", "&least=3&most=4&objective=preferences&bands=3&stay=1"), 303);
	assert_int_equal(post(&t, "/solve", ""), 303);
	struct compose c = shown(&t);
	for (int i = 0; i < TEAM_STUDENTS; i++) {
		int at = c.s.project_of[ranking_student(&c.w, t.student[i])];
		assert_int_not_equal(at, TEAM_NONE);
		if (i % TEAM_OFFERS != 1)
			assert_int_equal(c.w.offers.items[at].id, t.offer[i % TEAM_OFFERS]);
	}
	size_t mails = call_mails(&t.c);
	const char *seen = seen_of(&t);
	webtest_has(w, "3 étudiants changent de place");
	webtest_has(w, "(commande retirée)");
	assert_int_equal(post(&t, "/publish", TP(&t, "&seen=%s", seen)), 303);
	/* the three, the sponsors of the three teams that they join, the supervisor of the lost one */
	assert_int_equal(call_mails(&t.c), mails + 3 + 3 + 1);
	const struct outbox_row *m = call_mail(&t.c, "Your team changes");
	assert_true(m != NULL && text_eq(m->to, "e01@etu.example") && strstr(m->text, "The days to note") != NULL);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(solved), T(not_before_the_close), T(by_hand), T(around_pins), T(settings), T(by_a_job), T(how_far), T(why_not), T(plan_b), T(published), T(lost_and_mended) };
	return cmocka_run_group_tests_name("teams pages", tests, NULL, NULL);
}
