/* import_store.h: imports in progress. Every function wants a user with RIGHT_PLAN_EDIT; without it nothing is found. */
#ifndef IMPORT_STORE_H
#define IMPORT_STORE_H
#include "import/import.h"
#include "people/people.h"
#include "store/db.h"

struct import_draft {
	int64_t id, revision, rev;          /* revision: NONE until adopted */
	const char *filename, *format, *source_sha, *document_sha, *answers, *state, *created_at, *updated_at, *who;
	bool accepted;
};
struct import_drafts { struct import_draft *items; size_t n, cap; };

/* Keeps the bytes as sent and the document read from them. */
enum err import_add(struct db *db, const struct user *u, const char *filename, const void *bytes, size_t n, const struct document *d,
    int64_t *id) MUST_USE;
enum err import_get(struct db *db, const struct user *u, int64_t id, struct import_draft *out) MUST_USE;
/* The ones still open, newest first. */
enum err import_open(struct db *db, const struct user *u, struct import_drafts *out) MUST_USE;
/* The document again, as it was read. */
enum err import_document(struct db *db, const struct import_draft *d, struct document **out) MUST_USE;
/* answers: the whole JSON object. E_CONFLICT when rev is not the present one. */
enum err import_answer(struct db *db, const struct user *u, int64_t id, int64_t rev, const char *answers, bool accepted) MUST_USE;
/* state: "adopted" (with the revision it became), "dropped", or "open" again. */
enum err import_set_state(struct db *db, const struct user *u, int64_t id, const char *state, int64_t revision) MUST_USE;
extern const struct query import_queries[];
#endif
