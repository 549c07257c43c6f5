/* Static files: inside the binary, named by their content, compressed once. */
#include "web/assets.h"
#include "web/life.h"
#include "base/embed.h"
#include <string.h>
#include <zlib.h>

static const char *
type_of(const char *name)
{
	static const struct { const char *suffix, *type; } types[] = { { ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" }, { ".svg", "image/svg+xml" }, { ".png", "image/png" },
		{ ".txt", "text/plain; charset=utf-8" }, { ".webmanifest", "application/manifest+json" } };
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot != NULL && i < LEN(types); i++)
		if (strcmp(dot, types[i].suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}

bool
gzip(struct arena *a, const void *bytes, size_t n, int level, struct buf *out)
{
	z_stream z = { 0 };
	/* 16: with the gzip header */
	if (n > UINT32_MAX / 2 || deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	uLong bound = deflateBound(&z, (uLong)n);
	*out = buf_new(a, bound);
	char *to = buf_reserve(out, bound);
	z.next_in = (z_const Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)bound;
	bool done = to != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END;
	out->len = z.total_out;
	deflateEnd(&z);
	return done;
}

const struct assets *
assets_prepare(struct arena *process)
{
	struct assets *s = ARENA_NEW(process, struct assets);
	while (asset_table[s->n].name != NULL)
		s->n++;
	s->items = ARENA_ARRAY(process, struct asset, s->n);
	for (size_t i = 0; i < s->n; i++) {
		const struct embedded *e = &asset_table[i];
		struct asset *one = &s->items[i];
		struct buf small;
		one->name = e->name;
		one->type = type_of(e->name);
		one->bytes = e->bytes;
		one->n = e->n;
		one->etag = arena_printf(process, "\"%.16s\"", e->sha256);
		if (strcmp(one->type, "image/png") != 0 && gzip(process, e->bytes, e->n, 9, &small) && small.len < e->n * 9 / 10) {
			one->gz = small.base;
			one->ngz = small.len;
		}
	}
	return s;
}

const struct asset *
asset_find(const struct assets *s, const char *name)
{
	for (size_t i = 0; s != NULL && i < s->n; i++)
		if (strcmp(s->items[i].name, name) == 0)
			return &s->items[i];
	return NULL;
}

struct url
url_asset(struct arena *a, const char *name)
{
	for (const struct embedded *e = asset_table; e->name != NULL; e++)
		if (strcmp(e->name, name) == 0)
			return (struct url){ arena_printf(a, "/s/%.16s/%s", e->sha256, name) };
	bug(__FILE__, __LINE__, "no such static file");
}

bool
accepts_gzip(const struct request *rq)
{
	const char *s = header_of(rq, "accept-encoding"), *gz = s == NULL ? NULL : strstr(s, "gzip");
	return gz != NULL && strncmp(gz + 4, ";q=0", 4) != 0;
}

enum err
page_asset(struct request *rq, struct answer *an)
{
	const char *name = param_text(rq, "name"), *hash = param_text(rq, "hash"), *seen = header_of(rq, "if-none-match");
	const struct asset *s = asset_find(rq->app->assets, name == NULL ? rq->path + 1 : name);
	if (s == NULL)
		return E_NOTFOUND;
	an->asset = s;
	an->type = s->type;
	/* The address says the content: kept for a year. An address of another version gives today's, for a moment. */
	bool exact = hash != NULL && strncmp(hash, s->etag + 1, 16) == 0 && strlen(hash) == 16;
	an->immutable = exact;
	if (seen != NULL && strstr(seen, s->etag) != NULL) {
		an->status = 304;
		return OK;
	}
	an->kind = BODY_BYTES;
	an->gzipped = s->gz != NULL && accepts_gzip(rq);
	an->bytes = an->gzipped ? s->gz : s->bytes;
	an->n = an->gzipped ? s->ngz : s->n;
	return OK;
}

enum err
page_favicon(struct request *rq, struct answer *an)
{
	return answer_redirect(rq, an, url_asset(rq->a, "icon.svg"));
}
