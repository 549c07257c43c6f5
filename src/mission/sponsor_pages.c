/* The sponsor's page, behind the link of a mail: no GET uses it up or says that it was opened; what is said is said by a button. */
#include "mission/report_pages.h"
#include "pages.h"
#include "store/blob.h"
#include "web/throttle.h"
#include <stdlib.h>
#include <string.h>

#define ANSWER(k) { "answer-" #k, P_TEXT, 2 * ANSWER_MAX }
const struct param sponsor_form_params[] = { ANSWER(0), ANSWER(1), ANSWER(2), ANSWER(3), ANSWER(4), ANSWER(5), ANSWER(6), ANSWER(7), ANSWER(8), ANSWER(9), ANSWER(10), ANSWER(11),
	{ "quote", P_TEXT, 2000 }, { "quote_open", P_BOOL, 4 }, { 0 } };
const struct param sponsor_publish_params[] = { { "publication", P_WORD, 20 }, { "report_open", P_BOOL, 4 }, { 0 } };

static enum err
gone(struct request *rq, struct answer *an, enum err e)
{
	if (e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Lien périmé")), NULL);
	page_sponsor_gone(p);
	layout_end(rq, an);
	an->status = 410;
	return OK;
}

static bool
is_past(const char *iso, struct date today)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) && date_cmp(d, today) <= 0;
}

static enum err
open_door(struct request *rq, struct sponsor_view *v)
{
	*v = (struct sponsor_view){ .token = param_text(rq, "token"), .report = { .id = NONE } };
	enum err e = sponsor_link_find(rq->db, v->token, &v->m);
	if (e != OK || (e = edition_year_get(rq->db, v->m.edition.id, rq->lang, &v->year)) != OK || (e = closing_get(rq->db, v->m.team.id, &v->c)) != OK
	    || (e = closing_slot(rq->db, &v->m, &v->c)) != OK)
		return e;
	for (int k = 0; e == OK && k < SPONSOR_FORMS; k++)
		e = sponsor_form_get(rq->db, v->m.team.id, (enum sponsor_form_kind)k, &v->forms[k]);
	if (e != OK)
		return e;
	e = report_sent(rq->db, v->m.team.id, &v->report);
	if (e == E_NOTFOUND) {
		v->report.id = NONE;
		fail_clear(rq->a);
		e = OK;
	}
	v->ready[FORM_REPORT] = v->report.id != NONE;
	v->ready[FORM_ORAL] = v->c.oral_done_at != NULL || is_past(v->c.oral_on, rq->today);
	v->ready[FORM_LATER] = v->c.later_asked_at != NULL;
	return e;
}

static struct url
door(struct request *rq, const struct sponsor_view *v)
{
	return url_path(rq->a, "/sponsor/%s", v->token);
}

enum err
sponsor_page(struct request *rq, struct answer *an)
{
	struct sponsor_view v;
	enum err e = open_door(rq, &v);
	if (e != OK)
		return gone(rq, an, e);
	v.problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Votre commande")), v.m.reference), NULL);
	page_sponsor(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
sponsor_file(struct request *rq, struct answer *an)
{
	struct sponsor_view v;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = open_door(rq, &v);
	if (e != OK)
		return gone(rq, an, e);
	if (v.report.id == NONE)
		return E_NOTFOUND;
	e = blob_get(rq->db, v.report.sha, &bytes, &n);
	return e == OK ? answer_bytes(an, v.report.type, bytes, n, v.report.filename) : e;
}

/* ---- what is said by a button ------------------------------------------------------------------------------------ */

enum { ACTS_OF_CLIENT = 60, SAVES_OF_CLIENT = 600, HOUR = 3600 };

static enum err
within_limits(struct request *rq, struct answer *an)
{
	const struct limit l = throttle_client(rq, "sponsor", ACTS_OF_CLIENT, HOUR);
	return throttle(rq, an, &l, 1);
}

enum err
sponsor_received(struct request *rq, struct answer *an)
{
	struct sponsor_view v;
	bool first = false;
	enum err e = open_door(rq, &v);
	if (e != OK)
		return gone(rq, an, e);
	if (v.report.id == NONE)
		return E_NOTFOUND;
	if ((e = within_limits(rq, an)) == OK)
		e = report_received(rq->db, &v.report, &first);
	if (e == OK && first)
		e = sponsor_said(rq->db, rq->app->base_url, &v.m, N_("Le commanditaire a bien reçu le rapport."));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Merci : l’équipe sait que vous l’avez reçu."), NULL, NULL);
	return answer_redirect(rq, an, door(rq, &v));
}

enum err
sponsor_publish(struct request *rq, struct answer *an)
{
	struct sponsor_view v;
	const char *word = param_text(rq, "publication");
	enum err e = open_door(rq, &v);
	if (e != OK)
		return gone(rq, an, e);
	if (!text_eq(word, "named") && !text_eq(word, "anonymous") && !text_eq(word, "none")) {
		problem_add(rq->a, &an->problems, "publication", N_("Choisissez ce qui peut être publié."), NULL);
		e = sponsor_page(rq, an);
		an->status = 422;
		return e;
	}
	if ((e = within_limits(rq, an)) == OK)
		e = submission_publish(rq->db, &v.m.commission, word);
	if (e == OK)
		e = closing_sponsor(rq->db, v.m.team.id, param_bool(rq, "report_open") && !text_eq(word, "none"));
	if (e == OK)
		e = year_evidence(rq->db, &v.m, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Votre choix est enregistré. Vous pouvez le changer quand vous voulez."), NULL, NULL);
	return answer_redirect(rq, an, door(rq, &v));
}

/* ---- forms --------------------------------------------------------------------------------------------------------- */

/* Of what was answered already, the questions as they were then; else those of the edition now. */
static void
questions_of(struct request *rq, struct sponsor_form_view *v)
{
	struct buf b = buf_new(rq->a, KIB(64));
	if (v->f.sent_at == NULL) {
		sponsor_questions_read(rq->a, v->s.year.questions[v->f.kind], &v->questions);
		return;
	}
	for (size_t i = 0; i < v->f.n; i++)
		buf_printf(&b, "%s\n", v->f.question[i]);
	sponsor_questions_read(rq->a, buf_str(&b), &v->questions);
}

/* E_CONFLICT: nothing to answer there yet. */
static enum err
open_form(struct request *rq, struct sponsor_form_view *v)
{
	enum sponsor_form_kind k;
	enum err e = open_door(rq, &v->s);
	if (e != OK)
		return e;
	if (!sponsor_form_of(param_text(rq, "form"), &k) || !v->s.ready[k])
		return E_CONFLICT;
	v->f = v->s.forms[k];
	questions_of(rq, v);
	return OK;
}

/* The link is good, the form is not open: back to what is. */
static enum err
not_there(struct request *rq, struct answer *an, const struct sponsor_form_view *v, enum err e)
{
	if (e != E_CONFLICT)
		return gone(rq, an, e);
	an->problems.n = 0;
	answer_notice(rq, an, N_("Ce formulaire n’est pas encore ouvert."), NULL, NULL);
	return answer_redirect(rq, an, door(rq, &v->s));
}

static enum err
show_form(struct request *rq, struct answer *an, struct sponsor_form_view *v)
{
	v->problems = &an->problems;
	int status = an->problems.n > 0 ? 422 : 200;
	struct page *p = layout_begin(rq, an, tr(rq->lang, sponsor_form_names[v->f.kind]), NULL);
	page_sponsor_form(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

enum err
sponsor_form_page(struct request *rq, struct answer *an)
{
	struct sponsor_form_view v = { 0 };
	enum err e = open_form(rq, &v);
	return e == OK ? show_form(rq, an, &v) : not_there(rq, an, &v, e);
}

static bool
on_scale(const char *s)
{
	return s[0] >= '0' + SCALE_LEAST && s[0] <= '0' + SCALE_MOST && s[1] == '\0';
}

static void
read_answers(struct request *rq, struct sponsor_form_view *v)
{
	v->f.n = v->questions.n;
	for (size_t i = 0; i < v->questions.n; i++) {
		const struct sponsor_question *q = &v->questions.items[i];
		const char *typed = param_text(rq, arena_printf(rq->a, "answer-%zu", i));
		v->f.question[i] = q->scale ? arena_printf(rq->a, "[1-5] %s", q->text) : q->text;
		v->f.answer[i] = typed == NULL || (q->scale && !on_scale(typed)) ? "" : typed;
	}
	v->f.quote = text_blank(param_text(rq, "quote")) ? NULL : param_text(rq, "quote");
	v->f.quote_open = v->f.quote != NULL && param_bool(rq, "quote_open");
}

enum err
sponsor_form_save(struct request *rq, struct answer *an)
{
	struct sponsor_form_view v = { 0 };
	bool said = false;
	enum err e = open_form(rq, &v);
	if (e != OK)
		return not_there(rq, an, &v, e);
	bool first = v.f.sent_at == NULL;
	read_answers(rq, &v);
	for (size_t i = 0; i < v.f.n; i++)
		said = said || !text_blank(v.f.answer[i]);
	if (!said)
		problem_add(rq->a, &an->problems, "answer-0", N_("Répondez à une question au moins : le reste est facultatif."), NULL);
	if (an->problems.n > 0)
		return show_form(rq, an, &v);
	if ((e = within_limits(rq, an)) == OK && (e = sponsor_form_set(rq->db, &v.f, true)) == OK && v.f.kind == FORM_REPORT && v.s.m.status == ST_REPORT)
		e = mission_advance(rq->db, &v.s.m, ST_FEEDBACK, NONE);
	if (e == OK && first)
		e = sponsor_said(rq->db, rq->app->base_url, &v.s.m, N_("Le commanditaire a donné son retour."));
	if (e == OK)
		e = year_evidence(rq->db, &v.s.m, rq->today);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Merci : vos réponses sont chez l’équipe. Vous pouvez encore les corriger."), NULL, NULL);
	return answer_redirect(rq, an, door(rq, &v.s));
}

/* As it is typed, until it is sent: then only the button changes it. */
enum err
sponsor_form_typed(struct request *rq, struct answer *an)
{
	struct sponsor_form_view v = { 0 };
	const struct limit l = throttle_client(rq, "sponsor typed", SAVES_OF_CLIENT, HOUR);
	enum err e = open_form(rq, &v);
	if (e != OK)
		return e;
	if (v.f.sent_at != NULL)
		return E_CONFLICT;
	an->problems.n = 0;
	read_answers(rq, &v);
	if ((e = throttle(rq, an, &l, 1)) == OK)
		e = sponsor_form_set(rq->db, &v.f, false);
	an->status = 204;
	return e;
}
