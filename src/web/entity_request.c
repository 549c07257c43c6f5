#include "web/entity_request.h"

struct entity_view
request_view(const struct request *rq)
{
	return (struct entity_view){ .a = rq->a, .db = rq->db, .lang = rq->lang, .roles = rq->user->roles };
}

static const char *
get_param(void *arg, const char *name)
{
	return param_text(arg, name);
}

struct entity_source
request_form(struct request *rq)
{
	return (struct entity_source){ .get = get_param, .arg = rq, .form = true };
}
