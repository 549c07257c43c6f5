/* people_personal.c: what is held of persons with an account. */
#include "entity/personal.h"
#include "people/people.h"

static const struct choice roles[] = { { ROLE_EVALUATOR, "evaluator", N_("Expert évaluateur") }, { ROLE_MEMBER, "member", N_("Membre") },
	{ ROLE_SECRETARY, "secretary", N_("Secrétaire") }, { ROLE_CHAIR, "chair", N_("Présidence") }, { ROLE_COORDINATION, "coordination", N_("Coordination") },
	{ ROLE_ADMIN, "admin", N_("Administration") }, { ROLE_JURY, "jury", N_("Jury") }, { ROLE_SUPERVISOR, "supervisor", N_("Accompagnement") },
	{ ROLE_STUDENT, "student", N_("Étudiant·e") }, { 0 } };
static const struct choice yes_no[] = { { 1, "yes", N_("oui") }, { 0, "no", N_("non") }, { 0 } };

const struct processing accounts_processing = { .name = "accounts", .title = N_("Comptes, rôles et accès"),
	.purpose = N_("Savoir qui participe au programme, avec quel rôle, et n’ouvrir à chacun que ce qui le concerne"),
	.basis = BASIS_PUBLIC_TASK, .ground = N_("organisation de l’enseignement supérieur par les établissements"),
	.persons = N_("Membres des instances, enseignants, coordination, experts évaluateurs"),
	.data = N_("Nom, adresse de courriel, langue, rôles et mandats, sessions ouvertes (navigateur, jour)"),
	.recipients = N_("Coordination et administration ; les noms sont visibles des membres") };

const struct personal people_personal[] = {
	{ .table = "programme", .nobody = "the programme's own name and settings" },
	{ .table = "secret", .nobody = "keys of the programme" },
	{ .table = "person", .title = N_("Compte"), .processing = &accounts_processing, .history = "person", .belongs = BELONGS(OF(PERSON, "id")),
	  .columns = COLUMNS(COL("id", N_("N°"), STAYS), COL("name", N_("Nom"), REPLACED, .flags = C_NAME, .to = N_("Personne effacée")), COL("sort_key", NULL, EMPTIED),
	      COL("email", N_("Adresse de courriel"), EMPTIED), COL("email_key", NULL, EMPTIED), COL("lang", N_("Langue"), STAYS),
	      COL("password", NULL, EMPTIED, .flags = C_SECRET), COL("active", N_("Compte actif"), STAYS, .choices = yes_no), COL("mail_reminders", NULL, STAYS),
	      COL("deleted_at", N_("Retirée le"), STAYS)),
	  .row = ROW_STAYS, .gone = "deleted_at", .why = N_("Un numéro sans nom reste, pour que ce qui a été déposé, validé et compté le soit encore.") },
	/* privacy.md §2: mandates are kept for good; a grant names a number, and the number no longer names anybody. */
	{ .table = "role_grant", .title = N_("Rôles et mandats"), .processing = &accounts_processing, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("role", N_("Rôle"), STAYS, .choices = roles), COL("actor", N_("Instance ou fonction"), STAYS),
	      COL("from_day", N_("Du"), STAYS), COL("until_day", N_("Au"), STAYS), COL("deleted_at", N_("Retiré le"), STAYS)),
	  .row = ROW_STAYS, .why = N_("La suite des mandats est une archive de gouvernance ; le nom en est retiré.") },
	{ .table = "signin_session", .title = N_("Sessions ouvertes"), .processing = &accounts_processing, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("token_sha", NULL, STAYS, .flags = C_SECRET), COL("created_at", N_("Ouverte le"), STAYS),
	      COL("seen_day", N_("Vue le"), STAYS), COL("expires_at", N_("Fin"), STAYS), COL("agent", N_("Navigateur"), STAYS)),
	  .row = ROW_GOES },
	{ .table = "signin_link", .title = N_("Liens d’entrée"), .processing = &accounts_processing, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("token_sha", NULL, STAYS, .flags = C_SECRET), COL("created_at", N_("Demandé le"), STAYS),
	      COL("expires_at", N_("Fin"), STAYS), COL("used_at", N_("Utilisé le"), STAYS)),
	  .row = ROW_GOES },
	{ .table = "oidc_identity", .title = N_("Compte de l’école"), .processing = &accounts_processing, .belongs = BELONGS(OF(PERSON, "person")),
	  .columns = COLUMNS(COL("person", N_("Personne"), STAYS, .flags = C_PERSON), COL("issuer", N_("Fournisseur"), STAYS),
	      COL("subject_sha", NULL, STAYS, .flags = C_SECRET), COL("linked_at", N_("Lié le"), STAYS), COL("seen_day", N_("Vu le"), STAYS)),
	  .row = ROW_GOES },
	{ .table = "oidc_provider", .nobody = "the settings of sign-in through a provider" },
	{ .table = "oidc_state", .nobody = "digests of sign-ins that came back" },
	{ .table = "oidc_group", .nobody = "which group gives which role" },
	{ .table = "oidc_grant", .nobody = "which grants came from a group; the grants are role_grant" },
	{ 0 },
};

const struct retention people_retention[] = {
	{ .name = "mandates", .title = N_("Comptes, rôles et mandats"), .ground = N_("archive de gouvernance : nom et fonction, jusqu’à l’effacement de la personne"),
	  .processing = &accounts_processing, .days = RETAIN_FOREVER, .table = "role_grant" },
	{ .name = "sessions", .title = N_("Sessions finies"), .ground = N_("sans utilité une fois finies"), .processing = &accounts_processing, .days = 1, .least = 1, .most = 30,
	  .table = "signin_session", .since = "expires_at" },
	{ .name = "links", .title = N_("Liens d’entrée périmés"), .ground = N_("sans utilité une fois périmés"), .processing = &accounts_processing, .days = 1, .least = 1,
	  .most = 30, .table = "signin_link", .since = "expires_at" },
	{ .name = "provider_states", .title = N_("Entrées par l’école déjà faites"), .ground = N_("empêchent qu’une entrée serve deux fois"), .processing = &accounts_processing,
	  .days = 1, .least = 1, .most = 30, .table = "oidc_state", .since = "expires_at" },
	{ 0 },
};
