/* diff.h: the difference of two texts, and whether two changes of one text can stand together. Pure. */
#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H
#include "base/base.h"

/* Words and the spaces between them, by the longest common subsequence (Hunt & McIlroy, 1976); past DIFF_MOST pieces, by lines,
 * past that the whole text. The runs make both texts again: KEPT and GONE the first, KEPT and COME the second. */
enum { DIFF_MOST = 1500 };
enum diff_kind { DIFF_KEPT, DIFF_GONE, DIFF_COME };
struct diff_run { enum diff_kind kind; const char *text; };
struct diff_runs { struct diff_run *items; size_t n, cap; };
void text_diff(struct arena *a, const char *before, const char *after, struct diff_runs *out);
/* Three texts of one: what each changed of `base`, when they changed other lines. False: they touched the same ones, or lines
 * beside each other. */
bool text_merge(struct arena *a, const char *base, const char *mine, const char *theirs, const char **out) MUST_USE;

/* A text that several write. SAVED: typed on the text that stands; MERGED: what both typed stands together; RIVAL: both typed at
 * the same place, and someone must make one of the two. rev, text: of the state that stands now, or of what was kept aside;
 * other: who wrote last. */
enum { TEXT_TYPED_MOST = 100000 }; /* bytes of one such text */
enum text_outcome { TEXT_SAVED, TEXT_MERGED, TEXT_RIVAL };
struct text_typed { enum text_outcome outcome; int64_t rev; const char *text, *other; };
/* Typed on `base`, while `now` came to stand; base NULL: nobody knows that state any more. MERGED: *out, which is `now` itself
 * when nothing was typed. */
enum text_outcome text_join(struct arena *a, const char *base, const char *typed, const char *now, const char **out) MUST_USE;
#endif
