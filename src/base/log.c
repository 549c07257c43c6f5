#include "base/log.h"
#include "base/date.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool json; /* read once, before any thread */

bool
log_start(void)
{
	const char *s = getenv("PILOTIS_LOG");
	bool plain = s == NULL || *s == '\0' || strcmp(s, "logfmt") == 0;
	json = s != NULL && strcmp(s, "json") == 0;
	return plain || json;
}

bool
log_is_json(void)
{
	return json;
}

/* There is always room left for the end of the line. */
enum { LOG_ROOM = LOG_LINE_MAX - 8 };

static void
put(struct log_line *l, const char *s, size_t n)
{
	if (l->n + n > LOG_ROOM)
		n = LOG_ROOM > l->n ? LOG_ROOM - l->n : 0;
	memcpy(l->s + l->n, s, n);
	l->n += n;
}

static void
put_str(struct log_line *l, const char *s)
{
	put(l, s, strlen(s));
}

/* The length of the UTF-8 sequence that begins here, 0 when it is none. */
static size_t
sequence(const char *s)
{
	const unsigned char *c = (const unsigned char *)s;
	size_t n = c[0] < 0x80 ? 1 : c[0] >= 0xc2 && c[0] < 0xe0 ? 2 : c[0] >= 0xe0 && c[0] < 0xf0 ? 3 : c[0] >= 0xf0 && c[0] < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < n; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* Inside quotes; both forms escape alike. A word with an '@' may be somebody's address. */
static void
put_value(struct log_line *l, const char *s)
{
	for (size_t done = 0; *s != '\0' && done < LOG_VALUE_MAX;) {
		size_t word = strcspn(s, " \t\r\n\"'<>()[],;");
		if (memchr(s, '@', word) != NULL) {
			put_str(l, "…@…");
			s += word;
			done += 7;
			continue;
		}
		size_t n = sequence(s);
		if (*s == '"' || *s == '\\')
			put_str(l, *s == '"' ? "\\\"" : "\\\\");
		else if (n == 0 || (unsigned char)*s < ' ' || *s == 0x7f)
			put_str(l, " ");
		else
			put(l, s, n);
		n = n == 0 ? 1 : n;
		s += n;
		done += n;
	}
}

static void
key_put(struct log_line *l, const char *key)
{
	put_str(l, l->n == 0 ? (l->json ? "{" : "") : l->json ? "," : " ");
	put_str(l, l->json ? "\"" : "");
	put_str(l, key);
	put_str(l, l->json ? "\":" : "=");
}

/* Whether a value not yet written would fit whole: half a value would not be JSON. */
static bool
fits(const struct log_line *l, const char *key, size_t n)
{
	return l->n + strlen(key) + n + 8 <= LOG_ROOM;
}

void
log_text(struct log_line *l, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	struct log_line v = { .n = 0 };
	put_value(&v, value);
	if (!fits(l, key, v.n))
		return;
	v.s[v.n] = '\0';
	key_put(l, key);
	bool bare = !l->json && strpbrk(v.s, " =\"\\") == NULL;
	put_str(l, bare ? "" : "\"");
	put(l, v.s, v.n);
	put_str(l, bare ? "" : "\"");
}

void
log_number(struct log_line *l, const char *key, int64_t value)
{
	char s[24];
	int n = snprintf(s, sizeof s, "%lld", (long long)value);
	if (!fits(l, key, (size_t)n))
		return;
	key_put(l, key);
	put(l, s, (size_t)n);
}

void
log_thousandths(struct log_line *l, const char *key, int64_t value)
{
	char s[32];
	int n = snprintf(s, sizeof s, "%s%lld.%03lld", value < 0 ? "-" : "", (long long)llabs(value / 1000), (long long)llabs(value % 1000));
	while (s[n - 1] == '0' && s[n - 2] != '.')
		n--;
	if (!fits(l, key, (size_t)n))
		return;
	key_put(l, key);
	put(l, s, (size_t)n);
}

struct log_line
log_begin(const char *event)
{
	struct log_line l = { .n = 0, .json = json };
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t); /* the machine's own, whatever day this programme plays */
	log_text(&l, "at", isotime_of((int64_t)t.tv_sec).s);
	log_text(&l, "event", event);
	return l;
}

const char *
log_finish(struct log_line *l)
{
	if (l->json)
		l->s[l->n++] = '}';
	l->s[l->n++] = '\n';
	l->s[l->n] = '\0';
	return l->s;
}

void
log_end(struct log_line *l)
{
	log_finish(l);
	while (write(STDERR_FILENO, l->s, l->n) < 0 && errno == EINTR)
		continue;
}
