/* bench_http: the server that bench/run.sh measures, and the small things that a shell measures badly.
 *
 *   bench_http serve N DIR [URL]  makes a store with a plan of N actions in DIR (or at URL), serves it on a free port of
 *                              127.0.0.1, prints "PORT COOKIE BYTES-OF-THE-PAGE", ends with SIGTERM
 *   bench_http tickets N       the same plan as SQL for the table `ticket` of Fossil
 *   bench_http start PORT CMD… milliseconds from starting CMD to the first page that it answers on PORT, then ends it
 *   bench_http time RUNS CMD…  "WALL CPU": medians in milliseconds of a run of CMD
 *
 * Beside the programme's own routes the server has some: /bench/bare, what a page of this server costs at least: the same
 * life of a request, one prepared query over the rows that the plan's page reads, and as many bytes as that page, every
 * one of them escaped; /bench/memory, the bytes of that page as they are; POST /bench/write, one durable audited write (a
 * setting and its row of the journal); /bench/counts, "WORKS COMMITS" so far. */
#include "bench_plan.h"
#include "app/app.h"
#include "plan/plan_cache.h"
#include "base/secret.h"
#include "plan/evidence_store.h"
#include "store/history.h"
#include "store/setting.h"
#include "web/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 99, START_SECONDS = 20 };

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the store ------------------------------------------------------------------------------------------ */

struct bench {
	struct app app;           /* first: a handler finds the rest behind rq->app */
	struct arena *a;
	int n;
	const char *token;
	const char *page;         /* the plan's page, made once */
	size_t nbytes;
	unsigned char key[APP_KEY_SIZE];
};

static enum err
add_evidence(struct db *db, struct date today)
{
	struct plan *p;
	size_t i = 0;
	enum err e = plan_load(db, &user_command, NONE, &p);
	for (struct plan_walk w = { .plan = p }; e == OK && plan_next(&w);) {
		for (size_t k = 0; e == OK && k < w.action->indicators.n; k++, i++) {
			const struct indicator *in = &w.action->indicators.items[k];
			struct arena *a = db_arena(db);
			struct problems problems = { 0 };
			struct slot_target slot = { in->id, 1 };
			int64_t id;
			bool number = indicator_mode_of(in->kind) == MODE_NUMBER;
			struct evidence_form f = { .kind = number ? EV_NUMBER : EV_LINK, .title = arena_printf(a, "Pièce %zu : %s", i, in->text),
				.effective = arena_printf(a, "202%zu-1%zu-15", 4 + i % 2, i % 3), .url = number ? NULL : "https://example.org/piece",
				.number = number ? (int64_t)i : NONE, .body = NONE, .visibility = VIS_INTERNAL };
			if (i % 3 != 0)
				continue;
			e = evidence_add(db, &user_command, &f, &slot, 1, today, &id, &problems);
			if (e == E_INVALID) { /* this line asks for more than a link */
				fail_clear(a);
				e = OK;
			}
		}
	}
	return e;
}

static enum err
fill(struct db *db, void *arg)
{
	struct bench *b = arg;
	struct person admin;
	struct plan p = bench_plan(db_arena(db), b->n);
	int64_t revision;
	enum err e;
	db_author(db, NONE, "bench", "command");
	if ((e = programme_create(db, "Master en ingénierie sociale", "coordination@example.org")) != OK ||
	    (e = plan_adopt_draft(db, &user_command, &p, &(struct plan_adoption){ .adopted = true, .adopted_on = "2024-09-16" }, &revision)) != OK ||
	    (e = add_evidence(db, today_brussels())) != OK || (e = person_by_email(db, "coordination@example.org", &admin)) != OK ||
	    (e = session_start(db, admin.id, "bench", false, &b->token)) != OK)
		return e;
	b->token = arena_strdup(b->a, b->token);
	return app_key_load(db, b->key);
}

/* ---- the two routes ------------------------------------------------------------------------------------- */

static const struct query q_bare = { "bench_bare",
	"SELECT l.id, l.code, l.title, l.due_text FROM plan_line l WHERE l.revision = $1"
	" UNION ALL SELECT r.line, a.name, NULL, NULL FROM responsibility r JOIN actor a ON a.id = r.actor WHERE r.revision = $1"
	" UNION ALL SELECT i.line, i.text, i.rich, i.body FROM indicator_line i WHERE i.revision = $1"
	" UNION ALL SELECT e.id, e.title, e.effective_on, e.filed_at FROM evidence_slot s JOIN evidence e ON e.id = s.evidence" };

static enum err
bare(struct request *rq, struct answer *an)
{
	static const char filler[] = "Mise en place d’un dispositif d’accueil avec les équipes concernées, en lien avec l’évolution du secteur "
	    "& auprès des étudiant·es de bloc 1, pour les rentrées 26-27 et suivantes.";
	const struct bench *b = (const struct bench *)rq->app;
	struct rows *r;
	enum err e = db_query(rq->db, &q_bare, ARGS(V(1)), &r);
	if (e != OK)
		return e;
	an->kind = BODY_PAGE;
	an->page = page_new(rq->a, rq->lang);
	while (rows_next(r)) {
		html_int(&an->page, col_int(r, 0));
		for (int i = 1; i < 4; i++)
			html_text(&an->page, col_text(r, i));
	}
	while (an->page.out.len + sizeof filler < b->nbytes)
		html_text(&an->page, filler);
	return rows_end(r);
}

static enum err
memory(struct request *rq, struct answer *an)
{
	const struct bench *b = (const struct bench *)rq->app;
	return answer_bytes(an, "text/html; charset=utf-8", b->page, b->nbytes, NULL);
}

static enum err
write_one(struct request *rq, struct answer *an)
{
	enum err e = setting_set(rq->db, "bench", token_new().s);
	return e != OK ? e : answer_bytes(an, "text/plain", "", 0, NULL);
}

static enum err
counts(struct request *rq, struct answer *an)
{
	struct store_counts c = store_counts(rq->app->store);
	const char *s = arena_printf(rq->a, "%lld %lld\n", (long long)c.writes, (long long)c.commits);
	return answer_bytes(an, "text/plain", s, strlen(s), NULL);
}

static const struct route bench_routes[] = {
	{ M_POST, "/bench/write", RIGHT_PLAN_EDIT, write_one, NULL, ROUTE_RAW_CSRF_EXEMPT | ROUTE_NO_LOG },
	{ M_GET, "/bench/counts", RIGHT_ANYONE, counts, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION | ROUTE_NO_LOG },
	{ M_GET, "/bench/bare", RIGHT_PLAN_READ, bare, NULL, 0 },
	{ M_GET, "/bench/memory", RIGHT_ANYONE, memory, NULL, ROUTE_NO_STORE | ROUTE_NO_SESSION },
};

/* ---- serving -------------------------------------------------------------------------------------------- */

/* The page as a reader gets it, by the request's whole life; kept for /bench/memory. */
static void
make_page(struct bench *b)
{
	struct request rq = { .a = b->a, .method = M_GET, .path = "/plan", .target = "/plan", .address = "127.0.0.1" };
	struct answer an;
	PUSH(b->a, &rq.cookies, ((struct pair){ session_cookie_name(false), b->token }));
	web_dispatch(&b->app, &rq, &an);
	BUG_ON(an.status != 200 || an.kind != BODY_PAGE);
	b->page = buf_str(&an.page.out);
	b->nbytes = an.page.out.len;
}

static void
make_app(struct bench *b)
{
	struct route *routes = ARENA_ARRAY(b->a, struct route, route_table_n + LEN(bench_routes));
	memcpy(routes, route_table, route_table_n * sizeof *routes);
	memcpy(routes + route_table_n, bench_routes, sizeof bench_routes);
	b->app.routes = routes;
	b->app.nroutes = route_table_n + LEN(bench_routes);
	b->app.nav = nav_table;
	b->app.assets = assets_prepare(b->a);
	b->app.base_url = "http://127.0.0.1";
	b->app.key = b->key;
	b->app.plan_cache = plan_cache_new(b->a);
}

static int
failed(struct arena *a, const char *what, enum err e)
{
	fprintf(stderr, "bench_http: %s: %s %s\n", what, err_name(e), fail_detail(a));
	return 1;
}

static int
serve(struct arena *a, int n, const char *dir, const char *url)
{
	struct bench *b = ARENA_NEW(a, struct bench);
	struct arena *making = arena_new(MIB(512));
	struct server *server;
	sigset_t stop;
	int fd, port, sig;
	enum err e;
	*b = (struct bench){ .a = a, .n = n };
	if ((e = store_open(a, url != NULL ? url : arena_printf(a, "sqlite:%s/plan-%d.db", dir, n), &b->app.store)) != OK)
		return failed(a, "store", e);
	if ((e = store_write(b->app.store, making, fill, b)) != OK)
		return failed(making, "plan", e);
	arena_free(making);
	make_app(b);
	make_page(b);
	malloc_trim(0); /* what making the plan took is not the server's */
	if ((e = server_socket(a, "127.0.0.1:0", &fd, &port)) != OK)
		return failed(a, "socket", e);
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	if ((e = server_start(a, &b->app, fd, &server)) != OK)
		return failed(a, "server", e);
	printf("%d %s=%s %zu\n", port, session_cookie_name(false), b->token, b->nbytes);
	fflush(stdout);
	sigwait(&stop, &sig);
	server_stop(server);
	plan_cache_clear(b->app.plan_cache);
	store_close(b->app.store);
	return 0;
}

/* ---- for the peer --------------------------------------------------------------------------------------- */

static void
sql_text(const char *s)
{
	putchar('\'');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '\'')
			putchar('\'');
		putchar(*s);
	}
	putchar('\'');
}

static int
tickets(struct arena *a, int n)
{
	struct plan p = bench_plan(a, n);
	int i = 0;
	printf("ALTER TABLE ticket ADD COLUMN code TEXT; ALTER TABLE ticket ADD COLUMN actor TEXT; ALTER TABLE ticket ADD COLUMN due TEXT;\nBEGIN;\n");
	for (struct plan_walk w = { .plan = &p }; plan_next(&w); i++) {
		printf("INSERT INTO ticket(tkt_uuid, tkt_mtime, tkt_ctime, type, status, code, title, actor, due) VALUES ('%040x', 2460000.5, 2460000.5, "
		    "'Action', '%s', '%s', ", (unsigned)i * 2654435761u, i % 3 == 0 ? "En retard" : i % 3 == 1 ? "En avance" : "Due cette année", w.action->code);
		sql_text(w.action->title);
		printf(", ");
		sql_text(w.action->actors.n == 0 ? "" : p.actors.items[w.action->actors.items[0].actor].name);
		printf(", ");
		sql_text(due_text(a, &w.action->due));
		printf(");\n");
	}
	printf("COMMIT;\nUPDATE reportfmt SET cols = '', sqlcode = 'SELECT substr(tkt_uuid,1,10) AS ''#'', code, title, actor, due, status AS ''state'' "
	    "FROM ticket ORDER BY tkt_id' WHERE rn = 1;\n");
	return 0;
}

/* ---- times ---------------------------------------------------------------------------------------------- */

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static pid_t
begin(char **cmd)
{
	pid_t pid = fork();
	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR);
		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execvp(cmd[0], cmd);
		_exit(127);
	}
	return pid;
}

static double
cpu_of_children(void)
{
	struct rusage u;
	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static int
time_runs(int runs, char **cmd)
{
	double wall[RUNS_MAX], cpu[RUNS_MAX];
	if (runs < 1 || runs > RUNS_MAX)
		return 2;
	for (int i = 0; i < runs; i++) {
		double from = now(), cpu_from = cpu_of_children();
		int status = 0;
		pid_t pid = begin(cmd);
		if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
			fprintf(stderr, "bench_http: %s: status %d\n", cmd[0], status);
			return 1;
		}
		wall[i] = (now() - from) * 1e3;
		cpu[i] = (cpu_of_children() - cpu_from) * 1e3;
	}
	qsort(wall, (size_t)runs, sizeof *wall, by_size);
	qsort(cpu, (size_t)runs, sizeof *cpu, by_size);
	printf("%.1f %.1f\n", wall[runs / 2], cpu[runs / 2]);
	return 0;
}

/* Whether the server answers "GET /signin" with 200. */
static bool
answers(int port)
{
	static const char ask[] = "GET /signin HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	union { struct sockaddr_in v4; struct sockaddr any; } u = { .v4 = at };
	char got[64] = "";
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, &u.any, sizeof at) == 0 && write(fd, ask, sizeof ask - 1) == (ssize_t)sizeof ask - 1 &&
	    read(fd, got, sizeof got - 1) > 12 && strncmp(got + 9, "200", 3) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static int
start(int port, char **cmd)
{
	double from = now();
	pid_t pid = begin(cmd);
	bool ok = false;
	while (pid > 0 && !(ok = answers(port)) && now() - from < START_SECONDS && waitpid(pid, NULL, WNOHANG) == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
	double ms = (now() - from) * 1e3;
	if (pid > 0 && kill(pid, SIGTERM) == 0)
		waitpid(pid, NULL, 0);
	if (!ok) {
		fprintf(stderr, "bench_http: %s answered no page\n", cmd[0]);
		return 1;
	}
	printf("%.1f\n", ms);
	return 0;
}

int
main(int argc, char **argv)
{
	secret_init();
	mallopt(M_ARENA_MAX, 4); /* as `pilotis serve` */
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
	struct arena *a = arena_new(MIB(512));
	int rc = 2;
	if ((argc == 4 || argc == 5) && strcmp(argv[1], "serve") == 0)
		rc = serve(a, atoi(argv[2]), argv[3], argv[4]); /* argv ends with NULL */
	else if (argc == 3 && strcmp(argv[1], "tickets") == 0)
		rc = tickets(a, atoi(argv[2]));
	else if (argc > 3 && strcmp(argv[1], "start") == 0)
		rc = start(atoi(argv[2]), argv + 3);
	else if (argc > 3 && strcmp(argv[1], "time") == 0)
		rc = time_runs(atoi(argv[2]), argv + 3);
	else
		fprintf(stderr, "usage: bench_http serve N DIR [URL] | tickets N | start PORT CMD… | time RUNS CMD…\n");
	arena_free(a);
	return rc;
}
