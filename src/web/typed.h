/* typed.h: what was typed comes back when it could not be carried out: in a form that can be sent again. */
#ifndef TYPED_H
#define TYPED_H
#include "web/life.h"

/* conflict: NULL, or over what it would be sent. sign_in: the session has ended, and the form takes a password too. */
void typed_back(struct request *rq, struct answer *an, struct page *p, const struct conflict *c, bool sign_in);

/* Whether a page that a handler made of a refused form shows every text that was typed. */
bool typed_shown(const struct request *rq, const struct answer *an);

/* What the fields of forms are called (French msgid): those of the pages' own forms, and of entities. "": is not for
 * reading (an address to go back to); NULL: not known. */
const char *field_name(const char *name);
#endif
