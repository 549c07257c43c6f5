/* The call, for everyone: its page, past commissions, the first step of the form, lost links, confirmation. */
#include "call/call_pages.h"
#include "base/json.h"
#include "pages.h"
#include "web/throttle.h"
#include <string.h>

const struct param call_past_params[] = { { "q", P_LINE, 200 }, { "sector", P_LINE, 200 }, { "year", P_LINE, 20 }, { 0 } };
const struct param call_suggest_params[] = { { "q", P_LINE, 1000 }, { 0 } };
const struct param call_new_params[] = { { "contact_name", P_LINE, 1000 }, { "contact_function", P_LINE, 1000 }, { "email", P_LINE, 1000 },
	{ "phone", P_LINE, 200 }, { "nickname", P_LINE, 1000 }, { "mark", P_LINE, 80 }, { 0 } };
const struct param call_find_params[] = { { "email", P_LINE, 254 }, { "nickname", P_LINE, 1000 }, { "mark", P_LINE, 80 }, { 0 } };

enum { STARTS_OF_CLIENT = 20, STARTS_OF_ADDRESS = 5, STARTS_OF_ALL = 600, FINDS_OF_ADDRESS = 3, SUGGESTS_OF_CLIENT = 240, HOUR = 3600 };

/* ---- past commissions ------------------------------------------------------------------------------------ */

enum { LIKES_MOST = 3 };
#define LIKE_LEAST 0.34

void
past_alike(struct arena *a, const struct pasts *all, const char *question, struct likes *out)
{
	double best[LIKES_MOST] = { 0 };
	struct past found[LIKES_MOST];
	size_t n = 0;
	*out = (struct likes){ 0 };
	if (text_blank(question) || text_length(question) < 12)
		return;
	for (size_t i = 0; i < all->n; i++) {
		double near = text_similarity(a, all->items[i].question == NULL ? "" : all->items[i].question, question);
		if (near < LIKE_LEAST)
			continue;
		size_t at = n < LIKES_MOST ? n++ : LIKES_MOST;
		while (at > 0 && best[at - 1] < near) {
			if (at < LIKES_MOST) {
				best[at] = best[at - 1];
				found[at] = found[at - 1];
			}
			at--;
		}
		if (at < LIKES_MOST) {
			best[at] = near;
			found[at] = all->items[i];
		}
	}
	for (size_t i = 0; i < n; i++)
		PUSH(a, out, found[i]);
}

static void
add_once(struct arena *a, struct strings *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], s) == 0)
			return;
	PUSH(a, list, s);
}

static bool
has_words(struct arena *a, const struct past *x, const char *q)
{
	const char *stems = arena_printf(a, " %s ", text_stems(a, arena_printf(a, "%s %s %s %s", x->question, x->org_name == NULL ? "" : x->org_name,
	    x->area == NULL ? "" : x->area, x->sector == NULL ? "" : x->sector)));
	char *save = NULL;
	for (char *w = strtok_r(text_stems(a, q), " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		if (strstr(stems, arena_printf(a, " %s", w)) == NULL)
			return false;
	return true;
}

enum err
call_past_page(struct request *rq, struct answer *an)
{
	struct past_view v = { .q = param_text(rq, "q"), .sector = param_text(rq, "sector"), .year = param_text(rq, "year") };
	struct isodate today = date_iso(rq->today);
	enum err e = past_list(rq->db, today.s, &v.all);
	if (e != OK)
		return e;
	for (size_t i = 0; i < v.all.n; i++) {
		const struct past *x = &v.all.items[i];
		if (x->sector != NULL)
			add_once(rq->a, &v.sectors, x->sector);
		add_once(rq->a, &v.years, x->edition);
		if ((!text_blank(v.sector) && !text_eq(v.sector, x->sector)) || (!text_blank(v.year) && !text_eq(v.year, x->edition)) ||
		    (!text_blank(v.q) && !has_words(rq->a, x, v.q)))
			continue;
		PUSH(rq->a, &v.shown, *x);
	}
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", tr(rq->lang, N_("Commandes des années passées"))), "past");
	page_call_past(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
call_suggest(struct request *rq, struct answer *an)
{
	struct pasts all;
	struct likes likes;
	struct isodate today = date_iso(rq->today);
	if (!throttle_here("call suggest", rq->address, SUGGESTS_OF_CLIENT, HOUR))
		return answer_throttled(an, HOUR / 4);
	enum err e = past_list(rq->db, today.s, &all);
	if (e != OK)
		return e;
	past_alike(rq->a, &all, param_text(rq, "q"), &likes);
	struct buf b = buf_new(rq->a, KIB(64));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '[');
	for (size_t i = 0; i < likes.n; i++) {
		jw_begin(&j, NULL, '{');
		jw_str(&j, "question", likes.items[i].question);
		jw_str(&j, "edition", likes.items[i].edition);
		jw_str(&j, "sector", likes.items[i].sector);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	return answer_json(an, &b);
}

/* ---- the call -------------------------------------------------------------------------------------------- */

enum err
call_page(struct request *rq, struct answer *an)
{
	struct call_view_data v = { 0 };
	struct isodate today = date_iso(rq->today);
	enum err e = edition_current(rq->db, &v.edition);
	v.any = e == OK;
	if (e == OK)
		v.phase = edition_phase(&v.edition, call_now());
	if (e == OK || e == E_NOTFOUND)
		e = past_list(rq->db, today.s, &v.past);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, v.any ? arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Appel à commandes")), v.edition.label)
	    : tr(rq->lang, N_("Appel à commandes")), "call");
	page_call(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

/* ---- the first step -------------------------------------------------------------------------------------- */

struct starting { struct door d; struct step_view v; const char *late; };

static enum err
show_start(struct request *rq, struct answer *an, struct starting *s)
{
	problems_say(rq, &an->problems);
	s->v = (struct step_view){ .d = &s->d, .step = STEP_CONTACT, .problems = &an->problems, .from = typed_of_request(rq),
		.mark = fill_mark(rq->a, rq->app->key, APP_KEY_SIZE, call_now()),
		.action = s->late == NULL ? url_path(rq->a, "/call/new") : url_path(rq->a, "/call/late/%s", s->late) };
	/* The first page's mark stays: it says since when the form is open. */
	const char *mark = param_text(rq, "mark");
	if (mark != NULL && fill_check(rq->a, rq->app->key, APP_KEY_SIZE, mark, call_now()) != FILL_FORGED)
		s->v.mark = mark;
	struct page *p = layout_begin_under(rq, an, tr(rq->lang, step_texts[STEP_CONTACT].title), "call", url_known("/call"), tr(rq->lang, N_("Appel à commandes")));
	page_call_step(p, rq, &s->v);
	layout_end(rq, an);
	return OK;
}

static enum err
show_closed(struct request *rq, struct answer *an, int status)
{
	an->problems.n = 0;
	enum err e = call_page(rq, an);
	an->status = status;
	return e;
}

static enum err
start_page(struct request *rq, struct answer *an, struct starting *s)
{
	enum err e = edition_current(rq->db, &s->d.edition);
	if (e == E_NOTFOUND)
		return show_closed(rq, an, 404);
	if (e != OK)
		return e;
	if (edition_phase(&s->d.edition, call_now()) != PHASE_OPEN)
		return show_closed(rq, an, 200);
	return show_start(rq, an, s);
}

enum err
call_new_page(struct request *rq, struct answer *an)
{
	struct starting s = { 0 };
	return start_page(rq, an, &s);
}

/* When the form was opened, from its mark. */
static int64_t
opened(const char *mark)
{
	return strtoll(mark, NULL, 10);
}

/* Machines fill what a person does not see, or in no time: a person is told what to do, a machine that all is well. */
static bool
by_machine(struct request *rq, struct answer *an, bool *pretend)
{
	enum fill f = fill_check(rq->a, rq->app->key, APP_KEY_SIZE, param_text(rq, "mark"), call_now());
	*pretend = !text_blank(param_text(rq, "nickname"));
	if (f == FILL_FAST)
		problem_add(rq->a, &an->problems, NULL, N_("Ce formulaire est revenu très vite. Relisez vos réponses, puis envoyez à nouveau."), NULL);
	else if (f == FILL_FORGED)
		problem_add(rq->a, &an->problems, NULL, N_("Cette page était ouverte depuis longtemps. Rien n’est perdu : envoyez à nouveau."), NULL);
	return *pretend || f != FILL_RIGHT;
}

static enum err
may_start(struct request *rq, struct answer *an, const char *email)
{
	const struct limit limits[] = { { "call start", text_fold(rq->a, email), STARTS_OF_ADDRESS, HOUR },
		throttle_client(rq, "call start client", STARTS_OF_CLIENT, HOUR), { "call start all", NULL, STARTS_OF_ALL, HOUR } };
	return throttle(rq, an, limits, LEN(limits));
}

static enum err
start(struct request *rq, struct answer *an, struct starting *st, const struct commission_new *n, const struct submission *typed)
{
	struct submission s;
	const char *token;
	enum err e = submission_begin(rq->db, n, &s);
	if (e != OK)
		return e;
	s.contact_name = typed->contact_name, s.contact_function = typed->contact_function, s.email = typed->email, s.phone = typed->phone;
	if ((e = submission_save(rq->db, &s)) != OK || (e = file_link_new(rq->db, &st->d.edition, &s, &token)) != OK)
		return e;
	e = letter_send(rq->db, LETTER_RESUME, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &st->d.edition, .submission = &s, .token = token });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Brouillon enregistré. Un lien pour le reprendre est parti à %s."), s.email, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/call/file/%s/%s", token, step_texts[STEP_INSTITUTION].word));
}

/* Reads the form; OK with problems or *pretend when it must not go on. */
static void
read_start(struct request *rq, struct answer *an, struct submission *typed, bool *pretend)
{
	struct typed_source from = typed_of_request(rq);
	struct call_terms none = { 0 };
	*typed = (struct submission){ 0 };
	an->problems.n = 0;
	if (!by_machine(rq, an, pretend) && !*pretend)
		step_read(rq->a, STEP_CONTACT, &from, &none, typed, &an->problems);
}

enum err
call_new(struct request *rq, struct answer *an)
{
	struct starting s = { 0 };
	struct submission typed;
	bool pretend;
	enum err e = edition_current(rq->db, &s.d.edition);
	if (e == E_NOTFOUND)
		return show_closed(rq, an, 404);
	if (e != OK)
		return e;
	read_start(rq, an, &typed, &pretend);
	if (pretend)
		return answer_redirect(rq, an, url_path(rq->a, "/call/sent"));
	int64_t now = call_now(), end = edition_end(&s.d.edition);
	enum phase phase = edition_phase(&s.d.edition, now);
	bool was_open = an->problems.n == 0 && phase == PHASE_GRACE && opened(param_text(rq, "mark")) < end;
	if (phase != PHASE_OPEN && !was_open && an->problems.n == 0)
		return show_closed(rq, an, 410);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_start(rq, an, &s);
	}
	if ((e = may_start(rq, an, typed.email)) != OK)
		return e;
	struct isotime begun = isotime_of(opened(param_text(rq, "mark")));
	return start(rq, an, &s, &(struct commission_new){ .edition = s.d.edition.id, .origin = "form", .lang = lang_tag(rq->lang),
	    .begun = begun.s, .late_by = NONE }, &typed);
}

/* ---- a late link ----------------------------------------------------------------------------------------- */

static enum err
gone(struct request *rq, struct answer *an, enum err e)
{
	if (e != E_NOTFOUND && e != E_CONFLICT)
		return e;
	fail_clear(rq->a);
	an->problems.n = 0;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Lien périmé")), "call");
	page_call_gone(p);
	layout_end(rq, an);
	an->status = 410;
	return OK;
}

static enum err
late_link(struct request *rq, struct starting *s, struct access_link *l)
{
	s->late = param_text(rq, "token");
	enum err e = access_link_find(rq->db, LINK_LATE, s->late, l);
	if (e == OK && l->used_at != NULL)
		return E_NOTFOUND;
	return e == OK ? edition_get(rq->db, l->edition, &s->d.edition) : e;
}

enum err
call_late_page(struct request *rq, struct answer *an)
{
	struct starting s = { 0 };
	struct access_link l;
	enum err e = late_link(rq, &s, &l);
	return e == OK ? show_start(rq, an, &s) : gone(rq, an, e);
}

enum err
call_late(struct request *rq, struct answer *an)
{
	struct starting s = { 0 };
	struct access_link l;
	struct submission typed;
	bool pretend;
	enum err e = late_link(rq, &s, &l);
	if (e != OK)
		return gone(rq, an, e);
	read_start(rq, an, &typed, &pretend);
	if (pretend)
		return answer_redirect(rq, an, url_path(rq->a, "/call/sent"));
	if (an->problems.n > 0) {
		an->status = 422;
		return show_start(rq, an, &s);
	}
	if ((e = may_start(rq, an, typed.email)) != OK)
		return e;
	if ((e = access_link_use(rq->db, LINK_LATE, s.late)) != OK)
		return gone(rq, an, e);
	return start(rq, an, &s, &(struct commission_new){ .edition = l.edition, .origin = "form", .lang = lang_tag(rq->lang), .late_reason = l.reason,
	    .late_by = l.created_by }, &typed);
}

/* ---- a lost link ----------------------------------------------------------------------------------------- */

static enum err
show_find(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Reprendre une commande")), "call");
	page_call_find(p, rq, param_text(rq, "email"), fill_mark(rq->a, rq->app->key, APP_KEY_SIZE, call_now() - FILL_SECONDS), &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
call_find_page(struct request *rq, struct answer *an)
{
	return show_find(rq, an);
}

/* Known or not, the answer is the same. */
enum err
call_find(struct request *rq, struct answer *an)
{
	const char *email = param_text(rq, "email");
	struct submissions found;
	bool pretend;
	by_machine(rq, an, &pretend);
	if (pretend)
		return answer_redirect(rq, an, url_path(rq->a, "/call/sent"));
	if (!email_valid(email))
		problem_add(rq->a, &an->problems, "email", N_("Écrivez une adresse complète, comme prenom.nom@institution.be."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_find(rq, an);
	}
	const struct limit limits[] = { { "call find", text_fold(rq->a, email), FINDS_OF_ADDRESS, HOUR },
		throttle_client(rq, "call find client", STARTS_OF_CLIENT, HOUR) };
	enum err e = throttle(rq, an, limits, LEN(limits));
	if (e == OK)
		e = submissions_of_email(rq->db, email, &found);
	for (size_t i = 0; e == OK && i < found.n; i++) { /* ten at most */
		struct edition edition;
		e = edition_get(rq->db, found.items[i].edition, &edition);
		if (e == OK)
			e = letter_send(rq->db, LETTER_RESUME, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &edition, .submission = &found.items[i] });
	}
	return e == OK ? answer_redirect(rq, an, url_path(rq->a, "/call/sent")) : e;
}

enum err
call_sent_page(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Regardez votre courrier")), "call");
	page_call_sent(p, rq->app->demo);
	layout_end(rq, an);
	return OK;
}

/* ---- confirmation ---------------------------------------------------------------------------------------- */

struct confirming { struct access_link link; struct submission s; struct edition edition; };

/* The link of that address, for a commission that still has it. */
static enum err
confirm_link(struct request *rq, struct confirming *c)
{
	enum err e = access_link_find(rq->db, LINK_CONFIRM, param_text(rq, "token"), &c->link);
	if (e == OK)
		e = submission_get(rq->db, c->link.submission, &c->s);
	if (e == OK)
		e = edition_get(rq->db, c->s.edition, &c->edition);
	if (e == OK && !text_eq(text_fold(rq->a, c->link.email == NULL ? "" : c->link.email), text_fold(rq->a, c->s.email == NULL ? "" : c->s.email)))
		return E_NOTFOUND;
	return e == OK && submission_status(&c->s) == ST_WITHDRAWN ? E_NOTFOUND : e;
}

enum err
call_confirm_page(struct request *rq, struct answer *an)
{
	struct confirming c;
	enum err e = confirm_link(rq, &c);
	if (e != OK)
		return gone(rq, an, e);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Confirmer votre commande")), "call");
	page_call_confirm(p, rq, param_text(rq, "token"), submission_reference(rq->a, &c.edition, &c.s), submission_status(&c.s) == ST_PENDING);
	layout_end(rq, an);
	return OK;
}

enum err
call_confirm(struct request *rq, struct answer *an)
{
	struct confirming c;
	const char *token;
	enum err e = confirm_link(rq, &c);
	if (e == OK)
		e = access_link_use(rq->db, LINK_CONFIRM, param_text(rq, "token"));
	const struct move *m = e == OK ? move_find(submission_status(&c.s), ST_SUBMITTED, BY_SPONSOR) : NULL;
	if (e != OK || m == NULL || m->from != ST_PENDING)
		return gone(rq, an, e == OK ? E_NOTFOUND : e);
	e = submission_move(rq->db, &c.s, ST_SUBMITTED, &(struct moved){ m, NONE, NULL, 0 });
	if (e == OK)
		e = submission_stamp(rq->db, &c.s, "confirmed_at");
	if (e == OK)
		e = submission_tie(rq->db, &c.s);
	if (e == OK)
		e = file_link_new(rq->db, &c.edition, &c.s, &token);
	if (e == OK)
		e = letter_send(rq->db, m->letter, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &c.edition, .submission = &c.s, .token = token });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Merci : votre commande est confirmée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/call/file/%s", token));
}
