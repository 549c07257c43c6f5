/* What changes a draft: each change is a step, which can be undone. */
#include "team/compose_pages.h"
#include "jobs/jobs.h"
#include "jobs/solver.h"
#include "pages.h"
#include <stdlib.h>
#include <string.h>

#define SOLVE_SECONDS 3.0
#define CURVE_SECONDS 1.5
enum { CURVE_MOST = 12 };
const struct param compose_begin_params[] = { { "name", P_LINE, 400 }, { 0 } };
const struct param compose_settings_params[] = { { "rev", P_INT, 20 }, { "least", P_LINE, 10 }, { "most", P_LINE, 10 }, { "objective", P_WORD, 20 }, { "slack", P_LINE, 10 },
	{ "background", P_BOOL, 4 }, { "experience", P_BOOL, 4 }, { "gender", P_BOOL, 4 }, { "stay", P_BOOL, 4 }, { "bands", P_LINE, 100 }, { 0 } };
const struct param compose_rev_params[] = { { "rev", P_INT, 20 }, { 0 } };
const struct param compose_notch_params[] = { { "rev", P_INT, 20 }, { "slack", P_INT, 10 }, { 0 } };
const struct param compose_lock_params[] = { { "rev", P_INT, 20 }, { "lock", P_LINE, 40 }, { 0 } };
const struct param compose_leads_params[] = { { "rev", P_INT, 20 }, { "lead", P_MANY, 60 }, { 0 } };
const struct param compose_go_params[] = { { "rev", P_INT, 20 }, { "do", P_WORD, 10 }, { 0 } };
const struct param compose_name_params[] = { { "rev", P_INT, 20 }, { "name", P_LINE, 400 }, { "do", P_WORD, 10 }, { 0 } };

static enum err
to_table(struct request *rq, struct answer *an, const struct team_draft *d)
{
	return answer_redirect(rq, an, draft_url(rq->a, d));
}

static enum err
refused(struct request *rq, struct answer *an, const struct team_draft *d)
{
	an->status = 422;
	enum err e = compose_show(rq, an, d->edition, d->id);
	an->status = 422;
	return e;
}

static enum err
conflict(struct request *rq, struct answer *an, const struct team_draft *d, int64_t rev_now)
{
	return answer_conflict(rq, an, "team_draft", d->id, rev_now, draft_url(rq->a, d));
}

/* Opened on the state that the form was opened on. E_CONFLICT: it is answered. */
static enum err
open_for(struct request *rq, struct answer *an, struct compose *c)
{
	enum err e = compose_open(rq->db, param_int(rq, "id"), c);
	return e == OK && param_int(rq, "rev") != c->d.rev ? conflict(rq, an, &c->d, c->d.rev) : e;
}

static enum err
step(struct request *rq, struct answer *an, struct compose *c, const char *what, int64_t student)
{
	int64_t rev = c->d.rev;
	enum err e = team_draft_step(rq->db, &c->d, &(struct compose_step){ what, student, rq->user->person }, compose_write(rq->a, &c->w, &c->s));
	if (e == E_CONFLICT)
		return conflict(rq, an, &c->d, rev);
	if (e == E_LIMIT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Ce brouillon a trop d’étapes : copiez-le et continuez sur la copie."), NULL);
		return refused(rq, an, &c->d);
	}
	return e == OK ? to_table(rq, an, &c->d) : e;
}

/* ---- drafts ----------------------------------------------------------------------------------------------------------- */

enum err
compose_begin(struct request *rq, struct answer *an)
{
	struct ranking_world w;
	const char *name = param_text(rq, "name");
	enum err e = ranking_load(rq->db, param_int(rq, "id"), &w);
	struct team_draft d = { 0 };
	if (e != OK)
		return e;
	struct compose_state s = compose_first(rq->a, &w);
	d.edition = w.edition.id;
	e = team_draft_begin(rq->db, w.edition.id, text_blank(name) ? tr(rq->lang, N_("Première composition")) : name, compose_write(rq->a, &w, &s), rq->user->person, &d.id);
	return e == OK ? to_table(rq, an, &d) : e;
}

enum err
compose_name(struct request *rq, struct answer *an)
{
	struct compose c;
	const char *name = param_text(rq, "name");
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	if (text_blank(name)) {
		problem_add(rq->a, &an->problems, "name", N_("Donnez un nom au brouillon."), NULL);
		return refused(rq, an, &c.d);
	}
	if (text_eq(param_text(rq, "do"), "copy")) {
		struct team_draft copy = { .edition = c.d.edition };
		e = team_draft_begin(rq->db, c.d.edition, name, compose_write(rq->a, &c.w, &c.s), rq->user->person, &copy.id);
		if (e == OK)
			answer_notice(rq, an, N_("Copie « %s » : l’autre brouillon reste tel quel."), name, NULL);
		return e == OK ? to_table(rq, an, &copy) : e;
	}
	e = team_draft_rename(rq->db, &c.d, name);
	return e == OK ? to_table(rq, an, &c.d) : e == E_CONFLICT ? conflict(rq, an, &c.d, c.d.rev) : e;
}

enum err
compose_delete(struct request *rq, struct answer *an)
{
	struct team_draft d;
	enum err e = team_draft_get(rq->db, param_int(rq, "id"), &d);
	if (e == OK)
		e = team_draft_delete(rq->db, d.id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Brouillon « %s » retiré."), d.name, arena_printf(rq->a, "/team-drafts/%lld/restore", (long long)d.id));
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/teams", (long long)d.edition));
}

enum err
compose_restore(struct request *rq, struct answer *an)
{
	struct team_draft d;
	enum err e = team_draft_restore(rq->db, param_int(rq, "id"));
	if (e == OK)
		e = team_draft_get(rq->db, param_int(rq, "id"), &d);
	return e == OK ? to_table(rq, an, &d) : e;
}

enum err
compose_go(struct request *rq, struct answer *an)
{
	struct compose c;
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	e = team_draft_go(rq->db, &c.d, text_eq(param_text(rq, "do"), "redo") ? 1 : -1);
	if (e == E_INVALID) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Il n’y a pas d’étape de ce côté."), NULL);
		return refused(rq, an, &c.d);
	}
	return e == OK ? to_table(rq, an, &c.d) : e == E_CONFLICT ? conflict(rq, an, &c.d, c.d.rev) : e;
}

/* ---- settings ------------------------------------------------------------------------------------------------------------ */

static bool
read_count(const char *typed, int most, int *out)
{
	char *end;
	long n = typed == NULL ? -1 : strtol(typed, &end, 10);
	*out = (int)n;
	return typed != NULL && end != typed && *end == '\0' && n >= 0 && n <= most;
}

static bool
read_bands(const char *typed, struct compose_state *s)
{
	s->bands = 0;
	for (const char *at = typed == NULL ? "" : typed; *(at += strspn(at, " ,;")) != '\0';) {
		char *end;
		long n = strtol(at, &end, 10);
		if (end == at || n < 1 || n > 60 || s->bands == COMPOSE_BANDS_MAX || (s->bands > 0 && n <= s->band[s->bands - 1]))
			return false;
		s->band[s->bands++] = (int)n;
		at = end;
	}
	return true;
}

enum err
compose_settings(struct request *rq, struct answer *an)
{
	struct compose c;
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	struct compose_state *s = &c.s;
	const char *objective = param_text(rq, "objective");
	int n = (int)c.w.students, m = (int)c.w.offers.n;
	if (!read_count(param_text(rq, "least"), 60, &s->least) || !read_count(param_text(rq, "most"), 60, &s->most) || s->most < 1 || s->least > s->most)
		problem_add(rq->a, &an->problems, "least", N_("Écrivez deux tailles d’équipe, la plus petite d’abord."), NULL);
	else if (s->most * m < n || s->least * m > n)
		problem_add(rq->a, &an->problems, "most", N_("Avec ces tailles, les équipes n’accueillent pas exactement les %s étudiants."), arena_printf(rq->a, "%d", n));
	if (!read_bands(param_text(rq, "bands"), s))
		problem_add(rq->a, &an->problems, "bands", N_("Écrivez des nombres d’années qui montent, comme « 3 8 »."), NULL);
	s->objective = text_eq(objective, "balance") ? TEAM_BALANCE : text_eq(objective, "slack") ? TEAM_SLACK : text_eq(objective, "rank_maximal") ? TEAM_RANK_MAXIMAL : TEAM_PREFERENCES;
	if (s->objective == TEAM_SLACK && !read_count(param_text(rq, "slack"), 100000, &s->slack))
		problem_add(rq->a, &an->problems, "slack", N_("Écrivez l’écart d’équilibre permis."), NULL);
	s->stay = param_bool(rq, "stay");
	for (int k = 0; k < BALANCES; k++)
		s->balance[k] = param_bool(rq, balance_words[k]);
	if (an->problems.n > 0)
		return refused(rq, an, &c.d);
	s->proof.method = NULL;
	answer_notice(rq, an, N_("Réglages enregistrés : composez à nouveau pour les suivre."), NULL, NULL);
	return step(rq, an, &c, "settings", NONE);
}

/* ---- solving ------------------------------------------------------------------------------------------------------------- */

struct solving { struct request *rq; struct answer *an; struct compose c; struct team_answer r; struct team_curve curve; const char *state; bool shut; };

static enum err
open_work(struct db *db, void *arg)
{
	struct solving *s = arg;
	s->rq->db = db;
	enum err e = open_for(s->rq, s->an, &s->c); /* nothing is computed for who would not keep it */
	s->rq->db = NULL;
	return e;
}

static enum err
keep_solved(struct db *db, void *arg)
{
	struct solving *s = arg;
	struct request *rq = s->rq;
	struct team_draft d = s->c.d, now;
	enum err e = team_draft_step(db, &d, &(struct compose_step){ "solve", NONE, rq->user->person }, s->state);
	if (e == E_CONFLICT) /* changed while it was computed */
		return team_draft_get(db, d.id, &now) == OK ? conflict(rq, s->an, &now, now.rev) : E_NOTFOUND;
	if (e == OK && s->curve.n > 0)
		e = team_draft_curve(db, d.id, compose_curve_write(rq->a, &s->c, &s->curve));
	return e == OK ? to_table(rq, s->an, &d) : e;
}

static enum err
say_why(struct db *db, void *arg)
{
	struct solving *s = arg;
	s->rq->db = db;
	enum err e = refused(s->rq, s->an, &s->c.d);
	s->rq->db = NULL;
	return e;
}

/* Why nothing was found, as far as it is simple. */
static void
impossible(struct request *rq, struct answer *an, const struct solving *s)
{
	const struct compose *c = &s->c;
	int n = (int)c->w.students, m = (int)c->w.offers.n;
	if (s->shut)
		problem_add(rq->a, &an->problems, NULL, N_("Les classements ne sont pas clos : composer maintenant montrerait ce que chacun demande. Clôturez-les d’abord."), NULL);
	else if (n == 0 || m == 0)
		problem_add(rq->a, &an->problems, NULL, N_("Il faut des étudiants et des commandes retenues pour composer des équipes."), NULL);
	else if (c->s.most * m < n || c->s.least * m > n)
		problem_add(rq->a, &an->problems, "most", N_("Avec ces tailles, les équipes n’accueillent pas exactement les %s étudiants."), arena_printf(rq->a, "%d", n));
	else if (s->r.status == TEAM_INFEASIBLE)
		problem_add(rq->a, &an->problems, NULL, N_("Aucune composition ne respecte à la fois les tailles, les conflits d’intérêts, les paires, les règles, les verrous et les limites des accompagnateurs. Élargissez les tailles, ou levez une règle ou un verrou."), NULL);
	else
		problem_add(rq->a, &an->problems, NULL, N_("Aucune composition n’a été trouvée dans le temps d’une page. Demandez la composition prouvée : elle cherche plus longtemps."), NULL);
}

/* The curve first: what is composed starts from its points, so that none of them does better, and is a point of it; what the
 * walks leave open is asked of the outside solver, which closes a programme's teams in less than a second. */
static enum err
compute(struct arena *a, struct solving *s)
{
	struct team_problem p;
	compose_known(a, &s->c);
	p = s->c.problem;
	enum err e = team_curve(a, &p, (struct team_effort){ CURVE_SECONDS, NULL }, CURVE_MOST, &s->curve);
	struct team_answer *known = ARENA_ARRAY(a, struct team_answer, (size_t)s->curve.n + 1);
	for (int k = 0; k < s->curve.n; k++)
		known[k] = s->curve.point[k].answer;
	/* Among those that stay as many, what is shown may be better than any of them. */
	known[s->curve.n] = p.known[p.knowns - 1];
	p.known = known;
	p.knowns = s->curve.n + 1;
	if (e == OK)
		e = team_solve(a, &p, SOLVE_SECONDS, solver_run_bounded, &s->r);
	if (e == OK && s->r.project_of != NULL)
		team_curve_add(a, &p, &s->curve, &s->r);
	return e;
}

enum err
compose_solve(struct request *rq, struct answer *an)
{
	struct solving s = { .rq = rq, .an = an };
	enum err e = store_read(rq->app->store, rq->a, open_work, &s);
	if (e != OK)
		return e;
	s.shut = s.c.w.phase != RANKING_CLOSED;
	bool able = !s.shut && s.c.w.students > 0 && s.c.w.offers.n > 0;
	if (able)
		e = compute(rq->a, &s);
	if (e != OK)
		return e;
	if (!able || s.r.project_of == NULL) {
		impossible(rq, an, &s);
		return store_read(rq->app->store, rq->a, say_why, &s);
	}
	compose_take(rq->a, &s.c.w, &s.c.s, &s.r);
	s.state = compose_write(rq->a, &s.c.w, &s.c.s);
	return request_write(rq, an, keep_solved, &s);
}

enum err
compose_exact(struct request *rq, struct answer *an)
{
	struct compose c;
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	if (c.w.phase != RANKING_CLOSED || c.w.students == 0 || c.w.offers.n == 0) {
		struct solving s = { .c = c, .shut = c.w.phase != RANKING_CLOSED };
		impossible(rq, an, &s);
		return refused(rq, an, &c.d);
	}
	e = team_draft_exact(rq->db, c.d.id, "waiting", c.d.step);
	if (e == OK)
		e = job_queue(rq->db, "team_exact", arena_printf(rq->a, "{\"draft\": %lld, \"step\": %lld}", (long long)c.d.id, (long long)c.d.step), NULL, 0);
	return e == OK ? to_table(rq, an, &c.d) : e;
}

enum err
compose_notch(struct request *rq, struct answer *an)
{
	struct compose c;
	enum err e = open_for(rq, an, &c);
	int64_t k = param_int(rq, "slack");
	if (e != OK)
		return e;
	if (k < 0 || k >= c.notches) {
		problem_add(rq->a, &an->problems, NULL, N_("Ce cran n’existe plus : composez à nouveau."), NULL);
		return refused(rq, an, &c.d);
	}
	const struct notch_seats *n = &c.notch[k];
	c.s.objective = TEAM_SLACK;
	c.s.slack = (int)n->slack;
	c.s.project_of = n->project_of;
	for (size_t p = 0; n->lead_of != NULL && p < c.w.offers.n; p++)
		if (!c.s.lead_locked[p])
			c.s.lead_of[p] = n->lead_of[p];
	c.s.proof = (struct compose_proof){ .method = "curve", .optimal = n->proved };
	return step(rq, an, &c, "notch", NONE);
}

/* ---- by hand --------------------------------------------------------------------------------------------------------------- */

enum err
compose_move(struct request *rq, struct answer *an)
{
	struct compose c;
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	size_t who = ranking_student(&c.w, param_int(rq, "student")), to = ranking_offer(&c.w, param_int(rq, "to"));
	bool out = param_int(rq, "to") == NONE;
	if (who == c.w.students || (!out && to == c.w.offers.n))
		return E_NOTFOUND;
	c.s.project_of[who] = out ? TEAM_NONE : (int)to;
	c.s.locked[who] = !out; /* what is done by hand stays when the rest is composed again */
	c.s.proof.method = NULL;
	answer_notice(rq, an, out ? N_("%s n’a plus de place.") : N_("%s est déplacé, et verrouillé là."), student_name(rq->a, &c.w.student[who]), NULL);
	return step(rq, an, &c, "move", c.w.student[who].id);
}

/* "12:1" locks student 12 where they are, "12:0" lets go; "all", "none". */
enum err
compose_lock(struct request *rq, struct answer *an)
{
	struct compose c;
	const char *what = param_text(rq, "lock");
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	bool all = text_eq(what, "all"), none = text_eq(what, "none");
	size_t who = c.w.students;
	if (all || none) {
		for (size_t k = 0; k < c.w.students; k++)
			c.s.locked[k] = all && c.s.project_of[k] != TEAM_NONE;
		return step(rq, an, &c, "lock", NONE);
	}
	char *end = NULL;
	int64_t id = what == NULL ? NONE : strtoll(what, &end, 10);
	who = ranking_student(&c.w, id);
	if (who == c.w.students || end == NULL || *end != ':' || c.s.project_of[who] == TEAM_NONE)
		return E_NOTFOUND;
	c.s.locked[who] = end[1] == '1';
	return step(rq, an, &c, "lock", c.w.student[who].id);
}

/* "12:7": commission 12 is followed by supervisor 7, and stays so; "12:": as the solver will. */
enum err
compose_leads(struct request *rq, struct answer *an)
{
	struct compose c;
	struct strings all = { 0 };
	enum err e = open_for(rq, an, &c);
	if (e != OK)
		return e;
	param_many(rq, "lead", &all);
	for (size_t k = 0; k < all.n; k++) {
		char *end;
		size_t where = ranking_offer(&c.w, strtoll(all.items[k], &end, 10));
		if (*end != ':' || where == c.w.offers.n)
			continue;
		size_t who = end[1] == '\0' ? c.w.supervisors : ranking_supervisor(&c.w, strtoll(end + 1, NULL, 10));
		c.s.lead_locked[where] = who < c.w.supervisors;
		if (who < c.w.supervisors)
			c.s.lead_of[where] = (int)who;
	}
	return step(rq, an, &c, "supervisors", NONE);
}
