#include "formats/package.h"
#include "base/text.h"
#include "base/tr.h"
#include <libxml/xmlreader.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define DAMAGED N_("Ce fichier est incomplet ou abîmé. Ouvrez-le dans votre traitement de texte ou votre tableur, enregistrez-le à nouveau, puis déposez la copie.")
#define BOMB N_("Ce fichier devient démesuré une fois décompressé (plus de 64 Mo) : il n’a pas été lu.")

/* ---- ZIP ------------------------------------------------------------------------------------------------ */

static void
discard(void *z)
{
	zip_discard(z);
}

bool
package_open(struct package *p, struct builder *b, const void *bytes, size_t n)
{
	enum { MEMBERS = 10000 };
	*p = (struct package){ .b = b };
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *src = zip_source_buffer_create(bytes, n, 0, &e);
	BUG_ON(src == NULL);
	zip_t *z = zip_open_from_source(src, ZIP_RDONLY, &e);
	zip_error_fini(&e);
	if (z == NULL) {
		zip_source_free(src);
		builder_refuse(b, E_INVALID, DAMAGED, NULL);
		return false;
	}
	arena_on_reset(b->a, discard, z);
	p->zip = z;
	if (zip_get_num_entries(z, 0) > MEMBERS) {
		builder_refuse(b, E_LIMIT, N_("Ce fichier contient trop de pièces (plus de 10 000) : il n’a pas été lu."), NULL);
		return false;
	}
	return true;
}

bool
package_has(struct package *p, const char *name)
{
	return zip_name_locate(p->zip, name, 0) >= 0;
}

bool
package_has_prefix(struct package *p, const char *prefix)
{
	zip_int64_t n = zip_get_num_entries(p->zip, 0);
	for (zip_int64_t i = 0; i < n; i++)
		if (text_starts(zip_get_name(p->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW), prefix))
			return true;
	return false;
}

/* A real document stays far below: XML of thousands of equal cells packs about 100 to 1. */
static bool
bomb(const struct package *p, size_t here, zip_uint64_t packed)
{
	return p->unpacked + here > DOC_MAX_UNPACKED || (here > MIB(8) && here / 500 > packed);
}

const char *
package_read(struct package *p, const char *name, size_t *n)
{
	struct builder *b = p->b;
	*n = 0;
	zip_int64_t i = zip_name_locate(p->zip, name, 0);
	zip_stat_t st;
	if (b->err != OK || i < 0 || zip_stat_index(p->zip, (zip_uint64_t)i, 0, &st) != 0)
		return NULL;
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE) {
		builder_refuse(b, E_INVALID, N_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis déposez la copie."), NULL);
		return NULL;
	}
	if ((st.valid & ZIP_STAT_SIZE) && bomb(p, st.size > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)st.size, UINT64_MAX)) {
		builder_refuse(b, E_LIMIT, BOMB, NULL);
		return NULL;
	}
	zip_file_t *f = zip_fopen_index(p->zip, (zip_uint64_t)i, 0);
	if (f == NULL) {
		builder_refuse(b, E_INVALID, DAMAGED, NULL);
		return NULL;
	}
	/* the declared size is a hint only: what counts is what really comes out */
	struct buf out = buf_new(b->a, DOC_MAX_UNPACKED + 1);
	char piece[65536];
	zip_int64_t k;
	while ((k = zip_fread(f, piece, sizeof piece)) > 0) {
		buf_add(&out, piece, (size_t)k);
		if (bomb(p, out.len, st.comp_size)) {
			builder_refuse(b, E_LIMIT, BOMB, NULL);
			break;
		}
	}
	zip_fclose(f);
	if (k < 0)
		builder_refuse(b, E_INVALID, DAMAGED, NULL);
	if (b->err != OK)
		return NULL;
	p->unpacked += out.len;
	*n = out.len;
	return buf_str(&out);
}

const char *
package_need(struct package *p, const char *name, size_t *n)
{
	const char *s = package_read(p, name, n);
	if (s == NULL)
		builder_refuse(p->b, E_INVALID, DAMAGED, NULL);
	return s;
}

/* ---- XML ------------------------------------------------------------------------------------------------ */

static void
reader_free(void *r)
{
	xmlFreeTextReader(r);
}

static void
silent(void *arg, xmlErrorPtr e)
{
	(void)arg;
	(void)e;
}

/* A DTD with declarations inside has no place in a document; looked for before the parser sees anything. */
static bool
declares_entities(const char *s, size_t n)
{
	size_t head = n < 65536 ? n : 65536;
	return memmem(s, head, "<!ENTITY", 8) != NULL || memmem(s, head, "<\0!\0E\0N\0T\0I\0T\0Y", 15) != NULL ||
	    memmem(s, head, "<!DOCTYPE", 9) != NULL || memmem(s, head, "<\0!\0D\0O\0C\0T\0Y\0P", 15) != NULL;
}

void
xml_open(struct xml *x, struct builder *b, const char *bytes, size_t n)
{
	*x = (struct xml){ .b = b };
	if (b->err != OK || bytes == NULL)
		return;
	if (n > INT_MAX / 2 || declares_entities(bytes, n)) {
		builder_refuse(b, E_INVALID,
		    N_("Ce fichier contient des définitions interdites (entités XML) : il n’a pas été lu. Enregistrez-le à nouveau depuis votre logiciel."), NULL);
		return;
	}
	x->reader = xmlReaderForMemory(bytes, (int)n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	BUG_ON(x->reader == NULL);
	xmlTextReaderSetStructuredErrorHandler(x->reader, silent, NULL);
	arena_on_reset(b->a, reader_free, x->reader);
}

static bool
refuse_xml(struct xml *x)
{
	const xmlError *e = xmlGetLastError();
	bool deep = e != NULL && e->message != NULL && strstr(e->message, "depth") != NULL;
	builder_refuse(x->b, E_INVALID, deep ? N_("Ce document est imbriqué trop profondément pour être lu.") : DAMAGED, NULL);
	return false;
}

bool
xml_next(struct xml *x)
{
	if (x->reader == NULL || x->b->err != OK)
		return false;
	if (x->empty_open) {
		x->empty_open = false;
		x->event = XML_END;
		return true;
	}
	for (;;) {
		int r = xmlTextReaderRead(x->reader);
		if (r == 0)
			return false;
		if (r < 0)
			return refuse_xml(x);
		switch (xmlTextReaderNodeType(x->reader)) {
		case XML_READER_TYPE_ELEMENT:
			x->event = XML_START;
			x->depth = xmlTextReaderDepth(x->reader);
			x->name = (const char *)xmlTextReaderConstLocalName(x->reader);
			x->empty_open = xmlTextReaderIsEmptyElement(x->reader) == 1;
			if (x->depth >= DOC_MAX_DEPTH) {
				builder_refuse(x->b, E_INVALID, N_("Ce document est imbriqué trop profondément pour être lu."), NULL);
				return false;
			}
			return true;
		case XML_READER_TYPE_END_ELEMENT:
			x->event = XML_END;
			x->depth = xmlTextReaderDepth(x->reader);
			x->name = (const char *)xmlTextReaderConstLocalName(x->reader);
			return true;
		case XML_READER_TYPE_TEXT: case XML_READER_TYPE_CDATA: case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: case XML_READER_TYPE_WHITESPACE:
			x->event = XML_TEXT;
			x->text = (const char *)xmlTextReaderConstValue(x->reader);
			if (x->text == NULL)
				x->text = "";
			return true;
		case XML_READER_TYPE_ENTITY_REFERENCE: case XML_READER_TYPE_DOCUMENT_TYPE:
			return refuse_xml(x);
		default:
			break;
		}
	}
}

bool
xml_is(const struct xml *x, const char *name)
{
	return x->event == XML_START && strcmp(x->name, name) == 0;
}

bool
xml_inside(struct xml *x, int depth)
{
	return xml_next(x) && !(x->event == XML_END && x->depth <= depth);
}

void
xml_skip(struct xml *x)
{
	int depth = x->depth;
	while (xml_inside(x, depth))
		;
}

char *
xml_attr(struct xml *x, const char *local)
{
	char *found = NULL;
	if (x->reader == NULL || x->event != XML_START)
		return NULL;
	for (int r = xmlTextReaderMoveToFirstAttribute(x->reader); r == 1; r = xmlTextReaderMoveToNextAttribute(x->reader)) {
		const char *name = (const char *)xmlTextReaderConstLocalName(x->reader);
		if (name != NULL && strcmp(name, local) == 0) {
			const char *v = (const char *)xmlTextReaderConstValue(x->reader);
			found = arena_strdup(x->b->a, v == NULL ? "" : v);
			break;
		}
	}
	xmlTextReaderMoveToElement(x->reader);
	return found;
}

int
xml_attr_int(struct xml *x, const char *local, int otherwise)
{
	const char *s = xml_attr(x, local);
	if (s == NULL)
		return otherwise;
	char *end;
	long v = strtol(s, &end, 10);
	return end == s ? otherwise : v > INT_MAX ? INT_MAX : v < INT_MIN ? INT_MIN : (int)v;
}

bool
xml_attr_on(struct xml *x, const char *local)
{
	const char *s = xml_attr(x, local);
	return s == NULL || strcmp(s, "1") == 0 || strcmp(s, "true") == 0 || strcmp(s, "on") == 0;
}

/* ---- parts of a package --------------------------------------------------------------------------------- */

char *
package_target(struct package *p, const char *rels, const char *base, const char *id, const char *type)
{
	size_t n;
	const char *s = package_read(p, rels, &n);
	char *target = NULL;
	struct xml x;
	xml_open(&x, p->b, s, n);
	while (xml_next(&x)) {
		if (!xml_is(&x, "Relationship"))
			continue;
		const char *i = xml_attr(&x, "Id"), *t = xml_attr(&x, "Type"), *to = xml_attr(&x, "Target");
		size_t nt = t == NULL ? 0 : strlen(t), nk = type == NULL ? 0 : strlen(type);
		bool fits = id != NULL ? text_eq(i, id) : nt >= nk && strcmp(t + nt - nk, type) == 0;
		if (!fits || to == NULL || target != NULL)
			continue;
		if (*to == '/')
			target = arena_strdup(p->b->a, to + 1);
		else if (text_starts(to, "../"))
			target = arena_strdup(p->b->a, to + 3);
		else
			target = arena_printf(p->b->a, "%s%s", base, text_starts(to, "./") ? to + 2 : to);
	}
	return target;
}

void
package_title(struct package *p, const char *member)
{
	size_t n;
	const char *s = package_read(p, member, &n);
	struct xml x;
	struct buf title = buf_new(p->b->a, 2000);
	xml_open(&x, p->b, s, n);
	while (xml_next(&x)) {
		if (!xml_is(&x, "title"))
			continue;
		int depth = x.depth;
		while (xml_inside(&x, depth))
			if (x.event == XML_TEXT)
				buf_puts(&title, x.text);
	}
	char *t = text_trim(p->b->a, buf_str(&title));
	if (*t != '\0')
		p->b->d->title = t;
}
