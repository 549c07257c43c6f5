#include "privacy/privacy_rules.h"
#include <string.h>

static const char no_name[] = "[nom effacé]", no_address[] = "[adresse effacée]";

static void
add_words(struct arena *a, struct mask *m, const char *words)
{
	for (size_t i = 0; i < m->names.n; i++)
		if (strcmp(m->names.items[i], words) == 0)
			return;
	PUSH(a, &m->names, words);
}

void
mask_add_name(struct arena *a, struct mask *m, const char *name)
{
	const char *words = text_words(a, name == NULL ? "" : name), *last = strrchr(words, ' '), *first = strchr(words, ' ');
	if (last == NULL || strlen(words) < 5)
		return;
	add_words(a, m, words);
	add_words(a, m, arena_printf(a, "%s %.*s", last + 1, (int)(last - words), words));
	add_words(a, m, arena_printf(a, "%s %.*s", first + 1, (int)(first - words), words));
}

static char *
lower(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s);
	for (char *p = out; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	return out;
}

void
mask_add_address(struct arena *a, struct mask *m, const char *address)
{
	const char *s = address == NULL ? "" : lower(a, text_trim(a, address));
	if (strchr(s, '@') == NULL)
		return;
	for (size_t i = 0; i < m->addresses.n; i++)
		if (strcmp(m->addresses.items[i], s) == 0)
			return;
	PUSH(a, &m->addresses, s);
}

/* ---- addresses ---------------------------------------------------------------------------------------------- */

static bool
of_address(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '%';
}

/* Where the address stands as a whole, at or after `from`; NULL. */
static const char *
find_address(const char *text, const char *from, const char *address)
{
	size_t n = strlen(address);
	for (const char *p = from; (p = strstr(p, address)) != NULL; p++) {
		char before = p == text ? ' ' : p[-1], after = p[n];
		if (of_address(before) || before == '.' || of_address(after) || (after == '.' && of_address(p[n + 1])))
			continue;
		return p;
	}
	return NULL;
}

/* ---- names -------------------------------------------------------------------------------------------------- */

/* A word of the text: what the folding makes of it, and where it stands. */
struct word { const char *folded; size_t from, to; };
struct words { struct word *items; size_t n, cap; };

/* Letters and digits; beyond ASCII, what the folding keeps: an apostrophe, a dash or a quote is none. */
static size_t
word_length(struct arena *a, const char *s)
{
	size_t n = 0;
	while (s[n] != '\0') {
		unsigned char c = (unsigned char)s[n];
		size_t k = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
		if (c < 0x80 ? !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) :
		    text_words(a, arena_strndup(a, s + n, k))[0] == '\0' && text_fold(a, arena_strndup(a, s + n, k))[0] != '\0')
			break;
		n += k;
	}
	return n;
}

static void
split(struct arena *a, const char *text, struct words *out)
{
	for (size_t i = 0; text[i] != '\0';) {
		size_t n = word_length(a, text + i);
		if (n == 0) {
			unsigned char c = (unsigned char)text[i];
			size_t k = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
			while (k-- > 0 && text[i] != '\0')
				i++;
			continue;
		}
		struct word w = { text_words(a, arena_strndup(a, text + i, n)), i, i + n };
		PUSH(a, out, w);
		i += n;
	}
}

/* How many words from i on say the name; 0: they don't. */
static size_t
says(const struct words *w, size_t i, const char *name)
{
	size_t k = i;
	for (const char *p = name; *p != '\0';) {
		size_t n = strcspn(p, " ");
		if (k == w->n || strlen(w->items[k].folded) != n || memcmp(w->items[k].folded, p, n) != 0)
			return 0;
		k++;
		p += n;
		p += *p == ' ';
	}
	return k - i;
}

static bool
any_name(struct arena *a, const struct mask *m, const char *text)
{
	const char *words = arena_printf(a, " %s ", text_words(a, text));
	for (size_t i = 0; i < m->names.n; i++)
		if (strstr(words, arena_printf(a, " %s ", m->names.items[i])) != NULL)
			return true;
	return false;
}

static const char *
without_names(struct arena *a, const struct mask *m, const char *text)
{
	struct words w = { 0 };
	struct buf out = buf_new(a, 4 * strlen(text) + KIB(1));
	size_t done = 0;
	split(a, text, &w);
	for (size_t i = 0; i < w.n; i++) {
		size_t longest = 0;
		for (size_t k = 0; k < m->names.n; k++) {
			size_t n = says(&w, i, m->names.items[k]);
			longest = n > longest ? n : longest;
		}
		if (longest == 0)
			continue;
		buf_add(&out, text + done, w.items[i].from - done);
		buf_puts(&out, no_name);
		done = w.items[i + longest - 1].to;
		i += longest - 1;
	}
	buf_puts(&out, text + done);
	return buf_str(&out);
}

static const char *
without_addresses(struct arena *a, const struct mask *m, const char *text)
{
	for (size_t i = 0; i < m->addresses.n; i++) {
		const char *low = lower(a, text), *at = find_address(low, low, m->addresses.items[i]);
		if (at == NULL)
			continue;
		struct buf out = buf_new(a, 4 * strlen(text) + KIB(1));
		size_t done = 0;
		for (; at != NULL; at = find_address(low, at + 1, m->addresses.items[i])) {
			buf_add(&out, text + done, (size_t)(at - low) - done);
			buf_puts(&out, no_address);
			done = (size_t)(at - low) + strlen(m->addresses.items[i]);
		}
		buf_puts(&out, text + done);
		text = buf_str(&out);
	}
	return text;
}

const char *
mask_apply(struct arena *a, const struct mask *m, const char *text)
{
	if (text == NULL)
		return NULL;
	const char *out = strchr(text, '@') == NULL ? text : without_addresses(a, m, text);
	if (m->names.n > 0 && any_name(a, m, out))
		out = without_names(a, m, out);
	return out == text || strcmp(out, text) == 0 ? NULL : out;
}

bool
mask_finds(struct arena *a, const struct mask *m, const char *text)
{
	return mask_apply(a, m, text) != NULL;
}
