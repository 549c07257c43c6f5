#include "formats/document.h"
#include "base/json.h"
#include <jansson.h>
#include <limits.h>
#include <string.h>

/* ---- out ------------------------------------------------------------------------------------------------ */

static void
put_line(struct jw *j, const char *key, const struct doc_line *l)
{
	jw_begin(j, key, '[');
	jw_str(j, NULL, l->text);
	if (l->kind != LINE_TEXT || l->level != 0) {
		jw_int(j, NULL, l->kind);
		jw_int(j, NULL, l->level);
	}
	jw_end(j, ']');
}

/* null: an empty cell; 1 or 2: covered; else an object. */
static void
put_cell(struct jw *j, const struct doc_cell *c)
{
	if (c->covered != COVER_NO) {
		jw_int(j, NULL, c->covered);
	} else if (c->n == 0 && c->colspan == 1 && c->rowspan == 1) {
		jw_null(j, NULL);
	} else {
		jw_begin(j, NULL, '{');
		if (c->colspan != 1)
			jw_int(j, "colspan", c->colspan);
		if (c->rowspan != 1)
			jw_int(j, "rowspan", c->rowspan);
		jw_begin(j, "lines", '[');
		for (size_t i = 0; i < c->n; i++)
			put_line(j, NULL, &c->items[i]);
		jw_end(j, ']');
		jw_end(j, '}');
	}
}

static void
put_table(struct jw *j, const struct doc_table *t)
{
	jw_begin(j, "table", '{');
	jw_str(j, "name", t->name);
	jw_int(j, "number", t->number);
	jw_int(j, "ncols", (int64_t)t->ncols);
	jw_begin(j, "rows", '[');
	for (size_t i = 0; i < t->n; i++) {
		jw_begin(j, NULL, '{');
		jw_int(j, "number", t->items[i].number);
		jw_bool(j, "header", t->items[i].header);
		jw_begin(j, "cells", '[');
		for (size_t c = 0; c < t->ncols; c++)
			put_cell(j, &t->items[i].cells[c]);
		jw_end(j, ']');
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_end(j, '}');
}

void
document_to_json(const struct document *d, struct buf *out)
{
	struct jw j = jw_to(out, false);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "format", d->format);
	jw_str(&j, "title", d->title);
	jw_begin(&j, "blocks", '[');
	for (size_t i = 0; i < d->n && !out->full; i++) {
		const struct doc_block *b = &d->items[i];
		jw_begin(&j, NULL, '{');
		jw_int(&j, "number", b->number);
		jw_int(&j, "page", b->page);
		if (b->kind == BLOCK_LINE)
			put_line(&j, "line", &b->line);
		else if (b->kind == BLOCK_TABLE)
			put_table(&j, b->table);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_begin(&j, "notes", '[');
	for (size_t i = 0; i < d->notes.n; i++) {
		jw_begin(&j, NULL, '[');
		jw_str(&j, NULL, d->notes.items[i].msgid);
		jw_str(&j, NULL, d->notes.items[i].arg);
		jw_end(&j, ']');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
}

/* ---- in: nothing is believed ---------------------------------------------------------------------------- */

struct in { struct arena *a; bool bad; size_t cells, lines; };

static int64_t
number(struct in *r, const json_t *j, int64_t min, int64_t max)
{
	if (!json_is_integer(j) || json_integer_value(j) < min || json_integer_value(j) > max) {
		r->bad = true;
		return min;
	}
	return json_integer_value(j);
}

/* Exactly these keys, no other. */
static bool
keys(struct in *r, const json_t *j, size_t least, const char *const *names, size_t n)
{
	if (!json_is_object(j) || json_object_size(j) < least)
		return !(r->bad = true);
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)j, key, value) {
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known = known || strcmp(names[i], key) == 0;
		if (!known)
			return !(r->bad = true);
	}
	return true;
}
#define KEYS(r, j, least, ...) keys(r, j, least, (const char *const[]){ __VA_ARGS__ }, LEN(((const char *const[]){ __VA_ARGS__ })))

static const char *
text(struct in *r, const json_t *j, bool optional)
{
	if (optional && json_is_null(j))
		return NULL;
	if (!json_is_string(j)) {
		r->bad = true;
		return "";
	}
	const char *s = json_string_value(j);
	bool emph = false;
	for (const char *p = s; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == EMPH_ON || c == EMPH_OFF) {
			r->bad = r->bad || emph == (c == EMPH_ON);
			emph = c == EMPH_ON;
		} else if (c < 0x20 || c == 0x7f) {
			r->bad = true;
		}
	}
	r->bad = r->bad || emph;
	return arena_strdup(r->a, s);
}

static struct doc_line
get_line(struct in *r, const json_t *j)
{
	size_t n = json_array_size(j);
	struct doc_line l = { text(r, json_array_get(j, 0), false), LINE_TEXT, 0 };
	if ((n != 1 && n != 3) || *l.text == '\0' || ++r->lines > (size_t)DOC_MAX_CELLS * 2 + DOC_MAX_BLOCKS)
		r->bad = true;
	if (n == 3) {
		l.kind = (enum line_kind)number(r, json_array_get(j, 1), LINE_TEXT, LINE_ITEM);
		l.level = (int)number(r, json_array_get(j, 2), l.kind == LINE_HEADING, 9);
	}
	return l;
}

static void
get_cell(struct in *r, const json_t *j, struct doc_cell *c)
{
	*c = (struct doc_cell){ .colspan = 1, .rowspan = 1 };
	if (json_is_null(j))
		return;
	if (json_is_integer(j)) {
		c->covered = number(r, j, COVER_ABOVE, COVER_LEFT) == COVER_ABOVE ? COVER_ABOVE : COVER_LEFT;
		return;
	}
	if (!KEYS(r, j, 1, "colspan", "rowspan", "lines"))
		return;
	const json_t *span, *lines = json_object_get(j, "lines");
	if ((span = json_object_get(j, "colspan")) != NULL)
		c->colspan = (int)number(r, span, 1, DOC_MAX_COLS);
	if ((span = json_object_get(j, "rowspan")) != NULL)
		c->rowspan = (int)number(r, span, 1, DOC_MAX_ROWS);
	if (!json_is_array(lines))
		r->bad = true;
	for (size_t i = 0; i < json_array_size(lines) && !r->bad; i++) {
		struct doc_line l = get_line(r, json_array_get(lines, i));
		PUSH(r->a, c, l);
	}
}

static struct doc_table *
get_table(struct in *r, const json_t *j)
{
	struct doc_table *t = ARENA_NEW(r->a, struct doc_table);
	if (!KEYS(r, j, 4, "name", "number", "ncols", "rows"))
		return t;
	const json_t *rows = json_object_get(j, "rows");
	t->name = text(r, json_object_get(j, "name"), true);
	t->number = (int)number(r, json_object_get(j, "number"), 1, DOC_MAX_BLOCKS);
	t->ncols = (size_t)number(r, json_object_get(j, "ncols"), 1, DOC_MAX_COLS);
	if (!json_is_array(rows) || json_array_size(rows) == 0 || json_array_size(rows) > DOC_MAX_ROWS)
		r->bad = true;
	for (size_t i = 0; i < json_array_size(rows) && !r->bad; i++) {
		const json_t *o = json_array_get(rows, i);
		const json_t *cells = json_object_get(o, "cells");
		r->cells += t->ncols;
		if (!KEYS(r, o, 3, "number", "header", "cells") || json_array_size(cells) != t->ncols || !json_is_array(cells) ||
		    !json_is_boolean(json_object_get(o, "header")) || r->cells > DOC_MAX_CELLS) {
			r->bad = true;
			break;
		}
		struct doc_row row = { ARENA_ARRAY(r->a, struct doc_cell, t->ncols), json_is_true(json_object_get(o, "header")),
			(int)number(r, json_object_get(o, "number"), 0, INT_MAX) };
		for (size_t c = 0; c < t->ncols && !r->bad; c++) {
			get_cell(r, json_array_get(cells, c), &row.cells[c]);
			if ((size_t)row.cells[c].colspan > t->ncols - c || (size_t)row.cells[c].rowspan > json_array_size(rows) - i)
				r->bad = true;
		}
		PUSH(r->a, t, row);
	}
	return t;
}

static struct doc_block
get_block(struct in *r, const json_t *j)
{
	struct doc_block b = { .kind = BLOCK_PAGE };
	if (!KEYS(r, j, 2, "number", "page", "line", "table"))
		return b;
	const json_t *line = json_object_get(j, "line"), *table = json_object_get(j, "table");
	b.number = (int)number(r, json_object_get(j, "number"), 0, INT_MAX);
	b.page = (int)number(r, json_object_get(j, "page"), 0, INT_MAX);
	if (line != NULL && table != NULL) {
		r->bad = true;
	} else if (line != NULL) {
		b.kind = BLOCK_LINE;
		b.line = get_line(r, line);
	} else if (table != NULL) {
		b.kind = BLOCK_TABLE;
		b.table = get_table(r, table);
	}
	return b;
}

bool
document_message_safe(const char *s)
{
	int places = 0;
	for (; (s = strchr(s, '%')) != NULL; s += 2) {
		if (s[1] != 's')
			return false;
		places++;
	}
	return places <= 1;
}

static enum err
get_document(struct arena *a, const json_t *j, struct document **out)
{
	struct in r = { .a = a };
	struct document *d = ARENA_NEW(a, struct document);
	if (!KEYS(&r, j, 4, "format", "title", "blocks", "notes"))
		return fail(a, E_INVALID, "document: unexpected members");
	const json_t *blocks = json_object_get(j, "blocks"), *notes = json_object_get(j, "notes");
	d->format = (enum doc_format)number(&r, json_object_get(j, "format"), DOC_UNKNOWN, DOC_PDF);
	d->title = text(&r, json_object_get(j, "title"), true);
	if (!json_is_array(blocks) || !json_is_array(notes) || json_array_size(blocks) > DOC_MAX_BLOCKS || json_array_size(notes) > 200)
		r.bad = true;
	for (size_t i = 0; i < json_array_size(blocks) && !r.bad; i++) {
		struct doc_block b = get_block(&r, json_array_get(blocks, i));
		PUSH(a, d, b);
	}
	for (size_t i = 0; i < json_array_size(notes) && !r.bad; i++) {
		const json_t *o = json_array_get(notes, i);
		struct doc_note note = { text(&r, json_array_get(o, 0), false), text(&r, json_array_get(o, 1), true) };
		if (json_array_size(o) != 2 || !document_message_safe(note.msgid))
			r.bad = true;
		PUSH(a, &d->notes, note);
	}
	if (r.bad)
		return fail(a, E_INVALID, "document: the description breaks its own rules");
	*out = d;
	return OK;
}

enum err
document_from_json(struct arena *a, const char *s, size_t n, struct document **out)
{
	struct arena *tree = arena_new(MIB(16)); /* of which jansson's own memory is no part */
	struct json_t *j = NULL;
	enum err e = json_read(tree, s, n, &j);
	e = e != OK ? fail(a, e, "%s", fail_detail(tree)) : get_document(a, j, out);
	arena_free(tree);
	return e;
}
