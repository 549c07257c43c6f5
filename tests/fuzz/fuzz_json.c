#include "fuzz.h"
#include "base/json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	struct json_t *j;
	if (json_read(a, (const char *)data, n, &j) != OK && *fail_detail(a) == 0)
		abort();
	arena_free(a);
	return 0;
}
