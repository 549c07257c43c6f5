/* The lines of evidence of a cell: where one ends and the next begins, how many pieces, whether optional. */
#include "import/import_rules.h"
#include <stdlib.h>
#include <string.h>

/* " - " cuts only where a list was flattened: hyphens inside words and asides stay. Other signs always cut. */
static const char *
next_sign(const char *s, bool hyphens)
{
	for (const char *p = s; *p != '\0'; p++) {
		if (p > s && p[-1] == ' ') {
			if (hyphens && (*p == '-' || *p == '*') && p[1] == ' ')
				return p;
			if (((unsigned char)*p >= 0x80 && !text_starts(p, "–") && !text_starts(p, "—") && !text_starts(p, "·") && !text_starts(p, "→") && bullet_length(p) > 0) ||
			    (hyphens && text_starts(p, "– ")))
				return p;
		}
	}
	return NULL;
}

/* A line that is not marked as a list, yet holds several items: every piece begins like an item. */
static bool
flattened(struct arena *a, const char *s)
{
	size_t pieces = 0;
	bool heads = true;
	for (const char *p = s; p != NULL;) {
		const char *e = next_sign(p, true);
		char *piece = piece_of(a, p, e == NULL ? strlen(p) : (size_t)(e - p));
		if (!upper_initial(piece))
			return false;
		heads = heads && indicator_known_head(a, piece);
		pieces++;
		p = e == NULL ? NULL : e + bullet_length(e);
	}
	return pieces > 1 && heads;
}

static void
add_piece(struct arena *a, struct strings *out, const char *s, size_t n)
{
	char *t = piece_of(a, s, n);
	size_t len = strlen(t);
	while (len > 0 && (t[len - 1] == ';' || t[len - 1] == ',' || t[len - 1] == ' '))
		t[--len] = '\0';
	if (*text_words(a, t) != '\0' || strchr(t, '%') != NULL)
		PUSH(a, out, t);
}

/* ";" outside parentheses. */
static void
cut_semicolons(struct arena *a, struct strings *out, const char *s, size_t n)
{
	size_t from = 0;
	int depth = 0;
	for (size_t i = 0; i < n; i++) {
		depth += (s[i] == '(') - (s[i] == ')');
		if (s[i] == ';' && depth <= 0) {
			add_piece(a, out, s + from, i - from);
			from = i + 1;
		}
	}
	add_piece(a, out, s + from, n - from);
}

static void
cut_line(struct arena *a, struct strings *out, const char *s)
{
	bool marked = bullet_length(s) > 0;
	s += bullet_length(s);
	bool hyphens = marked || flattened(a, s);
	for (const char *p = s; p != NULL;) {
		const char *e = next_sign(p, hyphens);
		cut_semicolons(a, out, p, e == NULL ? strlen(p) : (size_t)(e - p));
		p = e == NULL ? NULL : e + bullet_length(e);
	}
}

/* "1. ", "12.": the number of an item, when it is the one expected. */
static size_t
number_length(const char *s, long expected)
{
	char *end;
	size_t lead = strspn(s, " ");
	if (s[lead] < '0' || s[lead] > '9')
		return 0;
	long v = strtol(s + lead, &end, 10);
	if (v != expected || (*end != '.' && *end != ')') || end[1] != ' ')
		return 0;
	return (size_t)(end - s) + 2;
}

struct line_list { struct { const char *text; bool item; } *items; size_t n, cap; };

static struct strings
items_of_lines(struct arena *a, const struct line_list *l)
{
	struct strings joined = { 0 }, out = { 0 };
	bool bullets = false, first_upper = l->n > 0 && upper_initial(l->items[0].text + bullet_length(l->items[0].text));
	long number = 1;
	for (size_t i = 0; i < l->n; i++)
		bullets = bullets || l->items[i].item || bullet_length(l->items[i].text) > 0;
	for (size_t i = 0; i < l->n; i++) {
		const char *s = l->items[i].text;
		size_t num = number_length(s, number);
		number += num > 0;
		s += num;
		bool marked = l->items[i].item || bullet_length(s) > 0 || num > 0;
		const char *last = joined.n > 0 ? joined.items[joined.n - 1] : NULL;
		/* a line that goes on: without a mark in a marked list, or in lower case after a capital */
		bool lower = !upper_initial(s) && !(s[0] >= '0' && s[0] <= '9');
		bool goes_on = last != NULL && !marked && last[strlen(last) - 1] != ';' && (bullets ? lower : first_upper && lower);
		if (goes_on)
			joined.items[joined.n - 1] = arena_printf(a, "%s %s", last, s);
		else
			PUSH(a, &joined, l->items[i].item && bullet_length(s) == 0 ? arena_printf(a, "- %s", s) : s);
	}
	for (size_t i = 0; i < joined.n; i++)
		cut_line(a, &out, joined.items[i]);
	return out;
}

struct strings
cell_items(struct arena *a, const struct doc_cell *c)
{
	struct line_list l = { 0 };
	for (size_t i = 0; i < c->n; i++) {
		struct strings lines = words_split(a, c->items[i].text, '\n');
		for (size_t k = 0; k < lines.n; k++) {
			l.n == l.cap ? (void)(l.items = arena_grow(a, l.items, sizeof *l.items, l.n, &l.cap)) : (void)0;
			l.items[l.n].text = lines.items[k];
			l.items[l.n++].item = k == 0 && c->items[i].kind == LINE_ITEM;
		}
	}
	return items_of_lines(a, &l);
}

struct strings
text_items(struct arena *a, const char *text)
{
	struct doc_cell c = { 0 };
	struct doc_line line = { .text = text };
	if (!text_blank(text))
		PUSH(a, &c, line);
	return cell_items(a, &c);
}

/* ---- what a line says ----------------------------------------------------------------------------------- */

static const char optional_words[] = "le cas echeant|si necessaire|si possible|si pertinent|eventuellement|eventuel|eventuelle|eventuels|eventuelles|facultatif*|facultative*|"
	"optionnel*|au besoin|selon les besoins|si besoin|if applicable|where appropriate|where applicable|if relevant|optional|if needed|if necessary";
static const char determiners[] = "le cas echeant|si necessaire|si possible|si pertinent|eventuellement|au besoin|if applicable|where appropriate|au moins|au minimum|minimum|min|"
	"environ|at least|les|des|la|le|l|un|une|the|an";

static int
number_word(const char *w)
{
	static const char *const words[] = { "deux|two", "trois|three", "quatre|four", "cinq|five", "six", "sept|seven", "huit|eight", "neuf|nine", "dix|ten" };
	for (size_t i = 0; i < LEN(words); i++)
		if (words_match_at(w, words[i]) > 0)
			return (int)i + 2;
	size_t d = strspn(w, "0123456789");
	if (d == 0 || d > 2 || (w[d] != ' ' && w[d] != '\0'))
		return 0;
	return d == 1 ? w[0] - '0' : (w[0] - '0') * 10 + (w[1] - '0');
}

/* Where the line really begins: after "le cas échéant", "au moins", articles. */
static const char *
line_start(const char *w)
{
	for (size_t k; (k = words_match_at(w, determiners)) > 0 && w[k] == ' ';)
		w += k + 1;
	return w;
}

/* "Fiches ECTS des 2 UE" → 2, "3 rapports" → 3; years and names of courses are not counts. */
static int
count_of(const char *words, enum indicator_kind kind)
{
	const char *w = line_start(words);
	int n = number_word(w);
	if (n > 0 && w[strcspn(w, " ")] != '\0')
		return n;
	if (kind != IND_COURSE_SHEET)
		return 1;
	for (const char *s = w; *s != '\0';) {
		n = number_word(s);
		const char *next = s + strcspn(s, " ");
		next += *next == ' ';
		if (n > 0 && words_match_at(next, "ue|ues|cours|unite*|fiche*|module*|course*|activite*") > 0)
			return n;
		s = next;
	}
	return 1;
}

static int
cadence_of(const char *words)
{
	if (words_find(words, "par an|per year|a year|par annee") >= 0) {
		for (const char *s = words; *s != '\0'; s += strcspn(s, " "), s += *s == ' ') {
			int n = number_word(s);
			if (n > 0 && n <= 12)
				return n;
		}
	}
	return words_find(words, "semestriel*|quadrimestriel*|biannual*") >= 0 ? 2 : words_find(words, "trimestriel*|quarterly") >= 0 ? 4 :
	    words_find(words, "mensuel*|monthly") >= 0 ? 12 : 1;
}

void
indicator_read(struct arena *a, const char *marked, struct indicator *out)
{
	char *plain = doc_plain(a, marked), *words = text_words(a, plain);
	*out = (struct indicator){ .id = NONE, .text = plain, .cadence = cadence_of(words), .count = 1 };
	if (strchr(marked, EMPH_ON) != NULL)
		out->rich = doc_markdown(a, marked);
	out->optional = words_find(words, optional_words) >= 0;
	const char *start = line_start(words);
	out->kind = indicator_kind_guess(start, strchr(plain, '%') != NULL);
	out->qualification = indicator_default_qualification(out->kind);
	if (out->kind != IND_COUNT && out->cadence == 1)
		out->count = count_of(words, out->kind);
	if (out->count < 1)
		out->count = 1;
}

bool
indicator_vague(struct arena *a, const char *text)
{
	static const char vague[] = "pv|pvs|note|notes|indicateur|indicateurs|drive|rapport|rapports|document|documents|tableau|tableaux|plan|plans|liste|listes|"
		"compte rendu|comptes rendus|proces verbal|proces verbaux|evaluation|evaluations|bilan|bilans|reunion|reunions|rencontre|rencontres|site|questionnaire|questionnaires|"
		"outil|outils|divers|autre|autres|resultat|resultats|minutes|report|reports|indicator|indicators|meeting|meetings|evidence|preuve|preuves|trace|traces|document s|"
		"note s|rapport s|site web|website|email|emails|mail|mails|fichier|fichiers|fiche|fiches|statistiques|donnees|data|actions|activites|projets|projet";
	static const char pending[] = "a definir|a preciser|a determiner|a completer|tbd|tbc|to be defined|to be confirmed|x|xx|xxx|etc";
	const char *w = line_start(text_words(a, text));
	return words_are(w, vague) || words_are(w, pending) || *w == '\0';
}
