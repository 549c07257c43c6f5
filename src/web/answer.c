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
answer_refused(struct request *rq, struct answer *an, enum err (*show)(struct request *, struct answer *))
{
	fail_clear(rq->a);
	an->status = 422; /* before: a page may look at it */
	enum err e = show(rq, an);
	an->status = 422;
	return e;
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

void
answer_unless_had(struct request *rq, struct answer *an)
{
	BUG_ON(an->kind != BODY_BYTES);
	const char *seen = header_of(rq, "if-none-match"), *etag = arena_printf(rq->a, "\"%.32s\"", digest_of(an->bytes, an->n).s);
	struct pair tag = { "ETag", etag }, keep = { "Cache-Control", "private, no-cache" };
	PUSH(rq->a, &an->headers, tag);
	PUSH(rq->a, &an->headers, keep);
	if (seen == NULL || (strstr(seen, etag) == NULL && strcmp(seen, "*") != 0))
		return;
	an->status = 304;
	an->kind = BODY_NONE;
	an->filename = NULL;
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
