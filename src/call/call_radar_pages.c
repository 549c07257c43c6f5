/* The variety of a call as a figure: an axis for each value of a list, this year's commissions over those of the years before. Its table
 * stands beside it; what the figure says in short is its text alternative. */
#include "call/call_desk_pages.h"
#include <math.h>

enum { WIDE = 800, HIGH = 400, CX = WIDE / 2, CY = HIGH / 2, RADIUS = 140, RINGS = 4, AXES_LEAST = 3 };

struct at { int x, y; };

/* On an axis, so much of the radius; the first axis points up, the others follow the clock. */
static struct at
on_axis(size_t axis, size_t axes, double share)
{
	double turn = 2 * acos(-1) * (double)axis / (double)axes;
	return (struct at){ (int)lround(CX + RADIUS * share * sin(turn)), (int)lround(CY - RADIUS * share * cos(turn)) };
}

static void
polygon(struct page *p, const struct radar_rows *rows, const char *class, int64_t most, bool before)
{
	html(p, "<polygon class=\"%s\" points=\"", class);
	for (size_t k = 0; k < rows->n; k++) {
		struct at q = on_axis(k, rows->n, (double)(before ? rows->items[k].before : rows->items[k].now) / (double)most);
		html(p, "%d,%d ", q.x, q.y);
	}
	html(p, "\"/>");
}

static const char *
in_words(struct page *p, const struct radar_rows *rows, const char *title)
{
	struct buf b = buf_new(p->a, KIB(16));
	size_t present = 0, lacking = 0;
	for (size_t k = 0; k < rows->n; k++)
		present += rows->items[k].now > 0;
	buf_printf(&b, "%s%s", title, p->lang == LANG_FR ? " : " : ": ");
	buf_puts(&b, fmt_(p, N_("%s présents sur %s."), num_(p, (int64_t)present), num_(p, (int64_t)rows->n), NULL));
	for (size_t k = 0; k < rows->n; k++)
		if (rows->items[k].gap)
			buf_printf(&b, "%s%s", lacking++ == 0 ? arena_printf(p->a, " %s ", _("Manquent :")) : ", ", rows->items[k].name);
	buf_puts(&b, arena_printf(p->a, "%s %s", lacking > 0 ? "." : "", _("Le tableau qui suit dit tout.")));
	return buf_str(&b);
}

void
radar_svg(struct page *p, const struct radar_rows *rows, const char *title, bool before)
{
	int64_t most = 1;
	if (rows->n < AXES_LEAST)
		return;
	for (size_t k = 0; k < rows->n; k++) {
		most = rows->items[k].now > most ? rows->items[k].now : most;
		most = rows->items[k].before > most ? rows->items[k].before : most;
	}
	int64_t step = (most + RINGS - 1) / RINGS;
	most = (most + step - 1) / step * step;
	html(p, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDE, HIGH, in_words(p, rows, title));
	for (int64_t ring = step; ring <= most; ring += step) {
		html(p, "<polygon class=\"ring\" points=\"");
		for (size_t k = 0; k < rows->n; k++) {
			struct at q = on_axis(k, rows->n, (double)ring / (double)most);
			html(p, "%d,%d ", q.x, q.y);
		}
		html(p, "\"/>");
	}
	for (size_t k = 0; k < rows->n; k++) {
		struct at q = on_axis(k, rows->n, 1);
		html(p, "<line class=\"ring\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", CX, CY, q.x, q.y);
	}
	if (before)
		polygon(p, rows, "was", most, true);
	polygon(p, rows, "is", most, false);
	for (int64_t ring = step; ring <= most; ring += step)
		html(p, "<text class=\"mark\" x=\"%d\" y=\"%d\">%lld</text>", CX + 4, on_axis(0, rows->n, (double)ring / (double)most).y + 14, (long long)ring);
	for (size_t k = 0; k < rows->n; k++) {
		const struct radar_row *r = &rows->items[k];
		struct at dot = on_axis(k, rows->n, (double)r->now / (double)most), q = on_axis(k, rows->n, 1.1);
		const char *anchor = q.x > CX + 20 ? "start" : q.x < CX - 20 ? "end" : "middle";
		if (r->now > 0)
			html(p, "<circle class=\"y0\" cx=\"%d\" cy=\"%d\" r=\"4\"/>", dot.x, dot.y);
		html(p, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s%zu<tspan> %s</tspan></text>", q.x, q.y + 5, anchor, r->gap ? "▲ " : "", k + 1, text_ellipsis(p->a, r->name, 26));
	}
	html(p, "</svg>");
}
