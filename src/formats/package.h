/* package.h: hostile ZIP packages and XML, read within limits. Private to src/formats. */
#ifndef PACKAGE_H
#define PACKAGE_H
#include "formats/builder.h"

struct package { struct zip *zip; struct builder *b; size_t unpacked; };
/* false when the archive cannot be opened: the refusal is recorded in the builder. */
bool package_open(struct package *p, struct builder *b, const void *bytes, size_t n);
bool package_has(struct package *p, const char *name);
bool package_has_prefix(struct package *p, const char *prefix);
/* The member's bytes; NULL when absent, or when refused (then b->err is set). */
const char *package_read(struct package *p, const char *name, size_t *n);
/* The same for a member that must be there. */
const char *package_need(struct package *p, const char *name, size_t *n);

/* Pull reader. No network, no entity, no DTD, depth bounded. An empty element gives START then END. Names are local
 * names. `text` lives until the next call. */
enum xml_event { XML_START, XML_END, XML_TEXT };
struct xml {
	struct builder *b;
	struct _xmlTextReader *reader;
	enum xml_event event;
	const char *name, *text;
	int depth;
	bool empty_open, pending_end;
};
void xml_open(struct xml *x, struct builder *b, const char *bytes, size_t n);
bool xml_next(struct xml *x);                 /* false at the end or when something was refused */
bool xml_is(const struct xml *x, const char *name);          /* a START of that name */
/* Walks what lies inside the element that began at `depth`; false once it has ended. */
bool xml_inside(struct xml *x, int depth);
void xml_skip(struct xml *x);                 /* past the END of the element just started */
char *xml_attr(struct xml *x, const char *local); /* in the arena; NULL when absent */
int xml_attr_int(struct xml *x, const char *local, int otherwise);
/* "1", "true", "on" or present without a value: true. */
bool xml_attr_on(struct xml *x, const char *local);
/* Target of a relationship id, or of the first whose type ends with `type`; relative to the package. */
char *package_target(struct package *p, const char *rels, const char *base, const char *id, const char *type);
/* Title of docProps/core.xml or meta.xml. */
void package_title(struct package *p, const char *member);
#endif
