/* assets.h: static files as http.c sends them. */
#ifndef ASSETS_H
#define ASSETS_H
#include "web/web.h"

struct asset { const char *name, *type, *etag; const void *bytes, *gz; size_t n, ngz; }; /* gz NULL: not worth it */
struct assets { struct asset *items; size_t n; };
const struct asset *asset_find(const struct assets *s, const char *name);
bool accepts_gzip(const struct request *rq);
/* False when it cannot be; *out may then be anything. */
bool gzip(struct arena *a, const void *bytes, size_t n, int level, struct buf *out) MUST_USE;
#endif
