/* The working table of a committee: each change is a small form, the page comes back with what it makes of the whole. */
#include "call/committee_work_pages.h"
#include "call/decision.h"
#include "pages.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct param committee_page_params[] = { { "scenario", P_INT, 20 }, { 0 } };

/* ---- texts ------------------------------------------------------------------------------------------------------- */

const char *
step_text(struct page *p, double x)
{
	return isfinite(x) ? arena_printf(p->a, "%s%s", x < -0.005 ? "−" : "+", score_text(p, fabs(x) < 0.005 ? 0 : fabs(x))) : "–";
}

const char *
increments_text(struct page *p, const char *steps)
{
	struct buf b = buf_new(p->a, 400);
	for (const char *s = steps; *s != '\0';) {
		char *end;
		double x = strtod(s, &end), below = x > 0 ? round(1 / x) : 1;
		const char *sep = b.len == 0 ? "" : p->lang == LANG_FR ? " ; " : "; ";
		if (end == s)
			break;
		if (below > 2 && below < 100 && fabs(x * below - 1) < 1e-5 && fabs(x * 20 - round(x * 20)) > 1e-9) /* a third is not 0,333333 */
			buf_printf(&b, "%s1/%d", sep, (int)below);
		else
			buf_printf(&b, "%s%s", sep, weight_text(p, x));
		s = end + strspn(end, " ");
	}
	return buf_str(&b);
}

const char *
share_text(struct page *p, double x)
{
	return arena_printf(p->a, "%.0f %%", 100 * x);
}

const char *
candidate_reference(struct page *p, const struct committee *c, size_t candidate)
{
	return arena_printf(p->a, "%03lld", (long long)committee_file(c, candidate)->number); /* the edition is that of the page */
}

const char *
candidate_names(struct page *p, const struct committee *c, const int *which, size_t n)
{
	struct buf b = buf_new(p->a, KIB(64));
	for (size_t k = 0; k < n; k++)
		buf_printf(&b, "%s%s", k == 0 ? "" : ", ", candidate_reference(p, c, (size_t)which[k]));
	return buf_str(&b);
}

struct url
candidate_url(struct page *p, const struct committee *c, size_t candidate)
{
	return url_path(p->a, "/scenarios/%lld/files/%lld", (long long)c->scenario.id, (long long)committee_file(c, candidate)->id);
}

size_t
committee_count(const struct committee *c, int dimension, const char *value, bool chosen_only)
{
	size_t n = 0;
	for (size_t k = 0; k < c->n; k++)
		n += text_eq(committee_value(c, k, dimension), value) && (!chosen_only || committee_chosen(c, k));
	return n;
}

/* Merit to the right, variety upwards; its table follows on the page. */
void
committee_svg(struct page *p, const struct committee *c)
{
	double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
	for (size_t k = 0; k < c->notches; k++) {
		x0 = fmin(x0, c->notch[k].point.merit), x1 = fmax(x1, c->notch[k].point.merit);
		y0 = fmin(y0, c->notch[k].point.variety), y1 = fmax(y1, c->notch[k].point.variety);
	}
	if (c->notches < 2)
		return;
	html(p, "<svg viewBox=\"0 0 640 230\" role=\"img\" aria-label=\"%s\"><polyline fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".4\" points=\"",
	    _("Courbe du mérite à la variété ; le tableau qui suit la dit en mots."));
	for (size_t k = 0; k < c->notches; k++)
		html(p, "%d,%d ", (int)(30 + 580 * (c->notch[k].point.merit - x0) / (x1 - x0)), (int)(190 - 140 * (c->notch[k].point.variety - y0) / fmax(y1 - y0, 1e-9)));
	html(p, "\"/>");
	for (size_t k = 0; k < c->notches; k++) {
		bool here = c->notch[k].here;
		html(p, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>", here ? "y0" : "y9", (int)(30 + 580 * (c->notch[k].point.merit - x0) / (x1 - x0)),
		    (int)(190 - 140 * (c->notch[k].point.variety - y0) / fmax(y1 - y0, 1e-9)), here ? 8 : 4);
	}
	html(p, "<text x=\"22\" y=\"24\">%s</text><text x=\"618\" y=\"224\" text-anchor=\"end\">%s</text></svg>",
	    fmt_(p, N_("plus de variété (mérite %s)"), score_text(p, x0), NULL), fmt_(p, N_("plus de mérite (%s)"), score_text(p, x1), NULL));
}

/* ---- the table -------------------------------------------------------------------------------------------------------- */

struct sorted { const char *key, *text; };

static int
by_key(const void *x, const void *y)
{
	return strcmp(((const struct sorted *)x)->key, ((const struct sorted *)y)->key);
}

void
committee_values(struct request *rq, struct committee_view *v)
{
	const struct committee *c = &v->c;
	for (int d = 0; d < DIMENSIONS; d++) {
		for (size_t k = 0; k < c->n; k++) {
			const char *value = committee_value(c, k, d);
			bool again = value == NULL;
			for (size_t i = 0; i < v->values[d].n; i++)
				again = again || text_eq(v->values[d].items[i], value);
			if (!again)
				PUSH(rq->a, &v->values[d], value);
		}
		struct sorted *order = ARENA_ARRAY(rq->a, struct sorted, v->values[d].n + 1);
		for (size_t i = 0; i < v->values[d].n; i++)
			order[i] = (struct sorted){ text_sort_key(rq->a, v->values[d].items[i]), v->values[d].items[i] };
		qsort(order, v->values[d].n, sizeof *order, by_key);
		for (size_t i = 0; i < v->values[d].n; i++)
			v->values[d].items[i] = order[i].text;
	}
}

/* A member of the jury sees no score before their own, and nothing of a conflict. */
static void
hide(struct request *rq, struct committee_view *v)
{
	const struct jury *j = &v->c.jury;
	size_t me = jury_juror_of_person(j, rq->user->person);
	v->hidden = ARENA_ARRAY(rq->a, bool, v->c.n + 1);
	for (size_t k = 0; me < j->jurors.n && k < v->c.n; k++)
		v->hidden[k] = !jury_may_compare(j, me, v->c.file[k]);
}

enum err
committee_open(struct request *rq, int64_t scenario, struct committee_view *v, struct committee_want want)
{
	enum err e = committee_load(rq->db, scenario, &v->c, &v->nothing);
	if (e == E_INVALID && v->nothing.n > 0) {
		fail_clear(rq->a);
		e = OK;
	} else if (e == OK) {
		e = committee_solve(rq->a, &v->c, want);
	}
	if (e == OK)
		e = scenario_list(rq->db, v->c.scenario.edition, &v->scenarios);
	if (e == OK)
		e = call_terms(rq->db, NULL, &v->terms);
	if (e != OK)
		return e;
	committee_values(rq, v);
	hide(rq, v);
	return OK;
}

enum err
committee_show(struct request *rq, struct answer *an, int64_t scenario)
{
	struct committee_view v = { .problems = &an->problems };
	struct decision d;
	enum err e = committee_open(rq, scenario, &v, (struct committee_want){ true, true, true });
	if (e == OK)
		e = decision_of(rq->db, v.c.scenario.edition, &d);
	v.decided = e == OK;
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	if (e != OK && e != E_NOTFOUND)
		return e;
	problems_say(rq, &an->problems);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Sélection")), v.c.jury.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.c.jury.edition, "selection", title);
	page_committee(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
committee_page(struct request *rq, struct answer *an)
{
	struct edition edition;
	struct scenarios all;
	int64_t wanted = param_int(rq, "scenario");
	enum err e = edition_get(rq->db, param_int(rq, "id"), &edition);
	if (e == OK)
		e = scenario_list(rq->db, edition.id, &all);
	if (e != OK)
		return e;
	size_t at = 0;
	for (size_t k = 0; k < all.n; k++)
		if (wanted == NONE ? strcmp(all.items[k].updated_at, all.items[at].updated_at) > 0 : all.items[k].id == wanted)
			at = k;
	if (all.n > 0 && (wanted == NONE || all.items[at].id == wanted))
		return committee_show(rq, an, all.items[at].id);
	if (wanted != NONE)
		return E_NOTFOUND;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Sélection")), edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &edition, "selection", title);
	page_committee_none(p, rq, &edition);
	layout_end(rq, an);
	return OK;
}

enum err
committee_file_page(struct request *rq, struct answer *an)
{
	struct committee_file_view f = { .v = { .problems = &an->problems } };
	enum err e = committee_open(rq, param_int(rq, "id"), &f.v, (struct committee_want){ true, false, true });
	if (e != OK)
		return e;
	struct committee *c = &f.v.c;
	f.at = committee_candidate(c, param_int(rq, "file"));
	if (f.at == c->n || f.v.nothing.n > 0)
		return E_NOTFOUND;
	if (c->report.flips != NULL)
		f.flip = c->report.flips[f.at];
	f.reference = submission_reference(rq->a, &c->jury.edition, committee_file(c, f.at));
	const char *title = arena_printf(rq->a, "%s %s", f.reference, committee_file(c, f.at)->org_name == NULL ? "" : committee_file(c, f.at)->org_name);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &c->jury.edition, "selection", title);
	page_committee_file(p, rq, &f);
	layout_end(rq, an);
	return OK;
}

enum err
committee_instance(struct request *rq, struct answer *an)
{
	struct committee c;
	struct problems why = { 0 };
	enum err e = committee_load(rq->db, param_int(rq, "id"), &c, &why);
	if (e == E_INVALID && why.n > 0)
		return E_NOTFOUND;
	if (e != OK)
		return e;
	return answer_bytes(an, "application/json", c.instance, strlen(c.instance), arena_printf(rq->a, "selection-%s.json", c.jury.edition.label));
}
