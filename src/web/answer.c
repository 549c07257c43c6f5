/* What handlers answer with. */
#include "web/life.h"
#include "base/json.h"
#include <string.h>

enum err
answer_redirect(struct request *rq, struct answer *an, struct url to)
{
	(void)rq;
	an->status = 303;
	an->kind = BODY_NONE;
	an->location = to.href;
	return OK;
}

enum err
answer_bytes(struct answer *an, const char *type, const void *p, size_t n, const char *filename)
{
	an->kind = BODY_BYTES;
	an->type = type;
	an->bytes = p;
	an->n = n;
	an->filename = filename;
	return OK;
}

enum err
answer_json(struct answer *an, const struct buf *json)
{
	return answer_bytes(an, "application/json", buf_str(json), json->len, NULL);
}

enum err
answer_throttled(struct answer *an, int seconds)
{
	an->retry_after = seconds > 0 ? seconds : 60;
	return E_BUSY;
}
