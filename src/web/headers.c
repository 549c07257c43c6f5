/* What every answer carries, so that no page has to remember it. */
#include "web/assets.h"
#include "web/life.h"
#include <string.h>

static void
header(struct request *rq, struct answer *an, const char *name, const char *value)
{
	struct pair one = { name, value };
	PUSH(rq->a, &an->headers, one);
}

static bool
has(const struct answer *an, const char *name)
{
	for (size_t i = 0; i < an->headers.n; i++)
		if (strcmp(an->headers.items[i].name, name) == 0)
			return true;
	return false;
}

/* Referrer-Policy is same-origin, not no-referrer: under the latter browsers send "Origin: null" with our own forms. */
static const struct pair always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "same-origin" },
	{ "X-Frame-Options", "DENY" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()" },
};
static const char page_policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";
/* Bytes that someone gave us may be anything: they can do nothing here. */
static const char bytes_policy[] = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/* RFC 6266: plain ASCII for old programs, then the name as it is. */
static const char *
attachment(struct arena *a, const char *filename)
{
	struct buf plain = buf_new(a, 1024), full = buf_new(a, 4096);
	for (const char *s = filename; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c < 0x80 && strchr("-._~", c) != NULL);
		if ((c & 0xc0) != 0x80) /* one '_' a letter, not a byte */
			buf_putc(&plain, word || c == ' ' ? *s : '_');
		if (word)
			buf_putc(&full, *s);
		else
			buf_printf(&full, "%%%02X", c);
	}
	return arena_printf(a, "attachment; filename=\"%s\"; filename*=UTF-8''%s", buf_str(&plain), buf_str(&full));
}

static bool
one_of(const char *type, const char *const *list, size_t n)
{
	for (size_t i = 0; type != NULL && i < n; i++) {
		size_t k = strlen(list[i]);
		if (strncmp(type, list[i], k) == 0 && (type[k] == '\0' || type[k] == ';'))
			return true;
	}
	return false;
}

/* What leaves as bytes may be anybody's. Only what no browser runs is shown in place; all the rest is a download, whose type
 * no page can use for a script, a style or a drawing. */
static void
harmless(struct answer *an)
{
	static const char *const shown[] = { "text/plain", "application/json", "text/calendar" };
	static const char *const kept[] = { "text/plain", "application/json", "text/calendar", "text/csv", "application/pdf", "application/zip", "image/png",
		"image/jpeg", "image/gif", "image/webp", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/vnd.oasis.opendocument.text",
		"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.presentation" };
	if (an->kind != BODY_BYTES)
		return;
	if (an->filename == NULL && !one_of(an->type, shown, LEN(shown)))
		an->filename = "fichier";
	if (!one_of(an->type, kept, LEN(kept)))
		an->type = "application/octet-stream";
}

/* A static file is the same for everyone: nothing about the reader, and as little as will do. */
static void
asset_headers(struct request *rq, struct answer *an)
{
	header(rq, an, "ETag", an->asset->etag);
	header(rq, an, "Cache-Control", an->immutable ? "public, max-age=31536000, immutable" : "public, max-age=300");
	header(rq, an, "X-Content-Type-Options", "nosniff");
	header(rq, an, "Cross-Origin-Resource-Policy", "same-origin");
	if (an->asset->gz != NULL)
		header(rq, an, "Vary", "Accept-Encoding");
	if (an->kind == BODY_NONE)
		return;
	header(rq, an, "Content-Type", an->type);
	header(rq, an, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
	if (an->gzipped)
		header(rq, an, "Content-Encoding", "gzip");
}

void
answer_headers(struct request *rq, struct answer *an)
{
	if (an->asset != NULL && an->status < 400) {
		asset_headers(rq, an);
		return;
	}
	/* A file sent by script: where to go next is said, not followed, so that the next page still has its notice. */
	if (an->status == 303 && header_of(rq, "x-upload") != NULL) {
		an->status = 204;
		header(rq, an, "X-Location", an->location);
		an->location = NULL;
	}
	harmless(an);
	if (an->kind != BODY_NONE)
		header(rq, an, "Content-Type", an->type != NULL ? an->type : "text/html; charset=utf-8");
	if (an->location != NULL)
		header(rq, an, "Location", an->location);
	if (an->filename != NULL)
		header(rq, an, "Content-Disposition", attachment(rq->a, an->filename));
	for (size_t i = 0; i < LEN(always); i++)
		if (!has(an, always[i].name))
			header(rq, an, always[i].name, always[i].value);
	if (!has(an, "Content-Security-Policy"))
		header(rq, an, "Content-Security-Policy", an->kind == BODY_BYTES ? bytes_policy : page_policy);
	if (rq->app->secure)
		header(rq, an, "Strict-Transport-Security", "max-age=63072000; includeSubDomains");
	if (!has(an, "Cache-Control"))
		header(rq, an, "Cache-Control", rq->session != NULL || rq->method != M_GET ? "no-store" : "private, no-cache");
	if (an->kind == BODY_PAGE)
		header(rq, an, "Vary", "Accept-Encoding, Accept-Language, Cookie");
	if (rq->visit_new && rq->csrf_used && rq->session == NULL)
		cookie_set(rq, an, presession_cookie_name(rq->app->secure), rq->visit, -1);
	for (size_t i = 0; i < an->cookies.n; i++)
		header(rq, an, "Set-Cookie", arena_printf(rq->a, "%s=%s", an->cookies.items[i].name, an->cookies.items[i].value));
}
