/* gen_teams.h: random instances of teams, the same for the same seed; with their text as `solve teams` reads it. */
#ifndef GEN_TEAMS_H
#define GEN_TEAMS_H
#include "gen_selection.h"
#include "solve/teams.h"

struct gen_teams { int students, projects, min, max, ranks; double skew; bool may_close, pairs, conflicts, supervisors; int attributes;
	enum team_objective objective; int slack; };

/* One of n by falling popularity. */
static inline int
gen_popular(struct gen *g, const double *upto, int n)
{
	double u = gen_unit(g) * upto[n - 1];
	int low = 0, high = n - 1;
	while (low < high) {
		int mid = (low + high) / 2;
		if (upto[mid] < u)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Rankings by popularity (project j is asked for as (j+1)^−skew); backgrounds and experience of uneven frequency; a student
 * in ten has an employer, one in twenty asks to be with another, one in ten to be kept from another; one in thirty ranks
 * nothing. Supervisors follow one to three teams, each has a conflict with one. */
static inline struct team_problem *
gen_teams(struct arena *a, struct gen *g, struct gen_teams sh)
{
	static const double share[2][5] = { { 0.38, 0.64, 0.82, 0.94, 1 }, { 0.35, 0.65, 0.87, 1, 1 } };
	struct team_problem *p = ARENA_NEW(a, struct team_problem);
	struct team_project *project = ARENA_ARRAY(a, struct team_project, (size_t)sh.projects);
	struct team_student *student = ARENA_ARRAY(a, struct team_student, (size_t)sh.students);
	struct team_attribute *attribute = ARENA_ARRAY(a, struct team_attribute, 2);
	struct team_pair *together = ARENA_ARRAY(a, struct team_pair, (size_t)sh.students), *apart = ARENA_ARRAY(a, struct team_pair, (size_t)sh.students);
	double *upto = ARENA_ARRAY(a, double, (size_t)sh.projects);
	*p = (struct team_problem){ .projects = sh.projects, .students = sh.students, .project = project, .student = student, .attribute = attribute,
		.attributes = sh.attributes, .pair_together = together, .pair_apart = apart, .objective = sh.objective, .slack = sh.slack };
	for (int j = 0; j < sh.projects; j++) {
		project[j] = (struct team_project){ sh.min, sh.max, sh.may_close };
		upto[j] = pow(j + 1, -sh.skew) + (j > 0 ? upto[j - 1] : 0);
	}
	for (int s = 0; s < sh.students; s++) {
		int *ranking = ARENA_ARRAY(a, int, (size_t)sh.ranks + 1), ranks = gen_int(g, 30) == 0 ? 0 : sh.ranks;
		for (int r = 0; r < ranks; r++) {
			bool again = true;
			while (again) {
				ranking[r] = gen_popular(g, upto, sh.projects);
				again = false;
				for (int k = 0; k < r; k++)
					again = again || ranking[k] == ranking[r];
			}
		}
		int *forbidden = ARENA_ARRAY(a, int, 1);
		forbidden[0] = gen_int(g, sh.projects);
		student[s] = (struct team_student){ ranking, ranks, forbidden, sh.conflicts && gen_int(g, 10) == 0, TEAM_NONE };
		int other = gen_int(g, sh.students);
		if (sh.pairs && other != s && gen_int(g, 20) == 0)
			together[p->together++] = (struct team_pair){ s, other };
		other = gen_int(g, sh.students);
		if (sh.pairs && other != s && gen_int(g, 10) == 0)
			apart[p->apart++] = (struct team_pair){ s, other };
	}
	for (int k = 0; k < sh.attributes && k < 2; k++) {
		int *of = ARENA_ARRAY(a, int, (size_t)sh.students);
		for (int s = 0; s < sh.students; s++) {
			double u = gen_unit(g);
			while (u > share[k][of[s]])
				of[s]++;
		}
		attribute[k] = (struct team_attribute){ k == 0 ? 5 : 4, of };
	}
	if (sh.supervisors) {
		int n = sh.projects * 3 / 4 + 1;
		struct team_supervisor *v = ARENA_ARRAY(a, struct team_supervisor, (size_t)n);
		for (int k = 0; k < n; k++) {
			int *no = ARENA_ARRAY(a, int, 1);
			no[0] = gen_int(g, sh.projects);
			v[k] = (struct team_supervisor){ sh.may_close ? 0 : 1, 3, no, 1 };
		}
		p->supervisor = v;
		p->supervisors = n;
	}
	return p;
}

static inline void
gen_teams_write(FILE *f, const struct team_problem *p)
{
	fputs("{\"projects\":[", f);
	for (int j = 0; j < p->projects; j++)
		fprintf(f, "%s{\"id\":\"c%d\",\"min\":%d,\"max\":%d,\"may_close\":%s}", j > 0 ? "," : "", j, p->project[j].min, p->project[j].max,
		    p->project[j].may_close ? "true" : "false");
	fputs("],\"students\":[", f);
	for (int s = 0; s < p->students; s++) {
		fprintf(f, "%s{\"id\":\"E%d\",\"ranking\":[", s > 0 ? ",\n" : "", s);
		for (int r = 0; r < p->student[s].ranks; r++)
			fprintf(f, "%s\"c%d\"", r > 0 ? "," : "", p->student[s].ranking[r]);
		fputs("],\"attributes\":{", f);
		for (int k = 0; k < p->attributes; k++)
			fprintf(f, "%s\"a%d\":\"v%d\"", k > 0 ? "," : "", k, p->attribute[k].of[s]);
		fputs("},\"forbidden\":[", f);
		for (int k = 0; k < p->student[s].nforbidden; k++)
			fprintf(f, "%s\"c%d\"", k > 0 ? "," : "", p->student[s].forbidden[k]);
		fputs("]}", f);
	}
	for (int side = 0; side < 2; side++) {
		fputs(side == 0 ? "],\"together\":[" : "],\"apart\":[", f);
		for (int i = 0; i < (side == 0 ? p->together : p->apart); i++) {
			struct team_pair pair = side == 0 ? p->pair_together[i] : p->pair_apart[i];
			fprintf(f, "%s[\"E%d\",\"E%d\"]", i > 0 ? "," : "", pair.a, pair.b);
		}
	}
	fputs("],\"balance\":[", f);
	for (int k = 0; k < p->attributes; k++)
		fprintf(f, "%s\"a%d\"", k > 0 ? "," : "", k);
	fputs("],\"supervisors\":[", f);
	for (int k = 0; k < p->supervisors; k++)
		fprintf(f, "%s{\"id\":\"A%d\",\"min\":%d,\"max\":%d,\"forbidden\":[\"c%d\"]}", k > 0 ? "," : "", k, p->supervisor[k].min, p->supervisor[k].max,
		    p->supervisor[k].forbidden[0]);
	static const char *const words[] = { "\"preferences\"", "\"balance\"", NULL, "\"rank_maximal\"" };
	if (p->objective == TEAM_SLACK)
		fprintf(f, "],\"objective\":{\"slack\":%d}}\n", p->slack);
	else
		fprintf(f, "],\"objective\":%s}\n", words[p->objective]);
}
#endif
