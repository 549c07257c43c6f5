/* teams.h: students into the teams of projects, by their rankings and a balance of what they bring. Plain arrays: no
 * database, no names. Everything lives in the arena given.
 *
 * Stages in order, each fixed before the next, so that every one can be told: fewest students outside their ranking, then
 * fewest at the last rank, …, at rank 2, then least slack (PREFERENCES); or least slack first (BALANCE); or the first with
 * slack bounded (SLACK); or most at rank 1, then at rank 2, … (RANK_MAXIMAL). Who ranked nothing is neutral: counted
 * nowhere.
 *
 * Slack: over open projects p, attributes and their values v, how far the students of v in p fall below ⌊n_v/m⌋ or above
 * ⌈n_v/m⌉; n_v of them in all, m projects.
 *
 * Nothing here is random: the same problem gives the same answer, unless the clock ends the search. */
#ifndef TEAMS_H
#define TEAMS_H
#include "base/base.h"
#include "solve/selection_mip.h" /* solver_run */

enum { TEAM_NONE = -1, TEAM_RANKS_MAX = 30 };
struct team_watch;
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
	int parts;                  /* m of slack; 0: the number of projects */
	const int *stay;            /* [students] where each was published, TEAM_NONE: nowhere; NULL: nothing was. Then fewest moved
	                             * is a stage too: the first, or the last */
	bool stay_last;
	const int *supervisor_before; /* [projects] whom to keep where it can be, TEAM_NONE: nobody; NULL: nobody was published */
	const struct team_answer *known; /* placements had before, whatever for: the answer is at least as good as each that breaks no
	                             * rule. project_of may be NULL or have TEAM_NONE; status counts for team_curve() alone, as of a point */
	int knowns;
	const struct team_watch *watch; /* NULL: nobody is told how far it is */
};

enum team_measure { TEAM_UNRANKED, TEAM_AT_RANK, TEAM_NOT_AT_RANK, TEAM_OF_SLACK, TEAM_MOVED };
struct team_stage { enum team_measure measure; int rank; /* from 1 */ long value, bound; double seconds; };
enum { TEAM_STAGES_MAX = TEAM_RANKS_MAX + 4 };

/* How far team_solve() is: stages before `at` are done with, `at` is under way (stages: all are). Values are those of the best that
 * is found; bounds that are not known yet are 0. */
struct team_progress { const struct team_stage *stage; int stages, at; bool found; };
struct team_watch { void (*told)(void *arg, const struct team_progress *p); void *arg; };

enum team_status { TEAM_OPTIMAL, TEAM_BOUNDED, TEAM_INFEASIBLE, TEAM_UNKNOWN }; /* UNKNOWN: stopped before any was found */
struct team_answer {
	enum team_status status;
	int *project_of;            /* [students]; NULL without a solution */
	int *supervisor_of;         /* [projects], TEAM_NONE for a closed one; NULL without supervisors */
	struct team_stage stage[TEAM_STAGES_MAX];
	int stages;
	const char *method;         /* "flow", "annealing", "cbc", "glpsol", "known", or joined by "+" */
};

/* seconds: wall clock in all, 0: 60. run: NULL when no outside solver may be asked (a flow and a walk, in this process: 60
 * students in 10 projects take about a quarter of a second of processor); otherwise what is not proved by then is asked of it,
 * stage by stage (jobs/solver.h has one within bounds). Not proved is TEAM_BOUNDED, each stage with the bound that is known
 * while the stages before it stay as they are. */
enum err team_solve(struct arena *a, const struct team_problem *p, double seconds, solver_run *run, struct team_answer *out) MUST_USE;

/* ---- what a placement is worth, from the raw rows (teams_check.c): shares no code with the solver --------------------- */

enum team_rule { TEAM_PLACELESS, TEAM_FORBIDDEN, TEAM_LOCKED_ELSEWHERE, TEAM_NOT_TOGETHER, TEAM_NOT_APART, TEAM_TOO_FEW, TEAM_TOO_MANY,
	TEAM_UNSUPERVISED, TEAM_SUPERVISOR_FORBIDDEN, TEAM_SUPERVISOR_TOO_FEW, TEAM_SUPERVISOR_TOO_MANY, TEAM_SLACK_OVER };
/* a, b by rule: student, its project; two students; project, its students; project, −1; supervisor, the project; supervisor,
 * its projects; slack, the most. */
struct team_violation { enum team_rule rule; int a, b; };
struct team_violations { struct team_violation *items; size_t n, cap; };
const char *team_violation_text(struct arena *a, struct team_violation v); /* in English, by numbers: for a log or a file */

struct team_figures {
	int profile[TEAM_RANKS_MAX], ranks; /* ranks: of the longest ranking */
	int unranked, worst_rank;   /* worst_rank 0: nobody is at a rank */
	long slack;
	long envy_pairs;            /* pairs who would both be better off in each other's place */
	struct team_violations violations; /* of a bug, of a placement by hand or of an impossible instance; the first 1000 */
};
/* project_of: [students], TEAM_NONE (without a place) is a violation. supervisor_of: [projects], may be NULL. */
void team_figures(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, struct team_figures *out);
/* The place of a project in a student's ranking, from 1; 0: not in it. */
int team_rank(const struct team_problem *p, int student, int project);

/* ---- around a placement (teams_around.c) ------------------------------------------------------------------------------------ */

/* One student placed by hand, the others (and the supervisors) where they are: figures before and after, what it breaks that
 * was not broken, what it mends. project_of may have TEAM_NONE; to may be TEAM_NONE. */
struct team_move { struct team_figures before, after; struct team_violations broken, mended; };
void team_move_cost(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, int student, int to,
    struct team_move *out);

/* How much may be spent: seconds of the clock in all, and the outside solver or NULL, as for team_solve(). */
struct team_effort { double seconds; solver_run *run; };

/* The curve of preferences against slack: the objective of p is not looked at. Points by falling slack, the first with the best
 * preferences, the last with the least slack; none is at least as good as another in both. whole: every point is proved and
 * none is missing. most: how many are sought at most, evenly over slack (0: all), beside the known of p, which are points where
 * nothing is as good in both. n is 0 when there is no placement, or none was found. Without attributes there is one point. The
 * answer of a point is TEAM_OPTIMAL when nothing with at most its slack is better. */
struct team_point { struct team_answer answer; struct team_figures figures; };
struct team_curve { struct team_point *point; int n; bool whole; };
enum err team_curve(struct arena *a, const struct team_problem *p, struct team_effort effort, int most, struct team_curve *out) MUST_USE;
/* An answer of p (its objective is looked at) becomes a point, in the place of those that it is as good as in both; not when it
 * breaks a rule, or when a point is better. */
void team_curve_add(struct arena *a, const struct team_problem *p, struct team_curve *c, const struct team_answer *answer);

/* A change of place between two placements. Ranks from 1, 0: not in the ranking (or who ranked nothing). */
struct team_step { int student, from, to, rank_before, rank_after; };

/* "Why not that project?" of a placement: the best placement with `student` in `wanted`, among the best the one that changes
 * the fewest; `steps` are those who change, first the chain: `student`, then who leaves the project that the one before goes
 * to, `chain` of them; then the others. answer.project_of is NULL when there is none, or none was found (see its status);
 * `direct` is what the move alone would cost and break. cost: the first stage that differs, and by how much
 * (after − before; measure_differs false: none, the placement is as good). */
struct team_why {
	struct team_answer answer;
	struct team_figures before, after;
	struct team_move direct;
	struct team_step *step;
	int steps, chain;
	bool differs;
	struct team_stage first;    /* its measure and rank; value: after, bound: before */
};
enum err team_why_not(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, int student, int wanted,
    struct team_effort effort, struct team_why *out) MUST_USE;

/* Plan B: a project or a supervisor is lost after publication. Fewest moved first, then the objective of p, with the ranks as
 * they were; then the fewest supervisors changed. Who was in the lost project moves anyway and is in `steps`; who was locked
 * there no longer is. slack counts one project less. lacking: places that the others lack for everyone, then there is no plan
 * (nor, perhaps, for other reasons: status TEAM_INFEASIBLE). */
struct team_loss { int project, supervisor; }; /* one of them, the other TEAM_NONE */
struct team_plan_b {
	struct team_loss lost;
	struct team_answer answer;  /* project_of NULL: none (INFEASIBLE) or none found (UNKNOWN) */
	struct team_figures figures;
	struct team_step *step;     /* changes of place: those of the lost project, and the fewest others */
	int steps, displaced;       /* displaced: how many of them were in the lost project */
	int supervisors_changed;    /* open projects whose supervisor is another than published */
	int lacking;
};
enum err team_plan_b(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, struct team_loss lost,
    struct team_effort effort, struct team_plan_b *out) MUST_USE;
/* One for each project with students, then for each supervisor of one of them. effort in all. n: how many. */
enum err team_plans_b(struct arena *a, const struct team_problem *p, const int *project_of, const int *supervisor_of, struct team_effort effort,
    struct team_plan_b **out, int *n) MUST_USE;
#endif
