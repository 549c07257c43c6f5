#include "fuzz.h"
#include "call/call_form.h"

/* What a sponsor sends as a document, before anything is believed of it; and the name it came with. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	const char *type = document_type(data, n);
	char *name = document_filename(a, arena_strndup(a, (const char *)data, n < 300 ? n : 300), type == NULL ? "application/pdf" : type);
	if (strpbrk(name, "/\\\"\r\n") != NULL || name[0] == '.')
		__builtin_trap();
	arena_free(a);
	return 0;
}
