#include "solve/teams_json.h"
#include <string.h>

static void
write_teams(struct jw *j, struct arena *a, const struct team_instance *in, const struct team_answer *r)
{
	const struct team_problem *p = &in->problem;
	jw_begin(j, "teams", '[');
	/* Students by project, in their order. */
	int *first = ARENA_ARRAY(a, int, (size_t)p->projects + 2), *who = ARENA_ARRAY(a, int, (size_t)p->students + 1);
	for (int s = 0; r->project_of != NULL && s < p->students; s++)
		first[r->project_of[s] + 2]++;
	for (int k = 0; k < p->projects; k++)
		first[k + 2] += first[k + 1];
	for (int s = 0; r->project_of != NULL && s < p->students; s++)
		who[first[r->project_of[s] + 1]++] = s;
	for (int k = 0; k < p->projects; k++) {
		if (first[k] == first[k + 1])
			continue;
		jw_begin(j, NULL, '{');
		jw_str(j, "project", in->projects.items[k]);
		jw_begin(j, "students", '[');
		for (int i = first[k]; i < first[k + 1]; i++)
			jw_str(j, NULL, in->students.items[who[i]]);
		jw_end(j, ']');
		jw_str(j, "supervisor", r->supervisor_of == NULL ? NULL : in->supervisors.items[r->supervisor_of[k]]);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

/* Of the value: by how much it could be better at most. */
static double
gap_percent(const struct team_stage *s)
{
	return s->value > s->bound ? 100.0 * (double)(s->value - s->bound) / (double)s->value : 0;
}

static void
write_stages(struct jw *j, struct arena *a, const struct team_answer *r)
{
	jw_begin(j, "stages", '[');
	for (int k = 0; k < r->stages; k++) {
		const struct team_stage *s = &r->stage[k];
		const char *name = s->measure == TEAM_UNRANKED ? "unranked" : s->measure == TEAM_OF_SLACK ? "slack" : s->measure == TEAM_MOVED ? "moved"
		    : arena_printf(a, s->measure == TEAM_AT_RANK ? "rank_%d" : "not_rank_%d", s->rank);
		jw_begin(j, NULL, '{');
		jw_str(j, "minimise", name);
		jw_int(j, "value", s->value);
		jw_int(j, "bound", s->bound);
		jw_int(j, "gap", s->value - s->bound);
		jw_real(j, "gap_percent", gap_percent(s), 2);
		jw_real(j, "seconds", s->seconds, 3);
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

void
team_answer_write(struct jw *j, struct arena *a, const struct team_instance *in, const struct team_answer *r)
{
	static const char *const status[] = { "optimal", "bounded", "infeasible", "unknown" }; /* the last: stopped before any was found */
	struct team_figures f = { .ranks = 0 };
	if (r->project_of != NULL)
		team_figures(a, &in->problem, r->project_of, r->supervisor_of, &f);
	jw_begin(j, NULL, '{');
	jw_str(j, "status", status[r->status]);
	write_teams(j, a, in, r);
	jw_begin(j, "profile", '[');
	for (int k = 0; k < f.ranks; k++)
		jw_int(j, NULL, f.profile[k]);
	jw_end(j, ']');
	jw_int(j, "unranked", f.unranked);
	jw_int(j, "slack", f.slack);
	jw_int(j, "worst_rank", f.worst_rank);
	jw_int(j, "envy_pairs", f.envy_pairs);
	if (r->project_of != NULL)
		write_stages(j, a, r);
	jw_str(j, "method", r->method);
	jw_begin(j, "violations", '[');
	for (size_t k = 0; k < f.violations.n; k++)
		jw_str(j, NULL, team_violation_text(a, f.violations.items[k]));
	jw_end(j, ']');
	jw_end(j, '}');
}
