/* An error is a page too: what happened, what to do next, and everything typed given back. */
#include "web/errors.h"
#include "web/once.h"
#include "web/typed.h"
#include "base/date.h"
#include "entity/entity.h"
#include "store/history.h"
#include "pages.h"
#include <string.h>

static const struct error_text texts[] = {
	{ 400, N_("Cette demande n’est pas comprise"), N_("L’adresse ou le formulaire est mal formé."),
		N_("Revenez à la page précédente et essayez à nouveau."), false },
	{ 403, N_("Cette page n’est pas ouverte à votre compte"), N_("Vos droits ne permettent pas de voir ou de faire cela."),
		N_("Si vous en avez besoin, demandez à la coordination du programme de vous en donner le droit."), false },
	{ 404, N_("Cette page n’existe pas"),
		N_("L’adresse est incomplète, ou la chose a été supprimée, ou elle n’est pas visible avec vos droits."),
		N_("Repartez de l’accueil, ou demandez à la personne qui vous a donné cette adresse."), false },
	{ 405, N_("Cette adresse ne s’emploie pas ainsi"), N_("Elle reçoit un formulaire, ou ne se lit que comme une page."),
		N_("Repartez de la page d’où vient le formulaire."), false },
	{ 409, N_("Quelqu’un a modifié cela entre-temps"),
		N_("Votre modification n’est pas enregistrée, pour ne pas effacer celle d’une autre personne."),
		N_("Comparez, puis décidez."), false },
	{ 413, N_("C’est trop grand"), N_("Le fichier ou le texte envoyé dépasse la limite : 32 Mo pour un fichier, 2 Mo de textes."),
		N_("Envoyez un fichier plus petit, ou plusieurs."), false },
	{ 422, N_("Il reste quelque chose à corriger"), N_("Rien n’est encore enregistré."), NULL, false },
	{ 429, N_("Trop d’essais en peu de temps"), N_("Par prudence, les essais sont limités."),
		N_("Attendez %s, puis essayez à nouveau."), false },
	{ 500, N_("Une erreur est survenue de notre côté"), N_("Rien de ce que vous faisiez n’a été enregistré à moitié."),
		N_("Essayez à nouveau. Si l’erreur revient, donnez à l’administration le numéro ci-dessous."), false },
	{ 503, N_("Le serveur est très occupé"), N_("La demande n’a pas pu être traitée à temps ; rien n’est enregistré."),
		N_("Attendez un instant, puis essayez à nouveau."), false },
};
static const struct error_text dead = { 404, N_("Ce lien n’ouvre plus rien"),
	N_("Il est incomplet, un plus récent l’a remplacé, ou ce à quoi il menait est terminé."),
	N_("Recopiez-le en entier depuis le courriel. S’il n’ouvre toujours rien, demandez-en un nouveau à la personne qui vous l’a envoyé."), false };
static const struct error_text full = { 503, N_("Le disque du serveur est plein"),
	N_("Rien n’est enregistré, et rien de ce qui l’était n’est perdu. La lecture continue."),
	N_("Prévenez l’administration, qui doit faire de la place ; puis envoyez à nouveau. Cela remarchera sans autre geste."), false };
static const struct error_text away = { 503, N_("La base de données ne répond pas"),
	N_("Rien n’est enregistré, et rien de ce qui l’était n’est perdu."),
	N_("Attendez une minute, puis essayez à nouveau. Si cela dure, prévenez l’administration."), false };
static const struct error_text unsure = { 503, N_("C’est peut-être enregistré"),
	N_("La base de données s’est tue au moment d’enregistrer : nous ne savons pas si elle l’a fait."),
	N_("Rechargez cette page : le même formulaire part à nouveau, et il n’est pas exécuté deux fois. Ou retournez voir si votre modification y est."), false };
static const struct error_text lost = { 403, N_("Votre session a pris fin avant l’envoi"),
	N_("Pour votre sécurité, le formulaire n’a pas été accepté. Rien n’est enregistré, rien n’est perdu."),
	N_("Connectez-vous ci-dessous, et il part."), true };
static const struct error_text stale = { 403, N_("Ce formulaire a vieilli"),
	N_("Il a été ouvert avant votre dernière connexion. Rien n’est enregistré, rien n’est perdu."),
	N_("Vérifiez vos textes et envoyez à nouveau."), false };

static int
http_status_of(const struct answer *an, enum err e)
{
	switch (e) {
	case E_NOTFOUND: return 404;
	case E_FORBIDDEN: return 403;
	case E_CONFLICT: return 409;
	case E_INVALID: return an->problems.n > 0 ? 422 : 400;
	case E_BUSY: return an->retry_after > 0 ? 429 : 503;
	case E_LIMIT: return 413;
	case E_FULL: case E_AWAY: case E_UNSURE: return 503;
	case OK:
	case E_IO:
	case E_DB:
		break;
	}
	return 500;
}

/* The session has ended: whoever signs in may be who may do it. */
static bool
is_lost(const struct request *rq)
{
	return rq->method == M_POST && rq->route != NULL && rq->refused == OK && rq->user->person == NONE && !user_may(rq->user, rq->route->right) &&
	    origin_same(rq);
}

static const struct error_text *
text_for(const struct request *rq, enum err e, int status)
{
	if (e == E_FULL || e == E_AWAY || e == E_UNSURE)
		return e == E_FULL ? &full : e == E_AWAY ? &away : &unsure;
	if (status == 403 && is_lost(rq))
		return &lost;
	if (status == 403 && rq->method == M_POST && rq->form_lost && origin_same(rq))
		return &stale;
	if (status == 404 && rq->route != NULL && strstr(rq->route->pattern, "{token}") != NULL)
		return &dead;
	for (size_t i = 0; i < LEN(texts); i++)
		if (texts[i].status == status)
			return &texts[i];
	return status < 500 ? &texts[0] : &texts[8];
}

static void
error_headers(struct request *rq, struct answer *an, int retry_after)
{
	if (an->status == 405) {
		struct pair allow = { "Allow", rq->allowed == (M_GET | M_POST) ? "GET, HEAD, POST" : rq->allowed & M_POST ? "POST" : "GET, HEAD" };
		PUSH(rq->a, &an->headers, allow);
	}
	if (an->status == 429 || an->status == 503) {
		struct pair retry = { "Retry-After", arena_printf(rq->a, "%d", retry_after > 0 ? retry_after : 5) };
		PUSH(rq->a, &an->headers, retry);
	}
}

const char *
waiting_text(struct page *p, int seconds)
{
	if (seconds < 60)
		return trnum(p, N_("%s seconde"), N_("%s secondes"), seconds);
	return trnum(p, N_("%s minute"), N_("%s minutes"), (seconds + 59) / 60);
}

static bool
anything_typed(const struct request *rq)
{
	for (size_t i = 0; i < rq->form.n; i++)
		if (!text_blank(rq->form.items[i].value) && strcmp(rq->form.items[i].name, "rev") != 0)
			return true;
	return rq->files.n > 0;
}

void
answer_error(struct request *rq, struct answer *an, enum err e, int status)
{
	struct problems problems = an->problems;
	const struct conflict *conflict = an->conflict;
	int retry_after = an->retry_after > 0 ? an->retry_after : e == E_FULL ? 60 : e == E_AWAY || e == E_UNSURE ? 10 : 0;

	rq->unsure = e == E_UNSURE;
	status = status != 0 ? status : http_status_of(an, e);
	struct answer was = *an;
	*an = (struct answer){ .status = status, .problems = problems };
	if (e == E_FORBIDDEN && rq->user->person == NONE && rq->method == M_GET) {
		an->status = 303;
		an->location = url_path(rq->a, PATH_SIGN_IN "?back=%s", rq->target).href;
		return;
	}
	const struct error_text *t = text_for(rq, e, status);
	struct page *p = layout_begin(rq, an, tr(rq->lang, t->title), NULL);
	page_error_body(p, t, &problems, retry_after);
	if (conflict != NULL)
		page_error_theirs(p, conflict);
	bool known = rq->method == M_POST && rq->route != NULL && (rq->refused == OK || rq->refused == E_FULL) && origin_same(rq);
	if (known && (anything_typed(rq) || is_lost(rq) || rq->form_lost || status >= 409))
		typed_back(rq, &was, p, conflict, is_lost(rq));
	html(p, "<p class=\"soft\">%s</p>", fmt_(p, N_("Numéro de cette demande : %s"), rq->id));
	layout_end(rq, an);
	error_headers(rq, an, retry_after);
}

const char *
conflict_field(struct page *p, const struct conflict *c, const char *field)
{
	const char *label = entity_label(c->entity, field), *words = label == field ? field_name(field) : label;
	return words == NULL || *words == '\0' ? field : _(words);
}

/* What was changed since this form was opened, when its key says when; else the newest changes. */
static const struct history *
changed_since(struct request *rq, const char *entity, int64_t id)
{
	enum { NEWEST = 8, MOST = 60, SLACK = 2 };
	struct history all = { 0 }, *out = ARENA_NEW(rq->a, struct history);
	int64_t opened = once_opened(rq);
	if (rq->db == NULL || history_of(rq->db, entity, id, MOST, &all) != OK)
		return NULL;
	struct isotime from = isotime_of(opened == NONE ? 0 : opened - SLACK);
	for (size_t i = 0; i < all.n; i++)
		if (opened == NONE ? out->n < NEWEST : strcmp(all.items[i].at, from.s) >= 0)
			PUSH(rq->a, out, all.items[i]);
	return out;
}

enum err
answer_conflict(struct request *rq, struct answer *an, const char *entity, int64_t id, int64_t rev_now, struct url back)
{
	struct conflict *c = ARENA_NEW(rq->a, struct conflict);
	*c = (struct conflict){ .rev = rev_now, .back = back, .entity = entity, .theirs = changed_since(rq, entity, id) };
	an->conflict = c;
	return E_CONFLICT;
}

void
page_done_already(struct request *rq, struct answer *an)
{
	static const struct error_text done = { 200, N_("C’est déjà fait"), N_("Ce formulaire avait déjà été reçu : il n’est pas exécuté deux fois."),
		NULL, false };
	struct page *p = layout_begin(rq, an, tr(rq->lang, done.title), NULL);
	page_error_body(p, &done, &an->problems, 0);
	layout_end(rq, an);
}
