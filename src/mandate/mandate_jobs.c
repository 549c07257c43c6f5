#include "mandate/mandate_jobs.h"
#include "mandate/mandate.h"
#include "meeting/meeting.h"

static enum err
begun(struct db *db, void *arg)
{
	const struct job *j = arg;
	enum err e = mandate_prove_begun(db, j->today);
	return e == OK ? meetings_follow(db, j->today) : e;
}

enum err
job_mandates(struct job *j)
{
	return store_write(j->store, j->a, begun, j);
}
