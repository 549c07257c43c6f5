/* mail.h: the outbox. A mail is a row in the transaction that causes it: no commit, no mail. The worker sends it by
 * SMTP (libcurl) and marks it. Just before the last bytes go to the server the row says that from now on it may have
 * arrived; whatever ends before that (a crash, a refusal, a lost line) is simply tried again. An attempt that ended in
 * that doubt is tried once more, with the same Message-ID and the same bytes: never a loss, at most one copy too many. A
 * mail that was twice in doubt is failed, and says so on its page, where someone decides. */
#ifndef MAIL_H
#define MAIL_H
#include "store/db.h"
#include "base/tr.h"
#include <stdatomic.h>

struct mail {
	const char *to, *subject, *text;     /* text: plain, UTF-8, the whole message */
	const char *key;                     /* NULL, or a unique key: a second mail with it is silently dropped */
	const char *list_unsubscribe;        /* URL or NULL */
	int64_t person;                      /* NONE when unknown; 0 is read as NONE */
	const char *calendar, *calendar_method; /* NULL, or an invitation that goes with it: an iCalendar object and its method, "REQUEST" or "CANCEL" */
	bool secret;                         /* the text opens a door: shown to nobody, emptied once sent */
};
enum err mail_queue(struct db *db, const struct mail *m) MUST_USE;
/* The text of a mail: the msgid in the reader's language, each %s replaced in order (at most four). */
const char *mail_text(struct arena *a, const char *lang, const char *msgid, ...) __attribute__((format_arg(3)));

/* ---- the outbox, for its page ---------------------------------------------------------------------------- */

extern const struct query mail_queries[];
struct outbox_row { int64_t id; const char *to, *subject, *text, *state, *created, *next, *sent, *error; int64_t attempts; bool secret; };
struct outbox { struct outbox_row *items; size_t n, cap; };
/* Newest first. with_secrets: in the demo only, where nobody's door is opened; else their text is NULL. */
enum err outbox_list(struct db *db, size_t most, bool with_secrets, struct outbox *out) MUST_USE;
/* Sends a failed or waiting mail again at once. */
enum err outbox_retry(struct db *db, int64_t id) MUST_USE;
/* Mails written after `hour`, put off or under way until after `day` (ISO times to come): a clock ran ahead. They are due
 * now, but for those that may be under way. */
enum err outbox_mend(struct db *db, const char *hour, const char *day, int64_t *n) MUST_USE;

/* ---- sending --------------------------------------------------------------------------------------------- */

/* Where mails leave. From PILOTIS_SMTP (and PILOTIS_MAIL_FROM), else the settings "smtp_url" and "mail_from".
 *   smtp://user:password@host:587     STARTTLS demanded, except towards this machine itself
 *   smtps://user:password@host:465    TLS from the first byte
 *   smtp+plain://host:25              in the clear, by an explicit decision
 * An empty url: not configured, mails wait in the outbox. */
struct smtp { const char *url, *from, *from_name; bool from_env; };
enum err smtp_load(struct db *db, struct smtp *out) MUST_USE;
/* Pure: NULL when the URL will do, else why not (French msgid). */
const char *smtp_url_problem(const char *url);

/* A message as RFC 5322 wants it: CRLF, ASCII only, UTF-8 in encoded words and quoted-printable, no header that a value
 * could have broken out of. E_INVALID: an address or a link that cannot be written. Pure. */
struct message { const char *from, *from_name, *to, *subject, *text, *id, *list_unsubscribe; int64_t date; const char *calendar, *calendar_method; };
enum err message_compose(struct arena *a, const struct message *m, const char **out, size_t *n) MUST_USE;

/* What became of an attempt. LATER: try again; NEVER: the other side refused this mail for good; UNSURE: the other side has
 * all of it and did not say what it did with it. */
enum { SMTP_SECONDS = 300 }; /* a server may think for long over what it was given; giving up early makes copies (RFC 1047) */
enum sent { SENT_YES, SENT_LATER, SENT_NEVER, SENT_UNSURE };
/* One message by SMTP. last: called before the last bytes go out; unless it returns OK they do not, and nothing was sent.
 * *why: in English, for the outbox page and the log. */
enum sent smtp_send(struct arena *a, const struct smtp *smtp, const char *to, const char *message, size_t n, enum err (*last)(void *), void *arg,
    const char **why);
/* Sends what is due, one mail after the other, until nothing is or `*stop` (may be NULL). sent, left: counts. Nothing
 * when SMTP is not configured. */
enum err mail_send_due(struct store *s, struct arena *a, const atomic_bool *stop, int *sent, int *left) MUST_USE;
/* Seconds until the next attempt after `attempts` of them; -1: give up. Pure. */
int64_t mail_backoff(int64_t attempts);
#endif
