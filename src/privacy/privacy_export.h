/* privacy_export.h: what the page of an export asks. */
#ifndef PRIVACY_EXPORT_H
#define PRIVACY_EXPORT_H
#include "html/html.h"
#include "privacy/privacy.h"

struct url export_file(struct arena *a, const char *member);
bool export_has_capacities(const struct held_table *t);
/* Days and times as people write them. */
const char *export_value(struct page *p, const char *value);
/* The text as the end of a sentence: it begins with a small letter. */
const char *export_small(struct page *p, const char *msgid);
#endif
