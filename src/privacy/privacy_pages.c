/* privacy_pages.c: the notice and the register, retention, the data of a person, one's own. */
#include "privacy/privacy_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/people_field.h"
#include <string.h>

enum { ROWS_SHOWN = 100, LOG_SHOWN = 60 };

const struct param retention_params[] = { { "rule", P_WORD, 60 }, { "days", P_LINE, 10 }, { "settled", P_BOOL, 4 }, { 0 } };
const struct param privacy_person_params[] = { { "email", P_LINE, 254 }, { 0 } };
const struct param privacy_file_params[] = { { "email", P_LINE, 254 }, { "part", P_INT, 4 }, { 0 } };
const struct param privacy_erase_params[] = { { "email", P_LINE, 254 }, { "again", P_LINE, 254 }, { 0 } };

const char *
days_words(struct page *p, int days)
{
	if (days == RETAIN_FOREVER)
		return _("sans fin");
	return trnum(p, N_("%s jour"), N_("%s jours"), days);
}

const char *
privacy_digits(struct page *p, int n)
{
	return arena_printf(p->a, "%d", n);
}

struct url
privacy_file_url(struct arena *a, const char *email)
{
	return url_path(a, "/privacy/person/file?email=%s", email);
}

/* ---- notice and register -------------------------------------------------------------------------------------- */

enum err
privacy_notice_page(struct request *rq, struct answer *an)
{
	struct register_entries all;
	enum err e = register_load(rq->a, rq->db, &all);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Vos données personnelles")), NULL);
	page_privacy_notice(p, rq, &all);
	layout_end(rq, an);
	return OK;
}

enum err
privacy_register_page(struct request *rq, struct answer *an)
{
	struct register_entries all;
	enum err e = register_load(rq->a, rq->db, &all);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Registre des traitements")), "register");
	page_privacy_register(p, rq, &all);
	layout_end(rq, an);
	return OK;
}

/* ---- retention -------------------------------------------------------------------------------------------------- */

enum err
privacy_retention_page(struct request *rq, struct answer *an)
{
	struct retained_rules rules;
	struct retention_log log;
	enum err e = retention_load(rq->db, rq->today, true, &rules);
	if (e == OK)
		e = retention_log(rq->db, LOG_SHOWN, &log);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Durées de conservation")), "register", url_known("/privacy/register"), tr(rq->lang, N_("Registre des traitements")));
	page_privacy_retention(p, rq, &an->problems, &rules, &log);
	layout_end(rq, an);
	return OK;
}

enum err
privacy_retention_save(struct request *rq, struct answer *an)
{
	const char *rule = param_text(rq, "rule");
	enum err e = retention_set(rq->db, rule == NULL ? "" : rule, param_text(rq, "days"), param_bool(rq, "settled"), &an->problems);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return privacy_retention_page(rq, an);
	answer_notice(rq, an, N_("La durée est enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/privacy/retention"));
}

/* ---- one person -------------------------------------------------------------------------------------------------- */

static bool
is_self(const struct request *rq, const struct subject *s)
{
	for (size_t i = 0; i < s->persons.n; i++)
		if (s->persons.items[i] == rq->user->person)
			return true;
	return false;
}

struct showing { struct request *rq; struct answer *an; const char *email; };

static enum err
show_person(struct db *db, void *arg)
{
	struct showing *x = arg;
	struct request *rq = x->rq;
	struct subject s;
	struct held held;
	struct erasure erasure;
	enum err e = text_blank(x->email) ? E_NOTFOUND : subject_of(db, x->email, &s);
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		if (!text_blank(x->email) && x->an->problems.n == 0)
			problem_add(rq->a, &x->an->problems, "email", N_("Rien n’est tenu sous cette adresse."), NULL);
		struct page *p = layout_begin_under(rq, x->an, tr(rq->lang, N_("Les données d’une personne")), "register", url_known("/privacy/register"), tr(rq->lang, N_("Registre des traitements")));
		page_privacy_ask(p, &x->an->problems, x->email);
		layout_end(rq, x->an);
		return OK;
	}
	if (e == OK)
		e = held_of(db, &s, rq->lang, ROWS_SHOWN, false, &held);
	if (e == OK)
		e = erase_person(db, &s, rq->today, true, &erasure);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, x->an, fmt_(&(struct page){ .a = rq->a, .lang = rq->lang }, N_("Données de %s"), s.name, NULL), "register");
	form_problems(p, &x->an->problems);
	page_privacy_download(p, &s);
	page_privacy_held(p, &held);
	page_privacy_erasure(p, rq, &x->an->problems, &s, &erasure, is_self(rq, &s));
	layout_end(rq, x->an);
	return OK;
}

enum err
privacy_person_page(struct request *rq, struct answer *an)
{
	struct showing x = { rq, an, param_text(rq, "email") };
	return show_person(rq->db, &x);
}

struct erasing { struct request *rq; struct answer *an; const char *email, *name; struct erasure done; bool refused; };

static enum err
erase_work(struct db *db, void *arg)
{
	struct erasing *x = arg;
	struct subject s;
	enum err e = subject_of(db, x->email, &s);
	if (e != OK)
		return e;
	x->refused = is_self(x->rq, &s);
	if (x->refused)
		return E_FORBIDDEN;
	if ((e = erase_person(db, &s, x->rq->today, false, &x->done)) != OK)
		return e;
	answer_notice(x->rq, x->an, N_("La personne est effacée."), NULL, NULL);
	return answer_redirect(x->rq, x->an, url_path(x->rq->a, "/privacy/person"));
}

/* Slow when there is much: it takes the writer itself, and then gives the disk back. */
enum err
privacy_person_erase(struct request *rq, struct answer *an)
{
	struct store *store = rq->app->store;
	struct erasing x = { .rq = rq, .an = an, .email = param_text(rq, "email") };
	const char *again = param_text(rq, "again");
	if (text_blank(x.email))
		return E_NOTFOUND;
	if (again == NULL || strcmp(text_fold(rq->a, again), text_fold(rq->a, x.email)) != 0) {
		struct showing back = { rq, an, x.email };
		problem_add(rq->a, &an->problems, "again", N_("Ce n’est pas la même adresse : rien n’est effacé."), NULL);
		return store_read(store, rq->a, show_person, &back);
	}
	enum err e = request_write(rq, an, erase_work, &x);
	if (e == E_FORBIDDEN && (x.refused || x.done.refused.n > 0)) {
		struct showing back = { rq, an, x.email };
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, x.refused ? N_("C’est votre propre compte : une autre personne de la coordination peut l’effacer.") :
		    N_("Personne d’autre n’a le rôle « %s » : donnez-le d’abord à quelqu’un."), x.refused ? NULL : tr(rq->lang, x.done.refused.items[0].arg));
		return store_read(store, rq->a, show_person, &back);
	}
	if (e != OK)
		return e;
	if (store_scrub(store, rq->a, false) != OK)
		fail_clear(rq->a); /* readers are at work: tonight, then */
	return OK;
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

struct sending { struct request *rq; const char *email; int64_t part; struct export_part out; int parts; };

static enum err
export_work(struct db *db, void *arg)
{
	struct sending *x = arg;
	struct subject s;
	enum err e = subject_of(db, x->email, &s);
	if (e == OK && (x->part < 1 || x->part > EXPORT_PARTS_MAX))
		return E_NOTFOUND;
	return e != OK ? e : export_person(db, &s, x->rq->lang, false, (int)x->part, &x->out, &x->parts);
}

static enum err
note_work(struct db *db, void *arg)
{
	struct sending *x = arg;
	struct subject s;
	enum err e = subject_of(db, x->email, &s);
	return e != OK ? e : export_noted(db, &s, "web");
}

/* What leaves is in the journal, hence a write for a GET: it changes nothing that is shown. */
static enum err
send_file(struct request *rq, struct answer *an, const char *email, int64_t part)
{
	struct store *store = rq->app->store;
	struct sending x = { .rq = rq, .email = email, .part = part == NONE ? 1 : part };
	enum err e = store_read(store, rq->a, export_work, &x);
	if (e == OK && x.part == 1)
		e = request_write(rq, an, note_work, &x);
	if (e != OK)
		return e;
	return answer_bytes(an, "application/zip", x.out.bytes, x.out.n, x.part == 1 ? "donnees.zip" : arena_printf(rq->a, "donnees-%lld.zip", (long long)x.part));
}

enum err
privacy_person_file(struct request *rq, struct answer *an)
{
	const char *email = param_text(rq, "email");
	return text_blank(email) ? E_NOTFOUND : send_file(rq, an, email, param_int(rq, "part"));
}

/* ---- one's own -------------------------------------------------------------------------------------------------------- */

enum err
account_data_page(struct request *rq, struct answer *an)
{
	struct subject s;
	struct held held;
	struct export_part unused;
	int parts = 1;
	enum err e = subject_of(rq->db, rq->user->email, &s);
	if (e == OK)
		e = held_of(rq->db, &s, rq->lang, ROWS_SHOWN, false, &held);
	if (e == OK && held.files.n > 20) /* few files are one part */
		e = export_person(rq->db, &s, rq->lang, false, 1, &unused, &parts);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Mes données")), "account", url_known("/account"), tr(rq->lang, N_("Mon compte")));
	page_account_data(p, parts);
	page_privacy_held(p, &held);
	page_account_leave(p, rq);
	layout_end(rq, an);
	return OK;
}

enum err
account_data_file(struct request *rq, struct answer *an)
{
	return send_file(rq, an, rq->user->email, param_int(rq, "id"));
}

enum err
account_data_leave(struct request *rq, struct answer *an)
{
	struct persons who = { 0 };
	enum err e = role_holders(rq->db, ROLE_COORDINATION, NONE, rq->today, &who);
	for (size_t i = 0; e == OK && i < who.n; i++) {
		const struct person *k = &who.items[i];
		struct mail m = { .to = k->email, .person = k->id,
			.key = arena_printf(rq->a, "leave:%lld:%lld:%s", (long long)rq->user->person, (long long)k->id, date_iso(rq->today).s),
			.subject = mail_text(rq->a, k->lang, N_("%s demande à être effacé"), rq->user->name),
			.text = mail_text(rq->a, k->lang, N_("Bonjour %s,\n\n%s (%s) demande l’effacement de ses données. Voyez ce qui part et ce qui reste, puis décidez :\n\n%s\n\n"
			    "Vous avez un mois pour répondre.\n"), k->name, rq->user->name, rq->user->email, arena_printf(rq->a, "%s/privacy/person?email=%s", rq->app->base_url, rq->user->email)) };
		e = mail_queue(rq->db, MAIL_RIGHTS, &m);
	}
	if (e == OK)
		e = history_add(rq->db, "person", rq->user->person, "erasure asked", NULL, NULL, NULL);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Votre demande est partie vers la coordination."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/account/data"));
}
