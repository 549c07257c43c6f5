/* settings_pages.c: the programme's settings, the mail server, the outbox. */
#include "people/people_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/people_admin.h"
#include "people/people_field.h"
#include "store/history.h"
#include "store/setting.h"
#include <string.h>

enum { OUTBOX_MOST = 200 };

const struct param settings_params[] = { { "name", P_LINE, 300 }, { "short_name", P_LINE, 40 }, { "lang", P_WORD, 5 },
	{ "year_start", P_LINE, 10 }, { "plan_public", P_BOOL, 4 }, { "rev", P_INT, 19 }, { 0 } };
const struct param outbox_params[] = { { "only", P_WORD, 8 }, { 0 } };
const struct param settings_mail_params[] = { { "smtp_url", P_SECRET, 500 }, { "mail_from", P_LINE, 254 }, { "none", P_BOOL, 4 }, { 0 } };

/* What may be shown of the server's address: all but user and password. */
static const char *
without_password(struct arena *a, const char *url)
{
	const char *rest = strstr(url, "://"), *at = strrchr(url, '@');
	if (rest == NULL || at == NULL || at < rest)
		return url;
	return arena_printf(a, "%.*s://%s", (int)(rest - url), url, at + 1);
}

static enum err
show(struct request *rq, struct answer *an, const struct programme *pr, const char *day)
{
	struct smtp smtp;
	enum err e = smtp_load(rq->db, &smtp);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Réglages")), "settings");
	page_settings(p, rq, &an->problems, pr, day);
	if (user_may(rq->user, RIGHT_ADMIN))
		page_settings_mail(p, rq, &an->problems, &smtp, without_password(rq->a, smtp.url));
	layout_end(rq, an);
	return OK;
}

static const char *
day_of(struct arena *a, struct year_bounds b)
{
	return arena_printf(a, "%02d/%02d", b.start_day, b.start_month);
}

enum err
settings_page(struct request *rq, struct answer *an)
{
	return show(rq, an, rq->programme, day_of(rq->a, rq->programme->bounds));
}

/* "14/09", "14-9", "14.09". The 29th of February begins no year that comes back every year. */
static bool
read_day(const char *s, struct year_bounds *out)
{
	int d, m, n = 0;
	char sep;
	if (s == NULL || sscanf(s, "%2d%c%2d%n", &d, &sep, &m, &n) != 3 || s[n] != '\0' || strchr("/-.", sep) == NULL)
		return false;
	if (m < 1 || m > 12 || d < 1 || d > date_month_days(2023, m))
		return false;
	*out = (struct year_bounds){ m, d };
	return true;
}

enum err
settings_save(struct request *rq, struct answer *an)
{
	struct programme pr = *rq->programme;
	const char *day = param_text(rq, "year_start"), *lang = param_text(rq, "lang");
	pr.name = param_text(rq, "name");
	pr.short_name = param_text(rq, "short_name");
	pr.rev = param_int(rq, "rev");
	if (text_eq(lang, "fr") || text_eq(lang, "en"))
		pr.lang = lang;
	if (user_may(rq->user, RIGHT_PLAN_EDIT)) /* publication is the plan's, not the machine's */
		pr.plan_public = param_bool(rq, "plan_public");
	if (text_blank(pr.name))
		problem_add(rq->a, &an->problems, "name", N_("Écrivez le nom du programme."), NULL);
	if (text_blank(pr.short_name))
		problem_add(rq->a, &an->problems, "short_name", N_("Écrivez un nom court."), NULL);
	if (!read_day(day, &pr.bounds))
		problem_add(rq->a, &an->problems, "year_start", N_("Écrivez le jour et le mois, comme 14/09."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, &pr, day);
	enum err e = programme_save(rq->db, &pr);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "programme", 1, rq->programme->rev, url_path(rq->a, "/settings"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Les réglages sont enregistrés."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/settings"));
}

/* ---- the mail server --------------------------------------------------------------------------------------- */

static enum err
save_server(struct request *rq, const char *url, bool none)
{
	if (!none && text_blank(url))
		return OK; /* as it was */
	enum err e = secret_set(rq->db, "smtp_url", none ? NULL : url);
	/* That it changed is history; the address holds a password and is not. */
	return e != OK ? e : history_add(rq->db, "programme", 1, "changed", "smtp_url", NULL, none ? NULL : without_password(rq->a, url));
}

enum err
settings_mail_save(struct request *rq, struct answer *an)
{
	const char *url = param_text(rq, "smtp_url"), *from = param_text(rq, "mail_from");
	bool none = param_bool(rq, "none");
	if (!none && !text_blank(url) && smtp_url_problem(url) != NULL)
		problem_add(rq->a, &an->problems, "smtp_url", smtp_url_problem(url), NULL);
	if (!email_valid(from))
		problem_add(rq->a, &an->problems, "mail_from", N_("Écrivez une adresse complète, comme prenom.nom@ecole.be."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, rq->programme, day_of(rq->a, rq->programme->bounds));
	enum err e = save_server(rq, url, none);
	if (e == OK)
		e = setting_set(rq->db, "mail_from", from);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Le courrier est réglé : envoyez-vous un essai."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/settings"));
}

enum err
settings_mail_test(struct request *rq, struct answer *an)
{
	const char *lang = lang_tag(rq->lang);
	struct mail m = { .to = rq->user->email, .person = rq->user->person,
		.subject = mail_text(rq->a, lang, N_("Essai d’envoi depuis Pilotis (%s)"), rq->programme->short_name),
		.text = mail_text(rq->a, lang, N_("Bonjour %s,\n\nSi vous lisez ceci, Pilotis sait envoyer des courriels : é è ê ç œ « ».\n"), rq->user->name) };
	enum err e = mail_queue(rq->db, MAIL_ANSWER, &m);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("L’essai part vers %s : voici ce qu’il devient."), m.to, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/outbox"));
}

/* ---- the outbox --------------------------------------------------------------------------------------------- */

static bool
lost_only(const struct request *rq)
{
	return text_eq(param_text(rq, "only"), "lost");
}

enum err
outbox_page(struct request *rq, struct answer *an)
{
	struct outbox o;
	struct smtp smtp;
	int64_t lost;
	/* The administrator sees that mails leave, not what they say of the plan; doors are shown in the demo only. */
	bool texts = user_has(rq->user, ROLE_COORDINATION);
	enum err e = (lost_only(rq) ? outbox_lost : outbox_list)(rq->db, OUTBOX_MOST, rq->app->demo, &o);
	if (e == OK)
		e = mails_lost(rq->db, &lost);
	if (e == OK)
		e = smtp_load(rq->db, &smtp);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Courrier")), "outbox");
	page_outbox(p, rq, &o, &(struct outbox_view){ smtp.url[0] != '\0', texts, lost_only(rq), lost });
	layout_end(rq, an);
	return OK;
}

static enum err
back_to_outbox(struct request *rq, struct answer *an, const char *notice)
{
	answer_notice(rq, an, notice, NULL, NULL);
	return answer_redirect(rq, an, lost_only(rq) ? url_known("/outbox?only=lost") : url_known("/outbox"));
}

enum err
outbox_retry_one(struct request *rq, struct answer *an)
{
	enum err e = outbox_retry(rq->db, param_int(rq, "id"));
	return e == OK ? back_to_outbox(rq, an, N_("Ce courriel part à nouveau.")) : e;
}

enum err
outbox_settle_one(struct request *rq, struct answer *an)
{
	enum err e = outbox_settle(rq->db, param_int(rq, "id"));
	return e == OK ? back_to_outbox(rq, an, N_("C’est noté : ce courriel n’est plus compté parmi ceux qui ne sont pas arrivés.")) : e;
}
