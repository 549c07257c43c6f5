/* diff.c: what changed between two texts, and whether two changes of one text can stand together. Pure. */
#include "base/diff.h"
#include <string.h>

struct piece { const char *s; size_t n; };
struct pieces { struct piece *items; size_t n, cap; };

static bool
same(const struct piece *x, const struct piece *y)
{
	return x->n == y->n && memcmp(x->s, y->s, x->n) == 0;
}

static void
cut_words(struct arena *a, const char *s, struct pieces *out)
{
	while (*s != '\0') {
		size_t n = *s == '\n' ? 1 : *s == ' ' ? strspn(s, " ") : strcspn(s, " \n");
		struct piece p = { s, n };
		PUSH(a, out, p);
		s += n;
	}
}

/* With its line feed; the last may have none. */
static void
cut_lines(struct arena *a, const char *s, struct pieces *out)
{
	while (*s != '\0') {
		size_t n = strcspn(s, "\n");
		struct piece p = { s, n + (s[n] == '\n') };
		PUSH(a, out, p);
		s += p.n;
	}
}

/* length[i][j]: of the longest common subsequence of x from i and y from j. */
static uint16_t *
lengths(struct arena *a, const struct pieces *x, const struct pieces *y)
{
	size_t w = y->n + 1;
	uint16_t *l = ARENA_ARRAY(a, uint16_t, (x->n + 1) * w);
	for (size_t i = x->n; i-- > 0;)
		for (size_t j = y->n; j-- > 0;) {
			uint16_t down = l[(i + 1) * w + j], right = l[i * w + j + 1];
			l[i * w + j] = same(&x->items[i], &y->items[j]) ? (uint16_t)(l[(i + 1) * w + j + 1] + 1) : down > right ? down : right;
		}
	return l;
}

static void
add_run(struct arena *a, struct diff_runs *out, struct buf *text, enum diff_kind *kind, enum diff_kind k, const struct piece *p)
{
	if (text->len > 0 && *kind != k) {
		struct diff_run r = { *kind, arena_strdup(a, buf_str(text)) };
		PUSH(a, out, r);
		text->len = 0;
	}
	*kind = k;
	if (p != NULL)
		buf_add(text, p->s, p->n);
}

void
text_diff(struct arena *a, const char *before, const char *after, struct diff_runs *out)
{
	struct pieces x = { 0 }, y = { 0 };
	size_t whole = strlen(before) + strlen(after);
	*out = (struct diff_runs){ 0 };
	cut_words(a, before, &x);
	cut_words(a, after, &y);
	if (x.n > DIFF_MOST || y.n > DIFF_MOST) {
		x = y = (struct pieces){ 0 };
		cut_lines(a, before, &x);
		cut_lines(a, after, &y);
	}
	if (x.n > DIFF_MOST || y.n > DIFF_MOST) {
		x = y = (struct pieces){ 0 };
		PUSH(a, &x, ((struct piece){ before, strlen(before) }));
		PUSH(a, &y, ((struct piece){ after, strlen(after) }));
	}
	struct buf text = buf_new(a, whole + 1);
	enum diff_kind kind = DIFF_KEPT;
	const uint16_t *l = lengths(a, &x, &y);
	size_t i = 0, j = 0, w = y.n + 1;
	while (i < x.n || j < y.n) {
		if (i < x.n && j < y.n && same(&x.items[i], &y.items[j])) {
			add_run(a, out, &text, &kind, DIFF_KEPT, &x.items[i]);
			i++, j++;
		} else if (j >= y.n || (i < x.n && l[(i + 1) * w + j] >= l[i * w + j + 1])) {
			add_run(a, out, &text, &kind, DIFF_GONE, &x.items[i++]);
		} else {
			add_run(a, out, &text, &kind, DIFF_COME, &y.items[j++]);
		}
	}
	if (text.len > 0) {
		struct diff_run r = { kind, arena_strdup(a, buf_str(&text)) };
		PUSH(a, out, r);
	}
}

/* ---- two changes of one text --------------------------------------------------------------------------------- */

/* Where base's line i went in the other text: SIZE_MAX when it is gone. */
static size_t *
matches(struct arena *a, const struct pieces *x, const struct pieces *y)
{
	size_t *to = ARENA_ARRAY(a, size_t, x->n + 1), w = y->n + 1, i = 0, j = 0;
	const uint16_t *l = lengths(a, x, y);
	for (size_t k = 0; k < x->n; k++)
		to[k] = SIZE_MAX;
	while (i < x->n && j < y->n) {
		if (same(&x->items[i], &y->items[j]))
			to[i++] = j++;
		else if (l[(i + 1) * w + j] >= l[i * w + j + 1])
			i++;
		else
			j++;
	}
	to[x->n] = y->n;
	return to;
}

static bool
run_same(const struct pieces *x, size_t x0, size_t x1, const struct pieces *y, size_t y0, size_t y1)
{
	if (x1 - x0 != y1 - y0)
		return false;
	for (size_t k = 0; k < x1 - x0; k++)
		if (!same(&x->items[x0 + k], &y->items[y0 + k]))
			return false;
	return true;
}

static void
put(struct buf *b, const struct pieces *p, size_t from, size_t to)
{
	for (size_t k = from; k < to; k++) {
		if (b->len > 0 && b->base[b->len - 1] != '\n')
			buf_putc(b, '\n'); /* the former last line had none */
		buf_add(b, p->items[k].s, p->items[k].n);
	}
}

/* Between two lines that all three have, only one side may have changed: diff3 (Khanna, Kunal, Pierce, 2007). */
bool
text_merge(struct arena *a, const char *base, const char *mine, const char *theirs, const char **out)
{
	struct pieces o = { 0 }, m = { 0 }, t = { 0 };
	cut_lines(a, base, &o);
	cut_lines(a, mine, &m);
	cut_lines(a, theirs, &t);
	if (o.n > DIFF_MOST || m.n > DIFF_MOST || t.n > DIFF_MOST)
		return false;
	size_t *to_m = matches(a, &o, &m), *to_t = matches(a, &o, &t);
	struct buf b = buf_new(a, strlen(base) + strlen(mine) + strlen(theirs) + 8);
	size_t io = 0, im = 0, it = 0;
	while (io <= o.n) {
		size_t next = io; /* the next line that all three have, or the end */
		while (next < o.n && (to_m[next] == SIZE_MAX || to_t[next] == SIZE_MAX))
			next++;
		size_t m_end = to_m[next], t_end = to_t[next];
		bool m_changed = !run_same(&o, io, next, &m, im, m_end), t_changed = !run_same(&o, io, next, &t, it, t_end);
		if (m_changed && t_changed && !run_same(&m, im, m_end, &t, it, t_end))
			return false;
		if (m_changed)
			put(&b, &m, im, m_end);
		else
			put(&b, &t, it, t_end);
		if (next < o.n)
			put(&b, &o, next, next + 1);
		io = next + 1;
		im = m_end + 1;
		it = t_end + 1;
	}
	*out = buf_str(&b);
	return true;
}

enum text_outcome
text_join(struct arena *a, const char *base, const char *typed, const char *now, const char **out)
{
	if (base == NULL)
		return TEXT_RIVAL;
	if (strcmp(base, typed) == 0) { /* nothing was typed: theirs is the text */
		*out = now;
		return TEXT_MERGED;
	}
	return text_merge(a, base, typed, now, out) ? TEXT_MERGED : TEXT_RIVAL;
}
