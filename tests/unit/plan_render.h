/* plan_render.h: a draft as text, one line an action: what the example plans are compared with. */
#ifndef PLAN_RENDER_H
#define PLAN_RENDER_H
#include "import/import.h"

static inline void
render_action(struct arena *a, struct buf *b, const struct plan *p, const struct action *x)
{
	buf_printf(b, "    %s | %s | ", x->code, x->title);
	for (size_t i = 0; i < x->actors.n; i++)
		buf_printf(b, "%s%s", i > 0 ? "; " : "", p->actors.items[x->actors.items[i].actor].name);
	buf_printf(b, " | %s |", x->due.kind == DUE_NONE ? "-" : x->due.kind == DUE_DATE ? date_iso(x->due.date).s : due_text(a, &x->due));
	for (size_t i = 0; i < x->indicators.n; i++) {
		const struct indicator *k = &x->indicators.items[i];
		buf_printf(b, "%s %s [%s", i > 0 ? ";" : "", k->text, indicator_kind_word(k->kind));
		if (k->count > 1)
			buf_printf(b, " %d", k->count);
		buf_printf(b, "%s%s%s]", k->optional ? " optional" : "", k->body != NULL ? " of " : "", k->body != NULL ? k->body : "");
	}
	for (size_t i = 0; i < x->recommendations.n; i++)
		buf_printf(b, " | R: %s", x->recommendations.items[i]);
	if (x->priority != NULL)
		buf_printf(b, " | P: %s", x->priority);
	if (x->conditions != NULL)
		buf_printf(b, " | C: %s", x->conditions);
	buf_printf(b, "%s\n", x->declared_done ? " | done" : "");
}

static inline const char *
render_draft(struct arena *a, const struct plan_draft *d)
{
	struct buf b = buf_new(a, MIB(4));
	const struct plan *p = &d->plan;
	const struct specific *last = NULL;
	const struct objective *o = NULL;
	buf_printf(&b, "%s (%d-%d)\n", p->title, p->first_year, p->last_year + 1);
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		if (w.objective != o)
			buf_printf(&b, "%s. %s\n", w.objective->code, w.objective->title);
		if (w.specific != last && (*w.specific->code != '\0' || !text_blank(w.specific->title)))
			buf_printf(&b, "  %s %s%s%s%s\n", w.specific->code, w.specific->title, w.specific->phase != NULL ? " (" : "", w.specific->phase != NULL ? w.specific->phase : "",
			    w.specific->phase != NULL ? ")" : "");
		o = w.objective;
		last = w.specific;
		render_action(a, &b, p, w.action);
	}
	for (size_t i = 0; i < d->warnings.n; i++) {
		const struct warning *w = &d->warnings.items[i];
		buf_printf(&b, "! %s%s%s: %s\n", w->kind, w->action != NULL ? " " : "", w->action != NULL ? w->action : "", w->text);
	}
	return buf_str(&b);
}
#endif
