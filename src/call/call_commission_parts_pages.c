/* What hangs on a commission: its documents, its telephone calls. */
#include "call/call_desk_pages.h"
#include "web/entity_request.h"
#include "pages.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>

const struct param commission_attach_params[] = { { "file", P_FILE, ATTACHMENT_MAX }, { 0 } };
const struct param phone_params[] = { { "called_on", P_DATE, 40 }, { "called_time", P_LINE, 10 }, { "reached", P_BOOL, 4 }, { "spoken_to", P_LINE, 500 },
	{ "minutes", P_LINE, 10 }, { "follow_up", P_LINE, 1000 }, { "note", P_TEXT, 20000 }, { "question", P_MANY, 20 }, { "answer", P_MANY, 2000 }, { 0 } };

static enum err
find_commission(struct request *rq, struct submission *s)
{
	enum err e = submission_get(rq->db, param_int(rq, "id"), s);
	return e == OK && !status_is_seen(submission_status(s)) && text_eq(s->origin, "form") ? E_NOTFOUND : e;
}

static enum err
back(struct request *rq, struct answer *an, int64_t id, const char *fragment)
{
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/commissions/%lld%s", (long long)id, fragment) });
}

static enum err
again(struct request *rq, struct answer *an)
{
	an->status = 422;
	enum err e = commission_page(rq, an);
	an->status = 422;
	return e;
}

/* ---- documents ------------------------------------------------------------------------------------------- */

enum err
commission_attach(struct request *rq, struct answer *an)
{
	struct submission s;
	const char *why = NULL;
	enum err e = find_commission(rq, &s);
	if (e != OK)
		return e;
	if (an->problems.n == 0 && (e = document_take(rq, s.id, param_file(rq, "file"), &why)) != OK)
		return e;
	if (an->problems.n == 0 && why != NULL)
		problem_add(rq->a, &an->problems, "file", why, NULL);
	if (an->problems.n > 0)
		return again(rq, an);
	answer_notice(rq, an, N_("Document joint."), NULL, NULL);
	return back(rq, an, s.id, "#t-files");
}

enum err
commission_document(struct request *rq, struct answer *an)
{
	struct submission s;
	struct attachment f;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = find_commission(rq, &s);
	if (e == OK)
		e = attachment_get(rq->db, s.id, param_int(rq, "file"), &f);
	if (e == OK)
		e = blob_get(rq->db, f.blob_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, f.type, bytes, n, f.filename) : e;
}

enum err
commission_detach(struct request *rq, struct answer *an)
{
	struct submission s;
	enum err e = find_commission(rq, &s);
	if (e == OK)
		e = attachment_remove(rq->db, s.id, param_int(rq, "file"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Document retiré."), NULL, NULL);
	return back(rq, an, s.id, "#t-files");
}

/* ---- the telephone --------------------------------------------------------------------------------------- */

/* Each question's number, then its answer, as the form has them. */
static void
replies_read(struct request *rq, struct phone_replies *out)
{
	int64_t question = NONE;
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct pair *one = &rq->form.items[i];
		if (strcmp(one->name, "question") == 0)
			question = strtoll(one->value, NULL, 10);
		else if (strcmp(one->name, "answer") == 0 && question != NONE)
			PUSH(rq->a, out, ((struct phone_reply){ question, NULL, one->value }));
	}
}

enum err
phone_new(struct request *rq, struct answer *an)
{
	struct entity_view v = desk_view(rq);
	struct entity_source form = request_form(rq);
	struct submission s;
	struct phone_replies replies = { 0 };
	enum err e = find_commission(rq, &s);
	if (e != OK)
		return e;
	struct draft d = entity_draft(rq->a, &phone_call_entity, NULL);
	an->problems.n = 0;
	if ((e = entity_parse(&v, &phone_call_entity, &form, NULL, &d)) != OK)
		return e;
	struct phone_call *call = d.row;
	int minute;
	if (clock_parse(call->called_time, &minute))
		call->called_time = clock_text(rq->a, minute);
	if (call->called_on != NULL && strcmp(call->called_on, date_iso(rq->today).s) > 0)
		problem_add(rq->a, &d.problems, "called_on", N_("Un appel a déjà eu lieu : sa date ne peut pas être dans le futur."), NULL);
	an->problems = d.problems;
	problems_say(rq, &an->problems);
	if (an->problems.n > 0)
		return again(rq, an);
	replies_read(rq, &replies);
	call->submission = s.id;
	call->caller = rq->user->person;
	if ((e = phone_add(rq->db, call, &replies)) != OK)
		return e;
	answer_notice(rq, an, N_("Appel noté."), NULL, NULL);
	return back(rq, an, s.id, "#t-calls");
}

/* Only a call of this commission. */
static enum err
mark_call(struct request *rq, bool restore, int64_t *commission)
{
	struct entity_view v = desk_view(rq);
	struct entity_rows rows;
	struct submission s;
	struct entity_query q = { .which = restore ? ROWS_DELETED : ROWS_LIVE };
	int64_t id = param_int(rq, "call");
	enum err e = find_commission(rq, &s);
	if (e == OK) {
		*commission = s.id;
		entity_where(rq->a, &phone_call_entity, &q, "submission", arena_printf(rq->a, "%lld", (long long)s.id));
		e = entity_load(&v, &phone_call_entity, &q, &rows);
	}
	if (e != OK)
		return e;
	for (size_t i = 0; i < rows.n; i++)
		if (((const struct phone_call *)entity_row(&phone_call_entity, &rows, i))->id == id)
			return restore ? entity_restore(&v, &phone_call_entity, id) : entity_delete(&v, &phone_call_entity, id, NONE);
	return E_NOTFOUND;
}

enum err
phone_remove(struct request *rq, struct answer *an)
{
	int64_t id;
	enum err e = mark_call(rq, false, &id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Appel supprimé."), NULL, arena_printf(rq->a, "/commissions/%lld/calls/%lld/restore", (long long)id, (long long)param_int(rq, "call")));
	return back(rq, an, id, "#t-calls");
}

enum err
phone_restore(struct request *rq, struct answer *an)
{
	int64_t id;
	enum err e = mark_call(rq, true, &id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Appel rétabli."), NULL, NULL);
	return back(rq, an, id, "#t-calls");
}
