/* history.h: the journal: who changed what, when, from what to what. One row a field. Append-only and chained: each row
 * carries the SHA-256 of the row before and of itself, so that none can be changed, put in or taken out unseen.
 *
 * The hash of a row, hexadecimal, is the SHA-256 of: the hash of the row before (64 zeros for the first), then id, at, via,
 * entity, entity_id, what, field, W and T; each as "LENGTH:BYTES," and "-," when NULL, numbers in decimal digits. W is
 * the SHA-256 (hexadecimal) of "who", who_seal, person, who; T that of "text", text_seal, before, after, written alike.
 * A seal is a random salt. To erase what a row says of a person, W or T takes the place of its seal and the salt is gone
 * with the text: the chain still holds, and nothing can be guessed from it. Which rows were erased is said by a row of the
 * journal (entity "history", what "erased": before is how many parts, after the SHA-256 of them in order: id, "who" and
 * person, or id and "text", written alike), whose id is in who_erased or text_erased; an erased part says nothing but
 * history_erased_text. */
#ifndef HISTORY_H
#define HISTORY_H
#include "base/secret.h"
#include "store/db.h"

/* The author of changes: set once per transaction by the dispatcher or the command. */
void db_author(struct db *db, int64_t person, const char *name, const char *via); /* via: "web", "command", "import", "worker" */
int64_t db_author_person(const struct db *db);   /* NONE when nobody */
/* field NULL: the row itself ("created", "deleted", "restored" in `what`). */
enum err history_add(struct db *db, const char *entity, int64_t id, const char *what, const char *field, const char *before,
    const char *after) MUST_USE;
struct history_row { int64_t id; const char *at, *who, *via, *what, *field, *before, *after; int64_t person; const char *entity; int64_t entity_id; };
struct history { struct history_row *items; size_t n, cap; };
enum err history_of(struct db *db, const char *entity, int64_t id, size_t most, struct history *out) MUST_USE; /* newest first */

/* ---- the chain ------------------------------------------------------------------------------------------ */

struct history_head { int64_t id; char hash[65]; };  /* id 0 and 64 zeros before the first row */
enum err history_head(struct db *db, struct history_head *out) MUST_USE;
/* The whole chain, in order. rows: how many; broken: the id of the first row that does not hold, NONE when all do, and
 * why, in English. Memory of one page of rows. unchained: rows of before the chain, until something is written. */
struct history_check { int64_t rows, erased, unchained, broken; const char *why; struct history_head head; };
enum err history_verify(struct db *db, struct history_check *out) MUST_USE;
/* The hash of a row; E_NOTFOUND. */
enum err history_hash(struct db *db, int64_t id, const char **hash) MUST_USE;

/* ---- erasure -------------------------------------------------------------------------------------------- */

extern const char history_erased_text[]; /* "effacé" */
/* What of the row goes: WHO: the name; PERSON: the number too (with WHO); TEXT: before and after. 0: nothing. */
enum { HISTORY_WHO = 1, HISTORY_PERSON = 2, HISTORY_TEXT = 4 };
typedef unsigned history_choose(void *arg, const struct history_row *row);
/* Asks about every row in order (entity and before not NULL: only those of that entity, and older than that time) and
 * erases what is chosen and not yet erased; *n: how many parts. look: counts only. why: of the row of the journal that says it. */
struct history_erasure { const char *entity, *before, *why; history_choose *choose; void *arg; bool look; };
enum err history_erase(struct db *db, const struct history_erasure *what, int64_t *n) MUST_USE;
#endif
