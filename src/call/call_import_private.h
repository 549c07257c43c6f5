/* call_import_private.h: between the reading and the doing of an import. */
#ifndef CALL_IMPORT_PRIVATE_H
#define CALL_IMPORT_PRIVATE_H
#include "call/call_import.h"

extern const struct query call_import_queries[], call_import_apply_queries[];
const struct entity *import_entity(enum call_sheet k);
#endif
