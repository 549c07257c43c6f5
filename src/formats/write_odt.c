/* write_odt.c: OpenDocument text (ISO 26300), the four parts LibreOffice asks for. */
#include "formats/writer.h"
#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define URN "urn:oasis:names:tc:opendocument:xmlns:"
#define NAMESPACES " xmlns:office=\"" URN "office:1.0\" xmlns:style=\"" URN "style:1.0\" xmlns:text=\"" URN "text:1.0\" xmlns:table=\"" URN "table:1.0\"" \
	" xmlns:fo=\"" URN "xsl-fo-compatible:1.0\" xmlns:meta=\"" URN "meta:1.0\" xmlns:svg=\"" URN "svg-compatible:1.0\"" \
	" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\""

static const char mimetype[] = "application/vnd.oasis.opendocument.text";
static const char manifest[] = XML
	"<manifest:manifest xmlns:manifest=\"" URN "manifest:1.0\" manifest:version=\"1.2\">"
	"<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>"
	"<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
	"<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>"
	"<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
	"</manifest:manifest>";

static void
style(struct buf *b, const char *name, const char *parent, const char *paragraph, const char *text)
{
	buf_printf(b, "<style:style style:name=\"%s\" style:family=\"paragraph\"%s%s%s><style:paragraph-properties %s/>", name,
	    parent == NULL ? "" : " style:parent-style-name=\"", parent == NULL ? "" : parent, parent == NULL ? "" : "\"", paragraph);
	buf_printf(b, "<style:text-properties %s/></style:style>", text);
}

static void
styles(struct buf *b, const struct out_document *d)
{
	bool en = d->lang != NULL && strcmp(d->lang, "en") == 0;
	buf_puts(b, XML "<office:document-styles" NAMESPACES "><office:font-face-decls>"
	            "<style:font-face style:name=\"Calibri\" svg:font-family=\"Calibri, Carlito, sans-serif\"/></office:font-face-decls><office:styles>");
	buf_printf(b, "<style:default-style style:family=\"paragraph\"><style:text-properties style:font-name=\"Calibri\" fo:font-size=\"10pt\""
	              " fo:language=\"%s\" fo:country=\"%s\"/></style:default-style>", en ? "en" : "fr", en ? "GB" : "BE");
	style(b, "Standard", NULL, "fo:margin-top=\"0cm\" fo:margin-bottom=\"0.14cm\"", "fo:font-size=\"10pt\"");
	style(b, "Title", "Standard", "fo:margin-bottom=\"0.3cm\" fo:keep-with-next=\"always\"", "fo:font-size=\"18pt\" fo:font-weight=\"bold\" fo:color=\"#1f3a5f\"");
	static const char *const size[] = { "13pt", "11pt", "10pt" };
	for (int i = 0; i < 3; i++) {
		buf_printf(b, "<style:style style:name=\"Heading_20_%d\" style:display-name=\"Heading %d\" style:family=\"paragraph\""
		              " style:parent-style-name=\"Standard\" style:default-outline-level=\"%d\">", i + 1, i + 1, i + 1);
		buf_printf(b, "<style:paragraph-properties fo:margin-top=\"0.45cm\" fo:margin-bottom=\"0.15cm\" fo:keep-with-next=\"always\"/>"
		              "<style:text-properties fo:font-size=\"%s\" fo:font-weight=\"bold\" fo:color=\"#1f3a5f\"/></style:style>", size[i]);
	}
	style(b, "Cell", "Standard", "fo:margin-top=\"0.03cm\" fo:margin-bottom=\"0.03cm\"", "fo:font-size=\"9pt\"");
	style(b, "CellHead", "Cell", "fo:margin-top=\"0.06cm\"", "fo:font-weight=\"bold\"");
	style(b, "CellItem", "Cell", "fo:margin-left=\"0.2cm\" fo:text-indent=\"-0.2cm\"", "fo:font-size=\"9pt\"");
	style(b, "Footer", "Standard", "fo:text-align=\"end\"", "fo:font-size=\"8pt\" fo:color=\"#595959\"");
	buf_puts(b, "<style:style style:name=\"Emphasis\" style:family=\"text\"><style:text-properties fo:font-style=\"italic\"/></style:style>"
	            "</office:styles><office:automatic-styles><style:page-layout style:name=\"Page\"><style:page-layout-properties");
	buf_printf(b, " fo:page-width=\"%s\" fo:page-height=\"%s\" style:print-orientation=\"%s\" fo:margin=\"1.5cm\"/>", d->landscape ? "29.7cm" : "21cm",
	    d->landscape ? "21cm" : "29.7cm", d->landscape ? "landscape" : "portrait");
	buf_puts(b, "<style:footer-style><style:header-footer-properties fo:min-height=\"0.6cm\" fo:margin-top=\"0.2cm\"/></style:footer-style>"
	            "</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"Page\">"
	            "<style:footer><text:p text:style-name=\"Footer\">");
	if (d->footer != NULL) {
		xml_text(b, d->footer);
		buf_puts(b, " · ");
	}
	buf_puts(b, "<text:page-number text:select-page=\"current\">1</text:page-number> / <text:page-count>1</text:page-count></text:p></style:footer>"
	            "</style:master-page></office:master-styles></office:document-styles>");
}

/* Spaces at the ends and runs of them collapse in OpenDocument; the texts given here are trimmed, but a run of
 * emphasis may begin or end with one, which stands between two visible characters and stays. */
static void
paragraph(struct buf *b, const char *style_name, const char *before, const char *text)
{
	buf_printf(b, "<text:p text:style-name=\"%s\">", style_name);
	xml_text(b, before);
	for (struct out_run r = out_runs(text); out_run_next(&r);) {
		if (r.emph)
			buf_puts(b, "<text:span text:style-name=\"Emphasis\">");
		xml_text_n(b, r.p, r.n);
		if (r.emph)
			buf_puts(b, "</text:span>");
	}
	buf_puts(b, "</text:p>");
}

static void
cell(struct buf *b, const struct out_cell *c)
{
	buf_printf(b, "<table:table-cell table:style-name=\"C%d\" office:value-type=\"string\"", (int)c->tone);
	if (c->colspan > 1)
		buf_printf(b, " table:number-columns-spanned=\"%d\"", c->colspan);
	if (c->rowspan > 1)
		buf_printf(b, " table:number-rows-spanned=\"%d\"", c->rowspan);
	buf_puts(b, ">");
	if (c->lines.n == 0)
		paragraph(b, "Cell", NULL, NULL);
	for (size_t i = 0; i < c->lines.n; i++) {
		const struct doc_line *l = &c->lines.items[i];
		if (l->kind == LINE_ITEM)
			paragraph(b, "CellItem", "- ", l->text);
		else
			paragraph(b, c->head || c->tone == TONE_HEAD ? "CellHead" : "Cell", NULL, l->text);
	}
	buf_puts(b, "</table:table-cell>");
}

static void
table(struct buf *b, const struct out_table *t, int number)
{
	buf_printf(b, "<table:table table:name=\"Tableau%d\" table:style-name=\"T%d\">", number, number);
	for (size_t j = 0; j < t->ncols; j++)
		buf_printf(b, "<table:table-column table:style-name=\"T%d.%zu\"/>", number, j);
	buf_puts(b, "<table:table-header-rows><table:table-row table:style-name=\"R\">");
	for (size_t j = 0; j < t->ncols; j++) {
		struct doc_line l = { .text = t->columns[j].heading };
		struct out_cell c = { .colspan = 1, .rowspan = 1, .tone = TONE_HEAD, .lines = { &l, 1, 1 } };
		cell(b, &c);
	}
	buf_puts(b, "</table:table-row></table:table-header-rows>");
	for (size_t i = 0; i < t->rows.n; i++) {
		buf_puts(b, "<table:table-row table:style-name=\"R\">");
		for (size_t j = 0; j < t->ncols; j++) {
			const struct out_cell *c = &t->rows.items[i].cells[j];
			if (c->covered)
				buf_puts(b, "<table:covered-table-cell/>");
			else
				cell(b, c);
		}
		buf_puts(b, "</table:table-row>");
	}
	buf_puts(b, "</table:table>");
}

static void
automatic_styles(struct buf *b, const struct out_document *d)
{
	buf_puts(b, "<office:automatic-styles><style:style style:name=\"R\" style:family=\"table-row\"><style:table-row-properties fo:keep-together=\"always\"/></style:style>");
	for (int tone = 0; tone < TONES; tone++) {
		const char *fill = out_tone_fill((enum out_tone)tone);
		buf_printf(b, "<style:style style:name=\"C%d\" style:family=\"table-cell\"><style:table-cell-properties fo:border=\"0.5pt solid #9aa3af\""
		              " fo:padding=\"0.12cm\" style:vertical-align=\"top\"%s%s%s/></style:style>", tone, fill == NULL ? "" : " fo:background-color=\"#",
		    fill == NULL ? "" : fill, fill == NULL ? "" : "\"");
	}
	int number = 0;
	for (size_t i = 0; i < d->blocks.n; i++) {
		const struct out_table *t = d->blocks.items[i].table;
		if (d->blocks.items[i].kind != OUT_TABLE)
			continue;
		int width = 0;
		number++;
		for (size_t j = 0; j < t->ncols; j++) {
			width += t->columns[j].width_mm;
			buf_printf(b, "<style:style style:name=\"T%d.%zu\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"%dmm\"/></style:style>",
			    number, j, t->columns[j].width_mm);
		}
		buf_printf(b, "<style:style style:name=\"T%d\" style:family=\"table\"><style:table-properties style:width=\"%dmm\" table:align=\"left\""
		              " table:border-model=\"collapsing\"/></style:style>", number, width);
	}
	buf_puts(b, "</office:automatic-styles>");
}

static void
content(struct buf *b, const struct out_document *d)
{
	int number = 0;
	buf_puts(b, XML "<office:document-content" NAMESPACES ">");
	automatic_styles(b, d);
	buf_puts(b, "<office:body><office:text>");
	if (d->title != NULL)
		paragraph(b, "Title", NULL, d->title);
	for (size_t i = 0; i < d->blocks.n; i++) {
		const struct out_block *k = &d->blocks.items[i];
		int level = k->level < 1 ? 1 : k->level > 3 ? 3 : k->level;
		switch (k->kind) {
		case OUT_HEADING:
			buf_printf(b, "<text:h text:style-name=\"Heading_20_%d\" text:outline-level=\"%d\">", level, level);
			for (struct out_run r = out_runs(k->text); out_run_next(&r);)
				xml_text_n(b, r.p, r.n);
			buf_puts(b, "</text:h>");
			break;
		case OUT_PARAGRAPH: paragraph(b, "Standard", NULL, k->text); break;
		case OUT_ITEM: paragraph(b, "Standard", "- ", k->text); break;
		case OUT_TABLE: table(b, k->table, ++number); break;
		}
	}
	buf_puts(b, "</office:text></office:body></office:document-content>");
}

static void
meta(struct buf *b, const struct out_document *d)
{
	struct date day = d->created.y != 0 ? d->created : (struct date){ 2000, 1, 1 };
	buf_puts(b, XML "<office:document-meta" NAMESPACES "><office:meta><meta:generator>Pilotis</meta:generator><dc:title>");
	xml_text(b, d->title);
	buf_printf(b, "</dc:title><dc:language>%s</dc:language><meta:creation-date>%sT00:00:00</meta:creation-date>", d->lang == NULL ? "fr" : d->lang,
	    date_iso(day).s);
	buf_puts(b, "</office:meta></office:document-meta>");
}

enum err
write_odt(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	struct buf con = buf_new(a, OUT_MAX), sty = buf_new(a, KIB(64)), met = buf_new(a, KIB(64));
	content(&con, d);
	styles(&sty, d);
	meta(&met, d);
	if (con.full || sty.full || met.full)
		return fail(a, E_LIMIT, "odt: document too large");
	const struct zip_member m[] = {
		{ "mimetype", mimetype, sizeof mimetype - 1, true }, /* first and stored: that is how the type is sniffed */
		{ "META-INF/manifest.xml", manifest, sizeof manifest - 1, false },
		{ "content.xml", buf_str(&con), con.len, false },
		{ "meta.xml", buf_str(&met), met.len, false },
		{ "styles.xml", buf_str(&sty), sty.len, false },
	};
	return zip_write(a, m, LEN(m), bytes, n);
}
