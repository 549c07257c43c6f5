/* demo_mandate.c: who sits where in the example programme: who holds a role there, one who came before, terms that end, two
 * seats elsewhere, a composition that lacks someone, the chart. A member and a substitute without an account are convoked at their
 * address; a guest and a substitute without one are told otherwise. */
#include "app/demo.h"
#include "mandate/mandate.h"
#include <string.h>

static const struct { const char *actor, *above; } places[] = { { "CoPro", "CoPil" }, { "CEP", "CoPil" }, { "CRI", "CoPil" }, { "Cellule qualité", "CoPil" },
	{ "GT Numérique", "CoPro" }, { "Équipe mémoire", "CoPro" }, { "Responsable recherche", "CEP" }, { "Responsable des ateliers", "CoPro" },
	{ "Co-responsable Bloc 1", "CoPro" }, { "Co-responsable Bloc 2", "CoPro" }, { "Secrétariat pédagogique", "CoPil" } };
/* from, until: days from today; -1000: since the plan began; 0: no end. */
static const struct { const char *actor, *outside, *organisation, *name, *email; enum mandate_seat seat; int from, until; const char *why; int64_t profile; } others[] = {
	{ "CoPil", NULL, NULL, "Marie-Ange Thiry", NULL, SEAT_CHAIR, -1900, -1001, "Fin de mandat", NONE },
	{ "CoPil", NULL, NULL, "Lina Haddad", "lina.haddad@etudiants.example.org", SEAT_MEMBER, -70, 110, "Élue par le conseil étudiant", 1 },
	{ "CoPil", NULL, NULL, "Adèle Fontaine", "adele.fontaine@etudiants.example.org", SEAT_SUBSTITUTE, -70, 110, "Élue par le conseil étudiant", 1 }, /* replaces the one before */
	{ "CoPil", NULL, NULL, "Paul Verbist", NULL, SEAT_GUEST, -300, 0, "Direction de la haute école partenaire", NONE },
	{ "CoPro", NULL, NULL, "Tom Dewaele", NULL, SEAT_SUBSTITUTE, -70, 290, "Élu par le conseil étudiant", 1 },
	{ NULL, "Conseil pédagogique", "Haute École du Val", "Sofia Marchetti", NULL, SEAT_DELEGATE, -400, 0, NULL, NONE },
	{ NULL, "Pôle académique, commission formation continue", "Pôle Sud", "Inês Carvalho", NULL, SEAT_DELEGATE, -200, 165, NULL, NONE },
};

static const char *
day_after(struct demo *d, int days)
{
	return arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) + days)).s);
}

static enum err
add(struct demo *d, const struct mandate_saving *s, struct mandate *m)
{
	const void *other;
	m->id = m->rev = NONE;
	m->evidence = NONE;
	enum err e = mandate_save(d->db, s, m, &other);
	return e == OK ? OK : demo_explain(d, e, m->name);
}

/* A function held by one person alone. */
static bool
alone(const char *actor)
{
	size_t n = 0;
	for (size_t i = 0; i < demo_ngrants; i++)
		n += strcmp(demo_grants[i].actor, actor) == 0;
	return n == 1;
}

static enum err
of_roles(struct demo *d, const struct mandate_saving *s)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < demo_ngrants; i++) {
		const struct demo_grant *g = &demo_grants[i];
		struct mandate m = { .profile = NONE, .replaces = NONE, .person = d->persons[demo_person_index(g->who)], .name = demo_persons[demo_person_index(g->who)].name,
			.from_day = arena_strdup(d->a, date_iso(year_first(d->year - 2, d->bounds)).s) };
		if ((e = demo_actor(d, g->actor, &m.actor)) != OK)
			return e;
		m.seat = seat_word(alone(g->actor) ? SEAT_HOLDER : g->role == ROLE_CHAIR ? SEAT_CHAIR : g->role == ROLE_SECRETARY ? SEAT_SECRETARY : SEAT_MEMBER);
		if (strcmp(g->actor, "CoPil") == 0 && g->role == ROLE_CHAIR)
			m.until_day = day_after(d, 130);
		e = add(d, s, &m);
	}
	return e;
}

enum err
demo_mandate(struct demo *d)
{
	const struct user *u;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e != OK)
		return e;
	struct mandate_saving s = { .user = u, .view = { .a = d->a, .db = d->db, .lang = LANG_FR, .roles = u->roles }, .today = d->today };
	int64_t last = NONE;
	e = of_roles(d, &s);
	for (size_t i = 0; e == OK && i < LEN(others); i++) {
		bool of_last = i > 0 && others[i].seat == SEAT_SUBSTITUTE && text_eq(others[i].actor, others[i - 1].actor);
		struct mandate m = { .actor = NONE, .person = NONE, .replaces = of_last ? last : NONE, .outside = others[i].outside, .organisation = others[i].organisation, .name = others[i].name, .email = others[i].email,
			.seat = seat_word(others[i].seat), .profile = others[i].profile, .from_day = day_after(d, others[i].from),
			.until_day = others[i].until == 0 ? NULL : day_after(d, others[i].until), .why = others[i].why };
		if (others[i].actor != NULL)
			e = demo_actor(d, others[i].actor, &m.actor);
		if (e == OK)
			e = add(d, &s, &m);
		last = m.id;
	}
	int64_t board;
	if (e == OK)
		e = demo_actor(d, "CoPil", &board);
	struct mandate_want wants[] = { { NONE, board, NONE, SEAT_CHAIR, NULL, 1 }, { NONE, board, NONE, SEAT_SECRETARY, NULL, 1 }, { NONE, board, 1, SEAT_MEMBER, "Représentant des étudiants", 2 } };
	for (size_t i = 0; e == OK && i < LEN(wants); i++)
		e = mandate_want_set(d->db, &wants[i]);
	for (size_t i = 0; e == OK && i < LEN(places); i++) {
		int64_t actor, above;
		if ((e = demo_actor(d, places[i].actor, &actor)) == OK && (e = demo_actor(d, places[i].above, &above)) == OK)
			e = mandate_place(d->db, actor, above);
	}
	return e;
}
