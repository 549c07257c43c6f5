/* What is typed to search: read, then written for each engine, and marked in a text; the words of the text as each engine keeps them, and
 * like those that were typed. */
#include "base/text.h"
#include "search/search_near.h"
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

static void
judge_near(struct arena *a, const char *typed, const char *text)
{
	struct near_words near = { 0 };
	struct words all = words_of(text);
	struct word w;
	near_add(a, &near, typed);
	for (int i = 0; i < 200 && near.n > 0 && words_next(&all, &w); i++) {
		int n = near_mistakes(near.items[0].folded, w.folded, 2);
		BUG_ON(n != near_mistakes(w.folded, near.items[0].folded, 2) || n < 0 || n > 3 || (n == 0) != (strcmp(w.folded, near.items[0].folded) == 0));
	}
}

/* Each word once, in order, with its places in order: what tsvectorrecv() takes. */
static void
judge_vector(struct arena *a, struct stemmer *st, const char *text)
{
	struct search_doc d = { .title_stems = stemmer_text(a, st, text, SEARCH_TITLE_MOST), .body_stems = stemmer_text(a, st, text, SEARCH_TEXT_MOST), .marks = "=k1 =r5 =k1" };
	struct val v = postgres_search.words(a, &d);
	const unsigned char *p = v.p, *end = p + v.n;
	unsigned words = (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
	const char *before = NULL;
	for (p += 4; words > 0; words--) {
		const char *word = (const char *)p;
		BUG_ON((before != NULL && strcmp(before, word) >= 0) || *word == '\0');
		before = word;
		p += strlen(word) + 1;
		unsigned places = (unsigned)p[0] << 8 | p[1], was = 0;
		BUG_ON(places > SEARCH_PLACES || (*word == '=') != (places == 0));
		for (p += 2; places > 0; places--, p += 2) {
			unsigned at = ((unsigned)p[0] << 8 | p[1]) & 0x3fff;
			BUG_ON(at <= was);
			was = at;
		}
	}
	BUG_ON(p != end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const uint8_t *cut = memchr(data, 0, n);
	size_t k = cut == NULL ? n : (size_t)(cut - data);
	const char *typed = text_to_utf8(a, (const char *)data, k), *text = cut == NULL ? typed : text_to_utf8(a, (const char *)cut + 1, n - k - 1);
	struct stemmer *st = stemmer_new(a);
	judge_vector(a, st, text);
	for (int typing = 0; typing <= 1; typing++) {
		struct search_question q;
		struct search_pieces all = { 0 }, part = { 0 };
		search_read(a, typed, typing == 1, &q);
		judge(&q);
		const struct search_asked asked = { &q.groups, 0, INT64_MAX, 0 };
		for (enum search_sql of = 0; of < SEARCH_SQL_KINDS; of++)
			BUG_ON((sqlite_search.sql[of].sql != NULL && sqlite_search.args(a, &asked, of, 0, 20).n < 4) || postgres_search.args(a, &asked, of, 0, 20).n < 6);
		for (size_t i = 0; i < q.words.n; i++)
			if (near_may_be_wrong(&q.groups.items[i], q.words.items[i]))
				judge_near(a, q.words.items[i], text);
		search_mark(a, st, &q.groups, text, &all);
		judge_pieces(a, &all, text, true);
		search_snippet(a, st, &q.groups, text, &part);
		judge_pieces(a, &part, text, false);
	}
	arena_free(a);
	return 0;
}
