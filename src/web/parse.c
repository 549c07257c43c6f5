#include "web/parse.h"
#include <string.h>
#include <strings.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte behind "%41" at s, of which n bytes are there; -1 when it is not an escape. */
static int
escape_at(const char *s, size_t n)
{
	if (n < 3 || s[0] != '%' || hex(s[1]) < 0 || hex(s[2]) < 0)
		return -1;
	return hex(s[1]) << 4 | hex(s[2]);
}

static bool
dots_or_empty(const char *seg, size_t n)
{
	return (n == 1 && seg[0] == '.') || (n == 2 && seg[0] == '.' && seg[1] == '.');
}

bool
parse_target(struct arena *a, const char *target, const char **path, const char **query)
{
	size_t n = strcspn(target, "?#"), len = 0;
	*query = target[n] == '?' ? arena_strndup(a, target + n + 1, strcspn(target + n + 1, "#")) : "";
	if (target[0] != '/')
		return false;
	char *out = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)target[i];
		if (c == '%') {
			c = escape_at(target + i, n - i);
			if (c < 0 || c == '/') /* an escaped slash would move the border between segments */
				return false;
			i += 2;
		}
		if (c < 0x20 || c == 0x7f || c == '\\')
			return false;
		out[len++] = (char)c;
	}
	out[len] = '\0';
	if (!utf8_valid(out, len))
		return false;
	for (const char *s = out; *s == '/';) {
		size_t k = strcspn(s + 1, "/");
		if (dots_or_empty(s + 1, k) || (k == 0 && s[1] == '/'))
			return false;
		s += k + 1;
	}
	*path = out;
	return true;
}

static char *
form_decode(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 1);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)s[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int e = escape_at(s + i, n - i);
			if (e >= 0) {
				c = e;
				i += 2;
			}
		}
		out[len++] = c == 0 ? ' ' : (char)c;
	}
	out[len] = '\0';
	return out;
}

bool
parse_form(struct arena *a, const char *s, size_t n, struct pairs *out)
{
	while (n > 0) {
		const char *amp = memchr(s, '&', n);
		size_t k = amp == NULL ? n : (size_t)(amp - s);
		const char *eq = memchr(s, '=', k);
		size_t name = eq == NULL ? k : (size_t)(eq - s);
		if (name > 0) {
			struct pair one = { form_decode(a, s, name), eq == NULL ? "" : form_decode(a, eq + 1, k - name - 1) };
			if (out->n >= PAIRS_MAX)
				return false;
			PUSH(a, out, one);
		}
		if (amp == NULL)
			break;
		s += k + 1;
		n -= k + 1;
	}
	return true;
}

void
parse_cookies(struct arena *a, const char *header, struct pairs *out)
{
	for (const char *s = header; s != NULL && *s != '\0' && out->n < 50;) {
		s += strspn(s, " \t;");
		size_t n = strcspn(s, ";");
		const char *eq = memchr(s, '=', n);
		if (eq != NULL && eq > s) {
			size_t k = n - (size_t)(eq - s) - 1;
			while (k > 0 && (eq[k] == ' ' || eq[k] == '\t'))
				k--;
			struct pair one = { arena_strndup(a, s, (size_t)(eq - s)), arena_strndup(a, eq + 1, k) };
			PUSH(a, out, one);
		}
		s += n;
	}
}

/* What stands between quotes: \" and \\ as RFC 9110 says; browsers write %22 for a quote, which is left to the caller. */
static const char *
quoted(struct arena *a, const char *s)
{
	struct buf out = buf_new(a, 4096);
	for (; *s != '\0' && *s != '"'; s++) {
		if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
			s++;
		buf_putc(&out, *s);
	}
	return buf_str(&out);
}

const char *
parse_header_param(struct arena *a, const char *header, const char *name)
{
	size_t len = strlen(name);
	for (const char *s = header; s != NULL && *s != '\0';) {
		/* to the next ';' that is outside quotes */
		bool in = false;
		while (*s != '\0' && (in || *s != ';')) {
			if (in && *s == '\\' && s[1] != '\0')
				s++;
			else if (*s == '"')
				in = !in;
			s++;
		}
		if (*s == '\0')
			return NULL;
		s++;
		s += strspn(s, " \t");
		if (strncasecmp(s, name, len) == 0 && s[len] == '=') {
			s += len + 1;
			return *s == '"' ? quoted(a, s + 1) : arena_strndup(a, s, strcspn(s, "; \t"));
		}
	}
	return NULL;
}

const char *
pair_of(const struct pairs *p, const char *name)
{
	for (size_t i = p->n; i-- > 0;)
		if (strcmp(p->items[i].name, name) == 0)
			return p->items[i].value;
	return NULL;
}
