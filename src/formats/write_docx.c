/* write_docx.c: OOXML, only the parts Word asks for. Office Open XML: ECMA-376 part 1. */
#include "formats/writer.h"
#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS_W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PKG "http://schemas.openxmlformats.org/package/2006"
#define MM 56.6929 /* twentieths of a point in a millimetre */

enum { MARGIN_MM = 15 };

static const char content_types[] = XML
	"<Types xmlns=\"" PKG "/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
	"<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
	"</Types>";
static const char rels[] = XML
	"<Relationships xmlns=\"" PKG "/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" REL "/officeDocument\" Target=\"word/document.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" PKG "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
	"</Relationships>";
static const char document_rels[] = XML
	"<Relationships xmlns=\"" PKG "/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" REL "/settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" REL "/footer\" Target=\"footer1.xml\"/>"
	"</Relationships>";
static const char settings[] = XML
	"<w:settings xmlns:w=\"" NS_W "\"><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"709\"/>"
	"<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
	"</w:settings>";

static void
style(struct buf *b, const char *id, const char *name, const char *paragraph, const char *run)
{
	buf_printf(b, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>", id, name);
	buf_printf(b, "<w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>", paragraph, run);
}

static void
styles(struct buf *b, const char *lang)
{
	buf_puts(b, XML "<w:styles xmlns:w=\"" NS_W "\"><w:docDefaults><w:rPrDefault><w:rPr>"
	            "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\" w:eastAsia=\"Calibri\"/><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>");
	buf_printf(b, "<w:lang w:val=\"%s\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"80\"/></w:pPr></w:pPrDefault></w:docDefaults>",
	    strcmp(lang, "en") == 0 ? "en-GB" : "fr-BE");
	buf_puts(b, "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>");
	style(b, "Title", "Title", "<w:keepNext/><w:spacing w:after=\"160\"/>", "<w:b/><w:color w:val=\"1F3A5F\"/><w:sz w:val=\"36\"/>");
	style(b, "Heading1", "heading 1", "<w:keepNext/><w:spacing w:before=\"280\" w:after=\"100\"/><w:outlineLvl w:val=\"0\"/>",
	    "<w:b/><w:color w:val=\"1F3A5F\"/><w:sz w:val=\"26\"/>");
	style(b, "Heading2", "heading 2", "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/><w:outlineLvl w:val=\"1\"/>",
	    "<w:b/><w:color w:val=\"1F3A5F\"/><w:sz w:val=\"22\"/>");
	style(b, "Heading3", "heading 3", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"60\"/><w:outlineLvl w:val=\"2\"/>",
	    "<w:b/><w:color w:val=\"1F3A5F\"/>");
	style(b, "Cell", "Cellule", "<w:spacing w:before=\"20\" w:after=\"20\"/>", "<w:sz w:val=\"18\"/>");
	style(b, "CellHead", "Cellule de titre", "<w:spacing w:before=\"40\" w:after=\"40\"/>", "<w:b/><w:sz w:val=\"18\"/>");
	style(b, "CellItem", "Cellule - liste", "<w:spacing w:before=\"20\" w:after=\"20\"/><w:ind w:left=\"113\" w:hanging=\"113\"/>", "<w:sz w:val=\"18\"/>");
	style(b, "Footer", "footer", "<w:jc w:val=\"right\"/>", "<w:color w:val=\"595959\"/><w:sz w:val=\"16\"/>");
	buf_puts(b, "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>"
	            "<w:tblCellMar><w:left w:w=\"85\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>");
	buf_puts(b, "<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>");
	static const char *const sides[] = { "top", "left", "bottom", "right", "insideH", "insideV" };
	for (size_t i = 0; i < LEN(sides); i++)
		buf_printf(b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"9AA3AF\"/>", sides[i]);
	buf_puts(b, "</w:tblBorders></w:tblPr></w:style></w:styles>");
}

static void
run(struct buf *b, const char *p, size_t n, bool emph)
{
	buf_puts(b, emph ? "<w:r><w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">" : "<w:r><w:t xml:space=\"preserve\">");
	xml_text_n(b, p, n);
	buf_puts(b, "</w:t></w:r>");
}

static void
paragraph(struct buf *b, const char *style_id, const char *before, const char *text)
{
	buf_puts(b, "<w:p>");
	if (style_id != NULL)
		buf_printf(b, "<w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style_id);
	if (before != NULL)
		run(b, before, strlen(before), false);
	for (struct out_run r = out_runs(text); out_run_next(&r);)
		run(b, r.p, r.n, r.emph);
	buf_puts(b, "</w:p>");
}

static int
twips(int mm)
{
	return (int)((double)mm * MM);
}

/* A cell of a horizontal merge spans grid columns; a vertical one repeats itself as a continuation in every row. */
static void
cell(struct buf *b, const struct out_table *t, const struct out_cell *c, size_t col, bool below)
{
	int width = 0;
	for (int k = 0; k < c->colspan; k++)
		width += twips(t->columns[col + (size_t)k].width_mm);
	buf_printf(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
	if (c->colspan > 1)
		buf_printf(b, "<w:gridSpan w:val=\"%d\"/>", c->colspan);
	if (below)
		buf_puts(b, "<w:vMerge/>");
	else if (c->rowspan > 1)
		buf_puts(b, "<w:vMerge w:val=\"restart\"/>");
	if (c->tone != TONE_NONE)
		buf_printf(b, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%s\"/>", out_tone_fill(c->tone));
	buf_puts(b, "</w:tcPr>");
	if (below || c->lines.n == 0)
		paragraph(b, "Cell", NULL, NULL);
	for (size_t i = 0; !below && i < c->lines.n; i++) {
		const struct doc_line *l = &c->lines.items[i];
		if (l->kind == LINE_ITEM)
			paragraph(b, "CellItem", "- ", l->text);
		else
			paragraph(b, c->head || c->tone == TONE_HEAD ? "CellHead" : "Cell", NULL, l->text);
	}
	buf_puts(b, "</w:tc>");
}

/* The cell whose merge covers (row, col) from above, NULL when it is covered from the left only. */
static const struct out_cell *
origin_above(const struct out_table *t, size_t row, size_t col)
{
	for (size_t i = row; i-- > 0;) {
		const struct out_cell *c = &t->rows.items[i].cells[col];
		if (!c->covered)
			return (size_t)c->rowspan > row - i ? c : NULL;
	}
	return NULL;
}

static void
table(struct buf *b, const struct out_table *t)
{
	int width = 0;
	for (size_t j = 0; j < t->ncols; j++)
		width += twips(t->columns[j].width_mm);
	buf_printf(b, "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>"
	              "<w:tblLook w:val=\"0020\" w:firstRow=\"1\"/></w:tblPr><w:tblGrid>", width);
	for (size_t j = 0; j < t->ncols; j++)
		buf_printf(b, "<w:gridCol w:w=\"%d\"/>", twips(t->columns[j].width_mm));
	buf_puts(b, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (size_t j = 0; j < t->ncols; j++) {
		struct doc_line l = { .text = t->columns[j].heading };
		struct out_cell c = { .colspan = 1, .rowspan = 1, .tone = TONE_HEAD, .lines = { &l, 1, 1 } };
		cell(b, t, &c, j, false);
	}
	buf_puts(b, "</w:tr>");
	for (size_t i = 0; i < t->rows.n; i++) {
		buf_puts(b, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
		for (size_t j = 0; j < t->ncols; j++) {
			const struct out_cell *c = &t->rows.items[i].cells[j];
			const struct out_cell *o = c->covered ? origin_above(t, i, j) : NULL;
			if (!c->covered || o != NULL)
				cell(b, t, o != NULL ? o : c, j, o != NULL);
		}
		buf_puts(b, "</w:tr>");
	}
	buf_puts(b, "</w:tbl>");
	paragraph(b, NULL, NULL, NULL); /* Word joins two tables that touch */
}

static void
body(struct buf *b, const struct out_document *d)
{
	static const char *const headings[] = { "Heading1", "Heading2", "Heading3" };
	buf_puts(b, XML "<w:document xmlns:w=\"" NS_W "\" xmlns:r=\"" REL "\"><w:body>");
	if (d->title != NULL)
		paragraph(b, "Title", NULL, d->title);
	for (size_t i = 0; i < d->blocks.n; i++) {
		const struct out_block *k = &d->blocks.items[i];
		switch (k->kind) {
		case OUT_HEADING: paragraph(b, headings[k->level < 1 ? 0 : k->level > 3 ? 2 : k->level - 1], NULL, k->text); break;
		case OUT_PARAGRAPH: paragraph(b, NULL, NULL, k->text); break;
		case OUT_ITEM: paragraph(b, NULL, "- ", k->text); break;
		case OUT_TABLE: table(b, k->table); break;
		}
	}
	int margin = twips(MARGIN_MM);
	buf_printf(b, "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"%d\" w:h=\"%d\"%s/>", d->landscape ? 16838 : 11906,
	    d->landscape ? 11906 : 16838, d->landscape ? " w:orient=\"landscape\"" : "");
	buf_printf(b, "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"454\" w:footer=\"454\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
	    margin, margin, margin, margin);
}

static void
field(struct buf *b, const char *name)
{
	buf_printf(b, "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> %s </w:instrText></w:r>"
	              "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>", name);
}

static void
footer(struct buf *b, const struct out_document *d)
{
	buf_puts(b, XML "<w:ftr xmlns:w=\"" NS_W "\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>");
	if (d->footer != NULL) {
		run(b, d->footer, strlen(d->footer), false);
		run(b, " · ", strlen(" · "), false);
	}
	field(b, "PAGE");
	run(b, " / ", 3, false);
	field(b, "NUMPAGES");
	buf_puts(b, "</w:p></w:ftr>");
}

static void
core(struct buf *b, const struct out_document *d)
{
	struct date day = d->created.y != 0 ? d->created : (struct date){ 2000, 1, 1 };
	buf_puts(b, XML "<cp:coreProperties xmlns:cp=\"" PKG "/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
	            " xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
	xml_text(b, d->title);
	buf_printf(b, "</dc:title><dc:creator>Pilotis</dc:creator><dc:language>%s</dc:language>", d->lang == NULL ? "fr" : d->lang);
	buf_printf(b, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%sT00:00:00Z</dcterms:created>", date_iso(day).s);
	buf_printf(b, "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%sT00:00:00Z</dcterms:modified></cp:coreProperties>", date_iso(day).s);
}

enum err
write_docx(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	struct buf doc = buf_new(a, OUT_MAX), sty = buf_new(a, KIB(64)), foot = buf_new(a, KIB(64)), cor = buf_new(a, KIB(64));
	body(&doc, d);
	styles(&sty, d->lang == NULL ? "fr" : d->lang);
	footer(&foot, d);
	core(&cor, d);
	if (doc.full || foot.full || cor.full)
		return fail(a, E_LIMIT, "docx: document too large");
	const struct zip_member m[] = {
		{ "[Content_Types].xml", content_types, sizeof content_types - 1, false },
		{ "_rels/.rels", rels, sizeof rels - 1, false },
		{ "docProps/core.xml", buf_str(&cor), cor.len, false },
		{ "word/_rels/document.xml.rels", document_rels, sizeof document_rels - 1, false },
		{ "word/document.xml", buf_str(&doc), doc.len, false },
		{ "word/footer1.xml", buf_str(&foot), foot.len, false },
		{ "word/settings.xml", settings, sizeof settings - 1, false },
		{ "word/styles.xml", buf_str(&sty), sty.len, false },
	};
	return zip_write(a, m, LEN(m), bytes, n);
}
