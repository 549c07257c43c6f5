/* The points in time that a due value names: dates, months, academic years, terms, quarters, spans. */
#include "import/import_rules.h"
#include <string.h>

int
month_of(const char *w)
{
	static const char *const names[12] = { "janvier|janv|jan|january", "fevrier|fevr|fev|february|feb", "mars|march|mar", "avril|avr|april|apr",
		"mai|may", "juin|june|jun", "juillet|juil|july|jul", "aout|august|aug", "septembre|sept|sep|september", "octobre|oct|october",
		"novembre|nov|november", "decembre|dec|december" };
	for (int i = 0; i < 12; i++)
		if (words_are(w, names[i]))
			return i + 1;
	return 0;
}

struct due_tokens
due_tokens_of(struct arena *a, const char *s)
{
	struct due_tokens out = { 0 };
	bool glued = false;
	while (*s != '\0') {
		struct due_token t = { .glued = glued };
		glued = true;
		if (*s == ' ') {
			glued = false;
			s++;
			continue;
		}
		size_t d = strspn(s, "0123456789");
		size_t w = 0;
		while ((s[w] >= 'a' && s[w] <= 'z') || (unsigned char)s[w] >= 0x80)
			w++;
		if (d > 0) {
			t.kind = TOK_NUMBER;
			t.digits = (int)d;
			for (size_t i = 0; i < d && i < 8; i++)
				t.value = t.value * 10 + (s[i] - '0');
			s += d;
		} else if (w > 0) {
			t.kind = TOK_WORD;
			t.word = arena_strndup(a, s, w);
			s += w;
		} else {
			t.kind = TOK_SIGN;
			t.sign = *s++;
		}
		PUSH(a, &out, t);
	}
	return out;
}

static bool
number_at(const struct due_tokens *t, size_t i, int least, int most, int max_digits)
{
	return i < t->n && t->items[i].kind == TOK_NUMBER && t->items[i].value >= least && t->items[i].value <= most &&
	    t->items[i].digits <= max_digits;
}

static bool
sign_at(const struct due_tokens *t, size_t i, const char *any)
{
	return i < t->n && t->items[i].kind == TOK_SIGN && strchr(any, t->items[i].sign) != NULL;
}

static const char *
word_at(const struct due_tokens *t, size_t i)
{
	return i < t->n && t->items[i].kind == TOK_WORD ? t->items[i].word : "";
}

/* A calendar year of four digits, or of two when `short_too`; 0 when there is none. */
static int
year_at(const struct due_tokens *t, size_t i, bool short_too)
{
	if (number_at(t, i, 1990, 2100, 4) && t->items[i].digits == 4)
		return t->items[i].value;
	if (short_too && number_at(t, i, 0, 99, 2) && t->items[i].digits == 2)
		return 2000 + t->items[i].value;
	return 0;
}

/* "26-27", "2026/2027", "2026 - 27", "2026 2027": an academic year; tokens used. */
static size_t
pair_at(const struct due_tokens *t, size_t i, int *year)
{
	int y = year_at(t, i, true);
	if (y == 0)
		return 0;
	size_t j = i + 1;
	if (sign_at(t, j, "-/"))
		j++;
	else if (t->items[i].digits != 4)
		return 0;
	int z = year_at(t, j, true);
	if (z != y + 1 || t->items[j].digits > t->items[i].digits || (sign_at(t, j + 1, "-/.") && number_at(t, j + 2, 0, 9999, 4) && t->items[i].digits == 2))
		return 0;
	*year = y;
	return j + 1 - i;
}

static struct date
month_end(int y, int m)
{
	return (struct date){ y, m, date_month_days(y, m) };
}

/* 31/12/2026, 12.31.26, 2026-12-31. */
static size_t
numeric_date(const struct due_tokens *t, size_t i, const struct due_style *style, struct due_point *out)
{
	if (!sign_at(t, i + 1, "/.-") || !sign_at(t, i + 3, "/.-") || t->items[i + 1].sign != t->items[i + 3].sign || i + 4 >= t->n)
		return 0;
	struct date d;
	if (year_at(t, i, false) != 0 && number_at(t, i + 2, 1, 12, 2) && number_at(t, i + 4, 1, 31, 2)) {
		d = (struct date){ t->items[i].value, t->items[i + 2].value, t->items[i + 4].value };
	} else if (number_at(t, i, 1, 31, 2) && number_at(t, i + 2, 1, 31, 2) && year_at(t, i + 4, true) != 0) {
		int x = t->items[i].value, y = t->items[i + 2].value;
		bool swap = y > 12 || (x <= 12 && style->month_first);
		d = (struct date){ year_at(t, i + 4, true), swap ? x : y, swap ? y : x };
		out->ambiguous = x <= 12 && y <= 12 && x != y;
	} else {
		return 0;
	}
	if (!date_valid(d))
		return 0;
	out->kind = POINT_DATE;
	out->date = d;
	return 5;
}

/* "juin 2027", "sept. 26", "juin-27", "juin 26-27" (of that academic year), "June 30, 2027"; `day` 0 for the month's last. */
static size_t
month_at(const struct due_tokens *t, size_t i, int day, struct due_point *out)
{
	int m = month_of(word_at(t, i));
	if (m == 0)
		return 0;
	size_t j = i + 1;
	if (sign_at(t, j, ".'"))
		j++;
	if (sign_at(t, j, "-/") && !sign_at(t, j + 1, "-/"))
		j++;
	if (words_are(word_at(t, j), "de|of|en"))
		j++;
	if (day == 0 && number_at(t, j, 1, 31, 2) && ((sign_at(t, j + 1, ",") && year_at(t, j + 2, false) != 0) || year_at(t, j + 1, false) != 0)) {
		day = t->items[j].value;
		j += sign_at(t, j + 1, ",") ? 2 : 1;
	}
	int y;
	size_t k = pair_at(t, j, &y);
	if (k > 0) {
		y += m < 9;
	} else {
		y = year_at(t, j, true);
		k = 1;
		if (y == 0) { /* "sept '26" */
			if (!sign_at(t, j, "'") || (y = year_at(t, j + 1, true)) == 0)
				return 0;
			k = 2;
		}
	}
	struct date d = day > 0 ? (struct date){ y, m, day } : month_end(y, m);
	if (!date_valid(d))
		return 0;
	out->kind = POINT_DATE;
	out->date = d;
	return j + k - i;
}

/* "31 décembre 2026", "1er mars 2027", "15 au 20 juin 2027" is left to the month. */
static size_t
day_month_at(const struct due_tokens *t, size_t i, struct due_point *out)
{
	if (!number_at(t, i, 1, 31, 2))
		return 0;
	size_t j = i + 1;
	if (j < t->n && t->items[j].glued && words_are(word_at(t, j), "er|st|nd|rd|th|e|eme"))
		j++;
	if (words_are(word_at(t, j), "of|de"))
		j++;
	size_t k = month_at(t, j, t->items[i].value, out);
	return k == 0 ? 0 : j + k - i;
}

/* The word and number of a part of a year: "Q1", "quadrimestre 2", "1er semestre", "second term", "T3", "H1". */
enum part_kind { PART_NONE, PART_QUADRI, PART_SEMESTER, PART_QUARTER, PART_Q };
struct part { enum part_kind kind; int number; };

static int
ordinal_at(const struct due_tokens *t, size_t i, size_t *used)
{
	static const char *const words[] = { "premier|premiere|first", "deuxieme|second|seconde", "troisieme|third", "quatrieme|fourth" };
	if (number_at(t, i, 1, 4, 1)) {
		bool ending = i + 1 < t->n && t->items[i + 1].glued && words_are(word_at(t, i + 1), "er|ere|e|eme|ieme|nd|nde|st|rd|th|re|me");
		*used = ending ? 2 : 1;
		return t->items[i].value;
	}
	for (int k = 0; k < 4; k++)
		if (words_are(word_at(t, i), words[k])) {
			*used = 1;
			return k + 1;
		}
	return 0;
}

static enum part_kind
part_word(const char *w)
{
	if (words_are(w, "quadrimestre|quadri|term"))
		return PART_QUADRI;
	if (words_are(w, "semestre|sem|semester|s|h|half"))
		return PART_SEMESTER;
	if (words_are(w, "trimestre|trim|t|quarter"))
		return PART_QUARTER;
	return words_are(w, "q") ? PART_Q : PART_NONE;
}

static size_t
part_at(const struct due_tokens *t, size_t i, struct part *out)
{
	size_t used = 0;
	enum part_kind k = part_word(word_at(t, i));
	int n = 0;
	if (k != PART_NONE) {
		size_t j = i + 1 + (sign_at(t, i + 1, ".-"));
		n = number_at(t, j, 1, 4, 1) ? t->items[j].value : 0;
		if (n == 0)
			return 0;
		used = j + 1 - i;
	} else {
		n = ordinal_at(t, i, &used);
		k = n == 0 ? PART_NONE : part_word(word_at(t, i + used));
		if (k == PART_NONE || strlen(word_at(t, i + used)) < 2)
			return 0;
		used++;
	}
	*out = (struct part){ k, n };
	if (sign_at(t, i + used, ".,(") || sign_at(t, i + used, "-/"))
		used++;
	while (words_are(word_at(t, i + used), "de|of|l|annee|academique|the|academic|year|en") || sign_at(t, i + used, "'"))
		used++;
	return used;
}

/* A part in an academic year is a term; in a calendar year, a half or a quarter. */
static bool
part_point(struct part p, bool pair, int year, const struct due_style *style, struct due_point *out)
{
	if (pair) {
		if (p.kind == PART_QUARTER) { /* quarters of an academic year, from September */
			static const int last[4] = { 12, 3, 6, 9 };
			out->kind = POINT_DATE;
			out->date = month_end(year + (p.number > 1), last[p.number - 1]);
			return true;
		}
		if (p.number > 2 && p.kind == PART_Q) { /* Q3 of 26-27: the summer session */
			*out = (struct due_point){ .kind = POINT_YEAR, .year = year, .approximate = true };
			return p.number == 3;
		}
		*out = (struct due_point){ .kind = POINT_TERM, .year = year, .term = p.number };
		return p.number <= 2;
	}
	bool quarter = p.kind == PART_QUARTER || (p.kind == PART_Q && (p.number > 2 || style->quarters));
	if (p.kind == PART_SEMESTER && p.number <= 2) {
		*out = (struct due_point){ .kind = POINT_DATE, .date = month_end(year, p.number * 6) };
	} else if (quarter) {
		*out = (struct due_point){ .kind = POINT_DATE, .date = month_end(year, p.number * 3) };
	} else if (p.number <= 2) {
		/* "Q1 2026" without a second year: the first term begins in that year, the second ends in it */
		*out = (struct due_point){ .kind = POINT_TERM, .year = p.number == 1 ? year : year - 1, .term = p.number, .ambiguous = true };
	} else {
		return false;
	}
	return true;
}

static size_t
term_at(const struct due_tokens *t, size_t i, const struct due_style *style, struct due_point *out)
{
	struct part p;
	int y;
	size_t k = part_at(t, i, &p);
	if (k > 0) {
		size_t n = pair_at(t, i + k, &y);
		if (n > 0)
			return part_point(p, true, y, style, out) ? k + n : 0;
		y = year_at(t, i + k, t->items[i].kind == TOK_WORD && strlen(t->items[i].word) == 1);
		return y != 0 && part_point(p, false, y, style, out) ? k + 1 : 0;
	}
	k = pair_at(t, i, &y); /* "26-27 Q1", "2026-2027 (Q2)", "26-27, 1er quadrimestre" */
	bool pair = k > 0;
	if (!pair) {
		y = year_at(t, i, false);
		k = 1;
		if (y == 0)
			return 0;
	}
	size_t j = i + k;
	while (sign_at(t, j, "(,:-/") || words_are(word_at(t, j), "au"))
		j++;
	size_t n = part_at(t, j, &p);
	return n > 0 && part_point(p, pair, y, style, out) ? j + n - i : 0;
}

/* "2024-2026", "24-27", "2024-26", "2024 à 2026" is made of two points. */
static size_t
span_at(const struct due_tokens *t, size_t i, struct due_point *out)
{
	int y = year_at(t, i, true), z = sign_at(t, i + 1, "-/") ? year_at(t, i + 2, true) : 0;
	if (y == 0 || z <= y + 1 || z > y + 12)
		return 0;
	if (t->items[i].digits == 2) { /* two digits are academic years: 24-27 is 24-25 to 26-27 */
		*out = (struct due_point){ .kind = POINT_SPAN_YEAR, .year = z - 1 };
		return t->items[i + 2].digits == 2 ? 3 : 0;
	}
	*out = (struct due_point){ .kind = POINT_SPAN_DATE, .date = { z, 12, 31 }, .year = y };
	return 3;
}

/* "06/2027", "2027-06". */
static size_t
numeric_month(const struct due_tokens *t, size_t i, struct due_point *out)
{
	if (!sign_at(t, i + 1, "/.-"))
		return 0;
	int y = year_at(t, i + 2, false), m = number_at(t, i, 1, 12, 2) ? t->items[i].value : 0;
	if (y == 0 || m == 0) {
		y = year_at(t, i, false);
		m = number_at(t, i + 2, 1, 12, 2) && t->items[i + 2].digits == 2 ? t->items[i + 2].value : 0;
	}
	if (y == 0 || m == 0)
		return 0;
	*out = (struct due_point){ .kind = POINT_DATE, .date = month_end(y, m) };
	return 3;
}

/* "printemps 2027", "rentrée 2026", "été 27". */
static size_t
season_at(const struct due_tokens *t, size_t i, struct due_point *out)
{
	static const struct { const char *words; int m, d, plus; } seasons[] = { { "printemps|spring", 6, 20, 0 }, { "ete|summer", 9, 13, 0 },
		{ "automne|autumn|fall", 12, 20, 0 }, { "hiver|winter", 3, 20, 1 }, { "rentree", 9, 30, 0 }, { "paques|easter", 4, 30, 0 }, { "noel|christmas", 12, 31, 0 } };
	for (size_t k = 0; k < LEN(seasons); k++) {
		if (!words_are(word_at(t, i), seasons[k].words))
			continue;
		size_t j = i + 1;
		while (words_are(word_at(t, j), "academique|scolaire|de|of"))
			j++;
		int y;
		size_t n = pair_at(t, j, &y);
		bool pair = n > 0;
		if (!pair) {
			n = 1;
			y = year_at(t, j, false);
		}
		if (y == 0)
			return 0;
		y += pair ? seasons[k].m < 9 : seasons[k].plus;
		*out = (struct due_point){ .kind = POINT_DATE, .date = { y, seasons[k].m, seasons[k].d }, .approximate = true };
		return j + n - i;
	}
	return 0;
}

/* "Année 1", "Year 2", "An 3": years of the plan. */
static size_t
plan_year_at(const struct due_tokens *t, size_t i, const struct due_style *style, struct due_point *out)
{
	size_t j = i + 1;
	if (!words_are(word_at(t, i), "annee|an|year|a|y") || (strlen(word_at(t, i)) == 1 && !(j < t->n && t->items[j].glued)))
		return 0;
	if (words_are(word_at(t, j), "n") && j + 1 < t->n) /* "année n+1": of the plan's first */
		return 0;
	if (!number_at(t, j, 1, 9, 1) || style->first_year == 0)
		return 0;
	*out = (struct due_point){ .kind = POINT_YEAR, .year = style->first_year + t->items[j].value - 1 };
	return 2;
}

size_t
due_point_at(const struct due_tokens *t, size_t i, const struct due_style *style, struct due_point *out)
{
	*out = (struct due_point){ .kind = POINT_DATE };
	size_t k;
	if ((k = numeric_date(t, i, style, out)) > 0 || (k = day_month_at(t, i, out)) > 0 || (k = month_at(t, i, 0, out)) > 0 ||
	    (k = season_at(t, i, out)) > 0 || (k = term_at(t, i, style, out)) > 0)
		return k;
	int y;
	if ((k = pair_at(t, i, &y)) > 0) {
		*out = (struct due_point){ .kind = POINT_YEAR, .year = y };
		return k;
	}
	if ((k = span_at(t, i, out)) > 0 || (k = numeric_month(t, i, out)) > 0 || (k = plan_year_at(t, i, style, out)) > 0)
		return k;
	if ((y = year_at(t, i, false)) != 0) {
		*out = (struct due_point){ .kind = POINT_DATE, .date = { y, 12, 31 } };
		return 1;
	}
	return 0;
}

void
due_learn(struct arena *a, const char *text, struct due_style *style)
{
	struct due_tokens t = due_tokens_of(a, text_fold(a, text));
	for (size_t i = 0; i < t.n; i++) {
		if (number_at(&t, i, 1, 12, 2) && sign_at(&t, i + 1, "/") && number_at(&t, i + 2, 13, 31, 2) && sign_at(&t, i + 3, "/") &&
		    year_at(&t, i + 4, true) != 0)
			style->month_first = true;
		if (words_are(word_at(&t, i), "q|t") && i + 1 < t.n && t.items[i + 1].glued && number_at(&t, i + 1, 3, 4, 1))
			style->quarters = true;
	}
}
