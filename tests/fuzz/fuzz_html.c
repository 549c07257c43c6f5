#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	struct buf b = buf_new(a, MIB(8));
	buf_puts(&b, "<!doctype html>");
	buf_add(&b, data, n);
	fuzz_read(a, buf_str(&b), b.len, NULL);
	arena_free(a);
	return 0;
}
