/* privacy_rules.h: finding a person in a text that others wrote. Pure. */
#ifndef PRIVACY_RULES_H
#define PRIVACY_RULES_H
#include "base/base.h"
#include "base/text.h"

/* What a person is called: names of two words or more, addresses. Written otherwise (a surname alone, an initial), a person
 * is not found: nobody but a reader could say who is meant. */
struct mask {
	struct { const char **items; size_t n, cap; } names;     /* folded words: "ada lovelace" */
	struct { const char **items; size_t n, cap; } addresses; /* in lower case */
};
/* The name, and turned round ("Lovelace Ada"); nothing of one word or of none. */
void mask_add_name(struct arena *a, struct mask *m, const char *name);
void mask_add_address(struct arena *a, struct mask *m, const char *address);
/* The text with "[nom effacé]" and "[adresse effacée]" where the person was; NULL when they are not in it. Names are found
 * whatever the case, the accents, and what stands between the words ("lovelace_ada.pdf"). NULL text: NULL. */
const char *mask_apply(struct arena *a, const struct mask *m, const char *text);
bool mask_finds(struct arena *a, const struct mask *m, const char *text);
#endif
