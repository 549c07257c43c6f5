/* Many sign in at the same moment: all of them get in, memory stays within what two passwords at once take, and neither pages
 * nor forms wait behind them. Nothing here is a matter of seconds. */
#include "webtest.h"
#include "people/people_store.h"
#include "web/http.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

enum { MANY = 40, HASH_MIB = 64, ROOM_MIB = 160 };
#define PASSWORD "le chat dort encore"

static enum err
many(struct db *db, void *arg)
{
	struct webtest *w = arg;
	char *hash;
	int64_t id;
	enum err e = password_hash(w->a, PASSWORD, &hash);
	for (int i = 0; e == OK && i < MANY; i++) {
		const char *mail = arena_printf(w->a, "p%d@example.org", i);
		if ((e = person_add(db, mail, mail, &id)) == OK)
			e = person_password_set(db, id, hash);
	}
	return e;
}

static int
reach(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
	return fd;
}

static void
say(int fd, const char *s)
{
	size_t n = strlen(s);
	assert_true(send(fd, s, n, MSG_NOSIGNAL) == (ssize_t)n);
}

/* The status of the answer, once it begins. */
static int
hear(int fd)
{
	char line[64] = "";
	for (size_t n = 0; n + 1 < sizeof line && strchr(line, '\n') == NULL;) {
		ssize_t k = recv(fd, line + n, sizeof line - 1 - n, 0);
		if (k <= 0)
			return 0;
		n += (size_t)k;
	}
	return (int)strtol(line + strcspn(line, " "), NULL, 10);
}

static const char *
form(struct webtest *w, const char *path, const char *cookie, const char *whose, const char *fields)
{
	const char *body = arena_printf(w->a, "csrf=%s&%s", csrf_of(w->key, whose).s, fields);
	return arena_printf(w->a, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nSec-Fetch-Site: same-origin\r\nCookie: %s=%s\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", path, cookie, whose, strlen(body), body);
}

/* In MiB: the most that was resident since the last time this was asked with `forget`. */
static long
peak(bool forget)
{
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	fclose(f);
	if (forget && (f = fopen("/proc/self/clear_refs", "w")) != NULL) {
		fputs("5", f);
		fclose(f);
	}
	return kb / 1024;
}

static int
waiting(const struct pollfd *p)
{
	int n = 0;
	struct pollfd now[MANY];
	memcpy(now, p, sizeof now);
	assert_true(poll(now, MANY, 0) >= 0);
	for (int i = 0; i < MANY; i++)
		n += (now[i].revents & POLLIN) == 0;
	return n;
}

static void
all_at_once(void **state)
{
	struct webtest *w = webtest_open(*state);
	struct server *server;
	struct pollfd p[MANY];
	int fd, port;
	webtest_ok(w, store_write(w->app.store, w->a, many, w));
	webtest_as(w, ROLE_MEMBER);
	assert_int_equal(server_socket(w->a, "127.0.0.1:0", &fd, &port), OK);
	assert_int_equal(server_start(w->a, &w->app, fd, &server), OK);
	peak(true);
	long before = peak(false);
	for (int i = 0; i < MANY; i++)
		p[i] = (struct pollfd){ .fd = reach(port), .events = POLLIN };
	for (int i = 0; i < MANY; i++)
		say(p[i].fd, form(w, "/signin/password", presession_cookie_name(false), "aaaaaaaaaaaaaaaaaaaaaaaaaa",
		    arena_printf(w->a, "email=p%d@example.org&password=le+chat+dort+encore", i)));
	/* A page, and a form that is saved, while they wait. */
	int other = reach(port);
	say(other, arena_printf(w->a, "GET /account HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nCookie: %s=%s\r\nConnection: close\r\n\r\n", session_cookie_name(false), w->token));
	assert_int_equal(hear(other), 200);
	assert_true(waiting(p) > 0);
	close(other);
	other = reach(port);
	say(other, form(w, "/account", session_cookie_name(false), w->token, "name=Nom&lang=fr&rev=1"));
	assert_int_equal(hear(other), 303);
	assert_true(waiting(p) > 0);
	close(other);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(hear(p[i].fd), 303);
		close(p[i].fd);
	}
	long after = peak(false);
	print_message("# %d sign-ins: %ld MiB before, %ld MiB at most\n", MANY, before, after);
	assert_true(after - before <= PASSWORD_AT_ONCE * HASH_MIB + ROOM_MIB);
	assert_int_equal(webtest_number(w, "SELECT count(DISTINCT person) FROM signin_session"), MANY + 1);
	server_stop(server);
	webtest_close(w);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(all_at_once) };
	return cmocka_run_group_tests_name("storm", tests, NULL, NULL);
}
