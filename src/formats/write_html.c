/* write_html.c: a static page that needs nothing else: offline, printable, readable by a screen reader. */
#include "formats/writer.h"
#include <string.h>

static const char css[] =
	"body{font:1rem/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:90rem;padding:0 1rem;color:#1b1f24;background:#fff}"
	"h1,h2,h3,h4{color:#1f3a5f;line-height:1.25}table{border-collapse:collapse;width:100%;margin:.75rem 0 1.5rem}"
	"caption{text-align:left;font-weight:600;padding:.3rem 0}th,td{border:1px solid #9aa3af;padding:.35rem .5rem;text-align:left;vertical-align:top}"
	"thead th{background:#e4e7ec}tbody th{font-weight:600}td p,th p{margin:0 0 .2rem}ul{margin:0;padding-left:1.1rem}"
	".scroll{overflow-x:auto}"
	"@media print{body{margin:0;max-width:none;font-size:9pt}thead{display:table-header-group}tr{break-inside:avoid}}";

static void
runs(struct buf *b, const char *s)
{
	for (struct out_run r = out_runs(s); out_run_next(&r);) {
		if (r.emph)
			buf_puts(b, "<em>");
		xml_text_n(b, r.p, r.n);
		if (r.emph)
			buf_puts(b, "</em>");
	}
}

static void
cell(struct buf *b, const struct out_cell *c)
{
	const char *tag = c->head ? "th" : "td";
	buf_printf(b, "<%s", tag);
	if (c->head)
		buf_printf(b, " scope=\"%s\"", c->rowspan > 1 ? "rowgroup" : "row");
	if (c->colspan > 1)
		buf_printf(b, " colspan=\"%d\"", c->colspan);
	if (c->rowspan > 1)
		buf_printf(b, " rowspan=\"%d\"", c->rowspan);
	if (c->tone != TONE_NONE)
		buf_printf(b, " class=\"t%d\"", (int)c->tone);
	buf_puts(b, ">");
	for (size_t i = 0; i < c->lines.n; i++) {
		bool item = c->lines.items[i].kind == LINE_ITEM;
		if (item && (i == 0 || c->lines.items[i - 1].kind != LINE_ITEM))
			buf_puts(b, "<ul>");
		if (c->lines.n > 1 || item)
			buf_puts(b, item ? "<li>" : "<p>");
		runs(b, c->lines.items[i].text);
		if (c->lines.n > 1 || item)
			buf_puts(b, item ? "</li>" : "</p>");
		if (item && (i + 1 == c->lines.n || c->lines.items[i + 1].kind != LINE_ITEM))
			buf_puts(b, "</ul>");
	}
	buf_printf(b, "</%s>", tag);
}

static void
table(struct buf *b, const struct out_table *t)
{
	buf_puts(b, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
	xml_text(b, t->name != NULL ? t->name : "Tableau");
	buf_puts(b, "\"><table>\n");
	if (t->name != NULL) {
		buf_puts(b, "<caption>");
		xml_text(b, t->name);
		buf_puts(b, "</caption>\n");
	}
	buf_puts(b, "<thead><tr>");
	for (size_t j = 0; j < t->ncols; j++) {
		buf_puts(b, "<th scope=\"col\">");
		xml_text(b, t->columns[j].heading);
		buf_puts(b, "</th>");
	}
	buf_puts(b, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < t->rows.n; i++) {
		buf_puts(b, "<tr>");
		for (size_t j = 0; j < t->ncols; j++)
			if (!t->rows.items[i].cells[j].covered)
				cell(b, &t->rows.items[i].cells[j]);
		buf_puts(b, "</tr>\n");
	}
	buf_puts(b, "</tbody></table></div>\n");
}

static void
block(struct buf *b, const struct out_document *d, size_t i)
{
	const struct out_block *k = &d->blocks.items[i];
	int level = k->level < 1 ? 2 : k->level > 3 ? 4 : k->level + 1; /* the title is h1 */
	switch (k->kind) {
	case OUT_HEADING:
		buf_printf(b, "<h%d>", level);
		runs(b, k->text);
		buf_printf(b, "</h%d>\n", level);
		break;
	case OUT_PARAGRAPH:
		buf_puts(b, "<p>");
		runs(b, k->text);
		buf_puts(b, "</p>\n");
		break;
	case OUT_ITEM:
		if (i == 0 || d->blocks.items[i - 1].kind != OUT_ITEM)
			buf_puts(b, "<ul>\n");
		buf_puts(b, "<li>");
		runs(b, k->text);
		buf_puts(b, "</li>\n");
		if (i + 1 == d->blocks.n || d->blocks.items[i + 1].kind != OUT_ITEM)
			buf_puts(b, "</ul>\n");
		break;
	case OUT_TABLE: table(b, k->table); break;
	}
}

enum err
write_html(struct arena *a, const struct out_document *d, const void **bytes, size_t *n)
{
	struct buf b = buf_new(a, OUT_MAX);
	buf_printf(&b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
	    d->lang == NULL ? "fr" : d->lang);
	xml_text(&b, d->title != NULL ? d->title : "Document");
	buf_printf(&b, "</title>\n<style>%s", css);
	for (int t = 1; t < TONES; t++)
		buf_printf(&b, ".t%d{background:#%s}", t, out_tone_fill((enum out_tone)t));
	buf_puts(&b, "</style>\n</head>\n<body>\n<main>\n");
	if (d->title != NULL) {
		buf_puts(&b, "<h1>");
		runs(&b, d->title);
		buf_puts(&b, "</h1>\n");
	}
	for (size_t i = 0; i < d->blocks.n; i++)
		block(&b, d, i);
	buf_puts(&b, "</main>\n");
	if (d->footer != NULL) {
		buf_puts(&b, "<footer><p>");
		xml_text(&b, d->footer);
		buf_puts(&b, "</p></footer>\n");
	}
	buf_puts(&b, "</body>\n</html>\n");
	if (b.full)
		return fail(a, E_LIMIT, "html: document too large");
	*bytes = buf_str(&b);
	*n = b.len;
	return OK;
}
