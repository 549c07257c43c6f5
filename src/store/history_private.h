/* history_private.h: what history.c (writing) and history_chain.c (checking, erasing) share. */
#ifndef HISTORY_PRIVATE_H
#define HISTORY_PRIVATE_H
#include "store/history.h"
#include "store/store_private.h"

extern const struct query history_queries[], history_chain_queries[];

struct link_row { struct history_row row; const char *who_seal, *text_seal; int64_t who_erased, text_erased; const char *hash; };
/* As history.h says: W, T, and the hash of a row after the hash `before`. */
struct digest history_who_digest(struct arena *a, const char *seal, int64_t person, const char *who);
struct digest history_text_digest(struct arena *a, const char *seal, const char *before, const char *after);
struct digest history_row_hash(struct arena *a, const char *before, const struct history_row *r, const char *who, const char *text);
/* From the columns of history_of. */
struct history_row history_row_of(struct rows *r);
/* Chains the rows of before the chain; *head: its end. */
enum err history_chain_old(struct db *db, struct history_head *head) MUST_USE;
#endif
