/* evidence_rules.c: what a piece of evidence must say. */
#include "plan/evidence_rules.h"

#include "base/tr.h"

#include <string.h>

enum { SHORT_MAX = 300, LONG_MAX = 4000, URL_MAX = 2000 };

/* ---- words -------------------------------------------------------------------------------------------------- */

static const char *const visibility_words[] = { "public", "evaluators", "internal" };
static const char *const visibility_names[] = { N_("Publique"), N_("Pour les évaluateurs"), N_("Interne") };
static const char *const kind_words[] = { "file", "link", "number", "register" };
static const char *const kind_names[] = { N_("Fichier"), N_("Lien"), N_("Nombre"), N_("Ligne de registre") };

static bool
word_of(const char *const *words, size_t n, const char *word, unsigned *out)
{
	for (unsigned i = 0; word != NULL && i < n; i++)
		if (strcmp(words[i], word) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static const char *
word_at(const char *const *words, size_t n, unsigned i)
{
	BUG_ON(i >= n);
	return words[i];
}

const char *visibility_word(enum visibility v) { return word_at(visibility_words, LEN(visibility_words), v); }
const char *visibility_name(enum visibility v) { return word_at(visibility_names, LEN(visibility_names), v); }
const char *evidence_kind_word(enum evidence_kind k) { return word_at(kind_words, LEN(kind_words), k); }
const char *evidence_kind_name(enum evidence_kind k) { return word_at(kind_names, LEN(kind_names), k); }

bool
visibility_of(const char *word, enum visibility *out)
{
	unsigned i;
	if (!word_of(visibility_words, LEN(visibility_words), word, &i))
		return false;
	*out = (enum visibility)i;
	return true;
}

bool
evidence_kind_of(const char *word, enum evidence_kind *out)
{
	unsigned i;
	if (!word_of(kind_words, LEN(kind_words), word, &i))
		return false;
	*out = (enum evidence_kind)i;
	return true;
}

/* ---- the form ----------------------------------------------------------------------------------------------- */

static const char *
clean(struct arena *a, const char *s)
{
	return text_blank(s) ? NULL : text_trim(a, s);
}

struct evidence_form
evidence_form_clean(struct arena *a, const struct evidence_form *f)
{
	struct evidence_form c = *f;
	c.title = clean(a, f->title);
	c.effective = clean(a, f->effective);
	c.blob = clean(a, f->blob);
	c.filename = clean(a, f->filename);
	c.type = clean(a, f->type);
	c.url = clean(a, f->url);
	c.register_text = text_blank(f->register_text) ? NULL : f->register_text; /* may have several lines */
	c.partner = clean(a, f->partner);
	c.expires_on = clean(a, f->expires_on);
	c.direction = clean(a, f->direction);
	c.audience = clean(a, f->audience);
	c.access_level = clean(a, f->access_level);
	c.note = text_blank(f->note) ? NULL : f->note;
	if (c.body != NONE && c.body <= 0)
		c.body = NONE;
	return c;
}

static bool
url_ok(const char *s)
{
	const char *rest = text_starts(s, "https://") ? s + 8 : text_starts(s, "http://") ? s + 7 : NULL;
	if (rest == NULL || *rest == '\0' || *rest == '/' || strlen(s) > URL_MAX)
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == '"' || *s == '<' || *s == '>')
			return false;
	return true;
}

static void
not_longer(struct arena *a, const char *s, size_t max, const char *field, struct problems *out)
{
	if (s != NULL && text_length(s) > max)
		problem_add(a, out, field, N_("Ce texte est trop long."), NULL);
}

static void
check_dates(struct arena *a, const struct evidence_form *f, struct date today, struct problems *out)
{
	struct date effective, end;
	bool dated = f->effective != NULL && date_parse(f->effective, &effective);
	if (f->effective == NULL)
		problem_add(a, out, "effective", N_("Indiquez la date du fait, pas celle du dépôt."), NULL);
	else if (!dated)
		problem_add(a, out, "effective", N_("Cette date n’existe pas."), NULL);
	else if (date_cmp(effective, today) > 0)
		problem_add(a, out, "effective", N_("La date du fait ne peut pas être dans le futur."), NULL);
	if (f->expires_on != NULL && !date_parse(f->expires_on, &end))
		problem_add(a, out, "expires_on", N_("Cette date n’existe pas."), NULL);
	else if (f->expires_on != NULL && dated && date_cmp(end, effective) < 0)
		problem_add(a, out, "expires_on", N_("L’échéance précède la signature."), NULL);
}

static void
check_kind(struct arena *a, const struct evidence_form *f, struct problems *out)
{
	switch (f->kind) {
	case EV_FILE:
		if (f->blob == NULL)
			problem_add(a, out, "blob", N_("Joignez le fichier."), NULL);
		break;
	case EV_LINK:
		if (f->url == NULL)
			problem_add(a, out, "url", N_("Indiquez l’adresse du lien."), NULL);
		break;
	case EV_NUMBER:
		if (f->number == NONE)
			problem_add(a, out, "number", N_("Indiquez le nombre, même s’il vaut 0."), NULL);
		break;
	case EV_REGISTER:
		if (f->register_text == NULL)
			problem_add(a, out, "register_text", N_("Décrivez le fait en une ligne."), NULL);
		break;
	}
}

void
evidence_form_check(struct arena *a, const struct evidence_form *f, struct date today, struct problems *out)
{
	if (f->title == NULL)
		problem_add(a, out, "title", N_("Donnez un intitulé."), NULL);
	not_longer(a, f->title, SHORT_MAX, "title", out);
	check_dates(a, f, today, out);
	if (f->kind > EV_REGISTER)
		problem_add(a, out, "kind", N_("Choisissez une sorte de preuve."), NULL);
	else
		check_kind(a, f, out);
	if (f->url != NULL && !url_ok(f->url))
		problem_add(a, out, "url", N_("L’adresse doit commencer par https:// ou http:// et ne contenir aucun espace."), NULL);
	if (f->number != NONE && f->number < 0)
		problem_add(a, out, "number", N_("Le nombre ne peut pas être négatif."), NULL);
	if (f->visibility > VIS_INTERNAL)
		problem_add(a, out, "visibility", N_("Choisissez qui peut voir cette preuve."), NULL);
	if (f->direction != NULL && strcmp(f->direction, "in") != 0 && strcmp(f->direction, "out") != 0)
		problem_add(a, out, "direction", N_("Une mobilité est entrante ou sortante."), NULL);
	else if (f->direction != NULL && f->audience == NULL)
		problem_add(a, out, "audience", N_("Indiquez le public de la mobilité."), NULL);
	not_longer(a, f->register_text, LONG_MAX, "register_text", out);
	not_longer(a, f->note, LONG_MAX, "note", out);
	not_longer(a, f->partner, SHORT_MAX, "partner", out);
	not_longer(a, f->audience, SHORT_MAX, "audience", out);
	not_longer(a, f->access_level, SHORT_MAX, "access_level", out);
	not_longer(a, f->filename, SHORT_MAX, "filename", out);
}

/* ---- in a line ---------------------------------------------------------------------------------------------- */

static void
check_minutes(struct arena *a, const struct evidence_form *f, const struct body_names *body, const char *expected, struct problems *out)
{
	if (f->blob == NULL && f->url == NULL)
		problem_add(a, out, "blob", N_("Un procès-verbal demande un fichier ou un lien."), NULL);
	if (expected == NULL)
		return;
	if (body == NULL) {
		problem_add(a, out, "body", N_("Indiquez l’instance dont c’est la réunion : la ligne attend %s."), expected);
		return;
	}
	const char *wanted = text_fold(a, expected);
	if (strcmp(wanted, text_fold(a, body->name)) != 0 && (body->long_name == NULL || strcmp(wanted, text_fold(a, body->long_name)) != 0))
		problem_add(a, out, "body", N_("La ligne attend un procès-verbal de %s."), expected);
}

static void
need(struct arena *a, const void *given, const char *field, const char *msgid, struct problems *out)
{
	if (given == NULL)
		problem_add(a, out, field, msgid, NULL);
}

void
evidence_slot_check(struct arena *a, const struct evidence_form *f, const struct body_names *body, const struct indicator *line, struct problems *out)
{
	const char *document = f->blob != NULL ? f->blob : f->url, *trace = document != NULL ? document : f->register_text;
	switch (line->kind) {
	case IND_MINUTES:
		check_minutes(a, f, body, line->body, out);
		break;
	case IND_NOTE:
	case IND_REPORT:
	case IND_FRAMEWORK:
	case IND_COURSE_SHEET:
		need(a, document, "blob", N_("Cette ligne demande un document : un fichier ou un lien."), out);
		break;
	case IND_AGREEMENT:
		need(a, f->partner, "partner", N_("Une convention a un partenaire."), out);
		need(a, f->expires_on, "expires_on", N_("Indiquez jusqu’à quand court la convention."), out);
		break;
	case IND_COUNT:
		if (f->number == NONE)
			problem_add(a, out, "number", N_("Cette ligne demande un nombre, même s’il vaut 0."), NULL);
		break;
	case IND_INVITATION:
		need(a, document, "blob", N_("Joignez l’invitation ou le programme, ou son lien."), out);
		break;
	case IND_PUBLICATION:
		need(a, f->url, "url", N_("Une publication a une adresse."), out);
		break;
	case IND_SPACE:
		need(a, f->url, "url", N_("Un espace partagé a une adresse."), out);
		need(a, f->access_level, "access_level", N_("Indiquez qui peut ouvrir cet espace, après l’avoir vérifié."), out);
		break;
	case IND_OFFER:
		need(a, f->partner, "partner", N_("Indiquez le partenaire."), out);
		need(a, trace, "register_text", N_("Joignez une trace : texte, fichier ou lien."), out);
		break;
	case IND_SCHOLARLY:
		need(a, f->register_text, "register_text", N_("Donnez la référence."), out);
		break;
	case IND_COOPERATION:
		need(a, f->register_text, "register_text", N_("Décrivez la coopération ou la mobilité."), out);
		break;
	case IND_FACT:
		need(a, trace, "register_text", N_("Joignez une trace : texte, fichier ou lien."), out);
		break;
	case IND_KINDS:
		BUG_ON(true);
	}
}

bool
plan_line_takes(struct arena *a, const struct indicator *line, unsigned acts)
{
	static const struct { unsigned act; struct evidence_form form; } gives[] = {
		{ ACT_ROW, { .kind = EV_REGISTER, .title = "x", .number = NONE, .body = NONE, .register_text = "x" } },
		{ ACT_NUMBER, { .kind = EV_NUMBER, .title = "x", .number = 1, .body = NONE, .note = "x" } },
		{ ACT_FILE, { .kind = EV_FILE, .title = "x", .number = NONE, .body = NONE, .blob = "x", .filename = "x" } },
	};
	for (size_t i = 0; i < LEN(gives); i++) {
		struct problems why = { 0 };
		if ((acts & gives[i].act) == 0)
			continue;
		evidence_slot_check(a, &gives[i].form, NULL, line, &why);
		if (why.n == 0)
			return true;
	}
	return false;
}

void
plan_lines_for(struct arena *a, const struct plan *p, unsigned acts, const int64_t *kept, size_t nkept, struct plan_lines *out)
{
	*out = (struct plan_lines){ 0 };
	for (struct plan_walk w = { .plan = p }; p != NULL && plan_next(&w);)
		for (size_t k = 0; k < w.action->indicators.n; k++) {
			struct plan_line l = { w.action, &w.action->indicators.items[k], plan_line_takes(a, &w.action->indicators.items[k], acts) };
			bool stays = l.takes;
			for (size_t i = 0; i < nkept && !stays; i++)
				stays = kept[i] != NONE && kept[i] == l.line->id;
			out->other += !l.takes;
			if (stays)
				PUSH(a, out, l);
		}
}

bool
evidence_content_same(const struct evidence_form *x, const struct evidence_form *y)
{
	return x->kind == y->kind && text_eq(x->title, y->title) && text_eq(x->effective, y->effective) && text_eq(x->blob, y->blob) &&
	    text_eq(x->url, y->url) && x->number == y->number && text_eq(x->register_text, y->register_text) && text_eq(x->partner, y->partner) &&
	    text_eq(x->expires_on, y->expires_on) && text_eq(x->direction, y->direction) && text_eq(x->audience, y->audience) && x->body == y->body &&
	    text_eq(x->access_level, y->access_level);
}
