/* plan_export.c: the seven formats, and which writer makes each. */
#include "plan/plan_export.h"
#include <string.h>

static const struct format_row { const char *word, *type, *extension; } format_rows[PLAN_FORMATS] = {
	[PLAN_DOCX] = { "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" },
	[PLAN_ODT] = { "odt", "application/vnd.oasis.opendocument.text", "odt" },
	[PLAN_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
	[PLAN_CSV] = { "csv", "text/csv; charset=utf-8", "csv" },
	[PLAN_JSON] = { "json", "application/json", "json" },
	[PLAN_HTML] = { "html", "text/html; charset=utf-8", "html" },
	[PLAN_STRATML] = { "stratml", "application/xml", "stratml.xml" },
};

const char *plan_format_word(enum plan_format f) { BUG_ON(f >= PLAN_FORMATS); return format_rows[f].word; }
const char *plan_format_type(enum plan_format f) { BUG_ON(f >= PLAN_FORMATS); return format_rows[f].type; }
const char *plan_format_extension(enum plan_format f) { BUG_ON(f >= PLAN_FORMATS); return format_rows[f].extension; }

bool
plan_format_of(const char *word, enum plan_format *out)
{
	for (unsigned f = 0; word != NULL && f < PLAN_FORMATS; f++)
		if (strcmp(format_rows[f].word, word) == 0) {
			*out = (enum plan_format)f;
			return true;
		}
	return false;
}

/* The star that ends what an opening one begins: both touch what they enclose, as html_title() has it, so that
 * "2 * 3 * 4" and "(* à confirmer)" have no emphasis. */
static const char *
closing_star(const char *from)
{
	if (*from == '\0' || *from == ' ' || *from == '*')
		return NULL;
	const char *star = strchr(from, '*');
	return star != NULL && star[-1] != ' ' ? star : NULL;
}

const char *
plan_marks(struct arena *a, const char *plain, const char *rich)
{
	if (rich == NULL)
		return plain;
	struct buf b = buf_new(a, strlen(rich) + 1);
	for (const char *p = rich; *p != '\0';) {
		const char *end = *p == '*' ? closing_star(p + 1) : NULL;
		if (end == NULL) {
			buf_putc(&b, *p++);
			continue;
		}
		buf_putc(&b, EMPH_ON);
		buf_add(&b, p + 1, (size_t)(end - p - 1));
		buf_putc(&b, EMPH_OFF);
		p = end + 1;
	}
	return buf_str(&b);
}

static enum err
export_json(struct arena *a, const struct plan *p, const void **bytes, size_t *n)
{
	struct buf b = buf_new(a, OUT_MAX);
	plan_to_json(a, p, &b);
	if (b.full)
		return fail(a, E_LIMIT, "json: plan too large");
	*bytes = buf_str(&b);
	*n = b.len;
	return OK;
}

enum err
plan_export(struct arena *a, const struct plan *p, const struct plan_status *status, const struct plan_export_options *o, enum plan_format f,
    const void **bytes, size_t *n)
{
	struct out_document d;
	switch (f) {
	case PLAN_JSON: return export_json(a, p, bytes, n);
	case PLAN_STRATML: return plan_stratml(a, p, o, bytes, n);
	case PLAN_DOCX:
		plan_document(a, p, status, o, false, &d);
		return write_docx(a, &d, bytes, n);
	case PLAN_ODT:
		plan_document(a, p, status, o, false, &d);
		return write_odt(a, &d, bytes, n);
	case PLAN_HTML:
		plan_document(a, p, status, o, false, &d);
		return write_html(a, &d, bytes, n);
	case PLAN_XLSX:
		plan_document(a, p, status, o, true, &d);
		return write_xlsx(a, &d, bytes, n);
	case PLAN_CSV:
		plan_document(a, p, status, o, true, &d);
		return write_csv(a, &d, bytes, n);
	case PLAN_FORMATS: break;
	}
	bug(__FILE__, __LINE__, "unknown format");
}
