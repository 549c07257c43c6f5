/* meeting_personal.c: what is held of persons around meetings. */
#include "entity/personal.h"

static const struct processing meetings = { .name = "meetings", .title = N_("Réunions, procès-verbaux, décisions"),
	.purpose = N_("Convoquer les instances, garder la trace de ce qui a été dit et décidé, suivre les décisions"), .basis = BASIS_PUBLIC_TASK,
	.ground = N_("archive de gouvernance du programme"), .persons = N_("Membres des instances, personnes invitées"),
	.data = N_("Identité, réponse, présence, interventions et décisions ; situations individuelles dans l’annexe restreinte seulement"),
	.recipients = N_("Membres de l’instance ; une fois approuvé, les autres instances et les évaluateurs, sans l’annexe") };

static const char archive[] = N_("Le procès-verbal est une archive de gouvernance : il reste, avec les noms écrits dans son texte.");
static const char act_stays[] = N_("L’acte reste au dossier de la réunion, sans le nom.");

#define BY(column, label) COL(column, label, STAYS, .flags = C_PERSON)
#define AS(who, words) OF(PERSON, who, .label = words)

const struct personal meeting_personal[] = {
	{ .table = "meeting", .title = N_("Réunions"), .processing = &meetings, .history = "meeting",
	  .belongs = BELONGS(AS("chair", N_("Présidée")), AS("secretary", N_("Secrétariat")), AS("convened_by", N_("Convoquée")), AS("cancelled_by", N_("Annulée")),
	      AS("prepared_by", N_("PV préparé")), AS("approved_by", N_("PV approuvé")), AS("created_by", N_("Créée"))),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("held_on", N_("Jour"), STAYS), COL("place", N_("Lieu"), STAYS, .flags = C_CITES),
	      COL("note", N_("Message"), MASKED), COL("cancel_reason", N_("Motif d’annulation"), MASKED), BY("chair", N_("Présidence")), BY("secretary", N_("Secrétariat")),
	      BY("convened_by", N_("Convoquée par")), BY("cancelled_by", N_("Annulée par")), BY("prepared_by", N_("PV préparé par")), BY("approved_by", N_("PV approuvé par")),
	      COL("approved_how", N_("Approuvé comment"), STAYS, .flags = C_CITES), COL("minutes_sha", NULL, STAYS, .flags = C_BLOB), BY("created_by", N_("Créée par"))),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "meeting_body", .nobody = "which bodies meet" },
	{ .table = "meeting_item", .title = N_("Points de l’ordre du jour et procès-verbal"), .processing = &meetings,
	  .belongs = BELONGS(AS("minutes_by", N_("Rédigé")), AS("proposed_by", N_("Proposé"))),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("meeting", N_("Réunion"), STAYS), COL("title", N_("Point"), STAYS, .flags = C_CITES), COL("note", N_("Note"), STAYS, .flags = C_CITES),
	      COL("minutes", N_("Procès-verbal"), STAYS, .flags = C_CITES), BY("minutes_by", N_("Rédigé par")), COL("minutes_at", N_("Quand"), STAYS), BY("proposed_by", N_("Proposé par"))),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "meeting_item_text", .title = N_("États d’un procès-verbal en cours"), .processing = &meetings, .columns = COLUMNS(COL("text", N_("Texte"), MASKED)),
	  .row = ROW_STAYS, .why = N_("Ces états s’effacent dès que le procès-verbal est préparé.") },
	{ .table = "meeting_item_action", .nobody = "actions of the plan on an agenda" },
	{ .table = "meeting_rival", .title = N_("Textes écrits en même temps"), .processing = &meetings, .belongs = BELONGS(AS("person", N_("Écrit")), AS("settled_by", N_("Réuni"))),
	  .columns = COLUMNS(COL("item", N_("Point"), STAYS), COL("text", N_("Texte"), MASKED), COL("at", N_("Quand"), STAYS), BY("person", N_("Écrit par")), BY("settled_by", N_("Réuni par"))),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "meeting_paper", .title = N_("Documents joints aux réunions"), .processing = &meetings, .belongs = BELONGS(OF(PERSON, "added_by", .label = N_("Joint"), .file = "blob_sha", .filename = "filename")),
	  .columns = COLUMNS(COL("filename", N_("Fichier"), STAYS, .flags = C_CITES), COL("blob_sha", N_("Empreinte"), STAYS, .flags = C_BLOB), COL("added_at", N_("Quand"), STAYS),
	      BY("added_by", N_("Joint par"))),
	  .row = ROW_STAYS, .why = N_("Les documents d’une réunion font partie de son dossier.") },
	{ .table = "meeting_person", .title = N_("Présences aux réunions"), .processing = &meetings,
	  .belongs = BELONGS(OF(PERSON, "person"), OF(EMAIL, "email_key"), OF(ROW, "contact", .table = "institution_contact")),
	  .columns = COLUMNS(COL("meeting", N_("Réunion"), STAYS), BY("person", N_("Personne")), COL("name", N_("Nom"), EMPTIED, .flags = C_NAME), COL("email", N_("Courriel"), EMPTIED),
	      COL("email_key", NULL, EMPTIED), COL("answer", N_("Réponse"), STAYS), COL("answer_note", N_("Précision"), EMPTIED), COL("answered_at", N_("Répondu le"), STAYS),
	      COL("presence", N_("Présence"), STAYS), COL("read_at", N_("Lu le"), STAYS), COL("token_sha", NULL, EMPTIED, .flags = C_SECRET)),
	  .row = ROW_STAYS, .why = N_("La réunion garde qui y était, sans le nom de qui s’efface.") },
	{ .table = "meeting_annex", .title = N_("Annexes restreintes"), .processing = &meetings, .belongs = BELONGS(AS("person", N_("Écrite"))),
	  .columns = COLUMNS(COL("meeting", N_("Réunion"), STAYS), COL("text", NULL, MASKED), COL("at", N_("Quand"), STAYS), BY("person", N_("Écrite par"))),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "meeting_annex_reader", .title = N_("Ouvertures d’annexes restreintes"), .processing = &meetings, .belongs = BELONGS(AS("person", N_("Ouverte"))),
	  .columns = COLUMNS(COL("meeting", N_("Réunion"), STAYS), COL("reason", N_("Motif"), MASKED), COL("at", N_("Quand"), STAYS), BY("person", N_("Par"))), .row = ROW_STAYS, .why = act_stays },
	{ .table = "meeting_amendment", .title = N_("Amendements proposés aux PV"), .processing = &meetings, .belongs = BELONGS(AS("person", N_("Proposé")), AS("settled_by", N_("Tranché"))),
	  .columns = COLUMNS(COL("meeting", N_("Réunion"), STAYS), COL("base", NULL, MASKED), COL("text", N_("Texte proposé"), MASKED), COL("reason", N_("Motif"), MASKED), COL("at", N_("Quand"), STAYS),
	      BY("person", N_("Proposé par")), BY("settled_by", N_("Tranché par")), COL("settled_why", N_("Réponse"), MASKED)),
	  .row = ROW_STAYS, .why = act_stays },
	{ .table = "meeting_decision", .title = N_("Décisions des réunions"), .processing = &meetings,
	  .belongs = BELONGS(AS("owner", N_("Responsable")), AS("done_by", N_("Faite")), AS("created_by", N_("Notée"))),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("meeting", N_("Réunion"), STAYS), COL("text", N_("Décision"), STAYS, .flags = C_CITES), BY("owner", N_("Responsable")),
	      COL("due_on", N_("Pour le"), STAYS), COL("proof", N_("Preuve"), STAYS, .flags = C_CITES), COL("proof_sha", NULL, STAYS, .flags = C_BLOB), COL("proof_name", N_("Fichier de preuve"), STAYS, .flags = C_CITES), BY("done_by", N_("Faite par")),
	      BY("created_by", N_("Notée par"))),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "meeting_decision_action", .nobody = "actions that a decision is about" },
	{ .table = "meeting_decision_adopts", .nobody = "evidence that a decision adopts" },
	{ .table = "meeting_evidence", .nobody = "evidence that approved minutes became" },
	{ .table = "meeting_quorum", .nobody = "rules of bodies" },
	{ 0 },
};

const struct retention meeting_retention[] = {
	{ .name = "minutes", .title = N_("Procès-verbaux et décisions"), .ground = N_("archive de gouvernance, permanente"), .processing = &meetings, .days = RETAIN_FOREVER, .table = "meeting" },
	{ .name = "meeting_links", .title = N_("Liens de réponse des personnes invitées sans compte, après la réunion"), .ground = N_("le temps de lire le procès-verbal approuvé"), .processing = &meetings,
	  .days = 365, .least = 30, .most = 1095, .table = "meeting_person", .since = "invited_at", .when = "token_sha <> ''", .empties = "token_sha" },
	{ .name = "meeting_rivals", .title = N_("Textes de PV écrits en même temps, une fois réunis"), .ground = N_("le temps d’une relecture"), .processing = &meetings, .days = 90, .least = 7, .most = 730,
	  .table = "meeting_rival", .since = "settled_at" },
	{ 0 },
};
