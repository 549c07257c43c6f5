/* schedule_personal.c: timetables tell when a commission is presented, visited, heard; its people are told elsewhere. */
#include "entity/personal.h"

static const struct processing schedule = { .name = "timetable", .title = N_("Horaires des missions"), .purpose = N_("Fixer l’heure de la soirée, des visites et des oraux"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Commanditaires, accompagnateurs et seconds lecteurs"), .data = N_("Heures et lieux des séances, second lecteur d’un oral"),
	.recipients = N_("Coordination ; accompagnateurs et étudiants de l’équipe ; le commanditaire pour sa commande") };
static const char hour_stays[] = N_("L’heure de la séance reste au dossier de la commande, sans le nom.");

const struct personal timetable_personal[] = {
	{ .table = "town", .nobody = "towns and where they are" },
	{ .table = "town_travel", .nobody = "minutes between towns" },
	{ .table = "schedule", .title = N_("Horaires"), .processing = &schedule, .belongs = BELONGS(OF(ROW, "conflict_who", .table = "supervisor")),
	  .columns = COLUMNS(COL("kind", N_("Horaire"), STAYS), COL("conflict", N_("Conflit"), STAYS)), .row = ROW_STAYS, .why = hour_stays },
	{ .table = "schedule_session", .title = N_("Séances en préparation"), .processing = &schedule, .belongs = BELONGS(OF(ROW, "submission", .table = "submission")),
	  .columns = COLUMNS(COL("on_day", N_("Jour"), STAYS), COL("start", N_("Heure"), STAYS), COL("place", N_("Lieu"), MASKED)), .row = ROW_STAYS, .why = hour_stays },
	{ .table = "schedule_version", .title = N_("Horaires publiés"), .processing = &schedule, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Publié"))),
	  .columns = COLUMNS(COL("number", N_("Version"), STAYS), COL("at", N_("Quand"), STAYS), COL("person", N_("Par"), STAYS, .flags = C_PERSON)), .row = ROW_STAYS, .why = hour_stays },
	{ .table = "schedule_published", .title = N_("Séances publiées"), .processing = &schedule, .belongs = BELONGS(OF(ROW, "submission", .table = "submission")),
	  .columns = COLUMNS(COL("on_day", N_("Jour"), STAYS), COL("start", N_("Heure"), STAYS), COL("place", N_("Lieu"), MASKED)), .row = ROW_STAYS, .why = hour_stays },
	{ .table = "oral_reader", .title = N_("Seconds lecteurs"), .processing = &schedule, .belongs = BELONGS(OF(ROW, "supervisor", .table = "supervisor")),
	  .columns = COLUMNS(COL("submission", N_("Commande"), STAYS)), .row = ROW_GOES },
	{ 0 },
};
const struct retention timetable_retention[] = { { 0 } };
