#include "charter/charter_jobs.h"
#include "base/json.h"
#include "charter/charter.h"
#include "plan/plan_store.h"
#include <jansson.h>
#include <string.h>

struct round { struct job *j; int64_t sent; };

static enum err
every_document(struct db *db, void *arg)
{
	struct round *x = arg;
	struct programme pr;
	struct charters all;
	enum err e = programme_load(db, &pr);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e == OK)
		e = charter_list(db, &user_command, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) { /* there are some dozens */
		const struct charter *c = &all.items[i];
		struct reminding how = { x->j->base_url, pr.lang, x->j->today, NONE };
		int64_t sent = 0;
		if (c->reminding && c->version != NONE)
			e = reader_write(db, c, &how, &sent);
		x->sent += sent;
		if (e == OK)
			e = charter_prove(db, c->id, x->j->today);
	}
	return e;
}

enum err
job_documents(struct job *j)
{
	struct round x = { .j = j };
	enum err e = store_write(j->store, j->a, every_document, &x);
	if (e == OK && x.sent > 0 && j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "documents: %lld letters to read them", (long long)x.sent));
	return e;
}

static enum err
one_document(struct db *db, void *arg)
{
	const struct job *j = arg;
	json_t *o = NULL;
	enum err e = json_read(j->a, j->payload, strlen(j->payload), &o);
	return e == OK ? charter_prove(db, json_integer_value(json_object_get(o, "document")), j->today) : e;
}

enum err
job_readings(struct job *j)
{
	return store_write(j->store, j->a, one_document, j);
}
