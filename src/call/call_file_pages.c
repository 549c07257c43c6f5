/* One commission, by its link: steps, documents, sending, withdrawing. Whoever holds the link is its sponsor; nothing of
 * another commission can be reached through it. A GET changes nothing: programs that read mails follow links. */
#include "call/call_pages.h"
#include "pages.h"
#include "store/blob.h"
#include "web/throttle.h"
#include <string.h>

const struct param file_step_params[] = {
	{ "contact_name", P_LINE, 1000 }, { "contact_function", P_LINE, 1000 }, { "email", P_LINE, 1000 }, { "phone", P_LINE, 200 },
	{ "org_name", P_LINE, 1000 }, { "context", P_LINE, 20 }, { "sector", P_LINE, 20 }, { "sector_other", P_LINE, 1000 }, { "town", P_LINE, 500 },
	{ "org_number", P_LINE, 100 }, { "website", P_LINE, 1000 }, { "question", P_TEXT, 4000 }, { "kind", P_LINE, 20 }, { "area", P_LINE, 20 },
	{ "area_other", P_LINE, 1000 }, { "background", P_TEXT, 30000 }, { "tried", P_TEXT, 20000 }, { "expected", P_TEXT, 20000 },
	{ "publication", P_LINE, 20 }, { "present", P_LINE, 10 }, { "receive", P_LINE, 10 }, { "orient", P_LINE, 10 }, { "read", P_LINE, 10 },
	{ "oral", P_LINE, 10 }, { "present_note", P_LINE, 3000 }, { "receive_note", P_LINE, 3000 }, { "orient_note", P_LINE, 3000 },
	{ "read_note", P_LINE, 3000 }, { "oral_note", P_LINE, 3000 }, { "slot", P_MANY, 40 }, { "back", P_WORD, 10 }, { 0 } };
const struct param file_page_params[] = { { "back", P_WORD, 10 }, { 0 } };
const struct param file_withdraw_params[] = { { "reason", P_TEXT, 4000 }, { 0 } };
const struct param file_attach_params[] = { { "file", P_FILE, ATTACHMENT_MAX }, { "back", P_WORD, 10 }, { 0 } };

/* ---- the door -------------------------------------------------------------------------------------------- */

static bool
editable(const struct door *d)
{
	int64_t begun = 0;
	bool read = isotime_parse(d->s.created_at, &begun);
	if (!read || !status_is_editable(d->status))
		return false;
	if (d->status == ST_COMPLEMENT)
		return true;
	if (d->s.late_reason != NULL || text_eq(d->s.origin, "carried"))
		return d->status == ST_DRAFT || d->status == ST_PENDING || d->phase == PHASE_OPEN;
	return d->phase == PHASE_OPEN || (d->phase == PHASE_GRACE && begun < edition_end(&d->edition));
}

/* E_NOTFOUND: the link opens nothing. */
static enum err
door_open(struct request *rq, struct door *d)
{
	struct access_link l;
	*d = (struct door){ .token = param_text(rq, "token") };
	enum err e = access_link_find(rq->db, LINK_FILE, d->token, &l);
	if (e == OK)
		e = submission_get(rq->db, l.submission, &d->s);
	if (e == OK)
		e = edition_get(rq->db, d->s.edition, &d->edition);
	if (e == OK)
		e = call_terms(rq->db, NULL, &d->terms);
	if (e == OK)
		e = commitments_get(rq->db, d->s.id, &d->commitments);
	if (e == OK)
		e = attachment_list(rq->db, d->s.id, &d->files);
	if (e != OK)
		return e;
	d->status = submission_status(&d->s);
	d->phase = edition_phase(&d->edition, call_now());
	d->editable = editable(d);
	d->missing = steps_missing(rq->a, &d->s, &d->commitments, &d->terms);
	return OK;
}

static enum err
gone(struct request *rq, struct answer *an, enum err e)
{
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Lien périmé")), "call");
	page_call_gone(p);
	layout_end(rq, an);
	an->status = 410;
	return OK;
}

static enum err
to_file(struct request *rq, struct answer *an, const struct door *d)
{
	return answer_redirect(rq, an, url_path(rq->a, "/call/file/%s", d->token));
}

static enum err
to_step(struct request *rq, struct answer *an, const struct door *d, enum step step)
{
	return answer_redirect(rq, an, url_path(rq->a, "/call/file/%s/%s", d->token, step_texts[step].word));
}

/* ---- the file -------------------------------------------------------------------------------------------- */

static enum err
show_file(struct request *rq, struct answer *an, struct door *d)
{
	struct answer_lines lines;
	enum err e = answers_of(rq->db, rq->lang, &d->edition, &d->s, &lines);
	if (e != OK)
		return e;
	const char *reference = submission_reference(rq->a, &d->edition, &d->s);
	struct page *p = layout_begin(rq, an, *reference == '\0' ? tr(rq->lang, N_("Votre commande"))
	    : arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Commande")), reference), "call");
	page_call_file(p, rq, d, &lines, &an->problems);
	layout_end(rq, an);
	return OK;
}

enum err
file_page(struct request *rq, struct answer *an)
{
	struct door d;
	enum err e = door_open(rq, &d);
	return e == OK ? show_file(rq, an, &d) : gone(rq, an, e);
}

/* ---- steps ----------------------------------------------------------------------------------------------- */

static enum err
show_check(struct request *rq, struct answer *an, struct door *d)
{
	struct answer_lines lines;
	struct pasts past;
	struct likes likes = { 0 };
	struct isodate today = date_iso(rq->today);
	enum err e = answers_of(rq->db, rq->lang, &d->edition, &d->s, &lines);
	if (e == OK)
		e = past_list(rq->db, today.s, &past);
	if (e != OK)
		return e;
	past_alike(rq->a, &past, d->s.question, &likes);
	struct page *p = layout_begin(rq, an, tr(rq->lang, step_texts[STEP_CHECK].title), "call");
	page_call_check(p, rq, d, &lines, &likes, &an->problems);
	layout_end(rq, an);
	return OK;
}

static enum err
show_step(struct request *rq, struct answer *an, struct door *d, enum step step, const struct typed_source *from)
{
	struct step_view v = { .d = d, .step = step, .problems = &an->problems, .back = param_text(rq, "back"),
		.action = url_path(rq->a, "/call/file/%s/%s", d->token, step_texts[step].word) };
	const char *typed;
	enum err e = OK;
	problems_say(rq, &an->problems);
	if (from == NULL) {
		if ((e = typed_get(rq->db, d->s.id, step_texts[step].word, &typed)) != OK)
			return e;
		v.from = typed != NULL ? typed_of_json(rq->a, typed) : typed_of_door(rq->a, d);
	} else {
		v.from = *from;
	}
	struct page *p = layout_begin(rq, an, tr(rq->lang, step_texts[step].title), "call");
	if (step == STEP_DOCUMENTS)
		page_call_documents(p, rq, &v);
	else
		page_call_step(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
file_step_page(struct request *rq, struct answer *an)
{
	struct door d;
	enum step step;
	if (!step_of(param_text(rq, "step"), &step))
		return E_NOTFOUND;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if (!d.editable)
		return to_file(rq, an, &d);
	return step == STEP_CHECK ? show_check(rq, an, &d) : show_step(rq, an, &d, step, NULL);
}

/* The next page: where the answers were being checked, or the step after this one. */
static enum err
onward(struct request *rq, struct answer *an, const struct door *d, enum step step)
{
	const char *back = param_text(rq, "back");
	if (d->status != ST_DRAFT && d->status != ST_COMPLEMENT) {
		answer_notice(rq, an, N_("Votre modification est enregistrée."), NULL, NULL);
		return to_file(rq, an, d);
	}
	return to_step(rq, an, d, text_eq(back, "check") ? STEP_CHECK : (enum step)(step + 1));
}

/* A new address is another mailbox: what was confirmed stays, what was not is asked again there. */
static enum err
address_changed(struct request *rq, struct door *d, const char *before)
{
	if (d->status != ST_PENDING || text_eq(text_fold(rq->a, before), text_fold(rq->a, d->s.email)))
		return OK;
	return letter_send(rq->db, LETTER_CONFIRM, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &d->edition, .submission = &d->s });
}

static enum err
save_step(struct request *rq, struct answer *an, struct door *d, enum step step)
{
	struct typed_source from = typed_of_request(rq);
	struct submission s = d->s;
	struct commitments c;
	enum err e = OK;
	an->problems.n = 0; /* a text too long for its parameter is told by the rules, in the sponsor's words */
	if (step == STEP_COMMITMENTS)
		commitments_read(rq->a, &from, &d->edition, &c, &an->problems);
	else
		step_read(rq->a, step, &from, &d->terms, &s, &an->problems);
	if (d->s.confirmed_at != NULL)
		s.email = d->s.email;
	if (param_int(rq, "rev") != d->s.rev)
		problem_add(rq->a, &an->problems, NULL, N_("Cette commande a été modifiée entre-temps, ailleurs. Vérifiez vos réponses, puis enregistrez à nouveau."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_step(rq, an, d, step, &from);
	}
	if (step == STEP_COMMITMENTS)
		e = commitments_set(rq->db, d->s.id, &c);
	const char *before = d->s.email == NULL ? "" : d->s.email;
	if (e == OK)
		e = submission_save(rq->db, &s);
	if (e == OK)
		e = typed_set(rq->db, s.id, step_texts[step].word, NULL);
	d->s = s;
	if (e == OK)
		e = address_changed(rq, d, before);
	return e == OK ? onward(rq, an, d, step) : e;
}

enum err
file_step_save(struct request *rq, struct answer *an)
{
	struct door d;
	enum step step;
	if (!step_of(param_text(rq, "step"), &step) || step == STEP_CHECK)
		return E_NOTFOUND;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if (!d.editable) {
		an->problems.n = 0;
		problem_add(rq->a, &an->problems, NULL, N_("L’appel est clôturé : cette commande ne peut plus être modifiée. Appelez-nous si c’est nécessaire."), NULL);
		an->status = 422;
		return show_file(rq, an, &d);
	}
	return save_step(rq, an, &d, step);
}

/* As it is typed: kept as it is, right or wrong. */
enum err
file_typed(struct request *rq, struct answer *an)
{
	struct door d;
	enum step step;
	struct typed_source from = typed_of_request(rq);
	if (!step_of(param_text(rq, "step"), &step) || step == STEP_CHECK)
		return E_NOTFOUND;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return e;
	if (!d.editable)
		return E_CONFLICT;
	an->problems.n = 0;
	const char *json = typed_json(rq->a, &from, step);
	if (json != NULL)
		e = typed_set(rq->db, d.s.id, step_texts[step].word, json);
	an->status = 204;
	return e;
}

/* ---- documents ------------------------------------------------------------------------------------------- */

enum { UPLOADS_OF_CLIENT = 20, UPLOADS_OF_ALL = 300, HOUR = 3600 };

static enum err
take_document(struct request *rq, struct answer *an, struct door *d)
{
	const char *why = NULL;
	enum err e = an->problems.n > 0 ? OK : document_take(rq, d->s.id, param_file(rq, "file"), &why); /* too large: the dispatcher said so */
	if (e == OK && why != NULL)
		problem_add(rq->a, &an->problems, "file", why, NULL);
	return e;
}

enum err
file_attach(struct request *rq, struct answer *an)
{
	struct door d;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if (!d.editable)
		return to_file(rq, an, &d);
	const struct limit limits[] = { throttle_client(rq, "call upload", UPLOADS_OF_CLIENT, HOUR), { "call uploads", NULL, UPLOADS_OF_ALL, HOUR } };
	if ((e = throttle(rq, an, limits, LEN(limits))) != OK || (e = take_document(rq, an, &d)) != OK)
		return e;
	if (an->problems.n > 0) {
		an->status = 422;
		return show_step(rq, an, &d, STEP_DOCUMENTS, NULL);
	}
	answer_notice(rq, an, N_("Document joint."), NULL, NULL);
	return to_step(rq, an, &d, STEP_DOCUMENTS);
}

enum err
file_attached(struct request *rq, struct answer *an)
{
	struct door d;
	struct attachment f;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if ((e = attachment_get(rq->db, d.s.id, param_int(rq, "id"), &f)) == OK)
		e = blob_get(rq->db, f.blob_sha, &bytes, &n);
	return e == OK ? answer_bytes(an, f.type, bytes, n, f.filename) : e;
}

enum err
file_detach(struct request *rq, struct answer *an)
{
	struct door d;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if (!d.editable)
		return to_file(rq, an, &d);
	if ((e = attachment_remove(rq->db, d.s.id, param_int(rq, "id"))) != OK)
		return e;
	answer_notice(rq, an, N_("Document retiré."), NULL, NULL);
	return to_step(rq, an, &d, STEP_DOCUMENTS);
}

/* ---- sending, withdrawing -------------------------------------------------------------------------------- */

static enum err
send(struct request *rq, struct answer *an, struct door *d)
{
	struct letter_args x = { .base_url = rq->app->base_url, .edition = &d->edition, .submission = &d->s };
	bool complement = d->status == ST_COMPLEMENT;
	enum status to = complement ? ST_SUBMITTED : ST_PENDING;
	const struct move *m = move_find(d->status, to, BY_SPONSOR);
	enum err e = submission_move(rq->db, &d->s, to, &(struct moved){ m, NONE, NULL, 0 });
	if (e == OK && !complement)
		e = submission_stamp(rq->db, &d->s, "sent_at");
	if (e == OK && text_eq(d->s.origin, "carried") && !complement)
		e = submission_stamp(rq->db, &d->s, "reconfirmed_at");
	if (e == OK)
		e = letter_send(rq->db, m->letter, &x);
	if (e != OK)
		return e;
	if (complement)
		answer_notice(rq, an, N_("Votre complément est envoyé. Merci."), NULL, NULL);
	return to_file(rq, an, d);
}

enum { CONFIRMS_AGAIN = 3 };

enum err
file_send(struct request *rq, struct answer *an)
{
	struct door d;
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	if (d.status == ST_PENDING) { /* the mail once more */
		const struct limit again = { "call confirm", arena_printf(rq->a, "%lld", (long long)d.s.id), CONFIRMS_AGAIN, HOUR };
		if ((e = throttle(rq, an, &again, 1)) != OK)
			return e;
		e = letter_send(rq->db, LETTER_CONFIRM, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &d.edition, .submission = &d.s });
		answer_notice(rq, an, N_("Le courriel est parti une nouvelle fois."), NULL, NULL);
		return e == OK ? to_file(rq, an, &d) : e;
	}
	if (!d.editable || d.status == ST_SUBMITTED)
		return to_file(rq, an, &d);
	for (int i = 0; i < STEP_CHECK; i++)
		if (d.missing & 1U << i)
			problem_add(rq->a, &an->problems, step_texts[i].word, N_("%s : à compléter."), tr(rq->lang, step_texts[i].title));
	if (an->problems.n > 0) {
		an->status = 422;
		return show_check(rq, an, &d);
	}
	return send(rq, an, &d);
}

enum err
file_withdraw(struct request *rq, struct answer *an)
{
	struct door d;
	const char *reason = param_text(rq, "reason");
	enum err e = door_open(rq, &d);
	if (e != OK)
		return gone(rq, an, e);
	const struct move *m = move_find(d.status, ST_WITHDRAWN, BY_SPONSOR);
	if (m == NULL)
		return to_file(rq, an, &d);
	if (m->reason && text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites-nous pourquoi : une équipe comptait peut-être déjà sur votre commande."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show_file(rq, an, &d);
	}
	e = submission_move(rq->db, &d.s, ST_WITHDRAWN, &(struct moved){ m, NONE, text_blank(reason) ? NULL : text_trim(rq->a, reason), 0 });
	if (e == OK)
		e = letter_send(rq->db, m->letter, &(struct letter_args){ .base_url = rq->app->base_url, .edition = &d.edition, .submission = &d.s, .detail = reason });
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Votre commande est retirée."), NULL, NULL);
	return to_file(rq, an, &d);
}
