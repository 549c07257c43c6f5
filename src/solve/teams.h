/* teams.h: students into the teams of projects, by their rankings and a balance of what they bring. Plain arrays: no
 * database, no names. Everything lives in the arena given.
 *
 * Stages in order, each fixed before the next, so that every one can be told: fewest students outside their ranking, then
 * fewest at the last rank, …, at rank 2, then least slack (PREFERENCES); or least slack first (BALANCE); or the first with
 * slack bounded (SLACK); or most at rank 1, then at rank 2, … (RANK_MAXIMAL). Who ranked nothing is neutral: counted
 * nowhere.
 *
 * Slack: over open projects p, attributes and their values v, how far the students of v in p fall below ⌊n_v/m⌋ or above
 * ⌈n_v/m⌉; n_v of them in all, m projects. */
#ifndef TEAMS_H
#define TEAMS_H
#include "base/base.h"
#include "solve/selection_mip.h" /* solver_run */

enum { TEAM_NONE = -1, TEAM_RANKS_MAX = 30 };
struct team_project { int min, max; bool may_close; };
struct team_student { const int *ranking; int ranks; const int *forbidden; int nforbidden; int locked; /* TEAM_NONE */ };
struct team_pair { int a, b; };
struct team_supervisor { int min, max; const int *forbidden; int nforbidden; };
struct team_attribute { int values; const int *of; /* [students], TEAM_NONE: not said */ };
enum team_objective { TEAM_PREFERENCES, TEAM_BALANCE, TEAM_SLACK, TEAM_RANK_MAXIMAL };

struct team_problem {
	int projects, students, supervisors, attributes, together, apart;
	const struct team_project *project;
	const struct team_student *student;
	const struct team_supervisor *supervisor; /* none: teams without */
	const struct team_attribute *attribute;
	const struct team_pair *pair_together, *pair_apart;
	enum team_objective objective;
	int slack;                  /* of TEAM_SLACK: at most */
	const int *stay;            /* [students] where each was published, TEAM_NONE: nowhere; NULL: nothing was. Then fewest moved
	                             * is a stage too: the first, or the last */
	bool stay_last;
	const int *supervisor_before; /* [projects] whom to keep where it can be, TEAM_NONE: nobody; NULL: nobody was published */
};

enum team_measure { TEAM_UNRANKED, TEAM_AT_RANK, TEAM_NOT_AT_RANK, TEAM_OF_SLACK, TEAM_MOVED };
struct team_stage { enum team_measure measure; int rank; /* from 1 */ long value, bound; double seconds; };
enum { TEAM_STAGES_MAX = TEAM_RANKS_MAX + 4 };

enum team_status { TEAM_OPTIMAL, TEAM_BOUNDED, TEAM_INFEASIBLE, TEAM_UNKNOWN }; /* UNKNOWN: stopped before any was found */
struct team_answer {
	enum team_status status;
	int *project_of;            /* [students]; NULL without a solution */
	int *supervisor_of;         /* [projects], TEAM_NONE for a closed one; NULL without supervisors */
	struct team_stage stage[TEAM_STAGES_MAX];
	int stages;
	const char *method;         /* "flow", "annealing", "cbc", "glpsol", or joined by "+" */
};

/* seconds: wall clock in all, 0: 60. run: NULL when no outside solver may be asked. */
enum err team_solve(struct arena *a, const struct team_problem *p, double seconds, solver_run *run, struct team_answer *out) MUST_USE;

/* ---- what a solution is worth, from the raw rows (teams_check.c): shares no code with the solver ---------------------- */

struct team_figures {
	int profile[TEAM_RANKS_MAX], ranks; /* ranks: of the longest ranking */
	int unranked, worst_rank;   /* worst_rank 0: nobody is at a rank */
	long slack;
	long envy_pairs;            /* pairs who would both be better off in each other's place */
	struct { const char **items; size_t n, cap; } violations; /* in English, by numbers: of a bug or of an impossible instance */
};
void team_figures(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, struct team_figures *out);
#endif
