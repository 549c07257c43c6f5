/* tr_table.h: what tools/po2c makes from po/en.po, sorted by msgid (strcmp). */
#ifndef TR_TABLE_H
#define TR_TABLE_H
#include <stddef.h>
struct tr_row { const char *msgid, *one, *many; }; /* many: NULL when the text has no plural */
extern const struct tr_row tr_en[];
extern const size_t tr_en_n;
#endif
