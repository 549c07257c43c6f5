#include "plan/action_pages.h"
#include "jobs/jobs.h"
#include "pages.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>

const struct param evidence_params[] = { { "kind", P_WORD, 20 }, { "rev", P_INT, 20 }, { "file", P_FILE, BLOB_MAX }, { "url", P_LINE, 2000 }, { "number", P_INT, 12 },
	{ "register_text", P_TEXT, 4000 }, { "title", P_LINE, 300 }, { "effective", P_DATE, 10 }, { "body", P_INT, 20 }, { "partner", P_LINE, 300 },
	{ "expires_on", P_DATE, 10 }, { "direction", P_WORD, 4 }, { "audience", P_LINE, 200 }, { "access_level", P_LINE, 200 }, { "note", P_TEXT, 4000 },
	{ "visibility", P_WORD, 20 }, { "slot", P_MANY, 20 }, { "count", P_INT, 4 }, { 0 } };
const struct param evidence_do_params[] = { { "what", P_WORD, 20 }, { "rev", P_INT, 20 }, { "text", P_TEXT, 4000 }, { "body", P_INT, 20 },
	{ "adopted_on", P_DATE, 10 }, { "back", P_LINE, 2000 }, { 0 } };
const struct param evidence_lines_params[] = { { "what", P_WORD, 10 }, { "slot", P_MANY, 20 }, { 0 } };
const struct param evidence_list_params[] = { { "q", P_LINE, 200 }, { "state", P_WORD, 20 }, { 0 } };

static const char *
given(const struct request *rq, const char *name)
{
	const char *s = param_text(rq, name);
	return text_blank(s) ? NULL : s;
}

static enum err
read_form(struct request *rq, struct evidence_form *f)
{
	*f = (struct evidence_form){ .kind = EV_FILE, .visibility = VIS_EVALUATORS };
	if (!evidence_kind_of(param_text(rq, "kind"), &f->kind))
		return fail(rq->a, E_INVALID, "evidence: kind");
	if (!visibility_of(param_text(rq, "visibility"), &f->visibility))
		f->visibility = VIS_INTERNAL; /* what was not said is kept inside */
	f->title = given(rq, "title");
	f->effective = given(rq, "effective");
	f->url = f->kind == EV_LINK ? given(rq, "url") : NULL;
	f->number = f->kind == EV_NUMBER ? param_int(rq, "number") : NONE;
	f->register_text = f->kind == EV_REGISTER ? given(rq, "register_text") : NULL;
	f->body = param_int(rq, "body");
	f->partner = given(rq, "partner");
	f->expires_on = given(rq, "expires_on");
	f->direction = given(rq, "direction");
	f->audience = given(rq, "audience");
	f->access_level = given(rq, "access_level");
	f->note = given(rq, "note");
	return OK;
}

static const char *
type_of(const char *filename)
{
	static const struct { const char *end, *type; } types[] = { { ".pdf", "application/pdf" }, { ".png", "image/png" }, { ".jpg", "image/jpeg" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" }, { ".txt", "text/plain; charset=utf-8" },
		{ ".odt", "application/vnd.oasis.opendocument.text" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } };
	size_t n = strlen(filename);
	for (size_t i = 0; i < LEN(types); i++) {
		size_t k = strlen(types[i].end);
		if (n > k && strcasecmp(filename + n - k, types[i].end) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

/* Keeps the uploaded file, if there is one. */
static enum err
keep_file(struct request *rq, struct evidence_form *f)
{
	const struct upload *up = param_file(rq, "file");
	struct digest sha;
	int64_t size;
	if (f->kind != EV_FILE || up == NULL || up->size <= 0)
		return OK;
	enum err e = blob_put_fd(rq->db, up->fd, &sha, &size);
	if (e != OK)
		return e;
	f->blob = arena_strdup(rq->a, sha.s);
	f->filename = text_blank(up->filename) ? "fichier" : up->filename;
	f->type = type_of(f->filename);
	return OK;
}

static void
default_title(struct evidence_form *f)
{
	if (f->title == NULL)
		f->title = f->filename != NULL ? f->filename : f->url;
}

static size_t
read_slots(struct request *rq, struct slot_target **out)
{
	struct strings ids = { 0 };
	int64_t count = param_int(rq, "count");
	param_many(rq, "slot", &ids);
	*out = ARENA_ARRAY(rq->a, struct slot_target, ids.n + 1);
	for (size_t i = 0; i < ids.n; i++)
		(*out)[i] = (struct slot_target){ strtoll(ids.items[i], NULL, 10), count == NONE || count < 1 ? 1 : (int)count };
	return ids.n;
}

enum err
evidence_create(struct request *rq, struct answer *an)
{
	struct evidence_form f;
	struct slot_target *slots;
	int64_t action = param_int(rq, "id"), id;
	size_t n = read_slots(rq, &slots);
	enum err e = read_form(rq, &f);
	if (e == OK)
		e = keep_file(rq, &f);
	if (e != OK)
		return e;
	default_title(&f);
	e = evidence_add(rq->db, rq->user, &f, slots, n, rq->today, &id, &an->problems);
	if (e == E_INVALID && an->problems.n > 0)
		return action_show_again(rq, an, action, &f, NULL);
	if (e == OK && f.kind == EV_LINK)
		e = fetch_queue(rq->db, "evidence", id, f.url);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Preuve déposée. Une autre personne doit la valider."), NULL, NULL);
	return answer_redirect(rq, an, url_known(arena_printf(rq->a, "/plan/actions/%lld#t-lines", (long long)action)));
}

/* ---- one piece ------------------------------------------------------------------------------------------ */

static enum err
load_piece(struct request *rq, struct evidence_view *v)
{
	int64_t id = param_int(rq, "id");
	enum err e = evidence_get(rq->db, rq->user, id, &v->list);
	if (e == OK)
		e = plan_now_load(rq, &v->now);
	if (e == OK)
		e = actor_list(rq->db, rq->user, &v->bodies);
	if (e == OK && user_may(rq->user, RIGHT_EVIDENCE_FILE))
		e = history_of(rq->db, "evidence", id, 200, &v->history);
	if (e != OK)
		return e;
	BUG_ON(v->list.pieces.n != 1);
	v->piece = &v->list.pieces.items[0];
	v->typed = v->piece->f;
	v->may_adopt = v->piece->may_validate || user_may(rq->user, RIGHT_PLAN_EDIT);
	struct line_choices all = { 0 };
	if (v->piece->may_edit)
		line_choices_fill(rq->a, rq->user, v->now.plan, NULL, 400, &all);
	for (size_t i = 0; i < all.n; i++) {
		bool on = false;
		for (size_t k = 0; k < v->list.links.n; k++)
			on = on || v->list.links.items[k].indicator == all.items[i].indicator;
		if (!on)
			PUSH(rq->a, &v->lines, all.items[i]);
	}
	const void *bytes;
	size_t n;
	if (v->piece->copy_sha != NULL && blob_get(rq->db, v->piece->copy_sha, &bytes, &n) == OK)
		v->copy = text_to_utf8(rq->a, bytes, n);
	return OK;
}

static enum err
write_piece(struct request *rq, struct answer *an, struct evidence_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", v->piece->f.title), "evidence");
	page_evidence_show(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
evidence_show(struct request *rq, struct answer *an)
{
	struct evidence_view v = { 0 };
	enum err e = load_piece(rq, &v);
	return e == OK ? write_piece(rq, an, &v) : e;
}

static enum err
piece_conflict(struct request *rq, struct answer *an)
{
	struct evidence_list now = { 0 };
	int64_t id = param_int(rq, "id");
	fail_clear(rq->a);
	enum err e = evidence_get(rq->db, rq->user, id, &now);
	return e == OK ? answer_conflict(rq, an, "evidence", id, now.pieces.items[0].rev, url_path(rq->a, "/evidence/%lld", (long long)id)) : e;
}

static enum err
piece_again(struct request *rq, struct answer *an, const struct evidence_form *f)
{
	struct evidence_view v = { 0 };
	enum err e = load_piece(rq, &v);
	if (e != OK)
		return e;
	if (f != NULL)
		v.typed = *f;
	an->status = 422;
	return write_piece(rq, an, &v);
}

enum err
evidence_update(struct request *rq, struct answer *an)
{
	struct evidence_form f;
	struct evidence_list before = { 0 };
	int64_t id = param_int(rq, "id");
	enum err e = read_form(rq, &f);
	if (e == OK)
		e = evidence_get(rq->db, rq->user, id, &before);
	if (e == OK)
		e = keep_file(rq, &f);
	if (e != OK)
		return e;
	const struct evidence_form *old = &before.pieces.items[0].f;
	f.kind = old->kind;
	if (f.blob == NULL) {
		f.blob = old->blob;
		f.filename = old->filename;
		f.type = old->type;
	}
	default_title(&f);
	e = evidence_edit(rq->db, rq->user, id, param_int(rq, "rev"), &f, rq->today, &an->problems);
	if (e == E_CONFLICT)
		return piece_conflict(rq, an);
	if (e == E_INVALID && an->problems.n > 0)
		return piece_again(rq, an, &f);
	if (e == OK && f.kind == EV_LINK && !text_eq(f.url, old->url))
		e = fetch_queue(rq->db, "evidence", id, f.url);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Preuve corrigée."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/evidence/%lld", (long long)id));
}

enum err
evidence_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), rev = param_int(rq, "rev");
	const char *what = param_text(rq, "what"), *text = param_text(rq, "text"), *said = NULL, *undo = NULL;
	enum err e = E_INVALID;
	if (text_eq(what, "validate")) {
		e = evidence_validate(rq->db, rq->user, id, rev, &an->problems);
		said = N_("Preuve validée.");
	} else if (text_eq(what, "adopt")) {
		e = evidence_adopt(rq->db, rq->user, id, rev, param_int(rq, "body"), given(rq, "adopted_on"), text, rq->today, &an->problems);
		said = N_("Adoption enregistrée.");
	} else if (text_eq(what, "dispute")) {
		e = evidence_dispute(rq->db, rq->user, id, rev, text, &an->problems);
		said = N_("Preuve contestée : elle ne compte plus tant que ce n’est pas réglé.");
	} else if (text_eq(what, "resolve")) {
		e = evidence_resolve(rq->db, rq->user, id, rev, &an->problems);
		said = N_("Contestation réglée.");
	} else if (text_eq(what, "withdraw")) {
		e = evidence_withdraw(rq->db, rq->user, id, rev);
		said = N_("Preuve retirée.");
	} else if (text_eq(what, "delete")) {
		e = evidence_delete(rq->db, rq->user, id, rev);
		said = N_("Preuve supprimée.");
		undo = arena_printf(rq->a, "/evidence/%lld/do?what=undelete", (long long)id);
	} else if (text_eq(what, "undelete")) {
		e = evidence_undelete(rq->db, rq->user, id);
		said = N_("Preuve rétablie.");
	}
	if (e == E_CONFLICT)
		return piece_conflict(rq, an);
	if ((e == E_INVALID || e == E_FORBIDDEN) && an->problems.n > 0) {
		fail_clear(rq->a);
		return piece_again(rq, an, NULL);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, said, NULL, undo);
	const char *back = given(rq, "back");
	return answer_redirect(rq, an, back != NULL ? url_back(rq, back) : url_path(rq->a, "/evidence/%lld", (long long)id));
}

enum err
evidence_lines(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	struct slot_target *slots;
	size_t n = read_slots(rq, &slots);
	bool unlink = text_eq(param_text(rq, "what"), "unlink");
	for (size_t i = 0; i < n; i++) {
		enum err e = unlink ? evidence_unlink(rq->db, rq->user, id, slots[i].indicator) :
		    evidence_link(rq->db, rq->user, id, slots[i], &an->problems);
		if (e == E_INVALID && an->problems.n > 0)
			return piece_again(rq, an, NULL);
		if (e != OK)
			return e;
	}
	answer_notice(rq, an, unlink ? N_("Ligne retirée.") : N_("Lignes ajoutées."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/evidence/%lld", (long long)id));
}

/* Always as an attachment of a plain type: a page or a drawing filed by someone is never run by the browser. */
enum err
evidence_download(struct request *rq, struct answer *an)
{
	const char *sha, *filename, *type;
	const void *bytes;
	size_t n;
	enum err e = evidence_file(rq->db, rq->user, param_int(rq, "id"), false, &sha, &filename, &type);
	if (e == OK)
		e = blob_get(rq->db, sha, &bytes, &n);
	return e == OK ? answer_bytes(an, type, bytes, n, filename) : e;
}

/* ---- the register --------------------------------------------------------------------------------------- */

static bool
in_state(const struct evidence *e, const char *state)
{
	bool disputed = e->disputed_at != NULL && e->resolved_at == NULL;
	if (text_blank(state))
		return true;
	if (strcmp(state, "filed") == 0)
		return e->validated_at == NULL && e->withdrawn_at == NULL && !disputed;
	if (strcmp(state, "validated") == 0)
		return e->validated_at != NULL && e->withdrawn_at == NULL && !disputed;
	if (strcmp(state, "adopted") == 0)
		return e->adopted_on != NULL && e->withdrawn_at == NULL;
	if (strcmp(state, "disputed") == 0)
		return disputed;
	return strcmp(state, "withdrawn") != 0 || e->withdrawn_at != NULL;
}

enum err
evidence_list_page(struct request *rq, struct answer *an)
{
	struct evidence_register v = { .q = param_text(rq, "q"), .state = param_text(rq, "state") };
	enum err e = plan_now_load(rq, &v.now);
	if (e == OK)
		e = evidence_all(rq->db, rq->user, &v.list);
	if (e == E_NOTFOUND) {
		fail_clear(rq->a);
		return answer_redirect(rq, an, url_known("/plan"));
	}
	if (e != OK)
		return e;
	char *needle = text_fold(rq->a, v.q);
	v.keep = ARENA_ARRAY(rq->a, bool, v.list.pieces.n + 1);
	for (size_t i = 0; i < v.list.pieces.n; i++) {
		const struct evidence *x = &v.list.pieces.items[i];
		v.keep[i] = in_state(x, v.state) &&
		    (*needle == '\0' || strstr(text_fold(rq->a, arena_printf(rq->a, "%s %s", x->f.title, evidence_codes(rq->a, &v.list, v.now.plan, x->id))), needle) != NULL);
		v.shown += v.keep[i];
	}
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Preuves")), "evidence");
	page_evidence_register(p, &v, rq);
	layout_end(rq, an);
	return OK;
}
