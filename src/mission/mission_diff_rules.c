/* What changed between two texts. */
#include "mission/mission_rules.h"
#include <string.h>

enum { CELLS_MOST = 4000000 };
struct token { const char *at; size_t n; };
struct tokens { struct token *items; size_t n, cap; };

/* A word with the spaces after it, or a line with its end. */
static struct tokens
cut(struct arena *a, const char *s, bool lines)
{
	struct tokens out = { 0 };
	while (*s != '\0') {
		size_t n = strcspn(s, lines ? "\n" : " \t\n");
		n += lines ? s[n] == '\n' : strspn(s + n, " \t\n");
		PUSH(a, &out, ((struct token){ s, n }));
		s += n;
	}
	return out;
}

static bool
same(const struct token *x, const struct token *y)
{
	return x->n == y->n && memcmp(x->at, y->at, x->n) == 0;
}

struct run { enum diff_kind kind; const char *at; size_t n; };
struct runs { struct run *items; size_t n, cap; };

/* Tokens of a kind that follow one another stand together in their text. */
static void
put(struct arena *a, struct runs *out, enum diff_kind kind, const struct token *t, size_t n)
{
	if (n == 0)
		return;
	size_t len = (size_t)(t[n - 1].at + t[n - 1].n - t[0].at);
	if (out->n > 0 && out->items[out->n - 1].kind == kind)
		out->items[out->n - 1].n += len;
	else
		PUSH(a, out, ((struct run){ kind, t[0].at, len }));
}

void
text_diff(struct arena *a, const char *before, const char *after, struct diff_pieces *out)
{
	bool lines = false;
	struct tokens x, y;
	struct runs runs = { 0 };
	size_t head, tail;
	*out = (struct diff_pieces){ 0 };
	for (;; lines = true) {
		x = cut(a, before, lines), y = cut(a, after, lines);
		for (head = 0; head < x.n && head < y.n && same(&x.items[head], &y.items[head]); head++)
			;
		for (tail = 0; tail < x.n - head && tail < y.n - head && same(&x.items[x.n - 1 - tail], &y.items[y.n - 1 - tail]); tail++)
			;
		if (lines || (x.n - head - tail + 1) * (y.n - head - tail + 1) <= CELLS_MOST)
			break;
	}
	size_t n = x.n - head - tail, m = y.n - head - tail;
	const struct token *p = x.items + head, *q = y.items + head;
	put(a, &runs, DIFF_SAME, x.items, head);
	if ((n + 1) * (m + 1) > CELLS_MOST) { /* thousands of lines, all changed: one by one nobody reads them */
		put(a, &runs, DIFF_GONE, p, n);
		put(a, &runs, DIFF_NEW, q, m);
	} else {
		uint16_t *len = ARENA_ARRAY(a, uint16_t, (n + 1) * (m + 1));
#define AT(i, k) len[(i) * (m + 1) + (k)]
		for (size_t i = n; i-- > 0;)
			for (size_t k = m; k-- > 0;)
				AT(i, k) = same(&p[i], &q[k]) ? (uint16_t)(AT(i + 1, k + 1) + 1) : AT(i + 1, k) >= AT(i, k + 1) ? AT(i + 1, k) : AT(i, k + 1);
		for (size_t i = 0, k = 0; i < n || k < m;) {
			if (i < n && k < m && same(&p[i], &q[k])) {
				put(a, &runs, DIFF_SAME, &p[i], 1);
				i++, k++;
			} else if (i < n && (k == m || AT(i + 1, k) >= AT(i, k + 1))) {
				put(a, &runs, DIFF_GONE, &p[i++], 1);
			} else {
				put(a, &runs, DIFF_NEW, &q[k++], 1);
			}
		}
#undef AT
	}
	put(a, &runs, DIFF_SAME, x.items + head + n, tail);
	for (size_t i = 0; i < runs.n; i++)
		PUSH(a, out, ((struct diff_piece){ runs.items[i].kind, arena_strndup(a, runs.items[i].at, runs.items[i].n) }));
}
