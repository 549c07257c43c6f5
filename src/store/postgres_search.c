/* Search by tsvector. A phrase is looked for in the stems themselves: of positions a tsvector keeps only so many. */
#include "store/search_index.h"
#include <stdlib.h>
#include <string.h>

/* ---- questions ------------------------------------------------------------------------------------------------ */

static void
put_group(struct buf *b, const struct search_group *g)
{
	buf_puts(b, b->len == 0 ? "" : " & ");
	buf_puts(b, g->without ? "!(" : "(");
	for (size_t k = 0; k < g->n; k++)
		buf_printf(b, "%s'%s'%s", k == 0 ? "" : g->phrase ? " & " : " | ", g->items[k].text, g->items[k].prefix ? ":*" : "");
	buf_putc(b, ')');
}

/* What many things hold is asked of each thing that is found: in an index it would be as long a list as there are things. */
enum part { ALL, ALL_BUT_MANY, MANY };
static const char *
match(struct arena *a, const struct search_groups *groups, enum part part)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < groups->n; i++)
		if (part == ALL || groups->items[i].many == (part == MANY))
			put_group(&b, &groups->items[i]);
	BUG_ON(b.full);
	return b.len == 0 ? "!'='" : buf_str(&b); /* no thing holds that */
}

/* The whole words that rank, each once; *n: how many. */
static const char *
words_that_rank(struct arena *a, const struct search_groups *groups, int *n)
{
	struct buf b = buf_new(a, MIB(1));
	*n = 0;
	for (size_t i = 0; i < groups->n && groups->items[i].rank; i++)
		for (size_t k = 0; k < groups->items[i].n; k++) {
			const struct search_word *w = &groups->items[i].items[k];
			const char *quoted = arena_printf(a, "'%s'", w->text);
			if (w->prefix || strstr(buf_str(&b), quoted) != NULL)
				continue;
			buf_printf(&b, "%s%s", b.len == 0 ? "" : " | ", quoted);
			++*n;
		}
	return b.len == 0 ? "'='" : buf_str(&b);
}

static const char *
begins_in_title(struct arena *a, const struct search_groups *groups)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < groups->n && groups->items[i].rank; i++)
		for (size_t k = 0; k < groups->items[i].n; k++)
			if (groups->items[i].items[k].prefix)
				buf_printf(&b, "%s'%s':*A", b.len == 0 ? "" : " | ", groups->items[i].items[k].text);
	return b.len == 0 ? "'='" : buf_str(&b);
}

static void
put_pairs(struct buf *b, const struct search_group *x, const struct search_group *y)
{
	for (size_t i = 0, n = 0; i < x->n && n < SEARCH_NEAR_WORDS; i++) {
		n += !x->items[i].prefix;
		for (size_t k = 0, m = 0; k < y->n && m < SEARCH_NEAR_WORDS && !x->items[i].prefix; k++) {
			m += !y->items[k].prefix;
			for (int apart = 1; apart <= SEARCH_NEAR && !y->items[k].prefix; apart++)
				buf_printf(b, "%s'%s' <%d> '%s' | '%s' <%d> '%s'", b->len == 0 ? "" : " | ", x->items[i].text, apart, y->items[k].text,
				    y->items[k].text, apart, x->items[i].text);
		}
	}
}

static const char *
side_by_side(struct arena *a, const struct search_groups *groups)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 1; i < groups->n && groups->items[i].rank; i++)
		if (!groups->items[i - 1].phrase && !groups->items[i].phrase)
			put_pairs(&b, &groups->items[i - 1], &groups->items[i]);
	return b.len == 0 ? "'='" : buf_str(&b);
}

/* ts_rank() of one word is the sum over its places of what each is worth, divided by the square of which it is, and by this
 * (pi^2 / 6 as PostgreSQL has it); of several, the mean. Here only the first place of a word is worth anything (words()). */
static const double PI2_6 = 1.64493406685;

static struct args
args(struct arena *a, const struct search_asked *q, enum search_sql of, int64_t first, int64_t most)
{
	struct val *v = ARENA_ARRAY(a, struct val, 11);
	bool newest = of >= SEARCH_SQL_SAMPLE;
	size_t n = 0, phrases = 0;
	int words;
	v[n++] = v_text(match(a, q->groups, newest ? ALL : ALL_BUT_MANY));
	v[n++] = v_int(q->least);
	v[n++] = v_int(q->most);
	v[n++] = v_text(newest ? "" : match(a, q->groups, MANY));
	v[n] = v[n + 1] = v_text("");
	for (size_t i = 0; i < q->groups->n; i++)
		if (q->groups->items[i].phrase)
			v[n + phrases++] = v_text(search_like(a, &q->groups->items[i]));
	n += SEARCH_PHRASES_MOST;
	if (of != SEARCH_SQL_SAMPLE)
		v[n++] = v_int(most);
	if (of == SEARCH_SQL_NEWEST || of == SEARCH_SQL_NEWEST_NEWEST)
		v[n++] = v_int(first);
	if (of == SEARCH_SQL_WEIGHED) {
		v[n++] = v_text(words_that_rank(a, q->groups, &words));
		v[n++] = v_real(words * PI2_6 * SEARCH_IN_TITLE);
		v[n++] = v_text(begins_in_title(a, q->groups));
		v[n++] = v_text(side_by_side(a, q->groups));
	}
	return (struct args){ n, v };
}

/* ---- words ---------------------------------------------------------------------------------------------------- */

enum where { IN_MARKS, IN_BODY, IN_TITLE };
struct token { const char *s; size_t n; enum where where; int at; };
struct tokens { struct token *items; size_t n, cap; };

static void
take(struct arena *a, struct tokens *out, const char *list, enum where where)
{
	int64_t nth = 0;
	for (size_t n; *list != '\0'; list += n + (list[n] == ' ')) {
		n = strcspn(list, " ");
		if (n > 0)
			PUSH(a, out, ((struct token){ list, n, where, where == IN_MARKS ? 0 : search_place(where == IN_TITLE, nth++) }));
	}
}

static int
by_text(const void *x, const void *y)
{
	const struct token *a = x, *b = y;
	int c = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);
	return c != 0 ? c : a->n != b->n ? (a->n > b->n) - (a->n < b->n) : (a->at > b->at) - (a->at < b->at);
}

static void
put_number(struct buf *b, unsigned n, int bytes)
{
	while (bytes-- > 0)
		buf_putc(b, (char)(n >> 8 * bytes & 0xff));
}

/* The places of one word, which stands in all of the n tokens. The weight of the first says what it is worth here: A in the title, B
 * often, C not; all others are D. */
static void
put_places(struct buf *b, const struct token *t, size_t n)
{
	unsigned places[SEARCH_PLACES], used = 0, weight = t->where == IN_TITLE ? 3 : n >= SEARCH_OFTEN_LEAST ? 2 : 1;
	for (size_t i = 0; i < n && used < SEARCH_PLACES; i++)
		if (t[i].at > 0 && (used == 0 || (places[used - 1] & 0x3fff) < (unsigned)t[i].at)) {
			places[used] = (used == 0 ? weight << 14 : 0) | (unsigned)t[i].at;
			used++;
		}
	put_number(b, used, 2);
	for (unsigned i = 0; i < used; i++)
		put_number(b, places[i], 2);
}

/* A tsvector as PostgreSQL sends and takes it (tsvectorrecv(): how many words; each with a NUL, how many places, the places; in order):
 * the server's own reading of a text would take longer than all the rest. */
static struct val
words(struct arena *a, const struct search_doc *d)
{
	struct tokens t = { 0 };
	struct buf b = buf_new(a, MIB(4)), out = buf_new(a, MIB(4));
	unsigned different = 0;
	take(a, &t, d->title_stems, IN_TITLE);
	take(a, &t, d->body_stems, IN_BODY);
	take(a, &t, d->marks, IN_MARKS);
	if (t.n > 0)
		qsort(t.items, t.n, sizeof *t.items, by_text);
	for (size_t i = 0, end; i < t.n; i = end, different++) {
		for (end = i + 1; end < t.n && t.items[end].n == t.items[i].n && memcmp(t.items[end].s, t.items[i].s, t.items[i].n) == 0; end++)
			;
		buf_add(&b, t.items[i].s, t.items[i].n);
		buf_putc(&b, '\0');
		put_places(&b, &t.items[i], end - i);
	}
	put_number(&out, different, 4);
	buf_add(&out, buf_str(&b), b.len);
	BUG_ON(b.full || out.full);
	return v_blob(buf_str(&out), out.len);
}

/* ---- statements ------------------------------------------------------------------------------------------------ */

#define PHRASE(n) "(' ' || p.title_stems || ' ' LIKE $" n " OR ' ' || p.body_stems || ' ' LIKE $" n ")"
#define PHRASES "($5 = '' OR EXISTS (SELECT 1 FROM search_doc p WHERE p.id = i.id AND " PHRASE("5") " AND ($6 = '' OR " PHRASE("6") ")))"
/* IS TRUE: no index answers that, and none is looked into. */
#define FOUND "FROM search_index i WHERE i.words @@ CAST($1 AS tsquery) AND (i.id BETWEEN $2 AND $3) IS TRUE AND (i.words @@ CAST($4 AS tsquery)) IS TRUE" \
	" AND " PHRASES
/* One after the other by the key: with both bounds inside, the server would think them few and sort them all. */
#define AMONG(n) "FROM (SELECT x.id, x.words FROM search_index x WHERE x.id <= $3 ORDER BY x.id DESC LIMIT " n ") i" \
	" WHERE i.id >= $2 AND $4 = '' AND (i.words @@ CAST($1 AS tsquery)) IS TRUE AND " PHRASES
_Static_assert(SEARCH_ONCE * 4 == SEARCH_IN_TITLE && SEARCH_OFTEN * 2 == SEARCH_IN_TITLE && SEARCH_IN_TITLE == 4, "the numbers in the query are these");
#define COLUMNS(found) "SELECT d.id, d.kind, d.item, d.link, d.title, d.body FROM (SELECT i.id " found " ORDER BY i.id DESC LIMIT $7 OFFSET $8) f" \
	" JOIN search_doc d ON d.id = f.id ORDER BY d.id DESC"
const struct search_engine postgres_search = {
	.sql = {
		[SEARCH_SQL_COUNT] = { "search_count", "SELECT count(*) FROM (SELECT 1 " FOUND " LIMIT $7) c" },
		[SEARCH_SQL_IDS] = { "search_ids", "SELECT i.id " FOUND " ORDER BY i.id DESC LIMIT $7" },
		/* {D, C, B, A}, each of what the title is worth */
		[SEARCH_SQL_WEIGHED] = { "search_weighed", "SELECT i.id, round(CAST(ts_rank('{0, 0.25, 0.5, 1}', i.words, CAST($8 AS tsquery)) AS double precision) * $9)"
		    " + CASE WHEN i.words @@ CAST($10 AS tsquery) THEN 4 ELSE 0 END + CASE WHEN i.words @@ CAST($11 AS tsquery) THEN 0.5 ELSE 0 END " FOUND " LIMIT $7" },
		[SEARCH_SQL_NEWEST] = { "search_newest", COLUMNS(FOUND) },
		[SEARCH_SQL_SAMPLE] = { "search_sample", "SELECT count(*) " AMONG(SEARCH_SAMPLE) },
		[SEARCH_SQL_NEWEST_COUNT] = { "search_newest_count", "SELECT count(*) FROM (SELECT 1 " AMONG(SEARCH_SCAN) " LIMIT $7) c" },
		[SEARCH_SQL_NEWEST_IDS] = { "search_newest_ids", "SELECT i.id " AMONG(SEARCH_SCAN) " ORDER BY i.id DESC LIMIT $7" },
		[SEARCH_SQL_NEWEST_NEWEST] = { "search_newest_newest", COLUMNS(AMONG(SEARCH_SCAN)) },
	},
	.args = args, .words = words,
	.add = { "search_index_add", "INSERT INTO search_index(id, words) VALUES ($1, CAST($2 AS tsvector))" },
	.drop = { "search_index_drop", "DELETE FROM search_index WHERE id = $1" },
	.check = { "search_check", "SELECT d.id, d.title_stems, d.body_stems, d.marks, i.id, i.words FROM search_doc d FULL JOIN search_index i ON i.id = d.id"
	    " WHERE coalesce(d.id, i.id) > $1 ORDER BY coalesce(d.id, i.id) LIMIT $2" },
	/* A new table, so that who reads meanwhile finds what was there; and its index made of all of it at once. */
	.begin = "SET LOCAL maintenance_work_mem = '256MB'; CREATE TABLE search_index_new (id bigint NOT NULL, words tsvector NOT NULL)",
	.table = "search_index_new",
	.end = "ALTER TABLE search_index_new ADD PRIMARY KEY (id); CREATE INDEX search_index_words_new ON search_index_new USING gin (words) WITH (fastupdate = off);"
	    " DROP TABLE search_index; ALTER TABLE search_index_new RENAME TO search_index; ALTER INDEX search_index_new_pkey RENAME TO search_index_pkey;"
	    " ALTER INDEX search_index_words_new RENAME TO search_index_words",
	.learn = { "search_learn", "INSERT INTO search_word (word, stem, initial, size) SELECT t.j ->> 0, t.j ->> 1, t.j ->> 2, CAST(t.j ->> 3 AS bigint)"
	    " FROM json_array_elements(CAST($1 AS json)) AS t(j) ON CONFLICT (word) DO NOTHING" },
	.forget = { "search_forget", "DELETE FROM search_word WHERE stem IN (SELECT t.s FROM json_array_elements_text(CAST($1 AS json)) AS t(s) WHERE NOT EXISTS"
	    " (SELECT 1 FROM search_index i WHERE i.words @@ CAST(quote_literal(t.s) AS tsquery)))" },
#define MARK(row) " INSERT INTO search_due(kind, item) SELECT @K, s.i FROM (" row ") s WHERE s.i IS NOT NULL ON CONFLICT DO NOTHING;"
	.triggers = "CREATE FUNCTION search_@T_@K() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF TG_OP <> 'DELETE' THEN" MARK("@N")
	    " END IF; IF TG_OP <> 'INSERT' THEN" MARK("@O") " END IF; RETURN NULL; END $body$;\n"
	    "CREATE TRIGGER search_@T_@K AFTER INSERT OR UPDATE OR DELETE ON @T FOR EACH ROW EXECUTE FUNCTION search_@T_@K();\n",
};
