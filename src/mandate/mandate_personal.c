/* mandate_personal.c: mandates are the programme's memory: name and function stay; an address goes with the term. */
#include "entity/personal.h"
#include "mandate/mandate.h"

static const struct processing mandates = { .name = "mandate", .title = N_("Mandats"), .purpose = N_("Savoir qui siège où, convoquer, rendre compte de la composition des instances"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Membres des instances, titulaires de fonctions, représentants"), .data = N_("Nom, titre, profil, dates du mandat, courriel de qui n’a pas de compte"),
	.recipients = N_("Instances, évaluateurs, accompagnateurs et étudiants ; le public pour l’organigramme, sans les noms") };

const struct personal mandate_personal[] = {
	{ .table = "mandate_profile", .nobody = "a list of words" },
	{ .table = "mandate_wanted", .nobody = "what a body ought to have" },
	{ .table = "mandate_under", .nobody = "the organisation chart" },
	{ .table = "mandate_line", .nobody = "lines of the plan" },
	{ .table = "mandate", .title = N_("Mandats"), .processing = &mandates, .history = "mandate", .belongs = BELONGS(OF(PERSON, "person"), OF(EMAIL, "email_key")),
	  .columns = COLUMNS(COL("name", N_("Nom"), REPLACED, .flags = C_NAME), COL("sort_key", NULL, REPLACED), COL("email", N_("Courriel"), EMPTIED), COL("email_key", NULL, EMPTIED), COL("person", N_("Personne"), STAYS, .flags = C_PERSON),
	      COL("outside", N_("Instance extérieure"), STAYS), COL("seat", N_("À quel titre"), STAYS), COL("replaces", N_("Suppléance de qui"), STAYS), COL("from_day", N_("Depuis le"), STAYS), COL("until_day", N_("Jusqu’au"), STAYS),
	      COL("why", N_("Décision ou motif"), MASKED), COL("note", N_("Remarque"), MASKED)),
	  .row = ROW_STAYS, .why = N_("La composition des instances reste, sans le nom.") },
	{ 0 },
};
const struct retention mandate_retention[] = {
	{ .name = "mandate_addresses", .title = N_("Adresses de personnes sans compte, après leur mandat"), .ground = N_("le temps de leur envoyer le dernier procès-verbal"), .processing = &mandates,
	  .days = 365, .least = 30, .most = 1095, .purge = mandate_addresses_purge },
	{ 0 },
};
