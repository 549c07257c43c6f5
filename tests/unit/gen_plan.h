/* gen_plan.h: plans as people write them, made from a number: the same seed always gives the same plan. Every text reads
 * back as what it is said to be here (kinds, bodies, actors), so that a document made from the plan says all of it. */
#ifndef GEN_PLAN_H
#define GEN_PLAN_H
#include "plan/plan.h"

struct gen { struct arena *a; uint64_t x; };

/* xorshift64*: small and the same everywhere. */
static inline unsigned
gen_below(struct gen *g, unsigned n)
{
	g->x ^= g->x >> 12;
	g->x ^= g->x << 25;
	g->x ^= g->x >> 27;
	return (unsigned)((g->x * 0x2545F4914F6CDD1DULL) >> 33) % n;
}
static inline bool
gen_one_in(struct gen *g, unsigned n)
{
	return gen_below(g, n) == 0;
}
#define GEN_PICK(g, list) (&(list)[gen_below((g), (unsigned)LEN(list))])

static const char *const gen_verbs[] = { "Rédaction", "Mise en place", "Évaluation", "Renforcement", "Diffusion", "Analyse", "Actualisation",
	"Élaboration", "Suivi", "Coordination", "Co-construction", "Identification" };
static const char *const gen_things[] = { "d’un dispositif d’accueil", "de l'offre de stages", "du carnet de bord", "des modules « projet »",
	"d'un réseau d’œuvres partenaires", "de la charte (version 2)", "des épreuves intégrées R&D", "du portail numérique", "des UE 3 & 4",
	"d'un cycle de mini-conférences", "des outils d'auto-évaluation", "du tutorat entre pair·e·s", "de l’alternance (50 % – 70 %)" };
static const char *const gen_ends[] = { "avec les équipes concernées", "en lien avec l’évolution du secteur", "auprès des étudiant·es de bloc 1",
	"en tenant compte des groupes de moins de 12 personnes", "pour les rentrées 26-27 et suivantes", "à l'interne comme à l’externe",
	"sur la base du \"profil de sortie\"", "(* à confirmer) pour 3 < n > 2", "= objectif @ moyen terme + suivi", "<ex.> C:\\plan ; a;b 'cité'", "en concertation avec les lieux de stage : hôpitaux, CPAS, communes…" };
static const char *const gen_emphasised[] = { "Gestion de projet", "Éthique & société", "Penser l’intervention", "Passerelles" };

struct gen_line { const char *text; enum indicator_kind kind; int count; bool optional; const char *body; };
static const struct gen_line gen_lines[] = {
	{ "PV de la CEP", IND_MINUTES, 1, false, "CEP" }, { "PV des rencontres", IND_MINUTES, 1, false, NULL },
	{ "Note de synthèse", IND_NOTE, 1, false, NULL }, { "Note présentant le processus", IND_NOTE, 1, false, NULL },
	{ "Rapport de capitalisation", IND_REPORT, 1, false, NULL }, { "Charte éthique", IND_FRAMEWORK, 1, false, NULL },
	{ "Feuille de route", IND_FRAMEWORK, 1, false, NULL }, { "Conventions signées", IND_AGREEMENT, 1, false, NULL },
	{ "Nombre de participant·es", IND_COUNT, 1, false, NULL }, { "Invitations aux rencontres", IND_INVITATION, 1, false, NULL },
	{ "Capsules vidéo", IND_PUBLICATION, 1, false, NULL }, { "Drive", IND_SPACE, 1, false, NULL },
	{ "Fiches ECTS des 2 UE", IND_COURSE_SHEET, 2, false, NULL }, { "Mémoires", IND_SCHOLARLY, 1, false, NULL },
	{ "Le cas échéant, fiches ECTS des UE concernées", IND_COURSE_SHEET, 1, true, NULL },
};
static const struct actor gen_actors[] = {
	{ NONE, ACTOR_BODY, "CP", "Commission Programme" }, { NONE, ACTOR_BODY, "CEP", "Commission Environnement professionnel" },
	{ NONE, ACTOR_BODY, "CS", "Comité stratégique" }, { NONE, ACTOR_BODY, "GT Com'", NULL },
	{ NONE, ACTOR_OFFICE, "Responsable recherche", NULL }, { NONE, ACTOR_OFFICE, "Responsable des stages", NULL },
	{ NONE, ACTOR_OFFICE, "Chargée de communication", NULL }, { NONE, ACTOR_DIRECTION, "Direction du département social", NULL },
};
static const struct acronym gen_acronyms[] = { { "CEP", "Commission Environnement professionnel" }, { "CP", "Commission Programme" },
	{ "CS", "Comité stratégique" }, { "UE", "Unité d’enseignement" } };
static const char *const gen_conditions[] = { "Budget confirmé par les deux écoles", "Sous réserve d’un mi-temps de coordination" };
static const char *const gen_recommendations[] = { "Recomm. des experts AEQES", "Rapport d’évaluation 2023, p. 12", "Recommandation 4" };

/* A title, sometimes very long, sometimes with emphasis (then *rich is set). */
static inline const char *
gen_title(struct gen *g, const char **rich)
{
	struct buf plain = buf_new(g->a, KIB(64)), marked = buf_new(g->a, KIB(64));
	bool emph = gen_one_in(g, 5);
	buf_printf(&plain, "%s %s", *GEN_PICK(g, gen_verbs), *GEN_PICK(g, gen_things));
	buf_puts(&marked, buf_str(&plain));
	if (emph) {
		const char *e = *GEN_PICK(g, gen_emphasised);
		buf_printf(&plain, " %s", e);
		buf_printf(&marked, " *%s*", e);
	}
	for (unsigned k = gen_one_in(g, 12) ? 20 : 1 + gen_below(g, 2); k > 0; k--) {
		const char *e = *GEN_PICK(g, gen_ends);
		buf_printf(&plain, " %s", e);
		buf_printf(&marked, " %s", e);
	}
	*rich = emph ? buf_str(&marked) : NULL;
	return buf_str(&plain);
}

static inline struct due
gen_due(struct gen *g)
{
	int year = 2024 + (int)gen_below(g, 5);
	switch (gen_below(g, 10)) {
	case 0:
	case 1: return (struct due){ .kind = DUE_CONTINUOUS, .text = "En continu" };
	case 2: return (struct due){ .kind = DUE_DATE, .date = { year + 1, 6, 30 }, .text = arena_printf(g->a, "30/06/%d", year + 1) };
	case 3: return (struct due){ .kind = DUE_TERM, .year = year, .term = 1 + year % 2,
		.text = arena_printf(g->a, "Q%d %s", 1 + year % 2, year_text(year).s) };
	case 4: return gen_one_in(g, 3) ? (struct due){ .kind = DUE_DONE, .text = "Réalisé" } : (struct due){ .kind = DUE_NONE };
	case 5: return (struct due){ .kind = DUE_YEAR, .year = year, .text = arena_printf(g->a, "%d-%d", year, year + 1) };
	default: return (struct due){ .kind = DUE_YEAR, .year = year, .text = arena_strdup(g->a, year_text(year).s) };
	}
}

static inline int
gen_actor(struct gen *g, struct plan *p, const struct actor *x)
{
	for (size_t i = 0; i < p->actors.n; i++)
		if (text_eq(p->actors.items[i].name, x->name))
			return (int)i;
	PUSH(g->a, &p->actors, *x);
	return (int)p->actors.n - 1;
}

static inline void
gen_people(struct gen *g, struct plan *p, struct action *x)
{
	unsigned n = gen_one_in(g, 15) ? 0 : 1 + (gen_one_in(g, 4) ? 1 + gen_below(g, 2) : 0), from = gen_below(g, LEN(gen_actors));
	for (unsigned k = 0; k < n; k++) {
		struct responsibility r = { gen_actor(g, p, &gen_actors[(from + k) % LEN(gen_actors)]), k == 0, false };
		PUSH(g->a, &x->actors, r);
	}
}

static inline struct action
gen_action(struct gen *g, struct plan *p, const char *code, bool priorities)
{
	struct action x = { .id = NONE, .line = NONE, .code = code, .due = gen_due(g) };
	x.title = gen_title(g, &x.rich);
	gen_people(g, p, &x);
	unsigned n = 1 + gen_below(g, 3), from = gen_below(g, LEN(gen_lines));
	for (unsigned k = 0; k < n; k++) {
		const struct gen_line *l = &gen_lines[(from + k) % LEN(gen_lines)];
		struct indicator i = { .id = NONE, .text = l->text, .kind = l->kind, .count = l->count, .optional = l->optional, .cadence = 1,
			.body = l->body, .qualification = indicator_default_qualification(l->kind) };
		PUSH(g->a, &x.indicators, i);
	}
	if (gen_one_in(g, 6))
		PUSH(g->a, &x.recommendations, *GEN_PICK(g, gen_recommendations));
	if (priorities && !gen_one_in(g, 3))
		x.priority = arena_printf(g->a, "P%u", 1 + gen_below(g, 3));
	if (priorities && gen_one_in(g, 3))
		x.conditions = *GEN_PICK(g, gen_conditions);
	return x;
}

static inline struct plan
gen_plan(struct arena *a, unsigned seed)
{
	struct gen g = { a, 0x9E3779B97F4A7C15ULL * (seed + 1) };
	struct plan p = { .id = NONE, .revision_id = NONE, .status = REV_DRAFT, .title = "Plan d'action 2024-2029", .first_year = 2024, .last_year = 2028 };
	bool priorities = gen_one_in(&g, 2);
	for (size_t i = 0; i < LEN(gen_acronyms); i++)
		PUSH(a, &p.acronyms, gen_acronyms[i]);
	unsigned no = 1 + gen_below(&g, 5);
	for (unsigned o = 1; o <= no; o++) {
		struct objective ob = { .code = arena_printf(a, "%u", o) };
		bool phases = gen_one_in(&g, 3);
		ob.title = gen_title(&g, &ob.rich);
		ob.rich = NULL;
		unsigned ns = 1 + gen_below(&g, 6);
		for (unsigned s = 1; s <= ns; s++) {
			struct specific sp = { .code = arena_printf(a, "%u.%u", o, s) };
			sp.title = gen_title(&g, &sp.rich);
			if (phases)
				sp.phase = s <= ns / 2 ? "Temps 1 : à l’entrée en formation" : "Temps 2 : à la sortie";
			unsigned nx = 1 + gen_below(&g, 4);
			for (unsigned i = 1; i <= nx; i++) {
				struct action x = gen_action(&g, &p, arena_printf(a, "%u.%u.%u", o, s, i), priorities);
				PUSH(a, &sp.actions, x);
			}
			PUSH(a, &ob.specifics, sp);
		}
		PUSH(a, &p.objectives, ob);
	}
	return p;
}

/* The other way people write: axes with actions straight under them (the importer numbers both when the document does
 * not); some texts look like formulas. */
static inline struct plan
gen_axes(struct arena *a, unsigned seed)
{
	static const char *const axes[] = { "Gouvernance", "Pédagogie et innovation", "Ouverture internationale", "Qualité de vie" };
	struct gen g = { a, 0xD1342543DE82EF95ULL * (seed + 1) };
	struct plan p = { .id = NONE, .revision_id = NONE, .status = REV_DRAFT, .title = "Plan d'action 2024-2029", .first_year = 2024, .last_year = 2028 };
	for (size_t i = 0; i < LEN(gen_acronyms); i++)
		PUSH(a, &p.acronyms, gen_acronyms[i]);
	for (size_t o = 0; o < 2 + seed % 3; o++) {
		struct objective ob = { .code = arena_printf(a, "%zu", o + 1), .title = axes[o] };
		struct specific sp = { .code = "", .title = "" };
		unsigned nx = 2 + gen_below(&g, 4);
		for (unsigned i = 1; i <= nx; i++) {
			struct action x = gen_action(&g, &p, arena_printf(a, "%zu.%u", o + 1, i), true);
			if (i == 2)
				x.conditions = "+ 1 mi-temps";
			PUSH(a, &sp.actions, x);
		}
		PUSH(a, &ob.specifics, sp);
		PUSH(a, &p.objectives, ob);
	}
	return p;
}
#endif
