#include "search/search_jobs.h"
#include "entity/search.h"

static enum err
daily(struct db *db, void *arg)
{
	(void)arg;
	return search_daily(db);
}

enum err
job_search_daily(struct job *j)
{
	return store_write(j->store, j->a, daily, NULL);
}
