#include "formats.h"

static char *
docx(struct arena *a, const char *body, const char *styles, const char *numbering)
{
	size_t n;
	char *z = make_docx(a, body, styles, numbering, &n);
	return shown_bytes(a, z, n, "x.docx");
}

#define P(t) "<w:p><w:r><w:t>" t "</w:t></w:r></w:p>"
#define TC(in) "<w:tc>" in "</w:tc>"

static void
docx_headings_in_any_language(void **state)
{
	struct arena *a = *state;
	static const char styles[] = "<w:styles xmlns:w=\"urn:w\"><w:style w:type=\"paragraph\" w:styleId=\"Titre1\"><w:name w:val=\"heading 1\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"Axe\"><w:name w:val=\"Mon axe\"/><w:basedOn w:val=\"Titre1\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"Niv\"><w:name w:val=\"Niveau\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"TM1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>";
	assert_string_equal(docx(a, "<w:p><w:pPr><w:pStyle w:val=\"Axe\"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:pStyle w:val=\"Niv\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>B</w:t></w:r><w:r><w:t> b</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:pStyle w:val=\"TM1\"/></w:pPr><w:r><w:t>A … 3</w:t></w:r></w:p>"
		"<w:p><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr><w:r><w:t>C</w:t></w:r></w:p>", styles, NULL), "#1A\n#3B b\n#2C\n");
	assert_string_equal(docx(a, "<w:p><w:pPr><w:pStyle w:val=\"Titre2\"/></w:pPr><w:r><w:t>A</w:t></w:r></w:p>", NULL, NULL), "#2A\n");
}

static void
docx_lists_and_numbers(void **state)
{
	struct arena *a = *state;
	static const char numbering[] = "<w:numbering xmlns:w=\"urn:w\"><w:abstractNum w:abstractNumId=\"0\">"
		"<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>"
		"<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2.\"/></w:lvl></w:abstractNum>"
		"<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/></w:lvl></w:abstractNum>"
		"<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
		"<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>";
#define N(num, lvl, t) "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" lvl "\"/><w:numId w:val=\"" num "\"/></w:numPr></w:pPr><w:r><w:t>" t "</w:t></w:r></w:p>"
	assert_string_equal(docx(a, N("1", "0", "a") N("1", "1", "b") N("1", "1", "c") N("1", "0", "d") N("1", "1", "e") N("2", "0", "f") N("3", "0", "g")
		N("0", "0", "h"), NULL, numbering), "-1. a\n-11.1. b\n-11.2. c\n-2. d\n-12.1. e\n-f\n-5. g\nh\n");
}

static void
docx_tables(void **state)
{
	struct arena *a = *state;
	assert_string_equal(docx(a, "<w:tbl>"
		"<w:tr><w:trPr><w:tblHeader/></w:trPr>" TC(P("A")) TC("<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P("B")) "</w:tr>"
		"<w:tr>" TC("<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P("m")) TC(P("x") P("y")) TC("<w:p><w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r></w:p>") "</w:tr>"
		"<w:tr>" TC("<w:tcPr><w:vMerge/></w:tcPr><w:p/>") TC("<w:tbl><w:tr>" TC(P("n1")) TC(P("n2")) "</w:tr></w:tbl><w:p/>") TC(P("z")) "</w:tr>"
		"<w:tr><w:trPr><w:del/></w:trPr>" TC(P("gone")) "</w:tr>"
		"<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" TC(P("late")) "</w:tr>"
		"</w:tbl>", NULL, NULL), "H|A|B|<\n|m|x/y|1/2\n|^|n1/n2|z\n||late|\n");
}

static void
docx_runs(void **state)
{
	struct arena *a = *state;
	assert_string_equal(docx(a, "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
		"<w:hyperlink><w:r><w:t xml:space=\"preserve\"> link</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:t>a</w:t><w:softHyphen/><w:t>b&#173;c</w:t></w:r>"
		"<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t> 7</w:t></w:r>"
		"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>"
		"<w:sdt><w:sdtPr><w:alias w:val=\"q\"/></w:sdtPr><w:sdtContent>" P("content") "</w:sdtContent></w:sdt>"
		"<w:p><w:r><w:t>A </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>b </w:t></w:r><w:r><w:rPr><w:i/><w:b/></w:rPr><w:t>c</w:t></w:r><w:r><w:t> d</w:t></w:r></w:p>"
		"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>All bold</w:t></w:r></w:p><w:p><w:r><w:rPr><w:i w:val=\"0\"/></w:rPr><w:t>none</w:t></w:r></w:p>",
		NULL, NULL), "new link-abc 7✓\ncontent\nA *b c* d\nAll bold\nnone\n");
	assert_string_equal(docx(a, "<w:p><w:r><w:t>around</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>" P("box")
		"</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>" P("box") "</w:txbxContent></v:textbox></mc:Fallback>"
		"</mc:AlternateContent></w:r></w:p>", NULL, NULL), "box\naround\n");
}

static void
literal_markup(void **state)
{
	struct arena *a = *state;
	assert_string_equal(docx(a, P("UE 15 &lt;i&gt;Innovation&lt;/i&gt; sociale"), NULL, NULL), "UE 15 *Innovation* sociale\n");
	assert_string_equal(docx(a, P("&lt;ul style=\"x\"&gt; - un - deux"), NULL, NULL), "- un - deux\n");
	assert_string_equal(docx(a, P("&lt;ul&gt;&lt;li&gt;un&lt;li&gt;deux&lt;/ul&gt;"), NULL, NULL), "-un\n-deux\n");
	assert_string_equal(docx(a, P("&lt;i&gt;jamais ferm&#233;"), NULL, NULL), "*jamais fermé*\n");
	assert_string_equal(docx(a, P("5 &lt; 6, a &lt;b, &lt;mot&gt; &amp;amp;"), NULL, NULL), "5 < 6, a <b, <mot> &amp;\n");
	assert_string_equal(docx(a, P("\xc2\xa0 x \xc2\xa0\xe2\x80\x8by "), NULL, NULL), "x y\n");
}

static void
odt_blocks(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *z = make_odf(a, false, "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties fo:font-style=\"italic\"/></style:style>"
		"<text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/></text:list-style>",
		"<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
		"<text:h text:outline-level=\"2\">Titre</text:h><text:p>a<text:s text:c=\"3\"/>b<text:span text:style-name=\"T1\">c</text:span><text:line-break/>d</text:p>"
		"<text:list text:style-name=\"L1\"><text:list-item><text:p>un</text:p><text:p>suite</text:p></text:list-item><text:list-item><text:p>deux</text:p>"
		"<text:list><text:list-item><text:p>sous</text:p></text:list-item></text:list></text:list-item></text:list>"
		"<text:p>avec<draw:frame><draw:text-box><text:p>bo\xc3\xaete</text:p></draw:text-box></draw:frame></text:p>"
		"<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>H</text:p>"
		"</table:table-cell><table:covered-table-cell/><table:table-cell><text:p>I</text:p></table:table-cell></table:table-row></table:table-header-rows>"
		"<table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>m</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\">"
		"<text:p>r</text:p></table:table-cell></table:table-row>"
		"<table:table-row><table:covered-table-cell/><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell/></table:table-row></table:table>", &n);
	assert_string_equal(shown_bytes(a, z, n, "x.odt"), "#2Titre\na b*c*\nd\n-1. un\nsuite\n-2. deux\n-1sous\nboîte\navec\nH|H|<|I\n|m|r|r\n|^|x|\n");
}

static void
ods_cells(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *z = make_odf(a, true, "", "<table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/>"
		"</table:table-row><table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" office:date-value=\"2027-03-01T00:00:00\"><text:p>01/03/27</text:p>"
		"</table:table-cell><table:table-cell table:number-columns-repeated=\"3\"/><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>VRAI</text:p></table:table-cell>"
		"<table:table-cell office:value-type=\"float\" office:value=\"1.5\"><text:p>1,50</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row></table:table>", &n);
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, z, n, "x.ods", &d, &why), OK);
	assert_string_equal(shown(a, d), "|2027-03-01||||VRAI|1,50\n|2027-03-01||||VRAI|1,50\n");
	assert_int_equal(d->items[0].table->items[1].number, 1000002);
	assert_string_equal(d->items[0].table->name, "S");
}

static void
xlsx_cells(void **state)
{
	struct arena *a = *state;
	size_t n;
	static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-40C]d\\ mmmm\\ yyyy;@\"/><numFmt numFmtId=\"165\" formatCode=\"0.00\"/></numFmts>"
		"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"9\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
	char *z = make_xlsx(a, "<sheetData><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c><c r=\"D2\" t=\"inlineStr\"><is><t>in</t></is></c></row>"
		"<row r=\"5\"><c r=\"A5\" s=\"1\"><v>46447</v></c><c r=\"B5\" s=\"2\"><v>46448</v></c><c r=\"C5\" s=\"3\"><v>1.1</v></c><c r=\"D5\"><v>0.1</v></c></row>"
		"<row r=\"6\"><c r=\"A6\" t=\"b\"><v>1</v></c><c r=\"B6\" s=\"4\"><v>0.35</v></c><c r=\"C6\" t=\"str\"><f>A1</f><v>f</v></c><c r=\"D6\" s=\"5\"><v>46447.5</v></c></row>"
		"<row r=\"7\"><c r=\"B7\"><v>9</v></c></row></sheetData><mergeCells><mergeCell ref=\"A6:A7\"/><mergeCell ref=\"C7:D7\"/></mergeCells>",
		"<sst><si><t>a\nb</t></si><si><r><t>x </t></r><r><rPr><i/></rPr><t>y</t></r><rPh><t>z</t></rPh></si></sst>", styles, &n);
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, z, n, "x.xlsx", &d, &why), OK);
	assert_string_equal(shown(a, d), "|a/b||x *y*|in\n|2027-03-01|2027-03-02|1.10|0.1\n|VRAI|35 %|f|2027-03-01 12:00\n|^|9||<\n");
	assert_int_equal(d->items[0].table->items[1].number, 5);
	assert_int_equal(d->notes.n, 1); /* the hidden sheet */
	assert_string_equal(d->notes.items[0].arg, "Cachée");
}

static void
html_tables_and_lists(void **state)
{
	struct arena *a = *state;
	const char *s = "<html><head><title>T</title><style>p{}</style><script>x()</script></head><body><h2>Un</h2>text <b>gras</b> ici<p>autre"
		"<ul><li>a<ul><li>b</ul><li><p>c</p></ul><ol start=3><li>d</ol><table><caption>Nom</caption><tr><th>A<th>B<th>C<tr><td rowspan=2>1<td colspan=2>2"
		"<tr><td>3<br>4<td><table><tr><td>n</table></table><div style='display:none'>no</div><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>"
		"<span><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span>word</p>";
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, s, strlen(s), NULL, &d, &why), OK);
	assert_string_equal(shown(a, d), "#2Un\ntext *gras* ici\nautre\n-a\n-1b\n-c\n-3. d\nH|A|B|C\n|1|2|<\n|^|3/4|n\n-1word\n");
	assert_string_equal(d->title, "T");
}

static void
text_tables(void **state)
{
	struct arena *a = *state;
	const char *s = "# Plan\n\n- un\n  * deux\nTexte *em* et étudiant*e*s, 2 * 3 * 4\n| A | B |\n|---|:-:|\n| x\\|y | **z** |\n\n"
		"1.1. O\t1.1.1. A\tCP\n--\t---\t--\n\t\"q \"\"r\"\"\ns\"\tfin\n\"pas\" une cellule\tx\nSuite\n===\n";
	assert_string_equal(shown_bytes(a, s, strlen(s), "p.txt"), "#1Plan\n-un\n-1deux\nTexte *em* et étudiant*e*s, 2 * 3 * 4\n|A|B\n|x|y|z\n"
		"|1.1. O|1.1.1. A|CP\n||q \"r\"/s|fin\n|\"pas\" une cellule|x|\n#1Suite\n");
	/* the row before the dashes is a row like the others, and keeps the number of its line */
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, "\na\tb\n--\t--\nc\td\n", 15, NULL, &d, &why), OK);
	assert_int_equal(d->items[0].table->items[1].number, 4);
	assert_false(d->items[0].table->items[0].header);
}

#define SHOWN(lit, name) shown_bytes(a, lit, sizeof lit - 1, name)
static void
encodings(void **state)
{
	struct arena *a = *state;
	assert_string_equal(SHOWN("\xff\xfe\xc9\0t\0\xe9\0\t\0x\0", "u.txt"), "|Été|x\n");
	assert_string_equal(SHOWN("caf\xe9;th\xe9\n1;2\n", "c.csv"), "|café|thé\n|1|2\n");
	assert_string_equal(SHOWN("\xef\xbb\xbfsep=,\na,\"b;\nc\"\n", "c.csv"), "|a|b;/c\n");
}

static void
sniffing(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *z = make_docx(a, P("x"), NULL, NULL, &n);
	assert_int_equal(document_sniff(z, n, "x.pdf"), DOC_DOCX);
	assert_int_equal(document_sniff("%PDF-1.7", 8, NULL), DOC_PDF);
	assert_int_equal(document_sniff("<TABLE><tr><td>", 15, "x.txt"), DOC_HTML);
	assert_int_equal(document_sniff("a <ul> b", 8, NULL), DOC_TEXT);
	assert_int_equal(document_sniff("a;b;c\nd;e;f\n", 12, NULL), DOC_CSV);
	assert_int_equal(document_sniff("\x89PNG\r\n\x1a\n", 8, "x.docx"), DOC_UNKNOWN);
	struct document *d;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, z, n, "x.pdf", &d, &why), OK);
	assert_int_equal(d->notes.n, 1);
	assert_string_equal(d->notes.items[0].arg, ".docx");
}

static void
json_there_and_back(void **state)
{
	struct arena *a = *state;
	size_t n;
	char *z = make_docx(a, "<w:p><w:r><w:t>A </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>\"b\"</w:t></w:r></w:p><w:tbl><w:tr>"
		TC("<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P("B")) "</w:tr></w:tbl>", NULL, NULL, &n);
	struct document *d, *again;
	struct problems why = { 0 };
	assert_int_equal(document_read(a, z, n, "x.docx", &d, &why), OK);
	struct buf x = buf_new(a, MIB(1)), y = buf_new(a, MIB(1));
	document_to_json(d, &x);
	assert_int_equal(document_from_json(a, buf_str(&x), x.len, &again), OK);
	document_to_json(again, &y);
	assert_string_equal(buf_str(&x), buf_str(&y));
	static const char *const wrong[] = { "{}", "[]", "{\"format\":1,\"title\":null,\"blocks\":[],\"notes\":[],\"more\":1}",
		"{\"format\":99,\"title\":null,\"blocks\":[],\"notes\":[]}", "{\"format\":1,\"title\":null,\"blocks\":[{\"number\":1,\"page\":0,\"line\":[\"\"]}],\"notes\":[]}",
		"{\"format\":1,\"title\":null,\"blocks\":[{\"number\":1,\"page\":0,\"line\":[\"\\u000ex\"]}],\"notes\":[]}",
		"{\"format\":1,\"title\":null,\"blocks\":[{\"number\":1,\"page\":0,\"line\":[\"a\\nb\"]}],\"notes\":[]}",
		"{\"format\":1,\"title\":null,\"blocks\":[],\"notes\":[[\"%n\",null]]}",
		"{\"format\":1,\"title\":null,\"blocks\":[{\"number\":1,\"page\":0,\"table\":{\"name\":null,\"number\":1,\"ncols\":2,\"rows\":[{\"number\":1,\"header\":false,\"cells\":[null]}]}}],\"notes\":[]}",
		"{\"format\":1,\"title\":null,\"blocks\":[{\"number\":1,\"page\":0,\"table\":{\"name\":null,\"number\":1,\"ncols\":1,\"rows\":[{\"number\":1,\"header\":false,\"cells\":[{\"colspan\":2,\"lines\":[]}]}]}}],\"notes\":[]}" };
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_int_equal(document_from_json(a, wrong[i], strlen(wrong[i]), &again), E_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(docx_headings_in_any_language), T(docx_lists_and_numbers), T(docx_tables), T(docx_runs), T(literal_markup),
		T(odt_blocks), T(ods_cells), T(xlsx_cells), T(html_tables_and_lists), T(text_tables), T(encodings), T(sniffing), T(json_there_and_back) };
	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
