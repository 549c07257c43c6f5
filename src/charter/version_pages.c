/* version_pages.c: versions, who has read the one in force, diffusion, files to take away. */
#include "charter/charter_pages.h"
#include "meeting/meeting.h"
#include "pages.h"
#include <stdlib.h>
#include <string.h>

const struct param freeze_params[] = { { "decision", P_INT, 20 }, { "revision_kind", P_WORD, 10 }, { "what_changes", P_TEXT, 10000 }, { "rev", P_INT, 20 }, { 0 } };
const struct param version_params[] = { { "with", P_INT, 20 }, { 0 } };
const struct param version_withdraw_params[] = { { "withdraw_why", P_LINE, 10000 }, { 0 } };
const struct param ask_params[] = { { "who", P_WORD, 24 }, { "on", P_BOOL, 4 }, { 0 } };
const struct param diffusion_params[] = { { "do", P_WORD, 12 }, { "organisation", P_LINE, 1000 }, { "channel", P_LINE, 1000 }, { "planned_on", P_DATE, 40 }, { "done_on", P_DATE, 40 },
	{ "note", P_LINE, 5000 }, { "url", P_LINE, 2000 }, { 0 } };

static enum err
show_versions(struct request *rq, struct answer *an)
{
	struct charter_view v = { .problems = &an->problems };
	int64_t id = param_int(rq, "id");
	enum err e = charter_get(rq->db, rq->user, id, &v.c);
	if (e == OK)
		e = version_list(rq->db, id, (v.c.seat & CHARTER_DRAFT) != 0, &v.versions);
	if (e == OK && (v.c.seat & CHARTER_LEAD) != 0)
		e = charter_decisions(rq->db, v.c.actor, &v.decisions);
	if (e == OK && (v.c.seat & CHARTER_LEAD) != 0)
		e = section_list(rq->db, id, &v.sections);
	if (e == OK && (v.c.seat & CHARTER_DRAFT) != 0)
		e = history_of(rq->db, "charter", id, 200, &v.history);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "versions");
	page_versions(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
versions_page(struct request *rq, struct answer *an)
{
	return show_versions(rq, an);
}

enum err
freeze_do(struct request *rq, struct answer *an)
{
	struct charter c;
	struct freezing f = { param_int(rq, "decision"), text_eq(param_text(rq, "revision_kind"), "minor"), param_text(rq, "what_changes") };
	int64_t id = param_int(rq, "id"), version;
	bool filed = false;
	enum err e = charter_need(rq->db, rq->user, id, CHARTER_LEAD, &c);
	if (e == OK)
		e = version_freeze(rq->db, rq->user, id, param_int(rq, "rev"), &f, rq->today, &version, &filed, &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_versions);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "charter", id, c.rev, charter_url(rq, id, "/versions"));
	if (e != OK)
		return e;
	answer_notice(rq, an, filed ? N_("Version figée, et déposée comme preuve au plan.") : c.indicator != NONE
	    ? N_("Version figée. La ligne du plan ne l’a pas acceptée comme preuve : déposez-la à la main.") : N_("Version figée."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, arena_printf(rq->a, "/versions/%lld", (long long)version)));
}

/* One version that the user may see. */
static enum err
one(struct request *rq, int64_t version, struct charter *c, struct version *v)
{
	enum err e = charter_get(rq->db, rq->user, param_int(rq, "id"), c);
	if (e == OK)
		e = version_get(rq->db, c->id, version, v);
	if (e == OK && v->standing != STANDS_ADOPTED && (c->seat & CHARTER_DRAFT) == 0)
		return fail(rq->a, E_NOTFOUND, "version %lld is not adopted", (long long)version);
	return e;
}

/* Whether the reader may see the meeting that adopted it. */
static enum err
decision_seen(struct request *rq, int64_t decision, bool *seen)
{
	struct resolution d;
	struct resolution_actions actions;
	enum err e = E_NOTFOUND;
	if (user_may(rq->user, RIGHT_MEETING_READ))
		e = resolution_get(rq->db, rq->user, decision, rq->today, &d, &actions);
	*seen = e == OK;
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
show_version(struct request *rq, struct answer *an)
{
	struct charter_view v = { .problems = &an->problems };
	struct version with;
	struct charter same;
	int64_t other = param_int(rq, "with");
	enum err e = one(rq, param_int(rq, "version"), &v.c, &v.v);
	if (e == OK)
		e = version_list(rq->db, v.c.id, (v.c.seat & CHARTER_DRAFT) != 0, &v.versions);
	if (e == OK && other != NONE)
		e = one(rq, other, &same, &with);
	if (e == OK)
		e = decision_seen(rq, v.v.decision, &v.decision_seen);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "versions");
	page_version(p, rq, &v, other == NONE ? NULL : &with);
	layout_end(rq, an);
	return OK;
}

enum err
version_page(struct request *rq, struct answer *an)
{
	return show_version(rq, an);
}

enum err
version_withdraw_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), version = param_int(rq, "version");
	enum err e = version_withdraw(rq->db, rq->user, id, version, param_text(rq, "withdraw_why"), &an->problems);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_version);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Version retirée, avec sa preuve."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, arena_printf(rq->a, "/versions/%lld", (long long)version)));
}

/* ---- files --------------------------------------------------------------------------------------------------------------- */

struct out_document *
charter_document(struct arena *a, const struct version *v, const char *programme, enum lang lang)
{
	struct out_document *d = ARENA_NEW(a, struct out_document);
	struct page say = { .a = a, .lang = lang };
	struct date day;
	bool read = date_parse(v->held_on, &day);
	BUG_ON(!read);
	const char *held = date_long(a, day, lang_tag(lang)), *number = arena_printf(a, "%lld", (long long)v->number);
	d->created = day;
	d->title = v->title;
	d->lang = lang_tag(lang);
	d->footer = arena_printf(a, "%s · %s, version %d.%d", programme, v->title, v->major, v->minor);
	out_markdown(a, d, charter_body(v->text), 2);
	if (v->standing == STANDS_ADOPTED)
		out_paragraph(a, d, fmt_(&say, N_("Adopté par la décision %s de la réunion du %s : %s"), number, held, v->decision_text, NULL));
	else
		out_paragraph(a, d, fmt_(&say, v->standing == STANDS_WAITS ? N_("Figé, adopté dès que son procès-verbal est approuvé : décision %s de la réunion du %s.")
		    : N_("Retiré : décision %s de la réunion du %s."), number, held, NULL));
	if (v->what != NULL)
		out_paragraph(a, d, fmt_(&say, N_("Ce qui change dans cette version : %s"), v->what, NULL));
	out_paragraph(a, d, fmt_(&say, N_("SHA-256 du texte : %s"), v->sha, NULL));
	return d;
}

enum err
version_export(struct request *rq, struct answer *an)
{
	struct charter c;
	struct version v;
	const void *bytes;
	size_t n;
	const char *word = param_text(rq, "word");
	enum err e = one(rq, param_int(rq, "version"), &c, &v);
	if (e != OK)
		return e;
	const char *name = arena_printf(rq->a, "document-%lld-v%d.%d", (long long)c.id, v.major, v.minor);
	if (text_eq(word, "txt")) /* the very bytes that were digested */
		return answer_bytes(an, "text/plain; charset=utf-8", v.text, strlen(v.text), arena_printf(rq->a, "%s.txt", name));
	const struct out_format *f = out_format(word);
	if (f == NULL)
		return fail(rq->a, E_NOTFOUND, "no such format");
	e = f->write(rq->a, charter_document(rq->a, &v, rq->programme->name, rq->lang), &bytes, &n);
	return e == OK ? answer_bytes(an, f->type, bytes, n, arena_printf(rq->a, "%s.%s", name, word)) : e;
}

/* ---- who has read ----------------------------------------------------------------------------------------------------------- */

static enum err
show_readers(struct request *rq, struct answer *an)
{
	struct readers_view v = { .problems = &an->problems };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_LEAD, &v.c);
	if (e == OK)
		e = ask_list(rq->db, v.c.id, &v.asks);
	if (e == OK)
		e = reader_list(rq->db, &v.c, rq->today, &v.readers);
	if (e == OK)
		e = reminder_list(rq->db, v.c.id, &v.reminders);
	if (e == OK)
		e = charter_actor_list(rq->db, &v.actors);
	if (e == OK)
		e = charter_proofs(rq->db, v.c.id, &v.proofs);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "readers");
	page_readers(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
readers_page(struct request *rq, struct answer *an)
{
	return show_readers(rq, an);
}

/* "r4": a role; "a12": a body. */
enum err
ask_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	const char *who = param_text(rq, "who");
	long long n = who == NULL || who[0] == '\0' ? 0 : strtoll(who + 1, NULL, 10);
	bool role = who != NULL && who[0] == 'r' && n < ROLE_LAST * 2;
	if (n <= 0 || (!role && who[0] != 'a'))
		return fail(rq->a, E_NOTFOUND, "nobody is called so");
	enum err e = ask_set(rq->db, rq->user, id, role ? (unsigned)n : 0, role ? NONE : n, param_bool(rq, "on"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_readers);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	return e == OK ? answer_redirect(rq, an, charter_url(rq, id, "/readers")) : e;
}

enum err
remind_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), sent;
	struct reminding how = { rq->app->base_url, rq->programme->lang, rq->today, NONE };
	enum err e = reader_remind(rq->db, rq->user, id, &how, &sent);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Rappels envoyés : %s."), arena_printf(rq->a, "%lld", (long long)sent), NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/readers"));
}

/* ---- diffusion --------------------------------------------------------------------------------------------------------------- */

static enum err
show_diffusion(struct request *rq, struct answer *an)
{
	struct diffusion_view v = { .problems = &an->problems };
	enum err e = charter_need(rq->db, rq->user, param_int(rq, "id"), CHARTER_DRAFT, &v.c);
	if (e == OK)
		e = diffusion_list(rq->db, v.c.id, &v.rows);
	if (e == OK)
		e = charter_proofs(rq->db, v.c.id, &v.proofs);
	if (e != OK)
		return e;
	struct page *p = charter_layout(rq, an, &v.c, "diffusion");
	page_diffusion(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
diffusion_page(struct request *rq, struct answer *an)
{
	return show_diffusion(rq, an);
}

static const char *
day_param(struct request *rq, const char *name)
{
	struct date d;
	return param_date(rq, name, &d) ? arena_strdup(rq->a, date_iso(d).s) : NULL;
}

enum err
diffusion_new(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	struct diffusion d = { .organisation = param_text(rq, "organisation"), .channel = param_text(rq, "channel"), .planned_on = day_param(rq, "planned_on"), .done_on = day_param(rq, "done_on"),
		.note = param_text(rq, "note"), .url = param_text(rq, "url") };
	enum err e = diffusion_add(rq->db, rq->user, id, &d, &an->problems);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_diffusion);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Noté."), NULL, NULL);
	return answer_redirect(rq, an, charter_url(rq, id, "/diffusion"));
}

enum err
diffusion_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), row = param_int(rq, "row");
	const char *on = day_param(rq, "done_on");
	bool remove = text_eq(param_text(rq, "do"), "remove");
	enum err e = remove ? diffusion_remove(rq->db, rq->user, id, row, true) : diffusion_done(rq->db, rq->user, id, row, on != NULL ? on : arena_strdup(rq->a, date_iso(rq->today).s),
	    param_text(rq, "url"), &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_diffusion);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	if (e != OK)
		return e;
	if (remove)
		answer_notice(rq, an, N_("Ligne retirée."), NULL, arena_printf(rq->a, "/documents/%lld/diffusion/%lld/restore", (long long)id, (long long)row));
	return answer_redirect(rq, an, charter_url(rq, id, "/diffusion"));
}

enum err
diffusion_restore(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	enum err e = diffusion_remove(rq->db, rq->user, id, param_int(rq, "row"), false);
	if (e == OK)
		e = charter_prove(rq->db, id, rq->today);
	return e == OK ? answer_redirect(rq, an, charter_url(rq, id, "/diffusion")) : e;
}
