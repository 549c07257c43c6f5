/* teams_private.h: between the files of the team solver. */
#ifndef TEAMS_PRIVATE_H
#define TEAMS_PRIVATE_H
#include "solve/teams.h"

enum { TEAM_FLOWS_MAX = 16 }; /* attributes and one */
struct team_vector { long v[TEAM_STAGES_MAX]; }; /* by stage */

struct team_model {
	const struct team_problem *p;
	int ranks;                  /* of the longest ranking */
	int stages;
	struct team_stage stage[TEAM_STAGES_MAX];
	unsigned char *rank;        /* [student * projects + project]: 0 not ranked, else the rank from 1 */
	bool *barred;               /* [student * projects + project]: forbidden, or locked elsewhere */
	long *low, *high;           /* of each value: ⌊n_v/m⌋, ⌈n_v/m⌉; value v of attribute k at value_of[k] + v */
	int *value_of, values;
	bool crossing;              /* attributes, or pairs: more than a flow */
	bool closing;               /* some project may stay closed, and it matters */
	int groups, *group_of, *group_first, *member; /* students kept together: members of g at group_first[g] … [g + 1] */
	bool supervised;            /* nothing is closing, and every project can have a supervisor */
	const struct team_project *narrow; /* sizes of placements better than the best known; NULL until something is known */
	bool *useless;              /* like barred: for placements better than the best known; NULL until something is known */
	int slack_at;               /* the stage of slack, stages when attributes are none */
};
struct team_model *team_model_of(struct arena *a, const struct team_problem *p);

static inline bool team_votes(const struct team_problem *p, int s) { return p->student[s].ranks > 0; }
/* What placing student s in project j adds to a stage of preferences. */
static inline long
team_cost(const struct team_model *m, int stage, int s, int j)
{
	int r = m->rank[(size_t)s * (size_t)m->p->projects + (size_t)j];
	if (m->stage[stage].measure == TEAM_MOVED)
		return m->p->stay[s] != TEAM_NONE && m->p->stay[s] != j;
	if (!team_votes(m->p, s))
		return 0;
	switch (m->stage[stage].measure) {
	case TEAM_UNRANKED: return r == 0;
	case TEAM_AT_RANK: return r == m->stage[stage].rank;
	case TEAM_NOT_AT_RANK: return r != m->stage[stage].rank;
	case TEAM_OF_SLACK: case TEAM_MOVED: break;
	}
	return 0;
}
long team_slack_of(const struct team_model *m, const int *project_of);
struct team_vector team_measure_all(const struct team_model *m, const int *project_of);
int team_compare(const struct team_model *m, const struct team_vector *x, const struct team_vector *y); /* by stages */
/* Every rule but the supervisors'. */
bool team_feasible(const struct team_model *m, const int *project_of);

/* ---- bounds by flow (teams_net.c) ----------------------------------------------------------------------------------------- */

/* The preferences, and at the stage of slack one attribute (−1: none), with groups that may be torn (at the mean of what they
 * cost), without pairs apart, and with projects that may close taking any number: exact when there is none of these; otherwise
 * a bound of each of the first *known stages, while the stages before it are met. *found false: no placement even so. E_LIMIT: too many ranks for so many students, or not done by `until` (team_clock()). */
struct team_net;
enum err team_net_solve(struct arena *a, const struct team_model *m, int attribute, double until, struct team_net **out, struct team_vector *bound,
    int *known, bool *found) MUST_USE;
/* Adds the stages (of slack: of one attribute), times *scale, of a flow whose sum by weights is least. false: not had. */
bool team_net_sums(const struct team_model *m, int attribute, const long *weight, double until, long *sum, long *scale) MUST_USE;
/* A bound of a stage (not the first) while those before it are as known (teams_bound.c). */
long team_bound(const struct team_model *m, int stage, const struct team_vector *known, double until);
/* The placement of a flow that was found; it may break what a flow leaves out. */
void team_net_read(const struct team_net *n, int *project_of);
/* Of the flow without attribute: marks the cells [student * projects + project] that no placement uses whose stages before
 * slack are as good as `worth` (when slack is the first stage: those after it), and narrows the sizes likewise. How many. */
long team_net_prune(const struct team_net *n, const struct team_vector *worth, bool *useless, struct team_project *project);

/* The cheapest project for a whole group, by reduced costs; −1: none. */
int team_net_cheapest(const struct team_net *n, int group);
/* A placement near the flow's bound, which may still break what a flow leaves out (teams_dive.c); false: none. */
bool team_dive(const struct team_model *m, double until, int *project_of) MUST_USE;

/* Who supervises which open project, with the fewest that are not as `before` (may be NULL); false when nobody can.
 * supervisor_of may be NULL. */
bool team_supervise(const struct team_problem *p, const bool *open, const int *before, int *supervisor_of);

/* heat: of the first stage's weight at the start, 0: from a start whose preferences are already good, which are hardly left any
 * more. strict: what a broken rule weighs, in first stages. */
struct team_walk { uint64_t steps, seed; double until, strict, heat; };
/* Improves project_of (a start, feasible or not); true when the best found breaks no rule. */
bool team_anneal(const struct team_model *m, int *project_of, struct team_walk how) MUST_USE;

enum mip_end { MIP_BETTER, MIP_PROVED, MIP_STOPPED, MIP_INFEASIBLE };
/* Looks for less at one stage while the stages before it stay as in `best`. BETTER: project_of holds it. PROVED: there is
 * none, or what was found is the least. *bound: no less is possible. have false: there is no solution yet. */
long team_mip_size(const struct team_model *m); /* variables, about */
enum err team_mip(struct arena *a, const struct team_model *m, int stage, const struct team_vector *best, bool have, int *project_of, double seconds,
    solver_run *run, enum mip_end *end, long *bound, const char **by) MUST_USE;
double team_clock(void);
#endif
