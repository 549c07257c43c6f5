/* The report of a mission: given in, versions, sent to its sponsor; what came back; the minutes of the meeting. */
#include "mission/report_pages.h"
#include "call/call_form.h"
#include "pages.h"
#include "store/blob.h"

const struct param report_params[] = { { "file", P_FILE, REPORT_MAX }, { "note", P_LINE, 1000 }, { 0 } };
const struct param report_minutes_params[] = { { "held_on", P_DATE, 40 }, { "people", P_TEXT, 4000 }, { "decisions", P_TEXT, 20000 }, { "minutes_body", P_TEXT, 60000 }, { 0 } };
const char *const sponsor_form_names[SPONSOR_FORMS] = { N_("Retour sur le rapport"), N_("Après la présentation"), N_("Quelques mois après") };

static enum err
none_is_fine(struct request *rq, enum err e)
{
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	return e == E_NOTFOUND ? OK : e;
}

static enum err
load(struct request *rq, struct report_view *v)
{
	enum err e = edition_year_get(rq->db, v->m.edition.id, rq->lang, &v->year);
	if (e == OK)
		e = report_list(rq->db, v->m.team.id, &v->all);
	for (int k = 0; e == OK && k < SPONSOR_FORMS; k++)
		e = sponsor_form_get(rq->db, v->m.team.id, (enum sponsor_form_kind)k, &v->forms[k]);
	return e == OK ? none_is_fine(rq, feedback_minutes_get(rq->db, v->m.team.id, &v->minutes)) : e;
}

static enum err
show(struct request *rq, struct answer *an, struct report_view *v)
{
	int status = an->problems.n > 0 ? 422 : 200;
	v->problems = &an->problems;
	enum err e = load(rq, v);
	if (e != OK)
		return e;
	struct page *p = mission_begin(rq, an, &v->m, "report", NULL);
	page_report(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

static enum err
back(struct request *rq, struct answer *an, const struct mission *m)
{
	return answer_redirect(rq, an, mission_url(rq->a, m, "report"));
}

enum err
report_page(struct request *rq, struct answer *an)
{
	struct report_view v = { 0 };
	enum err e = mission_open(rq, &v.m);
	return e == OK ? show(rq, an, &v) : e;
}

/* ---- giving in -------------------------------------------------------------------------------------------------- */

static const char report_wrong[] = N_("Le rapport est un PDF, un DOCX ou un ODT sans macros, de 30 Mo au plus. Enregistrez-le en PDF, puis déposez-le.");

static bool
report_type(const char *type)
{
	return type != NULL && !text_starts(type, "image/");
}

/* The stored file; nothing stored when it is no report. */
static enum err
take_file(struct request *rq, struct answer *an, struct report_new *n)
{
	const struct upload *f = param_file(rq, "file");
	const void *bytes;
	struct digest sha;
	size_t size;
	if (an->problems.n > 0)
		return OK; /* too large: the dispatcher said so */
	if (f == NULL || f->size == 0) {
		problem_add(rq->a, &an->problems, "file", N_("Choisissez le fichier du rapport."), NULL);
		return OK;
	}
	enum err e = upload_bytes(rq->a, f, REPORT_MAX, &bytes, &size);
	const char *type = e == OK ? document_type(bytes, size) : NULL;
	if (e == E_LIMIT || (e == OK && !report_type(type))) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", report_wrong, NULL);
		return OK;
	}
	if (e == OK)
		e = blob_put(rq->db, bytes, size, &sha);
	if (e != OK)
		return e;
	n->sha = arena_strdup(rq->a, sha.s), n->size = (int64_t)size, n->type = type, n->filename = document_filename(rq->a, f->filename, type);
	return OK;
}

static enum err
send_it(struct request *rq, struct mission *m, const struct edition_year *y, const struct report *r)
{
	const char *to;
	enum err e = sponsor_letter(rq->db, rq->app->base_url, m, FORM_REPORT, y->later_months, rq->user->person, false, &to);
	return e == OK ? report_mark_sent(rq->db, r->id, rq->user->person, to) : e;
}

enum err
report_deposit(struct request *rq, struct answer *an)
{
	struct report_view v = { 0 };
	struct report_new n = { .m = &v.m, .person = rq->user->person };
	struct report r;
	enum err e = mission_open_write(rq, &v.m);
	if (e == OK && (v.m.seat & (SEAT_STUDENT | SEAT_STAFF)) == 0)
		return fail(rq->a, E_FORBIDDEN, "report: the team gives it in");
	if (e == OK)
		e = take_file(rq, an, &n);
	if (e != OK)
		return e;
	if (an->problems.n > 0)
		return show(rq, an, &v);
	n.note = text_blank(param_text(rq, "note")) ? NULL : param_text(rq, "note");
	e = report_add(rq->db, &n, &r);
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "file", N_("Ce fichier est déjà la dernière version déposée : rien n’a changé."), NULL);
		return show(rq, an, &v);
	}
	if (e == OK)
		e = mission_advance(rq->db, &v.m, ST_REPORT, rq->user->person);
	if (e == OK)
		e = report_receipt(rq->db, rq->app->base_url, &v.m, &r);
	if (e == OK)
		e = edition_year_get(rq->db, v.m.edition.id, rq->lang, &v.year);
	if (e == OK && !v.year.needs_go && !text_blank(v.m.commission.email))
		e = send_it(rq, &v.m, &v.year, &r);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Rapport déposé : version %s. Un reçu part à toute l’équipe."), arena_printf(rq->a, "%lld", (long long)r.version), NULL);
	return back(rq, an, &v.m);
}

enum err
report_file(struct request *rq, struct answer *an)
{
	struct mission m;
	struct report r;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = mission_open(rq, &m);
	if (e == OK)
		e = report_get(rq->db, m.team.id, param_int(rq, "version"), &r);
	if (e == OK)
		e = blob_get(rq->db, r.sha, &bytes, &n);
	return e == OK ? answer_bytes(an, r.type, bytes, n, r.filename) : e;
}

/* ---- to the sponsor -------------------------------------------------------------------------------------------------- */

static const char no_address[] = N_("Cette commande n’a pas d’adresse : la coordination l’ajoute sur sa fiche, puis renvoie le rapport.");

/* The go of who follows the team, and the mail with it: one decision, one button. */
enum err
report_send(struct request *rq, struct answer *an)
{
	struct report_view v = { 0 };
	struct report r;
	enum err e = mission_open_write(rq, &v.m);
	if (e == OK && (v.m.seat & (SEAT_SUPERVISOR | SEAT_STAFF)) == 0)
		return fail(rq->a, E_FORBIDDEN, "report: who follows the team sends it");
	if (e == OK)
		e = report_get(rq->db, v.m.team.id, param_int(rq, "version"), &r);
	if (e != OK)
		return e;
	if (r.sent_at != NULL) {
		answer_notice(rq, an, N_("Cette version était déjà partie."), NULL, NULL);
		return back(rq, an, &v.m);
	}
	if (text_blank(v.m.commission.email)) {
		problem_add(rq->a, &an->problems, NULL, no_address, NULL);
		return show(rq, an, &v);
	}
	if ((e = edition_year_get(rq->db, v.m.edition.id, rq->lang, &v.year)) == OK && (e = report_go(rq->db, r.id, rq->user->person)) == OK)
		e = send_it(rq, &v.m, &v.year, &r);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Le rapport est parti à %s."), v.m.commission.email, NULL);
	return back(rq, an, &v.m);
}

/* A new link, when the first was lost. */
enum err
report_link(struct request *rq, struct answer *an)
{
	struct report_view v = { 0 };
	struct report r;
	const char *to;
	enum err e = mission_open(rq, &v.m);
	if (e == OK && (v.m.seat & (SEAT_SUPERVISOR | SEAT_STAFF)) == 0)
		return fail(rq->a, E_FORBIDDEN, "report: who follows the team sends it");
	if (e == OK)
		e = report_sent(rq->db, v.m.team.id, &r);
	if (e != OK)
		return e;
	if (text_blank(v.m.commission.email)) {
		problem_add(rq->a, &an->problems, NULL, no_address, NULL);
		return show(rq, an, &v);
	}
	if ((e = edition_year_get(rq->db, v.m.edition.id, rq->lang, &v.year)) == OK)
		e = sponsor_letter(rq->db, rq->app->base_url, &v.m, FORM_REPORT, v.year.later_months, rq->user->person, false, &to);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Un nouveau lien est parti à %s. Les précédents restent valables."), v.m.commission.email, NULL);
	return back(rq, an, &v.m);
}

/* ---- minutes of the meeting -------------------------------------------------------------------------------------------- */

static void
check_minutes(struct request *rq, struct answer *an, struct feedback_minutes *f)
{
	struct date on;
	const char *people = param_text(rq, "people"), *decisions = param_text(rq, "decisions"), *body = param_text(rq, "minutes_body");
	if (!param_date(rq, "held_on", &on))
		problem_add(rq->a, &an->problems, "held_on", N_("Quel jour la réunion a-t-elle eu lieu ?"), NULL);
	else if (date_cmp(on, rq->today) > 0)
		problem_add(rq->a, &an->problems, "held_on", N_("Un compte rendu s’écrit après la réunion : ce jour est à venir."), NULL);
	if (text_blank(people))
		problem_add(rq->a, &an->problems, "people", N_("Qui était présent ? Une personne par ligne."), NULL);
	if (text_blank(decisions) && text_blank(body))
		problem_add(rq->a, &an->problems, "decisions", N_("Notez au moins ce qui a été décidé, ou ce qui a été dit."), NULL);
	f->people = people, f->decisions = text_blank(decisions) ? NULL : decisions, f->body = text_blank(body) ? NULL : body;
	if (an->problems.n == 0)
		f->held_on = arena_strdup(rq->a, date_iso(on).s);
}

enum err
report_minutes(struct request *rq, struct answer *an)
{
	struct report_view v = { 0 };
	enum err e = mission_open_write(rq, &v.m);
	if (e != OK)
		return e;
	struct feedback_minutes f = { .team = v.m.team.id, .person = rq->user->person, .rev = param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev") };
	check_minutes(rq, an, &f);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	e = feedback_minutes_set(rq->db, &f);
	if (e == E_CONFLICT) {
		struct feedback_minutes now = { 0 };
		fail_clear(rq->a);
		e = none_is_fine(rq, feedback_minutes_get(rq->db, v.m.team.id, &now));
		return e == OK ? answer_conflict(rq, an, "team", v.m.team.id, now.rev, mission_url(rq->a, &v.m, "report")) : e;
	}
	if (e == OK && v.m.status == ST_REPORT)
		e = mission_advance(rq->db, &v.m, ST_FEEDBACK, rq->user->person);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Compte rendu enregistré."), NULL, NULL);
	return back(rq, an, &v.m);
}
