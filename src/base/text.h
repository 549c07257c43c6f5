/* text.h: UTF-8 text as French readers expect it. Source of the folding: Unicode NFKD without combining marks
 * (utf8proc), plus œ → oe, æ → ae, curly apostrophes and quotes → straight, every dash → '-', every space → ' '. */
#ifndef TEXT_H
#define TEXT_H
#include "base/base.h"

bool utf8_valid(const char *s, size_t n);
/* Well-formed UTF-8 whatever comes in: invalid input is read as Windows-1252. A BOM is dropped, NUL and other
 * control characters (but TAB and LF) become spaces, CRLF and CR become LF; what would turn the direction of the text
 * around it is dropped. */
char *text_to_utf8(struct arena *a, const char *s, size_t n) MUST_USE;

/* Lower case, no accents, single spaces, trimmed: "  L’Équipe  mémoire " → "l'equipe memoire". For comparing,
 * never for showing. */
char *text_fold(struct arena *a, const char *s) MUST_USE;
/* Folded, with only [a-z0-9] kept, words separated by one space: "Com' (GT)" → "com gt". */
char *text_words(struct arena *a, const char *s) MUST_USE;
/* text_words() with each word stemmed by Snowball French: what search indexes and queries. */
char *text_stems(struct arena *a, const char *s) MUST_USE;
/* One code point as text_fold() folds it: at most TEXT_FOLD_CP bytes into out (no NUL after them), 0 when it vanishes. A space
 * stays what it is. */
enum { TEXT_FOLD_CP = 4 * 32 };
size_t text_fold_cp(int32_t cp, char out[TEXT_FOLD_CP]);
/* Key for sorting names and titles in French order (folded; the original as tie-break). */
char *text_sort_key(struct arena *a, const char *s) MUST_USE;
/* The order of n texts by that key, as indices: NULL last, those alike as they came. down: the other way, NULL last still. */
size_t *text_order(struct arena *a, const char *const *texts, size_t n, bool down) MUST_USE;

/* Spaces (also no-break) cut at both ends and folded to single ones inside. */
char *text_trim(struct arena *a, const char *s) MUST_USE;
size_t text_length(const char *s); /* code points */
size_t text_over(const char *s, size_t bytes); /* code points to take from its end so that it has that many bytes at most */
bool text_blank(const char *s);    /* NULL, "" or only spaces */
bool text_eq(const char *a, const char *b); /* both NULL, or the same bytes */
bool text_starts(const char *s, const char *prefix);
/* Cut after at most n code points, with "…" when something was cut. */
char *text_ellipsis(struct arena *a, const char *s, size_t n) MUST_USE;

/* Similarity of two texts, 0 to 1: Dice coefficient over the multiset of word stems, weighted with the bigrams
 * of their folded characters (mean of the two). 1 only for equal folded texts. */
double text_similarity(struct arena *a, const char *x, const char *y);

struct strings { const char **items; size_t n, cap; };
#endif
