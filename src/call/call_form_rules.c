/* The sponsor's form: what is asked, in which step, and what is wrong with an answer. */
#include "call/call_form.h"
#include "base/secret.h"
#include "base/tr.h"
#include <stdlib.h>
#include <string.h>

const struct step_text step_texts[STEPS] = {
	[STEP_CONTACT] = { "contact", N_("Vous"), N_("Qui pouvons-nous joindre à propos de cette commande ?") },
	[STEP_INSTITUTION] = { "institution", N_("Votre institution"), N_("L’institution qui pose la question et accueillera l’équipe.") },
	[STEP_QUESTION] = { "question", N_("Votre question"), N_("Une question ouverte, que vous vous posez vraiment. Elle n’a pas besoin d’être parfaite : elle se précisera avec l’équipe.") },
	[STEP_BACKGROUND] = { "background", N_("Le contexte"), N_("De quoi comprendre d’où vient la question, en quelques lignes.") },
	[STEP_COMMITMENTS] = { "commitments", N_("Vos engagements"), N_("Ce que l’institution donne en retour : du temps, à quelques moments de l’année. Un doute n’écarte pas votre commande.") },
	[STEP_DOCUMENTS] = { "documents", N_("Documents et publication"), N_("Des documents aident à comprendre ; ils ne sont pas obligatoires.") },
	[STEP_CHECK] = { "check", N_("Vérifier et envoyer"), N_("Relisez vos réponses. Vous pourrez encore les modifier jusqu’à la clôture de l’appel.") },
};

bool
step_of(const char *word, enum step *out)
{
	for (int i = 0; word != NULL && i < STEPS; i++)
		if (strcmp(step_texts[i].word, word) == 0) {
			*out = (enum step)i;
			return true;
		}
	return false;
}

static const struct choice publication_choices[] = { { 0, "named", N_("Oui, avec le nom de l’institution") },
	{ 0, "anonymous", N_("Oui, sans le nom de l’institution") }, { 0, "none", N_("Non, ne rien publier") }, { 0 } };

#define AT(m) offsetof(struct submission, m)
const struct answer_field answer_fields[] = {
	{ STEP_CONTACT, "contact_name", ANSWER_LINE, ANSWER_REQUIRED, 120, AT(contact_name), 0, N_("Prénom et nom"), NULL, "name", NULL },
	{ STEP_CONTACT, "contact_function", ANSWER_LINE, ANSWER_REQUIRED, 120, AT(contact_function), 0, N_("Fonction dans l’institution"), NULL, "organization-title", NULL },
	{ STEP_CONTACT, "email", ANSWER_EMAIL, ANSWER_REQUIRED, 254, AT(email), 0, N_("Adresse de courriel"),
	    N_("Le lien pour reprendre et confirmer votre commande y est envoyé."), "email", NULL },
	{ STEP_CONTACT, "phone", ANSWER_PHONE, ANSWER_REQUIRED, 40, AT(phone), 0, N_("Téléphone"), N_("Nous appelons souvent pour préciser une commande."), "tel", NULL },
	{ STEP_INSTITUTION, "org_name", ANSWER_LINE, ANSWER_REQUIRED, 200, AT(org_name), 0, N_("Nom de l’institution"), NULL, "organization", NULL },
	{ STEP_INSTITUTION, "context", ANSWER_TERM, ANSWER_REQUIRED, 0, AT(context), 0, N_("Type d’institution"), NULL, NULL, NULL },
	{ STEP_INSTITUTION, "sector", ANSWER_TERM, ANSWER_REQUIRED | ANSWER_OTHER, 120, AT(sector), AT(sector_other), N_("Secteur d’activité"), NULL, NULL, NULL },
	{ STEP_INSTITUTION, "town", ANSWER_LINE, ANSWER_REQUIRED, 80, AT(town), 0, N_("Commune"), N_("Là où l’équipe vous rendra visite."), "address-level2", NULL },
	{ STEP_INSTITUTION, "org_number", ANSWER_LINE, 0, 20, AT(org_number), 0, N_("Numéro d’entreprise"), N_("Dix chiffres, comme 0123.456.749."), NULL, NULL },
	{ STEP_INSTITUTION, "website", ANSWER_LINE, 0, 300, AT(website), 0, N_("Site web"), NULL, "url", NULL },
	{ STEP_QUESTION, "question", ANSWER_LONG, ANSWER_REQUIRED, 600, AT(question), 0, N_("Votre question ou commande"),
	    N_("En une phrase ou deux, telle que vous la poseriez à des consultants."), NULL, NULL },
	{ STEP_QUESTION, "kind", ANSWER_TERM, ANSWER_REQUIRED, 0, AT(kind), 0, N_("De quoi s’agit-il ?"), NULL, NULL, NULL },
	{ STEP_QUESTION, "area", ANSWER_TERM, ANSWER_REQUIRED | ANSWER_OTHER, 120, AT(area), AT(area_other), N_("Thème principal"), NULL, NULL, NULL },
	{ STEP_BACKGROUND, "background", ANSWER_LONG, ANSWER_REQUIRED, 6000, AT(background), 0, N_("Description du contexte"),
	    N_("L’équipe, le public, depuis quand la question se pose, qui elle concerne."), NULL, NULL },
	{ STEP_BACKGROUND, "tried", ANSWER_LONG, 0, 4000, AT(tried), 0, N_("Ce qui a déjà été tenté ou écrit"), NULL, NULL, NULL },
	{ STEP_BACKGROUND, "expected", ANSWER_LONG, 0, 4000, AT(expected), 0, N_("Ce que vous comptez faire du rapport"), NULL, NULL, NULL },
	{ STEP_DOCUMENTS, "publication", ANSWER_CHOICE, ANSWER_REQUIRED, 0, AT(publication), 0, N_("Si votre commande est retenue, peut-elle figurer dans la liste publique des commandes passées ?"),
	    N_("Le secteur, l’année et la question y figurent, jamais votre nom."), NULL, publication_choices },
};
const size_t answer_fields_n = LEN(answer_fields);

static const char **
text_member(const struct answer_field *f, struct submission *s)
{
	return (const char **)(void *)((char *)s + f->offset);
}

static int64_t *
term_member(const struct answer_field *f, struct submission *s)
{
	return (int64_t *)(void *)((char *)s + f->offset);
}

static const char **
other_member(const struct answer_field *f, struct submission *s)
{
	return (const char **)(void *)((char *)s + f->other);
}

const char *
answer_text(const struct answer_field *f, const struct submission *s)
{
	const char *text;
	memcpy(&text, (const char *)s + f->offset, sizeof text);
	BUG_ON(f->kind == ANSWER_TERM); /* a number: its text is its term's */
	return text == NULL ? "" : text;
}

/* ---- reading --------------------------------------------------------------------------------------------- */

static const char *
value_of(struct arena *a, const struct typed_source *from, const char *name)
{
	const char *s = from->get(from->arg, name);
	return s == NULL ? "" : s[strspn(s, " \t\r\n")] == '\0' ? "" : text_to_utf8(a, s, strlen(s));
}

static bool
phone_right(const char *s)
{
	size_t digits = 0;
	for (; *s != '\0'; s++) {
		if (*s >= '0' && *s <= '9')
			digits++;
		else if (strchr(" +()./-", *s) == NULL)
			return false;
	}
	return digits >= 8 && digits <= 15;
}

/* One @, something on both sides, no space: whether it can be written to is found by writing to it. */
static bool
email_shaped(const char *s)
{
	const char *at = strchr(s, '@');
	return at != NULL && at != s && strchr(at + 1, '.') != NULL && strchr(at + 1, '@') == NULL && strpbrk(s, " ,;<>\"") == NULL && s[strlen(s) - 1] != '.';
}

/* NULL when the answer will do. */
static const char *
line_problem(struct arena *a, const struct answer_field *f, const char *s)
{
	if (f->kind == ANSWER_EMAIL && !email_shaped(s))
		return N_("Écrivez une adresse complète, comme prenom.nom@institution.be.");
	if (f->kind == ANSWER_PHONE && !phone_right(s))
		return N_("Écrivez le numéro en chiffres, avec son indicatif : 0470 12 34 56 ou +32 470 12 34 56.");
	if (strcmp(f->name, "org_number") == 0 && enterprise_number(a, s) == NULL)
		return N_("Ce numéro n’existe pas : il a dix chiffres, dont les deux derniers vérifient les autres. Laissez vide en cas de doute.");
	if (strcmp(f->name, "website") == 0 && (strchr(s, '.') == NULL || strpbrk(s, " <>\"") != NULL))
		return N_("Écrivez l’adresse du site, comme www.institution.be.");
	return NULL;
}

static const char *const missing[] = { /* by kind */
	[ANSWER_LINE] = N_("%s : à compléter."), [ANSWER_LONG] = N_("%s : à compléter."), [ANSWER_EMAIL] = N_("%s : à compléter."),
	[ANSWER_PHONE] = N_("%s : à compléter."), [ANSWER_TERM] = N_("%s : choisissez une réponse."), [ANSWER_CHOICE] = N_("Choisissez une réponse."),
};

static void
read_term(struct arena *a, const struct answer_field *f, const char *value, const struct typed_source *from, const struct call_terms *terms,
    struct submission *s, struct problems *problems)
{
	if (strcmp(value, "other") == 0 && (f->flags & ANSWER_OTHER)) {
		const char *name = arena_printf(a, "%s_other", f->name), *other = text_trim(a, value_of(a, from, name));
		*term_member(f, s) = NONE;
		if (*other == '\0')
			problem_add(a, problems, name, N_("Précisez lequel."), NULL);
		else if (text_length(other) > f->max)
			problem_add(a, problems, name, N_("Ce texte est trop long : %s caractères au plus."), arena_printf(a, "%zu", f->max));
		else
			*other_member(f, s) = other;
		return;
	}
	for (size_t i = 0; i < terms->n; i++)
		if (strcmp(terms->items[i].list, f->name) == 0 && strcmp(arena_printf(a, "%lld", (long long)terms->items[i].id), value) == 0) {
			*term_member(f, s) = terms->items[i].id;
			if (f->flags & ANSWER_OTHER)
				*other_member(f, s) = NULL;
			return;
		}
	problem_add(a, problems, f->name, missing[f->kind], f->label);
}

static void
read_text(struct arena *a, const struct answer_field *f, const char *value, struct submission *s, struct problems *problems)
{
	const char *text = f->kind == ANSWER_LONG ? value : text_trim(a, value);
	const char *why = *text == '\0' ? NULL : line_problem(a, f, text);
	if (*text == '\0' && (f->flags & ANSWER_REQUIRED))
		problem_add(a, problems, f->name, missing[f->kind], f->label);
	else if (f->max > 0 && text_length(text) > f->max)
		problem_add(a, problems, f->name, N_("Ce texte est trop long : %s caractères au plus."), arena_printf(a, "%zu", f->max));
	else if (why != NULL)
		problem_add(a, problems, f->name, why, NULL);
	else
		*text_member(f, s) = *text == '\0' ? NULL : text;
}

void
step_read(struct arena *a, enum step step, const struct typed_source *from, const struct call_terms *terms, struct submission *s, struct problems *problems)
{
	for (size_t i = 0; i < answer_fields_n; i++) {
		const struct answer_field *f = &answer_fields[i];
		if (f->step != step)
			continue;
		const char *value = value_of(a, from, f->name);
		if (f->kind == ANSWER_TERM) {
			read_term(a, f, value, from, terms, s, problems);
		} else if (f->kind == ANSWER_CHOICE) {
			const struct choice *c = f->choices;
			while (c->key != NULL && strcmp(c->key, value) != 0)
				c++;
			if (c->key == NULL)
				problem_add(a, problems, f->name, missing[f->kind], NULL);
			else
				*text_member(f, s) = c->key;
		} else {
			read_text(a, f, value, s, problems);
		}
	}
}

/* ---- commitments ----------------------------------------------------------------------------------------- */

const struct commitment_text commitment_texts[COMMITMENTS] = {
	{ N_("Je présente ma commande aux étudiants, à la soirée"), N_("À partir de quelle heure ?"), N_("Rien de coché : libre toute la soirée.") },
	{ N_("Je reçois l’équipe dans l’institution, le jour des visites"), N_("Début possible de la visite (une heure et demie)"), N_("Rien de coché : libre toute la matinée.") },
	{ N_("J’oriente et je rencontre les étudiants en cours d’année"), NULL, NULL },
	{ N_("Je lis le rapport de mission et j’en discute avec l’équipe"), NULL, NULL },
	{ N_("La présentation orale a lieu dans mon institution"), N_("Quand est-ce possible ?"), N_("Rien de coché : libre les deux jours.") },
};

const char *
commitment_day(const struct edition *e, int what)
{
	const char *const day[COMMITMENTS] = { e->evening_on, e->visits_on, NULL, e->report_on, NULL };
	return day[what];
}

enum { VISIT_MINUTES = 90, SLOT_MINUTES = 30 };

void
commitment_slots(struct arena *a, const struct edition *e, int what, struct strings *out)
{
	static const char *const halves[] = { "1am", "1pm", "2am", "2pm" };
	const char *from = what == 0 ? e->evening_from : what == 1 ? e->visits_from : NULL;
	const char *until = what == 0 ? e->evening_until : what == 1 ? e->visits_until : NULL;
	int begin, end, last;
	*out = (struct strings){ 0 };
	if (what == 4)
		for (size_t i = 0; i < LEN(halves); i++)
			if ((i < 2 ? e->oral_first_on : e->oral_second_on) != NULL)
				PUSH(a, out, halves[i]);
	if (commitment_day(e, what) == NULL || !clock_parse(from, &begin) || !clock_parse(until, &end))
		return;
	last = what == 1 ? end - VISIT_MINUTES : end - SLOT_MINUTES;
	for (int t = begin; t <= last; t += SLOT_MINUTES)
		PUSH(a, out, clock_text(a, t));
}

const char *
slot_text(struct arena *a, enum lang lang, const struct edition *e, const char *slot)
{
	struct date d;
	if (slot[0] < '1' || slot[0] > '2' || (strcmp(slot + 1, "am") != 0 && strcmp(slot + 1, "pm") != 0))
		return slot;
	const char *day = slot[0] == '1' ? e->oral_first_on : e->oral_second_on;
	const char *half = tr(lang, strcmp(slot + 1, "am") == 0 ? N_("matin") : N_("après-midi"));
	return date_parse(day == NULL ? "" : day, &d) ? arena_printf(a, "%s, %s", date_long(a, d, lang_tag(lang)), half) : half;
}

static void
read_slots(struct arena *a, const char *lines, const char *what, const struct strings *possible, struct strings *out)
{
	const char *prefix = arena_printf(a, "%s ", what);
	for (const char *s = lines; *s != '\0';) {
		size_t n = strcspn(s, "\n");
		const char *line = text_trim(a, arena_strndup(a, s, n));
		s += n + (s[n] == '\n');
		if (!text_starts(line, prefix))
			continue;
		for (size_t i = 0; i < possible->n; i++)
			if (strcmp(possible->items[i], line + strlen(prefix)) == 0)
				PUSH(a, out, possible->items[i]);
	}
}

void
commitments_read(struct arena *a, const struct typed_source *from, const struct edition *e, struct commitments *c, struct problems *problems)
{
	static const char *const answers[] = { "yes", "no", "unsure" };
	const char *lines = value_of(a, from, "slot");
	for (int i = 0; i < COMMITMENTS; i++) {
		const char *value = value_of(a, from, commitment_words[i]), *note = value_of(a, from, arena_printf(a, "%s_note", commitment_words[i]));
		struct strings possible;
		c->answer[i] = NULL;
		for (size_t k = 0; k < LEN(answers); k++)
			if (strcmp(value, answers[k]) == 0)
				c->answer[i] = answers[k];
		if (c->answer[i] == NULL)
			problem_add(a, problems, commitment_words[i], N_("%s : répondez oui, non, ou à confirmer."), commitment_texts[i].question);
		note = text_trim(a, note);
		if (text_length(note) > 500)
			problem_add(a, problems, arena_printf(a, "%s_note", commitment_words[i]), N_("Ce texte est trop long : %s caractères au plus."), "500");
		else
			c->note[i] = *note == '\0' ? NULL : note;
		c->slots[i] = (struct strings){ 0 };
		commitment_slots(a, e, i, &possible);
		if (c->answer[i] != NULL && strcmp(c->answer[i], "no") != 0)
			read_slots(a, lines, commitment_words[i], &possible, &c->slots[i]);
	}
}

/* ---- what is missing ------------------------------------------------------------------------------------- */

/* What its form would send for a row. */
const char *
answer_of_row(struct arena *a, const struct submission *s, const char *name)
{
	struct submission copy = *s;
	for (size_t i = 0; i < answer_fields_n; i++) {
		const struct answer_field *f = &answer_fields[i];
		const char *other = (f->flags & ANSWER_OTHER) ? *other_member(f, &copy) : NULL;
		if (strcmp(f->name, name) == 0) {
			if (f->kind != ANSWER_TERM)
				return answer_text(f, s);
			int64_t id = *term_member(f, &copy);
			return id != NONE ? arena_printf(a, "%lld", (long long)id) : other != NULL ? "other" : NULL;
		}
		if ((f->flags & ANSWER_OTHER) && text_starts(name, f->name) && strcmp(name + strlen(f->name), "_other") == 0)
			return other;
	}
	return NULL;
}

struct of_row { struct arena *a; const struct submission *s; };

static const char *
get_of_row(void *arg, const char *name)
{
	const struct of_row *from = arg;
	return answer_of_row(from->a, from->s, name);
}

unsigned
steps_missing(struct arena *a, const struct submission *s, const struct commitments *c, const struct call_terms *terms)
{
	struct of_row row = { a, s };
	struct typed_source from = { get_of_row, &row };
	unsigned mask = 0;
	for (int step = 0; step < STEP_CHECK; step++) {
		struct submission copy = *s;
		struct problems problems = { 0 };
		step_read(a, (enum step)step, &from, terms, &copy, &problems);
		if (problems.n > 0)
			mask |= 1U << step;
	}
	for (int i = 0; i < COMMITMENTS; i++)
		if (c->answer[i] == NULL)
			mask |= 1U << STEP_COMMITMENTS;
	return mask;
}

/* ---- machines -------------------------------------------------------------------------------------------- */

static char *
sealed(struct arena *a, const unsigned char *key, size_t nkey, const char *text)
{
	struct digest d = digest_keyed(key, nkey, arena_printf(a, "call form %s", text));
	return arena_printf(a, "%s.%.32s", text, d.s);
}

char *
fill_mark(struct arena *a, const unsigned char *key, size_t nkey, int64_t now)
{
	return sealed(a, key, nkey, arena_printf(a, "%lld", (long long)now));
}

enum fill
fill_check(struct arena *a, const unsigned char *key, size_t nkey, const char *mark, int64_t now)
{
	const char *dot = mark == NULL ? NULL : strchr(mark, '.');
	if (dot == NULL || dot == mark || dot - mark > 12)
		return FILL_FORGED;
	char *text = arena_strndup(a, mark, (size_t)(dot - mark));
	if (!secret_eq(sealed(a, key, nkey, text), mark))
		return FILL_FORGED;
	int64_t age = now - strtoll(text, NULL, 10);
	return age > FILL_HOURS * 3600 ? FILL_FORGED : age < FILL_SECONDS ? FILL_FAST : FILL_RIGHT;
}
