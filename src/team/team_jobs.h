/* team_jobs.h: what the teams do in the background. */
#ifndef TEAM_JOBS_H
#define TEAM_JOBS_H
#include "jobs/jobs.h"

/* job_kind "ranking_again": students who had ranked a commission that is gone are asked to complete. Payload: {"edition": n}. */
enum err job_ranking_again(struct job *j) MUST_USE;
#endif
