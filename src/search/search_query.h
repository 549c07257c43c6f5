/* search_query.h: what someone typed to search, read; and where its words stand in a text. Pure. */
#ifndef SEARCH_QUERY_H
#define SEARCH_QUERY_H
#include "base/text.h"
#include "base/words.h"
#include "store/search_index.h"

/* More words than these are not asked. */
enum { SEARCH_TYPED_MOST = 300, SEARCH_TYPED_GROUPS = 12, SEARCH_PHRASE_WORDS = 8 };
/* "deux mots" or « deux mots »: side by side; -mot: without it; mot*: words that begin so. Each other word must be there, in
 * any of its forms; those that say nothing ("de", "la") are left out when others are asked. typing: the last word is
 * perhaps not whole. */
struct search_question {
	struct search_groups groups;  /* those that rank first */
	struct strings words;         /* of each group that ranks, as it was typed: to say what was not found */
};
void search_read(struct arena *a, const char *typed, bool typing, struct search_question *out);

/* A text cut where marks begin and end. */
struct search_piece { const char *text; bool mark; };
struct search_pieces { struct search_piece *items; size_t n, cap; };
/* The whole text. */
void search_mark(struct arena *a, struct stemmer *st, const struct search_groups *g, const char *text, struct search_pieces *out);
/* The part of the text, of about SEARCH_SNIPPET bytes, where most of the words stand together; its beginning when none does. Of
 * a long text only the first SEARCH_LOOKED bytes are looked at. */
enum { SEARCH_SNIPPET = 220, SEARCH_LOOKED = 64 << 10 };
void search_snippet(struct arena *a, struct stemmer *st, const struct search_groups *g, const char *text, struct search_pieces *out);
#endif
