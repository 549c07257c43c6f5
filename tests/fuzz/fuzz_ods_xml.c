#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	static const char mimetype[] = "application/vnd.oasis.opendocument.spreadsheet";
	struct fuzz_member m[2] = { { "mimetype", mimetype, sizeof mimetype - 1 }, { "content.xml", data, n } };
	size_t size;
	char *z = fuzz_zip(a, m, 2, &size);
	fuzz_read(a, z, size, "x.ods");
	arena_free(a);
	return 0;
}
