/* Students and supervisors of an edition, declared once. */
#include "call/call_people.h"
#include "people/people.h"

#define STAFF ROLE_COORDINATION

static const struct field student_fields[] = {
	FIELD(struct student, id,              ID,    N_("N°")),
	FIELD(struct student, edition,         REF,   N_("Édition"), .flags = F_REQUIRED | F_FIXED, .ref = &edition_entity),
	FIELD(struct student, number,          TEXT,  N_("Matricule"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 40),
	FIELD(struct student, name,            TEXT,  N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 120, .key = "sort_key"),
	FIELD(struct student, first_name,      TEXT,  N_("Prénom"), .flags = F_LIST | F_SEARCH, .max = 120),
	FIELD(struct student, email,           EMAIL, N_("Courriel"), .flags = F_LIST | F_SEARCH, .key = "email_key"),
	FIELD(struct student, background,      TEXT,  N_("Diplôme de base"), .flags = F_LIST, .max = 120),
	FIELD(struct student, experience,      INT,   N_("Années d’expérience"), .flags = F_LIST, .max = 60),
	FIELD(struct student, gender,          TEXT,  N_("Genre"), .max = 20),
	FIELD(struct student, town,            TEXT,  N_("Commune"), .max = 80),
	FIELD(struct student, employer,        TEXT,  N_("Employeur"), .max = 200),
	FIELD(struct student, employer_folded, TEXT,  N_("Clé"), .flags = F_FIXED | F_HIDDEN),
	FIELD(struct student, person,          INT,   N_("Personne"), .flags = F_FIXED),
	FIELD(struct student, rev,             REV,   NULL),
	FIELD(struct student, deleted_at,      GONE,  NULL),
};
const struct entity student_entity = { .name = "student", .table = "student", .one = N_("étudiant"), .many = N_("étudiants"), .title = "name",
	.size = sizeof(struct student), .fields = student_fields, .nfields = LEN(student_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };

static const struct field supervisor_fields[] = {
	FIELD(struct supervisor, id,         ID,    N_("N°")),
	FIELD(struct supervisor, edition,    REF,   N_("Édition"), .flags = F_REQUIRED | F_FIXED, .ref = &edition_entity),
	FIELD(struct supervisor, number,     TEXT,  N_("Code"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 40),
	FIELD(struct supervisor, name,       TEXT,  N_("Nom"), .flags = F_REQUIRED | F_LIST | F_SEARCH, .max = 120, .key = "sort_key"),
	FIELD(struct supervisor, first_name, TEXT,  N_("Prénom"), .flags = F_LIST | F_SEARCH, .max = 120),
	FIELD(struct supervisor, email,      EMAIL, N_("Courriel"), .flags = F_LIST | F_SEARCH, .key = "email_key"),
	FIELD(struct supervisor, teams_most, INT,   N_("Équipes au plus"), .flags = F_REQUIRED | F_LIST, .max = 50),
	FIELD(struct supervisor, person,     INT,   N_("Personne"), .flags = F_FIXED),
	FIELD(struct supervisor, rev,        REV,   NULL),
	FIELD(struct supervisor, deleted_at, GONE,  NULL),
};
const struct entity supervisor_entity = { .name = "supervisor", .table = "supervisor", .one = N_("accompagnateur"), .many = N_("accompagnateurs"),
	.title = "name", .size = sizeof(struct supervisor), .fields = supervisor_fields, .nfields = LEN(supervisor_fields),
	.read = STAFF, .create = STAFF, .update = STAFF, .erase = STAFF };
