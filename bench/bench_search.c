/* bench_search DIR [POSTGRES-URL]: search over 100,000 things made of French text, beside FTS5 alone, PostgreSQL's own search, and
 * Xapian (search_xapian.cc), in one run: each question with its marked excerpts, p50 and p99 in
 * milliseconds. The words of
 * the texts follow each other as those of the guide and of the interface do; each text has a few rare names besides. */
#include "base/text.h"
#include "bench_pg.h"
#include "entity/search.h"
#include "people/people.h"
#include "search/search_query.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FOLLOWERS = 64, QUESTIONS = 300, COMMON = 20, CLASSES = 5, SHOWN = 20, NAMES = 60000 };
static const char *const class_names[CLASSES] = { "two words", "three words", "one word", "a very common word", "as one types" };

static uint64_t seed = 20261127;
static uint64_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
now_of(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* The processor time of this thread and of a server's process (0: none): what else the machine does is not counted. The server's
 * process has ended its work when the answer is here, but for its way back to sleep. */
static double
worked(int64_t server)
{
	char path[64];
	unsigned long long ns = 0;
	snprintf(path, sizeof path, "/proc/%lld/schedstat", (long long)server);
	FILE *f = server == 0 ? NULL : fopen(path, "rb");
	if (server != 0 && (f == NULL || fscanf(f, "%llu", &ns) != 1)) {
		fprintf(stderr, "bench_search: %s: the server is not on this machine\n", path);
		exit(1);
	}
	if (f != NULL)
		fclose(f);
	return (double)ns / 1e6 + now_of(CLOCK_THREAD_CPUTIME_ID);
}

/* ---- texts ---------------------------------------------------------------------------------------------------- */

static const char *
read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = buf_new(a, MIB(8));
	char piece[4096];
	if (f == NULL)
		return "";
	for (size_t k; (k = fread(piece, 1, sizeof piece, f)) > 0;)
		buf_add(&b, piece, k);
	fclose(f);
	return buf_str(&b);
}

static void
take_words(struct arena *a, struct strings *out, const char *text, const char *lines)
{
	for (const char *line = text; *line != '\0';) {
		size_t n = strcspn(line, "\n");
		if (lines == NULL || text_starts(line, lines))
			for (size_t i = lines == NULL ? 0 : strlen(lines), k; i < n; i += k) {
				i += strspn(line + i, " \t\"|`*#");
				for (k = 0; i + k < n && strchr(" \t\"|`*#", line[i + k]) == NULL; k++)
					;
				if (k > 0 && k < 40 && memchr(line + i, '\\', k) == NULL && memchr(line + i, '%', k) == NULL)
					PUSH(a, out, arena_strndup(a, line + i, k));
				k += k == 0;
			}
		line += n + (line[n] == '\n');
	}
}

static const char **words_by; /* of the qsort below */
static int
by_word(const void *x, const void *y)
{
	const size_t *a = x, *b = y;
	int c = strcmp(words_by[*a], words_by[*b]);
	return c != 0 ? c : (*a > *b) - (*a < *b);
}

struct texts { struct strings all; size_t *order, *at; const char **names; };
static struct texts
read_texts(struct arena *a)
{
	struct texts t = { 0 };
	static const char *const syllables[] = { "ba", "cor", "del", "fon", "gri", "lau", "mer", "nis", "pal", "rou", "sen", "tol", "ver", "wil", "zen", "quin", "brac", "chau" };
	take_words(a, &t.all, read_file(a, "po/en.po"), "msgid ");
	take_words(a, &t.all, read_file(a, "docs/guide.md"), NULL);
	take_words(a, &t.all, read_file(a, "docs/administration.md"), NULL);
	BUG_ON(t.all.n < 5000);
	t.order = ARENA_ARRAY(a, size_t, t.all.n);
	t.at = ARENA_ARRAY(a, size_t, t.all.n);
	for (size_t i = 0; i < t.all.n; i++)
		t.order[i] = i;
	words_by = t.all.items;
	qsort(t.order, t.all.n, sizeof *t.order, by_word);
	for (size_t i = 0; i < t.all.n; i++)
		t.at[t.order[i]] = i;
	t.names = ARENA_ARRAY(a, const char *, NAMES);
	for (size_t i = 0; i < NAMES; i++)
		t.names[i] = arena_printf(a, "%c%s%s%s", (char)('A' + rnd() % 26), syllables[rnd() % LEN(syllables)], syllables[rnd() % LEN(syllables)], syllables[rnd() % LEN(syllables)]);
	return t;
}

static bool
at_same(const struct texts *t, size_t place, size_t i)
{
	return strcmp(t->all.items[t->order[place]], t->all.items[i]) == 0;
}

/* What follows the word somewhere in the texts; of a word that is everywhere, near here. */
static size_t
follow(const struct texts *t, size_t i)
{
	size_t low = t->at[i], high = low;
	while (low > 0 && t->at[i] - low < FOLLOWERS && at_same(t, low - 1, i))
		low--;
	while (high + 1 < t->all.n && high - t->at[i] < FOLLOWERS && at_same(t, high + 1, i))
		high++;
	return (t->order[low + rnd() % (high - low + 1)] + 1) % t->all.n;
}

static void
some_text(struct buf *b, const struct texts *t, size_t words)
{
	size_t w = rnd() % t->all.n;
	for (size_t i = 0; i < words; i++) {
		buf_puts(b, i == 0 ? "" : " ");
		if (rnd() % 50 == 0)
			buf_printf(b, "%s ", t->names[(size_t)(((double)(rnd() % 1000000) / 1e6) * ((double)(rnd() % 1000000) / 1e6) * NAMES)]);
		buf_puts(b, t->all.items[w]);
		w = rnd() % 12 == 0 ? rnd() % t->all.n : follow(t, w);
	}
}

/* ---- documents and questions ------------------------------------------------------------------------------------ */

struct doc { const char *title, *body; int kind; int64_t day; };
struct docs { struct doc *items; size_t n, cap; };
struct ask { int class; const char *q; };
struct asks { struct ask *items; size_t n, cap; };

static struct docs
make_docs(struct arena *a, const struct texts *t, size_t n)
{
	struct docs d = { 0 };
	for (size_t i = 0; i < n; i++) {
		struct buf title = buf_new(a, KIB(4)), body = buf_new(a, KIB(64));
		some_text(&title, t, 4 + rnd() % 8);
		some_text(&body, t, 20 + rnd() % 60 + (rnd() % 10 == 0 ? rnd() % 700 : 0));
		PUSH(a, &d, ((struct doc){ buf_str(&title), buf_str(&body), 1 + (int)(rnd() % 5), 19000 + (int64_t)(i * 2000 / n) }));
	}
	return d;
}

/* A word of the text, of some length and not among the empty ones. */
static const char *
word_in(struct arena *a, const char *text, const char *const *but, size_t nbut)
{
	for (int tries = 0; tries < 200; tries++) {
		struct words all = words_of(text);
		struct word w;
		all.at = rnd() % (all.n + 1);
		while (all.at > 0 && all.text[all.at - 1] != ' ')
			all.at--;
		if (!words_next(&all, &w) || w.n < 5 || word_is_empty(w.folded))
			continue;
		bool same = false;
		for (size_t i = 0; i < nbut; i++)
			same = same || strcmp(but[i], w.folded) == 0;
		if (!same)
			return arena_strdup(a, w.folded);
	}
	return "formation";
}

struct count { const char *word; size_t n; };
static int
by_name(const void *x, const void *y)
{
	return strcmp(((const struct count *)x)->word, ((const struct count *)y)->word);
}
static int
by_count(const void *x, const void *y)
{
	const struct count *a = x, *b = y;
	return (a->n < b->n) - (a->n > b->n);
}

/* The words that most texts hold. */
static size_t
common_words(struct arena *a, const struct docs *d, struct count *out, size_t most)
{
	struct { struct count *items; size_t n, cap; } all = { 0 };
	for (size_t i = 0; i < d->n && i < 3000; i++) {
		struct words w = words_of(d->items[i].body);
		struct word one;
		while (words_next(&w, &one))
			PUSH(a, &all, ((struct count){ arena_strdup(a, one.folded), 1 }));
	}
	qsort(all.items, all.n, sizeof *all.items, by_name);
	size_t n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (n > 0 && strcmp(all.items[n - 1].word, all.items[i].word) == 0)
			all.items[n - 1].n++;
		else
			all.items[n++] = all.items[i];
	qsort(all.items, n, sizeof *all.items, by_count);
	n = n < most ? n : most;
	memcpy(out, all.items, n * sizeof *out);
	return n;
}

static struct asks
make_asks(struct arena *a, const struct docs *d)
{
	struct asks q = { 0 };
	struct count common[COMMON];
	size_t n = common_words(a, d, common, COMMON);
	for (int i = 0; i < QUESTIONS; i++) {
		const char *text = d->items[rnd() % d->n].body, *w[3];
		w[0] = word_in(a, text, w, 0);
		w[1] = word_in(a, text, w, 1);
		w[2] = word_in(a, text, w, 2);
		PUSH(a, &q, ((struct ask){ 0, arena_printf(a, "%s %s", w[0], w[1]) }));
		PUSH(a, &q, ((struct ask){ 1, arena_printf(a, "%s %s %s", w[0], w[1], w[2]) }));
		PUSH(a, &q, ((struct ask){ 2, w[0] }));
		PUSH(a, &q, ((struct ask){ 3, common[(size_t)i % n].word }));
		PUSH(a, &q, ((struct ask){ 4, arena_printf(a, "%s %.*s", w[0], 4, w[1]) }));
	}
	return q;
}

/* ---- measures --------------------------------------------------------------------------------------------------- */

struct times { double ms[CLASSES][QUESTIONS]; size_t n[CLASSES]; int64_t hits[CLASSES]; };

static int
by_time(const void *x, const void *y)
{
	const double *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static double
at_share(struct times *t, int class, double share)
{
	qsort(t->ms[class], t->n[class], sizeof(double), by_time);
	return t->n[class] == 0 ? 0 : t->ms[class][(size_t)((double)(t->n[class] - 1) * share)];
}

static void
tell(const char *who, struct times *t, struct times *ours)
{
	for (int c = 0; c < CLASSES; c++) {
		if (t->n[c] == 0)
			continue;
		printf("%-26s %-20s %9.3f %9.3f %9lld", who, class_names[c], at_share(t, c, .5), at_share(t, c, .99), (long long)(t->hits[c] / (int64_t)t->n[c]));
		if (ours != NULL)
			printf("   ours / it: %5.2f at p50, %5.2f at p99", at_share(ours, c, .5) / at_share(t, c, .5), at_share(ours, c, .99) / at_share(t, c, .99));
		printf("\n");
	}
}

/* ---- ours ------------------------------------------------------------------------------------------------------- */

struct filling { const struct docs *d; size_t from, to; };
static enum err
fill(struct db *db, void *arg)
{
	const struct filling *x = arg;
	enum { PART = 100 }; /* as search_rebuild() does */
	struct arena *own = arena_new(MIB(256)), *was = db_arena(db);
	struct search_doc docs[PART];
	enum err e = OK;
	db_lend_arena(db, own);
	for (size_t i = x->from, n = 0; e == OK && i < x->to; i++) {
		const struct doc *d = &x->d->items[i];
		struct stemmer *st = stemmer_new(own);
		/* A third is for the coordination alone, a third for those who read the plan, the rest for a body's members. */
		const char *who = i % 3 == 0 ? "=r5" : i % 3 == 1 ? "=r1 =r2 =r3 =r4 =r5" : arena_printf(own, "=r5 =a%zu", i % 40);
		docs[n++] = (struct search_doc){ search_id(date_of_days(d->day), d->kind, (int64_t)i + 1), d->kind, (int64_t)i + 1, NONE, d->title, d->body,
			stemmer_text(own, st, d->title, SEARCH_TITLE_MOST), stemmer_text(own, st, d->body, SEARCH_TEXT_MOST),
			arena_printf(own, "=k%d %s =b%zu", d->kind, who, i % 40) };
		if (n == PART || i + 1 == x->to) {
			e = search_docs_load(db, docs, n);
			n = 0;
			if (e == OK)
				arena_reset(own);
		}
	}
	db_lend_arena(db, was);
	if (e != OK)
		fail(was, e, "%s", fail_detail(own));
	arena_free(own);
	return e;
}

static enum err
index_all(struct db *db, void *arg)
{
	(void)arg;
	return search_index_fill(db);
}

static enum err
settled(struct db *db, void *arg)
{
	return search_rebuild(db, arg);
}

static const struct query q_server = { "server", "SELECT pg_backend_pid()" };
struct asking { const struct ask *q; struct search_viewer who; struct search_hits hits; size_t bytes; bool server; double took; };
static enum err
ask(struct db *db, void *arg)
{
	struct asking *x = arg;
	struct arena *a = db_arena(db);
	struct search_question q;
	struct rows *r;
	int64_t server = 0;
	if (x->server && db_one(db, &q_server, NO_ARGS, &r) == OK)
		server = col_int(r, 0);
	double from = worked(server);
	search_read(a, x->q->q, x->q->class == 4, &q);
	enum err e = search_find(db, &x->who, &q.groups, &(struct search_filter){ .body = NONE }, 0, SHOWN, &x->hits);
	struct stemmer *st = stemmer_new(a);
	for (size_t i = 0; e == OK && i < x->hits.n; i++) {
		struct search_pieces title = { 0 }, part = { 0 };
		search_mark(a, st, &q.groups, x->hits.items[i].title, &title);
		search_snippet(a, st, &q.groups, x->hits.items[i].text, &part);
		x->bytes += title.n + part.n;
	}
	x->took = worked(server) - from;
	return e;
}

static void
must(struct arena *a, enum err e)
{
	if (e != OK) {
		fprintf(stderr, "bench_search: %s: %s\n", err_name(e), fail_detail(a));
		exit(1);
	}
}

static struct times
measure_ours(struct arena *a, const char *url, const struct docs *d, const struct asks *q)
{
	static struct times t;
	struct store *s;
	int64_t n;
	t = (struct times){ 0 };
	double begun = now_of(CLOCK_MONOTONIC);
	must(a, store_open(a, url, &s));
	must(a, store_write(s, a, settled, &n));
	for (size_t i = 0; i < d->n; i += 10000)
		must(a, store_write(s, a, fill, &(struct filling){ d, i, i + 10000 < d->n ? i + 10000 : d->n }));
	must(a, store_write(s, a, index_all, NULL));
	must(a, store_scrub(s, a, false));
	printf("# ours, %.*s: %zu things in %.1f s\n", (int)strcspn(url, ":"), url, d->n, (now_of(CLOCK_MONOTONIC) - begun) / 1000);
	struct arena *own = arena_new(MIB(256));
	for (int turn = 0; turn < 2; turn++) /* the first one warms */
		for (size_t i = 0; i < q->n; i++) {
			struct asking x = { .q = &q->items[i], .who = { ROLE_PUBLIC | (i % 2 ? ROLE_COORDINATION : ROLE_MEMBER), 1, "2026-11-27" }, .server = text_starts(url, "postgres") };
			must(own, store_read(s, own, ask, &x));
			if (turn == 1) {
				t.ms[x.q->class][t.n[x.q->class]++] = x.took;
				t.hits[x.q->class] += x.hits.found;
			}
			arena_reset(own);
		}
	arena_free(own);
	store_close(s);
	return t;
}

/* ---- FTS5 alone ------------------------------------------------------------------------------------------------- */

static void
lite(sqlite3 *h, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
		fprintf(stderr, "bench_search: FTS5: %s\n", sqlite3_errmsg(h));
		exit(1);
	}
}

/* "a" "b", or "a" "b"* as one types. */
static const char *
quoted(struct arena *a, const struct ask *q)
{
	struct buf b = buf_new(a, KIB(4));
	struct words w = words_of(q->q);
	struct word one;
	while (words_next(&w, &one))
		buf_printf(&b, "\"%s\" ", one.folded);
	return q->class == 4 ? arena_printf(a, "%.*s*", (int)b.len - 1, buf_str(&b)) : buf_str(&b);
}

static struct times
measure_fts5(struct arena *a, const char *path, const struct docs *d, const struct asks *q)
{
	static struct times t;
	sqlite3 *h;
	sqlite3_stmt *st;
	t = (struct times){ 0 };
	lite(NULL, sqlite3_open(path, &h));
	lite(h, sqlite3_exec(h, "PRAGMA journal_mode = WAL; PRAGMA mmap_size = 67108864; CREATE VIRTUAL TABLE t USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2',"
	    " prefix = '3 4 5'); BEGIN", NULL, NULL, NULL));
	lite(h, sqlite3_prepare_v2(h, "INSERT INTO t(title, body) VALUES (?, ?)", -1, &st, NULL));
	for (size_t i = 0; i < d->n; i++) {
		sqlite3_bind_text(st, 1, d->items[i].title, -1, SQLITE_STATIC);
		sqlite3_bind_text(st, 2, d->items[i].body, -1, SQLITE_STATIC);
		lite(h, sqlite3_step(st));
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	lite(h, sqlite3_exec(h, "INSERT INTO t(t) VALUES ('optimize'); COMMIT", NULL, NULL, NULL));
	lite(h, sqlite3_prepare_v2(h, "SELECT rowid, title, snippet(t, 1, '<mark>', '</mark>', '…', 30) FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", -1, &st, NULL));
	for (int turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < q->n; i++) {
			const char *match = quoted(a, &q->items[i]);
			double from = now_of(CLOCK_THREAD_CPUTIME_ID);
			sqlite3_bind_text(st, 1, match, -1, SQLITE_STATIC);
			int rc;
			int64_t n = 0;
			while ((rc = sqlite3_step(st)) == SQLITE_ROW)
				n += sqlite3_column_text(st, 2) != NULL;
			lite(h, rc);
			sqlite3_reset(st);
			if (turn == 1) {
				int c = q->items[i].class;
				t.ms[c][t.n[c]++] = now_of(CLOCK_THREAD_CPUTIME_ID) - from;
				t.hits[c] += n;
			}
		}
	sqlite3_finalize(st);
	sqlite3_close(h);
	return t;
}

/* ---- PostgreSQL's own search --------------------------------------------------------------------------------------- */

static struct times
measure_tsearch(struct arena *a, const char *url, const struct docs *d, const struct asks *q)
{
	static struct times t;
	t = (struct times){ 0 };
	PGconn *c = PQconnectdb(url);
	BUG_ON(PQstatus(c) != CONNECTION_OK);
	pg_run(c, "CREATE SCHEMA bench_bare; SET search_path TO bench_bare; SET client_min_messages = error; CREATE TABLE t(id bigint PRIMARY KEY, title text, body text, words tsvector); BEGIN");
	PQclear(PQprepare(c, "add", "INSERT INTO t VALUES ($1, $2, $3, setweight(to_tsvector('french', $2), 'A') || to_tsvector('french', $3))", 0, NULL));
	for (size_t i = 0; i < d->n; i++) {
		const char *v[] = { arena_printf(a, "%zu", i), d->items[i].title, d->items[i].body };
		PGresult *r = PQexecPrepared(c, "add", 3, v, NULL, NULL, 0);
		BUG_ON(PQresultStatus(r) != PGRES_COMMAND_OK);
		PQclear(r);
	}
	pg_run(c, "COMMIT; CREATE INDEX ON t USING gin (words)");
	pg_run(c, "VACUUM ANALYZE t");
	PQclear(PQprepare(c, "ask", "SELECT f.id, f.title, ts_headline('french', f.body, f.q) FROM (SELECT t.id, t.title, t.body, q FROM t, to_tsquery('french', $1) q WHERE words @@ q"
	    " ORDER BY ts_rank_cd(words, q) DESC LIMIT 20) f", 0, NULL));
	for (int turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < q->n; i++) {
			struct buf b = buf_new(a, KIB(4));
			for (const char *p = q->items[i].q; *p != '\0'; p++)
				buf_puts(&b, *p == ' ' ? " & " : (char[]){ *p, '\0' });
			const char *v[] = { q->items[i].class == 4 ? arena_printf(a, "%s:*", buf_str(&b)) : buf_str(&b) };
			double from = worked(PQbackendPID(c));
			PGresult *r = PQexecPrepared(c, "ask", 1, v, NULL, NULL, 0);
			BUG_ON(PQresultStatus(r) != PGRES_TUPLES_OK);
			if (turn == 1) {
				int k = q->items[i].class;
				t.ms[k][t.n[k]++] = worked(PQbackendPID(c)) - from;
				t.hits[k] += PQntuples(r);
			}
			PQclear(r);
		}
	PQfinish(c);
	return t;
}

/* ---- Xapian --------------------------------------------------------------------------------------------------------- */

static void
write_for_xapian(struct arena *a, const char *dir, const struct docs *d, const struct asks *q)
{
	FILE *f = fopen(arena_printf(a, "%s/docs.tsv", dir), "wb");
	BUG_ON(f == NULL);
	for (size_t i = 0; i < d->n; i++)
		fprintf(f, "%s\t%s\n", d->items[i].title, d->items[i].body);
	BUG_ON(fclose(f) != 0);
	f = fopen(arena_printf(a, "%s/asks.tsv", dir), "wb");
	BUG_ON(f == NULL);
	for (size_t i = 0; i < q->n; i++)
		fprintf(f, "%d\t%s\n", q->items[i].class, q->items[i].q);
	BUG_ON(fclose(f) != 0);
}

/* What search_xapian wrote: class and milliseconds and results, a line a question. False: it did not. */
static bool
read_of_xapian(struct arena *a, const char *dir, struct times *t)
{
	FILE *f = fopen(arena_printf(a, "%s/xapian.tsv", dir), "rb");
	int class;
	double ms;
	long long n;
	if (f == NULL)
		return false;
	*t = (struct times){ 0 };
	while (fscanf(f, "%d %lf %lld", &class, &ms, &n) == 3)
		if (class >= 0 && class < CLASSES && t->n[class] < QUESTIONS) {
			t->ms[class][t->n[class]++] = ms;
			t->hits[class] += n;
		}
	fclose(f);
	return true;
}

int
main(int argc, char **argv)
{
	static struct times ours, bare, xapian, pg, tsearch;
	if (argc < 2)
		return 2;
	struct arena *a = arena_new((size_t)4 << 30);
	const char *size = getenv("BENCH_SEARCH_SIZE"), *dir = argv[1];
	size_t n = size == NULL ? 100000 : (size_t)strtoul(size, NULL, 10);
	struct texts t = read_texts(a);
	struct docs d = make_docs(a, &t, n);
	struct asks q = make_asks(a, &d);
	if (argc > 3 && strcmp(argv[3], "--postgres") == 0)
		goto postgres;
	if (argc > 2 && strcmp(argv[2], "--xapian") == 0) {
		write_for_xapian(a, dir, &d, &q);
		return 0;
	}
	ours = measure_ours(a, arena_printf(a, "sqlite:%s/search.db", dir), &d, &q);
	bare = measure_fts5(a, arena_printf(a, "%s/bare.db", dir), &d, &q);
	printf("%-26s %-20s %9s %9s %9s\n", "", "", "p50 ms", "p99 ms", "found");
	tell("ours, SQLite", &ours, NULL);
	tell("FTS5 alone, bm25()", &bare, &ours);
	if (read_of_xapian(a, dir, &xapian))
		tell("Xapian", &xapian, &ours);
postgres:
	if (argc > 2) {
		pg = measure_ours(a, arena_printf(a, "%s%cschema=bench_search", argv[2], strchr(argv[2], '?') == NULL ? '?' : '&'), &d, &q);
		tsearch = measure_tsearch(a, argv[2], &d, &q);
		tell("ours, PostgreSQL", &pg, NULL);
		tell("PostgreSQL's own", &tsearch, &pg);
		if (xapian.n[0] > 0)
			tell("Xapian, again", &xapian, &pg);
	}
	arena_free(a);
	return 0;
}
