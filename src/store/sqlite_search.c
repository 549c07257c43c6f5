/* Search by FTS5. The order by rank is ours: bm25() first walks over every row that holds each word, also the words that
 * only say who may see, and so costs as much as there are rows. */
#include "store/search_index.h"
#include <sqlite3.h>
#include <string.h>

/* A ranked phrase comes with its words, which count for the order. */
static void
put_group(struct buf *b, const struct search_group *g)
{
	for (size_t k = 0; k < g->n; k++) {
		bool inside = g->phrase && k > 0; /* side by side is one text of several words */
		buf_puts(b, inside ? " " : k > 0 ? " OR \"" : "\"");
		buf_puts(b, g->items[k].text);
		buf_puts(b, g->phrase && k + 1 < g->n ? "" : g->items[k].prefix ? "\"*" : "\"");
	}
	for (size_t k = 0; k < g->n && g->phrase && g->rank; k++)
		buf_printf(b, " AND \"%s\"", g->items[k].text);
}

static const char *
match(struct arena *a, const struct search_groups *groups)
{
	struct buf b = buf_new(a, MIB(1));
	for (int without = 0; without <= 1; without++)
		for (size_t i = 0; i < groups->n; i++) {
			if (groups->items[i].without != (without == 1))
				continue;
			buf_puts(&b, b.len == 0 ? "(" : without ? " NOT (" : " AND (");
			put_group(&b, &groups->items[i]);
			buf_putc(&b, ')');
		}
	BUG_ON(b.full);
	return buf_str(&b);
}

/* For each text of the match that ranks, in order: WHOLE; AGAIN: a word that stands there already; BEGINS; PHRASE, its words follow.
 * NEXT between groups. */
enum { WHOLE = 'w', AGAIN = 'a', BEGINS = 'b', PHRASE = 'p', NEXT = '|' };

static bool
already(const struct search_groups *groups, size_t group, size_t word)
{
	const char *text = groups->items[group].items[word].text;
	for (size_t i = 0; i <= group; i++)
		for (size_t k = 0; k < (i < group ? groups->items[i].n : word); k++)
			if (!groups->items[i].items[k].prefix && strcmp(groups->items[i].items[k].text, text) == 0)
				return true;
	return false;
}

static const char *
ranking(struct arena *a, const struct search_groups *groups)
{
	struct buf b = buf_new(a, KIB(4));
	for (size_t i = 0; i < groups->n && groups->items[i].rank; i++) {
		const struct search_group *g = &groups->items[i];
		if (i > 0)
			buf_putc(&b, NEXT);
		if (g->phrase)
			buf_putc(&b, PHRASE);
		for (size_t k = 0; k < g->n; k++)
			buf_putc(&b, g->items[k].prefix ? BEGINS : already(groups, i, k) ? AGAIN : WHOLE);
	}
	return buf_str(&b);
}

static struct args
args(struct arena *a, const struct search_asked *q, enum search_sql of, int64_t first, int64_t most)
{
	struct val *v = ARENA_ARRAY(a, struct val, 5);
	v[0] = v_text(match(a, q->groups));
	v[1] = v_int(q->least);
	v[2] = v_int(q->most);
	v[3] = v_int(most);
	v[4] = of == SEARCH_SQL_WEIGHED ? v_text(ranking(a, q->groups)) : v_int(first);
	return (struct args){ of == SEARCH_SQL_WEIGHED || of == SEARCH_SQL_NEWEST ? 5 : 4, v };
}

/* ---- rank -------------------------------------------------------------------------------------------------- */

enum { TITLE, BODY, NEAR_PLACES = SEARCH_NEAR_WORDS * SEARCH_PLACES };
struct places { int words, n, at[NEAR_PLACES]; };
struct standing { int times; bool titled; int n, at[SEARCH_PLACES]; };

/* Where the nth text of the match stands. False: an error. */
static bool
stands(const Fts5ExtensionApi *api, Fts5Context *ctx, int nth, struct standing *out)
{
	Fts5PhraseIter it;
	int col, off;
	out->times = out->n = 0;
	out->titled = false;
	if (api->xPhraseFirst(ctx, nth, &it, &col, &off) != SQLITE_OK)
		return false;
	for (; col >= 0; api->xPhraseNext(ctx, &it, &col, &off)) {
		int at = search_place(col == TITLE, off);
		out->times++;
		out->titled = out->titled || col == TITLE;
		if (out->n < SEARCH_PLACES && (out->n == 0 || out->at[out->n - 1] < at))
			out->at[out->n++] = at;
	}
	return true;
}

static bool
near(const struct places *x, const struct places *y)
{
	for (int i = 0; i < x->n; i++)
		for (int k = 0; k < y->n; k++) {
			int apart = x->at[i] - y->at[k];
			if (apart != 0 && apart >= -SEARCH_NEAR && apart <= SEARCH_NEAR)
				return true;
		}
	return false;
}

static void
keep_places(struct places *to, const struct standing *w)
{
	if (to->words++ < SEARCH_NEAR_WORDS)
		for (int i = 0; i < w->n; i++)
			to->at[to->n++] = w->at[i];
}

/* As search_index.h says. */
static double
rank_of(const Fts5ExtensionApi *api, Fts5Context *ctx, const char *what)
{
	struct places places[2] = { { 0 }, { 0 } };
	bool together = false, begins = false, phrase = false;
	int nth = 0, group = 0;
	double rank = 0;
	for (const char *c = what; *c != '\0'; c++) {
		struct standing w;
		if (*c == NEXT) {
			together = together || (group > 0 && near(&places[0], &places[1]));
			places[++group % 2] = (struct places){ 0 };
			phrase = false;
			continue;
		}
		if (!stands(api, ctx, nth++, &w))
			return rank;
		phrase = phrase || *c == PHRASE;
		begins = begins || (*c == BEGINS && w.titled);
		if (*c == WHOLE && w.times > 0)
			rank += w.titled ? SEARCH_IN_TITLE : w.times >= SEARCH_OFTEN_LEAST ? SEARCH_OFTEN : SEARCH_ONCE;
		if ((*c == WHOLE || *c == AGAIN) && !phrase)
			keep_places(&places[group % 2], &w);
	}
	together = together || (group > 0 && near(&places[0], &places[1]));
	return rank + (begins ? SEARCH_IN_TITLE : 0) + (together ? SEARCH_SIDE_BY_SIDE : 0);
}

static void
search_rank(const Fts5ExtensionApi *api, Fts5Context *ctx, sqlite3_context *out, int n, sqlite3_value **v)
{
	const unsigned char *what = n == 1 ? sqlite3_value_text(v[0]) : NULL;
	sqlite3_result_double(out, what == NULL ? 0 : rank_of(api, ctx, (const char *)what));
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
		[SEARCH_SQL_COUNT] = { "search_count", "SELECT count(*) FROM (SELECT 1 " FOUND " LIMIT $4)" },
		[SEARCH_SQL_IDS] = { "search_ids", "SELECT rowid " FOUND " ORDER BY rowid DESC LIMIT $4" },
		[SEARCH_SQL_WEIGHED] = { "search_weighed", "SELECT rowid, search_rank(search_index, $5) " FOUND " LIMIT $4" },
		[SEARCH_SQL_NEWEST] = { "search_newest", COLUMNS "(SELECT rowid AS id " FOUND
		    " ORDER BY rowid DESC LIMIT $4 OFFSET $5) i JOIN search_doc d ON d.id = i.id ORDER BY d.id DESC" },
	},
	.args = args,
	/* FTS5 wants to be told what it knew of a row that goes. */
	.add = { "search_index_add", "INSERT INTO search_index(rowid, title_stems, body_stems, marks)"
	    " SELECT id, title_stems, body_stems, marks FROM search_doc WHERE id = $1" },
	.drop = { "search_index_drop", "INSERT INTO search_index(search_index, rowid, title_stems, body_stems, marks)"
	    " SELECT 'delete', id, title_stems, body_stems, marks FROM search_doc WHERE id = $1" },
	.empty = { "search_index_empty", "INSERT INTO search_index(search_index) VALUES ('delete-all')" },
	.fill = { "search_index_fill", "INSERT INTO search_index(search_index) VALUES ('rebuild')" },
	.check = { "search_check", "INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)" },
	.learn = { "search_learn", "INSERT INTO search_word (word, stem, initial, size) SELECT json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]'),"
	    " json_extract(j.value, '$[2]'), json_extract(j.value, '$[3]') FROM json_each($1) j WHERE true ON CONFLICT (word) DO NOTHING" },
	.forget = { "search_forget", "DELETE FROM search_word WHERE stem IN (SELECT j.value FROM json_each($1) j WHERE NOT EXISTS"
	    " (SELECT 1 FROM search_index WHERE search_index MATCH '\"' || j.value || '\"'))" },
#define MARK(row) " INSERT INTO search_due(kind, item) SELECT @K, s.i FROM (" row ") s WHERE s.i IS NOT NULL ON CONFLICT DO NOTHING;"
	.triggers = "CREATE TRIGGER search_@T_@K_added AFTER INSERT ON @T BEGIN" MARK("@N") " END;\n"
	    "CREATE TRIGGER search_@T_@K_changed AFTER UPDATE ON @T BEGIN" MARK("@O") MARK("@N") " END;\n"
	    "CREATE TRIGGER search_@T_@K_removed AFTER DELETE ON @T BEGIN" MARK("@O") " END;\n",
};
