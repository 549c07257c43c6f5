#include "web/parse.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	struct pairs p = { 0 };
	if (parse_form(a, (const char *)data, n, &p)) {
		BUG_ON(p.n > PAIRS_MAX);
		for (size_t i = 0; i < p.n; i++) {
			BUG_ON(strlen(p.items[i].value) > n);
			const char *clean = text_to_utf8(a, p.items[i].value, strlen(p.items[i].value));
			BUG_ON(!utf8_valid(clean, strlen(clean)));
		}
	}
	arena_free(a);
	return 0;
}
