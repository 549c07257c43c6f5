#include "solve/timetable_private.h"
#include <string.h>

struct node { uint64_t *dom; int64_t *part; };
struct tree {
	struct arena *a;
	struct tt_search *s;
	const struct tt_model *m;
	struct node *level;
	int *at;                    /* TT_NONE: open */
	bool *moved;                /* [n * level] whose slots a choice changed */
	int *value;                 /* [n * (m + 1)] the slots of each level in order */
};

static bool
in_play(const struct tree *t, int i)
{
	return t->s->only == NULL || t->s->only[i];
}

static int
count(const struct tt_model *m, const uint64_t *dom)
{
	int n = 0;
	for (int w = 0; w < m->words; w++)
		n += __builtin_popcountll(dom[w]);
	return n;
}

/* Who has the fewest slots left; among these, who loses most when the best of them goes. */
static int
next_session(const struct tree *t, const uint64_t *dom)
{
	const struct tt_model *m = t->m;
	int best = -1, fewest = 0;
	int64_t most = 0;
	for (int i = 0; i < m->n; i++) {
		if (t->at[i] != TT_NONE || !in_play(t, i))
			continue;
		const uint64_t *mine = dom + (size_t)i * (size_t)m->words;
		int64_t least = TT_NEVER, second = TT_NEVER;
		int n = count(m, mine);
		for (int k = 0; k <= m->m; k++)
			if (TT_BIT(mine, k)) {
				int64_t c = m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)k];
				if (c < least) {
					second = least;
					least = c;
				} else if (c < second) {
					second = c;
				}
			}
		if (best < 0 || n < fewest || (n == fewest && second - least > most)) {
			best = i;
			fewest = n;
			most = second - least;
		}
	}
	return best;
}

/* Takes slot a for i; false when somebody has none left. */
static bool
take(struct tree *t, const uint64_t *from, uint64_t *dom, int i, int a, bool *moved)
{
	const struct tt_model *m = t->m;
	memcpy(dom, from, (size_t)m->n * (size_t)m->words * sizeof *dom);
	memset(moved, 0, (size_t)m->n * sizeof *moved);
	moved[i] = true;
	memset(dom + (size_t)i * (size_t)m->words, 0, (size_t)m->words * sizeof *dom);
	dom[(size_t)i * (size_t)m->words + (size_t)(a >> 6)] = (uint64_t)1 << (a & 63);
	if (a == m->m)
		return true;
	for (int j = 0; j < m->n; j++) {
		if (j == i || t->at[j] != TT_NONE || !in_play(t, j))
			continue;
		uint64_t *theirs = dom + (size_t)j * (size_t)m->words, left = 0;
		int c = m->class_of[i * m->n + j];
		const uint64_t *block = m->block[c] + (size_t)a * (size_t)m->words;
		for (int w = 0; w < m->words; w++) {
			uint64_t stop = c == 0 ? 0 : block[w];
			if (m->p->one_per_slot && w == a >> 6)
				stop |= (uint64_t)1 << (a & 63);
			moved[j] = moved[j] || (theirs[w] & stop) != 0;
			theirs[w] &= ~stop;
			left |= theirs[w];
		}
		if (left == 0)
			return false;
	}
	return true;
}

static int64_t
cheap_bound(const struct tree *t, const uint64_t *dom)
{
	const struct tt_model *m = t->m;
	int64_t sum = t->s->base;
	for (int i = 0; i < m->n; i++) {
		int64_t least = TT_NEVER;
		if (!in_play(t, i))
			continue;
		for (int k = 0; k <= m->m; k++)
			if (TT_BIT(dom + (size_t)i * (size_t)m->words, k) && m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)k] < least)
				least = m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)k];
		sum += least;
	}
	return sum;
}

/* By people: only those whose sessions changed are timed again. */
static int64_t
people_bound(const struct tree *t, const uint64_t *dom, const int64_t *was, int64_t *now, const bool *moved)
{
	const struct tt_dual *d = t->s->dual;
	int64_t sum = t->s->base;
	for (int q = 0; q < d->parts; q++) {
		bool again = moved == NULL;
		for (int j = 0; j < d->part[q].k && !again; j++)
			again = moved[d->part[q].session[j]];
		now[q] = again ? tt_part_value(d, &d->part[q], dom, NULL) : was[q];
		if (now[q] >= TT_NEVER)
			return TT_NEVER;
		sum += now[q];
	}
	for (int i = 0; i < t->m->n; i++) {
		int64_t least = TT_NEVER;
		if (d->nparts_of[i] > 0 || !in_play(t, i))
			continue;
		for (int k = 0; k <= t->m->m; k++)
			if (TT_BIT(dom + (size_t)i * (size_t)t->m->words, k) && t->m->cost[(size_t)i * (size_t)(t->m->m + 1) + (size_t)k] < least)
				least = t->m->cost[(size_t)i * (size_t)(t->m->m + 1) + (size_t)k];
		sum += least;
	}
	return sum;
}

static bool
hopeless(const struct tree *t, int64_t bound)
{
	return bound >= TT_NEVER || (t->s->best < TT_NEVER && bound > t->s->best - t->m->grain);
}

static void
leaf(struct tree *t)
{
	struct tt_search *s = t->s;
	int64_t worth = s->any || s->only != NULL ? 0 : tt_worth(t->m, t->at);
	if (s->best < TT_NEVER && worth >= s->best)
		return;
	s->best = worth;
	s->found = true;
	memcpy(s->at, t->at, (size_t)t->m->n * sizeof *s->at);
}

/* The slots of i by cost, dearer ones last. */
static int
in_order(const struct tree *t, const uint64_t *dom, int i, int *value)
{
	const struct tt_model *m = t->m;
	const int64_t *cost = m->cost + (size_t)i * (size_t)(m->m + 1);
	int n = 0;
	for (int k = 0; k <= m->m; k++) {
		if (!TT_BIT(dom + (size_t)i * (size_t)m->words, k))
			continue;
		int at = n++;
		for (; at > 0 && cost[value[at - 1]] > cost[k]; at--)
			value[at] = value[at - 1];
		value[at] = k;
	}
	return n;
}

static bool
out_of_time(struct tt_search *s)
{
	if (s->nodes_max > 0 && s->nodes >= s->nodes_max)
		s->stopped = true;
	if ((s->nodes & 31) == 0 && tt_clock() > s->until)
		s->stopped = true;
	return s->stopped || (s->any && s->found);
}

static void
descend(struct tree *t, int depth)
{
	const struct tt_model *m = t->m;
	struct node *here = &t->level[depth], *next = &t->level[depth + 1];
	int i = next_session(t, here->dom), *value = t->value + (size_t)depth * (size_t)(m->m + 1);
	bool *moved = t->moved + (size_t)depth * (size_t)m->n;
	if (i < 0) {
		leaf(t);
		return;
	}
	int n = in_order(t, here->dom, i, value);
	for (int k = 0; k < n; k++) {
		t->s->nodes++;
		if (out_of_time(t->s))
			return;
		if (!take(t, here->dom, next->dom, i, value[k], moved) || hopeless(t, cheap_bound(t, next->dom)))
			continue;
		if (t->s->dual != NULL && hopeless(t, people_bound(t, next->dom, here->part, next->part, moved)))
			continue;
		t->at[i] = value[k];
		descend(t, depth + 1);
		t->at[i] = TT_NONE;
	}
}

void
tt_search_run(struct arena *out, struct tt_search *s, const uint64_t *dom)
{
	const struct tt_model *m = s->m;
	struct arena *a = arena_new(MIB(1024));
	size_t n = (size_t)m->n;
	struct tree t = { .a = a, .s = s, .m = m, .level = ARENA_ARRAY(a, struct node, n + 2), .at = ARENA_ARRAY(a, int, n + 1),
		.moved = ARENA_ARRAY(a, bool, (n + 1) * (n + 1)), .value = ARENA_ARRAY(a, int, (n + 1) * (size_t)(m->m + 1)) };
	if (s->at == NULL)
		s->at = ARENA_ARRAY(out, int, n + 1);
	for (size_t k = 0; k < n + 2; k++)
		t.level[k] = (struct node){ ARENA_ARRAY(a, uint64_t, n * (size_t)m->words + 1), ARENA_ARRAY(a, int64_t, s->dual == NULL ? 1 : (size_t)s->dual->parts + 1) };
	memcpy(t.level[0].dom, dom, n * (size_t)m->words * sizeof *dom);
	for (size_t i = 0; i < n; i++)
		t.at[i] = TT_NONE;
	bool none = false;
	for (int i = 0; i < m->n; i++)
		none = none || (in_play(&t, i) && count(m, dom + (size_t)i * (size_t)m->words) == 0);
	if (!none && !(s->dual != NULL && hopeless(&t, people_bound(&t, dom, NULL, t.level[0].part, NULL))))
		descend(&t, 0);
	arena_free(a);
}
