/* import_diff.c: what changes between two versions, in sentences that a meeting can read. */
#include "import/import.h"
#include <string.h>

struct differ { struct arena *a; const struct plan *before, *after; struct changes *out; };

/* msgid: the code comes first; more: what follows it, NULL after the last. */
static void
say(struct differ *d, enum change_kind kind, const char *code, const char *before, const char *after, const char *msgid, const char *const more[3])
{
	struct change c = { kind, code, { msgid, { code, more[0], more[0] == NULL ? NULL : more[1], more[0] == NULL || more[1] == NULL ? NULL : more[2] } }, before, after };
	PUSH(d->a, d->out, c);
}
#define MORE(...) ((const char *const[3]){ __VA_ARGS__ })

static const char *
short_title(struct differ *d, const char *title)
{
	return text_ellipsis(d->a, title, 90);
}

/* Where an action stands: its specific objective's code, else its objective's. */
static const char *
place_of(const struct plan *p, int64_t id)
{
	for (struct plan_walk w = { .plan = p }; plan_next(&w);)
		if (w.action->id == id)
			return *w.specific->code != '\0' ? w.specific->code : w.objective->code;
	return "";
}

static const char *
actors_text(struct differ *d, const struct plan *p, const struct action *x)
{
	struct buf b = buf_new(d->a, KIB(16));
	for (size_t i = 0; i < x->actors.n; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", p->actors.items[x->actors.items[i].actor].name);
	return buf_str(&b);
}

static bool
same_actors(struct differ *d, const struct action *x, const struct action *y)
{
	if (x->actors.n != y->actors.n)
		return false;
	for (size_t i = 0; i < x->actors.n; i++) {
		bool found = false;
		const char *name = text_words(d->a, d->before->actors.items[x->actors.items[i].actor].name);
		for (size_t k = 0; k < y->actors.n; k++)
			found = found || strcmp(name, text_words(d->a, d->after->actors.items[y->actors.items[k].actor].name)) == 0;
		if (!found)
			return false;
	}
	return true;
}

static const char *
lead_name(const struct plan *p, const struct action *x)
{
	for (size_t i = 0; i < x->actors.n; i++)
		if (x->actors.items[i].lead)
			return p->actors.items[x->actors.items[i].actor].name;
	return "";
}

static void
diff_who(struct differ *d, const struct action *x, const struct action *y)
{
	if (!same_actors(d, x, y)) {
		const char *was = actors_text(d, d->before, x), *now = actors_text(d, d->after, y);
		say(d, CH_ACTORS, y->code, was, now, text_blank(now) ? N_("%s : plus de responsables, au lieu de « %s ».") : text_blank(was) ? N_("%s : responsables « %s ».")
		    : N_("%s : responsables « %s » au lieu de « %s »."), text_blank(now) ? MORE(was) : text_blank(was) ? MORE(now) : MORE(now, was));
		return;
	}
	const char *was = lead_name(d->before, x), *now = lead_name(d->after, y);
	if (strcmp(text_words(d->a, was), text_words(d->a, now)) != 0)
		say(d, CH_ACTOR_LEAD, y->code, was, now, N_("%s : portée par %s au lieu de %s."), MORE(now, was));
}

static void
diff_due(struct differ *d, const struct action *x, const struct action *y)
{
	struct date dx, dy;
	const char *was = due_text(d->a, &x->due), *now = due_text(d->a, &y->due);
	if (x->due.kind == y->due.kind && strcmp(text_words(d->a, was), text_words(d->a, now)) == 0)
		return;
	bool dated = due_last_day(&x->due, YEAR_BOUNDS_DEFAULT, &dx) && due_last_day(&y->due, YEAR_BOUNDS_DEFAULT, &dy);
	static const char *const words[3][2] = { { N_("%s passe de %s à %s."), N_("%s passe de %s à %s : %s.") }, { N_("%s reportée de %s à %s."), N_("%s reportée de %s à %s : %s.") },
		{ N_("%s avancée de %s à %s."), N_("%s avancée de %s à %s : %s.") } };
	int way = dated ? date_cmp(dy, dx) : 0;
	const char *why = y->disposition == DISP_POSTPONED ? y->disposition_reason : NULL;
	say(d, CH_DUE, y->code, was, now, words[way > 0 ? 1 : way < 0 ? 2 : 0][why != NULL], MORE(text_blank(was) ? "—" : was, text_blank(now) ? "—" : now, why));
}

static const struct indicator *
indicator_by_id(const struct action *x, int64_t id)
{
	for (size_t i = 0; i < x->indicators.n && id != NONE; i++)
		if (x->indicators.items[i].id == id)
			return &x->indicators.items[i];
	return NULL;
}

static void
diff_indicators(struct differ *d, const struct action *x, const struct action *y)
{
	for (size_t i = 0; i < y->indicators.n; i++) {
		const struct indicator *n = &y->indicators.items[i], *was = indicator_by_id(x, n->id);
		if (was == NULL)
			say(d, CH_INDICATOR_ADDED, y->code, NULL, n->text, N_("%s : attendu ajouté « %s »."), MORE(n->text));
		else if (strcmp(was->text, n->text) != 0)
			say(d, CH_INDICATOR_CHANGED, y->code, was->text, n->text, N_("%s : attendu « %s » au lieu de « %s »."), MORE(n->text, was->text));
	}
	for (size_t i = 0; i < x->indicators.n; i++)
		if (indicator_by_id(y, x->indicators.items[i].id) == NULL)
			say(d, CH_INDICATOR_REMOVED, y->code, x->indicators.items[i].text, NULL, N_("%s : attendu retiré « %s »."), MORE(x->indicators.items[i].text));
}

struct texts { const char *added, *changed, *removed; };
static const struct texts recommendation = { N_("%s : recommandation « %s »."), N_("%s : recommandation « %s » au lieu de « %s »."), N_("%s : recommandation « %s » retirée.") };
static const struct texts priority = { N_("%s : priorité « %s »."), N_("%s : priorité « %s » au lieu de « %s »."), N_("%s : priorité « %s » retirée.") };
static const struct texts conditions = { N_("%s : conditions de réalisation « %s »."), N_("%s : conditions de réalisation « %s » au lieu de « %s »."), N_("%s : conditions de réalisation « %s » retirées.") };

static void
diff_text(struct differ *d, enum change_kind kind, const struct texts *t, const struct action *y, const char *was, const char *now)
{
	if (text_blank(was) && text_blank(now))
		return;
	if (was != NULL && now != NULL && strcmp(was, now) == 0)
		return;
	if (text_blank(was))
		say(d, kind, y->code, was, now, t->added, MORE(now));
	else if (text_blank(now))
		say(d, kind, y->code, was, now, t->removed, MORE(was));
	else
		say(d, kind, y->code, was, now, t->changed, MORE(now, was));
}

static const char *
joined(struct differ *d, const struct strings *s)
{
	struct buf b = buf_new(d->a, KIB(64));
	for (size_t i = 0; i < s->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? " ; " : "", s->items[i]);
	return buf_str(&b);
}

static void
diff_action(struct differ *d, const struct action *x, const struct action *y)
{
	const char *from = place_of(d->before, x->id), *to = place_of(d->after, y->id);
	if (strcmp(x->code, y->code) != 0)
		say(d, CH_RENUMBERED, y->code, x->code, y->code, N_("%s, qui était %s : « %s »."), MORE(x->code, short_title(d, y->title)));
	else if (strcmp(from, to) != 0)
		say(d, CH_MOVED, y->code, from, to, N_("%s déplacée de l’objectif %s à l’objectif %s."), MORE(from, to));
	if (strcmp(x->title, y->title) != 0)
		say(d, CH_RETITLED, y->code, x->title, y->title, N_("%s reformulée : « %s » au lieu de « %s »."), MORE(y->title, x->title));
	if (y->disposition != x->disposition && (y->disposition == DISP_ABANDONED || y->disposition == DISP_MERGED))
		say(d, CH_REMOVED, y->code, x->title, NULL, y->disposition == DISP_ABANDONED ? (y->disposition_reason == NULL ? N_("%s abandonnée.") : N_("%s abandonnée : %s.")) :
		    y->disposition_reason == NULL ? N_("%s fusionnée.") : N_("%s fusionnée : %s."), MORE(y->disposition_reason));
	diff_due(d, x, y);
	diff_who(d, x, y);
	diff_indicators(d, x, y);
	diff_text(d, CH_RECOMMENDATION, &recommendation, y, joined(d, &x->recommendations), joined(d, &y->recommendations));
	diff_text(d, CH_PRIORITY, &priority, y, x->priority, y->priority);
	diff_text(d, CH_CONDITIONS, &conditions, y, x->conditions, y->conditions);
}

static void
diff_levels(struct differ *d)
{
	for (size_t i = 0; i < d->after->objectives.n; i++) {
		const struct objective *y = &d->after->objectives.items[i];
		for (size_t k = 0; k < d->before->objectives.n; k++) {
			const struct objective *x = &d->before->objectives.items[k];
			if (strcmp(x->code, y->code) != 0)
				continue;
			if (strcmp(x->title, y->title) != 0)
				say(d, CH_OBJECTIVE, y->code, x->title, y->title, N_("Objectif %s reformulé : « %s » au lieu de « %s »."), MORE(y->title, x->title));
			for (size_t s = 0; s < y->specifics.n; s++)
				for (size_t t = 0; t < x->specifics.n; t++)
					if (*y->specifics.items[s].code != '\0' && strcmp(y->specifics.items[s].code, x->specifics.items[t].code) == 0 &&
					    strcmp(y->specifics.items[s].title, x->specifics.items[t].title) != 0)
						say(d, CH_OBJECTIVE, y->specifics.items[s].code, x->specifics.items[t].title, y->specifics.items[s].title,
						    N_("Objectif %s reformulé : « %s » au lieu de « %s »."), MORE(y->specifics.items[s].title, x->specifics.items[t].title));
		}
	}
}

void
plan_diff(struct arena *a, const struct plan *before, const struct plan *after, struct changes *out)
{
	struct differ d = { a, before, after, out };
	*out = (struct changes){ 0 };
	diff_levels(&d);
	for (struct plan_walk w = { .plan = after }; plan_next(&w);) {
		const struct action *x = w.action->id == NONE ? NULL : plan_action_by_id(before, w.action->id);
		if (x == NULL)
			say(&d, CH_ADDED, w.action->code, NULL, w.action->title, N_("%s ajoutée : « %s » (%s)."), MORE(short_title(&d, w.action->title),
			    due_text(a, &w.action->due)));
		else
			diff_action(&d, x, w.action);
	}
	for (struct plan_walk w = { .plan = before }; plan_next(&w);)
		if (plan_action_by_id(after, w.action->id) == NULL)
			say(&d, CH_REMOVED, w.action->code, w.action->title, NULL, N_("%s retirée : « %s »."), MORE(short_title(&d, w.action->title)));
}

const char *
change_class(enum change_kind k)
{
	switch (k) {
	case CH_ADDED:
	case CH_INDICATOR_ADDED:
		return "added";
	case CH_REMOVED:
	case CH_INDICATOR_REMOVED:
		return "removed";
	case CH_RENUMBERED:
	case CH_RETITLED:
	case CH_DUE:
	case CH_ACTORS:
	case CH_INDICATOR_CHANGED:
	case CH_MOVED:
	case CH_RECOMMENDATION:
	case CH_PRIORITY:
	case CH_CONDITIONS:
	case CH_OBJECTIVE:
	case CH_ACTOR_LEAD:
		break;
	}
	return "changed";
}
