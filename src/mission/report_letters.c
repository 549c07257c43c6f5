/* What is written about a report: receipts to the team, links to the sponsor, news of the sponsor to the team. */
#include "mission/report.h"
#include "base/secret.h"
#include "base/tr.h"
#include "mail/mail.h"

static enum err
people_of(struct db *db, int64_t team, struct team_seats *out)
{
	struct team_seats more;
	enum err e = team_students(db, team, out);
	if (e == OK)
		e = team_supervisors(db, team, &more);
	for (size_t i = 0; e == OK && i < more.n; i++)
		PUSH(db_arena(db), out, more.items[i]);
	return e;
}

/* The same text to everyone of the team, each once. An address that cannot be written to is left out: the receipt is on the page. */
static enum err
to_team(struct db *db, const struct mission *m, const char *subject, const char *text, const char *key)
{
	struct team_seats all;
	enum err e = people_of(db, m->team.id, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct team_seat_row *s = &all.items[i];
		if (text_blank(s->email))
			continue;
		e = mail_queue(db, MAIL_TEAM, &(struct mail){ .to = s->email, .subject = subject, .text = text, .person = s->person,
		    .key = arena_printf(db_arena(db), "%s:%s", key, text_fold(db_arena(db), s->email)) });
		if (e == E_INVALID) {
			fail_clear(db_arena(db));
			e = OK;
		}
	}
	return e;
}

enum err
report_receipt(struct db *db, const char *base_url, const struct mission *m, const struct report *r)
{
	struct arena *a = db_arena(db);
	const char *org = m->commission.org_name == NULL ? "" : m->commission.org_name, *moment = report_moment(a, r->at);
	const char *version = arena_printf(a, "%lld", (long long)r->version);
	struct buf b = buf_new(a, KIB(16));
	buf_puts(&b, mail_text(a, "fr", N_("Bonjour,\n\nLe rapport de la mission %s (%s) est déposé : version %s, le %s (heure de Bruxelles).\n"), m->reference, org, version, moment));
	struct date due;
	if (r->late && date_parse(m->edition.report_on, &due))
		buf_puts(&b, mail_text(a, "fr", N_("Il était attendu le %s : le dépôt est marqué en retard.\n"), date_long(a, due, "fr")));
	buf_puts(&b, mail_text(a, "fr", N_("\nFichier : %s (%s octets)\nEmpreinte SHA-256 : %s\n"), r->filename, arena_printf(a, "%lld", (long long)r->size), r->sha));
	buf_puts(&b, mail_text(a, "fr", N_("\nGardez ce courriel : l’empreinte prouve que ce fichier, et nul autre, a été remis à ce moment. Toutes les versions restent sur la page du rapport :\n%s/teams/%s/report\n"),
	    base_url, arena_printf(a, "%lld", (long long)m->team.id)));
	return to_team(db, m, mail_text(a, "fr", N_("Reçu : rapport de la mission %s, version %s"), m->reference, version), buf_str(&b), arena_printf(a, "report:%lld", (long long)r->id));
}

enum err
sponsor_said(struct db *db, const char *base_url, const struct mission *m, const char *what)
{
	struct arena *a = db_arena(db);
	const char *now = arena_strdup(a, now_utc().s);
	const char *text = mail_text(a, "fr", N_("Bonjour,\n\n%s\n\nMission %s. À lire ici :\n%s/teams/%s/report\n"), tr(LANG_FR, what), m->reference, base_url,
	    arena_printf(a, "%lld", (long long)m->team.id));
	return to_team(db, m, mail_text(a, "fr", N_("Nouvelles du commanditaire : mission %s"), m->reference), text, arena_printf(a, "said:%lld:%s", (long long)m->team.id, now));
}

static const char *
subject_of(struct arena *a, enum sponsor_form_kind about, bool reminder, const char *lang, const char *reference)
{
	if (about == FORM_REPORT)
		return mail_text(a, lang, N_("Le rapport de votre commande %s est prêt"), reference);
	if (about == FORM_ORAL)
		return mail_text(a, lang, N_("Action requise : votre avis sur la présentation, commande %s"), reference);
	return reminder ? mail_text(a, lang, N_("Rappel : qu’avez-vous fait du rapport ? Commande %s"), reference)
	    : mail_text(a, lang, N_("Action requise : qu’avez-vous fait du rapport ? Commande %s"), reference);
}

static const char *
body_of(struct arena *a, enum sponsor_form_kind about, const char *lang, const char *hello, const char *link)
{
	if (about == FORM_REPORT)
		return mail_text(a, lang, N_("%s\n\nL’équipe d’étudiants a terminé son rapport. Vous pouvez le lire, dire que vous l’avez bien reçu et donner votre retour sur cette page, sans compte :\n\n%s\n\nVos réponses s’enregistrent à mesure : vous pouvez vous arrêter et reprendre par le même lien. Il n’ouvre que votre commande ; ne le donnez qu’à des collègues.\n"),
		    hello, link);
	if (about == FORM_ORAL)
		return mail_text(a, lang, N_("%s\n\nLa présentation a eu lieu chez vous : merci. Deux minutes pour dire ce que vous en retenez, sans compte :\n\n%s\n"), hello, link);
	return mail_text(a, lang, N_("%s\n\nVoici quelques mois, des étudiants vous ont remis un rapport. Qu’est-il devenu ? Quelques questions courtes, sans compte ; vos réponses aident les étudiants suivants :\n\n%s\n\nVous dites vous-même ce qui peut être publié.\n"),
	    hello, link);
}

enum err
sponsor_letter(struct db *db, const char *base_url, const struct mission *m, enum sponsor_form_kind about, int64_t months, int64_t person, bool reminder, const char **to)
{
	struct arena *a = db_arena(db);
	const struct submission *s = &m->commission;
	const char *token, *lang = s->lang == NULL ? "fr" : s->lang;
	*to = s->email;
	if (text_blank(s->email))
		return fail(a, E_INVALID, "sponsor: no address");
	enum err e = sponsor_link_new(db, m, months, person, &token);
	if (e != OK)
		return e;
	const char *hello = s->contact_name != NULL ? mail_text(a, lang, N_("Bonjour %s,"), s->contact_name) : mail_text(a, lang, N_("Bonjour,"));
	const char *link = arena_printf(a, "%s/sponsor/%s", base_url, token);
	return mail_queue(db, MAIL_COMMISSION, &(struct mail){ .to = s->email, .subject = subject_of(a, about, reminder, lang, m->reference), .text = body_of(a, about, lang, hello, link),
	    .key = arena_printf(a, "sponsor:%s", digest_str(token).s), .person = NONE, .secret = true });
}
