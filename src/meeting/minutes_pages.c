/* minutes_pages.c: the minutes: written live, made one when two wrote, read, approved. */
#include "meeting/minutes_pages.h"
#include "pages.h"
#include "store/blob.h"
#include "web/cowrite.h"
#include <stdlib.h>
#include <string.h>

const struct param minutes_item_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "base", P_TEXT, TEXT_TYPED_MOST }, { "rev", P_INT, 20 }, { "discussed", P_MANY, 20 }, { 0 } };
const struct param minutes_merge_params[] = { { "text", P_TEXT, TEXT_TYPED_MOST }, { "onto", P_INT, 20 }, { "rival", P_INT, 20 }, { "keep", P_WORD, 10 }, { 0 } };

static struct url
item_url(struct request *rq, const char *rest)
{
	return url_known(arena_printf(rq->a, "/meetings/%lld/minutes%s", (long long)param_int(rq, "id"), rest));
}

static const char *
item_anchor(struct request *rq)
{
	return arena_printf(rq->a, "#i-%lld", (long long)param_int(rq, "item"));
}

static const char *
merge_path(struct request *rq)
{
	return arena_printf(rq->a, "/meetings/%lld/minutes/%lld/merge", (long long)param_int(rq, "id"), (long long)param_int(rq, "item"));
}

/* ---- the page ------------------------------------------------------------------------------------------------- */

static enum err
show(struct request *rq, struct answer *an, int64_t id)
{
	struct minutes_view v = { .problems = &an->problems };
	enum err e = minutes_load(rq->db, rq->user, id, rq->today, &v.w);
	if (e == OK)
		e = amendment_list(rq->db, id, &v.amendments);
	if (e == OK)
		e = minutes_filed(rq->db, id, &v.filed);
	if (e == OK)
		e = resolution_adopted(rq->db, id, &v.adopted);
	if (e == OK)
		e = follow_load(rq, &v.w.m, &v.w.agenda, &v.owed);
	if (e != OK)
		return e;
	const struct meeting *m = &v.w.m;
	if (m->stage != MT_APPROVED) /* then: as it was approved */
		agenda_in(rq->a, rq->lang, &v.w.agenda);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s · %s", tr(rq->lang, N_("Procès-verbal")), meeting_heading(rq, m)), "meetings");
	page_meeting_head(p, rq, m, "minutes");
	if (m->stage < MT_LIVE)
		page_minutes_none(p, rq, m);
	else if (m->stage == MT_LIVE && (m->seat & MEET_DRAFT) != 0)
		page_minutes_live(p, rq, &v);
	else
		page_minutes_read(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
minutes_page(struct request *rq, struct answer *an)
{
	return show(rq, an, param_int(rq, "id"));
}

enum err
minutes_again(struct request *rq, struct answer *an, int64_t id)
{
	fail_clear(rq->a);
	an->status = 422;
	return show(rq, an, id);
}

/* ---- an item is written -------------------------------------------------------------------------------------------- */

struct ids { int64_t *items; size_t n, cap; };

static enum err
save(struct request *rq, struct text_typed *typed)
{
	const char *text = param_text(rq, "text");
	struct strings ticked = { 0 };
	struct ids ids = { 0 };
	int64_t id = param_int(rq, "id");
	struct minutes_text t = { param_int(rq, "item"), param_int(rq, "rev"), param_text(rq, "base"), text == NULL ? "" : text };
	enum err e = minutes_save(rq->db, rq->user, id, &t, typed);
	if (e != OK)
		return e;
	param_many(rq, "discussed", &ticked);
	for (size_t i = 0; i < ticked.n; i++)
		PUSH(rq->a, &ids, strtoll(ticked.items[i], NULL, 10));
	return minutes_discussed(rq->db, rq->user, id, t.item, ids.items, ids.n);
}

enum err
minutes_item_save(struct request *rq, struct answer *an)
{
	struct text_typed typed;
	enum err e = save(rq, &typed);
	if (e != OK)
		return answer_too_long(rq, an, e);
	return answer_written(rq, an, &typed, item_url(rq, item_anchor(rq)), merge_path(rq));
}

enum err
minutes_item_typed(struct request *rq, struct answer *an)
{
	struct text_typed typed;
	enum err e = save(rq, &typed);
	return e == OK ? answer_typed(rq, an, &typed, merge_path(rq)) : e;
}

/* ---- two texts ------------------------------------------------------------------------------------------------------- */

static enum err
show_merge(struct request *rq, struct answer *an)
{
	struct merge_view v = { .problems = &an->problems };
	enum err e = meeting_need(rq->db, rq->user, param_int(rq, "id"), MEET_DRAFT, &v.m);
	if (e == OK)
		e = agenda_item_get(rq->db, v.m.id, param_int(rq, "item"), &v.item);
	if (e == OK)
		e = minutes_rivals(rq->db, v.item.id, &v.rivals);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Réunir deux textes")), "meetings");
	page_minutes_merge(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
minutes_merge_page(struct request *rq, struct answer *an)
{
	return show_merge(rq, an);
}

enum err
minutes_merge(struct request *rq, struct answer *an)
{
	struct agenda_item item;
	struct rivals rivals;
	int64_t id = param_int(rq, "id"), at = param_int(rq, "item"), rival = param_int(rq, "rival");
	const char *keep = param_text(rq, "keep"), *text = param_text(rq, "text");
	enum err e = agenda_item_get(rq->db, id, at, &item);
	if (e == OK)
		e = minutes_rivals(rq->db, at, &rivals);
	if (e != OK)
		return e;
	const struct rival *r = NULL;
	for (size_t i = 0; i < rivals.n; i++)
		r = rivals.items[i].id == rival ? &rivals.items[i] : r;
	if (r == NULL) {
		answer_notice(rq, an, N_("Ces textes sont déjà réunis."), NULL, NULL);
		return answer_redirect(rq, an, item_url(rq, item_anchor(rq)));
	}
	if (text_eq(keep, "text"))
		text = item.minutes == NULL ? "" : item.minutes;
	else if (text_eq(keep, "rival"))
		text = r->text;
	e = minutes_settle(rq->db, rq->user, id, at, param_int(rq, "onto"), rival, text == NULL ? "" : text);
	if (e == E_CONFLICT) { /* a third text came: what was typed is in the form again, over the new state */
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, NULL, N_("Le procès-verbal a encore changé pendant que vous réunissiez les textes : voici son état d’aujourd’hui, et ce que vous aviez écrit."), NULL);
		an->status = 422;
		e = show_merge(rq, an);
		an->status = 422;
		return e;
	}
	if (e != OK)
		return answer_too_long(rq, an, e);
	answer_notice(rq, an, N_("Les deux textes n’en font plus qu’un."), NULL, NULL);
	return answer_redirect(rq, an, item_url(rq, item_anchor(rq)));
}

/* ---- the former minutes are approved ------------------------------------------------------------------------------------ */

enum err
minutes_item_approve(struct request *rq, struct answer *an)
{
	struct meeting m;
	struct agenda_item item;
	int64_t id = param_int(rq, "id");
	enum err e = meeting_get(rq->db, rq->user, id, &m);
	if (e == OK)
		e = agenda_item_get(rq->db, id, param_int(rq, "item"), &item);
	if (e == OK && item.approves == NONE)
		return fail(rq->a, E_NOTFOUND, "item %lld approves nothing", (long long)item.id);
	struct approving by = { .in = id };
	if (e == OK)
		e = minutes_approve(rq->db, rq->user, item.approves, NONE, &by, rq->today, &an->problems);
	if (e == E_INVALID)
		return minutes_again(rq, an, id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Procès-verbal approuvé et figé. Les actions qu’il nomme ont leur preuve."), NULL, NULL);
	return answer_redirect(rq, an, item_url(rq, item_anchor(rq)));
}

/* ---- given out ------------------------------------------------------------------------------------------------------------ */

enum err
minutes_export(struct request *rq, struct answer *an)
{
	struct minutes_whole w;
	const char *word = param_text(rq, "word");
	if (!text_eq(word, "txt") && out_format(word) == NULL) /* before anything is looked for: what may not be seen costs as much as what is not there */
		return fail(rq->a, E_NOTFOUND, "no such format");
	enum err e = minutes_load(rq->db, rq->user, param_int(rq, "id"), rq->today, &w);
	if (e != OK)
		return e;
	if (w.m.stage < MT_LIVE)
		return fail(rq->a, E_NOTFOUND, "meeting %lld has no minutes", (long long)w.m.id);
	const char *name = arena_printf(rq->a, "pv-%s", w.m.held_on);
	if (text_eq(word, "txt")) {
		const void *bytes;
		size_t n;
		if (w.m.minutes_sha == NULL) {
			const char *text = minutes_canonical(rq->a, &w);
			return answer_bytes(an, "text/plain; charset=utf-8", text, strlen(text), arena_printf(rq->a, "%s.txt", name));
		}
		if ((e = blob_get(rq->db, w.m.minutes_sha, &bytes, &n)) != OK) /* the very bytes that were frozen */
			return e;
		return answer_bytes(an, "text/plain; charset=utf-8", bytes, n, arena_printf(rq->a, "%s.txt", name));
	}
	if (w.m.stage != MT_APPROVED)
		agenda_in(rq->a, rq->lang, &w.agenda);
	return send_document(rq, an, minutes_document(rq, &w), word, name);
}
