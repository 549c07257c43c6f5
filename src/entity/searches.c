/* searches.c: the list of all that search finds, room by room. */
#include "entity/search.h"
#include <string.h>

#define ROOMS(X) X(plan) X(meeting) X(charter) X(call) X(mission) X(people) X(mandate) X(schedule)
#define DECLARE(r) extern const struct search_source r##_sources[]; extern const struct search_scope r##_scopes[];
ROOMS(DECLARE)
#define SOURCES(r) r##_sources,
#define SCOPES(r) r##_scopes,
const struct search_source *const search_sources[] = { ROOMS(SOURCES) NULL };
const struct search_scope *const search_scopes[] = { ROOMS(SCOPES) NULL };

const struct search_source *
search_source_of(int kind)
{
	for (size_t i = 0; search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++)
			if (s->kind == kind)
				return s;
	return NULL;
}

const struct search_source *
search_source_named(const char *name)
{
	for (size_t i = 0; name != NULL && search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++)
			if (strcmp(s->name, name) == 0)
				return s;
	return NULL;
}
