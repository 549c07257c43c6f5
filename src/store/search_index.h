/* search_index.h: the full-text index of both engines: FTS5 of SQLite, tsvector of PostgreSQL. Words come as stems made by
 * this program (base/words.h), so that the same question finds the same things on both; only the order of what is found
 * by rank may differ. Rows of search_doc are what is indexed (migrations/0030_search.sql). */
#ifndef SEARCH_INDEX_H
#define SEARCH_INDEX_H
#include "store/db.h"

/* What is asked: every group that is not `without` holds of the thing, none that is. A group holds when one of its words
 * is there (prefix: one that begins so), or when all are, in this order and side by side (phrase: at most
 * SEARCH_PHRASES_MOST of them, never `without`). rank: it counts for the order; those come first. A word is [a-z0-9.],
 * '=' and bytes of 0x80 and more. */
enum { SEARCH_PHRASES_MOST = 2, SEARCH_GROUPS_MOST = 24, SEARCH_WORDS_MOST = 48 };
struct search_word { const char *text; bool prefix; };
struct search_group { struct search_word *items; size_t n, cap; bool phrase, without, rank; };
struct search_groups { struct search_group *items; size_t n, cap; };
/* Only things whose id is between the two, inclusive. */
struct search_asked { const struct search_groups *groups; int64_t least, most; };

/* How many, counted no further than `up_to`. */
enum err search_count(struct db *db, const struct search_asked *q, int64_t up_to, int64_t *n) MUST_USE;
/* The ids of at most so many, in no order. */
enum err search_ids(struct db *db, const struct search_asked *q, int64_t most, struct rows **out) MUST_USE;
/* At most so many, each with what it is worth (column 0: the id; 1: the higher the better), in no order. */
enum err search_weigh(struct db *db, const struct search_asked *q, int64_t most, struct rows **out) MUST_USE;
/* The newest first. Columns: id, kind, item, link, title, body. */
enum err search_newest(struct db *db, const struct search_asked *q, int64_t first, int64_t most, struct rows **out) MUST_USE;
/* A row of search_doc enters the index (after it was added), leaves it (before it is removed). */
enum err search_index_add(struct db *db, int64_t id) MUST_USE;
enum err search_index_drop(struct db *db, int64_t id) MUST_USE;
/* All rows of search_doc, and nothing else. */
enum err search_index_fill(struct db *db) MUST_USE;
/* That the index says what search_doc does: E_DB when not. In a transaction that writes. */
enum err search_index_check(struct db *db) MUST_USE;

/* ---- for the engines ------------------------------------------------------------------------------------- */

enum { SEARCH_SQL_COUNT, SEARCH_SQL_IDS, SEARCH_SQL_WEIGHED, SEARCH_SQL_NEWEST, SEARCH_SQL_KINDS };
/* $1: what match() writes, $2 least, $3 most, $4 and $5: phrases as LIKE takes them, $6 how many; $7 first,
 * or of what is weighed what ranks. */
struct search_engine {
	struct query sql[SEARCH_SQL_KINDS];
	/* rank: of the groups that count for the order alone. */
	const char *(*match)(struct arena *a, const struct search_groups *g, bool rank);
	bool rank_is_count;  /* that is how many of the first words rank, not their text */
	struct query add, drop, check; /* $1: the id; check has none: it fails, or gives the number of wrong rows */
	struct query empty, fill;      /* fill: of $1 < id <= $2, a part at a time; or all at once, when parts is false */
	bool parts;
	/* How "--searched TABLE KIND ITEM" of a migration is said: @T, @K, and @N, @O: a SELECT of ITEM AS i, for the new row and
	 * for the old one. */
	const char *triggers;
};
extern const struct search_engine sqlite_search, postgres_search;
struct sqlite3;
int sqlite_search_register(struct sqlite3 *h); /* an SQLITE_… code */

/* Brings what search knows up to date, just before a commit: defined above, in entity/search.c. */
enum err search_settle(struct db *db) MUST_USE;
#endif
