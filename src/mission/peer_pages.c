/* A student's own page of peer evaluation. Who follows the team sees how many answered, and nothing of what. */
#include "mission/peer_pages.h"
#include "pages.h"
#include <math.h>
#include <string.h>

#define MEMBER(k) { "member-" #k, P_INT, 20 }, { "points-" #k, P_INT, 20 }, { "behaviour-" #k "-0", P_INT, 4 }, { "behaviour-" #k "-1", P_INT, 4 }, \
	{ "behaviour-" #k "-2", P_INT, 4 }, { "comment-" #k, P_TEXT, 4000 }
const struct param peers_params[] = { MEMBER(0), MEMBER(1), MEMBER(2), MEMBER(3), MEMBER(4), MEMBER(5), MEMBER(6), MEMBER(7), MEMBER(8), MEMBER(9), MEMBER(10), MEMBER(11), { 0 } };
const char *const peer_round_names[3] = { NULL, N_("Janvier : pour apprendre"), N_("Mai") };

const char *
peer_number(struct arena *a, enum lang lang, double x)
{
	if (isnan(x))
		return "–";
	char *s = arena_printf(a, "%.2f", x);
	char *dot = strchr(s, '.');
	if (lang == LANG_FR && dot != NULL)
		*dot = ',';
	return s;
}

static enum err
load_turn(struct request *rq, struct peers_view *v, const struct peer_round *r)
{
	struct peer_turn *t = &v->turn[v->nturns];
	struct peer_counts counts;
	*t = (struct peer_turn){ .round = *r, .state = peer_round_state(r, rq->today), .form = { .id = NONE } };
	enum err e = peer_counts(rq->db, r, &counts);
	for (size_t i = 0; e == OK && i < counts.n; i++)
		if (counts.items[i].team == v->m.team.id)
			t->sent = counts.items[i].sent;
	if (e == OK && v->me != NONE)
		e = peer_form_get(rq->db, r, &v->members, v->me, &t->form);
	if (e == OK && v->me != NONE && t->state == ROUND_RELEASED) {
		e = peer_shown_get(rq->db, r->id, v->me, &t->shown);
		t->has_result = e == OK;
		if (e == E_NOTFOUND) {
			fail_clear(rq->a);
			e = OK;
		}
	}
	if (t->state == ROUND_OPEN)
		v->open = v->nturns;
	v->nturns++;
	return e;
}

static enum err
load(struct request *rq, struct peers_view *v)
{
	struct edition_year y;
	struct peer_rounds rounds;
	v->me = NONE;
	v->open = SIZE_MAX;
	enum err e = mission_open(rq, &v->m);
	if (e == OK)
		e = team_students(rq->db, v->m.team.id, &v->members);
	if (e == OK)
		e = edition_year_get(rq->db, v->m.edition.id, rq->lang, &y);
	if (e == OK)
		e = peer_rounds(rq->db, v->m.edition.id, &rounds);
	if (e != OK)
		return e;
	behaviours_read(rq->a, rq->lang, y.behaviours, v->behaviour);
	if (v->m.seat & SEAT_STUDENT)
		for (size_t i = 0; i < v->members.n; i++)
			if (v->members.items[i].person == rq->user->person)
				v->me = v->members.items[i].id;
	for (size_t i = 0; e == OK && i < rounds.n && i < 2; i++)
		e = load_turn(rq, v, &rounds.items[i]);
	return e;
}

static enum err
show(struct request *rq, struct answer *an, struct peers_view *v)
{
	int status = an->problems.n > 0 ? 422 : 200;
	v->problems = &an->problems;
	struct page *p = mission_begin(rq, an, &v->m, "peers", N_("Évaluation par les pairs"));
	page_peers(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

enum err
peers_page(struct request *rq, struct answer *an)
{
	struct peers_view v = { 0 };
	enum err e = load(rq, &v);
	return e == OK ? show(rq, an, &v) : e;
}

/* ---- answering --------------------------------------------------------------------------------------------------- */

/* What the form says, by the member that each part of it names: the team may have changed since it was opened. */
static void
read_form(struct request *rq, struct peer_form *f)
{
	for (int k = 0; k < PEER_FORM_MOST; k++) {
		int64_t member = param_int(rq, arena_printf(rq->a, "member-%d", k));
		for (size_t i = 0; i < f->n; i++) {
			if (f->member[i] != member || member == NONE)
				continue;
			f->mark[i].points = i == f->me ? NONE : param_int(rq, arena_printf(rq->a, "points-%d", k));
			for (int b = 0; b < BEHAVIOURS; b++)
				f->mark[i].behaviour[b] = param_int(rq, arena_printf(rq->a, "behaviour-%d-%d", k, b));
			const char *said = param_text(rq, arena_printf(rq->a, "comment-%d", k));
			f->comment[i] = i == f->me || text_blank(said) ? NULL : said;
		}
	}
}

/* A draft keeps what fits; the rest stays in the browser until it is right. */
static void
keep_what_fits(struct peer_form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->mark[i].points != NONE && (f->mark[i].points < 0 || f->mark[i].points > PEER_POINTS))
			f->mark[i].points = NONE;
		for (int b = 0; b < BEHAVIOURS; b++)
			if (f->mark[i].behaviour[b] < BEHAVIOUR_LEAST || f->mark[i].behaviour[b] > BEHAVIOUR_MOST)
				f->mark[i].behaviour[b] = NONE;
	}
}

static enum err
open_form(struct request *rq, struct peers_view *v, struct peer_turn **t)
{
	enum err e = load(rq, v);
	if (e != OK)
		return e;
	if (v->me == NONE)
		return fail(rq->a, E_NOTFOUND, "peers: no member of the team");
	for (size_t i = 0; i < v->nturns; i++)
		if (v->turn[i].round.id == param_int(rq, "round")) {
			*t = &v->turn[i];
			return OK;
		}
	return fail(rq->a, E_NOTFOUND, "peers: no such round");
}

enum err
peers_save(struct request *rq, struct answer *an)
{
	struct peers_view v = { 0 };
	struct peer_turn *t;
	enum err e = open_form(rq, &v, &t);
	if (e != OK)
		return e;
	if (t->state != ROUND_OPEN) {
		an->problems.n = 0;
		problem_add(rq->a, &an->problems, NULL, N_("Ce tour est clôturé : il ne prend plus de réponse. Écrivez à la coordination si c’est une erreur."), NULL);
		return show(rq, an, &v);
	}
	read_form(rq, &t->form);
	peer_check(rq->a, t->form.mark, t->form.n, t->form.me, &an->problems);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	if ((e = peer_form_set(rq->db, &t->round, v.m.team.id, &t->form, true)) != OK)
		return e;
	answer_notice(rq, an, N_("Merci : votre évaluation est envoyée. Vous pouvez la corriger jusqu’à la clôture."), NULL, NULL);
	return answer_redirect(rq, an, mission_url(rq->a, &v.m, "peers"));
}

enum err
peers_typed(struct request *rq, struct answer *an)
{
	struct peers_view v = { 0 };
	struct peer_turn *t;
	enum err e = open_form(rq, &v, &t);
	if (e != OK)
		return e;
	if (t->state != ROUND_OPEN || t->form.sent_at != NULL) /* what was sent is changed by the button alone */
		return E_CONFLICT;
	an->problems.n = 0;
	read_form(rq, &t->form);
	keep_what_fits(&t->form);
	e = peer_form_set(rq->db, &t->round, v.m.team.id, &t->form, false);
	an->status = 204;
	return e;
}
