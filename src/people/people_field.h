/* people_field.h: one labelled input, with its help and what is wrong with it; and the roles of people in words. */
#ifndef PEOPLE_FIELD_H
#define PEOPLE_FIELD_H
#include "people/people_store.h"
#include "web/web.h"

/* type: "text", "email", "password", "date", "checkbox", "number". The input is f-NAME, its help h-NAME, its mistake e-NAME, so that
 * the summary of problems links to it. Texts are already in the reader's language; NULL: none. */
struct input { const char *type, *name, *label, *value, *help, *autocomplete; size_t max; bool required, checked; };
void input_put(struct page *p, const struct problems *pb, const struct input *in);
struct choice_of { const char *value, *label; };
void select_put(struct page *p, const struct problems *pb, const char *name, const char *label, const struct choice_of *choices, size_t n,
    const char *value, const char *help);

const char *actor_ref_name(const struct actor_refs *refs, int64_t id); /* NULL */
/* "Présidence (CEP) · Membre (CP)": the grants of one person in force on that day; "" when none. */
const char *roles_text(struct page *p, const struct grant_rows *all, int64_t person, const struct actor_refs *refs, struct date today);
#endif
