/* What a document that someone sends really is, whatever its name says. */
#include "call/call_form.h"
#include <ctype.h>
#include <string.h>

#define TYPE_PDF "application/pdf"
#define TYPE_DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define TYPE_ODT "application/vnd.oasis.opendocument.text"
#define TYPE_ODS "application/vnd.oasis.opendocument.spreadsheet"
#define TYPE_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static bool
begins(const unsigned char *p, size_t n, size_t at, const char *with, size_t len)
{
	return n >= at + len && memcmp(p + at, with, len) == 0;
}

static unsigned
le(const unsigned char *p, int bytes)
{
	unsigned v = 0;
	for (int i = bytes - 1; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

/* The names in the central directory of an archive: the list that programs believe. */
struct zip_names { bool word, book, types, macro, mimetype; size_t n; };

static bool
zip_list(const unsigned char *p, size_t n, struct zip_names *out)
{
	enum { END = 22, ENTRY = 46, NAMES_MOST = 5000 };
	if (n < END)
		return false;
	size_t end = n - END;
	while (memcmp(p + end, "PK\5\6", 4) != 0) /* at most a comment of 64 KiB after it */
		if (end-- == 0 || n - end > END + 65535)
			return false;
	size_t at = le(p + end + 16, 4), entries = le(p + end + 10, 2);
	for (size_t i = 0; i < entries && i < NAMES_MOST; i++) {
		if (at > n || n - at < ENTRY || memcmp(p + at, "PK\1\2", 4) != 0)
			return false;
		size_t len = le(p + at + 28, 2), more = len + le(p + at + 30, 2) + le(p + at + 32, 2);
		if (n - at - ENTRY < more)
			return false;
		const char *name = (const char *)p + at + ENTRY;
		out->word = out->word || (len == 17 && memcmp(name, "word/document.xml", 17) == 0);
		out->book = out->book || (len == 15 && memcmp(name, "xl/workbook.xml", 15) == 0);
		out->types = out->types || (len == 19 && memcmp(name, "[Content_Types].xml", 19) == 0);
		out->mimetype = out->mimetype || (len == 8 && memcmp(name, "mimetype", 8) == 0);
		out->macro = out->macro || memmem(name, len, "vbaProject", 10) != NULL || (len > 6 && memcmp(name, "Basic/", 6) == 0) ||
		    (len > 8 && memcmp(name, "Scripts/", 8) == 0);
		out->n++;
		at += ENTRY + more;
	}
	return out->n > 0;
}

/* What stands in the first file of an OpenDocument, stored as it is (OpenDocument 1.3, part 2, 3.3). */
static bool
says(const unsigned char *p, size_t n, const char *type)
{
	size_t len = strlen(type);
	return begins(p, n, 30, "mimetype", 8) && begins(p, n, 38, type, len) && !begins(p, n, 38 + len, "-", 1);
}

const char *
document_type(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	struct zip_names z = { 0 };
	if (begins(p, n, 0, "%PDF-", 5))
		return TYPE_PDF;
	if (begins(p, n, 0, "\x89PNG\r\n\x1a\n", 8))
		return "image/png";
	if (begins(p, n, 0, "\xff\xd8\xff", 3))
		return "image/jpeg";
	if (begins(p, n, 0, "RIFF", 4) && begins(p, n, 8, "WEBP", 4))
		return "image/webp";
	if (!begins(p, n, 0, "PK\3\4", 4) || !zip_list(p, n, &z) || z.macro)
		return NULL;
	if (z.mimetype && says(p, n, TYPE_ODT))
		return TYPE_ODT;
	return z.word && z.types ? TYPE_DOCX : NULL;
}

/* Lines of text with something that separates cells; a byte that no text holds makes it none. */
static bool
is_cells(const unsigned char *p, size_t n)
{
	bool cells = false;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0x7f || (p[i] < ' ' && p[i] != '\t' && p[i] != '\n' && p[i] != '\r'))
			return false;
		cells = cells || p[i] == ';' || p[i] == ',' || p[i] == '\t';
	}
	return cells;
}

const char *
data_type(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	struct zip_names z = { 0 };
	const char *type = document_type(bytes, n);
	if (type != NULL)
		return type;
	if (!begins(p, n, 0, "PK\3\4", 4))
		return n > 0 && is_cells(p, n) ? "text/csv" : NULL;
	if (!zip_list(p, n, &z) || z.macro)
		return NULL;
	if (z.mimetype && says(p, n, TYPE_ODS))
		return TYPE_ODS;
	return z.book && z.types ? TYPE_XLSX : NULL;
}

static const char *
ending_of(const char *type)
{
	static const struct { const char *type, *ending; } endings[] = { { TYPE_PDF, "pdf" }, { TYPE_DOCX, "docx" }, { TYPE_ODT, "odt" },
		{ TYPE_XLSX, "xlsx" }, { TYPE_ODS, "ods" },
		{ "text/csv", "csv" }, { "image/png", "png" }, { "image/jpeg", "jpg" }, { "image/webp", "webp" } };
	for (size_t i = 0; i < LEN(endings); i++)
		if (strcmp(endings[i].type, type) == 0)
			return endings[i].ending;
	return "bin";
}

char *
document_filename(struct arena *a, const char *typed, const char *type)
{
	char *clean = text_to_utf8(a, typed == NULL ? "" : typed, typed == NULL ? 0 : strlen(typed));
	for (const char *sep; (sep = strpbrk(clean, "/\\")) != NULL;)
		clean = arena_strdup(a, sep + 1);
	clean = text_trim(a, clean);
	char *dot = strrchr(clean, '.');
	if (dot != NULL && dot != clean && strlen(dot) <= 6)
		*dot = '\0';
	for (char *c = clean; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || strchr("\"<>|:*?", *c) != NULL)
			*c = '_';
	while (*clean == '.')
		clean++;
	const char *stem = text_ellipsis(a, *clean == '\0' ? "document" : clean, 100);
	return arena_printf(a, "%s.%s", stem, ending_of(type));
}
