/* import_match.c: who is who between two versions of a plan. Each action of the new one takes the identity of its
 * counterpart: first the same code and a similar text, then the most similar text, best pairs first. */
#include "import/import.h"
#include <stdlib.h>
#include <string.h>

enum { GRAMS = 512 };
/* A title as sorted hashes of its words and of its character pairs: compared without allocating. */
struct print { const char *words; uint32_t *tokens; size_t ntokens; uint32_t *pairs; size_t npairs; };
struct side { struct action *action; struct print print; bool matched; };

static int
cmp_u32(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

static struct print
print_of(struct arena *a, const char *title)
{
	struct print p = { .words = text_words(a, title) };
	char *stems = text_stems(a, title);
	size_t n = strlen(p.words);
	p.tokens = ARENA_ARRAY(a, uint32_t, strlen(stems) + 1);
	p.pairs = ARENA_ARRAY(a, uint32_t, n + 1);
	for (const char *s = stems; *s != '\0';) {
		size_t k = strcspn(s, " ");
		uint32_t h = 2166136261U;
		for (size_t i = 0; i < k; i++)
			h = (h ^ (unsigned char)s[i]) * 16777619U;
		p.tokens[p.ntokens++] = h;
		s += k;
		s += strspn(s, " ");
	}
	for (size_t i = 0; i + 1 < n && p.npairs < GRAMS; i++)
		p.pairs[p.npairs++] = (uint32_t)(unsigned char)p.words[i] << 8 | (unsigned char)p.words[i + 1];
	qsort(p.tokens, p.ntokens, sizeof *p.tokens, cmp_u32);
	qsort(p.pairs, p.npairs, sizeof *p.pairs, cmp_u32);
	return p;
}

static double
dice(const uint32_t *x, size_t nx, const uint32_t *y, size_t ny)
{
	size_t both = 0;
	for (size_t i = 0, j = 0; i < nx && j < ny;) {
		both += x[i] == y[j];
		bool left = x[i] <= y[j], right = y[j] <= x[i];
		i += left;
		j += right;
	}
	return nx + ny == 0 ? 1 : 2.0 * (double)both / (double)(nx + ny);
}

static double
alike(const struct print *x, const struct print *y)
{
	if (strcmp(x->words, y->words) == 0)
		return 1;
	double s = (dice(x->tokens, x->ntokens, y->tokens, y->ntokens) + dice(x->pairs, x->npairs, y->pairs, y->npairs)) / 2;
	return s < 0.9999 ? s : 0.9999;
}

static struct side *
sides(struct arena *a, const struct plan *p, size_t *n)
{
	struct { struct side *items; size_t n, cap; } l = { 0 };
	for (struct plan_walk w = { .plan = p }; plan_next(&w);) {
		struct side s = { w.action, print_of(a, w.action->title), false };
		PUSH(a, &l, s);
	}
	*n = l.n;
	return l.items;
}

/* ---- indicators of a matched pair ----------------------------------------------------------------------- */

static void
match_indicators(struct arena *a, const struct action *before, struct action *after)
{
	bool *taken = ARENA_ARRAY(a, bool, before->indicators.n + 1);
	for (size_t i = 0; i < after->indicators.n; i++)
		after->indicators.items[i].id = NONE;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < after->indicators.n; i++) {
			struct indicator *x = &after->indicators.items[i];
			size_t best = before->indicators.n;
			double score = pass == 0 ? 0.9999 : 0.6;
			for (size_t k = 0; k < before->indicators.n && x->id == NONE; k++) {
				double s = taken[k] ? 0 : text_similarity(a, before->indicators.items[k].text, x->text);
				if (s > score || (pass == 0 && s >= 1)) {
					score = s;
					best = k;
					if (s >= 1)
						break;
				}
			}
			if (best == before->indicators.n)
				continue;
			taken[best] = true;
			const struct indicator *was = &before->indicators.items[best];
			x->id = was->id;
			if (was->confirmed && strcmp(text_words(a, was->text), text_words(a, x->text)) == 0) { /* what someone confirmed stays so */
				x->kind = was->kind;
				x->count = was->count;
				x->cadence = was->cadence;
				x->optional = was->optional;
				x->body = was->body;
				x->qualification = was->qualification;
				x->confirmed = true;
			}
		}
}

static void
pair(struct arena *a, struct side *b, struct side *n)
{
	b->matched = n->matched = true;
	n->action->id = b->action->id;
	match_indicators(a, b->action, n->action);
}

struct candidate { double score; size_t before, after; };

static int
best_first(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	if (a->before != b->before)
		return a->before < b->before ? -1 : 1;
	return a->after < b->after ? -1 : a->after > b->after;
}

void
plan_match(struct arena *a, const struct plan *base, struct plan *next)
{
	size_t nb, nn;
	struct side *b = sides(a, base, &nb), *n = sides(a, next, &nn);
	struct { struct candidate *items; size_t n, cap; } found = { 0 };
	for (size_t j = 0; j < nn; j++)
		n[j].action->id = NONE;
	for (size_t i = 0; i < nb; i++)
		for (size_t j = 0; j < nn; j++) {
			bool code = *b[i].action->code != '\0' && strcmp(b[i].action->code, n[j].action->code) == 0;
			size_t x = b[i].print.ntokens, y = n[j].print.ntokens;
			if (!code && (x * 4 < y || y * 4 < x)) /* cannot reach 0.6 */
				continue;
			double s = alike(&b[i].print, &n[j].print);
			if (code ? s >= 0.4 : s >= 0.6) {
				/* the same text beats the same code; the same code beats a text only nearly the same */
				struct candidate c = { s + (code ? 0.25 : 0), i, j };
				PUSH(a, &found, c);
			}
		}
	if (found.n > 0)
		qsort(found.items, found.n, sizeof *found.items, best_first);
	for (size_t k = 0; k < found.n; k++)
		if (!b[found.items[k].before].matched && !n[found.items[k].after].matched)
			pair(a, &b[found.items[k].before], &n[found.items[k].after]);
	for (size_t i = 0; i < next->actors.n; i++) {
		int k = plan_actor_find(a, base, next->actors.items[i].name);
		next->actors.items[i].id = k < 0 ? NONE : base->actors.items[k].id;
	}
}
