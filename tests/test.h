/* test.h: cmocka, with an arena as the state of every test. */
#ifndef TEST_H
#define TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#undef fail /* ours records an error; in tests use fail_msg() */
#undef fail_msg
#define fail_msg(...) do { print_error("ERROR: " __VA_ARGS__); print_error("\n"); _fail(__FILE__, __LINE__); } while (0)
#include "base/base.h"

static inline int test_setup(void **state) { *state = arena_new(MIB(512)); return 0; }
static inline int test_teardown(void **state) { arena_free(*state); return 0; }
#define T(f) { #f, f, test_setup, test_teardown, NULL }
/* Path of a file of the project, wherever the test runs from. */
static inline const char *
src_path(struct arena *a, const char *rel)
{
	const char *top = getenv("PILOTIS_TEST_SRC");
	return arena_printf(a, "%s/%s", top == NULL ? "." : top, rel);
}
/* A whole file, NULL when it cannot be read (the caller skips or fails). */
static inline char *
slurp(struct arena *a, const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return NULL;
	struct buf b = buf_new(a, MIB(300));
	char piece[65536];
	for (size_t k; (k = fread(piece, 1, sizeof piece, f)) > 0;)
		buf_add(&b, piece, k);
	fclose(f);
	*n = b.len;
	return b.base == NULL ? arena_alloc(a, 1) : b.base;
}
#endif
