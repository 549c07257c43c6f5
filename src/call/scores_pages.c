/* Raw and calibrated scores side by side, the severity of each juror, disagreements; and the rubric they come from. */
#include "call/review_pages.h"
#include "pages.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct param rubric_params[] = { { "rev", P_INT, 20 }, { "title", P_LINE, 800 }, { "help", P_TEXT, 4000 }, { "weight", P_LINE, 20 },
	{ "position", P_INT, 5 }, { "level1", P_LINE, 800 }, { "level2", P_LINE, 800 }, { "level3", P_LINE, 800 }, { "level4", P_LINE, 800 }, { "level5", P_LINE, 800 }, { 0 } };

/* A juror who also coordinates sees no score of a file before their own is done, and none of a conflict. */
static void
hide(struct request *rq, struct scores_view *v)
{
	size_t me = jury_juror_of_person(&v->jury, rq->user->person);
	v->hidden = ARENA_ARRAY(rq->a, bool, v->jury.files.n + 1);
	for (size_t f = 0; me < v->jury.jurors.n && f < v->jury.files.n; f++)
		v->hidden[f] = !jury_may_compare(&v->jury, me, f);
}

struct placed { double score; size_t file; };

static int
best_first(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	return a->score != b->score ? (a->score < b->score) - (a->score > b->score) : (a->file > b->file) - (a->file < b->file);
}

static enum err
load_scores(struct request *rq, struct scores_view *v)
{
	enum err e = jury_load(rq->db, param_int(rq, "id"), &v->jury);
	if (e != OK)
		return e;
	struct cal_input in = jury_reviews(rq->a, &v->jury);
	v->any = in.reviews > 0 && calibrate(rq->a, &in, &v->cal) == OK;
	fail_clear(rq->a);
	size_t n = v->jury.files.n;
	struct placed *at = ARENA_ARRAY(rq->a, struct placed, n + 1);
	for (size_t f = 0; f < n; f++)
		at[f] = (struct placed){ v->any && v->cal.reviews[f] > 0 ? v->cal.calibrated[f] : -INFINITY, f };
	hide(rq, v);
	for (size_t f = 0; f < n; f++)
		if (v->hidden[f])
			at[f].score = -INFINITY; /* its place would tell */
	qsort(at, n, sizeof *at, best_first);
	v->order = ARENA_ARRAY(rq->a, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		v->order[i] = at[i].file;
	return OK;
}

enum err
scores_page(struct request *rq, struct answer *an)
{
	struct scores_view v = { 0 };
	enum err e = load_scores(rq, &v);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Cotes")), v.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.jury.edition, "jury", title);
	page_scores(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
scores_csv(struct request *rq, struct answer *an)
{
	struct scores_view v = { 0 };
	enum err e = load_scores(rq, &v);
	if (e != OK)
		return e;
	const struct jury *j = &v.jury;
	struct buf out = buf_new(rq->a, MIB(16));
	csv_begin(&out);
	csv_text(&out, tr(rq->lang, N_("Commande")), true);
	static const char *const heads[] = { N_("Institution"), N_("Cotes reçues"), N_("Brute"), N_("Calibrée"), N_("Écart") };
	for (size_t k = 0; k < LEN(heads); k++)
		csv_text(&out, tr(rq->lang, heads[k]), false);
	for (size_t k = 0; k < j->jurors.n; k++)
		csv_text(&out, j->jurors.items[k].name, false);
	csv_end_row(&out);
	for (size_t i = 0; i < j->files.n; i++) {
		size_t f = v.order[i];
		bool seen = v.any && !v.hidden[f] && v.cal.reviews[f] > 0;
		csv_text(&out, submission_reference(rq->a, &j->edition, &j->files.items[f]), true);
		csv_text(&out, j->files.items[f].org_name, false);
		csv_int(&out, seen ? v.cal.reviews[f] : NONE, false);
		for (int k = 0; k < 3; k++)
			if (seen)
				csv_real(&out, k == 0 ? v.cal.raw[f] : k == 1 ? v.cal.calibrated[f] : file_spread(j, f), 4, false);
			else
				csv_text(&out, "", false);
		for (size_t k = 0; k < j->jurors.n; k++) {
			double y;
			if (seen && jury_counts(j, k, f, &y))
				csv_real(&out, y, 4, false);
			else
				csv_text(&out, "", false);
		}
		csv_end_row(&out);
	}
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, arena_printf(rq->a, "cotes-%s.csv", j->edition.label));
}

/* ---- the rubric --------------------------------------------------------------------------------------------------- */

const char *
weight_text(const struct page *p, double x)
{
	char *text = arena_printf(p->a, "%g", x), *dot = strchr(text, '.');
	if (dot != NULL && p->lang == LANG_FR)
		*dot = ',';
	return text;
}

static enum err
show_rubric(struct request *rq, struct answer *an)
{
	struct jury_view v = { .problems = &an->problems };
	enum err e = jury_load(rq->db, param_int(rq, "id"), &v.jury);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Grille de cotation")), v.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.jury.edition, "jury", title);
	page_rubric(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
rubric_page(struct request *rq, struct answer *an)
{
	return show_rubric(rq, an);
}

static enum err
to_rubric(struct request *rq, struct answer *an)
{
	return answer_redirect(rq, an, url_path(rq->a, "/editions/%lld/rubric", (long long)param_int(rq, "id")));
}

static const char *
typed_or_null(struct request *rq, const char *name)
{
	const char *s = param_text(rq, name);
	return text_blank(s) ? NULL : s;
}

enum err
rubric_save(struct request *rq, struct answer *an)
{
	struct jury j;
	char weight[24], *end;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e != OK)
		return e;
	struct criterion c = { .id = param_int(rq, "criterion"), .rev = param_int(rq, "rev"), .title = typed_or_null(rq, "title"), .help = typed_or_null(rq, "help"),
		.position = param_int(rq, "position") };
	static const char *const levels[SCORE_MOST] = { "level1", "level2", "level3", "level4", "level5" };
	for (int k = 0; k < SCORE_MOST; k++)
		c.level[k] = typed_or_null(rq, levels[k]);
	snprintf(weight, sizeof weight, "%s", param_text(rq, "weight") == NULL ? "" : param_text(rq, "weight"));
	for (char *x = weight; *x != '\0'; x++)
		*x = *x == ',' ? '.' : *x;
	c.weight = strtod(weight, &end);
	if (c.title == NULL)
		problem_add(rq->a, &an->problems, "title", N_("Donnez un intitulé au critère."), NULL);
	if (end == weight || *end != '\0' || !(c.weight > 0 && c.weight <= 100))
		problem_add(rq->a, &an->problems, "weight", N_("Le poids est un nombre plus grand que 0, 100 au plus."), NULL);
	if (c.id == NONE && j.criteria.n >= CRITERIA_MAX)
		problem_add(rq->a, &an->problems, NULL, N_("Douze critères suffisent : retirez-en un d’abord."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		e = show_rubric(rq, an);
		an->status = 422;
		return e;
	}
	size_t k = 0;
	while (k < j.criteria.n && j.criteria.items[k].id != c.id)
		k++;
	if (c.id != NONE && k == j.criteria.n)
		return E_NOTFOUND;
	if (c.position == NONE)
		c.position = c.id != NONE ? j.criteria.items[k].position : j.criteria.n > 0 ? j.criteria.items[j.criteria.n - 1].position + 1 : 1;
	e = criterion_save(rq->db, j.edition.id, &c);
	if (e == E_CONFLICT && c.id != NONE)
		return answer_conflict(rq, an, "criterion", c.id, j.criteria.items[k].rev, url_path(rq->a, "/editions/%lld/rubric", (long long)j.edition.id));
	if (e == E_CONFLICT) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "title", N_("Un critère porte déjà cet intitulé."), NULL);
		an->status = 422;
		e = show_rubric(rq, an);
		an->status = 422;
		return e;
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Critère enregistré."), NULL, NULL);
	return to_rubric(rq, an);
}

enum err
rubric_begin(struct request *rq, struct answer *an)
{
	struct jury j;
	enum err e = jury_load(rq->db, param_int(rq, "id"), &j);
	if (e == OK && j.criteria.n == 0)
		e = criteria_begin(rq->db, j.edition.id);
	return e == OK ? to_rubric(rq, an) : e;
}

enum err
rubric_delete(struct request *rq, struct answer *an)
{
	enum err e = criterion_delete(rq->db, param_int(rq, "id"), param_int(rq, "criterion"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Critère retiré : ses cotes ne comptent plus."), NULL, NULL);
	return to_rubric(rq, an);
}
