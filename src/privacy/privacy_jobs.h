/* privacy_jobs.h: the daily work of this room, for the jobs table. */
#ifndef PRIVACY_JOBS_H
#define PRIVACY_JOBS_H
#include "jobs/jobs.h"

/* job_kind "retention", daily: what is older than its rule goes; each rule in a transaction of its own, counted. */
enum err job_retention(struct job *j) MUST_USE;
/* job_kind "security_counts", daily: the refusals of past days, into the journal. */
enum err job_security_counts(struct job *j) MUST_USE;
#endif
