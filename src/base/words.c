#include "base/words.h"
#include "base/text.h"
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct words
words_of(const char *text)
{
	return (struct words){ .text = text == NULL ? "" : text, .n = text == NULL ? 0 : strlen(text) };
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The character at w->at: its length, and its folded bytes when it is of a word. A soft hyphen and its like vanish inside a
 * word: *n is 0 and *inside true. */
static size_t
character(const struct words *w, char out[TEXT_FOLD_CP], size_t *n, bool *inside)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)w->text + w->at;
	utf8proc_int32_t cp = *p;
	*n = 0;
	if (cp < 0x80) {
		*inside = (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z');
		if (*inside) {
			out[0] = (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
			*n = 1;
		}
		return 1;
	}
	utf8proc_ssize_t k = utf8proc_iterate(p, (utf8proc_ssize_t)(w->n - w->at), &cp);
	if (k <= 0) {
		*inside = false;
		return 1;
	}
	utf8proc_category_t c = utf8proc_category(cp);
	bool letter = (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);
	*inside = letter || c == UTF8PROC_CATEGORY_CF;
	if (!letter)
		return (size_t)k;
	size_t all = text_fold_cp(cp, out);
	for (size_t i = 0; i < all; i++) /* "½" is "1⁄2": what is no word's stays out */
		if ((unsigned char)out[i] >= 0x80 || is_digit(out[i]) || (out[i] >= 'a' && out[i] <= 'z'))
			out[(*n)++] = out[i];
	return (size_t)k;
}

bool
words_next(struct words *w, struct word *out)
{
	char c[TEXT_FOLD_CP];
	size_t n;
	bool inside, digits = true, cut = false;
	out->n = 0;
	while (w->at < w->n) {
		size_t k = character(w, c, &n, &inside);
		bool point = out->n > 0 && digits && w->text[w->at] == '.' && is_digit(w->text[w->at + 1]);
		if (!inside && !point) {
			w->at += k;
			if (out->n > 0)
				break;
			continue;
		}
		if (point) {
			c[0] = '.';
			n = 1;
		}
		if (n > 0 && out->n == 0)
			out->from = w->at;
		cut = cut || out->n + n > WORD_MAX;
		for (size_t i = 0; i < n && !cut; i++) {
			digits = digits && (is_digit(c[i]) || c[i] == '.');
			out->folded[out->n++] = c[i];
		}
		w->at += k;
		if (n > 0)
			out->to = w->at;
	}
	out->folded[out->n] = '\0';
	return out->n > 0;
}

/* ---- stems ------------------------------------------------------------------------------------------------- */

struct stemmer { struct sb_stemmer *sb; };

static void
stemmer_end(void *p)
{
	sb_stemmer_delete(((struct stemmer *)p)->sb);
}

struct stemmer *
stemmer_new(struct arena *a)
{
	struct stemmer *s = ARENA_NEW(a, struct stemmer);
	s->sb = sb_stemmer_new("french", "UTF_8");
	BUG_ON(s->sb == NULL);
	arena_on_reset(a, stemmer_end, s);
	return s;
}

const char *
stemmer_stem(struct stemmer *s, const struct word *w, size_t *n)
{
	*n = w->n;
	for (size_t i = 0; i < w->n; i++)
		if (is_digit(w->folded[i]))
			return w->folded;
	const sb_symbol *r = sb_stemmer_stem(s->sb, (const sb_symbol *)w->folded, (int)w->n);
	BUG_ON(r == NULL);
	size_t len = (size_t)sb_stemmer_length(s->sb);
	if (len == 0)
		return w->folded;
	*n = len;
	return (const char *)r;
}

const char *
stemmer_text(struct arena *a, struct stemmer *s, const char *text, size_t most)
{
	struct words w = words_of(text);
	struct word one;
	struct buf b = buf_new(a, most + 1);
	while (words_next(&w, &one)) {
		size_t n;
		const char *stem = stemmer_stem(s, &one, &n);
		if (b.len + n + 1 > most)
			break;
		if (b.len > 0)
			buf_putc(&b, ' ');
		buf_add(&b, stem, n);
	}
	return buf_str(&b);
}

static int
by_word(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

bool
word_is_empty(const char *folded)
{
	static const char *const empty[] = { "a", "au", "aux", "avec", "c", "ce", "ces", "d", "dans", "de", "des", "du", "elle", "elles", "en", "est", "et",
		"il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "m", "n", "ne", "on", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "sa",
		"se", "ses", "son", "sont", "sur", "t", "un", "une", "y" };
	return bsearch(folded, empty, LEN(empty), sizeof *empty, by_word) != NULL;
}
