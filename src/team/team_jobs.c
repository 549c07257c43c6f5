#include "team/team_jobs.h"
#include "base/json.h"
#include "jobs/solver.h"
#include "team/compose_pages.h"
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

struct proving { struct job *j; int64_t draft, step; struct compose c; struct team_answer r; const char *word; };

static enum err
begin(struct db *db, void *arg)
{
	struct proving *q = arg;
	enum err e = compose_open(db, q->draft, &q->c);
	return e == OK ? team_draft_exact(db, q->draft, "running", q->step) : e;
}

/* What was found is a step of the draft, when nobody changed it meanwhile. */
static enum err
end(struct db *db, void *arg)
{
	struct proving *q = arg;
	struct arena *a = db_arena(db);
	struct compose now;
	enum err e = compose_open(db, q->draft, &now);
	if (e != OK)
		return e;
	if (q->r.project_of != NULL && (now.d.step != q->step || !text_eq(now.key, q->c.key)))
		q->word = "stale";
	if (q->r.project_of != NULL && !text_eq(q->word, "stale")) {
		compose_take(a, &now.w, &now.s, &q->r);
		db_author(db, NONE, "solver", "job");
		const char *curve = compose_curve_with(a, &now, &q->r);
		e = team_draft_step(db, &now.d, &(struct compose_step){ "exact", NONE, NONE }, compose_write(a, &now.w, &now.s));
		if (e == OK && curve != NULL)
			e = team_draft_curve(db, q->draft, curve);
	}
	return e == OK ? team_draft_exact(db, q->draft, q->word, now.d.step) : e;
}

struct saying { int64_t draft; const char *said; };

static enum err
keep_said(struct db *db, void *arg)
{
	struct saying *s = arg;
	return team_draft_exact_said(db, s->draft, s->said);
}

/* Kept for the page; that it cannot be stops no proof. */
static void
told(void *arg, const struct team_progress *p)
{
	struct proving *q = arg;
	struct arena *tmp = arena_new(MIB(4));
	struct saying s = { q->draft, compose_progress_write(tmp, p) };
	enum err e = store_write(q->j->store, tmp, keep_said, &s);
	if (e != OK && q->j->worker->log != NULL)
		q->j->worker->log("team: how far the solver is could not be kept");
	arena_free(tmp);
}

enum err
job_team_exact(struct job *j)
{
	json_t *o = NULL;
	struct proving q = { .j = j, .word = "done" };
	enum err e = json_read(j->a, j->payload, strlen(j->payload), &o);
	if (e != OK)
		return e;
	q.draft = json_integer_value(json_object_get(o, "draft"));
	q.step = json_integer_value(json_object_get(o, "step"));
	e = store_write(j->store, j->a, begin, &q);
	if (e == E_NOTFOUND) { /* the draft was put away */
		fail_clear(j->a);
		return OK;
	}
	if (e == OK && q.c.d.step == q.step) {
		struct team_watch watch = { told, &q };
		compose_known(j->a, &q.c);
		q.c.problem.watch = &watch;
		e = team_solve(j->a, &q.c.problem, EXACT_SECONDS, solver_run_bounded, &q.r);
	}
	if (e == OK && q.c.d.step != q.step)
		q.word = "stale";
	else if (q.r.project_of == NULL)
		q.word = e == OK ? "none" : "failed";
	enum err f = store_write(j->store, j->a, end, &q);
	return e != OK ? e : f;
}
