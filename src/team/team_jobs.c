#include "team/team_jobs.h"
#include "base/json.h"
#include "team/ranking.h"
#include <jansson.h>
#include <string.h>

struct asking { struct job *j; int64_t edition, told; };

static enum err
ask(struct db *db, void *arg)
{
	struct asking *q = arg;
	return ranking_ask_again(db, q->edition, q->j->base_url, &q->told);
}

enum err
job_ranking_again(struct job *j)
{
	json_t *o = NULL;
	enum err e = json_read(j->a, j->payload, strlen(j->payload), &o);
	struct asking q = { .j = j };
	if (e != OK)
		return e;
	q.edition = json_integer_value(json_object_get(o, "edition"));
	e = store_write(j->store, j->a, ask, &q);
	if (e == OK && q.told > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "team: %lld students asked to complete their ranking", (long long)q.told));
	return e;
}
