#include "entity/search_words.h"
#include <string.h>

struct search_words
search_words_new(struct arena *a)
{
	return (struct search_words){ .a = a };
}

/* Where the word is, or would be. */
static size_t
slot_of(const struct search_words *s, const char *word)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	for (const char *c = word; *c != '\0'; c++)
		h = (h ^ (unsigned char)*c) * 1099511628211u;
	size_t i = (size_t)h & (s->nslots - 1);
	while (s->slots[i] != NULL && strcmp(s->slots[i], word) != 0)
		i = (i + 1) & (s->nslots - 1);
	return i;
}

static bool
has(const struct search_words *s, const char *word)
{
	return s->nslots > 0 && s->slots[slot_of(s, word)] != NULL;
}

static void
grow(struct search_words *s)
{
	enum { FIRST = 1024 };
	s->nslots = s->nslots == 0 ? FIRST : s->nslots * 2;
	s->slots = ARENA_ARRAY(s->a, const char *, s->nslots);
	memset(s->slots, 0, s->nslots * sizeof *s->slots);
	for (size_t i = 0; i < s->n; i++)
		s->slots[slot_of(s, s->items[i].word)] = s->items[i].word;
}

void
search_words_add(struct search_words *s, struct stemmer *st, const char *text)
{
	struct words all = words_of(text);
	struct word w;
	while (words_next(&all, &w)) {
		size_t n;
		if (w.n < SEARCH_WORD_LEAST || strpbrk(w.folded, "0123456789.") != NULL || has(s, w.folded))
			continue;
		if (s->n * 2 >= s->nslots)
			grow(s);
		const char *stem = stemmer_stem(st, &w, &n);
		struct search_term t = { arena_strdup(s->a, w.folded), arena_strndup(s->a, stem, n) };
		s->slots[slot_of(s, t.word)] = t.word;
		PUSH(s->a, s, t);
	}
}

/* Of the words from `from` on those that the others do not have. */
static struct search_words
but(struct arena *a, const struct search_words *of, size_t from, const struct search_words *others)
{
	struct search_words out = search_words_new(a);
	for (size_t i = from; i < of->n; i++)
		if (!has(others, of->items[i].word))
			PUSH(out.a, &out, of->items[i]);
	return out;
}

enum err
search_words_keep(struct db *db, const struct search_words *was, const struct search_words *now, size_t from)
{
	struct search_words came = but(db_arena(db), now, from, was), gone = but(db_arena(db), was, 0, now);
	enum err e = search_terms_learn(db, came.items, came.n);
	return e == OK ? search_terms_forget(db, gone.items, gone.n) : e;
}
