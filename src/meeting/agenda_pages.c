#include "meeting/meeting_pages.h"
#include "call/call_form.h"
#include "store/blob.h"
#include <string.h>

enum { PAPER_MOST = 20 << 20 };
const struct param agenda_item_params[] = { { "do", P_WORD, 12 }, { "title", P_LINE, 1200 }, { "note", P_TEXT, 32000 }, { "drop", P_INT, 20 }, { "rev", P_INT, 20 }, { 0 } };
const struct param agenda_action_params[] = { { "item", P_INT, 20 }, { "action", P_INT, 20 }, { 0 } };
const struct param paper_params[] = { { "file", P_FILE, PAPER_MOST }, { "item", P_INT, 20 }, { 0 } };

static enum err
back(struct request *rq, struct answer *an, enum err e, const char *anchor)
{
	int64_t id = param_int(rq, "id");
	if (e == E_INVALID)
		return meeting_again(rq, an, id);
	return e == OK ? answer_redirect(rq, an, meeting_url(rq, id, anchor)) : e;
}

enum err
agenda_item_new(struct request *rq, struct answer *an)
{
	int64_t item = NONE;
	enum err e = agenda_item_add(rq->db, rq->user, param_int(rq, "id"), param_text(rq, "title"), param_text(rq, "note"), &item, &an->problems);
	return back(rq, an, e, arena_printf(rq->a, "#i-%lld", (long long)item));
}

enum err
agenda_item_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), item = param_int(rq, "item"), drop = param_int(rq, "drop");
	const char *what = param_text(rq, "do"), *anchor = arena_printf(rq->a, "#i-%lld", (long long)item);
	enum err e;
	if (drop != NONE) {
		e = agenda_action_set(rq->db, rq->user, id, item, drop, false);
	} else if (text_eq(what, "up") || text_eq(what, "down")) {
		e = agenda_item_move(rq->db, rq->user, id, item, text_eq(what, "up") ? -1 : 1);
	} else if (text_eq(what, "remove") || text_eq(what, "restore")) {
		bool removed = text_eq(what, "remove");
		e = agenda_item_remove(rq->db, rq->user, id, item, removed);
		if (e == OK && removed)
			answer_notice(rq, an, N_("Point retiré de l’ordre du jour."), NULL, arena_printf(rq->a, "/meetings/%lld/items/%lld/restore", (long long)id, (long long)item));
		anchor = removed ? "" : anchor;
	} else {
		struct agenda_item known;
		const char *title = param_text(rq, "title");
		e = agenda_item_get(rq->db, id, item, &known);
		if (e == OK && text_eq(title, agenda_title(rq->a, rq->lang, &known))) /* shown in their language, not changed */
			title = known.title;
		if (e == OK)
			e = agenda_item_save(rq->db, rq->user, id, item, param_int(rq, "rev"), title, param_text(rq, "note"), &an->problems);
		if (e == E_CONFLICT) {
			struct agenda_item now;
			if ((e = agenda_item_get(rq->db, id, item, &now)) != OK)
				return e;
			return answer_conflict(rq, an, "meeting", id, now.rev, meeting_url(rq, id, ""));
		}
	}
	return back(rq, an, e, anchor);
}

enum err
agenda_item_restore(struct request *rq, struct answer *an)
{
	enum err e = agenda_item_remove(rq->db, rq->user, param_int(rq, "id"), param_int(rq, "item"), false);
	return back(rq, an, e, arena_printf(rq->a, "#i-%lld", (long long)param_int(rq, "item")));
}

enum err
agenda_action_new(struct request *rq, struct answer *an)
{
	int64_t item = param_int(rq, "item"), action = param_int(rq, "action");
	struct meeting m;
	enum err e = meeting_need(rq->db, rq->user, param_int(rq, "id"), MEET_DRAFT, &m);
	if (e != OK)
		return e;
	if (item == NONE || action == NONE) {
		problem_add(rq->a, &an->problems, "action", N_("Choisissez un point et une action."), NULL);
		return meeting_again(rq, an, m.id);
	}
	return back(rq, an, agenda_action_set(rq->db, rq->user, m.id, item, action, true), arena_printf(rq->a, "#i-%lld", (long long)item));
}

/* ---- papers ---------------------------------------------------------------------------------------------------- */

enum err
paper_add(struct request *rq, struct answer *an)
{
	const struct upload *f = param_file(rq, "file");
	struct agenda_paper p = { .meeting = param_int(rq, "id"), .item = param_int(rq, "item") };
	const void *bytes;
	struct digest sha;
	struct meeting m;
	size_t n;
	enum err e = meeting_need(rq->db, rq->user, p.meeting, MEET_DRAFT, &m);
	if (e != OK)
		return e;
	if (f == NULL || f->size == 0) {
		problem_add(rq->a, &an->problems, "file", N_("Choisissez un fichier."), NULL);
		return meeting_again(rq, an, m.id);
	}
	e = upload_bytes(rq->a, f, PAPER_MOST, &bytes, &n);
	if (e == E_LIMIT) {
		problem_add(rq->a, &an->problems, "file", N_("Un document joint a 20 Mo au plus : réduisez-le, ou donnez son lien dans la note du point."), NULL);
		return meeting_again(rq, an, m.id);
	}
	if (e != OK || (e = blob_put(rq->db, bytes, n, &sha)) != OK)
		return e;
	const char *type = document_type(bytes, n), *slash = f->filename == NULL ? NULL : strrchr(f->filename, '/');
	p.sha = sha.s;
	p.size = (int64_t)n;
	p.type = type == NULL ? "application/octet-stream" : type;
	p.filename = text_blank(f->filename) ? "document" : text_ellipsis(rq->a, slash == NULL ? f->filename : slash + 1, 120);
	return back(rq, an, agenda_paper_add(rq->db, rq->user, &p), "#t-papers");
}

enum err
paper_file(struct request *rq, struct answer *an)
{
	struct meeting m;
	struct agenda_paper p;
	const void *bytes;
	size_t n;
	enum err e = meeting_get(rq->db, rq->user, param_int(rq, "id"), &m);
	if (e == OK)
		e = agenda_paper_get(rq->db, m.id, param_int(rq, "paper"), &p);
	if (e == OK)
		e = blob_get(rq->db, p.sha, &bytes, &n);
	return e == OK ? answer_bytes(an, p.type, bytes, n, p.filename) : e;
}

enum err
paper_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), paper = param_int(rq, "paper");
	enum err e = agenda_paper_remove(rq->db, rq->user, id, paper, true);
	if (e == OK)
		answer_notice(rq, an, N_("Document retiré."), NULL, arena_printf(rq->a, "/meetings/%lld/papers/%lld/restore", (long long)id, (long long)paper));
	return back(rq, an, e, "#t-papers");
}

enum err
paper_restore(struct request *rq, struct answer *an)
{
	return back(rq, an, agenda_paper_remove(rq->db, rq->user, param_int(rq, "id"), param_int(rq, "paper"), false), "#t-papers");
}
