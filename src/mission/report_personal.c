/* report_personal.c: what the end of a mission holds of students, those who follow them, and sponsors. */
#include "entity/personal.h"
#include "mission/peer.h"

static const struct processing mission_end = { .name = "mission_report", .title = N_("Rapports et retours des missions"),
	.purpose = N_("Remettre le rapport au commanditaire, recueillir son retour, clôturer et archiver la mission"), .basis = BASIS_PUBLIC_TASK,
	.persons = N_("Étudiants, accompagnateurs, commanditaires"), .data = N_("Dépôts et leur heure, réponses du commanditaire, compte rendu, choix de publication"),
	.recipients = N_("Équipe, accompagnateurs, coordination, commanditaire ; le public selon les choix de publication") };
static const struct processing peers = { .name = "mission_peers", .title = N_("Évaluation par les pairs"),
	.purpose = N_("Aider chaque étudiant à situer sa contribution, et la coordination à repérer une équipe en difficulté"), .basis = BASIS_PUBLIC_TASK,
	.ground = N_("formation par le travail d’équipe ; aucune décision n’est automatique"), .persons = N_("Étudiants"),
	.data = N_("Points, comportements et commentaires donnés aux membres de l’équipe ; moyennes reçues"),
	.recipients = N_("Réponses brutes : la coordination seule, qui dit pourquoi elle les ouvre ; moyennes et commentaires modérés : l’étudiant concerné") };

static const char acts_stay[] = N_("L’acte reste au dossier de la mission, sans le nom.");
static const char said_stays[] = N_("Ce que l’institution a répondu reste au dossier de la mission, sans le nom.");

#define BY(column, label) COL(column, label, STAYS, .flags = C_PERSON)

const struct personal report_personal[] = {
	{ .table = "edition_year", .nobody = "settings of an edition" },
	{ .table = "year_line", .nobody = "lines of the plan" },
	{ .table = "year_evidence", .nobody = "evidence of a mission" },
	{ .table = "peer_round", .nobody = "days of a round" },
	{ .table = "report", .title = N_("Rapports déposés"), .processing = &mission_end, .history = "report",
	  .belongs = BELONGS(OF(PERSON, "person", .label = N_("Déposé")), OF(PERSON, "go_by", .label = N_("Feu vert")), OF(PERSON, "sent_by", .label = N_("Envoyé")), OF(EMAIL, "sent_to")),
	  .columns = COLUMNS(COL("version", N_("Version"), STAYS), COL("filename", N_("Fichier"), MASKED), COL("note", N_("Note"), MASKED), COL("at", N_("Quand"), STAYS),
	      BY("person", N_("Déposé par")), BY("go_by", N_("Feu vert de")), BY("sent_by", N_("Envoyé par")), COL("sent_to", N_("Envoyé à"), EMPTIED),
	      COL("received_at", N_("Reçu le"), STAYS), COL("blob_sha", NULL, STAYS, .flags = C_BLOB)),
	  .row = ROW_STAYS, .why = acts_stay },
	{ .table = "sponsor_link", .title = N_("Liens des commanditaires"), .processing = &mission_end, .belongs = BELONGS(OF(EMAIL, "email"), OF(PERSON, "created_by", .label = N_("Donné"))),
	  .columns = COLUMNS(COL("token_sha", NULL, STAYS, .flags = C_SECRET), COL("email", N_("Courriel"), EMPTIED), COL("created_at", N_("Donné le"), STAYS),
	      BY("created_by", N_("Donné par")), COL("expires_at", N_("Jusqu’au"), STAYS)), .row = ROW_GOES },
	{ .table = "sponsor_form", .title = N_("Retours des commanditaires"), .processing = &mission_end,
	  .columns = COLUMNS(COL("form", N_("Formulaire"), STAYS), COL("quote", N_("Phrase à publier"), MASKED), COL("sent_at", N_("Envoyé le"), STAYS)), .row = ROW_STAYS, .why = said_stays },
	{ .table = "sponsor_answer", .title = N_("Réponses des commanditaires"), .processing = &mission_end,
	  .columns = COLUMNS(COL("question", N_("Question"), STAYS), COL("answer", N_("Réponse"), MASKED)), .row = ROW_STAYS, .why = said_stays },
	{ .table = "feedback_minutes", .title = N_("Comptes rendus du retour"), .processing = &mission_end, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Rédigé"))),
	  .columns = COLUMNS(COL("held_on", N_("Jour"), STAYS), COL("people", N_("Présents"), MASKED), COL("decisions", N_("Décisions"), MASKED), COL("body", N_("Texte"), MASKED),
	      COL("at", N_("Quand"), STAYS), BY("person", N_("Par"))), .row = ROW_STAYS, .why = acts_stay },
	{ .table = "closing", .title = N_("Clôtures des missions"), .processing = &mission_end,
	  .belongs = BELONGS(OF(PERSON, "chosen_by", .label = N_("Choix de l’équipe")), OF(PERSON, "closed_by", .label = N_("Clôturée"))),
	  .columns = COLUMNS(COL("jury_notes", N_("Notes du jury"), MASKED), COL("names_open", N_("Noms publiés"), STAYS), COL("report_open", N_("Rapport public"), STAYS),
	      COL("chosen_at", N_("Choisi le"), STAYS), BY("chosen_by", N_("Choisi par")), COL("closed_at", N_("Clôturée le"), STAYS), BY("closed_by", N_("Clôturée par"))),
	  .row = ROW_STAYS, .why = acts_stay },
	/* A mark is its writer's: those it is about are given the averages, never the marks. */
	{ .table = "peer_answer", .title = N_("Évaluations données aux pairs"), .processing = &peers, .belongs = BELONGS(OF(ROW, "rater", .table = "student")),
	  .columns = COLUMNS(COL("round", N_("Tour"), STAYS), COL("sent_at", N_("Envoyée le"), STAYS)), .row = ROW_STAYS, .why = N_("Les moyennes des autres en dépendent : la réponse reste, sans le nom.") },
	{ .table = "peer_mark", .title = N_("Points et comportements donnés"), .processing = &peers,
	  .belongs = BELONGS(OF(ROW, "answer", .table = "peer_answer"), OF(PERSON, "moderated_by", .label = N_("Modéré"))),
	  .columns = COLUMNS(COL("points", N_("Points"), STAYS), COL("behaviour1", N_("Comportement 1"), STAYS), COL("behaviour2", N_("Comportement 2"), STAYS),
	      COL("behaviour3", N_("Comportement 3"), STAYS), COL("comment", N_("Commentaire"), MASKED, .flags = C_SEALED), COL("shown", N_("Commentaire modéré"), MASKED, .flags = C_SEALED), BY("moderated_by", N_("Modéré par"))),
	  .row = ROW_STAYS, .why = N_("Les moyennes des autres en dépendent : la réponse reste, sans le nom.") },
	{ .table = "peer_result", .title = N_("Résultats de l’évaluation par les pairs"), .processing = &peers, .belongs = BELONGS(OF(ROW, "student", .table = "student")),
	  .columns = COLUMNS(COL("round", N_("Tour"), STAYS), COL("raters", N_("Évaluateurs"), STAYS), COL("factor", N_("Facteur"), STAYS), COL("capped", N_("Facteur borné"), STAYS),
	      COL("behaviour1", N_("Comportement 1"), STAYS), COL("behaviour2", N_("Comportement 2"), STAYS), COL("behaviour3", N_("Comportement 3"), STAYS),
	      COL("self1", N_("Comportement 1, vu par soi"), STAYS), COL("self2", N_("Comportement 2, vu par soi"), STAYS), COL("self3", N_("Comportement 3, vu par soi"), STAYS)),
	  .row = ROW_GOES },
	{ .table = "peer_comment", .title = N_("Commentaires reçus des pairs"), .processing = &peers, .belongs = BELONGS(OF(ROW, "student", .table = "student")),
	  .columns = COLUMNS(COL("round", N_("Tour"), STAYS), COL("comment", N_("Commentaire"), MASKED)), .row = ROW_GOES },
	{ .table = "peer_look", .title = N_("Ouvertures des réponses brutes"), .processing = &peers, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Ouvert"))),
	  .columns = COLUMNS(COL("team", N_("Équipe"), STAYS), COL("at", N_("Quand"), STAYS), BY("person", N_("Par")), COL("reason", N_("Motif"), MASKED)), .row = ROW_STAYS, .why = acts_stay },
	{ 0 },
};
const struct retention report_retention[] = {
	{ .name = "peer_answers", .title = N_("Réponses brutes de l’évaluation par les pairs"), .ground = N_("le temps d’un recours ; les moyennes restent"), .processing = &peers,
	  .days = 365, .least = 30, .most = 1825, .purge = peer_purge },
	{ 0 },
};
