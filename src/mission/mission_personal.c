/* mission_personal.c: what the year of the missions holds of students, supervisors, sponsors and people who were interviewed. */
#include "entity/personal.h"
#include "mission/mission_kind.h"
#include "mission/mission_request_pages.h"

static const struct processing mission = { .name = "mission", .title = N_("Missions des équipes"), .purpose = N_("Mener une mission réelle, l’accompagner et en rendre compte"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Étudiants, accompagnateurs, personnes de contact des institutions"),
	.data = N_("Journal, demandes et réponses, sources, recommandations, notes d’accompagnement"),
	.recipients = N_("L’équipe, ses accompagnateurs et la coordination ; les notes réservées : l’encadrement seul") };
static const struct processing talks = { .name = "mission_interviews", .title = N_("Entretiens des missions"), .purpose = N_("Comprendre un problème avec les personnes qui le vivent"),
	.basis = BASIS_CONSENT, .ground = N_("accord de la personne, oral, enregistré ou signé, noté avec son jour"),
	.persons = N_("Personnes rencontrées par une équipe"), .data = N_("Nom (facultatif), fonction, accord, notes"), .recipients = N_("L’équipe et ses accompagnateurs seuls") };

static const char work_stays[] = N_("Le travail de l’équipe reste, sans le nom de qui l’a écrit.");
static const char answer_stays[] = N_("Ce que l’institution a fourni à l’équipe reste à la mission.");

#define BY(label_) BELONGS(OF(PERSON, "author", .label = label_))
#define AUTHOR COL("author", N_("Auteur"), STAYS, .flags = C_PERSON), COL("created_at", N_("Noté le"), STAYS)

const struct personal mission_personal[] = {
	{ .table = "mission_entry", .title = N_("Journal des équipes"), .processing = &mission, .history = "mission_entry", .belongs = BY(N_("Écrite")),
	  .columns = COLUMNS(COL("entry_on", N_("Jour"), STAYS), COL("text", N_("Ce qui s’est passé"), MASKED), AUTHOR), .row = ROW_STAYS, .why = work_stays },
	{ .table = "data_request", .title = N_("Demandes aux institutions"), .processing = &mission, .history = "data_request", .belongs = BY(N_("Écrite")),
	  .columns = COLUMNS(COL("what", N_("Ce qui est demandé"), MASKED), COL("detail", N_("Précisions pour l’institution"), MASKED), COL("answer", N_("Ce qui a été répondu"), MASKED),
	      COL("due_on", N_("Pour le"), STAYS), AUTHOR), .row = ROW_STAYS, .why = work_stays },
	{ .table = "data_request_link", .title = N_("Liens pour répondre aux demandes"), .processing = &mission, .belongs = BELONGS(OF(EMAIL, "email")),
	  .columns = COLUMNS(COL("token_sha", NULL, STAYS, .flags = C_SECRET), COL("email", N_("Courriel"), EMPTIED), COL("created_at", N_("Donné le"), STAYS)), .row = ROW_GOES },
	{ .table = "data_request_file", .title = N_("Documents reçus des institutions"), .processing = &mission,
	  .columns = COLUMNS(COL("filename", N_("Fichier"), MASKED), COL("added_at", N_("Ajouté le"), STAYS), COL("blob_sha", NULL, STAYS, .flags = C_BLOB)),
	  .row = ROW_STAYS, .why = answer_stays },
	{ .table = "interview", .title = N_("Entretiens"), .processing = &talks, .history = "interview", .belongs = BY(N_("Écrit")),
	  .columns = COLUMNS(COL("met_on", N_("Jour de l’entretien"), STAYS), COL("alias", N_("Désignation"), MASKED), COL("name", N_("Nom"), MASKED), COL("function", N_("Fonction ou situation"), MASKED),
	      COL("notes", N_("Notes de l’entretien"), MASKED), COL("consent_name", N_("Formulaire d’accord"), MASKED), COL("consent_sha", NULL, STAYS, .flags = C_BLOB), AUTHOR),
	  .row = ROW_STAYS, .why = work_stays },
	{ .table = "mission_source", .title = N_("Sources des missions"), .processing = &mission, .history = "mission_source", .belongs = BY(N_("Ajoutée")),
	  .columns = COLUMNS(COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("sort_key", NULL, STAYS), COL("authors", N_("Auteurs"), STAYS, .flags = C_CITES),
	      COL("published", N_("Année et éditeur, revue ou date"), STAYS), COL("link", N_("Lien"), STAYS, .flags = C_CITES), COL("note", N_("Ce qu’on en retient"), MASKED), AUTHOR),
	  .row = ROW_STAYS, .why = N_("Une référence publiée nomme ses auteurs ; elle reste.") },
	{ .table = "problem_version", .title = N_("Versions du problème"), .processing = &mission, .belongs = BY(N_("Écrite")),
	  .columns = COLUMNS(COL("number", N_("N°"), STAYS), COL("body", N_("Texte"), MASKED), COL("reason", N_("Motif"), MASKED), AUTHOR), .row = ROW_STAYS, .why = work_stays },
	{ .table = "mission_recommendation", .title = N_("Recommandations des missions"), .processing = &mission, .history = "mission_recommendation", .belongs = BY(N_("Écrite")),
	  .columns = COLUMNS(COL("title", N_("Recommandation"), MASKED), COL("text", N_("Texte"), MASKED), COL("addressed", N_("À qui elle s’adresse"), MASKED),
	      COL("resources", N_("Moyens"), MASKED), COL("limits", N_("Contraintes"), MASKED), AUTHOR), .row = ROW_STAYS, .why = work_stays },
	{ .table = "follow_entry", .title = N_("Notes d’accompagnement"), .processing = &mission, .history = "follow_entry", .belongs = BY(N_("Écrite")),
	  .columns = COLUMNS(COL("met_on", N_("Jour"), STAYS), COL("decisions", N_("Ce qui s’est dit et décidé"), MASKED), COL("next_step", N_("Prochaine étape"), MASKED), AUTHOR),
	  .row = ROW_STAYS, .why = work_stays },
	{ .table = "mission_evidence", .nobody = "lines of the plan and the evidence filed in them" },
	{ 0 },
};

const struct retention mission_retention[] = {
	{ .name = "interviews", .title = N_("Noms, notes et formulaires d’accord des entretiens"),
	  .ground = N_("le temps de la mission et de sa relecture ; ensuite il reste qu’un entretien eut lieu, avec quel accord"),
	  .processing = &talks, .days = 365, .least = 30, .most = 1095, .purge = interviews_purge },
	{ .name = "data_links", .title = N_("Liens des demandes aux institutions"), .ground = N_("sans utilité une fois périmés"), .processing = &mission, .days = 30, .least = 1, .most = 365,
	  .table = "data_request_link", .since = "expires_at" },
	{ 0 },
};
