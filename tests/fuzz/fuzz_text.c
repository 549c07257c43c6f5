#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	fuzz_read(a, data, n, "x.md");
	arena_free(a);
	return 0;
}
