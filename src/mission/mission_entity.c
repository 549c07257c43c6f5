/* What a team and those who follow it write, declared once. */
#include "mission/mission_things.h"
#include "people/people.h"

#define TEAM ROLE_STUDENT
#define FOLLOW (ROLE_SUPERVISOR | ROLE_COORDINATION)
#define ALL (TEAM | FOLLOW)
#define ROOM(words, one_, many_, title_, S) .name = words, .table = words, .one = one_, .many = many_, .title = title_, .size = sizeof(struct S), .fields = S##_fields, \
	.nfields = LEN(S##_fields), .read = ALL
#define COMMON(S) \
	FIELD(struct S, team,       INT,  N_("Équipe"), .flags = F_FIXED), \
	FIELD(struct S, author,     INT,  N_("Auteur"), .flags = F_FIXED), \
	FIELD(struct S, created_at, TEXT, N_("Noté le"), .flags = F_FIXED), \
	FIELD(struct S, rev,        REV,  NULL), \
	FIELD(struct S, deleted_at, GONE, NULL)

static const struct field mission_entry_fields[] = {
	FIELD(struct mission_entry, id,       ID,   N_("N°")),
	FIELD(struct mission_entry, entry_on, DATE, N_("Jour"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct mission_entry, text,     LONG, N_("Ce qui s’est passé"), .flags = F_REQUIRED, .max = 10000, .help = N_("Mise en forme simple : *italique*, **gras**, listes avec un tiret.")),
	COMMON(mission_entry),
};
const struct entity mission_entry_entity = { ROOM("mission_entry", N_("entrée du journal"), N_("entrées du journal"), "entry_on", mission_entry),
	.create = TEAM, .update = TEAM, .erase = TEAM };

static const struct choice outcomes[] = { { 1, "open", N_("En attente") }, { 2, "partial", N_("Reçue en partie") }, { 3, "received", N_("Reçue") },
	{ 4, "refused", N_("L’institution ne peut pas") }, { 5, "dropped", N_("Plus nécessaire") }, { 0 } };
static const struct field data_request_fields[] = {
	FIELD(struct data_request, id,          ID,   N_("N°")),
	FIELD(struct data_request, what,        TEXT, N_("Ce qui est demandé"), .flags = F_REQUIRED | F_LIST, .max = 200),
	FIELD(struct data_request, detail,      LONG, N_("Précisions pour l’institution"), .max = 4000, .help = N_("Sous quelle forme, pour quelles années, à quoi cela servira.")),
	FIELD(struct data_request, due_on,      DATE, N_("Pour le"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct data_request, outcome,     WORD, N_("Où elle en est"), .flags = F_REQUIRED | F_LIST, .choices = outcomes),
	FIELD(struct data_request, received_on, DATE, N_("Reçue le")),
	FIELD(struct data_request, answer,      LONG, N_("Ce qui a été répondu"), .max = 10000),
	FIELD(struct data_request, asked_at,    TEXT, N_("Demandée le"), .flags = F_FIXED),
	COMMON(data_request),
};
const struct entity data_request_entity = { ROOM("data_request", N_("demande à l’institution"), N_("demandes à l’institution"), "what", data_request),
	.create = TEAM, .update = TEAM, .erase = TEAM };

static const struct choice consents[] = { { 1, "none", N_("Pas encore demandé") }, { 2, "oral", N_("Donné de vive voix") }, { 3, "written", N_("Signé") },
	{ 4, "recorded", N_("Enregistré") }, { 0 } };
static const struct field interview_fields[] = {
	FIELD(struct interview, id,           ID,   N_("N°")),
	FIELD(struct interview, met_on,       DATE, N_("Jour de l’entretien"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct interview, alias,        TEXT, N_("Désignation"), .flags = F_REQUIRED | F_LIST, .max = 120,
	    .help = N_("Comment le rapport appelle cette personne, sans la nommer : « travailleuse sociale A ».")),
	FIELD(struct interview, name,         TEXT, N_("Nom"), .flags = F_QUIET, .max = 160, .help = N_("Facultatif. Seuls l’équipe et ses accompagnateurs le voient ; il s’efface de lui-même après l’année.")),
	FIELD(struct interview, function,     TEXT, N_("Fonction ou situation"), .max = 160),
	FIELD(struct interview, consent,      WORD, N_("Accord de la personne"), .flags = F_REQUIRED | F_LIST, .choices = consents),
	FIELD(struct interview, consent_on,   DATE, N_("Accord donné le")),
	FIELD(struct interview, notes,        LONG, N_("Notes de l’entretien"), .flags = F_QUIET, .max = 20000, .help = N_("Seuls l’équipe et ses accompagnateurs les lisent.")),
	FIELD(struct interview, anonymised,   BOOL, N_("Les notes ne permettent plus de reconnaître la personne")),
	FIELD(struct interview, consent_sha,  TEXT, N_("Formulaire"), .flags = F_FIXED | F_QUIET),
	FIELD(struct interview, consent_name, TEXT, N_("Formulaire d’accord"), .flags = F_FIXED | F_QUIET),
	FIELD(struct interview, consent_type, TEXT, N_("Type du formulaire"), .flags = F_FIXED | F_QUIET),
	COMMON(interview),
};
const struct entity interview_entity = { ROOM("interview", N_("entretien"), N_("entretiens"), "alias", interview), .create = TEAM, .update = TEAM, .erase = TEAM };

static const struct choice source_kinds[] = { { 1, "law", N_("Texte légal") }, { 2, "book", N_("Livre") }, { 3, "article", N_("Article") }, { 4, "report", N_("Rapport ou étude") },
	{ 5, "data", N_("Données") }, { 6, "web", N_("Page du web") }, { 7, "internal", N_("Document de l’institution") }, { 0 } };

static const char *
link_problem(const char *value)
{
	return text_starts(value, "https://") || text_starts(value, "http://") ? NULL : N_("%s : écrivez l’adresse complète, qui commence par https://.");
}

static const struct field mission_source_fields[] = {
	FIELD(struct mission_source, id,        ID,   N_("N°")),
	FIELD(struct mission_source, kind,      WORD, N_("Genre"), .flags = F_REQUIRED | F_LIST, .choices = source_kinds),
	FIELD(struct mission_source, authors,   TEXT, N_("Auteurs"), .flags = F_LIST, .max = 300),
	FIELD(struct mission_source, title,     TEXT, N_("Titre"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 400, .key = "sort_key"),
	FIELD(struct mission_source, published, TEXT, N_("Année et éditeur, revue ou date"), .flags = F_LIST, .max = 200),
	FIELD(struct mission_source, link,      TEXT, N_("Lien"), .max = 1000, .check = link_problem),
	FIELD(struct mission_source, note,      LONG, N_("Ce qu’on en retient"), .max = 5000),
	COMMON(mission_source),
};
const struct entity mission_source_entity = { ROOM("mission_source", N_("source"), N_("sources"), "title", mission_source), .create = TEAM, .update = TEAM, .erase = TEAM };

static const struct field mission_recommendation_fields[] = {
	FIELD(struct mission_recommendation, id,        ID,   N_("N°")),
	FIELD(struct mission_recommendation, position,  INT,  N_("Rang"), .flags = F_REQUIRED | F_LIST, .min = 1, .max = 99),
	FIELD(struct mission_recommendation, title,     TEXT, N_("Recommandation"), .flags = F_REQUIRED | F_LIST, .max = 300),
	FIELD(struct mission_recommendation, addressed, TEXT, N_("À qui elle s’adresse"), .flags = F_REQUIRED | F_LIST, .max = 200),
	FIELD(struct mission_recommendation, text,      LONG, N_("En quoi elle consiste"), .max = 10000),
	FIELD(struct mission_recommendation, resources, LONG, N_("Moyens qu’elle demande"), .max = 5000, .help = N_("Personnes, temps, argent, et ce que l’institution a déjà.")),
	FIELD(struct mission_recommendation, limits,    LONG, N_("Contraintes prises en compte"), .max = 5000, .help = N_("Droit, agréments, calendrier, accords à obtenir.")),
	COMMON(mission_recommendation),
};
const struct entity mission_recommendation_entity = { ROOM("mission_recommendation", N_("recommandation"), N_("recommandations"), "title", mission_recommendation),
	.create = TEAM, .update = TEAM, .erase = TEAM };

static const struct choice contacts[] = { { 1, "meeting", N_("Rencontre") }, { 2, "video", N_("Visioconférence") }, { 3, "phone", N_("Téléphone") }, { 4, "mail", N_("Courriel") },
	{ 5, "visit", N_("Visite de l’institution") }, { 0 } };
static const struct choice audiences[] = { { 1, "team", N_("L’équipe et l’encadrement") }, { 2, "staff", N_("L’encadrement seulement") }, { 0 } };
static const struct field follow_entry_fields[] = {
	FIELD(struct follow_entry, id,        ID,   N_("N°")),
	FIELD(struct follow_entry, met_on,    DATE, N_("Jour"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct follow_entry, kind,      WORD, N_("Comment"), .flags = F_REQUIRED | F_LIST, .choices = contacts),
	FIELD(struct follow_entry, minutes,   INT,  N_("Durée (minutes)"), .min = 0, .max = 1440),
	FIELD(struct follow_entry, audience,  WORD, N_("Qui peut lire"), .flags = F_REQUIRED | F_LIST, .choices = audiences),
	FIELD(struct follow_entry, decisions, LONG, N_("Ce qui s’est dit et décidé"), .flags = F_REQUIRED, .max = 10000),
	FIELD(struct follow_entry, next_step, TEXT, N_("Prochaine étape"), .max = 300),
	FIELD(struct follow_entry, next_on,   DATE, N_("Prochaine étape pour le")),
	FIELD(struct follow_entry, alert,     BOOL, N_("Alerte : la coordination doit regarder")),
	COMMON(follow_entry),
};
const struct entity follow_entry_entity = { ROOM("follow_entry", N_("note d’accompagnement"), N_("notes d’accompagnement"), "met_on", follow_entry),
	.create = FOLLOW, .update = FOLLOW, .erase = FOLLOW };
