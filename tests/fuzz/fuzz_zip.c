#include "fuzz.h"

/* Whole packages: the directory, the members, their compression. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	fuzz_read(a, data, n, "x.docx");
	arena_free(a);
	return 0;
}
