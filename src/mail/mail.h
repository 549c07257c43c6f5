/* mail.h: the outbox. A mail is a row in the transaction that causes it: no commit, no mail. The worker sends it by
 * SMTP (libcurl) and marks it. Just before the last bytes go to the server the row says that from now on it may have
 * arrived; whatever ends before that (a crash, a refusal, a lost line) is simply tried again. An attempt that ended in
 * that doubt is tried once more, with the same Message-ID and the same bytes: never a loss, at most one copy too many. A
 * mail that was twice in doubt is failed, and says so on its page, where someone decides. */
#ifndef MAIL_H
#define MAIL_H
#include "base/tr.h"
#include "people/people.h"
#include "store/db.h"
#include <stdatomic.h>

/* ---- kinds ------------------------------------------------------------------------------------------------- */

/* Every mail is of one, named by whoever queues it. The first ones nobody refuses; each of the others a person may switch off. */
enum mail_kind {
	MAIL_DOOR,       /* a link to come in, an invitation */
	MAIL_SECURITY,   /* a password, an address that changed */
	MAIL_ANSWER,     /* to what its reader has just sent or asked: a receipt, a confirmation, a result */
	MAIL_COMMISSION, /* to an institution, or an outsider, about what it asked for or was asked */
	MAIL_RIGHTS,     /* somebody uses a right that the law gives: a month to answer */
	MAIL_WEEKLY, MAIL_MEETING, MAIL_MINUTES, MAIL_READING, MAIL_PLAN, MAIL_MISSIONS, MAIL_TEAM, MAIL_TASK, MAIL_TIMETABLE,
	MAIL_KINDS,
};
/* word: in the store and in forms. The others are French msgids, NULL for a kind that is not refused. says: what it brings;
 * without: what one misses, and where it is still seen; because: ends "you get this mail because…". weekly: it waits for the
 * weekly letter, which says it too, and goes by itself only to whoever has none. */
struct mail_kind_text { const char *word, *title, *says, *without, *because; bool weekly; };
extern const struct mail_kind_text mail_kinds[MAIL_KINDS];
bool mail_may_refuse(enum mail_kind kind);
enum mail_kind mail_kind_of(const char *word); /* MAIL_KINDS: no such kind */
/* The secret end of the address that stops one kind for one person: 26 characters, from the programme's key. Pure. */
const char *mail_off_token(struct arena *a, const unsigned char key[APP_KEY_SIZE], int64_t person, enum mail_kind kind);
/* Which kind such a token stops; MAIL_KINDS: none. */
enum mail_kind mail_off_kind(struct arena *a, const unsigned char key[APP_KEY_SIZE], int64_t person, const char *token);
/* What stands below a mail that may be refused: why one gets it, and the address `off` that stops it. Pure. */
const char *mail_footer(struct arena *a, const char *lang, enum mail_kind kind, const char *off);

extern const struct query mail_off_queries[];
/* What the person switched off. */
enum err mail_off_of(struct db *db, int64_t person, bool off[MAIL_KINDS]) MUST_USE;
enum err mail_want(struct db *db, int64_t person, enum mail_kind kind, bool wanted) MUST_USE; /* history; twice is once */
/* Everybody who switched a kind off, for a page that says it beside each of many. */
struct mail_persons { int64_t *items; size_t n, cap; };
enum err mail_refusers(struct db *db, enum mail_kind kind, struct mail_persons *out) MUST_USE;
bool mail_refused_by(const struct mail_persons *l, int64_t person);
/* The day of the week on which weekly letters leave: 1 Monday … 7, 0 never; Monday when it was never set. */
enum err mail_weekday(struct db *db, int *out) MUST_USE;

/* ---- writing ----------------------------------------------------------------------------------------------- */

struct mail {
	const char *to, *subject, *text;     /* text: plain, UTF-8, the whole message */
	const char *key;                     /* NULL, or a unique key: a second mail with it is silently dropped */
	int64_t person;                      /* NONE when unknown; 0 is read as NONE */
	const char *calendar, *calendar_method; /* NULL, or an invitation that goes with it: an iCalendar object and its method, "REQUEST" or "CANCEL" */
	bool secret;                         /* the text opens a door: shown to nobody, emptied once sent */
	int64_t hold;                        /* seconds that it waits, during which mail_withdraw() takes it back */
	int64_t *count;                      /* NULL, or one more when the mail is really in the outbox */
};
/* Dropped without a word when the person switched that kind off, or when it can wait for their weekly letter. A mail that may
 * be refused leaves with its footer and the headers of RFC 8058. E_INVALID: no address to write to. */
enum err mail_queue(struct db *db, enum mail_kind kind, const struct mail *m) MUST_USE;
/* Takes the mail of a key out of the outbox, unless it has left or may have; *gone: it was there and is no more. */
enum err mail_withdraw(struct db *db, const char *key, bool *gone) MUST_USE;
/* The text of a mail: the msgid in the reader's language, each %s replaced in order (at most four). */
const char *mail_text(struct arena *a, const char *lang, const char *msgid, ...) __attribute__((format_arg(3)));

/* ---- the outbox, for its page ---------------------------------------------------------------------------- */

extern const struct query mail_queries[];
struct outbox_row { int64_t id; const char *to, *subject, *text, *state, *created, *next, *sent, *error; int64_t attempts; bool secret, settled; };
struct outbox { struct outbox_row *items; size_t n, cap; };
/* Newest first. with_secrets: in the demo only, where nobody's door is opened; else their text is NULL. */
enum err outbox_list(struct db *db, size_t most, bool with_secrets, struct outbox *out) MUST_USE;
/* Sends a failed or waiting mail again at once. */
enum err outbox_retry(struct db *db, int64_t id) MUST_USE;
/* ---- what did not arrive ------------------------------------------------------------------------------------- */

extern const struct query bounce_queries[];
/* Why, from what smtp_send() said: a French msgid that follows a colon. Pure. */
const char *mail_why(struct arena *a, const char *error);
/* An address at which a mail was given up and none has arrived since. since: of the first; why: of the last, a msgid. */
struct bounce { const char *key, *since; int64_t n; const char *why; };
struct bounces { struct bounce *items; size_t n, cap; };
enum err bounce_list(struct db *db, struct bounces *out) MUST_USE;                    /* all, by address */
enum err bounce_at(struct db *db, const char *email, struct bounces *out) MUST_USE;   /* one or none; email may be NULL */
const struct bounce *bounce_of(struct arena *a, const struct bounces *l, const char *email); /* NULL: mails arrive, for what is known */
/* Nobody uses this address any more: what failed there is dealt with. */
enum err bounce_left(struct db *db, const char *email) MUST_USE;
/* Mails that did not arrive and that nobody dealt with: how many, and which, newest first. */
enum err mails_lost(struct db *db, int64_t *n) MUST_USE;
enum err outbox_lost(struct db *db, size_t most, bool with_secrets, struct outbox *out) MUST_USE;
/* Dealt with in another way: no longer among them. E_NOTFOUND: not one that failed. */
enum err outbox_settle(struct db *db, int64_t id) MUST_USE;
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
/* list: with list_unsubscribe, the word of the kind, by which a reader's program sorts (RFC 2919); help: where all kinds are chosen. */
struct message { const char *from, *from_name, *to, *subject, *text, *id, *list_unsubscribe, *list, *help; int64_t date; const char *calendar, *calendar_method; };
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
 * when SMTP is not configured. base_url: of the pages that stop a kind of mail. */
enum err mail_send_due(struct store *s, struct arena *a, const char *base_url, const atomic_bool *stop, int *sent, int *left) MUST_USE;
/* Seconds until the next attempt after `attempts` of them; -1: give up. Pure. */
int64_t mail_backoff(int64_t attempts);
#endif
