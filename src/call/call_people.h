/* call_people.h: the students and supervisors of an edition, as the laboratory's teams need them. */
#ifndef CALL_PEOPLE_H
#define CALL_PEOPLE_H
#include "call/call.h"

/* number: the school's own, or the code of a list. employer: declared; a conflict of interest hides a commission from a
 * student. */
struct student {
	int64_t id, edition, person, experience, rev;
	const char *number, *name, *first_name, *email, *background, *gender, *town, *employer, *employer_folded, *deleted_at;
};
struct supervisor { int64_t id, edition, person, teams_most, rev; const char *number, *name, *first_name, *email, *deleted_at; };
extern const struct entity student_entity, supervisor_entity;
#endif
