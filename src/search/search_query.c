#include "search/search_query.h"
#include <string.h>

/* ---- reading ----------------------------------------------------------------------------------------------- */

/* A group as it comes: in the order typed, before it is known which stay. */
struct part { struct search_group g; const char *typed; bool empty; };
struct parts { struct part *items; size_t n, cap; };
struct reading { struct arena *a; struct stemmer *st; struct parts parts; size_t phrases, asked; };

static const char *
stem_of(struct reading *r, const struct word *w)
{
	size_t n;
	const char *s = stemmer_stem(r->st, w, &n);
	return arena_strndup(r->a, s, n);
}

static void
alternative(struct reading *r, struct search_group *g, const char *stem)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->items[i].text, stem) == 0)
			return;
	PUSH(r->a, g, ((struct search_word){ stem, false }));
}

/* Words that begin so: their stems begin so too, but for those that lose what was typed of their ending ("évaluati", of which
 * every word has the stem "évalu"): the endings that may follow are tried. */
static struct search_group
beginning(struct reading *r, const struct word *w)
{
	static const char *const endings[] = { "ation", "ication", "icateur", "ement", "issement", "amment", "emment", "ateur", "atrice", "eur", "euse", "ite", "ique", "isme", "iste",
		"able", "ible", "ance", "ence", "ive", "aire", "ante", "ente", "aux", "er", "ir", "ees", "es", "ion", "ure", "age", "ment", "logie" };
	enum { ALTERNATIVES = 6 };
	struct search_group g = { 0 };
	PUSH(r->a, &g, ((struct search_word){ arena_strdup(r->a, w->folded), true }));
	alternative(r, &g, stem_of(r, w));
	for (size_t i = 0; i < LEN(endings); i++)
		for (size_t k = strlen(endings[i]); k-- > 0;) { /* so much of the ending stands there already */
			struct word whole = *w;
			const char *rest = endings[i] + k;
			if (w->n < k + 3 || memcmp(w->folded + w->n - k, endings[i], k) != 0 || w->n + strlen(rest) > WORD_MAX)
				continue;
			memcpy(whole.folded + w->n, rest, strlen(rest) + 1);
			whole.n += strlen(rest);
			const char *stem = stem_of(r, &whole);
			if (strncmp(stem, w->folded, w->n) != 0 && g.n < ALTERNATIVES)
				alternative(r, &g, stem);
		}
	return g;
}

static void
add_part(struct reading *r, const struct search_group *g, const char *typed, bool empty)
{
	if (r->parts.n == SEARCH_TYPED_GROUPS || r->asked + g->n > SEARCH_WORDS_MOST / 2)
		return;
	r->asked += g->n;
	PUSH(r->a, &r->parts, ((struct part){ *g, typed, empty }));
}

/* The words of a run without quotes or spaces: "l’équipe", "-mot", "mot*". last: the one being typed. */
static void
read_run(struct reading *r, const char *s, size_t n, bool without, bool last)
{
	const char *text = arena_strndup(r->a, s, n);
	struct words all = words_of(text);
	struct word w, next;
	for (bool more = words_next(&all, &w); more; w = next) {
		bool star = text[w.to] == '*';
		more = words_next(&all, &next);
		bool whole = !(last && !more && w.to == n), begins = (star || !whole) && w.n >= 3;
		if (!whole && w.n < 3 && r->parts.n > 0)
			return; /* too little of it to ask for */
		struct search_group g = { 0 };
		if (begins)
			g = beginning(r, &w);
		else
			PUSH(r->a, &g, ((struct search_word){ stem_of(r, &w), false }));
		g.without = without;
		g.rank = !without;
		add_part(r, &g, arena_strndup(r->a, text + w.from, w.to - w.from), !begins && word_is_empty(w.folded));
	}
}

static void
read_phrase(struct reading *r, const char *s, size_t n, bool without)
{
	const char *text = arena_strndup(r->a, s, n);
	struct words all = words_of(text);
	struct word w;
	struct search_group g = { .phrase = true, .rank = true };
	while (g.n < SEARCH_PHRASE_WORDS && words_next(&all, &w))
		PUSH(r->a, &g, ((struct search_word){ stem_of(r, &w), false }));
	if (without || g.n < 2 || r->phrases == SEARCH_PHRASES_MOST) {
		read_run(r, s, n, without, false);
		return;
	}
	size_t before = r->parts.n;
	add_part(r, &g, text_trim(r->a, text), false);
	r->phrases += r->parts.n - before;
}

/* The length of the quotation mark that stands here; 0. */
static size_t
quote(const char *s)
{
	static const char *const marks[] = { "\"", "«", "»", "“", "”", "„" };
	for (size_t i = 0; i < LEN(marks); i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

static bool
space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

void
search_read(struct arena *a, const char *typed, bool typing, struct search_question *out)
{
	struct reading r = { .a = a, .st = stemmer_new(a) };
	bool full = false;
	*out = (struct search_question){ 0 };
	char *s = text_trim(a, typed);
	if (strlen(s) > SEARCH_TYPED_MOST)
		s[SEARCH_TYPED_MOST] = '\0'; /* half a character at the end is no word */
	typing = typing && typed != NULL && *typed != '\0' && !space(typed[strlen(typed) - 1]);
	for (size_t n; *s != '\0'; s += n) {
		bool without = *s == '-' && s[1] != '\0' && !space(s[1]);
		size_t open;
		if (space(*s)) {
			n = 1;
			continue;
		}
		s += without;
		if ((open = quote(s)) > 0) {
			s += open;
			for (n = 0; s[n] != '\0' && quote(s + n) == 0; n++)
				;
			read_phrase(&r, s, n, without);
			n += s[n] == '\0' ? 0 : quote(s + n);
			continue;
		}
		for (n = 0; s[n] != '\0' && !space(s[n]) && quote(s + n) == 0; n++)
			;
		read_run(&r, s, n, without, typing && s[n] == '\0');
	}
	for (size_t i = 0; i < r.parts.n; i++)
		full = full || (r.parts.items[i].g.rank && !r.parts.items[i].empty);
	for (int ranks = 1; ranks >= 0; ranks--)
		for (size_t i = 0; i < r.parts.n; i++) {
			const struct part *p = &r.parts.items[i];
			if (p->g.rank != (ranks == 1) || (p->g.rank && p->empty && full))
				continue;
			PUSH(a, &out->groups, p->g);
			if (p->g.rank)
				PUSH(a, &out->words, p->typed);
		}
}

/* ---- where its words stand ----------------------------------------------------------------------------------- */

struct stand { size_t from, to; unsigned group; };
struct stands { struct stand *items; size_t n, cap; };

static bool
begins_alike(const struct word *w, const char *stem)
{
	return w->folded[0] == stem[0] && (stem[1] == '\0' || w->folded[1] == stem[1]);
}

/* The group that the word belongs to, -1. Few words begin like one that is asked, so that few are stemmed. */
static int
group_of(struct stemmer *st, const struct search_groups *g, const struct word *w)
{
	const char *stem = NULL;
	size_t n = 0;
	for (size_t i = 0; i < g->n && g->items[i].rank; i++)
		for (size_t k = 0; k < g->items[i].n; k++) {
			const struct search_word *x = &g->items[i].items[k];
			if (!begins_alike(w, x->text))
				continue;
			if (stem == NULL)
				stem = stemmer_stem(st, w, &n);
			if (x->prefix ? strncmp(w->folded, x->text, strlen(x->text)) == 0 : strlen(x->text) == n && memcmp(x->text, stem, n) == 0)
				return (int)i;
		}
	return -1;
}

static void
find_stands(struct arena *a, struct stemmer *st, const struct search_groups *g, const char *text, struct stands *out)
{
	enum { STANDS_MOST = 400 };
	struct words all = words_of(text);
	struct word w;
	if (all.n > SEARCH_LOOKED)
		all.n = SEARCH_LOOKED;
	while (out->n < STANDS_MOST && words_next(&all, &w)) {
		int i = group_of(st, g, &w);
		if (i >= 0)
			PUSH(a, out, ((struct stand){ w.from, w.to, (unsigned)i }));
	}
}

static void
piece(struct arena *a, struct search_pieces *out, const char *s, size_t n, bool mark)
{
	if (n > 0)
		PUSH(a, out, ((struct search_piece){ arena_strndup(a, s, n), mark }));
}

static void
cut(struct arena *a, const struct stands *at, const char *text, size_t from, size_t to, struct search_pieces *out)
{
	for (size_t i = 0; i < at->n; i++) {
		const struct stand *x = &at->items[i];
		if (x->from < from || x->to > to)
			continue;
		piece(a, out, text + from, x->from - from, false);
		piece(a, out, text + x->from, x->to - x->from, true);
		from = x->to;
	}
	piece(a, out, text + from, to - from, false);
}

void
search_mark(struct arena *a, struct stemmer *st, const struct search_groups *g, const char *text, struct search_pieces *out)
{
	struct stands at = { 0 };
	find_stands(a, st, g, text, &at);
	cut(a, &at, text, 0, strlen(text), out);
}

static unsigned
ones(unsigned x)
{
	unsigned n = 0;
	for (; x != 0; x &= x - 1)
		n++;
	return n;
}

/* The first of the stands that begin the richest part: of most different words, then of most. */
static size_t
richest(const struct stands *at)
{
	size_t best = 0;
	unsigned most = 0;
	for (size_t i = 0; i < at->n; i++) {
		unsigned seen = 0, n = 0;
		for (size_t k = i; k < at->n && at->items[k].to - at->items[i].from <= SEARCH_SNIPPET * 3 / 4; k++, n++)
			seen |= 1u << at->items[k].group;
		unsigned worth = ones(seen) * 64 + (n < 63 ? n : 63);
		if (worth > most) {
			most = worth;
			best = i;
		}
	}
	return best;
}

void
search_snippet(struct arena *a, struct stemmer *st, const struct search_groups *g, const char *text, struct search_pieces *out)
{
	struct stands at = { 0 };
	size_t len = strlen(text), from = 0, to;
	find_stands(a, st, g, text, &at);
	if (at.n > 0 && at.items[richest(&at)].from > SEARCH_SNIPPET / 4) {
		from = at.items[richest(&at)].from - SEARCH_SNIPPET / 4;
		while (from > 0 && text[from - 1] != ' ') /* a word is not cut, but one without end */
			if (--from + SEARCH_SNIPPET / 2 < at.items[richest(&at)].from)
				break;
	}
	while (from < len && ((unsigned char)text[from] & 0xc0) == 0x80)
		from++;
	to = from + SEARCH_SNIPPET;
	if (to >= len) {
		to = len;
	} else {
		size_t end = to;
		while (end > from + SEARCH_SNIPPET / 2 && text[end] != ' ')
			end--;
		to = text[end] == ' ' ? end : to;
		while (to < len && ((unsigned char)text[to] & 0xc0) == 0x80)
			to++;
	}
	if (from > 0)
		piece(a, out, "… ", strlen("… "), false);
	cut(a, &at, text, from, to, out);
	if (to < len)
		piece(a, out, " …", strlen(" …"), false);
}
