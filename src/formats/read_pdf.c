#include "formats/pdf_layout.h"
#include "base/text.h"
#include "base/tr.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The table being built. A row begins where a first column begins, where a code stands, or where two columns begin
 * anew together; a first column that runs on is a merged cell. A row may go on over the page. */
struct pdf_row { struct pdf_pieces cell[PDF_COLUMNS]; const char *across; };
struct pdf {
	struct builder *b;
	struct pdf_pages pages;
	bool open;
	struct pdf_zones zones;
	struct { struct pdf_row **items; size_t n, cap; } rows;
	size_t first_column_row;        /* where the text of the first column goes */
	double last_y[PDF_COLUMNS], y;  /* of the last text of a column, of the last line */
	int last_page[PDF_COLUMNS], page, table_page;
	double page_end;                /* y of the last line before this page */
	int told;                       /* the last page said by a BLOCK_PAGE */
	double body;                    /* usual height of the letters */
};

/* ---- words ---------------------------------------------------------------------------------------------- */

/* level page par block line word left top width height conf text */
static bool
read_fields(char *line, char *field[12])
{
	for (int i = 0; i < 12; i++) {
		field[i] = line;
		if (i == 11)
			return true;
		line = strchr(line, '\t');
		if (line == NULL)
			return false;
		*line++ = '\0';
	}
	return false;
}

static void
read_words(struct pdf *d, const char *tsv, size_t n)
{
	struct arena *a = d->b->a;
	char *s = text_to_utf8(a, tsv, n), *next, *f[12];
	size_t words = 0;
	for (; s != NULL && *s != '\0' && d->b->err == OK; s = next) {
		next = strchr(s, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (!read_fields(s, f))
			continue;
		double left = strtod(f[6], NULL), top = strtod(f[7], NULL), w = strtod(f[8], NULL), h = strtod(f[9], NULL);
		if (!(fabs(left) < 1e5 && fabs(top) < 1e5 && w >= 0 && w < 1e5 && h >= 0 && h < 1e5))
			continue;
		if (strcmp(f[0], "1") == 0) {
			if (d->pages.n >= PDF_PAGES) {
				builder_refuse(d->b, E_LIMIT, N_("Ce PDF compte trop de pages (plus de 2 000)."), NULL);
				return;
			}
			struct pdf_page p = { .number = (int)d->pages.n + 1, .width = w, .height = h };
			PUSH(a, &d->pages, p);
		} else if (strcmp(f[0], "5") == 0 && d->pages.n > 0 && h > 0 && !text_blank(f[11])) {
			struct pdf_word one = { left, left + w, top, top + h, f[11] };
			if (++words > PDF_WORDS) {
				builder_refuse(d->b, E_LIMIT, N_("Ce PDF contient trop de mots (plus de 300 000)."), NULL);
				return;
			}
			PUSH(a, &d->pages.items[d->pages.n - 1].words, one);
		}
	}
}

static char *
words_text(struct arena *a, const struct pdf_word *w, size_t n)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, w[i].text);
	}
	return arena_strdup(a, buf_str(&b));
}

/* ---- running heads -------------------------------------------------------------------------------------- */

/* The line without its digits, for comparing the heads and feet of pages. */
static char *
head_key(struct arena *a, const struct pdf_line *l)
{
	char *s = text_words(a, words_text(a, l->words, l->n)), *o = s;
	for (char *p = s; *p != '\0'; p++)
		if (*p < '0' || *p > '9')
			*o++ = *p;
	*o = '\0';
	return s;
}

/* Drops the first or last line of every page when most pages show the same there (a running title, page numbers). */
static void
drop_running(struct pdf *d, bool last)
{
	struct arena *a = d->b->a;
	size_t n = d->pages.n, same = 0;
	if (n < 3)
		return;
	const char **keys = ARENA_ARRAY(a, const char *, n);
	const char *key = NULL;
	for (size_t i = 0; i < n; i++) {
		struct pdf_page *p = &d->pages.items[i];
		if (p->lines.n == 0)
			continue;
		const struct pdf_line *l = &p->lines.items[last ? p->lines.n - 1 : 0];
		bool edge = last ? l->y > 0.88 * p->height : l->y < 0.12 * p->height;
		keys[i] = edge ? head_key(a, l) : NULL;
		if (i >= 1 && key == NULL)
			key = keys[i]; /* the first page is often another */
	}
	for (size_t i = 0; i < n; i++)
		same += key != NULL && text_eq(keys[i], key);
	if (same < 3 || same * 3 < n * 2)
		return;
	for (size_t i = 0; i < n; i++) {
		struct pdf_page *p = &d->pages.items[i];
		if (!text_eq(keys[i], key))
			continue;
		p->lines.n--;
		if (!last)
			p->lines.items++;
	}
}

/* ---- blocks --------------------------------------------------------------------------------------------- */

static void
tell_page(struct pdf *d, int page)
{
	for (; d->told < page; d->told++)
		page_put(d->b, d->told + 1);
}

static void
close_table(struct pdf *d)
{
	struct builder *b = d->b;
	if (!d->open)
		return;
	d->open = false;
	b->number = b->page = d->table_page;
	table_begin(b, NULL, false);
	for (size_t i = 0; i < d->rows.n; i++) {
		struct pdf_row *r = d->rows.items[i];
		row_begin(b, false, (int)i + 1);
		if (r->across != NULL) {
			cell_begin(b, (int)d->zones.n, 1);
			line_put(b, LINE_TEXT, 0, r->across);
			cell_end(b);
		}
		for (size_t c = 0; c < d->zones.n && r->across == NULL; c++) {
			cell_at(b, c);
			cell_begin(b, 1, 1);
			pdf_put_cell(b, &r->cell[c], d->zones.right[c]);
			cell_end(b);
		}
		row_end(b);
	}
	table_end(b);
	d->rows.n = 0;
}

static void
put_text_line(struct pdf *d, const struct pdf_page *p, const struct pdf_line *l)
{
	close_table(d);
	tell_page(d, p->number);
	d->b->number = p->number;
	bool bullet = l->n > 1 && pdf_is_bullet(l->words[0].text);
	int level = l->h > 2.2 * d->body ? 1 : l->h > 1.6 * d->body ? 2 : l->h > 1.3 * d->body ? 3 : 4;
	const char *s = words_text(d->b->a, l->words + bullet, l->n - bullet);
	if (l->h > 1.15 * d->body)
		line_put(d->b, LINE_HEADING, level, s);
	else
		line_put(d->b, bullet ? LINE_ITEM : LINE_TEXT, 0, s);
}

/* ---- tables --------------------------------------------------------------------------------------------- */

static void
open_table(struct pdf *d, const struct pdf_page *p, const struct pdf_zones *z)
{
	tell_page(d, p->number);
	d->open = true;
	d->zones = *z;
	d->rows.n = 0;
	d->first_column_row = 0;
	d->table_page = p->number;
	memset(d->last_page, 0, sizeof d->last_page);
}

static struct pdf_row *
new_row(struct pdf *d)
{
	struct pdf_row *r = ARENA_NEW(d->b->a, struct pdf_row);
	PUSH(d->b->a, &d->rows, r);
	return r;
}

/* Nothing of this column stands just above: what comes is a new cell. */
static bool
column_starts(const struct pdf *d, const struct pdf_page *p, const struct pdf_line *l, size_t c)
{
	if (d->last_page[c] == 0)
		return true;
	if (d->last_page[c] == p->number)
		return l->y - d->last_y[c] > 1.6 * p->pitch;
	return d->last_page[c] != p->number - 1 || d->page_end - d->last_y[c] > 0.6 * p->pitch;
}

static void
put_table_line(struct pdf *d, const struct pdf_page *p, const struct pdf_line *l)
{
	struct arena *a = d->b->a;
	struct pdf_piece piece[PDF_COLUMNS] = { 0 };
	bool starts[PDF_COLUMNS] = { 0 }, code = false;
	size_t begun = 0;
	for (size_t i = 0, j; i < l->n; i = j) {
		size_t c = pdf_zone_of(&d->zones, &l->words[i]);
		for (j = i + 1; j < l->n && pdf_zone_of(&d->zones, &l->words[j]) == c; j++)
			;
		piece[c] = (struct pdf_piece){ words_text(a, l->words + i, j - i), l->words[i].x0, l->words[j - 1].x1,
			l->words[i].x1 - l->words[i].x0, j - i };
		if (pdf_is_bullet(l->words[i].text) && j - i > 1)
			piece[c].first = l->words[i + 1].x1 - l->words[i].x0;
		bool coded = c < 3 && pdf_starts_with_code(piece[c].text);
		starts[c] = coded || column_starts(d, p, l, c);
		code = code || coded;
		begun += starts[c];
	}
	if (d->rows.n == 0 || code || starts[0] || begun >= 2 || d->rows.items[d->rows.n - 1]->across != NULL)
		new_row(d);
	size_t now = d->rows.n - 1;
	for (size_t c = 0; c < d->zones.n; c++) {
		if (piece[c].text == NULL)
			continue;
		if (c == 0 && starts[0])
			d->first_column_row = now;
		struct pdf_row *r = d->rows.items[c == 0 ? d->first_column_row : now];
		PUSH(a, &r->cell[c], piece[c]);
		d->zones.right[c] = fmax(d->zones.right[c], piece[c].x1);
		d->last_y[c] = l->y;
		d->last_page[c] = p->number;
	}
}

/* A line over all columns, set like the rows around it, is a merged row. */
static bool
merged_row(const struct pdf *d, const struct pdf_page *p, const struct pdf_line *l, const struct pdf_line *next)
{
	return d->open && d->page == p->number && l->y - d->y < 1.6 * p->pitch && l->h < 1.15 * d->body && next != NULL &&
	    next->y - l->y < 1.6 * p->pitch && l->words[0].x0 < d->zones.left[0] + 30;
}

static void
lay_out_region(struct pdf *d, const struct pdf_page *p, size_t from, size_t to)
{
	struct pdf_zones z = pdf_find_zones(d->b->a, p, from, to);
	bool fits = d->open && (z.n < 2 || pdf_zones_fit(&z, &d->zones)), started = fits && d->page != p->number;
	if (d->open && !fits)
		close_table(d);
	if (fits)
		z = d->zones;
	size_t first = from;
	while (first < to && p->lines.items[first].segments < 2)
		first++;
	for (size_t i = from; i < to; i++) {
		const struct pdf_line *l = &p->lines.items[i], *next = i + 1 < to ? l + 1 : NULL;
		bool far = i > from && l->y - l[-1].y > 2.2 * p->pitch && l->segments < 2 && i > first;
		bool spans = z.n >= 2 && pdf_line_spans(&z, l);
		if (spans && l->segments < 2 && merged_row(d, p, l, next)) {
			new_row(d)->across = words_text(d->b->a, l->words, l->n);
			memset(d->last_page, 0, sizeof d->last_page);
		} else if (z.n < 2 || spans || far || l->h > 1.5 * d->body || (i < first && !started)) {
			put_text_line(d, p, l);
			started = false;
			while (first <= i || (first < to && p->lines.items[first].segments < 2))
				first++;
		} else {
			if (!d->open)
				open_table(d, p, &z);
			put_table_line(d, p, l);
			started = true;
		}
		d->y = l->y;
		d->page = p->number;
	}
}

/* Lines that are wide and in one piece part the page into regions: each has columns of its own. */
static void
lay_out_page(struct pdf *d, const struct pdf_page *p)
{
	size_t from = 0;
	for (size_t i = 0; i < p->lines.n; i++) {
		const struct pdf_line *l = &p->lines.items[i];
		if (l->segments > 1 || (l->words[l->n - 1].x1 - l->words[0].x0 < 0.4 * p->width && l->h < 1.15 * d->body))
			continue;
		if (i > from)
			lay_out_region(d, p, from, i);
		put_text_line(d, p, l);
		d->y = l->y;
		d->page = p->number;
		from = i + 1;
	}
	if (p->lines.n > from)
		lay_out_region(d, p, from, p->lines.n);
	d->page_end = d->y;
}

static double
usual_height(struct pdf *d)
{
	size_t count[100] = { 0 }, best = 10;
	for (size_t i = 0; i < d->pages.n; i++)
		for (size_t k = 0; k < d->pages.items[i].words.n; k++) {
			const struct pdf_word *w = &d->pages.items[i].words.items[k];
			double h = w->y1 - w->y0;
			count[h < 99 ? (size_t)h : 99]++;
		}
	for (size_t i = 0; i < LEN(count); i++)
		if (count[i] > count[best])
			best = i;
	return (double)best + 0.7;
}

void
read_pdf_words(struct builder *b, const char *tsv, size_t n)
{
	struct pdf *d = ARENA_NEW(b->a, struct pdf);
	d->b = b;
	read_words(d, tsv, n);
	d->body = usual_height(d);
	for (size_t i = 0; i < d->pages.n && b->err == OK; i++)
		pdf_make_lines(b->a, &d->pages.items[i]);
	drop_running(d, false);
	drop_running(d, true);
	bool any = false;
	for (size_t i = 0; i < d->pages.n && b->err == OK; i++) {
		struct pdf_page *p = &d->pages.items[i];
		if (p->words.n == 0)
			builder_note(b, N_("La page %s ne contient aucun texte (une image ?) : elle n’a pas été lue."), arena_printf(b->a, "%d", p->number));
		any = any || p->words.n > 0;
		lay_out_page(d, p);
	}
	close_table(d);
	if (any)
		builder_note(b, N_("Un PDF ne garde pas ses tableaux : les colonnes et les lignes ont été retrouvées d’après la place des mots. Relisez chaque ligne, ou déposez le document d’origine."), NULL);
	if (!any)
		b->d->n = 0; /* page marks alone are no text */
}
