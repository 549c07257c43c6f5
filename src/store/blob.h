/* blob.h: files by their SHA-256, in the programme's own database (one programme = one file to copy). Written in
 * pieces, so that no file is whole in memory. The same bytes are stored once. */
#ifndef BLOB_H
#define BLOB_H
#include "store/db.h"
#include "base/secret.h"
#include "base/text.h"

enum { BLOB_MAX = 32 << 20, BLOB_PIECE = 256 << 10 };
enum err blob_put(struct db *db, const void *bytes, size_t n, struct digest *sha) MUST_USE;
/* From an open descriptor, from its present offset to the end. E_LIMIT past BLOB_MAX. */
enum err blob_put_fd(struct db *db, int fd, struct digest *sha, int64_t *size) MUST_USE;
/* Whole in the arena. E_NOTFOUND. */
enum err blob_get(struct db *db, const char *sha, const void **bytes, size_t *n) MUST_USE;
/* Every file against its name and its size, a few pieces in memory at a time. progress: NULL, or told now and then how
 * many of how many are done. */
struct blob_audit { int64_t blobs, bytes; struct strings faults; void (*progress)(int64_t done, int64_t of); };
enum err blob_audit(struct db *db, struct blob_audit *x) MUST_USE;
#endif
