#include "base/json.h"
#include "import/import.h"
#include "plan/plan_export.h"

void
plan_draft_json(struct arena *a, const struct plan_draft *d, struct buf *out)
{
	struct jw j = jw_to(out, true);
	jw_begin(&j, NULL, '{');
	plan_json_members(a, &j, &d->plan, false);
	jw_begin(&j, "questions", '[');
	for (size_t i = 0; i < d->questions.n; i++) {
		const struct question *q = &d->questions.items[i];
		jw_begin(&j, NULL, '{');
		jw_str(&j, "kind", question_kind_word(q->kind));
		jw_str(&j, "id", q->id);
		jw_str(&j, "action", q->action);
		jw_str(&j, "text", q->text);
		jw_str(&j, "proposed", q->proposed);
		if (q->source != NULL)
			jw_str(&j, "source", q->source);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_begin(&j, "warnings", '[');
	for (size_t i = 0; i < d->warnings.n; i++) {
		const struct warning *w = &d->warnings.items[i];
		jw_begin(&j, NULL, '{');
		jw_str(&j, "kind", w->kind);
		jw_str(&j, "action", w->action);
		jw_str(&j, "text", w->text);
		jw_str(&j, "source", w->source);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
}
