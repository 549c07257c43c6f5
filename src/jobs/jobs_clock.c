/* jobs_clock.c: the clock of a machine may be wrong, and be set right or wrong under way. What is done once a day waits until
 * it has run evenly for an hour: reminders of another year cannot be taken back, nor what was cleaned away. */
#include "jobs/jobs.h"
#include "base/text.h"
#include "mail/mail.h"
#include "people/people_store.h"
#include <stdlib.h>
#include <time.h>

enum { STEADY_SECONDS = 3600, JUMP_SECONDS = 120, AWAY_DAYS = 31 };

int64_t
jobs_clock_tick(struct jobs_clock *c, int64_t wall, int64_t boot)
{
	int64_t jump = c->begun ? wall - boot - c->offset : 0;
	c->offset = wall - boot;
	c->begun = true;
	if (llabs(jump) <= JUMP_SECONDS)
		return 0;
	c->uneven_until = boot + STEADY_SECONDS;
	return jump;
}

void
jobs_clock_doubt(struct jobs_clock *c, int64_t boot)
{
	c->uneven_until = boot + STEADY_SECONDS;
}

bool
jobs_clock_steady(const struct jobs_clock *c, int64_t boot)
{
	return boot >= c->uneven_until;
}

bool
jobs_clock_odd(int64_t now, int64_t last)
{
	return last != NONE && (now < last - 86400 || now > last + AWAY_DAYS * INT64_C(86400));
}

/* ---- what the store keeps of another time --------------------------------------------------------------------- */

enum { Q_LAST, Q_MEND };
const struct query job_clock_queries[] = {
	[Q_LAST] = { "job_last", "SELECT max(created_at) FROM job WHERE kind = $1" },
	/* Leases and delays are of minutes: what is further away than a day was written by a clock that ran ahead. */
	[Q_MEND] = { "job_mend",
		"UPDATE job SET run_at = CASE WHEN created_at > $2 OR run_at > $3 THEN $1 ELSE run_at END,"
		" lease_until = CASE WHEN lease_until > $3 THEN $1 ELSE lease_until END"
		" WHERE state = 'waiting' AND ((created_at > $2 AND run_at > $1) OR lease_until > $3 OR (attempts > 0 AND run_at > $3))" },
	{ 0 },
};

enum err
jobs_last(struct db *db, const char *kind, int64_t *last)
{
	struct rows *r;
	*last = NONE;
	enum err e = db_one(db, &job_clock_queries[Q_LAST], ARGS(V(kind)), &r);
	if (e != OK)
		return e;
	const char *at = col_text(r, 0);
	if (at != NULL && !isotime_parse(at, last))
		*last = NONE;
	return rows_end(r);
}

enum err
jobs_mend(struct db *db, int64_t *n)
{
	int64_t now = 0, mails;
	struct isotime at = now_utc();
	bool read = isotime_parse(at.s, &now);
	BUG_ON(!read);
	struct isotime hour = isotime_of(now + 3600), day = isotime_of(now + 86400);
	enum err e = db_exec(db, &job_clock_queries[Q_MEND], ARGS(V(at.s), V(hour.s), V(day.s)), n);
	if (e == OK)
		e = outbox_mend(db, hour.s, day.s, &mails);
	if (e == OK)
		*n += mails;
	return e == OK ? signin_mend(db, hour.s) : e;
}
