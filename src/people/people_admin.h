/* people_admin.h: what the pages of persons show. */
#ifndef PEOPLE_ADMIN_H
#define PEOPLE_ADMIN_H
#include "people/people_field.h"
#include "store/history.h"

/* What a form holds, as typed or as stored: texts, so that nothing typed is lost. */
struct person_typed { int64_t id; const char *name, *email, *lang, *role, *actor, *from, *until; bool active, invite; };

static inline const char *
num_plain(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}
/* "Adresse" for a line of the history, and its values in words. */
const char *history_words(struct page *p, const struct history_row *r);
const char *history_value(struct page *p, const struct history_row *r, const char *value);
/* What the outbox shows. texts: the mails' own; lost_only: those that did not arrive, of which there are `lost`. */
struct outbox_view { bool configured, texts, lost_only; int64_t lost; };
#endif
