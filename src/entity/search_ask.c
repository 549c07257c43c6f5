/* What someone may find: the question, with who asks and the filters as words of the index like any other. */
#include "entity/search.h"
#include <stdlib.h>
#include <string.h>

enum { Q_THINGS, TOGETHER = 20 };
const struct query search_ask_queries[] = {
	[Q_THINGS] = { "search_things", "SELECT id, kind, item, link, title, body FROM search_doc WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
	    " $16, $17, $18, $19, $20)" },
	{ 0 },
};

static void
word(struct arena *a, struct search_group *g, char letter, int64_t n)
{
	PUSH(a, g, ((struct search_word){ arena_printf(a, "=%c%lld", letter, (long long)n), false }));
}

/* What one of must stand in a thing's marks for this viewer. */
static enum err
viewer_marks(struct db *db, const struct search_viewer *who, struct search_group *g)
{
	struct arena *a = db_arena(db);
	enum err e = OK;
	for (int bit = 0; bit < 31; bit++)
		if (who->roles >> bit & 1)
			word(a, g, 'r', bit);
	for (size_t i = 0; search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++)
			for (int bit = 0; bit < 31 && s->instead != 0 && (s->instead & who->roles) == 0; bit++)
				if (who->roles >> bit & 1)
					PUSH(a, g, ((struct search_word){ arena_printf(a, "=i%dr%d", s->kind, bit), false }));
	for (size_t i = 0; who->person != NONE && e == OK && search_scopes[i] != NULL; i++)
		for (const struct search_scope *s = search_scopes[i]; s->letter != '\0'; s++) {
			struct search_numbers listed = { 0 };
			struct rows *r;
			if (s->list != NULL && (who->roles & s->roles) != 0)
				e = s->list(db, who->person, &listed);
			for (size_t k = 0; k < listed.n; k++)
				word(a, g, s->letter, listed.items[k]);
			if (e != OK)
				return e;
			if (s->list != NULL)
				continue;
			if ((e = db_query(db, &s->of, ARGS(V(who->person), V(who->today)), &r)) != OK)
				return e;
			while (rows_next(r))
				word(a, g, s->letter, col_int(r, 0));
			if ((e = rows_end(r)) != OK)
				return e;
		}
	return e;
}

/* The whole question. n 0: nothing is asked, or by nobody. */
static enum err
question(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f,
    struct search_groups *all, struct search_asked *q)
{
	struct arena *a = db_arena(db);
	struct search_group seen = { .many = true };
	bool any = false;
	*all = (struct search_groups){ 0 };
	for (size_t i = 0; i < words->n; i++) {
		any = any || !words->items[i].without;
		PUSH(a, all, words->items[i]);
	}
	enum err e = viewer_marks(db, who, &seen);
	if (e != OK || !any || seen.n == 0) {
		all->n = 0;
		return e;
	}
	PUSH(a, all, seen);
	struct search_group kind = { 0 }, body = { 0 };
	if (f->kind != 0) {
		word(a, &kind, 'k', f->kind);
		PUSH(a, all, kind);
	}
	if (f->body != NONE) {
		word(a, &body, 'b', f->body);
		PUSH(a, all, body);
	}
	*q = (struct search_asked){ all, date_valid(f->from) ? search_id(f->from, 0, 0) : 0,
		date_valid(f->to) ? search_id(f->to, (1 << SEARCH_KIND_BITS) - 1, (1 << SEARCH_ITEM_BITS) - 1) : INT64_MAX, 0 };
	return OK;
}

enum err
search_how_many(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f, int64_t *n)
{
	struct search_groups all;
	struct search_asked q;
	*n = 0;
	enum err e = question(db, who, words, f, &all, &q);
	return e != OK || all.n == 0 ? e : search_count(db, &q, SEARCH_RANKED_MOST, n);
}

enum err
search_count_kinds(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f, int64_t *n)
{
	struct search_groups all;
	struct search_asked q;
	struct rows *r;
	enum err e = question(db, who, words, f, &all, &q);
	int64_t all_of;
	if (e != OK || all.n == 0 || (e = search_count(db, &q, SEARCH_RANKED_MOST, &all_of)) != OK || (e = search_ids(db, &q, SEARCH_RANKED_MOST, &r)) != OK)
		return e;
	while (rows_next(r))
		n[col_int(r, 0) >> SEARCH_ITEM_BITS & SEARCH_KINDS_MOST]++;
	return rows_end(r);
}

static enum err
read_hits(struct rows *r, struct arena *a, struct search_hits *out)
{
	while (rows_next(r)) {
		struct search_hit h = { (int)col_int(r, 1), col_int(r, 2), col_int(r, 3), search_day(col_int(r, 0)), col_text(r, 4), col_text(r, 5), NULL };
		h.source = search_source_of(h.kind);
		if (h.source != NULL)
			PUSH(a, out, h);
	}
	return rows_end(r);
}

enum err
search_all_of(struct db *db, const struct search_viewer *who, int kind, int64_t most, struct search_hits *out)
{
	struct search_groups words = { 0 }, all;
	struct search_group of = { 0 };
	struct search_asked q;
	struct rows *r;
	word(db_arena(db), &of, 'k', kind);
	PUSH(db_arena(db), &words, of);
	*out = (struct search_hits){ 0 };
	enum err e = question(db, who, &words, &(struct search_filter){ .body = NONE }, &all, &q);
	if (e != OK || all.n == 0 || (e = search_newest(db, &q, 0, most, &r)) != OK)
		return e;
	e = read_hits(r, db_arena(db), out);
	out->found = (int64_t)out->n;
	return e;
}

struct weight { int64_t id; double worth; };
struct weights { struct weight *items; size_t n, cap; };

static int
by_worth(const void *x, const void *y)
{
	const struct weight *a = x, *b = y;
	if (a->worth != b->worth)
		return a->worth < b->worth ? 1 : -1;
	return (a->id < b->id) - (a->id > b->id);
}

static enum err
weigh(struct db *db, const struct search_asked *q, struct weights *out)
{
	struct rows *r;
	enum err e = search_weigh(db, q, SEARCH_RANKED_MOST + 1, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct weight){ col_int(r, 0), col_real(r, 1) }));
	return rows_end(r);
}

/* Some of what was weighed, the best first. */
static enum err
read_weighed(struct db *db, struct weights *w, int64_t first, int64_t most, struct search_hits *out)
{
	struct arena *a = db_arena(db);
	enum err e = OK;
	if (w->n > 1)
		qsort(w->items, w->n, sizeof *w->items, by_worth);
	size_t at = (uint64_t)first < w->n ? (size_t)first : w->n, end = w->n - at < (size_t)most ? w->n : at + (size_t)most;
	for (size_t n; e == OK && at < end; at += n) {
		struct val ids[TOGETHER];
		struct search_hits some = { 0 };
		struct rows *r;
		n = end - at < TOGETHER ? end - at : TOGETHER;
		for (size_t i = 0; i < TOGETHER; i++)
			ids[i] = i < n ? v_int(w->items[at + i].id) : v_int(NONE);
		if ((e = db_query(db, &search_ask_queries[Q_THINGS], (struct args){ TOGETHER, ids }, &r)) == OK)
			e = read_hits(r, a, &some);
		for (size_t i = 0; e == OK && i < n; i++)
			for (size_t k = 0; k < some.n; k++)
				if (search_id(some.items[k].day, some.items[k].kind, some.items[k].item) == w->items[at + i].id)
					PUSH(a, out, some.items[k]);
	}
	return e;
}

/* Of one word there may be very many, and counting them costs little; of several words few hold all, and they are weighed at
 * once. */
enum err
search_find(struct db *db, const struct search_viewer *who, const struct search_groups *words, const struct search_filter *f,
    int64_t first, int64_t most, struct search_hits *out)
{
	struct search_groups all;
	struct search_asked q;
	struct weights w = { 0 };
	struct rows *r;
	size_t ranks = 0;
	*out = (struct search_hits){ 0 };
	for (size_t i = 0; i < words->n; i++)
		ranks += words->items[i].rank;
	enum err e = question(db, who, words, f, &all, &q);
	if (e != OK || all.n == 0)
		return e;
	if (ranks < 2)
		e = search_count(db, &q, SEARCH_RANKED_MOST + 1, &out->found);
	else if ((e = search_look(db, &q, SEARCH_RANKED_MOST + 1)) == OK)
		out->found = q.newest;
	if (e == OK && out->found <= SEARCH_RANKED_MOST && (ranks >= 2 || out->found > 0)) {
		e = weigh(db, &q, &w);
		out->found = (int64_t)w.n;
	}
	if (e != OK || out->found == 0)
		return e;
	out->more = out->found > SEARCH_RANKED_MOST;
	out->ranked = !out->more;
	if (out->ranked)
		return read_weighed(db, &w, first, most, out);
	out->found = SEARCH_RANKED_MOST;
	if (first >= SEARCH_RANKED_MOST)
		return OK;
	if (q.newest < first + most)
		e = search_look(db, &q, first + most);
	if (e == OK)
		e = search_newest(db, &q, first, most, &r);
	return e == OK ? read_hits(r, db_arena(db), out) : e;
}

/* ---- where it is ------------------------------------------------------------------------------------------- */

/* The first words of a text, percent-encoded. */
static void
put_query(struct buf *b, const char *s)
{
	enum { LONG = 90 };
	size_t n = strlen(s);
	if (n > LONG)
		for (n = LONG; n > 0 && s[n] != ' '; n--)
			;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			buf_putc(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

const char *
search_url(struct arena *a, const struct search_viewer *who, const struct search_hit *h)
{
	struct buf b = buf_new(a, KIB(4));
	const struct search_source *s = h->source;
	for (const char *p = s->other == NULL || (who->roles & s->url_roles) != 0 ? s->url : s->other; *p != '\0'; p++)
		switch (*p) {
		case '#': buf_printf(&b, "%lld", (long long)h->item); break;
		case '~': buf_printf(&b, "%lld", (long long)(h->link == NONE ? 0 : h->link)); break;
		case '@': put_query(&b, h->title); break;
		default: buf_putc(&b, *p);
		}
	return buf_str(&b);
}
