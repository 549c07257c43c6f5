#include "formats/docx_styles.h"
#include "base/text.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

/* A paragraph is read where it stands, whatever lies around it: content controls, custom XML, insertions, hyperlinks
 * and fields are walked through; deletions, instructions and fallbacks are skipped. */
struct docx { struct builder *b; struct xml x; struct docx_styles styles; };

static void blocks(struct docx *d, int depth);
static void table(struct docx *d);

static bool
skipped(const struct xml *x)
{
	static const char *const names[] = { "del", "moveFrom", "Fallback", "rt", "instrText", "delText", "sectPr", "tblPr", "tblGrid",
		"tblPrEx", "sdtPr", "sdtEndPr", "fldData" };
	for (size_t i = 0; x->event == XML_START && i < LEN(names); i++)
		if (strcmp(x->name, names[i]) == 0)
			return true;
	return false;
}

static void
put_symbol(struct docx *d)
{
	const char *code = xml_attr(&d->x, "char");
	unsigned long cp = code == NULL ? 0 : strtoul(code, NULL, 16);
	if (cp >= 0x20 && cp < 0x100)
		cp += 0xF000; /* the same glyph of the symbol font, without its private prefix */
	if (cp >= 0xF000 && cp <= 0xF0FF) {
		char u[3] = { (char)(0xE0 | (cp >> 12)), (char)(0x80 | ((cp >> 6) & 0x3F)), (char)(0x80 | (cp & 0x3F)) };
		line_text(d->b, u, 3);
	} else if (cp >= 0x100 && cp < 0xD800) {
		char u[3] = { (char)(0xE0 | (cp >> 12)), (char)(0x80 | ((cp >> 6) & 0x3F)), (char)(0x80 | (cp & 0x3F)) };
		if (cp < 0x800) {
			u[0] = (char)(0xC0 | (cp >> 6));
			u[1] = u[2];
			line_text(d->b, u, 2);
		} else {
			line_text(d->b, u, 3);
		}
	}
}

/* Run properties: emphasis of the run; true when the text is hidden. */
static bool
run_properties(struct docx *d)
{
	struct xml *x = &d->x;
	int depth = x->depth;
	unsigned style = 0;
	bool hidden = false;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "rStyle"))
			style |= docx_run_style(&d->styles, xml_attr(x, "val"));
		else if (xml_is(x, "i"))
			style = xml_attr_on(x, "val") ? style | STYLE_ITALIC : style & ~(unsigned)STYLE_ITALIC;
		else if (xml_is(x, "b"))
			style = xml_attr_on(x, "val") ? style | STYLE_BOLD : style & ~(unsigned)STYLE_BOLD;
		else if (xml_is(x, "vanish") && xml_attr_on(x, "val"))
			hidden = true;
	}
	line_style(d->b, style);
	return hidden;
}

static void
run(struct docx *d)
{
	struct xml *x = &d->x;
	int depth = x->depth;
	bool hidden = false, text = false;
	line_style(d->b, 0);
	while (xml_inside(x, depth)) {
		if (x->event == XML_TEXT) {
			if (text && !hidden)
				line_text(d->b, x->text, strlen(x->text));
			continue;
		}
		if (x->event == XML_END) {
			text = false;
			continue;
		}
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "rPr"))
			hidden = run_properties(d);
		else if (xml_is(x, "t"))
			text = true;
		else if (xml_is(x, "tab") || xml_is(x, "ptab"))
			line_text(d->b, " ", 1);
		else if (xml_is(x, "br") || xml_is(x, "cr"))
			line_break(d->b);
		else if (xml_is(x, "noBreakHyphen"))
			line_text(d->b, "-", 1);
		else if (xml_is(x, "sym"))
			put_symbol(d);
		else if (xml_is(x, "txbxContent"))
			blocks(d, x->depth);
		else if (xml_is(x, "blip") || xml_is(x, "imagedata"))
			builder_note(d->b, N_("Les images du document n’ont pas été lues."), NULL);
		else if (xml_is(x, "footnoteReference") || xml_is(x, "endnoteReference"))
			builder_note(d->b, N_("Les notes de bas de page n’ont pas été lues."), NULL);
	}
	line_style(d->b, 0);
}

static struct para_look
paragraph_properties(struct docx *d)
{
	struct xml *x = &d->x;
	int depth = x->depth, outline = -1, num = -1, level = -1;
	const char *style = NULL;
	while (xml_inside(x, depth)) {
		if (xml_is(x, "rPr") || xml_is(x, "pPrChange"))
			xml_skip(x); /* of the paragraph's mark, or of an earlier version */
		else if (xml_is(x, "pStyle"))
			style = xml_attr(x, "val");
		else if (xml_is(x, "outlineLvl"))
			outline = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "numId"))
			num = xml_attr_int(x, "val", -1);
		else if (xml_is(x, "ilvl"))
			level = xml_attr_int(x, "val", -1);
	}
	return docx_look(&d->styles, style, outline, num, level);
}

static void
paragraph(struct docx *d)
{
	struct xml *x = &d->x;
	struct builder *b = d->b;
	int depth = x->depth;
	struct para_look look = { .num = -1 };
	size_t before = b->d->n;
	line_begin(b, LINE_TEXT, 0);
	while (xml_inside(x, depth)) {
		if (x->event != XML_START)
			continue;
		if (skipped(x)) {
			xml_skip(x);
		} else if (xml_is(x, "pPr")) {
			look = paragraph_properties(d);
			struct line_frame *f = &b->frame[b->frames > 0 ? b->frames - 1 : 0];
			f->kind = look.heading > 0 ? LINE_HEADING : look.num >= 0 ? LINE_ITEM : LINE_TEXT;
			f->level = look.heading > 0 ? look.heading : look.num_level;
			const char *number = look.num >= 0 ? docx_number(&d->styles, look.num, look.num_level) : NULL;
			if (number != NULL) {
				line_text(b, number, strlen(number));
				line_text(b, " ", 1);
			}
		} else if (xml_is(x, "r") || xml_is(x, "oMath")) {
			run(d);
		}
	}
	if (look.contents && b->frames > 0) /* the headings come again where they stand */
		b->frame[b->frames - 1].raw.len = 0;
	line_end(b);
	if (look.title && b->d->title == NULL && b->d->n > before && !in_table(b))
		b->d->title = doc_plain(b->a, b->d->items[b->d->n - 1].line.text);
	if (!in_table(b))
		b->number++;
}

static void
cell(struct docx *d)
{
	struct xml *x = &d->x;
	int depth = x->depth, span = 1;
	bool begun = false, above = false;
	while (xml_inside(x, depth)) {
		if (x->event != XML_START)
			continue;
		if (xml_is(x, "tcPr")) {
			int inner = x->depth;
			while (xml_inside(x, inner)) {
				if (xml_is(x, "gridSpan")) {
					span = xml_attr_int(x, "val", 1);
				} else if (xml_is(x, "vMerge")) {
					const char *v = xml_attr(x, "val");
					above = v == NULL || strcmp(v, "restart") != 0;
				} else if (xml_is(x, "tcPrChange")) {
					xml_skip(x);
				}
			}
			continue;
		}
		if (!begun) {
			begun = true;
			if (above)
				cell_continues_above(d->b, span);
			else
				cell_begin(d->b, span, 1);
		}
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "p"))
			paragraph(d);
		else if (xml_is(x, "tbl"))
			table(d);
	}
	if (!begun && above)
		cell_continues_above(d->b, span);
	else if (!begun)
		cell_begin(d->b, span, 1);
	cell_end(d->b);
}

static void
row(struct docx *d, int number)
{
	struct xml *x = &d->x;
	int depth = x->depth;
	bool dropped = false;
	row_begin(d->b, false, number);
	while (xml_inside(x, depth)) {
		if (x->event != XML_START)
			continue;
		if (xml_is(x, "trPr")) {
			int inner = x->depth;
			while (xml_inside(x, inner)) {
				if (xml_is(x, "tblHeader") && xml_attr_on(x, "val") && d->b->nest == 1 && d->b->err == OK)
					d->b->rows.items[d->b->rows.n - 1].header = true;
				else if (xml_is(x, "gridBefore"))
					cell_skip(d->b, xml_attr_int(x, "val", 0));
				else if (xml_is(x, "del"))
					dropped = true;
			}
		} else if (skipped(x)) {
			xml_skip(x);
		} else if (xml_is(x, "tc")) {
			cell(d);
		}
	}
	if (dropped)
		row_drop(d->b);
	row_end(d->b);
}

static void
table(struct docx *d)
{
	struct xml *x = &d->x;
	int depth = x->depth, number = 0;
	table_begin(d->b, NULL, false);
	while (xml_inside(x, depth)) {
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "tr"))
			row(d, ++number);
	}
	table_end(d->b);
}

/* Paragraphs and tables inside the element that began at `depth`. */
static void
blocks(struct docx *d, int depth)
{
	struct xml *x = &d->x;
	while (xml_inside(x, depth)) {
		if (skipped(x))
			xml_skip(x);
		else if (xml_is(x, "p"))
			paragraph(d);
		else if (xml_is(x, "tbl"))
			table(d);
		else if (xml_is(x, "altChunk"))
			builder_note(d->b, N_("Une partie du document, importée d’un autre fichier, n’a pas été lue."), NULL);
	}
}

void
read_docx(struct builder *b, const void *bytes, size_t n)
{
	struct package p;
	struct docx d = { .b = b };
	if (!package_open(&p, b, bytes, n))
		return;
	const char *main = package_target(&p, "_rels/.rels", "", NULL, "/officeDocument");
	if (main == NULL || !package_has(&p, main))
		main = "word/document.xml";
	size_t styles_n, numbers_n, main_n;
	const char *styles = package_read(&p, "word/styles.xml", &styles_n);
	const char *numbers = package_read(&p, "word/numbering.xml", &numbers_n);
	const char *body = package_need(&p, main, &main_n);
	docx_styles_read(&d.styles, b, styles, styles_n, numbers, numbers_n);
	package_title(&p, "docProps/core.xml");
	if (package_has(&p, "word/vbaProject.bin"))
		builder_note(b, N_("Ce document contient des macros : elles ont été ignorées."), NULL);
	xml_open(&d.x, b, body, main_n);
	while (xml_next(&d.x))
		if (xml_is(&d.x, "body"))
			blocks(&d, d.x.depth);
}
