#include "formats/builder.h"
#include "base/text.h"
#include "base/tr.h"
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

/* ---- what it is ----------------------------------------------------------------------------------------- */

static bool
begins(const unsigned char *p, size_t n, const char *magic, size_t k)
{
	return n >= k && memcmp(p, magic, k) == 0;
}
#define BEGINS(lit) begins(p, n, lit, sizeof lit - 1)

static uint32_t
le(const unsigned char *p, int bytes)
{
	uint32_t v = 0;
	for (int i = 0; i < bytes; i++)
		v |= (uint32_t)p[i] << (8 * i);
	return v;
}

/* A member's name tells an office package; "mimetype" comes first in OpenDocument and is stored as it is. */
static enum doc_format
format_of_member(const char *name, size_t n, const unsigned char *data, size_t left)
{
	if (n > 13 && strncmp(name, "word/document", 13) == 0)
		return DOC_DOCX;
	if (n == 15 && strncmp(name, "xl/workbook.xml", 15) == 0)
		return DOC_XLSX;
	if (n == 8 && strncmp(name, "mimetype", 8) == 0) {
		static const char odt[] = "application/vnd.oasis.opendocument.text", ods[] = "application/vnd.oasis.opendocument.spreadsheet";
		if (left >= sizeof odt - 1 && memcmp(data, odt, sizeof odt - 1) == 0)
			return DOC_ODT;
		if (left >= sizeof ods - 1 && memcmp(data, ods, sizeof ods - 1) == 0)
			return DOC_ODS;
	}
	return DOC_UNKNOWN;
}

/* Walks the local headers by their signatures; no inflating. A truncated package is still recognised. */
static enum doc_format
sniff_zip(const unsigned char *p, size_t n)
{
	const unsigned char *at = p, *end = p + n;
	for (int members = 0; members < 5000 && (at = memmem(at, (size_t)(end - at), "PK\3\4", 4)) != NULL; members++) {
		if (end - at < 30)
			break;
		size_t name = le(at + 26, 2), extra = le(at + 28, 2);
		if ((size_t)(end - at) < 30 + name)
			break;
		const unsigned char *data = (size_t)(end - at) < 30 + name + extra ? end : at + 30 + name + extra;
		enum doc_format f = format_of_member((const char *)at + 30, name, data, (size_t)(end - data));
		if (f != DOC_UNKNOWN)
			return f;
		size_t packed = le(at + 6, 2) & 8 ? 0 : le(at + 18, 4); /* bit 3: the size comes after the data */
		at = (size_t)(end - data) >= packed && data > at ? data + packed : at + 30;
	}
	return DOC_UNKNOWN;
}

static bool
holds(const char *s, size_t n, const char *word)
{
	size_t k = strlen(word);
	for (size_t i = 0; i + k <= n; i++)
		if ((s[i] | 32) == (*word | 32) && strncasecmp(s + i, word, k) == 0)
			return true;
	return false;
}

static bool
sniff_html(const char *s, size_t n)
{
	static const char *const starts[] = { "<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<div", "<!--startfragment" };
	size_t i = 0, head = n < 65536 ? n : 65536;
	while (i < n && (s[i] == ' ' || s[i] == '\n' || s[i] == '\r' || s[i] == '\t'))
		i++;
	if (n - i > 5 && strncmp(s + i, "<?xml", 5) == 0)
		return holds(s, head < 2000 ? head : 2000, "<html");
	for (size_t k = 0; k < LEN(starts); k++)
		if (n - i >= strlen(starts[k]) && strncasecmp(s + i, starts[k], strlen(starts[k])) == 0)
			return true;
	return holds(s, head, "<table") && holds(s, head, "<tr") && holds(s, head, "<td");
}

static bool
binary(const unsigned char *p, size_t n)
{
	size_t odd = 0, head = n < 65536 ? n : 65536;
	if (BEGINS("\xff\xfe") || BEGINS("\xfe\xff"))
		return false; /* UTF-16 */
	for (size_t i = 0; i < head; i++) {
		if (p[i] == 0)
			return true;
		odd += p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r' && p[i] != '\f' && p[i] != '\v';
	}
	return odd * 50 > head;
}

static bool
named(const char *filename, const char *extension)
{
	size_t n = filename == NULL ? 0 : strlen(filename), k = strlen(extension);
	return n > k && strcasecmp(filename + n - k, extension) == 0;
}

/* Pasted separated values: the first lines hold the same number of ';', at least two. */
static bool
looks_separated(const char *s, size_t n)
{
	size_t expected = 0, lines = 0, count = 0;
	for (size_t i = 0; i < n && lines < 5; i++) {
		count += s[i] == ';';
		if (s[i] != '\n')
			continue;
		if (count < 2 || (lines > 0 && count != expected))
			return false;
		expected = count;
		count = 0;
		lines++;
	}
	return lines >= 2;
}

bool
document_is_pdf(const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	return !BEGINS("PK\3\4") && memmem(p, n < 1024 ? n : 1024, "%PDF-", 5) != NULL;
}

enum doc_format
document_sniff(const void *bytes, size_t n, const char *filename)
{
	const unsigned char *p = bytes;
	if (n == 0)
		return DOC_UNKNOWN;
	if (BEGINS("PK\3\4"))
		return sniff_zip(p, n);
	if (document_is_pdf(p, n))
		return DOC_PDF;
	if (binary(p, n) || BEGINS("{\\rtf") || BEGINS("%!PS"))
		return DOC_UNKNOWN;
	if (sniff_html(bytes, n))
		return DOC_HTML;
	if (BEGINS("<?xml"))
		return DOC_UNKNOWN;
	if (named(filename, ".csv") || named(filename, ".tsv") || named(filename, ".tab"))
		return DOC_CSV;
	return filename == NULL && looks_separated(bytes, n) ? DOC_CSV : DOC_TEXT;
}

/* ---- reading -------------------------------------------------------------------------------------------- */

/* Why these bytes cannot be read, and what to do. */
static void
refuse_unknown(struct builder *b, const unsigned char *p, size_t n)
{
	if (BEGINS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		if (memmem(p, n, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31) != NULL)
			builder_refuse(b, E_INVALID, N_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis déposez la copie."), NULL);
		else if (memmem(p, n, "W\0o\0r\0k\0b\0o\0o\0k", 15) != NULL)
			builder_refuse(b, E_INVALID, N_("Ce classeur est dans l’ancien format .xls. Ouvrez-le et enregistrez-le en .xlsx, puis déposez la copie."), NULL);
		else
			builder_refuse(b, E_INVALID, N_("Ce document est dans l’ancien format .doc. Ouvrez-le et enregistrez-le en .docx, puis déposez la copie."), NULL);
	} else if (BEGINS("\x89PNG") || BEGINS("\xff\xd8\xff") || BEGINS("GIF8") || BEGINS("II*\0") || BEGINS("MM\0*") || BEGINS("BM") ||
	    (BEGINS("RIFF") && n > 12 && memcmp(p + 8, "WEBP", 4) == 0)) {
		builder_refuse(b, E_INVALID, N_("Ce fichier est une image : son texte ne peut pas être lu. Déposez le document d’origine (.docx, .odt, .xlsx…)."), NULL);
	} else if (BEGINS("{\\rtf")) {
		builder_refuse(b, E_INVALID, N_("Ce document est au format RTF. Ouvrez-le et enregistrez-le en .docx ou .odt, puis déposez la copie."), NULL);
	} else if (BEGINS("PK") || BEGINS("\x1f\x8b") || BEGINS("7z\xbc\xaf") || BEGINS("Rar!")) {
		builder_refuse(b, E_INVALID, N_("Cette archive ne contient pas de document lisible directement. Déposez le document lui-même (.docx, .odt, .xlsx…)."), NULL);
	} else {
		builder_refuse(b, E_INVALID,
		    N_("Ce fichier n’est pas dans un format connu. Formats lus : .docx, .odt, .xlsx, .ods, .csv, .html, .txt, .md et .pdf."), NULL);
	}
}

static const char *
extension_of(enum doc_format f)
{
	switch (f) {
	case DOC_DOCX: return ".docx";
	case DOC_ODT: return ".odt";
	case DOC_XLSX: return ".xlsx";
	case DOC_ODS: return ".ods";
	case DOC_HTML: return ".html";
	case DOC_PDF: return ".pdf";
	case DOC_CSV: return ".csv";
	case DOC_TEXT: return ".txt";
	case DOC_UNKNOWN: break;
	}
	return "";
}

static void
note_wrong_extension(struct builder *b, const char *filename)
{
	static const char *const known[] = { ".docx", ".doc", ".odt", ".xlsx", ".xls", ".ods", ".pdf", ".csv", ".tsv", ".html", ".htm" };
	const char *real = extension_of(b->d->format);
	enum doc_format f = b->d->format;
	if ((f == DOC_HTML && (named(filename, ".htm") || named(filename, ".xhtml"))) || (f == DOC_DOCX && named(filename, ".docm")) ||
	    (f == DOC_XLSX && named(filename, ".xlsm")) || (f == DOC_CSV && filename == NULL) || f == DOC_CSV)
		return;
	for (size_t i = 0; i < LEN(known); i++)
		if (named(filename, known[i]) && strcmp(known[i], real) != 0)
			builder_note(b, N_("Le nom du fichier ne dit pas vrai : son contenu est au format « %s », et c’est ainsi qu’il a été lu."), real);
}

static void
read_format(struct builder *b, const void *bytes, size_t n)
{
	switch (b->d->format) {
	case DOC_DOCX: read_docx(b, bytes, n); break;
	case DOC_ODT: read_odt(b, bytes, n); break;
	case DOC_XLSX: read_xlsx(b, bytes, n); break;
	case DOC_ODS: read_ods(b, bytes, n); break;
	case DOC_CSV: read_csv(b, bytes, n); break;
	case DOC_HTML: read_html(b, bytes, n); break;
	case DOC_TEXT: read_text(b, bytes, n); break;
	case DOC_PDF: read_pdf_words(b, bytes, n); break;
	case DOC_UNKNOWN: refuse_unknown(b, bytes, n); break;
	}
}

enum err
document_read(struct arena *a, const void *bytes, size_t n, const char *filename, struct document **out, struct problems *why)
{
	struct builder *b = ARENA_NEW(a, struct builder);
	enum doc_format f = document_sniff(bytes, n, filename);
	builder_start(b, a, f, why);
	if (n == 0)
		return builder_refuse(b, E_INVALID, N_("Ce fichier est vide."), NULL);
	if (n > DOC_MAX_BYTES)
		return builder_refuse(b, E_LIMIT, N_("Ce fichier est trop gros (plus de 32 Mo)."), NULL);
	if (f == DOC_PDF)
		return builder_refuse(b, E_INVALID, N_("Ce PDF doit d’abord être converti en texte."), NULL);
	note_wrong_extension(b, filename);
	read_format(b, bytes, n);
	return builder_end(b, out);
}

enum err
document_read_pdf_words(struct arena *a, const char *tsv, size_t n, struct document **out, struct problems *why)
{
	struct builder *b = ARENA_NEW(a, struct builder);
	builder_start(b, a, DOC_PDF, why);
	read_format(b, tsv, n);
	return builder_end(b, out);
}

/* ---- text ----------------------------------------------------------------------------------------------- */

char *
bytes_to_utf8(struct arena *a, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	bool little = BEGINS("\xff\xfe"), big = BEGINS("\xfe\xff");
	if (!little && !big)
		return text_to_utf8(a, s, n);
	struct buf b = buf_new(a, n * 2 + 4);
	for (size_t i = 2; i + 1 < n; i += 2) {
		int32_t cp = little ? p[i] | p[i + 1] << 8 : p[i] << 8 | p[i + 1];
		if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < n) {
			int32_t low = little ? p[i + 2] | p[i + 3] << 8 : p[i + 2] << 8 | p[i + 3];
			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		utf8proc_uint8_t u[4];
		utf8proc_ssize_t k = cp >= 0xD800 && cp < 0xE000 ? 0 : utf8proc_encode_char(cp, u);
		if (k > 0)
			buf_add(&b, u, (size_t)k);
	}
	return text_to_utf8(a, buf_str(&b), b.len);
}

static char *
without_marks(struct arena *a, const char *s, const char *mark)
{
	struct buf b = buf_new(a, strlen(s) * 2 + 1);
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == EMPH_ON || *s == EMPH_OFF)
			buf_puts(&b, mark);
		else
			buf_putc(&b, *s);
	}
	return arena_strdup(a, buf_str(&b));
}

char *
doc_plain(struct arena *a, const char *s)
{
	return without_marks(a, s == NULL ? "" : s, "");
}

char *
doc_markdown(struct arena *a, const char *s)
{
	return without_marks(a, s == NULL ? "" : s, "*");
}

char *
doc_cell_text(struct arena *a, const struct doc_cell *c, const char *sep)
{
	struct buf b = buf_new(a, MIB(64));
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			buf_puts(&b, sep);
		buf_puts(&b, c->items[i].text);
	}
	return arena_strdup(a, buf_str(&b));
}
