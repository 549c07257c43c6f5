/* Who is responsible: a cell of names cut into actors, whatever stands between them, even spaces only. */
#include "import/import_rules.h"
#include <string.h>

struct lexicon {
	struct arena *a;
	struct plan *plan;
	struct strings cells;      /* every actor cell, until settled */
	struct strings alone;      /* keys of names that stood alone on a line or between separators */
	struct strings shown;      /* the same as written, for the expansion of a shared head */
	struct strings acronyms;   /* of bodies: declared, or seen alone */
	struct strings modifiers;  /* words that qualify a head: "recherche" of "Responsable recherche" */
	struct strings actor_keys; /* of plan->actors, in the same order */
};

static bool
has(const struct strings *s, const char *x)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i], x) == 0)
			return true;
	return false;
}

static void
add(struct arena *a, struct strings *s, const char *x)
{
	if (*x != '\0' && !has(s, x))
		PUSH(a, s, x);
}

/* ---- words of a chunk ------------------------------------------------------------------------------------ */

struct word { const char *text, *fold; bool caps, upper, is_head, prep, person; struct head head; };
struct wordlist { struct word *items; size_t n, cap; };

static struct wordlist
words_of(const struct lexicon *x, const char *s)
{
	struct wordlist out = { 0 };
	struct strings t = words_split(x->a, text_trim(x->a, s), ' ');
	for (size_t i = 0; i < t.n; i++) {
		struct word w = { .text = t.items[i], .fold = compact_word(x->a, t.items[i]) };
		w.caps = all_caps(w.text);
		w.upper = upper_initial(w.text);
		w.is_head = *w.text != '(' && actor_head(w.fold, &w.head);
		w.prep = words_are(w.fold, "de|du|des|d|la|le|les|l|a|au|aux|en|pour|of|the|for|to|sur|sous|par|dans|et") || text_starts(w.fold, "dl") ||
		    (strlen(w.fold) > 0 && (text_starts(w.text, "d'") || text_starts(w.text, "l'") || text_starts(w.text, "d’")) && strlen(w.text) <= 2);
		w.person = words_are(w.fold, "m|mr|mme|mrs|ms|dr|prof|mmes|mm|madame|monsieur");
		PUSH(x->a, &out, w);
	}
	return out;
}

static char *
join(const struct lexicon *x, const struct wordlist *w, size_t from, size_t to)
{
	struct buf b = buf_new(x->a, KIB(16));
	for (size_t i = from; i < to; i++)
		buf_printf(&b, "%s%s", i > from ? " " : "", w->items[i].text);
	return arena_strdup(x->a, buf_str(&b));
}

static bool
is_body_acronym(const struct lexicon *x, const struct word *w)
{
	return (w->caps || mixed_caps(w->text)) && has(&x->acronyms, w->fold);
}

/* A person begins here: "Mme X", or "Prénom NOM" whose capitals are no acronym of the document. */
static bool
person_at(const struct lexicon *x, const struct wordlist *w, size_t i)
{
	if (w->items[i].person)
		return true;
	if (i + 1 >= w->n || !w->items[i].upper || w->items[i].caps || w->items[i].is_head)
		return false;
	const struct word *n = &w->items[i + 1];
	return n->caps && strlen(n->fold) >= 3 && !has(&x->acronyms, n->fold);
}

/* Does a new name begin at word i of a chunk whose current name began at `from`? */
static bool
begins(const struct lexicon *x, const struct wordlist *w, size_t from, size_t i)
{
	const struct word *p = &w->items[i - 1], *t = &w->items[i], *first = &w->items[from];
	if (p->prep)
		return false;
	bool complement = false; /* the head has its complement already, or there is no head to complete */
	for (size_t k = from; k < i; k++)
		complement = complement || !w->items[k].is_head;
	bool whole = has(&x->alone, actor_key(x->a, join(x, w, from, i)));
	/* English names end with their head: "Programme Board", "Quality Assurance Officer" */
	bool headed = false;
	for (size_t k = from; k < i; k++)
		headed = headed || w->items[k].is_head;
	if (t->is_head && !headed && !p->caps && words_are(t->fold, "board|office|council|committee|team|unit|department|lead|head|manager|officer|chair|director|coordinator|"
	    "service|services|library|school|panel|senate|group|centre|center|administrator|cell"))
		return false;
	/* "Quality officer", "IT service": in English the head comes last */
	bool last = !first->is_head && !t->upper && i + 1 == w->n && (!is_body_acronym(x, first) || first->upper != t->upper);
	if (t->is_head)
		return (complement || whole) && !(last && !whole);
	if (is_body_acronym(x, t))
		return complement || whole;
	if (t->caps && !first->is_head && i == from + 1 && is_body_acronym(x, first))
		return true; /* "CEP CERIAS Recherche" */
	if (t->person)
		return true;
	if (i >= from + 2 && person_at(x, w, from) && person_at(x, w, i))
		return true;
	if (i == from + 1 && is_body_acronym(x, first) && person_at(x, w, i) && !has(&x->modifiers, t->fold))
		return true;
	return whole && has(&x->alone, actor_key(x->a, join(x, w, i, w->n)));
}

/* Cuts what only spaces separate. */
static void
segment(const struct lexicon *x, const char *chunk, struct strings *out, bool *guess)
{
	struct wordlist w = words_of(x, chunk);
	size_t from = 0;
	bool caps_only = w.n >= 2;
	for (size_t i = 0; i < w.n; i++)
		caps_only = caps_only && w.items[i].caps && strlen(w.items[i].fold) <= 5 && !w.items[i].is_head;
	for (size_t i = 1; i < w.n; i++)
		if (begins(x, &w, from, i) || caps_only) {
			*guess = *guess || (caps_only && !begins(x, &w, from, i));
			PUSH(x->a, out, join(x, &w, from, i));
			from = i;
		}
	if (w.n > 0)
		PUSH(x->a, out, join(x, &w, from, w.n));
}

/* ---- what stands between names ---------------------------------------------------------------------------- */

enum sep { SEP_LINE, SEP_COMMA, SEP_AND };
struct part { const char *text; enum sep before; };
struct parts { struct part *items; size_t n, cap; };

static size_t
separator_at(const char *s, bool word_start, enum sep *kind)
{
	static const struct { const char *s; enum sep kind; } words[] = { { "et ", SEP_AND }, { "and ", SEP_AND }, { "ou ", SEP_AND }, { "& ", SEP_AND }, { "avec ", SEP_LINE },
		{ "ainsi que ", SEP_AND }, { "en collaboration avec ", SEP_LINE }, { "en lien avec ", SEP_LINE }, { "en concertation avec ", SEP_LINE }, { "with ", SEP_LINE }, { "puis ", SEP_LINE }, { "or ", SEP_AND },
		{ "- ", SEP_LINE }, { "– ", SEP_LINE }, { "— ", SEP_LINE }, { "> ", SEP_LINE }, { "→ ", SEP_LINE } };
	if (*s == '\n' || *s == ';' || *s == '|') {
		*kind = SEP_LINE;
		return 1;
	}
	if (*s == ',' || *s == '+' || (*s == '&' && s[1] != ' ')) {
		*kind = *s == '&' ? SEP_AND : SEP_COMMA;
		return 1;
	}
	if (*s == '/') { /* not the ending of "Coordinateur/trice" */
		size_t n = strcspn(s + 1, " ,/;\n)");
		char w[8] = "";
		if (n < sizeof w)
			memcpy(w, s + 1, n);
		if (words_are(w, "trice|rice|e|es|euse|ere|trices|rices|ne|s"))
			return 0;
		*kind = SEP_COMMA;
		return 1;
	}
	if (word_start && (unsigned char)*s >= 0x80 && text_starts(s, "•")) {
		*kind = SEP_LINE;
		return 3;
	}
	for (size_t i = 0; word_start && i < LEN(words); i++)
		if (text_starts(s, words[i].s)) {
			*kind = words[i].kind;
			return strlen(words[i].s);
		}
	return 0;
}

static void
add_part(const struct lexicon *x, struct parts *out, const char *s, size_t n, enum sep before)
{
	struct part p = { arena_strndup(x->a, s, n), before };
	if (*text_words(x->a, p.text) != '\0')
		PUSH(x->a, out, p);
}

static struct parts
parts_of(const struct lexicon *x, const char *cell)
{
	struct parts out = { 0 };
	char *s = arena_strdup(x->a, cell);
	enum sep before = SEP_LINE, next;
	size_t from = 0;
	int depth = 0;
	for (size_t i = 0; s[i] != '\0';) {
		depth += (s[i] == '(') - (s[i] == ')' && depth > 0);
		bool start = i == from || s[i - 1] == ' ' || s[i - 1] == '\n';
		size_t k = depth > 0 && s[i] != '\n' ? 0 : separator_at(s + i, start, &next);
		if (k == 0) {
			i++;
			continue;
		}
		add_part(x, &out, s + from, i - from, before);
		before = next;
		i += k;
		from = i;
	}
	add_part(x, &out, s + from, strlen(s) - from, before);
	return out;
}

/* ---- shared heads ----------------------------------------------------------------------------------------- */

/* The words of a name up to its complement: "Co-responsables" of "Co-responsables Master 1"; 0 without a head. */
static size_t
head_words(const struct wordlist *w, bool *plural, const char **shown)
{
	if (w->n == 0 || !w->items[0].is_head)
		return 0;
	*plural = w->items[0].head.plural;
	*shown = w->items[0].head.canonical != NULL ? w->items[0].head.canonical : w->items[0].text;
	return 1;
}

static const char *
singular(const struct lexicon *x, const char *name)
{
	struct wordlist w = words_of(x, name);
	bool plural = false;
	const char *shown = NULL;
	if (head_words(&w, &plural, &shown) == 0 || !plural)
		return name;
	if (w.items[0].head.canonical == NULL) { /* as written, without its plural */
		size_t n = strlen(shown);
		shown = n > 1 && shown[n - 1] == 's' ? arena_strndup(x->a, shown, n - 1) : shown;
	}
	return w.n == 1 ? shown : arena_printf(x->a, "%s %s", shown, join(x, &w, 1, w.n));
}

/* A part that cannot stand alone: "recherche" after "Coordination AIS,", "2" after "Master 1 et". */
static bool
is_modifier(const struct lexicon *x, const char *part)
{
	struct wordlist w = words_of(x, part);
	if (w.n == 0 || w.items[0].is_head || w.items[0].person || person_at(x, &w, 0) || is_body_acronym(x, &w.items[0]))
		return false;
	if (has(&x->alone, actor_key(x->a, part)))
		return false;
	if (w.items[0].caps)
		return has(&x->modifiers, w.items[0].fold);
	return !w.items[0].upper || has(&x->modifiers, w.items[0].fold);
}

static bool
is_number(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/* Gives the last name's head, or its words but the number, to the modifier. False: it stands alone. */
static bool
expand(const struct lexicon *x, struct actor_split *out, const char *part, enum sep before, bool running)
{
	const char **last = &out->names.items[out->names.n - 1];
	struct wordlist w = words_of(x, *last);
	struct wordlist m = words_of(x, part);
	bool plural = false;
	const char *shown = NULL;
	size_t h = head_words(&w, &plural, &shown);
	if (m.n == 1 && is_number(m.items[0].fold) && w.n > 1 && is_number(w.items[w.n - 1].fold)) {
		*last = singular(x, *last);
		w = words_of(x, *last);
		PUSH(x->a, &out->names, arena_printf(x->a, "%s %s", join(x, &w, 0, w.n - 1), m.items[0].text));
		return true;
	}
	if (h == 0 || (w.n == 1 && before == SEP_AND)) {
		if (before == SEP_AND && w.n > 0 && !w.items[0].caps && !w.items[0].person) {
			*last = arena_printf(x->a, "%s et %s", *last, part); /* "Qualité et innovation" */
			return true;
		}
		return false;
	}
	if (before == SEP_AND && !plural && !running) {
		*last = arena_printf(x->a, "%s et %s", *last, part); /* "Commission recherche et innovation" */
		return true;
	}
	if (w.n == 1)
		return false;
	*last = singular(x, *last);
	w = words_of(x, *last);
	PUSH(x->a, &out->names, arena_printf(x->a, "%s %s", w.items[0].text, part));
	out->doubtful = true;
	return true;
}

/* "Responsables CERIAS" stands for every "Responsable CERIAS …" that the document knows. */
static void
expand_plurals(const struct lexicon *x, struct actor_split *out)
{
	struct strings names = { 0 };
	for (size_t i = 0; i < out->names.n; i++) {
		const char *name = out->names.items[i];
		struct wordlist w = words_of(x, name);
		bool plural = false;
		const char *shown = NULL;
		size_t before = names.n;
		if (head_words(&w, &plural, &shown) > 0 && plural && w.n > 1) {
			const char *key = arena_printf(x->a, "%s ", actor_key(x->a, name));
			for (size_t k = 0; k < x->shown.n; k++)
				if (text_starts(actor_key(x->a, x->shown.items[k]), key))
					PUSH(x->a, &names, x->shown.items[k]);
		}
		if (names.n - before >= 2) {
			out->doubtful = true;
			continue;
		}
		names.n = before;
		PUSH(x->a, &names, name);
	}
	out->names = names;
}

/* "(pilote)", "(lead)": that one comes first. The mark is cut from the name. */
static bool
take_lead_mark(const struct lexicon *x, const char **name)
{
	const char *open = strchr(*name, '(');
	if (open == NULL || open == *name)
		return false;
	if (!words_are(text_words(x->a, open), "pilote|lead|pilotage|porteur|porteuse|responsable|coordination|chef de file|p|r|leader"))
		return false;
	*name = text_trim(x->a, arena_strndup(x->a, *name, (size_t)(open - *name)));
	return true;
}

static void
tidy_all(const struct lexicon *x, struct actor_split *out)
{
	struct strings names = { 0 };
	struct strings keys = { 0 };
	for (size_t i = 0; i < out->names.n; i++) {
		const char *name = out->names.items[i];
		bool lead = take_lead_mark(x, &name);
		name = actor_tidy(x->a, name);
		const char *key = actor_key(x->a, name);
		if (*key == '\0' || has(&keys, key))
			continue;
		PUSH(x->a, &keys, key);
		PUSH(x->a, &names, name);
		if (lead) {
			memmove(&names.items[1], &names.items[0], (names.n - 1) * sizeof *names.items);
			names.items[0] = name;
		}
	}
	out->names = names;
}

void
actors_split(struct lexicon *x, const char *cell, struct actor_split *out)
{
	*out = (struct actor_split){ 0 };
	if (cell == NULL || words_are(text_words(x->a, cell), "neant|aucun|personne|a definir|a determiner|tbd|n a|na|a preciser|x"))
		return;
	struct parts p = parts_of(x, cell);
	bool running = false; /* an enumeration under one head is under way */
	for (size_t i = 0; i < p.n; i++) {
		bool bound = i > 0 && p.items[i].before != SEP_LINE && out->names.n > 0 && is_modifier(x, p.items[i].text);
		if (bound && p.items[i].before == SEP_COMMA)
			running = true;
		if (!bound || p.items[i].before == SEP_LINE)
			running = false;
		/* the enumeration may end with "et": "AIS, recherche et mémoire" */
		if (bound && expand(x, out, text_trim(x->a, p.items[i].text), p.items[i].before, running || (p.items[i].before == SEP_AND && out->doubtful)))
			continue;
		segment(x, p.items[i].text, &out->names, &out->doubtful);
	}
	expand_plurals(x, out);
	tidy_all(x, out);
}

/* ---- what a document teaches ------------------------------------------------------------------------------ */

struct lexicon *
lexicon_new(struct arena *a, struct plan *p)
{
	struct lexicon *x = ARENA_NEW(a, struct lexicon);
	x->a = a;
	x->plan = p;
	return x;
}

void
lexicon_learn(struct lexicon *x, const char *cell)
{
	if (!text_blank(cell) && !has(&x->cells, cell))
		PUSH(x->a, &x->cells, cell);
}

/* A name that stood alone teaches its key, and what its head was qualified with. */
static void
learn_name(struct lexicon *x, const char *name)
{
	struct wordlist w = words_of(x, name);
	name = actor_tidy(x->a, name);
	if (w.n == 0)
		return;
	add(x->a, &x->alone, actor_key(x->a, name));
	bool plural = false;
	const char *shown;
	if (head_words(&w, &plural, &shown) > 0 && w.n > 1 && !w.items[1].is_head && !w.items[1].prep && !is_body_acronym(x, &w.items[1]))
		add(x->a, &x->modifiers, w.items[1].fold);
	if (plural)
		return;
	const char *key = actor_key(x->a, name);
	for (size_t i = 0; i < x->shown.n; i++)
		if (strcmp(actor_key(x->a, x->shown.items[i]), key) == 0)
			return;
	PUSH(x->a, &x->shown, name);
}

void
lexicon_settle(struct lexicon *x)
{
	struct head h;
	for (size_t i = 0; i < x->plan->acronyms.n; i++) {
		struct strings w = words_split(x->a, x->plan->acronyms.items[i].name, ' ');
		if (w.n > 0 && actor_head(compact_word(x->a, w.items[0]), &h))
			add(x->a, &x->acronyms, compact_word(x->a, x->plan->acronyms.items[i].acronym));
	}
	/* acronyms first: they tell where the other names begin */
	for (size_t i = 0; i < x->cells.n; i++) {
		struct parts p = parts_of(x, x->cells.items[i]);
		for (size_t k = 0; k < p.n; k++) {
			struct wordlist w = words_of(x, p.items[k].text);
			if (w.n == 1 && w.items[0].caps && !w.items[0].is_head && strlen(w.items[0].fold) <= 8)
				add(x->a, &x->acronyms, w.items[0].fold);
		}
	}
	for (size_t i = 0; i < x->cells.n; i++) {
		struct parts p = parts_of(x, x->cells.items[i]);
		for (size_t k = 0; k < p.n; k++) {
			struct strings names = { 0 };
			bool guess = false;
			if (k > 0 && p.items[k].before != SEP_LINE && !words_of(x, p.items[k].text).items[0].is_head)
				continue; /* may be a modifier: teaches nothing */
			segment(x, p.items[k].text, &names, &guess);
			for (size_t j = 0; j < names.n && !guess; j++)
				learn_name(x, names.items[j]);
		}
	}
}

/* ---- the plan's actors ------------------------------------------------------------------------------------ */

/* "Comité stratégique" and "Commission Programme (CP)" are the acronym that stands for them. */
static const char *
resolved(const struct lexicon *x, const char *name)
{
	const char *key = actor_key(x->a, name);
	for (size_t i = 0; i < x->plan->acronyms.n; i++) {
		const struct acronym *k = &x->plan->acronyms.items[i];
		const char *long_key = actor_key(x->a, k->name), *short_key = actor_key(x->a, k->acronym);
		if (strcmp(key, long_key) == 0 || strcmp(key, arena_printf(x->a, "%s %s", long_key, short_key)) == 0 ||
		    strcmp(key, arena_printf(x->a, "%s %s", short_key, long_key)) == 0)
			return k->acronym;
	}
	return name;
}

int
actor_intern(struct lexicon *x, const char *name)
{
	struct plan *p = x->plan;
	name = resolved(x, name);
	const char *key = actor_key(x->a, name);
	for (size_t i = 0; i < x->actor_keys.n; i++)
		if (strcmp(x->actor_keys.items[i], key) == 0) {
			/* the form without filler words is the clearer one */
			if (words_count(text_words(x->a, name)) < words_count(text_words(x->a, p->actors.items[i].name)))
				p->actors.items[i].name = name;
			return (int)i;
		}
	struct actor t = { .id = NONE, .kind = actor_kind_guess(x->a, p, name), .name = name };
	for (size_t i = 0; i < p->acronyms.n; i++)
		if (strcmp(actor_key(x->a, p->acronyms.items[i].acronym), key) == 0)
			t.long_name = p->acronyms.items[i].name;
	PUSH(x->a, &p->actors, t);
	PUSH(x->a, &x->actor_keys, key);
	return (int)p->actors.n - 1;
}

bool
actor_shaped(struct arena *a, const char *text)
{
	struct strings w = words_split(a, text_trim(a, text), ' ');
	struct head h;
	if (w.n == 0 || w.n > 25)
		return false;
	return all_caps(w.items[0]) || words_are(text_words(a, w.items[0]), "m|mr|mme|dr|prof") || actor_head(compact_word(a, w.items[0]), &h);
}

const char *
indicator_body(struct lexicon *x, const char *text)
{
	struct wordlist w = words_of(x, text);
	size_t i = 1;
	if (w.n == 0)
		return NULL;
	if (words_are(w.items[0].fold, "proces|compte|comptes|releve") && w.n > 1)
		i = 2 + (words_are(w.items[0].fold, "releve") ? 1 : 0);
	while (i < w.n && (words_are(w.items[i].fold, "de|du|des|la|le|les|l|d|of|the|reunion|reunions|decisions|meeting|seance|seances")))
		i++;
	if (i >= w.n)
		return NULL;
	const char *rest = actor_tidy(x->a, join(x, &w, i, w.n)), *name = resolved(x, rest);
	if (name != rest)
		return name;
	/* the longest beginning that is an actor of the plan */
	struct wordlist r = words_of(x, rest);
	for (size_t n = r.n; n > 0; n--) {
		const char *part = resolved(x, join(x, &r, 0, n)), *key = actor_key(x->a, part);
		for (size_t k = 0; k < x->actor_keys.n; k++)
			if (strcmp(x->actor_keys.items[k], key) == 0 && x->plan->actors.items[k].kind == ACTOR_BODY)
				return x->plan->actors.items[k].name;
		for (size_t k = 0; k < x->plan->acronyms.n; k++)
			if (strcmp(actor_key(x->a, x->plan->acronyms.items[k].acronym), key) == 0)
				return x->plan->acronyms.items[k].acronym;
	}
	return r.n > 0 && r.items[0].is_head && r.items[0].head.kind == ACTOR_BODY ? rest : NULL;
}
