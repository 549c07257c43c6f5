#include "search/search_near.h"
#include <stdlib.h>
#include <string.h>

/* Optimal string alignment, a row at a time. */
int
near_mistakes(const char *x, const char *y, int most)
{
	int n = (int)strlen(x), m = (int)strlen(y), rows[3][WORD_MAX + 1];
	if (x[0] != y[0] || abs(n - m) > most || n > WORD_MAX || m > WORD_MAX)
		return most + 1;
	for (int k = 0; k <= m; k++)
		rows[0][k] = k;
	for (int i = 1; i <= n; i++) {
		int *now = rows[i % 3], *was = rows[(i + 2) % 3], *before = rows[(i + 1) % 3], least = now[0] = i;
		for (int k = 1; k <= m; k++) {
			int d = was[k - 1] + (x[i - 1] != y[k - 1]);
			d = was[k] + 1 < d ? was[k] + 1 : d;
			d = now[k - 1] + 1 < d ? now[k - 1] + 1 : d;
			if (i > 1 && k > 1 && x[i - 1] == y[k - 2] && x[i - 2] == y[k - 1] && before[k - 2] + 1 < d)
				d = before[k - 2] + 1;
			now[k] = d;
			least = d < least ? d : least;
		}
		if (least > most)
			return most + 1;
	}
	return rows[n % 3][m] > most ? most + 1 : rows[n % 3][m];
}

static bool
letters_only(const char *folded)
{
	return strpbrk(folded, "0123456789.") == NULL;
}

bool
near_may_be_wrong(const struct search_group *g, const char *typed)
{
	struct words all = words_of(typed);
	struct word w;
	return !g->phrase && g->n == 1 && !g->items[0].prefix && words_next(&all, &w) && w.n >= NEAR_SHORTEST && letters_only(w.folded);
}

void
near_add(struct arena *a, struct near_words *near, const char *typed)
{
	struct words all = words_of(typed);
	struct word w;
	if (words_next(&all, &w))
		PUSH(a, near, ((struct near_word){ .folded = arena_strdup(a, w.folded) }));
}

struct reading { struct arena *a; struct near_words *near; size_t bytes; };

static void
compare(struct reading *r, struct near_word *of, const char *text, const struct word *w)
{
	enum { ALIKE = 200 };
	int most = strlen(of->folded) >= NEAR_TWO ? 2 : 1;
	if (w->folded[0] != of->folded[0] || w->n < NEAR_SHORTEST - 1 || !letters_only(w->folded))
		return;
	for (size_t i = 0; i < of->n; i++)
		if (strcmp(of->items[i].folded, w->folded) == 0) {
			of->items[i].times++;
			return;
		}
	int mistakes = near_mistakes(of->folded, w->folded, most);
	if (mistakes > 0 && mistakes <= most && of->n < ALIKE)
		PUSH(r->a, of, ((struct near_other){ arena_strdup(r->a, w->folded), arena_strndup(r->a, text + w->from, w->to - w->from), mistakes, 1 }));
}

static bool
read_thing(void *arg, const struct search_hit *h)
{
	struct reading *r = arg;
	const char *texts[] = { h->title, h->text };
	for (size_t i = 0; i < LEN(texts); i++) {
		struct words all = words_of(texts[i]);
		struct word w;
		while (words_next(&all, &w))
			for (size_t k = 0; k < r->near->n; k++)
				compare(r, &r->near->items[k], texts[i], &w);
		r->bytes += all.n;
	}
	return r->bytes < NEAR_BYTES;
}

static int
likest(const void *x, const void *y)
{
	const struct near_other *a = x, *b = y;
	return a->mistakes != b->mistakes ? a->mistakes - b->mistakes : a->times != b->times ? b->times - a->times : strcmp(a->folded, b->folded);
}

enum err
near_find(struct db *db, const struct search_viewer *who, struct near_words *near)
{
	struct reading r = { db_arena(db), near, 0 };
	enum err e = search_each_seen(db, who, NEAR_THINGS, read_thing, &r);
	for (size_t i = 0; e == OK && i < near->n; i++) {
		struct near_word *w = &near->items[i];
		if (w->n > 1)
			qsort(w->items, w->n, sizeof *w->items, likest);
		w->n = w->n < NEAR_KEPT ? w->n : NEAR_KEPT;
		w->best = w->n > 0 ? w->items[0].written : NULL;
	}
	return e;
}

bool
near_next(struct near_words *near)
{
	if (near->n != 1 || ++near->items[0].at >= near->items[0].n)
		return false;
	near->items[0].best = near->items[0].items[near->items[0].at].written;
	return true;
}
