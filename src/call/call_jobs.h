/* call_jobs.h: what the call does every day. */
#ifndef CALL_JOBS_H
#define CALL_JOBS_H
#include "jobs/jobs.h"

/* job_kind "call_reminders": drafts alone are reminded, 14, 3 and 1 days before the call closes; once each. */
enum err job_call_reminders(struct job *j) MUST_USE;
#endif
