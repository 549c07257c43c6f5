/* signin_pages.c: the public door. An unknown address, a person without a password and a wrong password all answer alike,
 * and take alike long. */
#include "people/people_pages.h"
#include "base/json.h"
#include "mail/mail.h"
#include "pages.h"
#include "people/oidc.h"
#include "people/people_field.h"
#include "store/history.h"
#include "web/throttle.h"
#include <jansson.h>
#include <string.h>

/* A quarter of an hour, of one address of mail: links sent, passwords tried. Of one client, which may be a whole school that
 * enters at nine: links sent, and only what failed of passwords and links. */
enum { TRIES_OF_ADDRESS = 5, LINKS_OF_CLIENT = 200, FAILURES_OF_CLIENT = 60, DEMOS_OF_CLIENT = 100, TRY_SECONDS = 15 * 60, BACK_MAX = 2000 };

const struct param signin_params[] = { { "back", P_LINE, BACK_MAX }, { "out", P_BOOL, 4 }, { 0 } };
const struct param signin_link_params[] = { { "email", P_LINE, 254 }, { "back", P_LINE, BACK_MAX }, { 0 } };
const struct param signin_password_params[] = { { "email", P_LINE, 254 }, { "password", P_SECRET, 1024 }, { "shared", P_BOOL, 4 },
	{ "back", P_LINE, BACK_MAX }, { 0 } };
const struct param signin_demo_params[] = { { "person", P_INT, 19 }, { "back", P_LINE, BACK_MAX }, { 0 } };
const struct param signin_enter_params[] = { { "shared", P_BOOL, 4 }, { "back", P_LINE, BACK_MAX }, { 0 } };

static const char *
back_of(const struct request *rq)
{
	const char *back = param_text(rq, "back");
	return back == NULL ? "" : back;
}

static struct limit
of_address(const struct request *rq, const char *kind, const char *email)
{
	return (struct limit){ kind, text_fold(rq->a, email), TRIES_OF_ADDRESS, TRY_SECONDS };
}

static struct limit
of_failures(const struct request *rq)
{
	return throttle_client(rq, "signin failed", FAILURES_OF_CLIENT, TRY_SECONDS);
}

/* The last step of every way in. An older session of this browser ends: its cookie is replaced. */
enum err
signin_enter(struct request *rq, struct answer *an, struct db *db, int64_t person, bool shared, const char *back, const char *how)
{
	const char *token;
	if (rq->user->session != NONE && session_end(db, rq->user->person, rq->user->session) != OK)
		fail_clear(rq->a);
	enum err e = session_start(db, person, header_of(rq, "user-agent"), shared, &token);
	if (e == OK)
		e = signin_noted(db, person, how);
	if (e != OK)
		return e;
	answer_session(rq, an, token, shared);
	return answer_redirect(rq, an, url_back(rq, back));
}

/* ---- the page -------------------------------------------------------------------------------------------- */

/* Coordination, administration, evaluators: roles over the whole programme. */
static bool
holds_programme(const struct grant_rows *g, int64_t person)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->items[i].person == person && g->items[i].actor == NONE)
			return true;
	return false;
}

static enum err
demo_persons(struct request *rq, struct page *p, struct db *db)
{
	struct persons who;
	struct grant_rows grants;
	struct actor_refs refs;
	enum err e = person_list(db, &who);
	if (e != OK || (e = grants_of(db, NONE, &grants)) != OK || (e = actor_refs(db, &refs)) != OK)
		return e;
	page_signin_demo_head(p);
	/* who may do most comes first: a visitor wants to see everything, then what each of the others sees */
	for (size_t k = 0; k < 2 * who.n; k++) {
		size_t i = k % who.n;
		if (who.items[i].active && holds_programme(&grants, who.items[i].id) == (k < who.n))
			page_signin_demo_person(p, rq, &who.items[i], roles_text(p, &grants, who.items[i].id, &refs, rq->today), back_of(rq));
	}
	page_signin_demo_foot(p);
	return OK;
}

struct showing { struct request *rq; struct answer *an; bool with_password; };

static enum err
show(struct db *db, void *arg)
{
	struct showing *s = arg;
	struct request *rq = s->rq;
	struct oidc_settings provider;
	enum err e = oidc_settings_load(db, &provider);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, s->an, tr(rq->lang, N_("Se connecter")), "signin");
	if (rq->app->demo)
		e = demo_persons(rq, p, db);
	bool offered = provider.enabled && rq->app->oidc != NULL;
	if (provider.local_off)
		form_problems(p, &s->an->problems);
	if (offered)
		page_signin_provider(p, provider.label, back_of(rq), param_bool(rq, "out"));
	if (!provider.local_off)
		page_signin(p, rq, &s->an->problems, back_of(rq), param_text(rq, "email"), s->with_password, offered);
	layout_end(rq, s->an);
	return e;
}

enum err
signin_page(struct request *rq, struct answer *an)
{
	struct showing s = { rq, an, false };
	return show(rq->db, &s);
}

/* The page again, with what is wrong: these handlers have no transaction of their own yet. */
static enum err
show_again(struct request *rq, struct answer *an, bool with_password)
{
	struct showing s = { rq, an, with_password };
	return store_read(rq->app->store, rq->a, show, &s);
}

/* ---- by a link ------------------------------------------------------------------------------------------- */

static enum err
queue_link(struct db *db, void *arg)
{
	struct showing *s = arg;
	struct request *rq = s->rq;
	struct buf b = buf_new(rq->a, KIB(16));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "email", param_text(rq, "email"));
	jw_str(&j, "back", url_back(rq, back_of(rq)).href);
	jw_end(&j, '}');
	const struct limit limits[] = { of_address(rq, "signin link", param_text(rq, "email")),
		throttle_client(rq, "signin link client", LINKS_OF_CLIENT, TRY_SECONDS) };
	enum err e = throttle_in(db, rq, s->an, limits, LEN(limits));
	if (e == OK)
		e = job_queue(db, "signin_mail", buf_str(&b), NULL, 0);
	return e != OK ? e : answer_redirect(rq, s->an, url_path(rq->a, "/signin/sent"));
}

/* Where links and passwords are switched off, their forms are gone; who still has one open is told. */
static enum err
local_work(struct db *db, void *arg)
{
	return signin_local_off(db, arg);
}

static enum err
by_provider_only(struct request *rq, struct answer *an, bool *off)
{
	enum err e = store_read(rq->app->store, rq->a, local_work, off);
	if (e != OK || !*off)
		return e;
	problem_add(rq->a, &an->problems, NULL, N_("On entre dans ce programme par le compte de l’école : les liens et les mots de passe n’y servent plus."), NULL);
	return show_again(rq, an, false);
}

enum err
signin_link_send(struct request *rq, struct answer *an)
{
	const char *email = param_text(rq, "email");
	bool off;
	enum err e = by_provider_only(rq, an, &off);
	if (e != OK || off)
		return e;
	if (!email_valid(email)) {
		problem_add(rq->a, &an->problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@ecole.be."), NULL);
		return show_again(rq, an, false);
	}
	struct showing s = { rq, an, false };
	return request_write(rq, an, queue_link, &s);
}

enum err
signin_sent_page(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Regardez votre courrier")), "signin");
	page_signin_sent(p, rq->app->demo);
	layout_end(rq, an);
	return OK;
}

struct linking { struct job *j; const char *email, *back; };

static enum err
make_link(struct db *db, void *arg)
{
	struct linking *l = arg;
	struct arena *a = db_arena(db);
	struct person k;
	struct programme pr;
	const char *token;
	bool off;
	enum err e = signin_local_off(db, &off);
	if (e != OK || off)
		return e;
	e = person_by_email(db, l->email, &k);
	if (e == E_NOTFOUND || (e == OK && !k.active))
		return OK; /* nobody: nothing is sent, and nobody learns it */
	if (e != OK || (e = programme_load(db, &pr)) != OK || (e = person_link(db, k.id, SIGNIN_MINUTES, &token)) != OK)
		return e;
	bool home = l->back == NULL || strcmp(l->back, "/") == 0;
	const char *url = arena_printf(a, "%s/signin/%s%s%s", l->j->base_url, token, home ? "" : "?back=", home ? "" :
	    url_path(a, "/%s", l->back).href + 1);
	struct mail m = { .to = k.email, .person = k.id, .secret = true,
		.subject = mail_text(a, k.lang, N_("Votre lien pour entrer dans %s"), pr.short_name),
		.text = mail_text(a, k.lang, N_("Bonjour %s,\n\nVoici votre lien pour entrer dans Pilotis (%s) :\n\n%s\n\n"
		    "Il sert une seule fois, pendant %s minutes. Si vous n’avez rien demandé, oubliez ce message : sans ce lien personne n’entre.\n"),
		    k.name, pr.name, url, arena_printf(a, "%d", SIGNIN_MINUTES)) };
	return mail_queue(db, MAIL_DOOR, &m);
}

enum err
job_signin_mail(struct job *j)
{
	struct json_t *o;
	enum err e = json_read(j->a, j->payload, strlen(j->payload), &o);
	if (e != OK)
		return e;
	struct linking l = { j, json_string_value(json_object_get(o, "email")), json_string_value(json_object_get(o, "back")) };
	return store_write(j->store, j->a, make_link, &l);
}

/* Nobody guesses 128 bits; who tries is slowed all the same. */
static enum err
gone(struct request *rq, struct answer *an)
{
	fail_clear(rq->a);
	throttle_after(rq, of_failures(rq));
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Lien périmé")), "signin");
	page_signin_gone(p);
	layout_end(rq, an);
	an->status = 410;
	return OK;
}

enum err
signin_link_page(struct request *rq, struct answer *an)
{
	struct person k;
	const char *token = param_text(rq, "token");
	const struct limit failures = of_failures(rq);
	enum err e = throttle_look(rq->db, rq, an, &failures, 1);
	if (e == OK)
		e = link_peek(rq->db, token, &k);
	if (e == E_NOTFOUND)
		return gone(rq, an);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Entrer dans Pilotis")), "signin");
	page_signin_enter(p, rq, &k, token, back_of(rq));
	layout_end(rq, an);
	return OK;
}

enum err
signin_link_enter(struct request *rq, struct answer *an)
{
	struct person k;
	const struct limit failures = of_failures(rq);
	enum err e = throttle_look(rq->db, rq, an, &failures, 1);
	if (e == OK)
		e = link_use(rq->db, param_text(rq, "token"), &k);
	if (e == E_NOTFOUND)
		return gone(rq, an);
	return e != OK ? e : signin_enter(rq, an, rq->db, k.id, param_bool(rq, "shared"), back_of(rq), "link");
}

/* ---- by a password --------------------------------------------------------------------------------------- */

/* A hash of nobody's password: checked where there is none, so that it takes as long. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$UK85nZXS4jLXrCfYltHIbw$mrS4W+gYnXlHaglPIwShk0N0id1g9uau9tBOmiqSeg8";

struct trying { struct request *rq; struct answer *an; const char *email; bool shared; struct person k; const char *hash; };

static enum err
find_hash(struct db *db, void *arg)
{
	struct trying *t = arg;
	const struct limit limits[] = { of_address(t->rq, "signin password", t->email), of_failures(t->rq) };
	bool off;
	enum err e = throttle_look(db, t->rq, t->an, limits, LEN(limits));
	if (e != OK || (e = signin_local_off(db, &off)) != OK || off)
		return e;
	e = person_by_email(db, t->email, &t->k);
	if (e == OK && t->k.active)
		e = person_password_hash(db, t->k.id, &t->hash);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
count_refusal(struct db *db, void *arg)
{
	(void)arg;
	return signin_refused(db);
}

/* Whether address and password go together. E_BUSY: too many tries, or too many at once. */
static enum err
try_password(struct trying *t, const char *password, bool *right)
{
	struct request *rq = t->rq;
	struct store *store = rq->app->store;
	*right = false;
	t->email = t->email == NULL ? "" : t->email;
	/* Of an address each try counts before it is made, so that many at once are not many more; a right one is given back. */
	const struct limit tries = of_address(rq, "signin password", t->email);
	enum err e = store_read(store, rq->a, find_hash, t);
	if (e == OK)
		e = throttle(rq, t->an, &tries, 1);
	if (e == OK)
		e = password_check(rq->a, t->hash == NULL ? nobody : t->hash, password == NULL ? "" : password, right);
	*right = *right && t->hash != NULL;
	if (e != OK || *right)
		return e;
	throttle_after(rq, of_failures(rq));
	if (store_write(store, rq->a, count_refusal, NULL) != OK)
		fail_clear(rq->a); /* the count is not worth an error; a known address and an unknown one take alike long */
	return e;
}

static enum err
enter_known(struct db *db, void *arg)
{
	struct trying *t = arg;
	const struct limit tries = of_address(t->rq, "signin password", t->email);
	enum err e = throttle_give_back(db, t->rq, &tries);
	return e != OK ? e : signin_enter(t->rq, t->an, db, t->k.id, t->shared, back_of(t->rq), "password");
}

static const char no_match[] = N_("L’adresse et le mot de passe ne vont pas ensemble.");

enum err
signin_password_enter(struct request *rq, struct answer *an)
{
	struct trying t = { .rq = rq, .an = an, .email = param_text(rq, "email"), .shared = param_bool(rq, "shared") };
	bool right, off;
	enum err e = by_provider_only(rq, an, &off);
	if (e != OK || off)
		return e;
	e = try_password(&t, param_text(rq, "password"), &right);
	if (e != OK)
		return e;
	if (!right) {
		problem_add(rq->a, &an->problems, "password", no_match, NULL);
		return show_again(rq, an, true);
	}
	return request_write(rq, an, enter_known, &t);
}

bool
signin_takes_passwords(struct request *rq)
{
	bool off = false;
	return store_read(rq->app->store, rq->a, local_work, &off) == OK && !off;
}

enum err
signin_resume(struct request *rq, struct answer *an)
{
	struct trying t = { .rq = rq, .an = an, .email = rq->signin.email, .shared = rq->signin.shared };
	struct store *store = rq->app->store;
	bool right;
	enum err e = try_password(&t, rq->signin.password, &right);
	if (e != OK)
		return e;
	if (!right) {
		problem_add(rq->a, &an->problems, "signin-password", no_match, NULL);
		return E_FORBIDDEN;
	}
	/* Not request_write(): the form itself, whose key that would use up, comes again now. */
	if ((e = store_write(store, rq->a, enter_known, &t)) != OK)
		return e;
	an->status = 307;
	an->location = rq->target;
	an->problems = (struct problems){ 0 };
	return OK;
}

/* ---- the demo, and out ----------------------------------------------------------------------------------- */

enum err
signin_demo_enter(struct request *rq, struct answer *an)
{
	struct person k;
	const struct limit often = throttle_client(rq, "signin demo", DEMOS_OF_CLIENT, TRY_SECONDS);
	if (!rq->app->demo)
		return E_NOTFOUND;
	enum err e = throttle(rq, an, &often, 1);
	if (e == OK)
		e = person_get(rq->db, param_int(rq, "person"), &k);
	if (e != OK)
		return e;
	return k.active ? signin_enter(rq, an, rq->db, k.id, false, back_of(rq), "demo") : E_NOTFOUND;
}

enum err
signin_out(struct request *rq, struct answer *an)
{
	if (rq->user->session != NONE && session_end(rq->db, rq->user->person, rq->user->session) != OK)
		fail_clear(rq->a); /* it had ended elsewhere */
	answer_session(rq, an, NULL, false);
	struct oidc_settings provider;
	enum err e = oidc_settings_load(rq->db, &provider);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Vous êtes déconnecté."), NULL, NULL);
	return answer_redirect(rq, an, provider.enabled ? url_known("/signin?out=1") : url_path(rq->a, "/signin"));
}
