/* plan.c: the plan in memory: words of the kinds, due dates, walking the tree. */
#include "plan/plan.h"

#include "base/tr.h"

#include <string.h>

/* ---- due -------------------------------------------------------------------------------------------------- */

char *
due_text(struct arena *a, const struct due *d)
{
	switch (d->kind) {
	case DUE_YEAR:
		return arena_strdup(a, year_text(d->year).s);
	case DUE_TERM:
		return arena_printf(a, "Q%d %s", d->term, year_text(d->year).s);
	case DUE_CONTINUOUS:
		return arena_strdup(a, "En continu");
	case DUE_DATE:
		return date_short(a, d->date, "fr");
	case DUE_DONE:
		return arena_strdup(a, "Réalisé");
	case DUE_NONE:
		break;
	}
	return arena_strdup(a, "");
}

bool
due_last_day(const struct due *d, struct year_bounds b, struct date *out)
{
	switch (d->kind) {
	case DUE_YEAR:
		*out = year_last(d->year, b);
		return true;
	case DUE_TERM:
		*out = d->term == 1 ? (struct date){ d->year + 1, 1, 31 } : year_last(d->year, b);
		return true;
	case DUE_DATE:
		*out = d->date;
		return true;
	case DUE_CONTINUOUS:
	case DUE_DONE:
	case DUE_NONE:
		break;
	}
	return false;
}

bool
due_year(const struct due *d, struct year_bounds b, int *year)
{
	switch (d->kind) {
	case DUE_YEAR:
	case DUE_TERM:
		*year = d->year;
		return true;
	case DUE_DATE:
		*year = year_of(d->date, b);
		return true;
	case DUE_CONTINUOUS:
	case DUE_DONE:
	case DUE_NONE:
		break;
	}
	return false;
}

/* ---- kinds of evidence: one row each, plan.md §2 ------------------------------------------------------------ */

/* An invitation is an event with a date and its file: kept as a register row. Notes, reports and frameworks are
 * adopted by a responsible body; the rest is validated by another person than the one who filed it. */
static const struct kind_row {
	const char *word, *name;
	enum indicator_mode mode;
	enum qualification qualification;
} kind_rows[IND_KINDS] = {
	[IND_MINUTES] = { "minutes", N_("procès-verbal"), MODE_MEETING, QUAL_VALIDATED },
	[IND_NOTE] = { "note", N_("note"), MODE_DOCUMENT, QUAL_ADOPTED },
	[IND_REPORT] = { "report", N_("rapport"), MODE_DOCUMENT, QUAL_ADOPTED },
	[IND_FRAMEWORK] = { "framework", N_("document-cadre"), MODE_DOCUMENT, QUAL_ADOPTED },
	[IND_COURSE_SHEET] = { "course_sheet", N_("fiche de cours"), MODE_DOCUMENT, QUAL_VALIDATED },
	[IND_AGREEMENT] = { "agreement", N_("convention"), MODE_REGISTER, QUAL_VALIDATED },
	[IND_COUNT] = { "count", N_("nombre"), MODE_NUMBER, QUAL_VALIDATED },
	[IND_INVITATION] = { "invitation", N_("invitation ou programme"), MODE_REGISTER, QUAL_VALIDATED },
	[IND_PUBLICATION] = { "publication", N_("publication"), MODE_LINK, QUAL_VALIDATED },
	[IND_SPACE] = { "space", N_("espace partagé"), MODE_LINK, QUAL_VALIDATED },
	[IND_OFFER] = { "offer", N_("offre"), MODE_REGISTER, QUAL_VALIDATED },
	[IND_SCHOLARLY] = { "scholarly", N_("production scientifique"), MODE_REGISTER, QUAL_VALIDATED },
	[IND_COOPERATION] = { "cooperation", N_("coopération"), MODE_REGISTER, QUAL_VALIDATED },
	[IND_FACT] = { "fact", N_("fait observé"), MODE_REGISTER, QUAL_VALIDATED },
};

static const struct kind_row *
row_of(enum indicator_kind k)
{
	BUG_ON(k >= IND_KINDS);
	return &kind_rows[k];
}

const char *indicator_kind_word(enum indicator_kind k) { return row_of(k)->word; }
const char *indicator_kind_name(enum indicator_kind k) { return row_of(k)->name; }
enum indicator_mode indicator_mode_of(enum indicator_kind k) { return row_of(k)->mode; }
enum qualification indicator_default_qualification(enum indicator_kind k) { return row_of(k)->qualification; }

bool
indicator_kind_of(const char *word, enum indicator_kind *out)
{
	if (word == NULL)
		return false;
	for (unsigned k = 0; k < IND_KINDS; k++)
		if (strcmp(kind_rows[k].word, word) == 0) {
			*out = (enum indicator_kind)k;
			return true;
		}
	return false;
}

/* ---- the tree ---------------------------------------------------------------------------------------------- */

bool
plan_next(struct plan_walk *w)
{
	const struct plan *p = w->plan;
	if (w->begun)
		w->i++;
	w->begun = true;
	for (; w->o < p->objectives.n; w->o++, w->s = 0, w->i = 0) {
		struct objective *o = &p->objectives.items[w->o];
		for (; w->s < o->specifics.n; w->s++, w->i = 0) {
			struct specific *s = &o->specifics.items[w->s];
			if (w->i < s->actions.n) {
				w->objective = o;
				w->specific = s;
				w->action = &s->actions.items[w->i];
				return true;
			}
		}
	}
	return false;
}

struct plan_counts
plan_count(const struct plan *p)
{
	struct plan_counts c = { .objectives = (int)p->objectives.n, .actors = (int)p->actors.n };
	for (size_t o = 0; o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		c.specifics += (int)ob->specifics.n;
		/* A phase is a label over neighbouring specific objectives of one strategic objective. */
		const char *phase = NULL;
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const char *here = ob->specifics.items[s].phase;
			if (here != NULL && !text_eq(here, phase))
				c.phases++;
			phase = here;
		}
	}
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		c.actions++;
		c.indicators += (int)w.action->indicators.n;
		c.responsibilities += (int)w.action->actors.n;
	}
	return c;
}

struct action *
plan_action_by_code(const struct plan *p, const char *code)
{
	if (code == NULL || code[0] == '\0')
		return NULL;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		if (w.action->code != NULL && strcmp(w.action->code, code) == 0)
			return w.action;
	return NULL;
}

struct action *
plan_action_by_id(const struct plan *p, int64_t id)
{
	if (id == NONE)
		return NULL;
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		if (w.action->id == id)
			return w.action;
	return NULL;
}

int
plan_actor_find(struct arena *a, const struct plan *p, const char *name)
{
	const char *wanted = text_fold(a, name);
	for (size_t i = 0; i < p->actors.n; i++)
		if (strcmp(text_fold(a, p->actors.items[i].name), wanted) == 0)
			return (int)i;
	return -1;
}

bool
action_has_actor(const struct action *x, int actor)
{
	for (size_t i = 0; i < x->actors.n; i++)
		if (x->actors.items[i].actor == actor)
			return true;
	return false;
}
