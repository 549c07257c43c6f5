/* import_questions.c: what is asked once the plan is read, each time with a proposed answer. */
#include "import/import_build.h"
#include <string.h>

const char *
question_kind_word(enum question_kind k)
{
	static const char *const words[Q_KINDS] = { "missing_actor", "lead", "ambiguous_split", "recommendation", "vague_line", "cadence", "year_bounds",
		"unknown_column", "due", "near_twin" };
	return words[k];
}

static void
ask_action(struct reading *r, const struct action *x)
{
	if (x->actors.n == 0) {
		struct strings all = { 0 };
		PUSH(r->a, &all, "");
		for (size_t i = 0; i < r->plan->actors.n; i++)
			PUSH(r->a, &all, r->plan->actors.items[i].name);
		warn(r, "missing_actor", x->code, x->source, N_("L’action %s n’a pas de responsable."), x->code, NULL);
		ask(r, Q_MISSING_ACTOR, arena_printf(r->a, "missing:%s", x->code), x->code, x->source, "", &all, N_("%s n’a pas de responsable : qui la porte ?"), x->code, NULL);
	}
	if (x->actors.n > 1) {
		struct strings names = { 0 };
		const char *lead = r->plan->actors.items[x->actors.items[0].actor].name;
		for (size_t i = 0; i < x->actors.n; i++) {
			PUSH(r->a, &names, r->plan->actors.items[x->actors.items[i].actor].name);
			if (x->actors.items[i].lead)
				lead = r->plan->actors.items[x->actors.items[i].actor].name;
		}
		ask(r, Q_LEAD, arena_printf(r->a, "lead:%s", x->code), x->code, x->source, lead, &names, N_("%s a plusieurs responsables : qui porte l’action ?"), x->code, NULL);
	}
	for (size_t i = 0; i < x->recommendations.n; i++) {
		struct strings yes = { 0 };
		PUSH(r->a, &yes, "oui");
		PUSH(r->a, &yes, "non");
		ask(r, Q_RECOMMENDATION, arena_printf(r->a, "recommendation:%s:%zu", x->code, i + 1), x->code, x->source, "oui", &yes,
		    N_("%s répond-elle à une recommandation (« %s ») ?"), x->code, x->recommendations.items[i]);
	}
}

static void
apply_recommendations(struct reading *r, struct action *x)
{
	struct strings kept = { 0 };
	for (size_t i = 0; i < x->recommendations.n; i++) {
		const char *given = answered(r, arena_printf(r->a, "recommendation:%s:%zu", x->code, i + 1));
		if (given == NULL || !words_are(text_words(r->a, given), "non|no"))
			PUSH(r->a, &kept, x->recommendations.items[i]);
		else
			warn(r, "unread_text", x->code, x->source, N_("Écarté des recommandations : « %s »."), x->recommendations.items[i], NULL);
	}
	x->recommendations = kept;
}

/* One bit a beginning of word: titles whose bits differ widely cannot be alike. */
static uint64_t
bits_of(const char *words)
{
	uint64_t bits = 0;
	for (const char *s = words; *s != '\0'; s += strcspn(s, " "), s += *s == ' ') {
		uint32_t h = 2166136261U;
		for (int i = 0; i < 5 && s[i] != ' ' && s[i] != '\0'; i++)
			h = (h ^ (unsigned char)s[i]) * 16777619U;
		bits |= (uint64_t)1 << (h >> 26);
	}
	return bits;
}

/* Bytes of the first n words that two titles share; 0 when they differ. */
static bool
begin_alike(const char *x, const char *y, int n)
{
	for (; n > 0; n--) {
		size_t k = strcspn(x, " ");
		if (k == 0 || k != strcspn(y, " ") || strncmp(x, y, k) != 0)
			return false;
		x += k + (x[k] == ' ');
		y += k + (y[k] == ' ');
	}
	return true;
}

/* Actions whose titles can be taken for one another: kept apart, and said. */
static void
ask_twins(struct reading *r)
{
	struct twin { const struct action *action; const char *words; uint64_t bits; };
	struct { struct twin *items; size_t n, cap; } l = { 0 };
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		struct twin t = { w.action, text_words(r->a, w.action->title), 0 };
		t.bits = bits_of(t.words);
		PUSH(r->a, &l, t);
	}
	for (size_t i = 0; i < l.n && l.n <= 2000; i++)
		for (size_t j = i + 1; j < l.n; j++) {
			const struct twin *x = &l.items[i], *y = &l.items[j];
			bool same = strcmp(x->words, y->words) == 0, begin = begin_alike(x->words, y->words, 4);
			int shared = __builtin_popcountll(x->bits & y->bits), all = __builtin_popcountll(x->bits) + __builtin_popcountll(y->bits);
			if (*x->words == '\0' || (!same && !begin && shared * 10 < all * 4))
				continue;
			if (!same && text_similarity(r->a, x->words, y->words) < (begin ? 0.55 : 0.8))
				continue;
			const char *xc = x->action->code, *yc = y->action->code;
			char *id = arena_printf(r->a, "twin:%s:%s", xc, yc);
			if (answered(r, id) == NULL)
				warn(r, "near_twin", yc, y->action->source, N_("Les actions %s et %s se ressemblent : elles sont gardées toutes les deux."), xc, yc);
			ask(r, Q_NEAR_TWIN, id, yc, y->action->source, "garder les deux", NULL, N_("%s et %s se ressemblent : faut-il garder les deux ?"), xc, yc);
		}
}

void
ask_questions(struct reading *r)
{
	bool continuous = false;
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		ask_action(r, w.action);
		apply_recommendations(r, w.action);
		if (w.action->indicators.n == 0)
			warn(r, "no_indicator", w.action->code, w.action->source, N_("L’action %s n’a pas d’attendu : rien ne pourra la prouver."), w.action->code, NULL);
		if (w.action->due.kind == DUE_NONE && text_blank(w.action->due.text))
			warn(r, "missing_due", w.action->code, w.action->source, N_("L’action %s n’a pas d’échéance."), w.action->code, NULL);
		continuous = continuous || w.action->due.kind == DUE_CONTINUOUS;
	}
	ask_twins(r);
	if (continuous)
		ask(r, Q_CADENCE, "cadence", NULL, NULL, "1", NULL, N_("Combien de preuves par année académique attend-on d’une action « en continu » ?"), NULL, NULL);
	ask(r, Q_YEAR_BOUNDS, "year_bounds", NULL, NULL, "14/09", NULL, N_("Quel jour commence l’année académique (jour/mois) ?"), NULL, NULL);
	/* grouped; each group keeps the order of the plan */
	struct question *copy = ARENA_ARRAY(r->a, struct question, r->out->questions.n + 1);
	size_t n = 0;
	for (int k = 0; k < Q_KINDS; k++)
		for (size_t i = 0; i < r->out->questions.n; i++)
			if ((int)r->out->questions.items[i].kind == k)
				copy[n++] = r->out->questions.items[i];
	r->out->questions.items = copy;
	r->out->questions.cap = n;
}
