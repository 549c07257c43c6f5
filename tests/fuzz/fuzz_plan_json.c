/* A plan as JSON, from anybody: refused with a reason, or read; what was read is written and read again the same. */
#include "plan/plan_export.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(512));
	struct plan *p = ARENA_NEW(a, struct plan), *again = ARENA_NEW(a, struct plan);
	if (plan_from_json(a, (const char *)data, n, p) == OK) {
		struct buf x = buf_new(a, MIB(64)), y = buf_new(a, MIB(64));
		plan_to_json(a, p, &x);
		if (!x.full) {
			if (plan_from_json(a, buf_str(&x), x.len, again) != OK)
				abort();
			plan_to_json(a, again, &y);
			BUG_ON(x.len != y.len || memcmp(buf_str(&x), buf_str(&y), x.len) != 0);
		}
	}
	arena_free(a);
	return 0;
}
