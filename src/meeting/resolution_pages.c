/* resolution_pages.c: decisions: noted in the minutes, followed until they are done. */
#include "meeting/minutes_pages.h"
#include "call/call_form.h"
#include "pages.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>

enum { PROOF_MOST = 10 << 20 };
const struct param resolution_params[] = { { "do", P_WORD, 10 }, { "item", P_INT, 20 }, { "decision", P_TEXT, 32000 }, { "manner", P_WORD, 12 }, { "votes_for", P_INT, 6 },
	{ "votes_against", P_INT, 6 }, { "votes_abstain", P_INT, 6 }, { "owner", P_INT, 20 }, { "owner_actor", P_INT, 20 }, { "due_on", P_DATE, 40 }, { "followed", P_BOOL, 4 },
	{ "actions", P_MANY, 20 }, { "rev", P_INT, 20 }, { 0 } };
const struct param follow_list_params[] = { { "body", P_INT, 20 }, { "status", P_WORD, 10 }, { 0 } };
const struct param resolution_do_params[] = { { "status", P_WORD, 10 }, { "done_on", P_DATE, 40 }, { "proof", P_TEXT, 8000 }, { "file", P_FILE, PROOF_MOST }, { "meeting", P_INT, 20 }, { "item", P_INT, 20 }, { "rev", P_INT, 20 }, { 0 } };

/* ---- in the minutes ------------------------------------------------------------------------------------------- */

struct ids { int64_t *items; size_t n, cap; };

static enum err
save(struct request *rq, struct answer *an, int64_t id)
{
	struct date due;
	struct strings typed = { 0 };
	struct ids actions = { 0 };
	int64_t out, meeting = param_int(rq, "id");
	struct resolution_form f = { .item = param_int(rq, "item"), .text = param_text(rq, "decision"), .manner = param_text(rq, "manner"), .votes_for = param_int(rq, "votes_for"),
		.votes_against = param_int(rq, "votes_against"), .votes_abstain = param_int(rq, "votes_abstain"), .owner = param_int(rq, "owner"),
		.owner_actor = param_int(rq, "owner_actor"), .followed = param_bool(rq, "followed") };
	if (param_date(rq, "due_on", &due))
		f.due_on = arena_strdup(rq->a, date_iso(due).s);
	param_many(rq, "actions", &typed);
	for (size_t i = 0; i < typed.n; i++)
		PUSH(rq->a, &actions, strtoll(typed.items[i], NULL, 10));
	f.actions = actions.items;
	f.nactions = actions.n;
	enum err e = resolution_save(rq->db, rq->user, meeting, id, param_int(rq, "rev"), &f, &out, &an->problems);
	if (e == E_INVALID)
		return minutes_again(rq, an, meeting);
	if (e == E_CONFLICT) {
		struct resolution now;
		struct resolution_actions of;
		fail_clear(rq->a);
		if ((e = resolution_get(rq->db, rq->user, id, rq->today, &now, &of)) != OK)
			return e;
		return answer_conflict(rq, an, "meeting_decision", id, now.rev, meeting_url(rq, meeting, "/minutes"));
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Décision enregistrée."), NULL, NULL);
	return answer_redirect(rq, an, meeting_url(rq, meeting, arena_printf(rq->a, "/minutes#i-%lld", (long long)f.item)));
}

enum err
resolution_new(struct request *rq, struct answer *an)
{
	return save(rq, an, NONE);
}

enum err
resolution_change(struct request *rq, struct answer *an)
{
	int64_t meeting = param_int(rq, "id"), id = param_int(rq, "resolution");
	if (!text_eq(param_text(rq, "do"), "remove"))
		return save(rq, an, id);
	enum err e = resolution_remove(rq->db, rq->user, meeting, id, true);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Décision retirée."), NULL, arena_printf(rq->a, "/meetings/%lld/decisions/%lld/restore", (long long)meeting, (long long)id));
	return answer_redirect(rq, an, meeting_url(rq, meeting, "/minutes"));
}

enum err
resolution_restore(struct request *rq, struct answer *an)
{
	int64_t meeting = param_int(rq, "id");
	enum err e = resolution_remove(rq->db, rq->user, meeting, param_int(rq, "resolution"), false);
	return e == OK ? answer_redirect(rq, an, meeting_url(rq, meeting, "/minutes")) : e;
}

/* ---- followed ------------------------------------------------------------------------------------------------- */

static enum err
bodies_seen(struct request *rq, struct meeting_bodies *out, struct meetings *meetings)
{
	struct meetings list;
	struct meeting_filter f = { .body = NONE, .most = 10000, .today = rq->today };
	for (int k = 0; k < 2; k++) {
		f.upcoming = k == 1;
		enum err e = meeting_list(rq->db, rq->user, &f, &list);
		if (e != OK)
			return e;
		for (size_t i = 0; i < list.n; i++)
			PUSH(rq->a, meetings, list.items[i]);
		for (size_t i = 0; i < list.n; i++)
			for (size_t j = 0; j < list.items[i].bodies.n; j++) {
				bool known = false;
				for (size_t n = 0; n < out->n; n++)
					known = known || out->items[n].actor == list.items[i].bodies.items[j].actor;
				if (!known)
					PUSH(rq->a, out, list.items[i].bodies.items[j]);
			}
	}
	return OK;
}

enum err
follow_page(struct request *rq, struct answer *an)
{
	struct follow_view v = { .body = param_int(rq, "body"), .status = param_text(rq, "status") };
	v.status = text_eq(v.status, "late") || text_eq(v.status, "done") || text_eq(v.status, "all") ? v.status : "open";
	enum err e = resolution_follow(rq->db, rq->user, v.body, FOLLOW_NONE, rq->today, &v.list, &v.actions);
	if (e == OK)
		e = bodies_seen(rq, &v.bodies, &v.meetings);
	if (e != OK)
		return e;
	size_t kept = 0;
	for (size_t i = 0; i < v.list.n; i++) {
		const struct resolution *d = &v.list.items[i];
		v.open += d->status == FOLLOW_OPEN;
		v.late += d->late;
		bool show = text_eq(v.status, "all") || (text_eq(v.status, "late") ? d->late : text_eq(v.status, "done") ? d->status == FOLLOW_DONE : d->status == FOLLOW_OPEN);
		if (show)
			v.list.items[kept++] = *d;
	}
	v.list.n = kept;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Décisions à suivre")), "decisions");
	page_follow(p, &v);
	layout_end(rq, an);
	return OK;
}

static bool
holds(const struct resolutions *list, int64_t id)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].id == id)
			return true;
	return false;
}

enum err
follow_load(struct request *rq, const struct meeting *m, const struct agenda *g, struct resolutions *out)
{
	bool on_agenda = false;
	*out = (struct resolutions){ 0 };
	for (size_t i = 0; i < g->items.n; i++)
		on_agenda = on_agenda || g->items.items[i].kind == ITEM_DECISIONS;
	enum err e = OK;
	for (size_t b = 0; e == OK && on_agenda && m->stage <= MT_LIVE && b < m->bodies.n; b++) {
		struct resolutions list;
		struct resolution_actions actions;
		e = resolution_follow(rq->db, rq->user, m->bodies.items[b].actor, FOLLOW_OPEN, rq->today, &list, &actions);
		for (size_t i = 0; e == OK && i < list.n; i++)
			if (list.items[i].meeting != m->id && strcmp(list.items[i].held_on, m->held_on) <= 0 && !holds(out, list.items[i].id))
				PUSH(rq->a, out, list.items[i]);
	}
	return e;
}

static enum err
open_one(struct request *rq, struct resolution_view *v)
{
	enum err e = resolution_get(rq->db, rq->user, param_int(rq, "id"), rq->today, &v->d, &v->actions);
	if (e != OK)
		return e;
	e = meeting_get(rq->db, rq->user, v->d.meeting, &v->m);
	if (e == E_NOTFOUND) { /* who owes it reads it, and nothing else of the meeting */
		fail_clear(rq->a);
		e = meeting_raw(rq->db, v->d.meeting, &v->m);
		v->m.seat = 0;
	}
	v->may_settle = (v->m.seat & MEET_MANAGE) != 0 || (rq->user->person != NONE && v->d.owner == rq->user->person);
	return e;
}

static enum err
show_one(struct request *rq, struct answer *an)
{
	struct resolution_view v = { .problems = &an->problems };
	enum err e = open_one(rq, &v);
	if (e == OK)
		e = resolution_adopted(rq->db, v.d.meeting, &v.adopted);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", text_ellipsis(rq->a, v.d.text, 60)), "decisions");
	page_resolution(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
resolution_page(struct request *rq, struct answer *an)
{
	return show_one(rq, an);
}

static enum err
take_proof(struct request *rq, struct answer *an, struct resolution_done *d)
{
	const struct upload *f = param_file(rq, "file");
	const void *bytes;
	struct digest sha;
	size_t n;
	if (f == NULL || f->size == 0)
		return OK;
	enum err e = upload_bytes(rq->a, f, PROOF_MOST, &bytes, &n);
	if (e == E_LIMIT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", N_("Ce fichier a 10 Mo au plus : réduisez-le, ou donnez son lien."), NULL);
		return OK;
	}
	if (e == OK)
		e = blob_put(rq->db, bytes, n, &sha);
	if (e != OK)
		return e;
	const char *type = document_type(bytes, n), *slash = f->filename == NULL ? NULL : strrchr(f->filename, '/');
	d->proof_sha = arena_strdup(rq->a, sha.s);
	d->proof_type = type == NULL ? "application/octet-stream" : type;
	d->proof_name = text_blank(f->filename) ? "preuve" : text_ellipsis(rq->a, slash == NULL ? f->filename : slash + 1, 120);
	return OK;
}

enum err
resolution_do(struct request *rq, struct answer *an)
{
	struct resolution_view v = { 0 };
	struct resolution_done d = { .proof = param_text(rq, "proof") };
	struct date on;
	enum err e = open_one(rq, &v);
	if (e != OK)
		return e;
	if (!v.may_settle)
		return fail(rq->a, E_FORBIDDEN, "decision %lld is followed by others", (long long)v.d.id);
	if (!follow_of(param_text(rq, "status"), &d.status))
		d.status = FOLLOW_NONE;
	if (param_date(rq, "done_on", &on))
		d.done_on = arena_strdup(rq->a, date_iso(on).s);
	if ((e = take_proof(rq, an, &d)) != OK)
		return e;
	e = an->problems.n > 0 ? E_INVALID : resolution_settle(rq->db, rq->user, v.d.id, param_int(rq, "rev"), &d, rq->today, &an->problems);
	if (e == E_INVALID)
		return answer_refused(rq, an, show_one);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "meeting_decision", v.d.id, v.d.rev, url_path(rq->a, "/meetings/decisions/%lld", (long long)v.d.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Suivi enregistré."), NULL, NULL);
	if (param_int(rq, "meeting") != NONE) /* noted while another meeting goes through them */
		return answer_redirect(rq, an, meeting_url(rq, param_int(rq, "meeting"), arena_printf(rq->a, "/minutes#i-%lld", (long long)param_int(rq, "item"))));
	return answer_redirect(rq, an, url_path(rq->a, "/meetings/decisions/%lld", (long long)v.d.id));
}

enum err
resolution_proof(struct request *rq, struct answer *an)
{
	struct resolution_view v = { 0 };
	const void *bytes;
	size_t n;
	enum err e = open_one(rq, &v);
	if (e == OK && v.d.proof_sha == NULL) /* who sees the decision is led to it */
		return answer_redirect(rq, an, url_path(rq->a, "/meetings/decisions/%lld", (long long)v.d.id));
	if (e == OK)
		e = blob_get(rq->db, v.d.proof_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, v.d.proof_type, bytes, n, v.d.proof_name) : e;
}

enum err
resolution_export(struct request *rq, struct answer *an)
{
	struct resolution_view v = { 0 };
	if (out_format(param_text(rq, "word")) == NULL)
		return fail(rq->a, E_NOTFOUND, "no such format");
	enum err e = open_one(rq, &v);
	return e == OK ? send_document(rq, an, resolution_document(rq, &v), param_text(rq, "word"), arena_printf(rq->a, "decision-%s-%lld", v.d.held_on, (long long)v.d.number)) : e;
}
