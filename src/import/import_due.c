/* A due value: "26-27", "En continu", "Juin 2027", "Fin 2026", "Q1 26-27", "dès 2025", "Réalisé", … */
#include "import/import_rules.h"
#include <string.h>

/* Words that make an action continuous, with how many times a year they say. */
static const struct { const char *words; int cadence; } continuous[] = {
	{ "en continu|continu|continue|continus|continuel*|en permanence|permanent*|recurrent*|recurrence|systematique*", 0 },
	{ "toute la duree|sur la duree du plan|duree du plan|tout au long|pendant tout le plan|tout le plan|pluriannuel*|au fil de l eau", 0 },
	{ "ongoing|on going|continuous*|throughout|rolling|regulier*|regularly|en routine|toujours|always", 0 },
	{ "chaque annee|tous les ans|toutes les annees|annuel|annuelle|annuellement|annuels|annuelles|yearly|annual|annually|each year|every year|une fois par an|1 fois par an|1x par an|once a year", 1 },
	{ "semestriel*|chaque semestre|chaque quadrimestre|quadrimestriel*|2 fois par an|deux fois par an|2x par an|twice a year|each semester|every semester|each term|biannual*|bisannuel*", 2 },
	{ "3 fois par an|trois fois par an", 3 },
	{ "trimestriel*|chaque trimestre|quarterly|4 fois par an", 4 },
	{ "mensuel*|chaque mois|tous les mois|monthly|every month", 12 },
};
static const char done_words[] = "realise|realisee|realises|realisees|fait|faite|faits|faites|termine|terminee|termines|terminees|acheve|achevee|"
	"achevees|acheves|cloture|cloturee|finalise|finalisee|effectue|effectuee|accompli|accomplie|done|completed|complete|finished|achieved|closed";
static const char not_done[] = "non|pas|partiellement|a moitie|not|partly|partially|presque|a etre|to be|etre|bientot|en partie|en voie";
/* Says when, but no day can be drawn from it. */
static const char vague_words[] = "court terme|moyen terme|long terme|ct|mt|lt|short term|medium term|mid term|long term|immediat*|immediate*|urgent*|"
	"des que possible|asap|as soon as possible|a definir|a determiner|a preciser|a fixer|a planifier|tbd|tbc|to be defined|to be confirmed|en cours|"
	"in progress|under way|prochainement|bientot|soon|a venir|a discuter|selon*|neant|sans objet|non defini*|inconnu*";

static bool
end_of_plan(const char *words)
{
	return words_find(words, "fin du plan|fin de plan|terme du plan|end of the plan|end of plan|issue du plan") >= 0;
}

/* What the words before a point say of it. */
struct modifiers { bool start, early, middle, join; };

static struct modifiers
modifiers_before(const struct due_tokens *t, size_t from, size_t at)
{
	struct modifiers m = { 0 };
	for (size_t i = from; i < at; i++) {
		const struct due_token *k = &t->items[i];
		if (k->kind == TOK_SIGN)
			m.join = m.join || k->sign == '-';
		if (k->kind != TOK_WORD)
			continue;
		m.start = m.start || words_are(k->word, "des|partir|depuis|from|since|starting|demarrage|debutant|after|apres");
		m.early = m.early || words_are(k->word, "debut|early|beginning|start");
		m.middle = m.middle || words_are(k->word, "mi|mid|milieu");
		m.join = m.join || words_are(k->word, "a|au|jusqu|jusque|to|until|through");
	}
	return m;
}

/* "début 2027" is its first quarter, "mi-2027" its first half, "début juin" the 10th, "mi-juin" the 15th. */
static void
shift(struct due_point *p, struct modifiers m, bool year_alone)
{
	if (p->kind == POINT_YEAR && (m.early || m.middle)) {
		p->kind = POINT_TERM;
		p->term = 1;
		p->approximate = true;
	}
	if (p->kind != POINT_DATE || !(m.early || m.middle))
		return;
	p->approximate = true;
	if (year_alone)
		p->date = m.early ? (struct date){ p->date.y, 3, 31 } : (struct date){ p->date.y, 6, 30 };
	else
		p->date.d = m.early ? 10 : 15;
}

/* The last day, roughly, to compare points of different kinds. */
static int64_t
point_day(const struct due_point *p)
{
	switch (p->kind) {
	case POINT_YEAR: case POINT_SPAN_YEAR: return date_days(year_last(p->year, YEAR_BOUNDS_DEFAULT));
	case POINT_TERM: return date_days((struct date){ p->year + 1, p->term == 1 ? 1 : 9, p->term == 1 ? 31 : 13 });
	case POINT_DATE: case POINT_SPAN_DATE: break;
	}
	return date_days(p->date);
}

static void
due_of_point(const struct due_point *p, const struct due_style *style, struct due *d)
{
	switch (p->kind) {
	case POINT_YEAR: case POINT_SPAN_YEAR:
		d->kind = DUE_YEAR;
		d->year = p->year;
		break;
	case POINT_TERM:
		d->kind = DUE_TERM;
		d->year = p->year;
		d->term = p->term;
		break;
	case POINT_SPAN_DATE:
		if (style->first_year != 0 && p->year == style->first_year && p->date.y == style->last_year + 1) {
			d->kind = DUE_YEAR; /* the span of the plan itself ends with its last academic year */
			d->year = style->last_year;
			break;
		}
		d->kind = DUE_DATE;
		d->date = p->date;
		break;
	case POINT_DATE:
		d->kind = DUE_DATE;
		d->date = p->date;
		break;
	}
}

/* The points of a text and what is said around them. */
struct scan { struct due_point last; size_t n; bool start, span, several; size_t first_at; };

static struct scan
scan_points(const struct due_tokens *t, const struct due_style *style)
{
	struct scan s = { 0 };
	size_t from = 0;
	for (size_t i = 0; i < t->n;) {
		struct due_point p;
		size_t k = due_point_at(t, i, style, &p);
		if (k == 0) {
			i++;
			continue;
		}
		struct modifiers m = modifiers_before(t, from, i);
		/* "de septembre à décembre 2026": a month without its year before the joining word */
		bool month_before = false;
		for (size_t j = from; j < i; j++)
			month_before = month_before || (t->items[j].kind == TOK_WORD && strlen(t->items[j].word) > 2 && month_of(t->items[j].word) > 0);
		shift(&p, m, k == 1);
		s.span = s.span || p.kind == POINT_SPAN_DATE || p.kind == POINT_SPAN_YEAR || (s.n > 0 && m.join) || month_before;
		s.several = s.several || s.n > 0;
		s.start = s.n == 0 ? m.start : s.start;
		if (s.n == 0)
			s.first_at = i;
		if (s.n == 0 || point_day(&p) >= point_day(&s.last))
			s.last = p;
		s.n++;
		i += k;
		from = i;
	}
	return s;
}

static bool
is_done(const char *words)
{
	int at = words_find(words, done_words);
	if (at < 0)
		return false;
	int no = words_find(words, not_done);
	int to = words_find(words, "a realiser|a faire|a terminer|en cours de*");
	return (no < 0 || no > at) && to < 0;
}

/* "✓", "OK", "☑" alone in the due column. */
static bool
is_tick(const char *text, const char *words)
{
	return words_are(words, "ok") || text_starts(text, "✓") || text_starts(text, "✔") || text_starts(text, "☑") || text_starts(text, "✅");
}

static int
continuous_cadence(const char *words)
{
	for (size_t i = LEN(continuous); i-- > 0;)
		if (words_find(words, continuous[i].words) >= 0)
			return continuous[i].cadence;
	return -1;
}

static void
continuous_reading(int cadence, const struct scan *s, const char *words, const struct due_style *style, struct due_reading *out)
{
	/* "26-27 puis en continu": the year is the commitment that can be late */
	if (s->n == 1 && !s->start && s->first_at == 0 && words_find(words, "puis|ensuite|then") >= 0) {
		due_of_point(&s->last, style, &out->due);
		out->doubt = DUE_SEVERAL;
		return;
	}
	out->due.kind = DUE_CONTINUOUS;
	out->cadence = cadence;
	out->doubt = s->n > 0 && (s->start || s->n == 1) ? DUE_START : DUE_SURE;
	if (s->span)
		out->doubt = DUE_SURE; /* "en continu (2024-2029)" */
}

void
due_read(struct arena *a, const char *text, const struct due_style *style, struct due_reading *out)
{
	*out = (struct due_reading){ .due = { .kind = DUE_NONE, .text = text } };
	char *fold = text_fold(a, text), *words = text_words(a, text);
	if (*words == '\0' && !is_tick(text == NULL ? "" : text, words)) {
		out->doubt = DUE_EMPTY;
		if (text_blank(text))
			out->due.text = NULL;
		else if (strchr(fold, '?') != NULL)
			out->doubt = DUE_UNREAD;
		return;
	}
	struct due_tokens t = due_tokens_of(a, fold);
	struct scan s = scan_points(&t, style);
	int cadence = continuous_cadence(words);
	if (is_done(words) || is_tick(text, words)) {
		out->due.kind = DUE_DONE;
		if (s.n > 0 && s.last.kind == POINT_DATE)
			out->due.date = s.last.date;
		return;
	}
	if (cadence >= 0) {
		continuous_reading(cadence, &s, words, style, out);
		return;
	}
	if (s.n == 0) {
		if (end_of_plan(words) && style->last_year != 0) {
			out->due.kind = DUE_YEAR;
			out->due.year = style->last_year;
			return;
		}
		out->doubt = words_find(words, vague_words) >= 0 ? DUE_VAGUE : words_are(words, "x|na|n a|nc|o") ? DUE_EMPTY : DUE_UNREAD;
		return;
	}
	if (s.n == 1 && s.start && !s.span) { /* "dès 2025": from then on */
		out->due.kind = DUE_CONTINUOUS;
		out->doubt = DUE_START;
		return;
	}
	due_of_point(&s.last, style, &out->due);
	if (s.span)
		out->doubt = DUE_SPAN;
	else if (s.several)
		out->doubt = DUE_SEVERAL;
	else if (s.last.ambiguous)
		out->doubt = DUE_AMBIGUOUS;
	else if (s.last.approximate)
		out->doubt = DUE_APPROXIMATE;
}
