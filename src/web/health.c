#include "web/health.h"
#include "base/secret.h"
#include "store/setting.h"
#include "web/metrics.h"
#include <string.h>
#include <sys/statvfs.h>

const struct query health_queries[] = {
	{ "health_sessions", "SELECT count(*) FROM signin_session WHERE expires_at > $1" },
	{ 0 },
};

static int64_t
seconds_since(const char *then)
{
	int64_t from, now;
	return then != NULL && isotime_parse(then, &from) && isotime_parse(now_utc().s, &now) && now > from ? now - from : 0;
}

static enum err
look(struct db *db, void *arg)
{
	struct health *h = arg;
	struct isotime now = now_utc();
	const char *backup;
	struct rows *r;
	enum err e = db_schema_newest(db, &h->newest);
	if (e == OK)
		e = work_counts(db, &h->work);
	if (e == OK)
		e = db_one(db, &health_queries[0], ARGS(V(now.s)), &r);
	if (e != OK)
		return e;
	h->sessions = col_int(r, 0);
	h->lag = seconds_since(h->work.due_since);
	if ((e = rows_end(r)) == OK)
		e = setting_get(db, "backup_at", &backup);
	if (e == OK)
		e = db_size(db, &h->bytes);
	if (e == OK)
		h->backup_age = backup == NULL ? -1 : seconds_since(backup);
	return e;
}

struct health
health_now(const struct app *app, struct arena *a)
{
	struct health h = { .disk_free = -1, .backup_age = -1, .worker = app->worker == NULL ? UNKNOWN : worker_alive(app->worker) ? YES : NO };
	struct statvfs fs;
	if (app->folder != NULL && statvfs(app->folder, &fs) == 0)
		h.disk_free = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	h.reachable = store_read(app->store, a, look, &h) == OK;
	if (!h.reachable)
		fail_clear(a);
	return h;
}

void
health_ills(const struct health *h, struct arena *a, struct strings *out)
{
	if (!h->reachable)
		PUSH(a, out, "database: does not answer");
	else if (!h->newest)
		PUSH(a, out, "database: its schema is not the one of this program");
	if (h->disk_free >= 0 && h->disk_free < HEALTH_DISK_LEAST)
		PUSH(a, out, arena_printf(a, "disk: %lld MB left", (long long)(h->disk_free >> 20)));
	if (h->worker == NO)
		PUSH(a, out, "worker: does not turn");
	else if (h->worker == UNKNOWN && h->lag > HEALTH_LAG_MOST)
		PUSH(a, out, arena_printf(a, "worker: a job has waited for %lld minutes", (long long)(h->lag / 60)));
}

enum err
page_livez(struct request *rq, struct answer *an)
{
	(void)rq;
	return answer_bytes(an, "text/plain; charset=utf-8", "ok\n", 3, NULL);
}

enum err
page_healthz(struct request *rq, struct answer *an)
{
	struct health h = health_now(rq->app, rq->a);
	struct strings ills = { 0 };
	struct buf b = buf_new(rq->a, KIB(4));
	health_ills(&h, rq->a, &ills);
	for (size_t i = 0; i < ills.n; i++)
		buf_printf(&b, "%s\n", ills.items[i]);
	if (ills.n > 0)
		an->status = 503;
	return answer_bytes(an, "text/plain; charset=utf-8", ills.n == 0 ? "ok\n" : buf_str(&b), ills.n == 0 ? 3 : b.len, NULL);
}

/* ---- metrics ------------------------------------------------------------------------------------------------ */

/* Asked on this machine itself: a proxy in front either says for whom it asks, or under which name. */
static bool
from_here(const struct request *rq)
{
	static const char *const proxied[] = { "x-forwarded-for", "x-real-ip", "forwarded", "via", "x-forwarded-host", "x-forwarded-proto" };
	static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
	const char *host = header_of(rq, "host");
	if (rq->address == NULL || (strcmp(rq->address, "127.0.0.1") != 0 && strcmp(rq->address, "::1") != 0))
		return false;
	for (size_t i = 0; i < LEN(proxied); i++)
		if (header_of(rq, proxied[i]) != NULL)
			return false;
	for (size_t i = 0; i < LEN(names) && host != NULL; i++) {
		size_t n = strlen(names[i]);
		if (strncmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == ':'))
			return true;
	}
	return false;
}

static bool
by_token(const struct request *rq)
{
	const char *given = header_of(rq, "authorization"), *token = rq->app->metrics_token;
	return token != NULL && given != NULL && text_starts(given, "Bearer ") && secret_eq(digest_str(given + 7).s, digest_str(token).s);
}

enum err
page_metrics(struct request *rq, struct answer *an)
{
	if (rq->app->metrics == NULL || !(from_here(rq) || by_token(rq)))
		return E_NOTFOUND; /* not there, for anyone else */
	struct buf b = buf_new(rq->a, MIB(1));
	metrics_write(rq->app, rq->a, &b);
	return answer_bytes(an, "text/plain; version=0.0.4; charset=utf-8", buf_str(&b), b.len, NULL);
}
