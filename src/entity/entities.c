#include "entity/entity.h"

/* One line an entity: X(person_entity). */
#define ENTITIES(X)

#define DECLARE(e) extern const struct entity e;
#define NAME(e) &e,
ENTITIES(DECLARE)
const struct entity *const entity_table[] = { ENTITIES(NAME) NULL };
