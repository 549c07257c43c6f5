/* errors.h: what errors.html shows. */
#ifndef ERRORS_H
#define ERRORS_H
#include "web/life.h"

struct error_text { int status; const char *title, *text, *next; bool sign_in; };
/* "3 minutes": how long that is. */
const char *waiting_text(struct page *p, int seconds);
/* What the field is called, in the reader’s language. */
const char *conflict_field(struct page *p, const struct conflict *c, const char *field);
#endif
