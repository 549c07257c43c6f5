/* plan_export_stratml.c: the plan as StratML. Goal = specific objective, Objective = action, PerformanceIndicator =
 * indicator. The order of the elements is that of ISO 17469-2, which has the indicators, under the root and the namespace
 * of ISO 17469-1. */
#include "plan/plan_export.h"
#include <string.h>

struct sw { struct arena *a; struct buf b; const struct plan *p; struct year_bounds bounds; int depth; };

static void
indent(struct sw *w)
{
	buf_putc(&w->b, '\n');
	for (int i = 0; i < w->depth; i++)
		buf_puts(&w->b, "  ");
}

static void
element(struct sw *w, const char *name, const char *text)
{
	indent(w);
	buf_printf(&w->b, "<%s>", name);
	xml_text(&w->b, text);
	buf_printf(&w->b, "</%s>", name);
}

static void
open_tag(struct sw *w, const char *name, const char *attributes)
{
	indent(w);
	buf_printf(&w->b, "<%s%s%s>", name, *attributes == '\0' ? "" : " ", attributes);
	w->depth++;
}

static void
close_tag(struct sw *w, const char *name)
{
	w->depth--;
	indent(w);
	buf_printf(&w->b, "</%s>", name);
}

/* The days between which the action is to be done: the academic year it is due in, all the plan when it is continuous. */
static bool
window(struct sw *w, const struct due *d, struct date *first, struct date *last)
{
	int year;
	if (due_year(d, w->bounds, &year) && due_last_day(d, w->bounds, last)) {
		*first = year_first(year, w->bounds);
		return true;
	}
	if (d->kind != DUE_CONTINUOUS || w->p->last_year == 0)
		return false;
	*first = year_first(w->p->first_year, w->bounds);
	*last = year_last(w->p->last_year, w->bounds);
	return true;
}

static void
stakeholder(struct sw *w, const struct actor *x, bool lead)
{
	open_tag(w, "Stakeholder", x->kind == ACTOR_OFFICE ? "StakeholderTypeType=\"Generic_Group\"" : "StakeholderTypeType=\"Organization\"");
	element(w, "Name", x->name);
	element(w, "Description", x->long_name);
	open_tag(w, "Role", "");
	element(w, "Name", lead ? "Pilote" : "Responsable");
	element(w, "RoleType", "Performer");
	close_tag(w, "Role");
	close_tag(w, "Stakeholder");
}

static void
indicator(struct sw *w, const struct action *x, size_t i, const char *id)
{
	const struct indicator *in = &x->indicators.items[i];
	bool counted = in->kind == IND_COUNT;
	struct date first, last;
	open_tag(w, "PerformanceIndicator", counted ? "PerformanceIndicatorType=\"Quantitative\" ValueChainStage=\"Output\""
	                                            : "PerformanceIndicatorType=\"Qualitative\" ValueChainStage=\"Output\"");
	element(w, "SequenceIndicator", arena_printf(w->a, "%zu", i + 1));
	element(w, "MeasurementDimension", in->text);
	element(w, "UnitOfMeasurement", indicator_kind_name(in->kind));
	element(w, "Identifier", arena_printf(w->a, "%s-%zu", id, i + 1));
	open_tag(w, "MeasurementInstance", "");
	open_tag(w, "TargetResult", "");
	if (window(w, &x->due, &first, &last)) {
		element(w, "StartDate", arena_strdup(w->a, date_iso(first).s));
		element(w, "EndDate", arena_strdup(w->a, date_iso(last).s));
	}
	if (!counted) /* "nombre de…" has no target: recorded, never reached */
		element(w, "NumberOfUnits", arena_printf(w->a, "%d", in->count));
	if (in->optional)
		element(w, "Description", "Le cas échéant");
	close_tag(w, "TargetResult");
	close_tag(w, "MeasurementInstance");
	close_tag(w, "PerformanceIndicator");
}

static void
action(struct sw *w, const struct action *x, const char *id)
{
	struct buf other = buf_new(w->a, OUT_MAX);
	open_tag(w, "Objective", "");
	element(w, "Name", x->title);
	element(w, "Identifier", id);
	element(w, "SequenceIndicator", x->code);
	for (size_t i = 0; i < x->actors.n; i++)
		stakeholder(w, &w->p->actors.items[x->actors.items[i].actor], x->actors.items[i].lead);
	const char *due = x->due.text != NULL ? x->due.text : due_text(w->a, &x->due);
	if (*due != '\0')
		buf_printf(&other, "Échéance : %s.", due);
	for (size_t i = 0; i < x->recommendations.n; i++)
		buf_printf(&other, "%sRecommandation : %s", other.len > 0 ? " " : "", x->recommendations.items[i]);
	if (x->priority != NULL)
		buf_printf(&other, "%sPriorité : %s.", other.len > 0 ? " " : "", x->priority);
	if (x->conditions != NULL)
		buf_printf(&other, "%sConditions de réalisation : %s", other.len > 0 ? " " : "", x->conditions);
	element(w, "OtherInformation", buf_str(&other));
	for (size_t i = 0; i < x->indicators.n; i++)
		indicator(w, x, i, arena_printf(w->a, "indicator%s", id + strlen("objective")));
	close_tag(w, "Objective");
}

static void
goals(struct sw *w)
{
	for (size_t o = 0; o < w->p->objectives.n; o++) {
		const struct objective *ob = &w->p->objectives.items[o];
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			bool own = *sp->code != '\0' || *sp->title != '\0';
			open_tag(w, "Goal", "");
			element(w, "Name", own ? sp->title : ob->title);
			element(w, "Description", sp->phase);
			element(w, "Identifier", arena_printf(w->a, "goal-%zu-%zu", o + 1, s + 1));
			element(w, "SequenceIndicator", own ? sp->code : ob->code);
			element(w, "OtherInformation", *ob->code == '\0' ? ob->title : arena_printf(w->a, "Objectif stratégique %s : %s", ob->code, ob->title));
			for (size_t i = 0; i < sp->actions.n; i++)
				action(w, &sp->actions.items[i], arena_printf(w->a, "objective-%zu-%zu-%zu", o + 1, s + 1, i + 1));
			close_tag(w, "Goal");
		}
	}
}

enum err
plan_stratml(struct arena *a, const struct plan *p, const struct plan_export_options *o, const void **bytes, size_t *n)
{
	struct sw w = { .a = a, .b = buf_new(a, OUT_MAX), .p = p, .bounds = o->bounds.start_month == 0 ? YEAR_BOUNDS_DEFAULT : o->bounds };
	buf_puts(&w.b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
	open_tag(&w, "StrategicPlan", "xmlns=\"urn:ISO:std:iso:17469:tech:xsd:stratml_core\"");
	element(&w, "Name", p->title);
	open_tag(&w, "StrategicPlanCore", "");
	open_tag(&w, "Organization", "");
	element(&w, "Name", o->organisation != NULL ? o->organisation : p->title);
	for (size_t i = 0; i < p->acronyms.n; i++) {
		open_tag(&w, "Stakeholder", "StakeholderTypeType=\"Organization\"");
		element(&w, "Name", p->acronyms.items[i].acronym);
		element(&w, "Description", p->acronyms.items[i].name);
		close_tag(&w, "Stakeholder");
	}
	close_tag(&w, "Organization");
	goals(&w);
	close_tag(&w, "StrategicPlanCore");
	if (p->last_year != 0) {
		open_tag(&w, "AdministrativeInformation", "");
		element(&w, "StartDate", arena_strdup(a, date_iso(year_first(p->first_year, w.bounds)).s));
		element(&w, "EndDate", arena_strdup(a, date_iso(year_last(p->last_year, w.bounds)).s));
		close_tag(&w, "AdministrativeInformation");
	}
	close_tag(&w, "StrategicPlan");
	buf_putc(&w.b, '\n');
	if (w.b.full)
		return fail(a, E_LIMIT, "stratml: plan too large");
	*bytes = buf_str(&w.b);
	*n = w.b.len;
	return OK;
}
