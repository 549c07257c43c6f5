/* mail.h: the outbox. A mail is a row in the transaction that causes it: no commit, no mail. The worker sends it by
 * SMTP (libcurl) and marks it; a crash between the two gives at most one duplicate with the same Message-ID. */
#ifndef MAIL_H
#define MAIL_H
#include "store/db.h"

struct mail {
	const char *to, *subject, *text;     /* text: plain, UTF-8, the whole message */
	const char *key;                     /* NULL, or a unique key: a second mail with it is silently dropped */
	const char *list_unsubscribe;        /* URL or NULL */
	int64_t person;                      /* NONE when unknown */
};
enum err mail_queue(struct db *db, const struct mail *m) MUST_USE;
#endif
