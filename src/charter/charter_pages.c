/* charter_pages.c: the list, one document as it is read, its settings. */
#include "charter/charter_pages.h"
#include "base/text.h"
#include "call/call.h"
#include "call/call_form.h"
#include "pages.h"
#include "plan/plan_store.h"
#include <stdlib.h>
#include <string.h>

const struct param charter_params[] = { { "kind", P_WORD, 20 }, { "title", P_LINE, 1000 }, { "summary", P_TEXT, 10000 }, { "audience", P_WORD, 20 }, { "actor", P_INT, 20 },
	{ "indicator", P_INT, 20 }, { "consulting", P_BOOL, 4 }, { "adherable", P_BOOL, 4 }, { "reminding", P_BOOL, 4 }, { "line_read", P_INT, 20 },
	{ "line_adhered", P_INT, 20 }, { "line_spread", P_INT, 20 }, { "rev", P_INT, 20 }, { 0 } };
const struct param read_params[] = { { "version", P_INT, 20 }, { 0 } };

struct url
charter_url(struct request *rq, int64_t id, const char *rest)
{
	return url_known(arena_printf(rq->a, "/documents/%lld%s", (long long)id, rest));
}

struct url
charter_home(struct arena *a, const struct charter *c)
{
	if (c->audience != AUDIENCE_PUBLIC || c->version == NONE)
		return url_path(a, "/documents/%lld", (long long)c->id);
	return url_path(a, "/documents/%s", charter_slug(a, c->id, c->title));
}

struct page *
charter_layout(struct request *rq, struct answer *an, const struct charter *c, const char *tab)
{
	static const struct { const char *tab, *label; } words[] = { { "draft", N_("Projet") }, { "versions", N_("Versions") }, { "readers", N_("Lecture") }, { "diffusion", N_("Diffusion") }, { "adherents", N_("Adhésions") }, { "edit", N_("Réglages") } };
	const char *here = NULL;
	for (size_t i = 0; i < LEN(words); i++)
		here = text_eq(words[i].tab, tab) ? tr(rq->lang, words[i].label) : here;
	struct page *p = layout_begin(rq, an, here == NULL ? arena_printf(rq->a, "-%s", c->title) : arena_printf(rq->a, "-%s · %s", here, c->title), "documents");
	page_charter_head(p, c, tab);
	form_problems(p, &an->problems);
	return p;
}

enum err
charters_page(struct request *rq, struct answer *an)
{
	struct charters_view v = { 0 };
	struct charter_actors mine;
	enum err e = charter_list(rq->db, rq->user, &v.all);
	if (e == OK && rq->user->person != NONE)
		e = charter_waiting(rq->db, rq->today, &v.waits);
	if (e == OK && user_may(rq->user, RIGHT_CHARTER_ACK))
		e = charter_unread(rq->db, rq->user, rq->today, &v.unread);
	if (e == OK)
		e = charter_actors(rq->db, rq->user, &mine);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Documents")), "documents");
	page_charters(p, rq, &v, mine.n > 0);
	layout_end(rq, an);
	return OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static enum err
load(struct request *rq, int64_t id, struct charter_view *v)
{
	enum err e = charter_get(rq->db, rq->user, id, &v->c);
	if (e == OK && v->c.version != NONE)
		e = version_get(rq->db, id, v->c.version, &v->v);
	if (e == OK && v->c.version == NONE && (v->c.seat & CHARTER_DRAFT) != 0)
		e = section_list(rq->db, id, &v->sections);
	if (e == OK && (v->c.seat & CHARTER_DRAFT) != 0) {
		struct charter_waits waits;
		e = charter_waiting(rq->db, rq->today, &waits);
		v->wait = e == OK ? charter_wait_of(&waits, id) : v->wait;
	}
	if (e == OK)
		e = version_acked(rq->db, rq->user, &v->c, &v->read_at);
	if (e == OK && v->read_at == NULL)
		e = version_before(rq->db, rq->user, &v->c, &v->before);
	return e == OK ? adherent_list(rq->db, id, &v->adherents) : e;
}

enum err
charter_show(struct request *rq, struct answer *an, int64_t id, const char *mark)
{
	struct charter_view v = { .problems = &an->problems, .mark = mark, .before = { .id = NONE } };
	enum err e = load(rq, id, &v);
	if (e != OK)
		return e;
	if (v.mark == NULL)
		v.mark = fill_mark(rq->a, rq->app->key, APP_KEY_SIZE, call_now());
	struct page *p = charter_layout(rq, an, &v.c, "text");
	page_charter(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

/* What is public has an address that says what it is; any other that leads to it goes there. */
static enum err
show_at(struct request *rq, struct answer *an, int64_t id)
{
	struct charter c;
	enum err e = charter_get(rq->db, rq->user, id, &c);
	if (e != OK)
		return e;
	struct url home = charter_home(rq->a, &c);
	return text_eq(home.href, rq->path) ? charter_show(rq, an, id, NULL) : answer_redirect(rq, an, home);
}

enum err
charter_page(struct request *rq, struct answer *an)
{
	return show_at(rq, an, param_int(rq, "id"));
}

enum err
charter_named_page(struct request *rq, struct answer *an)
{
	const char *name = param_text(rq, "word");
	size_t digits = strspn(name, "0123456789");
	if (digits == 0 || digits > 18 || name[digits] != '-')
		return fail(rq->a, E_NOTFOUND, "no document is called so");
	return show_at(rq, an, strtoll(name, NULL, 10));
}

enum err
read_page(struct request *rq, struct answer *an)
{
	return charter_show(rq, an, param_int(rq, "id"), NULL);
}

enum err
read_do(struct request *rq, struct answer *an)
{
	struct charter c;
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_SEE, &c);
	if (e != OK)
		return e;
	if (c.version == NONE || param_int(rq, "version") != c.version) { /* adopted while the other one was being read */
		problem_add(rq->a, &an->problems, NULL, N_("Une autre version vient d’être adoptée : la voici. Lisez-la, puis dites que vous l’avez lue."), NULL);
		an->status = 422;
		e = charter_show(rq, an, c.id, NULL);
		an->status = 422;
		return e;
	}
	if ((e = version_ack(rq->db, rq->user, &c)) != OK || (e = charter_prove_soon(rq->db, &c)) != OK)
		return e;
	answer_notice(rq, an, N_("Noté : vous l’avez lu."), NULL, NULL);
	return answer_redirect(rq, an, charter_home(rq->a, &c));
}

/* ---- settings -------------------------------------------------------------------------------------------------------- */

static enum err
show_form(struct request *rq, struct answer *an, struct charter_form_view *v)
{
	struct plan *plan = NULL;
	enum err e = charter_actors(rq->db, rq->user, &v->actors);
	if (e == OK)
		e = plan_load(rq->db, rq->user, NONE, &plan);
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e != OK)
		return e;
	v->plan = plan;
	struct page *p;
	if (v->exists) {
		p = charter_layout(rq, an, &v->c, "edit");
	} else {
		p = layout_begin_under(rq, an, tr(rq->lang, N_("Nouveau document")), "documents", url_known("/documents"), tr(rq->lang, N_("Documents")));
		form_problems(p, &an->problems);
	}
	page_charter_form(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
charter_new_page(struct request *rq, struct answer *an)
{
	struct charter_form_view v = { .c = { .actor = NONE, .indicator = NONE, .lines = { NONE, NONE, NONE }, .reminding = true, .audience = AUDIENCE_STAFF } };
	return show_form(rq, an, &v);
}

static struct charter_form
form_of(struct request *rq)
{
	return (struct charter_form){ param_text(rq, "kind"), param_text(rq, "title"), param_text(rq, "summary"), param_text(rq, "audience"), param_int(rq, "actor"), param_int(rq, "indicator"),
		param_bool(rq, "consulting"), param_bool(rq, "adherable"), param_bool(rq, "reminding"), { param_int(rq, "line_read"), param_int(rq, "line_adhered"), param_int(rq, "line_spread") } };
}

static enum err
again(struct request *rq, struct answer *an, struct charter_form_view *v)
{
	fail_clear(rq->a);
	an->status = 422;
	enum err e = show_form(rq, an, v);
	an->status = 422;
	return e;
}

enum err
charter_new(struct request *rq, struct answer *an)
{
	struct charter_form f = form_of(rq);
	struct charter_form_view v = { .c = { .actor = NONE, .indicator = NONE, .lines = { NONE, NONE, NONE }, .reminding = true, .audience = AUDIENCE_STAFF } };
	int64_t id;
	enum err e = charter_add(rq->db, rq->user, &f, &id, &an->problems);
	if (e == E_INVALID)
		return again(rq, an, &v);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Document créé. Écrivez ses sections : elles s’enregistrent à mesure."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/draft"));
}

enum err
charter_edit_page(struct request *rq, struct answer *an)
{
	struct charter_form_view v = { .exists = true };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_LEAD, &v.c);
	return e == OK ? show_form(rq, an, &v) : e;
}

enum err
charter_change(struct request *rq, struct answer *an)
{
	struct charter_form f = form_of(rq);
	struct charter_form_view v = { .exists = true };
	int64_t id = param_int(rq, "id");
	enum err e = charter_need(rq->db, rq->user, id, CHARTER_LEAD, &v.c);
	if (e == OK)
		e = charter_save(rq->db, rq->user, id, param_int(rq, "rev"), &f, &an->problems);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	if (e == E_INVALID)
		return again(rq, an, &v);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "charter", id, v.c.rev, charter_url(rq, id, "/edit"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Enregistré."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/draft"));
}

enum err
charter_remove_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = charter_remove(rq->db, rq->user, id, true);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Document retiré."), NULL, arena_printf(rq->a, "/documents/%lld/restore", (long long)id));
	return answer_redirect(rq, an, url_path(rq->a, "/documents"));
}

enum err
charter_restore_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = charter_remove(rq->db, rq->user, id, false);
	return e == OK ? answer_redirect(rq, an, charter_url(rq, id, "/draft")) : e;
}
