/* The outbox against a real SMTP server on this machine. */
#include "store_test.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/text.h"
#include "mail/mail.h"
#include "people/people_store.h"
#include "store/history.h"
#include <jansson.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define BASE "https://pilotis.example"

struct sink { pid_t pid; int in, port; char *file; };

static void
sink_stop(void *arg)
{
	struct sink *s = arg;
	if (s->pid <= 0)
		return;
	close(s->in);
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
}

/* A free port, closed again: nobody listens there. */
static int
closed_port(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	close(fd);
	return ntohs(at.sin_port);
}

static struct sink *
sink_start(struct arena *a)
{
	struct sink *s = ARENA_NEW(a, struct sink);
	int in[2], out[2];
	char line[32] = { 0 };
	if (system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") != 0)
		skip(); /* python3-aiosmtpd is not installed */
	s->file = arena_printf(a, "%s/mails", folder(a));
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	const char *script = src_path(a, "tests/web/smtp_sink.py");
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl("/usr/bin/python3", "python3", script, s->file, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->in = in[1];
	arena_on_reset(a, sink_stop, s);
	/* The number and its end of line may come one by one. */
	for (size_t n = 0; strchr(line, '\n') == NULL && n < sizeof line - 1; n++)
		assert_int_equal(read(out[0], line + n, 1), 1);
	close(out[0]);
	s->port = atoi(line);
	assert_true(s->port > 0);
	return s;
}

static void
send_to(int port)
{
	char url[64];
	snprintf(url, sizeof url, "smtp://127.0.0.1:%d", port);
	setenv("PILOTIS_SMTP", url, 1);
	setenv("PILOTIS_MAIL_FROM", "plan@exemple.org", 1);
}

/* The mails that arrived, as an array; n of them are wanted. */
static json_t **
arrived(struct arena *a, const struct sink *s, size_t wanted)
{
	size_t n = 0, k = 0;
	char *text = slurp(a, s->file, &n), *save = NULL;
	json_t **list = ARENA_ARRAY(a, json_t *, wanted + 1);
	for (char *l = text == NULL ? NULL : strtok_r(arena_strndup(a, text, n), "\n", &save); l != NULL; l = strtok_r(NULL, "\n", &save), k++)
		if (k < wanted)
			assert_ok(json_read(a, l, strlen(l), &list[k]));
	assert_int_equal(k, wanted);
	return list;
}
static const char *
field(json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static enum err
queue(struct db *db, void *arg)
{
	return mail_queue(db, MAIL_ANSWER, arg);
}
static enum err
no_commit(struct db *db, void *arg)
{
	assert_ok(mail_queue(db, MAIL_ANSWER, arg));
	return fail(db_arena(db), E_CONFLICT, "on purpose");
}
static enum err
all(struct db *db, void *arg)
{
	return outbox_list(db, 100, false, arg);
}
static enum err
retry_all(struct db *db, void *arg)
{
	const struct outbox *o = arg;
	for (size_t i = 0; i < o->n; i++)
		if (strcmp(o->items[i].state, "sent") != 0)
			assert_ok(outbox_retry(db, o->items[i].id));
	return OK;
}
static enum err
run(struct db *db, void *sql)
{
	struct query q = { "run", sql };
	return db_exec(db, &q, NO_ARGS, NULL);
}

static struct store *
open_store(struct arena *a)
{
	struct store *s;
	s = test_store(a);
	return s;
}
static void
add(struct store *s, struct arena *a, struct mail m)
{
	assert_ok(store_write(s, a, queue, &m));
}

static void
arrives_whole(void **state)
{
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	int sent, left;
	static const char text[] = "Bonjour Anaïs,\n\nVoici ce que nous devons : « 3 actions ».\n.\n..deux points\nFrom ici\n\n"
	    "Une ligne très longue qui dépasse de loin ce que le courrier admet sur une seule ligne, avec des accents é è ê œ et un signe = au milieu.\n";
	send_to(k->port);
	add(s, a, (struct mail){ .to = "anais@exemple.org", .subject = "Ce que nous devons : l’état du plan d’action de l’année académique 26-27 🚲",
		.text = text, .key = "k1", .person = NONE });
	add(s, a, (struct mail){ .to = "anais@exemple.org", .subject = "Twice", .text = "x\n", .key = "k1", .person = NONE }); /* same key: dropped */
	add(s, a, (struct mail){ .to = "eve@exemple.org", .subject = "Lien", .text = "secret-link\n", .secret = true, .person = NONE });
	struct mail lost = { .to = "eve@exemple.org", .subject = "Lost", .text = "x\n", .person = NONE };
	assert_int_equal(store_write(s, a, no_commit, &lost), E_CONFLICT); /* no commit, no mail */
	fail_clear(a);
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 2);
	assert_int_equal(left, 0);
	json_t **m = arrived(a, k, 2);
	assert_string_equal(field(m[0], "subject"), "Ce que nous devons : l’état du plan d’action de l’année académique 26-27 🚲");
	assert_string_equal(field(m[0], "body"), text);
	assert_string_equal(field(m[0], "to"), "anais@exemple.org");
	assert_string_equal(field(m[0], "mail_from"), "plan@exemple.org");
	assert_string_equal(field(m[0], "auto"), "auto-generated");
	assert_true(json_is_null(json_object_get(m[0], "unsubscribe")));
	assert_true(json_is_true(json_object_get(m[0], "ascii")));
	assert_in_range(json_integer_value(json_object_get(m[0], "longest")), 1, 78);
	assert_int_equal(json_array_size(json_object_get(m[0], "defects")), 0);
	assert_non_null(strstr(field(m[0], "message_id"), "@exemple.org>"));
	assert_string_not_equal(field(m[0], "message_id"), field(m[1], "message_id"));

	/* Sent once: nothing is left to do. The secret is no longer in the store. */
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 0);
	struct outbox o;
	assert_ok(store_read(s, a, all, &o));
	assert_int_equal(o.n, 2);
	assert_string_equal(o.items[0].state, "sent");
	assert_null(o.items[0].text);
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE outbox SET secret = 0"));
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[0].text, "");
	assert_string_equal(o.items[1].text, text);
	store_close(s);
}

static void
waits_for_the_server(void **state)
{
	struct arena *a = *state;
	struct store *s = open_store(a);
	struct outbox o;
	int sent, left;
	send_to(closed_port());
	add(s, a, (struct mail){ .to = "ana@exemple.org", .subject = "x", .text = "x\n", .person = NONE });
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 0);
	assert_int_equal(left, 1);
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[0].state, "waiting");
	assert_int_equal(o.items[0].attempts, 1);
	assert_non_null(o.items[0].error);
	assert_true(strcmp(o.items[0].next, o.items[0].created) > 0); /* later */
	/* Not before its time. */
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_ok(store_read(s, a, all, &o));
	assert_int_equal(o.items[0].attempts, 1);
	struct sink *k = sink_start(a);
	send_to(k->port);
	assert_ok(store_write(s, a, retry_all, &o));
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 1);
	arrived(a, k, 1);
	/* In vain for two days: failed, and shown as such. */
	send_to(closed_port());
	add(s, a, (struct mail){ .to = "ana@exemple.org", .subject = "y", .text = "y\n", .person = NONE });
	for (int i = 0; i < 12; i++) {
		assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE outbox SET next_at = created_at WHERE state = 'waiting'"));
		assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	}
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[0].state, "failed");
	assert_int_equal(o.items[0].attempts, 11);
	store_close(s);
}

static void
refusals(void **state)
{
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	struct outbox o;
	int sent, left;
	send_to(k->port);
	add(s, a, (struct mail){ .to = "never@exemple.org", .subject = "x", .text = "x\n", .person = NONE });
	add(s, a, (struct mail){ .to = "later@exemple.org", .subject = "x", .text = "x\n", .person = NONE });
	add(s, a, (struct mail){ .to = "ana@exemple.org", .subject = "x", .text = "x\n", .person = NONE });
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 1); /* one bad address does not hold the others */
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[2].state, "failed");
	assert_non_null(strstr(o.items[2].error, "550"));
	assert_string_equal(o.items[1].state, "waiting");
	assert_non_null(strstr(o.items[1].error, "451"));
	assert_string_equal(o.items[0].state, "sent");
	struct mail bad = { .to = "ana@exemple.org\r\nBcc: x@y.be", .subject = "x", .text = "x\n", .person = NONE };
	assert_int_equal(store_write(s, a, queue, &bad), E_INVALID);
	store_close(s);
}

/* The machine fell after the server took the mail and before the row said so: the lease stays behind. */
static void
at_most_one_duplicate(void **state)
{
	static const char crash[] = "UPDATE outbox SET state = 'waiting', sent_at = NULL, next_at = created_at, lease_until = '2020-01-01T00:00:00Z'";
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	struct outbox o;
	int sent, left;
	send_to(k->port);
	add(s, a, (struct mail){ .to = "ana@exemple.org", .subject = "x", .text = "x\n", .person = NONE });
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	for (int i = 0; i < 3; i++) {
		assert_ok(store_write(s, a, run, (void *)(uintptr_t)crash));
		assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	}
	json_t **m = arrived(a, k, 2);
	assert_string_equal(field(m[0], "message_id"), field(m[1], "message_id"));
	assert_string_equal(field(m[0], "date"), field(m[1], "date"));
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[0].state, "failed");
	/* A lease that still runs belongs to another worker. */
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE outbox SET state = 'waiting', unsure = 0, next_at = created_at, lease_until = '2999-01-01T00:00:00Z'"));
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	arrived(a, k, 2);
	store_close(s);
}

static void
stays_without_a_server(void **state)
{
	struct arena *a = *state;
	struct store *s = open_store(a);
	struct outbox o;
	int sent, left;
	unsetenv("PILOTIS_SMTP");
	add(s, a, (struct mail){ .to = "ana@exemple.org", .subject = "x", .text = "visible\n", .person = NONE });
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(sent, 0);
	assert_int_equal(left, 1);
	assert_ok(store_read(s, a, all, &o));
	assert_int_equal(o.items[0].attempts, 0);
	assert_string_equal(o.items[0].text, "visible\n");
	store_close(s);
}

/* ---- kinds ---------------------------------------------------------------------------------------------------- */

struct asked { enum mail_kind kind; struct mail m; };
static enum err
ask(struct db *db, void *arg)
{
	struct asked *x = arg;
	return mail_queue(db, x->kind, &x->m);
}

/* Whether a mail of that kind to that person comes into the outbox. */
static bool
goes(struct store *s, struct arena *a, enum mail_kind kind, int64_t person)
{
	int64_t n = 0;
	struct asked x = { kind, { .to = "ana@exemple.org", .subject = mail_kinds[kind].word, .text = "Bonjour Ana.\n", .person = person, .count = &n } };
	assert_ok(store_write(s, a, ask, &x));
	return n == 1;
}

static enum err
people(struct db *db, void *arg)
{
	int64_t *id = arg;
	assert_ok(programme_create(db, "Master", NULL));
	assert_ok(person_add(db, "Ana", "Ana@Exemple.org", &id[0]));
	return person_add(db, "Zoé", "zoe@exemple.org", &id[1]);
}

struct wish { int64_t person; enum mail_kind kind; bool wanted; };
static enum err
wish(struct db *db, void *arg)
{
	const struct wish *w = arg;
	db_author(db, NONE, "test", "test");
	return mail_want(db, w->person, w->kind, w->wanted);
}

static void
switched_off_is_not_sent(void **state)
{
	struct arena *a = *state;
	struct store *s = open_store(a);
	int64_t id[2];
	assert_ok(store_write(s, a, people, id));
	for (int k = 0; k < MAIL_KINDS; k++) {
		/* What the weekly letter says waits for it; without one it goes by itself, until that is refused too. */
		assert_int_equal(goes(s, a, (enum mail_kind)k, id[0]), !mail_kinds[k].weekly);
		assert_true(goes(s, a, (enum mail_kind)k, NONE)); /* nobody's choice */
	}
	assert_ok(store_write(s, a, wish, &(struct wish){ id[0], MAIL_WEEKLY, false }));
	assert_true(goes(s, a, MAIL_PLAN, id[0]));
	for (int k = 0; k < MAIL_KINDS; k++) {
		if (!mail_may_refuse((enum mail_kind)k)) {
			/* Even a row that says otherwise holds back no link to come in. */
			assert_ok(store_write(s, a, run, arena_printf(a, "INSERT INTO mail_off (person, kind, at) VALUES (%lld, '%s', '2026-01-01T00:00:00Z')", (long long)id[0], mail_kinds[k].word)));
			assert_true(goes(s, a, (enum mail_kind)k, id[0]));
			continue;
		}
		assert_ok(store_write(s, a, wish, &(struct wish){ id[0], (enum mail_kind)k, false }));
		assert_false(goes(s, a, (enum mail_kind)k, id[0]));
		assert_int_equal(goes(s, a, (enum mail_kind)k, id[1]), !mail_kinds[k].weekly); /* the others are asked by themselves */
	}
	assert_ok(store_write(s, a, wish, &(struct wish){ id[0], MAIL_MEETING, true }));
	assert_true(goes(s, a, MAIL_MEETING, id[0]));
	/* No weekly letter for anybody: what it would have said goes by itself. */
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"INSERT INTO setting (name, value) VALUES ('digest.weekday', '0')"));
	assert_true(goes(s, a, MAIL_MISSIONS, id[1]));
	store_close(s);
}

static void
stopped_by_its_own_link(void **state)
{
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	struct outbox o;
	int64_t id[2];
	int sent, left;
	send_to(k->port);
	assert_ok(store_write(s, a, people, id));
	goes(s, a, MAIL_MEETING, id[0]);
	goes(s, a, MAIL_DOOR, id[0]);
	goes(s, a, MAIL_MEETING, NONE); /* an outsider, asked to come: no list they are on */
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	json_t **m = arrived(a, k, 3);
	const char *header = field(m[0], "unsubscribe"), *link = arena_strndup(a, header + 1, strlen(header) - 2);
	assert_true(text_starts(link, arena_printf(a, BASE "/unsubscribe/%lld/", (long long)id[0])));
	assert_string_equal(field(m[0], "unsubscribe_post"), "List-Unsubscribe=One-Click");
	assert_non_null(strstr(field(m[0], "body"), link));
	assert_true(text_starts(field(m[0], "body"), "Bonjour Ana.\n\n-- \nVous recevez ce courriel"));
	for (int i = 1; i < 3; i++) {
		assert_true(json_is_null(json_object_get(m[i], "unsubscribe")) && json_is_null(json_object_get(m[i], "unsubscribe_post")));
		assert_string_equal(field(m[i], "body"), "Bonjour Ana.\n");
	}
	assert_ok(store_read(s, a, all, &o));
	assert_string_equal(o.items[2].text, "Bonjour Ana.\n"); /* the outbox shows what was written, and to nobody the link */
	store_close(s);
}

/* ---- what did not arrive ---------------------------------------------------------------------------------------- */

struct lost { struct bounces at, list; int64_t n; struct outbox rows; const char *email; };
static enum err
look_lost(struct db *db, void *arg)
{
	struct lost *l = arg;
	assert_ok(bounce_at(db, l->email, &l->at));
	assert_ok(bounce_list(db, &l->list));
	assert_ok(mails_lost(db, &l->n));
	return outbox_lost(db, 100, false, &l->rows);
}
static struct lost
lost_of(struct store *s, struct arena *a, const char *email)
{
	struct lost l = { .email = email };
	assert_ok(store_read(s, a, look_lost, &l));
	assert_int_equal(l.n, l.rows.n);
	return l;
}

static enum err
settle(struct db *db, void *arg)
{
	return outbox_settle(db, *(const int64_t *)arg);
}

static enum err
move_away(struct db *db, void *arg)
{
	struct person k;
	db_author(db, NONE, "test", "test");
	assert_ok(person_get(db, *(const int64_t *)arg, &k));
	k.email = "never-again@exemple.org";
	return person_save(db, &k);
}

static void
what_did_not_arrive_is_known(void **state)
{
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	struct mail one = { .to = "never@Exemple.org", .subject = "1", .text = "x\n", .person = NONE }, well = { .to = "ana@exemple.org", .subject = "2", .text = "x\n", .person = NONE };
	int sent, left;
	send_to(k->port);
	add(s, a, one);
	assert_int_equal(lost_of(s, a, "never@exemple.org").at.n, 0); /* it waits */
	add(s, a, one);
	add(s, a, well);
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	struct lost l = lost_of(s, a, "NEVER@exemple.org");
	assert_int_equal(l.at.n, 1);
	assert_int_equal(l.at.items[0].n, 2);
	assert_string_equal(l.at.items[0].why, "cette adresse n’existe pas, ou refuse nos courriels");
	assert_int_equal(l.n, 2);
	assert_int_equal(l.list.n, 1);
	assert_non_null(bounce_of(a, &l.list, "never@Exemple.org"));
	assert_null(bounce_of(a, &l.list, "ana@exemple.org"));
	assert_null(bounce_of(a, &l.list, NULL));
	assert_int_equal(lost_of(s, a, "ana@exemple.org").at.n, 0);
	assert_int_equal(lost_of(s, a, NULL).at.n, 0);

	/* A mail that arrives at the same address clears it; one that is sent again is no longer lost. */
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE outbox SET state = 'sent', failed_at = NULL, sent_at = '2999-01-01T00:00:00Z' WHERE id = 2"));
	assert_int_equal(lost_of(s, a, "never@exemple.org").n, 0);
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE outbox SET sent_at = '2001-01-01T00:00:00Z' WHERE id = 2"));
	l = lost_of(s, a, "never@exemple.org");
	assert_int_equal(l.n, 1); /* what arrived before says nothing */
	assert_ok(store_write(s, a, retry_all, &l.rows));
	assert_int_equal(lost_of(s, a, "never@exemple.org").n, 0);
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	l = lost_of(s, a, "never@exemple.org");
	assert_int_equal(l.n, 1);

	/* Dealt with otherwise, once. */
	assert_ok(store_write(s, a, settle, &l.rows.items[0].id));
	assert_int_equal(lost_of(s, a, "never@exemple.org").n, 0);
	assert_int_equal(store_write(s, a, settle, &l.rows.items[0].id), E_NOTFOUND);
	fail_clear(a);
	store_close(s);
}

static void
an_address_that_was_left(void **state)
{
	struct arena *a = *state;
	struct sink *k = sink_start(a);
	struct store *s = open_store(a);
	int64_t id[2];
	int sent, left;
	send_to(k->port);
	assert_ok(store_write(s, a, people, id));
	assert_ok(store_write(s, a, run, (void *)(uintptr_t)"UPDATE person SET email = 'never@exemple.org', email_key = 'never@exemple.org' WHERE name = 'Ana'"));
	struct asked x = { MAIL_DOOR, { .to = "never@exemple.org", .subject = "x", .text = "x\n", .person = id[0] } };
	assert_ok(store_write(s, a, ask, &x));
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	assert_int_equal(lost_of(s, a, "never@exemple.org").n, 1);
	assert_ok(store_write(s, a, move_away, &id[0]));
	assert_int_equal(lost_of(s, a, "never@exemple.org").n, 0);
	/* It is told at the old address, where nobody may be; the new one does not answer either, and that counts. */
	x.kind = MAIL_SECURITY;
	assert_ok(store_write(s, a, ask, &x));
	x.m.to = "never-again@exemple.org";
	assert_ok(store_write(s, a, ask, &x));
	assert_ok(mail_send_due(s, a, BASE, NULL, &sent, &left));
	struct lost l = lost_of(s, a, "never-again@exemple.org");
	assert_int_equal(l.n, 1);
	assert_int_equal(l.at.n, 1);
	store_close(s);
}

int
main(void)
{
	secret_init();
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest t[] = { T(arrives_whole), T(waits_for_the_server), T(refusals), T(at_most_one_duplicate), T(stays_without_a_server), T(switched_off_is_not_sent),
		T(stopped_by_its_own_link), T(what_did_not_arrive_is_known), T(an_address_that_was_left) };
	return cmocka_run_group_tests(t, NULL, NULL);
}
