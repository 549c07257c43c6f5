/* The end of a mission: its oral, what the team lets be published, what is missing, and the last button. */
#include "mission/report_pages.h"
#include "pages.h"
#include "store/history.h"

const struct param closing_oral_params[] = { { "oral_on", P_DATE, 40 }, { "oral_time", P_LINE, 20 }, { "oral_place", P_LINE, 600 }, { "jury_notes", P_TEXT, 20000 }, { "oral_done", P_BOOL, 4 }, { 0 } };
const struct param closing_choice_params[] = { { "names_open", P_WORD, 4 }, { "report_open", P_WORD, 4 }, { 0 } };
const struct param closing_sponsor_params[] = { { "publication", P_WORD, 20 }, { "report_open", P_BOOL, 4 }, { 0 } };
const struct param closing_end_params[] = { { "reason", P_LINE, 1000 }, { 0 } };

enum { GUIDES = SEAT_SUPERVISOR | SEAT_STAFF };

static enum err
show(struct request *rq, struct answer *an, struct closing_view *v)
{
	struct closing_facts facts;
	int status = an->problems.n > 0 ? 422 : 200;
	enum err e = closing_get(rq->db, v->m.team.id, &v->c);
	if (e == OK)
		e = closing_slot(rq->db, &v->m, &v->c);
	if (e == OK)
		e = closing_facts_of(rq->db, &v->m, &facts);
	if (e == OK)
		e = year_evidence_count(rq->db, v->m.team.id, &v->evidence);
	if (e != OK)
		return e;
	v->missing = closing_missing(&facts);
	v->problems = &an->problems;
	if ((v->m.seat & GUIDES) == 0)
		v->c.jury_notes = NULL; /* for the staff */
	struct page *p = mission_begin(rq, an, &v->m, "closing", NULL);
	page_closing(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

static enum err
back(struct request *rq, struct answer *an, const struct mission *m, const char *notice)
{
	answer_notice(rq, an, notice, NULL, NULL);
	return answer_redirect(rq, an, mission_url(rq->a, m, "closing"));
}

static enum err
open_guided(struct request *rq, struct mission *m)
{
	enum err e = mission_open_write(rq, m);
	return e == OK && (m->seat & GUIDES) == 0 ? fail(rq->a, E_FORBIDDEN, "closing: who follows the team") : e;
}

enum err
closing_page(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	enum err e = mission_open(rq, &v.m);
	return e == OK ? show(rq, an, &v) : e;
}

/* ---- the oral ---------------------------------------------------------------------------------------------------- */

static void
read_oral(struct request *rq, struct answer *an, struct closing *c, bool done)
{
	struct date on;
	int minute;
	const char *day = param_text(rq, "oral_on"), *time = param_text(rq, "oral_time"), *place = param_text(rq, "oral_place"), *notes = param_text(rq, "jury_notes");
	c->oral_on = param_date(rq, "oral_on", &on) ? arena_strdup(rq->a, date_iso(on).s) : NULL;
	if (!text_blank(time) && !clock_parse(time, &minute))
		problem_add(rq->a, &an->problems, "oral_time", N_("Écrivez l’heure comme 14:30 ou 14h30."), NULL);
	else
		c->oral_time = text_blank(time) ? NULL : clock_text(rq->a, minute);
	c->oral_place = text_blank(place) ? NULL : place;
	c->jury_notes = text_blank(notes) ? NULL : notes;
	if (done && text_blank(day))
		problem_add(rq->a, &an->problems, "oral_on", N_("Quel jour la présentation a-t-elle eu lieu ?"), NULL);
	else if (done && c->oral_on != NULL && date_cmp(on, rq->today) > 0)
		problem_add(rq->a, &an->problems, "oral_on", N_("Une présentation à venir n’est pas encore faite."), NULL);
}

enum err
closing_oral_save(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	const char *to;
	struct edition_year y;
	enum err e = open_guided(rq, &v.m);
	if (e == OK)
		e = closing_get(rq->db, v.m.team.id, &v.c);
	if (e != OK)
		return e;
	bool done = param_bool(rq, "oral_done"), first = done && v.c.oral_done_at == NULL;
	int64_t rev = param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev");
	if (rev != v.c.rev)
		return answer_conflict(rq, an, "team", v.m.team.id, v.c.rev, mission_url(rq->a, &v.m, "closing"));
	read_oral(rq, an, &v.c, done);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	e = closing_oral(rq->db, &v.c, done);
	if (e == OK && first && (v.m.status == ST_FEEDBACK || v.m.status == ST_REPORT))
		e = mission_advance(rq->db, &v.m, ST_ORAL, rq->user->person);
	if (e == OK && first && !text_blank(v.m.commission.email) && (e = edition_year_get(rq->db, v.m.edition.id, rq->lang, &y)) == OK)
		e = sponsor_letter(rq->db, rq->app->base_url, &v.m, FORM_ORAL, y.later_months, rq->user->person, false, &to);
	return e == OK ? back(rq, an, &v.m, first ? N_("Présentation faite. Le commanditaire reçoit un lien pour dire ce qu’il en retient.") : N_("Présentation enregistrée.")) : e;
}

/* ---- what may be published --------------------------------------------------------------------------------------- */

enum err
closing_choice_save(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	const char *names = param_text(rq, "names_open"), *report = param_text(rq, "report_open");
	enum err e = mission_open(rq, &v.m); /* it may be taken back once the mission is over, too */
	if (e == OK && (v.m.seat & (SEAT_STUDENT | SEAT_STAFF)) == 0)
		return fail(rq->a, E_FORBIDDEN, "closing: the team chooses");
	if (e != OK)
		return e;
	if (!text_eq(names, "0") && !text_eq(names, "1"))
		problem_add(rq->a, &an->problems, "names_open", N_("Choisissez si vos noms sont montrés."), NULL);
	if (!text_eq(report, "0") && !text_eq(report, "1"))
		problem_add(rq->a, &an->problems, "report_open", N_("Choisissez si le rapport peut être téléchargé."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	e = closing_choose(rq->db, v.m.team.id, text_eq(names, "1"), text_eq(report, "1"), rq->user->person);
	return e == OK ? back(rq, an, &v.m, N_("Le choix de l’équipe est enregistré. Il peut être changé plus tard.")) : e;
}

/* What the sponsor asked by telephone or mail. */
enum err
closing_sponsor_save(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	const char *word = param_text(rq, "publication");
	enum err e = mission_open(rq, &v.m);
	if (e != OK)
		return e;
	if (!text_eq(word, "named") && !text_eq(word, "anonymous") && !text_eq(word, "none")) {
		problem_add(rq->a, &an->problems, "publication", N_("Choisissez ce qui peut être publié."), NULL);
		return show(rq, an, &v);
	}
	e = submission_publish(rq->db, &v.m.commission, word);
	if (e == OK)
		e = closing_sponsor(rq->db, v.m.team.id, param_bool(rq, "report_open") && !text_eq(word, "none"));
	if (e == OK)
		e = year_evidence(rq->db, &v.m, rq->today);
	return e == OK ? back(rq, an, &v.m, N_("Le choix du commanditaire est enregistré.")) : e;
}

/* ---- the last button ----------------------------------------------------------------------------------------------- */

enum err
closing_close(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	struct closing_facts facts;
	const char *reason = param_text(rq, "reason");
	enum err e = open_guided(rq, &v.m);
	if (e == OK)
		e = closing_facts_of(rq->db, &v.m, &facts);
	if (e != OK)
		return e;
	bool forced = (v.m.seat & SEAT_STAFF) != 0 && !text_blank(reason);
	if (closing_missing(&facts) != 0 && !forced) {
		problem_add(rq->a, &an->problems, (v.m.seat & SEAT_STAFF) != 0 ? "reason" : NULL, (v.m.seat & SEAT_STAFF) != 0
		    ? N_("Il manque quelque chose : complétez la liste, ou dites pourquoi la mission se clôture ainsi.")
		    : N_("Il manque quelque chose : complétez la liste. La coordination peut clôturer autrement, avec un motif."), NULL);
		return show(rq, an, &v);
	}
	if (v.m.status < ST_EXPLORATION && !forced)
		return fail(rq->a, E_FORBIDDEN, "closing: the mission has not begun");
	e = mission_advance(rq->db, &v.m, ST_ARCHIVED, rq->user->person);
	if (e == OK)
		e = closing_end(rq->db, v.m.team.id, true, rq->user->person);
	if (e == OK && forced)
		e = history_add(rq->db, "team", v.m.team.id, "changed", "closed_reason", NULL, reason);
	if (e == OK)
		e = year_evidence(rq->db, &v.m, rq->today);
	return e == OK ? back(rq, an, &v.m, N_("Mission clôturée. Merci à tous.")) : e;
}

enum err
closing_reopen(struct request *rq, struct answer *an)
{
	struct closing_view v = { 0 };
	const char *reason = param_text(rq, "reason");
	enum err e = mission_open(rq, &v.m);
	if (e != OK)
		return e;
	if (text_blank(reason))
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi la mission est rouverte : le motif reste au dossier."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	const struct move *again = move_find(ST_ARCHIVED, ST_ORAL, BY_CLOSING);
	if (v.m.status != ST_ARCHIVED || again == NULL)
		return fail(rq->a, E_FORBIDDEN, "closing: nothing to open again");
	e = submission_move(rq->db, &v.m.commission, ST_ORAL, &(struct moved){ again, rq->user->person, reason, 0 });
	if (e == OK)
		e = closing_end(rq->db, v.m.team.id, false, rq->user->person);
	if (e == OK)
		e = year_evidence(rq->db, &v.m, rq->today);
	return e == OK ? back(rq, an, &v.m, N_("Mission rouverte : les preuves déposées à la clôture sont retirées.")) : e;
}
