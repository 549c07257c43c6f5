#include "formats/builder.h"
#include "base/tr.h"
#include <string.h>

void
builder_start(struct builder *b, struct arena *a, enum doc_format f, struct problems *why)
{
	*b = (struct builder){ .a = a, .d = ARENA_NEW(a, struct document), .why = why, .number = 1 };
	b->d->format = f;
	for (int i = 0; i < LINE_FRAMES; i++)
		b->frame[i].raw = buf_new(a, DOC_MAX_UNPACKED);
	for (size_t i = 0; i < LEN(b->scratch); i++)
		b->scratch[i] = buf_new(a, (size_t)DOC_MAX_UNPACKED * 4);
}

enum err
builder_refuse(struct builder *b, enum err e, const char *msgid, const char *arg)
{
	if (b->err == OK) {
		b->err = fail(b->a, e, "document: %s", msgid);
		problem_add(b->a, b->why, NULL, msgid, arg);
	}
	return b->err;
}

enum err
builder_end(struct builder *b, struct document **out)
{
	if (b->err == OK && b->d->n == 0)
		return builder_refuse(b, E_INVALID,
		    N_("Ce document ne contient aucun texte lisible. S’il a été numérisé (photo, scanner), il faut d’abord le ressaisir ou le passer à la reconnaissance de caractères."), NULL);
	*out = b->d;
	return b->err;
}

void
builder_note(struct builder *b, const char *msgid, const char *arg)
{
	if (b->d->notes.n >= 200)
		return;
	for (size_t i = 0; i < b->d->notes.n; i++) {
		const struct doc_note *o = &b->d->notes.items[i];
		if (strcmp(o->msgid, msgid) == 0 && (o->arg == arg || (o->arg != NULL && arg != NULL && strcmp(o->arg, arg) == 0)))
			return;
	}
	struct doc_note one = { msgid, arg };
	PUSH(b->a, &b->d->notes, one);
}

/* ---- lines ---------------------------------------------------------------------------------------------- */

void
line_begin(struct builder *b, enum line_kind kind, int level)
{
	if (b->err != OK)
		return;
	if (b->frames == LINE_FRAMES) {
		builder_refuse(b, E_INVALID, N_("Ce document est imbriqué trop profondément pour être lu."), NULL);
		return;
	}
	struct line_frame *f = &b->frame[b->frames++];
	f->raw.len = 0;
	f->kind = kind;
	f->level = level;
	f->style = 0;
}

static struct line_frame *
top(struct builder *b)
{
	return b->err != OK || b->frames == 0 ? NULL : &b->frame[b->frames - 1];
}

void
line_style(struct builder *b, unsigned style)
{
	struct line_frame *f = top(b);
	if (f == NULL || f->style == style)
		return;
	if ((f->style ^ style) & STYLE_ITALIC)
		buf_putc(&f->raw, style & STYLE_ITALIC ? EMPH_ON : EMPH_OFF);
	if ((f->style ^ style) & STYLE_BOLD)
		buf_putc(&f->raw, style & STYLE_BOLD ? RAW_BOLD_ON : RAW_BOLD_OFF);
	f->style = style;
}

void
line_text(struct builder *b, const char *s, size_t n)
{
	struct line_frame *f = top(b);
	if (f != NULL)
		buf_add(&f->raw, s, n);
}

void
line_break(struct builder *b)
{
	line_text(b, "\n", 1);
}

static void
put_block(struct builder *b, struct doc_block block)
{
	if (b->d->n >= DOC_MAX_BLOCKS)
		builder_refuse(b, E_LIMIT, N_("Ce document compte trop de paragraphes (plus de 200 000)."), NULL);
	else
		PUSH(b->a, b->d, block);
}

static struct doc_cell *cell_here(struct builder *b, size_t col);

static void
put_raw(struct builder *b, const char *raw, size_t n, enum line_kind kind, int level)
{
	struct line_list lines = { 0 };
	clean_line(b, raw, n, kind, level, &lines);
	for (size_t i = 0; i < lines.n && b->err == OK; i++) {
		if (++b->lines > DOC_MAX_CELLS * 2) {
			builder_refuse(b, E_LIMIT, N_("Ce document compte trop de lignes."), NULL);
		} else if (b->in_cell) {
			struct doc_cell *c = cell_here(b, b->cell_col);
			if (c != NULL)
				PUSH(b->a, c, lines.items[i]);
		} else if (b->nest == 0) {
			put_block(b, (struct doc_block){ BLOCK_LINE, lines.items[i], NULL, b->number, b->page });
		}
	}
}

void
line_end(struct builder *b)
{
	struct line_frame *f = top(b);
	if (f == NULL)
		return;
	line_style(b, 0);
	b->frames--;
	if (f->raw.len > 0)
		put_raw(b, buf_str(&f->raw), f->raw.len, f->kind, f->level);
}

void
line_put(struct builder *b, enum line_kind kind, int level, const char *raw)
{
	if (b->err == OK)
		put_raw(b, raw, strlen(raw), kind, level);
}

void
page_put(struct builder *b, int page)
{
	b->page = page;
	if (b->err == OK)
		put_block(b, (struct doc_block){ .kind = BLOCK_PAGE, .number = page, .page = page });
}

/* ---- tables --------------------------------------------------------------------------------------------- */

bool
in_table(const struct builder *b)
{
	return b->nest > 0;
}

void
table_begin(struct builder *b, const char *name, bool covers_are_written)
{
	if (b->nest++ > 0 || b->err != OK)
		return;
	b->rows.items = NULL;
	b->rows.n = b->rows.cap = 0;
	b->ncols = 0;
	b->in_row = b->in_cell = false;
	b->covers_are_written = covers_are_written;
	b->table_name = name;
	b->table_number = b->number;
	b->table_page = b->page;
	memset(b->below, 0, sizeof b->below);
}

static struct grid_row *
row_here(struct builder *b)
{
	return &b->rows.items[b->rows.n - 1];
}

/* The cell of a row at that column, made when it is not there yet. */
static struct doc_cell *
cell_in(struct builder *b, struct grid_row *r, size_t col)
{
	if (b->err != OK)
		return NULL;
	if (col >= DOC_MAX_COLS) {
		builder_refuse(b, E_LIMIT, N_("Un tableau de ce document compte trop de colonnes (plus de 256)."), NULL);
		return NULL;
	}
	while (r->n <= col) {
		if (++b->cells > DOC_MAX_CELLS) {
			builder_refuse(b, E_LIMIT, N_("Ce document compte trop de cellules (plus de 400 000)."), NULL);
			return NULL;
		}
		struct doc_cell none = { .colspan = 1, .rowspan = 1 };
		PUSH(b->a, r, none);
	}
	if (b->ncols < r->n)
		b->ncols = r->n;
	return &r->items[col];
}

static struct doc_cell *
cell_here(struct builder *b, size_t col)
{
	return b->err != OK ? NULL : cell_in(b, row_here(b), col);
}

void
row_begin(struct builder *b, bool header, int number)
{
	if (b->nest != 1 || b->err != OK)
		return;
	if (b->rows.n >= DOC_MAX_ROWS) {
		builder_refuse(b, E_LIMIT, N_("Un tableau de ce document compte trop de lignes (plus de 20 000)."), NULL);
		return;
	}
	struct grid_row r = { .header = header, .number = number };
	PUSH(b->a, &b->rows, r);
	b->in_row = true;
	b->in_cell = false;
	b->col = 0;
	for (size_t i = 0; i < DOC_MAX_COLS && b->err == OK; i++) {
		if (b->below[i] == 0)
			continue;
		b->below[i]--;
		struct doc_cell *c = cell_here(b, i);
		if (c != NULL)
			c->covered = COVER_ABOVE;
	}
}

void
row_drop(struct builder *b)
{
	if (b->nest == 1 && b->in_row && b->err == OK) {
		b->rows.n--;
		b->in_row = b->in_cell = false;
	}
}

void
cell_skip(struct builder *b, int n)
{
	if (b->nest == 1 && b->in_row && n > 0)
		b->col += (size_t)n;
}

void
cell_at(struct builder *b, size_t col)
{
	if (b->nest == 1 && b->in_row)
		b->col = col;
}

static int
bounded(int span, int max)
{
	return span < 1 ? 1 : span > max ? max : span;
}

void
cell_begin(struct builder *b, int colspan, int rowspan)
{
	if (b->nest != 1 || !b->in_row || b->err != OK)
		return;
	colspan = bounded(colspan, DOC_MAX_COLS);
	rowspan = bounded(rowspan, DOC_MAX_ROWS);
	if (!b->covers_are_written)
		while (b->col < row_here(b)->n && row_here(b)->items[b->col].covered != COVER_NO)
			b->col++;
	struct doc_cell *c = cell_here(b, b->col);
	if (c == NULL)
		return;
	c->covered = COVER_NO;
	c->colspan = 1;
	c->rowspan = rowspan;
	b->cell_col = b->col;
	b->in_cell = true;
	size_t covered = b->col + 1;
	for (; covered < b->col + (size_t)colspan && covered < DOC_MAX_COLS; covered++) {
		struct doc_cell *o = cell_here(b, covered);
		if (o == NULL || o->covered == COVER_ABOVE)
			break; /* overlapping merges: the earlier one wins */
		o->covered = COVER_LEFT;
	}
	row_here(b)->items[b->cell_col].colspan = (int)(covered - b->col);
	for (size_t i = b->col; rowspan > 1 && i < covered; i++)
		b->below[i] = rowspan - 1;
	b->col = b->covers_are_written ? b->col + 1 : covered;
}

void
cell_end(struct builder *b)
{
	if (b->nest == 1)
		b->in_cell = false;
}

void
cell_covered(struct builder *b)
{
	if (b->nest != 1 || !b->in_row || b->err != OK)
		return;
	struct doc_cell *c = b->col < row_here(b)->n ? &row_here(b)->items[b->col] : NULL;
	if (c != NULL && c->covered == COVER_NO) /* said to be covered, but nothing covers it: an empty cell */
		c->colspan = c->rowspan = 1;
	b->col++;
}

void
cell_continues_above(struct builder *b, int colspan)
{
	if (b->nest != 1 || !b->in_row || b->err != OK)
		return;
	colspan = bounded(colspan, DOC_MAX_COLS);
	size_t at = b->rows.n - 1, origin = at, col = b->col;
	while (origin > 0) {
		origin--;
		if (col >= b->rows.items[origin].n) {
			origin = at;
			break;
		}
		if (b->rows.items[origin].items[col].covered != COVER_ABOVE)
			break;
	}
	struct doc_cell *from = origin == at ? NULL : &b->rows.items[origin].items[col];
	if (from == NULL || from->covered != COVER_NO) { /* nothing to continue: a cell of its own */
		cell_begin(b, colspan, 1);
		return;
	}
	from->rowspan = (int)(at - origin + 1);
	for (int i = 0; i < colspan; i++) {
		struct doc_cell *c = cell_here(b, col + (size_t)i);
		if (c == NULL)
			return;
		c->covered = i < from->colspan ? COVER_ABOVE : COVER_NO;
	}
	b->col = col + (size_t)colspan;
	b->in_cell = false;
}

void
cell_repeat(struct builder *b, int times)
{
	for (; times > 0 && b->nest == 1 && b->in_row && b->err == OK; times--, b->col++) {
		struct doc_cell *c = cell_here(b, b->col);
		if (c != NULL && c->covered == COVER_NO)
			*c = row_here(b)->items[b->cell_col];
	}
}

void
row_repeat(struct builder *b, int times)
{
	if (b->nest != 1 || b->rows.n == 0)
		return;
	struct grid_row last = *row_here(b);
	for (; times > 0 && b->err == OK; times--) {
		row_begin(b, last.header, ++last.number);
		for (size_t i = 0; i < last.n && b->err == OK; i++) {
			struct doc_cell *c = cell_here(b, i);
			if (c != NULL && c->covered == COVER_NO)
				*c = last.items[i];
		}
		row_end(b);
	}
}

bool
row_blank(const struct builder *b)
{
	const struct grid_row *r = &b->rows.items[b->rows.n - 1];
	for (size_t i = 0; b->rows.n > 0 && i < r->n; i++)
		if (r->items[i].n > 0 || r->items[i].covered != COVER_NO)
			return false;
	return true;
}

void
row_end(struct builder *b)
{
	if (b->nest == 1)
		b->in_row = b->in_cell = false;
}

void
table_merge(struct builder *b, int row1, size_t col1, int row2, size_t col2)
{
	if (b->err != OK || col1 >= DOC_MAX_COLS || row2 < row1 || col2 < col1)
		return;
	if (col2 >= b->ncols)
		col2 = b->ncols == 0 ? 0 : b->ncols - 1;
	struct grid_row *origin = NULL;
	int rows = 0;
	size_t from = 0, to = b->rows.n;
	while (from < to) { /* the rows are in order */
		size_t mid = (from + to) / 2;
		if (b->rows.items[mid].number < row1)
			from = mid + 1;
		else
			to = mid;
	}
	for (size_t i = from; i < b->rows.n && b->rows.items[i].number <= row2 && b->err == OK; i++) {
		struct grid_row *r = &b->rows.items[i];
		b->merged += col2 - col1 + 1;
		if (b->merged > DOC_MAX_CELLS * 4) {
			builder_refuse(b, E_LIMIT, N_("Ce classeur compte trop de cellules fusionnées."), NULL);
			return;
		}
		for (size_t c = col1; c <= col2 && b->err == OK; c++) {
			struct doc_cell *x = cell_in(b, r, c);
			if (x != NULL && !(r->number == row1 && c == col1)) {
				x->covered = r->number == row1 ? COVER_LEFT : COVER_ABOVE;
				x->items = NULL;
				x->n = x->cap = 0;
			}
		}
		if (r->number == row1)
			origin = r;
		rows++;
	}
	if (origin != NULL && col1 < origin->n) {
		origin->items[col1].colspan = (int)(col2 - col1 + 1);
		origin->items[col1].rowspan = rows;
	}
}

/* Pads every row to the same width and makes the spans tell the truth about the rows that are there. */
static struct doc_table *
finished_table(struct builder *b)
{
	struct doc_table *t = ARENA_NEW(b->a, struct doc_table);
	*t = (struct doc_table){ .name = b->table_name, .number = ++b->tables, .ncols = b->ncols };
	for (size_t i = 0; i < b->rows.n && b->err == OK; i++) {
		struct grid_row *g = &b->rows.items[i];
		b->cells += b->ncols - g->n;
		if (b->cells > DOC_MAX_CELLS) {
			builder_refuse(b, E_LIMIT, N_("Ce document compte trop de cellules (plus de 400 000)."), NULL);
			break;
		}
		struct doc_row r = { ARENA_ARRAY(b->a, struct doc_cell, b->ncols), g->header, g->number };
		if (g->n > 0)
			memcpy(r.cells, g->items, g->n * sizeof *g->items);
		for (size_t c = 0; c < b->ncols; c++) {
			struct doc_cell *x = &r.cells[c];
			if (c >= g->n)
				x->colspan = x->rowspan = 1;
			if (x->covered != COVER_NO)
				*x = (struct doc_cell){ .colspan = 1, .rowspan = 1, .covered = x->covered };
			if ((size_t)x->rowspan > b->rows.n - i)
				x->rowspan = (int)(b->rows.n - i);
		}
		PUSH(b->a, t, r);
	}
	return t;
}

void
table_end(struct builder *b)
{
	if (b->nest == 0 || --b->nest > 0 || b->err != OK)
		return;
	b->in_row = b->in_cell = false;
	if (b->rows.n == 0 || b->ncols == 0)
		return;
	struct doc_table *t = finished_table(b);
	if (b->err == OK)
		put_block(b, (struct doc_block){ .kind = BLOCK_TABLE, .table = t, .number = b->table_number, .page = b->table_page });
}
