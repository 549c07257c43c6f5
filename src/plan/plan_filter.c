#include "plan/plan_filter.h"
#include <stdlib.h>
#include <string.h>

bool
plan_filter_empty(const struct plan_filter *f)
{
	return f->actor < 0 && f->year == 0 && f->state == NULL && !f->recommendation && f->words.n == 0;
}

void
plan_filter_words(struct arena *a, struct plan_filter *f, const char *typed)
{
	char *s = text_fold(a, typed);
	f->words = (struct strings){ 0 };
	while (*s != '\0' && f->words.n < 16) {
		size_t n = strcspn(s, " ");
		PUSH(a, &f->words, arena_strndup(a, s, n));
		s += n;
		while (*s == ' ')
			s++;
	}
}

static bool
in_year(const struct action_status *s, struct year_bounds b, int year)
{
	int due;
	if (year == -1)
		return s->action->due.kind == DUE_CONTINUOUS;
	return due_year(&s->action->due, b, &due) && due == year;
}

static bool
any_slot(const struct action_status *s, enum slot_state want)
{
	for (size_t i = 0; i < s->nslots; i++)
		if (s->slots[i].state == want)
			return true;
	return false;
}

static bool
any_cell(const struct action_status *s, enum cell_state want)
{
	for (size_t i = 0; i < s->ncells; i++)
		if (s->cells[i].state == want)
			return true;
	return false;
}

static bool
in_state(const struct action_status *s, const char *state)
{
	if (strcmp(state, "to_feed") == 0)
		return any_cell(s, CELL_TO_FEED);
	if (strcmp(state, "interrupted") == 0)
		return any_cell(s, CELL_INTERRUPTED);
	if (strcmp(state, "to_validate") == 0)
		return any_slot(s, SLOT_FILED);
	if (strcmp(state, "unproven") == 0)
		return s->proven < s->lines;
	return strcmp(action_state_word(s->state), state) == 0;
}

/* All that a reader may look for in one action, folded. */
static char *
haystack(struct arena *a, const struct plan *p, const struct plan_walk *w)
{
	struct buf b = buf_new(a, MIB(1));
	buf_printf(&b, "%s %s %s ", w->action->code, w->action->title, w->specific->title);
	for (size_t i = 0; i < w->action->actors.n; i++) {
		const struct actor *x = &p->actors.items[w->action->actors.items[i].actor];
		buf_printf(&b, "%s %s ", x->name, x->long_name == NULL ? "" : x->long_name);
	}
	for (size_t i = 0; i < w->action->indicators.n; i++)
		buf_printf(&b, "%s ", w->action->indicators.items[i].text);
	for (size_t i = 0; i < w->action->recommendations.n; i++)
		buf_printf(&b, "%s ", w->action->recommendations.items[i]);
	return text_fold(a, buf_str(&b));
}

static bool
has_words(struct arena *a, const struct plan *p, const struct plan_walk *w, const struct strings *words)
{
	if (words->n == 0)
		return true;
	char *text = haystack(a, p, w);
	for (size_t i = 0; i < words->n; i++)
		if (strstr(text, words->items[i]) == NULL)
			return false;
	return true;
}

size_t
plan_filter_run(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, const struct plan_filter *f, bool *keep)
{
	size_t kept = 0, i = 0;
	for (struct plan_walk w = { .plan = p }; plan_next(&w); i++) {
		const struct action_status *x = &s->items[i];
		BUG_ON(i >= s->n || x->action != w.action);
		keep[i] = (f->actor < 0 || action_has_actor(w.action, f->actor)) && (f->year == 0 || in_year(x, b, f->year)) &&
		    (f->state == NULL || in_state(x, f->state)) && (!f->recommendation || w.action->recommendations.n > 0) &&
		    has_words(a, p, &w, &f->words);
		kept += keep[i];
	}
	return kept;
}

static int
most_first(const void *x, const void *y)
{
	const struct load_row *a = x, *b = y;
	if (a->total != b->total)
		return b->total - a->total;
	return a->actor - b->actor;
}

void
plan_load_count(struct arena *a, const struct plan *p, const struct plan_status *s, struct year_bounds b, struct plan_load_table *out)
{
	*out = (struct plan_load_table){ .first_year = p->first_year, .years = p->last_year - p->first_year + 1 };
	size_t years = out->years > 0 ? (size_t)out->years : 0;
	out->sum = ARENA_ARRAY(a, int, years + 1);
	for (size_t i = 0; i < p->actors.n; i++) {
		struct load_row r = { .actor = (int)i, .dated = ARENA_ARRAY(a, int, years + 1) };
		PUSH(a, out, r);
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct action *x = s->items[i].action;
		int year;
		bool dated = due_year(&x->due, b, &year) && year >= out->first_year && year - out->first_year < out->years;
		if (dated)
			out->sum[year - out->first_year]++;
		for (size_t k = 0; k < x->actors.n; k++) {
			struct load_row *r = &out->items[x->actors.items[k].actor];
			r->total++;
			r->continuous += x->due.kind == DUE_CONTINUOUS;
			r->late += s->items[i].state == ST_LATE;
			if (dated && ++r->dated[year - out->first_year] > out->most)
				out->most = r->dated[year - out->first_year];
		}
	}
	qsort(out->items, out->n, sizeof *out->items, most_first);
	while (out->n > 0 && out->items[out->n - 1].total == 0)
		out->n--;
}
