/* What stands before a title: "1.1.1.", "A1", "II –", "Axe stratégique 2 :", "Objectif spécifique 1.1", "Temps 1 : …". */
#include "import/import_rules.h"
#include <string.h>

static const struct { enum label_rank rank; const char *patterns; } words[] = {
	{ RANK_STRATEGIC, "objectif strategique|objectifs strategiques|objectif strategique de developpement|objectif general|objectif strat|obj strategique|strategic objective|"
		"strategic goal|goal|finalite|but|general objective|obj strat|grand objectif|objectif global" },
	{ RANK_SPECIFIC, "objectif specifique|objectif operationnel|sous objectif|specific objective|operational objective|sub objective|obj specifique|obj operationnel|objectif op|subgoal|sous axe" },
	{ RANK_OBJECTIVE, "objectif|objective|obj" },
	{ RANK_AXIS, "axe|axe strategique|axe prioritaire|axe de developpement|axe de travail|axe d amelioration|theme|thematique|domaine|domaine d action|orientation|orientation strategique|enjeu|"
		"enjeu strategique|pilier|chantier|priorite strategique|strand|pillar|axis|priority area|area|focus area|dimension|volet|ligne de force|strategic axis|critere|partie|defi|programme d actions" },
	{ RANK_ACTION, "action|mesure|activite|tache|projet|fiche action|fiche|measure|activity|task|initiative|act|sous action|action prioritaire" },
	{ RANK_PHASE, "temps|phase|periode|etape|stage" },
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* "1", "1.2.3", "1.2.a": bytes without a closing dot; groups in *depth. */
static size_t
digits_code(const char *s, int *depth)
{
	size_t n = 0;
	*depth = 0;
	for (;;) {
		size_t d = strspn(s + n, "0123456789");
		if (d == 0 && *depth > 0 && s[n] >= 'a' && s[n] <= 'z' && (s[n + 1] == '.' || s[n + 1] == ' ' || s[n + 1] == ')' || s[n + 1] == '\0'))
			d = 1;
		if (d == 0 || d > 3)
			break;
		n += d;
		++*depth;
		if (s[n] != '.' || *depth == 6 || !(digit(s[n + 1]) || (s[n + 1] >= 'a' && s[n + 1] <= 'z' && !(s[n + 2] >= 'a' && s[n + 2] <= 'z'))))
			break;
		n++;
	}
	if (digit(s[n]))
		return 0;
	return n > 0 && s[n - 1] == '.' ? n - 1 : n;
}

/* The signs between a code and its title: ". ", ") ", " : ", " – ". */
static size_t
closing(const char *s, bool *closed)
{
	size_t n = strspn(s, ".)°:]");
	bool sign = n > 0;
	for (;;) {
		size_t before = n;
		n += strspn(s + n, " \n");
		if (text_starts(s + n, "\xc2\xa0"))
			n += 2;
		if ((s[n] == '-' || s[n] == ':' || s[n] == '.' || s[n] == '|') && (s[n + 1] == ' ' || s[n + 1] == '\0' || sign)) {
			sign = true;
			n++;
		} else if ((text_starts(s + n, "–") || text_starts(s + n, "—"))) {
			sign = true;
			n += 3;
		}
		if (n == before)
			break;
	}
	*closed = sign;
	return n;
}

/* "A1", "OS1.2", "A.1", "OS 1", "ACT-03": bytes, 0 when the letters are no code's. */
static size_t
letters_code(const char *s, int *depth)
{
	size_t l = 0;
	while (capital(s[l]))
		l++;
	if (l == 0 || l > 4)
		return 0;
	char letters[8] = "";
	for (size_t i = 0; i < l; i++)
		letters[i] = (char)(s[i] + 32);
	if (words_are(letters, "ue|ua|aa|he|bac|ba|ma|bloc|q|t|h|iso|esg|uo|ects|niv|art|tp|td|lot|covid|cec"))
		return 0;
	size_t gap = s[l] == '.' || s[l] == '-' ? 1 : 0;
	if (gap == 0 && s[l] == ' ' && words_are(letters, "os|oo|op|og|ax|so|act|obj|axe|oss|rec"))
		gap = 1;
	if (!digit(s[l + gap]))
		return 0;
	size_t d = digits_code(s + l + gap, depth);
	if (d == 0)
		return 0;
	if (gap == 1 && s[l] == '.')
		++*depth;
	return l + gap + d;
}

static size_t
bare_code(const char *s, int *depth)
{
	bool closed;
	size_t n = digits_code(s, depth);
	if (n > 0) {
		size_t c = closing(s + n, &closed);
		if (s[n] != '\0' && c == 0)
			return 0;
		return *depth > 1 || closed || s[n + c] == '\0' ? n : 0;
	}
	n = letters_code(s, depth);
	if (n > 0)
		return s[n] == '\0' || closing(s + n, &closed) > 0 ? n : 0;
	size_t l = 0;
	while (capital(s[l]))
		l++;
	*depth = 1;
	if ((l > 0 && roman_value(s, l) > 0) || (l == 1 && *s != 'M')) {
		size_t c = closing(s + l, &closed);
		if (closed && c > 0 && (strchr(".):", s[l]) != NULL || s[l] == ' ') && (s[l + c - 1] == ' ' || s[l + c] == '\0'))
			return l;
	}
	return 0;
}

/* The number after a word: "1", "1.2", "n° 3", "A", "II". */
static size_t
number_after(const char *s, size_t *skip, int *depth)
{
	size_t k = strspn(s, " ");
	static const char *const marks[] = { "n°", "N°", "nº", "no ", "No ", "#", "n ", "numéro ", "numero ", "stratégique " };
	for (size_t i = 0; i < LEN(marks); i++)
		if (text_starts(s + k, marks[i])) {
			k += strlen(marks[i]);
			k += strspn(s + k, " ");
			break;
		}
	*skip = k;
	size_t n = digits_code(s + k, depth);
	if (n == 0)
		n = letters_code(s + k, depth);
	if (n == 0) {
		while (capital(s[k + n]))
			n++;
		*depth = 1;
		if (n == 0 || !(roman_value(s + k, n) > 0 || n == 1))
			return 0;
	}
	char c = s[k + n];
	return c == '\0' || strchr(" .:)-/\n", c) != NULL || text_starts(s + k + n, "–") || text_starts(s + k + n, "—") || text_starts(s + k + n, "\xc2\xa0") ? n : 0;
}

/* The longest run of words at the beginning that names a rank; bytes. */
static size_t
rank_words(struct arena *a, const char *s, enum label_rank *rank)
{
	size_t best = 0, end = 0;
	for (int w = 0; w < 5 && s[end] != '\0'; w++) {
		size_t from = end;
		end += strspn(s + end, " ");
		while (s[end] != '\0' && strchr(" :.,\n()", s[end]) == NULL && !digit(s[end]) && !text_starts(s + end, "\xc2\xa0"))
			end++;
		if (end == from)
			break;
		const char *f = text_words(a, arena_strndup(a, s, end));
		for (size_t i = 0; i < LEN(words); i++)
			if (words_are(f, words[i].patterns)) {
				best = end;
				*rank = words[i].rank;
			}
		if (s[end] == '.' && end - from < 6) /* "Obj. 1" */
			end++;
	}
	return best;
}

static bool
word_label(struct arena *a, const char *s, struct label *out)
{
	enum label_rank rank = RANK_NONE;
	size_t w = rank_words(a, s, &rank), skip, n;
	int depth = 0;
	bool closed;
	if (w == 0)
		return false;
	if (s[w] == '.')
		w++;
	n = number_after(s + w, &skip, &depth);
	if (n > 0) {
		out->rank = rank;
		out->code = arena_strndup(a, s + w + skip, n);
		out->depth = depth;
		out->used = w + skip + n;
		out->used += closing(s + out->used, &closed);
		out->number_word = true;
		out->lone = s[out->used] == '\0';
		return true;
	}
	if (rank == RANK_PHASE)
		return false;
	size_t c = closing(s + w, &closed);
	if (s[w] == '\0' || (closed && strchr(arena_strndup(a, s + w, c), ':') != NULL)) {
		out->rank = rank;
		out->used = w + c;
		out->lone = s[out->used] == '\0';
		return true;
	}
	if (rank == RANK_AXIS && text_starts(text_fold(a, arena_strndup(a, s, 4)), "axe")) {
		out->rank = rank; /* "Axe gouvernance": the word belongs to the title */
		return true;
	}
	return false;
}

void
label_read(struct arena *a, const char *text, struct label *out)
{
	*out = (struct label){ .code = "" };
	size_t lead = 0;
	while (text[lead] == ' ' || text[lead] == EMPH_ON || text[lead] == EMPH_OFF || text[lead] == '\n')
		lead++;
	const char *s = text + lead;
	bool closed;
	int depth = 0;
	size_t n = bare_code(s, &depth);
	if (n > 0) {
		size_t word = 0; /* "AXE 1", "ACT-03": the word is no part of the code */
		if (text_starts(s, "AXE") || text_starts(s, "ACT") || text_starts(s, "OBJ"))
			for (word = 3; word < n && !digit(s[word]);)
				word++;
		out->code = arena_strndup(a, s + word, n - word);
		out->number_word = word > 0;
		out->depth = depth;
		out->used = n + closing(s + n, &closed);
		out->lone = s[out->used] == '\0';
		/* "OS1", "A3": letters that say what it is */
		char letters[8] = "";
		for (size_t i = 0; i < 6 && capital(s[i]); i++)
			letters[i] = (char)(s[i] + 32);
		if (n > 1)
			out->rank = words_are(letters, "os|og|so") ? RANK_STRATEGIC : words_are(letters, "oo|op|oss") ? RANK_SPECIFIC :
			    words_are(letters, "act") ? RANK_ACTION : words_are(letters, "axe|ax") ? RANK_AXIS : words_are(letters, "obj") ? RANK_OBJECTIVE : RANK_NONE;
	} else if (((*s | 32) >= 'a' && (*s | 32) <= 'z') || (unsigned char)*s == 0xC3) {
		if (!word_label(a, s, out))
			return;
	}
	if (out->used > 0)
		out->used += lead;
}

bool
code_under(const char *code, const char *parent)
{
	size_t n = strlen(parent);
	return n > 0 && strncmp(code, parent, n) == 0 && code[n] == '.';
}

char *
code_parent(struct arena *a, const char *code)
{
	const char *dot = strrchr(code, '.');
	return arena_strndup(a, code, dot == NULL ? 0 : (size_t)(dot - code));
}
