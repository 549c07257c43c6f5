/* jobs.h: work that no request waits for: a queue of rows with leases, run by `pilotis work` or by a thread inside
 * `serve`. A job runs at least once: it must do no harm when it runs twice (keys, idempotent writes). */
#ifndef JOBS_H
#define JOBS_H
#include "base/date.h"
#include <stdatomic.h>
#include "store/db.h"

extern const struct query job_queries[];

/* What a job gets. It opens its own transactions: slow work never holds the writer. */
struct job { struct store *store; struct arena *a; struct date today; const char *base_url; const char *payload; const struct worker *worker; };

struct job_kind {
	const char *name;
	enum err (*run)(struct job *);
	int lease_seconds;            /* longer than it can take: after that another worker may take it */
	int tries;                    /* then it is marked failed, with its last error */
	bool daily;                   /* queued once a day in Brussels */
};

/* Receives what was fetched, in a write transaction. */
struct fetched { const char *url, *final_url, *text, *title, *fetched_at; int64_t status; const char *error; /* NULL: it was read */ };
struct fetch_sink { const char *name; enum err (*keep)(struct db *db, int64_t id, const struct fetched *f); };

struct worker {
	struct store *store;
	const struct job_kind *kinds;      /* ends with a NULL name */
	const struct fetch_sink *sinks;    /* ends with a NULL name; NULL: none */
	const char *base_url;
	void (*log)(const char *line);     /* one line an event, without personal data; NULL: silent */
	atomic_llong good_until;           /* ms of the monotonic clock: see worker_alive(); 0: not begun */
	bool hold_daily;                   /* the clock is in doubt: see jobs_clock */
	atomic_bool stop;                  /* set from anywhere: the loop ends after what is under way */
};

/* In the transaction that causes it. payload: JSON. key: NULL, or a second job with the same one is dropped. */
enum err job_queue(struct db *db, const char *kind, const char *payload, const char *key, int64_t delay_seconds) MUST_USE;
/* Runs everything that is due, once; *ran: how many. For tests and for the loop. */
enum err jobs_run_due(struct worker *w, struct date today, int *ran) MUST_USE;
/* Queues the daily jobs of that day that are not yet there. */
enum err jobs_queue_daily(struct worker *w, struct date today) MUST_USE;
/* The loop: daily jobs, due jobs, due mails, a short sleep; until w->stop. */
void worker_loop(struct worker *w);
/* Whether the loop still turns: each step says how long it may take at most. */
bool worker_alive(const struct worker *w);
/* What waits: jobs and mails waiting and failed; since when (ISO) the job waits that is due for longest and that nobody has
 * taken, NULL when none. */
struct work_counts { int64_t jobs_waiting, jobs_failed, mails_waiting, mails_failed; const char *due_since; };
enum err work_counts(struct db *db, struct work_counts *out) MUST_USE;
/* ---- a clock that is wrong ------------------------------------------------------------------------------- */

/* Whether the clock of the wall runs beside that of the machine (CLOCK_BOOTTIME, which nobody sets). Seconds. */
struct jobs_clock { int64_t offset, uneven_until; bool begun; };
/* To be told both, now and then; by how much the wall's was set since the last time, 0 when it was not. */
int64_t jobs_clock_tick(struct jobs_clock *c, int64_t wall, int64_t boot);
void jobs_clock_doubt(struct jobs_clock *c, int64_t boot); /* it looks wrong */
bool jobs_clock_steady(const struct jobs_clock *c, int64_t boot); /* what cannot be taken back may be done */
/* Whether it is odd that the last thing was done at `last` (NONE: nothing yet). */
bool jobs_clock_odd(int64_t now, int64_t last);
extern const struct query job_clock_queries[];
/* When one of that kind was last queued; NONE. */
enum err jobs_last(struct db *db, const char *kind, int64_t *last) MUST_USE;
/* Jobs and mails that a clock which ran ahead put off for too long are due now; *n: how many. */
enum err jobs_mend(struct db *db, int64_t *n) MUST_USE;

/* ---- the text behind a link ------------------------------------------------------------------------------ */

/* Queues the fetching of a page for a sink ("evidence"): its text and the day are kept, whatever becomes of the page. */
enum err fetch_queue(struct db *db, const char *sink, int64_t id, const char *url) MUST_USE;
/* job_kind "fetch_link". */
enum err job_fetch_link(struct job *j) MUST_USE;
/* Gets a page: http and https only, never a private, loopback or link-local address (whatever name stands for it, at
 * each redirect anew; PILOTIS_FETCH_PRIVATE=1 lifts this for tests), three redirects, 2 MB, 20 s. OK also when it could
 * not be read: out->error says why (French msgid). */
enum err fetch_page(struct arena *a, const char *url, struct fetched *out) MUST_USE;
/* Pure: whether an address may be fetched from; family AF_INET or AF_INET6, bytes in network order. */
bool address_is_public(int family, const void *bytes);
#endif
