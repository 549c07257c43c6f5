/* health.h: how this server is, for whoever looks after it and for what stands in front of it. Writes nothing. */
#ifndef HEALTH_H
#define HEALTH_H
#include "jobs/jobs.h"
#include "web/web.h"

enum { HEALTH_DISK_LEAST = 64 << 20, HEALTH_LAG_MOST = 15 * 60 };
struct health {
	bool reachable, newest;                 /* the database; its schema is this program's */
	enum { NO, YES, UNKNOWN } worker;       /* UNKNOWN: it runs elsewhere */
	int64_t disk_free;                      /* bytes where the database is a file; -1: elsewhere */
	struct work_counts work;
	int64_t lag;                            /* seconds for which the oldest due job waits; 0 */
	int64_t sessions, bytes, backup_age;    /* -1: never */
};
extern const struct query health_queries[];
struct health health_now(const struct app *app, struct arena *a);
/* Why it does not do, one line each (English: for a machine's log); none: it is well. */
void health_ills(const struct health *h, struct arena *a, struct strings *out);

enum err page_livez(struct request *rq, struct answer *an);   /* GET /livez: it answers */
enum err page_healthz(struct request *rq, struct answer *an); /* GET /healthz: it is of use; 503 and why it is not */
enum err page_metrics(struct request *rq, struct answer *an); /* GET /metrics: from this machine, or with the token */
#endif
