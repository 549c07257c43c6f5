#include "store/search_index.h"
#include "store/store_private.h"
#include <string.h>

static const char *
like(struct arena *a, const struct search_group *g)
{
	struct buf b = buf_new(a, KIB(8));
	buf_puts(&b, "% ");
	for (size_t i = 0; i < g->n; i++)
		buf_printf(&b, "%s ", g->items[i].text);
	buf_putc(&b, '%');
	return buf_str(&b);
}

/* What an engine's query takes. */
static struct args
arguments(struct db *db, const struct search_asked *q, size_t n, bool weigh, int64_t first, int64_t most)
{
	const struct search_engine *en = db->link->engine->search;
	struct val *v = ARENA_ARRAY(db->a, struct val, 7);
	size_t words = 0, ranked = 0, phrases = 0;
	BUG_ON(q->groups->n > SEARCH_GROUPS_MOST);
	v[3] = v[4] = v_text("");
	for (size_t i = 0; i < q->groups->n; i++) {
		const struct search_group *g = &q->groups->items[i];
		BUG_ON(g->n == 0 || (g->phrase && (g->without || phrases == SEARCH_PHRASES_MOST)));
		BUG_ON(g->rank && (g->without || ranked < words)); /* those that rank come first */
		words += g->phrase ? 1 : g->n;
		ranked += g->rank ? g->phrase ? 1 : g->n : 0;
		if (g->phrase)
			v[3 + phrases++] = v_text(like(db->a, g));
	}
	v[0] = v_text(en->match(db->a, q->groups, false));
	v[1] = v_int(q->least);
	v[2] = v_int(q->most);
	v[5] = v_int(most);
	v[6] = !weigh ? v_int(first) : en->rank_is_count ? v_int((int64_t)ranked) : v_text(en->match(db->a, q->groups, true));
	return (struct args){ n, v };
}

enum err
search_count(struct db *db, const struct search_asked *q, int64_t up_to, int64_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &db->link->engine->search->sql[SEARCH_SQL_COUNT], arguments(db, q, 6, false, 0, up_to), &r);
	*n = e == OK ? col_int(r, 0) : 0;
	return e;
}

enum err
search_ids(struct db *db, const struct search_asked *q, int64_t most, struct rows **out)
{
	return db_query(db, &db->link->engine->search->sql[SEARCH_SQL_IDS], arguments(db, q, 6, false, 0, most), out);
}

enum err
search_weigh(struct db *db, const struct search_asked *q, int64_t most, struct rows **out)
{
	return db_query(db, &db->link->engine->search->sql[SEARCH_SQL_WEIGHED], arguments(db, q, 7, true, 0, most), out);
}

enum err
search_newest(struct db *db, const struct search_asked *q, int64_t first, int64_t most, struct rows **out)
{
	return db_query(db, &db->link->engine->search->sql[SEARCH_SQL_NEWEST], arguments(db, q, 7, false, first, most), out);
}

enum err
search_index_add(struct db *db, int64_t id)
{
	return db_exec(db, &db->link->engine->search->add, ARGS(V(id)), NULL);
}

enum err
search_index_drop(struct db *db, int64_t id)
{
	return db_exec(db, &db->link->engine->search->drop, ARGS(V(id)), NULL);
}

/* A server ends a statement that takes too long. */
enum err
search_index_fill(struct db *db)
{
	static const struct query next = { "search_index_next", "SELECT max(p.id) FROM (SELECT d.id FROM search_doc d WHERE d.id > $1 ORDER BY d.id LIMIT 1000) p" };
	const struct search_engine *en = db->link->engine->search;
	enum err e = db_exec(db, &en->empty, NO_ARGS, NULL);
	if (!en->parts)
		return e == OK ? db_exec(db, &en->fill, NO_ARGS, NULL) : e;
	for (int64_t from = -1, to = 0; e == OK && to != NONE; from = to) {
		struct rows *r;
		if ((e = db_one(db, &next, ARGS(V(from)), &r)) != OK)
			return e;
		to = col_int(r, 0);
		if (to != NONE)
			e = db_exec(db, &en->fill, ARGS(V(from), V(to)), NULL);
	}
	return e;
}

enum err
search_index_check(struct db *db)
{
	struct rows *r;
	int64_t wrong = 0;
	enum err e = db_query(db, &db->link->engine->search->check, NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		wrong += col_int(r, 0);
	if ((e = rows_end(r)) != OK)
		return e;
	return wrong == 0 ? OK : fail(db->a, E_DB, "search_index: %lld rows are not those of search_doc", (long long)wrong);
}
