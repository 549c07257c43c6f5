/* call_store.h: what the pages of the call need of the store, beyond call.h. */
#ifndef CALL_STORE_H
#define CALL_STORE_H
#include "call/call.h"

/* each ends with a NULL name */
extern const struct query call_queries[], institution_queries[], submission_queries[], link_queries[], form_queries[], letter_queries[];

/* The rows of one entity, whatever they are chosen by. */
enum err call_load(struct db *db, const struct entity *e, const struct entity_query *q, struct entity_rows *out) MUST_USE;
/* Of struct retention: drafts never sent, untouched since; with all that hangs on them. */
enum err call_drafts_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
/* The seconds of now, as --on has them. */
int64_t call_now(void);

/* ---- links for people without an account (call_link_store.c) ---------------------------------------------- */

#define LINK_FILE "file"       /* reads and edits one commission, until it expires */
#define LINK_CONFIRM "confirm" /* once: the address of a commission is its sponsor's */
#define LINK_LATE "late"       /* once: begins a commission after the call */
struct access_link { const char *purpose, *email, *reason, *expires_at, *used_at; int64_t edition, submission, created_by; };
/* *token goes into the address; only its digest is kept. */
enum err access_link_new(struct db *db, const struct access_link *l, const char **token) MUST_USE;
/* E_NOTFOUND: unknown, of another purpose, or expired. Uses nothing up. */
enum err access_link_find(struct db *db, const char *purpose, const char *token, struct access_link *out) MUST_USE;
/* Once only, whatever happens at the same time: E_CONFLICT when it was used. */
enum err access_link_use(struct db *db, const char *purpose, const char *token) MUST_USE;
enum err access_links_close(struct db *db, int64_t submission) MUST_USE; /* its links open nothing any more */

/* ---- drafts and their form (call_form_store.c) ------------------------------------------------------------ */

/* begun: when its form was opened (ISO time), NULL now. */
struct commission_new { int64_t edition; const char *origin, *behalf_via, *lang, *begun, *late_reason; int64_t late_by; };
/* An empty draft. */
enum err submission_begin(struct db *db, const struct commission_new *n, struct submission *out) MUST_USE;
/* What was typed in a step and is not accepted yet; a JSON object, NULL when there is nothing. */
enum err typed_set(struct db *db, int64_t submission, const char *step, const char *json) MUST_USE; /* NULL forgets it */
enum err typed_get(struct db *db, int64_t submission, const char *step, const char **json) MUST_USE;
/* Writes what differs, with its history; E_CONFLICT when s->rev is no longer the stored one. */
enum err submission_save(struct db *db, struct submission *s) MUST_USE;
enum err submission_stamp(struct db *db, struct submission *s, const char *column) MUST_USE; /* "sent_at", "confirmed_at", "reconfirmed_at": now */

enum { ATTACHMENTS_MAX = 5, ATTACHMENT_MAX = 10 << 20 };
/* From an open descriptor at its beginning. E_LIMIT: there are five; E_CONFLICT: that very file is already there. */
enum err attachment_add(struct db *db, int64_t submission, int fd, const char *filename, const char *type, int64_t *id) MUST_USE;
enum err attachment_remove(struct db *db, int64_t submission, int64_t id) MUST_USE;
/* Of what a sponsor wrote to, by address: commissions that are not over, newest first. */
enum err submissions_of_email(struct db *db, const char *email, struct submissions *out) MUST_USE;
/* Past commissions that their sponsors let be seen: of editions that are over, once selected. */
struct past { int64_t id, year; const char *edition, *question, *sector, *area, *context, *org_name, *town; };
struct pasts { struct past *items; size_t n, cap; };
enum err past_list(struct db *db, const char *today, struct pasts *out) MUST_USE;
#endif
