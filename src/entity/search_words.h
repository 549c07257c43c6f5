/* search_words.h: the words that stand somewhere in what search knows, kept in search_word in the transaction of each change. */
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H
#include "base/words.h"
#include "store/search_index.h"

/* Shorter words, and those with a digit, are no help to who mistyped one. */
enum { SEARCH_WORD_LEAST = 3 };
/* Different words, in the order in which they came. */
struct search_words { struct arena *a; const char **slots; size_t nslots; struct search_term *items; size_t n, cap; };
struct search_words search_words_new(struct arena *a);
void search_words_add(struct search_words *s, struct stemmer *st, const char *text);
/* Those of now that were not there (from: of now, the first that may be new); those of was that are no more. */
enum err search_words_keep(struct db *db, const struct search_words *was, const struct search_words *now, size_t from) MUST_USE;
#endif
