#include "entity/entity.h"

/* One line an entity: X(person_entity). */
#define ENTITIES(X) \
	X(call_term_entity) \
	X(data_request_entity) \
	X(edition_entity) \
	X(follow_entry_entity) \
	X(institution_contact_entity) \
	X(institution_entity) \
	X(interview_entity) \
	X(mission_entry_entity) \
	X(mission_recommendation_entity) \
	X(mission_source_entity) \
	X(mandate_entity) \
	X(mandate_profile_entity) \
	X(phone_call_entity) \
	X(student_entity) \
	X(submission_entity) \
	X(supervisor_entity)

#define DECLARE(e) extern const struct entity e;
#define NAME(e) &e,
ENTITIES(DECLARE)
const struct entity *const entity_table[] = { ENTITIES(NAME) NULL };
