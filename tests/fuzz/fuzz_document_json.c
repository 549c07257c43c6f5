#include "fuzz.h"

/* What comes out of the sandbox is not believed. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	struct document *d;
	if (document_from_json(a, (const char *)data, n, &d) == OK)
		fuzz_judge(a, d);
	else if (*fail_detail(a) == 0)
		abort();
	arena_free(a);
	return 0;
}
