/* search_near.h: words like one that was typed and stands nowhere: "formtion", "formation". Which words there are is known of everything
 * (entity/search_words.h); what is proposed is read in a thing that the reader may see and in nothing else, so that none is revealed. */
#ifndef SEARCH_NEAR_H
#define SEARCH_NEAR_H
#include "base/text.h"
#include "base/words.h"
#include "entity/search.h"

/* Letters of the shortest that is looked for; of those that bear two mistakes; stems that are asked for, and things of each that are
 * read; others kept. */
enum { NEAR_SHORTEST = 4, NEAR_TWO = 6, NEAR_ASKED = 24, NEAR_THINGS = 40, NEAR_KEPT = 6 };
/* written: as it stands where it was first found; mistakes: 1 or 2; times: in how many things they see a word of its stem. */
struct near_other { const char *written; int mistakes; int64_t times; };
/* best: what is proposed for now; NULL: nothing is like it. */
struct near_word { const char *folded, *best; struct near_other *items; size_t n, cap, at; };
struct near_words { struct near_word *items; size_t n, cap; };

/* One whole word of some length, without digits. */
bool near_may_be_wrong(const struct search_group *g, const char *typed);
void near_add(struct arena *a, struct near_words *near, const char *typed);
/* Finds for each what is like it, the likest first, then what stands most often. */
enum err near_find(struct db *db, const struct search_viewer *who, struct near_words *near) MUST_USE;
/* The next proposal, when one word alone is wrong; false: there is none. */
bool near_next(struct near_words *near);
/* How many letters were added, left out, changed or swapped with their neighbour, at most `most`; most + 1: more, or the first letter
 * is another. Of folded words. */
int near_mistakes(const char *x, const char *y, int most);
#endif
