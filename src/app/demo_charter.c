/* demo_charter.c: documents of the example programme: a charter that a decision adopted, read by some and signed by organisations;
 * a policy in consultation, with what people propose. */
#include "app/demo.h"
#include "charter/charter.h"
#include <string.h>

static const struct { const char *title, *text; } charter_parts[] = {
	{ "Pourquoi cette charte", "Étudiants, services et écoles travaillent ensemble à des projets sociaux. Cette charte dit ce que chacun peut attendre des autres." },
	{ "Ce que nous faisons", "- Accueillir : un temps d’accueil et une personne de référence.\n- Convenir : une question écrite, relue à deux, avant de commencer.\n"
	    "- Rendre compte : ce qui est trouvé revient à celles et ceux qui ont été interrogés." },
	{ "Ce que nous évitons", "Un projet n’est **jamais** un travail gratuit qui remplace un emploi. Les personnes accompagnées ne sont pas des cas d’école." },
	{ "Si cela se passe mal", "On en parle d’abord entre soi, puis à la coordination, qui répond dans les dix jours." },
}, policy_parts[] = {
	{ "À qui il s’adresse", "À toute personne inscrite qui veut faire une partie de son stage à l’étranger." },
	{ "La demande", "La demande arrive trois mois avant le départ.\n\nElle dit où, avec qui, pourquoi, et ce que l’étudiant·e en rapportera." },
	{ "L’assurance", "La haute école assure les trajets vers le lieu du stage." },
};
static const struct { const char *organisation, *signatory, *quality, *email; } signers[] = {
	{ "Maison de quartier des Tanneurs", "Leïla Amrani", "Coordinatrice", "leila@tanneurs.example.org" },
	{ "CPAS de Fontvielle", "Brigitte Stassen", "Responsable de l’action sociale", "b.stassen@cpas-fontvielle.example" },
	{ "Réseau Aidants proches", "Justine Leroy", NULL, "justine@aidants.example.org" },
};

static enum err
write_parts(struct demo *d, const struct user *u, int64_t id, const char *title, const char *text)
{
	struct text_typed typed;
	int64_t section;
	enum err e = section_add(d->db, u, id, title, &section, &d->problems);
	struct section_text t = { section, 0, NULL, text };
	return e == OK ? section_save(d->db, u, id, &t, &typed) : e;
}

static enum err
acknowledge(struct demo *d, int64_t id, const char *who)
{
	const struct user *u;
	struct charter c;
	enum err e = demo_as(d, who, &u);
	if (e == OK)
		e = charter_get(d->db, u, id, &c);
	return e == OK ? version_ack(d->db, u, &c) : e;
}

static enum err
signed_by(struct demo *d, int64_t id)
{
	const struct user *u;
	struct charter c;
	const char *token;
	enum err e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = charter_get(d->db, u, id, &c);
	for (size_t i = 0; e == OK && i < LEN(signers); i++) {
		struct adhering x = { signers[i].organisation, signers[i].signatory, signers[i].quality, signers[i].email, "fr", "" };
		e = adherent_record(d->db, &c, &x, &token, &d->problems);
		if (e == OK && i != 2) /* the last has not opened its mail */
			e = adherent_confirm(d->db, token);
	}
	return e;
}

static enum err
adopted_charter(struct demo *d, int64_t board)
{
	static const char *const readers[] = { "olivier.wauters", "awa.diallo", "sofia.marchetti" };
	const struct user *u;
	struct charter_form f = { "charter", "Charte des projets menés ensemble", "Ce que les services, les écoles et les étudiants se promettent.", "public", board, NONE, false, true, true, { NONE, NONE, NONE } };
	struct diffusion gone = { .organisation = "Services partenaires", .channel = "Courriel de la coordination", .done_on = arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) - 12)).s) };
	struct diffusion planned = { .organisation = "Secrétariats des deux écoles", .channel = "Affiche", .planned_on = arena_strdup(d->a, date_iso(date_of_days(date_days(d->today) + 15)).s) };
	struct freezing how = { .minor = false };
	int64_t id, version;
	bool filed;
	enum err e = demo_decide(d, "CoPil", 33, "Charte des projets : le texte relu par les trois services est présenté", "La charte des projets menés ensemble est adoptée.", &how.decision);
	if (e == OK)
		e = demo_as(d, demo_persons[0].key, &u);
	if (e == OK)
		e = charter_add(d->db, u, &f, &id, &d->problems);
	for (size_t i = 0; e == OK && i < LEN(charter_parts); i++)
		e = write_parts(d, u, id, charter_parts[i].title, charter_parts[i].text);
	if (e == OK)
		e = version_freeze(d->db, u, id, 1, &how, d->today, &version, &filed, &d->problems);
	if (e == OK)
		e = ask_set(d->db, u, id, 0, board, true, &d->problems);
	if (e == OK)
		e = ask_set(d->db, u, id, ROLE_SUPERVISOR, NONE, true, &d->problems);
	if (e == OK)
		e = diffusion_add(d->db, u, id, &gone, &d->problems);
	if (e == OK)
		e = diffusion_add(d->db, u, id, &planned, &d->problems);
	for (size_t i = 0; e == OK && i < LEN(readers); i++)
		e = acknowledge(d, id, readers[i]);
	return e == OK ? signed_by(d, id) : e;
}

static enum err
policy_in_consultation(struct demo *d, int64_t board)
{
	const struct user *u;
	struct charter_form f = { "policy", "Règlement des stages à l’étranger", NULL, "programme", board, NONE, true, false, true, { NONE, NONE, NONE } };
	struct sections s;
	int64_t id;
	enum err e = demo_as(d, "olivier.wauters", &u);
	if (e == OK)
		e = charter_add(d->db, u, &f, &id, &d->problems);
	for (size_t i = 0; e == OK && i < LEN(policy_parts); i++)
		e = write_parts(d, u, id, policy_parts[i].title, policy_parts[i].text);
	if (e == OK)
		e = section_list(d->db, id, &s);
	if (e == OK)
		e = demo_as(d, "ines.carvalho", &u);
	if (e == OK)
		e = remark_add(d->db, u, id, NONE, s.items[1].id, s.items[1].rev, "La demande arrive quatre mois avant le départ.\n\nElle dit où, avec qui, pourquoi, et ce que l’étudiant·e en rapportera.",
		    "Hors d’Europe, un visa prend souvent plus de trois mois.", &d->problems);
	if (e == OK)
		e = demo_as(d, "rachid.elamrani", &u);
	return e == OK ? remark_add(d->db, u, id, NONE, s.items[2].id, s.items[2].rev, NULL, "Et sur place ? Il faudrait nommer l’assurance.", &d->problems) : e;
}

enum err
demo_charter(struct demo *d)
{
	int64_t board = NONE;
	enum err e = demo_actor(d, "CoPil", &board);
	if (e == OK)
		e = adopted_charter(d, board);
	if (e == OK)
		e = policy_in_consultation(d, board);
	return demo_explain(d, e, "documents");
}
