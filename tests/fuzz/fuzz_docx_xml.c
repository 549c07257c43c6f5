#include "fuzz.h"

/* document.xml, styles.xml and numbering.xml, cut by "%%%". */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	struct fuzz_member m[3] = { { .name = "word/document.xml" }, { .name = "word/styles.xml" }, { .name = "word/numbering.xml" } };
	size_t size;
	fuzz_parts(data, n, m);
	char *z = fuzz_zip(a, m, 3, &size);
	fuzz_read(a, z, size, "x.docx");
	arena_free(a);
	return 0;
}
