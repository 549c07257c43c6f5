/* The problem as the solver sees it; what a placement is worth by its stages. */
#include "solve/teams_private.h"
#include <string.h>
#include <time.h>

double
team_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
stage_add(struct team_model *m, enum team_measure what, int rank)
{
	if (what == TEAM_OF_SLACK)
		m->slack_at = m->stages;
	m->stage[m->stages++] = (struct team_stage){ .measure = what, .rank = rank };
}

static void
stages_of(struct team_model *m)
{
	const struct team_problem *p = m->p;
	bool slack = p->attributes > 0;
	m->slack_at = -1;
	if (p->stay != NULL && !p->stay_last)
		stage_add(m, TEAM_MOVED, 0);
	if (slack && p->objective == TEAM_BALANCE)
		stage_add(m, TEAM_OF_SLACK, 0);
	if (p->objective == TEAM_RANK_MAXIMAL) {
		for (int r = 1; r <= m->ranks; r++)
			stage_add(m, TEAM_NOT_AT_RANK, r);
	} else {
		stage_add(m, TEAM_UNRANKED, 0);
		for (int r = m->ranks; r >= 2; r--)
			stage_add(m, TEAM_AT_RANK, r);
	}
	if (slack && p->objective != TEAM_BALANCE)
		stage_add(m, TEAM_OF_SLACK, 0);
	if (p->stay != NULL && p->stay_last)
		stage_add(m, TEAM_MOVED, 0);
}

static void
tables(struct arena *a, struct team_model *m)
{
	const struct team_problem *p = m->p;
	size_t cells = (size_t)p->students * (size_t)p->projects;
	m->rank = ARENA_ARRAY(a, unsigned char, cells);
	m->barred = ARENA_ARRAY(a, bool, cells);
	for (int s = 0; s < p->students; s++) {
		const struct team_student *st = &p->student[s];
		size_t row = (size_t)s * (size_t)p->projects;
		for (int r = 0; r < st->ranks; r++)
			m->rank[row + (size_t)st->ranking[r]] = (unsigned char)(r + 1);
		for (int f = 0; f < st->nforbidden; f++)
			m->barred[row + (size_t)st->forbidden[f]] = true;
		for (int j = 0; st->locked != TEAM_NONE && j < p->projects; j++)
			if (j != st->locked)
				m->barred[row + (size_t)j] = true;
		m->ranks = st->ranks > m->ranks ? st->ranks : m->ranks;
	}
	m->value_of = ARENA_ARRAY(a, int, (size_t)p->attributes + 1);
	for (int k = 0; k < p->attributes; k++) {
		m->value_of[k] = m->values;
		m->values += p->attribute[k].values;
	}
	m->low = ARENA_ARRAY(a, long, (size_t)m->values);
	m->high = ARENA_ARRAY(a, long, (size_t)m->values);
	for (int k = 0; k < p->attributes; k++)
		for (int s = 0; s < p->students; s++)
			if (p->attribute[k].of[s] >= 0)
				m->low[m->value_of[k] + p->attribute[k].of[s]]++;
	long parts = p->parts > 0 ? p->parts : p->projects > 0 ? p->projects : 1;
	for (int v = 0; v < m->values; v++) {
		long n = m->low[v];
		m->low[v] = n / parts;
		m->high[v] = (n + parts - 1) / parts;
	}
}

static int
root(int *parent, int s)
{
	while (parent[s] != s)
		s = parent[s] = parent[parent[s]];
	return s;
}

static void
groups_of(struct arena *a, struct team_model *m)
{
	const struct team_problem *p = m->p;
	size_t n = (size_t)p->students;
	int *parent = ARENA_ARRAY(a, int, n), *number = ARENA_ARRAY(a, int, n);
	m->group_of = ARENA_ARRAY(a, int, n);
	m->group_first = ARENA_ARRAY(a, int, n + 2);
	m->member = ARENA_ARRAY(a, int, n);
	for (int s = 0; s < p->students; s++)
		parent[s] = s;
	for (int i = 0; i < p->together; i++)
		parent[root(parent, p->pair_together[i].a)] = root(parent, p->pair_together[i].b);
	for (int s = 0; s < p->students; s++)
		if (root(parent, s) == s)
			number[s] = m->groups++;
	for (int s = 0; s < p->students; s++) {
		m->group_of[s] = number[root(parent, s)];
		m->group_first[m->group_of[s] + 2]++;
	}
	for (int g = 0; g < m->groups; g++)
		m->group_first[g + 2] += m->group_first[g + 1];
	for (int s = 0; s < p->students; s++)
		m->member[m->group_first[m->group_of[s] + 1]++] = s;
}

struct team_model *
team_model_of(struct arena *a, const struct team_problem *p)
{
	struct team_model *m = ARENA_NEW(a, struct team_model);
	BUG_ON(p->projects <= 0 || p->students <= 0);
	/* A project that needs nobody may be empty, which is to be closed. */
	struct team_problem *own = ARENA_NEW(a, struct team_problem);
	struct team_project *project = ARENA_ARRAY(a, struct team_project, (size_t)p->projects);
	*own = *p;
	for (int j = 0; j < p->projects; j++) {
		project[j] = p->project[j];
		project[j].may_close = project[j].may_close || project[j].min == 0;
	}
	own->project = project;
	p = own;
	*m = (struct team_model){ .p = p };
	tables(a, m);
	groups_of(a, m);
	BUG_ON(m->ranks > TEAM_RANKS_MAX);
	stages_of(m);
	m->crossing = p->attributes > 0 || p->together > 0 || p->apart > 0;
	for (int j = 0; j < p->projects; j++)
		m->closing = m->closing || (p->project[j].may_close && (p->project[j].min > 0 || p->supervisors > 0));
	if (p->supervisors > 0 && !m->closing) {
		bool *open = ARENA_ARRAY(a, bool, (size_t)p->projects);
		for (int j = 0; j < p->projects; j++)
			open[j] = true;
		m->supervised = team_supervise(p, open, NULL, NULL);
	}
	return m;
}

/* ---- worth --------------------------------------------------------------------------------------------------------- */

long
team_slack_of(const struct team_model *m, const int *project_of)
{
	const struct team_problem *p = m->p;
	struct arena *tmp = arena_new(MIB(512));
	int *size = ARENA_ARRAY(tmp, int, (size_t)p->projects);
	long *count = ARENA_ARRAY(tmp, long, (size_t)m->values * (size_t)p->projects + 1), slack = 0;
	for (int s = 0; s < p->students; s++) {
		size[project_of[s]]++;
		for (int k = 0; k < p->attributes; k++)
			if (p->attribute[k].of[s] >= 0)
				count[(m->value_of[k] + p->attribute[k].of[s]) * p->projects + project_of[s]]++;
	}
	for (int v = 0; v < m->values; v++)
		for (int j = 0; j < p->projects; j++) {
			long n = count[v * p->projects + j];
			if (size[j] > 0)
				slack += n < m->low[v] ? m->low[v] - n : n > m->high[v] ? n - m->high[v] : 0;
		}
	arena_free(tmp);
	return slack;
}

struct team_vector
team_measure_all(const struct team_model *m, const int *project_of)
{
	struct team_vector x = { { 0 } };
	for (int k = 0; k < m->stages; k++)
		if (k == m->slack_at)
			x.v[k] = team_slack_of(m, project_of);
		else
			for (int s = 0; s < m->p->students; s++)
				x.v[k] += team_cost(m, k, s, project_of[s]);
	return x;
}

int
team_compare(const struct team_model *m, const struct team_vector *x, const struct team_vector *y)
{
	for (int k = 0; k < m->stages; k++)
		if (x->v[k] != y->v[k])
			return x->v[k] < y->v[k] ? -1 : 1;
	return 0;
}

bool
team_feasible(const struct team_model *m, const int *project_of)
{
	const struct team_problem *p = m->p;
	struct arena *tmp = arena_new(MIB(64));
	int *size = ARENA_ARRAY(tmp, int, (size_t)p->projects);
	bool *open = ARENA_ARRAY(tmp, bool, (size_t)p->projects);
	bool right = true;
	for (int s = 0; s < p->students; s++) {
		size[project_of[s]]++;
		right = right && !m->barred[(size_t)s * (size_t)p->projects + (size_t)project_of[s]];
	}
	for (int j = 0; j < p->projects; j++) {
		open[j] = size[j] > 0;
		right = right && size[j] <= p->project[j].max && (size[j] >= p->project[j].min || (size[j] == 0 && p->project[j].may_close));
	}
	for (int i = 0; i < p->together; i++)
		right = right && project_of[p->pair_together[i].a] == project_of[p->pair_together[i].b];
	for (int i = 0; i < p->apart; i++)
		right = right && project_of[p->pair_apart[i].a] != project_of[p->pair_apart[i].b];
	if (right && p->objective == TEAM_SLACK && p->attributes > 0)
		right = team_slack_of(m, project_of) <= p->slack;
	if (right && p->supervisors > 0 && !m->closing)
		right = m->supervised; /* every project is open */
	else if (right && p->supervisors > 0)
		right = team_supervise(p, open, NULL, NULL);
	arena_free(tmp);
	return right;
}
