/* call_import_store.h: spreadsheets on their way in. */
#ifndef CALL_IMPORT_STORE_H
#define CALL_IMPORT_STORE_H
#include "call/call_import.h"

extern const struct query call_import_draft_queries[];
struct import_file {
	int64_t id, edition, rev;
	enum call_sheet kind;
	const char *filename, *source_sha, *document_sha, *told, *state, *created_at, *who;
};
struct import_files { struct import_file *items; size_t n, cap; };
/* The bytes and what was read of them; in the transaction that causes it. */
enum err import_file_add(struct db *db, int64_t person, const struct edition *e, enum call_sheet kind, const char *filename, const void *bytes, size_t n,
    const struct document *d, int64_t *id) MUST_USE;
enum err import_file_get(struct db *db, int64_t id, struct import_file *out) MUST_USE;
enum err import_files_open(struct db *db, struct import_files *out) MUST_USE; /* newest first */
enum err import_file_document(struct db *db, const struct import_file *f, struct document **out) MUST_USE;
/* told: by column; strings, NULL. */
enum err import_file_tell(struct db *db, const struct import_file *f, int64_t rev, const struct strings *told) MUST_USE; /* E_CONFLICT: rev */
enum err import_file_told(struct arena *a, const struct import_file *f, struct strings *out) MUST_USE;
enum err import_file_end(struct db *db, const struct import_file *f, int64_t rev, const char *state) MUST_USE; /* E_CONFLICT: rev */
#endif
