/* Words and patterns over folded words: what every rule of the importer is written with. */
#include "import/import_rules.h"
#include <string.h>

/* Bytes of `at` matched by the pattern words [p, end); 0 when they do not match. */
static size_t
match_one(const char *at, const char *p, const char *end)
{
	const char *s = at;
	for (;;) {
		while (p < end && *p != ' ' && *p != '*') {
			if (*s != *p)
				return 0;
			s++;
			p++;
		}
		if (p < end && *p == '*') {
			p++;
			s += strcspn(s, " ");
		} else if (*s != ' ' && *s != '\0') {
			return 0;
		}
		if (p == end)
			return (size_t)(s - at);
		p++; /* the space of the pattern */
		if (*s != ' ')
			return 0;
		s++;
	}
}

size_t
words_match_at(const char *at, const char *patterns)
{
	size_t best = 0;
	for (const char *p = patterns; *p != '\0';) {
		size_t n = strcspn(p, "|");
		if (*p == *at && n > 0) {
			size_t k = match_one(at, p, p + n);
			if (k > best)
				best = k;
		}
		p += n + (p[n] == '|');
	}
	return best;
}

int
words_find(const char *words, const char *patterns)
{
	int i = 0;
	for (const char *s = words; *s != '\0'; i++) {
		if (words_match_at(s, patterns) > 0)
			return i;
		s += strcspn(s, " ");
		s += *s == ' ';
	}
	return -1;
}

bool
words_are(const char *words, const char *patterns)
{
	size_t n = strlen(words);
	return n > 0 && words_match_at(words, patterns) == n;
}

size_t
words_count(const char *words)
{
	size_t n = *words != '\0';
	for (; *words != '\0'; words++)
		n += *words == ' ';
	return n;
}

struct strings
words_split(struct arena *a, const char *s, char sep)
{
	struct strings out = { 0 };
	while (*s != '\0') {
		const char *e = strchr(s, sep);
		size_t n = e == NULL ? strlen(s) : (size_t)(e - s);
		if (n > 0)
			PUSH(a, &out, arena_strndup(a, s, n));
		s += n + (e != NULL);
	}
	return out;
}

/* Signs that only ever begin an item; '-', '*', 'o' need a space after them. */
static const char *const signs[] = { "•", "▪", "■", "□", "◦", "‣", "·", "●", "○", "►", "➢", "→", "✓", "☐", "❖", "➔", "–", "—",
	"\xef\x82\xb7", "\xef\x82\xa7", "\xef\x80\xad" };

size_t
bullet_length(const char *s)
{
	size_t lead = strspn(s, " \t");
	const char *p = s + lead;
	size_t k = 0;
	for (size_t i = 0; i < LEN(signs) && k == 0; i++)
		if (text_starts(p, signs[i]))
			k = strlen(signs[i]);
	if (k == 0 && (*p == '-' || *p == '*' || *p == '+') && (p[1] == ' ' || p[1] == '\t'))
		k = 1;
	if (k == 0 && *p == '-' && p[1] != '-' && p[1] != '\0' && !(p[1] >= '0' && p[1] <= '9'))
		k = 1; /* "-Rapport": a hyphen never begins a word */
	if (k == 0 && *p == 'o' && p[1] == ' ' && p[2] >= 'A' && p[2] <= 'Z')
		k = 1;
	if (k == 0) { /* "1) ", "a) ", "(2) " */
		const char *q = p + (*p == '(');
		size_t d = strspn(q, "0123456789");
		if (d == 0 && *q >= 'a' && *q <= 'z')
			d = 1;
		if (d > 0 && d < 3 && q[d] == ')' && (q[d + 1] == ' ' || q[d + 1] == '\t'))
			k = (size_t)(q - p) + d + 1;
	}
	if (k == 0)
		return 0;
	while (p[k] == ' ' || p[k] == '\t' || text_starts(p + k, "\xc2\xa0"))
		k += p[k] == '\xc2' ? 2 : 1;
	return lead + k;
}

char *
piece_of(struct arena *a, const char *s, size_t n)
{
	struct buf b = buf_new(a, n + 3);
	bool on = false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == EMPH_ON || s[i] == EMPH_OFF) {
			if ((s[i] == EMPH_ON) == on)
				continue;
			on = !on;
		}
		buf_putc(&b, s[i]);
	}
	if (on) {
		while (b.len > 0 && b.base[b.len - 1] == ' ')
			b.len--;
		buf_putc(&b, EMPH_OFF);
	}
	char *t = text_trim(a, buf_str(&b));
	for (char *p; (p = strstr(t, "\x0e\x0f")) != NULL;) /* an emphasis of nothing */
		memmove(p, p + 2, strlen(p + 2) + 1);
	return t;
}

bool
upper_initial(const char *s)
{
	while (*s == EMPH_ON || *s == EMPH_OFF || *s == ' ' || *s == '"' || *s == '(' || *s == '\'')
		s++;
	unsigned char c = (unsigned char)s[0], d = c == 0 ? 0 : (unsigned char)s[1];
	if (c >= 'A' && c <= 'Z')
		return true;
	return (c == 0xC3 && d >= 0x80 && d <= 0x9E) || (c == 0xC5 && d == 0x92); /* À–Þ, Œ */
}

int
roman_value(const char *s, size_t n)
{
	static const struct { const char *s; int v; } units[] = { { "X", 10 }, { "IX", 9 }, { "V", 5 }, { "IV", 4 }, { "I", 1 } };
	int v = 0;
	size_t i = 0;
	if (n == 0 || n > 6)
		return 0;
	for (size_t u = 0; u < LEN(units); u++) {
		size_t k = strlen(units[u].s);
		for (int times = 0; i + k <= n && strncmp(s + i, units[u].s, k) == 0 && times < (k == 2 || *units[u].s == 'V' ? 1 : 3); times++) {
			v += units[u].v;
			i += k;
		}
	}
	return i == n ? v : 0;
}
