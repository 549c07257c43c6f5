/* What a placement is worth and what it breaks, counted from the raw rows; written apart from the solver on purpose. */
#include "solve/teams.h"
#include <string.h>

static void
broken(struct arena *a, struct team_figures *f, const char *fmt, int x, int y)
{
	char text[200];
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
	snprintf(text, sizeof text, fmt, x, y);
	_Pragma("GCC diagnostic pop")
	if (f->violations.n < 1000)
		PUSH(a, &f->violations, (const char *)arena_strdup(a, text));
}

/* The place of a project in a ranking; the length of the longest plus one when it is not in it, 0 for who ranked nothing. */
static int
place(const struct team_problem *p, int student, int project, int outside)
{
	const struct team_student *s = &p->student[student];
	if (s->ranks == 0)
		return 0;
	for (int r = 0; r < s->ranks; r++)
		if (s->ranking[r] == project)
			return r + 1;
	return outside;
}

static bool
may_be(const struct team_problem *p, int student, int project)
{
	const struct team_student *s = &p->student[student];
	for (int f = 0; f < s->nforbidden; f++)
		if (s->forbidden[f] == project)
			return false;
	return s->locked == TEAM_NONE || s->locked == project;
}

static void
check_students(struct arena *a, const struct team_problem *p, const int *at, struct team_figures *f)
{
	for (int s = 0; s < p->students; s++)
		if (at[s] < 0 || at[s] >= p->projects)
			broken(a, f, "student %d has no project (%d)", s, at[s]);
		else if (!may_be(p, s, at[s]))
			broken(a, f, "student %d may not be in project %d", s, at[s]);
	for (int i = 0; i < p->together; i++)
		if (at[p->pair_together[i].a] != at[p->pair_together[i].b])
			broken(a, f, "students %d and %d are not together", p->pair_together[i].a, p->pair_together[i].b);
	for (int i = 0; i < p->apart; i++)
		if (at[p->pair_apart[i].a] == at[p->pair_apart[i].b])
			broken(a, f, "students %d and %d are not apart", p->pair_apart[i].a, p->pair_apart[i].b);
}

static void
check_supervisors(struct arena *a, const struct team_problem *p, const int *size, const int *by, struct team_figures *f)
{
	int *load = ARENA_ARRAY(a, int, (size_t)p->supervisors);
	for (int j = 0; j < p->projects; j++) {
		if (size[j] == 0)
			continue;
		if (by == NULL || by[j] < 0 || by[j] >= p->supervisors) {
			broken(a, f, "project %d has no supervisor%.0d", j, 0);
			continue;
		}
		load[by[j]]++;
		for (int i = 0; i < p->supervisor[by[j]].nforbidden; i++)
			if (p->supervisor[by[j]].forbidden[i] == j)
				broken(a, f, "supervisor %d may not follow project %d", by[j], j);
	}
	for (int k = 0; k < p->supervisors; k++)
		if (load[k] < p->supervisor[k].min || load[k] > p->supervisor[k].max)
			broken(a, f, "supervisor %d follows %d projects", k, load[k]);
}

static long
slack(const struct team_problem *p, const int *at, const int *size)
{
	long sum = 0;
	for (int k = 0; k < p->attributes; k++)
		for (int v = 0; v < p->attribute[k].values; v++) {
			int all = 0;
			for (int s = 0; s < p->students; s++)
				all += p->attribute[k].of[s] == v;
			int floor = all / p->projects, ceiling = floor + (all % p->projects != 0);
			for (int j = 0; j < p->projects; j++) {
				int here = 0;
				for (int s = 0; s < p->students && size[j] > 0; s++)
					here += at[s] == j && p->attribute[k].of[s] == v;
				if (size[j] > 0 && here < floor)
					sum += floor - here;
				if (size[j] > 0 && here > ceiling)
					sum += here - ceiling;
			}
		}
	return sum;
}

void
team_figures(struct arena *a, const struct team_problem *p, const int *at, const int *by, struct team_figures *f)
{
	int *size = ARENA_ARRAY(a, int, (size_t)p->projects);
	*f = (struct team_figures){ .ranks = 0 };
	check_students(a, p, at, f);
	if (f->violations.n > 0 && at[0] < 0)
		return;
	for (int s = 0; s < p->students; s++) {
		size[at[s]]++;
		f->ranks = p->student[s].ranks > f->ranks ? p->student[s].ranks : f->ranks;
	}
	for (int j = 0; j < p->projects; j++)
		if (size[j] > p->project[j].max || (size[j] < p->project[j].min && !(size[j] == 0 && p->project[j].may_close)))
			broken(a, f, "project %d has %d students", j, size[j]);
	if (p->supervisors > 0)
		check_supervisors(a, p, size, by, f);
	for (int s = 0; s < p->students; s++) {
		int r = place(p, s, at[s], f->ranks + 1);
		if (r > f->ranks)
			f->unranked++;
		else if (r > 0) {
			f->profile[r - 1]++;
			f->worst_rank = r > f->worst_rank ? r : f->worst_rank;
		}
	}
	f->slack = slack(p, at, size);
	if (p->objective == TEAM_SLACK && f->slack > p->slack)
		broken(a, f, "slack is %d, more than %d", (int)f->slack, p->slack);
	for (int s = 0; s < p->students; s++)
		for (int t = s + 1; t < p->students; t++)
			f->envy_pairs += at[s] != at[t] && may_be(p, s, at[t]) && may_be(p, t, at[s]) &&
			    place(p, s, at[t], f->ranks + 1) < place(p, s, at[s], f->ranks + 1) && place(p, t, at[s], f->ranks + 1) < place(p, t, at[t], f->ranks + 1);
}
