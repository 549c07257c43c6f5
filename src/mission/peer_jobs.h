/* peer_jobs.h: what peer evaluation does every day. */
#ifndef PEER_JOBS_H
#define PEER_JOBS_H
#include "jobs/jobs.h"

/* job_kind "peer_reminders": of each round that is open, its students are told once, and those who have not answered once more in
 * its last days. No mail says who answered what. */
enum err job_peer_reminders(struct job *j) MUST_USE;
#endif
