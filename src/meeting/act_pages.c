/* act_pages.c: what is done with a meeting by one button. */
#include "meeting/minutes_pages.h"
#include <string.h>

/* The page on which the button stands. */
enum where { ON_AGENDA, ON_MINUTES };

struct act { int64_t id, rev, n; struct problems *problems; };

static enum err
fill(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = agenda_fill(rq->db, rq->user, x->id, rq->programme->bounds, rq->today, &x->n);
	if (e == OK)
		answer_notice(rq, an, x->n == 0 ? N_("L’ordre du jour tient déjà tout ce que le plan demande.") : N_("L’ordre du jour est complété."), NULL, NULL);
	return e;
}

static enum err
align(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = attendee_align_by(rq->db, rq->user, x->id, &x->n);
	if (e == OK)
		answer_notice(rq, an, x->n == 0 ? N_("La liste suit déjà la composition.") : N_("La liste suit la composition du jour de la réunion."), NULL, NULL);
	return e;
}

static enum err
convene(struct request *rq, struct answer *an, struct act *x)
{
	struct convening how = convening_of(rq);
	struct attendees all;
	enum err e = meeting_convene(rq->db, &how, x->id, x->rev, &x->n, x->problems);
	if (e == OK)
		e = attendee_list(rq->db, x->id, &all);
	if (e != OK)
		return e;
	const char *others = attendees_unreached(rq->a, &all);
	if (*others == '\0')
		answer_notice(rq, an, N_("Convocation envoyée : %s."), arena_printf(rq->a, "%lld", (long long)x->n), NULL);
	else
		answer_notice(rq, an, N_("Convocation envoyée. À prévenir autrement, faute d’adresse : %s."), others, NULL);
	return OK;
}

static enum err
cancel(struct request *rq, struct answer *an, struct act *x)
{
	struct convening how = convening_of(rq);
	enum err e = meeting_call_off(rq->db, &how, x->id, x->rev, param_text(rq, "reason"), &x->n, x->problems);
	if (e == OK)
		answer_notice(rq, an, N_("Réunion annulée. Courriels envoyés : %s."), arena_printf(rq->a, "%lld", (long long)x->n), NULL);
	return e;
}

static enum err
begin(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = minutes_begin(rq->db, rq->user, x->id, x->rev);
	if (e == OK)
		answer_notice(rq, an, N_("La prise de notes est ouverte à tous les membres."), NULL, NULL);
	return e;
}

static enum err
prepare(struct request *rq, struct answer *an, struct act *x)
{
	struct convening how = convening_of(rq);
	enum err e = minutes_prepare(rq->db, &how, x->id, x->rev, &x->n, x->problems);
	if (e == OK)
		answer_notice(rq, an, N_("Procès-verbal préparé. Courriels envoyés : %s."), arena_printf(rq->a, "%lld", (long long)x->n), NULL);
	return e;
}

static enum err
reopen(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = minutes_reopen(rq->db, rq->user, x->id, x->rev);
	if (e == OK)
		answer_notice(rq, an, N_("La prise de notes est rouverte."), NULL, NULL);
	return e;
}

static enum err
approve(struct request *rq, struct answer *an, struct act *x)
{
	struct date on;
	struct approving by = { .in = NONE, .how = param_text(rq, "how") };
	if (param_date(rq, "on", &on))
		by.on = arena_strdup(rq->a, date_iso(on).s);
	enum err e = minutes_approve(rq->db, rq->user, x->id, x->rev, &by, rq->today, x->problems);
	if (e == OK)
		answer_notice(rq, an, N_("Procès-verbal approuvé et figé. Les actions qu’il nomme ont leur preuve."), NULL, NULL);
	return e;
}

static enum err
withdraw(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = minutes_unapprove(rq->db, rq->user, x->id, x->rev, param_text(rq, "reason"), rq->today, x->problems);
	if (e == OK)
		answer_notice(rq, an, N_("Approbation retirée, avec les preuves qu’elle avait données."), NULL, NULL);
	return e;
}

static enum err
read_it(struct request *rq, struct answer *an, struct act *x)
{
	enum err e = attendee_read(rq->db, rq->user, x->id);
	if (e == OK)
		answer_notice(rq, an, N_("Noté : vous l’avez lu."), NULL, NULL);
	return e;
}

static const struct { const char *word; enum err (*run)(struct request *, struct answer *, struct act *); enum where where; } acts[] = {
	{ "fill", fill, ON_AGENDA }, { "align", align, ON_AGENDA }, { "convene", convene, ON_AGENDA }, { "cancel", cancel, ON_AGENDA }, { "begin", begin, ON_MINUTES }, { "prepare", prepare, ON_MINUTES },
	{ "reopen", reopen, ON_MINUTES }, { "approve", approve, ON_MINUTES }, { "withdraw", withdraw, ON_MINUTES }, { "read", read_it, ON_MINUTES },
};

enum err
meeting_do(struct request *rq, struct answer *an)
{
	struct meeting m;
	struct act x = { param_int(rq, "id"), param_int(rq, "rev"), 0, &an->problems };
	enum err e = meeting_get(rq->db, rq->user, x.id, &m);
	if (e != OK)
		return e;
	for (size_t i = 0; i < LEN(acts); i++) {
		if (!text_eq(param_text(rq, "do"), acts[i].word))
			continue;
		e = x.rev != NONE && x.rev != m.rev ? E_CONFLICT : acts[i].run(rq, an, &x);
		if (e == E_INVALID)
			return acts[i].where == ON_MINUTES ? minutes_again(rq, an, x.id) : meeting_again(rq, an, x.id);
		if (e == E_CONFLICT)
			return answer_conflict(rq, an, "meeting", x.id, m.rev, meeting_url(rq, x.id, acts[i].where == ON_MINUTES ? "/minutes" : ""));
		return e == OK ? answer_redirect(rq, an, meeting_url(rq, x.id, acts[i].where == ON_MINUTES ? "/minutes" : "")) : e;
	}
	return fail(rq->a, E_NOTFOUND, "nothing is called so");
}
