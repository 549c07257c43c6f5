/* The first byte says in pieces of which size the body comes; whatever the size, the result is the same. */
#include "web/multipart.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum err
feed(struct arena *a, const char *s, size_t n, size_t piece, struct pairs *form, struct uploads *files)
{
	struct multipart *m = multipart_new(a, "multipart/form-data; boundary=B", 4096, 65536, form, files);
	BUG_ON(m == NULL);
	for (size_t at = 0; at < n; at += piece) {
		enum err e = multipart_feed(m, s + at, piece < n - at ? piece : n - at);
		if (e != OK)
			return e;
	}
	return multipart_end(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	struct arena *a = arena_new(MIB(64));
	struct pairs f1 = { 0 }, f2 = { 0 };
	struct uploads u1 = { 0 }, u2 = { 0 };
	enum err e1 = feed(a, (const char *)data + 1, n - 1, (size_t)data[0] + 1, &f1, &u1);
	enum err e2 = feed(a, (const char *)data + 1, n - 1, n, &f2, &u2);
	BUG_ON(e1 != e2);
	if (e1 == OK) {
		BUG_ON(f1.n != f2.n || u1.n != u2.n);
		for (size_t i = 0; i < f1.n; i++)
			BUG_ON(strcmp(f1.items[i].name, f2.items[i].name) != 0 || strcmp(f1.items[i].value, f2.items[i].value) != 0);
		for (size_t i = 0; i < u1.n; i++)
			BUG_ON(u1.items[i].size != u2.items[i].size || strpbrk(u1.items[i].filename, "/\\") != NULL);
	}
	arena_free(a);
	return 0;
}
