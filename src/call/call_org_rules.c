/* Whether two names are the same institution. */
#include "call/call_rules.h"
#include <ctype.h>
#include <string.h>

/* Legal forms and words that say nothing of which one it is. */
static const char *const empty_words[] = { "asbl", "aisbl", "vzw", "ivzw", "sa", "srl", "sprl", "sc", "scrl", "scrlfs", "fs", "snc", "fup",
	"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les" };

/* Without what stands in brackets (or the brackets alone), and without the dots of initials: "Solidarcité A.S.B.L. (Dinant)". */
static char *
without_brackets(struct arena *a, const char *s, bool contents)
{
	struct buf b = buf_new(a, KIB(64));
	int depth = 0, letters = 0;
	for (; *s != '\0'; s++) {
		if (*s == '(' || *s == '[') {
			depth += contents;
			letters = 0;
			buf_putc(&b, ' ');
		} else if ((*s == ')' || *s == ']')) {
			depth -= depth > 0;
			letters = 0;
			buf_putc(&b, ' ');
		} else if (*s == '.' && letters == 1) {
			letters = 0;
		} else if (depth == 0) {
			letters = isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80 ? letters + 1 : 0;
			buf_putc(&b, *s);
		}
	}
	return arena_strdup(a, buf_str(&b));
}

/* Words that tell which one it is, in their order; NULL: none is left. */
static char *
telling_words(struct arena *a, const char *name)
{
	char *words = text_words(a, name), *save = NULL;
	struct buf b = buf_new(a, KIB(64));
	for (char *w = strtok_r(arena_strdup(a, words), " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		bool empty = false;
		for (size_t i = 0; i < LEN(empty_words) && !empty; i++)
			empty = strcmp(w, empty_words[i]) == 0;
		if (empty)
			continue;
		if (b.len > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, w);
	}
	return b.len > 0 ? arena_strdup(a, buf_str(&b)) : NULL;
}

char *
institution_fold(struct arena *a, const char *name)
{
	char *words = telling_words(a, without_brackets(a, name == NULL ? "" : name, true));
	return words != NULL ? words : text_words(a, name == NULL ? "" : name);
}

char *
institution_whole(struct arena *a, const char *name)
{
	char *words = telling_words(a, without_brackets(a, name == NULL ? "" : name, false));
	return words != NULL ? words : text_words(a, name == NULL ? "" : name);
}

/* The last two digits are 97 less the remainder of the first eight by 97. */
char *
enterprise_number(struct arena *a, const char *typed)
{
	char digits[11] = "";
	size_t n = 0;
	if (typed == NULL)
		return NULL;
	while (*typed == ' ')
		typed++;
	if ((typed[0] == 'B' || typed[0] == 'b') && (typed[1] == 'E' || typed[1] == 'e'))
		typed += 2;
	for (; *typed != '\0'; typed++) {
		if (isdigit((unsigned char)*typed)) {
			if (n == 10)
				return NULL;
			digits[n++] = *typed;
		} else if (strchr(" .-/", *typed) == NULL) {
			return NULL;
		}
	}
	if (n == 9) { /* numbers of before 2005, without their zero */
		memmove(digits + 1, digits, 9);
		digits[0] = '0';
		n = 10;
	}
	if (n != 10 || digits[0] > '1')
		return NULL;
	int64_t first = 0;
	for (int i = 0; i < 8; i++)
		first = first * 10 + (digits[i] - '0');
	if (97 - first % 97 != (digits[8] - '0') * 10 + (digits[9] - '0'))
		return NULL;
	return arena_strndup(a, digits, 10);
}

char *
enterprise_text(struct arena *a, const char *digits)
{
	if (digits == NULL || strlen(digits) != 10)
		return arena_strdup(a, digits);
	return arena_printf(a, "%.4s.%.3s.%.3s", digits, digits + 4, digits + 7);
}

/* Where anyone may have an address; and the names kept for examples (RFC 2606), which are nobody's. */
static const char *const providers[] = { "gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "hotmail.fr", "outlook.com", "outlook.be",
	"outlook.fr", "live.be", "live.com", "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "yahoo.be", "icloud.com", "me.com", "proton.me",
	"protonmail.com", "skynet.be", "proximus.be", "telenet.be", "voo.be", "scarlet.be", "brutele.be", "base.be", "orange.be", "orange.fr",
	"gmx.com", "gmx.net", "laposte.net", "facebook.com", "example.org", "example.com", "example.net" };

char *
institution_domain(struct arena *a, const char *address)
{
	const char *s = address == NULL ? "" : address;
	const char *at = strrchr(s, '@'), *scheme = strstr(s, "://");
	s = at != NULL ? at + 1 : scheme != NULL ? scheme + 3 : s;
	char *d = arena_strndup(a, s, strcspn(s, "/?#: \t"));
	for (char *c = d; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	if (strncmp(d, "www.", 4) == 0)
		d += 4;
	size_t n = strlen(d);
	if (strchr(d, '.') == NULL || n < 4 || n > 253 || d[0] == '.' || d[n - 1] == '.')
		return NULL;
	for (size_t i = 0; i < LEN(providers); i++)
		if (strcmp(d, providers[i]) == 0)
			return NULL;
	return d;
}

#define NAME_NEAR 0.75 /* of text_similarity(): "maison médicale Tilleul" and "… Tilleuls" */

static bool
both_same(const char *x, const char *y)
{
	return !text_blank(x) && !text_blank(y) && strcmp(x, y) == 0;
}

/* Many associations share a name from town to town, and one network may share a domain: a name alone needs the town,
 * a domain alone needs a name that looks alike. */
enum likeness
institution_compare(struct arena *a, const struct institution_key *x, const struct institution_key *y)
{
	if (both_same(x->number, y->number))
		return SAME;
	bool other_number = !text_blank(x->number) && !text_blank(y->number);
	bool domain = both_same(x->domain, y->domain), name = both_same(x->folded, y->folded);
	char *here = text_words(a, x->town == NULL ? "" : x->town), *there = text_words(a, y->town == NULL ? "" : y->town);
	bool town = both_same(here, there), other_town = *here != '\0' && *there != '\0' && !town;
	if (other_number)
		return name && town ? ALIKE : OTHER_ONE;
	if (name && (town || (domain && !other_town)))
		return SAME;
	if (name)
		return other_town ? OTHER_ONE : ALIKE;
	if (!domain && !town)
		return OTHER_ONE;
	double near = text_blank(x->folded) || text_blank(y->folded) ? 0 : text_similarity(a, x->folded, y->folded);
	if (domain)
		return near >= NAME_NEAR && !other_town ? SAME : ALIKE;
	return near >= NAME_NEAR ? ALIKE : OTHER_ONE;
}

bool
institution_may_be(struct arena *a, const char *x, const char *y)
{
	const char *folded_x = institution_fold(a, x), *folded_y = institution_fold(a, y);
	if (text_blank(folded_x) || text_blank(folded_y) || strcmp(institution_whole(a, x), institution_whole(a, y)) == 0)
		return false;
	return strcmp(folded_x, folded_y) == 0 || text_similarity(a, folded_x, folded_y) >= NAME_NEAR;
}
