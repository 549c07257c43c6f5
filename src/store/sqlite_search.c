/* Search by FTS5. The order by rank is ours: bm25() first walks over every row that holds each word, also the words that
 * only say who may see, and so costs as much as there are rows. */
#include "store/search_index.h"
#include <sqlite3.h>
#include <string.h>

static const char *
match(struct arena *a, const struct search_groups *groups, bool rank)
{
	struct buf b = buf_new(a, MIB(1));
	(void)rank;
	for (int without = 0; without <= 1; without++)
		for (size_t i = 0; i < groups->n; i++) {
			const struct search_group *g = &groups->items[i];
			if (g->without != (without == 1))
				continue;
			buf_puts(&b, b.len == 0 ? "(" : without ? " NOT (" : " AND (");
			for (size_t k = 0; k < g->n; k++) {
				bool inside = g->phrase && k > 0; /* side by side is one text of several words */
				buf_puts(&b, inside ? " " : k > 0 ? " OR \"" : "\"");
				buf_puts(&b, g->items[k].text);
				buf_puts(&b, g->phrase && k + 1 < g->n ? "" : g->items[k].prefix ? "\"*" : "\"");
			}
			buf_putc(&b, ')');
		}
	BUG_ON(b.full);
	return buf_str(&b);
}

/* ---- rank -------------------------------------------------------------------------------------------------- */

enum { TITLE, BODY, RANKED_MOST = 48, NEAR = 4, PLACES = 32 };
static const double K = 1.2, IN_TITLE = 3, SIDE_BY_SIDE = 0.5;

/* The sum over the words of what BM25 says of one word in a text (Robertson and Zaragoza 2009; b = 0, since the length of each text
 * would cost a look-up; without the rarity of the word: all are asked for, so that every text found has each), more in the
 * title, and a little where two stand together. */
struct places { int n, at[PLACES]; };

/* Whether a word of the one stands right beside one of the other; both in order. */
static bool
together(const struct places *x, const struct places *y)
{
	for (int i = 0, k = 0; i < x->n && k < y->n;) {
		int apart = x->at[i] - y->at[k];
		if (apart > -NEAR && apart < NEAR)
			return true;
		i += apart < 0;
		k += apart >= 0;
	}
	return false;
}

static double
rank_of(const Fts5ExtensionApi *api, Fts5Context *ctx, int words)
{
	bool near = false;
	struct places places[2] = { { 0 }, { 0 } };
	double rank = 0;
	for (int i = 0; i < words; i++) {
		struct places *mine = &places[i % 2];
		Fts5PhraseIter it;
		int col, off, times = 0;
		bool titled = false;
		mine->n = 0;
		if (api->xPhraseFirst(ctx, i, &it, &col, &off) != SQLITE_OK)
			return rank;
		for (; col >= 0; api->xPhraseNext(ctx, &it, &col, &off)) {
			times += col == BODY;
			titled = titled || col == TITLE;
			if (mine->n < PLACES)
				mine->at[mine->n++] = col * 0x1000000 + off;
		}
		rank += (titled ? IN_TITLE : 0) + times * (K + 1) / (times + K);
		near = near || (i > 0 && together(&places[0], &places[1]));
	}
	return rank + (near ? SIDE_BY_SIDE : 0);
}

static void
search_rank(const Fts5ExtensionApi *api, Fts5Context *ctx, sqlite3_context *out, int n, sqlite3_value **v)
{
	int words = n == 1 ? sqlite3_value_int(v[0]) : 0;
	sqlite3_result_double(out, rank_of(api, ctx, words < RANKED_MOST ? words : RANKED_MOST));
}

int
sqlite_search_register(sqlite3 *h)
{
	fts5_api *api = NULL;
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(h, "SELECT fts5(?1)", -1, &st, NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(st);
	rc = sqlite3_finalize(st);
	return rc != SQLITE_OK ? rc : api == NULL ? SQLITE_ERROR : api->xCreateFunction(api, "search_rank", NULL, search_rank, NULL);
}

#define FOUND "FROM search_index WHERE search_index MATCH $1 AND rowid BETWEEN $2 AND $3"
#define COLUMNS "SELECT d.id, d.kind, d.item, d.link, d.title, d.body FROM "
const struct search_engine sqlite_search = {
	.sql = {
		[SEARCH_SQL_COUNT] = { "search_count", "SELECT count(*) FROM (SELECT 1 " FOUND " LIMIT $6)" },
		[SEARCH_SQL_IDS] = { "search_ids", "SELECT rowid " FOUND " LIMIT $6" },
		[SEARCH_SQL_WEIGHED] = { "search_weighed", "SELECT rowid, search_rank(search_index, $7) " FOUND " LIMIT $6" },
		[SEARCH_SQL_NEWEST] = { "search_newest", COLUMNS "(SELECT rowid AS id " FOUND
		    " ORDER BY rowid DESC LIMIT $6 OFFSET $7) i JOIN search_doc d ON d.id = i.id ORDER BY d.id DESC" },
	},
	.match = match, .rank_is_count = true,
	/* FTS5 wants to be told what it knew of a row that goes. */
	.add = { "search_index_add", "INSERT INTO search_index(rowid, title_stems, body_stems, marks)"
	    " SELECT id, title_stems, body_stems, marks FROM search_doc WHERE id = $1" },
	.drop = { "search_index_drop", "INSERT INTO search_index(search_index, rowid, title_stems, body_stems, marks)"
	    " SELECT 'delete', id, title_stems, body_stems, marks FROM search_doc WHERE id = $1" },
	.empty = { "search_index_empty", "INSERT INTO search_index(search_index) VALUES ('delete-all')" },
	.fill = { "search_index_fill", "INSERT INTO search_index(search_index) VALUES ('rebuild')" },
	.check = { "search_check", "INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)" },
#define MARK(row) " INSERT INTO search_due(kind, item) SELECT @K, s.i FROM (" row ") s WHERE s.i IS NOT NULL ON CONFLICT DO NOTHING;"
	.triggers = "CREATE TRIGGER search_@T_@K_added AFTER INSERT ON @T BEGIN" MARK("@N") " END;\n"
	    "CREATE TRIGGER search_@T_@K_changed AFTER UPDATE ON @T BEGIN" MARK("@O") MARK("@N") " END;\n"
	    "CREATE TRIGGER search_@T_@K_removed AFTER DELETE ON @T BEGIN" MARK("@O") " END;\n",
};
