/* Search by tsvector. A phrase is looked for in the stems themselves: of positions a tsvector keeps only so many. */
#include "store/search_index.h"
#include <string.h>

static const char *
match(struct arena *a, const struct search_groups *groups, bool rank)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < groups->n; i++) {
		const struct search_group *g = &groups->items[i];
		if (rank && !g->rank)
			continue;
		buf_puts(&b, b.len == 0 ? "" : " & ");
		buf_puts(&b, g->without ? "!(" : "(");
		for (size_t k = 0; k < g->n; k++)
			buf_printf(&b, "%s'%s'%s", k == 0 ? "" : g->phrase ? " & " : " | ", g->items[k].text, g->items[k].prefix ? ":*" : "");
		buf_putc(&b, ')');
	}
	BUG_ON(b.full);
	return buf_str(&b);
}

#define PHRASE(n) "(' ' || p.title_stems || ' ' LIKE $" n " OR ' ' || p.body_stems || ' ' LIKE $" n ")"
#define FOUND "FROM search_index i WHERE i.words @@ CAST($1 AS tsquery) AND i.id BETWEEN $2 AND $3 AND ($4 = '' OR EXISTS (SELECT 1 FROM search_doc p" \
	" WHERE p.id = i.id AND " PHRASE("4") " AND ($5 = '' OR " PHRASE("5") ")))"
#define COLUMNS "SELECT d.id, d.kind, d.item, d.link, d.title, d.body FROM "
const struct search_engine postgres_search = {
	.sql = {
		[SEARCH_SQL_COUNT] = { "search_count", "SELECT count(*) FROM (SELECT 1 " FOUND " LIMIT $6) c" },
		[SEARCH_SQL_IDS] = { "search_ids", "SELECT i.id " FOUND " LIMIT $6" },
		[SEARCH_SQL_WEIGHED] = { "search_weighed", "SELECT i.id, CAST(ts_rank_cd(i.words, CAST($7 AS tsquery), 1) AS double precision) " FOUND " LIMIT $6" },
		[SEARCH_SQL_NEWEST] = { "search_newest", COLUMNS "(SELECT i.id " FOUND
		    " ORDER BY i.id DESC LIMIT $6 OFFSET $7) f JOIN search_doc d ON d.id = f.id ORDER BY d.id DESC" },
	},
	.match = match,
#define WORDS "search_words(d.title_stems, 'A') || search_words(d.body_stems, 'D') || search_words(d.marks, 'C')"
#define ADD "INSERT INTO search_index(id, words) SELECT d.id, " WORDS " FROM search_doc d"
	.add = { "search_index_add", ADD " WHERE d.id = $1" },
	.check = { "search_check", "SELECT count(*) FROM search_doc d FULL JOIN search_index i ON i.id = d.id"
	    " WHERE d.id IS NULL OR i.id IS NULL OR i.words <> (" WORDS ")" },
	.drop = { "search_index_drop", "DELETE FROM search_index WHERE id = $1" },
	.empty = { "search_index_empty", "DELETE FROM search_index" }, .fill = { "search_index_fill", ADD " WHERE d.id > $1 AND d.id <= $2" }, .parts = true,
#define MARK(row) " INSERT INTO search_due(kind, item) SELECT @K, s.i FROM (" row ") s WHERE s.i IS NOT NULL ON CONFLICT DO NOTHING;"
	.triggers = "CREATE FUNCTION search_@T_@K() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF TG_OP <> 'DELETE' THEN" MARK("@N")
	    " END IF; IF TG_OP <> 'INSERT' THEN" MARK("@O") " END IF; RETURN NULL; END $body$;\n"
	    "CREATE TRIGGER search_@T_@K AFTER INSERT OR UPDATE OR DELETE ON @T FOR EACH ROW EXECUTE FUNCTION search_@T_@K();\n",
};
