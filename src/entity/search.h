/* search.h: what of each room search finds, and for whom; declared once by the room, in its x_search.c, and named in
 * searches.c. The rows of search_doc are made of these queries and nothing else, in the transaction of each change: what
 * changed is marked by triggers that the migrations make ("--searched", migrations/README.md), so no writer can forget it.
 *
 *	static const struct search_source room_sources[] = {
 *		{ .kind = SEARCH_DOCUMENT, .name = "document", .one = N_("Document"), .many = N_("Documents"),
 *		  .rows = { "search_documents", "SELECT d.id, d.title, d.summary, d.day, 60, CAST(NULL AS BIGINT) FROM document d"
 *			" WHERE d.id BETWEEN $1 AND $2 AND d.deleted_at IS NULL ORDER BY d.id LIMIT $3" },
 *		  .texts = { "search_document_texts", "SELECT s.document, s.text FROM section s WHERE s.document BETWEEN $1 AND $2 ORDER BY …" },
 *		  .marks = { "search_document_marks", "SELECT d.id, 'b', d.body FROM document d WHERE d.id BETWEEN $1 AND $2" },
 *		  .url = "/documents/#" },
 *		{ 0 } };
 *
 * and in a migration: --searched document 10 ROW.id, --searched section 10 ROW.document, and a row (10, 0) in search_due for what
 * is there already. Then one line in searches.c.
 *
 * Who sees a thing: whoever has one of its roles (bits of people.h; the public is one), or one of its marks of a viewer:
 * a word that a search_scope gives to a person ("p17": the person, who has some role of content; "a3": a member, secretary or
 * chair of body 3; "t5": in team 5).
 * That is asked inside the query: what one may not see is neither found nor counted. */
#ifndef SEARCH_H
#define SEARCH_H
#include "base/date.h"
#include "store/search_index.h"

/* Kept in the store: never another number for the same. */
enum search_kind { SEARCH_ACTION = 1, SEARCH_EVIDENCE, SEARCH_COMMISSION, SEARCH_PAST, SEARCH_INSTITUTION, SEARCH_PERSON, SEARCH_ACTOR,
	SEARCH_MEETING, SEARCH_DECISION, SEARCH_DOCUMENT, SEARCH_TEAM, SEARCH_MINUTES, SEARCH_FILE, SEARCH_MANDATE, SEARCH_EVENING, SEARCH_VISIT, SEARCH_ORAL, SEARCH_KINDS_MOST = 31 };
/* The id of a row of search_doc: the newest has the highest. */
enum { SEARCH_ITEM_BITS = 27, SEARCH_KIND_BITS = 5 };
int64_t search_id(struct date day, int kind, int64_t item);
struct date search_day(int64_t id);   /* 0001-01-01: none */

/* Bytes of a text that are searched and kept: of a longer one its beginning. */
enum { SEARCH_TITLE_MOST = 600, SEARCH_TEXT_MOST = 120000 };

struct search_source {
	int kind;
	const char *name;         /* in a URL: [a-z] */
	const char *one, *many;   /* French msgids */
	/* $1, $2: items, from and to; $3: at most; $4: today in Brussels (ISO), if it is asked. By item. Columns: item (0: none),
	 * title, text, day (ISO day or time; NULL: the oldest), roles, link (a number for the URL; NULL). No row: not found. */
	struct query rows;
	/* $1, $2. Columns: item, text. More of the text, in order; sql NULL: none. */
	struct query texts;
	/* $1, $2. Columns: item, letter, number: a mark. 'b': a body (a row of actor) by which results are filtered; other letters:
	 * who may see it besides the roles, as a search_scope gives. */
	struct query marks;
	/* Where it is shown: # is the item, ~ the link, @ the title as a part of a query. Who has none of url_roles is sent to other. */
	const char *url, *other;
	unsigned url_roles;
	unsigned instead;         /* who has one of these roles finds the same elsewhere, and not this */
	bool daily;               /* it asks for $4: made again each day */
};
extern const struct search_source *const search_sources[]; /* each room's ends with { 0 }, the list with NULL */
const struct search_source *search_source_of(int kind);      /* NULL */
const struct search_source *search_source_named(const char *name); /* NULL */

struct search_numbers { int64_t *items; size_t n, cap; };
/* What a person is given: marks of this letter. $1: a person; $2: today (ISO). Column: a number. Or by list(), where no query can say it;
 * it is asked of who has one of `roles`. */
struct search_scope {
	char letter;
	struct query of;
	unsigned roles;
	enum err (*list)(struct db *db, int64_t person, struct search_numbers *out);
};
extern const struct search_scope *const search_scopes[];

/* ---- keeping it true --------------------------------------------------------------------------------------- */

/* Everything again, in pages; *n: things. In the transaction of db. */
enum err search_rebuild(struct db *db, int64_t *n) MUST_USE;
/* Marks what depends on the day. */
enum err search_daily(struct db *db) MUST_USE;
/* Whether search_doc is what a rebuild would make: how many things differ or are missing. Reads only. */
enum err search_verify(struct db *db, int64_t *things, int64_t *wrong) MUST_USE;

/* ---- asking ------------------------------------------------------------------------------------------------ */

struct search_viewer { unsigned roles; int64_t person; const char *today; }; /* person NONE: nobody */
/* What was typed, read (search/search_rules.h); kind 0, body NONE: all; days: of the things. */
struct search_filter { int kind; int64_t body; struct date from, to; };
struct search_hit { int kind; int64_t item, link; struct date day; const char *title, *text; const struct search_source *source; };
struct search_hits { struct search_hit *items; size_t n, cap; int64_t found; bool more, ranked; }; /* more: found is counted no further */
/* Beyond this many, a question is answered by the newest first: weighing each would take too long. */
enum { SEARCH_RANKED_MOST = 1000 };
/* words: the groups of the question, those that rank first; none: nothing is found. */
enum err search_find(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f,
    int64_t first, int64_t most, struct search_hits *out) MUST_USE;
/* How many, up to SEARCH_RANKED_MOST. */
enum err search_how_many(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f,
    int64_t *n) MUST_USE;
/* Of each kind (n has room for SEARCH_KINDS_MOST + 1), among SEARCH_RANKED_MOST of what is found. */
enum err search_count_kinds(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f,
    int64_t *n) MUST_USE;
/* Everything of a kind that they may see, the newest first. */
enum err search_all_of(struct db *db, const struct search_viewer *who, int kind, int64_t most, struct search_hits *out) MUST_USE;
/* Its place for this viewer: a path. */
const char *search_url(struct arena *a, const struct search_viewer *who, const struct search_hit *h);

extern const struct query search_queries[], search_ask_queries[];
#endif
