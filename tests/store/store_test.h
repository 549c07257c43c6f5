/* store_test.h: what the tests of the stores share. */
#ifndef STORE_TEST_H
#define STORE_TEST_H
#include "test_store.h"
#include "base/embed.h"
#include "store/engine.h"
#include <stdio.h>

/* Migrations of a test: what it needs, in texts. */
static inline struct embedded
migration(const char *name, const char *sql, const char *sha)
{
	return (struct embedded){ name, (const unsigned char *)sql, strlen(sql), sha };
}
#define assert_ok(e) assert_int_equal((e), OK)
#endif
