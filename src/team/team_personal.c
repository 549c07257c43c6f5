/* team_personal.c: what the teams hold of students and supervisors. */
#include "entity/personal.h"
#include "team/ranking.h"

static const struct processing team = { .name = "team", .title = N_("Équipes des missions"), .purpose = N_("Former les équipes et les accompagner pendant la mission"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Étudiants et accompagnateurs"), .data = N_("Composition des équipes"),
	.recipients = N_("Coordination, accompagnateurs et étudiants de l’équipe") };
static const struct processing rankings = { .name = "rankings", .title = N_("Classements et souhaits des étudiants"), .purpose = N_("Composer les équipes selon ce que les étudiants demandent"),
	.basis = BASIS_PUBLIC_TASK, .persons = N_("Étudiants"), .data = N_("Commandes classées, employeurs déclarés, avec qui et sans qui, raisons"),
	.recipients = N_("Coordination ; chaque étudiant pour les siens") };
#define BY(column, label) COL(column, label, STAYS, .flags = C_PERSON)
#define OF_STUDENT BELONGS(OF(ROW, "student", .table = "student"))
static const char act_stays[] = N_("L’acte reste au dossier de l’édition, sans le nom.");
static const char place_stays[] = N_("La composition de l’équipe reste, sans le nom.");

const struct personal team_personal[] = {
	{ .table = "team", .nobody = "a commission and the days of its team" },
	{ .table = "team_student", .title = N_("Étudiants des équipes"), .processing = &team, .belongs = BELONGS(OF(ROW, "student", .table = "student")),
	  .columns = COLUMNS(COL("team", N_("Équipe"), STAYS), COL("since", N_("Depuis"), STAYS)), .row = ROW_STAYS, .why = place_stays },
	{ .table = "team_supervisor", .title = N_("Accompagnateurs des équipes"), .processing = &team, .belongs = BELONGS(OF(ROW, "supervisor", .table = "supervisor")),
	  .columns = COLUMNS(COL("team", N_("Équipe"), STAYS), COL("since", N_("Depuis"), STAYS)), .row = ROW_STAYS, .why = place_stays },
	{ .table = "ranking_plan", .nobody = "how many commissions an edition asks to rank" },
	{ .table = "ranking_ballot", .title = N_("Classements"), .processing = &rankings, .belongs = OF_STUDENT,
	  .columns = COLUMNS(COL("draft", N_("Brouillon"), EMPTIED), COL("sent_at", N_("Envoyé le"), STAYS), COL("again_at", N_("À compléter depuis le"), STAYS)), .row = ROW_GOES },
	{ .table = "ranking_choice", .title = N_("Commandes classées"), .processing = &rankings, .belongs = OF_STUDENT,
	  .columns = COLUMNS(COL("place", N_("Rang"), STAYS), COL("submission", N_("Commande"), STAYS)), .row = ROW_GOES },
	{ .table = "student_employer", .title = N_("Employeurs déclarés"), .processing = &rankings, .belongs = OF_STUDENT, .columns = COLUMNS(COL("name", N_("Nom"), REPLACED)),
	  .row = ROW_GOES },
	/* Whoever is named in a wish is not told: the reasons are the writer's, who trusted that only the staff reads them. */
	{ .table = "student_wish", .title = N_("Souhaits de composition"), .processing = &rankings, .belongs = OF_STUDENT,
	  .columns = COLUMNS(COL("kind", N_("Avec ou sans"), STAYS), COL("reason", N_("Raison"), MASKED), COL("at", N_("Quand"), STAYS), COL("ignored", N_("Pourquoi pas suivi"), MASKED)),
	  .row = ROW_GOES },
	{ .table = "team_rule", .title = N_("Règles de composition"), .processing = &rankings, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Posée"))),
	  .columns = COLUMNS(COL("kind", N_("Règle"), STAYS), COL("reason", N_("Motif"), MASKED), BY("person", N_("Par")), COL("at", N_("Quand"), STAYS)), .row = ROW_STAYS, .why = act_stays },
	{ .table = "team_draft", .title = N_("Brouillons d’équipes"), .processing = &team, .history = "team_draft", .belongs = BELONGS(OF(PERSON, "person", .label = N_("Créé"))),
	  .columns = COLUMNS(COL("name", N_("Nom"), MASKED), BY("person", N_("Par")), COL("created_at", N_("Quand"), STAYS)), .row = ROW_STAYS, .why = act_stays },
	{ .table = "team_draft_step", .title = N_("Étapes des brouillons d’équipes"), .processing = &team, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Faite"))),
	  .columns = COLUMNS(COL("what", N_("Acte"), STAYS), BY("person", N_("Par")), COL("at", N_("Quand"), STAYS)), .row = ROW_STAYS, .why = act_stays },
	{ .table = "team_publication", .title = N_("Publications des équipes"), .processing = &team, .belongs = BELONGS(OF(PERSON, "person", .label = N_("Publié"))),
	  .columns = COLUMNS(BY("person", N_("Par")), COL("at", N_("Quand"), STAYS), COL("mails", NULL, STAYS)), .row = ROW_STAYS, .why = act_stays },
	{ .table = "team_letter", .title = N_("Lettres sur le placement"), .processing = &team,
	  .belongs = BELONGS(OF(ROW, "student", .table = "student"), OF(PERSON, "person", .label = N_("Envoyée"))),
	  .columns = COLUMNS(COL("subject", N_("Objet"), MASKED), COL("body", N_("Texte"), EMPTIED, .to = ""), COL("sent_at", N_("Partie le"), STAYS), BY("person", N_("Par"))),
	  .row = ROW_STAYS, .why = N_("Qu’un courriel est parti reste au dossier, sans son texte ni son adresse.") },
	{ 0 },
};

const struct retention team_retention[] = {
	{ .name = "team_wishes", .title = N_("Souhaits des étudiants et raisons"), .ground = N_("le temps de revoir une composition contestée"), .processing = &rankings, .days = 30,
	  .least = 1, .most = 365, .purge = team_wishes_purge },
	{ .name = "team_rankings", .title = N_("Classements, employeurs déclarés et brouillons d’équipes"), .ground = N_("le temps d’une édition et de ses suites"), .processing = &rankings,
	  .days = 365, .least = 30, .most = 1825, .purge = team_rankings_purge },
	{ 0 },
};
