/* pilotis serve: opens the store, starts the threads, waits for a signal, ends what is under way. */
#include "app/app.h"
#include "app/cli.h"
#include "app/system.h"
#include "people/oidc.h"
#include "plan/plan_cache.h"
#include "web/address.h"
#include "web/health.h"
#include "web/http.h"
#include "web/metrics.h"
#include "base/log.h"
#include "base/secret.h"
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FILES = 4096, TOKEN_LEAST = 16 };
struct serve_options { const char *listen, *base_url, *proxies; int handed; /* a socket that systemd opened; -1 */ bool demo, no_worker, no_sandbox; };

static const char *
set_in(const char *name, const char *usual)
{
	const char *s = getenv(name);
	return s == NULL || *s == '\0' ? usual : s;
}

static const char *
proxies_in(const char *s)
{
	return strcmp(s, "none") == 0 ? "" : s;
}

static bool
read_options(int argc, char **argv, struct serve_options *o)
{
	*o = (struct serve_options){ .listen = set_in("PILOTIS_LISTEN", "127.0.0.1:8080"), .base_url = set_in("PILOTIS_BASE_URL", NULL),
		.proxies = proxies_in(set_in("PILOTIS_TRUSTED_PROXY", "127.0.0.0/8 ::1")), .handed = system_socket() };
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--listen") == 0 && i + 1 < argc)
			o->listen = argv[++i];
		else if (strcmp(argv[i], "--base-url") == 0 && i + 1 < argc)
			o->base_url = argv[++i];
		else if (strcmp(argv[i], "--trusted-proxy") == 0 && i + 1 < argc)
			o->proxies = proxies_in(argv[++i]);
		else if (strcmp(argv[i], "--demo") == 0)
			o->demo = true;
		else if (strcmp(argv[i], "--no-worker") == 0)
			o->no_worker = true;
		else if (strcmp(argv[i], "--no-sandbox") == 0)
			o->no_sandbox = true;
		else
			return false;
	}
	return true;
}

static enum err
load_key(struct db *db, void *arg)
{
	return app_key_load(db, arg);
}

/* Memory: the pool's threads take turns in few arenas of malloc, and give large pieces back. */
static void
tune_memory(void)
{
	mallopt(M_ARENA_MAX, 4);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
}

/* A descriptor a connection, and those of the store: more than the usual thousand. */
static void
tune_files(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < FILES && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max < FILES ? r.rlim_max : FILES;
		(void)setrlimit(RLIMIT_NOFILE, &r);
	}
}

/* The worker in the same process: what a small programme needs is one command. */
struct worker_thread { struct worker worker; pthread_t thread; bool runs; };

static void *
work(void *arg)
{
	worker_loop(arg);
	return NULL;
}

static void
worker_thread_start(struct worker_thread *w)
{
	w->runs = pthread_create(&w->thread, NULL, work, &w->worker) == 0;
}

static void
worker_thread_stop(struct worker_thread *w)
{
	if (!w->runs)
		return;
	atomic_store(&w->worker.stop, true);
	pthread_join(w->thread, NULL);
}

/* For people in their language; where the log is for machines, as an event. */
static void
announce(const char *event, enum lang l, const char *msgid, const char *arg)
{
	if (!log_is_json()) {
		fprintf(stderr, "pilotis: %s%s%s\n", tr(l, msgid), arg == NULL ? "" : " ", arg == NULL ? "" : arg);
		return;
	}
	struct log_line line = log_begin(event);
	log_text(&line, "detail", arg);
	log_end(&line);
}

static int
refuse(struct arena *a, enum lang l, const char *msgid, enum err e)
{
	const char *detail = fail_detail(a);
	announce("refused", l, msgid, arena_printf(a, "(%s%s%s)", err_name(e), *detail != '\0' ? ": " : "", detail));
	return 1;
}

/* What opens /metrics to another machine; NULL: nothing does. */
static const char *
metrics_token(void)
{
	const char *s = getenv("PILOTIS_METRICS_TOKEN");
	return s == NULL || *s == '\0' ? NULL : s;
}

/* Whether the watchdog may rest: the store was asked and came back, whatever it said (a database that is away is no fault that
 * a new start would mend), and the work behind turns. A thread that hangs with a lock of the store hangs this one too. */
static bool
well(const struct app *app)
{
	struct arena *a = arena_new(MIB(4));
	struct health h = health_now(app, a);
	arena_free(a);
	return h.worker != NO;
}

/* Until a signal asks to stop. */
static void
wait_for(const sigset_t *stop, const struct app *app, const struct notice_to *to)
{
	int64_t ms = to->watchdog_ms > 0 ? to->watchdog_ms : INT64_C(3600000);
	struct timespec t = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
	while (sigtimedwait(stop, NULL, &t) < 0)
		if (to->watchdog_ms > 0 && well(app))
			system_notify(to, "WATCHDOG=1");
}

static int
serve(struct arena *process, const char *store_url, const struct serve_options *o, const struct notice_to *to, enum lang l)
{
	static const char usual_host[] = "127.0.0.1";
	unsigned char *key = arena_alloc(process, APP_KEY_SIZE);
	struct app *app = ARENA_NEW(process, struct app);
	struct server *server;
	struct worker_thread worker = { 0 };
	sigset_t stop;
	int fd, port;
	enum err e;

	struct nets *proxies = ARENA_NEW(process, struct nets);
	if (nets_read(process, o->proxies, proxies) != OK)
		return refuse(process, l, N_("--trusted-proxy attend des adresses ou des réseaux, ou « none »"), E_INVALID);
	if ((e = store_open(process, store_url, &app->store)) != OK)
		return refuse(process, l, N_("le dépôt ne s’ouvre pas"), e);
	if ((e = store_read(app->store, process, load_key, key)) != OK) {
		store_close(app->store);
		return refuse(process, l, N_("ce dépôt n’a pas encore de programme : pilotis init, ou pilotis demo"), e);
	}
	e = o->handed >= 0 ? server_handed(process, fd = o->handed, &port) : server_socket(process, o->listen, &fd, &port);
	if (e != OK) {
		store_close(app->store);
		return refuse(process, l, N_("impossible d’écouter à cette adresse"), e);
	}
	struct fence_state *fence = ARENA_NEW(process, struct fence_state);
	if (!fenced_enter(process, store_url, o->no_sandbox, fence)) {
		store_close(app->store);
		return 1;
	}
	app->fence = fence;
	app->proxies = proxies;
	app->routes = route_table;
	app->nroutes = route_table_n;
	app->nav = nav_table;
	app->assets = assets_prepare(process);
	const char *colon = strrchr(o->listen, ':');
	int host = (int)(colon - o->listen);
	app->base_url = o->base_url != NULL ? o->base_url : arena_printf(process, "http://%.*s:%d", host > 0 ? host : (int)strlen(usual_host),
	    host > 0 ? o->listen : usual_host, port);
	app->listen = o->listen;
	app->store_url = store_url;
	app->demo = o->demo;
	app->secure = text_starts(app->base_url, "https://");
	app->key = key;
	app->plan_cache = plan_cache_new(process);
	app->oidc = oidc_new(process);
	app->metrics = metrics_new(process, route_table, route_table_n);
	app->metrics_token = metrics_token();
	app->folder = store_folder(process, store_url);
	worker.worker = (struct worker){ .store = app->store, .kinds = job_table, .sinks = fetch_sink_table, .base_url = app->base_url, .log = worker_says };
	app->worker = o->no_worker ? NULL : &worker.worker;

	/* Before any thread: they inherit the mask, and the signals wait for sigwait(). */
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	if ((e = server_start(process, app, fd, &server)) != OK) {
		store_close(app->store);
		return refuse(process, l, N_("le serveur ne démarre pas"), e);
	}
	if (!o->no_worker)
		worker_thread_start(&worker);
	announce("listening", l, N_("à l’écoute sur"), app->base_url);
	system_notify(to, arena_printf(process, "READY=1\nSTATUS=%s", app->base_url));
	wait_for(&stop, app, to);
	system_notify(to, "STOPPING=1");
	announce("stopping", l, N_("arrêt demandé, fin de ce qui est en cours"), NULL);
	server_stop(server);
	if (!o->no_worker)
		worker_thread_stop(&worker);
	plan_cache_clear(app->plan_cache);
	oidc_free(app->oidc);
	store_close(app->store);
	return 0;
}

int
command_serve(const char *store_url, int argc, char **argv)
{
	struct serve_options o;
	enum lang l = lang_best(getenv("LANG"));
	if (!read_options(argc, argv, &o)) {
		fprintf(stderr, "%s\n", tr(l, N_("usage : pilotis serve [--store URL] [--listen HÔTE:PORT] [--base-url URL] [--trusted-proxy ADRESSES|none] [--demo] [--no-worker] [--no-sandbox]")));
		return 2;
	}
	if (metrics_token() != NULL && strlen(metrics_token()) < TOKEN_LEAST) {
		cli_say(N_("PILOTIS_METRICS_TOKEN a au moins 16 signes."), NULL);
		return 2;
	}
	const struct notice_to to = system_notify_open();
	fenced_begin(o.no_sandbox);
	tune_memory();
	tune_files();
	struct arena *process = arena_new(MIB(256));
	int rc = serve(process, store_url, &o, &to, l);
	arena_free(process);
	return rc;
}
