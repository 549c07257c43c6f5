/* The coordination's view of a jury: who sits in it, who reads what and how far they are, conflicts, reminders. */
#include "call/review_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/people.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct param jury_juror_params[] = { { "person", P_INT, 20 }, { "name", P_LINE, 400 }, { "email", P_LINE, 254 }, { 0 } };
const struct param jury_plan_params[] = { { "rev", P_INT, 20 }, { "per_file", P_LINE, 10 }, { "due_on", P_DATE, 40 }, { "alpha", P_LINE, 20 }, { "beta", P_LINE, 20 }, { 0 } };
const struct param jury_share_params[] = { { "do", P_WORD, 10 }, { 0 } };
const struct param jury_do_params[] = { { "do", P_WORD, 10 }, { "person", P_INT, 20 }, { 0 } };
const struct param jury_conflict_params[] = { { "submission", P_INT, 20 }, { "juror", P_INT, 20 }, { "do", P_WORD, 10 }, { "reason", P_LINE, 1000 }, { 0 } };

static enum err
show_jury(struct request *rq, struct answer *an)
{
	struct jury_view v = { .problems = &an->problems };
	enum err e = jury_load(rq->db, param_int(rq, "id"), &v.jury);
	if (e == OK)
		e = person_list(rq->db, &v.persons);
	if (e != OK)
		return e;
	problems_say(rq, &an->problems);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Jury")), v.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.jury.edition, "jury", title);
	page_jury(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
jury_page(struct request *rq, struct answer *an)
{
	return show_jury(rq, an);
}

static enum err
jury_refused(struct request *rq, struct answer *an)
{
	an->status = 422;
	enum err e = show_jury(rq, an);
	an->status = 422;
	return e;
}

static enum err
to_jury(struct request *rq, struct answer *an, const char *fragment)
{
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/editions/%lld/jury%s", (long long)param_int(rq, "id"), fragment) });
}

/* ---- members -------------------------------------------------------------------------------------------------------- */

/* The person chosen, or a new one; with the role that lets them in. */
static enum err
juror_person(struct request *rq, struct answer *an, struct person *who)
{
	const char *name = param_text(rq, "name"), *email = param_text(rq, "email");
	int64_t id = param_int(rq, "person");
	const struct user *u;
	enum err e;
	if (id == NONE) {
		if (text_blank(name))
			problem_add(rq->a, &an->problems, "name", N_("Choisissez une personne, ou écrivez le nom d’une nouvelle."), NULL);
		else if (text_blank(email) || !email_valid(email))
			problem_add(rq->a, &an->problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
		if (an->problems.n > 0)
			return E_INVALID;
		e = person_by_email(rq->db, email, who);
		if (e == OK)
			id = who->id;
		else if (e == E_NOTFOUND && (fail_clear(rq->a), e = person_add(rq->db, text_trim(rq->a, name), email, &id)) != OK)
			return e;
	}
	if ((e = person_get(rq->db, id, who)) != OK || (e = user_of_person(rq->db, id, rq->today, &u)) != OK)
		return e;
	return user_has(u, ROLE_JURY) ? OK : person_grant(rq->db, id, ROLE_JURY, NONE, date_iso(rq->today).s, NULL);
}

enum err
jury_juror_add(struct request *rq, struct answer *an)
{
	struct person who;
	struct edition edition;
	int64_t id;
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e != OK)
		return e;
	e = juror_person(rq, an, &who);
	if (e == OK)
		e = juror_add(rq->db, edition.id, who.id, who.name, NULL, &id);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "person", N_("Cette personne siège déjà dans ce jury."), NULL);
	}
	if (an->problems.n > 0)
		return jury_refused(rq, an);
	if (e != OK)
		return e;
	struct mail m = { .to = who.email, .person = who.id, .key = arena_printf(rq->a, "jury:seat:%lld", (long long)id),
		.subject = mail_text(rq->a, who.lang, N_("Action requise : les commandes de l’appel %s à coter"), edition.label),
		.text = mail_text(rq->a, who.lang, N_("Bonjour %s,\n\nVous siégez dans le jury de l’appel %s. Les commandes à coter sont ici :\n\n%s\n\n"
		    "Dites d’abord pour qui vous travaillez ou avez travaillé ces trois dernières années : leurs commandes vous seront cachées.\n"), who.name, edition.label,
		    arena_printf(rq->a, "%s/review?edition=%lld", rq->app->base_url, (long long)edition.id)) };
	if ((e = mail_queue(rq->db, MAIL_DOOR, &m)) != OK)
		return e;
	answer_notice(rq, an, N_("%s siège dans le jury ; un courriel lui dit où coter."), who.name, NULL);
	return to_jury(rq, an, "#t-members");
}

enum err
jury_juror_do(struct request *rq, struct answer *an)
{
	const char *what = param_text(rq, "do");
	int64_t edition = param_int(rq, "id"), juror = param_int(rq, "juror");
	enum err e = E_INVALID;
	if (text_eq(what, "remove")) {
		e = juror_remove(rq->db, edition, juror);
		answer_notice(rq, an, N_("Membre retiré : ses cotes ne comptent plus."), NULL, NULL);
	} else if (text_eq(what, "restore")) {
		e = juror_restore(rq->db, edition, juror);
		answer_notice(rq, an, N_("Membre de retour, avec ses cotes."), NULL, NULL);
	} else if (text_eq(what, "tie")) {
		struct person who;
		if (param_int(rq, "person") == NONE) {
			problem_add(rq->a, &an->problems, "person", N_("Choisissez la personne."), NULL);
			return jury_refused(rq, an);
		}
		e = juror_person(rq, an, &who);
		if (e == OK)
			e = juror_tie(rq->db, edition, juror, who.id);
		if (e == E_CONFLICT) {
			fail_clear(rq->a);
			problem_add(rq->a, &an->problems, "person", N_("Cette personne siège déjà dans ce jury."), NULL);
			return jury_refused(rq, an);
		}
		answer_notice(rq, an, N_("Les cotes importées sont celles de %s."), e == OK ? who.name : "", NULL);
	}
	return e == OK ? to_jury(rq, an, "#t-members") : e;
}

/* ---- reminders ----------------------------------------------------------------------------------------------------------- */

enum err
jury_remind(struct request *rq, struct answer *an)
{
	struct jury j;
	int64_t sent = 0;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	for (size_t k = 0; e == OK && k < j.jurors.n; k++) {
		const struct juror *who = &j.jurors.items[k];
		struct progress pr = jury_progress(&j, k);
		if (who->email == NULL || pr.done >= pr.asked)
			continue;
		const char *left = arena_printf(rq->a, "%zu", pr.asked - pr.done), *url = arena_printf(rq->a, "%s/review?edition=%lld", rq->app->base_url, (long long)j.edition.id);
		const char *until = j.plan.due_on == NULL ? "" : j.plan.due_on;
		struct date d;
		struct mail m = { .to = who->email, .person = who->person, .count = &sent,
			.key = arena_printf(rq->a, "jury:remind:%lld:%s", (long long)who->id, date_iso(rq->today).s), /* once a day, whatever is clicked */
			.subject = mail_text(rq->a, NULL, N_("Action requise : %s commandes à coter"), left),
			.text = date_parse(until, &d) ? mail_text(rq->a, NULL, N_("Bonjour %s,\n\nIl vous reste %s commandes à coter, pour le %s :\n\n%s\n"), who->name, left, date_long(rq->a, d, "fr"), url)
			                              : mail_text(rq->a, NULL, N_("Bonjour %s,\n\nIl vous reste %s commandes à coter :\n\n%s\n"), who->name, left, url) };
		e = mail_queue(rq->db, MAIL_TASK, &m);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Rappel envoyé à %s personnes (une fois par jour au plus)."), arena_printf(rq->a, "%lld", (long long)sent), NULL);
	return to_jury(rq, an, "");
}

/* ---- who reads what ------------------------------------------------------------------------------------------------------- */

enum err
jury_share(struct request *rq, struct answer *an)
{
	struct jury j;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e != OK)
		return e;
	bool everyone = text_eq(param_text(rq, "do"), "everyone");
	e = tasks_set(rq->db, &j, everyone ? ARENA_ARRAY(rq->a, bool, j.jurors.n * j.files.n + 1) : jury_distribute(rq->a, &j, (size_t)j.plan.per_file));
	if (e != OK)
		return e;
	answer_notice(rq, an, everyone ? N_("Chaque membre lit toutes les commandes, sauf celles de ses conflits.")
	    : N_("Commandes réparties : ce qui était commencé reste à sa place."), NULL, NULL);
	return to_jury(rq, an, "#t-share");
}

static bool
read_real(const char *typed, double *out)
{
	char text[24], *end;
	snprintf(text, sizeof text, "%s", typed == NULL ? "" : typed);
	for (char *c = text; *c != '\0'; c++)
		if (*c == ',')
			*c = '.';
	*out = strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*out);
}

enum err
jury_plan_save(struct request *rq, struct answer *an)
{
	struct jury j;
	struct date d;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e != OK)
		return e;
	struct review_plan p = j.plan;
	double per = 0;
	p.rev = param_int(rq, "rev");
	if (!read_real(param_text(rq, "per_file"), &per) || per < 1 || per > 30 || per != floor(per))
		problem_add(rq->a, &an->problems, "per_file", N_("Écrivez un nombre de 1 à 30."), NULL);
	if (!read_real(param_text(rq, "alpha"), &p.alpha) || p.alpha < 0 || p.alpha > 1000)
		problem_add(rq->a, &an->problems, "alpha", N_("Écrivez un nombre positif."), NULL);
	if (!read_real(param_text(rq, "beta"), &p.beta) || p.beta < 0 || p.beta > 1000)
		problem_add(rq->a, &an->problems, "beta", N_("Écrivez un nombre positif."), NULL);
	if (an->problems.n == 0 && p.alpha + p.beta <= 0)
		problem_add(rq->a, &an->problems, "alpha", N_("α et β ne peuvent pas être nuls tous les deux."), NULL);
	if (an->problems.n > 0)
		return jury_refused(rq, an);
	p.per_file = (int64_t)per;
	p.due_on = param_date(rq, "due_on", &d) ? arena_strdup(rq->a, date_iso(d).s) : NULL;
	e = p.rev == j.plan.rev ? review_plan_save(rq->db, &p) : E_CONFLICT;
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "review_plan", j.edition.id, j.plan.rev, url_path(rq->a, "/editions/%lld/jury", (long long)j.edition.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Réglages du jury enregistrés."), NULL, NULL);
	return to_jury(rq, an, "#t-plan");
}

/* ---- conflicts ------------------------------------------------------------------------------------------------------------ */

enum err
jury_conflict_do(struct request *rq, struct answer *an)
{
	struct jury j;
	const char *what = param_text(rq, "do"), *reason = param_text(rq, "reason");
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e != OK)
		return e;
	size_t k = jury_juror(&j, param_int(rq, "juror")), f = jury_file(&j, param_int(rq, "submission"));
	if (k == j.jurors.n || f == j.files.n) {
		problem_add(rq->a, &an->problems, k == j.jurors.n ? "juror" : "submission", N_("Choisissez un membre du jury et une commande."), NULL);
		return jury_refused(rq, an);
	}
	int64_t juror = j.jurors.items[k].id, submission = j.files.items[f].id;
	if (!text_eq(what, "restore") && text_blank(reason)) {
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi : le motif reste au dossier."), NULL);
		return jury_refused(rq, an);
	}
	if (text_eq(what, "lift"))
		e = interest_lift(rq->db, submission, juror, jury_interest(&j, k, f)->why, reason, rq->user->person);
	else if (text_eq(what, "restore"))
		e = interest_restore(rq->db, submission, juror);
	else
		e = interest_declare(rq->db, submission, juror, reason, rq->user->person);
	if (e != OK)
		return e;
	answer_notice(rq, an, text_eq(what, "lift") ? N_("Conflit levé : la commande est visible à nouveau.") : N_("Conflit enregistré : la commande et ses cotes sont cachées."), NULL, NULL);
	return to_jury(rq, an, "#t-conflicts");
}
