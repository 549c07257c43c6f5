/* words.h: the words of a text, one by one with their places, and their French stems: what search indexes, asks for and
 * marks. A word is a run of letters and digits (Unicode categories L, N and M), folded as text_fold() does: "l’Équipe" is "l"
 * and "equipe", "étudiant·e" is "etudiant" and "e". Digits joined by points are one word: "1.2.3". */
#ifndef WORDS_H
#define WORDS_H
#include "base/base.h"

/* A longer word is known by its beginning, cut between two characters. */
enum { WORD_MAX = 64 };
struct words { const char *text; size_t n, at; };
/* from, to: bytes of the text. folded ends with a NUL; it is never empty, and holds [a-z0-9.] and bytes of other
 * characters than ASCII. */
struct word { size_t from, to, n; char folded[WORD_MAX + 1]; };
struct words words_of(const char *text); /* NULL: none */
bool words_next(struct words *w, struct word *out);

/* Snowball French; goes with the arena. Not shared between threads. */
struct stemmer;
struct stemmer *stemmer_new(struct arena *a) MUST_USE;
/* The stem of a folded word: valid until the next one. Words with a digit are their own stem. A stem begins with the same
 * two bytes as its word (words_test), so that most words need no stemming to be told apart. */
const char *stemmer_stem(struct stemmer *s, const struct word *w, size_t *n);
/* The stems of a text with one space between them, at most `most` bytes of them; whole words only. */
const char *stemmer_text(struct arena *a, struct stemmer *s, const char *text, size_t most) MUST_USE;
/* Whether the word (folded) is one that says nothing: articles, prepositions, "et", what stands before an apostrophe. */
bool word_is_empty(const char *folded);
#endif
