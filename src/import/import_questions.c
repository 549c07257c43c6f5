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
		ask(r, Q_MISSING_ACTOR, arena_printf(r->a, "missing:%s", x->code), x->code, x->source, "", &all, N_("%s n’a pas de responsable : qui la porte ?"), x->code, NULL);
	}
	if (x->actors.n > 1) {
		struct strings names = { 0 };
		const char *lead = r->plan->actors.items[x->actors.items[0].actor].name;
		for (size_t i = 0; i < x->actors.n; i++) {
			PUSH(r->a, &names, r->plan->actors.items[x->actors.items[i].actor].name);
			if (x->actors.items[i].lead)
				lead = r->plan->actors.items[x->actors.items[i].actor].name;
		}
		ask(r, Q_LEAD, arena_printf(r->a, "lead:%s", x->code), x->code, x->source, lead, &names, N_("%s a plusieurs responsables : qui porte l’action ?"), x->code, NULL);
	}
	for (size_t i = 0; i < x->recommendations.n; i++) {
		struct strings yes = { 0 };
		PUSH(r->a, &yes, "oui");
		PUSH(r->a, &yes, "non");
		ask(r, Q_RECOMMENDATION, arena_printf(r->a, "recommendation:%s:%zu", x->code, i + 1), x->code, x->source, "oui", &yes,
		    N_("%s répond-elle à une recommandation (« %s ») ?"), x->code, x->recommendations.items[i]);
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
			warn(r, "unread_text", x->code, x->source, N_("Écarté des recommandations : « %s »."), x->recommendations.items[i], NULL);
	}
	x->recommendations = kept;
}

/* Actions whose titles can be taken for one another: kept apart, and said. */
static void
ask_twins(struct reading *r)
{
	struct { const struct action **items; size_t n, cap; } all = { 0 };
	struct strings words = { 0 };
	for (struct plan_walk w = { .plan = r->plan }; plan_next(&w);) {
		PUSH(r->a, &all, w.action);
		PUSH(r->a, &words, text_words(r->a, w.action->title));
	}
	for (size_t i = 0; i < all.n; i++)
		for (size_t j = i + 1; j < all.n && all.n <= 400; j++) {
			size_t li = strlen(words.items[i]), lj = strlen(words.items[j]);
			if (li == 0 || lj == 0 || li * 10 < lj * 8 || lj * 10 < li * 8)
				continue;
			bool same = strcmp(words.items[i], words.items[j]) == 0;
			if (!same && strncmp(words.items[i], words.items[j], 12) != 0)
				continue;
			if (!same && text_similarity(r->a, words.items[i], words.items[j]) < 0.85)
				continue;
			warn(r, "near_twin", all.items[j]->code, all.items[j]->source, N_("Les actions %s et %s se ressemblent : elles sont gardées toutes les deux."), all.items[i]->code, all.items[j]->code);
			ask(r, Q_NEAR_TWIN, arena_printf(r->a, "twin:%s:%s", all.items[i]->code, all.items[j]->code), all.items[j]->code, all.items[j]->source, "garder les deux", NULL,
			    N_("%s et %s se ressemblent : faut-il garder les deux ?"), all.items[i]->code, all.items[j]->code);
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
			warn(r, "no_indicator", w.action->code, w.action->source, N_("L’action %s n’a pas d’attendu : rien ne pourra la prouver."), w.action->code, NULL);
		if (w.action->due.kind == DUE_NONE && text_blank(w.action->due.text))
			warn(r, "missing_due", w.action->code, w.action->source, N_("L’action %s n’a pas d’échéance."), w.action->code, NULL);
		continuous = continuous || w.action->due.kind == DUE_CONTINUOUS;
	}
	ask_twins(r);
	if (continuous)
		ask(r, Q_CADENCE, "cadence", NULL, NULL, "1", NULL, N_("Combien de preuves par année académique attend-on d’une action « en continu » ?"), NULL, NULL);
	ask(r, Q_YEAR_BOUNDS, "year_bounds", NULL, NULL, "14/09", NULL, N_("Quel jour commence l’année académique (jour/mois) ?"), NULL, NULL);
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
