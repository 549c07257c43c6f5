/* entity_request.h: the rows of entities as a request sees and sends them. */
#ifndef ENTITY_REQUEST_H
#define ENTITY_REQUEST_H
#include "entity/entity.h"
#include "web/web.h"

/* Who looks: the reader, with their roles. */
struct entity_view request_view(const struct request *rq);
/* The form that was sent (of a list's address: set .form to false). */
struct entity_source request_form(struct request *rq);
#endif
