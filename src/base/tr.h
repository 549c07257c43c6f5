/* tr.h: translation. The msgid is the French text itself; other languages are const tables made from po/ at
 * build time by tools/po2c. Found by binary search; a missing translation shows the French. */
#ifndef TR_H
#define TR_H
#include "base/base.h"

#define N_(s) s /* marks a text of a const table for xgettext */

enum lang { LANG_FR, LANG_EN };
const char *lang_tag(enum lang l); /* "fr", "en" */
/* Best of an Accept-Language value or of $LANG ("fr_BE.UTF-8"); French when nothing fits. */
enum lang lang_best(const char *accept);

const char *tr(enum lang l, const char *msgid);
/* Plural: French takes the singular for 0 and 1, English for 1 only. Both texts may hold one %lld… formatting is
 * the caller's. */
const char *trn(enum lang l, const char *one, const char *many, int64_t n);
#endif
