/* team_personal.c: what the teams hold of students and supervisors. */
#include "entity/personal.h"

static const struct processing team = { .name = "team", .title = N_("Équipes des missions"), .purpose = N_("Former les équipes et les accompagner pendant la mission"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Étudiants et accompagnateurs"), .data = N_("Composition des équipes"),
	.recipients = N_("Coordination, accompagnateurs et étudiants de l’équipe") };
static const char place_stays[] = N_("La composition de l’équipe reste, sans le nom.");

const struct personal team_personal[] = {
	{ .table = "team", .nobody = "a commission and the days of its team" },
	{ .table = "team_student", .title = N_("Étudiants des équipes"), .processing = &team, .belongs = BELONGS(OF(ROW, "student", .table = "student")),
	  .columns = COLUMNS(COL("team", N_("Équipe"), STAYS), COL("since", N_("Depuis"), STAYS)), .row = ROW_STAYS, .why = place_stays },
	{ .table = "team_supervisor", .title = N_("Accompagnateurs des équipes"), .processing = &team, .belongs = BELONGS(OF(ROW, "supervisor", .table = "supervisor")),
	  .columns = COLUMNS(COL("team", N_("Équipe"), STAYS), COL("since", N_("Depuis"), STAYS)), .row = ROW_STAYS, .why = place_stays },
	{ 0 },
};
const struct retention team_retention[] = { { 0 } };
