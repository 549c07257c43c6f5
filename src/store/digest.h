/* digest.h: what a store holds, as numbers that can be compared: with a copy of it, or with the same programme on
 * another engine. */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H
#include "base/secret.h"
#include "store/db.h"

/* sum: of the SHA-256 of every row (each value with its column and its type), so that the order of rows, which engines
 * choose differently, does not count. The bytes of files are in blob_audit(), by their pieces. */
struct table_digest { const char *name; int64_t rows; struct digest sum; };
struct table_digests { struct table_digest *items; size_t n, cap; };
struct table_sum { unsigned char b[32]; };
void table_sum_add(struct table_sum *s, const struct val *row, size_t n);
struct digest table_sum_text(const struct table_sum *s);
/* Every table but the pieces of files, by name. */
enum err digest_tables(struct db *db, struct table_digests *out) MUST_USE;
/* The first table that differs (its name), or NULL. */
const char *digest_difference(const struct table_digests *x, const struct table_digests *y);
#endif
