/* charter_jobs.h: what documents do while nobody waits. */
#ifndef CHARTER_JOBS_H
#define CHARTER_JOBS_H
#include "jobs/jobs.h"

/* job_kind "documents", daily: whoever is asked to read a document in force is written to (charter_letter_due()), and what documents
 * prove in the plan is brought up to date. */
enum err job_documents(struct job *j) MUST_USE;
/* job_kind "readings", from charter_prove_soon(). payload: {"document"}. */
enum err job_readings(struct job *j) MUST_USE;
#endif
