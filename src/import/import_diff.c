/* import_diff.c: what changes between two versions, in sentences that a meeting can read. */
#include "import/import.h"
#include <string.h>

struct differ { struct arena *a; const struct plan *before, *after; struct changes *out; };

static void
say(struct differ *d, enum change_kind kind, const char *code, const char *before, const char *after, const char *sentence)
{
	struct change c = { kind, code, sentence, before, after };
	PUSH(d->a, d->out, c);
}

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
		say(d, CH_ACTORS, y->code, was, now, arena_printf(d->a, "%s : responsables « %s » au lieu de « %s ».", y->code, text_blank(now) ? "aucun" : now,
		    text_blank(was) ? "aucun" : was));
		return;
	}
	const char *was = lead_name(d->before, x), *now = lead_name(d->after, y);
	if (strcmp(text_words(d->a, was), text_words(d->a, now)) != 0)
		say(d, CH_ACTOR_LEAD, y->code, was, now, arena_printf(d->a, "%s : portée par %s au lieu de %s.", y->code, now, was));
}

static void
diff_due(struct differ *d, const struct action *x, const struct action *y)
{
	struct date dx, dy;
	const char *was = due_text(d->a, &x->due), *now = due_text(d->a, &y->due);
	if (x->due.kind == y->due.kind && strcmp(text_words(d->a, was), text_words(d->a, now)) == 0)
		return;
	bool dated = due_last_day(&x->due, YEAR_BOUNDS_DEFAULT, &dx) && due_last_day(&y->due, YEAR_BOUNDS_DEFAULT, &dy);
	const char *verb = dated && date_cmp(dy, dx) > 0 ? "reportée" : dated && date_cmp(dy, dx) < 0 ? "avancée" : "passe";
	const char *why = y->disposition == DISP_POSTPONED && y->disposition_reason != NULL ? arena_printf(d->a, " : %s", y->disposition_reason) : "";
	say(d, CH_DUE, y->code, was, now, arena_printf(d->a, "%s %s de %s à %s%s.", y->code, verb, text_blank(was) ? "« sans échéance »" : was,
	    text_blank(now) ? "« sans échéance »" : now, why));
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
			say(d, CH_INDICATOR_ADDED, y->code, NULL, n->text, arena_printf(d->a, "%s : attendu ajouté « %s ».", y->code, n->text));
		else if (strcmp(was->text, n->text) != 0)
			say(d, CH_INDICATOR_CHANGED, y->code, was->text, n->text, arena_printf(d->a, "%s : attendu « %s » au lieu de « %s ».", y->code, n->text, was->text));
	}
	for (size_t i = 0; i < x->indicators.n; i++)
		if (indicator_by_id(y, x->indicators.items[i].id) == NULL)
			say(d, CH_INDICATOR_REMOVED, y->code, x->indicators.items[i].text, NULL,
			    arena_printf(d->a, "%s : attendu retiré « %s ».", y->code, x->indicators.items[i].text));
}

static void
diff_text(struct differ *d, enum change_kind kind, const char *what, const struct action *y, const char *was, const char *now)
{
	if (text_blank(was) && text_blank(now))
		return;
	if (was != NULL && now != NULL && strcmp(was, now) == 0)
		return;
	say(d, kind, y->code, was, now, text_blank(was) ? arena_printf(d->a, "%s : %s « %s ».", y->code, what, now) :
	    text_blank(now) ? arena_printf(d->a, "%s : %s « %s » retirée.", y->code, what, was) :
	    arena_printf(d->a, "%s : %s « %s » au lieu de « %s ».", y->code, what, now, was));
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
		say(d, CH_RENUMBERED, y->code, x->code, y->code, arena_printf(d->a, "%s renumérotée %s : « %s ».", x->code, y->code, short_title(d, y->title)));
	else if (strcmp(from, to) != 0)
		say(d, CH_MOVED, y->code, from, to, arena_printf(d->a, "%s déplacée de l’objectif %s à l’objectif %s.", y->code, from, to));
	if (strcmp(x->title, y->title) != 0)
		say(d, CH_RETITLED, y->code, x->title, y->title, arena_printf(d->a, "%s reformulée : « %s » au lieu de « %s ».", y->code, y->title, x->title));
	if (y->disposition != x->disposition && (y->disposition == DISP_ABANDONED || y->disposition == DISP_MERGED))
		say(d, CH_REMOVED, y->code, x->title, NULL, arena_printf(d->a, "%s %s%s%s.", y->code, y->disposition == DISP_ABANDONED ? "abandonnée" : "fusionnée",
		    y->disposition_reason == NULL ? "" : " : ", y->disposition_reason == NULL ? "" : y->disposition_reason));
	diff_due(d, x, y);
	diff_who(d, x, y);
	diff_indicators(d, x, y);
	diff_text(d, CH_RECOMMENDATION, "recommandation", y, joined(d, &x->recommendations), joined(d, &y->recommendations));
	diff_text(d, CH_PRIORITY, "priorité", y, x->priority, y->priority);
	diff_text(d, CH_CONDITIONS, "conditions de réalisation", y, x->conditions, y->conditions);
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
				say(d, CH_OBJECTIVE, y->code, x->title, y->title, arena_printf(d->a, "Objectif %s reformulé : « %s » au lieu de « %s ».", y->code, y->title, x->title));
			for (size_t s = 0; s < y->specifics.n; s++)
				for (size_t t = 0; t < x->specifics.n; t++)
					if (*y->specifics.items[s].code != '\0' && strcmp(y->specifics.items[s].code, x->specifics.items[t].code) == 0 &&
					    strcmp(y->specifics.items[s].title, x->specifics.items[t].title) != 0)
						say(d, CH_OBJECTIVE, y->specifics.items[s].code, x->specifics.items[t].title, y->specifics.items[s].title,
						    arena_printf(d->a, "Objectif %s reformulé : « %s » au lieu de « %s ».", y->specifics.items[s].code, y->specifics.items[s].title,
						    x->specifics.items[t].title));
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
			say(&d, CH_ADDED, w.action->code, NULL, w.action->title, arena_printf(a, "%s ajoutée : « %s » (%s).", w.action->code, short_title(&d, w.action->title),
			    due_text(a, &w.action->due)));
		else
			diff_action(&d, x, w.action);
	}
	for (struct plan_walk w = { .plan = before }; plan_next(&w);)
		if (plan_action_by_id(after, w.action->id) == NULL)
			say(&d, CH_REMOVED, w.action->code, w.action->title, NULL, arena_printf(a, "%s retirée : « %s ».", w.action->code, short_title(&d, w.action->title)));
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
