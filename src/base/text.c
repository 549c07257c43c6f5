#include "base/text.h"
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool
utf8_valid(const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	size_t i = 0;
	while (i < n) {
		if (p[i] < 0x80) {
			i++;
			continue;
		}
		utf8proc_int32_t cp;
		utf8proc_ssize_t k = utf8proc_iterate(p + i, (utf8proc_ssize_t)(n - i), &cp);
		if (k <= 0)
			return false;
		i += (size_t)k;
	}
	return true;
}

static void
put_cp(struct buf *b, int32_t cp)
{
	utf8proc_uint8_t u[4];
	utf8proc_ssize_t k = utf8proc_encode_char(cp, u);
	if (k > 0)
		buf_add(b, u, (size_t)k);
}

/* Windows-1252, 0x80–0x9F; source: Unicode's CP1252.TXT, undefined bytes read as U+FFFD. */
static const uint16_t cp1252[32] = { 0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
	0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178 };

/* U+202A–202E and U+2066–2069 turn the direction of what follows: a name that holds one makes its neighbours read otherwise
 * than they are. Arabic and Hebrew are shown right without them. */
static bool
turns_direction(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	return n >= 3 && u[0] == 0xe2 && ((u[1] == 0x80 && u[2] >= 0xaa && u[2] <= 0xae) || (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9));
}

char *
text_to_utf8(struct arena *a, const char *s, size_t n)
{
	struct buf b = buf_new(a, n * 3 + 1);
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	bool utf8 = utf8_valid(s, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '\r') {
			buf_putc(&b, '\n');
			if (i + 1 < n && s[i + 1] == '\n')
				i++;
		} else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			buf_putc(&b, ' ');
		else if (utf8 && turns_direction(s + i, n - i))
			i += 2;
		else if (c < 0x80 || utf8)
			buf_putc(&b, (char)c);
		else
			put_cp(&b, c < 0xA0 ? cp1252[c - 0x80] : c);
	}
	return arena_strdup(a, buf_str(&b));
}

/* One code point folded to at most two ASCII letters, or itself; 0 when it vanishes (a combining mark). */
static const char *
special_fold(int32_t cp)
{
	switch (cp) {
	case 0x152: case 0x153: return "oe";
	case 0xC6: case 0xE6: return "ae";
	case 0xDF: return "ss";
	case 0xD8: case 0xF8: return "o";
	case 0x110: case 0x111: return "d";
	case 0x141: case 0x142: return "l";
	case 0x2018: case 0x2019: case 0x201B: case 0x2BC: case 0xB4: case 0x60: case 0x2032: return "'";
	case 0x201C: case 0x201D: case 0x201E: case 0xAB: case 0xBB: case 0x2033: return "\"";
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return "-";
	case 0x2026: return "...";
	case 0xAD: case 0x200B: case 0x200C: case 0x200D: case 0x2060: case 0xFEFF: return "";
	default: return NULL;
	}
}

static bool
is_space(int32_t cp)
{
	return cp == ' ' || (cp >= 9 && cp <= 13) || cp == 0xA0 || cp == 0x202F || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000 ||
	    cp == 0x2028 || cp == 0x2029 || cp < 0x20;
}

size_t
text_fold_cp(int32_t cp, char out[TEXT_FOLD_CP])
{
	if (cp < 0x80 && cp != 0x60) {
		out[0] = (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
		return 1;
	}
	const char *sp = special_fold(cp);
	size_t n = 0;
	if (sp != NULL) {
		n = strlen(sp);
		memcpy(out, sp, n);
		return n;
	}
	utf8proc_int32_t d[32];
	int bc = 0;
	utf8proc_ssize_t m = utf8proc_decompose_char(cp, d, 32, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE, &bc);
	for (utf8proc_ssize_t j = 0; j < m && j < 32; j++) {
		utf8proc_category_t c = utf8proc_category(d[j]);
		if (c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || c == UTF8PROC_CATEGORY_MC)
			continue;
		utf8proc_ssize_t k = utf8proc_encode_char(d[j], (utf8proc_uint8_t *)out + n);
		n += k > 0 ? (size_t)k : 0;
	}
	return n;
}

char *
text_fold(struct arena *a, const char *s)
{
	if (s == NULL)
		s = "";
	size_t n = strlen(s);
	struct buf b = buf_new(a, n * 18 + 16);
	bool space = false;
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	for (size_t i = 0; i < n;) {
		utf8proc_int32_t cp = p[i];
		if (cp < 0x80) {
			i++;
		} else {
			utf8proc_ssize_t k = utf8proc_iterate(p + i, (utf8proc_ssize_t)(n - i), &cp);
			if (k <= 0) {
				i++;
				continue;
			}
			i += (size_t)k;
		}
		if (is_space(cp)) {
			space = true;
			continue;
		}
		char folded[TEXT_FOLD_CP];
		size_t k = text_fold_cp(cp, folded);
		if (k == 0)
			continue;
		if (space && b.len > 0)
			buf_putc(&b, ' ');
		space = false;
		buf_add(&b, folded, k);
	}
	return arena_strdup(a, buf_str(&b));
}

char *
text_words(struct arena *a, const char *s)
{
	char *f = text_fold(a, s), *o = f;
	bool gap = false;
	for (char *p = f; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) {
			if (gap && o > f)
				*o++ = ' ';
			gap = false;
			*o++ = *p;
		} else {
			gap = true;
		}
	}
	*o = '\0';
	return f;
}

char *
text_stems(struct arena *a, const char *s)
{
	char *w = text_words(a, s);
	struct sb_stemmer *st = sb_stemmer_new("french", "UTF_8");
	BUG_ON(st == NULL);
	struct buf b = buf_new(a, strlen(w) * 2 + 16);
	for (char *p = w; *p != '\0';) {
		size_t n = strcspn(p, " ");
		const sb_symbol *r = sb_stemmer_stem(st, (const sb_symbol *)p, (int)n);
		BUG_ON(r == NULL);
		if (b.len > 0)
			buf_putc(&b, ' ');
		/* stemming may bring an accent back (never does on folded words) or double letters: fold stays true */
		buf_add(&b, r, (size_t)sb_stemmer_length(st));
		p += n;
		while (*p == ' ')
			p++;
	}
	sb_stemmer_delete(st);
	return arena_strdup(a, buf_str(&b));
}

char *
text_sort_key(struct arena *a, const char *s)
{
	return text_words(a, s);
}

struct ordered { const char *key; size_t at; bool down; };

static int
ordered_cmp(const void *x, const void *y)
{
	const struct ordered *a = x, *b = y;
	int c = (a->key == NULL) - (b->key == NULL);
	if (c == 0 && a->key != NULL)
		c = a->down ? strcmp(b->key, a->key) : strcmp(a->key, b->key);
	return c != 0 ? c : (a->at > b->at) - (a->at < b->at);
}

size_t *
text_order(struct arena *a, const char *const *texts, size_t n, bool down)
{
	struct ordered *all = ARENA_ARRAY(a, struct ordered, n + 1);
	size_t *order = ARENA_ARRAY(a, size_t, n + 1);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct ordered){ texts[i] == NULL ? NULL : text_sort_key(a, texts[i]), i, down };
	qsort(all, n, sizeof *all, ordered_cmp);
	for (size_t i = 0; i < n; i++)
		order[i] = all[i].at;
	return order;
}

char *
text_trim(struct arena *a, const char *s)
{
	if (s == NULL)
		return arena_strdup(a, "");
	size_t n = strlen(s);
	struct buf b = buf_new(a, n + 1);
	bool space = false;
	for (size_t i = 0; i < n;) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(n - i), &cp);
		if (k <= 0) {
			k = 1;
			cp = '?';
		}
		if (is_space(cp) && cp != 0x0E && cp != 0x0F) {
			space = true;
		} else {
			if (space && b.len > 0)
				buf_putc(&b, ' ');
			space = false;
			buf_add(&b, s + i, (size_t)k);
		}
		i += (size_t)k;
	}
	return arena_strdup(a, buf_str(&b));
}

size_t
text_length(const char *s)
{
	size_t n = 0;
	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

size_t
text_over(const char *s, size_t bytes)
{
	size_t n = strlen(s), over = 0;
	while (n > bytes)
		over += ((unsigned char)s[--n] & 0xC0) != 0x80;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80) /* the rest of one that was cut */
		over += ((unsigned char)s[--n] & 0xC0) != 0x80;
	return over;
}

bool
text_blank(const char *s)
{
	if (s == NULL)
		return true;
	size_t n = strlen(s);
	for (size_t i = 0; i < n;) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(n - i), &cp);
		if (k <= 0 || !(is_space(cp) || cp == 0xFEFF || cp == 0x200B))
			return false;
		i += (size_t)k;
	}
	return true;
}

bool
text_eq(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
text_starts(const char *s, const char *prefix)
{
	return s != NULL && strncmp(s, prefix, strlen(prefix)) == 0;
}

char *
text_ellipsis(struct arena *a, const char *s, size_t n)
{
	if (s == NULL)
		return arena_strdup(a, "");
	const char *p = s;
	for (size_t i = 0; *p != '\0'; p++) {
		if (((unsigned char)*p & 0xC0) == 0x80)
			continue;
		if (i++ == n)
			break;
	}
	if (*p == '\0')
		return arena_strdup(a, s);
	size_t cut = (size_t)(p - s), word = cut;
	while (word > 0 && s[word] != ' ')
		word--;
	if (word > cut * 2 / 3) /* between two words where there is one near */
		cut = word;
	while (cut > 0 && s[cut - 1] == ' ')
		cut--;
	return arena_printf(a, "%.*s…", (int)cut, s);
}

/* ---- similarity ----------------------------------------------------------------------------------------- */

static int
cmp_str(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static double
dice(const char **x, size_t nx, const char **y, size_t ny)
{
	if (nx + ny == 0)
		return 1;
	qsort(x, nx, sizeof *x, cmp_str);
	qsort(y, ny, sizeof *y, cmp_str);
	size_t both = 0;
	for (size_t i = 0, j = 0; i < nx && j < ny;) {
		int c = strcmp(x[i], y[j]);
		both += c == 0;
		i += c <= 0;
		j += c >= 0;
	}
	return 2.0 * (double)both / (double)(nx + ny);
}

static struct strings
split_words(struct arena *a, char *s)
{
	struct strings out = { 0 };
	for (char *p = s; *p != '\0';) {
		size_t n = strcspn(p, " ");
		PUSH(a, &out, arena_strndup(a, p, n));
		p += n;
		while (*p == ' ')
			p++;
	}
	return out;
}

static struct strings
split_bigrams(struct arena *a, const char *s)
{
	struct strings out = { 0 };
	for (const char *p = s; p[0] != '\0' && p[1] != '\0'; p++)
		PUSH(a, &out, arena_strndup(a, p, 2));
	return out;
}

double
text_similarity(struct arena *a, const char *x, const char *y)
{
	char *fx = text_words(a, x), *fy = text_words(a, y);
	if (strcmp(fx, fy) == 0)
		return 1;
	struct strings wx = split_words(a, text_stems(a, x)), wy = split_words(a, text_stems(a, y));
	struct strings bx = split_bigrams(a, fx), by = split_bigrams(a, fy);
	double s = (dice(wx.items, wx.n, wy.items, wy.n) + dice(bx.items, bx.n, by.items, by.n)) / 2;
	return s < 0.9999 ? s : 0.9999; /* 1 is kept for equal texts */
}
