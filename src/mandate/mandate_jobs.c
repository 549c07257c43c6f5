#include "mandate/mandate_jobs.h"
#include "mandate/mandate.h"

static enum err
begun(struct db *db, void *arg)
{
	return mandate_prove_begun(db, ((const struct job *)arg)->today);
}

enum err
job_mandates(struct job *j)
{
	return store_write(j->store, j->a, begun, j);
}
