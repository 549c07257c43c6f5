/* charter_personal.c: what is held of persons around documents. */
#include "entity/personal.h"

static const struct processing charters = { .name = "documents", .title = N_("Documents adoptés, consultations, lectures"),
	.purpose = N_("Écrire à plusieurs les notes, chartes et règlements, les faire adopter, savoir qui les a lus"), .basis = BASIS_PUBLIC_TASK,
	.ground = N_("archive de gouvernance du programme"), .persons = N_("Membres des instances, accompagnateurs, étudiants, personnes consultées"),
	.data = N_("Identité, propositions, date de lecture"), .recipients = N_("Instance responsable ; pour un document en consultation, les instances et les accompagnateurs") };
static const struct processing adhesions = { .name = "adhesions", .title = N_("Adhésions d’organisations"), .purpose = N_("Publier quelles organisations adhèrent à un document"),
	.basis = BASIS_CONSENT, .persons = N_("Signataires d’organisations"), .data = N_("Organisation, nom, fonction, adresse de courriel (jamais publiée)"),
	.recipients = N_("Le public, sauf l’adresse ; l’instance responsable") };

static const char archive[] = N_("Les documents adoptés sont une archive de gouvernance : ils restent, avec les noms écrits dans leur texte.");
static const char act_stays[] = N_("L’acte reste au dossier du document, sans le nom.");

#define BY(column, label) COL(column, label, STAYS, .flags = C_PERSON)
#define AS(who, words) OF(PERSON, who, .label = words)

const struct personal charter_personal[] = {
	{ .table = "charter", .title = N_("Documents"), .processing = &charters, .history = "charter", .belongs = BELONGS(AS("created_by", N_("Créé"))),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("summary", N_("Résumé"), MASKED), BY("created_by", N_("Créé par"))),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "charter_section", .title = N_("Sections de documents"), .processing = &charters, .belongs = BELONGS(AS("text_by", N_("Écrite"))),
	  .columns = COLUMNS(COL("charter", N_("Document"), STAYS), COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("text", N_("Texte"), MASKED), COL("text_at", N_("Quand"), STAYS),
	      BY("text_by", N_("Écrite par"))),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "charter_section_text", .title = N_("États d’un projet de document"), .processing = &charters, .columns = COLUMNS(COL("text", N_("Texte"), MASKED)), .row = ROW_STAYS, .why = act_stays },
	{ .table = "charter_rival", .title = N_("Textes de documents écrits en même temps"), .processing = &charters, .belongs = BELONGS(AS("person", N_("Écrit")), AS("settled_by", N_("Réuni"))),
	  .columns = COLUMNS(COL("section", N_("Section"), STAYS), COL("text", N_("Texte"), MASKED), COL("at", N_("Quand"), STAYS), BY("person", N_("Écrit par")), BY("settled_by", N_("Réuni par"))),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "charter_contributor", .title = N_("Personnes consultées de l’extérieur"), .processing = &charters,
	  .belongs = BELONGS(OF(EMAIL, "email_key"), AS("invited_by", N_("Invitée"))),
	  .columns = COLUMNS(COL("charter", N_("Document"), STAYS), COL("name", N_("Nom"), REPLACED, .flags = C_NAME), COL("organisation", N_("Organisation"), STAYS, .flags = C_CITES),
	      COL("email", N_("Courriel"), EMPTIED), COL("email_key", NULL, EMPTIED), COL("token_sha", NULL, EMPTIED, .flags = C_SECRET), COL("invited_at", N_("Invitée le"), STAYS),
	      BY("invited_by", N_("Invitée par"))),
	  .row = ROW_STAYS, .why = N_("La consultation garde ce qui a été proposé, sans le nom.") },
	{ .table = "charter_remark", .title = N_("Commentaires et amendements de documents"), .processing = &charters,
	  .belongs = BELONGS(AS("person", N_("Proposé")), OF(ROW, "contributor", .table = "charter_contributor", .label = N_("Proposé")), AS("settled_by", N_("Tranché"))),
	  .columns = COLUMNS(COL("charter", N_("Document"), STAYS), COL("base", NULL, MASKED), COL("proposal", N_("Texte proposé"), MASKED), COL("reason", N_("Commentaire"), MASKED),
	      COL("at", N_("Quand"), STAYS), BY("person", N_("Proposé par")), BY("settled_by", N_("Tranché par")), COL("settled_why", N_("Réponse"), MASKED)),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "charter_version", .title = N_("Versions figées de documents"), .processing = &charters, .belongs = BELONGS(AS("frozen_by", N_("Figée")), AS("withdrawn_by", N_("Retirée"))),
	  .columns = COLUMNS(COL("charter", N_("Document"), STAYS), COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("text", N_("Texte"), STAYS, .flags = C_CITES),
	      COL("what", N_("Ce qui change"), MASKED), COL("frozen_at", N_("Quand"), STAYS), BY("frozen_by", N_("Figée par")), BY("withdrawn_by", N_("Retirée par")),
	      COL("withdrawn_why", N_("Motif"), MASKED)),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "charter_ask", .nobody = "which groups are asked to read" },
	{ .table = "charter_ack", .title = N_("Documents lus"), .processing = &charters, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("version", N_("Version"), STAYS), BY("person", N_("Personne")), COL("at", N_("Lu le"), STAYS)), .row = ROW_GOES },
	{ .table = "charter_reminder", .title = N_("Rappels de lecture"), .processing = &charters, .belongs = BELONGS(AS("person", N_("Envoyé"))),
	  .columns = COLUMNS(COL("at", N_("Quand"), STAYS), BY("person", N_("Envoyé par"))), .row = ROW_STAYS, .why = act_stays },
	{ .table = "charter_letter", .title = N_("Lettres qui demandent de lire"), .processing = &charters, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("charter", N_("Document"), STAYS), BY("person", N_("Personne")), COL("times", N_("Lettres"), STAYS), COL("last_on", N_("Dernière"), STAYS)), .row = ROW_GOES },
	{ .table = "charter_proof", .nobody = "which evidence a document filed" },
	{ .table = "charter_adherent", .title = N_("Adhésions"), .processing = &adhesions, .belongs = BELONGS(OF(EMAIL, "email_key"), AS("removed_by", N_("Retirée"))),
	  .columns = COLUMNS(COL("organisation", N_("Organisation"), STAYS, .flags = C_CITES), COL("signatory", N_("Signataire"), REPLACED, .flags = C_NAME), COL("quality", N_("Fonction"), EMPTIED),
	      COL("email", N_("Courriel"), EMPTIED), COL("email_key", NULL, EMPTIED), COL("token_sha", NULL, EMPTIED, .flags = C_SECRET), COL("asked_at", N_("Demandée le"), STAYS),
	      COL("confirmed_at", N_("Confirmée le"), STAYS), COL("withdrawn_at", N_("Retirée le"), STAYS), COL("told_major", NULL, STAYS),
	      BY("removed_by", N_("Retirée par")), COL("removed_why", N_("Motif"), MASKED)),
	  .row = ROW_STAYS, .gone = "withdrawn_at", .why = N_("L’adhésion est retirée ; l’organisation et ses dates restent au dossier.") },
	{ .table = "charter_diffusion", .title = N_("Diffusion de documents"), .processing = &charters, .belongs = BELONGS(AS("noted_by", N_("Notée"))),
	  .columns = COLUMNS(COL("organisation", N_("À qui"), STAYS, .flags = C_CITES), COL("channel", N_("Canal"), STAYS), COL("done_on", N_("Fait le"), STAYS), COL("note", N_("Remarque"), MASKED),
	      COL("url", N_("Adresse"), STAYS), BY("noted_by", N_("Notée par"))),
	  .row = ROW_STAYS, .why = act_stays },
	{ 0 },
};

const struct retention charter_retention[] = {
	{ .name = "documents", .title = N_("Documents adoptés et leurs versions"), .ground = N_("archive de gouvernance, permanente"), .processing = &charters, .days = RETAIN_FOREVER, .table = "charter" },
	{ .name = "adhesions_asked", .title = N_("Adhésions jamais confirmées"), .ground = N_("le temps de confirmer"), .processing = &adhesions, .days = 30, .least = 7, .most = 365,
	  .table = "charter_adherent", .since = "asked_at", .when = "confirmed_at IS NULL" },
	{ .name = "contribution_links", .title = N_("Liens personnels de consultation"), .ground = N_("le temps d’une consultation"), .processing = &charters, .days = 365, .least = 30, .most = 1095,
	  .table = "charter_contributor", .since = "invited_at", .when = "token_sha <> ''", .empties = "token_sha" },
	{ 0 },
};
