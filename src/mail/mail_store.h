/* mail_store.h: what the files of this room share. */
#ifndef MAIL_STORE_H
#define MAIL_STORE_H
#include "mail/mail.h"

/* Columns of a struct outbox_row, in order. */
#define OUTBOX_COLUMNS "id, to_address, subject, body, state, created_at, next_at, sent_at, last_error, attempts, secret, CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END"
/* Rows of such a query, of which $1 is how many at most. */
enum err outbox_read(struct db *db, const struct query *q, size_t most, bool with_secrets, struct outbox *out) MUST_USE;
/* Whether mail_queue() lets a mail of that kind go to the person; NONE: to anybody. */
enum err mail_wanted(struct db *db, int64_t person, enum mail_kind kind, bool *wanted) MUST_USE;
#endif
