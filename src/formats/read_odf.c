#include "formats/odf_styles.h"
#include "base/text.h"
#include "base/tr.h"
#include <limits.h>
#include <string.h>

/* One reader for texts and spreadsheets: they share paragraphs, lists and tables. */
struct odf {
	struct builder *b;
	struct xml x;
	struct odf_styles styles;
	bool sheet;
	int lists;                 /* depth of the list we are in */
	struct odf_list *list;
	bool item_open;            /* the next paragraph opens a list item */
};

static void blocks(struct odf *o, int depth);
static void table(struct odf *o);

static bool
skipped(const struct xml *x)
{
	static const char *const names[] = { "tracked-changes", "annotation", "sequence-decls", "forms", "table-of-content", "alphabetical-index",
		"ruby-text", "title", "desc", "event-listeners", "variable-decls", "user-field-decls", "shapes", "named-expressions",
		"content-validations", "calculation-settings", "bibliography-configuration", "table-source", "dde-source", "note-citation" };
	for (size_t i = 0; x->event == XML_START && i < LEN(names); i++)
		if (strcmp(x->name, names[i]) == 0)
			return true;
	return false;
}

/* The text of a paragraph or span, with emphasis over `style`. */
static void
inline_text(struct odf *o, unsigned style)
{
	struct xml *x = &o->x;
	int depth = x->depth;
	line_style(o->b, style);
	while (xml_inside(x, depth)) {
		if (x->event == XML_TEXT) {
			for (const char *p = x->text; *p != '\0';) { /* line ends in the file are spaces */
				size_t k = strcspn(p, "\n");
				line_text(o->b, p, k);
				p += k;
				if (*p == '\n')
					line_text(o->b, " ", 1), p++;
			}
			continue;
		}
		if (x->event == XML_END)
			continue;
		if (skipped(x)) {
			xml_skip(x);
		} else if (xml_is(x, "note")) {
			builder_note(o->b, N_("Les notes de bas de page n’ont pas été lues."), NULL);
			xml_skip(x);
		} else if (xml_is(x, "span")) {
			const char *name = xml_attr(x, "style-name");
			inline_text(o, odf_span_style(&o->styles, name, style));
			line_style(o->b, style);
		} else if (xml_is(x, "s") || xml_is(x, "tab")) {
			line_text(o->b, " ", 1);
		} else if (xml_is(x, "line-break")) {
			line_break(o->b);
		} else if (xml_is(x, "text-box")) {
			blocks(o, x->depth);
			line_style(o->b, style);
		} else if (xml_is(x, "image")) {
			builder_note(o->b, N_("Les images du document n’ont pas été lues."), NULL);
			xml_skip(x);
		}
	}
}

static void
paragraph(struct odf *o)
{
	struct xml *x = &o->x;
	struct builder *b = o->b;
	const char *style = xml_attr(x, "style-name"), *number = NULL;
	bool heading = strcmp(x->name, "h") == 0;
	int level = heading ? xml_attr_int(x, "outline-level", 1) : odf_heading(&o->styles, style);
	size_t before = b->d->n;
	enum line_kind kind = level > 0 ? LINE_HEADING : o->item_open ? LINE_ITEM : LINE_TEXT;
	if (o->item_open)
		number = odf_number(&o->styles, o->list, o->lists - 1);
	else if (heading && xml_attr(x, "is-list-header") == NULL)
		number = odf_number(&o->styles, odf_list_of(&o->styles, ""), level - 1);
	line_begin(b, kind, kind == LINE_HEADING ? level : o->lists - 1);
	o->item_open = false;
	if (number != NULL) {
		line_text(b, number, strlen(number));
		line_text(b, " ", 1);
	}
	inline_text(o, odf_paragraph_style(&o->styles, style));
	line_end(b);
	if (b->d->title == NULL && b->d->n > before && !in_table(b) && odf_is_title(&o->styles, style))
		b->d->title = doc_plain(b->a, b->d->items[b->d->n - 1].line.text);
	if (!in_table(b))
		b->number++;
}

static void
list(struct odf *o)
{
	struct xml *x = &o->x;
	int depth = x->depth;
	const char *style = xml_attr(x, "style-name");
	bool continues = xml_attr(x, "continue-list") != NULL;
	const char *c = xml_attr(x, "continue-numbering");
	struct odf_list *outer = o->list;
	continues = continues || (c != NULL && strcmp(c, "true") == 0);
	if (style != NULL)
		o->list = odf_list_of(&o->styles, style);
	if (o->lists == 0 && !continues && o->list != NULL)
		memset(o->list->seen, 0, sizeof o->list->seen);
	o->lists++;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "list-item") || xml_is(x, "list-header")) {
			o->item_open = strcmp(x->name, "list-item") == 0;
			blocks(o, x->depth);
			o->item_open = false;
		}
	}
	o->lists--;
	o->list = outer;
}

/* ---- tables --------------------------------------------------------------------------------------------- */

/* Dates and booleans say their value; a number is taken as it is shown. */
static const char *
typed_value(struct odf *o)
{
	struct xml *x = &o->x;
	const char *type = xml_attr(x, "value-type");
	if (type == NULL || !o->sheet)
		return NULL;
	if (strcmp(type, "date") == 0) {
		char *v = xml_attr(x, "date-value");
		if (v != NULL && strlen(v) > 10 && v[10] == 'T') {
			if (strncmp(v + 11, "00:00:00", 8) == 0)
				v[10] = '\0';
			else
				v = arena_printf(o->b->a, "%.10s %.5s", v, v + 11);
		}
		return v;
	}
	if (strcmp(type, "boolean") == 0) {
		const char *v = xml_attr(x, "boolean-value");
		return v == NULL ? NULL : strcmp(v, "true") == 0 ? "VRAI" : "FAUX";
	}
	return NULL;
}

static void
cell(struct odf *o)
{
	struct xml *x = &o->x;
	struct builder *b = o->b;
	int depth = x->depth, repeat = xml_attr_int(x, "number-columns-repeated", 1);
	int cols = xml_attr_int(x, "number-columns-spanned", 1), rows = xml_attr_int(x, "number-rows-spanned", 1);
	const char *value = typed_value(o);
	bool begun = cols > 1 || rows > 1 || value != NULL;
	if (begun)
		cell_begin(b, cols, rows);
	if (value != NULL)
		line_put(b, LINE_TEXT, 0, value);
	int lists = o->lists;
	struct odf_list *outer = o->list;
	o->lists = 0;
	while (xml_inside(x, depth)) {
		if (x->event != XML_START)
			continue;
		if (skipped(x) || value != NULL) {
			xml_skip(x);
			continue;
		}
		if (!begun && (xml_is(x, "p") || xml_is(x, "h") || xml_is(x, "list") || xml_is(x, "table"))) {
			cell_begin(b, 1, 1);
			begun = true;
		}
		if (xml_is(x, "p") || xml_is(x, "h"))
			paragraph(o);
		else if (xml_is(x, "list"))
			list(o);
		else if (xml_is(x, "table"))
			table(o);
	}
	o->lists = lists;
	o->list = outer;
	cell_end(b);
	if (begun)
		cell_repeat(b, repeat - 1);
	else
		cell_skip(b, repeat);
}

static void
covered(struct odf *o)
{
	int repeat = xml_attr_int(&o->x, "number-columns-repeated", 1);
	xml_skip(&o->x);
	for (int i = 0; i < repeat && i < DOC_MAX_COLS; i++)
		cell_covered(o->b);
	if (repeat > DOC_MAX_COLS)
		cell_skip(o->b, repeat - DOC_MAX_COLS);
}

static void
row(struct odf *o, bool header, int *number)
{
	struct xml *x = &o->x;
	int depth = x->depth, repeat = xml_attr_int(x, "number-rows-repeated", 1);
	if (repeat < 1)
		repeat = 1;
	row_begin(o->b, header, *number);
	while (xml_inside(x, depth)) {
		if (xml_is(x, "table-cell"))
			cell(o);
		else if (xml_is(x, "covered-table-cell"))
			covered(o);
	}
	if (o->b->nest == 1 && o->b->err == OK && o->sheet && row_blank(o->b)) {
		row_drop(o->b);
	} else {
		row_end(o->b);
		row_repeat(o->b, repeat - 1);
	}
	*number = *number > INT_MAX - repeat ? INT_MAX : *number + repeat;
}

static void
table(struct odf *o)
{
	struct xml *x = &o->x;
	int depth = x->depth, number = 1, header = -1;
	const char *name = o->sheet ? xml_attr(x, "name") : NULL;
	const struct odf_style *st = odf_style_of(&o->styles, "table", xml_attr(x, "style-name"));
	if (o->sheet && !in_table(o->b) && st != NULL && st->hidden) {
		builder_note(o->b, N_("La feuille masquée « %s » n’a pas été lue."), name);
		xml_skip(x);
		return;
	}
	table_begin(o->b, name, true);
	while (xml_inside(x, depth)) {
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "table-header-rows"))
			header = x->depth;
		else if (x->event == XML_END && x->depth == header)
			header = -1;
		else if (xml_is(x, "table-row"))
			row(o, header >= 0, &number);
	}
	table_end(o->b);
	if (o->sheet)
		o->b->number++;
}

/* Paragraphs, lists and tables inside the element that began at `depth`. */
static void
blocks(struct odf *o, int depth)
{
	struct xml *x = &o->x;
	while (xml_inside(x, depth)) {
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "p") || xml_is(x, "h"))
			paragraph(o);
		else if (xml_is(x, "list"))
			list(o);
		else if (xml_is(x, "table"))
			table(o);
	}
}

/* ---- packages ------------------------------------------------------------------------------------------- */

static void
read_styles(struct odf *o, const char *s, size_t n)
{
	struct xml x;
	xml_open(&x, o->b, s, n);
	while (xml_next(&x))
		odf_style_element(&o->styles, &x, false);
}

static void
read_content(struct odf *o, const char *s, size_t n)
{
	bool automatic = false;
	xml_open(&o->x, o->b, s, n);
	while (xml_next(&o->x)) {
		if (xml_is(&o->x, "automatic-styles"))
			automatic = true;
		else if (automatic && odf_style_element(&o->styles, &o->x, true))
			continue;
		else if (xml_is(&o->x, "body"))
			automatic = false;
		else if (xml_is(&o->x, "text") || xml_is(&o->x, "spreadsheet"))
			blocks(o, o->x.depth);
	}
}

static void
read_package(struct builder *b, const void *bytes, size_t n, bool sheet)
{
	struct package p;
	struct odf o = { .b = b, .styles = { .a = b->a }, .sheet = sheet };
	if (!package_open(&p, b, bytes, n))
		return;
	size_t k, m;
	const char *manifest = package_read(&p, "META-INF/manifest.xml", &m);
	if (manifest != NULL && memmem(manifest, m, "encryption-data", 15) != NULL) {
		builder_refuse(b, E_INVALID, N_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis déposez la copie."), NULL);
		return;
	}
	const char *content = package_need(&p, "content.xml", &m);
	const char *styles = package_read(&p, "styles.xml", &k);
	if (package_has_prefix(&p, "Basic/") || package_has_prefix(&p, "Scripts/"))
		builder_note(b, N_("Ce document contient des macros : elles ont été ignorées."), NULL);
	package_title(&p, "meta.xml");
	read_styles(&o, styles, k);
	read_content(&o, content, m);
}

void
read_odt(struct builder *b, const void *bytes, size_t n)
{
	read_package(b, bytes, n, false);
}

void
read_ods(struct builder *b, const void *bytes, size_t n)
{
	read_package(b, bytes, n, true);
}
