/* The timetables of an edition as the coordination works on them. */
#include "timetable/schedule_pages.h"
#include "pages.h"
#include <stdlib.h>
#include <string.h>

#define SECONDS 8.0
const struct param schedule_move_params[] = { { "commission", P_INT, 20 }, { "slot", P_LINE, 20 }, { "place", P_LINE, 600 }, { "fixed", P_BOOL, 5 }, { 0 } };
const struct param schedule_settings_params[] = { { "rev", P_INT, 20 }, { "step", P_LINE, 10 }, { "duration", P_LINE, 10 }, { "apart", P_BOOL, 5 }, { "day_cost", P_LINE, 10 }, { 0 } };
const struct param schedule_readers_params[] = { { "reader", P_MANY, 60 }, { 0 } };
const struct param schedule_cut_params[] = { { "scenario", P_INT, 20 }, { "conflict", P_LINE, 4000 }, { "reason", P_LINE, 1000 }, { 0 } };
const struct param schedule_publish_params[] = { { "seen", P_WORD, 40 }, { "despite", P_BOOL, 5 }, { 0 } };
const struct param schedule_check_params[] = { { "scenario", P_INT, 20 }, { 0 } };

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

static bool
later(const struct sched_session *x, const struct sched_session *y)
{
	if ((x->on_day == NULL) != (y->on_day == NULL))
		return x->on_day == NULL;
	int c = x->on_day == NULL ? 0 : strcmp(x->on_day, y->on_day);
	return c != 0 ? c > 0 : x->start > y->start;
}

static void
look(struct request *rq, struct sched_view *v)
{
	struct sched *s = &v->s;
	size_t n = 0;
	v->order = ARENA_ARRAY(rq->a, size_t, s->sessions.n + 1);
	for (size_t i = 0; i < s->sessions.n; i++) {
		enum sched_change_kind c = sched_change(&s->sessions.items[i]);
		v->changes += c != CHANGE_SAME && c != CHANGE_NOTHING;
		if (s->sessions.items[i].left)
			continue;
		v->placed += s->sessions.items[i].on_day != NULL;
		v->missing += s->sessions.items[i].missing;
		v->refused += s->sessions.items[i].refuses && s->sessions.items[i].on_day == NULL;
		size_t at = n++;
		for (; at > 0 && later(&s->sessions.items[v->order[at - 1]], &s->sessions.items[i]); at--)
			v->order[at] = v->order[at - 1];
		v->order[at] = i;
	}
	sched_problem(rq->a, s, false, &v->q);
	sched_faults(rq->a, s, &v->faults);
}

static bool
kind_asked(struct request *rq, enum sched_kind *k)
{
	return sched_named(param_text(rq, "kind"), k);
}

static enum err
open_view(struct request *rq, struct sched_view *v)
{
	enum sched_kind k;
	if (!kind_asked(rq, &k))
		return E_NOTFOUND;
	enum err e = sched_load(rq->db, param_int(rq, "id"), k, &v->s);
	if (e == OK && v->s.status == SCHED_INFEASIBLE)
		e = scenario_list(rq->db, v->s.edition.id, &v->scenarios);
	if (e == OK)
		look(rq, v);
	return e;
}

static enum err
show(struct request *rq, struct answer *an, struct sched_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", tr(rq->lang, sched_name(v->s.kind)), v->s.edition.label), "-commissions");
	page_schedule(p, rq, v);
	layout_end(rq, an);
	return OK;
}

static enum err
back_to(struct request *rq, struct answer *an, const struct sched *s, int64_t session)
{
	return answer_redirect(rq, an, (struct url){ session == NONE ? arena_printf(rq->a, "/editions/%lld/timetable/%s", (long long)s->edition.id, sched_word(s->kind))
	    : arena_printf(rq->a, "/editions/%lld/timetable/%s#s-%lld", (long long)s->edition.id, sched_word(s->kind), (long long)session) });
}

enum err
schedule_page(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	enum err e = open_view(rq, &v);
	return e == OK ? show(rq, an, &v) : e;
}

enum err
schedules_page(struct request *rq, struct answer *an)
{
	struct sched_card card[SCHED_KINDS];
	struct scenarios scenarios;
	for (int k = 0; k < SCHED_KINDS; k++) {
		struct sched_view v = { 0 };
		enum err e = sched_load(rq->db, param_int(rq, "id"), (enum sched_kind)k, &v.s);
		if (e != OK)
			return e;
		look(rq, &v);
		size_t clashes = 0;
		for (size_t i = 0; i < v.faults.n; i++)
			clashes += v.faults.items[i].kind != FAULT_NOWHERE || v.s.sessions.items[v.faults.items[i].session].refuses;
		card[k] = (struct sched_card){ (enum sched_kind)k, v.s, v.placed, v.missing, clashes, v.changes };
	}
	enum err e = scenario_list(rq->db, card[0].s.edition.id, &scenarios);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", tr(rq->lang, N_("Horaires")), card[0].s.edition.label), "-commissions");
	page_schedules(p, rq, card, &scenarios);
	layout_end(rq, an);
	return OK;
}

/* ---- computing ------------------------------------------------------------------------------------------------------------ */

struct solving { struct request *rq; struct answer *an; struct sched s; struct sched_problem q; struct tt_answer r; enum sched_kind kind; int64_t edition, rev; };

static enum err
solve_load(struct db *db, void *arg)
{
	struct solving *w = arg;
	return sched_load(db, w->edition, w->kind, &w->s);
}

static enum err
solve_save(struct db *db, void *arg)
{
	struct solving *w = arg;
	struct request *rq = w->rq;
	enum err e = sched_load(db, w->edition, w->kind, &w->s);
	if (e == OK)
		e = sched_keep(db, &w->s);
	if (e != OK)
		return e;
	sched_problem(rq->a, &w->s, true, &w->q);
	if (w->s.rev != w->rev && w->rev != 0) {
		answer_notice(rq, w->an, N_("Quelqu’un a changé cet horaire pendant le calcul : relancez-le."), NULL, NULL);
		return back_to(rq, w->an, &w->s, NONE);
	}
	if (w->r.status == TT_UNKNOWN) {
		answer_notice(rq, w->an, N_("Rien n’a été trouvé dans le temps donné : assouplissez quelques heures, puis relancez le calcul."), NULL, NULL);
		return back_to(rq, w->an, &w->s, NONE);
	}
	e = sched_found(db, &w->s, &w->q, &w->r);
	if (e != OK)
		return e;
	int missing = 0, refused = 0; /* nobody of the staff is free, or the sponsor said no */
	for (size_t k = 0; k < w->s.sessions.n; k++) {
		const struct sched_session *x = &w->s.sessions.items[k];
		missing += !x->left && x->missing;
		refused += !x->left && x->refuses && x->on_day == NULL;
	}
	if (w->r.status == TT_INFEASIBLE)
		answer_notice(rq, w->an, N_("Aucun horaire n’est possible : voyez pourquoi."), NULL, NULL);
	else if (refused > 0)
		answer_notice(rq, w->an, refused == 1 ? N_("Horaire calculé, sauf %s séance : son commanditaire a répondu qu’il ne pourra pas.")
		    : N_("Horaire calculé, sauf %s séances : leurs commanditaires ont répondu qu’ils ne pourront pas."), arena_printf(rq->a, "%d", refused), NULL);
	else if (missing > 0)
		answer_notice(rq, w->an, missing == 1 ? N_("Horaire calculé : il manque %s accompagnateur.") : N_("Horaire calculé : il manque %s accompagnateurs."),
		    arena_printf(rq->a, "%d", missing), NULL);
	else if (w->r.changes > 0)
		answer_notice(rq, w->an, w->r.changes == 1 ? N_("Horaire calculé : %s changement de ce qui est publié, le moins possible.")
		    : N_("Horaire calculé : %s changements de ce qui est publié, le moins possible."), arena_printf(rq->a, "%d", w->r.changes), NULL);
	else
		answer_notice(rq, w->an, N_("Horaire calculé : tout est placé."), NULL, NULL);
	return back_to(rq, w->an, &w->s, NONE);
}

enum err
schedule_solve(struct request *rq, struct answer *an)
{
	struct solving w = { .rq = rq, .an = an, .edition = param_int(rq, "id") };
	if (!kind_asked(rq, &w.kind))
		return E_NOTFOUND;
	enum err e = store_read(rq->app->store, rq->a, solve_load, &w);
	if (e != OK)
		return e;
	w.rev = w.s.rev;
	sched_problem(rq->a, &w.s, true, &w.q);
	if (w.q.p.sessions == 0 || w.q.p.slots == 0 || (w.kind != SCHED_EVENING && w.s.teams == 0)) {
		answer_notice(rq, an, N_("Il n’y a rien à placer encore : voyez ce qui manque."), NULL, NULL);
		return back_to(rq, an, &w.s, NONE);
	}
	e = tt_solve(rq->a, &w.q.p, SECONDS, &w.r);
	return e == OK ? request_write(rq, an, solve_save, &w) : e;
}

/* ---- by hand ---------------------------------------------------------------------------------------------------------------- */

static size_t
asked_session(const struct sched *s, int64_t submission)
{
	for (size_t i = 0; i < s->sessions.n; i++)
		if (s->sessions.items[i].submission == submission && !s->sessions.items[i].left)
			return i;
	return s->sessions.n;
}

enum err
schedule_move(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	const char *typed = param_text(rq, "slot"), *day;
	int start, slot = -1;
	enum err e = open_view(rq, &v);
	if (e == OK)
		e = sched_keep(rq->db, &v.s);
	size_t at = e == OK ? asked_session(&v.s, param_int(rq, "commission")) : 0;
	if (e != OK || at == v.s.sessions.n)
		return e != OK ? e : E_NOTFOUND;
	const struct sched_session *x = &v.s.sessions.items[at];
	if (sched_slot_parse(rq->a, typed, &day, &start))
		for (size_t k = 0; k < v.s.slots.n; k++)
			if (v.s.slots.items[k].start == start && strcmp(v.s.slots.items[k].day, day) == 0)
				slot = (int)k;
	if (slot < 0 && !text_blank(typed)) {
		problem_add(rq->a, &an->problems, "slot", N_("Cette heure n’est pas dans la grille : choisissez-en une de la liste."), NULL);
		an->status = 422;
		return show(rq, an, &v);
	}
	if ((e = sched_move(rq->db, &v.s, x, slot, param_text(rq, "place"), param_bool(rq, "fixed"))) != OK)
		return e;
	/* What it breaks is said at once, on top and in its row. */
	const char *breaks = NULL;
	for (int i = 0; i < v.q.p.sessions && slot >= 0; i++)
		if ((size_t)v.q.session_of[i] == at)
			breaks = sched_slot_breaks(rq->a, rq->lang, &v.s, &v.q, i, slot);
	if (breaks != NULL)
		answer_notice(rq, an, N_("Déplacé, mais : %s."), breaks, NULL);
	else if (slot < 0)
		answer_notice(rq, an, N_("%s n’a plus d’heure."), sched_session_name(rq->a, x), NULL);
	else
		answer_notice(rq, an, N_("%s : déplacé, rien n’est en conflit."), sched_session_name(rq->a, x), NULL);
	return back_to(rq, an, &v.s, x->submission);
}

static bool
whole(const char *typed, int least, int most, int *out)
{
	char *end;
	long n = strtol(typed == NULL ? "" : typed, &end, 10);
	*out = (int)n;
	return typed != NULL && end != typed && *end == '\0' && n >= least && n <= most;
}

enum err
schedule_settings_save(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	enum err e = open_view(rq, &v);
	if (e != OK)
		return e;
	struct sched *s = &v.s;
	const char *cost = param_text(rq, "day_cost");
	if (!whole(param_text(rq, "step"), 5, 240, &s->step))
		problem_add(rq->a, &an->problems, "step", N_("Un nombre de minutes est attendu, de 5 à 240."), NULL);
	if (!whole(param_text(rq, "duration"), 5, 480, &s->duration))
		problem_add(rq->a, &an->problems, "duration", N_("Un nombre de minutes est attendu, de 5 à 480."), NULL);
	if (cost != NULL && !whole(cost, 0, 1000, &s->day_cost))
		problem_add(rq->a, &an->problems, "day_cost", N_("Un nombre entier est attendu, de 0 à 1000."), NULL);
	s->apart = param_bool(rq, "apart");
	if (an->problems.n > 0) {
		an->status = 422;
		return show(rq, an, &v);
	}
	int64_t rev = param_int(rq, "rev");
	e = sched_settings(rq->db, s, rev == NONE ? 0 : rev);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		return answer_conflict(rq, an, "edition", s->edition.id, s->rev, url_path(rq->a, "/editions/%lld/timetable/%s", (long long)s->edition.id, sched_word(s->kind)));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Réglages enregistrés : calculez à nouveau pour les appliquer."), NULL, NULL);
	return back_to(rq, an, s, NONE);
}

/* "commission:supervisor", supervisor empty: nobody. */
enum err
schedule_readers_save(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	struct strings typed = { 0 };
	enum err e = open_view(rq, &v);
	if (e != OK || v.s.kind != SCHED_ORALS)
		return e != OK ? e : E_NOTFOUND;
	param_many(rq, "reader", &typed);
	for (size_t i = 0; e == OK && i < typed.n; i++) {
		char *end;
		int64_t file = strtoll(typed.items[i], &end, 10), who = *end == ':' && end[1] != '\0' ? strtoll(end + 1, NULL, 10) : NONE, now = NONE;
		size_t at = asked_session(&v.s, file);
		bool known = who == NONE;
		if (at == v.s.sessions.n)
			return E_NOTFOUND;
		for (size_t k = 0; k < v.s.supervisors.n; k++)
			known = known || v.s.supervisors.items[k].id == who;
		if (!known)
			return E_NOTFOUND;
		const struct sched_people *people = &v.s.sessions.items[at].people;
		for (size_t k = 0; k < people->n; k++) {
			now = people->items[k].reader ? people->items[k].supervisor : now;
			if (who != NONE && !people->items[k].reader && people->items[k].supervisor == who)
				problem_add(rq->a, &an->problems, NULL, N_("%s : le second lecteur n’est pas l’accompagnateur."), sched_session_name(rq->a, &v.s.sessions.items[at]));
		}
		if (who != now && an->problems.n == 0)
			e = sched_reader_set(rq->db, file, who); /* each commission has its own */
	}
	if (e == OK && an->problems.n > 0) {
		an->status = 422;
		return show(rq, an, &v);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Seconds lecteurs enregistrés."), NULL, NULL);
	return back_to(rq, an, &v.s, NONE);
}

/* ---- given back to the selection ------------------------------------------------------------------------------------------------ */

/* Commissions that cannot be held together become a rule of the scenario: not together, and why. */
enum err
schedule_cut(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct scenario scenario;
	struct submissions all;
	struct scenario_rule rule = { .kind = SEL_NOT_TOGETHER, .dimension = -1, .count = NONE, .value = NULL };
	const char *at = param_text(rq, "conflict"), *reason = param_text(rq, "reason");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = scenario_get(rq->db, param_int(rq, "scenario"), &scenario);
	if (e == OK && scenario.edition != edition.id)
		e = E_NOTFOUND;
	if (e == OK)
		e = submission_list(rq->db, edition.id, &all);
	if (e != OK)
		return e;
	while (at != NULL && *at != '\0' && rule.files.n < 100) {
		char *end;
		int64_t id = strtoll(at, &end, 10);
		bool here = false;
		if (end == at)
			break;
		at = end + strspn(end, " ");
		for (size_t i = 0; i < all.n; i++)
			here = here || all.items[i].id == id;
		if (here)
			PUSH(rq->a, &rule.files, id);
	}
	if (rule.files.n < 2)
		return fail(rq->a, E_INVALID, "schedule: a cut of %zu commissions", rule.files.n);
	rule.scenario = scenario.id;
	rule.reason = text_blank(reason) ? tr(rq->lang, N_("Horaire impossible")) : text_ellipsis(rq->a, reason, 280);
	e = scenario_rule_add(rq->db, &rule, rq->user->person);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Ces commandes ne seront pas retenues ensemble dans « %s »."), scenario.name, NULL);
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/editions/%lld/selection?scenario=%lld", (long long)edition.id, (long long)scenario.id) });
}

/* A selection that is not decided yet: would its evening be possible? */
enum err
schedule_check_page(struct request *rq, struct answer *an)
{
	struct committee c;
	struct problems nothing = { 0 };
	struct sched_view v = { 0 };
	struct tt_answer r = { .status = TT_UNKNOWN };
	enum err e = committee_load(rq->db, param_int(rq, "scenario"), &c, &nothing);
	bool found = e == OK;
	if (e == E_INVALID && nothing.n > 0) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e == OK && c.scenario.edition != param_int(rq, "id"))
		return E_NOTFOUND;
	if (e == OK && found)
		e = committee_solve(rq->a, &c, (struct committee_want){ false, false, false });
	if (e != OK)
		return e;
	size_t n = found && c.report.chosen != NULL ? (size_t)c.in.problem.choose : 0;
	int64_t *only = ARENA_ARRAY(rq->a, int64_t, n + 1);
	for (size_t k = 0; k < n; k++)
		only[k] = committee_file(&c, (size_t)c.report.chosen[k])->id;
	e = sched_load_for(rq->db, param_int(rq, "id"), SCHED_EVENING, only, n, &v.s);
	if (e != OK)
		return e;
	v.s.version = 0; /* nothing of it is published */
	sched_problem(rq->a, &v.s, false, &v.q);
	if (n > 0 && v.s.slots.n > 0)
		e = tt_solve(rq->a, &v.q.p, SECONDS, &r);
	if (e != OK)
		return e;
	sched_tell(rq->a, &v.s, &v.q, &r);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", tr(rq->lang, N_("La soirée de")), c.scenario.name), "commissions");
	page_schedule_check(p, rq, &v, &c.scenario, n > 0 && v.s.slots.n > 0 && r.status != TT_UNKNOWN);
	layout_end(rq, an);
	return OK;
}

/* ---- publishing ------------------------------------------------------------------------------------------------------------------ */

static enum err
show_publish(struct request *rq, struct answer *an, struct sched_view *v)
{
	v->problems = &an->problems;
	enum err e = sched_letters(rq->db, &v->s, &v->letters);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s : %s", tr(rq->lang, N_("Publier")), tr(rq->lang, sched_name(v->s.kind))), "commissions");
	page_schedule_publish(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
schedule_publish_page(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	enum err e = open_view(rq, &v);
	return e == OK ? show_publish(rq, an, &v) : e;
}

enum err
schedule_publish(struct request *rq, struct answer *an)
{
	struct sched_view v = { 0 };
	size_t letters = 0;
	enum err e = open_view(rq, &v);
	if (e != OK)
		return e;
	if (v.changes == 0) {
		answer_notice(rq, an, N_("Rien n’a changé depuis la dernière publication."), NULL, NULL);
		return back_to(rq, an, &v.s, NONE);
	}
	if (v.faults.n > 0 && !param_bool(rq, "despite")) {
		problem_add(rq->a, &an->problems, "despite", N_("Cet horaire a encore des problèmes : corrigez-les, ou cochez que vous publiez malgré eux."), NULL);
		an->status = 422;
		return show_publish(rq, an, &v);
	}
	const char *seen = param_text(rq, "seen"), *dot = seen == NULL ? NULL : strchr(seen, '.');
	struct publishing how = { .base_url = rq->app->base_url, .key = rq->app->key, .person = rq->user->person,
		.version = seen == NULL ? -1 : strtoll(seen, NULL, 10), .rev = dot == NULL ? -1 : strtoll(dot + 1, NULL, 10) };
	e = sched_publish(rq->db, &v.s, &how, &letters);
	if (e == E_CONFLICT) { /* what was shown is not what would be published */
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("L’horaire a changé depuis que cette page est ouverte : relisez-le, puis publiez."), NULL);
		an->status = 422;
		return show_publish(rq, an, &v);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, letters == 1 ? N_("Publié : %s courriel part.") : N_("Publié : %s courriels partent."), arena_printf(rq->a, "%zu", letters), NULL);
	return back_to(rq, an, &v.s, NONE);
}
