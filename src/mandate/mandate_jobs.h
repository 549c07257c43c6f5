/* mandate_jobs.h: what mandates do every day. */
#ifndef MANDATE_JOBS_H
#define MANDATE_JOBS_H
#include "jobs/jobs.h"

/* job_kind "mandates", daily: a mandate that was noted ahead is evidence from the day it begins; the lists of meetings follow what
 * changed without a page (a person erased, accounts of a provider). */
enum err job_mandates(struct job *j) MUST_USE;
#endif
