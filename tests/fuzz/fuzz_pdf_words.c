#include "fuzz.h"

/* What pdftotext lists: it may be compromised, and its words come from a hostile file anyway. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(900));
	struct document *d = NULL;
	struct problems why = { 0 };
	if (document_read_pdf_words(a, (const char *)data, n, &d, &why) == OK)
		fuzz_judge(a, d);
	else if (why.n != 1)
		abort();
	arena_free(a);
	return 0;
}
