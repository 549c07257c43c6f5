/* What a placement is worth and what it breaks, counted from the raw rows; written apart from the solver on purpose. */
#include "solve/teams.h"
#include <string.h>

enum { VIOLATIONS_MAX = 1000 };

const char *
team_violation_text(struct arena *a, struct team_violation v)
{
	switch (v.rule) {
	case TEAM_PLACELESS: return arena_printf(a, "student %d has no project", v.a);
	case TEAM_FORBIDDEN: return arena_printf(a, "student %d may not be in project %d", v.a, v.b);
	case TEAM_LOCKED_ELSEWHERE: return arena_printf(a, "student %d is locked elsewhere than in project %d", v.a, v.b);
	case TEAM_NOT_TOGETHER: return arena_printf(a, "students %d and %d are not together", v.a, v.b);
	case TEAM_NOT_APART: return arena_printf(a, "students %d and %d are not apart", v.a, v.b);
	case TEAM_TOO_FEW: return arena_printf(a, "project %d has only %d students", v.a, v.b);
	case TEAM_TOO_MANY: return arena_printf(a, "project %d has %d students", v.a, v.b);
	case TEAM_UNSUPERVISED: return arena_printf(a, "project %d has no supervisor", v.a);
	case TEAM_SUPERVISOR_FORBIDDEN: return arena_printf(a, "supervisor %d may not follow project %d", v.a, v.b);
	case TEAM_SUPERVISOR_TOO_FEW: return arena_printf(a, "supervisor %d follows only %d projects", v.a, v.b);
	case TEAM_SUPERVISOR_TOO_MANY: return arena_printf(a, "supervisor %d follows %d projects", v.a, v.b);
	case TEAM_SLACK_OVER: return arena_printf(a, "slack is %d, more than %d", v.a, v.b);
	}
	return "";
}

static void
broken(struct arena *a, struct team_figures *f, enum team_rule rule, int x, int y)
{
	if (f->violations.n < VIOLATIONS_MAX)
		PUSH(a, &f->violations, ((struct team_violation){ rule, x, y }));
}

int
team_rank(const struct team_problem *p, int student, int project)
{
	const struct team_student *s = &p->student[student];
	for (int r = 0; r < s->ranks; r++)
		if (s->ranking[r] == project)
			return r + 1;
	return 0;
}

static bool
listed(const int *list, int n, int x)
{
	for (int i = 0; i < n; i++)
		if (list[i] == x)
			return true;
	return false;
}

static bool
may_be(const struct team_problem *p, int student, int project)
{
	const struct team_student *s = &p->student[student];
	return !listed(s->forbidden, s->nforbidden, project) && (s->locked == TEAM_NONE || s->locked == project);
}

static void
check_students(struct arena *a, const struct team_problem *p, const int *at, struct team_figures *f)
{
	for (int s = 0; s < p->students; s++)
		if (at[s] < 0 || at[s] >= p->projects)
			broken(a, f, TEAM_PLACELESS, s, TEAM_NONE);
		else if (listed(p->student[s].forbidden, p->student[s].nforbidden, at[s]))
			broken(a, f, TEAM_FORBIDDEN, s, at[s]);
		else if (!may_be(p, s, at[s]))
			broken(a, f, TEAM_LOCKED_ELSEWHERE, s, at[s]);
	for (int i = 0; i < p->together; i++)
		if (at[p->pair_together[i].a] != at[p->pair_together[i].b])
			broken(a, f, TEAM_NOT_TOGETHER, p->pair_together[i].a, p->pair_together[i].b);
	for (int i = 0; i < p->apart; i++)
		if (at[p->pair_apart[i].a] == at[p->pair_apart[i].b] && at[p->pair_apart[i].a] >= 0)
			broken(a, f, TEAM_NOT_APART, p->pair_apart[i].a, p->pair_apart[i].b);
}

static void
check_supervisors(struct arena *a, const struct team_problem *p, const int *size, const int *by, struct team_figures *f)
{
	int *load = ARENA_ARRAY(a, int, (size_t)p->supervisors);
	for (int j = 0; j < p->projects; j++) {
		if (size[j] == 0)
			continue;
		if (by == NULL || by[j] < 0 || by[j] >= p->supervisors) {
			broken(a, f, TEAM_UNSUPERVISED, j, TEAM_NONE);
			continue;
		}
		load[by[j]]++;
		if (listed(p->supervisor[by[j]].forbidden, p->supervisor[by[j]].nforbidden, j))
			broken(a, f, TEAM_SUPERVISOR_FORBIDDEN, by[j], j);
	}
	for (int k = 0; k < p->supervisors; k++)
		if (load[k] < p->supervisor[k].min || load[k] > p->supervisor[k].max)
			broken(a, f, load[k] < p->supervisor[k].min ? TEAM_SUPERVISOR_TOO_FEW : TEAM_SUPERVISOR_TOO_MANY, k, load[k]);
}

/* Students in the order of their projects: those of project j at who[first[j]] … who[first[j + 1] - 1]. */
struct teams { int *first, *who; };

static struct teams
teams_of(struct arena *a, const struct team_problem *p, const int *at)
{
	struct teams t = { ARENA_ARRAY(a, int, (size_t)p->projects + 1), ARENA_ARRAY(a, int, (size_t)p->students + 1) };
	int *filled = ARENA_ARRAY(a, int, (size_t)p->projects + 1);
	for (int s = 0; s < p->students; s++)
		if (at[s] >= 0 && at[s] < p->projects)
			t.first[at[s] + 1]++;
	for (int j = 0; j < p->projects; j++)
		t.first[j + 1] += t.first[j];
	for (int s = 0; s < p->students; s++)
		if (at[s] >= 0 && at[s] < p->projects)
			t.who[t.first[at[s]] + filled[at[s]]++] = s;
	return t;
}

static long
slack(const struct team_problem *p, const struct teams *t)
{
	long sum = 0;
	int parts = p->parts > 0 ? p->parts : p->projects;
	if (parts == 0) /* nowhere to be placed: nothing to be balanced */
		return 0;
	for (int k = 0; k < p->attributes; k++)
		for (int v = 0; v < p->attribute[k].values; v++) {
			int all = 0;
			for (int s = 0; s < p->students; s++)
				all += p->attribute[k].of[s] == v;
			int floor = all / parts, ceiling = floor + (all % parts != 0);
			for (int j = 0; j < p->projects; j++) {
				int here = 0;
				for (int i = t->first[j]; i < t->first[j + 1]; i++)
					here += p->attribute[k].of[t->who[i]] == v;
				if (t->first[j + 1] == t->first[j])
					continue;
				if (here < floor)
					sum += floor - here;
				if (here > ceiling)
					sum += here - ceiling;
			}
		}
	return sum;
}

/* Whether `student` would rather be in `project` than where they are. */
static bool
rather(const struct team_problem *p, const int *at, int student, int project)
{
	int there = team_rank(p, student, project), here = team_rank(p, student, at[student]);
	return there > 0 && (here == 0 || there < here) && may_be(p, student, project);
}

static long
envy(const struct team_problem *p, const int *at, const struct teams *t)
{
	long pairs = 0;
	for (int s = 0; s < p->students; s++)
		for (int r = 0; r < p->student[s].ranks && at[s] >= 0; r++) {
			int j = p->student[s].ranking[r];
			if (j == at[s] || !rather(p, at, s, j))
				continue;
			for (int i = t->first[j]; i < t->first[j + 1]; i++)
				pairs += t->who[i] > s && rather(p, at, t->who[i], at[s]);
		}
	return pairs;
}

void
team_figures(struct arena *a, const struct team_problem *p, const int *at, const int *by, struct team_figures *f)
{
	int *size = ARENA_ARRAY(a, int, (size_t)p->projects);
	*f = (struct team_figures){ .ranks = 0 };
	check_students(a, p, at, f);
	for (int s = 0; s < p->students; s++) {
		if (at[s] >= 0 && at[s] < p->projects)
			size[at[s]]++;
		f->ranks = p->student[s].ranks > f->ranks ? p->student[s].ranks : f->ranks;
	}
	for (int j = 0; j < p->projects; j++)
		if (size[j] > p->project[j].max)
			broken(a, f, TEAM_TOO_MANY, j, size[j]);
		else if (size[j] < p->project[j].min && !(size[j] == 0 && p->project[j].may_close))
			broken(a, f, TEAM_TOO_FEW, j, size[j]);
	if (p->supervisors > 0)
		check_supervisors(a, p, size, by, f);
	for (int s = 0; s < p->students; s++) {
		int r = team_rank(p, s, at[s]);
		if (r > 0) {
			f->profile[r - 1]++;
			f->worst_rank = r > f->worst_rank ? r : f->worst_rank;
		} else if (p->student[s].ranks > 0)
			f->unranked++;
	}
	struct teams t = teams_of(a, p, at);
	f->slack = slack(p, &t);
	if (p->objective == TEAM_SLACK && f->slack > p->slack)
		broken(a, f, TEAM_SLACK_OVER, (int)f->slack, p->slack);
	f->envy_pairs = envy(p, at, &t);
}
