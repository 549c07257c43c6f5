#include "search/search_near.h"
#include <stdlib.h>
#include <string.h>

/* Optimal string alignment, a row at a time. */
int
near_mistakes(const char *x, const char *y, int most)
{
	int n = (int)strlen(x), m = (int)strlen(y), rows[3][WORD_MAX + 1];
	if (x[0] != y[0] || abs(n - m) > most || n > WORD_MAX || m > WORD_MAX)
		return most + 1;
	for (int k = 0; k <= m; k++)
		rows[0][k] = k;
	for (int i = 1; i <= n; i++) {
		int *now = rows[i % 3], *was = rows[(i + 2) % 3], *before = rows[(i + 1) % 3], least = now[0] = i;
		for (int k = 1; k <= m; k++) {
			int d = was[k - 1] + (x[i - 1] != y[k - 1]);
			d = was[k] + 1 < d ? was[k] + 1 : d;
			d = now[k - 1] + 1 < d ? now[k - 1] + 1 : d;
			if (i > 1 && k > 1 && x[i - 1] == y[k - 2] && x[i - 2] == y[k - 1] && before[k - 2] + 1 < d)
				d = before[k - 2] + 1;
			now[k] = d;
			least = d < least ? d : least;
		}
		if (least > most)
			return most + 1;
	}
	return rows[n % 3][m] > most ? most + 1 : rows[n % 3][m];
}

static bool
letters_only(const char *folded)
{
	return strpbrk(folded, "0123456789.") == NULL;
}

bool
near_may_be_wrong(const struct search_group *g, const char *typed)
{
	struct words all = words_of(typed);
	struct word w;
	return !g->phrase && g->n == 1 && !g->items[0].prefix && words_next(&all, &w) && w.n >= NEAR_SHORTEST && letters_only(w.folded);
}

void
near_add(struct arena *a, struct near_words *near, const char *typed)
{
	struct words all = words_of(typed);
	struct word w;
	if (words_next(&all, &w))
		PUSH(a, near, ((struct near_word){ .folded = arena_strdup(a, w.folded) }));
}

/* ---- among all words ---------------------------------------------------------------------------------------- */

struct likely { const char *word, *stem; int mistakes; };
struct likelies { struct likely *items; size_t n, cap; };

static int
by_mistakes(const void *x, const void *y)
{
	const struct likely *a = x, *b = y;
	return a->mistakes != b->mistakes ? a->mistakes - b->mistakes : strcmp(a->word, b->word);
}

static int
mistakes_borne(const char *folded)
{
	return strlen(folded) >= NEAR_TWO ? 2 : 1;
}

/* Those like it that stand anywhere, the likest first. */
static enum err
likely_words(struct db *db, const char *folded, struct likelies *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	int most = mistakes_borne(folded);
	enum err e = search_terms_like(db, arena_strndup(a, folded, search_initial(folded)), (int64_t)strlen(folded) - most, (int64_t)strlen(folded) + most, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct likely x = { col_text(r, 0), NULL, near_mistakes(folded, col_text(r, 0), most) };
		if (x.mistakes < 1 || x.mistakes > most)
			continue;
		x.stem = col_text(r, 1);
		PUSH(a, out, x);
	}
	if (out->n > 1)
		qsort(out->items, out->n, sizeof *out->items, by_mistakes);
	return rows_end(r);
}

/* The word of that stem likest to what was typed in what they may see: what is hidden shares stems with what is not. */
static void
read_hits(struct arena *a, const struct near_word *of, const char *stem, const struct search_hits *hits, struct stemmer *st, struct near_other *out)
{
	for (size_t i = 0; i < hits->n; i++) {
		const char *texts[] = { hits->items[i].title, hits->items[i].text };
		for (size_t k = 0; k < LEN(texts); k++) {
			struct words all = words_of(texts[k]);
			struct word w;
			while (words_next(&all, &w)) {
				size_t n;
				int mistakes = w.folded[0] == stem[0] ? near_mistakes(of->folded, w.folded, out->mistakes - 1) : out->mistakes;
				const char *is = mistakes < 1 || mistakes >= out->mistakes ? "" : stemmer_stem(st, &w, &n);
				if (*is != '\0' && n == strlen(stem) && memcmp(is, stem, n) == 0) {
					out->mistakes = mistakes;
					out->written = arena_strndup(a, texts[k] + w.from, w.to - w.from);
				}
			}
			if (out->mistakes == 1)
				return;
		}
	}
}

static enum err
ask_stem(struct db *db, const struct search_viewer *who, struct near_word *of, const char *stem, struct stemmer *st)
{
	struct search_word word = { stem, false };
	struct search_group group = { .items = &word, .n = 1, .rank = true };
	struct search_groups groups = { &group, 1, 1 };
	struct search_hits hits;
	struct near_other other = { NULL, mistakes_borne(of->folded) + 1, 0 };
	enum err e = search_find(db, who, &groups, &(struct search_filter){ .body = NONE }, 0, NEAR_THINGS, &hits);
	if (e != OK)
		return e;
	read_hits(db_arena(db), of, stem, &hits, st, &other);
	other.times = hits.found;
	if (other.written != NULL)
		PUSH(db_arena(db), of, other);
	return OK;
}

static int
likest(const void *x, const void *y)
{
	const struct near_other *a = x, *b = y;
	return a->mistakes != b->mistakes ? a->mistakes - b->mistakes : a->times != b->times ? (a->times < b->times) - (a->times > b->times) : strcmp(a->written, b->written);
}

static enum err
find_one(struct db *db, const struct search_viewer *who, struct near_word *w, struct stemmer *st)
{
	struct likelies all = { 0 };
	size_t asked = 0;
	enum err e = likely_words(db, w->folded, &all);
	for (size_t i = 0; e == OK && i < all.n && asked < NEAR_ASKED; i++) {
		bool again = false;
		if (w->n >= NEAR_KEPT && all.items[i].mistakes > all.items[i - 1].mistakes)
			break; /* enough that are liker */
		for (size_t k = 0; k < i && !again; k++)
			again = strcmp(all.items[k].stem, all.items[i].stem) == 0;
		if (again)
			continue;
		asked++;
		e = ask_stem(db, who, w, all.items[i].stem, st);
	}
	if (w->n > 1)
		qsort(w->items, w->n, sizeof *w->items, likest);
	w->n = w->n < NEAR_KEPT ? w->n : NEAR_KEPT;
	w->best = w->n > 0 ? w->items[0].written : NULL;
	return e;
}

enum err
near_find(struct db *db, const struct search_viewer *who, struct near_words *near)
{
	struct stemmer *st = stemmer_new(db_arena(db));
	enum err e = OK;
	for (size_t i = 0; e == OK && i < near->n; i++) /* few: those that one typed and that stand nowhere */
		e = find_one(db, who, &near->items[i], st);
	return e;
}

bool
near_next(struct near_words *near)
{
	if (near->n != 1 || ++near->items[0].at >= near->items[0].n)
		return false;
	near->items[0].best = near->items[0].items[near->items[0].at].written;
	return true;
}
