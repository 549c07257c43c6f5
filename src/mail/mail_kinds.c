/* mail_kinds.c: the kinds of mail, and what a reader is told of each. Pure.
 *
 * At once or with the week? A mail leaves at once when it answers what its reader has just done, opens a door, warns of a
 * danger, gives a day or an hour that a week's wait could miss (a meeting, a timetable, the end of a ranking), or was sent by
 * somebody who pressed a button to have it leave (minutes, a document to read). What a machine says again and again of a state
 * that lasts for months, and that the weekly letter says too, waits for it: what the plan expects of a body, a mission that has
 * gone quiet. Such a kind leaves by itself only to whoever gets no weekly letter. */
#include "mail/mail.h"
#include "base/secret.h"
#include "base/text.h"
#include <string.h>

const struct mail_kind_text mail_kinds[MAIL_KINDS] = {
	[MAIL_DOOR] = { .word = "door" },
	[MAIL_SECURITY] = { .word = "security" },
	[MAIL_ANSWER] = { .word = "answer" },
	[MAIL_COMMISSION] = { .word = "commission" },
	[MAIL_RIGHTS] = { .word = "rights" },
	[MAIL_WEEKLY] = { .word = "digest", .title = N_("Résumé de la semaine"), .says = N_("Ce qui vient dans les quinze jours et ce que vous devez, une fois par semaine. Rien à dire : pas de courriel."),
		.without = N_("Sans lui, les rappels du plan et des missions arrivent un par un, sauf si vous les refusez aussi. Tout se voit sur vos pages."),
		.because = N_("vous avez un compte dans ce programme") },
	[MAIL_MEETING] = { .word = "convocation", .title = N_("Convocations"), .says = N_("Une réunion où vous êtes attendu·e est convoquée, change ou est annulée."),
		.without = N_("Sans elles, rien ne vous prévient d’une réunion, d’un changement d’heure ni d’une annulation : à vous de regarder « Réunions », ou d’y abonner votre agenda."),
		.because = N_("vous êtes sur la liste d’une réunion") },
	[MAIL_MINUTES] = { .word = "minutes", .title = N_("Procès-verbaux"), .says = N_("Le procès-verbal d’une réunion est prêt à relire."),
		.without = N_("Sans eux, un procès-verbal peut être approuvé sans que vous l’ayez vu. Il reste lisible dans « Réunions »."), .because = N_("vous êtes sur la liste d’une réunion") },
	[MAIL_READING] = { .word = "reading", .title = N_("Documents à lire"), .says = N_("Un document adopté attend que vous disiez l’avoir lu."),
		.without = N_("Sans eux, la demande reste sur votre première page et dans le résumé de la semaine."), .because = N_("votre rôle demande de lire ce document") },
	[MAIL_PLAN] = { .word = "plan", .weekly = true, .title = N_("Rappels du plan d’action"), .says = N_("Ce que votre instance doit au plan, à l’approche des échéances."),
		.without = N_("Sans eux, ces échéances se voient dans « Ce que nous devons »."), .because = N_("vous tenez le secrétariat ou la présidence d’une instance") },
	[MAIL_MISSIONS] = { .word = "missions", .weekly = true, .title = N_("Missions que je suis"), .says = N_("Une équipe que vous accompagnez n’a plus donné de nouvelles, ou quelque chose y est en retard."),
		.without = N_("Sans eux, ces retards se voient dans « Missions »."), .because = N_("vous accompagnez cette équipe") },
	[MAIL_TEAM] = { .word = "team", .title = N_("Mon équipe"), .says = N_("La composition de l’équipe, le rapport reçu, un retour du commanditaire."),
		.without = N_("Sans eux, ces nouvelles ne sont que sur les pages de l’équipe."), .because = N_("vous faites partie de cette équipe, ou l’accompagnez") },
	[MAIL_TASK] = { .word = "task", .title = N_("Ce qu’on attend de moi avant un jour dit"), .says = N_("Classer les commandes, coter pour le jury, évaluer le travail en équipe."),
		.without = N_("Sans eux, le jour peut passer : un classement qui manque est décidé sans vous. Ce qui reste à faire se voit sur vos pages."), .because = N_("une réponse de vous est attendue") },
	[MAIL_TIMETABLE] = { .word = "timetable", .title = N_("Horaires"), .says = N_("La soirée de présentation, les visites, les oraux : quand c’est fixé, et quand cela change."),
		.without = N_("Sans eux, rien ne vous prévient d’un changement d’heure : à vous de regarder « Horaires », ou d’y abonner votre agenda."), .because = N_("cet horaire vous concerne") },
};

bool
mail_may_refuse(enum mail_kind kind)
{
	BUG_ON((int)kind < 0 || kind >= MAIL_KINDS);
	return mail_kinds[kind].title != NULL;
}

enum mail_kind
mail_kind_of(const char *word)
{
	int k = 0;
	while (k < MAIL_KINDS && !text_eq(mail_kinds[k].word, word))
		k++;
	return (enum mail_kind)k;
}

const char *
mail_off_token(struct arena *a, const unsigned char key[APP_KEY_SIZE], int64_t person, enum mail_kind kind)
{
	/* Named, so that no other digest made with this key stops mails. The weekly letter's is older than the others: links
	 * that were sent stay good. */
	const char *named = kind == MAIL_WEEKLY ? arena_printf(a, "no weekly letter for %lld", (long long)person)
	    : arena_printf(a, "no mail %s for %lld", mail_kinds[kind].word, (long long)person);
	return arena_printf(a, "%.26s", digest_keyed(key, APP_KEY_SIZE, named).s);
}

enum mail_kind
mail_off_kind(struct arena *a, const unsigned char key[APP_KEY_SIZE], int64_t person, const char *token)
{
	enum mail_kind found = MAIL_KINDS;
	for (int k = 0; k < MAIL_KINDS; k++)
		if (mail_may_refuse((enum mail_kind)k) && secret_eq(mail_off_token(a, key, person, (enum mail_kind)k), token == NULL ? "" : token))
			found = (enum mail_kind)k;
	return found;
}

const char *
mail_footer(struct arena *a, const char *lang, enum mail_kind kind, const char *off)
{
	enum lang l = lang_best(lang);
	const struct mail_kind_text *k = &mail_kinds[kind];
	/* "-- " is where programs of mail know that the message ends (RFC 3676 §4.3). */
	return arena_printf(a, "\n-- \n%s\n%s\n", mail_text(a, lang, N_("Vous recevez ce courriel parce que %s."), tr(l, k->because)),
	    mail_text(a, lang, N_("Ne plus recevoir cette sorte de courriel (« %s ») : %s"), tr(l, k->title), off));
}

/* ---- why a mail did not arrive ------------------------------------------------------------------------------- */

/* The code is what smtp_send() puts last: "… (SMTP 550)". */
static int
code_of(const char *error)
{
	const char *at = NULL;
	for (const char *s = strstr(error, "(SMTP "); s != NULL; s = strstr(s + 1, "(SMTP "))
		at = s;
	return at == NULL ? 0 : (at[6] - '0') * 100 + (at[7] - '0') * 10 + (at[8] - '0');
}

static bool
says(struct arena *a, const char *error, const char *const *words)
{
	const char *folded = text_fold(a, error);
	for (; *words != NULL; words++)
		if (strstr(folded, *words) != NULL)
			return true;
	return false;
}

const char *
mail_why(struct arena *a, const char *error)
{
	static const char *const doubt[] = { "without an answer", NULL }, *const name[] = { "resolve host", "resolve proxy", NULL },
		*const tls[] = { "ssl", "tls", "certificate", NULL }, *const reach[] = { "connect", "timed out", "timeout", NULL };
	if (text_blank(error))
		return N_("raison inconnue");
	if (says(a, error, doubt))
		return N_("deux essais sont restés sans réponse : il est peut-être arrivé");
	switch (code_of(error)) {
	case 550: case 551: case 553: return N_("cette adresse n’existe pas, ou refuse nos courriels");
	case 521: case 556: return N_("cette adresse ne reçoit aucun courriel : vérifiez ce qui suit le @");
	case 552: return N_("la boîte est pleine, ou le courriel trop lourd");
	case 554: return N_("le serveur a refusé ce courriel, peut-être pris pour indésirable");
	case 530: case 534: case 535: case 538: return N_("notre serveur d’envoi n’accepte pas notre mot de passe : voyez les réglages");
	default: break;
	}
	if (says(a, error, name))
		return N_("le nom du serveur d’envoi n’a pas été trouvé : voyez les réglages");
	if (says(a, error, tls))
		return N_("la liaison protégée avec le serveur d’envoi n’a pas pu s’établir : voyez les réglages");
	if (code_of(error) >= 400 && code_of(error) < 500)
		return N_("le serveur a demandé d’attendre, pendant deux jours : la boîte est peut-être pleine, ou le serveur en panne");
	if (code_of(error) == 0 && says(a, error, reach))
		return N_("le serveur d’envoi n’a pas répondu, pendant deux jours : voyez les réglages");
	return code_of(error) >= 500 ? N_("le serveur l’a refusé") : N_("l’envoi n’a pas abouti");
}
