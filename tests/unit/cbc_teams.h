/* cbc_teams.h: teams as one plain program a stage, every student with a variable for every place, given to CBC: what the solver
 * is compared with. Shares nothing with it. */
#ifndef CBC_TEAMS_H
#define CBC_TEAMS_H
#include "jobs/solver.h"
#include "solve/teams.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cbc_teams { struct arena *a; const struct team_problem *p; struct buf out; int ranks; long voters; };
struct cbc_stage { enum team_measure measure; int rank; };

static inline bool
cbc_may(const struct team_problem *p, int s, int j)
{
	bool no = p->student[s].locked != TEAM_NONE && p->student[s].locked != j;
	for (int f = 0; f < p->student[s].nforbidden; f++)
		no = no || p->student[s].forbidden[f] == j;
	return !no;
}

static inline int
cbc_stages(const struct team_problem *p, struct cbc_stage *out)
{
	int n = 0, ranks = 0;
	for (int s = 0; s < p->students; s++)
		ranks = p->student[s].ranks > ranks ? p->student[s].ranks : ranks;
	if (p->stay != NULL && !p->stay_last)
		out[n++] = (struct cbc_stage){ TEAM_MOVED, 0 };
	if (p->attributes > 0 && p->objective == TEAM_BALANCE)
		out[n++] = (struct cbc_stage){ TEAM_OF_SLACK, 0 };
	if (p->objective == TEAM_RANK_MAXIMAL)
		for (int r = 1; r <= ranks; r++)
			out[n++] = (struct cbc_stage){ TEAM_NOT_AT_RANK, r };
	else {
		out[n++] = (struct cbc_stage){ TEAM_UNRANKED, 0 };
		for (int r = ranks; r >= 2; r--)
			out[n++] = (struct cbc_stage){ TEAM_AT_RANK, r };
	}
	if (p->attributes > 0 && p->objective != TEAM_BALANCE)
		out[n++] = (struct cbc_stage){ TEAM_OF_SLACK, 0 };
	if (p->stay != NULL && p->stay_last)
		out[n++] = (struct cbc_stage){ TEAM_MOVED, 0 };
	return n;
}

/* The floor and ceiling of a value, as the definition of slack has them. */
static inline void
cbc_share(const struct team_problem *p, int k, int v, int *low, int *high)
{
	int n = 0, parts = p->parts > 0 ? p->parts : p->projects;
	for (int s = 0; s < p->students; s++)
		n += p->attribute[k].of[s] == v;
	*low = n / parts;
	*high = (n + parts - 1) / parts;
}

static inline void
cbc_goal(struct cbc_teams *x, struct cbc_stage st)
{
	const struct team_problem *p = x->p;
	buf_puts(&x->out, " 0 o\n");
	if (st.measure == TEAM_OF_SLACK) {
		for (int k = 0; k < p->attributes; k++)
			for (int v = 0; v < p->attribute[k].values; v++)
				for (int j = 0; j < p->projects; j++)
					buf_printf(&x->out, " + b%d_%d_%d + t%d_%d_%d\n", k, v, j, k, v, j);
		return;
	}
	for (int s = 0; s < p->students; s++)
		for (int j = 0; j < p->projects; j++) {
			int rank = team_rank(p, s, j);
			bool votes = p->student[s].ranks > 0;
			bool counts = st.measure == TEAM_UNRANKED ? votes && rank == 0 : st.measure == TEAM_AT_RANK ? rank == st.rank :
			    st.measure == TEAM_NOT_AT_RANK ? votes && rank != st.rank : p->stay[s] != TEAM_NONE && p->stay[s] != j;
			if (counts && cbc_may(p, s, j))
				buf_printf(&x->out, " + x%d_%d\n", s, j);
		}
}

static inline bool
cbc_optional(const struct team_problem *p, int j)
{
	return p->project[j].may_close || p->project[j].min == 0;
}

static inline void
cbc_members(struct cbc_teams *x, int j, int k, int v, const char *sign)
{
	for (int s = 0; s < x->p->students; s++)
		if (cbc_may(x->p, s, j) && (k < 0 || x->p->attribute[k].of[s] == v))
			buf_printf(&x->out, " %s x%d_%d\n", sign, s, j);
}

static inline void
cbc_rows(struct cbc_teams *x)
{
	const struct team_problem *p = x->p;
	struct buf *o = &x->out;
	for (int s = 0; s < p->students; s++) {
		buf_puts(o, " 0 o\n");
		for (int j = 0; j < p->projects; j++)
			if (cbc_may(p, s, j))
				buf_printf(o, " + x%d_%d\n", s, j);
		buf_puts(o, " = 1\n");
	}
	for (int j = 0; j < p->projects; j++)
		for (int side = 0; side < 2; side++) {
			int size = side == 0 ? p->project[j].max : p->project[j].min;
			buf_puts(o, " 0 o\n");
			cbc_members(x, j, -1, 0, "+");
			if (cbc_optional(p, j)) /* open has somebody */
				buf_printf(o, " - %d y%d\n", side == 1 && size == 0 ? 1 : size, j);
			buf_printf(o, " %s %d\n", side == 0 ? "<=" : ">=", cbc_optional(p, j) ? 0 : size);
		}
	for (int k = 0; k < p->attributes; k++)
		for (int v = 0; v < p->attribute[k].values; v++)
			for (int j = 0; j < p->projects; j++) {
				int low, high;
				cbc_share(p, k, v, &low, &high);
				buf_printf(o, " t%d_%d_%d\n", k, v, j);
				cbc_members(x, j, k, v, "-");
				buf_printf(o, " >= %d\n b%d_%d_%d\n", -high, k, v, j);
				cbc_members(x, j, k, v, "+");
				if (cbc_optional(p, j))
					buf_printf(o, " - %d y%d\n", low, j);
				buf_printf(o, " >= %d\n", cbc_optional(p, j) ? 0 : low);
			}
	for (int i = 0; i < p->together; i++)
		for (int j = 0; j < p->projects; j++) {
			int s = p->pair_together[i].a, t = p->pair_together[i].b;
			if (cbc_may(p, s, j) || cbc_may(p, t, j)) {
				buf_puts(o, " 0 o");
				buf_printf(o, cbc_may(p, s, j) ? " + x%d_%d" : " + 0 x%d_%d", s, j);
				buf_printf(o, cbc_may(p, t, j) ? " - x%d_%d = 0\n" : " - 0 x%d_%d = 0\n", t, j);
			}
		}
	for (int i = 0; i < p->apart; i++)
		for (int j = 0; j < p->projects; j++)
			if (cbc_may(p, p->pair_apart[i].a, j) && cbc_may(p, p->pair_apart[i].b, j))
				buf_printf(o, " x%d_%d + x%d_%d <= 1\n", p->pair_apart[i].a, j, p->pair_apart[i].b, j);
	for (int j = 0; j < p->projects && p->supervisors > 0; j++) {
		buf_puts(o, " 0 o");
		for (int k = 0; k < p->supervisors; k++)
			buf_printf(o, " + z%d_%d\n", k, j);
		buf_printf(o, cbc_optional(p, j) ? " - y%d = 0\n" : " = 1\n", j);
	}
	for (int k = 0; k < p->supervisors; k++) {
		const struct team_supervisor *v = &p->supervisor[k];
		for (int side = 0; side < 2; side++) {
			buf_puts(o, " 0 o");
			for (int j = 0; j < p->projects; j++)
				buf_printf(o, " + z%d_%d\n", k, j);
			buf_printf(o, " %s %d\n", side == 0 ? ">=" : "<=", side == 0 ? v->min : v->max);
		}
		for (int f = 0; f < v->nforbidden; f++)
			buf_printf(o, " z%d_%d = 0\n", k, v->forbidden[f]);
	}
}

/* Values of the stages, one after the other, within `seconds` in all; how many are proved (all: *stages), −1: infeasible, −2:
 * not there or not understood. bound: of the first that is not proved. */
static inline int
cbc_solve(const struct team_problem *p, double seconds, double (*clock)(void), long *value, int *stages, double *bound)
{
	struct cbc_stage stage[TEAM_STAGES_MAX];
	double until = clock() + seconds;
	*stages = cbc_stages(p, stage);
	for (int k = 0; k < *stages; k++) {
		struct arena *tmp = arena_new(MIB(4096));
		struct cbc_teams x = { .a = tmp, .p = p, .out = buf_new(tmp, MIB(512)) };
		buf_puts(&x.out, "Minimize\n goal:");
		cbc_goal(&x, stage[k]);
		buf_puts(&x.out, "Subject To\n");
		cbc_rows(&x);
		for (int i = 0; i < k; i++) {
			cbc_goal(&x, stage[i]);
			buf_printf(&x.out, " <= %ld\n", value[i]);
		}
		if (p->objective == TEAM_SLACK && p->attributes > 0) {
			cbc_goal(&x, (struct cbc_stage){ TEAM_OF_SLACK, 0 });
			buf_printf(&x.out, " <= %d\n", p->slack);
		}
		buf_puts(&x.out, "Bounds\n o = 0\nBinaries\n");
		for (int s = 0; s < p->students; s++)
			for (int j = 0; j < p->projects; j++)
				if (cbc_may(p, s, j))
					buf_printf(&x.out, " x%d_%d\n", s, j);
		for (int j = 0; j < p->projects; j++) {
			if (cbc_optional(p, j))
				buf_printf(&x.out, " y%d\n", j);
			for (int v = 0; v < p->supervisors; v++)
				buf_printf(&x.out, " z%d_%d\n", v, j);
		}
		buf_puts(&x.out, "End\n");
		double left = until - clock();
		const char *limit = arena_printf(tmp, "%.0f", ceil(left)), *text = "";
		const char *const args[] = { "-import", "stdin_lp", "-seconds", limit, "-ratio", "0", "-allow", "0.999", "-solve", NULL };
		size_t n;
		if (left < 1 || solver_run_bounded(tmp, "cbc", args, buf_str(&x.out), x.out.len, left + 5, &text, &n) != OK) {
			arena_free(tmp);
			return left < 1 || k > 0 ? k : -2;
		}
		bool infeasible = strstr(text, "roblem proven infeasible") != NULL || strstr(text, "Problem is infeasible") != NULL || strstr(text, "\nInfeasible") != NULL ||
		    strstr(text, "Pre-processing says infeasible") != NULL || strstr(text, "nteger infeasible") != NULL;
		bool optimal = strstr(text, "\nResult - Optimal solution found") != NULL;
		const char *at = strstr(text, "\nObjective value:"), *low = strstr(text, "\nLower bound:");
		if (at != NULL)
			value[k] = lround(strtod(at + 17, NULL));
		*bound = low != NULL ? strtod(low + 13, NULL) : 0;
		arena_free(tmp);
		if (infeasible)
			return -1;
		if (!optimal || at == NULL)
			return k;
	}
	return *stages;
}
#endif
