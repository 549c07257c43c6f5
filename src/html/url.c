#include "html/html.h"
#include <string.h>
#include <strings.h>

static void
percent(struct buf *out, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL) {
			buf_putc(out, *s);
		} else {
			char esc[3] = { '%', hex[c >> 4], hex[c & 15] };
			buf_add(out, esc, 3);
		}
	}
}

static bool
prefixed(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

struct url
url_path(struct arena *a, const char *fmt, ...)
{
	BUG_ON(fmt[0] != '/' || fmt[1] == '/'); /* "//host" would leave the site */
	if (strchr(fmt, '%') == NULL)
		return (struct url){ arena_strdup(a, fmt) };
	struct buf out = buf_new(a, 1 << 16);
	va_list ap;
	va_start(ap, fmt);
	for (const char *f = fmt; *f != '\0'; f++) {
		if (*f != '%') {
			buf_putc(&out, *f);
			continue;
		}
		f++;
		if (*f == 's') {
			percent(&out, va_arg(ap, const char *));
		} else if (*f == 'd') {
			buf_printf(&out, "%d", va_arg(ap, int));
		} else if (prefixed(f, "lld")) {
			buf_printf(&out, "%lld", va_arg(ap, long long));
			f += 2;
		} else if (prefixed(f, "ld")) {
			buf_printf(&out, "%ld", va_arg(ap, long));
			f += 1;
		} else if (prefixed(f, "zu")) {
			buf_printf(&out, "%zu", va_arg(ap, size_t));
			f += 1;
		} else {
			BUG_ON(*f != '%');
			buf_putc(&out, '%');
		}
	}
	va_end(ap);
	BUG_ON(buf_str(&out)[1] == '/');
	return (struct url){ buf_str(&out) };
}

struct url
url_known(const char *path)
{
	BUG_ON(path[0] != '/' || path[1] == '/');
	return (struct url){ path };
}

struct url
url_outside(struct arena *a, const char *typed)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:" };
	if (typed == NULL)
		return (struct url){ "#" };
	while (*typed == ' ' || *typed == '\t')
		typed++;
	for (size_t i = 0; i < LEN(schemes); i++) {
		size_t n = strlen(schemes[i]);
		if (strncasecmp(typed, schemes[i], n) != 0 || typed[n] == '\0')
			continue;
		for (const char *s = typed; *s != '\0'; s++)
			if ((unsigned char)*s <= ' ' || *s == '\x7f' || *s == '\\')
				return (struct url){ "#" };
		return (struct url){ arena_strdup(a, typed) };
	}
	return (struct url){ "#" };
}

struct url
url_query(struct arena *a, const char *const (*pairs)[2], size_t n)
{
	struct buf out = buf_new(a, 1 << 16);
	buf_putc(&out, '?');
	for (size_t i = 0; i < n; i++) {
		if (pairs[i][1] == NULL || pairs[i][1][0] == '\0')
			continue;
		if (out.len > 1)
			buf_putc(&out, '&');
		percent(&out, pairs[i][0]);
		buf_putc(&out, '=');
		percent(&out, pairs[i][1]);
	}
	return (struct url){ buf_str(&out) };
}
