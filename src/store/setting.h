/* setting.h: small values by name, of the whole programme ("plan.public" = "1"). */
#ifndef SETTING_H
#define SETTING_H
#include "store/db.h"

/* *value NULL when the setting was never set. */
enum err setting_get(struct db *db, const char *name, const char **value) MUST_USE;
/* NULL forgets it. The change is written to the history (entity "setting") unless nothing changes. */
enum err setting_set(struct db *db, const char *name, const char *value) MUST_USE;
#endif
