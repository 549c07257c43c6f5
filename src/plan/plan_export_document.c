/* plan_export_document.c: the plan laid out: six columns, one table an objective for the documents, one table in all for
 * the sheets. Headings and labels are in French whatever the reader's language: that is what is read back. */
#include "plan/plan_export.h"
#include <stdlib.h>
#include <string.h>

/* What a column holds, in the order of the page. */
enum part { PART_OBJECTIVE, PART_PHASE, PART_SPECIFIC, PART_ACTION, PART_ACTORS, PART_DUE, PART_INDICATORS, PART_RECOMMENDATIONS, PART_PRIORITY,
	PART_CONDITIONS, PART_STATE, PART_EVIDENCE, PART_CHANGES, PARTS };

struct layout {
	struct arena *a;
	const struct plan *p;
	const struct plan_status *status;
	const struct plan_export_options *o;
	bool sheets;
	struct out_column columns[PARTS];
	enum part parts[PARTS];
	size_t n;
	size_t at; /* the next action's number, in the order of plan_next() */
};

/* msgid translated, each %s replaced by the next argument. */
static const char *
say(const struct layout *l, const char *msgid, const char *const arg[4])
{
	struct buf b = buf_new(l->a, KIB(64));
	int k = 0;
	for (const char *p = tr(l->o->lang, msgid); *p != '\0'; p++) {
		if (p[0] == '%' && p[1] == 's' && k < 4) {
			buf_puts(&b, arg[k++]);
			p++;
		} else {
			buf_putc(&b, *p);
		}
	}
	return buf_str(&b);
}
#define SAY(l, msgid, ...) say((l), (msgid), (const char *const[4]){ __VA_ARGS__ })

static const char *
digits(struct layout *l, int n)
{
	return arena_printf(l->a, "%d", n);
}

static void
column(struct layout *l, bool wanted, enum part part, const char *heading, int width)
{
	if (!wanted)
		return;
	l->columns[l->n] = (struct out_column){ heading, width };
	l->parts[l->n++] = part;
}

/* What at least one place of the plan uses. */
struct used { bool objective, phase, specific, priority, conditions; };

static struct used
what_is_used(const struct plan *p)
{
	struct used u = { 0 };
	for (size_t o = 0; o < p->objectives.n; o++) {
		const struct objective *ob = &p->objectives.items[o];
		u.objective |= *ob->code != '\0' || *ob->title != '\0';
		for (size_t s = 0; s < ob->specifics.n; s++) {
			u.phase |= ob->specifics.items[s].phase != NULL;
			u.specific |= *ob->specifics.items[s].code != '\0' || *ob->specifics.items[s].title != '\0';
		}
	}
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		u.priority |= w.action->priority != NULL;
		u.conditions |= w.action->conditions != NULL;
	}
	return u;
}

/* The columns and their widths: what the added ones take is given by the widest. A4 landscape has 267 mm. */
static void
choose_columns(struct layout *l)
{
	const struct plan_export_options *o = l->o;
	struct used u = what_is_used(l->p);
	bool state = o->with_state && l->status != NULL, evidence = o->evidence != NULL && l->status != NULL, changes = o->changes != NULL;
	int extra = state * 24 + evidence * 18 + changes * 28 + u.priority * 14 + u.conditions * 26;
	int width = l->sheets ? 267 : 267 - extra - 20; /* a sheet scrolls, a page does not */
	column(l, l->sheets && u.objective, PART_OBJECTIVE, N_("Objectif stratégique"), 55);
	column(l, l->sheets && u.phase, PART_PHASE, N_("Phase"), 30);
	column(l, u.specific, PART_SPECIFIC, N_("Objectifs spécifiques"), width * 21 / 100);
	column(l, true, PART_ACTION, N_("Actions"), width * (u.specific ? 30 : 52) / 100);
	column(l, true, PART_ACTORS, N_("Responsables"), width * 14 / 100);
	column(l, true, PART_DUE, N_("Échéance"), 20);
	column(l, true, PART_INDICATORS, N_("Indicateurs de suivi/Résultats attendus"), width * 21 / 100);
	column(l, true, PART_RECOMMENDATIONS, N_("Recommand. et références"), width * 14 / 100);
	column(l, u.priority, PART_PRIORITY, N_("Priorité"), 14);
	column(l, u.conditions, PART_CONDITIONS, N_("Conditions de réalisation"), 26);
	column(l, state, PART_STATE, state ? SAY(l, N_("État au %s"), date_short(l->a, l->status->on, lang_tag(o->lang))) : NULL, 24);
	column(l, evidence, PART_EVIDENCE, tr(o->lang, N_("Preuves (n°)")), 18);
	column(l, changes, PART_CHANGES, changes ? SAY(l, N_("Changement depuis la version %s"), digits(l, o->changes_since)) : NULL, 28);
}

/* « 1.1. Titre »; the code alone or the title alone when the other is empty. */
static const char *
coded(struct arena *a, const char *code, const char *title, const char *rich)
{
	const char *t = plan_marks(a, title, rich);
	if (*code == '\0')
		return t;
	return *t == '\0' ? arena_printf(a, "%s.", code) : arena_printf(a, "%s. %s", code, t);
}

static enum out_tone
tone_of(const struct action_status *s)
{
	switch (s->state) {
	case ST_ACHIEVED: return TONE_GOOD;
	case ST_LATE: return TONE_BAD;
	case ST_DUE: return TONE_SOON;
	case ST_STARTED: return TONE_BEGUN;
	case ST_AHEAD:
	case ST_CONTINUOUS:
	case ST_DECLARED:
	case ST_ABANDONED:
	case ST_STATES: break;
	}
	return TONE_QUIET;
}

static const char *
years(struct layout *l, int n)
{
	return SAY(l, n < 2 ? N_("%s an") : N_("%s ans"), digits(l, n));
}

/* Sign, words, and what makes them precise: years late, cells of a continuous action, lines proven. */
static void
state_cell(struct layout *l, const struct action_status *s, struct out_cell *c)
{
	enum lang lang = l->o->lang;
	const char *more = "";
	if (s->state == ST_LATE && s->years_late > 0)
		more = arena_printf(l->a, " (%s)", years(l, s->years_late));
	else if (s->state == ST_ACHIEVED && !s->in_time && s->years_late > 0)
		more = arena_printf(l->a, " (%s)", SAY(l, N_("%s de retard"), years(l, s->years_late)));
	c->tone = tone_of(s);
	out_line(l->a, c, LINE_TEXT, arena_printf(l->a, "%s %s%s", action_state_sign(s->state), tr(lang, action_state_name(s->state)), more));
	for (size_t i = 0; i < s->ncells; i++)
		if (s->cells[i].state != CELL_FUTURE)
			out_line(l->a, c, LINE_TEXT, arena_printf(l->a, "%s : %s", year_text(s->cells[i].year).s, tr(lang, cell_state_name(s->cells[i].state))));
	if (s->lines > 0)
		out_line(l->a, c, LINE_TEXT, SAY(l, s->lines < 2 ? N_("%s/%s ligne prouvée") : N_("%s/%s lignes prouvées"), digits(l, s->proven), digits(l, s->lines)));
}

static int
by_number(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return a < b ? -1 : a > b;
}

static void
evidence_cell(struct layout *l, const struct action_status *s, struct out_cell *c)
{
	struct { int64_t *items; size_t n, cap; } ids = { 0 };
	for (size_t i = 0; i < s->nslots; i++)
		for (size_t k = 0; k < s->slots[i].nfacts; k++)
			if (s->slots[i].facts[k] < l->o->evidence->nfacts)
				PUSH(l->a, &ids, l->o->evidence->facts[s->slots[i].facts[k]].id);
	if (ids.n == 0)
		return;
	qsort(ids.items, ids.n, sizeof *ids.items, by_number);
	struct buf b = buf_new(l->a, KIB(64));
	for (size_t i = 0; i < ids.n; i++)
		if (i == 0 || ids.items[i] != ids.items[i - 1])
			buf_printf(&b, "%s%lld", b.len > 0 ? ", " : "", (long long)ids.items[i]);
	out_line(l->a, c, LINE_TEXT, buf_str(&b));
}

/* The lead is the first one named: that is all a column of names can say. */
static void
actors_cell(struct layout *l, const struct action *x, struct out_cell *c)
{
	for (int lead = 1; lead >= 0; lead--)
		for (size_t i = 0; i < x->actors.n; i++)
			if (x->actors.items[i].lead == (lead == 1))
				out_line(l->a, c, LINE_TEXT, l->p->actors.items[x->actors.items[i].actor].name);
}

static void
fill_cell(struct layout *l, enum part part, const struct objective *ob, const struct specific *sp, const struct action *x, struct out_cell *c)
{
	struct arena *a = l->a;
	const struct action_status *s = l->status != NULL && l->at < l->status->n ? &l->status->items[l->at] : NULL;
	switch (part) {
	case PART_OBJECTIVE: out_line(a, c, LINE_TEXT, coded(a, ob->code, ob->title, ob->rich)); break;
	case PART_PHASE: out_line(a, c, LINE_TEXT, sp->phase); break;
	case PART_SPECIFIC:
		out_line(a, c, LINE_TEXT, coded(a, sp->code, sp->title, sp->rich));
		c->head = true;
		break;
	case PART_ACTION: out_line(a, c, LINE_TEXT, x == NULL ? NULL : coded(a, x->code, x->title, x->rich)); break;
	case PART_ACTORS:
		if (x != NULL)
			actors_cell(l, x, c);
		break;
	case PART_DUE:
		if (x != NULL)
			out_line(a, c, LINE_TEXT, x->due.text != NULL ? x->due.text : due_text(a, &x->due));
		break;
	case PART_INDICATORS:
		for (size_t i = 0; x != NULL && i < x->indicators.n; i++)
			out_line(a, c, LINE_ITEM, plan_marks(a, x->indicators.items[i].text, x->indicators.items[i].rich));
		break;
	case PART_RECOMMENDATIONS:
		for (size_t i = 0; x != NULL && i < x->recommendations.n; i++)
			out_line(a, c, LINE_TEXT, x->recommendations.items[i]);
		break;
	case PART_PRIORITY: out_line(a, c, LINE_TEXT, x == NULL ? NULL : x->priority); break;
	case PART_CONDITIONS: out_line(a, c, LINE_TEXT, x == NULL ? NULL : x->conditions); break;
	case PART_STATE:
		if (x != NULL && s != NULL)
			state_cell(l, s, c);
		break;
	case PART_EVIDENCE:
		if (x != NULL && s != NULL)
			evidence_cell(l, s, c);
		break;
	case PART_CHANGES: out_line(a, c, LINE_TEXT, x == NULL ? NULL : l->o->changes[l->at]); break;
	case PARTS: break;
	}
}

static void
row(struct layout *l, struct out_table *t, const struct objective *ob, const struct specific *sp, const struct action *x, bool first)
{
	struct out_row *r = out_row(l->a, t);
	for (size_t j = 0; j < l->n; j++)
		if (first || l->sheets || l->parts[j] != PART_SPECIFIC)
			fill_cell(l, l->parts[j], ob, sp, x, &r->cells[j]);
	l->at += x != NULL;
}

/* The rows of one specific objective; in a document its cell is one, merged over them. */
static void
specific_rows(struct layout *l, struct out_table *t, const struct objective *ob, const struct specific *sp)
{
	size_t top = t->rows.n;
	for (size_t i = 0; i < sp->actions.n; i++)
		row(l, t, ob, sp, &sp->actions.items[i], i == 0);
	if (sp->actions.n == 0)
		row(l, t, ob, sp, NULL, true);
	if (!l->sheets && sp->actions.n > 1 && l->parts[0] == PART_SPECIFIC)
		out_merge(t, top, 0, (int)sp->actions.n, 1);
}

static const char *
objective_heading(struct arena *a, const struct objective *ob)
{
	const char *title = plan_marks(a, ob->title, ob->rich);
	if (*ob->code == '\0')
		return title;
	if (*title == '\0')
		return arena_printf(a, "Objectif stratégique %s", ob->code);
	return arena_printf(a, "Objectif stratégique %s\u00a0: %s", ob->code, title);
}

static struct out_column *
columns_of(struct layout *l)
{
	struct out_column *c = ARENA_ARRAY(l->a, struct out_column, l->n);
	memcpy(c, l->columns, l->n * sizeof *c);
	return c;
}

static void
document_tables(struct layout *l, struct out_document *d)
{
	const struct out_column *columns = columns_of(l);
	for (size_t o = 0; o < l->p->objectives.n; o++) {
		const struct objective *ob = &l->p->objectives.items[o];
		const char *phase = NULL;
		struct out_table *t = NULL;
		if (*ob->code != '\0' || *ob->title != '\0')
			out_heading(l->a, d, 1, objective_heading(l->a, ob));
		for (size_t s = 0; s < ob->specifics.n; s++) {
			const struct specific *sp = &ob->specifics.items[s];
			if (sp->phase != NULL && !text_eq(sp->phase, phase)) {
				out_heading(l->a, d, 2, sp->phase);
				phase = sp->phase;
				t = NULL;
			}
			if (t == NULL)
				t = out_table(l->a, d, NULL, columns, l->n);
			specific_rows(l, t, ob, sp);
		}
	}
}

/* ---- the other sheets: their names and first heading are how the importer knows them -------------------------------------------------------------------------------------- */

static const struct out_column acronym_columns[] = { { N_("Acronyme"), 25 }, { N_("Signification"), 110 } };

static void
acronym_sheet(struct layout *l, struct out_document *d)
{
	if (l->p->acronyms.n == 0)
		return;
	struct out_table *t = out_table(l->a, d, N_("Acronymes"), acronym_columns, LEN(acronym_columns));
	for (size_t i = 0; i < l->p->acronyms.n; i++) {
		struct out_row *r = out_row(l->a, t);
		out_line(l->a, &r->cells[0], LINE_TEXT, l->p->acronyms.items[i].acronym);
		out_line(l->a, &r->cells[1], LINE_TEXT, l->p->acronyms.items[i].name);
	}
}

static void
number_cell(struct layout *l, struct out_cell *c, int n)
{
	c->is_number = true;
	c->number = n;
	out_line(l->a, c, LINE_TEXT, digits(l, n));
}

static void
state_sheet(struct layout *l, struct out_document *d)
{
	static const struct { const char *heading; int width; } head[] = { { N_("Code"), 16 }, { N_("Intitulé de l’action"), 90 }, { N_("État"), 32 },
		{ N_("Années de retard"), 18 }, { N_("Lignes prouvées"), 18 }, { N_("Lignes attendues"), 18 }, { N_("Pourquoi"), 90 } };
	struct out_column *columns = ARENA_ARRAY(l->a, struct out_column, LEN(head));
	for (size_t j = 0; j < LEN(head); j++)
		columns[j] = (struct out_column){ j == 0 ? head[j].heading : tr(l->o->lang, head[j].heading), head[j].width };
	struct out_table *t = out_table(l->a, d, "État", columns, LEN(head));
	t->filter = true;
	for (size_t i = 0; i < l->status->n; i++) {
		const struct action_status *s = &l->status->items[i];
		struct out_cell *c = out_row(l->a, t)->cells;
		out_line(l->a, &c[0], LINE_TEXT, s->action->code);
		out_line(l->a, &c[1], LINE_TEXT, plan_marks(l->a, s->action->title, s->action->rich));
		out_line(l->a, &c[2], LINE_TEXT, arena_printf(l->a, "%s %s", action_state_sign(s->state), tr(l->o->lang, action_state_name(s->state))));
		c[2].tone = tone_of(s);
		number_cell(l, &c[3], s->years_late);
		number_cell(l, &c[4], s->proven);
		number_cell(l, &c[5], s->lines);
		for (size_t k = 0; k < s->nwhy; k++)
			out_line(l->a, &c[6], LINE_TEXT, say(l, s->why[k].msgid, s->why[k].arg));
	}
}

static void
slot_sheet(struct layout *l, struct out_document *d)
{
	static const struct { const char *heading; int width; } head[] = { { N_("Code"), 16 }, { N_("Preuve attendue"), 80 }, { N_("Genre"), 34 },
		{ N_("Année"), 14 }, { N_("État"), 28 }, { N_("Nombre"), 16 }, { N_("Sur"), 14 }, { N_("Dernière date"), 24 } };
	struct out_column *columns = ARENA_ARRAY(l->a, struct out_column, LEN(head));
	for (size_t j = 0; j < LEN(head); j++)
		columns[j] = (struct out_column){ j == 0 ? head[j].heading : tr(l->o->lang, head[j].heading), head[j].width };
	struct out_table *t = out_table(l->a, d, "Attendus", columns, LEN(head));
	t->filter = true;
	for (size_t i = 0; i < l->status->n; i++)
		for (size_t k = 0; k < l->status->items[i].nslots; k++) {
			const struct slot *s = &l->status->items[i].slots[k];
			struct out_cell *c = out_row(l->a, t)->cells;
			out_line(l->a, &c[0], LINE_TEXT, l->status->items[i].action->code);
			out_line(l->a, &c[1], LINE_TEXT, plan_marks(l->a, s->indicator->text, s->indicator->rich));
			out_line(l->a, &c[2], LINE_TEXT, tr(l->o->lang, indicator_kind_name(s->indicator->kind)));
			if (s->year != 0)
				out_line(l->a, &c[3], LINE_TEXT, arena_strdup(l->a, year_text(s->year).s));
			out_line(l->a, &c[4], LINE_TEXT, tr(l->o->lang, slot_state_name(s->state)));
			number_cell(l, &c[5], s->have);
			number_cell(l, &c[6], s->need);
			if (s->has_last)
				out_line(l->a, &c[7], LINE_TEXT, date_short(l->a, s->last, lang_tag(l->o->lang)));
		}
}

static void
sheet_tables(struct layout *l, struct out_document *d)
{
	struct out_table *t = out_table(l->a, d, N_("Plan"), columns_of(l), l->n);
	t->filter = true;
	for (size_t o = 0; o < l->p->objectives.n; o++)
		for (size_t s = 0; s < l->p->objectives.items[o].specifics.n; s++)
			specific_rows(l, t, &l->p->objectives.items[o], &l->p->objectives.items[o].specifics.items[s]);
	acronym_sheet(l, d);
	if (l->status != NULL && l->o->with_state) {
		state_sheet(l, d);
		slot_sheet(l, d);
	}
}

void
plan_document(struct arena *a, const struct plan *p, const struct plan_status *status, const struct plan_export_options *o, bool sheets,
    struct out_document *out)
{
	struct layout l = { .a = a, .p = p, .status = status, .o = o, .sheets = sheets };
	*out = (struct out_document){ .title = p->title, .lang = "fr", .footer = p->title, .landscape = true };
	if (status != NULL && o->with_state)
		out->created = status->on;
	choose_columns(&l);
	if (p->acronyms.n > 0) {
		out_paragraph(a, out, "Acronymes\u00a0:");
		for (size_t i = 0; i < p->acronyms.n; i++)
			out_paragraph(a, out, arena_printf(a, "%s\u00a0: %s", p->acronyms.items[i].acronym, p->acronyms.items[i].name));
	}
	if (sheets)
		sheet_tables(&l, out);
	else
		document_tables(&l, out);
}
