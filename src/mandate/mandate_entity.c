/* Mandates and profiles, declared once. Of bodies and persons only what a form needs to name them. */
#include "mandate/mandate.h"

#define READERS (ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR | ROLE_STUDENT)
#define WRITERS (ROLE_CHAIR | ROLE_COORDINATION)

#define SEAT_CHOICE(seat, word, name) { seat, word, name },
static const struct choice seats[] = { SEAT_LIST(SEAT_CHOICE) { 0 } };

struct named { int64_t id, rev; const char *name, *deleted_at; };
static const struct field actor_fields[] = {
	FIELD(struct named, id,         ID,   N_("N°")),
	FIELD(struct named, name,       TEXT, N_("Nom"), .flags = F_REQUIRED | F_LIST, .max = 200),
	FIELD(struct named, rev,        REV,  NULL),
	FIELD(struct named, deleted_at, GONE, NULL),
};
const struct entity mandate_actor_entity = { .name = "actor", .table = "actor", .one = N_("instance ou fonction"), .many = N_("instances et fonctions"), .title = "name",
	.size = sizeof(struct named), .fields = actor_fields, .nfields = LEN(actor_fields), .read = READERS };
static const struct field person_fields[] = {
	FIELD(struct named, id,         ID,   N_("N°")),
	FIELD(struct named, name,       TEXT, N_("Nom"), .flags = F_REQUIRED | F_LIST, .max = 200, .key = "sort_key"),
	FIELD(struct named, rev,        REV,  NULL),
	FIELD(struct named, deleted_at, GONE, NULL),
};
const struct entity mandate_person_entity = { .name = "person", .table = "person", .one = N_("personne"), .many = N_("personnes"), .title = "name",
	.size = sizeof(struct named), .fields = person_fields, .nfields = LEN(person_fields), .read = READERS };

static const struct field holder_fields[] = {
	FIELD(struct named, id,         ID,   N_("N°")),
	FIELD(struct named, name,       TEXT, N_("Nom"), .flags = F_REQUIRED | F_LIST, .max = 160, .key = "sort_key"),
	FIELD(struct named, rev,        REV,  NULL),
	FIELD(struct named, deleted_at, GONE, NULL),
};
const struct entity mandate_holder_entity = { .name = "mandate_holder", .table = "mandate", .one = N_("mandat"), .many = N_("mandats"), .title = "name",
	.size = sizeof(struct named), .fields = holder_fields, .nfields = LEN(holder_fields), .read = READERS };

static const struct field profile_fields[] = {
	FIELD(struct mandate_profile, id,         ID,   N_("N°")),
	FIELD(struct mandate_profile, name,       TEXT, N_("Profil"), .flags = F_REQUIRED | F_LIST, .max = 120),
	FIELD(struct mandate_profile, folded,     TEXT, N_("Clé"), .flags = F_FIXED | F_UNIQUE | F_HIDDEN),
	FIELD(struct mandate_profile, rev,        REV,  NULL),
	FIELD(struct mandate_profile, deleted_at, GONE, NULL),
};
const struct entity mandate_profile_entity = { .name = "mandate_profile", .table = "mandate_profile", .one = N_("profil"), .many = N_("profils"), .title = "name",
	.size = sizeof(struct mandate_profile), .fields = profile_fields, .nfields = LEN(profile_fields), .read = READERS, .create = ROLE_COORDINATION,
	.update = ROLE_COORDINATION, .erase = ROLE_COORDINATION };

static const struct field fields[] = {
	FIELD(struct mandate, id,           ID,   N_("N°")),
	FIELD(struct mandate, actor,        REF,  N_("Instance ou fonction du programme"), .flags = F_LIST, .ref = &mandate_actor_entity),
	FIELD(struct mandate, outside,      TEXT, N_("Ou instance extérieure"), .help = N_("Où quelqu’un représente le programme, par exemple « Conseil pédagogique »."), .flags = F_LIST | F_SEARCH, .max = 200),
	FIELD(struct mandate, organisation, TEXT, N_("De quelle école ou organisation"), .flags = F_LIST | F_SEARCH, .max = 200),
	FIELD(struct mandate, person,       REF,  N_("Personne qui a un compte"), .flags = F_PERSONAL | F_DATALIST, .ref = &mandate_person_entity),
	FIELD(struct mandate, name,         TEXT, N_("Nom"), .help = N_("Vide : celui du compte."), .flags = F_LIST | F_SEARCH, .max = 160, .key = "sort_key"),
	FIELD(struct mandate, email,        EMAIL, N_("Courriel, sans compte"), .flags = F_QUIET, .max = 254, .key = "email_key", .read = WRITERS,
	    .help = N_("Pour qui n’a pas de compte : la convocation, les documents et le procès-verbal y arrivent avec un lien personnel. Vide : à prévenir autrement.")),
	FIELD(struct mandate, seat,         WORD, N_("À quel titre"), .flags = F_REQUIRED | F_LIST, .choices = seats),
	FIELD(struct mandate, replaces,     REF,  N_("Suppléance de qui"), .help = N_("Le vote de cette personne passe à sa suppléance quand elle est excusée ou absente."), .flags = F_LIST, .ref = &mandate_holder_entity),
	FIELD(struct mandate, profile,      REF,  N_("Profil"), .help = N_("Ce que la personne apporte à la composition de l’instance."), .flags = F_LIST, .ref = &mandate_profile_entity),
	FIELD(struct mandate, from_day,     DATE, N_("Depuis le"), .flags = F_REQUIRED | F_LIST),
	FIELD(struct mandate, until_day,    DATE, N_("Jusqu’au"), .help = N_("Compris. Vide : sans terme fixé."), .flags = F_LIST),
	FIELD(struct mandate, why,          TEXT, N_("Décision ou motif"), .help = N_("Qui a désigné, ou pourquoi le mandat a pris fin."), .max = 300),
	FIELD(struct mandate, note,         LONG, N_("Remarque"), .max = 2000),
	FIELD(struct mandate, evidence,     INT,  N_("Preuve"), .flags = F_FIXED),
	FIELD(struct mandate, rev,          REV,  NULL),
	FIELD(struct mandate, deleted_at,   GONE, NULL),
};
const struct entity mandate_entity = { .name = "mandate", .table = "mandate", .one = N_("mandat"), .many = N_("mandats"), .title = "name", .size = sizeof(struct mandate),
	.fields = fields, .nfields = LEN(fields), .read = READERS, .create = WRITERS, .update = WRITERS, .erase = WRITERS };
