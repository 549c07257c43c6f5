/* chart_pages.c: the organisation chart, as a picture with its table. */
#include "mandate/mandate_pages.h"
#include "pages.h"
#include <string.h>

const struct param mandate_place_params[] = { { "actor", P_INT, 19 }, { "above", P_INT, 19 }, { 0 } };

/* A tree written down the page, one a line, so that it stays readable on a telephone and on paper. */
enum { LINE_H = 46, STEP = 26, BOX_H = 36, WIDTH = 640 };

const char *
chart_heads(struct page *p, const struct composition *who, int64_t actor)
{
	struct buf b = buf_new(p->a, KIB(2));
	for (size_t k = 0; who != NULL && k < who->n; k++)
		for (size_t i = 0; who->nodes[k].actor == actor && i < who->sitting[k].n; i++) {
			const struct mandate_row *m = &who->sitting[k].items[i];
			if (m->seat == SEAT_CHAIR || m->seat == SEAT_HOLDER)
				buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", m->name);
		}
	return buf_str(&b);
}

void
chart_svg(struct page *p, const struct chart *c, const struct composition *who)
{
	html(p, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, (int)c->n * LINE_H + 4, _("Organigramme ; le tableau qui suit dit la même chose"));
	for (size_t i = 0; i < c->n; i++) {
		const struct chart_line *l = &c->items[i];
		int x = 2 + l->depth * STEP, y = (int)i * LINE_H + 2;
		const char *name = chart_heads(p, who, l->node->actor);
		if (l->parent >= 0) {
			int px = 2 + c->items[l->parent].depth * STEP + STEP / 2;
			html(p, "<path class=\"edge\" d=\"M%d %dV%dH%d\"/>", px, l->parent * LINE_H + 2 + BOX_H, y + BOX_H / 2, x);
		}
		html(p, "<rect class=\"box k%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>", l->node->kind, x, y, WIDTH - x - 2, BOX_H);
		html(p, "<text x=\"%d\" y=\"%d\"><tspan class=\"strong\">%s</tspan>", x + 10, y + BOX_H / 2 + 5, l->node->name);
		if (*name != '\0')
			html(p, "<tspan class=\"soft\" dx=\"10\">%s</tspan>", name);
		html(p, "</text>");
	}
	html(p, "</svg>");
}

static enum err
show(struct request *rq, struct answer *an)
{
	struct composition c;
	struct chart chart;
	enum err e = composition_load(rq, &c);
	if (e != OK)
		return e;
	chart_order(rq->a, c.nodes, c.n, &chart);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Organigramme")), "mandates");
	page_mandate_tabs(p, "chart");
	form_problems(p, &an->problems);
	page_chart(p, rq, &chart, &c);
	layout_end(rq, an);
	return OK;
}

enum err
chart_page(struct request *rq, struct answer *an)
{
	return show(rq, an);
}

enum err
chart_place(struct request *rq, struct answer *an)
{
	enum err e = mandate_place(rq->db, param_int(rq, "actor"), param_int(rq, "above"));
	if (e == E_INVALID) {
		fail_clear(rq->a);
		problem_add(rq->a, &an->problems, "above", N_("Cela tournerait en rond : celle que vous choisissez relève déjà de l’autre."), NULL);
		return show(rq, an);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Organigramme mis à jour."), NULL, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/mandates/chart"));
}

/* Bodies and offices without a name: who sits there is not for everyone. */
enum err
chart_public_page(struct request *rq, struct answer *an)
{
	struct chart_node *nodes;
	struct chart chart;
	size_t n;
	if (rq->programme == NULL || !rq->programme->plan_public)
		return E_NOTFOUND;
	enum err e = mandate_chart(rq->db, &nodes, &n);
	if (e != OK)
		return e;
	chart_order(rq->a, nodes, n, &chart);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Organigramme")), "chart");
	page_chart(p, NULL, &chart, NULL);
	layout_end(rq, an);
	return OK;
}
