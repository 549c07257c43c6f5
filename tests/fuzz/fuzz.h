/* fuzz.h: what the targets of the readers share. Each target is one production parser on one input. */
#ifndef FUZZ_H
#define FUZZ_H
#include "formats/document.h"
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What was read must be a document by the rules of document.h: the strict reader of its JSON is the judge. */
static inline void
fuzz_judge(struct arena *a, const struct document *d)
{
	struct buf x = buf_new(a, MIB(64)), y = buf_new(a, MIB(64));
	struct document *again;
	document_to_json(d, &x);
	if (x.full)
		return;
	if (document_from_json(a, buf_str(&x), x.len, &again) != OK)
		abort();
	document_to_json(again, &y);
	if (x.len != y.len || memcmp(buf_str(&x), buf_str(&y), x.len) != 0)
		abort();
}

/* Reads the bytes; a refusal must say why. */
static inline void
fuzz_read(struct arena *a, const void *bytes, size_t n, const char *filename)
{
	struct document *d = NULL;
	struct problems why = { 0 };
	if (document_read(a, bytes, n, filename, &d, &why) == OK)
		fuzz_judge(a, d);
	else if (why.n != 1)
		abort();
}

struct fuzz_member { const char *name; const void *bytes; size_t n; };

/* A stored (not deflated) package, so that the input is the XML itself. */
static inline char *
fuzz_zip(struct arena *a, const struct fuzz_member *m, size_t members, size_t *n)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &e);
	zip_t *z = zip_open_from_source(src, ZIP_TRUNCATE, &e);
	zip_source_keep(src);
	for (size_t i = 0; i < members; i++) {
		zip_int64_t k = zip_file_add(z, m[i].name, zip_source_buffer(z, m[i].bytes, m[i].n, 0), 0);
		zip_set_file_compression(z, (zip_uint64_t)k, ZIP_CM_STORE, 0);
	}
	zip_stat_t st;
	if (zip_close(z) != 0 || zip_source_stat(src, &st) != 0 || zip_source_open(src) != 0)
		abort();
	char *out = arena_alloc(a, (size_t)st.size + 1);
	zip_source_read(src, out, st.size);
	zip_source_close(src);
	zip_source_free(src);
	*n = (size_t)st.size;
	return out;
}

/* The input cut at the first two "\n%%%\n": up to three parts, the absent ones empty. */
static inline void
fuzz_parts(const uint8_t *data, size_t n, struct fuzz_member part[3])
{
	static const char cut[] = "\n%%%\n";
	for (int i = 0; i < 3; i++) {
		const uint8_t *at = i < 2 ? memmem(data, n, cut, sizeof cut - 1) : NULL;
		size_t k = at == NULL ? n : (size_t)(at - data);
		part[i].bytes = data;
		part[i].n = k;
		if (at == NULL) {
			data += n;
			n = 0;
		} else {
			data += k + sizeof cut - 1;
			n -= k + sizeof cut - 1;
		}
	}
}
#endif
