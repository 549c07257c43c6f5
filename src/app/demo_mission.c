/* The year of the example's teams: journals, requests, interviews, sources, the problem and how it changed, recommendations, and the
 * log of those who follow them; as far as the days have come. */
#include "app/demo.h"
#include "base/tr.h"
#include "mission/mission_problem_pages.h"
#include "mission/mission_things.h"
#include <string.h>

/* after: days since the visits. who: which student of the team, in turn. */
static const struct { int after; const char *text; } journal[] = {
	{ 0, "Visite de l’institution. On nous a montré **deux lieux** et un registre ; personne ne sait lequel fait foi.\n\n- accueil : 9 h à 16 h\n- une réunion d’équipe le lundi\n- trois départs en un an" },
	{ 6, "Première réunion à cinq : chacun lit un rapport d’activité, on se partage les entretiens. La question posée ressemble à une réponse." },
	{ 13, "Lu les trois derniers rapports d’activité. Les chiffres ne comptent pas la même chose d’une année à l’autre." },
	{ 21, "Deux entretiens. Les travailleurs parlent d’horaires, la direction parle d’outils." },
	{ 29, "Demande envoyée pour les chiffres par mois. En attendant, on compte à la main sur l’agenda partagé." },
	{ 36, "Réunion avec notre accompagnatrice : *séparer ce qui est dit de ce qui est fait*. On récrit le problème." },
	{ 50, "Observation d’une journée d’accueil : onze personnes, quatre renvoyées ailleurs, une seule explication écrite." },
	{ 75, "Les chiffres sont là. Le creux est en fin de mois, pas en fin d’année." },
	{ 100, "Trois pistes sur la table ; deux ne dépendent pas de l’institution seule." },
	{ 125, "Relu le rapport à voix haute, section par section. La partie sur les moyens est trop maigre." },
};
static const struct { int after, kind; const char *said, *next; int next_after; } notes[] = {
	{ 5, 0, "L’équipe s’est réparti le travail. Attention à ne pas partir trop vite vers une solution.", "Une page sur le problème", 14 },
	{ 20, 1, "Premiers entretiens faits. L’accord des personnes est noté chaque fois.", "Relancer la demande de chiffres", 10 },
	{ 36, 0, "Bonne séance : le problème a changé de forme. Une tension sur la répartition, dite et réglée.", "Plan du rapport", 21 },
	{ 70, 2, "Chiffres reçus ; la direction est disponible pour une relecture.", "Pistes à tester auprès de l’équipe", 30 },
	{ 110, 0, "Trois pistes, moyens et contraintes à préciser. Le plan du rapport tient.", "Première version complète", 14 },
};
static const char *const kinds[] = { "meeting", "video", "phone" };
static const struct { const char *kind, *authors, *title, *published, *link, *note; } sources[] = {
	{ "law", NULL, "Loi organique des centres publics d’action sociale", "8 juillet 1976", NULL, "Ce que l’institution peut décider seule, et ce qui demande un accord." },
	{ "report", "Institut wallon de l’évaluation, de la prospective et de la statistique", "Indicateurs sociaux", "rapport annuel", "https://www.iweps.be/", "Pour situer la commune parmi les autres." },
	{ "book", "Crozier, M. et Friedberg, E.", "L’acteur et le système", "Seuil, 1977", NULL, "Qui tient quelle incertitude dans l’accueil." },
	{ "internal", NULL, "Rapports d’activité des trois dernières années", NULL, NULL, "Les définitions changent : à ne pas additionner." },
};
static const char *const aliases[] = { "Accueillante A", "Responsable d’équipe", "Usager B" };
static const char *const functions[] = { "accueil, huit ans de maison", "coordination", "suivi depuis deux ans" };
static const char *const told[] = { "Les gens reviennent quand on leur a dit non clairement. C’est le flou qui les fait partir.", "On mesure ce qui est facile à compter. Les refus, personne ne les note.",
	"J’ai raconté mon histoire quatre fois. La quatrième, j’ai failli ne pas revenir." };
static const char *const wanted[] = { "Nombre d’accueils par mois, sur trois ans", "Règlement d’ordre intérieur et convention du secteur" };
static const struct { const char *title, *to, *means, *limits; } advice[] = {
	{ "Tenir un seul registre, et y noter aussi les refus", "L’équipe d’accueil", "Une demi-journée par mois, sans outil nouveau.", "Protection des données : aucun nom dans le tableau." },
	{ "Ouvrir deux soirs par semaine", "La direction et le conseil d’administration", "Deux mi-temps, déjà prévus au cadre.", "Convention du secteur ; accord de l’équipe ; bail du rez-de-chaussée." },
	{ "Écrire avec les partenaires qui fait quoi", "La direction", "Trois réunions en un an.", "Le réseau change à l’automne : ne pas attendre." },
};

struct telling { struct demo *d; struct edition e; struct team t; struct team_seats students, guides; size_t k; };

/* Lives that day in the name of a person; false when it is still to come. after: days since the visits. */
static bool
live_on(struct telling *x, int after, const struct team_seat_row *who)
{
	struct date visits;
	bool right = date_parse(x->e.visits_on, &visits);
	BUG_ON(!right);
	struct date on = date_of_days(date_days(visits) + after);
	if (date_cmp(on, x->d->today) > 0)
		return false;
	clock_replay(&on);
	if (who != NULL)
		db_author(x->d->db, who->person, who->first_name == NULL ? who->name : arena_printf(x->d->a, "%s %s", who->first_name, who->name), "command");
	return true;
}

static const char *
today_text(struct telling *x, int later)
{
	return arena_strdup(x->d->a, date_iso(date_of_days(date_days(today_brussels()) + later)).s);
}

static const struct team_seat_row *
student(const struct telling *x, size_t turn)
{
	return x->students.n == 0 ? NULL : &x->students.items[turn % x->students.n];
}

#define AUTHOR(seat) ((seat) == NULL ? NONE : (seat)->person)

static enum err
add(struct telling *x, const struct entity *e, void *row)
{
	struct entity_view v = { .a = x->d->a, .db = x->d->db, .lang = LANG_FR, .roles = ~0u };
	return entity_insert(&v, e, row);
}

static enum err
tell_journal(struct telling *x)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(journal); i++) {
		const struct team_seat_row *who = student(x, x->k + i);
		if ((x->k + i) % 5 == 4 || !live_on(x, journal[i].after + (int)(x->k % 3), who)) /* nobody writes every time */
			continue;
		e = add(x, &mission_entry_entity, &(struct mission_entry){ .team = x->t.id, .author = AUTHOR(who), .entry_on = today_text(x, 0), .text = journal[i].text,
		    .created_at = arena_strdup(x->d->a, now_utc().s) });
	}
	return e;
}

/* One team is not heard of for long, and one has an alert. */
static enum err
tell_log(struct telling *x)
{
	const struct team_seat_row *guide = x->guides.n == 0 ? NULL : &x->guides.items[0];
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(notes) && guide != NULL; i++) {
		if ((x->k % 5 == 3 && i > 0) || !live_on(x, notes[i].after + (int)(x->k % 4), guide))
			break;
		e = add(x, &follow_entry_entity, &(struct follow_entry){ .team = x->t.id, .author = guide->person, .met_on = today_text(x, 0), .kind = kinds[(size_t)notes[i].kind % LEN(kinds)],
		    .minutes = 30 + 15 * (int64_t)(i % 3), .audience = "team", .decisions = notes[i].said, .next_step = notes[i].next, .next_on = today_text(x, notes[i].next_after),
		    .created_at = arena_strdup(x->d->a, now_utc().s) });
	}
	if (e == OK && guide != NULL && x->k == 6 && live_on(x, 30, guide))
		e = add(x, &follow_entry_entity, &(struct follow_entry){ .team = x->t.id, .author = guide->person, .met_on = today_text(x, 0), .kind = "phone", .minutes = 20, .audience = "staff",
		    .decisions = "Deux membres ne travaillent plus ensemble. Je les vois séparément cette semaine.", .alert = true, .created_at = arena_strdup(x->d->a, now_utc().s) });
	return e;
}

static enum err
tell_data(struct telling *x)
{
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(wanted); i++) {
		const struct team_seat_row *who = student(x, x->k + i);
		bool answered = (x->k + i) % 3 != 0;
		if (!live_on(x, 14 + 8 * (int)i, who))
			break;
		struct data_request r = { .team = x->t.id, .author = AUTHOR(who), .what = wanted[i], .detail = "Un tableau suffit, sans aucun nom.", .due_on = today_text(x, 14),
			.asked_at = arena_strdup(x->d->a, now_utc().s), .outcome = "open", .created_at = arena_strdup(x->d->a, now_utc().s) };
		if (answered && live_on(x, 24 + 8 * (int)i, who))
			r.outcome = "received", r.received_on = today_text(x, 0), r.answer = "Remis en main propre lors de la visite suivante.";
		e = add(x, &data_request_entity, &r);
	}
	for (size_t i = 0; e == OK && i < LEN(aliases); i++) {
		const struct team_seat_row *who = student(x, x->k + i + 1);
		if (!live_on(x, 18 + 9 * (int)i, who))
			break;
		e = add(x, &interview_entity, &(struct interview){ .team = x->t.id, .author = AUTHOR(who), .met_on = today_text(x, 0), .alias = aliases[i], .function = functions[i],
		    .consent = i == 1 ? "written" : "oral", .consent_on = today_text(x, 0), .notes = told[(x->k + i) % LEN(told)], .anonymised = i != 1,
		    .created_at = arena_strdup(x->d->a, now_utc().s) });
	}
	return e;
}

static enum err
tell_thinking(struct telling *x)
{
	static const char *const problem[] = { "On nous demande **comment mieux faire connaître** ce que fait l’institution. Nous comprenons : trop peu de personnes viennent.",
		"On nous demande comment mieux faire connaître ce que fait l’institution. Les personnes viennent, mais **ne reviennent pas** : l’accueil dit non sans l’expliquer.",
		"Les personnes viennent, mais ne reviennent pas : l’accueil dit non sans l’expliquer, **parce que personne ne note les refus** et que chacun décide seul." };
	static const char *const because[] = { NULL, "Les entretiens et une journée d’observation.", "Les chiffres par mois, et le registre." };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(sources); i++) {
		const struct team_seat_row *who = student(x, x->k + i);
		if ((x->k + i) % 4 == 3 || !live_on(x, 8 + 6 * (int)i, who))
			continue;
		e = add(x, &mission_source_entity, &(struct mission_source){ .team = x->t.id, .author = AUTHOR(who), .kind = sources[i].kind, .authors = sources[i].authors, .title = sources[i].title,
		    .published = sources[i].published, .link = sources[i].link, .note = sources[i].note, .created_at = arena_strdup(x->d->a, now_utc().s) });
	}
	for (size_t i = 0; e == OK && i < LEN(problem); i++) {
		const struct team_seat_row *who = student(x, x->k + i);
		if (!live_on(x, i == 0 ? 7 : i == 1 ? 37 : 80, who))
			break;
		e = problem_add_version(x->d->db, &(struct problem_new){ x->t.id, (int64_t)i, AUTHOR(who), problem[i], because[i] });
	}
	for (size_t i = 0; e == OK && i < LEN(advice); i++) {
		const struct team_seat_row *who = student(x, x->k + i);
		if (!live_on(x, 110 + 5 * (int)i, who))
			break;
		e = add(x, &mission_recommendation_entity, &(struct mission_recommendation){ .team = x->t.id, .author = AUTHOR(who), .position = (int64_t)i + 1, .title = advice[i].title,
		    .addressed = advice[i].to, .resources = advice[i].means, .limits = advice[i].limits, .created_at = arena_strdup(x->d->a, now_utc().s) });
	}
	return e;
}

enum err
demo_mission(struct demo *d)
{
	enum err e = OK;
	for (int year = -1; e == OK && year <= 0; year++) {
		struct telling x = { .d = d };
		struct teams all;
		e = edition_by_label(d->db, arena_printf(d->a, "%d-%02d", d->year + year, (d->year + year + 1) % 100), &x.e);
		if (e == OK)
			e = team_list(d->db, x.e.id, &all);
		for (x.k = 0; e == OK && x.k < all.n; x.k++) {
			x.t = all.items[x.k];
			if (x.t.ended_at != NULL)
				continue;
			if ((e = team_students(d->db, x.t.id, &x.students)) != OK || (e = team_supervisors(d->db, x.t.id, &x.guides)) != OK || (e = tell_journal(&x)) != OK
			    || (e = tell_log(&x)) != OK || (e = tell_data(&x)) != OK)
				break;
			e = tell_thinking(&x);
		}
	}
	return demo_explain(d, e, "the year of the teams");
}
