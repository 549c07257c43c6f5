#include "web/metrics.h"
#include "base/secret.h"
#include "jobs/jobs.h"
#include "store/setting.h"
#include "web/health.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* A class of requests: the room, which the path's first word names. */
enum { CLASSES_MOST = 120, WORD_MOST = 24, KINDS = 5 };
static const int64_t bounds_us[] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000 };
enum { BOUNDS = LEN(bounds_us) };

struct metrics {
	const struct route *routes;
	size_t nroutes;
	unsigned char *class_of;         /* of each route */
	char class[CLASSES_MOST][WORD_MOST];
	size_t nclasses;                 /* 0 is "none": no such path */
	atomic_llong requests[CLASSES_MOST][2][KINDS]; /* GET, POST; 2xx … 5xx at 1 … 4, others at 0 */
	atomic_llong took[2][BOUNDS + 1], took_us[2], files;
	int64_t began;                   /* seconds since 1970 */
};

static unsigned char
class_named(struct metrics *m, const char *pattern)
{
	const char *word = pattern + (*pattern == '/');
	size_t n = strcspn(word, "/{");
	n = n >= WORD_MOST ? WORD_MOST - 1 : n;
	const char *name = n == 0 ? "home" : word;
	n = n == 0 ? strlen(name) : n;
	for (size_t i = 0; i < m->nclasses; i++)
		if (strlen(m->class[i]) == n && strncmp(m->class[i], name, n) == 0)
			return (unsigned char)i;
	BUG_ON(m->nclasses == CLASSES_MOST); /* a room that nobody counts */
	snprintf(m->class[m->nclasses], WORD_MOST, "%.*s", (int)n, name);
	return (unsigned char)m->nclasses++;
}

struct metrics *
metrics_new(struct arena *process, const struct route *routes, size_t n)
{
	struct metrics *m = ARENA_NEW(process, struct metrics);
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	m->routes = routes;
	m->nroutes = n;
	m->began = (int64_t)t.tv_sec;
	m->class_of = arena_alloc(process, n + 1);
	snprintf(m->class[m->nclasses++], WORD_MOST, "none");
	for (size_t i = 0; i < n; i++)
		m->class_of[i] = class_named(m, routes[i].pattern);
	return m;
}

void
metrics_request(struct metrics *m, const struct route *route, enum method method, int status, int64_t nanoseconds)
{
	if (m == NULL)
		return;
	size_t class = route != NULL && route >= m->routes && route < m->routes + m->nroutes ? m->class_of[route - m->routes] : 0;
	int post = method == M_POST, kind = status >= 200 && status < 600 ? status / 100 - 1 : 0, bound = 0;
	while (bound < BOUNDS && nanoseconds > bounds_us[bound] * 1000)
		bound++;
	atomic_fetch_add_explicit(&m->requests[class][post][kind], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->took[post][bound], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->took_us[post], nanoseconds / 1000, memory_order_relaxed);
}

void
metrics_file(struct metrics *m)
{
	if (m != NULL)
		atomic_fetch_add_explicit(&m->files, 1, memory_order_relaxed);
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static void
head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
one(struct buf *b, const char *name, const char *type, const char *help, int64_t value)
{
	head(b, name, type, help);
	buf_printf(b, "%s %lld\n", name, (long long)value);
}

static int64_t
load(const atomic_llong *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

static void
write_requests(const struct metrics *m, struct buf *b)
{
	static const char *const methods[] = { "GET", "POST" }, *const kinds[KINDS] = { "other", "2xx", "3xx", "4xx", "5xx" };
	head(b, "pilotis_requests_total", "counter", "Answers by room, method and status.");
	for (size_t c = 0; c < m->nclasses; c++)
		for (int p = 0; p < 2; p++)
			for (int k = 0; k < KINDS; k++)
				if (load(&m->requests[c][p][k]) > 0)
					buf_printf(b, "pilotis_requests_total{class=\"%s\",method=\"%s\",status=\"%s\"} %lld\n", m->class[c], methods[p],
					    kinds[k], (long long)load(&m->requests[c][p][k]));
	head(b, "pilotis_request_seconds", "histogram", "Time to make an answer, from its last byte in to its first byte out.");
	for (int p = 0; p < 2; p++) {
		int64_t sum = 0;
		for (int i = 0; i <= BOUNDS; i++) {
			sum += load(&m->took[p][i]);
			if (i < BOUNDS)
				buf_printf(b, "pilotis_request_seconds_bucket{method=\"%s\",le=\"%g\"} %lld\n", methods[p], (double)bounds_us[i] / 1e6, (long long)sum);
			else
				buf_printf(b, "pilotis_request_seconds_bucket{method=\"%s\",le=\"+Inf\"} %lld\n", methods[p], (long long)sum);
		}
		buf_printf(b, "pilotis_request_seconds_sum{method=\"%s\"} %.6f\npilotis_request_seconds_count{method=\"%s\"} %lld\n", methods[p],
		    (double)load(&m->took_us[p]) / 1e6, methods[p], (long long)sum);
	}
	one(b, "pilotis_static_files_total", "counter", "Static files answered from memory.", load(&m->files));
}

static void
write_store(struct store *s, struct buf *b)
{
	struct store_counts c = store_counts(s);
	one(b, "pilotis_store_reads_total", "counter", "Read transactions.", c.reads);
	one(b, "pilotis_store_writes_total", "counter", "Works committed.", c.writes);
	one(b, "pilotis_store_lost_total", "counter", "Transactions of writers that were given up as a whole.", c.lost);
	one(b, "pilotis_store_round_trips_total", "counter", "Times that a database server was waited for.", c.trips);
	head(b, "pilotis_store_commit_works", "histogram", "Works committed together (group commit).");
	int64_t sum = 0;
	for (size_t i = 0; i < LEN(c.batch); i++) {
		sum += c.batch[i];
		buf_printf(b, "pilotis_store_commit_works_bucket{le=\"%d\"} %lld\n", 1 << i, (long long)sum);
	}
	buf_printf(b, "pilotis_store_commit_works_bucket{le=\"+Inf\"} %lld\npilotis_store_commit_works_sum %lld\npilotis_store_commit_works_count %lld\n",
	    (long long)c.commits, (long long)c.writes, (long long)c.commits);
}

static void
write_counts(const struct health *h, struct buf *b)
{
	one(b, "pilotis_up", "gauge", "Whether the database answers.", h->reachable);
	if (h->worker != UNKNOWN)
		one(b, "pilotis_worker_alive", "gauge", "Whether the background work of this process turns.", h->worker == YES);
	if (h->disk_free >= 0)
		one(b, "pilotis_disk_free_bytes", "gauge", "Room left where the database is.", h->disk_free);
	if (!h->reachable)
		return;
	head(b, "pilotis_jobs", "gauge", "Background jobs.");
	buf_printf(b, "pilotis_jobs{state=\"waiting\"} %lld\npilotis_jobs{state=\"failed\"} %lld\n", (long long)h->work.jobs_waiting, (long long)h->work.jobs_failed);
	head(b, "pilotis_mails", "gauge", "Mails of the outbox.");
	buf_printf(b, "pilotis_mails{state=\"waiting\"} %lld\npilotis_mails{state=\"failed\"} %lld\n", (long long)h->work.mails_waiting, (long long)h->work.mails_failed);
	one(b, "pilotis_job_lag_seconds", "gauge", "Since when the job waits that is due for longest.", h->lag);
	one(b, "pilotis_sessions", "gauge", "Sessions that are open.", h->sessions);
	one(b, "pilotis_database_bytes", "gauge", "Room that the database takes.", h->bytes);
	if (h->backup_age >= 0)
		one(b, "pilotis_backup_age_seconds", "gauge", "Age of the last backup.", h->backup_age);
}

static int64_t
resident(void)
{
	char s[200];
	long long pages = 0;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, s, sizeof s - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return -1;
	s[n] = '\0';
	return sscanf(s, "%*s %lld", &pages) == 1 ? pages * sysconf(_SC_PAGESIZE) : -1;
}

static int64_t
descriptors(void)
{
	int64_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	if (d == NULL)
		return -1;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n - 1; /* its own */
}

static void
write_process(const struct metrics *m, struct buf *b)
{
	struct rusage use;
	struct rlimit files;
	int running, waiting;
	password_queue(&running, &waiting);
	head(b, "pilotis_passwords", "gauge", "Password checks under way and waiting.");
	buf_printf(b, "pilotis_passwords{state=\"running\"} %d\npilotis_passwords{state=\"waiting\"} %d\n", running, waiting);
	if (getrusage(RUSAGE_SELF, &use) == 0) {
		head(b, "process_cpu_seconds_total", "counter", "Processor time of the server.");
		buf_printf(b, "process_cpu_seconds_total %.2f\n", (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
		    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
	}
	if (resident() >= 0)
		one(b, "process_resident_memory_bytes", "gauge", "Memory of the server.", resident());
	if (descriptors() >= 0)
		one(b, "process_open_fds", "gauge", "Open descriptors.", descriptors());
	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		one(b, "process_max_fds", "gauge", "Descriptors allowed.", (int64_t)files.rlim_cur);
	one(b, "process_start_time_seconds", "gauge", "When the server began, in seconds since 1970.", m->began);
}

void
metrics_write(const struct app *app, struct arena *a, struct buf *b)
{
	struct health h = health_now(app, a);
	head(b, "pilotis_build_info", "gauge", "The version that runs.");
	buf_printf(b, "pilotis_build_info{version=\"%s\"} 1\n", PILOTIS_VERSION);
	write_counts(&h, b);
	write_requests(app->metrics, b);
	write_store(app->store, b);
	write_process(app->metrics, b);
}
