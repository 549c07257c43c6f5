/* history.h: who changed what, when, from what to what. Append-only. One row a field. */
#ifndef HISTORY_H
#define HISTORY_H
#include "store/db.h"

/* The author of changes: set once per transaction by the dispatcher or the command. */
void db_author(struct db *db, int64_t person, const char *name, const char *via); /* via: "web", "command", "import", "worker" */
int64_t db_author_person(const struct db *db);   /* NONE when nobody */
/* field NULL: the row itself ("created", "deleted", "restored" in `what`). */
enum err history_add(struct db *db, const char *entity, int64_t id, const char *what, const char *field, const char *before,
    const char *after) MUST_USE;
struct history_row { int64_t id; const char *at, *who, *via, *what, *field, *before, *after; };
struct history { struct history_row *items; size_t n, cap; };
enum err history_of(struct db *db, const char *entity, int64_t id, size_t most, struct history *out) MUST_USE; /* newest first */
#endif
