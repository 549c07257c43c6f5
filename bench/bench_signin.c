/* bench_signin PILOTIS [N] [URL]: N people (200) sign in by password at the same moment, on real sockets, against `pilotis serve` as
 * it is run: how many got in, how long they waited, the most memory that the server held, and how long a page and a form took
 * meanwhile and beside. A store of its own (or URL, a new one); ends by itself. Asserts nothing about time. */
#include "app/app.h"
#include "base/secret.h"
#include "people/people_store.h"
#include "web/parse.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000, SAMPLES = 20000, BESIDE_MS = 3000, PATIENCE_S = 180 };
#define PASSWORD "le chat dort encore"
#define VISIT "aaaaaaaaaaaaaaaaaaaaaaaaaa"

static int port;

static double
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static _Noreturn void
give_up(const char *why)
{
	fprintf(stderr, "bench_signin: %s\n", why);
	exit(1);
}

/* ---- the store ------------------------------------------------------------------------------------------------ */

struct seed { struct arena *a; int n; unsigned char key[APP_KEY_SIZE]; const char *reader, *writer; };

static enum err
fill(struct db *db, void *arg)
{
	struct seed *s = arg;
	char *hash;
	int64_t id, first = NONE;
	enum err e = programme_create(db, "Master", NULL);
	if (e == OK)
		e = password_hash(s->a, PASSWORD, &hash);
	for (int i = 0; e == OK && i < s->n; i++) {
		const char *mail = arena_printf(s->a, "p%d@example.org", i);
		if ((e = person_add(db, mail, mail, &id)) == OK)
			e = person_password_set(db, id, hash);
		first = first == NONE ? id : first;
	}
	if (e == OK)
		e = session_start(db, first, "bench", false, &s->reader);
	if (e == OK)
		e = session_start(db, first, "bench", false, &s->writer);
	return e == OK ? app_key_load(db, s->key) : e;
}

/* ---- the server ------------------------------------------------------------------------------------------------- */

static pid_t
serve(const char *pilotis, const char *url, const char *log)
{
	pid_t pid = fork();
	if (pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd < 0 || dup2(fd, 2) < 0)
			_exit(126);
		execl(pilotis, pilotis, "serve", "--store", url, "--listen", "127.0.0.1:0", "--no-worker", (char *)NULL);
		_exit(127);
	}
	for (int i = 0; pid > 0 && i < 200 && port == 0; i++) {
		char text[4096] = "";
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		int fd = open(log, O_RDONLY | O_CLOEXEC);
		ssize_t k = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
		if (fd >= 0)
			close(fd);
		const char *at = k > 0 ? strstr(text, "http://127.0.0.1:") : NULL;
		if (at != NULL)
			port = (int)strtol(at + strlen("http://127.0.0.1:"), NULL, 10);
	}
	return pid;
}

static double
memory(pid_t pid, const char *what)
{
	char path[64], line[256];
	double mib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			mib = strtod(line + strlen(what), NULL) / 1024;
	if (f != NULL)
		fclose(f);
	return mib;
}

/* ---- asking ----------------------------------------------------------------------------------------------------- */

static int
reach(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

/* The status; 0: no answer. *again: it says when to come back. */
static int
exchange(int fd, const char *request, bool *again)
{
	static const char retry[] = "\r\nRetry-After:";
	char all[16384], piece[16384];
	size_t n = 0;
	if (fd < 0 || send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		return 0;
	for (ssize_t k; (k = recv(fd, piece, sizeof piece, 0)) > 0;) { /* to the end: Connection: close */
		size_t room = sizeof all - 1 - n < (size_t)k ? sizeof all - 1 - n : (size_t)k;
		memcpy(all + n, piece, room);
		n += room;
	}
	all[n] = '\0';
	*again = strcasestr(all, retry) != NULL;
	return n == 0 ? 0 : (int)strtol(all + strcspn(all, " "), NULL, 10);
}

static const char *
post(struct arena *a, const struct seed *s, const char *path, const char *cookie, const char *whose, const char *fields)
{
	const char *body = arena_printf(a, "csrf=%s&once=0-%s-1&%s", csrf_of(s->key, whose).s, token_new().s, fields);
	return arena_printf(a, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nSec-Fetch-Site: same-origin\r\nCookie: %s=%s\r\nConnection: close\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path, port, cookie, whose, strlen(body), body);
}

/* ---- what goes on meanwhile -------------------------------------------------------------------------------------- */

struct steady { const struct seed *s; bool writes; double ms[SAMPLES]; int n, wrong; };
static atomic_bool stop;

static void *
go_on(void *arg)
{
	struct steady *t = arg;
	struct arena *a = arena_new(MIB(64));
	while (!atomic_load(&stop) && t->n < SAMPLES) {
		bool again;
		arena_reset(a);
		const char *q = t->writes ? post(a, t->s, "/account", session_cookie_name(false), t->s->writer, "name=Nom&lang=fr&rev=0") :
		    arena_printf(a, "GET /account HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s=%s\r\nConnection: close\r\n\r\n", port, session_cookie_name(false),
			t->s->reader);
		double from = now_ms();
		int fd = reach(), status = exchange(fd, q, &again);
		if (fd >= 0)
			close(fd);
		t->ms[t->n++] = now_ms() - from;
		t->wrong += status != (t->writes ? 409 : 200); /* an old state: the whole life of a form, and nothing to grow */
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	arena_free(a);
	return NULL;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double
percentile(double *ms, int n, double p)
{
	qsort(ms, (size_t)n, sizeof *ms, by_size);
	return n == 0 ? 0 : ms[(int)((n - 1) * p)];
}

struct person_at { struct arena *a; const struct seed *s; int i, status; bool again; double ms; pthread_barrier_t *start; };

static void *
enter(void *arg)
{
	struct person_at *k = arg;
	const char *q = post(k->a, k->s, "/signin/password", presession_cookie_name(false), VISIT,
	    arena_printf(k->a, "email=p%d@example.org&password=le+chat+dort+encore", k->i));
	int fd = reach();
	pthread_barrier_wait(k->start);
	double from = now_ms();
	k->status = exchange(fd, q, &k->again);
	k->ms = now_ms() - from;
	if (fd >= 0)
		close(fd);
	return NULL;
}

static void
begin(pthread_t *t, void *(*run)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, KIB(256));
	if (pthread_create(t, &attr, run, arg) != 0)
		give_up("no thread");
	pthread_attr_destroy(&attr);
}

static void
line(const char *what, struct steady *beside, struct steady *during)
{
	printf("%-28s beside p50 %7.1f ms  p99 %7.1f ms (%d)   during p50 %7.1f ms  p99 %7.1f ms (%d)%s\n", what, percentile(beside->ms, beside->n, 0.5),
	    percentile(beside->ms, beside->n, 0.99), beside->n, percentile(during->ms, during->n, 0.5), percentile(during->ms, during->n, 0.99), during->n,
	    beside->wrong + during->wrong > 0 ? "  WRONG ANSWERS" : "");
}

static void
storm(const struct seed *s, pid_t pid, struct arena *a)
{
	static struct steady page[2], save[2];
	struct person_at *k = ARENA_ARRAY(a, struct person_at, (size_t)s->n);
	pthread_t *who = ARENA_ARRAY(a, pthread_t, (size_t)s->n), reader, writer;
	pthread_barrier_t start;
	int in = 0, later = 0, refused = 0;
	for (int turn = 0; turn < 2; turn++) {
		page[turn].s = save[turn].s = s;
		save[turn].writes = true;
		atomic_store(&stop, false);
		begin(&reader, go_on, &page[turn]);
		begin(&writer, go_on, &save[turn]);
		if (turn == 0) {
			nanosleep(&(struct timespec){ .tv_sec = BESIDE_MS / 1000 }, NULL);
		} else {
			pthread_barrier_init(&start, NULL, (unsigned)s->n);
			for (int i = 0; i < s->n; i++) {
				k[i] = (struct person_at){ .a = arena_new(MIB(1)), .s = s, .i = i, .start = &start };
				begin(&who[i], enter, &k[i]);
			}
			for (int i = 0; i < s->n; i++)
				pthread_join(who[i], NULL);
		}
		atomic_store(&stop, true);
		pthread_join(reader, NULL);
		pthread_join(writer, NULL);
		if (turn == 0)
			printf("%-28s %.0f MiB at most\n", "memory before", memory(pid, "VmHWM:"));
	}
	double *ms = ARENA_ARRAY(a, double, (size_t)s->n);
	for (int i = 0; i < s->n; i++) {
		in += k[i].status == 303;
		later += k[i].status != 303 && k[i].again;
		refused += k[i].status != 303 && !k[i].again;
		ms[i] = k[i].ms;
		arena_free(k[i].a);
	}
	printf("%-28s %d at once: %d in, %d told when to come back, %d refused or unanswered\n", "sign-ins", s->n, in, later, refused);
	printf("%-28s p50 %.0f ms, the last %.0f ms\n", "they waited", percentile(ms, s->n, 0.5), percentile(ms, s->n, 1));
	printf("%-28s %.0f MiB at most, %.0f MiB now; a hash takes 64, %d at once\n", "memory", memory(pid, "VmHWM:"), memory(pid, "VmRSS:"), PASSWORD_AT_ONCE);
	line("a page (/account)", &page[0], &page[1]);
	line("a form (refused at its end)", &save[0], &save[1]);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(MIB(256));
	struct seed s = { .a = a, .n = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200 };
	char folder[] = "/tmp/pilotis-bench-XXXXXX";
	struct store *store;
	if (argc < 2 || s.n < 1 || s.n > MOST || mkdtemp(folder) == NULL)
		give_up("usage: bench_signin PILOTIS [N] [URL]");
	secret_init();
	signal(SIGPIPE, SIG_IGN);
	const char *url = argc > 3 ? argv[3] : arena_printf(a, "sqlite:%s/s.db", folder), *log = arena_printf(a, "%s/log", folder);
	if (store_open(a, url, &store) != OK || store_write(store, a, fill, &s) != OK)
		give_up(fail_detail(a));
	store_close(store);
	pid_t pid = serve(argv[1], url, log);
	if (port == 0)
		fprintf(stderr, "bench_signin: the server does not start\n");
	else
		storm(&s, pid, a);
	fflush(stdout);
	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
	static const char *const left[] = { "s.db", "s.db-wal", "s.db-shm", "log" };
	for (size_t i = 0; i < LEN(left); i++)
		unlink(arena_printf(a, "%s/%s", folder, left[i]));
	rmdir(folder);
	arena_free(a);
	return port == 0;
}
