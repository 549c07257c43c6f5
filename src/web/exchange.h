/* exchange.h: between the bytes of a connection and web_dispatch(): one exchange is one request and its answer. */
#ifndef EXCHANGE_H
#define EXCHANGE_H
#include "web/multipart.h"
#include "web/web.h"

enum { HEADERS_MAX_N = 100, DRAIN_MAX = 256 << 20, EXCHANGE_MEMORY = 512 << 20 };
struct exchange {
	struct arena *a;
	struct request rq;
	struct answer an;
	bool begun, done;
	bool unsound;            /* what another reader of the same bytes may understand differently: answered, then cut */
	bool slow;               /* not on a thread of pages: it writes, or waits for another machine */
	enum { BODY_NOT, BODY_FORM, BODY_PARTS } body;
	struct buf form;
	struct multipart *parts;
	int64_t got, most;       /* bytes of the body so far; refused past that */
	int64_t began_ms;
	void *connection;        /* while a desk works on it */
	struct exchange *next;
};

struct exchange *exchange_new(const char *target);
void exchange_free(struct exchange *x);
void exchange_header(struct exchange *x, const char *name, const char *value);
/* Headers are complete: method and version, address of the peer ("" unknown). Decides how the body will be read. False:
 * answer at once, the body is not worth waiting for or cannot be told from what follows it. */
bool exchange_begin(struct exchange *x, const struct app *app, const char *method, const char *version, const char *peer);
/* False: cut the connection (too slow, or past every patience). */
bool exchange_body(struct exchange *x, const char *bytes, size_t n, int64_t now_ms);
/* The body is whole: the request lives its life; compresses the page when that pays. */
void exchange_run(struct exchange *x, const struct app *app);
#endif
