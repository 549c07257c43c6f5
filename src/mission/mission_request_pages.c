/* Requests to the institution: sent by mail with a link, answered through it; documents; the form of an agreement. Whoever holds
 * a link answers that one request and reaches nothing else; a GET changes nothing, because programs that read mails follow links. */
#include "mission/mission_request_pages.h"
#include "base/csv.h"
#include "pages.h"
#include "store/blob.h"
#include "store/history.h"
#include "web/throttle.h"
#include <string.h>

enum { HOUR = 3600, ANSWERS_OF_CLIENT = 60, ANSWERS_OF_ALL = 600 };
const struct param request_file_params[] = { { "file", P_FILE, REQUEST_FILE_MAX }, { 0 } };
const struct param data_params[] = { { "rev", P_INT, 20 }, { "outcome", P_WORD, 20 }, { "answer", P_TEXT, 60000 }, { "file", P_FILE, REQUEST_FILE_MAX }, { 0 } };

static const struct { const char *name, *class, *sign; } states[REQ_STATES] = {
	[REQ_DRAFT] = { N_("À envoyer"), "ahead", "○" }, [REQ_ASKED] = { N_("Demandée"), "started", "◐" }, [REQ_LATE] = { N_("En retard"), "late", "▲" },
	[REQ_PARTIAL] = { N_("Reçue en partie"), "due", "◐" }, [REQ_RECEIVED] = { N_("Reçue"), "done", "✓" }, [REQ_REFUSED] = { N_("L’institution ne peut pas"), "abandoned", "✕" },
	[REQ_DROPPED] = { N_("Plus nécessaire"), "abandoned", "✕" },
};

enum request_state
request_state(const struct data_request *r, struct date today)
{
	if (text_eq(r->outcome, "received"))
		return REQ_RECEIVED;
	if (text_eq(r->outcome, "refused"))
		return REQ_REFUSED;
	if (text_eq(r->outcome, "dropped"))
		return REQ_DROPPED;
	if (r->asked_at != NULL && day_is_past(r->due_on, today))
		return REQ_LATE;
	if (text_eq(r->outcome, "partial"))
		return REQ_PARTIAL;
	return r->asked_at == NULL ? REQ_DRAFT : REQ_ASKED;
}

const char *
request_state_name(enum request_state s)
{
	return states[s].name;
}

const char *
request_state_class(enum request_state s)
{
	return states[s].class;
}

const char *
request_state_sign(enum request_state s)
{
	return states[s].sign;
}

enum err
requests_load(struct request *rq, struct things_view *v)
{
	return v->row == NONE ? request_files_of_team(rq->db, v->m.team.id, &v->files) : request_files_of(rq->db, v->row, &v->files);
}

/* ---- a file -------------------------------------------------------------------------------------------------------- */

/* What came with the form, checked by what it is. *why: what is wrong with it (msgid); NULL when it will do. */
static enum err
take_file(struct request *rq, struct request_upload *out, const char **why)
{
	const struct upload *f = param_file(rq, "file");
	*why = NULL;
	if (f == NULL || f->size <= 0) {
		*why = N_("Choisissez un fichier.");
		return OK;
	}
	enum err e = upload_bytes(rq->a, f, REQUEST_FILE_MAX, &out->bytes, &out->n);
	if (e == E_LIMIT) {
		fail_clear(rq->a);
		*why = N_("Ce fichier dépasse 10 Mo : partagez-le en plusieurs, ou dites dans votre réponse où le trouver.");
		return OK;
	}
	if (e != OK)
		return e;
	out->type = data_type(out->bytes, out->n);
	if (out->type == NULL)
		*why = N_("Ce fichier n’est ni un PDF, ni un texte ou un tableau (DOCX, ODT, XLSX, ODS, CSV) sans macros, ni une image. Enregistrez-le en PDF, puis joignez-le.");
	else
		out->filename = document_filename(rq->a, f->filename, out->type);
	return OK;
}

static enum err
send_blob(struct request *rq, struct answer *an, const char *sha, const char *type, const char *filename)
{
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = sha == NULL ? E_NOTFOUND : blob_get(rq->db, sha, &bytes, &n);
	return e == OK ? answer_bytes(an, type, bytes, n, filename) : e;
}

static enum err
send_request_file(struct request *rq, struct answer *an, int64_t request)
{
	struct request_files all;
	enum err e = request_files_of(rq->db, request, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (all.items[i].id == param_int(rq, "file"))
			return send_blob(rq, an, all.items[i].blob_sha, all.items[i].type, all.items[i].filename);
	return e == OK ? E_NOTFOUND : e;
}

/* ---- for the team ---------------------------------------------------------------------------------------------------- */

static enum err
back_to_row(struct request *rq, struct answer *an, const struct things_view *v)
{
	return answer_redirect(rq, an, thing_url(rq->a, v, v->rows.rows));
}

enum err
request_send_do(struct request *rq, struct answer *an)
{
	struct things_view v;
	enum err e = thing_open(rq, true, &v);
	if (e != OK)
		return e;
	const struct data_request *r = v.rows.rows;
	enum request_state s = request_state(r, rq->today);
	if (s >= REQ_RECEIVED) {
		answer_notice(rq, an, N_("Cette demande est close : rouvrez-la d’abord, en disant où elle en est."), NULL, NULL);
		return back_to_row(rq, an, &v);
	}
	if (text_blank(v.m.commission.email)) {
		answer_notice(rq, an, N_("La commande n’a pas d’adresse de courriel : demandez-la à la coordination, ou notez vous-mêmes ce que vous recevez."), NULL, NULL);
		return back_to_row(rq, an, &v);
	}
	struct request_mail how = { .base_url = rq->app->base_url, .reminder = r->asked_at == NULL ? NULL : N_("Nous en aurions besoin pour le %s. Répondez et joignez vos documents par ce lien :"),
		.key = arena_printf(rq->a, "mission:request:%lld:%s", (long long)r->id, date_iso(rq->today).s) };
	if ((e = request_send(rq->db, &v.m, r, &how)) != OK || (e = request_asked(rq->db, r->id)) != OK)
		return e;
	answer_notice(rq, an, r->asked_at == NULL ? N_("Demande envoyée à l’institution, avec un lien pour répondre.") : N_("Rappel envoyé ; un seul part par jour."), NULL, NULL);
	return back_to_row(rq, an, &v);
}

enum err
request_attach(struct request *rq, struct answer *an)
{
	struct things_view v;
	struct request_upload f = { 0 };
	const char *why = NULL;
	enum err e = thing_open(rq, true, &v);
	if (e == OK && an->problems.n == 0)
		e = take_file(rq, &f, &why);
	if (e == OK && why == NULL && an->problems.n == 0) {
		e = request_file_add(rq->db, v.row, &f);
		if (e == E_LIMIT) {
			fail_clear(rq->a);
			e = OK;
			why = N_("Cette demande a déjà vingt documents : faites-en une autre.");
		}
	}
	if (e != OK)
		return e;
	if (why != NULL)
		problem_add(rq->a, &an->problems, "file", why, NULL);
	if (an->problems.n > 0) {
		struct problems kept = an->problems;
		e = thing_page(rq, an);
		an->problems = kept;
		an->status = 422;
		return e;
	}
	answer_notice(rq, an, N_("Document joint."), NULL, NULL);
	return back_to_row(rq, an, &v);
}

enum err
request_document(struct request *rq, struct answer *an)
{
	struct things_view v;
	enum err e = thing_open(rq, false, &v);
	return e == OK ? send_request_file(rq, an, v.row) : e;
}

enum err
consent_attach(struct request *rq, struct answer *an)
{
	struct things_view v;
	struct request_upload f = { 0 };
	struct digest sha;
	const char *why = NULL;
	const void *other;
	struct entity_view view = { .a = rq->a, .db = rq->db, .lang = rq->lang, .roles = rq->user->roles };
	enum err e = thing_open(rq, true, &v);
	if (e == OK && an->problems.n == 0)
		e = take_file(rq, &f, &why);
	if (e != OK)
		return e;
	if (why != NULL)
		problem_add(rq->a, &an->problems, "file", why, NULL);
	if (an->problems.n > 0) {
		struct problems kept = an->problems;
		e = thing_page(rq, an);
		an->problems = kept;
		an->status = 422;
		return e;
	}
	struct interview x = *(const struct interview *)v.rows.rows;
	if ((e = blob_put(rq->db, f.bytes, f.n, &sha)) != OK)
		return e;
	x.consent_sha = arena_strdup(rq->a, sha.s), x.consent_name = f.filename, x.consent_type = f.type;
	if ((e = entity_update(&view, &interview_entity, &x, &other)) != OK)
		return e;
	answer_notice(rq, an, N_("Formulaire d’accord joint."), NULL, NULL);
	return back_to_row(rq, an, &v);
}

enum err
consent_document(struct request *rq, struct answer *an)
{
	struct things_view v;
	enum err e = thing_open(rq, false, &v);
	if (e != OK)
		return e;
	const struct interview *x = v.rows.rows; /* hidden from who may not read it */
	return send_blob(rq, an, x->consent_sha, x->consent_type, x->consent_name);
}

/* ---- by the link ------------------------------------------------------------------------------------------------------ */

static enum err
open_door(struct request *rq, struct data_view *v)
{
	*v = (struct data_view){ .token = param_text(rq, "token") };
	enum err e = request_of_link(rq->db, v->token, &v->r);
	if (e == OK)
		e = mission_load(rq->db, v->r.team, &v->m);
	if (e == OK)
		e = request_files_of(rq->db, v->r.id, &v->files);
	return e == OK ? team_supervisors(rq->db, v->r.team, &v->supervisors) : e;
}

static enum err
gone(struct request *rq, struct answer *an, enum err e)
{
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Lien périmé")), NULL);
	page_data_gone(p);
	layout_end(rq, an);
	an->status = 410;
	return OK;
}

static enum err
show_door(struct request *rq, struct answer *an, struct data_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Des données pour la mission")), v->m.reference), NULL);
	page_data_door(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
data_page(struct request *rq, struct answer *an)
{
	struct data_view v;
	enum err e = open_door(rq, &v);
	return e == OK ? show_door(rq, an, &v) : gone(rq, an, e);
}

static enum err
answer_again(struct request *rq, struct answer *an, struct data_view *v)
{
	an->status = 422;
	enum err e = show_door(rq, an, v);
	an->status = 422;
	return e;
}

enum err
data_answer(struct request *rq, struct answer *an)
{
	struct data_view v;
	struct request_upload f = { .by_sponsor = true };
	const char *why = NULL, *outcome = param_text(rq, "outcome"), *said = param_text(rq, "answer");
	const struct upload *file = param_file(rq, "file");
	enum err e = open_door(rq, &v);
	if (e != OK)
		return gone(rq, an, e);
	const struct limit limits[] = { throttle_client(rq, "mission data", ANSWERS_OF_CLIENT, HOUR), { "mission data", NULL, ANSWERS_OF_ALL, HOUR } };
	if ((e = throttle(rq, an, limits, LEN(limits))) != OK)
		return e;
	if (!text_eq(outcome, "received") && !text_eq(outcome, "partial") && !text_eq(outcome, "refused"))
		problem_add(rq->a, &an->problems, "outcome", N_("Dites à l’équipe si tout y est, s’il en manque, ou si vous ne pouvez pas."), NULL);
	if (text_eq(outcome, "refused") && text_blank(said))
		problem_add(rq->a, &an->problems, "answer", N_("Dites en un mot pourquoi, ou vers qui l’équipe peut se tourner."), NULL);
	if (file != NULL && file->size > 0 && an->problems.n == 0)
		e = take_file(rq, &f, &why);
	if (e != OK)
		return e;
	if (why != NULL)
		problem_add(rq->a, &an->problems, "file", why, NULL);
	if (an->problems.n > 0)
		return answer_again(rq, an, &v);
	if (param_int(rq, "rev") != v.r.rev) { /* the team, or a colleague, wrote there meanwhile: both are shown, nothing is lost */
		problem_add(rq->a, &an->problems, NULL, N_("Cette demande a changé depuis que vous l’avez ouverte : relisez-la ci-dessous, puis envoyez à nouveau."), NULL);
		return answer_again(rq, an, &v);
	}
	if (f.type != NULL && (e = request_file_add(rq->db, v.r.id, &f)) == E_LIMIT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", N_("Vingt documents sont déjà joints : réunissez les autres en un seul, ou dites où les trouver."), NULL);
		return answer_again(rq, an, &v);
	}
	if (e == OK)
		e = request_answered(rq->db, &v.r, outcome, text_blank(said) ? v.r.answer : said, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, text_eq(outcome, "partial") ? N_("Merci, c’est enregistré. Vous pouvez joindre un autre document.") : N_("Merci : l’équipe a votre réponse."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/data/%s", v.token));
}

enum err
data_document(struct request *rq, struct answer *an)
{
	struct data_view v;
	enum err e = open_door(rq, &v);
	return e == OK ? send_request_file(rq, an, v.r.id) : gone(rq, an, e);
}
