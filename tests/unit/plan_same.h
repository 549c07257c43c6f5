/* plan_same.h: whether two plans say the same, field by field, told in words. */
#ifndef PLAN_SAME_H
#define PLAN_SAME_H
#include "plan/plan_export.h"
#include "plan/plan_status.h"

/* What differs: "3.5.1 titre: … / …" lines; "" when nothing does. Source places, identities and confirmations are not
 * part of what a document says. */
struct differ { struct arena *a; struct buf out; const char *where; };

static inline void
differ_text(struct differ *d, const char *what, const char *x, const char *y)
{
	if (!text_eq(x, y) && d->out.len < 4000)
		buf_printf(&d->out, "%s %s: [%s] / [%s]\n", d->where, what, x == NULL ? "NULL" : x, y == NULL ? "NULL" : y);
}
static inline void
differ_int(struct differ *d, const char *what, long long x, long long y)
{
	if (x != y && d->out.len < 4000)
		buf_printf(&d->out, "%s %s: %lld / %lld\n", d->where, what, x, y);
}

static inline void
differ_indicator(struct differ *d, const struct indicator *x, const struct indicator *y)
{
	differ_text(d, "ligne", x->text, y->text);
	differ_text(d, "ligne rich", x->rich, y->rich);
	differ_int(d, x->text, x->kind, y->kind);
	differ_int(d, "nombre", x->count, y->count);
	differ_int(d, "facultatif", x->optional, y->optional);
	differ_int(d, "cadence", x->cadence, y->cadence);
	differ_text(d, "instance", x->body, y->body);
	differ_int(d, "qualification", x->qualification, y->qualification);
}

static inline void
differ_due(struct differ *d, const char *what, const struct due *x, const struct due *y)
{
	differ_int(d, what, x->kind, y->kind);
	differ_int(d, "année", x->year, y->year);
	differ_int(d, "quadrimestre", x->term, y->term);
	if (x->kind == DUE_DATE && y->kind == DUE_DATE)
		differ_int(d, "date", date_days(x->date), date_days(y->date));
	differ_text(d, "échéance, texte", x->text, y->text);
}

static inline void
differ_action(struct differ *d, const struct plan *p, const struct action *x, const struct plan *q, const struct action *y)
{
	d->where = x->code;
	differ_text(d, "code", x->code, y->code);
	differ_text(d, "titre", x->title, y->title);
	differ_text(d, "titre rich", x->rich, y->rich);
	differ_due(d, "échéance", &x->due, &y->due);
	differ_text(d, "priorité", x->priority, y->priority);
	differ_text(d, "conditions", x->conditions, y->conditions);
	differ_int(d, "déclarée", x->declared_done, y->declared_done);
	differ_int(d, "acteurs", (long long)x->actors.n, (long long)y->actors.n);
	for (size_t i = 0; i < x->actors.n && i < y->actors.n; i++) {
		const struct actor *s = &p->actors.items[x->actors.items[i].actor], *t = &q->actors.items[y->actors.items[i].actor];
		differ_text(d, "acteur", s->name, t->name);
		differ_text(d, "acteur, nom long", s->long_name, t->long_name);
		differ_int(d, s->name, s->kind, t->kind);
		differ_int(d, "pilote", x->actors.items[i].lead, y->actors.items[i].lead);
	}
	differ_int(d, "lignes", (long long)x->indicators.n, (long long)y->indicators.n);
	for (size_t i = 0; i < x->indicators.n && i < y->indicators.n; i++)
		differ_indicator(d, &x->indicators.items[i], &y->indicators.items[i]);
	differ_int(d, "recommandations", (long long)x->recommendations.n, (long long)y->recommendations.n);
	for (size_t i = 0; i < x->recommendations.n && i < y->recommendations.n; i++)
		differ_text(d, "recommandation", x->recommendations.items[i], y->recommendations.items[i]);
}

static inline void
differ_objective(struct differ *d, const struct plan *p, const struct objective *x, const struct plan *q, const struct objective *y)
{
	d->where = x->code;
	differ_text(d, "code", x->code, y->code);
	differ_text(d, "titre", x->title, y->title);
	differ_text(d, "titre rich", x->rich, y->rich);
	differ_int(d, "objectifs spécifiques", (long long)x->specifics.n, (long long)y->specifics.n);
	for (size_t s = 0; s < x->specifics.n && s < y->specifics.n; s++) {
		const struct specific *u = &x->specifics.items[s], *v = &y->specifics.items[s];
		d->where = u->code;
		differ_text(d, "code", u->code, v->code);
		differ_text(d, "titre", u->title, v->title);
		differ_text(d, "titre rich", u->rich, v->rich);
		differ_text(d, "temps", u->phase, v->phase);
		differ_int(d, "actions", (long long)u->actions.n, (long long)v->actions.n);
		for (size_t i = 0; i < u->actions.n && i < v->actions.n; i++)
			differ_action(d, p, &u->actions.items[i], q, &v->actions.items[i]);
	}
}

static inline const char *
plan_differences(struct arena *a, const struct plan *p, const struct plan *q)
{
	struct differ d = { a, buf_new(a, KIB(16)), "plan" };
	differ_text(&d, "titre", p->title, q->title);
	differ_int(&d, "première année", p->first_year, q->first_year);
	differ_int(&d, "dernière année", p->last_year, q->last_year);
	differ_int(&d, "acteurs", (long long)p->actors.n, (long long)q->actors.n);
	differ_int(&d, "acronymes", (long long)p->acronyms.n, (long long)q->acronyms.n);
	for (size_t i = 0; i < p->acronyms.n && i < q->acronyms.n; i++) {
		differ_text(&d, "acronyme", p->acronyms.items[i].acronym, q->acronyms.items[i].acronym);
		differ_text(&d, "acronyme, nom", p->acronyms.items[i].name, q->acronyms.items[i].name);
	}
	differ_int(&d, "objectifs", (long long)p->objectives.n, (long long)q->objectives.n);
	for (size_t o = 0; o < p->objectives.n && o < q->objectives.n; o++)
		differ_objective(&d, p, &p->objectives.items[o], q, &q->objectives.items[o]);
	return buf_str(&d.out);
}
#endif
