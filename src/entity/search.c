/* What search knows, made of the rooms' declarations; and what someone may find of it. */
#include "base/text.h"
#include "base/words.h"
#include "entity/search.h"
#include "entity/search_words.h"
#include <stdlib.h>
#include <string.h>

enum { Q_DUE, Q_DONE, Q_DUE_DAILY, Q_KNOWN, Q_EMPTY, Q_KINDS };
const struct query search_queries[] = {
	[Q_DUE] = { "search_due", "SELECT kind, item FROM search_due ORDER BY kind, item" },
	[Q_DONE] = { "search_done", "DELETE FROM search_due" },
	[Q_DUE_DAILY] = { "search_due_daily", "INSERT INTO search_due (kind, item) VALUES ($1, 0) ON CONFLICT DO NOTHING" },
	[Q_KNOWN] = { "search_known", "SELECT item, id, link, title, body, marks FROM search_doc WHERE kind = $1 AND item BETWEEN $2 AND $3 ORDER BY item" },
	[Q_EMPTY] = { "search_empty", "DELETE FROM search_doc" },
	[Q_KINDS] = { "search_kinds", "SELECT kind, count(*) FROM search_doc GROUP BY kind ORDER BY kind" },
	{ 0 },
};

enum { ITEM_MOST = (1 << SEARCH_ITEM_BITS) - 1, DAY_ZERO = 719162 /* days from 0001-01-01 to 1970-01-01 */ };

int64_t
search_id(struct date day, int kind, int64_t item)
{
	int64_t days = date_valid(day) ? date_days(day) + DAY_ZERO : 0;
	return (days << SEARCH_KIND_BITS | kind) << SEARCH_ITEM_BITS | item;
}

struct date
search_day(int64_t id)
{
	return date_of_days((id >> (SEARCH_KIND_BITS + SEARCH_ITEM_BITS)) - DAY_ZERO);
}

/* ---- making it --------------------------------------------------------------------------------------------- */

struct thing { int64_t item, id, link; const char *title, *body, *marks; };
struct things { struct thing *items; size_t n, cap; };

/* A text on one line, at most so many bytes of it, whole characters. */
static const char *
one_line(struct arena *a, const char *s, size_t most)
{
	char *t = text_trim(a, s);
	size_t n = strlen(t);
	if (n > most) {
		for (n = most; n > 0 && ((unsigned char)t[n] & 0xc0) == 0x80; n--)
			;
		t[n] = '\0';
	}
	return t;
}

static struct date
day_of_text(const char *iso)
{
	struct date d = { 0, 0, 0 };
	char day[11] = "";
	if (iso != NULL && strlen(iso) >= 10) {
		memcpy(day, iso, 10);
		if (!date_parse(day, &d))
			d = (struct date){ 0, 0, 0 };
	}
	return d;
}

static struct thing *
thing_of(struct things *all, int64_t item)
{
	for (size_t low = 0, high = all->n; low < high;) {
		size_t mid = (low + high) / 2;
		if (all->items[mid].item == item)
			return &all->items[mid];
		if (all->items[mid].item < item)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

struct growing { struct buf body, marks; };

static enum err
read_rows(struct db *db, const struct search_source *s, int64_t from, int64_t to, int most, struct things *out, struct growing **more)
{
	struct arena *a = db_arena(db);
	struct isodate today = date_iso(today_brussels());
	struct rows *r;
	enum err e = db_query(db, &s->rows, (struct args){ s->daily ? 4 : 3, (struct val[]){ V(from), V(to), V(most), V(today.s) } }, &r);
	*more = ARENA_ARRAY(a, struct growing, (size_t)most);
	while (e == OK && rows_next(r)) {
		struct thing t = { .item = col_int(r, 0), .title = one_line(a, col_text(r, 1), SEARCH_TITLE_MOST), .link = col_int(r, 5) };
		struct growing g = { buf_new(a, MIB(4)), buf_new(a, KIB(64)) };
		int64_t roles = col_int(r, 4);
		BUG_ON(t.item < 1 || (out->n > 0 && t.item <= out->items[out->n - 1].item));
		buf_puts(&g.body, col_text(r, 2));
		buf_printf(&g.marks, "=k%d", s->kind);
		for (int bit = 0; bit < 31; bit++)
			if (roles >> bit & 1 && s->instead != 0)
				buf_printf(&g.marks, " =i%dr%d", s->kind, bit); /* whom `instead` leaves out do not have this word */
			else if (roles >> bit & 1)
				buf_printf(&g.marks, " =r%d", bit);
		t.id = search_id(day_of_text(col_text(r, 3)), s->kind, t.item);
		if (t.item > ITEM_MOST)
			continue;
		(*more)[out->n] = g;
		PUSH(a, out, t);
	}
	return e == OK ? rows_end(r) : e;
}

static const char part_sign[] = " · "; /* no word's: between two parts of a text */
static void
put_part(struct buf *b, const char *text)
{
	if (text_blank(text))
		return;
	if (b->len > 0 && (b->len < sizeof part_sign - 1 || memcmp(b->base + b->len - (sizeof part_sign - 1), part_sign, sizeof part_sign - 1) != 0))
		buf_puts(b, part_sign);
	buf_puts(b, text);
}

/* What stands in other tables of the things from..to. */
static enum err
read_more(struct db *db, const struct search_source *s, int64_t from, int64_t to, struct things *out, struct growing *more)
{
	struct rows *r;
	enum err e = OK;
	if (s->texts.sql != NULL) {
		if ((e = db_query(db, &s->texts, ARGS(V(from), V(to)), &r)) != OK)
			return e;
		while (rows_next(r)) {
			const struct thing *t = thing_of(out, col_int(r, 0));
			if (t != NULL)
				put_part(&more[t - out->items].body, col_text(r, 1));
		}
		e = rows_end(r);
	}
	if (e == OK && s->marks.sql != NULL) {
		if ((e = db_query(db, &s->marks, ARGS(V(from), V(to)), &r)) != OK)
			return e;
		while (rows_next(r)) {
			const struct thing *t = thing_of(out, col_int(r, 0));
			const char *letter = col_text(r, 1);
			if (t != NULL && letter != NULL && !col_null(r, 2))
				buf_printf(&more[t - out->items].marks, " =%.1s%lld", letter, (long long)col_int(r, 2));
		}
		e = rows_end(r);
	}
	return e;
}

static enum err
read_known(struct db *db, int kind, int64_t from, int64_t to, struct things *out)
{
	struct rows *r;
	enum err e = db_query(db, &search_queries[Q_KNOWN], ARGS(V(kind), V(from), V(to)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct thing t = { col_int(r, 0), col_int(r, 1), col_int(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5) };
		PUSH(db_arena(db), out, t);
	}
	return rows_end(r);
}

static struct search_doc
doc_of(struct arena *a, struct stemmer *st, int kind, const struct thing *t)
{
	return (struct search_doc){ t->id, kind, t->item, t->link, t->title, t->body, stemmer_text(a, st, t->title, SEARCH_TITLE_MOST),
		stemmer_text(a, st, t->body, SEARCH_TEXT_MOST), t->marks };
}

static bool
same(const struct thing *x, const struct thing *y)
{
	return x->id == y->id && x->link == y->link && strcmp(x->title, y->title) == 0 && strcmp(x->body, y->body) == 0 && strcmp(x->marks, y->marks) == 0;
}

/* look: only counts what differs. fresh: nothing is known yet, and the index comes after; words: all so far. */
struct making { bool look, fresh; int64_t things, wrong; struct stemmer *st; struct search_words words; };

static void
add_words(struct making *m, struct search_words *to, const struct thing *t)
{
	search_words_add(to, m->st, t->title);
	search_words_add(to, m->st, t->body);
}

/* What is known of the things from..to becomes what the room says; both are in order. */
static enum err
compare(struct db *db, struct making *m, const struct search_source *s, const struct things *is, const struct things *known)
{
	struct search_words before = search_words_new(db_arena(db)), after = before;
	enum err e = OK;
	for (size_t i = 0, k = 0; e == OK && (i < is->n || k < known->n);) {
		const struct thing *now = i < is->n ? &is->items[i] : NULL, *was = k < known->n ? &known->items[k] : NULL;
		bool gone = now == NULL || (was != NULL && was->item < now->item), both = !gone && was != NULL && was->item == now->item;
		i += !gone;
		k += gone || both;
		if (both && same(now, was))
			continue;
		m->wrong++;
		if (m->look)
			continue;
		if (gone || both) {
			add_words(m, &before, was);
			e = search_doc_drop(db, was->id);
		}
		if (e == OK && !gone) {
			add_words(m, &after, now);
			struct search_doc d = doc_of(db_arena(db), m->st, s->kind, now);
			e = search_doc_add(db, &d);
		}
	}
	m->things += (int64_t)is->n;
	return e == OK ? search_words_keep(db, &before, &after, 0) : e;
}

static enum err
load(struct db *db, struct making *m, const struct search_source *s, const struct things *is)
{
	struct search_doc *d = ARENA_ARRAY(db_arena(db), struct search_doc, is->n + 1);
	struct search_words nothing = search_words_new(db_arena(db));
	size_t known = m->words.n;
	for (size_t i = 0; i < is->n; i++) {
		d[i] = doc_of(db_arena(db), m->st, s->kind, &is->items[i]);
		add_words(m, &m->words, &is->items[i]);
	}
	m->things += (int64_t)is->n;
	enum err e = search_docs_load(db, d, is->n);
	return e == OK ? search_words_keep(db, &nothing, &m->words, known) : e;
}

enum { PAGE = 100 };

/* At most a page of the things from..to; *next: where the rest begins, past `to` when there is none. */
static enum err
make_page(struct db *db, struct making *m, const struct search_source *s, int64_t from, int64_t to, int64_t *next)
{
	struct things is = { 0 }, known = { 0 };
	struct growing *more;
	struct arena *a = db_arena(db);
	enum err e = read_rows(db, s, from, to, PAGE, &is, &more);
	int64_t last = is.n == PAGE ? is.items[is.n - 1].item : to;
	*next = last + 1;
	if (e == OK)
		e = read_more(db, s, from, last, &is, more);
	for (size_t i = 0; e == OK && i < is.n; i++) {
		struct buf *b = &more[i].body;
		if (b->len >= sizeof part_sign - 1 && memcmp(b->base + b->len - (sizeof part_sign - 1), part_sign, sizeof part_sign - 1) == 0)
			b->base[b->len -= sizeof part_sign - 1] = '\0';
		is.items[i].body = one_line(a, buf_str(b), SEARCH_TEXT_MOST);
		is.items[i].marks = buf_str(&more[i].marks);
	}
	if (e == OK && m->fresh)
		return load(db, m, s, &is);
	if (e == OK)
		e = read_known(db, s->kind, from, last, &known);
	return e == OK ? compare(db, m, s, &is, &known) : e;
}

static enum err
make(struct db *db, struct making *m, const struct search_source *s, int64_t from, int64_t to)
{
	struct arena *own = arena_new(MIB(256)), *was = db_arena(db);
	enum err e = OK;
	while (e == OK && from <= to) {
		db_lend_arena(db, own);
		m->st = stemmer_new(own);
		e = make_page(db, m, s, from, to, &from);
		db_lend_arena(db, was);
		if (e != OK)
			fail(was, e, "%s", fail_detail(own));
		arena_reset(own);
	}
	arena_free(own);
	return e;
}

/* ---- keeping it true --------------------------------------------------------------------------------------- */

struct due { int64_t kind, item; };
struct due_list { struct due *items; size_t n, cap; };

/* What is due of one kind, in order: things that stand near each other are looked at together. */
static enum err
make_due(struct db *db, struct making *m, const struct search_source *s, const struct due *list, size_t n)
{
	enum { NEAR = 50 };
	enum err e = OK;
	if (list[0].item == 0)
		return make(db, m, s, 1, ITEM_MOST);
	for (size_t i = 0, end; e == OK && i < n; i = end) {
		for (end = i + 1; end < n && list[end].item - list[end - 1].item <= NEAR; end++)
			;
		e = make(db, m, s, list[i].item, list[end - 1].item);
	}
	return e;
}

enum err
search_settle(struct db *db)
{
	struct due_list all = { 0 };
	struct making m = { 0 };
	struct rows *r;
	enum err e = db_query(db, &search_queries[Q_DUE], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &all, ((struct due){ col_int(r, 0), col_int(r, 1) }));
	e = rows_end(r);
	for (size_t i = 0, end; e == OK && i < all.n; i = end) {
		const struct search_source *s = search_source_of((int)all.items[i].kind);
		for (end = i + 1; end < all.n && all.items[end].kind == all.items[i].kind; end++)
			;
		if (s != NULL)
			e = make_due(db, &m, s, &all.items[i], end - i);
	}
	return e == OK && all.n > 0 ? db_exec(db, &search_queries[Q_DONE], NO_ARGS, NULL) : e;
}

static enum err
make_all(struct db *db, struct making *m)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; e == OK && s->kind != 0; s++)
			e = make(db, m, s, 1, ITEM_MOST);
	return e;
}

enum err
search_rebuild(struct db *db, int64_t *n)
{
	struct arena *own = arena_new(MIB(256)); /* every word of everything */
	struct making m = { .fresh = true, .words = search_words_new(own) };
	enum err e = db_exec(db, &search_queries[Q_EMPTY], NO_ARGS, NULL);
	if (e == OK)
		e = search_terms_empty(db);
	if (e == OK)
		e = make_all(db, &m);
	arena_free(own);
	if (e == OK)
		e = search_index_fill(db);
	*n = m.things;
	return e == OK ? db_exec(db, &search_queries[Q_DONE], NO_ARGS, NULL) : e;
}

enum err
search_daily(struct db *db)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; e == OK && s->kind != 0; s++)
			if (s->daily)
				e = db_exec(db, &search_queries[Q_DUE_DAILY], ARGS(V(s->kind)), NULL);
	return e;
}

enum err
search_verify(struct db *db, int64_t *things, int64_t *wrong)
{
	struct making m = { .look = true };
	struct rows *r;
	enum err e = make_all(db, &m);
	if (e == OK)
		e = db_query(db, &search_queries[Q_KINDS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) /* of a room that is not there any more */
		m.wrong += search_source_of((int)col_int(r, 0)) == NULL ? col_int(r, 1) : 0;
	*things = m.things;
	*wrong = m.wrong;
	return rows_end(r);
}
