#include "formats/pdf_layout.h"
#include "base/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
by_height(const void *x, const void *y)
{
	const struct pdf_word *a = x, *b = y;
	double ya = a->y0 + a->y1, yb = b->y0 + b->y1;
	return ya < yb ? -1 : ya > yb ? 1 : a->x0 < b->x0 ? -1 : a->x0 > b->x0;
}

static int
by_left(const void *x, const void *y)
{
	const struct pdf_word *a = x, *b = y;
	return a->x0 < b->x0 ? -1 : a->x0 > b->x0;
}

static int
by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

/* Columns stand further apart than words: more than about two spaces. */
bool
pdf_wide_gap(const struct pdf_word *l, const struct pdf_word *r)
{
	double h = fmin(l->y1 - l->y0, r->y1 - r->y0);
	return r->x0 - l->x1 > 0.62 * h;
}

static double
median(struct arena *a, const double *v, size_t n, double none)
{
	if (n == 0)
		return none;
	double *s = ARENA_ARRAY(a, double, n);
	memcpy(s, v, n * sizeof *v);
	qsort(s, n, sizeof *s, by_value);
	return s[n / 2];
}

void
pdf_make_lines(struct arena *a, struct pdf_page *p)
{
	struct pdf_word *w = p->words.items;
	size_t n = p->words.n;
	if (n == 0)
		return;
	qsort(w, n, sizeof *w, by_height);
	double *steps = ARENA_ARRAY(a, double, n);
	size_t nsteps = 0;
	for (size_t i = 0, j; i < n; i = j) {
		double mid = (w[i].y0 + w[i].y1) / 2, h = w[i].y1 - w[i].y0;
		for (j = i + 1; j < n && (w[j].y0 + w[j].y1) / 2 - mid < 0.4 * fmin(h, w[j].y1 - w[j].y0); j++)
			h = fmax(h, w[j].y1 - w[j].y0);
		qsort(w + i, j - i, sizeof *w, by_left);
		struct pdf_line l = { w + i, j - i, mid, h, 1 };
		for (size_t k = i + 1; k < j; k++)
			l.segments += pdf_wide_gap(&w[k - 1], &w[k]);
		if (p->lines.n > 0 && mid - p->lines.items[p->lines.n - 1].y < 3 * h)
			steps[nsteps++] = mid - p->lines.items[p->lines.n - 1].y;
		PUSH(a, &p->lines, l);
	}
	p->pitch = median(a, steps, nsteps, 14);
}

/* ---- columns -------------------------------------------------------------------------------------------- */

bool
pdf_is_bullet(const char *s)
{
	static const char *const bullets[] = { "•", "▪", "●", "○", "◦", "‣", "■", "□", "➢", "✓", "·", "\xef\x82\xb7", "\xef\x82\xa7",
		"\xef\x83\x98", "\xef\x83\xbc", "\xef\x80\xad", "" };
	for (size_t i = 0; *bullets[i] != '\0'; i++)
		if (strcmp(s, bullets[i]) == 0)
			return true;
	return false;
}

bool
pdf_starts_with_code(const char *s)
{
	int numbers = 0;
	while (*s >= '0' && *s <= '9') {
		size_t k = strspn(s, "0123456789");
		if (k > 2)
			return false;
		numbers++;
		s += k;
		if (*s != '.')
			break;
		s++;
	}
	return numbers >= 2 && (*s == '\0' || *s == ' ' || *s == ':' || *s == ')');
}

static bool
only_bullets(const struct pdf_page *p, size_t from, size_t to, double left, double right)
{
	bool any = false;
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < p->lines.items[i].n; k++) {
			const struct pdf_word *w = &p->lines.items[i].words[k];
			if (p->lines.items[i].segments < 2 || w->x0 < left - 1 || w->x0 > right)
				continue;
			if (!pdf_is_bullet(w->text) && strcmp(w->text, "-") != 0 && strcmp(w->text, "–") != 0)
				return false;
			any = true;
		}
	return any;
}

/* Columns are what the words of the lines cut in pieces cover, seen from above; between them runs white, but for a
 * line in fifty. */
struct pdf_zones
pdf_find_zones(struct arena *a, const struct pdf_page *p, size_t from, size_t to)
{
	enum { WHITE = 4, MAX_WIDTH = 5000 };
	struct pdf_zones z = { 0 };
	size_t width = p->width < 1 || p->width > MAX_WIDTH ? MAX_WIDTH : (size_t)p->width + 1, lines = 0;
	int *cover = ARENA_ARRAY(a, int, width + 2);
	for (size_t i = from; i < to; i++) {
		const struct pdf_line *l = &p->lines.items[i];
		if (l->segments < 2)
			continue;
		lines++;
		for (size_t k = 0; k < l->n; k++) {
			double x0 = l->words[k].x0, x1 = l->words[k].x1;
			if (k + 1 < l->n && !pdf_wide_gap(&l->words[k], &l->words[k + 1]))
				x1 = l->words[k + 1].x0;
			for (double x = fmax(x0, 0); x < x1 && x < (double)width; x += 1)
				cover[(size_t)x]++;
		}
	}
	if (lines < 2)
		return z;
	int noise = (int)(lines / 50);
	for (size_t x = 0, white = WHITE; x < width; x++) {
		if (cover[x] <= noise) {
			white++;
			continue;
		}
		if (white >= WHITE && z.n < PDF_COLUMNS) {
			z.left[z.n] = (double)x;
			z.n++;
		}
		if (z.n > 0)
			z.right[z.n - 1] = (double)x + 1;
		white = 0;
	}
	for (size_t i = 0; i + 1 < z.n;) { /* a strip of bullets belongs to the text on its right */
		if (!only_bullets(p, from, to, z.left[i], z.right[i])) {
			i++;
			continue;
		}
		for (size_t k = i + 1; k < z.n; k++) {
			z.left[k] = k == i + 1 ? z.left[i] : z.left[k];
			z.left[k - 1] = z.left[k];
			z.right[k - 1] = z.right[k];
		}
		z.n--;
	}
	return z;
}

size_t
pdf_zone_of(const struct pdf_zones *z, const struct pdf_word *w)
{
	size_t c = 0;
	while (c + 1 < z->n && w->x0 >= z->left[c + 1] - 3)
		c++;
	return c;
}

bool
pdf_zones_fit(const struct pdf_zones *part, const struct pdf_zones *whole)
{
	for (size_t i = 0; i < part->n; i++) {
		struct pdf_word w = { part->left[i], part->right[i], 0, 0, NULL };
		size_t c = pdf_zone_of(whole, &w);
		if (part->left[i] < whole->left[c] - 6 || (c + 1 < whole->n && part->right[i] > whole->left[c + 1]))
			return false;
	}
	return part->n > 0;
}

bool
pdf_line_spans(const struct pdf_zones *z, const struct pdf_line *l)
{
	size_t edges = 0, wide = 0;
	for (size_t k = 0; k + 1 < l->n; k++) {
		if (pdf_zone_of(z, &l->words[k]) != pdf_zone_of(z, &l->words[k + 1])) {
			edges++;
			wide += pdf_wide_gap(&l->words[k], &l->words[k + 1]);
		}
	}
	if (l->n == 1) {
		size_t c = pdf_zone_of(z, &l->words[0]);
		return c + 1 < z->n && l->words[0].x1 > z->left[c + 1] + 3;
	}
	return edges > 0 && wide == 0;
}

/* ---- cells ---------------------------------------------------------------------------------------------- */

static bool
ends_in_hyphen(const char *s)
{
	size_t n = strlen(s);
	return n >= 2 && s[n - 1] == '-' && s[n - 2] != ' ' && s[n - 2] != '-';
}

/* A word too long for its column is cut without a hyphen: it fills the column alone. */
static bool
cut_word(const struct pdf_piece *p, const struct pdf_piece *next, double right)
{
	return p->words == 1 && strlen(p->text) > 14 && p->x1 > right - 4 && *next->text >= 'a' && *next->text <= 'z';
}

/* The next line begins a paragraph: a sign says so, or its first word would have fitted here. */
static bool
breaks_after(const struct pdf_piece *p, const struct pdf_piece *next, double right)
{
	const char *s = next->text;
	if (text_starts(s, "- ") || text_starts(s, "– ") || pdf_starts_with_code(s))
		return true;
	char first[8] = { 0 };
	size_t k = strcspn(s, " ");
	if (k < sizeof first) {
		memcpy(first, s, k);
		if (pdf_is_bullet(first))
			return true;
	}
	return p->x1 + 4 + next->first < right - 1 && !ends_in_hyphen(p->text);
}

static void
put_paragraph(struct builder *b, const char *s)
{
	size_t k = strcspn(s, " ");
	char first[8] = { 0 };
	if (k < sizeof first && s[k] == ' ') {
		memcpy(first, s, k);
		if (pdf_is_bullet(first)) {
			line_put(b, LINE_ITEM, 0, s + k);
			return;
		}
	}
	line_put(b, LINE_TEXT, 0, s);
}

void
pdf_put_cell(struct builder *b, const struct pdf_pieces *p, double right)
{
	struct buf t = buf_new(b->a, MIB(8));
	for (size_t i = 0; i < p->n; i++) {
		buf_puts(&t, p->items[i].text);
		if (i + 1 == p->n)
			break;
		if (breaks_after(&p->items[i], &p->items[i + 1], right)) {
			put_paragraph(b, buf_str(&t));
			t.len = 0;
		} else if (!ends_in_hyphen(p->items[i].text) && !cut_word(&p->items[i], &p->items[i + 1], right)) {
			buf_putc(&t, ' ');
		}
	}
	if (t.len > 0)
		put_paragraph(b, buf_str(&t));
}
