/* search_jobs.h: the daily work of search, for the jobs table. */
#ifndef SEARCH_JOBS_H
#define SEARCH_JOBS_H
#include "jobs/jobs.h"

/* job_kind "search_daily", daily: what is found, or not any more, because another day has begun. */
enum err job_search_daily(struct job *j) MUST_USE;
#endif
