#include "web/http.h"
#include "web/assets.h"
#include "web/desk.h"
#include "web/exchange.h"
#include "web/life.h"
#include "web/metrics.h"
#include "base/log.h"
#include "web/places.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTION_MEMORY = 32 << 10, IDLE_SECONDS = 30, STOP_MS = 10000 };

/* A static file, its answers made once: whole, compressed, unchanged. */
struct ready { const char *target; const char *etag; struct MHD_Response *whole, *small, *same; char step[2]; };

struct server {
	const struct app *app;
	struct MHD_Daemon *daemon;
	struct desk *desk;
	struct ready *ready;
	size_t nready;
	atomic_int under_way;
	struct places *places;
};

static int64_t
milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- places ------------------------------------------------------------------------------------------------- */

static enum MHD_Result
on_accept(void *arg, const struct sockaddr *from, socklen_t n)
{
	const struct server *s = arg;
	(void)n;
	return places_admit(s->places, from) ? MHD_YES : MHD_NO;
}

static void
on_connection(void *arg, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct server *s = arg;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		const union MHD_ConnectionInfo *from = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
		*context = fd == NULL || from == NULL ? NULL : places_take(s->places, fd->connect_fd, from->client_addr);
	} else {
		places_give_back(s->places, *context);
		*context = NULL;
	}
}

static struct place *
place_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info == NULL ? NULL : info->socket_context;
}

/* ---- answers ------------------------------------------------------------------------------------------------- */

static void
left_out(const char *header)
{
	struct log_line l = log_begin("header-left-out");
	log_text(&l, "header", header);
	log_end(&l);
}

/* The bytes are in the exchange's arena, or static: both outlive the sending. */
static struct MHD_Response *
response_of(const struct answer *an)
{
	const void *bytes = an->kind == BODY_PAGE ? buf_str(&an->page.out) : an->kind == BODY_BYTES ? an->bytes : "";
	size_t n = an->kind == BODY_PAGE ? an->page.out.len : an->kind == BODY_BYTES ? an->n : 0;
	struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
	for (size_t i = 0; r != NULL && i < an->headers.n; i++)
		if (MHD_add_response_header(r, an->headers.items[i].name, an->headers.items[i].value) != MHD_YES)
			left_out(an->headers.items[i].name);
	return r;
}

static enum MHD_Result
send_answer(struct MHD_Connection *c, const struct exchange *x)
{
	struct MHD_Response *r = response_of(&x->an);
	if (r == NULL)
		return MHD_NO;
	enum MHD_Result done = MHD_queue_response(c, (unsigned)x->an.status, r);
	MHD_destroy_response(r);
	return done;
}

static void
desk_done(struct exchange *x)
{
	struct MHD_Connection *c = x->connection;
	x->done = true;
	MHD_resume_connection(c);
}

/* ---- static files ---------------------------------------------------------------------------------------------- */

/* The same request life as any other, lived once at start. */
static struct MHD_Response *
ready_answer(struct arena *process, const struct app *app, const char *target, const char *header, const char *value)
{
	struct exchange *x = ARENA_NEW(process, struct exchange);
	x->a = x->rq.a = process;
	x->rq.target = target;
	if (header != NULL)
		exchange_header(x, header, value);
	exchange_begin(x, app, "GET", "HTTP/1.1", "");
	web_dispatch(app, &x->rq, &x->an);
	return response_of(&x->an);
}

static void
make_ready(struct arena *process, struct server *s)
{
	const struct assets *files = s->app->assets;
	s->ready = ARENA_ARRAY(process, struct ready, files->n);
	for (size_t i = 0; i < files->n; i++) {
		const char *target = url_asset(process, files->items[i].name).href, *etag = files->items[i].etag;
		s->ready[s->nready++] = (struct ready){ target, etag, ready_answer(process, s->app, target, NULL, NULL),
			ready_answer(process, s->app, target, "accept-encoding", "gzip"), ready_answer(process, s->app, target, "if-none-match", etag), { 0 } };
	}
}

static const struct ready *
ready_of(const struct server *s, const void *context)
{
	uintptr_t p = (uintptr_t)context, from = (uintptr_t)s->ready;
	return p >= from && p < from + s->nready * sizeof *s->ready ? &s->ready[(p - from) / sizeof *s->ready] : NULL;
}

static enum MHD_Result
send_ready(struct MHD_Connection *c, const struct ready *f, const char *method, size_t nbody)
{
	if (nbody > 0 || (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0))
		return MHD_NO;
	const char *seen = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
	if (seen != NULL && strstr(seen, f->etag) != NULL)
		return MHD_queue_response(c, MHD_HTTP_NOT_MODIFIED, f->same);
	const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
	const char *gz = accept == NULL ? NULL : strstr(accept, "gzip");
	return MHD_queue_response(c, MHD_HTTP_OK, gz != NULL && strncmp(gz + 4, ";q=0", 4) != 0 ? f->small : f->whole);
}

/* ---- callbacks of the library ------------------------------------------------------------------------------------ */

/* The request line is here. */
static void *
on_target(void *arg, const char *target, struct MHD_Connection *c)
{
	struct server *s = arg;
	(void)c;
	if (strncmp(target, "/s/", 3) == 0)
		for (size_t i = 0; i < s->nready; i++)
			if (strcmp(target, s->ready[i].target) == 0)
				return &s->ready[i].step[0];
	atomic_fetch_add(&s->under_way, 1);
	return exchange_new(target);
}

static size_t
leave_escaped(void *arg, struct MHD_Connection *c, char *text)
{
	(void)arg;
	(void)c;
	return strlen(text);
}

static enum MHD_Result
each_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	exchange_header(arg, name, value);
	return MHD_YES;
}

static void
peer_address(struct MHD_Connection *c, char out[INET6_ADDRSTRLEN])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	out[0] = '\0';
	if (info == NULL || info->client_addr == NULL)
		return;
	struct sockaddr_storage at;
	memset(&at, 0, sizeof at);
	if (info->client_addr->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, info->client_addr, sizeof v4);
		inet_ntop(AF_INET, &v4.sin_addr, out, INET6_ADDRSTRLEN);
	} else if (info->client_addr->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, info->client_addr, sizeof v6);
		inet_ntop(AF_INET6, &v6.sin6_addr, out, INET6_ADDRSTRLEN);
	}
}

/* The request is whole. Pages are made here; what writes goes to the desk, and comes back with its answer. */
static enum MHD_Result
whole(struct server *s, struct MHD_Connection *c, struct exchange *x)
{
	if (x->done)
		return send_answer(c, x);
	if (x->slow && x->rq.refused == OK) {
		x->connection = c;
		MHD_suspend_connection(c);
		if (desk_take(s->desk, x))
			return MHD_YES;
		x->rq.refused = E_BUSY;
		exchange_run(x, s->app);
		desk_done(x);
		return MHD_YES;
	}
	exchange_run(x, s->app);
	x->done = true;
	return send_answer(c, x);
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *bytes, size_t *n,
    void **context)
{
	struct server *s = arg;
	(void)url;
	const struct ready *file = ready_of(s, *context);
	if (file != NULL && *context == &file->step[0] && (MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length") != NULL ||
	    MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding") != NULL)) {
		atomic_fetch_add(&s->under_way, 1);
		*context = exchange_new(file->target); /* a body with it is looked at as any other */
		file = NULL;
	}
	if (file != NULL && *context == &file->step[0]) {
		/* An answer at the first call would close the connection. Nothing is allocated for a file: the context itself
		 * says that the first call is over. */
		*context = (void *)(uintptr_t)&file->step[1];
		return MHD_YES;
	}
	if (file != NULL) {
		metrics_file(s->app->metrics);
		return send_ready(c, file, method, *n);
	}
	struct exchange *x = *context;
	if (!x->begun) {
		char peer[INET6_ADDRSTRLEN];
		x->begun = true;
		x->began_ms = milliseconds();
		place_works(place_of(c));
		MHD_get_connection_values(c, MHD_HEADER_KIND, each_header, x);
		peer_address(c, peer);
		if (exchange_begin(x, s->app, method, version, peer))
			return MHD_YES;
		exchange_run(x, s->app);
		x->done = true;
		return send_answer(c, x);
	}
	if (*n > 0) {
		bool go_on = exchange_body(x, bytes, *n, milliseconds());
		*n = 0;
		return go_on ? MHD_YES : MHD_NO;
	}
	return whole(s, c, x);
}

static void
on_completed(void *arg, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
	struct server *s = arg;
	(void)why;
	if (*context != NULL && ready_of(s, *context) == NULL) {
		exchange_free(*context);
		atomic_fetch_sub(&s->under_way, 1);
	}
	*context = NULL;
	place_waits(place_of(c));
}

/* ---- start and stop ----------------------------------------------------------------------------------------------- */

enum err
server_handed(struct arena *a, int fd, int *port)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	struct sockaddr_in v4;
	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return fail(a, E_IO, "getsockname: %s", strerror(errno));
	if (at.ss_family != AF_INET && at.ss_family != AF_INET6)
		return fail(a, E_INVALID, "the socket is neither IPv4 nor IPv6");
	memcpy(&v4, &at, sizeof v4); /* the port stands at the same place in both families */
	*port = ntohs(v4.sin_port);
	return OK;
}

enum err
server_socket(struct arena *a, const char *listen_on, int *fd, int *port)
{
	const char *colon = strrchr(listen_on, ':');
	if (colon == NULL || strspn(colon + 1, "0123456789") != strlen(colon + 1) || colon[1] == '\0' || strtol(colon + 1, NULL, 10) > 65535)
		return fail(a, E_INVALID, "write HOST:PORT, for example 127.0.0.1:8080");
	char *host = arena_strndup(a, listen_on, (size_t)(colon - listen_on));
	size_t n = strlen(host);
	if (n >= 2 && host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		host++;
	}
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found;
	int rc = getaddrinfo(*host == '\0' || strcmp(host, "*") == 0 ? NULL : host, colon + 1, &hints, &found);
	if (rc != 0)
		return fail(a, E_INVALID, "%s: %s", listen_on, gai_strerror(rc));
	int yes = 1, why = EADDRNOTAVAIL;
	*fd = -1;
	for (struct addrinfo *i = found; i != NULL && *fd < 0; i = i->ai_next) {
		int one = socket(i->ai_family, i->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, i->ai_protocol);
		if (one >= 0 && setsockopt(one, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 && bind(one, i->ai_addr, i->ai_addrlen) == 0 &&
		    listen(one, 1024) == 0) {
			*fd = one;
		} else {
			why = errno;
			if (one >= 0)
				close(one);
		}
	}
	freeaddrinfo(found);
	if (*fd < 0)
		return fail(a, E_IO, "%s: %s", listen_on, strerror(why));
	return server_handed(a, *fd, port);
}

static unsigned
pool_size(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	cores = cores < 1 ? 1 : cores > 16 ? 16 : cores;
	return (unsigned)cores * 4; /* a pool the size of the cores is badly balanced: up to half the throughput */
}

enum err
server_start(struct arena *process, const struct app *app, int fd, struct server **out)
{
	struct server *s = ARENA_NEW(process, struct server);
	s->app = app;
	make_ready(process, s);
	s->desk = desk_open(process, app, desk_done);
	if ((s->places = places_open(process)) == NULL)
		return fail(process, E_IO, "no thread");
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME, 0, on_accept, s, on_request, s,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, pool_size(), MHD_OPTION_THREAD_STACK_SIZE, (size_t)MIB(1),
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)PLACES_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, s, MHD_OPTION_END);
	if (s->daemon == NULL)
		return fail(process, E_IO, "the web server does not start");
	*out = s;
	return OK;
}

void
server_stop(struct server *s)
{
	MHD_socket fd = MHD_quiesce_daemon(s->daemon);
	int64_t until = milliseconds() + STOP_MS;
	while (atomic_load(&s->under_way) > 0 && milliseconds() < until)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	desk_close(s->desk); /* before the library stops: it does not accept connections still suspended */
	MHD_stop_daemon(s->daemon);
	places_close(s->places);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	for (size_t i = 0; i < s->nready; i++) {
		MHD_destroy_response(s->ready[i].whole);
		MHD_destroy_response(s->ready[i].small);
		MHD_destroy_response(s->ready[i].same);
	}
}
