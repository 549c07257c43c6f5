/* plan_jobs.h: what the plan does while nobody waits. */
#ifndef PLAN_JOBS_H
#define PLAN_JOBS_H
#include "jobs/jobs.h"

/* job_kind "reminders", daily: on the days of due_reminders() each body's secretary, then its chair, is told what the
 * body owes. A reminder of a day is never sent twice to the same person. */
enum err job_reminders(struct job *j) MUST_USE;
/* fetch_sink "evidence": the text of a linked page becomes the stored copy of a piece of evidence. */
enum err evidence_keep_copy(struct db *db, int64_t id, const struct fetched *f) MUST_USE;
#endif
