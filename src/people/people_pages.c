/* people_pages.c: who is here and what they may do, for the coordination and the administrator. */
#include "people/people_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/oidc.h"
#include "people/people_admin.h"
#include <stdlib.h>
#include <string.h>

enum { INVITATION_MINUTES = 7 * 24 * 60, HISTORY_MOST = 30 };

#define IDENTITY { "name", P_LINE, 200 }, { "email", P_LINE, 254 }, { "lang", P_WORD, 5 }
#define GRANT { "role", P_INT, 3 }, { "actor", P_INT, 19 }, { "from", P_DATE, 40 }, { "until", P_DATE, 40 }
const struct param person_params[] = { IDENTITY, { "active", P_BOOL, 4 }, { "rev", P_INT, 19 }, { 0 } };
const struct param person_new_params[] = { IDENTITY, GRANT, { "invite", P_BOOL, 4 }, { 0 } };
const struct param grant_params[] = { GRANT, { 0 } };

const char *
history_words(struct page *p, const struct history_row *r)
{
	static const struct { const char *key, *words; } words[] = {
		{ "created", N_("inscription") }, { "deleted", N_("retrait") }, { "restored", N_("retour") }, { "granted", N_("rôle donné") },
		{ "revoked", N_("rôle retiré") }, { "name", N_("nom") }, { "email", N_("adresse") }, { "lang", N_("langue") },
		{ "active", N_("compte actif") }, { "mail_reminders", N_("rappels par courriel") }, { "password", N_("mot de passe") },
		{ "oidc", N_("compte de l’école") }, { "mail_off", N_("courriels refusés") }, { "digest", N_("résumé de la semaine") },
	};
	const char *key = strcmp(r->what, "changed") == 0 && r->field != NULL ? r->field : r->what;
	for (size_t i = 0; i < LEN(words); i++)
		if (strcmp(words[i].key, key) == 0)
			return _(words[i].words);
	return key;
}

/* The journal keeps "Membre (CEP), 2026-01-01 – …" for always: its dates in the reader's manner. */
static const char *
dates_shown(struct page *p, const char *value)
{
	struct buf b = buf_new(p->a, KIB(4));
	for (const char *s = value; *s != '\0';) {
		struct date d;
		const char *day = arena_strndup(p->a, s, strnlen(s, 10));
		bool is = *s >= '0' && *s <= '9' && date_parse(day, &d);
		buf_printf(&b, "%.*s", is ? 0 : 1, s);
		if (is)
			buf_printf(&b, "%s", day_(p, day));
		s += is ? 10 : 1;
	}
	return buf_str(&b);
}

const char *
history_value(struct page *p, const struct history_row *r, const char *value)
{
	if (text_eq(r->field, "active") || text_eq(r->field, "mail_reminders") || text_eq(r->field, "digest"))
		return strcmp(value, "1") == 0 ? _("oui") : _("non");
	if (text_eq(r->field, "mail_off")) {
		enum mail_kind k = mail_kind_of(value);
		return k < MAIL_KINDS && mail_may_refuse(k) ? _(mail_kinds[k].title) : value;
	}
	if (text_eq(r->field, "oidc"))
		return _("lié");
	if (text_eq(r->field, "password"))
		return strcmp(value, "set") == 0 ? _("choisi") : _("retiré");
	return text_eq(r->field, "role") ? dates_shown(p, value) : value;
}

/* ---- list ------------------------------------------------------------------------------------------------ */

enum err
people_list_page(struct request *rq, struct answer *an)
{
	struct persons who;
	struct grant_rows grants;
	struct actor_refs refs;
	struct bounces bounces;
	enum err e = person_list(rq->db, &who);
	if (e != OK || (e = bounce_list(rq->db, &bounces)) != OK || (e = grants_of(rq->db, NONE, &grants)) != OK || (e = actor_refs(rq->db, &refs)) != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Personnes")), "people");
	page_people_list(p, &who, &grants, &refs, &bounces, rq->today);
	layout_end(rq, an);
	return OK;
}

/* ---- what was typed --------------------------------------------------------------------------------------- */

static struct person_typed
typed_of(const struct request *rq)
{
	return (struct person_typed){ .id = param_int(rq, "id"), .name = param_text(rq, "name"), .email = param_text(rq, "email"),
		.lang = param_text(rq, "lang"), .role = param_text(rq, "role"), .actor = param_text(rq, "actor"), .from = param_text(rq, "from"),
		.until = param_text(rq, "until"), .active = param_bool(rq, "active"), .invite = param_bool(rq, "invite") };
}

/* Mistakes of the identity; an address that another person has is one of them. */
static enum err
check_identity(struct request *rq, struct answer *an, int64_t id)
{
	struct person other;
	const char *email = param_text(rq, "email"), *lang = param_text(rq, "lang");
	if (text_blank(param_text(rq, "name")))
		problem_add(rq->a, &an->problems, "name", N_("Écrivez le nom."), NULL);
	if (!text_eq(lang, "fr") && !text_eq(lang, "en"))
		problem_add(rq->a, &an->problems, "lang", N_("Choisissez une langue."), NULL);
	if (!email_valid(email)) {
		problem_add(rq->a, &an->problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@ecole.be."), NULL);
		return OK;
	}
	enum err e = person_by_email(rq->db, email, &other);
	if (e == OK && other.id != id)
		problem_add(rq->a, &an->problems, "email", N_("%s a déjà cette adresse."), other.name);
	return e == E_NOTFOUND ? OK : e;
}

struct wanted { enum role role; int64_t actor; const char *from, *until; };

static enum err
check_grant(struct request *rq, struct answer *an, int64_t person, struct wanted *w)
{
	struct date from, until;
	int64_t role = param_int(rq, "role");
	*w = (struct wanted){ .role = role > 0 && role <= ROLE_LAST ? (enum role)role : (enum role)0, .actor = param_int(rq, "actor") };
	if (param_date(rq, "from", &from))
		w->from = arena_strdup(rq->a, date_iso(from).s);
	if (param_date(rq, "until", &until))
		w->until = arena_strdup(rq->a, date_iso(until).s);
	size_t before = an->problems.n;
	/* A date that does not read is a problem already: do not say as well that it is missing. */
	struct problems mine = { 0 };
	grant_check(rq->a, w->role, w->actor, w->from, w->until, &mine);
	for (size_t i = 0; i < mine.n; i++)
		if (problem_of(&an->problems, mine.items[i].field) == NULL)
			PUSH(rq->a, &an->problems, mine.items[i]);
	if (an->problems.n == before && !user_may_grant(rq->user, w->role, person))
		problem_add(rq->a, &an->problems, "role", N_("Ce rôle n’est pas à vous de donner."), NULL);
	return OK;
}

/* ---- a new person ----------------------------------------------------------------------------------------- */

static enum err
show_new(struct request *rq, struct answer *an, const struct person_typed *t)
{
	struct actor_refs refs;
	enum err e = actor_refs(rq->db, &refs);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, N_("Ajouter une personne")), "people", url_known("/people"), tr(rq->lang, N_("Personnes")));
	page_people_new(p, rq, &an->problems, t, &refs);
	layout_end(rq, an);
	return OK;
}

enum err
people_new_page(struct request *rq, struct answer *an)
{
	struct person_typed t = { .id = NONE, .lang = rq->programme->lang, .invite = true };
	return show_new(rq, an, &t);
}

/* Where one enters by the school's account only, the invitation says where: it holds no key. */
static enum err
invite_to_provider(struct request *rq, const struct person *k)
{
	struct mail m = { .to = k->email, .person = k->id,
		.subject = mail_text(rq->a, k->lang, N_("Invitation : %s"), rq->programme->name),
		.text = mail_text(rq->a, k->lang, N_("Bonjour %s,\n\n%s vous invite à suivre le plan d’action du programme (%s).\n\n"
		    "Vous entrez avec votre compte de l’école, à cette adresse :\n\n%s\n"), k->name, rq->user->name, rq->programme->name,
		    arena_printf(rq->a, "%s/signin", rq->app->base_url)) };
	return mail_queue(rq->db, MAIL_DOOR, &m);
}

static enum err
invite(struct request *rq, const struct person *k)
{
	const char *token;
	bool off;
	enum err e = signin_local_off(rq->db, &off);
	if (e == OK && off)
		return invite_to_provider(rq, k);
	if (e == OK)
		e = person_link(rq->db, k->id, INVITATION_MINUTES, &token);
	if (e != OK)
		return e;
	struct mail m = { .to = k->email, .person = k->id, .secret = true,
		.subject = mail_text(rq->a, k->lang, N_("Invitation : %s"), rq->programme->name),
		.text = mail_text(rq->a, k->lang, N_("Bonjour %s,\n\n%s vous invite à suivre le plan d’action du programme (%s).\n\n"
		    "Votre lien pour entrer, valable sept jours et une seule fois :\n\n%s\n\n"
		    "Ensuite, la page de connexion vous en envoie un nouveau chaque fois que vous le demandez.\n"), k->name,
		    rq->user->name, rq->programme->name, arena_printf(rq->a, "%s/signin/%s", rq->app->base_url, token)) };
	return mail_queue(rq->db, MAIL_DOOR, &m);
}

enum err
people_new(struct request *rq, struct answer *an)
{
	struct person_typed t = typed_of(rq);
	struct wanted w = { 0 };
	struct person k;
	int64_t id;
	t.id = NONE;
	enum err e = check_identity(rq, an, NONE);
	if (e == OK && !text_blank(t.role))
		e = check_grant(rq, an, NONE, &w);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return show_new(rq, an, &t);
	if ((e = person_add(rq->db, t.name, t.email, &id)) != OK || (e = person_get(rq->db, id, &k)) != OK)
		return e;
	k.lang = t.lang;
	if ((e = person_save(rq->db, &k)) != OK)
		return e;
	if (!text_blank(t.role) && (e = person_grant(rq->db, id, w.role, w.actor, w.from, w.until)) != OK)
		return e;
	if (t.invite && (e = invite(rq, &k)) != OK)
		return e;
	answer_notice(rq, an, t.invite ? N_("%s est dans le programme ; l’invitation part.") : N_("%s est dans le programme."), k.name,
	    arena_printf(rq->a, "/people/%lld/delete", (long long)id));
	return answer_redirect(rq, an, url_path(rq->a, "/people/%lld", (long long)id));
}

/* ---- one person ------------------------------------------------------------------------------------------- */

static enum err
show_person(struct request *rq, struct answer *an, int64_t id, const struct person_typed *typed)
{
	struct person k;
	struct grant_rows grants;
	struct actor_refs refs;
	struct history h;
	enum err e = person_get(rq->db, id, &k);
	struct oidc_link link;
	struct bounces bounce;
	bool linked;
	if (e != OK || (e = bounce_at(rq->db, k.email, &bounce)) != OK || (e = grants_of(rq->db, id, &grants)) != OK || (e = actor_refs(rq->db, &refs)) != OK ||
	    (e = history_of(rq->db, "person", id, HISTORY_MOST, &h)) != OK || (e = oidc_link_of(rq->db, id, &link, &linked)) != OK)
		return e;
	struct person_typed t = { .id = k.id, .name = k.name, .email = k.email, .lang = k.lang, .active = k.active };
	if (typed != NULL && typed->name != NULL) {
		t = *typed; /* the form of the identity came back */
	} else if (typed != NULL) {
		t.role = typed->role, t.actor = typed->actor, t.from = typed->from, t.until = typed->until;
	}
	t.id = id;
	struct page *p = layout_begin_under(rq, an, k.name, "people", url_known("/people"), tr(rq->lang, N_("Personnes")));
	page_people_person(p, rq, &an->problems, &k, &t, &bounce);
	page_people_grants(p, rq, &an->problems, &t, &grants, &refs);
	if (linked)
		page_people_oidc(p, rq, id, &link);
	page_people_history(p, &h);
	layout_end(rq, an);
	return OK;
}

enum err
people_person_page(struct request *rq, struct answer *an)
{
	return show_person(rq, an, param_int(rq, "id"), NULL);
}

static enum err
back_to_person(struct request *rq, struct answer *an, int64_t id)
{
	return answer_redirect(rq, an, url_path(rq->a, "/people/%lld", (long long)id));
}

/* The programme keeps at least one coordination and one administrator, whoever goes. */
static enum err
check_last(struct request *rq, struct answer *an, int64_t person, bool *last)
{
	const struct user *u;
	enum err e = user_of_person(rq->db, person, rq->today, &u);
	*last = false;
	if (e == E_NOTFOUND) { /* not active: holds nothing up */
		fail_clear(rq->a);
		return OK;
	}
	for (int i = 0; i < 2 && e == OK && !*last; i++) {
		enum role r = i == 0 ? ROLE_COORDINATION : ROLE_ADMIN;
		if (user_has(u, r))
			e = role_is_last(rq->db, r, rq->today, person, NONE, last);
		if (e == OK && *last)
			problem_add(rq->a, &an->problems, NULL, N_("Personne d’autre n’a le rôle « %s » : donnez-le d’abord à quelqu’un."),
			    tr(rq->lang, role_name(r)));
	}
	return e;
}

/* A door that is moved is said at the old one. */
static enum err
tell_old_address(struct request *rq, const struct person *was, const char *now)
{
	struct mail m = { .to = was->email, .person = was->id,
		.subject = mail_text(rq->a, was->lang, N_("Votre adresse dans Pilotis a changé")),
		.text = mail_text(rq->a, was->lang, N_("Bonjour %s,\n\n%s a remplacé votre adresse par %s. Les liens pour entrer y arriveront désormais.\n\n"
		    "Si c’est une erreur, écrivez à la coordination du programme.\n"), was->name, rq->user->name, now) };
	return mail_queue(rq->db, MAIL_SECURITY, &m);
}

enum err
people_person_save(struct request *rq, struct answer *an)
{
	struct person_typed t = typed_of(rq);
	struct person k, was;
	bool last = false;
	enum err e = person_get(rq->db, t.id, &k);
	if (e == OK)
		e = check_identity(rq, an, t.id);
	if (e == OK && k.active && !t.active)
		e = check_last(rq, an, t.id, &last);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return show_person(rq, an, t.id, &t);
	was = k;
	k.name = t.name, k.email = t.email, k.lang = t.lang, k.active = t.active, k.rev = param_int(rq, "rev");
	e = person_save(rq->db, &k);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "person", k.id, was.rev, url_path(rq->a, "/people/%lld", (long long)k.id));
	if (e == OK && !text_eq(text_fold(rq->a, was.email), text_fold(rq->a, k.email)))
		e = tell_old_address(rq, &was, k.email);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("%s : c’est enregistré."), k.name, NULL);
	return back_to_person(rq, an, k.id);
}

enum err
people_invite(struct request *rq, struct answer *an)
{
	struct person k;
	enum err e = person_get(rq->db, param_int(rq, "id"), &k);
	if (e != OK)
		return e;
	if (!k.active)
		return E_NOTFOUND;
	if ((e = invite(rq, &k)) != OK)
		return e;
	answer_notice(rq, an, N_("L’invitation part vers %s."), k.email, NULL);
	return back_to_person(rq, an, k.id);
}

enum err
people_delete(struct request *rq, struct answer *an)
{
	struct person k;
	bool last;
	enum err e = person_get(rq->db, param_int(rq, "id"), &k);
	if (e == OK)
		e = check_last(rq, an, k.id, &last);
	if (e != OK)
		return e;
	if (last)
		return show_person(rq, an, k.id, NULL);
	if ((e = person_delete(rq->db, k.id)) != OK)
		return e;
	answer_notice(rq, an, N_("%s n’est plus dans le programme."), k.name, arena_printf(rq->a, "/people/%lld/restore", (long long)k.id));
	return answer_redirect(rq, an, url_path(rq->a, "/people"));
}

enum err
people_restore(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = person_restore(rq->db, id);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Son adresse appartient maintenant à quelqu’un d’autre."), NULL);
		return OK;
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("La personne est de retour."), NULL, NULL);
	return back_to_person(rq, an, id);
}

/* ---- grants ------------------------------------------------------------------------------------------------ */

enum err
people_grant_add(struct request *rq, struct answer *an)
{
	struct person_typed t = typed_of(rq);
	struct wanted w;
	struct person k;
	enum err e = person_get(rq->db, t.id, &k);
	if (e == OK)
		e = check_grant(rq, an, t.id, &w);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return show_person(rq, an, t.id, &t);
	e = person_grant(rq->db, t.id, w.role, w.actor, w.from, w.until);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Rôle donné : %s."), tr(rq->lang, role_name(w.role)), NULL);
	return back_to_person(rq, an, t.id);
}

enum err
people_grant_end(struct request *rq, struct answer *an)
{
	struct grant_row g;
	bool last;
	enum err e = grant_get(rq->db, param_int(rq, "id"), &g);
	if (e != OK)
		return e;
	if (!user_may_grant(rq->user, g.role, g.person))
		return E_FORBIDDEN;
	if (g.role == ROLE_COORDINATION || g.role == ROLE_ADMIN) {
		if ((e = role_is_last(rq->db, g.role, rq->today, NONE, g.id, &last)) != OK)
			return e;
		if (last) {
			problem_add(rq->a, &an->problems, NULL, N_("Personne d’autre n’a le rôle « %s » : donnez-le d’abord à quelqu’un."),
			    tr(rq->lang, role_name(g.role)));
			return show_person(rq, an, g.person, NULL);
		}
	}
	if ((e = grant_end(rq->db, g.id)) != OK)
		return e;
	answer_notice(rq, an, N_("Rôle retiré : %s."), tr(rq->lang, role_name(g.role)),
	    arena_printf(rq->a, "/people/grants/%lld/restore", (long long)g.id));
	return back_to_person(rq, an, g.person);
}

enum err
people_grant_restore(struct request *rq, struct answer *an)
{
	struct grant_row g;
	enum err e = grant_restore(rq->db, param_int(rq, "id"));
	if (e == OK)
		e = grant_get(rq->db, param_int(rq, "id"), &g);
	if (e != OK)
		return e;
	/* Checked after: the transaction is undone when it was not theirs to give. */
	if (!user_may_grant(rq->user, g.role, g.person))
		return E_FORBIDDEN;
	answer_notice(rq, an, N_("Rôle rendu : %s."), tr(rq->lang, role_name(g.role)), NULL);
	return back_to_person(rq, an, g.person);
}
