#include "formats/xlsx_styles.h"
#include "base/text.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

enum { SHEET_ROWS = 1048576, SHEET_COLS = 16384 };

struct merge { int row1, row2; size_t col1, col2; };
struct xlsx {
	struct builder *b;
	struct package p;
	struct xlsx_styles styles;
	struct strings shared;      /* raw texts, with marks and LF */
	bool no_value;              /* a formula without its value was met */
	struct buf rich, value;     /* used again for every cell */
};

/* Text of <si> or <is>: plain or in runs; phonetic guides left out. */
static char *
rich_text(struct xlsx *r, struct xml *x)
{
	struct buf *o = &r->rich;
	int depth = x->depth;
	bool text = false, italic = false, bold = false;
	o->len = 0;
	while (xml_inside(x, depth)) {
		if (x->event == XML_TEXT) {
			if (text)
				buf_puts(o, x->text);
		} else if (x->event == XML_END) {
			text = false;
			if (strcmp(x->name, "r") == 0) {
				buf_puts(o, italic ? (const char[]){ EMPH_OFF, 0 } : "");
				buf_puts(o, bold ? (const char[]){ RAW_BOLD_OFF, 0 } : "");
				italic = bold = false;
			}
		} else if (xml_is(x, "rPh")) {
			xml_skip(x);
		} else if (xml_is(x, "i") && xml_attr_on(x, "val") && !italic) {
			italic = true;
			buf_putc(o, EMPH_ON);
		} else if (xml_is(x, "b") && xml_attr_on(x, "val") && !bold) {
			bold = true;
			buf_putc(o, RAW_BOLD_ON);
		} else if (xml_is(x, "t")) {
			text = true;
		}
	}
	return arena_strndup(r->b->a, buf_str(o), o->len);
}

static void
read_shared(struct xlsx *r)
{
	size_t n;
	const char *s = package_read(&r->p, "xl/sharedStrings.xml", &n);
	struct xml x;
	xml_open(&x, r->b, s, n);
	while (xml_next(&x)) {
		if (!xml_is(&x, "si"))
			continue;
		if (r->shared.n >= DOC_MAX_CELLS) {
			builder_refuse(r->b, E_LIMIT, N_("Ce document compte trop de cellules (plus de 400 000)."), NULL);
			return;
		}
		PUSH(r->b->a, &r->shared, rich_text(r, &x));
	}
}

/* "BC12" → column 54, row 12. false when it is no reference of a sheet. */
static bool
reference(const char *s, size_t *col, int *row)
{
	long c = 0, n = 0;
	const char *p = s;
	for (; *p == '$' || (*p >= 'A' && *p <= 'Z'); p++)
		if (*p != '$' && (c = c * 26 + (*p - 'A' + 1)) > SHEET_COLS)
			return false;
	for (; *p == '$' || (*p >= '0' && *p <= '9'); p++)
		if (*p != '$' && (n = n * 10 + (*p - '0')) > SHEET_ROWS)
			return false;
	*col = (size_t)(c - 1);
	*row = (int)n;
	return c > 0 && n > 0 && (*p == '\0' || *p == ':');
}

/* What the cell shows; "" when nothing. */
static const char *
cell_value(struct xlsx *r, struct xml *x)
{
	const char *type = xml_attr(x, "t"), *text = "";
	int style = xml_attr_int(x, "s", -1), depth = x->depth;
	bool value = false, formula = false;
	struct buf *v = &r->value;
	v->len = 0;
	while (xml_inside(x, depth)) {
		if (x->event == XML_TEXT) {
			if (value)
				buf_puts(v, x->text);
		} else if (xml_is(x, "is")) {
			text = rich_text(r, x);
		} else {
			value = xml_is(x, "v");
			formula = formula || xml_is(x, "f");
		}
	}
	if (v->len == 0) {
		r->no_value = r->no_value || (formula && *text == '\0' && (type == NULL || strcmp(type, "str") != 0));
		return text;
	}
	const char *s = buf_str(v);
	if (type == NULL || strcmp(type, "n") == 0)
		return xlsx_number(r->b->a, &r->styles, s, style);
	if (strcmp(type, "s") == 0) {
		char *end;
		unsigned long i = strtoul(s, &end, 10);
		return *end == '\0' && i < r->shared.n ? r->shared.items[i] : "";
	}
	if (strcmp(type, "b") == 0)
		return strcmp(s, "1") == 0 ? "VRAI" : "FAUX";
	if (strcmp(type, "d") == 0)
		return arena_strndup(r->b->a, s, strlen(s) > 10 && strcmp(s + 10, "T00:00:00") == 0 ? 10 : strlen(s));
	return s;
}

static void
sheet_row(struct xlsx *r, struct xml *x, int number)
{
	struct builder *b = r->b;
	int depth = x->depth;
	bool begun = false;
	size_t next = 0;
	while (xml_inside(x, depth)) {
		if (!xml_is(x, "c"))
			continue;
		const char *ref = xml_attr(x, "r");
		size_t col = next;
		int row;
		if (ref != NULL && !reference(ref, &col, &row)) {
			builder_refuse(b, E_INVALID, N_("Ce classeur contient une cellule impossible (« %s ») : il est abîmé ou fabriqué."), ref);
			return;
		}
		next = col + 1;
		const char *text = cell_value(r, x);
		if (text_blank(text))
			continue;
		if (!begun)
			row_begin(b, false, number);
		begun = true;
		cell_at(b, col);
		cell_begin(b, 1, 1);
		line_put(b, LINE_TEXT, 0, text);
		cell_end(b);
	}
	if (begun)
		row_end(b);
}

static void
read_sheet(struct xlsx *r, const char *member, const char *name)
{
	struct builder *b = r->b;
	struct { struct merge *items; size_t n, cap; } merges = { 0 };
	size_t n;
	const char *s = package_read(&r->p, member, &n);
	struct xml x;
	int number = 0;
	xml_open(&x, b, s, n);
	table_begin(b, name, false);
	while (xml_next(&x)) {
		if (xml_is(&x, "row")) {
			const char *at = xml_attr(&x, "r");
			long next = at == NULL ? number + 1L : strtol(at, NULL, 10);
			if (next <= number || next > SHEET_ROWS) {
				builder_refuse(b, E_INVALID, N_("Ce classeur contient une ligne impossible (« %s ») : il est abîmé ou fabriqué."), at);
				break;
			}
			number = (int)next;
			sheet_row(r, &x, number);
		} else if (xml_is(&x, "mergeCell") && merges.n < DOC_MAX_ROWS) {
			const char *ref = xml_attr(&x, "ref"), *colon = ref == NULL ? NULL : strchr(ref, ':');
			struct merge m;
			if (colon != NULL && reference(ref, &m.col1, &m.row1) && reference(colon + 1, &m.col2, &m.row2))
				PUSH(b->a, &merges, m);
		}
	}
	for (size_t i = 0; i < merges.n; i++)
		table_merge(b, merges.items[i].row1, merges.items[i].col1, merges.items[i].row2, merges.items[i].col2);
	table_end(b);
	b->number++;
}

struct sheet { const char *name, *id; bool hidden; };

void
read_xlsx(struct builder *b, const void *bytes, size_t n)
{
	struct xlsx r = { .b = b, .rich = buf_new(b->a, DOC_MAX_UNPACKED), .value = buf_new(b->a, DOC_MAX_UNPACKED) };
	struct { struct sheet *items; size_t n, cap; } sheets = { 0 };
	if (!package_open(&r.p, b, bytes, n))
		return;
	size_t k;
	const char *styles = package_read(&r.p, "xl/styles.xml", &k);
	xlsx_styles_read(&r.styles, b, styles, k);
	read_shared(&r);
	struct xml x;
	const char *book = package_need(&r.p, "xl/workbook.xml", &k);
	xml_open(&x, b, book, k);
	while (xml_next(&x)) {
		if (xml_is(&x, "workbookPr")) {
			const char *d = xml_attr(&x, "date1904");
			r.styles.from_1904 = d != NULL && (strcmp(d, "1") == 0 || strcmp(d, "true") == 0);
		} else if (xml_is(&x, "sheet") && sheets.n < 200) {
			const char *state = xml_attr(&x, "state");
			struct sheet s = { xml_attr(&x, "name"), xml_attr(&x, "id"), state != NULL && strcmp(state, "visible") != 0 };
			PUSH(b->a, &sheets, s);
		}
	}
	package_title(&r.p, "docProps/core.xml");
	if (package_has(&r.p, "xl/vbaProject.bin"))
		builder_note(b, N_("Ce document contient des macros : elles ont été ignorées."), NULL);
	for (size_t i = 0; i < sheets.n && b->err == OK; i++) {
		struct sheet *s = &sheets.items[i];
		const char *member = s->id == NULL ? NULL : package_target(&r.p, "xl/_rels/workbook.xml.rels", "xl/", s->id, NULL);
		if (s->hidden)
			builder_note(b, N_("La feuille masquée « %s » n’a pas été lue."), s->name);
		else if (member != NULL)
			read_sheet(&r, member, s->name);
	}
	if (r.no_value)
		builder_note(b, N_("Des formules n’ont pas de valeur enregistrée : ouvrez le classeur, enregistrez-le, puis déposez-le à nouveau."), NULL);
}
