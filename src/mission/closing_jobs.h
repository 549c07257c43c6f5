/* closing_jobs.h: what missions that are over do every day. */
#ifndef CLOSING_JOBS_H
#define CLOSING_JOBS_H
#include "jobs/jobs.h"

/* job_kind "mission_later": sponsors of archived missions are asked what became of the report on the day it is due, and once more. */
enum err job_mission_later(struct job *j) MUST_USE;
#endif
