/* store_test.h: a store of each engine for a test. */
#ifndef STORE_TEST_H
#define STORE_TEST_H
#include "test.h"
#include "base/embed.h"
#include "store/db.h"
#include "store/engine.h"
#include <stdio.h>
#include <unistd.h>

/* A folder of its own for the test, emptied and removed with the arena. */
static inline void
remove_folder(void *p)
{
	char cmd[300];
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", (const char *)p);
	assert_int_equal(system(cmd), 0);
}
static inline char *
folder(struct arena *a)
{
	char *dir = arena_strdup(a, "/tmp/pilotis-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena_on_reset(a, remove_folder, dir);
	return dir;
}
/* Migrations of a test: what it needs, in texts. */
static inline struct embedded
migration(const char *name, const char *sql, const char *sha)
{
	return (struct embedded){ name, (const unsigned char *)sql, strlen(sql), sha };
}
#define assert_ok(e) assert_int_equal((e), OK)
#endif
