/* import_finish.c: what was noted of each action becomes its actors, due and indicators; codes, levels and years of the whole. */
#include "import/import_build.h"
#include <stdlib.h>
#include <string.h>

static void
add_actors(struct reading *r, struct action *x, const char *cell, const char *source)
{
	struct actor_split split = { 0 };
	if (text_blank(cell))
		return;
	char *id = arena_printf(r->a, "split:%s", x->code);
	const char *given = answered(r, id);
	if (given != NULL) {
		struct strings names = words_split(r->a, given, ';');
		for (size_t i = 0; i < names.n; i++)
			if (!text_blank(names.items[i]))
				PUSH(r->a, &split.names, text_trim(r->a, names.items[i]));
	} else {
		actors_split(r->lexicon, cell, &split);
	}
	struct buf proposed = buf_new(r->a, KIB(16));
	for (size_t i = 0; i < split.names.n; i++) {
		int k = actor_intern(r->lexicon, split.names.items[i]);
		buf_printf(&proposed, "%s%s", i > 0 ? "; " : "", split.names.items[i]);
		if (action_has_actor(x, k))
			continue;
		struct responsibility w = { .actor = k, .lead = x->actors.n == 0, .confirmed = !split.doubtful };
		PUSH(r->a, &x->actors, w);
	}
	if (split.doubtful)
		ask(r, Q_AMBIGUOUS_SPLIT, id, x->code, source, buf_str(&proposed), NULL, N_("%s : « %s » se lit-il ainsi ?"), x->code,
		    text_trim(r->a, doc_plain(r->a, cell)));
}

static void
add_due(struct reading *r, struct action *x, const char *text, const char *source)
{
	struct due_reading d;
	char *id = arena_printf(r->a, "due:%s", x->code);
	const char *given = answered(r, id);
	if (text_blank(text) && given == NULL)
		return;
	text = text_trim(r->a, text);
	due_read(r->a, given != NULL ? given : text, &r->style, &d);
	x->due = d.due;
	if (x->due.text == NULL)
		x->due.text = given != NULL ? given : text;
	if (d.cadence > 1)
		for (size_t i = 0; i < x->indicators.n; i++)
			x->indicators.items[i].cadence = d.cadence;
	if (d.doubt == DUE_SURE || d.doubt == DUE_EMPTY || given != NULL)
		return;
	static const char *const why[] = { [DUE_SPAN] = N_("« %s » est une période : retenu, sa fin (%s)."), [DUE_SEVERAL] = N_("« %s » donne plusieurs échéances : retenu, la dernière (%s)."),
		[DUE_START] = N_("« %s » donne un début, pas une échéance (%s)."), [DUE_APPROXIMATE] = N_("« %s » est approximatif : retenu, %s."),
		[DUE_AMBIGUOUS] = N_("« %s » peut se lire de deux façons : retenu, %s."), [DUE_VAGUE] = N_("« %s » ne donne pas de date (%s)."),
		[DUE_UNREAD] = N_("« %s » n’a pas été compris comme une échéance (%s).") };
	const char *read = x->due.kind == DUE_NONE ? "" : due_text(r->a, &x->due);
	warn(r, d.doubt == DUE_UNREAD || d.doubt == DUE_VAGUE ? "unread_due" : "doubtful_due", x->code, source, why[d.doubt], text, *read == '\0' ? "—" : read);
	ask(r, Q_DUE, id, x->code, source, x->due.kind == DUE_NONE ? "" : read, NULL, N_("%s : quelle échéance pour « %s » ?"), x->code, text);
}

static void
add_indicators(struct reading *r, struct action *x, const struct strings *items)
{
	for (size_t i = 0; i < items->n; i++) {
		struct indicator n = { .id = NONE, .count = 1, .cadence = 1 };
		char *id = arena_printf(r->a, "vague:%s:%zu", x->code, x->indicators.n + 1);
		const char *given = answered(r, id), *marked = !text_blank(given) ? given : items->items[i];
		indicator_read(r->a, marked, &n);
		n.id = NONE;
		set_title(r->a, marked, &n.text, &n.rich);
		n.qualification = indicator_default_qualification(n.kind);
		if (n.count < 1)
			n.count = 1;
		if (n.cadence < 1)
			n.cadence = 1;
		if (indicator_vague(r->a, n.text)) {
			warn(r, "vague_indicator", x->code, x->source, N_("« %s » ne dit pas ce qui prouvera l’action."), n.text, NULL);
			ask(r, Q_VAGUE_LINE, id, x->code, x->source, n.text, NULL, N_("%s : précisez « %s », ou gardez-le ainsi."), x->code, n.text);
		}
		PUSH(r->a, &x->indicators, n);
	}
}

/* ---- once everything is read ---------------------------------------------------------------------------- */

/* What was said of an action before it had this code. */
static void
recode(struct reading *r, struct action *x, const char *code)
{
	for (size_t i = 0; i < r->out->warnings.n; i++)
		if (r->out->warnings.items[i].action == x->code)
			r->out->warnings.items[i].action = code;
	x->code = code;
}

struct code_use { const char *code; struct action *action; const char *over; };

static int
by_code(const void *x, const void *y)
{
	const struct code_use *a = x, *b = y;
	int c = strcmp(a->code, b->code);
	return c != 0 ? c : a->action->line < b->action->line ? -1 : a->action->line > b->action->line;
}

/* "1", "2" begun again under each objective: the objective's code goes before. Still twice: a number after. */
static void
part_codes(struct reading *r)
{
	struct { struct code_use *items; size_t n, cap; } l = { 0 };
	for (int pass = 0; pass < 2; pass++) {
		l.n = 0;
		for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
			struct code_use u = { w.action->code, w.action, *w.specific->code != '\0' ? w.specific->code : w.objective->code };
			if (*w.action->code != '\0')
				PUSH(r->a, &l, u);
		}
		if (l.n > 1)
			qsort(l.items, l.n, sizeof *l.items, by_code);
		size_t doubles = 0, places = 0;
		for (size_t i = 1; i < l.n; i++)
			if (strcmp(l.items[i].code, l.items[i - 1].code) == 0) {
				doubles++;
				places += strcmp(l.items[i].over, l.items[i - 1].over) != 0;
			}
		if (pass == 0 && places > 0 && places == doubles) {
			for (size_t i = 0; i < l.n; i++)
				if (!code_under(l.items[i].code, l.items[i].over))
					recode(r, l.items[i].action, arena_printf(r->a, "%s.%s", l.items[i].over, l.items[i].code));
			warn(r, "generated_code", NULL, NULL, N_("La numérotation recommence à chaque objectif : le numéro de l’objectif a été mis devant celui de l’action."), NULL, NULL);
		}
		for (size_t i = 1, times = 1; i < l.n && pass == 1; i++) {
			times = strcmp(l.items[i].code, l.items[i - 1].code) == 0 ? times + 1 : 1;
			if (times == 1)
				continue;
			const char *code = arena_printf(r->a, "%s-%zu", l.items[i].code, times);
			warn(r, "duplicate_code", code, l.items[i].action->source, N_("Le numéro %s est donné à plusieurs actions : celle-ci devient %s."), l.items[i].code, code);
			recode(r, l.items[i].action, code);
		}
	}
}

static bool
code_taken(const struct plan *p, const char *code)
{
	return plan_action_by_code(p, code) != NULL;
}

static void
make_codes(struct reading *r)
{
	int made = 0;
	part_codes(r);
	for (size_t o = 0; o < r->plan->objectives.n; o++) {
		struct objective *ob = &r->plan->objectives.items[o];
		if (*ob->code == '\0')
			ob->code = arena_printf(r->a, "%zu", o + 1);
		for (size_t s = 0; s < ob->specifics.n; s++) {
			struct specific *sp = &ob->specifics.items[s];
			if (*sp->code == '\0' && !text_blank(sp->title))
				sp->code = arena_printf(r->a, "%s.%zu", ob->code, s + 1);
			for (size_t i = 0; i < sp->actions.n; i++) {
				if (*sp->actions.items[i].code != '\0')
					continue;
				size_t k = i + 1;
				const char *over = *sp->code == '\0' ? ob->code : sp->code, *code = arena_printf(r->a, "%s.%zu", over, k);
				while (code_taken(r->plan, code))
					code = arena_printf(r->a, "%s.%zu", over, ++k);
				recode(r, &sp->actions.items[i], code);
				made++;
			}
		}
	}
	if (made > 0)
		warn(r, "generated_code", NULL, NULL, N_("%s actions n’avaient pas de numéro : il leur en a été donné un."), arena_printf(r->a, "%d", made), NULL);
}

static void
drop_empty(struct plan *p)
{
	size_t kept = 0;
	for (size_t o = 0; o < p->objectives.n; o++) {
		struct objective *ob = &p->objectives.items[o];
		size_t k = 0;
		for (size_t s = 0; s < ob->specifics.n; s++)
			if (ob->specifics.items[s].actions.n > 0)
				ob->specifics.items[k++] = ob->specifics.items[s];
		ob->specifics.n = k;
		if (k > 0)
			p->objectives.items[kept++] = *ob;
	}
	p->objectives.n = kept;
}

/* An objective without action is no part of a plan that can be followed: it is said, not hidden. */
static void
say_empty(struct reading *r)
{
	for (size_t o = 0; o < r->plan->objectives.n; o++) {
		const struct objective *ob = &r->plan->objectives.items[o];
		size_t actions = 0;
		for (size_t s = 0; s < ob->specifics.n; s++) {
			actions += ob->specifics.items[s].actions.n;
			if (ob->specifics.items[s].actions.n == 0 && !text_blank(ob->specifics.items[s].title))
				warn(r, "unread_text", NULL, NULL, N_("Objectif sans action, non repris : « %s »."), ob->specifics.items[s].title, NULL);
		}
		if (actions == 0 && !text_blank(ob->title))
			warn(r, "unread_text", NULL, NULL, N_("Objectif sans action, non repris : « %s »."), ob->title, NULL);
	}
}

/* Only one level above the actions: what stood in its place is the objectives. */
static void
lift_only_level(struct reading *r)
{
	struct plan *p = r->plan;
	if (p->objectives.n != 1 || !text_blank(p->objectives.items[0].title))
		return;
	struct objective all = p->objectives.items[0];
	for (size_t i = 0; i < all.specifics.n; i++)
		if (text_blank(all.specifics.items[i].title) || strchr(all.specifics.items[i].code, '.') != NULL)
			return;
	p->objectives.n = 0;
	for (size_t i = 0; i < all.specifics.n; i++) {
		struct specific below = all.specifics.items[i];
		struct objective o = { .code = below.code, .title = below.title, .rich = below.rich };
		below.code = below.title = "";
		below.rich = NULL;
		PUSH(r->a, &o.specifics, below);
		PUSH(r->a, &p->objectives, o);
	}
}

static void
find_years(struct reading *r)
{
	int lo = 0, hi = 0;
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		int y;
		if (!due_year(&w.action->due, YEAR_BOUNDS_DEFAULT, &y))
			continue;
		lo = lo == 0 || y < lo ? y : lo;
		hi = y > hi ? y : hi;
	}
	if (r->plan->first_year == 0) {
		r->plan->first_year = lo == 0 ? 2024 : lo;
		r->plan->last_year = lo == 0 ? 2029 : hi;
		return;
	}
	/* an action due after the title's last year is still shown in a year of its own */
	if (hi > r->plan->last_year && hi <= r->plan->last_year + 3)
		r->plan->last_year = hi;
}

static void
lead_of(struct reading *r, struct action *x)
{
	const char *given = answered(r, arena_printf(r->a, "lead:%s", x->code));
	int lead = given == NULL ? -1 : plan_actor_find(r->a, r->plan, given);
	if (x->actors.n == 0) {
		const char *who = answered(r, arena_printf(r->a, "missing:%s", x->code));
		if (!text_blank(who))
			add_actors(r, x, who, x->source);
		for (size_t i = 0; i < x->actors.n; i++)
			x->actors.items[i].confirmed = true;
	}
	for (size_t i = 0; i < x->actors.n; i++) {
		struct responsibility *w = &x->actors.items[i];
		if (lead >= 0)
			w->lead = w->actor == lead;
		if (x->actors.n > 1 && given == NULL)
			w->confirmed = false;
		else if (given != NULL)
			w->confirmed = true;
	}
}

void
finish_tree(struct reading *r)
{
	say_empty(r);
	drop_empty(r->plan);
	lift_only_level(r);
	make_codes(r);
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		struct raw *k = &r->raws.items[w.action->line];
		add_indicators(r, w.action, &k->items);
		add_actors(r, w.action, buf_str(&k->actors), w.action->source);
		add_due(r, w.action, k->due, w.action->source);
		w.action->line = NONE;
	}
	find_years(r);
	const char *cadence = answered(r, "cadence");
	long times = cadence == NULL ? 0 : strtol(cadence, NULL, 10);
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		lead_of(r, w.action);
		for (size_t i = 0; i < w.action->indicators.n; i++) {
			struct indicator *n = &w.action->indicators.items[i];
			if (n->kind == IND_MINUTES)
				n->body = indicator_body(r->lexicon, n->text);
			if (times >= 1 && times <= 52 && w.action->due.kind == DUE_CONTINUOUS && n->cadence == 1)
				n->cadence = (int)times;
		}
	}
}
