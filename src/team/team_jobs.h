/* team_jobs.h: what the teams do in the background. */
#ifndef TEAM_JOBS_H
#define TEAM_JOBS_H
#include "jobs/jobs.h"

/* job_kind "ranking_again": students who had ranked a commission that is gone are asked to complete. Payload: {"edition": n}. */
enum err job_ranking_again(struct job *j) MUST_USE;
/* job_kind "team_exact": a draft composed with the outside solver, two minutes at most; taken when the draft is still at that step.
 * Payload: {"draft": n, "step": n}. */
enum err job_team_exact(struct job *j) MUST_USE;
#endif
