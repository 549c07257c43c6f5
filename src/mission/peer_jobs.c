#include "mission/peer_jobs.h"
#include "base/date.h"
#include "call/call.h"
#include "mail/mail.h"
#include "mission/peer.h"

enum { LAST_DAYS = 2 };
struct telling { struct job *j; int64_t sent; };

static enum err
tell(struct db *db, struct telling *x, const struct peer_round *r, const struct peer_due *s, bool last)
{
	struct arena *a = db_arena(db);
	struct date closes;
	const char *link = arena_printf(a, "%s/teams/%lld/peers", x->j->base_url, (long long)s->team);
	const char *until = r->closes_on != NULL && date_parse(r->closes_on, &closes) ? date_long(a, closes, "fr") : NULL;
	const char *text = until == NULL
	    ? mail_text(a, "fr", N_("Bonjour,\n\nL’évaluation par les pairs de votre équipe est ouverte : cinq minutes, sur un téléphone aussi.\n\n%s\n\nPersonne de l’équipe ne lit vos réponses : chacun reçoit des moyennes et des commentaires relus.\n"), link)
	    : mail_text(a, "fr", N_("Bonjour,\n\nL’évaluation par les pairs de votre équipe est ouverte jusqu’au %s compris : cinq minutes, sur un téléphone aussi.\n\n%s\n\nPersonne de l’équipe ne lit vos réponses : chacun reçoit des moyennes et des commentaires relus.\n"), until, link);
	enum err e = mail_queue(db, MAIL_TASK, &(struct mail){ .to = s->email, .subject = tr(LANG_FR, last ? N_("Rappel : évaluez le travail en équipe") : N_("Action requise : évaluez le travail en équipe")),
	    .text = text, .person = s->person, .count = &x->sent, .key = arena_printf(a, "peers:%s:%lld:%lld", last ? "last" : "open", (long long)r->id, (long long)s->student) });
	if (e == E_INVALID) { /* an address that nobody can be written at */
		fail_clear(a);
		return OK;
	}
	return e;
}

static enum err
remind_round(struct db *db, struct telling *x, const struct peer_round *r)
{
	struct peer_dues dues;
	struct date closes;
	if (peer_round_state(r, x->j->today) != ROUND_OPEN)
		return OK;
	bool last = r->closes_on != NULL && date_parse(r->closes_on, &closes) && date_days(closes) - date_days(x->j->today) <= LAST_DAYS;
	enum err e = peer_dues(db, r, &dues);
	for (size_t i = 0; e == OK && i < dues.n; i++) /* each once: the keys of the outbox see to it */
		e = tell(db, x, r, &dues.items[i], last);
	return e;
}

static enum err
remind_all(struct db *db, void *arg)
{
	struct telling *x = arg;
	struct editions all;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		struct peer_rounds rounds;
		e = peer_rounds(db, all.items[i].id, &rounds);
		for (size_t k = 0; e == OK && k < rounds.n; k++)
			e = remind_round(db, x, &rounds.items[k]);
	}
	return e;
}

enum err
job_peer_reminders(struct job *j)
{
	struct telling x = { .j = j };
	enum err e = store_write(j->store, j->a, remind_all, &x);
	if (e == OK && x.sent > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "peers: %lld students told", (long long)x.sent));
	return e;
}
