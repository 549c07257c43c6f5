#include "web/parse.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const char *s = arena_strndup(a, (const char *)data, n);
	struct pairs p = { 0 };
	parse_cookies(a, s, &p);
	BUG_ON(p.n > 50);
	for (size_t i = 0; i < p.n; i++)
		BUG_ON(strpbrk(p.items[i].value, ";") != NULL || *p.items[i].name == '\0');
	parse_header_param(a, s, "name");
	parse_header_param(a, s, "boundary");
	arena_free(a);
	return 0;
}
