#include "base/json.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

struct jw
jw_to(struct buf *out, bool pretty)
{
	return (struct jw){ .out = out, .first = { true }, .pretty = pretty };
}

static void
quoted(struct buf *o, const char *s)
{
	buf_putc(o, '"');
	for (const char *run = s;; s++) {
		unsigned char c = (unsigned char)*s;
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(o, run, (size_t)(s - run));
		if (c == '\0')
			break;
		if (c == '"' || c == '\\')
			buf_printf(o, "\\%c", c);
		else if (c == '\n')
			buf_puts(o, "\\n");
		else if (c == '\t')
			buf_puts(o, "\\t");
		else
			buf_printf(o, "\\u%04x", c);
		run = s + 1;
	}
	buf_putc(o, '"');
}

static void
newline(struct jw *j)
{
	if (!j->pretty)
		return;
	buf_putc(j->out, '\n');
	for (int i = 0; i < j->depth; i++)
		buf_puts(j->out, "  ");
}

static void
item(struct jw *j, const char *key)
{
	if (!j->first[j->depth])
		buf_putc(j->out, ',');
	if (j->depth > 0)
		newline(j);
	j->first[j->depth] = false;
	if (key != NULL) {
		quoted(j->out, key);
		buf_puts(j->out, j->pretty ? ": " : ":");
	}
}

void
jw_begin(struct jw *j, const char *key, char open)
{
	item(j, key);
	buf_putc(j->out, open);
	BUG_ON((size_t)j->depth + 1 >= LEN(j->first));
	j->first[++j->depth] = true;
}

void
jw_end(struct jw *j, char close)
{
	BUG_ON(j->depth == 0);
	bool empty = j->first[j->depth--];
	if (!empty)
		newline(j);
	buf_putc(j->out, close);
	if (j->depth == 0 && j->pretty)
		buf_putc(j->out, '\n');
}

void
jw_str(struct jw *j, const char *key, const char *value)
{
	item(j, key);
	if (value == NULL)
		buf_puts(j->out, "null");
	else
		quoted(j->out, value);
}

void
jw_int(struct jw *j, const char *key, int64_t value)
{
	item(j, key);
	if (value == NONE)
		buf_puts(j->out, "null");
	else
		buf_printf(j->out, "%lld", (long long)value);
}

void
jw_real(struct jw *j, const char *key, double value, int decimals)
{
	char b[400];
	item(j, key);
	if (!isfinite(value)) {
		buf_puts(j->out, "null");
		return;
	}
	snprintf(b, sizeof b, "%.*f", decimals, value);
	if (strchr(b, '.') != NULL) {
		size_t n = strlen(b);
		while (b[n - 1] == '0')
			b[--n] = '\0';
		if (b[n - 1] == '.')
			b[--n] = '\0';
	}
	buf_puts(j->out, strcmp(b, "-0") == 0 ? "0" : b);
}

void
jw_bool(struct jw *j, const char *key, bool value)
{
	item(j, key);
	buf_puts(j->out, value ? "true" : "false");
}

void
jw_null(struct jw *j, const char *key)
{
	item(j, key);
	buf_puts(j->out, "null");
}

static void
release(void *p)
{
	json_decref(p);
}

static bool
too_deep(const char *s, size_t n)
{
	int depth = 0;
	bool str = false;
	for (size_t i = 0; i < n; i++) {
		if (str) {
			if (s[i] == '\\')
				i++;
			else if (s[i] == '"')
				str = false;
		} else if (s[i] == '"') {
			str = true;
		} else if (s[i] == '[' || s[i] == '{') {
			if (++depth > 64)
				return true;
		} else if (s[i] == ']' || s[i] == '}') {
			depth--;
		}
	}
	return false;
}

/* Where the library's words begin to quote the text: details are logged, and what stands there may be anybody's. */
static int
quoted_from(const char *said)
{
	const char *near = strstr(said, " near ");
	return near == NULL ? (int)strlen(said) : (int)(near - said);
}

enum err
json_read(struct arena *a, const char *text, size_t n, struct json_t **out)
{
	json_error_t err;
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	if (too_deep(text, n))
		return fail(a, E_INVALID, "json: nested deeper than 64");
	json_t *j = json_loadb(text, n, JSON_REJECT_DUPLICATES, &err);
	if (j == NULL)
		return fail(a, E_INVALID, "json: line %d, column %d: %.*s", err.line, err.column, quoted_from(err.text), err.text);
	arena_on_reset(a, release, j);
	*out = j;
	return OK;
}

static int
append(const char *s, size_t n, void *out)
{
	buf_add(out, s, n);
	return 0;
}

char *
json_write(struct arena *a, const struct json_t *j)
{
	struct buf b = buf_new(a, MIB(32));
	int r = json_dump_callback(j, append, &b, JSON_COMPACT);
	BUG_ON(r != 0 || b.full);
	return arena_strdup(a, buf_str(&b));
}
