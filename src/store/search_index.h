/* search_index.h: the full-text index of both engines: FTS5 of SQLite, tsvector of PostgreSQL. Words come as stems made by
 * this program (base/words.h), so that the same question finds the same things on both, in the same order. Rows of
 * search_doc are what is indexed (migrations/0030_search.sql). */
#ifndef SEARCH_INDEX_H
#define SEARCH_INDEX_H
#include "store/db.h"

/* What is asked: every group that is not `without` holds of the thing, none that is. A group holds when one of its words
 * is there (prefix: one that begins so), or when all are, in this order and side by side (phrase: at most
 * SEARCH_PHRASES_MOST of them, never `without`). rank: it counts for the order; those come first. many: most things may hold
 * it (who may see them), so that it is looked for last. A word is [a-z0-9.], '=' and bytes of 0x80 and more. */
enum { SEARCH_PHRASES_MOST = 2, SEARCH_GROUPS_MOST = 24, SEARCH_WORDS_MOST = 48 };
struct search_word { const char *text; bool prefix; };
struct search_group { struct search_word *items; size_t n, cap; bool phrase, without, rank, many; };
struct search_groups { struct search_group *items; size_t n, cap; };
/* Only things whose id is between the two, inclusive. newest: so many are known to stand among the newest things; 0: nothing
 * is known (search_look() and search_count() note it, so that very common words cost no more than others). */
struct search_asked { const struct search_groups *groups; int64_t least, most, newest; };

/* Whether so many (`up_to`) soon turn up among the newest: q->newest is then `up_to`. */
enum err search_look(struct db *db, struct search_asked *q, int64_t up_to) MUST_USE;
/* How many, counted no further than `up_to`. */
enum err search_count(struct db *db, struct search_asked *q, int64_t up_to, int64_t *n) MUST_USE;
/* The ids of at most so many, the newest first. */
enum err search_ids(struct db *db, const struct search_asked *q, int64_t most, struct rows **out) MUST_USE;
/* At most so many, each with what it is worth (column 0: the id; 1: the higher the better), in no order. */
enum err search_weigh(struct db *db, const struct search_asked *q, int64_t most, struct rows **out) MUST_USE;
/* The newest first. Columns: id, kind, item, link, title, body. */
enum err search_newest(struct db *db, const struct search_asked *q, int64_t first, int64_t most, struct rows **out) MUST_USE;

/* What a thing is worth, the same on both engines: the sum over the different whole words of the groups that rank of what each is
 * worth in it, IN_TITLE when a word that was asked by its beginning stands in the title, and SIDE_BY_SIDE when words of two groups
 * that follow each other stand no further apart than NEAR: of each group the first NEAR_WORDS whole ones, of each word the first
 * PLACES places, of the body the first words (search_place()). Of two alike the newer comes first. A phrase counts by its words. */
enum { SEARCH_ONCE = 1, SEARCH_OFTEN = 2, SEARCH_IN_TITLE = 4, SEARCH_OFTEN_LEAST = 3, SEARCH_NEAR = 3, SEARCH_NEAR_WORDS = 2, SEARCH_PLACES = 24 };
#define SEARCH_SIDE_BY_SIDE 0.5
/* Where the nth word (from 0) of the title or of the body stands: of a very long body the last ones stand all at one place. */
static inline int
search_place(bool title, int64_t n)
{
	enum { BODY = 1000, LAST = 16383 };
	return title ? (int)(n < BODY ? n + 1 : BODY) : n > LAST - BODY - 1 ? LAST : (int)n + BODY + 1;
}

/* A row of search_doc. */
struct search_doc { int64_t id, kind, item, link; const char *title, *body, *title_stems, *body_stems, *marks; };
/* It comes, into the index too; it goes. */
enum err search_doc_add(struct db *db, const struct search_doc *d) MUST_USE;
enum err search_doc_drop(struct db *db, int64_t id) MUST_USE;
/* Many at once, as quickly as the engine can: not into the index, which search_index_fill() makes of them afterwards. */
enum err search_docs_load(struct db *db, const struct search_doc *d, size_t n) MUST_USE;
/* All rows of search_doc, and nothing else. */
enum err search_index_fill(struct db *db) MUST_USE;
/* That the index says what search_doc does: E_DB when not. In a transaction that writes. */
enum err search_index_check(struct db *db) MUST_USE;

/* ---- its words ---- what is proposed for a word that stands nowhere is looked for among those that stand somewhere. A word that nobody may
 * see is there too: who asks (entity/search_words.h) shows none before it is found for its reader. */

struct search_term { const char *word, *stem; };
/* They stand somewhere: those that are there already stay as they are. In chunks of any length, sorted or not. */
enum err search_terms_learn(struct db *db, const struct search_term *t, size_t n) MUST_USE;
/* Words went: those of a stem that the index has no more are forgotten; of the others some may stay that stand nowhere. */
enum err search_terms_forget(struct db *db, const struct search_term *t, size_t n) MUST_USE;
/* By word. Columns: word, stem. initial: one character; least, most: bytes. */
enum err search_terms_like(struct db *db, const char *initial, int64_t least, int64_t most, struct rows **out) MUST_USE;
enum err search_terms_empty(struct db *db) MUST_USE;
/* The bytes of the first character. */
static inline size_t
search_initial(const char *word)
{
	size_t n = 1;
	while (((unsigned char)word[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* ---- for the engines ------------------------------------------------------------------------------------- */

/* Those of the newest (NULL: the engine needs none) look at the newest things alone, one after the other: SAMPLE, how many hold it of
 * SEARCH_SAMPLE; the others of at most SEARCH_SCAN. */
enum search_sql { SEARCH_SQL_COUNT, SEARCH_SQL_IDS, SEARCH_SQL_WEIGHED, SEARCH_SQL_NEWEST, SEARCH_SQL_SAMPLE, SEARCH_SQL_NEWEST_COUNT, SEARCH_SQL_NEWEST_IDS,
	SEARCH_SQL_NEWEST_NEWEST, SEARCH_SQL_KINDS };
#define SEARCH_SAMPLE "400"
#define SEARCH_SCAN "8000"
enum { SEARCH_SAMPLED = 400, SEARCH_SCANNED = 8000 };
struct search_engine {
	struct query sql[SEARCH_SQL_KINDS];
	/* What one of them takes. */
	struct args (*args)(struct arena *a, const struct search_asked *q, enum search_sql of, int64_t first, int64_t most);
	/* What the index holds of a row; NULL: it reads the row itself, `add` and `fill` say how. */
	struct val (*words)(struct arena *a, const struct search_doc *d);
	struct query add, drop;        /* $1: the id; $2: its words */
	/* $1: a JSON array of [word, stem, initial, size]; of stems. */
	struct query learn, forget;
	/* Without words(): `empty` and `fill`, and a check that fails. With them: begin and end are scripts around filling `table` (id, words) anew,
	 * and check gives of each row above $1 (at most $2) both sides: d.id, title_stems, body_stems, marks, i.id, words. */
	struct query empty, fill, check;
	const char *begin, *end;
	const char *table;
	/* How "--searched TABLE KIND ITEM" of a migration is said: @T, @K, and @N, @O: a SELECT of ITEM AS i, for the new row and
	 * for the old one. */
	const char *triggers;
};
/* A phrase as LIKE takes it. */
const char *search_like(struct arena *a, const struct search_group *g);
extern const struct search_engine sqlite_search, postgres_search;
struct sqlite3;
int sqlite_search_register(struct sqlite3 *h); /* an SQLITE_… code */

/* Brings what search knows up to date, just before a commit: defined above, in entity/search.c. */
enum err search_settle(struct db *db) MUST_USE;
#endif
