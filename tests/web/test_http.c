/* The edge on a real socket: what strangers send, answers kept apart on one connection, ending what is under way. */
#include "webtest.h"
#include "web/address.h"
#include "web/health.h"
#include "web/http.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

struct edge { struct webtest *w; struct server *server; int port; };

static enum err
slow(struct request *rq, struct answer *an)
{
	(void)rq;
	nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
	return answer_bytes(an, "text/plain", "slow", 4, NULL);
}

static enum err
echo(struct request *rq, struct answer *an)
{
	const struct upload *u = param_file(rq, "file");
	const char *text = arena_printf(rq->a, "text=%s file=%s %lld", param_text(rq, "text"), u == NULL ? "-" : u->filename,
	    u == NULL ? -1LL : (long long)u->size);
	return answer_bytes(an, "text/plain", text, strlen(text), NULL);
}

static enum err
who(struct request *rq, struct answer *an)
{
	return answer_bytes(an, "text/plain", rq->address, strlen(rq->address), NULL);
}

static const struct param echo_params[] = { { "text", P_TEXT, 0 }, { "file", P_FILE, 0 }, { 0 } };
static const struct route routes[] = {
	{ M_POST, "/slow", RIGHT_ANYONE, slow, NULL, ROUTE_OWN_TX | ROUTE_RAW_CSRF_EXEMPT },
	{ M_POST, "/echo", RIGHT_ANYONE, echo, echo_params, ROUTE_OWN_TX | ROUTE_RAW_CSRF_EXEMPT | ROUTE_UPLOAD },
	{ M_GET, "/who", RIGHT_ANYONE, who, NULL, ROUTE_NO_SESSION },
	{ M_POST, "/closed", RIGHT_PLAN_EDIT, echo, echo_params, ROUTE_OWN_TX | ROUTE_UPLOAD },
	{ M_GET, "/s/{hash:word}/{name:word}", RIGHT_ANYONE, page_asset, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION },
	{ M_GET, "/healthz", RIGHT_ANYONE, page_healthz, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION },
};

static struct edge
edge_open(struct arena *a)
{
	struct edge e = { .w = webtest_open(a) };
	int fd;
	e.w->app.routes = routes;
	e.w->app.nroutes = LEN(routes);
	assert_int_equal(server_socket(a, "127.0.0.1:0", &fd, &e.port), OK);
	assert_int_equal(server_start(a, &e.w->app, fd, &e.server), OK);
	return e;
}

static int
reach(const struct edge *e)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)e->port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static void
say(int fd, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
		if (k <= 0)
			return; /* the other side has heard enough */
		s += k;
		n -= (size_t)k;
	}
}

/* What comes until the connection ends, or until `answers` bodies of known length came. */
static const char *
hear(struct arena *a, int fd, int answers)
{
	struct buf b = buf_new(a, MIB(4));
	char piece[4096];
	for (ssize_t k; (k = recv(fd, piece, sizeof piece, 0)) > 0;) {
		buf_add(&b, piece, (size_t)k);
		int whole = 0;
		for (const char *s = buf_str(&b);;) {
			const char *end = strstr(s, "\r\n\r\n"), *length = strcasestr(s, "\r\nContent-Length: ");
			if (end == NULL)
				break;
			size_t n = length != NULL && length < end ? strtoul(length + 18, NULL, 10) : 0;
			if ((size_t)(buf_str(&b) + b.len - end - 4) < n)
				break;
			whole++;
			s = end + 4 + n;
		}
		if (whole >= answers)
			break;
	}
	return buf_str(&b);
}

static const char *
ask(struct edge *e, const char *request)
{
	int fd = reach(e);
	say(fd, request, strlen(request));
	const char *s = hear(e->w->a, fd, 1);
	close(fd);
	return s;
}

static void
begins(const char *answer, const char *with)
{
	if (!text_starts(answer, with))
		fail_msg("wanted %s, got %.60s", with, answer);
}

#define HOST " HTTP/1.1\r\nHost: 127.0.0.1\r\n"

static void
strangers(void **state)
{
	struct edge e = edge_open(*state);
	begins(ask(&e, "GET /healthz" HOST "\r\n"), "HTTP/1.1 200");
	begins(ask(&e, "GET /../etc/passwd" HOST "\r\n"), "HTTP/1.1 400");
	begins(ask(&e, "GET /a%00b" HOST "\r\n"), "HTTP/1.1 400");
	begins(ask(&e, "BREW /healthz" HOST "\r\n"), "HTTP/1.1 405");
	begins(ask(&e, "GET /healthz HTTP/1.1\r\n\r\n"), "HTTP/1.1 400");
	begins(ask(&e, "POST /echo" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), "HTTP/1.1 400");
	begins(ask(&e, "POST /echo" HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "HTTP/1.1 400");
	begins(ask(&e, "POST /echo" HOST "Expect: 100-continue\r\nContent-Length: 99000000\r\n\r\n"), "HTTP/1.1 413");
	struct buf b = buf_new(e.w->a, MIB(4));
	buf_puts(&b, "GET /healthz" HOST "X: ");
	for (int i = 0; i < 60000; i++)
		buf_putc(&b, 'x');
	buf_puts(&b, "\r\n\r\n");
	begins(ask(&e, buf_str(&b)), "HTTP/1.1 4");
	b = buf_new(e.w->a, MIB(4));
	buf_puts(&b, "POST /echo" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000000\r\n\r\n");
	for (int i = 0; i < 3000000; i++)
		buf_putc(&b, 'x');
	begins(ask(&e, buf_str(&b)), "HTTP/1.1 413"); /* told in a page, after the last byte */
	server_stop(e.server);
	webtest_close(e.w);
}

static void
bodies(void **state)
{
	struct edge e = edge_open(*state);
	const char *s = ask(&e, "POST /echo" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 16\r\n\r\ntext=l%27%C3%A9t");
	begins(s, "HTTP/1.1 200");
	assert_non_null(strstr(s, "text=l'ét file=-"));
	static const char parts[] = "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nune note\r\n--B\r\nContent-Disposition: form-data; "
		"name=\"file\"; filename=\"pv.txt\"\r\n\r\n12345\r\n--B--\r\n";
	s = ask(&e, arena_printf(e.w->a, "POST /echo" HOST "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n\r\n%s",
	    sizeof parts - 1, parts));
	assert_non_null(strstr(s, "text=une note file=pv.txt 5"));
	/* from whoever may not send files (the session may have ended): the texts come back, the file is named, and not kept */
	struct buf b = buf_new(e.w->a, MIB(8));
	buf_puts(&b, "--B\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nune note\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"grand.pdf\"\r\n\r\n");
	for (int i = 0; i < 300000; i++)
		buf_puts(&b, "0123456789");
	buf_puts(&b, "\r\n--B--\r\n");
	s = ask(&e, arena_printf(e.w->a, "POST /closed" HOST "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n\r\n%s", b.len,
	    buf_str(&b)));
	begins(s, "HTTP/1.1 403");
	assert_non_null(strstr(s, "une note</textarea>"));
	assert_non_null(strstr(s, "grand.pdf"));
	s = ask(&e, "POST /echo" HOST "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
		"7\r\ntext=ab\r\n1\r\nc\r\n0\r\n\r\n");
	assert_non_null(strstr(s, "text=abc file=-"));
	server_stop(e.server);
	webtest_close(e.w);
}

/* One connection, many requests; files never close it, and say nothing about the reader. */
static void
one_connection(void **state)
{
	struct edge e = edge_open(*state);
	const char *css = url_asset(e.w->a, "style.css").href;
	int fd = reach(&e);
	for (int i = 0; i < 3; i++) {
		const char *q = arena_printf(e.w->a, "GET %s" HOST "Accept-Encoding: gzip\r\n\r\n", css);
		say(fd, q, strlen(q));
		const char *s = hear(e.w->a, fd, 1);
		begins(s, "HTTP/1.1 200");
		assert_non_null(strstr(s, "Content-Encoding: gzip"));
		assert_null(strstr(s, "Set-Cookie"));
		assert_null(strstr(s, "Connection: close"));
		say(fd, "GET /healthz" HOST "\r\nGET /nulle" HOST "\r\n", strlen("GET /healthz" HOST "\r\nGET /nulle" HOST "\r\n"));
		s = hear(e.w->a, fd, 2);
		begins(s, "HTTP/1.1 200");
		assert_non_null(strstr(s, "HTTP/1.1 404"));
	}
	close(fd);
	server_stop(e.server);
	webtest_close(e.w);
}

/* A stop waits for the answer that is being made; what was asked is answered. */
static void
stopping(void **state)
{
	struct edge e = edge_open(*state);
	static const char q[] = "POST /slow" HOST "Content-Length: 0\r\n\r\n";
	int fd = reach(&e);
	say(fd, q, sizeof q - 1);
	nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	server_stop(e.server);
	begins(hear(e.w->a, fd, 1), "HTTP/1.1 200");
	close(fd);
	webtest_close(e.w);
}

/* Who the client is: what a proxy says, when it is one of ours. */
static void
behind_a_proxy(void **state)
{
	static const char said[] = "GET /who" HOST "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 192.0.2.7, 127.0.0.1\r\n\r\n";
	struct edge e = edge_open(*state);
	struct nets ours;
	assert_non_null(strstr(ask(&e, said), "\r\n\r\n127.0.0.1"));
	assert_int_equal(nets_read(e.w->a, "127.0.0.0/8", &ours), OK);
	e.w->app.proxies = &ours;
	assert_non_null(strstr(ask(&e, said), "\r\n\r\n192.0.2.7"));
	server_stop(e.server);
	webtest_close(e.w);
}

static void
addresses(void **state)
{
	struct arena *a = *state;
	int fd, port;
	static const char *const wrong[] = { "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", ":", "127.0.0.1:999999" };
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_int_not_equal(server_socket(a, wrong[i], &fd, &port), OK);
		fail_clear(a);
	}
	assert_int_equal(server_socket(a, "localhost:0", &fd, &port), OK);
	assert_true(port > 0);
	int again;
	assert_int_equal(server_socket(a, arena_printf(a, "localhost:%d", port), &again, &port), E_IO);
	close(fd);
}

int
main(void)
{
	secret_init();
	const struct CMUnitTest tests[] = { T(strangers), T(bodies), T(one_connection), T(stopping), T(behind_a_proxy), T(addresses) };
	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
