/* A path that is taken never climbs, never leaves the site, and is text. */
#include "web/parse.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const char *s = arena_strndup(a, (const char *)data, n), *path, *query;
	if (parse_target(a, s, &path, &query)) {
		BUG_ON(path[0] != '/' || strstr(path, "//") != NULL || strstr(path, "/../") != NULL || strstr(path, "/./") != NULL);
		BUG_ON(!utf8_valid(path, strlen(path)) || strpbrk(path, "\\\r\n") != NULL);
		struct pairs p = { 0 };
		BUG_ON(!parse_form(a, query, strlen(query), &p) && p.n < PAIRS_MAX);
	}
	arena_free(a);
	return 0;
}
