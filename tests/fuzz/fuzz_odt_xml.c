#include "fuzz.h"

/* content.xml and styles.xml, cut by "%%%". */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	static const char mimetype[] = "application/vnd.oasis.opendocument.text";
	struct fuzz_member part[3], m[3];
	size_t size;
	fuzz_parts(data, n, part);
	m[0] = (struct fuzz_member){ "mimetype", mimetype, sizeof mimetype - 1 };
	m[1] = (struct fuzz_member){ "content.xml", part[0].bytes, part[0].n };
	m[2] = (struct fuzz_member){ "styles.xml", part[1].bytes, part[1].n };
	char *z = fuzz_zip(a, m, 3, &size);
	fuzz_read(a, z, size, "x.odt");
	arena_free(a);
	return 0;
}
