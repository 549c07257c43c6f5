/* outbox.c: mails as rows, and the worker's way through them. */
#include "mail/mail.h"
#include "base/date.h"
#include "base/secret.h"
#include "base/text.h"
#include "mail/mail_store.h"
#include "store/setting.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEASE_SECONDS = 2 * SMTP_SECONDS, UNSURE_MOST = 1 };

enum { Q_QUEUE, Q_WITHDRAW, Q_LIST, Q_RETRY, Q_MEND, Q_DUE, Q_CLAIM, Q_PERSON, Q_LAST, Q_SENT, Q_LATER, Q_NEVER, Q_LEFT };
const struct query mail_queries[] = {
	[Q_QUEUE] = { "mail_queue",
		"INSERT INTO outbox (key, person, to_address, to_key, subject, body, kind, message_id, secret, created_at, state, attempts,"
		" next_at, unsure, calendar, calendar_method) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', 0, $13, 0, $11, $12) ON CONFLICT (key) DO NOTHING" },
	[Q_WITHDRAW] = { "mail_withdraw", "DELETE FROM outbox WHERE key = $1 AND state = 'waiting' AND unsure = 0 AND (lease_until IS NULL OR lease_until < $2)" },
	[Q_LIST] = { "outbox_list",
		"SELECT " OUTBOX_COLUMNS " FROM outbox ORDER BY id DESC LIMIT $1" },
	[Q_RETRY] = { "outbox_retry",
		"UPDATE outbox SET state = 'waiting', attempts = 0, unsure = 0, next_at = $1, lease_until = NULL, failed_at = NULL, settled_at = NULL WHERE id = $2 AND state <> 'sent'" },
	[Q_MEND] = { "outbox_mend",
		"UPDATE outbox SET next_at = CASE WHEN created_at > $2 OR next_at > $3 THEN $1 ELSE next_at END,"
		" lease_until = CASE WHEN lease_until > $3 THEN $4 ELSE lease_until END"
		" WHERE state = 'waiting' AND ((created_at > $2 AND next_at > $1) OR lease_until > $3 OR (attempts > 0 AND next_at > $3))" },
	[Q_DUE] = { "mail_due",
		"SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 AND (lease_until IS NULL OR lease_until < $1) ORDER BY next_at, id LIMIT 1" },
	/* Tries that a crash cut off are not counted: they say nothing of the mail. */
	[Q_CLAIM] = { "mail_claim",
		"UPDATE outbox SET lease_until = $2 WHERE id = $3 AND state = 'waiting' AND next_at <= $1 AND (lease_until IS NULL OR lease_until < $1)"
		" RETURNING to_address, subject, body, list_unsubscribe, message_id, created_at, attempts, unsure, calendar, calendar_method, kind, person" },
	[Q_PERSON] = { "mail_person_lang", "SELECT lang FROM person WHERE id = $1" },
	[Q_LAST] = { "mail_last", "UPDATE outbox SET unsure = unsure + 1 WHERE id = $1" },
	[Q_SENT] = { "mail_sent",
		"UPDATE outbox SET state = 'sent', sent_at = $1, attempts = $2, lease_until = NULL, last_error = NULL, calendar = NULL,"
		" body = CASE WHEN secret = 1 THEN '' ELSE body END WHERE id = $3" },
	[Q_LATER] = { "mail_later", "UPDATE outbox SET next_at = $1, attempts = $2, unsure = $3, last_error = $4, lease_until = NULL WHERE id = $5" },
	[Q_NEVER] = { "mail_never", "UPDATE outbox SET state = 'failed', attempts = $1, unsure = $2, last_error = $3, failed_at = $5, lease_until = NULL WHERE id = $4" },
	[Q_LEFT] = { "mail_left", "SELECT count(*) FROM outbox WHERE state = 'waiting'" },
	{ 0 },
};

static const char in_doubt[] = "two attempts ended without an answer; it may have arrived";

const char *
mail_text(struct arena *a, const char *lang, const char *msgid, ...)
{
	enum lang l = lang_best(lang);
	struct buf b = buf_new(a, KIB(256));
	va_list ap;
	va_start(ap, msgid);
	for (const char *s = tr(l, msgid); *s != '\0'; s++) {
		if (s[0] == '%' && s[1] == 's') {
			buf_puts(&b, va_arg(ap, const char *));
			s++;
		} else {
			buf_putc(&b, *s);
		}
	}
	va_end(ap);
	return buf_str(&b);
}

enum err
mail_queue(struct db *db, enum mail_kind kind, const struct mail *m)
{
	bool wanted;
	int64_t added;
	struct arena *a = db_arena(db);
	const char *to = text_trim(a, m->to == NULL ? "" : m->to);
	if (!email_valid(to))
		return fail(a, E_INVALID, "not an address that can be written to");
	struct token id = token_new();
	struct isotime now = now_utc(), next = now;
	int64_t t;
	if (m->hold > 0 && isotime_parse(now.s, &t))
		next = isotime_of(t + m->hold);
	enum err e = mail_wanted(db, m->person, kind, &wanted);
	if (e != OK || !wanted)
		return e;
	e = db_exec(db, &mail_queries[Q_QUEUE], ARGS(V(m->key), V(m->person == 0 ? NONE : m->person), V(to), V(text_fold(a, to)), V(m->subject), V(m->text),
	    V(mail_kinds[kind].word), V(id.s), V(m->secret), V(now.s), V(m->calendar), V(m->calendar_method), V(next.s)), &added);
	if (e == OK && m->count != NULL)
		*m->count += added;
	return e;
}

enum err
mail_withdraw(struct db *db, const char *key, bool *gone)
{
	int64_t n = 0;
	struct isotime now = now_utc();
	enum err e = db_exec(db, &mail_queries[Q_WITHDRAW], ARGS(V(key), V(now.s)), &n);
	*gone = n > 0;
	return e;
}

enum err
outbox_read(struct db *db, const struct query *q, size_t most, bool with_secrets, struct outbox *out)
{
	struct rows *r;
	*out = (struct outbox){ 0 };
	enum err e = db_query(db, q, ARGS(V((int64_t)most)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct outbox_row o = { .id = col_int(r, 0), .to = col_text(r, 1), .subject = col_text(r, 2), .state = col_text(r, 4),
			.created = col_text(r, 5), .next = col_text(r, 6), .sent = col_text(r, 7), .error = col_text(r, 8),
			.attempts = col_int(r, 9), .secret = col_int(r, 10) == 1, .settled = col_int(r, 11) == 1 };
		o.text = o.secret && !with_secrets ? NULL : col_text(r, 3);
		PUSH(db_arena(db), out, o);
	}
	return rows_end(r);
}

enum err
outbox_list(struct db *db, size_t most, bool with_secrets, struct outbox *out)
{
	return outbox_read(db, &mail_queries[Q_LIST], most, with_secrets, out);
}

enum err
outbox_retry(struct db *db, int64_t id)
{
	int64_t n;
	struct isotime now = now_utc();
	enum err e = db_exec(db, &mail_queries[Q_RETRY], ARGS(V(now.s), V(id)), &n);
	if (e != OK)
		return e;
	return n == 0 ? fail(db_arena(db), E_NOTFOUND, "mail %lld", (long long)id) : OK;
}

enum err
outbox_mend(struct db *db, const char *hour, const char *day, int64_t *n)
{
	int64_t t = 0;
	struct isotime now = now_utc();
	bool read = isotime_parse(now.s, &t);
	BUG_ON(!read);
	struct isotime until = isotime_of(t + LEASE_SECONDS);
	return db_exec(db, &mail_queries[Q_MEND], ARGS(V(now.s), V(hour), V(day), V(until.s)), n);
}

/* ---- the worker's side ----------------------------------------------------------------------------------- */

enum err
smtp_load(struct db *db, struct smtp *out)
{
	struct arena *a = db_arena(db);
	const char *url = getenv("PILOTIS_SMTP"), *from = getenv("PILOTIS_MAIL_FROM");
	struct programme p;
	enum err e = OK;
	*out = (struct smtp){ .from_env = url != NULL && url[0] != '\0' };
	if (!out->from_env)
		e = secret_get(db, "smtp_url", &url);
	if (e == OK && (from == NULL || from[0] == '\0'))
		e = setting_get(db, "mail_from", &from);
	if (e != OK)
		return e;
	out->url = url == NULL ? "" : arena_strdup(a, url);
	out->from = from == NULL ? "pilotis@localhost" : arena_strdup(a, from);
	e = programme_load(db, &p);
	if (e != OK && e != E_NOTFOUND)
		return e;
	out->from_name = e == OK ? arena_printf(a, "Pilotis · %s", p.short_name) : "Pilotis";
	return OK;
}

struct due { const char *base_url; struct smtp smtp; int64_t id; struct message m; int64_t attempts, unsure; enum mail_kind kind; bool found; int left; };

static enum err
look(struct db *db, void *arg)
{
	struct due *d = arg;
	struct rows *r;
	struct isotime now = now_utc();
	enum err e = smtp_load(db, &d->smtp);
	if (e == OK)
		e = db_one(db, &mail_queries[Q_LEFT], NO_ARGS, &r);
	if (e != OK)
		return e;
	d->left = (int)col_int(r, 0);
	if ((e = rows_end(r)) != OK || d->smtp.url[0] == '\0' || d->left == 0)
		return e;
	if ((e = db_query(db, &mail_queries[Q_DUE], ARGS(V(now.s)), &r)) != OK)
		return e;
	if (rows_next(r)) {
		d->id = col_int(r, 0);
		d->found = true;
	}
	return rows_end(r);
}

/* A mail that may be refused says so. Made from the row and from what never changes, so that each attempt has the same bytes. */
static enum err
put_footer(struct db *db, struct due *d, int64_t person)
{
	struct arena *a = db_arena(db);
	unsigned char key[APP_KEY_SIZE];
	struct rows *r;
	if (person == NONE || d->kind >= MAIL_KINDS || !mail_may_refuse(d->kind))
		return OK;
	enum err e = app_key_load(db, key);
	if (e == OK)
		e = db_one(db, &mail_queries[Q_PERSON], ARGS(V(person)), &r);
	if (e != OK)
		return e;
	d->m.list_unsubscribe = arena_printf(a, "%s/unsubscribe/%lld/%s", d->base_url, (long long)person, mail_off_token(a, key, person, d->kind));
	d->m.list = mail_kinds[d->kind].word;
	d->m.help = arena_printf(a, "%s/account/mails", d->base_url);
	d->m.text = arena_printf(a, "%s%s", d->m.text, mail_footer(a, col_text(r, 0), d->kind, d->m.list_unsubscribe));
	return rows_end(r);
}

static enum err
claim(struct db *db, void *arg)
{
	struct due *d = arg;
	int64_t person = NONE;
	struct rows *r;
	int64_t t = 0;
	struct isotime now = now_utc();
	bool read = isotime_parse(now.s, &t);
	BUG_ON(!read);
	struct isotime until = isotime_of(t + LEASE_SECONDS);
	d->found = false;
	enum err e = db_query(db, &mail_queries[Q_CLAIM], ARGS(V(now.s), V(until.s), V(d->id)), &r);
	if (e != OK)
		return e;
	if (rows_next(r)) { /* none: another worker was quicker */
		d->found = true;
		d->m = (struct message){ .from = d->smtp.from, .from_name = d->smtp.from_name, .to = col_text(r, 0), .subject = col_text(r, 1),
			.text = col_text(r, 2), .list_unsubscribe = col_text(r, 3), .id = col_text(r, 4) };
		if (!isotime_parse(col_text(r, 5), &d->m.date))
			d->m.date = t;
		d->m.calendar = col_text(r, 8);
		d->m.calendar_method = col_text(r, 9);
		d->kind = mail_kind_of(col_text(r, 10));
		person = col_int(r, 11);
		d->attempts = col_int(r, 6);
		d->unsure = col_int(r, 7);
	}
	e = rows_end(r);
	return e == OK && d->found ? put_footer(db, d, person) : e;
}

/* unsure: how many attempts, this one too, ended in doubt. */
struct outcome { struct store *store; int64_t id, attempts, unsure; enum sent sent; const char *why; };

static enum err
mark_last(struct db *db, void *arg)
{
	return db_exec(db, &mail_queries[Q_LAST], ARGS(V(*(const int64_t *)arg)), NULL);
}

/* The dot goes out only when the store knows that the mail may have arrived. */
static enum err
before_last(void *arg)
{
	struct outcome *o = arg;
	struct arena *a = arena_new(MIB(1));
	enum err e = store_write(o->store, a, mark_last, &o->id);
	arena_free(a);
	return e;
}

static enum err
mark(struct db *db, void *arg)
{
	const struct outcome *o = arg;
	int64_t t = 0, wait = mail_backoff(o->attempts);
	struct isotime now = now_utc();
	bool read = isotime_parse(now.s, &t);
	BUG_ON(!read);
	if (o->sent == SENT_YES)
		return db_exec(db, &mail_queries[Q_SENT], ARGS(V(now.s), V(o->attempts), V(o->id)), NULL);
	if (o->sent == SENT_NEVER || wait < 0)
		return db_exec(db, &mail_queries[Q_NEVER], ARGS(V(o->attempts), V(o->unsure), V(o->why), V(o->id), V(now.s)), NULL);
	struct isotime next = isotime_of(t + wait);
	return db_exec(db, &mail_queries[Q_LATER], ARGS(V(next.s), V(o->attempts), V(o->unsure), V(o->why), V(o->id)), NULL);
}

static void
attempt(struct arena *a, const struct due *d, struct outcome *o)
{
	const char *message;
	size_t n;
	*o = (struct outcome){ .store = o->store, .id = d->id, .attempts = d->attempts, .unsure = d->unsure, .sent = SENT_NEVER };
	if (d->unsure > UNSURE_MOST) {
		o->why = in_doubt;
		return;
	}
	o->attempts++;
	if (message_compose(a, &d->m, &message, &n) != OK)
		o->why = fail_detail(a);
	else
		o->sent = smtp_send(a, &d->smtp, d->m.to, message, n, before_last, o, &o->why);
	if (o->sent == SENT_UNSURE && ++o->unsure > UNSURE_MOST) {
		o->sent = SENT_NEVER; /* a third try could be a third copy */
		o->why = arena_printf(a, "%s: %s", in_doubt, o->why);
	}
}

/* What became of the mail is known here only: a store that cannot be written is waited for. A stop leaves the row in
 * doubt, as a crash would. */
static enum err
note_outcome(struct store *s, struct arena *a, struct outcome *o, const atomic_bool *stop)
{
	enum err e;
	while ((e = store_write(s, a, mark, o)) != OK && stop != NULL && !atomic_load(stop))
		nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	return e;
}

static enum err
send_one(struct store *s, struct arena *a, const char *base_url, const atomic_bool *stop, bool *more, int *sent, int *left)
{
	struct due d = { .base_url = base_url };
	struct outcome o = { .store = s };
	enum err e = store_read(s, a, look, &d);
	*left = d.left;
	*more = d.found;
	if (e != OK || !d.found || (e = store_write(s, a, claim, &d)) != OK || !d.found)
		return e;
	attempt(a, &d, &o);
	if ((e = note_outcome(s, a, &o, stop)) != OK)
		return e;
	*sent += o.sent == SENT_YES;
	*left -= o.sent == SENT_YES;
	return OK;
}

enum err
mail_send_due(struct store *s, struct arena *a, const char *base_url, const atomic_bool *stop, int *sent, int *left)
{
	*sent = *left = 0;
	for (bool more = true; more && (stop == NULL || !atomic_load(stop));) {
		/* An arena a mail: what curl holds is given back after each. */
		struct arena *one = arena_new(MIB(64));
		enum err e = send_one(s, one, base_url, stop, &more, sent, left);
		if (e != OK)
			(void)fail(a, e, "%s", fail_detail(one));
		arena_free(one);
		if (e != OK)
			return e;
	}
	return OK;
}
