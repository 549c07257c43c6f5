#include "store/search_index.h"
#include "store/store_private.h"
#include <string.h>

/* ---- asking ------------------------------------------------------------------------------------------------ */

const char *
search_like(struct arena *a, const struct search_group *g)
{
	struct buf b = buf_new(a, KIB(8));
	buf_puts(&b, "% ");
	for (size_t i = 0; i < g->n; i++)
		buf_printf(&b, "%s ", g->items[i].text);
	buf_putc(&b, '%');
	return buf_str(&b);
}

static void
look_at(const struct search_asked *q)
{
	size_t words = 0, ranked = 0, phrases = 0;
	BUG_ON(q->groups->n > SEARCH_GROUPS_MOST);
	for (size_t i = 0; i < q->groups->n; i++) {
		const struct search_group *g = &q->groups->items[i];
		phrases += g->phrase;
		BUG_ON(g->n == 0 || phrases > SEARCH_PHRASES_MOST || (g->phrase && g->without));
		BUG_ON(g->rank && (g->without || ranked < words)); /* those that rank come first */
		words += g->n;
		ranked += g->rank ? g->n : 0;
	}
}

static enum err
ask(struct db *db, const struct search_asked *q, enum search_sql of, int64_t first, int64_t most, struct rows **out)
{
	const struct search_engine *en = db->link->engine->search;
	look_at(q);
	if (en->sql[of].sql == NULL) /* the engine finds the newest as quickly without */
		of = of == SEARCH_SQL_NEWEST_IDS ? SEARCH_SQL_IDS : SEARCH_SQL_NEWEST;
	return db_query(db, &en->sql[of], en->args(db->a, q, of, first, most), out);
}

static enum err
number(struct db *db, const struct search_asked *q, enum search_sql of, int64_t most, int64_t *n)
{
	struct rows *r;
	enum err e = ask(db, q, of, 0, most, &r);
	*n = 0;
	while (e == OK && rows_next(r))
		*n = col_int(r, 0);
	return e == OK ? rows_end(r) : e;
}

/* What many things hold is soon found among the newest; an index would first list them all. */
enum err
search_look(struct db *db, struct search_asked *q, int64_t up_to)
{
	int64_t n = 0;
	q->newest = 0;
	enum err e = db->link->engine->search->sql[SEARCH_SQL_SAMPLE].sql == NULL ? OK : number(db, q, SEARCH_SQL_SAMPLE, 0, &n);
	return e == OK && n * SEARCH_SCANNED >= up_to * SEARCH_SAMPLED ? number(db, q, SEARCH_SQL_NEWEST_COUNT, up_to, &q->newest) : e;
}

enum err
search_count(struct db *db, struct search_asked *q, int64_t up_to, int64_t *n)
{
	enum err e = search_look(db, q, up_to);
	*n = q->newest;
	return e != OK || *n == up_to ? e : number(db, q, SEARCH_SQL_COUNT, up_to, n);
}

enum err
search_ids(struct db *db, const struct search_asked *q, int64_t most, struct rows **out)
{
	return ask(db, q, q->newest >= most ? SEARCH_SQL_NEWEST_IDS : SEARCH_SQL_IDS, 0, most, out);
}

enum err
search_weigh(struct db *db, const struct search_asked *q, int64_t most, struct rows **out)
{
	return ask(db, q, SEARCH_SQL_WEIGHED, 0, most, out);
}

enum err
search_newest(struct db *db, const struct search_asked *q, int64_t first, int64_t most, struct rows **out)
{
	return ask(db, q, q->newest - most >= first ? SEARCH_SQL_NEWEST_NEWEST : SEARCH_SQL_NEWEST, first, most, out);
}

/* ---- keeping it -------------------------------------------------------------------------------------------- */

static const struct query q_add = { "search_add", "INSERT INTO search_doc (id, kind, item, link, title, body, title_stems, body_stems, marks)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct query q_drop = { "search_drop", "DELETE FROM search_doc WHERE id = $1" };

enum err
search_doc_add(struct db *db, const struct search_doc *d)
{
	const struct search_engine *en = db->link->engine->search;
	enum err e = db_exec(db, &q_add, ARGS(V(d->id), V(d->kind), V(d->item), V(d->link), V(d->title), V(d->body), V(d->title_stems), V(d->body_stems), V(d->marks)), NULL);
	if (e != OK)
		return e;
	return en->words == NULL ? db_exec(db, &en->add, ARGS(V(d->id)), NULL) : db_exec(db, &en->add, ARGS(V(d->id), en->words(db->a, d)), NULL);
}

enum err
search_doc_drop(struct db *db, int64_t id)
{
	enum err e = db_exec(db, &db->link->engine->search->drop, ARGS(V(id)), NULL);
	return e == OK ? db_exec(db, &q_drop, ARGS(V(id)), NULL) : e;
}

/* A text with its length, as columns are filled with. */
static struct val
text_val(const char *s)
{
	return (struct val){ .t = V_TEXT, .p = s, .n = strlen(s) };
}

enum { FILLED = 9 };
struct filling { struct arena *a; const struct search_engine *en; const struct search_doc *docs; size_t n, at; struct val row[FILLED]; };

static enum step
next_doc(void *arg, const struct val **row, enum err *e)
{
	struct filling *x = arg;
	if (x->at == x->n)
		return STEP_DONE;
	const struct search_doc *d = &x->docs[x->at++];
	const struct val of[FILLED] = { v_int(d->id), v_int(d->kind), v_int(d->item), d->link == NONE ? (struct val){ .t = V_NULL } : v_int(d->link), text_val(d->title),
		text_val(d->body), text_val(d->title_stems), text_val(d->body_stems), text_val(d->marks) };
	memcpy(x->row, of, sizeof of);
	*row = x->row;
	*e = OK;
	return STEP_ROW;
}

static enum step
next_words(void *arg, const struct val **row, enum err *e)
{
	struct filling *x = arg;
	if (x->at == x->n)
		return STEP_DONE;
	const struct search_doc *d = &x->docs[x->at++];
	x->row[0] = v_int(d->id);
	x->row[1] = x->en->words(x->a, d);
	*row = x->row;
	*e = OK;
	return STEP_ROW;
}

enum err
search_docs_load(struct db *db, const struct search_doc *d, size_t n)
{
	struct column cols[FILLED] = { { .name = "id", .type = "int" }, { .name = "kind", .type = "int" }, { .name = "item", .type = "int" },
		{ .name = "link", .type = "int" }, { .name = "title", .type = "text" }, { .name = "body", .type = "text" }, { .name = "title_stems", .type = "text" },
		{ .name = "body_stems", .type = "text" }, { .name = "marks", .type = "text" } };
	struct filling x = { .docs = d, .n = n };
	BUG_ON(!db->write);
	return db->link->engine->fill(db->link->conn, db->a, "search_doc", &(struct columns){ cols, FILLED, FILLED }, next_doc, &x);
}

/* ---- its words --------------------------------------------------------------------------------------------- */

static const struct query q_like = { "search_terms_like", "SELECT word, stem FROM search_word WHERE initial = $1 AND size BETWEEN $2 AND $3 ORDER BY word" };
static const struct query q_terms_empty = { "search_terms_empty", "DELETE FROM search_word" };
enum { TERMS_TOGETHER = 2000 };

/* Without what JSON would have to escape: a word has none of it. */
static enum err
terms(struct db *db, const struct query *q, const struct search_term *t, size_t n, bool stems)
{
	enum err e = OK;
	for (size_t from = 0, to; e == OK && from < n; from = to) {
		struct buf b = buf_new(db->a, MIB(2));
		to = n - from < TERMS_TOGETHER ? n : from + TERMS_TOGETHER;
		for (size_t i = from; i < to; i++)
			if (stems)
				buf_printf(&b, "%s\"%s\"", i == from ? "[" : ",", t[i].stem);
			else
				buf_printf(&b, "%s[\"%s\",\"%s\",\"%.*s\",%zu]", i == from ? "[" : ",", t[i].word, t[i].stem, (int)search_initial(t[i].word), t[i].word, strlen(t[i].word));
		buf_putc(&b, ']');
		BUG_ON(b.full);
		e = db_exec(db, q, ARGS(V((const char *)buf_str(&b))), NULL);
	}
	return e;
}

enum err
search_terms_learn(struct db *db, const struct search_term *t, size_t n)
{
	return terms(db, &db->link->engine->search->learn, t, n, false);
}

enum err
search_terms_forget(struct db *db, const struct search_term *t, size_t n)
{
	return terms(db, &db->link->engine->search->forget, t, n, true);
}

enum err
search_terms_like(struct db *db, const char *initial, int64_t least, int64_t most, struct rows **out)
{
	return db_query(db, &q_like, ARGS(V(initial), V(least), V(most)), out);
}

enum err
search_terms_empty(struct db *db)
{
	return db_exec(db, &q_terms_empty, NO_ARGS, NULL);
}

/* ---- all of it --------------------------------------------------------------------------------------------- */

enum { PART = 500 };
struct docs { struct search_doc *items; size_t n, cap; };

static enum err
some_docs(struct db *db, int64_t after, struct docs *out)
{
	static const struct query q = { "search_index_next", "SELECT d.id, d.title_stems, d.body_stems, d.marks FROM search_doc d WHERE d.id > $1 ORDER BY d.id LIMIT $2" };
	struct rows *r;
	enum err e = db_query(db, &q, ARGS(V(after), V(PART)), &r);
	while (e == OK && rows_next(r))
		PUSH(db->a, out, ((struct search_doc){ .id = col_int(r, 0), .title_stems = col_text(r, 1), .body_stems = col_text(r, 2), .marks = col_text(r, 3) }));
	return e == OK ? rows_end(r) : e;
}

/* Parts of an arena of their own: the texts of everything would be too much at once. */
static enum err
in_parts(struct db *db, enum err (*part)(struct db *db, int64_t *after))
{
	struct arena *own = arena_new(MIB(256)), *was = db->a;
	enum err e = OK;
	for (int64_t after = -1; e == OK && after != INT64_MAX;) {
		db_lend_arena(db, own);
		e = part(db, &after);
		db_lend_arena(db, was);
		if (e != OK)
			fail(was, e, "%s", fail_detail(own));
		arena_reset(own);
	}
	arena_free(own);
	return e;
}

static enum err
fill_part(struct db *db, int64_t *after)
{
	const struct engine *en = db->link->engine;
	struct column cols[] = { { .name = "id", .type = "int" }, { .name = "words", .type = "blob" } };
	struct docs docs = { 0 };
	enum err e = some_docs(db, *after, &docs);
	struct filling x = { .a = db->a, .en = en->search, .docs = docs.items, .n = docs.n };
	if (e == OK && docs.n > 0)
		e = en->fill(db->link->conn, db->a, en->search->table, &(struct columns){ cols, LEN(cols), LEN(cols) }, next_words, &x);
	*after = docs.n < PART ? INT64_MAX : docs.items[docs.n - 1].id;
	return e;
}

enum err
search_index_fill(struct db *db)
{
	const struct search_engine *en = db->link->engine->search;
	enum err e;
	if (en->words == NULL) {
		e = db_exec(db, &en->empty, NO_ARGS, NULL);
		return e == OK ? db_exec(db, &en->fill, NO_ARGS, NULL) : e;
	}
	BUG_ON(!db->write);
	e = db->link->engine->script(db->link->conn, db->a, en->begin);
	if (e == OK)
		e = in_parts(db, fill_part);
	return e == OK ? db->link->engine->script(db->link->conn, db->a, en->end) : e;
}

static enum err
check_part(struct db *db, int64_t *after)
{
	const struct search_engine *en = db->link->engine->search;
	struct rows *r;
	int64_t n = 0, wrong = 0;
	enum err e = db_query(db, &en->check, ARGS(V(*after), V(PART)), &r);
	while (e == OK && rows_next(r)) {
		struct val is = col_val(r, 5);
		n++;
		*after = col_int(r, col_null(r, 0) ? 4 : 0);
		struct val be = col_null(r, 0) ? (struct val){ .t = V_NULL } :
		    en->words(db->a, &(struct search_doc){ .title_stems = col_text(r, 1), .body_stems = col_text(r, 2), .marks = col_text(r, 3) });
		wrong += is.t == V_NULL || be.t == V_NULL || is.n != be.n || memcmp(is.p, be.p, is.n) != 0;
	}
	if (e == OK && (e = rows_end(r)) == OK && wrong > 0)
		e = fail(db->a, E_DB, "search_index: %lld rows up to %lld are not what search_doc says", (long long)wrong, (long long)*after);
	if (n < PART)
		*after = INT64_MAX;
	return e;
}

enum err
search_index_check(struct db *db)
{
	const struct search_engine *en = db->link->engine->search;
	return en->words == NULL ? db_exec(db, &en->check, NO_ARGS, NULL) : in_parts(db, check_part);
}
