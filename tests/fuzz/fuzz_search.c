/* What is typed to search: read, then written for each engine, and marked in a text. */
#include "base/text.h"
#include "search/search_query.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
judge(const struct search_question *q)
{
	size_t words = 0, phrases = 0;
	bool rank = true;
	BUG_ON(q->groups.n > SEARCH_TYPED_GROUPS || q->words.n > q->groups.n);
	for (size_t i = 0; i < q->groups.n; i++) {
		const struct search_group *g = &q->groups.items[i];
		BUG_ON(g->n == 0 || (g->phrase && g->without) || g->rank == g->without || (g->rank && !rank));
		rank = g->rank;
		words += g->n;
		phrases += g->phrase;
		for (size_t k = 0; k < g->n; k++) {
			const unsigned char *c = (const unsigned char *)g->items[k].text;
			BUG_ON(*c == '\0' || !utf8_valid(g->items[k].text, strlen(g->items[k].text)));
			for (; *c != '\0'; c++)
				BUG_ON(*c < 0x80 && *c != '.' && !(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9'));
		}
	}
	BUG_ON(words > SEARCH_WORDS_MOST || phrases > SEARCH_PHRASES_MOST);
}

/* The pieces together are the text, or a part of it. */
static void
judge_pieces(struct arena *a, const struct search_pieces *p, const char *text, bool whole)
{
	struct buf b = buf_new(a, MIB(4));
	for (size_t i = 0; i < p->n; i++)
		buf_puts(&b, p->items[i].text);
	BUG_ON(whole ? strcmp(buf_str(&b), text) != 0 : b.len > SEARCH_SNIPPET + 20 || !utf8_valid(buf_str(&b), b.len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const uint8_t *cut = memchr(data, 0, n);
	size_t k = cut == NULL ? n : (size_t)(cut - data);
	const char *typed = text_to_utf8(a, (const char *)data, k), *text = cut == NULL ? typed : text_to_utf8(a, (const char *)cut + 1, n - k - 1);
	struct stemmer *st = stemmer_new(a);
	for (int typing = 0; typing <= 1; typing++) {
		struct search_question q;
		struct search_pieces all = { 0 }, part = { 0 };
		search_read(a, typed, typing == 1, &q);
		judge(&q);
		BUG_ON(sqlite_search.match(a, &q.groups, false) == NULL || postgres_search.match(a, &q.groups, true) == NULL);
		search_mark(a, st, &q.groups, text, &all);
		judge_pieces(a, &all, text, true);
		search_snippet(a, st, &q.groups, text, &part);
		judge_pieces(a, &part, text, false);
	}
	arena_free(a);
	return 0;
}
