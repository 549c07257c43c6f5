/* Peer evaluation for the coordination: days, moderation, release; raw answers only for a reason that stays. */
#include "mission/peer_pages.h"
#include "pages.h"
#include <stdlib.h>
#include <string.h>

const struct param peer_days_params[] = { { "round", P_INT, 4 }, { "opens_on", P_DATE, 40 }, { "closes_on", P_DATE, 40 }, { 0 } };
const struct param peer_act_params[] = { { "act", P_WORD, 10 }, { 0 } };
const struct param peer_moderate_params[] = { { "which", P_MANY, 60 }, { "verdict", P_MANY, 12 }, { "shown", P_MANY, 4000 }, { 0 } };
const struct param peer_look_params[] = { { "reason", P_LINE, 1000 }, { 0 } };

static struct url
edition_url(struct request *rq, int64_t edition)
{
	return url_path(rq->a, "/editions/%lld/peers", (long long)edition);
}

static struct url
round_url(struct request *rq, int64_t round)
{
	return url_path(rq->a, "/peers/%lld", (long long)round);
}

/* ---- both rounds --------------------------------------------------------------------------------------------------- */

static enum err
show_rounds(struct request *rq, struct answer *an, int64_t edition)
{
	struct peer_rounds_view v = { .problems = &an->problems };
	struct peer_rounds rounds;
	int status = an->problems.n > 0 ? 422 : 200;
	enum err e = edition_get(rq->db, edition, &v.edition);
	if (e == OK)
		e = team_list(rq->db, edition, &v.teams);
	if (e == OK)
		e = peer_rounds(rq->db, edition, &rounds);
	for (int k = 0; e == OK && k < 2; k++)
		v.round[k] = (struct peer_round){ .id = NONE, .edition = edition, .round = k + 1 };
	for (size_t i = 0; e == OK && i < rounds.n; i++) {
		size_t k = (size_t)rounds.items[i].round - 1;
		v.round[k] = rounds.items[i];
		v.state[k] = peer_round_state(&v.round[k], rq->today);
		e = peer_counts(rq->db, &v.round[k], &v.counts[k]);
	}
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Évaluation par les pairs")), v.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.edition, "peers", title);
	page_peer_rounds(p, rq, &v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

enum err
peer_rounds_page(struct request *rq, struct answer *an)
{
	return show_rounds(rq, an, param_int(rq, "id"));
}

enum err
peer_days_save(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct date opens, closes;
	int64_t round = param_int(rq, "round");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	if (round != 1 && round != 2)
		return fail(rq->a, E_NOTFOUND, "peers: rounds are 1 and 2");
	bool has_opens = param_date(rq, "opens_on", &opens), has_closes = param_date(rq, "closes_on", &closes);
	if (has_opens && has_closes && date_cmp(closes, opens) < 0)
		problem_add(rq->a, &an->problems, arena_printf(rq->a, "closes_on-%lld", (long long)round), N_("Le dernier jour vient avant le premier."), NULL);
	if (an->problems.n > 0)
		return show_rounds(rq, an, edition.id);
	e = peer_round_days(rq->db, edition.id, round, param_int(rq, "rev"), has_opens ? arena_strdup(rq->a, date_iso(opens).s) : NULL,
	    has_closes ? arena_strdup(rq->a, date_iso(closes).s) : NULL);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Ce tour a changé entre-temps : relisez ses jours ci-dessous, puis enregistrez à nouveau."), NULL);
		return show_rounds(rq, an, edition.id);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Jours enregistrés."), NULL, NULL);
	return answer_redirect(rq, an, edition_url(rq, edition.id));
}

enum err
peer_act(struct request *rq, struct answer *an)
{
	struct peer_round r;
	const char *act = param_text(rq, "act");
	enum err e = peer_round_get(rq->db, param_int(rq, "id"), &r);
	if (e != OK)
		return e;
	bool open = text_eq(act, "open");
	if ((!open && !text_eq(act, "close")) || r.released_at != NULL)
		return fail(rq->a, E_FORBIDDEN, "peers: nothing to do to a round that is released");
	if ((e = peer_round_act(rq->db, &r, open ? ROUND_DO_OPEN : ROUND_DO_CLOSE)) != OK)
		return e;
	answer_notice(rq, an, open ? N_("Le tour est ouvert.") : N_("Le tour est clôturé."), NULL, NULL);
	return answer_redirect(rq, an, edition_url(rq, r.edition));
}

/* ---- one round ------------------------------------------------------------------------------------------------------- */

static enum err
load_round(struct request *rq, struct peer_round_view *v)
{
	struct edition_year y;
	enum err e = peer_round_get(rq->db, param_int(rq, "id"), &v->round);
	if (e == OK)
		e = edition_get(rq->db, v->round.edition, &v->edition);
	if (e == OK)
		e = edition_year_get(rq->db, v->edition.id, rq->lang, &y);
	if (e == OK)
		e = team_list(rq->db, v->edition.id, &v->teams);
	if (e == OK)
		e = peer_comments(rq->db, v->round.id, &v->comments);
	if (e == OK)
		e = peer_raw(rq->db, &v->round, &y.peers, &v->raws);
	if (e != OK)
		return e;
	behaviours_read(rq->a, rq->lang, y.behaviours, v->behaviour);
	v->state = peer_round_state(&v->round, rq->today);
	for (size_t i = 0; i < v->comments.n; i++)
		v->waiting += v->comments.items[i].verdict == NULL;
	return OK;
}

static void
round_begin(struct request *rq, struct answer *an, const struct peer_round_view *v, struct page **p)
{
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Évaluation par les pairs")), v->edition.label);
	*p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(*p, rq, &v->edition, "peers", title);
}

static enum err
show_round(struct request *rq, struct answer *an, struct peer_round_view *v)
{
	int status = an->problems.n > 0 ? 422 : 200;
	struct page *p;
	v->problems = &an->problems;
	round_begin(rq, an, v, &p);
	page_peer_round(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

enum err
peer_round_page(struct request *rq, struct answer *an)
{
	struct peer_round_view v = { 0 };
	enum err e = load_round(rq, &v);
	return e == OK ? show_round(rq, an, &v) : e;
}

/* "which", "verdict" and "shown" come as often as there are comments, in one order. */
static enum err
moderate_one(struct request *rq, const struct peer_round_view *v, const char *which, const char *verdict, const char *shown)
{
	char *end;
	long long answer = strtoll(which, &end, 10), member = *end == ':' ? strtoll(end + 1, NULL, 10) : 0;
	for (size_t i = 0; i < v->comments.n; i++) {
		const struct peer_comment *c = &v->comments.items[i];
		bool changed = text_eq(verdict, "changed") && !text_blank(shown);
		if (c->answer != answer || c->member != member || (!text_eq(verdict, "kept") && !text_eq(verdict, "hidden") && !changed))
			continue;
		if (text_eq(c->verdict, verdict) && (!changed || text_eq(c->shown, shown)))
			return OK;
		return peer_moderate(rq->db, v->round.id, c->answer, c->member, verdict, changed ? shown : NULL, rq->user->person);
	}
	return OK;
}

/* Blank ones too, which keep their place. */
static void
all_of(const struct request *rq, const char *name, struct strings *out)
{
	for (size_t i = 0; i < rq->form.n; i++)
		if (strcmp(rq->form.items[i].name, name) == 0)
			PUSH(rq->a, out, rq->form.items[i].value);
}

enum err
peer_moderate_save(struct request *rq, struct answer *an)
{
	struct peer_round_view v = { 0 };
	struct strings which = { 0 }, verdict = { 0 }, shown = { 0 };
	enum err e = load_round(rq, &v);
	if (e != OK)
		return e;
	all_of(rq, "which", &which);
	all_of(rq, "verdict", &verdict);
	all_of(rq, "shown", &shown);
	if (which.n != verdict.n || which.n != shown.n)
		problem_add(rq->a, &an->problems, NULL, N_("Cette page est arrivée incomplète : vérifiez vos choix, puis enregistrez à nouveau."), NULL);
	if (an->problems.n > 0)
		return show_round(rq, an, &v);
	for (size_t i = 0; e == OK && i < which.n; i++)
		e = moderate_one(rq, &v, which.items[i], verdict.items[i], shown.items[i]);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Modération enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, round_url(rq, v.round.id));
}

enum err
peer_release_do(struct request *rq, struct answer *an)
{
	struct peer_round_view v = { 0 };
	struct edition_year y;
	enum err e = load_round(rq, &v);
	if (e == OK)
		e = edition_year_get(rq->db, v.edition.id, rq->lang, &y);
	if (e != OK)
		return e;
	if (v.state < ROUND_CLOSED)
		problem_add(rq->a, &an->problems, NULL, N_("Clôturez d’abord le tour : des étudiants répondent encore."), NULL);
	else if (v.waiting > 0)
		problem_add(rq->a, &an->problems, NULL, N_("%s commentaires attendent votre lecture : décidez de chacun, enregistrez, puis publiez."), arena_printf(rq->a, "%zu", v.waiting));
	else if (v.round.purged_at != NULL)
		problem_add(rq->a, &an->problems, NULL, N_("Les réponses brutes de ce tour sont effacées : ses résultats ne changent plus."), NULL);
	if (an->problems.n > 0)
		return show_round(rq, an, &v);
	if ((e = peer_release(rq->db, &v.round, &y.peers)) != OK)
		return e;
	answer_notice(rq, an, N_("Résultats publiés : chaque étudiant voit les siens, et rien de ceux des autres."), NULL, NULL);
	return answer_redirect(rq, an, round_url(rq, v.round.id));
}

/* ---- raw answers, for a reason ------------------------------------------------------------------------------------------ */

static enum err
open_team(struct request *rq, struct peer_round_view *v)
{
	int64_t team = param_int(rq, "team"), when, now;
	enum err e = load_round(rq, v);
	for (size_t i = 0; e == OK && i < v->raws.n; i++)
		if (v->raws.items[i].team == team)
			v->one = &v->raws.items[i];
	for (size_t i = 0; e == OK && i < v->teams.n; i++)
		if (v->teams.items[i].id == team)
			v->team = &v->teams.items[i];
	if (e == OK && (v->one == NULL || v->team == NULL))
		return fail(rq->a, E_NOTFOUND, "peers: no such team in the round");
	if (e == OK)
		e = peer_looks(rq->db, v->round.id, team, &v->looks);
	bool known = isotime_parse(now_utc().s, &now);
	for (size_t i = 0; e == OK && known && i < v->looks.n; i++)
		if (v->looks.items[i].person == rq->user->person && isotime_parse(v->looks.items[i].at, &when) && now - when < LOOK_MINUTES * 60)
			v->opened = true;
	return e;
}

static enum err
show_team(struct request *rq, struct answer *an, struct peer_round_view *v)
{
	int status = an->problems.n > 0 ? 422 : 200;
	struct page *p;
	v->problems = &an->problems;
	round_begin(rq, an, v, &p);
	page_peer_team(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

enum err
peer_team_page(struct request *rq, struct answer *an)
{
	struct peer_round_view v = { 0 };
	enum err e = open_team(rq, &v);
	return e == OK ? show_team(rq, an, &v) : e;
}

enum err
peer_team_look(struct request *rq, struct answer *an)
{
	struct peer_round_view v = { 0 };
	const char *reason = param_text(rq, "reason");
	enum err e = open_team(rq, &v);
	if (e != OK)
		return e;
	if (text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi : le motif et votre nom restent ici."), NULL);
	if (an->problems.n > 0)
		return show_team(rq, an, &v);
	e = peer_look_add(rq->db, v.round.id, v.team->id, rq->user->person, reason);
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/peers/%lld/teams/%lld", (long long)v.round.id, (long long)v.team->id)) : e;
}
