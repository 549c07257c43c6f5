/* home_todo.c: what waits for a reader, from each room. */
#include "home/home.h"
#include "call/call.h"
#include "call/review.h"
#include "charter/charter.h"
#include "html/html.h"
#include "mail/mail.h"
#include "mandate/mandate.h"
#include "meeting/meeting_home.h"
#include "mission/mission.h"
#include "mission/peer.h"
#include "plan/owe.h"
#include "team/ranking.h"
#include "web/layout.h"
#include <string.h>

enum { MINUTES_MOST = 4, EDITIONS_MOST = 3 };

/* Behind those that are as late. */
static void
put(struct request *rq, struct todos *l, const struct todo *t)
{
	size_t i = l->n;
	PUSH(rq->a, l, *t);
	for (; i > 0 && l->items[i - 1].when > t->when; i--)
		l->items[i] = l->items[i - 1];
	l->items[i] = *t;
}

static struct page
voice(struct request *rq)
{
	return (struct page){ .a = rq->a, .lang = rq->lang };
}

/* Nothing of that kind: no line. */
static enum err
none_is_fine(struct request *rq, enum err e)
{
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

/* ---- the plan -------------------------------------------------------------------------------------------------- */

struct owed_sum { bool *in; size_t n, last; struct buf who; };

static void
sum_up(const struct owing *o, const struct owed *d, const size_t *items, size_t n, struct owed_sum *s)
{
	if (n > 0)
		buf_printf(&s->who, "%s%s", s->who.len > 0 ? ", " : "", o->plan->actors.items[d->actor].name);
	for (size_t i = 0; i < n; i++) {
		s->n += !s->in[items[i]];
		s->in[items[i]] = true;
		s->last = items[i];
	}
}

static enum err
plan_todo(struct request *rq, struct todos *l)
{
	struct owing o = { 0 };
	struct page p = voice(rq);
	enum { LATE, VALIDATE, DUE, FEED, KINDS };
	static const struct { enum todo_when when; const char *one, *many, *act; } say[KINDS] = {
		{ TODO_LATE, N_("%s action du plan en retard"), N_("%s actions du plan en retard"), N_("Voir ce qui manque") },
		{ TODO_NOW, N_("%s action dont une preuve attend d’être validée"), N_("%s actions dont une preuve attend d’être validée"), N_("Valider") },
		{ TODO_SOON, N_("%s action du plan due cette année"), N_("%s actions du plan dues cette année"), N_("Voir") },
		{ TODO_SOON, N_("%s action du plan à alimenter cette année"), N_("%s actions du plan à alimenter cette année"), N_("Voir") } };
	if (!user_may(rq->user, RIGHT_PLAN_READ))
		return OK;
	enum err e = owe_load(rq->app->plan_cache, rq->db, rq->user, rq->programme->bounds, rq->today, &o);
	if (e == E_NOTFOUND && user_may(rq->user, RIGHT_PLAN_EDIT))
		put(rq, l, &(struct todo){ TODO_NOW, tr(rq->lang, N_("Il n’y a pas encore de plan adopté.")), NULL, tr(rq->lang, N_("Importer le plan")), url_known("/import") });
	if (e != OK)
		return none_is_fine(rq, e);
	bool all = user_has(rq->user, ROLE_COORDINATION);
	struct owed_sum sum[KINDS];
	for (int k = 0; k < KINDS; k++)
		sum[k] = (struct owed_sum){ .in = ARENA_ARRAY(rq->a, bool, o.status.n + 1), .who = buf_new(rq->a, KIB(64)) };
	for (size_t i = 0; i < o.list.n; i++) {
		const struct owed *d = &o.list.items[i];
		if (!d->mine && !all)
			continue;
		sum_up(&o, d, d->late.items, d->late.n, &sum[LATE]);
		sum_up(&o, d, d->to_validate.items, user_may(rq->user, RIGHT_EVIDENCE_VALIDATE) ? d->to_validate.n : 0, &sum[VALIDATE]);
		sum_up(&o, d, d->due.items, d->due.n, &sum[DUE]);
		sum_up(&o, d, d->to_feed.items, d->to_feed.n, &sum[FEED]);
	}
	for (int k = 0; k < KINDS; k++) {
		if (sum[k].n == 0)
			continue;
		struct url to = sum[k].n == 1 ? url_path(rq->a, "/plan/actions/%lld#t-lines", (long long)o.status.items[sum[k].last].action->id) : url_known("/owe");
		put(rq, l, &(struct todo){ say[k].when, trnum(&p, say[k].one, say[k].many, (int64_t)sum[k].n), text_ellipsis(rq->a, buf_str(&sum[k].who), 120), tr(rq->lang, say[k].act), to });
	}
	return OK;
}

/* ---- meetings --------------------------------------------------------------------------------------------------- */

static const char *
meeting_said(struct request *rq, const char *msgid, const struct meeting *m)
{
	struct page p = voice(rq);
	return fmt_(&p, msgid, meeting_name(rq->a, rq->lang, m), day_long_(&p, m->held_on), NULL);
}

static enum err
meetings_todo(struct request *rq, struct todos *l)
{
	struct meeting_home h;
	struct page p = voice(rq);
	enum err e = meeting_home(rq, &h);
	if (e != OK)
		return e;
	const struct meeting *m = &h.next;
	if (h.has_next && m->convened_at != NULL && text_eq(m->my_answer, "none"))
		put(rq, l, &(struct todo){ TODO_NOW, meeting_said(rq, N_("Réunion %s, %s : dites si vous venez"), m), m->place, tr(rq->lang, N_("Répondre")),
			url_path(rq->a, "/meetings/%lld", (long long)m->id) });
	if (h.has_next && m->convened_at == NULL && (m->seat & MEET_MANAGE) != 0)
		put(rq, l, &(struct todo){ TODO_NOW, meeting_said(rq, N_("Réunion %s, %s : pas encore convoquée"), m), NULL, tr(rq->lang, N_("Préparer")),
			url_path(rq->a, "/meetings/%lld", (long long)m->id) });
	for (size_t i = 0; i < h.to_approve.n && i < MINUTES_MOST; i++) {
		const struct meeting *x = &h.to_approve.items[i];
		bool approves = (x->seat & MEET_APPROVE) != 0;
		if (!approves && x->my_read_at != NULL)
			continue;
		put(rq, l, &(struct todo){ TODO_NOW, meeting_said(rq, approves ? N_("PV à approuver : %s, %s") : N_("PV à relire : %s, %s"), x), NULL, tr(rq->lang, N_("Relire")),
			url_path(rq->a, "/meetings/%lld/minutes", (long long)x->id) });
	}
	if (h.owed > 0)
		put(rq, l, &(struct todo){ TODO_NOW, trnum(&p, N_("%s décision à mettre en œuvre par vous"), N_("%s décisions à mettre en œuvre par vous"), h.owed), NULL,
			tr(rq->lang, N_("Voir")), url_known("/decisions") });
	return OK;
}

/* ---- the call, for the coordination ----------------------------------------------------------------------------- */

static enum err
files_to_read(struct request *rq, const struct edition *ed, struct todos *l)
{
	struct submissions all;
	struct page p = voice(rq);
	int64_t n = 0;
	enum err e = submission_list(rq->db, ed->id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		n += submission_status(&all.items[i]) == ST_SUBMITTED;
	if (n > 0)
		put(rq, l, &(struct todo){ TODO_NOW, trnum(&p, N_("%s commande reçue, à examiner"), N_("%s commandes reçues, à examiner"), n),
			fmt_(&p, N_("édition %s"), ed->label, NULL), tr(rq->lang, N_("Examiner")), url_path(rq->a, "/editions/%lld/commissions", (long long)ed->id) });
	return e;
}

static enum err
missions_late(struct request *rq, const struct edition *ed, struct todos *l)
{
	struct teams teams;
	struct mission_pulses pulses;
	struct page p = voice(rq);
	int64_t n = 0;
	enum err e = team_list(rq->db, ed->id, &teams);
	if (e == OK)
		e = mission_pulses(rq->db, ed->id, rq->today, &pulses);
	for (size_t i = 0; e == OK && i < teams.n; i++)
		for (size_t k = 0; k < pulses.n; k++)
			if (pulses.items[k].team == teams.items[i].id) {
				struct mission_facts f = mission_facts_of(rq->a, &teams.items[i], ed, &pulses.items[k]);
				n += mission_late(&f, rq->today) != 0;
			}
	if (n > 0)
		put(rq, l, &(struct todo){ TODO_LATE, trnum(&p, N_("%s mission en retard"), N_("%s missions en retard"), n), fmt_(&p, N_("édition %s"), ed->label, NULL),
			tr(rq->lang, N_("Voir le tableau")), url_path(rq->a, "/editions/%lld/board", (long long)ed->id) });
	return e;
}

static enum err
editions_todo(struct request *rq, struct todos *l)
{
	struct editions all;
	if (!user_may(rq->user, RIGHT_CALL_MANAGE))
		return OK;
	enum err e = edition_list(rq->db, &all);
	for (size_t i = 0; e == OK && i < all.n && i < EDITIONS_MOST; i++) {
		const char *moment = edition_moment(&all.items[i], rq->today);
		if (text_eq(all.items[i].state, "archived"))
			continue;
		if (strcmp(moment, "call") == 0 || strcmp(moment, "selection") == 0)
			e = files_to_read(rq, &all.items[i], l);
		else if (strcmp(moment, "teams") != 0)
			e = missions_late(rq, &all.items[i], l);
	}
	return e;
}

static bool
is_past(struct request *rq, const char *iso)
{
	return day_is_past(iso, rq->today);
}

static enum err
review_todo(struct request *rq, struct todos *l)
{
	struct jury_seats seats;
	struct jury j;
	struct page p = voice(rq);
	if (!user_may(rq->user, RIGHT_CALL_REVIEW))
		return OK;
	enum err e = jury_seats(rq->db, rq->user->person, &seats);
	if (e != OK || seats.n == 0)
		return none_is_fine(rq, e);
	if ((e = jury_load(rq->db, seats.items[0].edition, &j)) != OK)
		return e;
	size_t me = jury_juror(&j, seats.items[0].juror);
	if (me == j.jurors.n)
		return OK;
	struct progress g = jury_progress(&j, me);
	if (g.asked > g.done)
		put(rq, l, &(struct todo){ is_past(rq, j.plan.due_on) ? TODO_LATE : TODO_NOW, trnum(&p, N_("%s commande à coter"), N_("%s commandes à coter"), (int64_t)(g.asked - g.done)),
			j.plan.due_on == NULL ? NULL : fmt_(&p, N_("pour le %s"), day_long_(&p, j.plan.due_on), NULL), tr(rq->lang, N_("Coter")),
			url_path(rq->a, "/review?edition=%lld", (long long)seats.items[0].edition) });
	return OK;
}

/* ---- teams ------------------------------------------------------------------------------------------------------- */

static enum err
ranking_todo(struct request *rq, struct todos *l)
{
	struct ranking_world w;
	struct page p = voice(rq);
	int64_t edition, student;
	if (!user_may(rq->user, RIGHT_TEAM_RANK))
		return OK;
	enum err e = ranking_seat(rq->db, rq->user->person, &edition, &student);
	if (e == OK)
		e = ranking_load(rq->db, edition, &w);
	if (e != OK)
		return none_is_fine(rq, e);
	size_t me = ranking_student(&w, student);
	if (me < w.students && w.phase == RANKING_BEFORE && w.opens != NONE)
		put(rq, l, &(struct todo){ TODO_SOON, tr(rq->lang, N_("Votre classement des commandes")), fmt_(&p, N_("Il s’ouvre le %s."), moment_(&p, isotime_of(w.opens).s), NULL),
			tr(rq->lang, N_("Voir")), url_known("/ranking") });
	if (me < w.students && w.phase == RANKING_OPEN && !ranking_done(&w, me))
		put(rq, l, &(struct todo){ TODO_NOW, tr(rq->lang, N_("Votre classement des commandes est à envoyer")),
			fmt_(&p, N_("pour le %s"), day_long_(&p, w.edition.ranking_until), NULL), tr(rq->lang, N_("Classer les commandes")), url_known("/ranking") });
	return OK;
}

static enum err
peers_todo(struct request *rq, const struct team *t, struct todos *l)
{
	struct peer_rounds rounds;
	struct page p = voice(rq);
	if (!user_may(rq->user, RIGHT_TEAM_RANK))
		return OK;
	enum err e = peer_rounds(rq->db, t->edition, &rounds);
	for (size_t i = 0; e == OK && i < rounds.n; i++) {
		struct peer_dues dues;
		if (peer_round_state(&rounds.items[i], rq->today) != ROUND_OPEN)
			continue;
		e = peer_dues(rq->db, &rounds.items[i], &dues);
		for (size_t k = 0; e == OK && k < dues.n; k++)
			if (dues.items[k].person == rq->user->person && dues.items[k].team == t->id)
				put(rq, l, &(struct todo){ TODO_NOW, tr(rq->lang, N_("L’évaluation de votre équipe est à remplir")),
					rounds.items[i].closes_on == NULL ? NULL : fmt_(&p, N_("pour le %s"), day_long_(&p, rounds.items[i].closes_on), NULL),
					tr(rq->lang, N_("Remplir")), url_path(rq->a, "/teams/%lld/peers", (long long)t->id) });
	}
	return e;
}

/* What is late in a team, each thing with the page where it is mended. */
static enum err
team_todo(struct request *rq, const struct team *t, const struct edition *ed, struct todos *l)
{
	static const struct { unsigned bit; const char *what, *tab, *act; } late[] = {
		{ LATE_REPORT, N_("le rapport est en retard"), "report", N_("Déposer") },
		{ LATE_REQUESTS, N_("des demandes de données restent sans réponse"), "requests", N_("Voir les demandes") },
		{ LATE_CLOSING, N_("la mission n’est pas clôturée"), "closing", N_("Clôturer") },
		{ LATE_SILENT, N_("aucun suivi noté depuis trois semaines"), "log", N_("Noter un suivi") } };
	struct mission_pulse pulse;
	struct page p = voice(rq);
	enum err e = mission_pulse(rq->db, t->id, rq->today, &pulse);
	if (e != OK)
		return e;
	struct mission_facts f = mission_facts_of(rq->a, t, ed, &pulse);
	unsigned mask = mission_late(&f, rq->today);
	if (!user_may(rq->user, RIGHT_TEAM_FOLLOW))
		mask &= ~(unsigned)(LATE_SILENT | LATE_CLOSING); /* theirs who follow the team */
	for (size_t i = 0; i < LEN(late); i++)
		if ((mask & late[i].bit) != 0)
			put(rq, l, &(struct todo){ TODO_LATE, fmt_(&p, N_("%s : %s"), t->org_name, tr(rq->lang, late[i].what), NULL), NULL, tr(rq->lang, late[i].act),
				url_known(arena_printf(rq->a, "/teams/%lld/%s", (long long)t->id, late[i].tab)) });
	return peers_todo(rq, t, l);
}

static enum err
teams_todo(struct request *rq, struct todos *l)
{
	struct teams mine;
	struct editions all;
	if (!user_may(rq->user, RIGHT_TEAM_SPACE) || user_may(rq->user, RIGHT_CALL_MANAGE))
		return OK;
	enum err e = team_of_person(rq->db, rq->user->person, &mine);
	if (e == OK)
		e = edition_list(rq->db, &all);
	for (size_t i = 0; e == OK && i < mine.n; i++)
		for (size_t k = 0; e == OK && mine.items[i].ended_at == NULL && k < all.n; k++)
			if (all.items[k].id == mine.items[i].edition)
				e = team_todo(rq, &mine.items[i], &all.items[k], l);
	return e;
}

/* ---- documents, mandates, mails --------------------------------------------------------------------------------------------- */

/* Remarks that wait, and diffusions whose day has passed, of the documents that the reader leads. */
static enum err
led_documents(struct request *rq, struct todos *l)
{
	struct charter_waits waits;
	struct charters all;
	struct page p = voice(rq);
	if (!user_may(rq->user, RIGHT_CHARTER_LEAD))
		return OK;
	enum err e = charter_waiting(rq->db, rq->today, &waits);
	if (e != OK || waits.n == 0)
		return e;
	e = charter_list(rq->db, rq->user, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct charter *c = &all.items[i];
		struct charter_wait x = charter_wait_of(&waits, c->id);
		if ((c->seat & CHARTER_LEAD) != 0 && x.remarks > 0)
			put(rq, l, &(struct todo){ TODO_NOW, trnum(&p, N_("%s proposition sur un document attend une réponse"), N_("%s propositions sur un document attendent une réponse"), x.remarks), c->title,
				tr(rq->lang, N_("Répondre")), url_path(rq->a, "/documents/%lld/draft", (long long)c->id) });
		if ((c->seat & CHARTER_LEAD) != 0 && x.late > 0)
			put(rq, l, &(struct todo){ TODO_LATE, trnum(&p, N_("%s diffusion prévue n’est pas faite"), N_("%s diffusions prévues ne sont pas faites"), x.late), c->title,
				tr(rq->lang, N_("Noter")), url_path(rq->a, "/documents/%lld/diffusion", (long long)c->id) });
	}
	return e;
}

static enum err
documents_todo(struct request *rq, struct todos *l)
{
	struct charters unread = { 0 };
	struct page p = voice(rq);
	enum err e = user_may(rq->user, RIGHT_CHARTER_ACK) ? charter_unread(rq->db, rq->user, rq->today, &unread) : OK;
	for (size_t i = 0; e == OK && i < unread.n; i++)
		put(rq, l, &(struct todo){ TODO_NOW, fmt_(&p, N_("Document à lire : %s"), unread.items[i].title, NULL), NULL, tr(rq->lang, N_("Lire")),
			url_path(rq->a, "/documents/%lld/read", (long long)unread.items[i].id) });
	return e == OK ? led_documents(rq, l) : e;
}

static enum err
mandates_todo(struct request *rq, struct todos *l)
{
	struct mandate_rows ending;
	struct page p = voice(rq);
	enum err e = mandate_ending(rq->db, rq->user, rq->today, &ending);
	if (e == OK && ending.n > 0)
		put(rq, l, &(struct todo){ TODO_SOON, trnum(&p, N_("%s mandat arrive à son terme"), N_("%s mandats arrivent à leur terme"), (int64_t)ending.n),
			fmt_(&p, N_("le premier le %s"), day_long_(&p, ending.items[0].until_day), NULL), tr(rq->lang, N_("Renouveler ou remplacer")), url_known("/mandates") });
	return e;
}

static enum err
mails_todo(struct request *rq, struct todos *l)
{
	struct page p = voice(rq);
	int64_t lost = 0;
	if (!user_may(rq->user, RIGHT_PEOPLE_MANAGE))
		return OK;
	enum err e = mails_lost(rq->db, &lost);
	if (e == OK && lost > 0)
		put(rq, l, &(struct todo){ TODO_NOW, trnum(&p, N_("%s courriel n’est pas arrivé."), N_("%s courriels ne sont pas arrivés."), lost), NULL, tr(rq->lang, N_("Voir pourquoi")),
			url_known("/outbox?only=lost") });
	return e;
}

enum err
home_todo(struct request *rq, struct todos *out)
{
	static enum err (*const rooms[])(struct request *, struct todos *) = { meetings_todo, editions_todo, review_todo, ranking_todo, teams_todo, documents_todo, mails_todo, mandates_todo, plan_todo };
	enum err e = OK;
	*out = (struct todos){ 0 };
	for (size_t i = 0; e == OK && i < LEN(rooms); i++)
		e = rooms[i](rq, out);
	return e;
}
