/* The names of those who are responsible: the words they begin with, how variants of one name are recognised. */
#include "import/import_rules.h"
#include <string.h>

static const struct { const char *patterns; struct head head; } heads[] = {
	{ "responsable|resp|respons", { ACTOR_OFFICE, false, "Responsable" } },
	{ "responsables", { ACTOR_OFFICE, true, "Responsable" } },
	{ "coresponsable|coresp", { ACTOR_OFFICE, false, "Co-responsable" } },
	{ "coresponsables", { ACTOR_OFFICE, true, "Co-responsable" } },
	{ "coordination|coord", { ACTOR_OFFICE, false, "Coordination" } },
	{ "coordinations", { ACTOR_OFFICE, true, "Coordination" } },
	{ "coordinateurs|coordinatrices|coordinateurstrices|coordonnateurs|coordinators", { ACTOR_OFFICE, true, NULL } },
	{ "coordinateur*|coordinatrice*|coordonnateur*|coordonnatrice|coordinator", { ACTOR_OFFICE, false, NULL } },
	{ "chargees|charges", { ACTOR_OFFICE, true, NULL } },
	{ "charge|chargee|cheffe|chef|gestionnaire|conseiller*|conseillere|delegue|deleguee|pilote|porteur|porteuse|assistant*|attache|attachee", { ACTOR_OFFICE, false, NULL } },
	{ "referents|referentes|referentses|delegues|deleguees|gestionnaires|conseillers|titulaires", { ACTOR_OFFICE, true, NULL } },
	{ "referent*|titulaire|president*|vicepresident*|secretaire*|tresorier*|promoteur*|animateur*|animatrice*|correspondant*|personneressource", { ACTOR_OFFICE, false, NULL } },
	{ "enseignant*|professeur*|formateur*|formatrice*|teacher*|lecturer*|etudiant*|students|alumni|diplome*|membres|superviseur*|maitre|maitres|tuteur*|expert*|partenaires|stakeholders", { ACTOR_OFFICE, false, NULL } },
	{ "lead|head|manager|officer|chair|leader|owner|coordinators|dpo|vicedean|viceprincipal|administrator|librarian", { ACTOR_OFFICE, false, NULL } },
	{ "gt|groupe|commission|comite|conseil|college|bureau|assemblee|jury|copil|cellule|committee|board|council|taskforce|panel|senate|codir|coges|groupes|commissions|comites", { ACTOR_BODY, false, NULL } },
	{ "equipe", { ACTOR_UNIT, false, "Équipe" } },
	{ "equipes", { ACTOR_UNIT, true, "Équipe" } },
	{ "team|service|secretariat|departement|department|centre|center|unite|faculte|faculty|section|bibliotheque|library|laboratoire|laboratory|institut|institute|pole|cluster|school|unit|mediatheque|office", { ACTOR_UNIT, false, NULL } },
	{ "services|departements|sections|secretariats", { ACTOR_UNIT, true, NULL } },
	{ "direction|directions|dir|directeur*|directrice*|doyen|doyenne|dean|director|directors|recteur|rectrice|rectorat|rector|decanat|principal", { ACTOR_DIRECTION, false, NULL } },
};

bool
actor_head(const char *word, struct head *out)
{
	for (size_t i = 0; i < LEN(heads); i++)
		if (words_are(word, heads[i].patterns)) {
			*out = heads[i].head;
			return true;
		}
	return false;
}

char *
compact_word(struct arena *a, const char *word)
{
	char *w = text_words(a, word), *o = w;
	for (char *p = w; *p != '\0'; p++)
		if (*p != ' ')
			*o++ = *p;
	*o = '\0';
	return w;
}

bool
all_caps(const char *w)
{
	int capitals = 0;
	for (const unsigned char *p = (const unsigned char *)w; *p != '\0'; p++) {
		if (*p >= 'a' && *p <= 'z')
			return false;
		if (*p == 0xC3 && p[1] >= 0x9F)
			return false; /* a small accented letter */
		capitals += *p >= 'A' && *p <= 'Z';
	}
	return capitals >= 2;
}

bool
mixed_caps(const char *w)
{
	int capitals = 0;
	size_t n = strlen(w);
	for (size_t i = 0; i < n; i++) {
		bool capital = w[i] >= 'A' && w[i] <= 'Z';
		if (!capital && !(w[i] >= 'a' && w[i] <= 'z'))
			return false;
		capitals += capital;
	}
	return n >= 3 && n <= 8 && capitals >= 2 && w[0] >= 'A' && w[0] <= 'Z';
}

static char *
capitalised(struct arena *a, const char *s)
{
	char *t = arena_strdup(a, s);
	unsigned char *u = (unsigned char *)t;
	if (*u >= 'a' && *u <= 'z')
		*u = (unsigned char)(*u - 32);
	else if (u[0] == 0xC3 && u[1] >= 0xA0 && u[1] <= 0xBE)
		u[1] = (unsigned char)(u[1] - 32);
	return t;
}

char *
actor_tidy(struct arena *a, const char *name)
{
	char *t = text_trim(a, name);
	for (;;) {
		size_t k = bullet_length(t);
		static const char *const articles[] = { "la ", "le ", "les ", "l'", "l’", "La ", "Le ", "Les ", "L'", "L’", "the ", "The ", "tous les ", "Tous les ",
			"toute l'", "Toute l'", "de la ", "du ", "des ", "de l'", "par la ", "par le ", "par " };
		for (size_t i = 0; i < LEN(articles) && k == 0; i++)
			if (text_starts(t, articles[i]))
				k = strlen(articles[i]);
		if (k == 0)
			break;
		t += k;
	}
	size_t n = strlen(t);
	while (n > 0 && strchr(".,;:-/& ", t[n - 1]) != NULL)
		t[--n] = '\0';
	size_t w = strcspn(t, " ");
	struct head h;
	char *first = arena_strndup(a, t, w), *fold = compact_word(a, first);
	if (!all_caps(first) && actor_head(fold, &h) && h.canonical != NULL && !h.plural)
		t = arena_printf(a, "%s%s", h.canonical, t + w);
	else if (strcmp(fold, "equipes") == 0 || strcmp(fold, "etudiants") == 0 || strcmp(fold, "ecole") == 0)
		t = arena_printf(a, "É%s", t + (*t == 'e' || *t == 'E' ? 1 : 2));
	return capitalised(a, t);
}

/* ---- keys ----------------------------------------------------------------------------------------------- */

static const char empty_words[] = "de|du|des|la|le|les|l|d|a|au|aux|en|of|the|for|to|et|and|e|es|trice|trices|rice|rices|euse";

static const char *
key_word(struct arena *a, const char *w)
{
	static const struct { const char *patterns, *key; } same[] = { { "resp|respons|responsable|responsables", "responsable" },
		{ "coresp|coresponsable|coresponsables", "coresponsable" }, { "coord|coordination|coordinations", "coordination" },
		{ "coordinateur*|coordinatrice*|coordonnateur*|coordonnatrice*", "coordinateur" }, { "charge|chargee|charges|chargees", "charge" },
		{ "directeur*|directrice*", "directeur" }, { "dir|direction|directions", "direction" }, { "president|presidente", "president" },
		{ "referent|referente|referents|referentes", "referent" }, { "enseignant*", "enseignant" }, { "etudiant*", "etudiant" }, { "conseiller*", "conseiller" } };
	for (size_t i = 0; i < LEN(same); i++)
		if (words_are(w, same[i].patterns))
			return same[i].key;
	size_t n = strlen(w);
	if (n >= 5 && w[n - 1] == 's' && w[n - 2] != 's')
		return arena_strndup(a, w, n - 1);
	return w;
}

char *
actor_key(struct arena *a, const char *name)
{
	struct strings w = words_split(a, text_words(a, name), ' ');
	struct buf b = buf_new(a, 4096);
	for (size_t i = 0; i < w.n; i++) {
		const char *t = w.items[i];
		if (strcmp(t, "co") == 0 && i + 1 < w.n && words_match_at(w.items[i + 1], "resp*") > 0)
			t = arena_printf(a, "co%s", w.items[++i]);
		else if (words_are(t, empty_words) && w.n > 1)
			continue;
		/* "programme master 1" is "master 1" */
		if (words_are(t, "programme") && i + 1 < w.n && words_are(w.items[i + 1], "master|masters|bachelier|bac|bloc|ba|ma"))
			continue;
		if (b.len > 0)
			buf_putc(&b, ' ');
		buf_puts(&b, key_word(a, t));
	}
	return arena_strdup(a, buf_str(&b));
}

enum actor_kind
actor_kind_guess(struct arena *a, const struct plan *p, const char *name)
{
	struct strings w = words_split(a, text_trim(a, name), ' ');
	struct head h;
	if (w.n == 0)
		return ACTOR_OFFICE;
	if (actor_head(compact_word(a, w.items[0]), &h))
		return h.kind;
	/* "CoPro" is no word, but the document says what it stands for. */
	for (size_t i = 0; i < p->acronyms.n; i++)
		if (text_eq(p->acronyms.items[i].acronym, w.items[0]) && w.n == 1) {
			struct strings l = words_split(a, p->acronyms.items[i].name, ' ');
			return l.n > 0 && actor_head(compact_word(a, l.items[0]), &h) ? h.kind : ACTOR_UNIT;
		}
	if (all_caps(w.items[0]))
		return w.n == 1 && strlen(w.items[0]) <= 6 ? ACTOR_BODY : ACTOR_UNIT;
	return ACTOR_OFFICE;
}
