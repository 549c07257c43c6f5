/* plan_personal.c: what the plan and its evidence hold of who wrote, filed, judged. */
#include "entity/personal.h"
#include "plan/plan_store.h"

static const struct processing plan = { .name = "plan", .title = N_("Plan d’action et preuves"),
	.purpose = N_("Piloter le plan d’action du programme et prouver où il en est, devant ses instances et ses évaluateurs"),
	.basis = BASIS_PUBLIC_TASK, .ground = N_("évaluation de la qualité de l’enseignement supérieur"),
	.persons = N_("Personnes qui déposent, valident ou commentent ; personnes citées dans les documents"),
	.data = N_("Nom de qui a fait l’acte, date ; contenu des preuves et des commentaires"),
	.recipients = N_("Membres des instances ; experts évaluateurs ; le public pour ce qui est publié") };

static const char archive[] = N_("Le plan adopté est une archive de gouvernance : il se garde tel qu’il a été adopté.");
static const char proof[] = N_("La preuve reste ce qu’elle prouve ; le nom de qui a agi en est retiré.");

#define BY(column, label) COL(column, label, STAYS, .flags = C_PERSON)

const struct personal plan_personal[] = {
	{ .table = "plan", .nobody = "a counter" },
	{ .table = "acronym", .nobody = "names of bodies" },
	{ .table = "revision_actor", .nobody = "numbers of bodies" },
	{ .table = "action", .nobody = "numbers" },
	{ .table = "indicator", .nobody = "numbers" },
	{ .table = "responsibility", .nobody = "numbers of bodies" },
	{ .table = "actor", .title = N_("Instances et fonctions"), .processing = &plan,
	  .columns = COLUMNS(COL("name", N_("Nom"), STAYS, .flags = C_CITES), COL("long_name", N_("Nom entier"), STAYS, .flags = C_CITES)), .row = ROW_STAYS, .why = archive },
	{ .table = "revision", .title = N_("Versions du plan"), .processing = &plan, .belongs = BELONGS(OF(PERSON, "created_by", .label = N_("Créée"))),
	  .columns = COLUMNS(COL("number", N_("N°"), STAYS), COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("created_at", N_("Créée le"), STAYS),
	      BY("created_by", N_("Créée par")), COL("meeting", N_("Réunion"), STAYS, .flags = C_CITES), COL("reason", N_("Motif"), STAYS, .flags = C_CITES),
	      COL("source_name", N_("Fichier"), STAYS, .flags = C_CITES), COL("source_sha", NULL, STAYS, .flags = C_BLOB)),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "objective", .title = N_("Objectifs"), .processing = &plan, .columns = COLUMNS(COL("title", N_("Titre"), STAYS, .flags = C_CITES)), .row = ROW_STAYS, .why = archive },
	{ .table = "specific", .title = N_("Objectifs spécifiques"), .processing = &plan, .columns = COLUMNS(COL("title", N_("Titre"), STAYS, .flags = C_CITES)), .row = ROW_STAYS,
	  .why = archive },
	{ .table = "plan_line", .title = N_("Actions"), .processing = &plan,
	  .columns = COLUMNS(COL("title", N_("Titre"), STAYS, .flags = C_CITES), COL("conditions", N_("Conditions"), STAYS, .flags = C_CITES), COL("declared_by", N_("Déclarée par"), STAYS, .flags = C_CITES),
	      COL("priority_reason", N_("Motif de la priorité"), STAYS, .flags = C_CITES), COL("disposition_reason", N_("Motif"), STAYS, .flags = C_CITES)),
	  .row = ROW_STAYS, .why = archive },
	{ .table = "indicator_line", .title = N_("Indicateurs"), .processing = &plan, .columns = COLUMNS(COL("text", N_("Texte"), STAYS, .flags = C_CITES)), .row = ROW_STAYS, .why = archive },
	{ .table = "recommendation", .title = N_("Recommandations"), .processing = &plan,
	  .columns = COLUMNS(COL("text", N_("Texte"), STAYS, .flags = C_CITES), COL("why", N_("Motif"), STAYS, .flags = C_CITES)), .row = ROW_STAYS, .why = archive },
	{ .table = "evidence", .title = N_("Preuves"), .processing = &plan,
	  .belongs = BELONGS(OF(PERSON, "filed_by", .label = N_("Déposée"), .file = "blob_sha", .filename = "filename"),
	      OF(PERSON, "validated_by", .label = N_("Validée")), OF(PERSON, "disputed_by", .label = N_("Contestée")),
	      OF(PERSON, "resolved_by", .label = N_("Contestation levée")), OF(PERSON, "withdrawn_by", .label = N_("Retirée")),
	      OF(PERSON, "deleted_by", .label = N_("Supprimée")), OF(PERSON, "access_checked_by", .label = N_("Accès vérifié"))),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("title", N_("Titre"), MASKED), COL("effective_on", N_("Date"), STAYS),
	      COL("filename", N_("Fichier"), MASKED), COL("url", N_("Lien"), STAYS, .flags = C_CITES), COL("register_text", N_("Texte"), MASKED),
	      COL("partner", N_("Partenaire"), MASKED), COL("audience", N_("Public"), MASKED), COL("note", N_("Remarque"), MASKED),
	      COL("filed_at", N_("Déposée le"), STAYS), BY("filed_by", N_("Déposée par")), COL("validated_at", N_("Validée le"), STAYS),
	      BY("validated_by", N_("Validée par")), COL("adopted_by", N_("Adoptée par"), STAYS), COL("adopted_text", N_("Texte adopté"), STAYS, .flags = C_CITES), COL("disputed_at", N_("Contestée le"), STAYS),
	      BY("disputed_by", N_("Contestée par")), COL("dispute", N_("Contestation"), MASKED), BY("resolved_by", N_("Contestation levée par")),
	      BY("withdrawn_by", N_("Retirée par")), BY("deleted_by", N_("Supprimée par")), BY("access_checked_by", N_("Accès vérifié par")),
	      COL("blob_sha", NULL, STAYS, .flags = C_BLOB), COL("copy_sha", NULL, STAYS, .flags = C_BLOB)),
	  .row = ROW_STAYS, .changed = plan_touch, .why = proof },
	{ .table = "evidence_slot", .title = N_("Preuves liées à des lignes"), .processing = &plan,
	  .belongs = BELONGS(OF(PERSON, "linked_by", .label = N_("Liée")), OF(PERSON, "unlinked_by", .label = N_("Déliée"))),
	  .columns = COLUMNS(COL("evidence", N_("Preuve"), STAYS), COL("indicator", N_("Ligne"), STAYS), COL("linked_at", N_("Liée le"), STAYS), BY("linked_by", N_("Liée par")),
	      COL("unlinked_at", N_("Déliée le"), STAYS), BY("unlinked_by", N_("Déliée par"))),
	  .row = ROW_STAYS, .why = proof },
	{ .table = "slot_waiver", .title = N_("Dispenses"), .processing = &plan,
	  .belongs = BELONGS(OF(PERSON, "waived_by", .label = N_("Donnée")), OF(PERSON, "ended_by", .label = N_("Levée"))),
	  .columns = COLUMNS(COL("indicator", N_("Ligne"), STAYS), COL("reason", N_("Motif"), MASKED), COL("waived_at", N_("Donnée le"), STAYS), BY("waived_by", N_("Donnée par")),
	      COL("ended_at", N_("Levée le"), STAYS), BY("ended_by", N_("Levée par"))),
	  .row = ROW_STAYS, .changed = plan_touch, .why = proof },
	{ .table = "action_comment", .title = N_("Commentaires"), .processing = &plan, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Écrit"))),
	  .columns = COLUMNS(COL("action", N_("Action"), STAYS), BY("person", N_("Écrit par")), COL("at", N_("Écrit le"), STAYS), COL("text", N_("Texte"), MASKED),
	      COL("deleted_at", N_("Supprimé le"), STAYS)),
	  .row = ROW_STAYS, .changed = plan_touch, .why = N_("L’échange sur une action reste compréhensible, sans le nom.") },
	{ 0 },
};

const struct retention plan_retention[] = {
	{ .name = "plan", .title = N_("Plan, versions, preuves, procès-verbaux"), .ground = N_("archive de gouvernance, gardée pour toujours"), .processing = &plan,
	  .days = RETAIN_FOREVER, .table = "evidence" },
	{ .name = "comments_deleted", .title = N_("Commentaires supprimés"), .ground = N_("le temps de les rétablir"), .processing = &plan, .days = 180, .least = 7,
	  .most = 1095, .table = "action_comment", .since = "deleted_at" },
	{ 0 },
};
