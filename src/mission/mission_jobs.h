/* mission_jobs.h: what the missions do while nobody waits. */
#ifndef MISSION_JOBS_H
#define MISSION_JOBS_H
#include "jobs/jobs.h"

/* job_kind "missions", daily: an institution is reminded of a request three days before its day, and once after it; who follows a
 * team is told what is late in it, once a week at most; what the missions prove in the plan is brought up to date. */
enum err job_missions(struct job *j) MUST_USE;
extern const struct query mission_job_queries[];
#endif
