/* What an edition settles of the end of its year: what sponsors are asked, the go before a report leaves, the words and bounds of peer
 * evaluation, the lines of the plan that missions feed. */
#include "mission/report_pages.h"
#include "base/tr.h"
#include "pages.h"
#include "plan/plan_store.h"
#include <math.h>
#include <stdlib.h>

const struct param year_params[] = { { "needs_go", P_BOOL, 4 }, { "later_months", P_INT, 4 }, { "questions_report", P_TEXT, 8000 }, { "questions_oral", P_TEXT, 8000 },
	{ "questions_later", P_TEXT, 8000 }, { "behaviours", P_TEXT, 2000 }, { "factor_least", P_LINE, 10 }, { "factor_most", P_LINE, 10 }, { "self_gap", P_LINE, 10 },
	{ "rater_gap", P_LINE, 10 }, { "spread", P_LINE, 10 }, { 0 } };
const struct param year_line_params[] = { { "kind", P_WORD, 20 }, { "indicator", P_INT, 20 }, { "off", P_BOOL, 4 }, { 0 } };

static enum err
load_teams(struct request *rq, struct year_view *v)
{
	struct teams teams;
	struct sponsor_sents sents;
	enum err e = team_list(rq->db, v->edition.id, &teams);
	if (e == OK)
		e = sponsor_sent_list(rq->db, v->edition.id, &sents);
	for (size_t i = 0; e == OK && i < teams.n; i++) {
		struct year_team t = { .team = teams.items[i] };
		struct submission s = { .number = t.team.number };
		t.reference = submission_reference(rq->a, &v->edition, &s);
		for (size_t k = 0; k < sents.n; k++)
			if (sents.items[k].team == t.team.id)
				t.sent[sents.items[k].kind] = true;
		PUSH(rq->a, &v->teams, t);
	}
	return e;
}

static enum err
show(struct request *rq, struct answer *an, struct year_view *v)
{
	int status = an->problems.n > 0 ? 422 : 200;
	enum err e = year_lines(rq->db, v->edition.id, &v->lines);
	if (e == OK)
		e = load_teams(rq, v);
	if (e == OK && (e = plan_load(rq->db, rq->user, NONE, &v->plan)) == E_NOTFOUND) {
		fail_clear(rq->a);
		v->plan = NULL;
		e = OK;
	}
	if (e != OK)
		return e;
	v->problems = &an->problems;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Fin des missions")), v->edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v->edition, "year", title);
	page_report_year(p, rq, v);
	layout_end(rq, an);
	an->status = status;
	return OK;
}

static enum err
open_year(struct request *rq, struct year_view *v)
{
	enum err e = edition_get(rq->db, param_int(rq, "id"), &v->edition);
	return e == OK ? edition_year_get(rq->db, v->edition.id, rq->lang, &v->year) : e;
}

enum err
year_page(struct request *rq, struct answer *an)
{
	struct year_view v = { 0 };
	enum err e = open_year(rq, &v);
	return e == OK ? show(rq, an, &v) : e;
}

/* "1,25" or "1.25", between two bounds. */
static void
read_number(struct request *rq, struct answer *an, const char *field, double least, double most, double *out)
{
	char *copy = arena_strdup(rq->a, param_text(rq, field) == NULL ? "" : param_text(rq, field)), *end;
	for (char *c = copy; *c != '\0'; c++)
		if (*c == ',')
			*c = '.';
	double x = strtod(copy, &end);
	if (end == copy || *end != '\0' || !isfinite(x) || x < least || x > most)
		problem_add(rq->a, &an->problems, field, N_("Écrivez un nombre entre %s."), arena_printf(rq->a, "%g et %g", least, most));
	else
		*out = x;
}

static void
read_questions(struct request *rq, struct answer *an, const char *field, const char **out)
{
	struct sponsor_questions q;
	sponsor_questions_read(rq->a, param_text(rq, field), &q);
	if (q.n == 0)
		problem_add(rq->a, &an->problems, field, N_("Écrivez au moins une question, une par ligne."), NULL);
	else
		*out = param_text(rq, field);
}

enum err
year_save(struct request *rq, struct answer *an)
{
	struct year_view v = { 0 };
	enum err e = open_year(rq, &v);
	if (e != OK)
		return e;
	struct edition_year *y = &v.year;
	int64_t rev = param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev"), months = param_int(rq, "later_months");
	if (rev != y->rev)
		return answer_conflict(rq, an, "edition", v.edition.id, y->rev, url_path(rq->a, "/editions/%lld/year", (long long)v.edition.id));
	y->needs_go = param_bool(rq, "needs_go");
	if (months == NONE || months < 1 || months > 36)
		problem_add(rq->a, &an->problems, "later_months", N_("Écrivez un nombre de mois entre 1 et 36."), NULL);
	else
		y->later_months = months;
	read_questions(rq, an, "questions_report", &y->questions[FORM_REPORT]);
	read_questions(rq, an, "questions_oral", &y->questions[FORM_ORAL]);
	read_questions(rq, an, "questions_later", &y->questions[FORM_LATER]);
	if (text_blank(param_text(rq, "behaviours")))
		problem_add(rq->a, &an->problems, "behaviours", N_("Écrivez trois comportements, un par ligne."), NULL);
	else
		y->behaviours = param_text(rq, "behaviours");
	read_number(rq, an, "factor_least", 0, 1, &y->peers.least);
	read_number(rq, an, "factor_most", 1, 3, &y->peers.most);
	read_number(rq, an, "self_gap", 0.25, 4, &y->peers.self_gap);
	read_number(rq, an, "rater_gap", 0.1, 4, &y->peers.rater_gap);
	read_number(rq, an, "spread", 0.1, 4, &y->peers.spread);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	if ((e = edition_year_set(rq->db, y)) != OK)
		return e;
	answer_notice(rq, an, N_("Réglages enregistrés."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/year", (long long)v.edition.id));
}

/* A line more, or less; what the missions prove already is filed, or withdrawn, at once. */
enum err
year_line_save(struct request *rq, struct answer *an)
{
	struct year_view v = { 0 };
	struct teams teams;
	int kind = 0;
	enum err e = open_year(rq, &v);
	if (e != OK)
		return e;
	while (kind < YEAR_KINDS && !text_eq(year_kind_words[kind], param_text(rq, "kind")))
		kind++;
	if (kind == YEAR_KINDS || param_int(rq, "indicator") == NONE) {
		problem_add(rq->a, &an->problems, "indicator", N_("Choisissez une ligne du plan."), NULL);
		return show(rq, an, &v);
	}
	if ((e = year_lines_set(rq->db, v.edition.id, (enum year_kind)kind, param_int(rq, "indicator"), !param_bool(rq, "off"))) == OK)
		e = team_list(rq->db, v.edition.id, &teams);
	for (size_t i = 0; e == OK && i < teams.n; i++) { /* the ten of an edition */
		struct mission m;
		if ((e = mission_load(rq->db, teams.items[i].id, &m)) == OK)
			e = year_evidence(rq->db, &m, rq->today);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, param_bool(rq, "off") ? N_("Ligne retirée, avec les preuves que les missions y avaient déposées.") : N_("Ligne liée : chaque mission y dépose sa preuve."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/year", (long long)v.edition.id));
}
