/* plan_pieces.c: the small pieces that the plan's pages share: a state in words, its boxes, its bar. */
#include "plan/owe.h"
#include "plan/plan_pages.h"
#include <string.h>

/* The cell of the academic year in which the status was computed: the last that is not in the future. */
static const struct cell *
present_cell(const struct action_status *s)
{
	const struct cell *c = NULL;
	for (size_t i = 0; i < s->ncells; i++)
		if (s->cells[i].state != CELL_FUTURE)
			c = &s->cells[i];
	return c;
}

const char *
plan_cell_class(enum cell_state c)
{
	static const char *const css[] = { "kept", "part", "todo", "miss", "next" };
	return css[c];
}

const char *
plan_cell_sign(enum cell_state c)
{
	static const char *const signs[] = { "✓", "◐", "◇", "–", "·" };
	return signs[c];
}

const char *
plan_state_class(const struct action_status *s)
{
	static const char *const css[ST_STATES] = { [ST_ACHIEVED] = "done", [ST_LATE] = "late", [ST_DUE] = "due", [ST_STARTED] = "started",
		[ST_AHEAD] = "ahead", [ST_CONTINUOUS] = "kept", [ST_DECLARED] = "declared", [ST_ABANDONED] = "abandoned" };
	const struct cell *c = s->state == ST_CONTINUOUS ? present_cell(s) : NULL;
	return c != NULL && c->state == CELL_INTERRUPTED ? "late" : c != NULL && c->state == CELL_TO_FEED ? "due" : css[s->state];
}

const char *
plan_state_sign(const struct action_status *s)
{
	return action_state_sign(s->state);
}

const char *
plan_state_text(struct page *p, const struct action_status *s)
{
	const struct cell *c;
	switch (s->state) {
	case ST_LATE:
		return trnum(p, N_("En retard de %s an"), N_("En retard de %s ans"), s->years_late);
	case ST_ACHIEVED:
		if (s->in_time)
			return _("Réalisée à temps");
		return trnum(p, N_("Réalisée avec %s an de retard"), N_("Réalisée avec %s ans de retard"), s->years_late);
	case ST_DUE:
		return s->started ? _("Due cette année, commencée") : _("Due cette année");
	case ST_CONTINUOUS:
		c = present_cell(s);
		return c == NULL ? _("En continu") : _(cell_state_name(c->state));
	case ST_STARTED:
	case ST_AHEAD:
	case ST_DECLARED:
	case ST_ABANDONED:
	case ST_STATES:
		break;
	}
	return _(action_state_name(s->state));
}

const char *
plan_proofs_text(struct page *p, const struct action_status *s)
{
	int kept = 0, begun = 0;
	for (size_t i = 0; i < s->ncells; i++) {
		kept += s->cells[i].state == CELL_KEPT;
		begun += s->cells[i].state != CELL_FUTURE;
	}
	if (begun > 0)
		return fmt_(p, kept > 1 ? N_("%s années tenues sur %s") : N_("%s année tenue sur %s"), num_(p, kept), num_(p, begun), NULL);
	if (s->state == ST_ACHIEVED && s->proven < s->lines) /* what is left is optional, recorded or not applicable */
		return fmt_(p, N_("%s / %s preuves, rien d’obligatoire ne manque"), num_(p, s->proven), num_(p, s->lines), NULL);
	return fmt_(p, s->lines > 1 ? N_("%s / %s preuves") : N_("%s / %s preuve"), num_(p, s->proven), num_(p, s->lines), NULL);
}

const char *
plan_cells_text(struct page *p, const struct action_status *s)
{
	struct buf b = buf_new(p->a, KIB(4));
	for (size_t i = 0; i < s->ncells; i++)
		buf_printf(&b, "%s%s %s", i > 0 ? ", " : "", year_text(s->cells[i].year).s, _(cell_state_name(s->cells[i].state)));
	return buf_str(&b);
}

void
plan_cells(struct page *p, const struct action_status *s)
{
	html(p, "<span class=\"years\" role=\"img\" aria-label=\"%s\">", plan_cells_text(p, s));
	for (size_t i = 0; i < s->ncells; i++)
		html(p, "<span class=\"%s\"></span>", plan_cell_class(s->cells[i].state));
	html(p, "</span> ");
}

const char *
plan_reason_text(struct page *p, const struct reason *r)
{
	/* an argument that is an ISO date is shown in the reader's manner; any other text stays as it is */
	const char *a[4] = { NULL };
	for (size_t i = 0; i < LEN(a) && r->arg[i] != NULL; i++)
		a[i] = day_(p, r->arg[i]);
	return fmt_(p, r->msgid, a[0], a[1], a[2], a[3], NULL);
}

const char *
plan_due(struct page *p, const struct due *d)
{
	if (d->kind == DUE_CONTINUOUS)
		return _("En continu");
	if (d->kind == DUE_DATE)
		return day_(p, date_iso(d->date).s);
	if (d->kind == DUE_NONE)
		return text_blank(d->text) ? _("sans échéance") : d->text;
	return due_text(p->a, d);
}

/* Widths as attributes of SVG: the content policy forbids inline styles. Hidden from assistive tools: the tally beside
 * it says the same in words. */
void
plan_bar(struct page *p, const int totals[ST_STATES])
{
	static const struct { enum action_state s; const char *css; } order[] = { { ST_LATE, "late" }, { ST_DUE, "due" }, { ST_STARTED, "started" },
		{ ST_ACHIEVED, "done" }, { ST_AHEAD, "ahead" }, { ST_CONTINUOUS, "kept" }, { ST_DECLARED, "declared" }, { ST_ABANDONED, "abandoned" } };
	int sum = 0, at = 0;
	for (size_t i = 0; i < LEN(order); i++)
		sum += totals[order[i].s];
	if (sum == 0)
		return;
	html(p, "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
	for (size_t i = 0; i < LEN(order); i++) {
		int w = totals[order[i].s] * 1000 / sum;
		if (w > 0)
			html(p, "<rect class=\"%s\" x=\"%d\" width=\"%d\" height=\"10\"/>", order[i].css, at, w > 4 ? w - 2 : w);
		at += w;
	}
	html(p, "</svg>");
}

static const char *
per_cent(struct page *p, int n)
{
	return arena_printf(p->a, "%d%%", n);
}

/* Horizontal stacked bars, one an actor; a segment an academic year, its number written inside. */
void
plan_load_plot(struct page *p, const struct plan_view *v)
{
	const struct plan_load_table *t = &v->load;
	int most = 1, rows = t->n < 24 ? (int)t->n : 24;
	for (int i = 0; i < rows; i++)
		if (t->items[i].total > most)
			most = t->items[i].total;
	/* The legend first, since the rows may be many; lengths in per cent, so that the words keep their size on any screen. */
	html(p, "<figure class=\"plot\"><figcaption>");
	for (int k = 0; k <= t->years; k++)
		html(p, "<span class=\"key\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"y%d\" width=\"12\" height=\"12\"/></svg> %s</span> ",
		    k < t->years ? k % 6 : 9, k < t->years ? year_text(t->first_year + k).s : _("En continu"));
	html(p, "</figcaption><div class=\"bars\" role=\"img\" aria-label=\"%s\">",
	    _("Charge par année et par responsable ; le tableau qui suit donne les mêmes nombres."));
	for (int i = 0; i < rows; i++) {
		const struct load_row *r = &t->items[i];
		html(p, "<div><span>%s</span><svg height=\"22\">", v->now.plan->actors.items[r->actor].name);
		for (int k = 0, x = 0; k <= t->years; k++) {
			int n = k < t->years ? r->dated[k] : r->continuous;
			int w = n * 100 / most;
			if (n == 0)
				continue;
			html(p, "<rect class=\"y%d\" x=\"%s\" width=\"%s\" height=\"22\"/>", k < t->years ? k % 6 : 9, per_cent(p, x), per_cent(p, w));
			if (w > 3)
				html(p, "<text class=\"in\" x=\"%s\" y=\"16\" text-anchor=\"middle\">%d</text>", per_cent(p, x + w / 2), n);
			x += w;
		}
		html_lit(p, "</svg></div>", 12);
	}
	html(p, "</div></figure>");
}

/* The same view with other filters: what a reader chose is kept in every link. */
struct url
plan_filter_url(struct arena *a, const struct plan_view *v, const char *path, const char *state)
{
	const struct plan_filter *f = &v->filter;
	if (state == NULL)
		state = f->state;
	const char *const fields[][2] = {
		{ "actor", f->actor >= 0 ? arena_printf(a, "%d", f->actor + 1) : NULL },
		{ "year", f->year == -1 ? "continu" : f->year > 0 ? arena_printf(a, "%d", f->year) : NULL },
		{ "state", state }, { "q", v->q }, { "reco", f->recommendation ? "1" : NULL }, { "on", v->now.past ? date_iso(v->now.on).s : NULL },
	};
	const char *out = path, *mark = "?";
	for (size_t i = 0; i < LEN(fields); i++)
		if (!text_blank(fields[i][1])) {
			/* url_path() encodes the value; its "/?" is left out. */
			out = arena_printf(a, "%s%s%s", out, mark, url_path(a, "/?%s=%s", fields[i][0], fields[i][1]).href + 2);
			mark = "&";
		}
	return url_known(out);
}
