/* write_pdf.c: a description as PDF, A4: wrapped text, headings, lists, tables whose headings come again on each page, page numbers.
 * Tagged (ISO 32000-1 §14.8: H1…H3, P, L, Table), so that it can be read aloud. Its fonts are in the program: nothing is looked for
 * on the machine, and the same description gives the same bytes. Written by cairo, letters by FreeType. */
#include "formats/writer.h"
#include "base/embed.h"
#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <string.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#define MM(n) ((n) * 72.0 / 25.4)
enum font { REGULAR, BOLD, FONTS };
static const double A4_SHORT = 595.276, A4_LONG = 841.89, MARGIN = 56.7, LEADING = 1.38, BODY = 9.8;

struct pdf {
	struct arena *a;
	const struct out_document *d;
	cairo_surface_t *surface;
	cairo_t *cr;
	cairo_font_face_t *face[FONTS];
	struct buf *out;
	double width, height, left, right, y;
	int page, pages;           /* pages: 0 while they are counted */
	bool bullet;               /* the next block is an item of a list */
	bool failed;
};

/* ---- words and lines ------------------------------------------------------------------------------------------ */

/* A run of letters of one font; space: there was one before it. forced: a new line begins with it. */
struct word { const char *text; enum font font; double width; bool space, forced; };
struct words { struct word *items; size_t n, cap; };

static void
use(struct pdf *p, enum font f, double size)
{
	cairo_set_font_face(p->cr, p->face[f]);
	cairo_set_font_size(p->cr, size);
}

static double
width_of(struct pdf *p, enum font f, double size, const char *text)
{
	cairo_text_extents_t e;
	use(p, f, size);
	cairo_text_extents(p->cr, text, &e);
	return e.x_advance;
}

/* A word wider than the line is cut where a letter ends. */
static void
add_word(struct pdf *p, struct words *out, const char *s, size_t n, enum font f, double size, double most, bool space, bool forced)
{
	struct word w = { arena_strndup(p->a, s, n), f, 0, space, forced };
	w.width = width_of(p, f, size, w.text);
	while (w.width > most && n > 1) {
		size_t cut = n;
		double part = w.width;
		while (cut > 1 && part > most) {
			do
				cut--;
			while (cut > 1 && ((unsigned char)s[cut] & 0xC0) == 0x80);
			part = width_of(p, f, size, arena_strndup(p->a, s, cut));
		}
		struct word piece = { arena_strndup(p->a, s, cut), f, part, w.space, w.forced };
		PUSH(p->a, out, piece);
		s += cut;
		n -= cut;
		w = (struct word){ arena_strndup(p->a, s, n), f, 0, false, true };
		w.width = width_of(p, f, size, w.text);
	}
	PUSH(p->a, out, w);
}

static void
cut_words(struct pdf *p, const char *text, enum font base, double size, double most, struct words *out)
{
	bool space = false, forced = false;
	for (struct out_run r = out_runs(text); out_run_next(&r);) {
		enum font f = r.emph ? BOLD : base;
		for (size_t i = 0; i < r.n;) {
			if (r.p[i] == ' ' || r.p[i] == '\n' || r.p[i] == '\t') {
				forced = forced || r.p[i] == '\n';
				space = true;
				i++;
				continue;
			}
			size_t n = 0;
			while (i + n < r.n && strchr(" \n\t", r.p[i + n]) == NULL)
				n++;
			add_word(p, out, r.p + i, n, f, size, most, space && out->n > 0, forced && out->n > 0);
			space = forced = false;
			i += n;
		}
	}
}

/* How many words from `from` stand on one line. */
static size_t
line_end(struct pdf *p, const struct words *w, size_t from, double size, double most)
{
	double x = 0, gap = width_of(p, REGULAR, size, " ");
	size_t to = from;
	while (to < w->n) {
		const struct word *one = &w->items[to];
		double next = x + (to > from && one->space ? gap : 0) + one->width;
		if (to > from && (one->forced || next > most))
			break;
		x = next;
		to++;
	}
	return to;
}

static size_t
count_lines(struct pdf *p, const struct words *w, double size, double most)
{
	size_t n = 0;
	for (size_t at = 0; at < w->n; n++)
		at = line_end(p, w, at, size, most);
	return n;
}

static void
draw_line(struct pdf *p, const struct words *w, size_t from, size_t to, double size, double x, double y)
{
	double gap = width_of(p, REGULAR, size, " ");
	for (size_t i = from; i < to; i++) {
		const struct word *one = &w->items[i];
		x += i > from && one->space ? gap : 0;
		use(p, one->font, size);
		cairo_move_to(p->cr, x, y);
		/* the space goes with its word, so that what is copied from the page has it */
		cairo_show_text(p->cr, i + 1 < to && w->items[i + 1].space ? arena_printf(p->a, "%s ", one->text) : one->text);
		x += one->width;
	}
}

/* ---- pages ---------------------------------------------------------------------------------------------------- */

static void
tag(struct pdf *p, const char *name)
{
	cairo_tag_begin(p->cr, name, NULL);
}

static void
untag(struct pdf *p, const char *name)
{
	cairo_tag_end(p->cr, name);
}

static void
foot(struct pdf *p)
{
	const char *number = p->pages > 0 ? arena_printf(p->a, "%d / %d", p->page, p->pages) : "1";
	double y = p->height - MARGIN * 0.55, size = 8, w = width_of(p, REGULAR, size, number);
	cairo_set_source_rgb(p->cr, 0.3, 0.3, 0.3);
	if (p->d->footer != NULL) {
		struct words words = { 0 };
		double most = p->right - p->left - w - 20;
		cut_words(p, p->d->footer, REGULAR, size, most, &words);
		draw_line(p, &words, 0, line_end(p, &words, 0, size, most), size, p->left, y);
	}
	use(p, REGULAR, size);
	cairo_move_to(p->cr, p->right - w, y);
	cairo_show_text(p->cr, number);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
}

static void
new_page(struct pdf *p)
{
	foot(p);
	cairo_show_page(p->cr);
	p->page++;
	p->y = MARGIN;
}

static bool
fits(const struct pdf *p, double h)
{
	return p->y + h <= p->height - MARGIN * 1.1;
}

/* ---- text --------------------------------------------------------------------------------------------------------- */

/* A block of text in a tag, which is closed before a page ends and opened again on the next. keep: what must follow on the page. */
static void
text_block(struct pdf *p, const char *name, const char *text, enum font f, double size, double x, double before, double keep)
{
	struct words w = { 0 };
	double most = p->right - x, step = size * LEADING;
	cut_words(p, text, f, size, most, &w);
	if (w.n == 0)
		return;
	p->y += p->y > MARGIN ? before : 0;
	double whole = (double)count_lines(p, &w, size, most) * step;
	if (!fits(p, whole + keep) && whole + keep < p->height / 3) /* short ones are not cut */
		new_page(p);
	tag(p, name);
	for (size_t at = 0; at < w.n;) {
		size_t to = line_end(p, &w, at, size, most);
		if (!fits(p, step)) {
			untag(p, name);
			new_page(p);
			tag(p, name);
		}
		if (p->bullet) {
			use(p, REGULAR, size);
			cairo_move_to(p->cr, x - 10, p->y + size);
			cairo_show_text(p->cr, "–");
			p->bullet = false;
		}
		draw_line(p, &w, at, to, size, x, p->y + size);
		p->y += step;
		at = to;
	}
	untag(p, name);
}

static void
list_item(struct pdf *p, const char *text)
{
	p->bullet = true;
	text_block(p, "LI", text, REGULAR, BODY, p->left + 14, 2, 0);
	p->bullet = false;
}

/* ---- tables -------------------------------------------------------------------------------------------------------- */

static const char *
cell_text(struct arena *a, const struct out_cell *c)
{
	struct buf b = buf_new(a, MIB(1));
	for (size_t i = 0; i < c->lines.n; i++) {
		buf_puts(&b, i > 0 ? "\n" : "");
		buf_puts(&b, c->lines.items[i].kind == LINE_ITEM ? "– " : "");
		buf_puts(&b, c->lines.items[i].text);
	}
	return buf_str(&b);
}

struct grid { const struct out_table *t; double *x; size_t n; }; /* x: n + 1 edges */

static double
row_height(struct pdf *p, const struct grid *g, const struct words *cells, double size)
{
	size_t most = 1;
	for (size_t c = 0; c < g->n; c++) {
		size_t n = count_lines(p, &cells[c], size, g->x[c + 1] - g->x[c] - 8);
		most = n > most ? n : most;
	}
	return (double)most * size * LEADING + 6;
}

static void
draw_row(struct pdf *p, const struct grid *g, const struct words *cells, const struct out_row *row, double h, double size)
{
	tag(p, "TR");
	if (row == NULL) {
		cairo_set_source_rgb(p->cr, 0.93, 0.93, 0.93);
		cairo_rectangle(p->cr, p->left, p->y, g->x[g->n] - p->left, h);
		cairo_fill(p->cr);
		cairo_set_source_rgb(p->cr, 0, 0, 0);
	}
	for (size_t c = 0; c < g->n; c++) {
		const char *name = row == NULL || row->cells[c].head ? "TH" : "TD";
		double most = g->x[c + 1] - g->x[c] - 8, y = p->y + 3;
		tag(p, name);
		for (size_t at = 0; at < cells[c].n;) {
			size_t to = line_end(p, &cells[c], at, size, most);
			draw_line(p, &cells[c], at, to, size, g->x[c] + 4, y + size);
			y += size * LEADING;
			at = to;
		}
		untag(p, name);
	}
	untag(p, "TR");
	cairo_set_source_rgb(p->cr, 0.6, 0.6, 0.6);
	cairo_set_line_width(p->cr, 0.5);
	cairo_move_to(p->cr, p->left, p->y + h);
	cairo_line_to(p->cr, g->x[g->n], p->y + h);
	cairo_stroke(p->cr);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	p->y += h;
}

static void
table_block(struct pdf *p, const struct out_table *t)
{
	double size = BODY - 0.8, total = 0, room = p->right - p->left;
	struct grid g = { t, ARENA_ARRAY(p->a, double, t->ncols + 1), t->ncols };
	struct words *heads = ARENA_ARRAY(p->a, struct words, t->ncols + 1);
	for (size_t c = 0; c < t->ncols; c++)
		total += MM(t->columns[c].width_mm > 0 ? t->columns[c].width_mm : 30);
	g.x[0] = p->left;
	for (size_t c = 0; c < t->ncols; c++) {
		double w = MM(t->columns[c].width_mm > 0 ? t->columns[c].width_mm : 30);
		g.x[c + 1] = g.x[c] + (total > room ? w * room / total : w);
		cut_words(p, t->columns[c].heading == NULL ? "" : t->columns[c].heading, BOLD, size, g.x[c + 1] - g.x[c] - 8, &heads[c]);
	}
	double head = row_height(p, &g, heads, size);
	p->y += p->y > MARGIN ? 8 : 0;
	if (!fits(p, head * 3))
		new_page(p);
	tag(p, "Table");
	draw_row(p, &g, heads, NULL, head, size);
	for (size_t i = 0; i < t->rows.n; i++) {
		struct words *cells = ARENA_ARRAY(p->a, struct words, t->ncols + 1);
		for (size_t c = 0; c < t->ncols; c++)
			if (!t->rows.items[i].cells[c].covered)
				cut_words(p, cell_text(p->a, &t->rows.items[i].cells[c]), t->rows.items[i].cells[c].head ? BOLD : REGULAR, size, g.x[c + 1] - g.x[c] - 8, &cells[c]);
		double h = row_height(p, &g, cells, size);
		if (!fits(p, h) && p->y > MARGIN + head) {
			untag(p, "Table");
			new_page(p);
			tag(p, "Table");
			draw_row(p, &g, heads, NULL, head, size);
		}
		draw_row(p, &g, cells, &t->rows.items[i], h, size);
	}
	untag(p, "Table");
	p->y += 6;
}

/* ---- the whole -------------------------------------------------------------------------------------------------------- */

static void
draw_all(struct pdf *p)
{
	static const double sizes[] = { 15, 12, 10.6 };
	static const char *const names[] = { "H1", "H2", "H3" };
	const struct out_document *d = p->d;
	bool listed = false;
	p->page = 1;
	p->y = MARGIN;
	if (d->title != NULL)
		text_block(p, "H1", d->title, BOLD, sizes[0] + 1, p->left, 0, 0);
	for (size_t i = 0; i < d->blocks.n; i++) {
		const struct out_block *b = &d->blocks.items[i];
		if (listed && b->kind != OUT_ITEM)
			untag(p, "L");
		else if (!listed && b->kind == OUT_ITEM)
			tag(p, "L");
		listed = b->kind == OUT_ITEM;
		size_t level = b->level < 1 ? 0 : b->level > 3 ? 2 : (size_t)b->level - 1;
		switch (b->kind) {
		case OUT_HEADING: text_block(p, names[level], b->text == NULL ? "" : b->text, BOLD, sizes[level], p->left, sizes[level], 3 * BODY * LEADING); break;
		case OUT_PARAGRAPH: text_block(p, "P", b->text == NULL ? "" : b->text, REGULAR, BODY, p->left, 5, 0); break;
		case OUT_ITEM: list_item(p, b->text == NULL ? "" : b->text); break;
		case OUT_TABLE: table_block(p, b->table); break;
		}
	}
	if (listed)
		untag(p, "L");
	foot(p);
}

static cairo_status_t
take(void *closure, const unsigned char *bytes, unsigned n)
{
	struct buf *out = closure;
	buf_add(out, bytes, n);
	return out->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
drop(void *closure, const unsigned char *bytes, unsigned n)
{
	(void)closure;
	(void)bytes;
	(void)n;
	return CAIRO_STATUS_SUCCESS;
}

static void
draw_on(struct pdf *p, cairo_write_func_t write, void *to)
{
	struct isodate day = date_iso(p->d->created.y == 0 ? (struct date){ 2000, 1, 1 } : p->d->created);
	const char *at = arena_printf(p->a, "%sT00:00:00Z", day.s);
	p->surface = cairo_pdf_surface_create_for_stream(write, to, p->width, p->height);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, p->d->title == NULL ? "" : p->d->title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, at);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, at);
	p->cr = cairo_create(p->surface);
	draw_all(p);
	cairo_surface_finish(p->surface);
	p->failed = p->failed || cairo_status(p->cr) != CAIRO_STATUS_SUCCESS || cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS;
	cairo_destroy(p->cr);
	cairo_surface_destroy(p->surface);
}

static const struct embedded *
font_named(const char *name)
{
	for (const struct embedded *e = font_table; e->name != NULL; e++)
		if (strcmp(e->name, name) == 0)
			return e;
	bug(__FILE__, __LINE__, "a font that was not built in");
}

/* A letter's face may outlive the drawing in cairo's own store: it goes when that lets it go, with the library it is alone in. */
static void
face_done(void *data)
{
	FT_Face face = data;
	FT_Library library = face->glyph->library;
	FT_Done_Face(face);
	FT_Done_FreeType(library);
}

static cairo_font_face_t *
face_new(const char *name)
{
	static const cairo_user_data_key_t key;
	const struct embedded *e = font_named(name);
	FT_Library library;
	FT_Face face;
	bool ready = FT_Init_FreeType(&library) == 0 && FT_New_Memory_Face(library, e->bytes, (FT_Long)e->n, 0, &face) == 0;
	BUG_ON(!ready);
	cairo_font_face_t *f = cairo_ft_font_face_create_for_ft_face(face, 0);
	cairo_status_t kept = cairo_font_face_set_user_data(f, &key, face, face_done);
	BUG_ON(kept != CAIRO_STATUS_SUCCESS);
	return f;
}

enum err
write_pdf(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	struct buf *out = ARENA_NEW(a, struct buf);
	*out = buf_new(a, OUT_MAX);
	struct pdf p = { .a = a, .d = d, .out = out, .width = d->landscape ? A4_LONG : A4_SHORT, .height = d->landscape ? A4_SHORT : A4_LONG, .left = MARGIN };
	p.right = p.width - MARGIN;
	p.face[REGULAR] = face_new("DejaVuSans.ttf");
	p.face[BOLD] = face_new("DejaVuSans-Bold.ttf");
	draw_on(&p, drop, NULL); /* once to count the pages, once to keep */
	p.pages = p.page;
	if (!p.failed)
		draw_on(&p, take, p.out);
	for (int f = 0; f < FONTS; f++)
		cairo_font_face_destroy(p.face[f]);
	if (out->full)
		return fail(a, E_LIMIT, "a PDF of more than %zu bytes", (size_t)OUT_MAX);
	if (p.failed)
		return fail(a, E_INVALID, "the PDF could not be drawn");
	*bytes = buf_str(out);
	*n = out->len;
	return OK;
}
